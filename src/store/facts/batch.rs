//! Batches of facts: begun, counted, taken back exactly; and one fact edited by hand as a batch of its own.

use rusqlite::{OptionalExtension, params};

use super::super::audit::{Action, change_set_of};
use super::super::rollup::Deltas;
use super::super::{Result, StoreError, Tx, rollup};
use super::{Act, Counts, Fact, FactWriter, Outcome, Rolled, SaleRow, StockRow, Touched, apply, read_span};
use crate::domain::kinds::{Sale, Stock};
use crate::domain::record::{Kind, Record, Row};

impl Tx<'_> {
    /// Begins a batch: an import of `kind` from `source` (a file name; empty for an edit by hand).
    ///
    /// # Errors
    /// Those of the file.
    pub fn open_batch(&mut self, kind: Kind, source: &str) -> Result<i64> {
        self.conn().prepare_cached("INSERT INTO batch (change_set, kind, source) VALUES (?1, ?2, ?3)")?.execute(params![
            self.change_set(),
            kind.def().name,
            source
        ])?;
        Ok(self.conn().last_insert_rowid())
    }

    /// Notes how many rows a batch inserted, updated, left and rejected beside those that a [`FactWriter`] counted.
    ///
    /// # Errors
    /// Those of the file.
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
    /// Inserted rows are removed, updated and removed ones come back as they were. An import of records, which are
    /// logged one by one, is taken back by [`Tx::take_back`]; it calls this for the batches of its change set.
    ///
    /// # Errors
    /// [`StoreError::NotUndoable`] if a later batch changed one of its rows again: then nothing is taken back.
    pub fn revert_batch(&mut self, batch: i64) -> Result<usize> {
        let found: Option<(i64, bool)> = self
            .conn()
            .prepare_cached("SELECT change_set, reverted FROM batch WHERE id = ?1")?
            .query_row([batch], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?;
        let Some((change_set, false)) = found else { return Err(StoreError::NothingToUndo) };
        let label = change_set_of(self.conn(), change_set)?.map(|c| c.label).unwrap_or_default();
        let touched = self.revert_kind::<SaleRow>(batch, &label)? + self.revert_kind::<StockRow>(batch, &label)?;
        self.conn().execute("UPDATE batch SET reverted = 1 WHERE id = ?1", [batch])?;
        self.conn().execute("DELETE FROM batch_span WHERE batch = ?1", [batch])?;
        if touched > 0 {
            self.facts_changed()?;
        }
        Ok(touched)
    }

    /// Takes back every batch of a change set, the newest first; answers how many rows it touched.
    pub(in crate::store) fn revert_batches_of(&mut self, change_set: i64) -> Result<usize> {
        let batches: Vec<i64> = self
            .conn()
            .prepare_cached("SELECT id FROM batch WHERE change_set = ?1 AND NOT reverted ORDER BY id DESC")?
            .query_map([change_set], |r| r.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        batches.into_iter().try_fold(0, |n, b| Ok(n + self.revert_batch(b)?))
    }

    fn revert_kind<F: Fact + Rolled>(&mut self, batch: i64, label: &str) -> Result<usize> {
        let blocked = |partner| StoreError::NotUndoable { label: label.to_owned(), kind: F::KIND, record: partner };
        let later = format!("SELECT partner FROM {}_before WHERE batch = ?1 LIMIT 1", F::TABLE);
        if let Some(partner) = self.conn().query_row(&later, [batch], |r| r.get(0)).optional()? {
            return Err(blocked(partner));
        }
        let spans: Vec<(i64, i32, i32)> = self
            .conn()
            .prepare_cached("SELECT partner, from_day, to_day FROM batch_span WHERE batch = ?1 AND kind = ?2 ORDER BY partner")?
            .query_map((batch, F::KIND.def().name), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let columns = F::COLUMNS.join(", ");
        let kept = format!("SELECT {columns} FROM {}_before WHERE by_batch = ?1 AND partner = ?2", F::TABLE);
        let mut acts: Vec<(F, Act)> = Vec::new();
        for (partner, from, to) in spans {
            let before: Vec<F> = self
                .conn()
                .prepare_cached(&kept)?
                .query_map((batch, partner), |r| F::read(r))?
                .collect::<rusqlite::Result<_>>()?;
            let now: Vec<F> = read_span(self.conn(), partner, from, to)?;
            let at = |key: &F| now.binary_search_by(|n| n.order(key)).ok().and_then(|i| now.get(i));
            // a row that this batch took out must still be gone
            if before.iter().any(|b| at(b).is_some_and(|n| n.batch() != batch)) {
                return Err(blocked(partner));
            }
            acts.extend(now.iter().filter(|n| n.batch() == batch).map(|n| (n.clone(), Act::Remove)));
            acts.extend(before.into_iter().map(|b| (b, Act::Put))); // after the removal of the same key: the later counts
        }
        let (mut counts, mut deltas) = (Counts::default(), Deltas::new());
        apply(self, acts, &mut Outcome { keep: None, fields: 0, counts: &mut counts, deltas: &mut deltas }, &mut Touched::new())?;
        rollup::add_to_network(self.conn(), &deltas)?;
        self.conn().execute(&format!("DELETE FROM {}_before WHERE by_batch = ?1", F::TABLE), [batch])?;
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
    ///
    /// # Errors
    /// Those of the file.
    pub fn fact_with_key_of(&self, row: &Row) -> Result<Option<Row>> {
        fn find<F: Fact, R: Record + for<'a> From<&'a F>>(tx: &Tx<'_>, key: &F) -> Result<Option<Row>> {
            let there: Vec<F> = read_span(tx.conn(), key.partner(), key.day(), key.day())?;
            Ok(there.iter().find(|f| f.order(key).is_eq()).map(|f| Row::new(&R::from(f))))
        }
        if row.kind == Kind::Stock {
            find::<StockRow, Stock>(self, &Stock::from_values(&row.values)?.into())
        } else {
            find::<SaleRow, Sale>(self, &Sale::from_values(&row.values)?.into())
        }
    }

    /// Results computed from facts before this change are out of date.
    pub(super) fn facts_changed(&mut self) -> Result<()> {
        self.conn()
            .prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES ('facts', ?1)")?
            .execute([self.change_set().to_string()])?;
        Ok(())
    }
}

/// The values as a struct reads them back: absent texts and lines as `Null`.
fn normal(row: &Row) -> Option<Row> {
    if row.kind == Kind::Stock {
        Stock::from_values(&row.values).ok().map(|s| Row::new(&s))
    } else {
        let s = Sale::from_values(&row.values).ok()?;
        Some(Row::new(&Sale::from(&SaleRow::from(s))))
    }
}

fn key_of(row: &Row) -> Option<Vec<crate::domain::record::Value>> {
    let n = if row.kind == Kind::Stock { StockRow::COLUMNS } else { SaleRow::COLUMNS };
    let n = n.get(..if row.kind == Kind::Stock { StockRow::KEY } else { SaleRow::KEY })?;
    normal(row).map(|r| n.iter().map(|c| r.get(c).clone()).collect())
}
