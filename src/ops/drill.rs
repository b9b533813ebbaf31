//! The stop-supply drill 断供演练: what hangs on a partner, what would be lost, and who could step in (S8).

pub mod pages;

use chrono::NaiveDate;

use super::kpi::receivables::{Owing, owing};
use super::{Result, Session, deposit, standby};
use crate::domain::deposit::Account;
use crate::domain::figures::Basis;
use crate::domain::inventory;
use crate::domain::kinds::{Contract, Partner};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Stored};
use crate::store::{compliance, exact, figures, receivables, record};

/// Stock of a partner as it was counted last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stock {
    /// When.
    pub counted_on: NaiveDate,
    /// Pieces.
    pub quantity: i64,
    /// At cost.
    pub value: Money,
    /// How long it lasts, in 1/10 days; `None`: not rated.
    pub days: Option<i64>,
}

/// What is gone with a partner, a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Net sales less returns.
    pub sales: Money,
    pub contribution: Money,
}

/// What a stop of supply would mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Drill {
    pub partner: Stored<Partner>,
    /// As of which day.
    pub as_of: NaiveDate,
    /// What it owes, by age; `None`: it never had an invoice.
    pub owing: Option<Owing>,
    /// Its stock; `None`: never counted.
    pub stock: Option<Stock>,
    /// Outlets that it serves; `None`: not known.
    pub outlets: Option<i64>,
    /// Rebate that is owed to it; `None`: not rated until rebates are accounted for.
    pub rebate: Option<Money>,
    /// Open tickets in which it is named: number, title, severity code.
    pub tickets: Vec<(i64, String, String)>,
    /// The newest contract in force.
    pub contract: Option<Stored<Contract>>,
    pub deposit: Account,
    /// Covered by deposit and credit insurance.
    pub secured: Money,
    /// Owed and not covered; `None`: it never had an invoice.
    pub unsecured: Option<Money>,
    /// What would be lost a month; `None`: no figures.
    pub loss: Option<Loss>,
    /// Who could take over.
    pub cover: standby::Cover,
}

/// Plays through a stop of supply for a partner; nothing is written.
///
/// # Errors
/// [`crate::store::StoreError::Missing`] for a partner that is not there, those of the file.
pub fn drill(session: &Session, partner: i64) -> Result<Drill> {
    let _one_moment = session.store.snapshot()?;
    let code = record::code_of(session.store.conn(), Kind::Partner, partner)?;
    exact(|| code, || played(session, partner))
}

fn played(session: &Session, partner: i64) -> Result<Drill> {
    let (conn, as_of, policy) = (session.store.conn(), session.as_of(), &session.policy);
    let record: Stored<Partner> = record::get_as(conn, partner)?;
    let ledger = receivables::of_partner(conn, partner)?;
    let known = ledger.bills.iter().any(|b| b.issued_on <= as_of);
    let owing = known.then(|| owing(&ledger, as_of, policy.receivables.balance_days, &policy.receivables.buckets));
    let basis = Basis::of(policy, as_of);
    let weeks = policy.backups.weeks;
    let (days, loss) = figures::with_inputs(conn, partner, &basis, |inputs, _, around| {
        let day = basis.day(0, &around.until);
        let week = day.week();
        let days = inventory::days(inputs.history, inputs.counts, day.stock_week()).map(|d| d.days);
        let known = inputs.history.first_day().is_some_and(|day| day < week.first_day());
        let sold = inputs.history.weeks_before(week, weeks);
        let monthly = |amount| policy.backups.monthly(amount);
        let loss = Loss { sales: monthly(sold.after_returns()), contribution: monthly(sold.contribution()) };
        (days, known.then_some(loss))
    })?;
    let stock = compliance::last_stock(conn, partner, as_of)?.map(|(counted_on, quantity, value)| Stock {
        counted_on,
        quantity,
        value,
        days,
    });
    let contract = compliance::contracts_in_force(conn, partner, as_of)?.into_iter().next();
    let deposit = deposit::account(session, partner)?;
    let insured = contract.as_ref().and_then(|c| c.insured).unwrap_or_default();
    let secured = deposit.held.max(Money::ZERO) + insured;
    let unsecured = owing.as_ref().map(|o| (o.open - secured).max(Money::ZERO));
    Ok(Drill {
        as_of,
        owing,
        stock,
        outlets: record.outlets_covered,
        rebate: None,
        tickets: compliance::open_tickets(conn, partner)?,
        contract,
        deposit,
        secured,
        unsecured,
        loss,
        cover: standby::able(session, partner)?,
        partner: record,
    })
}
