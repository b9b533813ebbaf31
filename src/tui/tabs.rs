//! The tabs: one module each. What each may do is [`Tab`]; `app` routes by [`TabId`].

pub mod calendar;
pub mod conflicts;
pub mod kpis;
pub mod partners;
pub mod tiers;
pub mod today;

use ratatui::layout::Rect;

use super::app::{Answer, Ctx, Effect};
use super::canvas::Canvas;
use super::keymap::{Action, Scope};
use super::theme::Tone;
use crate::domain::record::{Kind, Lang, Row, Value};
use crate::t;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TabId {
    /// The triage queue.
    Today,
    /// The register.
    Partners,
    /// The tier board.
    Tiers,
    /// The ticket desk.
    Conflicts,
    /// What is planned.
    Calendar,
    /// The figures.
    Kpis,
}

impl TabId {
    /// In the order of the head line.
    pub const ALL: [Self; 6] = [Self::Today, Self::Partners, Self::Tiers, Self::Conflicts, Self::Calendar, Self::Kpis];

    #[must_use]
    pub fn digit(self) -> usize {
        Self::ALL.iter().position(|t| *t == self).unwrap_or(0)
    }

    /// The tab so many places on, around the corner.
    #[must_use]
    pub fn step(self, by: isize) -> Self {
        let at = self.digit().cast_signed() + by;
        let at = at.rem_euclid(Self::ALL.len().cast_signed()).cast_unsigned();
        Self::ALL.get(at).copied().unwrap_or(self)
    }

    /// What people call it.
    #[must_use]
    pub fn title(self, lang: Lang) -> String {
        match self {
            Self::Today => t!(lang, "tab-today"),
            Self::Partners => t!(lang, "tab-partners"),
            Self::Tiers => t!(lang, "tab-tiers"),
            Self::Conflicts => t!(lang, "tab-conflicts"),
            Self::Calendar => t!(lang, "tab-calendar"),
            Self::Kpis => t!(lang, "tab-kpis"),
        }
    }
}

/// What stands behind a tab's name in the head line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// A count: `9`, `±6`.
    pub text: String,
    /// Whether it wants attention.
    pub tone: Tone,
}

/// What a tab does. All are functions of their arguments: no terminal, file, clock or database.
pub trait Tab: std::fmt::Debug {
    /// The scopes of its keys, most particular first, without `list` and `global`.
    fn scopes(&self) -> &'static [Scope];

    /// Asks for what it shows: when it becomes visible, and when somebody has written. It keeps what it has
    /// until the answer comes, and the selection by id.
    fn load(&mut self, ctx: &Ctx) -> Vec<Effect>;

    /// The tab is left: what waits for an answer before it is done is done now.
    fn leave(&mut self) -> Vec<Effect> {
        Vec::new()
    }

    /// What is kept in its place while a person works is put in order with the next answer: the tab becomes visible, or the
    /// person asks for it.
    fn renew(&mut self) {}

    /// Does what was done last again, if the tab remembers that by itself.
    fn again(&mut self, ctx: &Ctx) -> Option<Vec<Effect>> {
        let _ = ctx;
        None
    }

    /// What a ticket is made of here, if the tab knows better than a form with the partner in it.
    fn ticket(&self, ctx: &Ctx) -> Option<Vec<Effect>> {
        let _ = ctx;
        None
    }

    /// The partner under the cursor.
    fn partner(&self, ctx: &Ctx) -> Option<i64> {
        let _ = ctx;
        None
    }

