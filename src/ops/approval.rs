//! Approvals (S17): one engine for tier changes, screening exceptions, credit changes, penalties, contracts, exits of partners,
//! expenses and rules.
//!
//! What is approved is a record of its own kind with a state ([`Decision`]); an [`Approval`] says who has to decide it.
//! When the last step is approved the record's effect takes place in the same transaction ([`mod@effect`]). What nobody else
//! could decide is in force at once, and says so ([`mod@alone`]).
//!
//! - [`request`]: asks, inside the transaction that writes the record; [`edited`]: an edit of what is guarded asks again
//! - [`mod@act`]: approve, reject, ask back, answer, withdraw
//! - [`mod@inbox`], [`list`], [`mod@page`]: what waits for whom, and all of one with its [`Difference`]
//!
//! *Undo.* An approval is taken back by the undo of who decided, as long as nothing that it changed has changed since: the
//! approval, its record and the effect are one change set and go back together. Nobody else takes a decision back, not even
//! an administrator, and such an undo is not undone in its turn: both would be a decision without the rules above. An undo
//! of an edit that reopened something gives back exactly what was approved, so it needs no rule of its own.

mod act;
mod alone;
mod difference;
mod effect;
mod inbox;
mod page;
pub mod pages;
mod told;

pub(in crate::ops) use act::decide;
pub use act::{Done, Many, Seen, act, approve_many};
pub use difference::{Change, Difference, Shown, difference};
pub use inbox::{Inbox, Scope, Waiting, inbox, list};
pub use page::{Decider, Page, StepDone, page};
pub(in crate::ops) use told::{Asks, Told};

pub use crate::store::approvals::{Event, Line};

use chrono::NaiveDate;

use super::access::Act;
use super::{OpError, Result, Session};
use crate::domain::approval;
use crate::domain::kinds::{Approval, ApprovalAct, ApprovalEvent, ApprovalState, ApprovalSubject, Decision, Role};
use crate::domain::money::Money;
use crate::domain::policy::Policy;
use crate::domain::record::{Expected, Kind, Problem, Row, Stored};
use crate::domain::sentence::Sentence;
use crate::ops::context::{By, Context, Source};
use crate::store::{Connection, Tx, approvals, record};

/// What approval is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Request<'a> {
    pub subject: ApprovalSubject,
    /// The record that it is about, of the kind that the subject names.
    pub record: i64,
    pub partner: Option<i64>,
    /// In one line.
    pub title: &'a str,
    /// What it is worth; decides how many steps there are.
    pub amount: Option<Money>,
    /// Why.
    pub reason: &'a str,
}

/// What asking for approval came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It waits; the approval's id and number.
    Waits(i64, i64),
    /// Nobody else could decide it, and whoever asked has not said why: it waits for their reason; the approval's id and number.
    WantsReason(i64, i64),
    /// Nobody else could decide it: it is decided, marked so; the approval's number, and the first day where that is to come.
    Alone(i64, Option<NaiveDate>),
    /// It needs none and is in force.
    InForce,
    /// It needs none any more: what waited is taken back; the approval's number.
    Dropped(i64),
}

impl Asked {
    /// What the person who asked is told; `what` is what people call the record.
    #[must_use]
    pub fn said(self, what: &str) -> Sentence {
        let of = |key, number: i64| Sentence::new(key).with("what", what).with("number", number);
        match self {
            Self::Waits(_, number) => of("done-approval-asked", number),
            Self::WantsReason(_, number) => of("done-approval-wants-reason", number),
            Self::Alone(number, None) => of("done-approval-alone", number),
            Self::Alone(number, Some(from)) => of("done-approval-alone-from", number).with("from", from),
            Self::InForce => Sentence::new("done-approval-none").with("what", what),
            Self::Dropped(number) => of("done-approval-dropped", number),
        }
    }
}

impl Asked {
    /// The same of an edit of what waits already or was approved: what becomes of that meanwhile.
    #[must_use]
    pub fn said_of_edit(self, before: &Row, what: &str) -> Sentence {
        match self {
            Self::Waits(_, number) if approval::is_approved(before) => {
                let key = if approval::lapses(before) { "done-approval-lapses-waits" } else { "done-approval-stays-waits" };
                Sentence::new(key).with("what", what).with("number", number)
            }
            asked => asked.said(what),
        }
    }
}

