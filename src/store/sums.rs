//! Sums over the whole network that cost a second to make, kept until what they were made from changes.
//!
//! What they are made from is told by a *basis*: the last change of any fact, and the last change of what facts are grouped
//! by or measured against (partners' region, type and owner, the tree of regions, targets). A write that changes any of
//! it moves the basis in its own transaction; sums of another basis are then as if they were not there, and the next one
//! who makes them puts them in their place. Nothing is lost without them: they stand beside the history, and a file in
//! which they can't be kept is as good.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::open::BUSY;
use super::pack::{self, Reader};
use super::{Result, Tx, past};

/// How many are kept; the oldest go first.
const KEPT: i64 = 200;

/// Names the state of everything that sums are made from.
pub fn basis(conn: &Connection) -> Result<String> {
    let mut one = conn.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    let mut of = |name: &str| one.query_row([name], |r| r.get::<_, String>(0)).optional();
    Ok(format!("{} {}", of("facts")?.unwrap_or_default(), of("groups")?.unwrap_or_default()))
}

/// The sums of a name, if they were made from what is there now; none where partners are grouped as they were at another moment.
pub fn recall(conn: &Connection, name: &str, basis: &str) -> Result<Option<Vec<i64>>> {
    if past::regroups(conn)? {
        return Ok(None);
    }
    let sql = "SELECT data FROM kept_sums WHERE name = ?1 AND basis = ?2";
    let data: Option<Vec<u8>> = conn.prepare_cached(sql)?.query_row((name, basis), |r| r.get(0)).optional()?;
    Ok(data.map(|data| {
        let mut reader = Reader(&data);
        std::iter::from_fn(|| reader.signed()).collect()
    }))
}

/// Keeps sums by name, unless somebody else is writing: then another time is as good.
pub fn keep(conn: &Connection, basis: &str, sums: &[(String, Vec<i64>)]) -> Result<()> {
    if past::regroups(conn)? {
        return Ok(());
    }
    conn.busy_timeout(Duration::ZERO)?;
    let begun = Transaction::new_unchecked(conn, TransactionBehavior::Immediate);
    conn.busy_timeout(BUSY)?;
    let Ok(tx) = begun else { return Ok(()) };
    for (name, numbers) in sums {
        let mut data = Vec::with_capacity(numbers.len() * 4);
        for n in numbers {
            pack::put_signed(&mut data, *n);
        }
        tx.prepare_cached("DELETE FROM kept_sums WHERE name = ?1")?.execute([name])?;
        tx.prepare_cached("INSERT INTO kept_sums (name, basis, data) VALUES (?1, ?2, ?3)")?
            .execute(params![name, basis, data])?;
    }
    tx.prepare_cached("DELETE FROM kept_sums WHERE basis <> ?1 OR id <= (SELECT max(id) FROM kept_sums) - ?2")?
        .execute(params![basis, KEPT])?;
    Ok(tx.commit()?)
}

impl Tx<'_> {
    /// What facts are grouped by or measured against is another from this change on.
    pub(super) fn groups_changed(&mut self) -> Result<()> {
        self.conn()
            .prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES ('groups', ?1)")?
            .execute([self.change_set().to_string()])?;
        Ok(())
    }
}
