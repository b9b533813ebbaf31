//! What a decision does to the record that it is about.
//!
//! # How a subject joins
//! - [`approved`]: what is in force from the last approval on; one line that calls the subject's module;
//! - [`refused`]: what else follows from a rejection or withdrawal, if anything;
//! - [`reopened`]: what an approval had put into force and an edit takes out of it, if anything;
//! - [`worth`] and [`title`]: the amount that decides the steps, and the line that people read, when an edit asks again.

use chrono::NaiveDate;

use super::super::Session;
use super::super::partner::exit;
use super::super::policy::impact;
use super::super::{contract, credit, expense, rules, tier, violation};
use super::Result;
use crate::domain::approval;
use crate::domain::credit::change::{self as credit_change, Terms};
use crate::domain::kinds::{
    Approval, ApprovalSubject, Contract, CreditChange, Decision, Partner, PolicyVersion, Screening, TierChange, TierChangeState,
};
use crate::domain::money::Money;
use crate::domain::policy::Differs;
use crate::domain::record::{Kind, Row, Storable as _, Value};
use crate::domain::screening;
use crate::domain::sentence::Sentence;
use crate::ops::context::By;
use crate::report::{Block, Table};
use crate::store::{Connection, Tx, contracts, record};

/// Why a record can't be approved as it is, and what was approved for later days and stays so against it.
pub(super) fn outlook(conn: &Connection, row: &Row, today: NaiveDate) -> Result<(Option<Sentence>, Vec<Sentence>)> {
    match row.kind {
        Kind::PolicyVersion => rules::outlook(conn, &row.typed()?, today),
        _ => Ok((None, Vec::new())),
    }
}

/// Of other rules the keys that they change.
pub(super) fn changes(conn: &Connection, row: &Row, today: NaiveDate) -> Result<Vec<Differs>> {
    match row.kind {
        Kind::PolicyVersion => rules::changes_of(conn, &row.typed()?, today),
        _ => Ok(Vec::new()),
    }
}

/// These keys as a table.
pub(super) fn differences(changes: &[Differs]) -> Table {
    rules::pages::differences(changes)
}

/// What an approval would change of others than its own record, while it is open.
pub(super) fn would_change(session: &mut Session, approval: i64) -> Result<Vec<Block>> {
    Ok(impact::of_approval(session, approval)?.map(|found| impact::blocks(&found, impact::pages::ROWS)).unwrap_or_default())
}

/// Puts an approved record into force.
pub(super) fn approved(tx: &mut Tx<'_>, by: By<'_>, subject: ApprovalSubject, id: i64) -> Result<()> {
    set(tx, subject, id, Decision::Approved)?;
    match subject {
        ApprovalSubject::Tier => tier::approved(tx, by, id),
        ApprovalSubject::Contract => contract::approved(tx, id),
        ApprovalSubject::Exit => exit::approved(tx, by, id),
        ApprovalSubject::Penalty => violation::settle(tx, by, id),
        ApprovalSubject::Credit => credit::change::approved(tx, by, id),
        ApprovalSubject::Policy => rules::approved(tx, by, id),
        ApprovalSubject::Screening | ApprovalSubject::Expense => Ok(()),
    }
}

/// The first day of what an approval put into force, where that is to come; `None`: it is in force.
pub(super) fn begins(conn: &Connection, by: By<'_>, approval: &Approval) -> Result<Option<NaiveDate>> {
    let id = approval.record;
    let day = match approval.subject {
        ApprovalSubject::Tier => record::get_as::<TierChange>(conn, id)?.effective_on,
        ApprovalSubject::Contract => Some(record::get_as::<Contract>(conn, id)?.from_day),
        ApprovalSubject::Policy => record::get_as::<PolicyVersion>(conn, id)?.from_day,
        ApprovalSubject::Penalty
        | ApprovalSubject::Credit
        | ApprovalSubject::Screening
        | ApprovalSubject::Exit
        | ApprovalSubject::Expense => None,
    };
    Ok(day.filter(|day| *day > by.day))
}

