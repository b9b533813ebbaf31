//! Sums of a report that are kept in the file, so that the next who asks for them has them at once.

use super::targets::Targets;
use super::{Result, Session, Wish};
use crate::domain::kinds::RegionLevel;
use crate::domain::money::Money;
use crate::domain::period::Span;
use crate::domain::sales::{By, Figures};
use crate::store::kpi::{Slice, Sliced};
use crate::store::{self, Connection, kpi as read, sums};

/// What can be kept: numbers.
pub(super) trait Numbers: Sized {
    /// As numbers.
    fn to_numbers(&self) -> Vec<i64>;
    /// From numbers; `None` if they are not such.
    fn from_numbers(numbers: &[i64]) -> Option<Self>;
}

/// The kept sums of one report.
#[derive(Debug)]
pub(super) struct Kept<'c> {
    conn: &'c Connection,
    /// What the names of its sums end in; `None` if nothing of it is kept.
    name: Option<String>,
    /// Whether this session may keep what it makes.
    writes: bool,
    basis: String,
    made: Vec<(String, Vec<i64>)>,
}

impl<'c> Kept<'c> {
    /// Sums of all partners of a network of at least `many` are kept; by partner they are as many as what they are
    /// made from.
    pub(super) fn new(session: &'c Session, wish: &Wish, many: i64) -> Result<Self> {
        let conn = session.store.conn();
        let of_all = wish.filter.trim().is_empty() && wish.by != By::Partner;
        let name = (of_all && read::size(conn)? >= many).then(|| {
            let level = wish.level.filter(|_| wish.by == By::Region).map_or("", RegionLevel::code);
            format!("{} {level}", wish.by.code())
        });
        let writes = name.is_some() && session.keeps_for_all();
        Ok(Self { conn, name, writes, basis: String::new(), made: Vec::new() })
    }

    /// Begins reading, in the transaction in which all is read.
    pub(super) fn begin(&mut self) -> store::Result<()> {
        if self.name.is_some() {
            self.basis = sums::basis(self.conn)?;
        }
        Ok(())
    }

    /// Sums of a span, kept or made.
    pub(super) fn of<T: Numbers>(
        &mut self,
        what: &str,
        span: Span,
        sum_up: impl FnOnce() -> store::Result<T>,
    ) -> store::Result<T> {
        let Some(by) = &self.name else { return sum_up() };
        let name = format!("{what} {} {} {by}", span.from, span.to);
        // in a file in which they can't be looked up they are made
        let found = sums::recall(self.conn, &name, &self.basis).ok().flatten();
        if let Some(found) = found.and_then(|numbers| T::from_numbers(&numbers)) {
            return Ok(found);
        }
        let made = sum_up()?;
        self.made.push((name, made.to_numbers()));
        Ok(made)
    }

    /// Keeps what was made, after the transaction in which all was read.
    pub(super) fn end(self) {
        if self.writes && !self.made.is_empty() {
            // a full disk or a file of which that is not possible takes nothing from the answer
            let _ = sums::keep(self.conn, &self.basis, &self.made);
        }
    }
}

impl Numbers for Sliced {
    fn to_numbers(&self) -> Vec<i64> {
        let slice = |s: &Slice| {
            let f = &s.figures;
            [s.key, s.partners, f.orders, f.quantity, f.net_amount.0, f.returns.0, f.cost.0, f.fees.0, f.sellout]
        };
        std::iter::once(&self.total).chain(&self.rows).flat_map(slice).collect()
    }

    fn from_numbers(numbers: &[i64]) -> Option<Self> {
        let (slices, rest) = numbers.as_chunks::<9>();
        let mut slices = slices.iter().map(|s| {
            let [key, partners, orders, quantity, net, returns, cost, fees, sellout] = *s;
            let [net_amount, returns, cost, fees] = [net, returns, cost, fees].map(Money);
            Slice { key, partners, figures: Figures { orders, quantity, net_amount, returns, cost, fees, sellout } }
        });
        let total = slices.next().filter(|_| rest.is_empty())?;
        Some(Self { rows: slices.collect(), total })
    }
}

impl Numbers for Targets {
    fn to_numbers(&self) -> Vec<i64> {
        let total = [i64::from(self.total.is_some()), self.total.unwrap_or_default().0];
        let rows: std::collections::BTreeMap<i64, i64> = self.rows.iter().map(|(key, amount)| (*key, amount.0)).collect();
        total.into_iter().chain(rows.into_iter().flat_map(|(key, amount)| [key, amount])).collect()
    }

    fn from_numbers(numbers: &[i64]) -> Option<Self> {
        let (pairs, rest) = numbers.as_chunks::<2>();
        let ([there, total], rows) = pairs.split_first().filter(|_| rest.is_empty())?;
        let rows = rows.iter().map(|[key, amount]| (*key, Money(*amount))).collect();
        Some(Self { rows, total: (*there != 0).then_some(Money(*total)) })
    }
}
