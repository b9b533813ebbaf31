//! Targets of closed periods: what was aimed at is part of what was closed, and stays until the period is opened again.
//!
//! Sales may come late, and stand beside a closed period; a target is set by somebody, who can open the period first.

use crate::domain::period::day_number;
use crate::domain::record::{Expected, Kind, Problem, Row};
use crate::ops::{OpError, Result};
use crate::store::Connection;
use crate::store::closing::{self, Closing};

/// Names the closed period into which a target reaches that is new or another than before.
pub(in crate::ops) fn complete(conn: &Connection, row: &Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    let changed = Kind::Target.def().fields.iter().find(|f| before.is_none_or(|b| b.get(f.name) != row.get(f.name)));
    let (Some(field), Some(closed)) = (changed, closed(conn, [before, Some(row)])?) else { return Ok(Vec::new()) };
    let value = row.get(field.name);
    let value = crate::store::record::spoken(conn, field, value)?;
    Ok(vec![Problem { field: field.name, value, expected: Expected::Named(REFUSED, args(&closed)) }])
}

/// Refuses a step back or forward that changes a target of a closed period.
///
/// # Errors
/// The refusal; those of the file.
pub(in crate::ops) fn step(conn: &Connection, before: Option<&Row>, after: Option<&Row>) -> Result<()> {
    if before.or(after).is_none_or(|row| row.kind != Kind::Target) || before.map(|r| &r.values) == after.map(|r| &r.values) {
        return Ok(());
    }
    match closed(conn, [before, after])? {
        Some(closed) => Err(OpError::Refused { key: REFUSED, args: args(&closed) }),
        None => Ok(()),
    }
}

const REFUSED: &str = "refused-closed-target";

fn args(closed: &Closing) -> Vec<(&'static str, String)> {
    vec![("period", closed.name.clone()), ("day", (closed.span.to + chrono::Days::new(1)).to_string())]
}

/// The latest closed period with days of one of these targets.
fn closed(conn: &Connection, targets: [Option<&Row>; 2]) -> Result<Option<Closing>> {
    let spans: Vec<(i64, i64)> =
        targets.into_iter().flatten().filter_map(|t| Some((t.get("from_day").int()?, t.get("to_day").int()?))).collect();
    let days = |c: &Closing| (i64::from(day_number(c.span.from)), i64::from(day_number(c.span.to)));
    let within = |c: &Closing| spans.iter().any(|(from, to)| *from <= days(c).1 && days(c).0 <= *to);
    Ok(closing::list(conn, false)?.into_iter().find(within))
}
