//! Steps back over one's own changes, each once, and forward again until something new is done.
//!
//! A step back takes back the newest own change that stands ([`crate::store::undo`] says how and when that is possible); a
//! step forward takes back the last step back; what never can be done again it passes over. Both are changes in the log like any other, need the role that the change
//! itself needed, and ask for approval again where what was approved becomes another thing by them. Decisions have their own
//! rule: only who made one takes it back, and once ([`crate::ops::approval`]).

mod rights;

use super::super::{approval, rules};
use super::{Act, OpError, Result, Session, an_admin_is_left};
use crate::domain::approval::subject_of;
use crate::domain::kinds::ApprovalAct;
use crate::domain::record::{Kind, Row, Value};
use crate::store::audit::{self, ChangeSet, Entry};
use crate::store::{StoreError, Tx, record, undo as store};

/// What can't be taken back: the change's message key, and the message key of the reason.
pub const FINAL: &[(&str, &str)] = &[
    ("change-setup", "undo-never-setup"),
    ("change-demo", "undo-never-setup"),
    ("change-import-all", "undo-never-whole"),
    ("change-restore", "undo-never-restore"),
    ("change-close", "undo-never-close"),
    ("change-reopen-period", "undo-never-close"),
    ("change-view", "undo-never-view"),
    ("change-rules", "undo-never-rules"),
    ("change-clock", "undo-never-clock"),
    ("change-gateway-on", "undo-never-gateway"),
    ("change-gateway-off", "undo-never-gateway"),
    ("change-alerts", "undo-never-derived"),
    ("change-ticket-sweep", "undo-never-derived"),
    ("change-tier-effect", "undo-never-tier-effect"),
];

/// What can be taken back with a condition, or otherwise than one might think: message keys.
pub const SPECIAL: &[&str] = &[
    "undo-special-decision",
    "undo-special-deposit",
    "undo-special-penalty",
    "undo-special-users",
    "undo-special-others",
    "undo-special-files",
];

/// Takes back a change: the newest of one's own that stands, or the one with this number; answers it.
///
/// # Errors
/// [`StoreError::NothingToUndo`], [`StoreError::NoChange`], [`StoreError::NotUndoable`] with what stands in the way,
/// [`OpError::Refused`] for the change of another (an administrator may), for a decision of another (nobody may), one that
/// is taken back already and one that never can be ([`FINAL`]); [`OpError::Role`] if making the change needs a role that the
/// actor has no longer.
pub fn undo(session: &mut Session, number: Option<i64>) -> Result<ChangeSet> {
    session.writes()?;
    let conn = session.store.conn();
    let set = match number {
        None => store::last_of(conn, &session.actor.name)?.ok_or(StoreError::NothingToUndo)?,
        Some(id) => numbered(session, id)?,
    };
    if set.undone_by.is_some() {
        return Err(refused("refused-undone", &set));
    }
    if set.undoes.is_some() {
        return step(session, &set, "change-redo");
    }
    if let Some((_, reason)) = FINAL.iter().find(|(label, _)| *label == set.label) {
        let args = vec![("id", set.id.to_string()), ("because", (*reason).to_owned())];
        return Err(OpError::Refused { key: "refused-undo-never", args });
    }
    step(session, &set, "change-undo")
}

/// What a step forward did.
#[derive(Clone, Debug)]
pub struct Redone {
    /// The change that was done again.
    pub set: ChangeSet,
    /// Changes that were taken back after it and are never done again, passed over for the first time.
    pub passed: Vec<ChangeSet>,
}

/// Does the change again that was taken back last, as long as nothing new was done since; what never can be done again, as a
/// decision, is passed over.
///
/// # Errors
/// [`StoreError::NothingToRedo`]; the refusal of what can't be done again where nothing else is left; else as [`undo`].
pub fn redo(session: &mut Session) -> Result<Redone> {
    session.writes()?;
    let (mut passed, mut refused) = (Vec::new(), None);
    for back in store::steps_back(session.store.conn(), &session.actor.name)? {
        let entries = entries(session, &back)?;
        if let Err(never) = undoable(session, &back, &entries) {
            if !matches!(never, OpError::Refused { .. }) {
                return Err(never);
            }
            if !store::was_passed(session.store.conn(), &session.actor.name, back.id)? {
                passed.push(first(session, back)?);
            }
            refused.get_or_insert(never);
            continue;
        }
        step(session, &back, "change-redo")?;
        return Ok(Redone { set: first(session, back)?, passed });
    }
    Err(match refused {
        // it is decided again, by whoever may
        Some(OpError::Refused { key: "refused-approval-undo", args }) => OpError::Refused { key: "refused-redo-decision", args },
        Some(other) => other,
        None => StoreError::NothingToRedo.into(),
    })
}

/// The change that a step back took back.
fn first(session: &Session, back: ChangeSet) -> Result<ChangeSet> {
    Ok(audit::change_set_of(session.store.conn(), back.undoes.unwrap_or(back.id))?.unwrap_or(back))
}

