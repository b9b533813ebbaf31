use super::*;
use crate::domain::record::{Kind, Value};
use crate::ops::partner::fixture::{get, partner, refused, session, text};
use crate::ops::{admin, record as records};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn number(text: &str) -> Value {
    day(text).to_value()
}

use crate::domain::record::Storable as _;

#[test]
fn every_move_is_taken_or_refused_as_the_table_says_and_kept_with_its_reason() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    for (i, from) in Lifecycle::ALL.iter().enumerate() {
        for to in Lifecycle::ALL {
            let code = format!("D{i}-{}", to.code());
            let id = partner(&mut session, &code, *from, &[]);
            // taking somebody on has its own condition, and one that leaves is asked for
            if *to == Lifecycle::Onboarding {
                continue;
            }
            if *to == Lifecycle::Exited {
                assert_eq!(refused(move_to(&mut session, &[id], *to, "gone")), ASKS);
                assert_eq!(get(&session, id).status, *from);
                continue;
            }
            let done = move_to(&mut session, &[id], *to, " because ");
            let kept = moves(&session, id).expect("moves");
            if from != to && partner::may_move(*from, *to) {
                assert_eq!(done.expect("a legal move"), code);
                assert_eq!(get(&session, id).status, *to);
                let [kept] = kept.as_slice() else { panic!("{kept:?}") };
                assert_eq!((kept.from_status, kept.to_status, kept.reason.as_str()), (*from, *to, "because"));
                assert_eq!((kept.moved_by, kept.moved_at), (session.actor.user, session.now()));
            } else {
                assert!(refused(done).starts_with("status: Transition"), "{} to {}", from.code(), to.code());
                assert_eq!((get(&session, id).status, kept.len()), (*from, 0));
            }
        }
    }
}

#[test]
fn a_move_needs_a_reason_and_a_role() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let id = partner(&mut session, "D1", Lifecycle::Active, &[]);
    assert_eq!(refused(move_to(&mut session, &[id], Lifecycle::Suspended, "  ")), "usage-no-reason");
    session.actor.role = Role::Viewer;
    assert_eq!(refused(move_to(&mut session, &[id], Lifecycle::Suspended, "late")), "needs specialist");
    assert_eq!(get(&session, id).status, Lifecycle::Active);
}

#[test]
fn many_are_moved_at_once_or_none_and_one_undo_takes_all_back() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let ids: Vec<i64> = (0..3).map(|i| partner(&mut session, &format!("D{i}"), Lifecycle::Active, &[])).collect();
    let lead = partner(&mut session, "L", Lifecycle::Lead, &[]);
    let all = [ids.as_slice(), &[lead]].concat();
    assert!(refused(move_to(&mut session, &all, Lifecycle::Suspended, "stop")).starts_with("status"));
    assert!(ids.iter().all(|id| get(&session, *id).status == Lifecycle::Active));
    // one that stands there already does not stop the others
    move_to(&mut session, &ids[..1], Lifecycle::Suspended, "first").expect("moved");
    move_to(&mut session, &ids, Lifecycle::Suspended, "all").expect("moved");
    assert_eq!(ids.iter().map(|id| moves(&session, *id).expect("moves").len()).sum::<usize>(), 3);
    admin::undo(&mut session, None).expect("undone");
    let stand: Vec<Lifecycle> = ids.iter().map(|id| get(&session, *id).status).collect();
    assert_eq!(stand, [Lifecycle::Suspended, Lifecycle::Active, Lifecycle::Active]);
    assert_eq!(moves(&session, ids[2]).expect("moves").len(), 0);
    let o = outlook(&session, &ids).expect("an outlook");
    assert_eq!(o.from[&Lifecycle::Active], 2);
    assert_eq!(o.to, [Lifecycle::Improving, Lifecycle::Exited]);
}

#[test]
fn the_dates_that_a_move_implies_are_set_and_those_that_are_given_stay() {
    type Case<'a> = (&'a [(&'a str, Value)], &'a [&'a str], Option<&'a str>, Option<&'a str>);
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let sale = |session: &mut Session, id: i64, on: &str| {
        let fact = crate::ops::partner::fixture::row(
            Kind::Sale,
            &[("partner", Value::Int(id)), ("day", number(on)), ("net_amount", Value::Int(1))],
        );
        session.write(Role::Admin, "change-create", "x", |tx| Ok(tx.edit_fact(None, Some(&fact))?)).expect("a sale");
    };
    // taken on today by the move, unless it is known since when
    let cases: &[Case<'_>] = &[
        (&[], &[], Some("2025-06-03"), None),
        (&[("onboarded_on", number("2025-01-10"))], &[], Some("2025-01-10"), None),
        (
            &[("onboarded_on", number("2025-01-10"))],
            &["2025-01-05", "2025-02-01", "2025-03-01"],
            Some("2025-01-10"),
            Some("2025-02-01"),
        ),
        (&[], &["2025-05-05"], Some("2025-05-05"), Some("2025-05-05")),
        (
            &[("onboarded_on", number("2025-01-10")), ("first_order_on", number("2025-01-11"))],
            &["2025-02-01"],
            Some("2025-01-10"),
            Some("2025-01-11"),
        ),
    ];
    for (i, (given, sales, onboarded, first)) in cases.iter().enumerate() {
        let id = partner(&mut session, &format!("D{i}"), Lifecycle::Onboarding, given);
        for on in *sales {
            sale(&mut session, id, on);
        }
        move_to(&mut session, &[id], Lifecycle::Active, "first order").expect("moved");
        let p = get(&session, id);
        assert_eq!((p.onboarded_on, p.first_order_on), (onboarded.map(day), first.map(day)), "case {i}");
    }
}

#[test]
fn a_form_does_not_type_over_a_status_and_nobody_writes_moves_by_hand() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let id = partner(&mut session, "D1", Lifecycle::Active, &[]);
    let mut row = record::get(session.store.conn(), Kind::Partner, id).expect("a partner");
    row.set("status", Lifecycle::Suspended.to_value());
    assert_eq!(refused(records::save(&mut session, row, &[])), "status: Rule(\"expected-status-move\")");
    move_to(&mut session, &[id], Lifecycle::Suspended, "late").expect("moved");
    let mut kept: Row = moves(&session, id).expect("moves").remove(0).into();
    kept.set("reason", text("nothing"));
    assert!(refused(records::save(&mut session, kept, &[])).contains("expected-status-move"));
    assert_eq!(moves(&session, id).expect("moves")[0].reason, "late");
}
