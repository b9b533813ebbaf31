//! Whose targets count for whom, month by month.
//!
//! A region takes its own target for a month where it has one, which covers all that is sold below it, else the sum of those
//! below: regions and partners. The whole is the network's own target, else that of the top of the region tree and of partners
//! without a region, whatever the rows are. Own targets of a channel type or an owner count in their row alone. In rows by
//! product line the targets of single lines count, in all others only where a subject has none for all lines.

mod homes;
mod settle;

use std::collections::HashMap;

use super::{Aimed, Goal, Horizon, MonthAim, Sold, in_month, months};
use crate::domain::kinds::{RegionLevel, TargetScope};
use crate::domain::money::Money;
use crate::domain::period::Span;
use crate::domain::sales::By;
pub use homes::{Home, Homes, Seen, Tree, Trees};

/// All product lines together.
const ALL: i64 = -1;
/// The network among regions.
const NETWORK: i64 = -1;

/// What stands against a target in a row, and how many partners of how many that is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aim {
    /// Target, sales of what has one.
    pub aimed: Aimed,
    /// Partners whose sales count against a target.
    pub covered: i64,
    /// Partners with sales or a target.
    pub of: i64,
}

/// Targets of a span by a dimension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aims {
    /// By the key of a row; only rows with a target.
    pub rows: HashMap<i64, Aim>,
    /// Of all together.
    pub total: Aim,
}

/// The targets of a span by subject.
#[derive(Debug, Default)]
pub struct Plan {
    partners: HashMap<i64, Vec<MonthAim>>,
    own: HashMap<(TargetScope, i64, i32), MonthAim>,
    /// Whether any region or the network has a target of its own.
    above: bool,
}

impl Plan {
    /// Takes in the targets of one subject for the days of a span; a partner has those that it was given and those of another that was
    /// merged into it.
    pub fn add(&mut self, scope: TargetScope, id: i64, goals: &[Goal], span: Span, horizon: &Horizon<'_>) {
        let aims = months(span).map(|days| in_month(goals, days, horizon)).filter(|m| m.all.is_some() || !m.lines.is_empty());
        if scope == TargetScope::Partner {
            let own = self.partners.entry(id).or_default();
            for aim in aims {
                match own.binary_search_by_key(&aim.month, |m| m.month) {
                    Ok(at) => own.iter_mut().skip(at).take(1).for_each(|m| m.add(&aim)),
                    Err(at) => own.insert(at, aim),
                }
            }
            return;
        }
        self.above |= matches!(scope, TargetScope::Region | TargetScope::Network);
        self.own.extend(aims.map(|m| ((scope, id, m.month), m)));
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.partners.is_empty() && self.own.is_empty()
    }

    fn of_partner(&self, partner: i64, month: i32) -> Option<&MonthAim> {
        let aims = self.partners.get(&partner)?;
        aims.binary_search_by_key(&month, |m| m.month).ok().and_then(|i| aims.get(i))
    }

    fn own(&self, scope: TargetScope, id: i64, month: i32) -> Option<&MonthAim> {
        self.own.get(&(scope, id, month))
    }
}

/// The sales of one partner in one month (or a part of it), set against the plan.
#[derive(Debug)]
pub struct MonthSold<'s, F: Fn(&mut dyn FnMut(i64, i64, i64, Money))> {
    pub month: i32,
    pub partner: i64,
    /// All of it, net of returns.
    pub net: Money,
    /// Only what was sold after the last week that has figures: it is taken off what was sold by then.
    pub after: bool,
    /// Hands on what it is made of: product line (0: none, -1: all together), region and owner of the sale (0: the partner's).
    pub parts: &'s F,
}

type Cells<T> = HashMap<(i64, i32), HashMap<i64, T>>;

/// What the rows of a report are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    pub by: By,
    /// Regions are shown under their ancestor of this level.
    pub level: Option<RegionLevel>,
    /// The first month of the fiscal year.
    pub first_month: u32,
}

impl Rows {
    /// The month, quarter or year that a month is in; `None` where rows are no times.
    #[must_use]
    pub fn bucket(self, month: i32) -> Option<i64> {
        self.by.bucket(month, self.first_month)
    }
}

