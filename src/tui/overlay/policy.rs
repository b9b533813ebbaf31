//! The organisation's policy: every key with its value, unit, bounds and sentence; another value, which is asked for once what
//! it would change was shown; and the versions that there were.
//!
//! The list and what is typed are judged here, by the policy that rules; the rest is asked of the worker.

mod view;

use std::cell::Cell;
use std::collections::HashMap;

use crossterm::event::KeyEvent;

use super::{Input, Outcome, step};
use crate::domain::kinds::Role;
use crate::domain::policy::{Key, Policy as Rules};
use crate::domain::record::Lang;
use crate::domain::sentence::Sentence;
use crate::report::Block;
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::keymap::{Action, Scope};
use crate::tui::widgets::{dates, sheet};
use crate::tui::worker::policy::{Differs, Op, Origin, Query, Reply, Version};

/// The list of keys, with what is open over it.
#[derive(Debug, Default)]
pub struct Policy {
    /// What is looked for.
    search: Input,
    /// The keys are typed into it.
    searching: bool,
    at: usize,
    top: Cell<usize>,
    /// Where the values come from that are not as they were in the beginning, by key.
    origins: HashMap<String, Origin>,
    change: Option<Box<Change>>,
    versions: Option<Versions>,
}

/// A field of [`Change`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Focus {
    #[default]
    Value,
    Reason,
    From,
}

impl Focus {
    const ALL: [Self; 3] = [Self::Value, Self::Reason, Self::From];

    /// The field so many places further, round and round.
    fn step(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|f| *f == self).unwrap_or(0);
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

/// A value that is to be another.
#[derive(Debug, Default)]
struct Change {
    path: String,
    value: Input,
    reason: Input,
    /// First day, as it is typed; empty: from the decision on.
    from: Input,
    /// What the keys are typed into.
    focus: Focus,
    /// What is wrong with what was typed.
    problem: Option<String>,
    /// The value that was tried, and what it would change once that is known.
    tried: Option<(String, Option<Vec<Block>>)>,
    /// The rules that it was compared with.
    over: u64,
    row: usize,
    top: Cell<usize>,
}

/// The versions, and what the one under the cursor changed.
#[derive(Debug, Default)]
struct Versions {
    /// `None` until the first answer.
    list: Option<Vec<Version>>,
    at: usize,
    top: Cell<usize>,
    changes: Option<(i64, Vec<Differs>)>,
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

/// Why nothing is asked for here; `None`: it may be.
fn only_looks(ctx: &Ctx) -> Option<String> {
    // rules that can't be used are mended from here, too
    if ctx.aside.iter().any(|said| said.key.starts_with("aside-") && said.key != "aside-rules") {
        return Some(t!(ctx.lang, "policy-ask-aside"));
    }
    (ctx.who.role < Role::Specialist).then(|| t!(ctx.lang, "policy-ask-role"))
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
        } else if self.versions.is_some() {
            &[Scope::PolicyVersions]
        } else if self.searching {
            &[Scope::Picker]
        } else {
            &[Scope::Policy, Scope::Overlay]
        }
    }

    /// Asks again for what it shows.
    #[must_use]
    pub fn load(&self) -> Vec<Effect> {
        let versions =
            self.versions.iter().flat_map(|v| std::iter::once(Query::Versions).chain(v.selected().map(Query::Changes)));
        std::iter::once(Query::Origins).chain(versions).map(query).collect()
    }

