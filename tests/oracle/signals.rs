//! Warnings that rest on single documents, prices and the partner's own history; cohorts of new partners.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde_json::Value as Json;

use super::days::{self, Span};
use super::edges::network;
use super::exact::{Differences, Frac, policy, policy_text};
use super::fitness::{State, Warning};
use super::rows;
use super::sales::Known;
use super::{TODAY, demo};

/// The middle of numbers, of two middle ones their mean; `None` of none.
fn median(mut numbers: Vec<Frac>) -> Option<Frac> {
    numbers.sort_by(|a, b| if a.more_than(*b) { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less });
    let half = numbers.len() / 2;
    let high = *numbers.get(half)?;
    if numbers.len() % 2 == 1 { Some(high) } else { Some((high + numbers[half - 1]) * Frac::of(1, 2)?) }
}

fn apart(a: Frac, b: Frac) -> Frac {
    if a.more_than(b) { a - b } else { b - a }
}

/// A price seen: at whom, of what, in which channel, when.
struct Sighting {
    id: i64,
    partner: i64,
    product: (i64, String),
    channel: String,
    day: i64,
    price: i64,
}

fn sightings(conn: &Connection) -> Vec<Sighting> {
    rows::all(conn, "SELECT id, partner, line, coalesce(sku, ''), channel, \"on\", price FROM price_sighting", |r| {
        Ok(Sighting {
            id: r.get(0)?,
            partner: r.get(1)?,
            product: (r.get(2)?, r.get(3)?),
            channel: r.get(4)?,
            day: r.get(5)?,
            price: r.get(6)?,
        })
    })
}

fn floors(conn: &Connection) -> BTreeMap<i64, i64> {
    rows::all(conn, "SELECT id, floor_price FROM product_line WHERE floor_price > 0", |r| Ok((r.get(0)?, r.get(1)?)))
        .into_iter()
        .collect()
}

/// A number of the policy that is whole.
fn whole(path: &str) -> i64 {
    i64::try_from(policy(path).rounded(0)).expect("a whole number")
}

