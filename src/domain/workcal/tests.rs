use super::*;
use crate::domain::period::Month;

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a date")
}

fn cn() -> Arc<Calendar> {
    Calendar::embedded("cn").expect("the embedded calendar reads")
}

#[test]
fn working_days_of_each_year_are_as_published() {
    let cn = cn();
    let expected =
        [252, 250, 251, 249, 251, 250, 250, 250, 249, 250, 250, 249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248];
    let found: Vec<i64> = (2004..=2026).map(|y| cn.workdays(Span::year(y))).collect();
    assert_eq!(found, expected);
    assert_eq!(expected.iter().sum::<i64>(), 5744);
}

#[test]
fn every_listed_day_was_taken_over() {
    let cn = cn();
    let days = |worked| cn.special.iter().filter(|s| s.worked == worked).map(|s| s.to - s.from + 1).sum::<i32>();
    assert_eq!((days(false), days(true)), (621, 150));
}

#[test]
fn working_days_of_each_month_are_as_published() {
    let expected = [
        22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22, 19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23, 21, 16, 22, 21, 19, 21,
        23, 21, 22, 18, 21, 23,
    ];
    let cn = cn();
    let found: Vec<i64> = (0..36).map(|m| cn.workdays(Month(2024 * 12 + m).span())).collect();
    assert_eq!(found, expected);
}

#[test]
fn working_days_between_leave_the_first_day_out() {
    for (from, to, n) in [
        ("2024-02-01", "2024-02-29", 17),
        ("2024-09-25", "2024-10-12", 9),
        ("2025-01-20", "2025-02-10", 11),
        ("2025-09-26", "2025-10-13", 7),
        ("2026-02-09", "2026-03-02", 11),
        ("2026-04-30", "2026-05-11", 5),
    ] {
        assert_eq!(cn().workdays_between(d(from), d(to)), n, "{from} to {to}");
    }
}

#[test]
fn adding_working_days_skips_holidays_and_takes_make_up_days() {
    for (from, n, due) in [
        ("2024-02-08", 3, "2024-02-19"),
        ("2024-09-30", 5, "2024-10-12"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-04-30", 2, "2025-05-07"),
        ("2025-09-30", 10, "2025-10-21"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-09-24", 5, "2026-10-09"),
    ] {
        assert_eq!(cn().add_workdays(d(from), n), d(due), "{from} + {n}");
    }
}

#[test]
fn weekends_worked_are_the_published_ones() {
    let worked: Vec<String> = (0..1096)
        .map(|i| from_day_number(day_number(d("2024-01-01")) + i))
        .filter(|date| date.weekday().num_days_from_monday() >= 5 && cn().is_workday(*date))
        .map(|date| date.to_string())
        .collect();
    let expected = "2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12 2025-01-26 \
                    2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10";
    assert_eq!(worked.join(" "), expected);
}

#[test]
fn the_last_working_day_of_each_month_is_as_published() {
    let expected = [27, 28, 31, 30, 30, 30, 31, 29, 30, 31, 28, 31, 30, 28, 31, 30, 29, 30, 31, 31, 30, 30, 30, 31];
    let found: Vec<u32> = (0..24).map(|m| cn().on_or_before(Month(2025 * 12 + m).span().to).day()).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_day_says_what_it_is() {
    let cn = cn();
    assert!(matches!(cn.day(d("2025-10-06")), DayKind::Off(h) if h.zh == "中秋节" || h.zh == "国庆节"));
    assert!(matches!(cn.day(d("2025-09-28")), DayKind::MakeUp(h) if h.en == "National Day"));
    assert_eq!(cn.day(d("2025-09-27")), DayKind::Weekend);
    assert_eq!(cn.day(d("2025-09-29")), DayKind::Workday);
}

#[test]
fn a_year_without_a_notice_is_not_covered_and_counts_as_a_plain_week() {
    let cn = cn();
    assert!(cn.covers(2026) && !cn.covers(2027) && !cn.covers(2003));
    assert_eq!(cn.uncovered(d("2026-12-30"), d("2027-01-02")), Some(2027));
    assert_eq!(cn.uncovered(d("2025-12-30"), d("2026-01-02")), None);
    assert_eq!(cn.workdays(Span::year(2027)), 261);
    assert_eq!(cn.add_workdays(d("2026-12-31"), 1), d("2027-01-01"));
    assert_eq!(cn.workdays(Span { from: d("2003-12-29"), to: d("2004-01-02") }), 4);
    assert!(!Calendar::none().covers(2025));
    assert_eq!(Calendar::none().workdays(Span::year(2025)), 261);
}

#[test]
fn the_nth_working_day_is_the_inverse_of_the_count() {
    let cn = cn();
    for day in day_number(d("2002-12-30"))..day_number(d("2029-01-01")) {
        if cn.is_workday(from_day_number(day)) {
            assert_eq!(cn.nth(cn.count_before(day)), day, "{}", from_day_number(day));
        }
        assert_eq!(cn.is_workday(from_day_number(day)), cn.day(from_day_number(day)).is_worked());
    }
}

#[test]
fn a_damaged_file_is_refused_with_its_line() {
    let head = "calendar,x,X,某\nweek,1111100\ncovers,2025,2025\nholiday,h,H,节\n";
    for (lines, at, wanted) in [
        ("off,2025-13-01,2025-13-02,h", 5, Wanted::Day),
        ("off,2025-10-01,2025-10-02,k", 5, Wanted::Holiday),
        ("off,2025-10-02,2025-10-01,h", 5, Wanted::Order),
        ("party,2025-10-02", 5, Wanted::Line),
        ("week,11111", 5, Wanted::Week),
        ("covers,25,26", 5, Wanted::Years),
        ("off,2024-10-01,2024-10-02,h", 5, Wanted::Within),
        ("off,2025-10-01,2025-10-03,h\nwork,2025-10-03,2025-10-03,h", 6, Wanted::Once),
        ("covers,2026,2025", 0, Wanted::Covers),
        ("week,0000000", 0, Wanted::Worked),
    ] {
        let e = Calendar::parse(&format!("{head}{lines}\n")).expect_err(lines);
        assert_eq!((e.line, e.expected), (at, wanted), "{lines}: {e}");
    }
    assert!(Calendar::parse("").is_err());
    assert!(Calendar::parse(head).is_ok());
}

#[test]
fn the_calendar_of_hong_kong_has_the_gazetted_days() {
    let hk = Calendar::embedded("hk").expect("the embedded calendar reads");
    for year in 2024..=2027 {
        let days = |s: &&Special| from_day_number(s.from).year() == year;
        assert_eq!(hk.special.iter().filter(days).map(|s| s.to - s.from + 1).sum::<i32>(), 17, "general holidays of {year}");
    }
    for (day, off) in [
        ("2025-01-29", true),
        ("2025-04-18", true),
        ("2025-04-21", true),
        ("2025-10-02", false),
        ("2025-10-07", true),
        ("2026-04-06", true),
        ("2026-04-07", true),
        // a make-up Saturday of the mainland is none here
        ("2025-10-11", true),
    ] {
        assert_eq!(!hk.is_workday(d(day)), off, "{day}");
    }
    assert_eq!((hk.covers(2023), hk.covers(2027), hk.covers(2028)), (false, true, false));
}
