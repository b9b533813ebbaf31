//! What is wrong with a value, as data.

use super::Kind;

/// What is wrong with one value, as data; `i18n` makes the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The declared field name; empty if it is the whole record's.
    pub field: &'static str,
    /// What was given, as given.
    pub value: String,
    /// What was expected.
    pub expected: Expected,
}

/// What was expected of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Anything at all.
    Given,
    /// A whole number.
    Integer,
    Amount,
    /// A rate or percentage.
    Rate,
    /// A day.
    Date,
    /// A moment.
    Time,
    YesNo,
    /// One of these codes.
    OneOf(Vec<String>),
    /// An existing record of this kind; with the nearest existing keys.
    Existing(Kind, Vec<String>),
    /// A value no other record has; who has it.
    Unique(String),
    /// Not below this, in the field's strict form.
    AtLeast(String),
    /// Not above this, in the field's strict form.
    AtMost(String),
    /// Not before the value of this field.
    NotBefore(&'static str),
    /// A legal move; the moves there are.
    Transition(Vec<String>),
    /// Text without control characters, of at most so many characters.
    ShortText(usize),
    /// Something particular, named by a message key of the locale files.
    Rule(&'static str),
    /// The same, with what it is about: arguments of the message by name. A key `refused-...` says that it is not the person's
    /// to do, whatever the value.
    Named(&'static str, Vec<(&'static str, String)>),
}

impl Expected {
    /// Whether no value would do: it is not the person's to change.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Named(key, _) | Self::Rule(key) if key.starts_with("refused-"))
    }
}
