//! The 5C assessment of a partner's credit: what was judged, blended with what the figures say (S8).
//!
//! Four parts weigh into the score: the five Cs as they were judged, the ratios of the figures, the latest audit and the
//! completion of compliance training. What can't be computed is left out and the other weights are renormalised. The points
//! for the industry's cycle are added to the weighted mean; the score stays within 0 and 100.

use chrono::{Days, Months, NaiveDate};
use serde::Deserialize;

use super::Light;
use crate::domain::kinds::CreditAssessment;
use crate::domain::money::{Money, Rate, div_round};
use crate::domain::score::{Component, FULL, RateLine, weighted};

/// `[credit.assessment]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssessmentPolicy {
    /// Green from so many points.
    pub green: i64,
    /// Yellow from so many points; red below.
    pub yellow: i64,
    /// Months that an assessment counts, by its light.
    pub valid_months: Validity,
    /// Days before it stops counting from which it is due again.
    pub lead_days: i64,
    /// Weight of the five Cs.
    pub judgement: i64,
    /// Weight of the ratios.
    pub ratios: i64,
    /// Weight of the latest audits.
    pub audit: i64,
    /// Weight of the completion of training.
    pub training: i64,
    /// Weights within the five Cs.
    pub five: FiveWeights,
    /// Weights within the ratios.
    pub weights: RatioWeights,
    /// Share of the amount paid on time.
    pub punctuality: RateLine,
    /// Use of the limit.
    pub utilisation: RateLine,
    /// Days sales outstanding against the term.
    pub dso: RateLine,
    /// Overdue share.
    pub overdue: RateLine,
    /// Sales of 12 months against the 12 before.
    pub trend: RateLine,
}

/// Months by light.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    pub green: u32,
    pub yellow: u32,
    pub red: u32,
}

/// Weights of the five Cs.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FiveWeights {
    /// Integrity and history.
    pub character: i64,
    /// Ability to pay.
    pub capacity: i64,
    /// Own means.
    pub capital: i64,
    /// Security.
    pub collateral: i64,
    /// Market and trade.
    pub conditions: i64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RatioWeights {
    /// Paid on time.
    pub punctuality: i64,
    /// Use of the limit.
    pub utilisation: i64,
    /// Days sales outstanding.
    pub dso: i64,
    /// Overdue share.
    pub overdue: i64,
    /// Sales trend.
    pub trend: i64,
}

impl AssessmentPolicy {
    /// The light of a score in 1/100 points.
    #[must_use]
    pub fn band(&self, score: i64) -> Light {
        if score >= self.green * 100 {
            Light::Green
        } else if score >= self.yellow * 100 {
            Light::Yellow
        } else {
            Light::Red
        }
    }

    fn months(&self, light: Light) -> u32 {
        match light {
            Light::Green => self.valid_months.green,
            Light::Yellow => self.valid_months.yellow,
            Light::Red => self.valid_months.red,
        }
    }
}

/// The latest assessment of a partner, as the light takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// Its day.
    pub on: NaiveDate,
    /// Its score, in 1/100 points.
    pub score: i64,
}

impl Assessed {
    /// The last day on which it counts.
    #[must_use]
    pub fn until(self, policy: &AssessmentPolicy) -> NaiveDate {
        let end = self.on.checked_add_months(Months::new(policy.months(policy.band(self.score)))).unwrap_or(NaiveDate::MAX);
        end - Days::new(1)
    }

    /// Whether it counts on a day.
    #[must_use]
    pub fn counts(self, day: NaiveDate, policy: &AssessmentPolicy) -> bool {
        self.on <= day && day <= self.until(policy)
    }
}

