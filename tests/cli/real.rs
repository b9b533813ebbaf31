//! Real data sets, imported as they are, against figures that were computed elsewhere.
//!
//! The data is not part of the project: `QUDAO_TEST_DATA` names a folder with a folder for each set, as the head of a
//! mapping in `tests/data/mappings` says, and a `reference.json` in it.

mod receivables;

use std::path::PathBuf;

use serde_json::Value as Json;

use super::support::{Desk, skipped};

/// A set imported into a new database, with its reference figures; `None` where the data is not there.
struct Set {
    desk: Desk,
    reference: Json,
    as_of: &'static str,
    sections: Json,
}

fn set(name: &str, map: &str, as_of: &'static str) -> Option<Set> {
    let Some(folder) = std::env::var_os("QUDAO_TEST_DATA").map(|f| PathBuf::from(f).join(name)).filter(|f| f.is_dir()) else {
        skipped(&format!("QUDAO_TEST_DATA has no {name}"));
        return None;
    };
    let reference = std::fs::read_to_string(folder.join("reference.json")).expect("reference figures");
    let reference = serde_json::from_str(&reference).expect("JSON");
    let desk = Desk::own_machine();
    let sections = import(&desk, &folder, map);
    // the second time nothing is there to write
    let again = import(&desk, &folder, map);
    assert_eq!(again["written"], Json::Bool(false), "{again}");
    for section in again["sections"].as_array().expect("sections") {
        assert_eq!((section["inserted"].as_u64(), section["updated"].as_u64()), (Some(0), Some(0)), "{section}");
    }
    Some(Set { desk, reference, as_of, sections: sections["sections"].clone() })
}

fn import(desk: &Desk, folder: &std::path::Path, map: &str) -> Json {
    let map = format!("{}/tests/data/mappings/{map}", env!("CARGO_MANIFEST_DIR"));
    let folder = folder.to_string_lossy();
    let ran = desk.run(&["import", "all", &folder, "--map", &map, "--format", "json"]).code(0);
    ran.json()
}

impl Set {
    /// The rows of a reference figure.
    fn figure(&self, id: &str) -> Vec<Vec<Json>> {
        let figures = self.reference["figures"].as_array().expect("figures");
        let figure = figures.iter().find(|f| f["id"] == id).unwrap_or_else(|| panic!("no figure {id}"));
        let rows = figure["rows"].as_array().expect("rows");
        rows.iter().map(|r| r.as_array().expect("a row").clone()).collect()
    }

    fn run(&self, args: &[&str]) -> Json {
        let args: Vec<&str> = args.iter().copied().chain(["--format", "json"]).collect();
        self.desk.run_at(self.as_of, &args).code(0).json()
    }

    fn kpi(&self, from: &str, to: &str, by: &str) -> Json {
        self.run(&["kpi", "--from", from, "--to", to, "--by", by])
    }

    /// What the import says of the first section of a kind.
    fn rows_of(&self, kind: &str) -> u64 {
        let sections = self.sections.as_array().expect("sections");
        sections.iter().find(|s| s["kind"] == kind).and_then(|s| s["rows"].as_u64()).expect("a section")
    }
}

/// In cents: of the program's decimal strings exactly, of the reference's numbers rounded.
#[track_caller]
fn cents(value: &Json) -> i64 {
    match value {
        Json::String(text) => text.replace('.', "").parse().unwrap_or_else(|_| panic!("{text} is no amount of two decimals")),
        #[expect(clippy::cast_possible_truncation, reason = "amounts of the reference have two decimals")]
        other => (other.as_f64().unwrap_or_else(|| panic!("{other} is no number")) * 100.0).round() as i64,
    }
}

#[track_caller]
fn near(value: &Json, expected: &Json) {
    let (a, b) = (value.as_f64().unwrap_or(f64::NAN), expected.as_f64().expect("a number"));
    assert!((a - b).abs() <= 0.000_002, "{a} is not {b}");
}

