//! Blocks become rows of so many columns.

use ratatui::style::Style;

use super::{CHART, cell_lines, glyph, said, style, toned};
use crate::domain::record::Kind;
use crate::i18n::{self, number};
use crate::report::{Block, Body, Cell, Column, Figure, Line, Reader, Table, Tone, Trend, What};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::keymap::{Action, Binding, Scope};
use crate::tui::widgets::{chart, text};

/// The widest a column may be that does not take what is left.
const WIDEST: u16 = 26;

/// So many figures stand in one column where a value would be cut in two.
const SHORT: usize = 10;

/// From this width on figures stand in two columns.
const TWO_COLUMNS: u16 = 74;

/// A text at its place in a row.
pub(super) struct Piece {
    pub(super) x: u16,
    pub(super) width: u16,
    pub(super) right: bool,
    pub(super) said: String,
    pub(super) style: Style,
    /// Seen when the cursor is on this item.
    pub(super) item: Option<usize>,
}

/// A row of the section.
#[derive(Default)]
pub(super) struct Row<'a> {
    pub(super) pieces: Vec<Piece>,
    /// Where the cursor's mark stands, by item.
    pub(super) marks: Vec<(u16, usize)>,
    pub(super) chart: Option<&'a Trend>,
}

/// Rows being made of blocks.
pub(super) struct Layout<'a, 'c> {
    pub(super) ctx: &'c Ctx,
    pub(super) width: u16,
    pub(super) rows: Vec<Row<'a>>,
    pub(super) items: usize,
    /// A column was left out for want of room.
    pub(super) cut: bool,
    /// The block before was a sentence.
    after_prose: bool,
}

fn columns_of(said: &str) -> u16 {
    u16::try_from(text::width(said)).unwrap_or(u16::MAX)
}

impl<'a, 'c> Layout<'a, 'c> {
    pub(super) fn of(blocks: &'a [Block], width: u16, ctx: &'c Ctx) -> Self {
        let mut layout = Self { ctx, width, rows: Vec::new(), items: 0, cut: false, after_prose: false };
        for block in blocks {
            layout.block(block);
        }
        layout
    }

    fn words(&self, words: &crate::domain::explain::Words) -> String {
        i18n::explain::words(self.ctx.lang, self.ctx.policy.organisation.zone, words)
    }

    fn blank(&mut self) {
        if !self.rows.is_empty() {
            self.rows.push(Row::default());
        }
    }

    fn block(&mut self, block: &'a Block) {
        if let Body::Figures(figures) = &block.body
            && figures.is_empty()
        {
            return;
        }
        // sentences that follow each other stand together
        let prose = matches!(block.body, Body::Said(_) | Body::Note(_) | Body::Lines(_)) && block.head.is_none();
        if !prose || !self.after_prose {
            self.blank();
        }
        self.after_prose = prose;
        if let Some(head) = &block.head {
            let said = self.words(head);
            let mut row = Row::default();
            let used = columns_of(&said);
            row.pieces.push(Piece { x: 0, width: self.width, right: false, said, style: self.ctx.theme.head, item: None });
            if let Body::Table(table, _) = &block.body
                && table.count > table.rows.len()
            {
                let more = t!(self.ctx.lang, "page-more", count = number::count(left(table)));
                row.pieces.push(Piece {
                    x: used + 2,
                    width: self.width.saturating_sub(used + 2),
                    right: false,
                    said: more,
                    style: self.ctx.theme.dim,
                    item: None,
                });
            }
            self.rows.push(row);
        }
        match &block.body {
            Body::Figures(figures) => self.figures(figures),
            Body::Table(table, empty) if table.rows.is_empty() => {
                let mut row = Row::default();
                if block.adds.is_some() {
                    row.marks.push((0, self.items));
                    self.items += 1;
                }
                let said = self.empty(empty, block.adds);
                row.pieces.push(Piece {
                    x: 2,
                    width: self.width.saturating_sub(2),
                    right: false,
                    said,
                    style: self.ctx.theme.dim,
                    item: None,
                });
                self.rows.push(row);
            }
            Body::Table(table, _) => self.table(table),
            Body::Trend(trend) => self.trend(trend),
            Body::Tiles(map) if map.tiles.is_empty() => {}
            Body::Tiles(map) => {
                let reader = Reader { lang: self.ctx.lang, zone: self.ctx.policy.organisation.zone };
                self.prose(&self.words(&map.figure), self.ctx.theme.head);
                map.lines(reader).iter().for_each(|line| self.line(line, self.ctx.theme.text));
            }
            Body::Text(typed) => {
                let lines = text::wrap(&text::sanitise_lines(typed), usize::from(self.width.saturating_sub(2)));
                for (i, said) in lines.into_iter().enumerate() {
                    let mut row = Row::default();
                    if i == 0 {
                        row.marks.push((0, self.items));
                    }
                    row.pieces.push(Piece {
                        x: 2,
                        width: self.width.saturating_sub(2),
                        right: false,
                        said,
                        style: self.ctx.theme.text,
                        item: None,
                    });
                    self.rows.push(row);
                }
                self.items += 1;
            }
            Body::Said(words) => self.prose(&self.words(words), self.ctx.theme.text),
            Body::Note(words) => self.prose(&self.words(words), self.ctx.theme.dim),
            Body::Lines(lines) => lines.iter().for_each(|(line, tone)| self.line(line, toned(*tone, self.ctx))),
            Body::Points(points) => points.iter().for_each(|point| self.line(&point.line(), self.ctx.theme.text)),
            // of documents that are printed: what is drawn of them is made of those above
            Body::Members(..) | Body::Group(_) | Body::Page(_) | Body::Explained(_) => {}
        }
    }

