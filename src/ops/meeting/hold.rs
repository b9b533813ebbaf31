//! A meeting is held or cancelled, and what follows: outcomes on the tickets, actions as tasks, the next meeting.

use chrono::NaiveDate;

use super::super::{OpError, Result, Session, access, ticket};
use super::{named, open, rules};
use crate::domain::checklist::Checklist;
use crate::domain::conflict::{Act, Action};
use crate::domain::kinds::{
    EventKind, Meeting, MeetingDecision, MeetingItem, MeetingState, Role, Task, TaskKind, TaskState, Ticket, TicketEvent,
};
use crate::domain::meeting::{self, Noted, Other};
use crate::domain::record::{Expected, Kind, Problem, Row, Stored};
use crate::ops::context::{Context, Source};
use crate::store::{StoreError, Tx, meetings, record};

/// How a meeting was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// On which day.
    pub on: NaiveDate,
    /// What was said beside the items; `None` keeps what is written down.
    pub minutes: Option<String>,
}

/// An outcome that a rule of the desk forbids.
#[derive(Debug)]
pub struct Refused {
    /// Place on the agenda.
    pub position: i64,
    /// The ticket's number.
    pub ticket: i64,
    /// What was decided.
    pub decision: MeetingDecision,
    /// Why not.
    pub why: OpError,
}

/// What came of a meeting.
#[derive(Debug)]
pub struct Outcome {
    pub number: i64,
    /// Outcomes written on tickets.
    pub noted: usize,
    /// Tickets that were escalated or went to arbitration.
    pub raised: usize,
    /// Tasks that were made of actions.
    pub tasks: usize,
    /// Items without a decision, which the next meeting takes up.
    pub left: usize,
    /// What the desk's rules forbade; the rest was done.
    pub refused: Vec<Refused>,
    /// The next meeting.
    pub next: Option<Other>,
}

/// Holds a meeting as one step of undo: its outcomes are written on the tickets, its actions become tasks, tickets are escalated
/// where it decided so and the desk's rules allow it, what has no decision is left for the next meeting, which is planned.
///
/// `seen` is the version that the person looked at; `None` takes it as it is.
///
/// # Errors
/// [`OpError::Refused`] if it was held before, a conflict of versions, [`OpError::Invalid`] for a day to come or an action for
/// nobody, [`OpError::Role`] for less than a manager of its region; nothing is written then.
pub fn hold(session: &mut Session, id: i64, seen: Option<i64>, held: &Held) -> Result<Outcome> {
    session.require(Role::Manager)?;
    let today = session.as_of();
    if held.on > today {
        return Err(invalid("held_on", held.on.to_string(), Expected::AtMost(today.to_string())));
    }
    let detail = named(&record::get_as(session.store.conn(), id)?);
    let policy = session.policy.clone();
    let context = Context::of(session, &policy, Source::Person);
    session.write(Role::Manager, "change-meeting-hold", &detail, |tx| within(tx, &context, (id, seen), held))
}

/// The same as part of a change.
pub(in crate::ops) fn within(
    tx: &mut Tx<'_>,
    context: &Context<'_>,
    (id, seen): (i64, Option<i64>),
    held: &Held,
) -> Result<Outcome> {
    let mut meeting = read(tx, context, id, seen)?;
    let number = meeting.number.unwrap_or(id);
    let mut out = Outcome { number, noted: 0, raised: 0, tasks: 0, left: 0, refused: Vec::new(), next: None };
    for item in meetings::items(tx.conn(), id)? {
        outcome(tx, context, (&meeting, held.on), item, &mut out)?;
    }
    finish_task(tx, context, id)?;
    let next = plan_next(tx, context, &meeting, held.on)?;
    out.next = next.as_ref().map(|n| Other { id: n.id, number: n.number.unwrap_or(n.id), on: n.planned_on });
    meeting.record.next = next.map(|n| n.id);
    (meeting.record.state, meeting.record.held_on) = (MeetingState::Held, Some(held.on));
    if let Some(minutes) = &held.minutes {
        minutes.trim().clone_into(&mut meeting.record.minutes);
    }
    tx.save(&meeting)?;
    Ok(out)
}

/// The meeting, planned still and as it was seen, for somebody who may.
fn read(tx: &Tx<'_>, context: &Context<'_>, id: i64, seen: Option<i64>) -> Result<Stored<Meeting>> {
    let meeting: Stored<Meeting> = record::get_as(tx.conn(), id)?;
    access::meets(tx.conn(), (context.user, context.role), meeting.region)?;
    open(&meeting)?;
    if seen.is_some_and(|v| v != meeting.version) {
        return Err(StoreError::Conflict { kind: Kind::Meeting, id, theirs: Some(Box::new(Row::from(meeting))) }.into());
    }
    Ok(meeting)
}

