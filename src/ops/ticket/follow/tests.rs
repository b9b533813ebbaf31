use chrono::{DateTime, TimeZone, Utc};

use crate::domain::conflict::Act;
use crate::domain::kinds::{PartyRole, Role, Severity, Task, TaskState, TicketKind, TicketState, User, Violation, ViolationKind};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Problem, Row, Stored, Value};
use crate::ops::ticket::{self, Draft};
use crate::ops::{Actor, Clock, OpError, Result, Session};
use crate::store::{Change, Store, record, undo};

fn at(text: &str) -> DateTime<Utc> {
    let wall = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect(text);
    chrono_tz::Asia::Shanghai.from_local_datetime(&wall).single().expect(text).with_timezone(&Utc)
}

/// One specialist, two partners, a diversion of the first that hurt the second, acknowledged on Monday 9 June 2025.
fn case(dir: &tempfile::TempDir, policy: &str) -> (Session, i64) {
    let mut store = Store::create(&dir.path().join("q.db")).expect("a database");
    let change = Change { actor: "root", at: at("2025-01-02 09:00"), label: "change-setup", detail: "", rules: 0 };
    let made: Result<()> = store.write(&change, |tx| {
        tx.add(&User::new("li.wei", "", Role::Specialist))?;
        for code in ["D001", "D002"] {
            let mut partner = Row::blank(Kind::Partner);
            partner.set("code", Value::Text(code.into()));
            partner.set("name", Value::Text(code.into()));
            tx.insert(&partner)?;
        }
        Ok(())
    });
    made.expect("set up");
    let actor = Actor { name: "li.wei".into(), user: Some(1), role: Role::Specialist };
    let policy = std::sync::Arc::new(Policy::load(Some(policy)).expect("a policy"));
    let mut session = Session::new(store, actor, Clock::At(at("2025-06-09 09:00")), policy);
    let draft = Draft {
        title: "批次码出现在南京".into(),
        kind: TicketKind::Diversion,
        severity: Severity::S3,
        partner: Some(1),
        parties: vec![(2, PartyRole::Affected)],
        ..Draft::default()
    };
    let (id, _) = ticket::new(&mut session, &draft).expect("a ticket");
    ticket::act(&mut session, id, None, &Act::Acknowledge { note: String::new() }).expect("acknowledged");
    (session, id)
}

fn settle(remedy: &str, resolution: &str) -> Act {
    Act::Resolve { root_cause: "a".into(), resolution: resolution.into(), agreed_terms: "c".into(), remedy: remedy.into() }
}

fn tasks(s: &Session) -> Vec<(String, String, TaskState)> {
    let all: Vec<Stored<Task>> = record::query_as(s.store.conn(), "ORDER BY id", &[]).expect("tasks");
    all.into_iter().map(|t| (t.title.clone(), t.due_on.to_string(), t.state)).collect()
}

fn told(all: &[(String, String, TaskState)]) -> Vec<(&str, &str)> {
    all.iter().map(|(title, due, _)| (title.as_str(), due.as_str())).collect()
}

fn violations(s: &Session) -> Vec<Stored<Violation>> {
    record::query_as(s.store.conn(), "ORDER BY id", &[]).expect("violations")
}

#[test]
fn a_remedy_brings_its_tasks_and_its_violation_once_and_undo_takes_them_back() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut s, id) = case(&dir, "");
    ticket::act(&mut s, id, None, &settle("trace-recall-deduct", "已回购")).expect("resolved");
    let first = tasks(&s);
    let wanted = [("#1 回收回购凭证", "2025-06-16"), ("#1 落实受损方补偿", "2025-06-24"), ("#1 复查当地市场", "2025-07-09")];
    assert_eq!(told(&first), wanted);
    let one: Stored<Task> = record::get_as(s.store.conn(), 1).expect("a task");
    assert_eq!((one.ticket, one.partner, one.owner), (Some(id), Some(1), Some(1)));
    let found = violations(&s);
    assert_eq!(
        found.iter().map(|v| (v.partner, v.kind, v.ticket)).collect::<Vec<_>>(),
        [(1, ViolationKind::Diversion, Some(id))]
    );
    assert_eq!(ticket::page(&s, id).expect("a page").ticket.remedy, "trace-recall-deduct");

    ticket::act(&mut s, id, None, &Act::Reopen { reason: "again".into() }).expect("reopened");
    s.clock = Clock::At(at("2025-06-20 09:00"));
    ticket::act(&mut s, id, None, &settle("trace-recall-deduct", "已回购")).expect("resolved again");
    assert_eq!((tasks(&s), violations(&s).len()), (first.clone(), 1), "the same remedy brings nothing twice");

    ticket::act(&mut s, id, None, &Act::Reopen { reason: "again".into() }).expect("reopened");
    ticket::act(&mut s, id, None, &settle("sub-dealer-control", "supply stopped")).expect("resolved otherwise");
    assert_eq!(
        told(&tasks(&s))[3..],
        [
            ("#1 First report of sales by customer", "2025-07-21"),
            ("#1 Compliance training of the partner and its sub-dealers", "2025-07-10")
        ],
        "another remedy brings its own, in the language of the resolution; 20 July is a Sunday"
    );
    let last = undo::last_of(s.store.conn(), "li.wei").expect("a log").expect("a change").id;
    s.write(Role::Specialist, "change-undo", "", |tx| Ok(tx.take_back(last)?)).expect("undone");
    assert_eq!(tasks(&s), first);
    assert_eq!(ticket::page(&s, id).expect("a page").ticket.state, TicketState::Reopened);
}

