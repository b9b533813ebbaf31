//! Accounts of the machine through which several people come in (S20): who comes in through one says by a forced command who
//! they are.
//!
//! They belong to the machine and not to the organisation, so they are no records: no export takes them along. The log has
//! each change of them as a change set that names the account.

use std::path::PathBuf;

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
///
/// # Errors
/// Those of the file.
pub fn of_account(conn: &Connection, account: &str) -> Result<Option<Gateway>> {
    let sql = "SELECT account, folder FROM gateway WHERE account = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([account], gateway).optional()?)
}

/// Every gateway, by account.
///
/// # Errors
/// Those of the file.
pub fn all(conn: &Connection) -> Result<Vec<Gateway>> {
    let mut statement = conn.prepare_cached("SELECT account, folder FROM gateway ORDER BY account")?;
    Ok(statement.query_map([], gateway)?.collect::<rusqlite::Result<_>>()?)
}

impl Tx<'_> {
    /// Makes an account a gateway, with this folder.
    ///
    /// # Errors
    /// Those of the file.
    pub fn open_gateway(&mut self, account: &str, folder: Option<&str>) -> Result<()> {
        let sql = "INSERT INTO gateway (account, folder) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET folder = excluded.folder";
        self.conn().execute(sql, params![account, folder])?;
        Ok(())
    }

    /// An account is no gateway any more.
    ///
    /// # Errors
    /// Those of the file.
    pub fn close_gateway(&mut self, account: &str) -> Result<()> {
        self.conn().execute("DELETE FROM gateway WHERE account = ?1", [account])?;
        Ok(())
    }
}
