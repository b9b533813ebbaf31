//! Doing one step.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Import, Step};
use crate::domain::period::{Month, Span};
use crate::domain::record::{Kind, Lang};
use crate::domain::sentence::{Sentence, Speak};
use crate::exchange::file::Options;
use crate::exchange::mapping::{self, Mapping, Repeats};
use crate::exchange::outfile::{FileRefusal, OutFile};
use crate::ops::import::{self, ImportError, Progress, Request};
use crate::ops::{OpError, Session, admin, close, closings, doctor, list, plan, tier};
use crate::store::{StoreError, listing};

/// Where a recipe is done.
#[derive(Clone, Debug)]
pub struct Place {
    /// The recipe's folder: files are named from here.
    pub folder: PathBuf,
    /// Where mappings are kept.
    pub mappings: PathBuf,
    /// On a copy that is thrown away: no file is written.
    pub dry_run: bool,
    /// In which language reasons are written.
    pub lang: Lang,
    /// The files that earlier steps of a dry run would have made.
    pub made: RefCell<BTreeSet<PathBuf>>,
}

impl Place {
    /// A file by the name that a recipe gives it.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Begins a file of a step, with the folders that lead there; `None` where no file is written, and it could be.
    ///
    /// # Errors
    /// [`OpError::File`]: the same in a dry run.
    pub fn create(&self, session: &Session, path: &Path, force: bool) -> Result<Option<OutFile>, OpError> {
        if self.dry_run {
            let path = session.files().would_create(path, force.into())?;
            return if self.would_make(&path) || force { Ok(None) } else { Err(FileRefusal::Exists(path).into()) };
        }
        Ok(Some(session.files().create_with_folders(path, force.into())?))
    }

    /// Remembers a file that a dry run would have made; whether it is the first of its name.
    fn would_make(&self, path: &Path) -> bool {
        self.made.borrow_mut().insert(path.to_path_buf())
    }
}

/// What a step came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// In words.
    pub said: Sentence,
    /// What else a person should know.
    pub notes: Vec<Sentence>,
    /// Numbers, by stable names.
    pub counts: Vec<(&'static str, i64)>,
    /// There was nothing to do it with.
    pub skipped: bool,
    /// It needs attention, and the run goes on.
    pub findings: bool,
    /// What an import came to.
    pub import: Option<Box<import::Report>>,
}

impl Outcome {
    fn said(said: Sentence) -> Self {
        Self { said, ..Self::default() }
    }
}

/// Why a step failed: the run stops with it, and what was done before stays.
#[derive(Debug)]
pub enum StepError {
    /// The database, the role, a rule.
    Op(OpError),
    /// Files that can't be imported.
    Import(ImportError),
    /// Rows with problems; nothing of them was written.
    Rejected(Box<import::Report>),
    /// What was looked for is not so.
    Found(Sentence),
    /// A name or a period in it is not known, a file is not there.
    Wrong(Sentence),
}

impl From<OpError> for StepError {
    fn from(e: OpError) -> Self {
        Self::Op(e)
    }
}

impl From<ImportError> for StepError {
    fn from(e: ImportError) -> Self {
        match e {
            ImportError::Op(e) => Self::Op(e),
            other => Self::Import(other),
        }
    }
}

impl Speak for StepError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Op(e) => e.sentence(),
            Self::Import(e) => e.sentence(),
            Self::Rejected(report) => {
                let how = if report.all_refused() { "refused" } else { "wrong" };
                Sentence::new("recipe-rejected").with("count", report.problem_count()).with("how", how)
            }
            Self::Found(said) | Self::Wrong(said) => said.clone(),
        }
    }
}

