//! Core partners and their satellites (1+N, S1): one core distributor and those that it looks after, one level deep.
//!
//! A core is nobody's satellite and a satellite nobody's core: then there are no chains and no cycles, a partner belongs
//! to at most one group, and the sums of the groups never count a partner twice.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::kinds::Lifecycle;
use super::money::Money;

/// One partner of a group with the figures that are added up.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Row id.
    pub id: i64,
    pub code: String,
    pub name: String,
    /// Where it stands.
    pub status: Lifecycle,
    /// Health in 1/100 points; `None`: not rated.
    pub health: Option<i64>,
    /// Net sales less returns of the last 4 whole weeks.
    pub sales4: Money,
    /// Net sales less returns of the 12 whole months before.
    pub t12m: Money,
    /// What it owes.
    pub open: Money,
    pub overdue: Money,
    /// Tickets that are not resolved.
    pub open_tickets: i64,
}

/// What the members of a group come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many there are, with the core.
    pub partners: i64,
    /// Those that trade: active, improving or suspended.
    pub trading: i64,
    /// Net sales less returns of the last 4 whole weeks.
    pub sales4: Money,
    /// Net sales less returns of the 12 whole months before.
    pub t12m: Money,
    /// What they owe.
    pub open: Money,
    pub overdue: Money,
    /// Tickets that are not resolved.
    pub open_tickets: i64,
    /// Those that have a health.
    pub rated: i64,
    /// The lowest health, in 1/100 points; `None`: none is rated.
    pub health_min: Option<i64>,
    health_sum: i64,
}

impl Totals {
    /// Adds a partner.
    pub fn add(&mut self, m: &Member) {
        self.partners += 1;
        self.trading += i64::from(m.status.trades());
        self.sales4 += m.sales4;
        self.t12m += m.t12m;
        self.open += m.open;
        self.overdue += m.overdue;
        self.open_tickets += m.open_tickets;
        if let Some(health) = m.health {
            self.rated += 1;
            self.health_sum += health;
            self.health_min = Some(self.health_min.map_or(health, |least| least.min(health)));
        }
    }

    /// The mean health of those that are rated, in 1/100 points, rounded half up; `None`: none is.
    #[must_use]
    pub fn health_mean(&self) -> Option<i64> {
        (self.rated > 0).then(|| (2 * self.health_sum + self.rated).div_euclid(2 * self.rated))
    }
}

/// A core partner with its satellites.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub core: Member,
    /// Its satellites, by code.
    pub satellites: Vec<Member>,
    /// All of them together, with the core.
    pub totals: Totals,
}

impl Group {
    /// A core with its satellites.
    #[must_use]
    pub fn new(core: Member, satellites: Vec<Member>) -> Self {
        let mut totals = Totals::default();
        totals.add(&core);
        for m in &satellites {
            totals.add(m);
        }
        Self { core, satellites, totals }
    }
}

/// Groups from partners with the id of their core, in any order; those that belong to no group are left out.
#[must_use]
pub fn groups(partners: Vec<(Option<i64>, Member)>) -> Vec<Group> {
    let mut of: HashMap<i64, Vec<Member>> = HashMap::new();
    let mut tops = Vec::new();
    for (core, member) in partners {
        match core {
            Some(core) => of.entry(core).or_default().push(member),
            None => tops.push(member),
        }
    }
    let mut groups: Vec<Group> = tops
        .into_iter()
        .filter_map(|core| {
            let mut satellites = of.remove(&core.id)?;
            satellites.sort_by(|a, b| a.code.cmp(&b.code));
            Some(Group::new(core, satellites))
        })
        .collect();
    groups.sort_by(|a, b| a.core.code.cmp(&b.core.code));
    groups
}

/// Why a partner can't have a core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misplaced {
    /// It would be its own core.
    Itself,
    /// The core that is meant is itself a satellite.
    UnderSatellite,
    /// It has satellites, so it is a core.
    IsCore,
}

/// Whether a partner may have this core: `above` is the core of that core, `satellites` how many the partner has.
#[must_use]
pub fn misplaced(partner: i64, core: Option<i64>, above: Option<i64>, satellites: i64) -> Option<Misplaced> {
    let core = core?;
    if core == partner && partner != 0 {
        Some(Misplaced::Itself)
    } else if above.is_some() {
        Some(Misplaced::UnderSatellite)
    } else if satellites > 0 {
        Some(Misplaced::IsCore)
    } else {
        None
    }
}

