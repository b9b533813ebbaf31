//! Two partners that are one and the same become one (S1): everything that refers to the one refers to the other
//! afterwards, in one transaction that undo takes back as a whole.
//!
//! What both have of one key is decided by kind ([`Merger::meet`]); nothing is lost without the log knowing it. Facts are moved
//! by [`Tx::move_facts`] with the roll-ups of both. The code of the one that goes becomes a former code, by which imports,
//! filters and people still find the one that stays.

mod targets;

use super::lifecycle::{Mover, step};
use crate::domain::kinds::{self, AlertState, ApprovalSubject, Lifecycle, Partner};
use crate::domain::merge::{Difference, Outcome, Side, differences, sides, united};
use crate::domain::record::{Expected, FieldType, Kind, Problem, Row, Stored, Value};
use crate::domain::{approval, partner};
use crate::ops::access::Act;
use crate::ops::{OpError, Result, Session};
use crate::store::{StoreError, Tx, network, record};

/// Two partners side by side, with what is proposed and what it would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The one that stays.
    pub keep: Row,
    /// The one that is merged into it.
    pub drop: Row,
    /// The fields that differ, with what is proposed.
    pub fields: Vec<Difference>,
    /// What merging them would do.
    pub outcome: Outcome,
}

/// Two partners to be merged as a person saw them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The one that stays: id and version.
    pub keep: (i64, i64),
    /// The one that goes: id and version.
    pub drop: (i64, i64),
    /// From whom the fields that differ are taken; the others as proposed.
    pub chosen: Vec<Difference>,
}

/// Sets two partners side by side and tries what merging them would do.
///
/// # Errors
/// As [`merge`]; nothing is written.
pub fn compare(session: &mut Session, keep: i64, drop: i64) -> Result<Compared> {
    let (keep, drop) = {
        let conn = session.store.conn();
        (record::get(conn, Kind::Partner, keep)?, record::get(conn, Kind::Partner, drop)?)
    };
    let fields = differences(&keep, &drop);
    let wish = Wish { keep: (keep.id, keep.version), drop: (drop.id, drop.version), chosen: Vec::new() };
    let outcome = run(session, &wish, true)?;
    Ok(Compared { keep, drop, fields, outcome })
}

/// Merges one partner into another.
///
/// # Errors
/// [`OpError::Role`] below a manager, [`OpError::Refused`] for a manager of other regions, for a proposal or approval that
/// has to be decided first, and for a partner that would be both a core and a satellite; [`OpError::Invalid`] for chosen
/// values that do not go together; a conflict if somebody changed one of them since.
pub fn merge(session: &mut Session, wish: &Wish) -> Result<Outcome> {
    run(session, wish, false)
}

/// The choice of fields by name: those named from the one that goes.
///
/// # Errors
/// [`OpError::Invalid`] names a field in which the two do not differ.
pub fn taking(compared: &Compared, names: &[String]) -> Result<Vec<Difference>> {
    let fields = Kind::Partner.def().fields;
    let mut chosen = compared.fields.clone();
    for name in names {
        let wanted = |d: &&mut Difference| fields.get(d.index).is_some_and(|f| f.name == name.trim());
        if let Some(d) = chosen.iter_mut().find(wanted) {
            d.side = Side::Drop;
        } else {
            let differ = compared.fields.iter().filter_map(|d| fields.get(d.index)).map(|f| f.name.to_owned()).collect();
            let problem = Problem { field: "take", value: name.clone(), expected: Expected::OneOf(differ) };
            return Err(OpError::Invalid(vec![problem]));
        }
    }
    Ok(chosen)
}

