//! `qudao import KIND FILE...`: files of somebody else's system into the database.

mod template;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::list::kind_of;
use super::output::{To, print};
use super::{Ctx, Exit, Usage};
use crate::domain::record::{Kind, Lang};
use crate::exchange::file::Options;
use crate::exchange::mapping::{Mapping, Repeats};
use crate::exchange::outfile::{Existing, FileRefusal, Files, OutFile};
use crate::exchange::{formula, header};
use crate::i18n::{self, number};
use crate::ops::import::{self, ImportError, Progress, Report, Request, SectionReport, pages};
use crate::t;

/// What can be created because rows refer to it.
const CREATED: [&str; 5] = ["region", "product-line", "channel-type", "user", "partner"];

/// Options of `import`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of the command line")]
pub struct Args {
    /// What: partners, sales, targets, invoices, payments, inventory, tickets, tasks, contracts ... (any kind of `list`);
    /// with --map also `all`, without it the folder of a whole export (`qudao export all`) into an empty database.
    kind: String,
    /// CSV (also .gz), XLSX, XLS, ODS or JSON; with --map also folders.
    ///
    /// What a record of the file has no column for stays as it is; titles above the header and totals are left out.
    #[arg(required_unless_present = "template", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write an empty table of the kind to fill in, and an explanation of its columns: XLSX with lists to choose from, or
    /// where the name ends in .csv the header alone.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "dry_run", "map", "skip_bad", "output"])]
    template: Option<PathBuf>,
    /// Check everything and count, write nothing.
    #[arg(long)]
    dry_run: bool,
    /// A mapping file, or the name of one in the configuration folder's `mappings`; see `qudao help mapping`.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Leave rows with problems out and write them to this file, with the reason in a last column.
    #[arg(long, value_name = "REJECTS")]
    skip_bad: Option<PathBuf>,
    /// Create what rows refer to and is not there: region, product-line, channel-type, user, partner.
    #[arg(long, value_delimiter = ',', value_name = "KIND")]
    create_missing: Vec<String>,
    /// Take partners that have the social credit code of another one: one legal person with several codes.
    #[arg(long)]
    allow_duplicates: bool,
    /// Why, of what the file asks for: status and credit terms of partners that are there.
    #[arg(long, short, default_value = "", hide_default_value = true)]
    reason: String,
    /// Add up the numbers of rows of one key, instead of refusing the second one.
    #[arg(long)]
    add_up: bool,
    /// The sheet of a workbook, by name or place; otherwise the first, or the first that has the columns.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The number of the header row, if it is found wrongly.
    #[arg(long, value_name = "N")]
    header_row: Option<u64>,
    /// The encoding of a text, if it is found wrongly.
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// What stands between cells, if it is found wrongly.
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<char>,
    /// Take quotes for characters as any other, in a text that doesn't quote.
    #[arg(long)]
    no_quotes: bool,
    /// The decimal mark, `.` or `,`; otherwise each column's own, which it may not change.
    #[arg(long, value_name = "MARK", value_parser = [".", ","])]
    decimal: Option<String>,
    #[command(flatten)]
    to: To,
}

/// Imports and says what became of the rows.
///
/// # Errors
/// [`ImportError`], as a sentence; nothing was written.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    if let Some(path) = &args.template {
        let kind = kind_of(lang, &args.kind)?;
        return template::run(ctx, kind, path, args.to.replaces());
    }
    args.to.format(ctx)?;
    let request = request(ctx, args)?;
    ctx.subject = request.kind;
    // before anything is imported: rejected rows and the report must have a place
    let session = ctx.session()?;
    let files = session.files();
    if let Some(path) = args.skip_bad.as_deref().filter(|path| args.files.iter().any(|file| is_same(file, path))) {
        return Err(Usage(t!(lang, "import-rejects-input", path = path.display().to_string())).into());
    }
    let taken = args.files.iter().chain(&args.skip_bad);
    if let Some(path) = args.to.file().filter(|path| taken.into_iter().any(|file| is_same(file, path))) {
        return Err(Usage(t!(lang, "import-report-taken", path = path.display().to_string())).into());
    }
    args.to.has_place(&files)?;
    let existing = Existing::from(args.to.replaces());
    let rejects = args.skip_bad.as_deref();
    if let Some(path) = rejects.filter(|_| args.dry_run) {
        files.would_create(path, existing)?;
    }
    let first = rejects.filter(|_| !args.dry_run).map(|path| files.create(path, existing)).transpose()?;
    let bar = bar();
    let report = import::run(session, &request, &mut |p| tell(&bar, p));
    bar.finish_and_clear();
    let report = report.map_err(|e| spoken(lang, e))?;
    let mut written = Vec::new();
    if let Some(first) = first {
        written = write_rejects(lang, &files, first, existing, &report)?;
    }
    let whole = request.is_whole();
    print(ctx, &args.to, |session| Ok(pages::document(session, lang, &report, &written, whole)))?;
    let refused = report.stops(request.skip_bad);
    Ok(match refused {
        true if report.all_refused() => Exit::Refused,
        true => Exit::Usage,
        false => Exit::Done,
    })
}

