//! Questions about tasks: what the plan is made from, and what the calendar shows.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
pub use rusqlite::Connection;
use rusqlite::{OptionalExtension, params};

use super::Result;
use super::record::query_as;
use crate::domain::kinds::{ChannelGroup, Lifecycle, Role, Task, TaskKind, TaskState, Tier};
use crate::domain::maintenance::{Key, Subject};
use crate::domain::period::{Span, day_number, from_day_number};
use crate::domain::record::Stored;

/// Every partner as the plan sees it, in order of id.
pub fn subjects(conn: &Connection) -> Result<Vec<Subject>> {
    let mut statement = conn.prepare_cached(
        "SELECT p.id, p.status, p.tier, c.\"group\", coalesce(p.city, ''), p.owner, coalesce(p.credit_days, 0),
           (SELECT max(t.effective_on) FROM tier_change t
            WHERE t.partner = p.id AND t.state = 'approved' AND t.to_tier = p.tier)
         FROM partner p LEFT JOIN channel_type c ON c.id = p.channel_type ORDER BY p.id",
    )?;
    let rows = statement.query_map([], |r| {
        let code = |i: usize| r.get_ref(i).map(|v| v.as_str_or_null().ok().flatten().unwrap_or_default().to_owned());
        Ok(Subject {
            id: r.get(0)?,
            status: Lifecycle::from_code(&code(1)?).unwrap_or(Lifecycle::Lead),
            tier: Tier::from_code(&code(2)?),
            group: ChannelGroup::from_code(&code(3)?),
            city: r.get(4)?,
            owner: r.get(5)?,
            on_credit: r.get::<_, i64>(6)? > 0,
            tier_since: r.get::<_, Option<i32>>(7)?.map(from_day_number),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The occurrences that exist of these periods, whatever became of them.
pub fn known(conn: &Connection, periods: &[String]) -> Result<HashSet<Key>> {
    let mut out = HashSet::new();
    let mut statement =
        conn.prepare_cached("SELECT series, period, coalesce(partner, 0) FROM task WHERE series IS NOT NULL AND period = ?1")?;
    for period in periods {
        let rows = statement.query_map([period], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        for key in rows {
            out.insert(key?);
        }
    }
    Ok(out)
}

/// How many open tasks each person (0: nobody) has on each day.
pub fn load(conn: &Connection, span: Span) -> Result<HashMap<(i64, NaiveDate), usize>> {
    let mut statement = conn.prepare_cached(
        "SELECT coalesce(owner, 0), due_on, count(*) FROM task
         WHERE state = 'open' AND due_on BETWEEN ?1 AND ?2 GROUP BY 1, 2",
    )?;
    let rows = statement.query_map([day_number(span.from), day_number(span.to)], |r| {
        Ok(((r.get(0)?, from_day_number(r.get(1)?)), usize::try_from(r.get::<_, i64>(2)?).unwrap_or(0)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Who answers for what concerns the whole network: the first of head office, else of the administrators.
pub fn head(conn: &Connection) -> Result<Option<i64>> {
    let sql = "SELECT id FROM user WHERE active = 1 AND role IN (?1, ?2) ORDER BY role = ?2, id LIMIT 1";
    let roles = [Role::HeadOffice.code(), Role::Admin.code()];
    Ok(conn.prepare_cached(sql)?.query_row(roles, |r| r.get(0)).optional()?)
}

/// The last occurrence of a series for a partner before a day that was done or skipped, with its checklist.
pub fn last_ended(conn: &Connection, series: &str, partner: Option<i64>, before: NaiveDate) -> Result<Option<Stored<Task>>> {
    let clause = "WHERE partner IS ?1 AND series = ?2 AND state <> 'open' AND due_on < ?3 ORDER BY due_on DESC LIMIT 1";
    Ok(query_as::<Task>(conn, clause, &[&partner, &series, &day_number(before)])?.pop())
}

/// The next open occurrence of a series for a partner after a day.
pub fn next_open(conn: &Connection, series: &str, partner: Option<i64>, after: NaiveDate) -> Result<Option<Stored<Task>>> {
    let clause = "WHERE partner IS ?1 AND series = ?2 AND state = 'open' AND due_on > ?3 ORDER BY due_on LIMIT 1";
    Ok(query_as::<Task>(conn, clause, &[&partner, &series, &day_number(after)])?.pop())
}

/// Whose tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// One person's.
    Owner(i64),
    /// Those that concern partners of these regions or anything below them.
    Regions(Vec<i64>),
}

/// A task as the calendar and the command line show it.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskLine {
    /// Row id.
    pub id: i64,
    /// The version that was seen.
    pub version: i64,
    pub kind: TaskKind,
    /// What it is called.
    pub title: String,
    /// When.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub state: TaskState,
    /// What to go through, in its stored form.
    pub checklist: String,
    /// What was found.
    pub findings: String,
    /// Why it was moved or skipped.
    pub reason: String,
    /// The rule that made it.
    pub series: String,
    /// The rule's period.
    pub period: String,
    /// For whom.
    pub partner: Option<i64>,
    /// The partner's code.
    pub code: String,
    /// What people call the partner.
    pub name: String,
    /// The partner's city.
    pub city: String,
    /// The partner's tier.
    pub tier: Option<Tier>,
    /// Who does it.
    pub owner: Option<i64>,
    /// That person's account.
    pub owner_name: String,
    /// The joint meeting that it is.
    pub meeting: Option<i64>,
}

const LINE: &str = "SELECT t.id, t.version, t.kind, t.title, t.due_on, t.state, coalesce(t.checklist, ''),
   coalesce(t.findings, ''), coalesce(t.reason, ''), coalesce(t.series, ''), coalesce(t.period, ''),
   t.partner, coalesce(p.code, ''), coalesce(p.short_name, p.name, ''), coalesce(p.city, ''), p.tier,
   t.owner, coalesce(u.name, ''), CASE t.kind WHEN 'meeting' THEN t.meeting END
 FROM task t LEFT JOIN partner p ON p.id = t.partner LEFT JOIN user u ON u.id = t.owner";

fn line(r: &rusqlite::Row<'_>) -> rusqlite::Result<TaskLine> {
    let code = |i: usize| r.get::<_, String>(i);
    Ok(TaskLine {
        id: r.get(0)?,
        version: r.get(1)?,
        kind: TaskKind::from_code(&code(2)?).unwrap_or(TaskKind::FollowUp),
        title: r.get(3)?,
        due_on: from_day_number(r.get(4)?),
        state: TaskState::from_code(&code(5)?).unwrap_or(TaskState::Open),
        checklist: r.get(6)?,
        findings: r.get(7)?,
        reason: r.get(8)?,
        series: r.get(9)?,
        period: r.get(10)?,
        partner: r.get(11)?,
        code: r.get(12)?,
        name: r.get(13)?,
        city: r.get(14)?,
        tier: r.get::<_, Option<String>>(15)?.and_then(|t| Tier::from_code(&t)),
        owner: r.get(16)?,
        owner_name: r.get(17)?,
        meeting: r.get(18)?,
    })
}

/// The condition for [`Whose`], to be put behind `AND`; names of tables as in [`LINE`].
pub(super) fn whose_clause(whose: &Whose) -> String {
    match whose {
        Whose::All => "1".to_owned(),
        Whose::Owner(id) => format!("t.owner = {id}"),
        Whose::Regions(ids) => {
            let ids = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            format!(
                "t.partner IN (WITH RECURSIVE below(id) AS (SELECT id FROM region WHERE id IN ({ids})
                   UNION SELECT r.id FROM region r JOIN below ON r.parent = below.id)
                 SELECT id FROM partner WHERE region IN (SELECT id FROM below))"
            )
        }
    }
}

/// The tasks due on the days of a span, of every state, by day, owner and city, at most `limit`.
pub fn between(conn: &Connection, span: Span, whose: &Whose, limit: u32) -> Result<Vec<TaskLine>> {
    let sql = format!(
        "{LINE} WHERE t.due_on BETWEEN ?1 AND ?2 AND {} ORDER BY t.due_on, t.state <> 'open', u.name, p.city, t.id LIMIT ?3",
        whose_clause(whose)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![day_number(span.from), day_number(span.to), limit], line)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The open tasks that were due before a day, oldest first, at most `limit`.
pub fn overdue(conn: &Connection, before: NaiveDate, whose: &Whose, limit: u32) -> Result<Vec<TaskLine>> {
    let sql = format!(
        "{LINE} WHERE t.state = 'open' AND t.due_on < ?1 AND {} ORDER BY t.due_on, u.name, p.city, t.id LIMIT ?2",
        whose_clause(whose)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![day_number(before), limit], line)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One task as the calendar shows it.
pub fn one(conn: &Connection, id: i64) -> Result<Option<TaskLine>> {
    Ok(conn.prepare_cached(&format!("{LINE} WHERE t.id = ?1"))?.query_row([id], line).optional()?)
}

/// What a day holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCount {
    /// To do.
    pub open: usize,
    pub done: usize,
    pub skipped: usize,
}

/// How many tasks each day of a span holds.
pub fn day_counts(conn: &Connection, span: Span, whose: &Whose) -> Result<HashMap<NaiveDate, DayCount>> {
    let sql = format!(
        "SELECT t.due_on, sum(t.state = 'open'), sum(t.state = 'done'), sum(t.state = 'skipped') FROM task t
         WHERE t.due_on BETWEEN ?1 AND ?2 AND {} GROUP BY 1",
        whose_clause(whose)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let number = |r: &rusqlite::Row<'_>, i: usize| Ok::<_, rusqlite::Error>(usize::try_from(r.get::<_, i64>(i)?).unwrap_or(0));
    let rows = statement.query_map([day_number(span.from), day_number(span.to)], |r| {
        let count = DayCount { open: number(r, 1)?, done: number(r, 2)?, skipped: number(r, 3)? };
        Ok((from_day_number(r.get(0)?), count))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many open tasks were due before a day.
pub fn overdue_count(conn: &Connection, before: NaiveDate, whose: &Whose) -> Result<usize> {
    let sql = format!("SELECT count(*) FROM task t WHERE t.state = 'open' AND t.due_on < ?1 AND {}", whose_clause(whose));
    let n: i64 = conn.prepare_cached(&sql)?.query_row([day_number(before)], |r| r.get(0))?;
    Ok(usize::try_from(n).unwrap_or(0))
}
