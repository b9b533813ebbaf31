//! Closed periods: their frozen figures, one packed row a partner, and the sums by every dimension.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::pack::{Reader, put, put_signed};
use super::{Result, StoreError, Tx};
use crate::domain::closing::{Frozen, ITEMS};
use crate::domain::period::{Span, day_number, from_day_number};

/// A period that is closed, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// Row id.
    pub id: i64,
    /// `2025-Q2`.
    pub name: String,
    /// Its days.
    pub span: Span,
    /// Of its rows ([`crate::domain::closing::hash`]).
    pub hash: String,
    /// Hash of the policy under which it was closed.
    pub policy: u64,
    /// The version of the rules under which its figures were computed; `None`: closed before there were versions.
    pub policy_version: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: String,
    /// How many partners have figures in it.
    pub partners: i64,
    /// If it was opened again: when, by whom, why.
    pub reopened: Option<(DateTime<Utc>, String, String)>,
}

const COLUMNS: &str =
    "SELECT id, name, from_day, to_day, hash, policy, at, actor, partners, reopened_at, reopened_by, reason, policy_version
     FROM closing";

fn read(r: &rusqlite::Row<'_>) -> rusqlite::Result<Closing> {
    let moment = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    let text = |i| r.get::<_, Option<String>>(i).map(Option::unwrap_or_default);
    let reopened = match r.get::<_, Option<i64>>(9)? {
        Some(at) => Some((moment(at), text(10)?, text(11)?)),
        None => None,
    };
    Ok(Closing {
        id: r.get(0)?,
        name: r.get(1)?,
        span: Span { from: from_day_number(r.get(2)?), to: from_day_number(r.get(3)?) },
        hash: r.get(4)?,
        policy: u64::from_str_radix(&r.get::<_, String>(5)?, 16).unwrap_or(0),
        at: moment(r.get(6)?),
        actor: r.get(7)?,
        partners: r.get(8)?,
        reopened,
        policy_version: r.get(12)?,
    })
}

/// Every period that is closed, and with `all` those that were, the latest days first.
pub fn list(conn: &Connection, all: bool) -> Result<Vec<Closing>> {
    let only = if all { "" } else { "WHERE reopened_at IS NULL" };
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} {only} ORDER BY to_day DESC, from_day DESC, id DESC"))?;
    Ok(statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?)
}

/// The name under which it is frozen what partners were grouped by: of each its row id, region, channel type, owner, tier and class of
/// its city, as [`crate::domain::target::tally::Home`] has them.
pub const HOMES: &str = "homes";

/// The name under which the outlets of partners that traded are frozen: of each its row id, those covered and those planned.
pub const OUTLETS: &str = "outlets";

/// The name under which answers of partners are frozen: of each the row id of its partner, the day and the points.
pub const ANSWERS: &str = "answers";

/// The name under which it is frozen which partners traded, each with the day since which it does.
pub const TRADING: &str = "trading";

/// The name under which the tree of regions is frozen: of each its row id, parent (0: none) and the place of its level.
pub const TREE: &str = "tree";

/// The closed period of exactly these days.
pub fn of_span(conn: &Connection, span: Span) -> Result<Option<Closing>> {
    let sql = format!("{COLUMNS} WHERE from_day = ?1 AND to_day = ?2 AND reopened_at IS NULL");
    let days = (day_number(span.from), day_number(span.to));
    Ok(conn.prepare_cached(&sql)?.query_row(days, read).optional()?)
}

/// The shortest closed period that these days are all of, or a part.
pub fn around(conn: &Connection, span: Span) -> Result<Option<Closing>> {
    let sql = format!(
        "{COLUMNS} WHERE from_day <= ?1 AND to_day >= ?2 AND reopened_at IS NULL ORDER BY to_day - from_day, id DESC LIMIT 1"
    );
    let days = (day_number(span.from), day_number(span.to));
    Ok(conn.prepare_cached(&sql)?.query_row(days, read).optional()?)
}

/// The frozen rows of a closed period, in the order of partners; the network's is 0.
///
/// # Errors
/// Those of the file, among them a row that is damaged.
pub fn rows(conn: &Connection, closing: i64) -> Result<Vec<Frozen>> {
    let mut statement = conn.prepare_cached("SELECT partner, data FROM closing_partner WHERE closing = ?1 ORDER BY partner")?;
    let mut rows = statement.query([closing])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        found.push(frozen(r)?);
    }
    Ok(found)
}

fn frozen(r: &Row<'_>) -> Result<Frozen> {
    let partner = r.get(0)?;
    let values = unpack(r.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?);
    let bad = || crate::domain::record::BadValue::new("closing_partner", format!("row of partner {partner}"));
    Ok(Frozen { partner, values: values.ok_or_else(bad)? })
}

/// The numbers that were frozen under a name.
pub fn slice(conn: &Connection, closing: i64, name: &str) -> Result<Option<Vec<i64>>> {
    let sql = "SELECT data FROM closing_slice WHERE closing = ?1 AND name = ?2";
    let data: Option<Vec<u8>> = conn.prepare_cached(sql)?.query_row((closing, name), |r| r.get(0)).optional()?;
    let Some(data) = data else { return Ok(None) };
    let mut reader = Reader(&data);
    let mut numbers = Vec::new();
    while !reader.0.is_empty() {
        match reader.signed() {
            Some(n) => numbers.push(n),
            None => return Ok(None),
        }
    }
    Ok(Some(numbers))
}

