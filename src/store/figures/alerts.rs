//! Keeps the table of warnings in step with what the rules find, many partners at a time.
//!
//! A warning that is raised, changes state or severity, or is over is logged like any other change of a record; that
//! it still holds, with today's figure, is not a change of anybody's and only its row says it. Those of a look aside
//! ([`super::aside`]) are followed alike, and logged nowhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, params};

use super::Chunk;
use super::gather::Prices;
use crate::domain::alert::{Finding, IN_ORDER, Next, OnRecord, follow};
use crate::domain::kinds::{Alert, AlertRule, AlertState};
use crate::domain::period::day_number;
use crate::domain::record::{Kind, Record, Row, Storable as _, Stored, Value};
use crate::store::audit::{self, Action};
use crate::store::record::{columns, query_as};
use crate::store::{Result, Tx};

/// A warning of the price watch: partner, rule, figure, severity.
type Known = (i64, String, i64, String);

/// The partners whose warnings on record are not what the price watch finds.
pub(super) fn other_prices(conn: &Connection, [found, _]: &Prices) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT partner, rule, coalesce(value, 0), severity FROM alert WHERE rule IN ('seen_price', 'price_gap') AND state <> 'cleared'",
    )?;
    let live = statement
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?
        .collect::<rusqlite::Result<BTreeSet<Known>>>()?;
    let code = |f: &Finding, partner: i64| (partner, f.rule.code().to_owned(), f.value, f.severity.code().to_owned());
    let now: BTreeSet<Known> = found.iter().flat_map(|(p, f)| f.iter().flatten().map(move |f| code(f, *p))).collect();
    Ok(live.symmetric_difference(&now).map(|known| known.0).collect())
}

/// A change of a warning, as the log tells it.
pub(super) struct Logged<'a> {
    action: Action,
    record: i64,
    version: i64,
    before: Option<&'a [Value]>,
    after: &'a [Value],
}

/// Where warnings are kept.
pub(super) trait Kept {
    /// The database.
    fn conn(&self) -> &Connection;
    /// The row id of the next one that is raised; `None`: the table's next.
    fn next(&self) -> Result<Option<i64>>;
    /// The version of the rules that they name.
    fn rules(&self) -> Option<i64>;
    fn log(&mut self, change: &Logged<'_>) -> Result<()>;
}

impl Kept for Tx<'_> {
    fn conn(&self) -> &Connection {
        self.conn()
    }

    fn next(&self) -> Result<Option<i64>> {
        Ok(None)
    }

    fn rules(&self) -> Option<i64> {
        self.rules()
    }

    fn log(&mut self, change: &Logged<'_>) -> Result<()> {
        self.log(change.action, Kind::Alert, change.record, change.version, change.before, Some(change.after))
    }
}

/// Follows the warnings of the partners of a chunk; answers how many were raised and how many cleared.
pub(super) fn follow_all(kept: &mut impl Kept, chunk: &Chunk, as_of: NaiveDate) -> Result<(usize, usize)> {
    let (Some(first), Some(last)) = (chunk.first().map(|c| c.0), chunk.last().map(|c| c.0)) else { return Ok((0, 0)) };
    let live = "WHERE state <> 'cleared' AND partner BETWEEN ?1 AND ?2 ORDER BY partner";
    let mut live: HashMap<(i64, AlertRule), Stored<Alert>> =
        query_as::<Alert>(kept.conn(), live, &[&first, &last])?.into_iter().map(|a| ((a.partner, a.rule), a)).collect();
    let (mut raised, mut cleared) = (0, 0);
    for (partner, figures) in chunk {
        let Some(figures) = figures else { continue };
        for finding in &figures.parts.findings {
            match live.remove(&(*partner, finding.rule)) {
                None => {
                    raise(kept, *partner, finding, as_of)?;
                    raised += 1;
                }
                Some(alert) => raised += usize::from(goes_on(kept, alert, finding, as_of)?),
            }
        }
    }
    // what is left of the partners of this chunk was not found again
    let mut over: Vec<_> = live.into_values().collect();
    over.sort_unstable_by_key(|a| a.id);
    for alert in over {
        let at = chunk.binary_search_by_key(&alert.partner, |c| c.0);
        if at.is_ok_and(|at| chunk.get(at).is_some_and(|c| c.1.is_some())) {
            let before = alert.record.to_values();
            alter(kept, &Stored { record: Alert { state: AlertState::Cleared, ..alert.record }, ..alert }, &before)?;
            cleared += 1;
        }
    }
    Ok((raised, cleared))
}

fn raise(kept: &mut impl Kept, partner: i64, finding: &Finding, as_of: NaiveDate) -> Result<()> {
    if comes_back(kept, partner, finding, as_of)? {
        return Ok(());
    }
    let alert = Alert {
        brought_in: false,
        partner,
        rule: finding.rule,
        severity: finding.severity,
        value: Some(finding.value),
        bound: Some(finding.bound),
        first_seen: as_of,
        last_seen: as_of,
        state: AlertState::Open,
        snoozed_until: None,
        acknowledged_by: None,
        assignee: None,
        reason: String::new(),
        noted: None,
        turned_on: None,
        back_on: None,
        policy_version: kept.rules(),
    };
    let values = alert.to_values();
    let id = kept.next()?.map_or(Value::Null, Value::Int);
    let marks = (1..=values.len() + 1).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
    let sql = format!("INSERT INTO alert (id, {}) VALUES ({marks}) ON CONFLICT DO NOTHING", columns(Alert::DEF));
    let given = rusqlite::params_from_iter(std::iter::once(&id).chain(&values));
    let made = kept.conn().prepare_cached(&sql)?.execute(given)?;
    if made > 0 {
        let record = kept.conn().last_insert_rowid();
        return kept.log(&Logged { action: Action::Insert, record, version: 1, before: None, after: &values });
    }
    Ok(())
}