#[test]
fn a_remedy_that_is_not_for_the_kind_is_refused_and_nothing_is_written() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut s, id) = case(&dir, "");
    for code in ["margin-floor", "gossip"] {
        let e = ticket::act(&mut s, id, None, &settle(code, "x")).expect_err(code);
        let OpError::Invalid(problems) = e else { panic!("{e}") };
        assert!(matches!(problems.as_slice(), [Problem { field: "remedy", value, .. }] if value == code), "{problems:?}");
    }
    let bulk = ticket::act_all(&mut s, &[id], &settle("margin-floor", "x")).expect("many");
    assert_eq!((bulk.done.len(), bulk.refused.len()), (0, 1));
    assert_eq!((tasks(&s), violations(&s)), (vec![], vec![]));
    assert_eq!(ticket::page(&s, id).expect("a page").ticket.state, TicketState::Acknowledged);
    ticket::act(&mut s, id, None, &settle("", "in own words")).expect("no remedy is needed");
    assert_eq!((tasks(&s), violations(&s)), (vec![], vec![]));
}

#[test]
fn the_effect_is_checked_once_after_the_last_closing() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut s, id) = case(&dir, "");
    let close = Act::Close { note: String::new(), satisfaction: None };
    ticket::act(&mut s, id, None, &settle("", "已恢复")).expect("resolved");
    ticket::act(&mut s, id, None, &close).expect("closed");
    assert_eq!(told(&tasks(&s)), [("效果回查：#1 批次码出现在南京", "2025-07-09")]);
    // reopened and closed a day later: the check that is still open is moved
    ticket::act(&mut s, id, None, &Act::Reopen { reason: "again".into() }).expect("reopened");
    s.clock = Clock::At(at("2025-06-10 09:00"));
    ticket::act(&mut s, id, None, &settle("", "已恢复")).expect("resolved");
    ticket::act(&mut s, id, None, &close).expect("closed");
    assert_eq!(told(&tasks(&s)), [("效果回查：#1 批次码出现在南京", "2025-07-10")]);
    // a check that was done before it was reopened does not count for the next closing
    let mut done: Stored<Task> = record::get_as(s.store.conn(), 1).expect("the task");
    done.record.state = TaskState::Done;
    s.write(Role::Specialist, "change-task-done", "", |tx| Ok(tx.save(&done)?)).expect("done");
    ticket::act(&mut s, id, None, &Act::Reopen { reason: "again".into() }).expect("reopened");
    ticket::act(&mut s, id, None, &settle("", "settled")).expect("resolved");
    ticket::act(&mut s, id, None, &close).expect("closed");
    let all = tasks(&s);
    assert_eq!((all.len(), all[1].0.as_str(), all[1].2), (2, "Check the effect: #1 批次码出现在南京", TaskState::Open));
}

#[test]
fn an_organisation_may_do_without_the_check() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut s, id) = case(&dir, "[desk]\neffect_check_days = 0\n");
    ticket::act(&mut s, id, None, &settle("", "done")).expect("resolved");
    ticket::act(&mut s, id, None, &Act::Close { note: String::new(), satisfaction: None }).expect("closed");
    assert_eq!(tasks(&s), []);
}

#[test]
fn a_violation_that_could_not_be_recorded_is_told_in_both_languages() {
    let expected = crate::domain::record::Expected::AtMost("2025-06-09".into());
    let unrecorded = Some(Problem { field: "on", value: "2025-06-20".into(), expected });
    let done = ticket::Done { id: 1, number: 7, state: TicketState::Resolved, level: 0, version: 2, unrecorded };
    let said = |lang| done.warning().map(|w| crate::i18n::sentence(lang, &w)).unwrap_or_default();
    let en = said(crate::domain::record::Lang::En);
    assert!(en.starts_with("resolved #7; no violation was recorded: `2025-06-20` will not do as its"), "{en}");
    assert!(said(crate::domain::record::Lang::Zh).contains("#7；未记录违规"), "{}", said(crate::domain::record::Lang::Zh));
    assert_eq!(ticket::Done { unrecorded: None, ..done }.warning(), None);
}
