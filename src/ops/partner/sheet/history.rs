//! Everything that was done to a partner and what belongs to it: who, when, what, before and after.

use super::{Page, Result};
use crate::domain::explain::{Amount, Words};
use crate::domain::record::{FieldType, Kind, Value};
use crate::report::{Block, Cell, Column, Difference, Line, Name, Table, Tone, What};
use crate::store::audit::{Action, Entry};
use crate::store::page as store;

/// At most so many entries are shown.
pub(super) const MOST: i64 = 200;

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let entries = store::log(page.session.store.conn(), page.id(), MOST)?;
    let moves = page.query(Kind::LifecycleMove, "WHERE partner = ?1 ORDER BY id DESC LIMIT 20")?;
    let mut blocks = Vec::new();
    if !moves.is_empty() {
        let table = page.table(Kind::LifecycleMove, &["moved_at", "from_status", "to_status", "reason!", "moved_by"], &moves)?;
        let table = Table { rows: table.rows.into_iter().map(|l| Line { opens: None, ..l }).collect(), ..table };
        blocks.push(Block::table("lifecycle", table, Words::key("page-no-history")).head(Words::key("page-lifecycle")));
    }
    let tiers = page.query(Kind::TierChange, "WHERE partner = ?1 ORDER BY id DESC LIMIT 20")?;
    if !tiers.is_empty() {
        let names = [
            "effective_on",
            "from_tier",
            "to_tier",
            "movement",
            "reason!",
            "state",
            "proposed_by?",
            "decided_by?",
            "policy_version?",
        ];
        let table = page.table(Kind::TierChange, &names, &tiers)?;
        blocks.push(Block::table("tiers", table, Words::key("page-no-history")).head(Words::key("page-tiers")));
    }
    let approvals = page.query(Kind::Approval, "WHERE partner = ?1 ORDER BY id DESC LIMIT 20")?;
    if !approvals.is_empty() {
        let names = ["number", "subject", "title!", "state", "requested_by?", "decided_at?"];
        let table = page.table(Kind::Approval, &names, &approvals)?;
        blocks.push(Block::table("approvals", table, Words::key("page-no-history")).head(Words::key("page-approvals")));
    }
    blocks.push(Block::table("log", log(page, &entries)?, Words::key("page-no-history")).head(Words::key("page-log")));
    Ok(blocks)
}

/// A line for each kind of record that an action touched, newest first.
fn log(page: &Page<'_>, entries: &[Entry]) -> Result<Table> {
    let columns = vec![
        Column::new("at", Words::key("page-when")),
        Column::new("actor", Words::key("page-who")),
        Column::new("what", Words::key("page-what")).minor(),
        Column::new("changes", Words::key("page-changes")).wide(),
    ];
    let mut rows = Vec::new();
    let mut entries: Vec<Entry> = entries.to_vec();
    entries.sort_by_key(|e| (std::cmp::Reverse(e.change_set), e.kind, std::cmp::Reverse(e.id)));
    for group in entries.chunk_by(|a, b| a.change_set == b.change_set && a.kind == b.kind) {
        rows.extend(line(page, group)?);
    }
    Ok(Table::new(columns, rows))
}

fn line(page: &Page<'_>, group: &[Entry]) -> Result<Option<Line>> {
    let Some(entry) = group.first() else { return Ok(None) };
    let changes = match group {
        [only] if only.action == Action::Update => changes(page, only)?,
        _ => Vec::new(),
    };
    let label = Amount::Label(entry.kind.def().label);
    let count = Amount::Count(i64::try_from(group.len()).unwrap_or(i64::MAX));
    let changes = match (changes.is_empty(), group.len()) {
        (false, _) => What::Changed(changes),
        (true, 1) => What::Words(Words::Label(entry.kind.def().label)),
        (true, _) => What::Words(Words::with("page-touched", vec![("kind", label), ("count", count)])),
    };
    let cells = vec![
        Cell::amount(Amount::Time(entry.at)).toned(Tone::Dim),
        Cell::text(entry.actor.clone()),
        Cell::of(What::Change(entry.label.clone(), entry.detail.clone())),
        Cell::of(changes).toned(Tone::Dim),
    ];
    let mut line = Line::new(cells);
    if group.len() > 1 {
        line = line.asked(format!("change:{}-{}", entry.change_set, entry.kind.def().name));
    }
    let nowhere = matches!(entry.kind, Kind::Partner | Kind::LifecycleMove) || entry.action == Action::Delete || group.len() > 1;
    Ok(Some(if nowhere { line } else { line.opens(entry.kind, entry.record) }))
}

/// The fields that differ, as people read them.
fn changes(page: &Page<'_>, entry: &Entry) -> Result<Vec<Difference>> {
    let side = |kind: FieldType, side: &[(&'static str, Value)], name: &str| -> Result<(Value, Option<Name>)> {
        let value = side.iter().find(|(n, _)| *n == name).map_or(Value::Null, |(_, v)| v.clone());
        let label = match (kind, &value) {
            (FieldType::Ref(of), Value::Int(id)) => Some(page.name(of, *id)?),
            _ => None,
        };
        Ok((value, label))
    };
    let mut found = Vec::new();
    for (name, _) in &entry.after {
        let Some((_, field)) = entry.kind.def().field(name) else { continue };
        let (before, after) = (side(field.ty, &entry.before, name)?, side(field.ty, &entry.after, name)?);
        found.push(Difference { field, before, after });
    }
    Ok(found)
}
