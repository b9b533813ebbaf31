//! The desk: opening tickets, working on them, their clocks, their figures (S5).
//!
//! - [`open`]: new tickets, whom they go to
//! - [`mod@import`]: tickets that an import brings, with their history
//! - [`mod@act`]: everything a person does with one, alone or with many at once; escalation by breached clocks
//! - [`mod@filter`]: what a person types to filter the list
//! - `follow`: what follows when one is resolved or closed: tasks, a violation, the check of the effect
//! - `ladder`: who gets one, who is told of an escalation, who checks
//! - [`form`]: what a filled-in form means
//! - [`mod@figures`]: how the desk does
//! - [`sheet`]: one ticket as blocks: words, parties, evidence, what is linked, what happened
//! - [`prices`]: prices seen against floors and each other
//! - [`mod@trace`]: from codes seen in the wrong place to the ticket
//!
//! Reading is here. Clocks are computed as of the session's now; a deadline is stored.

pub mod act;
pub mod figures;
pub mod filter;
mod follow;
pub mod form;
#[cfg(test)]
mod house;
pub mod import;
pub(in crate::ops) mod ladder;
pub mod open;
pub mod pages;
pub mod prices;
pub mod sheet;
pub mod trace;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{OpError, Result, Session};
use crate::domain::conflict::{self, Action};
use crate::domain::explain::Explanation;
use crate::domain::kinds::{Ticket, TicketEvent};
use crate::domain::policy::Policy;
use crate::domain::record::{Expected, Kind, Lang, Problem, Stored};
use crate::domain::sla::{Clock, ClockKind, Desk, Phase, Times};
use crate::domain::worktime::Hold;
use crate::store::{StoreError, listing, record, tickets};

pub use act::{Bulk, Done, Words, act, act_all, advance_all, close_all, edit, sweep};
pub use figures::{Counts, Figures, counts, figures, figures_by};
pub use filter::understand;
pub use form::save;
pub use import::{complete, log_again, log_import, replay};
pub use ladder::Loads;
pub(in crate::ops) use open::put;
pub use open::{Draft, new};
pub use tickets::{Filter, Likeness, Line, Party, Scope};
pub use trace::{Trace, trace};

/// A row of the list with its clocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The ticket.
    pub line: Line,
    /// First response.
    pub response: Option<Clock>,
    pub resolution: Option<Clock>,
}

/// The rules that gave tickets their deadlines, where they are others than those now: by these their clocks are counted,
/// explained and measured.
#[derive(Clone, Debug, Default)]
pub struct Rules(BTreeMap<i64, Arc<Policy>>);

impl Rules {
    /// Those of some tickets.
    pub fn of<'l>(session: &Session, lines: impl IntoIterator<Item = &'l Line>) -> Result<Self> {
        let mut rules = BTreeMap::new();
        for number in lines.into_iter().filter_map(|line| line.rules) {
            if let std::collections::btree_map::Entry::Vacant(slot) = rules.entry(number) {
                slot.insert(rules_of(session, Some(number))?);
            }
        }
        Ok(Self(rules))
    }

    /// Takes those of other tickets, too.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// The rules of a ticket; a what-if's hold for all.
    #[must_use]
    pub fn policy<'p>(&'p self, version: Option<i64>, now: &'p Policy) -> &'p Policy {
        let other = version.filter(|number| now.number != 0 && *number != now.number);
        other.and_then(|number| self.0.get(&number)).map_or(now, Arc::as_ref)
    }

    /// Both clocks of a ticket at a moment, where these rules hold now.
    #[must_use]
    pub fn clocks(&self, line: &Line, now: &Policy, at: DateTime<Utc>) -> [Option<Clock>; 2] {
        Desk::of(self.policy(line.rules, now)).clocks(&line.times, at)
    }
}

impl Listed {
    /// The clock that is due next: the first response while there is none, else the resolution.
    #[must_use]
    pub fn next(&self) -> Option<&Clock> {
        let open = |c: &&Clock| c.phase.is_open();
        let both = [self.response.as_ref().filter(open), self.resolution.as_ref().filter(open)];
        both.into_iter().flatten().min_by_key(|c| c.due)
    }

    /// Whether a clock warns or is over, or the resolution waits for its check.
    #[must_use]
    pub fn needs_action(&self) -> bool {
        self.next().is_some_and(|c| matches!(c.phase, Phase::Warning | Phase::Breached))
            || self.line.times.state == crate::domain::kinds::TicketState::New
    }
}

/// All of one ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The record.
    pub ticket: Stored<Ticket>,
    /// Its row in the list, with the clocks.
    pub listed: Listed,
    /// The partners in it.
    pub parties: Vec<Party>,
    /// What happened, oldest first; no account is the program itself.
    pub history: Vec<(Stored<TicketEvent>, Option<String>)>,
    /// What the state machine allows now.
    pub possible: Vec<Action>,
    /// When its clocks stood.
    pub holds: Vec<Hold>,
}

/// The ids of a filter: running clocks by deadline, then those on hold, then resolved, then closed.
pub fn ids(session: &Session, filter: &Filter) -> Result<Vec<i64>> {
    Ok(tickets::ids(session.store.conn(), filter)?)
}

