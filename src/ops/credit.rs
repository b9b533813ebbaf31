//! Credit (S8): the file of a partner, its assessment, changes of its terms, the check before a sale, and the network's
//! receivables by any group.
//!
//! - [`file()`]: everything about one partner, as the page and `qudao credit show` render it; [`explain`] says where each of
//!   its figures comes from
//! - [`assess`]: the 5C score of an assessment, filled in when it is saved, and beside the form
//! - [`change`]: requests, what an approved one does, and terms that are typed into the register
//! - [`check()`]: the steps before a sale
//! - [`pages`]: the lists of [`network`] as documents
//! - [`network`]: aging, payers, disputes, exposure, months, red lights, assessments due
//!
//! What counts as exposure: open invoices net of money on account. Orders that are not invoiced yet are not known to the
//! program: a sale carries no invoice; the amount that a check is asked for is added.

pub(in crate::ops) mod aside;
pub mod assess;
pub mod change;
pub mod check;
pub mod explain;
pub mod file;
pub mod network;
pub mod pages;

pub use check::check;

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};

use super::{Result, Session};
use crate::domain::credit::assessment::{Assessed, Ratios};
use crate::domain::credit::change::Terms;
use crate::domain::credit::check::Override;
use crate::domain::credit::{Light, Owed, Reason, light, limit_use, reasons};
use crate::domain::kinds::{CreditAssessment, CreditChange, Lifecycle, Partner};
use crate::domain::money::{Money, Rate};
use crate::domain::period::{Month, Span, day_number};
use crate::domain::policy::Policy;
use crate::domain::receivables::behaviour::{Behaviour, Six};
use crate::domain::receivables::settle::{Settlement, peak, settlements};
use crate::domain::receivables::{Bucket, Dso, Open, age, buckets, dso_balance, dso_count_back, open_items};
use crate::domain::record::{Expected, Kind, Problem, Row, Stored};
use crate::domain::sales::Figures;
use crate::store::receivables::{self, Ledger};
use crate::store::{Connection, compliance, exact, record, weeks};

/// What secures a partner's debt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// Balance of its deposit.
    pub deposit: Money,
    /// What credit insurance covers, by the contracts in force.
    pub insured: Money,
    /// Goods stay the vendor's until they are paid, by a contract in force.
    pub retention: bool,
    /// Numbers of the contracts in force that secure anything.
    pub contracts: Vec<String>,
}

impl Security {
    /// Deposit and insurance; retention of title has no amount.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.deposit.max(Money::ZERO) + self.insured
    }
}

/// What will hardly be paid any more: open for more than `receivables.bad_debt_days` beyond term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BadDebt {
    /// How much.
    pub amount: Money,
    /// The sales of 12 months that it is measured against; where there are no sales, what was billed in them.
    pub against: Money,
    /// Whether that is what was billed.
    pub billed: bool,
    /// The share; `None` without either.
    pub rate: Option<Six>,
    /// It is above the red line.
    pub red: bool,
}

impl BadDebt {
    pub(super) fn of(amount: Money, sales: Money, billed: Money, policy: &Policy) -> Self {
        let (against, billed) = if sales.0 > 0 { (sales, false) } else { (billed, true) };
        let rate = if against.0 > 0 { Six::of(amount.0.into(), against.0.into()) } else { None };
        let red = rate.is_some_and(|r| r.0 > policy.receivables.bad_debt_red.0 * 100);
        Self { amount, against, billed, rate, red }
    }
}

