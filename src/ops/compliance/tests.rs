use chrono::{DateTime, TimeZone as _};

use super::*;
use crate::domain::kinds::{AuditSubject, Region, RegionLevel, Role, TrainingKind, User};
use crate::domain::money::Money;
use crate::domain::policy::Policy;
use crate::domain::record::Kind;
use crate::domain::record::{Record, Tags, Value};
use crate::ops::record::save;
use crate::ops::{Actor, Clock, OpError, admin, task};
use crate::store::{Change, Store};

/// A day, and a moment of it in Shanghai.
pub(in crate::ops) fn d(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

fn at(day: &str) -> DateTime<Utc> {
    let nine = d(day).and_hms_opt(9, 0, 0).expect("nine");
    chrono_tz::Asia::Shanghai.from_local_datetime(&nine).single().expect(day).with_timezone(&Utc)
}

/// A database of its own: users 1 li.wei (specialist), 2 zhao.min (manager), 3 chen.bo (head office); partners 1 D001 in
/// Nanjing and 2 D002 in Jiangsu, both of li.wei.
pub(in crate::ops) struct House {
    folder: tempfile::TempDir,
}

impl House {
    pub(in crate::ops) fn new() -> Self {
        let house = Self { folder: tempfile::tempdir().expect("a folder") };
        let mut store = Store::create(&house.folder.path().join("q.db")).expect("a database");
        let change = Change { actor: "root", at: at("2025-01-02"), label: "change-setup", detail: "", rules: 0 };
        let made: Result<()> = store.write(&change, |tx| {
            for (name, role) in [("li.wei", Role::Specialist), ("zhao.min", Role::Manager), ("chen.bo", Role::HeadOffice)] {
                tx.add(&User::new(name, "", role))?;
            }
            let region = |code: &str, level, parent| Region {
                code: code.into(),
                name: code.into(),
                short_name: String::new(),
                level,
                parent,
                target_partners: None,
            };
            let province = tx.add(&region("JS", RegionLevel::Province, None))?;
            let city = tx.add(&region("NJ", RegionLevel::City, Some(province)))?;
            for (code, name, region) in [("D001", "南京雨润", city), ("D002", "江苏宏图", province)] {
                let mut partner = Row::blank(Kind::Partner);
                partner.set("code", Value::Text(code.into()));
                partner.set("name", Value::Text(name.into()));
                partner.set("region", Value::Int(region));
                partner.set("owner", Value::Int(1));
                tx.insert(&partner)?;
            }
            Ok(())
        });
        made.expect("set up");
        house
    }

    pub(in crate::ops) fn db(&self) -> std::path::PathBuf {
        self.folder.path().join("q.db")
    }

    /// A session of user 1, 2 or 3 on a day, under the embedded policy with `over` laid over it.
    pub(in crate::ops) fn under(&self, user: i64, day: &str, over: &str) -> Session {
        let (name, role) = match user {
            2 => ("zhao.min", Role::Manager),
            3 => ("chen.bo", Role::HeadOffice),
            _ => ("li.wei", Role::Specialist),
        };
        Session::new(
            Store::open(&self.db()).expect("the database"),
            Actor { name: name.into(), user: Some(user), role },
            Clock::At(at(day)),
            std::sync::Arc::new(Policy::load(Some(over)).expect("a policy")),
        )
    }

    pub(in crate::ops) fn session(&self, user: i64, day: &str) -> Session {
        self.under(user, day, "")
    }
}

/// The fields that were refused, and by what.
pub(in crate::ops) fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(OpError::Invalid(problems)) => {
            problems.iter().map(|p| format!("{}: {:?}", p.field, p.expected)).collect::<Vec<_>>().join("; ")
        }
        Err(OpError::Refused { key, .. }) => key.to_owned(),
        Err(OpError::Role { needs, .. }) => format!("needs {}", needs.code()),
        other => format!("{other:?}"),
    }
}

fn put<R: Record>(session: &mut Session, record: &R) -> crate::ops::record::Saved {
    save(session, Row::new(record), &[]).expect("saved")
}

