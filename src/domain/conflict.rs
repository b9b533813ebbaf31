//! What can be done with a ticket, in which state, and what it changes (S5).
//!
//! [`next`] is the state machine: every state and action, the state after it or the reason why not. [`apply`] adds the
//! conditions that depend on more than the state, and answers the changed ticket and the events to be logged.
//! The escalation level is a field of its own: 1 specialist, 2 regional manager, 3 head office, 4 outside arbitration.

mod act;
pub mod corrected;
pub mod stood;

use chrono::{DateTime, Utc};

use super::kinds::{EventKind, Evidence, Severity, Ticket, TicketEvent, TicketState};
use super::record::{Expected, Problem};
use super::sla::{ClockKind, Desk, Phase, Times};
use super::worktime::Hold;

pub use act::{Act, Action, Denied, Refusal};

/// The level of outside arbitration.
pub const ARBITRATION_LEVEL: i64 = 4;
/// The highest level that a breach escalates to by itself: an arbitration is never begun by a clock.
pub const AUTOMATIC_LEVEL: i64 = 3;

/// The state machine: the state after `action` in `state`, or why it can't be.
///
/// A hold goes back to `held`, the state before it.
///
/// # Errors
/// The rule that forbids it.
pub fn next(state: TicketState, held: Option<TicketState>, action: Action) -> Result<TicketState, Refusal> {
    use TicketState as S;
    match (action, state) {
        (Action::Comment, _) => Ok(state),
        (Action::Reopen, S::Resolved | S::Closed) => Ok(S::Reopened),
        (Action::Reopen, _) => Err(Refusal::NotDone),
        (Action::Check, S::Resolved) => Ok(S::Resolved),
        (Action::Close, S::Resolved) => Ok(S::Closed),
        (_, S::Closed) => Err(Refusal::Closed),
        (Action::Check | Action::Close, _) => Err(Refusal::NotResolved),
        (Action::Assign | Action::Evidence, _) => Ok(state),
        (_, S::Resolved) => Err(Refusal::Resolved),
        (Action::Escalate, _) => Ok(state),
        (Action::Resume, S::OnHold) => Ok(held.unwrap_or(S::Acknowledged)),
        (Action::Resume, _) => Err(Refusal::NotOnHold),
        (_, S::OnHold) => Err(Refusal::OnHold),
        (Action::Acknowledge, S::New | S::Reopened) => Ok(S::Acknowledged),
        (Action::Acknowledge, _) => Err(Refusal::AlreadyAcknowledged),
        (Action::Hold, S::New) => Err(Refusal::HoldUnanswered),
        (Action::Hold, _) => Ok(S::OnHold),
        (_, S::New) => Err(Refusal::NotAcknowledged),
        (Action::Investigate, S::Investigating) | (Action::Negotiate, S::Negotiating) | (Action::Arbitrate, S::Arbitration) => {
            Err(Refusal::AlreadyThere)
        }
        (Action::Investigate, _) => Ok(S::Investigating),
        (Action::Negotiate, _) => Ok(S::Negotiating),
        (Action::Arbitrate, S::Negotiating) => Ok(S::Arbitration),
        (Action::Arbitrate, _) => Err(Refusal::NotNegotiating),
        (Action::Resolve, _) => Ok(S::Resolved),
    }
}

/// The actions that the state machine allows, in the order of declaration.
#[must_use]
pub fn possible(state: TicketState, held: Option<TicketState>) -> Vec<Action> {
    Action::ALL.iter().copied().filter(|a| next(state, held, *a).is_ok()).collect()
}

/// What takes a ticket to its next state without words; `None` where it is to be resolved first, or closed.
#[must_use]
pub fn onward(state: TicketState) -> Option<Act> {
    use TicketState as S;
    let note = String::new;
    match state {
        S::New => Some(Act::Acknowledge { note: note() }),
        S::Acknowledged | S::Reopened => Some(Act::Move { to: Action::Investigate, note: note() }),
        S::Investigating => Some(Act::Move { to: Action::Negotiate, note: note() }),
        S::OnHold => Some(Act::Resume { note: note() }),
        S::Resolved => Some(Act::Close { note: note(), satisfaction: None }),
        S::Negotiating | S::Arbitration | S::Closed => None,
    }
}

/// What an act depends on beside the ticket.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub now: DateTime<Utc>,
    /// Who acts; `None`: an account without a user record.
    pub actor: Option<i64>,
    /// Whether a contract of one of the parties has the arbitration clause.
    pub clause: bool,
    /// Working time and goals.
    pub desk: &'a Desk<'a>,
}