/// Everything about a partner's credit on a day.
#[derive(Clone, Debug)]
pub struct CreditFile {
    pub partner: i64,
    pub code: String,
    pub name: String,
    /// Where it stands.
    pub status: Lifecycle,
    /// As of the end of which day.
    pub as_of: NaiveDate,
    /// Limit, term and deduction rate in force.
    pub terms: Terms,
    /// What it owes; `owed.known` is false before the first invoice: then nothing of it is rated.
    pub owed: Owed,
    /// Its open items, oldest first, and money on account.
    pub open: Open,
    /// Numbers of the open invoices, by their id.
    pub numbers: BTreeMap<i64, String>,
    /// What is open by age: not due, then the policy's bounds.
    pub buckets: Vec<Bucket>,
    /// Billed in the days of the balance method, credit notes off.
    pub billed: Money,
    /// Billed up to the day, credit notes off.
    pub all_billed: Money,
    /// Days sales outstanding by count-back 倒推法.
    pub dso: Option<Dso>,
    pub dso_balance: Option<Dso>,
    /// First day that punctuality looks back to.
    pub since: NaiveDate,
    /// How the invoices were paid that were open at any time since then.
    pub behaviour: Behaviour,
    /// Those settled in the later half of that time, or overdue now.
    pub lately: Behaviour,
    /// Those settled in the earlier half.
    pub earlier: Behaviour,
    /// Use of the limit.
    pub utilisation: Option<Rate>,
    /// The highest balance ever, and its day.
    pub peak: Option<(NaiveDate, Money)>,
    /// What secures it.
    pub security: Security,
    /// Contested part of what is open.
    pub disputed: Money,
    /// What is beyond hope.
    pub bad_debt: BadDebt,
    /// What the figures say for an assessment.
    pub ratios: Ratios,
    /// The latest assessment, whether it counts or not.
    pub assessment: Option<Stored<CreditAssessment>>,
    /// The last day on which it counts.
    pub valid_until: Option<NaiveDate>,
    /// Whether it counts.
    pub valid: bool,
    pub light: Option<Light>,
    /// What speaks for or against it, what decides first.
    pub reasons: Vec<Reason>,
    /// Changes that wait for approval, newest first.
    pub pending: Vec<Stored<CreditChange>>,
    /// Overrides of the check in force.
    pub overrides: Vec<Override>,
}

impl CreditFile {
    /// What is open beyond deposit and insurance.
    #[must_use]
    pub fn uncovered(&self) -> Money {
        (self.owed.open - self.security.amount()).max(Money::ZERO)
    }
}

/// The credit file of a partner as of the session's day.
///
/// # Errors
/// A partner that is gone; those of the file.
pub fn file(session: &Session, partner: i64) -> Result<CreditFile> {
    let _one_moment = session.store.snapshot()?;
    file_on(session.store.conn(), &session.policy, partner, session.as_of())
}

/// The credit file of a partner as of a day, in whatever transaction runs.
///
/// # Errors
/// A partner that is gone; those of the file.
pub(super) fn file_on(conn: &Connection, policy: &Policy, partner: i64, as_of: NaiveDate) -> Result<CreditFile> {
    let row: Stored<Partner> = record::get_as(conn, partner)?;
    exact(|| row.code.clone(), || file_of(conn, policy, partner, &row, as_of))
}

