//! REMEMBERS. The only room that says rusqlite.
//!
//! - [`open`]: the file, its migrations, and what is said when it can't be used
//! - [`record`]: generic read and write of every kind that `domain::kinds` declares
//! - [`approvals`]: what waits for whose decision, and what became of it
//! - [`audit`]: who changed what; [`undo`]: taking it back, and forward again
//! - [`directory`]: what records are called, to find those that a file refers to
//! - [`tickets`], [`tiers`], [`health`]: the queries of the desk, the board, the weekly check; [`listing`]: lists of any kind
//! - [`batches`]: how imports were asked for, and what a person did lately
//! - [`closing`]: figures of periods that don't move any more
//! - [`rules`], [`clock`]: the versions of the organisation's rules, and the clock that a database was made with
//! - [`backup`], [`holders`]: copies while others work, and who has the file open; [`part`]: files in the making
//! - [`shadow`]: the file as it would be if something were written
//! - [`past`]: the records as they stood at an earlier moment
//! - [`figures`]: the results of the rules per partner, and the warnings
//! - [`facts`]: the writer of sales and stock; [`rollup`] and [`weeks`] are what it keeps beside them
//! - [`kpi`], [`board`], [`receivables`]: sums of sales, targets, stored results, invoices and payments; [`sums`] keeps the
//!   ones that cost much
//! - [`find`], [`partners`]: records by what a person types; the register's list
//! - [`merge`]: the facts of a partner given to another; [`network`]: core partners and their satellites
//! - [`knowledge`]: the index of the knowledge base, and what is found in it
//! - [`gateways`]: accounts through which several people come in
//! - [`names`]: names of the small kinds and the counts of the head line
//! - [`derived`]: what is made of records for a search, and made again
//! - [`watch`]: what other processes write, and giving up a query
//! - [`screenings`], [`cohorts`], [`contracts`]: who was judged and taken on how, and by which contracts partners are bound
//! - [`tasks`]: what the plan is made from, and what the calendar shows; [`today`]: the queue's windows and marks
//!
//! Every write goes through [`Store::write`]: one `BEGIN IMMEDIATE` transaction, one change set, an audit row for
//! each record touched. Nothing else in the program begins a transaction that writes, but for
//! [`sums::keep`], which writes nothing that could not be made again.

pub mod alerts;
pub mod approvals;
pub mod audit;
pub mod backup;
pub mod batches;
pub mod board;
pub mod clock;
pub mod closing;
pub mod cohorts;
pub mod compliance;
pub mod contracts;
pub mod derived;
pub mod directory;
pub mod diversion;
mod error;
mod exact;
pub mod facts;
pub mod figures;
pub mod find;
#[cfg(test)]
mod fixture;
pub mod gateways;
pub mod health;
pub mod holders;
pub mod knowledge;
pub mod kpi;
pub mod listing;
pub mod meetings;
pub mod merge;
pub mod names;
pub mod network;
pub mod open;
mod pack;
pub mod page;
pub mod part;
pub mod partners;
pub mod past;
pub mod receivables;
pub mod record;
pub mod rollup;
pub mod rules;
pub mod schema;
pub mod screenings;
pub mod shadow;
pub mod sums;
pub mod tasks;
pub mod tickets;
pub mod tiers;
pub mod today;
pub mod undo;
pub mod watch;
pub mod weeks;

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
pub use rusqlite::Connection;
use rusqlite::{Transaction, TransactionBehavior};

use crate::domain::record::Kind;

pub use error::StoreError;
pub use exact::{Summed, exact};

/// What the store answers.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Why a file can't be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unwritable {
    /// This user may not, or nobody may.
    Forbidden,
    /// The disk has no room for what is written beside it.
    Full,
}

/// An open database.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    /// The day of the figures that are shown although they are not up to date.
    behind: Option<NaiveDate>,
    written: bool,
    /// Why it was opened to be looked at only.
    unwritable: Option<Unwritable>,
    /// What shadows the file, where it is only read and what is written goes beside it.
    shadow: Option<shadow::Shadow>,
    /// The moment whose records are shown, and the last change that was known when they were made.
    past: Option<(past::Then, i64)>,
    /// Which file it is; `None`: one that no other may take the place of.
    file: Option<part::FileId>,
    interrupt: watch::Handle,
}

/// Whether a database has no name by which it could be opened again.
fn has_no_name(conn: &Connection) -> bool {
    conn.path().is_none_or(str::is_empty)
}

/// Reading of one moment, until it is dropped; nothing is written under it.
#[derive(Debug)]
pub struct Snapshot<'c>(#[expect(dead_code, reason = "lives for what its end does")] Transaction<'c>);

/// Who writes, when, and what it is called in the history.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// Account name.
    pub actor: &'a str,
    /// Now.
    pub at: DateTime<Utc>,
    /// A message key of the locale files: what was done.
    pub label: &'a str,
    /// What it was done to, as people call it.
    pub detail: &'a str,
    /// The version of the organisation's rules under which it is decided; 0: none of the database.
    pub rules: i64,
}

