//! The ticket desk: open tickets by time left, each with its two clocks, and the one under the cursor beside them.
//!
//! - `conflicts/keys`: moving about, looking, marking
//! - `conflicts/work`: what is done with tickets and what it asks for
//! - `conflicts/triage`: going on, doing again, many at once
//! - `conflicts/view`: the list
//! - `conflicts/detail`: one ticket
//! - `conflicts/remedy`: what it is resolved by
//!
//! The list holds the ids in order and the rows of a window; clocks are computed from a row when it is drawn, so that
//! time passes without a question to the database.

mod detail;
mod keys;
pub(in crate::tui) mod remedy;
mod triage;
mod view;
mod work;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use ratatui::layout::Rect;

use super::Tab;
use crate::domain::record::Kind;
use crate::domain::sla::{Clock, ClockKind, Phase};
use crate::report::Block;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::overlay::About;
use crate::tui::view::panes;
use crate::tui::worker::conflicts::{Line, Page, Query, Reply, Rules};
use crate::tui::worker::{self};

/// What the tab shows.
#[derive(Debug, Default)]
pub struct State {
    /// As typed.
    filter: String,
    /// Tickets of the filter in order; `None` until the first answer.
    ids: Option<Vec<i64>>,
    /// How many there are without a filter.
    total: usize,
    rows: HashMap<i64, Line>,
    /// By which their clocks are counted.
    rules: Rules,
    /// The ticket under the cursor.
    selected: Option<i64>,
    /// Its place, kept when it leaves the list.
    at: usize,
    top: Cell<usize>,
    marks: BTreeSet<i64>,
    /// Where a range began.
    anchor: Option<usize>,
    /// The ticket under the cursor in full.
    page: Option<Box<Page>>,
    /// The articles that fit it: the ticket, the titles of the best, how many there are.
    offered: Option<(i64, Vec<String>, usize)>,
    /// Whether one ticket has the whole width.
    open: bool,
    /// What the ticket says below its clocks, the articles that fit it among it.
    blocks: Vec<Block>,
    /// The item of the blocks under the cursor, in the opened ticket.
    item: usize,
    /// First line of the blocks that is shown.
    scroll: Cell<usize>,
    /// Asked to be seen, whether the filter has it or not.
    must: Option<i64>,
    /// Words of a prompt that was not sent yet, by what they were for.
    unsent: Option<(Action, String)>,
    /// The filter before it was typed over.
    before: Option<String>,
    /// Tickets that the person has put off, each with its moment.
    snoozed: BTreeMap<i64, DateTime<Utc>>,
    /// The next list comes in its order.
    sort: bool,
    /// The list is shown in the order that it had.
    kept: bool,
    /// What an open question is about.
    asking: Option<Vec<i64>>,
    /// The ticket whose words were edited in a form, and its version.
    filled: Option<(i64, i64)>,
    triage: triage::Triage,
    /// The minute of the last load.
    minute: i64,
}

impl State {
    /// What the worker answered.
    pub fn receive(&mut self, reply: Reply, ctx: &Ctx) -> Vec<Effect> {
        match reply {
            Reply::List { ids, total, snoozed, rows, rules } => {
                self.rules.extend(rules);
                self.rows = rows.into_iter().map(|r| (r.id, r)).collect();
                (self.total, self.snoozed) = (total, snoozed);
                self.take(ids);
                let mut effects = self.follow(ctx);
                effects.extend(self.refreshed(ctx));
                effects
            }
            Reply::Rows(rows, rules) => {
                self.rules.extend(rules);
                self.rows.extend(rows.into_iter().map(|r| (r.id, r)));
                Vec::new()
            }
            Reply::Page(page) => {
                let (page, blocks, rules) =
                    page.filter(|p| Some(p.0.ticket.id) == self.selected).map_or_else(Default::default, |p| {
                        let (page, blocks, rules) = *p;
                        (Some(Box::new(page)), blocks, rules)
                    });
                (self.page, self.blocks) = (page, blocks);
                self.rules.extend(rules);
                self.offer(ctx);
                Vec::new()
            }
            Reply::Offered(id, titles, total) => {
                self.offered = Some((id, titles, total)).filter(|_| Some(id) == self.selected);
                self.offer(ctx);
                Vec::new()
            }
            Reply::Why(told) if told.is_empty() => Vec::new(),
            Reply::Why(told) => vec![Effect::ExplainAny(told)],
            Reply::Alike(id, found) => self.alike(id, found, ctx),
        }
    }

