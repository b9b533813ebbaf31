//! What forms and pickers ask: a record, the records that match what is typed; and saving.

use super::Done;
use crate::domain::explain::Explanation;
use crate::domain::kinds::Role;
use crate::domain::record::{Kind, Row};
use crate::domain::sentence::{Sentence, Speak as _};
use crate::ops::record::Doubles;
use crate::ops::{OpError, Result, Session, record};

pub use crate::ops::record::aside::has as has_aside;
pub use crate::store::find::Item;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// A record, to be edited.
    Read(Kind, i64),
    /// The records that match what is typed, best first.
    Find {
        kind: Kind,
        /// What is typed.
        text: String,
        /// At most so many.
        limit: usize,
    },
    /// Code and name of these records.
    Label(Vec<(Kind, i64)>),
    /// What the rules make of a record as it is typed so far.
    Aside(Row),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Read`].
    Row(Row),
    /// To [`Query::Find`]: the text that was asked for, and what matches it.
    Found(String, Vec<Item>),
    /// To [`Query::Label`].
    Labels(Vec<(Kind, Item)>),
    /// To [`Query::Aside`].
    Aside(Option<Box<Explanation>>),
}

/// What is done.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Writes a record; references that were typed and not picked are looked up first.
    Save {
        /// The record as it is to be.
        row: Row,
        /// Fields that hold a reference given as text.
        typed: Vec<(&'static str, String)>,
        /// Also a partner that looks like another one.
        anyway: bool,
    },
}

/// Why somebody is not shown a form of a kind: they could not save it.
#[must_use]
pub fn barred(kind: Kind, has: Role, user: &str) -> Option<Sentence> {
    let needs = record::needs(kind);
    (has < needs).then(|| OpError::Role { needs, has, user: user.to_owned() }.sentence())
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    use crate::store::{find, record as rows};
    let conn = session.store.conn();
    Ok(match query {
        Query::Read(kind, id) => Reply::Row(rows::get(conn, *kind, *id)?),
        Query::Find { kind, text, limit } => Reply::Found(text.clone(), find::find(&session.store, *kind, text, *limit)?),
        Query::Aside(row) => Reply::Aside(record::aside::aside(session, row)?.map(Box::new)),
        Query::Label(wanted) => {
            let mut labels = Vec::new();
            for (kind, id) in wanted {
                labels.extend(find::label(&session.store, *kind, *id)?.map(|item| (*kind, item)));
            }
            Reply::Labels(labels)
        }
    })
}

pub(super) fn act(session: &mut Session, op: &Op) -> Result<Done> {
    let Op::Save { row, typed, anyway } = op;
    let saved = record::save_with(session, row.clone(), typed, if *anyway { Doubles::Known } else { Doubles::Asked })?;
    Ok(Done::say(saved.said).select(saved.kind, saved.id))
}
