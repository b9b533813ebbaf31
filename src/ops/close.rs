//! Closing periods: freezing their figures, looking whether they still hold, opening them again.

pub mod pages;
pub(in crate::ops) mod targets;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::closings::names;
use super::kpi::frozen;
use super::kpi::receivables::owing;
use super::{OpError, Result, Session};
use crate::domain::closing::{self, Drift, Frozen, Item};
use crate::domain::figures::Basis;
use crate::domain::kinds::Role;
use crate::domain::money::Money;
use crate::domain::period::Span;
use crate::domain::policy::Policy;
use crate::domain::record::Kind;
use crate::store::closing::{self as stored, Closing, New};
use crate::store::receivables::stream;
use crate::store::rollup::late;
use crate::store::{StoreError, exact, figures, record};

/// How often figures are computed again because somebody wrote meanwhile.
const TRIES: u32 = 5;

/// What closing a period came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// It is closed now.
    Closed(Closing),
    /// It was closed before, and whether its figures still hold.
    Already(Verified),
}

/// Whether a closed period still holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// The period.
    pub closing: Closing,
    /// Whether the frozen figures are those of its hash.
    pub sound: bool,
    /// Whether the policy is the one under which it was closed; under another, what rules compute is not compared.
    pub same_policy: bool,
    /// What is computed otherwise today.
    pub drift: Vec<Drift>,
    /// Codes of the partners that drifted.
    pub codes: BTreeMap<i64, String>,
}

impl Verified {
    /// Whether nothing was found.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.sound && self.drift.is_empty()
    }
}

/// What is frozen of a period.
struct Computed {
    rows: Vec<Frozen>,
    slices: Vec<(String, Vec<i64>)>,
}

/// The name of a period that may be closed: a whole month, quarter, half-year or year that is over.
fn named(session: &Session, span: Span) -> Result<String> {
    let name = names(session)?
        .name(span)
        .ok_or_else(|| OpError::Refused { key: "usage-close-period", args: vec![("period", span.to_string())] })?;
    if span.to >= session.as_of() {
        let args = vec![("period", name), ("day", (span.to + Days::new(1)).to_string())];
        return Err(OpError::Refused { key: "refused-close-running", args });
    }
    Ok(name)
}

/// Closes a period: figures of every partner and of the network are frozen with a hash. Closing it again verifies it.
///
/// # Errors
/// Role (head office), a period that runs or is no month, quarter, half-year or year, those of the file.
pub fn close(session: &mut Session, span: Span) -> Result<Done> {
    session.require(Role::HeadOffice)?;
    let name = named(session, span)?;
    if let Some(closed) = stored::of_span(session.store.conn(), span)? {
        return Ok(Done::Already(check(session, closed)?));
    }
    let mut last = None;
    for _ in 0..TRIES {
        let newest = stored::newest_change(session.store.conn(), i64::MAX)?;
        let rules = session.policy_on(span.to)?;
        let computed = compute(session, span, &rules, Late::Aside)?;
        let hash = closing::hash(&name, rules.hash, &computed.rows, &computed.slices);
        let (policy, policy_version) = (rules.hash, rules.number);
        let (rows, slices) = (computed.rows.as_slice(), computed.slices.as_slice());
        let new = New { name: &name, span, hash: &hash, policy, policy_version, rows, slices };
        let done = session.write(Role::HeadOffice, "change-close", &name, |tx| {
            if stored::of_span(tx.conn(), span)?.is_some() || stored::newest_change(tx.conn(), tx.change_set())? != newest {
                return Err(OpError::Refused { key: "refused-close-busy", args: vec![("period", name.clone())] });
            }
            Ok(tx.close_period(&new)?)
        });
        match done {
            Ok(_) => {
                let closed = stored::of_span(session.store.conn(), span)?;
                return Ok(Done::Closed(closed.ok_or_else(|| not_closed(&name))?));
            }
            // somebody wrote while figures were computed: they may be others now
            Err(e @ OpError::Refused { key: "refused-close-busy", .. }) => last = Some(e),
            Err(e) => return Err(e),
        }
        if let Some(closed) = stored::of_span(session.store.conn(), span)? {
            return Ok(Done::Already(check(session, closed)?));
        }
    }
    Err(last.unwrap_or_else(|| not_closed(&name)))
}

fn not_closed(period: &str) -> OpError {
    OpError::Refused { key: "refused-not-closed", args: vec![("period", period.to_owned())] }
}

/// Opens a closed period again, for a reason that stays on record.
///
/// # Errors
/// Role (admin), a period that is not closed, no reason, those of the file.
pub fn reopen(session: &mut Session, span: Span, reason: &str) -> Result<Closing> {
    session.require(Role::Admin)?;
    let shown = names(session)?.called(span);
    if reason.trim().is_empty() {
        return Err(OpError::Refused { key: "usage-reopen-reason", args: vec![("period", shown)] });
    }
    let closed = stored::of_span(session.store.conn(), span)?.ok_or_else(|| not_closed(&shown))?;
    session.write(Role::Admin, "change-reopen-period", &closed.name, |tx| Ok(tx.reopen_period(&closed, reason.trim())?))?;
    Ok(closed)
}

