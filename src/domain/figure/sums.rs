//! What figures are made of: sums that add up, and a numerator with its denominator.

use super::{Ratio, Unit};
use crate::domain::money::{Money, div_round};
use crate::domain::sales::Figures;
use crate::domain::target::tally::Aim;

/// What results of partners come to, in the unit of the figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Results {
    pub sum: i64,
    pub greatest: i64,
    /// Partners that have one.
    pub rated: i64,
    /// Partners that trade.
    pub of: i64,
    /// Stock of partners that count it at cost, on average over the weeks that count.
    pub stock: Money,
    /// Its cost of sales in these weeks.
    pub outflow: Money,
}

impl Results {
    /// The result of one partner that trades; `None`: not rated.
    #[must_use]
    pub fn one(value: Option<i64>) -> Self {
        let (sum, rated) = value.map_or((0, 0), |v| (v, 1));
        Self { sum, greatest: sum, rated, of: 1, ..Self::default() }
    }

    fn add(&mut self, o: &Self) {
        self.greatest = if self.rated == 0 { o.greatest } else { self.greatest.max(o.greatest) };
        self.sum = self.sum.saturating_add(o.sum);
        self.rated += o.rated;
        self.of += o.of;
        self.stock += o.stock;
        self.outflow += o.outflow;
    }

    fn over(&self, num: i64, den: Option<i64>) -> Option<Parts> {
        let reach = (self.rated < self.of).then_some((self.rated, self.of));
        (self.rated > 0 && den.is_none_or(|d| d > 0)).then_some(Parts { num, den, reach })
    }

    pub(super) fn sum(&self) -> Option<Parts> {
        self.over(self.sum, None)
    }

    pub(super) fn mean(&self) -> Option<Parts> {
        self.over(self.sum, Some(self.rated))
    }

    pub(super) fn greatest(&self) -> Option<Parts> {
        self.over(self.greatest, None)
    }

    pub(super) fn stock_days(&self) -> Option<Parts> {
        self.over(self.stock.0, Some(self.outflow.0))
    }
}

/// How content partners were, by what they answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Points given, in 1/100.
    pub points: i64,
    /// Answers of 4 and 5.
    pub satisfied: i64,
    pub count: i64,
}

impl Answers {
    /// An answer of 1 to 5.
    pub fn push(&mut self, score: i64) {
        self.points += score * 100;
        self.satisfied += i64::from(score >= 4);
        self.count += 1;
    }

    /// Adds others, as often as `times` says: -1 takes them out.
    fn add(&mut self, o: &Self, times: i64) {
        self.points += o.points * times;
        self.satisfied += o.satisfied * times;
        self.count += o.count * times;
    }

    /// These without others.
    #[must_use]
    pub fn without(mut self, o: &Self) -> Self {
        self.add(o, -1);
        self
    }

    /// The mean, in 1/100 points; `None` without an answer.
    #[must_use]
    pub fn mean(&self) -> Option<i64> {
        Parts::of(self.points, self.count).map(|parts| parts.value(Unit::Rating))
    }
}

/// What is read for single figures; adds up over partners.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct More {
    /// Paid in the period.
    pub paid: Money,
    /// Fallen due in the period, and overdue at its start.
    pub collectable: Money,
    /// Articles (per partner) in stock at one count of the period at least, and sold in it.
    pub articles_sold: i64,
    /// Articles in stock at one count of the period at least.
    pub articles_stocked: i64,
    /// What they answered.
    pub answers: Answers,
    /// Outlets covered, of partners with a plan.
    pub outlets: i64,
    pub outlets_planned: i64,
    /// Partners that trade or have a target, by how they stand: exceeded, met, missed, on pace, close, behind, not rated.
    pub standings: [i64; 7],
    /// What the rules computed of each partner.
    pub results: Results,
    /// Days outstanding of all that is owed, in 1/10; it does not add up.
    pub dso: Option<i64>,
}

impl More {
    /// Adds another.
    pub fn add(&mut self, o: &Self) {
        self.paid += o.paid;
        self.collectable += o.collectable;
        self.articles_sold += o.articles_sold;
        self.articles_stocked += o.articles_stocked;
        self.answers.add(&o.answers, 1);
        self.outlets += o.outlets;
        self.outlets_planned += o.outlets_planned;
        self.standings.iter_mut().zip(o.standings).for_each(|(a, b)| *a += b);
        self.results.add(&o.results);
    }

    pub(super) fn partners(&self) -> i64 {
        self.standings.iter().sum()
    }

    pub(super) fn standing(&self, at: usize) -> i64 {
        self.standings.get(at).copied().unwrap_or(0)
    }
}

/// Everything that figures of a row are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// What was sold.
    pub sold: Figures,
    /// Partners with sales.
    pub buyers: i64,
    /// What stands against a target.
    pub aim: Aim,
    /// What is read for single figures.
    pub more: More,
}

/// What a figure is made of in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The numerator; the value itself where there is no denominator.
    pub num: i64,
    /// The denominator, where there is one.
    pub den: Option<i64>,
    /// How many partners of how many it is measured over, where that is not all.
    pub reach: Option<(i64, i64)>,
}

impl Parts {
    pub(super) const fn sum(num: i64) -> Self {
        Self { num, den: None, reach: None }
    }

    pub(super) fn of(num: i64, den: i64) -> Option<Self> {
        (den > 0).then_some(Self { num, den: Some(den), reach: None })
    }

    /// The value, in the unit of the figure.
    #[must_use]
    pub fn value(&self, unit: Unit) -> i64 {
        let Some(den) = self.den else { return self.num };
        let (num, den) = (i128::from(self.num) * unit.scale(), i128::from(den));
        match unit {
            // an amount is rounded once, where it is shown: what is behind 1/10,000 is cut, so that half a cent is one
            Unit::Money => i64::try_from(num / den).unwrap_or_else(|_| div_round(num, den)),
            _ => div_round(num, den),
        }
    }

    /// Numerator and denominator, where there is one.
    #[must_use]
    pub fn divided(&self) -> Option<Ratio> {
        self.den.and_then(|den| Ratio::of(self.num, den))
    }

    /// The value as a fraction of six decimals, of a rate.
    #[must_use]
    pub fn six(&self) -> Option<f64> {
        self.divided().map(Ratio::six)
    }
}

impl Aim {
    pub(super) fn parts(&self, ratio: Option<Ratio>) -> Option<Parts> {
        let reach = (self.covered < self.of).then_some((self.covered, self.of));
        ratio.map(|r| Parts { num: r.num, den: Some(r.den), reach })
    }
}
