//! Health of a partner, 0 to 100, as of a day (S13).
//!
//! Six components: purchase frequency, sell-through, returns, pace to target, overdue receivables, open tickets. One
//! that can't be computed is left out and the other weights are renormalised; tickets alone rate nobody, so a partner
//! without figures is *not rated*, never 0 and never 100.

pub mod explain;

use chrono::NaiveDate;
use serde::Deserialize;

use super::credit::Owed;
use super::history::{History, fiscal_span};
use super::inventory::{self, Counted, SellThrough};
use super::kinds::{Lifecycle, Severity, Tier};
use super::money::{Money, Rate, div_round};
use super::period::{Span, Week, from_day_number};
use super::score::{Component, DayLine, FULL, RateLine, weighted};
use super::target::{self, Aimed, Goal, Horizon};

/// Weeks whose orders are compared with those of the [`BEFORE`] weeks before them.
pub const RECENT: i32 = 4;
/// Weeks before the recent ones, which are the partner's usual.
pub const BEFORE: i32 = 12;

/// `[health]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthPolicy {
    /// Weight of each component.
    pub weights: Weights,
    /// Orders a week of the last 4 weeks against the 12 before.
    pub frequency: RateLine,
    /// Sold / (opening + received).
    pub sell_through: RateLine,
    /// Returns / gross shipments.
    pub returns: RateLine,
    /// Sales against the share of the target due.
    pub pace: RateLine,
    /// Days beyond term of the oldest open item.
    pub overdue_days: DayLine,
    /// Overdue share of the open amount.
    pub overdue_share: RateLine,
    /// Points that an open ticket costs, by severity.
    pub ticket_points: TicketPoints,
    /// Months of the period that pace is measured in: 3 (fiscal quarter) or 12 (fiscal year).
    pub pace_months: i32,
    /// A partner below this is slipping, in points.
    pub slipping: i64,
    /// A partner that lost so many points in a week is slipping.
    pub slip: i64,
}

/// Weights of the components of health.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Purchase frequency.
    pub frequency: i64,
    pub sell_through: i64,
    pub returns: i64,
    /// Pace to target.
    pub pace: i64,
    /// Overdue receivables.
    pub overdue: i64,
    /// Open tickets.
    pub tickets: i64,
}

/// Points that an open ticket of a severity costs.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketPoints {
    /// Critical.
    pub s1: i64,
    /// High.
    pub s2: i64,
    /// Normal.
    pub s3: i64,
    /// Low.
    pub s4: i64,
}

/// What the rules need to know of the partner itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Where it stands.
    pub status: Lifecycle,
    /// Taken on; where that is not known its first order.
    pub since: Option<i32>,
    pub outlets_covered: Option<i64>,
    /// Outlets it should cover.
    pub outlets_planned: Option<i64>,
    /// How much may be open.
    pub credit_limit: Option<Money>,
    /// Days until an invoice is due.
    pub credit_days: Option<i64>,
    /// Penalty points in force.
    pub points: i64,
    /// Tier in force.
    pub tier: Option<Tier>,
}

impl Profile {
    /// Whether it trades: only such partners are rated, ranked and warned about.
    #[must_use]
    pub fn trades(&self) -> bool {
        self.status.trades()
    }
}

/// From when to when a ticket was open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketSpan {
    /// UTC seconds.
    pub opened: i64,
    /// UTC seconds; `None` while open.
    pub ended: Option<i64>,
    /// How bad.
    pub severity: Severity,
}

/// A partner's inputs of every rule, all of its time.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The partner.
    pub profile: Profile,
    /// Its sales.
    pub history: &'a History,
    /// Its stock, in order of days.
    pub counts: &'a [Counted],
    pub targets: &'a [Goal],
    /// Its sales of each product line, where it has targets for single lines.
    pub lines: &'a [(i64, History)],
    pub tickets: &'a [TicketSpan],
}

/// Orders of late against usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequency {
    /// Orders of the last [`RECENT`] weeks.
    pub recent: i64,
    /// Orders of the [`BEFORE`] weeks before.
    pub before: i64,
    /// Recent a week / before a week.
    pub rate: Rate,
}

/// What stands against the targets of the period that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The fiscal quarter or year.
    pub span: Span,
    /// The last day that pace looks at.
    pub until: NaiveDate,
    /// Targets, and sales of what has one.
    pub aimed: Aimed,
}

/// Open tickets by severity, S1 first.
pub type TicketCount = [i64; 4];

/// Health as of a day: each component's value and points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// Windows of sales are the whole weeks before it.
    pub week: Week,
    /// 0 to 100 in 1/100 points; `None`: not rated.
    pub points: Option<i64>,
    /// Purchase frequency.
    pub frequency: Option<Frequency>,
    pub sell_through: Option<SellThrough>,
    /// Return rate of the last 12 weeks.
    pub return_rate: Option<Rate>,
    /// Pace to target.
    pub pace: Option<Pace>,
    /// Receivables.
    pub owed: Owed,
    /// Open tickets.
    pub tickets: TicketCount,
    /// The components, in the order of [`Weights`].
    pub parts: [Component; 6],
}

