//! What of a partner its score and its band are computed from, and the score.
//!
//! [`measure`] reads a partner's inputs and knows no number of `[tiers]`; [`Measures::score`] weighs what it found. Measures are
//! stored with the figures, so that the whole network can be scored under other numbers without reading it again.

use chrono::NaiveDate;

use super::{TierPolicy, on_probation};
use crate::domain::credit::Owed;
use crate::domain::figure::Ratio;
use crate::domain::health::{Day, Inputs};
use crate::domain::inventory::{self, InventoryDays};
use crate::domain::kinds::Tier;
use crate::domain::money::{Money, Rate, div_round};
use crate::domain::period::{Month, Span, day_number};
use crate::domain::score::{Component, FULL, known_share, weighted};

/// What of a partner a score and a place on the board are computed from, as of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// Whether it trades: only such partners have a score and a tier.
    pub trades: bool,
    /// Taken on; where that is not known its first order. Since 1970-01-01.
    pub since: Option<i32>,
    /// Attainment over the months of T12M that have a target.
    pub attained: Option<Ratio>,
    /// Net sales less returns of T12M and of the 12 months before.
    pub growth: Option<(Money, Money)>,
    /// Outlets covered and planned.
    pub coverage: Option<(i64, i64)>,
    /// Days sales outstanding, in 1/10 days.
    pub dso: Option<i64>,
    /// Days of its credit term, which days sales outstanding are held against.
    pub credit_days: Option<i64>,
    pub inventory: Option<InventoryDays>,
    /// Penalty points in force.
    pub penalty: i64,
}

/// The tier score: each component's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// 0 to 100 in 1/100 points; `None`: not rated.
    pub points: Option<i64>,
    /// What days sales outstanding were held against, in 1/10 days.
    pub dso_target: i64,
    /// Points of attainment, growth, days sales outstanding and inventory days.
    pub within: [Option<i64>; 4],
    /// The components, in the order of [`super::TierWeights`].
    pub parts: [Component; 4],
}

/// What of a partner counts as of a day; `owed` is what it owes at the end of it.
#[must_use]
pub fn measure(inputs: &Inputs<'_>, owed: &Owed, day: &Day<'_>) -> Measures {
    let as_of = day.as_of;
    let span = Span::trailing_year(as_of);
    let before = span.last_year();
    // the year before must be whole, else a partner that began in it would seem to grow
    let known = inputs.history.first_day().is_some_and(|d| d < day_number(Month(Month::of(before.from).0 + 1).first()));
    let earlier = inputs.history.over(Span { from: before.from, to: Month::of(before.to).span().to }).after_returns();
    let p = inputs.profile;
    Measures {
        trades: p.trades(),
        since: p.since,
        attained: inputs.aimed(span, &day.horizon).and_then(|a| a.attainment()),
        growth: (known && earlier.0 > 0).then(|| (inputs.history.over(span).after_returns(), earlier)),
        coverage: p.outlets_planned.filter(|n| *n > 0).and_then(|planned| Some((p.outlets_covered?, planned))),
        dso: owed.dso,
        credit_days: p.credit_days.filter(|d| *d > 0),
        inventory: inventory::days(inputs.history, inputs.counts, day.stock_week()),
        penalty: p.points,
    }
}

impl Measures {
    /// The score; `inventory_target` is the policy's days of stock.
    ///
    /// What can't be computed is left out; not rated where less than `least_rated` of the weights is left.
    #[must_use]
    pub fn score(&self, inventory_target: i64, policy: &TierPolicy) -> Score {
        let ratio = |num: i64, den: i64| Rate(if den == 0 { 0 } else { div_round(i128::from(num) * 10_000, i128::from(den)) });
        let dso_target = self.credit_days.unwrap_or(policy.dso_days) * 10;
        let within = [
            self.attained.map(|r| policy.attainment.points(r.rate())),
            self.growth.and_then(|(now, then)| (now - then).ratio(then)).map(|r| policy.growth.points(r)),
            self.dso.map(|days| policy.dso.points(ratio(days, dso_target))),
            self.inventory.map(|s| policy.inventory.points(ratio(s.days, inventory_target * 10))),
        ];
        let [attainment, growing, dso_points, stock_points] = within;
        let sales = weighted(&[
            Component { weight: policy.sales.attainment, points: attainment },
            Component { weight: policy.sales.growth, points: growing },
        ]);
        let capital = weighted(&[Component { weight: 1, points: dso_points }, Component { weight: 1, points: stock_points }]);
        let coverage = self.coverage.map(|(covered, planned)| ratio(covered, planned).0.clamp(0, FULL));
        let w = &policy.weights;
        let parts = [
            Component { weight: w.sales, points: sales },
            Component { weight: w.coverage, points: coverage },
            Component { weight: w.capital, points: capital },
            Component { weight: w.compliance, points: Some(((100 - self.penalty) * 100).clamp(0, FULL)) },
        ];
        let rated = self.trades && known_share(&parts).is_some_and(|share| share >= policy.least_rated);
        let points = if rated { weighted(&parts) } else { None };
        Score { points, dso_target, within, parts }
    }

    /// Probation, or Growth for a partner that is ranked and gets its band when all are known; `None`: it does not trade.
    #[must_use]
    pub fn place(&self, as_of: NaiveDate, policy: &TierPolicy) -> Option<Tier> {
        let on = || on_probation(self.since, as_of, policy.probation_months);
        self.trades.then(|| if on() { Tier::Probation } else { Tier::Growth })
    }
}
