//! Tiers: the score of a partner, the bands of the network and what a review proposes (S6).
//!
//! The score (0 to 100) weighs sales (attainment and growth), coverage, capital turnover and compliance. The band is
//! the partner's place by contribution over T12M among those that are ranked. A review moves a partner towards its
//! band, one step at most, and only if the score bears it out; a veto moves it to Watch at once.
//!
//! - [`mod@measure`]: what of a partner the score and the band are computed from, and the score
//! - here: the bands of a network, and what a review proposes for one partner
//! - [`outcome`]: a review of the whole network, and what another policy makes of it

pub mod explain;
pub mod measure;
pub mod outcome;

use chrono::{Months, NaiveDate};
use serde::Deserialize;

use super::kinds::{Tier, TierMove};
use super::money::{Rate, div_round};
use super::period::day_number;
use super::score::RateLine;
use crate::choices;

pub use measure::{Measures, Score, measure};

/// `[tiers]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierPolicy {
    /// Weight of each component; sales never under 40 % of the whole.
    pub weights: TierWeights,
    /// Weights of attainment and growth within sales.
    pub sales: SalesWeights,
    /// Sales of T12M against the target.
    pub attainment: RateLine,
    /// Growth of T12M over the 12 months before.
    pub growth: RateLine,
    /// Days sales outstanding against their target.
    pub dso: RateLine,
    /// Days sales outstanding of a partner without a credit term.
    pub dso_days: i64,
    /// Inventory days against their target.
    pub inventory: RateLine,
    /// Share of the ranked partners that is Strategic.
    pub top: Rate,
    /// Share of the ranked partners that is Watch.
    pub bottom: Rate,
    /// Fewest ranked partners for bands to mean something.
    pub least_network: usize,
    /// Months on probation, not ranked.
    pub probation_months: u32,
    /// Least share of the weights that must be known for a score.
    pub least_rated: Rate,
    /// A promotion needs this score, in points.
    pub promote_score: i64,
    /// A demotion needs a score below this, in points, or two reviews in the lower band.
    pub demote_score: i64,
    /// Days between the approval of a demotion and its effect.
    pub notice_days: u64,
    /// Months that a confirmed diversion is a veto for.
    pub veto_months: u32,
}

/// Weights of the components of the tier score.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierWeights {
    pub sales: i64,
    /// Market coverage.
    pub coverage: i64,
    /// Capital turnover.
    pub capital: i64,
    pub compliance: i64,
}

/// Weights within sales.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SalesWeights {
    pub attainment: i64,
    pub growth: i64,
}

/// Whether a partner is on probation as of a day: taken on less than so many months before.
#[must_use]
pub fn on_probation(since: Option<i32>, as_of: NaiveDate, months: u32) -> bool {
    let begin = as_of.checked_sub_months(Months::new(months)).unwrap_or(as_of);
    since.is_some_and(|day| day > day_number(begin))
}

/// Where the bands of the ranked partners are cut, in contribution over T12M.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// Strategic from here.
    pub top: i64,
    /// Watch up to here.
    pub bottom: i64,
}

/// The bands of a network whose contributions are given in falling order.
///
/// Shares are rounded half up to whole partners. A tie that a boundary would cut falls to the middle as a whole, so that
/// nobody rises or falls by the order of a list. Who contributed nothing is in Watch whatever the shares, and nobody is
/// Strategic without a contribution. In a network of fewer than `least_network` ranked partners all others are Growth.
#[must_use]
pub fn bands(falling: &[i64], policy: &TierPolicy) -> Bands {
    debug_assert!(falling.is_sorted_by(|a, b| a >= b), "contributions come in falling order");
    let none = Bands { top: i64::MAX, bottom: i64::MIN };
    let n = falling.len();
    if n < policy.least_network.max(1) {
        return Bands { bottom: 0, ..none };
    }
    let share = |rate: Rate| usize::try_from(div_round(i128::try_from(n).unwrap_or(0) * i128::from(rate.0), 10_000)).unwrap_or(0);
    let at = |i: usize| falling.get(i).copied();
    let (top, bottom) = (share(policy.top), share(policy.bottom));
    let strategic = top.checked_sub(1).and_then(at).map_or(none.top, |last| match at(top) {
        Some(next) if next == last => last.saturating_add(1),
        _ => last,
    });
    let watch =
        if bottom == 0 { None } else { n.checked_sub(bottom).and_then(|i| Some((at(i)?, i.checked_sub(1).and_then(at)))) };
    let watch = watch.map_or(none.bottom, |(first, above)| if above == Some(first) { first.saturating_sub(1) } else { first });
    Bands { top: strategic.max(1), bottom: watch.max(0) }
}

impl Bands {
    /// The band of a ranked partner.
    #[must_use]
    pub fn of(self, contribution: i64) -> Tier {
        if contribution >= self.top {
            Tier::Strategic
        } else if contribution <= self.bottom {
            Tier::Watch
        } else {
            Tier::Growth
        }
    }
}

