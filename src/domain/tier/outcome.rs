//! A review of the whole network as a pure function, and who moves where another policy would have decided.
//!
//! [`review`] is what a review does, what-if asks of other numbers, and a policy proposal is judged by: there is no second one.

use std::collections::HashSet;

use super::{Bands, Because, Measures, Proposal, Standing, bands, propose};
use crate::domain::figures::Basis;
use crate::domain::kinds::{Tier, TierMove};

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

/// What is on record of partners, by row id, when the network is reviewed.
#[derive(Clone, Debug, Default)]
pub struct OnRecord {
    /// Kept at Watch by a violation.
    pub vetoed: HashSet<i64>,
    /// Found in a lower band by the review before.
    pub lower_before: HashSet<i64>,
    /// With a proposal of a person that waits for its decision; one of an earlier review gives way to what this one finds.
    pub waiting: HashSet<i64>,
}

/// What a review does about a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing: a proposal that a person made waits.
    Wait,
    /// Nothing: it stays.
    Keep,
    /// It is noted as in a lower band, which counts at the next review.
    Note,
    /// Proposes its move.
    Propose,
}

/// What a review comes to for one partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Row id.
    pub partner: i64,
    pub in_force: Option<Tier>,
    /// Its score, in 1/100 points.
    pub score: Option<i64>,
    /// Where the figures put it.
    pub band: Tier,
    /// What is proposed.
    pub proposal: Proposal,
    /// What the review does about it.
    pub action: Action,
}

impl Outcome {
    /// Where it stands once the review's proposals are approved; for whom a person's proposal waits may stand nowhere yet.
    #[must_use]
    pub fn stands(&self) -> Option<Tier> {
        if self.action == Action::Wait { self.in_force } else { Some(self.proposal.to) }
    }

    /// The move that a review of this outcome proposes; `None`: it proposes none.
    fn proposes(&self) -> Option<(Tier, TierMove)> {
        (self.action == Action::Propose).then_some((self.proposal.to, self.proposal.movement))
    }
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
#[must_use]
pub fn review(candidates: &[Candidate], on_record: &OnRecord, basis: &Basis<'_>) -> Review {
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
            veto: on_record.vetoed.contains(&c.partner),
            lower_before: on_record.lower_before.contains(&c.partner),
        };
        let proposal = propose(&standing, policy);
        let action = if on_record.waiting.contains(&c.partner) { Action::Wait } else { action(c.in_force, proposal) };
        Outcome { partner: c.partner, in_force: c.in_force, score: score.points, band, proposal, action }
    };
    Review { bands: cut, outcomes: placed().map(outcome).collect() }
}

fn action(in_force: Option<Tier>, proposal: Proposal) -> Action {
    let stays = in_force == Some(proposal.to);
    match proposal.because {
        // a new partner is on probation by the rule alone
        Because::Probation => Action::Keep,
        Because::LowerOnce => Action::Note,
        _ if stays => Action::Keep,
        _ => Action::Propose,
    }
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
/// veto, after notice as a demotion). Another reason for the same proposal moves nobody, nor does any policy for whom a person's
/// proposal waits.
#[must_use]
pub fn movers(before: &Review, after: &Review) -> Vec<Mover> {
    let pairs = before.outcomes.iter().zip(&after.outcomes);
    pairs.filter(|(b, a)| b.proposes() != a.proposes()).map(|(b, a)| Mover { before: *b, after: *a }).collect()
}

#[cfg(test)]
mod tests;
