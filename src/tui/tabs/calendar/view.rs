//! The month, the week and the agenda as they are drawn.

mod week;

use chrono::NaiveDate;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use week::{in_team, in_week};

use super::{Look, State};
use crate::domain::checklist::{Checklist, Mark};
use crate::domain::kinds::TaskState;
use crate::domain::record::Lang;
use crate::domain::workcal::DayKind;
use crate::i18n::number;
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::scroll;
use crate::tui::tabs::empty;
use crate::tui::widgets::{month, text};
use crate::tui::worker::calendar::TaskLine;
use crate::tui::worker::today::Reach;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    head(state, canvas, Rect { height: 1, ..area }, ctx);
    let body = Rect { y: area.y + 1, height: area.height - 1, ..area };
    match state.look {
        Look::Month => in_month(state, canvas, body, ctx),
        Look::Week => in_week(state, canvas, body, ctx),
        Look::Team => in_team(state, canvas, body, ctx),
        Look::Agenda => {
            let below = if body.height >= 24 { 9 } else { 6 };
            let list = Rect { height: body.height - below - 1, ..body };
            tasks(state, canvas, list, true, ctx);
            canvas.rule(body.x, list.bottom(), body.width, ctx.theme.rule);
            detail(state, canvas, Rect { x: body.x + 1, y: list.bottom() + 1, width: body.width - 2, height: below }, ctx);
        }
    }
}

/// Which month or week, how it is looked at, whose, and how much is late.
fn head(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let day = state.day(ctx);
    let span = state.list(ctx);
    let title = match state.look {
        Look::Month => number::month(ctx.lang, day),
        _ => format!("{} – {}", number::date_short(ctx.lang, span.from), number::date_short(ctx.lang, span.to)),
    };
    let mut x = area.x + 1;
    x += canvas.put(x, area.y, area.width / 3, &title, th.head) + 2;
    for (look, name) in [
        (Look::Month, t!(ctx.lang, "calendar-month")),
        (Look::Week, t!(ctx.lang, "calendar-week")),
        (Look::Team, t!(ctx.lang, "calendar-team")),
        (Look::Agenda, t!(ctx.lang, "calendar-agenda")),
    ] {
        let style = if look == state.look { th.accent.add_modifier(Modifier::UNDERLINED) } else { th.dim };
        x += canvas.put(x, area.y, area.right().saturating_sub(x), &name, style) + 1;
    }
    let whose = match state.reach {
        Reach::Mine => t!(ctx.lang, "today-mine"),
        Reach::Regions => t!(ctx.lang, "today-regions"),
        Reach::All => t!(ctx.lang, "today-all"),
    };
    let late = state.shown.as_ref().map_or(0, |s| s.late);
    let mut right = whose;
    if late > 0 {
        right = format!("{} · {right}", t!(ctx.lang, "calendar-late", count = late));
    }
    let style = if late > 0 { th.soon } else { th.dim };
    let room = area.right().saturating_sub(x + 1);
    canvas.put_right(x, area.y, room, &right, style);
}

/// A holiday's or a make-up day's mark.
fn named(day: NaiveDate, ctx: &Ctx) -> Option<(String, Style)> {
    let name = |h: &crate::domain::workcal::Holiday| match ctx.lang {
        Lang::En => h.en.clone(),
        Lang::Zh => h.zh.clone(),
    };
    match ctx.policy.calendar.day(day) {
        DayKind::Off(h) => Some((name(h), ctx.theme.good)),
        DayKind::MakeUp(_) => Some((t!(ctx.lang, "calendar-make-up"), ctx.theme.soon)),
        DayKind::Workday | DayKind::Weekend => None,
    }
}

fn in_month(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let (day, today) = (state.day(ctx), ctx.today());
    let grid_width = (area.width * 9 / 20).clamp(35, 70) / 7 * 7;
    let grid = Rect { x: area.x + 1, width: grid_width, ..area };
    let cell = |date: NaiveDate| {
        let count = state.shown.as_ref().and_then(|s| s.counts.get(&date)).copied().unwrap_or_default();
        let mut lines = Vec::new();
        let wide = grid_width >= 49;
        let open = if count.open > 0 { format!("●{}", count.open) } else { String::new() };
        let done = if count.done > 0 && (wide || count.open == 0) { format!("✓{}", count.done) } else { String::new() };
        let text = format!("{open} {done}").trim().to_owned();
        let style = if count.open > 0 && date < today {
            th.soon
        } else if count.open > 0 {
            th.text
        } else {
            th.dim
        };
        lines.push((text, style));
        lines.extend(named(date, ctx));
        let number = if date == day {
            th.focus.add_modifier(Modifier::REVERSED)
        } else if date == today {
            th.accent.add_modifier(Modifier::UNDERLINED)
        } else if ctx.policy.calendar.is_workday(date) {
            th.text
        } else {
            th.dim
        };
        (lines, number)
    };
    let used = month::month(canvas, grid, day, ctx, cell);
    let x = grid.right() + 1;
    canvas.vertical(x - 1, area.y, area.height, th.rule);
    let right = Rect { x: x + 1, y: area.y, width: area.right() - x - 1, height: area.height };
    // on a high screen the room below the grid is the task's, otherwise the foot of the list
    let spare = area.height.saturating_sub(used + 1);
    agenda_of_day(state, canvas, right, spare < 8, ctx);
    if spare >= 8 {
        let y = area.y + used + 1;
        canvas.rule(grid.x, y - 1, grid_width, th.rule);
        detail(state, canvas, Rect { y, height: spare, ..grid }, ctx);
    }
}

