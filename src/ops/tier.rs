//! Tiers: reviews, proposals by hand, approvals, and changes that come into force (S6).
//!
//! A move is a proposal, never a silent change: it asks for an approval ([`super::approval`]), and a demotion takes effect
//! only after its notice. The tier in force is changed here and nowhere else.

pub mod pages;
mod review;

use chrono::{Days, NaiveDate};

pub(super) use review::outcomes;
pub use review::{Overtaken, Reviews, overtaken, review};

use super::approval::{self, Asked, Request, Seen, Told};
use super::record::Saved;
use super::{OpError, PROGRAM, Result, Session};
use crate::domain::explain::Explanation;
use crate::domain::figure::Figure;
use crate::domain::figures::Basis;
use crate::domain::kinds::{ApprovalAct, ApprovalSubject, Partner, Role, Tier, TierChange, TierChangeState, TierMove};
use crate::domain::record::{Kind, Row, Stored};
use crate::domain::sentence::Sentence;
use crate::domain::tier::{self, rank};
use crate::ops::context::By;
use crate::ops::context::Context;
use crate::store::tiers::{self, Line, Reviewed};
use crate::store::{Change, Connection, Tx, figures, record};

/// Proposes a tier for a partner by hand; answers the proposal, and what came of it.
///
/// # Errors
/// Role (specialist), a missing reason, the tier it has already, an open proposal, a veto, a partner that does not trade.
pub fn propose(session: &mut Session, partner: i64, to: Tier, reason: &str) -> Result<Saved> {
    session.require(Role::Specialist)?;
    session.refresh_figures()?;
    let refuse = |key, args| Err(OpError::Refused { key, args });
    let conn = session.store.conn();
    let code = record::code_of(conn, Kind::Partner, partner)?;
    let Some(p) = tiers::reviewed(conn, partner)? else {
        return refuse("refused-tier-not-trading", vec![("code", code)]);
    };
    if reason.trim().is_empty() {
        return refuse("usage-tier-reason", Vec::new());
    }
    if standing(&p) == to && p.tier.is_some() {
        return refuse("refused-tier-same", vec![("code", code), ("tier", to.code().to_owned())]);
    }
    if !tiers::changes(conn, true, Some(partner), 1)?.is_empty() {
        return refuse("refused-tier-proposed", vec![("code", code)]);
    }
    let today = session.as_of();
    let policy = session.policy.clone();
    let vetoed = || tiers::vetoed(conn, &policy.violations.veto, today, policy.tiers.veto_months);
    let vetoed = vetoed()?.contains(&partner);
    if rank(to) > rank(Tier::Watch) && vetoed {
        return refuse("refused-tier-veto", vec![("code", code)]);
    }
    if !tier::within_a_step(standing(&p), to, vetoed) {
        return refuse("refused-tier-steps", vec![("code", code), ("tier", standing(&p).code().to_owned())]);
    }
    let change = TierChange {
        by_review: false,
        brought_in: false,
        partner,
        from_tier: p.tier,
        to_tier: to,
        movement: tier::movement(Some(standing(&p)), to),
        score: p.score,
        reason: reason.trim().to_owned(),
        state: TierChangeState::Proposed,
        proposed_by: session.actor.user,
        proposed_at: Some(session.now()),
        decided_by: None,
        decided_at: None,
        effective_on: None,
        policy_version: None,
    };
    let by = session.by(&policy);
    session.write(Role::Specialist, "change-tier-propose", &code, |tx| {
        let id = tx.add(&change)?;
        let asked = ask(tx, by, id, &change)?;
        let from = record::get_as::<TierChange>(tx.conn(), id)?.effective_on;
        Ok(Saved { kind: Kind::TierChange, id, said: proposed(asked, &code, to, from) })
    })
}

/// What the person who proposed is told: that it waits, or from when on the tier holds.
fn proposed(asked: Asked, code: &str, to: Tier, from: Option<NaiveDate>) -> Sentence {
    let (key, number) = match asked {
        Asked::Waits(_, number) | Asked::WantsReason(_, number) => ("done-tier-proposed", Some(number)),
        Asked::Alone(number, _) => ("done-tier-alone", Some(number)),
        Asked::InForce | Asked::Dropped(_) => ("done-tier-approved", None),
    };
    let mut said = Sentence::new(key).with("code", code).with("tier", to.code());
    if let Some(number) = number {
        said = said.with("number", number);
    }
    if let Some(day) = from {
        said = said.with("day", day);
    }
    said
}

