//! Who does something, when, under which numbers: what every rule is told.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::Session;
use crate::domain::kinds::Role;
use crate::domain::policy::Policy;
use crate::domain::record::{Expected, Problem};

/// How a record comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A person at a form, or `qudao edit`.
    Person,
    /// A file.
    Import,
}

/// Who writes, when, under which numbers.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The user; `None`: not registered, or the program.
    pub user: Option<i64>,
    /// What they may do.
    pub role: Role,
    /// Now.
    pub at: DateTime<Utc>,
    /// The day of the figures.
    pub as_of: NaiveDate,
    /// The numbers.
    pub policy: &'a Policy,
    /// How the record comes in.
    pub source: Source,
    /// Why, in the words of who writes; empty: they said nothing.
    pub reason: &'a str,
}

impl<'a> Context<'a> {
    /// That of a session; `policy` is a copy of the session's, so that the session is free to write.
    #[must_use]
    pub fn of(session: &Session, policy: &'a Policy, source: Source) -> Self {
        let (user, role) = (session.actor.user, session.actor.role);
        Self { user, role, at: session.now(), as_of: session.as_of(), policy, source, reason: "" }
    }

    /// A day on which nothing can have been done yet, of a record that says when it was.
    #[must_use]
    pub fn not_yet(&self, on: NaiveDate) -> Option<Problem> {
        let expected = Expected::AtMost(self.as_of.to_string());
        (on > self.as_of).then(|| Problem { field: "on", value: on.to_string(), expected })
    }

    /// As somebody who asks for approvals.
    #[must_use]
    pub fn by(&self) -> By<'a> {
        By { user: self.user, at: self.at, day: self.as_of, policy: self.policy, why: self.reason }
    }
}

/// Who asks or decides, when, under which numbers.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The user; `None`: the program.
    pub user: Option<i64>,
    /// Now.
    pub at: DateTime<Utc>,
    /// The day, where the organisation is.
    pub day: NaiveDate,
    /// The numbers.
    pub policy: &'a Policy,
    /// Why, of what does not say so itself; empty: they said nothing.
    pub why: &'a str,
}

impl By<'_> {
    /// When what begins now should be done.
    pub(in crate::ops) fn due(&self) -> DateTime<Utc> {
        self.at + Duration::hours(self.policy.approvals.hours)
    }
}
