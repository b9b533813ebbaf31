//! Documents and blocks as text for a terminal or pipe.

use std::io::{self, Write};

use super::block::{Block, Body, Figure, Trend};
use super::cell::{Cell, Tone};
use super::column::Column;
use super::print::{Align, Cell as Printed, Look, Table as Printing};
use super::say::{Reader, cell_text};
use super::table::{Line, Table};
use super::tiles::Tiles;
use super::{Document, explanation, rules_of};
use crate::domain::explain::Words;
use crate::i18n::{number, text};
use crate::t;

/// Writes text: for whom, where to, and what is remarked aside.
#[derive(Debug)]
pub struct Text<'a, W: Write> {
    /// Who reads.
    pub reader: Reader,
    /// How it is laid out.
    pub look: Look,
    /// Where to.
    pub out: &'a mut W,
    /// What people are told aside.
    pub notes: Vec<String>,
    /// Whether something is written.
    begun: bool,
}

impl<'a, W: Write> Text<'a, W> {
    /// Nothing written yet.
    #[must_use]
    pub fn new(reader: Reader, look: Look, out: &'a mut W) -> Self {
        Self { reader, look, out, notes: Vec::new(), begun: false }
    }

    /// Writes a document; answers what is to be told aside.
    ///
    /// # Errors
    /// Those of the output.
    pub fn document(mut self, document: &Document) -> io::Result<Vec<String>> {
        if let Some(title) = &document.title {
            self.line(&self.reader.words(title))?;
        }
        self.blocks(&document.blocks)?;
        Ok(self.notes)
    }

    fn blocks(&mut self, blocks: &[Block]) -> io::Result<()> {
        for block in blocks.iter().filter(|b| !b.is_unseen()) {
            if let Some(head) = block.head.as_ref().filter(|_| !block.is_empty()) {
                self.line("")?;
                self.line(&self.reader.words(head))?;
            }
            match &block.body {
                Body::Table(table, empty) if table.rows.is_empty() && table.total.is_none() && *empty != Words::nothing() => {
                    self.line(&self.reader.words(empty))?;
                }
                Body::Table(table, _) => {
                    self.begun = true;
                    grid(self.reader, table).write(self.out, self.look)?;
                    let shown = table.seen().count();
                    if table.count > shown {
                        let (shown, count) = (shown.to_string(), table.count.to_string());
                        self.notes.push(t!(self.reader.lang, "kpi-more", shown = shown, count = count));
                    }
                }
                Body::Members(_, said) => {
                    if let Some(said) = said.as_ref().filter(|said| **said != Words::nothing()) {
                        self.line(&self.reader.words(said))?;
                    }
                }
                Body::Said(words) => self.line(&self.reader.words(words))?,
                Body::Lines(lines) => self.lines(lines)?,
                Body::Points(points) => points.iter().try_for_each(|point| self.line(&point.line()))?,
                Body::Note(words) => self.notes.push(self.reader.words(words)),
                Body::Explained(all) => {
                    for e in all {
                        if std::mem::replace(&mut self.begun, true) {
                            self.line("")?;
                        }
                        explanation::write(self.reader, &rules_of(e), e, self.out, self.look)?;
                    }
                }
                Body::Figures(figures) => self.figures(figures)?,
                Body::Trend(trend) => self.trend(trend)?,
                Body::Tiles(map) => self.tiles(map)?,
                Body::Text(typed) => self.line(typed)?,
                Body::Group(all) => self.blocks(all)?,
                Body::Page(all) => all.iter().try_for_each(|block| self.block(block))?,
            }
        }
        Ok(())
    }

    fn line(&mut self, text: &str) -> io::Result<()> {
        self.begun = true;
        self.look.line(self.out, text, Tone::Plain)
    }

    fn lines(&mut self, lines: &[(String, Tone)]) -> io::Result<()> {
        self.begun |= !lines.is_empty();
        lines.iter().try_for_each(|(text, tone)| self.look.line(self.out, text, *tone))
    }

