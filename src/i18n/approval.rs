//! Approvals in words: the clock of a step, who, and what is asked for, for the table and the screen.

use chrono::{DateTime, Utc};

use super::number;
use crate::domain::record::Lang;
use crate::t;

/// How long is left of a step, or how late it is: `23:10 left`, `2:05 late`.
#[must_use]
pub fn left(lang: Lang, due: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (due - now).num_seconds();
    let time = number::duration(lang, seconds);
    if seconds > 0 { t!(lang, "today-approve-left", time = time) } else { t!(lang, "today-approve-late", time = time) }
}

/// Somebody, or the program.
#[must_use]
pub fn who(lang: Lang, name: Option<&str>) -> String {
    name.map_or_else(|| t!(lang, "approval-program"), str::to_owned)
}

/// Somebody, and in whose place they acted.
#[must_use]
pub fn hand(lang: Lang, name: &str, place_of: Option<&str>) -> String {
    match place_of {
        Some(place) => t!(lang, "approval-place", who = name, place = place),
        None => name.to_owned(),
    }
}
