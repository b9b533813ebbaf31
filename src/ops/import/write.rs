//! Values as records and facts: references found or created, what is there compared, what is new written.

mod end;
mod row;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::mpsc::SyncSender;

use super::super::{access, partner as partners, ticket};
use super::ahead::Ahead;
use super::changes::CHANGES;
use super::lay::{Laid, lay_over};
use super::{Duplicate, ImportError, SectionReport};
use crate::domain::duplicate::{Common, Duplicates};
use crate::domain::record::{Expected, Kind, KindDef, Problem, Row, Value};
use crate::domain::sla::Desk;
use crate::domain::{kinds, partner};
use crate::exchange::directory::Directory;
use crate::ops::context::Context;
use crate::store::closing::{self, Closing};
use crate::store::directory::{self, Entry};
use crate::store::facts::{FactWriter, Gathered};
use crate::store::{Tx, record};

/// How many duplicates are told.
const DUPLICATES: usize = 100;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Put {
    /// It is new.
    Inserted,
    /// It was there with other values.
    Updated,
    /// It was there as it came.
    Unchanged,
    /// It was there and stays as it is.
    Kept,
    /// A fact: counted when all are there.
    Later,
    /// It has problems.
    Refused,
}

/// Where the rows of a section go.
pub(super) trait Sink {
    /// The record that a text refers to, created if that was asked for; `quiet` leaves the nearest ones out.
    ///
    /// # Errors
    /// Those of the file; what was expected is the inner error.
    fn refer(
        &mut self,
        def: &'static KindDef,
        field: usize,
        kind: Kind,
        text: &str,
        quiet: bool,
    ) -> Result<Result<Value, Expected>, ImportError>;

    /// The code of a record that was referred to, for messages.
    fn code_of(&self, kind: Kind, value: &Value) -> String;

    /// Remembers what a record would have been called whose row is wrong.
    fn miss(&mut self, kind: Kind, key: String);

    /// Takes one row: `given` by field, `None` where the file has no such column; a fact takes the values out.
    fn put(
        &mut self,
        given: &mut [Option<Value>],
        number: u64,
        problems: &mut Vec<Problem>,
        report: &mut SectionReport,
    ) -> Result<Put, ImportError>;
}

/// What is given of a fact over what a new one has, checked.
pub(super) fn fact(blank: &Row, given: &mut [Option<Value>], problems: &mut Vec<Problem>) -> Row {
    let mut row = blank.clone();
    lay_over(&mut row, given.iter_mut().map(Option::take), Laid { there: false, history: true, whole: false });
    problems.extend(kinds::check(&row));
    row
}

/// Writes the rows of one import.
#[derive(Debug)]
pub(super) struct Writer<'t, 'c> {
    pub(super) tx: &'t mut Tx<'c>,
    create: Vec<Kind>,
    pub(super) directories: HashMap<Kind, Directory>,
    section: Option<Current>,
    desk: &'t Desk<'t>,
    /// The closed periods.
    pub(super) closed: Vec<Closing>,
    context: &'t Context<'t>,
    /// Partners may have the social credit code of another one.
    pub(super) allow_duplicates: bool,
    /// All of a database comes in, into an empty one.
    pub(super) whole: bool,
    /// What would be changed is noted.
    pub(super) notes: bool,
    /// What records would have been called whose rows are wrong.
    missed: HashSet<(Kind, String)>,
    /// How many open tickets people have.
    loads: ticket::Loads,
}

/// The field by which a row tells of what line that is which it names.
const LINE: &str = "line";

/// What belongs to the section that is being written.
#[derive(Debug)]
struct Current {
    def: &'static KindDef,
    batch: i64,
    create: Vec<Kind>,
    created: Vec<(Kind, String)>,
    /// Of these records the line is not known that a row may tell.
    lineless: Vec<(Kind, i64)>,
    facts: Option<FactWriter>,
    /// A new record: defaults are read once, not once a row.
    blank: Row,
    duplicates: Option<Duplicates>,
    /// References to records of the same kind that may come later in the file: field and text of the row just read.
    forward: Vec<(usize, String)>,
    /// The same for rows that are written: id, number in the file, field, text.
    pending: Vec<(i64, u64, usize, String)>,
    /// How often there were rows of these values, of a kind whose rows nothing else tells apart.
    twins: HashMap<Vec<Value>, u32>,
    /// Fields whose values the program's rules set, not the file.
    set_aside: BTreeSet<&'static str>,
    /// Tickets whose clocks events of this section stop or start, and the first row of each.
    replayed: BTreeMap<i64, u64>,
    /// Of users: who kept them before; one of them, or another, must be left.
    admins: Vec<String>,
    /// Of a whole database: there was no record of the kind before.
    fresh: bool,
    /// What is there already stays as it is.
    only_adds: bool,
}

