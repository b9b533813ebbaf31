use chrono::Days;

use super::*;
use crate::config::{Config, Given};
use crate::domain::kinds::{Lifecycle, Partner, Tier};
use crate::domain::period::{Month, Span};
use crate::domain::record::{Lang, Row};
use crate::ops::{plan, setup};
use crate::store::tasks::Whose;

/// A session on 2 June 2025 with one Growth partner in Hangzhou, whose June is planned.
fn planned(dir: &tempfile::TempDir) -> Session {
    let given = Given { db: Some(dir.path().join("q.db")), as_of: "2025-06-03".parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    "li.wei".clone_into(&mut config.user);
    config.policy = None;
    let (mut session, _) = setup::create(&config).expect("a database");
    let me = session.actor.user;
    let city = record::id_by_code(session.store.conn(), Kind::ChannelType, "city_distributor").expect("a type");
    let mut row = Row::blank(Kind::Partner);
    for (name, value) in
        [("code", Value::Text("D1".into())), ("name", Value::Text("杭州嘉禾".into())), ("city", Value::Text("杭州".into()))]
    {
        row.set(name, value);
    }
    let mut partner = row.typed::<Partner>().expect("a partner").record;
    (partner.channel_type, partner.owner, partner.tier, partner.status) = (city, me, Some(Tier::Growth), Lifecycle::Active);
    session.write(Role::Admin, "change-create", "D1", |tx| Ok(tx.add(&partner)?)).expect("written");
    plan::generate(&mut session, june(), Lang::Zh).expect("a plan");
    session
}

fn june() -> Month {
    Month::of("2025-06-01".parse().expect("a day"))
}

fn visit(session: &Session, month: Month) -> Stored<Task> {
    let found = record::query_as::<Task>(session.store.conn(), "WHERE series = 'monthly'", &[]).expect("tasks");
    found.into_iter().find(|t| month.span().contains(t.due_on)).expect("a visit")
}

fn seen(task: &Stored<Task>) -> [Seen; 1] {
    [Seen { id: task.id, version: Some(task.version) }]
}

/// The key of a refusal.
fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(OpError::Refused { key, .. }) => key.to_owned(),
        Err(OpError::Invalid(problems)) => format!("{}: {:?}", problems[0].field, problems[0].expected),
        other => format!("{other:?}"),
    }
}

#[test]
fn moved_and_skipped_occurrences_are_not_planned_again() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = planned(&dir);
    let task = visit(&session, june());
    let july = session.as_of() + Days::new(35);
    move_to(&mut session, &seen(&task), july, "客户盘点").expect("moved");
    assert_eq!(plan::generate(&mut session, june(), Lang::Zh).expect("a plan").drafts, []);
    let moved: Stored<Task> = record::get_as(session.store.conn(), task.id).expect("the task");
    assert_eq!((moved.due_on, moved.period.as_str(), moved.reason.as_str()), (july, "2025-06", "客户盘点"));
    skip(&mut session, &seen(&moved), "合并进行").expect("skipped");
    assert_eq!(plan::generate(&mut session, june(), Lang::En).expect("a plan").drafts, []);
}

#[test]
fn what_is_left_undone_carries_over_to_the_next_occurrence_planned_or_not() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = planned(&dir);
    let finish =
        Finish { findings: "缺货".into(), checklist: Some("[x] 陈列\n[x] 库存\n[ ] 价格\n[ ] 新品上架".into()) };
    let task = visit(&session, june());
    done(&mut session, &seen(&task), &finish).expect("done");
    // the plan takes it over when it makes July
    let july = Month(june().0 + 1);
    plan::generate(&mut session, july, Lang::Zh).expect("a plan");
    let next = visit(&session, july);
    assert_eq!(next.checklist, "[ ] 陈列\n[ ] 库存\n[>] 价格\n[>] 新品上架");
    // July is there already when August is made, and finishing July hands its rest to August
    let august = Month(june().0 + 2);
    plan::generate(&mut session, august, Lang::Zh).expect("a plan");
    done(&mut session, &seen(&next), &Finish { findings: String::new(), checklist: Some("[x] 陈列\n[>] 新品上架".into()) })
        .expect("done");
    assert!(visit(&session, august).checklist.contains("[>] 新品上架"));
}

