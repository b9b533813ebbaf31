//! What is declared of a kind beside its fields: what a record is called, when it was there, what tells that it had a life elsewhere.

use super::Kind;
use crate::domain::kinds::Role;

/// How records of a kind are called, found, grouped and brought back. A kind says what is not as usual ([`Conduct::USUAL`]).
#[derive(Clone, Copy, Debug)]
pub struct Conduct {
    pub called: Called,
    /// The fields of other names by which a file, form or filter may refer to a record.
    pub names: &'static [&'static str],
    /// What a reference is shown as where its code says less, in English and Chinese: the first of these fields that is given; none:
    /// its code.
    pub shown: [&'static [&'static str]; 2],
    /// There are few of them: they are found by pinyin, too.
    pub few: bool,
    /// Fields of which the second is not before the first.
    pub spans: &'static [(&'static str, &'static str)],
    /// The first and last day that a row is of, where figures of periods are made from it.
    pub days: Option<(&'static str, &'static str)>,
    /// The fields by which sums of the network are grouped, or their targets are.
    pub groups: &'static [&'static str],
    pub since: Since,
    pub undone: Option<Undone>,
    pub elsewhere: Elsewhere,
    /// The least role that writes one by form.
    pub needs: Role,
    /// The least role that brings one in, where that is not who writes one: what the program itself writes down is history of
    /// another database.
    pub brought_in_by: Option<Role>,
    /// Where the program shows one.
    pub home: Home,
    /// Its owner is given work by it.
    pub assigned: bool,
    /// One can be made of nothing but a text.
    pub of_text: bool,
    /// The kinds whose records an import of it may write; none: any.
    pub import_writes: &'static [Kind],
    /// The field by which two of one key are told apart that differ, when two partners become one; equal ones are one. `None`: one of them
    /// stays.
    pub told_apart: Option<&'static str>,
}

/// Where the program shows a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In its form, or on a page by itself.
    Form,
    /// On a page of the register.
    Register,
    Desk,
    Calendar,
    Tiers,
    Meetings,
}

/// What a record is called where one is picked.
#[derive(Clone, Copy, Debug)]
pub struct Called {
    /// What stands before its code: `#`.
    pub mark: &'static str,
    /// The field that identifies it to people; `id` where it has none.
    pub code: &'static str,
    /// The fields of its name: the first that is given.
    pub label: &'static [&'static str],
    /// The field that tells it from others; of a reference the name of what it refers to.
    pub hint: Option<&'static str>,
}

/// From when on a record is there that came in later, for looks at an earlier day.
#[derive(Clone, Copy, Debug)]
pub enum Since {
    /// The day of a field.
    Day(&'static str),
    /// The first of the days of two fields.
    Earliest(&'static str, &'static str),
    /// The moment of a field.
    Moment(&'static str),
    /// When the first thing is known of it.
    Known,
    /// It has no day of its own: always.
    Always,
    /// When it was put down; with a history that came in, always.
    Logged,
    /// The day of a field, whenever it was put down: it is looked at up to its own day, and stands as its log says.
    Dated(&'static str),
    /// It is looked at by days of its own, or in versions.
    Own,
}

/// Of a record that came in later: when something happened to it, and what stands there before it has.
#[derive(Clone, Copy, Debug)]
pub struct Undone {
    pub at: Since,
    /// The state that it was in.
    pub state: Option<&'static str>,
    /// The fields that were not given.
    pub cleared: &'static [&'static str],
}

/// What of a new row tells that its record had a life elsewhere.
#[derive(Clone, Copy, Debug)]
pub enum Elsewhere {
    /// Nothing: it may be entered like that at any time.
    Nothing,
    /// That it is there: others than the program itself never write one.
    Always,
    /// One of these fields, if it says something else than that of a record that is new.
    By(&'static [&'static str]),
}

impl Conduct {
    /// That of a kind that says nothing: a record is its number, and looked at by days of its own.
    pub const USUAL: Self = Self {
        called: Called { mark: "", code: "id", label: &["id"], hint: None },
        names: &[],
        shown: [&[], &[]],
        few: false,
        spans: &[],
        days: None,
        groups: &[],
        since: Since::Own,
        undone: None,
        elsewhere: Elsewhere::Nothing,
        needs: Role::Specialist,
        brought_in_by: None,
        home: Home::Form,
        assigned: false,
        of_text: false,
        import_writes: &[],
        told_apart: None,
    };

    /// By this field and under this name.
    #[must_use]
    pub const fn called(mut self, code: &'static str, label: &'static [&'static str]) -> Self {
        (self.called.code, self.called.label) = (code, label);
        self
    }
    /// By a number behind this mark.
    #[must_use]
    pub const fn numbered(mut self, mark: &'static str, label: &'static [&'static str]) -> Self {
        self.called = Called { mark, code: "number", label, hint: self.called.hint };
        self
    }
    /// Told from others by this field.
    #[must_use]
    pub const fn told_by(mut self, hint: &'static str) -> Self {
        self.called.hint = Some(hint);
        self
    }
    #[must_use]
    pub const fn named(mut self, names: &'static [&'static str]) -> Self {
        self.names = names;
        self
    }
    /// In English and Chinese.
    #[must_use]
    pub const fn shown(mut self, en: &'static [&'static str], zh: &'static [&'static str]) -> Self {
        self.shown = [en, zh];
        self
    }
    #[must_use]
    pub const fn few(mut self) -> Self {
        self.few = true;
        self
    }
    #[must_use]
    pub const fn spans(mut self, spans: &'static [(&'static str, &'static str)]) -> Self {
        self.spans = spans;
        self
    }
    #[must_use]
    pub const fn of_days(mut self, first: &'static str, last: &'static str) -> Self {
        self.days = Some((first, last));
        self
    }
    #[must_use]
    pub const fn groups(mut self, fields: &'static [&'static str]) -> Self {
        self.groups = fields;
        self
    }
    #[must_use]
    pub const fn since(mut self, since: Since) -> Self {
        self.since = since;
        self
    }
    #[must_use]
    pub const fn undone(mut self, at: Since, state: Option<&'static str>, cleared: &'static [&'static str]) -> Self {
        self.undone = Some(Undone { at, state, cleared });
        self
    }
    #[must_use]
    pub const fn elsewhere(mut self, told: Elsewhere) -> Self {
        self.elsewhere = told;
        self
    }
    #[must_use]
    pub const fn needs(mut self, role: Role) -> Self {
        self.needs = role;
        self
    }
    #[must_use]
    pub const fn brought_in_by(mut self, role: Role) -> Self {
        self.brought_in_by = Some(role);
        self
    }
    #[must_use]
    pub const fn home(mut self, home: Home) -> Self {
        self.home = home;
        self
    }
    #[must_use]
    pub const fn assigned(mut self) -> Self {
        self.assigned = true;
        self
    }
    #[must_use]
    pub const fn of_text(mut self) -> Self {
        self.of_text = true;
        self
    }
    #[must_use]
    pub const fn import_writes(mut self, kinds: &'static [Kind]) -> Self {
        self.import_writes = kinds;
        self
    }
    #[must_use]
    pub const fn told_apart(mut self, by: &'static str) -> Self {
        self.told_apart = Some(by);
        self
    }
}
