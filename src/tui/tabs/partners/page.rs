//! The page of one partner: one section at a time in 80 columns, side by side where there is room.

mod sections;

use std::cell::Cell;

use ratatui::layout::Rect;

use super::{ask, source};
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::figures::PartnerFigures;
use crate::domain::money::Rate;
use crate::domain::record::{Kind, Lang, Row, Value};
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::Action;
use crate::tui::overlay::step;
use crate::tui::tabs::empty;
use crate::tui::view::panes;
use crate::tui::worker::partners::{Page, Query};

/// A section of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Overview,
    Sales,
    Receivables,
    Tickets,
    Tasks,
    History,
}

impl Section {
    const ALL: [Self; 6] = [Self::Overview, Self::Sales, Self::Receivables, Self::Tickets, Self::Tasks, Self::History];

    fn title(self, lang: Lang) -> String {
        match self {
            Self::Overview => t!(lang, "page-overview"),
            Self::Sales => t!(lang, "page-sales"),
            Self::Receivables => t!(lang, "page-receivables"),
            Self::Tickets => t!(lang, "page-tickets"),
            Self::Tasks => t!(lang, "page-tasks"),
            Self::History => t!(lang, "page-history"),
        }
    }

    fn step(self, by: isize) -> Self {
        let at = Self::ALL.iter().position(|s| *s == self).unwrap_or(0).cast_signed() + by;
        let at = at.rem_euclid(Self::ALL.len().cast_signed()).cast_unsigned();
        Self::ALL.get(at).copied().unwrap_or(self)
    }
}

/// The page of one partner.
#[derive(Debug)]
pub(super) struct PageState {
    id: i64,
    page: Option<Box<Page>>,
    section: Section,
    at: usize,
    top: Cell<usize>,
}

impl PageState {
    pub(super) fn new(id: i64) -> Self {
        Self { id, page: None, section: Section::Overview, at: 0, top: Cell::new(0) }
    }

    pub(super) fn id(&self) -> i64 {
        self.id
    }

    pub(super) fn receive(&mut self, page: Box<Page>) {
        self.page = Some(page);
    }

    pub(super) fn copied(&self) -> Option<String> {
        self.page.as_ref().map(|p| crate::tui::worker::form::called(&p.row))
    }

    fn code(&self) -> String {
        self.page.as_ref().and_then(|p| p.row.get("code").text()).unwrap_or_default().to_owned()
    }

    /// How many lines of the section have a cursor.
    fn len(&self) -> usize {
        let Some(p) = &self.page else { return 0 };
        match self.section {
            Section::Overview => p.contacts.len() + p.alerts.len(),
            Section::Sales => 0,
            Section::Receivables => p.open.items.len(),
            Section::Tickets => p.tickets.len(),
            Section::Tasks => p.tasks.len(),
            Section::History => p.history.len(),
        }
    }

