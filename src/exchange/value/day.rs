//! Days, moments and periods.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use unicode_normalization::UnicodeNormalization as _;

use super::Style;
use crate::domain::period::{Named, Span, is_taken_in};

/// What comes first in `3/1/2025`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrder {
    /// The day.
    Dmy,
    /// The month.
    Mdy,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day; of a moment with an offset the day in the style's zone.
pub(super) fn day(text: &str, style: &Style) -> Option<NaiveDate> {
    if let Some(date) = iso(text.as_bytes()) {
        return Some(date);
    }
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return sane(moment.with_timezone(&style.zone).date_naive());
    }
    let (date, _) = split(text, style)?;
    Some(date)
}

/// A moment in UTC; without an offset it is in the style's zone, without a time at midnight.
#[must_use]
pub fn moment(text: &str, style: &Style) -> Option<DateTime<Utc>> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return is_taken_in(&moment.date_naive()).then(|| moment.with_timezone(&Utc));
    }
    let (date, time) = split(text, style)?;
    style.zone.from_local_datetime(&date.and_time(time)).earliest().map(|t| t.with_timezone(&Utc))
}

/// A day, week, month, quarter, half-year or year.
#[must_use]
pub fn span(text: &str, style: &Style) -> Option<Span> {
    let text = text.trim();
    if let Some(d) = day(text, style).filter(|_| text.len() != 4) {
        return Some(Span { from: d, to: d });
    }
    let mut s: String = text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace() && *c != '第').collect();
    for (word, digit) in [("一", "1"), ("二", "2"), ("三", "3"), ("四", "4"), ("上半年", "h1"), ("下半年", "h2")] {
        s = s.replace(word, digit);
    }
    if let Some((quarter, year)) = s.strip_prefix('q').and_then(|r| r.split_at_checked(1)) {
        s = format!("{}q{quarter}", year.trim_start_matches(['-', '/']));
    }
    if let Some((year, part)) = s.clone().split_once('年') {
        let number = |suffix: &str| part.strip_suffix(suffix).filter(|n| !n.is_empty());
        s = if part.is_empty() {
            year.to_owned()
        } else if let Some(q) = number("季度").or_else(|| number("季")) {
            format!("{year}-q{q}")
        } else if let Some(w) = number("周") {
            format!("{year}-w{w}")
        } else if let Some(m) = number("月份").or_else(|| number("月")) {
            format!("{year}-{m}")
        } else {
            format!("{year}-{part}")
        };
    }
    if let Some((name, year)) = s.split_at_checked(3)
        && let Some(m) = MONTHS.iter().position(|n| *n == name)
    {
        let year = year.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned();
        s = format!("{year}-{}", m + 1);
    }
    if s.len() == 6 && s.bytes().all(|b| b.is_ascii_digit()) {
        s.insert(4, '-');
    }
    let year_first = s.get(..4).is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()));
    let named: Named = year_first.then(|| s.replace(['/', '.'], "-").parse().ok()).flatten()?;
    let found = style.names.span(named);
    sane(found.from).and(sane(found.to)).map(|_| found)
}

/// `2025-03-01` without allocating.
fn iso(text: &[u8]) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2].map(|b| u32::from(b.wrapping_sub(b'0')));
    if digits.iter().any(|d| *d > 9) {
        return None;
    }
    let [y1, y2, y3, y4, m1, m2, d1, d2] = digits;
    let year = y1 * 1000 + y2 * 100 + y3 * 10 + y4;
    sane(NaiveDate::from_ymd_opt(year.cast_signed(), m1 * 10 + m2, d1 * 10 + d2)?)
}

/// Years outside of what a channel can have known are mistakes of typing.
fn sane(date: NaiveDate) -> Option<NaiveDate> {
    is_taken_in(&date).then_some(date)
}

