//! Roll-ups of sales: months of the network (`sales_month`) and weeks of each partner (`partner_weeks`).
//!
//! Both are functions of the facts of a partner and are kept by the writer of facts in the transaction that writes
//! them; only rows that differ are written. [`verify`] compares them with the facts, [`rebuild`] makes them anew.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::facts::{Fact, SaleRow};
use super::weeks::{self, Cut};
use super::{Result, StoreError, Tx};
use crate::domain::money::Money;
use crate::domain::period::{Month, from_day_number};
use crate::domain::sales::Figures;

/// The `line` of `sales_month` under which all lines are together, a document counted once.
pub const ALL_LINES: i64 = -1;

/// Month, line, region and owner of a row of `sales_month`; the partner is given.
type Key = (i32, i64, i64, i64);

/// What the facts of one partner add up to.
#[derive(Debug, Default, PartialEq)]
struct Sums {
    months: BTreeMap<Key, Figures>,
    cuts: Vec<Cut>,
}

/// Adds up facts of one partner, which must be in the order of their key.
///
/// A document on a day is one order, for the region and owner of its first line; within a line it is one order of that
/// line. Facts without a document bring their own number of orders.
fn sums(facts: &[SaleRow]) -> Sums {
    let mut out = Sums::default();
    let mut document: Option<(i32, &str, i64)> = None;
    let (mut day, mut month, mut cut) = (i32::MIN, 0, 0);
    for f in facts {
        if f.day != day {
            day = f.day;
            month = Month::of(from_day_number(day)).0;
            cut = Cut::first_of(day);
        }
        let (orders, of_line) = if f.document.is_empty() {
            (f.orders, f.orders)
        } else {
            let this = (f.day, &*f.document, f.line);
            match document.replace(this) {
                Some((d, name, line)) if (d, name) == (f.day, &*f.document) => (0, i64::from(line != f.line)),
                _ => (1, 1),
            }
        };
        let mut figures = Figures {
            orders,
            quantity: f.quantity,
            net_amount: Money(f.net_amount),
            returns: Money(f.returns),
            cost: Money(f.cost),
            fees: Money(f.commission + f.advertising + f.logistics + f.promotion),
            sellout: f.sellout,
        };
        let (region, owner) = (f.region.unwrap_or(0), f.owner.unwrap_or(0));
        *out.months.entry((month, ALL_LINES, region, owner)).or_default() += figures;
        match out.cuts.last_mut() {
            Some(last) if last.first == cut => last.figures += figures,
            _ => out.cuts.push(Cut { first: cut, figures }),
        }
        figures.orders = of_line;
        *out.months.entry((month, f.line, region, owner)).or_default() += figures;
    }
    out
}

/// Writes what differs; both are all facts of the partner in whole months.
pub(super) fn refresh(tx: &mut Tx<'_>, partner: i64, before: &[SaleRow], now: &[SaleRow]) -> Result<()> {
    let (old, new) = (sums(before), sums(now));
    let conn = tx.conn();
    {
        let mut put = conn.prepare_cached(
            "INSERT OR REPLACE INTO sales_month (month, line, partner, region, owner,
             orders, quantity, net_amount, returns, cost, fees, sellout) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?;
        for (key, f) in new.months.iter().filter(|(k, f)| old.months.get(k) != Some(f)) {
            put.raw_bind_parameter(1, key.0)?;
            let values =
                [key.1, partner, key.2, key.3, f.orders, f.quantity, f.net_amount.0, f.returns.0, f.cost.0, f.fees.0, f.sellout];
            values.iter().enumerate().try_for_each(|(i, v)| put.raw_bind_parameter(i + 2, *v))?;
            put.raw_execute()?;
        }
        for key in old.months.keys().filter(|k| !new.months.contains_key(k)) {
            conn.prepare_cached(
                "DELETE FROM sales_month WHERE month = ?1 AND line = ?2 AND partner = ?3 AND region = ?4 AND owner = ?5",
            )?
            .execute(params![key.0, key.1, partner, key.2, key.3])?;
        }
    }
    if old.cuts != new.cuts {
        refresh_cuts(conn, partner, &old.cuts, &new.cuts)?;
    }
    Ok(())
}

/// Puts the new cuts of some whole months in the place of the old ones.
fn refresh_cuts(conn: &Connection, partner: i64, old: &[Cut], new: &[Cut]) -> Result<()> {
    let mut all = weeks::of_partner(conn, partner)?;
    if all.is_empty() {
        all.extend_from_slice(new);
    } else {
        let gone = |c: &Cut| old.binary_search_by_key(&c.first, |o| o.first).is_ok();
        all.retain(|c| !gone(c) && new.binary_search_by_key(&c.first, |n| n.first).is_err());
        all.extend_from_slice(new);
        all.sort_unstable_by_key(|c| c.first);
    }
    if all.is_empty() {
        conn.prepare_cached("DELETE FROM partner_weeks WHERE partner = ?1")?.execute([partner])?;
    } else {
        conn.prepare_cached("INSERT OR REPLACE INTO partner_weeks (partner, data) VALUES (?1, ?2)")?
            .execute(params![partner, weeks::encode(&all)])?;
    }
    Ok(())
}

