//! Writing records: the version check, the log, numbers that are given once.

use rusqlite::{Connection, params_from_iter};

use super::{find_id, id_by_code, words};
use crate::domain::kinds::{Lifecycle, is_refused};
use crate::domain::record::{Field, FieldType, Kind, Record, Row, Stored, Value};
use crate::store::audit::Action;
use crate::store::{Result, StoreError, Tx};

impl Tx<'_> {
    /// Adds a record and logs it; answers its id.
    ///
    /// # Errors
    /// Those of the file, among them a second record of one key.
    pub fn insert(&mut self, row: &Row) -> Result<i64> {
        debug_assert!(!row.kind.is_fact(), "facts have their own writer");
        taken(row, None)?;
        let numbered = self.numbered(row)?;
        let row = numbered.as_ref().unwrap_or(row);
        let named = self.under_rules(row, None);
        let row = named.as_ref().unwrap_or(row);
        self.conn().prepare_cached(&words(row.kind).insert)?.execute(params_from_iter(&row.values))?;
        let id = self.conn().last_insert_rowid();
        self.log(Action::Insert, row.kind, id, 1, None, Some(&row.values))?;
        self.touched(row.kind, id, None, Some(&row.values))?;
        Ok(id)
    }

    /// The record with the next number of its kind, if it is numbered by the program and has none.
    fn numbered(&self, row: &Row) -> Result<Option<Row>> {
        let by_program = |f: &&Field| f.name == "number" && f.computed && row.get("number").is_null();
        if !row.kind.def().fields.iter().any(|f| by_program(&f)) {
            return Ok(None);
        }
        let next = next_number(self.conn(), row.kind)?;
        let mut row = row.clone();
        row.set("number", Value::Int(next));
        Ok(Some(row))
    }

    /// The record with the version of the rules that gives its results: the one of now where they are others than before, the
    /// one that it named before otherwise; `None`: as it is.
    fn under_rules(&self, row: &Row, before: Option<&Row>) -> Option<Row> {
        let def = row.kind.def();
        let at = def.policy_version()?;
        let value = |row: &Row, i: usize| row.values.get(i).cloned().unwrap_or_default();
        let is_result = |i: usize| match before {
            Some(before) => value(before, i) != value(row, i),
            None => !value(row, i).is_null(),
        };
        let new = def.fields.iter().enumerate().any(|(i, f)| f.ruled && is_result(i));
        let version = match before {
            // one that comes in may name the version that gave its results
            None if !new || self.brought == Some(row.kind) || !value(row, at).is_null() => return None,
            Some(before) if !new => value(before, at),
            _ => self.rules().map_or(Value::Null, Value::Int),
        };
        let mut row = row.clone();
        *row.values.get_mut(at)? = version;
        Some(row)
    }

    /// Adds a typed record and logs it; answers its id.
    ///
    /// # Errors
    /// As [`Tx::insert`].
    pub fn add<R: Record>(&mut self, record: &R) -> Result<i64> {
        self.insert(&Row::new(record))
    }

    /// Writes a record that was read as `row.version` and logs what differs; answers the new version.
    ///
    /// Writing what is there already changes nothing and answers the old version.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] with the record as it is now, if another was first.
    pub fn update(&mut self, row: &Row) -> Result<i64> {
        let before = self.unchanged(row)?;
        taken(row, Some(&before))?;
        let named = self.under_rules(row, Some(&before));
        self.change(&before, named.as_ref().unwrap_or(row))
    }

    /// The same with the results and the version of the rules that it had: for what goes back.
    ///
    /// # Errors
    /// As [`Tx::update`].
    pub(in crate::store) fn update_back(&mut self, row: &Row) -> Result<i64> {
        let before = self.unchanged(row)?;
        self.change(&before, row)
    }

    /// The record as it is stored, if that is what was read.
    fn unchanged(&self, row: &Row) -> Result<Row> {
        let theirs = find_id(self.conn(), row.kind, row.id)?;
        match theirs {
            Some(theirs) if theirs.version == row.version => Ok(theirs),
            theirs => Err(StoreError::Conflict { kind: row.kind, id: row.id, theirs: theirs.map(Box::new) }),
        }
    }

    fn change(&mut self, before: &Row, row: &Row) -> Result<i64> {
        if before.values == row.values {
            return Ok(row.version);
        }
        let id = Value::Int(row.id);
        self.conn()
            .prepare_cached(&words(row.kind).update)?
            .execute(params_from_iter(std::iter::once(&id).chain(&row.values)))?;
        self.log(Action::Update, row.kind, row.id, row.version + 1, Some(&before.values), Some(&row.values))?;
        self.touched(row.kind, row.id, Some(&before.values), Some(&row.values))?;
        Ok(row.version + 1)
    }

    /// Writes a typed record.
    ///
    /// # Errors
    /// As [`Tx::update`].
    pub fn save<R: Record>(&mut self, stored: &Stored<R>) -> Result<i64> {
        let row = Row { kind: R::DEF.kind, id: stored.id, version: stored.version, values: stored.record.to_values() };
        self.update(&row)
    }

    /// Removes a record and logs it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if another was first; those of the file if other records refer to it.
    pub fn delete(&mut self, kind: Kind, id: i64, version: i64) -> Result<()> {
        let before = find_id(self.conn(), kind, id)?;
        let Some(before) = before.filter(|b| b.version == version) else {
            let theirs = find_id(self.conn(), kind, id)?.map(Box::new);
            return Err(StoreError::Conflict { kind, id, theirs });
        };
        if kind == Kind::Partner {
            // not partner_weeks: its reference keeps a partner that has sales
            for table in ["partner_search", "partner_figures", "stale_figures"] {
                self.conn().execute(&format!("DELETE FROM {table} WHERE partner = ?1"), [id])?;
            }
        }
        self.conn().prepare_cached(&format!("DELETE FROM \"{}\" WHERE id = ?1", kind.def().name))?.execute([id])?;
        self.log(Action::Delete, kind, id, version + 1, Some(&before.values), None)?;
        self.touched(kind, id, Some(&before.values), None)
    }

    /// Remembers the number of a record that goes: nobody else's gets it ([`next_number`]).
    fn keep_number(&mut self, kind: Kind, gone: &[Value]) -> Result<()> {
        let at = kind.def().field("number").filter(|(_, f)| f.ty == FieldType::Int).map(|(i, _)| i);
        let Some(number) = at.and_then(|i| gone.get(i)).and_then(Value::int) else { return Ok(()) };
        self.conn()
            .prepare_cached(
                "INSERT INTO meta (name, value) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))",
            )?
            .execute((numbered(kind), number.to_string()))?;
        Ok(())
    }

    /// Marks what is derived from a record as to be computed again: the partner's figures and search keys.
    pub(in crate::store) fn touched(
        &mut self,
        kind: Kind,
        id: i64,
        before: Option<&[Value]>,
        after: Option<&[Value]>,
    ) -> Result<()> {
        if regroups(kind, before, after) {
            self.groups_changed()?;
        }
        if let (Some(gone), None) = (before, after) {
            self.keep_number(kind, gone)?;
        }
        if kind == Kind::Partner {
            if trades(before) != trades(after) {
                self.deliveries_changed()?;
            }
            if let Some(after) = after {
                self.mark_stale(id)?;
                self.keep_search_keys(&Row { kind, id, version: 0, values: after.to_vec() })?;
            }
            return Ok(());
        }
        if matches!(kind, Kind::Invoice | Kind::Payment) {
            self.deliveries_changed()?;
        }
        if kind == Kind::Article {
            self.keep_article_text(id, after)?;
        }
        if kind == Kind::Target {
            // a partner's target names it by its code
            for values in [before, after].into_iter().flatten() {
                let value = |name| kind.def().field(name).and_then(|(i, _)| values.get(i)).and_then(Value::text);
                if let (Some("partner"), Some(code)) = (value("scope"), value("subject"))
                    && let Some(partner) = id_by_code(self.conn(), Kind::Partner, code)?
                {
                    self.mark_stale(partner)?;
                }
            }
        }
        if matches!(kind, Kind::ProductLine | Kind::Sku) {
            // its floor price counts for whoever sold it
            self.conn().execute("DELETE FROM meta WHERE name = 'figures_state'", [])?;
        }
        for (i, field) in kind.def().fields.iter().enumerate() {
            if field.ty == FieldType::Ref(Kind::Partner) {
                for partner in [before, after].into_iter().flatten().filter_map(|v| v.get(i).and_then(Value::int)) {
                    self.mark_stale(partner)?;
                }
            }
        }
        Ok(())
    }

    /// The partner's figures are to be computed again.
    pub fn mark_stale(&mut self, partner: i64) -> Result<()> {
        self.conn().prepare_cached("INSERT OR IGNORE INTO stale_figures (partner) VALUES (?1)")?.execute([partner])?;
        Ok(())
    }
}