/// A list as a tree: the satellites of a core below it, each in the order of the list. A core that the list leaves out
/// stands over its satellites all the same; those of a folded one are left out.
#[must_use]
pub fn arranged<S: std::hash::BuildHasher>(ids: &[u32], core_of: &HashMap<u32, u32, S>, folded: &BTreeSet<i64>) -> Vec<u32> {
    let mut below: HashMap<u32, Vec<u32>> = HashMap::new();
    for id in ids {
        if let Some(core) = core_of.get(id) {
            below.entry(*core).or_default().push(*id);
        }
    }
    let listed: HashSet<u32> = ids.iter().copied().filter(|id| below.contains_key(id)).collect();
    let mut tree = Vec::with_capacity(ids.len());
    for id in ids {
        let top = match core_of.get(id) {
            // stands below its core, further up or down
            Some(core) if listed.contains(core) || !below.contains_key(core) => continue,
            Some(core) => *core,
            None => *id,
        };
        tree.push(top);
        if let Some(satellites) = below.remove(&top)
            && !folded.contains(&i64::from(top))
        {
            tree.extend(satellites);
        }
    }
    tree
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(id: i64, code: &str, health: Option<i64>, sales: i64) -> Member {
        Member {
            id,
            code: code.to_owned(),
            name: code.to_owned(),
            status: if sales == 0 { Lifecycle::Lead } else { Lifecycle::Active },
            health,
            sales4: Money(sales),
            t12m: Money(sales * 10),
            open: Money(sales / 2),
            overdue: Money(0),
            open_tickets: 1,
        }
    }

    #[test]
    fn a_group_adds_up_its_core_and_satellites_and_leaves_the_unrated_out_of_the_mean() {
        let all = vec![
            (Some(1), member(3, "S2", None, 0)),
            (Some(1), member(2, "S1", Some(4_001), 30)),
            (None, member(1, "CORE", Some(8_000), 100)),
            (None, member(4, "ALONE", Some(100), 7)),
        ];
        let groups = groups(all);
        assert_eq!(groups.len(), 1);
        let g = &groups[0];
        assert_eq!(g.satellites.iter().map(|m| m.code.as_str()).collect::<Vec<_>>(), ["S1", "S2"]);
        let t = g.totals;
        assert_eq!((t.partners, t.trading, t.rated, t.open_tickets), (3, 2, 2, 3));
        assert_eq!((t.sales4, t.t12m, t.open), (Money(130), Money(1_300), Money(65)));
        assert_eq!((t.health_min, t.health_mean()), (Some(4_001), Some(6_001)));
        assert_eq!(Totals::default().health_mean(), None);
    }

    #[test]
    fn there_are_no_chains_and_no_cycles() {
        let cases = [
            (1, None, None, 5, None),
            (1, Some(2), None, 0, None),
            (1, Some(1), None, 0, Some(Misplaced::Itself)),
            (1, Some(2), Some(3), 0, Some(Misplaced::UnderSatellite)),
            (1, Some(2), Some(1), 0, Some(Misplaced::UnderSatellite)),
            (1, Some(2), None, 1, Some(Misplaced::IsCore)),
            // a new one has no number yet
            (0, Some(2), None, 0, None),
        ];
        for (partner, core, above, satellites, expected) in cases {
            assert_eq!(misplaced(partner, core, above, satellites), expected, "{partner} under {core:?}");
        }
    }

    #[test]
    fn satellites_stand_below_their_core_wherever_the_list_has_it() {
        let core_of = HashMap::from([(2, 1), (3, 1), (5, 9)]);
        let cases: &[(&[u32], &[i64], &[u32])] = &[
            (&[1, 2, 3, 4], &[], &[1, 2, 3, 4]),
            (&[3, 4, 1, 2], &[], &[4, 1, 3, 2]),
            (&[3, 4, 1, 2], &[1], &[4, 1]),
            // 9 is not in the list and stands over 5 all the same
            (&[4, 5, 3, 2], &[], &[4, 9, 5, 1, 3, 2]),
            (&[4, 5, 3, 2], &[9, 1], &[4, 9, 1]),
            (&[], &[], &[]),
        ];
        for (ids, folded, expected) in cases {
            let folded = folded.iter().copied().collect();
            assert_eq!(arranged(ids, &core_of, &folded), *expected, "{ids:?}");
        }
    }
}
