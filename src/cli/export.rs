//! `qudao export KIND`: records as CSV, XLSX or JSON, tasks also as a calendar.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::list::kind_of;
use super::output::{self, JsonRows, cause};
use super::{Ctx, Exit, Format, Usage};
use crate::domain::record::{Kind, Lang};
use crate::exchange::json;
use crate::exchange::out::{Cell, Csv, OutError, Sink, Xlsx};
use crate::exchange::outfile::{FileRefusal, OutFile};
use crate::i18n::number;
use crate::ops::export;
use crate::ops::import::whole;
use crate::ops::{Aside, Session};
use crate::report::Type;
use crate::report::data::Units;
use crate::t;

/// Options of `export`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What: partners, contacts, tickets, tasks, invoices, contracts, violations, approvals ... (any kind of `list`), or `all`.
    kind: String,
    /// With `all`: the folder in which each kind gets a file, as `qudao import all` takes it.
    #[arg(value_name = "FOLDER", conflicts_with = "output")]
    folder: Option<PathBuf>,
    /// The file to write, whole or not at all; its ending tells the format. Without it stdout.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Which: `region:华东 status:active -tags:vip`.
    #[arg(long, short, default_value = "", hide_default_value = true, value_name = "EXPR", allow_hyphen_values = true)]
    filter: String,
    /// Replace the file if it is there.
    #[arg(long)]
    force: bool,
    /// In CSV call columns and choices as people of the language do (--lang), instead of by their stable names.
    #[arg(long)]
    labels: bool,
    /// Begin CSV with a byte-order mark, by which spreadsheets see that it is UTF-8.
    #[arg(long)]
    bom: bool,
}

/// Writes the records.
///
/// # Errors
/// A kind or filter that is not known; those of the files.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    match (args.kind.as_str(), &args.folder) {
        ("all" | "全部", Some(folder)) => return all(ctx, folder, args),
        ("all" | "全部", None) => return Err(Usage(t!(lang, "export-all-folder")).into()),
        (_, Some(_)) => return Err(Usage(t!(lang, "export-folder-all")).into()),
        _ => {}
    }
    let kind = kind_of(lang, &args.kind)?;
    ctx.subject = Some(kind);
    let format = format(ctx, kind, args.output.as_deref())?;
    if args.output.is_some() || format != Format::Json {
        // who writes a file reads its head here, and CSV has none
        output::set_medium(output::Medium::File);
    }
    if kind == Kind::Alert {
        ctx.session()?.warnings_aside()?;
    }
    let Some(path) = &args.output else {
        if format == Format::Xlsx {
            return Err(Usage(t!(lang, "export-needs-file")).into());
        }
        let mut out = output::data();
        write(ctx.session()?, lang, kind, format, args, &mut out)?;
        out.flush()?;
        return Ok(Exit::Done);
    };
    let session = ctx.session()?;
    let out = session.files().create(path, args.force.into())?;
    let count = write_file(session, lang, kind, format, args, out)?;
    let count = number::count(i64::try_from(count).unwrap_or(i64::MAX));
    output::note(&t!(lang, "export-done", count = count, path = path.display().to_string()));
    Ok(Exit::Done)
}

/// Writes every kind to a file of its own, all of one moment.
fn all(ctx: &mut Ctx, folder: &Path, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(KNOWN)?;
    output::set_medium(output::Medium::File);
    if !args.filter.is_empty() || args.labels {
        return Err(Usage(t!(lang, "export-all-whole")).into());
    }
    let session = ctx.session()?;
    // what was is told of as a list; a database is made of what is
    if session.asides().any(|why| matches!(why, Aside::Day { .. } | Aside::Moment(_))) {
        return Err(Usage(t!(lang, "export-all-today")).into());
    }
    let files = session.files();
    if folder.exists() && !folder.is_dir() {
        return Err(Usage(t!(lang, "export-all-no-folder", path = folder.display().to_string())).into());
    }
    let kinds = whole::order();
    let path = |kind: Kind| folder.join(format!("{}.{}", kind.def().plural, format.name()));
    // before anything is written: none of them may be in the way
    let outs = kinds.iter().map(|kind| files.create_with_folders(&path(*kind), args.force.into()));
    let outs = outs.collect::<std::result::Result<Vec<_>, _>>()?;
    session.warnings_aside()?;
    let _one_moment = session.store.snapshot()?;
    let mut count = 0;
    for (kind, out) in kinds.iter().zip(outs) {
        count += write_file(session, lang, *kind, format, args, out)?;
    }
    let count = number::count(i64::try_from(count).unwrap_or(i64::MAX));
    let (files, path) = (kinds.len(), folder.display().to_string());
    output::note(&t!(lang, "export-all-done", count = count, files = files, path = path));
    Ok(Exit::Done)
}

