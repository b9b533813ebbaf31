//! When each invoice was settled, and the highest balance that there ever was.
//!
//! What money settles is decided as in [`super::open_items`]: the invoice that it names, else the oldest open one. Both see
//! the ledger as it is known on the day, so they agree on what is open.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Bill, Receipt};
use crate::domain::money::Money;

/// What became of an invoice, as it is known on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The invoice.
    pub bill: Bill,
    /// What is left of it.
    pub open: Money,
    /// What was paid of it in money; credit notes settle, but nobody paid them.
    pub paid: Money,
    /// Of that, what came in by the due day.
    pub on_time: Money,
    /// Each part that was paid times its days since the invoice: over `paid` it is the days to pay weighted by amount.
    pub paid_days: i128,
    /// Settled in full on this day; never before it was issued.
    pub settled_on: Option<NaiveDate>,
}

impl Settlement {
    /// Whole days from issue to settlement.
    #[must_use]
    pub fn days(&self) -> Option<i64> {
        self.settled_on.map(|d| (d - self.bill.issued_on).num_days())
    }

    /// Days late on a day: of the settlement, or so far; 0 or less in time. `None` while it is neither settled nor due.
    #[must_use]
    pub fn late(&self, as_of: NaiveDate) -> Option<i64> {
        let late = (self.settled_on.unwrap_or(as_of) - self.bill.due_on).num_days();
        (self.settled_on.is_some() || late > 0).then_some(late)
    }
}

/// Money or a credit note that settles.
#[derive(Clone, Copy, Debug)]
struct Part {
    on: NaiveDate,
    amount: Money,
    money: bool,
}

struct Item {
    bill: Bill,
    /// Its amount, and what was given back of payments that it never had.
    owed: Money,
    parts: Vec<Part>,
}

impl Item {
    fn open(&self) -> Money {
        self.owed - self.parts.iter().map(|p| p.amount).sum()
    }

    fn settlement(mut self) -> Settlement {
        self.parts.sort_by_key(|p| p.on);
        let open = self.open();
        let paid = self.parts.iter().filter(|p| p.money);
        Settlement {
            open,
            paid: paid.clone().map(|p| p.amount).sum(),
            on_time: paid.clone().filter(|p| p.on <= self.bill.due_on).map(|p| p.amount).sum(),
            // money that came in before the invoice waited no day
            paid_days: paid.map(|p| i128::from((p.on - self.bill.issued_on).num_days().max(0)) * i128::from(p.amount.0)).sum(),
            settled_on: self.parts.last().filter(|_| open.0 <= 0).map(|p| p.on.max(self.bill.issued_on)),
            bill: self.bill,
        }
    }
}

/// Takes an amount back from the latest parts; answers what they did not have.
fn take_back(parts: &mut Vec<Part>, mut amount: Money) -> Money {
    while amount.0 > 0
        && let Some(last) = parts.last_mut()
    {
        let part = last.amount.min(amount);
        last.amount -= part;
        amount -= part;
        if last.amount.0 <= 0 {
            parts.pop();
        }
    }
    amount
}

/// Every invoice issued on or before a day, oldest first, and what became of it.
#[must_use]
pub fn settlements(bills: &[Bill], receipts: &[Receipt], as_of: NaiveDate) -> Vec<Settlement> {
    let issued = || bills.iter().filter(|b| b.issued_on <= as_of);
    let mut items: Vec<Item> =
        issued().filter(|b| b.amount.0 > 0).map(|b| Item { bill: *b, owed: b.amount, parts: Vec::new() }).collect();
    items.sort_by_key(|i| (i.bill.issued_on, i.bill.due_on, i.bill.id));
    let at: HashMap<i64, usize> = items.iter().enumerate().map(|(i, item)| (item.bill.id, i)).collect();
    let mut free: Vec<Part> =
        issued().filter(|b| b.amount.0 < 0).map(|b| Part { on: b.issued_on, amount: -b.amount, money: false }).collect();
    let mut given_back = Money::ZERO;
    let mut received: Vec<&Receipt> = receipts.iter().filter(|r| r.paid_on <= as_of).collect();
    received.sort_by_key(|r| r.paid_on);
    for r in received {
        let item = r.invoice.and_then(|id| at.get(&id)).and_then(|i| items.get_mut(*i));
        let part = Part { on: r.paid_on, amount: r.amount, money: true };
        match (item, r.invoice) {
            (Some(item), _) if r.amount.0 < 0 => item.owed += take_back(&mut item.parts, -r.amount),
            (Some(item), _) => item.parts.push(part),
            // for an invoice that is issued later: on account
            (None, Some(id)) if bills.iter().any(|b| b.id == id && b.issued_on > as_of) => {}
            (None, _) if r.amount.0 < 0 => given_back += -r.amount,
            (None, _) => free.push(part),
        }
    }
    for item in &mut items {
        // the latest money is what was too much
        let mut beyond = -item.open();
        while beyond.0 > 0
            && let Some(last) = item.parts.pop()
        {
            let part = last.amount.min(beyond);
            free.push(Part { amount: part, ..last });
            if last.amount > part {
                item.parts.push(Part { amount: last.amount - part, ..last });
            }
            beyond -= part;
        }
    }
    free.sort_by_key(|p| p.on);
    take_back(&mut free, given_back);
    let mut free = free.into_iter();
    let mut part = free.next();
    for item in &mut items {
        let mut open = item.open();
        while open.0 > 0
            && let Some(p) = &mut part
        {
            let used = p.amount.min(open);
            if used.0 > 0 {
                item.parts.push(Part { amount: used, ..*p });
            }
            open -= used;
            p.amount -= used;
            if p.amount.0 <= 0 {
                part = free.next();
            }
        }
    }
    items.into_iter().map(Item::settlement).collect()
}

