//! `qudao import KIND FILE...`: files of somebody else's system into the database.

mod template;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value as Json, json};

use super::list::kind_of;
use super::output::{self, Align, Table};
use super::{Ctx, Exit, Format, Usage};
use crate::domain::record::{Kind, Lang};
use crate::exchange::file::Options;
use crate::exchange::mapping::{Mapping, Repeats};
use crate::exchange::outfile::{Existing, FileRefusal, Files, OutFile};
use crate::exchange::value::fold;
use crate::exchange::{formula, header};
use crate::i18n::{self, number};
use crate::ops::import::{self, ImportError, Progress, Report, Request, SectionReport};
use crate::t;

/// What can be created because rows refer to it.
const CREATED: [&str; 5] = ["region", "product-line", "channel-type", "user", "partner"];

/// How many problems a person is shown at once.
const SHOWN: usize = 20;

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
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "dry_run", "map", "skip_bad"])]
    template: Option<PathBuf>,
    /// Check everything and count, write nothing.
    #[arg(long)]
    dry_run: bool,
    /// A mapping file, or the name of one in the configuration folder's `mappings`.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Leave rows with problems out and write them to this file, with the reason in a last column.
    #[arg(long, value_name = "REJECTS")]
    skip_bad: Option<PathBuf>,
    /// Replace the file of --skip-bad or --template if it is there.
    #[arg(long)]
    force: bool,
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
}

/// Imports and says what became of the rows.
///
/// # Errors
/// [`ImportError`], as a sentence; nothing was written.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    if let Some(path) = &args.template {
        let kind = kind_of(lang, &args.kind)?;
        return template::run(ctx, kind, path, args.force);
    }
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let request = request(ctx, args)?;
    ctx.subject = request.kind;
    // before anything is imported: rejected rows must have a place
    let session = ctx.session()?;
    let files = session.files();
    if let Some(path) = args.skip_bad.as_deref().filter(|path| args.files.iter().any(|file| is_same(file, path))) {
        return Err(Usage(t!(lang, "import-rejects-input", path = path.display().to_string())).into());
    }
    let existing = Existing::from(args.force);
    let rejects = args.skip_bad.as_deref();
    if let Some(path) = rejects.filter(|_| args.dry_run) {
        files.would_create(path, existing)?;
    }
    let first = rejects.filter(|_| !args.dry_run).map(|path| files.create(path, existing)).transpose()?;
    let bar = bar();
    let as_of = session.as_of().to_string();
    let report = import::run(session, &request, &mut |p| tell(&bar, p));
    bar.finish_and_clear();
    let report = report.map_err(|e| spoken(lang, e))?;
    let mut written = Vec::new();
    if let Some(first) = first {
        written = write_rejects(lang, &files, first, existing, &report)?;
    }
    if format == Format::Json {
        output::json(&document(lang, &as_of, &report, &written))?;
    } else {
        let done = if request.is_whole() { t!(lang, "import-done-all") } else { t!(lang, "import-done") };
        print(lang, &report, &written, done)?;
    }
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

