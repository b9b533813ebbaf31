//! The list of the desk: a line a ticket, with its two clocks as bars.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{State, next_clock};
use crate::domain::kinds::TicketState;
use crate::domain::sla::{Clock, Phase};
use crate::i18n::desk;
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::scroll;
use crate::tui::tabs::empty;
use crate::tui::theme::Tone;
use crate::tui::widgets::{chart, text};
use crate::tui::worker::conflicts::Line;

/// Columns of a clock: the bar, a blank, the time.
const BAR: u16 = 4;
const TIME: u16 = 7;

/// What a clock's colour says.
pub(super) fn tone(phase: Phase) -> Tone {
    match phase {
        Phase::Breached | Phase::Missed => Tone::Bad,
        Phase::Warning => Tone::Soon,
        Phase::Running | Phase::Held | Phase::Met => Tone::Plain,
    }
}

/// A clock in a few columns: `0:42`, `-1:20`, `‖5:00`, `✓`, `✗ 1:20`; in its last minute `42"`. Where days and hours have
/// no room, the days alone.
pub(super) fn short(clock: &Clock, ctx: &Ctx) -> String {
    let day = clock.day;
    let said = |left: i64| {
        let time = desk::span_short(ctx.lang, left, day);
        match clock.phase {
            Phase::Warning if clock.left < 60 => format!("{}\"", clock.left),
            Phase::Running | Phase::Warning => time,
            Phase::Breached => format!("-{time}"),
            Phase::Held => format!("‖{time}"),
            Phase::Met => "✓".to_owned(),
            Phase::Missed => format!("✗ {time}"),
        }
    };
    let whole = said(clock.left);
    if text::width(&whole) <= usize::from(TIME) { whole } else { said(clock.left / day.max(1) * day) }
}

/// How much of a goal is used up, as a bar over a dim ground.
pub(super) fn bar(canvas: &mut Canvas<'_>, x: u16, y: u16, width: u16, clock: &Clock, ctx: &Ctx) {
    let th = &ctx.theme;
    canvas.put(x, y, width, &"░".repeat(width.into()), th.rule);
    let style = match clock.phase {
        Phase::Held => th.chart_dim,
        Phase::Running => th.chart,
        other => th.tone(tone(other)),
    };
    canvas.put(x, y, width, &chart::bar(clock.used.clamp(0, clock.goal), clock.goal, width), style);
}

struct Columns {
    state: u16,
    kind: u16,
    owner: u16,
    title: u16,
}

impl Columns {
    /// What fits: kind and owner only where there is room.
    fn of(width: u16, ctx: &Ctx) -> Self {
        let state = TicketState::ALL.iter().map(|s| text::width(s.label().get(ctx.lang))).max().unwrap_or(8);
        // narrow, the longest words lose their end rather than the title its middle; the detail has the state too
        let most = match width {
            ..70 => 0,
            70..100 => 11,
            _ => 16,
        };
        let state = u16::try_from(state).unwrap_or(8).min(most);
        let fixed = 3 + 6 + 3 + 3 + 2 * (BAR + TIME + 2) + if state > 0 { state + 1 } else { 0 };
        let kind = if width >= fixed + 50 { 14 } else { 0 };
        let owner = if width >= fixed + kind + 36 { 10 } else { 0 };
        Self { state, kind, owner, title: width.saturating_sub(fixed + kind + owner + 1) }
    }
}

impl State {
    pub(super) fn view_list(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        self.view_head(canvas, Rect { height: 1, ..area }, ctx);
        let Some(ids) = &self.ids else { return };
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        if ids.is_empty() {
            let (line, hint) = if self.filter.is_empty() && !self.snoozed.is_empty() {
                (t!(ctx.lang, "ticket-none-snoozed"), t!(ctx.lang, "ticket-none-snoozed-hint"))
            } else if self.filter.is_empty() {
                (t!(ctx.lang, "ticket-none"), t!(ctx.lang, "ticket-none-hint"))
            } else {
                (t!(ctx.lang, "ticket-none-match"), t!(ctx.lang, "ticket-none-match-hint"))
            };
            return empty(canvas, body, &line, &hint, ctx);
        }
        let columns = Columns::of(area.width, ctx);
        heads(canvas, area.x, area.y + 1, &columns, ctx);
        let visible = usize::from(body.height);
        let top = scroll(self.top.get().min(ids.len().saturating_sub(visible)), self.at, visible);
        self.top.set(top);
        for (y, (i, id)) in (body.y..body.bottom()).zip(ids.iter().enumerate().skip(top)) {
            let focus = i == self.at;
            canvas.put(area.x, y, 1, if focus { "›" } else { " " }, th.accent);
            let in_range = self.anchor.is_some_and(|a| (a.min(self.at)..=a.max(self.at)).contains(&i));
            if self.marks.contains(id) || in_range {
                canvas.put(area.x + 1, y, 1, "✓", th.mark);
            }
            if let Some(row) = self.rows.get(id) {
                let until = self.snoozed.get(id).map(|at| format!("z {}", ctx.local(*at).format("%m-%d %H:%M")));
                line(canvas, area.x, y, &columns, (row, self.clocks(row, ctx), until.as_deref()), focus, ctx);
            }
        }
    }

