//! The rules belong to the organisation: versions in the database, a file of one person decides nothing.

use super::support::Desk;

/// A policy under which nothing of the embedded one holds that a person might want to get round.
const MINE: &str = "[approvals.steps]\ncredit = []\nexpense = []\n[alerts]\npace = { warn = 0.0, critical = 0.0 }\n";

fn rows(desk: &Desk, sql: &str) -> i64 {
    desk.sqlite().query_row(sql, [], |r| r.get(0)).expect("a number")
}

#[test]
fn a_new_database_begins_with_the_embedded_rules_as_version_1_and_an_old_one_is_given_them() {
    let desk = Desk::new();
    let first = |desk: &Desk| {
        rows(desk, "SELECT count(*) FROM policy_version WHERE number = 1 AND state = 'approved' AND from_day IS NULL")
    };
    assert_eq!(first(&desk), 1);
    desk.sqlite().execute("DELETE FROM policy_version", []).expect("as before there were versions");
    desk.run_as("nobody", &["list", "partners"]).code(0);
    assert_eq!(first(&desk), 0, "who may not write goes by the embedded rules");
    desk.run(&["list", "partners"]).code(0);
    assert_eq!(first(&desk), 1);
}

#[test]
fn a_policy_file_is_a_what_if_that_is_named_everywhere_and_writes_nothing() {
    let desk = Desk::new();
    let file = desk.write("mine.toml", MINE);
    let path = file.to_str().expect("a path");
    let before = desk.bytes();
    let sets = rows(&desk, "SELECT count(*) FROM change_set");
    let text = desk.run(&["--policy", path, "list", "users"]).code(0).stdout;
    assert!(text.starts_with(&format!("what-if under {path}: nothing is written\n")), "{text}");
    for args in [vec!["kpi", "--format", "json"], vec!["list", "users", "--format", "json"], vec!["doctor", "--format", "json"]] {
        let json = desk.run(&[&["--policy", path], &args[..]].concat()).json();
        assert_eq!(json["aside"], format!("what-if under {path}: nothing is written"), "{args:?}");
    }
    let csv = desk.run(&["--policy", path, "list", "users", "--format", "csv"]).code(0);
    assert!(csv.stdout.starts_with("name,"), "{}", csv.stdout);
    assert!(csv.stderr.contains("what-if under"), "{}", csv.stderr);
    let expense = ["add", "expense", "on=2026-01-05", "kind=travel", "project=x", "amount=5000"];
    let writes: [&[&str]; 6] =
        [&expense, &["user", "add", "zhao.min"], &["plan", "generate"], &["undo"], &["tier", "review"], &["close", "2025-01"]];
    for args in writes {
        let ran = desk.run(&[&["--policy", path], args].concat()).code(3);
        assert!(ran.stderr.contains(&format!("qudao policy import {path}")), "{args:?}: {}", ran.stderr);
        let by_environment = desk.command().env("QUDAO_POLICY", path).args(args).output().expect("a run");
        assert_eq!(by_environment.status.code(), Some(3), "{args:?}");
    }
    desk.run(&["--policy", path, "health"]);
    assert_eq!(rows(&desk, "SELECT count(*) FROM change_set"), sets);
    assert_eq!(desk.bytes(), before);
}

#[test]
fn a_policy_file_of_before_is_not_read_and_doctor_names_it() {
    let desk = Desk::new();
    let file = desk.write("config/qudao/policy.toml", MINE);
    let expense = ["add", "expense", "on=2026-01-05", "kind=travel", "project=x", "amount=5000"];
    desk.run(&["user", "add", "zhao.min", "--role", "manager"]).code(0);
    assert!(desk.run(&expense).code(0).stdout.contains("waits for approval"), "the organisation's rules count");
    let told = desk.run(&["doctor"]).code(1).stdout;
    assert!(told.contains(&format!("qudao policy import {}", file.display())), "{told}");
    desk.write("config/qudao/policy.toml", "[tiers]\ntop = 0.20\n");
    desk.run(&["doctor"]).code(0);
    let elsewhere = desk.write("ours.toml", MINE);
    desk.write("config/qudao/config.toml", format!("policy = \"{}\"\n", elsewhere.display()));
    assert!(desk.run(&["doctor"]).code(1).stdout.contains("ours.toml"));
}