/// Where a partner stands when a review looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The tier in force; `None` if it never had one.
    pub in_force: Option<Tier>,
    /// Where the figures put it.
    pub band: Tier,
    /// Its score, in 1/100 points.
    pub score: Option<i64>,
    /// Whether the score has a sales component.
    pub sales: bool,
    /// A diversion or dumping was confirmed within the policy's months.
    pub veto: bool,
    /// The review before this one found it in a lower band too.
    pub lower_before: bool,
}

choices! {
    /// Why a review proposes what it proposes.
    pub enum Because {
        InBand = "in_band", "in its band", "处于本档";
        First = "first", "first tier, by its band", "首次定级，按所在档位";
        FirstLower = "first_lower", "first tier; its band is lower, but the score is fair", "首次定级：所在档位更低，但得分尚可";
        Probation = "probation", "on probation, not ranked yet", "试用期，暂不排名";
        Veto = "veto", "confirmed diversion or dumping within the year", "一年内确认窜货或低价倾销，一票否决";
        Promoted = "promoted", "in a higher band, and the score is enough", "进入更高档位，得分达标";
        ScoreTooLow = "score_too_low", "in a higher band, but the score is not enough for a promotion", "进入更高档位，但得分未达晋级线";
        SalesNotRated = "sales_not_rated", "in a higher band, but its sales can't be rated, which a promotion needs",
            "进入更高档位，但销售项无法评分，不能晋级";
        LowScore = "low_score", "in a lower band, with a low score", "落入更低档位，且得分偏低";
        LowerTwice = "lower_twice", "in a lower band for the second review", "连续两次评审落入更低档位";
        LowerOnce = "lower_once", "in a lower band for the first time, with a fair score", "首次落入更低档位，得分尚可";
    }
}

/// What a review proposes for a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The tier it should have.
    pub to: Tier,
    pub movement: TierMove,
    /// Why.
    pub because: Because,
}

/// How high a ranked tier is; probation is not ranked and counts as the middle.
#[must_use]
pub fn rank(tier: Tier) -> i8 {
    match tier {
        Tier::Strategic => 2,
        Tier::Growth | Tier::Probation => 1,
        Tier::Watch => 0,
    }
}

/// The tier a step up or down; `None` beyond the ends and from probation, which only a review ends.
#[must_use]
pub fn step(tier: Tier, up: bool) -> Option<Tier> {
    match (tier, up) {
        (Tier::Watch, true) | (Tier::Strategic, false) => Some(Tier::Growth),
        (Tier::Growth, true) => Some(Tier::Strategic),
        (Tier::Growth, false) => Some(Tier::Watch),
        _ => None,
    }
}

/// Whether somebody may propose this move by hand: one step at most, but for a vetoed partner.
#[must_use]
pub fn within_a_step(from: Tier, to: Tier, vetoed: bool) -> bool {
    (rank(from) - rank(to)).abs() <= 1 || (vetoed && to == Tier::Watch)
}

/// What a move between two tiers is.
#[must_use]
pub fn movement(from: Option<Tier>, to: Tier) -> TierMove {
    match rank(to).cmp(&from.map_or(1, rank)) {
        std::cmp::Ordering::Greater => TierMove::Promote,
        std::cmp::Ordering::Equal => TierMove::Stay,
        std::cmp::Ordering::Less => TierMove::Demote,
    }
}

/// What a review proposes: one step towards the band at most, except by veto.
///
/// A partner that has no tier yet, or comes off probation, is taken to stand at Growth.
#[must_use]
pub fn propose(s: &Standing, policy: &TierPolicy) -> Proposal {
    let base = match s.in_force {
        Some(t) if t != Tier::Probation => t,
        _ => Tier::Growth,
    };
    let go = |to: Tier, because| Proposal { to, movement: movement(Some(base), to), because };
    let stay = |because| go(base, because);
    if s.band == Tier::Probation {
        // nobody who has a tier is moved by it
        let to = s.in_force.unwrap_or(Tier::Probation);
        return Proposal { to, movement: TierMove::Stay, because: Because::Probation };
    }
    if s.veto {
        let movement = if base == Tier::Watch { TierMove::Stay } else { TierMove::Veto };
        return Proposal { to: Tier::Watch, movement, because: Because::Veto };
    }
    match rank(s.band).cmp(&rank(base)) {
        std::cmp::Ordering::Equal => stay(if s.in_force == Some(base) { Because::InBand } else { Because::First }),
        std::cmp::Ordering::Greater => {
            let enough = s.score.is_some_and(|p| p >= policy.promote_score * 100);
            if !s.sales {
                stay(Because::SalesNotRated)
            } else if enough {
                step(base, true).map_or(stay(Because::InBand), |t| go(t, Because::Promoted))
            } else {
                stay(Because::ScoreTooLow)
            }
        }
        std::cmp::Ordering::Less => {
            let because = if s.score.is_some_and(|p| p < policy.demote_score * 100) {
                Because::LowScore
            } else if s.lower_before {
                Because::LowerTwice
            } else {
                return stay(if s.in_force == Some(base) { Because::LowerOnce } else { Because::FirstLower });
            };
            step(base, false).map_or(stay(Because::InBand), |t| go(t, because))
        }
    }
}

#[cfg(test)]
mod tests;