#[track_caller]
fn row<'a>(report: &'a Json, name: &str) -> &'a Json {
    let rows = report["rows"].as_array().expect("rows");
    rows.iter().find(|r| r["name"] == name || r["key"] == name).unwrap_or_else(|| panic!("no row {name} in {report}"))
}

/// First and last day of `2013Q2`.
fn quarter(name: &str) -> (String, String) {
    let (year, q) = name.split_once('Q').expect("a quarter");
    let (from, to) = [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")]
        [q.parse::<usize>().expect("a number") - 1];
    (format!("{year}-{from}"), format!("{year}-{to}"))
}

/// Each quarter that the reference rows name (in column 1) once, with its rows.
fn by_quarter(rows: &[Vec<Json>]) -> Vec<(String, Vec<&Vec<Json>>)> {
    let mut quarters: Vec<String> = rows.iter().map(|r| r[1].as_str().expect("a quarter").to_owned()).collect();
    quarters.sort();
    quarters.dedup();
    quarters.into_iter().map(|q| (q.clone(), rows.iter().filter(|r| r[1] == q.as_str()).collect())).collect()
}

/// The share of the largest fifth, and how many reach 80 %.
#[track_caller]
fn concentration(report: &Json, expected: &[Json]) {
    let c = &report["concentration"];
    assert_eq!((&c["n"], &c["top20pct_count"]), (&expected[0], &expected[1]));
    near(&c["top20pct_share"], &expected[2]);
}

#[test]
fn adventureworks_sales_are_those_of_the_reference() {
    let Some(set) = set("adventureworks_reseller", "adventureworks_reseller.toml", "2014-06-30") else { return };
    let totals = &set.figure("totals")[0];
    let whole = set.kpi("2010-01-01", "2013-12-31", "year");
    let total = &whole["total"];
    assert_eq!(set.rows_of("sales"), totals[0].as_u64().expect("lines"));
    assert_eq!((&total["orders"], &total["quantity"], &total["partners"]), (&totals[1], &totals[4], &totals[10]));
    assert_eq!((cents(&total["net_amount"]), cents(&total["cost"])), (cents(&totals[2]), cents(&totals[3])));
    for year in set.figure("by_year") {
        let found = row(&whole, &year[0].to_string());
        assert_eq!((&found["orders"], &found["partners"]), (&year[1], &year[2]), "{year:?}");
        assert_eq!((cents(&found["net_amount"]), cents(&found["contribution"])), (cents(&year[3]), cents(&year[4])), "{year:?}");
    }
    let partners = set.run(&["kpi", "--period", "2013", "--by", "partner"]);
    for (found, expected) in partners["rows"].as_array().expect("rows").iter().zip(set.figure("top10_resellers_2013")) {
        assert_eq!(found["key"], expected[0].to_string());
        assert_eq!(found["name"], expected[1]);
        assert_eq!(cents(&found["net_amount"]), cents(&expected[2]), "{expected:?}");
    }
    concentration(&partners, &set.figure("concentration_2013")[0]);
    for (name, rows) in by_quarter(&set.figure("territory_by_quarter")) {
        let (from, to) = quarter(&name);
        let report = set.kpi(&from, &to, "region");
        for expected in rows {
            let found = row(&report, expected[0].as_str().expect("a region"));
            assert_eq!(cents(&found["net_amount"]), cents(&expected[2]), "{expected:?}");
        }
    }
    for (id, by) in [("channel_type_by_year", "type"), ("category_by_year", "line")] {
        let rows = set.figure(id);
        for year in 2010..=2013 {
            let report = set.run(&["kpi", "--period", &year.to_string(), "--by", by]);
            for expected in rows.iter().filter(|r| r[1] == year) {
                let found = row(&report, expected[0].as_str().expect("a name"));
                let count = if by == "type" { &found["partners"] } else { &found["quantity"] };
                assert_eq!((count, cents(&found["net_amount"])), (&expected[2], cents(&expected[3])), "{expected:?}");
            }
        }
    }
    let months = set.run(&["kpi", "--period", "2013", "--by", "month"]);
    for month in set.figure("monthly_yoy_2013") {
        let found = row(&months, month[0].as_str().expect("a month"));
        assert_eq!(cents(&found["net_amount"]), cents(&month[1]), "{month:?}");
    }
}

/// What the owners' own targets and all their sales come to, in cents, and how many have a target.
///
/// An owner's target counts in the owner's row only: the network has none, whatever its rows have.
#[track_caller]
fn quotas(report: &Json) -> (i64, i64, u64) {
    assert!(report["total"]["target"].is_null() && report["total"]["attainment"].is_null(), "{}", report["total"]);
    let rows = report["rows"].as_array().expect("rows");
    let (aimed, others): (Vec<&Json>, Vec<&Json>) = rows.iter().partition(|r| !r["target"].is_null());
    let sum = |rows: &[&Json], name: &str| rows.iter().map(|r| cents(&r[name])).sum::<i64>();
    // amounts are rounded once: in the total, not row by row
    (sum(&aimed, "target"), cents(&report["total"]["net_amount"]) - sum(&others, "net_amount"), aimed.len() as u64)
}

/// That an amount of cents divided by another is the reference's ratio.
#[track_caller]
fn ratio(num: i64, den: i64, expected: &Json) {
    #[expect(clippy::cast_precision_loss, reason = "cents of a year")]
    near(&Json::from(num as f64 / den as f64), expected);
}

#[test]
fn adventureworks_quotas_by_their_label_are_those_of_the_reference() {
    let Some(set) = set("adventureworks_reseller", "adventureworks_reseller.toml", "2014-06-30") else { return };
    let year = set.run(&["kpi", "--period", "2013", "--by", "owner"]);
    let quarters: Vec<Json> = (1..=3).map(|q| set.run(&["kpi", "--period", &format!("2013-Q{q}"), "--by", "owner"])).collect();
    for expected in set.figure("quota_attainment_2013") {
        let key = expected[0].to_string();
        let found = row(&year, &key);
        assert_eq!(found["name"], expected[1]);
        let (target, sales) = (cents(&found["target"]), cents(&found["net_amount"]));
        assert_eq!((target, sales), (cents(&expected[2]), cents(&expected[3])), "{expected:?}");
        // the reference divides all that was sold in the year, qudao what was sold in quarters that have a quota: not in the fourth
        ratio(sales, target, &expected[4]);
        let aimed = quarters.iter().map(|q| cents(&row(q, &key)["net_amount"])).sum();
        ratio(aimed, target, &found["attainment"]);
    }
    for expected in set.figure("quota_by_quarter_2013") {
        let number = expected[0].as_u64().and_then(|q| usize::try_from(q).ok()).expect("a quarter");
        let (target, sales, people) = quotas(&quarters[number - 1]);
        assert_eq!((target, sales), (cents(&expected[1]), cents(&expected[2])), "{expected:?}");
        ratio(sales, target, &expected[3]);
        let rows = quarters[number - 1]["rows"].as_array().expect("rows");
        let reached = rows.iter().filter(|r| r["attainment"].as_f64().is_some_and(|a| a >= 1.0)).count() as u64;
        assert_eq!((Some(reached), Some(people)), (expected[4].as_u64(), expected[5].as_u64()), "{expected:?}");
    }
}

#[test]
fn adventureworks_quotas_by_their_dates_are_those_of_the_reference() {
    let Some(set) = set("adventureworks_reseller", "adventureworks_reseller.toml", "2014-06-30") else { return };
    let folder = PathBuf::from(std::env::var_os("QUDAO_TEST_DATA").expect("set")).join("adventureworks_reseller");
    set.desk.sqlite().execute("DELETE FROM target", []).expect("the quotas by label are gone");
    let imported = import(&set.desk, &folder, "adventureworks_quota_by_date.toml");
    assert_eq!(imported["sections"][0]["inserted"], 163);
    let rows = set.figure("quota_by_period");
    for (i, expected) in rows.iter().enumerate() {
        let from = expected[0].as_str().expect("a day");
        let to = rows.get(i + 1).map_or("2013-12-28".to_owned(), |next| {
            let next: chrono::NaiveDate = next[0].as_str().expect("a day").parse().expect("a day");
            next.pred_opt().expect("a day before").to_string()
        });
        let (target, sales, people) = quotas(&set.kpi(from, &to, "owner"));
        assert_eq!((target, sales), (cents(&expected[1]), cents(&expected[2])), "{expected:?}");
        assert_eq!(Some(people), expected[3].as_u64(), "{expected:?}");
        ratio(sales, target, &expected[4]);
    }
}

#[test]
fn superstore_sales_and_returns_are_those_of_the_reference() {
    let Some(set) = set("superstore_cn", "superstore_cn.toml", "2018-06-30") else { return };
    let totals = &set.figure("totals")[0];
    let whole = set.kpi("2014-01-01", "2017-12-31", "region");
    assert_eq!(set.rows_of("sales"), totals[0].as_u64().expect("lines"));
    let total = &whole["total"];
    assert_eq!((&total["partners"], &total["quantity"]), (&totals[2], &totals[7]));
    assert_eq!(
        (cents(&total["net_amount"]), cents(&total["net_amount"]) - cents(&total["cost"])),
        (cents(&totals[6]), cents(&totals[8]))
    );
    for expected in set.figure("returns_by_region") {
        let found = row(&whole, expected[0].as_str().expect("a region"));
        assert_eq!(
            (cents(&found["net_amount"]), cents(&found["returns"])),
            (cents(&expected[3]), cents(&expected[4])),
            "{expected:?}"
        );
    }
    let rows = set.figure("region_by_year");
    for year in 2014..=2017 {
        let report = set.run(&["kpi", "--period", &year.to_string(), "--by", "region"]);
        for expected in rows.iter().filter(|r| r[1] == year) {
            let found = row(&report, expected[0].as_str().expect("a region"));
            let profit = cents(&found["net_amount"]) - cents(&found["cost"]);
            assert_eq!(cents(&found["net_amount"]), cents(&expected[2]), "{expected:?}");
            // both terms are rounded, the reference rounds their difference
            assert!((profit - cents(&expected[3])).abs() <= 1, "{expected:?}: {profit}");
        }
    }
    for (name, rows) in by_quarter(&set.figure("region_by_quarter_2017")) {
        let (from, to) = quarter(&name);
        let report = set.kpi(&from, &to, "region");
        for expected in rows {
            let found = row(&report, expected[0].as_str().expect("a region"));
            assert_eq!(cents(&found["net_amount"]), cents(&expected[2]), "{expected:?}");
        }
    }
    // the reference looks at sales before returns, which is another order than that of net sales
    let partners = set.run(&["kpi", "--period", "2017", "--by", "partner", "--figure", "gross_shipments"]);
    let orders = set.run(&["kpi", "--period", "2017", "--by", "partner"]);
    let rows = partners["rows"].as_array().expect("rows");
    let shipped: Vec<i64> = rows.iter().map(|r| cents(&r["gross_shipments"])).filter(|amount| *amount != 0).collect();
    for (found, expected) in rows.iter().zip(set.figure("top10_customers_2017")) {
        assert_eq!((&found["key"], cents(&found["gross_shipments"])), (&expected[0], cents(&expected[1])));
        assert_eq!(row(&orders, expected[0].as_str().expect("a code"))["orders"], expected[2]);
    }
    let expected = &set.figure("concentration_2017")[0];
    let fifth = shipped.len().div_ceil(5);
    assert_eq!((Some(shipped.len() as u64), Some(fifth as u64)), (expected[0].as_u64(), expected[1].as_u64()));
    ratio(shipped.iter().take(fifth).sum(), shipped.iter().sum(), &expected[2]);
    for expected in set.figure("by_manager") {
        let owners = set.kpi("2014-01-01", "2017-12-31", "owner");
        let found = row(&owners, expected[0].as_str().expect("a name"));
        assert_eq!(cents(&found["net_amount"]), cents(&expected[1]), "{expected:?}");
    }
}

#[test]
fn northwind_sales_are_those_of_the_reference() {
    let Some(set) = set("northwind", "northwind.toml", "1998-12-31") else { return };
    let totals = &set.figure("totals")[0];
    let whole = set.kpi("1996-01-01", "1998-12-31", "line");
    let total = &whole["total"];
    assert_eq!((&total["orders"], &total["partners"]), (&totals[0], &totals[6]));
    assert_eq!(cents(&total["net_amount"]), cents(&totals[2]));
    let partners = set.run(&["kpi", "--period", "1997", "--by", "partner"]);
    for (found, expected) in partners["rows"].as_array().expect("rows").iter().zip(set.figure("top10_customers_1997")) {
        assert_eq!((&found["key"], &found["name"]), (&expected[0], &expected[1]));
        assert_eq!(cents(&found["net_amount"]), cents(&expected[2]), "{expected:?}");
    }
    let owners = set.run(&["kpi", "--period", "1997", "--by", "owner"]);
    for expected in set.figure("employee_1997") {
        let found = row(&owners, expected[1].as_str().expect("a name"));
        assert_eq!((&found["orders"], cents(&found["net_amount"])), (&expected[2], cents(&expected[3])), "{expected:?}");
    }
    for (name, rows) in by_quarter(&set.figure("country_by_quarter")) {
        let (from, to) = quarter(&name);
        let report = set.kpi(&from, &to, "region");
        for expected in rows {
            let found = row(&report, expected[0].as_str().expect("a country"));
            assert_eq!(cents(&found["net_amount"]), cents(&expected[2]), "{expected:?}");
        }
    }
    let months = set.run(&["kpi", "--period", "1997", "--by", "month"]);
    for expected in set.figure("monthly_1997") {
        let found = row(&months, expected[0].as_str().expect("a month"));
        assert_eq!((&found["orders"], cents(&found["net_amount"])), (&expected[1], cents(&expected[2])), "{expected:?}");
    }
    let all = set.kpi("1996-01-01", "1998-12-31", "partner");
    concentration(&all, &set.figure("concentration")[0]);
}

#[test]
fn dealers_have_the_makers_own_regions() {
    let Some(set) = set("cn_dealers_gtmc", "cn_dealers_gtmc.toml", "2025-06-30") else { return };
    let totals = &set.figure("totals")[0];
    let dealers = set.run(&["list", "partners"]);
    assert_eq!(dealers["rows"].as_array().map(Vec::len), totals[0].as_u64().and_then(|n| usize::try_from(n).ok()));
    for expected in set.figure("per_region") {
        let filter = format!("region={}", expected[0].as_str().expect("a code"));
        let found = set.run(&["list", "partners", "--filter", &filter]);
        assert_eq!(found["rows"].as_array().map(|r| r.len() as u64), expected[2].as_u64(), "{expected:?}");
    }
    for (keys, code) in [("bjjssj", "11A10"), ("beijingjinshi", "11A10"), ("金时四季", "11A10"), ("34s10", "34S10")] {
        let found = set.run(&["list", "partners", "--filter", keys]);
        assert_eq!((found["rows"].as_array().map(Vec::len), &found["rows"][0]["code"]), (Some(1), &code.into()), "{keys}");
    }
    for expected in set.figure("split_provinces") {
        let filter = format!("name={} level:province parent:G,H", expected[0].as_str().expect("a name"));
        let found = set.run(&["list", "regions", "--filter", &filter]);
        assert_eq!(found["rows"].as_array().map(|r| r.len() as u64), expected[1].as_u64(), "{filter}");
    }
}
