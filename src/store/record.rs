//! Generic read and write of every kind.
//!
//! All SQL here is made from a kind's declaration. Facts (sales, stock) have their own writers; they are read here
//! as rows of id 0.

mod write;

use std::collections::HashMap;
use std::sync::OnceLock;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, ToSql, params_from_iter};

use super::{Result, StoreError};
use crate::domain::record::{BadValue, Field, FieldType, Kind, KindDef, Record, Row, Storable, Stored, Value};

pub use write::next_number;

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(i) => ValueRef::Integer(*i),
            Self::Text(s) => ValueRef::Text(s.as_bytes()),
        }))
    }
}

impl rusqlite::types::FromSql for Value {
    fn column_result(value: ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        Ok(match value {
            ValueRef::Integer(i) => Self::Int(i),
            ValueRef::Text(t) => Self::Text(String::from_utf8_lossy(t).into_owned()),
            ValueRef::Null => Self::Null,
            _ => return Err(rusqlite::types::FromSqlError::InvalidType),
        })
    }
}

/// What is said to the file of every record of a kind: made once, an import says it a hundred thousand times.
struct Words {
    columns: String,
    select: String,
    by_id: String,
    insert: String,
    update: String,
}

fn words(kind: Kind) -> &'static Words {
    static ALL: [OnceLock<Words>; Kind::ALL.len()] = [const { OnceLock::new() }; Kind::ALL.len()];
    static REST: OnceLock<Words> = OnceLock::new();
    // every kind has its place
    ALL.get(kind as usize).unwrap_or(&REST).get_or_init(|| {
        let def = kind.def();
        let (table, fields) = (def.name, def.fields);
        let columns = fields.iter().map(|f| format!("\"{}\"", f.name)).collect::<Vec<_>>().join(", ");
        let identity = if kind.is_fact() { "0, 0" } else { "id, version" };
        let select = format!("SELECT {identity}, {columns} FROM \"{table}\"");
        let marks = (1..=fields.len()).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
        let sets = fields.iter().enumerate().map(|(i, f)| format!(", \"{}\" = ?{}", f.name, i + 2)).collect::<Vec<_>>().concat();
        Words {
            by_id: format!("{select} WHERE id = ?1"),
            insert: format!("INSERT INTO \"{table}\" ({columns}) VALUES ({marks})"),
            update: format!("UPDATE \"{table}\" SET version = version + 1{sets} WHERE id = ?1"),
            columns,
            select,
        }
    })
}

/// The columns of a kind, quoted, with commas.
#[must_use]
pub fn columns(def: &KindDef) -> &'static str {
    &words(def.kind).columns
}

/// `SELECT id, version, <fields> FROM <table>`; facts have 0 for both.
#[must_use]
pub fn select(kind: Kind) -> &'static str {
    &words(kind).select
}

/// Reads a row of [`select`].
///
/// # Errors
/// A column that is neither integer, text nor null.
pub fn read(kind: Kind, row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let values = (0..kind.def().fields.len()).map(|i| row.get(i + 2)).collect::<rusqlite::Result<_>>()?;
    Ok(Row { kind, id: row.get(0)?, version: row.get(1)?, values })
}

/// A choice in a row of another query, of a field of a record of this kind that people call by what stands in the last column named.
///
/// # Errors
/// [`BadValue`] for a word that is none of the choices.
pub(super) fn choice<T: Storable>(
    row: &rusqlite::Row<'_>,
    at: usize,
    (kind, field, called): (Kind, &'static str, usize),
) -> rusqlite::Result<T> {
    let found: String = row.get(at)?;
    T::from_value(&Value::Text(found.clone())).ok_or_else(|| {
        let code = row.get::<_, Value>(called).map(|v| v.int().map_or_else(|| v.to_string(), |n| format!("#{n}")));
        let bad = BadValue { of: Some((kind, code.unwrap_or_default())), field, found };
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(bad))
    })
}

