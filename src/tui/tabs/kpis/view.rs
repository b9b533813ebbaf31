//! How the page is drawn: one pane with what is behind a figure below, or two side by side.

use std::cell::Cell;

use ratatui::layout::Rect;

use super::detail::{self, Chart, Detail, Unit};
use super::figures::{self, BESIDE, TREND};
use super::{Fig, Grain, State};
use crate::domain::money::{Money, Rate};
use crate::domain::period::Month;
use crate::domain::sales::{Against, compared};
use crate::domain::sla::Desk;
use crate::i18n::{desk, number};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::scroll;
use crate::tui::theme::Tone;
use crate::tui::view::panes;
use crate::tui::widgets::{chart, text};

/// Columns of the page of figures where there are two panes.
const PAGE: u16 = 80;

/// Rows from which on there is room for something else.
const ROOM: u16 = 8;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    head(state, canvas, Rect { height: 1, ..area }, ctx);
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let behind = detail::of(state, state.fig(), ctx);
    let figures = u16::try_from(Fig::ALL.len()).unwrap_or(u16::MAX);
    if panes(area.width) > 1 {
        let page = Rect { width: PAGE, ..body };
        let beside = Rect { x: body.x + PAGE + 2, width: body.width - PAGE - 3, ..body };
        canvas.vertical(body.x + PAGE, body.y, body.height, ctx.theme.rule);
        let used = list(state, canvas, page, ctx) + 1;
        let below = Rect { x: page.x + 2, y: page.y + used, width: PAGE - 4, height: page.height.saturating_sub(used) };
        let (under, aside) = company(state.fig());
        let rest = rows_and_chart(state, &behind, canvas, beside, ctx) + 1;
        let more = Rect { y: beside.y + rest, height: beside.height.saturating_sub(rest), ..beside };
        for (fig, room) in [(under, below), (aside, more)] {
            if room.height >= ROOM {
                quietly(state, &detail::of(state, fig, ctx), canvas, room, ctx);
            }
        }
    } else if state.inside {
        rows_and_chart(state, &behind, canvas, Rect { x: body.x + 1, width: body.width - 2, ..body }, ctx);
    } else {
        let page = Rect { height: figures.min(body.height.saturating_sub(5)), ..body };
        list(state, canvas, page, ctx);
        let y = page.bottom();
        canvas.rule(body.x, y, body.width, ctx.theme.rule);
        let below = Rect { x: body.x + 1, y: y + 1, width: body.width - 2, height: body.bottom().saturating_sub(y + 1) };
        rows_and_chart(state, &behind, canvas, below, ctx);
    }
}

/// What else is shown where there is room for it: below the page, and below what is behind the figure.
fn company(fig: Fig) -> (Fig, Fig) {
    match fig {
        Fig::Sales | Fig::Attainment | Fig::Contribution | Fig::Returns | Fig::Buyers | Fig::New => (Fig::Types, Fig::Regions),
        Fig::Regions => (Fig::Sales, Fig::Types),
        Fig::Types => (Fig::Sales, Fig::Lines),
        Fig::Lines => (Fig::Sales, Fig::Owners),
        Fig::Owners => (Fig::Sales, Fig::Regions),
        Fig::Cohorts => (Fig::Conversion, Fig::Repurchase),
        Fig::Conversion | Fig::Retention | Fig::Repurchase | Fig::Audience => (Fig::Cohorts, Fig::New),
        Fig::Health => (Fig::Sales, Fig::Alerts),
        Fig::Tickets => (Fig::Service, Fig::Resolution),
        Fig::Response | Fig::Answered => (Fig::Tickets, Fig::Service),
        Fig::Resolution | Fig::Service | Fig::Reopened => (Fig::Tickets, Fig::Answered),
        Fig::Diversion => (Fig::Sales, Fig::Tickets),
        Fig::Alerts | Fig::Owed => (Fig::Sales, Fig::Health),
    }
}

/// Draws what is behind a figure that the cursor is not on.
fn quietly(state: &State, behind: &Detail, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    if behind.waits {
        return;
    }
    let mut y = area.y;
    canvas.put(area.x, y, area.width, &behind.title, ctx.theme.head);
    y += 1;
    let rest = Rect { y, height: area.bottom() - y, ..area };
    match &behind.chart {
        Some(c) => months(c, canvas, Rect { height: rest.height.min(12), ..rest }, ctx),
        None => rows(behind, None, &state.aside, canvas, rest, ctx),
    }
}

