//! Writing facts partner by partner beside those that are there, with what is rolled up of them.

use super::{Act, Counts, Fact, SaleRow, StockRow, Touched, closed, read_span, sort};
use crate::domain::period::{Month, from_day_number};
use crate::domain::record::{Kind, Row};
use crate::store::rollup::{self, Deltas, Flow};
use crate::store::{Result, StoreError, Tx};

/// The statements that write one fact table.
struct Sql {
    insert: String,
    update: String,
    remove: String,
    keep: String,
    closed: String,
}

impl Sql {
    fn of<F: Fact>() -> Self {
        let (table, n) = (F::TABLE, F::COLUMNS.len());
        let (key, rest) = F::COLUMNS.split_at(F::KEY);
        let equal = |from: usize, names: &[&str], glue: &str| {
            names.iter().enumerate().map(|(i, c)| format!("{c} = ?{}", i + from)).collect::<Vec<_>>().join(glue)
        };
        let whose = equal(1, key, " AND ");
        let marks = (1..=n).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
        let columns = F::COLUMNS.join(", ");
        Self {
            insert: format!("INSERT INTO {table} ({columns}) VALUES ({marks})"),
            update: format!("UPDATE {table} SET {} WHERE {whose}", equal(F::KEY + 1, rest, ", ")),
            remove: format!("DELETE FROM {table} WHERE {whose}"),
            keep: format!(
                "INSERT INTO {table}_before (by_batch, {columns}) SELECT ?{}, {columns} FROM {table} WHERE {whose}",
                key.len() + 1
            ),
            closed: closed::note_sql::<F>(),
        }
    }
}

/// Where it is noted what applying rows came to.
pub(super) struct Outcome<'a> {
    /// The batch for which overwritten rows are kept.
    pub(super) keep: Option<i64>,
    /// A fact that is there with equal values, but of another batch, is another one.
    pub(super) exact: bool,
    /// Fields that facts which are there keep.
    pub(super) fields: u32,
    /// How they go into the roll-ups.
    pub(super) flow: Flow,
    pub(super) counts: &'a mut Counts,
    /// Where facts that become others are noted, as they were and as they will be; how many more are to be.
    pub(super) changes: (&'a mut Vec<(Row, Row)>, usize),
    pub(super) deltas: &'a mut Deltas,
}

/// Applies rows partner by partner.
pub(super) fn apply<F: Fact + Rolled>(
    tx: &mut Tx<'_>,
    mut rows: Vec<(F, Act)>,
    to: &mut Outcome<'_>,
    touched: &mut Touched,
) -> Result<()> {
    sort(&mut rows);
    let sql = Sql::of::<F>();
    let mut rows = rows.into_iter().peekable();
    let mut mine: Vec<(F, Act)> = Vec::new();
    while let Some(first) = rows.next() {
        let partner = first.0.partner();
        mine.push(first);
        while let Some(next) = rows.next_if(|r| r.0.partner() == partner) {
            mine.push(next);
        }
        let days = apply_partner(tx, &sql, &mut mine, to)?;
        if let Some((from, to)) = days {
            let span = touched.entry(partner).or_insert((from, to));
            *span = (span.0.min(from), span.1.max(to));
        }
        mine.clear();
    }
    Ok(())
}