    /// A text in as many rows as it takes.
    fn prose(&mut self, said: &str, style: Style) {
        let width = self.width.saturating_sub(2);
        for said in text::wrap(&text::sanitise_lines(said), usize::from(width)) {
            self.rows.push(Row { pieces: vec![Piece { x: 2, width, right: false, said, style, item: None }], ..Row::default() });
        }
    }

    /// A line that the cursor can stand on.
    fn line(&mut self, said: &str, style: Style) {
        let mark = (0, self.items);
        let first = self.rows.len();
        self.prose(said, style);
        if let Some(row) = self.rows.get_mut(first) {
            row.marks.push(mark);
        }
        self.items += 1;
    }

    /// That there is nothing, and by which key something is added here.
    fn empty(&self, words: &crate::domain::explain::Words, adds: Option<Kind>) -> String {
        let said = self.words(words);
        let key = self.ctx.keymap.of(Scope::Page).find(|b| b.action == Action::Add).map(Binding::shown);
        match (adds, key) {
            (Some(_), Some(key)) => t!(self.ctx.lang, "page-adds-here", said = said, key = key),
            _ => said,
        }
    }

    fn figures(&mut self, figures: &'a [Figure]) {
        let labels: Vec<String> = figures.iter().map(|f| self.words(&f.label)).collect();
        let values: Vec<Vec<(String, Style)>> = figures.iter().map(|f| self.value(f)).collect();
        let half = self.width / 2;
        let room = half.saturating_sub(labels.iter().map(|l| columns_of(l)).max().unwrap_or(0).min(24).min(half / 2) + 5);
        let cut = values.iter().any(|v| v.iter().map(|(s, _)| columns_of(s) + 1).sum::<u16>() > room + 1);
        let few = figures.len() < 6 || (cut && figures.len() <= SHORT);
        let two = self.width >= TWO_COLUMNS && !few && figures.iter().all(|f| f.bar.is_none());
        let columns = if two { 2 } else { 1 };
        let each = self.width / columns;
        let high = figures.len().div_ceil(usize::from(columns));
        let first = self.rows.len();
        self.rows.extend((0..high).map(|_| Row::default()));
        let widest = labels.iter().map(|l| columns_of(l)).max().unwrap_or(0).min(24).min(each / 2);
        let barred = values
            .iter()
            .zip(figures)
            .filter(|(_, f)| f.bar.is_some())
            .map(|(v, _)| v.iter().map(|(s, _)| columns_of(s) + 1).sum::<u16>())
            .max()
            .unwrap_or(0);
        for (i, (figure, (label, value))) in figures.iter().zip(labels.into_iter().zip(values)).enumerate() {
            let left = u16::try_from(i / high).unwrap_or(0) * each;
            let Some(row) = self.rows.get_mut(first + i % high) else { continue };
            let item = self.items + i;
            row.marks.push((left, item));
            row.pieces.push(Piece {
                x: left + 2,
                width: widest,
                right: false,
                said: label,
                style: self.ctx.theme.dim,
                item: Some(item),
            });
            let mut x = left + widest + 4;
            let end = left + each.saturating_sub(1);
            for (said, style) in value {
                let width = columns_of(&said).min(end.saturating_sub(x));
                row.pieces.push(Piece { x, width, right: false, said, style, item: None });
                x += width + 1;
            }
            if let Some((value, most)) = figure.bar {
                let x = left + widest + 5 + barred;
                let width = end.saturating_sub(x).min(30);
                let style = match figure.value.tone {
                    Tone::Bad => self.ctx.theme.bad,
                    Tone::Soon => self.ctx.theme.soon,
                    _ => self.ctx.theme.chart,
                };
                row.pieces.push(Piece { x, width, right: false, said: chart::line(value, most, width), style, item: None });
            }
        }
        self.items += figures.len();
    }

