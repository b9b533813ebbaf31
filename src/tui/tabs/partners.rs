//! The register (S1): a list over any number of partners, and the page of one.
//!
//! - `partners/list`: the list's state: a window of rows, the cursor, marks
//! - `partners/moving`: a move along the lifecycle, from the key to the deed
//! - `partners/cells`: how a value of a column is shown
//! - `partners/page`: the page of a partner, section by section
//! - `partners/view`: how the list is drawn

mod cells;
mod list;
mod moving;
mod page;
mod view;

use chrono::Days;
use ratatui::layout::Rect;

use list::ListState;
use moving::Moving;
use page::PageState;

use super::Tab;
use crate::domain::kinds::Lifecycle;
use crate::domain::partner::Column;
use crate::domain::record::{Kind, Row, Value};
use crate::domain::sentence::Sentence;
use crate::i18n::number;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::overlay::{Item, Merge, Picker, Prompt, Then};
use crate::tui::view::panes;
use crate::tui::widgets::dates;
use crate::tui::worker::partners::{Op, Query, Reply, Twins};
use crate::tui::worker::{self};

/// What the tab shows.
#[derive(Debug, Default)]
pub struct State {
    list: ListState,
    page: Option<PageState>,
    /// The page of the selected partner, beside the list.
    peek: Option<PageState>,
    views: Vec<(String, String)>,
    /// A move along the lifecycle that is being asked for.
    moving: Moving,
    /// The partner that a merge would take away.
    dropped: Option<i64>,
}

fn ask(query: Query) -> Effect {
    Effect::Query(worker::Query::Partners(query))
}

fn perform(op: Op) -> Vec<Effect> {
    vec![Effect::Do(worker::Op::Partners(op))]
}

impl State {
    /// What the worker answered.
    pub fn receive(&mut self, reply: Reply, ctx: &Ctx) -> Vec<Effect> {
        match reply {
            Reply::Page(page) => {
                if let Some(open) = &mut self.page
                    && open.id() == page.row.id
                {
                    open.receive(page);
                } else {
                    let mut peek = PageState::new(page.row.id);
                    peek.receive(page);
                    self.peek = Some(peek);
                }
                Vec::new()
            }
            Reply::Section(id, section, blocks) => {
                if let Some(open) = self.page.as_mut().filter(|p| p.id() == id) {
                    open.receive_section(section, blocks);
                }
                Vec::new()
            }
            Reply::Moves(ids, outlook) => self.offer_moves(ids, &outlook, ctx),
            Reply::Duplicates(pairs) => offer_duplicates(&pairs, ctx),
            Reply::Compared(seen, labels) => {
                self.dropped = Some(seen.drop.id);
                vec![Effect::Merge(Box::new(Merge::new(*seen, labels)))]
            }
            Reply::Explained(explanation) => vec![Effect::Explain(explanation)],
            Reply::Views(views) => {
                self.views = views;
                Vec::new()
            }
            reply => {
                self.list.receive(reply, ctx);
                self.look_at(ctx)
            }
        }
    }

    /// Back to the list.
    pub fn leave_page(&mut self) {
        self.page = None;
    }

    /// Shows the partners for which a filter expression holds.
    pub fn filter(&mut self, expression: &str, ctx: &Ctx) -> Vec<Effect> {
        expression.clone_into(&mut self.list.look.filter);
        self.list.go_to_top();
        vec![self.list.query(ctx)]
    }

    /// Asks for the page beside the list, if there is one and it shows another partner.
    fn look_at(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(id) = self.list.selected() else { return Vec::new() };
        let shown = self.peek.as_ref().is_some_and(|p| p.id() == id);
        if panes(ctx.size.0) < 2 || shown || self.page.is_some() { Vec::new() } else { vec![ask(Query::Page(id))] }
    }

    /// The partners that an action is about: that of the page, the marked, else the selected.
    fn targets(&self) -> Vec<i64> {
        if let Some(page) = &self.page {
            return vec![page.id()];
        }
        if self.list.marks.is_empty() {
            self.list.selected().into_iter().collect()
        } else {
            self.list.marks.iter().copied().collect()
        }
    }

