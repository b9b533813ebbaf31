//! DOES. One function for each thing a person can do, and for each question a screen asks.
//!
//! Every one has the same shape: check the role, read, let the domain decide, write with the version check, audit,
//! in one transaction ([`Session::write`]). The command line and the screen both call it, so a rule exists once.

pub mod access;
pub mod admin;
pub mod alert;
pub mod approval;
pub mod clock;
pub mod close;
pub mod closings;
pub mod compliance;
pub mod context;
pub mod contract;
pub mod credit;
pub mod demo;
pub mod deposit;
pub mod doctor;
pub mod documents;
pub mod drill;
pub mod expense;
pub mod export;
#[cfg(test)]
mod extremes;
pub mod figures;
pub mod gateway;
pub mod health;
pub mod import;
mod industry;
pub mod knowledge;
pub mod kpi;
pub mod list;
pub mod meeting;
#[cfg(test)]
mod office;
pub mod partner;
pub mod plan;
pub mod policy;
pub mod recipe;
pub mod record;
pub mod refer;
pub(in crate::ops) mod region;
pub mod restore;
pub mod rules;
pub mod satisfaction;
pub mod schema;
pub mod screening;
pub mod setup;
mod shared;
pub mod standby;
mod target;
pub mod task;
pub mod ticket;
pub mod tier;
pub mod today;
pub mod violation;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

pub use clock::Clock;

use crate::domain::duplicate::Alike;
use crate::domain::explain::Words;
use crate::domain::kinds::Role;
use crate::domain::policy::{Policy, PolicyError};
use crate::domain::record::{Kind, Problem};
use crate::domain::sentence::{Sentence, Speak};
use crate::exchange::outfile::{FileRefusal, Files, Reach};
use crate::exchange::value::Style;
use crate::store::gateways::Gateway;
use crate::store::shadow::Facts;
use crate::store::{Change, Store, StoreError, Summed, Tx, backup};

/// Who writes what the program does by itself.
pub const PROGRAM: &str = "qudao";

/// Why something a person asked for was not done.
#[derive(Debug, thiserror::Error)]
pub enum OpError {
    /// The file, or somebody was first ([`StoreError::Conflict`]).
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was given is not right: every problem, by field. Nothing was written.
    #[error("{} value(s) are not as expected", .0.len())]
    Invalid(Vec<Problem>),
    /// It looks like a partner that is there, and may be written all the same.
    #[error("looks like the partner `{}`", .0.code)]
    Alike(Box<Alike>),
    /// Not with this role.
    #[error("refused: this needs the role `{}`, `{user}` is `{}`", .needs.code(), .has.code())]
    Role {
        /// The least role that may.
        needs: Role,
        /// The role of the user.
        has: Role,
        user: String,
    },
    /// A rule forbids it: a message key of the locale files, and what it is about.
    #[error("refused: {key}")]
    Refused {
        /// Message key, `refused-...`.
        key: &'static str,
        /// Arguments of the message.
        args: Vec<(&'static str, String)>,
    },
    /// There is no record that is called so, but some whose names are near.
    #[error("there is no {} `{key}`", .kind.def().label.en)]
    Unknown {
        kind: Kind,
        /// What was given.
        key: String,
        /// What may be meant.
        near: Vec<String>,
    },
    /// A file is not to be made or seen.
    #[error(transparent)]
    File(#[from] FileRefusal),
    /// A policy can't be read or used.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

impl OpError {
    /// The same of a file, where it does not say of which.
    #[must_use]
    pub fn at(self, file: &std::path::Path) -> Self {
        match self {
            Self::Store(e) => Self::Store(e.at(file)),
            e => e,
        }
    }
}

impl Summed for OpError {
    fn summed_at(self, place: impl FnOnce() -> String) -> Self {
        if let Self::Store(e) = self { Self::Store(e.summed_at(place)) } else { self }
    }
}

impl From<crate::domain::record::BadValue> for OpError {
    fn from(e: crate::domain::record::BadValue) -> Self {
        Self::Store(e.into())
    }
}

impl OpError {
    /// Whether it is not for who asked, or not now, whatever they had typed.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Role { .. } | Self::Alike(_) => true,
            // what lacks a word, or would change nothing, is asked for wrongly: nobody's right is in question
            Self::Refused { key, .. } => !key.starts_with("usage-"),
            Self::Invalid(problems) => !problems.is_empty() && problems.iter().all(|p| p.expected.is_refusal()),
            Self::Store(_) | Self::Policy(_) | Self::File(_) | Self::Unknown { .. } => false,
        }
    }
}

impl Speak for OpError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Store(e) => e.sentence(),
            Self::Invalid(problems) if self.is_refusal() => Sentence::new("error-refused-values").with("count", problems.len()),
            Self::Invalid(problems) => Sentence::new("error-invalid").with("count", problems.len()),
            Self::Role { needs, has, user } => {
                let said = Sentence::new("error-role").with("needs", needs.code()).with("code", needs.code());
                said.with("has", has.code()).with("user", user)
            }
            Self::Alike(other) => Sentence::new("refused-alike")
                .with("of", &other.code)
                .with("name", &other.name)
                .with("common", other.common.code()),
            Self::Refused { key, args } => Sentence { key, args: args.clone() },
            Self::Unknown { kind, key, near } => {
                let said = Sentence::new("error-missing-near").with("kind", kind.def().name).with("key", key);
                said.with("near", near.join(", "))
            }
            Self::File(e) => e.sentence(),
            Self::Policy(e) => e.sentence(),
        }
    }

    fn problems(&self) -> &[Problem] {
        if let Self::Invalid(problems) = self { problems } else { &[] }
    }
}