/// Everything that was frozen by dimension, in the order of the names.
pub fn slices(conn: &Connection, closing: i64) -> Result<Vec<(String, Vec<i64>)>> {
    let mut statement = conn.prepare_cached("SELECT name FROM closing_slice WHERE closing = ?1 ORDER BY name")?;
    let names = statement.query_map([closing], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let numbers = |name: String| Ok((name.clone(), slice(conn, closing, &name)?.unwrap_or_default()));
    names.into_iter().map(numbers).collect()
}

/// A mask of the figures that there are, and each of them.
fn pack(values: &[Option<i64>; ITEMS]) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, values.iter().enumerate().fold(0_u64, |m, (i, v)| if v.is_some() { m | 1 << i } else { m }));
    for value in values.iter().flatten() {
        put_signed(&mut out, *value);
    }
    out
}

fn unpack(data: &[u8]) -> Option<[Option<i64>; ITEMS]> {
    let mut reader = Reader(data);
    let mask = reader.number()?;
    let mut values = [None; ITEMS];
    for (i, slot) in values.iter_mut().enumerate() {
        if mask & 1 << i != 0 {
            *slot = Some(reader.signed()?);
        }
    }
    Some(values)
}

/// The newest change before the one that runs; figures computed before it are those of now.
pub fn newest_change(conn: &Connection, before: i64) -> Result<i64> {
    let sql = "SELECT coalesce(max(id), 0) FROM change_set WHERE id < ?1";
    Ok(conn.prepare_cached(sql)?.query_row([before], |r| r.get(0))?)
}

/// What is written of a period that is closed.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// `2025-Q2`.
    pub name: &'a str,
    /// Its days.
    pub span: Span,
    /// Hash of its rows.
    pub hash: &'a str,
    /// Hash of the policy.
    pub policy: u64,
    /// The version of the rules; 0: none of the database.
    pub policy_version: i64,
    /// A row a partner, and the network's.
    pub rows: &'a [Frozen],
    /// Sums by dimension, by name.
    pub slices: &'a [(String, Vec<i64>)],
}

impl Tx<'_> {
    /// Freezes a period; answers its id.
    pub fn close_period(&mut self, new: &New<'_>) -> Result<i64> {
        // its months are grouped as they were from now on, in longer spans, too
        self.groups_changed()?;
        let partners = new.rows.iter().filter(|r| r.partner != 0).count();
        self.conn().execute(
            "INSERT INTO closing (name, from_day, to_day, hash, policy, at, actor, partners, policy_version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, nullif(?9, 0))",
            params![
                new.name,
                day_number(new.span.from),
                day_number(new.span.to),
                new.hash,
                format!("{:016x}", new.policy),
                self.at().timestamp(),
                self.actor(),
                i64::try_from(partners).unwrap_or(i64::MAX),
                new.policy_version,
            ],
        )?;
        let id = self.conn().last_insert_rowid();
        let mut put_row =
            self.conn().prepare_cached("INSERT INTO closing_partner (closing, partner, data) VALUES (?1, ?2, ?3)")?;
        for row in new.rows {
            put_row.execute(params![id, row.partner, pack(&row.values)])?;
        }
        drop(put_row);
        let mut put_slice = self.conn().prepare_cached("INSERT INTO closing_slice (closing, name, data) VALUES (?1, ?2, ?3)")?;
        for (name, numbers) in new.slices {
            let mut data = Vec::new();
            for n in numbers {
                put_signed(&mut data, *n);
            }
            put_slice.execute(params![id, name, data])?;
        }
        Ok(id)
    }

    /// Opens a closed period again; who, when and why stays on record, its figures don't.
    ///
    /// # Errors
    /// [`StoreError::NothingToUndo`] if it is open already.
    pub fn reopen_period(&mut self, closing: &Closing, reason: &str) -> Result<()> {
        let Closing { id: closing, span, .. } = *closing;
        let changed = self.conn().execute(
            "UPDATE closing SET reopened_at = ?2, reopened_by = ?3, reason = ?4 WHERE id = ?1 AND reopened_at IS NULL",
            params![closing, self.at().timestamp(), self.actor(), reason],
        )?;
        if changed == 0 {
            return Err(StoreError::NothingToUndo);
        }
        self.groups_changed()?;
        self.conn().execute("DELETE FROM closing_partner WHERE closing = ?1", [closing])?;
        self.conn().execute("DELETE FROM closing_slice WHERE closing = ?1", [closing])?;
        self.take_late(span, closing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_row_is_unpacked_as_it_was(values in proptest::collection::vec(proptest::option::of(proptest::num::i64::ANY), ITEMS)) {
            let mut row = [None; ITEMS];
            row.copy_from_slice(&values);
            proptest::prop_assert_eq!(unpack(&pack(&row)), Some(row));
        }
    }

    #[test]
    fn a_row_that_ends_too_early_is_none() {
        let whole = pack(&[Some(1_000_000); ITEMS]);
        assert_eq!(unpack(&whole[..whole.len() - 1]), None);
        assert_eq!(unpack(&[]), None);
    }
}