/// Writes down what came of an item.
fn outcome(
    tx: &mut Tx<'_>,
    context: &Context<'_>,
    (meeting, on): (&Stored<Meeting>, NaiveDate),
    mut item: Stored<MeetingItem>,
    out: &mut Outcome,
) -> Result<()> {
    let number = meeting.number.unwrap_or(meeting.id);
    for noted in meeting::noted(&item.actions) {
        let task = action(tx, context, (meeting, on), &item, noted)?;
        tx.add(&task)?;
        out.tasks += 1;
    }
    let said = item.decision.is_some() || !item.discussion.trim().is_empty();
    let decision = item.decision.unwrap_or(MeetingDecision::Deferred);
    if item.decision.is_none() {
        item.record.decision = Some(decision);
        tx.save(&item)?;
        out.left += 1;
    }
    let Some(ticket) = item.ticket.filter(|_| said) else { return Ok(()) };
    let text = item.discussion.trim().to_owned();
    let event = TicketEvent::new(ticket, context.at, context.user, EventKind::Meeting);
    tx.add(&TicketEvent { detail: format!("#{number} {}", decision.code()), text: text.clone(), ..event })?;
    out.noted += 1;
    let reason = if text.is_empty() { named(meeting) } else { text };
    let act = match decision {
        MeetingDecision::Escalate => Act::Escalate { reason },
        MeetingDecision::Arbitration => Act::Move { to: Action::Arbitrate, note: reason },
        MeetingDecision::Settled | MeetingDecision::Talks | MeetingDecision::Deferred => return Ok(()),
    };
    // a refused one wrote nothing: the rule is asked before the first write
    match ticket::act::within(tx, context, ticket, &act) {
        Ok(_) => out.raised += 1,
        Err(why @ (OpError::Refused { .. } | OpError::Invalid(_))) => {
            let stored: Stored<Ticket> = record::get_as(tx.conn(), ticket)?;
            let position = item.position.unwrap_or_default();
            out.refused.push(Refused { position, ticket: stored.number.unwrap_or(ticket), decision, why });
        }
        Err(e) => return Err(e),
    }
    Ok(())
}

/// An action as a task: for whom it names, else who works on the ticket, else the chair.
fn action(
    tx: &Tx<'_>,
    context: &Context<'_>,
    (meeting, on): (&Stored<Meeting>, NaiveDate),
    item: &MeetingItem,
    noted: Noted,
) -> Result<Task> {
    let ticket = item.ticket.map(|t| record::get_as::<Ticket>(tx.conn(), t)).transpose()?;
    let owner = match &noted.who {
        Some(who) => Some(
            meetings::worker(tx.conn(), who)?
                .ok_or_else(|| invalid("actions", format!("@{who}"), Expected::Rule("expected-active-user")))?,
        ),
        None => ticket.as_ref().and_then(|t| t.owner).or(meeting.chair).or(context.user),
    };
    let calendar = &context.policy.calendar;
    let due_on = noted.due.unwrap_or_else(|| calendar.add_workdays(on, context.policy.meeting.action_days));
    let (series, period) = rules::action_key(tx, meeting.id)?;
    Ok(Task {
        partner: ticket.as_ref().and_then(|t| t.partner),
        owner,
        ticket: item.ticket,
        meeting: Some(meeting.id),
        series,
        period,
        ..Task::new(TaskKind::FollowUp, noted.title, due_on)
    })
}

/// The meeting's own task is done, with all that belongs to it.
fn finish_task(tx: &mut Tx<'_>, context: &Context<'_>, id: i64) -> Result<()> {
    let Some(mut task) = meetings::own_task(tx.conn(), id)?.filter(|t| t.state == TaskState::Open) else { return Ok(()) };
    let mut list = Checklist::parse(&task.checklist);
    list.finish();
    task.record.checklist = list.text();
    (task.record.state, task.record.done_at) = (TaskState::Done, Some(context.at));
    tx.save(&task)?;
    Ok(())
}

/// The meeting of the next period: the one that is planned, else a new one like this.
fn plan_next(
    tx: &mut Tx<'_>,
    context: &Context<'_>,
    meeting: &Stored<Meeting>,
    on: NaiveDate,
) -> Result<Option<Stored<Meeting>>> {
    let Some((day, period)) = meeting::next(&context.policy.calendar, meeting, on) else { return Ok(None) };
    let series = if meeting.series.is_empty() {
        let region = meeting.region.map(|r| meetings::region_code(tx.conn(), r)).transpose()?;
        meeting::occurrence(&context.policy.maintenance, meeting.rhythm, region.as_deref(), day).map_or_else(String::new, |o| o.0)
    } else {
        meeting.series.clone()
    };
    if let Some(there) = meetings::of_period(tx.conn(), &series, &period)? {
        return Ok(Some(there));
    }
    let next = Meeting {
        number: None,
        planned_on: day,
        held_on: None,
        minutes: String::new(),
        state: MeetingState::Planned,
        next: None,
        series,
        period,
        ..meeting.record.clone()
    };
    let id = tx.add(&next)?;
    let stored: Stored<Meeting> = record::get_as(tx.conn(), id)?;
    rules::put_task(tx, context.policy, &stored)?;
    Ok(Some(stored))
}

/// Cancels a planned meeting for a reason, with its task, as one step of undo.
///
/// # Errors
/// [`OpError::Invalid`] without a reason, [`OpError::Refused`] if it is over, a conflict of versions, [`OpError::Role`] for less
/// than a manager of its region.
pub fn cancel(session: &mut Session, id: i64, seen: Option<i64>, reason: &str) -> Result<()> {
    session.require(Role::Manager)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(invalid("reason", String::new(), Expected::Given));
    }
    let detail = named(&record::get_as(session.store.conn(), id)?);
    let policy = session.policy.clone();
    let context = Context::of(session, &policy, Source::Person);
    session.write(Role::Manager, "change-meeting-cancel", &detail, |tx| {
        let mut meeting = read(tx, &context, id, seen)?;
        meeting.record.state = MeetingState::Cancelled;
        reason.clone_into(&mut meeting.record.reason);
        tx.save(&meeting)?;
        if let Some(mut task) = meetings::own_task(tx.conn(), id)?.filter(|t| t.state == TaskState::Open) {
            (task.record.state, task.record.done_at) = (TaskState::Skipped, Some(context.at));
            reason.clone_into(&mut task.record.reason);
            tx.save(&task)?;
        }
        Ok(())
    })
}

fn invalid(field: &'static str, value: String, expected: Expected) -> OpError {
    OpError::Invalid(vec![Problem { field, value, expected }])
}
