//! The one writer of facts: sales and stock, from one edited line to an import of millions.
//!
//! Facts come in through a [`FactWriter`], which belongs to one *batch* (an import or an edit). It gathers rows, sorts them
//! by key and applies them partner by partner: what was there is read once in a range scan and merged with what comes,
//! which tells inserted from updated from unchanged, keeps the old values of what is overwritten (`sale_before`,
//! `stock_before`), and has in hand all that the roll-ups need ([`rollup`]); they are written in
//! the same transaction, the changed rows only.
//!
//! A batch can be reverted exactly ([`Tx::revert_batch`]): its inserted rows go, its updated and removed rows come back, unless
//! a later batch has changed them again. What it had written is kept, so that it can come back in its turn.

mod apply;
mod batch;
mod closed;
mod row;

use std::collections::BTreeMap;

use rusqlite::params;

use apply::{Outcome, Rolled, apply};
pub(super) use closed::Closed;
pub use closed::survivors;
pub(super) use row::{Fact, SaleRow, StockRow, read_span};

use super::rollup::{Deltas, Flow};
use super::shadow::KeptFacts;
use super::{Result, Tx, rollup};
use crate::domain::kinds::{Sale, Stock};
use crate::domain::record::{Kind, Record, Row};

/// How many rows are gathered before they are applied: about 60 MB of sales.
const GATHER: usize = 350_000;

/// From how many rows on the page cache is made large while they are applied.
const BULK: usize = 5_000;

/// What became of the rows of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New.
    pub inserted: i64,
    /// There before with other values.
    pub updated: i64,
    /// There before as they came.
    pub unchanged: i64,
    /// Taken out.
    pub removed: i64,
}

/// What to do to one fact.
#[derive(Clone, Debug)]
enum Act {
    /// Write it.
    Put,
    /// Take out what has its key.
    Remove,
}

/// What the days of one partner are that a batch touched.
type Touched = BTreeMap<i64, (i32, i32)>;

/// Facts of one batch that wait to be written. Any thread may gather them, while another one writes those before them
/// ([`FactWriter::apply`]).
#[derive(Debug)]
pub struct Gathered {
    batch: i64,
    sales: Vec<(SaleRow, Act)>,
    stock: Vec<(StockRow, Act)>,
}

impl Gathered {
    /// None yet, of a batch of [`Tx::open_batch`].
    #[must_use]
    pub fn new(batch: i64) -> Self {
        Self { batch, sales: Vec::new(), stock: Vec::new() }
    }

    /// Adds a sale; of two with one key in one batch the later counts.
    pub fn sale(&mut self, sale: Sale) {
        let mut row = SaleRow::from(sale);
        row.set_batch(self.batch);
        self.sales.push((row, Act::Put));
    }

    /// Adds a stock figure; of two with one key in one batch the later counts.
    pub fn stock(&mut self, stock: Stock) {
        let mut row = StockRow::from(stock);
        row.set_batch(self.batch);
        self.stock.push((row, Act::Put));
    }

    /// Adds a fact given as values.
    ///
    /// # Errors
    /// [`super::StoreError::BadValue`] for a row whose values are not of its kind's form.
    pub fn put(&mut self, row: &Row) -> Result<()> {
        if row.kind == Kind::Stock {
            self.stock(Stock::from_values(&row.values)?);
        } else {
            self.sale(Sale::from_values(&row.values)?);
        }
        Ok(())
    }

    /// Whether there are so many that they should be applied.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.len() >= GATHER
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sales.len() + self.stock.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Those of several in one, in the order in which they are written; of two with one key the later stays later.
    #[must_use]
    pub fn join(all: Vec<Self>) -> Self {
        let mut whole = Self::new(0);
        for one in all {
            whole.batch = one.batch;
            whole.sales.extend(one.sales);
            whole.stock.extend(one.stock);
        }
        sort(&mut whole.sales);
        sort(&mut whole.stock);
        whole
    }

    /// The same as facts of a batch that was opened since.
    #[must_use]
    pub fn of_batch(mut self, batch: i64) -> Self {
        self.batch = batch;
        for (row, _) in &mut self.sales {
            row.set_batch(batch);
        }
        for (row, _) in &mut self.stock {
            row.set_batch(batch);
        }
        self
    }

    /// Hands over what is there, in the order in which it is written, and begins anew.
    #[must_use]
    pub fn take(&mut self) -> Self {
        let room = |n: usize| if n >= GATHER { GATHER } else { 0 };
        let (sales, stock) = (Vec::with_capacity(room(self.sales.len())), Vec::with_capacity(room(self.stock.len())));
        let mut full = std::mem::replace(self, Self { batch: self.batch, sales, stock });
        sort(&mut full.sales);
        sort(&mut full.stock);
        full
    }
}

/// By key; of two with one key the later stays later.
fn sort<F: Fact>(rows: &mut [(F, Act)]) {
    if !rows.is_sorted_by(|a, b| a.0.order(&b.0).is_le()) {
        rows.sort_by(|a, b| a.0.order(&b.0));
    }
}

/// Writes facts in bulk within one transaction; [`FactWriter::finish`] must be called.
#[derive(Debug)]
pub struct FactWriter {
    gathered: Gathered,
    /// Fields, by position, that a fact which is there keeps.
    keeps: u32,
    counts: Counts,
    /// Facts that become others, as they were and as they are, up to so many.
    changes: Vec<(Row, Row)>,
    notes: usize,
    touched: [Touched; 2],
    deltas: Deltas,
}

impl FactWriter {
    /// A writer for a batch of [`Tx::open_batch`].
    #[must_use]
    pub fn new(batch: i64) -> Self {
        let gathered = Gathered::new(batch);
        Self {
            gathered,
            keeps: 0,
            counts: Counts::default(),
            changes: Vec::new(),
            notes: 0,
            touched: Default::default(),
            deltas: Deltas::new(),
        }
    }