fn run(session: &mut Session, wish: &Wish, dry: bool) -> Result<Outcome> {
    session.require(Act::Merge.needs())?;
    let (keep, drop) = (read(session, wish.keep)?, read(session, wish.drop)?);
    if keep.id == drop.id {
        return Err(OpError::Refused { key: "usage-merge-itself", args: vec![("code", code(&keep))] });
    }
    for partner in [&keep, &drop] {
        session.may(Act::Merge, Some(partner.id))?;
    }
    let mover = Mover { user: session.actor.user, at: session.now(), day: session.as_of() };
    let policy = session.policy.clone();
    let what = format!("{} > {}", code(&drop), code(&keep));
    let mut outcome = Outcome::default();
    let result = session.write(Act::Merge.needs(), "change-partner-merge", &what, |tx| {
        // as it is now: the file was not locked before
        for seen in [&keep, &drop] {
            let now = record::get(tx.conn(), Kind::Partner, seen.id).ok();
            if now.as_ref().is_none_or(|n| n.version != seen.version) {
                return Err(StoreError::Conflict { kind: Kind::Partner, id: seen.id, theirs: now.map(Box::new) }.into());
            }
        }
        undecided(tx, &drop)?;
        let row = chosen(tx, &keep, &drop, &wish.chosen)?;
        let mut merger = Merger { tx, keep: &keep, drop: &drop, outcome: Outcome::default() };
        merger.alerts()?;
        merger.records()?;
        merger.targets()?;
        (merger.outcome.sales, merger.outcome.stock) = merger.tx.move_facts(drop.id, keep.id, &code(&drop))?;
        outcome = merger.outcome;
        write(tx, mover, &policy, &keep, row, &code(&drop))?;
        tx.delete(Kind::Partner, drop.id, current(tx, drop.id)?.version)?;
        // what was tried is not kept
        if dry { Err(OpError::Invalid(Vec::new())) } else { Ok(()) }
    });
    match result {
        Err(OpError::Invalid(problems)) if dry && problems.is_empty() => {}
        other => other?,
    }
    let credit_code = |row: &Row| row.get("credit_code").text().map(crate::domain::duplicate::credit_code);
    outcome.two_persons = matches!((credit_code(&keep), credit_code(&drop)), (Some(a), Some(b)) if a != b);
    Ok(outcome)
}

fn code(row: &Row) -> String {
    row.get("code").text().unwrap_or_default().to_owned()
}

fn read(session: &Session, (id, version): (i64, i64)) -> Result<Row> {
    let row = record::get(session.store.conn(), Kind::Partner, id)?;
    if row.version == version {
        return Ok(row);
    }
    Err(StoreError::Conflict { kind: Kind::Partner, id, theirs: Some(Box::new(row)) }.into())
}

fn current(tx: &Tx<'_>, id: i64) -> Result<Row> {
    Ok(record::get(tx.conn(), Kind::Partner, id)?)
}

/// A proposal about the one that goes was made from its figures alone: it is decided before.
fn undecided(tx: &Tx<'_>, drop: &Row) -> Result<()> {
    let open = record::query(tx.conn(), Kind::TierChange, "WHERE partner = ?1 AND state = 'proposed' LIMIT 1", &[&drop.id])?;
    if open.is_empty() {
        return Ok(());
    }
    Err(OpError::Refused { key: "refused-merge-proposal", args: vec![("code", code(drop))] })
}

/// The partner that stays with the chosen values, checked.
fn chosen(tx: &Tx<'_>, keep: &Row, drop: &Row, wanted: &[Difference]) -> Result<Row> {
    let mut fields = differences(keep, drop);
    for d in &mut fields {
        if let Some(w) = wanted.iter().find(|w| w.index == d.index && sides(d.index).contains(&w.side)) {
            d.side = w.side;
        }
    }
    let row = united(keep, drop, &fields);
    let mut problems = kinds::check(&row);
    problems.extend(partner::check(&row));
    if !problems.is_empty() {
        return Err(OpError::Invalid(problems));
    }
    let satellites = |of: &Row, but: &Row| -> Result<i64> {
        let mine = i64::from(but.get("core").int() == Some(of.id));
        Ok(network::satellites(tx.conn(), of.id)? - mine)
    };
    if let Some(core) = row.get("core").int()
        && satellites(keep, drop)? + satellites(drop, keep)? > 0
    {
        let args = vec![("code", code(keep)), ("core", network::code(tx.conn(), core)?)];
        return Err(OpError::Refused { key: "refused-merge-core", args });
    }
    Ok(row)
}

