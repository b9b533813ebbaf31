//! One ticket: what it is, its clocks, parties, words and history.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::view::{bar, tone};
use super::{State, clocks};
use crate::domain::kinds::TicketEvent;
use crate::domain::record::Kind;
use crate::domain::sla::{Clock, Desk};
use crate::i18n::{desk, number};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Binding, Scope};
use crate::tui::widgets::text;
use crate::tui::worker::conflicts::Page;

/// A line of the detail; a clock draws its bar in the first columns.
enum Piece {
    Text(Vec<(String, Style)>),
    Clock(Clock, String),
}

/// Columns of a clock's bar.
const BAR: u16 = 12;

impl State {
    pub(super) fn view_detail(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let Some(page) = self.current() else { return };
        let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let lines = lines(page, self.offered(page.ticket.id), inside.width.into(), ctx);
        let most = lines.len().saturating_sub(inside.height.into());
        self.scroll.set(self.scroll.get().min(most));
        for (y, piece) in (inside.y..inside.bottom()).zip(lines.iter().skip(self.scroll.get())) {
            match piece {
                Piece::Text(parts) => {
                    let parts: Vec<(&str, Style)> = parts.iter().map(|(s, style)| (s.as_str(), *style)).collect();
                    canvas.pieces(inside.x, y, inside.width, &parts);
                }
                Piece::Clock(clock, said) => {
                    bar(canvas, inside.x, y, BAR, clock, ctx);
                    let style = if clock.phase.is_open() { ctx.theme.tone(tone(clock.phase)) } else { ctx.theme.dim };
                    canvas.put(inside.x + BAR + 1, y, inside.width.saturating_sub(BAR + 1), said, style);
                }
            }
        }
        if most > self.scroll.get() {
            canvas.put_right(inside.x, inside.bottom() - 1, inside.width, " ↓ ^D", ctx.theme.accent);
        }
    }
}

impl State {
    /// The titles of the articles that fit a ticket, and how many there are.
    fn offered(&self, ticket: i64) -> (&[String], usize) {
        self.offered.as_ref().filter(|(id, ..)| *id == ticket).map_or((&[], 0), |(_, titles, total)| (titles, *total))
    }
}

fn lines(page: &Page, (titles, total): (&[String], usize), width: usize, ctx: &Ctx) -> Vec<Piece> {
    let (th, lang, row) = (&ctx.theme, ctx.lang, &page.listed.line);
    let mut out = Vec::new();
    let plain = |text: String, style: Style| Piece::Text(vec![(text, style)]);
    for line in text::wrap(&format!("#{} {}", row.number, page.ticket.title), width) {
        out.push(plain(line, th.head));
    }
    let level = format!("L{}", row.level);
    let mut facts =
        vec![row.times.severity.label().get(lang), row.times.kind.label().get(lang), row.times.state.label().get(lang), &level];
    if page.ticket.round_the_clock {
        facts.push("24x7");
    }
    out.push(plain(facts.join(" · "), th.text));
    let owner = if row.owner_name.is_empty() { "–" } else { &row.owner_name };
    out.push(Piece::Text(vec![(format!("{} ", label("owner", ctx)), th.dim), (owner.to_owned(), th.text)]));
    if let Some(amount) = page.ticket.amount {
        let amount = number::amount_full(amount);
        out.push(Piece::Text(vec![(format!("{} ", label("amount", ctx)), th.dim), (amount, th.text)]));
    }
    out.push(plain(String::new(), th.text));
    let day = Desk::of(&ctx.policy).time.day_seconds(row.times.service);
    for clock in clocks(row, ctx).into_iter().flatten() {
        let due = due(clock.due, ctx);
        let said = t!(
            lang,
            "ticket-clock",
            clock = desk::clock_name(lang, clock.kind),
            stands = desk::clock(lang, &clock, day),
            due = due
        );
        out.push(Piece::Clock(clock, said));
        if let Some(year) = clock.uncovered {
            for line in text::wrap(&t!(lang, "sla-uncovered", year = year.to_string()), width) {
                out.push(plain(line, th.soon));
            }
        }
    }
    if !page.parties.is_empty() {
        out.push(plain(String::new(), th.text));
        for party in &page.parties {
            let role = format!("{} ", party.role.label().get(lang));
            out.push(Piece::Text(vec![(role, th.dim), (format!("{} {}", party.code, party.name), th.text)]));
        }
    }
    let t = &page.ticket;
    let words = [
        ("description", &t.description),
        ("root_cause", &t.root_cause),
        ("resolution", &t.resolution),
        ("agreed_terms", &t.agreed_terms),
    ];
    for (field, said) in words.into_iter().filter(|(_, said)| !said.is_empty()) {
        out.push(plain(String::new(), th.text));
        out.push(plain(label(field, ctx).to_owned(), th.dim));
        out.extend(text::wrap(&text::sanitise_lines(said), width).into_iter().map(|line| plain(line, th.text)));
    }
    if total > 0 {
        out.push(plain(String::new(), th.text));
        let key = ctx.keymap.of(Scope::Global).find(|b| b.action == Action::Knowledge).map(Binding::shown).unwrap_or_default();
        let said = t!(lang, "ticket-articles", count = i64::try_from(total).unwrap_or(0));
        out.push(Piece::Text(vec![(format!("{said} "), th.head), (key, th.accent)]));
        out.extend(titles.iter().map(|title| plain(format!("  {}", text::cut(title, width.saturating_sub(2))), th.text)));
    }
    out.push(plain(String::new(), th.text));
    out.push(plain(t!(lang, "ticket-history"), th.head));
    // newest first: what happened last is what one looks for
    for (event, actor) in page.history.iter().rev() {
        history(&mut out, &event.record, actor.as_deref(), width, ctx);
    }
    out
}

fn history(out: &mut Vec<Piece>, event: &TicketEvent, actor: Option<&str>, width: usize, ctx: &Ctx) {
    let th = &ctx.theme;
    let when = format!("{} {} ", due(event.at, ctx), actor.unwrap_or("qudao"));
    let said = desk::event(ctx.lang, event);
    let indent = 2;
    if text::width(&when) + text::width(&said) <= width {
        out.push(Piece::Text(vec![(when, th.dim), (said, th.text)]));
        return;
    }
    out.push(Piece::Text(vec![(when, th.dim)]));
    for line in text::wrap(&text::sanitise_lines(&said), width.saturating_sub(indent)) {
        out.push(Piece::Text(vec![(format!("{}{line}", " ".repeat(indent)), th.text)]));
    }
}

/// A moment as one looks for it: the time alone today, else with its day, else with its year.
fn due(at: chrono::DateTime<chrono::Utc>, ctx: &Ctx) -> String {
    use chrono::Datelike as _;
    let (local, today) = (ctx.local(at), ctx.today());
    let time = local.format("%H:%M");
    if local.date() == today {
        return time.to_string();
    }
    if local.year() == today.year() {
        let day = number::date_short(ctx.lang, local.date());
        return format!("{} {day} {time}", number::weekday(ctx.lang, local.date()));
    }
    number::moment(at, ctx.policy.organisation.zone)
}

fn label(field: &str, ctx: &Ctx) -> &'static str {
    Kind::Ticket.def().field(field).map_or("", |(_, f)| f.label.get(ctx.lang))
}
