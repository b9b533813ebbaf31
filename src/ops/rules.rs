//! The organisation's rules: policy, calendar and playbooks, which its database keeps in versions (S17, S20).
//!
//! Nobody's file decides: [`super::setup::open`] loads the version that rules on the session's day, an open
//! program takes over a new one when it looks ([`Session::renew`]), and no write is kept that was decided under a
//! version that no longer rules. A policy file of a person is a what-if ([`what_if`]): laid over the version in force for one
//! session, which writes nothing.
//!
//! A calendar that the program ships is named (`desk.calendar = "cn"`) and gains years with the program; one of the
//! organisation's own is kept with the version (`"own"`), likewise remedies (`desk.playbooks = "own"`).

mod look;
mod origin;
pub mod pages;
mod propose;
mod rebase;
mod session;

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

pub use look::{Identity, Key, Line, changes_of, diff, history, identity, in_force, listed, texts_of, version};
pub use origin::{Origin, is_text, of_entry, origins};
pub use propose::{Proposed, Terms, Wish, propose, tried, wished};
pub(super) use rebase::approved;
pub use rebase::outlook;

use super::{Aside, OpError, Result, Session};
use crate::domain::kinds::{Decision, PolicyVersion};
use crate::domain::policy::{FIRST, OWN, Policy, PolicyError, Texts, keys};
use crate::domain::record::{Expected, Kind, Problem, Row, Stored, Value};
use crate::domain::remedy::Playbooks;
use crate::domain::sentence::{Sentence, Speak as _};
use crate::domain::workcal::Calendar;
use crate::exchange::outfile::{Files, Reach};
use crate::ops::context::{Context, Source};
use crate::store::part::meant;
use crate::store::{Connection, Tx, audit, record, rules};

#[must_use]
pub fn texts(version: &PolicyVersion) -> Texts {
    Texts { policy: version.policy.clone(), calendar: version.calendar.clone(), playbooks: version.playbooks.clone() }
}

/// The embedded rules: those of a database that has no version yet and can't be given one.
///
/// # Errors
/// None that a test would not have found.
pub fn embedded() -> Result<Arc<Policy>> {
    Ok(Arc::new(Policy::load(None)?))
}

fn read(version: &Stored<PolicyVersion>) -> Result<Arc<Policy>> {
    let number = number(version);
    let mut policy = texts(version).read().map_err(|e| e.found_in(&format!("v{number}")))?;
    policy.number = number;
    Ok(Arc::new(policy))
}

/// The rules of a version that gave a result; `other` where it can't be used.
///
/// # Errors
/// A version that is gone, those of the file.
pub(super) fn numbered(conn: &Connection, number: i64, other: &Arc<Policy>) -> Result<Arc<Policy>> {
    match read(&version(conn, number)?) {
        Err(OpError::Policy(_)) => Ok(Arc::clone(other)),
        read => read,
    }
}

/// The rules of a day, the embedded ones in a database without versions; where the version of that day can't be used the
/// newest one that can, or the embedded rules, and why nothing is written.
pub(super) fn usable(conn: &Connection, day: NaiveDate) -> Result<(Arc<Policy>, Option<Aside>)> {
    let Some(version) = rules::in_force(conn, day)? else { return Ok((embedded()?, None)) };
    match read(&version) {
        Ok(policy) => Ok((policy, None)),
        Err(OpError::Policy(wrong)) => {
            let number = version.number.unwrap_or(version.id);
            Ok((readable(conn)?, Some(Aside::Rules { number, wrong })))
        }
        Err(e) => Err(e),
    }
}

/// The newest rules that were decided and can be used.
fn readable(conn: &Connection) -> Result<Arc<Policy>> {
    let mut approved = rules::all(conn)?.into_iter().filter(|v| v.state == Decision::Approved);
    approved.find_map(|v| read(&v).ok()).map_or_else(embedded, Ok)
}

/// What is wrong with the versions that rule on a day, or will, or wait: number and reason.
pub fn unusable(conn: &Connection, day: NaiveDate) -> Result<Vec<(i64, PolicyError)>> {
    let waiting = rules::all(conn)?.into_iter().filter(|v| v.state == Decision::Pending);
    Ok(ruling(conn, day)?.into_iter().chain(waiting).filter_map(|v| wrong(&v)).collect())
}

