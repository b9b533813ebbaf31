//! A review of the whole network as a pure function, and who moves where another policy would have decided.
//!
//! [`review`] is what a review does, what-if asks of other numbers, and a policy proposal is judged by: there is no second one.

use std::collections::HashSet;
use std::hash::BuildHasher;

use super::{Bands, Measures, Proposal, Standing, bands, propose};
use crate::domain::figures::Basis;
use crate::domain::kinds::Tier;

/// A partner as a review looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Row id.
    pub partner: i64,
    /// The tier in force; `None` if it never had one.
    pub in_force: Option<Tier>,
    /// Contribution over T12M, in 1/10,000 of the unit.
    pub contribution: i64,
    /// What the score and the place are computed from.
    pub measures: Measures,
}

/// What a review comes to for one partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Row id.
    pub partner: i64,
    /// The tier in force.
    pub in_force: Option<Tier>,
    /// Its score, in 1/100 points.
    pub score: Option<i64>,
    /// Where the figures put it.
    pub band: Tier,
    /// What is proposed.
    pub proposal: Proposal,
}

/// What a review of the network comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Where the bands are cut.
    pub bands: Bands,
    /// Every partner that trades, in the order given.
    pub outcomes: Vec<Outcome>,
}

/// Reviews a network under the policy of `basis`; who does not trade is passed over.
///
/// `vetoed` are the partners that a violation keeps at Watch under that policy, `lower_before` those that the review before
/// found in a lower band.
#[must_use]
pub fn review<S: BuildHasher>(
    candidates: &[Candidate],
    vetoed: &HashSet<i64, S>,
    lower_before: &HashSet<i64, S>,
    basis: &Basis<'_>,
) -> Review {
    let (policy, target) = (&basis.policy.tiers, basis.policy.inventory.target_days);
    let placed = || candidates.iter().filter_map(|c| Some((c, c.measures.place(basis.as_of, policy)?)));
    let mut falling: Vec<i64> = placed().filter(|(_, at)| *at != Tier::Probation).map(|(c, _)| c.contribution).collect();
    falling.sort_unstable_by(|a, b| b.cmp(a));
    let cut = bands(&falling, policy);
    let outcome = |(c, at): (&Candidate, Tier)| {
        let score = c.measures.score(target, policy);
        let band = if at == Tier::Probation { at } else { cut.of(c.contribution) };
        let standing = Standing {
            in_force: c.in_force,
            band,
            score: score.points,
            sales: score.parts[0].points.is_some(),
            veto: vetoed.contains(&c.partner),
            lower_before: lower_before.contains(&c.partner),
        };
        Outcome { partner: c.partner, in_force: c.in_force, score: score.points, band, proposal: propose(&standing, policy) }
    };
    Review { bands: cut, outcomes: placed().map(outcome).collect() }
}

/// A partner for which two reviews propose different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mover {
    /// What the review under the policy in force comes to.
    pub before: Outcome,
    /// What it comes to under the other one.
    pub after: Outcome,
}

impl Mover {
    /// How many steps higher (positive) or lower the other policy puts it.
    #[must_use]
    pub fn steps(&self) -> i8 {
        super::rank(self.after.proposal.to) - super::rank(self.before.proposal.to)
    }
}

/// Who moves: the partners for which two reviews of the same network propose another tier, or another way to it (at once by
/// veto, after notice as a demotion). Another reason for the same proposal moves nobody.
#[must_use]
pub fn movers(before: &Review, after: &Review) -> Vec<Mover> {
    let what = |o: &Outcome| (o.proposal.to, o.proposal.movement);
    let pairs = before.outcomes.iter().zip(&after.outcomes);
    pairs.filter(|(b, a)| what(b) != what(a)).map(|(b, a)| Mover { before: *b, after: *a }).collect()
}

#[cfg(test)]
mod tests;
