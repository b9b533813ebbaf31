//! Moves of partners along their lifecycle (S1): only legal ones, each with a reason, kept with who and when.
//!
//! A status is never typed over: a form does not show it once the partner is there, and every way to change it comes
//! through [`step`], which writes a [`LifecycleMove`] beside it. That a partner leaves is decided by others than who wants it
//! ([`super::exit`]): no other way leads there.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::called;
use crate::domain::kinds::{Lifecycle, LifecycleMove, Partner, Role, TicketState};
use crate::domain::money::Money;
use crate::domain::partner;
pub use crate::domain::partner::Matters;
use crate::domain::policy::Policy;
use crate::domain::receivables::open_items;
use crate::domain::record::{Expected, Kind, Problem, Row, Stored};
use crate::i18n::register;
use crate::ops::context::{Context, Source};
use crate::ops::record::doors::HISTORY;
use crate::ops::{OpError, Result, Session, screening};
use crate::store::{Connection, Tx, network, partners, receivables, record};

/// Where some partners stand and where all of them may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// How many stand where.
    pub from: BTreeMap<Lifecycle, usize>,
    /// The moves that all of them may make.
    pub to: Vec<Lifecycle>,
    /// What is open with them, should they leave.
    pub matters: Matters,
}

/// Where partners stand and may go.
///
/// # Errors
/// A partner that is gone, and those of the file.
pub fn outlook(session: &Session, ids: &[i64]) -> Result<Outlook> {
    let mut from = BTreeMap::new();
    for id in ids {
        let partner = record::get_as::<Partner>(session.store.conn(), *id)?;
        *from.entry(partner.status).or_insert(0) += 1;
    }
    let all = |to: &Lifecycle| from.keys().all(|f| partner::moves(*f).contains(to));
    let to: Vec<Lifecycle> = Lifecycle::ALL.iter().copied().filter(all).collect();
    let matters = if to.contains(&Lifecycle::Exited) { matters(session, ids)? } else { Matters::default() };
    Ok(Outlook { from, to, matters })
}

/// What is open with partners.
pub fn matters(session: &Session, ids: &[i64]) -> Result<Matters> {
    open_with(session.store.conn(), session.as_of(), ids)
}

/// The same within a transaction, on a day.
pub(super) fn open_with(conn: &Connection, day: NaiveDate, ids: &[i64]) -> Result<Matters> {
    let mut found = Matters::default();
    for id in ids {
        let ledger = receivables::of_partner(conn, *id)?;
        let open = open_items(&ledger.bills, &ledger.receipts, day);
        found.open += open.items.iter().map(|i| i.open).sum();
        let closed = [TicketState::Resolved, TicketState::Closed].map(TicketState::code);
        found.tickets += partners::open_tickets(conn, *id, &closed)?;
        found.deposit += Money(partners::deposit_held(conn, *id)?);
        found.satellites += network::satellites(conn, *id)?;
    }
    Ok(found)
}

/// Who moves a partner, and when.
#[derive(Clone, Copy, Debug)]
pub(in crate::ops) struct Mover {
    /// The user; `None`: not registered, or the program.
    pub user: Option<i64>,
    /// Now.
    pub at: DateTime<Utc>,
    /// The day, where the organisation is.
    pub day: NaiveDate,
}

/// Moves a partner within a transaction: checks the move, sets the dates that it implies, keeps the reason.
///
/// # Errors
/// [`OpError::Invalid`] for a move that is not legal; a refusal that names what asks for an exit; what the screening says against
/// taking it on; those of the file.
pub(in crate::ops) fn step(
    tx: &mut Tx<'_>,
    mover: Mover,
    policy: &Policy,
    stored: &mut Stored<Partner>,
    to: Lifecycle,
    reason: &str,
) -> Result<()> {
    let from = stored.record.status;
    if from == to || !partner::may_move(from, to) {
        return Err(OpError::Invalid(vec![illegal(from, to)]));
    }
    if to == Lifecycle::Exited {
        return Err(OpError::Refused { key: ASKS, args: asks(tx.conn(), &[stored.id])? });
    }
    if to == Lifecycle::Onboarding {
        screening::admitted(tx.conn(), policy, mover.day, stored.id)?;
    }
    stored.record.status = to;
    arrive(tx, mover.day, stored, to)?;
    stored.version = tx.save(stored)?;
    note(tx, mover, stored.id, (from, to), reason)
}

/// Lets a partner go whose exit is approved; one that has left already stays as it is.
pub(super) fn leave(tx: &mut Tx<'_>, mover: Mover, stored: &mut Stored<Partner>, reason: &str) -> Result<()> {
    let from = stored.record.status;
    if from == Lifecycle::Exited {
        return Ok(());
    }
    stored.record.status = Lifecycle::Exited;
    stored.version = tx.save(stored)?;
    note(tx, mover, stored.id, (from, Lifecycle::Exited), reason)
}

/// The refusal of a move that is asked for, not made.
pub(in crate::ops) const ASKS: &str = "refused-exit-asks";

/// The partners that it names, as their command takes them.
pub(in crate::ops) fn asks(conn: &Connection, ids: &[i64]) -> Result<Vec<(&'static str, String)>> {
    let codes = ids.iter().map(|id| record::code_of(conn, Kind::Partner, *id));
    Ok(vec![("codes", codes.collect::<std::result::Result<Vec<_>, _>>()?.join(","))])
}

fn illegal(from: Lifecycle, to: Lifecycle) -> Problem {
    let moves = partner::moves(from).iter().map(|l| l.code().to_owned()).collect();
    Problem { field: "status", value: to.code().to_owned(), expected: Expected::Transition(moves) }
}

