//! Queries of the weekly health check over the results of the rules.
//!
//! All of them read `partner_figures` as this connection sees it: the stored results, or those of another day that hide them.

use std::cmp::Reverse;
use std::collections::HashMap;

use rusqlite::{Connection, Row};

use super::Result;
use super::figures::before;
use super::tasks::Whose;
use super::today::partners;
use super::weeks::{Cuts, by_week};
use crate::domain::figures::{Parts, WeekBefore, needs_attention};
use crate::domain::kinds::{AlertSeverity, Tier};
use crate::domain::money::plus;
use crate::domain::period::Week;

/// Sums over the partners that trade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Partners that trade.
    pub partners: i64,
    /// Of them rated.
    pub rated: i64,
    /// Mean health of the rated ones, in 1/100 points.
    pub health: Option<i64>,
    /// Mean health of those that were rated a week earlier.
    pub health_before: Option<i64>,
    /// Partners that need attention.
    pub attention: i64,
    /// Others of whom the program warns.
    pub warned: i64,
    /// Net sales less returns of the last 4 whole weeks, in 1/10,000 of the unit.
    pub sales4: i64,
    /// Of the 4 weeks before.
    pub sales4_before: i64,
    /// Open receivables.
    pub open_amount: i64,
    /// Of them overdue.
    pub overdue: i64,
    /// Of it what fell due after the last week of payments that is in.
    pub overdue_fresh: i64,
    pub open_tickets: i64,
    /// Warnings that hold: critical, warning, info.
    pub alerts: [i64; 3],
    /// The same a week earlier.
    pub before: Before,
}

/// What the sums were a week earlier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Partners that traded and were there.
    pub partners: i64,
    /// Of them rated.
    pub rated: i64,
    /// Partners that needed attention.
    pub attention: i64,
    /// Others of whom the program warned.
    pub warned: i64,
    /// Net sales less returns of the 4 whole weeks.
    pub sales4: i64,
    /// Open receivables.
    pub open_amount: i64,
    /// Of them overdue.
    pub overdue: i64,
    pub open_tickets: i64,
    /// Warnings that held: critical, warning, info.
    pub alerts: [i64; 3],
}

impl Before {
    fn add(&mut self, b: &WeekBefore) {
        let [critical, warning, _] = b.alerts;
        self.partners += i64::from(b.there);
        self.attention += i64::from(b.attention);
        self.warned += i64::from(!b.attention && critical + warning > 0);
        self.sales4 = plus(self.sales4, b.sales4);
        self.open_amount = plus(self.open_amount, b.open_amount);
        self.overdue = plus(self.overdue, b.overdue);
        self.open_tickets += b.open_tickets;
        self.alerts.iter_mut().zip(b.alerts).for_each(|(sum, n)| *sum += n);
    }
}

/// A partner as the report shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Row id.
    pub partner: i64,
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Account of its owner.
    pub owner: Option<String>,
    /// Tier in force, else where the figures put it.
    pub tier: Option<Tier>,
    /// Health, in 1/100 points.
    pub health: Option<i64>,
    /// Health a week earlier.
    pub health_before: Option<i64>,
    /// Net sales less returns of T12M.
    pub t12m: i64,
    pub overdue: i64,
    /// Overdue a week earlier.
    pub overdue_before: i64,
    /// Days beyond term of the oldest open item.
    pub overdue_days: i64,
    /// Components and warnings.
    pub parts: Parts,
}

impl Line {
    /// Change of health against a week earlier, in 1/100 points.
    #[must_use]
    pub fn change(&self) -> Option<i64> {
        Some(self.health? - self.health_before?)
    }
}

/// Whose partners, and from where on they need attention (in 1/100 points).
#[derive(Clone, Debug)]
pub struct Scope {
    /// Only these.
    pub whose: Whose,
    /// Health below it.
    pub slipping: i64,
    /// Health lost in a week.
    pub slip: i64,
}

/// The network at a glance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// Sums.
    pub network: Network,
    /// Partners that need attention, those with the most sales at stake first: sales of T12M x what health lacks to 100.
    pub attention: Vec<Line>,
    /// Others of whom the program warns, the most serious first, then those with the most sales at stake.
    pub warned: Vec<Line>,
    /// Whose health fell most in a week.
    pub fallen: Vec<Line>,
    /// Whose health rose most in a week.
    pub risen: Vec<Line>,
    /// Who owes most beyond term.
    pub overdue: Vec<Line>,
}

