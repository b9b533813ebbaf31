//! Where rules begin to warn: the shapes of what `[alerts]` of the policy holds.

use serde::Deserialize;

use crate::domain::money::{Money, Rate};

/// Where a rate begins to warn and where it is critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateBounds {
    /// Warning beyond it.
    pub warn: Rate,
    /// Critical beyond it.
    pub critical: Rate,
}

/// Where a number of days begins to warn and where it is critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayBounds {
    /// Warning beyond it.
    pub warn: i64,
    /// Critical beyond it.
    pub critical: i64,
}

/// What makes a week unusual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlier {
    /// Modified z-score beyond which a week is unusual, in 1/100: 350 after Iglewicz and Hoaglin (1993).
    pub z: i64,
    /// And it must differ from the usual by at least this.
    pub least_change: Rate,
    /// Weeks of history that make the usual, [`Outlier::MIN_WEEKS`] to [`Outlier::MAX_WEEKS`].
    pub weeks: usize,
}

impl Outlier {
    /// Longest history that can be asked for.
    pub const MAX_WEEKS: usize = 52;
    /// Fewest weeks of history that say what is usual.
    pub const MIN_WEEKS: usize = 4;
}

/// How many returns are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnBounds {
    /// Warning above it.
    pub warn: i64,
    /// Critical above it.
    pub critical: i64,
    /// Within so many days up to the day.
    pub days: i64,
    /// A document counts from this share of what was sold in it on; one in which nothing was sold always.
    pub least: Rate,
}

impl ReturnBounds {
    /// Whether a document, or a day without one, is a return.
    #[must_use]
    pub fn is_return(&self, net: Money, returns: Money) -> bool {
        returns.0 > 0 && (net.0 <= 0 || i128::from(returns.0) * 10_000 >= i128::from(self.least.0) * i128::from(net.0))
    }
}

/// What makes a sale on credit unusual (S8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditSale {
    /// Times the usual document, and times the usual week.
    pub times: Rate,
    /// Fewest documents in 12 months for one of them to be usual.
    pub least: i64,
    /// Days that a sale is looked at for.
    pub days: u64,
}

/// When partners are not content (S5); scores in 1/100 points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SatisfactionBounds {
    /// Warning below it.
    pub warn: i64,
    /// Critical below it.
    pub critical: i64,
    /// Warning where the mean fell by so much.
    pub fall: i64,
    /// Answers of so many days up to the day, against those of as many before.
    pub days: i64,
}