    /// Shows the tickets of this filter, asked for from elsewhere: the first of them, in the list.
    pub fn filter(&mut self, filter: String) {
        *self = Self { filter, top: Cell::new(0), ..Self::default() };
    }

    fn list(&self, typing: bool, ctx: &Ctx) -> Effect {
        query(Query::List {
            filter: self.filter.clone(),
            typing,
            must: self.must,
            around: self.selected,
            top: self.top.get(),
            rows: usize::from(ctx.size.1).max(16),
            near: if self.sort { Vec::new() } else { self.near(ctx) },
        })
    }

    /// The list in its order again, from what is typed.
    fn look_anew(&mut self, typing: bool, ctx: &Ctx) -> Vec<Effect> {
        self.sort = true;
        vec![self.list(typing, ctx)]
    }

    /// The tickets a screen above and below the cursor.
    fn near(&self, ctx: &Ctx) -> Vec<i64> {
        let height = usize::from(ctx.size.1);
        let ids = self.ids.as_deref().unwrap_or_default();
        ids.iter().skip(self.at.saturating_sub(height)).take(height * 2).copied().collect()
    }

    /// Asks for what belongs to the cursor's new place: the ticket in full, and rows that are not there yet.
    fn follow(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.page.as_ref().map(|p| p.ticket.id) != self.selected {
            self.scroll.set(0);
            self.item = 0;
        }
        effects.extend(self.selected.into_iter().flat_map(|id| [query(Query::Page(id)), query(Query::Offered(id, ctx.lang))]));
        let near = self.near(ctx);
        if near.iter().any(|id| !self.rows.contains_key(id)) {
            effects.push(query(Query::Rows(near)));
        }
        effects
    }

    fn go_to(&mut self, at: usize, ctx: &Ctx) -> Vec<Effect> {
        let ids = self.ids.as_deref().unwrap_or_default();
        let at = at.min(ids.len().saturating_sub(1));
        let next = ids.get(at).copied();
        if next == self.selected && at == self.at {
            return Vec::new();
        }
        self.at = at;
        self.selected = next;
        self.follow(ctx)
    }

    /// The two clocks of a row as of now.
    fn clocks(&self, row: &Line, ctx: &Ctx) -> [Option<Clock>; 2] {
        self.rules.clocks(row, &ctx.policy, ctx.now)
    }

    /// Which deadline `x` explains: the open one that is due next, else the resolution.
    fn explained(&self, row: &Line, ctx: &Ctx) -> ClockKind {
        next_clock(&self.clocks(row, ctx)).map_or(ClockKind::Resolution, |c| c.kind)
    }

    fn row(&self) -> Option<&Line> {
        self.selected.and_then(|id| self.rows.get(&id))
    }

    /// The ticket under the cursor in full, if it has arrived.
    fn current(&self) -> Option<&Page> {
        self.page.as_deref().filter(|p| Some(p.ticket.id) == self.selected)
    }

    /// The ticket for which the knowledge base is opened, if there is one; on a wide screen it stands beside it.
    pub fn look_up(&mut self, ctx: &Ctx) -> Option<About> {
        if panes(ctx.size.0) > 1 {
            self.open = false;
        }
        self.row().map(|r| About { ticket: r.id, number: r.number })
    }

    /// What an action is done to: what was asked about, the marked tickets and those of a range, else the one under the
    /// cursor.
    fn targets(&self) -> Vec<i64> {
        if let Some(asked) = &self.asking {
            return asked.clone();
        }
        let ids = self.ids.as_deref().unwrap_or_default();
        let in_range = |at: usize| self.anchor.is_some_and(|a| (a.min(self.at)..=a.max(self.at)).contains(&at));
        let marked = ids.iter().enumerate().filter(|(at, id)| self.marks.contains(id) || in_range(*at));
        let marked: Vec<i64> = marked.map(|(_, id)| *id).collect();
        if marked.is_empty() { self.selected.into_iter().collect() } else { marked }
    }

