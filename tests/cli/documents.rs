//! Every document in every format: what measures something is a number wherever it goes.

use std::collections::{BTreeMap, BTreeSet};

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
    "kpi --by region --period 2025",
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
    "approval list --all",
    "audit -n 20",
    "clock show",
    "close --list",
    "doctor",
    "health",
    "kb list",
    "meeting list",
    "partner contacts",
    "partner duplicates",
    "partner tree",
    "today --whose all",
    "plan list",
    "policy history",
    "policy show",
    "refresh",
    "ticket list --all",
    "ticket prices",
    "ticket remedies",
    "contract list",
    "undo --list --all",
    "user list",
    "user show",
    "list partners",
    "list invoices --limit 20",
];

/// Of those the ones whose rows measure nothing.
const UNMEASURED: &[&str] = &[
    "alert list",
    "approval list --all",
    "audit -n 20",
    "close --list",
    "doctor",
    "kb list",
    "partner contacts",
    "partner duplicates",
    "plan list",
    "policy history",
    "policy show",
    "ticket prices",
    "ticket remedies",
    "undo --list --all",
    "user list",
];

/// Of those the ones of which people read lines, no table.
const LINES: &[&str] = &["audit -n 20", "clock show", "refresh", "ticket remedies"];

/// Of those the ones that have members and no rows: a flat file has a line each.
const MEMBERS: &[&str] = &["clock show", "refresh", "user show"];

/// Documents whose fields are asked for by name, or are those of a kind.
const NAMED: &[&str] = &["qudao.list/1", "qudao.kpi.figure/1"];

/// What holds the fields of a record of any kind.
const OF_A_KIND: &[&str] = &["rows.before", "rows.after"];

/// What `qudao schema` says of a document: the type of each field by where it stands, and all places.
struct Declared(BTreeMap<(String, String), String>);

impl Declared {
    fn of(schema: &Value, document: &str) -> Self {
        let rows = schema["rows"].as_array().expect("fields").iter().filter(|f| f["document"] == document);
        let text = |f: &Value, name: &str| f[name].as_str().unwrap_or_default().to_owned();
        Self(rows.map(|f| ((text(f, "place"), text(f, "field")), text(f, "type"))).collect())
    }

    /// Whether fields are declared at or below a place; the row of the whole has those of the rows, whatever these are called.
    fn holds(&self, at: &str) -> bool {
        let inner = at.strip_prefix("total.");
        self.0.keys().any(|(place, _)| {
            place == at
                || place.starts_with(&format!("{at}."))
                || inner.is_some_and(|inner| place.split_once('.').is_some_and(|(_, place)| place == inner))
        })
    }

    /// What is printed at a place and not declared, or of another type.
    fn differs(&self, place: &str, map: &serde_json::Map<String, Value>, wrong: &mut BTreeSet<String>) {
        for (name, value) in map {
            let own = matches!(name.as_str(), "schema" | "units" | "aside" | "clock") && place.is_empty();
            // what explains is of a form of its own
            if own && !self.0.contains_key(&(String::new(), name.clone())) || name == "explain" {
                continue;
            }
            let at = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
            let of_rows = || self.0.iter().find(|((_, field), _)| field == name && place.starts_with("total")).map(|(_, ty)| ty);
            match self.0.get(&(place.to_owned(), name.clone())).or_else(of_rows).map(String::as_str) {
                // of which type depends on what is asked
                Some("any") => continue,
                Some(ty) if value.is_null() || is(ty, value) => {}
                Some(ty) => {
                    wrong.insert(format!("{at}: {value} is no {ty}"));
                }
                None if at == "total" || self.holds(&at) => {}
                None => {
                    wrong.insert(at.clone());
                    continue;
                }
            }
            match value {
                _ if OF_A_KIND.contains(&at.as_str()) => {}
                Value::Object(map) => self.differs(&at, map, wrong),
                Value::Array(all) => all.iter().filter_map(Value::as_object).for_each(|map| self.differs(&at, map, wrong)),
                _ => {}
            }
        }
    }
}

