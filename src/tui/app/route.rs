//! Where effects, answers and reports go.

use super::{Answer, App, Effect, KINDS, Message, Place};
use crate::domain::explain::Source;
use crate::domain::record::{Home, Kind, Row};
use crate::domain::sentence::Sentence;
use crate::tui::keymap::Action;
use crate::tui::overlay::{Approval, Explain, Health, Knowledge, Meetings, Outcome, Overlay, Policy, Reading, Then};
use crate::tui::tabs::{TabId, new_ticket};
use crate::tui::worker::document::{Listed, Of};
use crate::tui::worker::{Op, Query, Reply, Report, core, form, policy};

impl App {
    /// Does the effects that are the app's; answers those that are the runtime's.
    pub(super) fn apply(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut out = Vec::new();
        for effect in effects {
            let more = match effect {
                Effect::Say(said) => {
                    self.message = Some(Message { said, warning: false });
                    continue;
                }
                Effect::Warn(said) => {
                    self.message = Some(Message { said, warning: true });
                    continue;
                }
                Effect::OpenForm { row, fields } => self.open_form(row, &fields),
                Effect::Fill { row, fields, asked, title } => self.fill_in(row, &fields, asked, title),
                Effect::Edit(kind, id) => {
                    self.opening = true;
                    vec![Effect::Query(Query::Form(form::Query::Read(kind, id)))]
                }
                Effect::Open(kind, id) => self.open(kind, id),
                Effect::Decide(page) => {
                    let approval = Approval::new(*page);
                    let effects = approval.load();
                    self.overlays.push(Overlay::Approval(Box::new(approval)));
                    effects
                }
                Effect::Explain(explanation) => vec![Effect::ExplainAny(vec![*explanation])],
                Effect::ExplainAny(several) => {
                    self.overlays.extend(Explain::any(several).map(|e| Overlay::Explain(Box::new(e))));
                    continue;
                }
                Effect::ExplainWhole(several) => {
                    self.overlays.extend(Explain::any(several).map(|e| Overlay::Explain(Box::new(e.of_whole()))));
                    continue;
                }
                Effect::Merge(merge) => {
                    self.overlays.push(Overlay::Merge(merge));
                    continue;
                }
                Effect::OpenList(source) => self.open_list(source),
                Effect::OpenKind(kind) => self.show_list(Source::new(kind, "")),
                Effect::Add(kind) => self.add(kind),
                Effect::OpenKnowledge(about) => {
                    let knowledge = Knowledge::new(about);
                    let effects = knowledge.load(&self.ctx);
                    self.overlays.push(Overlay::Knowledge(Box::new(knowledge)));
                    effects
                }
                Effect::OpenTrace(text) => self.open_trace(&text),
                Effect::OpenMeetings(at) => {
                    let meetings = Meetings::new(at);
                    let effects = meetings.load();
                    self.overlays.push(Overlay::Meetings(Box::new(meetings)));
                    effects
                }
                Effect::OpenHealth => {
                    let health = Health::default();
                    let effects = health.load();
                    self.overlays.push(Overlay::Health(Box::new(health)));
                    effects
                }
                Effect::OpenDocument(of) => {
                    let reading = Reading::new(of);
                    let effects = reading.load(&self.ctx);
                    self.overlays.push(Overlay::Reading(Box::new(reading)));
                    effects
                }
                Effect::OpenPolicy => {
                    let page = Box::<Policy>::default();
                    let effects = page.load();
                    self.overlays.push(Overlay::Policy(page));
                    effects
                }
                Effect::Pick(picker) => {
                    let effects = picker.load();
                    self.overlays.push(Overlay::Picker(picker));
                    effects
                }
                Effect::Prompt(prompt) => {
                    self.overlays.push(Overlay::Prompt(prompt));
                    continue;
                }
                Effect::Confirm(confirm) => {
                    self.overlays.push(Overlay::Confirm(confirm));
                    continue;
                }
                Effect::GoTo(tab) => self.go(Place::Tab(tab)),
                runtime => {
                    if matches!(runtime, Effect::Query(_)) {
                        self.waiting += 1;
                    }
                    out.push(runtime);
                    continue;
                }
            };
            out.extend(self.apply(more));
        }
        out
    }

    /// Opens a record where it lives.
    fn add(&mut self, kind: Kind) -> Vec<Effect> {
        match (kind.def().conduct.home, kind.def().keeper) {
            (Home::Desk, _) => vec![new_ticket(None)],
            (Home::Meetings, _) => vec![Meetings::new_meeting(&self.ctx)],
            (_, Some(command)) if kind.def().is_kept() => {
                let said = Sentence::new("list-kept").with("kind", kind.def().name).with("command", command);
                vec![Effect::Warn(said)]
            }
            _ => vec![Effect::open_form(Row::blank(kind))],
        }
    }

