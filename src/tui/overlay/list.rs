//! Records of any kind as a table, all or those behind a figure: narrowed by a filter, opened where they live, added and edited.

use std::cell::Cell;
use std::collections::HashMap;

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::{Input, Outcome, scroll, step};
use crate::domain::explain::Source;
use crate::domain::record::{Field, FieldType, Kind, Row, Value};
use crate::domain::sentence::Sentence;
use crate::i18n::number;
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::widgets::text;
use crate::tui::worker::Query;
use crate::tui::worker::document::Of;
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
    /// The filter while it is typed.
    asking: Option<Input>,
}

impl List {
    /// Of the records of a source.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self { source, rows: Vec::new(), total: None, labels: HashMap::new(), at: 0, top: Cell::new(0), asking: None }
    }

    /// Whether the keys are typed into the filter.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        self.asking.is_some()
    }

    /// The scopes of its keys.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        if self.asking.is_some() { &[Scope::Text] } else { &[Scope::Records, Scope::Overlay] }
    }

    pub(super) fn typed(&mut self, event: KeyEvent) -> Outcome {
        if let Some(input) = &mut self.asking {
            input.key(event);
        }
        Outcome::stay()
    }

    pub(super) fn paste(&mut self, what: &str) -> Outcome {
        if let Some(input) = &mut self.asking {
            input.insert(&what.replace(['\n', '\r'], " "));
        }
        Outcome::stay()
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
        if let Some(input) = &self.asking {
            match action {
                Action::Accept => {
                    let filter = input.text().trim().to_owned();
                    self.source = Source { filter, ..self.source.clone() };
                    (self.asking, self.at) = (None, 0);
                    return Outcome::Stay(vec![self.query()]);
                }
                Action::Close | Action::Refuse => self.asking = None,
                _ => {}
            }
            return Outcome::stay();
        }
        match action {
            Action::Close => Outcome::close(),
            Action::Filter => {
                self.asking = Some(Input::new(self.source.filter.clone()));
                Outcome::stay()
            }
            Action::Add => Outcome::Stay(vec![Effect::Add(self.source.kind)]),
            Action::Edit => Outcome::Stay(self.edit()),
            Action::Open => match self.rows.get(self.at).map(opened) {
                Some(Effect::Open(Kind::Partner, id)) => Outcome::Close(vec![Effect::Open(Kind::Partner, id)]),
                Some(effect) => Outcome::Stay(vec![effect]),
                None => Outcome::stay(),
            },
            other => {
                self.at = step(self.at, self.rows.len(), 20, other);
                Outcome::stay()
            }
        }
    }

    /// Opens the form of what is under the cursor; of what has rules of its own it is said who keeps them.
    fn edit(&self) -> Vec<Effect> {
        let Some(row) = self.rows.get(self.at) else { return Vec::new() };
        match row.kind.def().keeper {
            Some(command) if row.kind.def().is_kept() => vec![kept(row.kind, command)],
            _ => vec![Effect::Edit(row.kind, row.id)],
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
        let inside = match &self.asking {
            Some(input) => {
                let foot = inside.bottom() - 1;
                canvas.put(inside.x, foot, 2, "/ ", th.accent);
                input.view(canvas, inside.x + 2, foot, inside.width.saturating_sub(2), th.text, true);
                Rect { height: inside.height - 1, ..inside }
            }
            None => inside,
        };
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

/// Where a record is opened: what is written by a command alone where the ticket or meeting is that it is a part of; what has no id
/// on a page by itself; the rest where the program has a place for it.
fn opened(row: &Row) -> Effect {
    let def = row.kind.def();
    if row.id <= 0 {
        return Effect::OpenDocument(Of::Record(row.clone()));
    }
    let whole = def.identity().first().and_then(|name| def.field(name)).map(|(_, field)| field).filter(|_| def.is_kept());
    match whole.map(|field| (field.ty, row.get(field.name).int())) {
        Some((FieldType::Ref(kind @ (Kind::Ticket | Kind::Meeting)), Some(id))) => Effect::Open(kind, id),
        _ => Effect::Open(row.kind, row.id),
    }
}

/// That a command keeps the rules of a kind.
fn kept(kind: Kind, command: &'static str) -> Effect {
    Effect::Warn(Sentence::new("list-kept").with("kind", kind.def().name).with("command", command))
}
