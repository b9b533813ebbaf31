//! Invoices and payments, partner by partner, as the rules of receivables take them.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _};

use super::{Result, StoreError, record};
use crate::domain::credit::assessment::Assessed;
use crate::domain::kinds::Lifecycle;
use crate::domain::money::Money;
use crate::domain::period::{Month, day_number, from_day_number};
use crate::domain::receivables::{Bill, Receipt};
use crate::domain::record::Kind;
use crate::domain::sales::By;

/// One partner's invoices and payments up to a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    pub partner: i64,
    /// Invoices, oldest first.
    pub bills: Vec<Bill>,
    /// Payments, oldest first.
    pub receipts: Vec<Receipt>,
}

/// A payment on an invoice that is not this partner's, if there is one.
pub fn payment_of_another(conn: &Connection, invoice: i64, partner: Option<i64>) -> Result<Option<i64>> {
    let sql = "SELECT id FROM payment WHERE invoice = ?1 AND partner IS NOT ?2 LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row((invoice, partner), |r| r.get(0)).optional()?)
}

const BILLS: &str = "SELECT partner, id, issued_on, due_on, amount, disputed FROM";
const RECEIPTS: &str = "SELECT partner, paid_on, amount, invoice FROM";

fn bill(r: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, Bill)> {
    let bill = Bill {
        id: r.get(1)?,
        issued_on: from_day_number(r.get(2)?),
        due_on: from_day_number(r.get(3)?),
        amount: Money(r.get(4)?),
        disputed: r.get(5)?,
    };
    Ok((r.get(0)?, bill))
}

fn receipt(r: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, Receipt)> {
    Ok((r.get(0)?, Receipt { paid_on: from_day_number(r.get(1)?), amount: Money(r.get(2)?), invoice: r.get(3)? }))
}

/// A partner's whole ledger, future documents too.
pub fn of_partner(conn: &Connection, partner: i64) -> Result<Ledger> {
    let mut bills = conn.prepare_cached(&format!("{BILLS} invoice WHERE partner = ?1 ORDER BY issued_on, id"))?;
    let mut receipts = conn.prepare_cached(&format!("{RECEIPTS} payment WHERE partner = ?1 ORDER BY paid_on, id"))?;
    let bills = bills.query_map([partner], bill)?.map(|r| r.map(|(_, b)| b)).collect::<rusqlite::Result<_>>()?;
    let receipts = receipts.query_map([partner], receipt)?.map(|r| r.map(|(_, b)| b)).collect::<rusqlite::Result<_>>()?;
    Ok(Ledger { partner, bills, receipts })
}

impl Ledger {
    /// Whether what was billed and what was paid are sums that 64 bits hold.
    fn adds_up(&self) -> bool {
        let billed: i128 = self.bills.iter().map(|b| i128::from(b.amount.0)).sum();
        let paid: i128 = self.receipts.iter().map(|r| i128::from(r.amount.0)).sum();
        i64::try_from(billed).is_ok() && i64::try_from(paid).is_ok()
    }
}

/// Where invoices and payments are read.
#[derive(Clone, Debug)]
pub struct Books {
    /// What is read for the table of invoices.
    pub invoices: String,
    /// What is read for the table of payments.
    pub payments: String,
}

impl Books {
    /// As they are.
    #[must_use]
    pub fn now() -> Self {
        Self { invoices: "invoice".to_owned(), payments: "payment".to_owned() }
    }

    /// As they stood when a period was closed.
    #[must_use]
    pub fn closed_with(closing: i64) -> Self {
        let of = |table: &str, columns: &str, [own, kept]: [&str; 2]| {
            format!(
                "(SELECT id, {columns}{own} FROM {table} WHERE id NOT IN (SELECT id FROM {table}_closed WHERE closing = {closing})
                  UNION ALL SELECT id, {columns}{kept} FROM {table}_closed WHERE closing = {closing} AND there)"
            )
        };
        Self {
            invoices: of("invoice", "partner, issued_on, due_on, amount", [", disputed", ", 0 AS disputed"]),
            payments: of("payment", "partner, paid_on, amount, invoice", ["", ""]),
        }
    }
}

