//! Sums of a closed period: what is frozen when it is closed, and shown instead of today's sums ever after.

use std::collections::{BTreeSet, HashMap};

use super::Wish;
use super::gather::{self, Ask};
use super::kept::{Kept, Numbers};
use crate::domain::closing::Frozen;
use crate::domain::kinds::RegionLevel;
use crate::domain::money::Money;
use crate::domain::period::{Span, day_number};
use crate::domain::policy::Policy;
use crate::domain::sales::{By, Figures};
use crate::domain::target::tally::{Aim, Aims, Rows};
use crate::domain::target::{Aimed, Horizon};
use crate::store::closing::{self, Closing};
use crate::store::kpi::{self as read, Slice, Sliced};
use crate::store::{self, Connection};

/// What a report of a closed period says about that.
#[derive(Clone, Debug, PartialEq)]
pub struct Closed {
    /// Which period, since when, by whom.
    pub closing: Closing,
    /// Whether the figures are the frozen ones; sums of some partners by anything but partner are made of its months, grouped as today.
    pub frozen: bool,
    /// Whether it is known who traded then: who did has a row of its own, also without sales.
    pub members: bool,
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
    By::ALL.iter().filter(|by| !matches!(by, By::Partner | By::Area)).map(|by| (*by, None)).chain(levels)
}

fn name(what: &str, by: By, level: Option<RegionLevel>) -> String {
    format!("{what} {} {}", by.code(), level.map_or("", RegionLevel::code)).trim_end().to_owned()
}

/// Everything that is frozen of the sales and targets of a span that is over: all of a target is due. Its fiscal year begins with
/// `first_month`.
pub(in crate::ops) fn sums(conn: &Connection, span: Span, (rules, first_month): (&Policy, u32)) -> store::Result<Sums> {
    let last = day_number(span.to);
    let horizon = Horizon { as_of: last, until: last, calendar: &rules.calendar };
    let made = |by: By, level: Option<RegionLevel>| {
        let rows = Rows { by, level, first_month };
        gather::sums(conn, &Ask { span, rows, partners: None, horizon }, &mut Kept::none(conn))
    };
    let (sold, aims) = made(By::Partner, None)?;
    let target = |aim: &Aim| aim.aimed.set.then_some(aim.aimed.target);
    let mut rows = vec![Frozen::sold(0, &sold.total.figures, target(&aims.total))];
    let ids: BTreeSet<i64> = sold.rows.iter().map(|s| s.key).chain(aims.rows.keys().copied()).filter(|id| *id != 0).collect();
    let mut slices = sold.rows.iter().peekable();
    for id in ids {
        while slices.next_if(|s| s.key < id).is_some() {}
        let figures = slices.next_if(|s| s.key == id).map(|s| s.figures).unwrap_or_default();
        rows.push(Frozen::sold(id, &figures, aims.rows.get(&id).and_then(target)));
    }
    let mut named = vec![(name("aims", By::Partner, None), aims.to_numbers())];
    for (by, level) in dimensions() {
        let (sold, aims) = made(by, level)?;
        named.push((name("sales", by, level), sold.to_numbers()));
        named.push((name("aims", by, level), aims.to_numbers()));
    }
    named.push((closing::HOMES.to_owned(), read::homes_to_freeze(conn)?));
    named.push((closing::ANSWERS.to_owned(), read::more::answers_to_freeze(conn, span)?));
    named.push((closing::OUTLETS.to_owned(), read::more::outlets_to_freeze(conn, span)?));
    named.push((closing::TRADING.to_owned(), read::trading_to_freeze(conn)?));
    named.push((closing::TREE.to_owned(), read::tree_to_freeze(conn)?));
    named.sort();
    Ok(Sums { rows, named })
}

/// What was sold and should have been of the frozen rows; a period that was closed before sales were told apart by what has a
/// target has all of them.
fn whole(figures: &Figures, target: Money, partners: i64) -> Aim {
    let sold = figures.after_returns();
    let aimed = Aimed { set: true, begun: true, target, due: target, sold, sold_by_then: sold };
    Aim { aimed, covered: partners, of: partners }
}

