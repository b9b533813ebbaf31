//! What the queue of the day is made from: bounded windows over indexes, and exact counts.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::audit::ChangeSet;
use super::tasks::Whose;
use super::undo::{How, refusal};
use super::{Result, Tx};
use crate::domain::checklist::Checklist;
use crate::domain::figures::PartnerFigures;
use crate::domain::kinds::{AlertRule, AlertSeverity, Severity, TaskKind, TicketKind, TicketState, Tier};
use crate::domain::money::Money;
use crate::domain::period::{Week, day_number, from_day_number};
use crate::domain::record::Kind;
use crate::domain::sla::ClockKind;
use crate::domain::today::{Matter, Party};

/// A row of the queue before it is ordered.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Names it in marks.
    pub key: String,
    /// The record.
    pub id: i64,
    /// The version that was seen.
    pub version: i64,
    /// What it is about.
    pub matter: Matter,
    /// The partner.
    pub party: Option<Party>,
    /// Who is to do it: id and account.
    pub owner: Option<(i64, String)>,
}

/// Partners of these people or places, as a condition on `p`.
pub(super) fn partners(whose: &Whose) -> String {
    match whose {
        Whose::All => "1".to_owned(),
        Whose::Owner(id) => format!("p.owner = {id}"),
        Whose::Regions(ids) => {
            let ids = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            format!(
                "p.region IN (WITH RECURSIVE below(id) AS (SELECT id FROM region WHERE id IN ({ids})
                   UNION SELECT r.id FROM region r JOIN below ON r.parent = below.id) SELECT id FROM below)"
            )
        }
    }
}

