//! What every screen needs: the names of small kinds, the counts of the head line, steps back and forward.

use super::Done;
use crate::domain::record::Kind;
use crate::domain::sentence::Sentence;
use crate::ops::{Result, Session, admin};
use crate::store::audit::{self, ChangeSet};
use crate::store::{names, today};

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

/// Takes back the actor's last change, or does the last one again that they took back.
pub(super) fn step(session: &mut Session, forward: bool) -> Result<Done> {
    let (set, passed) = if forward {
        let done = admin::redo(session)?;
        (done.set, done.passed)
    } else {
        (admin::undo(session, None)?, Vec::new())
    };
    let conn = session.store.conn();
    let key = match (forward, passed.is_empty()) {
        (false, _) => "undo-done",
        (true, true) => "redo-done",
        (true, false) => "redo-done-passed",
    };
    let done = Sentence::new(key).with("what", what(session, &set)?).with("change", set.label);
    let passed: Vec<String> = passed.into_iter().map(|set| set.detail).collect();
    let done = Done::say(if passed.is_empty() { done } else { done.with("passed", passed.join(", ")) });
    let touched = audit::entries(conn, "WHERE a.change_set = ?1 ORDER BY a.id", &[&set.id])?;
    // back to the ticket that it was done to
    Ok(match touched.iter().find(|e| e.kind == Kind::Ticket && e.action == audit::Action::Update) {
        Some(e) => done.select(Kind::Ticket, e.record),
        None => done,
    })
}

/// What a change was done to; of marks in Today, whose names nobody reads, how many there were.
fn what(session: &Session, set: &ChangeSet) -> Result<String> {
    let marks = today::marked(session.store.conn(), set.id)?;
    Ok(if marks == 0 { set.detail.clone() } else { marks.to_string() })
}
