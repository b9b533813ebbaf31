use super::*;
use chrono::NaiveDate;

fn d(s: &str) -> i32 {
    day_number(s.parse::<NaiveDate>().expect("a date"))
}

fn span(s: &str) -> Span {
    s.parse().expect("a period")
}

fn goal(period: &str, line: Option<i64>, units: i64) -> Goal {
    let days = span(period);
    Goal { from: day_number(days.from), to: day_number(days.to), line, amount: Money::units(units) }
}

/// What goals come to, 1,000 sold of line 1 and 2,000 of line 2 on the 10th of each month.
fn of(goals: &[Goal], period: &str, as_of: &str, until: &str) -> Aimed {
    let calendar = Calendar::embedded("cn").expect("the calendar");
    let horizon = Horizon { as_of: d(as_of), until: d(until), calendar: &calendar };
    let sold = |line: Option<i64>, from: i32, to: i32| {
        let tens = (from..=to).filter(|day| from_day_number(*day).format("%d").to_string() == "10").count();
        let a_month = line.map_or(3_000, |l| l * 1_000);
        Money::units(a_month).times(i64::try_from(tens).unwrap_or(0))
    };
    aimed(goals, span(period), &horizon, sold).unwrap_or_default()
}

#[test]
fn months_of_a_target_add_up_to_it_exactly() {
    let year = Goal { amount: Money(1_000_001), ..goal("2024", None, 0) };
    let parts: Vec<Money> = months(span("2024")).map(|(_, from, to)| part(&year, from, to)).collect();
    assert_eq!(parts.iter().copied().sum::<Money>(), year.amount);
    assert_eq!(parts[1], Money(79_235), "29 of 366 days");
    let quarter = goal("2025-Q1", None, 900);
    for (period, units) in [("2025-01", 310), ("2025-02", 280), ("2025-03", 310), ("2025-01-01", 10)] {
        let days = span(period);
        assert_eq!(part(&quarter, day_number(days.from), day_number(days.to)), Money::units(units), "{period}");
    }
}

#[test]
fn only_what_has_a_target_counts_against_it() {
    let all = |goals: &[Goal]| {
        let a = of(goals, "2025-Q3", "2025-12-31", "2025-12-28");
        (a.sold.0 / 10_000, a.target.0 / 10_000)
    };
    assert_eq!(all(&[]), (0, 0));
    assert_eq!(all(&[goal("2025-07", None, 6_000)]), (3_000, 6_000), "August and September have none");
    assert_eq!(all(&[goal("2025-Q3", Some(1), 4_000)]), (3_000, 4_000), "of line 1 alone");
    assert_eq!(all(&[goal("2025-07", None, 6_000), goal("2025-Q3", Some(1), 9_200)]), (5_000, 12_100), "a month for all lines");
    assert_eq!(all(&[goal("2025-07", Some(1), 10), goal("2025-07", Some(2), 20)]), (3_000, 30));
    assert_eq!(all(&[goal("2025-10", None, 10)]), (0, 0));
}

#[test]
fn what_is_due_follows_the_working_days_of_each_month() {
    let goals = [goal("2025-07", None, 100), goal("2025-08", None, 200), goal("2025-09", None, 300)];
    let due = |until: &str| of(&goals, "2025-Q3", "2025-09-30", until).due;
    assert_eq!(due("2025-06-29"), Money::ZERO);
    assert_eq!(due("2025-07-31"), Money::units(100));
    // 4 working days of August's 21
    assert_eq!(due("2025-08-06"), Money::units(100) + Money::units(200).scaled(4, 21).expect("a part"));
    assert_eq!(due("2025-12-31"), Money::units(600));
    let all = of(&goals, "2025-Q3", "2025-08-13", "2025-08-10");
    assert_eq!((all.sold, all.sold_by_then), (Money::units(6_000), Money::units(6_000)));
    let earlier = of(&goals, "2025-Q3", "2025-08-13", "2025-08-03");
    assert_eq!((earlier.sold, earlier.sold_by_then), (Money::units(6_000), Money::units(3_000)));
}

#[test]
fn what_has_not_begun_is_not_rated_and_a_target_of_nothing_is_no_measure() {
    let goals = [goal("2025-Q4", None, 100)];
    assert_eq!(of(&goals, "2025-Q4", "2025-09-30", "2025-09-28").attainment(), None);
    assert_eq!(of(&goals, "2025-Q4", "2025-10-01", "2025-09-28").attainment(), Some(Ratio { num: 0, den: 1_000_000 }));
    assert_eq!(of(&goals, "2025-Q4", "2025-10-01", "2025-09-28").pace(), None, "nothing is due");
    let nothing = of(&[goal("2025", None, 0)], "2025", "2025-10-01", "2025-09-28");
    assert!(nothing.set && nothing.attainment().is_none() && nothing.pace().is_none());
}
