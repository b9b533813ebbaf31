//! What commands print: tables, JSON, messages.
//!
//! Everything that comes from a file or from people passes [`visible`], so that no name can drive the terminal; data of other
//! formats passes [`Shown`].

mod document;
mod shown;
mod units;

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use crate::config::Glyphs;
use crate::domain::record::Lang;
use crate::i18n;
use crate::i18n::glyphs::in_ascii;
pub use crate::i18n::text::Align;
use crate::i18n::text::{fit, truncate, visible, visible_lines, width};
use crate::ops::Session;
pub use document::{JsonRows, json, write_json};
pub use shown::Shown;
pub use units::Units;

/// Marks and bars are written in ASCII: a matter of where stdout goes, like its colours.
static ASCII: AtomicBool = AtomicBool::new(false);

/// From now on marks and bars of text for people are written so.
pub fn draw_with(glyphs: Glyphs) {
    ASCII.store(glyphs == Glyphs::Ascii, Ordering::Relaxed);
}

/// The text with its marks and bars as they are to be written.
fn drawn(text: &str) -> Cow<'_, str> {
    if ASCII.load(Ordering::Relaxed) { in_ascii(text) } else { Cow::Borrowed(text) }
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

/// A text of prose that goes to a file, with the head before it.
#[must_use]
pub fn headed(text: &str) -> String {
    let head = HEAD.get().map(|h| h.lines.as_slice()).unwrap_or_default();
    head.iter().map(|line| format!("{line}\n\n")).chain(std::iter::once(text.to_owned())).collect()
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

/// What a cell's colour means; without colours the words and marks say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Breached, or stop.
    Bad,
    /// Soon, or watch.
    Soon,
    /// Better than asked.
    Good,
    /// Less important.
    Quiet,
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bad => "31",
            Self::Soon => "33",
            Self::Good => "32",
            Self::Quiet => "2",
        }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// With a colour.
    #[must_use]
    pub fn toned(text: impl AsRef<str>, tone: Tone) -> Self {
        Self { text: visible(text.as_ref()).into_owned(), tone }
    }
}

impl<T: AsRef<str>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::toned(text, Tone::Plain)
    }
}

/// An aligned table: a line of heads and rows, columns two blanks apart, no rules.
///
/// On a terminal the widest columns of words are cut so that a row stays on its line; elsewhere nothing is cut.
#[derive(Clone, Debug, Default)]
pub struct Table {
    heads: Vec<(String, Align)>,
    rows: Vec<Vec<Cell>>,
    headless: bool,
}

/// A column of words is not cut below this.
const LEAST: usize = 8;

impl Table {
    /// A table with these heads.
    #[must_use]
    pub fn new<S: Into<String>>(heads: impl IntoIterator<Item = (S, Align)>) -> Self {
        Self { heads: heads.into_iter().map(|(h, a)| (h.into(), a)).collect(), rows: Vec::new(), headless: false }
    }

    /// Without the line of heads.
    #[must_use]
    pub fn headless(mut self) -> Self {
        self.headless = true;
        self
    }

    /// Adds a row; cells beyond the heads are not shown.
    pub fn row<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Prints it on stdout.
    ///
    /// # Errors
    /// Those of stdout.
    pub fn print(&self) -> io::Result<()> {
        let mut out = stdout();
        self.write(&mut out, terminal_columns(), colours())?;
        out.flush()
    }

