//! The triage queue: what needs somebody now, most urgent first, and what stands behind the one under the cursor.

mod approvals;
mod snooze;
mod view;

use std::cell::Cell;
use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate};
use ratatui::layout::Rect;

use approvals::Deciding;
pub(in crate::tui) use snooze::snoozes;

use super::conflicts::remedy;
use super::{Badge, Tab};
use crate::domain::conflict::Act;
use crate::domain::kinds::{EventKind, Ticket, TicketState};
use crate::domain::record::{Kind, Row, Storable as _, Value};
use crate::domain::sentence::Sentence;
use crate::domain::today::{Band, Item, Matter};
use crate::i18n;
use crate::i18n::today::Scene;
use crate::t;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::overlay::{Picker, Prompt, Then, step};
use crate::tui::theme::Tone;
use crate::tui::worker::form::Item as Choice;
use crate::tui::worker::today::{Detail, Op, Query, Queue, Reach, Reply};
use crate::tui::worker::{self, Op as AnyOp};

/// What the tab shows.
#[derive(Debug, Default)]
pub struct State {
    queue: Option<Box<Queue>>,
    reach: Reach,
    at: usize,
    top: Cell<usize>,
    page: Cell<usize>,
    detail: Option<Box<Detail>>,
    /// What is being decided: what was seen, not what is under the cursor by then.
    deciding: Option<Deciding>,
    /// The approval whose dialog opens when its details are here.
    opening: Option<String>,
    /// Keys of the marked approvals.
    marked: BTreeSet<String>,
    /// The ticket whose remedy is being chosen, with the state that is asked for.
    resolving: Option<Row>,
}

impl State {
    /// What the worker answered.
    pub fn receive(&mut self, reply: Reply, ctx: &Ctx) -> Vec<Effect> {
        match reply {
            Reply::Queue(reach, queue) => {
                if reach != self.reach {
                    return Vec::new();
                }
                // the same item stays under the cursor; one that is gone leaves its place to the next
                let key = self.item().map(|i| i.key.clone());
                if let Some(at) = key.and_then(|key| queue.items.iter().position(|i| i.key == key)) {
                    self.at = at;
                }
                self.at = self.at.min(queue.items.len().saturating_sub(1));
                self.marked.retain(|key| queue.items.iter().any(|i| i.key == *key));
                self.queue = Some(queue);
                self.look()
            }
            Reply::Detail(detail) => {
                let opening = self.opening.take().is_some_and(|key| key == detail.key);
                self.detail = Some(detail);
                if opening { self.act(ctx) } else { Vec::new() }
            }
            Reply::Why(Some(explanation)) => vec![Effect::Explain(explanation)],
            Reply::Why(None) => vec![Effect::Warn(Sentence::new("nothing-to-explain"))],
            Reply::Form(row) => vec![Effect::OpenForm { row, fields: Vec::new() }],
            Reply::Resolve(row) => {
                let ticket = row.typed::<Ticket>().ok();
                self.resolving = Some(row);
                let ask = || Sentence::new("ask-remedy").with("count", 1);
                ticket.map(|t| remedy::choose(ask(), t.kind, t.pain_point, ctx)).into_iter().collect()
            }
        }
    }

    fn items(&self) -> &[Item] {
        self.queue.as_ref().map_or(&[], |q| q.items.as_slice())
    }

    fn item(&self) -> Option<&Item> {
        self.items().get(self.at)
    }

    /// Asks for what stands behind the item under the cursor.
    fn look(&self) -> Vec<Effect> {
        match self.item() {
            Some(item) => vec![Effect::Query(worker::Query::Today(Query::Detail(Box::new(item.clone()))))],
            None => Vec::new(),
        }
    }

    fn go(&mut self, to: usize) -> Vec<Effect> {
        if to == self.at {
            return Vec::new();
        }
        self.at = to;
        self.look()
    }

