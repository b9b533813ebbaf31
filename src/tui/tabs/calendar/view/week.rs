//! A week as it is drawn: by day and by person.

use std::collections::BTreeMap;

use chrono::Datelike as _;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::{State, detail, glyph, named};
use crate::domain::kinds::TaskState;
use crate::i18n::number;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::scroll;
use crate::tui::worker::calendar::TaskLine;

/// A week by day: seven columns, and the task under the cursor below.
pub(super) fn in_week(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let below = if area.height >= 24 { 9 } else { 6 };
    let grid = Rect { height: area.height - below - 1, ..area };
    let width = grid.width / 7;
    let (day, today, span) = (state.day(ctx), ctx.today(), state.list(ctx));
    for (i, date) in (0..7u16).zip(span.from.iter_days()) {
        let x = grid.x + i * width;
        if i > 0 {
            canvas.vertical(x, grid.y, grid.height, th.rule);
        }
        let style = if date == day {
            th.focus.add_modifier(Modifier::UNDERLINED)
        } else if date == today {
            th.accent
        } else if ctx.policy.calendar.is_workday(date) {
            th.head
        } else {
            th.dim
        };
        let used = canvas.put(x + 1, grid.y, width - 2, &format!("{} {}", number::weekday(ctx.lang, date), date.day()), style);
        if let Some((name, style)) = named(date, ctx) {
            canvas.put(x + 2 + used, grid.y, (width - 1).saturating_sub(used + 2), &name, style);
        }
        let mine: Vec<(usize, &TaskLine)> = state.tasks().iter().enumerate().filter(|(_, t)| t.due_on == date).collect();
        let rows = usize::from(grid.height - 1);
        let at = mine.iter().position(|(i, _)| *i == state.at).filter(|_| date == day).unwrap_or(0);
        let top = scroll(0, at, rows);
        state.page.set(rows);
        for (y, (index, task)) in (grid.y + 1..grid.bottom()).zip(mine.iter().skip(top)) {
            let current = *index == state.at && date == day;
            let (mark, style) = glyph(task, ctx);
            let marked = state.marks.contains(&task.id);
            let name = if task.name.is_empty() {
                ctx.policy.maintenance.shown(&task.title, ctx.lang).into_owned()
            } else {
                task.name.clone()
            };
            let paint = if current {
                th.focus
            } else if task.state == TaskState::Open {
                th.text
            } else {
                th.dim
            };
            canvas.put(
                x + 1,
                y,
                1,
                if current {
                    "›"
                } else if marked {
                    "●"
                } else {
                    mark
                },
                if current || marked { th.focus } else { style },
            );
            canvas.put(x + 2, y, width - 3, &name, paint);
        }
        let hidden = mine.len().saturating_sub(top + rows);
        if hidden > 0 {
            canvas.put(x + 1, grid.bottom() - 1, width - 2, &format!("+{}", hidden + 1), th.dim);
        }
    }
    canvas.rule(area.x, grid.bottom(), area.width, th.rule);
    detail(state, canvas, Rect { x: area.x + 1, y: grid.bottom() + 1, width: area.width - 2, height: below }, ctx);
}

/// A week by person: a row each, a column a day: how much, and where.
pub(super) fn in_team(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let span = state.list(ctx);
    let name_width: u16 = 12;
    let width = (area.width - name_width) / 7;
    let capacity = ctx.policy.maintenance.daily_capacity;
    for (i, date) in (0..7u16).zip(span.from.iter_days()) {
        let style = if date == state.day(ctx) {
            th.focus.add_modifier(Modifier::UNDERLINED)
        } else if ctx.policy.calendar.is_workday(date) {
            th.head
        } else {
            th.dim
        };
        canvas.put(
            area.x + name_width + i * width,
            area.y,
            width - 1,
            &format!("{} {}", number::weekday(ctx.lang, date), date.day()),
            style,
        );
    }
    let mut people: BTreeMap<&str, [Vec<&TaskLine>; 7]> = BTreeMap::new();
    for task in state.tasks() {
        let day = usize::try_from((task.due_on - span.from).num_days()).unwrap_or(7);
        if let Some(slot) = people.entry(task.owner_name.as_str()).or_default().get_mut(day) {
            slot.push(task);
        }
    }
    for (y, (name, days)) in (area.y + 1..area.bottom()).zip(people) {
        canvas.put(area.x + 1, y, name_width - 2, if name.is_empty() { "–" } else { name }, th.text);
        for (i, day) in (0..7u16).zip(&days) {
            if day.is_empty() {
                continue;
            }
            let open = day.iter().filter(|t| t.state == TaskState::Open).count();
            let mut cities: Vec<&str> = day.iter().map(|t| t.city.as_str()).filter(|c| !c.is_empty()).collect();
            cities.sort_unstable();
            cities.dedup();
            let count = match (open, day.len() - open) {
                (open, 0) => format!("●{open}"),
                (0, past) => format!("✓{past}"),
                (open, past) => format!("●{open} ✓{past}"),
            };
            let style = if open > capacity { th.soon } else { th.text };
            let x = area.x + name_width + i * width;
            let used = canvas.put(x, y, width - 1, &count, style);
            canvas.put(x + used + 1, y, (width - 1).saturating_sub(used + 1), &cities.join(" "), th.dim);
        }
    }
}
