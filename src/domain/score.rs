//! Scores of 0 to 100: the straight line from a value to points, and the weighted mean that leaves out what can't be
//! computed.
//!
//! Points are integers of 1/100 point, so [`FULL`] is 100. A component without a score is left out and the other
//! weights are renormalised; with none there is no score at all: *not rated*, never 0 and never 100.

use serde::Deserialize;

use super::money::{Rate, div_round};

/// 100 points.
pub const FULL: i64 = 10_000;

/// Points of a straight line between the value that scores 0 and the one that scores 100, flat beyond both.
///
/// `zero` may be above `full` (days overdue); equal ends are a step at `full`. In 1/100 points.
#[must_use]
pub fn ramp(value: i64, zero: i64, full: i64) -> i64 {
    if zero == full {
        return if value >= full { FULL } else { 0 };
    }
    let (done, whole) =
        if full > zero { (value.saturating_sub(zero), full - zero) } else { (zero.saturating_sub(value), zero - full) };
    if done <= 0 {
        0
    } else if done >= whole {
        FULL
    } else {
        div_round(i128::from(done) * i128::from(FULL), i128::from(whole))
    }
}

/// A line over a rate: which rate scores 0 and which 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateLine {
    /// Scores 0.
    pub zero: Rate,
    /// Scores 100.
    pub full: Rate,
}

impl RateLine {
    /// The points of `rate`, in 1/100.
    #[must_use]
    pub fn points(self, rate: Rate) -> i64 {
        ramp(rate.0, self.zero.0, self.full.0)
    }
}

/// A line over days: how many score 0 and how many 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayLine {
    /// Scores 0.
    pub zero: i64,
    /// Scores 100.
    pub full: i64,
}

impl DayLine {
    /// The points of so many days, in 1/100.
    #[must_use]
    pub fn points(self, days: i64) -> i64 {
        ramp(days, self.zero, self.full)
    }
}

/// One component of a weighted score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its weight; the weights of a score need not add up to 100.
    pub weight: i64,
    /// Its points in 1/100; `None` if it can't be computed.
    pub points: Option<i64>,
}

/// The weighted mean of the components that have points, in 1/100 points; `None` if none has.
///
/// Components of no weight or less never count.
#[must_use]
pub fn weighted(components: &[Component]) -> Option<i64> {
    let (mut sum, mut weights) = (0_i64, 0_i64);
    for c in components {
        if let Some(points) = c.points
            && c.weight > 0
        {
            sum += points * c.weight;
            weights += c.weight;
        }
    }
    (weights > 0).then(|| (2 * sum + weights) / (2 * weights))
}

/// Which share of the weights has points; `None` if nothing weighs anything.
#[must_use]
pub fn known_share(components: &[Component]) -> Option<Rate> {
    let weight = |c: &Component| i128::from(c.weight.max(0));
    let all: i128 = components.iter().map(weight).sum();
    let known: i128 = components.iter().filter(|c| c.points.is_some()).map(weight).sum();
    (all > 0).then(|| Rate(div_round(known * 10_000, all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_flat_beyond_its_ends_and_may_fall() {
        let cases = [
            (0, 0, 100, 0),
            (-5, 0, 100, 0),
            (50, 0, 100, 5_000),
            (100, 0, 100, FULL),
            (i64::MAX, 0, 100, FULL),
            (0, 60, 0, FULL),
            (15, 60, 0, 7_500),
            (60, 60, 0, 0),
            (i64::MAX, 60, 0, 0),
            (1, 0, 3, 3_333),
            (5, 5, 5, FULL),
            (4, 5, 5, 0),
        ];
        for (value, zero, full, points) in cases {
            assert_eq!(ramp(value, zero, full), points, "{value} between {zero} and {full}");
        }
    }

    #[test]
    fn what_cannot_be_computed_is_left_out_and_nothing_is_not_rated() {
        let c = |weight, points| Component { weight, points };
        let cases: &[(&[Component], Option<i64>)] = &[
            (&[], None),
            (&[c(50, None), c(50, None)], None),
            (&[c(50, Some(8_000)), c(50, None)], Some(8_000)),
            (&[c(75, Some(FULL)), c(25, Some(0))], Some(7_500)),
            (&[c(1, Some(0)), c(2, Some(1))], Some(1)),
            (&[c(0, Some(FULL))], None),
            (&[c(30, Some(FULL)), c(70, Some(FULL))], Some(FULL)),
        ];
        for (components, score) in cases {
            assert_eq!(weighted(components), *score, "{components:?}");
        }
    }
}