/// Ends what was asked for without an approval: rejected, or taken back by who asked; `why` in their words.
pub(super) fn refused(
    tx: &mut Tx<'_>,
    by: By<'_>,
    (subject, id): (ApprovalSubject, i64),
    decision: Decision,
    why: &str,
) -> Result<()> {
    set(tx, subject, id, decision)?;
    match subject {
        ApprovalSubject::Tier => tier::refused(tx, by, id, why),
        ApprovalSubject::Penalty => violation::settle(tx, by, id),
        _ => Ok(()),
    }
}

/// An approved record was edited and waits again: takes back what must not go on until it is decided anew.
#[expect(clippy::unnecessary_wraps, reason = "a subject whose effect is taken back here may fail")]
pub(super) fn reopened(_tx: &mut Tx<'_>, _by: By<'_>, subject: ApprovalSubject, _id: i64) -> Result<()> {
    match subject {
        // a tier stays in force until another one does, who has left is not back by it; the others are in force by their state alone
        ApprovalSubject::Tier
        | ApprovalSubject::Screening
        | ApprovalSubject::Credit
        | ApprovalSubject::Penalty
        | ApprovalSubject::Contract
        | ApprovalSubject::Exit
        | ApprovalSubject::Expense
        | ApprovalSubject::Policy => Ok(()),
    }
}

/// Whether a record that was edited needs approval at all: a screening only for what crosses a red line.
pub(super) fn wanted(by: By<'_>, row: &Row) -> Result<bool> {
    Ok(match approval::subject_of(row.kind) {
        Some(ApprovalSubject::Screening) => {
            !screening::judge(&row.typed::<Screening>()?.record, &by.policy.screening).red_lines.is_empty()
        }
        _ => true,
    })
}

/// What a record is worth, which decides its steps; `None`: it has no amount.
pub(super) fn worth(conn: &Connection, row: &Row) -> Result<Option<Money>> {
    let money = |name: &str| row.get(name).int().map(Money);
    Ok(match approval::subject_of(row.kind) {
        Some(ApprovalSubject::Expense) => money("amount"),
        Some(ApprovalSubject::Credit) => {
            let change = row.typed::<CreditChange>()?;
            let partner = record::get_as::<Partner>(conn, change.partner)?;
            credit_change::worth(&change.record, Terms::of_partner(&partner.record))
        }
        Some(ApprovalSubject::Penalty) => money("deduction").filter(|d| d.0 > 0),
        Some(ApprovalSubject::Contract | ApprovalSubject::Exit) => match row.get("partner").int() {
            Some(partner) => contracts::worth(conn, partner)?,
            None => None,
        },
        Some(ApprovalSubject::Tier | ApprovalSubject::Screening | ApprovalSubject::Policy) | None => None,
    })
}

/// What people read of a record that is asked for again, in one line.
pub(super) fn title(conn: &Connection, row: &Row) -> Result<String> {
    Ok(match approval::subject_of(row.kind) {
        Some(ApprovalSubject::Expense) => expense::title(&row.typed()?),
        Some(ApprovalSubject::Tier) => match row.get("partner").int() {
            Some(partner) => record::code_of(conn, Kind::Partner, partner)?,
            None => String::new(),
        },
        _ => {
            let of = subject_title(conn, row)?;
            of.unwrap_or_else(|| row.called())
        }
    })
}

/// The title under which a record was asked for before.
fn subject_title(conn: &Connection, row: &Row) -> Result<Option<String>> {
    let Some(subject) = approval::subject_of(row.kind) else { return Ok(None) };
    let clause = "WHERE subject = ?1 AND record = ?2 ORDER BY brought_in, id DESC LIMIT 1";
    let last = record::query(conn, Kind::Approval, clause, &[&subject.code(), &row.id])?.pop();
    Ok(last.and_then(|a| a.get("title").text().map(str::to_owned)))
}

