//! Taking a change back, and taking that back in its turn, which is how it is done again.
//!
//! A change set is taken back by the inverse of what the log says of it, newest first, as long as every field that it
//! touched still has the value that it left: values count, not versions, so what was written beside it stays, and so does
//! the history of steps back and forward. What the program derived by itself ([`DERIVED`]) never stands in the way: its
//! values give way, and what it hung on a record that goes, goes too. A change that can't be taken back names what stands
//! in the way ([`Obstacle`]), and then nothing is.

mod obstacle;

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, OptionalExtension};

pub use obstacle::{How, Obstacle};
use obstacle::{fact_of, holder, hung_on, lost};
pub(in crate::store) use obstacle::{gone, later, refusal};

use super::audit::{Action, ChangeSet, Entry, change_set_of, change_set_row, entries};
use super::record::{columns, get, get_as};
use super::{Result, StoreError, Tx};
use crate::domain::deposit;
use crate::domain::kinds::{AlertState, DepositEntry};
use crate::domain::record::{FieldType, Kind, Row, Stored, Value};

/// What the program does by itself where somebody merely looks: warnings brought up to date, overdue tickets escalated.
pub const DERIVED: &[&str] = &["change-alerts", "change-ticket-sweep"];

/// A change set that changed something: records, facts, or marks in Today.
///
/// What is set for everybody and is in no record counts too: whoever steps back is told that this is no step, and not taken past it.
const TOUCHED: &str = "(EXISTS (SELECT 1 FROM audit WHERE change_set = change_set.id)
    OR change_set.label IN ('change-clock', 'change-gateway-on', 'change-gateway-off')
    OR EXISTS (SELECT 1 FROM batch WHERE change_set = change_set.id)
    OR EXISTS (SELECT 1 FROM today_mark_log WHERE change_set = change_set.id))";

/// What a change set left of one record.
#[derive(Debug, Default)]
struct Left {
    /// It ended with the record gone.
    gone: bool,
    /// Every field that it touched, with the last value.
    fields: BTreeMap<&'static str, Value>,
}