/// Writes the partner that stays; a status that was taken over is a move like any other.
fn write(
    tx: &mut Tx<'_>,
    mover: Mover,
    policy: &crate::domain::policy::Policy,
    keep: &Row,
    mut row: Row,
    former: &str,
) -> Result<()> {
    let status = |row: &Row| row.get("status").text().and_then(Lifecycle::from_code);
    let to = status(&row).filter(|to| Some(*to) != status(keep));
    row.set("status", keep.get("status").clone());
    row.version = current(tx, keep.id)?.version;
    row.version = tx.update(&row)?;
    if let Some(to) = to {
        let mut stored: Stored<Partner> = row.typed()?;
        step(tx, mover, policy, &mut stored, to, &format!("merge {former}"))?;
    }
    Ok(())
}

/// What became of a record that refers to the partner that goes.
enum Fate {
    Moved,
    Renamed,
    United,
    LeftOut,
}

struct Merger<'a, 'c> {
    tx: &'a mut Tx<'c>,
    keep: &'a Row,
    drop: &'a Row,
    outcome: Outcome,
}

impl Merger<'_, '_> {
    /// Every record of every kind that refers to the one that goes.
    fn records(&mut self) -> Result<()> {
        for kind in Kind::ALL.iter().copied().filter(|k| !k.is_fact()) {
            let refers = kind.def().fields.iter().filter(|f| f.ty == FieldType::Ref(Kind::Partner));
            for name in refers.map(|f| f.name) {
                let clause = format!("WHERE \"{name}\" = ?1 ORDER BY id");
                for row in record::query(self.tx.conn(), kind, &clause, &[&self.drop.id])? {
                    self.give(&row, name)?;
                }
            }
        }
        Ok(())
    }

    /// Gives one record to the partner that stays.
    fn give(&mut self, theirs: &Row, name: &str) -> Result<()> {
        let kind = theirs.kind;
        if kind == Kind::Partner {
            // a satellite; the two themselves have no core in each other afterwards
            if [self.keep.id, self.drop.id].contains(&theirs.id) {
                return Ok(());
            }
        }
        let mut moved = theirs.clone();
        moved.set(name, Value::Int(self.keep.id));
        let fate = if let Some(mine) = self.met(&moved, name)? {
            self.meet(mine, moved)?
        } else {
            self.tx.update(&moved)?;
            Fate::Moved
        };
        self.note(kind, &fate);
        Ok(())
    }

    fn note(&mut self, kind: Kind, fate: &Fate) {
        let tally = self.outcome.records.entry(kind).or_default();
        match fate {
            Fate::Moved => tally.moved += 1,
            Fate::Renamed => (tally.moved, tally.renamed) = (tally.moved + 1, tally.renamed + 1),
            Fate::United => tally.united += 1,
            Fate::LeftOut => tally.left_out += 1,
        }
    }

    /// The record that has the key which a moved one would have.
    fn met(&self, moved: &Row, name: &str) -> Result<Option<Row>> {
        let key = moved.kind.def().key;
        let bare = moved.kind == Kind::Task && (moved.get("series").is_null() || moved.get("period").is_null());
        if !key.contains(&name) || bare {
            return Ok(None);
        }
        let values: Vec<&Value> = key.iter().map(|k| moved.get(k)).collect();
        Ok(record::by_key(self.tx.conn(), moved.kind, &values)?.filter(|r| r.id != moved.id))
    }

    /// Both partners have a record of one key: `mine` stays where it is, `theirs` is to be moved.
    fn meet(&mut self, mut mine: Row, mut theirs: Row) -> Result<Fate> {
        if let Some(field) = theirs.kind.def().conduct.told_apart {
            return self.tell_apart(mine, theirs, field);
        }
        let text = |row: &Row, name: &str| row.get(name).text().unwrap_or_default().to_owned();
        match theirs.kind {
            // people of both sat in one course
            Kind::Training if different(&mine, &theirs) => {
                for name in ["invited", "completed"] {
                    let both = [mine.get(name).int(), theirs.get(name).int()];
                    if both.iter().any(Option::is_some) {
                        mine.set(name, Value::Int(both.iter().flatten().sum()));
                    }
                }
                self.tx.update(&mine)?;
                self.remove(&theirs, Some(mine.id))?;
                Ok(Fate::United)
            }
            // one plan for one partner; what was done stays done
            Kind::Task => match (text(&mine, "state").as_str(), text(&theirs, "state").as_str()) {
                ("done", "done") => {
                    theirs.set("series", Value::Null);
                    theirs.set("period", Value::Null);
                    self.tx.update(&theirs)?;
                    Ok(Fate::Renamed)
                }
                (_, "done") => {
                    self.remove(&mine, Some(theirs.id))?;
                    self.tx.update(&theirs)?;
                    Ok(Fate::United)
                }
                _ => self.leave(&theirs, &mine),
            },
            // what was decided stands before what was not
            _ if text(&theirs, "state") == "approved"
                && mine.kind.def().field("state").is_some()
                && text(&mine, "state") != "approved" =>
            {
                self.remove(&mine, Some(theirs.id))?;
                self.tx.update(&theirs)?;
                Ok(Fate::United)
            }
            _ => self.leave(&theirs, &mine),
        }
    }

