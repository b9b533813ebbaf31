//! New partners with their first, second and late orders: a few seeks for each, however many facts there are.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, OptionalExtension, Statement, params};

use super::Result;
use crate::domain::cohort::{CohortPolicy, Member};
use crate::domain::kinds::AudienceMatch;
use crate::domain::period::{Span, day_number, from_day_number};

/// Orders of single partners, by seeks in the table of sales.
struct Orders<'c> {
    first: Statement<'c>,
    between: Statement<'c>,
    count: Statement<'c>,
}

impl<'c> Orders<'c> {
    fn new(conn: &'c Connection) -> Result<Self> {
        Ok(Self {
            first: conn.prepare("SELECT day FROM sale WHERE partner = ?1 AND day <= ?2 AND orders > 0 ORDER BY day LIMIT 1")?,
            between: conn.prepare("SELECT 1 FROM sale WHERE partner = ?1 AND day BETWEEN ?2 AND ?3 AND orders > 0 LIMIT 1")?,
            // lines of one document are one order; without documents it is as many as the rows say
            count: conn.prepare(
                "SELECT count(DISTINCT nullif(document, '')) + coalesce(sum(orders) FILTER (WHERE document = ''), 0)
                 FROM sale WHERE partner = ?1 AND day = ?2 AND orders > 0",
            )?,
        })
    }

    fn first(&mut self, partner: i64, until: i32) -> Result<Option<i32>> {
        Ok(self.first.query_row((partner, until), |r| r.get(0)).optional()?)
    }

    fn any(&mut self, partner: i64, from: i32, to: i32) -> Result<bool> {
        Ok(from <= to && self.between.exists((partner, from, to))?)
    }

    fn on(&mut self, partner: i64, day: i32) -> Result<i64> {
        Ok(self.count.query_row((partner, day), |r| r.get(0))?)
    }
}

/// The partners that were taken on in a span, up to a day, with what they had ordered by then.
pub fn members(conn: &Connection, span: Span, as_of: NaiveDate, policy: &CohortPolicy) -> Result<Vec<Member>> {
    let until = day_number(as_of);
    let mut grades = audience(conn, as_of)?;
    let mut orders = Orders::new(conn)?;
    let mut statement = conn.prepare_cached(
        "SELECT id, onboarded_on, coalesce(channel_type, 0), first_order_on FROM partner
         WHERE onboarded_on BETWEEN ?1 AND min(?2, ?3) ORDER BY id",
    )?;
    let mut rows = statement.query(params![day_number(span.from), day_number(span.to), until])?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let partner: i64 = r.get(0)?;
        // the register may know of an order from before the figures begin
        let told: Option<i32> = r.get::<_, Option<i32>>(3)?.filter(|day| *day <= until);
        let seen = orders.first(partner, until)?;
        let first = match (told, seen) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let (mut late, mut again) = (false, false);
        if let Some(day) = first {
            let after = from_day_number(day) + Days::new(policy.retention_after + 1);
            late = orders.any(partner, day_number(after), until)?;
            let soon = day_number(from_day_number(day) + Days::new(policy.retention_age)).min(until);
            again = orders.any(partner, day + 1, soon)? || orders.on(partner, day)? > 1;
        }
        out.push(Member {
            partner,
            onboarded: from_day_number(r.get(1)?),
            channel_type: r.get(2)?,
            first: first.map(from_day_number),
            late,
            again,
            audience: grades.remove(&partner),
        });
    }
    Ok(out)
}

/// The audience match of each partner's last screening that names one, up to a day.
fn audience(conn: &Connection, as_of: NaiveDate) -> Result<HashMap<i64, AudienceMatch>> {
    let mut statement = conn.prepare_cached(
        "SELECT partner, audience_match, max(\"on\") FROM screening
         WHERE audience_match IS NOT NULL AND \"on\" <= ?1 GROUP BY partner",
    )?;
    let rows = statement.query_map([day_number(as_of)], |r| Ok((r.get(0)?, r.get::<_, String>(1)?)))?;
    let mut out = HashMap::new();
    for row in rows {
        let (partner, grade) = row?;
        out.extend(AudienceMatch::from_code(&grade).map(|g| (partner, g)));
    }
    Ok(out)
}
