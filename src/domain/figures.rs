//! Everything that the rules compute of a partner as of a day: the row that lists sort by, boards show and the health
//! check reports.

use chrono::{Days, NaiveDate};

use super::alert::{Around, Finding, findings, red_light};
use super::credit::{Light, Owed, light};
use super::delivery::Until;
use super::health::{Day, Inputs, RECENT, health};
use super::kinds::{AlertRule, AlertSeverity, Tier};
use super::period::{Span, Week, day_number, from_day_number};
use super::policy::Policy;
use super::target::Horizon;
use super::tier::{Measures, measure};

/// Under which numbers and as of which day figures are computed.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// The numbers.
    pub policy: &'a Policy,
    /// The day.
    pub as_of: NaiveDate,
    /// The end of that day in the organisation's zone, in UTC seconds.
    pub moment: i64,
}

impl<'a> Basis<'a> {
    /// The end of the day so many days earlier, with what is known of sales by then.
    #[must_use]
    pub fn day(&self, back: i32, until: &Until) -> Day<'a> {
        let as_of = day_number(self.as_of) - back;
        let day = from_day_number(as_of);
        let horizon = Horizon { as_of, until: until.sales_day(day), calendar: &self.policy.calendar };
        let first_month = self.policy.organisation.fiscal_year_month;
        Day { as_of: day, moment: self.moment - i64::from(back) * 86_400, first_month, horizon, counted: until.stock_day(day) }
    }

    /// The day a week earlier, which health is compared with.
    #[must_use]
    pub fn week_before(&self) -> NaiveDate {
        self.as_of - Days::new(7)
    }

    /// The day four weeks earlier, which the tier score is compared with.
    #[must_use]
    pub fn month_before(&self) -> NaiveDate {
        self.as_of - Days::new(28)
    }
}

/// What a partner owes on the three days that figures look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OwedThen {
    /// On the day.
    pub now: Owed,
    /// A week earlier.
    pub week_before: Owed,
    /// Four weeks earlier.
    pub month_before: Owed,
}

/// The figures of a partner; the columns of `partner_figures` say the units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartnerFigures {
    /// Health, in 1/100 points; `None`: not rated.
    pub health: Option<i64>,
    /// Health a week earlier.
    pub health_before: Option<i64>,
    /// Tier score, in 1/100 points.
    pub score: Option<i64>,
    /// Tier score four weeks earlier.
    pub score_before: Option<i64>,
    /// Net sales less returns of the last 4 whole weeks that are in, in 1/10,000 of the unit.
    pub sales4: i64,
    /// Of the 4 weeks before.
    pub sales4_before: i64,
    /// Orders of the last 4 whole weeks.
    pub orders4: i64,
    /// Net sales less returns of T12M.
    pub t12m: i64,
    /// Contribution of T12M.
    pub contribution: i64,
    /// Sales of the fiscal quarter so far against its whole target, basis points.
    pub attainment: Option<i64>,
    /// Sales against the share of the target due, basis points.
    pub pace: Option<i64>,
    /// Returns against gross shipments of the last 12 weeks, basis points.
    pub return_rate: Option<i64>,
    /// Open receivables.
    pub open_amount: i64,
    /// Of them overdue.
    pub overdue: i64,
    /// Of it what fell due after the last week of payments that is in.
    pub overdue_fresh: i64,
    /// Days beyond term of the oldest open item.
    pub overdue_days: i64,
    /// Days sales outstanding, in 1/10 days.
    pub dso: Option<i64>,
    /// Inventory days, in 1/10 days.
    pub inventory_days: Option<i64>,
    /// The risk light.
    pub light: Option<Light>,
    /// The tier in force, of a partner that trades.
    pub tier: Option<Tier>,
    /// Where the figures put it; ranked partners get their band when all are known. `None`: it does not trade.
    pub computed_tier: Option<Tier>,
    /// Open tickets.
    pub open_tickets: i64,
    /// Penalty points in force.
    pub points: i64,
    /// What is held of its deposit, in 1/10,000 of the unit; `None`: it has no account.
    pub deposit_held: Option<i64>,
    /// The last day of its contracts in force, since 1970-01-01; `None`: none is in force.
    pub contract_end: Option<i32>,
    /// The components and warnings behind it.
    pub parts: Parts,
    /// What the tier score was computed from.
    pub measures: Measures,
}

/// The points of each component and the warnings that hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Health: frequency, sell-through, returns, pace, overdue, tickets.
    pub health: [Option<i64>; 6],
    /// Tier score: sales, coverage, capital, compliance.
    pub tier: [Option<i64>; 4],
    /// Warnings, in the order of the rules.
    pub findings: Vec<Finding>,
}

