//! Where nobody else could decide: what is asked is in force, with its reason and marked as decided alone.
//!
//! Nobody decides what they asked for; in a house of one that would mean never. So a step that no other account could
//! decide, nor could have in the last days (an account that was switched off for an hour is no way around anybody), goes by
//! who asked, and says so for ever.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::super::access;
use super::act::{advance, case};
use super::{Result, note};
use crate::domain::approval::{Case, is_words_of_a_person, may_decide};
use crate::domain::kinds::{Approval, ApprovalAct, ApprovalState, Role, User};
use crate::domain::record::Stored;
use crate::ops::context::By;
use crate::store::{Connection, Tx, approvals, record};

/// So many days an account that could have decided counts after it no longer could.
const DAYS: i64 = 14;

/// Every account with what it was in the last days: now first, then what it had been before each change.
pub(super) struct Accounts {
    known: Vec<(i64, Vec<Stored<User>>)>,
    /// The days that count.
    days: (NaiveDate, NaiveDate),
    /// Since when what was counts.
    since: DateTime<Utc>,
}

impl Accounts {
    /// Reads them from the users and the log.
    pub(super) fn read(conn: &Connection, by: By<'_>) -> Result<Self> {
        // by the clock by which everything here is dated: the database's own where it has one
        let days = (by.day - chrono::Days::new(DAYS.unsigned_abs()), by.day);
        let since = by.at - Duration::days(DAYS);
        Ok(Self { known: approvals::accounts_since(conn, since)?, days, since })
    }

    /// Whether an account other than those that have a hand in it could decide a step, or could have.
    pub(super) fn could_decide(&self, conn: &Connection, case: &Case, partner: Option<i64>) -> Result<bool> {
        if self.could_decide_of(conn, case, partner)? {
            return Ok(true);
        }
        // a partner that was moved out of somebody's region for an hour is no way around them either: whoever could decide of any partner
        // counts until it has lain for so many days where it lies
        let moved = partner.map(|partner| approvals::moved_since(conn, partner, self.since)).transpose()?;
        if moved == Some(true) { self.could_decide_of(conn, case, None) } else { Ok(false) }
    }

    fn could_decide_of(&self, conn: &Connection, case: &Case, partner: Option<i64>) -> Result<bool> {
        for (id, states) in &self.known {
            for user in states.iter().filter(|u| u.active) {
                let me = access::person(conn, user, partner)?;
                if may_decide(case, &me, None).is_ok() {
                    return Ok(true);
                }
                let places = self.known.iter().flat_map(|(_, states)| states).filter(|u| self.names(u, *id));
                for place in places.filter(|_| user.role > Role::Viewer) {
                    if may_decide(case, &me, Some(&access::person(conn, place, partner)?)).is_ok() {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }

    /// Whether a user named another as the delegate, on one of the days at least.
    fn names(&self, user: &User, delegate: i64) -> bool {
        let (first, last) = self.days;
        let begun = user.delegate_from.is_none_or(|from| from <= last);
        user.active && user.delegate == Some(delegate) && begun && user.delegate_until.is_none_or(|until| until >= first)
    }
}

/// Whether nobody but who asked could decide the step that an approval waits for.
pub(super) fn is_alone(conn: &Connection, by: By<'_>, approval: &Stored<Approval>) -> Result<bool> {
    // what the program asked for anybody may decide
    if approval.requested_by.is_none() || approval.state != ApprovalState::Pending {
        return Ok(false);
    }
    Ok(!Accounts::read(conn, by)?.could_decide(conn, &asked(conn, approval)?, approval.partner)?)
}

/// Whether somebody who is about to decide a step is needed for the next one: nobody else could decide that, and others could decide
/// this one. Two steps take two people wherever there are two.
pub(super) fn is_for_the_next(conn: &Connection, by: By<'_>, approval: &Stored<Approval>, place_of: Option<i64>) -> Result<bool> {
    let next = usize::try_from(approval.step).ok().and_then(|i| super::path(approval).get(i).copied());
    let Some(next) = next.filter(|_| approval.requested_by.is_some()) else { return Ok(false) };
    let (accounts, before) = (Accounts::read(conn, by)?, asked(conn, approval)?);
    let could = |needs: Role, case: Case| accounts.could_decide(conn, &Case { needs: Some(needs), ..case }, approval.partner);
    let without = Case { decided: before.decided.iter().copied().chain(by.user).chain(place_of).collect(), ..before.clone() };
    Ok(could(next, before)? && !could(next, without.clone())? && could(approval.needs, without)?)
}

/// Who has a hand in an approval, as far as being alone goes: who asks now and who decided a step of it. Whoever asked for the
/// same record before could decide it if they had not: nobody is left alone by an edit of what others asked for.
pub(super) fn asked(conn: &Connection, approval: &Stored<Approval>) -> Result<Case> {
    Ok(Case { requesters: approval.requested_by.into_iter().collect(), ..case(conn, approval)? })
}

/// Puts into force what nobody else could decide, as far as it is so; answers whether it is in force now.
///
/// Without a reason of a person, of the approval or in `text`, it waits.
pub(super) fn settle(tx: &mut Tx<'_>, by: By<'_>, id: i64, text: &str) -> Result<bool> {
    loop {
        let mut approval: Stored<Approval> = record::get_as(tx.conn(), id)?;
        let reason = if text.is_empty() { approval.reason.trim() } else { text }.to_owned();
        if !is_words_of_a_person(&reason) || !is_alone(tx.conn(), by, &approval)? {
            return Ok(approval.state == ApprovalState::Approved);
        }
        approval.record.alone = true;
        let step = approval.step;
        advance(tx, by, &mut approval)?;
        // it goes by who asked, whoever decided the step before
        let asker = By { user: approval.requested_by, ..by };
        note(tx, asker, id, ApprovalAct::Alone, (step, None), &reason)?;
        if approval.state == ApprovalState::Approved {
            super::effect::approved(tx, by, approval.subject, approval.record.record)?;
            return Ok(true);
        }
    }
}

/// Whether nothing but a reason of who asked keeps an approval from being decided.
pub(super) fn wants_reason(conn: &Connection, by: By<'_>, id: i64) -> Result<bool> {
    let approval: Stored<Approval> = record::get_as(conn, id)?;
    Ok(!is_words_of_a_person(&approval.reason) && is_alone(conn, by, &approval)?)
}
