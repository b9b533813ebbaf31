//! Sums of a report that are kept in the file, so that the next who asks for them has them at once.

use super::{Result, Session, Wish, closings};
use crate::domain::kinds::RegionLevel;
use crate::domain::money::Money;
use crate::domain::period::Span;
use crate::domain::sales::{By, Figures};
use crate::domain::target::Aimed;
use crate::domain::target::tally::{Aim, Aims};
use crate::store::kpi::{Slice, Sliced};
use crate::store::{self, Connection, kpi as read, sums};

/// What can be kept: numbers.
pub(super) trait Numbers: Sized {
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
    /// The rules, which all names are of.
    rules: String,
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
        let name = if of_all && read::size(conn)? >= many {
            let level = wish.level.filter(|_| wish.by == By::Region).map_or("", RegionLevel::code);
            // which days the rows are, where the first month of fiscal years changed
            let first =
                if matches!(wish.by, By::Quarter | By::Year) { closings::names(session)?.first_month(wish.span) } else { 1 };
            Some(format!("{} {level} {first} {}", wish.by.code(), session.policy.identity()))
        } else {
            None
        };
        let writes = name.is_some() && session.keeps_for_all();
        let rules = session.policy.identity();
        Ok(Self { conn, name, rules, writes, basis: String::new(), made: Vec::new() })
    }

    /// Keeps nothing.
    pub(super) fn none(conn: &'c Connection) -> Self {
        Self { conn, name: None, rules: String::new(), writes: false, basis: String::new(), made: Vec::new() }
    }

    /// Begins reading, in the transaction in which all is read.
    pub(super) fn begin(&mut self) -> store::Result<()> {
        if self.name.is_some() {
            self.basis = sums::basis(self.conn)?;
        }
        Ok(())
    }

    /// What the sums of a span are called; `None` where they are not kept.
    pub(super) fn name(&self, what: &str, span: Span, more: &str) -> Option<String> {
        let by = self.name.as_deref()?;
        Some(format!("{what} {} {} {by} {more}", span.from, span.to).trim_end().to_owned())
    }

    /// What is called something that is the same by whatever dimension; `None` where it is not kept.
    pub(super) fn name_of_all(&self, what: &str, span: Span, more: &str) -> Option<String> {
        self.name.as_ref().map(|_| format!("{what} {} {} {} {more}", span.from, span.to, self.rules))
    }

    /// Sums that were kept.
    pub(super) fn recall<T: Numbers>(&self, name: Option<&str>) -> Option<T> {
        // in a file in which they can't be looked up they are made
        let found = sums::recall(self.conn, name?, &self.basis).ok().flatten();
        found.and_then(|numbers| T::from_numbers(&numbers))
    }

    /// Notes sums that were made, to be kept.
    pub(super) fn note<T: Numbers>(&mut self, name: Option<&str>, made: &T) {
        if let Some(name) = name {
            self.made.push((name.to_owned(), made.to_numbers()));
        }
    }

    /// What is found of a span, kept or made.
    pub(super) fn of<T: Numbers>(
        &mut self,
        what: &str,
        span: Span,
        sum_up: impl FnOnce() -> store::Result<T>,
    ) -> store::Result<T> {
        let name = self.name(what, span, "");
        if let Some(found) = self.recall(name.as_deref()) {
            return Ok(found);
        }
        let made = sum_up()?;
        self.note(name.as_deref(), &made);
        Ok(made)
    }

    /// Keeps what was made, after the transaction in which all was read.
    pub(super) fn end(self) {
        if self.writes && !self.made.is_empty() {
            // a full disk or a file of which that is not possible takes nothing from the answer
            if let Err(e) = sums::keep(self.conn, &self.basis, &self.made) {
                tracing::warn!("sums are not kept: {e}");
            }
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

impl Numbers for Vec<i64> {
    fn to_numbers(&self) -> Vec<i64> {
        self.clone()
    }

    fn from_numbers(numbers: &[i64]) -> Option<Self> {
        Some(numbers.to_vec())
    }
}

/// Numbers of an [`Aim`], its key first.
const AIM: usize = 9;

impl Numbers for Aims {
    fn to_numbers(&self) -> Vec<i64> {
        let aim = |key: i64, a: &Aim| -> [i64; AIM] {
            let Aimed { set, begun, target, due, sold, sold_by_then } = a.aimed;
            [key, set.into(), begun.into(), target.0, due.0, sold.0, sold_by_then.0, a.covered, a.of]
        };
        let rows: std::collections::BTreeMap<i64, &Aim> = self.rows.iter().map(|(key, a)| (*key, a)).collect();
        std::iter::once(aim(0, &self.total)).chain(rows.into_iter().map(|(key, a)| aim(key, a))).flatten().collect()
    }

    fn from_numbers(numbers: &[i64]) -> Option<Self> {
        let (aims, rest) = numbers.as_chunks::<AIM>();
        let mut aims = aims.iter().map(|n| {
            let [key, set, begun, target, due, sold, by_then, covered, of] = *n;
            let [target, due, sold, sold_by_then] = [target, due, sold, by_then].map(Money);
            let aimed = Aimed { set: set != 0, begun: begun != 0, target, due, sold, sold_by_then };
            (key, Aim { aimed, covered, of })
        });
        let total = aims.next().filter(|_| rest.is_empty())?.1;
        Some(Self { rows: aims.collect(), total })
    }
}
