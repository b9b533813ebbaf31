//! Documents of every format, on stdout or in a file.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{JsonRows, Medium, Tone};
use crate::cli::{Ctx, Exit, Format, Usage};
use crate::domain::explain::Words;
use crate::domain::record::Lang;
use crate::exchange::out::OutError;
use crate::exchange::outfile::{FileRefusal, Files, Reach};
use crate::ops::{OpError, Session};
use crate::report::text::Text;
use crate::report::{Block, Body, Document, Line, Reader, data, flat, html, markdown, pptx, xlsx};
use crate::store::{StoreError, Summed, exact, figures};
use crate::t;

/// The formats of a document.
const KNOWN: &[Format] = &[Format::Text, Format::Json, Format::Csv, Format::Xlsx, Format::Md, Format::Html, Format::Pptx];

/// Where a document goes.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct To {
    /// Write to this file; its ending tells the format.
    ///
    /// It is written whole or not at all. Without it stdout. Formats: text, json, csv, xlsx, md, html, pptx.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there.
    #[arg(long, requires = "output", hide_short_help = true)]
    force: bool,
}

impl To {
    /// Whether a file that is there is replaced.
    #[must_use]
    pub const fn replaces(&self) -> bool {
        self.force
    }

    /// Whether it goes to a file.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.output.is_some()
    }

    /// The file that it goes to.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Asks, before something is done that is to be reported, whether the report can be written where it goes.
    ///
    /// # Errors
    /// Why it can't.
    pub fn has_place(&self, files: &Files) -> Result<(), FileRefusal> {
        self.file().map_or(Ok(()), |path| files.would_create(path, self.force.into()).map(|_| ()))
    }

    /// The format: what was asked for, else what the ending of the file says, else text.
    ///
    /// # Errors
    /// [`Usage`] for one that no document has.
    pub fn format(&self, ctx: &Ctx) -> anyhow::Result<Format> {
        let ending = self.file().and_then(Path::extension).map(|e| e.to_string_lossy().to_lowercase());
        let ending = ending.map(|e| if e == "txt" { "text".to_owned() } else { e });
        match ending {
            Some(ending) if !ctx.asked() => KNOWN.iter().copied().find(|f| ending == f.name()).ok_or_else(|| {
                let known = KNOWN.iter().map(|f| format!(".{}", f.name())).collect::<Vec<_>>().join(", ");
                Usage(t!(ctx.lang(), "export-ending", ending = ending.as_str(), known = known)).into()
            }),
            _ => ctx.format(KNOWN),
        }
    }
}

impl Summed for anyhow::Error {
    fn summed_at(self, place: impl FnOnce() -> String) -> Self {
        match self.downcast::<OpError>() {
            Ok(e) => e.summed_at(place).into(),
            Err(e) => match e.downcast::<StoreError>() {
                Ok(e) => e.summed_at(place).into(),
                Err(e) => e,
            },
        }
    }
}

/// Whether a sum is too large.
fn is_overflow(error: &anyhow::Error) -> bool {
    let of_store = |e: &StoreError| matches!(e, StoreError::Overflow(_));
    error.downcast_ref::<StoreError>().is_some_and(of_store)
        || error.downcast_ref::<OpError>().is_some_and(|e| matches!(e, OpError::Store(e) if of_store(e)))
}

/// The partners whose amounts don't add up, where there are: a sum of many is too large for them.
fn culprits(session: &Session) -> Option<String> {
    let codes = figures::beyond(session.store.conn()).ok().filter(|codes| !codes.is_empty())?;
    Some(codes.iter().take(CULPRITS).map(String::as_str).collect::<Vec<_>>().join(", "))
}

/// So many partners are named.
const CULPRITS: usize = 5;

/// Who reads what this session prints.
#[must_use]
pub fn reader(lang: Lang, session: &Session) -> Reader {
    Reader { lang, zone: session.policy.organisation.zone }
}

