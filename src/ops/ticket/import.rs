//! Tickets that an import brings, with what another desk knows of them: times, state, the pauses of their clocks.
//!
//! Their history is logged as far as the file tells it, and deadlines are computed as if they had been opened here, moved by
//! the pauses, so that they count in the figures as they were. A second import of the same file changes nothing; one of a
//! later file moves on what it tells anew.

use chrono::{DateTime, Utc};

use super::super::{OpError, Result};
use super::act::loosened;
use super::ladder::{Loads, assignee};
use super::open::{Draft, event, parties};
use crate::domain::conflict;
use crate::domain::conflict::corrected::{self, LOWERS, Loosens};
use crate::domain::kinds::{EventKind, Partner, Ticket, TicketEvent, TicketKind, TicketParty, TicketState};
use crate::domain::pauses;
use crate::domain::record::{Expected, Kind, Problem, Row, Stored};
use crate::domain::sla::{ClockKind, Desk, Times};
use crate::domain::worktime::{Hold, Service};
use crate::store::{StoreError, Tx, record, tickets};

/// Completes a ticket that an import brings, before it is written: number, state, clocks, owner.
///
/// `existing` is the record that the row updates. Its times say where it stands if the file does not: closed, resolved,
/// acknowledged or new. Deadlines are computed as if it had been opened here; one that is over escalates at the next
/// [`sweep`](super::sweep), but not one that is done with. One that was worked elsewhere and is not done has none.
///
/// # Errors
/// [`OpError::Invalid`] if its times are not in order; [`OpError::Refused`] if nobody could work on it.
pub fn complete(tx: &Tx<'_>, desk: &Desk<'_>, row: &mut Row, existing: Option<&Row>, loads: &mut Loads) -> Result<()> {
    let mut ticket = row.typed::<Ticket>()?.record;
    let held = pauses::read(&ticket.holds).unwrap_or_default();
    let mut problems = disorder(&ticket, tx.at());
    problems.extend(unpaused(&ticket, &held, tx.at()));
    problems.extend(taken(tx, row.id, &ticket)?);
    if !problems.is_empty() {
        return Err(OpError::Invalid(problems));
    }
    let old = existing.map(Row::typed::<Ticket>).transpose()?.map(|t| t.record);
    // severity is refused by the door already; a history that was brought in may be told better
    if let Some(old) = old.as_ref().filter(|o| !o.brought_in)
        && let Some(wrong @ Loosens::Opening) = corrected::loosens(old, &ticket, LOWERS)
    {
        return Err(OpError::Invalid(vec![loosened(tx.conn(), &ticket, wrong)?]));
    }
    if let Some(old) = old.as_ref().filter(|o| ticket.state == TicketState::New && !is_done(o.state)) {
        // open elsewhere is no step back from how far it is here
        ticket.state = old.state;
    }
    if ticket.number.is_none() {
        ticket.number =
            Some(old.as_ref().and_then(|o| o.number).map_or_else(|| record::next_number(tx.conn(), Kind::Ticket), Ok)?);
    }
    ticket.opened_at.get_or_insert(tx.at());
    let partner = ticket.partner.map(|id| record::get_as::<Partner>(tx.conn(), id)).transpose()?;
    if ticket.owner.is_none() {
        ticket.owner = Some(assignee(tx, &desk.policy.assign, ticket.kind, None, ticket.partner, loads)?.id);
    }
    if old.is_none() {
        let service = desk.service(partner.as_ref().and_then(|p| p.record.tier), ticket.severity);
        ticket.round_the_clock = service == Service::RoundTheClock;
    }
    settle(&mut ticket, &held);
    if let Some(owner) = ticket.owner.filter(|_| old.is_none() && !is_done(ticket.state)) {
        loads.given(owner);
    }
    if ticket.brought_in && !is_done(ticket.state) {
        rest(&mut ticket, desk, &held);
        row.values = Row::new(&ticket).values;
        return Ok(());
    }
    let clocks = |t: &Ticket| (t.opened_at, t.responded_at, t.kind, t.severity, t.holds.clone());
    match &old {
        Some(o) if clocks(o) == clocks(&ticket) && o.resolution_due.is_some() => {
            (ticket.response_due, ticket.resolution_due) = (o.response_due, o.resolution_due);
        }
        Some(o) => {
            let mut all = worked_here(tx, row.id, o)?;
            all.extend(held);
            set_deadlines(&mut ticket, desk, &all);
        }
        None => set_deadlines(&mut ticket, desk, &held),
    }
    row.values = Row::new(&ticket).values;
    Ok(())
}