    /// The next item, or the one before, that is over, nearly over or critical; around the corner.
    fn pressing(&self, forward: bool) -> Option<usize> {
        let n = self.items().len();
        let urgent = |i: &usize| self.items().get(*i).is_some_and(|item| item.band <= Band::Warning);
        let from = |k: usize| if forward { (self.at + k) % n } else { (self.at + n - k) % n };
        (1..=n).map(from).find(urgent)
    }

    /// The first item from the cursor on that says `text`, around the corner.
    fn found(&self, text: &str, done: bool, ctx: &Ctx) -> Option<usize> {
        let (wanted, n) = (text.trim().to_lowercase(), self.items().len());
        // what was found while typing stays found when it is done
        if wanted.is_empty() || (done && self.item().is_some_and(|i| Self::says(i, &wanted, ctx))) {
            return None;
        }
        (0..n).map(|k| (self.at + k) % n).find(|i| self.items().get(*i).is_some_and(|i| Self::says(i, &wanted, ctx)))
    }

    fn says(item: &Item, wanted: &str, ctx: &Ctx) -> bool {
        let line = i18n::today::line(Self::scene(ctx), item);
        let parties = item.parties.iter().map(|p| format!("{} {}", p.code, p.name)).collect::<Vec<_>>().join(" ");
        format!("{} {} {} {} {parties}", line.reason, line.kind, line.text, line.why).to_lowercase().contains(wanted)
    }

    /// What acting on the item under the cursor opens.
    fn act(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(item) = self.item() else { return Vec::new() };
        let Some((id, _)) = item.ids.first().copied() else { return Vec::new() };
        match &item.matter {
            Matter::Clock { state: TicketState::New | TicketState::Reopened, .. } => event_form(id, EventKind::Acknowledged, ctx),
            Matter::Clock { state: TicketState::Investigating | TicketState::Negotiating | TicketState::Arbitration, .. } => {
                vec![Effect::Query(worker::Query::Today(Query::Resolve(id)))]
            }
            Matter::Clock { .. } | Matter::Escalated { .. } => vec![Effect::Open(Kind::Ticket, id)],
            Matter::Check { .. } => event_form(id, EventKind::Checked, ctx),
            Matter::Alert { .. } => {
                let choices = vec![
                    choice(Action::Acknowledge, t!(ctx.lang, "today-acknowledge")),
                    choice(Action::FollowUp, t!(ctx.lang, "today-make-task")),
                    choice(Action::AddTicket, t!(ctx.lang, "today-make-ticket")),
                    choice(Action::Snooze, t!(ctx.lang, "today-quiet-week")),
                    choice(Action::OpenPartner, t!(ctx.lang, "today-open-partner")),
                ];
                vec![pick("today-act-alert", choices, Action::Act)]
            }
            Matter::Task { meeting: Some(meeting), .. } => vec![Effect::OpenMeetings(Some(*meeting))],
            Matter::Task { .. } if item.ids.len() == 1 => {
                let findings = self.detail.as_ref().filter(|d| d.key == item.key).map_or("", |d| d.text.as_str());
                vec![Effect::Prompt(Box::new(Prompt::new(Sentence::new("today-findings"), findings, Action::Act)))]
            }
            Matter::Task { .. } => vec![Effect::Open(Kind::Task, id)],
            Matter::Contract { .. } => vec![Effect::Query(worker::Query::Today(Query::Renew(id)))],
            Matter::Screening { found: Some(s) } => vec![Effect::Query(worker::Query::Today(Query::Screening(s.id)))],
            Matter::Screening { found: None } => {
                let mut row = Row::blank(Kind::Screening);
                row.set("partner", Value::Int(id));
                row.set("on", ctx.today().to_value());
                row.set("assessor", ctx.who.user.to_value());
                vec![Effect::OpenForm { row, fields: Vec::new() }]
            }
            Matter::Approval { .. } => {
                let known = self.detail.as_ref().filter(|d| d.key == item.key).and_then(|d| d.approval.clone());
                let Some(page) = known else {
                    self.opening = Some(item.key.clone());
                    return self.look();
                };
                self.deciding = Some(Deciding::of(&page));
                vec![Effect::Decide(Box::new(page))]
            }
        }
    }

