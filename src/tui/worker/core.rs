//! What every screen needs: the names of small kinds, the counts of the head line, undo.

use super::Done;
use crate::domain::kinds::Role;
use crate::domain::record::Kind;
use crate::domain::sentence::Sentence;
use crate::ops::{Result, Session};
use crate::store::{StoreError, audit, names};

pub use crate::store::names::{Counts, Name, Names};

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// Names of users, regions, channel types and product lines.
    Names,
    /// The counts of the head line.
    Counts,
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Names`].
    Names(Names),
    /// To [`Query::Counts`].
    Counts(Counts),
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    Ok(match query {
        Query::Names => Reply::Names(names::names(&session.store)?),
        Query::Counts => Reply::Counts(names::counts(&session.store, session.now(), session.as_of())?),
    })
}

/// Takes back the actor's last change.
pub(super) fn undo(session: &mut Session) -> Result<Done> {
    session.require(Role::Specialist)?;
    let last = audit::last_of(session.store.conn(), &session.actor.name)?.ok_or(StoreError::NothingToUndo)?;
    // of what was put off the detail names marks, which nobody reads
    let marks = last.label == "change-today";
    let detail = if marks { "" } else { &last.detail };
    session.write(Role::Specialist, "change-undo", detail, |tx| Ok(tx.take_back(last.id)?))?;
    if marks {
        return Ok(Done::say(Sentence::new("done-recalled").with("count", last.detail.split(", ").count())));
    }
    let touched = audit::entries(session.store.conn(), "WHERE a.change_set = ?1 ORDER BY a.id", &[&last.id])?;
    let done = Done::say(Sentence::new("undo-done").with("what", last.detail).with("change", last.label));
    // back to the ticket that it was done to
    Ok(match touched.iter().find(|e| e.kind == Kind::Ticket && e.action == audit::Action::Update) {
        Some(e) => done.select(Kind::Ticket, e.record),
        None => done,
    })
}
