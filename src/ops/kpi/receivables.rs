//! What is owed as of a day: age, overdue, days sales outstanding, by partner and all together (S8).

use std::collections::HashMap;

use chrono::NaiveDate;

use super::partners_of;
use crate::domain::money::Money;
use crate::domain::receivables::{Bucket, Dso, age, buckets, dso_balance, dso_count_back, open_items};
use crate::domain::record::Kind;
use crate::domain::sales::By;
use crate::ops::{Result, Session};
use crate::store::exact;
use crate::store::kpi::{self as read, Name};
use crate::store::receivables::{Ledger, debtors, stream};

/// Receivables of one partner, or of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Owing {
    /// Row id of the partner (or region, type, owner); 0 for all, or for those without any.
    pub partner: i64,
    /// What it is called.
    pub name: Name,
    /// The filter of the partners that owe it, of all together.
    pub of: String,
    /// Open, net of money on account.
    pub open: Money,
    /// Open and past its due day.
    pub overdue: Money,
    /// Contested part of what is open.
    pub disputed: Money,
    /// Money and credit notes that settle nothing yet.
    pub on_account: Money,
    /// Open invoices.
    pub items: i64,
    /// Days past due of the oldest.
    pub oldest_days: i64,
    /// By age.
    pub buckets: Vec<Bucket>,
    /// Billed in the days of the balance method.
    pub billed: Money,
    /// By count-back.
    pub dso: Option<Dso>,
    pub dso_balance: Option<Dso>,
}

/// Receivables as of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// As of the end of which day.
    pub as_of: NaiveDate,
    /// Days of the balance method.
    pub balance_days: i64,
    /// Partners with anything open or on account, most overdue first, then most open.
    pub rows: Vec<Owing>,
    /// All together.
    pub total: Owing,
}

/// Computes them, by partner.
///
/// `bounds` replaces the policy's age buckets.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn receivables(session: &Session, filter: &str, bounds: Option<&[i64]>) -> Result<Report> {
    receivables_by(session, filter, bounds, By::Partner)
}

/// Computes them by partner, region, channel type or owner; [`Owing::partner`] is then the row id of that.
///
/// # Errors
/// As [`receivables`].
pub fn receivables_by(session: &Session, filter: &str, bounds: Option<&[i64]>, by: By) -> Result<Report> {
    exact(place, || read::steadily(session.store.conn(), || report(session, filter, bounds, by)))
}

/// Days outstanding by group, and of all together.
pub(super) type Outstanding = (HashMap<i64, Option<Dso>>, Option<Dso>);

/// Days outstanding of what the partners of each group owe, and of all together; a partner that `group` knows not is in the whole alone.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub(super) fn outstanding(session: &Session, filter: &str, group: impl Fn(i64) -> Option<i64>) -> Result<Outstanding> {
    exact(place, || {
        let conn = session.store.conn();
        let as_of = session.as_of();
        let partners = partners_of(session, filter)?;
        let (mut groups, mut whole): (HashMap<i64, (Money, Billing)>, _) = (HashMap::new(), (Money::ZERO, Billing::default()));
        stream(conn, as_of, partners.as_ref(), |ledger| {
            let open = open_items(&ledger.bills, &ledger.receipts, as_of).total();
            let add = |(sum, billing): &mut (Money, Billing)| {
                *sum += open;
                billing.add(ledger);
            };
            add(&mut whole);
            if let Some(key) = group(ledger.partner) {
                add(groups.entry(key).or_default());
            }
            Ok(())
        })?;
        let days = |(open, mut billing): (Money, Billing)| {
            compact(&mut billing.0);
            dso_count_back(open, &billing.0, as_of)
        };
        Ok((groups.into_iter().map(|(key, owed)| (key, days(owed))).collect(), days(whole)))
    })
}

/// What a sum of open items is called where it is too large.
pub(in crate::ops) fn place() -> String {
    Kind::Invoice.def().name.to_owned()
}

/// What was billed, by day; days may repeat until it is compacted.
#[derive(Default)]
struct Billing(Vec<(NaiveDate, Money)>);

impl Billing {
    /// One sum a month would lose the day that the balance method begins with: one a day.
    fn add(&mut self, ledger: &Ledger) {
        self.0.extend(ledger.bills.iter().map(|b| (b.issued_on, b.amount)));
        if self.0.len() > 65_536 {
            compact(&mut self.0);
        }
    }

