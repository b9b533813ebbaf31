//! Values as records and facts: references found or created, what is there compared, what is new written.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::mpsc::SyncSender;

use super::super::record::doors;
use super::super::record::put as record_put;
use super::super::record::rules::{self, Context};
use super::super::{OpError, access, admin, partner as partners, region, ticket};
use super::ahead::Ahead;
use super::lay::{Laid, brings_results, is_decided, keep_computed, lay_over};
use super::{Duplicate, ImportError, SectionReport};
use crate::domain::duplicate::{Common, Duplicates, Identity};
use crate::domain::kinds::{self, Role};
use crate::domain::partner;
use crate::domain::record::{Expected, Kind, KindDef, Problem, Row, Value};
use crate::domain::sla::Desk;
use crate::exchange::directory::Directory;
use crate::store::closing::{self, Closing};
use crate::store::directory::{self, Entry};
use crate::store::facts::{Counts, FactWriter, Gathered};
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
    /// A fact: counted when all are there.
    Later,
    /// It has problems.
    Refused,
}

/// Kinds whose records can be made of nothing but a text.
pub(super) fn can_create(kind: Kind) -> bool {
    matches!(kind, Kind::Region | Kind::User | Kind::ProductLine | Kind::ChannelType | Kind::Partner)
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
    lay_over(&mut row, given.iter_mut().map(Option::take), Laid { there: false, history: true });
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
}

/// What belongs to the section that is being written.
#[derive(Debug)]
struct Current {
    def: &'static KindDef,
    batch: i64,
    create: Vec<Kind>,
    created: Vec<(Kind, String)>,
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
}

impl<'t, 'c> Writer<'t, 'c> {
    pub(super) fn new(
        tx: &'t mut Tx<'c>,
        create: Vec<Kind>,
        desk: &'t Desk<'t>,
        context: &'t Context<'t>,
    ) -> Result<Self, ImportError> {
        let closed = closing::list(tx.conn(), false)?;
        Ok(Self { tx, create, directories: HashMap::new(), section: None, desk, closed, context, allow_duplicates: false })
    }

