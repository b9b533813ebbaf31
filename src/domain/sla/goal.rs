//! How long something may take, as the policy writes it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize as _, Deserializer};

use crate::domain::record::{Storable, Value};

/// How long something may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Hours of working time, in seconds: `24 h`.
    Hours(i64),
    /// Working days: `3 d`. One is as long as the working hours of a day, or 24 hours where service is round the clock.
    Days(i64),
    /// Hours of the clock, in seconds, nights and holidays as well: `24 hc`. Only a hold stops it.
    Clock(i64),
}

impl Goal {
    /// The most days, and hours the same: ten years.
    const MOST_DAYS: i64 = 3_660;

    /// Reads `2 h`, `1.5 h`, `3 d` or `24 hc`, up to ten years.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(days) = text.strip_suffix('d') {
            return days.trim().parse().ok().filter(|d| (1..=Self::MOST_DAYS).contains(d)).map(Self::Days);
        }
        let (hours, of): (_, fn(i64) -> Self) = match text.strip_suffix("hc") {
            Some(hours) => (hours, Self::Clock),
            None => (text.strip_suffix('h')?, Self::Hours),
        };
        let hours: rust_decimal::Decimal = hours.trim().parse().ok()?;
        let seconds = i64::try_from(hours.checked_mul(rust_decimal::Decimal::from(3600))?).ok()?;
        (1..=Self::MOST_DAYS * 86_400).contains(&seconds).then(|| of(seconds))
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hours = |seconds: i64| (rust_decimal::Decimal::from(seconds) / rust_decimal::Decimal::from(3600)).normalize();
        match self {
            Self::Hours(s) => write!(f, "{} h", hours(*s)),
            Self::Days(d) => write!(f, "{d} d"),
            Self::Clock(s) => write!(f, "{} hc", hours(*s)),
        }
    }
}

fn code<T: Storable, E: serde::de::Error>(text: &str) -> Result<T, E> {
    T::from_value(&Value::Text(text.to_owned())).ok_or_else(|| E::custom(format!("`{text}`: expected a code of the list")))
}

pub(super) fn codes<'de, T: Storable, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Vec::<String>::deserialize(deserializer)?.iter().map(|s| code(s)).collect()
}

pub(super) fn goals<'de, K: Storable + Ord, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<K, Goal>, D::Error> {
    let read = |(key, text): (String, String)| {
        let goal = Goal::parse(&text);
        let goal = goal.ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}`: expected a goal such as \"2 h\", \"3 d\" or \"24 hc\""))
        })?;
        Ok((code(&key)?, goal))
    };
    BTreeMap::<String, String>::deserialize(deserializer)?.into_iter().map(read).collect()
}