/// The pauses of an imported ticket that began here: those that the file it came from does not have.
fn worked_here(tx: &Tx<'_>, id: i64, old: &Ticket) -> Result<Vec<Hold>> {
    let events: Vec<TicketEvent> = tickets::history(tx.conn(), id)?.into_iter().map(|(e, _)| e.record).collect();
    let elsewhere = pauses::read(&old.holds).unwrap_or_default();
    let here = |h: &Hold| elsewhere.iter().all(|e| e.from != h.from);
    Ok(conflict::holds(&events).into_iter().filter(here).collect())
}

/// Both deadlines, moved by the pauses that have ended; the first response's by those that began before it.
fn set_deadlines(ticket: &mut Ticket, desk: &Desk<'_>, held: &[Hold]) {
    let times = Times::from(&*ticket);
    let ended: Vec<Hold> = held.iter().copied().filter(|h| h.to.is_some()).collect();
    let before: Vec<Hold> = ended.iter().copied().filter(|h| ticket.responded_at.is_none_or(|t| h.from < t)).collect();
    ticket.response_due = desk.deadline(&times, ClockKind::Response, &before);
    ticket.resolution_due = desk.deadline(&times, ClockKind::Resolution, &ended);
}

/// A ticket that came in with the state that it had elsewhere and is not done starts no clock: what it was answered by counts
/// in the figures as it was, the rest is for whoever takes it up here.
fn rest(ticket: &mut Ticket, desk: &Desk<'_>, held: &[Hold]) {
    set_deadlines(ticket, desk, held);
    ticket.resolution_due = None;
    if ticket.responded_at.is_none() {
        ticket.response_due = None;
    }
}

const fn is_done(state: TicketState) -> bool {
    matches!(state, TicketState::Resolved | TicketState::Closed)
}

/// The state that the times of an imported ticket say, and since when it is on hold.
fn settle(ticket: &mut Ticket, held: &[Hold]) {
    use TicketState as S;
    if ticket.closed_at.is_some() {
        ticket.state = S::Closed;
        ticket.resolved_at = ticket.resolved_at.or(ticket.closed_at);
    } else if ticket.resolved_at.is_some() {
        ticket.state = S::Resolved;
    } else if ticket.responded_at.is_some() && ticket.state == S::New {
        ticket.state = S::Acknowledged;
    }
    // A file may say the state and not the moment: what is done was answered at the latest then.
    if matches!(ticket.state, S::Resolved | S::Closed) {
        ticket.responded_at = ticket.responded_at.or(ticket.resolved_at);
    }
    if is_done(ticket.state) {
        (ticket.held_since, ticket.held_state) = (None, None);
        return;
    }
    // one that lasts still says that it is on hold, whatever the word for its state
    if let Some(open) = held.iter().find(|h| h.to.is_none()) {
        let before = Some(ticket.state).filter(|s| !matches!(s, S::OnHold | S::New));
        ticket.held_state = ticket.held_state.or(before);
        (ticket.state, ticket.held_since) = (S::OnHold, Some(open.from));
    }
    if ticket.state == S::OnHold {
        let ended = held.iter().filter_map(|h| h.to).max();
        let since = ticket.held_since.or(ticket.responded_at).or(ticket.opened_at);
        ticket.held_since = since.max(ended);
        ticket.held_state.get_or_insert(S::Acknowledged);
    } else {
        (ticket.held_since, ticket.held_state) = (None, None);
    }
}

/// What is wrong with the pauses, at their cell.
fn unpaused(ticket: &Ticket, held: &[Hold], now: DateTime<Utc>) -> Option<Problem> {
    let opened = ticket.opened_at?;
    let resolved = ticket.resolved_at.or(ticket.closed_at);
    let (wrong, pause) = pauses::wrong(held, opened, resolved, now)?;
    Some(Problem { field: "holds", value: pauses::text(&pause), expected: Expected::Rule(wrong.key()) })
}

