//! The rules that warn about a partner (S13), and what becomes of a warning from one day to the next.
//!
//! Each rule answers a [`Finding`]: the figure, what it is measured against and how serious it is. A warning that
//! persists stays one: [`follow`] decides whether what was found is new, goes on, got worse or is over.
//!
//! | rule | value and limit are in |
//! |---|---|
//! | order drop, sales drop | basis points of change against usual (−3,800 is 38 % less) |
//! | inventory days | 1/10 days |
//! | return rate, pace, credit limit | basis points |
//! | overdue | days beyond term of the oldest item |
//! | price floor | 1/10,000 of the currency, per piece |
//! | missing data | whole weeks without figures |
//! | returns | returns in the last days |
//! | points | penalty points in force |
//! | outlier | 1/10,000 of the currency: the week's sales and the edge of the usual that they crossed |
//! | credit sale | 1/10,000 of the currency: the sale and so many times the average of 12 weeks |
//! | seen below floor | 1/10,000 of the currency: the price that was seen, and the floor |
//! | online/offline gap | basis points of the offline price by which the other channel is undercut |
//! | red light | why ([`RED_DAYS`], [`RED_USE`], [`RED_SCORE`]), and that figure: days, basis points, 1/100 points |

pub mod doing;

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::credit::assessment::Assessed;
use super::credit::{CreditPolicy, Owed, Reason, hard_rule, limit_use};
use super::delivery::Until;
use super::diversion::PriceFindings;
use super::figure::Ratio;
use super::health::{BEFORE, Day, Health, Inputs, RECENT};
use super::history::History;
use super::inventory::{self, median};
use super::kinds::{AlertRule, AlertSeverity, AlertState};
use super::money::{Money, Rate, div_round};
use super::period::{Week, from_day_number};
use super::receivables::Bill;

/// `[alerts]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertPolicy {
    /// Fall of orders of the last 4 weeks against usual.
    pub order_drop: RateBounds,
    /// Fewest orders in the 12 weeks before for a fall to mean something.
    pub order_drop_least: i64,
    /// Fall of sales of the last 4 weeks against usual.
    pub sales_drop: RateBounds,
    /// Inventory days.
    pub inventory_days: DayBounds,
    /// Inventory days against the partner's own norm.
    pub inventory_norm: Rate,
    /// Returns of the last 12 weeks.
    pub return_rate: RateBounds,
    /// Sales against the target due.
    pub pace: RateBounds,
    /// Days beyond term of the oldest open item.
    pub overdue_days: DayBounds,
    /// Open amount against the credit limit.
    pub credit_use: RateBounds,
    /// Whole weeks without figures while others have them.
    pub missing_weeks: i32,
    /// Unusual weeks.
    pub outlier: Outlier,
    /// Penalty points in force, at or above.
    pub points: DayBounds,
    /// Returns in the last days.
    pub returns: ReturnBounds,
    /// Unusual sales on credit.
    pub credit_sale: CreditSale,
}

/// How many returns are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnBounds {
    /// Warning above it.
    pub warn: i64,
    /// Critical above it.
    pub critical: i64,
    /// Within so many days up to the day.
    pub days: i64,
    /// A document counts from this share of what was sold in it on; one in which nothing was sold always.
    pub least: Rate,
}

impl ReturnBounds {
    /// Whether a document, or a day without one, is a return.
    #[must_use]
    pub fn is_return(&self, net: Money, returns: Money) -> bool {
        returns.0 > 0 && (net.0 <= 0 || i128::from(returns.0) * 10_000 >= i128::from(self.least.0) * i128::from(net.0))
    }
}

/// What makes a sale on credit unusual (S8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditSale {
    /// Times the usual document, and times the usual week.
    pub times: Rate,
    /// Fewest documents in 12 months for one of them to be usual.
    pub least: i64,
    /// Days that a sale is looked at for.
    pub days: u64,
}

/// A light is red for the days beyond term of the oldest item.
pub const RED_DAYS: i64 = 1;
/// For the use of the limit.
pub const RED_USE: i64 = 2;
/// For the score of the assessment.
pub const RED_SCORE: i64 = 3;

/// Where a rate begins to warn and where it is critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateBounds {
    /// Warning beyond it.
    pub warn: Rate,
    /// Critical beyond it.
    pub critical: Rate,
}

/// Where a number of days begins to warn and where it is critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayBounds {
    /// Warning beyond it.
    pub warn: i64,
    /// Critical beyond it.
    pub critical: i64,
}

/// What makes a week unusual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlier {
    /// Modified z-score beyond which a week is unusual, in 1/100: 350 after Iglewicz and Hoaglin (1993).
    pub z: i64,
    /// And it must differ from the usual by at least this.
    pub least_change: Rate,
    /// Weeks of history that make the usual, [`Outlier::MIN_WEEKS`] to [`Outlier::MAX_WEEKS`].
    pub weeks: usize,
}

