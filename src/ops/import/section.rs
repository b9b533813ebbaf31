//! The rows of one file as values of one kind.

mod key;
mod marks;

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

use csv::StringRecord;

use key::keys_of;
use marks::{Seen, is_number};

use super::ahead::Ahead;
use super::cell::{AsIs, day, is_key, not_taken, shown, unescaped, unread, without_order};
use super::heading::{self, Heading};
use super::ready::Ready;
use super::write::{Put, Sink, Writer};
use super::{ImportError, PROBLEMS, Rejects, Request, SectionReport};
use crate::domain::pauses;
use crate::domain::period::day_number;
use crate::domain::record::{Expected, Field, FieldType, Kind, KindDef, Problem, Value};
use crate::exchange::directory::Directory;
use crate::exchange::elsewhere;
use crate::exchange::file::{self, ABSENT};
use crate::exchange::mapping::{Cells, Plan, Repeats};
use crate::exchange::value::{self, Style, currency};
use crate::store::closing::Closing;
use crate::store::facts::Gathered;

/// How often the progress is told, in rows.
const STEP: u64 = 4_096;

/// How often it is told while rows are read on another thread.
const PAUSE: Duration = Duration::from_millis(100);

/// Writes the rows of one section.
pub(super) fn run(
    writer: &mut Writer<'_, '_>,
    ready: &mut Ready<'_>,
    request: &Request,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<SectionReport, ImportError> {
    let facts = ready.facts.take();
    let reader = Reader::new(ready, request, &writer.closed)?;
    writer.begin(
        ready.def,
        &super::short(&ready.job.file),
        ready.job.section.creates()?,
        ready.heading.plan.absent(ready.def.fields.len()),
        ready.job.section.only_adds(),
    )?;
    let (to, from) = mpsc::sync_channel(0);
    let mut report = if let Some((report, facts)) = facts {
        writer.apply(facts)?;
        report
    } else if let Some(ahead) = writer.ahead(reader.refers(), to)? {
        let (report, directories) = apart(ready, reader, ahead, from, |facts| writer.apply(facts), tell)?;
        writer.keep(directories);
        report
    } else {
        through(reader, ready, writer, |rows| {
            if rows.is_multiple_of(STEP) {
                tell(rows, ready.source.done());
            }
        })?
    };
    writer.finish(&mut report)?;
    if report.inserted + report.updated == 0 {
        report.late.clear();
    }
    for late in &mut report.late {
        // by place until now
        let closed = late.0.parse::<usize>().ok().and_then(|i| writer.closed.get(i));
        late.0 = closed.map(|c| c.name.clone()).unwrap_or_default();
    }
    tell(report.rows, ready.source.size());
    Ok(report)
}

/// Reads all rows; `count` is told how many.
fn through<S: Sink>(
    mut reader: Reader<'_>,
    ready: &Ready<'_>,
    to: &mut S,
    mut count: impl FnMut(u64),
) -> Result<SectionReport, ImportError> {
    let mut rows = 0;
    ready.each(|number, record| {
        reader.row(to, number, record)?;
        rows += 1;
        count(rows);
        Ok(())
    })?;
    reader.finish(to)
}

/// Reads all rows on a thread of its own; what it hands on is taken here. Returns what the records are called, too.
pub(super) fn apart(
    ready: &Ready<'_>,
    reader: Reader<'_>,
    mut ahead: Ahead,
    from: Receiver<Gathered>,
    mut take: impl FnMut(Gathered) -> Result<(), ImportError>,
    tell: &mut dyn FnMut(u64, u64),
) -> Result<(SectionReport, HashMap<Kind, Directory>), ImportError> {
    let read = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let rows = scope.spawn(|| {
            let report = through(reader, ready, &mut ahead, |rows| read.store(rows, Ordering::Relaxed))?;
            Ok::<_, ImportError>((report, ahead.finish()?))
        });
        let taken = loop {
            match from.recv_timeout(PAUSE) {
                Ok(facts) => {
                    if let Err(e) = take(facts) {
                        break Err(e);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break Ok(()),
            }
            tell(read.load(Ordering::Relaxed), ready.source.done());
        };
        drop(from);
        let read = rows.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        taken.and(read)
    })
}

/// Rows as values of one kind.
pub(super) struct Reader<'p> {
    def: &'static KindDef,
    plan: &'p Plan,
    repeats: Repeats,
    report: SectionReport,
    given: Vec<Option<Value>>,
    found: Vec<Problem>,
    columns: usize,
    missing: Vec<&'static str>,
    /// Where the key's fields are.
    keys: Vec<usize>,
    seen: HashMap<u64, u64, BuildHasherDefault<AsIs>>,
    hasher: std::hash::RandomState,
    /// Rows that are held back because a later row of their key changes them.
    held: Vec<(u64, StringRecord, Vec<Option<Value>>)>,
    held_at: HashMap<u64, usize>,
    keep_rejects: bool,
    /// Whether what rows refer to is made.
    creates: bool,
    /// Whether an amount may stand in a cell that reaches over several rows, which are added up.
    shares: bool,
    /// How each field's column writes numbers, as far as its rows have told; `None`: it is said.
    marks: Option<Vec<Seen>>,
    /// The sheets among which the first was taken.
    sheets: Vec<String>,
    /// The days of closed periods, and how many rows are of each.
    closed: Vec<(i64, i64)>,
    late: Vec<u64>,
}

