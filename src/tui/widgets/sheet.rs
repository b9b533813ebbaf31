//! Blocks ([`crate::report`]) drawn into whatever room there is: they become rows once, and the rows that fit are
//! drawn. A section of a partner's page, a ticket, a document.

mod layout;

use std::cell::Cell as Shared;

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::record::Kind;
use crate::i18n::number;
use crate::report::{Block, Body, Cell, Opens, Tone, Trend, Why};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::scroll;
use crate::tui::widgets::chart;
use layout::Layout;

/// Rows of a chart with its months below.
const CHART: u16 = 7;

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
            Body::Lines(lines) => items.extend(lines.iter().map(|_| Item::default())),
            Body::Points(points) => items.extend(points.iter().map(|_| Item::default())),
            _ => {}
        }
    }
    items
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
    toned(cell.tone, ctx)
}

fn toned(tone: Tone, ctx: &Ctx) -> Style {
    let th = &ctx.theme;
    match tone {
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

/// Draws the rows of a section that fit; `at` is the item of the cursor, if it is here. Returns whether there was no room for a column.
pub(in crate::tui) fn draw(
    blocks: &[Block],
    at: Option<usize>,
    top: &Shared<usize>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    ctx: &Ctx,
) -> bool {
    let Layout { rows, items, cut, .. } = Layout::of(blocks, area.width, ctx);
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
    cut
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