/// Another ticket that has the same number elsewhere.
pub(super) fn taken(tx: &Tx<'_>, id: i64, ticket: &Ticket) -> Result<Option<Problem>> {
    if ticket.external.is_empty() {
        return Ok(None);
    }
    let other = tickets::by_external(tx.conn(), &ticket.external)?.filter(|(other, _)| *other != id);
    Ok(other.map(|(_, number)| Problem {
        field: "external",
        value: ticket.external.clone(),
        expected: Expected::Unique(format!("#{number}")),
    }))
}

fn disorder(ticket: &Ticket, now: DateTime<Utc>) -> Vec<Problem> {
    let text = |t: DateTime<Utc>| t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let (opened, resolved) = (ticket.opened_at, ticket.resolved_at);
    let pairs = [
        ("responded_at", ticket.responded_at, "opened_at", opened),
        ("resolved_at", resolved, "opened_at", opened),
        ("resolved_at", resolved, "responded_at", ticket.responded_at),
        ("closed_at", ticket.closed_at, "resolved_at", resolved.or(opened)),
    ];
    let mut found: Vec<Problem> = pairs
        .into_iter()
        .filter_map(|(field, later, other, earlier)| {
            let (later, earlier) = later.zip(earlier)?;
            (later < earlier).then(|| Problem { field, value: text(later), expected: Expected::NotBefore(other) })
        })
        .collect();
    let moments = [
        ("opened_at", opened),
        ("responded_at", ticket.responded_at),
        ("resolved_at", resolved),
        ("closed_at", ticket.closed_at),
    ];
    for (field, time) in moments {
        if let Some(time) = time.filter(|t| *t > now) {
            found.push(Problem { field, value: text(time), expected: Expected::AtMost(text(now)) });
        }
    }
    let needs = [(TicketState::Resolved, "resolved_at", resolved), (TicketState::Closed, "closed_at", ticket.closed_at)];
    for (state, field, time) in needs {
        if ticket.state == state && time.is_none() && resolved.is_none() {
            found.push(Problem { field, value: String::new(), expected: Expected::Given });
        }
    }
    found
}

/// Logs the history that an imported ticket's times tell, and its partner as a party; once, when it is new.
///
/// # Errors
/// [`StoreError::Missing`] if the ticket is not there.
pub fn log_import(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let ticket = record::get_as::<Ticket>(tx.conn(), id)?;
    if ticket.kind == TicketKind::Diversion || ticket.partner.is_some() {
        let draft = Draft { kind: ticket.kind, partner: ticket.partner, ..Draft::default() };
        for (partner, role) in parties(&draft) {
            tx.add(&TicketParty { ticket: id, partner, role })?;
        }
    }
    if ticket.opened_at.is_none() {
        return Err(StoreError::Missing { kind: Kind::Ticket, key: id.to_string() }.into());
    }
    for (at, kind, actor) in told(&ticket) {
        event(tx, id, at, actor, kind, "")?;
    }
    Ok(())
}

/// What an imported ticket's times tell: when what happened, and who did it if the file says so.
fn told(ticket: &Ticket) -> Vec<(DateTime<Utc>, EventKind, Option<i64>)> {
    let held = pauses::read(&ticket.holds).unwrap_or_default();
    let since = ticket.held_since.filter(|t| held.iter().all(|h| h.from != *t));
    let times = [
        (ticket.opened_at, EventKind::Opened, None),
        (ticket.responded_at, EventKind::Acknowledged, None),
        (since, EventKind::Held, None),
        (ticket.resolved_at, EventKind::Resolved, ticket.resolved_by),
        (ticket.closed_at, EventKind::Closed, None),
    ];
    let mut found: Vec<_> = times.into_iter().filter_map(|(at, kind, actor)| Some((at?, kind, actor))).collect();
    for pause in held {
        found.push((pause.from, EventKind::Held, None));
        found.extend(pause.to.map(|to| (to, EventKind::Resumed, None)));
    }
    // two at one moment: a pause ends before the next begins, and what settles a ticket comes last
    found.sort_by_key(|(at, kind, _)| (*at, !matches!(kind, EventKind::Opened | EventKind::Acknowledged | EventKind::Resumed)));
    found
}

