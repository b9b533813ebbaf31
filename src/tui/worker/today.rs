//! What the tab asks of the database and does to it.

use chrono::{DateTime, NaiveDate, Utc};

use super::Done;
use crate::domain::conflict::Act;
use crate::domain::explain::Explanation;
use crate::domain::kinds::{ApprovalAct, Ticket, TicketState};
use crate::domain::record::{Kind, Lang, Row, Stored};
use crate::domain::sentence::Sentence;
use crate::domain::sla::ClockKind;
use crate::domain::today::Item;
use crate::ops::task::{self, Finish};
use crate::ops::{OpError, Result, Session, alert, approval, contract, ticket, today};
use crate::store::{StoreError, record};

pub use crate::ops::approval::{
    Change as ApprovalChange, Event as ApprovalEvent, Page as ApprovalPage, Seen, Shown as ApprovalShown,
};
pub use crate::ops::standby::Cover;
pub use crate::ops::today::{Detail, Queue, Reach};
pub use crate::store::today::Card;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    Queue(Reach),
    /// What stands beside an item.
    Detail(Box<Item>),
    /// Why a ticket's deadline is when it is.
    Why(i64, ClockKind, Lang),
    /// Where a warning comes from.
    WhyAlert(i64, Lang),
    /// The form that resolves a ticket.
    Resolve(i64),
    /// The form of the contract that follows one.
    Renew(i64),
    /// The form of a screening.
    Screening(i64),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Queue`].
    Queue(Reach, Box<Queue>),
    /// To [`Query::Detail`].
    Detail(Box<Detail>),
    /// To [`Query::Why`] and [`Query::WhyAlert`].
    Why(Option<Box<Explanation>>),
    /// To [`Query::Resolve`]: the record with the state that is asked for.
    Resolve(Row),
    /// To [`Query::Renew`] and [`Query::Screening`].
    Form(Row),
}

/// What is done.
#[derive(Clone, Debug)]
pub enum Op {
    /// Puts items off.
    Snooze(Vec<String>, DateTime<Utc>),
    /// Takes items off for the rest of the day.
    Done(Vec<String>),
    /// Brings back everything that was put off.
    Recall,
    /// Finishes tasks, with what was found.
    Finish(Vec<(i64, i64)>, String),
    /// Gives tasks to somebody.
    AssignTasks(Vec<(i64, i64)>, i64),
    /// Gives an alert to somebody.
    AssignAlert((i64, i64), i64),
    /// Does something with a ticket.
    Ticket(i64, i64, Act),
    /// Acknowledges an alert.
    Acknowledge(i64, i64),
    /// Makes a task of an alert.
    AlertTask((i64, i64), String, NaiveDate),
    /// Opens a ticket for an alert.
    AlertTicket(i64, String, Lang),
    /// Puts an alert off until a day, for everybody.
    AlertSnooze(i64, NaiveDate),
    /// Does something with an approval, in these words.
    Approval(Seen, ApprovalAct, String),
    /// Approves several.
    Approve(Vec<Seen>),
    /// Makes a task of a task's finding.
    FollowUp(i64, String, NaiveDate),
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    Ok(match query {
        Query::Queue(reach) => {
            session.warnings_aside()?;
            Reply::Queue(*reach, Box::new(today::queue(session, *reach)?))
        }
        Query::Detail(item) => match today::detail(session, item) {
            // gone since: the next queue will not have it
            Err(OpError::Store(StoreError::Missing { .. })) => {
                Reply::Detail(Box::new(Detail { key: item.key.clone(), ..Detail::default() }))
            }
            found => Reply::Detail(Box::new(found?)),
        },
        Query::Why(id, clock, lang) => Reply::Why(ticket::why(session, *id, *clock, *lang)?.map(Box::new)),
        Query::WhyAlert(id, lang) => Reply::Why(Some(Box::new(alert::explain(session, *id, *lang)?))),
        Query::Resolve(id) => {
            let mut ticket: Stored<Ticket> = record::get_as(session.store.conn(), *id)?;
            ticket.record.state = TicketState::Resolved;
            Reply::Resolve(ticket.into())
        }
        Query::Renew(id) => Reply::Form(contract::renewal_form(session, *id)?),
        Query::Screening(id) => Reply::Form(record::get(session.store.conn(), Kind::Screening, *id)?),
    })
}

/// A warning as it was on the screen.
fn warned((id, version): (i64, i64)) -> alert::Seen {
    alert::Seen { id, version: Some(version) }
}

pub(super) fn act(session: &mut Session, op: &Op) -> Result<Done> {
    let seen = |tasks: &[(i64, i64)]| tasks.iter().map(|(id, v)| task::Seen { id: *id, version: Some(*v) }).collect::<Vec<_>>();
    Ok(match op {
        Op::Snooze(keys, until) => {
            today::snooze(session, keys, *until)?;
            Done::say(Sentence::new("done-snoozed").with("count", keys.len()))
        }
        Op::Done(keys) => {
            today::done(session, keys)?;
            Done::say(Sentence::new("done-off").with("count", keys.len()))
        }
        Op::Recall => Done::say(Sentence::new("done-recalled").with("count", today::recall_all(session)?)),
        Op::Finish(tasks, findings) => {
            task::done(session, &seen(tasks), &Finish { findings: findings.clone(), checklist: None })?;
            Done::say(Sentence::new("done-tasks").with("count", tasks.len()))
        }
        Op::AssignTasks(tasks, user) => {
            task::assign(session, &seen(tasks), *user)?;
            Done::say(Sentence::new("done-assigned").with("count", tasks.len()))
        }
        Op::AssignAlert(seen, user) => {
            alert::assign(session, &[warned(*seen)], *user)?;
            Done::say(Sentence::new("done-alert-assigned"))
        }
        Op::Ticket(id, version, act) => {
            let done = ticket::act(session, *id, Some(*version), act)?;
            let said = Sentence::new("done-ticket-act").with("number", done.number).with("action", act.action().code());
            Done::say(done.warning().unwrap_or(said))
        }
        Op::Acknowledge(id, version) => {
            alert::acknowledge(session, &[warned((*id, *version))], "")?;
            Done::say(Sentence::new("done-acknowledged"))
        }
        Op::AlertTask(alert, title, due_on) => {
            let id = alert::to_task(session, warned(*alert), title, *due_on)?;
            Done::say(Sentence::new("done-task-made")).select(Kind::Task, id)
        }
        Op::AlertTicket(id, title, lang) => {
            let (ticket, number) = alert::to_ticket(session, *id, title, *lang)?;
            Done::say(Sentence::new("done-alert-ticket").with("number", number)).select(Kind::Ticket, ticket)
        }
        Op::AlertSnooze(id, until) => {
            alert::snooze(session, &[alert::Seen { id: *id, version: None }], *until, "")?;
            Done::say(Sentence::new("done-alert-snoozed").with("day", until))
        }
        Op::Approval(seen, act, text) => Done::say(approval::act(session, *seen, *act, text)?.said(*act)),
        Op::Approve(many) => Done::say(approval::approve_many(session, many, "")?.said),
        Op::FollowUp(of, title, due_on) => {
            let id = task::follow_up(session, *of, title, *due_on)?;
            Done::say(Sentence::new("done-task-made")).select(Kind::Task, id)
        }
    })
}
