//! All of a database brought into an empty one, and what is marked as brought in.

use super::{Desk, FIRST, Ran, desk, import};

/// A whole export: name of the file, header and rows.
fn whole(folder: &std::path::Path) -> Vec<(String, Vec<csv::StringRecord>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("a folder").map(|f| f.expect("a file").path()).collect();
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).expect("a table");
        let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
        (path.file_name().expect("a name").to_string_lossy().into_owned(), rows)
    };
    files.iter().map(read).collect()
}

#[test]
fn all_of_a_database_comes_back_as_it_was_in_an_empty_one() {
    const AT: &str = "2025-11-25T10:20";
    let desk = Desk::empty();
    let db = desk.db().to_str().expect("a path").to_owned();
    let args = ["demo", "--partners", "24", "--weeks", "30", "--no-open", "--keep", &db];
    desk.run_at(AT, &[&args, FIRST].concat()).code(0);
    // what came in here with a state of elsewhere keeps its mark
    let old = "number,partner,kind,amount,until,reason,state\n900,D001,override,5000000,2026-12-31,agreed there,approved\n";
    assert!(!import(&desk, "li.wei", "credit-changes", old).code(0).stderr.contains("waits"));
    desk.run(&["export", "all", "first"]).code(0);
    let taken = desk.run(&["export", "all", "first"]).code(3);
    assert!(taken.stderr.contains("--force"), "{}", taken.stderr);
    // as of another day it would be no database
    let earlier = desk.run(&["--as-of", "2025-10-31", "export", "all", "past"]).code(2);
    assert!(earlier.stderr.contains("as it is now") && !desk.path("past").exists(), "{}", earlier.stderr);
    // only into an empty one, by an administrator, whole
    let full = desk.run(&["import", "all", "first"]).code(3);
    assert!(full.stderr.contains("into an empty database") && full.stderr.contains("qudao --db NEW.db init"), "{}", full.stderr);
    let other = |user: &str, args: &[&str]| -> Ran {
        desk.command().env("QUDAO_DB", desk.path("new.db")).env("QUDAO_USER", user).args(args).output().expect("a run").into()
    };
    other("li.wei", &[&["init", "--clock", AT], FIRST].concat()).code(0);
    desk.widen(&desk.path("new.db"));
    other("li.wei", &["user", "add", "boss", "--role", "head_office"]).code(0);
    assert!(other("boss", &["import", "all", "first"]).code(3).stderr.contains("needs the role"));
    other("li.wei", &["import", "all", "first"]).code(3);
    std::fs::remove_file(desk.path("new.db")).expect("made again");
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(desk.path(&format!("new.db{end}")));
    }
    other("li.wei", &[&["init", "--clock", AT], FIRST].concat()).code(0);
    desk.widen(&desk.path("new.db"));
    std::fs::create_dir(desk.path("part")).expect("a folder");
    desk.write("part/partners.csv", "code,name\n");
    let part = other("li.wei", &["import", "all", "part"]).code(2);
    assert!(part.stderr.contains("users.csv") && part.stderr.contains("no whole export"), "{}", part.stderr);
    other("li.wei", &["import", "all", "first", "--dry-run"]).code(0);
    let ran = other("li.wei", &["import", "all", "first"]).code(0);
    assert!(!ran.stderr.contains("waits for approval") && !ran.stderr.contains("not taken"), "{}", ran.stderr);
    other("li.wei", &["doctor"]).code(0);
    other("li.wei", &["export", "all", "second"]).code(0);
    let marked = other("li.wei", &["list", "credit-changes", "--filter", "brought_in:yes", "--format", "json"]).code(0).json();
    assert_eq!(marked["rows"].as_array().map(Vec::len), Some(1), "{marked}");
    let (first, second) = (whole(&desk.path("first")), whole(&desk.path("second")));
    assert_eq!(first.len(), 40);
    for ((name, a), (other, b)) in first.iter().zip(&second) {
        assert_eq!(name, other);
        let differs = a.iter().zip(b).find(|(x, y)| x != y);
        assert_eq!(differs, None, "{name}");
        assert_eq!(a.len(), b.len(), "{name}");
    }
}

#[test]
fn what_was_brought_in_is_said_wherever_it_is_shown() {
    let desk = desk();
    let history =
        "Number,Title,Partner,State,Opened at,First response\n7,old,D001,investigating,2025-01-06 10:00,2025-01-06 11:00\n";
    import(&desk, "boss", "tickets", history).code(0);
    let screening = "partner,on,credit_days,exception_reason,state\nD001,2025-03-01,90,agreed there,approved\n";
    import(&desk, "boss", "screenings", screening).code(0);
    desk.run(&["ticket", "new", "--title", "short", "--partner", "D001", "--severity", "S1"]).code(0);
    let said = |args: &[&str]| desk.run(args).code(0).stdout;
    assert!(said(&["ticket", "show", "7"]).contains("brought in by an import"), "{}", said(&["ticket", "show", "7"]));
    assert!(!said(&["ticket", "show", "8"]).contains("rought in"));
    assert!(said(&["show", "ticket", "7"]).contains("Brought in"));
    assert!(!said(&["show", "ticket", "8"]).contains("Brought in"));
    let list =
        desk.run(&["list", "tickets", "--columns", "number", "--filter", "brought_in:yes", "--format", "json"]).code(0).json();
    let numbers: Vec<_> = list["rows"].as_array().expect("rows").iter().map(|r| &r["number"]).collect();
    assert_eq!(numbers, [7]);
    let rows = desk.run(&["ticket", "list", "--format", "json"]).code(0).json();
    let marks: Vec<&serde_json::Value> = rows["rows"].as_array().expect("rows").iter().map(|r| &r["brought_in"]).collect();
    assert!(marks.contains(&&serde_json::json!(true)) && marks.contains(&&serde_json::json!(false)), "{rows}");
    let out = said(&["export", "tickets"]);
    assert!(out.lines().next().is_some_and(|head| head.contains("brought_in")), "{out}");
    let page = desk.run(&["screening", "show", "D001", "--format", "json"]).code(0).json();
    assert_eq!(page["screenings"][0]["brought_in"], true, "{page}");
    assert_eq!(page["may_onboard"], false, "an exception that was approved elsewhere admits nobody here");
    // a file says nothing of the mark
    import(&desk, "boss", "tickets", "Number,Brought in\n7,no\n8,yes\n").code(0);
    assert!(said(&["show", "ticket", "7"]).contains("Brought in"));
    assert!(!said(&["show", "ticket", "8"]).contains("Brought in"));
}
