//! Work on tickets that asks for something first: words, a person, a remedy, until when.
//!
//! One form or line serves the ticket under the cursor and many marked ones alike; what it is about is fixed when it is
//! opened, whatever others do to the list meanwhile.

use super::triage::{Deed, at_once};
use super::{State, remedy};
use crate::domain::conflict::{self, Act, Action as Step};
use crate::domain::kinds::{EventKind, Evidence, PainPoint, TicketEvent, TicketState};
use crate::domain::record::{Kind, Row, Storable as _, Value};
use crate::domain::sentence::Sentence;
use crate::domain::violation::of_ticket;
use crate::t;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::keymap::Action;
use crate::tui::overlay::{Item, Picker, Prompt, Then};
use crate::tui::tabs::today::snoozes;
use crate::tui::worker::conflicts::Words;

/// What a violation found in a ticket is, in the order of the form.
const VIOLATION: [&str; 8] = ["partner", "kind", "on", "amount", "points", "deduction", "evidence", "ticket"];
/// What a piece of evidence is, in the order of the form.
const EVIDENCE: [&str; 4] = ["evidence", "evidence_on", "amount", "text"];

impl State {
    /// Keys that do something with the ticket under the cursor, or with the marked ones.
    pub(super) fn work(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        if self.targets().is_empty() {
            return Vec::new();
        }
        match action {
            Action::Take => match ctx.who.user {
                Some(user) => self.checked(Step::Assign, Act::Assign { to: user, name: ctx.who.name.clone() }, ctx),
                None => vec![Effect::Warn(Sentence::new("refused-ticket-unregistered"))],
            },
            Action::Assign => {
                let picker = Picker::records(self.title("ask-ticket-assign"), Kind::User, Then::Tab(Action::Assign));
                self.ask(Effect::Pick(Box::new(picker)))
            }
            Action::Hold if !self.many() && self.row().is_some_and(|r| r.times.state == TicketState::OnHold) => {
                self.checked(Step::Resume, Act::Resume { note: String::new() }, ctx)
            }
            Action::Hold => self.worded(Action::Hold, Step::Hold, EventKind::Held, ctx),
            Action::Comment => self.worded(Action::Comment, Step::Comment, EventKind::Commented, ctx),
            Action::Escalate if !self.many() && self.row().is_some_and(|r| r.level >= conflict::ARBITRATION_LEVEL) => {
                vec![Effect::Warn(Sentence::new(conflict::Refusal::TopLevel.key()))]
            }
            Action::Escalate => self.worded(Action::Escalate, Step::Escalate, EventKind::Escalated, ctx),
            Action::Reopen => self.worded(Action::Reopen, Step::Reopen, EventKind::Reopened, ctx),
            Action::Evidence => match self.forbidden(Step::Evidence) {
                Some(warning) => warning,
                None => self.event_form(Action::Evidence, EventKind::Evidence, &EVIDENCE, ctx),
            },
            Action::Snooze => self.snooze(ctx),
            Action::Violation => self.violation(ctx),
            Action::Resolve => self.resolve(ctx),
            Action::CloseTicket => self.close_ticket(ctx),
            Action::Acknowledge => self.checked(Step::Acknowledge, Act::Acknowledge { note: String::new() }, ctx),
            Action::Check => self.checked(Step::Check, Act::Check { note: String::new() }, ctx),
            other => at_once(other).map(|deed| self.perform(deed, ctx)).unwrap_or_default(),
        }
    }

    /// Whether it is about marked tickets, or those that are about to be.
    pub(super) fn many(&self) -> bool {
        !self.marks.is_empty() || self.anchor.is_some() || self.triage.marks()
    }

    /// Opens something that asks; its answer is about what it is about now.
    fn ask(&mut self, effect: Effect) -> Vec<Effect> {
        self.asking = if self.triage.marks() { None } else { Some(self.targets()) };
        vec![effect]
    }

