//! Who may take a step: by steps back and forward nobody comes to what they may not do, or may do no longer.

use super::super::{Act, OpError, Result, Session, access};
use crate::domain::approval::subject_of;
use crate::domain::kinds::{ApprovalSubject, DepositEntry, DepositMove, Lifecycle, Role};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Row, Stored};
use crate::ops::partner::lifecycle;
use crate::ops::record::doors::HISTORY;
use crate::ops::{close, deposit};
use crate::store::audit::{self, Action, ChangeSet, Entry};
use crate::store::{Connection, StoreError, Tx, contracts, record};

/// The label of the change that a step takes back or does again.
pub(super) fn first_label(conn: &Connection, set: &ChangeSet) -> Result<String> {
    let (mut label, mut undoes) = (set.label.clone(), set.undoes);
    while let Some(of) = undoes {
        let Some(before) = audit::change_set_of(conn, of)? else { break };
        (label, undoes) = (before.label, before.undoes);
    }
    Ok(label)
}

/// The least role that may: what needed one to be done needs it to be taken back or done again.
pub(super) fn needs(label: &str, entries: &[Entry]) -> Role {
    // one's own marks are nobody else's business
    if label == "change-today" {
        return Act::Look.needs();
    }
    let own = label == "change-user-delegate";
    let decided = entries.iter().any(|e| e.kind == Kind::ApprovalEvent);
    let by_kind = entries.iter().filter(|e| !(own && e.kind == Kind::User)).map(|e| access::needs(e.kind));
    let by_value = entries.iter().filter_map(|e| special(label, decided, e));
    let first = if label == "change-partner-merge" { Act::Merge.needs() } else { Act::Work.needs() };
    by_kind.chain(by_value).fold(first, Role::max)
}

/// What one entry needs beyond its kind.
fn special(label: &str, decided: bool, e: &Entry) -> Option<Role> {
    let says = |name: &str, code: &str| e.before.iter().chain(&e.after).any(|(n, v)| *n == name && v.text() == Some(code));
    let touches = |name: &str| e.before.iter().chain(&e.after).any(|(n, _)| *n == name);
    match e.kind {
        // a manager ends a contract
        Kind::Contract if e.action == Action::Update && touches("ended_on") => Some(Role::Manager),
        // and takes a penalty back, unless it goes with the decision that booked it
        Kind::DepositEntry if !decided && says("kind", DepositMove::Deduction.code()) => Some(Role::Manager),
        // who may load a history brings in what had a state elsewhere
        Kind::Ticket if label == "change-import" && e.action != Action::Update && !says("state", "new") => Some(HISTORY),
        kind if label == "change-import"
            && subject_of(kind).is_some()
            && e.action != Action::Update
            && says("state", "approved") =>
        {
            Some(HISTORY)
        }
        _ => None,
    }
}

/// Refuses a manager of other regions the partners that were merged.
pub(super) fn of_merged(session: &Session, label: &str, entries: &[Entry]) -> Result<()> {
    if label != "change-partner-merge" {
        return Ok(());
    }
    for e in entries.iter().filter(|e| e.kind == Kind::Partner) {
        match record::get(session.store.conn(), Kind::Partner, e.record) {
            Ok(row) => session.may(Act::Merge, Some(row.id))?,
            Err(StoreError::Missing { .. }) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}

/// Records whose region or owner decides who may write them.
pub(super) type Placed = Vec<((Kind, i64), Option<Row>)>;

/// Those of a change, as they are now.
pub(super) fn placed(tx: &Tx<'_>, entries: &[Entry]) -> Result<Placed> {
    let mut all: Placed = Vec::new();
    // what a decision booked goes with it
    let decided = entries.iter().any(|e| e.kind == Kind::ApprovalEvent);
    let placed = |kind: Kind| match kind {
        Kind::DepositEntry => !decided,
        kind => matches!(kind, Kind::Partner | Kind::Target | Kind::Meeting | Kind::Contract),
    };
    for e in entries.iter().filter(|e| placed(e.kind)) {
        if !all.iter().any(|(of, _)| *of == (e.kind, e.record)) {
            all.push(((e.kind, e.record), now(tx, (e.kind, e.record))?));
        }
    }
    Ok(all)
}

fn now(tx: &Tx<'_>, (kind, id): (Kind, i64)) -> Result<Option<Row>> {
    match record::get(tx.conn(), kind, id) {
        Ok(row) => Ok(Some(row)),
        Err(StoreError::Missing { .. }) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// Refuses a step that changes what was aimed at in a closed period; a merge of partners holds for closed ones, too.
pub(super) fn of_closed(tx: &Tx<'_>, first: &str, before: &Placed) -> Result<()> {
    if first == "change-partner-merge" {
        return Ok(());
    }
    before.iter().try_for_each(|(of, before)| close::targets::step(tx.conn(), before.as_ref(), now(tx, *of)?.as_ref()))
}

/// Refuses a step forward by which a partner leaves whose exit others decide: what was done before it was asked for, or before the
/// policy asked for somebody.
pub(super) fn of_exits(tx: &Tx<'_>, policy: &Policy, before: &Placed, forward: bool) -> Result<()> {
    let left = |row: Option<&Row>| row.is_some_and(|r| r.get("status").text() == Some(Lifecycle::Exited.code()));
    for ((kind, id), was) in before.iter().filter(|((kind, _), _)| forward && *kind == Kind::Partner) {
        if was.is_none() || left(was.as_ref()) || !left(now(tx, (*kind, *id))?.as_ref()) {
            continue;
        }
        if !policy.approvals.steps(ApprovalSubject::Exit, contracts::worth(tx.conn(), *id)?).is_empty() {
            return Err(OpError::Refused { key: lifecycle::ASKS, args: lifecycle::asks(tx.conn(), &[*id])? });
        }
    }
    Ok(())
}

/// Refuses a step to who may write what it made of these neither as it is done by hand nor, of a step back, as the change itself
/// was: whoever may give their partner away may take that back. A step forward is the change itself.
pub(super) fn check(tx: &Tx<'_>, who: (Option<i64>, Role), before: &Placed, forward: bool) -> Result<()> {
    for (of, before) in before {
        if let (Kind::DepositEntry, Some(entry)) = (of.0, before) {
            let entry: Stored<DepositEntry> = entry.typed()?;
            if deposit::is_managers(tx.conn(), &entry)? {
                access::manages(tx.conn(), who, Some(entry.partner))?;
            }
            continue;
        }
        let after = now(tx, *of)?;
        let checked = |from: Option<&Row>, to: Option<&Row>| match (from, to) {
            (_, Some(to)) => access::check(tx.conn(), who, from, to),
            (Some(from), None) => access::check(tx.conn(), who, None, from),
            (None, None) => Ok(()),
        };
        if let Err(refused) = checked(before.as_ref(), after.as_ref())
            && (forward || checked(after.as_ref(), before.as_ref()).is_err())
        {
            return Err(refused);
        }
    }
    Ok(())
}