/// A warning that was in order for less than two weeks and holds again is the same one, with what was done about it; answers
/// whether there was one.
fn comes_back(kept: &mut impl Kept, partner: i64, finding: &Finding, as_of: NaiveDate) -> Result<bool> {
    let over = "WHERE partner = ?1 AND rule = ?2 AND state = 'cleared' AND last_seen > ?3 ORDER BY last_seen DESC LIMIT 1";
    let since = day_number(as_of - Days::new(IN_ORDER));
    let Some(mut alert) = query_as::<Alert>(kept.conn(), over, &[&partner, &finding.rule.code(), &since])?.pop() else {
        return Ok(false);
    };
    let before = alert.record.to_values();
    alert.record.state = state_of(&alert, as_of);
    alert.record.first_seen = alert.first_seen.min(as_of);
    // one that is found again on the day on which it ended was not away
    if alert.last_seen < as_of {
        alert.record.back_on = Some(as_of);
    }
    settle(kept, &mut alert, finding, as_of);
    alter(kept, &alert, &before)?;
    Ok(true)
}

/// Brings a warning up to what was found; answers whether its state, its severity or its side changed.
fn settle(kept: &impl Kept, alert: &mut Stored<Alert>, finding: &Finding, as_of: NaiveDate) -> bool {
    let turned = alert.value.zip(alert.bound).is_some_and(|was| finding.turned(was));
    if turned {
        // what was noted of the other side says nothing of this one
        (alert.record.turned_on, alert.record.noted) = (Some(as_of), None);
    }
    let record =
        OnRecord { severity: alert.severity, state: alert.state, snoozed_until: alert.snoozed_until, noted: alert.noted };
    (alert.record.value, alert.record.bound, alert.record.last_seen) = (Some(finding.value), Some(finding.bound), as_of);
    alert.record.policy_version = kept.rules();
    let Next::Changes(state, severity) = follow(&record, Some(finding), as_of) else { return turned };
    (alert.record.state, alert.record.severity) = (state, severity);
    if state == AlertState::Open {
        (alert.record.snoozed_until, alert.record.acknowledged_by, alert.record.noted) = (None, None, None);
    }
    true
}

/// What a warning that was over is when it holds again as it did.
fn state_of(was: &Alert, as_of: NaiveDate) -> AlertState {
    match (was.snoozed_until, was.acknowledged_by) {
        (Some(until), _) if until > as_of => AlertState::Snoozed,
        (None, Some(_)) => AlertState::Acknowledged,
        _ => AlertState::Open,
    }
}

impl Tx<'_> {
    /// Takes back what `program` did with warnings after a moment, in seconds since 1970: a clock that was set back has not come to
    /// it yet. What a person did since stays.
    pub fn warnings_back(&mut self, program: &str, moment: i64) -> Result<()> {
        let later = "WHERE a.kind = ?1 AND c.at > ?2 ORDER BY a.id DESC";
        let (mut back, mut theirs) = (BTreeMap::<i64, Vec<(&'static str, Value)>>::new(), BTreeSet::new());
        for entry in audit::entries(self.conn(), later, &[&Alert::DEF.name, &moment])? {
            if entry.actor != program {
                theirs.insert(entry.record);
            }
            match entry.action {
                // one that was raised since is not there yet, whoever works on it then
                Action::Insert => back.entry(entry.record).or_default().push(("state", AlertState::Cleared.to_value())),
                Action::Update if !theirs.contains(&entry.record) => back.entry(entry.record).or_default().extend(entry.before),
                _ => {}
            }
        }
        for (id, fields) in back {
            let Some(there) = query_as::<Alert>(self.conn(), "WHERE id = ?1", &[&id])?.pop() else { continue };
            let before = there.record.to_values();
            let mut row = Row::from(there.clone());
            for (field, value) in fields {
                row.set(field, value);
            }
            let then = row.typed::<Alert>()?;
            if then.record.to_values() != before {
                alter(self, &Stored { record: then.record, ..there }, &before)?;
            }
        }
        Ok(())
    }
}

/// Answers whether it became open again.
fn goes_on(kept: &mut impl Kept, mut alert: Stored<Alert>, finding: &Finding, as_of: NaiveDate) -> Result<bool> {
    let before = alert.record.to_values();
    let was = alert.state;
    if settle(kept, &mut alert, finding, as_of) {
        alter(kept, &alert, &before)?;
        return Ok(was != alert.state);
    }
    let now = alert.record.to_values();
    if now != before {
        kept.conn()
            .prepare_cached("UPDATE alert SET value = ?2, bound = ?3, last_seen = ?4, policy_version = ?5 WHERE id = ?1")?
            .execute(params![alert.id, finding.value, finding.bound, day_number(as_of), kept.rules()])?;
    }
    Ok(false)
}

/// Writes and logs a warning that changed; unlike a person's change it makes no figures stale.
fn alter(kept: &mut impl Kept, alert: &Stored<Alert>, before: &[Value]) -> Result<()> {
    let after = alert.record.to_values();
    let sets = Alert::DEF.fields.iter().enumerate().fold(String::new(), |mut sets, (i, f)| {
        let _ = write!(sets, ", \"{}\" = ?{}", f.name, i + 2);
        sets
    });
    let id = Value::Int(alert.id);
    kept.conn()
        .prepare_cached(&format!("UPDATE alert SET version = version + 1{sets} WHERE id = ?1"))?
        .execute(rusqlite::params_from_iter(std::iter::once(&id).chain(&after)))?;
    let version = alert.version + 1;
    kept.log(&Logged { action: Action::Update, record: alert.id, version, before: Some(before), after: &after })
}
