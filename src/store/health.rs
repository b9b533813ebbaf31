//! Queries of the weekly health check over the results of the rules.
//!
//! All of them read `partner_figures` as this connection sees it: the stored results, or those of another day that hide them.

use rusqlite::{Connection, Row, params};

use super::Result;
use crate::domain::figures::Parts;
use crate::domain::kinds::{AlertSeverity, Tier};

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
    /// Net sales less returns of the last 4 whole weeks, in 1/10,000 of the unit.
    pub sales4: i64,
    /// Of the 4 weeks before.
    pub sales4_before: i64,
    /// Open receivables.
    pub open_amount: i64,
    /// Of them overdue.
    pub overdue: i64,
    /// Open tickets.
    pub open_tickets: i64,
    /// Warnings that hold: critical, warning, info.
    pub alerts: [i64; 3],
}

/// A partner as the report shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Row id.
    pub partner: i64,
    /// Code.
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
    /// Overdue.
    pub overdue: i64,
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
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// Only this user's.
    pub owner: Option<i64>,
    /// Health below it.
    pub slipping: i64,
    /// Health lost in a week.
    pub slip: i64,
}

/// `?1` owner, `?2` slipping, `?3` slip.
const MINE: &str = "f.computed_tier IS NOT NULL AND (?1 IS NULL OR p.owner = ?1)";
const ATTENTION: &str = "(f.health < ?2 OR f.health_before - f.health >= ?3 OR f.light = 'red')";

/// Sums over the network, or over one user's partners.
///
/// # Errors
/// Those of the file.
pub fn network(conn: &Connection, scope: &Scope) -> Result<Network> {
    // the partner itself is looked up only where its owner matters
    let from = if scope.owner.is_some() { "partner_figures f JOIN partner p ON p.id = f.partner" } else { "partner_figures f" };
    let mine = if scope.owner.is_some() { MINE } else { "f.computed_tier IS NOT NULL AND ?1 IS NULL" };
    let sql = format!(
        "SELECT count(*), count(f.health), CAST(round(avg(f.health)) AS INTEGER), CAST(round(avg(f.health_before)) AS INTEGER),
         coalesce(sum({ATTENTION}), 0), coalesce(sum(f.sales4), 0), coalesce(sum(f.sales4_before), 0),
         coalesce(sum(f.open_amount), 0), coalesce(sum(f.overdue), 0), coalesce(sum(f.open_tickets), 0)
         FROM {from} WHERE {mine}"
    );
    let mut network = conn.prepare_cached(&sql)?.query_row(params![scope.owner, scope.slipping, scope.slip], |r| {
        Ok(Network {
            partners: r.get(0)?,
            rated: r.get(1)?,
            health: r.get(2)?,
            health_before: r.get(3)?,
            attention: r.get(4)?,
            sales4: r.get(5)?,
            sales4_before: r.get(6)?,
            open_amount: r.get(7)?,
            overdue: r.get(8)?,
            open_tickets: r.get(9)?,
            alerts: [0; 3],
        })
    })?;
    let mut statement = conn.prepare_cached(&format!("SELECT f.parts FROM {from} WHERE {mine} AND f.open_alerts > 0"))?;
    let mut rows = statement.query([scope.owner])?;
    while let Some(r) = rows.next()? {
        let blob = r.get_ref(0)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
        for finding in blob.map(Parts::decode).unwrap_or_default().findings {
            let slot = match finding.severity {
                AlertSeverity::Critical => 0,
                AlertSeverity::Warning => 1,
                AlertSeverity::Info => 2,
            };
            network.alerts[slot] += 1;
        }
    }
    Ok(network)
}

const LINE: &str =
    "SELECT f.partner, p.code, coalesce(nullif(p.short_name, ''), p.name), u.name, coalesce(p.tier, f.computed_tier),
    f.health, f.health_before, f.t12m, f.overdue, f.overdue_days, f.parts
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
        overdue_days: r.get(9)?,
        parts: r.get_ref(10)?.as_blob_or_null()?.map(Parts::decode).unwrap_or_default(),
    })
}

fn lines(conn: &Connection, scope: &Scope, tail: &str, limit: Option<i64>) -> Result<Vec<Line>> {
    let sql = format!("{LINE} WHERE {MINE} AND {tail} LIMIT ?4");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![scope.owner, scope.slipping, scope.slip, limit.unwrap_or(-1)], line)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Partners that need attention, those with the most sales at stake first: sales of T12M x what health lacks to 100.
///
/// # Errors
/// Those of the file.
pub fn attention(conn: &Connection, scope: &Scope, limit: Option<i64>) -> Result<Vec<Line>> {
    let at_stake = "f.t12m / 10000.0 * (10000 - coalesce(f.health, 0))";
    lines(conn, scope, &format!("{ATTENTION} ORDER BY {at_stake} DESC, f.partner"), limit)
}

/// Partners whose health rose or fell most in a week.
///
/// # Errors
/// Those of the file.
pub fn movers(conn: &Connection, scope: &Scope, up: bool, limit: i64) -> Result<Vec<Line>> {
    let (sign, order) = if up { (">", "DESC") } else { ("<", "ASC") };
    let tail = format!(
        "?2 IS NOT NULL AND ?3 IS NOT NULL AND f.health - f.health_before {sign} 0 ORDER BY f.health - f.health_before {order}, f.t12m DESC, f.partner"
    );
    lines(conn, scope, &tail, Some(limit))
}

/// Partners with the largest overdue amounts.
///
/// # Errors
/// Those of the file.
pub fn overdue(conn: &Connection, scope: &Scope, limit: i64) -> Result<Vec<Line>> {
    let tail = "?2 IS NOT NULL AND ?3 IS NOT NULL AND f.overdue > 0 ORDER BY f.overdue DESC, f.partner";
    lines(conn, scope, tail, Some(limit))
}
