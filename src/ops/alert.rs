//! What a person does about a warning that is on record: acknowledge it, put it off until a day, give it to somebody, make a ticket
//! or a task of it, ask why.
//!
//! One that was acknowledged or put off is open again when it gets more serious or clearly worse
//! ([`crate::domain::alert::follow`]), one that was put off on its day too.

pub mod pages;

use chrono::{Days, NaiveDate};

use super::ticket::{self, Draft, prices};
use super::{OpError, Result, Session};
use crate::domain::alert::Rows;
use crate::domain::explain::Explanation;
use crate::domain::kinds::{Alert, AlertRule, AlertSeverity, AlertState, Partner, Role, Severity, Task, TaskKind, User};
use crate::domain::record::{Expected, Kind, Lang, Problem, Stored};
use crate::domain::sla::Desk;
use crate::i18n::warning;
use crate::store::alerts::{self, Line};
use crate::store::{StoreError, Tx, record};
use crate::t;

/// A warning as somebody saw it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Row id.
    pub id: i64,
    /// The version that was looked at; `None`: whatever it is now.
    pub version: Option<i64>,
}

fn invalid(field: &'static str, value: &str, expected: Expected) -> OpError {
    OpError::Invalid(vec![Problem { field, value: value.to_owned(), expected }])
}

/// A warning that is not over, unchanged since it was seen.
fn live(tx: &Tx<'_>, seen: Seen) -> Result<Stored<Alert>> {
    let alert = record::get_as::<Alert>(tx.conn(), seen.id)?;
    if seen.version.is_some_and(|v| v != alert.version) {
        let theirs = Some(Box::new(alert.into()));
        return Err(StoreError::Conflict { kind: Kind::Alert, id: seen.id, theirs }.into());
    }
    if alert.state == AlertState::Cleared {
        return Err(OpError::Refused { key: "refused-alert-over", args: Vec::new() });
    }
    Ok(alert)
}

/// The codes of their partners, as a change names them.
fn about(session: &Session, seen: &[Seen]) -> Result<String> {
    let Some(first) = seen.first() else { return Ok(String::new()) };
    let alert = record::get_as::<Alert>(session.store.conn(), first.id)?;
    let code = record::code_of(session.store.conn(), Kind::Partner, alert.partner)?;
    Ok(if seen.len() > 1 { format!("{code} +{}", seen.len() - 1) } else { code })
}

/// Changes warnings that are not over, as one step of undo.
fn each(session: &mut Session, seen: &[Seen], label: &str, f: impl Fn(&mut Stored<Alert>) -> Result<()>) -> Result<()> {
    session.require(Role::Specialist)?;
    let detail = about(session, seen)?;
    session.write(Role::Specialist, label, &detail, |tx| {
        for one in seen {
            let mut alert = live(tx, *one)?;
            f(&mut alert)?;
            tx.save(&alert)?;
        }
        Ok(())
    })
}

/// Takes note of a warning: it stays quiet until it gets clearly worse.
fn quiet(alert: &mut Stored<Alert>, by: Option<i64>) -> Result<()> {
    if !matches!(alert.state, AlertState::Open | AlertState::Snoozed) {
        return Err(OpError::Refused { key: "refused-alert-known", args: Vec::new() });
    }
    alert.record.state = AlertState::Acknowledged;
    alert.record.acknowledged_by = by;
    alert.record.snoozed_until = None;
    alert.record.noted = alert.value;
    Ok(())
}

/// Acknowledges warnings, with the reason where one is given: they stay quiet until they get clearly worse.
///
/// # Errors
/// [`OpError::Refused`] if one is acknowledged or over, a conflict of versions, [`OpError::Role`] (specialist).
pub fn acknowledge(session: &mut Session, seen: &[Seen], reason: &str) -> Result<()> {
    let me = session.actor.user;
    each(session, seen, "change-alert-ack", |alert| {
        quiet(alert, me)?;
        reason.trim().clone_into(&mut alert.record.reason);
        Ok(())
    })
}

/// Puts warnings off until a day, for everybody.
///
/// # Errors
/// A day that is not in the future, a warning that is over, a conflict of versions, [`OpError::Role`] (specialist).
pub fn snooze(session: &mut Session, seen: &[Seen], until: NaiveDate, reason: &str) -> Result<()> {
    if until <= session.as_of() {
        let least = session.as_of().succ_opt().unwrap_or(until).to_string();
        return Err(invalid("snoozed_until", &until.to_string(), Expected::AtLeast(least)));
    }
    each(session, seen, "change-alert-snooze", |alert| {
        alert.record.state = AlertState::Snoozed;
        alert.record.snoozed_until = Some(until);
        alert.record.noted = alert.value;
        reason.trim().clone_into(&mut alert.record.reason);
        Ok(())
    })
}

/// Gives warnings to somebody, who has them in their queue from now on.
///
/// # Errors
/// [`OpError::Invalid`] for somebody who may not see to them, a warning that is over, a conflict of versions,
/// [`OpError::Role`] (specialist).
pub fn assign(session: &mut Session, seen: &[Seen], to: i64) -> Result<()> {
    let user: Stored<User> = record::get_as(session.store.conn(), to)?;
    if !user.active || user.role < Role::Specialist {
        return Err(invalid("assignee", &user.name, Expected::Rule("expected-active-user")));
    }
    each(session, seen, "change-alert-assign", |alert| {
        alert.record.assignee = Some(to);
        Ok(())
    })
}

