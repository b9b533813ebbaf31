//! Tier scores and the bands that figures put partners into.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde_json::Value as Json;

use super::days::{self, Span};
use super::exact::{Differences, Frac, line, policy};
use super::owed::Ledger;
use super::rows::{self, Of};
use super::sales::{Known, Sum};
use super::until::{Delivery, expected, figures_until};
use super::{TODAY, demo};

/// A count of stock.
pub struct Count {
    pub partner: i64,
    pub day: i64,
    pub sku: String,
    pub quantity: i64,
    pub value: i64,
}

/// What was found and confirmed.
pub struct Violation {
    pub partner: i64,
    pub kind: String,
    pub day: i64,
    pub points: i64,
}

/// What stands beside sales and receivables.
pub struct Others {
    pub stock: Of<Count>,
    /// Partner, day and points of what was answered of how content they are.
    pub answers: Vec<(i64, i64, i64)>,
    pub violations: Vec<Violation>,
    pub ledger: Ledger,
    expected: BTreeSet<i64>,
    until: RefCell<BTreeMap<i64, Option<i64>>>,
}

/// Partner, day and points of every answer.
pub fn answers(conn: &Connection) -> Vec<(i64, i64, i64)> {
    rows::all(conn, "SELECT partner, \"on\", score FROM satisfaction_answer", |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
}

impl Others {
    pub fn read(conn: &Connection) -> Self {
        let stock = rows::all(
            conn,
            "SELECT partner, day, coalesce((SELECT code FROM sku k WHERE k.id = sku), ''), quantity, value FROM stock",
            |r| Ok(Count { partner: r.get(0)?, day: r.get(1)?, sku: r.get(2)?, quantity: r.get(3)?, value: r.get(4)? }),
        );
        let sql = "SELECT partner, kind, \"on\", points FROM violation WHERE state = 'approved'";
        let violations = rows::all(conn, sql, |r| {
            let points: Option<i64> = r.get(3)?;
            Ok(Violation { partner: r.get(0)?, kind: r.get(1)?, day: r.get(2)?, points: points.unwrap_or(0) })
        });
        let (stock, ledger, expected) = (Of::new(stock, |c: &Count| c.partner), Ledger::read(conn), expected(conn));
        Self { stock, answers: answers(conn), violations, ledger, expected, until: RefCell::default() }
    }

    pub fn stock_until(&self, as_of: i64) -> Option<i64> {
        let of = |c: &Count| Delivery { partner: c.partner, day: c.day, amount: c.value };
        let known = || self.stock.iter().filter(|c| c.day <= as_of).map(of).collect::<Vec<_>>();
        *self.until.borrow_mut().entry(as_of).or_insert_with(|| figures_until(&known(), &self.expected, as_of))
    }

    /// The latest count of each SKU before a day, of those that are not older than a month.
    pub fn opening(&self, partner: i64, before: i64) -> BTreeMap<&str, &Count> {
        let mut latest: BTreeMap<&str, &Count> = BTreeMap::new();
        let its = |c: &&Count| before - 31 <= c.day && c.day < before;
        for count in self.stock.partner(partner).filter(its) {
            let at = latest.entry(&count.sku).or_insert(count);
            if count.day > at.day {
                *at = count;
            }
        }
        latest
    }

    /// Of each SKU the mean of its counts in a span, or what it was before where it was not counted in it, all together: in pieces
    /// and at cost.
    fn mean_stock(&self, partner: i64, span: Span) -> Option<(Frac, Frac)> {
        let mut counts: BTreeMap<&str, (i64, i64, i64)> = BTreeMap::new();
        for count in self.stock.partner(partner).filter(|c| span.has(c.day)) {
            let (pieces, worth, n) = counts.entry(&count.sku).or_default();
            (*pieces, *worth, *n) = (*pieces + count.quantity, *worth + count.value, *n + 1);
        }
        if counts.is_empty() {
            return None;
        }
        for (sku, count) in self.opening(partner, span.from) {
            counts.entry(sku).or_insert((count.quantity, count.value, 1));
        }
        let mean = |sum: i64, n: i64| Frac::of(sum, n).expect("a count").to(0);
        let add = |(a, b): (Frac, Frac), (pieces, worth, n): &(i64, i64, i64)| (a + mean(*pieces, *n), b + mean(*worth, *n));
        Some(counts.values().fold((Frac::ZERO, Frac::ZERO), add))
    }

    /// Points of the last twelve months.
    pub fn points(&self, partner: i64, as_of: i64) -> i64 {
        let its = self.violations.iter().filter(|v| v.partner == partner && in_force(v, as_of));
        its.map(|v| v.points).sum()
    }
}

impl Others {
    /// Whether a diversion or dumping of the last twelve months is confirmed.
    pub fn vetoed(&self, partner: i64, as_of: i64) -> bool {
        let counts = |v: &&Violation| v.partner == partner && in_force(v, as_of);
        self.violations.iter().filter(counts).any(|v| matches!(v.kind.as_str(), "diversion" | "dumping"))
    }
}

fn in_force(violation: &Violation, as_of: i64) -> bool {
    days::months_later(as_of, -12) < violation.day && violation.day <= as_of
}

/// Parts with what they weigh; what is not known is left out and the rest grows. With the share of the weights that is known.
pub fn weighted(parts: &[(Option<Frac>, i64)]) -> (Option<Frac>, Frac) {
    let known = parts.iter().filter_map(|(value, weight)| value.map(|value| (value, *weight)));
    let (sum, weights) =
        known.fold((Frac::ZERO, 0), |(sum, all), (value, weight)| (sum + value * Frac::whole(weight), all + weight));
    let all: i64 = parts.iter().map(|(_, weight)| weight).sum();
    (sum.over(Frac::whole(weights)), Frac::of(weights, all).expect("weights"))
}

/// What a tier score is made of.
#[derive(Debug)]
pub struct Parts {
    pub sales: Option<Frac>,
    pub coverage: Option<Frac>,
    pub capital: Option<Frac>,
    pub compliance: Option<Frac>,
}

impl Parts {
    pub fn score(&self) -> Option<Frac> {
        let (score, known) = weighted(&[(self.sales, 45), (self.coverage, 20), (self.capital, 20), (self.compliance, 15)]);
        score.filter(|_| !policy("tiers.least_rated").more_than(known))
    }
}

impl Known<'_> {
    pub fn sum_of(&self, partner: i64, span: Span) -> Sum {
        Sum::of(self.rows.of_span(partner, span))
    }

    /// Days of stock over the twelve weeks of which both counts and sales are in.
    pub fn inventory_days(&self, others: &Others, partner: i64) -> Option<Frac> {
        self.stock_days(others, partner, self.both_until(others)?)
    }

    fn both_until(&self, others: &Others) -> Option<i64> {
        Some(others.stock_until(days::number(self.today))?.min(self.until()?))
    }

    /// Days of stock over the twelve weeks that end on a day: at the cost of what was sold, where stock has a worth and sales have a
    /// cost, else in pieces, of what was sold out where that is known.
    pub fn stock_days(&self, others: &Others, partner: i64, until: i64) -> Option<Frac> {
        let at_cost = self.stock_at_cost(others, partner, until);
        at_cost.and_then(|(stock, cost)| (stock * Frac::whole(84)).over(cost)).or_else(|| {
            let span = Span { from: until - 83, to: until };
            let (sum, (pieces, _)) = (self.sum_of(partner, span), others.mean_stock(partner, span)?);
            let out = if sum.sellout > 0 { sum.sellout } else { sum.quantity };
            (out > 0).then(|| pieces * Frac::of(84, out).expect("something sold"))
        })
    }

    fn stock_at_cost(&self, others: &Others, partner: i64, until: i64) -> Option<(Frac, Frac)> {
        let span = Span { from: until - 83, to: until };
        let cost = self.sum_of(partner, span).cost;
        let (_, worth) = others.mean_stock(partner, span)?;
        (cost > 0 && worth.more_than(Frac::ZERO)).then(|| (worth, Frac::whole(cost)))
    }

    /// Days of stock of several partners: of those that count it at cost.
    pub fn stock_of_all(&self, others: &Others, partners: impl Iterator<Item = i64>) -> Option<Frac> {
        let until = self.both_until(others)?;
        let its = partners.filter_map(|partner| self.stock_at_cost(others, partner, until));
        let (stock, cost) = its.reduce(|(a, b), (c, d)| (a + c, b + d))?;
        (stock * Frac::whole(84)).over(cost)
    }

    pub fn parts(&self, others: &Others, id: i64) -> Parts {
        let as_of = days::number(self.today);
        let partner = &self.rows.partners[&id];
        let year = days::year_before(as_of);
        let points = |name: &str, value: Frac| {
            let (zero, full) = line(&format!("tiers.{name}"));
            value.to(4).points(zero, full).to(2)
        };
        let attained = self.question(&days::text(year.from), &days::text(year.to)).partner(id);
        let attained = attained.and_then(super::aims::Aim::attainment).map(|a| points("attainment", a));
        let earlier = days::year_before(year.from);
        // the year before is known only if figures reach back to its beginning
        let first = self.rows.first_sale(id);
        let known = first.is_some_and(|day| days::month_of(day) <= days::month_of(earlier.from));
        let (now, then) = (self.sum_of(id, year).sales(), self.sum_of(id, earlier).sales());
        let growth = Frac::of(now - then, then).filter(|_| then > 0 && known);
        let growth = growth.map(|g| points("growth", g));
        let outlets =
            partner.outlets_covered.zip(partner.outlets_planned).and_then(|(covered, planned)| Frac::of(covered, planned));
        let term = partner.credit_days.filter(|days| *days > 0).unwrap_or(45);
        let dso = others.ledger.book(id, as_of).dso().map(|dso| dso.to(1) * Frac::of(1, term).expect("a term"));
        let stock = self.inventory_days(others, id).map(|stock| stock.to(1) * Frac::of(1, 45).expect("a target"));
        let found = others.points(id, as_of);
        Parts {
            sales: weighted(&[(attained, 60), (growth, 40)]).0.map(|points| points.to(2)),
            coverage: outlets.map(|share| share.points(Frac::ZERO, Frac::whole(1)).to(2)),
            capital: weighted(&[(dso.map(|days| points("dso", days)), 1), (stock.map(|days| points("inventory", days)), 1)])
                .0
                .map(|points| points.to(2)),
            compliance: Some(Frac::whole((100 - found).max(0))),
        }
    }

    /// Who trades: only those are rated.
    pub fn trades(&self, id: i64) -> bool {
        matches!(self.rows.partners[&id].status.as_str(), "active" | "improving" | "suspended")
    }

    /// The tier by the figures: by contribution over twelve months, the first fifth and the last.
    pub fn bands(&self) -> BTreeMap<i64, &'static str> {
        let as_of = days::number(self.today);
        let year = days::year_before(as_of);
        let mut bands = BTreeMap::new();
        let mut ranked: Vec<(i64, i64)> = Vec::new();
        for id in self.rows.partners.keys().filter(|id| self.trades(**id)) {
            let partner = &self.rows.partners[id];
            let began = partner.onboarded_on.or(partner.first_order_on);
            if began.is_some_and(|day| days::months_later(day, 6) > as_of) {
                bands.insert(*id, "probation");
                continue;
            }
            ranked.push((self.sum_of(*id, year).contribution(), *id));
        }
        ranked.sort_by(|a, b| b.cmp(a));
        let n = ranked.len();
        // a fifth, rounded half up; a tie that a boundary would cut falls to the middle as a whole
        let fifth = (n * 2 + 5) / 10;
        let cut = |place: usize| place > 0 && place < n && ranked[place - 1].0 == ranked[place].0;
        for (place, (contribution, id)) in ranked.iter().enumerate() {
            let band = match place {
                _ if *contribution <= 0 => "watch",
                _ if n < 5 => "growth",
                place if place < fifth => {
                    let tied = cut(fifth) && *contribution == ranked[fifth].0;
                    if tied { "growth" } else { "strategic" }
                }
                place if place >= n - fifth => {
                    let tied = cut(n - fifth) && *contribution == ranked[n - fifth].0;
                    if tied { "growth" } else { "watch" }
                }
                _ => "growth",
            };
            bands.insert(*id, band);
        }
        bands
    }

    /// Scores, bands and what they are made of, as the list of partners has them.
    pub fn tiers(&self, d: &mut Differences) {
        let others = Others::read(&rows::open(self.desk));
        let columns = "code,score,computed_tier,t12m,contribution,points,inventory_days,dso";
        let document = self.ask(&["list", "partners", "-c", columns]);
        let bands = self.bands();
        let as_of = days::number(self.today);
        for row in document["rows"].as_array().expect("rows") {
            let id = self.rows.by_code(row["code"].as_str().expect("a code"));
            let at = |what: &str| format!("{} {what}", row["code"]);
            let trades = self.trades(id);
            let parts = self.parts(&others, id);
            d.number(&format!("{} {parts:?}", at("score")), &row["score"], parts.score().filter(|_| trades), 2);
            d.same(&at("computed_tier"), &row["computed_tier"], &bands.get(&id).copied().map_or(Json::Null, Json::from));
            let sum = self.sum_of(id, days::year_before(as_of));
            d.money(&at("t12m"), &row["t12m"], Some(Frac::whole(sum.sales())));
            d.money(&at("contribution"), &row["contribution"], Some(Frac::whole(sum.contribution())));
            d.count(&at("points"), &row["points"], others.points(id, as_of));
            d.number(&at("inventory_days"), &row["inventory_days"], self.inventory_days(&others, id), 1);
            d.number(&at("dso"), &row["dso"], others.ledger.book(id, as_of).dso(), 1);
        }
    }
}