/// What an operation answers.
pub type Result<T> = std::result::Result<T, OpError>;

/// Who acts.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// Account name.
    pub name: String,
    /// The user record; `None` if the account is not registered.
    pub user: Option<i64>,
    /// What they may do.
    pub role: Role,
}

/// Why a session computes for itself and writes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aside {
    /// It looks what this policy file, laid over the rules in force, would give (`--policy`).
    Policy(PathBuf),
    /// The database can't be written: it is only looked at.
    ReadOnly(PathBuf),
    /// The version of the rules that should decide can't be used: an earlier one is looked through.
    Rules {
        number: i64,
        /// What is wrong with it.
        wrong: PolicyError,
    },
    /// It looks at another day than the database's today (`--as-of`).
    Day {
        /// The day that it looks at.
        as_of: NaiveDate,
        /// The database's.
        today: NaiveDate,
    },
    /// It looks at another moment of today than now, where the organisation is (`--as-of`).
    Moment(NaiveDateTime),
}

/// How a moment that is only looked at is said.
const MINUTE: &str = "%Y-%m-%d %H:%M";

impl Aside {
    /// The refusal of a write: why, and what to try.
    #[must_use]
    pub fn refusal(&self) -> OpError {
        let (key, args) = match self {
            Self::Policy(file) => ("refused-aside-policy", vec![("path", file.display().to_string())]),
            Self::ReadOnly(file) => ("refused-aside-read-only", vec![("path", file.display().to_string())]),
            Self::Day { as_of, today } => ("refused-aside-day", vec![("as-of", as_of.to_string()), ("today", today.to_string())]),
            Self::Rules { number, .. } => ("refused-aside-rules", vec![("number", number.to_string())]),
            Self::Moment(at) => ("refused-aside-moment", vec![("as-of", at.format(MINUTE).to_string())]),
        };
        OpError::Refused { key, args }
    }

    /// What stands in the head of every screen and document.
    #[must_use]
    pub fn said(&self) -> Sentence {
        match self {
            Self::Policy(file) => Sentence::new("aside-policy").with("path", file.display()),
            Self::ReadOnly(file) => Sentence::new("aside-read-only").with("path", file.display()),
            Self::Day { as_of, today } => Sentence::new("aside-day").with("as-of", as_of).with("today", today),
            Self::Rules { number, wrong } => wrong.of_version("aside-rules", *number),
            Self::Moment(at) => Sentence::new("aside-moment").with("as-of", at.format(MINUTE)),
        }
    }
}

/// One person at work on one database.
#[derive(Debug)]
pub struct Session {
    /// The database.
    pub store: Store,
    /// Who.
    pub actor: Actor,
    /// When.
    pub clock: Clock,
    /// Under which numbers.
    pub policy: Arc<Policy>,
    /// Which files it may see and make.
    pub reach: Reach,
    /// The gateway through which the person came in, if they did.
    pub gateway: Option<Gateway>,
    /// Why it writes nothing; `None`: it may write.
    pub aside: Option<Aside>,
    /// Why else it would write nothing.
    also: Vec<Aside>,
}

impl Session {
    /// How values are written here, and which days names of periods mean.
    pub fn style(&self) -> Result<Style> {
        Ok(Style { names: closings::names(self)?, ..Style::of(&self.policy.organisation) })
    }

    /// Somebody at work, who came in as themselves.
    #[must_use]
    pub fn new(store: Store, actor: Actor, clock: Clock, policy: Arc<Policy>) -> Self {
        Self { store, actor, clock, policy, reach: Reach::Anywhere, gateway: None, aside: None, also: Vec::new() }
    }

    /// The same person's work on another database, or on another connection to the same; it may write.
    #[must_use]
    pub fn beside(&self, store: Store) -> Self {
        Self {
            store,
            actor: self.actor.clone(),
            clock: self.clock,
            policy: self.policy.clone(),
            reach: self.reach.clone(),
            gateway: self.gateway.clone(),
            aside: None,
            also: Vec::new(),
        }
    }