    /// Writes it; cut to `columns` if given.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write, columns: Option<usize>, colours: bool) -> io::Result<()> {
        let widths = self.widths(columns);
        let heads: Vec<Cell> = self.heads.iter().map(|(h, _)| Cell::toned(h, Tone::Quiet)).collect();
        for row in Some(&heads).filter(|_| !self.headless).into_iter().chain(&self.rows) {
            let mut line = String::new();
            for (i, ((_, align), columns)) in self.heads.iter().zip(&widths).enumerate() {
                let empty = Cell::default();
                let cell = row.get(i).unwrap_or(&empty);
                let last = i + 1 == widths.len();
                let text = match align {
                    Align::Left if last => truncate(&cell.text, *columns).into_owned(),
                    align => fit(&cell.text, *columns, *align),
                };
                if i > 0 {
                    line.push_str("  ");
                }
                if colours && cell.tone != Tone::Plain {
                    line.extend(["\x1b[", cell.tone.code(), "m", &text, "\x1b[0m"]);
                } else {
                    line.push_str(&text);
                }
            }
            writeln!(out, "{}", drawn(line.trim_end()))?;
        }
        Ok(())
    }

    /// As a table of Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let cell = |text: &str| text.replace('\\', "\\\\").replace('|', "\\|");
        let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let rule = |a: &Align| if *a == Align::Left { "---" } else { "---:" }.to_owned();
        let mut lines = vec![
            line(self.heads.iter().map(|(h, _)| cell(h)).collect()),
            line(self.heads.iter().map(|(_, a)| rule(a)).collect()),
        ];
        lines.extend(self.rows.iter().map(|row| line(row.iter().map(|c| cell(&c.text)).collect())));
        lines.join("\n")
    }

    /// Each row as one line of its cells, without heads and empty cells.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.rows.iter().map(|row| {
            let cells: Vec<&str> = row.iter().map(|c| c.text.as_str()).filter(|t| !t.is_empty()).collect();
            cells.join(" ")
        })
    }

    fn widths(&self, columns: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<usize> = self.heads.iter().map(|(h, _)| width(h)).collect();
        for row in &self.rows {
            for (w, cell) in widths.iter_mut().zip(row) {
                *w = (*w).max(width(&cell.text));
            }
        }
        let Some(columns) = columns else { return widths };
        let blanks = 2 * widths.len().saturating_sub(1);
        while widths.iter().sum::<usize>() + blanks > columns {
            let words = widths.iter_mut().zip(&self.heads).filter(|(w, (_, a))| *a == Align::Left && **w > LEAST);
            let Some((widest, _)) = words.max_by_key(|(w, _)| **w) else { break };
            *widest -= 1;
        }
        widths
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

/// A bar of at most so many columns for a part of the whole, in eighths of a column; something is never nothing.
#[must_use]
pub fn bar(part: i64, whole: i64, columns: i64) -> String {
    if part <= 0 || whole <= 0 {
        return String::new();
    }
    let most = columns * 8;
    let eighths = crate::domain::money::div_round(i128::from(part) * i128::from(most), whole.into()).clamp(1, most);
    let full = usize::try_from(eighths / 8).unwrap_or(0);
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][usize::try_from(eighths % 8).unwrap_or(0)];
    format!("{}{rest}", "█".repeat(full))
}

/// Prints text for people on stdout, with a line end; line ends in it stay, other controls are shown.
///
/// # Errors
/// Those of stdout.
pub fn text(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    print_head(&mut out)?;
    writeln!(out, "{}", drawn(&visible_lines(text)))
}

/// Writes a line of text for people; line ends in it stay, other controls are shown.
///
/// # Errors
/// Those of `out`.
pub fn line(out: &mut impl Write, text: &str, tone: Tone) -> io::Result<()> {
    let shown = visible_lines(text);
    let text = drawn(&shown);
    if tone != Tone::Plain && colours() { writeln!(out, "\x1b[{}m{text}\x1b[0m", tone.code()) } else { writeln!(out, "{text}") }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn written(table: &Table, columns: Option<usize>, colours: bool) -> String {
        let mut out = Vec::new();
        table.write(&mut out, columns, colours).expect("a vector takes everything");
        String::from_utf8(out).expect("text")
    }

    fn partners() -> Table {
        let mut t = Table::new([("code", Align::Left), ("name", Align::Left), ("open", Align::Right)]);
        t.row(["D001", "重庆川渝食品经销部", "1,234.50"]);
        t.row(["D002", "East\x1b[2J Fresh", "9.00"]);
        t
    }

    #[test]
    fn columns_line_up_by_display_width_and_controls_are_shown() {
        let expected = "\
code  name                    open
D001  重庆川渝食品经销部  1,234.50
D002  East␛[2J Fresh          9.00
";
        assert_eq!(written(&partners(), None, false), expected);
    }

    #[test]
    fn on_a_narrow_terminal_words_are_cut_and_numbers_are_not() {
        let expected = "\
code  name          open
D001  重庆川…   1,234.50
D002  East␛[2…      9.00
";
        assert_eq!(written(&partners(), Some(24), false), expected);
    }

    #[test]
    fn colours_are_written_only_where_they_are_wanted() {
        let mut t = Table::new([("light", Align::Left)]);
        t.row([Cell::toned("red", Tone::Bad)]);
        assert_eq!(written(&t, None, true), "\x1b[2mlight\x1b[0m\n\x1b[31mred\x1b[0m\n");
        assert_eq!(written(&t, None, false), "light\nred\n");
    }
}
