use proptest::prelude::*;

use super::*;

fn desk() -> WorkTime {
    WorkTime {
        calendar: Calendar::embedded("cn").expect("the embedded calendar"),
        hours: Hours::parse(&["09:00-18:00"]).expect("hours"),
        zone: chrono_tz::Asia::Shanghai,
    }
}

/// A wall-clock time in Shanghai.
fn at(text: &str) -> DateTime<Utc> {
    let wall = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect(text);
    chrono_tz::Asia::Shanghai.from_local_datetime(&wall).single().expect(text).with_timezone(&Utc)
}

fn hold(from: &str, to: &str) -> Hold {
    Hold { from: at(from), to: (!to.is_empty()).then(|| at(to)) }
}

const HOUR: i64 = 3600;

#[test]
fn the_five_cases_of_the_desk_hold() {
    let overnight = [hold("2025-06-06 17:00", "2025-06-09 10:00")];
    let cases: [(&str, i64, &[Hold], &str); 5] = [
        ("2025-06-07 15:00", 2, &[], "2025-06-09 11:00"),
        ("2025-06-06 17:30", 2, &[], "2025-06-09 10:30"),
        ("2025-06-06 16:00", 4, &overnight, "2025-06-09 13:00"),
        ("2025-09-27 10:00", 2, &[], "2025-09-28 11:00"),
        ("2025-09-30 17:00", 2, &[], "2025-10-09 10:00"),
    ];
    for (start, hours, holds, due) in cases {
        assert_eq!(desk().add(Service::WorkingHours, at(start), hours * HOUR, holds), Some(at(due)), "{start} + {hours} h");
    }
}

#[test]
fn deadlines_are_reached_at_the_earliest_moment() {
    let minutes: [(&str, i64, &str); 20] = [
        ("2025-06-09 09:00", 0, "2025-06-09 09:00"),
        ("2025-06-07 15:00", 0, "2025-06-07 15:00"),
        ("2025-06-09 09:00", 540, "2025-06-09 18:00"),
        ("2025-06-09 09:00", 541, "2025-06-10 09:01"),
        ("2025-06-09 18:00", 1, "2025-06-10 09:01"),
        ("2025-06-09 23:59", 60, "2025-06-10 10:00"),
        ("2025-06-10 00:00", 60, "2025-06-10 10:00"),
        ("2025-06-10 08:59", 1, "2025-06-10 09:01"),
        ("2025-06-13 17:59", 2, "2025-06-16 09:01"),
        // Make-up Sundays and Saturdays are worked.
        ("2025-01-26 09:00", 540, "2025-01-26 18:00"),
        ("2025-01-27 17:00", 120, "2025-02-05 10:00"),
        ("2025-02-07 17:00", 120, "2025-02-08 10:00"),
        ("2025-04-27 12:00", 600, "2025-04-28 13:00"),
        // Holidays: Spring Festival, Labour Day, National Day.
        ("2026-02-13 18:00", 1, "2026-02-14 09:01"),
        ("2026-02-14 17:30", 60, "2026-02-24 09:30"),
        ("2025-10-01 12:00", 540, "2025-10-09 18:00"),
        ("2025-10-08 23:59", 1, "2025-10-09 09:01"),
        ("2025-10-10 17:00", 120, "2025-10-11 10:00"),
        // Across years: 248 working days of 2025 are over with the last minute of 31 December.
        ("2025-01-01 00:00", 248 * 540, "2025-12-31 18:00"),
        ("2020-01-01 00:00", (249 + 250 + 249 + 249 + 251) * 540, "2024-12-31 18:00"),
    ];
    for (start, goal, due) in minutes {
        assert_eq!(desk().add(Service::WorkingHours, at(start), goal * 60, &[]), Some(at(due)), "{start} + {goal} min");
    }
}

