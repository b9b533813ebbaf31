//! Targets: what of them is in a span, what is due, and the sales of what has one.

use std::collections::{BTreeMap, BTreeSet};

use super::days::{self, Calendar, Span};
use super::exact::Frac;
use super::rows::{Rows, Sale, Target};
use super::sales::By;

/// A target with the sales that it is for.
#[derive(Clone, Copy, Debug)]
pub struct Aim {
    pub target: Frac,
    pub sales: i64,
    pub due: Frac,
    /// Whether any of it has begun.
    pub begun: bool,
    /// Sales up to the day by which that is due.
    pub sales_due: i64,
}

impl Aim {
    const NONE: Self = Self { target: Frac::ZERO, sales: 0, due: Frac::ZERO, begun: false, sales_due: 0 };

    pub fn plus(self, other: Self) -> Self {
        Self {
            target: self.target + other.target,
            sales: self.sales + other.sales,
            due: self.due + other.due,
            begun: self.begun || other.begun,
            sales_due: self.sales_due + other.sales_due,
        }
    }

    pub fn attainment(self) -> Option<Frac> {
        Frac::whole(self.sales).over(self.target).filter(|_| self.begun)
    }

    pub fn pace(self) -> Option<Frac> {
        Frac::whole(self.sales_due).over(self.due)
    }
}

/// The sum, none where nobody has any.
pub fn sum(aims: impl IntoIterator<Item = Option<Aim>>) -> Option<Aim> {
    aims.into_iter().flatten().reduce(Aim::plus)
}

/// What is asked: a span, the day up to which figures are in, the day itself.
pub struct Question<'a> {
    pub rows: &'a Rows,
    pub calendar: &'a Calendar,
    pub span: Span,
    pub until: Option<i64>,
    pub as_of: i64,
}

