//! Joint meetings: the list, and the agenda or minutes of the one under the cursor beside it, or on a narrow screen instead of it.

mod view;

use std::cell::Cell;

use crossterm::event::KeyEvent;

use super::{Input, Outcome, step};
use crate::domain::kinds::{MeetingState, TaskKind};
use crate::domain::record::{Kind, Row, Storable as _, Value};
use crate::domain::sentence::Sentence;
use crate::i18n::meeting::{parts, plain};
use crate::i18n::number;
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::keymap::{Action, Scope};
use crate::tui::worker::meetings::{Entry, Line, Op, Page, Query, Reply, held_day};

/// Fields of a new meeting, in the order of the form.
const NEW: [&str; 7] = ["title", "rhythm", "region", "planned_on", "place", "chair", "participants"];
/// Fields of what came of an item.
const OUTCOME: [&str; 5] = ["decision", "discussion", "actions", "topic", "position"];
/// Fields of a topic.
const TOPIC: [&str; 4] = ["topic", "ticket", "position", "discussion"];
/// Fields of an action.
const ACTION: [&str; 6] = ["title", "owner", "due_on", "partner", "ticket", "meeting"];

/// The list, and the meeting under the cursor.
#[derive(Debug, Default)]
pub struct Meetings {
    /// `None` until the first answer.
    lines: Option<Vec<Line>>,
    /// The meeting under the cursor.
    selected: Option<i64>,
    at: usize,
    top: Cell<usize>,
    page: Option<Box<Page>>,
    /// Whether the cursor is on the agenda.
    inside: bool,
    /// It was opened for one meeting: closing that closes it.
    direct: bool,
    /// The item under the cursor.
    item: usize,
    /// First line of the agenda that is shown.
    from: Cell<usize>,
    /// Whether the cursor's item has to be seen.
    follow: Cell<bool>,
    asking: Option<Asking>,
}

#[derive(Debug)]
enum Asking {
    Hold,
    Cancel(Input),
}

impl Meetings {
    /// Of all meetings, or opened at one.
    #[must_use]
    pub fn new(meeting: Option<i64>) -> Self {
        let direct = meeting.is_some();
        Self { selected: meeting, inside: direct, direct, follow: Cell::new(true), ..Self::default() }
    }