    fn done(&self) -> Vec<Effect> {
        let Some(item) = self.item() else { return Vec::new() };
        match item.matter {
            Matter::Task { .. } => vec![run(Op::Finish(item.ids.clone(), String::new()))],
            _ => vec![run(Op::Done(item.keys()))],
        }
    }

    fn assign(&self, user: i64, name: &str) -> Vec<Effect> {
        let Some(item) = self.item() else { return Vec::new() };
        match (&item.matter, item.ids.first()) {
            (Matter::Task { .. }, _) => vec![run(Op::AssignTasks(item.ids.clone(), user))],
            (Matter::Clock { .. } | Matter::Check { .. } | Matter::Escalated { .. }, Some((id, version))) => {
                vec![run(Op::Ticket(*id, *version, Act::Assign { to: user, name: name.to_owned() }))]
            }
            (Matter::Alert { .. }, Some(seen)) => vec![run(Op::AssignAlert(*seen, user))],
            _ => vec![Effect::Warn(Sentence::new("today-not-assignable"))],
        }
    }

    /// What was chosen about a warning.
    fn chosen(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let Some(item) = self.item() else { return Vec::new() };
        let Some((id, version)) = item.ids.first().copied() else { return Vec::new() };
        match (&item.matter, action) {
            (Matter::Alert { .. }, Action::Acknowledge) => vec![run(Op::Acknowledge(id, version))],
            (Matter::Alert { .. }, Action::Snooze) => {
                vec![run(Op::AlertSnooze(id, ctx.policy.calendar.on_or_after(ctx.today() + Days::new(7))))]
            }
            _ => self.update(action, ctx),
        }
    }

    /// Asks for the title of a ticket about a warning.
    fn add_ticket(item: &Item, ctx: &Ctx) -> Vec<Effect> {
        let line = i18n::today::line(Self::scene(ctx), item);
        let prompt = Prompt::new(Sentence::new("today-ticket-title"), line.text.trim(), Action::AddTicket);
        vec![Effect::Prompt(Box::new(prompt))]
    }

    fn follow_up(&self, ctx: &Ctx) -> Vec<Effect> {
        let Some(item) = self.item() else { return Vec::new() };
        let title = match &item.matter {
            Matter::Alert { rule, .. } => i18n::warning::step(ctx.lang, *rule),
            _ => String::new(),
        };
        vec![Effect::Prompt(Box::new(Prompt::new(Sentence::new("today-task-title"), title, Action::FollowUp)))]
    }

    fn scene(ctx: &Ctx) -> Scene<'_> {
        Scene { lang: ctx.lang, policy: &ctx.policy, now: ctx.now, today: ctx.today() }
    }
}

/// Does something of this tab.
fn run(op: Op) -> Effect {
    Effect::Do(AnyOp::Today(op))
}

fn pick(title: &'static str, choices: Vec<Choice>, asked: Action) -> Effect {
    Effect::Pick(Box::new(Picker::fixed(Sentence::new(title), choices, Then::Tab(asked)).without_codes()))
}

/// A choice of something to do.
fn choice(action: Action, label: String) -> Choice {
    Choice { id: 0, code: action.name().to_owned(), label, hint: String::new() }
}

/// The form of something that is done with a ticket: a word to it.
fn event_form(ticket: i64, kind: EventKind, ctx: &Ctx) -> Vec<Effect> {
    let mut row = Row::blank(Kind::TicketEvent);
    row.set("ticket", Value::Int(ticket));
    row.set("at", ctx.now.to_value());
    row.set("kind", kind.to_value());
    vec![Effect::OpenForm { row, fields: vec!["text"] }]
}

