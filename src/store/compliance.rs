//! Violations, deposits, audits, trainings and backup assessments of a partner, and of all.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::record::{get_as, query_as};
use super::{Result, listing, today};
use crate::domain::backup::Candidate;
use crate::domain::compliance::{Audits, completion, mean};
use crate::domain::credit::Light;
use crate::domain::kinds::{
    BackupAssessment, ChannelAudit, Contract, DepositEntry, Lifecycle, Partner, Task, TaskKind, Training, Violation,
};
use crate::domain::money::{Money, Rate};
use crate::domain::period::{Span, day_number, from_day_number};
use crate::domain::record::{Stored, Tags};

/// Every violation of a partner, the newest first.
pub fn violations(conn: &Connection, partner: i64) -> Result<Vec<Stored<Violation>>> {
    query_as(conn, "WHERE partner = ?1 ORDER BY \"on\" DESC, id DESC", &[&partner])
}

/// Every entry of a partner's deposit, oldest first.
pub fn entries(conn: &Connection, partner: i64) -> Result<Vec<Stored<DepositEntry>>> {
    query_as(conn, "WHERE partner = ?1 ORDER BY \"on\", id", &[&partner])
}

/// What is held of a partner at the end of a day.
pub fn held(conn: &Connection, partner: i64, day: NaiveDate) -> Result<Money> {
    let sql = "SELECT coalesce(sum(amount), 0) FROM deposit_entry WHERE partner = ?1 AND \"on\" <= ?2";
    Ok(conn.prepare_cached(sql)?.query_row((partner, day_number(day)), |r| r.get(0)).map(Money)?)
}

/// What a violation has cost a partner's deposit so far, corrections counted; 0 or more, unless too much was given back.
pub fn taken_for(conn: &Connection, violation: i64) -> Result<Money> {
    let sql = "SELECT -coalesce(sum(amount), 0) FROM deposit_entry WHERE violation = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([violation], |r| r.get(0)).map(Money)?)
}

/// The deposit that is agreed with a partner: by the newest contract in force that names one, else by the register; and
/// the contract's number.
pub fn agreed(conn: &Connection, partner: i64, day: NaiveDate) -> Result<(Option<Money>, Option<String>)> {
    let contract = contracts_in_force(conn, partner, day)?.into_iter().find(|c| c.deposit.is_some());
    if let Some(contract) = contract {
        return Ok((contract.record.deposit, Some(contract.record.number)));
    }
    let sql = "SELECT deposit FROM partner WHERE id = ?1";
    let own: Option<Option<i64>> = conn.prepare_cached(sql)?.query_row([partner], |r| r.get(0)).optional()?;
    Ok((own.flatten().map(Money), None))
}

/// The contracts in force with a partner on a day, the newest first.
pub fn contracts_in_force(conn: &Connection, partner: i64, day: NaiveDate) -> Result<Vec<Stored<Contract>>> {
    let clause = "WHERE partner = ?1 AND state = 'approved' AND from_day <= ?2 AND to_day >= ?2
                  AND (ended_on IS NULL OR ended_on >= ?2) ORDER BY from_day DESC, id DESC";
    query_as(conn, clause, &[&partner, &day_number(day)])
}