/// The versions that rule on a day, or will.
fn ruling(conn: &Connection, day: NaiveDate) -> Result<Vec<Stored<PolicyVersion>>> {
    Ok(rules::in_force(conn, day)?.into_iter().chain(rules::after(conn, day, None)?).collect())
}

fn number(version: &Stored<PolicyVersion>) -> i64 {
    version.number.unwrap_or(version.id)
}

/// What is wrong with a version, with its number.
fn wrong(version: &Stored<PolicyVersion>) -> Option<(i64, PolicyError)> {
    let wrong = match texts(version).read() {
        Err(wrong) => Some(wrong),
        Ok(_) if texts(version).hash() != version.hash => Some(Sentence::new("policy-hash").into()),
        Ok(_) => before_its_decision(version),
    };
    wrong.map(|wrong| (number(version), wrong))
}

/// A version rules from its decision or a later day, never an earlier one; the day of a moment may be the next one elsewhere.
fn before_its_decision(version: &PolicyVersion) -> Option<PolicyError> {
    let (from, decided) = (version.from_day?, version.decided_at?.date_naive());
    let said = || Sentence::new("policy-before-decision").with("from", from).with("decided", decided);
    (from < decided.pred_opt()?).then(|| said().into())
}

/// Refuses versions of a file that rule, or will, and can't be used, and any that ruled and has another text than that it had
/// when it was decided. One that rules no more is history, whatever it says, and
/// one that waits is asked for as it was: both come into force only within the bounds, by a decision of here.
///
/// # Errors
/// [`OpError::Policy`], which names the version; those of the file.
pub(in crate::ops) fn sound(conn: &Connection, day: NaiveDate) -> Result<()> {
    let altered = |v: &Stored<PolicyVersion>| v.state == Decision::Approved && texts(v).hash() != v.hash;
    let altered = rules::all(conn)?.into_iter().filter(altered).map(|v| (number(&v), Sentence::new("policy-hash").into()));
    match ruling(conn, day)?.iter().find_map(wrong).or_else(|| altered.into_iter().next()) {
        Some((number, wrong)) => Err(wrong.found_in(&format!("v{number}")).into()),
        None => Ok(()),
    }
}

/// The zone in whose days the organisation lives, as the newest rules say that can be used.
pub(super) fn zone(conn: &Connection) -> Result<chrono_tz::Tz> {
    let newest = rules::newest(conn)?.map(|v| read(&v)).transpose();
    let policy = match newest {
        Ok(newest) => newest.map_or_else(embedded, Ok)?,
        Err(OpError::Policy(_)) => readable(conn)?,
        Err(e) => return Err(e),
    };
    Ok(policy.organisation.zone)
}

/// Writes version 1 where there is none: the embedded default, from the beginning.
pub(super) fn seed(tx: &mut Tx<'_>) -> Result<()> {
    if !rules::is_empty(tx.conn())? {
        return Ok(());
    }
    let texts = Texts::embedded();
    let at: DateTime<Utc> = tx.at();
    tx.add(&PolicyVersion {
        number: Some(1),
        from_day: None,
        title: FIRST.to_owned(),
        reason: String::new(),
        base: None,
        proposed_by: None,
        proposed_at: Some(at),
        state: Decision::Approved,
        decided_at: Some(at),
        hash: texts.hash(),
        policy: texts.policy,
        calendar: texts.calendar,
        playbooks: texts.playbooks,
    })?;
    Ok(())
}

