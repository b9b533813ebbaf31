//! What a review of the network does: it proposes, and its own earlier proposals that nobody has decided give way.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};

use super::super::approval;
use super::super::{Result, Session, closings};
use super::wanted;
use crate::domain::figures::Basis;
use crate::domain::history::fiscal_span;
use crate::domain::kinds::{ApprovalSubject, Role, Tier, TierChange, TierChangeState};
use crate::domain::policy::Policy;
use crate::domain::record::{Lang, Stored};
use crate::domain::tier::Because;
use crate::domain::tier::outcome::{self, Action, Candidate, OnRecord, Outcome};
use crate::store::tiers::{self, Line};
use crate::store::{Tx, record};

/// What a review came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviews {
    /// Proposals made, those in the place of earlier ones among them.
    pub proposed: usize,
    /// Partners in a lower band for the first time, noted for the next review.
    pub noted: usize,
    /// Partners that stay.
    pub kept: usize,
    /// Partners whose open proposal goes on waiting.
    pub open: usize,
    /// Proposals of earlier reviews that gave way.
    pub overtaken: Vec<Overtaken>,
}

/// An open proposal of an earlier review that a review now would not make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overtaken {
    /// As it was proposed.
    pub was: Line,
    /// What is proposed instead, and why; `None`: the partner stays where it is, or trades no more.
    pub now: Option<(Tier, Because)>,
}

/// Open proposals of earlier reviews beside what a review comes to now.
#[derive(Default)]
struct Waiting {
    overtaken: Vec<Overtaken>,
    /// Partners whose proposal a review would make again.
    stand: HashSet<i64>,
    /// Those of them that have another score now: row id, score.
    scored: Vec<(i64, Option<i64>)>,
}

/// Reviews every partner that trades: figures brought up to date, proposals with their reasons written. What an earlier review has
/// proposed and nobody decided is replaced where it comes out differently; what a person proposed waits as it is.
///
/// Run twice it proposes nothing twice. Reasons are written in `lang`.
///
/// # Errors
/// Role (specialist), and those of the file.
pub fn review(session: &mut Session, lang: Lang) -> Result<Reviews> {
    session.require(Role::Specialist)?;
    session.refresh_figures()?;
    let today = session.as_of();
    let policy = session.policy.clone();
    let noted_before = lower_before(session, &policy, today)?.now;
    let outcomes = outcomes(session, &policy, &tiers::candidates(session.store.conn())?)?.outcomes;
    let waiting = waiting(session, &outcomes)?;
    let mut done = Reviews::default();
    let mut changes = Vec::new();
    for p in &outcomes {
        let (count, state) = match p.action {
            Action::Wait => (&mut done.open, None),
            Action::Propose if waiting.stand.contains(&p.partner) => (&mut done.open, None),
            Action::Note if !noted_before.contains(&p.partner) => (&mut done.noted, Some(TierChangeState::Approved)),
            Action::Keep | Action::Note => (&mut done.kept, None),
            Action::Propose => (&mut done.proposed, Some(TierChangeState::Proposed)),
        };
        *count += 1;
        changes.extend(state.map(|state| change(session, p, state, lang)));
    }
    if !(changes.is_empty() && waiting.scored.is_empty() && waiting.overtaken.is_empty()) {
        let by = session.by(&policy);
        let quarter = fiscal_span(today, policy.organisation.fiscal_year_month, 3);
        let quarter = closings::names(session)?.called(quarter);
        session.write(Role::Specialist, "change-tier-review", &quarter, |tx| {
            for overtaken in &waiting.overtaken {
                let why = if overtaken.now.is_some() { approval::REPLACED } else { approval::NO_MORE };
                approval::overtake(tx, by, (ApprovalSubject::Tier, overtaken.was.id), why)?;
            }
            waiting.scored.iter().try_for_each(|(id, score)| rescore(tx, *id, *score))?;
            for change in &changes {
                let id = tx.add(change)?;
                if change.state == TierChangeState::Proposed {
                    approval::propose(tx, by, &wanted(tx.conn(), id, change)?.request())?;
                }
            }
            Ok(())
        })?;
        session.refresh_figures()?;
    }
    done.overtaken = waiting.overtaken;
    Ok(done)
}