/// Does `act` to a ticket: changes it and answers the events to be logged under the ticket's id.
///
/// # Errors
/// The rule that forbids it, or what is missing; the ticket is unchanged then.
pub fn apply(id: i64, ticket: &mut Ticket, act: &Act, context: &Context<'_>) -> Result<Vec<TicketEvent>, Denied> {
    let state = next(ticket.state, ticket.held_state, act.action())?;
    let mut t = ticket.clone();
    let mut events = Events { ticket: id, at: context.now, actor: context.actor, list: Vec::new() };
    match act {
        Act::Acknowledge { note } => {
            t.responded_at.get_or_insert(context.now);
            events.add(EventKind::Acknowledged, "", note);
        }
        Act::Assign { to, name } => {
            t.owner = Some(*to);
            events.add(EventKind::Assigned, name, "");
        }
        Act::Comment { text } => events.add(EventKind::Commented, "", needed("text", text)?),
        Act::Evidence { kind, on, amount, text } => {
            if *kind == Evidence::Amount && amount.is_none() {
                return Err(missing("amount"));
            }
            if *kind != Evidence::Amount {
                needed("text", text)?;
            }
            events.add(EventKind::Evidence, "", text);
            if let Some(e) = events.list.last_mut() {
                (e.evidence, e.evidence_on, e.amount) = (Some(*kind), *on, *amount);
            }
        }
        Act::Hold { reason } => {
            events.add(EventKind::Held, "", needed("text", reason)?);
            (t.held_state, t.held_since) = (Some(t.state), Some(context.now));
        }
        Act::Resume { note } => {
            resume(&mut t, context);
            events.add(EventKind::Resumed, state.code(), note);
        }
        Act::Move { to, note } => {
            if *to == Action::Arbitrate {
                if !context.clause {
                    return Err(Refusal::NoClause.into());
                }
                t.level = ARBITRATION_LEVEL;
            }
            events.add(EventKind::Moved, state.code(), note);
        }
        Act::Escalate { reason } => {
            escalate(&mut t, context)?;
            events.add(EventKind::Escalated, &t.level.to_string(), needed("text", reason)?);
        }
        Act::Resolve { root_cause, resolution, agreed_terms, remedy } => {
            needed("resolution", resolution)?;
            remedy.clone_into(&mut t.remedy);
            t.root_cause = kept(root_cause, &t.root_cause);
            t.resolution = kept(resolution, &t.resolution);
            t.agreed_terms = kept(agreed_terms, &t.agreed_terms);
            (t.resolved_at, t.resolved_by, t.checked_by) = (Some(context.now), context.actor, None);
            events.add(EventKind::Resolved, "", resolution);
        }
        Act::Check { note } => {
            check(&mut t, context.actor)?;
            events.add(EventKind::Checked, "", note);
        }
        Act::Close { note, .. } => {
            closable(&t)?;
            t.closed_at = Some(context.now);
            events.add(EventKind::Closed, "", note);
        }
        Act::Reopen { reason } => {
            events.add(EventKind::Reopened, "", needed("text", reason)?);
            reopen(&mut t, context);
        }
    }
    t.state = state;
    *ticket = t;
    Ok(events.list)
}

/// Moves the deadlines by the time on hold.
fn resume(t: &mut Ticket, context: &Context<'_>) {
    let times = Times::from(&*t);
    let Some(since) = t.held_since.take() else { return };
    t.held_state = None;
    let moved = |kind, due: DateTime<Utc>| context.desk.moved(&times, kind, due, (since, context.now));
    t.resolution_due = t.resolution_due.map(|due| moved(ClockKind::Resolution, due));
    if t.responded_at.is_none() {
        t.response_due = t.response_due.map(|due| moved(ClockKind::Response, due));
    }
}

/// The clock of the resolution goes on with what was left when it was resolved.
fn reopen(t: &mut Ticket, context: &Context<'_>) {
    let times = Times::from(&*t);
    if let Some((resolved, due)) = t.resolved_at.zip(t.resolution_due) {
        t.resolution_due = Some(context.desk.moved(&times, ClockKind::Resolution, due, (resolved, context.now)));
    }
    t.reopened += 1;
    (t.resolved_at, t.closed_at) = (None, None);
    (t.resolved_by, t.checked_by) = (None, None);
}

fn escalate(t: &mut Ticket, context: &Context<'_>) -> Result<(), Refusal> {
    if t.level >= ARBITRATION_LEVEL {
        return Err(Refusal::TopLevel);
    }
    if t.level + 1 == ARBITRATION_LEVEL && !context.clause {
        return Err(Refusal::NoClause);
    }
    t.level += 1;
    Ok(())
}

