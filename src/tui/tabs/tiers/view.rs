//! How the board is drawn: all columns from 120 columns on, one under the heads of all below that.

use std::cell::Cell;
use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{State, standing};
use crate::domain::credit::Light;
use crate::domain::kinds::Tier;
use crate::domain::period::from_day_number;
use crate::domain::tier::rank;
use crate::i18n::number;
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::scroll;
use crate::tui::tabs::empty;
use crate::tui::view::TWO_PANES;
use crate::tui::widgets::figures::{moved, moved_style, points, score_tone};
use crate::tui::widgets::text;
use crate::tui::worker::tiers::{Board, COLUMNS, Card};

/// Rows under the cards: what is owed, a rule, two lines about the card under the cursor.
const BELOW: u16 = 4;
/// Head, rule and foot of the screen.
const FRAME: u16 = 3;

/// Cards that a column shows at once on a terminal of this size.
pub(super) fn rows(size: (u16, u16)) -> usize {
    usize::from(size.1.saturating_sub(FRAME + 1 + BELOW))
}

/// The columns of the board that a terminal of so many columns shows.
pub(super) fn visible_columns(width: u16, current: usize) -> Range<usize> {
    if width >= TWO_PANES { 0..COLUMNS.len() } else { current..current + 1 }
}

/// Draws the board.
pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let Some(board) = &state.board else {
        empty(canvas, area, &t!(ctx.lang, "tier-computing"), "", ctx);
        return;
    };
    if board.columns.iter().all(Vec::is_empty) {
        empty(canvas, area, &t!(ctx.lang, "tier-none"), &t!(ctx.lang, "tier-none-hint"), ctx);
        return;
    }
    let height = area.height.saturating_sub(1 + BELOW);
    if area.width >= TWO_PANES {
        let count = u16::try_from(COLUMNS.len()).unwrap_or(1);
        let width = (area.width - 1) / count;
        for i in 0..COLUMNS.len() {
            let x = area.x + 1 + width * u16::try_from(i).unwrap_or(0);
            head(state, board, i, canvas, (x, area.y, width - 2), ctx);
            column(state, i, canvas, Rect { x, y: area.y + 1, width: width - 2, height }, ctx);
            owed(board, i, canvas, (x, area.y + 1 + height, width - 2), ctx);
        }
    } else {
        let mut x = area.x + 1;
        for i in 0..COLUMNS.len() {
            x += head(state, board, i, canvas, (x, area.y, area.right().saturating_sub(x)), ctx) + 3;
        }
        let inner = Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height };
        column(state, state.column, canvas, inner, ctx);
        owed(board, state.column, canvas, (area.x + 1, area.y + 1 + height, area.width - 2), ctx);
    }
    let rule = area.bottom() - BELOW + 1;
    canvas.rule(area.x, rule, area.width, ctx.theme.rule);
    detail(state, canvas, Rect { x: area.x + 1, y: rule + 1, width: area.width - 2, height: 2 }, ctx);
}

/// `Strategic 61 (20%)`; answers the columns used.
fn head(state: &State, board: &Board, i: usize, canvas: &mut Canvas<'_>, (x, y, width): (u16, u16, u16), ctx: &Ctx) -> u16 {
    let th = &ctx.theme;
    let Some(tier) = COLUMNS.get(i) else { return 0 };
    let all: usize = board.columns.iter().map(Vec::len).sum();
    let here = board.columns.get(i).map_or(0, Vec::len);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let share = number::percent(crate::domain::figure::share(count(here), count(all.max(1))).unwrap_or_default());
    let current = i == state.column;
    let name = if current { th.accent.add_modifier(Modifier::BOLD | Modifier::UNDERLINED) } else { th.head };
    let numbers = format!(" {} ({share})", number::count(count(here)));
    canvas.pieces(x, y, width, &[(tier.label().get(ctx.lang), name), (&numbers, th.dim)])
}