/// Prints the document that `make` gives, in the format that was asked for.
///
/// # Errors
/// A format that is not known, those of `make`, of the file and of stdout.
pub fn print(ctx: &mut Ctx, to: &To, make: impl FnOnce(&mut Session) -> anyhow::Result<Document>) -> anyhow::Result<Exit> {
    let (lang, format) = (ctx.lang(), to.format(ctx)?);
    let session = ctx.session()?;
    // what nobody asked whether it is exact
    let document = exact(String::new, || make(session)).map_err(|e| match culprits(session) {
        Some(codes) if is_overflow(&e) => StoreError::Overflow(codes).into(),
        _ => e.summed_at(|| "total".to_owned()),
    })?;
    written(&session.files(), reader(lang, session), (to, format), &document)
}

/// Prints a document of no open database.
///
/// # Errors
/// A format that is not known, those of the file and of stdout.
pub fn print_alone(ctx: &Ctx, to: &To, document: &Document) -> anyhow::Result<Exit> {
    let reader = Reader { lang: ctx.lang(), zone: chrono_tz::Tz::UTC };
    written(&Files::new(&ctx.config.db, Reach::Anywhere), reader, (to, to.format(ctx)?), document)
}

/// Prints a document whose rows come one by one, as JSON and CSV without holding them: `begin` gives it with a table without rows, and
/// what `rows` reads them from; `said` is what people are told of so many.
///
/// # Errors
/// As [`print()`].
pub fn stream<T>(
    ctx: &mut Ctx,
    to: &To,
    begin: impl FnOnce(&mut Session) -> anyhow::Result<(Document, T)>,
    rows: impl FnOnce(&Session, &T, &mut dyn FnMut(Line) -> Result<(), OutError>) -> Result<(), OutError>,
    said: impl FnOnce(usize) -> Words,
) -> anyhow::Result<Exit> {
    let (lang, format) = (ctx.lang(), to.format(ctx)?);
    let session = ctx.session()?;
    let (mut document, from) = begin(session)?;
    let reader = reader(lang, session);
    let mut found =
        document.blocks.iter_mut().filter_map(|b| if let Body::Table(table, _) = &mut b.body { Some(table) } else { None });
    let mut table = found.next().map(std::mem::take).unwrap_or_default();
    match format {
        Format::Json if !to.is_file() => {
            let mut units = data::Units::of(&document);
            units.0.extend(table.columns.iter().filter_map(|c| Some((c.name, c.ty.unit()?))));
            document.blocks.clear();
            let mut out = JsonRows::begin(super::stdout(), &data::document(reader, &document), &units)?;
            let row = |line: Line| Ok(out.row(&data::row(reader, &table.columns, &line, false))?);
            rows(session, &from, &mut { row }).map_err(cause)?;
            out.end()?;
        }
        Format::Csv if !to.is_file() => {
            let mut out = flat::Rows::begin(reader, &table, super::data()).map_err(cause)?;
            rows(session, &from, &mut |line| out.row(&line)).map_err(cause)?;
            out.end().map_err(cause)?;
        }
        _ => {
            let mut all = Vec::new();
            rows(session, &from, &mut |line| {
                all.push(line);
                Ok(())
            })
            .map_err(cause)?;
            (table.count, table.rows) = (all.len(), all);
            let count = table.count;
            let mut found = document
                .blocks
                .iter_mut()
                .filter_map(|b| if let Body::Table(table, _) = &mut b.body { Some(table) } else { None });
            if let Some(place) = found.next() {
                *place = table;
            }
            return written(&session.files(), reader, (to, format), &document.with(Block::note(said(count))));
        }
    }
    Ok(Exit::Done)
}

/// What it was, for its exit code and sentence.
pub fn cause(e: OutError) -> anyhow::Error {
    match e {
        OutError::Io(e) => e.into(),
        OutError::Store(e) => e.into(),
        OutError::Csv(e) => match e.into_kind() {
            csv::ErrorKind::Io(e) => e.into(),
            other => anyhow::anyhow!("{other:?}"),
        },
        other @ OutError::Workbook(_) => other.into(),
    }
}