    /// What was answered.
    pub fn receive(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Tried { path, value, blocks } => {
                if let Some(change) = &mut self.change
                    && change.path == path
                    && change.tried.as_ref().is_some_and(|(tried, _)| *tried == value)
                {
                    change.tried = Some((value, Some(blocks)));
                }
            }
            Reply::Versions(list) => {
                if let Some(versions) = &mut self.versions {
                    let first = versions.list.is_none();
                    versions.at = versions.at.min(list.len().saturating_sub(1));
                    versions.list = Some(list);
                    let ask = versions.selected().filter(|_| first);
                    return ask.map(|number| query(Query::Changes(number))).into_iter().collect();
                }
            }
            Reply::Origins(origins) => self.origins = origins,
            // the approval's dialog shows it
            Reply::Approval(..) => {}
            Reply::Changes(number, changes) => {
                if let Some(versions) = &mut self.versions {
                    versions.changes = Some((number, changes));
                }
            }
        }
        Vec::new()
    }

    /// Something was done: a value that was asked for is asked for.
    pub fn written(&mut self) {
        self.change = None;
    }

    pub(super) fn action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        if action == Action::Close && (self.change.is_some() || self.versions.is_some()) {
            (self.change, self.versions) = (None, None);
            return Outcome::stay();
        }
        match (&mut self.change, &mut self.versions) {
            (Some(change), _) => change.action(action, ctx),
            (None, Some(versions)) => versions.walk(action),
            (None, None) if self.searching => self.in_search(action, ctx),
            (None, None) => self.in_list(action, ctx),
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
            Action::Versions => {
                self.versions = Some(Versions::default());
                return Outcome::Stay(self.load());
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
            if f(change.input()) {
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
        Self { path: line.path, value: Input::new(line.value), ..Self::default() }
    }

    fn input(&mut self) -> &mut Input {
        match self.focus {
            Focus::Value => &mut self.value,
            Focus::Reason => &mut self.reason,
            Focus::From => &mut self.from,
        }
    }

    /// What would change, once it is known and is what the typed value would under the rules in force.
    fn blocks(&self, ctx: &Ctx) -> Option<&[Block]> {
        let same = |tried: &str| tried == self.value.text().trim() && self.over == ctx.policy.hash;
        self.tried.as_ref().filter(|(tried, _)| same(tried)).and_then(|(_, blocks)| blocks.as_deref())
    }

    fn action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        match action {
            Action::Accept => return Outcome::Stay(self.accept(ctx)),
            Action::NextField => self.focus = self.focus.step(1),
            Action::PreviousField => self.focus = self.focus.step(Focus::ALL.len() - 1),
            other => {
                let rows = self.blocks(ctx).map_or(0, |b| sheet::items(b).len());
                self.row = step(self.row, rows, 8, other);
            }
        }
        Outcome::stay()
    }

    fn refuse(&mut self, at: Focus, problem: String) -> Vec<Effect> {
        (self.focus, self.problem) = (at, Some(problem));
        Vec::new()
    }

    /// The value is judged and tried; once what it would change is shown and a reason is given, it is asked for.
    fn accept(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let value = self.value.text().trim().to_owned();
        let other = match ctx.policy.with(&self.path, &value) {
            Ok(other) => other,
            Err(e) => return self.refuse(Focus::Value, crate::i18n::sentence(ctx.lang, &e.said)),
        };
        if other.value(&self.path) == ctx.policy.value(&self.path) {
            return self.refuse(Focus::Value, t!(ctx.lang, "policy-same"));
        }
        let typed = self.from.text().trim();
        let from = dates::read(typed, ctx);
        if from.is_none() && !typed.is_empty() {
            let problem = t!(ctx.lang, "policy-no-day", value = typed);
            return self.refuse(Focus::From, problem);
        }
        if let Some(day) = from.filter(|day| *day < ctx.today()) {
            let problem = t!(ctx.lang, "usage-policy-day", from = day.to_string(), today = ctx.today().to_string());
            return self.refuse(Focus::From, problem);
        }
        if self.over != ctx.policy.hash || self.tried.as_ref().is_none_or(|(tried, _)| *tried != value) {
            (self.tried, self.over, self.row, self.focus) = (Some((value.clone(), None)), ctx.policy.hash, 0, Focus::Reason);
            return vec![query(Query::Try { path: self.path.clone(), value })];
        }
        if self.blocks(ctx).is_none() {
            return Vec::new();
        }
        let reason = self.reason.text().trim().to_owned();
        if reason.is_empty() {
            return self.refuse(Focus::Reason, t!(ctx.lang, "policy-no-reason"));
        }
        vec![Effect::Do(crate::tui::worker::Op::Policy(Op::Propose { path: self.path.clone(), value, reason, from }))]
    }
}

impl Versions {
    /// The number of the version under the cursor.
    fn selected(&self) -> Option<i64> {
        self.list.as_ref().and_then(|l| l.get(self.at)).map(|v| v.number)
    }

    fn walk(&mut self, action: Action) -> Outcome {
        let before = self.selected();
        self.at = step(self.at, self.list.as_ref().map_or(0, Vec::len), 8, action);
        let now = self.selected().filter(|number| Some(*number) != before);
        Outcome::Stay(now.map(|number| query(Query::Changes(number))).into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
