//! Documents as slides (.pptx): a title, what is on which slide where there is more than one thing, what is said, each chart and each table on slides of their own; charts and tables are native ones,
//! to be edited by who gives the talk.
//!
//! Charts are those of the workbook ([`super::xlsx`]) with the data that they draw beside them.

mod package;
mod shapes;

use std::io::Write;

use super::block::{Block, Body, Figure, Trend};
use super::cell::What;
use super::column::{Column, Columns};
use super::say::{Reader, cell_text};
use super::table::{Chart, ChartKind, Line, Table};
use super::types::Type;
use super::{Document, rules_of, xlsx};
use crate::domain::explain::Words;
use crate::domain::money::Money;
use crate::domain::record::Lang;
use crate::exchange::out::OutError;
use crate::i18n::text;
use crate::t;
use package::{Native, Slide};
use shapes::{Area, Para, Shapes};

/// Rows of a table on a slide, and slides of one table: who wants all has them in a workbook.
const ROWS: usize = 13;
const PAGES: usize = 4;
/// Half-width characters beside each other in a table.
const ACROSS: usize = 118;
/// The widest column of a table.
const WIDEST: usize = 44;
/// Lines of text on a slide, and half-width characters of one.
const LINES: usize = 15;
const LINE: usize = 96;
/// Sentences beside a chart.
const BESIDE: usize = 3;

/// Writes a document as slides; `remark` stands on the first.
///
/// # Errors
/// Those of the workbooks of the charts and of `out`.
pub fn write(reader: Reader, document: &Document, remark: &str, out: &mut impl Write) -> Result<(), OutError> {
    let title = document.title.as_ref().map_or_else(|| document.schema.to_owned(), |title| reader.words(title));
    let mut deck = Deck { reader, head: title.clone(), slides: Vec::new(), said: Vec::new(), parts: Vec::new() };
    let mut about = labelled(reader, &document.head);
    about.extend(remark.lines().map(str::to_owned));
    deck.slides.push(Slide::new(Shapes::title(&title, &about)));
    deck.blocks(&document.blocks)?;
    deck.tell();
    deck.contents();
    Ok(out.write_all(&package::zipped(&title, reader.lang, deck.slides)?)?)
}

struct Deck {
    reader: Reader,
    /// What stands above slides without a heading of their own.
    head: String,
    slides: Vec<Slide>,
    /// Sentences that stand on no slide yet.
    said: Vec<String>,
    /// What is told under which heading, with how many slides before it.
    parts: Vec<(String, usize)>,
}

impl Deck {
    /// A slide under a heading.
    fn add(&mut self, head: &str, slide: Slide) {
        if !self.parts.iter().any(|(known, _)| known == head) {
            self.parts.push((head.to_owned(), self.slides.len()));
        }
        self.slides.push(slide);
    }

    /// Behind the title, which slide tells what; of one part nothing has to be found.
    fn contents(&mut self) {
        if self.parts.len() < 2 {
            return;
        }
        let (pages, title) = (self.parts.len().div_ceil(LINES), t!(self.reader.lang, "slides-contents"));
        let line = |(head, before): &(String, usize)| Para::plain(&format!("{}  {head}", before + pages + 1), 16);
        let of = |parts: &[(String, usize)]| Slide::new(Shapes::new(&title).text(Area::BODY, parts.iter().map(line)));
        let contents: Vec<Slide> = self.parts.chunks(LINES).map(of).collect();
        self.slides.splice(1..1, contents);
    }

    fn blocks(&mut self, blocks: &[Block]) -> Result<(), OutError> {
        for block in blocks.iter().filter(|b| !b.is_empty() && !b.is_unseen()) {
            if let Some(head) = &block.head {
                self.tell();
                self.head = self.reader.words(head);
            }
            match &block.body {
                Body::Table(table, _) => self.table(table)?,
                Body::Trend(trend) => self.table(&months(trend))?,
                Body::Tiles(map) => {
                    let head = self.reader.words(&map.figure);
                    self.tell();
                    self.add(&head, Slide::new(Shapes::new(&head).tiles(self.reader, map)));
                }
                Body::Members(_, Some(words)) | Body::Said(words) | Body::Note(words) => self.say(&self.reader.words(words)),
                Body::Members(figures, None) | Body::Figures(figures) => self.said.extend(labelled(self.reader, figures)),
                Body::Lines(lines) => lines.iter().for_each(|(line, _)| self.say(line)),
                Body::Points(points) => points.iter().for_each(|point| self.say(&point.line())),
                Body::Text(typed) => self.say(typed),
                Body::Group(all) | Body::Page(all) => self.blocks(all)?,
                Body::Explained(all) => {
                    self.tell();
                    for e in all {
                        let mut text = Vec::new();
                        super::explanation::write(self.reader, &rules_of(e), e, &mut text, super::print::Look::default())?;
                        self.say(&String::from_utf8_lossy(&text));
                        self.tell();
                    }
                }
            }
        }
        Ok(())
    }

    fn say(&mut self, said: &str) {
        self.said.extend(said.lines().map(str::trim_end).filter(|line| !line.is_empty()).map(str::to_owned));
    }

    /// Slides of what was said.
    fn tell(&mut self) {
        let lines: Vec<String> = self.said.drain(..).flat_map(|said| wrapped(&said, LINE)).collect();
        let head = self.head.clone();
        for lines in lines.chunks(LINES) {
            self.add(&head, Slide::new(Shapes::new(&head).text(Area::BODY, lines.iter().map(|l| Para::plain(l, 16)))));
        }
    }