/// A transaction that writes: one person's action.
pub struct Tx<'c> {
    inner: Transaction<'c>,
    change_set: i64,
    at: DateTime<Utc>,
    actor: String,
    rules: i64,
    /// Records of this kind come in with results of elsewhere.
    brought: Option<Kind>,
    shadow: Option<&'c shadow::Shadow>,
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("change_set", &self.change_set).field("actor", &self.actor).finish_non_exhaustive()
    }
}

impl Store {
    /// Over an open connection.
    fn over(conn: Connection, path: &Path, file: Option<part::FileId>) -> Self {
        let interrupt = watch::Handle::of(&conn);
        let (behind, written, unwritable, shadow, past) = (None, false, None, None, None);
        Self { conn, path: path.to_path_buf(), behind, written, unwritable, shadow, past, file, interrupt }
    }

    /// For reading.
    #[must_use]
    pub fn conn(&self) -> &Connection {
        &self.conn
    }

    /// Whether it is a private copy ([`backup::private_copy`]), which no other connection can open.
    #[must_use]
    pub fn is_private(&self) -> bool {
        has_no_name(&self.conn)
    }

    /// What is read while the answer lives is of one moment, and the file is locked once, not for each query.
    pub fn snapshot(&self) -> Result<Snapshot<'_>> {
        Ok(Snapshot(self.conn.unchecked_transaction()?))
    }

    /// Keeps fewer pages: for a program that is open all day, one for each person on the machine.
    pub fn keep_little(&self) -> Result<()> {
        Ok(self.conn.pragma_update(None, "cache_size", -1_000)?)
    }

    /// Whether a writer waits for others to end, or gives up at once.
    pub fn wait_for_others(&self, wait: bool) -> Result<()> {
        Ok(self.conn.busy_timeout(if wait { open::BUSY } else { std::time::Duration::ZERO })?)
    }

    /// Whether it was opened to be looked at only, because the file or its folder may not be written.
    #[must_use]
    pub fn only_looks(&self) -> bool {
        self.unwritable == Some(Unwritable::Forbidden)
    }

    /// Whether it was opened to be looked at only, because its disk is full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.unwritable == Some(Unwritable::Full)
    }

    /// The day of the figures that are shown as they are stored although they are out of date.
    #[must_use]
    pub fn behind(&self) -> Option<NaiveDate> {
        self.behind
    }

    /// Says so, or that they are not.
    pub fn set_behind(&mut self, day: Option<NaiveDate>) {
        self.behind = day;
    }

    /// Whether anything was written over this connection ([`Store::write`]).
    #[must_use]
    pub fn has_written(&self) -> bool {
        self.written
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Does one person's action in one transaction, and remembers it as one step of undo.
    ///
    /// Nothing is kept of it if `f` fails or the process dies before this returns.
    ///
    /// # Errors
    /// Those of `f`, and [`StoreError::Busy`], [`StoreError::DiskFull`], [`StoreError::ReadOnly`] of the file.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        change: &Change<'_>,
        f: impl FnOnce(&mut Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let path = self.path.clone();
        if self.is_full() {
            return Err(StoreError::DiskFull(path).into());
        }
        // nothing is ever written to what hides the tables of the file
        self.look_back(None)?;
        self.unshadow_figures()?;
        let named = |e: rusqlite::Error| E::from(StoreError::sorted(e, &path));
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(named)?;
        let is_replaced = || self.file.as_ref().is_some_and(|file| !file.is_at(&path));
        if is_replaced() {
            return Err(StoreError::Replaced { path, written: false }.into());
        }
        let shadow = self.shadow.as_ref();
        if let Some(shadow) = shadow {
            shadow.make(&tx)?;
        }
        tx.prepare_cached("INSERT INTO change_set (at, actor, label, detail) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut s| s.execute((change.at.timestamp(), change.actor, change.label, change.detail)))
            .map_err(named)?;
        let change_set = tx.last_insert_rowid();
        let (actor, rules) = (change.actor.to_owned(), change.rules);
        let mut tx = Tx { inner: tx, change_set, at: change.at, actor, rules, brought: None, shadow };
        let result = f(&mut tx)?;
        tx.inner.commit().map_err(named)?;
        if is_replaced() {
            return Err(StoreError::Replaced { path, written: true }.into());
        }
        self.written = true;
        Ok(result)
    }
}

impl Tx<'_> {
    /// For reading inside the transaction, and for the roll-ups of this room.
    #[must_use]
    pub fn conn(&self) -> &Connection {
        &self.inner
    }

    /// The step of undo that this transaction is.
    #[must_use]
    pub fn change_set(&self) -> i64 {
        self.change_set
    }

    /// When it is.
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Who does it.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// The version of the rules that a result names which is written now; `None`: they are no version of the database.
    #[must_use]
    pub fn rules(&self) -> Option<i64> {
        Some(self.rules).filter(|number| *number > 0)
    }

    /// What is added of a kind from now on has results that other rules gave, elsewhere; `None`: nothing has.
    pub fn brings_in(&mut self, kind: Option<Kind>) {
        self.brought = kind;
    }
}
