//! What is planned: the month with the day's agenda beside it, the week by day or by person, the agenda with what is
//! late first.

mod view;

use std::cell::Cell;
use std::collections::BTreeSet;

use chrono::{Days, Months, NaiveDate};
use ratatui::layout::Rect;

use super::{Tab, ticket_form};
use crate::domain::checklist::Checklist;
use crate::domain::kinds::TaskState;
use crate::domain::maintenance::Every;
use crate::domain::period::{Month, Span, Week, day_number, from_day_number};
use crate::domain::record::{Kind, Row, Storable as _, Value};
use crate::domain::sentence::Sentence;
use crate::i18n::number;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::overlay::{Confirm, Picker, Prompt, Then, step};
use crate::tui::worker::calendar::{Op, Query, Reply, Shown, TaskLine, grid_of};
use crate::tui::worker::form::Item as Choice;
use crate::tui::worker::today::Reach;
use crate::tui::worker::{self, Op as AnyOp};

/// How it is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Look {
    /// A month, and a day's agenda.
    #[default]
    Month,
    /// A week, a column a day.
    Week,
    /// A week, a row a person.
    Team,
    /// What is late and what comes.
    Agenda,
}

/// What the tab shows.
#[derive(Debug, Default)]
pub struct State {
    look: Look,
    reach: Reach,
    /// The day under the cursor; today until it is moved.
    day: Option<NaiveDate>,
    shown: Option<Box<Shown>>,
    /// Whether the cursor is in the list of tasks rather than on the days.
    inside: bool,
    at: usize,
    marks: BTreeSet<i64>,
    /// The line of the checklist under the cursor, while it is being ticked.
    ticking: Option<usize>,
    /// The task to go to when its day is there.
    wanted: Option<i64>,
    top: Cell<usize>,
    page: Cell<usize>,
}

impl State {
    /// What the worker answered.
    pub fn receive(&mut self, reply: Reply, ctx: &Ctx) -> Vec<Effect> {
        match reply {
            Reply::Days(shown) => {
                if shown.reach != self.reach || shown.list != self.list(ctx) {
                    return Vec::new();
                }
                let id = self.wanted.take().or_else(|| self.task().map(|t| t.id));
                self.shown = Some(shown);
                if let Some(at) = id.and_then(|id| self.tasks().iter().position(|t| t.id == id)) {
                    self.at = at;
                }
                self.at = self.at.min(self.tasks().len().saturating_sub(1));
                let known: BTreeSet<i64> = self.tasks().iter().map(|t| t.id).collect();
                self.marks.retain(|id| known.contains(id));
                Vec::new()
            }
            Reply::Found(Some(task)) => {
                (self.look, self.reach, self.inside) = (Look::Month, Reach::All, true);
                self.day = Some(task.due_on);
                self.wanted = Some(task.id);
                self.load(ctx)
            }
            Reply::Found(None) => Vec::new(),
        }
    }

    fn day(&self, ctx: &Ctx) -> NaiveDate {
        self.day.unwrap_or_else(|| ctx.today())
    }

    /// The days whose tasks are listed.
    fn list(&self, ctx: &Ctx) -> Span {
        let day = self.day(ctx);
        match self.look {
            Look::Month => Span { from: day, to: day },
            Look::Week | Look::Team => Week::of(day).span(),
            Look::Agenda => Span { from: day, to: day + Days::new(13) },
        }
    }

    fn tasks(&self) -> &[TaskLine] {
        self.shown.as_ref().map_or(&[], |s| s.tasks.as_slice())
    }

    /// Positions of the tasks that the cursor can be on: all, or those of the day in a week by day.
    fn reachable(&self, ctx: &Ctx) -> Vec<usize> {
        let day = self.day(ctx);
        let here = |t: &TaskLine| !matches!(self.look, Look::Week | Look::Team) || t.due_on == day;
        self.tasks().iter().enumerate().filter(|(_, t)| here(t)).map(|(i, _)| i).collect()
    }

    fn task(&self) -> Option<&TaskLine> {
        self.tasks().get(self.at)
    }

    /// Those that are marked, else the one under the cursor; with the versions that were seen.
    fn targets(&self) -> Vec<(i64, i64)> {
        let marked: Vec<(i64, i64)> =
            self.tasks().iter().filter(|t| self.marks.contains(&t.id)).map(|t| (t.id, t.version)).collect();
        if marked.is_empty() { self.task().map(|t| (t.id, t.version)).into_iter().collect() } else { marked }
    }

