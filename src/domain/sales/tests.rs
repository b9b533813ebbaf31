use Standing::{Behind, Close, Exceeded, Met, Missed, OnPace};

use super::*;
use crate::domain::policy::Policy;

fn policy() -> SalesPolicy {
    Policy::load(None).expect("the embedded policy").sales
}

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a date")
}

fn span(s: &str) -> Span {
    s.split_once("..").map_or_else(|| s.parse().expect("a period"), |(a, b)| Span { from: d(a), to: d(b) })
}

#[test]
fn a_target_stands_by_its_attainment_when_it_is_over_and_by_its_pace_while_it_runs() {
    let days = span("2025-Q3");
    let of = |sold: i64, due: i64, as_of: &str| {
        let (target, sold, due) = (Money::units(100), Money(sold), Money::units(due));
        let aimed = Aimed { set: true, begun: true, target, due, sold, sold_by_then: sold };
        standing(&aimed, days, d(as_of), &policy())
    };
    for (sold, due, as_of, expected) in [
        (1_100_000, 100, "2025-09-30", Some(Exceeded)),
        (1_099_999, 100, "2025-09-30", Some(Met)),
        (1_000_000, 100, "2025-12-01", Some(Met)),
        (999_999, 100, "2025-09-30", Some(Missed)),
        (-5, 100, "2025-09-30", Some(Missed)),
        (500_000, 50, "2025-09-29", Some(OnPace)),
        (499_999, 50, "2025-09-29", Some(Close)),
        (399_999, 50, "2025-09-29", Some(Behind)),
        (0, 0, "2025-07-01", None),
        (0, 0, "2025-06-30", None),
    ] {
        assert_eq!(of(sold, due, as_of), expected, "{sold} of {due} due at {as_of}");
    }
    assert_eq!(standing(&Aimed::default(), days, d("2025-12-01"), &policy()), None, "no target");
}

#[test]
fn time_progress_counts_working_days() {
    let cn = Calendar::embedded("cn").expect("the calendar");
    // off 1 to 8 October 2025, make-up days Sunday 28 September and Saturday 11 October
    let cases = [
        ("2025-10", "2025-10-08", Some((0, 18))),
        ("2025-10", "2025-10-09", Some((1, 18))),
        ("2025-10", "2025-10-31", Some((18, 18))),
        ("2025-10", "2026-01-01", Some((18, 18))),
        ("2025-10", "2025-09-30", None),
        ("2025-10-01..2025-10-02", "2025-10-01", Some((1, 2))),
    ];
    for (period, as_of, expected) in cases {
        assert_eq!(time_progress(span(period), d(as_of), &cn), expected, "{period} at {as_of}");
    }
}

#[test]
fn growth_needs_something_to_grow_from() {
    assert_eq!(growth(Money(150), Money(100)), Some(0.5));
    assert_eq!(growth(Money(0), Money(3)), Some(-1.0));
    assert_eq!(growth(Money(1), Money(3)), Some(-0.666_667));
    assert_eq!(growth(Money(5), Money(0)), None);
    assert_eq!(growth(Money(5), Money(-5)), None);
}

#[test]
fn concentration_of_few_ties_and_nothing() {
    let of = |v: &[i64]| concentration(v.iter().map(|u| Money::units(*u)), &policy());
    assert_eq!(of(&[]), None);
    assert_eq!(of(&[0, -5]), None);
    assert_eq!(of(&[7]), Some(Concentration { n: 1, top: 1, top_share: 1.0, reach: 1, hhi: 1.0 }));
    let ties = of(&[10, 10, 10, 10, 10, -3]).expect("sales");
    assert_eq!((ties.n, ties.top, ties.top_share, ties.reach, ties.hhi), (5, 1, 0.2, 4, 0.2));
    let six = of(&[60, 20, 10, 5, 3, 2]).expect("sales");
    assert_eq!((six.top, six.top_share, six.reach), (2, 0.8, 2));
}

#[test]
fn the_previous_period_has_as_many_months_or_days() {
    for (period, expected) in [
        ("2025-Q1", "2024-Q4"),
        ("2025", "2024"),
        ("2025-03", "2025-02"),
        ("2025-H1", "2024-H2"),
        ("2025-W30", "2025-W29"),
        ("2025-03-05..2025-03-06", "2025-03-03..2025-03-04"),
    ] {
        assert_eq!(previous(span(period)), span(expected), "{period}");
    }
}

#[test]
fn a_running_period_is_compared_with_the_same_part_of_the_earlier_one() {
    use Against::{LastYear, Previous};
    for (period, as_of, against, expected) in [
        ("2025-Q3", "2025-12-31", Previous, "2025-Q2"),
        ("2025-Q3", "2025-08-15", Previous, "2025-04-01..2025-05-15"),
        ("2025-Q3", "2025-07-31", Previous, "2025-04-01..2025-04-30"),
        ("2025-Q3", "2025-08-15", LastYear, "2024-07-01..2024-08-15"),
        ("2024", "2024-02-29", LastYear, "2023-01-01..2023-02-28"),
        ("2025-W30", "2025-07-23", Previous, "2025-07-14..2025-07-16"),
        ("2025-W30", "2025-07-23", LastYear, "2024-07-22..2024-07-24"),
        ("2026-W01", "2026-01-10", LastYear, "2025-W01"),
    ] {
        assert_eq!(compared(span(period), d(as_of), against), span(expected), "{period} at {as_of}");
    }
}

#[test]
fn a_type_is_high_low_or_emerging() {
    let f = |net: i64, cost: i64| Figures { net_amount: Money::units(net), cost: Money::units(cost), ..Figures::default() };
    let network = f(1_000, 800);
    for (own, growth, expected) in [
        (f(500, 390), None, Some(Contributes::High)),
        (f(500, 400), None, Some(Contributes::High)),
        (f(500, 410), Some(0.9), Some(Contributes::Low)),
        (f(99, 99), Some(0.51), Some(Contributes::Emerging)),
        (f(99, 99), Some(0.5), Some(Contributes::Low)),
        (f(100, 99), Some(0.51), Some(Contributes::Low)),
        (f(0, 0), Some(9.0), None),
    ] {
        assert_eq!(contributes(&own, &network, growth, &policy()), expected, "{own:?} {growth:?}");
    }
}