/// What the figures say of a partner on a day; `None`: can't be computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratios {
    /// Share of the amount paid on time.
    pub punctuality: Option<Rate>,
    /// Use of the limit.
    pub utilisation: Option<Rate>,
    /// Days sales outstanding in 1/10 days.
    pub dso: Option<i64>,
    /// The credit term in days.
    pub term: Option<i64>,
    /// Overdue share of what is open.
    pub overdue: Option<Rate>,
    /// Growth of the sales of 12 months over the 12 before.
    pub trend: Option<Rate>,
    /// Mean of the latest audits, in 1/100 points.
    pub audit: Option<i64>,
    /// Completion of compliance training.
    pub training: Option<Rate>,
}

impl Ratios {
    /// Days sales outstanding against the term.
    #[must_use]
    pub fn dso_of_term(&self) -> Option<Rate> {
        let term = self.term.filter(|t| *t > 0)?;
        self.dso.map(|d| Rate(div_round(i128::from(d) * 1_000, term.into())))
    }

    /// Growth, from two sums; `None` without sales before.
    #[must_use]
    pub fn trend_of(now: Money, before: Money) -> Option<Rate> {
        if before.0 > 0 { (now - before).ratio(before) } else { None }
    }
}

/// An assessment's score and all that it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// 0 to 100 in 1/100 points; `None`: not rated.
    pub points: Option<i64>,
    /// Points for the industry's cycle.
    pub cycle: i64,
    /// Judgement, ratios, audit, training.
    pub parts: [Component; 4],
    /// Character, capacity, capital, collateral, conditions.
    pub five: [Component; 5],
    /// Punctuality, utilisation, days sales outstanding, overdue share, sales trend.
    pub ratios: [Component; 5],
}

impl Score {
    /// The light of the score alone.
    #[must_use]
    pub fn light(&self, policy: &AssessmentPolicy) -> Option<Light> {
        self.points.map(|p| policy.band(p))
    }
}