impl<'t, 'c> Writer<'t, 'c> {
    pub(super) fn new(
        tx: &'t mut Tx<'c>,
        create: Vec<Kind>,
        desk: &'t Desk<'t>,
        context: &'t Context<'t>,
    ) -> Result<Self, ImportError> {
        let closed = closing::list(tx.conn(), false)?;
        Ok(Self {
            tx,
            create,
            directories: HashMap::new(),
            section: None,
            desk,
            closed,
            context,
            allow_duplicates: false,
            whole: false,
            notes: false,
            missed: HashSet::new(),
            loads: ticket::Loads::default(),
        })
    }

    /// Begins a section: a batch of its own, so that the facts of it can be reverted.
    /// Of facts that are there the fields keep their values that the file does not have (`absent`, by position).
    pub(super) fn begin(
        &mut self,
        def: &'static KindDef,
        source: &str,
        mut create: Vec<Kind>,
        absent: u32,
        only_adds: bool,
    ) -> Result<(), ImportError> {
        create.extend(&self.create);
        let batch = self.tx.open_batch(def.kind, source)?;
        let notes = if self.notes { CHANGES } else { 0 };
        // of a fact that is there every field is kept where only what is missing is added
        let absent = if only_adds { u32::MAX } else { absent };
        let facts = def.kind.is_fact().then(|| FactWriter::new(batch).keeping(absent).noting(notes));
        let duplicates = if def.kind == Kind::Partner { Some(self.known_partners()?) } else { None };
        let (created, forward, pending) = (Vec::new(), Vec::new(), Vec::new());
        let blank = Row::blank(def.kind);
        let admins = if def.kind == Kind::User { access::admins(self.tx.conn())? } else { Vec::new() };
        let fresh = self.whole && !def.kind.is_fact() && record::query(self.tx.conn(), def.kind, "LIMIT 1", &[])?.is_empty();
        let (twins, set_aside, replayed) = (HashMap::new(), BTreeSet::new(), BTreeMap::new());
        self.section = Some(Current {
            def,
            batch,
            create,
            created,
            lineless: Vec::new(),
            facts,
            blank,
            duplicates,
            forward,
            pending,
            twins,
            set_aside,
            replayed,
            admins,
            fresh,
            only_adds,
        });
        Ok(())
    }

    /// What reading facts ahead of their writing takes; `None` where a row may make records, or where rows are no facts.
    pub(super) fn ahead(
        &mut self,
        needs: impl Iterator<Item = Kind>,
        to: SyncSender<Gathered>,
    ) -> Result<Option<Ahead>, ImportError> {
        let Some(section) = self.section.as_ref().filter(|s| s.facts.is_some() && s.create.is_empty()) else { return Ok(None) };
        let (blank, batch) = (section.blank.clone(), section.batch);
        let mut directories = HashMap::new();
        for kind in needs {
            self.load(kind)?;
            directories.extend(self.directories.remove_entry(&kind));
        }
        Ok(Some(Ahead::new(blank, batch, directories, to).missing(self.missed.clone())))
    }

    /// Takes back what the records are called.
    pub(super) fn keep(&mut self, directories: HashMap<Kind, Directory>) {
        self.directories.extend(directories);
    }

    /// Writes facts that were read ahead.
    pub(super) fn apply(&mut self, facts: Gathered) -> Result<(), ImportError> {
        let Some(Current { batch, facts: Some(writer), .. }) = &mut self.section else { return Ok(()) };
        Ok(writer.apply(self.tx, facts.of_batch(*batch))?)
    }

    fn known_partners(&self) -> Result<Duplicates, ImportError> {
        let mut known = Duplicates::default();
        crate::store::partners::identities(self.tx.conn(), |_, who| known.add(who))?;
        Ok(known)
    }

    pub(super) fn load(&mut self, kind: Kind) -> Result<(), ImportError> {
        if !self.directories.contains_key(&kind) {
            let entries = directory::entries(self.tx.conn(), kind)?;
            self.directories.insert(kind, Directory::new(kind, entries));
        }
        Ok(())
    }

    /// A record with nothing but its code and name, or what is expected of them as of those of any other.
    pub(super) fn make(&mut self, kind: Kind, text: &str) -> Result<Result<i64, Expected>, ImportError> {
        let mut row = Row::blank(kind);
        for name in ["code", "name", "name_zh"] {
            row.set(name, Value::Text(text.to_owned()));
        }
        if kind == Kind::User {
            // referred to, not let in
            row.set("role", Value::Text("viewer".to_owned()));
        }
        let mut wrong = kinds::check(&row);
        if kind == Kind::Partner {
            wrong.extend(partner::check(&row));
        }
        // the rest it does not have is not missed
        if let Some(problem) = wrong.into_iter().find(|p| p.value == text) {
            return Ok(Err(problem.expected));
        }
        let id = self.tx.insert(&row)?;
        self.known(kind, id, &row)?;
        if let Some(section) = &mut self.section {
            section.created.push((kind, text.to_owned()));
            if kind.def().field(LINE).is_some() {
                section.lineless.push((kind, id));
            }
        }
        Ok(Ok(id))
    }

