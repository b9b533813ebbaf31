//! What single figures are made of beside sales and targets, by partner.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use super::{Result, homes};
use crate::domain::figure::{Figure, More, Needs, Results};
use crate::domain::money::Money;
use crate::domain::period::{Span, day_number};
use crate::domain::receivables::open_items;
use crate::store::facts::{Closed, SaleRow, StockRow, survivors};
use crate::store::receivables::{self, Books};
use crate::store::{closing, figures};

/// Hands what a query finds of each partner to `f`: three columns, the partner first.
fn each(conn: &Connection, sql: &str, span: Span, mut f: impl FnMut(i64, i64, i64)) -> Result<()> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query((day_number(span.from), day_number(span.to)))?;
    while let Some(r) = rows.next()? {
        f(r.get(0)?, r.get(1)?, r.get(2)?);
    }
    Ok(())
}

/// What was paid in a span, and what could have been: due in it, or overdue at its start; in closed periods by the documents as they
/// stood when these were closed. A partner that was merged into another since stands for itself in a span that ends when it was there.
pub fn collection(conn: &Connection, span: Span) -> Result<HashMap<i64, More>> {
    united(conn, collected(conn, collection_parts(conn, span)?, span)?, &homes::there_at_end(conn, span)?)
}

/// A span in parts with the closed period by whose documents each is read.
fn collection_parts(conn: &Connection, span: Span) -> Result<Vec<(Span, Option<i64>)>> {
    let changed = receivables::changed_since_closed(conn)?;
    homes::stretches(conn, span, |closing| changed.contains(&closing))
}

fn collected(conn: &Connection, parts: Vec<(Span, Option<i64>)>, span: Span) -> Result<HashMap<i64, More>> {
    let mut all: HashMap<i64, More> = HashMap::new();
    let books = |closing: Option<i64>| closing.map_or_else(Books::now, Books::closed_with);
    if let (Some(before), Some((_, closing))) = (span.from.pred_opt(), parts.first()) {
        receivables::stream_of(conn, &books(*closing), before, None, |ledger| {
            // what fell due on the eve is overdue at the start
            let overdue = open_items(&ledger.bills, &ledger.receipts, before).due_by(before);
            all.entry(ledger.partner).or_default().collectable += overdue;
            Ok(())
        })?;
    }
    for (part, closing) in parts {
        let Books { invoices, payments } = books(closing);
        let paid = format!("SELECT partner, sum(amount), 0 FROM {payments} WHERE paid_on BETWEEN ?1 AND ?2 GROUP BY partner");
        each(conn, &paid, part, |partner, amount, _| all.entry(partner).or_default().paid += Money(amount))?;
        let due = format!(
            "SELECT partner, sum(amount), 0 FROM {invoices} WHERE due_on BETWEEN ?1 AND ?2 AND issued_on <= ?2 GROUP BY partner"
        );
        each(conn, &due, part, |partner, amount, _| all.entry(partner).or_default().collectable += Money(amount))?;
    }
    Ok(all)
}

/// What was merged into another partner since goes to that one, but of those that are `alone`.
fn united(conn: &Connection, mut all: HashMap<i64, More>, alone: &BTreeSet<i64>) -> Result<HashMap<i64, More>> {
    let others: Vec<i64> = all.keys().copied().filter(|id| !alone.contains(id)).collect();
    for (gone, into) in survivors(conn, &others)? {
        if let Some(more) = all.remove(&gone) {
            all.entry(into).or_default().add(&more);
        }
    }
    Ok(all)
}