/// The score of what was judged and what the figures say.
#[must_use]
pub fn score(judged: &CreditAssessment, ratios: &Ratios, policy: &AssessmentPolicy) -> Score {
    let (f, w) = (&policy.five, &policy.weights);
    let judgement = |weight: i64, points: Option<i64>| Component { weight, points: points.map(|p| p * 100) };
    let five = [
        judgement(f.character, judged.character),
        judgement(f.capacity, judged.capacity),
        judgement(f.capital, judged.capital),
        judgement(f.collateral, judged.collateral),
        judgement(f.conditions, judged.conditions),
    ];
    let line = |weight: i64, value: Option<Rate>, line: RateLine| Component { weight, points: value.map(|v| line.points(v)) };
    let figures = [
        line(w.punctuality, ratios.punctuality, policy.punctuality),
        line(w.utilisation, ratios.utilisation, policy.utilisation),
        line(w.dso, ratios.dso_of_term(), policy.dso),
        line(w.overdue, ratios.overdue, policy.overdue),
        line(w.trend, ratios.trend, policy.trend),
    ];
    let parts = [
        Component { weight: policy.judgement, points: weighted(&five) },
        Component { weight: policy.ratios, points: weighted(&figures) },
        Component { weight: policy.audit, points: ratios.audit },
        Component { weight: policy.training, points: ratios.training.map(|r| r.0.clamp(0, FULL)) },
    ];
    // an audit and a training alone are no assessment of credit
    let rated = parts.iter().take(2).any(|p| p.points.is_some());
    let cycle = judged.cycle.unwrap_or(0);
    let points = weighted(&parts).filter(|_| rated).map(|p| (p + cycle * 100).clamp(0, FULL));
    Score { points, cycle, parts, five, ratios: figures }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Policy;
    use proptest::prelude::*;

    fn policy() -> AssessmentPolicy {
        Policy::load(None).expect("the embedded policy").credit.assessment
    }

    fn judged(five: [Option<i64>; 5], cycle: Option<i64>) -> CreditAssessment {
        let mut row = crate::domain::record::Row::blank(crate::domain::record::Kind::CreditAssessment);
        row.set("partner", crate::domain::record::Value::Int(1));
        row.set("on", crate::domain::record::Value::Int(20_000));
        let record = row.typed::<CreditAssessment>().expect("a row").record;
        let [character, capacity, capital, collateral, conditions] = five;
        CreditAssessment { character, capacity, capital, collateral, conditions, cycle, ..record }
    }

    const GOOD: Ratios = Ratios {
        punctuality: Some(Rate(9_500)),
        utilisation: Some(Rate(7_000)),
        dso: Some(300),
        term: Some(30),
        overdue: Some(Rate(0)),
        trend: Some(Rate(1_000)),
        audit: Some(10_000),
        training: Some(Rate(10_000)),
    };

    #[test]
    fn what_is_missing_is_left_out_and_the_rest_renormalised() {
        let (p, none) = (policy(), Ratios::default());
        let all = |n| [Some(n); 5];
        let half = Ratios { punctuality: Some(Rate(7_250)), ..none };
        let cases = [
            ("everything full", all(100), None, GOOD, Some(10_000)),
            ("the five alone", all(80), None, none, Some(8_000)),
            ("one of the five alone", [Some(62), None, None, None, None], None, none, Some(6_200)),
            ("a zero counts", [Some(0), None, None, None, None], None, none, Some(0)),
            ("ratios alone", [None; 5], None, half, Some(5_000)),
            ("50 x 80 + 30 x 50", all(80), None, half, Some(6_875)),
            ("nothing", [None; 5], None, none, None),
            ("an audit is no assessment", [None; 5], None, Ratios { audit: Some(9_000), ..none }, None),
            ("the cycle", all(80), Some(-10), none, Some(7_000)),
            ("never above 100", all(95), Some(20), none, Some(10_000)),
            ("never below 0", all(5), Some(-20), none, Some(0)),
            ("no cycle without a score", [None; 5], Some(10), none, None),
        ];
        for (name, five, cycle, ratios, expected) in cases {
            assert_eq!(score(&judged(five, cycle), &ratios, &p).points, expected, "{name}");
        }
        let s = score(&judged(all(60), None), &Ratios { audit: Some(0), training: Some(Rate(5_000)), ..none }, &p);
        assert_eq!(s.points, Some(5_000), "(50 x 60 + 10 x 0 + 10 x 50) / 70");
    }

    #[test]
    fn ratios_are_scored_by_their_lines() {
        let p = policy();
        let points = |r: Ratios| score(&judged([None; 5], None), &r, &p).ratios.map(|c| c.points);
        assert_eq!(points(GOOD), [Some(10_000); 5]);
        let bad = Ratios {
            punctuality: Some(Rate(5_000)),
            utilisation: Some(Rate(12_000)),
            dso: Some(600),
            overdue: Some(Rate(5_000)),
            trend: Some(Rate(-3_000)),
            ..GOOD
        };
        assert_eq!(points(bad), [Some(0); 5]);
        assert_eq!(Ratios { term: Some(0), ..GOOD }.dso_of_term(), None, "no term, no ratio");
        assert_eq!(Ratios { term: None, ..GOOD }.dso_of_term(), None);
        assert_eq!(Ratios::trend_of(Money(5), Money(0)), None);
        assert_eq!(Ratios::trend_of(Money(5), Money(-1)), None);
        assert_eq!(Ratios::trend_of(Money(0), Money(10)), Some(Rate(-10_000)));
    }

    proptest! {
        #[test]
        fn a_score_is_between_its_parts_but_for_the_cycle(five in prop::array::uniform5(prop::option::of(0_i64..=100))) {
            let p = policy();
            let s = score(&judged(five, None), &Ratios::default(), &p);
            let given: Vec<i64> = five.iter().flatten().map(|n| n * 100).collect();
            match s.points {
                None => prop_assert!(given.is_empty()),
                Some(points) => {
                    prop_assert!(given.iter().min() <= Some(&points) && Some(&points) <= given.iter().max());
                    prop_assert_eq!(s.light(&p), Some(p.band(points)));
                }
            }
        }
    }
}