fn file_of(conn: &Connection, policy: &Policy, partner: i64, row: &Stored<Partner>, as_of: NaiveDate) -> Result<CreditFile> {
    let ledger = receivables::of_partner(conn, partner)?;
    let facts = Facts::of(conn, policy, &row.record, partner, ledger, as_of)?;
    let open = open_items(&facts.ledger.bills, &facts.ledger.receipts, as_of);
    let mut ages = buckets(&policy.receivables.buckets);
    age(&mut ages, &open.items);
    let mut numbers = BTreeMap::new();
    for item in &open.items {
        numbers.insert(item.bill.id, record::code_of(conn, Kind::Invoice, item.bill.id)?);
    }
    let billed: Vec<(NaiveDate, Money)> = facts.ledger.bills.iter().map(|b| (b.issued_on, b.amount)).collect();
    let balance_days = policy.receivables.balance_days;
    let in_days = |days: i64| -> Money {
        billed.iter().filter(|(d, _)| *d <= as_of && (as_of - *d).num_days() < days).map(|(_, m)| *m).sum()
    };
    let year = Span::trailing_year(as_of);
    let billed_in_year: Money = billed.iter().filter(|(d, _)| year.contains(*d)).map(|(_, m)| *m).sum();
    let bad = open.beyond(policy.receivables.bad_debt_days);
    let assessment = latest_assessment(conn, partner, as_of)?;
    let assessed = assessment.as_ref().and_then(assessed);
    let (limit, rules) = (row.credit_limit, &policy.credit);
    let pending =
        record::query_as::<CreditChange>(conn, "WHERE partner = ?1 AND state = 'pending' ORDER BY id DESC", &[&partner])?;
    Ok(CreditFile {
        partner,
        code: row.code.clone(),
        name: row.name.clone(),
        status: row.status,
        as_of,
        terms: Terms::of_partner(&row.record),
        billed: in_days(balance_days),
        all_billed: billed.iter().filter(|(d, _)| *d <= as_of).map(|(_, m)| *m).sum(),
        dso: dso_count_back(open.total(), &billed, as_of),
        dso_balance: dso_balance(open.total(), &billed, as_of, balance_days),
        since: facts.since,
        lately: facts.half(policy, as_of, true),
        earlier: facts.half(policy, as_of, false),
        behaviour: facts.behaviour,
        utilisation: limit_use(&facts.owed, limit).filter(|_| facts.owed.known),
        peak: peak(&facts.ledger.bills, &facts.ledger.receipts, as_of),
        security: security(conn, partner, as_of)?,
        disputed: open.disputed(),
        bad_debt: BadDebt::of(bad, facts.sales, billed_in_year, policy),
        ratios: facts.ratios,
        valid_until: assessed.map(|a| a.until(&rules.assessment)),
        valid: assessed.is_some_and(|a| a.counts(as_of, &rules.assessment)),
        light: light(&facts.owed, limit, assessed, as_of, rules),
        reasons: reasons(&facts.owed, limit, assessed, as_of, rules),
        assessment,
        pending,
        overrides: change::overrides(conn, policy, partner, as_of)?,
        owed: facts.owed,
        open,
        numbers,
        buckets: ages,
    })
}

/// The latest assessment on or before a day that has a score.
pub(super) fn latest_assessment(conn: &Connection, partner: i64, day: NaiveDate) -> Result<Option<Stored<CreditAssessment>>> {
    let clause = "WHERE partner = ?1 AND \"on\" <= ?2 AND score IS NOT NULL ORDER BY \"on\" DESC LIMIT 1";
    Ok(record::query_as(conn, clause, &[&partner, &day_number(day)])?.pop())
}

/// An assessment as the light takes it.
pub(super) fn assessed(a: &Stored<CreditAssessment>) -> Option<Assessed> {
    a.score.map(|score| Assessed { on: a.on, score })
}

fn security(conn: &Connection, partner: i64, day: NaiveDate) -> Result<Security> {
    let contracts = compliance::contracts_in_force(conn, partner, day)?;
    let mut held = Security { deposit: compliance::held(conn, partner, day)?, ..Security::default() };
    for c in contracts {
        held.insured += c.insured.unwrap_or_default();
        held.retention |= c.retention_of_title;
        if c.retention_of_title || c.insured.is_some_and(|m| m.0 > 0) {
            held.contracts.push(c.record.number);
        }
    }
    Ok(held)
}

/// What the ledger and the sales of a partner say on a day.
struct Facts {
    ledger: Ledger,
    owed: Owed,
    settlements: Vec<Settlement>,
    since: NaiveDate,
    behaviour: Behaviour,
    /// Sales after returns of 12 months.
    sales: Money,
    ratios: Ratios,
}