/// The period, and what it is compared with.
fn head(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let span = state.span(ctx);
    let name = match state.grain {
        Grain::Month => number::month(ctx.lang, span.from),
        _ => format!("{} – {}", number::month(ctx.lang, span.from), number::month(ctx.lang, span.to)),
    };
    let grain = match state.grain {
        Grain::Month => t!(ctx.lang, "kpis-month"),
        Grain::Quarter => t!(ctx.lang, "kpis-quarter"),
        Grain::Year => t!(ctx.lang, "kpis-year"),
    };
    let report = state.whole.as_ref().map(|w| &w.report);
    let late = report.and_then(|r| r.total.late).map(|late| number::amount(ctx.lang, late.after_returns()));
    let grain = match (report.is_some_and(|r| r.closed.is_some()), late) {
        (true, Some(late)) => format!("{grain} · {}", t!(ctx.lang, "kpis-closed-late", amount = late)),
        (true, None) => format!("{grain} · {}", t!(ctx.lang, "kpis-closed")),
        (false, Some(late)) => format!("{grain} · {}", t!(ctx.lang, "kpis-late-inside", amount = late)),
        (false, None) => grain,
    };
    let earlier = compared(span, ctx.today(), state.against);
    let against = match state.against {
        Against::Previous => t!(ctx.lang, "kpis-against-previous"),
        Against::LastYear => t!(ctx.lang, "kpis-against-year"),
    };
    let dates = format!("{} – {}", number::date(earlier.from), number::date(earlier.to));
    let th = &ctx.theme;
    let used = canvas.pieces(
        area.x + 1,
        area.y,
        area.width - 1,
        &[("‹ ", th.dim), (&name, th.head), (" ›  ", th.dim), (&grain, th.dim), ("   ", th.dim), (&against, th.dim)],
    );
    if used + u16::try_from(text::width(&dates)).unwrap_or(0) + 4 < area.width {
        canvas.put(area.x + 2 + used, area.y, area.width - used - 2, &dates, th.dim);
    }
    canvas.put_right(area.x, area.y, area.width - 1, ctx.policy.organisation.currency.as_str(), th.dim);
}

/// The page of figures; answers the rows it took.
fn list(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) -> u16 {
    let begins = Fig::ALL.iter().filter(|f| f.begins()).count();
    let airy = usize::from(area.height) >= Fig::ALL.len() + begins;
    let top = if airy { 0 } else { scroll(state.top.get(), state.at, area.height.into()) };
    state.top.set(top);
    let mut y = area.y;
    for (i, fig) in Fig::ALL.iter().enumerate().skip(top) {
        if airy && fig.begins() {
            y += 1;
        }
        if y >= area.bottom() {
            break;
        }
        line(state, *fig, i == state.at, canvas, Rect { y, height: 1, ..area }, ctx);
        y += 1;
    }
    y - area.y
}

fn line(state: &State, fig: Fig, here: bool, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let figure = figures::of(state, fig, ctx);
    let (x, y) = (area.x, area.y);
    let focused = here && !state.inside;
    let style = if here { th.focus } else { th.text };
    canvas.put(x, y, 2, if focused { "›" } else { " " }, th.accent);
    canvas.put(x + 2, y, 16, &figure.label, style);
    let waits = figure.value.is_empty();
    let value = if waits { "…" } else { figure.value.as_str() };
    canvas.put_right(x + 18, y, 9, value, if waits { th.dim } else { style });
    canvas.put(x + 29, y, u16::try_from(BESIDE).unwrap_or(21), &figure.beside, th.dim);
    let spark = chart::sparkline(&figure.trend);
    canvas.put(x + 51, y, u16::try_from(TREND).unwrap_or(13), &spark, th.chart);
    if let Some((tone, word)) = figure.verdict {
        let room = area.width.saturating_sub(66);
        let said = if matches!(tone, Tone::Bad | Tone::Soon) { format!("{} {word}", tone.glyph()) } else { word };
        canvas.put(x + 66, y, room, &said, if tone == Tone::Plain { th.dim } else { th.tone(tone) });
    }
}

