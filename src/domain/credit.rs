//! The risk light of a partner from what it owes (S8).
//!
//! Only the hard rules and the ratios of the receivables decide here; without any receivable there is no light.

use serde::Deserialize;

use super::money::{Money, Rate, div_round};
use super::period::{Month, from_day_number};
use crate::choices;

choices! {
    /// The risk light of a partner 风险灯.
    pub enum Light {
        Green = "green", "green", "绿灯";
        Yellow = "yellow", "yellow", "黄灯";
        Red = "red", "red", "红灯";
    }
}

/// What a partner owes on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// Whether there was ever a receivable; without one nothing below is known.
    pub known: bool,
    /// Open, net of credit notes and unallocated payments.
    pub open: Money,
    /// Open and past its due day.
    pub overdue: Money,
    /// Days beyond term of the oldest open item; 0 if none is overdue.
    pub overdue_days: i64,
    /// Days sales outstanding by count-back, in 1/10 days.
    pub dso: Option<i64>,
}

/// A receivable of a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Row id.
    pub id: i64,
    /// Issued, in days since 1970-01-01.
    pub issued: i32,
    /// To be paid by.
    pub due: i32,
    /// How much, in 1/10,000 of the unit; negative is a credit note.
    pub amount: i64,
}

/// Money received from a partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The receivable it settles; without one it settles the oldest first.
    pub bill: Option<i64>,
    /// Received, in days since 1970-01-01.
    pub paid: i32,
    /// How much, in 1/10,000 of the unit.
    pub amount: i64,
}

/// A partner's receivables and receipts of all time, from which what it owed on any day is told without allocating.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    bills: Vec<Bill>,
    by_id: Vec<(i64, usize)>,
    receipts: Vec<Receipt>,
    left: Vec<i64>,
}

/// Months that a count-back goes back at most.
const COUNT_BACK: usize = 24;

impl Ledger {
    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.bills.clear();
        self.by_id.clear();
        self.receipts.clear();
    }

    /// Adds a receivable; they come in the order of their due days.
    pub fn bill(&mut self, bill: Bill) {
        debug_assert!(self.bills.last().is_none_or(|b| b.due <= bill.due), "receivables come in order");
        self.by_id.push((bill.id, self.bills.len()));
        self.bills.push(bill);
    }

    /// Adds a receipt.
    pub fn receipt(&mut self, receipt: Receipt) {
        self.receipts.push(receipt);
    }

    /// What was owed at the end of a day: receivables issued and money received up to it.
    ///
    /// A receipt settles its receivable; what has none, exceeds it or is a credit note settles the oldest due first.
    pub fn owed(&mut self, day: i32) -> Owed {
        if !self.bills.iter().any(|b| b.issued <= day) {
            return Owed::default();
        }
        if !self.by_id.is_sorted() {
            self.by_id.sort_unstable();
        }
        self.left.clear();
        let issued = |b: &Bill| if b.issued <= day { b.amount } else { 0 };
        let mut credit = 0_i64;
        for b in &self.bills {
            let amount = issued(b);
            credit += (-amount).max(0);
            self.left.push(amount.max(0));
        }
        for r in self.receipts.iter().filter(|r| r.paid <= day) {
            let place = r.bill.and_then(|id| self.by_id.binary_search_by_key(&id, |e| e.0).ok());
            let left = place.and_then(|p| self.by_id.get(p)).and_then(|e| self.left.get_mut(e.1));
            let settled = left.map_or(0, |left| {
                let settled = r.amount.min(*left);
                *left -= settled;
                settled
            });
            credit += r.amount - settled;
        }
        let (mut open, mut overdue, mut oldest) = (0_i64, 0_i64, None);
        for (b, left) in self.bills.iter().zip(&self.left) {
            let settled = credit.clamp(0, *left);
            credit -= settled;
            let rest = left - settled;
            open += rest;
            if rest > 0 && b.due < day {
                overdue += rest;
                oldest.get_or_insert(b.due);
            }
        }
        Owed {
            known: true,
            open: Money(open - credit),
            overdue: Money(overdue),
            overdue_days: oldest.map_or(0, |due| i64::from(day - due)),
            dso: self.count_back(day, open - credit),
        }
    }

    /// Days sales outstanding by count-back 倒推法: the open amount is used up by what was invoiced in the latest months;
    /// a month used up counts its days, the last one its share. In 1/10 days.
    ///
    /// `None` if nothing was invoiced in the months it may go back. What is open beyond them counts all their days.
    fn count_back(&self, day: i32, open: i64) -> Option<i64> {
        let today = from_day_number(day);
        let month = Month::of(today);
        let mut invoiced = [0_i64; COUNT_BACK];
        let mut oldest = None;
        for b in self.bills.iter().filter(|b| b.issued <= day) {
            let back = usize::try_from(month.0 - Month::of(from_day_number(b.issued)).0).unwrap_or(usize::MAX);
            if let Some(sum) = invoiced.get_mut(back) {
                *sum += b.amount;
                oldest = oldest.max(Some(back));
            }
        }
        let oldest = oldest?;
        let (mut rest, mut days) = (open.max(0), 0_i64);
        for (back, sum) in invoiced.iter().enumerate().take(oldest + 1) {
            if rest == 0 {
                break;
            }
            let length = if back == 0 {
                i64::from(chrono::Datelike::day(&today))
            } else {
                Month(month.0 - i32::try_from(back).unwrap_or(0)).span().days()
            };
            if *sum > rest {
                days += div_round(i128::from(rest) * i128::from(length) * 10, i128::from(*sum));
                break;
            }
            rest -= (*sum).max(0);
            days += length * 10;
        }
        Some(days)
    }
}

