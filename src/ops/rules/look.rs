//! Looking at the rules: every key with its value, what versions differ in, and how each came about.

use std::collections::HashMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::texts;
use crate::domain::kinds::{Approval, Decision, PolicyVersion};
use crate::domain::policy::key::Key as Declared;
use crate::domain::policy::{Differs, PolicyError, Texts, keys};
use crate::domain::record::{Kind, Lang, Stored};
use crate::domain::sentence::Sentence;
use crate::ops::{Aside, Result, Session};
use crate::store::{Connection, StoreError, record, rules};

/// A key of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The whole key, such as `tiers.top`.
    pub key: String,
    /// Its value, as TOML.
    pub value: String,
    /// The value of the program's default; `None`: it has none.
    pub default: Option<String>,
    /// The value in the version that is in force, of which a what-if may say otherwise; `None`: it has none.
    pub in_force: Option<String>,
}

impl Key {
    fn declared(&self) -> Option<&'static Declared> {
        keys::key(&self.key)
    }

    /// In which unit it is; empty: in none.
    #[must_use]
    pub fn unit(&self, lang: Lang) -> &'static str {
        self.declared().map_or("", |k| k.unit.get(lang))
    }

    /// What may stand at it.
    #[must_use]
    pub fn bounds(&self, lang: Lang) -> String {
        self.declared().map_or_else(String::new, |k| k.bounds(lang))
    }

    #[must_use]
    pub fn sentence(&self, lang: Lang) -> &'static str {
        self.declared().map_or("", |k| k.sentence.get(lang))
    }

    /// Whether it is as it came with the program.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.default.as_ref() == Some(&self.value)
    }
}

/// A version in the history.
#[derive(Clone, Debug)]
pub struct Line {
    pub version: Stored<PolicyVersion>,
    /// Who asked for it; `None`: the program.
    pub by: Option<String>,
    /// The approval by which it came; `None`: it needed none.
    pub approval: Option<Stored<Approval>>,
    /// Whether it rules on the session's day.
    pub in_force: bool,
}

/// The version with a number.
///
/// # Errors
/// [`StoreError::Missing`], those of the file.
pub fn version(conn: &Connection, number: i64) -> Result<Stored<PolicyVersion>> {
    let missing = || StoreError::Missing { kind: Kind::PolicyVersion, key: number.to_string() };
    Ok(rules::by_number(conn, number)?.ok_or_else(missing)?)
}

/// The texts of a version by its number; of 0 the program's default.
///
/// # Errors
/// As [`version`].
pub fn texts_of(session: &Session, number: i64) -> Result<Texts> {
    if number == 0 { Ok(Texts::embedded()) } else { Ok(texts(&version(session.store.conn(), number)?.record)) }
}

/// What the rules of a session are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The number of the version in force, with which a what-if is compared.
    pub version: i64,
    /// The file whose rules are tried; `None`: the version in force rules.
    pub what_if: Option<PathBuf>,
}

/// Which rules a session goes by.
pub fn identity(session: &Session) -> Result<Identity> {
    let file = if let Some(Aside::Policy(file)) = &session.aside { Some(file.clone()) } else { None };
    let version = match &file {
        Some(_) => rules::number_in_force(session.store.conn(), session.as_of())?,
        None => session.policy.number,
    };
    Ok(Identity { version, what_if: file })
}

/// The texts that rule in this session; a what-if's with its file laid over.
pub fn in_force(session: &Session) -> Result<Texts> {
    let base = rules::in_force(session.store.conn(), session.as_of())?.map_or_else(Texts::embedded, |v| texts(&v));
    match &session.aside {
        Some(Aside::Policy(file)) => super::with_file(&base, file, &session.files()),
        _ => Ok(base),
    }
}

/// The keys of the rules of a session that begin with what is typed, all of them if nothing is; a part of a key is found too where none
/// begins so.
///
/// # Errors
/// Those of the file; [`PolicyError`] if there is no such key.
pub fn listed(session: &Session, wanted: Option<&str>) -> Result<Vec<Key>> {
    let known = |texts: &Texts| -> Result<HashMap<String, String>> { Ok(texts.values()?.into_iter().collect()) };
    let ruling = rules::in_force(session.store.conn(), session.as_of())?.map_or_else(Texts::embedded, |v| texts(&v));
    let (defaults, ruling) = (known(&Texts::embedded())?, known(&ruling)?);
    let key = |(key, value): (String, String)| Key {
        default: defaults.get(&key).cloned(),
        in_force: ruling.get(&key).cloned(),
        key,
        value,
    };
    let all: Vec<Key> = in_force(session)?.values()?.into_iter().map(key).collect();
    let Some(wanted) = wanted else { return Ok(all) };
    let below = |key: &str| key == wanted || key.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'));
    let (mut found, rest): (Vec<Key>, Vec<Key>) = all.into_iter().partition(|k| below(&k.key));
    if found.is_empty() {
        found = rest.into_iter().filter(|k| k.key.contains(wanted)).collect();
    }
    if found.is_empty() {
        return Err(PolicyError::from(
            Sentence::new("policy-show-no-key")
                .with("path", wanted)
                .with("near", Some(keys::near(wanted)).filter(|n| !n.is_empty()).unwrap_or_else(|| "none".to_owned())),
        )
        .into());
    }
    Ok(found)
}

/// What one version changes of another by their numbers, 0 is the program's default; without numbers what the one in force
/// changed of the one that it was made from.
///
/// # Errors
/// As [`version`].
pub fn diff(session: &Session, from: Option<i64>, to: Option<i64>) -> Result<(i64, i64, Vec<Differs>)> {
    let conn = session.store.conn();
    let now = rules::in_force(conn, session.as_of())?;
    let number = |v: &Stored<PolicyVersion>| v.number.unwrap_or(v.id);
    let current = now.as_ref().map_or(0, number);
    let (from, to) = match (from, to) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from, current),
        _ => (now.as_ref().and_then(|v| v.base).map(|id| rules::number(conn, id)).transpose()?.unwrap_or(0), current),
    };
    Ok((from, to, texts_of(session, from)?.differences(&texts_of(session, to)?)?))
}

/// What a version changes of the one that it was made from; one that waits, beside what holds on its first day, or on a day
/// if that is over.
pub fn changes_of(conn: &Connection, version: &Stored<PolicyVersion>, today: NaiveDate) -> Result<Vec<Differs>> {
    let base = version.base.map(|id| record::get_as::<PolicyVersion>(conn, id)).transpose()?;
    let mut changes = base.map_or_else(Texts::embedded, |b| texts(&b)).differences(&texts(version))?;
    if version.state == Decision::Pending {
        let from = version.from_day.map_or(today, |day| day.max(today));
        let holds = rules::in_force_but(conn, from, version.id)?.map_or_else(Texts::embedded, |v| texts(&v)).values()?;
        for change in changes.iter_mut().filter(|d| d.key.contains('.')) {
            change.from = holds.iter().find(|(key, _)| *key == change.key).map(|(_, value)| value.clone()).unwrap_or_default();
        }
    }
    Ok(changes)
}

/// Every version, the newest first.
pub fn history(session: &Session) -> Result<Vec<Line>> {
    let conn = session.store.conn();
    let now = rules::in_force(conn, session.as_of())?.map(|v| v.id);
    let line = |version: Stored<PolicyVersion>| {
        let by = version.proposed_by.map(|id| record::code_of(conn, Kind::User, id)).transpose()?;
        Ok(Line { by, approval: rules::approval_of(conn, version.id)?, in_force: Some(version.id) == now, version })
    };
    rules::all(conn)?.into_iter().map(line).collect()
}
