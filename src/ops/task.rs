//! What a person does with tasks: add, tick, finish, move, skip, assign, and follow up on what was found.

use chrono::NaiveDate;

use super::record::doors::HISTORY;
use super::{OpError, Result, Session, meeting};
use crate::domain::checklist::{Checklist, Mark};
use crate::domain::kinds::{Role, Task, TaskKind, TaskState, User};
use crate::domain::maintenance::Maintenance;
use crate::domain::record::{Expected, Kind, Problem, Row, Stored, Value};
use crate::ops::context::{Context, Source};
use crate::store::{Tx, record, tasks};

/// A task as it was seen: its id, and the version if it was on a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Row id.
    pub id: i64,
    /// The version that was seen; `None` takes it as it is now (the command line, which shows nothing before).
    pub version: Option<i64>,
}

/// What is said when a task is finished.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finish {
    /// What was found; empty keeps what is noted.
    pub findings: String,
    /// The checklist as ticked; `None` leaves it as it is.
    pub checklist: Option<String>,
}

/// Names what a form or a file leaves out of a task: why it is skipped; says when one that is over came to its end. What was over
/// elsewhere comes as it was.
pub(in crate::ops) fn complete(context: &Context<'_>, row: &mut Row, before: Option<&Row>) -> Option<Problem> {
    let open = |row: &Row| row.get("state").text() == Some(TaskState::Open.code());
    let skipped = |row: &Row| row.get("state").text() == Some(TaskState::Skipped.code());
    let elsewhere = before.is_none() && context.source == Source::Import && context.role >= HISTORY;
    match (before.is_none_or(open), open(row)) {
        (true, false) if !elsewhere => row.set("done_at", Value::Int(context.at.timestamp())),
        (false, true) => row.set("done_at", Value::Null),
        _ => {}
    }
    let why = row.get("reason").text().unwrap_or_default();
    let bare = skipped(row) && !before.is_some_and(skipped) && why.trim().is_empty() && !elsewhere;
    bare.then(|| Problem { field: "reason", value: String::new(), expected: Expected::Given })
}

/// Adds a task by hand; answers its id. Without an owner it is the partner's owner's, else the actor's.
///
/// # Errors
/// [`OpError::Invalid`] without a title, [`OpError::Role`], and those of the file.
pub fn add(session: &mut Session, mut task: Task) -> Result<i64> {
    given("title", &task.title)?;
    let me = session.actor.user;
    let detail = task.title.clone();
    session.write(Role::Specialist, "change-task-add", &detail, |tx| {
        if task.owner.is_none() {
            task.owner = owner_of(tx, task.partner)?.or(me);
        }
        Ok(tx.add(&task)?)
    })
}

/// Ticks a line of a checklist, or takes its tick away; answers the new version.
///
/// # Errors
/// [`OpError::Refused`] for a task that is not open, a conflict of versions, [`OpError::Role`].
pub fn tick(session: &mut Session, seen: Seen, line: usize) -> Result<i64> {
    let (mut task, detail) = read(session, seen)?;
    open(&task)?;
    let mut list = Checklist::parse(&task.checklist);
    list.toggle(line);
    task.record.checklist = list.text();
    session.write(Role::Specialist, "change-task-tick", &detail, |tx| Ok(tx.save(&task)?))
}

/// Finishes tasks as one step of undo. What their checklists leave undone goes to the next occurrence, if it is planned
/// already; otherwise the plan takes it over when it makes it.
///
/// # Errors
/// [`OpError::Refused`] for one that is not open, a conflict of versions, [`OpError::Role`]: none is finished then.
pub fn done(session: &mut Session, seen: &[Seen], finish: &Finish) -> Result<()> {
    let (now, today, policy) = (session.now(), session.as_of(), session.policy.clone());
    each(session, seen, "change-task-done", |tx, task| {
        open(task)?;
        task.record.state = TaskState::Done;
        task.record.done_at = Some(now);
        if !finish.findings.trim().is_empty() {
            finish.findings.trim().clone_into(&mut task.record.findings);
        }
        if let Some(list) = &finish.checklist {
            task.record.checklist = Checklist::parse(list).text();
        }
        super::compliance::task_done(tx, task, today)?;
        carry(tx, &policy.maintenance, task)
    })
}

/// Moves open tasks to a day, as one step of undo. An occurrence of the plan keeps its key, so it is not planned again.
///
/// # Errors
/// [`OpError::Refused`] for one that is not open, [`OpError::Invalid`] for a day that is over, a conflict, [`OpError::Role`].
pub fn move_to(session: &mut Session, seen: &[Seen], day: NaiveDate, reason: &str) -> Result<()> {
    let today = session.as_of();
    if day < today {
        return Err(invalid("due_on", &day.to_string(), Expected::AtLeast(today.to_string())));
    }
    each(session, seen, "change-task-move", |_, task| {
        open(task)?;
        task.record.due_on = day;
        if !reason.trim().is_empty() {
            reason.trim().clone_into(&mut task.record.reason);
        }
        Ok(())
    })
}

/// Skips open tasks for a reason, as one step of undo; what their checklists ask goes to the next occurrence.
///
/// # Errors
/// [`OpError::Invalid`] without a reason, [`OpError::Refused`] for one that is not open, a conflict, [`OpError::Role`].
pub fn skip(session: &mut Session, seen: &[Seen], reason: &str) -> Result<()> {
    given("reason", reason)?;
    let (now, policy) = (session.now(), session.policy.clone());
    each(session, seen, "change-task-skip", |tx, task| {
        open(task)?;
        task.record.state = TaskState::Skipped;
        task.record.done_at = Some(now);
        reason.trim().clone_into(&mut task.record.reason);
        carry(tx, &policy.maintenance, task)
    })
}