    /// The partners that a person chose: that of the page, else the marked.
    fn chosen(&self) -> Vec<i64> {
        if self.page.is_none() && self.list.marks.is_empty() { Vec::new() } else { self.targets() }
    }

    /// Starts what needs an answer first.
    fn begin(&self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let targets = self.targets();
        if targets.is_empty() {
            return Vec::new();
        }
        let prompt = |key, text: String| {
            vec![Effect::Prompt(Box::new(Prompt::new(Sentence::new(key).with("count", targets.len()), text, action)))]
        };
        match action {
            Action::Assign => {
                let title = Sentence::new("ask-owner").with("count", targets.len());
                vec![Effect::Pick(Box::new(Picker::records(title, Kind::User, Then::Tab(action))))]
            }
            Action::Tag => prompt("ask-tags", String::new()),
            Action::PlanVisit => prompt("ask-visit-day", number::date(ctx.today() + Days::new(1))),
            Action::Export => prompt(
                if self.chosen().is_empty() { "ask-export-path" } else { "ask-export-marked" },
                format!("partners-{}.csv", ctx.today()),
            ),
            _ => Vec::new(),
        }
    }

    /// Ends what was begun, with the answer.
    fn finish(&mut self, asked: Action, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        let targets = self.targets();
        match (asked, answer) {
            (Action::Assign, Answer::Picked(items)) => {
                items.first().map(|i| perform(Op::Assign(targets, i.id))).unwrap_or_default()
            }
            (Action::Tag, Answer::Text(words)) if !words.trim().is_empty() => perform(Op::Tag(targets, words.clone())),
            (Action::PlanVisit, Answer::Text(text)) => {
                if let Some(day) = dates::read(text, ctx) {
                    return perform(Op::Visit(targets, day, crate::t!(ctx.lang, "task-visit-title")));
                }
                let prompt = Prompt::new(Sentence::new("ask-visit-day").with("count", targets.len()), text.clone(), asked);
                vec![Effect::Prompt(Box::new(prompt.problem(Sentence::new("expected-date"))))]
            }
            (Action::Move, answer) => self.go_on_moving(targets, answer, ctx),
            (Action::Merge, Answer::Picked(items)) => match (targets.as_slice(), items.first()) {
                ([keep], Some(item)) => vec![ask(Query::Compare { keep: *keep, drop: item.id })],
                _ => Vec::new(),
            },
            (Action::Duplicates, Answer::Picked(items)) => items.first().map(pair_of).unwrap_or_default(),
            (Action::Export, Answer::Text(path)) if !path.trim().is_empty() => {
                let filter = self.list.look.filter.clone();
                perform(Op::Export { path: path.trim().to_owned(), filter, only: self.chosen() })
            }
            (Action::SaveView, Answer::Text(name)) if !name.trim().is_empty() => {
                perform(Op::SaveView(name.trim().to_owned(), self.list.spec()))
            }
            (Action::Views, Answer::Picked(items)) => {
                let spec =
                    items.first().and_then(|i| self.views.iter().find(|(name, _)| *name == i.label)).map(|(_, s)| s.clone());
                spec.map(|s| self.list.take_spec(&s, ctx)).unwrap_or_default()
            }
            (Action::Add, Answer::Picked(items)) => {
                let kind = items.first().and_then(|i| Kind::from_name(&i.code));
                kind.zip(self.page.as_ref()).map(|(kind, page)| page.form(kind, ctx)).unwrap_or_default()
            }
            (Action::Filter, Answer::Typing(text) | Answer::Text(text)) => self.filter(text, ctx),
            (Action::Filter, Answer::Cancelled) => {
                let before = self.list.filter_before.take().unwrap_or_default();
                self.filter(&before, ctx)
            }
            (Action::Sort, Answer::Picked(items)) => {
                let column = items.first().and_then(|i| Column::named(&i.code));
                column.map(|c| self.list.sort_by(c, ctx)).unwrap_or_default()
            }
            (Action::Columns, Answer::Picked(items)) => {
                let columns: Vec<Column> = items.iter().filter_map(|i| Column::named(&i.code)).collect();
                self.list.choose(&columns, ctx)
            }
            _ => Vec::new(),
        }
    }

