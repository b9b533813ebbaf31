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
    desk.own(&["backup", "no/where.db"]).code(4);
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
        ("nothing.db", 4, "there is no file `nothing.db` to restore from: expected a backup (try: "),
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
