use super::*;
use crate::domain::deposit::Cover;
use crate::domain::kinds::{Evidence, TicketKind, Tier};
use crate::ops::compliance::tests::{House, d, refused};
use crate::ops::ticket::Draft;
use crate::ops::{admin, deposit, tier};

/// No penalty needs an approval.
const AT_ONCE: &str = "[approvals.steps]\npenalty = []\n";

fn record(session: &mut Session, kind: ViolationKind, on: &str, change: impl FnOnce(&mut Row)) -> Result<Saved> {
    let mut row = blank(1, kind, d(on));
    change(&mut row);
    save(session, row, &[])
}

fn points(session: &Session) -> Points {
    account(session, 1).expect("an account").points
}

fn held(session: &Session) -> (Money, Cover) {
    let account = deposit::account(session, 1).expect("an account");
    (account.held, account.cover)
}

#[test]
fn a_violation_waits_for_its_approval_and_counts_only_then() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-10");
    let saved = record(&mut s, ViolationKind::Diversion, "2025-06-01", |row| {
        row.set("amount", Value::Int(Money::units(200_000).0));
    });
    let saved = saved.expect("saved");
    assert_eq!(saved.said.key, "done-violation-asked");
    let v: Stored<Violation> = record::get_as(s.store.conn(), saved.id).expect("a violation");
    assert_eq!((v.state, v.number, v.points), (Decision::Pending, Some(1), Some(12)));
    assert_eq!(v.deduction, Some(Money::units(20_000)));
    let (amount, steps): (i64, i64) =
        s.store.conn().query_row("SELECT amount, steps FROM approval", [], |r| Ok((r.get(0)?, r.get(1)?))).expect("one");
    assert_eq!((Money(amount), steps), (Money::units(20_000), 1));
    let a = account(&s, 1).expect("an account");
    assert_eq!((a.points.in_force, a.waiting, a.veto), (0, 1, false));
    assert_eq!(held(&s).0, Money::ZERO, "nothing is taken yet");
}

#[test]
fn a_confirmed_violation_takes_its_deduction_and_may_leave_a_debt() {
    let house = House::new();
    let mut s = house.under(1, "2025-06-10", AT_ONCE);
    let post = |amount| deposit::Posting {
        partner: 1,
        kind: DepositMove::PaidIn,
        amount: Money::units(amount),
        on: d("2025-01-05"),
        violation: None,
        note: String::new(),
    };
    deposit::post(&mut s, post(6_000)).expect("posted");
    let saved = record(&mut s, ViolationKind::Dumping, "2025-06-01", |_| ()).expect("saved");
    assert_eq!(saved.said.key, "done-violation-confirmed");
    assert_eq!(held(&s), (Money::units(1_000), Cover::NotAgreed));
    record(&mut s, ViolationKind::PriceBreach, "2025-06-02", |_| ()).expect("saved");
    assert_eq!(held(&s), (Money::units(-1_000), Cover::Owes(Money::units(1_000))), "booked in full");
    let a = account(&s, 1).expect("an account");
    assert_eq!((a.points.in_force, a.veto, a.deducted), (18, true, Money::units(7_000)));
    assert_eq!(a.points.expiring, [(d("2026-06-01"), 12), (d("2026-06-02"), 6)]);
    assert_eq!(points(&house.session(1, "2026-06-01")).in_force, 6, "on its last day it is gone");
    assert_eq!(standings(&s).expect("a list")[0].points.in_force, 18);
    // settling again books nothing again
    let policy = s.policy.clone();
    let by = s.by(&policy);
    s.write(Role::Specialist, "change-edit", "", |tx| settle(tx, by, saved.id)).expect("settled");
    assert_eq!(held(&s).0, Money::units(-1_000));
}

#[test]
fn what_is_turned_down_after_it_was_taken_is_given_back() {
    use DepositMove::{Correction, Deduction};
    let house = House::new();
    let mut s = house.under(1, "2025-06-10", AT_ONCE);
    let saved = record(&mut s, ViolationKind::Dumping, "2025-06-01", |_| ()).expect("saved");
    let policy = s.policy.clone();
    let by = s.by(&policy);
    let mut turn = |state: Decision, deduction: i64| {
        s.write(Role::Specialist, "change-edit", "", |tx| {
            let mut v: Stored<Violation> = record::get_as(tx.conn(), saved.id)?;
            (v.record.state, v.record.deduction) = (state, Some(Money::units(deduction)));
            tx.save(&v)?;
            settle(tx, by, saved.id)
        })
        .expect("settled");
        let entries = compliance::entries(s.store.conn(), 1).expect("entries");
        entries.iter().map(|e| (e.kind, e.amount.0 / 10_000)).collect::<Vec<_>>()
    };
    assert_eq!(turn(Decision::Pending, 9_000), [(Deduction, -5_000)], "while it waits nothing moves");
    assert_eq!(turn(Decision::Approved, 9_000), [(Deduction, -5_000), (Deduction, -4_000)]);
    assert_eq!(turn(Decision::Approved, 7_000)[2], (Correction, 2_000));
    assert_eq!(turn(Decision::Rejected, 7_000)[3], (Correction, 7_000));
    assert_eq!(held(&s).0, Money::ZERO);
}

