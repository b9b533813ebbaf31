//! Sales by week, from the packed weeks of each partner; the days of a week that a span cuts come from the facts.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::apart::Weeks;
use super::{Closed, Result, SaleRow, Seen, Slice, Sliced, last_sale_day};
use crate::domain::period::{Span, Week, day_number};
use crate::domain::sales::Figures;
use crate::store::rollup;
use crate::store::weeks::{Cut, stream};

/// Adds up sales by week.
pub fn by_week(conn: &Connection, span: Span, partners: Option<&BTreeSet<i64>>) -> Result<Sliced> {
    let (from, to) = (day_number(span.from), day_number(span.to));
    let last = last_sale_day(conn)?;
    // cuts that lie in the span as a whole, and the days at its ends that do not
    let begin = (from..from + 7).find(|day| Cut::first_of(*day) == *day).unwrap_or(from);
    let ends = Cut::first_of(to + 1) == to + 1 || last.is_none_or(|last| last <= to);
    let end = if ends { to } else { Cut::first_of(to) - 1 };
    let edges: Vec<(i32, i32)> = if begin > end {
        vec![(from, to)]
    } else {
        [(from, begin - 1), (end + 1, to)].into_iter().filter(|(a, b)| a <= b).collect()
    };
    let mut groups: BTreeMap<i64, (Figures, Seen)> = BTreeMap::new();
    let (mut total, mut all) = (Figures::default(), Seen::default());
    if from > to {
        return Ok(Sliced::default());
    }
    let closed = Closed::sales(conn)?;
    let apart = Weeks::of(conn, &closed, (from, to))?;
    let mut add = |partner: i64, first: i32, figures: Figures| {
        if partners.is_some_and(|set| !set.contains(&partner)) {
            return;
        }
        let group = groups.entry(Week::of_day(first).0.into()).or_default();
        group.0 += figures;
        total += figures;
        if !figures.is_zero() {
            group.1.add(partner);
            all.add(partner);
        }
    };
    stream(conn, |partner, cuts| {
        if partners.is_some_and(|set| !set.contains(&partner)) {
            return Ok(());
        }
        let others = apart.others(partner);
        for (gone, cuts) in others {
            for (first, figures) in cuts {
                add(*gone, *first, *figures);
            }
        }
        // what is left of a week of all
        let own = |first: i32, figures: Figures| {
            others.iter().filter_map(|(_, cuts)| cuts.get(&first)).fold(figures, |left, other| left - *other)
        };
        let mut newest = i32::MIN;
        for cut in cuts {
            newest = cut.first;
            if begin <= cut.first && cut.first <= end {
                add(partner, cut.first, own(cut.first, cut.figures));
            }
        }
        for (a, b) in &edges {
            if newest >= Cut::first_of(*a) {
                let facts: Vec<SaleRow> = closed.read(conn, partner, (*a, *b))?;
                // as facts stood they are of each alone
                let whole = |first, figures| if closed.with_late { own(first, figures) } else { figures };
                rollup::each_cut(&facts, |first, figures| add(partner, first, whole(first, figures)));
            }
        }
        Ok(())
    })?;
    let rows = groups.into_iter().map(|(key, (figures, seen))| Slice { key, figures, partners: seen.count }).collect();
    Ok(Sliced { rows, total: Slice { key: 0, figures: total, partners: all.count } })
}
