//! The organisation's policy: every key with its value, unit, bounds and sentence, and what another value would change.
//!
//! The list and what is typed are judged here, by the policy that rules; what another value would change is asked of the
//! worker.

mod view;

use std::cell::Cell;

use crossterm::event::KeyEvent;

use super::{Input, Outcome, step};
use crate::domain::policy::{Key, Policy as Rules};
use crate::domain::record::Lang;
use crate::domain::sentence::Sentence;
use crate::domain::sheet::Block;
use crate::tui::app::{Ctx, Effect};
use crate::tui::keymap::{Action, Scope};
use crate::tui::widgets::sheet;
use crate::tui::worker::policy::{Query, Reply};

/// The list of keys, with what is open over it.
#[derive(Debug, Default)]
pub struct Policy {
    /// What is looked for.
    search: Input,
    /// The keys are typed into it.
    searching: bool,
    at: usize,
    top: Cell<usize>,
    change: Option<Box<Change>>,
}

/// A value that is to be another.
#[derive(Debug)]
struct Change {
    path: String,
    value: Input,
    /// What is wrong with what was typed.
    problem: Option<String>,
    /// The value that was tried, and what it would change once that is known.
    tried: Option<(String, Option<Vec<Block>>)>,
    row: usize,
    top: Cell<usize>,
}

/// A key as the list shows it.
#[derive(Clone, Debug)]
struct Line {
    path: String,
    value: String,
    key: &'static Key,
}

/// The keys in which every word that is looked for stands, in the order of the declarations.
fn lines(rules: &Rules, search: &str, lang: Lang) -> Vec<Line> {
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    let found = |path: &str, key: &Key| {
        let said = format!("{path} {} {} {}", key.sentence.get(lang), key.unit.get(lang), key.sentence.en).to_lowercase();
        words.iter().all(|w| said.contains(w))
    };
    let paths = rules.paths().into_iter().filter(|(path, key)| found(path, key));
    paths.map(|(path, key)| Line { value: rules.value(&path).unwrap_or_default(), path, key }).collect()
}

fn query(query: Query) -> Effect {
    Effect::Query(crate::tui::worker::Query::Policy(query))
}

impl Policy {
    /// Whether plain characters are text.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        self.searching || self.change.is_some()
    }

    /// The scopes of its keys.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        if self.change.is_some() {
            &[Scope::PolicyChange]
        } else if self.searching {
            &[Scope::Picker]
        } else {
            &[Scope::Policy, Scope::Overlay]
        }
    }

    /// What was answered.
    pub fn receive(&mut self, reply: Reply) {
        let Reply::Tried { path, value, blocks } = reply;
        if let Some(change) = &mut self.change
            && change.path == path
            && change.tried.as_ref().is_some_and(|(tried, _)| *tried == value)
        {
            change.tried = Some((value, Some(blocks)));
        }
    }

    pub(super) fn action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        match &mut self.change {
            Some(_) if action == Action::Close => {
                self.change = None;
                Outcome::stay()
            }
            Some(change) => change.action(action, ctx),
            None if self.searching => self.in_search(action, ctx),
            None => self.in_list(action, ctx),
        }
    }

    fn in_search(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        match action {
            Action::Close => {
                self.searching = false;
                self.search.set("");
                self.at = 0;
            }
            Action::Open | Action::Accept => self.searching = false,
            other => self.walk(other, ctx),
        }
        Outcome::stay()
    }

    fn in_list(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        match action {
            Action::Close if !self.search.text().is_empty() => {
                self.search.set("");
                self.at = 0;
            }
            Action::Close => return Outcome::close(),
            Action::Filter => self.searching = true,
            Action::Open | Action::Edit => {
                let line = lines(&ctx.policy, self.search.text(), ctx.lang).into_iter().nth(self.at);
                self.change = line.map(|line| Box::new(Change::new(line)));
            }
            Action::Copy => {
                let line = lines(&ctx.policy, self.search.text(), ctx.lang).into_iter().nth(self.at);
                let text = line.map(|l| format!("{} = {}", l.path, l.value));
                let copy = |text: String| vec![Effect::Say(Sentence::new("done-copied").with("what", &text)), Effect::Copy(text)];
                return Outcome::Stay(text.map(copy).unwrap_or_default());
            }
            other => self.walk(other, ctx),
        }
        Outcome::stay()
    }

    fn walk(&mut self, action: Action, ctx: &Ctx) {
        self.at = step(self.at, lines(&ctx.policy, self.search.text(), ctx.lang).len(), 16, action);
    }

    pub(super) fn typed(&mut self, event: KeyEvent) -> Outcome {
        self.edit(|input| input.key(event))
    }

    pub(super) fn paste(&mut self, what: &str) -> Outcome {
        let what = what.replace(['\n', '\r'], " ");
        self.edit(|input| {
            input.insert(&what);
            true
        })
    }

    /// Changes the field that is typed into by `f`, which answers whether it did.
    fn edit(&mut self, f: impl FnOnce(&mut Input) -> bool) -> Outcome {
        if let Some(change) = &mut self.change {
            if f(&mut change.value) {
                change.problem = None;
            }
        } else if self.searching && f(&mut self.search) {
            self.at = 0;
            self.top.set(0);
        }
        Outcome::stay()
    }
}

impl Change {
    fn new(line: Line) -> Self {
        Self { path: line.path, value: Input::new(line.value), problem: None, tried: None, row: 0, top: Cell::new(0) }
    }

    /// What would change, once it is known and is what the typed value would.
    fn blocks(&self) -> Option<&[Block]> {
        self.tried.as_ref().filter(|(tried, _)| tried == self.value.text()).and_then(|(_, blocks)| blocks.as_deref())
    }

    fn action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        if action == Action::Accept {
            return Outcome::Stay(self.accept(ctx));
        }
        let rows = self.blocks().map_or(0, |b| sheet::items(b).len());
        self.row = step(self.row, rows, 8, action);
        Outcome::stay()
    }

    /// The value is judged, and tried.
    fn accept(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let value = self.value.text().to_owned();
        if let Err(e) = ctx.policy.with(&self.path, &value) {
            self.problem = Some(e.0);
            return Vec::new();
        }
        if self.tried.as_ref().is_some_and(|(tried, _)| *tried == value) {
            return Vec::new();
        }
        (self.tried, self.row) = (Some((value.clone(), None)), 0);
        vec![query(Query::Try { path: self.path.clone(), value })]
    }
}

#[cfg(test)]
mod tests;