/// Computes every figure of a partner; ranked partners stand at Growth until [`super::tier::bands`] are known.
#[must_use]
pub fn compute(inputs: &Inputs<'_>, owed: &OwedThen, around: &Around, basis: &Basis<'_>) -> PartnerFigures {
    let policy = basis.policy;
    let (now_day, then) = (basis.day(0, &around.until), basis.day(7, &around.until));
    let week = now_day.week();
    let profile = inputs.profile;
    let now = health(inputs, &owed.now, &now_day, &policy.health);
    let before = health(inputs, &owed.week_before, &then, &policy.health);
    let target = policy.inventory.target_days;
    let measures = measure(inputs, &owed.now, &now_day);
    let tier = measures.score(target, &policy.tiers);
    let tier_before = measure(inputs, &owed.month_before, &basis.day(28, &around.until)).score(target, &policy.tiers);
    let mut warnings = Vec::new();
    findings(inputs, &now, around, &now_day, &policy.alerts, &mut warnings);
    let light = light(&owed.now, profile.credit_limit, around.assessed, basis.as_of, &policy.credit);
    if light == Some(Light::Red) && profile.trades() {
        warnings.push(red_light(&owed.now, profile.credit_limit, around.assessed, &policy.credit));
    }
    let recent = inputs.history.weeks_before(week, RECENT);
    let year = inputs.history.over(Span::trailing_year(basis.as_of));
    PartnerFigures {
        health: now.points,
        health_before: before.points,
        score: tier.points,
        score_before: tier_before.points,
        sales4: recent.after_returns().0,
        sales4_before: inputs.history.weeks_before(Week(week.0 - RECENT), RECENT).after_returns().0,
        orders4: recent.orders,
        t12m: year.after_returns().0,
        contribution: year.contribution().0,
        attainment: now.pace.and_then(|p| p.aimed.attainment()).map(|r| r.rate().0),
        pace: now.pace.and_then(|p| p.aimed.pace()).map(|r| r.rate().0),
        return_rate: now.return_rate.map(|r| r.0),
        open_amount: owed.now.open.0,
        overdue: owed.now.overdue.0,
        overdue_fresh: owed.now.fresh.0,
        overdue_days: owed.now.overdue_days,
        dso: owed.now.dso,
        inventory_days: measures.inventory.map(|d| d.days),
        light,
        tier: profile.tier.filter(|_| profile.trades()),
        computed_tier: measures.place(basis.as_of, &policy.tiers),
        open_tickets: now.tickets.iter().sum(),
        points: profile.points,
        deposit_held: around.deposit_held.map(|m| m.0),
        contract_end: around.contract_end.map(day_number),
        parts: Parts { health: now.parts.map(|c| c.points), tier: tier.parts.map(|c| c.points), findings: warnings },
        measures,
    }
}

impl Parts {
    /// Packs them: two bytes a component (65,535: not computed), then 18 bytes a warning.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(20 + 18 * self.findings.len());
        for points in self.health.iter().chain(&self.tier) {
            let packed = points.and_then(|p| u16::try_from(p).ok()).unwrap_or(u16::MAX);
            out.extend(packed.to_le_bytes());
        }
        for f in &self.findings {
            let index = |at: Option<usize>| at.and_then(|i| u8::try_from(i).ok()).unwrap_or(u8::MAX);
            out.push(index(AlertRule::ALL.iter().position(|r| *r == f.rule)));
            out.push(index(AlertSeverity::ALL.iter().position(|s| *s == f.severity)));
            out.extend(f.value.to_le_bytes());
            out.extend(f.bound.to_le_bytes());
        }
        out
    }

    /// Unpacks them; what is damaged is left out.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Self {
        let (components, warnings) = bytes.split_at_checked(20).unwrap_or((&[], &[]));
        let mut points = components.chunks_exact(2).map(|b| {
            let packed = u16::from_le_bytes([b[0], b[1]]);
            (packed != u16::MAX).then(|| i64::from(packed))
        });
        let health = std::array::from_fn(|_| points.next().flatten());
        let tier = std::array::from_fn(|_| points.next().flatten());
        let number = |b: &[u8]| b.try_into().map(i64::from_le_bytes).unwrap_or_default();
        let findings = warnings
            .chunks_exact(18)
            .filter_map(|b| {
                let (head, rest) = b.split_at(2);
                let (value, bound) = rest.split_at(8);
                Some(Finding {
                    rule: *AlertRule::ALL.get(usize::from(head[0]))?,
                    severity: *AlertSeverity::ALL.get(usize::from(head[1]))?,
                    value: number(value),
                    bound: number(bound),
                })
            })
            .collect();
        Self { health, tier, findings }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_back_as_they_were() {
        let parts = Parts {
            health: [Some(0), None, Some(10_000), Some(1), None, Some(500)],
            tier: [None, Some(7_777), Some(0), Some(10_000)],
            findings: vec![
                Finding { rule: AlertRule::OrderDrop, severity: AlertSeverity::Critical, value: -6_100, bound: -3_000 },
                Finding { rule: AlertRule::Outlier, severity: AlertSeverity::Info, value: i64::MAX, bound: i64::MIN },
            ],
        };
        assert_eq!(Parts::decode(&parts.encode()), parts);
        assert_eq!(Parts::decode(&[1, 2, 3]), Parts::default());
    }
}
