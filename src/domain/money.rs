//! Money and rates as integers, and the one rounding rule.

use std::cell::Cell;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of money in 1/10,000 of the currency unit.
///
/// Ledgers export four decimals, so sums of lines are exact. It is rounded once, half away from zero
/// to two decimals, where it is shown or settled: [`Money::rounded`], [`fmt::Display`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub i64);

/// A rate in basis points (1/10,000): 10,000 is 100 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(pub i64);

thread_local! {
    /// Whether a sum or quotient of this thread was beyond 64 bits since somebody began to ask.
    static OVERFLOWED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a computation on this thread; `None` if a sum or quotient of money in it is larger than 64 bits hold.
///
/// As with the exception flags of IEEE 754 operators stay operators, and whoever hands on a result asks once whether it is exact.
pub fn exact<T>(f: impl FnOnce() -> T) -> Option<T> {
    let outer = OVERFLOWED.replace(false);
    let result = f();
    let exact = !OVERFLOWED.replace(outer);
    exact.then_some(result)
}

/// Whether a sum of this thread was too large since the innermost [`exact`] began.
#[must_use]
pub fn overflowed() -> bool {
    OVERFLOWED.get()
}

/// The same, and begins to ask anew.
#[must_use]
pub fn take_overflow() -> bool {
    OVERFLOWED.take()
}

/// Adds numbers as amounts are added.
#[must_use]
pub fn plus(a: i64, b: i64) -> i64 {
    (Money(a) + Money(b)).0
}

/// What stands for a number that 64 bits don't hold; [`exact`] refuses what was computed with it.
fn beyond(negative: bool) -> i64 {
    OVERFLOWED.set(true);
    if negative { i64::MIN } else { i64::MAX }
}

/// Divides with one rounding, half away from zero; `den` must not be 0. What 64 bits don't hold [`exact`] refuses.
#[must_use]
pub fn div_round(num: i128, den: i128) -> i64 {
    debug_assert!(den != 0, "the divisor of `div_round` must not be 0");
    let (n, d) = if den < 0 { (-num, -den) } else { (num, den) };
    let q = (2 * n.abs() + d) / (2 * d);
    let q = if n < 0 { -q } else { q };
    i64::try_from(q).unwrap_or_else(|_| beyond(q < 0))
}

/// The middle value, of an even number the mean of the two in the middle; sorts what it is given. `None` of nothing.
#[must_use]
pub fn median(values: &mut [i64]) -> Option<i64> {
    let count = values.len();
    if count == 0 {
        return None;
    }
    let (below, upper, _) = values.select_nth_unstable(count / 2);
    let lower = below.iter().max().filter(|_| count.is_multiple_of(2)).unwrap_or(upper);
    Some(div_round(i128::from(*lower) + i128::from(*upper), 2))
}

impl Money {
    /// Parts of the unit.
    pub const SCALE: i64 = 10_000;
    /// The greatest amount that is taken in: 10^13 units.
    pub const MOST: Self = Self::units(10_000_000_000_000);
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Whole units of the currency.
    #[must_use]
    pub const fn units(units: i64) -> Self {
        Self(units * Self::SCALE)
    }

    /// From a decimal number of units; `None` where it does not fit or has more than four decimals.
    #[must_use]
    pub fn from_decimal(value: Decimal) -> Option<Self> {
        let scaled = value.checked_mul(Decimal::from(Self::SCALE))?.normalize();
        if scaled.scale() == 0 { scaled.to_i64().map(Self) } else { None }
    }

    /// From a decimal number of units, rounded half away from zero at the fourth decimal.
    #[must_use]
    pub fn from_decimal_rounded(value: Decimal) -> Option<Self> {
        value
            .checked_mul(Decimal::from(Self::SCALE))?
            .round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
            .to_i64()
            .map(Self)
    }

    /// In hundredths of the unit (fen, cents), rounded half away from zero.
    #[must_use]
    pub fn cents(self) -> i64 {
        div_round(i128::from(self.0), 100)
    }

    /// Rounded to the currency's two decimals, half away from zero.
    #[must_use]
    pub fn rounded(self) -> Self {
        Self(self.cents() * 100)
    }

    /// `self` so many times.
    #[must_use]
    pub fn times(self, count: i64) -> Self {
        Self(self.0.checked_mul(count).unwrap_or_else(|| beyond((self.0 < 0) != (count < 0))))
    }

    /// `self * num / den`, rounded once at the fourth decimal; `None` if `den` is 0.
    #[must_use]
    pub fn scaled(self, num: i64, den: i64) -> Option<Self> {
        (den != 0).then(|| Self(div_round(i128::from(self.0) * i128::from(num), i128::from(den))))
    }

    /// The part of `self` that a rate takes, rounded once at the fourth decimal.
    #[must_use]
    pub fn at(self, rate: Rate) -> Self {
        Self(div_round(i128::from(self.0) * i128::from(rate.0), 10_000))
    }

    /// `self / whole` as a rate; `None` if `whole` is 0.
    #[must_use]
    pub fn ratio(self, whole: Self) -> Option<Rate> {
        (whole.0 != 0).then(|| Rate(div_round(i128::from(self.0) * 10_000, i128::from(whole.0))))
    }

    /// `self / whole` as a float, for charts and six-decimal ratios; `None` if `whole` is 0.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a ratio for display needs no 64 bits")]
    pub fn ratio_f64(self, whole: Self) -> Option<f64> {
        (whole.0 != 0).then(|| self.0 as f64 / whole.0 as f64)
    }

    /// As a float of units, for charts only.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a chart needs no 64 bits")]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 10_000.0
    }
}

