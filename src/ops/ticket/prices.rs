//! Price watch (S5): prices seen against the floor, and online against offline.

use chrono::{Days, NaiveDate};

use super::super::{Result, Session};
use crate::domain::diversion::{self, Gap, Seen};
use crate::domain::money::Rate;
use crate::store::diversion as store;

/// What the prices seen lately come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// From this day
    pub from: NaiveDate,
    /// up to and including this one.
    pub to: NaiveDate,
    /// How many prices were seen.
    pub seen: usize,
    /// Those below their floor, the furthest first, and by which share.
    pub below: Vec<(Seen, Rate)>,
    /// Online against offline, the widest gap first.
    pub gaps: Vec<Gap>,
}

/// Compares the prices seen within the days of the policy, of all partners or of one.
///
/// # Errors
/// Those of the file.
pub fn watch(session: &Session, partner: Option<i64>) -> Result<Watch> {
    let policy = &session.policy.diversion;
    let to = session.as_of();
    let from = to - Days::new(policy.days.saturating_sub(1));
    let seen = store::seen(session.store.conn(), from, to, partner)?;
    let mut below: Vec<(Seen, Rate)> = seen.iter().filter_map(|s| Some((s.clone(), s.below(policy)?))).collect();
    below.sort_by_key(|(s, by)| (std::cmp::Reverse(*by), s.partner, s.id));
    Ok(Watch { from, to, seen: seen.len(), below, gaps: diversion::gaps(&seen, policy) })
}
