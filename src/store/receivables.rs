//! Invoices and payments, partner by partner, as the rules of receivables take them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::Connection;

use super::Result;
use crate::domain::money::Money;
use crate::domain::period::{day_number, from_day_number};
use crate::domain::receivables::{Bill, Receipt};

/// One partner's invoices and payments up to a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Whose.
    pub partner: i64,
    /// Invoices, oldest first.
    pub bills: Vec<Bill>,
    /// Payments, oldest first.
    pub receipts: Vec<Receipt>,
}

const BILLS: &str = "SELECT partner, id, issued_on, due_on, amount, disputed FROM invoice";
const RECEIPTS: &str = "SELECT partner, paid_on, amount, invoice FROM payment";

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
///
/// # Errors
/// Those of the file.
pub fn of_partner(conn: &Connection, partner: i64) -> Result<Ledger> {
    let mut bills = conn.prepare_cached(&format!("{BILLS} WHERE partner = ?1 ORDER BY issued_on, id"))?;
    let mut receipts = conn.prepare_cached(&format!("{RECEIPTS} WHERE partner = ?1 ORDER BY paid_on, id"))?;
    let bills = bills.query_map([partner], bill)?.map(|r| r.map(|(_, b)| b)).collect::<rusqlite::Result<_>>()?;
    let receipts = receipts.query_map([partner], receipt)?.map(|r| r.map(|(_, b)| b)).collect::<rusqlite::Result<_>>()?;
    Ok(Ledger { partner, bills, receipts })
}

/// Hands the ledger of every partner that has any document up to a day to `f`, in the order of their ids.
///
/// An invoice issued later is left out, so money paid for it ahead counts as for an invoice that is not there.
///
/// # Errors
/// Those of the file and of `f`.
pub fn stream(
    conn: &Connection,
    until: NaiveDate,
    partners: Option<&BTreeSet<i64>>,
    mut f: impl FnMut(&Ledger) -> Result<()>,
) -> Result<()> {
    let until = day_number(until);
    let mut bills = conn.prepare_cached(&format!("{BILLS} WHERE issued_on <= ?1 ORDER BY partner"))?;
    let mut receipts = conn.prepare_cached(&format!("{RECEIPTS} WHERE paid_on <= ?1 ORDER BY partner"))?;
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
            f(&ledger)?;
        }
    }
}
