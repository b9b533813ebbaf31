//! How joint meetings are drawn: the list, the agenda or minutes of one, what is asked of it.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::scroll;
use super::{Asking, Meetings, hold_question};
use crate::domain::kinds::MeetingState;
use crate::i18n::meeting::{Part, parts};
use crate::i18n::{self, number};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::view::panes;
use crate::tui::widgets::text;
use crate::tui::worker::meetings::{Line, Page};

impl Meetings {
    pub(in crate::tui::overlay) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let inside = canvas.frame(area, &t!(ctx.lang, "meetings-title"), th.accent, th.overlay);
        if inside.height < 4 || inside.width < 30 {
            return;
        }
        let Some(lines) = &self.lines else { return };
        if lines.is_empty() {
            canvas.paragraph(
                Rect { x: inside.x + 2, width: inside.width - 4, ..inside },
                &t!(ctx.lang, "meetings-empty"),
                th.dim,
            );
            return;
        }
        if panes(ctx.size.0) > 1 {
            let left = (inside.width * 2 / 5).min(56);
            self.view_list(canvas, Rect { width: left, ..inside }, lines, ctx);
            canvas.vertical(inside.x + left, inside.y, inside.height, th.rule);
            let x = inside.x + left + 2;
            self.view_page(canvas, Rect { x, width: inside.right().saturating_sub(x + 1), ..inside }, ctx);
        } else if self.inside {
            self.view_page(canvas, Rect { x: inside.x + 1, width: inside.width - 2, ..inside }, ctx);
        } else {
            self.view_list(canvas, inside, lines, ctx);
        }
        self.view_question(canvas, inside, ctx);
    }

    fn view_list(&self, canvas: &mut Canvas<'_>, area: Rect, lines: &[Line], ctx: &Ctx) {
        // two lines each
        let visible = usize::from(area.height / 2).max(1);
        let top = scroll(self.top.get().min(lines.len().saturating_sub(visible)), self.at, visible);
        self.top.set(top);
        for (row, (i, line)) in (0u16..).zip(lines.iter().enumerate().skip(top).take(visible)) {
            view_line(canvas, Rect { y: area.y + row * 2, height: 2, ..area }, line, (i == self.at, self.inside), ctx);
        }
    }

    fn view_page(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let Some(page) = self.page() else { return };
        let lines = self.lines(page, usize::from(area.width), ctx);
        let height = usize::from(area.height);
        let of_item = |l: &&Shown| l.item == Some(self.item);
        if self.follow.get() && self.inside {
            let first = lines.iter().position(|l| of_item(&l)).unwrap_or(0);
            let last = lines.iter().rposition(|l| of_item(&l)).unwrap_or(0);
            // the head of the first item is what is above it
            let first = if self.item == 0 { 0 } else { first };
            self.from.set(scroll(scroll(self.from.get(), last, height), first, height));
        }
        let most = lines.len().saturating_sub(height);
        self.from.set(self.from.get().min(most));
        for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(self.from.get())) {
            if line.first && line.indent == 1 && self.inside && line.item == Some(self.item) {
                canvas.put(area.x, y, 1, "›", ctx.theme.accent);
            }
            canvas.put(area.x + line.indent, y, area.width.saturating_sub(line.indent), &line.text, line.style);
        }
        if self.from.get() < most {
            canvas.put_right(area.x, area.bottom() - 1, area.width, " ↓", ctx.theme.accent);
        }
    }

    /// The lines of a page, wrapped.
    fn lines(&self, page: &Page, width: usize, ctx: &Ctx) -> Vec<Shown> {
        let th = &ctx.theme;
        let mut out: Vec<Shown> = Vec::new();
        let mut add = |item: Option<usize>, indent: u16, what: &str, style: Style| {
            let columns = width.saturating_sub(usize::from(indent) + if indent > 0 { 3 } else { 0 }).max(8);
            for (i, text) in text::wrap(what, columns).into_iter().enumerate() {
                // what goes on under its number or box
                let hang = if i > 0 && indent > 0 { 3 } else { 0 };
                out.push(Shown { item, first: i == 0, indent: indent + hang, text, style });
            }
        };
        let mut item = None;
        for part in parts(ctx.lang, page, ctx.today()) {
            match part {
                Part::Title(t) => add(None, 0, &t, th.head),
                Part::Facts(t) => add(None, 0, &t, th.dim),
                Part::Head(t) => {
                    item = None;
                    add(None, 0, " ", th.text);
                    add(None, 0, &t, th.head);
                }
                Part::Item(i, t) => {
                    item = Some(i);
                    let focus = self.inside && i == self.item;
                    add(item, 1, &t, if focus { th.focus } else { th.text });
                }
                Part::Under(t) => add(item, 4, &t, th.dim),
                Part::Action(done, t) => {
                    let said = format!("{} {t}", if done { "☑" } else { "☐" });
                    add(item, if item.is_some() { 4 } else { 1 }, &said, if done { th.dim } else { th.text });
                }
                Part::Line(t) => add(None, 1, &t, th.text),
            }
        }
        out
    }

    /// What is asked, on the last lines.
    fn view_question(&self, canvas: &mut Canvas<'_>, inside: Rect, ctx: &Ctx) {
        let (Some(asking), Some(page)) = (&self.asking, self.page()) else { return };
        let th = &ctx.theme;
        let y = inside.bottom() - 1;
        match asking {
            Asking::Hold => {
                let said = format!("{}  {}", i18n::sentence(ctx.lang, &hold_question(page, ctx)), t!(ctx.lang, "confirm-keys"));
                let columns = usize::from(inside.width.saturating_sub(2));
                let height = u16::try_from(text::wrap(&said, columns).len()).unwrap_or(1).min(inside.height);
                let area = Rect { y: inside.bottom() - height, height, ..inside };
                canvas.clear(area, th.overlay);
                canvas.paragraph(Rect { x: area.x + 1, width: area.width - 2, ..area }, &said, th.accent);
            }
            Asking::Cancel(input) => {
                let area = Rect { y, height: 1, ..inside };
                canvas.clear(area, th.overlay);
                let title = t!(ctx.lang, "meeting-cancel-ask", number = page.number());
                let used = canvas.pieces(inside.x + 1, y, inside.width / 2, &[(&title, th.accent), (" ", th.text)]);
                let x = inside.x + 1 + used;
                input.view(canvas, x, y, inside.right().saturating_sub(x), th.text, true);
            }
        }
    }
}

