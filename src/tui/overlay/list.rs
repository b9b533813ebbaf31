//! The records behind a figure, as a table; Enter opens one where it lives.

use std::cell::Cell;
use std::collections::HashMap;

use ratatui::layout::Rect;

use super::{Outcome, scroll, step};
use crate::domain::explain::Source;
use crate::domain::record::{Field, FieldType, Kind, Row, Value};
use crate::i18n::number;
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::Action;
use crate::tui::widgets::text;
use crate::tui::worker::Query;
use crate::tui::worker::list::{self, Reply};

/// A table of records.
#[derive(Debug)]
pub struct List {
    source: Source,
    rows: Vec<Row>,
    total: Option<usize>,
    labels: HashMap<(Kind, i64), String>,
    at: usize,
    top: Cell<usize>,
}

impl List {
    /// Of the records of a source.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self { source, rows: Vec::new(), total: None, labels: HashMap::new(), at: 0, top: Cell::new(0) }
    }

    /// What it asks.
    #[must_use]
    pub fn query(&self) -> Effect {
        Effect::Query(Query::List(list::Query::Rows(self.source.clone())))
    }

    /// What was answered; the cursor stays on its record.
    pub fn receive(&mut self, reply: Reply) {
        let Reply::Rows { rows, total, labels } = reply;
        let selected = self.rows.get(self.at).map(|r| r.id);
        self.at =
            rows.iter().position(|r| Some(r.id) == selected && r.id != 0).unwrap_or(self.at.min(rows.len().saturating_sub(1)));
        (self.rows, self.total, self.labels) = (rows, Some(total), labels);
    }

    pub(super) fn action(&mut self, action: Action, _ctx: &Ctx) -> Outcome {
        match action {
            Action::Close => Outcome::close(),
            Action::Open => match self.rows.get(self.at) {
                Some(row) if row.kind.is_fact() => match row.get("partner").int() {
                    Some(partner) => Outcome::Close(vec![Effect::Open(Kind::Partner, partner)]),
                    None => Outcome::stay(),
                },
                Some(row) => Outcome::Stay(vec![Effect::Open(row.kind, row.id)]),
                None => Outcome::stay(),
            },
            other => {
                self.at = step(self.at, self.rows.len(), 20, other);
                Outcome::stay()
            }
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let def = self.source.kind.def();
        let count = self.total.map_or(String::new(), |n| format!(" · {}", number::count(i64::try_from(n).unwrap_or(0))));
        let title = format!("{} {}{count}", def.label.get(ctx.lang), self.source.filter);
        let inside = canvas.frame(area, &title, th.accent, th.overlay);
        if inside.height < 2 {
            return;
        }
        if self.total == Some(0) {
            canvas.put(inside.x + 2, inside.y + 1, inside.width.saturating_sub(4), &t!(ctx.lang, "nothing-found"), th.dim);
            return;
        }
        let cells: Vec<(&Field, Vec<String>)> = def
            .fields
            .iter()
            .enumerate()
            .filter(|(_, f)| f.listed)
            .map(|(i, f)| (f, self.rows.iter().map(|r| self.cell(f, r.values.get(i).unwrap_or(&Value::Null), ctx)).collect()))
            .collect();
        let visible = usize::from(inside.height) - 1;
        let top = scroll(self.top.get(), self.at, visible);
        self.top.set(top);
        let mut x = inside.x + 2;
        for (field, column) in &cells {
            let label = field.label.get(ctx.lang);
            let width = column.iter().map(|c| text::width(c)).max().unwrap_or(0).max(text::width(label)).min(28);
            let width = u16::try_from(width).unwrap_or(10);
            if x + width.min(6) >= inside.right() {
                break;
            }
            let width = width.min(inside.right().saturating_sub(x + 1));
            let right = matches!(field.ty, FieldType::Int | FieldType::Money | FieldType::Rate | FieldType::Points);
            let mut put = |y: u16, what: &str, style| {
                if right {
                    canvas.put_right(x, y, width, what, style);
                } else {
                    canvas.put(x, y, width, what, style);
                }
            };
            put(inside.y, label, th.head);
            for (row, (i, cell)) in (0u16..).zip(column.iter().enumerate().skip(top).take(visible)) {
                put(inside.y + 1 + row, cell, if i == self.at { th.focus } else { th.text });
            }
            x += width + 2;
        }
        if !self.rows.is_empty() {
            let y = inside.y + 1 + u16::try_from(self.at - top).unwrap_or(0);
            canvas.put(inside.x, y, 1, "›", th.accent);
        }
    }

    fn cell(&self, field: &Field, value: &Value, ctx: &Ctx) -> String {
        let label = match (field.ty, value) {
            (FieldType::Ref(kind), Value::Int(id)) => self.labels.get(&(kind, *id)).map(String::as_str),
            _ => None,
        };
        number::value(ctx.lang, field, value, label, ctx.policy.organisation.zone).replace('\n', " ")
    }
}
