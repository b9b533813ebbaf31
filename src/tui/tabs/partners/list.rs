//! The list's state: which partners, a window of their rows, the cursor, marks.

use std::cell::Cell;
use std::collections::BTreeSet;

use serde_json::json;

use super::ask;
use crate::domain::partner::{Column, LISTED};
use crate::domain::record::{Problem, Value};
use crate::tui::app::{Ctx, Effect};
use crate::tui::keymap::Action;
use crate::tui::overlay::step;
use crate::tui::worker::partners::{Look, Query, Reply, Row};

/// Rows of a window in screens: moving about asks nothing, and a jump reads little.
const SCREENS: usize = 4;

#[derive(Debug)]
pub(super) struct ListState {
    pub(super) look: Look,
    pub(super) columns: Vec<Column>,
    /// How many partners the look has; `None` before it is known.
    pub(super) total: Option<usize>,
    /// How many there are.
    pub(super) all: usize,
    from: usize,
    rows: Vec<Row>,
    /// The cursor, in the whole list.
    pub(super) at: usize,
    /// The first visible row.
    pub(super) top: Cell<usize>,
    /// The partner to stay on when the list changes.
    keep: Option<i64>,
    pub(super) marks: BTreeSet<i64>,
    pub(super) range_from: Option<usize>,
    /// What is not understood about the filter.
    pub(super) problem: Option<Problem>,
    /// The filter before it was typed over.
    pub(super) filter_before: Option<String>,
}

impl Default for ListState {
    fn default() -> Self {
        Self {
            look: Look::default(),
            columns: LISTED.iter().filter_map(|n| Column::named(n)).collect(),
            total: None,
            all: 0,
            from: 0,
            rows: Vec::new(),
            at: 0,
            top: Cell::new(0),
            keep: None,
            marks: BTreeSet::new(),
            range_from: None,
            problem: None,
            filter_before: None,
        }
    }
}

impl ListState {
    /// Asks for the list, staying on the selected partner.
    pub(super) fn query(&self, ctx: &Ctx) -> Effect {
        let keep = self.keep.or_else(|| self.selected());
        ask(Query::List { look: self.look.clone(), columns: self.columns.clone(), keep, at: self.at, len: Self::window(ctx) })
    }

    pub(super) fn is_loaded(&self) -> bool {
        self.total.is_some()
    }

    /// A row of the list, if it is in the window.
    pub(super) fn row(&self, at: usize) -> Option<&Row> {
        at.checked_sub(self.from).and_then(|i| self.rows.get(i))
    }

    /// The partner under the cursor.
    pub(super) fn selected(&self) -> Option<i64> {
        self.row(self.at).map(|r| r.id)
    }

    /// The next list is to stay on this partner.
    pub(super) fn keep(&mut self, id: i64) {
        self.keep = Some(id);
    }

    /// The next list is to begin at its top.
    pub(super) fn go_to_top(&mut self) {
        self.at = 0;
        self.keep = Some(0);
    }

    pub(super) fn receive(&mut self, reply: Reply, _ctx: &Ctx) {
        match reply {
            Reply::Listed { look, total, all, at, from, rows } => {
                if look == self.look {
                    // the list stays still under the hand: the cursor's row does not move on the screen
                    let offset = self.at.saturating_sub(self.top.get());
                    self.top.set(at.saturating_sub(offset));
                    (self.total, self.all, self.at, self.from, self.rows) = (Some(total), all, at, from, rows);
                    self.keep = None;
                    self.problem = None;
                }
            }
            Reply::Misunderstood(problems) => self.problem = problems.into_iter().next(),
            // an empty window was asked just before the list was forgotten: the new list is on its way
            Reply::Window { from, rows } if !rows.is_empty() => (self.from, self.rows) = (from, rows),
            Reply::Ids(ids) => self.marks.extend(ids),
            Reply::Moves(..)
            | Reply::Duplicates(_)
            | Reply::Compared(..)
            | Reply::Window { .. }
            | Reply::Page(_)
            | Reply::Section(..)
            | Reply::Views(_)
            | Reply::Explained(_) => {}
        }
    }

    fn height(ctx: &Ctx) -> usize {
        usize::from(ctx.size.1).saturating_sub(6).max(1)
    }

    fn window(ctx: &Ctx) -> usize {
        (Self::height(ctx) * SCREENS).max(100)
    }

    /// Asks for other rows if the cursor comes near the edge of the window.
    pub(super) fn ensure(&self, ctx: &Ctx) -> Vec<Effect> {
        let (total, height) = (self.total.unwrap_or(0), Self::height(ctx));
        let first = self.at.saturating_sub(height);
        let last = (self.at + height).min(total);
        if total == 0 || (first >= self.from && last <= self.from + self.rows.len()) {
            return Vec::new();
        }
        let len = Self::window(ctx);
        let from = self.at.saturating_sub(len / 2);
        vec![ask(Query::Window { from, len, columns: self.columns.clone() })]
    }