    /// Begins a section: a batch of its own, so that the facts of it can be reverted.
    /// Of facts that are there the fields keep their values that the file does not have (`absent`, by position).
    pub(super) fn begin(
        &mut self,
        def: &'static KindDef,
        source: &str,
        mut create: Vec<Kind>,
        absent: u32,
    ) -> Result<(), ImportError> {
        create.extend(&self.create);
        let batch = self.tx.open_batch(def.kind, source)?;
        let facts = def.kind.is_fact().then(|| FactWriter::new(batch).keeping(absent));
        let duplicates = if def.kind == Kind::Partner { Some(self.known_partners()?) } else { None };
        let (created, forward, pending) = (Vec::new(), Vec::new(), Vec::new());
        let blank = Row::blank(def.kind);
        let admins = if def.kind == Kind::User { access::admins(self.tx.conn())? } else { Vec::new() };
        let (twins, set_aside, replayed) = (HashMap::new(), BTreeSet::new(), BTreeMap::new());
        self.section = Some(Current {
            def,
            batch,
            create,
            created,
            facts,
            blank,
            duplicates,
            forward,
            pending,
            twins,
            set_aside,
            replayed,
            admins,
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
        Ok(Some(Ahead::new(blank, batch, directories, to)))
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

    /// A record with nothing but its code and name.
    pub(super) fn make(&mut self, kind: Kind, text: &str) -> Result<i64, ImportError> {
        let mut row = Row::blank(kind);
        for name in ["code", "name", "name_zh"] {
            row.set(name, Value::Text(text.to_owned()));
        }
        if kind == Kind::User {
            // referred to, not let in
            row.set("role", Value::Text("viewer".to_owned()));
        }
        let id = self.tx.insert(&row)?;
        self.known(kind, id, &row)?;
        if let Some(section) = &mut self.section {
            section.created.push((kind, text.to_owned()));
        }
        Ok(id)
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

    /// The code of another partner that has this in common with a row.
    fn same(&self, row: &Row, common: Common) -> Option<String> {
        let known = self.section.as_ref().and_then(|s| s.duplicates.as_ref())?;
        known.find(identity(row)).into_iter().find(|(_, c)| *c == common).map(|(of, _)| of)
    }

    fn tell(report: &mut SectionReport, found: Duplicate) {
        report.duplicate_count += 1;
        if report.duplicates.len() < DUPLICATES {
            report.duplicates.push(found);
        }
    }

    fn duplicates(&mut self, row: &Row, number: u64, report: &mut SectionReport) {
        let Some(known) = self.section.as_mut().and_then(|s| s.duplicates.as_mut()) else { return };
        let who = identity(row);
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

    /// Ends a section: references to what came later, facts and counts.
    pub(super) fn finish(&mut self, report: &mut SectionReport) -> Result<(), ImportError> {
        let Some(mut section) = self.section.take() else { return Ok(()) };
        for (id, number, field, text) in std::mem::take(&mut section.pending) {
            self.point(section.def, id, number, field, &text, report)?;
        }
        for (id, number) in std::mem::take(&mut section.replayed) {
            if let Some(problem) = ticket::replay(self.tx, self.desk, id)? {
                report.problem_count += 1;
                if report.problems.len() < super::PROBLEMS {
                    report.problems.push(super::RowProblem { row: number, column: problem.field.to_owned(), problem });
                }
            }
        }
        if !section.admins.is_empty() {
            admin::an_admin_is_left(self.tx.conn(), &section.admins.join(", "))?;
        }
        report.created = section.created;
        report.set_aside = section.set_aside.into_iter().collect();
        if let Some(facts) = section.facts.take() {
            let counts = facts.finish(self.tx)?;
            let count = |n: i64| u64::try_from(n).unwrap_or(0);
            (report.inserted, report.updated) = (count(counts.inserted), count(counts.updated));
            report.unchanged = count(counts.unchanged);
            self.tx.count_batch(section.batch, Counts::default(), signed(report.rejected))?;
        } else {
            let counts = Counts {
                inserted: signed(report.inserted),
                updated: signed(report.updated),
                unchanged: signed(report.unchanged),
                removed: 0,
            };
            self.tx.count_batch(section.batch, counts, signed(report.rejected))?;
        }
        Ok(())
    }

    /// Sets a reference to a record of the same kind, now that all of the file are there.
    fn point(
        &mut self,
        def: &'static KindDef,
        id: i64,
        number: u64,
        field: usize,
        text: &str,
        report: &mut SectionReport,
    ) -> Result<(), ImportError> {
        self.load(def.kind)?;
        let Some((directory, declared)) = self.directories.get(&def.kind).zip(def.fields.get(field)) else { return Ok(()) };
        let Some(target) = directory.find(text) else {
            let expected = Expected::Existing(def.kind, directory.near(text));
            let problem = Problem { field: declared.name, value: text.to_owned(), expected };
            report.problem_count += 1;
            if report.problems.len() < super::PROBLEMS {
                report.problems.push(super::RowProblem { row: number, column: declared.name.to_owned(), problem });
            }
            return Ok(());
        };
        let mut row = record::get(self.tx.conn(), def.kind, id)?;
        row.set(declared.name, Value::Int(target));
        let wrong = match def.kind {
            Kind::Partner => partners::tree::placed(self.tx, &row)?,
            Kind::Region => region::complete(self.tx.conn(), &row)?,
            Kind::User => admin::complete(self.tx.conn(), &row, None)?,
            _ => Vec::new(),
        };
        for problem in wrong {
            report.problem_count += 1;
            if report.problems.len() < super::PROBLEMS {
                report.problems.push(super::RowProblem { row: number, column: declared.name.to_owned(), problem });
            }
        }
        self.tx.update(&row)?;
        Ok(())
    }

    /// Completes a ticket by the desk's own rules, as far as it is its user's to bring in.
    fn complete_ticket(&self, row: &mut Row, existing: Option<&Row>, problems: &mut Vec<Problem>) -> Result<(), ImportError> {
        let barred = doors::barred(self.tx, self.context, row, existing)?;
        if !barred.is_empty() {
            // what else would be wrong with it follows from that
            *problems = barred;
        }
        if !problems.is_empty() {
            return Ok(());
        }
        match ticket::complete(self.tx, self.desk, row, existing) {
            Err(OpError::Invalid(found)) => problems.extend(found),
            other => other?,
        }
        Ok(())
    }

    /// Passes a row through the rules that a form passes; what is not its user's to do is a problem of the row.
    fn complete(&self, row: &mut Row, existing: Option<&Row>, decided: bool) -> Result<Vec<Problem>, ImportError> {
        if decided {
            return Ok(doors::barred(self.tx, self.context, row, None)?);
        }
        match rules::complete(self.tx, self.context, row, existing) {
            Err(e @ (OpError::Role { .. } | OpError::Refused { .. })) => Ok(vec![not_theirs(e, row)]),
            found => Ok(found?),
        }
    }
}

impl Sink for Writer<'_, '_> {
    fn refer(
        &mut self,
        def: &'static KindDef,
        field: usize,
        kind: Kind,
        text: &str,
        quiet: bool,
    ) -> Result<Result<Value, Expected>, ImportError> {
        self.load(kind)?;
        let Some(directory) = self.directories.get(&kind) else { return Ok(Err(Expected::Existing(kind, Vec::new()))) };
        if let Some(id) = directory.find(text) {
            return Ok(Ok(Value::Int(id)));
        }
        let near = if quiet { Vec::new() } else { directory.near(text) };
        let Some(section) = &mut self.section else { return Ok(Err(Expected::Existing(kind, near))) };
        if section.create.contains(&kind) {
            let id = self.make(kind, text)?;
            return Ok(Ok(Value::Int(id)));
        }
        let required = def.fields.get(field).is_some_and(|f| f.required);
        if kind == def.kind && !required {
            section.forward.push((field, text.to_owned()));
            return Ok(Ok(Value::Null));
        }
        Ok(Err(Expected::Existing(kind, near)))
    }

    fn code_of(&self, kind: Kind, value: &Value) -> String {
        let code = value.int().map(|id| record::code_of(self.tx.conn(), kind, id));
        code.and_then(Result::ok).unwrap_or_default()
    }

    fn put(
        &mut self,
        given: &mut [Option<Value>],
        number: u64,
        problems: &mut Vec<Problem>,
        report: &mut SectionReport,
    ) -> Result<Put, ImportError> {
        let Some(section) = &mut self.section else { return Ok(Put::Refused) };
        let def = section.def;
        if let Some(facts) = &mut section.facts {
            let row = fact(&section.blank, given, problems);
            if !problems.is_empty() {
                return Ok(Put::Refused);
            }
            facts.put(self.tx, &row)?;
            return Ok(Put::Later);
        }
        let forward = std::mem::take(&mut section.forward);
        let history = self.context.role >= Role::HeadOffice;
        let mut row = section.blank.clone();
        let mut aside = lay_over(&mut row, given.iter().cloned(), Laid { there: false, history });
        self.named(&mut row, problems)?;
        rules::canonical(&mut row);
        let existing = self.existing(&row)?;
        if let Some(there) = &existing {
            row = there.clone();
            aside = lay_over(&mut row, given.iter().cloned(), Laid { there: true, history });
            self.named(&mut row, &mut Vec::new())?;
            rules::canonical(&mut row);
        }
        if let Some(section) = &mut self.section {
            section.set_aside.extend(aside);
        }
        if problems.is_empty()
            && let Some(there) = existing.as_ref().filter(|t| t.values == row.values)
        {
            self.pend(there.id, number, forward);
            return Ok(Put::Unchanged);
        }
        problems.extend(kinds::check(&row));
        if def.kind == Kind::Partner {
            if existing.is_none()
                && let Some(of) = self.same(&row, Common::FormerCode)
            {
                // it was merged: its figures go on under the other code, its old row changes nothing
                Self::tell(report, Duplicate { row: number, code: code_of(&row), of, common: Common::FormerCode });
                return Ok(Put::Unchanged);
            }
            problems.extend(partner::check(&row));
            let new = existing.as_ref().is_none_or(|e| e.get("credit_code") != row.get("credit_code"));
            if let Some(of) = self.same(&row, Common::CreditCode).filter(|_| new && !self.allow_duplicates) {
                let value = row.get("credit_code").text().unwrap_or_default().to_owned();
                problems.push(Problem { field: "credit_code", value, expected: Expected::Unique(of) });
            }
        }
        if def.kind == Kind::Ticket {
            self.complete_ticket(&mut row, existing.as_ref(), problems)?;
        }
        // what was decided elsewhere is history: nothing follows from it a second time
        // but rules that somebody decided elsewhere do not rule here for that
        let decided = existing.is_none() && history && is_decided(&row) && def.kind != Kind::PolicyVersion;
        problems.extend(self.complete(&mut row, existing.as_ref(), decided)?);
        if !decided && history && existing.is_none() && def.kind != Kind::Ticket {
            keep_computed(&mut row, given);
        }
        if !problems.is_empty() {
            return Ok(Put::Refused);
        }
        // results that a file brings were given by the rules of where it comes from
        let brought = existing.is_none() && (decided || brings_results(&row, given));
        self.tx.brings_in(Some(def.kind).filter(|_| brought));
        let asked = rules::withhold(self.context, &mut row, existing.as_ref());
        let (mut put, id) = match existing {
            Some(there) if there.values == row.values => (Put::Unchanged, there.id),
            Some(there) => {
                let (_, told) = record_put(self.tx, self.context, &mut row, Some(&there))?;
                report.waits_for(number, told);
                if def.kind == Kind::Ticket {
                    ticket::log_again(self.tx, &there, there.id)?;
                }
                (Put::Updated, there.id)
            }
            None => {
                let (id, told) =
                    if decided { (self.tx.insert(&row)?, None) } else { record_put(self.tx, self.context, &mut row, None)? };
                report.waits_for(number, told);
                if def.kind == Kind::Ticket {
                    ticket::log_import(self.tx, id)?;
                }
                self.known(def.kind, id, &row)?;
                self.duplicates(&row, number, report);
                (Put::Inserted, id)
            }
        };
        if let Some(told) = asked.map(|terms| rules::ask_for(self.tx, self.context, id, terms)).transpose()?.flatten() {
            report.waits_for(number, Some(told));
            if put == Put::Unchanged {
                put = Put::Updated;
            }
        }
        if def.kind == Kind::TicketEvent && put != Put::Unchanged {
            self.moved(&row, number);
        }
        self.pend(id, number, forward);
        Ok(put)
    }
}

/// What a row asks for that is not its user's to do, as a problem of the row.
fn not_theirs(e: OpError, row: &Row) -> Problem {
    let value = code_of(row);
    let expected = match e {
        OpError::Role { needs, has, user } => {
            let args = vec![("needs", needs.code().to_owned()), ("has", has.code().to_owned()), ("user", user)];
            Expected::Named("refused-role", args)
        }
        OpError::Refused { key, args } => Expected::Named(key, args),
        other => Expected::Named("refused-other", vec![("why", other.to_string())]),
    };
    Problem { field: "", value, expected }
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn identity(row: &Row) -> Identity<'_> {
    let text = |name| row.get(name).text().unwrap_or_default();
    Identity {
        code: text("code"),
        name: text("name"),
        phone: text("phone"),
        credit_code: text("credit_code"),
        former_codes: text("former_codes"),
    }
}

fn code_of(row: &Row) -> String {
    row.get("code").text().unwrap_or_default().to_owned()
}
