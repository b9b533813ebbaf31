//! Closed months of partners that were merged into another since. The roll-ups have them with that other, whose rules and pages look at
//! both; figures of the network leave them where they were, so that none of a closed month moves.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{Closed, PartnerMonth, Result, SaleRow};
use crate::domain::sales::Figures;
use crate::store::rollup::late::{months_of, without};
use crate::store::rollup::{self, MonthSum};

/// What partners had that were merged since, by the one into which they were.
type Others<T> = Vec<(i64, T)>;

/// Months, by who has them in the roll-ups.
#[derive(Debug, Default)]
pub(super) struct Months(BTreeMap<(i64, i32), Others<MonthSum>>);

impl Months {
    /// Of some days.
    pub(super) fn of(conn: &Connection, closed: &Closed, days: (i32, i32)) -> Result<Self> {
        let mut found = Self::default();
        for (gone, into) in closed.merged() {
            let facts: Vec<SaleRow> = closed.stood(conn, gone, days)?;
            for m in months_of(&facts) {
                found.0.entry((into, m.month)).or_default().push((gone, m));
            }
        }
        Ok(found)
    }

    /// Those that are in a partner's month; none of most.
    pub(super) fn take(&mut self, partner: i64, month: i32) -> Option<Others<MonthSum>> {
        if self.0.is_empty() { None } else { self.0.remove(&(partner, month)) }
    }

    /// Those that were in no month that was asked for, with who would have had it and its number.
    pub(super) fn rest(self) -> impl Iterator<Item = ((i64, i32), Others<MonthSum>)> {
        self.0.into_iter()
    }
}

/// Hands what each had of a month on, and what is left of the whole.
pub(super) fn each(
    (partner, month): (i64, i32),
    whole: Option<MonthSum>,
    others: &Others<MonthSum>,
    mut f: impl FnMut(&PartnerMonth<'_>),
) {
    let own = others.iter().fold(whole, |left, (_, other)| without(month, left.as_ref(), other));
    alone(partner, own.as_ref(), &mut f);
    for (gone, m) in others {
        alone(*gone, Some(m), &mut f);
    }
}

/// Hands one's month on.
pub(super) fn alone(partner: i64, m: Option<&MonthSum>, mut f: impl FnMut(&PartnerMonth<'_>)) {
    let Some(m) = m else { return };
    f(&PartnerMonth { month: m.month, partner, all: &m.all, parts: m.packed().as_deref() });
}

/// Weeks, cut where a month ends, by who has them in the roll-ups: their first day and what was sold.
#[derive(Debug, Default)]
pub(super) struct Weeks(BTreeMap<i64, Others<BTreeMap<i32, Figures>>>);

impl Weeks {
    /// Of some days.
    pub(super) fn of(conn: &Connection, closed: &Closed, days: (i32, i32)) -> Result<Self> {
        let mut found = Self::default();
        for (gone, into) in closed.merged() {
            let facts: Vec<SaleRow> = closed.stood(conn, gone, days)?;
            let mut cuts = BTreeMap::new();
            rollup::each_cut(&facts, |first, figures| {
                cuts.insert(first, figures);
            });
            found.0.entry(into).or_default().push((gone, cuts));
        }
        Ok(found)
    }

    /// Those of others that are in a partner's weeks.
    pub(super) fn others(&self, partner: i64) -> &[(i64, BTreeMap<i32, Figures>)] {
        self.0.get(&partner).map_or(&[], Vec::as_slice)
    }
}
