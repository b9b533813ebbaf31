//! How the week's slippers are drawn: a line of the network, then a line or two for each partner, then five things to do first.

use ratatui::layout::Rect;

use super::super::scroll;
use super::Health;
use crate::domain::kinds::AlertSeverity;
use crate::domain::money::Money;
use crate::domain::record::Lang;
use crate::i18n::health::{doing, reasons};
use crate::i18n::{number, warning};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::keymap::Action;
use crate::tui::widgets::{chart, text};
use crate::tui::worker::health::{Line, Reach, Report};

/// From this width on a partner takes one line.
const WIDE: u16 = 120;

pub(super) fn draw(state: &Health, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let inside = canvas.frame(area, &t!(lang, "slippers-title"), th.accent, th.overlay);
    if inside.height < 6 || inside.width < 30 {
        return;
    }
    let inside = Rect { x: inside.x + 1, width: inside.width - 2, ..inside };
    let Some(report) = &state.report else {
        canvas.put(inside.x, inside.y, inside.width, &t!(lang, "slippers-loading"), th.dim);
        return;
    };
    let mut y = head(state, report, canvas, inside, ctx);
    canvas.rule(inside.x, y, inside.width, th.rule);
    y += 1;
    let first = u16::try_from(report.todo.len()).unwrap_or(5).min(if inside.height >= 20 { 5 } else { 2 });
    let below = if first > 0 { first + 2 } else { 0 };
    let rows = Rect { y, height: (inside.bottom() - y).saturating_sub(below), ..inside };
    let lines = state.lines();
    if lines.is_empty() {
        canvas.paragraph(rows, &t!(lang, "slippers-none"), th.good);
    }
    list(state, &lines, canvas, rows, ctx);
    if first > 0 {
        let mut y = rows.bottom();
        canvas.rule(inside.x, y, inside.width, th.rule);
        y += 1;
        canvas.put(inside.x, y, inside.width, &t!(lang, "health-first"), th.head);
        for (i, todo) in report.todo.iter().take(usize::from(first)).enumerate() {
            y += 1;
            let said = format!(
                "{} {} {} · {}",
                i + 1,
                todo.name,
                warning::finding(lang, &todo.finding),
                warning::step(lang, todo.finding.rule)
            );
            let style = if todo.finding.severity == AlertSeverity::Critical { th.bad } else { th.text };
            canvas.put(inside.x, y, inside.width, &said, style);
        }
    }
    question(state, canvas, inside, ctx);
}

/// The network with last week's figures, and up to when figures are in; answers the next row.
fn head(state: &Health, r: &Report, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) -> u16 {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let (n, b) = (&r.network, &r.network.before);
    let reach = match state.reach {
        Reach::Mine => t!(lang, "slippers-mine"),
        Reach::Regions => t!(lang, "slippers-regions"),
        Reach::All => t!(lang, "slippers-all"),
    };
    let beside = |now: i64, before: i64| format!("{} ({})", number::count(now), number::count(before));
    let said = t!(
        lang,
        "slippers-head",
        week = r.week.to_string(),
        health = warning::points(lang, n.health),
        change = warning::change(n.health, n.health_before),
        slipping = beside(n.attention, b.attention),
        critical = beside(n.alerts[0], b.alerts[0]),
        warnings = beside(n.alerts[1], b.alerts[1])
    );
    let used = u16::try_from(text::width(&reach)).unwrap_or(0) + 2;
    canvas.put(area.x, area.y, area.width.saturating_sub(used), &said, th.head);
    canvas.put_right(area.x, area.y, area.width, &reach, th.accent);
    let sales = t!(
        lang,
        "slippers-sums",
        sales = format!("{} ({})", number::amount(lang, Money(n.sales4)), number::amount(lang, Money(b.sales4))),
        overdue = format!("{} ({})", number::amount(lang, Money(n.overdue)), number::amount(lang, Money(b.overdue))),
        tickets = beside(n.open_tickets, b.open_tickets)
    );
    canvas.put(area.x, area.y + 1, area.width, &sales, th.dim);
    let mut y = area.y + 2;
    let until = warning::until(lang, &r.until, r.week, n.overdue_fresh);
    let behind = r.behind.map(|day| t!(lang, "slippers-behind", day = number::date(day)));
    for said in until.into_iter().chain(behind) {
        canvas.put(area.x, y, area.width, &said, th.soon);
        y += 1;
    }
    y
}

