//! Product lines that were sold below their floors, partner by partner.
//!
//! Prices are averages of a month, from its roll-up; of a month that is not in to its end what was sold after the last day that is in is
//! taken off again.

use std::collections::HashMap;

use rusqlite::Connection;

use super::Part;
use crate::domain::money::Money;
use crate::domain::period::{Month, day_number, from_day_number};
use crate::store::{Result, rollup};

/// What was sold of product lines that have a floor, from a day to another, in the order of partners.
///
/// A look at an earlier day hides later facts from its queries, and no month: what is taken off a month is what is in the file.
pub(super) const LATER: &str = "SELECT p.id, s.day, s.line, s.net_amount, s.quantity FROM partner p
    CROSS JOIN main.sale s ON s.partner = p.id AND s.day BETWEEN ?3 AND ?4
    WHERE p.id BETWEEN ?1 AND ?2 AND s.line IN (SELECT id FROM product_line WHERE floor_price > 0) ORDER BY p.id";

/// A sale after the last day that is in.
pub(super) struct Later {
    pub(super) day: i32,
    pub(super) line: i64,
    pub(super) net: Money,
    pub(super) quantity: i64,
}

/// What was sold of a product line in a month.
struct Sold {
    month: i32,
    line: i64,
    net: Money,
    quantity: i64,
}

/// Floors, and what a part of the network sold of the lines that have one.
pub(super) struct Floors {
    /// In 1/10,000 of the currency, per piece, by line.
    least: HashMap<i64, i64>,
    sold: HashMap<i64, Vec<Sold>>,
    /// Of the days up to which sales are looked at the first, and the last.
    days: (i32, i32),
}

fn month(day: i32) -> i32 {
    Month::of(from_day_number(day)).0
}

impl Floors {
    /// Reads the months of the days up to which sales are looked at, and those before.
    pub(super) fn read(conn: &Connection, part: Part, days: [i32; 2]) -> Result<Self> {
        let days = (days[0].min(days[1]), days[0].max(days[1]));
        let mut least = conn.prepare_cached("SELECT id, floor_price FROM product_line WHERE floor_price > 0")?;
        let least = least.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<HashMap<i64, i64>>>()?;
        let mut found = Self { least, sold: HashMap::new(), days };
        if found.least.is_empty() {
            return Ok(found);
        }
        let mut statement = conn.prepare_cached(
            "SELECT partner, parts, orders, quantity, net_amount, returns, cost, fees, sellout FROM sales_month
             WHERE month = ?3 AND partner BETWEEN ?1 AND ?2 AND parts IS NOT NULL",
        )?;
        for month in month(days.0) - 1..=month(days.1) {
            let mut rows = statement.query((part.0, part.1, month))?;
            while let Some(r) = rows.next()? {
                let all = rollup::figures_at(r, 2)?;
                let data = r.get_ref(1)?.as_blob_or_null().map_err(rusqlite::Error::from)?;
                for p in rollup::parts(&all, data).filter(|p| found.least.contains_key(&p.line)) {
                    let of_partner = found.sold.entry(r.get(0)?).or_default();
                    let (net, quantity) = (p.figures.net_amount, p.figures.quantity);
                    match of_partner.iter_mut().find(|s| (s.month, s.line) == (month, p.line)) {
                        Some(s) => (s.net, s.quantity) = (s.net + net, s.quantity + quantity),
                        None => of_partner.push(Sold { month, line: p.line, net, quantity }),
                    }
                }
            }
        }
        Ok(found)
    }

    /// What [`LATER`] asks of a part: none where no line has a floor.
    pub(super) fn later(&self, part: Part) -> (i64, i64, i32, i32) {
        let to = if self.least.is_empty() { i32::MIN } else { day_number(Month(month(self.days.1)).span().to) };
        (part.0, part.1, self.days.0 + 1, to)
    }

    /// The lowest average price of a line below its floor up to a day, in its month or the one before, and the floor; `later`: what the
    /// partner sold after the first of the days.
    pub(super) fn below(&self, partner: i64, until: i32, later: &[Later]) -> Option<(Money, Money)> {
        let mut worst: Option<(Money, Money)> = None;
        let running = month(until);
        for s in self.sold.get(&partner)?.iter().filter(|s| (running - 1..=running).contains(&s.month)) {
            let (mut net, mut quantity) = (s.net, s.quantity);
            if s.month == running {
                for l in later.iter().filter(|l| l.line == s.line && l.day > until && month(l.day) == running) {
                    (net, quantity) = (net - l.net, quantity - l.quantity);
                }
            }
            let floor = self.least.get(&s.line).copied().unwrap_or(0);
            if quantity <= 0 || net.0 <= 0 || i128::from(net.0) >= i128::from(floor) * i128::from(quantity) {
                continue;
            }
            let found = (Money(net.0 / quantity), Money(floor));
            // the lowest share of its floor, floors being of different lines
            if worst.is_none_or(|w| i128::from(found.0.0) * i128::from(w.1.0) < i128::from(w.0.0) * i128::from(found.1.0)) {
                worst = Some(found);
            }
        }
        worst
    }
}