/// The highest balance at the end of any day up to `as_of`, and the first day that had it; `None` if nothing was ever owed.
#[must_use]
pub fn peak(bills: &[Bill], receipts: &[Receipt], as_of: NaiveDate) -> Option<(NaiveDate, Money)> {
    let owed = bills.iter().map(|b| (b.issued_on, b.amount));
    let mut moves: Vec<(NaiveDate, Money)> = owed.chain(receipts.iter().map(|r| (r.paid_on, -r.amount))).collect();
    moves.retain(|(day, _)| *day <= as_of);
    moves.sort_unstable_by_key(|(day, _)| *day);
    let (mut balance, mut highest) = (Money::ZERO, None);
    for (i, (day, amount)) in moves.iter().enumerate() {
        balance += *amount;
        let ends = moves.get(i + 1).is_none_or(|(next, _)| next != day);
        if ends && balance > highest.map_or(Money::ZERO, |(_, most)| most) {
            highest = Some((*day, balance));
        }
    }
    highest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::receivables::open_items;
    use proptest::prelude::*;

    fn d(s: &str) -> NaiveDate {
        s.parse().expect("a date")
    }

    fn bill(id: i64, issued: &str, due: &str, units: i64) -> Bill {
        Bill { id, issued_on: d(issued), due_on: d(due), amount: Money::units(units), disputed: false }
    }

    fn paid(on: &str, units: i64, invoice: Option<i64>) -> Receipt {
        Receipt { paid_on: d(on), amount: Money::units(units), invoice }
    }

    /// Invoice, day of settlement, open, paid on time in units.
    type Row = (i64, Option<&'static str>, i64, i64);
    /// What it is about, further bills, payments, what becomes of the invoices.
    type Case = (&'static str, Vec<Bill>, Vec<Receipt>, Vec<Row>);

    #[test]
    fn an_invoice_is_settled_on_the_day_of_its_last_part() {
        let bills = [bill(1, "2025-01-01", "2025-01-31", 100), bill(2, "2025-02-01", "2025-03-03", 200)];
        let note = bill(3, "2025-02-20", "2025-02-20", -50);
        let cases: Vec<Case> = vec![
            ("nothing", vec![], vec![], vec![(1, None, 100, 0), (2, None, 200, 0)]),
            (
                "in two parts, one late",
                vec![],
                vec![paid("2025-01-20", 40, Some(1)), paid("2025-02-10", 60, Some(1))],
                vec![(1, Some("2025-02-10"), 0, 40), (2, None, 200, 0)],
            ),
            (
                "oldest first",
                vec![],
                vec![paid("2025-02-10", 150, None)],
                vec![(1, Some("2025-02-10"), 0, 0), (2, None, 150, 50)],
            ),
            (
                "what is too much settles the next",
                vec![],
                vec![paid("2025-01-20", 300, Some(1))],
                vec![(1, Some("2025-01-20"), 0, 100), (2, Some("2025-02-01"), 0, 200)],
            ),
            (
                "a credit note settles, but is not paid",
                vec![note],
                vec![paid("2025-01-20", 100, Some(1)), paid("2025-03-01", 150, Some(2))],
                vec![(1, Some("2025-01-20"), 0, 100), (2, Some("2025-03-01"), 0, 150)],
            ),
            (
                "given back is open again",
                vec![],
                vec![paid("2025-01-20", 100, Some(1)), paid("2025-01-25", -30, Some(1))],
                vec![(1, None, 30, 70), (2, None, 200, 0)],
            ),
            (
                "money on account that was given back",
                vec![],
                vec![paid("2025-01-20", 120, None), paid("2025-01-25", -50, None)],
                vec![(1, None, 30, 70), (2, None, 200, 0)],
            ),
            ("a future payment", vec![], vec![paid("2025-03-06", 100, Some(1))], vec![(1, None, 100, 0), (2, None, 200, 0)]),
        ];
        for (name, more, receipts, expected) in cases {
            let all = [bills.as_slice(), &more].concat();
            let found: Vec<_> = settlements(&all, &receipts, d("2025-03-05"))
                .iter()
                .map(|s| (s.bill.id, s.settled_on, s.open.0 / 10_000, s.on_time.0 / 10_000))
                .collect();
            let expected: Vec<_> = expected.into_iter().map(|(id, on, open, time)| (id, on.map(d), open, time)).collect();
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn days_late_count_from_the_due_day_and_so_far_for_what_is_open() {
        let b = bill(1, "2025-01-01", "2025-01-31", 100);
        let on = |receipts: &[Receipt], day: &str| {
            let s = settlements(&[b], receipts, d(day))[0];
            (s.days(), s.late(d(day)))
        };
        assert_eq!(on(&[], "2025-01-31"), (None, None), "due today is not late");
        assert_eq!(on(&[], "2025-02-02"), (None, Some(2)));
        assert_eq!(on(&[paid("2025-01-11", 100, Some(1))], "2025-03-01"), (Some(10), Some(-20)));
        assert_eq!(on(&[paid("2025-02-05", 100, Some(1))], "2025-03-01"), (Some(35), Some(5)));
        assert_eq!(on(&[paid("2024-12-01", 100, None)], "2025-03-01"), (Some(0), Some(-30)), "paid before it was issued");
    }

    #[test]
    fn the_peak_is_of_the_end_of_a_day_and_the_first_of_equals() {
        let bills = [bill(1, "2025-01-01", "2025-01-31", 100), bill(2, "2025-02-01", "2025-03-03", 100)];
        let receipts = [paid("2025-02-01", 100, Some(1))];
        let at = |day| peak(&bills, &receipts, d(day));
        assert_eq!(at("2025-03-01"), Some((d("2025-01-01"), Money::units(100))), "paid on the day of the next invoice");
        assert_eq!(peak(&bills, &[], d("2025-03-01")), Some((d("2025-02-01"), Money::units(200))));
        assert_eq!(at("2024-12-31"), None);
        assert_eq!(peak(&[], &receipts, d("2025-03-01")), None, "a balance below nothing is no exposure");
    }

    prop_compose! {
        fn ledger()(
            bills in prop::collection::vec((0_u64..200, 0_u64..60, -300_i64..2_000), 0..12),
            receipts in prop::collection::vec((0_u64..260, -400_i64..1_500, prop::option::of(0_i64..14)), 0..16),
        ) -> (Vec<Bill>, Vec<Receipt>) {
            let start = d("2025-01-01");
            let day = |n| start + chrono::Days::new(n);
            let bills = bills.into_iter().enumerate().map(|(i, (on, term, amount))| Bill {
                id: i64::try_from(i).unwrap_or(0),
                issued_on: day(on),
                due_on: day(on + term),
                amount: Money(amount),
                disputed: false,
            });
            let receipts = receipts.into_iter().map(|(on, amount, invoice)| Receipt { paid_on: day(on), amount: Money(amount), invoice });
            (bills.collect(), receipts.collect())
        }
    }

    proptest! {
        #[test]
        fn what_is_open_is_the_same_by_both_ways((bills, receipts) in ledger(), day in 0_u64..300) {
            let as_of = d("2025-01-01") + chrono::Days::new(day);
            let open = open_items(&bills, &receipts, as_of);
            let left: Vec<(i64, Money)> =
                settlements(&bills, &receipts, as_of).iter().filter(|s| s.open.0 > 0).map(|s| (s.bill.id, s.open)).collect();
            prop_assert_eq!(left, open.items.iter().map(|i| (i.bill.id, i.open)).collect::<Vec<_>>());
        }

        #[test]
        fn money_settles_no_more_than_came_in_nor_than_was_owed((bills, receipts) in ledger(), day in 0_u64..300) {
            let as_of = d("2025-01-01") + chrono::Days::new(day);
            let all = settlements(&bills, &receipts, as_of);
            let came: i64 = receipts.iter().filter(|r| r.paid_on <= as_of && r.amount.0 > 0).map(|r| r.amount.0).sum();
            prop_assert!(all.iter().map(|s| s.paid.0).sum::<i64>() <= came);
            for s in &all {
                prop_assert!(s.open.0 >= 0 && s.paid.0 >= 0 && s.on_time <= s.paid && s.paid_days >= 0);
                prop_assert_eq!(s.settled_on.is_some(), s.open == Money::ZERO);
                prop_assert!(s.settled_on.is_none_or(|on| on >= s.bill.issued_on && on <= as_of));
            }
        }

        #[test]
        fn no_balance_was_above_the_peak((bills, receipts) in ledger(), day in 0_u64..300) {
            let as_of = d("2025-01-01") + chrono::Days::new(day);
            let highest = peak(&bills, &receipts, d("2025-12-31")).map_or(Money::ZERO, |(_, m)| m);
            prop_assert!(open_items(&bills, &receipts, as_of).total() <= highest);
        }
    }
}
