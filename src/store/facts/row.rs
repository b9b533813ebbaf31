//! The two fact tables as plain rows: their SQL, their order, and when two are the same.

use std::cmp::Ordering;

use rusqlite::{Connection, Row as SqlRow, Statement};

use crate::domain::kinds::{Sale, Stock};
use crate::domain::money::Money;
use crate::domain::period::{day_number, from_day_number};
use crate::domain::record::{Kind, Row};
use crate::store::Result;

/// A fact as it is stored: what the writer needs to know about its table.
pub(in crate::store) trait Fact: Clone + Sized {
    const KIND: Kind;
    const TABLE: &'static str;
    /// Its columns in the order of `bind` and `read`; the batch is the last.
    const COLUMNS: &'static [&'static str];
    /// How many of them, from the first, are the key.
    const KEY: usize;

    fn partner(&self) -> i64;
    /// Its day, as days since 1970-01-01.
    fn day(&self) -> i32;
    /// The import or edit that wrote it last.
    fn batch(&self) -> i64;
    /// Marks who wrote it.
    fn set_batch(&mut self, batch: i64);
    /// By the key.
    fn order(&self, other: &Self) -> Ordering;
    /// Takes over the values of an earlier one of the fields whose bits are set, by position in the declaration.
    fn take_over(&mut self, earlier: &Self, fields: u32);
    /// The record.
    fn row(&self) -> Row;
    /// Whether all but the batch is equal.
    fn same(&self, other: &Self) -> bool;
    /// Binds the key (`whole`: and the rest) from the first parameter on.
    fn bind(&self, s: &mut Statement<'_>, whole: bool) -> rusqlite::Result<()>;
    /// Reads the columns from the first on.
    fn read(row: &SqlRow<'_>) -> rusqlite::Result<Self>;
    /// As a record.
    fn record(&self) -> Row;
}

/// One row of `sale`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::store) struct SaleRow {
    pub(in crate::store) partner: i64,
    pub(in crate::store) day: i32,
    pub(in crate::store) document: Box<str>,
    pub(in crate::store) line: i64,
    /// 0: not told.
    pub(in crate::store) sku: i64,
    pub(in crate::store) region: Option<i64>,
    pub(in crate::store) owner: Option<i64>,
    pub(in crate::store) orders: i64,
    pub(in crate::store) quantity: i64,
    pub(in crate::store) net_amount: i64,
    pub(in crate::store) returns: i64,
    pub(in crate::store) cost: i64,
    pub(in crate::store) commission: i64,
    pub(in crate::store) advertising: i64,
    pub(in crate::store) logistics: i64,
    pub(in crate::store) promotion: i64,
    pub(in crate::store) sellout: i64,
    pub(in crate::store) batch: i64,
}

impl From<Sale> for SaleRow {
    fn from(s: Sale) -> Self {
        Self {
            partner: s.partner,
            day: day_number(s.day),
            document: s.document.into_boxed_str(),
            line: s.line.unwrap_or(0),
            sku: s.sku.unwrap_or(0),
            region: s.region,
            owner: s.owner,
            orders: s.orders,
            quantity: s.quantity,
            net_amount: s.net_amount.0,
            returns: s.returns.0,
            cost: s.cost.0,
            commission: s.commission.0,
            advertising: s.advertising.0,
            logistics: s.logistics.0,
            promotion: s.promotion.0,
            sellout: s.sellout,
            batch: 0,
        }
    }
}

impl From<&SaleRow> for Sale {
    fn from(s: &SaleRow) -> Self {
        Self {
            partner: s.partner,
            day: from_day_number(s.day),
            document: s.document.to_string(),
            line: (s.line != 0).then_some(s.line),
            sku: (s.sku != 0).then_some(s.sku),
            region: s.region,
            owner: s.owner,
            orders: s.orders,
            quantity: s.quantity,
            net_amount: Money(s.net_amount),
            returns: Money(s.returns),
            cost: Money(s.cost),
            commission: Money(s.commission),
            advertising: Money(s.advertising),
            logistics: Money(s.logistics),
            promotion: Money(s.promotion),
            sellout: s.sellout,
        }
    }
}