/// The rows of these ids, in their order, and the rules by which their clocks are counted.
pub fn rows(session: &Session, ids: &[i64]) -> Result<(Vec<Line>, Rules)> {
    let found = tickets::lines(session.store.conn(), ids)?;
    let rules = Rules::of(session, &found)?;
    Ok((found, rules))
}

/// The rows of these ids, in their order, with their clocks.
pub fn lines(session: &Session, ids: &[i64]) -> Result<Vec<Listed>> {
    let (found, rules) = rows(session, ids)?;
    let listed = |line: Line| {
        let [response, resolution] = rules.clocks(&line, &session.policy, session.now());
        Listed { line, response, resolution }
    };
    Ok(found.into_iter().map(listed).collect())
}

/// The rules that gave a ticket its deadlines, so that they are explained by the hours and goals that made them.
pub fn rules_of(session: &Session, version: Option<i64>) -> Result<Arc<Policy>> {
    match version.filter(|number| session.policy.number != 0 && *number != session.policy.number) {
        Some(number) => super::rules::numbered(session.store.conn(), number, &session.policy),
        None => Ok(Arc::clone(&session.policy)),
    }
}

/// The tickets of a filter, in the order of [`ids`].
pub fn list(session: &Session, filter: &Filter) -> Result<Vec<Listed>> {
    lines(session, &ids(session, filter)?)
}

/// The tickets of the kind and in the state of one, by what else they have in common with it; the closest likeness first.
pub fn alike(session: &Session, id: i64) -> Result<Vec<(Likeness, Vec<i64>)>> {
    let conn = session.store.conn();
    Likeness::ALL.into_iter().map(|l| Ok((l, tickets::alike(conn, id, l)?))).collect()
}

/// Open tickets whose clocks warn or are over, most urgent first; only the actor's own if `mine`.
pub fn urgent(session: &Session, mine: bool) -> Result<Vec<Listed>> {
    let owner = if mine { session.actor.user } else { None };
    let open = list(session, &Filter { scope: Scope::Open, owner, ..Filter::default() })?;
    let urgent = |l: &Listed| l.next().is_some_and(|c| matches!(c.phase, Phase::Warning | Phase::Breached));
    Ok(open.into_iter().filter(urgent).collect())
}

/// The ticket that a person names: `214` or `#214`.
///
/// # Errors
/// [`StoreError::Missing`] if there is none.
pub fn find(session: &Session, number: &str) -> Result<i64> {
    let missing = || StoreError::Missing { kind: Kind::Ticket, key: number.to_owned() };
    let parsed = number.trim().trim_start_matches(['#', '＃']).parse().map_err(|_| missing())?;
    Ok(tickets::id_of(session.store.conn(), parsed)?.ok_or_else(missing)?)
}

/// The record that a person calls by code or name; `me` is who asks.
///
/// # Errors
/// [`OpError::Invalid`] at `field` if there is none, or more than one.
pub fn refer(session: &Session, field: &'static str, kind: Kind, text: &str) -> Result<i64> {
    let unknown = |near| Problem { field, value: text.to_owned(), expected: Expected::Existing(kind, near) };
    super::refer::meant(session, kind, text)?.map_err(|near| OpError::Invalid(vec![unknown(near)]))
}

/// The record that a filter looks for: `me`, a code, a name, or a part of one that only one has.
pub(in crate::ops) fn looked_for(session: &Session, field: &'static str, kind: Kind, text: &str) -> Result<i64> {
    match listing::ids_of(session.store.conn(), kind, text)?.as_slice() {
        [id] => Ok(*id),
        _ => refer(session, field, kind, text),
    }
}

/// All of one ticket.
///
/// # Errors
/// [`StoreError::Missing`] if it is gone.
pub fn page(session: &Session, id: i64) -> Result<Page> {
    let conn = session.store.conn();
    let ticket: Stored<Ticket> = record::get_as(conn, id)?;
    let missing = || StoreError::Missing { kind: Kind::Ticket, key: id.to_string() };
    let listed = lines(session, &[id])?.pop().ok_or_else(missing)?;
    let history = tickets::history(conn, id)?;
    let events: Vec<TicketEvent> = history.iter().map(|(e, _)| e.record.clone()).collect();
    let possible = conflict::possible(ticket.state, ticket.held_state);
    Ok(Page { parties: tickets::parties(conn, id)?, holds: conflict::holds(&events), ticket, listed, history, possible })
}

/// Why a deadline is when it is; `None` for a ticket without that clock.
///
/// # Errors
/// [`StoreError::Missing`] if it is gone.
pub fn why(session: &Session, id: i64, kind: ClockKind, lang: Lang) -> Result<Option<Explanation>> {
    let page = page(session, id)?;
    let times = Times::from(&page.ticket.record);
    let rules = rules_of(session, page.ticket.policy_version)?;
    Ok(Desk::of(&rules).why(&times, kind, &page.holds, lang).map(|e| e.under(&*rules)))
}

/// The first year, from today to the last open deadline, whose holidays the calendar does not know.
///
/// Deadlines in it are the plain week's: the clock and `doctor` say so.
pub fn uncovered_year(session: &Session) -> Result<Option<i32>> {
    let today = session.as_of();
    let desk = Desk::of(&session.policy);
    let last = tickets::last_due(session.store.conn())?.map_or(today, |t| desk.time.date(t));
    Ok(session.policy.calendar.uncovered(today, last.max(today)))
}
