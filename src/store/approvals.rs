//! The queries of approvals: what waits for whom, what became of it, who had a hand in it.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql};

use super::Result;
use super::tasks::Whose;
use crate::domain::approval::Wanted;
use crate::domain::kinds::{
    ApprovalAct, ApprovalEvent, ApprovalState, ApprovalSubject, CreditChangeKind, Role, Tier, User, ViolationKind,
};
use crate::domain::money::{Money, Rate};
use crate::domain::partner::Matters;
use crate::domain::period::from_day_number;
use crate::domain::record::{Kind, Row as Record, Stored};
use crate::domain::today::Party;
use crate::store::audit::{self, Action};
use crate::store::record;

/// An approval with names, for lists and the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Row id.
    pub id: i64,
    /// The version that was seen.
    pub version: i64,
    /// What people call it.
    pub number: i64,
    /// What it is about.
    pub subject: ApprovalSubject,
    /// The record that it is about.
    pub record: i64,
    /// Whose partner.
    pub party: Option<Party>,
    /// The partner's account manager: id and account.
    pub owner: Option<(i64, String)>,
    /// What is asked for.
    pub title: String,
    /// What it is worth.
    pub amount: Option<Money>,
    /// Why.
    pub reason: String,
    /// The step that it waits for, and how many there are.
    pub step: (i64, i64),
    /// The least role that may decide it.
    pub needs: Role,
    /// How far.
    pub state: ApprovalState,
    /// Who asked: id and account; `None`: the program.
    pub by: Option<(i64, String)>,
    /// When.
    pub at: DateTime<Utc>,
    /// When the present step, or the answer, is due.
    pub due: Option<DateTime<Utc>>,
    /// When it was decided.
    pub decided: Option<DateTime<Utc>>,
    /// Whether a step of it went by who asked, because nobody else could decide it.
    pub alone: bool,
    /// The same from its record; an expense has its title alone.
    pub wanted: Option<Wanted>,
}

const LINE: &str =
    "SELECT a.id, a.version, coalesce(a.number, a.id), a.subject, a.record, a.title, a.amount, coalesce(a.reason, ''),
    a.step, a.steps, a.needs, a.state, u.id, u.name, coalesce(a.requested_at, 0), a.due_at, a.decided_at, t.from_tier, t.to_tier,
    p.id, p.code, coalesce(nullif(p.short_name, ''), p.name), o.id, o.name,
    v.kind, v.\"on\", v.points, s.credit_days, s.deduction_rate, c.kind, c.credit_limit, c.credit_days, c.deduction_rate, c.amount,
    c.until, k.number, k.from_day, k.to_day, a.alone, x.receivables, x.tickets, x.deposit, x.satellites
  FROM approval a LEFT JOIN partner p ON p.id = a.partner LEFT JOIN user o ON o.id = p.owner
    LEFT JOIN user u ON u.id = a.requested_by LEFT JOIN tier_change t ON a.subject = 'tier' AND t.id = a.record
    LEFT JOIN violation v ON a.subject = 'penalty' AND v.id = a.record
    LEFT JOIN screening s ON a.subject = 'screening' AND s.id = a.record
    LEFT JOIN credit_change c ON a.subject = 'credit' AND c.id = a.record
    LEFT JOIN contract k ON a.subject = 'contract' AND k.id = a.record
    LEFT JOIN partner_exit x ON a.subject = 'exit' AND x.id = a.record";

fn moment(seconds: Option<i64>) -> Option<DateTime<Utc>> {
    seconds.and_then(|s| DateTime::from_timestamp(s, 0))
}

fn line(r: &Row<'_>) -> rusqlite::Result<Line> {
    let named = |id: usize| -> rusqlite::Result<Option<(i64, String)>> {
        let Some(user) = r.get::<_, Option<i64>>(id)? else { return Ok(None) };
        Ok(Some((user, r.get(id + 1)?)))
    };
    let party = match r.get::<_, Option<i64>>(19)? {
        Some(id) => Some(Party { id, code: r.get(20)?, name: r.get(21)? }),
        None => None,
    };
    let subject = ApprovalSubject::from_code(&r.get::<_, String>(3)?).unwrap_or(ApprovalSubject::Expense);
    let state = ApprovalState::from_code(&r.get::<_, String>(11)?).unwrap_or(ApprovalState::Pending);
    Ok(Line {
        id: r.get(0)?,
        version: r.get(1)?,
        number: r.get(2)?,
        subject,
        record: r.get(4)?,
        title: r.get(5)?,
        amount: r.get::<_, Option<i64>>(6)?.map(Money),
        reason: r.get(7)?,
        step: (r.get(8)?, r.get(9)?),
        needs: Role::from_code(&r.get::<_, String>(10)?).unwrap_or(Role::Admin),
        state,
        by: named(12)?,
        at: moment(r.get(14)?).unwrap_or_default(),
        due: moment(r.get(15)?),
        decided: moment(r.get(16)?),
        alone: r.get(38)?,
        // what was asked for and replaced is no longer what its record says
        wanted: if state == ApprovalState::Withdrawn { None } else { wanted(r, subject)? },
        party,
        owner: named(22)?,
    })
}