fn print(lang: Lang, report: &Report, rejects: &[(PathBuf, usize)], done: String) -> anyhow::Result<()> {
    let heads = [
        (t!(lang, "import-kind-column"), Align::Left),
        (t!(lang, "import-file"), Align::Left),
        (t!(lang, "import-rows"), Align::Right),
        (t!(lang, "import-new"), Align::Right),
        (t!(lang, "import-changed"), Align::Right),
        (t!(lang, "import-same"), Align::Right),
        (t!(lang, "import-skipped"), Align::Right),
        (t!(lang, "import-repeated"), Align::Right),
        (t!(lang, "import-rejected"), Align::Right),
    ];
    let mut table = Table::new(heads);
    for s in &report.sections {
        let count = |n: u64| number::count(i64::try_from(n).unwrap_or(i64::MAX));
        let numbers = [s.rows, s.inserted, s.updated, s.unchanged, s.skipped, s.repeated, s.rejected].map(count);
        let names = [s.kind.def().label.get(lang).to_owned(), format!("{} ({})", name(s), s.form)];
        table.row(names.into_iter().chain(numbers));
    }
    table.print()?;
    for s in &report.sections {
        notes(lang, s);
    }
    problems(lang, report);
    let total = report.problem_count();
    let left_out: usize = report.sections.iter().map(|s| s.rejects.rows.len()).sum();
    if report.dry_run && left_out > 0 {
        output::note(&t!(lang, "import-rejects-dry", count = left_out));
    }
    for (path, count) in rejects {
        output::note(&t!(lang, "import-rejects", count = count, path = path.display().to_string()));
    }
    output::note(&if report.dry_run {
        t!(lang, "import-dry")
    } else if report.written {
        done
    } else if total > 0 && rejects.is_empty() {
        let at_end = report.sections.iter().any(|s| s.rejected_at_end > 0);
        let how = if report.all_refused() { "refused" } else { "wrong" };
        if at_end {
            output::note(&t!(lang, "import-refused-at-end", count = total));
            return Ok(());
        }
        t!(lang, "import-refused", count = total, how = how)
    } else {
        let all = report.sections.iter().all(SectionReport::is_all_there);
        if all { t!(lang, "import-nothing-new") } else { t!(lang, "import-nothing-written") }
    });
    Ok(())
}

/// Says on stderr which values are not as expected, by row and column.
pub(super) fn problems(lang: Lang, report: &Report) {
    let mut left = SHOWN;
    for s in &report.sections {
        for p in s.problems.iter().take(left) {
            let problem = i18n::problem(lang, Some(s.kind), &p.problem);
            let (file, row) = (name(s), p.row.to_string());
            // a column that is called as the field is needs no name of its own
            let is_label = s
                .kind
                .def()
                .field(p.problem.field)
                .is_none_or(|(_, f)| [f.name, f.label.en, f.label.zh].iter().any(|known| fold(known) == fold(&p.column)));
            output::note(&if is_label {
                t!(lang, "import-problem-row", file = file, row = row, problem = problem)
            } else {
                t!(lang, "import-problem", file = file, row = row, column = p.column.as_str(), problem = problem)
            });
        }
        left = left.saturating_sub(s.problems.len());
    }
    more(SHOWN, report.problem_count(), lang);
}

/// What a person should know about a file that is no problem of a row.
fn notes(lang: Lang, s: &SectionReport) {
    for (column, near) in &s.unknown {
        output::note(&match near {
            Some(near) => {
                t!(lang, "import-unknown-column-near", file = name(s), column = column.as_str(), near = (*near).to_owned())
            }
            None => t!(lang, "import-unknown-column", file = name(s), column = column.as_str()),
        });
    }
    for (column, unit) in &s.units {
        output::note(&t!(lang, "import-unit", file = name(s), column = column.as_str(), unit = (*unit).to_owned()));
    }
    if !s.alike.is_empty() {
        output::note(&t!(lang, "import-sheets-alike", file = name(s), sheets = s.alike.join(", ")));
    }
    if s.header_row > 1 {
        output::note(&t!(lang, "import-header-at", file = name(s), row = s.header_row.to_string()));
    }
    if !s.totals.is_empty() {
        let rows = s.totals.iter().take(5).map(u64::to_string).collect::<Vec<_>>().join(", ");
        let more = if s.totals.len() > 5 { " …" } else { "" };
        output::note(&t!(lang, "import-totals", file = name(s), rows = format!("{rows}{more}")));
    }
    for field in &s.set_aside {
        let label = s.kind.def().field(field).map_or(*field, |(_, f)| f.label.get(lang));
        output::note(&t!(lang, "import-set-aside", file = name(s), column = label));
    }
    for (row, told) in s.waits.iter().take(SHOWN / 2) {
        let told = i18n::sentence(lang, told);
        output::note(&t!(lang, "import-waits", file = name(s), row = row.to_string(), told = told));
    }
    if s.wait_count > 0 {
        output::note(&t!(lang, "import-wait-count", file = name(s), count = s.wait_count));
    }
    for (period, rows) in &s.late {
        output::note(&t!(lang, "import-late", file = name(s), period = period.as_str(), rows = rows.to_string()));
    }
    for column in &s.doubled {
        output::note(&t!(lang, "import-doubled-column", file = name(s), column = column.as_str()));
    }
    let mut kinds: Vec<Kind> = s.created.iter().map(|(k, _)| *k).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let keys: Vec<&str> = s.created.iter().filter(|(k, _)| *k == kind).map(|(_, key)| key.as_str()).collect();
        let shown = keys.iter().take(10).copied().collect::<Vec<_>>().join(", ");
        let more = if keys.len() > 10 { format!(" … {}", keys.len()) } else { String::new() };
        output::note(&t!(lang, "import-created", kind = kind.def().label.get(lang), keys = format!("{shown}{more}")));
    }
    for d in s.duplicates.iter().take(SHOWN / 2) {
        let common = d.common.code();
        output::note(&t!(
            lang,
            "import-duplicate",
            row = d.row.to_string(),
            code = d.code.as_str(),
            of = d.of.as_str(),
            common = common
        ));
    }
    let hidden = s.duplicate_count.saturating_sub((SHOWN / 2).min(s.duplicates.len()) as u64);
    if hidden > 0 {
        output::note(&t!(lang, "import-more-duplicates", count = hidden.to_string()));
    }
}