/// The dates that a move implies: taken on when onboarding begins, the first order when it becomes active. What is given
/// already stays.
fn arrive(tx: &Tx<'_>, day: NaiveDate, stored: &mut Stored<Partner>, to: Lifecycle) -> Result<()> {
    let p = &mut stored.record;
    match to {
        Lifecycle::Onboarding => p.onboarded_on = p.onboarded_on.or(Some(day)),
        Lifecycle::Active if p.first_order_on.is_none() || p.onboarded_on.is_none() => {
            let first = partners::first_sale(tx.conn(), stored.id, p.onboarded_on)?;
            p.first_order_on = p.first_order_on.or(first);
            // what has ordered has been taken on by then
            p.onboarded_on = p.onboarded_on.or(Some(p.first_order_on.map_or(day, |first| first.min(day))));
        }
        _ => {}
    }
    Ok(())
}

fn note(tx: &mut Tx<'_>, mover: Mover, partner: i64, (from, to): (Lifecycle, Lifecycle), reason: &str) -> Result<()> {
    tx.add(&LifecycleMove {
        brought_in: false,
        partner,
        from_status: from,
        to_status: to,
        reason: reason.to_owned(),
        moved_by: mover.user,
        moved_at: mover.at,
    })?;
    Ok(())
}

/// Moves partners along their lifecycle as one step of undo; those that stand there already stay as they are.
///
/// # Errors
/// [`OpError::Refused`] without a reason, and for an exit, which is asked for; [`OpError::Invalid`] for a move that is not legal
/// from where one of them stands: then none is moved.
pub fn move_to(session: &mut Session, ids: &[i64], to: Lifecycle, reason: &str) -> Result<String> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(OpError::Refused { key: "usage-no-reason", args: Vec::new() });
    }
    session.require(Role::Specialist)?;
    let what = called(session, ids)?;
    if to == Lifecycle::Exited {
        return Err(OpError::Refused { key: ASKS, args: asks(session.store.conn(), ids)? });
    }
    let policy = session.policy.clone();
    let mover = Mover { user: session.actor.user, at: session.now(), day: session.as_of() };
    session.write(Role::Specialist, "change-partner-status", &format!("{what} > {}: {reason}", to.code()), |tx| {
        let mut done = 0;
        for id in ids {
            let mut stored = record::get_as::<Partner>(tx.conn(), *id)?;
            if stored.record.status == to && ids.len() > 1 {
                continue;
            }
            step(tx, mover, &policy, &mut stored, to, reason)?;
            done += 1;
        }
        if done == 0 { Err(OpError::Invalid(vec![illegal(to, to)])) } else { Ok(()) }
    })?;
    Ok(what)
}

/// What is open, for a sentence.
#[must_use]
pub fn said(what: &str, open: &Matters) -> Vec<(&'static str, String)> {
    [("what", what.to_owned())].into_iter().chain(register::open_matters(open)).collect()
}

fn status(row: &Row) -> Option<Lifecycle> {
    row.get("status").text().and_then(Lifecycle::from_code)
}

/// Where a new partner stands, whatever way it comes in, and a status that is typed over.
///
/// One that is new begins; what became of it elsewhere is told by who may load a history. An import may move a partner where it
/// may go if it says why; a person moves it by the command.
pub(super) fn complete(tx: &Tx<'_>, context: &Context<'_>, row: &Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    let Some(to) = status(row) else { return Ok(Vec::new()) };
    let Some(from) = before.and_then(status) else {
        let begins = before.is_some() || partner::begins(to) || context.role >= HISTORY;
        let expected = || Expected::Named("refused-history", vec![("needs", HISTORY.code().to_owned())]);
        let barred = || Problem { field: "status", value: to.code().to_owned(), expected: expected() };
        return Ok(if begins { Vec::new() } else { vec![barred()] });
    };
    let rule = |rule| Problem { field: "status", value: to.code().to_owned(), expected: Expected::Rule(rule) };
    Ok(match context.source {
        _ if from == to => Vec::new(),
        _ if to == Lifecycle::Exited => {
            let expected = Expected::Named(ASKS, asks(tx.conn(), &[row.id])?);
            vec![Problem { field: "status", value: to.code().to_owned(), expected }]
        }
        Source::Person => vec![rule("expected-status-move")],
        Source::Import if !partner::may_move(from, to) => vec![illegal(from, to)],
        Source::Import if context.reason.is_empty() => vec![rule("expected-import-reason")],
        Source::Import if to == Lifecycle::Onboarding => {
            match screening::admitted(tx.conn(), context.policy, context.as_of, row.id) {
                Err(OpError::Refused { .. }) => vec![rule("expected-screening")],
                other => other.map(|()| Vec::new())?,
            }
        }
        Source::Import => Vec::new(),
    })
}

/// A move is not written by hand.
pub(in crate::ops) fn by_rule(row: &Row) -> Problem {
    let value = row.get("reason").text().unwrap_or_default().to_owned();
    Problem { field: "reason", value, expected: Expected::Rule("expected-status-move") }
}

/// Keeps the move that an import made.
pub(super) fn written(tx: &mut Tx<'_>, context: &Context<'_>, before: Option<&Row>, after: &Row) -> Result<()> {
    let (Some(from), Some(to)) = (before.and_then(status), status(after)) else { return Ok(()) };
    if from == to {
        return Ok(());
    }
    let mover = Mover { user: context.user, at: context.at, day: context.as_of };
    note(tx, mover, after.id, (from, to), context.reason)
}

/// The moves of a partner, the newest first.
pub fn moves(session: &Session, partner: i64) -> Result<Vec<Stored<LifecycleMove>>> {
    let clause = "WHERE partner = ?1 ORDER BY moved_at DESC, id DESC";
    Ok(record::query_as::<LifecycleMove>(session.store.conn(), clause, &[&partner])?)
}

#[cfg(test)]
mod tests;
