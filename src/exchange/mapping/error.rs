//! Why a mapping can't be used, in words.

use std::path::PathBuf;

use crate::domain::sentence::{Sentence, Speak};

/// Why a mapping can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// It is not the TOML that is expected.
    #[error("mapping: {0}")]
    Form(String),
    /// A name in it is not known.
    #[error("mapping, {place}: there is no {} `{name}`{}", .what.code(), hint(.near))]
    Unknown {
        /// The section it is in.
        place: String,
        /// What the name should be of.
        what: Named,
        name: String,
        /// What may be meant.
        near: Vec<String>,
    },
    /// There is no file of this name, nor a mapping that is kept under it.
    #[error("there is no mapping `{}`", .path.display())]
    Missing {
        /// The file that was looked for.
        path: PathBuf,
        /// Where mappings are kept.
        folder: PathBuf,
        /// The names of those that are.
        known: Vec<String>,
    },
    /// A field that no file is asked about.
    #[error("mapping, {place}: `{name}` is worked out here and can't be given")]
    NotGiven { place: String, name: String },
    /// A template, sum or condition is not well formed.
    #[error("mapping, {place}: `{text}` is not understood{}: expected {}", behind(.at), .expected.text())]
    Syntax {
        /// The section and field it is in.
        place: String,
        text: String,
        /// From where on; empty: as a whole.
        at: String,
        /// What was expected.
        expected: Syntax,
    },
}

impl MappingError {
    /// What is not understood from `at` on.
    pub(super) fn syntax(place: &str, text: &str, at: &str, expected: Syntax) -> Self {
        let at = if at == text { "" } else { at };
        Self::Syntax { place: place.to_owned(), text: text.to_owned(), at: at.to_owned(), expected }
    }
}

fn behind(at: &str) -> String {
    if at.is_empty() { String::new() } else { format!(" at `{at}`") }
}

impl Speak for MappingError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Missing { path, folder, known } => Sentence::new("import-map-missing")
                .with("name", path.display())
                .with("folder", folder.display())
                .with("known", if known.is_empty() { "none".to_owned() } else { known.join(", ") }),
            Self::Form(detail) => Sentence::new("mapping-form").with("detail", detail.trim_end()),
            Self::Unknown { place, what, name, near } if near.is_empty() => {
                Sentence::new("mapping-unknown").with("place", place).with("what", what.code()).with("name", name)
            }
            Self::Unknown { place, what, name, near } => Sentence::new("mapping-unknown-near")
                .with("place", place)
                .with("what", what.code())
                .with("name", name)
                .with("near", near.join(", ")),
            Self::NotGiven { place, name } => Sentence::new("mapping-not-given").with("place", place).with("name", name),
            Self::Syntax { place, text, at, expected } => Sentence::new("mapping-syntax")
                .with("place", place)
                .with("text", text)
                .with("at", if at.is_empty() { "none" } else { at })
                .with("expected", expected.code()),
        }
    }
}

/// What a template, sum, condition or option should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// A brace that closes.
    Brace,
    Sum,
    Condition,
    /// A number or a day, in a condition that compares.
    Compared,
    /// A quote that closes.
    Quote,
    /// A function of a column.
    Function,
    /// A decimal mark.
    Decimal,
    /// An order of days.
    Dates,
    /// A value in quotes.
    Quoted,
    /// Where a field comes from.
    Source,
    /// A list of sections.
    Sections,
    /// A column in braces.
    Column,
}

impl Syntax {
    /// Its name in messages.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Brace => "brace",
            Self::Sum => "sum",
            Self::Condition => "condition",
            Self::Compared => "compared",
            Self::Quote => "quote",
            Self::Function => "function",
            Self::Decimal => "decimal",
            Self::Dates => "dates",
            Self::Quoted => "quoted",
            Self::Source => "source",
            Self::Sections => "sections",
            Self::Column => "column",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Brace => "`}` behind the name of the column",
            Self::Sum => "numbers and `{columns}` with + - * / and brackets",
            Self::Condition => {
                "`{column} = value`, `!=`, `<`, `<=`, `>`, `>=`, `{column} in (a, b)`, `{column}` or `!{column}`, \
                 joined by and, or, not and brackets; text with such signs or words in quotes"
            }
            Self::Compared => "a number or a day there",
            Self::Quote => "a quote that closes",
            Self::Function => "trim, replace 'a' 'b', part 'sign' N, part FROM TO, upper, lower or pad N 'c'",
            Self::Decimal => "`,` or `.`",
            Self::Dates => "`dmy`, `mdy` or a pattern such as `%d.%m.%y`",
            Self::Quoted => "a text in quotes, such as `\"30\"`",
            Self::Source => "a text, `{ when = ..., then = ..., else = ... }` or `{ until_next = ..., last = ... }`",
            Self::Sections => "`[[record]]`",
            Self::Column => "the column's name in braces: `{column}`",
        }
    }
}

/// What a name in a mapping is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A kind of record.
    Kind,
    /// A field of a kind.
    Field,
    /// A column of a file.
    Column,
    /// A function of a column's text.
    Function,
    /// A choice of a field.
    Choice,
}

impl Named {
    /// Its name in messages.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Field => "field",
            Self::Column => "column",
            Self::Function => "function",
            Self::Choice => "choice",
        }
    }
}

fn hint(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!(": expected {}", near.join(", ")) }
}
