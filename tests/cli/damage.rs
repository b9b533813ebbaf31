//! What was damaged past the program is named by what it is, with what to do.

use super::support::Desk;

const DAY: &str = "2025-07-10";

/// A desk with a closed month, a ticket with a history, and figures.
fn desk() -> Desk {
    let desk = Desk::made_on(DAY);
    desk.write("partners.csv", "编码,名称,区域\nD001,杭州西湖贸易,浙江\nD002,重庆川渝食品,重庆\n");
    desk.write("sales.csv", "partner,date,document,amount\nD001,2025-06-05,S1,1000\nD002,2025-06-09,S2,500\n");
    for args in [
        vec!["import", "partners", "partners.csv"],
        vec!["import", "sales", "sales.csv"],
        vec!["close", "2025-06"],
        vec!["ticket", "new", "--kind", "complaint", "--title", "late again", "--partner", "D001"],
        vec!["ticket", "act", "1", "acknowledge", "--text", "seen"],
        vec!["add", "expense", "on=2025-07-01", "kind=development", "project=mid", "amount=20000", "purpose=fair"],
        vec!["refresh"],
    ] {
        desk.run(&args).code(0);
    }
    desk
}

#[test]
fn doctor_names_what_was_damaged_past_the_program_and_what_to_do() {
    let desk = desk();
    let sound = desk.run(&["doctor"]).code(0).stdout;
    assert!(sound.contains("every record of the log is there"), "{sound}");
    let whole = desk.bytes();
    let cases: [(&str, &[&str]); 16] = [
        ("DELETE FROM partner_search", &["a search does not find 2 partners by their names (try: qudao refresh"]),
        ("UPDATE partner_search SET keys = 'x' WHERE partner = 1", &["a search does not find 1 partner by its name"]),
        ("DELETE FROM article_text", &["articles by their words (try: qudao refresh"]),
        (
            "DELETE FROM ticket_event WHERE kind <> 'created'",
            &["ticket event #1 ", "is in the log and not in the file", "qudao audit --kind ticket-events"],
        ),
        (
            "DELETE FROM contact; DELETE FROM ticket_party; DELETE FROM ticket_event; DELETE FROM ticket",
            &["ticket 1 is in the log"],
        ),
        ("UPDATE partner SET code = '' WHERE id = 1", &["partner #1: `Code` is empty and must be given"]),
        ("UPDATE partner SET name = '  ' WHERE id = 2", &["partner D002: `Name` is empty and must be given"]),
        (
            "DELETE FROM closing_partner WHERE partner = 1",
            &["the closed period 2025-06 are not those that were closed: rows of 1 partner of 2 (try: qudao restore"],
        ),
        ("DELETE FROM partner_figures WHERE partner = 1", &["the figures of `D001` are gone (try: qudao refresh"]),
        ("UPDATE user SET role = 'king' WHERE name = 'li.wei'", &["`Role` holds king, which its type does not allow"]),
        (
            "INSERT INTO meta (name, value) VALUES ('clock', 'xx') ON CONFLICT DO UPDATE SET value = 'xx'",
            &["the clock of the database says xx: expected a day", "qudao clock set"],
        ),
        ("UPDATE partner SET core = 3 - id", &["the partner `D001` is the core of others and has a core itself", "`D002`"]),
        ("UPDATE partner SET credit_limit = -50000 WHERE id = 1", &["partner D001", "`Credit limit` holds -5"]),
        ("UPDATE approval SET state = 'pending', step = 9", &["approval 1 stands at step 9 of 1, which its path does not have"]),
        ("DELETE FROM policy_version", &["is in the log and not in the file"]),
        ("UPDATE ticket SET amount = 9000000000000000000", &["`Amount` holds 900000000000000.00, which its type"]),
    ];
    for (sql, words) in cases {
        std::fs::write(desk.db(), &whole).expect("the sound one");
        let conn = desk.sqlite();
        conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}; PRAGMA wal_checkpoint(TRUNCATE)")).expect("damage");
        drop(conn);
        let found = desk.own(&["doctor"]);
        for word in words {
            assert!(found.stdout.contains(word), "{sql}: {word}: {}{}", found.stdout, found.stderr);
        }
        assert_eq!(found.code, Some(1), "{sql}");
    }
}

#[test]
fn what_can_be_made_again_is_made_again_by_a_refresh() {
    let desk = desk();
    let damage = "DELETE FROM partner_search; DELETE FROM article_text; DELETE FROM partner_figures WHERE partner = 1";
    desk.sqlite().execute_batch(damage).expect("damage");
    assert!(desk.run(&["list", "partners", "-f", "hzxh"]).stdout.lines().all(|line| !line.contains("D001")));
    let said = desk.run(&["refresh"]).code(0).stderr;
    assert!(said.contains("what was lost beside "), "{said}");
    assert!(desk.run(&["list", "partners", "-f", "hzxh"]).code(0).stdout.contains("D001"));
    desk.run(&["doctor"]).code(0);
    assert_eq!(desk.run(&["refresh"]).code(0).stderr, "");
}

#[test]
fn a_word_that_is_none_of_its_list_is_named_with_record_field_and_value() {
    let desk = desk();
    desk.sqlite().execute_batch("UPDATE ticket SET state = 'xx'").expect("damage");
    for (args, lang, said) in [
        (&["today"][..], "en", "ticket #1: `State` holds `xx`, which its type does not allow (try: qudao doctor)"),
        (&["ticket", "list"], "en", "ticket #1: `State` holds `xx`"),
        (&["ticket", "show", "1"], "en", "ticket #1: `State` holds `xx`"),
        (&["ticket", "stats"], "en", "ticket #1: `State` holds `xx`"),
        (&["ticket", "list"], "zh", "工单 #1：`状态` 的值 `xx` 不符合其类型（请运行：qudao doctor）"),
    ] {
        let ran = desk.run(&[&["--lang", lang], args].concat()).code(4);
        assert!(ran.stderr.contains(said), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn a_backup_names_the_database_that_is_damaged_and_no_file_in_the_making() {
    let desk = desk();
    desk.sqlite().execute_batch("DROP TABLE training").expect("dropped");
    let ran = desk.run(&["backup", "kept.db"]).code(4);
    let db = desk.db().display().to_string();
    assert!(ran.stderr.contains(&db) && !ran.stderr.contains(".part"), "{}", ran.stderr);
    assert!(!desk.path("kept.db").exists());
}
