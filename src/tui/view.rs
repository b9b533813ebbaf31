//! The frame: head line, tab, overlays, foot line; and what is said when the terminal is too small.

use chrono::Timelike as _;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::app::App;
use super::canvas::Canvas;
use super::overlay::Overlay;
use super::tabs::{Badge, TabId};
use super::theme::Tone;
use super::widgets::text;
use crate::i18n::{self, number};
use crate::t;

/// Under this many columns or rows there is only a message.
pub const LEAST: (u16, u16) = (60, 16);
/// From this many columns there is a list and a detail.
pub const TWO_PANES: u16 = 120;
/// From this many columns there are three panes.
pub const THREE_PANES: u16 = 180;

/// How many panes stand side by side in so many columns.
#[must_use]
pub const fn panes(width: u16) -> u16 {
    if width >= THREE_PANES {
        3
    } else if width >= TWO_PANES {
        2
    } else {
        1
    }
}

/// Draws the whole screen; answers where the cursor is to stand.
pub fn draw(app: &App, buf: &mut Buffer) -> Option<Position> {
    let area = buf.area;
    let mut canvas = Canvas::new(buf);
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let (w, h) = (area.width.to_string(), area.height.to_string());
        let said = t!(app.ctx.lang, "too-small", width = w, height = h, least = format!("{}x{}", LEAST.0, LEAST.1));
        canvas.paragraph(area, &said, app.ctx.theme.text);
        return None;
    }
    head(app, &mut canvas, Rect { height: 1, ..area });
    canvas.rule(area.x, area.y + 1, area.width, app.ctx.theme.rule);
    if !app.ctx.aside.is_empty() {
        let said = i18n::head::line(app.ctx.lang, &app.ctx.aside, usize::from(area.width - 4));
        let said = format!(" {said} ");
        canvas.put(area.x + 1, area.y + 1, area.width - 2, &said, app.ctx.theme.tone(Tone::Soon));
    }
    let body = Rect { x: area.x, y: area.y + 2, width: area.width, height: area.height - 3 };
    app.tabs.get(app.tab).view(&mut canvas, body, &app.ctx);
    for overlay in &app.overlays {
        overlay.view(&mut canvas, body, &app.ctx);
    }
    foot(app, &mut canvas, Rect { y: area.bottom() - 1, height: 1, ..area });
    // the cursor is that of the overlay on top, if it has one
    if app.overlays.last().is_some_and(Overlay::takes_text) { canvas.cursor() } else { None }
}

/// Tabs with counts at the left, clock and person at the right.
fn head(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let (ctx, th) = (&app.ctx, &app.ctx.theme);
    let now = ctx.local(ctx.now);
    let day = number::date_short(ctx.lang, now.date());
    let clock = format!("{} {day} {:02}:{:02}", number::weekday(ctx.lang, now.date()), now.hour(), now.minute());
    let wide = area.width >= 110;
    let right = if wide { format!("{clock}  {}", ctx.who.name) } else { format!("{:02}:{:02}", now.hour(), now.minute()) };
    let right_width = u16::try_from(text::width(&right)).unwrap_or(0);
    canvas.put_right(area.x, area.y, area.width - 1, &right, th.dim);
    let room = area.width - right_width - 2;
    let badges: Vec<(TabId, Option<Badge>)> = TabId::ALL.iter().map(|id| (*id, badge(app, *id))).collect();
    // where there is no room for every count, those that press are kept
    let pressing: Vec<(TabId, Option<Badge>)> =
        badges.iter().map(|(id, b)| (*id, b.clone().filter(|b| b.tone == Tone::Bad))).collect();
    let badges = if head_width(app, &badges, true, wide) <= usize::from(room) { badges } else { pressing };
    let counts = head_width(app, &badges, true, wide) <= usize::from(room);
    let mut x = area.x + 1;
    let end = area.x + room;
    if wide {
        x += canvas.put(x, area.y, 8, "qudao", th.dim) + 2;
    }
    for (i, (id, badge)) in badges.iter().enumerate() {
        if x >= end {
            break;
        }
        let current = *id == app.tab;
        if i > 0 {
            x += canvas.put(x, area.y, end - x, if wide { " │ " } else { " " }, th.rule);
        }
        let style = if current {
            th.accent.add_modifier(ratatui::style::Modifier::BOLD | ratatui::style::Modifier::UNDERLINED)
        } else {
            th.text
        };
        x += canvas.put(x, area.y, end.saturating_sub(x), &format!("{} {}", id.digit(), id.title(ctx.lang)), style);
        if let Some(badge) = badge.as_ref().filter(|_| counts) {
            x += canvas.put(
                x,
                area.y,
                end.saturating_sub(x),
                &format!(" {}", badge.text),
                if badge.tone == Tone::Plain { th.dim } else { th.tone(badge.tone) },
            );
        }
    }
}

fn head_width(app: &App, badges: &[(TabId, Option<Badge>)], counts: bool, wide: bool) -> usize {
    let gap = if wide { 3 } else { 1 };
    let names: usize = badges.iter().map(|(id, _)| text::width(&id.title(app.ctx.lang)) + 2 + gap).sum();
    let count: usize = badges.iter().filter_map(|(_, b)| b.as_ref()).map(|b| text::width(&b.text) + 1).sum();
    names + if counts { count } else { 0 } + if wide { 8 } else { 0 }
}

/// What the tab says of itself, else its count.
fn badge(app: &App, id: TabId) -> Option<Badge> {
    if let Some(badge) = app.tabs.get(id).badge(&app.ctx) {
        return Some(badge);
    }
    let counts = &app.ctx.counts;
    let plain = |n: i64| (n > 0).then(|| Badge { text: number::count(n), tone: Tone::Plain });
    match id {
        TabId::Partners => plain(counts.partners),
        TabId::Tiers => (counts.proposals > 0).then(|| Badge { text: format!("±{}", counts.proposals), tone: Tone::Plain }),
        TabId::Conflicts if counts.breached > 0 => Some(Badge { text: format!("{} !", counts.open_tickets), tone: Tone::Bad }),
        TabId::Conflicts => plain(counts.open_tickets),
        TabId::Calendar => plain(counts.tasks_due),
        TabId::Today | TabId::Kpis => None,
    }
}

/// The keys that matter here, and a message at the right.
fn foot(app: &App, canvas: &mut Canvas<'_>, area: Rect) {
    let (ctx, th) = (&app.ctx, &app.ctx.theme);
    canvas.clear(area, th.text);
    let pending: String = app.pending.iter().map(|k| k.shown()).collect();
    let mut room = area.width - 1;
    if let Some(message) = &app.message {
        let said = i18n::sentence(ctx.lang, &message.said);
        let said = if message.warning { format!("! {said}") } else { said };
        let width = u16::try_from(text::width(&said)).unwrap_or(u16::MAX).min(area.width - 2);
        canvas.put(area.right() - 1 - width, area.y, width, &said, if message.warning { th.bad } else { th.text });
        room = room.saturating_sub(width + 2);
    } else if !pending.is_empty() {
        canvas.put_right(area.x, area.y, area.width - 1, &pending, th.accent);
        room = room.saturating_sub(6);
    }
    let mut x = area.x + 1;
    for b in ctx.keymap.foot(&app.scopes()) {
        let (keys, says) = (b.shown(), b.says(ctx.lang));
        let width = u16::try_from(text::width(&keys) + 1 + text::width(says)).unwrap_or(u16::MAX);
        if x + width > area.x + room {
            break;
        }
        x += canvas.pieces(x, area.y, width, &[(&keys, th.accent), (" ", th.text), (says, th.dim)]) + 3;
    }
}
