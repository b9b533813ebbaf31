//! Questions about joint meetings: what may come on an agenda, what an agenda holds, which meetings there are.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, ToSql};

use super::Result;
use super::record::{choice, code_of, get_as, query_as};
use crate::domain::kinds::{Meeting, MeetingItem, MeetingState, Region, Rhythm, Task, User};
use crate::domain::meeting::{ActionRef, Candidate, Entry, Other, Page, TicketRef};
use crate::domain::period::{day_number, from_day_number};
use crate::domain::record::{Kind, Stored};

/// A condition on tickets `t`: filed under a partner of region `?1` or below, or one is a party to it; all if it is null.
const CONCERNS: &str = "(?1 IS NULL OR EXISTS (WITH RECURSIVE below(id) AS
    (SELECT ?1 UNION SELECT r.id FROM region r JOIN below ON r.parent = below.id)
  SELECT 1 FROM partner p WHERE p.region IN (SELECT id FROM below)
    AND (p.id = t.partner OR p.id IN (SELECT y.partner FROM ticket_party y WHERE y.ticket = t.id))))";

fn moment(r: &SqlRow<'_>, i: usize) -> rusqlite::Result<Option<DateTime<chrono::Utc>>> {
    Ok(r.get::<_, Option<i64>>(i)?.and_then(|s| DateTime::from_timestamp(s, 0)))
}