    /// Writes a block of a page, with its heading.
    ///
    /// # Errors
    /// Those of the output.
    pub fn block(&mut self, block: &Block) -> io::Result<()> {
        self.line("")?;
        if let Some(head) = &block.head {
            let more = match &block.body {
                Body::Table(table, _) if table.count > table.rows.len() => {
                    let left = i64::try_from(table.count - table.rows.len()).unwrap_or(i64::MAX);
                    format!("  ({})", t!(self.reader.lang, "page-more", count = number::count(left)))
                }
                _ => String::new(),
            };
            self.line(&format!("{}{more}", self.reader.words(head)))?;
        }
        match &block.body {
            Body::Figures(figures) | Body::Members(figures, _) => self.figures(figures),
            Body::Table(table, empty) if table.rows.is_empty() => self.line(&format!("  {}", self.reader.words(empty))),
            Body::Table(table, _) => self.table(table),
            Body::Trend(trend) => self.trend(trend),
            Body::Tiles(map) => self.tiles(map),
            Body::Text(typed) => self.line(&format!("  {}", typed.replace('\n', "\n  "))),
            Body::Said(words) | Body::Note(words) => self.line(&format!("  {}", self.reader.words(words))),
            Body::Lines(lines) => self.lines(lines),
            Body::Points(points) => points.iter().try_for_each(|point| self.line(&point.line())),
            Body::Group(all) | Body::Page(all) => all.iter().try_for_each(|block| self.block(block)),
            Body::Explained(all) => {
                all.iter().try_for_each(|e| explanation::write(self.reader, &rules_of(e), e, self.out, self.look))
            }
        }
    }

    fn cell(&self, c: &Cell) -> String {
        cell_text(self.reader.lang, self.reader.zone, &c.what).replace('\n', " ")
    }

    fn figures(&mut self, figures: &[Figure]) -> io::Result<()> {
        let widest = figures.iter().map(|f| text::width(&self.reader.words(&f.label))).max().unwrap_or(0);
        for f in figures {
            let said: Vec<String> =
                std::iter::once(&f.value).chain(&f.beside).map(|c| self.cell(c)).filter(|s| !s.is_empty()).collect();
            let label = text::fit(&self.reader.words(&f.label), widest, Align::Left);
            self.look.line(self.out, &format!("  {label}  {}", said.join("  ")), f.value.tone)?;
        }
        Ok(())
    }

    /// A table of a page: columns in which nothing stands are left out.
    fn table(&mut self, table: &Table) -> io::Result<()> {
        let said = |i: usize| table.rows.iter().filter_map(|l| l.cells.get(i)).any(|c| !self.cell(c).is_empty());
        let shown: Vec<usize> = (0..table.columns.len()).filter(|i| said(*i)).collect();
        let mut printing = Printing::new(shown.iter().filter_map(|i| Some(head(self.reader, table.columns.get(*i)?))));
        for line in &table.rows {
            let printed = |i: &usize| line.cells.get(*i).map(|c| Printed::toned(self.cell(c), c.tone));
            printing.row(shown.iter().filter_map(printed));
        }
        printing.write(self.out, self.look)
    }

    fn tiles(&mut self, map: &Tiles) -> io::Result<()> {
        if map.tiles.is_empty() {
            return Ok(());
        }
        self.line("")?;
        self.line(&self.reader.words(&map.figure))?;
        map.lines(self.reader).iter().try_for_each(|line| self.line(line))
    }

    fn trend(&mut self, trend: &Trend) -> io::Result<()> {
        let lang = self.reader.lang;
        let amount = |m| number::amount(lang, m);
        let mut printing = Printing::new([
            (t!(lang, "page-month"), Align::Left),
            (t!(lang, "page-net"), Align::Right),
            (t!(lang, "page-year-earlier"), Align::Right),
        ]);
        for (month, now, before) in trend.months() {
            printing.row([month, amount(now), before.map(amount).unwrap_or_default()]);
        }
        printing.write(self.out, self.look)
    }
}

/// The heading of a column, and on which side it stands.
fn head(reader: Reader, column: &Column) -> (String, Align) {
    (reader.words(&column.label), if column.right { Align::Right } else { Align::Left })
}

/// A table of a document as people are shown it.
#[must_use]
pub fn grid(reader: Reader, table: &Table) -> Printing {
    let shown = table.shown();
    let printing = Printing::new(shown.iter().filter_map(|i| table.columns.get(*i)).map(|c| head(reader, c)));
    let mut printing = if table.bare { printing.headless() } else { printing };
    let cell = |line: &Line, i: usize| {
        let said = table.columns.get(i).zip(line.cells.get(i));
        said.map_or_else(Printed::default, |(c, cell)| Printed::toned(reader.cell(c, &cell.what), cell.tone))
    };
    for line in table.seen().chain(table.total.as_deref()).chain(&table.foot) {
        printing.row(shown.iter().map(|i| cell(line, *i)));
    }
    printing
}