fn written(files: &Files, reader: Reader, (to, format): (&To, Format), document: &Document) -> anyhow::Result<Exit> {
    let lang = reader.lang;
    let Some(path) = &to.output else {
        match format {
            Format::Json => super::document(&data::document(reader, document), &data::Units::of(document))?,
            Format::Csv => flat::csv(reader, document, super::data())?,
            Format::Html => {
                let mut out = super::data();
                out.write_all(html::page(reader, document, &super::head_lines()).as_bytes())?;
                out.flush()?;
            }
            // a workbook would drive a terminal
            Format::Xlsx | Format::Pptx if std::io::IsTerminal::is_terminal(&std::io::stdout()) => {
                return Err(Usage(t!(lang, "report-needs-file")).into());
            }
            Format::Xlsx => {
                let mut out = std::io::stdout().lock();
                xlsx::write(reader, document, &super::head_line(), &mut out)?;
                out.flush()?;
            }
            Format::Pptx => {
                let mut out = std::io::stdout().lock();
                pptx::write(reader, document, &super::head_line(), &mut out)?;
                out.flush()?;
            }
            Format::Md => super::text(markdown::document(reader, document).trim_end())?,
            _ => {
                let mut text = Vec::new();
                let notes = Text::new(reader, super::look(), &mut text).document(document)?;
                // where there is nothing to print nothing stands at its head
                if !text.is_empty() {
                    let mut out = super::stdout();
                    out.write_all(&text)?;
                    out.flush()?;
                }
                remark(&notes);
            }
        }
        return Ok(Exit::Done);
    };
    let mut out = files.create(path, to.force.into())?;
    match write(reader, document, format, &mut out) {
        Ok(notes) => remark(&notes),
        Err(e) => {
            return Err(match e.downcast::<std::io::Error>() {
                Ok(error) => FileRefusal::Io { path: path.clone(), error }.into(),
                Err(e) => e,
            });
        }
    }
    out.commit()?;
    super::note(&t!(lang, "report-written", path = path.display().to_string()));
    Ok(Exit::Done)
}

/// Tells people aside.
fn remark(notes: &[String]) {
    for said in notes {
        super::note(said);
    }
}

/// Writes a document to a file; answers what is to be told aside.
fn write(reader: Reader, document: &Document, format: Format, out: &mut impl Write) -> anyhow::Result<Vec<String>> {
    match format {
        Format::Json => super::write_document(out, &data::document(reader, document), &data::Units::of(document))?,
        Format::Csv => {
            super::set_medium(Medium::File);
            flat::csv(reader, document, &mut *out)?;
        }
        Format::Html => out.write_all(html::page(reader, document, &super::head_lines()).as_bytes())?,
        Format::Xlsx => xlsx::write(reader, document, &super::head_line(), out)?,
        Format::Pptx => pptx::write(reader, document, &super::head_line(), out)?,
        Format::Md => out.write_all(super::headed(&markdown::document(reader, document)).as_bytes())?,
        _ => {
            for line in super::head_line().lines() {
                super::Look::default().line(out, line, Tone::Plain)?;
            }
            return Ok(Text::new(reader, super::Look::default(), out).document(document)?);
        }
    }
    Ok(Vec::new())
}

/// A document as what a file of this ending holds: `json`, `csv`, `xlsx`, `html`, `txt`, else Markdown.
///
/// # Errors
/// Those of the format.
pub fn file(reader: Reader, document: &Document, path: &std::path::Path) -> anyhow::Result<Vec<u8>> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let ending = if ending == "txt" { "text" } else { ending.as_str() };
    let format = KNOWN.iter().copied().find(|f| ending == f.name()).unwrap_or(Format::Md);
    let mut bytes = Vec::new();
    write(reader, document, format, &mut bytes)?;
    Ok(bytes)
}

/// Prints blocks of a document for people.
///
/// # Errors
/// Those of stdout.
pub fn blocks(reader: Reader, blocks: &[Block]) -> std::io::Result<()> {
    let mut out = super::stdout();
    let document = Document { blocks: blocks.to_vec(), ..Document::default() };
    Text::new(reader, super::look(), &mut out).document(&document)?;
    out.flush()
}

/// Prints a block of a page for people.
///
/// # Errors
/// Those of stdout.
pub fn block(lang: Lang, session: &Session, block: &Block) -> std::io::Result<()> {
    let mut out = super::stdout();
    Text::new(reader(lang, session), super::look(), &mut out).block(block)?;
    out.flush()
}