    /// Whether the keys are typed into the reason of a cancellation.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        matches!(self.asking, Some(Asking::Cancel(_)))
    }

    /// The scopes of its keys.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        match self.asking {
            Some(Asking::Hold) => &[Scope::Overlay],
            Some(Asking::Cancel(_)) => &[Scope::Text],
            None => &[Scope::Meeting, Scope::Overlay],
        }
    }

    /// Asks for what it shows.
    #[must_use]
    pub fn load(&self) -> Vec<Effect> {
        std::iter::once(Query::List).chain(self.selected.map(Query::Page)).map(query).collect()
    }

    /// A record was written: a new meeting is gone to.
    pub fn written(&mut self, kind: Kind, id: i64) -> Vec<Effect> {
        if kind != Kind::Meeting || self.selected == Some(id) {
            return Vec::new();
        }
        self.selected = Some(id);
        self.load()
    }

    /// What was answered; the cursor stays on its meeting and its item.
    pub fn receive(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::List(lines) => {
                let at = self.selected.and_then(|id| lines.iter().position(|l| l.id == id));
                self.at = at.unwrap_or(self.at).min(lines.len().saturating_sub(1));
                let now = lines.get(self.at).map(|l| l.id);
                self.lines = Some(lines);
                let changed = now != self.selected || self.page.is_none();
                self.selected = now;
                if changed { now.map(|id| query(Query::Page(id))).into_iter().collect() } else { Vec::new() }
            }
            Reply::Page(page) => {
                let before = self.entry().map(|e| e.item.id);
                self.page = page.filter(|p| Some(p.meeting.id) == self.selected);
                let entries = self.page.as_ref().map_or(&[][..], |p| p.entries.as_slice());
                let at = before.and_then(|id| entries.iter().position(|e| e.item.id == id));
                self.item = at.unwrap_or(self.item).min(entries.len().saturating_sub(1));
                Vec::new()
            }
        }
    }

    /// The page of the meeting under the cursor, if it has arrived.
    fn page(&self) -> Option<&Page> {
        self.page.as_deref().filter(|p| Some(p.meeting.id) == self.selected)
    }

    fn entry(&self) -> Option<&Entry> {
        self.page().and_then(|p| p.entries.get(self.item))
    }

    pub(super) fn action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        if self.asking.is_some() {
            return self.answered(action, ctx);
        }
        match action {
            Action::Close if self.inside && !self.direct => {
                self.inside = false;
                Outcome::stay()
            }
            Action::Close => Outcome::close(),
            Action::Left => {
                (self.inside, self.direct) = (false, false);
                Outcome::stay()
            }
            Action::Open | Action::Right if !self.inside => {
                self.inside = self.selected.is_some();
                self.follow.set(true);
                Outcome::stay()
            }
            Action::Add if !self.inside => Outcome::Stay(vec![Self::new_meeting(ctx)]),
            Action::Copy => Outcome::Stay(self.page().map(|p| copied(p, ctx)).unwrap_or_default()),
            Action::Edit => Outcome::Stay(self.page().map(edit).into_iter().collect()),
            Action::Generate | Action::HoldMeeting | Action::CancelMeeting => self.change(action),
            Action::AddTask => Outcome::Stay(self.new_action(ctx).into_iter().collect()),
            Action::Add | Action::Open | Action::OutcomeOf | Action::RemoveItem | Action::OpenTicket => self.on_item(action),
            other if self.inside => self.walk(other),
            other => {
                let len = self.lines.as_ref().map_or(0, Vec::len);
                self.at = step(self.at, len, 10, other);
                let id = self.lines.as_ref().and_then(|l| l.get(self.at)).map(|l| l.id);
                let changed = id != self.selected;
                self.selected = id;
                if changed {
                    (self.item, self.page) = (0, None);
                    self.from.set(0);
                }
                Outcome::Stay(id.filter(|_| changed).map(|id| query(Query::Page(id))).into_iter().collect())
            }
        }
    }

    /// The cursor moves over the items; further down it scrolls.
    fn walk(&mut self, action: Action) -> Outcome {
        let len = self.page().map_or(0, |p| p.entries.len());
        let at = step(self.item, len, 8, action);
        let lines = match action {
            Action::Down if at == self.item => 1,
            Action::HalfDown | Action::PageDown => 8,
            _ => 0,
        };
        if lines > 0 {
            self.follow.set(false);
            self.from.set(self.from.get() + lines);
        } else if action == Action::HalfUp {
            self.follow.set(false);
            self.from.set(self.from.get().saturating_sub(8));
        } else {
            self.follow.set(true);
            self.item = at;
        }
        Outcome::stay()
    }

    /// The form of a new one.
    #[must_use]
    pub fn new_meeting(ctx: &Ctx) -> Effect {
        let mut row = Row::blank(Kind::Meeting);
        row.set("title", Value::Text(t!(ctx.lang, "meeting-default-title")));
        row.set("planned_on", ctx.policy.calendar.add_workdays(ctx.today(), 10).to_value());
        row.set("chair", ctx.who.user.to_value());
        Effect::OpenForm { row, fields: NEW.to_vec() }
    }

    /// The form of an action of the meeting; of the item's ticket, if the cursor is on one.
    fn new_action(&self, ctx: &Ctx) -> Option<Effect> {
        let page = self.page()?;
        let mut row = Row::blank(Kind::Task);
        let calendar = &ctx.policy.calendar;
        row.set("kind", TaskKind::FollowUp.to_value());
        row.set("meeting", Value::Int(page.meeting.id));
        row.set("due_on", calendar.add_workdays(ctx.today(), ctx.policy.meeting.action_days).to_value());
        let ticket = self.entry().filter(|_| self.inside).and_then(|e| e.ticket.as_ref());
        row.set("ticket", ticket.map(|t| t.id).to_value());
        row.set("partner", ticket.and_then(|t| t.partner).to_value());
        row.set("owner", page.meeting.chair.or(ctx.who.user).to_value());
        Some(Effect::OpenForm { row, fields: ACTION.to_vec() })
    }

    fn on_item(&mut self, action: Action) -> Outcome {
        let Some(page) = self.page() else { return Outcome::stay() };
        let entry = self.entry().filter(|_| self.inside);
        if let (Action::OpenTicket, Some(entry)) = (action, entry) {
            let id = entry.ticket.as_ref().map(|t| t.id);
            return match id {
                Some(id) => Outcome::Close(vec![Effect::Open(Kind::Ticket, id)]),
                None => Outcome::stay(),
            };
        }
        if let Some(over) = over(page) {
            return Outcome::Stay(vec![Effect::Warn(over)]);
        }
        match (action, entry) {
            (Action::Add, _) => {
                let mut row = Row::blank(Kind::MeetingItem);
                row.set("meeting", Value::Int(page.meeting.id));
                Outcome::Stay(vec![Effect::OpenForm { row, fields: TOPIC.to_vec() }])
            }
            (Action::RemoveItem, Some(entry)) => Outcome::Stay(vec![run(Op::Remove(entry.item.id, entry.item.version))]),
            (Action::Open | Action::OutcomeOf, Some(entry)) => {
                Outcome::Stay(vec![Effect::OpenForm { row: entry.item.clone().into(), fields: OUTCOME.to_vec() }])
            }
            _ => {
                self.inside = true;
                Outcome::Stay(vec![Effect::Warn(Sentence::new("meeting-no-item"))])
            }
        }
    }

    /// What is done to the meeting as a whole.
    fn change(&mut self, action: Action) -> Outcome {
        let Some(page) = self.page() else { return Outcome::stay() };
        if let Some(over) = over(page) {
            return Outcome::Stay(vec![Effect::Warn(over)]);
        }
        match action {
            Action::Generate => return Outcome::Stay(vec![run(Op::Agenda(page.meeting.id))]),
            Action::HoldMeeting => self.asking = Some(Asking::Hold),
            _ => self.asking = Some(Asking::Cancel(Input::default())),
        }
        Outcome::stay()
    }

    fn answered(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        let seen = self.page().map(|p| (p.meeting.id, p.meeting.version, held_day(p.meeting.planned_on, ctx.today())));
        let Some((id, seen, on)) = seen.filter(|_| !matches!(action, Action::Close | Action::Refuse)) else {
            self.asking = None;
            return Outcome::stay();
        };
        let op = match &self.asking {
            Some(Asking::Hold) if action == Action::Accept => Op::Hold { id, seen, on },
            Some(Asking::Cancel(input)) if action == Action::Accept => Op::Cancel { id, seen, reason: input.text().to_owned() },
            _ => return Outcome::stay(),
        };
        // without a reason it is asked again
        if matches!(&op, Op::Cancel { reason, .. } if reason.trim().is_empty()) {
            return Outcome::stay();
        }
        self.asking = None;
        Outcome::Stay(vec![run(op)])
    }

    pub(super) fn typed(&mut self, event: KeyEvent) -> Outcome {
        if let Some(Asking::Cancel(input)) = &mut self.asking {
            input.key(event);
        }
        Outcome::stay()
    }

    pub(super) fn paste(&mut self, what: &str) -> Outcome {
        if let Some(Asking::Cancel(input)) = &mut self.asking {
            input.insert(&what.replace(['\n', '\r'], " "));
        }
        Outcome::stay()
    }
}