    fn open(&mut self, kind: Kind, id: i64) -> Vec<Effect> {
        let def = kind.def();
        let tab = match def.conduct.home {
            Home::Register => {
                self.overlays.clear();
                return self.go(Place::Partner(id));
            }
            Home::Desk => TabId::Conflicts,
            Home::Calendar => TabId::Calendar,
            Home::Tiers => TabId::Tiers,
            Home::Meetings => return vec![Effect::OpenMeetings(Some(id))],
            // what no form writes, or not for this person, is read
            Home::Form if def.is_kept() || form::barred(kind, self.ctx.who.role, &self.ctx.who.name).is_some() => {
                return vec![Effect::OpenDocument(Of::Record(Row { id, ..Row::blank(kind) }))];
            }
            Home::Form => return vec![Effect::Edit(kind, id)],
        };
        self.overlays.clear();
        let mut effects = self.go(Place::Tab(tab));
        effects.extend(self.tabs.of(tab).show(kind, id, &self.ctx));
        effects
    }

    /// Goes to a place and remembers it for back and forward.
    pub(super) fn go(&mut self, place: Place) -> Vec<Effect> {
        if self.places.get(self.place) != Some(&place) {
            self.places.truncate(self.place + 1);
            self.places.push(place);
            self.place = self.places.len() - 1;
        }
        self.arrive(place)
    }

    fn arrive(&mut self, place: Place) -> Vec<Effect> {
        let mut effects = self.tabs.of(self.tab).leave();
        effects.extend(self.enter(place));
        effects
    }

    fn enter(&mut self, place: Place) -> Vec<Effect> {
        match place {
            Place::Tab(id) => {
                self.tab = id;
                if id == TabId::Partners {
                    self.tabs.partners.leave_page();
                }
                self.tabs.of(id).renew();
                self.tabs.of(id).load(&self.ctx)
            }
            Place::Partner(partner) => {
                self.tab = TabId::Partners;
                self.tabs.of(TabId::Partners).show(Kind::Partner, partner, &self.ctx)
            }
        }
    }

    /// Back and forward through the places.
    pub(super) fn walk(&mut self, by: isize) -> Vec<Effect> {
        let Some(to) = self.place.checked_add_signed(by).filter(|to| *to < self.places.len()) else { return Vec::new() };
        self.place = to;
        let effects = self.places.get(to).copied().map(|p| self.arrive(p)).unwrap_or_default();
        self.apply(effects)
    }

    /// What an overlay came to: stay or close, with effects or an answer.
    pub(super) fn overlay_outcome(&mut self, outcome: Outcome) -> Vec<Effect> {
        match outcome {
            Outcome::Stay(effects) => self.apply(effects),
            Outcome::Close(effects) => {
                let kept = match self.overlays.pop() {
                    Some(Overlay::Form(form)) if form.is_changed() => {
                        self.keep(&form);
                        true
                    }
                    Some(Overlay::Trace(trace)) => self.keep_trace(&trace),
                    _ => false,
                };
                if kept {
                    self.message = Some(Message { said: Sentence::new("form-kept"), warning: false });
                }
                self.apply(effects)
            }
            Outcome::Live(then, answer) => self.answer(then, answer),
            Outcome::Answer(then, answer) => {
                self.overlays.pop();
                self.answer(then, answer)
            }
        }
    }

    fn answer(&mut self, then: Then, answer: Answer) -> Vec<Effect> {
        match (then, answer) {
            (Then::Tab(action), answer) => {
                let effects = self.tabs.of(self.tab).answer(action, &answer, &self.ctx);
                self.remember(action, Some(answer), &effects);
                self.apply(effects)
            }
            (Then::Beneath(action), answer) => {
                let effects = match self.overlays.last_mut() {
                    Some(Overlay::Health(health)) => health.answer(action, &answer),
                    Some(Overlay::Reading(reading)) => reading.answer(action, &answer, &self.ctx),
                    _ => Vec::new(),
                };
                self.apply(effects)
            }
            (Then::OpenPartner, Answer::Picked(items)) => {
                let effects = items.first().map(|i| self.open(Kind::Partner, i.id)).unwrap_or_default();
                self.apply(effects)
            }
            (Then::Command, Answer::Picked(items)) => {
                let Some(item) = items.first() else { return Vec::new() };
                let listed = item.code.strip_prefix("qudao ").and_then(Listed::named);
                match (Action::from_name(&item.code), listed) {
                    (Some(action), _) => self.act(action),
                    (None, Some(listed)) => self.apply(vec![Effect::OpenDocument(Of::Listed(*listed))]),
                    (None, None) => {
                        let kind = item.code.strip_prefix(KINDS).and_then(Kind::from_name);
                        kind.map(|kind| self.apply(vec![Effect::OpenKind(kind)])).unwrap_or_default()
                    }
                }
            }
            (Then::OpenPartner | Then::Command, _) => Vec::new(),
        }
    }

