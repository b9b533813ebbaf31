//! How the list is drawn: the look in one line, heads, rows, and from 120 columns the page beside it.

use ratatui::layout::Rect;

use super::cells::{branch, cell, is_right, width};
use super::list::ListState;
use super::page::PageState;
use crate::domain::partner::Column;
use crate::domain::record::Kind;
use crate::i18n::text::truncate;
use crate::i18n::{self, number};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::scroll_ahead;
use crate::tui::tabs::empty;
use crate::tui::view::panes;
use crate::tui::widgets::text;

/// Draws the list, and the page beside it if there is room.
pub(super) fn draw(list: &ListState, peek: Option<&PageState>, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let beside = if panes(area.width) > 1 { (area.width * 2 / 5).min(64) } else { 0 };
    let mine = Rect { width: area.width - beside, ..area };
    look_line(list, canvas, mine, ctx);
    let body = Rect { y: mine.y + 1, height: mine.height.saturating_sub(1), ..mine };
    match list.total {
        None => empty(canvas, body, &t!(ctx.lang, "loading"), "", ctx),
        Some(0) if list.all == 0 => empty(canvas, body, &t!(ctx.lang, "partners-none"), &t!(ctx.lang, "partners-none-hint"), ctx),
        Some(0) => empty(canvas, body, &t!(ctx.lang, "partners-filtered"), &t!(ctx.lang, "partners-filtered-hint"), ctx),
        Some(total) => table(list, total, canvas, body, ctx),
    }
    if beside > 0 {
        let x = mine.right();
        canvas.vertical(x, area.y, area.height, ctx.theme.rule);
        if let Some(page) = peek.filter(|p| Some(p.id()) == list.selected()) {
            let listed: Vec<Column> = fitting(list, mine).into_iter().map(|(_, column, _)| column).collect();
            page.brief(&listed, canvas, Rect { x: x + 2, width: beside - 3, ..area }, ctx);
        }
    }
}

/// Filter at the left; how many, sort and marks at the right.
fn look_line(list: &ListState, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let mut right = Vec::new();
    if !list.marks.is_empty() {
        right.push(t!(ctx.lang, "partners-marked", count = number::count(i64::try_from(list.marks.len()).unwrap_or(0))));
    }
    if list.look.tree {
        right.push(t!(ctx.lang, "partners-tree"));
    }
    if list.range_from.is_some() {
        right.push(t!(ctx.lang, "partners-range"));
    }
    let count = |n: usize| number::count(i64::try_from(n).unwrap_or(0));
    match list.total {
        Some(total) if total < list.all => right.push(t!(ctx.lang, "partners-some", count = count(total), all = count(list.all))),
        Some(total) => right.push(t!(ctx.lang, "partners-all", count = count(total))),
        None => {}
    }
    if let Some((column, down)) = list.look.sort {
        right.push(format!("{} {}", column.label().get(ctx.lang), if down { "▼" } else { "▲" }));
    }
    let right = right.join(" · ");
    let w = u16::try_from(text::width(&right)).unwrap_or(0).min(area.width);
    canvas.put_right(area.x, area.y, area.width - 1, &right, th.dim);
    let room = area.width.saturating_sub(w + 3);
    if let Some(problem) = &list.problem {
        canvas.put(area.x + 1, area.y, room, &format!("! {}", i18n::problem(ctx.lang, Some(Kind::Partner), problem)), th.bad);
    } else if !list.look.filter.is_empty() {
        canvas.pieces(area.x + 1, area.y, room, &[("/ ", th.accent), (&list.look.filter, th.text)]);
    }
}

/// The columns that fit, with the width of each; the name takes what is left.
fn layout(columns: &[Column], room: u16) -> Vec<(usize, Column, u16)> {
    let mut fit: Vec<(usize, Column, u16)> = Vec::new();
    let mut used = 0;
    for (i, column) in columns.iter().enumerate() {
        let w = width(*column);
        if used + w > room {
            break;
        }
        used += w + 1;
        fit.push((i, *column, w));
    }
    let left = room.saturating_sub(used);
    if let Some((.., w)) = fit.iter_mut().find(|(_, c, _)| c.name() == "name") {
        *w += left.min(22);
    }
    fit
}

fn fitting(list: &ListState, area: Rect) -> Vec<(usize, Column, u16)> {
    layout(&list.columns, area.width.saturating_sub(3))
}

fn table(list: &ListState, total: usize, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let fit = fitting(list, area);
    let visible = usize::from(area.height.saturating_sub(1));
    let mut x = area.x + 2;
    for (_, column, w) in &fit {
        let label = column.label().get(ctx.lang);
        let sorted = list.look.sort.is_some_and(|(c, _)| c == *column);
        let style = if sorted { th.accent } else { th.head };
        if is_right(*column) {
            canvas.put_right(x, area.y, *w, label, style);
        } else {
            canvas.put(x, area.y, *w, label, style);
        }
        x += w + 1;
    }
    let top = scroll_ahead(list.top.get(), list.at, visible, total);
    list.top.set(top);
    for (line, at) in (0u16..).zip(top..(top + visible).min(total)) {
        let y = area.y + 1 + line;
        let Some(row) = list.row(at) else { continue };
        let focus = at == list.at;
        if list.marks.contains(&row.id) {
            canvas.put(area.x + 1, y, 1, "✓", th.mark);
        }
        if focus {
            canvas.put(area.x, y, 1, "›", th.accent);
        }
        let mut x = area.x + 2;
        for (i, column, w) in &fit {
            let mut pieces = cell(*column, *i, row, ctx);
            if list.look.tree && column.name() == "name" {
                let (before, behind) = branch(row, list.look.folded.contains(&row.id));
                pieces.insert(0, (before, th.dim));
                // the count is not cut off by a long name
                if !behind.is_empty() {
                    let room = usize::from(*w).saturating_sub(text::width(&behind) + 2);
                    if let Some((name, _)) = pieces.get_mut(1) {
                        *name = truncate(name, room).into_owned();
                    }
                    pieces.push((behind, th.accent));
                }
            }
            let used: usize = pieces.iter().map(|(s, _)| text::width(s)).sum();
            let used = u16::try_from(used).unwrap_or(*w).min(*w);
            let mut at = if is_right(*column) { x + w - used } else { x };
            let end = x + w;
            // the cursor is seen in what the partner is called: few cells change when it moves
            let called = focus && column.name() == "code";
            for (piece, style) in &pieces {
                at += canvas.put(at, y, end.saturating_sub(at), piece, if called { th.focus } else { *style });
            }
            x += w + 1;
        }
    }
}
