//! The desk's queries: the list by time left, one ticket's history, candidates for escalation, figures.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, ToSql};

use super::Result;
use super::record::{get_as, query_as};
use crate::domain::kinds::{PartyRole, Region, Severity, Ticket, TicketEvent, TicketKind, TicketState, Tier, User};
use crate::domain::record::{Storable, Stored, Value};
use crate::domain::sla::Times;
use crate::domain::worktime::Service;

/// Which tickets, by where they stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Somebody has to do something: all but the closed.
    #[default]
    Unclosed,
    /// Neither resolved nor closed.
    Open,
    /// Closed.
    Closed,
    /// All.
    All,
}

/// Which tickets; what is not given does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// By where they stand.
    pub scope: Scope,
    /// What about.
    pub kind: Option<TicketKind>,
    /// How bad.
    pub severity: Option<Severity>,
    /// Exactly this state.
    pub state: Option<TicketState>,
    /// Escalation level.
    pub level: Option<i64>,
    /// Who works on it.
    pub owner: Option<i64>,
    /// Filed under this partner, or a party to it.
    pub partner: Option<i64>,
    /// In this region or below it.
    pub region: Option<i64>,
    /// A clock was over at this moment, and still runs.
    pub breached_at: Option<DateTime<Utc>>,
    /// Words in number, title, partner's code, name or pinyin.
    pub text: String,
    /// Opened from this moment on.
    pub opened_from: Option<DateTime<Utc>>,
    /// Opened before this moment.
    pub opened_to: Option<DateTime<Utc>>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Row id.
    pub id: i64,
    /// The version that was read.
    pub version: i64,
    /// Its number.
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
    /// Closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// What its clocks depend on.
    pub times: Times,
}

const LINE: &str = "SELECT t.id, t.version, coalesce(t.number, t.id), t.title, t.level, t.partner, coalesce(p.code, ''),
    coalesce(nullif(p.short_name, ''), p.name, ''), p.tier, t.owner, coalesce(u.name, ''), t.reopened, t.resolved_by, t.checked_by,
    t.closed_at, t.kind, t.severity, t.state, t.round_the_clock, t.opened_at, t.responded_at, t.response_due, t.resolved_at,
    t.resolution_due, t.held_since
  FROM ticket t LEFT JOIN partner p ON p.id = t.partner LEFT JOIN user u ON u.id = t.owner";

/// The deadline that comes next: the response's while there is none, else the resolution's.
const NEXT_DUE: &str =
    "CASE WHEN t.responded_at IS NULL AND t.response_due < coalesce(t.resolution_due, 1 << 60) THEN t.response_due
    ELSE t.resolution_due END";

fn moment(r: &SqlRow<'_>, i: usize) -> rusqlite::Result<Option<DateTime<Utc>>> {
    Ok(r.get::<_, Option<i64>>(i)?.and_then(|s| DateTime::from_timestamp(s, 0)))
}

fn choice<T: Storable>(r: &SqlRow<'_>, i: usize) -> rusqlite::Result<T> {
    let text: String = r.get(i)?;
    T::from_value(&Value::Text(text.clone())).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(i, rusqlite::types::Type::Text, format!("`{text}` is not in the list").into())
    })
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
        times: Times {
            kind: choice(r, 15)?,
            severity: choice(r, 16)?,
            state: choice(r, 17)?,
            service: Service::of(r.get::<_, i64>(18)? != 0),
            opened_at: moment(r, 19)?,
            responded_at: moment(r, 20)?,
            response_due: moment(r, 21)?,
            resolved_at: moment(r, 22)?,
            resolution_due: moment(r, 23)?,
            held_since: moment(r, 24)?,
        },
    })
}

/// The pattern of `LIKE` that finds a word anywhere, as it is.
fn containing(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.to_lowercase().chars() {
        if matches!(c, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern + "%"
}

/// The condition of a filter, and its parameters in order.
fn condition(filter: &Filter) -> (String, Vec<Box<dyn ToSql>>) {
    let mut parts: Vec<String> = Vec::new();
    let mut params: Vec<Box<dyn ToSql>> = Vec::new();
    match filter.scope {
        Scope::Unclosed => parts.push("t.state <> 'closed'".to_owned()),
        Scope::Open => parts.push("t.state NOT IN ('resolved', 'closed')".to_owned()),
        Scope::Closed => parts.push("t.state = 'closed'".to_owned()),
        Scope::All => {}
    }
    let mut given = |sql: &str, param: Option<Box<dyn ToSql>>| {
        if let Some(param) = param {
            params.push(param);
            parts.push(sql.replace('?', &format!("?{}", params.len())));
        }
    };
    let code = |c: &'static str| Box::new(c) as Box<dyn ToSql>;
    let int = |i: i64| Box::new(i) as Box<dyn ToSql>;
    given("t.kind = ?", filter.kind.map(|k| code(k.code())));
    given("t.severity = ?", filter.severity.map(|s| code(s.code())));
    given("t.state = ?", filter.state.map(|s| code(s.code())));
    given("t.level = ?", filter.level.map(int));
    given("t.owner = ?", filter.owner.map(int));
    let involved = "(t.partner = ? OR EXISTS (SELECT 1 FROM ticket_party y WHERE y.ticket = t.id AND y.partner = ?))";
    given(involved, filter.partner.map(int));
    let below = "p.region IN (WITH RECURSIVE below(id) AS
      (SELECT ? UNION SELECT r.id FROM region r JOIN below ON r.parent = below.id) SELECT id FROM below)";
    given(below, filter.region.map(int));
    let breached = "t.state NOT IN ('resolved', 'closed') AND ((t.responded_at IS NULL AND t.response_due <= ?)
      OR (t.resolution_due <= ? AND (t.held_since IS NULL OR t.held_since >= t.resolution_due)))";
    given(breached, filter.breached_at.map(|t| int(t.timestamp())));
    given("t.opened_at >= ?", filter.opened_from.map(|t| int(t.timestamp())));
    given("t.opened_at < ?", filter.opened_to.map(|t| int(t.timestamp())));
    for word in filter.text.split_whitespace() {
        let has = "(t.title LIKE ? ESCAPE '\\' OR '#' || t.number LIKE ? ESCAPE '\\' OR p.code LIKE ? ESCAPE '\\' OR p.name LIKE ? ESCAPE '\\'
          OR EXISTS (SELECT 1 FROM partner_search s WHERE s.partner = t.partner AND s.keys LIKE ? ESCAPE '\\'))";
        given(has, Some(Box::new(containing(word))));
    }
    (if parts.is_empty() { String::new() } else { format!("WHERE {}", parts.join(" AND ")) }, params)
}

