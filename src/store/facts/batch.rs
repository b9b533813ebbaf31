//! Batches of facts: begun, counted, taken back exactly; and one fact edited by hand as a batch of its own.

use std::collections::BTreeSet;

use chrono::DateTime;
use rusqlite::{OptionalExtension, params};

use super::super::audit::{Action, ChangeSet, change_set_of};
use super::super::rollup::{Deltas, Flow};
use super::super::undo::{How, gone, later, refusal};
use super::super::{Result, StoreError, Tx, rollup};
use super::{Act, Counts, Fact, FactWriter, Outcome, Rolled, SaleRow, StockRow, Touched, apply, read_span};
use crate::domain::kinds::{Sale, Stock};
use crate::domain::record::{Kind, Record, Row};

/// A step back from a batch, or forward to it again.
struct Turn {
    batch: i64,
    /// The batch under which its facts are kept while it is taken back.
    back: i64,
    /// The change set that is taken back.
    set: ChangeSet,
}

/// The fact with the key of another among those that are sorted by it.
fn at<'f, F: Fact>(sorted: &'f [F], key: &F) -> Option<&'f F> {
    sorted.binary_search_by(|f| f.order(key)).ok().and_then(|i| sorted.get(i))
}

impl Tx<'_> {
    /// Begins a batch: an import of `kind` from `source` (a file name; empty for an edit by hand).
    pub fn open_batch(&mut self, kind: Kind, source: &str) -> Result<i64> {
        self.conn().prepare_cached("INSERT INTO batch (change_set, kind, source) VALUES (?1, ?2, ?3)")?.execute(params![
            self.change_set(),
            kind.def().name,
            source
        ])?;
        Ok(self.conn().last_insert_rowid())
    }

    /// Notes how many rows a batch inserted, updated, left and rejected beside those that a [`FactWriter`] counted.
    pub fn count_batch(&mut self, batch: i64, counts: Counts, rejected: i64) -> Result<()> {
        self.conn()
            .prepare_cached(
                "UPDATE batch SET inserted = inserted + ?2, updated = updated + ?3, unchanged = unchanged + ?4,
                 rejected = rejected + ?5 WHERE id = ?1",
            )?
            .execute(params![batch, counts.inserted, counts.updated, counts.unchanged, rejected])?;
        Ok(())
    }

    /// Takes back every fact that a batch wrote; answers how many rows it touched.
    ///
    /// Inserted rows are removed, updated and removed ones come back as they were. What the batch had written is kept under
    /// a batch of its own, so that it can be brought back in its turn. An import of records, which are logged one by one, is
    /// taken back by [`Tx::take_back`]; it calls this for the batches of its change set.
    ///
    /// # Errors
    /// [`StoreError::NotUndoable`] if a later batch changed one of its rows again: then nothing is taken back.
    pub fn revert_batch(&mut self, batch: i64) -> Result<usize> {
        let found: Option<(i64, bool, String)> = self
            .conn()
            .prepare_cached("SELECT change_set, reverted, kind FROM batch WHERE id = ?1")?
            .query_row([batch], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .optional()?;
        let Some((change_set, false, kind)) = found else { return Err(StoreError::NothingToUndo) };
        let set = change_set_of(self.conn(), change_set)?.ok_or(StoreError::NoChange(change_set))?;
        let sql = "INSERT INTO batch (change_set, kind, source, reverts) VALUES (?1, ?2, '', ?3)";
        self.conn().prepare_cached(sql)?.execute((self.change_set(), kind, batch))?;
        let turn = Turn { batch, back: self.conn().last_insert_rowid(), set };
        let touched = self.revert_kind::<SaleRow>(&turn)? + self.revert_kind::<StockRow>(&turn)?;
        if let Some((gone, into)) = self.merged_by(batch)? {
            self.take_back_closed(gone, into)?;
        }
        self.reverted(batch, true, touched)?;
        Ok(touched)
    }

    /// Notes that a batch is taken back, or stands again.
    fn reverted(&mut self, batch: i64, is: bool, touched: usize) -> Result<()> {
        self.conn().execute("UPDATE batch SET reverted = ?2 WHERE id = ?1", (batch, is))?;
        if touched > 0 { self.facts_changed() } else { Ok(()) }
    }

    /// Takes back every batch of a change set, the newest first; answers how many rows it touched.
    pub(in crate::store) fn revert_batches_of(&mut self, change_set: i64) -> Result<usize> {
        let batches: Vec<(i64, Option<i64>)> = self
            .conn()
            .prepare_cached("SELECT id, reverts FROM batch WHERE change_set = ?1 AND NOT reverted ORDER BY id DESC")?
            .query_map([change_set], |r| Ok((r.get(0)?, r.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        batches.into_iter().try_fold(0, |n, (id, reverts)| {
            Ok(n + match reverts {
                None => self.revert_batch(id)?,
                Some(batch) => self.restore_batch(change_set, batch, id)?,
            })
        })
    }

    /// Brings back what a batch wrote that was taken back by the batch `back`; answers how many rows it touched.
    fn restore_batch(&mut self, change_set: i64, batch: i64, back: i64) -> Result<usize> {
        let set = change_set_of(self.conn(), change_set)?.ok_or(StoreError::NoChange(change_set))?;
        let turn = Turn { batch, back, set };
        let touched = self.restore_kind::<SaleRow>(&turn)? + self.restore_kind::<StockRow>(&turn)?;
        if let Some((gone, into)) = self.merged_by(batch)? {
            self.hand_over_closed(gone, into)?;
        }
        self.reverted(back, true, 0)?;
        self.reverted(batch, false, touched)?;
        Ok(touched)
    }

    /// The partners and days of a batch.
    fn spans<F: Fact>(&self, batch: i64) -> Result<Vec<(i64, i32, i32)>> {
        let sql = "SELECT partner, from_day, to_day FROM batch_span WHERE batch = ?1 AND kind = ?2 ORDER BY partner";
        let mut statement = self.conn().prepare_cached(sql)?;
        let rows = statement.query_map((batch, F::KIND.def().name), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The facts of a partner that a batch overwrote or removed, as they were, by key.
    fn kept<F: Fact>(&self, by_batch: i64, partner: i64) -> Result<Vec<F>> {
        let sql = format!("SELECT {} FROM {}_before WHERE by_batch = ?1 AND partner = ?2", F::COLUMNS.join(", "), F::TABLE);
        let mut statement = self.conn().prepare_cached(&sql)?;
        let rows = statement.query_map((by_batch, partner), |r| F::read(r))?;
        let mut rows: Vec<F> = rows.collect::<rusqlite::Result<_>>()?;
        rows.sort_by(Fact::order);
        Ok(rows)
    }

    /// The refusal that names the partner, and who wrote facts of it by a batch.
    fn overwritten<F: Fact>(&self, turn: &Turn, partner: i64, by_batch: Option<i64>) -> Result<StoreError> {
        let of = "SELECT c.actor, c.at FROM batch b JOIN change_set c ON c.id = b.change_set WHERE b.id = ?1";
        let who = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, DateTime::from_timestamp(r.get(1)?, 0).unwrap_or_default()));
        let by = by_batch.map(|b| self.conn().prepare_cached(of)?.query_row([b], who).optional()).transpose()?.flatten();
        refusal(self.conn(), &turn.set, (F::KIND, partner), (How::Changed, None), by)
    }

    fn revert_kind<F: Fact + Rolled>(&mut self, turn: &Turn) -> Result<usize> {
        let batch = turn.batch;
        // what a batch kept that is itself taken back does not count
        let later = format!(
            "SELECT k.partner, k.by_batch FROM {}_before k JOIN batch b ON b.id = k.by_batch
             WHERE k.batch = ?1 AND NOT b.reverted LIMIT 1",
            F::TABLE
        );
        let found = self.conn().query_row(&later, [batch], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
        if let Some((partner, by)) = found {
            return Err(self.overwritten::<F>(turn, partner, Some(by))?);
        }
        let mut acts: Vec<(F, Act)> = Vec::new();
        for (partner, from, to) in self.spans::<F>(batch)? {
            let before: Vec<F> = self.kept(batch, partner)?;
            let now: Vec<F> = read_span(self.conn(), partner, from, to)?;
            // a row that this batch took out must still be gone
            if let Some(other) = before.iter().find_map(|b| at(&now, b).filter(|n| n.batch() != batch)) {
                return Err(self.overwritten::<F>(turn, partner, Some(other.batch()))?);
            }
            acts.extend(now.iter().filter(|n| n.batch() == batch).map(|n| (n.clone(), Act::Remove)));
            acts.extend(before.into_iter().map(|b| (b, Act::Put))); // after the removal of the same key: the later counts
        }
        self.apply_turn(turn, acts, Some(turn.back))
    }

    fn restore_kind<F: Fact + Rolled>(&mut self, turn: &Turn) -> Result<usize> {
        let mut acts: Vec<(F, Act)> = Vec::new();
        for (partner, from, to) in self.spans::<F>(turn.batch)? {
            let (before, after): (Vec<F>, Vec<F>) = (self.kept(turn.batch, partner)?, self.kept(turn.back, partner)?);
            let now: Vec<F> = read_span(self.conn(), partner, from, to)?;
            // what came back must be there as it was, and what went must be gone
            let changed = before.iter().find(|b| at(&now, b).is_none_or(|n| !n.same(b) || n.batch() != b.batch()));
            let came = after.iter().filter(|a| at(&before, a).is_none()).find_map(|a| at(&now, a));
            if changed.is_some() || came.is_some() {
                let by = came.or_else(|| changed.and_then(|c| at(&now, c))).map(Fact::batch);
                return Err(self.overwritten::<F>(turn, partner, by)?);
            }
            acts.extend(before.into_iter().map(|b| (b, Act::Remove)));
            acts.extend(after.into_iter().map(|a| (a, Act::Put)));
        }
        let touched = self.apply_turn(turn, acts, None)?;
        self.conn().execute(&format!("DELETE FROM {}_before WHERE by_batch = ?1", F::TABLE), [turn.back])?;
        Ok(touched)
    }

    /// Of the batch of a merge the partner that was merged, and the one that stayed: it has the other's code since.
    fn merged_by(&self, batch: i64) -> Result<Option<(i64, i64)>> {
        let sql = "SELECT gone.record, stayed.record FROM batch b
                   JOIN change_set c ON c.id = b.change_set AND c.label = 'change-partner-merge'
                   JOIN audit gone ON gone.change_set = c.id AND gone.kind = 'partner' AND gone.action = 'delete'
                   JOIN audit stayed ON stayed.change_set = c.id AND stayed.kind = 'partner' AND stayed.action = 'update'
                     AND json_type(stayed.after, '$.former_codes') IS NOT NULL
                   WHERE b.id = ?1";
        Ok(self.conn().prepare_cached(sql)?.query_row([batch], |r| Ok((r.get(0)?, r.get(1)?))).optional()?)
    }

    /// Applies rows with the batches that they have; what they replace is kept for `keep`.
    ///
    /// # Errors
    /// [`StoreError::NotUndoable`] if a partner, a line, a region or a person that a row names is gone.
    fn apply_turn<F: Fact + Rolled>(&mut self, turn: &Turn, acts: Vec<(F, Act)>, keep: Option<i64>) -> Result<usize> {
        let comes = acts.iter().filter(|(_, act)| matches!(act, Act::Put));
        let named: BTreeSet<(Kind, i64)> = comes.flat_map(|(fact, _)| fact.row().references().collect::<Vec<_>>()).collect();
        if let Some(of) = gone(self.conn(), named)? {
            return Err(later(self.conn(), &turn.set, of, (How::Gone, None))?);
        }
        let (mut counts, mut deltas) = (Counts::default(), Deltas::new());
        let flow = Flow::of(self.conn())?;
        let mut outcome = Outcome {
            keep,
            exact: true,
            fields: 0,
            flow,
            counts: &mut counts,
            changes: (&mut Vec::new(), 0),
            deltas: &mut deltas,
        };
        apply(self, acts, &mut outcome, &mut Touched::new())?;
        rollup::add_to_network(self.conn(), &deltas)?;
        Ok(usize::try_from(counts.inserted + counts.updated + counts.removed).unwrap_or(0))
    }

    /// Adds, changes (the key too) or removes one fact by hand, and logs it under its partner.
    ///
    /// `before` is the fact as it was seen, `None` for a new one; `after` is what it shall be, `None` to remove it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the fact is not as it was seen any more, or a new key is taken.
    pub fn edit_fact(&mut self, before: Option<&Row>, after: Option<&Row>) -> Result<()> {
        let Some(any) = after.or(before) else { return Ok(()) };
        let kind = any.kind;
        let stored = |tx: &Self, row: &Row| tx.fact_with_key_of(row);
        if let Some(seen) = before {
            let theirs = stored(self, seen)?;
            if theirs.as_ref().is_none_or(|t| normal(t) != normal(seen)) {
                return Err(StoreError::Conflict { kind, id: 0, theirs: theirs.map(Box::new) });
            }
        }
        let moved = after.is_some_and(|a| before.is_none_or(|b| key_of(a) != key_of(b)));
        if let Some(new) = after.filter(|_| moved)
            && let Some(theirs) = stored(self, new)?
        {
            return Err(StoreError::Conflict { kind, id: 0, theirs: Some(Box::new(theirs)) });
        }
        let batch = self.open_batch(kind, "")?;
        let mut writer = FactWriter::new(batch);
        if let Some(b) = before.filter(|_| after.is_none() || moved) {
            writer.remove(b)?;
        }
        if let Some(a) = after {
            writer.put(self, a)?;
        }
        writer.finish(self)?;
        let partner = any.get("partner").int().unwrap_or(0);
        let action = match (before, after) {
            (None, _) => Action::Insert,
            (_, None) => Action::Delete,
            _ => Action::Update,
        };
        self.log(action, kind, partner, 0, before.map(|r| r.values.as_slice()), after.map(|r| r.values.as_slice()))
    }

    /// The fact that has the key of `row`.
    pub fn fact_with_key_of(&self, row: &Row) -> Result<Option<Row>> {
        fn find<F: Fact>(tx: &Tx<'_>, key: &F) -> Result<Option<Row>> {
            let there: Vec<F> = read_span(tx.conn(), key.partner(), key.day(), key.day())?;
            Ok(there.iter().find(|f| f.order(key).is_eq()).map(Fact::row))
        }
        if row.kind == Kind::Stock {
            find::<StockRow>(self, &Stock::from_values(&row.values)?.into())
        } else {
            find::<SaleRow>(self, &Sale::from_values(&row.values)?.into())
        }
    }

    /// Results computed from facts before this change are out of date.
    pub(in crate::store) fn facts_changed(&mut self) -> Result<()> {
        self.conn()
            .prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES ('facts', ?1)")?
            .execute([self.change_set().to_string()])?;
        self.deliveries_changed()
    }
}

/// The values as a struct reads them back: absent texts and lines as `Null`.
fn normal(row: &Row) -> Option<Row> {
    if row.kind == Kind::Stock {
        Stock::from_values(&row.values).ok().map(|s| Row::new(&s))
    } else {
        let s = Sale::from_values(&row.values).ok()?;
        Some(SaleRow::from(s).row())
    }
}

fn key_of(row: &Row) -> Option<Vec<crate::domain::record::Value>> {
    let n = if row.kind == Kind::Stock { StockRow::COLUMNS } else { SaleRow::COLUMNS };
    let n = n.get(..if row.kind == Kind::Stock { StockRow::KEY } else { SaleRow::KEY })?;
    normal(row).map(|r| n.iter().map(|c| r.get(c).clone()).collect())
}