impl<'p> Reader<'p> {
    /// Of a file whose header is found; `closed` are the periods that are closed.
    pub(super) fn new(ready: &'p Ready<'_>, request: &Request, closed: &[Closing]) -> Result<Self, ImportError> {
        let (def, job, source) = (ready.def, ready.job, &ready.source);
        let Heading { number: header_row, cells: header, plan } = &ready.heading;
        let (header_row, header) = (*header_row, header.clone());
        let told = job.section.decimal.as_ref().map(|_| ()).or(request.options.decimal.map(|_| ()));
        // the end of a target may come from its period
        let by_rule = |f: &&&Field| !(def.kind == Kind::Target && f.name == "to_day");
        let missing: Vec<&'static str> = plan.header.missing.iter().filter(by_rule).map(|f| f.name).collect();
        let reader = Self {
            def,
            plan,
            repeats: job.section.repeats,
            given: vec![None; def.fields.len()],
            found: Vec::new(),
            columns: header.len(),
            missing,
            keys: keys_of(def),
            marks: told.is_none().then(|| vec![Seen::default(); def.fields.len()]),
            seen: HashMap::default(),
            hasher: std::hash::RandomState::new(),
            held: Vec::new(),
            held_at: HashMap::new(),
            keep_rejects: request.skip_bad,
            shares: def.conduct.days.is_some() && !source.sheets().is_empty(),
            creates: !request.create.is_empty() || !job.section.creates()?.is_empty(),
            closed: closed.iter().map(|c| (day_number(c.span.from).into(), day_number(c.span.to).into())).collect(),
            late: vec![0; closed.len()],
            sheets: if source.has_sheet() { Vec::new() } else { source.sheets() },
            report: SectionReport {
                only_adds: job.section.only_adds(),
                unknown: plan.header.unknown.clone(),
                doubled: plan.header.doubled.clone(),
                units: plan.units().map(|(column, unit)| (column.to_owned(), unit)).collect(),
                alike: ready.alike.clone(),
                header_row,
                rejects: Rejects { header, rows: Vec::new() },
                ..SectionReport::of(def.kind, job.file.clone(), source.form())
            },
        };
        let key_missing = reader.missing.iter().any(|name| def.key.contains(name));
        if key_missing || (def.kind.is_fact() && !reader.missing.is_empty()) {
            return Err(reader.columns_error());
        }
        Ok(reader)
    }