/// The record of an id.
///
/// # Errors
/// [`StoreError::Missing`], or those of the file.
pub fn get(conn: &Connection, kind: Kind, id: i64) -> Result<Row> {
    find_id(conn, kind, id)?.ok_or_else(|| StoreError::Missing { kind, key: id.to_string() })
}

/// The typed record of an id.
///
/// # Errors
/// As [`get`].
pub fn get_as<R: Record>(conn: &Connection, id: i64) -> Result<Stored<R>> {
    Ok(get(conn, R::DEF.kind, id)?.typed()?)
}

fn find_id(conn: &Connection, kind: Kind, id: i64) -> Result<Option<Row>> {
    Ok(conn.prepare_cached(&words(kind).by_id)?.query_row([id], |r| read(kind, r)).optional()?)
}

/// The records for which `clause` holds (`WHERE`, `ORDER BY`, `LIMIT` as needed), with its parameters.
pub fn query(conn: &Connection, kind: Kind, clause: &str, params: &[&dyn ToSql]) -> Result<Vec<Row>> {
    let sql = format!("{} {clause}", select(kind));
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params, |r| read(kind, r))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The typed records for which `clause` holds.
///
/// # Errors
/// As [`query`].
pub fn query_as<R: Record>(conn: &Connection, clause: &str, params: &[&dyn ToSql]) -> Result<Vec<Stored<R>>> {
    query(conn, R::DEF.kind, clause, params)?.iter().map(|r| r.typed().map_err(Into::into)).collect()
}

/// The condition that columns have these values, numbered from 1.
///
/// `IS ?` would hold for nulls, too, but says nothing of the value when the query is planned: an index of the rows
/// `WHERE x IS NOT NULL` can't be used for it, and every row is looked at.
pub(super) fn same<'v>(names: &[&str], values: impl Iterator<Item = &'v Value>) -> String {
    let of = |(i, (name, value)): (usize, (&&str, &Value))| {
        let n = i + 1;
        if value.is_null() { format!("\"{name}\" IS NULL AND ?{n} IS NULL") } else { format!("\"{name}\" = ?{n}") }
    };
    names.iter().zip(values).enumerate().map(of).collect::<Vec<_>>().join(" AND ")
}

/// How many records, or facts, there are of a kind.
pub fn count(conn: &Connection, kind: Kind) -> Result<i64> {
    Ok(conn.prepare_cached(&format!("SELECT count(*) FROM \"{}\"", kind.def().name))?.query_row([], |r| r.get(0))?)
}

/// The record with this natural key (values of the kind's key fields, in order).
pub fn by_key(conn: &Connection, kind: Kind, key: &[&Value]) -> Result<Option<Row>> {
    let sql = format!("{} WHERE {}", select(kind), same(kind.def().key, key.iter().copied()));
    Ok(conn.prepare_cached(&sql)?.query_row(params_from_iter(key), |r| read(kind, r)).optional()?)
}

/// What people call a record: its code, `#` and its number; where it has no key of its own, that of the record that it
/// belongs to.
pub fn called(conn: &Connection, kind: Kind, id: i64) -> Result<String> {
    let def = kind.def();
    let owner = || kind.identity().first().and_then(|name| Some((*name, def.field(name)?.1.ty)));
    if let (true, Some((name, FieldType::Ref(of)))) = (def.key.is_empty(), owner()) {
        let sql = format!("SELECT \"{name}\" FROM \"{}\" WHERE id = ?1", def.name);
        let known: Option<Option<i64>> = conn.prepare_cached(&sql)?.query_row([id], |r| r.get(0)).optional()?;
        if let Some(owner) = known.flatten() {
            return called(conn, of, owner);
        }
    }
    let code = code_of(conn, kind, id)?;
    // a part of a key that is not given says nothing
    let parts: Vec<&str> = code.split(" / ").map(str::trim).filter(|part| !part.is_empty() && *part != "/").collect();
    let said = parts.join(" / ");
    Ok(match said.bytes().all(|b| b.is_ascii_digit()) {
        true if said.is_empty() => format!("#{id}"),
        true => format!("#{said}"),
        false => said,
    })
}

