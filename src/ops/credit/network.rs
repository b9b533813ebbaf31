//! The network's credit by any group: who pays how, disputes, exposure, months, lights, assessments that are due.
//!
//! Each is one pass over the ledger, partner by partner.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::BadDebt;
use crate::domain::credit::{Light, Owed, Reason, light, limit_use, reasons};
use crate::domain::money::{Money, Rate};
use crate::domain::period::{Month, Span};
use crate::domain::receivables::behaviour::Behaviour;
use crate::domain::receivables::open_items;
use crate::domain::receivables::settle::{peak, settlements};
use crate::domain::sales::{By, Concentration, concentration};
use crate::ops::kpi::partners_of;
use crate::ops::kpi::receivables::place;
use crate::ops::{Result, Session};
use crate::store::exact;
use crate::store::kpi::{self as read, Name};
use crate::store::receivables::{self, Debtor, Ledger, stream};

/// Dimensions that receivables are grouped by.
pub const GROUPS: &[By] = &[By::Partner, By::Region, By::Type, By::Owner];

/// How some partners pay.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Payer {
    /// Row id of the partner or group; 0: none given, or all.
    pub id: i64,
    /// What it is called.
    pub name: Name,
    /// Partners with an invoice.
    pub partners: i64,
    /// How their invoices were paid.
    pub behaviour: Behaviour,
}

/// How the network pays.
#[derive(Clone, Debug, PartialEq)]
pub struct Payers {
    /// As of which day.
    pub as_of: NaiveDate,
    /// Slowest first: by days to pay weighted by amount, those that never paid last; then by code.
    pub rows: Vec<Payer>,
    /// All together.
    pub total: Payer,
    /// Invoices that are not contested, and those that are.
    pub by_dispute: [Behaviour; 2],
    /// Issue days of the first and last invoice.
    pub issued: Option<(NaiveDate, NaiveDate)>,
    /// The last settlement.
    pub settled: Option<NaiveDate>,
    /// By partner only: how much of what was billed hangs on how few.
    pub concentration: Option<Concentration>,
}

/// Reads of one moment, whose sums are exact.
fn steadily<T>(session: &Session, f: impl FnOnce() -> Result<T>) -> Result<T> {
    exact(place, || read::steadily(session.store.conn(), f))
}

/// How partners pay, by a dimension; `span`: only invoices issued in these days.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn payers(session: &Session, filter: &str, by: By, span: Option<Span>) -> Result<Payers> {
    steadily(session, || {
        let conn = session.store.conn();
        let as_of = session.as_of();
        let debtors = receivables::debtors(conn, by, as_of)?;
        let mut rows: HashMap<i64, Payer> = HashMap::new();
        let (mut total, mut by_dispute) = (Payer::default(), [Behaviour::default(); 2]);
        let mut issued: Option<(NaiveDate, NaiveDate)> = None;
        let mut settled = None;
        each(session, filter, |ledger| {
            let mut all = settlements(&ledger.bills, &ledger.receipts, as_of);
            all.retain(|s| span.is_none_or(|span| span.contains(s.bill.issued_on)));
            if all.is_empty() {
                return;
            }
            let behaviour = Behaviour::of(&all, as_of);
            let group = debtors.get(&ledger.partner).map_or(0, |d| d.group);
            let row = rows.entry(group).or_insert_with(|| Payer { id: group, ..Payer::default() });
            for payer in [row, &mut total] {
                payer.partners += 1;
                payer.behaviour.add(&behaviour);
            }
            for (i, slot) in by_dispute.iter_mut().enumerate() {
                slot.add(&Behaviour::of(all.iter().filter(|s| usize::from(s.bill.disputed) == i), as_of));
            }
            for s in &all {
                let on = s.bill.issued_on;
                issued = Some(issued.map_or((on, on), |(first, last)| (first.min(on), last.max(on))));
                settled = settled.max(s.settled_on);
            }
        })?;
        let mut rows: Vec<Payer> = rows.into_values().collect();
        name(session, by, &mut rows)?;
        let slow = |p: &Payer| p.behaviour.weighted_days();
        rows.sort_by(|a, b| slow(b).cmp(&slow(a)).then_with(|| a.name.code.cmp(&b.name.code)));
        let billed = |p: &Payer| p.behaviour.billed;
        let mut amounts: Vec<Money> = rows.iter().map(billed).collect();
        amounts.sort_unstable_by(|a, b| b.cmp(a));
        let concentration = (by == By::Partner).then(|| concentration(amounts, &session.policy.sales)).flatten();
        Ok(Payers { as_of, rows, total, by_dispute, issued, settled, concentration })
    })
}

/// Sorts payers by their dispute rate, highest first, then by code, those with fewer invoices than `least` left out.
pub fn by_disputes(rows: &mut Vec<Payer>, least: i64) {
    rows.retain(|p| p.behaviour.invoices >= least.max(1));
    let rate = |p: &Payer| p.behaviour.dispute_rate();
    rows.sort_by(|a, b| rate(b).cmp(&rate(a)).then_with(|| a.name.code.cmp(&b.name.code)));
}

