use super::*;
use crate::domain::policy::Policy;
use crate::domain::sales::Figures;

const AS_OF: &str = "2025-11-12";

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a date")
}

/// Weeks back from the last whole one (1), and what was sold in each.
fn history(weeks: &[(i32, Figures)]) -> History {
    let mut sorted = weeks.to_vec();
    sorted.sort_by_key(|w| -w.0);
    let mut h = History::default();
    for (back, figures) in sorted {
        h.push(day_number(Week(Week::of(d(AS_OF)).0 - back).monday()), figures);
    }
    h
}

fn sold(orders: i64, net: i64, returns: i64) -> Figures {
    Figures { orders, net_amount: Money::units(net), returns: Money::units(returns), ..Figures::default() }
}

fn steady(weeks: i32) -> Vec<(i32, Figures)> {
    (1..=weeks).map(|w| (w, sold(3, 1_000, 0))).collect()
}

fn profile() -> Profile {
    Profile {
        status: Lifecycle::Active,
        since: None,
        outlets_covered: None,
        outlets_planned: None,
        credit_limit: None,
        credit_days: None,
        points: 0,
        tier: None,
    }
}

fn due(from: &str, to: &str, amount: i64, all_lines: bool) -> Due {
    Due { from: day_number(d(from)), to: day_number(d(to)), amount: Money::units(amount), all_lines }
}

fn rate(h: &History, targets: &[Due], tickets: &[TicketSpan], owed: &Owed, profile: Profile) -> Health {
    let policy = Policy::load(None).expect("the embedded policy");
    let inputs = Inputs { profile, history: h, counts: &[], targets, tickets };
    health(&inputs, owed, d(AS_OF), i64::MAX - 1, 1, &policy.health)
}

fn ticket(severity: Severity, opened: i64, ended: Option<i64>) -> TicketSpan {
    TicketSpan { opened, ended, severity }
}

#[test]
fn purchase_frequency_compares_four_weeks_with_the_twelve_before() {
    let cases = [
        ("steady", steady(16), Some(10_000)),
        ("twice as often", (1..=16).map(|w| (w, sold(if w <= 4 { 6 } else { 3 }, 1, 0))).collect(), Some(20_000)),
        ("stopped", (5..=16).map(|w| (w, sold(3, 1, 0))).collect(), Some(0)),
        ("too young", steady(15), None),
        ("no order before", vec![(16, sold(0, 0, 0)), (2, sold(5, 1, 0))], None),
        ("no figures", Vec::new(), None),
    ];
    for (case, weeks, expected) in cases {
        let found = frequency(&history(&weeks), Week::of(d(AS_OF))).map(|f| f.rate.0);
        assert_eq!(found, expected, "{case}");
    }
}

#[test]
fn the_running_week_and_the_future_do_not_count() {
    let mut weeks = steady(16);
    weeks.extend([(0, sold(99, 1, 0)), (-3, sold(99, 1, 0))]);
    assert_eq!(frequency(&history(&weeks), Week::of(d(AS_OF))).map(|f| f.recent), Some(12));
}

#[test]
fn without_figures_nobody_is_rated_whatever_their_tickets() {
    let none = rate(&history(&[]), &[], &[], &Owed::default(), profile());
    assert_eq!((none.points, none.parts[5].points), (None, None), "a month without data is not 100");
    let complained = rate(&history(&[]), &[], &[ticket(Severity::S1, 0, None)], &Owed::default(), profile());
    assert_eq!(complained.points, None, "and not 0");
}

#[test]
fn who_does_not_trade_is_not_rated() {
    for (status, rated) in [
        (Lifecycle::Active, true),
        (Lifecycle::Improving, true),
        (Lifecycle::Suspended, true),
        (Lifecycle::Lead, false),
        (Lifecycle::Exited, false),
        (Lifecycle::Backup, false),
    ] {
        let found = rate(&history(&steady(20)), &[], &[], &Owed::default(), Profile { status, ..profile() });
        assert_eq!(found.points.is_some(), rated, "{status:?}");
    }
}

#[test]
fn a_perfect_partner_has_exactly_one_hundred() {
    let found = rate(&history(&steady(20)), &[], &[], &Owed { known: true, ..Owed::default() }, profile());
    assert_eq!(found.points, Some(FULL));
}

#[test]
fn what_cannot_be_computed_is_left_out_and_the_rest_renormalised() {
    // frequency 100 (25), returns 5 % of 10..1 % = 55.56 (10), tickets 100 (10); no stock, target or invoice
    let weeks: Vec<_> = (1..=20).map(|w| (w, sold(3, 1_000, 50))).collect();
    let found = rate(&history(&weeks), &[], &[], &Owed::default(), profile());
    assert_eq!(found.parts.map(|c| c.points), [Some(10_000), None, Some(5_556), None, None, Some(10_000)]);
    assert_eq!(found.points, Some((25 * 10_000 + 10 * 5_556 + 10 * 10_000 + 22) / 45));
}

