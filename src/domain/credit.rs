//! Whom to sell to on credit: what a partner owes, its risk light, and why (S8).
//!
//! - here: what is owed on a day and the light that follows from it
//! - [`assessment`]: the 5C assessment and its score
//! - [`change`]: changes of limit, term and rate, overrides, and their red lines
//! - [`check`]: the ordered steps before a sale
//!
//! The light: a hard rule (far beyond term, far over the limit) is red at once; else a valid assessment decides; else the
//! yellow ratios of the receivables. Without any receivable and any valid assessment there is no light.

pub mod assessment;
pub mod change;
pub mod check;

use chrono::NaiveDate;
use serde::Deserialize;

use self::assessment::{Assessed, AssessmentPolicy};
use self::check::CheckPolicy;
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
    /// Of it what fell due after the last week of payments that is in: it may have been paid, and is neither a
    /// warning nor a loss of health. The light, which decides about the next sale, is as careful as before.
    pub fresh: Money,
    /// Days beyond term of the oldest open item; 0 if none is overdue.
    pub overdue_days: i64,
    /// Days sales outstanding by count-back, in 1/10 days.
    pub dso: Option<i64>,
}

impl Owed {
    /// What the bills and receipts of a partner come to at the end of a day.
    ///
    /// `billed` is the day and amount of each bill, `until` the last day whose payments are in. Nothing is known before the first
    /// bill.
    #[must_use]
    pub fn of(bills: &[Bill], receipts: &[Receipt], billed: &Billed, day: NaiveDate, until: NaiveDate) -> Self {
        if !bills.iter().any(|b| b.issued_on <= day) {
            return Self::default();
        }
        let items = open_items(bills, receipts, day);
        let open = items.total();
        let dso = dso_count_back(open, billed, day).map(Dso::tenths);
        let fresh = items.due_after(until);
        Self { known: true, open, overdue: items.overdue(), fresh, overdue_days: items.oldest_days(), dso }
    }

    /// What is overdue as warnings and health see it. The oldest item is of it, if there is any.
    #[must_use]
    pub fn counted(&self) -> Money {
        self.overdue - self.fresh
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
    /// The 5C assessment.
    pub assessment: AssessmentPolicy,
    /// The check before a sale.
    pub check: CheckPolicy,
}

/// What speaks for or against a light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The oldest open item is so many days beyond term; red.
    RedDays(i64),
    /// So much of the limit is open; red.
    RedUse(Rate),
    /// The valid assessment's score and the last day on which it counts.
    Assessed(i64, NaiveDate),
    /// The last assessment counts no more since this day.
    Expired(NaiveDate),
    /// Days beyond term; yellow.
    YellowDays(i64),
    /// Use of the limit; yellow.
    YellowUse(Rate),
    /// Overdue share of what is open; yellow.
    YellowShare(Rate),
    /// Nothing speaks against it.
    InOrder,
    /// There are no receivables and no valid assessment.
    Unknown,
}

/// What an open amount makes of the limit; `None` without a limit above 0.
#[must_use]
pub fn limit_use(owed: &Owed, limit: Option<Money>) -> Option<Rate> {
    used(owed.open, limit)
}

/// What an exposure makes of the limit; `None` without a limit above 0.
#[must_use]
pub fn used(exposure: Money, limit: Option<Money>) -> Option<Rate> {
    limit.filter(|l| l.0 > 0).and_then(|l| exposure.ratio(l))
}

fn days_beyond(owed: &Owed, bound: i64) -> Option<i64> {
    (owed.known && owed.overdue.0 > 0 && owed.overdue_days > bound).then_some(owed.overdue_days)
}

fn use_beyond(owed: &Owed, limit: Option<Money>, bound: Rate) -> Option<Rate> {
    limit_use(owed, limit).filter(|u| owed.known && *u > bound)
}

fn share_beyond(owed: &Owed, bound: Rate) -> Option<Rate> {
    let share = owed.overdue.ratio(owed.open).unwrap_or_default();
    (owed.known && owed.overdue.0 > 0 && share > bound).then_some(share)
}

/// The hard rule that sets red at once, if one holds.
#[must_use]
pub fn hard_rule(owed: &Owed, limit: Option<Money>, policy: &CreditPolicy) -> Option<Reason> {
    days_beyond(owed, policy.red_days)
        .map(Reason::RedDays)
        .or_else(|| use_beyond(owed, limit, policy.red_use).map(Reason::RedUse))
}

/// The light: red by a hard rule, else that of a valid assessment, else yellow by a ratio, else green; `None` without
/// receivables and without a valid assessment.
#[must_use]
pub fn light(
    owed: &Owed,
    limit: Option<Money>,
    assessed: Option<Assessed>,
    as_of: NaiveDate,
    policy: &CreditPolicy,
) -> Option<Light> {
    if hard_rule(owed, limit, policy).is_some() {
        return Some(Light::Red);
    }
    if let Some(assessed) = assessed.filter(|a| a.counts(as_of, &policy.assessment)) {
        return Some(policy.assessment.band(assessed.score));
    }
    let yellow = days_beyond(owed, policy.yellow_days).is_some()
        || use_beyond(owed, limit, policy.yellow_use).is_some()
        || share_beyond(owed, policy.yellow_overdue).is_some();
    owed.known.then_some(if yellow { Light::Yellow } else { Light::Green })
}