/// What approval of a proposal is asked for.
struct Wanted<'a> {
    id: i64,
    change: &'a TierChange,
    title: String,
}

impl Wanted<'_> {
    fn request(&self) -> Request<'_> {
        let (subject, partner, reason) = (ApprovalSubject::Tier, Some(self.change.partner), self.change.reason.as_str());
        Request { subject, record: self.id, partner, title: &self.title, amount: None, reason }
    }
}

fn wanted<'a>(conn: &Connection, id: i64, change: &'a TierChange) -> Result<Wanted<'a>> {
    let code = record::code_of(conn, Kind::Partner, change.partner)?;
    let from = change.from_tier.map_or("-", Tier::code);
    Ok(Wanted { id, change, title: format!("{code} {from} > {}", change.to_tier.code()) })
}

/// Asks for approval of a proposal.
pub(super) fn ask(tx: &mut Tx<'_>, by: By<'_>, id: i64, change: &TierChange) -> Result<Asked> {
    let wanted = wanted(tx.conn(), id, change)?;
    approval::request(tx, by, &wanted.request())
}

/// A proposal that a file brings in asks for approval like any other.
pub(super) fn written(tx: &mut Tx<'_>, context: &Context<'_>, before: Option<&Row>, after: &Row) -> Result<Option<Told>> {
    let change: Stored<TierChange> = after.typed()?;
    if before.is_some() || change.state != TierChangeState::Proposed {
        return Ok(None);
    }
    let asked = ask(tx, context.by(), change.id, &change)?;
    let said = asked.said(&record::code_of(tx.conn(), Kind::Partner, change.partner)?);
    Ok(Some(Told::new(said, asked)))
}

/// The filter of the list of partners behind a column of the board.
#[must_use]
pub fn behind(column: Tier) -> String {
    format!("{}:{}", Figure::BoardTier.name(), column.code())
}

/// Where a partner stands on the board: the tier in force, else the computed one.
fn standing(p: &Reviewed) -> Tier {
    p.tier.unwrap_or(p.computed)
}

/// Where a partner stands and the tier one step up or down from there.
///
/// # Errors
/// A partner that does not trade; no tier beyond.
pub fn step_of(session: &Session, partner: i64, up: bool) -> Result<(Tier, Tier)> {
    let conn = session.store.conn();
    let Some(p) = tiers::reviewed(conn, partner)? else {
        let code = record::code_of(conn, Kind::Partner, partner)?;
        return Err(OpError::Refused { key: "refused-tier-not-trading", args: vec![("code", code)] });
    };
    let from = standing(&p);
    match tier::step(from, up) {
        Some(to) => Ok((from, to)),
        None => Err(OpError::Refused { key: "refused-tier-edge", args: vec![("tier", from.code().to_owned())] }),
    }
}

/// Approves the step that an open proposal waits for; answers the day from which the tier is in force, `None` if another
/// step is left.
///
/// A promotion, a first tier and a veto take effect at once, a demotion after the notice in which it can be appealed.
///
/// # Errors
/// Those of [`approval::act`], a proposal that is not open any more, those of the file.
pub fn approve(session: &mut Session, id: i64) -> Result<Option<NaiveDate>> {
    session.require(Role::Specialist)?;
    let open = open_approval(session, id)?;
    let done = approval::act(session, open, ApprovalAct::Approve, "")?;
    session.refresh_figures()?;
    if done.next.is_some() {
        return Ok(None);
    }
    Ok(record::get_as::<TierChange>(session.store.conn(), id)?.effective_on)
}

/// Rejects an open proposal, with the reason.
///
/// # Errors
/// Those of [`approval::act`], a proposal that is not open any more, those of the file.
pub fn reject(session: &mut Session, id: i64, reason: &str) -> Result<()> {
    session.require(Role::Specialist)?;
    let open = open_approval(session, id)?;
    approval::act(session, open, ApprovalAct::Reject, reason).map(|_| ())
}

/// Takes one's own open proposal back.
///
/// # Errors
/// A proposal of somebody else, or that is not open any more; those of the file.
pub fn withdraw(session: &mut Session, id: i64) -> Result<()> {
    session.require(Role::Specialist)?;
    let open = open_approval(session, id)?;
    approval::act(session, open, ApprovalAct::Withdraw, "").map(|_| ())
}

/// The approval of an open proposal.
fn open_approval(session: &Session, id: i64) -> Result<Seen> {
    if let Some(open) = approval::open(session, ApprovalSubject::Tier, id)? {
        return Ok(open);
    }
    let change = record::get_as::<TierChange>(session.store.conn(), id)?;
    let code = record::code_of(session.store.conn(), Kind::Partner, change.partner)?;
    Err(OpError::Refused { key: "refused-tier-no-proposal", args: vec![("code", code)] })
}

