//! Everything that the rules compute of a partner as of a day: the row that lists sort by, boards show and the health
//! check reports.

use chrono::{Days, NaiveDate, NaiveTime, TimeZone as _};

use super::alert::{Around, Case, Facts, Finding};
use super::credit::{Light, Owed, light};
use super::delivery::Until;
use super::health::{Day, Health, Inputs, RECENT, health};
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
    /// Under a policy, as of the end of a day.
    #[must_use]
    pub fn of(policy: &'a Policy, as_of: NaiveDate) -> Self {
        let midnight = (as_of + Days::new(1)).and_time(NaiveTime::MIN);
        let end = policy.organisation.zone.from_local_datetime(&midnight).earliest();
        let moment = end.map_or_else(|| midnight.and_utc().timestamp(), |t| t.timestamp()) - 1;
        Self { policy, as_of, moment }
    }

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
    /// Two weeks earlier: who slips is told by the week before.
    pub fortnight_before: Owed,
    /// Four weeks earlier.
    pub month_before: Owed,
}

/// What the health check compares a partner with: the same of it a week earlier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WeekBefore {
    /// Whether it was there.
    pub there: bool,
    /// Whether it needed attention.
    pub attention: bool,
    /// Net sales less returns of the 4 whole weeks, in 1/10,000 of the unit.
    pub sales4: i64,
    /// Open receivables.
    pub open_amount: i64,
    /// Of them overdue.
    pub overdue: i64,
    pub open_tickets: i64,
    /// Warnings that held: critical, warning, info.
    pub alerts: [i64; 3],
}

/// What makes a partner one that needs attention: a red light, health below `slipping`, or `slip` lost in a week; `health` and what
/// it was a week earlier are in 1/100 points, as both bounds are.
#[must_use]
pub fn needs_attention(health: Option<i64>, before: Option<i64>, red: bool, (slipping, slip): (i64, i64)) -> bool {
    let lost = health.zip(before).map_or(0, |(now, before)| before - now);
    red || health.is_some_and(|h| h < slipping) || (health.is_some() && before.is_some() && lost >= slip)
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
    /// Open receivables; `None`: nothing was ever billed.
    pub open_amount: Option<i64>,
    /// Of them overdue.
    pub overdue: Option<i64>,
    /// Of it what fell due after the last week of payments that is in.
    pub overdue_fresh: i64,
    /// Days beyond term of the oldest open item.
    pub overdue_days: Option<i64>,
    /// Days sales outstanding, in 1/10 days.
    pub dso: Option<i64>,
    pub inventory_days: Option<i64>,
    /// The risk light.
    pub light: Option<Light>,
    /// The tier in force, of a partner that trades.
    pub tier: Option<Tier>,
    /// Where the figures put it; ranked partners get their band when all are known. `None`: it does not trade.
    pub computed_tier: Option<Tier>,
    pub open_tickets: i64,
    /// Penalty points in force.
    pub points: i64,
    /// What is held of its deposit, in 1/10,000 of the unit; `None`: it has no account.
    pub deposit_held: Option<i64>,
    /// The last day of its contracts in force, since 1970-01-01; `None`: none is in force.
    pub contract_end: Option<i32>,
    /// What it is compared with.
    pub week_before: WeekBefore,
    /// The components and warnings behind it.
    pub parts: Parts,
    /// What the tier score was computed from.
    pub measures: Measures,
}

/// Hands every field of [`PartnerFigures`] to a macro: each is a column of `partner_figures` of its name.
macro_rules! partner_figures {
    ($with:ident) => {
        $with! {
            health, health_before, score, score_before, sales4, sales4_before, orders4, t12m, contribution, attainment, pace,
            return_rate, open_amount, overdue, overdue_fresh, overdue_days, dso, inventory_days, light, tier, computed_tier,
            open_tickets, points, deposit_held, contract_end, week_before, parts, measures,
        }
    };
}
pub(crate) use partner_figures;

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
    let (warnings, light) = warned(inputs, &now, (&around.now, around), &now_day, policy);
    let week_before = week_before(inputs, owed, around, &before, basis);
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
        open_amount: owed.now.known.then_some(owed.now.open.0),
        overdue: owed.now.known.then_some(owed.now.overdue.0),
        overdue_fresh: owed.now.fresh.0,
        overdue_days: owed.now.known.then_some(owed.now.overdue_days),
        dso: owed.now.dso,
        inventory_days: measures.inventory.map(|d| d.days),
        light,
        tier: profile.tier.filter(|_| profile.trades()),
        computed_tier: measures.place(basis.as_of, &policy.tiers),
        open_tickets: now.tickets.iter().sum(),
        points: around.now.points,
        week_before,
        deposit_held: around.deposit_held.map(|m| m.0),
        contract_end: around.contract_end.map(day_number),
        parts: Parts { health: now.parts.map(|c| c.points), tier: tier.parts.map(|c| c.points), findings: warnings },
        measures,
    }
}