    /// What the worker reports.
    pub(super) fn report(&mut self, report: Report) -> Vec<Effect> {
        match report {
            Report::Answered(_, reply) => {
                self.waiting = self.waiting.saturating_sub(1);
                self.receive(*reply)
            }
            Report::Unanswered(_, trouble) => {
                self.waiting = self.waiting.saturating_sub(1);
                self.message = Some(Message { said: trouble.said, warning: true });
                if let Some(Overlay::Picker(picker)) = self.overlays.last_mut() {
                    picker.give_up();
                }
                self.opening = false;
                self.held.clear();
                Vec::new()
            }
            Report::Overtaken => {
                self.waiting = self.waiting.saturating_sub(1);
                Vec::new()
            }
            Report::Done(done) => {
                let merged = matches!(self.overlays.last(), Some(Overlay::Merge(m)) if m.is_saving());
                if merged || matches!(self.overlays.last(), Some(Overlay::Form(f)) if f.is_saving()) {
                    self.overlays.pop();
                }
                if let Some(Overlay::Trace(trace)) = self.overlays.last_mut() {
                    trace.settled(true, &self.ctx);
                }
                if let Some(Overlay::Policy(policy)) = self.overlays.last_mut() {
                    policy.written();
                }
                let told = done.acted.as_ref().map(|acted| self.tabs.conflicts.done(acted, &self.ctx)).unwrap_or_default();
                let mut effects = self.reload();
                if let Some((kind, id)) = done.select {
                    let mut shown = self.tabs.of(self.tab).written(kind, id, &self.ctx);
                    if let Some(Overlay::Meetings(meetings)) = self.overlays.last_mut() {
                        shown.extend(meetings.written(kind, id));
                    }
                    effects.extend(self.apply(shown));
                }
                self.message = Some(Message { said: done.said, warning: false });
                effects.extend(self.apply(told));
                effects
            }
            Report::NotDone(op, trouble) => {
                let back = if let Op::Conflicts(op) = &op { self.tabs.conflicts.not_done(op, &self.ctx) } else { Vec::new() };
                let back = self.apply(back);
                if let Some(Overlay::Form(form)) = self.overlays.last_mut()
                    && form.is_saving()
                {
                    form.refused(trouble, &self.ctx);
                } else if let Some(Overlay::Merge(merge)) = self.overlays.last_mut() {
                    merge.refused(trouble);
                } else {
                    if let Some(Overlay::Trace(trace)) = self.overlays.last_mut() {
                        trace.settled(false, &self.ctx);
                    }
                    self.message = Some(Message { said: trouble.said, warning: true });
                }
                back
            }
            Report::Failed(said) => {
                self.tell(said);
                Vec::new()
            }
            Report::Changed => self.reload(),
            Report::Role(role) => {
                self.ctx.who.role = role;
                Vec::new()
            }
            Report::Renewed(policy, _) => {
                self.ctx.policy = policy;
                self.reload()
            }
            Report::Head(head) => {
                self.ctx.aside = head;
                Vec::new()
            }
        }
    }

    /// The records that match what is typed, for the overlay that asked; then the keys that waited for them.
    fn offered(&mut self, text: &str, found: Vec<form::Item>) -> Vec<Effect> {
        // something that was asked for before may have come to lie over the one that asks
        let asks = |o: &Overlay| matches!(o, Overlay::Picker(_) | Overlay::Form(_) | Overlay::Trace(_));
        let Some(at) = self.overlays.iter().rposition(asks) else { return Vec::new() };
        let on_top = at + 1 == self.overlays.len();
        let chosen = match self.overlays.get_mut(at) {
            Some(Overlay::Picker(picker)) => picker.found(text, found),
            Some(Overlay::Form(form)) => {
                form.found(text, found);
                None
            }
            Some(Overlay::Trace(trace)) => {
                trace.offer(text, found);
                None
            }
            _ => None,
        };
        let held = if self.is_choosing() { Vec::new() } else { std::mem::take(&mut self.held) };
        // under another overlay nothing is chosen unseen: the list is there for a second Enter
        let Some(outcome) = chosen.filter(|_| on_top) else { return Vec::new() };
        let mut effects = self.overlay_outcome(outcome);
        // nothing matched: the list stays, and what was typed after it was meant for something else
        if !matches!(self.overlays.last(), Some(Overlay::Picker(_))) {
            effects.extend(held.into_iter().flat_map(|event| self.key(event)));
        }
        effects
    }

