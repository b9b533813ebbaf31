//! A policy file is a what-if: it is named wherever anything is shown, and by no door is anything written under it.

use super::support::{Desk, FIRST};

const MINE: &str = "[approvals.steps]\ncredit = []\nexpense = []\n[alerts]\npace = { warn = 0.0, critical = 0.0 }\n";

fn rows(desk: &Desk, sql: &str) -> i64 {
    desk.sqlite().query_row(sql, [], |r| r.get(0)).expect("a number")
}

#[test]
fn a_policy_file_is_a_what_if_that_is_named_everywhere_and_writes_nothing() {
    let desk = Desk::new();
    let file = desk.write("mine.toml", MINE);
    let path = file.to_str().expect("a path");
    let before = desk.bytes();
    let sets = rows(&desk, "SELECT count(*) FROM change_set");
    let text = desk.run(&["--policy", path, "list", "users"]).code(0).stdout;
    assert!(text.starts_with(&format!("what-if under {path}: the database is only read\n")), "{text}");
    for args in [vec!["kpi", "--format", "json"], vec!["list", "users", "--format", "json"], vec!["doctor", "--format", "json"]] {
        let json = desk.run(&[&["--policy", path], &args[..]].concat()).json();
        assert_eq!(json["aside"], format!("what-if under {path}: the database is only read"), "{args:?}");
    }
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
    let nothing = desk.run(&["--policy", path, "approval", "list"]).code(0);
    assert!(nothing.stderr.contains("what-if under"), "also where there is nothing to print: {}", nothing.stderr);
    assert_eq!(rows(&desk, "SELECT count(*) FROM change_set"), sets);
    assert_eq!(desk.bytes(), before);
}

#[test]
fn what_has_no_place_for_the_head_says_it_beside() {
    let desk = Desk::made_on("2025-06-07T09:00");
    desk.write("mine.toml", MINE);
    desk.write("report.toml", "[[step]]\ndo = \"report\"\nreport = \"health\"\nto = \"health.md\"\n");
    let mut n = 0;
    for (lang, under, day) in [("en", "what-if under mine.toml", "as of 2025-03-01"), ("zh", "试算 mine.toml", "2025-03-01")] {
        for args in [
            &["list", "users", "--format", "csv"][..],
            &["export", "users"],
            &["export", "users", "--format", "csv"],
            &["export", "tasks", "--format", "ics"],
            &["export", "users", "-o", "@.csv"],
            &["export", "users", "-o", "@.xlsx"],
            &["export", "users", "-o", "@.json"],
            &["export", "tasks", "-o", "@.ics"],
            &["export", "all", "@"],
            &["policy", "export"],
            &["policy", "export", "-o", "@.toml"],
        ] {
            for (option, value, said) in [("--policy", "mine.toml", under), ("--as-of", "2025-03-01", day)] {
                // a whole database is of now
                if option == "--as-of" && args.contains(&"all") {
                    continue;
                }
                n += 1;
                let args: Vec<String> = args.iter().map(|a| a.replace('@', &format!("out-{n}"))).collect();
                let args: Vec<&str> = args.iter().map(String::as_str).collect();
                let ran = desk.run(&[&["--lang", lang, option, value], &args[..]].concat()).code(0);
                assert!(ran.stderr.contains(said), "{lang} {args:?}: {}", ran.stderr);
                assert_eq!(ran.clock.as_deref(), Some("2025-06-07"), "{lang} {args:?}");
                assert!(!ran.stdout.contains(said), "{lang} {args:?}: it is data: {}", ran.stdout);
            }
        }
    }
    desk.run(&["--as-of", "2025-03-01", "run", "report.toml"]).code(0);
    let report = std::fs::read_to_string(desk.path("health.md")).expect("a report");
    assert!(report.starts_with("as of 2025-03-01, today is 2025-06-07"), "{report}");
}

#[test]
fn no_database_is_made_finished_brought_up_or_replaced_under_a_policy_file() {
    let desk = Desk::empty();
    desk.write("mine.toml", MINE);
    let under = ["--policy", "mine.toml"];
    let db = desk.db().to_str().expect("a path").to_owned();
    let refused = |args: &[&str]| {
        let ran = desk.run(&[&under, args].concat()).code(3);
        assert!(ran.stderr.contains("without --policy"), "{args:?}: {}", ran.stderr);
    };
    let demo = ["demo", "--partners", "20", "--weeks", "30"];
    refused(&["init"]);
    refused(&[&["init"], FIRST].concat());
    refused(&[&demo, &["--keep", &db][..]].concat());
    refused(&[&demo, &["--no-open"][..]].concat());
    assert!(!desk.db().exists());
    assert!(!desk.path("config/qudao/config.toml").exists());
    desk.init();
    desk.own(&["backup", "house.db"]).code(0);
    let backup = std::fs::read(desk.path("house.db")).expect("a backup");
    desk.own(&[&under[..], &["--db", "house.db", "list", "users"]].concat()).code(0);
    assert!(std::fs::read(desk.path("house.db")).expect("a backup") == backup, "it is looked at as it is");
    refused(&["init"]);
    // in a database that is lost there is nobody to refuse it
    for lost in [Some(&b"lost"[..]), None] {
        match lost {
            Some(bytes) => std::fs::write(desk.db(), bytes).expect("it is lost"),
            None => std::fs::remove_file(desk.db()).expect("it is gone"),
        }
        let own = desk.own(&[&under[..], &["restore", "house.db"]].concat()).code(3);
        assert!(own.stderr.contains("without --policy"), "{}", own.stderr);
        assert_eq!(std::fs::read(desk.db()).ok().as_deref(), lost);
    }
    desk.own(&["restore", "house.db"]).code(0);
    // of an older program
    let older = |version: i64| desk.sqlite().pragma_update(None, "user_version", version).expect("a number");
    let newest: i64 = desk.sqlite().pragma_query_value(None, "user_version", |r| r.get(0)).expect("a number");
    older(newest - 1);
    let before = desk.bytes();
    refused(&["list", "users"]);
    let another_day = desk.own(&["--as-of", "2025-03-01", "list", "users"]).code(3);
    assert!(another_day.stderr.contains("without --as-of"), "{}", another_day.stderr);
    assert_eq!(desk.bytes(), before);
    older(newest);
    // without anybody in it
    desk.sqlite().execute_batch("PRAGMA foreign_keys = off; DELETE FROM user").expect("as if its maker had died");
    let alone = desk.own(&[&under[..], &["list", "users"]].concat()).code(3);
    assert!(alone.stderr.contains("without --policy"), "{}", alone.stderr);
    assert_eq!(rows(&desk, "SELECT count(*) FROM user"), 0);
}
