//! Approvals (S17): one engine for tier changes, screening exceptions, credit changes, penalties, contracts and expenses.
//!
//! What is approved is a record of its own kind with a [`Decision`]; an [`Approval`] says who has to decide it. When the
//! last step is approved the record's effect takes place in the same transaction.

mod effect;

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::{OpError, Result, Session};
use crate::domain::approval::{self, ApprovalPolicy};
use crate::domain::kinds::{Approval, ApprovalAct, ApprovalEvent, ApprovalState, ApprovalSubject, Decision};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Row, Storable as _, Stored};
use crate::store::{Tx, record};

/// What approval is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Request<'a> {
    /// What it is.
    pub subject: ApprovalSubject,
    /// The record that it is about, of the kind that the subject names.
    pub record: i64,
    /// Whose partner.
    pub partner: Option<i64>,
    /// In one line.
    pub title: &'a str,
    /// What it is worth; decides how many steps there are.
    pub amount: Option<Money>,
    /// Why.
    pub reason: &'a str,
}

/// Who asks or decides, when, by which steps.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The user; `None`: the program.
    pub user: Option<i64>,
    /// Now.
    pub at: DateTime<Utc>,
    /// The day, where the organisation is.
    pub day: NaiveDate,
    /// The steps.
    pub policy: &'a ApprovalPolicy,
}

/// What asking for approval came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It waits; the approval's id and number.
    Waits(i64, i64),
    /// It needs none and is in force.
    InForce,
}

impl Session {
    /// Who asks for an approval or decides one in this session; `policy` is the session's.
    #[must_use]
    pub fn by<'a>(&self, policy: &'a crate::domain::policy::Policy) -> By<'a> {
        By { user: self.actor.user, at: self.now(), day: self.as_of(), policy: &policy.approvals }
    }
}

/// Asks for approval within the transaction that writes the record: the record becomes pending, or, where the policy
/// asks for no step, is in force at once.
///
/// # Errors
/// An approval of the record that is open already, those of the file.
pub fn request(tx: &mut Tx<'_>, by: By<'_>, request: &Request<'_>) -> Result<Asked> {
    let (kind, _) = approval::about(request.subject);
    let row = record::get(tx.conn(), kind, request.record)?;
    if let Some(open) = open_of(tx, request.subject, request.record)? {
        let number = open.number.unwrap_or(open.id).to_string();
        return Err(OpError::Refused { key: "refused-approval-open", args: vec![("number", number)] });
    }
    let steps = by.policy.steps(request.subject, request.amount);
    if steps.is_empty() {
        effect::approved(tx, by, request.subject, request.record)?;
        return Ok(Asked::InForce);
    }
    effect::set(tx, request.subject, request.record, Decision::Pending)?;
    let id = tx.add(&Approval {
        number: None,
        subject: request.subject,
        record: request.record,
        partner: request.partner,
        title: request.title.to_owned(),
        amount: request.amount,
        reason: request.reason.to_owned(),
        step: 1,
        steps: i64::try_from(steps.len()).unwrap_or(1),
        state: ApprovalState::Pending,
        requested_by: by.user,
        requested_at: Some(by.at),
        due_at: Some(by.at + Duration::hours(by.policy.hours)),
        decided_at: None,
        snapshot: approval::snapshot(&row),
    })?;
    note(tx, by, id, ApprovalAct::Request, 1, request.reason)?;
    let number = record::get_as::<Approval>(tx.conn(), id)?.number.unwrap_or(id);
    Ok(Asked::Waits(id, number))
}

/// The open approval of a record.
fn open_of(tx: &Tx<'_>, subject: ApprovalSubject, record: i64) -> Result<Option<Stored<Approval>>> {
    let clause = "WHERE subject = ?1 AND record = ?2 AND state IN ('pending', 'asked') LIMIT 1";
    Ok(record::query_as::<Approval>(tx.conn(), clause, &[&subject.code(), &record])?.pop())
}

/// Adds a line to the history of an approval.
fn note(tx: &mut Tx<'_>, by: By<'_>, approval: i64, act: ApprovalAct, step: i64, text: &str) -> Result<()> {
    tx.add(&ApprovalEvent { approval, at: by.at, actor: by.user, on_behalf_of: None, act, step, text: text.to_owned() })?;
    Ok(())
}

/// The record that an approval is about.
///
/// # Errors
/// Those of the file.
pub fn subject_of(session: &Session, approval: &Approval) -> Result<Row> {
    let (kind, _) = approval::about(approval.subject);
    Ok(record::get(session.store.conn(), kind, approval.record)?)
}

/// The stored form of a decision.
fn stored(decision: Decision) -> crate::domain::record::Value {
    decision.to_value()
}

/// The kind that a subject is about.
fn kind_of(subject: ApprovalSubject) -> Kind {
    approval::about(subject).0
}
