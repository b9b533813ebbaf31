//! One ticket: what it is and its clocks on top, below them what it says, block by block ([`crate::report`]).
//!
//! Opened, it has a cursor: Enter opens what a line is about, `x` explains it, `a` adds to its block.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::view::{bar, tone};
use super::{State, query};
use crate::domain::explain::Words;
use crate::domain::kinds::{EventKind, TaskKind};
use crate::domain::record::{Kind, Row, Storable as _, Value};
use crate::domain::sentence::Sentence;
use crate::domain::sla::Clock;
use crate::i18n::{desk, number};
use crate::report::{Block, Opens, Why};
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Binding, Scope};
use crate::tui::overlay::{Item, Picker, Then, step};
use crate::tui::widgets::{sheet, text};
use crate::tui::worker::conflicts::{Op, Page, Query};
use crate::tui::worker::{self};

/// Columns of a clock's bar.
const BAR: u16 = 12;
/// The block of the articles that fit.
const ARTICLES: &str = "articles";
/// What can be added to a ticket, the most frequent first, with the fields that are asked for; none: a key of its own asks.
const ADDS: [(Kind, &[&str]); 5] = [
    (Kind::TicketEvent, &[]),
    (Kind::TicketParty, &["partner", "role"]),
    (Kind::Task, &["title", "due_on", "owner", "partner", "ticket"]),
    (Kind::Violation, &[]),
    (Kind::Satisfaction, &["score", "comment", "respondent", "partner", "on"]),
];

impl State {
    /// Puts the articles that fit among the blocks, once both are here.
    pub(super) fn offer(&mut self, ctx: &Ctx) {
        self.blocks.retain(|b| b.name != ARTICLES);
        let Some((id, titles, total)) = self.offered.as_ref().filter(|(_, _, total)| *total > 0) else { return };
        if self.current().is_none_or(|p| p.ticket.id != *id) {
            return;
        }
        let key = ctx.keymap.of(Scope::Global).find(|b| b.action == Action::Knowledge).map(Binding::shown).unwrap_or_default();
        let head = format!("{} {key}", t!(ctx.lang, "ticket-articles", count = i64::try_from(*total).unwrap_or(0)));
        let block = Block::text(ARTICLES, titles.join("\n")).head(Words::Text(head));
        let before = self.blocks.iter().position(|b| b.name == "history").unwrap_or(self.blocks.len());
        self.blocks.insert(before, block);
    }