    /// A title that says how many tickets it is about, if it is many.
    fn title(&self, key: &'static str) -> Sentence {
        Sentence::new(key).with("count", if self.many() { self.targets().len() } else { 1 })
    }

    /// Why the state machine forbids a step with the ticket under the cursor; many are judged one by one when done, and so is
    /// one whose row is known to be old.
    fn forbidden(&self, step: Step) -> Option<Vec<Effect>> {
        let row = self.row().filter(|r| !self.many() && !self.triage.is_old(r.id))?;
        let held = self.current().and_then(|p| p.ticket.held_state);
        let refusal = conflict::next(row.times.state, held, step).err()?;
        Some(vec![Effect::Warn(Sentence::new(refusal.key()))])
    }

    fn checked(&mut self, step: Step, act: Act, ctx: &Ctx) -> Vec<Effect> {
        self.forbidden(step).unwrap_or_else(|| self.perform(Deed::Act(act), ctx))
    }

    /// A step that needs words: a form for one ticket, a line for many.
    fn worded(&mut self, action: Action, step: Step, kind: EventKind, ctx: &Ctx) -> Vec<Effect> {
        if let Some(warning) = self.forbidden(step) {
            return warning;
        }
        if !self.many() {
            return self.event_form(action, kind, &["text"], ctx);
        }
        let kept = self.unsent.as_ref().filter(|(a, _)| *a == action).map_or("", |(_, text)| text.as_str());
        let title = self.title("ask-ticket-words").with("action", kind.label().get(ctx.lang));
        self.ask(Effect::Prompt(Box::new(Prompt::new(title, kept, action).live())))
    }