/// Logs what a later file tells anew of a ticket, and takes back what the earlier one told otherwise.
pub fn log_again(tx: &mut Tx<'_>, before: &Row, id: i64) -> Result<()> {
    let (old, new) = (before.typed::<Ticket>()?.record, record::get_as::<Ticket>(tx.conn(), id)?.record);
    if let Some(told) = corrected::corrected(&old, &new)
        && !old.brought_in
    {
        let (at, who) = (tx.at(), record::id_by_code(tx.conn(), Kind::User, tx.actor())?);
        event(tx, id, at, who, EventKind::Corrected, &told)?;
    }
    let (old, new) = (told(&old), told(&new));
    let history = tickets::history(tx.conn(), id)?;
    for (at, kind, actor) in old.iter().filter(|t| !new.contains(t)) {
        // only what the import wrote: nobody said anything to it
        let short =
            |e: &Stored<TicketEvent>| (e.at, e.kind, e.actor) == (*at, *kind, *actor) && e.text.is_empty() && e.detail.is_empty();
        if let Some((e, _)) = history.iter().find(|(e, _)| short(e)) {
            tx.delete(Kind::TicketEvent, e.id, e.version)?;
        }
    }
    let there =
        |(at, kind, _): &(DateTime<Utc>, EventKind, Option<i64>)| history.iter().any(|(e, _)| (e.at, e.kind) == (*at, *kind));
    for fresh in new.iter().filter(|t| !old.contains(t) && !there(t)) {
        event(tx, id, fresh.0, fresh.2, fresh.1, "")?;
    }
    Ok(())
}

/// Brings a ticket in line with events that were imported for it: deadlines moved by its pauses, how often it was reopened,
/// since when it is on hold. Answers what is wrong with them; nothing is changed then.
pub fn replay(tx: &mut Tx<'_>, desk: &Desk<'_>, id: i64) -> Result<Option<Problem>> {
    let mut stored: Stored<Ticket> = record::get_as(tx.conn(), id)?;
    let events: Vec<TicketEvent> = tickets::history(tx.conn(), id)?.into_iter().map(|(e, _)| e.record).collect();
    let held = conflict::holds(&events);
    let problem = |at: DateTime<Utc>, key| {
        let value = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        Some(Problem { field: "at", value, expected: Expected::Rule(key) })
    };
    // a pause ends only where one has begun
    let mut open: Option<EventKind> = None;
    for e in &events {
        match (e.kind, open) {
            (EventKind::Held, Some(EventKind::Held)) => return Ok(problem(e.at, pauses::Wrong::Overlap.key())),
            (EventKind::Held, Some(_)) => return Ok(problem(e.at, pauses::Wrong::Outside.key())),
            (EventKind::Held | EventKind::Resolved, _) => open = Some(e.kind),
            (EventKind::Resumed, Some(EventKind::Held)) | (EventKind::Reopened, Some(_)) => open = None,
            (EventKind::Resumed, _) => return Ok(problem(e.at, "expected-pause-begun")),
            _ => {}
        }
        let outside = stored.opened_at.is_some_and(|t| e.at < t) || e.at > tx.at();
        if outside && matches!(e.kind, EventKind::Held | EventKind::Resumed) {
            return Ok(problem(e.at, pauses::Wrong::Outside.key()));
        }
    }
    let before = stored.record.clone();
    let ticket = &mut stored.record;
    let times = i64::try_from(events.iter().filter(|e| e.kind == EventKind::Reopened).count()).unwrap_or(i64::MAX);
    ticket.reopened = ticket.reopened.max(times);
    if let (TicketState::OnHold, Some(pause)) = (ticket.state, held.iter().find(|h| h.to.is_none())) {
        ticket.held_since = Some(pause.from);
    }
    if ticket.brought_in && !is_done(ticket.state) {
        rest(ticket, desk, &held);
    } else {
        set_deadlines(ticket, desk, &held);
    }
    if stored.record != before {
        tx.save(&stored)?;
    }
    Ok(None)
}