    /// One and the same, unless what is known of them differs: then the field says which was of the partner that goes.
    fn tell_apart(&mut self, mut mine: Row, mut theirs: Row, field: &str) -> Result<Fate> {
        let fits = mine.values.iter().zip(&theirs.values).all(|(m, t)| m == t || m.is_null() || t.is_null());
        if fits {
            for (m, t) in mine.values.iter_mut().zip(&theirs.values) {
                if m.is_null() {
                    *m = t.clone();
                }
            }
            self.tx.update(&mine)?;
            self.remove(&theirs, Some(mine.id))?;
            return Ok(Fate::United);
        }
        let mut other = match theirs.get(field).text() {
            Some(text) if !text.is_empty() => format!("{text} ({})", code(self.drop)),
            _ => code(self.drop),
        };
        loop {
            theirs.set(field, Value::Text(other.clone()));
            if self.met(&theirs, "partner")?.is_none() {
                break;
            }
            other.push('+');
        }
        self.tx.update(&theirs)?;
        Ok(Fate::Renamed)
    }

    fn leave(&mut self, theirs: &Row, mine: &Row) -> Result<Fate> {
        self.remove(theirs, Some(mine.id))?;
        Ok(Fate::LeftOut)
    }

    /// Removes a record; what refers to it refers to another one, or to none.
    fn remove(&mut self, gone: &Row, instead: Option<i64>) -> Result<()> {
        let to = instead.map_or(Value::Null, Value::Int);
        for kind in Kind::ALL.iter().copied().filter(|k| !k.is_fact()) {
            for field in kind.def().fields.iter().filter(|f| f.ty == FieldType::Ref(gone.kind)) {
                let clause = format!("WHERE \"{}\" = ?1", field.name);
                for mut row in record::query(self.tx.conn(), kind, &clause, &[&gone.id])? {
                    row.set(field.name, to.clone());
                    self.tx.update(&row)?;
                }
            }
        }
        for subject in ApprovalSubject::ALL.iter().filter(|s| approval::about(**s).0 == gone.kind) {
            let clause = "WHERE subject = ?1 AND record = ?2";
            for mut row in record::query(self.tx.conn(), Kind::Approval, clause, &[&subject.code(), &gone.id])? {
                if matches!(row.get("state").text(), Some("pending" | "asked")) {
                    let number = row.get("number").int().unwrap_or(row.id).to_string();
                    return Err(OpError::Refused { key: "refused-merge-pending", args: vec![("number", number)] });
                }
                row.set("record", to.clone());
                self.tx.update(&row)?;
            }
        }
        let version = record::get(self.tx.conn(), gone.kind, gone.id)?.version;
        Ok(self.tx.delete(gone.kind, gone.id, version)?)
    }

    /// Warnings that hold of the one that goes are over: the rules find anew what holds of both together.
    fn alerts(&mut self) -> Result<()> {
        let live = "WHERE partner = ?1 AND state <> ?2 ORDER BY id";
        let cleared = AlertState::Cleared.code();
        let mine = record::query(self.tx.conn(), Kind::Alert, live, &[&self.keep.id, &cleared])?;
        for alert in record::query(self.tx.conn(), Kind::Alert, live, &[&self.drop.id, &cleared])? {
            let same = mine.iter().find(|m| m.get("rule") == alert.get("rule")).map(|m| m.id);
            self.remove(&alert, same)?;
            self.note(Kind::Alert, &Fate::LeftOut);
        }
        Ok(())
    }
}

/// Whether two records of one key say different things.
fn different(mine: &Row, theirs: &Row) -> bool {
    mine.values != theirs.values
}

#[cfg(test)]
mod tests;