/// A proposal was approved: it has its day, and is in force if that has come.
pub(super) fn approved(tx: &mut Tx<'_>, by: By<'_>, id: i64) -> Result<()> {
    let mut change = record::get_as::<TierChange>(tx.conn(), id)?;
    let demoted = change.movement == TierMove::Demote && change.from_tier.is_some();
    let effective = by.day + Days::new(if demoted { by.policy.tiers.notice_days } else { 0 });
    (change.record.decided_by, change.record.decided_at) = (by.user, Some(by.at));
    change.record.effective_on = Some(effective);
    tx.save(&change)?;
    if effective <= by.day {
        put_into_force(tx, &change)?;
    }
    Ok(())
}

/// A proposal was rejected, with the words of who did, or taken back.
pub(super) fn refused(tx: &mut Tx<'_>, by: By<'_>, id: i64, why: &str) -> Result<()> {
    let mut change = record::get_as::<TierChange>(tx.conn(), id)?;
    if change.state == TierChangeState::Rejected {
        (change.record.decided_by, change.record.decided_at) = (by.user, Some(by.at));
    }
    if !why.is_empty() {
        change.record.reason = format!("{}\n{why}", change.record.reason);
    }
    tx.save(&change)?;
    Ok(())
}

/// The actor's own proposals that nobody else could decide: they may.
pub fn mine_to_decide(session: &Session) -> Result<std::collections::HashSet<i64>> {
    let waiting = approval::list(session, approval::Scope::Waiting, u32::MAX)?.into_iter().map(|w| w.line);
    let mine = |l: &approval::Line| l.subject == ApprovalSubject::Tier && l.by.as_ref().map(|by| by.0) == session.actor.user;
    Ok(waiting.filter(mine).map(|l| l.record).collect())
}

/// The open proposal of a partner.
///
/// # Errors
/// If it has none.
pub fn open_of(session: &Session, partner: i64) -> Result<i64> {
    let conn = session.store.conn();
    if let Some(line) = tiers::changes(conn, true, Some(partner), 1)?.first() {
        return Ok(line.id);
    }
    let code = record::code_of(conn, Kind::Partner, partner)?;
    Err(OpError::Refused { key: "refused-tier-no-proposal", args: vec![("code", code)] })
}

fn put_into_force(tx: &mut Tx<'_>, change: &TierChange) -> Result<()> {
    let mut partner = record::get_as::<Partner>(tx.conn(), change.partner)?;
    partner.record.tier = Some(change.to_tier);
    tx.save(&partner)?;
    Ok(())
}

/// Puts approved changes whose day has come into force, as the program itself; answers how many.
pub(super) fn put_due_into_force(session: &mut Session) -> Result<usize> {
    let today = session.as_of();
    let due = tiers::due(session.store.conn(), today)?;
    if due.is_empty() {
        return Ok(0);
    }
    let change =
        Change { actor: PROGRAM, at: session.now(), label: "change-tier-effect", detail: "", rules: session.policy.number };
    session.store.write(&change, |tx| {
        for change in &due {
            put_into_force(tx, change)?;
        }
        Ok::<_, OpError>(())
    })?;
    Ok(due.len())
}

/// Open proposals, the newest first.
pub fn proposals(session: &Session) -> Result<Vec<Line>> {
    Ok(tiers::changes(session.store.conn(), true, None, -1)?)
}

/// Changes of tier, the newest first: of one partner, or of all.
pub fn history(session: &Session, partner: Option<i64>, limit: i64) -> Result<Vec<Line>> {
    Ok(tiers::changes(session.store.conn(), false, partner, limit)?)
}

/// The whole calculation of a partner's score.
///
/// # Errors
/// A partner that does not exist, those of the file.
pub fn explain(session: &Session, partner: i64) -> Result<Explanation> {
    let basis = Basis::of(&session.policy, session.as_of());
    let conn = session.store.conn();
    let code = record::code_of(conn, Kind::Partner, partner)?;
    let target = session.policy.inventory.target_days;
    Ok(figures::with_inputs(conn, partner, &basis, |inputs, owed, around| {
        let measures = tier::measure(inputs, &owed.now, &basis.day(0, &around.until));
        let score = measures.score(target, &session.policy.tiers);
        tier::explain::explanation(&code, &measures, &score, basis.as_of, &session.policy)
    })?)
}

#[cfg(test)]
mod tests;