#[test]
fn scores_and_bands_of_the_generated_network_follow_from_its_rows() {
    let desk = demo();
    let mut d = Differences::default();
    Known::of(&desk, TODAY).tiers(&mut d);
    d.none(300);
}

/// Partners with these contributions over twelve months, none for who sold nothing; the last one is new.
fn bands_of(contributions: &[i64]) -> Differences {
    let day = "2025-03-10";
    let mut partners = vec![String::from("code,name,status,onboarded_on\n")];
    let mut sales = vec![String::from("partner,day,document,line,orders,quantity,net_amount,returns,cost\n")];
    for (n, contribution) in contributions.iter().enumerate() {
        partners.push(format!("P{n:02},Partner {n},active,2023-01-01\n"));
        if *contribution != 0 {
            sales.push(format!("P{n:02},2024-03-01,a,L1,1,1,1000,0,{}\n", 1000 - contribution));
        }
        // before and after the twelve months
        sales.push(format!("P{n:02},2024-02-29,b,L1,1,1,{},0,0\nP{n:02},2025-03-01,c,L1,1,1,{},0,0\n", 999 - n, 999 - n));
    }
    partners.push("P99,Late,active,2024-09-11\nP98,Early,active,2024-09-10\n".into());
    let desk = super::edges::network(day, &[("partners", &partners.concat()), ("sales", &sales.concat())]);
    let mut d = Differences::default();
    Known::of(&desk, day).tiers(&mut d);
    d
}

#[test]
fn bands_are_defined_for_small_networks_ties_and_who_contributes_nothing() {
    // with the one that is long enough there: four, five, eight, eleven, and who sold nothing
    for contributions in [
        &[5, 4, 3][..],
        &[5, 4, 3, 2],
        &[7, 6, 5, 4, 3, 2, 1],
        &[9, 9, 9, 8, 7, 6, 3, 3, 3, 3],
        &[0, 0, 0, 0, 0, 9],
        &[-1, -2, -3, -4, -5, -6],
    ] {
        bands_of(contributions).none(20);
    }
}
