//! `run`, `close` and `verify`, run as people run them.

use std::time::{Duration, Instant};

use super::support::Desk;

const RECIPE: &str = include_str!("../data/recipes/month-end.toml");
const DAY: &str = "2025-07-03";

/// A desk with the month-end recipe and the exports of June.
fn desk() -> Desk {
    let desk = Desk::new();
    for folder in ["exports", "mappings"] {
        std::fs::create_dir_all(desk.path(folder)).expect("a folder");
    }
    desk.write("month-end.toml", RECIPE);
    desk.write(
        "exports/partners.csv",
        "编码,名称,类型,区域,负责人\nD001,杭州西湖贸易,市级经销商,浙江,li.wei\nD002,重庆川渝食品,县级经销商,重庆,li.wei\n",
    );
    desk.write(
        "exports/sales_202506_1.csv",
        "partner,date,order,line,amount\nD001,2025-06-05,S1,food,1000\nD002,2025-06-09,S2,food,500.50\n",
    );
    desk.write(
        "exports/sales_202506_2.csv",
        "partner,date,order,line,amount\nD001,2025-06-20,S3,food,70\nD009,2025-06-21,S4,food,5\n",
    );
    desk
}

fn states(json: &serde_json::Value) -> Vec<(String, String)> {
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    json["steps"].as_array().expect("steps").iter().map(|s| (text(&s["do"]), text(&s["state"]))).collect()
}

#[test]
fn a_month_end_is_one_command_and_twice_changes_nothing() {
    let desk = desk();
    // one row is rejected: the run goes on, and says so
    let ran = desk.run_at(DAY, &["run", "month-end.toml", "--format", "json"]).code(1).json();
    let expected = [
        ("backup", "done"),
        ("import", "done"),
        ("import", "done"),
        ("import", "skipped"),
        ("check", "done"),
        ("expect", "done"),
        ("score", "done"),
        ("tiers", "done"),
        ("plan", "done"),
        ("close", "done"),
        ("export", "done"),
        ("report", "done"),
    ];
    assert_eq!(states(&ran), expected.map(|(a, b)| (a.to_owned(), b.to_owned())), "{ran}");
    assert_eq!((&ran["schema"], &ran["done"], &ran["dry_run"]), (&"qudao.run/1".into(), &true.into(), &false.into()));
    assert_eq!((&ran["steps"][2]["counts"]["inserted"], &ran["steps"][2]["findings"]), (&3.into(), &true.into()));
    for file in ["before-2025-06.db", "out/2025-06/partners.xlsx", "out/2025-06/health.md", "out/2025-06/rejected-sales.csv"] {
        assert!(desk.path(file).is_file(), "{file}");
    }
    let rejected = std::fs::read_to_string(desk.path("out/2025-06/rejected-sales.csv")).expect("rejected rows");
    assert!(rejected.contains("D009"), "{rejected}");
    let again = desk.run_at(DAY, &["run", "month-end.toml", "--format", "json"]).code(1).json();
    let counts = |n: usize, name: &str| again["steps"][n]["counts"][name].as_i64();
    assert_eq!((counts(1, "unchanged"), counts(2, "inserted"), counts(2, "unchanged")), (Some(2), Some(0), Some(3)));
    assert_eq!((counts(8, "added"), counts(9, "drift")), (Some(0), Some(0)));
    let ran = desk.run_at(DAY, &["verify", "2025-06"]).code(0);
    assert_eq!(ran.stdout, "2025-06 holds: the figures of 2 partners are as they were\n");
}

#[test]
fn a_dry_run_does_everything_on_a_copy() {
    let desk = desk();
    let before = desk.run(&["export", "partners"]).stdout;
    let ran = desk.run_at(DAY, &["run", "month-end.toml", "--dry-run"]).code(1);
    assert!(ran.stdout.contains("3 rows: 2 new") || ran.stdout.contains("2 rows: 2 new"), "{}", ran.stdout);
    assert!(ran.stdout.contains("closed 2025-06: the figures of 2 partners are frozen"), "{}", ran.stdout);
    assert!(
        ran.stderr.ends_with("dry run: everything was done on a copy that is thrown away; nothing was written\n"),
        "{}",
        ran.stderr
    );
    assert_eq!(desk.run(&["export", "partners"]).stdout, before);
    assert!(!desk.path("out").exists() && !desk.path("before-2025-06.db").exists());
    assert!(desk.run(&["close", "--list"]).code(0).stderr.contains("no period is closed"));
}

