//! Who looks waits for nobody: not for a writer, not for a million rows that come in.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::support::{Desk, Ran};

/// Far less than a busy file is waited for (10 s), far more than a look takes.
const AT_ONCE: Duration = Duration::from_secs(5);

/// A desk with partners, sales, a ticket whose clock is over, and figures that are out of date.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("partners.csv", "code,name,region,status\nD001,杭州西湖,浙江,active\nD002,重庆川渝,重庆,active\n");
    desk.write("sales.csv", "partner,date,order,line,amount\nD001,2025-06-20,S3,food,70\nD002,2025-06-21,S4,food,5\n");
    desk.write("bad.csv", "partner,date,order,line,amount\nD001,2025-06-20,S3,food,many\nD009,2025-06-21,S4,food,5\n");
    desk.run(&["import", "partners", "partners.csv"]).code(0);
    desk.run(&["import", "sales", "sales.csv", "--create-missing", "product-line"]).code(0);
    desk.write("tickets.csv", "title,severity,partner,opened\nlate,S1,D001,2025-06-01 09:00\n");
    desk.run(&["import", "tickets", "tickets.csv"]).code(0);
    // as it is where the one who wrote could not bring them up to date
    desk.sqlite().execute("INSERT OR IGNORE INTO stale_figures SELECT id FROM partner", []).expect("out of date");
    desk
}

#[track_caller]
fn at_once(desk: &Desk, args: &[&str]) -> Ran {
    let start = Instant::now();
    let ran = desk.run(args);
    assert!(start.elapsed() < AT_ONCE, "{args:?} waited for {:?}", start.elapsed());
    ran
}

#[test]
fn nobody_who_looks_waits_for_who_writes() {
    let desk = desk();
    let holder = desk.sqlite();
    holder.execute_batch("BEGIN IMMEDIATE; UPDATE meta SET value = value").expect("a lock");
    let looks: [(&[&str], i32); 12] = [
        (&["list", "partners"], 0),
        (&["list", "partners", "--columns", "code,health,score"], 0),
        (&["list", "tickets"], 0),
        (&["show", "partner", "D001"], 0),
        (&["tier", "show"], 0),
        (&["tier", "show", "D001"], 0),
        (&["today"], 0),
        (&["ticket", "list"], 0),
        (&["kpi", "--period", "2025-06"], 0),
        (&["import", "partners", "partners.csv", "--dry-run"], 0),
        (&["import", "sales", "sales.csv", "--dry-run"], 0),
        (&["doctor"], 0),
    ];
    for (args, code) in looks {
        at_once(&desk, args).code(code);
    }
    let health = at_once(&desk, &["health"]);
    assert!(matches!(health.code, Some(0 | 1)), "{health:?}");
    assert!(health.stderr.contains("figures are those of "), "{}", health.stderr);
    // what is wrong with a file is said without the lock, too: it is read and checked before
    let refused = at_once(&desk, &["import", "sales", "bad.csv"]).code(2);
    assert!(refused.stderr.contains("`many` is not as expected"), "{}", refused.stderr);
    holder.execute_batch("ROLLBACK").expect("the lock goes");
    desk.run(&["refresh"]).code(0);
    let health = desk.run(&["health"]);
    assert!(!health.stderr.contains("figures are those of"), "{}", health.stderr);
}

#[test]
fn a_look_writes_nothing_and_says_of_which_day_its_figures_are() {
    let desk = desk();
    let beside = desk.sqlite();
    let version = || beside.query_row("PRAGMA data_version", [], |r| r.get::<_, i64>(0)).expect("a number");
    let before = version();
    let looks: [&[&str]; 8] = [
        &["list", "partners", "--columns", "code,health"],
        &["show", "partner", "D001"],
        &["tier", "show"],
        &["tier", "show", "D001"],
        &["health"],
        &["today"],
        &["ticket", "list"],
        &["ticket", "show", "1"],
    ];
    for (n, args) in looks.iter().enumerate() {
        let ran = desk.run(args);
        assert_eq!(ran.stderr.contains("out of date (try: qudao refresh)"), n < 6, "{args:?}: {}", ran.stderr);
    }
    assert_eq!(version(), before, "nobody wrote");
    assert_eq!(desk.run(&["--as-of", "2025-06-20", "refresh"]).code(3).stdout, "");
    let done = desk.run(&["refresh", "--format", "json"]).code(0).json();
    assert_eq!((&done["schema"], &done["computed"]), (&"qudao.refresh/1".into(), &2.into()), "{done}");
    assert!(desk.run(&["refresh"]).code(0).stdout.contains("nothing to do"));
    let health = desk.run(&["health"]);
    assert!(health.stderr.is_empty() && health.stdout.contains("last brought up to date on "), "{health:?}");
}

#[test]
fn who_writes_brings_up_to_date_what_follows_from_it() {
    let desk = desk();
    desk.run(&["edit", "partner", "D001", "notes=changed since"]).code(0);
    let stale = "SELECT count(*) FROM stale_figures";
    assert_eq!(desk.sqlite().query_row(stale, [], |r| r.get::<_, i64>(0)).expect("a count"), 0);
    let ticket = desk.run(&["ticket", "show", "1", "--format", "json"]).code(0).json();
    assert_eq!(ticket["ticket"]["level"], 3, "its clocks are over");
}