    fn finish(mut self, row: &mut Owing, as_of: NaiveDate, days: i64) {
        compact(&mut self.0);
        row.billed = in_days(&self.0, as_of, days);
        row.dso = dso_count_back(row.open, &self.0, as_of);
        row.dso_balance = dso_balance(row.open, &self.0, as_of, days);
    }
}

fn report(session: &Session, filter: &str, bounds: Option<&[i64]>, by: By) -> Result<Report> {
    let conn = session.store.conn();
    let policy = &session.policy.receivables;
    let (as_of, days) = (session.as_of(), policy.balance_days);
    let bounds = bounds.unwrap_or(&policy.buckets);
    let partners = partners_of(session, filter)?;
    let empty = || Owing { buckets: buckets(bounds), ..Owing::default() };
    let (mut total, mut billing) = (Owing { of: filter.trim().to_owned(), ..empty() }, Billing::default());
    let mut rows: Vec<Owing> = Vec::new();
    let grouped = if by == By::Partner { None } else { Some(debtors(conn, by, as_of)?) };
    let mut groups: HashMap<i64, (Owing, Billing)> = HashMap::new();
    stream(conn, as_of, partners.as_ref(), |ledger| {
        let row = owing(ledger, as_of, days, bounds);
        add(&mut total, &row);
        billing.add(ledger);
        if let Some(debtors) = &grouped {
            let id = debtors.get(&ledger.partner).map_or(0, |d| d.group);
            let (group, billed) = groups.entry(id).or_insert_with(|| (Owing { partner: id, ..empty() }, Billing::default()));
            add(group, &row);
            billed.add(ledger);
        } else if row.items > 0 || row.on_account != Money::ZERO {
            rows.push(row);
        }
        Ok(())
    })?;
    billing.finish(&mut total, as_of, days);
    for (mut group, billed) in groups.into_values() {
        billed.finish(&mut group, as_of, days);
        rows.push(group);
    }
    let ids = rows.iter().map(|r| r.partner).filter(|id| *id != 0).collect();
    let mut names = read::names(conn, by, &ids)?;
    for row in &mut rows {
        row.name = names.remove(&row.partner).unwrap_or_default();
    }
    rows.sort_by(|a, b| (b.overdue, b.open).cmp(&(a.overdue, a.open)).then_with(|| a.name.code.cmp(&b.name.code)));
    Ok(Report { as_of, balance_days: days, rows, total })
}

/// What one partner owes.
#[must_use]
pub fn owing(ledger: &Ledger, as_of: NaiveDate, days: i64, bounds: &[i64]) -> Owing {
    let open = open_items(&ledger.bills, &ledger.receipts, as_of);
    let billed: Vec<(NaiveDate, Money)> = ledger.bills.iter().map(|b| (b.issued_on, b.amount)).collect();
    let mut ages = buckets(bounds);
    age(&mut ages, &open.items);
    let total = open.total();
    Owing {
        partner: ledger.partner,
        name: Name::default(),
        of: String::new(),
        open: total,
        overdue: open.overdue(),
        disputed: open.items.iter().filter(|i| i.bill.disputed).map(|i| i.open).sum(),
        on_account: open.on_account,
        items: i64::try_from(open.items.len()).unwrap_or(i64::MAX),
        oldest_days: open.oldest_days(),
        buckets: ages,
        billed: in_days(&billed, as_of, days),
        dso: dso_count_back(total, &billed, as_of),
        dso_balance: dso_balance(total, &billed, as_of, days),
    }
}

fn add(total: &mut Owing, row: &Owing) {
    total.open += row.open;
    total.overdue += row.overdue;
    total.disputed += row.disputed;
    total.on_account += row.on_account;
    total.items += row.items;
    total.oldest_days = total.oldest_days.max(row.oldest_days);
    for (t, r) in total.buckets.iter_mut().zip(&row.buckets) {
        t.items += r.items;
        t.amount += r.amount;
    }
}

/// One sum a day.
fn compact(billed: &mut Vec<(NaiveDate, Money)>) {
    billed.sort_unstable_by_key(|(d, _)| *d);
    billed.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
}

fn in_days(billed: &[(NaiveDate, Money)], as_of: NaiveDate, days: i64) -> Money {
    billed.iter().filter(|(d, _)| *d <= as_of && (as_of - *d).num_days() < days).map(|(_, m)| *m).sum()
}
