//! Closed periods: what came late is beside them, not in them.

use serde_json::Value as Json;

use super::days::Span;
use super::edges::network;
use super::exact::{Differences, Frac};
use super::sales::{By, Known, listed};
use super::{ask, bring};

pub const DAY: &str = "2025-05-14";

pub const PARTNERS: &str = "\
code,name,status,region,channel_type,owner,onboarded_on,city_class
A1,Alpha,active,浙江,city_distributor,li.wei,2023-01-01,first
A2,Beta,active,江苏,city_distributor,li.wei,2023-01-01,second
A3,Gamma,active,四川,county_distributor,,2023-01-01,lower
";

const TARGETS: &str = "\
scope,subject,from_day,to_day,line,amount
partner,A1,2025-01-01,2025-03-31,,1500
partner,A1,2025-04-01,2025-06-30,,1600
partner,A2,2025-03-01,2025-03-31,L1,700
partner,A3,2025-05-01,2025-05-31,,90
region,江苏,2025-02-01,2025-02-28,,800
";

/// A row a week of each partner, in turn of two lines.
pub fn weekly() -> String {
    let mut text = vec![String::from("partner,day,document,line,orders,quantity,net_amount,returns,cost,logistics,sellout\n")];
    let span = Span::of("2024-01-02", DAY);
    for (n, day) in (span.from..=span.to).step_by(7).enumerate() {
        for partner in 1..=3 {
            let day = super::days::text(day);
            let line = (n + partner) % 2 + 1;
            text.push(format!("A{partner},{day},W{n},L{line},1,{},{}.37,{},60,1,{}\n", n + 3, 90 + n * partner, n % 4, n));
        }
    }
    text.concat()
}

pub const LATE: &str = "\
partner,day,document,line,orders,quantity,net_amount,returns,cost,logistics,sellout
A1,2025-03-15,late1,L2,1,1000,5000,0,100,3,0
A2,2025-02-28,late2,L1,1,1000,0,444,0,0,7
A3,2025-01-01,late3,L1,1,1000,321.09,0,0,0,7
A3,2025-04-01,new1,L1,1,1000,77.77,0,0,0,7
";

#[test]
fn what_comes_after_a_closing_moves_neither_the_period_nor_what_it_is_in() {
    let sales = weekly();
    let desk = network(DAY, &[("partners", PARTNERS), ("targets", TARGETS), ("sales", &sales)]);
    let mut known = Known::of(&desk, DAY);
    let closed = Span::of("2025-01-01", "2025-03-31");
    let frozen: Vec<_> = known.rows.sales.iter().filter(|s| closed.has(s.day)).cloned().collect();
    desk.run_at(DAY, &["close", "2025-Q1"]).code(0);
    bring(&desk, DAY, "sales", LATE);
    let now = Known::of(&desk, DAY).rows.sales;
    assert_eq!(now.iter().filter(|s| closed.has(s.day)).count(), frozen.len() + 3, "the rows themselves are there");
    known.rows.take(frozen.into_iter().chain(now.into_iter().filter(|s| !closed.has(s.day))).collect());
    let mut d = Differences::default();
    let bys = [By::Region, By::Level("area"), By::Type, By::Owner, By::Line, By::Partner, By::Month, By::Quarter];
    known.breakdowns(&mut d, ("2025-01-01", "2025-06-30"), &bys);
    for span in [("2025-01-01", "2025-03-31"), ("2024-01-01", "2025-12-31")] {
        known.breakdowns(&mut d, span, &[By::Region, By::Line, By::Month]);
    }
    known.figures(&mut d, "2024-07-01", "2025-06-30", By::Partner);
    // twelve months of which three are closed
    known.tiers(&mut d);
    d.none(900);
    let quarter = ask(&desk, DAY, &["kpi", "--period", "2025-Q1", "--by", "partner"]);
    assert_ne!(quarter["closed"], Json::Null, "it says that it is closed");
}

