//! What partners are grouped by: today, and in closed periods.

use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use crate::domain::kinds::{CityClass, RegionLevel, Tier};
use crate::domain::period::{Month, Span};
use crate::domain::record::Choice;
use crate::domain::target::tally::{Home, Homes, Tree, Trees};
use crate::store::closing::Closing;
use crate::store::facts::survivors;
use crate::store::{Result, closing, record};

/// What every partner is grouped by in a span: in the months of a closed period as it was frozen with it.
pub fn homes(conn: &Connection, span: Span) -> Result<Homes> {
    let now = homes_now(conn)?;
    let mut closed = Vec::new();
    for period in within(conn, span)? {
        let Some(frozen) = closing::slice(conn, period.id, closing::HOMES)? else { continue };
        let (rows, _) = frozen.as_chunks::<6>();
        let traded = closing::slice(conn, period.id, closing::TRADING)?;
        let since: Option<HashMap<i64, i64>> =
            traded.as_deref().map(|numbers| numbers.as_chunks::<2>().0.iter().map(|[id, day]| (*id, *day)).collect());
        // who was put down later did not trade then
        let mut others: HashMap<i64, Home> = HashMap::new();
        if since.is_some() {
            others.extend(now.iter().map(|(id, home)| (*id, Home { active_since: None, ..*home })));
        }
        for [partner, region, channel_type, owner, tier, city_class] in rows.iter().copied() {
            let today = now.get(&partner).copied();
            let active_since = match &since {
                Some(since) => since.get(&partner).and_then(|day| i32::try_from(*day).ok()),
                None => today.and_then(|home| home.active_since),
            };
            let then = Home { region, channel_type, owner, tier, city_class, active_since };
            if today == Some(then) {
                others.remove(&partner);
            } else {
                others.insert(partner, then);
            }
        }
        closed.push((Month::of(period.span.from).0, Month::of(period.span.to).0, others));
    }
    Ok(Homes { now, closed })
}

/// The tree of regions in a span: in the months of a closed period as it was frozen with it.
pub fn trees(conn: &Connection, span: Span) -> Result<Trees> {
    let mut closed = Vec::new();
    for period in within(conn, span)? {
        let Some(frozen) = closing::slice(conn, period.id, closing::TREE)? else { continue };
        let level = |place: i64| usize::try_from(place).ok().and_then(|i| RegionLevel::ALL.get(i)).copied();
        let node = |[id, parent, place]: &[i64; 3]| Some((*id, (*parent, level(*place)?)));
        let nodes = frozen.as_chunks::<3>().0.iter().filter_map(node).collect();
        closed.push((Month::of(period.span.from).0, Month::of(period.span.to).0, Tree::new(nodes)));
    }
    Ok(Trees { now: super::tree(conn)?, closed })
}

/// Partners that were merged into another since, by the closed periods in which they were there.
#[derive(Debug, Default)]
pub(super) struct Gone(HashMap<i64, HashMap<String, i64>>);

impl Gone {
    /// Of the closed periods with days of a span.
    pub(super) fn of(conn: &Connection, span: Span) -> Result<Self> {
        let mut found = Self::default();
        for period in within(conn, span)? {
            let frozen = closing::slice(conn, period.id, closing::HOMES)?.unwrap_or_default();
            let ids: Vec<i64> = frozen.as_chunks::<6>().0.iter().map(|[partner, ..]| *partner).collect();
            let (mut codes, mut former) = (HashMap::new(), Vec::new());
            for id in survivors(conn, &ids)?.into_keys() {
                let mut its = record::codes_of_gone(conn, id)?.into_iter();
                codes.extend(its.next().map(|code| (code, id)));
                former.extend(its.map(|code| (code, id)));
            }
            // what had been merged into one before the period was closed was that one's then
            for (code, id) in former {
                codes.entry(code).or_insert(id);
            }
            found.0.insert(period.id, codes);
        }
        Ok(found)
    }

    /// A span in parts, with the row id of a partner by its code where it was there then.
    pub(super) fn stretches(&self, conn: &Connection, code: &str, span: Span) -> Result<Vec<(Span, Option<i64>)>> {
        let id = |closing: i64| self.0.get(&closing).and_then(|codes| codes.get(code)).copied();
        let parts = stretches(conn, span, |closing| id(closing).is_some())?;
        Ok(parts.into_iter().map(|(part, closing)| (part, closing.and_then(id))).collect())
    }
}

/// The closed period that a month belongs to: the shortest.
fn of_month(within: &[Closing], month: Month) -> Option<&Closing> {
    within.iter().find(|c| c.span.intersect(month.span()) == Some(month.span()))
}

