//! What the page of the organisation's policy asks and does.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Done;
use crate::domain::kinds::Decision;
use crate::domain::record::Lang;
use crate::i18n;
use crate::ops::policy::impact;
use crate::ops::rules::{self, Terms, Wish};
use crate::ops::{Result, Session};
use crate::report::Block;

pub use crate::domain::policy::Differs;
pub use crate::ops::rules::Origin;

/// Most rows of a table of what would change.
const ROWS: usize = 200;

/// A version of the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub number: i64,
    /// First day; `None`: from the beginning, or not decided yet.
    pub from: Option<NaiveDate>,
    /// How far its approval is.
    pub state: Decision,
    /// Whether it rules today.
    pub in_force: bool,
    /// Whether a step of its approval was decided by who asked, because nobody else could.
    pub alone: bool,
    /// Who asked for it; empty: the program.
    pub by: String,
    /// Whether it was made from another; the first was not.
    pub base: bool,
    title: String,
    /// Why.
    pub reason: String,
}

impl Version {
    /// What it changes, in one line.
    #[must_use]
    pub fn title(&self, lang: Lang) -> String {
        i18n::title_of_version(lang, &self.title)
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// What another value would change.
    Try {
        /// The key.
        path: String,
        value: String,
    },
    /// What the rules that an approval asks for would change.
    Approval(i64),
    /// Where each value comes from that is not as it was in the beginning.
    Origins,
    /// Every version, the newest first.
    Versions,
    /// What a version changes of the one that it was made from.
    Changes(i64),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Try`].
    Tried {
        /// The key.
        path: String,
        value: String,
        /// What would change.
        blocks: Vec<Block>,
    },
    /// To [`Query::Approval`], with its id; nothing for one that is decided or about something else.
    Approval(i64, Vec<Block>),
    /// To [`Query::Origins`], by key.
    Origins(HashMap<String, Origin>),
    /// To [`Query::Versions`].
    Versions(Vec<Version>),
    /// To [`Query::Changes`], with the version's number.
    Changes(i64, Vec<Differs>),
}

/// What is done.
#[derive(Clone, Debug)]
pub enum Op {
    /// Another value is asked for.
    Propose {
        /// The key.
        path: String,
        value: String,
        /// Why.
        reason: String,
        /// First day; `None`: from the decision on.
        from: Option<NaiveDate>,
    },
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    Ok(match query {
        Query::Try { path, value } => {
            let other = session.policy.with(path, value)?;
            let blocks = impact::blocks(&impact::impact(session, &other)?, ROWS);
            Reply::Tried { path: path.clone(), value: value.clone(), blocks }
        }
        Query::Approval(id) => {
            let found = impact::of_approval(session, *id)?;
            Reply::Approval(*id, found.map(|impact| impact::blocks(&impact, ROWS)).unwrap_or_default())
        }
        Query::Origins => {
            // what a file says otherwise is of no version
            let tried = session.policy.number == 0;
            let mut origins = rules::origins(session, None)?;
            if tried {
                let ruling = rules::listed(session, None)?;
                origins.retain(|key, _| ruling.iter().any(|k| k.key == *key && k.in_force.as_ref() == Some(&k.value)));
            }
            Reply::Origins(origins)
        }
        Query::Versions => Reply::Versions(rules::history(session)?.into_iter().map(version).collect()),
        Query::Changes(number) => {
            let conn = session.store.conn();
            let version = rules::version(conn, *number)?;
            // the first one is no change of anything
            let changes = if version.base.is_some() { rules::changes_of(conn, &version, session.as_of())? } else { Vec::new() };
            Reply::Changes(*number, changes)
        }
    })
}

fn version(line: rules::Line) -> Version {
    let v = line.version.record;
    Version {
        number: v.number.unwrap_or(line.version.id),
        from: v.from_day,
        state: v.state,
        in_force: line.in_force,
        alone: line.approval.as_ref().is_some_and(|a| a.alone),
        by: line.by.unwrap_or_default(),
        base: v.base.is_some(),
        title: v.title,
        reason: v.reason,
    }
}

pub(super) fn act(session: &mut Session, op: &Op) -> Result<Done> {
    let Op::Propose { path, value, reason, from } = op;
    let done = rules::propose(session, Wish::Value(path, value), &Terms { reason: reason.clone(), from: *from })?;
    Ok(Done::say(done.asked.said(&format!("{path} > {value}"))))
}
