//! What partners are grouped by, the tree of regions, and sets of partners.

use std::collections::HashMap;

use super::Rows;
use crate::domain::kinds::RegionLevel;
use crate::domain::sales::By;

/// Levels of the tree of regions, and more: a cycle made by hand ends.
const DEEP: usize = 8;

/// What a partner is grouped by; 0 where none was given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Home {
    pub region: i64,
    pub channel_type: i64,
    pub owner: i64,
    /// The place of its tier in [`crate::domain::kinds::Tier::ALL`], from 1.
    pub tier: i64,
    /// The place of the class of its city in [`crate::domain::kinds::CityClass::ALL`], from 1.
    pub city_class: i64,
    /// From which day on it trades, since 1970-01-01; `None`: it does not.
    pub active_since: Option<i32>,
}

impl Home {
    /// Whether it trades by a day.
    #[must_use]
    pub fn trades_by(&self, day: i32) -> bool {
        self.active_since.is_some_and(|since| since <= day)
    }

    /// The key of a partner's row, where rows are groups of partners; `None` where they are not.
    #[must_use]
    pub fn key(&self, partner: i64, rows: Rows, tree: &Tree) -> Option<i64> {
        match rows.by {
            By::Partner => Some(partner),
            By::Region | By::Area => Some(tree.lift(self.region, rows.level)),
            By::Type => Some(self.channel_type),
            By::Owner => Some(self.owner),
            By::Tier => Some(self.tier),
            By::CityClass => Some(self.city_class),
            By::Line | By::Week | By::Month | By::Quarter | By::Year => None,
        }
    }
}

/// What every partner is grouped by: in the months of a closed period as it was when that was over.
#[derive(Clone, Debug, Default)]
pub struct Homes {
    /// Today.
    pub now: HashMap<i64, Home>,
    /// In closed periods, the shortest first: their first and last month, and those partners that were grouped otherwise.
    pub closed: Vec<(i32, i32, HashMap<i64, Home>)>,
}

impl Homes {
    /// What a partner's month is grouped by.
    #[must_use]
    pub fn of(&self, partner: i64, month: i32) -> Home {
        let then = self.closed.iter().find(|(first, last, _)| (*first..=*last).contains(&month));
        let home = then.and_then(|(.., homes)| homes.get(&partner)).or_else(|| self.now.get(&partner));
        home.copied().unwrap_or_default()
    }

    /// What the partners that there are, or were when a month was closed, were grouped by in it.
    pub fn at(&self, month: i32) -> impl Iterator<Item = (i64, Home)> {
        let then = self.closed.iter().find(|(first, last, _)| (*first..=*last).contains(&month));
        let gone = then.into_iter().flat_map(|(.., homes)| homes.keys()).filter(|id| !self.now.contains_key(id));
        self.now.keys().chain(gone).map(move |id| (*id, self.of(*id, month)))
    }
}

/// A tree of regions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    nodes: HashMap<i64, (i64, RegionLevel)>,
}

impl Tree {
    /// From each region's parent (0: none) and level.
    #[must_use]
    pub fn new(nodes: HashMap<i64, (i64, RegionLevel)>) -> Self {
        Self { nodes }
    }

    /// Each region with its parent (0: none) and level, in no order.
    pub fn nodes(&self) -> impl Iterator<Item = (i64, i64, RegionLevel)> {
        self.nodes.iter().map(|(id, (parent, level))| (*id, *parent, *level))
    }

    /// A region and those above it, the nearest first.
    pub fn up(&self, region: i64) -> impl Iterator<Item = i64> {
        let above = |id: &i64| self.nodes.get(id).map(|n| n.0).filter(|p| *p != 0);
        std::iter::successors(Some(region).filter(|r| *r != 0), above).take(DEEP)
    }

    /// The region of a level that a region is shown under; itself where none is above it.
    #[must_use]
    pub fn lift(&self, region: i64, level: Option<RegionLevel>) -> i64 {
        let Some(level) = level else { return region };
        self.up(region).find(|id| self.nodes.get(id).is_some_and(|n| n.1 == level)).unwrap_or(region)
    }

    /// Whether a region is shown in a list of a level: it is of that level, or of none when no level is asked for.
    #[must_use]
    pub fn is_of(&self, region: i64, level: Option<RegionLevel>) -> bool {
        level.is_none_or(|level| self.nodes.get(&region).is_some_and(|n| n.1 == level))
    }
}

/// The tree of regions: in the months of a closed period as it was when that was over.
#[derive(Clone, Debug, Default)]
pub struct Trees {
    /// Today.
    pub now: Tree,
    /// In closed periods, the shortest first: their first and last month, and the tree of then.
    pub closed: Vec<(i32, i32, Tree)>,
}

impl Trees {
    /// The tree by which a month is grouped.
    #[must_use]
    pub fn of(&self, month: i32) -> &Tree {
        let then = self.closed.iter().find(|(first, last, _)| (*first..=*last).contains(&month));
        then.map_or(&self.now, |(.., tree)| tree)
    }

    /// Whether a region is shown in a list of a level, in any of its months.
    #[must_use]
    pub fn is_of(&self, region: i64, level: Option<RegionLevel>) -> bool {
        self.closed.iter().map(|(.., tree)| tree).chain([&self.now]).any(|tree| tree.is_of(region, level))
    }
}

/// A set of partners, of which it is mostly asked how many they are.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    bits: Vec<u64>,
    /// How many are in it.
    pub count: i64,
}

impl Seen {
    pub fn add(&mut self, partner: i64) {
        let Ok(i) = usize::try_from(partner) else { return };
        let (word, bit) = (i / 64, 1 << (i % 64));
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        if let Some(w) = self.bits.get_mut(word)
            && *w & bit == 0
        {
            *w |= bit;
            self.count += 1;
        }
    }

    /// Those in it, in order.
    pub fn ids(&self) -> impl Iterator<Item = i64> {
        let bits = |word: u64| (0..64_i64).filter(move |bit| word >> bit & 1 == 1);
        (0_i64..).zip(&self.bits).flat_map(move |(i, word)| bits(*word).map(move |bit| i * 64 + bit))
    }
}
