//! The rules that warn about a partner (S13), and what becomes of a warning from one day to the next.
//!
//! Each rule is a row of one table ([`rules`]): its function returns what it [`Found`], the row says in which unit that is and what
//! people read. A warning that persists stays one: [`follow()`] decides whether what was found is new, goes on, got worse or is over.

mod bounds;
mod credit_sale;
pub mod doing;
mod follow;
mod outlier;
pub mod rules;
mod table;

use chrono::NaiveDate;

pub use self::bounds::{CreditSale, DayBounds, Outlier, RateBounds, ReturnBounds, SatisfactionBounds};
pub use self::credit_sale::credit_sale;
pub use self::follow::{IN_ORDER, Next, OnRecord, clearly_worse, follow};
pub use self::outlier::outlier;
pub use self::rules::{AlertPolicy, AlertRule};
pub use self::table::{Cause, Def, Look, Rows, Unit};
use super::credit::assessment::Assessed;
use super::delivery::Until;
use super::diversion::PriceFindings;
use super::figure::Answers;
use super::health::{Day, Health, Inputs};
use super::kinds::AlertSeverity;
use super::money::Money;
use super::period::{Week, from_day_number};
use super::policy::Policy;

/// Changes when rules come or go.
pub const EDITION: u32 = {
    // FNV-1a over the codes
    let (mut hash, mut rule) = (0x811c_9dc5_u32, 0);
    while rule < AlertRule::CHOICES.len() {
        let code = AlertRule::CHOICES[rule].code.as_bytes();
        let mut at = 0;
        while at < code.len() {
            hash = (hash ^ code[at] as u32).wrapping_mul(0x0100_0193);
            at += 1;
        }
        rule += 1;
    }
    hash
};

/// A warning that holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: AlertRule,
    /// How serious.
    pub severity: AlertSeverity,
    /// The figure, in the rule's own unit.
    pub value: i64,
    /// What it is measured against, in the same unit.
    pub bound: i64,
}

/// What a rule found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// How serious.
    pub severity: AlertSeverity,
    /// The figure, in the rule's unit.
    pub value: i64,
    /// Its limit, in the same unit.
    pub bound: i64,
}

impl Found {
    /// A warning, or a critical one.
    #[must_use]
    pub const fn of(critical: bool, value: i64, bound: i64) -> Self {
        let severity = if critical { AlertSeverity::Critical } else { AlertSeverity::Warning };
        Self { severity, value, bound }
    }

    #[must_use]
    pub const fn warning(value: i64, bound: i64) -> Self {
        Self::of(false, value, bound)
    }

    const fn by(self, rule: AlertRule) -> Finding {
        Finding { rule, severity: self.severity, value: self.value, bound: self.bound }
    }
}

impl From<Finding> for Found {
    fn from(f: Finding) -> Self {
        Self { severity: f.severity, value: f.value, bound: f.bound }
    }
}

/// What other tables say on a day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// The worst average price of a product line that is below its floor, in the month of the last sales that are in or the one before, and
    /// the floor; both per piece.
    pub below_floor: Option<(Money, Money)>,
    /// Returns in the last days, as the policy counts them.
    pub returns: i64,
    /// The latest credit assessment, whether it still counts or not.
    pub assessed: Option<Assessed>,
    /// The largest sale on credit of the last days that is far above the usual, and the usual times what is allowed.
    pub credit_sale: Option<(Money, Money)>,
    /// What the price watch finds: below a floor, below the other channel.
    pub prices: PriceFindings,
    /// Penalty points in force.
    pub points: i64,
    /// What was answered of how content it is, in the last days and in as many before.
    pub answers: [Answers; 2],
}

/// What the whole network and other tables add to a partner's inputs.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    /// The last week that is in, of each kind of fact.
    pub until: Until,
    /// On the day.
    pub now: Facts,
    /// A week earlier.
    pub week_before: Facts,
    /// What is held of its deposit; `None`: it has no account.
    pub deposit_held: Option<Money>,
    /// The last day of the present term of its contracts in force, the latest of several.
    pub contract_end: Option<NaiveDate>,
}

/// What a rule looks at: a partner as of a day.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Its sales, stock, targets, tickets.
    pub inputs: &'a Inputs<'a>,
    pub health: &'a Health,
    /// What other tables say.
    pub facts: &'a Facts,
    /// The day; sales, stock and payments are looked at up to the last week that is in.
    pub day: &'a Day<'a>,
    /// The numbers.
    pub policy: &'a Policy,
    /// Its risk light is red.
    pub red: bool,
    /// So many whole weeks it has no figures while others have them, where these are enough to warn.
    pub silent: Option<i64>,
    /// It ordered often and has not at all for a month: it has stopped. Before that its figures are only not in.
    pub stopped: bool,
}

impl<'a> Case<'a> {
    /// A partner as of a day.
    #[must_use]
    pub fn new(
        inputs: &'a Inputs<'a>,
        health: &'a Health,
        (facts, until): (&'a Facts, &Until),
        day: &'a Day<'a>,
        policy: &'a Policy,
        red: bool,
    ) -> Self {
        let least = i64::from(policy.alerts.missing_weeks);
        let silent = missing_weeks(inputs, day.week(), until.sales).filter(|gap| *gap >= least);
        let case = Self { inputs, health, facts, day, policy, red, silent, stopped: false };
        let stopped = health.frequency.is_some_and(|f| f.recent == 0) && rules::fall_of_orders(&case).is_some();
        Self { stopped, ..case }
    }

    /// Every warning that holds, in the order of the rules; a partner that does not trade is not warned about.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        if !self.inputs.profile.trades() {
            return Vec::new();
        }
        AlertRule::ALL.iter().filter_map(|rule| Some((rule.def().finds)(self)?.by(*rule))).collect()
    }
}

/// Whole weeks since the partner's last figures, up to the last week for which anybody has some.
///
/// Of a partner that never had figures it counts from when it was taken on; `None` if that is not known either.
#[must_use]
pub fn missing_weeks(inputs: &Inputs<'_>, week: Week, figures_until: Option<Week>) -> Option<i64> {
    let until = figures_until?.0.min(week.0 - 1);
    let last = inputs.history.last_day_before(week).or(inputs.profile.since)?;
    Some(i64::from(until - Week::of(from_day_number(last)).0).max(0))
}

#[cfg(test)]
mod tests;