/// The day's name, its tasks, and the one under the cursor where there is room.
fn agenda_of_day(state: &State, canvas: &mut Canvas<'_>, area: Rect, with_detail: bool, ctx: &Ctx) {
    let th = &ctx.theme;
    let day = state.day(ctx);
    let mut x = area.x;
    x += canvas.put(x, area.y, area.width, &number::date_long(ctx.lang, day), th.head) + 1;
    if let Some((name, style)) = named(day, ctx) {
        x += canvas.put(x, area.y, area.right().saturating_sub(x), &name, style) + 1;
    }
    let count = state.shown.as_ref().and_then(|s| s.counts.get(&day)).copied().unwrap_or_default();
    let said = t!(ctx.lang, "calendar-counts", open = count.open, done = count.done);
    canvas.put_right(x, area.y, area.right().saturating_sub(x + 1), &said, th.dim);
    let below = if with_detail { (area.height / 3).clamp(5, 8) } else { 0 };
    let list = Rect { y: area.y + 1, height: area.height - 1 - below, ..area };
    tasks(state, canvas, list, false, ctx);
    if with_detail && state.task().is_some() {
        canvas.rule(area.x, list.bottom(), area.width, th.rule);
        detail(state, canvas, Rect { y: list.bottom() + 1, height: below - 1, ..area }, ctx);
    }
}

/// The list of tasks; with `days` each day has its name above it.
fn tasks(state: &State, canvas: &mut Canvas<'_>, area: Rect, days: bool, ctx: &Ctx) {
    let Some(shown) = &state.shown else {
        empty(canvas, area, &t!(ctx.lang, "calendar-loading"), "", ctx);
        return;
    };
    if shown.tasks.is_empty() {
        empty(canvas, area, &t!(ctx.lang, "calendar-empty"), &t!(ctx.lang, "calendar-empty-hint"), ctx);
        return;
    }
    // what is drawn, line by line: the name of a day, or a task
    let mut lines: Vec<Result<usize, NaiveDate>> = Vec::new();
    let mut last = None;
    for (i, t) in shown.tasks.iter().enumerate() {
        if days && last != Some(t.due_on) {
            lines.push(Err(t.due_on));
            last = Some(t.due_on);
        }
        lines.push(Ok(i));
    }
    let at = lines.iter().position(|l| *l == Ok(state.at)).unwrap_or(0);
    let height = usize::from(area.height);
    let top = scroll(state.top.get().min(lines.len()), at, height);
    // the name of the day of the first task stays in sight
    let top = if at == 1 { 0 } else { top };
    state.top.set(top);
    state.page.set(height);
    for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(top)) {
        match line {
            Err(day) => {
                let style = if *day < ctx.today() { ctx.theme.soon } else { ctx.theme.head };
                let used = canvas.put(area.x + 1, y, area.width, &number::date_long(ctx.lang, *day), style);
                if let Some((name, style)) = named(*day, ctx) {
                    canvas.put(area.x + 2 + used, y, area.width.saturating_sub(used + 2), &name, style);
                }
            }
            Ok(i) => {
                if let Some(task) = shown.tasks.get(*i) {
                    one(state, canvas, Rect { y, height: 1, ..area }, (task, *i == state.at), ctx);
                }
            }
        }
    }
}

/// How a task stands: a glyph, and its style.
fn glyph(task: &TaskLine, ctx: &Ctx) -> (&'static str, Style) {
    let th = &ctx.theme;
    match task.state {
        TaskState::Done => ("✓", th.dim),
        TaskState::Skipped => ("–", th.dim),
        TaskState::Open if task.due_on < ctx.today() => ("▲", th.soon),
        TaskState::Open => ("·", th.text),
    }
}