#[test]
fn a_dry_run_of_another_day_comes_as_far_as_the_run() {
    let desk = desk();
    desk.run(&["import", "partners", "exports/partners.csv"]).code(0);
    desk.write("plan.toml", "[[step]]\ndo = \"score\"\n[[step]]\ndo = \"plan\"\nmonth = \"2025-07\"\n");
    let results = |dry: &[&str]| {
        let args = [&["run", "plan.toml", "--as-of", "2025-01-31", "--format", "json"], dry].concat();
        let ran = desk.run(&args).code(3).json();
        let of = |step: &serde_json::Value| (step["state"].clone(), step["text"].clone(), step["counts"].clone());
        ran["steps"].as_array().expect("steps").iter().map(of).collect::<Vec<_>>()
    };
    let (dry, real) = (results(&["--dry-run"]), results(&[]));
    assert_eq!(real.len(), 2);
    assert_eq!(dry, real);
}

#[test]
fn a_dry_run_refuses_the_files_that_the_run_would_refuse() {
    let desk = desk();
    desk.run(&["import", "partners", "exports/partners.csv"]).code(0);
    std::os::unix::fs::symlink(desk.path("elsewhere.csv"), desk.path("link.csv")).expect("a link");
    desk.write("there.csv", "mine");
    desk.write("no.db", "mine, too");
    let db = desk.db().file_name().expect("a name").to_string_lossy().into_owned();
    let to = |what: &str, to: &str| format!("[[step]]\ndo = \"{what}\"\nto = \"{to}\"\n");
    let export = |name: &str| to("export", name) + "kind = \"partners\"\n";
    let sales =
        "[[step]]\ndo = \"import\"\nkind = \"sales\"\nfiles = [\"exports/sales_202506_2.csv\"]\ncreate = [\"product_line\"]\n";
    let cases = [
        (export("there.csv"), 3, "is there already"),
        (export("link.csv") + "force = true\n", 3, "is a link"),
        (export(&db) + "force = true\n", 3, "is a database"),
        (export("twice.csv") + &export("twice.csv"), 3, "is there already"),
        (to("report", "there.csv") + "report = \"health\"\n", 3, "is there already"),
        (to("backup", "no.db") + "force = true\n", 3, "is there already"),
        (to("backup", "there.csv/x.db"), 4, "a part of the path is no folder"),
        (format!("{sales}skip_bad = \"there.csv\"\n"), 3, "is there already"),
    ];
    for (recipe, code, words) in cases {
        desk.write("bad.toml", &recipe);
        let dry = desk.run_at(DAY, &["run", "bad.toml", "--dry-run"]).code(code);
        assert!(dry.stderr.contains(words), "{recipe}: {}", dry.stderr);
        let real = desk.run_at(DAY, &["run", "bad.toml"]).code(code);
        assert!(real.stderr.contains(words), "{recipe}: {}", real.stderr);
        let _ = std::fs::remove_file(desk.path("twice.csv"));
        assert_eq!(std::fs::read_to_string(desk.path("there.csv")).expect("mine"), "mine");
    }
}

#[test]
fn a_dry_run_leaves_no_copy_behind_whatever_ends_it() {
    let desk = desk();
    let temporary = desk.path("tmp");
    std::fs::create_dir(&temporary).expect("a folder");
    let dry_run = || {
        let mut command = desk.at(DAY, &["run", "month-end.toml", "--dry-run"]);
        command.env("TMPDIR", &temporary).env("SQLITE_TMPDIR", &temporary);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().expect("it starts")
    };
    let begun = Instant::now();
    assert_eq!(dry_run().wait().expect("its end").code(), Some(1), "nothing ends it before its findings");
    let whole = begun.elapsed();
    // SQLite takes the name off a temporary file after it opened it and before it writes to it: a kill in between leaves a name without a byte
    for part in 1..8 {
        let mut child = dry_run();
        std::thread::sleep(whole * part / 8);
        child.kill().expect("it is ours");
        child.wait().expect("its end");
        let there = std::fs::read_dir(&temporary).expect("the folder").flatten();
        let left: Vec<_> = there.filter(|e| e.metadata().is_ok_and(|file| file.len() > 0)).map(|e| e.file_name()).collect();
        assert!(left.is_empty(), "killed after {part} eighths: {left:?}");
    }
}

