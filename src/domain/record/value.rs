//! What is stored: values, and the Rust types that a field can have.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::money::{Money, Rate};
use crate::domain::period::{day_number, from_day_number};

/// A stored value; what it means is its field's [`FieldType`](super::FieldType).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Not given.
    #[default]
    Null,
    /// An integer: number, money, rate, day, moment, yes/no or id.
    Int(i64),
    /// A text, note, code or list of tags.
    Text(String),
}

impl Value {
    /// Whether nothing is given.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The integer, if it is one.
    #[must_use]
    pub fn int(&self) -> Option<i64> {
        if let Self::Int(i) = self { Some(*i) } else { None }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Self::Text(s) = self { Some(s) } else { None }
    }
}

/// What is stored, without a word of its type.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Null => f.write_str("-"),
            Self::Int(i) => write!(f, "{i}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// One of a closed list.
pub trait Coded: Copy {
    /// Its code, and what people read.
    fn coded(self) -> (&'static str, super::Label);
}

/// A Rust type that a field can have.
pub trait Storable: Sized {
    /// Its stored form.
    fn to_value(&self) -> Value;
    /// From the stored form; `None` if it is not one.
    fn from_value(value: &Value) -> Option<Self>;
}

impl Storable for String {
    fn to_value(&self) -> Value {
        if self.is_empty() { Value::Null } else { Value::Text(self.clone()) }
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(Self::new()),
            Value::Text(s) => Some(s.clone()),
            Value::Int(_) => None,
        }
    }
}

impl<T: Storable> Storable for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, Storable::to_value)
    }
    fn from_value(value: &Value) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::from_value(value).map(Some) }
    }
}

macro_rules! storable_int {
    ($($ty:ty: $to:expr, $from:expr;)+) => {$(
        impl Storable for $ty {
            fn to_value(&self) -> Value {
                Value::Int(($to)(self))
            }
            fn from_value(value: &Value) -> Option<Self> {
                value.int().and_then($from)
            }
        }
    )+};
}

storable_int! {
    i64: |v: &i64| *v, Some;
    Money: |v: &Money| v.0, |i| Some(Money(i));
    Rate: |v: &Rate| v.0, |i| Some(Rate(i));
    bool: |v: &bool| i64::from(*v), |i| Some(i != 0);
    NaiveDate: |v: &NaiveDate| day_number(*v).into(), |i| i32::try_from(i).ok().map(from_day_number);
    DateTime<Utc>: |v: &DateTime<Utc>| v.timestamp(), |i| DateTime::from_timestamp(i, 0);
}

/// Words without order or doubles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags(pub BTreeSet<String>);

impl Tags {
    /// Splits at commas, ideographic commas, semicolons and white space.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        let split = |c: char| matches!(c, ',' | '，' | '、' | ';' | '；') || c.is_whitespace();
        Self(text.split(split).filter(|s| !s.is_empty()).map(str::to_owned).collect())
    }
}

impl Storable for Tags {
    fn to_value(&self) -> Value {
        if self.0.is_empty() { Value::Null } else { Value::Text(self.0.iter().cloned().collect::<Vec<_>>().join(",")) }
    }
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(Self::default()),
            Value::Text(s) => Some(Self::from_text(s)),
            Value::Int(_) => None,
        }
    }
}
