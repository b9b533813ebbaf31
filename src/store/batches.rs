//! How imports were asked for, and what a person did lately: what a recipe is made from.

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{Result, Tx};

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
pub fn done_since(conn: &Connection, actor: &str, since: DateTime<Utc>) -> Result<Vec<Done>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.label, c.detail, r.spec FROM change_set c LEFT JOIN import_request r ON r.change_set = c.id
         WHERE c.actor = ?1 AND c.at >= ?2 AND c.undone_by IS NULL AND c.undoes IS NULL ORDER BY c.id",
    )?;
    let rows = statement
        .query_map((actor, since.timestamp()), |r| Ok(Done { label: r.get(0)?, detail: r.get(1)?, import: r.get(2)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Tx<'_> {
    /// Remembers how the import that runs was asked for.
    pub fn keep_request(&mut self, spec: &str) -> Result<()> {
        let sql = "INSERT INTO import_request (change_set, spec) VALUES (?1, ?2)";
        self.conn().prepare_cached(sql)?.execute((self.change_set(), spec))?;
        Ok(())
    }
}
