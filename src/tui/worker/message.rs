//! What the screens and the worker tell each other: what is asked and done, what is answered.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::{
    calendar, conflicts, core, document, form, health, knowledge, kpis, list, meetings, partners, policy, tiers, today, trace,
};
use crate::domain::kinds::Role;
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Problem, Row};
use crate::domain::sentence::{Sentence, Speak as _};
use crate::ops::{Clock, OpError};
use crate::store::StoreError;

/// What a screen asks: one variant a tab.
#[derive(Clone, Debug)]
pub enum Query {
    /// What every screen needs: names and counts.
    Core(core::Query),
    /// Forms and pickers.
    Form(form::Query),
    /// Lists of any kind.
    List(list::Query),
    /// The knowledge base.
    Knowledge(knowledge::Query),
    /// Codes and prices.
    Trace(trace::Query),
    /// The week's slippers.
    Health(health::Query),
    /// Documents that commands print.
    Document(document::Query),
    /// Joint meetings.
    Meetings(meetings::Query),
    /// The organisation's policy.
    Policy(policy::Query),
    Today(today::Query),
    Partners(partners::Query),
    Tiers(tiers::Query),
    Conflicts(conflicts::Query),
    Calendar(calendar::Query),
    Kpis(kpis::Query),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// What every screen needs.
    Core(core::Reply),
    /// Forms and pickers.
    Form(form::Reply),
    /// Lists of any kind.
    List(list::Reply),
    /// The knowledge base.
    Knowledge(knowledge::Reply),
    /// Codes and prices.
    Trace(trace::Reply),
    /// The week's slippers.
    Health(health::Reply),
    /// Documents that commands print.
    Document(document::Reply),
    /// Joint meetings.
    Meetings(meetings::Reply),
    /// The organisation's policy.
    Policy(policy::Reply),
    Today(today::Reply),
    Partners(partners::Reply),
    Tiers(tiers::Reply),
    Conflicts(conflicts::Reply),
    Calendar(calendar::Reply),
    Kpis(kpis::Reply),
}

/// What a person does.
#[derive(Clone, Debug)]
pub enum Op {
    /// Takes back the last own change.
    Undo,
    /// Does the change again that was taken back last.
    Redo,
    /// Saves a form's record.
    Form(form::Op),
    /// Tickets for codes and prices.
    Trace(trace::Op),
    /// The week's slippers.
    Health(health::Op),
    /// Joint meetings.
    Meetings(meetings::Op),
    /// The organisation's policy.
    Policy(policy::Op),
    Today(today::Op),
    Partners(partners::Op),
    Tiers(tiers::Op),
    Conflicts(conflicts::Op),
    Calendar(calendar::Op),
    Kpis(kpis::Op),
}

impl Query {
    /// Questions of one lane overtake each other.
    #[must_use]
    pub fn lane(&self) -> u64 {
        fn of<T>(value: &T) -> u64 {
            let mut hasher = DefaultHasher::new();
            std::mem::discriminant(value).hash(&mut hasher);
            hasher.finish()
        }
        let inner = match self {
            Self::Core(q) => of(q),
            Self::Form(q) => of(q),
            Self::List(q) => of(q),
            Self::Knowledge(q) => of(q),
            Self::Trace(q) => of(q),
            Self::Health(q) => of(q),
            Self::Document(q) => of(q),
            Self::Meetings(q) => of(q),
            Self::Policy(q) => of(q),
            Self::Today(q) => of(q),
            // sections are asked for side by side
            Self::Partners(q @ partners::Query::Section(_, section)) => of(q) ^ of(section).rotate_left(7),
            Self::Partners(q) => of(q),
            Self::Tiers(q) => of(q),
            Self::Conflicts(q) => of(q),
            Self::Calendar(q) => of(q),
            Self::Kpis(q) => of(q),
        };
        of(self).rotate_left(17) ^ inner
    }
}

/// What was done, for the message line.
#[derive(Clone, Debug, PartialEq)]
pub struct Done {
    /// What to say.
    pub said: Sentence,
    /// What to select afterwards.
    pub select: Option<(Kind, i64)>,
    /// What became of tickets that something was done with from the desk.
    pub acted: Option<Box<conflicts::Acted>>,
}

impl Done {
    /// With these words.
    #[must_use]
    pub fn say(said: Sentence) -> Self {
        Self { said, select: None, acted: None }
    }

    /// And this record selected.
    #[must_use]
    pub fn select(mut self, kind: Kind, id: i64) -> Self {
        self.select = Some((kind, id));
        self
    }
}

/// Why something was not answered or done.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// What to say.
    pub said: Sentence,
    /// What a form can do about it.
    pub why: Why,
}

/// What a form can do about a trouble.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// Values are not as expected: say it at the fields.
    Invalid(Vec<Problem>),
    /// Somebody was first; the record as it is now: show both.
    Conflict {
        kind: Kind,
        /// Which record.
        id: i64,
        /// As it is now; `None` if it is gone.
        theirs: Option<Box<Row>>,
    },
    /// It looks like a partner that is there: id, code and name; to be saved again where that is meant.
    Alike(i64, String, String),
    /// Another process holds the file: try again.
    Busy,
    /// Nothing but say it.
    Other,
}

impl From<OpError> for Trouble {
    fn from(e: OpError) -> Self {
        let said = e.sentence();
        let why = match e {
            OpError::Invalid(problems) => Why::Invalid(problems),
            OpError::Alike(other) => Why::Alike(other.id, other.code, other.name),
            OpError::Store(StoreError::Conflict { kind, id, theirs }) => Why::Conflict { kind, id, theirs },
            OpError::Store(StoreError::Busy(_)) => Why::Busy,
            _ => Why::Other,
        };
        Self { said, why }
    }
}

/// What the worker tells the runtime.
#[derive(Debug)]
pub enum Report {
    /// The answer of a query, with its lane.
    Answered(u64, Box<Reply>),
    /// A query failed.
    Unanswered(u64, Trouble),
    /// A query was given up for a newer one.
    Overtaken,
    /// An operation was done.
    Done(Done),
    /// An operation was not done; nothing was written.
    NotDone(Op, Trouble),
    /// Something failed that nobody had asked for: it is told once, and stands in the log.
    Failed(Sentence),
    /// Another process has written.
    Changed,
    /// Who is at the keys may do other things than before.
    Role(Role),
    /// Other rules are in force, or the database lives on another day.
    Renewed(Arc<Policy>, Clock),
    /// Something else stands in the head of every screen ([`crate::ops::Session::head`]).
    Head(Vec<Sentence>),
}
