//! The desk's queries: the list by time left, one ticket's history, candidates for escalation.
//!
//! - [`filter`]: which tickets
//! - [`mod@figures`]: what figures are made from

pub mod figures;
pub mod filter;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow};

use super::Result;
use super::record::{choice, get_as, query_as};
use crate::domain::kinds::{PartyRole, Region, Ticket, TicketEvent, Tier, User};
use crate::domain::record::{Kind, Stored};
use crate::domain::sla::Times;
use crate::domain::worktime::Service;

use self::filter::condition;
pub use self::filter::{Between, Filter, History, Outcome, Scope, Without};

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Row id.
    pub id: i64,
    /// The version that was read.
    pub version: i64,
    pub number: i64,
    /// One line.
    pub title: String,
    /// Escalation.
    pub level: i64,
    /// The partner's id.
    pub partner: Option<i64>,
    /// The partner's code.
    pub code: String,
    /// What people call the partner.
    pub name: String,
    /// The partner's tier.
    pub tier: Option<Tier>,
    /// Who works on it.
    pub owner: Option<i64>,
    /// Their account.
    pub owner_name: String,
    /// Times reopened.
    pub reopened: i64,
    /// Who resolved it.
    pub resolved_by: Option<i64>,
    /// Who checked it.
    pub checked_by: Option<i64>,
    pub closed_at: Option<DateTime<Utc>>,
    /// It came in with the state that it had elsewhere.
    pub brought_in: bool,
    /// What its clocks depend on.
    pub times: Times,
    /// The version of the organisation's rules that gave its deadlines.
    pub rules: Option<i64>,
}

const LINE: &str = "SELECT t.id, t.version, coalesce(t.number, t.id), t.title, t.level, t.partner, coalesce(p.code, ''),
    coalesce(nullif(p.short_name, ''), p.name, ''), p.tier, t.owner, coalesce(u.name, ''), t.reopened, t.resolved_by, t.checked_by,
    t.closed_at, t.brought_in, t.policy_version, t.kind, t.severity, t.state, t.round_the_clock, t.opened_at, t.responded_at,
    t.response_due, t.resolved_at, t.resolution_due, t.held_since
  FROM ticket t LEFT JOIN partner p ON p.id = t.partner LEFT JOIN user u ON u.id = t.owner";

/// The deadline that comes next: the response's while there is none, else the resolution's.
const NEXT_DUE: &str =
    "CASE WHEN t.responded_at IS NULL AND t.response_due < coalesce(t.resolution_due, 1 << 60) THEN t.response_due
    ELSE t.resolution_due END";

fn moment(r: &SqlRow<'_>, i: usize) -> rusqlite::Result<Option<DateTime<Utc>>> {
    Ok(r.get::<_, Option<i64>>(i)?.and_then(|s| DateTime::from_timestamp(s, 0)))
}

fn line(r: &SqlRow<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        id: r.get(0)?,
        version: r.get(1)?,
        number: r.get(2)?,
        title: r.get(3)?,
        level: r.get(4)?,
        partner: r.get(5)?,
        code: r.get(6)?,
        name: r.get(7)?,
        tier: r.get::<_, Option<String>>(8)?.as_deref().and_then(Tier::from_code),
        owner: r.get(9)?,
        owner_name: r.get(10)?,
        reopened: r.get(11)?,
        resolved_by: r.get(12)?,
        checked_by: r.get(13)?,
        closed_at: moment(r, 14)?,
        brought_in: r.get(15)?,
        rules: r.get(16)?,
        times: times(r, 17, 2)?,
    })
}

/// A ticket's clocks: the columns `kind, severity, state, round_the_clock, opened_at, responded_at, response_due, resolved_at,
/// resolution_due, held_since` from `first` on; its number, for what can't be read, stands in column `number`.
fn times(r: &SqlRow<'_>, first: usize, number: usize) -> rusqlite::Result<Times> {
    Ok(Times {
        kind: choice(r, first, (Kind::Ticket, "kind", number))?,
        severity: choice(r, first + 1, (Kind::Ticket, "severity", number))?,
        state: choice(r, first + 2, (Kind::Ticket, "state", number))?,
        service: Service::of(r.get::<_, i64>(first + 3)? != 0),
        opened_at: moment(r, first + 4)?,
        responded_at: moment(r, first + 5)?,
        response_due: moment(r, first + 6)?,
        resolved_at: moment(r, first + 7)?,
        resolution_due: moment(r, first + 8)?,
        held_since: moment(r, first + 9)?,
    })
}

/// The ids of the tickets of a filter: running clocks by deadline, then those on hold, then resolved, then closed.
pub fn ids(conn: &Connection, filter: &Filter) -> Result<Vec<i64>> {
    let (condition, params) = condition(filter);
    let sql = format!(
        "SELECT t.id FROM ticket t LEFT JOIN partner p ON p.id = t.partner {condition}
         ORDER BY CASE t.state WHEN 'resolved' THEN 2 WHEN 'closed' THEN 3
           WHEN 'on_hold' THEN t.held_since < {NEXT_DUE} ELSE 0 END, {NEXT_DUE} NULLS LAST, t.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(params), |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The rows of these ids, in their order; those that are gone are left out.
pub fn lines(conn: &Connection, ids: &[i64]) -> Result<Vec<Line>> {
    let sql = format!("{LINE} WHERE t.id = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(statement.query_row([id], line).optional()?);
    }
    Ok(found)
}

/// Every row of a filter, in no order.
pub fn all(conn: &Connection, filter: &Filter) -> Result<Vec<Line>> {
    let (condition, params) = condition(filter);
    let mut statement = conn.prepare_cached(&format!("{LINE} {condition}"))?;
    let rows = statement.query_map(rusqlite::params_from_iter(params), line)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// In what tickets are alike; all are of one kind and in one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// They have the same title.
    Title,
    /// They are filed under the same partner.
    Partner,
    /// They are as bad.
    Severity,
    /// Nothing else.
    Kind,
}

impl Likeness {
    /// The closest first.
    pub const ALL: [Self; 4] = [Self::Title, Self::Partner, Self::Severity, Self::Kind];

    /// Its name in messages.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Partner => "partner",
            Self::Severity => "severity",
            Self::Kind => "kind",
        }
    }
}