pub(super) fn party(r: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Option<Party>> {
    let Some(id) = r.get::<_, Option<i64>>(at)? else { return Ok(None) };
    Ok(Some(Party { id, code: r.get(at + 1)?, name: r.get(at + 2)? }))
}

pub(super) fn owner(r: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Option<(i64, String)>> {
    let Some(id) = r.get::<_, Option<i64>>(at)? else { return Ok(None) };
    Ok(Some((id, r.get(at + 1)?)))
}

pub(super) const NAMES: &str =
    "p.id, coalesce(p.code, ''), coalesce(nullif(p.short_name, ''), p.name, ''), u.id, coalesce(u.name, '')";

/// Whose alerts `a`: of one person's partners unless they were given to somebody else, and what was given to them.
fn seen_to(whose: &Whose) -> String {
    match whose {
        Whose::Owner(id) => format!(
            "a.id IN (SELECT b.id FROM partner o CROSS JOIN alert b ON b.partner = o.id WHERE o.owner = {id} AND b.assignee IS NULL
              UNION ALL SELECT id FROM alert WHERE assignee = {id})"
        ),
        _ => partners(whose),
    }
}

/// New alerts and those whose snooze is over, of one severity, the newest first, at most `limit`.
pub fn alerts(conn: &Connection, severity: AlertSeverity, whose: &Whose, today: NaiveDate, limit: u32) -> Result<Vec<Found>> {
    // one person's partners are few and their alerts found by partner; everybody's are found by severity: the plus keeps
    // the index of severities from being searched once for each partner
    let (from, by, known) = match whose {
        Whose::All => ("alert a JOIN partner p ON p.id = a.partner", "a.severity", "a.state"),
        Whose::Owner(_) => ("alert a JOIN partner p ON p.id = a.partner", "+a.severity", "+a.state"),
        Whose::Regions(_) => ("partner p CROSS JOIN alert a ON a.partner = p.id", "+a.severity", "+a.state"),
    };
    let sql = format!(
        "SELECT a.id, a.version, a.rule, a.value, a.bound, a.first_seen, {NAMES}
         FROM {from} LEFT JOIN user u ON u.id = coalesce(a.assignee, p.owner)
         WHERE {by} = ?1 AND {known} IN ('open', 'snoozed') AND (a.state = 'open' OR (a.state = 'snoozed' AND a.snoozed_until <= ?2)) AND {}
         ORDER BY a.first_seen DESC, a.id LIMIT ?3",
        seen_to(whose)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![severity.code(), day_number(today), limit], |r| {
        let id: i64 = r.get(0)?;
        // one of a rule that there is no more is nothing to do
        let Some(rule) = AlertRule::from_code(r.get_ref(2)?.as_str()?) else { return Ok(None) };
        Ok(Some(Found {
            key: format!("alert:{id}"),
            id,
            version: r.get(1)?,
            matter: Matter::Alert { rule, severity, value: r.get(3)?, bound: r.get(4)?, since: from_day_number(r.get(5)?) },
            party: party(r, 6)?,
            owner: owner(r, 9)?,
        }))
    })?;
    Ok(rows.filter_map(rusqlite::Result::transpose).collect::<rusqlite::Result<_>>()?)
}

/// How many alerts [`alerts`] has of all severities.
pub fn alert_count(conn: &Connection, whose: &Whose, today: NaiveDate) -> Result<usize> {
    let (from, known) = match whose {
        Whose::All => ("alert a", "a.state"),
        Whose::Owner(_) => ("alert a", "+a.state"),
        Whose::Regions(_) => ("partner p CROSS JOIN alert a ON a.partner = p.id", "+a.state"),
    };
    let sql = format!(
        "SELECT count(*) FROM {from} WHERE {known} IN ('open', 'snoozed') AND (a.state = 'open' OR (a.state = 'snoozed' AND a.snoozed_until <= ?1)) AND {}",
        seen_to(whose)
    );
    count(conn, &sql, day_number(today))
}

fn count(conn: &Connection, sql: &str, param: i32) -> Result<usize> {
    let n: i64 = conn.prepare_cached(sql)?.query_row([param], |r| r.get(0))?;
    Ok(usize::try_from(n).unwrap_or(0))
}

/// What is due by a day `?1`, and the joint meetings by `?2`, whose agendas are to be prepared.
const DUE: &str = "t.state = 'open' AND t.due_on <= ?2 AND (t.due_on <= ?1 OR (t.kind = 'meeting' AND t.meeting IS NOT NULL))";

/// Open tasks due on a day or before it, and joint meetings up to the later day, the oldest first, at most `limit`.
pub fn tasks(conn: &Connection, whose: &Whose, due: (NaiveDate, NaiveDate), limit: u32) -> Result<Vec<Found>> {
    let sql = format!(
        "SELECT t.id, t.version, t.kind, t.title, t.due_on, coalesce(p.city, ''), coalesce(t.checklist, ''), {NAMES},
           CASE t.kind WHEN 'meeting' THEN t.meeting END
         FROM task t LEFT JOIN partner p ON p.id = t.partner LEFT JOIN user u ON u.id = t.owner
         WHERE {DUE} AND {} ORDER BY t.due_on, t.id LIMIT ?3",
        super::tasks::whose_clause(whose)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![day_number(due.0), day_number(due.1), limit], |r| {
        let id: i64 = r.get(0)?;
        Ok(Found {
            key: format!("task:{id}"),
            id,
            version: r.get(1)?,
            matter: Matter::Task {
                kind: TaskKind::from_code(&r.get::<_, String>(2)?).unwrap_or(TaskKind::FollowUp),
                title: r.get(3)?,
                due_on: from_day_number(r.get(4)?),
                city: r.get(5)?,
                progress: Checklist::parse(&r.get::<_, String>(6)?).progress(),
                meeting: r.get(12)?,
            },
            party: party(r, 7)?,
            owner: owner(r, 10)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many tasks [`tasks`] has.
pub fn task_count(conn: &Connection, whose: &Whose, due: (NaiveDate, NaiveDate)) -> Result<usize> {
    let sql = format!("SELECT count(*) FROM task t WHERE {DUE} AND {}", super::tasks::whose_clause(whose));
    let n: i64 = conn.prepare_cached(&sql)?.query_row([day_number(due.0), day_number(due.1)], |r| r.get(0))?;
    Ok(usize::try_from(n).unwrap_or(0))
}

/// Open tickets of whose last escalation somebody was told and that they have not touched since, the newest first.
pub fn told(conn: &Connection, account: &str, user: i64, limit: u32) -> Result<Vec<Found>> {
    // the open tickets are few; all escalations that ever were are not
    let sql = format!(
        "SELECT e.id, t.id, t.version, coalesce(t.number, t.id), t.title, t.kind, t.severity, t.state, t.level, e.at,
           coalesce(e.text, ''), coalesce(b.name, ''), {NAMES}
         FROM ticket t
         CROSS JOIN ticket_event e ON e.id = (SELECT max(l.id) FROM ticket_event l WHERE l.ticket = t.id AND l.told IS NOT NULL)
         LEFT JOIN partner p ON p.id = t.partner LEFT JOIN user u ON u.id = t.owner LEFT JOIN user b ON b.id = e.actor
         WHERE t.state NOT IN ('resolved', 'closed') AND t.level > 1 AND instr(',' || e.told || ',', ',' || ?1 || ',') > 0
           AND NOT EXISTS (SELECT 1 FROM ticket_event m WHERE m.ticket = t.id AND m.id > e.id AND m.actor = ?2)
         ORDER BY e.at DESC, e.id DESC LIMIT ?3"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![account, user, limit], |r| {
        let (text, by): (String, String) = (r.get(10)?, r.get(11)?);
        let clock = ClockKind::ALL.into_iter().find(|c| by.is_empty() && c.code() == text);
        Ok(Found {
            key: format!("told:{}", r.get::<_, i64>(0)?),
            id: r.get(1)?,
            version: r.get(2)?,
            matter: Matter::Escalated {
                number: r.get(3)?,
                title: r.get(4)?,
                kind: TicketKind::from_code(&r.get::<_, String>(5)?).unwrap_or(TicketKind::Complaint),
                severity: Severity::from_code(&r.get::<_, String>(6)?).unwrap_or(Severity::S4),
                state: TicketState::from_code(&r.get::<_, String>(7)?).unwrap_or(TicketState::New),
                level: r.get(8)?,
                at: DateTime::from_timestamp(r.get(9)?, 0).unwrap_or_default(),
                reason: if clock.is_some() { String::new() } else { text },
                clock,
                by,
            },
            party: party(r, 12)?,
            owner: owner(r, 15)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The ids of regions that are named by code, name or short name.
pub fn regions_named(conn: &Connection, names: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached("SELECT id FROM region WHERE code = ?1 OR name = ?1 OR short_name = ?1")?;
    let mut ids = Vec::new();
    for name in names {
        let rows = statement.query_map([name.as_ref()], |r| r.get(0))?;
        for id in rows {
            ids.push(id?);
        }
    }
    Ok(ids)
}

/// Which partners of these are within reach: at most a few dozen, those of open tickets.
pub fn within(conn: &Connection, whose: &Whose, partner: i64) -> Result<bool> {
    let sql = format!("SELECT 1 FROM partner p WHERE p.id = ?1 AND {}", partners(whose));
    Ok(conn.prepare_cached(&sql)?.exists([partner])?)
}

/// Items that a person put off until a moment, or finished (`None`), and when they did, by key.
pub type Marks = HashMap<String, (Option<DateTime<Utc>>, DateTime<Utc>)>;

/// What a person put off (until when) or finished (`None`), and when they did.
pub fn marks(conn: &Connection, user: &str) -> Result<Marks> {
    let mut statement = conn.prepare_cached("SELECT item, until, at FROM today_mark WHERE user = ?1")?;
    let rows = statement.query_map([user], |r| {
        let until = r.get::<_, Option<i64>>(1)?.and_then(|t| DateTime::from_timestamp(t, 0));
        Ok((r.get(0)?, (until, DateTime::from_timestamp(r.get(2)?, 0).unwrap_or_default())))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many tasks a person has finished since a moment.
pub fn finished_since(conn: &Connection, owner: i64, since: DateTime<Utc>) -> Result<usize> {
    let sql = "SELECT count(*) FROM task WHERE owner = ?1 AND state = 'done' AND done_at >= ?2";
    let n: i64 = conn.prepare_cached(sql)?.query_row(params![owner, since.timestamp()], |r| r.get(0))?;
    Ok(usize::try_from(n).unwrap_or(0))
}

/// A partner at a glance, for the detail of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Row id.
    pub id: i64,
    /// Code, short or full name.
    pub code: String,
    /// Registered name.
    pub name: String,
    pub city: String,
    pub channel_type: Option<i64>,
    pub region: Option<i64>,
    /// Tier in force.
    pub tier: Option<Tier>,
    /// Account manager.
    pub owner: Option<i64>,
    /// How much may be open.
    pub credit_limit: Option<Money>,
    /// Computed results; none yet for a new partner.
    pub figures: Option<PartnerFigures>,
    /// Net sales of the last 26 whole weeks, oldest first; `None` before there were any.
    pub weeks: Vec<Option<i64>>,
    /// The last visit or contact that was done.
    pub visited: Option<NaiveDate>,
}

/// A partner at a glance.
pub fn card(conn: &Connection, partner: i64, today: NaiveDate) -> Result<Option<Card>> {
    let sql = "SELECT p.id, p.code, p.name, coalesce(p.city, ''), p.channel_type, p.region, p.tier, p.owner, p.credit_limit,
                 (SELECT max(t.due_on) FROM task t WHERE t.partner = p.id AND t.state = 'done' AND t.kind IN ('visit', 'contact'))
               FROM partner p WHERE p.id = ?1";
    let found = conn.prepare_cached(sql)?.query_row([partner], |r| {
        Ok(Card {
            id: r.get(0)?,
            code: r.get(1)?,
            name: r.get(2)?,
            city: r.get(3)?,
            channel_type: r.get(4)?,
            region: r.get(5)?,
            tier: r.get::<_, Option<String>>(6)?.and_then(|t| Tier::from_code(&t)),
            owner: r.get(7)?,
            credit_limit: r.get::<_, Option<i64>>(8)?.map(Money),
            visited: r.get::<_, Option<i32>>(9)?.map(from_day_number),
            figures: None,
            weeks: Vec::new(),
        })
    });
    let Some(mut card) = found.optional()? else { return Ok(None) };
    card.figures = super::figures::of_partner(conn, partner)?;
    let cuts = super::weeks::of_partner(conn, partner)?;
    let now = Week::of(today);
    let since = cuts.first().map(super::weeks::Cut::week);
    let weeks = super::weeks::by_week(cuts.into_iter(), Week(now.0 - 26), Week(now.0 - 1));
    let known = |i: usize| since.is_some_and(|w| w.0 <= now.0 - 26 + i32::try_from(i).unwrap_or(0));
    card.weeks = weeks.iter().enumerate().map(|(i, f)| known(i).then_some(f.after_returns().0)).collect();
    Ok(Some(card))
}

impl Tx<'_> {
    /// Puts items of the queue off until a moment, or finishes them, for the acting person alone.
    pub fn mark_today(&mut self, items: &[String], until: Option<DateTime<Utc>>) -> Result<()> {
        let mark = Some((until.map(|t| t.timestamp()), self.at().timestamp()));
        let user = self.actor().to_owned();
        for item in items {
            self.set_mark(&user, item, mark)?;
        }
        // what was finished a month ago is of no use to anybody, unless that month can come again
        if super::clock::own(self.conn())?.is_some() {
            return Ok(());
        }
        let old = self.at().timestamp() - 30 * 86_400;
        self.conn().execute(
            "DELETE FROM today_mark WHERE user = ?1 AND at < ?2 AND coalesce(until, 0) < ?2",
            params![self.actor(), old],
        )?;
        Ok(())
    }

    /// Takes marks back.
    pub fn unmark_today(&mut self, items: &[String]) -> Result<()> {
        let user = self.actor().to_owned();
        items.iter().try_for_each(|item| self.set_mark(&user, item, None))
    }

    /// Writes a mark, or none, and remembers what was there.
    fn set_mark(&mut self, user: &str, item: &str, mark: Option<Mark>) -> Result<()> {
        let was = mark_of(self.conn(), user, item)?;
        if was == mark {
            return Ok(());
        }
        let sql = "INSERT INTO today_mark_log (change_set, user, item, was_until, was_at, until, at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let parts = |mark: Option<Mark>| (mark.and_then(|m| m.0), mark.map(|m| m.1));
        let ((was_until, was_at), (until, at)) = (parts(was), parts(mark));
        let conn = self.conn();
        conn.prepare_cached(sql)?.execute(params![self.change_set(), user, item, was_until, was_at, until, at])?;
        match mark {
            Some((until, at)) => {
                let sql = "INSERT OR REPLACE INTO today_mark (user, item, until, at) VALUES (?1, ?2, ?3, ?4)";
                conn.prepare_cached(sql)?.execute(params![user, item, until, at])?;
            }
            None => {
                conn.prepare_cached("DELETE FROM today_mark WHERE user = ?1 AND item = ?2")?.execute((user, item))?;
            }
        }
        Ok(())
    }

    /// Makes the marks of a change set what they were before it; answers how many. One that was dropped for its age since
    /// stays so.
    ///
    /// # Errors
    /// [`super::StoreError::NotUndoable`] if one was set again since.
    pub(super) fn marks_back(&mut self, set: &ChangeSet) -> Result<usize> {
        type Logged = (String, String, Option<Mark>, Option<Mark>);
        let sql = "SELECT user, item, was_until, was_at, until, at FROM today_mark_log WHERE change_set = ?1 ORDER BY id DESC";
        let logged: Vec<Logged> = self
            .conn()
            .prepare_cached(sql)?
            .query_map([set.id], |r| {
                let mark = |until: usize, at: usize| -> rusqlite::Result<Option<Mark>> {
                    let (until, at): (Option<i64>, Option<i64>) = (r.get(until)?, r.get(at)?);
                    Ok(at.map(|at| (until, at)))
                };
                Ok((r.get(0)?, r.get(1)?, mark(2, 3)?, mark(4, 5)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        for (user, item, was, left) in &logged {
            let now = mark_of(self.conn(), user, item)?;
            if now != *left && now.is_some() {
                let by = now.and_then(|(_, at)| DateTime::from_timestamp(at, 0)).map(|at| (user.clone(), at));
                return Err(refusal(self.conn(), set, (Kind::User, 0), (How::Marked, None), by)?);
            }
            self.set_mark(user, item, *was)?;
        }
        Ok(logged.len())
    }
}

/// Until when an item is put off (for good without), and since when, in UTC seconds.
type Mark = (Option<i64>, i64);

fn mark_of(conn: &Connection, user: &str, item: &str) -> Result<Option<Mark>> {
    let sql = "SELECT until, at FROM today_mark WHERE user = ?1 AND item = ?2";
    Ok(conn.prepare_cached(sql)?.query_row((user, item), |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
}

/// How many items of Today a change set put off, took off or brought back.
pub fn marked(conn: &Connection, change_set: i64) -> Result<usize> {
    let sql = "SELECT count(*) FROM today_mark_log WHERE change_set = ?1";
    let count: i64 = conn.prepare_cached(sql)?.query_row([change_set], |r| r.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}