/// The facts of a kind of which one of these fields is beyond what its type may hold ([`Field::limits`]), twenty at most.
pub fn beyond_limits(conn: &Connection, kind: Kind, fields: &[Field]) -> Result<Vec<Row>> {
    let beyond = fields.iter().filter_map(|f| {
        let (least, greatest) = f.limits()?;
        Some(format!("\"{}\" NOT BETWEEN {least} AND {greatest}", f.name))
    });
    let any = beyond.collect::<Vec<_>>().join(" OR ");
    if any.is_empty() { Ok(Vec::new()) } else { query(conn, kind, &format!("WHERE {any} LIMIT 20"), &[]) }
}

/// The id of the record whose first key field has this text; a partner is also found by a former code of its own.
pub fn id_by_code(conn: &Connection, kind: Kind, code: &str) -> Result<Option<i64>> {
    let Some(key) = kind.def().key.first() else { return Ok(None) };
    let sql = format!("SELECT id FROM \"{}\" WHERE \"{key}\" = ?1", kind.def().name);
    let found = conn.prepare_cached(&sql)?.query_row([code], |r| r.get(0)).optional()?;
    if found.is_some() || kind != Kind::Partner || code.is_empty() || code.contains(',') {
        return Ok(found);
    }
    // few partners have any: the index holds only those
    let sql = "SELECT id FROM partner WHERE former_codes IS NOT NULL AND instr(',' || former_codes || ',', ',' || ?1 || ',') > 0";
    Ok(conn.prepare_cached(sql)?.query_row([code], |r| r.get(0)).optional()?)
}

/// What people call a record, as an expression over its table: its key; where that is of several fields, ` / ` between them.
pub(super) fn code_sql(kind: Kind) -> String {
    let (table, identity) = (kind.def().name, kind.identity());
    if identity.is_empty() {
        return format!("CAST(\"{table}\".id AS TEXT)");
    }
    let whole = identity.len() == 1;
    let parts = identity.iter().filter_map(|name| kind.def().field(name)).map(|(_, field)| {
        let column = format!("\"{table}\".\"{}\"", field.name);
        let text = match field.ty {
            FieldType::Ref(other) => {
                let of = other.def().name;
                format!("(SELECT {} FROM \"{of}\" WHERE \"{of}\".id = {column})", code_sql(other))
            }
            FieldType::Date => format!("date({column} * 86400, 'unixepoch')"),
            FieldType::Time => format!("strftime('%Y-%m-%dT%H:%M:%SZ', {column}, 'unixepoch')"),
            _ => format!("CAST({column} AS TEXT)"),
        };
        if whole { text } else { format!("coalesce({text}, '')") }
    });
    parts.collect::<Vec<_>>().join(" || ' / ' || ")
}

/// What people call a record: its key, with ` / ` between its fields where it has several.
pub fn code_of(conn: &Connection, kind: Kind, id: i64) -> Result<String> {
    let sql = format!("SELECT {} FROM \"{}\" WHERE id = ?1", code_sql(kind), kind.def().name);
    let found: Option<Option<String>> = conn.prepare_cached(&sql)?.query_row([id], |r| r.get(0)).optional()?;
    match found.flatten() {
        Some(code) => Ok(code),
        None => Ok(gone(conn, kind, id)?.map_or_else(|| id.to_string(), |(code, _)| code)),
    }
}

