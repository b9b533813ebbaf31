//! When the clocks of a ticket stood in the desk that it came from: written as one text, and whether it can have been so.
//!
//! The text has one pause after the other, each `from/to` in UTC; the last may lack its end, it lasts still.
//!
//! ```
//! use qudao::domain::pauses::{read, write};
//! let text = "2025-06-03T02:00:00Z/2025-06-04T01:00:00Z; 2025-06-05T02:00:00Z/";
//! let pauses = read(text).unwrap();
//! assert!(pauses[1].to.is_none());
//! assert_eq!(write(&pauses), text);
//! ```

use chrono::{DateTime, SecondsFormat, Utc};

use super::worktime::Hold;

fn stamp(t: DateTime<Utc>) -> String {
    t.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[must_use]
pub fn text(pause: &Hold) -> String {
    format!("{}/{}", stamp(pause.from), pause.to.map(stamp).unwrap_or_default())
}

/// Pauses as one text.
#[must_use]
pub fn write(pauses: &[Hold]) -> String {
    pauses.iter().map(text).collect::<Vec<_>>().join("; ")
}

/// Pauses of a text that [`write()`] wrote; `None` if it is no such text.
#[must_use]
pub fn read(text: &str) -> Option<Vec<Hold>> {
    let moment = |t: &str| DateTime::parse_from_rfc3339(t).ok().map(|t| t.with_timezone(&Utc));
    let one = |text: &str| {
        let (from, to) = text.trim().split_once('/')?;
        Some(Hold { from: moment(from)?, to: if to.is_empty() { None } else { Some(moment(to)?) } })
    };
    text.split(';').filter(|t| !t.trim().is_empty()).map(one).collect()
}

/// Why a ticket can't have had a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wrong {
    /// It ends before it begins, or as it begins.
    Order,
    /// It is not within the time from the opening to the resolution, or to now.
    Outside,
    /// It begins before the one before it has ended.
    Overlap,
    /// It has no end, and the ticket is resolved or the pause is not the last one.
    Unended,
}

impl Wrong {
    /// Message key of what was expected.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Order => "expected-pause-order",
            Self::Outside => "expected-pause-inside",
            Self::Overlap => "expected-pause-apart",
            Self::Unended => "expected-pause-ended",
        }
    }
}

/// The first thing that is wrong with pauses of a ticket that was open from `opened` until `resolved`, or still is at `now`;
/// and the pause it is wrong with.
///
/// Pauses are judged in the order of their beginnings; two that touch are apart.
#[must_use]
pub fn wrong(
    pauses: &[Hold],
    opened: DateTime<Utc>,
    resolved: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Option<(Wrong, Hold)> {
    let mut list = pauses.to_vec();
    list.sort_by_key(|p| p.from);
    let end = resolved.unwrap_or(now);
    let mut before: Option<Hold> = None;
    for (i, pause) in list.iter().enumerate() {
        let what = match pause.to {
            Some(to) if to <= pause.from => Some(Wrong::Order),
            None if resolved.is_some() || i + 1 < list.len() => Some(Wrong::Unended),
            to if pause.from < opened || pause.from > end || to.is_some_and(|t| t > end) => Some(Wrong::Outside),
            _ if before.is_some_and(|b| b.to.is_none_or(|t| t > pause.from)) => Some(Wrong::Overlap),
            _ => None,
        };
        if let Some(what) = what {
            return Some((what, *pause));
        }
        before = Some(*pause);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("2025-06-{text}:00Z")).expect(text).with_timezone(&Utc)
    }

    fn pause(from: &str, to: &str) -> Hold {
        Hold { from: at(from), to: (!to.is_empty()).then(|| at(to)) }
    }

    #[test]
    fn a_pause_is_within_the_open_time_and_apart_from_the_others() {
        let one = |pause: Hold| vec![pause];
        let (a, b) = (pause("03T10:00", "04T10:00"), pause("04T10:00", "05T10:00"));
        // opened on the 2nd, resolved on the 9th; or still open on the 20th
        let cases = [
            (vec![], Some("09T00:00"), None),
            (vec![a, b], Some("09T00:00"), None),
            (vec![b, a], Some("09T00:00"), None),
            (one(pause("02T00:00", "09T00:00")), Some("09T00:00"), None),
            (one(pause("01T23:59", "03T00:00")), Some("09T00:00"), Some(Wrong::Outside)),
            (one(pause("08T00:00", "09T00:01")), Some("09T00:00"), Some(Wrong::Outside)),
            (one(pause("10T00:00", "11T00:00")), Some("09T00:00"), Some(Wrong::Outside)),
            (one(pause("04T00:00", "03T00:00")), Some("09T00:00"), Some(Wrong::Order)),
            (one(pause("04T00:00", "04T00:00")), Some("09T00:00"), Some(Wrong::Order)),
            (one(pause("04T00:00", "")), Some("09T00:00"), Some(Wrong::Unended)),
            (vec![a, pause("04T09:59", "06T00:00")], Some("09T00:00"), Some(Wrong::Overlap)),
            (vec![pause("03T00:00", "08T00:00"), pause("04T00:00", "05T00:00")], Some("09T00:00"), Some(Wrong::Overlap)),
            (vec![a, pause("06T00:00", "")], None, None),
            (vec![pause("03T00:00", ""), pause("06T00:00", "07T00:00")], None, Some(Wrong::Unended)),
            (one(pause("19T00:00", "21T00:00")), None, Some(Wrong::Outside)),
        ];
        for (pauses, resolved, expected) in cases {
            let found = wrong(&pauses, at("02T00:00"), resolved.map(at), at("20T00:00")).map(|(w, _)| w);
            assert_eq!(found, expected, "{}", write(&pauses));
        }
    }

    #[test]
    fn what_is_no_text_of_pauses_is_not_read() {
        for bad in ["soon", "2025-06-03T02:00:00Z", "2025-06-03/2025-06-04", "2025-06-03T02:00:00Z/later"] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(read(" "), Some(vec![]));
    }
}
