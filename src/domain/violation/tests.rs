use proptest::prelude::*;

use super::*;
use crate::domain::kinds::{Decision, EventKind, Severity};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Row};

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

fn policy() -> ViolationPolicy {
    Policy::load(None).expect("the embedded policy").violations
}

#[test]
fn points_count_from_their_day_until_the_same_day_a_year_later() {
    let cases = [
        ("2025-01-03", "2025-01-02", false),
        ("2025-01-03", "2025-01-03", true),
        ("2025-01-03", "2026-01-02", true),
        ("2025-01-03", "2026-01-03", false),
        // a leap day ends on the last of February
        ("2024-02-29", "2025-02-27", true),
        ("2024-02-29", "2025-02-28", false),
        ("2025-02-28", "2026-02-27", true),
        ("2025-02-28", "2026-02-28", false),
        ("2023-02-28", "2024-02-28", false),
        ("2025-12-31", "2026-12-30", true),
        ("2025-12-31", "2026-12-31", false),
    ];
    for (on, as_of, expected) in cases {
        assert_eq!(counts(d(on), d(as_of), 12), expected, "{on} as of {as_of}");
    }
}

#[test]
fn points_in_force_say_when_they_go() {
    let all = [
        (d("2025-01-03"), 4),
        (d("2025-06-01"), 3),
        (d("2025-01-03"), 2),
        (d("2025-11-30"), 6),
        (d("2024-11-13"), 9),
        (d("2024-11-12"), 5),
        (d("2025-08-08"), 0),
    ];
    let points = Points::of(all, d("2025-11-12"), 12);
    assert_eq!(points.in_force, 18, "those of tomorrow do not count yet, those of a year ago today no longer");
    assert_eq!(points.expiring, [(d("2025-11-13"), 9), (d("2026-01-03"), 6), (d("2026-06-01"), 3)]);
    assert_eq!(Points::of([], d("2025-11-12"), 12), Points::default());
}

#[test]
fn what_is_not_given_comes_from_the_policy() {
    use ViolationKind as K;
    let mut v = Row::blank(Kind::Violation);
    v.set("partner", crate::domain::record::Value::Int(1));
    v.set("on", crate::domain::record::Value::Int(20_000));
    let blank = v.typed::<Violation>().expect("a violation").record;
    let of = |kind, amount: Option<i64>, points, deduction: Option<i64>| {
        let (amount, deduction) = (amount.map(Money::units), deduction.map(Money::units));
        let mut v = Violation { kind, amount, points, deduction, ..blank.clone() };
        policy().complete(&mut v);
        (v.points, v.deduction)
    };
    let yuan = |n| Some(Money::units(n));
    assert_eq!(of(K::Diversion, None, None, None), (Some(12), yuan(5_000)), "at least");
    assert_eq!(of(K::Diversion, Some(49_999), None, None), (Some(12), yuan(5_000)));
    assert_eq!(of(K::Diversion, Some(100_000), None, None), (Some(12), yuan(10_000)), "a tenth of the amount");
    assert_eq!(of(K::FalseClaim, Some(3_000), None, None), (Some(6), yuan(3_000)), "all of what was claimed");
    assert_eq!(of(K::Other, Some(3_000), None, None), (Some(3), None), "nothing is taken for it");
    assert_eq!(of(K::Diversion, Some(100_000), Some(0), Some(0)), (Some(0), yuan(0)), "0 that is given stays 0");
    let odd = Penalty { points: 1, share: Rate(333), least: 0 };
    assert_eq!(odd.deduction(Some(Money(1_234_567))), Some(Money(41_100)), "whole cents");
}

#[test]
fn a_policy_out_of_bounds_names_its_key() {
    for (text, key) in [
        ("[violations]\nmonths = 0\n", "violations.months"),
        ("[violations.penalty]\ndumping = { points = 101 }\n", "violations.penalty.dumping"),
        ("[violations.penalty]\nother = { points = 1, share = 1.5 }\n", "violations.penalty.other"),
        ("[violations.penalty]\ntheft = { points = 1 }\n", "theft"),
        ("[backups]\nweeks = 0\n", "backups"),
    ] {
        let e = Policy::load(Some(text)).expect_err(text).to_string();
        assert!(e.contains(key), "{e}");
    }
}

