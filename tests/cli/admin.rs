//! Users, the log, undo, backup, restore, doctor.

use super::support::{Desk, account};

#[test]
fn only_an_administrator_changes_users_and_never_the_last_one() {
    let desk = Desk::new();
    let added = desk.run(&["user", "add", "zhao.min", "--role", "manager", "--regions", "31,32"]).code(0);
    assert_eq!(added.stdout, "added the user `zhao.min`, who is manager\n");
    let refused = desk.run_as("zhao.min", &["user", "add", "friend"]).code(3);
    assert_eq!(
        refused.stderr,
        "qudao: refused: this needs the role admin, `zhao.min` is manager (try: an administrator runs qudao user add zhao.min --role admin)\n"
    );
    for last in [["user", "role", "li.wei", "viewer"].as_slice(), &["user", "off", "li.wei"]] {
        let ran = desk.run(last).code(3);
        assert_eq!(ran.stderr, "qudao: refused: `li.wei` is the last active administrator\n");
    }
    desk.run(&["user", "role", "zhao.min", "admin"]).code(0);
    desk.run(&["user", "off", "li.wei"]).code(0);
    let out = desk.run(&["list", "users"]).code(3);
    assert_eq!(
        out.stderr,
        "qudao: refused: the account `li.wei` is switched off (try: an administrator runs qudao user on li.wei)\n"
    );
    desk.run_as("zhao.min", &["user", "on", "li.wei"]).code(0);
    desk.run(&["user", "role", "nobody", "admin"]).code(2);
}

#[test]
fn an_account_that_is_not_registered_only_looks() {
    let desk = Desk::new();
    desk.run_as("stranger", &["list", "regions"]).code(0);
    desk.run_as("stranger", &["undo"]).code(3);
    desk.run_as("stranger", &["user", "add", "stranger"]).code(3);
}

#[test]
fn the_log_tells_who_changed_what_from_what_to_what() {
    let desk = Desk::new();
    desk.run_at("2025-06-07T09:30", &["user", "add", "zhao.min", "--full-name", "赵敏"]).code(0);
    desk.run_at("2025-06-07T10:30", &["user", "role", "zhao.min", "manager"]).code(0);
    let text = desk.run(&["audit", "--kind", "user", "--code", "zhao.min"]).code(0);
    assert_eq!(
        text.stdout,
        "\
#3 2025-06-07 10:30  li.wei  changed user zhao.min
    Role: specialist → manager
#2 2025-06-07 09:30  li.wei  added user zhao.min
    Account: zhao.min
    Full name: 赵敏
    Role: specialist
    Active: yes
"
    );
    let json =
        desk.run(&["audit", "--since", "2025-06-07T10:00", "--user", "li.wei", "-n", "1", "--format", "json"]).code(0).json();
    let row = &json["rows"][0];
    assert_eq!(json["schema"], "qudao.audit/1");
    assert_eq!(row["before"], serde_json::json!({"role": "specialist"}));
    assert_eq!(row["after"], serde_json::json!({"role": "manager"}));
    assert_eq!((row["at"].as_str(), row["version"].as_i64()), (Some("2025-06-07T02:30:00Z"), Some(2)));
    desk.run(&["audit", "--kind", "user", "--code", "nobody"]).code(2);
}

#[test]
fn undo_takes_back_ones_own_last_change_and_no_other() {
    let desk = Desk::new();
    desk.run(&["user", "add", "zhao.min", "--role", "admin"]).code(0);
    desk.run_as("zhao.min", &["user", "add", "chen.jie"]).code(0);
    let mine = desk.run(&["undo", "--list", "--format", "json"]).code(0).json();
    assert_eq!(mine["rows"].as_array().map(Vec::len), Some(1), "{mine}");
    assert_eq!(desk.run(&["undo"]).code(0).stdout, "took back: created zhao.min\n");
    let again = desk.run(&["undo"]).code(3);
    assert_eq!(again.stderr, "qudao: refused: there is nothing to undo\n");
    assert_eq!(
        desk.run(&["undo", "--id", "2"]).code(3).stderr,
        "qudao: refused: change 2 is taken back already (try: qudao redo)\n"
    );
    desk.run(&["undo", "--id", "many"]).code(2);
    let none = desk.run(&["undo", "--id", "99999"]).code(2);
    assert_eq!(none.stderr, "qudao: there is no change 99999 (try: qudao undo --list)\n");
    let left = desk.run(&["list", "users", "--columns", "name"]).code(0);
    assert_eq!(left.stdout, "Account\nli.wei\nchen.jie\n");
}

