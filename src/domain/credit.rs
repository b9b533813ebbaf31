//! The risk light of a partner from what it owes (S8).
//!
//! Only the hard rules and the ratios of the receivables decide here; without any receivable there is no light.

use chrono::NaiveDate;
use serde::Deserialize;

use super::money::{Money, Rate};
use super::receivables::{Bill, Billed, Dso, Receipt, dso_count_back, open_items};
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

impl Owed {
    /// What the bills and receipts of a partner come to at the end of a day.
    ///
    /// `billed` is the day and amount of each bill. Nothing is known before the first bill.
    #[must_use]
    pub fn of(bills: &[Bill], receipts: &[Receipt], billed: &Billed, day: NaiveDate) -> Self {
        if !bills.iter().any(|b| b.issued_on <= day) {
            return Self::default();
        }
        let items = open_items(bills, receipts, day);
        let open = items.total();
        let dso = dso_count_back(open, billed, day).map(Dso::tenths);
        Self { known: true, open, overdue: items.overdue(), overdue_days: items.oldest_days(), dso }
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

    #[test]
    fn before_the_first_bill_nothing_is_known() {
        let d = |s: &str| s.parse::<NaiveDate>().expect("a date");
        let bill = Bill { id: 1, issued_on: d("2025-01-10"), due_on: d("2025-02-09"), amount: Money(100), disputed: false };
        let billed = [(bill.issued_on, bill.amount)];
        let owed = |day| Owed::of(&[bill], &[], &billed, d(day));
        assert_eq!(owed("2025-01-09"), Owed::default());
        let due = Owed { known: true, open: Money(100), overdue: Money(0), overdue_days: 0, dso: Some(400) };
        assert_eq!(owed("2025-02-09"), due, "due today is not overdue");
        let late = owed("2025-02-10");
        assert_eq!((late.overdue, late.overdue_days), (Money(100), 1));
    }
}