    fn items(&self) -> Vec<sheet::Item<'_>> {
        sheet::items(&self.blocks)
    }

    /// The block under the cursor, and the cursor's place in it.
    fn block(&self) -> Option<(&Block, usize)> {
        let mut left = self.item;
        for block in &self.blocks {
            let here = sheet::items(std::slice::from_ref(block)).len();
            if left < here {
                return Some((block, left));
            }
            left -= here;
        }
        None
    }

    /// Whether a key means something else in the opened ticket than in the list.
    pub(super) fn in_detail(&self, action: Action) -> bool {
        match action {
            Action::Down
            | Action::Up
            | Action::Top
            | Action::Bottom
            | Action::HalfDown
            | Action::HalfUp
            | Action::PageDown
            | Action::PageUp
            | Action::Open
            | Action::Why
            | Action::Explain
            | Action::Add
            | Action::Remove => true,
            Action::Edit => {
                matches!(self.opens(), Some(Opens::Record(kind, _)) if !matches!(kind, Kind::Partner | Kind::Ticket))
                    || self.party().is_some()
            }
            _ => false,
        }
    }

    fn opens(&self) -> Option<&Opens> {
        self.items().get(self.item).and_then(|i| i.opens)
    }

    /// The record of the party under the cursor.
    fn party(&self) -> Option<i64> {
        let (block, at) = self.block()?;
        let page = self.current().filter(|_| block.name == "parties")?;
        page.parties.get(at).map(|p| p.id)
    }

    /// A key in the opened ticket.
    pub(super) fn detail_key(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::Open => self.open_item(ctx),
            Action::Why | Action::Explain => {
                if let Some(Why::Here(explanation)) = self.items().get(self.item).and_then(|i| i.why) {
                    return vec![Effect::Explain(explanation.clone())];
                }
                let row = self.row();
                row.map(|r| query(Query::Why(r.id, self.explained(r, ctx), ctx.lang))).into_iter().collect()
            }
            Action::Add => self.add(ctx),
            Action::Remove => match (self.party(), self.selected) {
                (Some(party), Some(ticket)) => {
                    vec![Effect::Do(worker::Op::Conflicts(Op::RemoveParty([ticket], party)))]
                }
                _ => vec![Effect::Say(Sentence::new("ticket-no-party-here"))],
            },
            Action::Edit => match (self.party(), self.opens()) {
                (Some(party), _) => vec![Effect::Edit(Kind::TicketParty, party)],
                (None, Some(Opens::Record(kind, id))) => vec![Effect::Edit(*kind, *id)],
                _ => Vec::new(),
            },
            other => {
                self.item = step(self.item, self.items().len(), usize::from(ctx.size.1) / 2, other);
                Vec::new()
            }
        }
    }

    fn open_item(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if self.block().is_some_and(|(b, _)| b.name == ARTICLES) {
            return vec![Effect::OpenKnowledge(self.look_up(ctx))];
        }
        match self.opens() {
            Some(Opens::Record(kind, id)) => vec![Effect::Open(*kind, *id)],
            Some(Opens::Rows(source)) => vec![Effect::OpenList(source.clone())],
            None => vec![Effect::Say(Sentence::new("ticket-nothing-to-open"))],
        }
    }

    /// Adds what the block under the cursor is about, or what is chosen.
    fn add(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if let Some(kind) = self.block().and_then(|(b, _)| b.adds) {
            return self.add_kind(kind, ctx);
        }
        let item = |kind: Kind| {
            let label = if kind == Kind::TicketEvent { EventKind::Evidence.label() } else { kind.def().label };
            Item { id: 0, code: kind.def().name.to_owned(), label: label.get(ctx.lang).to_owned(), hint: String::new() }
        };
        let items = ADDS.into_iter().map(|(kind, _)| item(kind)).collect();
        vec![Effect::Pick(Box::new(Picker::fixed(Sentence::new("page-ask-add"), items, Then::Tab(Action::Add)).without_codes()))]
    }

    /// The form of what is added to the ticket.
    pub(super) fn add_kind(&mut self, kind: Kind, ctx: &Ctx) -> Vec<Effect> {
        let Some(id) = self.selected else { return Vec::new() };
        let mut row = Row::blank(kind);
        row.set("ticket", Value::Int(id));
        let fields = ADDS.iter().find(|(adds, _)| *adds == kind).map_or(&[][..], |(_, fields)| fields);
        match kind {
            Kind::TicketEvent => return self.work(Action::Evidence, ctx),
            Kind::Violation => return self.work(Action::Violation, ctx),
            Kind::Task => {
                row.set("kind", TaskKind::FollowUp.to_value());
                row.set("owner", ctx.who.user.to_value());
                row.set("due_on", ctx.policy.calendar.on_or_after(ctx.today() + chrono::Days::new(1)).to_value());
                row.set("partner", self.row().and_then(|r| r.partner).to_value());
            }
            // what has a day is about the one who reported it, today
            _ if fields.contains(&"on") => {
                row.set("on", ctx.today().to_value());
                row.set("partner", self.row().and_then(|r| r.partner).to_value());
            }
            _ => {}
        }
        vec![Effect::OpenForm { row, fields: fields.to_vec() }]
    }

    pub(super) fn view_detail(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let Some(page) = self.current() else { return };
        let mut inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        for piece in self.head(page, inside.width.into(), ctx) {
            if inside.height == 0 {
                return;
            }
            match piece {
                Piece::Text(parts) => {
                    let parts: Vec<(&str, Style)> = parts.iter().map(|(s, style)| (s.as_str(), *style)).collect();
                    canvas.pieces(inside.x, inside.y, inside.width, &parts);
                }
                Piece::Clock(clock, said) => {
                    bar(canvas, inside.x, inside.y, BAR, &clock, ctx);
                    let style = if clock.phase.is_open() { ctx.theme.tone(tone(clock.phase)) } else { ctx.theme.dim };
                    canvas.put(inside.x + BAR + 1, inside.y, inside.width.saturating_sub(BAR + 1), &said, style);
                }
            }
            inside = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
        }
        if inside.height > 1 {
            canvas.rule(area.x, inside.y, area.width, ctx.theme.rule);
            inside = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
            sheet::draw(&self.blocks, self.open.then_some(self.item), &self.scroll, canvas, inside, ctx);
        }
    }

    /// What it is, who works on it, its clocks.
    fn head(&self, page: &Page, width: usize, ctx: &Ctx) -> Vec<Piece> {
        let (th, lang) = (&ctx.theme, ctx.lang);
        let (row, mut out) = (&page.listed.line, Vec::new());
        let plain = |said: String, style: Style| Piece::Text(vec![(said, style)]);
        out.push(plain(text::cut(&format!("#{} {}", row.number, row.title), width).into_owned(), th.accent));
        let level = format!("L{}", row.level);
        let mut facts = vec![
            row.times.severity.label().get(lang).to_owned(),
            row.times.kind.label().get(lang).to_owned(),
            row.times.state.label().get(lang).to_owned(),
            level,
        ];
        if page.ticket.round_the_clock {
            facts.push("24x7".to_owned());
        }
        facts.push(if row.owner_name.is_empty() { "–".to_owned() } else { row.owner_name.clone() });
        facts.extend(page.ticket.amount.map(number::amount_full));
        out.push(plain(text::cut(&facts.join(" · "), width).into_owned(), th.text));
        if let Some(until) = self.snoozed.get(&row.id) {
            out.push(plain(t!(lang, "ticket-snoozed-until", until = due(*until, ctx)), th.accent));
        }
        for clock in self.clocks(row, ctx).into_iter().flatten() {
            let said = t!(
                lang,
                "ticket-clock",
                clock = desk::clock_name(lang, clock.kind),
                stands = desk::clock(lang, &clock),
                due = due(clock.due, ctx)
            );
            out.push(Piece::Clock(clock, said));
            if let Some(year) = clock.uncovered {
                for line in text::wrap(&t!(lang, "sla-uncovered", year = year.to_string()), width) {
                    out.push(plain(line, th.soon));
                }
            }
        }
        out
    }
}

/// A line of the head; a clock draws its bar in the first columns.
enum Piece {
    Text(Vec<(String, Style)>),
    Clock(Clock, String),
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