/// Texts with a policy file laid over them, and with the calendar and the remedies that it names beside itself.
///
/// # Errors
/// [`OpError::Policy`], which names the file that can't be read or used; one that may not be seen.
pub fn with_file(base: &Texts, file: &Path, files: &Files) -> Result<Texts> {
    let file = &files.reached(file)?;
    // a relative path is meant beside the policy file; whoever may not see a file doesn't by naming it in one that they may
    let beside = |name: &str| files.reached(&file.parent().unwrap_or_else(|| Path::new("")).join(name));
    let text = text_of(file)?;
    // what it changes is what to change otherwise
    let said_by = text.clone();
    let table: toml::Table = text.parse().unwrap_or_default();
    let said = keys::leaves(&table);
    let changed: Vec<&str> = said.iter().map(|(key, _)| key.as_str()).collect();
    let named = |e: PolicyError| e.after(&changed).found_in_file(&file.display().to_string(), &text);
    let named_at = |e: OpError, key: &str| match e {
        OpError::Policy(wrong) => wrong.found_at(&file.display().to_string(), &said_by, key).into(),
        e => e,
    };
    let mut texts = base.with(&text).map_err(named)?;
    // what is not understood is said before a file is looked for that it may name
    let policy = Policy::load(Some(&texts.policy)).map_err(named)?;
    let own = |texts: Texts, key: &str| texts.with_value(key, OWN).map_err(named);
    if let Some(name) = policy.calendar_file().filter(|name| *name != OWN) {
        let path = beside(name)?;
        let text = text_of(&path).map_err(|e| named_at(e, "desk.calendar"))?;
        calendar_of(&text, &path)?;
        texts = Texts { calendar: text, ..own(texts, "desk.calendar")? };
    }
    if let Some(name) = policy.playbooks_file().filter(|name| *name != OWN) {
        let path = beside(name)?;
        let text = text_of(&path).map_err(|e| named_at(e, "desk.playbooks"))?;
        playbooks_of(&text, &path)?;
        texts = Texts { playbooks: text, ..own(texts, "desk.playbooks")? };
    }
    texts.read().map_err(named)?;
    Ok(texts)
}

/// Whether a file is a calendar of one's own.
fn calendar_of(text: &str, file: &Path) -> Result<()> {
    something(text, file)?;
    let read = Calendar::parse_new(text).map_err(|e| PolicyError::from(e.sentence()).found_in(&format!("`{}`", file.display())));
    Ok(read.map(|_| ())?)
}

/// Whether a file is remedies of one's own.
fn playbooks_of(text: &str, file: &Path) -> Result<()> {
    something(text, file)?;
    let read = Playbooks::with_new(text).map_err(|e| PolicyError::from(e).found_in(&format!("`{}`", file.display())));
    Ok(read.map(|_| ())?)
}

fn something(text: &str, file: &Path) -> Result<()> {
    if text.trim().is_empty() {
        return Err(PolicyError::from(Sentence::new("policy-empty")).found_in(&format!("`{}`", file.display())).into());
    }
    Ok(())
}

/// The text of a file that a person names.
fn text_of(file: &Path) -> Result<String> {
    let unread = |e: std::io::Error| {
        let said = Sentence::new("policy-unread").with("detail", e).with("near", meant(file));
        PolicyError::from(said).found_in(&format!("`{}`", file.display()))
    };
    // a pipe would be waited for
    let there = std::fs::metadata(file).map_err(unread)?;
    if !there.is_file() {
        return Err(unread(std::io::ErrorKind::InvalidInput.into()).into());
    }
    Ok(decoded(std::fs::read(file).map_err(unread)?)
        .map_err(|said| PolicyError::from(said).found_in(&format!("`{}`", file.display())))?)
}

/// A text in UTF-8, without the mark of it that some editors put first.
fn decoded(bytes: Vec<u8>) -> std::result::Result<String, Sentence> {
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    String::from_utf8(bytes).map(|text| text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)).map_err(|e| {
        let good = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
        let line = String::from_utf8_lossy(good).matches('\n').count() + 1;
        Sentence::new("policy-encoding").with("line", line).with("encoding", if wide { "UTF-16" } else { "GB18030" })
    })
}

/// The rules of a session with a policy file laid over them.
///
/// # Errors
/// As [`with_file`].
fn laid_over(session: &Session, file: &Path) -> Result<Arc<Policy>> {
    let conn = session.store.conn();
    let base = rules::in_force(conn, session.as_of())?.map_or_else(Texts::embedded, |v| texts(&v));
    let theirs = with_file(&base, file, &session.files())?;
    propose::assigned(conn, &base.differences(&theirs)?, &theirs)?;
    Ok(Arc::new(theirs.read()?))
}

