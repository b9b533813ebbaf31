//! Core partners and their satellites with their stored figures (1+N).

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _};

use super::Result;
use crate::domain::kinds::Lifecycle;
use crate::domain::money::Money;
use crate::domain::network::Member;
use crate::domain::record::Kind;

/// The partners of one group, or of all groups, each with the id of its core.
pub fn members(conn: &Connection, core: Option<i64>) -> Result<Vec<(Option<i64>, Member)>> {
    let which = if core.is_some() {
        "p.id = ?1 OR p.core = ?1"
    } else {
        "?1 IS NULL AND p.id IN (SELECT id FROM partner WHERE core IS NOT NULL UNION SELECT core FROM partner WHERE core IS NOT NULL)"
    };
    let sql = format!(
        "SELECT p.id, p.core, p.code, p.name, p.status, f.health, coalesce(f.sales4, 0), coalesce(f.t12m, 0),
                coalesce(f.open_amount, 0), coalesce(f.overdue, 0), coalesce(f.open_tickets, 0)
         FROM partner p LEFT JOIN partner_figures f ON f.partner = p.id WHERE {which}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([core], |r| {
        let status: String = r.get(4)?;
        let member = Member {
            id: r.get(0)?,
            code: r.get(2)?,
            name: r.get(3)?,
            status: Lifecycle::from_code(&status).unwrap_or(Lifecycle::Active),
            health: r.get(5)?,
            sales4: Money(r.get(6)?),
            t12m: Money(r.get(7)?),
            open: Money(r.get(8)?),
            overdue: Money(r.get(9)?),
            open_tickets: r.get(10)?,
        };
        Ok((r.get(1)?, member))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn core_of(conn: &Connection, partner: i64) -> Result<Option<i64>> {
    let mut statement = conn.prepare_cached("SELECT core FROM partner WHERE id = ?1")?;
    Ok(statement.query_row([partner], |r| r.get(0)).optional()?.flatten())
}

/// How many satellites a partner has.
pub fn satellites(conn: &Connection, partner: i64) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT count(*) FROM partner WHERE core = ?1")?.query_row([partner], |r| r.get(0))?)
}

/// What people call a partner.
pub fn code(conn: &Connection, partner: i64) -> Result<String> {
    super::record::code_of(conn, Kind::Partner, partner)
}

/// The codes of partners that are the core of others and have one themselves, twenty at most: no tree shows what is below them.
pub fn cores_with_core(conn: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT code FROM partner AS c WHERE core IS NOT NULL AND EXISTS (SELECT 1 FROM partner WHERE core = c.id)
               ORDER BY code LIMIT 20";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The core of every satellite.
pub fn cores(conn: &Connection) -> Result<HashMap<u32, u32>> {
    let mut statement = conn.prepare_cached("SELECT id, core FROM partner WHERE core IS NOT NULL")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