    fn go(&mut self, day: NaiveDate, ctx: &Ctx) -> Vec<Effect> {
        self.day = Some(day);
        (self.at, self.ticking) = (0, None);
        if matches!(self.look, Look::Week | Look::Team) && self.shown.as_ref().is_some_and(|s| s.list == self.list(ctx)) {
            // the week is here already: the cursor goes to the first task of the day
            self.at = self.reachable(ctx).first().copied().unwrap_or(0);
            return Vec::new();
        }
        self.load(ctx)
    }

    fn look_as(&mut self, look: Look, ctx: &Ctx) -> Vec<Effect> {
        self.look = look;
        self.inside = look == Look::Agenda;
        (self.at, self.ticking) = (0, None);
        self.top.set(0);
        self.load(ctx)
    }

    /// Moves over the days, or over the tasks of the list.
    fn step(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let day = self.day(ctx);
        let days = |n: i64| day + chrono::Duration::days(n);
        if let (Some(line), Some(task)) = (self.ticking, self.task()) {
            let lines = Checklist::parse(&task.checklist).0.len();
            self.ticking = Some(step(line, lines, 5, action));
            return Vec::new();
        }
        let to = match (self.look, self.inside, action) {
            (Look::Month, false, Action::Left) | (Look::Week | Look::Team, _, Action::Left) => days(-1),
            (Look::Month, false, Action::Right) | (Look::Week | Look::Team, _, Action::Right) => days(1),
            (Look::Month, false, Action::Up) => days(-7),
            (Look::Month, false, Action::Down) => days(7),
            (Look::Month, false, Action::Top) => Month::of(day).first(),
            (Look::Month, false, Action::Bottom) => Month::of(day).span().to,
            (_, _, Action::NextSection) | (Look::Month, false, Action::HalfDown | Action::PageDown) => self.turn(day, true),
            (_, _, Action::PreviousSection) | (Look::Month, false, Action::HalfUp | Action::PageUp) => self.turn(day, false),
            (Look::Month, true, Action::Left) => {
                self.inside = false;
                return Vec::new();
            }
            _ => {
                let rows = self.reachable(ctx);
                let here = rows.iter().position(|i| *i == self.at).unwrap_or(0);
                let to = step(here, rows.len(), self.page.get().max(1), action);
                self.at = rows.get(to).copied().unwrap_or(0);
                return Vec::new();
            }
        };
        self.go(to, ctx)
    }

    /// The same day a month or a week on.
    fn turn(&self, day: NaiveDate, forward: bool) -> NaiveDate {
        match (self.look, forward) {
            (Look::Month, true) => day.checked_add_months(Months::new(1)).unwrap_or(day),
            (Look::Month, false) => day.checked_sub_months(Months::new(1)).unwrap_or(day),
            (_, true) => day + Days::new(7),
            (_, false) => day - Days::new(7),
        }
    }

    fn mark(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if let Some(line) = self.ticking {
            return self.task().map(|t| run(Op::Tick((t.id, t.version), line))).into_iter().collect();
        }
        if let Some(id) = self.task().map(|t| t.id) {
            if !self.marks.remove(&id) {
                self.marks.insert(id);
            }
            self.step(Action::Down, ctx)
        } else {
            Vec::new()
        }
    }

    /// Goes to the first task that says `text`: code, partner, city, title, person.
    fn find(&mut self, text: &str, ctx: &Ctx) {
        let wanted = text.trim().to_lowercase();
        let says = |t: &TaskLine| {
            let title = ctx.policy.maintenance.shown(&t.title, ctx.lang);
            format!("{} {} {} {title} {} {}", t.code, t.name, t.city, t.title, t.owner_name).to_lowercase().contains(&wanted)
        };
        let found = self.reachable(ctx).into_iter().find(|i| self.tasks().get(*i).is_some_and(says));
        if let Some(at) = found.filter(|_| !wanted.is_empty()) {
            (self.at, self.inside) = (at, true);
        }
    }

    fn mark_all(&mut self, ctx: &Ctx) {
        let open: BTreeSet<i64> = self
            .reachable(ctx)
            .into_iter()
            .filter_map(|i| self.tasks().get(i))
            .filter(|t| t.state == TaskState::Open)
            .map(|t| t.id)
            .collect();
        self.marks = if self.marks == open { BTreeSet::new() } else { open };
    }