fn audit(on: &str, actions: &str, due: Option<&str>) -> ChannelAudit {
    ChannelAudit {
        partner: 1,
        subject: AuditSubject::Promotion,
        on: d(on),
        auditor: Some(2),
        score: 60,
        findings: "posters paid, not put up".into(),
        actions: actions.into(),
        due_on: due.map(d),
        closed_on: None,
    }
}

fn task_of(session: &Session, audit: i64) -> Option<Stored<Task>> {
    store::audit_task(session.store.conn(), audit).expect("a query")
}

fn read(session: &Session, id: i64) -> Stored<ChannelAudit> {
    record::get_as(session.store.conn(), id).expect("an audit")
}

#[test]
fn the_actions_of_an_audit_become_a_task_and_close_with_it() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-10");
    let saved = put(&mut s, &audit("2025-06-09", "put the posters up\n\nsend photos", Some("2025-06-30")));
    assert_eq!(saved.said.key, "done-audit-task");
    let made = task_of(&s, saved.id).expect("a task");
    assert_eq!((made.partner, made.owner, made.due_on), (Some(1), Some(1), d("2025-06-30")));
    assert_eq!((made.title.as_str(), made.checklist.as_str()), ("put the posters up", "[ ] put the posters up\n[ ] send photos"));

    // a later deadline moves it
    let mut row: Row = read(&s, saved.id).into();
    row.set("due_on", Value::Int(d("2025-07-05").to_epoch_days().into()));
    save(&mut s, row, &[]).expect("saved");
    let moved = task_of(&s, saved.id).expect("a task");
    assert_eq!((moved.id, moved.due_on), (made.id, d("2025-07-05")), "the same task");

    // finishing the task closes the audit; undo opens both again
    let seen = [task::Seen { id: moved.id, version: None }];
    task::done(&mut s, &seen, &task::Finish::default()).expect("done");
    assert_eq!(read(&s, saved.id).closed_on, Some(d("2025-06-10")));
    admin::undo(&mut s, None).expect("undone");
    assert_eq!((read(&s, saved.id).closed_on, task_of(&s, saved.id).map(|t| t.state)), (None, Some(TaskState::Open)));

    // closing the audit finishes the task, opening it again opens the task again
    let mut row: Row = read(&s, saved.id).into();
    row.set("closed_on", Value::Int(d("2025-06-10").to_epoch_days().into()));
    assert_eq!(save(&mut s, row, &[]).expect("saved").said.key, "done-compliance-task");
    assert_eq!(task_of(&s, saved.id).map(|t| t.state), Some(TaskState::Done));
    let mut row: Row = read(&s, saved.id).into();
    row.set("closed_on", Value::Null);
    save(&mut s, row, &[]).expect("saved");
    assert_eq!(task_of(&s, saved.id).map(|t| (t.id, t.state)), Some((made.id, TaskState::Open)));

    // without a day there is nothing to wait for
    let mut row: Row = read(&s, saved.id).into();
    row.set("due_on", Value::Null);
    save(&mut s, row, &[]).expect("saved");
    assert_eq!(task_of(&s, saved.id).map(|t| t.state), Some(TaskState::Skipped));
    let quiet = put(&mut s, &audit("2025-06-10", "", None));
    assert_eq!((quiet.said.key, task_of(&s, quiet.id).is_none()), ("change-create", true));
}