    /// The kinds that a column of the file refers to.
    pub(super) fn refers(&self) -> impl Iterator<Item = Kind> + use<'p> {
        let plan = self.plan;
        let given = self.def.fields.iter().enumerate().filter(move |(i, _)| plan.place_of(*i).is_some());
        given.filter_map(|(_, f)| if let FieldType::Ref(kind) = f.ty { Some(kind) } else { None })
    }

    fn columns_error(&self) -> ImportError {
        ImportError::Columns {
            file: self.report.file.clone(),
            kind: self.def.kind,
            missing: self.missing.clone(),
            unknown: self.report.unknown.iter().map(|(name, _)| name.clone()).collect(),
            sheets: if self.sheets.len() > 1 { self.sheets.clone() } else { Vec::new() },
        }
    }

    fn row(&mut self, to: &mut impl Sink, number: u64, record: &StringRecord) -> Result<(), ImportError> {
        self.report.rows += 1;
        self.found.clear();
        self.given.iter_mut().for_each(|v| *v = None);
        let cells = match self.plan.take(record) {
            Ok(Some(cells)) => cells,
            Ok(None) => {
                self.report.skipped += 1;
                return Ok(());
            }
            Err(untaken) => {
                self.found.push(not_taken(untaken));
                self.reject(to, number, record);
                return Ok(());
            }
        };
        if self.creates && heading::is_total(record) {
            self.report.totals.push(number);
            self.report.skipped += 1;
            return Ok(());
        }
        if record.len() > self.columns && record.iter().skip(self.columns).any(|c| !c.trim().is_empty()) {
            let extra = record.iter().skip(self.columns).find(|c| !c.trim().is_empty()).unwrap_or_default();
            let value: String = extra.trim().chars().take(60).collect();
            self.found.push(Problem { field: "", value, expected: Expected::Rule("expected-columns") });
        }
        if self.shares {
            for field in self.plan.shared(record).filter_map(|i| self.def.fields.get(i)) {
                if matches!(field.ty, FieldType::Int | FieldType::Money) {
                    self.found.push(Problem {
                        field: field.name,
                        value: String::new(),
                        expected: Expected::Rule("expected-own-cell"),
                    });
                }
            }
        }
        if let Some(text) = self.plan.header.currency.and_then(|column| record.get(column)).map(file::plain)
            && !currency::is_own(text, &self.plan.style().currency)
        {
            self.found.push(Problem { field: "", value: shown(text), expected: value::own_currency(self.plan.style()) });
        }
        self.read(to, &cells)?;
        if !self.found.is_empty() {
            self.reject(to, number, record);
            return Ok(());
        }
        let key = self.key();
        match (self.repeats, key) {
            (Repeats::Last | Repeats::Add, Some(key)) => {
                self.hold(number, record, key);
                return Ok(());
            }
            (_, Some(key)) => {
                if let Some(earlier) = self.seen.get(&key).copied() {
                    if self.repeats == Repeats::First {
                        self.report.repeated += 1;
                        return Ok(());
                    }
                    let given = self
                        .keys
                        .iter()
                        .filter(|i| self.given.get(**i).is_some_and(|v| v.as_ref().is_some_and(|v| !v.is_null())));
                    let field = given.filter_map(|i| self.def.fields.get(*i)).map(|f| f.name).next().unwrap_or_default();
                    let who = format!("{}:{earlier}", super::short(&self.report.file));
                    let expected = Expected::Named("expected-one-row", vec![("who", who)]);
                    let value = self.text_of_key(to);
                    self.found.push(Problem { field, value, expected });
                    self.reject(to, number, record);
                    return Ok(());
                }
                self.seen.insert(key, number);
            }
            (_, None) => {}
        }
        self.write(to, number, record)
    }

    /// The row's values into `given`, what is wrong into `found`.
    fn read(&mut self, to: &mut impl Sink, cells: &Cells<'_>) -> Result<(), ImportError> {
        let style = self.plan.style();
        let quiet = self.report.problems.len() >= PROBLEMS;
        for (index, text) in self.plan.texts(cells) {
            let Some(field) = self.def.fields.get(index) else { continue };
            let text = match text {
                Ok(text) => text,
                Err(uncompared) => {
                    self.found.push(unread(field.name, uncompared));
                    continue;
                }
            };
            // as where there is no such column
            if text == ABSENT {
                continue;
            }
            let text = unescaped(text.trim());
            let by_comma;
            let style = match self.marks.as_mut().and_then(|m| m.get_mut(index)).filter(|_| is_number(field.ty)) {
                None => style,
                Some(seen) => match seen.with(text) {
                    Ok(false) => style,
                    Ok(true) => {
                        by_comma = Style { decimal_comma: true, ..style.clone() };
                        &by_comma
                    }
                    Err(expected) => {
                        self.found.push(Problem { field: field.name, value: shown(text), expected });
                        continue;
                    }
                },
            };
            let read = match field.ty {
                // a short key without control characters is looked up as it stands: most cells of a large file are such
                FieldType::Ref(kind) if is_key(text) => to.refer(self.def, index, kind, text, quiet)?,
                FieldType::Ref(kind) => match value::read_with(field, text, style) {
                    Ok(Value::Text(name)) => to.refer(self.def, index, kind, &name, quiet)?,
                    other => other,
                },
                // what an approval is about is called by its code
                FieldType::Int if self.def.kind == Kind::Approval && field.name == "record" => {
                    Ok(if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) })
                }
                FieldType::Date => day(self.def.kind, field, text, style, &mut self.given),
                // when a clock stood elsewhere is kept in one form
                FieldType::Note if self.def.kind == Kind::Ticket && field.name == "holds" => {
                    let written = |p: Vec<_>| if p.is_empty() { Value::Null } else { Value::Text(pauses::write(&p)) };
                    elsewhere::pauses(text, style).map(written)
                }
                FieldType::Choice(_) => {
                    value::read_with(field, text, style).or_else(|e| elsewhere::read(self.def.kind, field.name, text, e))
                }
                _ => value::read_with(field, text, style),
            };
            match read {
                Ok(Value::Null) if self.given.get(index).is_some_and(Option::is_some) => {}
                Ok(v) => {
                    if let Some(slot) = self.given.get_mut(index) {
                        *slot = Some(v);
                    }
                }
                Err(expected) => {
                    let expected = without_order(text, style, expected);
                    self.found.push(Problem { field: field.name, value: shown(text), expected });
                }
            }
        }
        Ok(())
    }

    fn write(&mut self, to: &mut impl Sink, number: u64, record: &StringRecord) -> Result<(), ImportError> {
        let days = if self.closed.is_empty() { None } else { self.days() };
        let put = to.put(&mut self.given, number, &mut self.found, &mut self.report)?;
        if let Some((from, until)) = days.filter(|_| matches!(put, Put::Inserted | Put::Updated | Put::Later)) {
            for ((first, last), late) in self.closed.iter().zip(&mut self.late) {
                *late += u64::from(from <= *last && until >= *first);
            }
        }
        match put {
            Put::Inserted if !self.missing.is_empty() => return Err(self.columns_error()),
            Put::Inserted => self.report.inserted += 1,
            Put::Updated => self.report.updated += 1,
            Put::Unchanged => self.report.unchanged += 1,
            Put::Kept => self.report.kept += 1,
            Put::Later => {}
            Put::Refused if !self.missing.is_empty() && self.found.iter().any(|p| self.missing.contains(&p.field)) => {
                return Err(self.columns_error());
            }
            Put::Refused => self.reject(to, number, record),
        }
        Ok(())
    }

    /// The days that a row is of, if figures of periods are made from it.
    fn days(&self) -> Option<(i64, i64)> {
        let (from, until) = self.def.conduct.days?;
        let day = |name: &str| self.def.field(name).and_then(|(i, _)| self.given.get(i)).and_then(|v| v.as_ref()?.int());
        let from = day(from)?;
        Some((from, day(until).unwrap_or(from)))
    }

    fn reject(&mut self, to: &mut impl Sink, number: u64, record: &StringRecord) {
        if heading::is_total(record) {
            // no record, and no mistake either
            self.report.totals.push(number);
            self.report.skipped += 1;
            return;
        }
        self.report.rejected += 1;
        let key = self.text_of_key(to);
        to.miss(self.def.kind, key);
        for problem in &self.found {
            let index = self.def.field(problem.field).map(|(i, _)| i);
            let column = index.and_then(|i| self.plan.place_of(i)).unwrap_or(problem.field);
            self.report.is_wrong(number, column, problem.clone());
        }
        if self.keep_rejects {
            let cells = record.iter().map(|cell| if cell == ABSENT { "" } else { file::plain(cell) }).collect();
            self.report.rejects.rows.push((cells, self.found.clone()));
        }
    }

    /// Writes what was held back; answers what became of the rows.
    fn finish(mut self, to: &mut impl Sink) -> Result<SectionReport, ImportError> {
        for (number, record, given) in std::mem::take(&mut self.held) {
            self.found.clear();
            self.given = given;
            self.write(to, number, &record)?;
        }
        self.report.unmet = self.plan.unmet();
        let late = self.late.iter().enumerate().filter(|(_, rows)| **rows > 0);
        self.report.late = late.map(|(i, rows)| (i.to_string(), *rows)).collect();
        Ok(self.report)
    }
}