/// Puts the frozen sums of a closed period in the place of those that its months come to. Answers what the report says about that, and the
/// sums of the months, without which what came late is told.
pub(super) fn put(
    conn: &Connection,
    closed: Closing,
    (wish, partners): (&Wish, Option<&BTreeSet<i64>>),
    (now, aims): (&mut Sliced, &mut Aims),
    today: &mut Option<Sliced>,
) -> store::Result<(Closed, Option<Sliced>)> {
    let found = of(conn, &closed, wish, partners)?;
    let frozen = found.is_some();
    let mut months = None;
    if let Some((sold, due)) = found {
        let rolled_up = std::mem::replace(now, sold);
        *aims = due;
        if rolled_up.total.figures == now.total.figures {
            months = Some(rolled_up);
        } else {
            // roll-ups that were made anew have it in them
            today.get_or_insert(rolled_up);
        }
    }
    let late = today.as_ref().map(|t| t.total.figures - now.total.figures).unwrap_or_default();
    let members = !frozen || closing::slice(conn, closed.id, closing::TRADING)?.is_some();
    Ok((Closed { closing: closed, frozen, members, late }, months))
}

/// The frozen sums that a report asks for; `None` where they were not frozen so.
fn of(
    conn: &Connection,
    closing: &Closing,
    wish: &Wish,
    partners: Option<&BTreeSet<i64>>,
) -> store::Result<Option<(Sliced, Aims)>> {
    if wish.by == By::Partner {
        let asked = |row: &Frozen| row.partner != 0 && partners.is_none_or(|set| set.contains(&row.partner));
        let rows = closing::rows(conn, closing.id)?;
        let slice = |row: &Frozen| Slice { key: row.partner, figures: row.figures(), partners: 1 };
        let sold: Vec<Slice> = rows.iter().filter(|r| asked(r) && !r.figures().is_zero()).map(slice).collect();
        let mut total = Slice { partners: i64::try_from(sold.len()).unwrap_or(i64::MAX), ..Slice::default() };
        for slice in &sold {
            total.figures += slice.figures;
        }
        let found = closing::slice(conn, closing.id, &name("aims", By::Partner, None))?;
        let aims = found.as_deref().and_then(Aims::from_numbers).unwrap_or_else(|| {
            let of = |row: &Frozen| row.target().map(|target| (row.partner, whole(&row.figures(), target, 1)));
            let total = rows.iter().find(|r| r.partner == 0).and_then(of).map(|(_, aim)| aim).unwrap_or_default();
            Aims { rows: rows.iter().filter(|r| r.partner != 0).filter_map(of).collect(), total }
        });
        return Ok(Some((Sliced { rows: sold, total }, only(aims, partners))));
    }
    if partners.is_some() {
        return Ok(None);
    }
    let level = wish.level.filter(|_| wish.by == By::Region);
    let frozen = |what: &str| closing::slice(conn, closing.id, &name(what, wish.by, level));
    let Some(sold) = frozen("sales")?.as_deref().and_then(Sliced::from_numbers) else { return Ok(None) };
    if let Some(aims) = frozen("aims")?.as_deref().and_then(Aims::from_numbers) {
        return Ok(Some((sold, aims)));
    }
    let aims = frozen("targets")?.and_then(|numbers| targets_alone(&numbers, &sold));
    Ok(aims.map(|aims| (sold, aims)))
}

/// Those of some partners, and their sum.
fn only(mut aims: Aims, partners: Option<&BTreeSet<i64>>) -> Aims {
    let Some(partners) = partners else { return aims };
    aims.rows.retain(|id, _| partners.contains(id));
    aims.total = Aim::default();
    for aim in aims.rows.values() {
        aims.total.aimed.add(&aim.aimed);
        (aims.total.covered, aims.total.of) = (aims.total.covered + 1, aims.total.of + 1);
    }
    aims
}

/// Targets as they were frozen before the sales that stand against them were.
fn targets_alone(numbers: &[i64], sold: &Sliced) -> Option<Aims> {
    let (pairs, rest) = numbers.as_chunks::<2>();
    let ([there, total], rows) = pairs.split_first().filter(|_| rest.is_empty())?;
    let of = |slice: &Slice, target: i64| whole(&slice.figures, Money(target), slice.partners);
    let row = |key: i64| sold.rows.iter().find(|s| s.key == key).copied().unwrap_or_default();
    let total = if *there == 0 { Aim::default() } else { of(&sold.total, *total) };
    Some(Aims { rows: rows.iter().map(|[key, target]| (*key, of(&row(*key), *target))).collect(), total })
}

/// What came late, by the key of its row: today's sums less those without it.
pub(super) fn late(today: &Sliced, without: &Sliced) -> HashMap<i64, Figures> {
    let mut late: HashMap<i64, Figures> = today.rows.iter().map(|s| (s.key, s.figures)).collect();
    for slice in &without.rows {
        let figures = late.entry(slice.key).or_default();
        *figures = *figures - slice.figures;
    }
    late.retain(|_, figures| !figures.is_zero());
    late
}