    /// Of a record that was made because rows name it the line is that of the first that tells one.
    fn tell_line(&mut self, row: &Row) -> Result<(), ImportError> {
        let line = row.get(LINE);
        let Some(section) = self.section.as_mut().filter(|s| !s.lineless.is_empty() && !line.is_null()) else { return Ok(()) };
        let told: Vec<(Kind, i64)> = row.references().filter(|of| section.lineless.contains(of)).collect();
        section.lineless.retain(|of| !told.contains(of));
        for (kind, id) in told {
            let mut made = record::get(self.tx.conn(), kind, id)?;
            made.set(LINE, line.clone());
            self.tx.update(&made)?;
        }
        Ok(())
    }

    /// What a row calls by a text without being a reference.
    fn named(&mut self, row: &mut Row, problems: &mut Vec<Problem>) -> Result<(), ImportError> {
        match row.kind {
            Kind::Target => self.subject(row, problems),
            Kind::Approval => self.about(row, problems),
            _ => Ok(()),
        }
    }

    /// References of a written row to records that may come later in the file.
    fn pend(&mut self, id: i64, number: u64, forward: Vec<(usize, String)>) {
        if let Some(section) = &mut self.section {
            section.pending.extend(forward.into_iter().map(|(field, text)| (id, number, field, text)));
        }
    }

    /// Remembers a ticket of which an event stops or starts a clock.
    fn moved(&mut self, event: &Row, number: u64) {
        let stops = matches!(event.get("kind").text(), Some("held" | "resumed" | "resolved" | "reopened"));
        if let (Some(section), Some(ticket)) = (&mut self.section, event.get("ticket").int().filter(|_| stops)) {
            section.replayed.entry(ticket).or_insert(number);
        }
    }

    /// A record that is new since its directory was loaded.
    fn known(&mut self, kind: Kind, id: i64, row: &Row) -> Result<(), ImportError> {
        let code = if self.directories.contains_key(&kind) { record::code_of(self.tx.conn(), kind, id)? } else { return Ok(()) };
        let Some(directory) = self.directories.get_mut(&kind) else { return Ok(()) };
        let def = kind.def();
        let strict = |name: &str| def.field(name).map(|(_, f)| f.strict(row.get(name))).unwrap_or_default();
        let names = ["name", "short_name", "full_name", "name_zh", "external"]
            .into_iter()
            .map(strict)
            .filter(|n| !n.is_empty())
            .collect();
        let rank = match row.get("level").text() {
            Some("province") => 1,
            Some("city") => 2,
            Some("county") => 3,
            _ => 0,
        };
        directory.add(Entry { id, code, names, rank });
        Ok(())
    }

    /// How many rows of this section had these values before.
    pub(super) fn earlier(&mut self, values: &[Value]) -> u32 {
        let Some(section) = &mut self.section else { return 0 };
        let seen = section.twins.entry(values.to_vec()).or_default();
        *seen += 1;
        *seen - 1
    }

    /// Whether records of a kind are made because a row refers to them.
    pub(super) fn creates(&self, kind: Kind) -> bool {
        self.section.as_ref().is_some_and(|s| s.create.contains(&kind))
    }

    /// A new record of the section's kind.
    fn blank(&self, kind: Kind) -> Row {
        self.section.as_ref().map_or_else(|| Row::blank(kind), |s| s.blank.clone())
    }

    /// Remembers fields whose values the program's rules set.
    fn set_aside(&mut self, fields: Vec<&'static str>) {
        if let Some(section) = &mut self.section {
            section.set_aside.extend(fields);
        }
    }

    /// Whether what is there already stays as it is.
    pub(super) fn only_adds(&self) -> bool {
        self.section.as_ref().is_some_and(|s| s.only_adds)
    }

    /// Whether a whole database comes in and had no record of the section's kind before.
    pub(super) fn is_fresh(&self) -> bool {
        self.section.as_ref().is_some_and(|s| s.fresh)
    }

    /// The code of another partner that has this in common with a row.
    fn same(&self, row: &Row, common: Common) -> Option<String> {
        let known = self.section.as_ref().and_then(|s| s.duplicates.as_ref())?;
        known.find(partners::duplicates::identity(row)).into_iter().find(|(_, c)| *c == common).map(|(of, _)| of)
    }

    fn tell(report: &mut SectionReport, found: Duplicate) {
        report.duplicate_count += 1;
        if report.duplicates.len() < DUPLICATES {
            report.duplicates.push(found);
        }
    }

    fn duplicates(&mut self, row: &Row, number: u64, report: &mut SectionReport) {
        let Some(known) = self.section.as_mut().and_then(|s| s.duplicates.as_mut()) else { return };
        let who = partners::duplicates::identity(row);
        // what stops a row is a problem of it, not a doubt
        let doubts = known.find(who).into_iter().filter(|(_, c)| *c != Common::CreditCode || self.allow_duplicates);
        for (of, common) in doubts {
            report.duplicate_count += 1;
            if report.duplicates.len() < DUPLICATES {
                report.duplicates.push(Duplicate { row: number, code: who.code.to_owned(), of, common });
            }
        }
        known.add(who);
    }
}