fn text(row: &SqlRow<'_>, i: usize) -> rusqlite::Result<Box<str>> {
    Ok(row.get_ref(i)?.as_str()?.into())
}

impl Fact for SaleRow {
    const KIND: Kind = Kind::Sale;
    const TABLE: &'static str = "sale";
    const COLUMNS: &'static [&'static str] = &[
        "partner",
        "day",
        "document",
        "line",
        "sku",
        "region",
        "owner",
        "orders",
        "quantity",
        "net_amount",
        "returns",
        "cost",
        "commission",
        "advertising",
        "logistics",
        "promotion",
        "sellout",
        "batch",
    ];
    const KEY: usize = 5;

    fn partner(&self) -> i64 {
        self.partner
    }
    fn day(&self) -> i32 {
        self.day
    }
    fn batch(&self) -> i64 {
        self.batch
    }
    fn set_batch(&mut self, batch: i64) {
        self.batch = batch;
    }
    fn order(&self, o: &Self) -> Ordering {
        (self.partner, self.day)
            .cmp(&(o.partner, o.day))
            .then_with(|| self.document.cmp(&o.document))
            .then_with(|| (self.line, self.sku).cmp(&(o.line, o.sku)))
    }
    fn take_over(&mut self, earlier: &Self, fields: u32) {
        let keeps = |i: u32| fields & (1 << i) != 0;
        if keeps(5) {
            self.region = earlier.region;
        }
        if keeps(6) {
            self.owner = earlier.owner;
        }
        if keeps(7) {
            self.orders = earlier.orders;
        }
        if keeps(8) {
            self.quantity = earlier.quantity;
        }
        if keeps(9) {
            self.net_amount = earlier.net_amount;
        }
        if keeps(10) {
            self.returns = earlier.returns;
        }
        if keeps(11) {
            self.cost = earlier.cost;
        }
        if keeps(12) {
            self.commission = earlier.commission;
        }
        if keeps(13) {
            self.advertising = earlier.advertising;
        }
        if keeps(14) {
            self.logistics = earlier.logistics;
        }
        if keeps(15) {
            self.promotion = earlier.promotion;
        }
        if keeps(16) {
            self.sellout = earlier.sellout;
        }
    }
    fn row(&self) -> Row {
        Row::new(&Sale::from(self))
    }
    fn same(&self, o: &Self) -> bool {
        let values = |s: &Self| {
            [
                s.orders,
                s.quantity,
                s.net_amount,
                s.returns,
                s.cost,
                s.commission,
                s.advertising,
                s.logistics,
                s.promotion,
                s.sellout,
            ]
        };
        self.region == o.region && self.owner == o.owner && values(self) == values(o) && self.order(o).is_eq()
    }
    fn bind(&self, s: &mut Statement<'_>, whole: bool) -> rusqlite::Result<()> {
        s.raw_bind_parameter(1, self.partner)?;
        s.raw_bind_parameter(2, self.day)?;
        s.raw_bind_parameter(3, &*self.document)?;
        s.raw_bind_parameter(4, self.line)?;
        s.raw_bind_parameter(5, self.sku)?;
        if !whole {
            return Ok(());
        }
        s.raw_bind_parameter(6, self.region)?;
        s.raw_bind_parameter(7, self.owner)?;
        let values = [
            self.orders,
            self.quantity,
            self.net_amount,
            self.returns,
            self.cost,
            self.commission,
            self.advertising,
            self.logistics,
            self.promotion,
            self.sellout,
            self.batch,
        ];
        values.iter().enumerate().try_for_each(|(i, v)| s.raw_bind_parameter(i + 8, *v))
    }
    fn read(row: &SqlRow<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            partner: row.get(0)?,
            day: row.get(1)?,
            document: text(row, 2)?,
            line: row.get(3)?,
            sku: row.get(4)?,
            region: row.get(5)?,
            owner: row.get(6)?,
            orders: row.get(7)?,
            quantity: row.get(8)?,
            net_amount: row.get(9)?,
            returns: row.get(10)?,
            cost: row.get(11)?,
            commission: row.get(12)?,
            advertising: row.get(13)?,
            logistics: row.get(14)?,
            promotion: row.get(15)?,
            sellout: row.get(16)?,
            batch: row.get(17)?,
        })
    }
    fn record(&self) -> Row {
        Row::new(&Sale::from(self))
    }
}

