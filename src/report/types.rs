//! What columns hold, with its unit and what JSON has for it.

use crate::domain::figure::Unit;
use crate::domain::record::{Field, FieldType};

/// What a column holds; a file has the same type in every row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Type {
    /// Each cell its own: blocks of pages, which are no documents of their own.
    #[default]
    Any,
    /// Names, sentences.
    Text,
    /// A code of a closed list or of a record.
    Code,
    /// Money in the organisation's currency: a decimal string in JSON, a number elsewhere.
    Money,
    Fraction,
    /// How many.
    Count,
    Points,
    Days,
    /// Minutes of working time.
    Minutes,
    /// Hours of working time.
    Hours,
    /// Seconds of working time.
    Seconds,
    /// Seconds that passed, with parts of one.
    Elapsed,
    Bytes,
    /// A ratio of two sums.
    Ratio,
    /// A day of the calendar, ISO.
    Day,
    /// A month: `2025-07`.
    Month,
    /// A moment, RFC 3339 in UTC.
    Moment,
    /// A number that names a thing and measures nothing.
    Number,
    /// Yes or no.
    Flag,
    /// Several values.
    List,
    /// Values by name.
    Members,
}

/// Whole numbers that name things, or are in the unit of another field.
const NAMES: &[&str] = &["bound", "level", "noted", "number", "policy_version", "position", "record", "step", "value"];

impl Type {
    /// What a declared field holds.
    #[must_use]
    pub fn of(field: &Field) -> Self {
        match field.ty {
            FieldType::Money => Self::Money,
            FieldType::Rate => Self::Fraction,
            FieldType::Points => Self::Points,
            FieldType::Int if NAMES.contains(&field.name) => Self::Number,
            FieldType::Int if field.unit.is_some_and(|u| u.en == "days") => Self::Days,
            FieldType::Int if field.bounds == Some((0, 100)) => Self::Points,
            FieldType::Int => Self::Count,
            FieldType::Date => Self::Day,
            FieldType::Time => Self::Moment,
            FieldType::Bool => Self::Flag,
            FieldType::Tags => Self::List,
            FieldType::Choice(_) | FieldType::Ref(_) => Self::Code,
            _ => Self::Text,
        }
    }

    /// What values of a figure of the catalogue are.
    #[must_use]
    pub const fn of_unit(unit: Unit) -> Self {
        match unit {
            Unit::Money => Self::Money,
            Unit::Rate => Self::Fraction,
            Unit::Count => Self::Count,
            Unit::Points | Unit::Rating => Self::Points,
            Unit::Days => Self::Days,
            Unit::Day => Self::Day,
            Unit::Code(_) => Self::Code,
        }
    }

    /// The unit of its numbers, as `units` of a document names it.
    #[must_use]
    pub const fn unit(self) -> Option<&'static str> {
        Some(match self {
            Self::Money => Unit::Money.code(),
            Self::Fraction => Unit::Rate.code(),
            Self::Count => Unit::Count.code(),
            Self::Points => Unit::Points.code(),
            Self::Days => Unit::Days.code(),
            Self::Hours => "hours",
            Self::Minutes => "minutes",
            Self::Seconds | Self::Elapsed => "seconds",
            Self::Bytes => "bytes",
            Self::Ratio => "ratio",
            _ => return None,
        })
    }

    /// What JSON has for it.
    #[must_use]
    pub const fn json(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Text => "string",
            Self::Code => "code",
            Self::Money => "decimal string",
            Self::Fraction | Self::Points | Self::Days | Self::Hours | Self::Elapsed | Self::Ratio => "number",
            Self::Count | Self::Minutes | Self::Seconds | Self::Bytes | Self::Number => "integer",
            Self::Day => "date",
            Self::Month => "month",
            Self::Moment => "moment",
            Self::Flag => "boolean",
            Self::List => "list",
            Self::Members => "object",
        }
    }

    pub(super) const fn right(self) -> bool {
        self.unit().is_some() || matches!(self, Self::Number)
    }
}