    /// Every reason for which it writes nothing, the first before all.
    pub fn asides(&self) -> impl Iterator<Item = &Aside> {
        self.aside.iter().chain(&self.also)
    }

    /// It writes nothing for these reasons; for none of them: it may write.
    fn set_asides(&mut self, all: impl IntoIterator<Item = Aside>) {
        let mut all = all.into_iter();
        (self.aside, self.also) = (all.next(), all.collect());
    }

    /// What stands in the head of every screen and document beside the usual: why nothing is written, the database's own clock,
    /// and of which day the figures are where that is over.
    #[must_use]
    pub fn head(&self) -> Vec<Sentence> {
        let own = self.own_day().map(|day| Sentence::new("head-clock").with("day", day));
        let behind = self.store.behind().map(|day| Sentence::new("figures-behind").with("day", day));
        self.asides().map(Aside::said).chain(own).chain(behind).collect()
    }

    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A document as of the session's day.
    pub(in crate::ops) fn document(&self, schema: &'static str) -> crate::report::Document {
        crate::report::Document::new(schema).head("as_of", Words::key("report-as-of"), self.as_of())
    }

    /// The day, in the organisation's zone, as of which figures are computed.
    #[must_use]
    pub fn as_of(&self) -> NaiveDate {
        self.now().with_timezone(&self.policy.organisation.zone).date_naive()
    }

    /// The files that it may see and make: every file of a person is opened by it.
    #[must_use]
    pub fn files(&self) -> Files {
        let files = Files::new(self.store.path(), self.reach.clone());
        match &self.gateway {
            Some(_) => files.of_person(&self.actor.name, self.actor.role == Role::Admin),
            None => files,
        }
    }

    /// Does what a look brings up to date on its way, if it can be written at once: a look never waits. `None`: somebody else
    /// is writing, or nothing can be written now.
    ///
    /// # Errors
    /// Those of `f` that are not about the lock or the disk.
    pub fn if_free<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<Option<T>> {
        self.store.wait_for_others(false)?;
        let done = f(self);
        self.store.wait_for_others(true)?;
        match done {
            Err(OpError::Store(StoreError::Busy(_) | StoreError::ReadOnly(_))) => Ok(None),
            done => done.map(Some),
        }
    }

    /// The same where nothing is written: what is, goes to a shadow of the database, with the tables of these kinds
    /// ([`crate::store::shadow`]). It waits for nobody.
    pub fn in_shadow(&self, kinds: Vec<Kind>, facts: Facts) -> Result<Self> {
        Ok(self.beside(self.store.shadow(kinds, facts)?))
    }

    /// The same at a private copy of the database as it is now, which is gone with it: whatever is done there, nobody waits for.
    ///
    /// For what a shadow can't show: several steps of which each builds on what those before it wrote, facts and their sums
    /// among it. Where nothing is written, nothing is on the copy, so that it refuses what would be refused.
    ///
    /// # Errors
    /// Those of the file: there may be no room for it.
    pub fn on_a_copy(&self) -> Result<Self> {
        let copy = self.beside(backup::private_copy(&self.store)?);
        Ok(Self { aside: self.aside.clone(), also: self.also.clone(), ..copy })
    }

    /// Refuses where nothing is written ([`Aside`]).
    ///
    /// # Errors
    /// [`OpError::Refused`], with what to try.
    pub fn writes(&self) -> Result<()> {
        self.aside.as_ref().map_or(Ok(()), |aside| Err(aside.refusal()))
    }

    /// Checks the role ([`access`] says which act needs which), then does one action in one transaction: the only way to write.
    ///
    /// What the person may do is read again inside the transaction: whoever was demoted, switched off or is no longer let in
    /// through their gateway writes nothing any more, however long their form was open.
    ///
    /// `label` is a message key (`change-...`) of what is done, `detail` what it is done to; the history shows them.
    /// What was decided under rules that others have changed meanwhile is not written.
    ///
    /// # Errors
    /// [`OpError::Role`], a session that writes nothing, those of `f`, and those of the file.
    pub fn write<T>(&mut self, needs: Role, label: &str, detail: &str, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.require(needs)?;
        self.writes()?;
        let (number, day) = (self.policy.number, self.as_of());
        let change = Change { actor: &self.actor.name, at: self.clock.now(), label, detail, rules: number };
        let (actor, gateway) = (&self.actor, self.gateway.as_ref());
        let written = self.store.write(&change, |tx| {
            access::still(tx.conn(), actor, gateway)?;
            rules::still(tx.conn(), number, day)?;
            f(tx)
        });
        if let Err(OpError::Refused { key: access::CHANGED, .. }) = &written {
            // the next try is one with what they may do now
            access::look_again(self)?;
        }
        // it may have been the decision on a version; if they can't be read now they are at the next look
        if let Err(e) = self.renew() {
            tracing::warn!("the rules can't be read again: {e}");
        }
        written
    }
}
