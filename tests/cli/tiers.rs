//! `tier what-if`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::support::{Desk, FIRST};

/// A desk with a demo network as of 12 November 2025.
fn demo() -> (Desk, String) {
    let desk = Desk::empty();
    let db = desk.path("demo.db");
    let keep = db.to_string_lossy().into_owned();
    let args = ["demo", "--partners", "120", "--weeks", "70", "--keep", &keep, "--no-open"];
    desk.run_at("2025-11-12", &[&args, FIRST].concat()).code(0);
    (desk, keep)
}

fn rows(document: &Value) -> &Vec<Value> {
    document["rows"].as_array().expect("rows")
}

#[test]
fn who_would_move_is_named_with_the_proposal_that_it_would_get() {
    let (desk, db) = demo();
    let run = |args: &[&str]| desk.run_at("2025-11-12", &[&["--db", &db, "--lang", "en"], args].concat());
    let now: BTreeMap<String, Value> = rows(&run(&["list", "partners", "-n", "500", "--format", "json"]).code(0).json())
        .iter()
        .map(|r| (r["code"].as_str().expect("a code").to_owned(), r["tier"].clone()))
        .collect();
    let ran = run(&["tier", "what-if", "tiers.top=0.4", "tiers.promote_score = 60", "--format", "json"]).code(0).json();
    let names: Vec<&str> = ran.as_object().expect("a document").keys().map(String::as_str).collect();
    assert_eq!(names, ["schema", "as_of", "rows", "units"]);
    let moved = rows(&ran);
    assert!(moved.len() > 3, "{ran}");
    for row in moved {
        let fields: Vec<&str> = row.as_object().expect("a row").keys().map(String::as_str).collect();
        assert_eq!(fields.len(), 5, "{row}");
        assert_eq!(row["from"], now[row["partner"].as_str().expect("a code")], "it would stay under the rules in force: {row}");
        let why = row["why"] == "in a higher band, and the score is enough";
        assert!(
            why && row["from"] != row["to"] && row["score"].as_f64().is_some_and(|s| s >= 60.0),
            "a wider top and a lower bar only move up: {row}"
        );
    }
    let text = run(&["tier", "what-if", "tiers.top=0.4", "tiers.promote_score=60", "-n", "2"]).code(0).stdout;
    let said = format!("{} up, 0 down", moved.len());
    assert!(text.contains(&said) && text.contains("Strategic from"), "{text}");
    assert!(text.contains(&format!("({} more)", moved.len() - 2)), "{text}");
    let chinese = ["--db", &db, "--lang", "zh", "tier", "what-if", "tiers.top=0.4", "tiers.promote_score=60", "--format", "json"];
    let zh = desk.run_at("2025-11-12", &chinese).code(0).json();
    assert!(rows(&zh).iter().all(|r| r["why"] == "进入更高档位，得分达标"), "{zh}");
    // a longer probation moves nobody who has a tier: a review proposes nothing of it
    let new = run(&["tier", "what-if", "tiers.probation_months=120", "--format", "json"]).code(0).json();
    let tier = |r: &Value| now[r["partner"].as_str().expect("a code")].clone();
    assert!(rows(&new).iter().all(|r| tier(r).is_null() || r["to"] == tier(r)), "{new}");
    let none = run(&["tier", "what-if", "tiers.notice_days=30", "--format", "json"]).code(0).json();
    assert_eq!(rows(&none).len(), 0, "days of notice move nobody");
}

#[test]
fn what_was_tried_is_asked_for_and_shown_before_it_is_decided() {
    let (desk, db) = demo();
    let run = |args: &[&str]| desk.run_at("2025-11-12", &[&["--db", &db, "--lang", "en"], args].concat());
    let values = ["tiers.top=0.4", "tiers.promote_score=60"];
    let tried = run(&["tier", "what-if", values[0], values[1], "--format", "json"]).code(0).json();
    let dry = run(&["policy", "set", "tiers.top", "0.4", "--dry-run", "--format", "json"]).code(0).json();
    let one = run(&["tier", "what-if", values[0], "--format", "json"]).code(0).json();
    let partners = |rows: &Value| rows.as_array().expect("rows").iter().map(|r| r["partner"].clone()).collect::<Vec<_>>();
    assert_eq!(partners(&dry["impact"]["tiers"]), partners(&one["rows"]), "one key, asked in two ways");
    let open = || rows(&run(&["approval", "list", "--open", "--format", "json"]).code(0).json()).len();
    let before = open();
    let saved = run(&["tier", "what-if", values[0], values[1], "--save", "a wider top", "--format", "json"]).code(0);
    assert_eq!(saved.json(), tried, "the same movers");
    let all = run(&["approval", "list", "--all", "--format", "json"]).code(0).json();
    let asked = rows(&all).iter().find(|a| a["subject"] == "policy").expect("a proposal");
    assert_eq!(asked["reason"], "a wider top");
    if asked["state"] == "pending" {
        assert_eq!(open(), before + 1);
        let number = asked["number"].to_string();
        let shown = run(&["approval", "show", &number, "--format", "json"]).code(0).json();
        assert_eq!(partners(&shown["impact"]["tiers"]), partners(&tried["rows"]), "who decides sees who moves");
    }
}