/// `[credit]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditPolicy {
    /// Red from so many days beyond term.
    pub red_days: i64,
    /// Red above this use of the limit.
    pub red_use: Rate,
    /// Yellow from so many days beyond term.
    pub yellow_days: i64,
    /// Yellow above this use of the limit.
    pub yellow_use: Rate,
    /// Yellow above this share of the open amount being overdue.
    pub yellow_overdue: Rate,
}

/// What an open amount makes of the limit; `None` without a limit above 0.
#[must_use]
pub fn limit_use(owed: &Owed, limit: Option<Money>) -> Option<Rate> {
    limit.filter(|l| l.0 > 0).and_then(|l| owed.open.ratio(l))
}

/// The light: red by a hard rule, yellow by a ratio, else green; `None` without receivables.
#[must_use]
pub fn light(owed: &Owed, limit: Option<Money>, policy: &CreditPolicy) -> Option<Light> {
    if !owed.known {
        return None;
    }
    let used = limit_use(owed, limit);
    let late = |days: i64| owed.overdue.0 > 0 && owed.overdue_days > days;
    let over = |bound: Rate| used.is_some_and(|u| u > bound);
    let share = owed.overdue.ratio(owed.open).unwrap_or_default();
    Some(if late(policy.red_days) || over(policy.red_use) {
        Light::Red
    } else if late(policy.yellow_days) || over(policy.yellow_use) || (owed.overdue.0 > 0 && share > policy.yellow_overdue) {
        Light::Yellow
    } else {
        Light::Green
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::period::day_number;
    use crate::domain::policy::Policy;

    #[test]
    fn the_light_follows_the_hard_rules_first() {
        let policy = Policy::load(None).expect("the embedded policy").credit;
        let owed = |open, overdue, overdue_days| Owed {
            known: true,
            open: Money::units(open),
            overdue: Money::units(overdue),
            overdue_days,
            dso: None,
        };
        let limit = Some(Money::units(100));
        let cases = [
            (Owed::default(), limit, None),
            (owed(0, 0, 0), limit, Some(Light::Green)),
            (owed(100, 0, 0), limit, Some(Light::Green)),
            (owed(101, 0, 0), limit, Some(Light::Yellow)),
            (owed(120, 0, 0), limit, Some(Light::Yellow)),
            (owed(121, 0, 0), limit, Some(Light::Red)),
            (owed(121, 0, 0), None, Some(Light::Green)),
            (owed(121, 0, 0), Some(Money::ZERO), Some(Light::Green)),
            (owed(100, 5, 30), limit, Some(Light::Green)),
            (owed(100, 5, 31), limit, Some(Light::Yellow)),
            (owed(100, 5, 60), limit, Some(Light::Yellow)),
            (owed(100, 5, 61), limit, Some(Light::Red)),
            (owed(100, 60, 1), limit, Some(Light::Yellow)),
            (owed(-50, 0, 0), limit, Some(Light::Green)),
        ];
        for (owed, limit, expected) in cases {
            assert_eq!(light(&owed, limit, &policy), expected, "{owed:?} of {limit:?}");
        }
    }

    fn d(s: &str) -> i32 {
        day_number(s.parse().expect("a date"))
    }

    fn ledger(bills: &[(&str, &str, i64)], receipts: &[(Option<i64>, &str, i64)]) -> Ledger {
        let mut l = Ledger::default();
        for (i, (issued, due, amount)) in bills.iter().enumerate() {
            l.bill(Bill { id: i64::try_from(i).expect("few") + 1, issued: d(issued), due: d(due), amount: *amount });
        }
        for (bill, paid, amount) in receipts {
            l.receipt(Receipt { bill: *bill, paid: d(paid), amount: *amount });
        }
        l
    }

    #[test]
    fn what_is_owed_is_told_for_any_day() {
        let bills = [("2025-01-10", "2025-02-09", 100), ("2025-02-10", "2025-03-12", 200)];
        let receipts = [(None, "2025-02-20", 60), (Some(2), "2025-03-01", 150)];
        let mut l = ledger(&bills, &receipts);
        for (day, open, overdue, days) in [
            ("2025-01-10", 100, 0, 0),
            ("2025-02-09", 100, 0, 0),
            ("2025-02-10", 300, 100, 1),
            ("2025-02-20", 240, 40, 11),
            ("2025-03-01", 90, 40, 20),
            ("2025-03-13", 90, 90, 32),
        ] {
            let owed = l.owed(d(day));
            assert_eq!((owed.open.0, owed.overdue.0, owed.overdue_days), (open, overdue, days), "{day}");
        }
        assert!(!l.owed(d("2025-01-09")).known, "before the first receivable nothing is known");
    }

    #[test]
    fn credit_notes_and_overpayments_settle_the_oldest() {
        let bills = [("2025-01-01", "2025-01-31", 100), ("2025-01-05", "2025-02-04", -30), ("2025-02-01", "2025-03-03", 50)];
        let owed = ledger(&bills, &[(Some(3), "2025-02-02", 70)]).owed(d("2025-02-10"));
        assert_eq!((owed.open.0, owed.overdue.0, owed.overdue_days), (50, 50, 10));
        let paid = ledger(&bills, &[(None, "2025-02-02", 500)]).owed(d("2025-02-10"));
        assert_eq!((paid.open.0, paid.overdue.0, paid.overdue_days, paid.dso), (-380, 0, 0, Some(0)));
    }

    #[test]
    fn count_back_uses_up_the_latest_months_first() {
        let bills = [("2025-01-10", "2025-06-30", 310), ("2025-02-10", "2025-06-30", 280), ("2025-03-05", "2025-06-30", 100)];
        // ten days of March took 100, February's 28 took 280, January's 31 took 310
        for (paid, dso) in [(0, 690), (100, 590), (310, 380), (450, 240), (590, 100), (640, 50), (690, 0), (900, 0)] {
            let mut l = ledger(&bills, &[(None, "2025-03-10", paid)]);
            assert_eq!(l.owed(d("2025-03-10")).dso, Some(dso), "{paid} paid");
        }
        assert_eq!(ledger(&bills, &[]).owed(d("2027-06-30")).dso, None, "nothing was invoiced for two years");
    }
}