impl Outlier {
    /// Longest history that can be asked for.
    pub const MAX_WEEKS: usize = 52;
    /// Fewest weeks of history that say what is usual.
    pub const MIN_WEEKS: usize = 4;
}

/// A warning that holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: AlertRule,
    /// How serious.
    pub severity: AlertSeverity,
    /// The figure, in the rule's own unit.
    pub value: i64,
    /// What it is measured against, in the same unit.
    pub bound: i64,
}

/// What other tables say on a day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// The worst average price of a product line in the last whole month and this one that is below its floor, and
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

/// Every warning that holds for a partner as of a day, in the order of the rules' declaration.
///
/// A partner that does not trade is not warned about. What rests on sales, stock or payments looks no further than the week that
/// is in.
pub fn findings(
    inputs: &Inputs<'_>,
    health: &Health,
    (facts, until): (&Facts, &Until),
    day: &Day<'_>,
    policy: &AlertPolicy,
    found: &mut Vec<Finding>,
) {
    found.clear();
    if !inputs.profile.trades() {
        return;
    }
    let week = day.week();
    let silent = missing_weeks(inputs, week, until.sales).filter(|gap| *gap >= i64::from(policy.missing_weeks));
    let drop = order_drop(health, policy);
    // who ordered often and has not at all for a month has stopped; before that its figures are only not in: one warning says it
    let stopped = health.frequency.is_some_and(|f| f.recent == 0) && drop.is_some();
    let missing = silent.filter(|_| !stopped);
    if silent.is_none() || stopped {
        found.extend(drop);
    }
    if silent.is_none() {
        found.extend(sales_drop(inputs.history, week, policy));
    }
    found.extend(inventory_days(inputs, day.stock_week(), policy));
    found.extend(above(AlertRule::ReturnRate, health.return_rate, policy.return_rate));
    found.extend(returns(facts.returns, policy.returns));
    found.extend(behind(health, policy));
    found.extend(overdue(&health.owed, policy));
    found.extend(above(AlertRule::CreditLimit, limit_use(&health.owed, inputs.profile.credit_limit), policy.credit_use));
    found.extend(facts.below_floor.map(|(price, floor)| Finding {
        rule: AlertRule::PriceFloor,
        severity: AlertSeverity::Warning,
        value: price.0,
        bound: floor.0,
    }));
    found.extend(missing.map(|gap| Finding {
        rule: AlertRule::MissingData,
        severity: AlertSeverity::Warning,
        value: gap,
        bound: policy.missing_weeks.into(),
    }));
    if silent.is_none() {
        found.extend(outlier(inputs.history, week, &policy.outlier));
    }
    found.extend(points(facts.points, policy.points));
    found.extend(facts.credit_sale.map(|(sale, bound)| Finding {
        rule: AlertRule::CreditSale,
        severity: AlertSeverity::Warning,
        value: sale.0,
        bound: bound.0,
    }));
    found.extend(facts.prices.iter().flatten());
}

fn returns(count: i64, bounds: ReturnBounds) -> Option<Finding> {
    let severity = severity(count > bounds.critical);
    (count > bounds.warn.max(0)).then_some(Finding { rule: AlertRule::Returns, severity, value: count, bound: bounds.warn })
}

/// Points that reach their limit.
fn points(points: i64, bounds: DayBounds) -> Option<Finding> {
    let severity = severity(points >= bounds.critical);
    // a limit of 0 would warn of everybody
    (points >= bounds.warn.max(1)).then_some(Finding { rule: AlertRule::Points, severity, value: points, bound: bounds.warn })
}

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
    let document = median(&mut documents);
    let weeks = i128::from(BEFORE.max(1));
    let billed: i128 = within(recent - Days::new(7 * u64::try_from(BEFORE).unwrap_or(12)), recent).map(|m| i128::from(m.0)).sum();
    let times = i128::from(policy.times.0);
    let by_document = div_round(i128::from(document) * times, 10_000);
    let by_week = div_round(billed * times, weeks * 10_000);
    let bound = Money(by_document.max(by_week));
    (largest > bound).then_some((largest, bound))
}

/// That the light is red, and why.
#[must_use]
pub fn red_light(owed: &Owed, limit: Option<Money>, assessed: Option<Assessed>, policy: &CreditPolicy) -> Finding {
    let (value, bound) = match hard_rule(owed, limit, policy) {
        Some(Reason::RedDays(days)) => (RED_DAYS, days),
        Some(Reason::RedUse(rate)) => (RED_USE, rate.0),
        _ => (RED_SCORE, assessed.map_or(0, |a| a.score)),
    };
    Finding { rule: AlertRule::RedLight, severity: AlertSeverity::Critical, value, bound }
}

