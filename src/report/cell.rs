//! What stands in a cell: a value with its unit, how it is to be seen, what explains it and what lists the rows behind it.
//!
//! A number is never a text: each format writes it its own way, a file as a number.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::alert::Finding;
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::{Ratio, Unit};
use crate::domain::money::{Money, Rate};
use crate::domain::period::{Month, from_day_number};
use crate::domain::receivables::Dso;
use crate::domain::receivables::behaviour::Six;
use crate::domain::record::{Coded, Field, Kind, Label, Value};

/// How what stands in a cell is to be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// May be overlooked.
    Dim,
    /// Better than asked.
    Good,
    /// Soon, to be watched.
    Soon,
    /// Breached, stop.
    Bad,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A value with its unit.
    Amount(Amount),
    /// Money where a shape is enough: `412K`, `41.2万`.
    Short(Money),
    /// A message, a name, a label of the declarations.
    Words(Words),
    /// Something that is called differently in each language, and its form in JSON.
    Named(Name),
    /// One of a closed list: its code and its name.
    Choice(&'static str, Label),
    /// A value of a declared field, with its unit; a reference with what people call the record and its code.
    Field {
        /// The declaration.
        field: &'static Field,
        value: Value,
        /// What a reference is called.
        label: Option<Name>,
    },
    /// How long until a moment in seconds of working time, and how many of them a day has; negative: over.
    Left(i64, i64),
    /// A warning with its figures.
    Finding(Finding),
    /// How many whole points a score moved.
    Moved(i64),
    /// How much money became of how much before; nothing can be said where that is not above 0.
    Grown(Money, Money),
    /// A change in the log: message key and what it was done to.
    Change(String, String),
    /// A field before and after.
    Changed(Vec<Difference>),
    /// Nothing: an empty cell, `null`.
    Nothing,
    /// Nothing, and in JSON not even its name: a member that others of the list have.
    Absent,
    /// A share, in 1/1,000,000; six decimals in files.
    Share(Six),
    /// A share as numerator and denominator, divided once; six decimals in files.
    Quotient(Ratio),
    /// Days, in 1/1,000,000; six decimals in files.
    Span(Dso),
    /// A share that was computed in floating point.
    Part(f64),
    /// A ratio of sums that was computed in floating point.
    Ratio(f64),
    /// Whole days.
    Days(i64),
    /// A month: `2025-07`.
    Month(Month),
    /// A number that names a thing and measures nothing: of a record, a version.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// What people call a group of a breakdown: in files its first name whatever the language; without any, "not given".
    Called(Name),
    /// Sentences of one cell, in the language of who asks, in files too.
    Sentences(Vec<Words>),
    /// Values of one member.
    List(Vec<What>),
    /// Values by name.
    Members(Vec<(&'static str, What)>),
    /// Where a figure comes from.
    Explained(Box<Explanation>),
    /// Data of another language as it is.
    Data(serde_json::Value),
    /// A value of which people read this instead.
    Said(Box<What>, Words),
}

impl What {
    /// A value of which people read something else.
    #[must_use]
    pub fn said(self, words: Words) -> Self {
        Self::Said(Box::new(self), words)
    }

    /// Whether there is no value: nothing, or not rated.
    #[must_use]
    pub fn is_none(&self) -> bool {
        match self {
            Self::Nothing | Self::Absent | Self::Amount(Amount::NotRated) => true,
            Self::Field { value, .. } => value.is_null(),
            Self::Said(what, _) => what.is_none(),
            _ => false,
        }
    }

    /// Whether it is an amount of 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        match self {
            Self::Amount(Amount::Money(m)) | Self::Short(m) => m.0 == 0,
            Self::Amount(Amount::Rate(r)) => r.0 == 0,
            Self::Quotient(ratio) => ratio.num == 0,
            Self::Amount(
                Amount::Count(n)
                | Amount::Points(n)
                | Amount::Rating(n)
                | Amount::Days(n)
                | Amount::Minutes(n)
                | Amount::Number(n),
            )
            | Self::Share(Six(n))
            | Self::Span(Dso(n)) => *n == 0,
            _ => false,
        }
    }
}

/// A value that a cell can hold; one that is not there is an empty cell.
macro_rules! cells {
    ($($ty:ty: $v:ident => $what:expr;)+) => {$(
        impl From<$ty> for What {
            fn from($v: $ty) -> Self {
                $what
            }
        }
    )+};
}