    fn receive(&mut self, reply: Reply) -> Vec<Effect> {
        let effects = match reply {
            Reply::Core(core::Reply::Names(names)) => {
                self.ctx.names = names;
                Vec::new()
            }
            Reply::Core(core::Reply::Counts(counts)) => {
                self.ctx.counts = counts;
                Vec::new()
            }
            Reply::Form(form::Reply::Row(row)) => {
                self.opening = false;
                let mut effects = self.apply(vec![Effect::open_form(row)]);
                if matches!(self.overlays.last(), Some(Overlay::Form(_))) {
                    effects.extend(self.press_held());
                }
                self.held.clear();
                return effects;
            }
            Reply::Form(form::Reply::Found(text, found)) => return self.offered(&text, found),
            Reply::Form(form::Reply::Labels(labels)) => {
                if let Some(Overlay::Form(form)) = self.overlays.iter_mut().rev().find(|o| matches!(o, Overlay::Form(_))) {
                    form.labels(&labels);
                }
                Vec::new()
            }
            Reply::Form(form::Reply::Aside(aside)) => {
                if let Some(Overlay::Form(form)) = self.overlays.iter_mut().rev().find(|o| matches!(o, Overlay::Form(_))) {
                    form.beside(aside);
                }
                Vec::new()
            }
            Reply::List(reply) => {
                if let Some(list) = self.overlays.iter_mut().rev().find_map(Overlay::as_list) {
                    list.receive(reply);
                }
                Vec::new()
            }
            Reply::Knowledge(reply) => {
                let shown =
                    self.overlays.iter_mut().rev().find_map(|o| if let Overlay::Knowledge(k) = o { Some(k) } else { None });
                if let Some(knowledge) = shown {
                    knowledge.receive(reply);
                }
                Vec::new()
            }
            Reply::Health(reply) => {
                let shown = self.overlays.iter_mut().rev().find_map(|o| if let Overlay::Health(h) = o { Some(h) } else { None });
                shown.map(|health| health.receive(reply)).unwrap_or_default()
            }
            Reply::Document(reply) => {
                let shown = self.overlays.iter_mut().rev().find_map(|o| if let Overlay::Reading(r) = o { Some(r) } else { None });
                if let Some(reading) = shown {
                    reading.receive(reply, &self.ctx);
                }
                Vec::new()
            }
            Reply::Meetings(reply) => {
                let shown =
                    self.overlays.iter_mut().rev().find_map(|o| if let Overlay::Meetings(m) = o { Some(m) } else { None });
                shown.map(|meetings| meetings.receive(reply)).unwrap_or_default()
            }
            Reply::Policy(policy::Reply::Approval(id, blocks)) => {
                let shown =
                    self.overlays.iter_mut().rev().find_map(|o| if let Overlay::Approval(a) = o { Some(a) } else { None });
                if let Some(approval) = shown {
                    approval.would_change(id, blocks);
                }
                Vec::new()
            }
            Reply::Policy(reply) => {
                let shown = self.overlays.iter_mut().rev().find_map(|o| if let Overlay::Policy(p) = o { Some(p) } else { None });
                shown.map(|policy| policy.receive(reply)).unwrap_or_default()
            }
            Reply::Trace(reply) => {
                let shown = self.overlays.iter_mut().rev().find_map(|o| if let Overlay::Trace(t) = o { Some(t) } else { None });
                shown.map(|trace| trace.receive(reply)).unwrap_or_default()
            }
            Reply::Today(r) => self.tabs.today.receive(r, &self.ctx),
            Reply::Partners(r) => self.tabs.partners.receive(r, &self.ctx),
            Reply::Tiers(r) => self.tabs.tiers.receive(r, &self.ctx),
            Reply::Conflicts(r) => self.tabs.conflicts.receive(r, &self.ctx),
            Reply::Calendar(r) => self.tabs.calendar.receive(r, &self.ctx),
            Reply::Kpis(r) => self.tabs.kpis.receive(r, &self.ctx),
        };
        self.apply(effects)
    }
}
