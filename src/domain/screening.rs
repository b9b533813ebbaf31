//! Screening of new channels (S3): three dimensions of sub-items, one score, and the red lines that stop it.
//!
//! A dimension is the weighted mean of its sub-items, the score that of the dimensions: what is not given is left out, the
//! other weights are renormalised and the explanation says so; with nothing given there is no score. A red line stops a
//! screening whatever its score, unless head office approved an exception, which the record's `state` says.

pub mod explain;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::kinds::{AudienceMatch, Decision, Screening, ScreeningResult};
use super::money::Rate;
use super::score::{Component, weighted};

/// `[screening]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScreeningPolicy {
    /// Points from which a screening is passed.
    pub pass: i64,
    /// Points from which it is passed with conditions.
    pub conditional: i64,
    /// What stops it.
    pub red_lines: RedLines,
    /// What each dimension weighs.
    pub weights: BTreeMap<Dimension, i64>,
    /// What each sub-item of basic qualification weighs.
    pub qualification: BTreeMap<String, i64>,
    /// What each sub-item of synergy potential weighs.
    pub synergy: BTreeMap<String, i64>,
    /// What each sub-item of risk weighs.
    pub risk: BTreeMap<String, i64>,
    /// Points of each audience match.
    pub audience: BTreeMap<AudienceMatch, i64>,
}

/// The greatest terms that need no exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedLines {
    /// Credit term in days.
    pub credit_days: i64,
    pub deduction_rate: Rate,
}

/// One of the three dimensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Basic qualification 基础资质.
    Qualification,
    /// Synergy potential 协同潜力.
    Synergy,
    /// Risk 风险评估; 100 is none.
    Risk,
}

impl Dimension {
    /// In the order of the form.
    pub const ALL: [Self; 3] = [Self::Qualification, Self::Synergy, Self::Risk];

    /// Its name in the policy, and the computed field that keeps it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Qualification => "qualification",
            Self::Synergy => "synergy",
            Self::Risk => "risk",
        }
    }

    /// The fields of its sub-items, in the order of the form.
    #[must_use]
    pub const fn items(self) -> &'static [&'static str] {
        match self {
            Self::Qualification => &["licences", "finances", "warehouse", "team"],
            Self::Synergy => &["audience_match", "coverage_fit", "product_fit", "digital", "willingness"],
            Self::Risk => &["credit_record", "litigation", "rivals", "price_discipline"],
        }
    }
}

impl ScreeningPolicy {
    /// The weights of a dimension's sub-items.
    #[must_use]
    pub const fn items(&self, dimension: Dimension) -> &BTreeMap<String, i64> {
        match dimension {
            Dimension::Qualification => &self.qualification,
            Dimension::Synergy => &self.synergy,
            Dimension::Risk => &self.risk,
        }
    }

    /// What a score comes to by itself.
    #[must_use]
    pub const fn result(&self, score: i64) -> ScreeningResult {
        if score >= self.pass * 100 {
            ScreeningResult::Pass
        } else if score >= self.conditional * 100 {
            ScreeningResult::Conditional
        } else {
            ScreeningResult::Fail
        }
    }
}

/// A red line that is crossed: what is asked and the most that is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedLine {
    /// Credit term in days.
    Days(i64, i64),
    /// Deduction rate.
    Rate(Rate, Rate),
}

impl RedLine {
    /// The field whose value crosses it.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Days(..) => "credit_days",
            Self::Rate(..) => "deduction_rate",
        }
    }
}

/// The red lines that terms cross; what is on the line does not cross it.
#[must_use]
pub fn red_lines(days: Option<i64>, rate: Option<Rate>, policy: &ScreeningPolicy) -> Vec<RedLine> {
    let most = policy.red_lines;
    let days = days.filter(|d| *d > most.credit_days).map(|d| RedLine::Days(d, most.credit_days));
    let rate = rate.filter(|r| *r > most.deduction_rate).map(|r| RedLine::Rate(r, most.deduction_rate));
    days.into_iter().chain(rate).collect()
}

/// A sub-item or a dimension of a screening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub field: &'static str,
    /// Its weight, as the policy says.
    pub weight: i64,
    /// Its points in 1/100; `None`: not given.
    pub points: Option<i64>,
}

impl Part {
    const fn component(self) -> Component {
        Component { weight: self.weight, points: self.points }
    }
}

/// A judged dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub dimension: Dimension,
    /// It within the whole.
    pub part: Part,
    /// Its sub-items.
    pub items: Vec<Part>,
}