/// Refuses a text with characters that no field takes, whoever writes it; one that was there before may stay.
fn taken(row: &Row, before: Option<&Row>) -> Result<()> {
    for (field, value) in row.kind.def().fields.iter().zip(&row.values) {
        if value.text().is_some_and(|t| t.contains(is_refused)) && before.is_none_or(|b| b.get(field.name) != value) {
            return Err(StoreError::Control { kind: row.kind, field: field.name });
        }
    }
    Ok(())
}

/// The next number of a kind whose records the program numbers: above every one that was ever given, so that a number that
/// somebody has seen never comes to mean another record.
pub fn next_number(conn: &Connection, kind: Kind) -> Result<i64> {
    let sql = format!(
        "SELECT 1 + max(coalesce((SELECT max(number) FROM \"{}\"), 0),
           coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = ?1), 0))",
        kind.def().name
    );
    Ok(conn.prepare_cached(&sql)?.query_row([numbered(kind)], |r| r.get(0))?)
}

/// Where the highest number of a kind is kept whose record is gone.
fn numbered(kind: Kind) -> String {
    format!("numbered {}", kind.def().name)
}

/// Whether a partner trades, by its values.
fn trades(values: Option<&[Value]>) -> bool {
    let status = Kind::Partner.def().field("status").and_then(|(i, _)| values?.get(i)?.text()).and_then(Lifecycle::from_code);
    status.is_some_and(Lifecycle::trades)
}

/// Whether sums of the network by any dimension, or their targets, may be others after a change of a record.
fn regroups(kind: Kind, before: Option<&[Value]>, after: Option<&[Value]>) -> bool {
    let value = |values: Option<&[Value]>, i: usize| values.and_then(|v| v.get(i).cloned()).unwrap_or_default();
    let fields = kind.def().conduct.groups.iter().filter_map(|name| kind.def().field(name));
    fields.into_iter().any(|(i, _)| value(before, i) != value(after, i))
}
