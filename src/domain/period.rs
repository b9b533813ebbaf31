//! Days, ISO weeks, months, quarters and years as plain numbers, and spans of days.
//!
//! A [`Week`] counts Mondays since Monday 29 December 1969, a [`Month`] counts months since January of the year 0,
//! so that windows are subtraction and roll-ups are keyed by one integer.

mod names;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

pub use names::Names;

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

/// The first day that is taken in: what is earlier is a mistake of typing.
pub const FIRST_DAY: NaiveDate = ymd(1900, 1, 1);
/// The last day that is taken in.
pub const LAST_DAY: NaiveDate = ymd(2199, 12, 31);

/// Years that are counted in: some centuries beyond what is taken in, so that no window of days reaches the end of dates.
const COUNTED: (i32, i32) = (1500, 2599);

const fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a day of the years 1900 to 2199")]
pub struct DayError;

/// Reads a day as `2025-06-07`.
///
/// # Errors
/// Another form, or a year that nobody means.
pub fn day(text: &str) -> Result<NaiveDate, DayError> {
    text.trim().parse().ok().filter(is_taken_in).ok_or(DayError)
}

/// Whether a day is of the years that are taken in.
#[must_use]
pub fn is_taken_in(date: &NaiveDate) -> bool {
    (FIRST_DAY..=LAST_DAY).contains(date)
}

/// The date of a stored day number; one far out of range is the nearest that is counted.
#[must_use]
pub fn from_day_number(day: i32) -> NaiveDate {
    const ENDS: (i32, i32) = (ymd(COUNTED.0, 1, 1).to_epoch_days(), ymd(COUNTED.1, 12, 31).to_epoch_days());
    let (first, last) = ENDS;
    NaiveDate::from_epoch_days(day.clamp(first, last)).unwrap_or_default()
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

    #[must_use]
    pub fn monday(self) -> NaiveDate {
        from_day_number(self.first_day())
    }

    /// The week of the same number one ISO year earlier, else the last one.
    #[must_use]
    pub fn last_year(self) -> Self {
        let iso = self.monday().iso_week();
        let monday = |week| NaiveDate::from_isoywd_opt(iso.year() - 1, week, chrono::Weekday::Mon);
        monday(iso.week()).or_else(|| monday(52)).map_or(Self(self.0 - 52), Self::of)
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

    /// Its first day; of one far out of range that of the nearest that is counted.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        let month = self.0.clamp(COUNTED.0 * 12, COUNTED.1 * 12 + 11);
        ymd(month.div_euclid(12), month.rem_euclid(12).cast_unsigned() + 1, 1)
    }

    /// First to last day.
    #[must_use]
    pub fn span(self) -> Span {
        // by numbers and not by adding months: figures ask for some hundred a partner
        let from = self.first();
        let next = if from.month() == 12 { ymd(from.year() + 1, 1, 1) } else { ymd(from.year(), from.month() + 1, 1) };
        Span { from, to: next.pred_opt().unwrap_or(from) }
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

    /// The ISO week that it is.
    #[must_use]
    pub fn week(self) -> Option<Week> {
        let week = Week::of(self.from);
        (week.span() == self).then_some(week)
    }

    /// The same span one year earlier: a week is the week of the same ISO number (the last one in place of a week 53 that the
    /// year didn't have), 29 February becomes the 28th.
    #[must_use]
    pub fn last_year(self) -> Self {
        if let Some(week) = self.week() {
            return week.last_year().span();
        }
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

/// `2025-03-01..2025-03-31`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
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

/// Why a text is not an ISO week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a week of the years 1900 to 2199")]
pub struct WeekError;

/// Why a text is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a period of the years 1900 to 2199")]
pub struct PeriodError(pub String);

impl FromStr for Week {
    type Err = WeekError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (y, w) = s.trim().split_once(['W', 'w'])?;
            let year: i32 = y.trim_end_matches('-').parse().ok()?;
            let date = NaiveDate::from_isoywd_opt(year, w.parse().ok()?, chrono::Weekday::Mon)?;
            is_taken_in(&date).then(|| Self::of(date))
        };
        parse().ok_or(WeekError)
    }
}

/// A year, half, quarter, month, ISO week or day.
impl FromStr for Span {
    type Err = PeriodError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let text = s.trim();
        // years are bounded before they are counted with
        let year = |y: &str| y.trim_end_matches('-').parse().ok().filter(|y| (1900..=2199).contains(y));
        let parse = || {
            if text.contains(['W', 'w']) {
                return text.parse::<Week>().ok().map(Week::span);
            }
            if let Some((y, q)) = text.split_once(['Q', 'q']) {
                let q: i32 = q.parse().ok().filter(|q| (1..=4).contains(q))?;
                return Some(Self::quarter(year(y)?, q));
            }
            if let Some((y, h)) = text.split_once(['H', 'h']) {
                let h: i32 = h.parse().ok().filter(|h| (1..=2).contains(h))?;
                let year = year(y)?;
                return Some(Self { from: Self::quarter(year, h * 2 - 1).from, to: Self::quarter(year, h * 2).to });
            }
            let parts: Vec<&str> = text.split('-').collect();
            match parts.as_slice() {
                [y] if y.len() == 4 => Some(Self::year(year(y)?)),
                [y, m] => {
                    let m: i32 = m.parse().ok().filter(|m| (1..=12).contains(m))?;
                    Some(Month(year(y)? * 12 + m - 1).span())
                }
                [_, _, _] => day(text).ok().map(|d| Self { from: d, to: d }),
                _ => None,
            }
        };
        parse().ok_or_else(|| PeriodError(s.to_owned()))
    }
}

/// A period as people name it: which days a year, half or quarter means is said by [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    calendar: Span,
    fiscal: bool,
}

impl FromStr for Named {
    type Err = PeriodError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let text = s.trim();
        Ok(Self { calendar: text.parse()?, fiscal: text.len() == 4 || text.contains(['Q', 'q', 'H', 'h']) })
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
    fn a_week_is_compared_with_the_week_of_its_number() {
        let cases = [("2026-W01", "2025-W01"), ("2025-W30", "2024-W30"), ("2020-W53", "2019-W52"), ("2021-W52", "2020-W52")];
        for (week, earlier) in cases {
            let week: Span = week.parse().expect("a week");
            assert_eq!(Ok(week.last_year()), earlier.parse(), "{week}");
        }
        // a month that is four whole weeks is a month
        assert_eq!("2027-02".parse::<Span>().map(Span::last_year), "2026-02".parse());
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
        let far = ["1899", "2200-Q1", "262143-12", "262142-H2", "-262144-01", "262143-12-31", "2200-W02", "99999999999-01"];
        for bad in ["2025-13", "2025-Q5", "", "next year", "2025-H3"].into_iter().chain(far) {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }

    #[test]
    fn no_stored_number_is_beyond_what_days_can_be_counted_from() {
        for day in [i32::MIN, -200_000, 0, 90_000_000, i32::MAX] {
            let date = from_day_number(day);
            assert!((1500..2600).contains(&date.year()), "{day} is {date}");
            let span = Month(day).span();
            assert!(span.from < span.to, "{day}: {span:?}");
            assert!(Span::trailing_year(date).last_year().from < date + Days::new(3_660), "{day}");
        }
    }

    #[test]
    fn trailing_year_is_the_twelve_whole_months_before() {
        assert_eq!(Span::trailing_year(d("2025-03-31")), Span { from: d("2024-03-01"), to: d("2025-02-28") });
    }
}
