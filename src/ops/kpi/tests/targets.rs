//! What stands against whose target.

use std::collections::BTreeMap;

use super::*;
use crate::domain::figures::PartnerFigures;
use crate::domain::money::Rate;
use crate::store::figures;

/// Code, sold of what has a target, target of each row, then of the whole; units.
fn against(r: &Report) -> Vec<(String, Option<(i64, i64)>)> {
    let row = |l: &Line| (l.name.code.clone(), l.target().map(|t| (l.aim.aimed.sold.0 / 10_000, t.0 / 10_000)));
    r.rows.iter().chain(std::iter::once(&r.total)).map(row).collect()
}

fn of(code: &str, sold_of: impl Into<Option<(i64, i64)>>) -> (String, Option<(i64, i64)>) {
    (code.to_owned(), sold_of.into())
}

fn by_area(desk: &Desk, period: &str) -> Report {
    let wish = Wish { level: Some(RegionLevel::Area), ..Wish::new(period.parse().expect("a period"), By::Region) };
    kpi(&desk.session, &wish).expect("a report")
}

fn standings(r: &Report) -> Vec<(&str, Option<&'static str>)> {
    r.rows.iter().map(|l| (l.name.code.as_str(), r.standing(l).map(Standing::code))).collect()
}

/// A hundred units of each partner in the middle of each of these months.
fn steady(desk: &mut Desk, months: &[&str]) {
    let days: Vec<String> = months.iter().map(|m| format!("{m}-15")).collect();
    let sales: Vec<Sold<'_>> =
        days.iter().flat_map(|day| ["D1", "D2", "D3"].map(|p| (p, day.as_str(), "", None, None, None, 100))).collect();
    desk.sell(&sales);
}

#[test]
fn a_regions_target_of_one_month_replaces_those_below_it_in_that_month_only() {
    let mut desk = desk("2026-01-15");
    steady(&mut desk, &["2025-07", "2025-08", "2025-09"]);
    for (code, units) in [("D1", 184), ("D2", 368), ("D3", 92)] {
        desk.aim(TargetScope::Partner, code, "2025-Q3", None, units);
    }
    let east = |desk: &Desk| against(&by_area(desk, "2025-Q3"));
    assert_eq!(east(&desk), [of("east", (600, 552)), of("north", (300, 92)), of("", (900, 644))]);
    desk.aim(TargetScope::Region, "js", "2025-09", None, 50);
    // 62 of 92 days of 552, and 50: an area is the sum of what is below it
    assert_eq!(east(&desk), [of("east", (600, 422)), of("north", (300, 92)), of("", (900, 514))]);
    desk.aim(TargetScope::Region, "east", "2025-09", None, 1_000);
    assert_eq!(east(&desk), [of("east", (600, 1_372)), of("north", (300, 92)), of("", (900, 1_464))], "unless it has its own");
    let whole = of("", (900, 1_464));
    for by in By::ALL {
        assert_eq!(against(&desk.ask("2025-Q3", *by)).last(), Some(&whole), "{by:?}: one whole, whatever the rows are");
    }
    // own targets of a type and an owner count in their row alone
    desk.aim(TargetScope::ChannelType, "a", "2025-09", None, 7);
    desk.aim(TargetScope::Owner, "li.wei", "2025-08", None, 11);
    let quarter = |by| against(&desk.ask("2025-Q3", by));
    assert_eq!(quarter(By::Type), [of("a", (600, 193)), of("b", (300, 368)), whole.clone()], "62 of 92 days of 276, and 7");
    assert_eq!(quarter(By::Owner), [of("li.wei", (600, 377)), of("", (300, 92)), whole.clone()], "61 of 92 days of 552, and 11");
    desk.aim(TargetScope::Network, "", "2025-07", None, 5);
    assert_eq!(against(&desk.ask("2025-Q3", By::Type)).last(), Some(&of("", (900, 1_252))), "July of 644 is 217; it is 5 now");
}

#[test]
fn a_regions_own_target_is_measured_with_all_that_is_below_it() {
    let mut desk = desk("2025-04-02");
    desk.sell(&[
        ("D1", "2025-03-05", "", None, None, None, 200),
        ("D2", "2025-03-06", "", None, None, None, 90),
        ("D3", "2025-03-07", "", None, None, None, 400),
    ]);
    desk.aim(TargetScope::Region, "js", "2025-03", None, 1_000);
    desk.aim(TargetScope::Region, "east", "2025-03", None, 3_000);
    desk.aim(TargetScope::Partner, "D1", "2025-03", None, 150);
    let whole = of("", (290, 3_000));
    let by_region = desk.ask("2025-03", By::Region);
    let rows = [of("north", None), of("nj", (200, 150)), of("js", (290, 1_000)), of("east", (290, 3_000)), whole.clone()];
    assert_eq!(against(&by_region), rows);
    let level =
        |level| kpi(&desk.session, &Wish { level: Some(level), ..Wish::new("2025-03".parse().expect("a month"), By::Region) });
    let province = level(RegionLevel::Province).expect("a report");
    assert_eq!(against(&province), [of("north", None), of("js", (290, 1_000)), whole.clone()], "the same at its level");
    assert_eq!((by_region.total.aim.covered, by_region.total.aim.of), (2, 3), "the partner in the north has no target");
    assert_eq!(against(&desk.ask("2025-03", By::Partner)).last(), Some(&whole));
}