/// The open tickets of a region and below, of the whole network without one, in no order.
pub fn candidates(conn: &Connection, region: Option<i64>) -> Result<Vec<Candidate>> {
    let sql = format!(
        "SELECT t.id, t.title, t.kind, t.partner, t.level, t.severity, t.opened_at,
           coalesce(t.number, t.id) FROM ticket t
         WHERE t.state NOT IN ('resolved', 'closed') AND {CONCERNS}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([region], |r| {
        Ok(Candidate {
            ticket: r.get(0)?,
            title: r.get(1)?,
            kind: choice(r, 2, (Kind::Ticket, "kind", 7))?,
            partner: r.get(3)?,
            level: r.get(4)?,
            severity: choice(r, 5, (Kind::Ticket, "severity", 7))?,
            opened_at: moment(r, 6)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many open tickets of a region and below are not on a meeting's agenda.
pub fn left_out(conn: &Connection, region: Option<i64>, meeting: i64) -> Result<usize> {
    let sql = format!(
        "SELECT count(*) FROM ticket t WHERE t.state NOT IN ('resolved', 'closed') AND {CONCERNS}
           AND NOT EXISTS (SELECT 1 FROM meeting_item i WHERE i.meeting = ?2 AND i.ticket = t.id)"
    );
    let n: i64 = conn.prepare_cached(&sql)?.query_row((region, meeting), |r| r.get(0))?;
    Ok(usize::try_from(n).unwrap_or(0))
}

/// The agenda of a meeting in its order.
pub fn items(conn: &Connection, meeting: i64) -> Result<Vec<Stored<MeetingItem>>> {
    query_as(conn, "WHERE meeting = ?1 ORDER BY position IS NULL, position, id", &[&meeting])
}

/// The meeting of a region (of the network without one) that was held last before a day.
pub fn last_held(conn: &Connection, region: Option<i64>, before: (NaiveDate, i64)) -> Result<Option<Stored<Meeting>>> {
    let clause =
        "WHERE region IS ?1 AND state = 'held' AND id <> ?3 AND planned_on <= ?2 ORDER BY planned_on DESC, id DESC LIMIT 1";
    Ok(query_as(conn, clause, &[&region, &day_number(before.0), &before.1])?.pop())
}

/// The actions of a region's meetings before one that are not done, by the day on which they are due.
pub fn undone(conn: &Connection, region: Option<i64>, before: (NaiveDate, i64)) -> Result<Vec<Stored<Task>>> {
    let clause = "WHERE state = 'open' AND kind <> 'meeting' AND meeting IN (SELECT id FROM meeting m
        WHERE m.region IS ?1 AND m.state = 'held' AND m.id <> ?3 AND m.planned_on <= ?2) ORDER BY due_on, id";
    query_as(conn, clause, &[&region, &day_number(before.0), &before.1])
}

/// The task of the plan by which a meeting is on the calendar.
pub fn own_task(conn: &Connection, meeting: i64) -> Result<Option<Stored<Task>>> {
    Ok(query_as(conn, "WHERE meeting = ?1 AND kind = 'meeting' ORDER BY id LIMIT 1", &[&meeting])?.pop())
}

/// The meeting that is planned or held in a period of a series.
pub fn of_period(conn: &Connection, series: &str, period: &str) -> Result<Option<Stored<Meeting>>> {
    let clause = "WHERE series = ?1 AND period = ?2 AND state <> 'cancelled' LIMIT 1";
    Ok(query_as(conn, clause, &[&series, &period])?.pop())
}

/// The task of a period of a series that concerns no partner.
pub fn task_of_period(conn: &Connection, series: &str, period: &str) -> Result<Option<Stored<Task>>> {
    Ok(query_as(conn, "WHERE period = ?2 AND series = ?1 AND partner IS NULL LIMIT 1", &[&series, &period])?.pop())
}

/// Account of somebody who can be given work, by its name.
pub fn worker(conn: &Connection, account: &str) -> Result<Option<i64>> {
    let sql = "SELECT id FROM user WHERE name = ?1 AND active = 1 AND role <> 'viewer'";
    Ok(conn.prepare_cached(sql)?.query_row([account], |r| r.get(0)).optional()?)
}

const ACTION: &str = "SELECT t.id, t.title, coalesce(u.name, ''), t.due_on, t.state, k.number FROM task t
    LEFT JOIN user u ON u.id = t.owner LEFT JOIN ticket k ON k.id = t.ticket";

fn action(r: &SqlRow<'_>) -> rusqlite::Result<ActionRef> {
    Ok(ActionRef {
        id: r.get(0)?,
        title: r.get(1)?,
        owner: r.get(2)?,
        due_on: from_day_number(r.get(3)?),
        state: choice(r, 4, (Kind::Task, "state", 0))?,
        ticket: r.get(5)?,
    })
}

/// The actions that a meeting led to, by the day on which they are due.
pub fn actions(conn: &Connection, meeting: i64) -> Result<Vec<ActionRef>> {
    let sql = format!("{ACTION} WHERE t.meeting = ?1 AND t.kind <> 'meeting' ORDER BY t.due_on, t.id");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([meeting], action)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The tickets of a meeting's agenda, by id.
fn tickets(conn: &Connection, meeting: i64) -> Result<HashMap<i64, TicketRef>> {
    let sql = "SELECT t.id, coalesce(t.number, t.id), t.kind, t.severity, t.level, t.state, t.partner, coalesce(p.code, ''),
          coalesce(nullif(p.short_name, ''), p.name, ''), coalesce(u.name, ''), t.opened_at
        FROM meeting_item i JOIN ticket t ON t.id = i.ticket LEFT JOIN partner p ON p.id = t.partner
          LEFT JOIN user u ON u.id = t.owner WHERE i.meeting = ?1";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([meeting], |r| {
        let found = TicketRef {
            id: r.get(0)?,
            number: r.get(1)?,
            kind: choice(r, 2, (Kind::Ticket, "kind", 1))?,
            severity: choice(r, 3, (Kind::Ticket, "severity", 1))?,
            level: r.get(4)?,
            state: choice(r, 5, (Kind::Ticket, "state", 1))?,
            partner: r.get(6)?,
            code: r.get(7)?,
            name: r.get(8)?,
            owner: r.get(9)?,
            opened_at: moment(r, 10)?,
        };
        Ok((found.id, found))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn asked_about(conn: &Connection, meeting: i64) -> Result<HashMap<i64, ActionRef>> {
    let sql = format!("{ACTION} WHERE t.id IN (SELECT task FROM meeting_item WHERE meeting = ?1)");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([meeting], |r| action(r).map(|a| (a.id, a)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a participant is called: the account's or the partner's name, nothing for somebody else.
fn called(conn: &Connection, word: &str) -> Result<String> {
    let sql = "SELECT coalesce(full_name, name) FROM user WHERE name = ?1
        UNION ALL SELECT coalesce(nullif(short_name, ''), name) FROM partner WHERE code = ?1 LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([word], |r| r.get(0)).optional()?.unwrap_or_default())
}

/// All of one meeting.
///
/// # Errors
/// [`StoreError::Missing`](super::StoreError::Missing) if it is gone, and those of the file.
pub fn page(conn: &Connection, id: i64) -> Result<Page> {
    let meeting: Stored<Meeting> = get_as(conn, id)?;
    let region = meeting.region.map(|r| get_as::<Region>(conn, r)).transpose()?.map(|r| {
        let name = if r.short_name.is_empty() { r.name.clone() } else { r.short_name.clone() };
        (r.code.clone(), name)
    });
    let chair = meeting.chair.map(|u| get_as::<User>(conn, u)).transpose()?;
    let participants =
        meeting.participants.0.iter().map(|word| Ok((word.clone(), called(conn, word)?))).collect::<Result<_>>()?;
    let (tickets, asked) = (tickets(conn, id)?, asked_about(conn, id)?);
    let entry = |item: Stored<MeetingItem>| Entry {
        ticket: item.ticket.and_then(|t| tickets.get(&t).cloned()),
        action: item.task.and_then(|t| asked.get(&t).cloned()),
        item,
    };
    let other = |m: Stored<Meeting>| Other { id: m.id, number: m.number.unwrap_or(m.id), on: m.held_on.unwrap_or(m.planned_on) };
    let previous = last_held(conn, meeting.region, (meeting.planned_on, id))?.map(other);
    let next = meeting.next.map(|n| get_as::<Meeting>(conn, n)).transpose()?.map(other);
    let planned = meeting.state == MeetingState::Planned;
    Ok(Page {
        region,
        chair: chair.map(|u| (u.name.clone(), u.full_name.clone())),
        participants,
        entries: items(conn, id)?.into_iter().map(entry).collect(),
        actions: actions(conn, id)?,
        previous,
        next,
        more: if planned { left_out(conn, meeting.region, id)? } else { 0 },
        meeting,
    })
}

/// A meeting as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Row id.
    pub id: i64,
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// How often.
    pub rhythm: Rhythm,
    /// The code of its region; empty: the network.
    pub region: String,
    /// What people call the region.
    pub region_name: String,
    /// The day that it was held, else the one that it is planned for.
    pub on: NaiveDate,
    /// Where it stands.
    pub state: MeetingState,
    /// The account of its chair.
    pub chair: String,
    /// Points of its agenda.
    pub items: i64,
    /// Points with a decision.
    pub decided: i64,
    pub actions: i64,
    /// Actions that are not done.
    pub undone: i64,
}

/// The meetings: those to come, the nearest first, then the others, the latest first.
pub fn list(conn: &Connection, state: Option<MeetingState>, region: Option<i64>) -> Result<Vec<Line>> {
    let sql = "SELECT m.id, coalesce(m.number, m.id), m.title, m.rhythm, coalesce(r.code, ''),
          coalesce(nullif(r.short_name, ''), r.name, ''), coalesce(m.held_on, m.planned_on), m.state, coalesce(u.name, ''),
          (SELECT count(*) FROM meeting_item i WHERE i.meeting = m.id),
          (SELECT count(*) FROM meeting_item i WHERE i.meeting = m.id AND i.decision IS NOT NULL),
          (SELECT count(*) FROM task t WHERE t.meeting = m.id AND t.kind <> 'meeting'),
          (SELECT count(*) FROM task t WHERE t.meeting = m.id AND t.kind <> 'meeting' AND t.state = 'open')
        FROM meeting m LEFT JOIN region r ON r.id = m.region LEFT JOIN user u ON u.id = m.chair
        WHERE (?1 IS NULL OR m.state = ?1) AND (?2 IS NULL OR m.region = ?2)
        ORDER BY m.state <> 'planned', CASE m.state WHEN 'planned' THEN m.planned_on END,
          coalesce(m.held_on, m.planned_on) DESC, m.id DESC";
    let state: Box<dyn ToSql> = Box::new(state.map(MeetingState::code));
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map((state, region), |r| {
        Ok(Line {
            id: r.get(0)?,
            number: r.get(1)?,
            title: r.get(2)?,
            rhythm: choice(r, 3, (Kind::Meeting, "rhythm", 1))?,
            region: r.get(4)?,
            region_name: r.get(5)?,
            on: from_day_number(r.get(6)?),
            state: choice(r, 7, (Kind::Meeting, "state", 1))?,
            chair: r.get(8)?,
            items: r.get(9)?,
            decided: r.get(10)?,
            actions: r.get(11)?,
            undone: r.get(12)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The next free number of an action of a meeting, as the period of its task.
pub fn next_action(conn: &Connection, series: &str) -> Result<i64> {
    let sql = "SELECT coalesce(max(CAST(period AS INTEGER)), 0) + 1 FROM task WHERE series = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([series], |r| r.get(0))?)
}

/// What people call the code of a region.
pub fn region_code(conn: &Connection, region: i64) -> Result<String> {
    code_of(conn, Kind::Region, region)
}