/// A span in parts that belong to one closed period each, or to none; a period for which `counts` is false is none.
pub(super) fn stretches(conn: &Connection, span: Span, counts: impl Fn(i64) -> bool) -> Result<Vec<(Span, Option<i64>)>> {
    let within = within(conn, span)?;
    let mut parts: Vec<(Span, Option<i64>)> = Vec::new();
    for month in (Month::of(span.from).0..=Month::of(span.to).0).map(Month) {
        let Some(days) = month.span().intersect(span) else { continue };
        let closing = of_month(&within, month).map(|c| c.id).filter(|id| counts(*id));
        match parts.last_mut().filter(|(_, of)| *of == closing) {
            Some((part, _)) => part.to = days.to,
            None => parts.push((days, closing)),
        }
    }
    Ok(parts)
}

/// The closed period of the last day of a span.
pub(super) fn at_end(conn: &Connection, span: Span) -> Result<Option<i64>> {
    Ok(of_month(&within(conn, span)?, Month::of(span.to)).map(|c| c.id))
}

/// Who was there when the closed period of the last day of a span was over; nobody where that day is in none.
pub(super) fn there_at_end(conn: &Connection, span: Span) -> Result<BTreeSet<i64>> {
    let Some(closing) = at_end(conn, span)? else { return Ok(BTreeSet::new()) };
    let frozen = closing::slice(conn, closing, closing::HOMES)?.unwrap_or_default();
    Ok(frozen.as_chunks::<6>().0.iter().map(|[partner, ..]| *partner).collect())
}

/// The closed periods with days of a span, the shortest first.
fn within(conn: &Connection, span: Span) -> Result<Vec<Closing>> {
    let mut within = closing::list(conn, false)?;
    within.retain(|c| c.span.intersect(span).is_some());
    within.sort_by_key(|c| (c.span.to - c.span.from, std::cmp::Reverse(c.id)));
    Ok(within)
}

/// What is frozen of the tree of regions: each region, its parent, the place of its level.
pub fn tree_to_freeze(conn: &Connection) -> Result<Vec<i64>> {
    let place = |level| RegionLevel::ALL.iter().position(|l| *l == level).and_then(|i| i64::try_from(i).ok()).unwrap_or(0);
    let mut nodes: Vec<[i64; 3]> = super::tree(conn)?.nodes().map(|(id, parent, level)| [id, parent, place(level)]).collect();
    nodes.sort_unstable();
    Ok(nodes.concat())
}

/// What is frozen of who trades, with a period that is over: as they stand on the day that is looked at.
pub fn trading_to_freeze(conn: &Connection) -> Result<Vec<i64>> {
    let since = |(id, home): (i64, Home)| home.active_since.map(|day| [id, day.into()]);
    let mut trading: Vec<[i64; 2]> = homes_now(conn)?.into_iter().filter_map(since).collect();
    trading.sort_unstable();
    Ok(trading.concat())
}

/// What is frozen of what partners are grouped by, with a period that is over: as they stand on the day that is looked at.
pub fn homes_to_freeze(conn: &Connection) -> Result<Vec<i64>> {
    let mut homes: Vec<(i64, Home)> = homes_now(conn)?.into_iter().collect();
    homes.sort_unstable_by_key(|(partner, _)| *partner);
    let numbers = |(partner, h): (i64, Home)| [partner, h.region, h.channel_type, h.owner, h.tier, h.city_class];
    Ok(homes.into_iter().flat_map(numbers).collect())
}

/// What every partner is grouped by today.
pub fn homes_now(conn: &Connection) -> Result<HashMap<i64, Home>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, coalesce(region, 0), coalesce(channel_type, 0), coalesce(owner, 0),
           CASE WHEN status IN ('active', 'improving', 'suspended') THEN coalesce(onboarded_on, -2147483648) END,
           tier, city_class FROM partner",
    )?;
    let place = |r: &rusqlite::Row<'_>, i: usize, all: &[Choice]| -> rusqlite::Result<i64> {
        let code = r.get_ref(i)?.as_str_or_null()?;
        let at = all.iter().position(|c| Some(c.code) == code);
        Ok(at.and_then(|i| i64::try_from(i + 1).ok()).unwrap_or(0))
    };
    let home = |r: &rusqlite::Row<'_>| -> rusqlite::Result<Home> {
        let (region, channel_type, owner, active_since) = (r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?);
        let (tier, city_class) = (place(r, 5, Tier::CHOICES)?, place(r, 6, CityClass::CHOICES)?);
        Ok(Home { region, channel_type, owner, tier, city_class, active_since })
    };
    let rows = statement.query_map([], |r| Ok((r.get(0)?, home(r)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
