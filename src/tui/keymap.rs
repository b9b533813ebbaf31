//! Which key does what: one table, `data/keymap.toml`, from which come the foot line, the help, the palette and the
//! README's table. The user's file overrides it line by line.
//!
//! # How to add a key
//! 1. Add the action to [`Action`], if it is new.
//! 2. Add a `[[key]]` to `data/keymap.toml`: scope, keys, action, and what it does in both languages.
//! 3. Answer it in the `update` of the tab or overlay whose scope it is in.

mod key;

use std::collections::HashMap;

use serde::Deserialize;

pub use key::Key;

use crate::domain::record::Lang;

/// The table that the program ships with.
pub const DEFAULTS: &str = include_str!("../../data/keymap.toml");

macro_rules! names {
    ($(#[$meta:meta])* pub enum $name:ident { $($variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $(#[doc = $text] $variant,)+ }

        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// What the table calls it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
            /// The one that the table calls so.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

names! {
    /// Where a key means something; the most particular scope wins.
    pub enum Scope {
        Global = "global",
        List = "list",
        Today = "today",
        Partners = "partners",
        Page = "page",
        Tiers = "tiers",
        Ticket = "ticket",
        Conflicts = "conflicts",
        Calendar = "calendar",
        Kpis = "kpis",
        Overlay = "overlay",
        Approval = "approval",
        Article = "article",
        Trace = "trace",
        Suspects = "suspects",
        Prices = "prices",
        TraceTicket = "trace-ticket",
        Picker = "picker",
        Text = "text",
        Form = "form",
        Clash = "clash",
        Merge = "merge",
        Meeting = "meeting",
        Policy = "policy",
        PolicyVersions = "policy-versions",
        PolicyChange = "policy-change",
        Health = "health",
        Document = "document",
        Records = "records",
    }
}

names! {
    /// What a person wants done.
    pub enum Action {
        Quit = "quit",
        Close = "close",
        Leave = "leave",
        Suspend = "suspend",
        TabToday = "tab-today",
        TabPartners = "tab-partners",
        TabTiers = "tab-tiers",
        TabConflicts = "tab-conflicts",
        TabCalendar = "tab-calendar",
        TabKpis = "tab-kpis",
        NextTab = "next-tab",
        PreviousTab = "previous-tab",
        Help = "help",
        Palette = "palette",
        FindPartner = "find-partner",
        Undo = "undo",
        Redo = "redo",
        Repeat = "repeat",
        Copy = "copy",
        Knowledge = "knowledge",
        Trace = "trace",
        Policy = "policy",
        Health = "health",
        Back = "back",
        Forward = "forward",
        Reload = "reload",
        Language = "language",
        Theme = "theme",
        Down = "down",
        Up = "up",
        Left = "left",
        Right = "right",
        Top = "top",
        Bottom = "bottom",
        HalfDown = "half-down",
        HalfUp = "half-up",
        PageDown = "page-down",
        PageUp = "page-up",
        Open = "open",
        Filter = "filter",
        Sort = "sort",
        Reverse = "reverse",
        Columns = "columns",
        Views = "views",
        SaveView = "save-view",
        Mark = "mark",
        Range = "range",
        MarkAll = "mark-all",
        MarkAlike = "mark-alike",
        MarkAgain = "mark-again",
        Remove = "remove",
        Next = "next",
        Previous = "previous",
        Add = "add",
        AddContact = "add-contact",
        AddTask = "add-task",
        AddTicket = "add-ticket",
        Edit = "edit",
        Archive = "archive",
        Assign = "assign",
        Tag = "tag",
        PlanVisit = "plan-visit",
        Export = "export",
        Comment = "comment",
        Take = "take",
        Explain = "explain",
        Snooze = "snooze",
        Done = "done",
        Act = "act",
        OpenPartner = "open-partner",
        Reach = "reach",
        FollowUp = "follow-up",
        Tick = "tick",

        SectionOverview = "section-overview",
        SectionSales = "section-sales",
        SectionCredit = "section-credit",
        SectionCompliance = "section-compliance",
        SectionConflicts = "section-conflicts",
        SectionPlan = "section-plan",
        SectionContracts = "section-contracts",
        SectionScreening = "section-screening",
        SectionHistory = "section-history",
        EditPartner = "edit-partner",
        ChangeCredit = "change-credit",
        Drill = "drill",
        NextSection = "next-section",
        PreviousSection = "previous-section",
        Acknowledge = "acknowledge",
        Hold = "hold",
        Escalate = "escalate",
        Resolve = "resolve",
        CloseTicket = "close-ticket",
        Reopen = "reopen",
        Check = "check",
        Advance = "advance",
        Evidence = "evidence",
        Violation = "violation",
        Why = "why",
        Skip = "skip",
        Move = "move",
        MoveBack = "move-back",
        Generate = "generate",
        ViewMonth = "view-month",
        ViewWeek = "view-week",
        ViewAgenda = "view-agenda",
        GoToday = "go-today",
        Propose = "propose",
        Approve = "approve",
        Reject = "reject",
        Withdraw = "withdraw",
        Period = "period",
        Group = "group",
        Map = "map",
        Compare = "compare",
        Save = "save",
        NextField = "next-field",
        PreviousField = "previous-field",
        Choose = "choose",
        Newline = "newline",
        InsertToday = "insert-today",
        Merge = "merge",
        Duplicates = "duplicates",
        Tree = "tree",
        Swap = "swap",
        AllFields = "all-fields",
        TakeMine = "take-mine",
        TakeTheirs = "take-theirs",
        Accept = "accept",
        Refuse = "refuse",
        Meetings = "meetings",
        OutcomeOf = "outcome",
        HoldMeeting = "hold-meeting",
        CancelMeeting = "cancel-meeting",
        RemoveItem = "remove-item",
        OpenTicket = "open-ticket",
        Versions = "versions",
    }
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Where.
    pub scope: Scope,
    /// Each alternative is a sequence of one or more keys.
    pub keys: Vec<Vec<Key>>,
    pub action: Action,
    /// What it does, in English.
    pub en: String,
    /// What it does, in Chinese.
    pub zh: String,
    /// Place on the foot line, smallest first; `None`: not there.
    pub foot: Option<u8>,
}

impl Binding {
    /// What it does.
    #[must_use]
    pub fn says(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    /// The same with some of its keys only.
    #[must_use]
    pub fn with_keys(&self, keys: &[Vec<Key>]) -> Self {
        Self { keys: keys.to_vec(), ..self.clone() }
    }

    /// Its first key sequence as people read it.
    #[must_use]
    pub fn shown(&self) -> String {
        self.keys.first().map(|seq| seq.iter().map(|k| k.shown()).collect()).unwrap_or_default()
    }

    /// All its key sequences as people read them.
    #[must_use]
    pub fn all_shown(&self) -> String {
        self.keys.iter().map(|seq| seq.iter().map(|k| k.shown()).collect::<String>()).collect::<Vec<_>>().join(" ")
    }
}

/// What a sequence of keys comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hit {
    Action(Action),
    /// More keys must follow.
    Prefix,
    /// Nothing.
    Miss,
}

/// The whole table.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
    index: HashMap<(Scope, Vec<Key>), Action>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    key: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    scope: String,
    keys: Vec<String>,
    action: String,
    #[serde(default)]
    en: String,
    #[serde(default)]
    zh: String,
    foot: Option<u8>,
}

/// Why a keymap can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("keymap: {0}")]
pub struct KeymapError(String);

impl Keymap {
    /// The shipped table with `user`, the text of the user's file, over it: a line of one scope and action replaces its keys.
    ///
    /// # Errors
    /// Names the line that is not understood, or the two actions that share a key.
    pub fn load(user: Option<&str>) -> Result<Self, KeymapError> {
        let mut bindings = read(DEFAULTS)?;
        for line in user.map(read).transpose()?.unwrap_or_default() {
            // a key given to something new is taken from what had it
            for b in bindings.iter_mut().filter(|b| b.scope == line.scope && b.action != line.action) {
                b.keys.retain(|k| !line.keys.contains(k));
            }
            match bindings.iter_mut().find(|b| b.scope == line.scope && b.action == line.action) {
                Some(b) => b.keys = line.keys,
                None => bindings.push(line),
            }
        }
        let mut index = HashMap::new();
        for b in &bindings {
            for keys in &b.keys {
                if let Some(other) = index.insert((b.scope, keys.clone()), b.action) {
                    let shown: String = keys.iter().map(|k| k.shown()).collect();
                    let (scope, a, b) = (b.scope.name(), other.name(), b.action.name());
                    return Err(KeymapError(format!("`{shown}` means both `{a}` and `{b}` in scope `{scope}`")));
                }
            }
        }
        Ok(Self { bindings, index })
    }

    /// What `keys` mean in the scopes, most particular first.
    #[must_use]
    pub fn resolve(&self, scopes: &[Scope], keys: &[Key]) -> Hit {
        for scope in scopes {
            if let Some(action) = self.index.get(&(*scope, keys.to_vec())) {
                return Hit::Action(*action);
            }
            let begins = |b: &&Binding| b.scope == *scope && b.keys.iter().any(|k| k.len() > keys.len() && k.starts_with(keys));
            if self.bindings.iter().any(|b| begins(&b)) {
                return Hit::Prefix;
            }
        }
        Hit::Miss
    }

    /// The lines of a scope that have a key, as written.
    pub fn of(&self, scope: Scope) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |b| b.scope == scope && !b.keys.is_empty())
    }

    /// The lines that the foot shows for these scopes, most important first; an action once.
    #[must_use]
    pub fn foot(&self, scopes: &[Scope]) -> Vec<&Binding> {
        let mut found: Vec<&Binding> = Vec::new();
        for scope in scopes {
            for b in self.of(*scope).filter(|b| b.foot.is_some()) {
                if !found.iter().any(|f| f.action == b.action || f.keys.first() == b.keys.first()) {
                    found.push(b);
                }
            }
        }
        found.sort_by_key(|b| b.foot);
        found
    }
}

fn read(text: &str) -> Result<Vec<Binding>, KeymapError> {
    let file: File = toml::from_str(text).map_err(|e| KeymapError(e.to_string()))?;
    file.key
        .into_iter()
        .map(|l| {
            let scope = Scope::from_name(&l.scope).ok_or_else(|| KeymapError(format!("unknown scope `{}`", l.scope)))?;
            let action = Action::from_name(&l.action).ok_or_else(|| KeymapError(format!("unknown action `{}`", l.action)))?;
            let keys = l.keys.iter().map(|k| sequence(k)).collect::<Result<_, _>>()?;
            Ok(Binding { scope, keys, action, en: l.en, zh: l.zh, foot: l.foot })
        })
        .collect()
}

fn sequence(text: &str) -> Result<Vec<Key>, KeymapError> {
    let bad = || KeymapError(format!("`{text}` is not a key: expected `j`, `g g`, `<C-d>` or `<Enter>`"));
    text.split(' ').map(|k| Key::parse(k).ok_or_else(bad)).collect()
}

#[cfg(test)]
mod tests;