/// Partners with an account or an agreed deposit: id, held at the end of a day, agreed by the register.
pub fn deposits(conn: &Connection, day: NaiveDate) -> Result<Vec<(i64, Money)>> {
    let sql = "SELECT p.id, coalesce((SELECT sum(e.amount) FROM deposit_entry e WHERE e.partner = p.id AND e.\"on\" <= ?1), 0)
               FROM partner p WHERE p.deposit > 0 OR EXISTS (SELECT 1 FROM deposit_entry e WHERE e.partner = p.id)
                 OR EXISTS (SELECT 1 FROM contract c WHERE c.partner = p.id AND c.deposit > 0) ORDER BY p.code";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([day_number(day)], |r| Ok((r.get(0)?, Money(r.get(1)?))))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Every audit of a partner.
pub fn audits(conn: &Connection, partner: i64) -> Result<Vec<Stored<ChannelAudit>>> {
    query_as(conn, "WHERE partner = ?1", &[&partner])
}

/// Audits of all partners on or before a day, by partner.
pub fn all_audits(conn: &Connection, day: NaiveDate) -> Result<HashMap<i64, Vec<Stored<ChannelAudit>>>> {
    let mut by: HashMap<i64, Vec<_>> = HashMap::new();
    for audit in query_as::<ChannelAudit>(conn, "WHERE \"on\" <= ?1", &[&day_number(day)])? {
        by.entry(audit.partner).or_default().push(audit);
    }
    Ok(by)
}

/// The mean of a partner's latest audit scores by subject, of the audits in a span
/// ([`AuditPolicy::span`](crate::domain::compliance::AuditPolicy::span)), in 1/100 points; `None`: not rated.
pub fn audit_score(conn: &Connection, partner: i64, span: Span) -> Result<Option<i64>> {
    // with a bare column beside max() SQLite answers the row of the maximum
    let sql = "SELECT score, max(\"on\") FROM channel_audit WHERE partner = ?1 AND \"on\" BETWEEN ?2 AND ?3 GROUP BY subject";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map((partner, day_number(span.from), day_number(span.to)), |r| r.get(0))?;
    Ok(mean(rows.collect::<rusqlite::Result<Vec<i64>>>()?))
}

/// Finished of those who had to, over the compliance trainings of a partner in a span
/// ([`TrainingPolicy::span`](crate::domain::compliance::TrainingPolicy::span)); `None`: not rated.
pub fn training_completion(conn: &Connection, partner: i64, span: Span) -> Result<Option<Rate>> {
    let sql = "SELECT coalesce(sum(completed), 0), coalesce(sum(invited), 0) FROM training
               WHERE partner = ?1 AND kind = 'compliance' AND invited IS NOT NULL AND \"on\" BETWEEN ?2 AND ?3";
    let days = (partner, day_number(span.from), day_number(span.to));
    let (completed, invited) = conn.prepare_cached(sql)?.query_row(days, |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(completion(completed, invited))
}

/// Every training of a partner.
pub fn trainings(conn: &Connection, partner: i64) -> Result<Vec<Stored<Training>>> {
    query_as(conn, "WHERE partner = ?1", &[&partner])
}

/// Compliance trainings of all partners on or before a day, by partner.
pub fn all_trainings(conn: &Connection, day: NaiveDate) -> Result<HashMap<i64, Vec<Stored<Training>>>> {
    let mut by: HashMap<i64, Vec<_>> = HashMap::new();
    for t in query_as::<Training>(conn, "WHERE kind = 'compliance' AND \"on\" <= ?1", &[&day_number(day)])? {
        by.entry(t.partner).or_default().push(t);
    }
    Ok(by)
}

/// A partner as the lists of compliance show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Row id.
    pub id: i64,
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Account of who looks after it.
    pub owner: String,
}

/// The partners that trade, by code: those that audits and trainings are for.
pub fn trading(conn: &Connection) -> Result<Vec<Who>> {
    let sql = "SELECT p.id, p.code, coalesce(nullif(p.short_name, ''), p.name), coalesce(u.name, '')
               FROM partner p LEFT JOIN user u ON u.id = p.owner
               WHERE p.status IN ('active', 'improving', 'suspended') ORDER BY p.code";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |r| Ok(Who { id: r.get(0)?, code: r.get(1)?, name: r.get(2)?, owner: r.get(3)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a partner is called, and who looks after it.
pub fn who(conn: &Connection, partner: i64) -> Result<Option<Who>> {
    let sql = "SELECT p.id, p.code, coalesce(nullif(p.short_name, ''), p.name), coalesce(u.name, '')
               FROM partner p LEFT JOIN user u ON u.id = p.owner WHERE p.id = ?1";
    let found = conn
        .prepare_cached(sql)?
        .query_row([partner], |r| Ok(Who { id: r.get(0)?, code: r.get(1)?, name: r.get(2)?, owner: r.get(3)? }));
    Ok(found.optional()?)
}

/// Every partner that was assessed as a backup on or before a day, with its latest assessment.
pub fn candidates(conn: &Connection, day: NaiveDate) -> Result<Vec<Candidate>> {
    let clause =
        "WHERE \"on\" <= ?1 AND NOT EXISTS (SELECT 1 FROM backup_assessment n WHERE n.partner = backup_assessment.partner
                    AND n.\"on\" <= ?1 AND (n.\"on\", n.id) > (backup_assessment.\"on\", backup_assessment.id)) ORDER BY partner";
    let sql = "SELECT coalesce(nullif(r.short_name, ''), r.name, ''), f.light FROM partner p
               LEFT JOIN region r ON r.id = p.region LEFT JOIN partner_figures f ON f.partner = p.id WHERE p.id = ?1";
    let mut place = conn.prepare_cached(sql)?;
    let mut out = Vec::new();
    for found in query_as::<BackupAssessment>(conn, clause, &[&day_number(day)])? {
        let partner: Stored<Partner> = get_as(conn, found.partner)?;
        let (region_name, light): (String, Option<String>) = place.query_row([found.partner], |r| Ok((r.get(0)?, r.get(1)?)))?;
        out.push(candidate(conn, partner, region_name, light.as_deref().and_then(Light::from_code), found.record)?);
    }
    Ok(out)
}

fn candidate(
    conn: &Connection,
    partner: Stored<Partner>,
    region_name: String,
    light: Option<Light>,
    assessment: BackupAssessment,
) -> Result<Candidate> {
    let further = today::regions_named(conn, &assessment.regions.0)?;
    let p = partner.record;
    Ok(Candidate {
        partner: partner.id,
        code: p.code,
        name: if p.short_name.is_empty() { p.name } else { p.short_name },
        status: p.status,
        region: p.region,
        region_name,
        products: p.products,
        light,
        assessment,
        further,
    })
}

/// Partners of status backup that were never assessed, by code.
pub fn unassessed(conn: &Connection, day: NaiveDate) -> Result<Vec<Who>> {
    let sql = "SELECT p.id, p.code, coalesce(nullif(p.short_name, ''), p.name), coalesce(u.name, '')
               FROM partner p LEFT JOIN user u ON u.id = p.owner WHERE p.status = ?1
                 AND NOT EXISTS (SELECT 1 FROM backup_assessment b WHERE b.partner = p.id AND b.\"on\" <= ?2) ORDER BY p.code";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![Lifecycle::Backup.code(), day_number(day)], |r| {
        Ok(Who { id: r.get(0)?, code: r.get(1)?, name: r.get(2)?, owner: r.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The ids of regions with these names or codes, and everything below them.
pub fn regions(conn: &Connection, names: &Tags) -> Result<Vec<i64>> {
    listing::regions_below(conn, &today::regions_named(conn, &names.0)?)
}

/// The series of the task that follows up an audit's actions.
#[must_use]
pub fn audit_series(audit: i64) -> String {
    format!("audit_action:{audit}")
}

/// The audit whose actions a task of this series follows up.
#[must_use]
pub fn audit_of(series: &str) -> Option<i64> {
    series.strip_prefix("audit_action:")?.parse().ok()
}

/// The task that follows up an audit's actions, whatever became of it; the newest.
pub fn audit_task(conn: &Connection, audit: i64) -> Result<Option<Stored<Task>>> {
    // the span is that of the index of such tasks
    let clause = "WHERE series = ?1 AND series BETWEEN 'audit_action:' AND 'audit_action;' ORDER BY id DESC LIMIT 1";
    Ok(query_as::<Task>(conn, clause, &[&audit_series(audit)])?.pop())
}

/// The open tasks of a kind for a partner that are due up to a day, the earliest first.
pub fn open_tasks(conn: &Connection, kind: TaskKind, partner: i64, until: NaiveDate) -> Result<Vec<Stored<Task>>> {
    let clause = "WHERE partner = ?1 AND kind = ?2 AND state = 'open' AND due_on <= ?3 ORDER BY due_on, id";
    query_as(conn, clause, &[&partner, &kind.code(), &day_number(until)])
}

/// The open tickets in which a partner is named: number, title and severity code, the worst first.
pub fn open_tickets(conn: &Connection, partner: i64) -> Result<Vec<(i64, String, String)>> {
    // the plus: by the partner's tickets, not by all that are open
    let sql = "SELECT t.number, t.title, t.severity FROM ticket t
               WHERE t.id IN (SELECT id FROM ticket WHERE partner = ?1 UNION SELECT ticket FROM ticket_party WHERE partner = ?1)
                 AND +t.state NOT IN ('resolved', 'closed')
               ORDER BY t.severity, t.number";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([partner], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The last day on which something of a partner's stock was counted, up to a day, and what was there: pieces and value.
pub fn last_stock(conn: &Connection, partner: i64, until: NaiveDate) -> Result<Option<(NaiveDate, i64, Money)>> {
    let sql = "SELECT day, sum(quantity), sum(value) FROM stock
               WHERE partner = ?1 AND day = (SELECT max(day) FROM stock WHERE partner = ?1 AND day <= ?2) GROUP BY day";
    let found = conn
        .prepare_cached(sql)?
        .query_row((partner, day_number(until)), |r| Ok((from_day_number(r.get(0)?), r.get(1)?, Money(r.get(2)?))));
    Ok(found.optional()?)
}

/// The audits of a partner as of the end of a span.
pub fn audits_of(conn: &Connection, partner: i64, span: Span) -> Result<Audits> {
    Ok(Audits::of(audits(conn, partner)?, span))
}
