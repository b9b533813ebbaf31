//! What an import does before it takes the lock: files opened, headers found, rows read; those of facts checked, too.
//!
//! Facts need nothing of the database but what its records are called, so that of a million of them nothing is left to do
//! under the lock but to write them. What they refer to may be removed or called otherwise meanwhile: [`Seen`] is what was
//! read, compared again before anything is written. Rows of records are read here and checked where they are written,
//! because each may refer to one before it; of many that is a shadow of the database first ([`super::act`]).

use std::collections::HashMap;
use std::sync::mpsc;

use csv::StringRecord;

use super::ahead::Ahead;
use super::heading::{self, Heading};
use super::section::{Reader, apart};
use super::{ImportError, Job, Progress, Request, SectionReport};
use crate::domain::record::{Kind, KindDef, Row};
use crate::exchange::directory::Directory;
use crate::exchange::file::{FileError, Options, Source};
use crate::exchange::mapping::Tables;
use crate::exchange::value::Style;
use crate::store::closing::{self, Closing};
use crate::store::facts::Gathered;
use crate::store::{Connection, audit, directory};

/// So many facts are kept in memory, about 170 bytes each; more are read while they are written.
pub(super) const MOST: usize = 4_000_000;

/// So many rows of records are kept in memory; those behind them are read while they are written.
const MOST_ROWS: usize = 1_000_000;

/// What was read of the database before the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    closed: Vec<Closing>,
    /// The newest entry of the log.
    logged: i64,
    /// The kinds that were referred to.
    kinds: Vec<Kind>,
}

impl Seen {
    /// What is so now.
    pub(super) fn now(conn: &Connection) -> Result<Self, ImportError> {
        Ok(Self { closed: closing::list(conn, false)?, logged: audit::newest(conn)?, kinds: Vec::new() })
    }

    /// Whether what was prepared still holds: the same periods are closed, and nothing that was referred to was removed or
    /// is called otherwise.
    pub(super) fn holds(&self, conn: &Connection) -> Result<bool, ImportError> {
        Ok(closing::list(conn, false)? == self.closed && !audit::renamed_since(conn, self.logged, &self.kinds)?)
    }
}

/// A section of which all is done that needs no lock.
pub(super) struct Ready<'j> {
    pub(super) job: &'j Job,
    pub(super) def: &'static KindDef,
    pub(super) source: Source,
    pub(super) heading: Heading,
    /// Other sheets of the workbook with the same columns, which are not read.
    pub(super) alike: Vec<String>,
    /// The first rows below the header and their numbers, with whether they are all.
    rows: Option<(Vec<(u64, StringRecord)>, bool)>,
    /// Facts that are read and checked.
    pub(super) facts: Option<(SectionReport, Gathered)>,
}

impl<'j> Ready<'j> {
    /// Opens the file and finds its header.
    pub(super) fn open(job: &'j Job, request: &Request, written: &Style, tables: &mut Tables) -> Result<Self, ImportError> {
        let def = job.section.def()?;
        let options = Options {
            sheet: job.section.sheet.clone().or_else(|| request.options.sheet.clone()),
            encoding: job.section.encoding.clone().or_else(|| request.options.encoding.clone()),
            ..request.options.clone()
        };
        let written = &Style { decimal_comma: options.decimal == Some(','), ..written.clone() };
        let mut source = Source::open(&job.file, &options)?;
        let asked = job.section.header_row.or(request.header_row);
        let mut heading = heading::find(job, &source, asked, written, tables)?;
        let mut alike = Vec::new();
        if !job.mapped && !heading.plan.header.missing.is_empty() && !source.has_sheet() {
            // the figures may be on another sheet than the first
            for sheet in source.sheets() {
                let other = source.at_sheet(sheet);
                if let Ok(found) = heading::find(job, &other, asked, written, tables)
                    && found.plan.header.missing.is_empty()
                {
                    (source, heading) = (other, found);
                    break;
                }
            }
        }
        if !source.has_sheet() {
            for sheet in source.sheets().into_iter().filter(|sheet| source.sheet() != Some(sheet.as_str())) {
                let other = heading::find(job, &source.at_sheet(sheet.clone()), asked, written, tables);
                if other.is_ok_and(|other| other.is_like(&heading)) {
                    alike.push(sheet);
                }
            }
        }
        if !heading.plan.header.foreign.is_empty() {
            let (file, columns) = (job.file.clone(), heading.plan.header.foreign.clone());
            return Err(ImportError::Currency { file, columns, currency: written.currency.clone() });
        }
        Ok(Self { job, def, source, heading, alike, rows: None, facts: None })
    }

