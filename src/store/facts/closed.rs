//! Facts of closed months as they stood when these were closed.
//!
//! `sale_closed` and `stock_closed` have a row for each fact of a closed month that was changed or taken out or came since: as it
//! stood, or that it was not there. The first state counts: it is that of the closing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, Statement};

use super::{Fact, read_span};
use crate::domain::period::Span;
use crate::domain::record::Kind;
use crate::store::{Result, Tx, record};

/// The statement that notes how a fact stood: what is bound is the whole fact and whether it was there.
pub(super) fn note_sql<F: Fact>() -> String {
    let n = F::COLUMNS.len();
    let marks = (1..=n + 1).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
    format!("INSERT OR IGNORE INTO {}_closed ({}, there) VALUES ({marks})", F::TABLE, F::COLUMNS.join(", "))
}

/// Notes how a fact of a closed month stood before it is written: `then`, or, with none, that what comes was not there.
pub(super) fn note<F: Fact>(statement: &mut Statement<'_>, then: Option<&F>, comes: &F) -> Result<()> {
    then.unwrap_or(comes).bind(statement, true)?;
    statement.raw_bind_parameter(F::COLUMNS.len() + 1, then.is_some())?;
    statement.raw_execute()?;
    Ok(())
}

/// What is known of facts of closed months that are others today, to read facts as they count in figures.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct Closed {
    /// Partners with any.
    partners: BTreeSet<i64>,
    /// Of them those that were merged into another since, by that other.
    merged: BTreeMap<i64, Vec<i64>>,
    /// What came late is looked at with the rest ([`crate::store::rollup::late::with_late`]).
    pub(in crate::store) with_late: bool,
}

impl Closed {
    /// Of sales.
    pub(in crate::store) fn sales(conn: &Connection) -> Result<Self> {
        let with_late = "SELECT 1 FROM temp.sqlite_schema WHERE name = 'late_weeks'";
        let with_late = conn.prepare_cached(with_late)?.exists([])?;
        Ok(Self { with_late, ..Self::of(conn, "SELECT DISTINCT partner FROM sale_closed", [])? })
    }

    /// Of sales and counts of stock in a span.
    pub(in crate::store) fn articles(conn: &Connection, span: Span) -> Result<Self> {
        let days = (crate::domain::period::day_number(span.from), crate::domain::period::day_number(span.to));
        let sql = "SELECT partner FROM sale_closed WHERE day BETWEEN ?1 AND ?2
                   UNION SELECT partner FROM stock_closed WHERE day BETWEEN ?1 AND ?2";
        Self::of(conn, sql, days)
    }

    fn of(conn: &Connection, sql: &str, given: impl rusqlite::Params) -> Result<Self> {
        let mut statement = conn.prepare_cached(sql)?;
        let partners = statement.query_map(given, |r| r.get(0))?.collect::<rusqlite::Result<BTreeSet<i64>>>()?;
        let mut merged: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (gone, into) in survivors(conn, &partners)? {
            merged.entry(into).or_default().push(gone);
        }
        Ok(Self { partners, merged, with_late: false })
    }

    /// Partners of whom any fact is another today.
    pub(in crate::store) fn partners(&self) -> impl Iterator<Item = i64> {
        self.partners.iter().copied()
    }

    /// A partner, and those that were merged into it since their facts were closed.
    pub(in crate::store) fn with_merged(&self, partner: i64) -> impl Iterator<Item = i64> {
        std::iter::once(partner).chain(self.merged.get(&partner).into_iter().flatten().copied())
    }

    /// Those that were merged into another since their facts were closed, each with that other.
    pub(in crate::store) fn merged(&self) -> impl Iterator<Item = (i64, i64)> {
        self.merged.iter().flat_map(|(into, gone)| gone.iter().map(|gone| (*gone, *into)))
    }

    /// The facts of a partner from a day up to and including another, in the order of their key, as they count: those of closed months as
    /// they were, but where what came late counts.
    pub(in crate::store) fn read<F: Fact>(&self, conn: &Connection, partner: i64, days: (i32, i32)) -> Result<Vec<F>> {
        if self.with_late { read_span(conn, partner, days.0, days.1) } else { self.stood(conn, partner, days) }
    }

    /// The same; those of closed months as they were.
    pub(in crate::store) fn stood<F: Fact>(&self, conn: &Connection, partner: i64, (from, to): (i32, i32)) -> Result<Vec<F>> {
        let mut facts: Vec<F> = read_span(conn, partner, from, to)?;
        if !self.partners.contains(&partner) {
            return Ok(facts);
        }
        let (columns, table) = (F::COLUMNS.join(", "), F::TABLE);
        let sql = format!("SELECT {columns}, there FROM {table}_closed WHERE partner = ?1 AND day BETWEEN ?2 AND ?3");
        let mut statement = conn.prepare_cached(&sql)?;
        let mut rows = statement.query((partner, from, to))?;
        while let Some(r) = rows.next()? {
            let (then, there): (F, bool) = (F::read(r)?, r.get(F::COLUMNS.len())?);
            let at = facts.binary_search_by(|f| f.order(&then));
            if let Ok(i) = at {
                facts.remove(i);
            }
            if there {
                facts.insert(at.unwrap_or_else(|i| i), then);
            }
        }
        Ok(facts)
    }
}

/// Of these partners those that are no more, with the one into which they were merged.
pub fn survivors<'a>(conn: &Connection, ids: impl IntoIterator<Item = &'a i64>) -> Result<HashMap<i64, i64>> {
    let mut there = conn.prepare_cached("SELECT 1 FROM main.partner WHERE id = ?1")?;
    let mut found = HashMap::new();
    for id in ids {
        if *id != 0
            && !there.exists([id])?
            && let Some((code, _)) = record::gone(conn, Kind::Partner, *id)?
            && let Some(into) = record::id_by_code(conn, Kind::Partner, &code)?
        {
            found.insert(*id, into);
        }
    }
    Ok(found)
}

impl Tx<'_> {
    /// Forgets how facts and documents of a period stood that is opened again; of months that another closed period has, not those.
    pub(in crate::store) fn forget_closed(&mut self, closing: i64, open: &[(i32, i32)]) -> Result<()> {
        for table in ["invoice_closed", "payment_closed"] {
            self.conn().execute(&format!("DELETE FROM {table} WHERE closing = ?1"), [closing])?;
        }
        for (from, to) in open {
            for table in ["sale_closed", "stock_closed"] {
                self.conn().execute(&format!("DELETE FROM {table} WHERE day BETWEEN ?1 AND ?2"), [from, to])?;
            }
        }
        Ok(())
    }
}
