//! What is owed as of a day: open items, their age, and days sales outstanding (S8).
//!
//! Everything is computed from invoices and payments dated on or before the day. A payment settles the invoice that it names; what
//! it names none for, or more than is left of it, and credit notes (negative invoices) settle the oldest items first. Money
//! for an invoice that is issued only later stays on account.

pub mod behaviour;
pub mod settle;

use chrono::{Datelike, Days, NaiveDate};
use serde::Deserialize;

use super::money::{Money, Rate, div_round};
use super::period::Month;

/// `[receivables]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceivablesPolicy {
    /// Upper bounds of the age buckets in days past due, rising; the last bucket is open.
    pub buckets: Vec<i64>,
    /// Days of billing that the balance method divides by.
    pub balance_days: i64,
    /// Months that punctuality looks back; its trend sets the later half of them against the earlier.
    pub punctuality_months: u32,
    /// Open for more than so many days beyond term is bad debt.
    pub bad_debt_days: i64,
    /// The red line of bad debt against sales.
    pub bad_debt_red: Rate,
}

/// An invoice of a partner, as the rules need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Row id.
    pub id: i64,
    pub issued_on: NaiveDate,
    /// To be paid by.
    pub due_on: NaiveDate,
    /// How much; negative is a credit note.
    pub amount: Money,
    /// The partner contests it.
    pub disputed: bool,
}

/// A payment of a partner, as the rules need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Received.
    pub paid_on: NaiveDate,
    /// How much; negative is money given back.
    pub amount: Money,
    /// The invoice it settles.
    pub invoice: Option<i64>,
}

/// An invoice that is not settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// The invoice.
    pub bill: Bill,
    /// What is left of it; above 0.
    pub open: Money,
    /// Days past due; 0 or less: not due yet (due today is not overdue).
    pub days: i64,
}

/// What a partner owes as of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// Unsettled invoices, oldest first.
    pub items: Vec<OpenItem>,
    /// Money and credit notes that settle nothing yet.
    pub on_account: Money,
}

/// The open items of one partner.
#[must_use]
pub fn open_items(bills: &[Bill], receipts: &[Receipt], as_of: NaiveDate) -> Open {
    let mut items: Vec<OpenItem> = bills
        .iter()
        .filter(|b| b.issued_on <= as_of && b.amount.0 > 0)
        .map(|b| OpenItem { bill: *b, open: b.amount, days: (as_of - b.due_on).num_days() })
        .collect();
    items.sort_by_key(|i| (i.bill.issued_on, i.bill.due_on, i.bill.id));
    let mut free: Money = bills.iter().filter(|b| b.issued_on <= as_of && b.amount.0 < 0).map(|b| -b.amount).sum();
    let mut kept = Money::ZERO;
    let by_id: std::collections::HashMap<i64, usize> = items.iter().enumerate().map(|(i, item)| (item.bill.id, i)).collect();
    for r in receipts.iter().filter(|r| r.paid_on <= as_of) {
        match r.invoice {
            None => free += r.amount,
            Some(id) => match by_id.get(&id).and_then(|i| items.get_mut(*i)) {
                Some(item) => item.open -= r.amount,
                None if bills.iter().any(|b| b.id == id && b.issued_on > as_of) => kept += r.amount,
                None => free += r.amount,
            },
        }
    }
    // what was paid beyond an invoice is free for the others
    for item in &mut items {
        if item.open.0 < 0 {
            free -= item.open;
            item.open = Money::ZERO;
        }
    }
    for item in items.iter_mut().filter(|i| i.open.0 > 0) {
        let part = free.min(item.open).max(Money::ZERO);
        item.open -= part;
        free -= part;
    }
    items.retain(|i| i.open.0 > 0);
    Open { items, on_account: free + kept }
}

impl Open {
    /// Open amount net of what is on account.
    #[must_use]
    pub fn total(&self) -> Money {
        self.items.iter().map(|i| i.open).sum::<Money>() - self.on_account
    }