/// Everything that speaks for or against the light, what decides first.
#[must_use]
pub fn reasons(
    owed: &Owed,
    limit: Option<Money>,
    assessed: Option<Assessed>,
    as_of: NaiveDate,
    policy: &CreditPolicy,
) -> Vec<Reason> {
    let mut out = Vec::new();
    let days = days_beyond(owed, policy.red_days).map(Reason::RedDays);
    let used = use_beyond(owed, limit, policy.red_use).map(Reason::RedUse);
    out.extend(days);
    out.extend(used);
    if let Some(a) = assessed {
        let until = a.until(&policy.assessment);
        out.push(if a.counts(as_of, &policy.assessment) { Reason::Assessed(a.score, until) } else { Reason::Expired(until) });
    }
    if days.is_none() {
        out.extend(days_beyond(owed, policy.yellow_days).map(Reason::YellowDays));
    }
    if used.is_none() {
        out.extend(use_beyond(owed, limit, policy.yellow_use).map(Reason::YellowUse));
    }
    out.extend(share_beyond(owed, policy.yellow_overdue).map(Reason::YellowShare));
    let decided = out.iter().any(|r| !matches!(r, Reason::Expired(_)));
    if !decided {
        out.push(if owed.known { Reason::InOrder } else { Reason::Unknown });
    }
    out
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
            ..Owed::default()
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
            let day = NaiveDate::default();
            assert_eq!(light(&owed, limit, None, day, &policy), expected, "{owed:?} of {limit:?}");
        }
    }

    #[test]
    fn an_assessment_decides_after_the_hard_rules_and_before_the_ratios_as_long_as_it_counts() {
        let policy = Policy::load(None).expect("the embedded policy").credit;
        let d = |s: &str| s.parse::<NaiveDate>().expect("a date");
        let limit = Some(Money::units(100));
        let owed = |open, overdue, overdue_days| Owed {
            known: true,
            open: Money::units(open),
            overdue: Money::units(overdue),
            overdue_days,
            ..Owed::default()
        };
        let on = |day, score| Some(Assessed { on: d(day), score });
        let as_of = d("2025-06-30");
        let (green, yellow, red) = (Some(Light::Green), Some(Light::Yellow), Some(Light::Red));
        let cases = [
            (owed(100, 5, 61), on("2025-06-01", 10_000), red, Reason::RedDays(61)),
            (owed(121, 0, 0), on("2025-06-01", 10_000), red, Reason::RedUse(Rate(12_100))),
            (owed(110, 0, 0), on("2025-06-01", 7_500), green, Reason::Assessed(7_500, d("2026-05-31"))),
            (owed(10, 0, 0), on("2025-06-01", 7_499), yellow, Reason::Assessed(7_499, d("2025-11-30"))),
            (owed(10, 0, 0), on("2025-06-01", 5_500), yellow, Reason::Assessed(5_500, d("2025-11-30"))),
            (owed(10, 0, 0), on("2025-06-01", 5_499), red, Reason::Assessed(5_499, d("2025-11-30"))),
            (owed(10, 0, 0), on("2024-07-01", 7_500), green, Reason::Assessed(7_500, d("2025-06-30"))),
            (owed(110, 0, 0), on("2024-06-30", 7_500), yellow, Reason::Expired(d("2025-06-29"))),
            (owed(10, 0, 0), on("2024-06-30", 2_000), green, Reason::Expired(d("2024-12-29"))),
            (Owed::default(), on("2025-06-01", 8_000), green, Reason::Assessed(8_000, d("2026-05-31"))),
            (Owed::default(), on("2024-06-01", 8_000), None, Reason::Expired(d("2025-05-31"))),
            (Owed::default(), None, None, Reason::Unknown),
            (owed(10, 0, 0), None, green, Reason::InOrder),
        ];
        for (owed, assessed, expected, first) in cases {
            assert_eq!(light(&owed, limit, assessed, as_of, &policy), expected, "{owed:?} {assessed:?}");
            assert_eq!(reasons(&owed, limit, assessed, as_of, &policy).first(), Some(&first), "{owed:?} {assessed:?}");
        }
    }

    #[test]
    fn what_fell_due_after_the_last_payments_is_told_apart() {
        let d = |s: &str| s.parse::<NaiveDate>().expect("a date");
        let bill = |id, due: &str, amount| {
            let amount = Money(amount);
            Bill { id, issued_on: d("2025-06-01"), due_on: d(due), amount, disputed: false }
        };
        let bills = [bill(1, "2025-06-27", 100), bill(2, "2025-07-02", 900)];
        let owed = |until| Owed::of(&bills, &[], &[], d("2025-07-07"), d(until));
        let late = owed("2025-06-29");
        assert_eq!((late.overdue, late.fresh, late.counted(), late.overdue_days), (Money(1_000), Money(900), Money(100), 10));
        assert_eq!(owed("2025-07-06").fresh, Money::ZERO);
    }

    #[test]
    fn before_the_first_bill_nothing_is_known() {
        let d = |s: &str| s.parse::<NaiveDate>().expect("a date");
        let bill = Bill { id: 1, issued_on: d("2025-01-10"), due_on: d("2025-02-09"), amount: Money(100), disputed: false };
        let billed = [(bill.issued_on, bill.amount)];
        let owed = |day| Owed::of(&[bill], &[], &billed, d(day), d(day));
        assert_eq!(owed("2025-01-09"), Owed::default());
        let due = Owed { known: true, open: Money(100), dso: Some(400), ..Owed::default() };
        assert_eq!(owed("2025-02-09"), due, "due today is not overdue");
        let late = owed("2025-02-10");
        assert_eq!((late.overdue, late.overdue_days), (Money(100), 1));
    }
}
