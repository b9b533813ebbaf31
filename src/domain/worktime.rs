//! Working time: how much of a stretch of time counts, and when a goal is reached.
//!
//! Everything is interval intersection over running totals of working days: no loop over seconds or days, exact over
//! years. Working hours are wall-clock time of the organisation's zone; where a change of its offset lies in them, the hour that is skipped
//! counts nothing and the one that comes twice counts twice. Durations are whole seconds.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer};

use super::period::from_day_number;
use super::workcal::{Calendar, DayKind, Holiday};

const DAY: i64 = 86_400;

/// No zone changes its offset there and back within so many seconds.
const CHANGE: i64 = 14 * DAY;

/// When a clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// In working hours of working days.
    WorkingHours,
    /// Always (24x7).
    RoundTheClock,
}

impl Service {
    /// From the stored flag.
    #[must_use]
    pub const fn of(round_the_clock: bool) -> Self {
        if round_the_clock { Self::RoundTheClock } else { Self::WorkingHours }
    }
}

/// A time in which a clock stands; without an end it still does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Since.
    pub from: DateTime<Utc>,
    /// Until.
    pub to: Option<DateTime<Utc>>,
}

/// The working hours of a working day: windows in order, such as `["09:00-12:00", "13:30-18:00"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours(Vec<(i64, i64)>);

impl Hours {
    /// Reads windows `HH:MM-HH:MM`; the end may be `24:00`.
    #[must_use]
    pub fn parse(windows: &[impl AsRef<str>]) -> Option<Self> {
        let at = |s: &str| {
            let (h, m) = s.trim().split_once(':')?;
            let (h, m): (i64, i64) = (h.parse().ok()?, m.parse().ok()?);
            (h >= 0 && (0..60).contains(&m) && h * 60 + m <= 24 * 60).then_some((h * 60 + m) * 60)
        };
        let read = |w: &str| {
            let (from, to) = w.split_once('-')?;
            Some((at(from)?, at(to)?))
        };
        let list: Vec<(i64, i64)> = windows.iter().map(|w| read(w.as_ref())).collect::<Option<_>>()?;
        let mut end = 0;
        let in_order = list.iter().all(|(from, to)| {
            let good = *from >= end && to > from;
            end = *to;
            good
        });
        (in_order && !list.is_empty()).then_some(Self(list))
    }

    /// Seconds in a working day.
    #[must_use]
    pub fn per_day(&self) -> i64 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }

    /// Working seconds before second `at` of a working day.
    fn before(&self, at: i64) -> i64 {
        self.0.iter().map(|(from, to)| (at.min(*to) - from).max(0)).sum()
    }

    /// The earliest second of a working day before which `worked` working seconds lie.
    fn reach(&self, worked: i64) -> i64 {
        let mut rest = worked;
        for (from, to) in &self.0 {
            if rest <= to - from {
                return from + rest;
            }
            rest -= to - from;
        }
        self.0.last().map_or(0, |(_, to)| *to)
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let windows = Vec::<String>::deserialize(deserializer)?;
        Self::parse(&windows).ok_or_else(|| {
            serde::de::Error::custom(format!("`{}`: expected windows in order such as \"09:00-18:00\"", windows.join(", ")))
        })
    }
}

/// What a part of a time was for a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Working time of a plain working day, or any time where service is round the clock.
    Counted,
    /// Working time of a weekend that is worked in exchange.
    MakeUp(&'a Holiday),
    /// Days of a weekend: not counted.
    Weekend,
    /// Days of a holiday: not counted.
    Holiday(&'a Holiday),
    /// On hold: not counted.
    Hold,
}

impl<'a> Part<'a> {
    /// Stable code, of JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::MakeUp(_) => "make_up",
            Self::Weekend => "weekend",
            Self::Holiday(_) => "holiday",
            Self::Hold => "hold",
        }
    }

    /// The holiday because of which it was worked or not.
    #[must_use]
    pub const fn holiday(self) -> Option<&'a Holiday> {
        match self {
            Self::MakeUp(h) | Self::Holiday(h) => Some(h),
            Self::Counted | Self::Weekend | Self::Hold => None,
        }
    }
}

/// A part of a time, and how much of it counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch<'a> {
    pub from: DateTime<Utc>,
    /// To, excluded.
    pub to: DateTime<Utc>,
    /// What it was.
    pub part: Part<'a>,
    /// Seconds that counted.
    pub seconds: i64,
}

/// The organisation's working time.
#[derive(Clone, Debug)]
pub struct WorkTime {
    /// Which days.
    pub calendar: Arc<Calendar>,
    /// Which hours of them.
    pub hours: Hours,
    pub zone: Tz,
}

