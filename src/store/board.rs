//! What the page of figures shows beside sales: health, warnings, new partners, what is owed, from stored results.

use rusqlite::Connection;

use super::Result;
use crate::domain::kinds::{AlertRule, AlertSeverity};
use crate::domain::money::Money;
use crate::domain::period::{Span, day_number};

/// How health is spread over the partners.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Partners from 0 to under 10 points, from 10 to under 20 and so on; 100 is in the last.
    pub tens: [i64; 10],
    /// Rated partners.
    pub rated: i64,
    /// Partners that can't be rated.
    pub not_rated: i64,
    /// Mean of the rated, in 1/100 points.
    pub mean: Option<i64>,
    /// The same a week earlier, of those rated then.
    pub mean_before: Option<i64>,
    /// Below the line of the policy.
    pub slipping: i64,
}

/// The spread of health; `slipping` is the line in 1/100 points.
pub fn health(conn: &Connection, slipping: i64) -> Result<Health> {
    let mut h = Health::default();
    let mut statement = conn.prepare_cached(
        "SELECT min(health / 1000, 9), count(*), sum(health < ?1) FROM partner_figures WHERE health IS NOT NULL GROUP BY 1",
    )?;
    let mut rows = statement.query([slipping])?;
    while let Some(r) = rows.next()? {
        let (ten, count): (i64, i64) = (r.get(0)?, r.get(1)?);
        if let Some(slot) = usize::try_from(ten).ok().and_then(|i| h.tens.get_mut(i)) {
            *slot = count;
        }
        h.rated += count;
        h.slipping += r.get::<_, i64>(2)?;
    }
    let sql = "SELECT count(*), CAST(avg(health) AS INTEGER), CAST(avg(health_before) AS INTEGER) FROM partner_figures";
    let (all, mean, before): (i64, _, _) = conn.prepare_cached(sql)?.query_row([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    h.not_rated = all - h.rated;
    (h.mean, h.mean_before) = (mean, before);
    Ok(h)
}

/// Open warnings by rule and severity, the most first.
pub fn alerts(conn: &Connection) -> Result<Vec<(AlertRule, AlertSeverity, i64)>> {
    let sql = "SELECT rule, severity, count(*) FROM alert WHERE state <> 'cleared' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get(2)?)))?;
    let mut out = Vec::new();
    for row in rows {
        let (rule, severity, count) = row?;
        if let (Some(rule), Some(severity)) = (AlertRule::from_code(&rule), AlertSeverity::from_code(&severity)) {
            out.push((rule, severity, count));
        }
    }
    Ok(out)
}

/// Partners taken on in a span.
pub fn taken_on(conn: &Connection, span: Span) -> Result<i64> {
    let sql = "SELECT count(*) FROM partner WHERE onboarded_on BETWEEN ?1 AND ?2";
    Ok(conn.prepare_cached(sql)?.query_row((day_number(span.from), day_number(span.to)), |r| r.get(0))?)
}

/// What is owed, from stored results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    pub open: Money,
    pub overdue: Money,
    /// Partners with anything overdue.
    pub late: i64,
    /// Partners with a red light.
    pub red: i64,
}

/// What all partners owe.
pub fn owed(conn: &Connection) -> Result<Owed> {
    let sql = "SELECT coalesce(sum(open_amount), 0), coalesce(sum(overdue), 0), coalesce(sum(overdue > 0), 0),
               coalesce(sum(light = 'red'), 0) FROM partner_figures";
    Ok(conn
        .prepare_cached(sql)?
        .query_row([], |r| Ok(Owed { open: Money(r.get(0)?), overdue: Money(r.get(1)?), late: r.get(2)?, red: r.get(3)? }))?)
}