/// What came late for closed months of a span, by partner: what a figure would be made of more by the documents and facts of today. Of
/// who was merged into another since it is that one's.
pub fn came_late(conn: &Connection, needs: Needs, span: Span) -> Result<HashMap<i64, More>> {
    let (mut now, then) = match needs {
        Needs::Receivables => {
            let parts = collection_parts(conn, span)?;
            if parts.iter().all(|(_, closing)| closing.is_none()) {
                return Ok(HashMap::new());
            }
            (collected(conn, vec![(span, None)], span)?, united(conn, collected(conn, parts, span)?, &BTreeSet::new())?)
        }
        Needs::Stock => {
            let closed = Closed::articles(conn, span)?;
            if closed.partners().next().is_none() {
                return Ok(HashMap::new());
            }
            let now = articles_now(conn, span)?;
            let mut then = now.clone();
            articles_then(conn, span, (&closed, &BTreeSet::new()), &mut then)?;
            (now, then)
        }
        Needs::Answers => {
            let parts = homes::stretches(conn, span, |_| true)?;
            (answered(conn, vec![(span, None)])?, united(conn, answered(conn, parts)?, &BTreeSet::new())?)
        }
        _ => return Ok(HashMap::new()),
    };
    for (partner, then) in then {
        let now = now.entry(partner).or_default();
        *now = More {
            paid: now.paid - then.paid,
            collectable: now.collectable - then.collectable,
            articles_sold: now.articles_sold - then.articles_sold,
            articles_stocked: now.articles_stocked - then.articles_stocked,
            answers: now.answers.without(&then.answers),
            ..More::default()
        };
    }
    now.retain(|_, more| *more != More::default());
    Ok(now)
}

/// Articles in stock at one count of a span at least, and those of them that were sold in it; in closed months by the facts as they stood
/// when these were closed.
pub fn articles(conn: &Connection, span: Span) -> Result<HashMap<i64, More>> {
    let mut all = articles_now(conn, span)?;
    articles_then(conn, span, (&Closed::articles(conn, span)?, &homes::there_at_end(conn, span)?), &mut all)?;
    all.retain(|_, more| more.articles_stocked > 0);
    Ok(all)
}

fn articles_of(stocked: i64, sold: i64) -> More {
    More { articles_stocked: stocked, articles_sold: sold, ..More::default() }
}

fn articles_now(conn: &Connection, span: Span) -> Result<HashMap<i64, More>> {
    let sql = "SELECT k.partner, count(*), sum(EXISTS (SELECT 1 FROM sale s WHERE s.partner = k.partner
                 AND s.day BETWEEN ?1 AND ?2 AND s.sku = k.sku AND s.quantity > 0))
               FROM (SELECT DISTINCT partner, sku FROM stock WHERE day BETWEEN ?1 AND ?2 AND quantity > 0 AND sku <> 0) k
               GROUP BY k.partner";
    let mut all: HashMap<i64, More> = HashMap::new();
    each(conn, sql, span, |partner, stocked, sold| {
        all.insert(partner, articles_of(stocked, sold));
    })?;
    Ok(all)
}

/// Puts what was of closed months in the place of what is; those that are `alone` stand for themselves, merged into another since or not.
fn articles_then(
    conn: &Connection,
    span: Span,
    (closed, alone): (&Closed, &BTreeSet<i64>),
    all: &mut HashMap<i64, More>,
) -> Result<()> {
    // few have other facts than then
    let days = (day_number(span.from), day_number(span.to));
    let others: Vec<i64> = closed.partners().collect();
    let into = survivors(conn, others.iter().filter(|id| !alone.contains(id)))?;
    for partner in others.iter().map(|id| into.get(id).copied().unwrap_or(*id)).collect::<BTreeSet<_>>() {
        let (mut stocked, mut sold): (BTreeSet<i64>, BTreeSet<i64>) = Default::default();
        for whose in closed.with_merged(partner).filter(|id| *id == partner || !alone.contains(id)) {
            let counts: Vec<StockRow> = closed.read(conn, whose, days)?;
            stocked.extend(counts.into_iter().filter(|c| c.quantity > 0 && c.sku != 0).map(|c| c.sku));
            let sales: Vec<SaleRow> = closed.read(conn, whose, days)?;
            sold.extend(sales.into_iter().filter(|s| s.quantity > 0).map(|s| s.sku));
        }
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        all.insert(partner, articles_of(count(stocked.len()), count(stocked.intersection(&sold).count())));
    }
    Ok(())
}