/// The open proposals of earlier reviews that a review now would not make, in the order of partners.
pub fn overtaken(session: &Session) -> Result<Vec<Overtaken>> {
    if !tiers::changes(session.store.conn(), true, None, -1)?.iter().any(|l| l.by_review) {
        return Ok(Vec::new());
    }
    let candidates = tiers::candidates(session.store.conn())?;
    let outcomes = outcomes(session, &session.policy, &candidates)?.outcomes;
    Ok(waiting(session, &outcomes)?.overtaken)
}

fn waiting(session: &Session, outcomes: &[Outcome]) -> Result<Waiting> {
    let mut lines = tiers::changes(session.store.conn(), true, None, -1)?;
    lines.retain(|l| l.by_review);
    // one of several of a partner stands at most: the newest
    lines.sort_unstable_by_key(|l| (l.partner, std::cmp::Reverse(l.id)));
    let by_partner: HashMap<i64, &Outcome> = outcomes.iter().map(|o| (o.partner, o)).collect();
    let mut found = Waiting::default();
    for was in lines {
        let now = by_partner.get(&was.partner).filter(|o| o.action == Action::Propose);
        match now {
            Some(now) if says(&was, now) && found.stand.insert(was.partner) => {
                found.scored.extend((was.score != now.score).then_some((was.id, now.score)));
            }
            _ => {
                let now = now.map(|o| (o.proposal.to, o.proposal.because));
                found.overtaken.push(Overtaken { was, now });
            }
        }
    }
    Ok(found)
}

/// Whether a proposal says what a review comes to: the same move from the same tier, for the same reason.
fn says(was: &Line, now: &Outcome) -> bool {
    let because = now.proposal.because.label();
    (was.from, was.to, was.movement) == (now.in_force, now.proposal.to, now.proposal.movement)
        && (was.reason == because.en || was.reason == because.zh)
}

/// A proposal that stands has the score of the latest review.
fn rescore(tx: &mut Tx<'_>, id: i64, score: Option<i64>) -> Result<()> {
    let mut change: Stored<TierChange> = record::get_as(tx.conn(), id)?;
    change.record.score = score;
    tx.save(&change)?;
    Ok(())
}

fn change(session: &Session, p: &Outcome, state: TierChangeState, lang: Lang) -> TierChange {
    TierChange {
        partner: p.partner,
        from_tier: p.in_force,
        to_tier: p.proposal.to,
        movement: p.proposal.movement,
        score: p.score,
        reason: p.proposal.because.label().get(lang).to_owned(),
        state,
        proposed_by: session.actor.user,
        proposed_at: Some(session.now()),
        decided_by: None,
        decided_at: None,
        effective_on: None,
        policy_version: None,
        by_review: true,
        brought_in: false,
    }
}

/// What a review of these partners comes to under a policy: the one in force, or one that is tried.
pub(in crate::ops) fn outcomes(session: &Session, policy: &Policy, candidates: &[Candidate]) -> Result<outcome::Review> {
    let today = session.as_of();
    let conn = session.store.conn();
    let on_record = OnRecord {
        vetoed: tiers::vetoed(conn, &policy.violations.veto, today, policy.tiers.veto_months)?,
        lower_before: lower_before(session, policy, today)?.before,
        waiting: tiers::proposed_by_hand(conn)?,
    };
    Ok(outcome::review(candidates, &on_record, &Basis::of(policy, today)))
}

/// Who was found in a lower band, by an earlier quarter's review and by this quarter's.
struct Lower {
    before: HashSet<i64>,
    now: HashSet<i64>,
}

fn lower_before(session: &Session, policy: &Policy, today: NaiveDate) -> Result<Lower> {
    let quarter = fiscal_span(today, policy.organisation.fiscal_year_month, 3);
    let begin = Basis::of(policy, quarter.from - Days::new(1)).moment;
    // two reviews running: quarterly or half-yearly
    let earliest = begin - 200 * 86_400;
    let conn = session.store.conn();
    Ok(Lower { before: tiers::lower_before(conn, earliest, begin)?, now: tiers::lower_before(conn, begin, i64::MAX)? })
}