#[test]
fn a_run_stops_at_the_first_failure_and_says_what_was_done() {
    let desk = desk();
    desk.write("exports/sales_202506_2.csv", "partner,date,order,line,amount\nD001,2025-06-20,S3,food,many\n");
    desk.write("strict.toml", RECIPE.replace("skip_bad = \"{out}/rejected-sales.csv\"\nforce = true\n", ""));
    let ran = desk.run_at(DAY, &["run", "strict.toml"]).code(2);
    assert!(ran.stderr.contains("sales_202506_2.csv row 2, amount: Net amount: `many` is not as expected"), "{}", ran.stderr);
    assert!(ran.stderr.contains("stopped at step 3 (import sales exports/sales_202506*.csv)"), "{}", ran.stderr);
    assert!(ran.stderr.contains("steps before it are done and stay"), "{}", ran.stderr);
    assert!(ran.stdout.contains("not done"), "{}", ran.stdout);
    assert_eq!(desk.run(&["export", "partners"]).stdout.lines().count(), 3, "the step before stays");
    assert_eq!(desk.run(&["export", "sales"]).stdout.lines().count(), 1, "nothing of the step that failed");
    let cases: [(&str, i32, &str); 9] = [
        ("[[step]]\ndo = \"bake\"", 2, "there is no step `bake`: expected one of import, check"),
        ("[[step]]\ndo = \"close\"\nperiod = \"{mounth}\"", 2, "there is no `{mounth}`"),
        ("[[step]]\ndo = \"close\"\nperiod = \"2025-07\"", 3, "2025-07 is not over"),
        ("[[step]]\ndo = \"expect\"\nkind = \"sales\"\nat_least = 5", 1, "expected at least 5"),
        ("[[step]]\ndo = \"import\"\nkind = \"sales\"\nfiles = [\"none_*.csv\"]", 2, "there is no file none_*.csv"),
        (
            "[[step]]\ndo = \"import\"\nkind = \"salez\"\nfiles = [\"exports/partners.csv\"]",
            2,
            "there is no kind of record `salez` (did you mean sales?)",
        ),
        ("[[step]]\ndo = \"import\"\nkind = \"all\"\nmap = \"no.toml\"\nfiles = [\"exports\"]", 2, "there is no mapping"),
        ("[[step]]\ndo = \"plan\"\nmonth = \"2025-Q1\"", 2, "`2025-Q1` is not a month"),
        ("[[step]]\ndo = \"export\"\nkind = \"partners\"\nfilter = \"colour:red\"\nto = \"a.csv\"", 2, "stopped at step 1"),
    ];
    for (text, code, words) in cases {
        desk.write("bad.toml", text);
        let ran = desk.run_at(DAY, &["run", "bad.toml"]).code(code);
        assert!(ran.stderr.contains(words), "{text}: {}", ran.stderr);
    }
    let ran = desk.run(&["run", "none.toml"]).code(2);
    assert!(ran.stderr.contains("`none.toml` can't be read"), "{}", ran.stderr);
    let ran = desk.run(&["run", "month-end.toml", "--set", "nosuch=1"]).code(2);
    assert!(ran.stderr.contains("no place for `nosuch`"), "{}", ran.stderr);
    let ran = desk.run(&["run", "month-end.toml", "--set", "in"]).code(2);
    assert!(ran.stderr.contains("expected NAME=VALUE"), "{}", ran.stderr);
}

#[test]
fn what_was_done_by_hand_is_saved_as_a_recipe_and_done_again() {
    let desk = desk();
    desk.run_at(DAY, &["import", "partners", "exports/partners.csv"]).code(0);
    desk.run_at(DAY, &["import", "sales", "exports/sales_202506_1.csv", "--create-missing", "product-line"]).code(0);
    desk.run_at(DAY, &["import", "sales", "exports/sales_202506_2.csv", "--skip-bad", "bad.csv"]).code(0);
    desk.run_at(DAY, &["undo"]).code(0);
    desk.run_at(DAY, &["close", "2025-06"]).code(0);
    let ran = desk.run_at(DAY, &["run", "--save", "saved.toml"]).code(0);
    assert!(ran.stderr.contains("3 steps saved to saved.toml"), "{}", ran.stderr);
    let text = std::fs::read_to_string(desk.path("saved.toml")).expect("a recipe");
    for words in ["\"exports/sales_{prev_month_digits}_1.csv\"", "create = [\"product_line\"]", "period = \"{prev_month}\""] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("bad.csv"), "what was undone is left out: {text}");
    let ran = desk.run_at(DAY, &["run", "saved.toml"]).code(0);
    assert!(ran.stdout.contains("2025-06 was closed before and holds"), "{}", ran.stdout);
    let ran = desk.run_at("2025-08-01", &["run", "--save", "none.toml"]).code(2);
    assert!(ran.stderr.contains("nothing that a recipe could do again"), "{}", ran.stderr);
}