/// One row of `stock`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::store) struct StockRow {
    pub(in crate::store) partner: i64,
    pub(in crate::store) day: i32,
    /// 0: not told.
    pub(in crate::store) sku: i64,
    pub(in crate::store) line: Option<i64>,
    pub(in crate::store) quantity: i64,
    pub(in crate::store) value: i64,
    pub(in crate::store) batch: i64,
}

impl From<Stock> for StockRow {
    fn from(s: Stock) -> Self {
        Self {
            partner: s.partner,
            day: day_number(s.day),
            sku: s.sku.unwrap_or(0),
            line: s.line,
            quantity: s.quantity,
            value: s.value.0,
            batch: 0,
        }
    }
}

impl From<&StockRow> for Stock {
    fn from(s: &StockRow) -> Self {
        Self {
            partner: s.partner,
            day: from_day_number(s.day),
            sku: (s.sku != 0).then_some(s.sku),
            line: s.line,
            quantity: s.quantity,
            value: Money(s.value),
        }
    }
}

impl Fact for StockRow {
    const KIND: Kind = Kind::Stock;
    const TABLE: &'static str = "stock";
    const COLUMNS: &'static [&'static str] = &["partner", "day", "sku", "line", "quantity", "value", "batch"];
    const KEY: usize = 3;

    fn partner(&self) -> i64 {
        self.partner
    }
    fn day(&self) -> i32 {
        self.day
    }
    fn batch(&self) -> i64 {
        self.batch
    }
    fn set_batch(&mut self, batch: i64) {
        self.batch = batch;
    }
    fn order(&self, o: &Self) -> Ordering {
        (self.partner, self.day, self.sku).cmp(&(o.partner, o.day, o.sku))
    }
    fn take_over(&mut self, earlier: &Self, fields: u32) {
        let keeps = |i: u32| fields & (1 << i) != 0;
        if keeps(3) {
            self.line = earlier.line;
        }
        if keeps(4) {
            self.quantity = earlier.quantity;
        }
        if keeps(5) {
            self.value = earlier.value;
        }
    }
    fn row(&self) -> Row {
        Row::new(&Stock::from(self))
    }
    fn same(&self, o: &Self) -> bool {
        (self.line, self.quantity, self.value) == (o.line, o.quantity, o.value) && self.order(o).is_eq()
    }
    fn bind(&self, s: &mut Statement<'_>, whole: bool) -> rusqlite::Result<()> {
        s.raw_bind_parameter(1, self.partner)?;
        s.raw_bind_parameter(2, self.day)?;
        s.raw_bind_parameter(3, self.sku)?;
        if !whole {
            return Ok(());
        }
        s.raw_bind_parameter(4, self.line)?;
        s.raw_bind_parameter(5, self.quantity)?;
        s.raw_bind_parameter(6, self.value)?;
        s.raw_bind_parameter(7, self.batch)
    }
    fn read(row: &SqlRow<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            partner: row.get(0)?,
            day: row.get(1)?,
            sku: row.get(2)?,
            line: row.get(3)?,
            quantity: row.get(4)?,
            value: row.get(5)?,
            batch: row.get(6)?,
        })
    }
    fn record(&self) -> Row {
        Row::new(&Stock::from(self))
    }
}

/// The facts of a partner from the day `from` up to and including `to`, in the order of their key.
pub(in crate::store) fn read_span<F: Fact>(conn: &Connection, partner: i64, from: i32, to: i32) -> Result<Vec<F>> {
    let sql = format!(
        "SELECT {} FROM {} WHERE partner = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY {}",
        F::COLUMNS.join(", "),
        F::TABLE,
        F::COLUMNS.get(..F::KEY).unwrap_or_default().join(", "),
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map((partner, from, to), |r| F::read(r))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
