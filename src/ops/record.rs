//! Saving a record of any kind from a form: check, resolve references, write with the version check.

pub mod aside;
pub(in crate::ops) mod doors;
pub mod rules;

pub use super::access::needs;
use super::approval::Told;
use super::context::{Context, Source};
use super::{OpError, Result, Session, refer};
use crate::domain::duplicate;
use crate::domain::kinds;
use crate::domain::partner;
use crate::domain::record::{Expected, FieldType, Kind, Problem, Row, Value};
use crate::domain::sentence::Sentence;
use crate::store::{Connection, StoreError, Tx, record as rows};

/// What was saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    pub kind: Kind,
    /// Which record.
    pub id: i64,
    /// What was done, in words.
    pub said: Sentence,
}

/// Writes a new record (id 0) or a changed one; `typed` are references given as text, which are looked up.
///
/// # Errors
/// [`OpError::Invalid`] with every problem by field, [`OpError::Role`], a conflict of versions, those of the file.
pub fn save(session: &mut Session, row: Row, typed: &[(&'static str, String)]) -> Result<Saved> {
    save_with(session, row, typed, Doubles::Asked)
}

/// What is done with a partner that looks like another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubles {
    /// The telephone or the name of another one is asked about, its social credit code refused.
    Asked,
    /// The telephone and the name are known about.
    Known,
    /// The social credit code too: one legal person with several codes.
    Allowed,
}

/// The same, with what is known about its likeness to others.
///
/// # Errors
/// As [`save`]; [`OpError::Alike`] for a partner with the telephone or the name of another one, unless that is known.
pub fn save_with(session: &mut Session, row: Row, typed: &[(&'static str, String)], doubles: Doubles) -> Result<Saved> {
    save_because(session, row, typed, doubles, "")
}

/// The same, with why: it stands at what is asked for by it.
///
/// # Errors
/// As [`save_with`].
pub fn save_because(
    session: &mut Session,
    mut row: Row,
    typed: &[(&'static str, String)],
    doubles: Doubles,
    reason: &str,
) -> Result<Saved> {
    let def = row.kind.def();
    let mut problems = Vec::new();
    for (name, text) in typed {
        let Some((_, field)) = def.field(name) else { continue };
        let FieldType::Ref(kind) = field.ty else { continue };
        match refer::meant(session, kind, text)? {
            Ok(id) => row.set(name, Value::Int(id)),
            Err(near) => {
                problems.push(Problem { field: field.name, value: text.clone(), expected: Expected::Existing(kind, near) });
            }
        }
    }
    if let Some(save) = rules::of(row.kind).and_then(|rules| rules.save)
        && problems.is_empty()
    {
        return save(session, &row, typed);
    }
    let before = if row.id == 0 { None } else { rows::get(session.store.conn(), row.kind, row.id).ok() };
    if row.id != 0 && before.is_none() {
        return Err(StoreError::Conflict { kind: row.kind, id: row.id, theirs: None }.into());
    }
    let asked = |p: &Problem| !problems.iter().any(|q: &Problem| q.field == p.field);
    let mut found: Vec<Problem> = kinds::check(&row).into_iter().filter(asked).collect();
    if row.kind == Kind::Partner {
        found.extend(partner::check(&row));
    }
    problems.extend(found);
    rules::canonical(&mut row);
    problems.extend(unique(session, &row)?);
    let alike = match rules::of(row.kind).and_then(|rules| rules.alike) {
        Some(alike) => alike(session.store.conn(), &row, before.as_ref())?,
        None => Vec::new(),
    };
    problems.extend(duplicate::stops(&row, &alike, doubles == Doubles::Allowed));
    let what = named(session.store.conn(), &row)?;
    let (label, needs) = (if row.id == 0 { "change-create" } else { "change-edit" }, needs(row.kind));
    let policy = session.policy.clone();
    let context = Context { reason, ..Context::of(session, &policy, Source::Person) };
    let (id, told) = session.write(needs, label, &what, |tx| {
        let of_the_kind = rules::complete(tx, &context, &mut row, before.as_ref())?;
        // a kind that says itself who has the key says it better
        let taken = |p: &Problem| matches!(p.expected, Expected::Unique(_));
        problems.retain(|p| !(taken(p) && of_the_kind.iter().any(|q| q.field == p.field && taken(q))));
        problems.extend(of_the_kind);
        if !problems.is_empty() {
            return Err(OpError::Invalid(problems));
        }
        if let Some(other) = alike.first().filter(|_| doubles == Doubles::Asked) {
            return Err(OpError::Alike(Box::new(other.clone())));
        }
        let asked = rules::withhold(&context, &mut row, before.as_ref());
        let (id, told) = match &before {
            // nothing is left to write beside what is asked for
            Some(there) if asked.is_some() && there.values == row.values && there.version == row.version => (row.id, None),
            _ => put(tx, &context, &mut row, before.as_ref())?,
        };
        let waits = asked.map(|terms| terms.ask_for(tx, &context, id)).transpose()?.flatten();
        Ok((id, waits.or(told)))
    })?;
    let said = told.map_or_else(|| Sentence::new(label).with("what", what), |told| told.said);
    Ok(Saved { kind: row.kind, id, said })
}

/// Writes a checked record and what follows from it; answers its id and what the person is told.
pub(in crate::ops) fn put(
    tx: &mut Tx<'_>,
    context: &Context<'_>,
    row: &mut Row,
    before: Option<&Row>,
) -> Result<(i64, Option<Told>)> {
    if row.id == 0 {
        row.id = tx.insert(row)?;
    } else {
        row.version = tx.update(row)?;
    }
    // as it is stored: with the number that it was given
    *row = rows::get(tx.conn(), row.kind, row.id)?;
    let told = rules::written(tx, context, before, row)?;
    Ok((row.id, told))
}

/// What people call a record that may not be there yet: its code or number and name, else the parts of its key, such as the
/// partner and the day, behind its kind.
fn named(conn: &Connection, row: &Row) -> Result<String> {
    let known = row.called();
    if known != row.kind.def().label.en {
        return Ok(known);
    }
    let mut parts = Vec::new();
    for name in row.kind.identity() {
        let (Some((_, field)), value) = (row.kind.def().field(name), row.get(name)) else { continue };
        if field.ty != FieldType::Time && !value.is_null() {
            parts.push(rows::spoken(conn, field, value)?);
        }
    }
    parts.retain(|part| !part.is_empty());
    if parts.is_empty()
        && let Some(partner) = row.kind.def().field("partner").and_then(|_| row.get("partner").int())
    {
        parts.push(rows::code_of(conn, Kind::Partner, partner)?);
    }
    // the kind is read in the language of who reads it
    Ok(format!("@{} {}", row.kind.def().name, parts.join(" / ")).trim_end().to_owned())
}

/// No other record has its natural key.
fn unique(session: &Session, row: &Row) -> Result<Vec<Problem>> {
    let def = row.kind.def();
    let key: Vec<&Value> = def.key.iter().map(|k| row.get(k)).collect();
    // a part that is not given is a part like any other; without the first there is no key
    if key.first().is_none_or(|v| v.is_null()) {
        return Ok(Vec::new());
    }
    let other = rows::by_key(session.store.conn(), row.kind, &key)?.filter(|o| o.id != row.id);
    let first = def.key.last().copied().unwrap_or_default();
    let Some(other) = other else { return Ok(Vec::new()) };
    let Some((_, f)) = def.field(first) else { return Ok(Vec::new()) };
    let (name, value) = (f.name, rows::spoken(session.store.conn(), f, row.get(first))?);
    let who = match def.key {
        [_] => other.called(),
        _ => rows::code_of(session.store.conn(), row.kind, other.id)?,
    };
    Ok(vec![Problem { field: name, value, expected: Expected::Unique(who) }])
}
