//! What another policy would change, by name, before it is decided: tiers, warnings, the plan.
//!
//! Both sides are computed by the functions that figures, reviews and the plan use; the side in force is read as it is stored.
//! A subject that a policy moves adds its own list to [`Impact`]: what rebates would cost comes with their schemes.

mod page;
pub mod pages;

pub use page::{blocks, tier_blocks};

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::{Result, Session, plan, rules, tier};
use crate::domain::alert::Finding;
use crate::domain::figures::Basis;
use crate::domain::impact::{self, TaskChange, WarningTurn};
use crate::domain::kinds::{Approval, ApprovalState, ApprovalSubject};
use crate::domain::maintenance::Draft;
use crate::domain::period::Month;
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::domain::tier::outcome::{self, Candidate, Review};
use crate::domain::today::Party;
use crate::store::{figures, partners, record, tiers};

/// A partner that moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mover {
    /// Who.
    pub party: Party,
    /// From where to where.
    pub mover: outcome::Mover,
}

/// What becomes of the tiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// A review under the policy in force.
    pub before: Review,
    /// A review under the other one.
    pub after: Review,
    /// Who moves, in the order of ids.
    pub movers: Vec<Mover>,
}

/// A warning that comes, goes or is more or less serious.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub party: Party,
    /// What becomes of it.
    pub turn: WarningTurn,
    /// The warning.
    pub finding: Finding,
}

/// A planned task that comes, goes or is another.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanChange {
    /// For whom; `None`: for nobody in particular.
    pub party: Option<Party>,
    /// What it is called, in English and Chinese.
    pub title: (String, String),
    pub change: TaskChange,
}

/// What another policy would change.
#[derive(Clone, Debug, PartialEq)]
pub struct Impact {
    /// As of this day.
    pub as_of: NaiveDate,
    pub tiers: Tiers,
    /// Warnings, by partner.
    pub warnings: Vec<Warning>,
    /// The plan of this month and the next, from the day on.
    pub plan: Vec<PlanChange>,
}

impl Impact {
    /// Whether nothing would change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tiers.movers.is_empty() && self.warnings.is_empty() && self.plan.is_empty()
    }
}

/// What `policy` would change of what holds under the policy in force; nothing is written but figures that were out of date.
pub fn impact(session: &mut Session, policy: &Policy) -> Result<Impact> {
    session.stored_figures()?;
    let as_of = session.as_of();
    let _one_moment = session.store.snapshot()?;
    let conn = session.store.conn();
    let in_force = tiers::candidates(conn)?;
    let mut found: HashMap<i64, Vec<Finding>> = HashMap::new();
    figures::each(conn, |partner, figures| {
        found.insert(partner, figures.parts.findings);
        Ok(())
    })?;
    let (mut other, mut turns) = (Vec::with_capacity(in_force.len()), Vec::new());
    session.store.figures_under(&Basis::of(policy, as_of), |partner, figures| {
        let before = found.remove(&partner).unwrap_or_default();
        turns.extend(impact::warnings(&before, &figures.parts.findings).into_iter().map(|turn| (partner, turn)));
        let (in_force, contribution, measures) = (figures.tier, figures.contribution, figures.measures);
        if measures.trades {
            other.push(Candidate { partner, in_force, contribution, measures });
        }
    })?;
    other.sort_unstable_by_key(|c| c.partner);
    turns.sort_by_key(|(partner, _)| *partner);
    let mut warnings = Vec::with_capacity(turns.len());
    for (partner, (turn, finding)) in turns {
        warnings.push(Warning { party: partners::party(conn, partner)?, turn, finding });
    }
    let mut changes = Vec::new();
    for change in planned(session, policy)? {
        let partner = change.draft().and_then(|d| d.partner);
        let title = change.draft().map(|d| d.title.as_str()).unwrap_or_default();
        let rules = if change.after.is_some() { policy } else { &session.policy };
        let called = |lang| rules.maintenance.shown(title, lang).into_owned();
        let title = (called(Lang::En), called(Lang::Zh));
        changes.push(PlanChange { title, party: partner.map(|id| partners::party(conn, id)).transpose()?, change });
    }
    Ok(Impact { as_of, tiers: compared(session, policy, &in_force, &other)?, warnings, plan: changes })
}

/// What the rules that an open approval asks for would change; `None` if it is decided, about something else, or can't be used.
///
/// # Errors
/// An approval that is gone, those of the file.
pub fn of_approval(session: &mut Session, id: i64) -> Result<Option<Impact>> {
    let approval = record::get_as::<Approval>(session.store.conn(), id)?;
    let open = matches!(approval.state, ApprovalState::Pending | ApprovalState::Asked);
    if !open || approval.subject != ApprovalSubject::Policy {
        return Ok(None);
    }
    let policy = rules::of_version(session.store.conn(), approval.record.record, session.as_of())?;
    policy.map(|policy| impact(session, &policy)).transpose()
}

/// What other numbers of `[tiers]` alone would move, from what is stored: the network is not read again.
pub fn of_tiers(session: &mut Session, policy: &Policy) -> Result<Tiers> {
    session.stored_figures()?;
    let _one_moment = session.store.snapshot()?;
    let stored = tiers::candidates(session.store.conn())?;
    compared(session, policy, &stored, &stored)
}

fn compared(session: &Session, policy: &Policy, in_force: &[Candidate], other: &[Candidate]) -> Result<Tiers> {
    let before = tier::outcomes(session, &session.policy, in_force)?;
    let after = tier::outcomes(session, policy, other)?;
    let conn = session.store.conn();
    let named = |mover: outcome::Mover| Ok(Mover { party: partners::party(conn, mover.after.partner)?, mover });
    let movers = outcome::movers(&before, &after).into_iter().map(named).collect::<Result<_>>()?;
    Ok(Tiers { before, after, movers })
}

/// What becomes of the plan of this month and the next.
fn planned(session: &Session, policy: &Policy) -> Result<Vec<TaskChange>> {
    let now = &session.policy;
    let same = now.maintenance == policy.maintenance && now.contracts == policy.contracts && now.calendar == policy.calendar;
    if same {
        return Ok(Vec::new());
    }
    let (from, conn) = (session.as_of(), session.store.conn());
    // as the plan of one month is written before that of the next
    let both = |policy: &Policy| -> Result<Vec<Draft>> {
        let mut all = Vec::new();
        for month in [Month::of(from), Month(Month::of(from).0 + 1)] {
            let next = plan::drafts(conn, policy, month, from, Lang::En, &all)?.drafts;
            all.extend(next);
        }
        Ok(all)
    };
    Ok(impact::tasks(both(now)?, both(policy)?))
}

#[cfg(test)]
mod tests;
