//! Brings files of somebody else's system in: one import is one transaction, one change set, one step of undo.
//!
//! Every row is read and checked before anything is kept, so that a dry run says what a real one would do. A row that
//! has a problem stops the whole import unless bad rows are to be left out. What is there already, by its natural key,
//! is compared: running an import twice changes nothing the second time. References are looked up by code or name;
//! unknown ones name the nearest, or are created for the kinds that were asked for.
//!
//! - [`section`]: the rows of one file as values of one kind
//! - [`heading`]: which row of a file is its header, and which are no records but totals
//! - [`mod@write`]: those values as records and facts; [`known`]: whether they are there already;
//!   [`lay`]: what a file gives over what is there
//! - [`mod@cell`]: one cell; [`changes`]: what a dry run would change
//! - [`template`]: what an empty table to fill in asks for
//! - [`ahead`]: facts, read on a second thread while those before them are written
//! - [`whole`]: all of a database, into an empty one
//! - [`ready`]: what is done before the lock is taken; [`act`]: that, and then the one transaction that writes
//!
//! The lock is held for the one transaction that writes. A dry run and a long import's preparation write into a shadow of the
//! database ([`crate::store::shadow`]), so that they neither wait nor let others wait.

mod act;
mod ahead;
mod cell;
mod changes;
mod error;
mod heading;
mod known;
mod lay;
pub mod pages;
mod ready;
mod report;
mod section;
pub mod template;
pub mod whole;
mod write;

use std::path::{Path, PathBuf};

pub use changes::Changed;
pub use error::ImportError;
pub use report::{Duplicate, Progress, Rejects, Report, RowProblem, SectionReport};

use super::{Aside, OpError, Session};
use crate::domain::kinds::Role;
use crate::domain::record::Kind;
use crate::exchange::file::Options;
use crate::exchange::mapping::{self, Mapping, Repeats, Section};

/// How many problems are kept with their rows; the others are counted.
pub const PROBLEMS: usize = 500;

/// What to import and how.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The kind; `None` is every kind that the mapping makes, and without one all of a database, from the folder of a whole
    /// export ([`whole`]).
    pub kind: Option<Kind>,
    /// Files, or with a mapping also folders in which its files are looked for.
    pub files: Vec<PathBuf>,
    /// A saved mapping.
    pub mapping: Option<Mapping>,
    /// What the files do not tell by themselves.
    pub options: Options,
    /// Check and count only.
    pub dry_run: bool,
    /// Leave rows with problems out instead of stopping.
    pub skip_bad: bool,
    /// Kinds of which records that are referred to and not there are created.
    pub create: Vec<Kind>,
    /// Why, of what is asked for by it and of partners that it moves along their lifecycle; empty: nothing was said.
    pub reason: String,
    /// Take partners with the social credit code of another one.
    pub allow_duplicates: bool,
    /// What to do with rows of one key, where no mapping says.
    pub repeats: Repeats,
    /// The number of the header row, where it is not found by itself.
    pub header_row: Option<u64>,
    /// Where the mapping was read from; remembered with the import.
    pub mapping_file: Option<PathBuf>,
    /// Where rejected rows go.
    pub rejects: Option<PathBuf>,
}

impl Request {
    /// Whether all of a database is to come in.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.kind.is_none() && self.mapping.is_none()
    }

    /// What the history says of it.
    fn label(&self) -> &'static str {
        if self.is_whole() { "change-import-all" } else { "change-import" }
    }

    /// How it was asked for, as JSON, with whole paths: what a recipe does again.
    fn spec(&self) -> String {
        let whole = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone()).display().to_string();
        let spec = serde_json::json!({
            "kind": self.kind.map_or("all", |k| k.def().plural),
            "files": self.files.iter().map(whole).collect::<Vec<_>>(),
            "map": self.mapping_file.as_ref().map(whole),
            "skip_bad": self.rejects.as_ref().map(whole),
            "create": self.create.iter().map(|k| k.def().name).collect::<Vec<_>>(),
            "add_up": self.repeats == Repeats::Add,
            "allow_duplicates": self.allow_duplicates,
            "sheet": self.options.sheet, "encoding": self.options.encoding,
            "delimiter": self.options.delimiter.map(String::from), "no_quotes": self.options.no_quotes,
            "decimal": self.options.decimal.map(String::from), "header_row": self.header_row,
            "reason": Some(&self.reason).filter(|r| !r.is_empty()),
        });
        spec.to_string()
    }
}

/// The least role that may bring a kind in. What the program itself writes down is history of another database.
fn needs(kind: Kind) -> Role {
    kind.def().conduct.brought_in_by.unwrap_or_else(|| super::record::needs(kind))
}

