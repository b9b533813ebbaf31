//! Which days are worked: the working-day calendar, read from a file of `data/calendars` or of the user.
//!
//! Working days are counted by a running total per day, so that a span of years costs two look-ups. A year that
//! the calendar does not cover is counted by the plain week, and [`Calendar::covers`] says so: whoever shows a result
//! has to say it too. Sources are named in the files: for China the
//! State Council's yearly notices (国务院办公厅节假日安排通知).

use std::sync::{Arc, OnceLock};

use chrono::{Datelike, NaiveDate};

use super::period::{self, Span, day_number, from_day_number};
use super::sentence::{Sentence, Speak};

const CN: &str = include_str!("../../data/calendars/cn.csv");
const HK: &str = include_str!("../../data/calendars/hk.csv");
const WEEKDAYS: &str = include_str!("../../data/calendars/weekdays.csv");

/// A holiday's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Code within the file.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// What a day is, and because of which holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// Worked in a plain week.
    Workday,
    /// Not worked in a plain week.
    Weekend,
    /// A public holiday, or a day off in exchange.
    Off(&'a Holiday),
    /// A weekend worked in exchange.
    MakeUp(&'a Holiday),
}

impl DayKind<'_> {
    /// Whether it is worked.
    #[must_use]
    pub fn is_worked(self) -> bool {
        matches!(self, Self::Workday | Self::MakeUp(_))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Special {
    from: i32,
    to: i32,
    worked: bool,
    holiday: usize,
}

/// Why a calendar file can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("calendar line {line}: `{text}`: {expected:?}")]
pub struct CalendarError {
    /// Line of the file, from 1; 0 is the file as a whole.
    pub line: usize,
    /// What is there.
    pub text: String,
    /// What should be.
    pub expected: Wanted,
}

/// What should stand in a calendar file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A line of one of the kinds that there are.
    Line,
    /// Seven digits, Monday first, in the line `week`.
    Week,
    /// Two years in the line `covers`.
    Years,
    Day,
    /// A holiday that a line above names.
    Holiday,
    /// A last day not before the first.
    Order,
    /// A line `calendar` with its code and its names.
    Named,
    /// A line `week` with a day that is worked.
    Worked,
    /// A line `covers`, with years in order.
    Covers,
    /// Each day once.
    Once,
    /// Every day within the years of `covers`.
    Within,
}

impl Speak for CalendarError {
    fn sentence(&self) -> Sentence {
        let key = match self.expected {
            Wanted::Line => "policy-calendar-line",
            Wanted::Week => "policy-calendar-week",
            Wanted::Years => "policy-calendar-years",
            Wanted::Day => "policy-calendar-day",
            Wanted::Holiday => "policy-calendar-holiday",
            Wanted::Order => "policy-calendar-order",
            Wanted::Named => "policy-calendar-named",
            Wanted::Worked => "policy-calendar-worked",
            Wanted::Covers => "policy-calendar-covers",
            Wanted::Once => "policy-calendar-once",
            Wanted::Within => "policy-calendar-within",
        };
        Sentence::new(key).with("line", self.line).with("value", &self.text)
    }
}

/// The working days of a country or an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Code, `cn`.
    pub code: String,
    /// English name.
    pub en: String,
    /// Chinese name.
    pub zh: String,
    /// First year that it knows.
    pub first_year: i32,
    /// Last year that it knows.
    pub last_year: i32,
    week: [bool; 7],
    holidays: Vec<Holiday>,
    special: Vec<Special>,
    /// Day number of 1 January of the first year.
    origin: i32,
    /// Working days before `origin + i`, counted from a fixed Monday; one entry more than days, up to the last special day.
    before: Vec<i64>,
}

impl Calendar {
    /// An embedded calendar: `cn`, `hk` or `weekdays`.
    #[must_use]
    pub fn embedded(code: &str) -> Option<Arc<Self>> {
        static ALL: OnceLock<Vec<Arc<Calendar>>> = OnceLock::new();
        let all = ALL.get_or_init(|| [CN, HK, WEEKDAYS].iter().filter_map(|t| Calendar::parse(t).ok()).map(Arc::new).collect());
        all.iter().find(|c| c.code == code).cloned()
    }