/// Adds up what stands against targets.
#[derive(Debug)]
pub struct Tally<'a> {
    plan: &'a Plan,
    rows: Rows,
    homes: &'a Homes,
    trees: &'a Trees,
    /// Partners' targets by line and month, then region.
    direct: Cells<Aimed>,
    /// Everything that was sold, likewise; only where a region or the network has a target of its own.
    everything: Cells<Sold>,
    /// Partners' targets by row and month: of rows that are no regions and no times.
    groups: HashMap<(i64, i32), Aimed>,
    /// Everything that was sold in such a row, where it may have a target of its own.
    group_sold: HashMap<(i64, i32), Sold>,
    /// What every partner's own targets come to, where that is asked for beside the rows.
    each: Option<HashMap<i64, Aimed>>,
    covered: HashMap<i64, Seen>,
    of: HashMap<i64, Seen>,
    all_covered: Seen,
    all_of: Seen,
}

impl<'a> Tally<'a> {
    /// Begins with what is asked for; `homes` may be empty where rows are no groups of partners and no region has a target.
    #[must_use]
    pub fn new(plan: &'a Plan, rows: Rows, homes: &'a Homes, trees: &'a Trees) -> Self {
        Self::beginning(plan, rows, (homes, trees), None)
    }

    /// The same that says at the end what each partner's own targets come to, too ([`Tally::each`]).
    #[must_use]
    pub fn with_each(plan: &'a Plan, rows: Rows, homes: &'a Homes, trees: &'a Trees) -> Self {
        Self::beginning(plan, rows, (homes, trees), Some(HashMap::with_capacity(plan.partners.len())))
    }

    fn beginning(plan: &'a Plan, rows: Rows, (homes, trees): (&'a Homes, &'a Trees), each: Option<HashMap<i64, Aimed>>) -> Self {
        let mut tally = Self {
            plan,
            rows,
            homes,
            trees,
            direct: Cells::new(),
            everything: Cells::new(),
            groups: HashMap::new(),
            group_sold: HashMap::new(),
            each,
            covered: HashMap::new(),
            of: HashMap::new(),
            all_covered: Seen::default(),
            all_of: Seen::default(),
        };
        for (partner, aims) in &plan.partners {
            for aim in aims {
                let home = homes.of(*partner, aim.month);
                tally.put(*partner, home, aim, |aim| Some(aim.whole()), MonthAim::of_line);
            }
            tally.all_of.add(*partner);
            tally.all_covered.add(*partner);
        }
        tally
    }

    /// What each partner's own targets come to: those that have any, once, and nothing unless it was begun with.
    pub fn each(&mut self) -> HashMap<i64, Aimed> {
        self.each.take().unwrap_or_default()
    }

    /// The key of the row of a partner's targets, where rows are groups of partners but no regions.
    fn group(&self, partner: i64, home: Home, month: i32) -> Option<i64> {
        home.key(partner, self.rows, self.trees.of(month)).filter(|_| self.rows.by != By::Region)
    }

    /// Adds to every cell of a partner's month.
    fn put(
        &mut self,
        partner: i64,
        home: Home,
        aim: &MonthAim,
        whole: impl Fn(&MonthAim) -> Option<Aimed>,
        of_line: impl Fn(&MonthAim, i64) -> Option<Aimed>,
    ) {
        let Some(aimed) = whole(aim) else { return };
        let month = aim.month;
        if let Some(each) = &mut self.each {
            each.entry(partner).or_default().add(&aimed);
        }
        self.direct.entry((ALL, month)).or_default().entry(home.region).or_default().add(&aimed);
        if let Some(key) = self.group(partner, home, month) {
            self.groups.entry((key, month)).or_default().add(&aimed);
        }
        if self.rows.by == By::Line {
            for (line, _) in &aim.lines {
                if let Some(aimed) = of_line(aim, *line) {
                    self.direct.entry((*line, month)).or_default().entry(home.region).or_default().add(&aimed);
                }
                self.mark(*line, partner, true);
            }
        } else {
            let row = home.key(partner, self.rows, self.trees.of(month)).or_else(|| self.rows.bucket(month));
            if let Some(row) = row.filter(|_| self.rows.by != By::Partner) {
                self.mark(row, partner, true);
            }
        }
    }

    fn mark(&mut self, row: i64, partner: i64, covered: bool) {
        self.of.entry(row).or_default().add(partner);
        if covered {
            self.covered.entry(row).or_default().add(partner);
        }
    }