fn more(shown: usize, all: u64, lang: Lang) {
    let hidden = all.saturating_sub(shown as u64);
    if hidden > 0 {
        output::note(&t!(lang, "import-more-problems", count = hidden.to_string()));
    }
}

fn name(s: &SectionReport) -> String {
    s.file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The document `qudao.import/1`.
fn document(lang: Lang, as_of: &str, report: &Report, rejects: &[(PathBuf, usize)]) -> Json {
    let section = |s: &SectionReport| {
        let problems: Vec<Json> = s
            .problems
            .iter()
            .map(|p| {
                let expected = i18n::problem(lang, Some(s.kind), &p.problem);
                json!({"row": p.row, "column": p.column, "field": p.problem.field, "value": p.problem.value, "text": expected})
            })
            .collect();
        let duplicates: Vec<Json> =
            s.duplicates.iter().map(|d| json!({"row": d.row, "code": d.code, "of": d.of, "common": d.common.code()})).collect();
        let created: Vec<Json> = s.created.iter().map(|(k, key)| json!({"kind": k.def().name, "key": key})).collect();
        let unknown: Vec<Json> = s.unknown.iter().map(|(name, near)| json!({"column": name, "near": near})).collect();
        json!({
            "kind": s.kind.def().plural, "file": s.file.display().to_string(), "form": s.form, "rows": s.rows,
            "inserted": s.inserted, "updated": s.updated, "unchanged": s.unchanged, "skipped": s.skipped,
            "repeated": s.repeated, "rejected": s.rejected, "created": created, "unknown_columns": unknown,
            "doubled_columns": s.doubled, "sheets_alike": s.alike,
            "units": s.units.iter().map(|(column, unit)| json!({"column": column, "unit": unit})).collect::<Vec<_>>(), "header_row": s.header_row, "totals": s.totals, "set_aside": s.set_aside,
            "waiting": s.wait_count,
            "waits": s.waits.iter().map(|(row, told)| json!({"row": row, "text": i18n::sentence(lang, told)})).collect::<Vec<_>>(),
            "late": s.late.iter().map(|(period, rows)| json!({"period": period, "rows": rows})).collect::<Vec<_>>(),
            "problem_count": s.problem_count, "problems": problems, "duplicate_count": s.duplicate_count, "duplicates": duplicates,
        })
    };
    let rejects: Vec<Json> =
        rejects.iter().map(|(path, rows)| json!({"file": path.display().to_string(), "rows": rows})).collect();
    json!({
        "schema": "qudao.import/1", "as_of": as_of, "dry_run": report.dry_run, "written": report.written,
        "change_set": report.change_set, "sections": report.sections.iter().map(section).collect::<Vec<_>>(), "rejects": rejects,
    })
}