impl Tab for State {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Today, Scope::List]
    }

    fn ticket(&self, ctx: &Ctx) -> Option<Vec<Effect>> {
        let item = self.item().filter(|i| matches!(i.matter, Matter::Alert { .. }))?;
        Some(Self::add_ticket(item, ctx))
    }

    fn partner(&self, _ctx: &Ctx) -> Option<i64> {
        self.item().and_then(|i| i.parties.first()).map(|p| p.id)
    }

    fn load(&mut self, _ctx: &Ctx) -> Vec<Effect> {
        vec![Effect::Query(worker::Query::Today(Query::Queue(self.reach)))]
    }

    fn update(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::Approve | Action::Reject => self.decide_here(action, &ctx.who.name),
            Action::Mark => self.mark(),
            Action::Act | Action::Open => self.act(ctx),
            Action::Done => self.done(),
            Action::Snooze if self.item().is_some() => {
                vec![pick("today-snooze", snoozes(ctx), Action::Snooze)]
            }
            Action::Assign if self.item().is_some() => {
                let picker = Picker::records(Sentence::new("today-assign"), Kind::User, Then::Tab(Action::Assign));
                vec![Effect::Pick(Box::new(picker))]
            }
            Action::Take => match ctx.who.user {
                Some(me) => self.assign(me, &ctx.who.name),
                None => Vec::new(),
            },
            Action::Comment => match self.item().map(|i| (&i.matter, i.ids.first())) {
                Some((Matter::Clock { .. } | Matter::Check { .. } | Matter::Escalated { .. }, Some((id, _)))) => {
                    event_form(*id, EventKind::Commented, ctx)
                }
                Some((Matter::Approval { .. }, _)) => self.decide_here(action, &ctx.who.name),
                _ => vec![Effect::Warn(Sentence::new("today-no-comment"))],
            },
            Action::Add => {
                let mut row = Row::blank(Kind::Expense);
                row.set("on", ctx.today().to_value());
                row.set("partner", self.item().and_then(|i| i.parties.first()).map_or(Value::Null, |p| Value::Int(p.id)));
                vec![Effect::open_form(row)]
            }
            Action::OpenPartner => {
                self.item().and_then(|i| i.parties.first()).map(|p| Effect::Open(Kind::Partner, p.id)).into_iter().collect()
            }
            Action::Explain => match (self.item().and_then(Item::clock), self.item().map(|i| (&i.matter, i.ids.first()))) {
                (Some((id, clock)), _) => vec![Effect::Query(worker::Query::Today(Query::Why(id, clock, ctx.lang)))],
                (None, Some((Matter::Alert { .. }, Some((id, _))))) => {
                    vec![Effect::Query(worker::Query::Today(Query::WhyAlert(*id, ctx.lang)))]
                }
                _ => vec![Effect::Warn(Sentence::new("nothing-to-explain"))],
            },
            Action::Reach => {
                self.reach = self.reach.next();
                (self.at, self.queue, self.detail) = (0, None, None);
                self.load(ctx)
            }
            Action::FollowUp if self.item().is_some() => self.follow_up(ctx),
            Action::AddTicket => self.ticket(ctx).unwrap_or_default(),
            Action::GoToday => vec![run(Op::Recall)],
            Action::Filter => vec![Effect::Prompt(Box::new(Prompt::new(Sentence::new("today-find"), "", Action::Filter).live()))],
            Action::Next => self.pressing(true).map(|to| self.go(to)).unwrap_or_default(),
            Action::Previous => self.pressing(false).map(|to| self.go(to)).unwrap_or_default(),
            other => {
                let to = step(self.at, self.items().len(), self.page.get().max(1), other);
                self.go(to)
            }
        }
    }

    fn answer(&mut self, asked: Action, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        if let (Action::Filter, Answer::Typing(text) | Answer::Text(text)) = (asked, answer) {
            let to = self.found(text, matches!(answer, Answer::Text(_)), ctx);
            return to.map(|to| self.go(to)).unwrap_or_default();
        }
        if let (Action::Approve | Action::Reject | Action::Comment | Action::Withdraw, Answer::Yes | Answer::Text(_)) =
            (asked, answer)
        {
            return self.decided(asked, answer);
        }
        if asked == Action::Resolve {
            let row = self.resolving.take();
            let Answer::Picked(picked) = answer else { return Vec::new() };
            let form = |(row, item): (Row, &Choice)| Effect::OpenForm {
                row: remedy::fill(row, &item.code, ctx),
                fields: remedy::FIELDS.to_vec(),
            };
            return row.zip(picked.first()).map(form).into_iter().collect();
        }
        let Some(item) = self.item() else { return Vec::new() };
        match (asked, answer) {
            (Action::Snooze, Answer::Picked(picked)) => {
                let until = picked.first().and_then(|c| DateTime::from_timestamp(c.id, 0));
                until.map(|until| run(Op::Snooze(item.keys(), until))).into_iter().collect()
            }
            (Action::Assign, Answer::Picked(picked)) => picked.first().map(|c| self.assign(c.id, &c.code)).unwrap_or_default(),
            (Action::Act, Answer::Picked(picked)) => match picked.first().and_then(|c| Action::from_name(&c.code)) {
                Some(action) => self.chosen(action, ctx),
                None => Vec::new(),
            },
            (Action::Act, Answer::Text(findings)) => vec![run(Op::Finish(item.ids.clone(), findings.clone()))],
            (Action::AddTicket, Answer::Text(title)) => match (&item.matter, item.ids.first()) {
                (Matter::Alert { .. }, Some((id, _))) => vec![run(Op::AlertTicket(*id, title.trim().to_owned(), ctx.lang))],
                _ => Vec::new(),
            },
            (Action::FollowUp, Answer::Text(title)) => {
                let due = ctx.policy.calendar.on_or_after(ctx.today() + Days::new(1));
                match (&item.matter, item.ids.first()) {
                    (Matter::Alert { .. }, Some(alert)) => vec![run(Op::AlertTask(*alert, title.clone(), due))],
                    (Matter::Task { .. }, Some((id, _))) => vec![run(Op::FollowUp(*id, title.clone(), due))],
                    (_, Some(_)) => self.task_form(title, due),
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    fn tick(&mut self, ctx: &Ctx) -> Vec<Effect> {
        // clocks have moved; the order may have too
        self.load(ctx)
    }

    fn copied(&self, ctx: &Ctx) -> Option<String> {
        let line = i18n::today::line(Self::scene(ctx), self.item()?);
        Some(format!("{} {} {}", line.reason, line.text, line.codes).trim().to_owned())
    }

    fn badge(&self, _ctx: &Ctx) -> Option<Badge> {
        let queue = self.queue.as_ref()?;
        let count = queue.items.len() + queue.beyond;
        let bad = queue.items.iter().any(|i| matches!(i.band, Band::ApprovalLate | Band::Soon | Band::Breached));
        (count > 0).then(|| Badge { text: count.to_string(), tone: if bad { Tone::Bad } else { Tone::Plain } })
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        view::draw(self, canvas, area, ctx);
    }
}

impl State {
    /// The form of a task that follows up a ticket or a proposal.
    fn task_form(&self, title: &str, due_on: NaiveDate) -> Vec<Effect> {
        let Some(item) = self.item() else { return Vec::new() };
        let mut row = Row::blank(Kind::Task);
        row.set("kind", crate::domain::kinds::TaskKind::FollowUp.to_value());
        row.set("title", Value::Text(title.to_owned()));
        row.set("due_on", due_on.to_value());
        if let Some(party) = item.parties.first() {
            row.set("partner", Value::Int(party.id));
        }
        if let (Matter::Clock { .. } | Matter::Check { .. } | Matter::Escalated { .. }, Some((id, _))) =
            (&item.matter, item.ids.first())
        {
            row.set("ticket", Value::Int(*id));
        }
        if let Some((owner, _)) = &item.owner {
            row.set("owner", Value::Int(*owner));
        }
        vec![Effect::OpenForm { row, fields: vec!["title", "due_on", "owner", "partner", "ticket"] }]
    }
}

#[cfg(test)]
mod tests;
