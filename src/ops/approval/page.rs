//! All of one approval: what, who, why, the difference, its steps and history, and who may do what now.

use chrono::{DateTime, NaiveDate, Utc};

use super::super::access;
use super::act::case;
use super::difference::{self, Difference};
use super::{Result, Session, effect, path};
use crate::domain::approval::{capacity, may_decide};
use crate::domain::kinds::{Approval, ApprovalAct, ApprovalState, Role, User};
use crate::domain::policy::Differs;
use crate::domain::record::{Kind, Stored};
use crate::domain::sentence::Sentence;
use crate::store::approvals::{self, Event, Line};
use crate::store::{Connection, StoreError, record};

/// A step of an approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDone {
    /// The least role that decides it.
    pub role: Role,
    /// Who approved it, in whose place, when; `None`: not yet.
    pub by: Option<(String, Option<String>, DateTime<Utc>)>,
}

/// Somebody who may decide now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decider {
    /// Account.
    pub name: String,
    pub place_of: Option<String>,
}

/// All that is shown of an approval.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The approval with names.
    pub line: Line,
    /// What people call the record that it is about.
    pub record: String,
    /// Its steps in order.
    pub steps: Vec<StepDone>,
    /// What is asked for beside what is in force.
    pub difference: Difference,
    /// Of other rules: the keys that they change.
    pub rules: Vec<Differs>,
    /// Why it can't be approved as it is: what it would change was changed otherwise since.
    pub stale: Option<Sentence>,
    /// What was approved for later days and stays so against it.
    pub kept: Vec<Sentence>,
    /// What happened, oldest first.
    pub history: Vec<Event>,
    /// Who may decide now; nobody once it is decided.
    pub deciders: Vec<Decider>,
    /// Whether it was brought in: asked for, and decided, in another database.
    pub brought_in: bool,
    /// Whether the actor may decide now.
    pub may_decide: bool,
    /// Whether it is the actor's own: they may take it back, and answer if it was asked back.
    pub own: bool,
    /// The version of the rules that gave its steps.
    pub policy_version: Option<i64>,
}

/// All of one approval.
///
/// # Errors
/// An approval that is gone, those of the file.
pub fn page(session: &Session, id: i64) -> Result<Page> {
    let _one_moment = session.store.snapshot()?;
    let conn = session.store.conn();
    let approval: Stored<Approval> = record::get_as(conn, id)?;
    let missing = || StoreError::Missing { kind: Kind::Approval, key: id.to_string() };
    let line = approvals::one(conn, id)?.ok_or_else(missing)?;
    let history = approvals::events(conn, id)?;
    let row = super::subject_of(session, &approval)?;
    let mut deciders = deciders(conn, session.as_of(), &approval)?;
    let policy = session.policy.clone();
    if deciders.is_empty() && super::alone::is_alone(conn, session.by(&policy), &approval)? {
        // nobody else can: who asked
        deciders.extend(line.by.as_ref().map(|(_, name)| Decider { name: name.clone(), place_of: None }));
    }
    let open = matches!(approval.state, ApprovalState::Pending | ApprovalState::Asked);
    let (stale, kept) = if open { effect::outlook(conn, &row, session.as_of())? } else { (None, Vec::new()) };
    Ok(Page {
        stale,
        kept,
        record: row.called(),
        rules: effect::changes(conn, &row, session.as_of())?,
        steps: steps(&approval, &history),
        difference: difference::of(conn, &approval)?,
        may_decide: deciders.iter().any(|d| d.name == session.actor.name),
        own: open && session.actor.user.is_some() && approval.requested_by == session.actor.user,
        brought_in: approval.brought_in,
        policy_version: approval.policy_version,
        line,
        history,
        deciders,
    })
}

fn steps(approval: &Approval, history: &[Event]) -> Vec<StepDone> {
    let by = |step: i64| {
        let decided = |e: &&Event| matches!(e.event.act, ApprovalAct::Approve | ApprovalAct::Alone) && e.event.step == step;
        let done = history.iter().rev().find(decided)?;
        Some((done.actor.clone().unwrap_or_default(), done.place_of.clone(), done.event.at))
    };
    (1..).zip(path(approval)).map(|(step, role)| StepDone { role, by: by(step) }).collect()
}

/// Who may decide the present step on a day: as themselves first, then as somebody's delegate.
pub(super) fn deciders(conn: &Connection, day: NaiveDate, approval: &Stored<Approval>) -> Result<Vec<Decider>> {
    let case = case(conn, approval)?;
    if case.needs.is_none() {
        return Ok(Vec::new());
    }
    let users = record::query_as::<User>(conn, "WHERE active = 1 AND role <> 'viewer' ORDER BY id", &[])?;
    let (mut own, mut delegated) = (Vec::new(), Vec::new());
    for user in &users {
        let person = access::person(conn, user, approval.partner)?;
        if may_decide(&case, &person, None).is_ok() {
            own.push(Decider { name: user.record.name.clone(), place_of: None });
            continue;
        }
        let places: Vec<&Stored<User>> =
            users.iter().filter(|u| u.delegate == Some(user.id) && u.id != user.id && u.is_away(day)).collect();
        if places.is_empty() {
            continue;
        }
        let principals = places.iter().map(|u| access::person(conn, u, approval.partner)).collect::<Result<Vec<_>>>()?;
        if let Ok(Some(place)) = capacity(&case, &person, &principals) {
            let place_of = places.iter().find(|u| u.id == place).map(|u| u.record.name.clone());
            delegated.push(Decider { name: user.record.name.clone(), place_of });
        }
    }
    own.extend(delegated);
    Ok(own)
}
