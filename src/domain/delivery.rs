//! Up to which week the figures of the network are in, by kind of fact.
//!
//! A week is in when the partners that deliver weekly have delivered to 80 %, weighted by what they usually deliver: rules and
//! pace look no further, so that on a Monday nobody seems to have stopped because last week's file is not there yet, and one
//! partner's early or late file changes nothing for the others. Who alone is missing is told by the rule "missing data".
//!
//! Weekly is a partner with a row in 8 of the 10 weeks before the week; delivered has one with a row in it or later. Where such
//! partners make up less than half of the amount there is no weekly rhythm: then it is the last whole week with any row.

use chrono::NaiveDate;
use serde::Deserialize;

use super::money::Rate;
use super::period::{Week, from_day_number};

/// `[delivery]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryPolicy {
    /// Weeks before a week that say who delivers weekly, at most [`MOST_WEEKS`].
    pub weeks: usize,
    /// With a row in so many of them a partner does.
    pub least: u32,
    /// Such partners make up at least this share of the amount, else there is no weekly rhythm.
    pub weekly: Rate,
    /// A week is in when they have delivered to this share.
    pub delivered: Rate,
}

impl DeliveryPolicy {
    /// Names the numbers: what was found under others is found again.
    #[must_use]
    pub fn identity(&self) -> String {
        format!("{}-{}-{}-{}", self.weeks, self.least, self.weekly.0, self.delivered.0)
    }
}

/// The longest history that says who delivers weekly.
pub const MOST_WEEKS: usize = 16;

/// Weeks that may be missing; where more are there is no rhythm left to tell it by.
const LOOK: usize = 16;

/// Weeks that are looked at.
const SPAN: usize = LOOK + MOST_WEEKS;

/// The last whole week that is in, by kind of fact; `None`: there was never a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Until {
    /// Sales, returns, sell-out.
    pub sales: Option<Week>,
    /// Counts of stock.
    pub stock: Option<Week>,
    /// Invoices and payments.
    pub payments: Option<Week>,
}

/// The last day that rules look at of a kind of fact as of a day: the Sunday of the last whole week before it, and of none later
/// than the last that is in. Since 1970-01-01.
#[must_use]
pub fn last_day(as_of: NaiveDate, until: Option<Week>) -> i32 {
    let last = Week(Week::of(as_of).0 - 1);
    Week(until.map_or(last, |w| w.min(last)).0 + 1).first_day() - 1
}

impl Until {
    /// The last day of sales that rules look at.
    #[must_use]
    pub fn sales_day(&self, as_of: NaiveDate) -> i32 {
        last_day(as_of, self.sales)
    }

    /// The last day of counts, which mean something beside sales only.
    #[must_use]
    pub fn stock_day(&self, as_of: NaiveDate) -> i32 {
        last_day(as_of, self.stock).min(self.sales_day(as_of))
    }

    /// The last day of invoices and payments.
    #[must_use]
    pub fn payments_day(&self, as_of: NaiveDate) -> NaiveDate {
        from_day_number(last_day(as_of, self.payments))
    }

    /// The kinds of fact of which a week is not in yet, and what is.
    #[must_use]
    pub fn behind(&self, week: Week) -> bool {
        [self.sales, self.stock, self.payments].into_iter().flatten().any(|until| until < week)
    }
}

/// A partner's rows of late, by week.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The weeks that have any, the last whole one at bit 0, those before it above.
    weeks: u64,
    /// Whether there are any of later.
    later: bool,
    amounts: [i64; SPAN],
}

impl Default for Rows {
    fn default() -> Self {
        Self { weeks: 0, later: false, amounts: [0; SPAN] }
    }
}

/// What partners have delivered, by how many weeks ago.
#[derive(Clone, Debug)]
pub struct Deliveries<'p> {
    policy: &'p DeliveryPolicy,
    /// The last whole week.
    last: Week,
    /// As if each of the weeks were the last one.
    of: [Of; LOOK],
    /// The newest week with a row that is over.
    newest: Option<Week>,
}

/// What was delivered before a week.
#[derive(Clone, Copy, Debug, Default)]
struct Of {
    /// By everybody.
    all: i128,
    /// By those who deliver weekly, by their newest row: so many weeks ago.
    weekly: [i128; LOOK],
    /// By all of them, those whose newest row is older too.
    sum: i128,
}

impl<'p> Deliveries<'p> {
    /// Nothing yet.
    #[must_use]
    pub fn new(as_of: NaiveDate, policy: &'p DeliveryPolicy) -> Self {
        Self { policy, last: Week(Week::of(as_of).0 - 1), of: [Of::default(); LOOK], newest: None }
    }

    /// The first day whose rows are looked at, since 1970-01-01.
    #[must_use]
    pub fn first_day(&self) -> i32 {
        Week(self.last.0 + 1 - i32::try_from(SPAN).unwrap_or(0)).first_day()
    }

    /// The last day of the last whole week.
    #[must_use]
    pub fn last_day(&self) -> i32 {
        Week(self.last.0 + 1).first_day() - 1
    }

    /// Notes a row of a partner; what is dated after the day is known to nobody and must not come here.
    pub fn note(&mut self, rows: &mut Rows, week: Week, amount: i64) {
        if week > self.last {
            rows.later = true;
            return;
        }
        self.newest = self.newest.max(Some(week));
        let back = usize::try_from(self.last.0 - week.0).unwrap_or(usize::MAX);
        if let Some(slot) = rows.amounts.get_mut(back) {
            rows.weeks |= 1 << back;
            *slot = slot.saturating_add(amount.max(0));
        }
    }

    /// Adds a partner from whom figures are expected.
    pub fn add(&mut self, rows: &Rows) {
        let window = self.policy.weeks.clamp(1, MOST_WEEKS);
        let newest = if rows.later { 0 } else { rows.weeks.trailing_zeros() as usize };
        for (back, of) in self.of.iter_mut().enumerate() {
            let amount: i128 = rows.amounts.iter().skip(back + 1).take(window).map(|a| i128::from(*a)).sum();
            of.all += amount;
            let with_rows = ((rows.weeks >> (back + 1)) & ((1 << window) - 1)).count_ones();
            if with_rows >= self.policy.least {
                of.sum += amount;
                if let Some(slot) = of.weekly.get_mut(newest) {
                    *slot += amount;
                }
            }
        }
    }

    /// The last whole week that is in.
    #[must_use]
    pub fn until(&self) -> Option<Week> {
        // who is expected, once somebody is: whoever delivered weekly before they fell silent
        let mut expected: Option<&Of> = None;
        for (back, of) in self.of.iter().enumerate() {
            let weekly = of.all > 0 && of.sum * 10_000 >= of.all * i128::from(self.policy.weekly.0);
            let known = expected.is_some();
            if weekly {
                expected = Some(of);
            }
            let Some(of) = expected else { continue };
            let there: i128 = of.weekly.iter().take(back + 1).sum();
            if there * 10_000 >= of.sum * i128::from(self.policy.delivered.0) {
                // they have delivered since, only not weekly any more
                let slower = back > 0 && !known;
                let week = Week(self.last.0 - i32::try_from(back).unwrap_or(0));
                return if slower { self.newest } else { Some(week) };
            }
        }
        self.newest
    }
}

#[cfg(test)]
mod tests;