    /// The charts of a table, the first with what was said before, then the table itself.
    fn table(&mut self, table: &Table) -> Result<(), OutError> {
        for chart in &table.charts {
            let Some((part, workbook)) = xlsx::native(self.reader, table, chart)? else { continue };
            if self.said.len() > BESIDE {
                self.tell();
            }
            let said: Vec<String> = self.said.drain(..).flat_map(|said| wrapped(&said, LINE)).collect();
            let below = Area::BODY.below(said.len());
            let shapes = Shapes::new(&self.head).text(Area::BODY, said.iter().map(|l| Para::plain(l, 14))).chart(below);
            let part = package::chart(&part, chart.kind == ChartKind::Lines);
            let head = self.head.clone();
            self.add(&head, Slide { native: Some(Native { part, workbook }), ..Slide::new(shapes) });
        }
        self.tell();
        self.grid(table);
        Ok(())
    }

    /// A table in as many slides as it takes, up to [`PAGES`]; what does not fit is told.
    fn grid(&mut self, table: &Table) {
        let (columns, left) = fitting(self.reader, table);
        let rows: Vec<&Line> = table.seen().collect();
        let foot: Vec<&Line> = table.total.as_deref().into_iter().chain(&table.foot).collect();
        if rows.is_empty() && foot.is_empty() || columns.is_empty() {
            return;
        }
        let shown = rows.len().min(ROWS * PAGES);
        let mut pages: Vec<Vec<&Line>> =
            rows.iter().copied().take(shown).collect::<Vec<_>>().chunks(ROWS).map(<[_]>::to_vec).collect();
        if pages.is_empty() {
            pages.push(Vec::new());
        }
        let last = pages.len() - 1;
        for (i, page) in pages.into_iter().enumerate() {
            let foot = if i == last { foot.as_slice() } else { &[] };
            let mut notes = Vec::new();
            if i == last && table.count.max(rows.len()) > shown {
                let (shown, count) = (shown.to_string(), table.count.max(rows.len()).to_string());
                notes.push(t!(self.reader.lang, "kpi-more", shown = shown, count = count));
            }
            if !left.is_empty() {
                notes.push(t!(self.reader.lang, "slides-columns", names = left.join(", ")));
            }
            let grid = Shapes::new(&self.head).table(self.reader, &columns, &page, foot);
            let head = self.head.clone();
            self.add(&head, Slide::new(grid.text(Area::NOTES, notes.iter().map(|n| Para::dim(n)))));
        }
    }
}

/// A column on a slide: its place, how many half-width characters it takes.
struct Shown<'a> {
    place: usize,
    column: &'a Column,
    width: usize,
}

/// The columns that fit beside each other, and the names of those that don't: minor ones give way first, then the last.
fn fitting(reader: Reader, table: &Table) -> (Vec<Shown<'_>>, Vec<String>) {
    let lines = || table.seen().take(ROWS * PAGES).chain(table.total.as_deref());
    let mut columns: Vec<Shown<'_>> = Vec::new();
    for place in table.shown() {
        let Some(column) = table.columns.get(place) else { continue };
        let cells = lines().filter_map(|l| l.cells.get(place)).map(|c| text::width(&reader.cell(column, &c.what)));
        let cells = cells.max().unwrap_or(0);
        // bars of characters are what charts are for, and a column in which nothing stands says nothing
        if cells > 0 && column.name != "bar" {
            let width = cells.max(text::width(&reader.words(&column.label))).clamp(4, WIDEST);
            columns.push(Shown { place, column, width });
        }
    }
    let mut left = Vec::new();
    while columns.iter().map(|c| c.width + 2).sum::<usize>() > ACROSS && columns.len() > 1 {
        let out = columns.iter().rposition(|c| c.column.minor).unwrap_or(columns.len() - 1);
        left.push(reader.words(&columns.remove(out).column.label));
    }
    left.reverse();
    (columns, left)
}

/// Labels with their values, a line each.
fn labelled(reader: Reader, figures: &[Figure]) -> Vec<String> {
    let line = |f: &Figure| {
        let (label, value) = (reader.words(&f.label), cell_text(reader.lang, reader.zone, &f.value.what));
        (!label.is_empty() && !value.is_empty()).then(|| format!("{label}  {value}"))
    };
    figures.iter().filter_map(line).collect()
}

/// The months of a trend as a table with its chart.
fn months(trend: &Trend) -> Table {
    let key = Words::key;
    let rows: Vec<(String, Money, Option<Money>)> = trend.months().collect();
    let columns = Columns::default()
        .with(Column::typed("month", key("page-month"), Type::Text), |(month, ..): &(String, Money, Option<Money>)| month.clone())
        .with(Column::money("net", key("page-net")).in_units(), |(_, net, _)| *net)
        .with(Column::money("year_before", key("page-year-earlier")).in_units(), |(.., before)| {
            before.map_or(What::Nothing, What::from)
        });
    columns.table(&rows).chart(Chart::new(ChartKind::Lines, "month", &["net", "year_before"]))
}

/// Lines of at most so many half-width characters.
fn wrapped(said: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in unicode_segmentation::UnicodeSegmentation::split_word_bounds(said) {
        if text::width(&line) + text::width(word) > most && !line.trim().is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            line.push_str(word.trim_start());
        } else {
            line.push_str(word);
        }
    }
    lines.push(line);
    lines
}

/// How text of a language is marked, so that its glyphs are those of the language.
const fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en-US",
    }
}

#[cfg(test)]
mod tests;
