//! Up to which day figures are in: the last whole week for which those that deliver weekly have delivered. Nothing is expected of who does
//! not trade.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::{days, rows};

/// One delivery: who, of which day, of which amount.
pub struct Delivery {
    pub partner: i64,
    pub day: i64,
    pub amount: i64,
}

/// Of whom figures are expected.
pub fn expected(conn: &Connection) -> BTreeSet<i64> {
    let sql = "SELECT id FROM partner WHERE status IN ('active', 'improving', 'suspended')";
    rows::all(conn, sql, |r| r.get(0)).into_iter().collect()
}

/// The last day of that week as of a day; `None` where there is no whole week with any row.
pub fn figures_until(deliveries: &[Delivery], expected: &BTreeSet<i64>, as_of: i64) -> Option<i64> {
    let first = days::monday(deliveries.iter().map(|d| d.day).min()?);
    // whole weeks are those before the day's own, on a Sunday, too
    let mut week = days::monday(as_of) - 7;
    let mut last_with_any = None;
    while week >= first {
        let span = |from: i64, to: i64| deliveries.iter().filter(move |d| from <= d.day && d.day <= to);
        if last_with_any.is_none() && span(week, week + 6).next().is_some() {
            last_with_any = Some(week + 6);
        }
        // of each partner the weeks with a row among the ten before, and their amount
        let mut usual: BTreeMap<i64, (Vec<i64>, i64)> = BTreeMap::new();
        for d in span(week - 70, week - 1).filter(|d| expected.contains(&d.partner)) {
            let (weeks, amount) = usual.entry(d.partner).or_default();
            let its = days::monday(d.day);
            if !weeks.contains(&its) {
                weeks.push(its);
            }
            *amount += d.amount;
        }
        let all: i64 = usual.values().map(|(_, amount)| amount).sum();
        let weekly = || usual.iter().filter(|(_, (weeks, _))| weeks.len() >= 8);
        let of: i64 = weekly().map(|(_, (_, amount))| amount).sum();
        if weekly().next().is_none() || of * 2 < all {
            // those that deliver weekly make up less than half: any row is enough
            if span(week, week + 6).next().is_some() {
                return Some(week + 6);
            }
        } else {
            let came = |partner: &i64| span(week, as_of).any(|d| d.partner == *partner);
            let delivered: i64 = weekly().filter(|(partner, _)| came(partner)).map(|(_, (_, amount))| amount).sum();
            if delivered * 10 >= of * 8 {
                return Some(week + 6);
            }
        }
        week -= 7;
    }
    last_with_any
}