/// Does a step; `None` for one that writes what only the command line can write (export, report).
///
/// # Errors
/// [`StepError`]: nothing of the step was written.
pub fn act(
    session: &mut Session,
    step: &Step,
    place: &Place,
    progress: &mut dyn FnMut(Progress),
) -> Result<Option<Outcome>, StepError> {
    Ok(Some(match step {
        Step::Import(import) => bring(session, import, place, progress)?,
        Step::Check => check(session)?,
        Step::Expect(expect) => {
            let kind = kind_of(&expect.kind)?;
            let wish = list::Wish { filter: expect.filter.clone(), ..list::Wish::default() };
            let query = list::list(session, kind, &wish)?.query;
            let count = listing::count(session.store.conn(), kind, &query).map_err(OpError::from)?;
            let bound = |key, bound: i64| {
                let said = Sentence::new(key).with("count", count).with("kind", kind.def().name).with("bound", bound);
                said.with("filter", &expect.filter)
            };
            match (expect.at_least, expect.at_most) {
                (Some(least), _) if count < least => return Err(StepError::Found(bound("recipe-too-few", least))),
                (_, Some(most)) if count > most => return Err(StepError::Found(bound("recipe-too-many", most))),
                _ => {}
            }
            let said = Sentence::new("recipe-expected").with("count", count).with("kind", kind.def().name);
            Outcome { counts: vec![("records", count)], ..Outcome::said(said) }
        }
        Step::Score => {
            let done = session.refresh_figures()?;
            let said = Sentence::new("recipe-scored").with("computed", done.computed).with("raised", done.raised);
            let said = said.with("cleared", done.cleared);
            let counts = vec![
                ("computed", signed(done.computed)),
                ("changed", signed(done.changed)),
                ("raised", signed(done.raised)),
                ("cleared", signed(done.cleared)),
            ];
            Outcome { counts, ..Outcome::said(said) }
        }
        Step::Tiers => {
            let done = tier::review(session, place.lang)?;
            let said = Sentence::new("recipe-reviewed").with("proposed", done.proposed).with("open", done.open);
            let said = said.with("kept", done.kept);
            let counts = vec![
                ("proposed", signed(done.proposed)),
                ("noted", signed(done.noted)),
                ("kept", signed(done.kept)),
                ("open", signed(done.open)),
            ];
            Outcome { counts, ..Outcome::said(said) }
        }
        Step::Plan(wanted) => {
            let month = match &wanted.month {
                Some(text) => month_of(session, text)?,
                None => Month::of(session.as_of()),
            };
            let planned = plan::generate(session, month, place.lang)?;
            let count = planned.drafts.len();
            let said = Sentence::new("recipe-planned").with("count", count).with("month", month);
            Outcome { counts: vec![("added", signed(count))], ..Outcome::said(said) }
        }
        Step::Close(wanted) => shut(session, &wanted.period)?,
        Step::Verify(wanted) => {
            let span = wanted.period.as_deref().map(|text| span_of(session, text)).transpose()?;
            let found = close::verify(session, span)?;
            let drift: usize = found.iter().map(|v| v.drift.len()).sum();
            if let Some(first) = found.iter().find(|v| !v.holds()) {
                let said = Sentence::new("recipe-drifted").with("period", &first.closing.name).with("count", first.drift.len());
                return Err(StepError::Found(said));
            }
            let said = Sentence::new("recipe-verified").with("count", found.len());
            Outcome { counts: vec![("periods", signed(found.len())), ("drift", signed(drift))], ..Outcome::said(said) }
        }
        Step::Backup(to) => {
            if place.dry_run {
                let path = admin::would_back_up(session, &place.path(&to.to), to.force)?;
                if !place.would_make(&path) && !to.force {
                    return Err(StepError::Op(StoreError::Taken(path).into()));
                }
            } else {
                admin::back_up(session, &place.path(&to.to), to.force)?;
            }
            Outcome::said(Sentence::new("recipe-backed-up").with("path", &to.to))
        }
        Step::Export(_) | Step::Report(_) => return Ok(None),
    }))
}

