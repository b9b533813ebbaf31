//! What the page of the week's slippers asks, and does.

use chrono::NaiveDate;

use super::Done;
use crate::domain::explain::Explanation;
use crate::domain::record::{Kind, Lang};
use crate::domain::sentence::Sentence;
use crate::ops::health::{self, Of, Wish};
use crate::ops::{Result, Session, alert, figures};

pub use crate::ops::alert::Seen;
pub use crate::ops::health::Report;
pub use crate::ops::today::Reach;
pub use crate::store::health::Line;

/// Partners that it shows: the first of those that slip, and of those that are warned about.
const SHOWN: i64 = 200;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// The week, of these partners.
    Report(Reach),
    /// Where a partner's health comes from.
    Why(i64),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Report`].
    Report(Reach, Box<Report>),
    /// To [`Query::Why`].
    Why(Box<Explanation>),
}

/// What is done.
#[derive(Clone, Debug)]
pub enum Op {
    /// Takes note of warnings, for this reason.
    Acknowledge(Vec<Seen>, String),
    /// Puts warnings off until a day.
    Snooze(Vec<Seen>, NaiveDate),
    /// Gives warnings to somebody.
    Assign(Vec<Seen>, i64),
    /// Makes a task of a warning.
    Task(Seen, String, NaiveDate),
    /// Opens a ticket for a warning.
    Ticket(i64, String, Lang),
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    Ok(match query {
        Query::Report(reach) => {
            let wish = Wish { week: None, whose: Of::Reach(*reach) };
            Reply::Report(*reach, Box::new(health::report(session, &wish, Some(SHOWN))?))
        }
        Query::Why(partner) => Reply::Why(Box::new(figures::explain_health(session, *partner)?)),
    })
}

pub(super) fn act(session: &mut Session, op: &Op) -> Result<Done> {
    Ok(match op {
        Op::Acknowledge(seen, reason) => {
            alert::acknowledge(session, seen, reason)?;
            Done::say(Sentence::new("done-acknowledged"))
        }
        Op::Snooze(seen, until) => {
            alert::snooze(session, seen, *until, "")?;
            Done::say(Sentence::new("done-alert-snoozed").with("day", until))
        }
        Op::Assign(seen, to) => {
            alert::assign(session, seen, *to)?;
            Done::say(Sentence::new("done-alert-assigned"))
        }
        Op::Task(seen, title, due) => {
            let id = alert::to_task(session, *seen, title, *due)?;
            Done::say(Sentence::new("done-task-made")).select(Kind::Task, id)
        }
        Op::Ticket(id, title, lang) => {
            let (ticket, number) = alert::to_ticket(session, *id, title, *lang)?;
            Done::say(Sentence::new("done-alert-ticket").with("number", number)).select(Kind::Ticket, ticket)
        }
    })
}
