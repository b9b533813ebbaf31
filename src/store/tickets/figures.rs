//! What figures of the desk are made from.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, Row as SqlRow};

use super::super::Result;
use super::super::record::choice;
use super::{moment, times};
use crate::domain::desk_figures::Case;
use crate::domain::kinds::{Decision, EventKind};
use crate::domain::money::Money;
use crate::domain::period::{day_number, from_day_number};
use crate::domain::record::Kind;
use crate::domain::worktime::Hold;

/// The region that each region counts for: the highest area it is in, else the highest region.
#[derive(Clone, Debug, Default)]
pub struct Areas(HashMap<i64, i64>);

impl Areas {
    fn of(&self, region: Option<i64>) -> Option<i64> {
        region.map(|id| self.0.get(&id).copied().unwrap_or(id))
    }
}

/// What each region counts for.
pub fn areas(conn: &Connection) -> Result<Areas> {
    let mut statement = conn.prepare_cached("SELECT id, parent, level = 'area' FROM region")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?))))?;
    let tree: HashMap<i64, (Option<i64>, bool)> = rows.collect::<rusqlite::Result<_>>()?;
    let climb = |start: i64| {
        let (mut at, mut area, mut steps) = (start, None, 0);
        while let Some((parent, is_area)) = tree.get(&at) {
            if *is_area {
                area = Some(at);
            }
            // four levels; more is a cycle made by hand
            match parent.filter(|p| steps < 8 && tree.contains_key(p)) {
                Some(parent) => at = parent,
                None => break,
            }
            steps += 1;
        }
        area.unwrap_or(at)
    };
    Ok(Areas(tree.keys().map(|id| (*id, climb(*id))).collect()))
}

/// Tells `each` every ticket that is not resolved, or was not by `since`, with its values of these fields and the pauses of its
/// clock that have ended.
pub fn cases(
    conn: &Connection,
    since: DateTime<Utc>,
    areas: &Areas,
    fields: &[&'static str],
    mut each: impl FnMut(&Case, &[Hold]),
) -> Result<()> {
    let pauses = pauses(conn, since)?;
    let columns = fields.iter().map(|name| format!(", t.\"{name}\"")).collect::<Vec<_>>().concat();
    let sql = format!(
        "SELECT t.id, t.partner, p.region, t.reopened, t.amount, t.kind, t.severity, t.state, t.round_the_clock,
        t.opened_at, t.responded_at, t.response_due, t.resolved_at, t.resolution_due, t.held_since,
        coalesce(t.number, t.id){columns}
      FROM ticket t LEFT JOIN partner p ON p.id = t.partner WHERE t.resolved_at IS NULL OR t.resolved_at >= ?1"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([since.timestamp()])?;
    while let Some(row) = rows.next()? {
        let case = case(row, areas, fields.len())?;
        each(&case, pauses.get(&case.id).map_or(&[], Vec::as_slice));
    }
    Ok(())
}

/// The column of [`cases`] with a ticket's number; the fields that are asked for follow it.
const NUMBER: usize = 15;

fn case(r: &SqlRow<'_>, areas: &Areas, fields: usize) -> rusqlite::Result<Case> {
    Ok(Case {
        id: r.get(0)?,
        partner: r.get(1)?,
        region: areas.of(r.get(2)?),
        reopened: r.get(3)?,
        amount: r.get::<_, Option<i64>>(4)?.map(Money),
        times: times(r, 5, NUMBER)?,
        values: (NUMBER + 1..=NUMBER + fields).map(|i| r.get(i)).collect::<rusqlite::Result<_>>()?,
    })
}

/// The pauses that have ended of tickets that are not resolved, or were not by `since`: holds, and the times before a
/// reopening that they counted as resolved.
fn pauses(conn: &Connection, since: DateTime<Utc>) -> Result<HashMap<i64, Vec<Hold>>> {
    // only a hold and a reopening make a pause: what was resolved once and for all has none
    let sql = "SELECT e.ticket, e.at, e.kind, e.id FROM ticket_event e
      WHERE (e.kind = 'held' OR e.kind = 'resumed' OR e.kind = 'resolved' OR e.kind = 'reopened')
        AND (SELECT resolved_at IS NULL OR resolved_at >= ?1 FROM ticket t WHERE t.id = e.ticket)
      ORDER BY e.ticket, e.at, e.id";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([since.timestamp()])?;
    let mut found: HashMap<i64, Vec<Hold>> = HashMap::new();
    let mut open: Option<(i64, DateTime<Utc>)> = None;
    while let Some(r) = rows.next()? {
        let (ticket, at): (i64, Option<DateTime<Utc>>) = (r.get(0)?, moment(r, 1)?);
        let Some(at) = at else { continue };
        open = open.filter(|(of, _)| *of == ticket);
        match choice(r, 2, (Kind::TicketEvent, "kind", 3))? {
            EventKind::Held | EventKind::Resolved => {
                open.get_or_insert((ticket, at));
            }
            _ => {
                if let Some((_, from)) = open.take() {
                    found.entry(ticket).or_default().push(Hold { from, to: Some(at) });
                }
            }
        }
    }
    Ok(found)
}

/// A diversion that is on file: whose, when, what it was worth, whether it is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub partner: i64,
    /// The region that it counts for.
    pub region: Option<i64>,
    /// When it was done.
    pub on: NaiveDate,
    /// What it was worth.
    pub amount: Money,
    /// How far its approval is.
    pub state: Decision,
}

/// Diversions of a span that are confirmed, or wait for it.
pub fn diversions(conn: &Connection, from: NaiveDate, to: NaiveDate, areas: &Areas) -> Result<Vec<Found>> {
    let sql = "SELECT v.partner, p.region, v.amount, v.state, v.\"on\", v.id FROM violation v JOIN partner p ON p.id = v.partner
      WHERE v.kind = 'diversion' AND v.\"on\" BETWEEN ?1 AND ?2 AND v.amount IS NOT NULL ORDER BY v.id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([day_number(from), day_number(to)], |r| {
        let on = from_day_number(r.get(4)?);
        Ok(Found {
            partner: r.get(0)?,
            region: areas.of(r.get(1)?),
            on,
            amount: Money(r.get(2)?),
            state: choice(r, 3, (Kind::Violation, "state", 5))?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Tickets in which a violation was found that is confirmed or waits for it.
pub fn recorded(conn: &Connection) -> Result<std::collections::HashSet<i64>> {
    let sql = "SELECT DISTINCT ticket FROM violation WHERE ticket IS NOT NULL AND state NOT IN ('rejected', 'withdrawn')";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