#[test]
fn a_hold_stops_the_clock() {
    let cases: [(&str, i64, Vec<Hold>, &str); 9] = [
        ("2025-06-09 09:00", 4, vec![hold("2025-06-09 10:00", "2025-06-09 11:00")], "2025-06-09 14:00"),
        // Overlapping and touching holds count once.
        (
            "2025-06-09 09:00",
            4,
            vec![hold("2025-06-09 10:00", "2025-06-09 12:00"), hold("2025-06-09 11:00", "2025-06-09 13:00")],
            "2025-06-09 16:00",
        ),
        (
            "2025-06-09 09:00",
            4,
            vec![hold("2025-06-09 11:00", "2025-06-09 12:00"), hold("2025-06-09 10:00", "2025-06-09 11:00")],
            "2025-06-09 15:00",
        ),
        // A hold over a night or a weekend costs nothing of the time that did not count anyway.
        ("2025-06-09 17:00", 2, vec![hold("2025-06-09 18:00", "2025-06-10 09:00")], "2025-06-10 10:00"),
        ("2025-06-06 17:00", 2, vec![hold("2025-06-07 00:00", "2025-06-08 23:00")], "2025-06-09 10:00"),
        // A hold that began before the clock, one after the deadline, and one that starts at it.
        ("2025-06-09 10:00", 1, vec![hold("2025-06-09 09:00", "2025-06-09 12:00")], "2025-06-09 13:00"),
        ("2025-06-09 10:00", 1, vec![hold("2025-06-09 12:00", "2025-06-09 13:00")], "2025-06-09 11:00"),
        ("2025-06-09 10:00", 1, vec![hold("2025-06-09 11:00", "")], "2025-06-09 11:00"),
        // Through the October holiday.
        ("2025-09-30 16:00", 3, vec![hold("2025-09-30 17:00", "2025-10-09 11:00")], "2025-10-09 13:00"),
    ];
    for (start, hours, holds, due) in cases {
        assert_eq!(desk().add(Service::WorkingHours, at(start), hours * HOUR, &holds), Some(at(due)), "{start} {holds:?}");
    }
    let open = [hold("2025-06-09 10:00", "")];
    assert_eq!(desk().add(Service::WorkingHours, at("2025-06-09 09:00"), 2 * HOUR, &open), None);
    assert_eq!(desk().elapsed(Service::WorkingHours, at("2025-06-09 09:00"), at("2025-06-20 09:00"), &open), HOUR);
}

#[test]
fn round_the_clock_never_pauses_but_on_hold() {
    let add = |start, hours: i64, holds: &[Hold]| desk().add(Service::RoundTheClock, at(start), hours * HOUR, holds);
    assert_eq!(add("2025-10-03 23:00", 2, &[]), Some(at("2025-10-04 01:00")));
    assert_eq!(add("2025-10-03 23:00", 2, &[hold("2025-10-03 23:30", "2025-10-04 05:00")]), Some(at("2025-10-04 06:30")));
    assert_eq!(desk().elapsed(Service::RoundTheClock, at("2025-10-01 00:00"), at("2025-10-09 00:00"), &[]), 8 * 24 * HOUR);
    assert_eq!(desk().uncovered(Service::RoundTheClock, at("2027-01-01 00:00"), at("2027-01-09 00:00")), None);
}

#[test]
fn elapsed_counts_working_hours_only() {
    let cases = [
        ("2025-06-09 08:00", "2025-06-09 19:00", 9 * 60),
        ("2025-06-09 18:00", "2025-06-10 09:00", 0),
        ("2025-06-06 17:59", "2025-06-09 09:01", 2),
        ("2025-06-10 12:00", "2025-06-09 12:00", 0),
        ("2025-10-01 00:00", "2025-10-09 09:00", 0),
        ("2024-01-01 00:00", "2025-01-01 00:00", 251 * 540),
        ("2004-01-01 00:00", "2026-12-31 23:59", 5744 * 540),
    ];
    for (from, to, minutes) in cases {
        assert_eq!(desk().elapsed(Service::WorkingHours, at(from), at(to), &[]), minutes * 60, "{from} to {to}");
    }
    assert_eq!(desk().between(Service::WorkingHours, at("2025-06-10 12:00"), at("2025-06-09 12:00")), -9 * HOUR);
}

#[test]
fn a_lunch_break_is_not_worked() {
    let mut desk = desk();
    desk.hours = Hours::parse(&["09:00-12:00", "13:30-18:00"]).expect("hours");
    assert_eq!(desk.day_seconds(Service::WorkingHours), 7 * HOUR + 1800);
    assert_eq!(desk.add(Service::WorkingHours, at("2025-06-09 11:00"), 2 * HOUR, &[]), Some(at("2025-06-09 14:30")));
    assert_eq!(desk.add(Service::WorkingHours, at("2025-06-09 11:00"), HOUR, &[]), Some(at("2025-06-09 12:00")));
    for bad in [vec!["9-18"], vec!["09:00-08:00"], vec!["09:00-12:00", "11:00-18:00"], vec!["09:00-25:00"], vec![]] {
        assert_eq!(Hours::parse(&bad), None, "{bad:?}");
    }
}