fn ticket(kind: TicketKind, partner: Option<i64>, amount: Option<i64>) -> Ticket {
    let mut row = Row::blank(Kind::Ticket);
    row.set("title", crate::domain::record::Value::Text("batch seen in Nanjing".into()));
    let mut t = row.typed::<Ticket>().expect("a ticket").record;
    (t.kind, t.partner, t.amount, t.severity) = (kind, partner, amount.map(Money::units), Severity::S2);
    // half past midnight of the 2nd in Shanghai
    t.opened_at = "2025-06-01T16:30:00Z".parse().ok();
    t
}

fn event(evidence: Option<Evidence>, on: Option<&str>, amount: Option<i64>, text: &str) -> TicketEvent {
    let kind = if evidence.is_some() { EventKind::Evidence } else { EventKind::Commented };
    TicketEvent {
        text: text.to_owned(),
        evidence,
        evidence_on: on.map(d),
        amount: amount.map(Money::units),
        ..TicketEvent::new(7, chrono::DateTime::UNIX_EPOCH, None, kind)
    }
}

#[test]
fn a_ticket_becomes_a_violation_of_its_respondent() {
    let zone = chrono_tz::Asia::Shanghai;
    let today = d("2025-06-30");
    let of = |t: &Ticket, parties: &[(i64, PartyRole)], history: &[TicketEvent]| {
        of_ticket((7, t), parties.iter().copied(), history, (today, zone))
    };
    let parties = [(3, PartyRole::Complainant), (4, PartyRole::Respondent), (5, PartyRole::Respondent)];
    let history = [
        event(None, None, Some(99), "a comment is no evidence"),
        event(Some(Evidence::Amount), Some("2025-05-20"), Some(3_000), "40 cartons"),
        event(Some(Evidence::File), Some("2025-05-12"), None, "photo.jpg"),
        event(Some(Evidence::Amount), None, Some(1_500), "20 cartons"),
    ];
    let v = of(&ticket(TicketKind::Diversion, Some(3), None), &parties, &history).expect("a violation");
    assert_eq!((v.partner, v.kind, v.ticket), (4, ViolationKind::Diversion, Some(7)));
    assert_eq!((v.amount, v.on), (Some(Money::units(4_500)), d("2025-05-12")), "sum and first day of the evidence");
    assert_eq!(v.evidence, "batch seen in Nanjing\n2025-05-20 40 cartons 3000.00\n2025-05-12 photo.jpg\n20 cartons 1500.00");
    assert_eq!((v.points, v.deduction, v.state), (None, None, Decision::Draft));

    let plain = of(&ticket(TicketKind::MultiChannel, Some(3), Some(800)), &[], &[]).expect("a violation");
    assert_eq!((plain.partner, plain.kind, plain.amount), (3, ViolationKind::PriceBreach, Some(Money::units(800))));
    assert_eq!(plain.on, d("2025-06-02"), "the day it was opened, where the organisation is");
    assert_eq!(of(&ticket(TicketKind::Order, None, None), &[], &[]), None, "nobody to blame");
}

proptest! {
    #[test]
    fn the_sum_of_what_expires_is_what_is_in_force(
        all in prop::collection::vec((19_000_i32..21_000, 0_i64..20), 0..30), as_of in 19_000_i32..21_500, months in 1_u32..25,
    ) {
        let day = crate::domain::period::from_day_number;
        let confirmed: Vec<(NaiveDate, i64)> = all.iter().map(|(on, p)| (day(*on), *p)).collect();
        let points = Points::of(confirmed.iter().copied(), day(as_of), months);
        prop_assert_eq!(points.expiring.iter().map(|e| e.1).sum::<i64>(), points.in_force);
        prop_assert!(points.expiring.iter().all(|e| e.0 > day(as_of)));
        // the list that explains it begins exactly where points begin to count
        let since = since(day(as_of), months);
        let listed: i64 = confirmed.iter().filter(|(on, _)| *on >= since && *on <= day(as_of)).map(|(_, p)| p).sum();
        prop_assert_eq!(listed, points.in_force);
    }
}