/// Whether a value is of a type.
fn is(ty: &str, value: &Value) -> bool {
    let text = value.as_str();
    match ty {
        "string" | "code" => text.is_some(),
        "decimal string" => text.is_some_and(|t| t.parse::<rust_decimal::Decimal>().is_ok()),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "date" => text.is_some_and(|t| t.parse::<chrono::NaiveDate>().is_ok()),
        "month" => text.is_some_and(|t| t.len() == 7 && format!("{t}-01").parse::<chrono::NaiveDate>().is_ok()),
        "moment" => text.is_some_and(|t| chrono::DateTime::parse_from_rfc3339(t).is_ok()),
        "list" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}

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
    let mut otherwise = Vec::new();
    for command in DOCUMENTS {
        let args: Vec<&str> = command.split(' ').collect();
        let ran = |more: &[&str]| {
            let ran = desk.run_at(at, &[&args[..], more].concat());
            // 1: findings
            assert!(ran.code.is_some_and(|code| code <= 1), "{command}: {}", ran.stderr);
            ran
        };
        let run = |format: &str| ran(&["--format", format]);
        let json = run("json").json();
        let mut wrong = BTreeSet::new();
        typed(&json["units"], "", &json, &mut wrong);
        assert!(wrong.is_empty(), "{command}: texts where numbers are meant: {wrong:?}");
        let document = json["schema"].as_str().expect("a schema");
        if !NAMED.contains(&document) {
            let mut wrong = BTreeSet::new();
            Declared::of(&schema, document).differs("", json.as_object().expect("an object"), &mut wrong);
            otherwise.extend(wrong.into_iter().map(|field| format!("{command}: {field}")));
        }
        // a flag may share its name with a count of the whole
        let plain = |text: &str| matches!(text, "" | "true" | "false");
        let number = |text: &str| plain(text) || text.parse::<rust_decimal::Decimal>().is_ok();
        let csv = run("csv").stdout;
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let heads: Vec<String> = reader.headers().expect("heads").iter().map(str::to_owned).collect();
        let measured = |i: usize| heads.get(i).is_some_and(|head| json["units"][head].is_string());
        let found = [UNMEASURED, MEMBERS].concat().contains(command) || (0..heads.len()).any(measured);
        assert!((heads.len() > 2 || MEMBERS.contains(command)) && found, "{command}: {heads:?}");
        let mut rows = 0;
        for row in reader.records() {
            let row = row.expect("a row");
            rows += 1;
            for (i, cell) in row.iter().enumerate().filter(|(i, _)| measured(*i)) {
                assert!(number(cell), "{command}: {} is `{cell}`", heads[i]);
            }
        }
        ran(&["-o", "document.xlsx", "--force"]);
        let mut book = calamine::open_workbook_auto(desk.path("document.xlsx")).expect("a workbook");
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("cells");
        for (row, cells) in sheet.rows().skip(1).take(rows).enumerate() {
            for (i, cell) in cells.iter().enumerate().filter(|(i, _)| measured(*i)) {
                assert!(!matches!(cell, Data::String(_) | Data::Error(_)), "{command}: row {row}, {} is {cell:?}", heads[i]);
            }
        }
        assert!(sheet.height() > rows || MEMBERS.contains(command), "{command}: {} rows of {rows}", sheet.height());
        let page = run("html").stdout;
        let own = page.replace("http://www.w3.org/2000/svg", "");
        assert!(page.contains("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"), "{command}");
        assert!(!own.contains("http") && !own.contains("<script") && !own.contains(" src="), "{command} needs something else");
        assert_eq!(page.matches("<tr").count(), page.matches("</tr>").count(), "{command}");
        let markdown = run("md").stdout;
        assert!(
            markdown.lines().any(|line| line.starts_with("| ---") || line.starts_with("| ---:"))
                || rows == 0
                || LINES.contains(command),
            "{command}: {markdown}"
        );
    }
    assert!(otherwise.is_empty(), "`qudao schema` says otherwise: {otherwise:#?}");
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
