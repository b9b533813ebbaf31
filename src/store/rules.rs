//! The versions of the organisation's rules: which rules on a day, and which there are.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _};

use super::{Result, record};
use crate::domain::kinds::{Approval, PolicyVersion};
use crate::domain::period::{day_number, from_day_number};
use crate::domain::record::Stored;

/// Of the versions that rule on a day, `?2` apart, the one that began last, and none that another of them was made from: of those
/// of one day the one that was decided last. The first, which has no day, comes before all.
const IN_FORCE: &str = "WHERE id <> ?2 AND state = 'approved' AND (from_day IS NULL OR from_day <= ?1)
      AND NOT EXISTS (SELECT 1 FROM policy_version n
                      WHERE n.base = policy_version.id AND n.id <> ?2 AND n.state = 'approved' AND n.from_day <= ?1)
    ORDER BY from_day IS NOT NULL DESC, from_day DESC, decided_at DESC, id DESC LIMIT 1";

/// No version.
const NONE: i64 = 0;

/// The version that rules on a day; `None` in a database that has none yet.
pub fn in_force(conn: &Connection, day: NaiveDate) -> Result<Option<Stored<PolicyVersion>>> {
    in_force_but(conn, day, NONE)
}

/// The version that would rule on a day if one were not there.
pub fn in_force_but(conn: &Connection, day: NaiveDate, but: i64) -> Result<Option<Stored<PolicyVersion>>> {
    Ok(record::query_as(conn, IN_FORCE, &[&day_number(day), &but])?.pop())
}

/// The number of the version that rules on a day; 0 in a database that has none yet.
pub fn number_in_force(conn: &Connection, day: NaiveDate) -> Result<i64> {
    let sql = format!("SELECT coalesce(number, id) FROM policy_version {IN_FORCE}");
    Ok(conn.prepare_cached(&sql)?.query_row((day_number(day), NONE), |r| r.get(0)).optional()?.unwrap_or(0))
}

/// The versions that begin to rule after a day, in the order in which they do, as if one were not there.
pub fn after(conn: &Connection, day: NaiveDate, but: Option<i64>) -> Result<Vec<Stored<PolicyVersion>>> {
    let but = but.unwrap_or(NONE);
    let sql = "SELECT DISTINCT from_day FROM policy_version WHERE state = 'approved' AND from_day > ?1 AND id <> ?2 ORDER BY 1";
    let mut statement = conn.prepare_cached(sql)?;
    let days = statement.query_map((day_number(day), but), |r| r.get::<_, i32>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let first = |day| in_force_but(conn, from_day_number(day), but);
    days.into_iter().filter_map(|day| first(day).transpose()).collect()
}

/// Whether the database has no version yet.
pub fn is_empty(conn: &Connection) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM policy_version)")?.query_row([], |r| r.get(0))?)
}

/// The version that was decided last, whenever it begins; `None` in a database that has none yet.
pub fn newest(conn: &Connection) -> Result<Option<Stored<PolicyVersion>>> {
    let clause = "WHERE state = 'approved' ORDER BY from_day IS NOT NULL DESC, decided_at DESC, id DESC LIMIT 1";
    Ok(record::query_as(conn, clause, &[])?.pop())
}

/// The version with a number.
pub fn by_number(conn: &Connection, number: i64) -> Result<Option<Stored<PolicyVersion>>> {
    Ok(record::query_as(conn, "WHERE number = ?1", &[&number])?.pop())
}

/// Every version, the newest first.
pub fn all(conn: &Connection) -> Result<Vec<Stored<PolicyVersion>>> {
    record::query_as(conn, "ORDER BY id DESC", &[])
}

/// The number of a version.
pub fn number(conn: &Connection, id: i64) -> Result<i64> {
    let sql = "SELECT coalesce(number, id) FROM policy_version WHERE id = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([id], |r| r.get(0)).optional()?.unwrap_or(0))
}

/// The newest approval of a version, or of the one with which it was put into force; one that a file brought in stands behind
/// those of here. `None`: it needed none.
pub fn approval_of(conn: &Connection, version: i64) -> Result<Option<Stored<Approval>>> {
    let of = "WHERE subject = 'policy' AND record = ?1 ORDER BY brought_in, id DESC LIMIT 1";
    if let Some(own) = record::query_as(conn, of, &[&version])?.pop() {
        return Ok(Some(own));
    }
    let with = "WHERE subject = 'policy' AND record = (
                  SELECT o.id FROM policy_version v JOIN policy_version o
                    ON o.id < v.id AND o.decided_at = v.decided_at AND o.proposed_by IS v.proposed_by AND o.reason = v.reason
                  WHERE v.id = ?1 AND v.state = 'approved' AND o.state = 'approved' AND v.base IS NOT NULL
                  ORDER BY o.id DESC LIMIT 1)
                ORDER BY brought_in, id DESC LIMIT 1";
    Ok(record::query_as(conn, with, &[&version])?.pop())
}
