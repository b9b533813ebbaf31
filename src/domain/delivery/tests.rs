use super::*;

fn policy() -> DeliveryPolicy {
    DeliveryPolicy { weeks: 10, least: 8, weekly: Rate(5_000), delivered: Rate(8_000) }
}

/// Monday of 2025-W28: the last whole week is 2025-W27.
fn monday() -> NaiveDate {
    "2025-07-07".parse().expect("a date")
}

/// A partner: what it delivers a week, and so many weeks ago it did last; -1 is the week that runs.
struct Partner(i64, i32);

/// Up to when a network is in whose partners deliver weekly since always; so many weeks ago, the last whole one being 0.
fn weeks_ago(partners: &[Partner], every: i32) -> Option<i32> {
    let policy = policy();
    let mut d = Deliveries::new(monday(), &policy);
    for Partner(amount, newest) in partners {
        let mut rows = Rows::default();
        for back in (*newest..60).step_by(usize::try_from(every).expect("weeks")) {
            d.note(&mut rows, Week(d.last.0 - back), *amount);
        }
        d.add(&rows);
    }
    d.until().map(|until| d.last.0 - until.0)
}

#[test]
fn a_week_is_in_when_four_fifths_of_what_comes_weekly_have_come() {
    let network = |in_time: i64| weeks_ago(&[Partner(in_time, 0), Partner(100 - in_time, 1)], 1);
    assert_eq!(network(79), Some(1));
    assert_eq!(network(80), Some(0));
    assert_eq!(weeks_ago(&[Partner(80, -1), Partner(20, 4)], 1), Some(0), "a row of later says that it is in");
}

#[test]
fn one_early_file_and_one_late_file_move_it_for_nobody_else() {
    let mut all: Vec<Partner> = (0..9).map(|_| Partner(10, 1)).collect();
    all.push(Partner(10, 0));
    assert_eq!(weeks_ago(&all, 1), Some(1), "early");
    let mut all: Vec<Partner> = (0..9).map(|_| Partner(10, 0)).collect();
    all.push(Partner(10, 7));
    assert_eq!(weeks_ago(&all, 1), Some(0), "late");
}

#[test]
fn a_network_that_fell_silent_is_in_up_to_its_last_week_whatever_comes_early() {
    for silent in 1..9 {
        let all = [Partner(50, silent), Partner(40, silent), Partner(10, 0)];
        assert_eq!(weeks_ago(&all, 1), Some(silent), "{silent} weeks");
    }
}

#[test]
fn without_a_weekly_rhythm_it_is_the_last_whole_week_with_any_row() {
    assert_eq!(weeks_ago(&[Partner(50, 2), Partner(50, 3)], 4), Some(2), "monthly");
    assert_eq!(weeks_ago(&[Partner(49, 3)], 1), Some(3));
    assert_eq!(weeks_ago(&[], 1), None, "never a row");
}

#[test]
fn who_no_longer_delivers_weekly_is_not_silent() {
    let policy = policy();
    let mut d = Deliveries::new(monday(), &policy);
    let mut rows = Rows::default();
    // weekly until 9 weeks ago, then once a month
    for back in (9..40).chain([5, 1]) {
        d.note(&mut rows, Week(d.last.0 - back), 10);
    }
    d.add(&rows);
    assert_eq!(d.until(), Some(Week(d.last.0 - 1)));
}

#[test]
fn a_network_that_began_lately_waits_for_its_week_too() {
    let policy = policy();
    let mut d = Deliveries::new(monday(), &policy);
    for (amount, newest) in [(90, 1), (10, 0)] {
        let mut rows = Rows::default();
        for back in newest..9 {
            d.note(&mut rows, Week(d.last.0 - back), amount);
        }
        d.add(&rows);
    }
    assert_eq!(d.until(), Some(Week(d.last.0 - 1)));
}

#[test]
fn rules_look_no_further_than_the_last_whole_week() {
    let until = Until { sales: Some(Week::of(monday())), ..Until::default() };
    assert_eq!(from_day_number(until.sales_day(monday())).to_string(), "2025-07-06", "the week that runs is not over");
    let until = Until { sales: Some(Week(Week::of(monday()).0 - 2)), ..until };
    assert_eq!(from_day_number(until.sales_day(monday())).to_string(), "2025-06-29");
    assert_eq!(until.stock_day(monday()), until.sales_day(monday()), "stock means nothing beside other weeks' sales");
    assert!(until.behind(Week(Week::of(monday()).0 - 1)) && !Until::default().behind(Week::of(monday())));
}