    /// Whether the detail stands beside the list.
    fn beside(&self, ctx: &Ctx) -> bool {
        panes(ctx.size.0) > 1 && !self.open
    }
}

fn query(query: Query) -> Effect {
    Effect::Query(worker::Query::Conflicts(query))
}

/// The open clock that is due next.
fn next_clock(clocks: &[Option<Clock>; 2]) -> Option<&Clock> {
    clocks.iter().flatten().filter(|c| c.phase.is_open()).min_by_key(|c| c.due)
}

impl Tab for State {
    fn scopes(&self) -> &'static [Scope] {
        if self.open { &[Scope::Ticket, Scope::Conflicts] } else { &[Scope::Conflicts] }
    }

    fn partner(&self, _ctx: &Ctx) -> Option<i64> {
        self.row().and_then(|r| r.partner)
    }

    fn leave(&mut self) -> Vec<Effect> {
        self.hand_over()
    }

    fn renew(&mut self) {
        self.sort = true;
        self.triage.forget();
    }

    fn again(&mut self, ctx: &Ctx) -> Option<Vec<Effect>> {
        Some(self.repeat(ctx))
    }

    fn load(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.minute = ctx.now.timestamp().div_euclid(60);
        vec![self.list(false, ctx)]
    }

    fn update(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        self.pressed(action, ctx)
    }

    fn answer(&mut self, asked: Action, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        self.answered(asked, answer, ctx)
    }

    fn show(&mut self, kind: Kind, id: i64, ctx: &Ctx) -> Vec<Effect> {
        if kind != Kind::Ticket {
            return Vec::new();
        }
        (self.must, self.selected) = (Some(id), Some(id));
        self.open |= panes(ctx.size.0) == 1;
        vec![self.list(false, ctx), query(Query::Page(id)), query(Query::Offered(id, ctx.lang))]
    }

    fn written(&mut self, kind: Kind, id: i64, ctx: &Ctx) -> Vec<Effect> {
        if kind != Kind::Ticket {
            return Vec::new();
        }
        if self.selected == Some(id) {
            return Vec::new();
        }
        (self.must, self.selected) = (Some(id), Some(id));
        vec![self.list(false, ctx)]
    }

    fn close(&mut self, ctx: &Ctx) -> Option<Vec<Effect>> {
        if self.open {
            self.open = false;
            return Some(Vec::new());
        }
        if !self.marks.is_empty() || self.anchor.is_some() {
            self.marks.clear();
            self.anchor = None;
            return Some(Vec::new());
        }
        if !self.filter.is_empty() || self.must.is_some() {
            self.filter.clear();
            self.must = None;
            return Some(self.look_anew(false, ctx));
        }
        None
    }

    fn resized(&mut self, ctx: &Ctx) -> Vec<Effect> {
        vec![self.list(false, ctx)]
    }

    fn tick(&mut self, ctx: &Ctx) -> Vec<Effect> {
        // Each second only what is drawn changes; each minute the order may.
        if ctx.now.timestamp().div_euclid(60) == self.minute {
            return Vec::new();
        }
        let mut effects = self.hand_over();
        self.triage.forget();
        effects.extend(self.load(ctx));
        effects
    }

    fn counts_seconds(&self, ctx: &Ctx) -> bool {
        let visible = self.ids.iter().flatten().skip(self.top.get()).take(usize::from(ctx.size.1));
        visible.filter_map(|id| self.rows.get(id)).any(|row| {
            let clocks = self.clocks(row, ctx);
            next_clock(&clocks).is_some_and(|c| c.phase == Phase::Warning && (0..=60).contains(&c.left))
        })
    }

    fn copied(&self, _ctx: &Ctx) -> Option<String> {
        self.row().map(|r| format!("#{} {}", r.number, r.title))
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        if self.open && self.selected.is_some() {
            return self.view_detail(canvas, area, ctx);
        }
        if self.beside(ctx) {
            let list = area.width * 11 / 20;
            self.view_list(canvas, Rect { width: list, ..area }, ctx);
            canvas.vertical(area.x + list, area.y, area.height, ctx.theme.rule);
            let detail = Rect { x: area.x + list + 1, width: area.width - list - 1, ..area };
            return self.view_detail(canvas, detail, ctx);
        }
        self.view_list(canvas, area, ctx);
    }
}

#[cfg(test)]
mod tests;