fn name(session: &Session, by: By, rows: &mut [Payer]) -> Result<()> {
    let ids: BTreeSet<i64> = rows.iter().map(|r| r.id).filter(|id| *id != 0).collect();
    let mut names = read::names(session.store.conn(), by, &ids)?;
    for row in rows {
        row.name = names.remove(&row.id).unwrap_or_default();
    }
    Ok(())
}

fn each(session: &Session, filter: &str, mut f: impl FnMut(&Ledger)) -> Result<()> {
    let partners = partners_of(session, filter)?;
    stream(session.store.conn(), session.as_of(), partners.as_ref(), |ledger| {
        f(ledger);
        Ok(())
    })?;
    Ok(())
}

/// What is at risk with a partner.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exposed {
    /// Row id; 0 for all.
    pub partner: i64,
    /// What it is called.
    pub name: Name,
    /// Open, net of money on account.
    pub open: Money,
    pub limit: Option<Money>,
    /// Use of the limit.
    pub used: Option<Rate>,
    /// Deposit and credit insurance.
    pub security: Money,
    /// Open beyond security.
    pub uncovered: Money,
    /// The highest balance ever, and its day; of all together the highest of the network.
    pub peak: Option<(NaiveDate, Money)>,
    /// Open for so long that it is bad debt.
    pub bad: Money,
}

/// What is at risk with the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposure {
    /// As of which day.
    pub as_of: NaiveDate,
    /// Partners that ever owed anything: highest peak first, then by code.
    pub rows: Vec<Exposed>,
    /// All together.
    pub total: Exposed,
    /// Bad debt of all against the sales of 12 months.
    pub bad_debt: BadDebt,
}

/// What is and was at risk, by partner.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn exposure(session: &Session, filter: &str) -> Result<Exposure> {
    steadily(session, || {
        let conn = session.store.conn();
        let (as_of, policy) = (session.as_of(), &session.policy);
        let debtors = receivables::debtors(conn, By::Partner, as_of)?;
        let year = Span::trailing_year(as_of);
        let mut rows: Vec<Exposed> = Vec::new();
        let mut total = Exposed::default();
        let mut moves: BTreeMap<NaiveDate, Money> = BTreeMap::new();
        let mut billed = Money::ZERO;
        each(session, filter, |ledger| {
            let open = open_items(&ledger.bills, &ledger.receipts, as_of);
            let debtor = debtors.get(&ledger.partner);
            let security = debtor.map(|d| d.security).unwrap_or_default();
            let limit = debtor.and_then(|d| d.limit);
            let owed = Owed { known: true, open: open.total(), ..Owed::default() };
            let row = Exposed {
                partner: ledger.partner,
                name: Name::default(),
                open: owed.open,
                limit,
                used: limit_use(&owed, limit),
                security,
                uncovered: (owed.open - security).max(Money::ZERO),
                peak: peak(&ledger.bills, &ledger.receipts, as_of),
                bad: open.beyond(policy.receivables.bad_debt_days),
            };
            total.open += row.open;
            total.security += row.security;
            total.uncovered += row.uncovered;
            total.bad += row.bad;
            if let Some(limit) = row.limit {
                total.limit = Some(total.limit.unwrap_or_default() + limit);
            }
            for b in &ledger.bills {
                *moves.entry(b.issued_on).or_default() += b.amount;
                billed += if year.contains(b.issued_on) { b.amount } else { Money::ZERO };
            }
            for r in &ledger.receipts {
                *moves.entry(r.paid_on).or_default() -= r.amount;
            }
            rows.push(row);
        })?;
        let mut balance = Money::ZERO;
        for (day, amount) in moves {
            balance += amount;
            if balance > total.peak.map_or(Money::ZERO, |(_, most)| most) {
                total.peak = Some((day, balance));
            }
        }
        let partners = partners_of(session, filter)?;
        let sales = receivables::sales_by_partner(conn, Month::of(year.from), Month::of(year.to))?;
        let sales: Money =
            sales.iter().filter(|(id, _)| partners.as_ref().is_none_or(|set| set.contains(id))).map(|(_, m)| *m).sum();
        let ids = rows.iter().map(|r| r.partner).collect();
        let mut names = read::names(conn, By::Partner, &ids)?;
        for row in &mut rows {
            row.name = names.remove(&row.partner).unwrap_or_default();
        }
        let highest = |r: &Exposed| r.peak.map(|(_, m)| m);
        rows.sort_by(|a, b| highest(b).cmp(&highest(a)).then_with(|| a.name.code.cmp(&b.name.code)));
        Ok(Exposure { as_of, bad_debt: BadDebt::of(total.bad, sales, billed, policy), rows, total })
    })
}

