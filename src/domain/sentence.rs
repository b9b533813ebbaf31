//! What is to be said to a person, before a language is chosen.
//!
//! Rules, store and operations say *what* as a message key of the locale files with its arguments; `i18n` says *how*.

use super::record::Problem;

/// A message key and its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Key in the locale files.
    pub key: &'static str,
    /// Arguments by name.
    pub args: Vec<(&'static str, String)>,
}

impl Sentence {
    /// A sentence without arguments yet.
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// With one more argument.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over numbers, texts and paths alike")]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// An error that a person reads.
pub trait Speak {
    /// What to say.
    fn sentence(&self) -> Sentence;

    /// The single values that are wrong, if that is what it is about.
    fn problems(&self) -> &[Problem] {
        &[]
    }
}
