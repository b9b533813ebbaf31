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
pub fn lacking(conn: &Connection, schema: i64) -> Result<Vec<String>> {
    Ok(beyond(&parts(&open::in_memory(schema)?)?, &parts(conn)?))
}

/// The triggers and views of a database that no database of this schema number has: what they do when something is written, the program
/// does not know of. Tables and indexes of others do nothing.
pub fn foreign(conn: &Connection, schema: i64) -> Result<Vec<String>> {
    let mut there = parts(conn)?;
    there.retain(|(sort, _)| matches!(sort.as_str(), "trigger" | "view"));
    Ok(beyond(&there, &parts(&open::in_memory(schema)?)?))
}

/// The parts that others lack, tables first.
fn beyond(parts: &BTreeSet<(String, String)>, others: &BTreeSet<(String, String)>) -> Vec<String> {
    let mut own: Vec<&(String, String)> = parts.difference(others).collect();
    own.sort_by_key(|(sort, _)| sort != "table");
    own.into_iter().map(|(sort, name)| format!("{sort} {name}")).collect()
}