#[test]
fn undo_walks_back_over_ones_own_changes_and_redo_forward() {
    let desk = Desk::new();
    let phone = |desk: &Desk| desk.run(&["show", "partner", "A1", "--format", "json"]).json()["record"]["phone"].clone();
    desk.run(&["add", "partner", "code=A1", "name=East Fresh"]).code(0);
    for phone in ["13900000001", "13900000002"] {
        desk.run(&["edit", "partner", "A1", &format!("phone={phone}")]).code(0);
    }
    desk.run(&["undo"]).code(0);
    assert_eq!(phone(&desk), "13900000001");
    desk.run(&["undo"]).code(0);
    assert!(phone(&desk).is_null());
    assert!(desk.run(&["redo"]).code(0).stdout.starts_with("did again: changed A1"), "what it did again");
    assert_eq!(phone(&desk), "13900000001");
    let json = desk.run(&["redo", "--format", "json"]).code(0).json();
    assert_eq!((json["schema"].as_str(), phone(&desk).as_str()), (Some("qudao.redo/1"), Some("13900000002")));
    let end = desk.run(&["redo"]).code(3);
    assert!(end.stderr.contains("there is nothing to redo"), "{}", end.stderr);
    // and all of it, the record too
    for _ in 0..3 {
        desk.run(&["undo"]).code(0);
    }
    desk.run(&["show", "partner", "A1"]).code(2);
    assert_eq!(desk.run(&["undo"]).code(3).stderr, "qudao: refused: there is nothing to undo\n");
    for _ in 0..3 {
        desk.run(&["redo"]).code(0);
    }
    assert_eq!(phone(&desk), "13900000002");
}

#[test]
fn a_change_that_others_built_on_is_not_undone() {
    let desk = Desk::new();
    desk.run(&["user", "add", "zhao.min", "--role", "admin"]).code(0);
    desk.run_as("zhao.min", &["user", "add", "zhao.min", "--full-name", "赵敏"]).code(0);
    let ran = desk.run(&["undo"]).code(3);
    assert!(
        ran.stderr.starts_with("qudao: refused: it can't be undone: Full name of user zhao.min was changed by `zhao.min` at "),
        "{ran:?}"
    );
    let not_mine = desk.run(&["user", "add", "chen.jie"]).code(0);
    assert_eq!(not_mine.stdout, "added the user `chen.jie`, who is specialist\n");
    let refused = desk.run_as("chen.jie", &["undo", "--id", "2"]).code(3);
    assert_eq!(refused.stderr, "qudao: refused: change 2 is `li.wei`'s (an administrator may take back others' changes)\n");
}

#[test]
fn what_others_changed_since_is_not_done_again_and_says_so() {
    let desk = Desk::new();
    desk.run(&["user", "add", "zhao.min", "--role", "admin"]).code(0);
    desk.run(&["add", "partner", "code=A1", "name=One"]).code(0);
    desk.run(&["edit", "partner", "A1", "phone=13900000001"]).code(0);
    desk.run(&["undo"]).code(0);
    desk.run_as("zhao.min", &["edit", "partner", "A1", "phone=13900000002"]).code(0);
    let ran = desk.run(&["redo"]).code(3);
    let says = "qudao: refused: it can't be done again: Phone of partner A1 was changed by `zhao.min` at ";
    assert!(ran.stderr.starts_with(says), "{}", ran.stderr);
    let ran = desk.run(&["--lang", "zh", "redo"]).code(3);
    assert!(ran.stderr.contains("无法恢复：") && !ran.stderr.contains("撤销："), "{}", ran.stderr);
}

#[test]
fn a_backup_comes_back_and_what_was_there_is_kept() {
    let desk = Desk::own_machine();
    let me = account();
    desk.own(&["user", "add", "zhao.min"]).code(0);
    let made = desk.own(&["backup", "monday.db"]).code(0);
    assert!(made.stdout.starts_with("backed up to monday.db ("), "{}", made.stdout);
    desk.own(&["user", "add", "chen.jie", "--role", "admin"]).code(0);
    let back = desk.own_at("2025-06-07", &["restore", "monday.db"]).code(0);
    let kept = format!("{}.before-restore-20250607-010000", desk.db().display());
    assert_eq!(back.stdout, format!("restored from monday.db\nthe database that was there is kept as {kept}\n"));
    let names = ["list", "users", "--columns", "name"];
    assert_eq!(desk.own(&names).stdout, format!("Account\n{me}\nzhao.min\n"));
    let there = desk.own(&[&["--db", kept.as_str()], names.as_slice()].concat()).stdout;
    assert!(there.ends_with(&format!("Account\n{me}\nzhao.min\nchen.jie\n")), "{there}");
    // a second one in the same second keeps both
    desk.own_at("2025-06-07", &["restore", "monday.db"]).code(0);
    assert!(desk.path("team.db.before-restore-20250607-010000-2").is_file());
    desk.own(&["doctor"]).code(0);
    desk.own(&["user", "role", "zhao.min", "admin"]).code(0);
    desk.own(&["user", "role", &me, "head_office"]).code(0);
    desk.own(&["restore", "monday.db"]).code(3);
}

