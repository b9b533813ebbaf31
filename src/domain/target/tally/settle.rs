//! What was taken in, put together: region by region from below, month by month.

use std::collections::{BTreeSet, HashMap};

use super::{ALL, Aim, Aims, NETWORK, Rows, Seen, Tally};
use crate::domain::kinds::TargetScope;
use crate::domain::period::Span;
use crate::domain::sales::By;
use crate::domain::target::{Aimed, MonthAim, Sold, months};

impl Tally<'_> {
    /// What each region comes to in a month, for all lines or one, and all of them together.
    fn regions(&self, line: i64, month: i32) -> (HashMap<i64, Aimed>, Aimed) {
        let tree = self.trees.of(month);
        let (direct, everything) = (self.direct.get(&(line, month)), self.everything.get(&(line, month)));
        let own = |scope, id| self.plan.own(scope, id, month);
        let mut below: HashMap<i64, Aimed> = direct.cloned().unwrap_or_default();
        let mut sold: HashMap<i64, Sold> = everything.cloned().unwrap_or_default();
        let all_sold = sold.remove(&NETWORK).unwrap_or_default();
        let with_own = self.plan.own.keys().filter(|(scope, _, m)| *scope == TargetScope::Region && *m == month).map(|k| k.1);
        let known: BTreeSet<i64> = below.keys().chain(sold.keys()).copied().chain(with_own).collect();
        let known: BTreeSet<i64> = known.iter().flat_map(|id| tree.up(*id)).collect();
        let mut nodes: Vec<(usize, i64)> = known.into_iter().map(|id| (tree.up(id).count(), id)).collect();
        // the deepest first, so that what is below is known
        nodes.sort_unstable_by(|a, b| b.cmp(a));
        let mut settled = HashMap::new();
        let mut top = below.get(&0).copied().unwrap_or_default();
        for (_, id) in nodes {
            let beneath = below.get(&id).copied().unwrap_or_default();
            let own_sold = sold.get(&id).copied().unwrap_or_default();
            let node = Self::own_or(own(TargetScope::Region, id), line, own_sold, beneath, |l| self.sold_under(id, l, month));
            match tree.up(id).nth(1) {
                Some(parent) => {
                    below.entry(parent).or_default().add(&node);
                    sold.entry(parent).or_default().add(own_sold);
                }
                None => top.add(&node),
            }
            settled.insert(id, node);
        }
        let of_line = |l| self.everything.get(&(l, month)).and_then(|c| c.get(&NETWORK)).copied().unwrap_or_default();
        let whole = Self::own_or(own(TargetScope::Network, 0), line, all_sold, top, of_line);
        (settled, whole)
    }

    /// A target of one's own, else what is below, else targets of one's own for single lines.
    fn own_or(own: Option<&MonthAim>, line: i64, sold: Sold, below: Aimed, of_line: impl Fn(i64) -> Sold) -> Aimed {
        let Some(own) = own else { return below };
        let mine = if line == ALL { own.all } else { own.of_line(line) };
        match mine {
            Some(mine) => mine.with(sold),
            None if line == ALL && !below.set => {
                let mut sum = Aimed::default();
                own.lines.iter().for_each(|(l, aimed)| sum.add(&aimed.with(of_line(*l))));
                sum
            }
            None => below,
        }
    }

    /// What was sold of a line in a region and below it.
    fn sold_under(&self, region: i64, line: i64, month: i32) -> Sold {
        let mut sum = Sold::default();
        for (id, sold) in self.everything.get(&(line, month)).into_iter().flatten() {
            if *id != NETWORK && self.trees.of(month).up(*id).any(|up| up == region) {
                sum.add(*sold);
            }
        }
        sum
    }

    /// What it all comes to, over the months of the span.
    #[must_use]
    pub fn settle(self, span: Span) -> Aims {
        let mut rows: HashMap<i64, Aimed> = HashMap::new();
        let mut total = Aimed::default();
        let mut lines: BTreeSet<i64> = BTreeSet::new();
        let Rows { by, level, .. } = self.rows;
        if by == By::Line {
            lines.extend(self.direct.keys().map(|k| k.0).filter(|l| *l != ALL));
            lines.extend(self.plan.own.values().flat_map(|m| m.lines.iter().map(|(l, _)| *l)));
        }
        for (month, _, _) in months(span) {
            let (regions, whole) = self.regions(ALL, month);
            total.add(&whole);
            let mut put = |key: i64, aimed: &Aimed| {
                if aimed.set {
                    rows.entry(key).or_default().add(aimed);
                }
            };
            if let Some(key) = self.rows.bucket(month) {
                put(key, &whole);
            }
            for line in &lines {
                put(*line, &self.regions(*line, month).1);
            }
            if by == By::Region {
                let direct = self.direct.get(&(ALL, month));
                let here = |id: &i64| direct.and_then(|d| d.get(id)).copied().unwrap_or_default();
                put(0, &here(&0));
                let tree = self.trees.of(month);
                for (id, node) in &regions {
                    if tree.lift(*id, level) != *id {
                        continue;
                    }
                    // in a month in which it has a target of its own it is measured with all that is below it, in any other, as it was
                    // given, with its own partners: what months come to, and what a quarter of them does, is the same
                    let own = self.plan.own(TargetScope::Region, *id, month).is_some();
                    let whole = own || (level.is_some() && tree.is_of(*id, level));
                    put(*id, &if whole { *node } else { here(id) });
                }
            }
        }
        self.settle_groups(&mut rows);
        let count = |seen: Option<&Seen>| seen.map_or(0, |s| s.count);
        let aim = |(key, aimed): (i64, Aimed)| {
            (key, Aim { aimed, covered: count(self.covered.get(&key)), of: count(self.of.get(&key)) })
        };
        let rows = rows.into_iter().map(aim).collect();
        Aims { rows, total: Aim { aimed: total, covered: self.all_covered.count, of: self.all_of.count } }
    }

    /// Partners, types and owners: their own target of a month, else those of their partners.
    fn settle_groups(&self, rows: &mut HashMap<i64, Aimed>) {
        let scope = match self.rows.by {
            By::Type => Some(TargetScope::ChannelType),
            By::Owner => Some(TargetScope::Owner),
            _ => None,
        };
        let own = |key: i64, month: i32| scope.and_then(|s| self.plan.own(s, key, month)).and_then(|m| m.all);
        for ((key, month), aimed) in &self.groups {
            if own(*key, *month).is_none() {
                rows.entry(*key).or_default().add(aimed);
            }
        }
        for (s, key, month) in self.plan.own.keys().filter(|k| Some(k.0) == scope) {
            debug_assert_eq!(Some(*s), scope);
            if let Some(aimed) = own(*key, *month) {
                let sold = self.group_sold.get(&(*key, *month)).copied().unwrap_or_default();
                rows.entry(*key).or_default().add(&aimed.with(sold));
            }
        }
    }
}
