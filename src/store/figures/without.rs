//! Partners that were computed and have no figures.

use rusqlite::Connection;

use super::gather::{self, Env};
use super::{part, until};
use crate::domain::figures::Basis;
use crate::store::{Result, StoreError};

/// The codes of the partners that were computed and have no figures, a hundred at most: their sums are larger than 64 bits hold,
/// and nobody else's wait for them.
pub fn beyond(conn: &Connection) -> Result<Vec<String>> {
    Ok(without(conn)?.into_iter().map(|(_, code)| code).collect())
}

/// The same with their ids.
pub fn without(conn: &Connection) -> Result<Vec<(i64, String)>> {
    // figures go with their partner: where there are as many, nobody lacks any, and two indexes are counted sooner than gone through
    let as_many = "SELECT (SELECT count(*) FROM partner) = (SELECT count(*) FROM partner_figures)";
    if conn.prepare_cached(as_many)?.query_row([], |r| r.get(0))? {
        return Ok(Vec::new());
    }
    let sql = "SELECT id, code FROM partner p WHERE NOT EXISTS (SELECT 1 FROM partner_figures f WHERE f.partner = p.id)
                 AND (EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE name = 'partner_figures')
                      OR NOT EXISTS (SELECT 1 FROM stale_figures s WHERE s.partner = p.id))
               ORDER BY code LIMIT 100";
    Ok(conn.prepare_cached(sql)?.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// Whether a partner's sums are larger than 64 bits hold.
pub fn overflows(conn: &Connection, partner: i64, basis: &Basis<'_>) -> Result<bool> {
    let prices = gather::prices(conn, basis)?;
    let env = Env { basis: *basis, until: until(conn, basis.as_of, basis.policy)?, prices: &prices };
    match part(conn, (partner, partner), &env) {
        Ok(chunk) => Ok(chunk.iter().any(|(_, figures)| figures.is_none())),
        Err(StoreError::Overflow(_)) => Ok(true),
        Err(e) => Err(e),
    }
}
