//! The clock that a database was made with, and looking at another day than its today.

use super::support::Desk;

#[test]
fn a_database_made_with_a_clock_lives_on_its_day() {
    let desk = Desk::made_on("2025-06-07T09:30");
    let now = desk.run(&["clock", "show", "--format", "json"]).code(0).json();
    assert_eq!((&now["own"], &now["as_of"]), (&true.into(), &"2025-06-07".into()));
    assert!(now["now"].as_str().is_some_and(|t| t.starts_with("2025-06-07T01:3")), "{now}");
    desk.run(&["user", "add", "zhao.min"]).code(0);
    let log = desk.run(&["audit", "--kind", "user", "--format", "json"]).code(0).json();
    assert!(log["rows"][0]["at"].as_str().is_some_and(|t| t.starts_with("2025-06-07")), "{log}");
    let zh = desk.run_as("zhao.min", &["--lang", "zh", "today"]).code(0);
    assert_eq!(zh.clock.as_deref(), Some("2025-06-07"));
}

#[test]
fn the_clock_of_a_database_stands_in_the_head_of_every_document_also_as_of_its_today() {
    let desk = Desk::made_on("2025-06-07T09:30");
    let clock = "this database has a clock of its own: today is 2025-06-07";
    for as_of in [&[][..], &["--as-of", "2025-06-07"], &["--as-of", "2025-06-07T15:00"], &["--as-of", "2025-06-01"]] {
        let raw = |args: &[&str]| desk.command().args([as_of, args].concat()).output().expect("a run");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let list = raw(&["list", "users"]);
        assert!(text(&list.stdout).lines().take(2).any(|l| l == clock), "{as_of:?}: {}", text(&list.stdout));
        assert!(!text(&list.stderr).contains(clock), "it is said once");
        for args in [&["list", "users", "--format", "json"][..], &["export", "users", "--format", "json"]] {
            let json: serde_json::Value = serde_json::from_slice(&raw(args).stdout).expect("JSON");
            assert_eq!(json["clock"], "2025-06-07", "{as_of:?} {args:?}");
        }
        let csv = raw(&["export", "users", "--format", "csv"]);
        assert!(text(&csv.stdout).starts_with("name,"), "{as_of:?}: {}", text(&csv.stdout));
        assert!(text(&csv.stderr).contains(clock), "{as_of:?}: {}", text(&csv.stderr));
        let file = format!("users{}.xlsx", as_of.concat().replace([':', '-'], ""));
        assert_eq!(raw(&["export", "users", "-o", &file]).status.code(), Some(0));
        let mut zip = zip::ZipArchive::new(std::fs::File::open(desk.path(&file)).expect("a file")).expect("a workbook");
        let mut properties = String::new();
        std::io::Read::read_to_string(&mut zip.by_name("docProps/core.xml").expect("properties"), &mut properties).expect("text");
        assert!(properties.contains(clock), "{as_of:?}: {properties}");
    }
}

#[test]
fn an_administrator_sets_the_clock_of_a_database_that_was_made_with_one() {
    let desk = Desk::made_on("2025-06-07");
    desk.run(&["user", "add", "zhao.min", "--role", "head_office"]).code(0);
    let refused = desk.run_as("zhao.min", &["clock", "set", "2025-06-08"]).code(3);
    assert!(refused.stderr.contains("admin"), "{}", refused.stderr);
    desk.run(&["clock", "set", "2025-06-09T10:00"]).code(0);
    let now = desk.run_as("zhao.min", &["clock", "--format", "json"]).code(0).json();
    assert_eq!(now["as_of"], "2025-06-09", "for everybody");
    let label: String = desk
        .sqlite()
        .query_row("SELECT actor || ' ' || detail FROM change_set WHERE label = 'change-clock'", [], |r| r.get(0))
        .expect("it is in the history");
    assert_eq!(label, "li.wei 2025-06-09 10:00");
    let plain = Desk::new();
    let refused = plain.run(&["clock", "set", "2025-06-08"]).code(3);
    assert!(refused.stderr.contains("init --clock"), "{}", refused.stderr);
    plain.run(&["init", "--clock", "2025-06-08"]).code(3);
    assert_eq!(plain.run(&["clock", "show", "--format", "json"]).code(0).json()["own"], false);
}

#[test]
fn as_of_another_day_one_only_looks() {
    let desk = Desk::made_on("2025-06-07");
    let sets = || -> i64 { desk.sqlite().query_row("SELECT count(*) FROM change_set", [], |r| r.get(0)).expect("a count") };
    let before = (sets(), desk.bytes());
    for day in ["2025-06-06", "2025-06-08T09:00", "2024-01-01"] {
        let writes: [&[&str]; 4] = [&["user", "add", "x"], &["plan", "generate"], &["tier", "review"], &["undo"]];
        for args in writes {
            let ran = desk.run(&[&["--as-of", day], args].concat()).code(3);
            assert!(ran.stderr.contains("today is 2025-06-07") && ran.stderr.contains("without --as-of"), "{}", ran.stderr);
        }
        desk.run(&["--as-of", day, "health"]);
        desk.run(&["--as-of", day, "kpi"]).code(0);
        let json = desk.run(&["--as-of", day, "list", "users", "--format", "json"]).code(0).json();
        let told = format!("as of {}, today is 2025-06-07: the database is only read", day.get(..10).unwrap_or_default());
        assert_eq!(json["aside"], told);
    }
    assert_eq!((sets(), desk.bytes()), before);
}

