//! What doctor and backups find wrong with a file.

use super::support::Desk;

#[test]
fn doctor_names_what_a_killed_backup_left_and_the_next_one_removes_it() {
    let desk = Desk::new();
    let left = desk.write("monday.db.4999999.qudao.part", "half");
    let found = desk.run(&["doctor"]).code(1);
    assert!(
        found.stdout.contains("monday.db.4999999.qudao.part` is left over from a process that was killed"),
        "{}",
        found.stdout
    );
    desk.run(&["backup", "tuesday.db"]).code(0);
    assert!(!left.exists());
    desk.run(&["doctor"]).code(0);
}

#[test]
fn doctor_looks_at_the_file_as_it_is_and_names_what_is_not_the_programs() {
    let desk = Desk::new();
    desk.run(&["import", "partners", desk.write("p.csv", "code,name\nD1,One\n").to_str().expect("a path")]).code(0);
    let invoices = desk.write("i.csv", "number,partner,issued_on,due_on,amount\nF1,D1,2025-01-05,2025-02-05,100\n");
    desk.run(&["import", "invoices", invoices.to_str().expect("a path")]).code(0);
    let payments = desk.write("y.csv", "number,partner,paid_on,amount,invoice\nP1,D1,2025-02-05,40,F1\n");
    desk.run(&["import", "payments", payments.to_str().expect("a path")]).code(0);
    for day in [&["--as-of", "2025-01-10"][..], &["--as-of", "2025-01-10T10:00"], &[]] {
        let ran = desk.run(&[day, &["doctor"]].concat()).code(0);
        assert!(ran.stdout.contains("the file is sound"), "{day:?}: {}", ran.stdout);
    }
    let trigger = "CREATE TRIGGER up AFTER INSERT ON contact BEGIN UPDATE user SET role = 'admin'; END";
    desk.sqlite().execute_batch(trigger).expect("a trigger of somebody else's");
    let found = desk.run(&["doctor"]).code(1);
    assert!(found.stdout.contains("trigger up is none of the program's"), "{}", found.stdout);
}

#[test]
fn doctor_and_backup_find_an_index_that_holds_other_rows_than_its_table() {
    let desk = Desk::new();
    // as a damaged byte of the table does it: what is in the index is not of its part of the table any more
    let harm = "INSERT INTO user (name, role, active) VALUES ('x', 'viewer', 1);
                CREATE INDEX part ON user(name) WHERE role = 'viewer';
                PRAGMA writable_schema = 1;
                UPDATE sqlite_schema SET sql = replace(sql, 'viewer', 'specialist') WHERE name = 'part';";
    desk.sqlite().execute_batch(harm).expect("harm");
    let found = desk.run(&["doctor"]).code(1);
    assert!(found.stdout.contains("wrong # of entries in index part"), "{}", found.stdout);
    let ran = desk.run(&["backup", "copy.db"]).code(4);
    assert!(ran.stderr.contains("wrong # of entries in index part"), "{}", ran.stderr);
}

#[test]
fn doctor_says_plainly_that_a_file_is_damaged_and_goes_on_looking() {
    let desk = Desk::new();
    // as damaged bytes do it: a table that begins in the pages of an index
    let harm = "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET rootpage =
                (SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'user' LIMIT 1) WHERE name = 'region';";
    desk.sqlite().execute_batch(harm).expect("harm");
    let found = desk.own(&["doctor"]).code(1).stdout;
    for check in ["integrity", "regions"] {
        let line = found.lines().find(|l| l.contains(check)).expect("the check");
        assert!(line.starts_with("!!"), "{line}");
        assert!(line.ends_with("the file is damaged: its pages contradict each other (try: qudao restore FILE)"), "{line}");
    }
    assert!(found.contains("ok  users       one active administrator"), "{found}");
}

#[test]
fn a_damaged_schema_is_said_without_its_syntax() {
    let desk = Desk::new();
    let harm = "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'TEXT', '#EXT') WHERE name = 'contact';";
    desk.sqlite().execute_batch(harm).expect("harm");
    let ran = desk.run(&["doctor"]).code(4);
    let path = desk.db().display();
    let said =
        format!("qudao: `{path}` is damaged: what it says of its part `contact` can't be read (try: qudao restore BACKUP)\n");
    assert_eq!(ran.stderr, said);
}

#[test]
fn doctor_finds_who_stands_for_themselves() {
    let desk = Desk::new();
    desk.run(&["add", "partner", "code=D001", "name=East"]).code(0);
    desk.sqlite().execute_batch("UPDATE user SET delegate = id; UPDATE partner SET core = id;").expect("harm");
    let found = desk.run(&["doctor"]).code(1).stdout;
    for said in [
        "the user `li.wei` is their own delegate (try: qudao user delegate li.wei)",
        "partner D001: `Core partner` is the record itself (try: qudao edit partner D001 core=)",
    ] {
        assert!(found.contains(said), "{said}: {found}");
    }
    desk.run(&["user", "delegate", "li.wei"]).code(0);
    desk.run(&["edit", "partner", "D001", "core="]).code(0);
    desk.run(&["doctor"]).code(0);
}

#[test]
fn doctor_names_what_a_killed_backup_left_beside_a_file_that_can_not_be_opened() {
    let desk = Desk::new();
    desk.write("b.db.4999999.qudao.part", "half of a copy");
    std::fs::write(desk.db(), "no header of a database, and nothing else that would be one").expect("harm");
    let ran = desk.run(&["doctor"]).code(4);
    assert!(ran.stderr.contains("b.db.4999999.qudao.part` is left over from a process that was killed"), "{}", ran.stderr);
    assert!(ran.stderr.contains("is not a qudao database"), "{}", ran.stderr);
}