    /// A key of its scopes.
    fn update(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect>;

    /// What a person answered to the picker, prompt or question that was opened for `asked`.
    fn answer(&mut self, asked: Action, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        let _ = (asked, answer, ctx);
        Vec::new()
    }

    /// Selects or opens this record, if it is one of its own.
    fn show(&mut self, kind: Kind, id: i64, ctx: &Ctx) -> Vec<Effect> {
        let _ = (kind, id, ctx);
        Vec::new()
    }

    /// This record was just written here: selects it, if it is in the list.
    fn written(&mut self, kind: Kind, id: i64, ctx: &Ctx) -> Vec<Effect> {
        let _ = (kind, id, ctx);
        Vec::new()
    }

    /// Leaves what is open inside the tab; `None` if nothing is.
    fn close(&mut self, ctx: &Ctx) -> Option<Vec<Effect>> {
        let _ = ctx;
        None
    }

    /// The terminal has another size (`ctx.size`).
    fn resized(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let _ = ctx;
        Vec::new()
    }

    /// The minute has changed, or the second if it counts seconds.
    fn tick(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let _ = ctx;
        Vec::new()
    }

    /// Whether a clock that is shown counts seconds now (its last minute).
    fn counts_seconds(&self, ctx: &Ctx) -> bool {
        let _ = ctx;
        false
    }

    /// What `y` copies: a name, a code, a line.
    fn copied(&self, ctx: &Ctx) -> Option<String> {
        let _ = ctx;
        None
    }

    /// What stands behind its name in the head line; without one the count of [`Ctx::counts`].
    fn badge(&self, ctx: &Ctx) -> Option<Badge> {
        let _ = ctx;
        None
    }

    /// Draws it.
    fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx);
}

/// All tabs.
#[derive(Debug, Default)]
pub struct Tabs {
    /// The triage queue.
    pub today: today::State,
    /// The register.
    pub partners: partners::State,
    /// The tier board.
    pub tiers: tiers::State,
    /// The ticket desk.
    pub conflicts: conflicts::State,
    /// What is planned.
    pub calendar: calendar::State,
    /// The figures.
    pub kpis: kpis::State,
}

impl Tabs {
    /// A tab, to change it.
    pub fn of(&mut self, id: TabId) -> &mut dyn Tab {
        match id {
            TabId::Today => &mut self.today,
            TabId::Partners => &mut self.partners,
            TabId::Tiers => &mut self.tiers,
            TabId::Conflicts => &mut self.conflicts,
            TabId::Calendar => &mut self.calendar,
            TabId::Kpis => &mut self.kpis,
        }
    }

    /// A tab, to look at it.
    #[must_use]
    pub fn get(&self, id: TabId) -> &dyn Tab {
        match id {
            TabId::Today => &self.today,
            TabId::Partners => &self.partners,
            TabId::Tiers => &self.tiers,
            TabId::Conflicts => &self.conflicts,
            TabId::Calendar => &self.calendar,
            TabId::Kpis => &self.kpis,
        }
    }
}

/// Fields of a new ticket, in the order of the form.
const NEW_TICKET: [&str; 12] = [
    "kind",
    "severity",
    "title",
    "partner",
    "complainant",
    "respondent",
    "affected",
    "amount",
    "description",
    "owner",
    "pain_point",
    "opened_at",
];

/// The form of a new ticket, with its partner filled in where one is known.
#[must_use]
pub fn new_ticket(partner: Option<i64>) -> Effect {
    let mut row = Row::blank(Kind::Ticket);
    row.set("partner", partner.map_or(Value::Null, Value::Int));
    ticket_form(row)
}

/// The form of a new ticket of which something is known.
#[must_use]
pub fn ticket_form(row: Row) -> Effect {
    Effect::OpenForm { row, fields: NEW_TICKET.to_vec() }
}

/// What is shown where there is nothing to show: a line, and one that says what to press.
pub fn empty(canvas: &mut Canvas<'_>, area: Rect, line: &str, hint: &str, ctx: &Ctx) {
    let middle = area.y + area.height / 3;
    for (y, text, style) in [(middle, line, ctx.theme.text), (middle + 2, hint, ctx.theme.dim)] {
        let width = u16::try_from(super::widgets::text::width(text)).unwrap_or(u16::MAX).min(area.width);
        if y < area.bottom() {
            canvas.put(area.x + (area.width - width) / 2, y, width, text, style);
        }
    }
}
