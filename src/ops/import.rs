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
//! - [`mod@cell`]: one cell
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
mod heading;
mod known;
mod lay;
mod ready;
mod section;
pub mod template;
pub mod whole;
mod write;

use std::path::{Path, PathBuf};

use csv::StringRecord;

use super::{Aside, OpError, Session};
use crate::domain::duplicate::Common;
use crate::domain::kinds::Role;
use crate::domain::record::{Kind, Problem};
use crate::domain::sentence::{Sentence, Speak};
use crate::exchange::file::{FileError, Options};
use crate::exchange::mapping::{self, Mapping, MappingError, PlanError, Repeats, Section};

/// How many problems are kept with their rows; the others are counted.
pub const PROBLEMS: usize = 500;

/// How many rows that wait for approval are kept; the others are counted.
const WAITS: usize = 100;

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
            "delimiter": self.options.delimiter.map(String::from), "header_row": self.header_row,
            "reason": Some(&self.reason).filter(|r| !r.is_empty()),
        });
        spec.to_string()
    }
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Nothing was to be written.
    pub dry_run: bool,
    /// Something was written.
    pub written: bool,
    /// The change set that undo takes back, if something was written.
    pub change_set: Option<i64>,
    /// By file and kind.
    pub sections: Vec<SectionReport>,
}

/// What became of the rows of one file, read as one kind.
#[derive(Clone, Debug)]
pub struct SectionReport {
    pub kind: Kind,
    pub file: PathBuf,
    /// Encoding and delimiter, or sheet.
    pub form: String,
    /// Rows below the header that are not blank.
    pub rows: u64,
    /// New records.
    pub inserted: u64,
    /// Records that were there with other values.
    pub updated: u64,
    /// Records that were there as they came.
    pub unchanged: u64,
    /// Rows that the mapping leaves out.
    pub skipped: u64,
    /// Rows that were joined with another row of their key.
    pub repeated: u64,
    /// Rows with problems.
    pub rejected: u64,
    /// Records created because a row refers to them.
    pub created: Vec<(Kind, String)>,
    /// Columns that were not read, with the field that may be meant.
    pub unknown: Vec<(String, Option<&'static str>)>,
    /// Columns that answer to a field that an earlier one holds.
    pub doubled: Vec<String>,
    /// The number of the header row.
    pub header_row: u64,
    /// Rows that are totals of those above and were left out.
    pub totals: Vec<u64>,
    /// Fields that the program's rules set: what the file gives for them was not taken.
    pub set_aside: Vec<&'static str>,
    /// Closed periods that rows belong to, and how many rows.
    pub late: Vec<(String, u64)>,
    /// What waits for approval or was decided alone: the row, and what its user is told; the first hundred.
    pub waits: Vec<(u64, Sentence)>,
    /// How much waits in all.
    pub wait_count: u64,
    /// Problems in the order of the rows, at most [`PROBLEMS`].
    pub problems: Vec<RowProblem>,
    /// How many problems there are in all.
    pub problem_count: u64,
    /// New partners that may be there already; the first hundred.
    pub duplicates: Vec<Duplicate>,
    /// How many there are in all.
    pub duplicate_count: u64,
    /// The header and the rows that were left out.
    pub rejects: Rejects,
}

/// Rows that were left out, with what the file of rejected rows needs.
#[derive(Clone, Debug, Default)]
pub struct Rejects {
    /// The header row.
    pub header: StringRecord,
    /// The rows with what is wrong.
    pub rows: Vec<(StringRecord, Vec<Problem>)>,
}

/// What is wrong with one value of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// The row's number as a person sees it.
    pub row: u64,
    /// The column as the file or the mapping calls it; empty if it is the row as a whole.
    pub column: String,
    /// What is wrong.
    pub problem: Problem,
}

/// A new partner that has something in common with another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The row's number.
    pub row: u64,
    pub code: String,
    /// The code of the other one.
    pub of: String,
    /// What they have in common.
    pub common: Common,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read of the files.
    pub done: u64,
    /// Bytes of the files.
    pub size: u64,
    /// Rows read.
    pub rows: u64,
}

impl SectionReport {
    /// Whether every row was there already as it came: nothing was left out, not taken, or waits.
    #[must_use]
    pub fn is_all_there(&self) -> bool {
        self.unchanged + self.repeated == self.rows && self.rejected == 0 && self.waits.is_empty() && self.set_aside.is_empty()
    }

    /// Tells that something of a row waits for approval, or was decided alone, if that is what its user is told.
    fn waits_for(&mut self, row: u64, told: Option<Sentence>) {
        let Some(told) = told else { return };
        let waits = ["-asked", "-waits", "-wants-reason"].iter().any(|end| told.key.ends_with(end));
        if !waits && !told.key.contains("-alone") && !told.key.ends_with("-not-again") {
            return;
        }
        self.wait_count += u64::from(waits);
        if self.waits.len() < WAITS {
            self.waits.push((row, told));
        }
    }
}

