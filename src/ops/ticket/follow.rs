//! What follows when a ticket is resolved or closed, in the same transaction: the remedy's tasks and its violation, the check
//! of the effect. Each once, however often the ticket is reopened.

use super::super::record::put;
use super::super::{OpError, Result};
use crate::domain::conflict::Act;
use crate::domain::kinds::{Occasion, Satisfaction, Task, TaskState, Ticket, TicketEvent, Violation, ViolationKind};
use crate::domain::policy::Policy;
use crate::domain::record::{Expected, Problem, Row, Stored, Value};
use crate::domain::remedy::EFFECT;
use crate::domain::violation;
use crate::ops::context::Context;
use crate::ops::record::rules;
use crate::store::{Tx, record, tickets};

/// Refuses a remedy that there is not, or not for this kind of ticket, before anything is written.
pub(super) fn known(policy: &Policy, ticket: &Ticket, act: &Act) -> Result<()> {
    let Act::Resolve { remedy, .. } = act else { return Ok(()) };
    let playbooks = policy.playbooks();
    if remedy.is_empty() || playbooks.get(remedy).is_some_and(|r| r.kinds.contains(&ticket.kind)) {
        return Ok(());
    }
    let codes = playbooks.of(ticket.kind, None).into_iter().map(|r| r.code.clone()).collect();
    Err(OpError::Invalid(vec![Problem { field: "remedy", value: remedy.clone(), expected: Expected::OneOf(codes) }]))
}

/// Writes what follows an act that was done; answers what is wrong with the violation that its remedy would have recorded.
pub(super) fn follow(tx: &mut Tx<'_>, by: &Context<'_>, id: i64, act: &Act) -> Result<Option<Problem>> {
    match act {
        Act::Resolve { remedy, .. } if !remedy.is_empty() => {
            let playbooks = by.policy.playbooks();
            let Some(remedy) = playbooks.get(remedy) else { return Ok(None) };
            let ticket: Stored<Ticket> = record::get_as(tx.conn(), id)?;
            let there = of_series(tx, id, &remedy.series())?;
            for task in remedy.tasks(id, &ticket, by.as_of) {
                if !there.iter().any(|t| t.period == task.period) {
                    tx.add(&on_a_workday(by, task))?;
                }
            }
            remedy.violation.map_or(Ok(None), |kind| record_violation(tx, by, id, &ticket, kind))
        }
        Act::Close { satisfaction, .. } => {
            if let Some(score) = satisfaction {
                answered(tx, by, id, *score)?;
            }
            if by.policy.desk.effect_check_days > 0 {
                check_of_effect(tx, by, id)?;
            }
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// Writes down how content who reported it is; said again, as after a ticket was opened once more on the same day, the later counts.
fn answered(tx: &mut Tx<'_>, by: &Context<'_>, id: i64, score: i64) -> Result<()> {
    let Some(partner) = record::get_as::<Ticket>(tx.conn(), id)?.partner else {
        return Err(OpError::Refused { key: "refused-satisfaction-nobody", args: Vec::new() });
    };
    let (occasion, respondent, comment) = (Occasion::Ticket, String::new(), String::new());
    let answer = Satisfaction { partner, on: by.as_of, occasion, ticket: Some(id), respondent, score, comment };
    let mut row = Row::new(&answer);
    let key: Vec<&Value> = row.kind.def().key.iter().map(|name| row.get(name)).collect();
    match record::by_key(tx.conn(), row.kind, &key)? {
        Some(mut there) => {
            there.set("score", Value::Int(score));
            tx.update(&there)?;
        }
        None => put(tx, by, &mut row, None).map(|_| ())?,
    }
    Ok(())
}

/// The task that checks the effect: one that is still open, from before the ticket was reopened, is only moved.
fn check_of_effect(tx: &mut Tx<'_>, by: &Context<'_>, id: i64) -> Result<()> {
    let ticket: Stored<Ticket> = record::get_as(tx.conn(), id)?;
    let days = by.policy.desk.effect_check_days;
    let task = on_a_workday(by, by.policy.playbooks().check_of_effect(id, &ticket, by.as_of, days));
    match of_series(tx, id, EFFECT)?.into_iter().find(|t| t.state == TaskState::Open) {
        Some(mut open) => {
            open.record.due_on = task.due_on;
            tx.save(&open)?;
        }
        None => {
            tx.add(&task)?;
        }
    }
    Ok(())
}

/// The tasks of a series that follow a ticket.
fn of_series(tx: &Tx<'_>, ticket: i64, series: &str) -> Result<Vec<Stored<Task>>> {
    Ok(record::query_as(tx.conn(), "WHERE ticket = ?1 AND series = ?2 ORDER BY id", &[&ticket, &series])?)
}

/// Nobody looks at a market on a holiday.
fn on_a_workday(by: &Context<'_>, mut task: Task) -> Task {
    task.due_on = by.policy.calendar.on_or_after(task.due_on);
    task
}

/// Records what the respondent did, which asks for its approval; once for a ticket. Answers what is wrong with it, if it
/// could not be recorded.
fn record_violation(tx: &mut Tx<'_>, by: &Context<'_>, id: i64, ticket: &Ticket, kind: ViolationKind) -> Result<Option<Problem>> {
    let parties = tickets::parties(tx.conn(), id)?;
    let history: Vec<TicketEvent> = tickets::history(tx.conn(), id)?.into_iter().map(|(e, _)| e.record).collect();
    let parties = parties.iter().map(|p| (p.partner, p.role));
    let zone = by.policy.organisation.zone;
    let Some(found) = violation::of_ticket((id, ticket), parties, &history, (by.as_of, zone)) else { return Ok(None) };
    let recorded =
        record::query_as::<Violation>(tx.conn(), "WHERE ticket = ?1 AND partner = ?2 LIMIT 1", &[&id, &found.partner])?;
    if !recorded.is_empty() {
        return Ok(None);
    }
    let mut row = Row::new(&Violation { kind, ..found });
    // the ticket is resolved nevertheless: whoever did it is told, and records the violation by hand
    let wrong = rules::complete(tx, by, &mut row, None)?.into_iter().next();
    if wrong.is_none() {
        put(tx, by, &mut row, None)?;
    }
    Ok(wrong)
}

#[cfg(test)]
mod tests;
