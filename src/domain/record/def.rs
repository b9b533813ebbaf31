//! A kind as declared.

use super::value::Value;
use super::{BadValue, Conduct, Field, Kind, Label, POLICY_VERSION};

/// A kind as declared: its names, its key and its fields in column order.
#[derive(Debug)]
pub struct KindDef {
    pub kind: Kind,
    /// Table name and singular, `snake_case`.
    pub name: &'static str,
    /// What the command line calls it: `partners`.
    pub plural: &'static str,
    /// What people call one.
    pub label: Label,
    /// The fields that identify a record to people and to a second import; empty: each is new.
    pub key: &'static [&'static str],
    /// Where it has no key: the fields by which a record is known again.
    pub known: &'static [&'static str],
    /// The fields by which a record is known again whose number is not told; empty: by its key alone.
    pub unnumbered: &'static [&'static str],
    /// The command that keeps its rules; `None`: it is no more than its fields, which plain forms write.
    pub keeper: Option<&'static str>,
    /// The screen has forms for it all the same.
    pub form: bool,
    /// Fields in column order, without `id` and `version`.
    pub fields: &'static [Field],
    /// What is declared beside them.
    pub conduct: Conduct,
    /// Whether values in this order have the declared form.
    pub reads: fn(&[Value]) -> Result<(), BadValue>,
}

impl KindDef {
    /// Whether only a command writes its records, and no form.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        self.keeper.is_some() && !self.form
    }

    /// The fields by which a record is known again: its key, or of a kind without one what tells it from others.
    #[must_use]
    pub const fn identity(&self) -> &'static [&'static str] {
        if self.known.is_empty() { self.key } else { self.known }
    }

    /// The position and declaration of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<(usize, &'static Field)> {
        self.fields.iter().enumerate().find(|(_, f)| f.name == name)
    }

    /// Where the version of the rules stands that gave the record's results; `None`: it holds none.
    #[must_use]
    pub fn policy_version(&self) -> Option<usize> {
        self.fields.iter().position(|f| f.name == POLICY_VERSION)
    }

    /// A new record's values: the defaults, the rest not given.
    #[must_use]
    pub fn blank(&self) -> Vec<Value> {
        self.fields.iter().map(|f| f.default.and_then(|d| f.parse_strict(d)).unwrap_or_default()).collect()
    }
}