impl Report {
    /// Whether rows were refused, and for nothing else than that they are not their user's to change.
    #[must_use]
    pub fn all_refused(&self) -> bool {
        let kept: usize = self.sections.iter().map(|s| s.problems.len()).sum();
        kept > 0 && self.sections.iter().flat_map(|s| &s.problems).all(|p| p.problem.expected.is_refusal())
    }

    /// Problems in all sections.
    #[must_use]
    pub fn problem_count(&self) -> u64 {
        self.sections.iter().map(|s| s.problem_count).sum()
    }

    /// Records that are new or other.
    #[must_use]
    pub fn changed(&self) -> u64 {
        self.sections.iter().map(|s| s.inserted + s.updated + s.created.len() as u64).sum()
    }
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The database, or the role.
    #[error(transparent)]
    Op(#[from] OpError),
    /// A file can't be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The mapping does not fit.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// Columns that must be there are not.
    #[error("`{}` has no column for {}", .file.display(), .missing.join(", "))]
    Columns {
        file: PathBuf,
        kind: Kind,
        /// The fields.
        missing: Vec<&'static str>,
        /// The columns that were not understood.
        unknown: Vec<String>,
        /// The sheets of a workbook of which the first was read.
        sheets: Vec<String>,
    },
    /// There is no header row of this number.
    #[error("`{}` has no row {row}", .file.display())]
    HeaderRow {
        file: PathBuf,
        /// The number that was given.
        row: u64,
    },
    /// No file fits the mapping and the kind.
    #[error("nothing to read: no file given fits the mapping")]
    Nothing {
        /// What the mapping looks for.
        wanted: Vec<String>,
    },
    /// Files of a whole export are not there.
    #[error("`{}` is no whole export: {} missing", .folder.display(), .missing.join(", "))]
    NotWhole {
        /// Where they were looked for.
        folder: PathBuf,
        /// Their names.
        missing: Vec<String>,
    },
    /// More facts than are kept in memory: they are read while they are written.
    #[error("too many rows to keep")]
    TooMany,
    /// Records of this kind are not created because others refer to them.
    #[error("{} can't be created from a reference", .0.def().plural)]
    Create(Kind),
}

impl From<PlanError> for ImportError {
    fn from(e: PlanError) -> Self {
        match e {
            PlanError::Mapping(e) => Self::Mapping(e),
            PlanError::File(e) => Self::File(e),
            PlanError::Refused(e) => Self::Op(e.into()),
        }
    }
}

impl From<crate::store::StoreError> for ImportError {
    fn from(e: crate::store::StoreError) -> Self {
        Self::Op(e.into())
    }
}

impl Speak for ImportError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Op(e) => e.sentence(),
            Self::File(e) => e.sentence(),
            Self::Mapping(e) => e.sentence(),
            Self::Columns { file, kind, missing, unknown, sheets } => {
                let key = match (sheets.is_empty(), unknown.is_empty()) {
                    (false, _) => "import-columns-sheets",
                    (true, true) => "import-columns-missing",
                    (true, false) => "import-columns-unknown",
                };
                let said = Sentence::new(key).with("file", file.display()).with("kind", kind.def().name);
                let said = said.with("missing", missing.join(", ")).with("unknown", unknown.join(", "));
                said.with("sheets", sheets.join(", "))
            }
            Self::HeaderRow { file, row } => Sentence::new("import-header-row").with("file", file.display()).with("row", row),
            Self::Nothing { wanted } => Sentence::new("import-nothing").with("wanted", wanted.join(", ")),
            Self::NotWhole { folder, missing } => {
                let some = missing.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
                let said = Sentence::new("import-not-whole").with("folder", folder.display()).with("missing", some);
                said.with("count", missing.len())
            }
            Self::TooMany => Sentence::new("error-interrupted"),
            Self::Create(kind) => Sentence::new("import-create").with("kind", kind.def().name),
        }
    }

    fn problems(&self) -> &[Problem] {
        if let Self::Op(e) = self { e.problems() } else { &[] }
    }
}

/// The least role that may bring a kind in. What the program itself writes down is history of another database.
fn needs(kind: Kind) -> Role {
    match kind {
        // who asked and who decided, and what a log says of people: an administrator answers for it; rules come with a whole
        // export into a database that is new
        Kind::Approval | Kind::ApprovalEvent | Kind::LifecycleMove | Kind::PolicyVersion => Role::Admin,
        Kind::TierChange | Kind::Alert | Kind::TicketEvent => Role::HeadOffice,
        kind => super::record::needs(kind),
    }
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
        if !write::can_create(*kind) {
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
            if !write::can_create(kind) {
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
