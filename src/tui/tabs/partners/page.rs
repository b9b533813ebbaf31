//! The page of one partner: one section at a time in 80 columns, side by side where there is room.

mod sections;

use std::cell::Cell;

use ratatui::layout::Rect;

use super::{ask, source};
use crate::domain::partner::Column;
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
    /// Whether the next explanation is of the tier score: `x` takes turns.
    score_next: bool,
}

impl PageState {
    pub(super) fn new(id: i64) -> Self {
        Self { id, page: None, section: Section::Overview, at: 0, top: Cell::new(0), score_next: false }
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

    pub(super) fn update(&mut self, action: Action) -> Vec<Effect> {
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
            Action::Explain => vec![self.explain()],
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

    /// Asks for the whole calculation: of the health, or of the tier score where that was explained last.
    pub(super) fn explain(&mut self) -> Effect {
        self.score_next = !self.score_next;
        ask(Query::Explain { partner: self.id, score: !self.score_next })
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
    pub(super) fn brief(&self, listed: &[Column], canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let Some(p) = &self.page else { return };
        sections::brief(p, listed, canvas, area, ctx);
    }
}
