//! Who gave a key its value, when and why: the version that changed it last, of those that the one in force was made from.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::texts;
use crate::domain::kinds::PolicyVersion;
use crate::domain::policy::{Differs, Texts};
use crate::domain::record::{Kind, Stored, Value};
use crate::ops::{Result, Session};
use crate::store::audit::{Action, Entry};
use crate::store::{Connection, record, rules};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The number of the version that put it there.
    pub version: i64,
    /// Who asked for it; `None`: the program.
    pub by: Option<String>,
    /// When it was decided.
    pub at: Option<DateTime<Utc>>,
    /// Why.
    pub reason: String,
}

/// Where the value of each key comes from that the version in force, or one with a number, has of another than the first:
/// what stands nowhere here is as it was in the beginning.
///
/// # Errors
/// A version that is not there, those of the file.
pub fn origins(session: &Session, number: Option<i64>) -> Result<HashMap<String, Origin>> {
    let conn = session.store.conn();
    let mut version = match number {
        Some(number) => Some(super::version(conn, number)?),
        None => rules::in_force(conn, session.as_of())?,
    };
    let mut found = HashMap::new();
    while let Some(of) = version {
        let Some(base) = of.base else { break };
        let base = record::get_as::<PolicyVersion>(conn, base)?;
        // what can't be read is history, of which nothing is known
        let changed = texts(&base).differences(&texts(&of)).unwrap_or_default();
        if !changed.is_empty() {
            let origin = origin(conn, &of)?;
            for change in changed {
                found.entry(change.key).or_insert_with(|| origin.clone());
            }
        }
        version = Some(base);
    }
    Ok(found)
}

fn origin(conn: &Connection, version: &Stored<PolicyVersion>) -> Result<Origin> {
    let by = version.proposed_by.map(|id| record::code_of(conn, Kind::User, id)).transpose()?;
    let (at, reason) = (version.decided_at.or(version.proposed_at), version.reason.clone());
    Ok(Origin { version: version.number.unwrap_or(version.id), by, at, reason })
}

/// Whether a field of a kind is a whole text of rules, of which the log shows what changed ([`of_entry`]).
#[must_use]
pub fn is_text(kind: Kind, field: &str) -> bool {
    kind == Kind::PolicyVersion && TEXTS.contains(&field)
}

/// What an entry of the log did to the rules, key by key: a new version beside the one that it was made from, another text beside
/// the one before. Nothing if it touched no text, or one that can't be read.
pub fn of_entry(conn: &Connection, entry: &Entry) -> Result<Vec<Differs>> {
    if entry.kind != Kind::PolicyVersion {
        return Ok(Vec::new());
    }
    let read = |values: &[(&'static str, Value)]| -> Texts {
        let of = |name: &str| {
            let value = values.iter().find(|(n, _)| *n == name).and_then(|(_, v)| v.text());
            value.unwrap_or_default().to_owned()
        };
        Texts { policy: of("policy"), calendar: of("calendar"), playbooks: of("playbooks") }
    };
    let touched = |values: &[(&'static str, Value)]| values.iter().any(|(name, _)| TEXTS.contains(name));
    let (before, after) = match entry.action {
        Action::Insert => {
            let base = entry.after.iter().find(|(name, _)| *name == "base").and_then(|(_, value)| value.int());
            let Some(base) = base else { return Ok(Vec::new()) };
            (texts(&record::get_as::<PolicyVersion>(conn, base)?.record), read(&entry.after))
        }
        Action::Update if touched(&entry.before) || touched(&entry.after) => {
            // the log has what changed: of the other texts both sides have none
            let (mut before, mut after) = (read(&entry.before), read(&entry.after));
            if !entry.after.iter().any(|(name, _)| *name == "policy") {
                (before.policy, after.policy) = (String::new(), String::new());
            }
            (before, after)
        }
        _ => return Ok(Vec::new()),
    };
    Ok(before.differences(&after).unwrap_or_default())
}

/// The fields whose texts are whole rules.
const TEXTS: [&str; 3] = ["policy", "calendar", "playbooks"];