    fn value(&self, figure: &Figure) -> Vec<(String, Style)> {
        let cells = std::iter::once(&figure.value).chain(&figure.beside);
        let said = cells.map(|c| {
            // an arrow of its own says it already
            let sign = if matches!(c.what, What::Moved(_) | What::Grown(..)) { "" } else { glyph(c) };
            (format!("{sign}{}", said(c, self.ctx)), style(c, self.ctx))
        });
        said.filter(|(s, _)| !s.is_empty()).collect()
    }

    /// The columns that fit, each with its place and width; the wide one takes what is left.
    fn fit(&mut self, table: &Table, cells: &[Vec<String>], heads: &[String]) -> Vec<(usize, u16, u16)> {
        let natural = |i: usize| {
            let widest = cells.iter().filter_map(|row| row.get(i)).map(|s| columns_of(s)).max().unwrap_or(0);
            widest.max(heads.get(i).map_or(0, |h| columns_of(h)))
        };
        let mut shown: Vec<(usize, u16)> = Vec::new();
        for (i, column) in table.columns.iter().enumerate() {
            let said = cells.iter().filter_map(|row| row.get(i)).any(|s| !s.is_empty());
            if said {
                shown.push((i, if column.wide { natural(i) } else { natural(i).min(WIDEST) }));
            }
        }
        let room = self.width.saturating_sub(2);
        let is = |i: usize, what: fn(&Column) -> bool| table.columns.get(i).is_some_and(what);
        let least = |shown: &[(usize, u16)]| -> u16 {
            shown.iter().map(|(i, w)| if is(*i, |c| c.wide) { (*w).min(18) } else { *w } + 2).sum::<u16>().saturating_sub(2)
        };
        while least(&shown) > room
            && let Some(at) = shown.iter().rposition(|(i, _)| is(*i, |c| c.minor))
        {
            shown.remove(at);
            self.cut = true;
        }
        let fixed: u16 = shown.iter().map(|(i, w)| if is(*i, |c| c.wide) { 2 } else { w + 2 }).sum::<u16>().saturating_sub(2);
        if let Some((_, w)) = shown.iter_mut().find(|(i, _)| is(*i, |c| c.wide)) {
            *w = (*w).min(room.saturating_sub(fixed)).max(8);
        }
        // what is still left goes to those that were cut, unless a bar is to stand there
        if table.rows.iter().all(|l| l.bar.is_none()) {
            let mut left = (room + 2).saturating_sub(shown.iter().map(|(_, w)| w + 2).sum());
            for (i, w) in &mut shown {
                let more = natural(*i).saturating_sub(*w).min(left);
                *w += more;
                left -= more;
            }
        }
        let mut x = 2;
        let mut placed = Vec::new();
        for (i, w) in shown {
            let w = w.min((room + 2).saturating_sub(x));
            if w < 3 {
                self.cut = true;
                break;
            }
            placed.push((i, x, w));
            x += w + 2;
        }
        placed
    }

