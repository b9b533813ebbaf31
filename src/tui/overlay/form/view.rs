//! How a form is drawn: labels at the left, problems under their field, the list of choices over what follows.

mod choices;

use ratatui::layout::Rect;

pub(in crate::tui::overlay) use choices::view_list;

use super::{FieldState, Form};
use crate::domain::approval;
use crate::domain::explain::Amount;
use crate::domain::kinds::EventKind;
use crate::domain::record::{FieldType, Kind, Lang};
use crate::i18n::{self, number};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::overlay::{middle, scroll};
use crate::tui::widgets::figures::{amount, words};
use crate::tui::widgets::text;
use crate::tui::worker::form::has_aside;

/// Rows that a note takes.
const NOTE: usize = 4;

/// Columns of a form, and of what stands beside it.
const FORM: u16 = 88;
const ASIDE: u16 = 46;
/// A refusal takes at most so many lines.
const MOST_LINES: usize = 4;

/// From this width on the note of a score stands beside the score.
const PAIRED: u16 = 70;

/// Columns of a score that has its note beside it.
const SCORE: u16 = 6;

/// Where a field stands: its first row, how many it takes, whether it is the note of the score before it.
struct Place {
    row: usize,
    height: usize,
    paired: bool,
}

/// Whether a field is the note of the score before it.
fn is_note_of(field: &FieldState, before: Option<&FieldState>) -> bool {
    let Some(before) = before.filter(|b| b.field.ty == FieldType::Int && field.field.ty == FieldType::Text) else { return false };
    let name = field.field.name.strip_prefix(before.field.name);
    matches!(name, Some("_note" | "_evidence"))
}

impl Form {
    /// The rows of the fields: headings of sections above them, notes beside their scores where there is room.
    fn places(&self, width: u16) -> (Vec<Place>, usize) {
        let mut places: Vec<Place> = Vec::with_capacity(self.fields.len());
        let mut row = 0;
        for (i, field) in self.fields.iter().enumerate() {
            let before = i.checked_sub(1).and_then(|b| self.fields.get(b));
            let paired = width >= PAIRED && is_note_of(field, before);
            if paired && let Some(score) = places.last_mut() {
                let height = score.height.max(height(field));
                row += height - score.height;
                score.height = height;
                let row = score.row;
                places.push(Place { row, height, paired });
                continue;
            }
            if field.field.section.is_some() {
                row += 1 + usize::from(row > 0);
            }
            let height = height(field);
            places.push(Place { row, height, paired });
            row += height;
        }
        (places, row)
    }