/// What partners answered in a span; in closed periods what had been answered when these were closed. A partner that was merged into
/// another since stands for itself in a span that ends when it was there.
pub fn answers(conn: &Connection, span: Span) -> Result<HashMap<i64, More>> {
    united(conn, answered(conn, homes::stretches(conn, span, |_| true)?)?, &homes::there_at_end(conn, span)?)
}

fn answered(conn: &Connection, parts: Vec<(Span, Option<i64>)>) -> Result<HashMap<i64, More>> {
    let mut all: HashMap<i64, More> = HashMap::new();
    for (part, closing) in parts {
        let mut put = |partner: i64, _: i64, score: i64| all.entry(partner).or_default().answers.push(score);
        let Some(frozen) = closing.map(|id| closing::slice(conn, id, closing::ANSWERS)).transpose()?.flatten() else {
            each(conn, ANSWERS, part, put)?;
            continue;
        };
        let days = i64::from(day_number(part.from))..=i64::from(day_number(part.to));
        let within = frozen.as_chunks::<3>().0.iter().filter(|[_, on, _]| days.contains(on));
        within.for_each(|[partner, on, score]| put(*partner, *on, *score));
    }
    Ok(all)
}

const ANSWERS: &str = "SELECT partner, \"on\", score FROM satisfaction_answer WHERE \"on\" BETWEEN ?1 AND ?2 ORDER BY id";

/// What is frozen of what partners answered, with a period that is over.
pub fn answers_to_freeze(conn: &Connection, span: Span) -> Result<Vec<i64>> {
    let mut numbers = Vec::new();
    each(conn, ANSWERS, span, |partner, on, score| numbers.extend([partner, on, score]))?;
    Ok(numbers)
}

/// What the rules computed of each partner that trades, and of who doesn't what there is: who has left owes all the same. As this
/// connection sees it.
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
    let column = figure.name();
    let sql =
        format!("SELECT partner, \"{column}\" FROM partner_figures WHERE computed_tier IS NOT NULL OR \"{column}\" IS NOT NULL");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        all.insert(r.get(0)?, with(Results::one(r.get(1)?)));
    }
    Ok(all)
}

/// Outlets covered and planned, of partners that trade; of a span that ends in a closed period, as they were then.
pub fn outlets(conn: &Connection, span: Span) -> Result<HashMap<i64, More>> {
    let mut all: HashMap<i64, More> = HashMap::new();
    let mut put = |partner, covered, planned| {
        all.insert(partner, More { outlets: covered, outlets_planned: planned, ..More::default() });
    };
    let frozen = homes::at_end(conn, span)?.map(|id| closing::slice(conn, id, closing::OUTLETS)).transpose()?.flatten();
    if let Some(frozen) = frozen {
        frozen.as_chunks::<3>().0.iter().for_each(|[partner, covered, planned]| put(*partner, *covered, *planned));
        return Ok(all);
    }
    outlets_now(conn, span, put)?;
    Ok(all)
}

fn outlets_now(conn: &Connection, span: Span, put: impl FnMut(i64, i64, i64)) -> Result<()> {
    let sql = "SELECT id, outlets_covered, outlets_planned FROM partner WHERE status IN ('active', 'improving', 'suspended')
                 AND outlets_planned > 0 AND outlets_covered IS NOT NULL AND coalesce(onboarded_on, ?1) <= ?2 ORDER BY id";
    each(conn, sql, span, put)
}

/// What is frozen of outlets, with a period that is over.
pub fn outlets_to_freeze(conn: &Connection, span: Span) -> Result<Vec<i64>> {
    let mut numbers = Vec::new();
    outlets_now(conn, span, |partner, covered, planned| numbers.extend([partner, covered, planned]))?;
    Ok(numbers)
}