#[test]
fn what_is_written_carries_the_moment_of_the_clock() {
    let desk = Desk::made_on("2025-06-07T09:30");
    desk.run(&["import", "partners", desk.write("p.csv", "code,name,status\nA01,Alpha,active\n").to_str().expect("a path")])
        .code(0);
    desk.run(&["ticket", "new", "-t", "late", "-s", "S3", "-p", "A01"]).code(0);
    let before = desk.bytes();
    // before it was opened, and later than it is: neither is written, however it is asked for
    for moment in ["2025-06-07T00:05", "2025-06-07T09:29", "2025-06-07T23:59", "2025-06-07 18:00:00", "2025-06-07T15:00:00+08:00"]
    {
        for args in [&["ticket", "act", "1", "acknowledge"][..], &["user", "add", "zhao.min"], &["tier", "review"], &["undo"]] {
            let named = desk.run(&[&["--as-of", moment], args].concat()).code(3);
            let mut command = desk.command();
            let by_variable: super::support::Ran =
                command.env("QUDAO_AS_OF", moment).args(args).output().expect("the program starts").into();
            for ran in [named, by_variable.code(3)] {
                assert!(ran.stderr.contains("the moment of the clock"), "{moment} {args:?}: {}", ran.stderr);
            }
        }
    }
    assert_eq!(desk.bytes(), before);
    let looked = desk.run(&["--as-of", "2025-06-07T18:00", "list", "tickets", "--format", "json"]).code(0).json();
    assert_eq!(looked["aside"], "as of 2025-06-07 18:00: the database is only read");
    // today is where everybody is: its end has not come
    desk.run(&["--as-of", "2025-06-07", "ticket", "act", "1", "acknowledge"]).code(0);
    let (opened, done): (i64, i64) = desk
        .sqlite()
        .query_row("SELECT opened_at, (SELECT max(at) FROM change_set) FROM ticket", [], |r| Ok((r.get(0)?, r.get(1)?)))
        .expect("a ticket");
    assert!((opened..opened + 300).contains(&done), "{opened} {done}");
}

#[test]
fn a_database_has_a_clock_of_its_own_only_where_one_was_asked_for() {
    let desk = Desk::empty();
    let ran = desk.run(&["--as-of", "2025-06-07", "init"]).code(3);
    assert!(ran.stderr.contains("init --clock 2025-06-07") && !desk.db().exists(), "{}", ran.stderr);
    let mut command = desk.command();
    let ran = command.env("QUDAO_AS_OF", "2025-06-07T10:00").arg("init").output().expect("the program starts");
    assert_eq!(ran.status.code(), Some(3));
    assert!(!desk.db().exists());
    // a variable that is set to nothing is not set
    let mut command = desk.command();
    let empty = [("QUDAO_AS_OF", ""), ("QUDAO_POLICY", ""), ("QUDAO_FORMAT", ""), ("QUDAO_LANG", "")];
    assert!(command.envs(empty).arg("init").output().expect("the program starts").status.success());
    let mut command = desk.command();
    let shown = command.envs(empty).args(["clock", "--format", "json"]).output().expect("the program starts");
    assert_eq!(super::support::Ran::from(shown).json()["own"], false);
}

#[test]
fn a_day_without_a_time_means_its_end() {
    let desk = Desk::made_on("2025-06-07");
    let now = desk.run(&["--as-of", "2025-06-05", "clock", "--format", "json"]).code(0).json();
    assert_eq!(now["now"], "2025-06-05T15:59:59Z", "the end of the day where the organisation is");
    let shown = desk.run(&["--as-of", "2025-06-05", "clock"]).code(0).stdout;
    assert!(shown.contains("2025-06-07"), "the clock itself stands where it is: {shown}");
}

#[test]
fn who_sets_the_clock_is_in_the_log_and_the_days_of_being_alone_are_counted_by_it() {
    let desk = Desk::made_on("2025-06-07T09:30");
    desk.run(&["user", "add", "zhao.min", "--role", "head_office"]).code(0);
    desk.run(&["user", "off", "zhao.min"]).code(0);
    let ask = |value: &str| desk.run(&["policy", "set", "health.slip", value, "-r", "mine", "--format", "json"]).code(0).json();
    desk.run(&["clock", "set", "2025-06-20"]).code(0);
    let asked = ask("11");
    assert_eq!((&asked["waits"], &asked["alone"]), (&true.into(), &false.into()), "13 days ago somebody could have decided");
    desk.run(&["clock", "set", "2025-07-30"]).code(0);
    for args in [&["audit"][..], &["undo", "--list"]] {
        let log = desk.run(args).code(0).stdout;
        assert!(log.contains("2025-07-30"), "{args:?}: {log}");
    }
    // no step back leads past it
    let undone = desk.run(&["undo"]).code(3);
    assert!(undone.stderr.contains("qudao clock set"), "{}", undone.stderr);
    let asked = ask("12");
    assert_eq!((&asked["waits"], &asked["alone"]), (&false.into(), &true.into()));
}