/// What is behind the figure under the cursor; answers the rows it took.
fn rows_and_chart(state: &State, behind: &Detail, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) -> u16 {
    if area.height == 0 || area.width < 10 {
        return area.height;
    }
    let th = &ctx.theme;
    let titled = area.height > 5 || behind.chart.is_none();
    let mut y = area.y;
    if titled {
        canvas.put(area.x, y, area.width, &behind.title, th.head);
        y += 1;
    }
    if behind.waits {
        canvas.put(area.x, y, area.width, &t!(ctx.lang, "kpis-waits"), th.dim);
        return y + 1 - area.y;
    }
    if let Some(c) = &behind.chart {
        let left = area.bottom().saturating_sub(y);
        let rows = u16::try_from(behind.rows.len()).unwrap_or(0);
        let height = match left {
            _ if left > rows + 6 => (left - rows - 1).min(14),
            // rows that don't fit beside the whole chart get the larger part of the room, which the cursor scrolls
            _ if state.inside || left >= 16 => (left / 3).min(8),
            _ => left,
        };
        months(c, canvas, Rect { y, height, ..area }, ctx);
        y += height + 1;
    } else if behind.rows.is_empty() {
        canvas.put(area.x, y, area.width, &t!(ctx.lang, "kpis-empty"), th.dim);
        return y + 1 - area.y;
    }
    if y < area.bottom() {
        let at = state.inside.then_some(state.row);
        rows(behind, at, &state.row_top, canvas, Rect { y, height: area.bottom() - y, ..area }, ctx);
        y += u16::try_from(behind.rows.len()).unwrap_or(u16::MAX).min(area.bottom() - y);
    }
    y - area.y
}

/// Months as columns, with the year before as a mark and the month's number below.
fn months(c: &Chart, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    // three columns a month at least, so that its number has room: the oldest give way
    let count = u16::try_from(c.values.len()).unwrap_or(1).min(area.width / 3).max(1);
    let gone = c.values.len() - usize::from(count).min(c.values.len());
    let (values, marks) = (c.values.get(gone..).unwrap_or_default(), c.marks.get(gone..).unwrap_or_default());
    let slot = (area.width / count).clamp(1, 8);
    let grid = Rect { width: slot * count, height: area.height.saturating_sub(1), ..area };
    chart::columns(canvas, grid, values, marks, th.chart, th.chart_dim);
    for i in 0..count {
        let month = Month(c.last.0 - i32::from(count - 1 - i));
        let name = (month.0.rem_euclid(12) + 1).to_string();
        canvas.put(grid.x + i * slot, area.bottom() - 1, slot, &name, th.dim);
    }
    let most = values.iter().copied().max().unwrap_or(0);
    let scale = match c.unit {
        Unit::Rate => number::percent(Rate(most)),
        Unit::Time => desk::span_short(ctx.lang, most, Desk::of(&ctx.policy).time.hours.per_day()),
        Unit::Plain if values.iter().all(|v| v.abs() < 1_000_000) => number::count(most),
        Unit::Plain => number::amount(ctx.lang, Money(most)),
    };
    let mark = if marks.is_empty() { String::new() } else { t!(ctx.lang, "kpis-mark") };
    if grid.width + 10 <= area.width {
        canvas.put(grid.x + grid.width + 1, area.y, area.width - grid.width - 1, &scale, th.dim);
        canvas.put(grid.x + grid.width + 1, area.y + 1, area.width - grid.width - 1, &mark, th.chart_dim);
    }
}

/// Rows with bars; `at` is the one under the cursor.
fn rows(behind: &Detail, at: Option<usize>, first: &Cell<usize>, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let wide = |f: fn(&detail::Row) -> &str| behind.rows.iter().map(|r| text::width(f(r))).max().unwrap_or(0);
    let name = u16::try_from(wide(|r| r.name.as_str())).unwrap_or(16).clamp(6, (area.width / 3).max(8));
    let value = u16::try_from(wide(|r| r.text.as_str())).unwrap_or(8);
    let note = u16::try_from(wide(|r| r.note.as_str())).unwrap_or(0);
    let most = behind.rows.iter().map(|r| r.bar).max().unwrap_or(0);
    let bars = area.width.saturating_sub(2 + name + 1 + value + 1 + note + 1);
    let bars = if most > 0 { bars.min(40) } else { 0 };
    let top = at.map_or(0, |at| scroll(first.get(), at, area.height.into()));
    first.set(top);
    for (i, row) in behind.rows.iter().enumerate().skip(top).take(area.height.into()) {
        let y = area.y + u16::try_from(i - top).unwrap_or(0);
        let here = at == Some(i);
        let style = if here { th.focus } else { th.text };
        canvas.put(area.x, y, 2, if here { "›" } else { " " }, th.accent);
        let mut x = area.x + 2;
        canvas.put(x, y, name, &row.name, style);
        x += name + 1;
        canvas.put_right(x, y, value, &row.text, style);
        x += value + 1;
        if bars > 3 {
            let style = if row.tone == Tone::Bad { th.bad } else { th.chart };
            canvas.put(x, y, bars, &chart::bar(row.bar, most, bars), style);
            x += bars + 1;
        }
        let style = if matches!(row.tone, Tone::Plain) { th.dim } else { th.tone(row.tone) };
        canvas.put(x, y, area.right().saturating_sub(x), &row.note, style);
    }
}