/// Makes a task of a warning, which is taken note of by that, as one step of undo; answers the task's id. It is whose the warning is.
///
/// # Errors
/// [`OpError::Refused`] if it is over, a conflict of versions, [`OpError::Role`] (specialist); [`OpError::Invalid`] without a title.
pub fn to_task(session: &mut Session, seen: Seen, title: &str, due_on: NaiveDate) -> Result<i64> {
    session.require(Role::Specialist)?;
    if title.trim().is_empty() {
        return Err(invalid("title", "", Expected::Given));
    }
    let (detail, me) = (about(session, &[seen])?, session.actor.user);
    session.write(Role::Specialist, "change-alert-task", &detail, |tx| {
        let mut alert = live(tx, seen)?;
        // something more may be done about one that is known
        if alert.state != AlertState::Acknowledged {
            quiet(&mut alert, me)?;
            tx.save(&alert)?;
        }
        let partner: Stored<Partner> = record::get_as(tx.conn(), alert.partner)?;
        Ok(tx.add(&Task {
            partner: Some(alert.partner),
            owner: alert.assignee.or(partner.owner).or(me),
            alert: Some(seen.id),
            ..Task::new(TaskKind::FollowUp, title.trim(), due_on)
        })?)
    })
}

/// Which warnings are asked for; those that are not over where no state is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    pub rule: Option<AlertRule>,
    pub severity: Option<AlertSeverity>,
    pub state: Option<AlertState>,
    /// That this account sees to; `me` is the actor's.
    pub owner: Option<String>,
    /// Of the partner with this code.
    pub partner: Option<String>,
}

/// The warnings that are asked for, the most serious and newest first, and how many there are.
///
/// # Errors
/// An account or a partner that is not there, those of the file.
pub fn list(session: &Session, wish: &Wish, limit: u32) -> Result<(Vec<Line>, usize)> {
    let refer = |field, kind, text: &Option<String>| text.as_deref().map(|t| ticket::refer(session, field, kind, t)).transpose();
    let ask = alerts::Ask {
        rule: wish.rule,
        severity: wish.severity,
        state: wish.state,
        owner: refer("assignee", Kind::User, &wish.owner)?,
        partner: refer("partner", Kind::Partner, &wish.partner)?,
    };
    Ok(alerts::list(session.store.conn(), &ask, limit)?)
}

/// What a ticket for a warning is called: the partner and what the warning says.
///
/// # Errors
/// A warning that does not exist, those of the file.
pub fn title(session: &Session, id: i64, lang: Lang) -> Result<String> {
    let alert = record::get_as::<Alert>(session.store.conn(), id)?;
    let partner: Stored<Partner> = record::get_as(session.store.conn(), alert.partner)?;
    let name = if partner.short_name.is_empty() { &partner.name } else { &partner.short_name };
    Ok(t!(lang, "today-named", name = name.as_str(), title = warning::finding(lang, &warning::of(&alert))))
}

/// What a task for a warning is called: the step that its rule suggests.
///
/// # Errors
/// A warning that does not exist, those of the file.
pub fn step(session: &Session, id: i64, lang: Lang) -> Result<String> {
    Ok(warning::step(lang, record::get_as::<Alert>(session.store.conn(), id)?.rule))
}

/// When a task for a warning is to be done where nothing else is said: the next working day.
#[must_use]
pub fn next_day(session: &Session) -> NaiveDate {
    session.policy.calendar.on_or_after(session.as_of() + Days::new(1))
}

/// Opens a ticket for a warning and acknowledges it; answers the ticket's id and number.
///
/// A price below its floor or below the other channel is a conflict of prices over channels, everything else a complaint
/// to be looked into. What the price watch has seen goes with it as evidence.
///
/// # Errors
/// Role (specialist), a warning that is over, those of [`ticket::new`].
pub fn to_ticket(session: &mut Session, id: i64, title: &str, lang: Lang) -> Result<(i64, i64)> {
    session.require(Role::Specialist)?;
    let mut alert = record::get_as::<Alert>(session.store.conn(), id)?;
    if alert.state == AlertState::Cleared {
        return Err(OpError::Refused { key: "refused-alert-over", args: Vec::new() });
    }
    let case = if matches!(alert.rule.def().rows, Rows::SeenPrices) { prices::case(session, alert.partner)? } else { None };
    let draft = case.as_ref().map(|c| c.draft(title, lang, &session.policy.diversion));
    let draft = draft.unwrap_or_else(|| Draft {
        kind: alert.rule.def().ticket,
        severity: if alert.severity == AlertSeverity::Critical { Severity::S2 } else { Severity::S3 },
        title: title.to_owned(),
        partner: Some(alert.partner),
        ..Draft::default()
    });
    let now = session.now();
    let problems = draft.problems(now);
    if !problems.is_empty() {
        return Err(OpError::Invalid(problems));
    }
    let (policy, actor) = (session.policy.clone(), session.actor.user);
    alert.record.state = AlertState::Acknowledged;
    alert.record.acknowledged_by = actor;
    alert.record.noted = alert.value;
    let code = record::code_of(session.store.conn(), Kind::Partner, alert.partner)?;
    // one change, so that one undo takes back both
    session.write(Role::Specialist, "change-alert-ticket", &code, |tx| {
        tx.save(&alert)?;
        match &case {
            Some(case) => case.put(tx, &draft, lang, (now, actor), &policy),
            None => ticket::put(tx, &draft, &Desk::of(&policy), now, actor),
        }
    })
}

/// Where a warning comes from: its figure and its limit, the rows behind it and the lines of the policy.
///
/// # Errors
/// A warning that does not exist, those of the file.
pub fn explain(session: &Session, id: i64, lang: Lang) -> Result<Explanation> {
    let alert = record::get_as::<Alert>(session.store.conn(), id)?.record;
    super::partner::sheet::explain_warning(session, &alert, lang)
}

#[cfg(test)]
mod tests;
