//! Who changed what.
//!
//! An audit row holds the stored values of the fields that differ, before and after, as a JSON object: all that taking a
//! change back needs ([`super::undo`]).

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value as Json};

use super::{Result, Tx};
use crate::domain::record::{Kind, KindDef, Value};

/// What was done to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It is new.
    Insert,
    /// It was changed.
    Update,
    /// It is gone.
    Delete,
}

impl Action {
    /// Its stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    fn from_code(code: &str) -> Self {
        match code {
            "insert" => Self::Insert,
            "delete" => Self::Delete,
            _ => Self::Update,
        }
    }
}

/// One record's change in the log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Row of the log.
    pub id: i64,
    /// The person's action that it belongs to.
    pub change_set: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// Message key of what was done.
    pub label: String,
    /// What it was done to, as people call it.
    pub detail: String,
    pub kind: Kind,
    pub record: i64,
    pub action: Action,
    /// Its version afterwards.
    pub version: i64,
    /// Stored values that were, by field.
    pub before: Vec<(&'static str, Value)>,
    /// Stored values that are, by field.
    pub after: Vec<(&'static str, Value)>,
}

/// A person's action in the history.
#[derive(Clone, Debug)]
pub struct ChangeSet {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// Message key of what was done.
    pub label: String,
    /// What to, as people call it.
    pub detail: String,
    /// Taken back by this one.
    pub undone_by: Option<i64>,
    /// It takes this one back.
    pub undoes: Option<i64>,
}

fn to_json(def: &KindDef, values: &[Value], other: Option<&[Value]>) -> String {
    let mut map = Map::new();
    for (i, (field, value)) in def.fields.iter().zip(values).enumerate() {
        let same = other.map_or(value.is_null(), |o| o.get(i) == Some(value));
        if !same {
            let json = match value {
                Value::Null => Json::Null,
                Value::Int(n) => Json::from(*n),
                Value::Text(s) => Json::from(s.as_str()),
            };
            map.insert(field.name.to_owned(), json);
        }
    }
    Json::Object(map).to_string()
}

fn from_json(def: &KindDef, text: Option<&str>) -> Vec<(&'static str, Value)> {
    let Some(Ok(Json::Object(map))) = text.map(serde_json::from_str) else { return Vec::new() };
    map.iter()
        .filter_map(|(name, json)| {
            let (_, field) = def.field(name)?;
            let value = match json {
                Json::Number(n) => Value::Int(n.as_i64()?),
                Json::String(s) => Value::Text(s.clone()),
                _ => Value::Null,
            };
            Some((field.name, value))
        })
        .collect()
}

impl Tx<'_> {
    /// Logs a change of one record.
    pub(super) fn log(
        &mut self,
        action: Action,
        kind: Kind,
        record: i64,
        version: i64,
        before: Option<&[Value]>,
        after: Option<&[Value]>,
    ) -> Result<()> {
        let def = kind.def();
        let before_json = before.map(|b| to_json(def, b, after));
        let after_json = after.map(|a| to_json(def, a, before));
        self.conn()
            .prepare_cached(
                "INSERT INTO audit (change_set, kind, record, action, version, before, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((self.change_set(), def.name, record, action.code(), version, before_json, after_json))?;
        Ok(())
    }
}

pub fn change_set_of(conn: &Connection, id: i64) -> Result<Option<ChangeSet>> {
    let sql = "SELECT id, at, actor, label, detail, undone_by, undoes FROM change_set WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id], change_set_row).optional()?)
}

/// The kinds of record that a change set touched.
pub fn kinds_of(conn: &Connection, change_set: i64) -> Result<Vec<Kind>> {
    let mut statement = conn.prepare_cached("SELECT DISTINCT kind FROM audit WHERE change_set = ?1")?;
    let names = statement.query_map([change_set], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(names.iter().filter_map(|name| Kind::from_name(name)).collect())
}

/// When the last change was made; `None`: after `until`, or there is none.
pub fn last_until(conn: &Connection, until: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT at FROM change_set ORDER BY id DESC LIMIT 1";
    let at: Option<i64> = conn.prepare_cached(sql)?.query_row([], |r| r.get(0)).optional()?;
    Ok(at.and_then(|at| DateTime::from_timestamp(at, 0)).filter(|at| *at <= until))
}

/// The newest entry of the log.
pub fn newest(conn: &Connection) -> Result<i64> {
    Ok(conn.query_row("SELECT coalesce(max(id), 0) FROM audit", [], |r| r.get(0))?)
}

/// The records of a kind that the log has not seen going and that are not there, twenty at most.
pub fn vanished(conn: &Connection, kind: Kind) -> Result<Vec<i64>> {
    let name = kind.def().name;
    // the action of the row that has the greatest id
    let sql = format!(
        "SELECT record FROM (SELECT record, action, max(id) FROM main.audit
                              WHERE kind = ?1 AND record NOT IN (SELECT id FROM main.\"{name}\") GROUP BY record)
          WHERE action <> 'delete' ORDER BY record LIMIT 20"
    );
    Ok(conn.prepare(&sql)?.query_map([name], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// How a record came, by the log.
pub fn coming(conn: &Connection, kind: Kind, id: i64) -> Result<Option<Entry>> {
    let clause = "WHERE a.kind = ?1 AND a.record = ?2 AND a.action = 'insert' ORDER BY a.id DESC LIMIT 1";
    Ok(entries(conn, clause, &[&kind.def().name, &id])?.pop())
}

/// Whether a record of these kinds was removed, or got another key, since an entry of the log.
pub fn renamed_since(conn: &Connection, entry: i64, kinds: &[Kind]) -> Result<bool> {
    let mut of_kind = conn.prepare_cached(
        "SELECT 1 FROM audit WHERE id > ?1 AND kind = ?2 AND (action = 'delete' OR action = 'update' AND instr(before, ?3)) LIMIT 1",
    )?;
    for kind in kinds {
        let key = kind.def().key.first().map_or_else(String::new, |name| format!("\"{name}\":"));
        if of_kind.exists((entry, kind.def().name, key))? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(super) fn change_set_row(r: &rusqlite::Row<'_>) -> rusqlite::Result<ChangeSet> {
    Ok(ChangeSet {
        id: r.get(0)?,
        at: DateTime::from_timestamp(r.get(1)?, 0).unwrap_or_default(),
        actor: r.get(2)?,
        label: r.get(3)?,
        detail: r.get(4)?,
        undone_by: r.get(5)?,
        undoes: r.get(6)?,
    })
}

/// What of the log is asked for; what is `None` does not matter.
#[derive(Clone, Debug, Default)]
pub struct Search<'a> {
    pub kind: Option<Kind>,
    pub record: Option<i64>,
    /// By this account.
    pub actor: Option<&'a str>,
    /// Not before.
    pub since: Option<DateTime<Utc>>,
    /// At most so many, the newest.
    pub limit: i64,
}

/// The newest entries that are asked for, newest first.
pub fn search(conn: &Connection, search: &Search<'_>) -> Result<Vec<Entry>> {
    let since = search.since.map(|t| t.timestamp());
    let kind = search.kind.map(|k| k.def().name);
    let clause = "WHERE (?1 IS NULL OR a.kind = ?1) AND (?2 IS NULL OR a.record = ?2) AND (?3 IS NULL OR c.actor = ?3)
                  AND (?4 IS NULL OR c.at >= ?4) ORDER BY a.id DESC LIMIT ?5";
    entries(conn, clause, &[&kind, &search.record, &search.actor, &since, &search.limit])
}

/// Entries of the log (`a` is the audit, `c` the change set) for which `clause` holds.
pub fn entries(conn: &Connection, clause: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Entry>> {
    read_entries(conn, "change_set", clause, params)
}

/// The same of the whole log, also where an earlier moment is looked at ([`super::past`]).
pub(super) fn entries_of_all_days(conn: &Connection, clause: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Entry>> {
    read_entries(conn, "main.change_set", clause, params)
}

fn read_entries(conn: &Connection, change_sets: &str, clause: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT a.id, a.change_set, c.at, c.actor, c.label, a.kind, a.record, a.action, a.version, a.before, a.after, c.detail
         FROM audit a JOIN {change_sets} c ON c.id = a.change_set {clause}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let name: String = r.get(5)?;
        let Some(kind) = Kind::from_name(&name) else { continue };
        let action: String = r.get(7)?;
        found.push(Entry {
            id: r.get(0)?,
            change_set: r.get(1)?,
            at: DateTime::from_timestamp(r.get(2)?, 0).unwrap_or_default(),
            actor: r.get(3)?,
            label: r.get(4)?,
            detail: r.get(11)?,
            kind,
            record: r.get(6)?,
            action: Action::from_code(&action),
            version: r.get(8)?,
            before: from_json(kind.def(), r.get::<_, Option<String>>(9)?.as_deref()),
            after: from_json(kind.def(), r.get::<_, Option<String>>(10)?.as_deref()),
        });
    }
    Ok(found)
}