#[test]
fn a_backup_replaces_an_earlier_one_and_nothing_else() {
    let desk = Desk::new();
    desk.run(&["backup", "daily.db"]).code(0);
    desk.run(&["user", "add", "zhao.min"]).code(0);
    let ran = desk.run(&["backup", "daily.db"]).code(3);
    assert!(ran.stderr.contains("`daily.db` is there already and stays as it is"), "{}", ran.stderr);
    desk.run(&["backup", "--force", "daily.db"]).code(0);
    assert_eq!(desk.own(&["--db", "daily.db", "list", "users", "--columns", "name"]).stdout, "Account\nli.wei\nzhao.min\n");
    let letter = desk.write("letter.txt", "dear all");
    let ran = desk.run(&["backup", "letter.txt", "--force"]).code(3);
    assert_eq!(
        ran.stderr,
        "qudao: refused: `letter.txt` is there already and is no earlier backup: it stays as it is (try: another name)\n"
    );
    assert_eq!(std::fs::read_to_string(letter).expect("the letter"), "dear all");
    let own = desk.db().display().to_string();
    let ran = desk.run(&["backup", &own, "--force"]).code(3);
    assert!(ran.stderr.contains("is a database or belongs to one"), "{}", ran.stderr);
    desk.run(&["list", "users"]).code(0);
    desk.run(&["backup", "no/where.db"]).code(4);
    let parts: Vec<_> = std::fs::read_dir(desk.path("")).expect("the folder").flatten().map(|e| e.file_name()).collect();
    assert!(parts.iter().all(|n| !n.to_string_lossy().contains(".part")), "{parts:?}");
}

#[test]
fn what_is_no_backup_is_not_restored_and_the_database_stays() {
    let desk = Desk::own_machine();
    let before = desk.bytes();
    desk.write("letter.txt", "dear all, this is longer than the header of a database and yet none at all; nothing to see here");
    let mut torn = desk.bytes();
    torn.truncate(torn.len() / 2);
    desk.write("torn.db", torn);
    let mut newer = desk.bytes();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    desk.write("newer.db", newer);
    let newer_said = format!("`newer.db` has schema 99, this program knows {}", qudao::store::open::newest());
    for (file, code, said) in [
        ("letter.txt", 4, "`letter.txt` is not a qudao database"),
        ("torn.db", 4, "`torn.db` is damaged"),
        ("newer.db", 4, newer_said.as_str()),
        ("nothing.db", 4, "there is no file `nothing.db` to restore from: expected a backup (try: ls .)"),
    ] {
        let ran = desk.own(&["restore", file]).code(code);
        assert!(ran.stderr.contains(said), "{file}: {}", ran.stderr);
    }
    assert!(desk.bytes() == before, "the database was touched");
}

#[test]
fn a_backup_that_lacks_something_is_said_and_not_restored() {
    let desk = Desk::own_machine();
    for (name, damage, said) in [
        ("table.db", "DROP TABLE contact", "no table contact"),
        ("index.db", "DROP INDEX partner_code", "no index partner_code"),
        ("trigger.db", "DROP TRIGGER deposit_entry_stays", "no trigger deposit_entry_stays"),
        ("nobody.db", "UPDATE user SET role = 'viewer'", "no active administrator"),
    ] {
        desk.own(&["backup", name]).code(0);
        let backup = rusqlite::Connection::open(desk.path(name)).expect("a backup");
        backup.execute_batch(damage).expect("damage");
        drop(backup);
        let ran = desk.own(&["restore", name]);
        assert!(matches!(ran.code, Some(3 | 4)) && ran.stderr.contains(said), "{name}: {}", ran.stderr);
        let doctor = desk.own(&["--db", name, "doctor"]).code(1);
        assert!(doctor.stdout.contains(said), "{name}: {}", doctor.stdout);
    }
    // nobody may any more: then who has the file may
    desk.own(&["backup", "good.db"]).code(0);
    desk.sqlite().execute("UPDATE user SET role = 'viewer'", []).expect("nobody");
    desk.own(&["restore", "good.db"]).code(0);
    desk.own(&["doctor"]).code(0);
    for end in ["-wal", "-shm", "-journal"] {
        let ran = desk.own(&["--db", &format!("good.db{end}"), "init"]).code(3);
        assert!(ran.stderr.contains("belongs to one"), "{}", ran.stderr);
    }
}

#[test]
fn a_damaged_database_is_replaced_by_a_backup_and_kept_aside() {
    let desk = Desk::own_machine();
    desk.own(&["user", "add", "zhao.min"]).code(0);
    desk.own(&["backup", "monday.db"]).code(0);
    for damage in [0_usize, 4_096] {
        let mut bytes = desk.bytes();
        let length = 8_192.min(bytes.len() - damage);
        bytes[damage..damage + length].fill(0xab);
        std::fs::write(desk.db(), &bytes).expect("damage");
        desk.own_at("2025-06-07", &["restore", "monday.db"]).code(0);
        assert_eq!(
            desk.own(&["list", "users", "--columns", "name"]).code(0).stdout,
            format!("Account\n{}\nzhao.min\n", account())
        );
        desk.own(&["doctor"]).code(0);
    }
    assert!(desk.path("team.db.before-restore-20250607-010000").is_file());
}

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
        refused
            .stderr
            .contains("`desk.assign.complaints`: no key of the policy is called so (try: complaint, dispute, diversion,"),
        "{}",
        refused.stderr
    );
}
