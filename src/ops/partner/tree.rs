//! Core partners with their satellites and what they come to together (1+N, S1).

use crate::domain::network::{Group, Misplaced, groups, misplaced};
use crate::domain::record::{Expected, Problem, Row};
use crate::ops::{Result, Session};
use crate::store::{Tx, network};

/// The group that a partner belongs to, as its core or as a satellite; `None`: it stands alone.
///
/// Figures are those that are stored: see [`Session::refresh_figures`].
pub fn tree(session: &Session, partner: i64) -> Result<Option<Group>> {
    let conn = session.store.conn();
    let core = network::core_of(conn, partner)?.unwrap_or(partner);
    Ok(groups(network::members(conn, Some(core))?).pop())
}

/// Every group, by the code of its core.
pub fn trees(session: &Session) -> Result<Vec<Group>> {
    Ok(groups(network::members(session.store.conn(), None)?))
}

/// Names a core that a partner can't have: there is one level of satellites.
pub(super) fn complete(tx: &Tx<'_>, row: &Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    let core = row.get("core").int();
    if core.is_none() || before.is_some_and(|b| b.get("core").int() == core) {
        return Ok(Vec::new());
    }
    let above = core.map(|c| network::core_of(tx.conn(), c)).transpose()?.flatten();
    let satellites = if row.id == 0 { 0 } else { network::satellites(tx.conn(), row.id)? };
    let rule = match misplaced(row.id, core, above, satellites) {
        None => return Ok(Vec::new()),
        Some(Misplaced::Itself) => "expected-other-partner",
        Some(Misplaced::UnderSatellite) => "expected-core-top",
        Some(Misplaced::IsCore) => "expected-no-satellites",
    };
    let value = core.map(|c| network::code(tx.conn(), c)).transpose()?.unwrap_or_default();
    Ok(vec![Problem { field: "core", value, expected: Expected::Rule(rule) }])
}

/// The same for a core that a file names before it brings it.
pub(in crate::ops) fn placed(tx: &Tx<'_>, row: &Row) -> Result<Vec<Problem>> {
    complete(tx, row, None)
}

#[cfg(test)]
mod tests;