fn column(state: &State, i: usize, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let ids = state.ids(i);
    let height = usize::from(area.height);
    let at = state.row_of(i);
    let top = scroll(state.top.get(i).map_or(0, Cell::get), at, height);
    if let Some(cell) = state.top.get(i) {
        cell.set(top);
    }
    if ids.is_empty() {
        canvas.put(area.x, area.y, area.width, &t!(ctx.lang, "tier-empty"), ctx.theme.dim);
        return;
    }
    for (y, (row, id)) in (area.y..area.bottom()).zip(ids.iter().enumerate().skip(top)) {
        let focus = i == state.column && row == at;
        match state.cards.get(id) {
            Some(card) => line(card, focus, canvas, Rect { y, height: 1, ..area }, ctx),
            None => {
                canvas.put(area.x, y, area.width, "…", ctx.theme.dim);
            }
        }
    }
}

/// A card: cursor, code, name, score and its trend, light, tickets, the proposal's arrow.
fn line(card: &Card, focus: bool, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let base = if focus { th.focus } else { th.text };
    let toned = |style: Style| if focus { th.focus } else { style };
    let wide = area.width >= 60;
    canvas.put(area.x, area.y, 2, if focus { "›" } else { " " }, base);
    let code = u16::try_from(text::width(&card.code)).unwrap_or(6).clamp(4, 10);
    canvas.put(area.x + 2, area.y, code, &card.code, toned(th.dim));
    // from the right: arrow 2, tickets 3, light 2, trend 4, score 4
    let right = area.right();
    let (arrow, arrow_style) = arrow(card, ctx);
    canvas.put(right - 1, area.y, 1, arrow, toned(arrow_style));
    if card.open_tickets > 0 {
        canvas.put_right(right - 5, area.y, 3, &format!("#{}", card.open_tickets), toned(th.text));
    }
    let (light, light_style) = match card.light {
        Some(Light::Red) => ("●", th.bad),
        Some(Light::Yellow) => ("○", th.soon),
        _ => ("", th.text),
    };
    canvas.put(right - 7, area.y, 1, light, toned(light_style));
    let mut end = right - 8;
    if card.computed == Some(Tier::Probation) {
        let since = card.since.map_or_else(String::new, |day| months(from_day_number(day), ctx));
        canvas.put_right(end - 9, area.y, 9, &since, toned(th.dim));
        end -= 9;
    } else {
        let trend = moved(card.score, card.score_before);
        canvas.put_right(end - 4, area.y, 4, &trend, toned(moved_style(&trend, th)));
        let score = points(card.score, ctx);
        let room: u16 = if card.score.is_some() { 4 } else { 9 };
        canvas.put_right(end - 4 - room, area.y, room, &score, toned(th.tone(score_tone(card.score))));
        end -= 4 + room;
    }
    if wide {
        let health = t!(ctx.lang, "tier-card-health", health = points(card.health, ctx));
        canvas.put_right(end - 14, area.y, 14, &health, toned(th.dim));
        end -= 15;
    }
    let x = area.x + 3 + code;
    canvas.put(x, area.y, end.saturating_sub(x + 1), &card.name, base);
}

/// How long a new partner has been here: `3 mo`.
fn months(since: chrono::NaiveDate, ctx: &Ctx) -> String {
    let months = crate::domain::period::Month::of(ctx.today()).0 - crate::domain::period::Month::of(since).0;
    t!(ctx.lang, "tier-months", months = months.max(0))
}