fn list(state: &Health, lines: &[&Line], canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let each = if area.width >= WIDE { 1 } else { 2 };
    let visible = usize::from(area.height / each).max(1);
    state.page.set(visible);
    let top = scroll(state.top.get().min(lines.len().saturating_sub(visible)), state.at, visible);
    state.top.set(top);
    for (row, (i, line)) in (0u16..).zip(lines.iter().enumerate().skip(top).take(visible)) {
        let at = Rect { y: area.y + row * each, height: each, ..area };
        if at.bottom() <= area.bottom() {
            one(state, line, i == state.at, canvas, at, ctx);
        }
    }
}

/// `› 47 ▼14  D031 East Fresh   orders −58% · pace 71%   li.wei   visit 3 Dec, #209 open   ▆▆▅▅▃▂▁`
fn one(state: &Health, line: &Line, focus: bool, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let Some(report) = &state.report else { return };
    let low = line.health.is_some_and(|h| h < report.slipping * 100);
    let critical = line.parts.findings.iter().any(|f| f.severity == AlertSeverity::Critical);
    canvas.put(area.x, area.y, 1, if focus { "›" } else { " " }, th.accent);
    canvas.put_right(area.x, area.y, 5, &warning::points(lang, line.health), if low { th.bad } else { th.text });
    let change = warning::change(line.health, line.health_before);
    canvas.put(area.x + 6, area.y, 4, &change, if change.starts_with('▼') { th.bad } else { th.dim });
    let x = area.x + 11;
    let name = format!("{} {}", line.code, line.name);
    let why = reasons(lang, &line.parts).join(if lang == Lang::Zh { "；" } else { " · " });
    let why_style = if critical { th.bad } else { th.text };
    let what = state.doing(line.partner).map(|d| doing(lang, d, ctx.today())).unwrap_or_default();
    let what_style = if what.is_empty() { th.dim } else { th.text };
    let what = if what.is_empty() { t!(lang, "slippers-nothing") } else { what };
    let owner = line.owner.as_deref().unwrap_or("–");
    let sales = report.sales.get(&line.partner).map(|weeks| chart::sparkline(weeks)).unwrap_or_default();
    let name_style = if focus { th.focus } else { th.text };
    if area.height == 1 {
        let spark = u16::try_from(text::width(&sales)).unwrap_or(0);
        let room = area.right().saturating_sub(x + spark + 2);
        let (names, whys, owners) = (room * 22 / 100, room * 40 / 100, 10);
        canvas.put(x, area.y, names.saturating_sub(1), &name, name_style);
        canvas.put(x + names, area.y, whys.saturating_sub(1), &why, why_style);
        canvas.put(x + names + whys, area.y, owners - 1, owner, th.dim);
        canvas.put(x + names + whys + owners, area.y, room.saturating_sub(names + whys + owners), &what, what_style);
        canvas.put_right(area.x, area.y, area.width, &sales, th.chart);
        return;
    }
    let spark = u16::try_from(text::width(&sales)).unwrap_or(0);
    let used = canvas.put(x, area.y, area.right().saturating_sub(x + spark + 12), &name, name_style);
    canvas.put(x + used + 2, area.y, area.right().saturating_sub(x + used + spark + 4), owner, th.dim);
    canvas.put_right(area.x, area.y, area.width, &sales, th.chart);
    let half = area.right().saturating_sub(x) * 60 / 100;
    canvas.put(x, area.y + 1, half.saturating_sub(1), &why, why_style);
    canvas.put(x + half, area.y + 1, area.right().saturating_sub(x + half), &what, what_style);
}

/// What is asked, on the last line.
fn question(state: &Health, canvas: &mut Canvas<'_>, inside: Rect, ctx: &Ctx) {
    let Some(asking) = &state.asking else { return };
    let (th, lang) = (&ctx.theme, ctx.lang);
    let title = match asking.about {
        Action::Snooze => t!(lang, "slippers-until"),
        Action::AddTask => t!(lang, "today-task-title"),
        Action::AddTicket => t!(lang, "today-ticket-title"),
        _ => t!(lang, "slippers-reason"),
    };
    let y = inside.bottom() - 1;
    let area = Rect { y, height: 1, ..inside };
    canvas.clear(area, th.overlay);
    let used = canvas.pieces(inside.x, y, inside.width / 2, &[(&title, th.accent), (" ", th.text)]);
    let x = inside.x + used;
    asking.input.view(canvas, x, y, inside.right().saturating_sub(x), th.text, true);
}