#[test]
fn the_months_of_a_region_add_up_to_its_quarter() {
    let mut desk = desk("2025-04-02");
    desk.sell(&[
        ("D1", "2025-01-08", "", None, None, None, 10),
        ("D1", "2025-02-05", "", None, None, None, 30),
        ("D2", "2025-02-06", "", None, None, None, 500),
        ("D2", "2025-03-06", "", None, None, None, 90),
    ]);
    // the province has a target of its own for one month, and partners in it and below it have theirs
    desk.aim(TargetScope::Region, "js", "2025-02", None, 1_000);
    for month in ["2025-01", "2025-02", "2025-03"] {
        desk.aim(TargetScope::Partner, "D1", month, None, 150);
        desk.aim(TargetScope::Partner, "D2", month, None, 200);
    }
    let rows = |desk: &Desk, period: &str| -> BTreeMap<String, (i64, i64)> {
        let rows = against(&desk.ask(period, By::Region));
        rows.into_iter().filter_map(|(code, of)| Some((code, of?))).collect()
    };
    let mut sum: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for month in ["2025-01", "2025-02", "2025-03"] {
        for (code, (sold, target)) in rows(&desk, month) {
            let slot = sum.entry(code).or_default();
            *slot = (slot.0 + sold, slot.1 + target);
        }
    }
    assert_eq!(rows(&desk, "2025-Q1"), sum);
    assert_eq!(rows(&desk, "2025-02")["js"], (530, 1_000), "with all that is below it");
}

#[test]
fn only_sales_of_what_has_a_target_count_against_it() {
    let mut desk = desk("2026-01-15");
    desk.sell(&[
        ("D1", "2025-03-05", "a", Some(71), None, None, 100),
        ("D1", "2025-03-05", "b", Some(72), None, None, 900),
        ("D2", "2025-07-10", "", None, None, None, 100_000),
        ("D2", "2025-08-10", "", None, None, None, 50_000),
    ]);
    desk.aim(TargetScope::Partner, "D1", "2025-03", Some(71), 400);
    desk.aim(TargetScope::Partner, "D2", "2025-07", None, 100_000);
    let first = |r: &Report| r.rows.first().and_then(Line::attainment).map(Ratio::rate);
    let march = desk.ask("2025-03", By::Partner);
    assert_eq!(first(&march), Some(Rate(2_500)), "a target of one line, and what was sold of it");
    assert_eq!(march.rows[0].coverage().map(Ratio::rate), Some(Rate(1_000)), "a tenth of what it sold");
    assert_eq!(against(&desk.ask("2025-03", By::Line)), [of("y", None), of("x", (100, 400)), of("", (100, 400))]);
    let quarter = desk.ask("2025-Q3", By::Partner);
    assert_eq!(first(&quarter), Some(Rate(10_000)), "August has no target");
    assert_eq!(quarter.rows[0].coverage().map(Ratio::six), Some(0.666_667));
}

#[test]
fn of_three_partners_one_has_a_target() {
    let mut desk = desk("2025-04-02");
    desk.sell(&[
        ("D1", "2025-03-05", "", None, None, None, 90),
        ("D2", "2025-03-06", "", None, None, None, 200),
        ("D3", "2025-03-07", "", None, None, None, 400),
    ]);
    desk.aim(TargetScope::Partner, "D1", "2025-03", None, 200);
    for by in By::ALL {
        let report = desk.ask("2025-03", *by);
        let total = &report.total;
        assert_eq!(total.attainment().map(Ratio::rate), Some(Rate(4_500)), "{by:?}");
        assert_eq!((total.aim.covered, total.aim.of), (1, 3), "{by:?}");
    }
}