/// Merges one partner's rows with those that are there; answers the days that really changed.
fn apply_partner<F: Fact + Rolled>(
    tx: &mut Tx<'_>,
    sql: &Sql,
    mine: &mut Vec<(F, Act)>,
    outcome: &mut Outcome<'_>,
) -> Result<Option<(i32, i32)>> {
    let Outcome { keep, exact, fields, flow, counts, deltas, changes } = outcome;
    let (keep, exact, fields) = (*keep, *exact, *fields);
    let (Some(first), Some(last)) = (mine.first(), mine.last()) else { return Ok(None) };
    let partner = first.0.partner();
    let (from, to) = F::span(first.0.day(), last.0.day());
    let conn = tx.conn();
    // in a shadow facts are compared and counted
    let writes = tx.shadow().is_none();
    let known = conn.prepare_cached("SELECT 1 FROM partner WHERE id = ?1")?.exists([partner])?;
    if !known {
        return Err(StoreError::Missing { kind: Kind::Partner, key: partner.to_string() });
    }
    let before: Vec<F> = read_span(conn, partner, from, to)?;
    let mut insert = conn.prepare_cached(&sql.insert)?;
    let mut now: Vec<F> = Vec::with_capacity(before.len() + mine.len());
    let mut old = before.iter().peekable();
    let mut days: Option<(i32, i32)> = None;
    let mut coming = mine.drain(..).peekable();
    while let Some((mut new, act)) = coming.next() {
        if coming.peek().is_some_and(|(n, _)| n.order(&new).is_eq()) {
            counts.unchanged += 1; // a later row of this batch has the same key and counts instead
            continue;
        }
        while let Some(o) = old.next_if(|o| o.order(&new).is_lt()) {
            now.push(o.clone());
        }
        let there = old.next_if(|o| o.order(&new).is_eq());
        let is_put = matches!(act, Act::Put);
        let closed = writes && flow.is_closed(Month::of(from_day_number(new.day())).0);
        if let Some(o) = there.filter(|_| is_put && fields != 0) {
            new.take_over(o, fields);
        }
        if let Some(o) = there.filter(|o| is_put && changes.0.len() < changes.1 && !o.same(&new)) {
            changes.0.push((o.record(), new.record()));
        }
        match there {
            Some(o) if is_put && o.same(&new) && (!exact || o.batch() == new.batch()) => {
                counts.unchanged += 1;
                now.push(o.clone());
                continue;
            }
            None if !is_put => continue,
            None => {
                if closed {
                    let mut note = conn.prepare_cached(&sql.closed)?;
                    closed::note(&mut note, None, &new)?;
                }
                if writes {
                    new.bind(&mut insert, true)?;
                    insert.raw_execute()?;
                }
                counts.inserted += 1;
            }
            Some(_) if !writes => *(if is_put { &mut counts.updated } else { &mut counts.removed }) += 1,
            Some(o) => {
                if closed {
                    let mut note = conn.prepare_cached(&sql.closed)?;
                    closed::note(&mut note, Some(o), &new)?;
                }
                if let Some(batch) = keep.filter(|b| *b != o.batch()) {
                    let mut s = conn.prepare_cached(&sql.keep)?;
                    o.bind(&mut s, false)?;
                    s.raw_bind_parameter(F::KEY + 1, batch)?;
                    s.raw_execute()?;
                }
                let mut s = conn.prepare_cached(if is_put { &sql.update } else { &sql.remove })?;
                new.bind(&mut s, is_put)?;
                s.raw_execute()?;
                *(if is_put { &mut counts.updated } else { &mut counts.removed }) += 1;
            }
        }
        days = Some(days.map_or((new.day(), new.day()), |(a, b)| (a.min(new.day()), b.max(new.day()))));
        if is_put {
            now.push(new);
        }
    }
    drop(coming);
    now.extend(old.cloned());
    drop(insert);
    if days.is_some() && writes {
        F::roll_up(tx, partner, (&before, &now), flow, deltas)?;
        tx.mark_stale(partner)?;
    }
    Ok(days)
}

/// What a fact table keeps beside itself.
pub(super) trait Rolled: Sized {
    /// The days that must be read when days `from` to `to` change.
    fn span(from: i32, to: i32) -> (i32, i32);
    /// Writes what differs; both are all facts of the partner in `span`.
    fn roll_up(tx: &mut Tx<'_>, partner: i64, facts: (&[Self], &[Self]), flow: &Flow, deltas: &mut Deltas) -> Result<()>;
}

impl Rolled for SaleRow {
    /// Whole months, because a month is the larger part that is rolled up.
    fn span(from: i32, to: i32) -> (i32, i32) {
        let month = |d| Month::of(from_day_number(d)).span();
        (month(from).from.to_epoch_days(), month(to).to.to_epoch_days())
    }
    fn roll_up(tx: &mut Tx<'_>, partner: i64, facts: (&[Self], &[Self]), flow: &Flow, deltas: &mut Deltas) -> Result<()> {
        rollup::refresh(tx, partner, facts, flow, deltas)
    }
}

impl Rolled for StockRow {
    fn span(from: i32, to: i32) -> (i32, i32) {
        (from, to)
    }
    fn roll_up(_: &mut Tx<'_>, _: i64, _: (&[Self], &[Self]), _: &Flow, _: &mut Deltas) -> Result<()> {
        Ok(())
    }
}
