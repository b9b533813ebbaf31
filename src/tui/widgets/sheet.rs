//! Blocks ([`crate::report`]) drawn into whatever room there is: they become rows once, and the rows that fit are
//! drawn. A section of a partner's page, a ticket.

use std::cell::Cell as Shared;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::record::Kind;
use crate::i18n::{self, number};
use crate::report::{Block, Body, Cell, Column, Figure, Line, Opens, Table, Tone, Trend, What, Why};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Binding, Scope};
use crate::tui::overlay::scroll;
use crate::tui::widgets::{chart, text};

/// The widest a column may be that does not take what is left.
const WIDEST: u16 = 26;

/// Rows of a chart with its months below.
const CHART: u16 = 7;

/// So many figures stand in one column where a value would be cut in two.
const SHORT: usize = 10;

/// From this width on figures stand in two columns.
const TWO_COLUMNS: u16 = 74;

/// Something that the cursor stands on: what explains it, what it opens, what is added beside it.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::tui) struct Item<'a> {
    pub(in crate::tui) why: Option<&'a Why>,
    pub(in crate::tui) opens: Option<&'a Opens>,
    pub(in crate::tui) adds: Option<Kind>,
}

/// What the cursor can stand on, in the order in which it is drawn.
pub(in crate::tui) fn items(blocks: &[Block]) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    for block in blocks {
        let adds = block.adds;
        match &block.body {
            Body::Figures(figures) => {
                items.extend(figures.iter().map(|f| Item { why: f.why.as_ref(), opens: f.opens.as_ref(), adds }));
            }
            Body::Table(table, _) if table.rows.is_empty() && adds.is_some() => items.push(Item { adds, ..Item::default() }),
            Body::Table(table, _) => {
                items.extend(table.rows.iter().map(|l| Item { why: l.why.as_ref(), opens: l.opens.as_ref(), adds }));
            }
            Body::Text(_) => items.push(Item { adds, ..Item::default() }),
            Body::Trend(trend) => items.push(Item { why: trend.why.as_ref(), ..Item::default() }),
            // of documents that are printed
            Body::Members(..)
            | Body::Group(_)
            | Body::Page(_)
            | Body::Said(_)
            | Body::Lines(_)
            | Body::Points(_)
            | Body::Note(_)
            | Body::Explained(_) => {}
        }
    }
    items
}

/// A text at its place in a row.
struct Piece {
    x: u16,
    width: u16,
    right: bool,
    said: String,
    style: Style,
    /// Seen when the cursor is on this item.
    item: Option<usize>,
}

/// A row of the section.
#[derive(Default)]
struct Row<'a> {
    pieces: Vec<Piece>,
    /// Where the cursor's mark stands, by item.
    marks: Vec<(u16, usize)>,
    chart: Option<&'a Trend>,
}

/// Rows being made of blocks.
struct Layout<'a, 'c> {
    ctx: &'c Ctx,
    width: u16,
    rows: Vec<Row<'a>>,
    items: usize,
}

fn columns_of(said: &str) -> u16 {
    u16::try_from(text::width(said)).unwrap_or(u16::MAX)
}

/// What a cell says, in one line.
pub(in crate::tui) fn said(cell: &Cell, ctx: &Ctx) -> String {
    cell_lines(cell, ctx).replace('\n', " ")
}

/// What a cell says, with its lines.
fn cell_lines(cell: &Cell, ctx: &Ctx) -> String {
    crate::report::cell_text(ctx.lang, ctx.policy.organisation.zone, &cell.what)
}

/// How a cell is to be seen.
pub(in crate::tui) fn style(cell: &Cell, ctx: &Ctx) -> Style {
    let th = &ctx.theme;
    match cell.tone {
        Tone::Plain => th.text,
        Tone::Dim => th.dim,
        Tone::Good => th.good,
        Tone::Soon => th.soon,
        Tone::Bad => th.bad,
    }
}

/// The sign of a cell whose colour says something, for those who do not see it.
fn glyph(cell: &Cell) -> &'static str {
    match cell.tone {
        Tone::Bad => "! ",
        Tone::Soon => "▲ ",
        _ => "",
    }
}