    /// The two that are marked side by side; else the other one is chosen.
    fn begin_merge(&self) -> Vec<Effect> {
        match self.targets().as_slice() {
            [keep, drop] => vec![ask(Query::Compare { keep: *keep, drop: *drop })],
            [_] => vec![Effect::Pick(Box::new(Picker::partners(Sentence::new("ask-merge"), Then::Tab(Action::Merge))))],
            _ => vec![Effect::Warn(Sentence::new("merge-mark-two"))],
        }
    }

    fn update_list(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::Open => match self.list.selected() {
                Some(id) => vec![Effect::Open(Kind::Partner, id)],
                None => Vec::new(),
            },
            Action::Filter => {
                self.list.filter_before = Some(self.list.look.filter.clone());
                let prompt = Prompt::new(Sentence::new("ask-filter"), self.list.look.filter.clone(), action).live();
                vec![Effect::Prompt(Box::new(prompt))]
            }
            Action::Sort | Action::Columns => {
                let shown = &self.list.columns;
                let mut all: Vec<Column> = shown.clone();
                all.extend(Column::all().filter(|c| !shown.contains(c)));
                let items = all.iter().map(|c| Item {
                    id: 0,
                    code: c.name().to_owned(),
                    label: c.label().get(ctx.lang).to_owned(),
                    hint: if shown.contains(c) { "·".to_owned() } else { String::new() },
                });
                let key = if action == Action::Sort { "ask-sort" } else { "ask-columns" };
                let picker = Picker::fixed(Sentence::new(key), items.collect(), Then::Tab(action)).without_codes();
                let picker = if action == Action::Columns {
                    let marked = picker.shown_items().iter().filter(|i| i.hint == "·").cloned().collect();
                    picker.many().marked(marked)
                } else {
                    picker
                };
                vec![Effect::Pick(Box::new(picker))]
            }
            Action::Reverse => self.list.reverse(ctx),
            Action::Tree => self.list.as_tree(ctx),
            Action::Duplicates => vec![ask(Query::Duplicates)],
            Action::AddContact => match self.list.selected() {
                Some(id) => {
                    let mut row = Row::blank(Kind::Contact);
                    row.set("partner", Value::Int(id));
                    vec![Effect::open_form(row)]
                }
                None => Vec::new(),
            },
            Action::Views => {
                let items = self.views.iter().map(|(name, spec)| Item {
                    id: 0,
                    code: String::new(),
                    label: name.clone(),
                    hint: list::described(spec),
                });
                vec![Effect::Pick(Box::new(
                    Picker::fixed(Sentence::new("ask-view"), items.collect(), Then::Tab(action)).without_codes(),
                ))]
            }
            Action::SaveView => vec![Effect::Prompt(Box::new(Prompt::new(Sentence::new("ask-view-name"), "", action)))],
            Action::Add => {
                let mut row = Row::blank(Kind::Partner);
                row.set("owner", ctx.who.user.map_or(Value::Null, Value::Int));
                // where a lifecycle begins; one that trades already is typed over
                row.set("status", Value::Text(Lifecycle::Lead.code().to_owned()));
                vec![Effect::open_form(row)]
            }
            Action::Edit => self.list.selected().map(|id| Effect::Edit(Kind::Partner, id)).into_iter().collect(),
            Action::Explain => self
                .list
                .selected()
                .map(|partner| ask(Query::Explain { partner, figure: "health".into(), lang: ctx.lang }))
                .into_iter()
                .collect(),
            other => {
                let mut effects = self.list.update(other, ctx);
                effects.extend(self.look_at(ctx));
                effects
            }
        }
    }
}