/// A roll-up that is not what its facts add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// Whose.
    pub partner: i64,
    /// The table.
    pub table: &'static str,
}

/// Hands the facts of each partner, in order, to `f`.
fn each_partner(conn: &Connection, mut f: impl FnMut(i64, &[SaleRow]) -> Result<()>) -> Result<()> {
    let sql = format!("SELECT {} FROM sale ORDER BY partner, day, document, line, sku", SaleRow::COLUMNS.join(", "));
    let mut statement = conn.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut facts: Vec<SaleRow> = Vec::new();
    while let Some(r) = rows.next()? {
        let row = SaleRow::read(r)?;
        if let Some(partner) = facts.first().map(|f| f.partner).filter(|p| *p != row.partner) {
            f(partner, &facts)?;
            facts.clear();
        }
        facts.push(row);
    }
    match facts.first() {
        Some(first) => f(first.partner, &facts),
        None => Ok(()),
    }
}

/// Compares every roll-up with the facts; answers those that differ, at most one a partner and table.
///
/// # Errors
/// Those of the file.
pub fn verify(conn: &Connection) -> Result<Vec<Drift>> {
    let mut drift = Vec::new();
    let (mut rows, mut partners) = (0_i64, 0_i64);
    each_partner(conn, |partner, facts| {
        let want = sums(facts);
        let mut one = conn.prepare_cached(
            "SELECT orders, quantity, net_amount, returns, cost, fees, sellout FROM sales_month
             WHERE month = ?1 AND line = ?2 AND partner = ?3 AND region = ?4 AND owner = ?5",
        )?;
        let mut bad = false;
        for (key, f) in &want.months {
            let there = one.query_row(params![key.0, key.1, partner, key.2, key.3], |r| figures_at(r, 0));
            match there {
                Ok(there) if there == *f => rows += 1,
                Ok(_) => {
                    rows += 1;
                    bad = true;
                }
                Err(rusqlite::Error::QueryReturnedNoRows) => bad = true,
                Err(e) => return Err(StoreError::from(e)),
            }
        }
        if bad {
            drift.push(Drift { partner, table: "sales_month" });
        }
        let cuts = weeks::of_partner(conn, partner)?;
        partners += i64::from(!cuts.is_empty());
        if cuts != want.cuts {
            drift.push(Drift { partner, table: "partner_weeks" });
        }
        Ok(())
    })?;
    // rows that no fact stands behind
    let count = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, i64>(0));
    if count("SELECT count(*) FROM sales_month")? != rows {
        let sql = "SELECT DISTINCT partner FROM sales_month m WHERE NOT EXISTS
                   (SELECT 1 FROM sale s WHERE s.partner = m.partner) LIMIT 100";
        let orphans: Vec<i64> = conn.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        let orphans = if orphans.is_empty() { vec![0] } else { orphans };
        drift.extend(orphans.into_iter().map(|partner| Drift { partner, table: "sales_month" }));
    }
    if count("SELECT count(*) FROM partner_weeks")? != partners {
        let sql =
            "SELECT partner FROM partner_weeks w WHERE NOT EXISTS (SELECT 1 FROM sale s WHERE s.partner = w.partner) LIMIT 100";
        let orphans: Vec<i64> = conn.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        drift.extend(orphans.into_iter().map(|partner| Drift { partner, table: "partner_weeks" }));
    }
    Ok(drift)
}

/// Makes every roll-up anew from the facts.
///
/// # Errors
/// Those of the file.
pub fn rebuild(tx: &mut Tx<'_>) -> Result<()> {
    tx.conn().execute_batch("DELETE FROM sales_month; DELETE FROM partner_weeks;")?;
    let partners: Vec<i64> =
        tx.conn().prepare("SELECT id FROM partner ORDER BY id")?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    for partner in partners {
        let facts: Vec<SaleRow> = super::facts::read_span(tx.conn(), partner, i32::MIN, i32::MAX)?;
        if !facts.is_empty() {
            refresh(tx, partner, &[], &facts)?;
            tx.mark_stale(partner)?;
        }
    }
    Ok(())
}

/// Orders, quantity, net, returns, cost, fees, sell-out from column `i` on.
pub(super) fn figures_at(r: &rusqlite::Row<'_>, i: usize) -> rusqlite::Result<Figures> {
    Ok(Figures {
        orders: r.get(i)?,
        quantity: r.get(i + 1)?,
        net_amount: Money(r.get(i + 2)?),
        returns: Money(r.get(i + 3)?),
        cost: Money(r.get(i + 4)?),
        fees: Money(r.get(i + 5)?),
        sellout: r.get(i + 6)?,
    })
}
