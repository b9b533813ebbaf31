//! What commands print: tables, JSON, messages.
//!
//! Everything that comes from a file or from people passes [`crate::i18n::text::visible`], so that no name can drive the terminal; data of other
//! formats passes [`Shown`].

mod document;
mod report;
mod shown;
mod units;

use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use crate::config::Glyphs;
use crate::domain::record::Lang;
use crate::i18n;
use crate::i18n::text::visible_lines;
use crate::ops::Session;
pub use crate::report::Tone;
pub use crate::report::print::{Align, Cell, Look, Table, bar};
pub use document::{JsonRows, document, json, write_document, write_json};
pub use report::{To, block, blocks, cause, file, print, print_alone, reader, stream};
pub use shown::Shown;
pub use units::Units;

/// Marks and bars are written in ASCII: a matter of where stdout goes, like its colours.
static ASCII: AtomicBool = AtomicBool::new(false);

/// From now on marks and bars of text for people are written so.
pub fn draw_with(glyphs: Glyphs) {
    ASCII.store(glyphs == Glyphs::Ascii, Ordering::Relaxed);
}

/// How text is laid out on stdout.
#[must_use]
pub fn look() -> Look {
    Look { columns: terminal_columns(), colours: colours(), ascii: ASCII.load(Ordering::Relaxed) }
}

/// What stands in the head of every document that is printed, whatever command prints it.
#[derive(Debug)]
struct Head {
    /// For people.
    lines: Vec<String>,
    /// In JSON, by name.
    members: Vec<(&'static str, serde_json::Value)>,
    said: AtomicBool,
}

static HEAD: OnceLock<Head> = OnceLock::new();

/// What kind of document is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// For people, who read the head before it.
    Prose,
    /// JSON, which holds the head.
    Json,
    /// A file of another program, which has no place for one: it is said on stderr.
    File,
}

/// The medium, by its number.
static MEDIUM: AtomicU8 = AtomicU8::new(Medium::Prose as u8);

/// Says in the head of every document from now on what is not as usual: why nothing is written, a clock of the database's own.
///
/// Text, Markdown and HTML begin with it, JSON has it as members `aside` and `clock`, a workbook in its properties. CSV and ICS have
/// no place for it that the next program would not take for data: there it is said on stderr.
pub fn set_head(lang: Lang, session: &Session) {
    let asides: Vec<String> = session.asides().map(|aside| i18n::sentence(lang, &aside.said())).collect();
    let aside = (!asides.is_empty()).then(|| asides.join(" · "));
    let own = session.own_day();
    let lines: Vec<String> = session.head().iter().map(|said| i18n::sentence(lang, said)).collect();
    let members: Vec<(&'static str, serde_json::Value)> =
        aside.map(|said| ("aside", said.into())).into_iter().chain(own.map(|day| ("clock", day.to_string().into()))).collect();
    if !members.is_empty() {
        let _first = HEAD.set(Head { lines, members, said: AtomicBool::new(false) });
        note_head();
    }
}

/// Says what kind of document is printed.
pub fn set_medium(medium: Medium) {
    MEDIUM.store(medium as u8, Ordering::Relaxed);
    note_head();
}

/// The head, if it is to be said for a medium and was not.
fn unsaid(medium: Medium) -> Option<&'static Head> {
    HEAD.get().filter(|h| MEDIUM.load(Ordering::Relaxed) == medium as u8 && !h.said.swap(true, Ordering::Relaxed))
}

/// The head in one line, for the properties of a workbook; empty: all is as usual.
#[must_use]
pub fn head_line() -> String {
    HEAD.get().map(|h| h.lines.join(" · ")).unwrap_or_default()
}

/// The head as lines for people.
#[must_use]
pub fn head_lines() -> Vec<String> {
    HEAD.get().map(|h| h.lines.clone()).unwrap_or_default()
}

/// A text of prose that goes to a file, with the head before it.
#[must_use]
pub fn headed(text: &str) -> String {
    let head = HEAD.get().map(|h| h.lines.as_slice()).unwrap_or_default();
    head.iter().map(|line| format!("{line}\n\n")).chain(std::iter::once(text.to_owned())).collect()
}

/// At the end of a look: says on stderr what a document would have said in its head, where there was nothing to print but notes.
pub fn end() {
    let looks = HEAD.get().is_some_and(|h| h.members.iter().any(|(name, _)| *name == "aside"));
    for line in unsaid(Medium::Prose).filter(|_| looks).into_iter().flat_map(|h| &h.lines) {
        note(line);
    }
}

/// Says the head on stderr where the document has no place for it.
fn note_head() {
    for line in unsaid(Medium::File).into_iter().flat_map(|h| &h.lines) {
        note(line);
    }
}

/// Prints the head before the first of what people read.
fn print_head(out: &mut impl Write) -> io::Result<()> {
    unsaid(Medium::Prose).into_iter().flat_map(|h| &h.lines).try_for_each(|text| line(out, text, Tone::Soon))
}

impl Table {
    /// Prints it on stdout.
    ///
    /// # Errors
    /// Those of stdout.
    pub fn print(&self) -> io::Result<()> {
        let mut out = stdout();
        self.write(&mut out, look())?;
        out.flush()
    }
}

/// Buffered stdout; flush it.
#[must_use]
pub fn stdout() -> BufWriter<StdoutLock<'static>> {
    let mut out = BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    // a stdout that can't be written is told by what follows
    let _ = print_head(&mut out);
    out
}

/// Stdout for data that is not JSON: as it is into a file or pipe; on a terminal, which would obey control characters, they
/// are shown.
#[must_use]
pub fn data() -> BufWriter<Shown<StdoutLock<'static>>> {
    BufWriter::with_capacity(64 * 1024, Shown::new(io::stdout().lock(), io::stdout().is_terminal()))
}

/// Prints text for people on stdout, with a line end; line ends in it stay, other controls are shown.
///
/// # Errors
/// Those of stdout.
pub fn text(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    print_head(&mut out)?;
    line(&mut out, text, Tone::Plain)
}

/// Writes a line of text for people; line ends in it stay, other controls are shown.
///
/// # Errors
/// Those of `out`.
pub fn line(out: &mut impl Write, text: &str, tone: Tone) -> io::Result<()> {
    look().line(out, text, tone)
}

/// Says something on stderr.
pub fn note(text: &str) {
    // a message that can't be said is not worth dying for
    let _ = writeln!(io::stderr().lock(), "{}", visible_lines(text));
}

/// Whether stdout shows colours: it is a terminal, and `NO_COLOR` is not set.
#[must_use]
pub fn colours() -> bool {
    let set = |name| std::env::var_os(name).filter(|v| !v.is_empty());
    io::stdout().is_terminal() && set("NO_COLOR").is_none() && set("TERM").is_none_or(|t| t != "dumb")
}

/// Columns of the terminal that stdout is; `None` elsewhere.
#[must_use]
pub fn terminal_columns() -> Option<usize> {
    if io::stdout().is_terminal() { crossterm::terminal::size().ok().map(|(columns, _)| columns.into()) } else { None }
}

/// Lets `qudao list | head` end without a word: Rust ignores the signal of a closed pipe and panics on the write.
pub fn die_quietly_on_a_closed_pipe() {
    let always = Arc::new(AtomicBool::new(true));
    // without it the write fails and is reported; nothing else depends on it
    let _ = signal_hook::flag::register_conditional_default(signal_hook::consts::SIGPIPE, always);
}