#[test]
fn a_change_of_the_zones_clock_at_night_leaves_working_time_exact() {
    let berlin = WorkTime {
        calendar: Calendar::embedded("weekdays").expect("plain"),
        hours: Hours::parse(&["09:00-18:00"]).expect("hours"),
        zone: chrono_tz::Europe::Berlin,
    };
    let wall = |s: &str| {
        let wall = chrono::NaiveDateTime::parse_from_str(s, "%Y-%m-%d %H:%M").expect(s);
        chrono_tz::Europe::Berlin.from_local_datetime(&wall).earliest().expect(s).with_timezone(&Utc)
    };
    for (from, to) in [("2025-03-28 17:00", "2025-03-31 10:00"), ("2025-10-24 17:00", "2025-10-27 10:00")] {
        assert_eq!(berlin.add(Service::WorkingHours, wall(from), 2 * HOUR, &[]), Some(wall(to)));
    }
}

#[test]
fn the_windows_say_what_counted_and_what_did_not() {
    let desk = desk();
    let holds = [hold("2025-09-28 10:00", "2025-09-28 11:00")];
    let list = desk.windows(Service::WorkingHours, at("2025-09-27 10:00"), at("2025-10-09 10:00"), &holds);
    let told: Vec<(DateTime<Utc>, i64, &str)> = list
        .iter()
        .map(|s| {
            let what = match s.part {
                Part::Counted => "work",
                Part::MakeUp(h) | Part::Holiday(h) => h.code.as_str(),
                Part::Weekend => "weekend",
                Part::Hold => "hold",
            };
            (s.from, s.seconds / HOUR, what)
        })
        .collect();
    let expected = [
        ("2025-09-27 10:00", 0, "weekend"),
        ("2025-09-28 09:00", 1, "national"),
        ("2025-09-28 10:00", 0, "hold"),
        ("2025-09-28 11:00", 7, "national"),
        ("2025-09-29 09:00", 9, "work"),
        ("2025-09-30 09:00", 9, "work"),
        ("2025-10-01 00:00", 0, "national"),
        ("2025-10-09 09:00", 1, "work"),
    ];
    let mid_autumn = told.iter().filter(|t| t.2 != "mid_autumn").copied().collect::<Vec<_>>();
    let shown: Vec<_> =
        mid_autumn.iter().filter(|t| !(t.2 == "national" && t.1 == 0 && t.0 > at("2025-10-01 00:00"))).copied().collect();
    assert_eq!(shown, expected.map(|(t, h, w)| (at(t), h, w)).to_vec());
}

fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    // Minutes from 2003 to 2029, so that the ends of the calendar are crossed.
    (1_041_379_200_i64 / 60..1_861_920_000 / 60).prop_map(|m| DateTime::from_timestamp(m * 60, 0).expect("in range"))
}

fn hold_list() -> impl Strategy<Value = Vec<(i64, i64)>> {
    proptest::collection::vec((0_i64..60 * 24 * 40, 0_i64..60 * 24 * 5), 0..5)
}

fn holds_after(start: DateTime<Utc>, list: &[(i64, i64)]) -> Vec<Hold> {
    let later = |m: i64| DateTime::from_timestamp(start.timestamp() + m * 60, 0).expect("in range");
    list.iter().map(|(from, long)| Hold { from: later(*from), to: Some(later(from + long)) }).collect()
}

fn service() -> impl Strategy<Value = Service> {
    prop_oneof![Just(Service::WorkingHours), Just(Service::RoundTheClock)]
}

