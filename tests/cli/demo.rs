//! `demo`: the generated network as a file, sound and the same for the same seed.

use super::support::{Desk, FIRST};

const AT: &str = "2025-11-25T10:20";

/// A demo of 80 partners and 60 weeks in the desk's database.
pub(crate) fn demo(desk: &Desk) {
    let db = desk.db().to_str().expect("a path").to_owned();
    let args = ["demo", "--partners", "80", "--weeks", "60", "--no-open", "--keep", &db];
    let ran = desk.run_at(AT, &[&args, FIRST].concat()).code(0);
    assert!(ran.stdout.contains("80 partners, 60 weeks"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
}

#[test]
fn what_was_decided_before_a_day_was_decided_on_that_day() {
    let desk = Desk::empty();
    demo(&desk);
    let columns = "number,state,requested_at,decided_at";
    let list = |args: &[&str]| {
        let listed = desk.run(&[args, &["list", "approvals", "-c", columns, "--format", "json"]].concat()).code(0).json();
        listed["rows"].as_array().expect("rows").clone()
    };
    let (today, before) = (list(&[]), list(&["--as-of", "2025-11-10"]));
    let over = |row: &&serde_json::Value| row["decided_at"].as_str().is_some_and(|at| at < "2025-11-10");
    let decided: Vec<&serde_json::Value> = today.iter().filter(over).collect();
    assert!(decided.len() > 5, "{today:?}");
    for row in decided {
        let then = before.iter().find(|r| r["number"] == row["number"]);
        assert_eq!(then, Some(row), "as it was decided");
    }
    let waited = |row: &&serde_json::Value| row["state"] == "pending";
    assert!(before.iter().filter(waited).all(|r| r["decided_at"].is_null()), "{before:?}");
}

#[test]
fn the_demo_is_a_sound_database_in_which_every_command_finds_something() {
    let desk = Desk::empty();
    demo(&desk);
    desk.run_at(AT, &["doctor"]).code(0);
    let partners = desk.run_at(AT, &["list", "partners", "--format", "json"]).code(0).json();
    assert_eq!(partners["rows"].as_array().map(Vec::len), Some(80));
    for kind in
        ["sales", "targets", "invoices", "payments", "inventory", "tickets", "tasks", "tier-changes", "alerts", "contacts"]
    {
        let rows = desk.run_at(AT, &["list", kind, "--limit", "3", "--format", "json"]).code(0).json();
        assert!(rows["rows"].as_array().is_some_and(|r| !r.is_empty()), "{kind}");
    }
    let year = desk.run_at(AT, &["kpi", "--period", "2025", "--format", "json"]).code(0).json();
    let attainment = year["total"]["attainment"].as_f64().expect("targets were set");
    assert!((0.6..1.1).contains(&attainment), "a believable year: {attainment}");
    for command in [
        "kpi --by type --compare last-year",
        "kpi --figure health",
        "kpi --figure dso --by area",
        "kpi receivables",
        "kpi cohorts",
        "kpi showcase",
        "credit exposure",
        "credit aging",
        "credit payers",
        "credit disputes",
        "credit months",
        "tier show",
        "health",
        "today --whose all",
        "ticket stats",
        "ticket list",
        "plan list",
        "list partners -c code,health,dso,pace,contract_end",
        "list tier-changes",
        "list credit-assessments",
    ] {
        let args: Vec<&str> = command.split(' ').collect();
        let ran = desk.run_at(AT, &[&args[..], &["--format", "json"]].concat());
        assert!(matches!(ran.code, Some(0 | 1)), "{command}: {}", ran.stderr);
        let document = ran.json();
        let mut bare = Vec::new();
        without_unit(&document["units"], "", &document, &mut bare);
        assert!(bare.is_empty(), "{command}: no unit for {bare:?}");
    }
    super::documents::hold(&desk, AT);
}

/// Names under which a document has fractions of which nothing says the unit.
fn without_unit(units: &serde_json::Value, name: &str, value: &serde_json::Value, bare: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            let own = map.contains_key("unit") || map.contains_key("rule");
            for (key, value) in map.iter().filter(|(key, _)| *key != "units") {
                if !own || !value.is_number() {
                    without_unit(units, if key == "value" { name } else { key }, value, bare);
                }
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| without_unit(units, name, value, bare)),
        serde_json::Value::Number(n)
            if n.as_f64().is_some_and(|n| n.fract() != 0.0) && !units[name].is_string() && !bare.contains(&name.to_owned()) =>
        {
            bare.push(name.to_owned());
        }
        _ => {}
    }
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let desk = Desk::new();
    desk.live_on(AT);
    let before = desk.bytes();
    let db = desk.db().to_str().expect("a path").to_owned();
    let ran = desk.own_at(AT, &["demo", "--no-open", "--keep", &db]).code(3);
    assert!(ran.stderr.contains("is a database or belongs to one"), "{}", ran.stderr);
    assert_eq!(desk.bytes(), before);
}

#[test]
fn sizes_that_make_no_sense_are_refused() {
    let desk = Desk::empty();
    for args in [["demo", "--partners", "0"], ["demo", "--weeks", "0"], ["demo", "--partners", "many"]] {
        desk.run(&args).code(2);
    }
}