    /// Notes so many facts that become others.
    #[must_use]
    pub fn noting(mut self, most: usize) -> Self {
        self.notes = most;
        self
    }

    /// Applies what is gathered; answers the facts that were noted since it was asked last, as they were and as they are.
    ///
    /// # Errors
    /// As [`FactWriter::sale`].
    pub fn changes(&mut self, tx: &mut Tx<'_>) -> Result<Vec<(Row, Row)>> {
        self.flush(tx)?;
        Ok(std::mem::take(&mut self.changes))
    }

    /// A fact that is there keeps its values of these fields (a bit each, by position in the declaration): a file that
    /// has no such columns says nothing about them.
    #[must_use]
    pub fn keeping(mut self, fields: u32) -> Self {
        self.keeps = fields;
        self
    }

    /// Writes a sale: new, or over the one with the same partner, day, document, line and SKU.
    ///
    /// Of two with one key in one batch the later counts.
    ///
    /// # Errors
    /// [`super::StoreError::Missing`] for a partner that does not exist, and those of the file.
    pub fn sale(&mut self, tx: &mut Tx<'_>, sale: Sale) -> Result<()> {
        self.gathered.sale(sale);
        self.flush_full(tx)
    }

    /// Writes a stock figure: new, or over the one with the same partner, day and SKU.
    ///
    /// # Errors
    /// As [`FactWriter::sale`].
    pub fn stock(&mut self, tx: &mut Tx<'_>, stock: Stock) -> Result<()> {
        self.gathered.stock(stock);
        self.flush_full(tx)
    }

    /// Writes a fact given as values.
    ///
    /// # Errors
    /// As [`FactWriter::sale`]; [`super::StoreError::BadValue`] for a row whose values are not of its kind's form.
    pub fn put(&mut self, tx: &mut Tx<'_>, row: &Row) -> Result<()> {
        self.gathered.put(row)?;
        self.flush_full(tx)
    }

    /// Takes out the fact with the key of `row`; none there is none to take out.
    ///
    /// # Errors
    /// As [`FactWriter::put`].
    pub fn remove(&mut self, row: &Row) -> Result<()> {
        if row.kind == Kind::Stock {
            self.gathered.stock.push((Stock::from_values(&row.values)?.into(), Act::Remove));
        } else {
            self.gathered.sales.push((Sale::from_values(&row.values)?.into(), Act::Remove));
        }
        Ok(())
    }

    /// Applies what is gathered, remembers what the batch touched, and answers what became of its rows.
    ///
    /// # Errors
    /// As [`FactWriter::sale`].
    pub fn finish(mut self, tx: &mut Tx<'_>) -> Result<Counts> {
        self.flush(tx)?;
        if tx.shadow().is_some() {
            return Ok(self.counts);
        }
        rollup::add_to_network(tx.conn(), &self.deltas)?;
        for (kind, touched) in [Kind::Sale, Kind::Stock].into_iter().zip(&self.touched) {
            let mut note = tx.conn().prepare_cached(
                "INSERT INTO batch_span (batch, kind, partner, from_day, to_day) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET from_day = min(from_day, excluded.from_day), to_day = max(to_day, excluded.to_day)",
            )?;
            for (partner, (from, to)) in touched {
                note.execute(params![self.gathered.batch, kind.def().name, partner, from, to])?;
            }
        }
        if self.touched.iter().any(|t| !t.is_empty()) {
            tx.facts_changed()?;
        }
        if let Some(last) = self.touched[0].values().map(|(_, to)| *to).max() {
            tx.conn()
                .prepare_cached(
                    "INSERT INTO meta (name, value) VALUES ('last_sale_day', ?1)
                     ON CONFLICT DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))",
                )?
                .execute([last])?;
        }
        let c = self.counts;
        tx.conn().execute(
            "UPDATE batch SET inserted = inserted + ?2, updated = updated + ?3, unchanged = unchanged + ?4 WHERE id = ?1",
            params![self.gathered.batch, c.inserted, c.updated + c.removed, c.unchanged],
        )?;
        Ok(c)
    }

    fn flush_full(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        if self.gathered.is_full() { self.flush(tx) } else { Ok(()) }
    }

    fn flush(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let full = self.gathered.take();
        self.apply(tx, full)
    }

    /// Writes what was gathered for this batch elsewhere.
    ///
    /// # Errors
    /// As [`FactWriter::sale`].
    pub fn apply(&mut self, tx: &mut Tx<'_>, full: Gathered) -> Result<()> {
        let full = match tx.shadow() {
            None => full,
            Some(shadow) => match shadow.keep(KeptFacts { batch: full.batch, keeps: self.keeps, facts: full }) {
                None => return Ok(()),
                Some(full) => full,
            },
        };
        let bulk = full.sales.len() + full.stock.len() >= BULK;
        let usual: i64 = tx.conn().pragma_query_value(None, "cache_size", |r| r.get(0))?;
        if bulk {
            tx.conn().pragma_update(None, "cache_size", -65_536)?;
        }
        let to = &mut Outcome {
            keep: Some(full.batch),
            exact: false,
            fields: self.keeps,
            flow: Flow::of(tx.conn())?,
            counts: &mut self.counts,
            changes: (&mut self.changes, self.notes),
            deltas: &mut self.deltas,
        };
        let [sales, stock] = &mut self.touched;
        let done = apply(tx, full.sales, to, sales).and_then(|()| apply(tx, full.stock, to, stock));
        if bulk {
            tx.conn().pragma_update(None, "cache_size", usual)?;
        }
        done
    }
}

#[cfg(test)]
mod tests;
