//! Up to which week figures are in as of a day: what [`crate::domain::delivery`] decides it from.
//!
//! It is stored with the figures (`figures_state`) and read there until a fact, a bill or whether a partner trades changes
//! (`deliveries` of `meta`) or another day is looked at; then it is made from three passes and kept for this connection alone.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::delivery::{Deliveries, Rows, Until};
use crate::domain::period::{Week, day_number};
use crate::domain::policy::Policy;
use crate::store::weeks::{self, Cuts};
use crate::store::{Result, Tx};

/// The change of deliveries that stored figures must know of.
pub(super) fn mark(conn: &Connection) -> Result<i64> {
    let sql = "SELECT CAST(value AS INTEGER) FROM main.meta WHERE name = 'deliveries'";
    Ok(conn.prepare_cached(sql)?.query_row([], |r| r.get(0)).optional()?.unwrap_or(0))
}

/// Up to when figures are in as of a day.
pub fn until(conn: &Connection, as_of: NaiveDate, policy: &Policy) -> Result<Until> {
    let mark = mark(conn)?;
    if let Some(state) = super::state(conn)?
        && state.deliveries == mark
        && state.as_of == as_of
        && state.delivery == policy.delivery.identity()
    {
        return Ok(state.until);
    }
    conn.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS figures_until (as_of INTEGER, policy TEXT, mark INTEGER, sales INTEGER, stock INTEGER, payments INTEGER)",
    )?;
    let day = day_number(as_of);
    let week = |r: &rusqlite::Row<'_>, i: usize| Ok::<_, rusqlite::Error>(r.get::<_, Option<i32>>(i)?.map(Week));
    let known = conn
        .prepare_cached("SELECT sales, stock, payments FROM temp.figures_until WHERE as_of = ?1 AND policy = ?2 AND mark = ?3")?
        .query_row(params![day, policy.delivery.identity(), mark], |r| {
            Ok(Until { sales: week(r, 0)?, stock: week(r, 1)?, payments: week(r, 2)? })
        })
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let made = made(conn, as_of, policy)?;
    let number = |w: Option<Week>| w.map(|w| w.0);
    conn.prepare_cached("INSERT INTO temp.figures_until VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
        day,
        policy.delivery.identity(),
        mark,
        number(made.sales),
        number(made.stock),
        number(made.payments)
    ])?;
    Ok(made)
}

fn made(conn: &Connection, as_of: NaiveDate, policy: &Policy) -> Result<Until> {
    // nothing is expected of those who don't trade
    let trading = conn
        .prepare_cached("SELECT id FROM partner WHERE status IN ('active', 'improving', 'suspended')")?
        .query_map([], |r| r.get(0))?
        .collect::<rusqlite::Result<HashSet<i64>>>()?;
    let new = || Deliveries::new(as_of, &policy.delivery);
    Ok(Until {
        sales: sales(conn, as_of, &trading, new())?,
        stock: stock(conn, as_of, &trading, [new(), new()])?,
        payments: payments(conn, as_of, &trading, new())?,
    })
}

fn sales(conn: &Connection, as_of: NaiveDate, trading: &HashSet<i64>, mut found: Deliveries<'_>) -> Result<Option<Week>> {
    let (first, today) = (found.first_day(), day_number(as_of));
    weeks::stream(conn, |partner, cuts: Cuts<'_>| {
        let mut rows = Rows::default();
        for cut in cuts.filter(|cut| cut.first <= today) {
            found.note(&mut rows, cut.week(), if cut.first < first { 0 } else { cut.figures.net_amount.0 });
        }
        if trading.contains(&partner) {
            found.add(&rows);
        }
        Ok(())
    })?;
    Ok(found.until())
}

/// Counts are weighed by their value, where none has one by pieces.
fn stock(conn: &Connection, as_of: NaiveDate, trading: &HashSet<i64>, found: [Deliveries<'_>; 2]) -> Result<Option<Week>> {
    let [mut value, mut pieces] = found;
    let mut statement = conn.prepare_cached(
        "SELECT partner, day, sum(value), sum(quantity) FROM stock WHERE day BETWEEN ?1 AND ?2 GROUP BY partner, day ORDER BY partner",
    )?;
    let mut rows = statement.query((value.first_day(), day_number(as_of)))?;
    let mut own: Option<(i64, Rows, Rows)> = None;
    let mut valued = false;
    let mut any = false;
    loop {
        let row = rows.next()?;
        let partner = row.map(|r| r.get::<_, i64>(0)).transpose()?;
        if let Some((before, worth, count)) = own.take_if(|o| Some(o.0) != partner)
            && trading.contains(&before)
        {
            value.add(&worth);
            pieces.add(&count);
        }
        let (Some(row), Some(partner)) = (row, partner) else { break };
        any = true;
        let (week, worth): (Week, i64) = (Week::of_day(row.get(1)?), row.get(2)?);
        valued |= worth > 0;
        let own = own.get_or_insert_with(|| (partner, Rows::default(), Rows::default()));
        value.note(&mut own.1, week, worth);
        pieces.note(&mut own.2, week, row.get(3)?);
    }
    if any {
        return Ok(if valued { value.until() } else { pieces.until() });
    }
    newest(conn, "SELECT max(day) FROM stock WHERE day <= ?1", value.last_day())
}

fn payments(conn: &Connection, as_of: NaiveDate, trading: &HashSet<i64>, mut found: Deliveries<'_>) -> Result<Option<Week>> {
    let mut statement = conn.prepare_cached(
        "SELECT partner, issued_on, abs(amount) FROM invoice WHERE issued_on BETWEEN ?1 AND ?2
         UNION ALL SELECT partner, paid_on, abs(amount) FROM payment WHERE paid_on BETWEEN ?1 AND ?2",
    )?;
    let mut rows = statement.query((found.first_day(), day_number(as_of)))?;
    let mut partners: HashMap<i64, Rows> = HashMap::new();
    while let Some(r) = rows.next()? {
        let of: i64 = r.get(0)?;
        found.note(partners.entry(of).or_default(), Week::of_day(r.get(1)?), r.get(2)?);
    }
    partners.iter().filter(|(of, _)| trading.contains(of)).for_each(|(_, rows)| found.add(rows));
    let older = "SELECT max(day) FROM (SELECT max(issued_on) AS day FROM invoice WHERE issued_on <= ?1
                 UNION ALL SELECT max(paid_on) FROM payment WHERE paid_on <= ?1)";
    match found.until() {
        None => newest(conn, older, found.last_day()),
        until => Ok(until),
    }
}

/// The week of the newest row of those that are older than what is looked at.
fn newest(conn: &Connection, sql: &str, last: i32) -> Result<Option<Week>> {
    let day: Option<i32> = conn.prepare_cached(sql)?.query_row([last], |r| r.get(0))?;
    Ok(day.map(Week::of_day))
}

impl Tx<'_> {
    /// What is delivered changed, or who is expected to deliver: up to when figures are in is to be found again.
    pub(in crate::store) fn deliveries_changed(&mut self) -> Result<()> {
        self.conn()
            .prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES ('deliveries', ?1)")?
            .execute([self.change_set().to_string()])?;
        Ok(())
    }
}