/// A task on one line: mark, state, kind, partner, city, how far, who.
fn one(state: &State, canvas: &mut Canvas<'_>, area: Rect, (task, current): (&TaskLine, bool), ctx: &Ctx) {
    let th = &ctx.theme;
    let marked = state.marks.contains(&task.id);
    let focus = current && (state.inside || state.look != Look::Month);
    let paint = match (focus, task.state) {
        (true, _) => th.focus,
        (false, TaskState::Open) => th.text,
        (false, _) => th.dim,
    };
    let pointer = if focus {
        "›"
    } else if current {
        "·"
    } else {
        " "
    };
    canvas.put(area.x, area.y, 1, if marked { "●" } else { pointer }, if marked { th.mark } else { th.focus });
    let (mark, style) = glyph(task, ctx);
    canvas.put(area.x + 1, area.y, 1, mark, style);
    let mut x = area.x + 3;
    let kind = task.kind.label().get(ctx.lang);
    let kind_width = match ctx.lang {
        Lang::Zh => 9,
        Lang::En if area.width >= 70 => 16,
        Lang::En => 10,
    };
    canvas.put(x, area.y, kind_width - 1, kind, if focus { th.focus } else { th.dim });
    x += kind_width;
    let late = (ctx.today() - task.due_on).num_days();
    let mut right: Vec<String> = Vec::new();
    if task.state == TaskState::Open && late > 0 {
        right.push(t!(ctx.lang, "today-late", days = late));
    }
    let list = Checklist::parse(&task.checklist).progress();
    if list.1 > 0 && task.state == TaskState::Open {
        right.push(format!("{}/{}", list.0, list.1));
    }
    if state.reach != Reach::Mine {
        right.push(task.owner_name.clone());
    }
    let right = right.join("  ");
    let right_width = u16::try_from(text::width(&right)).unwrap_or(0).min(area.width / 2);
    let room = area.right().saturating_sub(x + right_width + 2);
    let title = ctx.policy.maintenance.shown(&task.title, ctx.lang);
    let what = match (task.code.is_empty(), task.series == "monthly") {
        (true, _) => title.into_owned(),
        // a plain visit says by its kind what it is
        (false, true) => {
            format!("{} {} {}", task.code, task.name, if task.name.starts_with(&task.city) { "" } else { &task.city })
        }
        (false, false) => format!("{} {} · {title}", task.code, task.name),
    };
    canvas.put(x, area.y, room, what.trim_end(), paint);
    canvas.put_right(
        area.x,
        area.y,
        area.width.saturating_sub(1),
        &right,
        if late > 0 && task.state == TaskState::Open { th.soon } else { th.dim },
    );
    if focus && th.name == crate::tui::theme::ThemeName::Mono {
        canvas.tint(area, th.focus);
    }
}

/// The task under the cursor: what, who, the checklist to tick, what was found.
fn detail(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let Some(task) = state.task() else { return };
    let title = ctx.policy.maintenance.shown(&task.title, ctx.lang);
    let mut y = area.y;
    let mut line = |canvas: &mut Canvas<'_>, pieces: &[(&str, Style)]| {
        if y < area.bottom() {
            canvas.pieces(area.x, y, area.width, pieces);
            y += 1;
        }
    };
    line(
        canvas,
        &[
            (&title, th.head),
            ("  ", th.text),
            (&task.code, th.accent),
            (" ", th.text),
            (&task.name, th.text),
            (" ", th.text),
            (&task.city, th.dim),
        ],
    );
    let due = number::date_long(ctx.lang, task.due_on);
    let tier = task.tier.map_or("", |t| t.label().get(ctx.lang));
    line(
        canvas,
        &[
            (task.state.label().get(ctx.lang), glyph(task, ctx).1),
            ("  ", th.text),
            (&due, th.dim),
            ("  ", th.text),
            (&task.owner_name, th.dim),
            ("  ", th.text),
            (tier, th.dim),
        ],
    );
    for (i, item) in Checklist::parse(&task.checklist).0.iter().enumerate() {
        let (mark, style) = match item.mark {
            Mark::Done => ("☑ ", th.good),
            Mark::Open => ("☐ ", th.text),
            Mark::Carried => ("☐ ", th.soon),
        };
        let current = state.ticking == Some(i);
        let carried = if item.mark == Mark::Carried { t!(ctx.lang, "calendar-carried") } else { String::new() };
        let said = ctx.policy.maintenance.shown(&item.text, ctx.lang);
        let paint = if current { th.focus } else { th.text };
        line(
            canvas,
            &[(if current { "› " } else { "  " }, th.focus), (mark, style), (&said, paint), (" ", th.text), (&carried, th.soon)],
        );
    }
    if !task.findings.is_empty() {
        line(canvas, &[(&t!(ctx.lang, "calendar-findings"), th.dim), (" ", th.text), (&task.findings, th.text)]);
    }
    if !task.reason.is_empty() {
        line(canvas, &[(&t!(ctx.lang, "calendar-reason"), th.dim), (" ", th.text), (&task.reason, th.text)]);
    }
}