    /// Reads the rows.
    pub(super) fn read(&mut self) -> Result<(), ImportError> {
        let (mut rows, mut whole) = (Vec::new(), true);
        let header = self.heading.number;
        self.source.each(|number, record| {
            whole = rows.len() < MOST_ROWS;
            if whole && number > header {
                rows.push((number, record.clone()));
            }
            Ok::<_, FileError>(whole)
        })?;
        self.rows = Some((rows, whole));
        Ok(())
    }

    /// How many rows it has, at least: of facts, which are not read yet, about as many as its bytes would hold.
    pub(super) fn rows_at_least(&self) -> usize {
        let by_size = || usize::try_from(self.source.size() / 64).unwrap_or(usize::MAX);
        self.rows.as_ref().map_or_else(by_size, |(rows, _)| rows.len())
    }

    /// Hands on every row below the header.
    pub(super) fn each(&self, mut row: impl FnMut(u64, &StringRecord) -> Result<(), ImportError>) -> Result<(), ImportError> {
        let mut after = self.heading.number;
        if let Some((rows, whole)) = &self.rows {
            for (number, record) in rows {
                row(*number, record)?;
                after = *number;
            }
            if *whole {
                return Ok(());
            }
        }
        self.source.each(|number, record| {
            if number > after {
                row(number, record)?;
            }
            Ok::<_, ImportError>(true)
        })
    }

    /// Reads and checks facts; leaves it where there are too many of them.
    pub(super) fn gather(
        &mut self,
        conn: &Connection,
        request: &Request,
        seen: &mut Seen,
        tell: &mut dyn FnMut(u64, u64),
    ) -> Result<(), ImportError> {
        let reader = Reader::new(self, request, &seen.closed)?;
        let mut directories = HashMap::new();
        for kind in reader.refers() {
            if !seen.kinds.contains(&kind) {
                seen.kinds.push(kind);
            }
            directories.insert(kind, Directory::new(kind, directory::entries(conn, kind)?));
        }
        let (to, from) = mpsc::sync_channel(0);
        let ahead = Ahead::new(Row::blank(self.def.kind), 0, directories, to);
        let (mut all, mut count) = (Vec::new(), 0);
        let taken = |facts: Gathered| {
            count += facts.len();
            all.push(facts);
            if count > MOST { Err(ImportError::TooMany) } else { Ok(()) }
        };
        match apart(self, reader, ahead, from, taken, tell) {
            Ok((report, _)) => self.facts = Some((report, Gathered::join(all))),
            Err(ImportError::TooMany) => {}
            Err(e) => return Err(e),
        }
        Ok(())
    }
}

/// Tells the progress of one of several files: rows and bytes of those before it are added.
pub(super) fn teller<'a>(done: &'a mut Progress, progress: &'a mut dyn FnMut(Progress)) -> impl FnMut(u64, u64) + 'a {
    let before = *done;
    move |rows, bytes| {
        (done.rows, done.done) = (before.rows + rows, before.done + bytes);
        progress(*done);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Value;
    use crate::store::{Change, Store, record};

    #[test]
    fn what_was_prepared_holds_until_what_it_refers_to_is_called_otherwise_or_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::create(&folder.path().join("q.db")).expect("a database");
        let at = "2025-06-07T01:00:00Z".parse().expect("a moment");
        let change = Change { actor: "li.wei", at, label: "change-edit", detail: "", rules: 0 };
        let mut row = Row::blank(Kind::Partner);
        row.set("code", Value::Text("D001".into()));
        row.set("name", Value::Text("重庆川渝食品".into()));
        let id = store.write(&change, |tx| tx.insert(&row)).expect("a partner");
        let seen = Seen { kinds: vec![Kind::Partner], ..Seen::now(store.conn()).expect("what is") };
        let holds = |store: &Store| seen.holds(store.conn()).expect("a look");
        let set = |store: &mut Store, name: &'static str, text: &str| {
            let mut row = record::get(store.conn(), Kind::Partner, id).expect("the partner");
            row.set(name, Value::Text(text.into()));
            store.write(&change, |tx| tx.update(&row)).map(|_| ()).expect("changed");
        };
        set(&mut store, "notes", "a word");
        row.set("code", Value::Text("D002".into()));
        store.write(&change, |tx| tx.insert(&row)).expect("another");
        assert!(holds(&store), "neither says anything of what was referred to");
        set(&mut store, "code", "D009");
        assert!(!holds(&store), "it is called otherwise");
        let seen = Seen { kinds: vec![Kind::Partner], ..Seen::now(store.conn()).expect("what is") };
        let there = record::get(store.conn(), Kind::Partner, id).expect("the partner");
        store.write(&change, |tx| tx.delete(Kind::Partner, id, there.version)).expect("gone");
        assert!(!seen.holds(store.conn()).expect("a look"), "it is gone");
    }
}