impl Facts {
    fn of(conn: &Connection, policy: &Policy, who: &Partner, partner: i64, ledger: Ledger, day: NaiveDate) -> Result<Self> {
        let billed: Vec<(NaiveDate, Money)> = ledger.bills.iter().map(|b| (b.issued_on, b.amount)).collect();
        let owed = Owed::of(&ledger.bills, &ledger.receipts, &billed, day, day);
        let all = settlements(&ledger.bills, &ledger.receipts, day);
        let since = back(day, policy.receivables.punctuality_months) + Days::new(1);
        let behaviour = Behaviour::of(all.iter().filter(|s| s.settled_on.is_none_or(|on| on >= since)), day);
        let (sales, before) = sales(conn, partner, day)?;
        let ratios = Ratios {
            punctuality: behaviour.punctual_amount(),
            utilisation: limit_use(&owed, who.credit_limit).filter(|_| owed.known),
            dso: owed.dso,
            term: who.credit_days,
            overdue: crate::domain::figure::share(owed.overdue.0, owed.open.0),
            trend: before.and_then(|before| Ratios::trend_of(sales, before)),
            audit: compliance::audit_score(conn, partner, policy.audits.span(day))?,
            training: {
                let span = policy.training.span(day, policy.organisation.fiscal_year_month);
                compliance::training_completion(conn, partner, span)?
            },
        };
        Ok(Self { ledger, owed, settlements: all, since, behaviour, sales, ratios })
    }

    /// One half of the time that punctuality looks back to.
    fn half(&self, policy: &Policy, day: NaiveDate, later: bool) -> Behaviour {
        let middle = back(day, policy.receivables.punctuality_months / 2);
        let within = |s: &&Settlement| match s.settled_on {
            None => later,
            Some(on) => (on > middle) == later && on >= self.since,
        };
        Behaviour::of(self.settlements.iter().filter(within), day)
    }
}

fn back(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
}

/// Sales after returns of the 12 whole months before a day, and of the 12 before these where they are known whole.
fn sales(conn: &Connection, partner: i64, day: NaiveDate) -> Result<(Money, Option<Money>)> {
    let cuts = weeks::of_partner(conn, partner)?;
    let this = Month::of(day).0;
    let sum = |from: i32, to: i32| -> Money {
        weeks::by_month(cuts.iter().copied(), Month(from), Month(to)).iter().map(Figures::after_returns).sum()
    };
    let whole = cuts.first().is_some_and(|c| c.month().0 <= this - 24);
    Ok((sum(this - 12, this - 1), whole.then(|| sum(this - 24, this - 13))))
}

/// Names an invoice of another partner that a payment is said to be for.
pub(in crate::ops) fn settles_own(conn: &Connection, row: &Row) -> Result<Vec<Problem>> {
    let (Some(invoice), Some(partner)) = (row.get("invoice").int(), row.get("partner").int()) else { return Ok(Vec::new()) };
    let of = record::get(conn, Kind::Invoice, invoice)?.get("partner").int();
    if of == Some(partner) {
        return Ok(Vec::new());
    }
    let of = of.map(|p| record::code_of(conn, Kind::Partner, p)).transpose()?.unwrap_or_default();
    let value = record::code_of(conn, Kind::Invoice, invoice)?;
    Ok(vec![Problem { field: "invoice", value, expected: Expected::Named("expected-own-invoice", vec![("of", of)]) }])
}

/// An invoice stays with the partner whose payments are on it.
pub(in crate::ops) fn settled_by_own(conn: &Connection, row: &Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    let partner = row.get("partner");
    if before.is_none_or(|b| b.get("partner") == partner) {
        return Ok(Vec::new());
    }
    let Some(payment) = receivables::payment_of_another(conn, row.id, partner.int())? else { return Ok(Vec::new()) };
    let payment = record::get(conn, Kind::Payment, payment)?;
    let of = payment.get("partner").int().map(|p| record::code_of(conn, Kind::Partner, p)).transpose()?.unwrap_or_default();
    let number = payment.get("number").text().unwrap_or_default().to_owned();
    let value = partner.int().map(|p| record::code_of(conn, Kind::Partner, p)).transpose()?.unwrap_or_default();
    let expected = Expected::Named("expected-paid-by-own", vec![("of", of), ("number", number)]);
    Ok(vec![Problem { field: "partner", value, expected }])
}

#[cfg(test)]
mod tests;
