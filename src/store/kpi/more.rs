//! What single figures are made of beside sales and targets, by partner.

use std::collections::HashMap;

use rusqlite::Connection;

use super::Result;
use crate::domain::figure::{Figure, More, Results};
use crate::domain::money::Money;
use crate::domain::period::{Span, day_number};
use crate::domain::receivables::open_items;
use crate::store::{figures, receivables};

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

/// What the rules computed of each partner that trades, as this connection sees it.
///
/// # Errors
/// Those of the file.
pub fn results(conn: &Connection, figure: Figure) -> Result<HashMap<i64, More>> {
    let mut all: HashMap<i64, More> = HashMap::new();
    let with = |results: Results| More { results, ..More::default() };
    if figure == Figure::InventoryDays {
        figures::each(conn, |partner, f| {
            // stock in pieces doesn't go together with stock at cost
            let at_cost = f.measures.inventory.filter(|i| i.by_value);
            let mut results = Results::one(at_cost.map(|i| i.days));
            if let Some(i) = at_cost {
                (results.stock, results.outflow) = (Money(i.average), Money(i.outflow));
            }
            all.insert(partner, with(results));
            Ok(())
        })?;
        return Ok(all);
    }
    let sql = format!("SELECT partner, \"{}\" FROM partner_figures WHERE computed_tier IS NOT NULL", figure.name());
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        all.insert(r.get(0)?, with(Results::one(r.get(1)?)));
    }
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
