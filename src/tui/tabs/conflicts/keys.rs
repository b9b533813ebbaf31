//! What the keys of the desk do.

use super::{State, clocks, explained, next_clock, query, remedy};
use crate::domain::conflict::{self, Act, Action as Step};
use crate::domain::kinds::{EventKind, Evidence, TicketState};
use crate::domain::record::{Kind, Row, Storable as _, Value};
use crate::domain::sentence::Sentence;
use crate::domain::sla::Phase;
use crate::domain::violation::of_ticket;
use crate::t;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::keymap::Action;
use crate::tui::overlay::{Item, Picker, Prompt, Then, step};
use crate::tui::view::panes;
use crate::tui::worker::conflicts::{Line, Query};

/// Fields of a new ticket, in the order of the form.
const NEW: [&str; 9] = ["kind", "severity", "title", "partner", "description", "amount", "owner", "pain_point", "opened_at"];
/// What a violation found in a ticket is, in the order of the form.
const VIOLATION: [&str; 8] = ["partner", "kind", "on", "amount", "points", "deduction", "evidence", "ticket"];

impl State {
    pub(super) fn pressed(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::HalfDown | Action::HalfUp if self.open || self.beside(ctx) => {
                let by = usize::from(ctx.size.1) / 2;
                let at = self.scroll.get();
                self.scroll.set(if action == Action::HalfDown { at + by } else { at.saturating_sub(by) });
                Vec::new()
            }
            Action::Down
            | Action::Up
            | Action::Top
            | Action::Bottom
            | Action::HalfDown
            | Action::HalfUp
            | Action::PageDown
            | Action::PageUp => {
                let len = self.ids.as_ref().map_or(0, Vec::len);
                let at = step(self.at, len, usize::from(ctx.size.1).saturating_sub(5), action);
                self.go_to(at, ctx)
            }
            Action::Next | Action::Previous => self.seek_action(action == Action::Next, ctx),
            Action::Open => {
                self.open = self.selected.is_some() && !self.open;
                Vec::new()
            }
            Action::Right if panes(ctx.size.0) == 1 => {
                self.open = self.selected.is_some();
                Vec::new()
            }
            Action::Left => {
                self.open = false;
                Vec::new()
            }
            Action::Mark | Action::Range | Action::MarkAll => self.mark(action, ctx),
            Action::Filter => {
                self.before = Some(self.filter.clone());
                let prompt = Prompt::new(Sentence::new("ask-ticket-filter"), self.filter.clone(), Action::Filter).live();
                vec![Effect::Prompt(Box::new(prompt))]
            }
            Action::Views => vec![Effect::Pick(Box::new(views(ctx)))],
            Action::Add => vec![Effect::OpenForm { row: Row::blank(Kind::Ticket), fields: NEW.to_vec() }],
            Action::OpenPartner => {
                let partner = self.row().and_then(|r| r.partner);
                partner.map(|id| Effect::Open(Kind::Partner, id)).into_iter().collect()
            }
            Action::Why | Action::Explain => {
                let row = self.row();
                row.map(|r| query(Query::Why(r.id, explained(r, ctx), ctx.lang))).into_iter().collect()
            }
            Action::Edit => self.selected.map(|id| Effect::Edit(Kind::Ticket, id)).into_iter().collect(),
            other => self.work(other, ctx),
        }
    }

    /// Keys that do something with the ticket under the cursor, or with the marked ones.
    fn work(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        if self.targets().is_empty() {
            return Vec::new();
        }
        match action {
            Action::Acknowledge => self.checked(Step::Acknowledge, Act::Acknowledge { note: String::new() }),
            Action::Take => match ctx.who.user {
                Some(user) => self.checked(Step::Assign, Act::Assign { to: user, name: ctx.who.name.clone() }),
                None => vec![Effect::Warn(Sentence::new("refused-ticket-unregistered"))],
            },
            Action::Assign => {
                let picker = Picker::records(Sentence::new("ask-ticket-assign"), Kind::User, Then::Tab(Action::Assign));
                vec![Effect::Pick(Box::new(picker))]
            }
            Action::Check => self.checked(Step::Check, Act::Check { note: String::new() }),
            Action::Hold if self.row().is_some_and(|r| r.times.state == TicketState::OnHold) => {
                self.checked(Step::Resume, Act::Resume { note: String::new() })
            }
            Action::Hold => self.worded(Action::Hold, Step::Hold, EventKind::Held, ctx),
            Action::Comment => self.worded(Action::Comment, Step::Comment, EventKind::Commented, ctx),
            Action::Escalate if self.marks.is_empty() && self.row().is_some_and(|r| r.level >= conflict::ARBITRATION_LEVEL) => {
                vec![Effect::Warn(Sentence::new(conflict::Refusal::TopLevel.key()))]
            }
            Action::Escalate => self.worded(Action::Escalate, Step::Escalate, EventKind::Escalated, ctx),
            Action::Reopen => self.worded(Action::Reopen, Step::Reopen, EventKind::Reopened, ctx),
            Action::Evidence => match self.forbidden(Step::Evidence) {
                Some(warning) => warning,
                None => self.event_form(EventKind::Evidence, &["evidence", "evidence_on", "amount", "text"], ctx),
            },
            Action::Violation => self.violation(ctx),
            Action::Advance => self.advance(ctx),
            Action::Resolve => self.resolve(ctx),
            Action::CloseTicket => self.close_ticket(),
            _ => Vec::new(),
        }
    }

    /// Why the state machine forbids a step with the ticket under the cursor; many are judged one by one when done.
    fn forbidden(&self, step: Step) -> Option<Vec<Effect>> {
        let row = self.row().filter(|_| self.marks.is_empty())?;
        let held = self.current().and_then(|p| p.ticket.held_state);
        let refusal = conflict::next(row.times.state, held, step).err()?;
        Some(vec![Effect::Warn(Sentence::new(refusal.key()))])
    }

    fn checked(&mut self, step: Step, act: Act) -> Vec<Effect> {
        self.forbidden(step).unwrap_or_else(|| self.act(act))
    }

    /// A step that needs words: a form for one ticket, a line for many.
    fn worded(&mut self, action: Action, step: Step, kind: EventKind, ctx: &Ctx) -> Vec<Effect> {
        if let Some(warning) = self.forbidden(step) {
            return warning;
        }
        if self.marks.is_empty() {
            return self.event_form(kind, &["text"], ctx);
        }
        let kept = self.unsent.as_ref().filter(|(a, _)| *a == action).map_or("", |(_, text)| text.as_str());
        let title = Sentence::new("ask-ticket-words").with("action", kind.label().get(ctx.lang)).with("count", self.marks.len());
        vec![Effect::Prompt(Box::new(Prompt::new(title, kept, action).live()))]
    }

    fn event_form(&self, kind: EventKind, fields: &[&'static str], ctx: &Ctx) -> Vec<Effect> {
        let Some(id) = self.selected else { return Vec::new() };
        let mut row = Row::blank(Kind::TicketEvent);
        row.set("ticket", Value::Int(id));
        row.set("at", Value::Int(ctx.now.timestamp()));
        row.set("kind", kind.to_value());
        if kind == EventKind::Evidence {
            row.set("evidence", Evidence::Note.to_value());
            row.set("evidence_on", ctx.today().to_value());
        }
        vec![Effect::OpenForm { row, fields: fields.to_vec() }]
    }

    /// The form of the violation that the ticket amounts to, filled in from it; saving asks for its approval.
    fn violation(&self, ctx: &Ctx) -> Vec<Effect> {
        let Some(page) = self.current() else { return Vec::new() };
        let parties = page.parties.iter().map(|p| (p.partner, p.role));
        let history = page.history.iter().map(|(e, _)| &e.record);
        let when = (ctx.today(), ctx.policy.organisation.zone);
        let Some(mut found) = of_ticket((page.ticket.id, &page.ticket.record), parties, history, when) else {
            let number = page.ticket.number.unwrap_or(page.ticket.id);
            return vec![Effect::Warn(Sentence::new("refused-violation-nobody").with("number", number))];
        };
        ctx.policy.violations.complete(&mut found);
        vec![Effect::OpenForm { row: Row::new(&found), fields: VIOLATION.to_vec() }]
    }

    /// The next state on the way: acknowledged, investigating, negotiating, resolved, closed.
    fn advance(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(state) = self.row().map(|r| r.times.state) else { return Vec::new() };
        let to = |step| Act::Move { to: step, note: String::new() };
        match state {
            TicketState::New => self.checked(Step::Acknowledge, Act::Acknowledge { note: String::new() }),
            TicketState::Acknowledged | TicketState::Reopened => self.checked(Step::Investigate, to(Step::Investigate)),
            TicketState::Investigating => self.checked(Step::Negotiate, to(Step::Negotiate)),
            TicketState::OnHold => self.checked(Step::Resume, Act::Resume { note: String::new() }),
            TicketState::Negotiating | TicketState::Arbitration => self.resolve(ctx),
            TicketState::Resolved => self.close_ticket(),
            TicketState::Closed => vec![Effect::Warn(Sentence::new("refused-ticket-closed"))],
        }
    }

    fn resolve(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if let Some(warning) = self.forbidden(Step::Resolve) {
            return warning;
        }
        self.current().map(|page| remedy::choose(&page.ticket, ctx)).into_iter().collect()
    }

    /// Closes; where words are missing that closing needs, asks for them first.
    fn close_ticket(&mut self) -> Vec<Effect> {
        if let Some(warning) = self.forbidden(Step::Close) {
            return warning;
        }
        if let Some(page) = self.current().filter(|_| self.marks.is_empty()) {
            let t = &page.ticket;
            if [&t.root_cause, &t.resolution, &t.agreed_terms].iter().any(|text| text.trim().is_empty()) {
                let row = Row::from(page.ticket.clone());
                return vec![
                    Effect::OpenForm { row, fields: remedy::FIELDS.to_vec() },
                    Effect::Warn(Sentence::new("ticket-close-needs")),
                ];
            }
        }
        self.act(Act::Close { note: String::new() })
    }

    /// To the next ticket that needs somebody: not acknowledged, warned or over, or resolved and to be closed.
    fn seek_action(&mut self, forward: bool, ctx: &Ctx) -> Vec<Effect> {
        let ids = self.ids.clone().unwrap_or_default();
        let needs = |row: &Line| {
            let both = clocks(row, ctx);
            matches!(row.times.state, TicketState::New | TicketState::Resolved)
                || next_clock(&both).is_some_and(|c| matches!(c.phase, Phase::Warning | Phase::Breached))
        };
        // A row that is not loaded yet is stopped at: it may need somebody.
        let stops = |id: &i64| self.rows.get(id).is_none_or(needs);
        let found = if forward {
            ids.iter().enumerate().skip(self.at + 1).find(|(_, id)| stops(id))
        } else {
            ids.iter().enumerate().take(self.at).rev().find(|(_, id)| stops(id))
        };
        match found.map(|(at, _)| at) {
            Some(at) => self.go_to(at, ctx),
            None => vec![Effect::Say(Sentence::new("ticket-no-more"))],
        }
    }

    fn mark(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let ids = self.ids.clone().unwrap_or_default();
        match action {
            Action::MarkAll if self.marks.len() == ids.len() => self.marks.clear(),
            Action::MarkAll => self.marks = ids.iter().copied().collect(),
            Action::Range => match self.anchor.take() {
                None => self.anchor = Some(self.at),
                Some(from) => {
                    let (low, high) = (from.min(self.at), from.max(self.at));
                    self.marks.extend(ids.iter().skip(low).take(high - low + 1));
                }
            },
            _ => {
                if let Some(id) = self.selected
                    && !self.marks.remove(&id)
                {
                    self.marks.insert(id);
                }
                return self.go_to(self.at + 1, ctx);
            }
        }
        Vec::new()
    }

    pub(super) fn answered(&mut self, asked: Action, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        match (asked, answer) {
            (Action::Filter, Answer::Typing(text)) => {
                self.filter.clone_from(text);
                vec![self.list(true, ctx)]
            }
            (Action::Filter, Answer::Text(text)) => {
                text.trim().clone_into(&mut self.filter);
                self.before = None;
                vec![self.list(false, ctx)]
            }
            (Action::Filter, Answer::Cancelled) => {
                self.filter = self.before.take().unwrap_or_default();
                vec![self.list(false, ctx)]
            }
            (Action::Views, Answer::Picked(items)) => {
                self.filter = items.first().map(|i| i.code.clone()).unwrap_or_default();
                self.must = None;
                vec![self.list(false, ctx)]
            }
            (Action::Assign, Answer::Picked(items)) => match items.first() {
                Some(user) => self.act(Act::Assign { to: user.id, name: user.code.clone() }),
                None => Vec::new(),
            },
            (Action::Resolve, Answer::Picked(items)) => {
                let chosen = items.first().zip(self.current());
                chosen.map(|(item, page)| remedy::form(Row::from(page.ticket.clone()), &item.code, ctx)).into_iter().collect()
            }
            (_, Answer::Typing(text)) => {
                self.unsent = Some((asked, text.clone()));
                Vec::new()
            }
            (Action::Comment, Answer::Text(text)) => self.act(Act::Comment { text: text.clone() }),
            (Action::Hold, Answer::Text(text)) => self.act(Act::Hold { reason: text.clone() }),
            (Action::Escalate, Answer::Text(text)) => self.act(Act::Escalate { reason: text.clone() }),
            (Action::Reopen, Answer::Text(text)) => self.act(Act::Reopen { reason: text.clone() }),
            _ => Vec::new(),
        }
    }
}

/// Ways of looking at the desk that are one choice away; the code is the filter.
fn views(ctx: &Ctx) -> Picker {
    let lang = ctx.lang;
    let list = [
        ("", t!(lang, "ticket-view-all")),
        ("mine", t!(lang, "ticket-view-mine")),
        ("breached", t!(lang, "ticket-view-breached")),
        ("state:new", t!(lang, "ticket-view-new")),
        ("state:on_hold", t!(lang, "ticket-view-held")),
        ("state:resolved", t!(lang, "ticket-view-resolved")),
        ("S1 open", t!(lang, "ticket-view-critical")),
        ("L3 open", t!(lang, "ticket-view-escalated")),
        ("closed", t!(lang, "ticket-view-closed")),
    ];
    let items =
        list.into_iter().map(|(code, label)| Item { id: 0, code: code.to_owned(), label, hint: code.to_owned() }).collect();
    Picker::fixed(Sentence::new("ask-ticket-view"), items, Then::Tab(Action::Views)).without_codes()
}