impl WorkTime {
    /// Seconds that a working day counts for.
    #[must_use]
    pub fn day_seconds(&self, service: Service) -> i64 {
        match service {
            Service::WorkingHours => self.hours.per_day(),
            Service::RoundTheClock => DAY,
        }
    }

    /// Seconds that count from `from` to `to` less those on hold; 0 if `to` is not after `from`.
    #[must_use]
    pub fn elapsed(&self, service: Service, from: DateTime<Utc>, to: DateTime<Utc>, holds: &[Hold]) -> i64 {
        if to <= from {
            return 0;
        }
        let (start, end) = (from.timestamp(), to.timestamp());
        let held: i64 = merged(holds, start).into_iter().map(|(a, b)| self.worked(service, a.min(end), b.min(end))).sum();
        self.worked(service, start, end) - held
    }

    /// Seconds that count from `from` to `to`, negative if `to` is before `from`: what is left until a deadline.
    #[must_use]
    pub fn between(&self, service: Service, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
        self.worked(service, from.timestamp(), to.timestamp())
    }

    /// The earliest moment at which `seconds` have counted since `start`; `start` itself for 0 or less.
    ///
    /// `None` if the clock is held without an end before that, or the moment is beyond the calendar of computers.
    #[must_use]
    pub fn add(&self, service: Service, start: DateTime<Utc>, seconds: i64, holds: &[Hold]) -> Option<DateTime<Utc>> {
        if seconds <= 0 {
            return Some(start);
        }
        let (mut at, mut rest) = (start.timestamp(), seconds);
        for (from, to) in merged(holds, at) {
            let before = self.worked(service, at, from);
            if rest <= before {
                break;
            }
            if to == i64::MAX {
                return None;
            }
            rest -= before;
            at = to;
        }
        DateTime::from_timestamp(self.reach(service, at, rest)?, 0)
    }