    pub(super) fn update(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let total = self.total.unwrap_or(0);
        match action {
            Action::Mark => {
                if let Some(id) = self.selected()
                    && !self.marks.remove(&id)
                {
                    self.marks.insert(id);
                }
                self.at = step(self.at, total, 1, Action::Down);
            }
            Action::Range => match self.range_from.take() {
                None => self.range_from = Some(self.at),
                Some(from) => return vec![ask(Query::Ids(from.min(self.at), from.max(self.at)))],
            },
            Action::MarkAll => {
                if !self.marks.is_empty() {
                    self.marks.clear();
                } else if total > 0 {
                    return vec![ask(Query::Ids(0, total - 1))];
                }
            }
            Action::Left | Action::Right if self.look.tree => return self.fold(action == Action::Left, ctx),
            Action::Next | Action::Previous => self.go_to_action(action),
            other => self.at = step(self.at, total, Self::height(ctx), other),
        }
        self.ensure(ctx)
    }

    /// Satellites below their cores, or the plain list again.
    pub(super) fn as_tree(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.look.tree = !self.look.tree;
        self.look.folded.clear();
        vec![self.query(ctx)]
    }

    /// Folds or unfolds the group of the cursor; folded, the cursor stands on the core.
    fn fold(&mut self, close: bool, ctx: &Ctx) -> Vec<Effect> {
        let Some(row) = self.row(self.at) else { return Vec::new() };
        let core = row.core.unwrap_or(row.id);
        if row.core.is_none() && row.group.is_none() {
            return Vec::new();
        }
        let changed = if close { self.look.folded.insert(core) } else { self.look.folded.remove(&core) };
        if !changed {
            return Vec::new();
        }
        self.keep = Some(core);
        vec![self.query(ctx)]
    }

    /// The next or previous partner, in the window, with a red or yellow light or under 55 points.
    fn go_to_action(&mut self, action: Action) {
        let light = self.columns.iter().position(|c| c.name() == "light");
        let health = self.columns.iter().position(|c| c.name() == "health");
        let needs = |row: &Row| {
            let value = |i: Option<usize>| i.and_then(|i| row.values.get(i));
            value(light).and_then(Value::text) == Some("red") || value(health).and_then(Value::int).is_some_and(|h| h < 5_500)
        };
        let here = self.at - self.from;
        let found = if action == Action::Next {
            self.rows.iter().enumerate().skip(here + 1).find(|(_, r)| needs(r))
        } else {
            self.rows.iter().enumerate().take(here).rev().find(|(_, r)| needs(r))
        };
        if let Some((i, _)) = found {
            self.at = self.from + i;
        }
    }

    pub(super) fn sort_by(&mut self, column: Column, ctx: &Ctx) -> Vec<Effect> {
        self.look.sort = match self.look.sort {
            Some((c, down)) if c == column => Some((c, !down)),
            _ => Some((column, false)),
        };
        vec![self.query(ctx)]
    }

    pub(super) fn reverse(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let code = Column::named("code");
        self.look.sort = match (self.look.sort, code) {
            (Some((c, down)), _) => Some((c, !down)),
            (None, Some(code)) => Some((code, true)),
            (None, None) => None,
        };
        vec![self.query(ctx)]
    }

    pub(super) fn choose(&mut self, columns: &[Column], ctx: &Ctx) -> Vec<Effect> {
        if columns.is_empty() {
            return Vec::new();
        }
        self.columns = columns.to_vec();
        self.rows.clear();
        vec![self.query(ctx)]
    }

    pub(super) fn copied(&self) -> Option<String> {
        let row = self.row(self.at)?;
        let text = |name: &str| {
            let at = self.columns.iter().position(|c| c.name() == name)?;
            row.values.get(at).and_then(Value::text).map(str::to_owned)
        };
        Some([text("code"), text("name")].into_iter().flatten().collect::<Vec<_>>().join(" ")).filter(|s| !s.is_empty())
    }

    /// This way of looking, to be saved.
    pub(super) fn spec(&self) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|c| c.name()).collect();
        let sort = self.look.sort.map(|(c, down)| format!("{}{}", if down { "-" } else { "" }, c.name()));
        json!({ "filter": self.look.filter, "sort": sort, "columns": columns, "tree": self.look.tree }).to_string()
    }

    /// Looks in a saved way.
    pub(super) fn take_spec(&mut self, spec: &str, ctx: &Ctx) -> Vec<Effect> {
        let Ok(spec) = serde_json::from_str::<serde_json::Value>(spec) else { return Vec::new() };
        let text = |name: &str| spec.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        self.look.filter = text("filter");
        self.look.tree = spec.get("tree").and_then(serde_json::Value::as_bool).unwrap_or(false);
        self.look.folded.clear();
        let sort = text("sort");
        let down = sort.starts_with('-');
        self.look.sort = Column::named(sort.trim_start_matches('-')).map(|c| (c, down));
        let names = spec.get("columns").and_then(|v| v.as_array()).cloned().unwrap_or_default();
        let columns: Vec<Column> = names.iter().filter_map(|n| n.as_str()).filter_map(Column::named).collect();
        if !columns.is_empty() {
            self.columns = columns;
        }
        self.go_to_top();
        vec![self.query(ctx)]
    }
}

/// A saved way of looking in few words.
pub(super) fn described(spec: &str) -> String {
    let spec: serde_json::Value = serde_json::from_str(spec).unwrap_or_default();
    let text = |name: &str| spec.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    format!("{} {}", text("filter"), text("sort")).trim().to_owned()
}