impl Tx<'_> {
    /// Takes back everything that a change set did, newest first; answers how many records, facts and marks it touched.
    ///
    /// Of a change set that itself takes one back this does the first again.
    ///
    /// # Errors
    /// [`StoreError::NoChange`]; [`StoreError::NotUndoable`] with what stands in the way: then nothing is taken back.
    pub fn take_back(&mut self, change_set: i64) -> Result<usize> {
        let set = change_set_of(self.conn(), change_set)?.ok_or(StoreError::NoChange(change_set))?;
        let mut entries = entries(self.conn(), "WHERE a.change_set = ?1 ORDER BY a.id DESC", &[&change_set])?;
        entries.retain(|e| !e.kind.is_fact());
        let passed = self.look(&set, &entries)?;
        // facts before the records that they belong to go, after those that come back
        let comes_back = |e: &Entry| e.action == Action::Delete && is_named_by_facts(e.kind);
        let turn = entries.iter().rposition(comes_back).map_or(0, |i| i + 1);
        let (first, rest) = entries.split_at(turn);
        for e in first {
            self.invert(&set, e, &passed)?;
        }
        let facts = self.revert_batches_of(change_set)?;
        for e in rest {
            self.invert(&set, e, &passed)?;
        }
        let marks = self.marks_back(&set)?;
        let conn = self.conn();
        conn.execute("UPDATE change_set SET undone_by = ?1 WHERE id = ?2", (self.change_set(), change_set))?;
        conn.execute("UPDATE change_set SET undoes = ?2 WHERE id = ?1", (self.change_set(), change_set))?;
        // what was taken back stands again
        if let Some(again) = set.undoes {
            conn.execute("UPDATE change_set SET undone_by = NULL WHERE id = ?1", [again])?;
        }
        Ok(entries.len() + facts + marks)
    }

    /// Looks whether every field still has the value that the change left; answers the warnings that the program has ended
    /// since, which stay as they are.
    fn look(&self, set: &ChangeSet, entries: &[Entry]) -> Result<HashSet<i64>> {
        let mut passed = HashSet::new();
        for ((kind, record), left) in what_it_left(entries) {
            // who decides after somebody builds on what they decided, whatever the fields say
            if kind == Kind::Approval && obstacle::by_a_person(self.conn(), set.id, (kind, record), None)?.is_some() {
                let there = !matches!(get(self.conn(), kind, record), Err(StoreError::Missing { .. }));
                let how = if there { How::Changed } else { How::Gone };
                return Err(later(self.conn(), set, (kind, record), (how, None))?);
            }
            // entries of deposits are never removed but reversed
            if kind == Kind::DepositEntry && !left.gone {
                continue;
            }
            match (get(self.conn(), kind, record), left.gone) {
                (Err(StoreError::Missing { .. }), true) => {}
                // with the partner that it was about
                (Err(StoreError::Missing { .. }), false) if derived_away(self.conn(), set, kind, record)? => {
                    passed.insert(record);
                }
                (Err(StoreError::Missing { .. }), false) => {
                    return Err(later(self.conn(), set, (kind, record), (How::Gone, None))?);
                }
                (Err(other), _) => return Err(other),
                (Ok(_), true) => return Err(later(self.conn(), set, (kind, record), (How::Changed, None))?),
                (Ok(row), false) => {
                    for (name, value) in &left.fields {
                        if row.get(name) == value {
                            continue;
                        }
                        if obstacle::by_a_person(self.conn(), set.id, (kind, record), Some(name))?.is_some() {
                            return Err(later(self.conn(), set, (kind, record), (How::Changed, Some(name)))?);
                        }
                        if kind == Kind::Alert && row.get("state").text() == Some(AlertState::Cleared.code()) {
                            passed.insert(record);
                        }
                    }
                }
            }
        }
        Ok(passed)
    }

    /// Does the opposite of one entry of the log.
    fn invert(&mut self, set: &ChangeSet, e: &Entry, passed: &HashSet<i64>) -> Result<()> {
        if e.kind == Kind::Alert && passed.contains(&e.record) {
            return Ok(());
        }
        match e.action {
            Action::Insert if e.kind == Kind::DepositEntry => self.reverse_entry(set, e.record),
            Action::Insert => self.remove(set, e.kind, e.record),
            Action::Update => {
                let mut row = get(self.conn(), e.kind, e.record)?;
                for (name, value) in &e.before {
                    row.set(name, value.clone());
                }
                match self.update_back(&row) {
                    Err(e) if e.is_constraint() => Err(self.in_the_way(set, &row)?),
                    done => done.map(|_| ()),
                }
            }
            Action::Delete => self.put_back(set, e),
        }
    }

    /// Removes a record that a change made, with what the program has hung on it since.
    fn remove(&mut self, set: &ChangeSet, kind: Kind, id: i64) -> Result<()> {
        let version = get(self.conn(), kind, id)?.version;
        // facts keep partners, lines, regions and people without a reference that the file would check
        if let Some(fact) = fact_of(self.conn(), kind, id)? {
            return Err(later(self.conn(), set, fact, (How::Needed, None))?);
        }
        match self.delete(kind, id, version) {
            Err(e) if e.is_constraint() => {}
            done => return done,
        }
        for (kind, id) in hung_on(self.conn(), kind, id)? {
            if !obstacle::is_derived(self.conn(), kind, id)? {
                return Err(later(self.conn(), set, (kind, id), (How::Needed, None))?);
            }
            self.remove(set, kind, id)?;
        }
        match self.delete(kind, id, version) {
            Err(e) if e.is_constraint() => Err(later(self.conn(), set, (kind, id), (How::Needed, None))?),
            gone => gone,
        }
    }

    /// An entry of a deposit is reversed on its own day, so that every day's balance is as if it had never been. What was
    /// reversed and done again is reversed at its last entry.
    fn reverse_entry(&mut self, set: &ChangeSet, id: i64) -> Result<()> {
        let first: Stored<DepositEntry> = get_as(self.conn(), id)?;
        let mut entry = get_as::<DepositEntry>(self.conn(), id)?;
        while let Some(next) = reversal_of(self.conn(), entry.id)? {
            entry = get_as(self.conn(), next)?;
        }
        if entry.amount != first.amount {
            return Err(later(self.conn(), set, (Kind::DepositEntry, id), (How::Changed, Some("reverses")))?);
        }
        self.add(&deposit::reversal(entry.id, &entry, entry.on, &entry.note))?;
        Ok(())
    }

    /// A deleted record comes back under its old id.
    fn put_back(&mut self, set: &ChangeSet, e: &Entry) -> Result<()> {
        let def = e.kind.def();
        let mut row = Row { kind: e.kind, id: e.record, version: e.version + 1, values: vec![Value::Null; def.fields.len()] };
        for (name, value) in &e.before {
            row.set(name, value.clone());
        }
        if e.kind == Kind::Alert {
            self.make_room(set, &mut row)?;
        }
        let marks = (1..=def.fields.len()).map(|i| format!("?{}", i + 2)).collect::<Vec<_>>().join(", ");
        let sql = format!("INSERT INTO \"{}\" (id, version, {}) VALUES (?1, ?2, {marks})", def.name, columns(def));
        let identity = [Value::Int(row.id), Value::Int(row.version)];
        let put = self.conn().execute(&sql, rusqlite::params_from_iter(identity.iter().chain(&row.values)));
        if let Err(e) = put {
            let e = StoreError::from(e);
            return Err(if e.is_constraint() { self.in_the_way(set, &row)? } else { e });
        }
        self.log(Action::Insert, e.kind, e.record, row.version, None, Some(&row.values))?;
        self.groups_changed()?;
        self.touched(e.kind, e.record, None, Some(&row.values))
    }

    /// A warning that comes back takes the place of the one that the program has raised for the same meanwhile; where
    /// somebody has done something about that one, it is over.
    fn make_room(&mut self, set: &ChangeSet, alert: &mut Row) -> Result<()> {
        for other in alerts_beside(self.conn(), alert)? {
            if obstacle::is_derived(self.conn(), Kind::Alert, other)? {
                self.remove(set, Kind::Alert, other)?;
            } else {
                alert.set("state", Value::Text(AlertState::Cleared.code().to_owned()));
            }
        }
        Ok(())
    }

    /// Why a row can't be written: another record has its key, or one that it refers to is gone.
    fn in_the_way(&self, set: &ChangeSet, row: &Row) -> Result<StoreError> {
        if let Some(other) = holder(self.conn(), row)? {
            return later(self.conn(), set, (row.kind, other), (How::Taken, None));
        }
        match lost(self.conn(), row)? {
            Some(gone) => later(self.conn(), set, gone, (How::Gone, None)),
            None => later(self.conn(), set, (row.kind, row.id), (How::Changed, None)),
        }
    }
}

