//! Accounts of the machine through which several people come in (S20): who comes in through one says by a forced command who
//! they are.
//!
//! They belong to the machine and not to the organisation, so they are no records: no export takes them along. The log has
//! each change of them as a change set that names the account.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Connection, Result, Tx};

/// An account through which several people come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gateway {
    /// The account of the operating system.
    pub account: String,
    /// The folder in which its people see and write files; `None`: they do neither.
    pub folder: Option<PathBuf>,
}

fn gateway(row: &Row<'_>) -> rusqlite::Result<Gateway> {
    Ok(Gateway { account: row.get(0)?, folder: row.get::<_, Option<String>>(1)?.map(PathBuf::from) })
}

/// The gateway of an account; `None` if it is none.
pub fn of_account(conn: &Connection, account: &str) -> Result<Option<Gateway>> {
    let sql = "SELECT account, folder FROM gateway WHERE account = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([account], gateway).optional()?)
}

/// Every gateway, by account.
pub fn all(conn: &Connection) -> Result<Vec<Gateway>> {
    let mut statement = conn.prepare_cached("SELECT account, folder FROM gateway ORDER BY account")?;
    Ok(statement.query_map([], gateway)?.collect::<rusqlite::Result<_>>()?)
}

/// Something that was done to the database itself, and to no record of it: its gateways, a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    pub change_set: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    /// Message key of what.
    pub label: String,
    pub detail: String,
}

/// What was done to the database itself, the newest first: by an account, since a moment, at most so many.
pub fn deeds(conn: &Connection, actor: Option<&str>, since: Option<DateTime<Utc>>, limit: i64) -> Result<Vec<Deed>> {
    let sql = "SELECT id, at, actor, label, detail FROM change_set
               WHERE label IN ('change-gateway-on', 'change-gateway-off', 'change-restore', 'change-clock')
                 AND (?1 IS NULL OR actor = ?1) AND (?2 IS NULL OR at >= ?2) ORDER BY id DESC LIMIT ?3";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![actor, since.map(|t| t.timestamp()), limit], |r| {
        let at = DateTime::from_timestamp(r.get(1)?, 0).unwrap_or_default();
        Ok(Deed { change_set: r.get(0)?, at, actor: r.get(2)?, label: r.get(3)?, detail: r.get(4)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Tx<'_> {
    /// Makes an account a gateway, with this folder.
    pub fn open_gateway(&mut self, account: &str, folder: Option<&str>) -> Result<()> {
        let sql = "INSERT INTO gateway (account, folder) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET folder = excluded.folder";
        self.conn().execute(sql, params![account, folder])?;
        Ok(())
    }

    /// An account is no gateway any more.
    pub fn close_gateway(&mut self, account: &str) -> Result<()> {
        self.conn().execute("DELETE FROM gateway WHERE account = ?1", [account])?;
        Ok(())
    }
}
