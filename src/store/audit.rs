//! Who changed what, and taking it back.
//!
//! An audit row holds the stored values of the fields that differ, before and after, as a JSON object. Undo and the
//! revert of an import are the inverse operations made from these rows, newest first, each only if the record
//! still is as that row left it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value as Json};

use super::record::{columns, get, get_as};
use super::{Result, StoreError, Tx};
use crate::domain::deposit;
use crate::domain::kinds::DepositEntry;
use crate::domain::record::{Kind, KindDef, Row, Stored, Value};

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
    /// What to.
    pub kind: Kind,
    /// Which record.
    pub record: i64,
    /// What.
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

    /// Takes back everything that a change set did, newest first; answers how many records it touched.
    ///
    /// # Errors
    /// [`StoreError::NotUndoable`] if one of its records was changed again since: then nothing is taken back.
    pub fn take_back(&mut self, change_set: i64) -> Result<usize> {
        let set = change_set_of(self.conn(), change_set)?.ok_or(StoreError::NothingToUndo)?;
        let entries = entries(self.conn(), "WHERE a.change_set = ?1 ORDER BY a.id DESC", &[&change_set])?;
        let returns = |e: &&Entry| e.kind == Kind::Partner && e.action == Action::Delete;
        for e in entries.iter().filter(returns) {
            let blocked = |_| StoreError::NotUndoable { label: set.label.clone(), kind: e.kind, record: e.record };
            self.put_back(e).map_err(blocked)?;
        }
        // facts before records: partners that they belong to may be new in the same change set, or have just come back
        let facts = self.revert_batches_of(change_set)?;
        // a change set may touch a record more than once: only its last touch must be the last of all
        let mut begun = HashSet::new();
        for e in entries.iter().filter(|e| !e.kind.is_fact() && !returns(e)) {
            let as_left = |row: &Row, begun: bool| begun || row.version == e.version;
            let begun = !begun.insert((e.kind, e.record));
            let blocked = || StoreError::NotUndoable { label: set.label.clone(), kind: e.kind, record: e.record };
            match e.action {
                // the ledger of deposits is only added to: what is taken back is reversed
                Action::Insert if e.kind == Kind::DepositEntry => self.reverse_entry(e.record).map_err(|_| blocked())?,
                Action::Insert => match get(self.conn(), e.kind, e.record) {
                    Ok(row) if as_left(&row, begun) => {
                        self.delete(e.kind, e.record, row.version).map_err(|err| match err {
                            StoreError::Sql(_) => blocked(),
                            other => other,
                        })?;
                    }
                    _ => return Err(blocked()),
                },
                Action::Update => {
                    let mut row = get(self.conn(), e.kind, e.record).map_err(|_| blocked())?;
                    if !as_left(&row, begun) {
                        return Err(blocked());
                    }
                    for (name, value) in &e.before {
                        row.set(name, value.clone());
                    }
                    self.update(&row)?;
                }
                Action::Delete => self.put_back(e).map_err(|_| blocked())?,
            }
        }
        let marks = if set.label == "change-today" { self.unmark_of(&set)? } else { 0 };
        self.conn().execute("UPDATE change_set SET undone_by = ?1 WHERE id = ?2", (self.change_set(), change_set))?;
        self.conn().execute("UPDATE change_set SET undoes = ?2 WHERE id = ?1", (self.change_set(), change_set))?;
        Ok(entries.iter().filter(|e| !e.kind.is_fact()).count() + facts + marks)
    }

    /// Brings back what a change set put off or took off the acting person's queue; answers how many.
    fn unmark_of(&mut self, set: &ChangeSet) -> Result<usize> {
        let sql = "DELETE FROM today_mark WHERE user = ?1 AND at = ?2 AND instr(', ' || ?3 || ', ', ', ' || item || ', ')";
        Ok(self.conn().execute(sql, (&set.actor, set.at.timestamp(), &set.detail))?)
    }

    /// An entry of a deposit is reversed on its own day, so that every day's balance is as if it had never been.
    fn reverse_entry(&mut self, id: i64) -> Result<()> {
        let entry: Stored<DepositEntry> = get_as(self.conn(), id)?;
        self.add(&deposit::reversal(id, &entry, entry.on, &entry.note))?;
        Ok(())
    }

    /// A deleted record comes back under its old id.
    fn put_back(&mut self, e: &Entry) -> Result<()> {
        let def = e.kind.def();
        let mut row = Row { kind: e.kind, id: e.record, version: e.version + 1, values: vec![Value::Null; def.fields.len()] };
        for (name, value) in &e.before {
            row.set(name, value.clone());
        }
        let marks = (1..=def.fields.len()).map(|i| format!("?{}", i + 2)).collect::<Vec<_>>().join(", ");
        let sql = format!("INSERT INTO \"{}\" (id, version, {}) VALUES (?1, ?2, {marks})", def.name, columns(def));
        let identity = [Value::Int(row.id), Value::Int(row.version)];
        self.conn().execute(&sql, rusqlite::params_from_iter(identity.iter().chain(&row.values)))?;
        self.log(Action::Insert, e.kind, e.record, row.version, None, Some(&row.values))?;
        self.groups_changed()?;
        self.touched(e.kind, e.record, None, Some(&row.values))
    }
}