fn query(query: Query) -> Effect {
    Effect::Query(crate::tui::worker::Query::Meetings(query))
}

fn run(op: Op) -> Effect {
    Effect::Do(crate::tui::worker::Op::Meetings(op))
}

/// Why nothing is changed about a meeting that is over.
fn over(page: &Page) -> Option<Sentence> {
    let m = &page.meeting;
    (m.state != MeetingState::Planned).then(|| {
        let said = Sentence::new("refused-meeting-over").with("number", page.number()).with("state", m.state.code());
        said.with("day", m.held_on.unwrap_or(m.planned_on))
    })
}

/// The form of the meeting, its minutes first; of one that is over only what may be put right.
fn edit(page: &Page) -> Effect {
    let fields = if over(page).is_some() {
        vec!["minutes", "place", "participants"]
    } else {
        vec!["minutes", "planned_on", "place", "chair", "participants", "title", "rhythm", "region"]
    };
    Effect::OpenForm { row: page.meeting.clone().into(), fields }
}

fn copied(page: &Page, ctx: &Ctx) -> Vec<Effect> {
    let said = Sentence::new("done-copied").with("what", format!("{} #{}", page.meeting.title, page.number()));
    vec![Effect::Say(said), Effect::Copy(plain(&parts(ctx.lang, page, ctx.today())))]
}

/// What holding a meeting will do.
fn hold_question(page: &Page, ctx: &Ctx) -> Sentence {
    let left = page.undecided().count();
    let actions: usize = page.entries.iter().map(|e| crate::domain::meeting::noted(&e.item.actions).len()).sum();
    Sentence::new("meeting-hold-ask")
        .with("number", page.number())
        .with("day", number::date_long(ctx.lang, held_day(page.meeting.planned_on, ctx.today())))
        .with("decided", page.entries.len() - left)
        .with("left", left)
        .with("actions", actions)
}

#[cfg(test)]
mod tests;
