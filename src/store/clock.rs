//! The clock that a database was made with.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _};

use super::{Result, Tx};

/// How the clock of a database is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Set {
    /// Which day it always is.
    pub day: NaiveDate,
    /// So many seconds its time of day is ahead of the system's, in the organisation's zone.
    pub ahead: i64,
}

/// The clock of a database; `None`: it was made without.
pub fn own(conn: &Connection) -> Result<Option<Set>> {
    Ok(stored(conn)?.as_deref().and_then(read))
}

/// What stands in the place of a clock that can't be read as one; the database then lives as if it had none.
pub fn unreadable(conn: &Connection) -> Result<Option<String>> {
    Ok(stored(conn)?.filter(|text| read(text).is_none()))
}

fn stored(conn: &Connection) -> Result<Option<String>> {
    let sql = "SELECT value FROM main.meta WHERE name = 'clock'";
    Ok(conn.prepare_cached(sql)?.query_row([], |r| r.get(0)).optional()?)
}

fn read(text: &str) -> Option<Set> {
    let (day, ahead) = text.split_once(' ')?;
    Some(Set { day: day.parse().ok()?, ahead: ahead.parse().ok()? })
}

impl Tx<'_> {
    /// Sets the clock of the database.
    pub fn set_clock(&mut self, set: Set) -> Result<()> {
        let sql = "INSERT INTO meta (name, value) VALUES ('clock', ?1) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.conn().execute(sql, [format!("{} {}", set.day, set.ahead)])?;
        Ok(())
    }
}