/// The warnings of a day, that of the light with them, and the light.
fn warned(
    inputs: &Inputs<'_>,
    health: &Health,
    (facts, around): (&Facts, &Around),
    day: &Day<'_>,
    policy: &Policy,
) -> (Vec<Finding>, Option<Light>) {
    let light = light(&health.owed, inputs.profile.credit_limit, facts.assessed, day.as_of, &policy.credit);
    let case = Case::new(inputs, health, (facts, &around.until), day, policy, light == Some(Light::Red));
    (case.findings(), light)
}

/// The same of a partner a week earlier; `before` is its health then.
fn week_before(inputs: &Inputs<'_>, owed: &OwedThen, around: &Around, before: &Health, basis: &Basis<'_>) -> WeekBefore {
    let policy = basis.policy;
    let then = basis.day(7, &around.until);
    let earlier = health(inputs, &owed.fortnight_before, &basis.day(14, &around.until), &policy.health);
    let (found, light) = warned(inputs, before, (&around.week_before, around), &then, policy);
    let mut alerts = [0; 3];
    for f in &found {
        if let Some(n) = alerts.get_mut(f.severity.place()) {
            *n += 1;
        }
    }
    let red = light == Some(Light::Red);
    WeekBefore {
        there: inputs.profile.trades() && inputs.profile.since.is_none_or(|day| from_day_number(day) <= then.as_of),
        attention: needs_attention(before.points, earlier.points, red, (policy.health.slipping * 100, policy.health.slip * 100)),
        sales4: inputs.history.weeks_before(then.week(), RECENT).after_returns().0,
        open_amount: owed.week_before.open.0,
        overdue: owed.week_before.overdue.0,
        open_tickets: before.tickets.iter().sum(),
        alerts,
    }
}

impl Parts {
    /// Packs them: two bytes a component (65,535: not computed), then each warning: the length of its rule's code, the code, a
    /// byte for its severity, eight for the figure and eight for its limit.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(20 + 18 * self.findings.len());
        for points in self.health.iter().chain(&self.tier) {
            let packed = points.and_then(|p| u16::try_from(p).ok()).unwrap_or(u16::MAX);
            out.extend(packed.to_le_bytes());
        }
        for f in &self.findings {
            // by its code: rules come and go, and their order means nothing
            let code = f.rule.code();
            out.push(u8::try_from(code.len()).unwrap_or(u8::MAX));
            out.extend(code.as_bytes());
            out.push(u8::try_from(f.severity.place()).unwrap_or(u8::MAX));
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
        let mut rest = warnings;
        let mut findings = Vec::new();
        while let Some(found) = next_finding(&mut rest) {
            findings.extend(found.finding());
        }
        Self { health, tier, findings }
    }
}

/// A packed warning, whose rule there may be no more.
struct PackedFinding<'b> {
    code: &'b [u8],
    severity: u8,
    value: i64,
    bound: i64,
}

impl PackedFinding<'_> {
    fn finding(&self) -> Option<Finding> {
        let rule = std::str::from_utf8(self.code).ok().and_then(AlertRule::from_code)?;
        let severity = *AlertSeverity::ALL.get(usize::from(self.severity))?;
        Some(Finding { rule, severity, value: self.value, bound: self.bound })
    }
}

/// The next packed warning; `None`: the end, or damaged bytes.
fn next_finding<'b>(bytes: &mut &'b [u8]) -> Option<PackedFinding<'b>> {
    let (len, rest) = bytes.split_first()?;
    let (code, rest) = rest.split_at_checked(usize::from(*len))?;
    let (severity, rest) = rest.split_first()?;
    let (value, rest) = rest.split_first_chunk::<8>()?;
    let (bound, rest) = rest.split_first_chunk::<8>()?;
    *bytes = rest;
    let (value, bound) = (i64::from_le_bytes(*value), i64::from_le_bytes(*bound));
    Some(PackedFinding { code, severity: *severity, value, bound })
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
        // a rule that there is no more is left out, the others stay
        let mut bytes = parts.encode();
        let at = bytes.windows(10).position(|w| w == b"order_drop").expect("its code");
        bytes.splice(at..at + 10, *b"order_gone");
        assert_eq!(Parts::decode(&bytes).findings, parts.findings[1..]);
    }
}
