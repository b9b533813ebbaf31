//! Days as numbers since 1 January 1970, months as year x 12 + month - 1, working days of mainland China.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// A span of days, both ends in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: i64,
    pub to: i64,
}

impl Span {
    pub fn of(from: &str, to: &str) -> Self {
        Self { from: number(from), to: number(to) }
    }

    pub fn has(self, day: i64) -> bool {
        self.from <= day && day <= self.to
    }

    pub fn both(self, other: Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), to: self.to.min(other.to) };
        (both.from <= both.to).then_some(both)
    }

    pub fn days(self) -> i64 {
        self.to - self.from + 1
    }

    /// The months of which a day is in it.
    pub fn months(self) -> impl Iterator<Item = i64> {
        month_of(self.from)..=month_of(self.to)
    }
}

pub fn number(day: &str) -> i64 {
    let date: NaiveDate = day.parse().expect("a day");
    (date - NaiveDate::default()).num_days()
}

pub fn date(day: i64) -> NaiveDate {
    let back = u64::try_from(day).expect("a day after 1969");
    NaiveDate::default() + Days::new(back)
}

pub fn text(day: i64) -> String {
    date(day).to_string()
}

pub fn month_of(day: i64) -> i64 {
    let date = date(day);
    i64::from(date.year()) * 12 + i64::from(date.month0())
}

pub fn month(month: i64) -> Span {
    let first = |month: i64| number(&format!("{:04}-{:02}-01", month / 12, month % 12 + 1));
    Span { from: first(month), to: first(month + 1) - 1 }
}

pub fn month_text(month: i64) -> String {
    format!("{:04}-{:02}", month / 12, month % 12 + 1)
}

/// The Monday of a day's week.
pub fn monday(day: i64) -> i64 {
    day - i64::from(date(day).weekday().num_days_from_monday())
}

pub fn week_text(day: i64) -> String {
    let week = date(day).iso_week();
    format!("{}-W{:02}", week.year(), week.week())
}

/// A day so many months later, or the last of the month if it has no such day.
pub fn months_later(day: i64, months: i64) -> i64 {
    let target = month(month_of(day) + months);
    (target.from + i64::from(date(day).day0())).min(target.to)
}

/// The twelve whole months before a day's month.
pub fn year_before(day: i64) -> Span {
    let this = month_of(day);
    Span { from: month(this - 12).from, to: month(this - 1).to }
}

/// Working days: Monday to Friday but for what the notices say.
pub struct Calendar(BTreeMap<i64, bool>);

impl Calendar {
    pub fn china() -> Self {
        let mut special = BTreeMap::new();
        for line in include_str!("../../data/calendars/cn.csv").lines() {
            let cells: Vec<&str> = line.split(',').collect();
            if let [kind @ ("off" | "work"), from, to, ..] = cells.as_slice() {
                for day in number(from)..=number(to) {
                    special.insert(day, *kind == "work");
                }
            }
        }
        Self(special)
    }

    pub fn works(&self, day: i64) -> bool {
        let weekend = matches!(date(day).weekday(), Weekday::Sat | Weekday::Sun);
        self.0.get(&day).copied().unwrap_or(!weekend)
    }

    pub fn working_days(&self, span: Span) -> i64 {
        (span.from..=span.to).map(|day| i64::from(self.works(day))).sum()
    }
}