fn request(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Request> {
    let lang = ctx.lang();
    let found = args.map.as_deref().map(|path| mapping(ctx, path)).transpose()?;
    let (mapping, mapping_file) = found.map_or((None, None), |(mapping, path)| (Some(mapping), Some(path)));
    let kind = match args.kind.as_str() {
        "all" | "全部" => None,
        name => Some(kind_of(lang, name)?),
    };
    let whole = kind.is_none() && mapping.is_none();
    let one_folder = matches!(args.files.as_slice(), [folder] if folder.is_dir());
    if whole && (!one_folder || args.skip_bad.is_some() || !args.create_missing.is_empty() || args.add_up) {
        return Err(Usage(t!(lang, "import-all-needs-map")).into());
    }
    let create = args.create_missing.iter().map(|name| {
        let found = Kind::from_name(&name.replace('-', "_")).or_else(|| Kind::from_name(name));
        found.ok_or_else(|| {
            Usage(t!(lang, "import-create-unknown", name = name.as_str(), meant = i18n::meant(lang, name, CREATED))).into()
        })
    });
    Ok(Request {
        kind,
        files: args.files.clone(),
        mapping,
        options: Options {
            sheet: args.sheet.clone(),
            encoding: args.encoding.clone(),
            delimiter: args.delimiter,
            no_quotes: args.no_quotes,
            decimal: args.decimal.as_ref().and_then(|mark| mark.chars().next()),
        },
        dry_run: args.dry_run,
        skip_bad: args.skip_bad.is_some(),
        create: create.collect::<anyhow::Result<_>>()?,
        header_row: args.header_row,
        mapping_file,
        rejects: args.skip_bad.clone(),
        reason: args.reason.clone(),
        allow_duplicates: args.allow_duplicates,
        repeats: if args.add_up { Repeats::Add } else { Repeats::Refuse },
    })
}

/// Whether two names lead to one file.
fn is_same(a: &Path, b: &Path) -> bool {
    a == b || a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b))
}

fn mapping(ctx: &mut Ctx, path: &Path) -> anyhow::Result<(Mapping, PathBuf)> {
    let lang = ctx.lang();
    let folder = ctx.config.folder.join("mappings");
    Mapping::find(&ctx.session()?.files(), path, path, &folder).map_err(|e| spoken(lang, e.into()))
}

/// As the error that has the right exit code and sentence.
fn spoken(lang: Lang, error: ImportError) -> anyhow::Error {
    match error {
        ImportError::Op(e) => e.into(),
        other => Usage(i18n::error(lang, &other)).into(),
    }
}

pub(super) fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(8));
    let style = ProgressStyle::with_template("{bar:40} {percent:>3}%  {msg}  {elapsed_precise}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

pub(super) fn tell(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.size.max(1));
    bar.set_position(progress.done.min(progress.size));
    bar.set_message(number::count(i64::try_from(progress.rows).unwrap_or(i64::MAX)));
}

/// Writes the rejected rows of every section that has some; the first to the file that was asked for.
pub(super) fn write_rejects(
    lang: Lang,
    files: &Files,
    first: OutFile,
    existing: Existing,
    report: &Report,
) -> anyhow::Result<Vec<(PathBuf, usize)>> {
    let mut written = Vec::new();
    let asked = first.path().to_path_buf();
    let mut first = Some(first);
    for section in report.sections.iter().filter(|s| !s.rejects.rows.is_empty()) {
        let mut out = if let Some(out) = first.take() {
            out
        } else {
            let stem = asked.file_stem().unwrap_or_default().to_string_lossy();
            let end = asked.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
            files.create(&asked.with_file_name(format!("{stem}-{}{end}", written.len() + 1)), existing)?
        };
        let path = out.path().to_path_buf();
        write_rejected(lang, section, &mut out).map_err(|error| FileRefusal::Io { path: path.clone(), error })?;
        out.commit()?;
        written.push((path, section.rejects.rows.len()));
    }
    Ok(written)
}

/// The same columns, comma-separated UTF-8 with a byte-order mark (spreadsheets need it), and the reason.
fn write_rejected(lang: Lang, section: &SectionReport, out: &mut OutFile) -> std::io::Result<()> {
    use std::io::Write as _;
    let is_reason = |h: &str| h.trim() == header::REASON || h.trim() == header::REASON_ZH;
    let rejects = &section.rejects;
    let columns: Vec<usize> = (0..rejects.header.len()).filter(|i| !rejects.header.get(*i).is_some_and(is_reason)).collect();
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::Writer::from_writer(out);
    let cell = |record: &csv::StringRecord, i: usize| {
        formula::safe(formula::plain(record.get(i).unwrap_or_default().trim())).into_owned()
    };
    let head = columns.iter().map(|i| cell(&rejects.header, *i)).chain([t!(lang, "import-reason")]);
    writer.write_record(head)?;
    for (record, problems) in &rejects.rows {
        let reasons: Vec<String> = problems.iter().map(|p| i18n::problem(lang, Some(section.kind), p)).collect();
        let reason = formula::safe(&reasons.join("; ")).into_owned();
        writer.write_record(columns.iter().map(|i| cell(record, *i)).chain([reason]))?;
    }
    writer.flush()
}
