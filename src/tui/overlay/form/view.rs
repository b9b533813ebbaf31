//! How a form is drawn: labels at the left, problems under their field, the list of choices over what follows.

use ratatui::layout::Rect;

use super::{FieldState, Form};
use crate::domain::kinds::EventKind;
use crate::domain::record::{FieldType, Kind, Lang};
use crate::i18n;
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::{middle, scroll};
use crate::tui::widgets::text;

/// Rows that a note takes.
const NOTE: usize = 4;

impl Form {
    pub(crate) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        if self.clash.is_some() {
            return self.view_clash(canvas, area, ctx);
        }
        let th = &ctx.theme;
        let heights: Vec<usize> = self.fields.iter().map(height).collect();
        let total = heights.iter().sum::<usize>() + 2;
        let frame_height = u16::try_from(total + 2).unwrap_or(u16::MAX);
        let kind = self.row.kind.def().label.get(ctx.lang);
        let event = self.row.get("kind").text().and_then(EventKind::from_code).filter(|_| self.row.kind == Kind::TicketEvent);
        let title = if let Some(event) = event {
            // what is done is what people call it
            event.label().get(ctx.lang).to_owned()
        } else if self.row.id == 0 {
            t!(ctx.lang, "form-new", kind = kind)
        } else {
            t!(ctx.lang, "form-edit", kind = kind)
        };
        let inside = canvas.frame(middle(area, 88, frame_height), &title, th.accent, th.overlay);
        if inside.height < 3 {
            return;
        }
        let labels = self.fields.iter().map(|f| text::width(&label(f, ctx.lang))).max().unwrap_or(10).min(28);
        let labels = u16::try_from(labels).unwrap_or(20);
        // the last row is the button's and the trouble's
        let visible = usize::from(inside.height) - 1;
        let start: usize = heights.iter().take(self.at).sum();
        let end = start + heights.get(self.at).copied().unwrap_or(1);
        let top = scroll(0, end.saturating_sub(1).max(start), visible).min(start);
        let mut row = 0;
        let mut open: Option<(u16, &FieldState)> = None;
        for (i, (field, height)) in self.fields.iter().zip(&heights).enumerate() {
            if row + height > top && row < top + visible {
                let y = inside.y + u16::try_from(row.saturating_sub(top)).unwrap_or(0);
                let room = visible - row.saturating_sub(top);
                self.view_field(canvas, Rect { y, height: u16::try_from(room).unwrap_or(1), ..inside }, i, field, labels, ctx);
                if i == self.at && field.list.is_some() {
                    open = Some((y + 1, field));
                }
            }
            row += height;
        }
        self.view_foot(canvas, inside, ctx);
        if let Some((y, field)) = open {
            view_list(canvas, area, Rect { x: inside.x + labels + 4, y, width: 44, height: 10 }, field, ctx);
        }
    }

    fn view_field(&self, canvas: &mut Canvas<'_>, area: Rect, i: usize, field: &FieldState, labels: u16, ctx: &Ctx) {
        let th = &ctx.theme;
        let focus = i == self.at;
        let (x, y) = (area.x + 1, area.y);
        canvas.put(x, y, 1, if focus { "›" } else { " " }, th.accent);
        let style = if focus { th.focus } else { th.dim };
        canvas.put(x + 1, y, labels, &label(field, ctx.lang), style);
        if field.field.required {
            canvas.put(x + 1 + labels, y, 1, "*", th.accent);
        }
        let at = x + 3 + labels;
        let width = area.right().saturating_sub(at + 1);
        let mut below = y + 1;
        if field.is_note() {
            let used = note(
                canvas,
                Rect { x: at, y, width, height: area.height.min(u16::try_from(NOTE).unwrap_or(4)) },
                field,
                focus,
                ctx,
            );
            below = y + used;
        } else {
            let understood = if focus { field.understood(ctx) } else { None };
            let hint = understood.or_else(|| field.field.unit.map(|u| u.get(ctx.lang).to_owned())).unwrap_or_default();
            let hint_width = u16::try_from(text::width(&hint)).unwrap_or(0).min(width / 2);
            let room = width.saturating_sub(if hint_width > 0 { hint_width + 1 } else { 0 });
            if focus && field.text().is_empty() {
                canvas.put(at, y, room, &"·".repeat(usize::from(room.min(12))), th.dim);
            }
            field.input.view(canvas, at, y, room, th.text, focus);
            canvas.put(at + room + 1, y, hint_width, &hint, th.dim);
            if field.has_list() && field.list.is_none() && focus {
                canvas.put(at + room.saturating_sub(2), y, 2, "▾", th.dim);
            }
        }
        if let Some(problem) = &field.problem
            && below < area.bottom()
        {
            let said = i18n::problem(ctx.lang, Some(self.row.kind), problem);
            canvas.put(at, below, width, &format!("! {said}"), th.bad);
        }
    }

    fn view_foot(&self, canvas: &mut Canvas<'_>, inside: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let y = inside.bottom() - 1;
        canvas.clear(Rect { y, height: 1, ..inside }, th.overlay);
        let focus = self.at == self.fields.len();
        let button = format!("[ {} ]", t!(ctx.lang, "form-save"));
        let used = canvas.put(inside.x + 2, y, 20, &button, if focus { th.focus } else { th.dim });
        canvas.put(inside.x + 1, y, 1, if focus { "›" } else { " " }, th.accent);
        let (said, style) = match &self.trouble {
            _ if self.saving => (t!(ctx.lang, "form-saving"), th.dim),
            Some(trouble) => (i18n::sentence(ctx.lang, trouble), th.bad),
            None => (t!(ctx.lang, "form-required"), th.dim),
        };
        canvas.put(inside.x + 4 + used, y, inside.width.saturating_sub(used + 6), &said, style);
    }

    fn view_clash(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let Some(clash) = &self.clash else { return };
        let th = &ctx.theme;
        let rows = clash.differences.len();
        let frame = middle(area, 100, u16::try_from(rows + 6).unwrap_or(u16::MAX));
        let inside = canvas.frame(frame, &t!(ctx.lang, "clash-title"), th.soon, th.overlay);
        if inside.height < 4 {
            return;
        }
        let x = inside.x + 1;
        let labels = 20.min(inside.width / 4);
        let column = inside.width.saturating_sub(labels + 6) / 2;
        let y = inside.y;
        canvas.put(x, y, inside.width.saturating_sub(2), &t!(ctx.lang, "clash-hint"), th.dim);
        canvas.put(x + labels + 2, y + 1, column, &t!(ctx.lang, "clash-mine"), th.head);
        canvas.put(x + labels + column + 4, y + 1, column, &t!(ctx.lang, "clash-theirs"), th.head);
        let visible = usize::from(inside.height) - 2;
        let top = scroll(0, clash.at, visible);
        for (row, (i, d)) in (0u16..).zip(clash.differences.iter().enumerate().skip(top).take(visible)) {
            let y = y + 2 + row;
            let Some(field) = self.row.kind.def().fields.get(d.index) else { continue };
            let focus = i == clash.at;
            canvas.put(x, y, 1, if focus { "›" } else { " " }, th.accent);
            canvas.put(x + 1, y, labels, field.label.get(ctx.lang), if focus { th.focus } else { th.dim });
            let shown = |value| {
                let state = FieldState::new(d.index, field, value, ctx);
                state.text().replace('\n', " ")
            };
            let sides = [(x + labels + 2, &d.mine, d.take_mine), (x + labels + column + 4, &d.theirs, !d.take_mine)];
            for (at, value, taken) in sides {
                canvas.put(at, y, 2, if taken { "✓" } else { " " }, th.accent);
                canvas.put(at + 2, y, column.saturating_sub(2), &shown(value), if taken { th.text } else { th.dim });
            }
        }
    }
}