proptest! {
    #[test]
    fn what_has_elapsed_at_the_deadline_is_the_goal(start in moment(), goal in 0_i64..9 * 3600 * 300, list in hold_list(), service in service()) {
        let desk = desk();
        let holds = holds_after(start, &list);
        let due = desk.add(service, start, goal, &holds).expect("holds end");
        prop_assert_eq!(desk.elapsed(service, start, due, &holds), goal);
        if goal > 0 {
            let just_before = DateTime::from_timestamp(due.timestamp() - 1, 0).expect("in range");
            prop_assert!(desk.elapsed(service, start, just_before, &holds) < goal, "not the earliest moment");
        }
    }

    #[test]
    fn adding_time_is_monotone(start in moment(), later in 0_i64..100_000, a in 0_i64..2_000_000, b in 0_i64..2_000_000, list in hold_list(), service in service()) {
        let desk = desk();
        let holds = holds_after(start, &list);
        let add = |from, goal| desk.add(service, from, goal, &holds).expect("holds end");
        prop_assert!(add(start, a.min(b)) <= add(start, a.max(b)));
        let after = DateTime::from_timestamp(start.timestamp() + later, 0).expect("in range");
        prop_assert!(add(start, a) <= add(after, a));
    }

    #[test]
    fn holds_only_delay(start in moment(), goal in 0_i64..2_000_000, list in hold_list(), service in service()) {
        let desk = desk();
        let holds = holds_after(start, &list);
        prop_assert!(desk.add(service, start, goal, &[]) <= desk.add(service, start, goal, &holds));
    }

    #[test]
    fn the_windows_add_up_to_what_elapsed(start in moment(), days in 0_i64..60, list in hold_list(), service in service()) {
        let desk = desk();
        let holds = holds_after(start, &list);
        let end = DateTime::from_timestamp(start.timestamp() + days * DAY + 12_345, 0).expect("in range");
        let windows = desk.windows(service, start, end, &holds);
        prop_assert_eq!(windows.iter().map(|s| s.seconds).sum::<i64>(), desk.elapsed(service, start, end, &holds));
        prop_assert!(windows.iter().all(|s| s.from < s.to));
        prop_assert!(windows.is_sorted_by(|a, b| a.to <= b.from), "{:?}", windows);
    }

    #[test]
    fn elapsed_is_the_count_of_working_minutes(start in moment(), minutes in 0_i64..60 * 24 * 12) {
        let desk = desk();
        let end = DateTime::from_timestamp(start.timestamp() + minutes * 60, 0).expect("in range");
        let counted = (0..minutes)
            .filter(|m| {
                let local = DateTime::from_timestamp(start.timestamp() + m * 60, 0).expect("in range").with_timezone(&desk.zone);
                desk.calendar.is_workday(local.date_naive()) && (9..18).contains(&chrono::Timelike::hour(&local))
            })
            .count();
        prop_assert_eq!(desk.elapsed(Service::WorkingHours, start, end, &[]), 60 * i64::try_from(counted).expect("small"));
    }
}

#[test]
fn the_hour_that_a_clock_change_skips_counts_nothing_and_the_one_that_comes_twice_counts_twice() {
    let cairo = WorkTime {
        calendar: Calendar::embedded("weekdays").expect("the embedded calendar"),
        hours: Hours::parse(&["00:00-24:00"]).expect("hours"),
        zone: chrono_tz::Africa::Cairo,
    };
    let at = |text: &str| {
        let wall = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect(text);
        chrono_tz::Africa::Cairo.from_local_datetime(&wall).single().expect(text).with_timezone(&Utc)
    };
    // on Friday 2025-04-25 clocks go from 00:00 to 01:00, on 2025-10-30 from 24:00 back to 23:00
    let cases = [("2025-04-24 20:00", 10, "2025-04-25 07:00"), ("2025-10-30 20:00", 10, "2025-10-31 05:00")];
    for (opened, hours, due) in cases {
        let (opened, due) = (at(opened), at(due));
        assert_eq!(cairo.add(Service::WorkingHours, opened, hours * HOUR, &[]), Some(due), "{opened}");
        assert_eq!(cairo.elapsed(Service::WorkingHours, opened, due, &[]), hours * HOUR, "{opened}");
        assert_eq!(cairo.between(Service::WorkingHours, due, opened), -hours * HOUR, "backwards");
        let counted: i64 = cairo.windows(Service::WorkingHours, opened, due, &[]).iter().map(|s| s.seconds).sum();
        assert_eq!(counted, hours * HOUR, "the windows add up");
    }
    // both changes of a year, weekdays of 24 hours: what is skipped is made up
    let (from, to) = (at("2025-01-01 00:00"), at("2026-01-01 00:00"));
    assert_eq!(cairo.elapsed(Service::WorkingHours, from, to, &[]), 261 * 24 * HOUR);
}
