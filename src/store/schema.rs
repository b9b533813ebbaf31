//! What a database of a schema must have: tables, indexes, triggers. One that lost some of them still opens, and fails later.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::{Result, open};

/// What is in a file: sort and name.
fn parts(conn: &Connection) -> Result<BTreeSet<(String, String)>> {
    let sql = "SELECT type, name FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The tables, indexes and triggers that a database of this schema number has and this one lacks, as `table contact`, tables
/// first.
///
/// # Errors
/// Those of the file.
pub fn lacking(conn: &Connection, schema: i64) -> Result<Vec<String>> {
    let whole = open::in_memory(schema)?;
    let there = parts(conn)?;
    let mut gone: Vec<(String, String)> = parts(&whole)?.into_iter().filter(|part| !there.contains(part)).collect();
    gone.sort_by_key(|(sort, _)| sort != "table");
    Ok(gone.into_iter().map(|(sort, name)| format!("{sort} {name}")).collect())
}