#[test]
fn a_run_killed_in_the_middle_leaves_whole_steps_only() {
    use std::fmt::Write as _;
    let desk = desk();
    let mut sales = "partner,date,order,line,amount\n".to_owned();
    for i in 0..400_000 {
        let _ = writeln!(sales, "D00{},2025-06-{:02},L{i},food,{}", i % 2 + 1, i % 28 + 1, i % 977);
    }
    desk.write("exports/sales_202506_1.csv", sales);
    let mut child = desk.at(DAY, &["run", "month-end.toml"]).spawn().expect("started");
    let conn = desk.sqlite();
    let partners = || conn.query_row("SELECT count(*) FROM partner", [], |r| r.get::<_, i64>(0)).expect("a count");
    let begun = Instant::now();
    while partners() == 0 {
        assert!(begun.elapsed() < Duration::from_mins(1), "the first import ends");
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(150));
    child.kill().expect("killed");
    child.wait().expect("gone");
    let sales: i64 = conn.query_row("SELECT count(*) FROM sale", [], |r| r.get(0)).expect("a count");
    assert!(sales == 0 || sales == 400_001, "{sales}");
    assert_eq!(partners(), 2);
    desk.run(&["doctor"]).code(0);
    desk.run_at(DAY, &["run", "month-end.toml"]).code(1);
    let sales: i64 = conn.query_row("SELECT count(*) FROM sale", [], |r| r.get(0)).expect("a count");
    assert_eq!(sales, 400_001);
}

#[test]
fn a_closed_period_shows_its_figures_and_what_came_late() {
    let desk = desk();
    desk.run_at(DAY, &["import", "partners", "exports/partners.csv"]).code(0);
    desk.run_at(DAY, &["import", "sales", "exports/sales_202506_1.csv", "--create-missing", "product-line"]).code(0);
    desk.run_at(DAY, &["verify", "2025-06"]).code(3);
    let ran = desk.run_at(DAY, &["close", "2025-06"]).code(0);
    assert!(ran.stdout.starts_with("closed 2025-06: the figures of 2 partners are frozen, hash "), "{}", ran.stdout);
    desk.write("late.csv", "partner,date,order,line,amount\nD002,2025-06-30,S8,food,99.50\n");
    let ran = desk.run_at(DAY, &["import", "sales", "late.csv", "--dry-run"]).code(0);
    assert!(ran.stderr.contains("late.csv: 1 row of the closed period 2025-06"), "{}", ran.stderr);
    desk.run_at(DAY, &["import", "sales", "late.csv"]).code(0);
    let kpi = desk.run_at(DAY, &["kpi", "--period", "2025-06", "--by", "partner", "--format", "json"]).code(0).json();
    assert_eq!(kpi["total"]["net_amount"], "1500.50");
    assert_eq!(kpi["total"]["late"]["net_amount"], "99.50");
    assert_eq!(kpi["closed"]["closing"]["period"], "2025-06");
    let ran = desk.run_at(DAY, &["kpi", "--period", "2025-06"]).code(0);
    assert!(ran.stderr.contains("came late and not in it: net +99.50, orders +1"), "{}", ran.stderr);
    let ran = desk.run_at(DAY, &["verify"]).code(1);
    assert!(ran.stdout.contains("2025-06 has drifted") && ran.stdout.contains("D002"), "{}", ran.stdout);
    let ran = desk.run_at(DAY, &["close", "2025-06"]).code(1);
    assert!(ran.stderr.contains("2025-06 (2025-06-01 to 2025-06-30) is closed since"), "{}", ran.stderr);
    let ran = desk.run_at(DAY, &["--lang", "zh", "close", "--list"]).code(0);
    assert!(ran.stdout.contains("2025-06") && ran.stdout.contains("关账时间"), "{}", ran.stdout);
    desk.run_at(DAY, &["close", "--reopen", "2025-06"]).code(2);
    desk.run_at(DAY, &["close", "--reopen", "2025-06", "--reason", "S8 came late"]).code(0);
    let ran = desk.run_at(DAY, &["kpi", "--period", "2025-06", "--format", "json"]).code(0).json();
    assert_eq!((&ran["total"]["net_amount"], &ran["closed"]), (&"1600.00".into(), &serde_json::Value::Null));
    let ran = desk.run_at(DAY, &["close", "--list", "--all"]).code(0);
    assert!(ran.stdout.contains("S8 came late"), "{}", ran.stdout);
}