/// Whether facts refer to records of a kind.
fn is_named_by_facts(kind: Kind) -> bool {
    let refers = |fact: &Kind| fact.def().fields.iter().any(|f| f.ty == FieldType::Ref(kind));
    Kind::ALL.iter().filter(|k| k.is_fact()).any(refers)
}

/// What a change set, whose entries come newest first, left of each record.
fn what_it_left(entries: &[Entry]) -> BTreeMap<(Kind, i64), Left> {
    let mut all: BTreeMap<(Kind, i64), Left> = BTreeMap::new();
    for e in entries.iter().rev() {
        let left = all.entry((e.kind, e.record)).or_default();
        left.gone = e.action == Action::Delete;
        match e.action {
            Action::Delete => left.fields.clear(),
            Action::Insert => left.fields = e.kind.def().fields.iter().map(|f| (f.name, Value::Null)).collect(),
            Action::Update => {}
        }
        left.fields.extend(e.after.iter().filter(|_| !left.gone).cloned());
    }
    all
}

/// Whether a change after this one wrote a field of a record.
pub fn was_written_since(conn: &Connection, change_set: i64, (kind, record): (Kind, i64), field: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM audit, json_each(audit.after) AS written WHERE audit.kind = ?1 AND audit.record = ?2
                 AND audit.change_set > ?3 AND written.key = ?4)";
    Ok(conn.prepare_cached(sql)?.query_row((kind.def().name, record, change_set, field), |r| r.get(0))?)
}