/// Looks whether a closed period, or every one, still holds: its rows have its hash, and what is computed today from the
/// data that is there is the same.
///
/// # Errors
/// A period that is not closed, those of the file.
pub fn verify(session: &mut Session, span: Option<Span>) -> Result<Vec<Verified>> {
    let closed = match span {
        None => stored::list(session.store.conn(), false)?,
        Some(span) => {
            let shown = names(session)?.called(span);
            vec![stored::of_span(session.store.conn(), span)?.ok_or_else(|| not_closed(&shown))?]
        }
    };
    closed.into_iter().map(|c| check(session, c)).collect()
}

fn check(session: &mut Session, closed: Closing) -> Result<Verified> {
    let frozen = stored::rows(session.store.conn(), closed.id)?;
    let sums = stored::slices(session.store.conn(), closed.id)?;
    let sound = closing::hash(&closed.name, closed.policy, &frozen, &sums) == closed.hash;
    // what ruled on its last day rules for it; a version of that day that came later is another policy
    let rules = session.policy_on(closed.span.to)?;
    let same_policy = match closed.policy_version {
        Some(number) => number == rules.number,
        None => closed.policy == rules.hash,
    };
    let now = compute(session, closed.span, &rules, Late::In)?;
    let drift = closing::drift(&frozen, &now.rows, same_policy);
    let conn = session.store.conn();
    let mut codes = BTreeMap::new();
    for d in drift.iter().filter(|d| d.partner != 0) {
        if let std::collections::btree_map::Entry::Vacant(slot) = codes.entry(d.partner) {
            slot.insert(record::code_of(conn, Kind::Partner, d.partner)?);
        }
    }
    Ok(Verified { closing: closed, sound, same_policy, drift, codes })
}

/// What becomes of facts that came late for closed periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Late {
    /// They stand aside: a year that is closed has its quarters as they were closed.
    Aside,
    /// They are facts like any other.
    In,
}

/// The figures of a period as the data gives them now: sales and targets of its days, receivables at its end, and what
/// the rules of its last day make of it on the day after.
fn compute(session: &mut Session, span: Span, rules: &Policy, late: Late) -> Result<Computed> {
    let after = span.to + Days::new(1);
    session.on_day(after, |session| {
        session.store.shadow_figures(&Basis::of(rules, after), figures::Shadowed::Figures)?;
        let computed = exact(|| span.to_string(), || gathered(session, span, rules, late));
        session.store.unshadow_figures()?;
        computed
    })
}

fn gathered(session: &Session, span: Span, rules: &Policy, late: Late) -> Result<Computed> {
    let conn = session.store.conn();
    if let Some(code) = figures::beyond(conn)?.into_iter().next() {
        return Err(StoreError::Overflow(code).into());
    }
    let first_month = names(session)?.first_month(span);
    let sums = || frozen::sums(conn, span, (rules, first_month));
    let frozen::Sums { rows, named: slices } = match late {
        Late::Aside => sums()?,
        Late::In => late::with_late(conn, sums)?,
    };
    let mut by_id: BTreeMap<i64, Frozen> = rows.into_iter().map(|r| (r.partner, r)).collect();
    owed(session, (span.to, rules), &mut by_id)?;
    figures::each(conn, |partner, f| {
        let row = by_id.entry(partner).or_insert_with(|| Frozen { partner, ..Frozen::default() });
        row.set(Item::Health, f.health);
        row.set(Item::Score, f.score);
        row.set(Item::Light, closing::light(f.light));
        row.set(Item::Tier, closing::tier(f.tier));
        Ok(())
    })?;
    Ok(Computed { rows: by_id.into_values().filter(|r| r.partner == 0 || !r.is_empty()).collect(), slices })
}

/// What every partner owes at the end of a day.
fn owed(session: &Session, (day, rules): (NaiveDate, &Policy), rows: &mut BTreeMap<i64, Frozen>) -> Result<()> {
    let policy = &rules.receivables;
    let (mut open, mut overdue) = (Money::ZERO, Money::ZERO);
    stream(session.store.conn(), day, None, |ledger| {
        let owing = owing(ledger, day, policy.balance_days, &policy.buckets);
        let partner = ledger.partner;
        let row = rows.entry(partner).or_insert_with(|| Frozen { partner, ..Frozen::default() });
        row.set(Item::Open, Some(owing.open.0));
        row.set(Item::Overdue, Some(owing.overdue.0));
        open += owing.open;
        overdue += owing.overdue;
        Ok(())
    })?;
    if let Some(network) = rows.get_mut(&0) {
        network.set(Item::Open, Some(open.0));
        network.set(Item::Overdue, Some(overdue.0));
    }
    Ok(())
}