    /// Open and past its due day.
    #[must_use]
    pub fn overdue(&self) -> Money {
        self.items.iter().filter(|i| i.days > 0).map(|i| i.open).sum()
    }

    /// Open, and due up to a day: what is past due on the next one.
    #[must_use]
    pub fn due_by(&self, day: NaiveDate) -> Money {
        self.items.iter().filter(|i| i.bill.due_on <= day).map(|i| i.open).sum()
    }

    /// Overdue, and due after a day.
    #[must_use]
    pub fn due_after(&self, day: NaiveDate) -> Money {
        self.items.iter().filter(|i| i.days > 0 && i.bill.due_on > day).map(|i| i.open).sum()
    }

    /// Open for more than so many days beyond term: bad debt.
    #[must_use]
    pub fn beyond(&self, days: i64) -> Money {
        self.items.iter().filter(|i| i.days > days).map(|i| i.open).sum()
    }

    /// The contested part of what is open.
    #[must_use]
    pub fn disputed(&self) -> Money {
        self.items.iter().filter(|i| i.bill.disputed).map(|i| i.open).sum()
    }

    /// Days past due of the oldest overdue item; 0 if none is.
    #[must_use]
    pub fn oldest_days(&self) -> i64 {
        self.items.iter().map(|i| i.days).max().unwrap_or(0).max(0)
    }
}

/// Items and amount of one age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// First day past due; `None` is not due.
    pub from_days: Option<i64>,
    /// Last day past due; `None` is open-ended.
    pub to_days: Option<i64>,
    /// How many invoices.
    pub items: i64,
    /// How much.
    pub amount: Money,
}

/// Days past due that an age bucket may end with.
pub const BUCKETS: std::ops::RangeInclusive<i64> = 1..=3_660;

/// Whether numbers can be the upper bounds of age buckets: rising, each of [`BUCKETS`].
#[must_use]
pub fn are_bounds(bounds: &[i64]) -> bool {
    bounds.is_sorted_by(|a, b| a < b) && bounds.iter().all(|b| BUCKETS.contains(b))
}

/// Empty buckets: not due, then up to each bound, then beyond the last.
#[must_use]
pub fn buckets(bounds: &[i64]) -> Vec<Bucket> {
    let mut out = vec![Bucket { to_days: Some(0), ..Bucket::default() }];
    let mut from = 1;
    for b in bounds {
        out.push(Bucket { from_days: Some(from), to_days: Some(*b), ..Bucket::default() });
        from = b + 1;
    }
    out.push(Bucket { from_days: Some(from), ..Bucket::default() });
    out
}

/// Puts items into their buckets.
pub fn age(buckets: &mut [Bucket], items: &[OpenItem]) {
    for item in items {
        let days = item.days.max(0);
        if let Some(b) = buckets.iter_mut().find(|b| b.to_days.is_none_or(|to| days <= to)) {
            b.items += 1;
            b.amount += item.open;
        }
    }
}

/// Days sales outstanding in 1/1,000,000 of a day, rounded once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dso(pub i64);

impl Dso {
    const SCALE: i128 = 1_000_000;

    /// In 1/10 days.
    #[must_use]
    pub fn tenths(self) -> i64 {
        div_round(self.0.into(), 100_000)
    }

    /// In days, six decimals.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "six decimals of some hundred days fit")]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1_000_000.0
    }
}

/// What was billed, by day; days may repeat.
pub type Billed = [(NaiveDate, Money)];

/// Balance method: open / billed in the `days` that end with `as_of` x `days`; `None` if nothing was billed in them, 0 if nothing
/// is open.
#[must_use]
pub fn dso_balance(open: Money, billed: &Billed, as_of: NaiveDate, days: i64) -> Option<Dso> {
    let from = as_of - Days::new(u64::try_from(days.max(1) - 1).unwrap_or(0));
    let sum: Money = billed.iter().filter(|(d, _)| (from..=as_of).contains(d)).map(|(_, m)| *m).sum();
    (sum.0 > 0).then(|| Dso(div_round(i128::from(open.0.max(0)) * i128::from(days) * Dso::SCALE, sum.0.into())))
}