impl Session {
    /// Who asks for an approval or decides one in this session; `policy` is the session's.
    #[must_use]
    pub fn by<'a>(&self, policy: &'a Policy) -> By<'a> {
        By { user: self.actor.user, at: self.now(), day: self.as_of(), policy, why: "" }
    }
}

/// Asks for approval within the transaction that writes the record: the record becomes pending, or, where the policy
/// asks for no step, is in force at once.
///
/// Asking again for the same values changes nothing; asking for other values replaces the request that is open.
///
/// # Errors
/// An approval of the record that somebody else has asked for and that is open, those of the file.
pub fn request(tx: &mut Tx<'_>, by: By<'_>, request: &Request<'_>) -> Result<Asked> {
    let asked = ask(tx, by, request, ApprovalAct::Request)?;
    settled(tx, by, asked)
}

/// [`request`] of what a rule proposes: it waits for somebody who looks at it, even where nobody else could decide it.
///
/// # Errors
/// As [`request`].
pub(in crate::ops) fn propose(tx: &mut Tx<'_>, by: By<'_>, request: &Request<'_>) -> Result<Asked> {
    ask(tx, by, request, ApprovalAct::Request)
}

/// What was asked for is in force where nobody else could decide it.
fn settled(tx: &mut Tx<'_>, by: By<'_>, asked: Asked) -> Result<Asked> {
    let Asked::Waits(id, number) = asked else { return Ok(asked) };
    if alone::settle(tx, by, id, "")? {
        let done: Stored<Approval> = record::get_as(tx.conn(), id)?;
        return Ok(Asked::Alone(number, effect::begins(tx.conn(), by, &done)?));
    }
    Ok(if alone::wants_reason(tx.conn(), by, id)? { Asked::WantsReason(id, number) } else { asked })
}

/// Asks again for a record whose guarded values were edited after they were asked for or decided, within the transaction
/// that edits it; `None` if the edit touched nothing that is guarded, or the record neither waits nor is approved.
pub fn edited(tx: &mut Tx<'_>, by: By<'_>, before: &Row, after: &Row) -> Result<Option<Asked>> {
    let Some(subject) = approval::subject_of(after.kind) else { return Ok(None) };
    let was = effect::state(before);
    if !matches!(was, Decision::Pending | Decision::Approved) || approval::snapshot(before) == approval::snapshot(after) {
        return Ok(None);
    }
    if was == Decision::Approved {
        effect::reopened(tx, by, subject, after.id)?;
    }
    if !effect::wanted(by, after)? {
        let dropped = open_of(tx, subject, after.id)?;
        let number = dropped.as_ref().map(|open| open.number.unwrap_or(open.id));
        dropped.map_or(Ok(()), |open| replace(tx, by, open))?;
        effect::set(tx, subject, after.id, Decision::Draft)?;
        return Ok(number.map(Asked::Dropped));
    }
    let last = last_of(tx.conn(), subject, after.id)?;
    // other values have reasons of their own, and nobody asks in the words of another
    let own = after.get("reason").text().filter(|_| before.get("reason") != after.get("reason"));
    let before_it = last.as_ref().filter(|a| a.requested_by == by.user).map(|a| a.reason.as_str());
    let reason = Some(by.why).filter(|why| !why.is_empty()).or(own).or(before_it).unwrap_or_default();
    let (title, amount) = (effect::title(tx.conn(), after)?, effect::worth(tx.conn(), after)?);
    let request = Request { subject, record: after.id, partner: after.get("partner").int(), title: &title, amount, reason };
    let asked = ask(tx, by, &request, ApprovalAct::Reopen)?;
    if let (Asked::InForce, Some(last)) = (&asked, &last) {
        // what was approved is no longer what stands there
        note(tx, by, last.id, ApprovalAct::Reopen, (last.step, None), "")?;
    }
    settled(tx, by, asked).map(Some)
}

