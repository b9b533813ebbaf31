//! How imports were asked for, and what a person did lately: what a recipe is made from.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{Result, Tx};
use crate::domain::record::Kind;

/// Something a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Message key of what it was.
    pub label: String,
    /// What it was done to.
    pub detail: String,
    /// How an import was asked for, as JSON.
    pub import: Option<String>,
}

/// What a person did since a moment and did not take back, in order.
///
/// # Errors
/// Those of the file.
pub fn done_since(conn: &Connection, actor: &str, since: DateTime<Utc>) -> Result<Vec<Done>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.label, c.detail, r.spec FROM change_set c LEFT JOIN import_request r ON r.change_set = c.id
         WHERE c.actor = ?1 AND c.at >= ?2 AND c.undone_by IS NULL AND c.undoes IS NULL ORDER BY c.id",
    )?;
    let rows = statement
        .query_map((actor, since.timestamp()), |r| Ok(Done { label: r.get(0)?, detail: r.get(1)?, import: r.get(2)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether a record came in by an import, and was not made here.
///
/// # Errors
/// Those of the file.
pub fn brought_in(conn: &Connection, kind: Kind, id: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM audit a JOIN change_set c ON c.id = a.change_set
                              WHERE a.kind = ?1 AND a.record = ?2 AND a.action = 'insert' AND c.label = 'change-import')";
    Ok(conn.prepare_cached(sql)?.query_row((kind.def().name, id), |r| r.get(0))?)
}

/// Whether any record of a kind was made here, and did not come in by an import.
///
/// # Errors
/// Those of the file.
pub fn any_made_here(conn: &Connection, kind: Kind) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM audit a JOIN change_set c ON c.id = a.change_set
                              WHERE a.kind = ?1 AND a.action = 'insert' AND c.label <> 'change-import')";
    Ok(conn.prepare_cached(sql)?.query_row([kind.def().name], |r| r.get(0))?)
}

impl Tx<'_> {
    /// Remembers how the import that runs was asked for.
    ///
    /// # Errors
    /// Those of the file.
    pub fn keep_request(&mut self, spec: &str) -> Result<()> {
        let sql = "INSERT INTO import_request (change_set, spec) VALUES (?1, ?2)";
        self.conn().prepare_cached(sql)?.execute((self.change_set(), spec))?;
        Ok(())
    }
}
