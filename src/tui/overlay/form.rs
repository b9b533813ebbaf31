//! A record is filled in: any kind, from its declaration. Typed text is never lost.
//!
//! - `form/field`: one field, its text and its list of choices
//! - `form/clash`: two people changed the same record; each field is chosen
//! - `form/view`: how it is drawn

mod clash;
pub(super) mod field;
#[cfg(test)]
mod tests;
pub(super) mod view;

use std::cell::Cell;

use crossterm::event::{KeyCode, KeyEvent};

use clash::Clash;
use field::{Content, FieldState};

use super::{Outcome, Then, step};
use crate::domain::explain::Explanation;
use crate::domain::kinds::desk::PARTIES;
use crate::domain::record::{Expected, Field, Kind, Problem, Row, Value};
use crate::domain::sentence::Sentence;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::keymap::{Action, Binding, Scope};
use crate::tui::worker::{Op, Query, Trouble, Why, form};

/// References that were typed and not picked, by field.
type Typed = Vec<(&'static str, String)>;

/// A field that a form asks for beside those of the record: of a new ticket, the partners in it. It has no place in the
/// record; what is typed goes with it when it is saved.
fn beside(kind: Kind, name: &str) -> Option<(usize, &'static Field)> {
    PARTIES.iter().find(|f| kind == Kind::Ticket && f.name == name).map(|f| (field::BESIDE, f))
}

/// A record being filled in.
#[derive(Debug)]
pub struct Form {
    row: Row,
    fields: Vec<FieldState>,
    /// The field with the cursor; `fields.len()` is the button.
    at: usize,
    before: Vec<String>,
    saving: bool,
    trouble: Option<Sentence>,
    clash: Option<Clash>,
    /// The first row that is drawn.
    top: Cell<usize>,
    /// What the rules make of what is typed.
    aside: Option<Box<Explanation>>,
    /// What was typed when it was asked for.
    asked: Vec<String>,
    /// The partner that this one looks like; saved again it is meant.
    alike: Option<i64>,
    /// What it is asked for by the tab, which gets the values, and what stands above it.
    asked_for: Option<(Action, Sentence)>,
}

impl Form {
    /// Of a record; `only` these fields, in this order, or all that a person may fill in.
    #[must_use]
    pub fn new(row: Row, only: &[&'static str], ctx: &Ctx) -> Self {
        let def = row.kind.def();
        let wanted: Vec<(usize, &'static Field)> = if only.is_empty() {
            def.fields.iter().enumerate().filter(|(_, f)| !(f.computed || f.once && row.id != 0)).collect()
        } else {
            only.iter().filter_map(|name| def.field(name).or_else(|| beside(row.kind, name))).collect()
        };
        let fields: Vec<FieldState> = wanted
            .into_iter()
            .map(|(i, field)| FieldState::new(i, field, row.values.get(i).unwrap_or(&Value::Null), ctx))
            .collect();
        let before = fields.iter().map(|f| f.text().to_owned()).collect();
        Self {
            row,
            fields,
            at: 0,
            before,
            saving: false,
            trouble: None,
            clash: None,
            top: Cell::new(0),
            aside: None,
            asked: Vec::new(),
            alike: None,
            asked_for: None,
        }
    }

    /// Its values are the answer to `asked`, which the tab does something with.
    #[must_use]
    pub fn for_tab(mut self, asked: Action, title: Sentence) -> Self {
        self.asked_for = Some((asked, title));
        self
    }

    /// What it asks when it is opened: the names of records that it refers to, and what stands beside it.
    pub fn open(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let unknown: Vec<(Kind, i64)> = self.fields.iter().filter_map(FieldState::unnamed).collect();
        let names = (!unknown.is_empty()).then_some(Effect::Query(Query::Form(form::Query::Label(unknown))));
        names.into_iter().chain(self.ask_aside(ctx)).collect()
    }

    /// What the rules make of what is typed.
    pub fn beside(&mut self, aside: Option<Box<Explanation>>) {
        self.aside = aside;
    }

    /// Asks what stands beside it, if something else is typed than when it was asked the last time.
    ///
    /// A question that is overtaken by the next key is given up by the worker.
    fn ask_aside(&mut self, ctx: &Ctx) -> Option<Effect> {
        if !form::has_aside(self.row.kind) || self.clash.is_some() {
            return None;
        }
        let texts: Vec<String> = self.fields.iter().map(|f| f.text().to_owned()).collect();
        if texts == self.asked {
            return None;
        }
        self.asked = texts;
        let mut row = self.row.clone();
        for field in &self.fields {
            let value = match field.value(ctx) {
                Ok(Content::Value(value)) => value,
                _ => Value::Null,
            };
            if let Some(slot) = row.values.get_mut(field.index) {
                *slot = value;
            }
        }
        Some(Effect::Query(Query::Form(form::Query::Aside(row))))
    }

    /// What a key came to, with the question that it raises.
    fn and_aside(&mut self, outcome: Outcome, ctx: &Ctx) -> Outcome {
        match outcome {
            Outcome::Stay(mut effects) => {
                effects.extend(self.ask_aside(ctx));
                Outcome::Stay(effects)
            }
            other => other,
        }
    }

    #[must_use]
    pub fn kind(&self) -> Kind {
        self.row.kind
    }

    /// The record; 0 for a new one.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.row.id
    }

    /// Whether a save is on its way.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.saving
    }

    /// Whether anything was typed.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.fields.iter().map(FieldState::text).ne(self.before.iter().map(String::as_str))
    }

    /// What is typed, by field.
    #[must_use]
    pub fn texts(&self) -> Vec<(&'static str, &str)> {
        self.fields.iter().map(|f| (f.field.name, f.text())).collect()
    }

    /// Puts back what was typed before, by field; answers whether that changed anything.
    pub fn restore(&mut self, texts: &[(String, String)]) -> bool {
        for (name, text) in texts {
            if let Some(field) = self.fields.iter_mut().find(|f| f.field.name == name && f.text() != text) {
                field.set_text(text);
            }
        }
        self.is_changed()
    }

    /// The records that match what is typed into a reference.
    pub fn found(&mut self, text: &str, items: Vec<form::Item>) {
        if let Some(field) = self.fields.get_mut(self.at) {
            field.found(text, items);
        }
    }

    /// The names of records that it refers to.
    pub fn labels(&mut self, labels: &[(Kind, form::Item)]) {
        for (field, before) in self.fields.iter_mut().zip(&mut self.before) {
            if field.label(labels) {
                field.text().clone_into(before);
            }
        }
    }

    /// It was not saved: says why at the fields, or shows both versions.
    pub fn refused(&mut self, trouble: Trouble, ctx: &Ctx) {
        self.saving = false;
        self.trouble = Some(trouble.said);
        match trouble.why {
            Why::Alike(id, code, name) => {
                self.alike = Some(id);
                let keys = ctx.keymap.of(Scope::Form).find(|b| b.action == Action::OpenPartner).map(Binding::shown);
                let said = Sentence::new("form-alike").with("of", code).with("name", name);
                self.trouble = Some(said.with("key", keys.unwrap_or_default()));
            }
            Why::Invalid(problems) => self.show_problems(problems),
            Why::Conflict { theirs: Some(theirs), .. } => {
                if let Ok((mine, _)) = self.filled(ctx) {
                    self.clash = Clash::new(&self.row, &mine, *theirs);
                }
                // nothing that both changed: only the version was old
                if self.clash.is_none() {
                    self.trouble = Some(Sentence::new("form-try-again"));
                }
            }
            _ => {}
        }
    }

    fn show_problems(&mut self, problems: Vec<Problem>) {
        for field in &mut self.fields {
            field.problem = None;
        }
        for problem in problems.into_iter().rev() {
            let at = self.fields.iter().position(|f| f.field.name == problem.field);
            if let Some(at) = at
                && let Some(field) = self.fields.get_mut(at)
            {
                field.problem = Some(problem);
                self.at = at;
            }
        }
    }

    /// The record as filled in, and the references that were typed and not picked.
    fn filled(&self, ctx: &Ctx) -> Result<(Row, Typed), Vec<Problem>> {
        let mut row = self.row.clone();
        let (mut typed, mut problems) = (Vec::new(), Vec::new());
        for field in &self.fields {
            match field.value(ctx) {
                Ok(Content::Value(value)) => {
                    if field.field.required && value.is_null() {
                        problems.push(Problem { field: field.field.name, value: String::new(), expected: Expected::Given });
                    }
                    if let Some(slot) = row.values.get_mut(field.index) {
                        *slot = value;
                    }
                }
                Ok(Content::Typed(text)) => typed.push((field.field.name, text)),
                Err(expected) => {
                    problems.push(Problem { field: field.field.name, value: field.text().to_owned(), expected });
                }
            }
        }
        if problems.is_empty() { Ok((row, typed)) } else { Err(problems) }
    }

    fn save(&mut self, ctx: &Ctx) -> Outcome {
        if self.saving {
            return Outcome::stay();
        }
        match self.filled(ctx) {
            Err(problems) => {
                self.show_problems(problems);
                self.trouble = Some(Sentence::new("form-problems"));
                Outcome::stay()
            }
            Ok((row, typed)) => {
                self.saving = true;
                self.trouble = None;
                if let Some((asked, _)) = &self.asked_for {
                    return Outcome::Live(Then::Tab(*asked), Answer::Filled(Box::new(row)));
                }
                Outcome::Stay(vec![Effect::Do(Op::Form(form::Op::Save { row, typed, anyway: self.alike.is_some() }))])
            }
        }
    }

    pub(super) fn takes_text(&self) -> bool {
        self.clash.is_none()
    }

    pub(super) fn scopes(&self) -> &'static [Scope] {
        if self.clash.is_some() { &[Scope::Clash] } else { &[Scope::Form] }
    }

    pub(super) fn action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        let outcome = self.act(action, ctx);
        self.and_aside(outcome, ctx)
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        if self.clash.is_some() {
            return self.clash_action(action, ctx);
        }
        if let Some(outcome) = self.list_action(action, ctx) {
            return outcome;
        }
        let last = self.fields.len();
        match action {
            Action::Close => Outcome::close(),
            Action::Explain => Outcome::Stay(self.aside.clone().map(Effect::Explain).into_iter().collect()),
            Action::Save => self.save(ctx),
            // what is typed is kept
            Action::OpenPartner => match self.alike {
                Some(id) => Outcome::Close(vec![Effect::Open(Kind::Partner, id)]),
                None => Outcome::stay(),
            },
            Action::Choose if self.at == last => self.save(ctx),
            Action::Choose => match self.fields.get_mut(self.at) {
                Some(field) if field.is_note() => {
                    field.input.insert("\n");
                    Outcome::stay()
                }
                Some(field) if field.has_list() => {
                    let query = field.open_list(true, ctx);
                    Outcome::Stay(query.into_iter().collect())
                }
                _ => self.to(self.at + 1, ctx),
            },
            Action::NextField | Action::PreviousField if self.moves_in_note(action) => Outcome::stay(),
            Action::NextField => self.to(if self.at == last { 0 } else { self.at + 1 }, ctx),
            Action::PreviousField => self.to(if self.at == 0 { last } else { self.at - 1 }, ctx),
            Action::InsertToday => {
                if let Some(field) = self.fields.get_mut(self.at) {
                    field.insert_today(ctx);
                }
                Outcome::stay()
            }
            other => self.to(step(self.at, last + 1, 10, other), ctx),
        }
    }

    /// Up and down move inside a note while there are lines.
    fn moves_in_note(&mut self, action: Action) -> bool {
        let by = if action == Action::NextField { 1 } else { -1 };
        self.fields.get_mut(self.at).is_some_and(|f| f.is_note() && f.input.to_line(by))
    }

    /// Moves to a field; the one that is left is read, so that what is wrong shows at once.
    fn to(&mut self, at: usize, ctx: &Ctx) -> Outcome {
        if let Some(field) = self.fields.get_mut(self.at) {
            let wrong = field.value(ctx).err();
            let wrong = wrong.map(|expected| Problem { field: field.field.name, value: field.text().to_owned(), expected });
            field.problem = wrong.or_else(|| field.out_of_bounds(ctx));
        }
        self.at = at.min(self.fields.len());
        Outcome::stay()
    }

    /// A key while a list of choices is open; `None` if none is.
    fn list_action(&mut self, action: Action, ctx: &Ctx) -> Option<Outcome> {
        let field = self.fields.get_mut(self.at)?;
        let list = field.list.as_mut()?;
        match action {
            Action::Close => field.list = None,
            Action::Choose => {
                field.pick(ctx);
            }
            Action::NextField => list.at = step(list.at, list.items.len(), 8, Action::Down),
            Action::PreviousField => list.at = step(list.at, list.items.len(), 8, Action::Up),
            Action::PageDown | Action::PageUp => list.at = step(list.at, list.items.len(), 8, action),
            _ => {
                field.list = None;
                return None;
            }
        }
        Some(Outcome::stay())
    }

    fn clash_action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        let Some(clash) = self.clash.as_mut() else { return Outcome::stay() };
        match action {
            Action::Close => {
                // back to the form, on the new version: what is typed stays typed
                self.row.version = clash.version();
                self.clash = None;
                Outcome::stay()
            }
            Action::Save => {
                let row = clash.merged();
                self.row.version = row.version;
                for field in &mut self.fields {
                    let value = row.values.get(field.index).cloned().unwrap_or_default();
                    field.set_value(&value, ctx);
                }
                self.clash = None;
                self.saving = true;
                self.trouble = None;
                Outcome::Stay(vec![Effect::Do(Op::Form(form::Op::Save { row, typed: Vec::new(), anyway: true }))])
            }
            other => {
                clash.action(other);
                Outcome::stay()
            }
        }
    }

    pub(super) fn typed(&mut self, event: KeyEvent, ctx: &Ctx) -> Outcome {
        if self.clash.is_some() {
            return Outcome::stay();
        }
        let Some(field) = self.fields.get_mut(self.at) else { return Outcome::stay() };
        if field.is_fixed_choice() && matches!(event.code, KeyCode::Char(' ')) && field.list.is_none() {
            field.next_choice(ctx);
            return self.and_aside(Outcome::stay(), ctx);
        }
        if field.input.key(event) {
            // a number that is out of its bounds is told at once
            self.alike = None;
            field.problem = field.out_of_bounds(ctx);
            let changed = Outcome::Stay(field.changed(ctx).into_iter().collect());
            return self.and_aside(changed, ctx);
        }
        Outcome::stay()
    }

    pub(super) fn paste(&mut self, text: &str, ctx: &Ctx) -> Outcome {
        let Some(field) = self.fields.get_mut(self.at).filter(|_| self.clash.is_none()) else { return Outcome::stay() };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = if field.is_note() { text } else { text.replace('\n', " ") };
        field.input.insert(&text);
        self.alike = None;
        let changed = Outcome::Stay(field.changed(ctx).into_iter().collect());
        self.and_aside(changed, ctx)
    }
}