    pub(crate) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        if self.clash.is_some() {
            return self.view_clash(canvas, area, ctx);
        }
        let th = &ctx.theme;
        let has_aside = has_aside(self.row.kind);
        let beside = has_aside && area.width >= FORM + 36;
        let panel = if beside { ASIDE.min(area.width - FORM) } else { 0 };
        let whole = FORM.min(area.width) + panel;
        let (places, rows) = self.places(FORM.min(area.width).saturating_sub(2));
        // the line of what the rules make of it, where there is no room beside
        let line = u16::from(has_aside && !beside);
        let refused = self.refused_lines(FORM.min(area.width).saturating_sub(6), ctx);
        let lines = u16::try_from(refused.len()).unwrap_or(0);
        let frame_height = u16::try_from(rows + 4).unwrap_or(u16::MAX).saturating_add(line + lines);
        let wanted = if beside { frame_height.max(18) } else { frame_height };
        let both = middle(area, whole, wanted);
        let inside = canvas.frame(Rect { width: both.width - panel, ..both }, &self.title(ctx), th.accent, th.overlay);
        if inside.height < 3 {
            return;
        }
        let labels = self.fields.iter().zip(&places).filter(|(_, p)| !p.paired).map(|(f, _)| text::width(&label(f, ctx.lang)));
        let labels = u16::try_from(labels.max().unwrap_or(10).min(28)).unwrap_or(20);
        // the last row is the button's and the trouble's, which takes more above it where it is long
        let visible = usize::from((inside.height - 1).saturating_sub(line + lines)).max(1);
        let top = self.first_row(&places, rows, visible);
        self.top.set(top);
        let body = Rect { height: u16::try_from(visible).unwrap_or(1), ..inside };
        let mut open: Option<(Rect, &FieldState)> = None;
        for (i, (field, place)) in self.fields.iter().zip(&places).enumerate() {
            if let Some(section) = field.field.section.filter(|_| place.row > top && place.row - 1 < top + visible) {
                let y = body.y + u16::try_from(place.row - 1 - top).unwrap_or(0);
                canvas.put(body.x + 1, y, body.width.saturating_sub(2), section.get(ctx.lang), th.head);
            }
            if place.row + place.height <= top || place.row >= top + visible {
                continue;
            }
            let y = body.y + u16::try_from(place.row.saturating_sub(top)).unwrap_or(0);
            let next = self.fields.get(i + 1).zip(places.get(i + 1)).is_some_and(|(_, p)| p.paired);
            let at = Rect { y, height: body.bottom() - y, ..body };
            let drawn = if place.paired {
                self.view_note(canvas, Rect { x: body.x + labels + SCORE + 8, ..at }, body.right(), i, field, ctx)
            } else {
                self.view_field(canvas, at, i, field, (labels, next), ctx)
            };
            if i == self.at && field.list.is_some() {
                open = Some((Rect { x: drawn, y: y + 1, width: 44, height: 10 }, field));
            }
        }
        if line > 0 {
            self.view_aside_line(
                canvas,
                Rect { y: inside.bottom() - 2 - lines.min(inside.height - 2), height: 1, ..inside },
                ctx,
            );
        }
        self.view_foot(canvas, inside, (top, rows, visible), &refused, ctx);
        if beside {
            self.view_aside(canvas, Rect { x: both.right() - panel, width: panel, ..both }, ctx);
        }
        if let Some((at, field)) = open {
            view_list(canvas, area, at, field, ctx);
        }
    }

    fn title(&self, ctx: &Ctx) -> String {
        if let Some((_, title)) = &self.asked_for {
            return i18n::sentence(ctx.lang, title);
        }
        let kind = self.row.kind.def().label.get(ctx.lang);
        let event = self.row.get("kind").text().and_then(EventKind::from_code).filter(|_| self.row.kind == Kind::TicketEvent);
        if let Some(event) = event {
            // what is done is what people call it
            event.label().get(ctx.lang).to_owned()
        } else if self.row.id == 0 {
            t!(ctx.lang, "form-new", kind = kind)
        } else {
            t!(ctx.lang, "form-edit", kind = kind)
        }
    }

    /// The first row so that the field with the cursor is seen, with the heading above it.
    fn first_row(&self, places: &[Place], rows: usize, visible: usize) -> usize {
        let last = rows.saturating_sub(visible);
        let (Some(place), Some(field)) = (places.get(self.at), self.fields.get(self.at)) else { return last };
        let above = usize::from(field.field.section.is_some());
        let end = (place.row + place.height).saturating_sub(1);
        scroll(scroll(self.top.get(), end, visible), place.row.saturating_sub(above), visible).min(last)
    }

    /// Draws a field; answers where its value begins.
    fn view_field(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        i: usize,
        field: &FieldState,
        (labels, has_note): (u16, bool),
        ctx: &Ctx,
    ) -> u16 {
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
        let whole = area.right().saturating_sub(at + 1);
        let width = if has_note { SCORE.min(whole) } else { whole };
        let mut below = y + 1;
        if field.is_note() {
            let high = area.height.min(u16::try_from(NOTE).unwrap_or(4));
            below = y + note(canvas, Rect { x: at, y, width, height: high }, field, focus, ctx);
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
        self.view_problem(
            canvas,
            Rect { x: at, y: below, width: whole, height: area.bottom().saturating_sub(below) },
            field,
            ctx,
        );
        at
    }

    /// Draws the note of a score beside it; answers where it begins.
    fn view_note(&self, canvas: &mut Canvas<'_>, area: Rect, right: u16, i: usize, field: &FieldState, ctx: &Ctx) -> u16 {
        let th = &ctx.theme;
        let focus = i == self.at;
        let width = right.saturating_sub(area.x + 1);
        let style = if focus { th.focus } else { th.rule };
        canvas.put(area.x - 2, area.y, 1, if focus { "›" } else { "│" }, style);
        if field.text().is_empty() {
            canvas.put(area.x, area.y, width, &label(field, ctx.lang), th.rule);
        }
        if focus || !field.text().is_empty() {
            field.input.view(canvas, area.x, area.y, width, th.text, focus);
        }
        self.view_problem(canvas, Rect { y: area.y + 1, width, height: area.height.saturating_sub(1), ..area }, field, ctx);
        area.x
    }

    fn view_problem(&self, canvas: &mut Canvas<'_>, area: Rect, field: &FieldState, ctx: &Ctx) {
        if let Some(problem) = field.problem.as_ref().filter(|_| area.height > 0) {
            let said = i18n::problem(ctx.lang, Some(self.row.kind), problem);
            canvas.put(area.x, area.y, area.width, &format!("! {said}"), ctx.theme.bad);
        }
    }

    /// What the rules make of it, in one line.
    fn view_aside_line(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let Some(e) = &self.aside else {
            canvas.put(area.x + 2, area.y, area.width.saturating_sub(4), &t!(ctx.lang, "aside-empty"), th.dim);
            return;
        };
        let key = ctx.keymap.of(Scope::Form).find(|b| b.action == Action::Explain);
        let key = key.map(|b| format!("{} {}", b.shown(), b.says(ctx.lang))).unwrap_or_default();
        let taken = u16::try_from(text::width(&key)).unwrap_or(0);
        let value = format!("{} = ", words(&e.title, ctx));
        let said = amount(&e.value, ctx);
        canvas.pieces(area.x + 2, area.y, area.width.saturating_sub(taken + 6), &[(&value, th.dim), (&said, th.accent)]);
        canvas.put_right(area.x, area.y, area.width.saturating_sub(1), &key, th.dim);
    }

    /// What the rules make of it, beside the form: the result, what it is made of, what else is to be known.
    fn view_aside(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let inside = canvas.frame(area, "", th.rule, th.overlay);
        let (x, width) = (inside.x + 1, inside.width.saturating_sub(2));
        let Some(e) = &self.aside else {
            canvas.paragraph(Rect { x, width, ..inside }, &t!(ctx.lang, "aside-empty"), th.dim);
            return;
        };
        let mut y = inside.y;
        let wrapped = |said: &str| text::wrap(said, usize::from(width));
        for line in wrapped(&words(&e.title, ctx)) {
            if y < inside.bottom() {
                canvas.put(x, y, width, &line, th.dim);
                y += 1;
            }
        }
        if y < inside.bottom() {
            canvas.put(x, y, width, &amount(&e.value, ctx), th.accent.add_modifier(ratatui::style::Modifier::BOLD));
            y += 2;
        }
        for input in &e.inputs {
            if y >= inside.bottom() {
                return;
            }
            let value = amount(&input.value, ctx);
            let score = input.score.map(|s| amount(&Amount::Points(s), ctx));
            let weight = input.weight.map(|w| format!("×{}", amount(&Amount::Rate(w), ctx)));
            let right =
                [Some(value), score.map(|s| format!("→ {s}")), weight].into_iter().flatten().collect::<Vec<_>>().join(" ");
            let taken = u16::try_from(text::width(&right)).unwrap_or(0).min(width / 2);
            canvas.put(x, y, width.saturating_sub(taken + 1), &words(&input.name, ctx), th.text);
            let style = if input.value == Amount::NotRated { th.dim } else { th.text };
            canvas.put_right(x, y, width, &right, style);
            y += 1;
        }
        y += 1;
        let policy = e.policy.iter().map(|p| format!("{} = {}", p.path, p.value));
        for said in e.notes.iter().map(|n| words(n, ctx)).chain(policy) {
            for line in wrapped(&said) {
                if y < inside.bottom() {
                    canvas.put(x, y, width, &line, th.dim);
                    y += 1;
                }
            }
        }
    }

    /// Why it was refused, in lines above the button; none where it fits beside it.
    fn refused_lines(&self, width: u16, ctx: &Ctx) -> Vec<String> {
        // beside the button and the count of fields
        const TAKEN: u16 = 34;
        let Some(trouble) = self.trouble.as_ref().filter(|_| !self.saving) else { return Vec::new() };
        let said = i18n::sentence(ctx.lang, trouble);
        if text::width(&said) <= usize::from(width.saturating_sub(TAKEN)) {
            return Vec::new();
        }
        text::wrap(&said, usize::from(width)).into_iter().take(MOST_LINES).collect()
    }

    fn view_foot(
        &self,
        canvas: &mut Canvas<'_>,
        inside: Rect,
        (top, rows, visible): (usize, usize, usize),
        refused: &[String],
        ctx: &Ctx,
    ) {
        let th = &ctx.theme;
        let y = inside.bottom() - 1;
        let lines = u16::try_from(refused.len()).unwrap_or(0).min(inside.height - 1);
        canvas.clear(Rect { y: y - lines, height: lines + 1, ..inside }, th.overlay);
        for (line, y) in refused.iter().zip(y - lines..y) {
            canvas.put(inside.x + 2, y, inside.width.saturating_sub(4), line, th.bad);
        }
        let focus = self.at == self.fields.len();
        let button = format!("[ {} ]", t!(ctx.lang, "form-save"));
        let used = canvas.put(inside.x + 2, y, 20, &button, if focus { th.focus } else { th.dim });
        canvas.put(inside.x + 1, y, 1, if focus { "›" } else { " " }, th.accent);
        let (said, style) = match &self.trouble {
            _ if self.saving => (t!(ctx.lang, "form-saving"), th.dim),
            Some(_) if !refused.is_empty() => (String::new(), th.bad),
            Some(trouble) => (i18n::sentence(ctx.lang, trouble), th.bad),
            None if approval::is_approved(&self.row) && approval::lapses(&self.row) => (t!(ctx.lang, "form-lapses"), th.soon),
            None if approval::is_approved(&self.row) => (t!(ctx.lang, "form-reopens"), th.soon),
            None => (t!(ctx.lang, "form-required"), th.dim),
        };
        let mut room = inside.width.saturating_sub(used + 6);
        if rows > visible {
            let arrows = match (top > 0, top + visible < rows) {
                (true, true) => "▲▼",
                (true, false) => "▲",
                _ => "▼",
            };
            let count = |n: usize| number::count(i64::try_from(n).unwrap_or(0));
            let at = count((self.at + 1).min(self.fields.len()));
            let mark = format!("{arrows} {}", t!(ctx.lang, "form-at", at = at, count = count(self.fields.len())));
            canvas.put_right(inside.x, y, inside.width.saturating_sub(1), &mark, th.dim);
            room = room.saturating_sub(u16::try_from(text::width(&mark)).unwrap_or(0) + 2);
        }
        canvas.put(inside.x + 4 + used, y, room, &said, style);
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
pub(in crate::tui::overlay) fn note(canvas: &mut Canvas<'_>, area: Rect, field: &FieldState, focus: bool, ctx: &Ctx) -> u16 {
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