/// What is wrong with how a record comes in: approvals are never written by hand, and only head office brings records in
/// as decided already, so that an import is no way around an approval.
///
/// # Errors
/// [`OpError::Refused`] for an approval itself; a file may hold those of another database.
pub(in crate::ops) fn complete(context: &Context<'_>, row: &Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    if matches!(row.kind, Kind::Approval | Kind::ApprovalEvent) && context.source == Source::Person {
        return Err(OpError::Refused { key: "refused-approval-by-hand", args: Vec::new() });
    }
    let Some(subject) = approval::subject_of(row.kind).filter(|_| before.is_none()) else { return Ok(Vec::new()) };
    let (_, field) = approval::about(subject);
    if matches!(effect::state(row), Decision::Draft | Decision::Pending) || context.role >= Act::Adopt.needs() {
        return Ok(Vec::new());
    }
    let value = row.get(field).text().unwrap_or_default().to_owned();
    Ok(vec![Problem { field, value, expected: Expected::Rule("expected-undecided") }])
}

/// Asks for approval of a record that is a draft, was rejected or withdrawn, or has changed since it was asked for.
///
/// # Errors
/// A kind that needs none, a record that is approved or waits as it is, [`OpError::Role`], those of the file.
pub fn ask_for(session: &mut Session, kind: Kind, id: i64, reason: &str) -> Result<Asked> {
    let Some(subject) = approval::subject_of(kind) else {
        return Err(OpError::Refused { key: "usage-approval-kind", args: vec![("kind", kind.def().name.to_owned())] });
    };
    let row = record::get(session.store.conn(), kind, id)?;
    let what = row.called();
    let policy = session.policy.clone();
    let by = session.by(&policy);
    session.write(Role::Specialist, "change-approval-request", &what, |tx| {
        let row = record::get(tx.conn(), kind, id)?;
        let last = last_of(tx.conn(), subject, id)?;
        let drifted = last.as_ref().is_some_and(|a| !approval::drift(&a.snapshot, &row).is_empty());
        let state = effect::state(&row);
        if !drifted && matches!(state, Decision::Approved | Decision::Pending) {
            let args = vec![("what", what.clone()), ("decision", state.code().to_owned())];
            return Err(OpError::Refused { key: "refused-approval-settled", args });
        }
        let title = effect::title(tx.conn(), &row)?;
        let (partner, amount) = (row.get("partner").int(), effect::worth(tx.conn(), &row)?);
        super::approval::request(tx, by, &Request { subject, record: id, partner, title: &title, amount, reason })
    })
}

fn ask(tx: &mut Tx<'_>, by: By<'_>, request: &Request<'_>, act: ApprovalAct) -> Result<Asked> {
    let (kind, _) = approval::about(request.subject);
    let row = record::get(tx.conn(), kind, request.record)?;
    let steps = by.policy.approvals.steps(request.subject, request.amount);
    if let Some(open) = open_of(tx, request.subject, request.record)? {
        let number = open.number.unwrap_or(open.id);
        let same = approval::drift(&open.snapshot, &row).is_empty();
        if same && open.requested_by == by.user && open.amount == request.amount {
            return Ok(Asked::Waits(open.id, number));
        }
        if same && open.requested_by != by.user {
            let args = vec![("number", number.to_string())];
            return Err(OpError::Refused { key: "refused-approval-open", args });
        }
        replace(tx, by, open)?;
    }
    let Some(first) = steps.first() else {
        effect::approved(tx, by, request.subject, request.record)?;
        return Ok(Asked::InForce);
    };
    effect::set(tx, request.subject, request.record, Decision::Pending)?;
    let own = approval::is_words_of_a_person(request.reason) || by.why.is_empty();
    let reason = if own { request.reason } else { by.why };
    let id = tx.add(&Approval {
        brought_in: false,
        number: None,
        subject: request.subject,
        record: request.record,
        partner: request.partner,
        title: request.title.to_owned(),
        amount: request.amount,
        reason: reason.to_owned(),
        step: 1,
        steps: i64::try_from(steps.len()).unwrap_or(1),
        needs: first.role,
        path: steps.iter().map(|s| s.role.code()).collect::<Vec<_>>().join(","),
        state: ApprovalState::Pending,
        requested_by: by.user,
        requested_at: Some(by.at),
        due_at: Some(by.due()),
        decided_at: None,
        snapshot: approval::snapshot(&row),
        was: String::new(),
        alone: false,
        policy_version: None,
    })?;
    note(tx, by, id, act, (1, None), reason)?;
    let number = record::get_as::<Approval>(tx.conn(), id)?.number.unwrap_or(id);
    Ok(Asked::Waits(id, number))
}