    pub(super) fn update(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::NextSection | Action::PreviousSection => {
                self.section = self.section.step(if action == Action::NextSection { 1 } else { -1 });
                self.at = 0;
                self.top.set(0);
                Vec::new()
            }
            Action::Edit => vec![Effect::Edit(Kind::Partner, self.id)],
            Action::AddContact => self.add(Kind::Contact),
            Action::AddTask => self.add(Kind::Task),
            Action::AddTicket => self.add(Kind::Ticket),
            Action::Explain => self.explain(ctx).into_iter().collect(),
            Action::Open => self.open(),
            Action::Reload => vec![ask(Query::Page(self.id))],
            other => {
                self.at = step(self.at, self.len(), 10, other);
                Vec::new()
            }
        }
    }

    fn add(&self, kind: Kind) -> Vec<Effect> {
        let mut row = Row::blank(kind);
        row.set("partner", Value::Int(self.id));
        let fields: Vec<&'static str> = match kind {
            Kind::Ticket => vec!["kind", "severity", "title", "partner", "owner", "amount", "description"],
            Kind::Task => vec!["kind", "title", "partner", "owner", "due_on", "checklist"],
            _ => Vec::new(),
        };
        vec![Effect::OpenForm { row, fields }]
    }

    /// Opens what is under the cursor: a contact's form, a ticket, a task, the invoices.
    fn open(&self) -> Vec<Effect> {
        let Some(p) = &self.page else { return Vec::new() };
        let row = |rows: &[Row], kind| rows.get(self.at).map(|r| Effect::Open(kind, r.id)).into_iter().collect();
        match self.section {
            Section::Overview => match p.contacts.get(self.at) {
                Some(contact) => vec![Effect::Edit(Kind::Contact, contact.id)],
                None => vec![Effect::OpenList(source(Kind::Alert, &self.code(), ""))],
            },
            Section::Sales => vec![Effect::OpenList(source(Kind::Sale, &self.code(), ""))],
            Section::Receivables => vec![Effect::OpenList(source(Kind::Invoice, &self.code(), ""))],
            Section::Tickets => row(&p.tickets, Kind::Ticket),
            Section::Tasks => row(&p.tasks, Kind::Task),
            Section::History => Vec::new(),
        }
    }

    /// Explains the health of the partner by its stored components.
    pub(super) fn explain(&self, ctx: &Ctx) -> Option<Effect> {
        let p = self.page.as_ref()?;
        let figures = p.figures.as_ref();
        let points = figures.and_then(|f| f.health);
        let mut e = Explanation::new(Words::key("part-health"), points.map_or(Amount::NotRated, Amount::Points))
            .formula(Words::key("part-formula"));
        let w = &ctx.policy.health.weights;
        let parts = [
            ("part-frequency", "frequency", w.frequency, Some(Kind::Sale)),
            ("part-sell-through", "sell_through", w.sell_through, Some(Kind::Stock)),
            ("part-returns", "returns", w.returns, Some(Kind::Sale)),
            ("part-pace", "pace", w.pace, None),
            ("part-overdue", "overdue", w.overdue, Some(Kind::Invoice)),
            ("part-tickets", "tickets", w.tickets, Some(Kind::Ticket)),
        ];
        let scored = figures.map(|f| f.parts.health).unwrap_or_default();
        let sum: i64 = parts.iter().zip(&scored).filter(|(_, s)| s.is_some()).map(|((_, _, w, _), _)| w).sum();
        let code = self.code();
        for ((key, name, weight, kind), score) in parts.into_iter().zip(scored) {
            let share = score.filter(|_| sum > 0).map(|_| Rate(weight * 10_000 / sum.max(1)));
            let value = figures.map_or(Amount::NotRated, |f| measured(name, f));
            e = e.weighted(Words::key(key), value, score, share);
            if let Some(kind) = kind {
                e = e.from_rows(source(kind, &code, ""));
            }
            e = e.policy(format!("health.weights.{name}"), weight.to_string());
        }
        if scored.iter().any(Option::is_none) {
            e = e.note(Words::key("part-left-out"));
        }
        Some(Effect::Explain(Box::new(e)))
    }

    /// Draws the whole page.
    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let Some(p) = &self.page else {
            return empty(canvas, area, &t!(ctx.lang, "loading"), "", ctx);
        };
        sections::title(p, canvas, area, ctx);
        let mut x = area.x + 1;
        for section in Section::ALL {
            let style =
                if section == self.section { th.accent.add_modifier(ratatui::style::Modifier::UNDERLINED) } else { th.dim };
            x += canvas.put(x, area.y + 1, area.right().saturating_sub(x), &section.title(ctx.lang), style) + 2;
        }
        let body = Rect { y: area.y + 3, height: area.height.saturating_sub(3), ..area };
        let columns = self.side_by_side(body.width);
        let count = u16::try_from(columns.len()).unwrap_or(1).max(1);
        let each = body.width / count;
        for (i, section) in (0u16..).zip(columns) {
            let x = body.x + i * each;
            if i > 0 {
                canvas.vertical(x, body.y, body.height, th.rule);
            }
            let inset = u16::from(i > 0);
            let part = Rect { x: x + 1 + inset, y: body.y, width: each.saturating_sub(2 + inset), height: body.height };
            if count > 1 {
                canvas.put(part.x, part.y, part.width, &section.title(ctx.lang), th.head);
            }
            let heads = u16::from(count > 1);
            let part = Rect { y: part.y + heads, height: part.height - heads, ..part };
            let at = if section == self.section { Some(self.at) } else { None };
            sections::draw(section, p, at, &self.top, canvas, part, ctx);
        }
    }

    /// The sections that are shown: the current one, and where there is room what it is read with.
    fn side_by_side(&self, width: u16) -> Vec<Section> {
        let mut shown = match panes(width) {
            1 => Vec::new(),
            2 => vec![Section::Overview],
            _ => vec![Section::Overview, Section::Sales],
        };
        if !shown.contains(&self.section) || shown.is_empty() {
            shown.push(self.section);
        } else {
            let more = Section::ALL.into_iter().filter(|s| !shown.contains(s)).take(usize::from(panes(width)) - shown.len());
            let more: Vec<Section> = more.collect();
            shown.extend(more);
        }
        shown
    }

    /// Draws what of the page stands beside the list.
    pub(super) fn brief(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let Some(p) = &self.page else { return };
        sections::brief(p, canvas, area, ctx);
    }
}

/// The figure behind a component of health; what is not stored by itself is not shown.
fn measured(name: &str, f: &PartnerFigures) -> Amount {
    let rate = |r: Option<i64>| r.map_or(Amount::NotRated, |r| Amount::Rate(Rate(r)));
    match name {
        "frequency" => Amount::Count(f.orders4),
        "returns" => rate(f.return_rate),
        "pace" => rate(f.pace),
        "overdue" => Amount::Days(f.overdue_days * 10),
        "tickets" => Amount::Count(f.open_tickets),
        _ => Amount::Text(String::new()),
    }
}