#[test]
fn an_open_session_sees_what_was_restored() {
    let desk = Desk::own_machine();
    let watcher = desk.sqlite();
    let users = || watcher.query_row("SELECT count(*) FROM user", [], |r| r.get::<_, i64>(0)).expect("a count");
    desk.own(&["backup", "monday.db"]).code(0);
    desk.own(&["user", "add", "zhao.min"]).code(0);
    assert_eq!(users(), 2);
    desk.own(&["restore", "monday.db"]).code(0);
    assert_eq!(users(), 1);
}

#[test]
fn doctor_finds_what_is_wrong() {
    let desk = Desk::new();
    let fine = desk.run_at("2025-06-07", &["doctor", "--format", "json"]).code(0).json();
    assert_eq!((fine["schema"].as_str(), fine["findings"].as_i64()), (Some("qudao.doctor/1"), Some(0)));
    let conn = desk.sqlite();
    conn.pragma_update(None, "foreign_keys", false).expect("a pragma");
    let harm = "INSERT INTO contact (partner, name) VALUES (77, 'nobody'); UPDATE user SET role = 'viewer';
                UPDATE region SET level = 'continent' WHERE code = 'east';
                INSERT INTO sales_month (month, partner, orders, quantity, net_amount, returns, cost, fees, sellout)
                VALUES (24300, 77, 1, 1, 1, 0, 0, 0, 0);";
    conn.execute_batch(harm).expect("harm");
    let mode = |m| std::os::unix::fs::PermissionsExt::from_mode(m);
    std::fs::set_permissions(desk.db(), mode(0o666)).expect("a mode");
    let found = desk.run_at("2031-06-07", &["doctor"]).code(1);
    for said in [
        "refers to a partner that is not there",
        "!!  values      region east: `Level` holds",
        "!!  roll_ups    the sums of months of `77` differ from its sales",
        "!!  users       there is no active administrator",
        "can be written by everybody, mode 0666 (try: chmod o-w)",
        "!!  calendar    the calendar cn does not cover 2031",
    ] {
        assert!(found.stdout.contains(said), "{said}: {}", found.stdout);
    }
    assert_eq!(found.stderr, "6 findings\n");
}

#[test]
fn doctor_tells_who_has_the_database_open() {
    let desk = Desk::new();
    let conn = desk.sqlite();
    conn.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
    let ran = desk.run(&["doctor"]).code(0);
    let me = format!("{} ", std::process::id());
    assert!(ran.stdout.contains("open in one other process: ") && ran.stdout.contains(&me), "{}", ran.stdout);
    assert!(ran.stdout.contains("(W)"), "the writer is marked: {}", ran.stdout);
}

#[test]
fn doctor_looks_as_far_as_deadlines_reach_and_at_whom_tickets_go_to() {
    let desk = Desk::new();
    // fifteen working days from 15 December reach into the year after the last notice
    desk.run_at("2026-11-02", &["doctor"]).code(0);
    let slow = ["ticket", "new", "--severity", "S4", "--title", "缺货"];
    desk.run_at("2026-12-15", &slow).code(0);
    let found = desk.run_at("2026-11-02", &["doctor"]).code(1);
    assert!(
        found.stdout.contains("!!  calendar    the calendar cn does not cover 2027: deadlines count plain weeks"),
        "{}",
        found.stdout
    );
    desk.run_at("2026-11-02", &["user", "add", "sun.yi", "--role", "specialist"]).code(0);
    desk.run_at("2026-11-02", &["policy", "set", "desk.assign.complaint", "sun.yi, owner", "-r", "x"]).code(0);
    desk.run_at("2026-11-02", &["user", "off", "sun.yi"]).code(0);
    let found = desk.run_at("2026-11-02", &["doctor"]).code(1);
    assert!(found.stdout.contains("tickets of kind complaint go to `sun.yi`, who is not there"), "{}", found.stdout);
    let wrong = desk.write("wrong.toml", "[desk.assign]\ncomplaints = [\"owner\"]\n");
    let refused = desk.run(&["--policy", &wrong.to_string_lossy(), "doctor"]).code(2);
    assert!(
        refused.stderr.contains(
            "`desk.assign.complaints`: no key or section of the policy is called so (try: complaint, dispute, diversion,"
        ),
        "{}",
        refused.stderr
    );
}

#[test]
fn doctor_names_whose_sales_and_counts_are_of_articles_that_are_gone() {
    let desk = Desk::new();
    for (kind, text) in [
        ("partners", "code,name\nD1,One\nD2,Two\n"),
        ("skus", "code,name\nTEA,Tea\nNUT,Nuts\n"),
        ("sales", "partner,day,sku,net amount\nD1,2025-01-05,TEA,100\nD1,2025-01-06,TEA,100\nD2,2025-01-05,,100\n"),
        ("stock", "partner,day,sku,quantity\nD2,2025-01-05,TEA,7\nD1,2025-01-05,NUT,7\n"),
    ] {
        let file = desk.write(&format!("{kind}.csv"), text);
        desk.run(&["import", kind, file.to_str().expect("a path")]).code(0);
    }
    desk.run(&["doctor"]).code(0);
    desk.sqlite().execute_batch("DELETE FROM sku WHERE code = 'TEA'").expect("harm");
    let found = desk.run(&["doctor"]).code(1).stdout;
    let said: Vec<&str> = found.lines().filter(|line| line.contains("refers to a SKU that is not there")).collect();
    assert_eq!(said.len(), 2, "{found}");
    assert!(said[0].contains("sale D1") && said[1].contains("stock D2"), "{found}");
}
