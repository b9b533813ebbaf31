//! All weeks of a partner in one packed row (`partner_weeks`), read in partner order by the health check.
//!
//! A week is cut where a month ends, so that both whole weeks and whole months are sums of [`Cut`]s and one row
//! answers every question about a partner's recent past. About 60 cuts a year, some 15 bytes each.
//!
//! # Format
//! | part | form |
//! |---|---|
//! | version | one byte, 1 |
//! | scale | one byte: amounts are in 1/10,000 of the unit times 10^scale (0 or 2) |
//! | per cut | first day less the previous cut's (varint, the very first zigzag), then its figures as `pack` has them |
//!
//! A cut is there if there was any fact in it, even if all of it is 0.

use rusqlite::{Connection, OptionalExtension};

use super::Result;
use super::pack::{self, Reader};
use crate::domain::period::{Month, Week, from_day_number};
use crate::domain::sales::Figures;

const VERSION: u8 = 1;

/// The part of an ISO week that lies in one calendar month, and what was sold in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Its first day (a Monday or the first of a month), as days since 1970-01-01.
    pub first: i32,
    /// What was sold.
    pub figures: Figures,
}

impl Cut {
    /// The first day of the cut that `day` is in.
    #[must_use]
    pub fn first_of(day: i32) -> i32 {
        let monday = (day + 3).div_euclid(7) * 7 - 3;
        let month = Month::of(from_day_number(day)).first().to_epoch_days();
        monday.max(month)
    }

    /// The ISO week that it is part of.
    #[must_use]
    pub fn week(&self) -> Week {
        Week((self.first + 3).div_euclid(7))
    }

    /// The month that it is part of.
    #[must_use]
    pub fn month(&self) -> Month {
        Month::of(from_day_number(self.first))
    }
}

/// Packs cuts, which must be in order of their first day.
#[must_use]
pub fn encode(cuts: &[Cut]) -> Vec<u8> {
    let unit = pack::unit_of(cuts.iter().map(|c| &c.figures));
    let mut out = Vec::with_capacity(2 + cuts.len() * 20);
    out.push(VERSION);
    out.push(if unit == 100 { 2 } else { 0 });
    let mut last = None;
    for c in cuts {
        match last {
            None => pack::put_signed(&mut out, c.first.into()),
            Some(l) => pack::put(&mut out, u64::from(c.first.abs_diff(l))),
        }
        last = Some(c.first);
        pack::put_figures(&mut out, &c.figures, unit);
    }
    out
}

/// Unpacks cuts one by one without allocating; ends early at a damaged byte, which `doctor` reports.
#[derive(Clone, Debug)]
pub struct Cuts<'a> {
    reader: Reader<'a>,
    unit: i64,
    last: Option<i32>,
}

impl<'a> Cuts<'a> {
    /// Over a packed row; an unknown version gives nothing.
    #[must_use]
    pub fn new(data: &'a [u8]) -> Self {
        match data {
            [VERSION, scale, bytes @ ..] => Self { reader: Reader(bytes), unit: if *scale == 2 { 100 } else { 1 }, last: None },
            _ => Self { reader: Reader(&[]), unit: 1, last: None },
        }
    }

    #[inline]
    fn next_cut(&mut self) -> Option<Cut> {
        let first = match self.last {
            None => i32::try_from(self.reader.signed()?).ok()?,
            Some(l) => l.checked_add(i32::try_from(self.reader.number()?).ok()?)?,
        };
        self.last = Some(first);
        Some(Cut { first, figures: self.reader.figures(self.unit)? })
    }
}

impl Iterator for Cuts<'_> {
    type Item = Cut;

    fn next(&mut self) -> Option<Cut> {
        let cut = self.next_cut();
        if cut.is_none() {
            self.reader = Reader(&[]);
        }
        cut
    }
}

/// The cuts of a partner, oldest first; none if it never had a fact.
pub fn of_partner(conn: &Connection, partner: i64) -> Result<Vec<Cut>> {
    let mut statement = conn.prepare_cached("SELECT data FROM partner_weeks WHERE partner = ?1")?;
    let found = statement.query_row([partner], |r| Ok(Cuts::new(r.get_ref(0)?.as_blob()?).collect())).optional()?;
    Ok(found.unwrap_or_default())
}

