//! What comes in with the state that it had elsewhere: marked, and without a clock or a right; each kind with its arm.

use super::*;
use crate::domain::kinds::{Lifecycle, TicketState};
use crate::domain::record::{BROUGHT_IN, POLICY_VERSION};
use crate::ops::{approval, credit, screening, ticket};
use crate::store::tiers;

/// A new record as it stood elsewhere; `None`: of this kind nothing has a state that could be brought along.
fn elsewhere(desk: &mut Desk, kind: Kind) -> Option<Row> {
    let text = |s: &str| Value::Text(s.to_owned());
    let day = 20_240; // 2025-06-02
    let state: Vec<(&str, Value)> = match kind {
        Kind::Ticket => {
            vec![("severity", text("S1")), ("state", text("investigating")), ("opened_at", Value::Int(1_748_000_000))]
        }
        Kind::Partner => vec![("status", text(Lifecycle::Suspended.code()))],
        Kind::Contract | Kind::Expense | Kind::Violation | Kind::PartnerExit | Kind::Approval => {
            vec![("state", text("approved"))]
        }
        Kind::Screening => vec![
            ("state", text("approved")),
            ("credit_days", Value::Int(500)),
            ("exception_reason", text("agreed there")),
            ("on", Value::Int(day)),
        ],
        Kind::CreditChange => vec![
            ("kind", text("override")),
            ("amount", Value::Int(1_000_000)),
            ("until", Value::Int(day + 200)),
            ("effective_at", Value::Int(1_748_000_000)),
            ("state", text("approved")),
        ],
        Kind::DepositEntry => vec![("kind", text("deduction")), ("amount", Value::Int(-500))],
        Kind::Meeting => vec![("state", text("cancelled")), ("reason", text("no need"))],
        Kind::Task => vec![("state", text("done")), ("done_at", Value::Int(1_748_000_000))],
        Kind::TierChange => vec![
            ("to_tier", text("strategic")),
            ("movement", text("promote")),
            ("state", text("approved")),
            ("effective_on", Value::Int(day)),
        ],
        Kind::Alert => vec![("state", text("snoozed")), ("snoozed_until", Value::Int(day + 300))],
        Kind::LifecycleMove => Vec::new(),
        // a kind that can tell of a life elsewhere has its arm above
        other => {
            assert!(matches!(other.def().conduct.elsewhere, Elsewhere::Nothing), "{other:?} has no arm here");
            return None;
        }
    };
    let mut row = desk.sample(kind);
    for (name, value) in state {
        row.set(name, value);
    }
    Some(row)
}

/// What a record that was brought in could have started or allowed.
fn starts_nothing(desk: &mut Desk, row: &Row) {
    let policy = desk.office.session.policy.clone();
    let day = desk.office.session.as_of();
    let partner = row.get("partner").int().unwrap_or_default();
    match row.kind {
        Kind::Ticket => {
            assert_eq!(row.get("state").text(), Some(TicketState::Investigating.code()));
            assert!(row.get("response_due").is_null() && row.get("resolution_due").is_null(), "{row:?}");
            let path = desk.office.session.store.path().to_path_buf();
            let mut later = desk.office.be("head").beside(crate::store::Store::open(&path).expect("it"));
            later.clock = crate::ops::Clock::At("2025-06-30T09:00:00Z".parse().expect("a moment"));
            let before = record::get(later.store.conn(), Kind::Ticket, row.id).expect("it");
            ticket::sweep(&mut later).expect("swept");
            assert_eq!(record::get(later.store.conn(), Kind::Ticket, row.id).expect("it"), before, "nothing escalates");
        }
        Kind::Screening => {
            let barred = screening::may_onboard(&desk.office.session, partner);
            assert!(matches!(barred, Err(OpError::Refused { key: "refused-onboard-elsewhere", .. })), "{barred:?}");
            let conn = desk.office.session.store.conn();
            assert!(!screening::covered(conn, &policy, partner, Some(500), None).expect("read"));
        }
        Kind::CreditChange => {
            let conn = desk.office.session.store.conn();
            assert_eq!(credit::change::overrides(conn, &policy, partner, day).expect("read"), []);
        }
        Kind::PartnerExit => {
            let there = record::get(desk.office.session.store.conn(), Kind::Partner, partner).expect("it");
            assert_eq!(there.get("status").text(), Some(Lifecycle::Active.code()), "who left there is told by its status");
        }
        Kind::TierChange => assert_eq!(tiers::due(desk.office.session.store.conn(), day).expect("read"), []),
        Kind::Violation => {
            let mut entry = desk.sample(Kind::DepositEntry);
            for (name, value) in [
                ("partner", Value::Int(partner)),
                ("kind", Value::Text("deduction".into())),
                ("amount", Value::Int(-500)),
                ("violation", Value::Int(row.id)),
            ] {
                entry.set(name, value);
            }
            assert_eq!(desk.form("li", entry), Outcome::Invalid, "what was confirmed elsewhere was deducted there");
        }
        Kind::Alert => assert_eq!(row.get("state").text(), Some("cleared"), "the rules here say what is live"),
        Kind::Approval => {
            let page = approval::page(&desk.office.session, row.id).expect("its page");
            assert!(page.deciders.is_empty() && page.brought_in);
        }
        // states of the world, and logs: nothing runs from them
        _ => {}
    }
}