/// The day and the time of the day; midnight if no time is given.
fn split(text: &str, style: &Style) -> Option<(NaiveDate, NaiveTime)> {
    let mut folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    if let Some(pattern) = &style.pattern
        && let Ok(date) = NaiveDate::parse_from_str(text, pattern)
    {
        return Some((sane(date)?, NaiveTime::MIN));
    }
    if let Some(found) = serial(&folded, style.from_1904) {
        return Some(found);
    }
    folded = folded.replace('日', "日 ").replace('号', "号 ");
    for (word, mark) in [("上午", " am "), ("下午", " pm "), ("am", " am "), ("pm", " pm ")] {
        folded = folded.replace(word, mark);
    }
    if let Some((date, time)) = folded.split_once('t')
        && date.ends_with(|c: char| c.is_ascii_digit())
        && time.starts_with(|c: char| c.is_ascii_digit())
    {
        folded = format!("{date} {time}");
    }
    let mut date = String::new();
    let (mut time, mut noon) = (None, None);
    for token in folded.split_whitespace() {
        match token {
            "am" | "pm" => noon = Some(token == "pm"),
            _ if token.contains(':') => {
                if time.replace(clock(token)?).is_some() {
                    return None;
                }
            }
            _ => {
                if !date.is_empty() {
                    date.push(' ');
                }
                date.push_str(token);
            }
        }
    }
    let (hour, minute, second) = time.unwrap_or((0, 0, 0));
    let hour = match noon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) || time.is_none() => return None,
        Some(pm) => hour % 12 + if pm { 12 } else { 0 },
    };
    Some((sane(calendar(&date, style)?)?, NaiveTime::from_hms_opt(hour, minute, second)?))
}

/// `14:30` or `14:30:05`, with any fraction of a second cut off.
fn clock(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split(':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let second = parts.next().map_or(Some(0), |s| s.split('.').next()?.parse().ok())?;
    parts.next().is_none().then_some((hour, minute, second))
}

/// A spreadsheet's day number (of 1900, or of 1904), with the time of the day as its fraction.
fn serial(text: &str, from_1904: bool) -> Option<(NaiveDate, NaiveTime)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if whole.len() != 5 || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let days: u64 = whole.parse().ok().filter(|d| (20_000..80_000).contains(d))?;
    let zero = if from_1904 { NaiveDate::from_ymd_opt(1904, 1, 1) } else { NaiveDate::from_ymd_opt(1899, 12, 30) };
    let date = zero? + Days::new(days);
    let part: rust_decimal::Decimal = format!("0.{fraction}").parse().ok()?;
    let seconds = (part * rust_decimal::Decimal::from(86_400)).round().try_into().ok().filter(|s: &u32| *s < 86_400)?;
    Some((date, NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)?))
}

fn calendar(text: &str, style: &Style) -> Option<NaiveDate> {
    if let Some((year, rest)) = text.split_once('年') {
        let (month, day) = rest.split_once('月')?;
        let day = day.trim().strip_suffix(['日', '号']).unwrap_or(day);
        return NaiveDate::from_ymd_opt(year.trim().parse().ok()?, month.trim().parse().ok()?, day.trim().parse().ok()?);
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::parse_from_str(text, "%Y%m%d").ok();
    }
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ', ',']).filter(|p| !p.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if let Some((month, day, year)) = named(first, second, third) {
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    let number = |s: &str| s.parse::<u32>().ok().filter(|_| s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit()));
    let (one, two, three) = (number(first)?, number(second)?, number(third)?);
    if first.len() == 4 {
        return NaiveDate::from_ymd_opt(one.cast_signed(), two, three);
    }
    let year = match (third.len(), style.order) {
        (4, _) => three,
        (2, Some(_)) => three + if three < 70 { 2000 } else { 1900 },
        _ => return None,
    };
    let month_first = NaiveDate::from_ymd_opt(year.cast_signed(), one, two);
    let day_first = NaiveDate::from_ymd_opt(year.cast_signed(), two, one);
    match style.order {
        Some(DayOrder::Mdy) => month_first,
        Some(DayOrder::Dmy) => day_first,
        None if month_first.is_some() && day_first.is_some() && month_first != day_first => None,
        None => month_first.or(day_first),
    }
}

/// `1 Mar 2025` or `March 1 2025`: month, day, year.
fn named(first: &str, second: &str, year: &str) -> Option<(u32, u32, i32)> {
    let month = |s: &str| {
        let known = s.len() >= 3 && s.bytes().all(|b| b.is_ascii_alphabetic());
        let found = known.then(|| s.get(..3)).flatten().and_then(|n| MONTHS.iter().position(|m| *m == n))?;
        u32::try_from(found + 1).ok()
    };
    let (month, day) = if let Some(m) = month(first) { (m, second) } else { (month(second)?, first) };
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    Some((month, day.parse().ok()?, year))
}