#[test]
fn a_training_or_an_assessment_finishes_the_planned_task_of_its_period() {
    use TaskState::{Done, Open};
    let house = House::new();
    let mut s = house.session(1, "2025-06-10");
    let planned = |kind, due: &str| Task { partner: Some(1), owner: Some(1), ..Task::new(kind, format!("{kind:?}"), d(due)) };
    let ids: Vec<i64> = [
        planned(TaskKind::BackupReview, "2025-06-30"),
        planned(TaskKind::BackupReview, "2025-07-01"),
        planned(TaskKind::Training, "2025-05-15"),
        planned(TaskKind::Training, "2025-06-30"),
        Task { partner: Some(2), ..planned(TaskKind::Training, "2025-05-01") },
    ]
    .into_iter()
    .map(|t| task::add(&mut s, t).expect("a task"))
    .collect();
    let states = |s: &Session| -> Vec<TaskState> {
        ids.iter().map(|id| record::get_as::<Task>(s.store.conn(), *id).expect("a task").record.state).collect()
    };
    let assessed = BackupAssessment {
        partner: 1,
        on: d("2025-06-10"),
        assessor: Some(1),
        capacity: Money::units(50_000),
        regions: Tags::default(),
        lead_days: Some(10),
        score: Some(80),
        notes: String::new(),
    };
    let saved = put(&mut s, &assessed);
    assert_eq!(saved.said.key, "done-compliance-task");
    assert_eq!(states(&s), [Done, Open, Open, Open, Open], "that of the half-year, not of the next");
    let trained = |on: &str| Training {
        partner: 1,
        kind: TrainingKind::Compliance,
        on: d(on),
        title: String::new(),
        invited: Some(5),
        completed: 4,
    };
    put(&mut s, &trained("2025-06-09"));
    assert_eq!(states(&s), [Done, Open, Done, Open, Open], "the earliest of the quarter, of this partner");
    admin::undo(&mut s, None).expect("undone");
    assert_eq!(states(&s), [Done, Open, Open, Open, Open], "undo brings the task back");
    put(&mut s, &trained("2025-06-09"));
    // a correction of the record finishes nothing further
    let mut row = record::query(s.store.conn(), Kind::Training, "", &[]).expect("rows").remove(0);
    row.set("completed", Value::Int(5));
    save(&mut s, row, &[]).expect("saved");
    assert_eq!(states(&s), [Done, Open, Done, Open, Open]);
}

#[test]
fn what_has_not_happened_is_refused_at_its_day() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-10");
    let tomorrow = audit("2025-06-11", "", None);
    assert_eq!(refused(save(&mut s, Row::new(&tomorrow), &[])), "on: AtMost(\"2025-06-10\")");
    let bad = ChannelAudit { score: 101, due_on: Some(d("2025-06-01")), ..audit("2025-06-09", "", None) };
    assert_eq!(refused(save(&mut s, Row::new(&bad), &[])), "due_on: NotBefore(\"on\"); score: AtMost(\"100\"); actions: Given");
    let over = Training {
        partner: 1,
        kind: TrainingKind::Compliance,
        on: d("2025-06-10"),
        title: String::new(),
        invited: Some(3),
        completed: 4,
    };
    assert_eq!(refused(save(&mut s, Row::new(&over), &[])), "completed: AtMost(\"3\")");
    assert!(audits_of(&s, 1).expect("audits").all.is_empty() && trained_of(&s, 1).expect("trainings").all.is_empty());
}

#[test]
fn the_lists_put_first_what_needs_somebody() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-10");
    put(&mut s, &ChannelAudit { partner: 2, ..audit("2025-03-01", "repay", Some("2025-04-01")) });
    put(&mut s, &ChannelAudit { score: 40, ..audit("2025-03-02", "", None) });
    let order = |s: &Session| -> Vec<(String, Option<i64>, usize)> {
        audits(s).expect("audits").into_iter().map(|a| (a.who.code, a.audits.score, a.overdue)).collect()
    };
    assert_eq!(order(&s), [("D002".into(), Some(6_000), 1), ("D001".into(), Some(4_000), 0)], "overdue before the low score");
    let span = s.policy.audits.span(s.as_of());
    assert_eq!(store::audit_score(s.store.conn(), 2, span).expect("a score"), Some(6_000), "as the page says");

    let trained = |partner, on: &str, completed| Training {
        partner,
        kind: TrainingKind::Compliance,
        on: d(on),
        title: String::new(),
        invited: Some(4),
        completed,
    };
    put(&mut s, &trained(2, "2025-05-01", 3));
    put(&mut s, &trained(1, "2024-06-10", 4));
    let all = training(&s).expect("trainings");
    assert_eq!((all.invited, all.completed, all.completion, all.due), (4, 3, Some(Rate(7_500)), 1));
    assert_eq!(all.partners.iter().map(|(w, t)| (w.code.as_str(), t.due)).collect::<Vec<_>>(), [("D001", true), ("D002", false)]);
    let span = s.policy.training.span(s.as_of(), 1);
    let rate = |partner| store::training_completion(s.store.conn(), partner, span).expect("a rate");
    assert_eq!((rate(2), rate(1)), (Some(Rate(7_500)), None), "a year ago to the day no longer counts");
}
