//! Aligned text: a table printed by display width, a line with its colour.
//!
//! Everything that comes from a file or from people passes [`visible`], so that no name can drive the terminal.

use std::borrow::Cow;
use std::io::{self, Write};

use super::cell::Tone;
use crate::i18n::glyphs::in_ascii;
pub use crate::i18n::text::Align;
use crate::i18n::text::{fit, truncate, visible, visible_lines, width};

/// How text is laid out where it goes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    /// Columns of the terminal; `None`: a file or pipe, nothing is cut.
    pub columns: Option<usize>,
    /// With colours.
    pub colours: bool,
    /// Marks and bars in ASCII.
    pub ascii: bool,
}

impl Look {
    /// The text with its marks and bars as they are to be written.
    fn drawn(self, text: &str) -> Cow<'_, str> {
        if self.ascii { in_ascii(text) } else { Cow::Borrowed(text) }
    }

    /// Writes a line of text for people; line ends in it stay, other controls are shown.
    pub fn line(self, out: &mut impl Write, text: &str, tone: Tone) -> io::Result<()> {
        let shown = visible_lines(text);
        let text = self.drawn(&shown);
        let code = tone.code();
        if self.colours && !code.is_empty() { writeln!(out, "\x1b[{code}m{text}\x1b[0m") } else { writeln!(out, "{text}") }
    }
}

impl Tone {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bad => "31",
            Self::Soon => "33",
            Self::Good => "32",
            Self::Dim => "2",
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

    /// Writes it.
    pub fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let widths = self.widths(look.columns);
        let heads: Vec<Cell> = self.heads.iter().map(|(h, _)| Cell::toned(h, Tone::Dim)).collect();
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
                if look.colours && cell.tone != Tone::Plain {
                    line.extend(["\x1b[", cell.tone.code(), "m", &text, "\x1b[0m"]);
                } else {
                    line.push_str(&text);
                }
            }
            writeln!(out, "{}", look.drawn(line.trim_end()))?;
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
        let mut widths: Vec<usize> = self.heads.iter().map(|(h, _)| if self.headless { 0 } else { width(h) }).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn written(table: &Table, columns: Option<usize>, colours: bool) -> String {
        let mut out = Vec::new();
        table.write(&mut out, Look { columns, colours, ascii: false }).expect("a vector takes everything");
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

    #[test]
    fn a_bar_is_never_empty_for_a_sale_and_never_longer_than_its_room() {
        let cases = [(0, 100, ""), (-5, 100, ""), (1, 10_000, "▏"), (50, 100, "██████"), (100, 100, "████████████"), (5, 0, "")];
        for (part, whole, expected) in cases {
            assert_eq!(bar(part, whole, 12), expected, "{part} of {whole}");
        }
    }
}