/// What a screening comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The three dimensions.
    pub dimensions: Vec<Judged>,
    /// Weighted score in 1/100 points; `None`: not rated.
    pub score: Option<i64>,
    /// What it comes to; `None`: not rated, and no red line is crossed.
    pub result: Option<ScreeningResult>,
    /// The red lines that what is asked for crosses.
    pub red_lines: Vec<RedLine>,
}

impl Judgement {
    #[must_use]
    pub fn points(&self, dimension: Dimension) -> Option<i64> {
        self.dimensions.iter().find(|d| d.dimension == dimension).and_then(|d| d.part.points)
    }
}

/// The points of a sub-item in 1/100; the audience match as the policy says.
fn points(s: &Screening, field: &str, policy: &ScreeningPolicy) -> Option<i64> {
    let given = match field {
        "audience_match" => s.audience_match.and_then(|a| policy.audience.get(&a).copied()),
        "licences" => s.licences,
        "finances" => s.finances,
        "warehouse" => s.warehouse,
        "team" => s.team,
        "coverage_fit" => s.coverage_fit,
        "product_fit" => s.product_fit,
        "digital" => s.digital,
        "willingness" => s.willingness,
        "credit_record" => s.credit_record,
        "litigation" => s.litigation,
        "rivals" => s.rivals,
        "price_discipline" => s.price_discipline,
        _ => None,
    };
    given.map(|p| p * 100)
}

/// Judges a screening by its sub-items and what it asks for; the computed fields of the record are not looked at.
#[must_use]
pub fn judge(s: &Screening, policy: &ScreeningPolicy) -> Judgement {
    let mean = |parts: &[Part]| weighted(&parts.iter().map(|p| p.component()).collect::<Vec<_>>());
    let dimensions: Vec<Judged> = Dimension::ALL
        .into_iter()
        .map(|dimension| {
            let weights = policy.items(dimension);
            let item = |field: &&'static str| Part {
                field,
                weight: weights.get(*field).copied().unwrap_or(0),
                points: points(s, field, policy),
            };
            let items: Vec<Part> = dimension.items().iter().map(item).collect();
            let weight = policy.weights.get(&dimension).copied().unwrap_or(0);
            Judged { dimension, part: Part { field: dimension.code(), weight, points: mean(&items) }, items }
        })
        .collect();
    let score = mean(&dimensions.iter().map(|d| d.part).collect::<Vec<_>>());
    let red_lines = red_lines(s.credit_days, s.deduction_rate, policy);
    let result = if red_lines.is_empty() { score.map(|s| policy.result(s)) } else { Some(ScreeningResult::Stopped) };
    Judgement { dimensions, score, result, red_lines }
}

/// Why a screening does not let a partner be taken on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// Nothing was given: not rated.
    Unrated,
    /// The score in 1/100 points is below the least, in points.
    Failed(i64, i64),
    /// A red line is crossed; how far the exception is.
    Stopped(Decision),
    /// A red line is crossed, and the exception was approved elsewhere.
    Elsewhere,
}

/// Whether a screening lets a partner be taken on: passed, with or without conditions, and either within the red lines or
/// with an exception that was approved here. An exception lifts red lines only, never a score that is too low.
///
/// # Errors
/// What bars it.
pub fn admits(s: &Screening, policy: &ScreeningPolicy) -> Result<(), Bar> {
    let judged = judge(s, policy);
    match s.state {
        _ if judged.red_lines.is_empty() => {}
        Decision::Approved if s.brought_in => return Err(Bar::Elsewhere),
        Decision::Approved => {}
        state => return Err(Bar::Stopped(state)),
    }
    match judged.score {
        None => Err(Bar::Unrated),
        Some(score) if policy.result(score) == ScreeningResult::Fail => Err(Bar::Failed(score, policy.conditional)),
        Some(_) => Ok(()),
    }
}

/// Whether an approved exception covers terms: each crosses no red line, or goes no further than was approved.
#[must_use]
pub fn covers(exception: &Screening, days: Option<i64>, rate: Option<Rate>, policy: &ScreeningPolicy) -> bool {
    exception.state == Decision::Approved
        && !exception.brought_in
        && red_lines(days, rate, policy).into_iter().all(|line| match line {
            RedLine::Days(asked, _) => exception.credit_days.is_some_and(|d| asked <= d),
            RedLine::Rate(asked, _) => exception.deduction_rate.is_some_and(|r| asked <= r),
        })
}

#[cfg(test)]
mod tests;
