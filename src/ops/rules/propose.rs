//! Asking for other rules: each proposal is a version that waits for its approval.

use std::path::Path;

use chrono::NaiveDate;

use super::{calendar_of, playbooks_of, rebase, text_of, texts, with_file};
use crate::domain::kinds::{ApprovalSubject, Decision, PolicyVersion, Role};
use crate::domain::policy::{Differs, OWN, Policy, PolicyError, Texts};
use crate::domain::record::Stored;
use crate::domain::sentence::Sentence;
use crate::ops::approval::{self, Asked, Request};
use crate::ops::context::By;
use crate::ops::{OpError, Result, Session};
use crate::store::{Connection, record, rules, tickets};

/// What is to be changed.
#[derive(Clone, Copy, Debug)]
pub enum Wish<'a> {
    /// One key, to a value as a person types it.
    Value(&'a str, &'a str),
    /// Several keys at once, where one alone would not go with the others.
    Values(&'a [(&'a str, &'a str)]),
    /// What a policy file says, with the calendar and the remedies that it names beside itself.
    File(&'a Path),
    /// The calendar of working days, to that of a file.
    Calendar(&'a Path),
    /// The remedies, to those of a file.
    Playbooks(&'a Path),
    /// Everything, back to what an earlier version said; 0: the program's default.
    Version(i64),
}

/// Why, and from when on.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Why.
    pub reason: String,
    /// First day; `None`: from the decision on.
    pub from: Option<NaiveDate>,
}

/// What a proposal came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// The number of the version.
    pub number: i64,
    /// What it changes of the version in force.
    pub changes: Vec<Differs>,
    /// Whether it waits.
    pub asked: Asked,
}

/// Rules begin on a day that is not over.
fn not_earlier(session: &Session, from: Option<NaiveDate>) -> Result<()> {
    let today = session.as_of();
    if let Some(from) = from.filter(|from| *from < today) {
        let args = vec![("from", from.to_string()), ("today", today.to_string())];
        return Err(OpError::Refused { key: "usage-policy-day", args });
    }
    Ok(())
}

/// The version that a proposal is made from: the one in force on the day from which it is to rule.
fn base(session: &Session, from: Option<NaiveDate>) -> Result<Option<Stored<PolicyVersion>>> {
    not_earlier(session, from)?;
    Ok(rules::in_force(session.store.conn(), from.unwrap_or_else(|| session.as_of()))?)
}

/// The texts that a wish gives, laid over those it is made from.
///
/// # Errors
/// A key, a value or a file that can't be used ([`OpError::Policy`]), a version that is not there.
pub fn wished(session: &Session, base: &Texts, wish: Wish<'_>) -> Result<Texts> {
    let wished = match wish {
        Wish::Value(key, value) => base.with_value(key, value)?,
        Wish::Values(values) => {
            let one = |texts: Texts, (key, value): &(&str, &str)| texts.with_value(key, value);
            values.iter().try_fold(base.clone(), one)?
        }
        Wish::File(file) => return with_file(base, file, &session.files()),
        Wish::Calendar(file) => {
            let calendar = text_of(file)?;
            calendar_of(&calendar, file)?;
            Texts { calendar, ..base.with_value("desk.calendar", OWN)? }
        }
        Wish::Playbooks(file) => {
            let playbooks = text_of(file)?;
            playbooks_of(&playbooks, file)?;
            Texts { playbooks, ..base.with_value("desk.playbooks", OWN)? }
        }
        Wish::Version(number) => {
            let texts = super::texts_of(session, number)?;
            decided(session.store.conn(), number)?;
            texts
        }
    };
    let changed: Vec<&str> = match wish {
        Wish::Value(key, _) => vec![key],
        Wish::Values(values) => values.iter().map(|(key, _)| *key).collect(),
        _ => Vec::new(),
    };
    let file = if let Wish::Calendar(file) | Wish::Playbooks(file) = wish { Some(file) } else { None };
    let named = |e: PolicyError| file.map_or_else(|| e.clone(), |file| e.clone().found_in(&format!("`{}`", file.display())));
    wished.read().map_err(|e| named(e.after(&changed)))?;
    Ok(wished)
}

/// Work goes to accounts that are there: who is named where the rules say whom new tickets go to, as far as that changes.
pub(super) fn assigned(conn: &Connection, changes: &[Differs], wished: &Texts) -> Result<()> {
    if !changes.iter().any(|d| d.key.starts_with("desk.assign.")) {
        return Ok(());
    }
    let workers = tickets::workers(conn)?;
    let rules = wished.read()?;
    let gone = rules.desk.assign.accounts().find(|(_, name)| workers.iter().all(|u| u.name != *name));
    let Some((kind, name)) = gone else { return Ok(()) };
    let said = Sentence::new("policy-no-account").with("path", format!("desk.assign.{}", kind.code())).with("value", name);
    Err(PolicyError::from(said).into())
}

/// The rules that a wish would give.
///
/// # Errors
/// As [`propose`], but for the reason.
pub fn tried(session: &Session, wish: Wish<'_>, from: Option<NaiveDate>) -> Result<Policy> {
    not_earlier(session, from)?;
    let here = super::in_force(session)?;
    let there = wished(session, &here, wish)?;
    assigned(session.store.conn(), &here.differences(&there)?, &there)?;
    Ok(there.read()?)
}

/// Asks for other rules: they rule once they are approved, from the decision or the day that is given.
///
/// # Errors
/// Those of [`wished`]; a day that is over, nothing that changes, no reason, a proposal where nothing is written, those of the file.
pub fn propose(session: &mut Session, wish: Wish<'_>, terms: &Terms) -> Result<Proposed> {
    session.mending(|session| put(session, wish, terms))
}

/// Rules that come back have been decided on: those that wait come by their own approval.
fn decided(conn: &Connection, number: i64) -> Result<()> {
    let Some(waits) = rules::by_number(conn, number)?.filter(|v| v.state == Decision::Pending) else { return Ok(()) };
    let open = rules::approval_of(conn, waits.id)?;
    let args = vec![("version", number.to_string()), ("number", open.map_or(waits.id, |a| a.number.unwrap_or(a.id)).to_string())];
    Err(OpError::Refused { key: "refused-policy-waits", args })
}

/// Who has asked for the same already waits for its decision.
fn not_twice(conn: &Connection, by: By<'_>, changes: &[Differs], from: Option<NaiveDate>) -> Result<()> {
    let waits = |v: &Stored<PolicyVersion>| v.state == Decision::Pending && v.proposed_by == by.user && v.from_day == from;
    for version in rules::all(conn)?.into_iter().filter(waits) {
        let theirs = super::changes_of(conn, &version, by.day)?;
        let asked = |d: &Differs| theirs.iter().any(|t| (&t.key, &t.to) == (&d.key, &d.to));
        if changes.iter().all(asked) {
            let open = rules::approval_of(conn, version.id)?;
            let number = open.map_or(version.id, |a| a.number.unwrap_or(a.id));
            return Err(OpError::Refused { key: "refused-policy-twice", args: vec![("number", number.to_string())] });
        }
    }
    Ok(())
}

fn put(session: &mut Session, wish: Wish<'_>, terms: &Terms) -> Result<Proposed> {
    session.require(Role::Specialist)?;
    let based_on = base(session, terms.from)?;
    let here = based_on.as_ref().map_or_else(Texts::embedded, |v| texts(v));
    let wished = wished(session, &here, wish)?.trimmed();
    let changes = here.differences(&wished)?;
    let Some(first) = changes.first() else {
        return Err(OpError::Refused { key: "usage-policy-same", args: Vec::new() });
    };
    let from = terms.from.unwrap_or_else(|| session.as_of());
    rebase::carried(session.store.conn(), from, None, (&here, &wished))?;
    assigned(session.store.conn(), &changes, &wished)?;
    if terms.reason.trim().is_empty() {
        return Err(OpError::Refused { key: "usage-policy-reason", args: Vec::new() });
    }
    let more = if changes.len() > 1 { format!(" (+{})", changes.len() - 1) } else { String::new() };
    let of = |value: &str| if value.is_empty() { "-".to_owned() } else { value.to_owned() };
    let title = format!("{} {} > {}{more}", first.key, of(&first.from), of(&first.to));
    let policy = session.policy.clone();
    let by = session.by(&policy);
    let (number, asked) = session.write(Role::Specialist, "change-policy-propose", &title, |tx| {
        super::seed(tx)?;
        not_twice(tx.conn(), by, &changes, terms.from)?;
        let base = rules::in_force(tx.conn(), terms.from.unwrap_or(by.day))?.map(|v| v.id);
        let id = tx.add(&PolicyVersion {
            number: None,
            from_day: terms.from,
            title: title.clone(),
            reason: terms.reason.trim().to_owned(),
            base,
            proposed_by: by.user,
            proposed_at: Some(by.at),
            state: Decision::Draft,
            decided_at: None,
            hash: wished.hash(),
            policy: wished.policy.clone(),
            calendar: wished.calendar.clone(),
            playbooks: wished.playbooks.clone(),
        })?;
        let request = Request {
            subject: ApprovalSubject::Policy,
            record: id,
            partner: None,
            title: &title,
            amount: None,
            reason: terms.reason.trim(),
        };
        let asked = approval::request(tx, by, &request)?;
        Ok((record::get_as::<PolicyVersion>(tx.conn(), id)?.number.unwrap_or(id), asked))
    })?;
    Ok(Proposed { number, changes, asked })
}
