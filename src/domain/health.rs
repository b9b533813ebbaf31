//! Health of a partner, 0 to 100, as of a day (S13).
//!
//! Six components: purchase frequency, sell-through, returns, pace to target, overdue receivables, open tickets. One
//! that can't be computed is left out and the other weights are renormalised; tickets alone rate nobody, so a partner
//! without figures is *not rated*, never 0 and never 100.

pub mod explain;

use chrono::NaiveDate;
use serde::Deserialize;

use super::credit::Owed;
use super::history::{History, fiscal_span, weeks_before};
use super::inventory::{self, Counted, SellThrough};
use super::kinds::{Lifecycle, Severity, Tier};
use super::money::{Money, Rate, div_round};
use super::period::{Month, Span, Week, day_number};
use super::score::{Component, DayLine, FULL, RateLine, weighted};

/// Weeks whose orders are compared with those of the [`BEFORE`] weeks before them.
pub const RECENT: i32 = 4;
/// Weeks before the recent ones, which are the partner's usual.
pub const BEFORE: i32 = 12;
/// Fewest whole weeks that a pace is measured over: at a quarter's start it looks back into the last one.
pub const PACE_WEEKS: i32 = 4;

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
    /// Sell-through.
    pub sell_through: i64,
    /// Returns.
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
    /// Outlets it covers.
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
        matches!(self.status, Lifecycle::Active | Lifecycle::Improving | Lifecycle::Suspended)
    }
}

/// A target of the partner: whole spans count pro rata of their calendar days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// First day, since 1970-01-01.
    pub from: i32,
    /// Last day.
    pub to: i32,
    /// How much.
    pub amount: Money,
    /// For all product lines together, or for one.
    pub all_lines: bool,
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
    /// Its targets.
    pub targets: &'a [Due],
    /// Its tickets.
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

/// Sales of the months of a span that have a target, and that target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attained {
    /// Net sales less returns.
    pub sales: Money,
    /// The target's share, pro rata of calendar days.
    pub due: Money,
}

/// Sales against the target that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// From the period's start to the last whole week.
    pub span: Span,
    /// Net sales less returns in it.
    pub sales: Money,
    /// The share of the targets that falls in it.
    pub due: Money,
    /// The target of the whole period.
    pub whole: Money,
    /// Sales / due.
    pub pace: Rate,
    /// Sales / whole target.
    pub attainment: Option<Rate>,
}

/// Open tickets by severity, S1 first.
pub type TicketCount = [i64; 4];

/// Health as of a day: each component's value and points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// 0 to 100 in 1/100 points; `None`: not rated.
    pub points: Option<i64>,
    /// Purchase frequency.
    pub frequency: Option<Frequency>,
    /// Sell-through.
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

/// The part of the targets that falls in a span, pro rata of calendar days ([`target::pro_rata`](super::target::pro_rata)).
///
/// Targets of single product lines count only where no target for all lines touches the span.
#[must_use]
pub fn due_in(targets: &[Due], span: Span) -> Money {
    let (from, to) = (day_number(span.from), day_number(span.to));
    let mut sums = [None; 2];
    for t in targets {
        let (first, last) = (t.from.max(from), t.to.min(to));
        if first > last {
            continue;
        }
        let part = if first == t.from && last == t.to {
            t.amount
        } else {
            t.amount.scaled(i64::from(last - first + 1), i64::from(t.to - t.from + 1)).unwrap_or_default()
        };
        let sum = &mut sums[usize::from(!t.all_lines)];
        *sum = Some(sum.unwrap_or(Money::ZERO) + part);
    }
    sums.into_iter().flatten().next().unwrap_or_default()
}

/// Sales against the targets of a span, over the months that have any target; `None` where none has.
#[must_use]
pub fn attained(history: &History, targets: &[Due], span: Span) -> Option<Attained> {
    if targets.is_empty() {
        return None;
    }
    let due = due_in(targets, span);
    let mut sales = Money::ZERO;
    for month in Month::of(span.from).0..=Month::of(span.to).0 {
        if let Some(part) = Month(month).span().intersect(span)
            && targets.iter().any(|t| t.from <= day_number(part.to) && t.to >= day_number(part.from))
        {
            sales += history.over(part).after_returns();
        }
    }
    (due.0 > 0).then_some(Attained { sales, due })
}

/// Sales against the target due from the start of the fiscal quarter (or year) to the last whole week.
///
/// In a period's first weeks the window reaches back to 4 whole weeks. `None` where no target is due in it.
#[must_use]
pub fn pace(history: &History, targets: &[Due], as_of: NaiveDate, first_month: u32, months: i32) -> Option<Pace> {
    let week = Week::of(as_of);
    let period = fiscal_span(as_of, first_month, months);
    let least = weeks_before(week, PACE_WEEKS);
    let span = Span { from: period.from.min(least.from), to: least.to };
    let Attained { sales, due } = attained(history, targets, span)?;
    let whole = due_in(targets, period);
    let so_far = period.intersect(span).and_then(|begun| attained(history, targets, begun));
    let attainment = so_far.map_or(Money::ZERO, |a| a.sales).ratio(whole);
    Some(Pace { span, sales, due, whole, pace: sales.ratio(due)?, attainment })
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
    if owed.overdue.0 <= 0 {
        return Some(FULL);
    }
    // what is overdue and exceeds what is open net of credit is all of it
    let share = owed.overdue.ratio(owed.open).filter(|r| r.0 > 0).map_or(Rate::ONE, |r| r.min(Rate::ONE));
    Some(policy.overdue_days.points(owed.overdue_days).min(policy.overdue_share.points(share)))
}

/// The health of a partner as of a day.
///
/// `owed` is what it owes at the end of that day, `moment` the end of that day in UTC seconds, `first_month` that of
/// the fiscal year. A partner that does not trade is not rated.
#[must_use]
pub fn health(
    inputs: &Inputs<'_>,
    owed: &Owed,
    as_of: NaiveDate,
    moment: i64,
    first_month: u32,
    policy: &HealthPolicy,
) -> Health {
    let week = Week::of(as_of);
    let frequency = frequency(inputs.history, week);
    let sell_through = inventory::sell_through(inputs.history, inputs.counts, week);
    let return_rate = inputs.history.weeks_before(week, BEFORE).return_rate();
    let pace = pace(inputs.history, inputs.targets, as_of, first_month, policy.pace_months);
    let tickets = open_tickets(inputs.tickets, moment);
    let w = &policy.weights;
    let mut parts = [
        Component { weight: w.frequency, points: frequency.map(|f| policy.frequency.points(f.rate)) },
        Component { weight: w.sell_through, points: sell_through.map(|s| policy.sell_through.points(s.rate)) },
        Component { weight: w.returns, points: return_rate.map(|r| policy.returns.points(r)) },
        Component { weight: w.pace, points: pace.map(|p| policy.pace.points(p.pace)) },
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
    Health { points, frequency, sell_through, return_rate, pace, owed: *owed, tickets, parts }
}

#[cfg(test)]
mod tests;