/// The tickets that are like one, itself among them.
pub fn alike(conn: &Connection, id: i64, likeness: Likeness) -> Result<Vec<i64>> {
    let more = match likeness {
        Likeness::Title => "AND t.title = s.title",
        Likeness::Partner => "AND t.partner = s.partner",
        Likeness::Severity => "AND t.severity = s.severity",
        Likeness::Kind => "",
    };
    let sql = format!(
        "SELECT t.id FROM ticket s JOIN ticket t ON t.state = s.state AND t.kind = s.kind {more} WHERE s.id = ?1 ORDER BY t.id"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([id], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A partner's part in a ticket, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Row id.
    pub id: i64,
    pub role: PartyRole,
    /// The partner's id.
    pub partner: i64,
    pub code: String,
    /// What people call it.
    pub name: String,
}

pub fn parties(conn: &Connection, ticket: i64) -> Result<Vec<Party>> {
    let sql = "SELECT y.role, p.id, p.code, coalesce(nullif(p.short_name, ''), p.name), y.id
               FROM ticket_party y JOIN partner p ON p.id = y.partner WHERE y.ticket = ?1 ORDER BY y.id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([ticket], |r| {
        Ok(Party {
            role: choice(r, 0, (Kind::TicketParty, "role", 4))?,
            partner: r.get(1)?,
            code: r.get(2)?,
            name: r.get(3)?,
            id: r.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether a partner has a part in a ticket.
pub fn has_part(conn: &Connection, ticket: i64, partner: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM ticket WHERE id = ?1 AND partner = ?2)
                 OR EXISTS (SELECT 1 FROM ticket_party WHERE ticket = ?1 AND partner = ?2)";
    Ok(conn.prepare_cached(sql)?.query_row([ticket, partner], |r| r.get(0))?)
}

/// What happened on a ticket, oldest first, with the account of who did it; none is the program itself.
pub fn history(conn: &Connection, ticket: i64) -> Result<Vec<(Stored<TicketEvent>, Option<String>)>> {
    let events = query_as::<TicketEvent>(conn, "WHERE ticket = ?1 ORDER BY at, id", &[&ticket])?;
    events
        .into_iter()
        .map(|e| {
            let name = e.actor.map(|id| get_as::<User>(conn, id).map(|u| u.record.name)).transpose()?;
            Ok((e, name))
        })
        .collect()
}

/// The ticket of a number.
pub fn id_of(conn: &Connection, number: i64) -> Result<Option<i64>> {
    Ok(conn.prepare_cached("SELECT id FROM ticket WHERE number = ?1")?.query_row([number], |r| r.get(0)).optional()?)
}

/// The ticket that has this number in the desk it came from: its id and its number here.
pub fn by_external(conn: &Connection, external: &str) -> Result<Option<(i64, i64)>> {
    let sql = "SELECT id, coalesce(number, id) FROM ticket WHERE external = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([external], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
}

/// Open tickets with a clock that is over and has not escalated them.
pub fn overdue(conn: &Connection, now: DateTime<Utc>) -> Result<Vec<Stored<Ticket>>> {
    let clause = "WHERE state NOT IN ('resolved', 'closed') AND (
        (breaches & 1 = 0 AND responded_at IS NULL AND response_due <= ?1 AND (held_since IS NULL OR held_since >= response_due))
        OR (breaches & 2 = 0 AND resolution_due <= ?1 AND (held_since IS NULL OR held_since >= resolution_due))) ORDER BY id";
    query_as(conn, clause, &[&now.timestamp()])
}

/// The latest deadline of an open ticket.
pub fn last_due(conn: &Connection) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT max(resolution_due) FROM ticket WHERE state NOT IN ('resolved', 'closed')";
    let found: Option<i64> = conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?;
    Ok(found.and_then(|s| DateTime::from_timestamp(s, 0)))
}

/// Users who can be given work: active and more than viewers, by id.
pub fn workers(conn: &Connection) -> Result<Vec<Stored<User>>> {
    query_as(conn, "WHERE active = 1 AND role <> 'viewer' ORDER BY id", &[])
}

/// How many open tickets somebody has.
pub fn open_of(conn: &Connection, user: i64) -> Result<i64> {
    let sql = "SELECT count(*) FROM ticket WHERE owner = ?1 AND state NOT IN ('resolved', 'closed')";
    Ok(conn.prepare_cached(sql)?.query_row([user], |r| r.get(0))?)
}

/// A region and those above it, nearest first.
pub fn region_path(conn: &Connection, region: i64) -> Result<Vec<Stored<Region>>> {
    let mut path: Vec<Stored<Region>> = Vec::new();
    let mut next = Some(region);
    while let Some(id) = next.filter(|id| path.iter().all(|r| r.id != *id)) {
        let region = get_as::<Region>(conn, id)?;
        next = region.parent;
        path.push(region);
    }
    Ok(path)
}
