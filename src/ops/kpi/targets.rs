//! Whose targets count for a line of figures, and for all of them together.
//!
//! A line's target is what was set for it; where nothing was, what was set for the regions below it; where nothing was
//! either, what its partners' targets add up to. The whole has the network's target, else what was set for the lines,
//! else the partners' targets, else the owners', the regions', the types'.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Wish;
use crate::domain::kinds::TargetScope;
use crate::domain::money::Money;
use crate::domain::period::{Month, Span};
use crate::domain::sales::By;
use crate::domain::target::{Goal, due, due_of_line};
use crate::store::{self, Connection, kpi as read};

/// Targets of a span.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Targets {
    /// By the key of a line.
    pub(super) rows: HashMap<i64, Money>,
    /// Of all together.
    pub(super) total: Option<Money>,
}

/// Which scope stands for the whole, the first that has any target.
const CHAIN: [TargetScope; 5] =
    [TargetScope::Network, TargetScope::Partner, TargetScope::Owner, TargetScope::Region, TargetScope::ChannelType];

/// What was set for one region.
#[derive(Debug)]
struct RegionDue {
    whole: Option<Money>,
    parts: Vec<(i64, Money)>,
}

#[derive(Debug, Default)]
struct Tally {
    direct: HashMap<i64, Money>,
    lower: HashMap<i64, Money>,
    partners: HashMap<i64, Money>,
    /// By scope and key, for months, quarters, years and product lines.
    scoped: BTreeMap<TargetScope, HashMap<i64, Money>>,
    /// The whole of each scope but regions.
    whole: BTreeMap<TargetScope, Money>,
    regions: HashMap<i64, RegionDue>,
}

fn plus<K: std::hash::Hash + Eq>(map: &mut HashMap<K, Money>, key: K, amount: Money) {
    *map.entry(key).or_default() += amount;
}

pub(super) fn targets(
    conn: &Connection,
    wish: &Wish,
    partners: Option<&BTreeSet<i64>>,
    lift: Option<&HashMap<i64, i64>>,
) -> store::Result<Targets> {
    let lifted = |region: i64| lift.and_then(|l| l.get(&region)).copied().unwrap_or(region);
    let buckets = buckets(wish.by, wish.span);
    let mut tally = Tally::default();
    let mut sums: Vec<(i64, Money)> = Vec::new();
    read::each_subject(conn, wish.span, |scope, id, goals| {
        // targets of more than single partners mean nothing for some of them
        if partners.is_some_and(|set| scope != TargetScope::Partner || !set.contains(&id)) {
            return;
        }
        let whole = due(&goals.iter(), wish.span);
        let parts = parts(wish.by, goals, wish.span, &buckets);
        match (wish.by, scope) {
            (By::Partner, TargetScope::Partner) | (By::Type, TargetScope::ChannelType) | (By::Owner, TargetScope::Owner) => {
                if let Some(amount) = whole {
                    plus(&mut tally.direct, id, amount);
                }
            }
            (By::Region, TargetScope::Region) => {
                if let Some(amount) = whole {
                    let under = lifted(id);
                    plus(if under == id { &mut tally.direct } else { &mut tally.lower }, under, amount);
                }
            }
            (By::Region | By::Type | By::Owner, TargetScope::Partner) => sums.extend(whole.map(|amount| (id, amount))),
            _ => {}
        }
        if scope == TargetScope::Region {
            tally.regions.insert(id, RegionDue { whole, parts });
        } else {
            if let Some(amount) = whole {
                *tally.whole.entry(scope).or_default() += amount;
            }
            for (key, amount) in parts {
                plus(tally.scoped.entry(scope).or_default(), key, amount);
            }
        }
    })?;
    if !sums.is_empty() {
        let homes = read::homes(conn)?;
        for (partner, amount) in sums {
            let home = homes.get(&partner).copied().unwrap_or_default();
            let key = match wish.by {
                By::Region => lifted(home.region),
                By::Type => home.channel_type,
                _ => home.owner,
            };
            plus(&mut tally.partners, key, amount);
        }
    }
    top_regions(conn, &mut tally)?;
    Ok(settle(wish.by, tally))
}

/// What a subject's goals come to in each month, quarter or year, or for each product line.
fn parts(by: By, goals: &[Goal], span: Span, buckets: &[(i64, Span)]) -> Vec<(i64, Money)> {
    if by == By::Line {
        let lines: BTreeSet<i64> = goals.iter().filter_map(|g| g.line).collect();
        return lines.into_iter().filter_map(|l| due_of_line(goals.iter(), l, span).map(|m| (l, m))).collect();
    }
    buckets.iter().filter_map(|(key, bucket)| due(&goals.iter(), *bucket).map(|m| (*key, m))).collect()
}

/// The months, quarters or years of a span, each cut to it.
fn buckets(by: By, span: Span) -> Vec<(i64, Span)> {
    let size = match by {
        By::Month => 1,
        By::Quarter => 3,
        By::Year => 12,
        _ => return Vec::new(),
    };
    let (first, last) = (Month::of(span.from).0.div_euclid(size), Month::of(span.to).0.div_euclid(size));
    (first..=last)
        .filter_map(|n| {
            let whole = Span { from: Month(n * size).first(), to: Month(n * size + size - 1).span().to };
            whole.intersect(span).map(|part| (i64::from(n), part))
        })
        .collect()
}

/// Adds up regions that have no region with a target above them, so that nothing counts twice.
fn top_regions(conn: &Connection, tally: &mut Tally) -> store::Result<()> {
    if tally.regions.is_empty() {
        return Ok(());
    }
    let parents = read::parents(conn)?;
    let covered = |id: i64| {
        let mut at = id;
        for _ in 0..8 {
            match parents.get(&at).copied().flatten() {
                Some(parent) if tally.regions.contains_key(&parent) => return true,
                Some(parent) => at = parent,
                None => return false,
            }
        }
        false
    };
    let tops: Vec<i64> = tally.regions.keys().copied().filter(|id| !covered(*id)).collect();
    for id in tops {
        let Some(RegionDue { whole, parts }) = tally.regions.get(&id) else { continue };
        if let Some(amount) = whole {
            *tally.whole.entry(TargetScope::Region).or_default() += *amount;
        }
        for (key, amount) in parts {
            plus(tally.scoped.entry(TargetScope::Region).or_default(), *key, *amount);
        }
    }
    Ok(())
}

fn settle(by: By, tally: Tally) -> Targets {
    let Tally { direct, lower, partners, mut scoped, whole, .. } = tally;
    let own_scope = match by {
        By::Region => Some(TargetScope::Region),
        By::Type => Some(TargetScope::ChannelType),
        By::Owner => Some(TargetScope::Owner),
        _ => None,
    };
    let chain = || [Some(TargetScope::Network), own_scope].into_iter().flatten().chain(CHAIN);
    let mut rows = partners;
    rows.extend(lower);
    rows.extend(direct);
    if matches!(by, By::Month | By::Quarter | By::Year | By::Line) {
        // one scope for all, so that lines add up to the whole
        let of_lines = by == By::Line;
        let scope = chain().find(|s| if of_lines { scoped.contains_key(s) } else { whole.contains_key(s) });
        rows = scope.and_then(|s| scoped.remove(&s)).unwrap_or_default();
    }
    Targets { rows, total: chain().find_map(|s| whole.get(&s).copied()) }
}
