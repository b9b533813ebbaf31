//! The quality of new partners by month of onboarding, and by channel type.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde_json::Value as Json;

use super::days;
use super::edges::network;
use super::exact::{Differences, Frac};
use super::rows::{self, Rows};
use super::support::Desk;
use super::{TODAY, ask, demo};

/// The days on which a partner ordered, each with how often, by the sales up to a day.
fn orders(rows: &Rows, id: i64, as_of: i64) -> BTreeMap<i64, i64> {
    let mut orders: BTreeMap<i64, i64> = BTreeMap::new();
    for sale in rows.sales.iter().filter(|s| s.partner == id && s.day <= as_of && s.orders > 0) {
        *orders.entry(sale.day).or_default() += sale.orders;
    }
    orders
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Part {
    count: i64,
    of: i64,
}

impl Part {
    fn ask(&mut self, yes: bool) {
        self.of += 1;
        self.count += i64::from(yes);
    }
}

/// New partners of some months, and what became of them.
#[derive(Default)]
struct Cohort {
    partners: i64,
    /// First order within 60 days, retained, a second order within 90 days, audience B+ or better.
    parts: [Part; 4],
}

/// The latest audience match of each partner as of a day.
fn audiences(conn: &Connection, as_of: i64) -> BTreeMap<i64, String> {
    let sql = "SELECT partner, audience_match, \"on\" FROM screening WHERE audience_match IS NOT NULL ORDER BY \"on\", id";
    let found = rows::all(conn, sql, |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, i64>(2)?)));
    found.into_iter().filter(|(_, _, on)| *on <= as_of).map(|(partner, audience, _)| (partner, audience)).collect()
}

impl Cohort {
    fn add(&mut self, rows: &Rows, audiences: &BTreeMap<i64, String>, id: i64, as_of: i64) {
        self.partners += 1;
        let [converted, retained, again, audience] = &mut self.parts;
        let orders = orders(rows, id, as_of);
        // what the register says of the first order stands before what sales were brought in
        let first = rows.partners[&id].first_order_on.filter(|day| *day <= as_of).or_else(|| orders.keys().next().copied());
        // who is newer may still order in time
        if let Some(began) = rows.partners[&id].onboarded_on
            && as_of - began >= 60
        {
            converted.ask(first.is_some_and(|day| day - began <= 60));
        }
        if let Some(day) = first.filter(|day| as_of - day >= 90) {
            retained.ask(orders.keys().any(|later| later - day >= 61));
            let same_day = orders.get(&day).is_some_and(|n| *n >= 2);
            again.ask(same_day || orders.keys().any(|later| (1..=90).contains(&(later - day))));
        }
        if let Some(found) = audiences.get(&id) {
            audience.ask(matches!(found.as_str(), "A+" | "A" | "B+"));
        }
    }

    fn compare(&self, d: &mut Differences, at: &str, row: &Json) {
        d.count(&format!("{at} partners"), &row["partners"], self.partners);
        for (name, part) in ["conversion", "retention", "repurchase", "audience"].iter().zip(&self.parts) {
            d.count(&format!("{at} {name} count"), &row[name]["count"], part.count);
            d.count(&format!("{at} {name} of"), &row[name]["of"], part.of);
            d.number(&format!("{at} {name} rate"), &row[name]["rate"], Frac::of(part.count, part.of), 4);
        }
    }
}

