use super::*;
use crate::domain::period::day_number;
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

fn horizon<'a>(as_of: &str, calendar: &'a crate::domain::workcal::Calendar) -> Horizon<'a> {
    Horizon { as_of: day_number(d(as_of)), until: crate::domain::delivery::Until::default().sales_day(d(as_of)), calendar }
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

fn due(from: &str, to: &str, amount: i64, line: Option<i64>) -> Goal {
    Goal { from: day_number(d(from)), to: day_number(d(to)), amount: Money::units(amount), line }
}

fn rate(h: &History, targets: &[Goal], tickets: &[TicketSpan], owed: &Owed, profile: Profile) -> Health {
    let policy = Policy::load(None).expect("the embedded policy");
    let inputs = Inputs { profile, history: h, counts: &[], targets, lines: &[], tickets };
    let horizon = horizon(AS_OF, &policy.calendar);
    let day = Day { as_of: d(AS_OF), moment: i64::MAX - 1, first_month: 1, counted: horizon.until, horizon };
    health(&inputs, owed, &day, &policy.health)
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
        ..Owed::default()
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
fn pace_is_sales_over_the_target_due_of_months_that_have_one() {
    // Wednesday 12 November: the last whole week ends with Sunday 9 November, 5 of the month's 20 working days
    let cn = Policy::load(None).expect("the embedded policy").calendar;
    let h = history(&steady(20));
    let of = |targets: &[Goal]| {
        let inputs = Inputs { profile: profile(), history: &h, counts: &[], targets, lines: &[], tickets: &[] };
        inputs.pace(d(AS_OF), &horizon(AS_OF, &cn), 1, 3)
    };
    let months = [due("2025-10-01", "2025-10-31", 4_000, None), due("2025-11-01", "2025-11-30", 2_000, None)];
    let found = of(&months).expect("a target is due");
    assert_eq!((found.span, found.until), ("2025-Q4".parse().expect("a period"), d("2025-11-09")));
    assert_eq!(found.aimed.due, Money::units(4_000) + Money::units(2_000 * 5 / 20));
    // weeks of 6 October to 3 November: the week of 29 September began before the quarter
    assert_eq!(found.aimed.sold_by_then, Money::units(5_000));
    assert_eq!(found.aimed.pace().map(crate::domain::figure::Ratio::rate), Some(Rate(11_111)));
    let november = of(&months[1..]).expect("a target is due").aimed;
    assert_eq!((november.sold_by_then, november.due), (Money::units(1_000), Money::units(500)), "October's sales have no target");
    assert_eq!(of(&[]), None, "no target, no pace");
    let later = of(&[due("2025-12-01", "2025-12-31", 1, None)]).expect("a target");
    assert_eq!((later.aimed.pace(), later.aimed.attainment()), (None, None), "a target of the future is not due");
    let first_days = Inputs { profile: profile(), history: &h, counts: &[], targets: &months, lines: &[], tickets: &[] };
    let begun = first_days.pace(d("2025-10-02"), &horizon("2025-10-02", &cn), 1, 3).expect("a target");
    assert_eq!(begun.aimed.pace(), None, "before the quarter's first whole week nothing is due");
}