impl<'a> Layout<'a, '_> {
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
        self.blank();
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
            Body::Members(..)
            | Body::Group(_)
            | Body::Page(_)
            | Body::Said(_)
            | Body::Lines(_)
            | Body::Points(_)
            | Body::Note(_)
            | Body::Explained(_) => {}
        }
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
    fn fit(&self, table: &Table, cells: &[Vec<String>], heads: &[String]) -> Vec<(usize, u16, u16)> {
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
                break;
            }
            placed.push((i, x, w));
            x += w + 2;
        }
        placed
    }

    fn table(&mut self, table: &'a Table) {
        let heads: Vec<String> = table.columns.iter().map(|c| self.words(&c.label)).collect();
        let cells: Vec<Vec<String>> =
            table.rows.iter().map(|line| line.cells.iter().map(|c| self.cell(c, line)).collect()).collect();
        let placed = self.fit(table, &cells, &heads);
        let mut head = Row::default();
        for (i, x, width) in &placed {
            let (Some(column), Some(said)) = (table.columns.get(*i), heads.get(*i)) else { continue };
            let style = self.ctx.theme.dim;
            head.pieces.push(Piece { x: *x, width: *width, right: column.right, said: said.clone(), style, item: None });
        }
        self.rows.push(head);
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
    fn cell(&self, cell: &Cell, line: &Line) -> String {
        let first = line.cells.first().is_some_and(|c| std::ptr::eq(c, cell));
        let all = line.cells.len() > 1 && line.cells.iter().all(|c| c.tone == cell.tone);
        let moved = matches!(cell.what, What::Moved(_) | What::Grown(..));
        let sign = if (all && !first) || moved { "" } else { glyph(cell) };
        let said = said(cell, self.ctx);
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

/// Draws the rows of a section that fit; `at` is the item of the cursor, if it is here.
pub(in crate::tui) fn draw(
    blocks: &[Block],
    at: Option<usize>,
    top: &Shared<usize>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    ctx: &Ctx,
) {
    let mut layout = Layout { ctx, width: area.width, rows: Vec::new(), items: 0 };
    for block in blocks {
        layout.block(block);
    }
    let Layout { rows, items, .. } = layout;
    let fits = rows.len() <= usize::from(area.height);
    let visible = usize::from(area.height).saturating_sub(usize::from(!fits));
    let on = at.and_then(|at| rows.iter().position(|r| r.marks.iter().any(|(_, item)| *item == at)));
    let first = match (at, on) {
        _ if fits => 0,
        (Some(0), _) => 0,
        (Some(at), _) if at + 1 == items => rows.len() - visible,
        (_, Some(on)) => {
            // the head of a table is seen with its first row
            let head = on.saturating_sub(2);
            let first = scroll(top.get(), on, visible);
            if first > head && on >= first && on - first < 2 { head } else { first }
        }
        _ => top.get(),
    }
    .min(rows.len().saturating_sub(visible));
    top.set(first);
    for (line, row) in (0u16..).zip(rows.iter().skip(first).take(visible)) {
        let y = area.y + line;
        if let Some(trend) = row.chart {
            let height = CHART.min(area.bottom().saturating_sub(y + u16::from(!fits)));
            months(trend, canvas, Rect { x: area.x + 2, y, width: area.width.saturating_sub(2), height }, ctx);
        }
        for piece in &row.pieces {
            let style = if piece.item.is_some() && piece.item == at { ctx.theme.focus } else { piece.style };
            let width = piece.width.min(area.width.saturating_sub(piece.x));
            if piece.right {
                canvas.put_right(area.x + piece.x, y, width, &piece.said, style);
            } else {
                canvas.put(area.x + piece.x, y, width, &piece.said, style);
            }
        }
        for (x, item) in &row.marks {
            if Some(*item) == at {
                canvas.put(area.x + x, y, 1, "›", ctx.theme.accent);
            }
        }
    }
    if !fits {
        let arrows = match (first > 0, first + visible < rows.len()) {
            (true, true) => "▲▼",
            (true, false) => "▲",
            _ => "▼",
        };
        let shown = number::count(i64::try_from(first + visible).unwrap_or(0));
        let all = number::count(i64::try_from(rows.len()).unwrap_or(0));
        let said = format!("{arrows} {}", t!(ctx.lang, "page-line-at", at = shown, count = all));
        canvas.put_right(area.x, area.bottom() - 1, area.width, &said, ctx.theme.dim);
    }
}

/// Months as columns with those of the year before as marks, their names below.
fn months(trend: &Trend, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    if area.height < 2 || trend.values.is_empty() {
        return;
    }
    let values: Vec<i64> = trend.values.iter().map(|m| m.0).collect();
    let marks: Vec<Option<i64>> = trend.before.iter().map(|m| (m.0 > 0).then_some(m.0)).collect();
    let th = &ctx.theme;
    let bars = Rect { height: area.height - 1, width: area.width.min(84), ..area };
    chart::columns(canvas, bars, &values, &marks, th.chart, th.chart_dim);
    let count = u16::try_from(values.len()).unwrap_or(12).max(1);
    let slot = (bars.width / count).max(1);
    for (i, _) in (0u16..).zip(&values) {
        let month = crate::domain::period::Month(trend.first.0 + i32::from(i)).first();
        let said = month.format("%m").to_string();
        canvas.put(area.x + i * slot, area.bottom() - 1, slot.saturating_sub(1), &said, th.dim);
    }
}