impl Tab for State {
    fn scopes(&self) -> &'static [Scope] {
        if self.page.is_some() { &[Scope::Page] } else { &[Scope::Partners] }
    }

    fn partner(&self, _ctx: &Ctx) -> Option<i64> {
        self.page.as_ref().map(PageState::id).or_else(|| self.list.selected())
    }

    fn load(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let mut effects = vec![self.list.query(ctx), ask(Query::Views)];
        if let Some(page) = &self.page {
            effects.extend(page.load(ctx));
        }
        // what is beside the list may be old now
        if let Some(id) = self.peek.take().map(|p| p.id()).filter(|_| self.page.is_none() && panes(ctx.size.0) > 1) {
            effects.push(ask(Query::Page(id)));
        }
        effects
    }

    fn update(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::Assign | Action::Tag | Action::PlanVisit | Action::Export => return self.begin(action, ctx),
            Action::Move | Action::Archive => {
                let to = (action == Action::Archive).then_some(Lifecycle::Exited);
                self.moving = Moving { to, ..Moving::default() };
                let targets = self.targets();
                return if targets.is_empty() { Vec::new() } else { vec![ask(Query::Moves(targets))] };
            }
            Action::Merge => return self.begin_merge(),
            _ => {}
        }
        match &mut self.page {
            Some(page) => page.update(action, ctx),
            None => self.update_list(action, ctx),
        }
    }

    fn answer(&mut self, asked: Action, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        self.finish(asked, answer, ctx)
    }

    fn show(&mut self, kind: Kind, id: i64, ctx: &Ctx) -> Vec<Effect> {
        if kind != Kind::Partner {
            return Vec::new();
        }
        // the pane beside the list has it already
        self.page = Some(self.peek.take().filter(|p| p.id() == id).unwrap_or_else(|| PageState::new(id)));
        let mut effects = self.page.as_ref().map(|p| p.load(ctx)).unwrap_or_default();
        if !self.list.is_loaded() {
            effects.push(self.list.query(ctx));
        }
        effects
    }

    fn written(&mut self, kind: Kind, id: i64, ctx: &Ctx) -> Vec<Effect> {
        if kind != Kind::Partner {
            return Vec::new();
        }
        self.list.marks.retain(|m| Some(*m) != self.dropped);
        if let Some(page) = &self.page {
            // the page of the one that went becomes that of the one that stays
            let gone = self.dropped.take() == Some(page.id()) && page.id() != id;
            return if gone { vec![Effect::Open(Kind::Partner, id)] } else { Vec::new() };
        }
        self.dropped = None;
        self.list.keep(id);
        vec![self.list.query(ctx)]
    }

    fn close(&mut self, ctx: &Ctx) -> Option<Vec<Effect>> {
        if self.page.take().is_some() {
            return Some(self.look_at(ctx));
        }
        if !self.list.marks.is_empty() || self.list.range_from.is_some() {
            self.list.marks.clear();
            self.list.range_from = None;
            return Some(Vec::new());
        }
        if self.list.look.filter.is_empty() { None } else { Some(self.filter("", ctx)) }
    }

    fn resized(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let mut effects = self.list.ensure(ctx);
        effects.extend(self.look_at(ctx));
        effects.extend(self.page.as_ref().map(|p| p.resized(ctx)).unwrap_or_default());
        effects
    }

    fn copied(&self, _ctx: &Ctx) -> Option<String> {
        self.page.as_ref().and_then(PageState::copied).or_else(|| self.list.copied())
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        match &self.page {
            Some(page) => page.view(canvas, area, ctx),
            None => view::draw(&self.list, self.peek.as_ref(), canvas, area, ctx),
        }
    }
}

/// The pairs that may be one and the same, to be chosen from.
fn offer_duplicates(pairs: &[Twins], ctx: &Ctx) -> Vec<Effect> {
    if pairs.is_empty() {
        return vec![Effect::Say(Sentence::new("duplicates-none"))];
    }
    let item = |p: &Twins| Item {
        id: p.left.id,
        code: format!("{}:{}", p.left.id, p.right.id),
        label: format!("{} {} = {} {}", p.left.code, p.left.name, p.right.code, p.right.name),
        hint: p.common.iter().map(|c| c.label().get(ctx.lang)).collect::<Vec<_>>().join(", "),
    };
    let title = Sentence::new("ask-duplicates").with("count", pairs.len());
    let picker = Picker::fixed(title, pairs.iter().map(item).collect(), Then::Tab(Action::Duplicates));
    vec![Effect::Pick(Box::new(picker.without_codes()))]
}

/// The two of a pair side by side.
fn pair_of(item: &Item) -> Vec<Effect> {
    let ids: Vec<i64> = item.code.split(':').filter_map(|id| id.parse().ok()).collect();
    match ids.as_slice() {
        [keep, drop] => vec![ask(Query::Compare { keep: *keep, drop: *drop })],
        _ => Vec::new(),
    }
}