impl Rate {
    pub const ONE: Self = Self(10_000);

    /// Whole percent.
    #[must_use]
    pub const fn percent(p: i64) -> Self {
        Self(p * 100)
    }

    /// As a fraction (1.0 is 100 %), for charts only.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a chart needs no 64 bits")]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 10_000.0
    }
}

/// Two decimals, no grouping: `436921.66`. The JSON form.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.cents();
        let sign = if cents < 0 { "-" } else { "" };
        let abs = cents.unsigned_abs();
        write!(f, "{sign}{}.{:02}", abs / 100, abs % 100)
    }
}

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an amount: expected a decimal number such as 1234.50, up to 10,000,000,000,000")]
pub struct MoneyError(pub String);

/// The strict form only (`-1234.5`, at most four decimals); people's ways of writing are read by `exchange`.
impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let amount = Decimal::from_str(s.trim()).ok().and_then(Self::from_decimal).filter(|m| m.0.abs() <= Self::MOST.0);
        amount.ok_or_else(|| MoneyError(s.to_owned()))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A fraction with four decimals: 0.8234.
impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_f64())
    }
}

/// From a fraction as the policy writes it (0.08), exact to the basis point.
impl<'de> Deserialize<'de> for Rate {
    #[expect(clippy::cast_possible_truncation, reason = "bounded before it is rounded")]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fraction = f64::deserialize(deserializer)?;
        let points = (fraction * 10_000.0).round();
        if !points.is_finite() || points.abs() > 1e12 || (points / 10_000.0 - fraction).abs() > 1e-9 {
            return Err(serde::de::Error::custom(format!("`{fraction}`: expected a rate of at most four decimals such as 0.08")));
        }
        Ok(Self(points as i64))
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        Self(self.0.checked_add(rhs.0).unwrap_or_else(|| beyond(self.0 < 0)))
    }
}
impl Sub for Money {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self {
        Self(self.0.checked_sub(rhs.0).unwrap_or_else(|| beyond(self.0 < 0)))
    }
}
impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.checked_neg().unwrap_or_else(|| beyond(false)))
    }
}
impl AddAssign for Money {
    fn add_assign(&mut self, rhs: Self) {
        *self = *self + rhs;
    }
}
impl SubAssign for Money {
    fn sub_assign(&mut self, rhs: Self) {
        *self = *self - rhs;
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |a, b| a + b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_is_the_mean_of_the_two_in_the_middle() {
        let cases: [(&[i64], Option<i64>); 8] = [
            (&[], None),
            (&[7], Some(7)),
            (&[9, 1], Some(5)),
            (&[3, 9, 1], Some(3)),
            (&[4, 1, 3, 2], Some(3)),
            (&[-4, -1, -3, -2], Some(-3)),
            (&[8, 8, 0, 8, 100, 1], Some(8)),
            (&[i64::MAX, i64::MAX], Some(i64::MAX)),
        ];
        for (values, expected) in cases {
            assert_eq!(median(&mut values.to_vec()), expected, "{values:?}");
        }
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        let cases = [
            (12_345_650, "1234.57"),
            (-12_345_650, "-1234.57"),
            (12_345_649, "1234.56"),
            (-49, "0.00"),
            (-50, "-0.01"),
            (0, "0.00"),
        ];
        for (raw, shown) in cases {
            assert_eq!(Money(raw).to_string(), shown, "{raw}");
        }
    }

    #[test]
    fn four_decimals_are_exact_and_five_are_refused() {
        assert_eq!("129.6960".parse(), Ok(Money(1_296_960)));
        assert!("0.00001".parse::<Money>().is_err());
        assert!("12a".parse::<Money>().is_err());
        assert_eq!("-10000000000000".parse(), Ok(Money(-Money::MOST.0)));
        assert!("10000000000000.0001".parse::<Money>().is_err());
    }

    #[test]
    fn a_sum_that_is_too_large_is_refused_where_it_is_asked_for() {
        let most = Money(i64::MAX);
        assert_eq!(exact(|| most + Money(1)), None);
        assert_eq!(exact(|| Money(i64::MIN) - Money(1)), None);
        assert_eq!(exact(|| [most, Money(-5), Money(6)].into_iter().sum::<Money>()), None, "what goes down again was beyond");
        assert_eq!(exact(|| most.ratio(Money(1))), None);
        assert_eq!(exact(|| most.times(2)), None);
        assert_eq!(exact(|| most + Money(-1)), Some(Money(i64::MAX - 1)));
        // an inner question does not answer an outer one
        assert_eq!(exact(|| exact(|| most + Money(1)).is_none()), Some(true));
    }

    #[test]
    fn a_ratio_of_nothing_is_none() {
        assert_eq!(Money(5).ratio(Money::ZERO), None);
        assert_eq!(Money::units(1).ratio(Money::units(3)), Some(Rate(3_333)));
    }
}