    fn view_head(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let (th, lang) = (&ctx.theme, ctx.lang);
        let shown = self.ids.as_ref().map_or(0, Vec::len);
        let mut said = if self.marks.is_empty() {
            t!(lang, "ticket-shown", shown = shown.to_string(), total = self.total.to_string())
        } else {
            t!(lang, "ticket-marked", count = self.marks.len().to_string())
        };
        if !self.snoozed.is_empty() {
            said = format!("{said} · {}", t!(lang, "ticket-snoozed", count = self.snoozed.len().to_string()));
        }
        if self.marks.is_empty() {
            let order = if self.kept { t!(lang, "ticket-kept") } else { t!(lang, "ticket-by-time") };
            said = format!("{said} · {order}");
        }
        let width = u16::try_from(text::width(&said)).unwrap_or(0);
        let filter = if self.filter.is_empty() { t!(lang, "ticket-filter-none") } else { self.filter.clone() };
        let style = if self.filter.is_empty() { th.dim } else { th.text };
        canvas.pieces(area.x + 1, area.y, area.width.saturating_sub(width + 3), &[("/ ", th.accent), (&filter, style)]);
        let at = area.right().saturating_sub(width + 1);
        canvas.put(at, area.y, width, &said, if self.marks.is_empty() { th.dim } else { th.accent });
    }
}

fn heads(canvas: &mut Canvas<'_>, x: u16, y: u16, c: &Columns, ctx: &Ctx) {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let mut at = x + 3;
    let mut put = |width: u16, what: &str, gap: u16| {
        if width > 0 {
            canvas.put(at, y, width, what, th.head);
            at += width + gap;
        }
    };
    put(5, "    #", 1);
    put(2, &t!(lang, "ticket-head-severity"), 1);
    put(2, "L", 1);
    put(c.kind.saturating_sub(1), &t!(lang, "ticket-head-kind"), 1);
    put(c.title, &t!(lang, "ticket-head-title"), 1);
    put(c.state, &t!(lang, "ticket-head-state"), 1);
    put(BAR + 1 + TIME, &t!(lang, "ticket-head-response"), 1);
    put(BAR + 1 + TIME, &t!(lang, "ticket-head-resolution"), 1);
    put(c.owner, &t!(lang, "ticket-head-owner"), 0);
}

/// A ticket, its clocks, and until when it was put off.
type Row<'a> = (&'a Line, [Option<Clock>; 2], Option<&'a str>);

/// A line of a ticket.
fn line(canvas: &mut Canvas<'_>, x: u16, y: u16, c: &Columns, (row, both, until): Row<'_>, focus: bool, ctx: &Ctx) {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let worst = next_clock(&both).map_or(Tone::Plain, |k| tone(k.phase));
    let text_style = if focus { th.focus } else { th.text };
    let settled = matches!(row.times.state, TicketState::Resolved | TicketState::Closed);
    let style = if settled && !focus { th.dim } else { text_style };
    let glyph = if worst == Tone::Plain { " " } else { worst.glyph() };
    canvas.put(x + 2, y, 1, glyph, th.tone(worst));
    let mut at = x + 3;
    canvas.put_right(at, y, 5, &row.number.to_string(), style);
    at += 6;
    canvas.put(at, y, 2, row.times.severity.code(), style);
    at += 3;
    let level = if row.level > 1 { format!("L{}", row.level) } else { String::new() };
    canvas.put(at, y, 2, &level, if row.level > 2 { th.soon } else { th.dim });
    at += 3;
    if c.kind > 0 {
        canvas.put(at, y, c.kind - 1, row.times.kind.label().get(lang), th.dim);
        at += c.kind;
    }
    let put_off = until.map_or(0, |until| canvas.put(at, y, c.title, until, th.accent) + 1).min(c.title);
    title(canvas, at + put_off, y, c.title - put_off, row, style, ctx);
    at += c.title + 1;
    if c.state > 0 {
        let style = if row.times.state == TicketState::New { style } else { th.dim };
        // a resolution that somebody else has looked at can be closed
        let checked = if row.times.state == TicketState::Resolved && row.checked_by.is_some() { " ✓" } else { "" };
        canvas.put(at, y, c.state, &format!("{}{checked}", row.times.state.label().get(lang)), style);
        at += c.state + 1;
    }
    for clock in &both {
        if let Some(clock) = clock {
            if clock.phase.is_open() {
                bar(canvas, at, y, BAR, clock, ctx);
            }
            let style = if clock.phase.is_open() { th.tone(tone(clock.phase)) } else { th.dim };
            canvas.put(at + BAR + 1, y, TIME, &short(clock, ctx), style);
        }
        at += BAR + TIME + 2;
    }
    if c.owner > 0 {
        canvas.put(at, y, c.owner, &row.owner_name, th.dim);
    }
}

/// `Chongqing Chuanyu: short delivery`: who, then what.
fn title(canvas: &mut Canvas<'_>, x: u16, y: u16, width: u16, row: &Line, style: Style, ctx: &Ctx) {
    if row.name.is_empty() {
        canvas.put(x, y, width, &row.title, style);
        return;
    }
    // At most half of the room for the name, so that what it is about is seen.
    let name = text::cut(&row.name, usize::from(width / 2).max(8));
    let name_style = if style == ctx.theme.focus { style } else { ctx.theme.dim };
    canvas.pieces(x, y, width, &[(&name, name_style), (" ", style), (&row.title, style)]);
}
