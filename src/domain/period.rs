//! Days, ISO weeks, months, quarters and years as plain numbers, and spans of days.
//!
//! A [`Week`] counts Mondays since Monday 29 December 1969, a [`Month`] counts months since January of the year 0,
//! so that windows are subtraction and roll-ups are keyed by one integer.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

/// An ISO week (Monday to Sunday), counted from the week of 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(pub i32);

/// A calendar month, `year * 12 + month0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

/// Days from `from` up to and including `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
}

/// The day as days since 1 January 1970, its form in storage.
#[must_use]
pub fn day_number(date: NaiveDate) -> i32 {
    date.to_epoch_days()
}

/// The date of a stored day number; out of range falls back to the epoch's ends.
#[must_use]
pub fn from_day_number(day: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(day).unwrap_or(if day < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
}

impl Week {
    /// The week that `date` is in.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self::of_day(day_number(date))
    }

    /// The week that a day, counted from 1970-01-01, is in.
    #[must_use]
    pub fn of_day(day: i32) -> Self {
        Self((day + 3).div_euclid(7))
    }

    /// Its Monday, counted from 1970-01-01.
    #[must_use]
    pub fn first_day(self) -> i32 {
        self.0 * 7 - 3
    }

    /// Its Monday.
    #[must_use]
    pub fn monday(self) -> NaiveDate {
        from_day_number(self.first_day())
    }

    /// Monday to Sunday.
    #[must_use]
    pub fn span(self) -> Span {
        let from = self.monday();
        Span { from, to: from + Days::new(6) }
    }
}

impl Month {
    /// The month that `date` is in.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self(date.year() * 12 + date.month0().cast_signed())
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0.div_euclid(12), self.0.rem_euclid(12).cast_unsigned() + 1, 1).unwrap_or(NaiveDate::MIN)
    }

    /// First to last day.
    #[must_use]
    pub fn span(self) -> Span {
        Span { from: self.first(), to: Self(self.0 + 1).first() - Days::new(1) }
    }

    /// The four-digit year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }
}

impl Span {
    /// Calendar days in it.
    #[must_use]
    pub fn days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// Whether `date` is in it.
    #[must_use]
    pub fn contains(self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }

    /// The days common to both.
    #[must_use]
    pub fn intersect(self, other: Self) -> Option<Self> {
        let (from, to) = (self.from.max(other.from), self.to.min(other.to));
        (from <= to).then_some(Self { from, to })
    }

    /// The same span one year earlier (29 February becomes the 28th).
    #[must_use]
    pub fn last_year(self) -> Self {
        let back = |d: NaiveDate| d.checked_sub_months(Months::new(12)).unwrap_or(d);
        Self { from: back(self.from), to: back(self.to) }
    }

    /// The calendar year.
    #[must_use]
    pub fn year(year: i32) -> Self {
        Self { from: Month(year * 12).first(), to: Month(year * 12 + 11).span().to }
    }

    /// The calendar quarter, 1 to 4.
    #[must_use]
    pub fn quarter(year: i32, quarter: i32) -> Self {
        let m = year * 12 + (quarter - 1) * 3;
        Self { from: Month(m).first(), to: Month(m + 2).span().to }
    }

    /// The 12 whole months before the month of `as_of` (T12M).
    #[must_use]
    pub fn trailing_year(as_of: NaiveDate) -> Self {
        let m = Month::of(as_of).0;
        Self { from: Month(m - 12).first(), to: Month(m - 1).span().to }
    }
}

/// `2025-W30`.
impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let iso = self.monday().iso_week();
        write!(f, "{:04}-W{:02}", iso.year(), iso.week())
    }
}

/// `2025-03`.
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.0.rem_euclid(12) + 1)
    }
}

/// The quarter's name, `2025-Q3`.
#[must_use]
pub fn quarter_name(date: NaiveDate) -> String {
    format!("{:04}-Q{}", date.year(), date.month0() / 3 + 1)
}

/// Why a text is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a period: expected 2025, 2025-Q3, 2025-H1, 2025-07, 2025-W30 or 2025-07-01")]
pub struct PeriodError(pub String);

impl FromStr for Week {
    type Err = PeriodError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (y, w) = s.trim().split_once(['W', 'w'])?;
            let year: i32 = y.trim_end_matches('-').parse().ok()?;
            let date = NaiveDate::from_isoywd_opt(year, w.parse().ok()?, chrono::Weekday::Mon)?;
            Some(Self::of(date))
        };
        parse().ok_or_else(|| PeriodError(s.to_owned()))
    }
}

/// A year, half, quarter, month, ISO week or day.
impl FromStr for Span {
    type Err = PeriodError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let text = s.trim();
        let parse = || {
            if text.contains(['W', 'w']) {
                return text.parse::<Week>().ok().map(Week::span);
            }
            if let Some((y, q)) = text.split_once(['Q', 'q']) {
                let q: i32 = q.parse().ok().filter(|q| (1..=4).contains(q))?;
                return Some(Self::quarter(y.trim_end_matches('-').parse().ok()?, q));
            }
            if let Some((y, h)) = text.split_once(['H', 'h']) {
                let h: i32 = h.parse().ok().filter(|h| (1..=2).contains(h))?;
                let year = y.trim_end_matches('-').parse().ok()?;
                return Some(Self { from: Self::quarter(year, h * 2 - 1).from, to: Self::quarter(year, h * 2).to });
            }
            let parts: Vec<&str> = text.split('-').collect();
            match parts.as_slice() {
                [y] if y.len() == 4 => Some(Self::year(y.parse().ok()?)),
                [y, m] => {
                    let m: i32 = m.parse().ok().filter(|m| (1..=12).contains(m))?;
                    Some(Month(y.parse::<i32>().ok()? * 12 + m - 1).span())
                }
                [_, _, _] => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|d| Self { from: d, to: d }),
                _ => None,
            }
        };
        parse().ok_or_else(|| PeriodError(s.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> NaiveDate {
        s.parse().expect("a date")
    }

    #[test]
    fn a_week_is_monday_to_sunday_across_the_year() {
        assert_eq!(Week::of(d("2024-12-30")), Week::of(d("2025-01-05")));
        assert_eq!(Week::of(d("2024-12-30")).to_string(), "2025-W01");
        assert_eq!(Week::of(d("1970-01-01")).monday(), d("1969-12-29"));
        assert_eq!("2025-W01".parse::<Week>(), Ok(Week::of(d("2025-01-01"))));
        assert!("2025-W54".parse::<Week>().is_err());
    }

    #[test]
    fn periods_are_read_as_people_write_them() {
        let cases = [
            ("2025", "2025-01-01", "2025-12-31"),
            ("2025-Q3", "2025-07-01", "2025-09-30"),
            ("2025H1", "2025-01-01", "2025-06-30"),
            ("2024-02", "2024-02-01", "2024-02-29"),
            ("2025-W30", "2025-07-21", "2025-07-27"),
            ("2025-07-01", "2025-07-01", "2025-07-01"),
        ];
        for (text, from, to) in cases {
            assert_eq!(text.parse::<Span>(), Ok(Span { from: d(from), to: d(to) }), "{text}");
        }
        for bad in ["2025-13", "2025-Q5", "", "next year", "2025-H3"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }

    #[test]
    fn trailing_year_is_the_twelve_whole_months_before() {
        assert_eq!(Span::trailing_year(d("2025-03-31")), Span { from: d("2024-03-01"), to: d("2025-02-28") });
    }
}