/// Code and name of a record that is gone, as the log has them: what was frozen, or refers to it, is still called so.
pub fn gone(conn: &Connection, kind: Kind, id: i64) -> Result<Option<(String, String)>> {
    let sql = "SELECT json_extract(before, '$.code'), json_extract(before, '$.name') FROM audit
               WHERE kind = ?1 AND record = ?2 AND action = 'delete' ORDER BY id DESC LIMIT 1";
    let read = |r: &rusqlite::Row<'_>| Ok((r.get::<_, Option<String>>(0)?, r.get::<_, Option<String>>(1)?));
    let found = conn.prepare_cached(sql)?.query_row((kind.def().name, id), read).optional()?;
    Ok(found.and_then(|(code, name)| code.map(|code| (code.clone(), name.unwrap_or(code)))))
}

/// The codes of a partner that is no more: its own, and then those that it had before or took over from others.
pub fn codes_of_gone(conn: &Connection, id: i64) -> Result<Vec<String>> {
    let sql = "SELECT json_extract(before, '$.code'), json_extract(before, '$.former_codes') FROM audit
               WHERE kind = 'partner' AND record = ?1 AND action = 'delete' ORDER BY id DESC LIMIT 1";
    let read = |r: &rusqlite::Row<'_>| Ok([r.get::<_, Option<String>>(0)?, r.get::<_, Option<String>>(1)?]);
    let found = conn.prepare_cached(sql)?.query_row([id], read).optional()?;
    let codes = found.into_iter().flatten().flatten();
    Ok(codes.flat_map(|codes| codes.split(',').map(str::to_owned).collect::<Vec<_>>()).collect())
}

/// A value as people read it in a message: of a reference what they call the record, else its strict form.
pub fn spoken(conn: &Connection, field: &Field, value: &Value) -> Result<String> {
    match (field.ty, value.int()) {
        (FieldType::Ref(of), Some(id)) => called(conn, of, id),
        _ => Ok(field.strict(value)),
    }
}

/// Id to code for every record of a kind (for lists and exports of kinds that refer to it).
pub fn codes(conn: &Connection, kind: Kind) -> Result<HashMap<i64, String>> {
    let sql = format!("SELECT id, {} FROM \"{}\"", code_sql(kind), kind.def().name);
    let mut statement = conn.prepare(&sql)?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get::<_, Option<String>>(1)?.unwrap_or_default())))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// What `SQLite` would do for a query.
    fn plan(conn: &Connection, sql: &str) -> String {
        let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a query");
        // nothing is bound: only what would be done is asked
        let mut rows = statement.raw_query();
        let mut steps: Vec<String> = Vec::new();
        while let Some(row) = rows.next().expect("a plan") {
            steps.push(row.get(3).expect("a step"));
        }
        steps.join("; ")
    }

    #[test]
    fn a_record_is_found_by_its_key_or_number_elsewhere_without_looking_at_every_row() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::create(&folder.path().join("q.db")).expect("a database");
        let looked_at = |kind: Kind, names: &[&str]| {
            let given = vec![Value::Int(1); names.len()];
            let sql = format!("{} WHERE {}", select(kind), same(names, given.iter()));
            plan(store.conn(), &sql)
        };
        let mut cases: Vec<(Kind, &[&str])> = Kind::ALL.iter().filter(|k| !k.is_fact()).map(|k| (*k, k.def().key)).collect();
        cases.push((Kind::Ticket, &["external"]));
        cases.push((Kind::Ticket, &["kind", "title", "partner", "opened_at"]));
        for (kind, names) in cases.into_iter().filter(|(_, names)| !names.is_empty()) {
            let plan = looked_at(kind, names);
            assert!(plan.starts_with("SEARCH"), "{} by {names:?}: {plan}", kind.def().name);
        }
    }

    #[test]
    fn what_is_not_given_is_compared_with_nothing() {
        let values = [Value::Text("x".into()), Value::Null];
        assert_eq!(same(&["kind", "partner"], values.iter()), "\"kind\" = ?1 AND \"partner\" IS NULL AND ?2 IS NULL");
    }
}