    /// Takes in what a partner sold in a month.
    pub fn sold<F: Fn(&mut dyn FnMut(i64, i64, i64, Money))>(&mut self, sale: &MonthSold<'_, F>) {
        let MonthSold { month, partner, net, after, parts } = *sale;
        let counted = |net: Money| if after { Sold { all: Money::ZERO, by_then: -net } } else { Sold { all: net, by_then: net } };
        let (plan, home) = (self.plan, self.homes.of(partner, sale.month));
        let aim = plan.of_partner(partner, month);
        if let Some(aim) = aim {
            let of_line = |line: i64| {
                let mut sum = Money::ZERO;
                parts(&mut |l, _, _, net| {
                    if l == line {
                        sum += net;
                    }
                });
                Aimed::default().with(counted(sum))
            };
            let whole = |aim: &MonthAim| {
                if aim.all.is_some() {
                    return Some(Aimed::default().with(counted(net)));
                }
                let mut sum = Aimed::default();
                aim.lines.iter().for_each(|(line, _)| sum.add(&of_line(*line)));
                Some(sum)
            };
            self.put(partner, home, aim, whole, |_, line| Some(of_line(line)));
        }
        if !after && net != Money::ZERO {
            self.all_of.add(partner);
        }
        self.all_that_is_sold(sale, home, counted);
        if !after {
            self.reach(sale, home);
        }
    }

    /// Keeps all sales where something that covers them all has a target.
    fn all_that_is_sold<F>(&mut self, sale: &MonthSold<'_, F>, home: Home, counted: impl Fn(Money) -> Sold)
    where
        F: Fn(&mut dyn FnMut(i64, i64, i64, Money)),
    {
        let month = sale.month;
        if self.plan.above {
            let everything = &mut self.everything;
            (sale.parts)(&mut |line, region, _, net| {
                let cells = everything.entry((line, month)).or_default();
                cells.entry(if region == 0 { home.region } else { region }).or_default().add(counted(net));
                cells.entry(NETWORK).or_default().add(counted(net));
            });
        }
        match self.rows.by {
            By::Type if self.plan.own(TargetScope::ChannelType, home.channel_type, month).is_some() => {
                self.group_sold.entry((home.channel_type, month)).or_default().add(counted(sale.net));
            }
            By::Owner => {
                let (plan, sums) = (self.plan, &mut self.group_sold);
                (sale.parts)(&mut |line, _, owner, net| {
                    let owner = if owner == 0 { home.owner } else { owner };
                    if line == ALL && plan.own(TargetScope::Owner, owner, month).is_some() {
                        sums.entry((owner, month)).or_default().add(counted(net));
                    }
                });
            }
            _ => {}
        }
    }

    /// Notes in which rows a partner has sales, and whether they count there against a target that is not its own.
    fn reach<F: Fn(&mut dyn FnMut(i64, i64, i64, Money))>(&mut self, sale: &MonthSold<'_, F>, home: Home) {
        let (month, partner) = (sale.month, sale.partner);
        let (plan, tree, rows) = (self.plan, self.trees.of(month), self.rows);
        let all = |scope, id| plan.own(scope, id, month).is_some_and(|m| m.all.is_some());
        let network = plan.above && all(TargetScope::Network, 0);
        let mut found: Vec<(i64, bool)> = Vec::new();
        let mut whole = network;
        (sale.parts)(&mut |line, region, owner, net| {
            if net == Money::ZERO || (line != ALL && rows.by != By::Line) {
                return;
            }
            if line != ALL {
                found.push((line, false));
                return;
            }
            let region = if region == 0 { home.region } else { region };
            let owner = if owner == 0 { home.owner } else { owner };
            let lifted = tree.lift(region, rows.level);
            // a region's own target covers its row up to the row's own region, and the whole
            let (mut below, mut above, mut passed) = (false, false, false);
            if plan.above {
                for id in tree.up(region) {
                    let own = all(TargetScope::Region, id);
                    (below, above) = (below || (own && !passed), above || own);
                    passed |= id == lifted;
                }
            }
            whole |= above;
            found.extend(match rows.by {
                By::Region => Some((lifted, below)),
                By::Type => Some((home.channel_type, all(TargetScope::ChannelType, home.channel_type))),
                By::Owner => Some((owner, all(TargetScope::Owner, owner))),
                By::Tier => Some((home.tier, false)),
                By::CityClass => Some((home.city_class, false)),
                _ => rows.bucket(month).map(|key| (key, network | above)),
            });
        });
        for (row, covered) in found {
            self.mark(row, partner, covered);
        }
        if whole {
            self.all_covered.add(partner);
        }
    }
}