/// The approval of a record that was asked for in this database, the newest; `None`: there is none.
pub fn made_here(conn: &Connection, subject: ApprovalSubject, record: i64) -> Result<Option<i64>> {
    let sql = "SELECT id FROM approval WHERE subject = ?1 AND record = ?2 AND NOT brought_in ORDER BY id DESC LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row((subject.code(), record), |r| r.get(0)).optional()?)
}

/// The records of a partner that were approved by who asked, because nobody else could decide.
pub fn decided_alone(conn: &Connection, subject: ApprovalSubject, partner: i64) -> Result<HashSet<i64>> {
    let mut statement =
        conn.prepare_cached("SELECT record FROM approval WHERE partner = ?1 AND subject = ?2 AND alone AND state = 'approved'")?;
    let rows = statement.query_map((partner, subject.code()), |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What is asked for, from the columns of the record that it is about.
fn wanted(r: &Row<'_>, subject: ApprovalSubject) -> rusqlite::Result<Option<Wanted>> {
    let text = |i: usize| r.get::<_, Option<String>>(i);
    let number = |i: usize| r.get::<_, Option<i64>>(i);
    let money = |i: usize| Ok::<_, rusqlite::Error>(number(i)?.map(Money));
    let rate = |i: usize| Ok::<_, rusqlite::Error>(number(i)?.map(Rate));
    let day = |i: usize| Ok::<_, rusqlite::Error>(r.get::<_, Option<i32>>(i)?.map(from_day_number));
    Ok(match subject {
        ApprovalSubject::Tier => {
            let from = text(17)?.and_then(|code| Tier::from_code(&code));
            text(18)?.and_then(|code| Tier::from_code(&code)).map(|to| Wanted::Tier(from, to))
        }
        ApprovalSubject::Penalty => {
            let kind = text(24)?.and_then(|code| ViolationKind::from_code(&code));
            kind.zip(day(25)?).zip(Some(number(26)?.unwrap_or(0))).map(|((kind, on), points)| Wanted::Penalty(kind, on, points))
        }
        ApprovalSubject::Screening => Some(Wanted::Exception(number(27)?, rate(28)?)),
        ApprovalSubject::Credit => match text(29)?.and_then(|code| CreditChangeKind::from_code(&code)) {
            Some(CreditChangeKind::Override) => Some(Wanted::Override(money(33)?, day(34)?)),
            Some(CreditChangeKind::Terms) => Some(Wanted::Terms(money(30)?, number(31)?, rate(32)?)),
            None => None,
        },
        ApprovalSubject::Contract => {
            text(35)?.zip(day(36)?).zip(day(37)?).map(|((number, from), to)| Wanted::Contract(number, from, to))
        }
        ApprovalSubject::Exit => Some(Wanted::Exit(Matters {
            open: money(39)?.unwrap_or_default(),
            tickets: number(40)?.unwrap_or(0),
            deposit: money(41)?.unwrap_or_default(),
            satellites: number(42)?.unwrap_or(0),
        })),
        ApprovalSubject::Expense | ApprovalSubject::Policy => None,
    })
}

fn lines(conn: &Connection, clause: &str, params: &[&dyn ToSql]) -> Result<Vec<Line>> {
    let mut statement = conn.prepare_cached(&format!("{LINE} {clause}"))?;
    let rows = statement.query_map(params, line)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// As whom somebody looks for what waits for them: as themselves, or in the place of who named them their delegate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Who looks.
    pub actor: i64,
    pub place_of: Option<i64>,
    /// The role that counts.
    pub role: Role,
    /// The regions that count, by id; `None`: all.
    pub regions: Option<Vec<i64>>,
}

/// What waits for an authority, as `domain::approval::may_decide` has it: the test of the matrix holds the two together.
///
/// The states are named twice so that the index of the open ones is used; the plus has earlier requests found by their
/// record, not all of a person's gone through for each.
fn waits_for(authority: &Authority) -> String {
    let roles =
        Role::ALL.iter().filter(|r| **r <= authority.role).map(|r| format!("'{}'", r.code())).collect::<Vec<_>>().join(", ");
    let hands = [Some(authority.actor), authority.place_of];
    let hands = hands.iter().flatten().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let place = match &authority.regions {
        None => "1".to_owned(),
        Some(regions) => format!("(a.partner IS NULL OR {})", super::today::partners(&Whose::Regions(regions.clone()))),
    };
    format!(
        "WHERE a.state IN ('pending', 'asked') AND a.state = 'pending' AND a.needs IN ({roles}) AND {place}
           AND NOT EXISTS (SELECT 1 FROM approval q WHERE q.subject = a.subject AND q.record = a.record AND +q.requested_by IN ({hands}))
           AND NOT EXISTS (SELECT 1 FROM approval_event e WHERE e.approval = a.id AND e.act = 'approve'
             AND (e.actor IN ({hands}) OR e.on_behalf_of IN ({hands})))"
    )
}

/// What an authority may decide now, the longest due first, at most `limit`.
pub fn waiting(conn: &Connection, authority: &Authority, limit: u32) -> Result<Vec<Line>> {
    lines(conn, &format!("{} ORDER BY a.due_at, a.id LIMIT ?1", waits_for(authority)), &[&limit])
}

/// The number of the approval for which the exit of a partner waits, other than by one record.
pub fn exit_that_waits(conn: &Connection, partner: i64, but: i64) -> Result<Option<i64>> {
    let sql = "SELECT coalesce(a.number, a.id) FROM partner_exit x JOIN approval a ON a.subject = 'exit' AND a.record = x.id
               WHERE x.partner = ?1 AND x.id <> ?2 AND a.state IN ('pending', 'asked') LIMIT 1";
    Ok(conn.prepare_cached(sql)?.query_row([partner, but], |r| r.get(0)).optional()?)
}

/// How many approvals [`waiting`] has.
pub fn waiting_count(conn: &Connection, authority: &Authority) -> Result<usize> {
    let sql = format!("SELECT count(*) FROM approval a LEFT JOIN partner p ON p.id = a.partner {}", waits_for(authority));
    let n: i64 = conn.prepare_cached(&sql)?.query_row([], |r| r.get(0))?;
    Ok(usize::try_from(n).unwrap_or(0))
}

/// Somebody's requests that were asked back, the longest due first.
pub fn asked_back(conn: &Connection, requester: i64) -> Result<Vec<Line>> {
    lines(
        conn,
        "WHERE a.state IN ('pending', 'asked') AND a.state = 'asked' AND a.requested_by = ?1 ORDER BY a.due_at, a.id",
        &[&requester],
    )
}

/// Somebody's requests that were approved or rejected since a moment, the newest first.
pub fn decided_since(conn: &Connection, requester: i64, since: DateTime<Utc>, limit: u32) -> Result<Vec<Line>> {
    let clause = "WHERE a.requested_by = ?1 AND a.decided_at >= ?2 AND a.state IN ('approved', 'rejected')
                  ORDER BY a.decided_at DESC, a.id DESC LIMIT ?3";
    lines(conn, clause, &[&requester, &since.timestamp(), &limit])
}

/// Somebody's requests, open ones first, the newest first.
pub fn of_requester(conn: &Connection, requester: i64, limit: i64) -> Result<Vec<Line>> {
    let clause = "WHERE a.requested_by = ?1 ORDER BY a.state NOT IN ('pending', 'asked'), a.id DESC LIMIT ?2";
    lines(conn, clause, &[&requester, &limit])
}

/// Approvals of all, the newest first; the open ones only, if asked for.
pub fn all(conn: &Connection, open: bool, limit: i64) -> Result<Vec<Line>> {
    let clause = "WHERE (NOT ?1 OR a.state IN ('pending', 'asked')) ORDER BY a.id DESC LIMIT ?2";
    lines(conn, clause, &[&open, &limit])
}

/// One approval; `None` if it is gone.
pub fn one(conn: &Connection, id: i64) -> Result<Option<Line>> {
    Ok(lines(conn, "WHERE a.id = ?1", &[&id])?.pop())
}

/// The id of the approval with a number.
pub fn by_number(conn: &Connection, number: i64) -> Result<Option<i64>> {
    Ok(conn.prepare_cached("SELECT id FROM approval WHERE number = ?1")?.query_row([number], |r| r.get(0)).optional()?)
}

/// What happened on an approval, with names.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// As stored.
    pub event: ApprovalEvent,
    /// Who.
    pub actor: Option<String>,
    pub place_of: Option<String>,
}

/// What happened on an approval, oldest first.
pub fn events(conn: &Connection, approval: i64) -> Result<Vec<Event>> {
    let found: Vec<Stored<ApprovalEvent>> = record::query_as(conn, "WHERE approval = ?1 ORDER BY id", &[&approval])?;
    let name = |id: Option<i64>| id.map(|id| record::code_of(conn, crate::domain::record::Kind::User, id)).transpose();
    found.into_iter().map(|e| Ok(Event { actor: name(e.actor)?, place_of: name(e.on_behalf_of)?, event: e.record })).collect()
}

/// Who asked for a record by any of its approvals.
pub fn requesters(conn: &Connection, subject: ApprovalSubject, of: i64) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT requested_by FROM approval WHERE subject = ?1 AND record = ?2 AND requested_by IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map((subject.code(), of), |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Who approved a step of an approval, and in whose place that was done.
pub fn deciders(conn: &Connection, approval: i64) -> Result<Vec<i64>> {
    let sql = "SELECT actor FROM approval_event WHERE approval = ?1 AND act = ?2 AND actor IS NOT NULL
               UNION SELECT on_behalf_of FROM approval_event WHERE approval = ?1 AND act = ?2 AND on_behalf_of IS NOT NULL";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map((approval, ApprovalAct::Approve.code()), |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Open approvals that stand at a step which their path does not have, twenty at most: number, step, steps. Nobody could decide them.
pub fn beyond_their_path(conn: &Connection) -> Result<Vec<(i64, i64, i64)>> {
    let sql = "SELECT coalesce(number, id), step, steps FROM approval WHERE state IN ('pending', 'asked')
                 AND (step < 1 OR step > steps OR steps <> length(path) - length(replace(path, ',', '')) + 1) ORDER BY id LIMIT 20";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// These regions and all below them.
pub fn below(conn: &Connection, regions: &[i64]) -> Result<HashSet<i64>> {
    let ids = regions.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "WITH RECURSIVE below(id) AS (SELECT id FROM region WHERE id IN ({ids})
           UNION SELECT r.id FROM region r JOIN below ON r.parent = below.id) SELECT id FROM below"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([], |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Every account with what it was since a moment: as it is first, then as it had been before each later change.
pub fn accounts_since(conn: &Connection, since: DateTime<Utc>) -> Result<Vec<(i64, Vec<Stored<User>>)>> {
    let mut known: BTreeMap<i64, (Record, Vec<Stored<User>>)> = BTreeMap::new();
    for row in record::query(conn, Kind::User, "", &[])? {
        let user = row.typed()?;
        known.insert(row.id, (row, vec![user]));
    }
    let clause = "WHERE a.kind = 'user' AND c.at >= ?1 ORDER BY a.id DESC";
    for entry in audit::entries(conn, clause, &[&since.timestamp()])? {
        if entry.action == Action::Insert {
            continue;
        }
        let blank = || (Record { id: entry.record, ..Record::blank(Kind::User) }, Vec::new());
        let (row, states) = known.entry(entry.record).or_insert_with(blank);
        for (field, value) in &entry.before {
            row.set(field, value.clone());
        }
        states.push(row.typed()?);
    }
    Ok(known.into_iter().map(|(id, (_, states))| (id, states)).collect())
}

/// Whether it has changed since a moment who answers for a partner by its place: its region, or the tree of regions.
pub fn moved_since(conn: &Connection, partner: i64, since: DateTime<Utc>) -> Result<bool> {
    let clause = "WHERE c.at >= ?1 AND (a.kind = 'region' OR a.kind = 'partner' AND a.record = ?2)";
    let placed =
        |e: &audit::Entry| e.action != Action::Insert && e.before.iter().any(|(field, _)| matches!(*field, "region" | "parent"));
    Ok(audit::entries(conn, clause, &[&since.timestamp(), &partner])?.iter().any(placed))
}

/// Whether any approval was asked for here, and did not come in by an import.
pub fn any_made_here(conn: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM approval WHERE brought_in = 0)";
    Ok(conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
}
