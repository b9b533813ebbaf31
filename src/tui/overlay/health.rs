//! This week's slippers: who lost health or is low, why, whose they are, what is being done, and last week's figures beside.

mod view;

use std::cell::Cell;

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::{Input, Outcome, Picker, Then, step};
use crate::domain::alert::doing::{Doing, Known};
use crate::domain::kinds::{AlertState, TaskKind};
use crate::domain::period;
use crate::domain::record::{Kind, Row, Storable as _, Value};
use crate::domain::sentence::Sentence;
use crate::i18n::warning;
use crate::t;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::worker::health::{Line, Op, Query, Reach, Reply, Report, Seen};

/// The page.
#[derive(Debug)]
pub struct Health {
    reach: Reach,
    /// `None` until the first answer.
    report: Option<Box<Report>>,
    /// The partner under the cursor.
    selected: Option<i64>,
    at: usize,
    top: Cell<usize>,
    /// Rows on the screen.
    page: Cell<usize>,
    asking: Option<Asking>,
}

/// What is typed.
#[derive(Debug)]
struct Asking {
    about: Action,
    input: Input,
}

impl Default for Health {
    fn default() -> Self {
        Self { reach: Reach::Mine, report: None, selected: None, at: 0, top: Cell::new(0), page: Cell::new(1), asking: None }
    }
}