cells! {
    Money: m => Self::Amount(Amount::Money(m));
    Rate: r => Self::Amount(Amount::Rate(r));
    i64: n => Self::Amount(Amount::Count(n));
    usize: n => Self::Amount(Amount::Count(i64::try_from(n).unwrap_or(i64::MAX)));
    NaiveDate: day => Self::Amount(Amount::Date(day));
    DateTime<Utc>: at => Self::Amount(Amount::Time(at));
    Six: share => Self::Share(share);
    Ratio: ratio => Self::Quotient(ratio);
    Dso: days => Self::Span(days);
    f64: part => Self::Part(part);
    Month: month => Self::Month(month);
    bool: flag => Self::Flag(flag);
    &str: text => Self::Words(Words::Text(text.to_owned()));
    &String: text => Self::Words(Words::Text(text.clone()));
    String: text => Self::Words(Words::Text(text));
    Words: words => Self::Words(words);
    Amount: amount => Self::Amount(amount);
    (&'static str, Label): choice => Self::Choice(choice.0, choice.1);
    Name: name => Self::Called(name);
}

impl<T: Coded> From<T> for What {
    fn from(one: T) -> Self {
        let (code, label) = one.coded();
        Self::Choice(code, label)
    }
}

impl<T: Into<What>> From<Option<T>> for What {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl<T: Into<What>> From<T> for Cell {
    fn from(value: T) -> Self {
        Self::of(value.into())
    }
}

/// A field of a record before and after a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The declaration.
    pub field: &'static Field,
    pub before: (Value, Option<Name>),
    pub after: (Value, Option<Name>),
}

/// What a record is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// Its code, number or account.
    pub code: String,
    /// What people read in English.
    pub en: String,
    /// What people read in Chinese.
    pub zh: String,
}

/// A cell: what it says and how it is to be seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What it says.
    pub what: What,
    /// How it is to be seen.
    pub tone: Tone,
    /// The command that lists what is behind it.
    pub rows: Option<Box<str>>,
}

impl What {
    /// A number in a unit.
    #[must_use]
    pub fn in_unit(unit: Unit, n: i64) -> Self {
        match unit {
            Unit::Money => Money(n).into(),
            Unit::Rate => Rate(n).into(),
            Unit::Count | Unit::Code(_) => n.into(),
            Unit::Points => Amount::Points(n).into(),
            Unit::Rating => Amount::Rating(n).into(),
            Unit::Days => Amount::Days(n).into(),
            Unit::Day => i32::try_from(n).map_or(Self::Nothing, |n| from_day_number(n).into()),
        }
    }
}

impl Cell {
    /// Of anything.
    #[must_use]
    pub const fn of(what: What) -> Self {
        Self { what, tone: Tone::Plain, rows: None }
    }

    /// Not there, of no member's name.
    #[must_use]
    pub const fn absent() -> Self {
        Self::of(What::Absent)
    }

    #[must_use]
    pub fn listed(mut self, command: impl Into<Box<str>>) -> Self {
        self.rows = Some(command.into());
        self
    }

    /// With what people read in its place.
    #[must_use]
    pub fn said(self, words: Words) -> Self {
        Self { what: self.what.said(words), ..self }
    }

    /// A value with its unit.
    #[must_use]
    pub const fn amount(amount: Amount) -> Self {
        Self::of(What::Amount(amount))
    }

    /// Money as a shape.
    #[must_use]
    pub const fn short(money: Money) -> Self {
        Self::of(What::Short(money))
    }

    /// A text that is the same in every language.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(What::Words(Words::Text(text.into())))
    }

    /// A message.
    #[must_use]
    pub fn key(key: &'static str) -> Self {
        Self::of(What::Words(Words::key(key)))
    }

    /// Nothing is known: "not rated", to be overlooked.
    #[must_use]
    pub const fn unknown() -> Self {
        Self { what: What::Amount(Amount::NotRated), tone: Tone::Dim, rows: None }
    }

    /// With a tone.
    #[must_use]
    pub fn toned(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    Here(Box<Explanation>),
    /// To be asked for by this name; that of a row has its key: `month:2026-07`.
    Asked(Cow<'static, str>),
}

/// What Enter opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    Record(Kind, i64),
    /// The rows behind it.
    Rows(Source),
}