#[test]
fn what_is_wrong_is_named_at_its_field_and_nothing_is_written() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-10");
    let said = refused(record(&mut s, ViolationKind::Other, "2025-06-11", |_| ()));
    assert_eq!(said, "on: AtMost(\"2025-06-10\")", "it has not happened yet");
    let said = refused(record(&mut s, ViolationKind::Other, "2025-06-10", |row| {
        row.set("points", Value::Int(101));
        row.set("amount", Value::Int(-1));
        row.set("deduction", Value::Int(-1));
    }));
    assert_eq!(said, "amount: AtLeast(\"0.00\"); points: AtMost(\"100\"); deduction: AtLeast(\"0.00\")");
    let said = refused(record(&mut s, ViolationKind::Other, "2025-06-10", |row| row.set("partner", Value::Null)));
    assert_eq!(said, "partner: Given");
    assert!(account(&s, 1).expect("an account").items.is_empty());
    let mut viewer = house.session(1, "2025-06-10");
    viewer.actor.role = Role::Viewer;
    assert_eq!(refused(record(&mut viewer, ViolationKind::Other, "2025-06-10", |_| ())), "needs specialist");
}

fn ticket_of(session: &mut Session, partner: Option<i64>, parties: Vec<(i64, PartyRole)>) -> i64 {
    let draft =
        Draft { title: "batch seen in Nanjing".into(), kind: TicketKind::Diversion, partner, parties, ..Draft::default() };
    let (id, _) = ticket::new(session, &draft).expect("a ticket");
    let what = crate::domain::conflict::Act::Evidence {
        kind: Evidence::Amount,
        on: Some(d("2025-06-08")),
        amount: Some(Money::units(80_000)),
        text: "40 cartons".into(),
    };
    ticket::act(session, id, None, &what).expect("evidence");
    id
}

#[test]
fn a_ticket_becomes_a_violation_in_one_step_and_only_once() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-10");
    let id = ticket_of(&mut s, Some(2), vec![(2, PartyRole::Complainant), (1, PartyRole::Respondent)]);
    let saved = from_ticket(&mut s, id, &Instead::default()).expect("recorded");
    let v: Stored<Violation> = record::get_as(s.store.conn(), saved.id).expect("a violation");
    assert_eq!((v.partner, v.ticket, v.on), (1, Some(id), d("2025-06-08")));
    assert_eq!((v.amount, v.deduction), (Some(Money::units(80_000)), Some(Money::units(8_000))));
    assert_eq!(refused(from_ticket(&mut s, id, &Instead::default())), "ticket: Unique(\"#1\")");
    // the other side may be at fault too, in another way
    let other = Instead { partner: Some(2), kind: Some(ViolationKind::FalseClaim), points: Some(1), ..Instead::default() };
    let second = from_ticket(&mut s, id, &other).expect("recorded");
    let v: Stored<Violation> = record::get_as(s.store.conn(), second.id).expect("a violation");
    assert_eq!((v.partner, v.kind, v.points), (2, ViolationKind::FalseClaim, Some(1)));
    let nobody = ticket_of(&mut s, None, vec![]);
    assert_eq!(refused(from_ticket(&mut s, nobody, &Instead::default())), "usage-violation-nobody");
    // all of it is one change: undo takes the request for approval with it
    admin::undo(&mut s, None).expect("evidence of the last ticket");
    admin::undo(&mut s, None).expect("the last ticket");
    admin::undo(&mut s, None).expect("the second violation");
    assert_eq!(s.store.conn().query_row("SELECT count(*) FROM approval", [], |r| r.get::<_, i64>(0)).expect("a count"), 1);
}

#[test]
fn a_violation_in_force_is_taken_back_by_correction_only() {
    let house = House::new();
    let mut s = house.under(1, "2025-06-10", AT_ONCE);
    record(&mut s, ViolationKind::Dumping, "2025-06-01", |_| ()).expect("saved");
    let e = admin::undo(&mut s, None).expect_err("it took a penalty, which is a manager's to take back");
    assert!(matches!(e, OpError::Role { needs: Role::Manager, .. }), "{e:?}");
    assert_eq!(held(&s).0, Money::units(-5_000), "all or nothing");
}

#[test]
fn a_confirmed_diversion_keeps_a_partner_at_watch_for_a_year() {
    let house = House::new();
    let mut s = house.under(1, "2025-06-10", AT_ONCE);
    let veto = |s: &mut Session| match tier::propose(s, 1, Tier::Growth, "better") {
        Err(OpError::Refused { key, .. }) => key == "refused-tier-veto",
        other => {
            other.expect("proposed");
            admin::undo(s, None).expect("undone");
            false
        }
    };
    assert!(!veto(&mut s));
    record(&mut s, ViolationKind::PriceBreach, "2025-06-01", |_| ()).expect("saved");
    assert!(!veto(&mut s), "a price breach is none");
    record(&mut s, ViolationKind::Dumping, "2025-06-02", |_| ()).expect("saved");
    assert!(veto(&mut s));
    assert!(veto(&mut house.under(1, "2026-06-01", AT_ONCE)));
    assert!(!veto(&mut house.under(1, "2026-06-02", AT_ONCE)), "a year later it is over");
    let waiting = House::new();
    let mut s = waiting.session(1, "2025-06-10");
    record(&mut s, ViolationKind::Diversion, "2025-06-02", |_| ()).expect("saved");
    assert!(!veto(&mut s), "what waits for approval vetoes nothing");
}