fn label(field: &FieldState, lang: Lang) -> String {
    field.field.label.get(lang).to_owned()
}

fn height(field: &FieldState) -> usize {
    let lines = if field.is_note() { field.text().split('\n').count().clamp(1, NOTE) } else { 1 };
    lines + usize::from(field.problem.is_some())
}

/// A note: its lines around the cursor's; answers how many rows it took.
fn note(canvas: &mut Canvas<'_>, area: Rect, field: &FieldState, focus: bool, ctx: &Ctx) -> u16 {
    let lines: Vec<&str> = field.text().split('\n').collect();
    let at = field.input.line();
    let visible = usize::from(area.height).min(lines.len().clamp(1, NOTE)).max(1);
    let top = if focus { scroll(0, at, visible) } else { 0 };
    let mut used = 0;
    for (row, (i, line)) in (0u16..).zip(lines.iter().enumerate().skip(top).take(visible)) {
        let y = area.y + row;
        if focus && i == at {
            field.input.line_view(canvas, area.x, y, area.width, ctx.theme.text);
        } else {
            let more = row + 1 == u16::try_from(visible).unwrap_or(0) && top + visible < lines.len();
            canvas.put(area.x, y, area.width, &if more { format!("{line} …") } else { (*line).to_owned() }, ctx.theme.text);
        }
        used = row + 1;
    }
    used.max(1)
}

/// The choices under a field, inside `bounds`.
fn view_list(canvas: &mut Canvas<'_>, bounds: Rect, at: Rect, field: &FieldState, ctx: &Ctx) {
    let (th, Some(list)) = (&ctx.theme, &field.list) else { return };
    let rows = u16::try_from(list.items.len().clamp(1, 8)).unwrap_or(8);
    let height = rows + 2;
    let y = if at.y + height > bounds.bottom() { at.y.saturating_sub(height + 1).max(bounds.y) } else { at.y };
    let x = at.x.min(bounds.right().saturating_sub(at.width)).max(bounds.x);
    let inside = canvas.frame(Rect { x, y, width: at.width, height }, "", th.rule, th.overlay);
    if list.items.is_empty() {
        canvas.put(inside.x + 1, inside.y, inside.width.saturating_sub(2), &t!(ctx.lang, "nothing-found"), th.dim);
    }
    let top = scroll(0, list.at, usize::from(inside.height));
    for (row, (i, item)) in (0u16..).zip(list.items.iter().enumerate().skip(top).take(usize::from(inside.height))) {
        let y = inside.y + row;
        let focus = i == list.at;
        canvas.put(inside.x, y, 1, if focus { "›" } else { " " }, th.accent);
        let style = if focus { th.focus } else { th.text };
        let mut x = inside.x + 1;
        let typed = field.field.ty == FieldType::Ref(crate::domain::record::Kind::ChannelType);
        // a type's label is Chinese, its hint English
        let (label, hint_text) =
            if typed && ctx.lang == Lang::En { (&item.hint, &item.label) } else { (&item.label, &item.hint) };
        if matches!(field.field.ty, FieldType::Ref(_)) && !typed && item.code != item.label {
            x += canvas.put(x, y, 12, &item.code, if focus { th.focus } else { th.dim }) + 1;
        }
        let hint = u16::try_from(text::width(hint_text)).unwrap_or(0).min(18);
        canvas.put(x, y, inside.right().saturating_sub(x + hint + 1), label, style);
        canvas.put_right(inside.right().saturating_sub(hint + 1), y, hint, hint_text, th.dim);
    }
}
