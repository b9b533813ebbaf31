//! Sums of a closed period: what is frozen when it is closed, and shown instead of today's sums ever after.

use std::collections::BTreeSet;

use super::kept::Numbers;
use super::targets::{self, Targets};
use super::{Line, Wish};
use crate::domain::closing::Frozen;
use crate::domain::kinds::RegionLevel;
use crate::domain::period::Span;
use crate::domain::sales::{By, Figures};
use crate::store::closing::{self, Closing};
use crate::store::kpi::{self as read, Ask, Slice, Sliced};
use crate::store::{self, Connection};

/// What a report of a closed period says about that.
#[derive(Clone, Debug, PartialEq)]
pub struct Closed {
    /// Which period, since when, by whom.
    pub closing: Closing,
    /// Whether the figures are the frozen ones; sums of some partners by anything but partner are made today.
    pub frozen: bool,
    /// What came late of all together: today's sums less the frozen ones.
    pub late: Figures,
}

/// What is frozen of sales and targets.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ops) struct Sums {
    /// A row for each partner, the network's first.
    pub(in crate::ops) rows: Vec<Frozen>,
    /// Sums by every dimension, by name.
    pub(in crate::ops) named: Vec<(String, Vec<i64>)>,
}

/// The dimensions of which sums are frozen; by partner there is a row for each.
fn dimensions() -> impl Iterator<Item = (By, Option<RegionLevel>)> {
    let levels = RegionLevel::ALL.iter().map(|l| (By::Region, Some(*l)));
    By::ALL.iter().filter(|by| **by != By::Partner).map(|by| (*by, None)).chain(levels)
}

fn name(what: &str, by: By, level: Option<RegionLevel>) -> String {
    format!("{what} {} {}", by.code(), level.map_or("", RegionLevel::code)).trim_end().to_owned()
}

/// Everything that is frozen of the sales and targets of a span.
pub(in crate::ops) fn sums(conn: &Connection, span: Span) -> store::Result<Sums> {
    let by_partner = Wish::new(span, By::Partner);
    let sold = read::slice(conn, &Ask { span, by: By::Partner, partners: None, lift: None })?;
    let due = targets::targets(conn, &by_partner, None, None)?;
    let mut rows = vec![Frozen::sold(0, &sold.total.figures, due.total)];
    let ids: BTreeSet<i64> = sold.rows.iter().map(|s| s.key).chain(due.rows.keys().copied()).filter(|id| *id != 0).collect();
    let mut slices = sold.rows.iter().peekable();
    for id in ids {
        while slices.next_if(|s| s.key < id).is_some() {}
        let figures = slices.next_if(|s| s.key == id).map(|s| s.figures).unwrap_or_default();
        rows.push(Frozen::sold(id, &figures, due.rows.get(&id).copied()));
    }
    let mut named = Vec::new();
    for (by, level) in dimensions() {
        let lift = level.map(|l| read::lift_to(conn, l.code())).transpose()?;
        let by_dimension = read::slice(conn, &Ask { span, by, partners: None, lift: lift.as_ref() })?;
        let wish = Wish { level, ..Wish::new(span, by) };
        let due = targets::targets(conn, &wish, None, lift.as_ref())?;
        named.push((name("sales", by, level), by_dimension.to_numbers()));
        named.push((name("targets", by, level), due.to_numbers()));
    }
    named.sort();
    Ok(Sums { rows, named })
}

/// The frozen sums that a report asks for; `None` where they were not frozen so.
pub(super) fn of(
    conn: &Connection,
    closing: &Closing,
    wish: &Wish,
    partners: Option<&BTreeSet<i64>>,
) -> store::Result<Option<(Sliced, Targets)>> {
    if wish.by == By::Partner {
        let asked = |row: &Frozen| row.partner != 0 && partners.is_none_or(|set| set.contains(&row.partner));
        let rows = closing::rows(conn, closing.id)?;
        let slice = |row: &Frozen| Slice { key: row.partner, figures: row.figures(), partners: 1 };
        let sold: Vec<Slice> = rows.iter().filter(|r| asked(r) && !r.figures().is_zero()).map(slice).collect();
        let mut total = Slice { partners: i64::try_from(sold.len()).unwrap_or(i64::MAX), ..Slice::default() };
        for slice in &sold {
            total.figures += slice.figures;
        }
        let due: Vec<_> = rows.iter().filter(|r| asked(r)).filter_map(|r| Some((r.partner, r.target()?))).collect();
        let whole = match partners {
            None => rows.iter().find(|r| r.partner == 0).and_then(Frozen::target),
            Some(_) => (!due.is_empty()).then(|| due.iter().map(|(_, m)| *m).sum()),
        };
        return Ok(Some((Sliced { rows: sold, total }, Targets { rows: due.into_iter().collect(), total: whole })));
    }
    if partners.is_some() {
        return Ok(None);
    }
    let level = wish.level.filter(|_| wish.by == By::Region);
    let sold = closing::slice(conn, closing.id, &name("sales", wish.by, level))?;
    let due = closing::slice(conn, closing.id, &name("targets", wish.by, level))?;
    let read = |(sold, due): (Vec<i64>, Vec<i64>)| Some((Sliced::from_numbers(&sold)?, Targets::from_numbers(&due)?));
    Ok(sold.zip(due).and_then(read))
}

/// Notes on the lines what came late: today's sums less the frozen ones.
pub(super) fn note_late(lines: &mut [Line], today: &Sliced) {
    for line in lines {
        let now = today.rows.iter().find(|s| s.key == line.id).map(|s| s.figures).unwrap_or_default();
        let late = now - line.figures;
        line.late = (!late.is_zero()).then_some(late);
    }
}
