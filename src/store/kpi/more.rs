//! What single figures are made of beside sales and targets, by partner.

use std::collections::HashMap;

use rusqlite::Connection;

use super::Result;
use crate::domain::figure::More;
use crate::domain::money::Money;
use crate::domain::period::{Span, day_number};
use crate::domain::receivables::open_items;
use crate::store::receivables;

/// Hands what a query finds of each partner to `f`: three columns, the partner first.
fn each(conn: &Connection, sql: &str, span: Span, mut f: impl FnMut(i64, i64, i64)) -> Result<()> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query((day_number(span.from), day_number(span.to)))?;
    while let Some(r) = rows.next()? {
        f(r.get(0)?, r.get(1)?, r.get(2)?);
    }
    Ok(())
}

/// What was paid in a span, and what could have been: due in it, or overdue at its start.
///
/// # Errors
/// Those of the file.
pub fn collection(conn: &Connection, span: Span) -> Result<HashMap<i64, More>> {
    let mut all: HashMap<i64, More> = HashMap::new();
    if let Some(before) = span.from.pred_opt() {
        receivables::stream(conn, before, None, |ledger| {
            // what fell due on the eve is overdue at the start
            let overdue = open_items(&ledger.bills, &ledger.receipts, before).due_by(before);
            all.entry(ledger.partner).or_default().collectable += overdue;
            Ok(())
        })?;
    }
    let paid = "SELECT partner, sum(amount), 0 FROM payment WHERE paid_on BETWEEN ?1 AND ?2 GROUP BY partner";
    each(conn, paid, span, |partner, amount, _| all.entry(partner).or_default().paid += Money(amount))?;
    let due = "SELECT partner, sum(amount), 0 FROM invoice WHERE due_on BETWEEN ?1 AND ?2 AND issued_on <= ?2 GROUP BY partner";
    each(conn, due, span, |partner, amount, _| all.entry(partner).or_default().collectable += Money(amount))?;
    Ok(all)
}

/// Articles in stock at one count of a span at least, and those of them that were sold in it.
///
/// # Errors
/// Those of the file.
pub fn articles(conn: &Connection, span: Span) -> Result<HashMap<i64, More>> {
    let sql = "SELECT k.partner, count(*), sum(EXISTS (SELECT 1 FROM sale s WHERE s.partner = k.partner
                 AND s.day BETWEEN ?1 AND ?2 AND s.sku = k.sku AND s.quantity > 0))
               FROM (SELECT DISTINCT partner, sku FROM stock WHERE day BETWEEN ?1 AND ?2 AND quantity > 0 AND sku <> '') k
               GROUP BY k.partner";
    let mut all: HashMap<i64, More> = HashMap::new();
    each(conn, sql, span, |partner, stocked, sold| {
        all.insert(partner, More { articles_stocked: stocked, articles_sold: sold, ..More::default() });
    })?;
    Ok(all)
}

/// Outlets covered and planned, of partners that trade.
///
/// # Errors
/// Those of the file.
pub fn outlets(conn: &Connection, span: Span) -> Result<HashMap<i64, More>> {
    let sql = "SELECT id, outlets_covered, outlets_planned FROM partner WHERE status IN ('active', 'improving', 'suspended')
                 AND outlets_planned > 0 AND outlets_covered IS NOT NULL AND coalesce(onboarded_on, ?1) <= ?2";
    let mut all: HashMap<i64, More> = HashMap::new();
    each(conn, sql, span, |partner, covered, planned| {
        all.insert(partner, More { outlets: covered, outlets_planned: planned, ..More::default() });
    })?;
    Ok(all)
}