/// `⇡` proposed up, `⇣` down; dim where the figures point to another tier and nobody has proposed it.
fn arrow(card: &Card, ctx: &Ctx) -> (&'static str, Style) {
    let from = standing(card);
    if let Some(p) = &card.proposal {
        return match rank(p.to).cmp(&rank(from)) {
            std::cmp::Ordering::Greater => ("⇡", ctx.theme.accent),
            std::cmp::Ordering::Less => ("⇣", ctx.theme.soon),
            std::cmp::Ordering::Equal => ("=", ctx.theme.accent),
        };
    }
    let computed = card.computed.unwrap_or(from);
    match rank(computed).cmp(&rank(from)) {
        std::cmp::Ordering::Greater => ("+", ctx.theme.dim),
        std::cmp::Ordering::Less => ("-", ctx.theme.dim),
        std::cmp::Ordering::Equal => (" ", ctx.theme.text),
    }
}

/// What the plan owes to the partners of a column this quarter, and how much of it is done.
fn owed(board: &Board, i: usize, canvas: &mut Canvas<'_>, (x, y, width): (u16, u16, u16), ctx: &Ctx) {
    let list = COLUMNS.get(i).and_then(|t| board.owed.get(t));
    let items: Vec<String> = list
        .into_iter()
        .flatten()
        .map(|(kind, done, all)| {
            let kind = kind.label().get(ctx.lang);
            t!(ctx.lang, "tier-owed-item", kind = kind, done = number::count(*done), all = number::count(*all))
        })
        .collect();
    let open = list.is_some_and(|l| l.iter().any(|(_, done, all)| done < all));
    let said = if items.is_empty() { t!(ctx.lang, "tier-owed-nothing") } else { items.join(" · ") };
    let head = format!("{}  ", t!(ctx.lang, "tier-owed", period = board.quarter.as_str()));
    let style = if open { ctx.theme.text } else { ctx.theme.dim };
    canvas.pieces(x, y, width, &[(&head, ctx.theme.dim), (&said, style)]);
}

/// The calculation of the score under the cursor, and its proposal or where the figures put it.
fn detail(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let (lang, th) = (ctx.lang, &ctx.theme);
    let Some(card) = state.card() else { return };
    let w = &ctx.policy.tiers.weights;
    let weights = [w.sales, w.coverage, w.capital, w.compliance];
    let known: i64 = weights.iter().zip(&card.parts).filter(|(_, p)| p.is_some()).map(|(w, _)| *w).sum();
    let names = [t!(lang, "tier-sales"), t!(lang, "tier-coverage"), t!(lang, "tier-capital"), t!(lang, "tier-compliance")];
    let parts: Vec<String> = names
        .iter()
        .zip(weights)
        .zip(&card.parts)
        .filter_map(|((name, weight), part)| {
            // the weight as it counts: those left out made it grow
            let share = crate::domain::figure::share(weight, known.max(1)).map_or(0, |s| (s.0 + 50) / 100);
            part.map(|p| format!("{name} {}×.{share:02}", (p + 50) / 100))
        })
        .collect();
    // a narrow line has no room for the name, which the card shows
    let who = if area.width < 100 { format!("{} · ", card.code) } else { format!("{} {} · ", card.code, card.name) };
    let said = match card.score {
        Some(score) => {
            t!(lang, "tier-score-line", score = points(Some(score), ctx), parts = parts.join(" + "))
        }
        None => t!(lang, "tier-without-sales"),
    };
    canvas.pieces(area.x, area.y, area.width, &[(&who, th.head), (&said, th.text)]);
    let second = match &card.proposal {
        Some(p) => {
            let from = p.from.map_or("–", |t| t.label().get(lang));
            let (to, who) = (p.to.label().get(lang), p.by.as_deref().unwrap_or("–"));
            let said = t!(lang, "tier-proposal", from = from, to = to, who = who, reason = p.reason.as_str());
            if State::decides(ctx) { format!("{said}   {}", t!(lang, "tier-decide-hint")) } else { said }
        }
        None => t!(lang, "tier-why-band", tier = card.computed.map_or("–", |t| t.label().get(lang))),
    };
    canvas.put(area.x, area.y + 1, area.width, &second, if card.proposal.is_some() { th.accent } else { th.dim });
}