#[test]
fn who_looks_writes_nothing_while_others_write() {
    let desk = desk();
    let holder = desk.sqlite();
    holder.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let log = std::fs::metadata(desk.path("team.db-wal")).expect("a log").len();
    for args in [&["health"][..], &["list", "partners"], &["today"], &["import", "partners", "partners.csv", "--dry-run"]] {
        at_once(&desk, args);
    }
    assert_eq!(std::fs::metadata(desk.path("team.db-wal")).expect("a log").len(), log);
}

#[test]
fn a_dry_run_leaves_nothing_behind() {
    let desk = desk();
    let temporary = desk.path("temporary");
    std::fs::create_dir(&temporary).expect("a folder");
    let before = desk.run(&["export", "partners"]).stdout;
    let mut command = desk.command();
    command.env("TMPDIR", &temporary).args(["import", "partners", "more.csv", "--dry-run", "--format", "json"]);
    desk.write("more.csv", "code,name,region\nD003,成都锦江,四川\n");
    let ran = Ran::from(command.output().expect("the program starts")).code(0).json();
    assert_eq!((&ran["sections"][0]["inserted"], &ran["written"]), (&1.into(), &false.into()));
    assert_eq!(std::fs::read_dir(&temporary).expect("listed").count(), 0, "a copy is left");
    assert_eq!(desk.run(&["export", "partners"]).stdout, before);
}

#[test]
fn nobody_who_looks_waits_while_rows_come_in() {
    let desk = desk();
    let sales: Vec<_> = (0..20_000).map(|n| format!("D00{},2025-05-{:02},O{n},food,{n}\n", n % 2 + 1, n % 28 + 1)).collect();
    let tickets: Vec<_> = (0..1_500).map(|n| format!("t{n},S3,D00{},2025-06-0{} 09:00\n", n % 2 + 1, n % 6 + 1)).collect();
    desk.write("many_sales.csv", format!("partner,date,order,line,amount\n{}", sales.concat()));
    desk.write("many_tickets.csv", format!("title,severity,partner,opened\n{}", tickets.concat()));
    for (kind, file) in [("sales", "many_sales.csv"), ("tickets", "many_tickets.csv")] {
        let mut command = desk.command();
        let mut import =
            command.args(["import", kind, file]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut looks = 0;
        let ended = loop {
            for args in [&["list", "partners"][..], &["show", "partner", "D001"], &["import", kind, file, "--dry-run"]] {
                at_once(&desk, args).code(0);
                looks += 1;
            }
            if let Some(ended) = import.try_wait().expect("it runs") {
                break ended;
            }
        };
        assert!(ended.success() && looks > 0, "{ended:?}");
    }
    let count = |kind: &str| desk.sqlite().query_row(&format!("SELECT count(*) FROM {kind}"), [], |r| r.get::<_, i64>(0));
    assert_eq!((count("sale").expect("read"), count("ticket").expect("read")), (20_002, 1_501));
}

#[test]
fn a_long_import_that_others_write_into_comes_in_as_if_it_had_come_after_them() {
    let desk = desk();
    let rows: Vec<_> = (0..1_200).map(|n| format!("t{n},S3,D00{},2025-06-0{} 09:00\n", n % 2 + 1, n % 6 + 1)).collect();
    desk.write("many.csv", format!("title,severity,partner,opened\n{}", rows.concat()));
    let mut command = desk.command();
    let mut import = command.args(["import", "tickets", "many.csv"]).stdout(Stdio::null()).spawn().expect("it starts");
    let mut edits = 0;
    while import.try_wait().expect("it runs").is_none() {
        edits += 1;
        desk.run(&["edit", "partner", "D002", &format!("notes=edit {edits}")]).code(0);
    }
    assert!(import.wait().expect("it ended").success());
    let notes = desk.run(&["list", "partners", "--filter", "code:D002", "--columns", "notes", "--format", "json"]).json();
    assert_eq!(notes["rows"][0]["notes"], format!("edit {edits}"), "none is lost");
    let sql = desk.sqlite();
    let count = |sql_text: &str| sql.query_row(sql_text, [], |r| r.get::<_, i64>(0)).expect("a count");
    assert_eq!(count("SELECT count(*) FROM ticket"), 1_201);
    assert_eq!(count("SELECT count(DISTINCT number) FROM ticket"), 1_201);
    assert_eq!(count("SELECT count(*) FROM ticket_event WHERE kind = 'opened'"), 1_201);
    assert_eq!(count("SELECT inserted FROM batch ORDER BY id DESC LIMIT 1"), 1_200);
    desk.run(&["doctor"]).code(0);
    // it is one step back, however it came in; edits are of the same person and come first
    let set = count("SELECT max(change_set) FROM batch");
    desk.run(&["undo", "--id", &set.to_string()]).code(0);
    assert_eq!(count("SELECT count(*) FROM ticket"), 1);
}