    /// The text of one that comes with the program.
    #[must_use]
    pub fn shipped(code: &str) -> Option<&'static str> {
        [CN, HK, WEEKDAYS].into_iter().find(|text| Self::parse(text).is_ok_and(|c| c.code == code))
    }

    /// The plain week, Monday to Friday, that covers no year: what is used, and reported, when none was loaded.
    #[must_use]
    pub fn none() -> Arc<Self> {
        let mut draft = Draft { week: Some([true, true, true, true, true, false, false]), ..Draft::default() };
        draft.covers = Some((1970, 1969));
        Arc::new(draft.finish())
    }

    /// Reads a calendar file; its form is described at the head of `data/calendars/cn.csv`.
    ///
    /// # Errors
    /// The line, what it says and what was expected.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let mut draft = Draft::default();
        for (i, line) in text.lines().enumerate() {
            let line = line.trim().trim_start_matches('\u{feff}');
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            draft.line(line).map_err(|expected| CalendarError { line: i + 1, text: line.to_owned(), expected })?;
        }
        let code = if draft.code.is_empty() { "?".to_owned() } else { draft.code.clone() };
        let whole = |expected| CalendarError { line: 0, text: code.clone(), expected };
        let special = |(line, text): (usize, String), expected| CalendarError { line, text, expected };
        if draft.week.is_none_or(|w| !w.contains(&true)) {
            return Err(whole(Wanted::Worked));
        }
        let Some((first, last)) = draft.covers.filter(|(a, b)| a <= b) else {
            return Err(whole(Wanted::Covers));
        };
        let line_of = |s: &Special| {
            let at = |(_, line): &(usize, &str)| line.contains(&from_day_number(s.from).to_string());
            let found = text.lines().enumerate().filter(at).last();
            found.map_or((0, code.clone()), |(i, line)| (i + 1, line.trim().to_owned()))
        };
        draft.special.sort_by_key(|s| s.from);
        let twice = draft.special.windows(2).find_map(|w| w.first().zip(w.get(1)).filter(|(a, b)| b.from <= a.to));
        if let Some((_, again)) = twice {
            return Err(special(line_of(again), Wanted::Once));
        }
        let years = Span { from: Span::year(first).from, to: Span::year(last).to };
        let beyond = |s: &&Special| !years.contains(from_day_number(s.from)) || !years.contains(from_day_number(s.to));
        if let Some(beyond) = draft.special.iter().find(beyond) {
            return Err(special(line_of(beyond), Wanted::Within));
        }
        Ok(draft.finish())
    }

    /// Reads a calendar file that is to be kept: it has a name, and its week says of each day what it is, which one that is kept from
    /// before may not.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_new(text: &str) -> Result<Self, CalendarError> {
        let calendar = Self::parse(text)?;
        if calendar.code.is_empty() {
            return Err(CalendarError { line: 0, text: String::new(), expected: Wanted::Named });
        }
        let odd = |line: &str| line.trim().strip_prefix("week,").is_some_and(|days| days.contains(|c| !"01 ".contains(c)));
        match text.lines().enumerate().find(|(_, line)| odd(line)) {
            Some((i, line)) => Err(CalendarError { line: i + 1, text: line.trim().to_owned(), expected: Wanted::Week }),
            None => Ok(calendar),
        }
    }

    /// Whether the calendar knows the holidays of `year`; if not, results in it are the plain week's.
    #[must_use]
    pub fn covers(&self, year: i32) -> bool {
        (self.first_year..=self.last_year).contains(&year)
    }

    /// The first year from `from` to `to` that the calendar does not cover.
    #[must_use]
    pub fn uncovered(&self, from: NaiveDate, to: NaiveDate) -> Option<i32> {
        (from.year()..=to.year()).find(|y| !self.covers(*y))
    }

    #[must_use]
    pub fn day(&self, date: NaiveDate) -> DayKind<'_> {
        let day = day_number(date);
        let at = self.special.partition_point(|s| s.to < day);
        if let Some(s) = self.special.get(at).filter(|s| s.from <= day)
            && let Some(holiday) = self.holidays.get(s.holiday)
        {
            return if s.worked { DayKind::MakeUp(holiday) } else { DayKind::Off(holiday) };
        }
        if self.plain(day) { DayKind::Workday } else { DayKind::Weekend }
    }

    /// Whether a day is worked.
    #[must_use]
    pub fn is_workday(&self, date: NaiveDate) -> bool {
        let day = day_number(date);
        self.count_before(day + 1) > self.count_before(day)
    }

    /// Working days in a span, both ends included.
    #[must_use]
    pub fn workdays(&self, span: Span) -> i64 {
        (self.count_before(day_number(span.to) + 1) - self.count_before(day_number(span.from))).max(0)
    }

    /// Working days after `from` up to and including `to`.
    #[must_use]
    pub fn workdays_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        (self.count_before(day_number(to) + 1) - self.count_before(day_number(from) + 1)).max(0)
    }

    /// The `n`-th working day after `from`, which is not counted itself; `from` for 0 or less.
    #[must_use]
    pub fn add_workdays(&self, from: NaiveDate, n: i64) -> NaiveDate {
        if n <= 0 {
            return from;
        }
        from_day_number(self.nth(self.count_before(day_number(from) + 1) + n - 1))
    }

    /// The first working day from `date` on.
    #[must_use]
    pub fn on_or_after(&self, date: NaiveDate) -> NaiveDate {
        from_day_number(self.nth(self.count_before(day_number(date))))
    }

    /// The last working day up to `date`.
    #[must_use]
    pub fn on_or_before(&self, date: NaiveDate) -> NaiveDate {
        from_day_number(self.nth(self.count_before(day_number(date) + 1) - 1))
    }

    /// Working days before a day number, counted from a fixed Monday in 1969.
    pub(super) fn count_before(&self, day: i32) -> i64 {
        let past = day - self.origin;
        let last = self.before.len().saturating_sub(1);
        match usize::try_from(past) {
            Err(_) => self.plain_before(day),
            Ok(i) if i <= last => self.before.get(i).copied().unwrap_or_default(),
            Ok(_) => self.plain_before(day) + self.shift_after(),
        }
    }

    /// The day number of the working day that has `count` working days before it.
    pub(super) fn nth(&self, count: i64) -> i32 {
        let first = self.before.first().copied().unwrap_or_default();
        let end = self.before.last().copied().unwrap_or_default();
        if count < first {
            self.plain_nth(count)
        } else if count < end {
            let i = self.before.partition_point(|b| *b <= count);
            self.origin + i32::try_from(i).unwrap_or(i32::MAX) - 1
        } else {
            self.plain_nth(count - self.shift_after())
        }
    }

    /// How many working days more the covered years have than the plain week would.
    fn shift_after(&self) -> i64 {
        let days = i32::try_from(self.before.len()).unwrap_or(i32::MAX) - 1;
        self.before.last().copied().unwrap_or_default() - self.plain_before(self.origin + days)
    }

    fn plain(&self, day: i32) -> bool {
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default();
        self.week.get(weekday).copied().unwrap_or_default()
    }

    fn per_week(&self) -> i64 {
        self.week.iter().map(|w| i64::from(*w)).sum()
    }

    fn plain_before(&self, day: i32) -> i64 {
        let (weeks, rest) = ((day + 3).div_euclid(7), (day + 3).rem_euclid(7));
        let rest = usize::try_from(rest).unwrap_or_default();
        i64::from(weeks) * self.per_week() + self.week.iter().take(rest).map(|w| i64::from(*w)).sum::<i64>()
    }

    fn plain_nth(&self, count: i64) -> i32 {
        let per_week = self.per_week().max(1);
        let (weeks, rest) = (count.div_euclid(per_week), count.rem_euclid(per_week));
        let weekday = (0..7_i32).zip(self.week).filter(|(_, worked)| *worked).map(|(i, _)| i);
        let in_week = weekday.zip(0_i64..).find(|(_, nth)| *nth == rest).map_or(0, |(day, _)| day);
        i32::try_from(weeks).unwrap_or(i32::MAX / 8).saturating_mul(7) - 3 + in_week
    }
}