/// The actor's newest change set that is neither undone nor an undo.
///
/// # Errors
/// Those of the file.
pub fn last_of(conn: &Connection, actor: &str) -> Result<Option<ChangeSet>> {
    let sql = "SELECT id, at, actor, label, detail, undone_by, undoes FROM change_set
               WHERE actor = ?1 AND undone_by IS NULL AND undoes IS NULL
                 AND (EXISTS (SELECT 1 FROM audit WHERE change_set = change_set.id)
                   OR EXISTS (SELECT 1 FROM batch WHERE change_set = change_set.id AND NOT reverted)
                   OR (label = 'change-today' AND EXISTS (SELECT 1 FROM today_mark m WHERE m.user = ?1 AND m.at = change_set.at
                         AND instr(', ' || change_set.detail || ', ', ', ' || m.item || ', ')))) ORDER BY id DESC LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([actor], change_set_row).optional()?)
}

/// A change set.
///
/// # Errors
/// Those of the file.
pub fn change_set_of(conn: &Connection, id: i64) -> Result<Option<ChangeSet>> {
    let sql = "SELECT id, at, actor, label, detail, undone_by, undoes FROM change_set WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id], change_set_row).optional()?)
}

/// The kinds of record that a change set touched.
///
/// # Errors
/// Those of the file.
pub fn kinds_of(conn: &Connection, change_set: i64) -> Result<Vec<Kind>> {
    let mut statement = conn.prepare_cached("SELECT DISTINCT kind FROM audit WHERE change_set = ?1")?;
    let names = statement.query_map([change_set], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(names.iter().filter_map(|name| Kind::from_name(name)).collect())
}

fn change_set_row(r: &rusqlite::Row<'_>) -> rusqlite::Result<ChangeSet> {
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
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of this record.
    pub record: Option<i64>,
    /// By this account.
    pub actor: Option<&'a str>,
    /// Not before.
    pub since: Option<DateTime<Utc>>,
    /// At most so many, the newest.
    pub limit: i64,
}

/// The newest entries that are asked for, newest first.
///
/// # Errors
/// Those of the file.
pub fn search(conn: &Connection, search: &Search<'_>) -> Result<Vec<Entry>> {
    let since = search.since.map(|t| t.timestamp());
    let kind = search.kind.map(|k| k.def().name);
    let clause = "WHERE (?1 IS NULL OR a.kind = ?1) AND (?2 IS NULL OR a.record = ?2) AND (?3 IS NULL OR c.actor = ?3)
                  AND (?4 IS NULL OR c.at >= ?4) ORDER BY a.id DESC LIMIT ?5";
    entries(conn, clause, &[&kind, &search.record, &search.actor, &since, &search.limit])
}

/// The newest change sets of an account that touched a record, or of everybody, newest first.
///
/// # Errors
/// Those of the file.
pub fn change_sets(conn: &Connection, actor: Option<&str>, limit: i64) -> Result<Vec<ChangeSet>> {
    let sql = "SELECT id, at, actor, label, detail, undone_by, undoes FROM change_set
               WHERE (?1 IS NULL OR actor = ?1) AND EXISTS (SELECT 1 FROM audit WHERE change_set = change_set.id)
               ORDER BY id DESC LIMIT ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map((actor, limit), change_set_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Entries of the log (`a` is the audit, `c` the change set) for which `clause` holds.
///
/// # Errors
/// Those of the file.
pub fn entries(conn: &Connection, clause: &str, params: &[&dyn rusqlite::ToSql]) -> Result<Vec<Entry>> {
    let sql = format!(
        "SELECT a.id, a.change_set, c.at, c.actor, c.label, a.kind, a.record, a.action, a.version, a.before, a.after, c.detail
         FROM audit a JOIN change_set c ON c.id = a.change_set {clause}"
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