#[test]
fn targets_that_rise_are_due_month_by_month() {
    let mut desk = desk("2025-07-31");
    desk.sell(&[
        ("D1", "2025-07-10", "", None, None, None, 100),
        ("D2", "2025-07-24", "", None, None, None, 1),
        ("D1", "2025-07-30", "", None, None, None, 1),
    ]);
    for (month, units) in [("2025-07", 100), ("2025-08", 200), ("2025-09", 300)] {
        desk.aim(TargetScope::Partner, "D1", month, None, units);
    }
    let report = desk.ask("2025-Q3", By::Partner);
    // the week of the 31st is not over: of July 19 of 23 working days are due, and 100 were sold by then
    assert_eq!(report.until, d("2025-07-27"));
    assert_eq!(report.rows[0].pace(), Some(Ratio { num: 1_000_000, den: 826_087 }));
    assert_eq!(standings(&report), [("D1", Some("on_pace")), ("D2", None), ("D3", None)]);
    assert_eq!(report.rows[0].attainment().map(Ratio::six), Some(0.168_333), "101 of 600");
    assert_eq!(standings(&desk.ask("2025-Q3", By::Month)), [("2025-07", Some("met")), ("2025-08", None), ("2025-09", None)]);
}

#[test]
fn each_quarter_stands_as_its_own_days_say() {
    let mut desk = desk("2025-08-13");
    desk.sell(&[
        ("D1", "2025-02-10", "", None, None, None, 93),
        ("D1", "2025-05-10", "", None, None, None, 120),
        ("D1", "2025-07-10", "", None, None, None, 48),
    ]);
    for quarter in ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"] {
        desk.aim(TargetScope::Partner, "D1", quarter, None, 100);
    }
    let year = desk.ask("2025", By::Quarter);
    let expected = [("2025-Q1", Some("missed")), ("2025-Q2", Some("exceeded")), ("2025-Q3", Some("on_pace")), ("2025-Q4", None)];
    assert_eq!(standings(&year), expected);
    assert_eq!(year.rows[3].attainment(), None, "what has not begun is not rated, never 0");
    let alone = desk.ask("2025-Q4", By::Region);
    assert_eq!((alone.total.attainment(), alone.standing(&alone.total)), (None, None));
}

#[test]
fn a_region_that_sold_nothing_of_its_target_stands_there() {
    let mut desk = desk("2026-01-15");
    desk.sell(&[("D3", "2025-03-07", "", None, None, None, 100)]);
    desk.aim(TargetScope::Partner, "D3", "2025-03", None, 100);
    desk.aim(TargetScope::Region, "js", "2025-03", None, 900);
    let report = by_area(&desk, "2025-03");
    assert_eq!(against(&report), [of("north", (100, 100)), of("east", (0, 900)), of("", (100, 1_000))]);
    assert_eq!(report.rows[1].attainment().map(Ratio::rate), Some(Rate(0)));
    assert_eq!(report.standing(&report.rows[1]), Some(Standing::Missed));
}

/// What is stored of every partner, by code.
fn stored(desk: &Desk) -> Vec<(String, PartnerFigures)> {
    let conn = desk.session.store.conn();
    ["D1", "D2", "D3"]
        .map(|code| (code.to_owned(), figures::of_partner(conn, desk.partner(code)).expect("a query").expect("figures")))
        .to_vec()
}

#[test]
fn the_page_of_a_partner_and_the_report_agree_whatever_the_day() {
    for as_of in ["2025-02-14", "2025-02-10", "2025-02-28", "2025-04-01", "2025-03-31", "2025-01-03"] {
        let mut desk = desk(as_of);
        let mut sales: Vec<Sold<'_>> = Vec::new();
        let days: Vec<String> = (0..120).map(|i| (d("2024-12-25") + Days::new(i)).format("%Y-%m-%d").to_string()).collect();
        for (i, day) in days.iter().enumerate() {
            let units = i64::try_from(i % 9).unwrap_or(0) + 1;
            sales.push(("D1", day, "", Some(71), None, None, 3 * units));
            sales.push(("D2", day, "", Some(if i % 3 == 0 { 71 } else { 72 }), None, None, 5 * units));
            sales.push(("D3", day, "", None, Some(91), Some(62), 2 * units));
        }
        desk.sell(&sales);
        desk.aim(TargetScope::Partner, "D1", "2025", None, 4_000);
        desk.aim(TargetScope::Partner, "D2", "2025-Q1", Some(71), 700);
        desk.aim(TargetScope::Partner, "D2", "2025-02", Some(72), 300);
        desk.aim(TargetScope::Partner, "D3", "2025-02", None, 200);
        desk.session.refresh_figures().expect("figures");
        let quarter = crate::domain::history::fiscal_span(d(as_of), 1, 3);
        let report = kpi(&desk.session, &Wish::new(quarter, By::Partner)).expect("a report");
        for (code, figures) in stored(&desk) {
            let line = report.rows.iter().find(|l| l.name.code == code).expect("a row");
            let rates = (line.attainment().map(|r| r.rate().0), line.pace().map(|r| r.rate().0));
            assert_eq!((figures.attainment, figures.pace), rates, "{code} as of {as_of}");
        }
    }
}
