//! What a partner's figures are compared with, packed: a mask (there, needed attention), then zigzag varints.

use crate::domain::figures::WeekBefore;
use crate::store::pack::{Reader, put, put_signed};

/// Packs it.
pub(super) fn encode(b: &WeekBefore) -> Vec<u8> {
    let mut out = Vec::with_capacity(24);
    put(&mut out, u64::from(b.there) | u64::from(b.attention) << 1);
    let [critical, warning, info] = b.alerts;
    for n in [b.sales4, b.open_amount, b.overdue, b.open_tickets, critical, warning, info] {
        put_signed(&mut out, n);
    }
    out
}

/// Unpacks it; of what is damaged nothing is known.
pub(in crate::store) fn decode(bytes: &[u8]) -> WeekBefore {
    read(&mut Reader(bytes)).unwrap_or_default()
}

fn read(r: &mut Reader<'_>) -> Option<WeekBefore> {
    let mask = r.number()?;
    Some(WeekBefore {
        there: mask & 1 != 0,
        attention: mask & 2 != 0,
        sales4: r.signed()?,
        open_amount: r.signed()?,
        overdue: r.signed()?,
        open_tickets: r.signed()?,
        alerts: [r.signed()?, r.signed()?, r.signed()?],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_a_week_earlier_is_read_back_as_it_was() {
        let (there, attention) = (true, true);
        let all =
            WeekBefore { there, attention, sales4: -7, open_amount: i64::MAX, overdue: 3, open_tickets: 2, alerts: [1, 0, 9] };
        for b in [all, WeekBefore { attention: false, ..all }, WeekBefore::default()] {
            assert_eq!(decode(&encode(&b)), b);
        }
        assert_eq!(decode(&[3, 1]), WeekBefore::default(), "cut off in the middle: nothing is known");
    }
}