/// One section to read from one file.
struct Job {
    section: Section,
    file: PathBuf,
    mapped: bool,
}

/// Imports, or with `dry_run` says what an import would do.
///
/// If rows have problems and are not to be left out, nothing is written and the report tells them
/// ([`Report::problem_count`]).
///
/// # Errors
/// [`ImportError`]: nothing was written.
pub fn run(session: &mut Session, request: &Request, progress: &mut dyn FnMut(Progress)) -> Result<Report, ImportError> {
    let files = session.files();
    let given = request.files.iter().map(|path| files.reached(path)).collect::<Result<Vec<_>, _>>().map_err(OpError::from)?;
    if request.is_whole() {
        session.require(Role::Admin)?;
        whole::into_empty(session.store.conn())?;
    }
    let jobs = if request.is_whole() { whole::jobs(&given)? } else { jobs(request, &given)? };
    for kind in &request.create {
        if !kind.def().conduct.of_text {
            return Err(ImportError::Create(*kind));
        }
    }
    let written = jobs.iter().filter_map(|j| Kind::from_name(&j.section.kind));
    let made = jobs.iter().flat_map(|j| j.section.creates().unwrap_or_default());
    let kinds = written.chain(made).chain(request.create.iter().copied());
    let role = kinds.map(needs).max().unwrap_or(Role::Specialist);
    // a file that may only be read can be looked what would become of it
    match session.aside {
        Some(Aside::ReadOnly(_)) if request.dry_run => session.has(role)?,
        _ => session.require(role)?,
    }
    let mut size = 0;
    for job in &jobs {
        size += std::fs::metadata(&job.file).map_or(0, |m| m.len());
    }
    let mut import = act::Import { request, jobs: &jobs, role, files, size, progress };
    // what it is checked against may be changed by others before it has the lock; in the end it is checked under it
    for _ in 0..act::TRIES {
        if let Some(report) = import.once(session, true)? {
            return Ok(report);
        }
    }
    Ok(import.once(session, false)?.unwrap_or_default())
}

/// What the history calls it: the files' names, shortened.
fn detail(jobs: &[Job]) -> String {
    let mut names: Vec<String> =
        jobs.iter().map(|j| j.file.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect();
    names.dedup();
    let more = names.len().saturating_sub(3);
    names.truncate(3);
    let shown = names.join(", ");
    if more > 0 { format!("{shown} +{more}") } else { shown }
}

fn jobs(request: &Request, given: &[PathBuf]) -> Result<Vec<Job>, ImportError> {
    let Some(mapping) = &request.mapping else {
        let Some(kind) = request.kind else { return Err(ImportError::Nothing { wanted: vec!["--map".to_owned()] }) };
        let section =
            Section { kind: kind.def().plural.to_owned(), headers: true, repeats: request.repeats, ..Section::default() };
        return Ok(given.iter().map(|f| Job { section: section.clone(), file: f.clone(), mapped: false }).collect());
    };
    let mut found = Vec::new();
    let mut wanted = Vec::new();
    for section in &mapping.record {
        let kind = section.def()?.kind;
        for kind in section.creates()? {
            if !kind.def().conduct.of_text {
                return Err(ImportError::Create(kind));
            }
        }
        if request.kind.is_some_and(|k| k != kind) {
            continue;
        }
        wanted.extend(section.file.clone());
        for file in files_of(section, given) {
            found.push(Job { section: section.clone(), file, mapped: true });
        }
    }
    let fitting: Vec<&Section> = mapping.record.iter().filter(|s| s.def().is_ok_and(|d| request.kind == Some(d.kind))).collect();
    if let ([only], true) = (fitting.as_slice(), found.is_empty()) {
        // the kind and the file are named: a file of rejected rows has another name than the one it came from
        let files = given.iter().filter(|f| f.is_file());
        found.extend(files.map(|f| Job { section: (*only).clone(), file: f.clone(), mapped: true }));
    }
    if found.is_empty() { Err(ImportError::Nothing { wanted }) } else { Ok(found) }
}

/// The files of a section: those given whose names fit, and those that fit in the folders given.
fn files_of(section: &Section, given: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in given {
        match &section.file {
            Some(pattern) if path.is_dir() => found.extend(mapping::files_in(path, pattern)),
            Some(pattern) => {
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                if mapping::name_fits(pattern, &name) {
                    found.push(path.clone());
                }
            }
            None => found.push(path.clone()),
        }
    }
    found
}

/// What a file's own name ends in, for messages.
fn short(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