    /// The next working days, to which a task is mostly moved; any other day can be typed.
    fn days_to_move(&self, ctx: &Ctx) -> Vec<Effect> {
        let mut day = ctx.today();
        let mut choices = Vec::new();
        while choices.len() < 30 {
            day = ctx.policy.calendar.on_or_after(day);
            let count = self.shown.as_ref().and_then(|s| s.counts.get(&day)).map_or(0, |c| c.open);
            choices.push(Choice {
                id: day_number(day).into(),
                code: day.to_string(),
                label: number::date_long(ctx.lang, day),
                hint: if count > 0 { format!("●{count}") } else { String::new() },
            });
            day = day + Days::new(1);
        }
        let picker = Picker::fixed(Sentence::new("calendar-move-to"), choices, Then::Tab(Action::Move));
        vec![Effect::Pick(Box::new(picker.or_a_day_from(ctx.today(), ctx.lang)))]
    }

    fn add_form(&self, ctx: &Ctx) -> Vec<Effect> {
        let mut row = Row::blank(Kind::Task);
        row.set("due_on", self.day(ctx).max(ctx.today()).to_value());
        if let Some(me) = ctx.who.user {
            row.set("owner", Value::Int(me));
        }
        vec![Effect::OpenForm { row, fields: vec!["kind", "title", "partner", "owner", "due_on", "checklist"] }]
    }

    fn prompt(&self, key: &'static str, text: &str, asked: Action) -> Vec<Effect> {
        if self.targets().is_empty() {
            return vec![Effect::Warn(Sentence::new("calendar-no-task"))];
        }
        vec![Effect::Prompt(Box::new(Prompt::new(Sentence::new(key), text, asked)))]
    }
}

/// Does something of this tab.
fn run(op: Op) -> Effect {
    Effect::Do(AnyOp::Calendar(op))
}