/// What was billed and what came in, in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MonthOf {
    /// Invoices issued, without credit notes.
    pub invoices: i64,
    /// Billed, credit notes off.
    pub billed: Money,
    /// Received.
    pub collected: Money,
}

/// What was billed and collected in each month that has either, up to the day.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn months(session: &Session, filter: &str) -> Result<BTreeMap<Month, MonthOf>> {
    steadily(session, || {
        let mut months: BTreeMap<Month, MonthOf> = BTreeMap::new();
        each(session, filter, |ledger| {
            for b in &ledger.bills {
                let month = months.entry(Month::of(b.issued_on)).or_default();
                month.billed += b.amount;
                month.invoices += i64::from(b.amount.0 > 0);
            }
            for r in &ledger.receipts {
                months.entry(Month::of(r.paid_on)).or_default().collected += r.amount;
            }
        })?;
        Ok(months)
    })
}

/// A partner's light and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Lit {
    /// Row id.
    pub partner: i64,
    /// What it is called.
    pub name: Name,
    pub light: Light,
    /// What speaks for or against it, what decides first.
    pub reasons: Vec<Reason>,
    /// What it owes.
    pub owed: Owed,
    pub limit: Option<Money>,
}

/// Partners that trade whose light is one of `lights`: red before yellow before green, then what is overdue.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn lights(session: &Session, filter: &str, lights: &[Light]) -> Result<Vec<Lit>> {
    steadily(session, || {
        let conn = session.store.conn();
        let as_of = session.as_of();
        let policy = &session.policy.credit;
        let debtors = receivables::debtors(conn, By::Partner, as_of)?;
        let mut owed: HashMap<i64, Owed> = HashMap::new();
        each(session, filter, |ledger| {
            let billed: Vec<(NaiveDate, Money)> = ledger.bills.iter().map(|b| (b.issued_on, b.amount)).collect();
            owed.insert(ledger.partner, Owed::of(&ledger.bills, &ledger.receipts, &billed, as_of, as_of));
        })?;
        let partners = partners_of(session, filter)?;
        let mut rows: Vec<Lit> = Vec::new();
        for (id, debtor) in &debtors {
            if !trades(debtor) || partners.as_ref().is_some_and(|set| !set.contains(id)) {
                continue;
            }
            let owed = owed.get(id).copied().unwrap_or_default();
            let Some(light) = light(&owed, debtor.limit, debtor.assessed, as_of, policy) else { continue };
            if lights.contains(&light) {
                let reasons = reasons(&owed, debtor.limit, debtor.assessed, as_of, policy);
                rows.push(Lit { partner: *id, name: Name::default(), light, reasons, owed, limit: debtor.limit });
            }
        }
        let ids = rows.iter().map(|r| r.partner).collect();
        let mut names = read::names(conn, By::Partner, &ids)?;
        for row in &mut rows {
            row.name = names.remove(&row.partner).unwrap_or_default();
        }
        rows.sort_by(|a, b| {
            (b.light, b.owed.overdue).cmp(&(a.light, a.owed.overdue)).then_with(|| a.name.code.cmp(&b.name.code))
        });
        Ok(rows)
    })
}

fn trades(debtor: &Debtor) -> bool {
    debtor.status.trades()
}

/// An assessment that is due: there is none, or it counts no more, or not for long.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// Row id.
    pub partner: i64,
    /// What it is called.
    pub name: Name,
    /// Day and score of the last one.
    pub last: Option<(NaiveDate, i64)>,
    /// The last day on which it counts.
    pub until: Option<NaiveDate>,
    pub limit: Option<Money>,
}

/// Partners that trade on credit and whose assessment is due within the policy's lead, those that have none first, then by
/// the day on which it ends.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn due(session: &Session, filter: &str) -> Result<Vec<Due>> {
    let conn = session.store.conn();
    let as_of = session.as_of();
    let policy = &session.policy.credit.assessment;
    let partners = partners_of(session, filter)?;
    let mut rows = Vec::new();
    for (id, debtor) in receivables::debtors(conn, By::Partner, as_of)? {
        let on_credit = trades(&debtor) && debtor.limit.is_some_and(|l| l.0 > 0);
        if !on_credit || partners.as_ref().is_some_and(|set| !set.contains(&id)) {
            continue;
        }
        let until = debtor.assessed.map(|a| a.until(policy));
        if until.is_none_or(|end| (end - as_of).num_days() < policy.lead_days) {
            let last = debtor.assessed.map(|a| (a.on, a.score));
            rows.push(Due { partner: id, name: Name::default(), last, until, limit: debtor.limit });
        }
    }
    let ids = rows.iter().map(|r| r.partner).collect();
    let mut names = read::names(conn, By::Partner, &ids)?;
    for row in &mut rows {
        row.name = names.remove(&row.partner).unwrap_or_default();
    }
    rows.sort_by(|a, b| (a.until, b.limit).cmp(&(b.until, a.limit)).then_with(|| a.name.code.cmp(&b.name.code)));
    Ok(rows)
}