/// Why a light is red, in a word that is stable.
#[must_use]
pub const fn red_reason(value: i64) -> &'static str {
    match value {
        RED_DAYS => "days",
        RED_USE => "use",
        _ => "score",
    }
}

fn severity(critical: bool) -> AlertSeverity {
    if critical { AlertSeverity::Critical } else { AlertSeverity::Warning }
}

/// A rate above its bound.
fn above(rule: AlertRule, rate: Option<Rate>, bounds: RateBounds) -> Option<Finding> {
    let rate = rate.filter(|r| *r > bounds.warn)?;
    Some(Finding { rule, severity: severity(rate > bounds.critical), value: rate.0, bound: bounds.warn.0 })
}

/// A fall of `recent` against `usual` beyond the bound; `None` where there is no usual.
fn drop(rule: AlertRule, recent: i64, usual: i64, bounds: RateBounds) -> Option<Finding> {
    if usual <= 0 {
        return None;
    }
    let change = div_round((i128::from(recent) - i128::from(usual)) * 10_000, i128::from(usual));
    (change < -bounds.warn.0).then(|| Finding {
        rule,
        severity: severity(change < -bounds.critical.0),
        value: change,
        bound: -bounds.warn.0,
    })
}

fn order_drop(health: &Health, policy: &AlertPolicy) -> Option<Finding> {
    let f = health.frequency.filter(|f| f.before >= policy.order_drop_least)?;
    drop(AlertRule::OrderDrop, f.recent * i64::from(BEFORE), f.before * i64::from(RECENT), policy.order_drop)
}

fn sales_drop(history: &History, week: Week, policy: &AlertPolicy) -> Option<Finding> {
    if !history.reaches(week, RECENT + BEFORE) {
        return None;
    }
    let recent = history.weeks_before(week, RECENT).after_returns().times(BEFORE.into()).0;
    let usual = history.weeks_before(Week(week.0 - RECENT), BEFORE).after_returns().times(RECENT.into()).0;
    drop(AlertRule::SalesDrop, recent, usual, policy.sales_drop)
}

/// Above the limit, or above 1.5 times the partner's own norm.
fn inventory_days(inputs: &Inputs<'_>, week: Week, policy: &AlertPolicy) -> Option<Finding> {
    if inputs.counts.is_empty() {
        return None;
    }
    let days = inventory::days(inputs.history, inputs.counts, week)?.days;
    let limit = policy.inventory_days.warn * 10;
    let bound = if days > limit {
        limit
    } else {
        let norm = inventory::norm(inputs.history, inputs.counts, week)?;
        let bound = div_round(i128::from(norm) * i128::from(policy.inventory_norm.0), 10_000);
        if norm == 0 || days <= bound {
            return None;
        }
        bound
    };
    Some(Finding {
        rule: AlertRule::InventoryDays,
        severity: severity(days > policy.inventory_days.critical * 10),
        value: days,
        bound,
    })
}

fn behind(health: &Health, policy: &AlertPolicy) -> Option<Finding> {
    let pace = health.pace.and_then(|p| p.aimed.pace()).map(Ratio::rate).filter(|p| *p < policy.pace.warn)?;
    Some(Finding {
        rule: AlertRule::Pace,
        severity: severity(pace < policy.pace.critical),
        value: pace.0,
        bound: policy.pace.warn.0,
    })
}