/// How many of each list an [`Overview`] has.
#[derive(Clone, Copy, Debug)]
pub struct Few {
    /// Partners that need attention, and of those that it warns of.
    pub attention: usize,
    pub others: usize,
}

/// What one pass over the results gathers: sums, and what each list is sorted by, with the partner.
#[derive(Default)]
struct Pass {
    network: Network,
    health: Mean,
    health_before: Mean,
    attention: Vec<(Reverse<i128>, i64)>,
    warned: Vec<(AlertSeverity, Reverse<i128>, i64)>,
    fallen: Vec<(i64, Reverse<i64>, i64)>,
    risen: Vec<(Reverse<i64>, Reverse<i64>, i64)>,
    overdue: Vec<(Reverse<i64>, i64)>,
}

/// A mean of values that are not negative.
#[derive(Default)]
struct Mean {
    sum: i64,
    count: i64,
}

impl Mean {
    fn add(&mut self, value: Option<i64>) {
        self.sum += value.unwrap_or(0);
        self.count += i64::from(value.is_some());
    }

    /// Rounded half up.
    fn value(&self) -> Option<i64> {
        (self.count > 0).then(|| (2 * self.sum + self.count) / (2 * self.count))
    }
}

impl Pass {
    fn add(&mut self, r: &Row<'_>, scope: &Scope) -> rusqlite::Result<()> {
        let partner: i64 = r.get(0)?;
        let (health, before): (Option<i64>, Option<i64>) = (r.get(1)?, r.get(2)?);
        let (t12m, overdue): (i64, i64) = (r.get(3)?, r.get(4)?);
        if let Some(bytes) = r.get_ref(12)?.as_blob_or_null()? {
            self.network.before.add(&before::decode(bytes));
        }
        let n = &mut self.network;
        n.sales4 = plus(n.sales4, r.get(5)?);
        n.sales4_before = plus(n.sales4_before, r.get(6)?);
        n.open_amount = plus(n.open_amount, r.get(7)?);
        n.open_tickets += r.get::<_, i64>(8)?;
        n.overdue = plus(n.overdue, overdue);
        n.overdue_fresh = plus(n.overdue_fresh, r.get(11)?);
        if overdue > 0 {
            self.overdue.push((Reverse(overdue), partner));
        }
        // who doesn't trade owes and is owed words, and is not rated
        if !r.get::<_, bool>(13)? {
            return Ok(());
        }
        n.partners += 1;
        self.health.add(health);
        self.health_before.add(before);
        let change = health.zip(before).map_or(0, |(now, before)| now - before);
        match change {
            0 => {}
            1.. => self.risen.push((Reverse(change), Reverse(t12m), partner)),
            _ => self.fallen.push((change, Reverse(t12m), partner)),
        }
        let findings = r.get_ref(10)?.as_blob_or_null()?.map(|blob| Parts::decode(blob).findings).unwrap_or_default();
        for finding in &findings {
            n.alerts[finding.severity.place()] += 1;
        }
        let at_stake = Reverse(i128::from(t12m) * i128::from(10_000 - health.unwrap_or(0)));
        let worst = findings.iter().map(|f| f.severity).min();
        if needs_attention(health, before, r.get(9)?, (scope.slipping, scope.slip)) {
            n.attention += 1;
            self.attention.push((at_stake, partner));
        } else if let Some(worst) = worst.filter(|w| *w <= AlertSeverity::Warning) {
            n.warned += 1;
            self.warned.push((worst, at_stake, partner));
        }
        Ok(())
    }
}

/// The first of a list, in order.
fn first<T: Ord>(mut list: Vec<T>, few: usize) -> Vec<T> {
    if few < list.len() {
        list.select_nth_unstable(few);
        list.truncate(few);
    }
    list.sort_unstable();
    list
}