/// How far the decision on a record is; a change of tier has words of its own for it.
pub(super) fn state(row: &Row) -> Decision {
    let code = row.get("state").text().unwrap_or_default();
    match TierChangeState::from_code(code).filter(|_| row.kind == Kind::TierChange) {
        Some(TierChangeState::Proposed) => Decision::Pending,
        Some(TierChangeState::Approved) => Decision::Approved,
        Some(TierChangeState::Rejected) => Decision::Rejected,
        Some(TierChangeState::Withdrawn) => Decision::Withdrawn,
        None => Decision::from_code(code).unwrap_or(Decision::Draft),
    }
}

/// Writes how far the decision on a record is.
pub(super) fn set(tx: &mut Tx<'_>, subject: ApprovalSubject, id: i64, decision: Decision) -> Result<()> {
    let (kind, field) = approval::about(subject);
    let mut row = record::get(tx.conn(), kind, id)?;
    let value = match (subject, decision) {
        (ApprovalSubject::Tier, Decision::Draft | Decision::Pending) => TierChangeState::Proposed.to_value(),
        _ => decision.to_value(),
    };
    row.set(field, value);
    tx.update(&row)?;
    Ok(())
}

/// What is in force now of what a record asks for, by field: what an approver compares it with.
///
/// A tier and credit are compared with the partner's; anything else with what was approved of the same record before, a
/// contract that has none with the one that it renews or the one in force.
pub(super) fn in_force(conn: &Connection, row: &Row, before: i64) -> Result<Vec<(&'static str, Value)>> {
    let partner =
        || -> Result<Option<Row>> { Ok(row.get("partner").int().map(|id| record::get(conn, Kind::Partner, id)).transpose()?) };
    if row.kind == Kind::TierChange {
        let tier = partner()?.map(|p| p.get("tier").clone()).unwrap_or_default();
        return Ok(vec![("to_tier", tier)]);
    }
    if row.kind == Kind::CreditChange && row.get("kind").text() == Some("terms") {
        let Some(partner) = partner()? else { return Ok(Vec::new()) };
        return Ok(["credit_limit", "credit_days", "deduction_rate"].map(|f| (f, partner.get(f).clone())).to_vec());
    }
    if row.kind == Kind::PolicyVersion {
        let base = row.get("base").int().map(|id| record::get(conn, Kind::PolicyVersion, id)).transpose()?;
        return Ok(base.map(|b| ["from_day", "hash"].map(|f| (f, b.get(f).clone())).to_vec()).unwrap_or_default());
    }
    if let Some(subject) = approval::subject_of(row.kind) {
        let clause = "WHERE subject = ?1 AND record = ?2 AND state = 'approved' AND id < ?3
                      ORDER BY brought_in, id DESC LIMIT 1";
        let last = record::query(conn, Kind::Approval, clause, &[&subject.code(), &row.id, &before])?.pop();
        if let Some(snapshot) = last.as_ref().and_then(|a| a.get("snapshot").text()) {
            return Ok(approval::values(row.kind, snapshot).into_iter().map(|(f, v)| (f.name, v)).collect());
        }
    }
    if row.kind == Kind::Contract {
        let clause = "WHERE partner = ?1 AND id <> ?2 AND (id = ?3 OR (state = 'approved' AND from_day <= ?4))
                      ORDER BY id = ?3 DESC, from_day DESC LIMIT 1";
        let (partner, renews, from) = (row.get("partner"), row.get("renews"), row.get("from_day"));
        if let Some(earlier) = record::query(conn, Kind::Contract, clause, &[partner, &row.id, renews, from])?.pop() {
            let guarded = Kind::Contract.def().fields.iter().filter(|f| f.guarded);
            return Ok(guarded.map(|f| (f.name, earlier.get(f.name).clone())).collect());
        }
    }
    Ok(Vec::new())
}