#[test]
fn open_tickets_cost_points_by_severity_while_they_are_open() {
    let cases: [(&[TicketSpan], i64); 5] = [
        (&[], 10_000),
        (&[ticket(Severity::S1, 0, None)], 6_000),
        (&[ticket(Severity::S1, 0, Some(10)), ticket(Severity::S4, 0, None)], 9_500),
        (&[ticket(Severity::S2, 0, None), ticket(Severity::S3, 0, None)], 6_500),
        (&[ticket(Severity::S1, 0, None); 4], 0),
    ];
    for (tickets, points) in cases {
        let found = rate(&history(&steady(20)), &[], tickets, &Owed::default(), profile());
        assert_eq!(found.parts[5].points, Some(points), "{tickets:?}");
    }
    assert_eq!(open_tickets(&[ticket(Severity::S3, 100, Some(200))], 99), [0; 4], "not opened yet");
    assert_eq!(open_tickets(&[ticket(Severity::S3, 100, Some(200))], 150), [0, 0, 1, 0]);
    assert_eq!(open_tickets(&[ticket(Severity::S3, 100, Some(200))], 200), [0; 4], "ended");
}

#[test]
fn overdue_is_the_worse_of_days_and_share() {
    let policy = Policy::load(None).expect("the embedded policy").health;
    let owed = |open, overdue, overdue_days| Owed {
        known: true,
        open: Money::units(open),
        overdue: Money::units(overdue),
        overdue_days,
        dso: None,
    };
    for (owed, points) in [
        (Owed::default(), None),
        (owed(100, 0, 0), Some(10_000)),
        (owed(100, 10, 6), Some(8_000)),
        (owed(100, 10, 30), Some(5_000)),
        (owed(100, 50, 1), Some(0)),
        (owed(100, 1, 60), Some(0)),
        (owed(0, 10, 3), Some(0)),
        (owed(-20, 10, 3), Some(0)),
    ] {
        assert_eq!(overdue_points(&owed, &policy), points, "{owed:?}");
    }
}

#[test]
fn a_target_counts_pro_rata_of_days_and_lines_only_without_a_whole() {
    let span: Span = "2025-10".parse().expect("a month");
    let cases: [(&[Due], i64); 6] = [
        (&[], 0),
        (&[due("2025-10-01", "2025-10-31", 310, true)], 310),
        (&[due("2025-10-01", "2025-12-31", 920, true)], 310),
        (&[due("2025-10-01", "2025-10-31", 310, true), due("2025-10-01", "2025-10-31", 99, false)], 310),
        (&[due("2025-10-01", "2025-10-31", 10, false), due("2025-10-16", "2025-10-31", 16, false)], 26),
        (&[due("2025-11-01", "2025-11-30", 310, true)], 0),
    ];
    for (targets, expected) in cases {
        assert_eq!(due_in(targets, span), Money::units(expected), "{targets:?}");
    }
}

#[test]
fn pace_is_sales_over_the_target_due_of_months_that_have_one() {
    // Wednesday 12 November: the quarter so far ends with Sunday 9 November, 40 of 92 days
    let h = history(&steady(20));
    let found = pace(&h, &[due("2025-10-01", "2025-12-31", 9_200, true)], d(AS_OF), 1, 3).expect("a target is due");
    assert_eq!(found.span, Span { from: d("2025-10-01"), to: d("2025-11-09") });
    assert_eq!(found.due, Money::units(4_000));
    // weeks of 6 October to 3 November: the cut of 29 September is before the quarter
    assert_eq!((found.sales, found.pace), (Money::units(5_000), Rate(12_500)));
    assert_eq!(found.attainment, Money::units(5_000).ratio(Money::units(9_200)));
    let november = pace(&h, &[due("2025-11-01", "2025-11-30", 3_000, true)], d(AS_OF), 1, 3).expect("a target is due");
    assert_eq!(
        (november.sales, november.due),
        (Money::units(1_000), Money::units(900)),
        "October has no target: its sales do not count"
    );
    assert_eq!(pace(&h, &[], d(AS_OF), 1, 3), None, "no target, no pace");
    assert_eq!(pace(&h, &[due("2026-01-01", "2026-03-31", 1, true)], d(AS_OF), 1, 3), None, "a target of the future is not due");
}

#[test]
fn at_a_quarters_start_pace_looks_back_four_weeks() {
    let found = pace(&history(&steady(20)), &[due("2025-01-01", "2025-12-31", 365, true)], d("2025-10-02"), 1, 3).expect("due");
    assert_eq!(found.span, Span { from: d("2025-09-01"), to: d("2025-09-28") });
    assert_eq!(found.attainment, Some(Rate(0)), "nothing of the new quarter yet");
}