/// A line of an agenda on the screen.
struct Shown {
    item: Option<usize>,
    /// The first of its part.
    first: bool,
    indent: u16,
    text: String,
    style: Style,
}

/// Number, day and state; under it what it is called.
fn view_line(canvas: &mut Canvas<'_>, area: Rect, line: &Line, (focus, inside): (bool, bool), ctx: &Ctx) {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let planned = line.state == MeetingState::Planned;
    let style = match (focus, planned) {
        (true, _) if !inside => th.focus,
        (_, true) => th.text,
        (_, false) => th.dim,
    };
    canvas.put(area.x + 1, area.y, 1, if focus { "›" } else { " " }, th.accent);
    let region = if line.region_name.is_empty() { t!(lang, "meeting-network") } else { line.region_name.clone() };
    let head = format!("#{} {} · {region}", line.number, number::date(line.on));
    let right = match (line.state, line.undone) {
        (MeetingState::Held, n) if n > 0 => t!(lang, "meetings-undone", count = n),
        (state, _) => state.label().get(lang).to_owned(),
    };
    let used = u16::try_from(text::width(&right)).unwrap_or(0).min(area.width / 2);
    canvas.put(area.x + 3, area.y, area.width.saturating_sub(used + 5), &head, style);
    let soon = planned && line.on <= ctx.policy.calendar.add_workdays(ctx.today(), ctx.policy.meeting.prepare_days);
    canvas.put_right(area.x, area.y, area.width - 1, &right, if soon || line.undone > 0 { th.soon } else { th.dim });
    if area.height > 1 {
        let items = t!(lang, "meetings-items", count = line.items);
        let under = format!("{} · {items}", line.title);
        canvas.put(area.x + 5, area.y + 1, area.width.saturating_sub(6), &under, th.dim);
    }
}
