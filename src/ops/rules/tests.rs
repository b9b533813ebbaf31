//! Whatever the rules gave and is kept names the version of the rules that gave it.

use super::*;
use crate::domain::kinds::Role;
use crate::domain::record::{Field, FieldType};
use crate::ops::demo::Scale;
use crate::ops::partner::fixture;
use crate::ops::{admin, demo};
use crate::store::rules as stored;

/// Every kind that keeps results of the rules; what else does is asked for below.
const RESULTS: [Kind; 9] = [
    Kind::Ticket,
    Kind::Meeting,
    Kind::Task,
    Kind::TierChange,
    Kind::Alert,
    Kind::Screening,
    Kind::CreditAssessment,
    Kind::Violation,
    Kind::Approval,
];

fn results(kind: Kind) -> impl Iterator<Item = &'static Field> {
    kind.def().fields.iter().filter(|f| f.ruled)
}

#[test]
fn a_kind_that_keeps_results_of_the_rules_has_a_place_for_the_version_that_gave_them() {
    for kind in Kind::ALL {
        let ruled = results(*kind).next().is_some();
        assert_eq!(kind.def().policy_version().is_some(), ruled, "{}", kind.def().name);
        assert_eq!(RESULTS.contains(kind), ruled, "{}", kind.def().name);
    }
}

fn count(session: &Session, sql: &str) -> i64 {
    session.store.conn().query_row(sql, [], |r| r.get(0)).expect(sql)
}

/// Puts version 2 of the rules into force; nobody else is there to decide it.
fn second_version(session: &mut Session) {
    let terms = Terms { reason: "tried".into(), from: None };
    let done = propose(session, Wish::Value("health.slip", "12"), &terms).expect("asked");
    if let crate::ops::approval::Asked::Waits(id, _) = done.asked {
        let seen = crate::ops::approval::Seen { id, version: None };
        let head =
            crate::store::record::id_by_code(session.store.conn(), Kind::User, "zhao.min").expect("users").expect("head office");
        let asker = std::mem::replace(&mut session.actor.name, "zhao.min".into());
        (session.actor.user, session.actor.role) = (Some(head), Role::HeadOffice);
        crate::ops::approval::act(session, seen, crate::domain::kinds::ApprovalAct::Approve, "").expect("approved");
        session.actor.user = crate::store::record::id_by_code(session.store.conn(), Kind::User, &asker).expect("users");
        (session.actor.name, session.actor.role) = (asker, Role::Admin);
    }
    assert_eq!(session.policy.number, 2);
}

/// Another value of a field.
fn other(field: &Field, value: &Value) -> Value {
    match (field.ty, value) {
        (FieldType::Choice(list), Value::Text(code)) => {
            Value::Text(list.iter().find(|c| c.code != code).expect("another").code.to_owned())
        }
        (_, Value::Int(number)) => Value::Int(number + 1),
        (_, Value::Text(text)) => Value::Text(format!("{text}x")),
        (_, Value::Null) => Value::Int(1),
    }
}

#[test]
fn each_stored_result_names_the_version_that_gave_it_whatever_changes_it_later() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = fixture::session(&dir);
    demo::generate(&mut session, Scale { partners: 60, weeks: 60, seed: 7 }, &mut |_| ()).expect("a network");
    session.refresh_figures().expect("figures");
    let unnamed = |kind: Kind| {
        let given: Vec<String> = results(kind).map(|f| format!("\"{}\" IS NOT NULL", f.name)).collect();
        let given = given.join(" OR ");
        let table = kind.def().name;
        (
            format!("SELECT count(*) FROM {table} WHERE {given}"),
            format!("SELECT count(*) FROM {table} WHERE ({given}) IS NOT (policy_version IS 1)"),
        )
    };
    for kind in RESULTS {
        let (all, wrong) = unnamed(kind);
        assert!(count(&session, &all) > 0, "{}", kind.def().name);
        assert_eq!(count(&session, &wrong), 0, "{}", kind.def().name);
    }
    assert!(count(&session, "SELECT count(*) FROM closing") > 0);
    assert_eq!(count(&session, "SELECT count(*) FROM closing WHERE policy_version IS NOT 1"), 0);
    second_version(&mut session);
    for kind in RESULTS {
        let def = kind.def();
        let clause = if kind == Kind::Alert {
            "WHERE policy_version = 1 AND state <> 'cleared' LIMIT 1"
        } else {
            "WHERE policy_version = 1 LIMIT 1"
        };
        let row = record::query(session.store.conn(), kind, clause, &[]).expect("rows").pop().expect("a result");
        let version = |session: &Session| {
            record::get(session.store.conn(), kind, row.id).expect("the record").get("policy_version").clone()
        };
        let change = |session: &mut Session, field: &Field| {
            let mut row = record::get(session.store.conn(), kind, row.id).expect("the record");
            row.set(field.name, other(field, row.get(field.name)));
            session.write(Role::Admin, "change-edit", def.name, |tx| Ok(tx.update(&row)?)).expect("written");
        };
        let words =
            def.fields.iter().find(|f| matches!(f.ty, FieldType::Text | FieldType::Note) && !f.ruled && f.name != "number");
        let words = words.or_else(|| def.fields.iter().find(|f| f.name == "last_seen")).expect("a field that no rule gives");
        change(&mut session, words);
        assert_eq!(version(&session), Value::Int(1), "{}: {} is no result", def.name, words.name);
        for field in results(kind) {
            change(&mut session, field);
            assert_eq!(version(&session), Value::Int(2), "{}: {}", def.name, field.name);
            admin::undo::undo(&mut session, None).expect("undone");
            assert_eq!(version(&session), Value::Int(1), "{}: {} is as it was", def.name, field.name);
        }
    }
    // figures and warnings that go on holding are those of the version that looked last
    session.refresh_figures().expect("figures");
    let state: String =
        session.store.conn().query_row("SELECT value FROM meta WHERE name = 'figures_state'", [], |r| r.get(0)).expect("figures");
    assert!(state.contains(" v2 "), "{state}");
    assert!(count(&session, "SELECT count(*) FROM alert WHERE state <> 'cleared' AND policy_version = 2") > 0);
    assert_eq!(count(&session, "SELECT count(*) FROM alert WHERE state <> 'cleared' AND policy_version IS NOT 2"), 0);
    assert_eq!(stored::number_in_force(session.store.conn(), session.as_of()).expect("a number"), 2);
}

#[test]
fn an_approval_of_elsewhere_never_takes_the_place_of_the_one_of_here() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = fixture::session(&dir);
    second_version(&mut session);
    let of = |session: &Session| {
        let line = history(session).expect("a history").into_iter().next().expect("version 2");
        line.approval.map(|a| (a.number, a.alone, a.brought_in))
    };
    let real = of(&session);
    assert_eq!(real, Some((Some(1), true, false)));
    let there = history(&session).expect("a history").remove(0).approval.expect("an approval");
    let elsewhere = crate::domain::kinds::Approval { number: Some(99), brought_in: true, alone: false, ..there.record };
    session.write(Role::Admin, "change-import", "approvals.csv", |tx| Ok(tx.add(&elsewhere)?)).expect("brought in");
    assert_eq!(count(&session, "SELECT count(*) FROM approval WHERE brought_in = 1"), 1);
    assert_eq!(of(&session), real);
}