/// The ids of the tickets of a filter: running clocks by deadline, then those on hold, then resolved, then closed.
///
/// # Errors
/// Those of the file.
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
///
/// # Errors
/// Those of the file.
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
///
/// # Errors
/// Those of the file.
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
///
/// # Errors
/// Those of the file.
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
    /// As what.
    pub role: PartyRole,
    /// The partner's id.
    pub partner: i64,
    /// Its code.
    pub code: String,
    /// What people call it.
    pub name: String,
}

/// The parties of a ticket.
///
/// # Errors
/// Those of the file.
pub fn parties(conn: &Connection, ticket: i64) -> Result<Vec<Party>> {
    let sql = "SELECT y.role, p.id, p.code, coalesce(nullif(p.short_name, ''), p.name)
               FROM ticket_party y JOIN partner p ON p.id = y.partner WHERE y.ticket = ?1 ORDER BY y.id";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement
        .query_map([ticket], |r| Ok(Party { role: choice(r, 0)?, partner: r.get(1)?, code: r.get(2)?, name: r.get(3)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What happened on a ticket, oldest first, with the account of who did it; none is the program itself.
///
/// # Errors
/// Those of the file.
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
///
/// # Errors
/// Those of the file.
pub fn id_of(conn: &Connection, number: i64) -> Result<Option<i64>> {
    Ok(conn.prepare_cached("SELECT id FROM ticket WHERE number = ?1")?.query_row([number], |r| r.get(0)).optional()?)
}

/// The number of the next new ticket.
///
/// # Errors
/// Those of the file.
pub fn next_number(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM ticket")?.query_row([], |r| r.get(0))?)
}

/// Open tickets with a clock that is over and has not escalated them.
///
/// # Errors
/// Those of the file.
pub fn overdue(conn: &Connection, now: DateTime<Utc>) -> Result<Vec<Stored<Ticket>>> {
    let clause = "WHERE state NOT IN ('resolved', 'closed') AND (
        (breaches & 1 = 0 AND responded_at IS NULL AND response_due <= ?1 AND (held_since IS NULL OR held_since >= response_due))
        OR (breaches & 2 = 0 AND resolution_due <= ?1 AND (held_since IS NULL OR held_since >= resolution_due))) ORDER BY id";
    query_as(conn, clause, &[&now.timestamp()])
}

/// Tickets that figures of a time are about: opened or resolved in it, or open.
///
/// # Errors
/// Those of the file.
pub fn measured(conn: &Connection, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Line>> {
    let sql = format!(
        "{LINE} WHERE (t.opened_at >= ?1 AND t.opened_at < ?2) OR (t.resolved_at >= ?1 AND t.resolved_at < ?2)
         OR t.state NOT IN ('resolved', 'closed')"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([from.timestamp(), to.timestamp()], line)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The events that stop and start clocks, of tickets resolved in a time that were ever on hold or reopened.
///
/// # Errors
/// Those of the file.
pub fn pauses(conn: &Connection, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Stored<TicketEvent>>> {
    let clause = "WHERE kind IN ('held', 'resumed', 'resolved', 'reopened') AND ticket IN
        (SELECT e.ticket FROM ticket_event e JOIN ticket t ON t.id = e.ticket
         WHERE e.kind IN ('held', 'reopened') AND t.resolved_at >= ?1 AND t.resolved_at < ?2) ORDER BY ticket, at, id";
    query_as(conn, clause, &[&from.timestamp(), &to.timestamp()])
}

/// The latest deadline of an open ticket.
///
/// # Errors
/// Those of the file.
pub fn last_due(conn: &Connection) -> Result<Option<DateTime<Utc>>> {
    let sql = "SELECT max(resolution_due) FROM ticket WHERE state NOT IN ('resolved', 'closed')";
    let found: Option<i64> = conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?;
    Ok(found.and_then(|s| DateTime::from_timestamp(s, 0)))
}

/// Users who can be given work: active and more than viewers, by id.
///
/// # Errors
/// Those of the file.
pub fn workers(conn: &Connection) -> Result<Vec<Stored<User>>> {
    query_as(conn, "WHERE active = 1 AND role <> 'viewer' ORDER BY id", &[])
}

/// A region and those above it, nearest first.
///
/// # Errors
/// Those of the file.
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