#[test]
fn what_is_brought_in_is_marked_starts_no_clock_and_gives_no_right() {
    let mut desk = Desk::new();
    for kind in Kind::ALL.iter().copied() {
        let Some(row) = elsewhere(&mut desk, kind) else {
            assert!(kind.def().field(BROUGHT_IN).is_none(), "{kind:?} has a mark and no arm");
            continue;
        };
        assert!(kind.def().field(BROUGHT_IN).is_some(), "{kind:?} has no mark");
        let mut row = row;
        if kind.def().policy_version().is_some() {
            // no version here gave what comes from elsewhere, whatever the file says
            row.set(POLICY_VERSION, Value::Int(1));
        }
        let who = if matches!(kind, Kind::Approval | Kind::LifecycleMove) { "admin" } else { "head" };
        assert_eq!(desk.import(who, &row), Outcome::Written, "{kind:?}");
        let there = record::get(desk.office.session.store.conn(), kind, desk.newest(kind)).expect("it");
        assert!(there.is_brought_in(), "{kind:?} is not marked: {there:?}");
        starts_nothing(&mut desk, &there);
        if kind.def().policy_version().is_some() {
            assert!(there.get(POLICY_VERSION).is_null(), "{kind:?} names a version of the rules here: {there:?}");
        }
        // a file says nothing of the mark, neither way
        let mut again = there.clone();
        again.set(BROUGHT_IN, Value::Int(0));
        desk.import(who, &again);
        let still = record::get(desk.office.session.store.conn(), kind, there.id).expect("it");
        assert!(still.is_brought_in(), "{kind:?}: a file took the mark away");
    }
}

#[test]
fn what_is_new_is_no_history_whoever_brings_it_in() {
    let mut desk = Desk::new();
    for kind in Kind::ALL.iter().copied().filter(|k| k.def().field(BROUGHT_IN).is_some()) {
        if matches!(kind.def().conduct.elsewhere, Elsewhere::Always) {
            continue;
        }
        let row = desk.sample(kind);
        for who in ["li", "head"] {
            let mut row = desk.sample(kind);
            row.set(BROUGHT_IN, Value::Int(1));
            if desk.import(who, &row) == Outcome::Written {
                let there = record::get(desk.office.session.store.conn(), kind, desk.newest(kind)).expect("it");
                assert!(!there.is_brought_in(), "{kind:?} by {who}");
            }
        }
        drop(row);
    }
}

#[test]
fn what_waits_elsewhere_is_asked_for_here() {
    let mut desk = Desk::new();
    // somebody has asked for something here: it is at work
    let expense = desk.sample(Kind::Expense);
    let mut dear = expense.clone();
    dear.set("amount", Value::Int(900_000_000));
    assert_eq!(desk.form("li", dear), Outcome::Written);
    for kind in [Kind::Contract, Kind::Violation] {
        let mut row = desk.sample(kind);
        row.set("state", Value::Text("pending".into()));
        assert_eq!(desk.import("head", &row), Outcome::Written, "{kind:?}");
        let id = desk.newest(kind);
        let there = record::get(desk.office.session.store.conn(), kind, id).expect("it");
        let subject = crate::domain::approval::subject_of(kind).expect("it is approved");
        let asked = approval::open(&desk.office.session, subject, id).expect("read").is_some();
        assert!(there.get("state").text() != Some("pending") || asked, "{kind:?} waits for a decision that nobody can take");
    }
}
