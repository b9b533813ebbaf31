//! What becomes of a warning from one day to the next.

use chrono::NaiveDate;

use super::Finding;
use crate::domain::kinds::{AlertSeverity, AlertState};

/// A warning that is on record and not cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnRecord {
    /// How serious it was.
    pub severity: AlertSeverity,
    /// What was done about it.
    pub state: AlertState,
    /// Quiet until this day.
    pub snoozed_until: Option<NaiveDate>,
    /// The figure when it was acknowledged or put off.
    pub noted: Option<i64>,
}

/// A warning ends after so many days in order: one that is back earlier goes on, with what was done about it.
pub const IN_ORDER: u64 = 14;

/// Whether a figure is clearly worse than it was when somebody took note of it: twice as far beyond its limit, and half the
/// limit more.
#[must_use]
pub fn clearly_worse(found: &Finding, noted: Option<i64>) -> bool {
    let Some(noted) = noted.filter(|_| found.rule.def().causes.is_empty()) else { return false };
    let beyond = |value: i64| (i128::from(value) - i128::from(found.bound)).abs();
    beyond(found.value) * 2 > beyond(noted) * 4 + i128::from(found.bound).abs()
}

/// What becomes of a warning on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It goes on: new figures and last seen, nothing else.
    Goes,
    /// It goes on in another state or severity: part of the history.
    Changes(AlertState, AlertSeverity),
    /// The rule no longer holds.
    Clears,
}

/// What becomes of a warning on record, given what was found on `as_of`.
///
/// Acknowledged and snoozed ones stay quiet until the snooze ends or it gets more serious or clearly worse.
#[must_use]
pub fn follow(record: &OnRecord, found: Option<&Finding>, as_of: NaiveDate) -> Next {
    let Some(found) = found else { return Next::Clears };
    // declared most serious first
    let worse = found.severity < record.severity || clearly_worse(found, record.noted);
    let awake = record.state == AlertState::Snoozed && record.snoozed_until.is_none_or(|until| until <= as_of);
    let state = if worse || awake { AlertState::Open } else { record.state };
    if state == record.state && found.severity == record.severity { Next::Goes } else { Next::Changes(state, found.severity) }
}