fn entries(session: &Session, set: &ChangeSet) -> Result<Vec<Entry>> {
    Ok(audit::entries(session.store.conn(), "WHERE a.change_set = ?1 ORDER BY a.id", &[&set.id])?)
}

/// The newest changes of the actor, or of everybody.
pub fn changes(session: &Session, everybody: bool, limit: i64) -> Result<Vec<ChangeSet>> {
    let actor = (!everybody).then_some(session.actor.name.as_str());
    Ok(store::changes(session.store.conn(), actor, limit)?)
}

/// The change with a number; of a step forward the change that it did again.
fn numbered(session: &Session, id: i64) -> Result<ChangeSet> {
    let conn = session.store.conn();
    let set = audit::change_set_of(conn, id)?.ok_or(StoreError::NoChange(id))?;
    let undone = set.undoes.map(|of| audit::change_set_of(conn, of)).transpose()?.flatten();
    let first = undone.and_then(|u| u.undoes).map(|first| audit::change_set_of(conn, first)).transpose()?.flatten();
    Ok(first.unwrap_or(set))
}

fn refused(key: &'static str, set: &ChangeSet) -> OpError {
    OpError::Refused { key, args: vec![("user", set.actor.clone()), ("id", set.id.to_string())] }
}

/// Takes a change set back as one change.
fn step(session: &mut Session, set: &ChangeSet, label_of_step: &str) -> Result<ChangeSet> {
    if set.actor == crate::ops::PROGRAM || (set.actor != session.actor.name && session.actor.role < Act::TakeBack.needs()) {
        return Err(refused("refused-not-yours", set));
    }
    let entries = entries(session, set)?;
    undoable(session, set, &entries)?;
    let of = |kind: Kind| entries.iter().any(|e| e.kind == kind);
    let first = rights::first_label(session.store.conn(), set)?;
    let needs = rights::needs(&first, &entries);
    session.require(needs)?;
    rights::of_merged(session, &first, &entries)?;
    let who = (session.actor.user, session.actor.role);
    let policy = session.policy.clone();
    let zone = policy.organisation.zone;
    let forward = label_of_step == "change-redo";
    let by = session.by(&policy);
    let done = session.write(needs, label_of_step, &set.detail, |tx| {
        let guarded = if of(Kind::Approval) { Vec::new() } else { guarded(tx, set.id, &entries)? };
        let placed = rights::placed(tx, &entries)?;
        tx.take_back(set.id)?;
        rights::check(tx, who, &placed, forward)?;
        rights::of_closed(tx, &first, &placed)?;
        rights::of_exits(tx, &policy, &placed, forward)?;
        for before in guarded {
            if let Ok(after) = record::get(tx.conn(), before.kind, before.id) {
                approval::edited(tx, by, &before, &after)?;
            }
        }
        if of(Kind::User) { an_admin_is_left(tx.conn(), &set.detail) } else { Ok(()) }
    });
    match done {
        Err(OpError::Store(StoreError::NotUndoable { label, kind, record, mut why })) => {
            (why.zone, why.forward) = (zone, forward);
            Err(StoreError::NotUndoable { label, kind, record, why }.into())
        }
        done => done.map(|()| set.clone()),
    }
}

/// Refuses what is decided instead: a step decides nothing.
fn undoable(session: &Session, set: &ChangeSet, entries: &[Entry]) -> Result<()> {
    let decision = entries.iter().any(|e| e.kind == Kind::ApprovalEvent);
    // a decision is taken back by who made it, once: anything else would decide without the rules of deciding
    if decision && (set.actor != session.actor.name || (set.undoes.is_some() && entries.iter().any(decides))) {
        return Err(refused("refused-approval-undo", set));
    }
    // a version that was put into force is replaced by another, which is decided like it
    rules::undoable(session, set.id)
}

/// Whether an entry of the log is somebody's decision of an approval.
fn decides(e: &Entry) -> bool {
    let act =
        |values: &[(&str, Value)]| values.iter().find(|(name, _)| *name == "act").and_then(|(_, v)| v.text().map(str::to_owned));
    let act = act(&e.after).or_else(|| act(&e.before)).and_then(|code| ApprovalAct::from_code(&code));
    e.kind == Kind::ApprovalEvent && matches!(act, Some(ApprovalAct::Approve | ApprovalAct::Reject | ApprovalAct::Alone))
}

/// The records of a change that were approved, or asked for, after it, as they are now. What was decided before it is given
/// back as it was decided; where the change itself asked for approval, what it asked for goes back with it.
fn guarded(tx: &Tx<'_>, change_set: i64, entries: &[Entry]) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    for e in entries.iter().filter(|e| subject_of(e.kind).is_some()) {
        let known = rows.iter().any(|r| (r.kind, r.id) == (e.kind, e.record));
        if known || !store::was_written_since(tx.conn(), change_set, (e.kind, e.record), "state")? {
            continue;
        }
        match record::get(tx.conn(), e.kind, e.record) {
            Ok(row) => rows.push(row),
            Err(StoreError::Missing { .. }) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(rows)
}