/// Every month from one to another, and the channel types of all of them.
fn cohorts(d: &mut Differences, desk: &Desk, today: &str, (from, to): (&str, &str)) {
    let conn = rows::open(desk);
    let rows = Rows::read(&conn);
    let as_of = days::number(today);
    let audiences = audiences(&conn, as_of);
    let first = days::month_of(days::number(&format!("{from}-01")));
    let last = days::month_of(days::number(&format!("{to}-01")));
    let began = |id: &i64| {
        let p = &rows.partners[id];
        p.onboarded_on.or(p.first_order_on).filter(|day| *day <= as_of).map(days::month_of)
    };
    let of = |keep: &dyn Fn(&i64) -> bool| {
        let mut cohort = Cohort::default();
        let its = rows.partners.keys().filter(|id| began(id).is_some_and(|m| (first..=last).contains(&m)) && keep(id));
        its.for_each(|id| cohort.add(&rows, &audiences, *id, as_of));
        cohort
    };
    let by_month = ask(desk, today, &["kpi", "cohorts", "--from", from, "--to", to]);
    for (n, row) in by_month["rows"].as_array().expect("rows").iter().enumerate() {
        let month = first + i64::try_from(n).expect("a month");
        of(&|id| began(id) == Some(month)).compare(d, &row["key"].to_string(), row);
    }
    of(&|_| true).compare(d, "all", &by_month["total"]);
    let by_type = ask(desk, today, &["kpi", "cohorts", "--by", "type", "--from", from, "--to", to]);
    for row in by_type["rows"].as_array().expect("rows") {
        let its = |id: &i64| rows.partners[id].channel_type.map_or("", |t| rows.types[&t].as_str()) == row["key"];
        of(&its).compare(d, &row["key"].to_string(), row);
    }
}

#[test]
fn cohorts_of_the_generated_network_follow_from_its_rows() {
    let desk = demo();
    let mut d = Differences::default();
    cohorts(&mut d, &desk, TODAY, ("2018-01", "2021-02"));
    d.none(400);
}

#[test]
fn days_on_the_bound_count_as_the_specification_says() {
    let day = "2024-05-30";
    let partners = "\
code,name,status,channel_type,onboarded_on,first_order_on
A1,On day 60,active,city_distributor,2024-01-01,
A2,On day 61,active,city_distributor,2024-01-01,
A3,Never,active,city_distributor,2024-01-31,
A4,Sixty days old,active,county_distributor,2024-03-31,
A5,Fifty-nine days old,active,county_distributor,2024-04-01,
A6,First order 90 days ago,active,county_distributor,2024-01-15,
A7,First order 89 days ago,active,county_distributor,2024-01-15,
A8,Later on day 60 only,active,convenience_store,2023-12-01,
A9,Later on day 61,active,convenience_store,2023-12-01,
B1,Second on day 90,active,convenience_store,2023-12-01,
B2,Second on day 91,active,convenience_store,2023-12-01,
B3,Returns alone are no order,active,convenience_store,2023-12-01,
B4,Leap day,active,,2024-02-29,
";
    // days after the onboarding of 1 December 2023 and the first order of the 4th: day 60 is 2 February, 90 is 3 March 2024
    let sales = "\
partner,day,document,line,orders,quantity,net_amount,returns,cost
A1,2024-03-01,x,L1,1,1,10,0,1
A2,2024-03-02,x,L1,1,1,10,0,1
A6,2024-03-01,x,L1,1,1,10,0,1
A7,2024-03-02,x,L1,1,1,10,0,1
A8,2023-12-04,x,L1,1,1,10,0,1
A8,2024-02-02,x,L1,1,1,10,0,1
A9,2023-12-04,x,L1,1,1,10,0,1
A9,2024-02-03,x,L1,1,1,10,0,1
B1,2023-12-04,x,L1,1,1,10,0,1
B1,2024-03-03,x,L1,1,1,10,0,1
B2,2023-12-04,x,L1,1,1,10,0,1
B2,2024-03-04,x,L1,1,1,10,0,1
B3,2023-12-04,x,L1,1,1,10,0,1
B3,2024-01-04,x,L1,0,0,0,5,0
B3,2024-03-20,x,L1,0,0,0,5,0
B4,2024-02-29,x,L1,1,1,10,0,1
";
    let desk = network(day, &[("partners", partners), ("sales", sales)]);
    let mut d = Differences::default();
    cohorts(&mut d, &desk, day, ("2023-11", "2024-05"));
    d.none(100);
}
