//! Every document in every format: what measures something is a number wherever it goes.

use std::collections::BTreeSet;

use calamine::{Data, Reader as _};
use serde_json::Value;

use super::support::Desk;

/// Commands that print a document, on a demo.
pub(crate) const DOCUMENTS: &[&str] = &[
    "credit aging",
    "credit aging --by region --buckets 15,30",
    "credit dso --by type",
    "credit payers",
    "credit disputes",
    "credit exposure",
    "credit months",
    "credit red --yellow",
    "credit assess",
    "kpi receivables",
    "kpi",
    "kpi --by type --compare last-year",
    "kpi --by month --period 2025",
    "kpi --figure net_sales --by region",
    "kpi --figure health",
    "kpi --figure dso --by area",
    "kpi cohorts",
    "kpi showcase",
    "deposit list",
    "violation list",
    "standby list",
    "compliance audits",
    "compliance training",
    "tier show",
    "tier history",
    "alert list",
    "today --whose all",
    "plan list",
    "contract list",
    "list partners",
    "list invoices --limit 20",
];

/// Of those the ones whose rows measure nothing.
const UNMEASURED: &[&str] = &["alert list", "plan list"];

/// Texts of a document under a name that has a unit, and texts that look like a number for people.
fn typed(units: &Value, name: &str, value: &Value, wrong: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            // a filter has the name of the count that it lists, a reason is words
            for (key, value) in map.iter().filter(|(key, _)| !matches!(key.as_str(), "units" | "filters" | "reason")) {
                typed(units, key, value, wrong);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| typed(units, name, value, wrong)),
        Value::String(text) => {
            let money = units[name] == "currency" && text.parse::<rust_decimal::Decimal>().is_ok();
            let digits = |text: &str| text.replace([',', '.', '-'], "").parse::<u64>().is_ok();
            let for_people = text.strip_suffix('%').is_some_and(digits) || (text.contains(',') && digits(text));
            if !money && (units[name].is_string() || for_people) {
                wrong.insert(format!("{name}: {text}"));
            }
        }
        _ => {}
    }
}