fn signed(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The kind that a recipe names.
///
/// # Errors
/// [`StepError::Wrong`] names those there are.
pub fn kind_of(name: &str) -> Result<Kind, StepError> {
    Kind::from_name(name).or_else(|| Kind::from_name(&name.replace('-', "_"))).ok_or_else(|| {
        let near = Kind::near(name).join(", ");
        let key = if near.is_empty() { "usage-kind" } else { "usage-kind-near" };
        StepError::Wrong(Sentence::new(key).with("name", name).with("near", near))
    })
}

fn span_of(session: &Session, text: &str) -> Result<Span, StepError> {
    let wrong = |_| StepError::Wrong(Sentence::new("recipe-no-period").with("text", text));
    Ok(closings::names(session)?.span(text.parse().map_err(wrong)?))
}

fn month_of(session: &Session, text: &str) -> Result<Month, StepError> {
    let span = span_of(session, text)?;
    let month = Month::of(span.from);
    if month.span() == span { Ok(month) } else { Err(StepError::Wrong(Sentence::new("recipe-no-month").with("text", text))) }
}

fn shut(session: &mut Session, period: &str) -> Result<Outcome, StepError> {
    let span = span_of(session, period)?;
    Ok(match close::close(session, span)? {
        close::Done::Closed(closing) => {
            let said = Sentence::new("close-done").with("period", &closing.name).with("partners", closing.partners);
            let said = said.with("hash", closing.hash.get(..16).unwrap_or_default());
            Outcome { counts: vec![("partners", closing.partners)], ..Outcome::said(said) }
        }
        close::Done::Already(verified) => {
            let drift = verified.drift.len();
            let key = if verified.holds() { "recipe-closed-before" } else { "recipe-closed-drifted" };
            let said = Sentence::new(key).with("period", &verified.closing.name).with("count", drift);
            let findings = !verified.holds();
            Outcome { counts: vec![("drift", signed(drift))], findings, ..Outcome::said(said) }
        }
    })
}

fn check(session: &mut Session) -> Result<Outcome, StepError> {
    let checks = doctor::doctor(session, None)?;
    let mut findings = checks.iter().flat_map(|c| &c.findings).cloned();
    match findings.next() {
        None => {
            let said = Sentence::new("recipe-sound").with("count", checks.len());
            Ok(Outcome { counts: vec![("checks", signed(checks.len()))], ..Outcome::said(said) })
        }
        Some(first) => Err(StepError::Found(first)),
    }
}

fn bring(
    session: &mut Session,
    wanted: &Import,
    place: &Place,
    progress: &mut dyn FnMut(Progress),
) -> Result<Outcome, StepError> {
    let kind = if wanted.kind == "all" && wanted.map.is_some() { None } else { Some(kind_of(&wanted.kind)?) };
    let files: Vec<PathBuf> = wanted.files.iter().flat_map(|name| found(&place.path(name))).collect();
    if files.is_empty() {
        let said = Sentence::new("recipe-no-file").with("files", wanted.files.join(", "));
        return if wanted.optional { Ok(Outcome { skipped: true, ..Outcome::said(said) }) } else { Err(StepError::Wrong(said)) };
    }
    let (mapping, mapping_file) = match &wanted.map {
        None => (None, None),
        Some(name) => {
            let (mapping, path) = read_mapping(session, place, name)?;
            (Some(mapping), Some(path))
        }
    };
    let request = Request {
        kind,
        files,
        mapping,
        mapping_file,
        options: Options {
            sheet: wanted.sheet.clone(),
            encoding: wanted.encoding.clone(),
            delimiter: wanted.delimiter,
            no_quotes: wanted.no_quotes,
            decimal: wanted.decimal,
        },
        dry_run: false,
        skip_bad: wanted.skip_bad.is_some(),
        rejects: wanted.skip_bad.as_deref().map(|name| place.path(name)),
        create: wanted.create.iter().map(|name| kind_of(name)).collect::<Result<_, _>>()?,
        repeats: if wanted.add_up { Repeats::Add } else { Repeats::Refuse },
        header_row: wanted.header_row,
        allow_duplicates: wanted.allow_duplicates,
        reason: wanted.reason.clone().unwrap_or_default(),
    };
    let report = import::run(session, &request, progress)?;
    if report.stops(request.skip_bad) {
        return Err(StepError::Rejected(Box::new(report)));
    }
    let sum =
        |f: fn(&import::SectionReport) -> u64| i64::try_from(report.sections.iter().map(f).sum::<u64>()).unwrap_or(i64::MAX);
    let counts = vec![
        ("rows", sum(|s| s.rows)),
        ("inserted", sum(|s| s.inserted)),
        ("updated", sum(|s| s.updated)),
        ("unchanged", sum(|s| s.unchanged)),
        ("rejected", sum(|s| s.rejected)),
    ];
    let count = |name: &str| counts.iter().find(|(n, _)| *n == name).map_or(0, |(_, c)| *c);
    let said = Sentence::new("recipe-imported")
        .with("rows", count("rows"))
        .with("new", count("inserted"))
        .with("changed", count("updated"))
        .with("rejected", count("rejected"));
    let late = report.sections.iter().flat_map(|s| &s.late);
    let notes = late.map(|(period, rows)| Sentence::new("recipe-late").with("period", period).with("rows", rows)).collect();
    let findings = count("rejected") > 0;
    Ok(Outcome { notes, counts, findings, import: Some(Box::new(report)), ..Outcome::said(said) })
}

/// The files that a name means: with `*` those of its folder that fit, else itself if it is there.
fn found(path: &Path) -> Vec<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.contains('*') {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        return mapping::files_in(folder, &name);
    }
    if path.exists() { vec![path.to_path_buf()] } else { Vec::new() }
}

/// A mapping beside the recipe, or one that is kept.
fn read_mapping(session: &Session, place: &Place, name: &str) -> Result<(Mapping, PathBuf), StepError> {
    let found = Mapping::find(&session.files(), Path::new(name), &place.path(name), &place.mappings);
    Ok(found.map_err(ImportError::from)?)
}