impl Question<'_> {
    fn of_month(&self, month: i64) -> Option<Span> {
        self.span.both(days::month(month))
    }

    /// Targets of a month with the sales for which a rule holds.
    fn aim(&self, month: i64, targets: &[&Target], of: Option<i64>, holds: impl Fn(&Sale) -> bool) -> Option<Aim> {
        let within = self.of_month(month)?;
        let mut aim: Option<Aim> = None;
        for target in targets {
            let Some(part) = within.both(Span { from: target.from, to: target.to }) else { continue };
            // a part of an amount is an amount, and the parts together are the whole
            let days = target.to - target.from + 1;
            let up_to = |day: i64| Frac::of(day - target.from + 1, days).expect("a day at least") * Frac::whole(target.amount);
            let portion = up_to(part.to).rounded(0) - up_to(part.from - 1).rounded(0);
            let portion = Frac::whole(i64::try_from(portion).expect("an amount"));
            let due = match self.until {
                None => Frac::ZERO,
                Some(until) if until >= part.to => portion,
                Some(until) if until < part.from => Frac::ZERO,
                Some(until) => {
                    let gone = self.calendar.working_days(Span { from: part.from, to: until });
                    (portion * Frac::of(gone, self.calendar.working_days(part)).unwrap_or(Frac::ZERO)).to(0)
                }
            };
            let before = aim.unwrap_or(Aim::NONE);
            let begun = before.begun || part.from <= self.as_of;
            aim = Some(Aim { target: before.target + portion, due: before.due + due, begun, ..before });
        }
        let mut aim = aim?;
        for sale in self.rows.of_month(of, month).filter(|s| within.has(s.day) && s.day <= self.as_of && holds(s)) {
            aim.sales += sale.net - sale.returns;
            if self.until.is_some_and(|until| sale.day <= until) {
                aim.sales_due += sale.net - sale.returns;
            }
        }
        Some(aim)
    }

    fn targets(&self, scope: &str, subject: Option<&str>, line: Option<i64>) -> Vec<&Target> {
        self.rows.targets_of(scope, subject).filter(|t| t.line == line).collect()
    }

    fn lines_of(&self, code: &str) -> BTreeSet<i64> {
        self.rows.targets_of("partner", Some(code)).filter_map(|t| t.line).collect()
    }

    /// A partner's month: its target for all lines, else those for single ones.
    fn partner_month(&self, partner: i64, month: i64) -> Option<Aim> {
        let code = self.rows.partners[&partner].code.as_str();
        let of_all = self.aim(month, &self.targets("partner", Some(code), None), Some(partner), |_| true);
        of_all.or_else(|| sum(self.lines_of(code).into_iter().map(|line| self.partner_line_month(partner, line, month))))
    }

    fn partner_line_month(&self, partner: i64, line: i64, month: i64) -> Option<Aim> {
        let code = self.rows.partners[&partner].code.as_str();
        self.aim(month, &self.targets("partner", Some(code), Some(line)), Some(partner), |s| s.line == line)
    }

    pub fn partner(&self, partner: i64) -> Option<Aim> {
        sum(self.span.months().map(|month| self.partner_month(partner, month)))
    }

    /// A region's month: its own target, with all sales below it, else the sum of what is below.
    fn region_month(&self, region: i64, month: i64) -> Option<Aim> {
        let code = self.rows.regions[&region].code.as_str();
        let below = |sale: &Sale| self.rows.above(self.rows.region_of(sale)).contains(&region);
        self.aim(month, &self.targets("region", Some(code), None), None, below).or_else(|| {
            let children = self.rows.regions.iter().filter(|(_, r)| r.parent == Some(region)).map(|(id, _)| *id);
            let partners = self.rows.partners.iter().filter(|(_, p)| p.region == Some(region)).map(|(id, _)| *id);
            let of_children = children.map(|child| self.region_month(child, month));
            sum(of_children.chain(partners.map(|partner| self.partner_month(partner, month))))
        })
    }

    /// The network's month: its own target, else the tree's and of who is in no region.
    fn network_month(&self, month: i64) -> Option<Aim> {
        self.aim(month, &self.targets("network", None, None), None, |_| true).or_else(|| {
            let roots = self.rows.regions.iter().filter(|(_, r)| r.parent.is_none());
            let regions = roots.map(|(id, _)| self.region_month(*id, month));
            let elsewhere = self.rows.partners.iter().filter(|(_, p)| p.region.is_none());
            sum(regions.chain(elsewhere.map(|(id, _)| self.partner_month(*id, month))))
        })
    }

    pub fn network(&self) -> Option<Aim> {
        sum(self.span.months().map(|month| self.network_month(month)))
    }

    /// A group's: for a month its own target if there is one, else the sum of its partners'.
    fn group(&self, scope: &str, name: &str, is_in: impl Fn(i64) -> bool, holds: impl Fn(&Sale) -> bool) -> Option<Aim> {
        sum(self.span.months().map(|month| {
            self.aim(month, &self.targets(scope, Some(name), None), None, &holds).or_else(|| {
                let its = self.rows.partners.keys().filter(|partner| is_in(**partner));
                sum(its.map(|partner| self.partner_month(*partner, month)))
            })
        }))
    }

    /// By the key of a row.
    pub fn by(&self, by: By) -> BTreeMap<String, Aim> {
        let rows = self.rows;
        let mut aims = BTreeMap::new();
        let mut put = |key: String, aim: Option<Aim>| aim.map(|aim| aims.insert(key, aim));
        match by {
            By::Region | By::Level(_) => {
                let shown = |level: &str| !matches!(by, By::Level(wanted) if wanted != level);
                for (id, region) in rows.regions.iter().filter(|(_, region)| shown(&region.level)) {
                    // as they were given, regions are who is right in them, but for months for which they have a target of their own
                    let own = |month: i64| {
                        let within = self.of_month(month);
                        let its = |t: &&Target| within.is_some_and(|span| span.both(Span { from: t.from, to: t.to }).is_some());
                        self.targets("region", Some(&region.code), None).iter().any(its)
                    };
                    let here = || rows.partners.iter().filter(|(_, p)| p.region == Some(*id)).map(|(partner, _)| *partner);
                    put(
                        region.code.clone(),
                        sum(self.span.months().map(|month| match by {
                            By::Region if !own(month) => sum(here().map(|partner| self.partner_month(partner, month))),
                            _ => self.region_month(*id, month),
                        })),
                    );
                }
                let outside = |partner: i64| rows.partners[&partner].region.is_none();
                put(String::new(), self.group("", "", outside, |_| false));
            }
            By::Line => {
                for (id, code) in &rows.lines {
                    let months =
                        || self.span.months().flat_map(|month| rows.partners.keys().map(move |partner| (*partner, month)));
                    put(code.clone(), sum(months().map(|(partner, month)| self.partner_line_month(partner, *id, month))));
                }
            }
            By::Partner => rows.partners.iter().for_each(|(id, partner)| {
                put(partner.code.clone(), self.partner(*id));
            }),
            By::Week => {}
            By::Month | By::Quarter | By::Year => {
                let mut sums: BTreeMap<String, Vec<Option<Aim>>> = BTreeMap::new();
                for month in self.span.months() {
                    sums.entry(by.of_day(days::month(month).from)).or_default().push(self.network_month(month));
                }
                for (key, months) in sums {
                    put(key, sum(months));
                }
            }
            By::Type | By::Owner | By::Tier | By::CityClass => {
                let keys: BTreeSet<String> = rows.partners.keys().map(|id| by.of_partner(rows, *id)).collect();
                for key in keys {
                    let scope = match by {
                        By::Type => "channel_type",
                        By::Owner => "owner",
                        _ => "",
                    };
                    let of_sale = |sale: &Sale| by.of_sale(rows, sale) == key;
                    let aim = self.group(scope, &key, |partner| by.of_partner(rows, partner) == key, of_sale);
                    put(key.clone(), aim);
                }
            }
        }
        aims
    }

    /// What a row is called: what runs by its pace, what is over by what it attained, what has not begun not at all.
    pub fn class(&self, aim: Option<Aim>) -> Option<&'static str> {
        let aim = aim.filter(|_| self.span.from <= self.as_of)?;
        if self.span.to <= self.as_of {
            let attained = aim.attainment()?;
            return Some(match attained {
                a if a.at_least(110, 100) => "exceeded",
                a if a.at_least(1, 1) => "met",
                _ => "missed",
            });
        }
        let pace = aim.pace()?;
        Some(match pace {
            p if p.at_least(1, 1) => "on_pace",
            p if p.at_least(80, 100) => "close",
            _ => "behind",
        })
    }
}