/// Orders of the last 4 weeks against the 12 before, by week.
///
/// `None` where the figures do not reach back 16 weeks or the 12 weeks had no order: there is no usual to compare with.
#[must_use]
pub fn frequency(history: &History, week: Week) -> Option<Frequency> {
    if !history.reaches(week, RECENT + BEFORE) {
        return None;
    }
    let recent = history.weeks_before(week, RECENT).orders;
    let before = history.weeks_before(Week(week.0 - RECENT), BEFORE).orders;
    let rate = div_round(i128::from(recent) * i128::from(BEFORE) * 10_000, i128::from(before.max(1)) * i128::from(RECENT));
    (before > 0).then_some(Frequency { recent, before, rate: Rate(rate) })
}

impl Inputs<'_> {
    /// What stands against the targets of a span; `None` where nothing in it has one.
    #[must_use]
    pub fn aimed(&self, span: Span, horizon: &Horizon<'_>) -> Option<Aimed> {
        target::aimed(self.targets, span, horizon, |line, from, to| {
            let history = match line {
                None => Some(self.history),
                Some(line) => self.lines.iter().find(|(l, _)| *l == line).map(|(_, history)| history),
            };
            history.map_or(Money::ZERO, |h| h.between(from, to).after_returns())
        })
    }

    /// What stands against the targets of the fiscal quarter (or year) of a day.
    #[must_use]
    pub fn pace(&self, as_of: NaiveDate, horizon: &Horizon<'_>, first_month: u32, months: i32) -> Option<Pace> {
        let span = fiscal_span(as_of, first_month, months);
        Some(Pace { span, until: from_day_number(horizon.until), aimed: self.aimed(span, horizon)? })
    }
}

/// Tickets open at a moment (UTC seconds), by severity.
#[must_use]
pub fn open_tickets(tickets: &[TicketSpan], moment: i64) -> TicketCount {
    let mut open = [0; 4];
    for t in tickets.iter().filter(|t| t.opened <= moment && t.ended.is_none_or(|e| e > moment)) {
        let slot = match t.severity {
            Severity::S1 => 0,
            Severity::S2 => 1,
            Severity::S3 => 2,
            Severity::S4 => 3,
        };
        open[slot] += 1;
    }
    open
}

/// Points for what is owed: the worse of the oldest item's days and the overdue share; `None` without receivables.
#[must_use]
pub fn overdue_points(owed: &Owed, policy: &HealthPolicy) -> Option<i64> {
    if !owed.known {
        return None;
    }
    if owed.counted().0 <= 0 {
        return Some(FULL);
    }
    // what is overdue and exceeds what is open net of credit is all of it
    let share = owed.counted().ratio(owed.open).filter(|r| r.0 > 0).map_or(Rate::ONE, |r| r.min(Rate::ONE));
    Some(policy.overdue_days.points(owed.overdue_days).min(policy.overdue_share.points(share)))
}

/// As of when health is computed.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a> {
    /// The day.
    pub as_of: NaiveDate,
    /// The end of it, in UTC seconds.
    pub moment: i64,
    /// The first month of the fiscal year.
    pub first_month: u32,
    /// How far sales and targets are looked at.
    pub horizon: Horizon<'a>,
    /// The last day of counts of stock, since 1970-01-01: no later than that of sales, beside which they are set.
    pub counted: i32,
}

impl Day<'_> {
    /// The week after the last one whose sales are in: windows are the whole weeks before it.
    #[must_use]
    pub fn week(&self) -> Week {
        Week::of_day(self.horizon.until + 1)
    }

    /// The same of stock.
    #[must_use]
    pub fn stock_week(&self) -> Week {
        Week::of_day(self.counted + 1)
    }
}

/// The health of a partner as of a day.
///
/// `owed` is what it owes at the end of that day. A partner that does not trade is not rated.
#[must_use]
pub fn health(inputs: &Inputs<'_>, owed: &Owed, day: &Day<'_>, policy: &HealthPolicy) -> Health {
    let Day { as_of, moment, first_month, .. } = *day;
    let week = day.week();
    let frequency = frequency(inputs.history, week);
    let sell_through = inventory::sell_through(inputs.history, inputs.counts, week);
    let return_rate = inputs.history.weeks_before(week, BEFORE).return_rate();
    let pace = inputs.pace(as_of, &day.horizon, first_month, policy.pace_months);
    let tickets = open_tickets(inputs.tickets, moment);
    let w = &policy.weights;
    let mut parts = [
        Component { weight: w.frequency, points: frequency.map(|f| policy.frequency.points(f.rate)) },
        Component { weight: w.sell_through, points: sell_through.map(|s| policy.sell_through.points(s.rate)) },
        Component { weight: w.returns, points: return_rate.map(|r| policy.returns.points(r)) },
        Component { weight: w.pace, points: pace.and_then(|p| p.aimed.pace()).map(|p| policy.pace.points(p.rate())) },
        Component { weight: w.overdue, points: overdue_points(owed, policy) },
        Component { weight: w.tickets, points: None },
    ];
    let rated = inputs.profile.trades() && weighted(&parts).is_some();
    if rated {
        let t = &policy.ticket_points;
        let lost: i64 = tickets.iter().zip([t.s1, t.s2, t.s3, t.s4]).map(|(n, points)| n * points).sum();
        parts[5].points = Some((FULL - lost * 100).max(0));
    }
    let points = if rated { weighted(&parts) } else { None };
    Health { week, points, frequency, sell_through, return_rate, pace, owed: *owed, tickets, parts }
}

#[cfg(test)]
mod tests;
