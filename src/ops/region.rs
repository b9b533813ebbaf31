//! The tree of regions: nothing lies in itself.

use std::collections::HashMap;

use super::Result;
use crate::domain::record::{Expected, Kind, Problem, Row};
use crate::store::{Connection, record};

/// Names a parent that lies in the region itself.
pub(in crate::ops) fn complete(conn: &Connection, row: &Row) -> Result<Vec<Problem>> {
    let Some(parent) = row.get("parent").int().filter(|_| row.id != 0) else { return Ok(Vec::new()) };
    let (mut above, mut steps) = (Some(parent), 0);
    while let Some(id) = above {
        if id == row.id {
            let value = record::code_of(conn, Kind::Region, parent)?;
            return Ok(vec![Problem { field: "parent", value, expected: Expected::Rule("expected-region-outside") }]);
        }
        steps += 1;
        // a loop further up is one of old: doctor finds it
        above = if steps > DEPTH { None } else { record::get(conn, Kind::Region, id)?.get("parent").int() };
    }
    Ok(Vec::new())
}

/// No tree of regions is deeper.
const DEPTH: usize = 64;

/// The codes of the regions that lie in themselves, in order.
pub(in crate::ops) fn loops(conn: &Connection) -> Result<Vec<String>> {
    let rows = record::query(conn, Kind::Region, "", &[])?;
    let parents: HashMap<i64, i64> = rows.iter().filter_map(|r| Some((r.id, r.get("parent").int()?))).collect();
    let in_itself = |row: &&Row| {
        let above = std::iter::successors(parents.get(&row.id), |id| parents.get(*id));
        above.take(parents.len() + 1).any(|id| *id == row.id)
    };
    let code = |row: &Row| row.get("code").text().unwrap_or_default().to_owned();
    Ok(rows.iter().filter(in_itself).map(code).collect())
}