/// Hands every partner that has facts to `f`, in the order of their ids, without loading them all.
pub fn stream(conn: &Connection, mut f: impl FnMut(i64, Cuts<'_>) -> Result<()>) -> Result<()> {
    let mut statement = conn.prepare_cached("SELECT partner, data FROM partner_weeks ORDER BY partner")?;
    let mut rows = statement.query([])?;
    while let Some(r) = rows.next()? {
        f(r.get(0)?, Cuts::new(r.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?))?;
    }
    Ok(())
}

/// The cuts of the partner's whole weeks from `from` up to and including `to`, added up per week, a slot each.
#[must_use]
pub fn by_week(cuts: impl Iterator<Item = Cut>, from: Week, to: Week) -> Vec<Figures> {
    let mut slots = vec![Figures::default(); usize::try_from(to.0 - from.0 + 1).unwrap_or(0)];
    for c in cuts {
        if let Some(slot) = usize::try_from(c.week().0 - from.0).ok().and_then(|i| slots.get_mut(i)) {
            *slot += c.figures;
        }
    }
    slots
}

/// The cuts of the partner's whole months from `from` up to and including `to`, added up per month, a slot each.
#[must_use]
pub fn by_month(cuts: impl Iterator<Item = Cut>, from: Month, to: Month) -> Vec<Figures> {
    let mut slots = vec![Figures::default(); usize::try_from(to.0 - from.0 + 1).unwrap_or(0)];
    for c in cuts {
        if let Some(slot) = usize::try_from(c.month().0 - from.0).ok().and_then(|i| slots.get_mut(i)) {
            *slot += c.figures;
        }
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;
    use proptest::prelude::*;

    fn day(s: &str) -> i32 {
        s.parse::<chrono::NaiveDate>().expect("a date").to_epoch_days()
    }

    #[test]
    fn a_week_is_cut_where_the_month_ends() {
        // Monday 28 July to Sunday 3 August 2025
        for (of, first) in [
            ("2025-07-28", "2025-07-28"),
            ("2025-07-31", "2025-07-28"),
            ("2025-08-01", "2025-08-01"),
            ("2025-08-03", "2025-08-01"),
            ("2025-08-04", "2025-08-04"),
            ("1969-12-30", "1969-12-29"),
        ] {
            assert_eq!(Cut::first_of(day(of)), day(first), "{of}");
        }
        let cut = Cut { first: day("2025-08-01"), figures: Figures::default() };
        assert_eq!((cut.week().to_string(), cut.month().to_string()), ("2025-W31".into(), "2025-08".into()));
    }

    #[test]
    fn amounts_in_whole_cents_take_less_room() {
        let cut = |net| Cut { first: 20_000, figures: Figures { net_amount: Money(net), ..Figures::default() } };
        assert!(encode(&[cut(12_345_600)]).len() < encode(&[cut(12_345_601)]).len());
    }

    #[test]
    fn damaged_bytes_end_the_cuts_and_never_panic() {
        let cuts = [Cut { first: 20_000, figures: Figures { orders: 3, quantity: -40_000, ..Figures::default() } }];
        let good = encode(&cuts);
        for n in 0..good.len() {
            assert!(Cuts::new(good.get(..n).unwrap_or_default()).count() == 0, "{n} bytes");
        }
        assert_eq!(Cuts::new(&[9, 9, 9]).count(), 0);
        assert_eq!(Cuts::new(&[1, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]).count(), 0);
    }

    fn figures() -> impl Strategy<Value = Figures> {
        let any = -4_000_000_000_000_i64..4_000_000_000_000;
        (0_i64..500, any.clone(), any.clone(), any.clone(), any.clone(), any.clone(), any).prop_map(|(o, q, n, r, c, f, s)| {
            Figures {
                orders: o,
                quantity: q,
                net_amount: Money(n),
                returns: Money(r),
                cost: Money(c),
                fees: Money(f),
                sellout: s,
            }
        })
    }

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(start in -30_000_i32..60_000, steps in prop::collection::vec((1_i32..400, figures()), 0..80)) {
            let mut first = start;
            let cuts: Vec<Cut> = steps.into_iter().map(|(step, figures)| { first += step; Cut { first, figures } }).collect();
            prop_assert_eq!(Cuts::new(&encode(&cuts)).collect::<Vec<_>>(), cuts);
        }
    }
}