#[test]
fn a_region_that_is_moved_to_another_area_takes_no_closed_month_along() {
    let sales = weekly();
    let desk = network(DAY, &[("partners", PARTNERS), ("targets", TARGETS), ("sales", &sales)]);
    let known = Known::of(&desk, DAY);
    let closed = Span::of("2025-01-01", "2025-03-31");
    desk.run_at(DAY, &["close", "2025-Q1"]).code(0);
    desk.run_at(DAY, &["edit", "region", "33", "parent=southwest"]).code(0);
    let mut d = Differences::default();
    for span in [("2025-01-01", "2025-03-31"), ("2025-02-01", "2025-02-28")] {
        known.breakdowns(&mut d, span, &[By::Region, By::Level("area"), By::Level("province")]);
    }
    let after = Known::of(&desk, DAY);
    after.breakdowns(&mut d, ("2025-04-01", "2025-06-30"), &[By::Level("area")]);
    let half = Span::of("2025-01-01", "2025-06-30");
    let mut areas: std::collections::BTreeMap<String, i64> = std::collections::BTreeMap::new();
    for sale in known.rows.sales.iter().filter(|s| half.has(s.day)) {
        let rows = if closed.has(sale.day) { &known.rows } else { &after.rows };
        *areas.entry(By::Level("area").of_sale(rows, sale)).or_default() += sale.net - sale.returns;
    }
    assert_eq!(areas.len(), 2, "what is compared is in both: {areas:?}");
    let document = known.ask(&["kpi", "--period", "2025-H1", "--by", "region", "--level", "area"]);
    for (area, row) in listed(&document) {
        d.money(&format!("2025-H1 {area}"), &row["net_sales"], areas.get(&area).map(|sum| Frac::whole(*sum)));
    }
    d.none(300);
}

/// Sales of a span that is closed in part: its closed months by the rows as they were then, the others as they are now.
fn half_year(d: &mut Differences, (then, now): (&Known<'_>, &Known<'_>), by: By) {
    let (closed, half) = (Span::of("2025-01-01", "2025-03-31"), Span::of("2025-01-01", "2025-06-30"));
    let mut sums: std::collections::BTreeMap<String, i64> = std::collections::BTreeMap::new();
    for (known, is_closed) in [(then, true), (now, false)] {
        for sale in known.rows.sales.iter().filter(|s| half.has(s.day) && closed.has(s.day) == is_closed) {
            *sums.entry(by.of_sale(&known.rows, sale)).or_default() += sale.net - sale.returns;
        }
    }
    let document = now.ask(&[&["kpi", "--period", "2025-H1"], by.args().as_slice()].concat());
    let rows = listed(&document);
    for (key, sum) in &sums {
        let said = rows.get(key).map_or(&Json::Null, |row| &row["net_sales"]);
        d.money(&format!("2025-H1 {} {key}", by.args().join(" ")), said, Some(Frac::whole(*sum)));
    }
    d.money("2025-H1 total", &document["total"]["net_sales"], Some(Frac::whole(sums.values().sum())));
}

#[test]
fn a_partner_that_is_moved_takes_no_closed_month_along() {
    let sales = weekly();
    let desk = network(DAY, &[("partners", PARTNERS), ("targets", TARGETS), ("sales", &sales)]);
    desk.run_at(DAY, &["user", "add", "an.ning", "--role", "specialist"]).code(0);
    let then = Known::of(&desk, DAY);
    desk.run_at(DAY, &["close", "2025-Q1"]).code(0);
    let moved = ["region=广东", "owner=an.ning", "channel_type=marketplace", "city_class=lower"];
    desk.run_at(DAY, &[&["edit", "partner", "A1"], moved.as_slice()].concat()).code(0);
    let now = Known::of(&desk, DAY);
    let bys = [By::Region, By::Level("area"), By::Type, By::Owner, By::CityClass];
    let mut d = Differences::default();
    for span in [("2025-01-01", "2025-03-31"), ("2025-02-01", "2025-02-28")] {
        then.breakdowns(&mut d, span, &bys);
    }
    for span in [("2025-04-01", "2025-06-30"), ("2024-07-01", "2024-12-31")] {
        now.breakdowns(&mut d, span, &bys);
    }
    for by in bys {
        half_year(&mut d, (&then, &now), by);
    }
    d.none(800);
}
