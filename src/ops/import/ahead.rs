//! Facts read ahead: one thread reads and checks rows while the one that holds the database writes those before them.
//!
//! Only where no record is created because a row refers to it: then reading needs nothing of the database but what its
//! records are called, which is loaded beforehand.

use std::collections::{HashMap, HashSet};
use std::sync::mpsc::SyncSender;

use super::report::FOLLOWS;
use super::write::{Put, Sink, fact};
use super::{ImportError, SectionReport};
use crate::domain::record::{Expected, Kind, KindDef, Problem, Row, Value};
use crate::exchange::directory::Directory;
use crate::store::StoreError;
use crate::store::facts::Gathered;

/// Takes the facts of one section and hands them on, many at a time.
pub(super) struct Ahead {
    directories: HashMap<Kind, Directory>,
    /// A new record: defaults are read once, not once a row.
    blank: Row,
    gathered: Gathered,
    /// What records would have been called whose rows are wrong.
    missed: HashSet<(Kind, String)>,
    to: SyncSender<Gathered>,
}

impl Ahead {
    pub(super) fn new(blank: Row, batch: i64, directories: HashMap<Kind, Directory>, to: SyncSender<Gathered>) -> Self {
        Self { directories, blank, gathered: Gathered::new(batch), missed: HashSet::new(), to }
    }

    /// With what records would have been called whose rows are wrong.
    pub(super) fn missing(self, missed: HashSet<(Kind, String)>) -> Self {
        Self { missed, ..self }
    }

    fn hand_on(&mut self) -> Result<(), ImportError> {
        // nobody takes them any more: the other side failed and says so
        self.to.send(self.gathered.take()).map_err(|_| StoreError::Interrupted.into())
    }

    /// Hands on the last facts; answers what the records are called, for the next section.
    pub(super) fn finish(mut self) -> Result<HashMap<Kind, Directory>, ImportError> {
        self.hand_on()?;
        Ok(self.directories)
    }
}

impl Sink for Ahead {
    fn refer(
        &mut self,
        _: &'static KindDef,
        _: usize,
        kind: Kind,
        text: &str,
        quiet: bool,
    ) -> Result<Result<Value, Expected>, ImportError> {
        let Some(directory) = self.directories.get(&kind) else { return Ok(Err(Expected::Existing(kind, Vec::new()))) };
        Ok(match directory.find(text) {
            Some(id) => Ok(Value::Int(id)),
            None if self.missed.contains(&(kind, text.to_owned())) => Err(FOLLOWS),
            None => Err(Expected::Existing(kind, if quiet { Vec::new() } else { directory.near(text) })),
        })
    }

    fn miss(&mut self, _: Kind, _: String) {}

    fn code_of(&self, kind: Kind, value: &Value) -> String {
        let found = self.directories.get(&kind).zip(value.int()).and_then(|(directory, id)| directory.code(id));
        found.unwrap_or_default().to_owned()
    }

    fn put(
        &mut self,
        given: &mut [Option<Value>],
        _: u64,
        problems: &mut Vec<Problem>,
        _: &mut SectionReport,
    ) -> Result<Put, ImportError> {
        let row = fact(&self.blank, given, problems);
        if !problems.is_empty() {
            return Ok(Put::Refused);
        }
        self.gathered.put(&row)?;
        if self.gathered.is_full() {
            self.hand_on()?;
        }
        Ok(Put::Later)
    }
}
