//! Warnings as lists of them show them, and what is being done about partners that slip.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use super::{Result, record};
use crate::domain::alert::doing::{Doing, Known};
use crate::domain::kinds::{Alert, AlertRule, AlertSeverity, AlertState};
use crate::domain::period::from_day_number;
use crate::domain::record::Stored;

/// A warning with who it concerns.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The warning.
    pub alert: Stored<Alert>,
    /// The partner's code.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Account of who sees to it: to whom it was given, else the partner's owner.
    pub owner: Option<String>,
    /// Account of who acknowledged it.
    pub acknowledged_by: Option<String>,
}

/// Which warnings; of what is `None` any. Without a state those that are not over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    pub rule: Option<AlertRule>,
    /// How serious.
    pub severity: Option<AlertSeverity>,
    /// What was done about it.
    pub state: Option<AlertState>,
    /// Who sees to it.
    pub owner: Option<i64>,
    pub partner: Option<i64>,
}

/// The warnings that are asked for, the most serious and newest first, at most `limit`, and how many there are.
pub fn list(conn: &Connection, ask: &Ask, limit: u32) -> Result<(Vec<Line>, usize)> {
    const WHICH: &str = "FROM alert a JOIN partner p ON p.id = a.partner
        WHERE (?1 IS NULL OR a.rule = ?1) AND (?2 IS NULL OR a.severity = ?2)
        AND CASE WHEN ?3 IS NULL THEN a.state <> 'cleared' ELSE a.state = ?3 END
        AND (?4 IS NULL OR coalesce(a.assignee, p.owner) = ?4) AND (?5 IS NULL OR a.partner = ?5)";
    let rule = ask.rule.map(AlertRule::code);
    let (severity, state) = (ask.severity.map(AlertSeverity::code), ask.state.map(AlertState::code));
    let count: i64 = conn
        .prepare_cached(&format!("SELECT count(*) {WHICH}"))?
        .query_row(params![rule, severity, state, ask.owner, ask.partner], |r| r.get(0))?;
    let sql = format!(
        "SELECT a.id, p.code, coalesce(nullif(p.short_name, ''), p.name),
           (SELECT name FROM user WHERE id = coalesce(a.assignee, p.owner)), (SELECT name FROM user WHERE id = a.acknowledged_by)
         {WHICH} ORDER BY CASE a.severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, a.first_seen DESC, a.id LIMIT ?6"
    );
    let named = conn
        .prepare_cached(&sql)?
        .query_map(params![rule, severity, state, ask.owner, ask.partner, limit], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?))
        })?
        .collect::<rusqlite::Result<Vec<(i64, String, String, Option<String>, Option<String>)>>>()?;
    let lines = named
        .into_iter()
        .map(|(id, code, name, owner, acknowledged_by)| {
            Ok(Line { alert: record::get_as::<Alert>(conn, id)?, code, name, owner, acknowledged_by })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok((lines, usize::try_from(count).unwrap_or(0)))
}

/// What is being done about partners.
pub fn doing(conn: &Connection, partners: &[i64]) -> Result<HashMap<i64, Doing>> {
    let ids = serde_json::to_string(partners).unwrap_or_default();
    let mut all: HashMap<i64, Doing> = partners.iter().map(|id| (*id, Doing::default())).collect();
    let mut tickets = conn.prepare_cached(
        "SELECT t.partner, t.number FROM json_each(?1) j JOIN ticket t ON t.partner = j.value
         WHERE t.state NOT IN ('resolved', 'closed') ORDER BY t.id DESC",
    )?;
    let mut rows = tickets.query([&ids])?;
    while let Some(r) = rows.next()? {
        if let Some(of) = all.get_mut(&r.get(0)?) {
            of.tickets.push(r.get(1)?);
        }
    }
    let mut tasks = conn.prepare_cached(
        "SELECT t.partner, t.due_on, t.title FROM json_each(?1) j JOIN task t ON t.partner = j.value
         WHERE t.state = 'open' ORDER BY t.due_on, t.id",
    )?;
    let mut rows = tasks.query([&ids])?;
    while let Some(r) = rows.next()? {
        if let Some(of) = all.get_mut(&r.get(0)?) {
            of.tasks.push((from_day_number(r.get(1)?), r.get(2)?));
        }
    }
    let mut alerts = conn.prepare_cached(
        "SELECT a.partner, a.id, a.version, a.rule, a.severity, a.state, a.snoozed_until, u.name
         FROM json_each(?1) j JOIN alert a ON a.partner = j.value LEFT JOIN user u ON u.id = a.assignee
         WHERE a.state <> 'cleared' ORDER BY CASE a.severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, a.id",
    )?;
    let mut rows = alerts.query([&ids])?;
    while let Some(r) = rows.next()? {
        let code = |i: usize| r.get::<_, String>(i);
        let known = (AlertRule::from_code(&code(3)?), AlertSeverity::from_code(&code(4)?), AlertState::from_code(&code(5)?));
        if let (Some(of), (Some(rule), Some(severity), Some(state))) = (all.get_mut(&r.get(0)?), known) {
            let until = r.get::<_, Option<i32>>(6)?.map(from_day_number);
            of.alerts.push(Known { seen: (r.get(1)?, r.get(2)?), rule, severity, state, until, assignee: r.get(7)? });
        }
    }
    Ok(all)
}