#[test]
fn a_key_or_value_that_is_not_right_is_named() {
    let (desk, db) = demo();
    let run = |args: &[&str]| desk.run_at("2025-11-12", &[&["--db", &db, "--lang", "en", "tier", "what-if"], args].concat());
    for (given, named) in [
        ("tiers.promote_score", "KEY=VALUE"),
        ("tiers.promote=80", "promote"),
        ("health.slip=3", "health.slip"),
        ("tiers.top=many", "tiers.top"),
        ("tiers.weights.sales=10", "tiers.weights"),
    ] {
        let ran = run(&[given]).code(2);
        assert!(ran.stderr.contains(named), "{given}: {}", ran.stderr);
    }
    let ran = run(&["tiers.top=0.3", "tiers.top=0.1"]).code(2);
    assert!(ran.stderr.contains("`tiers.top` is given twice"), "{}", ran.stderr);
}

#[test]
fn a_demotion_takes_effect_only_after_its_notice() {
    let desk = Desk::new();
    desk.write("p.csv", "code,name,status,onboarded_on\nD1,East Fresh,active,2020-01-01\n");
    desk.run_at("2025-06-02", &["import", "partners", "p.csv"]).code(0);
    let tier = |day: &str| {
        // what a timer does at midnight
        desk.run_at(day, &["refresh"]).code(0);
        let shown = desk.run_at(day, &["show", "partner", "D1", "--format", "json"]).code(0).json();
        let listed = desk.run_at(day, &["list", "partners", "--format", "json"]).code(0).json();
        assert_eq!(shown["record"]["tier"], listed["rows"][0]["tier"], "{day}");
        shown["record"]["tier"].as_str().unwrap_or("").to_owned()
    };
    for up in ["growth", "strategic"] {
        desk.run_at("2025-06-02", &["tier", "propose", "D1", up, "-r", "two good quarters"]).code(0);
        assert_eq!(tier("2025-06-02"), up, "a promotion takes effect when it is approved");
    }
    desk.run_at("2025-06-03", &["tier", "propose", "D1", "growth", "-r", "two weak quarters"]).code(0);
    let shown = desk.run_at("2025-06-03", &["tier", "show", "D1", "--format", "json"]).code(0).json();
    assert_eq!(shown["changes"][0]["effective_on"], "2025-06-17", "{shown}");
    for (day, wanted) in [("2025-06-03", "strategic"), ("2025-06-16", "strategic"), ("2025-06-17", "growth")] {
        assert_eq!(tier(day), wanted, "{day}");
    }
}

#[test]
fn a_review_replaces_what_an_earlier_one_proposed_and_says_so() {
    let (desk, db) = demo();
    let at = |user: &str, args: &[&str]| {
        let args = [&["--db", &db, "--lang", "en"], args].concat();
        desk.run_at_as(user, "2025-11-12", &args)
    };
    let run = |args: &[&str]| desk.run_at("2025-11-12", &[&["--db", &db, "--lang", "en"], args].concat());
    let by_review = |shown: &Value| -> BTreeMap<String, Value> {
        let all = shown["proposals"].as_array().expect("proposals").iter().filter(|p| p["by_review"] == true);
        all.map(|p| (p["code"].as_str().expect("a code").to_owned(), p["to"].clone())).collect()
    };
    let first = run(&["tier", "review", "--format", "json"]).code(0).json();
    assert_eq!(first["overtaken"].as_array().map(Vec::len), Some(0));
    let waiting = by_review(&first);
    assert!(waiting.values().any(|to| to == "strategic"), "{first}");
    // nobody is promoted under other rules: what waits is named before, by what-if and preview
    let what_if = run(&["tier", "what-if", "tiers.promote_score=100", "--format", "json"]).code(0).json();
    let named: Vec<&str> = rows(&what_if).iter().map(|r| r["partner"].as_str().expect("a code")).collect();
    assert!(waiting.iter().filter(|(_, to)| *to == "strategic").all(|(code, _)| named.contains(&code.as_str())), "{what_if}");
    run(&["policy", "set", "tiers.promote_score", "100", "-r", "stricter"]).code(0);
    let open = run(&["approval", "list", "--all", "--format", "json"]).code(0).json();
    let asked = rows(&open).iter().find(|a| a["subject"] == "policy").expect("a proposal");
    if asked["state"] == "pending" {
        at("zhao.min", &["approval", "approve", &asked["number"].to_string()]).code(0);
    }
    run(&["refresh"]).code(0);
    let shown = run(&["tier", "show", "--format", "json"]).code(0).json();
    let outdated = shown["outdated"].as_array().expect("a table").clone();
    assert!(outdated.iter().all(|o| waiting.contains_key(o["code"].as_str().expect("a code"))), "{shown}");
    assert!(outdated.iter().any(|o| o["to"] == "strategic" && o["now"].is_null()), "{shown}");
    assert!(run(&["tier", "show"]).code(0).stdout.contains("proposals that a review would not make today"));
    let second = run(&["tier", "review", "--format", "json"]).code(0);
    assert!(second.stderr.contains("of an earlier review taken back"), "{}", second.stderr);
    let second = second.json();
    assert_eq!(second["overtaken"].as_array().expect("a table"), &outdated);
    assert!(by_review(&second).values().all(|to| to != "strategic"));
    // the history of the approval tells it
    let record = &outdated.iter().find(|o| o["now"].is_null()).expect("one that is taken back")["code"];
    let all = run(&["approval", "list", "--all", "--format", "json"]).code(0).json();
    let withdrawn = rows(&all).iter().find(|a| a["subject"] == "tier" && a["state"] == "withdrawn" && a["partner"] == *record);
    let number = withdrawn.expect("its approval")["number"].to_string();
    assert!(run(&["approval", "show", &number]).code(0).stdout.contains("a later review proposes nothing"));
    assert!(run(&["tier", "review"]).code(0).stderr.contains("0 proposed"), "run again it changes nothing");
}