/// What was read so far.
#[derive(Debug, Default)]
struct Draft {
    code: String,
    en: String,
    zh: String,
    week: Option<[bool; 7]>,
    covers: Option<(i32, i32)>,
    holidays: Vec<Holiday>,
    special: Vec<Special>,
}

impl Draft {
    fn line(&mut self, line: &str) -> Result<(), Wanted> {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        match cells.as_slice() {
            ["calendar", code, en, zh] => {
                (self.code, self.en, self.zh) = ((*code).to_owned(), (*en).to_owned(), (*zh).to_owned());
            }
            ["week", days] => {
                let days: Vec<bool> = days.chars().map(|c| c == '1').collect();
                self.week = Some(days.try_into().map_err(|_| Wanted::Week)?);
            }
            ["covers", first, last] => {
                let year = |s: &str| s.parse::<i32>().ok().filter(|y| (1900..=2500).contains(y));
                self.covers = Some(year(first).zip(year(last)).ok_or(Wanted::Years)?);
            }
            ["holiday", code, en, zh] => {
                self.holidays.push(Holiday { code: (*code).to_owned(), en: (*en).to_owned(), zh: (*zh).to_owned() });
            }
            [kind @ ("off" | "work"), from, to, holiday] => {
                let day = |s: &str| period::day(s).map(day_number).map_err(|_| Wanted::Day);
                let holiday = self.holidays.iter().position(|h| h.code == *holiday);
                let holiday = holiday.ok_or(Wanted::Holiday)?;
                let special = Special { from: day(from)?, to: day(to)?, worked: *kind == "work", holiday };
                if special.to < special.from {
                    return Err(Wanted::Order);
                }
                self.special.push(special);
            }
            _ => return Err(Wanted::Line),
        }
        Ok(())
    }

    fn finish(self) -> Calendar {
        let (first_year, last_year) = self.covers.unwrap_or((1970, 1969));
        let origin = day_number(Span::year(first_year).from);
        let mut calendar = Calendar {
            code: self.code,
            en: self.en,
            zh: self.zh,
            first_year,
            last_year,
            week: self.week.unwrap_or_default(),
            holidays: self.holidays,
            special: self.special,
            origin,
            before: Vec::new(),
        };
        // after the last day that differs from the plain week the count goes on as the plain week's
        let end = calendar.special.last().map_or(origin, |s| s.to + 1).max(origin) - 1;
        let mut count = calendar.plain_before(origin);
        let mut before = Vec::with_capacity(usize::try_from(end - origin + 2).unwrap_or_default());
        before.push(count);
        let mut special = calendar.special.iter().peekable();
        for day in origin..=end {
            while special.next_if(|s| s.to < day).is_some() {}
            let worked = special.peek().filter(|s| s.from <= day).map_or_else(|| calendar.plain(day), |s| s.worked);
            count += i64::from(worked);
            before.push(count);
        }
        calendar.before = before;
        calendar
    }
}

#[cfg(test)]
mod tests;
