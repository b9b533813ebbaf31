//! What stands in the way of taking a change back: which record, which field, who did it and when.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};

use super::super::audit::{Action, ChangeSet, Entry, change_set_of, entries};
use super::super::record::{by_key, code_of, spoken};
use super::super::{Result, StoreError};
use super::DERIVED;
use crate::domain::record::{FieldType, Kind, Row, Value};
use crate::domain::sentence::Sentence;

/// In which way something stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A field has another value by now.
    Changed,
    /// The record is gone.
    Gone,
    /// Something that was made since needs it.
    Needed,
    /// Another record has its key by now.
    Taken,
    /// It was put off or taken off again.
    Marked,
}

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// In which way.
    pub how: How,
    /// What people call the record.
    pub code: String,
    /// The field, if it is one.
    pub field: Option<&'static str>,
    /// Who did it and when, as far as the log knows.
    pub by: Option<(String, DateTime<Utc>)>,
    /// Where the hour is said.
    pub zone: chrono_tz::Tz,
    /// It was to be done again, not undone.
    pub forward: bool,
}

impl Obstacle {
    /// Which record, which field, who and when.
    #[must_use]
    pub fn sentence(&self, kind: Kind) -> Sentence {
        let key = match (self.how, self.field, &self.by) {
            (How::Changed, Some(_), Some(_)) => "error-undo-field",
            (How::Changed, None, Some(_)) => "error-undo-changed",
            (How::Changed, _, None) => "error-undo-other",
            (How::Gone, _, Some(_)) => "error-undo-gone",
            (How::Gone, _, None) => "error-undo-gone-unknown",
            (How::Needed, _, Some(_)) => "error-undo-needed",
            (How::Needed, _, None) => "error-undo-needed-unknown",
            (How::Taken, ..) => "error-undo-taken",
            (How::Marked, ..) => "error-undo-marked",
        };
        let (who, at) = self.by.clone().map(|(who, at)| (who, Some(at))).unwrap_or_default();
        let at = at.map(|at| at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M").to_string());
        Sentence::new(key)
            .with("kind", kind.def().name)
            .with("code", &self.code)
            .with("touched", self.field.unwrap_or_default())
            .with("by", who)
            .with("at", at.unwrap_or_default())
            .with("step", if self.forward { "redo" } else { "undo" })
    }
}

/// The refusal that names a record, and who changed it since.
pub(in crate::store) fn later(
    conn: &Connection,
    set: &ChangeSet,
    (kind, record): (Kind, i64),
    (how, field): (How, Option<&'static str>),
) -> Result<StoreError> {
    let by = match how {
        How::Needed if kind.is_fact() => writer(conn, kind, record)?,
        How::Needed | How::Taken => maker(conn, kind, record)?.map(|e| (e.actor, e.at)),
        _ => by_a_person(conn, set.id, (kind, record), field)?.map(|e| (e.actor, e.at)),
    };
    refusal(conn, set, (kind, record), (how, field), by)
}

/// Who brought in facts of a partner.
fn writer(conn: &Connection, kind: Kind, partner: i64) -> Result<Option<(String, DateTime<Utc>)>> {
    let sql = format!(
        "SELECT c.actor, c.at FROM \"{}\" f JOIN batch b ON b.id = f.batch JOIN change_set c ON c.id = b.change_set
         WHERE f.partner = ?1 LIMIT 1",
        kind.def().name
    );
    let who = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, DateTime::from_timestamp(r.get(1)?, 0).unwrap_or_default()));
    Ok(conn.prepare_cached(&sql)?.query_row([partner], who).optional()?)
}