/// The closed periods of which documents are others today.
pub fn changed_since_closed(conn: &Connection) -> Result<BTreeSet<i64>> {
    let sql = "SELECT closing FROM invoice_closed UNION SELECT closing FROM payment_closed";
    Ok(conn.prepare_cached(sql)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Hands the ledger of every partner that has any document up to a day to `f`, in the order of their ids.
///
/// An invoice issued later is left out, so money paid for it ahead counts as for an invoice that is not there.
///
/// # Errors
/// [`StoreError::Overflow`] with the code of the partner whose sums are too large; those of the file and of `f`.
pub fn stream(
    conn: &Connection,
    until: NaiveDate,
    partners: Option<&BTreeSet<i64>>,
    f: impl FnMut(&Ledger) -> Result<()>,
) -> Result<()> {
    stream_of(conn, &Books::now(), until, partners, f)
}

/// The same of other books.
pub fn stream_of(
    conn: &Connection,
    books: &Books,
    until: NaiveDate,
    partners: Option<&BTreeSet<i64>>,
    mut f: impl FnMut(&Ledger) -> Result<()>,
) -> Result<()> {
    let until = day_number(until);
    let Books { invoices, payments } = books;
    let mut bills = conn.prepare_cached(&format!("{BILLS} {invoices} WHERE issued_on <= ?1 ORDER BY partner"))?;
    let mut receipts = conn.prepare_cached(&format!("{RECEIPTS} {payments} WHERE paid_on <= ?1 ORDER BY partner"))?;
    let mut bills = bills.query_map([until], bill)?.peekable();
    let mut receipts = receipts.query_map([until], receipt)?.peekable();
    let mut ledger = Ledger::default();
    loop {
        // an error comes first, so that it is returned at once
        let next_bill = bills.peek().map(|r| r.as_ref().map_or(i64::MIN, |(p, _)| *p));
        let next_receipt = receipts.peek().map(|r| r.as_ref().map_or(i64::MIN, |(p, _)| *p));
        let Some(partner) = next_bill.into_iter().chain(next_receipt).min() else { return Ok(()) };
        ledger.partner = partner;
        ledger.bills.clear();
        ledger.receipts.clear();
        while let Some(r) = bills.next_if(|r| r.as_ref().map_or(true, |(p, _)| *p == partner)) {
            ledger.bills.push(r?.1);
        }
        while let Some(r) = receipts.next_if(|r| r.as_ref().map_or(true, |(p, _)| *p == partner)) {
            ledger.receipts.push(r?.1);
        }
        if partners.is_none_or(|set| set.contains(&partner)) {
            if !ledger.adds_up() {
                return Err(StoreError::Overflow(record::code_of(conn, Kind::Partner, partner)?));
            }
            f(&ledger)?;
        }
    }
}

/// A partner's largest invoice issued in a span of days, both ends counted.
pub fn largest(conn: &Connection, partner: i64, (from, to): (i32, i32)) -> Result<Option<Money>> {
    let sql = "SELECT max(amount) FROM invoice WHERE partner = ?1 AND issued_on BETWEEN ?2 AND ?3 AND amount > 0";
    let found: Option<i64> = conn.prepare_cached(sql)?.query_row((partner, from, to), |r| r.get(0))?;
    Ok(found.map(Money))
}

/// What the rules of credit need to know of a partner beside its ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debtor {
    /// Where it stands.
    pub status: Lifecycle,
    pub limit: Option<Money>,
    /// What it is grouped under; 0: nothing.
    pub group: i64,
    /// Its latest assessment by a day that has a score.
    pub assessed: Option<Assessed>,
    /// Balance of its deposit and what credit insurance covers.
    pub security: Money,
}

/// Every partner by its id, grouped by a dimension (by partner, region, type or owner; any other groups by nothing).
pub fn debtors(conn: &Connection, by: By, day: NaiveDate) -> Result<HashMap<i64, Debtor>> {
    let group = match by {
        By::Partner => "p.id",
        By::Region => "coalesce(p.region, 0)",
        By::Type => "coalesce(p.channel_type, 0)",
        By::Owner => "coalesce(p.owner, 0)",
        _ => "0",
    };
    let day = day_number(day);
    let mut all = HashMap::new();
    let mut statement = conn.prepare_cached(&format!("SELECT p.id, p.status, p.credit_limit, {group} FROM partner p"))?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        let status = Lifecycle::from_code(r.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?).unwrap_or(Lifecycle::Exited);
        let limit = r.get::<_, Option<i64>>(2)?.map(Money);
        all.insert(r.get(0)?, Debtor { status, limit, group: r.get(3)?, assessed: None, security: Money::ZERO });
    }
    let sql =
        "SELECT partner, \"on\", score FROM credit_assessment WHERE \"on\" <= ?1 AND score IS NOT NULL ORDER BY partner, \"on\"";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([day])?;
    while let Some(r) = rows.next()? {
        if let Some(debtor) = all.get_mut(&r.get(0)?) {
            debtor.assessed = Some(Assessed { on: from_day_number(r.get(1)?), score: r.get(2)? });
        }
    }
    let sql = "SELECT partner, max(sum(amount), 0) FROM deposit_entry WHERE \"on\" <= ?1 GROUP BY partner
               UNION ALL SELECT partner, insured FROM contract WHERE insured > 0 AND state = 'approved' AND from_day <= ?1
                 AND to_day >= ?1 AND (ended_on IS NULL OR ended_on >= ?1)";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([day])?;
    while let Some(r) = rows.next()? {
        if let Some(debtor) = all.get_mut(&r.get(0)?) {
            debtor.security += Money(r.get(1)?);
        }
    }
    Ok(all)
}

/// Sales after returns of the whole network in the months from `from` up to and including `to`, by partner.
pub fn sales_by_partner(conn: &Connection, from: Month, to: Month) -> Result<HashMap<i64, Money>> {
    let sql = "SELECT partner, sum(net_amount - returns) FROM sales_month WHERE month BETWEEN ?1 AND ?2 GROUP BY partner";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map((from.0, to.0), |r| Ok((r.get(0)?, Money(r.get(1)?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