/// Sums over the network, or over one user's partners, and the first of each list: one pass over the results.
pub fn overview(conn: &Connection, scope: &Scope, few: Few) -> Result<Overview> {
    // the partner itself is looked up only where its owner or region matters
    let from = match scope.whose {
        Whose::All => "partner_figures f",
        _ => "partner_figures f JOIN partner p ON p.id = f.partner",
    };
    let whose = partners(&scope.whose);
    let sql = format!(
        "SELECT f.partner, f.health, f.health_before, f.t12m, coalesce(f.overdue, 0), f.sales4, f.sales4_before, coalesce(f.open_amount, 0),
         f.open_tickets, coalesce(f.light, '') = 'red', CASE WHEN f.open_alerts > 0 THEN f.parts END, f.overdue_fresh, f.week_before,
         f.computed_tier IS NOT NULL FROM {from} WHERE {whose}"
    );
    let mut pass = Pass::default();
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        pass.add(r, scope)?;
    }
    let Pass { mut network, health, health_before, attention, warned, fallen, risen, overdue } = pass;
    (network.rated, network.health) = (health.count, health.value());
    (network.before.rated, network.health_before) = (health_before.count, health_before.value());
    let ids: [Vec<i64>; 5] = [
        first(attention, few.attention).into_iter().map(|l| l.1).collect(),
        first(warned, few.attention).into_iter().map(|l| l.2).collect(),
        first(fallen, few.others).into_iter().map(|l| l.2).collect(),
        first(risen, few.others).into_iter().map(|l| l.2).collect(),
        first(overdue, few.others).into_iter().map(|l| l.1).collect(),
    ];
    let [attention, warned, fallen, risen, overdue] = lines(conn, &ids)?;
    Ok(Overview { network, attention, warned, fallen, risen, overdue })
}

/// The lines of the partners of several lists, each in its order: one query for all.
fn lines<const N: usize>(conn: &Connection, lists: &[Vec<i64>; N]) -> Result<[Vec<Line>; N]> {
    let ids: Vec<i64> = lists.iter().flatten().copied().collect();
    let sql = format!("{LINE} WHERE f.partner IN (SELECT value FROM json_each(?1))");
    let ids = serde_json::to_string(&ids).unwrap_or_default();
    let found = conn.prepare_cached(&sql)?.query_map([ids], line)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let by_id: HashMap<i64, Line> = found.into_iter().map(|l| (l.partner, l)).collect();
    Ok(std::array::from_fn(|i| lists.get(i).into_iter().flatten().filter_map(|id| by_id.get(id).cloned()).collect()))
}

/// Net sales less returns of partners in the `count` weeks up to `last`, oldest first; `None` before their first.
pub fn sales(conn: &Connection, partners: &[i64], last: Week, count: i32) -> Result<HashMap<i64, Vec<Option<i64>>>> {
    let ids = serde_json::to_string(partners).unwrap_or_default();
    let sql = "SELECT w.partner, w.data FROM json_each(?1) j JOIN partner_weeks w ON w.partner = j.value";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([ids])?;
    let mut all = HashMap::new();
    while let Some(r) = rows.next()? {
        let data = r.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let first = Week(last.0 - count + 1);
        let since = Cuts::new(data).next().map_or(last, |cut| cut.week());
        let weeks = by_week(Cuts::new(data), first, last).into_iter().zip(first.0..);
        all.insert(r.get(0)?, weeks.map(|(f, week)| (week >= since.0).then_some(f.after_returns().0)).collect());
    }
    Ok(all)
}

const LINE: &str =
    "SELECT f.partner, p.code, coalesce(nullif(p.short_name, ''), p.name), u.name, coalesce(p.tier, f.computed_tier),
    f.health, f.health_before, f.t12m, coalesce(f.overdue, 0), coalesce(f.overdue_days, 0), f.parts, f.week_before
    FROM partner_figures f JOIN partner p ON p.id = f.partner LEFT JOIN user u ON u.id = p.owner";

fn line(r: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        partner: r.get(0)?,
        code: r.get(1)?,
        name: r.get(2)?,
        owner: r.get(3)?,
        tier: r.get::<_, Option<String>>(4)?.as_deref().and_then(Tier::from_code),
        health: r.get(5)?,
        health_before: r.get(6)?,
        t12m: r.get(7)?,
        overdue: r.get(8)?,
        overdue_before: r.get_ref(11)?.as_blob_or_null()?.map_or(0, |bytes| before::decode(bytes).overdue),
        overdue_days: r.get(9)?,
        parts: r.get_ref(10)?.as_blob_or_null()?.map(Parts::decode).unwrap_or_default(),
    })
}
