//! What the overlay of joint meetings asks, and does.

use chrono::NaiveDate;

use super::Done;
use crate::domain::record::Kind;
use crate::domain::sentence::{Sentence, Speak as _};
use crate::ops::meeting::{self, Held};
use crate::ops::{OpError, Result, Session};
use crate::store::StoreError;

pub use crate::domain::meeting::{Entry, Page, held_day};
pub use crate::ops::meeting::Line;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// Every meeting.
    List,
    /// One in full.
    Page(i64),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::List`].
    List(Vec<Line>),
    /// To [`Query::Page`]; `None`: it is gone.
    Page(Option<Box<Page>>),
}

/// What is done.
#[derive(Clone, Debug)]
pub enum Op {
    /// Builds the agenda again.
    Agenda(i64),
    /// Takes an item, at the version that was seen, off the agenda of a meeting.
    Remove(i64, i64),
    /// Holds a meeting.
    Hold {
        id: i64,
        /// The version that was looked at.
        seen: i64,
        /// On which day it was.
        on: NaiveDate,
    },
    /// Cancels a meeting.
    Cancel {
        id: i64,
        /// The version that was looked at.
        seen: i64,
        /// Why.
        reason: String,
    },
}

pub(super) fn answer(session: &Session, query: &Query) -> Result<Reply> {
    Ok(match query {
        Query::List => Reply::List(meeting::list(session, None, None)?),
        Query::Page(id) => match meeting::page(session, *id) {
            Ok(page) => Reply::Page(Some(Box::new(page))),
            Err(OpError::Store(StoreError::Missing { .. })) => Reply::Page(None),
            Err(e) => return Err(e),
        },
    })
}

pub(super) fn act(session: &mut Session, op: &Op) -> Result<Done> {
    Ok(match op {
        Op::Agenda(id) => {
            let built = meeting::agenda(session, *id)?;
            let said = Sentence::new("meeting-built").with("items", built.items).with("added", built.added);
            Done::say(said.with("removed", built.removed)).select(Kind::Meeting, *id)
        }
        Op::Remove(item, seen) => {
            meeting::remove(session, *item, Some(*seen))?;
            Done::say(Sentence::new("meeting-item-removed"))
        }
        Op::Hold { id, seen, on } => {
            let outcome = meeting::hold(session, *id, Some(*seen), &Held { on: *on, minutes: None })?;
            // what could not be carried out is what somebody has to know; the first stands for all
            let said = match outcome.refused.first() {
                Some(first) => {
                    let why = first.why.sentence();
                    let said = Sentence::new("meeting-held-refused").with("count", outcome.refused.len());
                    let mut said = said.with("position", first.position).with("ticket", first.ticket).with("because", why.key);
                    said.args.extend(why.args);
                    said
                }
                None => Sentence::new("meeting-held")
                    .with("number", outcome.number)
                    .with("noted", outcome.noted)
                    .with("raised", outcome.raised)
                    .with("tasks", outcome.tasks)
                    .with("left", outcome.left),
            };
            Done::say(said).select(Kind::Meeting, *id)
        }
        Op::Cancel { id, seen, reason } => {
            meeting::cancel(session, *id, Some(*seen), reason)?;
            let page = meeting::page(session, *id)?;
            Done::say(Sentence::new("meeting-cancelled").with("number", page.number())).select(Kind::Meeting, *id)
        }
    })
}