impl State<'_> {
    /// Net sales of the week that ends so many weeks before the last one that is in.
    fn week_sales(&self, id: i64, back: i64) -> Frac {
        Frac::whole(self.known.sum_of(id, Self::weeks(self.sales, back, 1)).sales())
    }

    /// Whether there are figures of so many weeks.
    fn reaches(&self, id: i64, weeks: i64) -> bool {
        let first = Self::weeks(self.sales, weeks - 1, 1).from;
        self.known.rows.sales.iter().any(|s| s.partner == id && days::monday(s.day) <= first)
    }

    /// Whole weeks without figures while others have them, where they are enough to warn.
    fn silent(&self, id: i64) -> Option<i64> {
        let last = self.known.rows.sales.iter().filter(|s| s.partner == id && s.day <= self.sales).map(|s| s.day).max();
        let last = last.or(self.known.rows.partners[&id].onboarded_on)?;
        let weeks = (days::monday(self.sales) - days::monday(last)) / 7;
        (weeks >= whole("alerts.missing_weeks")).then_some(weeks)
    }

    /// A week far from the median of those before it, by their median deviation, the season of last year taken out.
    fn unusual(&self, id: i64) -> Option<Warning> {
        let history = whole("alerts.outlier.weeks");
        if self.silent(id).is_some() || !self.reaches(id, history + 1) {
            return None;
        }
        // last year's weeks from one before the first to one after the last
        let last_year: Vec<Frac> = (-1..=history + 1).map(|back| self.week_sales(id, back + 52)).collect();
        let sum = |of: &[Frac]| of.iter().fold(Frac::ZERO, |sum, f| sum + *f);
        let mean = sum(&last_year) * Frac::of(1, history + 3)?;
        let season = |back: i64| -> Option<Frac> {
            let around = usize::try_from(back).ok().and_then(|at| last_year.get(at..at + 3))?;
            let times = (sum(around) * Frac::of(1, 3)?).over(mean)?;
            let (least, most) = (Frac::of(1, 4)?, Frac::whole(4));
            Some(if least.more_than(times) {
                least
            } else if times.more_than(most) {
                most
            } else {
                times
            })
        };
        let seasonal = self.reaches(id, history + 1 + 53) && mean.more_than(Frac::ZERO);
        let adjusted = |back: i64| -> Option<Frac> {
            let sold = self.week_sales(id, back);
            if seasonal { sold.over(season(back)?) } else { Some(sold) }
        };
        let usual: Vec<Frac> = (1..=history).map(adjusted).collect::<Option<_>>()?;
        let middle = median(usual.clone())?;
        let spread = median(usual.into_iter().map(|week| apart(week, middle)).collect())?;
        let now = adjusted(0)?;
        let away = apart(now, middle);
        // 0.6745 x distance / spread, the bound in hundredths
        let score = away * Frac::of(6_745, 100)?;
        let unusual = spread.more_than(Frac::ZERO) && score.more_than(policy("alerts.outlier.z") * spread);
        let least = policy("alerts.outlier.least_change") * middle;
        let large = middle.more_than(Frac::ZERO) && !least.more_than(away);
        let severity = if now.more_than(middle) { "info" } else { "warning" };
        (unusual && large).then(|| Warning { rule: "outlier", severity, value: self.week_sales(id, 0), digits: 4 })
    }

    /// Documents that are returns, within the days up to the last that is in.
    fn returned(&self, id: i64) -> i64 {
        let span = Span { from: self.sales - whole("alerts.returns.days") + 1, to: self.sales };
        let mut documents: BTreeMap<(i64, &str), (i64, i64)> = BTreeMap::new();
        for sale in self.known.rows.sales.iter().filter(|s| s.partner == id && span.has(s.day)) {
            let sums = documents.entry((sale.day, &sale.document)).or_default();
            *sums = (sums.0 + sale.net, sums.1 + sale.returns);
        }
        let least = policy("alerts.returns.least");
        let is_return = |(net, returns): &(i64, i64)| {
            *returns > 0 && (*net <= 0 || !(least * Frac::whole(*net)).more_than(Frac::whole(*returns)))
        };
        i64::try_from(documents.values().filter(|sums| is_return(sums)).count()).expect("few")
    }

    /// The largest sale on credit of the last days, if it is so many times the usual document and the usual week.
    fn credit_sale(&self, id: i64) -> Option<i64> {
        let to = self.payments;
        let from = to - whole("alerts.credit_sale.days");
        let billed = |from: i64, to: i64| -> Vec<i64> {
            let its = self.others.ledger.invoices.iter().filter(|i| i.partner == id && i.amount > 0);
            its.filter(|i| from < i.issued && i.issued <= to).map(|i| i.amount).collect()
        };
        let largest = billed(from, to).into_iter().max()?;
        let year = billed(days::months_later(from, -12), from);
        if i64::try_from(year.len()).expect("few") < whole("alerts.credit_sale.least") {
            return None;
        }
        let times = policy("alerts.credit_sale.times");
        let document = median(year.into_iter().map(Frac::whole).collect())? * times;
        let week = Frac::of(billed(from - 84, from).into_iter().sum(), 12)? * times;
        let sale = Frac::whole(largest);
        (sale.more_than(document) && sale.more_than(week)).then_some(largest)
    }

    /// The price that is furthest below its floor, and the widest gap to the other channel.
    fn seen(&self, id: i64, conn: &Connection) -> [Option<Warning>; 2] {
        let (all, floors) = (sightings(conn), floors(conn));
        let within = |s: &&Sighting| self.as_of - whole("diversion.days") < s.day && s.day <= self.as_of;
        let later = |a: &Sighting, b: &Sighting| (a.day, a.id) > (b.day, b.id);
        let same = |a: &Sighting, b: &Sighting| (a.partner, &a.product, &a.channel) == (b.partner, &b.product, &b.channel);
        let latest: Vec<&Sighting> =
            all.iter().filter(within).filter(|s| !all.iter().filter(within).any(|o| same(s, o) && later(o, s))).collect();
        let (mut below, mut gap): (Option<(Frac, i64)>, Option<Frac>) = (None, None);
        for s in latest.iter().filter(|s| s.partner == id) {
            if let Some(floor) = floors.get(&s.product.0) {
                let share = Frac::of(floor - s.price, *floor).expect("a floor").to(4);
                let worse = below.is_none_or(|(worst, _)| share.more_than(worst));
                if share.more_than(policy("diversion.tolerance")) && worse {
                    below = Some((share, s.price));
                }
            }
            let other = latest.iter().filter(|o| o.product == s.product && o.channel != s.channel).map(|o| o.price).min();
            if let Some(other) = other {
                let offline = if s.channel == "offline" { s.price } else { other };
                let share = Frac::of(other - s.price, offline).expect("a price").to(4);
                if share.more_than(policy("diversion.gap")) && gap.is_none_or(|widest| share.more_than(widest)) {
                    gap = Some(share);
                }
            }
        }
        let severity = |share: Frac, bound: &str| if share.more_than(policy(bound)) { "critical" } else { "warning" };
        [
            below.map(|(share, price)| Warning {
                rule: "seen_price",
                severity: severity(share, "diversion.severe_below"),
                value: Frac::whole(price),
                digits: 4,
            }),
            gap.map(|share| Warning {
                rule: "price_gap",
                severity: severity(share, "diversion.severe_gap"),
                value: share,
                digits: 4,
            }),
        ]
    }

    /// The lowest average price below its floor, in the month of the last day that is in, up to that day, or the one before.
    fn below_floor(&self, id: i64, floors: &BTreeMap<i64, i64>) -> Option<i64> {
        let month = days::month_of(self.sales);
        let mut worst: Option<(Frac, i64)> = None;
        for (month, (line, floor)) in [month - 1, month].into_iter().flat_map(|m| floors.iter().map(move |f| (m, f))) {
            let its = || self.known.rows.of_month(Some(id), month).filter(|s| s.line == *line && s.day <= self.sales);
            let (net, quantity): (i64, i64) = (its().map(|s| s.net).sum(), its().map(|s| s.quantity).sum());
            if net <= 0 || quantity <= 0 {
                continue;
            }
            let share = Frac::of(net, quantity * floor).expect("a floor");
            if Frac::whole(1).more_than(share) && worst.is_none_or(|(lowest, _)| lowest.more_than(share)) {
                worst = Some((share, net / quantity));
            }
        }
        worst.map(|(_, price)| price)
    }

    /// What the rules on documents, prices and the own history say of a partner.
    fn signals(&self, id: i64, conn: &Connection) -> Vec<Warning> {
        let count = self.returned(id);
        let (warn, critical) = (whole("alerts.returns.warn"), whole("alerts.returns.critical"));
        let severity = if count > critical { "critical" } else { "warning" };
        let returns = (count > warn).then(|| Warning { rule: "returns", severity, value: Frac::whole(count), digits: 0 });
        let warning = |rule, value: i64, digits| Warning { rule, severity: "warning", value: Frac::whole(value), digits };
        let sale = self.credit_sale(id).map(|sale| warning("credit_sale", sale, 4));
        let floor = self.below_floor(id, &floors(conn)).map(|price| warning("price_floor", price, 4));
        self.unusual(id)
            .into_iter()
            .chain(returns)
            .chain(sale)
            .chain(floor)
            .chain(self.seen(id, conn).into_iter().flatten())
            .collect()
    }

    /// The warnings that are open, rule by rule; answers which rules hold for anybody.
    fn alerts(&self, d: &mut Differences) -> BTreeSet<&'static str> {
        let conn = rows::open(self.known.desk);
        let document = self.known.ask(&["alert", "list", "--limit", "100000"]);
        let listed = document["alerts"].as_array().expect("a list");
        let mut held = BTreeSet::new();
        for (id, partner) in self.known.rows.partners.iter().filter(|(id, _)| self.known.trades(**id)) {
            let wanted = self.signals(*id, &conn);
            held.extend(wanted.iter().map(|w| w.rule));
            for rule in ["outlier", "returns", "credit_sale", "price_floor", "seen_price", "price_gap"] {
                let at = format!("{} {rule}", partner.code);
                let got = listed.iter().find(|a| a["code"] == partner.code.as_str() && a["rule"] == rule);
                let wanted = wanted.iter().find(|w| w.rule == rule);
                let severity = |s: Option<Json>| s.unwrap_or(Json::Null);
                d.same(&at, &severity(got.map(|a| a["severity"].clone())), &severity(wanted.map(|w| w.severity.into())));
                if let (Some(got), Some(wanted)) = (got, wanted) {
                    match rule {
                        "returns" | "price_gap" => {
                            d.number(&format!("{at} value"), &got["value"], Some(wanted.value), wanted.digits)
                        }
                        _ => d.money(&format!("{at} value"), &got["value"], Some(wanted.value)),
                    }
                }
            }
        }
        held
    }

    /// Cohorts by month of onboarding.
    fn cohorts(&self, d: &mut Differences) {
        let conn = rows::open(self.known.desk);
        let document = self.known.ask(&["kpi", "cohorts"]);
        let grades: BTreeMap<i64, String> = rows::all(
            &conn,
            "SELECT partner, audience_match, \"on\" FROM screening WHERE audience_match IS NOT NULL ORDER BY \"on\", id",
            |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, i64>(2)?)),
        )
        .into_iter()
        .filter(|(_, _, day)| *day <= self.as_of)
        .map(|(partner, grade, _)| (partner, grade))
        .collect();
        let good = ["A+", "A", "B+", "B", "C", "D"];
        let least = good.iter().position(|g| *g == policy_text("cohorts.audience_match"));
        let (in_time, age, after) =
            (whole("cohorts.first_order_days"), whole("cohorts.retention_age"), whole("cohorts.retention_after"));
        for row in document["rows"].as_array().expect("rows") {
            let key = row["key"].as_str().expect("a month");
            let mut shares = [(0, 0); 4];
            let mut members = 0;
            for (id, partner) in &self.known.rows.partners {
                let Some(onboarded) = partner.onboarded_on.filter(|day| *day <= self.as_of) else { continue };
                if days::month_text(days::month_of(onboarded)) != key {
                    continue;
                }
                members += 1;
                let mut ordered: Vec<i64> = Vec::new();
                let mut documents: BTreeSet<(i64, &str)> = BTreeSet::new();
                for sale in self.known.rows.sales.iter().filter(|s| s.partner == *id && s.day <= self.as_of && s.orders > 0) {
                    // lines of one document are one order
                    if sale.document.is_empty() {
                        ordered.extend((0..sale.orders).map(|_| sale.day));
                    } else if documents.insert((sale.day, &sale.document)) {
                        ordered.push(sale.day);
                    }
                }
                // the register may know of one from before the figures begin
                if let Some(day) = partner.first_order_on.filter(|day| *day <= self.as_of)
                    && ordered.iter().min().is_none_or(|first| day < *first)
                {
                    ordered.push(day);
                }
                ordered.sort_unstable();
                let first = ordered.first().copied();
                let mut ask = |at: usize, asked: bool, holds: bool| {
                    shares[at].1 += i64::from(asked);
                    shares[at].0 += i64::from(asked && holds);
                };
                ask(0, onboarded + in_time <= self.as_of, first.is_some_and(|day| day <= onboarded + in_time));
                let old = first.filter(|day| day + age <= self.as_of);
                let any = |from: i64, to: i64| ordered.iter().skip(1).any(|day| from <= *day && *day <= to);
                ask(1, old.is_some(), old.is_some_and(|day| any(day + after + 1, i64::MAX)));
                ask(2, old.is_some(), old.is_some_and(|day| any(day, day + age)));
                let grade = grades.get(id).and_then(|g| good.iter().position(|known| known == g));
                ask(3, grade.is_some(), grade.zip(least).is_some_and(|(grade, least)| grade <= least));
            }
            d.count(&format!("{key} partners"), &row["partners"], members);
            for (name, (count, of)) in ["conversion", "retention", "repurchase", "audience"].into_iter().zip(shares) {
                d.count(&format!("{key} {name}"), &row[name]["count"], count);
                d.count(&format!("{key} {name} of"), &row[name]["of"], of);
            }
        }
    }
}