fn overdue(owed: &Owed, policy: &AlertPolicy) -> Option<Finding> {
    let bounds = policy.overdue_days;
    (owed.known && owed.counted().0 > 0 && owed.overdue_days > bounds.warn).then(|| Finding {
        rule: AlertRule::Overdue,
        severity: severity(owed.overdue_days > bounds.critical),
        value: owed.overdue_days,
        bound: bounds.warn,
    })
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

/// The last whole week against the partner's own history: median and MAD of the weeks before, each divided by its
/// season where last year's figures tell it.
///
/// A week's season is the mean of the three weeks around it last year over last year's mean; without figures for
/// all of it no season is taken out. The modified z-score is 0.6745 (x - median) / MAD (Iglewicz and Hoaglin 1993).
#[must_use]
pub fn outlier(history: &History, week: Week, policy: &Outlier) -> Option<Finding> {
    const YEAR: usize = 52;
    let weeks = policy.weeks.clamp(Outlier::MIN_WEEKS, Outlier::MAX_WEEKS);
    let span = i32::try_from(weeks).unwrap_or(i32::MAX) + 1;
    if !history.reaches(week, span) {
        return None;
    }
    let mut sales = [0_i64; Outlier::MAX_WEEKS + 1];
    let sales = sales.get_mut(..=weeks)?;
    history.sales_by_week(week, sales);
    // the season of slot i is read from the slots i, i + 1, i + 2 of the year before, which starts a week earlier
    let mut before = [0_i64; Outlier::MAX_WEEKS + 3];
    let before = before.get_mut(..weeks + 3)?;
    let seasonal = history.reaches(week, span + 53);
    if seasonal {
        history.sales_by_week(Week(week.0 - i32::try_from(YEAR).unwrap_or(52) + 1), before);
    }
    let year: i128 = before.iter().map(|v| i128::from(*v)).sum();
    let count = i128::try_from(before.len()).unwrap_or(1);
    let season = |i: usize| -> (i128, i128) {
        let around: i128 = before.iter().skip(i).take(3).map(|v| i128::from(*v)).sum();
        // between a quarter and four times the mean: a holiday's zero must not divide
        let (num, den) = (around * count, year * 3);
        if !seasonal || den <= 0 {
            (1, 1)
        } else if num * 4 < den {
            (1, 4)
        } else if num > den * 4 {
            (4, 1)
        } else {
            (num, den)
        }
    };
    let mut usual = [0_i64; Outlier::MAX_WEEKS];
    let usual = usual.get_mut(..weeks)?;
    for (i, (slot, value)) in usual.iter_mut().zip(sales.iter()).enumerate() {
        let (num, den) = season(i);
        *slot = div_round(i128::from(*value) * den, num);
    }
    let middle = median(usual);
    for v in usual.iter_mut() {
        *v = (*v - middle).abs();
    }
    let mad = median(usual);
    let now = *sales.last()?;
    let (num, den) = season(weeks);
    let adjusted = div_round(i128::from(now) * den, num);
    let away = (i128::from(adjusted) - i128::from(middle)).abs();
    // 0.6745 * away / mad > z, in integers; without spread every change would be unusual, so there is no answer
    let unusual = mad > 0 && away * 674_500 > i128::from(policy.z) * 10_000 * i128::from(mad);
    let large = middle > 0 && away * 10_000 >= i128::from(policy.least_change.0) * i128::from(middle);
    if !(unusual && large) {
        return None;
    }
    let reach = div_round(i128::from(policy.z) * 10_000 * i128::from(mad), 674_500);
    let edge = if adjusted < middle { middle - reach } else { middle + reach };
    let bound = div_round(i128::from(edge) * num, den).max(0);
    let severity = if adjusted < middle { AlertSeverity::Warning } else { AlertSeverity::Info };
    Some(Finding { rule: AlertRule::Outlier, severity, value: now, bound })
}

/// A warning that is on record and not cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnRecord {
    /// How serious it was.
    pub severity: AlertSeverity,
    /// What was done about it.
    pub state: AlertState,
    /// Quiet until this day.
    pub snoozed_until: Option<NaiveDate>,
    /// The figure when it was acknowledged or put off.
    pub noted: Option<i64>,
}

/// A warning ends after so many days in order: one that is back earlier goes on, with what was done about it.
pub const IN_ORDER: u64 = 14;

/// Whether a figure is clearly worse than it was when somebody took note of it: twice as far beyond its limit, and half the
/// limit more.
#[must_use]
pub fn clearly_worse(found: &Finding, noted: Option<i64>) -> bool {
    let Some(noted) = noted.filter(|_| found.rule != AlertRule::RedLight) else { return false };
    let beyond = |value: i64| (i128::from(value) - i128::from(found.bound)).abs();
    beyond(found.value) * 2 > beyond(noted) * 4 + i128::from(found.bound).abs()
}

/// What becomes of a warning on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It goes on: new figures and last seen, nothing else.
    Goes,
    /// It goes on in another state or severity: part of the history.
    Changes(AlertState, AlertSeverity),
    /// The rule no longer holds.
    Clears,
}

/// What becomes of a warning on record, given what was found on `as_of`.
///
/// Acknowledged and snoozed ones stay quiet until the snooze ends or it gets more serious or clearly worse.
#[must_use]
pub fn follow(record: &OnRecord, found: Option<&Finding>, as_of: NaiveDate) -> Next {
    let Some(found) = found else { return Next::Clears };
    // declared most serious first
    let worse = found.severity < record.severity || clearly_worse(found, record.noted);
    let awake = record.state == AlertState::Snoozed && record.snoozed_until.is_none_or(|until| until <= as_of);
    let state = if worse || awake { AlertState::Open } else { record.state };
    if state == record.state && found.severity == record.severity { Next::Goes } else { Next::Changes(state, found.severity) }
}

#[cfg(test)]
mod tests;