/// Whether a record went with what the program derived.
fn derived_away(conn: &Connection, set: &ChangeSet, kind: Kind, record: i64) -> Result<bool> {
    Ok(kind == Kind::Alert && obstacle::by_a_person(conn, set.id, (kind, record), None)?.is_none())
}

/// The warnings of the same partner and rule that are on, or began on the same day.
fn alerts_beside(conn: &Connection, alert: &Row) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM alert WHERE partner = ?1 AND rule = ?2 AND id <> ?4 AND (state <> 'cleared' OR first_seen = ?3)";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map((alert.get("partner"), alert.get("rule"), alert.get("first_seen"), alert.id), |r| r.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn reversal_of(conn: &Connection, entry: i64) -> Result<Option<i64>> {
    let sql = "SELECT id FROM deposit_entry WHERE reverses = ?1";
    Ok(conn.prepare_cached(sql)?.query_row([entry], |r| r.get(0)).optional()?)
}

/// The actor's newest change that stands: the next step back.
pub fn last_of(conn: &Connection, actor: &str) -> Result<Option<ChangeSet>> {
    let sql = format!(
        "SELECT id, at, actor, label, detail, undone_by, undoes FROM change_set
         WHERE actor = ?1 AND undone_by IS NULL AND undoes IS NULL AND {TOUCHED} ORDER BY id DESC LIMIT 1"
    );
    Ok(conn.prepare_cached(&sql)?.query_row([actor], change_set_row).optional()?)
}

/// The change sets by which the actor took changes back, the last first, without those that were done again and those before
/// something else that they have changed since: the next steps forward.
pub fn steps_back(conn: &Connection, actor: &str) -> Result<Vec<ChangeSet>> {
    let sql = format!("SELECT coalesce(max(id), 0) FROM change_set WHERE actor = ?1 AND undoes IS NULL AND {TOUCHED}");
    let went_on: i64 = conn.prepare_cached(&sql)?.query_row([actor], |r| r.get(0))?;
    let sql = format!(
        "SELECT id, at, actor, label, detail, undone_by, undoes FROM change_set
         WHERE actor = ?1 AND id > ?2 AND undone_by IS NULL AND {TOUCHED}
           AND EXISTS (SELECT 1 FROM change_set first WHERE first.id = change_set.undoes AND first.undoes IS NULL)
         ORDER BY id DESC"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map((actor, went_on), change_set_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether a step back was passed over before: one that was taken earlier is done again since.
pub fn was_passed(conn: &Connection, actor: &str, step: i64) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM change_set again JOIN change_set back ON back.id = again.undoes
                 WHERE again.actor = ?1 AND again.id > ?2 AND back.id < ?2 AND back.undoes IS NOT NULL)";
    Ok(conn.prepare_cached(sql)?.query_row((actor, step), |r| r.get(0))?)
}

/// The newest changes of an account, or of everybody, newest first.
pub fn changes(conn: &Connection, actor: Option<&str>, limit: i64) -> Result<Vec<ChangeSet>> {
    let sql = format!(
        "SELECT id, at, actor, label, detail, undone_by, undoes FROM change_set
         WHERE (?1 IS NULL OR actor = ?1) AND ({TOUCHED} OR label = 'change-clock') ORDER BY id DESC LIMIT ?2"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map((actor, limit), change_set_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