/// The refusal in all its parts.
pub(in crate::store) fn refusal(
    conn: &Connection,
    set: &ChangeSet,
    (kind, record): (Kind, i64),
    (how, field): (How, Option<&'static str>),
    by: Option<(String, DateTime<Utc>)>,
) -> Result<StoreError> {
    let code = if how == How::Marked { String::new() } else { called(conn, kind, record)? };
    let why = Obstacle { how, code, field, by, zone: chrono_tz::UTC, forward: false };
    Ok(StoreError::NotUndoable { label: set.label.clone(), kind, record, why: Box::new(why) })
}

/// The newest change of a record (of one field, if given) after a change set that a person made and that still stands.
pub(super) fn by_a_person(
    conn: &Connection,
    since: i64,
    (kind, record): (Kind, i64),
    field: Option<&str>,
) -> Result<Option<Entry>> {
    let clause = "WHERE a.kind = ?1 AND a.record = ?2 AND a.change_set > ?3 ORDER BY a.id DESC";
    for e in entries(conn, clause, &[&kind.def().name, &record, &since])? {
        let touches = |name: &str| e.action != Action::Update || e.before.iter().chain(&e.after).any(|(n, _)| *n == name);
        if DERIVED.contains(&e.label.as_str()) || !field.is_none_or(touches) {
            continue;
        }
        let Some(set) = change_set_of(conn, e.change_set)? else { continue };
        // a step and the step back from it are both as if they had not been
        if set.undone_by.is_none() && set.undoes.is_none_or(|of| of <= since) {
            return Ok(Some(e));
        }
    }
    Ok(None)
}

/// Whether the program made a record by itself and nobody has changed it.
pub(super) fn is_derived(conn: &Connection, kind: Kind, record: i64) -> Result<bool> {
    let clause = "WHERE a.kind = ?1 AND a.record = ?2 ORDER BY a.id";
    let all = entries(conn, clause, &[&kind.def().name, &record])?;
    let made = all.first().is_some_and(|e| e.action == Action::Insert && DERIVED.contains(&e.label.as_str()));
    Ok(made && by_a_person(conn, 0, (kind, record), None)?.is_none())
}

/// Who made a record.
fn maker(conn: &Connection, kind: Kind, record: i64) -> Result<Option<Entry>> {
    let clause = "WHERE a.kind = ?1 AND a.record = ?2 AND a.action = 'insert' ORDER BY a.id DESC LIMIT 1";
    Ok(entries(conn, clause, &[&kind.def().name, &record])?.pop())
}

/// What people call a record, also one that is gone: then by what it had.
fn called(conn: &Connection, kind: Kind, record: i64) -> Result<String> {
    let there = format!("SELECT 1 FROM \"{}\" WHERE id = ?1", kind.def().name);
    if kind.is_fact() || conn.prepare_cached(&there)?.exists([record])? {
        // facts are known by their partner; what has no key of its own by the record that it belongs to
        let (of, id) = match kind.def().key.first() {
            _ if kind.is_fact() => (Kind::Partner, record),
            Some(_) => (kind, record),
            None => owner(conn, kind, record)?.unwrap_or((kind, record)),
        };
        return code_of(conn, of, id);
    }
    let clause = "WHERE a.kind = ?1 AND a.record = ?2 AND a.action = 'delete' ORDER BY a.id DESC LIMIT 1";
    let gone = entries(conn, clause, &[&kind.def().name, &record])?.pop();
    let key = kind.def().key.first().and_then(|key| kind.def().field(key));
    let had = gone.zip(key).and_then(|(e, (_, f))| e.before.into_iter().find(|(n, _)| *n == f.name).map(|(_, v)| (f, v)));
    Ok(had.map(|(f, v)| spoken(conn, f, &v)).transpose()?.unwrap_or_else(|| format!("#{record}")))
}

/// The record that one without a key of its own belongs to.
fn owner(conn: &Connection, kind: Kind, record: i64) -> Result<Option<(Kind, i64)>> {
    let Some((name, of)) = kind.identity().first().and_then(|name| match kind.def().field(name)?.1.ty {
        FieldType::Ref(of) => Some((*name, of)),
        _ => None,
    }) else {
        return Ok(None);
    };
    let sql = format!("SELECT \"{name}\" FROM \"{}\" WHERE id = ?1", kind.def().name);
    let id: Option<Option<i64>> = conn.prepare_cached(&sql)?.query_row([record], |r| r.get(0)).optional()?;
    Ok(id.flatten().map(|id| (of, id)))
}

/// The other record that has the key of a row.
pub(super) fn holder(conn: &Connection, row: &Row) -> Result<Option<i64>> {
    if row.kind.def().key.is_empty() {
        return Ok(None);
    }
    let key: Vec<&Value> = row.kind.def().key.iter().map(|name| row.get(name)).collect();
    Ok(by_key(conn, row.kind, &key)?.map(|r| r.id).filter(|id| *id != row.id))
}

/// A record that a row refers to and that is gone.
pub(super) fn lost(conn: &Connection, row: &Row) -> Result<Option<(Kind, i64)>> {
    gone(conn, row.references())
}

/// The first of some records that is gone.
pub(in crate::store) fn gone(conn: &Connection, of: impl IntoIterator<Item = (Kind, i64)>) -> Result<Option<(Kind, i64)>> {
    for (kind, id) in of {
        let sql = format!("SELECT 1 FROM \"{}\" WHERE id = ?1", kind.def().name);
        if !conn.prepare_cached(&sql)?.exists([id])? {
            return Ok(Some((kind, id)));
        }
    }
    Ok(None)
}

/// A partner with facts that name a record: itself, their line, region or owner.
pub(super) fn fact_of(conn: &Connection, kind: Kind, id: i64) -> Result<Option<(Kind, i64)>> {
    for fact in Kind::ALL.iter().copied().filter(|k| k.is_fact()) {
        for field in fact.def().fields.iter().filter(|f| f.ty == FieldType::Ref(kind)) {
            let sql = format!("SELECT partner FROM \"{}\" WHERE \"{}\" = ?1 LIMIT 1", fact.def().name, field.name);
            if let Some(partner) = conn.prepare_cached(&sql)?.query_row([id], |r| r.get(0)).optional()? {
                return Ok(Some((fact, partner)));
            }
        }
    }
    Ok(None)
}

/// The records that refer to one; facts by the id of their partner.
pub(super) fn hung_on(conn: &Connection, kind: Kind, id: i64) -> Result<Vec<(Kind, i64)>> {
    let mut found = Vec::new();
    for other in Kind::ALL.iter().copied() {
        for field in other.def().fields.iter().filter(|f| f.ty == FieldType::Ref(kind)) {
            let identity = if other.is_fact() { "partner" } else { "id" };
            let sql = format!("SELECT {identity} FROM \"{}\" WHERE \"{}\" = ?1 LIMIT 1000", other.def().name, field.name);
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map([id], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
            found.extend(rows.into_iter().map(|row| (other, row)).filter(|of| *of != (kind, id)));
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