/// Gives open tasks to a person, as one step of undo.
///
/// # Errors
/// [`OpError::Invalid`] for somebody who may not do them, [`OpError::Refused`] for one that is not open, a conflict,
/// [`OpError::Role`].
pub fn assign(session: &mut Session, seen: &[Seen], owner: i64) -> Result<()> {
    let user: Stored<User> = record::get_as(session.store.conn(), owner)?;
    if !user.active || user.role < Role::Specialist {
        return Err(invalid("owner", &user.name, Expected::Rule("expected-active-user")));
    }
    each(session, seen, "change-task-assign", |_, task| {
        open(task)?;
        task.record.owner = Some(owner);
        Ok(())
    })
}

/// Makes a follow-up task of what was found, for the same partner; answers its id.
///
/// # Errors
/// [`OpError::Invalid`] without a title or for a day that is over, [`OpError::Role`], and those of the file.
pub fn follow_up(session: &mut Session, of: i64, title: &str, due_on: NaiveDate) -> Result<i64> {
    given("title", title)?;
    let today = session.as_of();
    if due_on < today {
        return Err(invalid("due_on", &due_on.to_string(), Expected::AtLeast(today.to_string())));
    }
    let source: Stored<Task> = record::get_as(session.store.conn(), of)?;
    let task = Task {
        partner: source.partner,
        owner: source.owner.or(session.actor.user),
        ticket: source.ticket,
        alert: source.alert,
        meeting: source.meeting,
        ..Task::new(TaskKind::FollowUp, title.trim(), due_on)
    };
    add(session, task)
}

/// A task and what it is called in the history, at the version that was seen.
fn read(session: &Session, seen: Seen) -> Result<(Stored<Task>, String)> {
    let mut task: Stored<Task> = record::get_as(session.store.conn(), seen.id)?;
    task.version = seen.version.unwrap_or(task.version);
    let code = match task.partner {
        Some(partner) => record::code_of(session.store.conn(), Kind::Partner, partner)?,
        None => String::new(),
    };
    let detail = format!("{} {code}", task.title).trim().to_owned();
    Ok((task, detail))
}

/// Does the same to several tasks in one transaction.
fn each(
    session: &mut Session,
    seen: &[Seen],
    label: &str,
    mut f: impl FnMut(&mut Tx<'_>, &mut Stored<Task>) -> Result<()>,
) -> Result<()> {
    let Some(first) = seen.first() else { return Ok(()) };
    let (_, mut detail) = read(session, *first)?;
    if seen.len() > 1 {
        detail = format!("{detail} +{}", seen.len() - 1);
    }
    let by = (session.actor.user, session.actor.role);
    session.write(Role::Specialist, label, &detail, |tx| {
        for s in seen {
            let mut task: Stored<Task> = record::get_as(tx.conn(), s.id)?;
            if s.version.is_some_and(|v| v != task.version) {
                let theirs = Some(Box::new(task.into()));
                return Err(crate::store::StoreError::Conflict { kind: Kind::Task, id: s.id, theirs }.into());
            }
            let before = task.record.clone();
            f(tx, &mut task)?;
            tx.save(&task)?;
            meeting::rules::follow_task(tx, by, &before, &task)?;
        }
        Ok(())
    })
}

/// What the checklist leaves undone goes to the next open occurrence.
fn carry(tx: &mut Tx<'_>, rules: &Maintenance, task: &Stored<Task>) -> Result<()> {
    let left = Checklist::parse(&task.checklist);
    // an action of a meeting is not an occurrence of anything
    let action = task.meeting.is_some() && task.kind != TaskKind::Meeting;
    if task.series.is_empty() || action || left.0.iter().all(|l| l.mark == Mark::Done) {
        return Ok(());
    }
    if let Some(mut next) = tasks::next_open(tx.conn(), &task.series, task.partner, task.due_on)? {
        let mut list = Checklist::parse(&next.checklist);
        list.carry(&left, |line| rules.line(line));
        next.record.checklist = list.text();
        tx.save(&next)?;
    }
    Ok(())
}

fn owner_of(tx: &Tx<'_>, partner: Option<i64>) -> Result<Option<i64>> {
    let Some(partner) = partner else { return Ok(None) };
    Ok(match record::get(tx.conn(), Kind::Partner, partner)?.get("owner") {
        Value::Int(owner) => Some(*owner),
        _ => None,
    })
}

fn open(task: &Stored<Task>) -> Result<()> {
    if task.state == TaskState::Open {
        return Ok(());
    }
    let args = vec![("task", task.title.clone()), ("state", task.state.code().to_owned())];
    Err(OpError::Refused { key: "refused-task-closed", args })
}

fn given(field: &'static str, text: &str) -> Result<()> {
    if text.trim().is_empty() { Err(invalid(field, text, Expected::Given)) } else { Ok(()) }
}

fn invalid(field: &'static str, value: &str, expected: Expected) -> OpError {
    OpError::Invalid(vec![Problem { field, value: value.to_owned(), expected }])
}

#[cfg(test)]
mod tests;
