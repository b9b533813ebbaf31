//! What a tier score is computed from, packed: a mask of what is known, then a zigzag varint for each number.
//!
//! Mask bits, lowest first: trades, since, attained, growth, coverage, days sales outstanding, credit days, inventory, inventory
//! at cost, penalty points.

use crate::domain::figure::Ratio;
use crate::domain::inventory::InventoryDays;
use crate::domain::money::Money;
use crate::domain::tier::Measures;
use crate::store::pack::{Reader, put, put_signed};

/// Packs them.
pub(super) fn encode(m: &Measures) -> Vec<u8> {
    let mut out = Vec::with_capacity(48);
    let known = [
        m.trades,
        m.since.is_some(),
        m.attained.is_some(),
        m.growth.is_some(),
        m.coverage.is_some(),
        m.dso.is_some(),
        m.credit_days.is_some(),
        m.inventory.is_some(),
        m.inventory.is_some_and(|i| i.by_value),
        m.penalty != 0,
    ];
    put(&mut out, known.iter().enumerate().fold(0, |mask, (i, set)| mask | u64::from(*set) << i));
    let mut number = |n: i64| put_signed(&mut out, n);
    m.since.into_iter().for_each(|day| number(day.into()));
    m.attained.into_iter().flat_map(|a| [a.num, a.den]).for_each(&mut number);
    m.growth.into_iter().flat_map(|(now, then)| [now.0, then.0]).for_each(&mut number);
    m.coverage.into_iter().flat_map(|(covered, planned)| [covered, planned]).for_each(&mut number);
    m.dso.into_iter().chain(m.credit_days).for_each(&mut number);
    m.inventory.into_iter().flat_map(|i| [i.days, i.average, i.outflow]).for_each(&mut number);
    if m.penalty != 0 {
        number(m.penalty);
    }
    out
}

/// Unpacks them; of what is damaged nothing is known.
pub(in crate::store) fn decode(bytes: &[u8]) -> Measures {
    read(&mut Reader(bytes)).unwrap_or_default()
}

fn read(r: &mut Reader<'_>) -> Option<Measures> {
    let mask = r.number()?;
    let has = |bit: u32| mask & (1 << bit) != 0;
    let since = if has(1) { Some(i32::try_from(r.signed()?).ok()?) } else { None };
    let attained = if has(2) { Some(Ratio { num: r.signed()?, den: r.signed()? }) } else { None };
    let growth = if has(3) { Some((Money(r.signed()?), Money(r.signed()?))) } else { None };
    let coverage = if has(4) { Some((r.signed()?, r.signed()?)) } else { None };
    let dso = if has(5) { Some(r.signed()?) } else { None };
    let credit_days = if has(6) { Some(r.signed()?) } else { None };
    let inventory = if has(7) {
        Some(InventoryDays { days: r.signed()?, average: r.signed()?, outflow: r.signed()?, by_value: has(8) })
    } else {
        None
    };
    let penalty = if has(9) { r.signed()? } else { 0 };
    Some(Measures { trades: has(0), since, attained, growth, coverage, dso, credit_days, inventory, penalty })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_read_back_as_they_were() {
        let all = Measures {
            trades: true,
            since: Some(-3),
            attained: Some(Ratio { num: i64::MAX, den: 1 }),
            growth: Some((Money(-5), Money(7))),
            coverage: Some((0, 12)),
            dso: Some(453),
            credit_days: Some(30),
            inventory: Some(InventoryDays { days: 600, average: 1, outflow: i64::MIN, by_value: true }),
            penalty: 12,
        };
        let some = Measures { growth: None, dso: None, penalty: 0, trades: false, ..all };
        for m in [all, some, Measures::default()] {
            assert_eq!(decode(&encode(&m)), m);
        }
        assert_eq!(decode(&[0x84, 0x01]), Measures::default(), "cut off in the middle: nothing is known");
    }
}
