//! Numbers packed into few bytes: varints, zigzag, and the seven figures behind a mask.
//!
//! A mask byte says which figures are not 0 (lowest bit first: orders, quantity, net amount, returns, cost, fees, sell-out); a
//! zigzag varint follows for each. Amounts may be stored in hundredths of the unit where all of them are whole.

use crate::domain::money::Money;
use crate::domain::sales::Figures;

/// The largest unit in which all amounts are whole: 100 (hundredths of the currency) or 1.
pub(super) fn unit_of<'a>(figures: impl IntoIterator<Item = &'a Figures>) -> i64 {
    let whole = |f: &Figures| [f.net_amount, f.returns, f.cost, f.fees].iter().all(|m| m.0 % 100 == 0);
    if figures.into_iter().all(whole) { 100 } else { 1 }
}

fn zigzag(v: i64) -> u64 {
    (v.cast_unsigned() << 1) ^ (v >> 63).cast_unsigned()
}

fn unzigzag(v: u64) -> i64 {
    (v >> 1).cast_signed() ^ -((v & 1).cast_signed())
}

/// Seven bits a byte, the lowest first.
#[expect(clippy::cast_possible_truncation, reason = "the low seven bits are what is meant")]
pub(super) fn put(out: &mut Vec<u8>, mut v: u64) {
    while v >= 0x80 {
        out.push(v as u8 | 0x80);
        v >>= 7;
    }
    out.push(v as u8);
}

/// A signed number: small ones of either sign are short.
pub(super) fn put_signed(out: &mut Vec<u8>, v: i64) {
    put(out, zigzag(v));
}

/// A mask and the figures that are not 0, amounts in `unit`.
pub(super) fn put_figures(out: &mut Vec<u8>, f: &Figures, unit: i64) {
    let amounts = [f.net_amount, f.returns, f.cost, f.fees].map(|m| m.0 / unit);
    let [net, returns, cost, fees] = amounts;
    let values = [f.orders, f.quantity, net, returns, cost, fees, f.sellout];
    out.push(values.iter().enumerate().fold(0_u8, |m, (i, v)| if *v == 0 { m } else { m | 1 << i }));
    for v in values.iter().filter(|v| **v != 0) {
        put_signed(out, *v);
    }
}

/// Reads what was put; every answer is `None` behind the end or at a damaged byte.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl Reader<'_> {
    #[inline]
    pub(super) fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    #[inline]
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut v = 0_u64;
        let mut shift = 0;
        loop {
            let b = self.byte()?;
            v |= u64::from(b & 0x7f) << shift;
            if b < 0x80 {
                return Some(v);
            }
            shift += 7;
            if shift > 63 {
                return None;
            }
        }
    }

    #[inline]
    pub(super) fn signed(&mut self) -> Option<i64> {
        self.number().map(unzigzag)
    }

    #[inline]
    pub(super) fn figures(&mut self, unit: i64) -> Option<Figures> {
        let mask = self.byte()?;
        let mut values = [0_i64; 7];
        for (i, v) in values.iter_mut().enumerate() {
            if mask & (1 << i) != 0 {
                *v = self.signed()?;
            }
        }
        let [orders, quantity, net, returns, cost, fees, sellout] = values;
        let money = |v: i64| Money(v).times(unit);
        Some(Figures {
            orders,
            quantity,
            net_amount: money(net),
            returns: money(returns),
            cost: money(cost),
            fees: money(fees),
            sellout,
        })
    }
}