/// Holds for a demo: JSON, CSV and workbook hold numbers, Markdown and the page stand alone.
pub(crate) fn hold(desk: &Desk, at: &str) {
    let schema = desk.run_at(at, &["schema", "--format", "json"]).code(0).json();
    let fields: BTreeSet<(&str, &str)> = schema["rows"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|f| (f["document"].as_str().expect("a document"), f["field"].as_str().expect("a field")))
        .collect();
    for command in DOCUMENTS {
        let args: Vec<&str> = command.split(' ').collect();
        let run = |format: &str| desk.run_at(at, &[&args[..], &["--format", format]].concat()).code(0);
        let json = run("json").json();
        let mut wrong = BTreeSet::new();
        typed(&json["units"], "", &json, &mut wrong);
        assert!(wrong.is_empty(), "{command}: texts where numbers are meant: {wrong:?}");
        // a list has the fields of its kind, one figure the name that was asked for, and shelves are rows of rows
        let document = json["schema"].as_str().expect("a schema");
        if !matches!(document, "qudao.list/1" | "qudao.kpi.figure/1" | "qudao.showcase/1") {
            let whole = json.as_object().expect("an object");
            let rows = whole.values().filter_map(|v| v.as_array()?.first()?.as_object());
            let parts = rows.chain(json["total"].as_object()).chain([whole]);
            let measured = parts.flat_map(|part| part.keys()).filter(|name| json["units"][name.as_str()].is_string());
            let missing: Vec<_> = measured.filter(|name| !fields.contains(&(document, name.as_str()))).collect();
            assert!(missing.is_empty(), "{command}: `qudao schema` does not know {missing:?}");
        }
        // a flag may share its name with a count of the whole
        let plain = |text: &str| matches!(text, "" | "true" | "false");
        let number = |text: &str| plain(text) || text.parse::<rust_decimal::Decimal>().is_ok();
        let csv = run("csv").stdout;
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let heads: Vec<String> = reader.headers().expect("heads").iter().map(str::to_owned).collect();
        let measured = |i: usize| heads.get(i).is_some_and(|head| json["units"][head].is_string());
        let found = UNMEASURED.contains(command) || (0..heads.len()).any(measured);
        assert!(heads.len() > 2 && found, "{command}: {heads:?}");
        let mut rows = 0;
        for row in reader.records() {
            let row = row.expect("a row");
            rows += 1;
            for (i, cell) in row.iter().enumerate().filter(|(i, _)| measured(*i)) {
                assert!(number(cell), "{command}: {} is `{cell}`", heads[i]);
            }
        }
        desk.run_at(at, &[&args[..], &["-o", "document.xlsx", "--force"]].concat()).code(0);
        let mut book = calamine::open_workbook_auto(desk.path("document.xlsx")).expect("a workbook");
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("cells");
        for (row, cells) in sheet.rows().skip(1).take(rows).enumerate() {
            for (i, cell) in cells.iter().enumerate().filter(|(i, _)| measured(*i)) {
                assert!(!matches!(cell, Data::String(_) | Data::Error(_)), "{command}: row {row}, {} is {cell:?}", heads[i]);
            }
        }
        assert!(sheet.height() > rows, "{command}: {} rows of {rows}", sheet.height());
        let page = run("html").stdout;
        let own = page.replace("http://www.w3.org/2000/svg", "");
        assert!(page.contains("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"), "{command}");
        assert!(!own.contains("http") && !own.contains("<script") && !own.contains(" src="), "{command} needs something else");
        assert_eq!(page.matches("<tr").count(), page.matches("</tr>").count(), "{command}");
        let markdown = run("md").stdout;
        assert!(
            markdown.lines().any(|line| line.starts_with("| ---") || line.starts_with("| ---:")) || rows == 0,
            "{command}: {markdown}"
        );
    }
}

#[test]
fn a_document_goes_to_a_file_whole_or_not_at_all_and_its_ending_tells_the_format() {
    let desk = Desk::new();
    desk.write("p.csv", "code,name\nA1,=East & <West>\n");
    desk.write("i.csv", "number,partner,issued on,due on,amount\nI1,A1,2025-01-01,2025-03-20,1234.5\n");
    for (kind, file) in [("partners", "p.csv"), ("invoices", "i.csv")] {
        desk.run_at("2025-06-07", &["import", kind, file]).code(0);
    }
    let to = |args: &[&str]| desk.run_at("2025-06-07", &[&["credit", "aging"], args].concat());
    to(&["-o", "aging.csv"]).code(0);
    let csv = std::fs::read_to_string(desk.path("aging.csv")).expect("a file");
    assert!(csv.starts_with("key,name,open,overdue,") && csv.contains("\nA1,'=East & <West>,1234.50,1234.50,"), "{csv}");
    let before = std::fs::read(desk.path("aging.csv")).expect("a file");
    assert!(to(&["-o", "aging.csv"]).code(3).stderr.contains("is there already"));
    assert_eq!(std::fs::read(desk.path("aging.csv")).expect("a file"), before);
    to(&["-o", "aging.html", "--lang", "zh"]).code(0);
    let page = std::fs::read_to_string(desk.path("aging.html")).expect("a file");
    assert!(page.contains("lang=\"zh-Hans\"") && page.contains("=East &amp; &lt;West&gt;") && page.contains("<svg"), "{page}");
    assert!(to(&["-o", "aging.doc"]).code(2).stderr.contains("aging.doc") || !desk.path("aging.doc").exists());
    to(&["-o", "aging.txt"]).code(0);
    let text = std::fs::read_to_string(desk.path("aging.txt")).expect("a file");
    assert!(text.contains("receivables, CNY"), "{text}");
}
