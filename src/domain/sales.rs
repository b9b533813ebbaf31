//! Sales figures and what they add up to (S4).

use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use super::money::{Money, Rate};

/// Sales of anybody over any span: sums of facts.
///
/// Every member is additive over days, partners, lines, regions and owners, so sums of sums are exact. A document
/// counts as one order, for the region and owner of its first line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Orders: distinct documents per partner and day, or the number given where there is no document.
    pub orders: i64,
    /// Pieces.
    pub quantity: i64,
    /// Net amount before returns.
    pub net_amount: Money,
    /// Returned.
    pub returns: Money,
    /// Cost of goods.
    pub cost: Money,
    /// Commission, advertising, logistics and promotion together.
    pub fees: Money,
    /// Pieces sold out to consumers.
    pub sellout: i64,
}

impl Figures {
    /// Whether nothing was sold, returned or spent.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }

    /// Net less returns: what counts against a target.
    #[must_use]
    pub fn after_returns(&self) -> Money {
        self.net_amount - self.returns
    }

    /// Contribution = net - returns - cost - fees (rebates accrued come with S9).
    #[must_use]
    pub fn contribution(&self) -> Money {
        self.net_amount - self.returns - self.cost - self.fees
    }

    /// Return rate = returns / net shipments; `None` without shipments.
    #[must_use]
    pub fn return_rate(&self) -> Option<Rate> {
        if self.net_amount.0 <= 0 { None } else { self.returns.ratio(self.net_amount) }
    }
}

impl Add for Figures {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self {
            orders: self.orders + o.orders,
            quantity: self.quantity + o.quantity,
            net_amount: self.net_amount + o.net_amount,
            returns: self.returns + o.returns,
            cost: self.cost + o.cost,
            fees: self.fees + o.fees,
            sellout: self.sellout + o.sellout,
        }
    }
}
impl Sub for Figures {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self {
            orders: self.orders - o.orders,
            quantity: self.quantity - o.quantity,
            net_amount: self.net_amount - o.net_amount,
            returns: self.returns - o.returns,
            cost: self.cost - o.cost,
            fees: self.fees - o.fees,
            sellout: self.sellout - o.sellout,
        }
    }
}
impl AddAssign for Figures {
    fn add_assign(&mut self, o: Self) {
        *self = *self + o;
    }
}
impl Sum for Figures {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |a, b| a + b)
    }
}