/// Ends an open request whose record is no longer what it asked for.
fn replace(tx: &mut Tx<'_>, by: By<'_>, mut open: Stored<Approval>) -> Result<()> {
    open.record.state = ApprovalState::Withdrawn;
    open.record.decided_at = Some(by.at);
    tx.save(&open)?;
    note(tx, by, open.id, ApprovalAct::Reopen, (open.step, None), "")
}

pub(in crate::ops) use crate::domain::approval::{NO_MORE, REPLACED};

/// Ends an open request of what a rule proposed and proposes no more; `why` is one of the program's words. Whoever asked.
///
/// # Errors
/// Those of the file.
pub(in crate::ops) fn overtake(tx: &mut Tx<'_>, by: By<'_>, (subject, record): (ApprovalSubject, i64), why: &str) -> Result<()> {
    if let Some(mut open) = open_of(tx, subject, record)? {
        (open.record.state, open.record.decided_at) = (ApprovalState::Withdrawn, Some(by.at));
        tx.save(&open)?;
        note(tx, by, open.id, ApprovalAct::Withdraw, (open.step, None), why)?;
    }
    effect::set(tx, subject, record, Decision::Withdrawn)
}

fn open_of(tx: &Tx<'_>, subject: ApprovalSubject, record: i64) -> Result<Option<Stored<Approval>>> {
    let clause = "WHERE subject = ?1 AND record = ?2 AND state IN ('pending', 'asked') LIMIT 1";
    Ok(record::query_as::<Approval>(tx.conn(), clause, &[&subject.code(), &record])?.pop())
}

/// The newest approval of a record, whatever became of it; one that a file brought in stands behind those of here.
fn last_of(conn: &Connection, subject: ApprovalSubject, record: i64) -> Result<Option<Stored<Approval>>> {
    let clause = "WHERE subject = ?1 AND record = ?2 ORDER BY brought_in, id DESC LIMIT 1";
    Ok(record::query_as::<Approval>(conn, clause, &[&subject.code(), &record])?.pop())
}

/// Adds a line to the history of an approval: at which step, in whose place.
fn note(
    tx: &mut Tx<'_>,
    by: By<'_>,
    approval: i64,
    act: ApprovalAct,
    (step, on_behalf_of): (i64, Option<i64>),
    text: &str,
) -> Result<()> {
    tx.add(&ApprovalEvent { approval, at: by.at, actor: by.user, on_behalf_of, act, step, text: text.to_owned() })?;
    Ok(())
}

/// The roles of an approval's steps, in order, as they were when it was asked for.
fn path(approval: &Approval) -> Vec<Role> {
    approval.path.split(',').filter_map(Role::from_code).collect()
}

/// The record that an approval is about.
pub fn subject_of(session: &Session, approval: &Approval) -> Result<Row> {
    let (kind, _) = approval::about(approval.subject);
    Ok(record::get(session.store.conn(), kind, approval.record)?)
}

/// The open approval of a record, by its id and version; `None` if it has none.
pub fn open(session: &Session, subject: ApprovalSubject, record: i64) -> Result<Option<Seen>> {
    let clause = "WHERE subject = ?1 AND record = ?2 AND state IN ('pending', 'asked') LIMIT 1";
    let found = record::query_as::<Approval>(session.store.conn(), clause, &[&subject.code(), &record])?.pop();
    Ok(found.map(|a| Seen { id: a.id, version: Some(a.version) }))
}

/// The newest approval of a record, whatever became of it; `None`: it has none, or its kind needs none.
pub fn newest(session: &Session, kind: Kind, record: i64) -> Result<Option<Stored<Approval>>> {
    approval::subject_of(kind).map_or(Ok(None), |subject| last_of(session.store.conn(), subject, record))
}

/// The id of the approval with a number.
///
/// # Errors
/// [`crate::store::StoreError::Missing`], those of the file.
pub fn find(session: &Session, number: i64) -> Result<i64> {
    let missing = || crate::store::StoreError::Missing { kind: Kind::Approval, key: number.to_string() };
    Ok(approvals::by_number(session.store.conn(), number)?.ok_or_else(missing)?)
}

#[cfg(test)]
mod tests;