#[test]
fn signals_of_the_generated_network_follow_from_its_rows() {
    let desk = demo();
    let known = Known::of(&desk, TODAY);
    let mut d = Differences::default();
    let state = State::of(&known);
    state.alerts(&mut d);
    state.cohorts(&mut d);
    d.none(250);
}

const DAY: &str = "2025-11-12";

/// Weekly sales of a hundred weeks up to the last one, each week's amount by how far back it is, the last one 0.
fn weekly(partner: &str, line: &str, amount: impl Fn(i64) -> i64) -> String {
    let last = days::number("2025-11-03");
    let row =
        |back: i64| format!("{partner},{},{partner}{back},{line},1,{},{},0\n", days::text(last - 7 * back), 100, amount(back));
    (0..100).rev().map(row).collect()
}

/// A number that looks drawn.
fn noise(back: i64) -> i64 {
    (back * 7_919 + 13) % 101 - 50
}

#[test]
fn signals_of_crafted_partners_follow_from_their_rows() {
    let partners: String =
        (1..=10).map(|n| format!("P{n},Partner {n},active,{}\n", if n >= 9 { "2025-06-03" } else { "2023-01-01" })).collect();
    let mut sales = "partner,day,document,line,orders,quantity,net_amount,returns\n".to_owned();
    let steady = |back: i64| 2_000 + noise(back);
    sales += &weekly("P1", "L1", |back| if back == 0 { 300 } else { steady(back) });
    sales += &weekly("P2", "L1", |back| if back == 0 { 9_000 } else { steady(back) });
    // each year this week sells five times the usual
    sales += &weekly("P3", "L1", |back| if back % 52 == 0 { 5 * steady(back) } else { steady(back) });
    sales += &weekly("P4", "L1", |back| if back == 0 { 1_010 + noise(3) } else { steady(back) });
    for n in 5..=8 {
        sales += &weekly(&format!("P{n}"), "L1", steady);
    }
    // below its floor of 15 a piece only after the week that is in, and only in the month before
    sales += "P5,2025-11-11,x,L2,1,100,100,0\nP5,2025-11-04,y,L2,1,100,1600,0\nP6,2025-10-07,x,L2,1,100,1400,0\n";
    // returns: four documents and a fifth that is too small, seven with one of nothing else
    for day in 10..14 {
        sales += &format!("P7,2025-10-{day},r{day},L1,1,1,100,20\n");
    }
    sales += "P7,2025-10-20,r,L1,1,1,100,19\nP7,2025-10-10,r0,L1,1,1,100,0\n";
    for day in 20..26 {
        sales += &format!("P8,2025-10-{day},r{day},L1,1,1,100,50\n");
    }
    sales += "P8,2025-10-27,r,L1,0,0,0,5\n";
    sales += "P9,2025-06-20,a,L1,1,1,10,0\nP9,2025-06-20,b,L1,1,1,10,0\n";
    // its second order is 91 days after the first
    sales += "P10,2025-06-20,a,L1,1,1,10,0\nP10,2025-09-19,b,L1,1,1,10,0\n";
    let mut bills = "number,partner,issued_on,due_on,amount\n".to_owned();
    for (partner, last) in [("P1", 3_001), ("P2", 3_000)] {
        for month in 1..=12 {
            let day = days::text(days::number("2025-10-28") - 30 * month);
            bills += &format!("{partner}-{month},{partner},{day},{day},1000\n");
        }
        bills += &format!("{partner}-0,{partner},2025-11-05,2025-12-05,{last}\n");
    }
    let paid: String =
        bills.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()).fold(String::new(), |all, cells| {
            all + &format!("M{},{},{},{},{}\n", cells[0], cells[1], cells[2], cells[4], cells[0])
        });
    let seen = "partner,line,sku,channel,on,price\n\
                P1,L2,S1,offline,2025-11-01,14.71\nP2,L2,S1,offline,2025-11-01,14.69\nP3,L2,S1,offline,2025-11-01,13\n\
                P3,L2,S1,offline,2025-11-02,15\nP4,L2,S2,offline,2025-11-01,20\nP5,L2,S2,online,2025-11-01,17.9\n\
                P6,L2,S2,online,2025-10-13,10\nP7,L2,S3,offline,2025-11-12,13.4\nP8,L2,S2,online,2025-11-12,14\n";
    let files = [
        ("partners", format!("code,name,status,onboarded_on\n{partners}")),
        ("sales", sales),
        ("invoices", bills),
        ("payments", format!("number,partner,paid_on,amount,invoice\n{paid}")),
        ("price-sightings", seen.to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
    let desk = network(DAY, &[("product-lines", "code,name,floor_price\nL2,two,15\n")]);
    for (kind, text) in files {
        super::bring(&desk, DAY, kind, text);
    }
    desk.run_at(DAY, &["refresh"]).code(0);
    let known = Known::of(&desk, DAY);
    let mut d = Differences::default();
    let state = State::of(&known);
    let held = state.alerts(&mut d);
    state.cohorts(&mut d);
    let all = ["credit_sale", "outlier", "price_floor", "price_gap", "returns", "seen_price"];
    assert_eq!(held.into_iter().collect::<Vec<_>>(), all, "each rule holds for somebody");
    d.none(100);
}
