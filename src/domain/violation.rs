//! Violations and what they cost a partner: points that count for a year, and the deposit (S8).

use chrono::{Months, NaiveDate};

/// How long points count, in months.
const MONTHS: u32 = 12;

/// Whether points of a violation on `on` count as of a day.
#[must_use]
pub fn counts(on: NaiveDate, as_of: NaiveDate) -> bool {
    on <= as_of && on.checked_add_months(Months::new(MONTHS)).is_some_and(|end| as_of < end)
}
