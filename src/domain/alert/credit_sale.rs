//! Unusual sales on credit (S8).

use chrono::{Days, NaiveDate};

use super::CreditSale;
use crate::domain::health::BEFORE;
use crate::domain::money::{Money, div_round, median};
use crate::domain::receivables::Bill;

/// The largest sale on credit of the last days if it is so many times above the partner's usual document and above its usual week
/// (S8): the sale, and what it is above.
///
/// The usual document is the median of the 12 months before the last days, the usual week what was billed in the 12 weeks before them
/// over 12: who is billed by the month is held against its months, who is billed often against its weeks. Credit notes are no sales.
#[must_use]
pub fn credit_sale(bills: &[Bill], as_of: NaiveDate, policy: &CreditSale) -> Option<(Money, Money)> {
    let recent = as_of - Days::new(policy.days);
    let within = |from: NaiveDate, to: NaiveDate| {
        bills.iter().filter(move |b| b.amount.0 > 0 && from < b.issued_on && b.issued_on <= to).map(|b| b.amount)
    };
    let largest = within(recent, as_of).max()?;
    let year = recent.checked_sub_months(chrono::Months::new(12))?;
    let mut documents: Vec<i64> = within(year, recent).map(|m| m.0).collect();
    if i64::try_from(documents.len()).unwrap_or(i64::MAX) < policy.least.max(1) {
        return None;
    }
    let document = median(&mut documents)?;
    let weeks = i128::from(BEFORE.max(1));
    let billed: i128 = within(recent - Days::new(7 * u64::try_from(BEFORE).unwrap_or(12)), recent).map(|m| i128::from(m.0)).sum();
    let times = i128::from(policy.times.0);
    let by_document = div_round(i128::from(document) * times, 10_000);
    let by_week = div_round(billed * times, weeks * 10_000);
    let bound = Money(by_document.max(by_week));
    (largest > bound).then_some((largest, bound))
}