    fn event_form(&mut self, asked: Action, kind: EventKind, fields: &[&'static str], ctx: &Ctx) -> Vec<Effect> {
        let Some(id) = self.selected else { return Vec::new() };
        let mut row = Row::blank(Kind::TicketEvent);
        row.set("ticket", Value::Int(id));
        row.set("at", Value::Int(ctx.now.timestamp()));
        row.set("kind", kind.to_value());
        if kind == EventKind::Evidence {
            row.set("evidence", Evidence::Note.to_value());
            row.set("evidence_on", ctx.today().to_value());
        }
        let title = self.form_title(kind.label().get(ctx.lang));
        self.ask(Effect::Fill { row, fields: fields.to_vec(), asked, title })
    }

    /// `Resolve #12`, `Resolve 10 tickets`.
    fn form_title(&self, what: &str) -> Sentence {
        if self.many() {
            return self.title("ticket-form-many").with("action", what);
        }
        let number = self.row().map_or(0, |r| r.number);
        Sentence::new("ticket-form-one").with("action", what).with("number", number)
    }

    /// Until when, and for what was put off already: now.
    fn snooze(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let mut items = snoozes(ctx);
        if self.targets().iter().any(|id| self.snoozed.contains_key(id)) {
            let label = t!(ctx.lang, "ticket-snooze-back");
            items.insert(0, Item { id: 0, code: String::new(), label, hint: String::new() });
        }
        let picker = Picker::fixed(self.title("ask-ticket-snooze"), items, Then::Tab(Action::Snooze)).without_codes();
        self.ask(Effect::Pick(Box::new(picker)))
    }

    /// The form of the violation that the ticket amounts to, filled in from it; saving asks for its approval.
    fn violation(&self, ctx: &Ctx) -> Vec<Effect> {
        let Some(page) = self.current() else { return Vec::new() };
        let parties = page.parties.iter().map(|p| (p.partner, p.role));
        let history = page.history.iter().map(|(e, _)| &e.record);
        let when = (ctx.today(), ctx.policy.organisation.zone);
        let Some(mut found) = of_ticket((page.ticket.id, &page.ticket.record), parties, history, when) else {
            let number = page.ticket.number.unwrap_or(page.ticket.id);
            return vec![Effect::Warn(Sentence::new("usage-violation-nobody").with("number", number))];
        };
        ctx.policy.violations.complete(&mut found);
        vec![Effect::OpenForm { row: Row::new(&found), fields: VIOLATION.to_vec() }]
    }

    /// The next state of one ticket on the way: acknowledged, investigating, negotiating, resolved, closed. Where it has to be
    /// resolved, or closed in words, what is asked for that.
    pub(super) fn onward(&mut self, id: i64, state: TicketState, ctx: &Ctx) -> Result<Act, Vec<Effect>> {
        let here = self.selected == Some(id);
        match (state, conflict::onward(state)) {
            (TicketState::Resolved, Some(act)) if !here || !self.lacks_words() => Ok(act),
            (TicketState::Resolved, _) => Err(self.close_form(ctx)),
            (_, Some(act)) => Ok(act),
            (TicketState::Closed, None) => Err(vec![Effect::Warn(Sentence::new("refused-ticket-closed"))]),
            (_, None) if here => Err(self.resolve(ctx)),
            (_, None) => Err(vec![Effect::Warn(Sentence::new("refused-ticket-to-resolve"))]),
        }
    }

    fn resolve(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if let Some(warning) = self.forbidden(Step::Resolve) {
            return warning;
        }
        let point: Option<PainPoint> = self.current().and_then(|p| p.ticket.pain_point).filter(|_| !self.many());
        let ids = self.targets();
        let mut kinds = ids.iter().filter_map(|id| self.rows.get(id)).map(|r| r.times.kind);
        let Some(kind) = kinds.next() else { return Vec::new() };
        // remedies are for a kind: of tickets of several kinds none is offered
        let mixed = kinds.any(|k| k != kind);
        let title = self.title("ask-remedy");
        let picker = if mixed { remedy::none(title, ctx) } else { remedy::choose(title, kind, point, ctx) };
        self.ask(picker)
    }

    /// The ticket's record, of which a form shows what is written already; of many a blank one.
    fn record(&self) -> Row {
        if let Some(page) = self.current().filter(|_| !self.many()) {
            return Row::from(page.ticket.clone());
        }
        let mut row = Row::blank(Kind::Ticket);
        if let Some(seen) = self.targets().first().and_then(|id| self.rows.get(id)) {
            (row.id, row.version) = (seen.id, seen.version);
        }
        row
    }

    /// Whether the ticket under the cursor lacks words that closing needs. Of a page that is older than what was done with the
    /// ticket it is not known: then it is judged when done.
    fn lacks_words(&self) -> bool {
        let Some(page) = self.current() else { return false };
        let t = &page.ticket;
        if self.triage.is_old(t.id) || self.row().is_some_and(|r| r.version != t.version) {
            return false;
        }
        [&t.root_cause, &t.resolution, &t.agreed_terms].iter().any(|text| text.trim().is_empty())
    }

    /// Closes; where words are missing that closing needs, asks for them first, of many once for all.
    fn close_ticket(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if let Some(warning) = self.forbidden(Step::Close) {
            return warning;
        }
        if !self.many() && self.lacks_words() {
            let mut effects = self.close_form(ctx);
            effects.push(Effect::Warn(Sentence::new("ticket-close-needs")));
            return effects;
        }
        self.perform(Deed::Close, ctx)
    }

    /// What closing needs, in one form.
    pub(super) fn close_form(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let row = self.record();
        let title = self.form_title(EventKind::Closed.label().get(ctx.lang));
        self.ask(Effect::Fill { row, fields: remedy::FIELDS.to_vec(), asked: Action::CloseTicket, title })
    }

    pub(super) fn answered(&mut self, asked: Action, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        match (asked, answer) {
            (Action::Filter, Answer::Typing(text)) => {
                self.filter.clone_from(text);
                self.must = None;
                self.look_anew(true, ctx)
            }
            (Action::Filter, Answer::Text(text)) => {
                text.trim().clone_into(&mut self.filter);
                self.before = None;
                self.look_anew(false, ctx)
            }
            (Action::Filter, Answer::Cancelled) => {
                self.filter = self.before.take().unwrap_or_default();
                self.look_anew(false, ctx)
            }
            (Action::Views, Answer::Picked(items)) => {
                self.filter = items.first().map(|i| i.code.clone()).unwrap_or_default();
                self.must = None;
                self.look_anew(false, ctx)
            }
            (Action::Assign, Answer::Picked(items)) => match items.first() {
                Some(user) => self.perform(Deed::Act(Act::Assign { to: user.id, name: user.code.clone() }), ctx),
                None => Vec::new(),
            },
            (Action::Add, Answer::Picked(items)) => {
                let kind = items.first().and_then(|i| Kind::from_name(&i.code));
                kind.map(|kind| self.add_kind(kind, ctx)).unwrap_or_default()
            }
            (Action::Snooze, Answer::Picked(items)) => match items.first() {
                Some(item) => {
                    let until = chrono::DateTime::from_timestamp(item.id, 0).filter(|_| item.id != 0);
                    self.perform(Deed::Snooze(until), ctx)
                }
                None => Vec::new(),
            },
            (Action::Resolve, Answer::Picked(items)) => match items.first() {
                Some(item) => {
                    let (row, title) = (self.record(), self.form_title(EventKind::Resolved.label().get(ctx.lang)));
                    let row = remedy::fill(row, &item.code, ctx);
                    vec![Effect::Fill { row, fields: remedy::FIELDS.to_vec(), asked, title }]
                }
                None => Vec::new(),
            },
            (_, Answer::Typing(text)) => {
                self.unsent = Some((asked, text.clone()));
                Vec::new()
            }
            (Action::Comment | Action::Hold | Action::Escalate | Action::Reopen, Answer::Text(text)) => {
                if text.trim().is_empty() {
                    let title = self.title("ask-ticket-words").with("action", "");
                    let prompt = Prompt::new(title, "", asked).live().problem(Sentence::new("expected-reason"));
                    return vec![Effect::Prompt(Box::new(prompt))];
                }
                said(asked, text.clone()).map(|act| self.perform(Deed::Act(act), ctx)).unwrap_or_default()
            }
            (_, Answer::Filled(row)) => self.filled_in(asked, row, ctx),
            _ => Vec::new(),
        }
    }

    /// What a form came to.
    fn filled_in(&mut self, asked: Action, row: &Row, ctx: &Ctx) -> Vec<Effect> {
        let text = |name: &str| row.get(name).text().unwrap_or_default().to_owned();
        let words = Words { root_cause: text("root_cause"), resolution: text("resolution"), agreed_terms: text("agreed_terms") };
        self.filled = (row.kind == Kind::Ticket).then_some((row.id, row.version));
        let deed = match asked {
            Action::CloseTicket => Deed::CloseWith(words),
            Action::Resolve => Deed::Act(Act::Resolve {
                root_cause: words.root_cause,
                resolution: words.resolution,
                agreed_terms: words.agreed_terms,
                remedy: text("remedy"),
            }),
            Action::Evidence => {
                let Ok(event) = row.typed::<TicketEvent>() else { return Vec::new() };
                let kind = event.evidence.unwrap_or(if event.amount.is_some() { Evidence::Amount } else { Evidence::Note });
                Deed::Act(Act::Evidence { kind, on: event.evidence_on, amount: event.amount, text: event.text.clone() })
            }
            other => match said(other, text("text")) {
                Some(act) => Deed::Act(act),
                None => return Vec::new(),
            },
        };
        self.perform(deed, ctx)
    }
}

/// What is done in words.
fn said(asked: Action, text: String) -> Option<Act> {
    Some(match asked {
        Action::Comment => Act::Comment { text },
        Action::Hold => Act::Hold { reason: text },
        Action::Escalate => Act::Escalate { reason: text },
        Action::Reopen => Act::Reopen { reason: text },
        _ => return None,
    })
}