impl Tab for State {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Calendar, Scope::List]
    }

    /// Of what was found a ticket is made in its words.
    fn ticket(&self, _ctx: &Ctx) -> Option<Vec<Effect>> {
        let task = self.task().filter(|t| !t.findings.is_empty())?;
        let mut row = Row::blank(Kind::Ticket);
        row.set("partner", task.partner.map_or(Value::Null, Value::Int));
        row.set("title", Value::Text(task.findings.lines().next().unwrap_or_default().to_owned()));
        row.set("description", Value::Text(task.findings.clone()));
        Some(vec![ticket_form(row)])
    }

    fn partner(&self, _ctx: &Ctx) -> Option<i64> {
        self.task().and_then(|t| t.partner)
    }

    fn load(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let day = self.day(ctx);
        // what is late belongs to today and to the agenda that begins today
        let overdue = day == ctx.today() && matches!(self.look, Look::Month | Look::Agenda);
        let query = Query::Days { reach: self.reach, grid: grid_of(day), list: self.list(ctx), overdue };
        vec![Effect::Query(worker::Query::Calendar(query))]
    }

    fn update(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let findings = self.task().map(|t| t.findings.clone()).unwrap_or_default();
        match action {
            Action::Done => self.prompt("today-findings", &findings, Action::Done),
            Action::Skip => self.prompt("calendar-skip-why", "", Action::Skip),
            Action::Move if !self.targets().is_empty() => self.days_to_move(ctx),
            Action::Assign if !self.targets().is_empty() => {
                let picker = Picker::records(Sentence::new("today-assign"), Kind::User, Then::Tab(Action::Assign));
                vec![Effect::Pick(Box::new(picker))]
            }
            Action::Add => self.add_form(ctx),
            Action::Edit => self.task().map(|t| Effect::Edit(Kind::Task, t.id)).into_iter().collect(),
            Action::FollowUp => self.prompt("today-task-title", &findings, Action::FollowUp),
            Action::Tick => {
                let lines = self.task().map_or(0, |t| Checklist::parse(&t.checklist).0.len());
                if lines == 0 {
                    return vec![Effect::Warn(Sentence::new("calendar-no-checklist"))];
                }
                (self.inside, self.ticking) = (true, Some(self.ticking.map_or(0, |l| (l + 1) % lines)));
                Vec::new()
            }
            Action::ViewMonth => self.look_as(Look::Month, ctx),
            Action::ViewWeek => self.look_as(if self.look == Look::Week { Look::Team } else { Look::Week }, ctx),
            Action::ViewAgenda => self.look_as(Look::Agenda, ctx),
            Action::GoToday => {
                let today = ctx.today();
                self.go(today, ctx)
            }
            Action::Reach => {
                self.reach = self.reach.next();
                self.shown = None;
                self.load(ctx)
            }
            Action::Generate => {
                let month = Every::Month.period(Month::of(self.day(ctx))).1;
                let question = Sentence::new("calendar-generate").with("month", month);
                vec![Effect::Confirm(Box::new(Confirm::new(question, Action::Generate)))]
            }
            Action::OpenPartner => {
                self.task().and_then(|t| t.partner).map(|p| Effect::Open(Kind::Partner, p)).into_iter().collect()
            }
            Action::Open if self.ticking.is_some() => self.mark(ctx),
            Action::Open if self.look == Look::Month && !self.inside => {
                self.inside = !self.tasks().is_empty();
                Vec::new()
            }
            Action::Open => match self.task().and_then(|t| t.meeting) {
                Some(meeting) => vec![Effect::OpenMeetings(Some(meeting))],
                None => self.update(Action::Tick, ctx),
            },
            Action::Filter => vec![Effect::Prompt(Box::new(Prompt::new(Sentence::new("today-find"), "", Action::Filter).live()))],
            Action::Mark => self.mark(ctx),
            Action::MarkAll => {
                self.mark_all(ctx);
                Vec::new()
            }
            other => self.step(other, ctx),
        }
    }

    fn answer(&mut self, asked: Action, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        if let (Action::Filter, Answer::Typing(text) | Answer::Text(text)) = (asked, answer) {
            self.find(text, ctx);
            return Vec::new();
        }
        let targets = self.targets();
        let day = self.day(ctx);
        let effects = match (asked, answer) {
            (Action::Done, Answer::Text(findings)) => vec![run(Op::Done(targets, findings.clone()))],
            (Action::Skip, Answer::Text(reason)) => vec![run(Op::Skip(targets, reason.clone()))],
            (Action::Move, Answer::Picked(picked)) => {
                let to = picked.first().and_then(|c| i32::try_from(c.id).ok()).map(from_day_number);
                to.map(|to| run(Op::Move(targets, to))).into_iter().collect()
            }
            (Action::Assign, Answer::Picked(picked)) => {
                picked.first().map(|c| run(Op::Assign(targets, c.id))).into_iter().collect()
            }
            (Action::Generate, Answer::Yes) => return vec![run(Op::Generate(Month::of(day), ctx.lang))],
            (Action::FollowUp, Answer::Text(title)) => {
                let due = ctx.policy.calendar.on_or_after(ctx.today() + Days::new(1));
                self.task().map(|t| run(Op::FollowUp(t.id, title.clone(), due))).into_iter().collect()
            }
            _ => return Vec::new(),
        };
        self.marks.clear();
        effects
    }

    fn show(&mut self, kind: Kind, id: i64, _ctx: &Ctx) -> Vec<Effect> {
        if kind == Kind::Task { vec![Effect::Query(worker::Query::Calendar(Query::Find(id)))] } else { Vec::new() }
    }

    fn written(&mut self, kind: Kind, id: i64, _ctx: &Ctx) -> Vec<Effect> {
        if kind == Kind::Task {
            self.wanted = Some(id);
        }
        Vec::new()
    }

    fn close(&mut self, _ctx: &Ctx) -> Option<Vec<Effect>> {
        if self.ticking.take().is_some() {
            return Some(Vec::new());
        }
        if !self.marks.is_empty() {
            self.marks.clear();
            return Some(Vec::new());
        }
        if self.inside && self.look == Look::Month {
            self.inside = false;
            return Some(Vec::new());
        }
        None
    }

    fn copied(&self, ctx: &Ctx) -> Option<String> {
        let t = self.task()?;
        let title = ctx.policy.maintenance.shown(&t.title, ctx.lang);
        Some(format!("{} {title} {} {}", t.due_on, t.code, t.name).trim().to_owned())
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        view::draw(self, canvas, area, ctx);
    }
}

#[cfg(test)]
mod tests;