/// Writes the records to a file that is there when it is complete.
fn write_file(session: &Session, lang: Lang, kind: Kind, format: Format, args: &Args, mut out: OutFile) -> anyhow::Result<u64> {
    let count = write(session, lang, kind, format, args, &mut out).map_err(|e| match e.downcast::<std::io::Error>() {
        Ok(error) => FileRefusal::Io { path: out.path().to_path_buf(), error }.into(),
        Err(e) => e,
    })?;
    out.commit()?;
    Ok(count)
}

/// Writes the records of a kind to a file whose ending tells the format, or without one only counts them.
///
/// # Errors
/// A filter that is not understood; those of the files.
pub(super) fn file(
    session: &Session,
    lang: Lang,
    kind: Kind,
    (filter, labels): (&str, bool),
    path: &Path,
    out: Option<OutFile>,
) -> anyhow::Result<u64> {
    let args =
        Args { kind: String::new(), folder: None, output: None, force: false, filter: filter.to_owned(), labels, bom: labels };
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let known: &[Format] = if kind == Kind::Task { &[Format::Csv, Format::Xlsx, Format::Json, Format::Ics] } else { KNOWN };
    let format = known.iter().copied().find(|f| ending.as_deref() == Some(f.name())).unwrap_or(Format::Csv);
    match out {
        None => write(session, lang, kind, format, &args, &mut std::io::sink()),
        Some(out) => write_file(session, lang, kind, format, &args, out),
    }
}

const KNOWN: &[Format] = &[Format::Csv, Format::Xlsx, Format::Json];

/// As asked for; else by the file's ending; else CSV.
fn format(ctx: &Ctx, kind: Kind, path: Option<&Path>) -> anyhow::Result<Format> {
    let known: &[Format] = if kind == Kind::Task {
        &[Format::Csv, Format::Xlsx, Format::Json, Format::Ics]
    } else {
        &[Format::Csv, Format::Xlsx, Format::Json]
    };
    if ctx.asked() {
        return ctx.format(known);
    }
    let Some(ending) = path.and_then(Path::extension).map(|e| e.to_string_lossy().to_lowercase()) else {
        return Ok(Format::Csv);
    };
    known.iter().copied().find(|f| ending == f.name()).ok_or_else(|| {
        let known = known.iter().map(|f| format!(".{}", f.name())).collect::<Vec<_>>().join(", ");
        Usage(t!(ctx.lang(), "export-ending", ending = ending.as_str(), known = known)).into()
    })
}

fn write(session: &Session, lang: Lang, kind: Kind, format: Format, args: &Args, out: &mut dyn Write) -> anyhow::Result<u64> {
    if format == Format::Ics {
        let (text, count) = export::calendar(session, &args.filter, lang)?;
        out.write_all(text.as_bytes())?;
        return Ok(count as u64);
    }
    let sort = if args.folder.is_some() { whole::sorted_by(kind) } else { Vec::new() };
    let list = export::sorted(session, kind, &args.filter, sort)?;
    let fields = export::fields(&list);
    let count = match format {
        Format::Xlsx => {
            let zone = session.policy.organisation.zone;
            let mut sheet = Xlsx::begin(kind.def().label, &fields, lang, zone).map_err(cause)?;
            sheet.say(&output::head_line());
            let count = export::rows(session, &list, &mut sheet).map_err(cause)?;
            sheet.end(&mut &mut *out).map_err(cause)?;
            count
        }
        Format::Json => {
            let (as_of, units) = (session.as_of().to_string(), fields.iter().filter_map(|f| Some((f.name, Type::of(f).unit()?))));
            let head = [("schema", "qudao.export/1"), ("as_of", as_of.as_str()), ("kind", kind.def().name)];
            let head = head.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect();
            let mut rows = Json(JsonRows::begin(&mut *out, &head, &Units(units.collect()))?);
            let count = export::rows(session, &list, &mut rows).map_err(cause)?;
            rows.0.end()?;
            count
        }
        _ => {
            let mut table = Csv::called(&mut *out, &fields, args.bom, args.labels.then_some(lang)).map_err(cause)?;
            let count = export::rows(session, &list, &mut table).map_err(cause)?;
            table.end().map_err(cause)?;
            count
        }
    };
    Ok(count)
}

/// The rows of the JSON document.
struct Json<W: Write>(JsonRows<W>);

impl<W: Write> Sink for Json<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), OutError> {
        Ok(self.0.row(&json::record(cells.iter().copied()))?)
    }
}