/// Makes a session one that looks what a policy file would give: it computes for itself and writes nothing.
///
/// # Errors
/// As [`with_file`].
pub fn what_if(session: &mut Session, file: &Path) -> Result<()> {
    session.policy = laid_over(session, file)?;
    let others: Vec<Aside> = session.asides().cloned().collect();
    session.set_asides(std::iter::once(Aside::Policy(file.to_path_buf())).chain(others));
    Ok(())
}

/// What a policy file is beside the rules in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beside {
    /// It would change nothing.
    Same,
    /// It says otherwise.
    Otherwise,
    /// It can't be used.
    Unusable(PolicyError),
}

/// Whether a policy file would change the rules in force.
///
/// # Errors
/// Those of the database.
pub fn compared(session: &Session, file: &Path) -> Result<Beside> {
    let base = rules::in_force(session.store.conn(), session.as_of())?.map_or_else(Texts::embedded, |v| texts(&v));
    // the account's own, whoever comes in through it
    let files = Files::new(session.store.path(), Reach::Anywhere);
    match with_file(&base, file, &files) {
        Ok(theirs) if base.differences(&theirs)?.is_empty() => Ok(Beside::Same),
        Ok(_) => Ok(Beside::Otherwise),
        Err(OpError::Policy(wrong)) => Ok(Beside::Unusable(wrong)),
        Err(e) => Err(e),
    }
}

/// Refuses a write that was decided under rules that rule no longer.
///
/// # Errors
/// [`OpError::Refused`], those of the file.
pub(super) fn still(conn: &Connection, number: i64, day: NaiveDate) -> Result<()> {
    if number == 0 || rules::number_in_force(conn, day)? == number {
        return Ok(());
    }
    Err(OpError::Refused { key: "refused-rules-changed", args: Vec::new() })
}

/// Versions are asked for and decided, never written by hand; a file may hold those of another database, as long as nobody
/// works in this one yet.
///
/// # Errors
/// [`OpError::Refused`], those of the file.
pub(in crate::ops) fn complete(
    conn: &Connection,
    context: &Context<'_>,
    row: &Row,
    before: Option<&Row>,
) -> Result<Vec<Problem>> {
    let refuse = |key| Err(OpError::Refused { key, args: Vec::new() });
    if context.source == Source::Person {
        return refuse("refused-policy-by-hand");
    }
    if before.is_some_and(|b| b.values == row.values) {
        return Ok(Vec::new());
    }
    if !record::query(conn, Kind::Partner, "LIMIT 1", &[])?.is_empty() {
        return refuse("refused-policy-by-file");
    }
    // what rules must be usable, too, which is known when all of the file is there ([`sound`])
    let version = row.typed::<PolicyVersion>()?;
    let found = version.record.hash.clone();
    if texts(&version).hash() != found {
        return Ok(vec![Problem { field: "hash", value: found, expected: Expected::Rule("expected-policy-hash") }]);
    }
    Ok(Vec::new())
}

/// Refuses to take back a change that put a version into force: it is replaced by another, which is decided like it.
///
/// # Errors
/// [`OpError::Refused`], those of the file.
pub fn undoable(session: &Session, change_set: i64) -> Result<()> {
    let entries = audit::entries(session.store.conn(), "WHERE a.change_set = ?1", &[&change_set])?;
    let approved = Value::Text(Decision::Approved.code().to_owned());
    if entries.iter().any(|e| e.kind == Kind::PolicyVersion && e.after.contains(&("state", approved.clone()))) {
        return Err(OpError::Refused { key: "refused-policy-undo", args: vec![("id", change_set.to_string())] });
    }
    Ok(())
}

/// The rules that a version that waits would give if it were approved today; as it stands where it can't be; `None` for one that
/// can't be used.
pub fn of_version(conn: &Connection, id: i64, today: NaiveDate) -> Result<Option<Policy>> {
    let version = record::get_as::<PolicyVersion>(conn, id)?;
    let landed = rebase::landing(conn, &version, today).map(|landing| landing.texts);
    Ok(landed.unwrap_or_else(|_| texts(&version)).read().ok())
}

#[cfg(test)]
mod tests;