#[test]
fn what_carries_over_is_one_line_in_whatever_language_and_of_a_skipped_occurrence_too() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = planned(&dir);
    let task = visit(&session, june());
    skip(&mut session, &seen(&task), "放假").expect("skipped");
    let (july, august) = (Month(june().0 + 1), Month(june().0 + 2));
    plan::generate(&mut session, july, Lang::En).expect("a plan");
    let next = visit(&session, july);
    let lines = Checklist::parse(&next.checklist);
    assert!(lines.0.len() == 3 && lines.0.iter().all(|l| l.mark == Mark::Carried), "{}", next.checklist);
    assert!(next.checklist.is_ascii(), "the plan's own language: {}", next.checklist);
    // the next is there already, in the other language
    plan::generate(&mut session, august, Lang::Zh).expect("a plan");
    done(&mut session, &seen(&next), &Finish::default()).expect("done");
    let last = visit(&session, august);
    assert_eq!(Checklist::parse(&last.checklist).0.len(), 3, "{}", last.checklist);
}

#[test]
fn the_work_of_an_owner_and_of_the_network_carries_over() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = planned(&dir);
    let others = || "WHERE partner IS NULL AND meeting IS NULL AND series IS NOT NULL AND checklist IS NOT NULL ORDER BY id";
    let mut looked = 0;
    for ahead in 0..7 {
        let month = Month(june().0 + ahead);
        plan::generate(&mut session, month, Lang::Zh).expect("a plan");
        let open = record::query_as::<Task>(session.store.conn(), others(), &[]).expect("tasks");
        for task in open.into_iter().filter(|t| t.state == TaskState::Open) {
            let series = task.series.clone();
            let earlier = "WHERE series = ?1 AND state = 'done' ORDER BY id DESC LIMIT 1";
            let was = record::query_as::<Task>(session.store.conn(), earlier, &[&series]).expect("tasks").pop();
            if was.is_some() {
                looked += 1;
                assert!(task.checklist.contains("[>] 补充"), "{series}: {}", task.checklist);
            }
            let list = format!("{}\n[ ] 补充", task.checklist.replace("[ ]", "[x]"));
            done(&mut session, &seen(&task), &Finish { findings: String::new(), checklist: Some(list) }).expect("done");
        }
    }
    assert!(looked > 0, "no series without a partner came twice");
}

#[test]
fn a_task_that_is_not_open_is_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = planned(&dir);
    let task = visit(&session, june());
    done(&mut session, &[Seen { id: task.id, version: None }], &Finish::default()).expect("done");
    let again = [Seen { id: task.id, version: None }];
    let tomorrow = session.as_of() + Days::new(1);
    assert_eq!(refused(done(&mut session, &again, &Finish::default())), "refused-task-closed");
    assert_eq!(refused(move_to(&mut session, &again, tomorrow, "")), "refused-task-closed");
    assert_eq!(refused(skip(&mut session, &again, "x")), "refused-task-closed");
    assert_eq!(refused(tick(&mut session, again[0], 0)), "refused-task-closed");
}

#[test]
fn a_bulk_act_is_done_whole_or_not_at_all() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = planned(&dir);
    let mut open = plan::list(&session, Span::year(2025), &Whose::All, 100).expect("tasks");
    // a joint meeting is finished by holding it
    open.retain(|t| t.kind != TaskKind::Meeting);
    let all: Vec<Seen> = open.iter().map(|t| Seen { id: t.id, version: Some(t.version) }).collect();
    assert!(all.len() > 1);
    // somebody was first with the last one
    done(&mut session, &[Seen { id: all[all.len() - 1].id, version: None }], &Finish::default()).expect("done");
    let result = skip(&mut session, &all, "放假");
    assert!(matches!(result, Err(OpError::Store(crate::store::StoreError::Conflict { .. }))), "{result:?}");
    let left = plan::list(&session, Span::year(2025), &Whose::All, 100).expect("tasks");
    let left = left.iter().filter(|t| t.state == TaskState::Open && t.kind != TaskKind::Meeting).count();
    assert_eq!(left, all.len() - 1, "none was skipped");
}

#[test]
fn what_is_missing_or_over_is_said_at_its_field() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = planned(&dir);
    let task = visit(&session, june());
    let yesterday = session.as_of() - Days::new(1);
    assert_eq!(refused(skip(&mut session, &seen(&task), "  ")), "reason: Given");
    assert_eq!(refused(move_to(&mut session, &seen(&task), yesterday, "")), "due_on: AtLeast(\"2025-06-03\")");
    assert_eq!(refused(follow_up(&mut session, task.id, "", session_day())), "title: Given");
    let id = follow_up(&mut session, task.id, "送陈列道具", session_day()).expect("a task");
    let made: Stored<Task> = record::get_as(session.store.conn(), id).expect("the task");
    assert_eq!((made.partner, made.owner, made.kind), (task.partner, task.owner, TaskKind::FollowUp));
}

fn session_day() -> NaiveDate {
    "2025-06-10".parse().expect("a day")
}