    fn table(&mut self, table: &'a Table) {
        let heads: Vec<String> = table.columns.iter().map(|c| self.words(&c.label)).collect();
        let cells: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|line| line.cells.iter().zip(&table.columns).map(|(c, column)| self.cell(column, c, line)).collect())
            .collect();
        let placed = self.fit(table, &cells, &heads);
        let mut head = Row::default();
        for (i, x, width) in &placed {
            let (Some(column), Some(said)) = (table.columns.get(*i), heads.get(*i)) else { continue };
            let style = self.ctx.theme.dim;
            head.pieces.push(Piece { x: *x, width: *width, right: column.right, said: said.clone(), style, item: None });
        }
        if !table.bare {
            self.rows.push(head);
        }
        let end = placed.last().map_or(2, |(_, x, w)| x + w + 2);
        let bar = self.width.saturating_sub(end).min(24);
        for (line, cells) in table.rows.iter().zip(cells) {
            let mut row = Row::default();
            let mut more = Vec::new();
            row.marks.push((0, self.items));
            for (at, (i, x, width)) in placed.iter().enumerate() {
                let (Some(column), Some(cell), Some(said)) = (table.columns.get(*i), line.cells.get(*i), cells.get(*i)) else {
                    continue;
                };
                let style = style(cell, self.ctx);
                let mut piece = Piece {
                    x: *x,
                    width: *width,
                    right: column.right,
                    said: said.clone(),
                    style,
                    item: (at < 2).then_some(self.items),
                };
                if column.wraps && columns_of(said) > *width {
                    let mut lines =
                        text::wrap(&text::sanitise_lines(&cell_lines(cell, self.ctx)), usize::from(*width)).into_iter();
                    piece.said = lines.next().unwrap_or_default();
                    let below = |said| Piece { x: *x, width: *width, right: false, said, style, item: None };
                    more.extend(lines.map(|said| Row { pieces: vec![below(said)], ..Row::default() }));
                }
                row.pieces.push(piece);
            }
            if let Some((value, most)) = line.bar.filter(|_| bar >= 6) {
                let style =
                    if line.cells.iter().any(|c| c.tone == Tone::Soon) { self.ctx.theme.soon } else { self.ctx.theme.chart };
                row.pieces.push(Piece {
                    x: end,
                    width: bar,
                    right: false,
                    said: chart::line(value, most, bar),
                    style,
                    item: None,
                });
            }
            self.rows.push(row);
            self.rows.extend(more);
            self.items += 1;
        }
    }

    /// What a cell of a table says: one in a colour has its sign where nothing else in the row has one.
    fn cell(&self, column: &Column, cell: &Cell, line: &Line) -> String {
        let first = line.cells.first().is_some_and(|c| std::ptr::eq(c, cell));
        let all = line.cells.len() > 1 && line.cells.iter().all(|c| c.tone == cell.tone);
        let moved = matches!(cell.what, What::Moved(_) | What::Grown(..));
        let sign = if (all && !first) || moved { "" } else { glyph(cell) };
        let reader = Reader { lang: self.ctx.lang, zone: self.ctx.policy.organisation.zone };
        let said = reader.cell(column, &cell.what).replace('\n', " ");
        if said.is_empty() { said } else { format!("{sign}{said}") }
    }

    fn trend(&mut self, trend: &'a Trend) {
        let marks = vec![(0, self.items)];
        self.items += 1;
        if trend.values.iter().all(|v| v.0 <= 0) {
            let said = t!(self.ctx.lang, "page-no-sales");
            let style = self.ctx.theme.dim;
            self.rows.push(Row {
                pieces: vec![Piece { x: 2, width: self.width, right: false, said, style, item: None }],
                marks,
                ..Row::default()
            });
            return;
        }
        self.rows.push(Row { chart: Some(trend), marks, ..Row::default() });
        self.rows.extend((1..CHART).map(|_| Row::default()));
    }
}

fn left(table: &Table) -> i64 {
    i64::try_from(table.count.saturating_sub(table.rows.len())).unwrap_or(i64::MAX)
}