impl Health {
    /// Whether the keys are typed into an answer.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        self.asking.is_some()
    }

    /// The scopes of its keys.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        if self.asking.is_some() { &[Scope::Text] } else { &[Scope::Health, Scope::Overlay] }
    }

    /// Asks for what it shows.
    #[must_use]
    pub fn load(&self) -> Vec<Effect> {
        vec![query(Query::Report(self.reach))]
    }

    /// What was answered; the cursor stays on its partner. Explanations open over it.
    pub fn receive(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Report(reach, report) if reach == self.reach => {
                self.report = Some(report);
                let lines = self.lines();
                let at = self.selected.and_then(|id| lines.iter().position(|l| l.partner == id));
                let at = at.unwrap_or(self.at).min(lines.len().saturating_sub(1));
                self.selected = lines.get(at).map(|l| l.partner);
                self.at = at;
                Vec::new()
            }
            Reply::Report(..) => Vec::new(),
            Reply::Why(explanation) => vec![Effect::Explain(explanation)],
        }
    }

    /// Who slips, then who else is warned about.
    fn lines(&self) -> Vec<&Line> {
        self.report.as_ref().map_or_else(Vec::new, |r| r.attention.iter().chain(&r.warned).collect())
    }

    fn line(&self) -> Option<&Line> {
        self.lines().get(self.at).copied()
    }

    fn doing(&self, partner: i64) -> Option<&Doing> {
        self.report.as_ref()?.doing.get(&partner)
    }

    /// The warnings of the partner under the cursor.
    fn known(&self) -> &[Known] {
        self.line().and_then(|l| self.doing(l.partner)).map_or(&[], |d| d.alerts.as_slice())
    }

    /// Those that nobody has taken note of, as they were seen.
    fn open(&self) -> Vec<Seen> {
        let quiet = |k: &&Known| k.state != AlertState::Acknowledged;
        self.known().iter().filter(quiet).map(seen).collect()
    }

    pub(super) fn action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        if self.asking.is_some() {
            return match action {
                Action::Accept => self.typed_in(ctx),
                Action::Close | Action::Refuse => {
                    self.asking = None;
                    Outcome::stay()
                }
                _ => Outcome::stay(),
            };
        }
        let partner = self.line().map(|l| l.partner);
        match action {
            Action::Close => Outcome::close(),
            Action::Reach => {
                self.reach = self.reach.next();
                (self.report, self.at, self.selected) = (None, 0, None);
                Outcome::Stay(self.load())
            }
            Action::Open | Action::OpenPartner => match partner {
                Some(id) => Outcome::Close(vec![Effect::Open(Kind::Partner, id)]),
                None => Outcome::stay(),
            },
            Action::Explain => Outcome::Stay(partner.map(|id| query(Query::Why(id))).into_iter().collect()),
            Action::Done | Action::Snooze | Action::AddTask | Action::AddTicket | Action::Assign => self.begin(action, ctx),
            other => {
                let lines = self.lines();
                let at = step(self.at, lines.len(), self.page.get().max(1), other);
                let selected = lines.get(at).map(|l| l.partner);
                (self.at, self.selected) = (at, selected);
                Outcome::stay()
            }
        }
    }

    /// Asks for what an act on the row needs.
    fn begin(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        let Some(line) = self.line() else { return Outcome::stay() };
        let worst = self.known().first();
        match (action, worst) {
            (Action::AddTask, None) => {
                let mut row = Row::blank(Kind::Task);
                row.set("kind", TaskKind::FollowUp.to_value());
                row.set("partner", Value::Int(line.partner));
                row.set("due_on", ctx.policy.calendar.on_or_after(ctx.today() + chrono::Days::new(1)).to_value());
                return Outcome::Stay(vec![Effect::OpenForm { row, fields: vec!["title", "due_on", "owner", "partner"] }]);
            }
            (Action::AddTicket, None) => {
                let mut row = Row::blank(Kind::Ticket);
                row.set("partner", Value::Int(line.partner));
                return Outcome::Stay(vec![Effect::open_form(row)]);
            }
            (Action::Assign, Some(_)) => {
                let picker = Picker::records(Sentence::new("today-assign"), Kind::User, Then::Beneath(Action::Assign));
                return Outcome::Stay(vec![Effect::Pick(Box::new(picker))]);
            }
            (Action::Done | Action::Snooze, Some(_)) if self.open().is_empty() => {
                return Outcome::Stay(vec![Effect::Warn(Sentence::new("refused-alert-known"))]);
            }
            (_, None) => return Outcome::Stay(vec![Effect::Warn(Sentence::new("slippers-no-warning"))]),
            _ => {}
        }
        let text = match (action, worst) {
            (Action::Snooze, _) => ctx.policy.calendar.on_or_after(ctx.today() + chrono::Days::new(7)).to_string(),
            (Action::AddTask, Some(k)) => warning::step(ctx.lang, k.rule),
            (Action::AddTicket, Some(k)) => {
                let found = line.parts.findings.iter().find(|f| f.rule == k.rule);
                let said = found.map_or_else(|| k.rule.label().get(ctx.lang).to_owned(), |f| warning::finding(ctx.lang, f));
                t!(ctx.lang, "today-named", name = line.name.as_str(), title = said)
            }
            _ => String::new(),
        };
        self.asking = Some(Asking { about: action, input: Input::new(text) });
        Outcome::stay()
    }

    /// What was typed is done.
    fn typed_in(&mut self, ctx: &Ctx) -> Outcome {
        let Some(asking) = &self.asking else { return Outcome::stay() };
        let text = asking.input.text().trim().to_owned();
        let worst = self.known().first();
        let op = match (asking.about, worst) {
            (Action::Done, _) => Op::Acknowledge(self.open(), text),
            (Action::Snooze, _) => match period::day(&text) {
                Ok(day) => Op::Snooze(self.open(), day),
                Err(_) => return Outcome::Stay(vec![Effect::Warn(Sentence::new("slippers-no-day").with("value", text))]),
            },
            // without a title it is asked again
            (Action::AddTask | Action::AddTicket, _) if text.is_empty() => return Outcome::stay(),
            (Action::AddTask, Some(k)) => {
                Op::Task(seen(k), text, ctx.policy.calendar.on_or_after(ctx.today() + chrono::Days::new(1)))
            }
            (Action::AddTicket, Some(k)) => Op::Ticket(k.seen.0, text, ctx.lang),
            _ => {
                self.asking = None;
                return Outcome::stay();
            }
        };
        self.asking = None;
        Outcome::Stay(vec![run(op)])
    }

    /// Who was picked.
    pub fn answer(&mut self, asked: Action, answer: &Answer) -> Vec<Effect> {
        match (asked, answer) {
            (Action::Assign, Answer::Picked(picked)) => {
                let all: Vec<Seen> = self.known().iter().map(seen).collect();
                picked.first().map(|c| run(Op::Assign(all, c.id))).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn typed(&mut self, event: KeyEvent) -> Outcome {
        if let Some(asking) = &mut self.asking {
            asking.input.key(event);
        }
        Outcome::stay()
    }

    pub(super) fn paste(&mut self, what: &str) -> Outcome {
        if let Some(asking) = &mut self.asking {
            asking.input.insert(&what.replace(['\n', '\r'], " "));
        }
        Outcome::stay()
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        view::draw(self, canvas, area, ctx);
    }
}

fn seen(known: &Known) -> Seen {
    Seen { id: known.seen.0, version: Some(known.seen.1) }
}

fn query(query: Query) -> Effect {
    Effect::Query(crate::tui::worker::Query::Health(query))
}

fn run(op: Op) -> Effect {
    Effect::Do(crate::tui::worker::Op::Health(op))
}

#[cfg(test)]
mod tests;