/// Count-back method 倒推法: the open amount is consumed against what was billed in the latest months.
///
/// The month of `as_of` counts with its days so far. Each month that is consumed whole adds its days, the last one its share of
/// them. Where the open amount is larger than all that was ever billed, the days end with the first bill's month. `None`
/// if nothing was ever billed; 0 if nothing is open.
#[must_use]
pub fn dso_count_back(open: Money, billed: &Billed, as_of: NaiveDate) -> Option<Dso> {
    let first = billed.iter().filter(|(d, _)| *d <= as_of).map(|(d, _)| Month::of(*d)).min()?;
    let this = Month::of(as_of);
    let mut by_month = vec![Money::ZERO; usize::try_from(this.0 - first.0 + 1).unwrap_or(0)];
    for (d, m) in billed.iter().filter(|(d, _)| *d <= as_of) {
        if let Some(slot) = usize::try_from(Month::of(*d).0 - first.0).ok().and_then(|i| by_month.get_mut(i)) {
            *slot += *m;
        }
    }
    let mut left = open;
    let mut days = 0_i64;
    let mut month = this;
    while left.0 > 0 {
        let Some(sold) = usize::try_from(month.0 - first.0).ok().and_then(|i| by_month.get(i)) else { break };
        let length = if month == this { i64::from(as_of.day()) } else { month.span().days() };
        if left < *sold {
            let part = div_round(i128::from(left.0) * i128::from(length) * Dso::SCALE, sold.0.into());
            return Some(Dso(days * 1_000_000 + part));
        }
        days += length;
        left -= (*sold).max(Money::ZERO);
        month = Month(month.0 - 1);
    }
    Some(Dso(days * 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> NaiveDate {
        s.parse().expect("a date")
    }

    fn bill(id: i64, issued: &str, due: &str, units: i64) -> Bill {
        Bill { id, issued_on: d(issued), due_on: d(due), amount: Money::units(units), disputed: false }
    }

    fn paid(on: &str, units: i64, invoice: Option<i64>) -> Receipt {
        Receipt { paid_on: d(on), amount: Money::units(units), invoice }
    }

    fn bills() -> Vec<Bill> {
        vec![
            bill(2, "2025-02-01", "2025-03-03", 200),
            bill(1, "2025-01-01", "2025-01-31", 100),
            bill(3, "2025-04-01", "2025-05-01", 400),
        ]
    }

    fn open(receipts: &[Receipt], as_of: &str) -> (Vec<(i64, i64, i64)>, i64) {
        let o = open_items(&bills(), receipts, d(as_of));
        (o.items.iter().map(|i| (i.bill.id, i.open.0 / 10_000, i.days)).collect(), o.on_account.0 / 10_000)
    }

    /// What it is about, payments, open items as (invoice, units, days), units on account.
    type Case = (&'static str, Vec<Receipt>, Vec<(i64, i64, i64)>, i64);

    #[test]
    fn payments_settle_their_invoice_else_the_oldest_first() {
        let cases: Vec<Case> = vec![
            ("nothing paid", vec![], vec![(1, 100, 30), (2, 200, -1)], 0),
            ("by name", vec![paid("2025-02-10", 150, Some(2))], vec![(1, 100, 30), (2, 50, -1)], 0),
            ("oldest first", vec![paid("2025-02-10", 150, None)], vec![(2, 150, -1)], 0),
            ("too much for its invoice", vec![paid("2025-02-10", 120, Some(1))], vec![(2, 180, -1)], 0),
            ("too much for all", vec![paid("2025-02-10", 350, None)], vec![], 50),
            ("a future payment does not count", vec![paid("2025-03-03", 100, Some(1))], vec![(1, 100, 30), (2, 200, -1)], 0),
            ("paid before it is issued", vec![paid("2025-02-10", 400, Some(3))], vec![(1, 100, 30), (2, 200, -1)], 400),
            (
                "money given back",
                vec![paid("2025-01-10", 100, Some(1)), paid("2025-02-01", -40, Some(1))],
                vec![(1, 40, 30), (2, 200, -1)],
                0,
            ),
            ("an unknown invoice", vec![paid("2025-02-10", 100, Some(99))], vec![(2, 200, -1)], 0),
        ];
        for (name, receipts, items, on_account) in cases {
            assert_eq!(open(&receipts, "2025-03-02"), (items, on_account), "{name}");
        }
    }

    #[test]
    fn a_credit_note_settles_the_oldest_and_due_today_is_not_overdue() {
        let mut all = bills();
        all.push(bill(4, "2025-02-15", "2025-02-15", -130));
        let o = open_items(&all, &[], d("2025-03-03"));
        assert_eq!(o.items.iter().map(|i| (i.bill.id, i.open)).collect::<Vec<_>>(), [(2, Money::units(170))]);
        assert_eq!((o.overdue(), o.oldest_days(), o.total()), (Money::ZERO, 0, Money::units(170)));
        let next = open_items(&all, &[], d("2025-03-04"));
        assert_eq!((next.overdue(), next.oldest_days()), (Money::units(170), 1));
        assert_eq!(open_items(&all, &[], d("2025-02-01")).total(), Money::units(300), "not issued yet");
        assert_eq!(open_items(&[], &[paid("2025-01-01", 5, None)], d("2025-02-01")).total(), Money::units(-5));
    }

    #[test]
    fn every_age_has_one_bucket() {
        let item = |days| OpenItem { bill: bill(1, "2025-01-01", "2025-01-01", 1), open: Money::units(1), days };
        let mut b = buckets(&[30, 60, 90]);
        age(&mut b, &[-5, 0, 1, 30, 31, 60, 61, 90, 91, 4_000].map(item));
        assert_eq!(b.iter().map(|b| b.items).collect::<Vec<_>>(), [2, 2, 2, 2, 2]);
        assert_eq!((b[1].from_days, b[4].from_days, b[4].to_days), (Some(1), Some(91), None));
        let mut one = buckets(&[]);
        age(&mut one, &[item(500)]);
        assert_eq!(one.len(), 2);
        assert_eq!(one[1].items, 1);
    }

    #[test]
    fn days_sales_outstanding_by_both_methods() {
        let billed =
            [(d("2025-01-10"), Money::units(310)), (d("2025-02-10"), Money::units(280)), (d("2025-03-05"), Money::units(100))];
        let as_of = d("2025-03-10");
        let back = |open: i64| dso_count_back(Money::units(open), &billed, as_of).map(Dso::to_f64);
        for (open, days) in [(0, 0.0), (-5, 0.0), (50, 5.0), (100, 10.0), (240, 24.0), (380, 38.0), (690, 69.0), (5_000, 69.0)] {
            assert_eq!(back(open), Some(days), "{open}");
        }
        assert_eq!(dso_count_back(Money::units(5), &[], as_of), None);
        assert_eq!(dso_count_back(Money::units(5), &billed, d("2024-12-31")), None, "billed later only");
        assert_eq!(dso_balance(Money::units(138), &billed, as_of, 69), Some(Dso(13_800_000)));
        assert_eq!(dso_balance(Money::units(-5), &billed, as_of, 69), Some(Dso(0)), "as by count-back");
        assert_eq!(
            dso_balance(Money::units(138), &billed, as_of, 30),
            Some(Dso(10_894_737)),
            "9 February is the first of 30 days"
        );
        assert_eq!(dso_balance(Money::units(138), &billed, as_of, 5), None);
        assert_eq!(Dso(10_894_737).tenths(), 109);
    }
}
