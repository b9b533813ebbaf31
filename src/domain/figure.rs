//! Figures: what each is called, what it is made of, what it is measured against.

use super::money::{Rate, div_round};

/// A numerator and its denominator, both sums; the value is computed once, at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// What is measured.
    pub num: i64,
    /// What it is measured against; above 0.
    pub den: i64,
}

impl Ratio {
    /// `None` where there is nothing to divide by.
    #[must_use]
    pub fn of(num: i64, den: i64) -> Option<Self> {
        (den > 0).then_some(Self { num, den })
    }

    /// In basis points, rounded once.
    #[must_use]
    pub fn rate(self) -> Rate {
        Rate(div_round(i128::from(self.num) * 10_000, i128::from(self.den)))
    }

    /// As a fraction of six decimals, as JSON has it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a millionth is within 53 bits")]
    pub fn six(self) -> f64 {
        div_round(i128::from(self.num) * 1_000_000, i128::from(self.den)) as f64 / 1_000_000.0
    }

    /// Whether it is a rate or more, exactly: 109.996 % is not 110 %.
    #[must_use]
    pub fn at_least(self, rate: Rate) -> bool {
        i128::from(self.num) * 10_000 >= i128::from(self.den) * i128::from(rate.0)
    }
}