fn check(t: &mut Ticket, actor: Option<i64>) -> Result<(), Refusal> {
    let actor = actor.ok_or(Refusal::Unregistered)?;
    if t.checked_by.is_some() {
        return Err(Refusal::AlreadyChecked);
    }
    if t.resolved_by == Some(actor) {
        return Err(Refusal::OwnResolution);
    }
    t.checked_by = Some(actor);
    Ok(())
}

/// Whether a ticket is closed only after somebody other than who resolved it has checked it.
#[must_use]
pub const fn needs_check(severity: Severity) -> bool {
    matches!(severity, Severity::S1 | Severity::S2)
}

fn closable(t: &Ticket) -> Result<(), Denied> {
    let texts = [("root_cause", &t.root_cause), ("resolution", &t.resolution), ("agreed_terms", &t.agreed_terms)];
    let problems: Vec<Problem> = texts.iter().filter(|(_, text)| text.trim().is_empty()).map(|(f, _)| given(f)).collect();
    if !problems.is_empty() {
        return Err(Denied::Incomplete(problems));
    }
    if needs_check(t.severity) && t.checked_by.is_none() {
        return Err(Refusal::Unchecked.into());
    }
    Ok(())
}

/// The clocks of an open ticket that are breached and have not escalated it yet: each does so once.
#[must_use]
pub fn overdue(ticket: &Ticket, now: DateTime<Utc>, desk: &Desk<'_>) -> Vec<(ClockKind, DateTime<Utc>)> {
    if matches!(ticket.state, TicketState::Resolved | TicketState::Closed) {
        return Vec::new();
    }
    let times = Times::from(ticket);
    let breached = |kind: ClockKind| {
        let clock = desk.clock(&times, kind, now).filter(|c| ticket.breaches & kind.bit() == 0 && c.phase == Phase::Breached);
        clock.map(|c| (kind, c.due))
    };
    ClockKind::ALL.into_iter().filter_map(breached).collect()
}

/// Escalates a ticket by a clock that was breached at a moment, one level up to head office; answers the event to be logged.
pub fn escalate_by_clock(id: i64, ticket: &mut Ticket, (clock, at): (ClockKind, DateTime<Utc>)) -> TicketEvent {
    ticket.breaches |= clock.bit();
    let rises = ticket.level < AUTOMATIC_LEVEL;
    if rises {
        ticket.level += 1;
    }
    // a breach at the top of the ladder is logged as well, without a level
    let level = if rises { ticket.level.to_string() } else { String::new() };
    let mut events = Events { ticket: id, at, actor: None, list: Vec::new() };
    // The text is the clock's code: i18n says it in the reader's language.
    events.add(EventKind::Escalated, &level, clock.code());
    events.list.remove(0)
}

/// The pauses of the resolution's clock in a ticket's history, oldest first: holds, and the time it counted as resolved.
#[must_use]
pub fn holds(events: &[TicketEvent]) -> Vec<Hold> {
    let mut list = Vec::new();
    let mut since: Option<DateTime<Utc>> = None;
    for e in events {
        match e.kind {
            EventKind::Held | EventKind::Resolved => {
                since.get_or_insert(e.at);
            }
            EventKind::Resumed | EventKind::Reopened => {
                list.extend(since.take().map(|from| Hold { from, to: Some(e.at) }));
            }
            _ => {}
        }
    }
    list.extend(since.map(|from| Hold { from, to: None }));
    list
}

struct Events {
    ticket: i64,
    at: DateTime<Utc>,
    actor: Option<i64>,
    list: Vec<TicketEvent>,
}

impl Events {
    fn add(&mut self, kind: EventKind, detail: &str, text: &str) {
        let (detail, text) = (detail.to_owned(), text.trim().to_owned());
        self.list.push(TicketEvent { detail, text, ..TicketEvent::new(self.ticket, self.at, self.actor, kind) });
    }
}

fn given(field: &'static str) -> Problem {
    Problem { field, value: String::new(), expected: Expected::Given }
}

fn missing(field: &'static str) -> Denied {
    Denied::Incomplete(vec![given(field)])
}

fn needed<'t>(field: &'static str, text: &'t str) -> Result<&'t str, Denied> {
    if text.trim().is_empty() { Err(missing(field)) } else { Ok(text) }
}

fn kept(new: &str, old: &str) -> String {
    if new.trim().is_empty() { old.to_owned() } else { new.trim().to_owned() }
}

#[cfg(test)]
mod tests;
