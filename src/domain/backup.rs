//! Backup partners 备用渠道: who could take over the volume of another one, and what nobody could (S8).
//!
//! A candidate is a partner with an assessment: what it could sell in a month, where, how soon. It is *able* if it reaches
//! the region, its capacity is at least the monthly volume and it carries the lines. Region is by the tree: its own region
//! is the same, above or below, or one of its further regions is the same or above.

use std::collections::HashMap;

use chrono::{Months, NaiveDate};
use serde::Deserialize;

use super::credit::Light;
use super::kinds::{BackupAssessment, Lifecycle};
use super::money::{Money, div_round};
use super::record::Tags;

/// `[backups]` of the policy.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupPolicy {
    /// An assessment is due again after so many months.
    pub months: u32,
    /// Whole weeks over which the volume that is to be taken over is measured.
    pub weeks: i32,
}

impl BackupPolicy {
    /// The day on which an assessment is due again.
    #[must_use]
    pub fn due(&self, assessed_on: NaiveDate) -> NaiveDate {
        assessed_on.checked_add_months(Months::new(self.months)).unwrap_or(NaiveDate::MAX)
    }

    /// A monthly amount from the sum of so many weeks: a year has 52 weeks and 12 months.
    #[must_use]
    pub fn monthly(&self, sum: Money) -> Money {
        Money(div_round(i128::from(sum.0) * 13, i128::from(self.weeks.max(1)) * 3))
    }
}

/// How a candidate reaches the region; the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// It is at home in the same region.
    Same,
    /// In one that this one is a part of.
    Around,
    /// In a part of it.
    Within,
    /// One of its further regions is this one, or has it as a part.
    Further,
    /// Not at all, or it is not known where one of the two is.
    Elsewhere,
}

impl Place {
    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Around => "around",
            Self::Within => "within",
            Self::Further => "further",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// What is to be taken over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Need {
    pub partner: i64,
    /// Where it is.
    pub region: Option<i64>,
    /// Net sales less returns a month; `None`: no figures, so that any capacity will do.
    pub volume: Option<Money>,
    /// Lines that it carries; empty: not known.
    pub products: Tags,
}

/// A partner that was assessed.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Row id.
    pub partner: i64,
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub status: Lifecycle,
    /// Where it is.
    pub region: Option<i64>,
    /// What that is called.
    pub region_name: String,
    /// Lines that it carries; empty: not known.
    pub products: Tags,
    /// Its own risk light.
    pub light: Option<Light>,
    /// Its latest assessment.
    pub assessment: BackupAssessment,
    /// Its further regions, found by code or name.
    pub further: Vec<i64>,
}

/// How well a candidate fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Who.
    pub candidate: Candidate,
    /// How it reaches the region.
    pub place: Place,
    /// Whether its capacity is enough.
    pub enough: bool,
    /// Lines that it does not carry.
    pub missing: Vec<String>,
    /// Its assessment is due again.
    pub stale: bool,
    /// It could take over everything: region, capacity, lines, and it is not red itself.
    pub able: bool,
}

/// Each node of the tree of regions and the one above it.
pub type Parents = HashMap<i64, Option<i64>>;

/// Whether a region is another one, or somewhere below it.
fn is_in(region: i64, top: i64, parents: &Parents) -> bool {
    let mut at = Some(region);
    // a tree of four levels; a circle in damaged data ends too
    for _ in 0..16 {
        match at {
            Some(id) if id == top => return true,
            Some(id) => at = parents.get(&id).copied().flatten(),
            None => return false,
        }
    }
    false
}

/// How a candidate reaches a region.
#[must_use]
pub fn place(region: Option<i64>, candidate: &Candidate, parents: &Parents) -> Place {
    let Some(wanted) = region else { return Place::Elsewhere };
    match candidate.region {
        Some(home) if home == wanted => Place::Same,
        Some(home) if is_in(wanted, home, parents) => Place::Around,
        Some(home) if is_in(home, wanted, parents) => Place::Within,
        _ if candidate.further.iter().any(|r| is_in(wanted, *r, parents)) => Place::Further,
        _ => Place::Elsewhere,
    }
}

/// Whether a partner may step in at all: a backup, or one that works with us already.
#[must_use]
pub const fn may_step_in(status: Lifecycle) -> bool {
    matches!(status, Lifecycle::Backup | Lifecycle::Active | Lifecycle::Improving)
}

/// The candidates in the order in which one would ask them: the able first, then by region, lines, a valid assessment,
/// score and capacity. The partner itself and those that may not step in are left out.
#[must_use]
pub fn fits(need: &Need, candidates: Vec<Candidate>, parents: &Parents, as_of: NaiveDate, policy: &BackupPolicy) -> Vec<Fit> {
    let mut found: Vec<Fit> = candidates
        .into_iter()
        .filter(|c| c.partner != need.partner && may_step_in(c.status) && c.assessment.on <= as_of)
        .map(|candidate| {
            let place = place(need.region, &candidate, parents);
            let enough = need.volume.is_none_or(|v| candidate.assessment.capacity >= v);
            let known = !candidate.products.0.is_empty();
            let lacks = |line: &&String| known && !candidate.products.0.contains(*line);
            let missing: Vec<String> = need.products.0.iter().filter(lacks).cloned().collect();
            let stale = as_of >= policy.due(candidate.assessment.on);
            let able = place != Place::Elsewhere && enough && missing.is_empty() && candidate.light != Some(Light::Red);
            Fit { candidate, place, enough, missing, stale, able }
        })
        .collect();
    found.sort_by(|a, b| {
        let rank = |f: &Fit| (!f.able, f.place, f.missing.len(), f.stale);
        let best =
            |f: &Fit| (std::cmp::Reverse(f.candidate.assessment.score), std::cmp::Reverse(f.candidate.assessment.capacity));
        rank(a).cmp(&rank(b)).then_with(|| best(a).cmp(&best(b))).then_with(|| a.candidate.code.cmp(&b.candidate.code))
    });
    found
}

/// What stays without anybody if all that reach the region step in together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uncovered {
    /// Volume a month; `None`: it is not known what there is to cover.
    pub volume: Option<Money>,
    /// Lines that nobody of them carries.
    pub lines: Vec<String>,
}

/// What the candidates that reach the region, and are not red, leave uncovered together.
#[must_use]
pub fn uncovered(need: &Need, fits: &[Fit]) -> Uncovered {
    let near = || fits.iter().filter(|f| f.place != Place::Elsewhere && f.candidate.light != Some(Light::Red));
    let capacity: Money = near().map(|f| f.candidate.assessment.capacity).sum();
    let carried = |line: &String| near().any(|f| !f.missing.contains(line));
    Uncovered {
        volume: need.volume.map(|v| (v - capacity).max(Money::ZERO)),
        lines: need.products.0.iter().filter(|line| !carried(line)).cloned().collect(),
    }
}

#[cfg(test)]
mod tests;