    /// Every part of the time from `from` to `to`, in order: what counted, and what did not and why. Nights are left out.
    ///
    /// Holds hide what they cover. The counted seconds add up to [`WorkTime::elapsed`].
    #[must_use]
    pub fn windows(&self, service: Service, from: DateTime<Utc>, to: DateTime<Utc>, holds: &[Hold]) -> Vec<Stretch<'_>> {
        let (start, end) = (from.timestamp(), to.timestamp());
        if end <= start {
            return Vec::new();
        }
        let holds: Vec<(i64, i64)> =
            merged(holds, start).into_iter().filter(|(a, _)| *a < end).map(|(a, b)| (a, b.min(end))).collect();
        let mut found: Vec<Stretch<'_>> = Vec::new();
        let mut push = |a: i64, b: i64, part: Part<'static>| found.extend(stretch(a, b, part));
        for (a, b) in &holds {
            push(*a, *b, Part::Hold);
        }
        let mut at = start;
        for (a, b) in holds.into_iter().chain([(end, end)]) {
            self.open_time(service, at, a, &mut found);
            at = b;
        }
        found.sort_by_key(|s| s.from);
        found
    }

    /// The first year from `from` to `to` whose holidays the calendar does not know; none where service is always.
    #[must_use]
    pub fn uncovered(&self, service: Service, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<i32> {
        match service {
            Service::RoundTheClock => None,
            Service::WorkingHours => self.calendar.uncovered(self.date(from), self.date(to)),
        }
    }

    /// The day in the organisation's zone.
    #[must_use]
    pub fn date(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// The parts of a time without holds.
    fn open_time<'a>(&'a self, service: Service, start: i64, end: i64, found: &mut Vec<Stretch<'a>>) {
        let (local, last) = (self.local(start), self.local(end - 1));
        for day in local.div_euclid(DAY)..=last.div_euclid(DAY) {
            let bound = |second: i64| self.utc(day * DAY + second).clamp(start, end);
            let kind = i32::try_from(day).map_or(DayKind::Workday, |d| self.calendar.day(from_day_number(d)));
            let part = match (service, kind) {
                (Service::RoundTheClock, _) | (_, DayKind::Workday) => Part::Counted,
                (_, DayKind::MakeUp(h)) => Part::MakeUp(h),
                (_, DayKind::Off(h)) => Part::Holiday(h),
                (_, DayKind::Weekend) => Part::Weekend,
            };
            if service == Service::WorkingHours && kind.is_worked() {
                found.extend(self.hours.0.iter().filter_map(|(a, b)| stretch(bound(*a), bound(*b), part)));
                continue;
            }
            let Some(next) = stretch(bound(0), bound(DAY), part) else { continue };
            match found.last_mut() {
                // Days off of one kind in a row are one part.
                Some(before) if before.part == part && before.to == next.from && part != Part::Counted => before.to = next.to,
                _ => found.push(next),
            }
        }
    }

    /// Seconds that count between two moments, negative backwards; `i64::MAX` is never.
    fn worked(&self, service: Service, from: i64, to: i64) -> i64 {
        match service {
            Service::RoundTheClock => to.saturating_sub(from),
            Service::WorkingHours => {
                self.worked_until(self.local(to)) - self.worked_until(self.local(from)) - self.jumped(from, to)
            }
        }
    }

    /// Working seconds by the wall clock that no time took, because the zone's offset changed between two moments; negative where an hour
    /// came twice.
    fn jumped(&self, from: i64, to: i64) -> i64 {
        let (first, last) = (from.min(to), from.max(to));
        if last == i64::MAX {
            return 0;
        }
        let (mut at, mut sum) = (first, 0);
        while at < last {
            let next = (at + CHANGE).min(last);
            if self.offset(at) != self.offset(next) {
                // the first second of the new offset
                let (mut before, mut after) = (at, next);
                while after - before > 1 {
                    let middle = before + (after - before) / 2;
                    if self.offset(middle) == self.offset(at) { before = middle } else { after = middle }
                }
                sum += self.worked_until(self.local(after)) - self.worked_until(after + self.offset(before));
            }
            at = next;
        }
        if from <= to { sum } else { -sum }
    }

    /// Working seconds before a local second, counted from a fixed Monday.
    fn worked_until(&self, local: i64) -> i64 {
        let Ok(day) = i32::try_from(local.div_euclid(DAY)) else { return 0 };
        let (before, after) = (self.calendar.count_before(day), self.calendar.count_before(day + 1));
        let today = if after > before { self.hours.before(local.rem_euclid(DAY)) } else { 0 };
        before * self.hours.per_day() + today
    }

    /// The earliest moment at which `seconds` (above 0) have counted since `from`.
    fn reach(&self, service: Service, from: i64, seconds: i64) -> Option<i64> {
        if service == Service::RoundTheClock {
            return from.checked_add(seconds);
        }
        let per_day = self.hours.per_day();
        let total = self.worked_until(self.local(from)).checked_add(seconds)?;
        // A total that ends with a working day is reached at that day's end, not at the next one's start.
        let days = (total - 1).div_euclid(per_day);
        let day = i64::from(self.calendar.nth(days));
        let by_wall = self.utc(day * DAY + self.hours.reach(total - days * per_day));
        let short = seconds - self.worked(service, from, by_wall);
        if short == 0 {
            return Some(by_wall);
        }
        // the clock was changed in between: what is missing is worked after, what is too much was worked before
        let mut late = if short > 0 { self.reach(service, by_wall, short)? } else { by_wall };
        let mut early = from;
        while late - early > 1 {
            let middle = early + (late - early) / 2;
            if self.worked(service, from, middle) >= seconds { late = middle } else { early = middle }
        }
        Some(late)
    }

    /// Seconds of wall-clock time.
    fn local(&self, at: i64) -> i64 {
        at + self.offset(at)
    }

    /// Seconds by which the wall clock is before UTC.
    fn offset(&self, at: i64) -> i64 {
        DateTime::from_timestamp(at, 0).map_or(0, |t| {
            let offset = self.zone.offset_from_utc_datetime(&t.naive_utc());
            i64::from(offset.fix().local_minus_utc())
        })
    }

    /// The moment of a wall-clock second; one that a clock change skips is read as if the change were later.
    fn utc(&self, local: i64) -> i64 {
        let Some(wall) = DateTime::from_timestamp(local, 0).map(|t| t.naive_utc()) else { return local };
        self.zone
            .from_local_datetime(&wall)
            .earliest()
            .map_or_else(|| local - (self.local(local - DAY) - (local - DAY)), |t| t.timestamp())
    }
}

fn stretch(from: i64, to: i64, part: Part<'_>) -> Option<Stretch<'_>> {
    let counts = matches!(part, Part::Counted | Part::MakeUp(_));
    (from < to).then(|| Stretch {
        from: DateTime::from_timestamp(from, 0).unwrap_or_default(),
        to: DateTime::from_timestamp(to, 0).unwrap_or_default(),
        part,
        seconds: if counts { to - from } else { 0 },
    })
}

/// Holds from `start` on, in order and without overlap; `i64::MAX` is no end.
fn merged(holds: &[Hold], start: i64) -> Vec<(i64, i64)> {
    let end = |h: &Hold| h.to.map_or(i64::MAX, |t| t.timestamp());
    let mut list: Vec<(i64, i64)> =
        holds.iter().map(|h| (h.from.timestamp().max(start), end(h))).filter(|(a, b)| a < b).collect();
    list.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::with_capacity(list.len());
    for (from, to) in list {
        match merged.last_mut() {
            Some((_, end)) if from <= *end => *end = to.max(*end),
            _ => merged.push((from, to)),
        }
    }
    merged
}

#[cfg(test)]
mod tests;
