//! The register on the command line: moves, duplicates and merging, core partners with satellites, the address book.

use serde_json::{Value, json};

use super::support::Desk;

const DAY: &str = "2025-06-10";

/// Two partners that are one, a lead, one of another house; each of the twins with a contact.
fn desk() -> Desk {
    let desk = Desk::new();
    take(
        &desk,
        "partners",
        "code,name,region,status,phone,credit_code\n\
         D001,南京雨润食品有限公司,江苏省,active,025-88001234,91350100M000100Y43\n\
         D002,南京雨润食品,江苏省,active,02588001234,\n\
         D003,苏州金鸡,江苏省,lead,,\n\
         D004,无锡锦湖商贸,江苏省,active,,\n",
        0,
    );
    let contacts = "partner,name,role,phone,email\nD001,王芳,采购,13800000001,wf@a.example\nD002,李强,财务,13800000002,\n";
    take(&desk, "contacts", contacts, 0);
    desk
}

/// Imports a file; answers what was said on stdout and stderr.
#[track_caller]
fn take(desk: &Desk, kind: &str, text: &str, code: i32) -> (String, String) {
    let file = desk.write("in.csv", text);
    let ran = desk.run_at(DAY, &["import", kind, file.to_str().expect("a path")]).code(code);
    (ran.stdout, ran.stderr)
}

/// Code, name and former codes of everybody.
fn register(desk: &Desk) -> String {
    desk.run_at(DAY, &["list", "partners", "-c", "code,name,former_codes", "--format", "csv"]).code(0).stdout
}

#[test]
fn duplicates_are_listed_with_what_they_have_in_common() {
    let desk = desk();
    let found = desk.run_at(DAY, &["partner", "duplicates"]).code(1);
    assert!(found.stdout.contains("D001   南京雨润食品有限公司  D002    南京雨润食品  phone, name"), "{}", found.stdout);
    assert_eq!(found.stderr, "one pair (merge: qudao partner merge KEEP DROP --dry-run)\n");
    let doc = desk.run_at(DAY, &["partner", "duplicates", "--format", "json"]).code(1).json();
    assert_eq!((&doc["schema"], &doc["count"]), (&"qudao.duplicates/1".into(), &1.into()));
    assert_eq!(doc["rows"][0]["common"], serde_json::json!(["phone", "name"]));
    desk.run_at(DAY, &["partner", "merge", "D001", "D002"]).code(0);
    let none = desk.run_at(DAY, &["--lang", "zh", "partner", "duplicates"]).code(0);
    assert_eq!(none.stdout, "");
}

#[test]
fn a_dry_merge_writes_nothing_and_one_undo_takes_a_merge_back() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at(DAY, args);
    let before = register(&desk);
    let dry = run(&["partner", "merge", "D001", "D002", "--dry-run"]).code(0).stdout;
    assert!(dry.ends_with("contact: 1\nwould merge D002 into D001; nothing was written\n"), "{dry}");
    assert_eq!(register(&desk), before);

    let doc = run(&["partner", "merge", "D001", "D002", "--take", "name", "--format", "json"]).code(0).json();
    assert_eq!((&doc["schema"], &doc["dry_run"]), (&"qudao.merge/1".into(), &false.into()));
    let name = doc["fields"].as_array().expect("fields").iter().find(|f| f["field"] == "name").expect("the name");
    assert_eq!(name["taken"], "drop");
    assert!(register(&desk).contains("D001,南京雨润食品,D002\n"), "{}", register(&desk));
    assert!(!register(&desk).contains("\nD002,"), "{}", register(&desk));
    let contacts = run(&["list", "contacts", "-f", "partner:D001", "--format", "csv"]).code(0).stdout;
    assert!(contacts.contains("王芳") && contacts.contains("李强"), "{contacts}");
    run(&["doctor"]).code(0);

    // its old code still finds it, also in a file
    let page = run(&["show", "partner", "D002", "--section", "overview"]).code(0).stdout;
    assert!(page.starts_with("== D001 南京雨润食品 Overview\n"), "{page}");
    let (_, said) = take(&desk, "partners", "code,name\nD002,南京雨润食品\n", 0);
    assert!(said.contains("row 2: D002 may be the same as D001: same code before a merge"), "{said}");

    let undone = run(&["undo"]).code(0).stdout;
    assert_eq!(undone, "took back: merged D002 > D001\n");
    assert_eq!(register(&desk), before);
    run(&["doctor"]).code(0);
}

#[test]
fn a_merge_that_makes_no_sense_is_refused() {
    let desk = desk();
    let before = register(&desk);
    for (args, code, said) in [
        (&["D001", "D001"][..], 2, "qudao: D001 can't be merged with itself\n"),
        (&["D001", "NOPE"], 2, "qudao: there is no partner `NOPE`\n"),
        (&["D001", "D002", "--take", "colour"], 2, "`colour` is not as expected: one of name, credit_code, phone"),
    ] {
        let ran = desk.run_at(DAY, &[&["partner", "merge"], args].concat()).code(code);
        assert!(ran.stderr.contains(said), "{args:?}: {}", ran.stderr);
    }
    assert_eq!(register(&desk), before);
}

#[test]
fn a_move_is_legal_has_a_reason_and_is_remembered() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at(DAY, args);
    for (args, code, said) in [
        (["D003", "active", "-r", "x"], 2, "Status: `active` is not as expected: a legal move: screening, backup, exited"),
        (["D003", "signed", "-r", "x"], 2, "`signed` is no status: expected one of lead, screening,"),
        (["D003", "screening", "-r", " "], 2, "a reason is needed"),
        (["D009", "screening", "-r", "x"], 2, "there is no partner `D009`"),
    ] {
        let ran = run(&[&["partner", "move"], &args[..]].concat()).code(code);
        assert!(ran.stderr.contains(said), "{args:?}: {}", ran.stderr);
    }
    assert_eq!(run(&["partner", "move", "D003", "screening", "-r", "意向明确"]).code(0).stdout, "moved D003: screening\n");
    let doc = run(&["partner", "moves", "D003", "--format", "json"]).code(0).json();
    assert_eq!(doc["rows"].as_array().map(Vec::len), Some(1), "{doc}");
    let first = &doc["rows"][0];
    assert_eq!((&first["from"], &first["to"], &first["reason"]), (&"lead".into(), &"screening".into(), &"意向明确".into()));
}

#[test]
fn who_still_has_satellites_leaves_only_anyway() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at(DAY, args);
    run(&["edit", "partner", "D004", "core=D001"]).code(0);
    let refused = run(&["partner", "exit", "D001", "-r", "合作结束"]).code(3).stderr;
    assert!(refused.contains("satellites 1") && refused.contains("--anyway"), "{refused}");
    let left = run(&["partner", "exit", "D001", "-r", "合作结束", "--anyway"]).code(0);
    assert_eq!(left.stdout, "saved D001: nobody else could decide it, it is in force and marked as decided alone (#1)\n");
    let shown = run(&["approval", "show", "1"]).code(0).stdout;
    assert!(shown.contains("satellites 1"), "{shown}");
}

#[test]
fn that_a_partner_leaves_is_asked_for_and_decided_by_another() {
    let desk = desk();
    desk.run(&["user", "add", "boss", "--role", "head_office"]).code(0);
    let refused = desk.run_at(DAY, &["partner", "move", "D001,D002", "exited", "-r", "closed"]).code(3);
    assert!(refused.stderr.contains("try: qudao partner exit D001,D002 --reason REASON"), "{}", refused.stderr);
    let refused = desk.run_at(DAY, &["edit", "partner", "D001", "status=exited"]).code(3);
    assert!(refused.stderr.contains("qudao partner exit D001 --reason"), "{}", refused.stderr);
    let asked = desk.run_at(DAY, &["partner", "exit", "D001", "-r", "closed"]).code(0).stdout;
    assert_eq!(asked, "D001: the exit waits for approval #1; until then the partner stays where it is\n");
    let zh = desk.run_at(DAY, &["--lang", "zh", "partner", "exit", "D001", "-r", "又一次"]).code(3).stderr;
    assert!(zh.contains("该渠道商的退出已在审批中，#1"), "{zh}");
    let own = desk.run_at(DAY, &["approval", "approve", "1"]).code(3).stderr;
    assert!(own.contains("boss"), "who may is named: {own}");
    let page: Value =
        serde_json::from_str(&desk.run_at(DAY, &["approval", "show", "1", "--format", "json"]).code(0).stdout).expect("JSON");
    assert_eq!((&page["subject"], &page["kind"], &page["state"]), (&"exit".into(), &"partner_exit".into(), &"pending".into()));
    assert_eq!(page["difference"][0], json!({"field": "receivables", "before": null, "after": "0.00", "changes": true}));
    desk.run_as("boss", &["approval", "approve", "1"]).code(0);
    let moves: Value =
        serde_json::from_str(&desk.run_at(DAY, &["partner", "moves", "D001", "--format", "json"]).code(0).stdout).expect("JSON");
    let last = &moves["rows"][0];
    assert_eq!((&last["to"], &last["reason"], &last["by"]), (&"exited".into(), &"closed".into(), &"boss".into()));
    let listed = desk.run_at(DAY, &["list", "exits"]).code(0).stdout;
    assert!(listed.contains("closed") && listed.contains("approved"), "{listed}");
}

#[test]
fn the_tree_adds_up_a_core_and_its_satellites() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at(DAY, args);
    assert_eq!(run(&["partner", "tree"]).code(0).stderr, "no partner has a core partner\n");
    run(&["edit", "partner", "D004", "core=D001"]).code(0);
    let tree = run(&["partner", "tree"]).code(0).stdout;
    let lines: Vec<&str> = tree.lines().skip(1).collect();
    assert!(lines.first().is_some_and(|l| l.starts_with("D001 南京雨润食品有限公司: 2 together")), "{tree}");
    assert!(lines.get(2).is_some_and(|l| l.starts_with("└ D004 无锡锦湖商贸")), "{tree}");
    // a satellite is shown with its group
    let doc = run(&["partner", "tree", "D004", "--format", "json"]).code(0).json();
    assert_eq!(doc["groups"][0]["core"]["code"], "D001");
    assert_eq!(doc["groups"][0]["totals"]["partners"], 2);
    let circle = run(&["edit", "partner", "D001", "core=D004"]).code(2).stderr;
    assert!(circle.contains("D004"), "{circle}");
}

#[test]
fn the_address_book_finds_people_by_partner_and_by_word() {
    let desk = desk();
    let found = |word: &str| desk.run_at(DAY, &["partner", "contacts", word]).code(0);
    for (word, there, not) in
        [("D002", "李强", "王芳"), ("王", "王芳", "李强"), ("13800000002", "李强", "王芳"), ("wf@a", "王芳", "李强")]
    {
        let said = found(word).stdout;
        assert!(said.contains(there) && !said.contains(not), "{word}: {said}");
    }
    let none = found("zzz");
    assert_eq!(none.stdout, "");
    assert!(none.stderr.starts_with("no contact found"), "{}", none.stderr);
}

#[test]
fn an_import_refuses_a_taken_credit_code_and_warns_of_what_looks_alike() {
    let desk = desk();
    let before = register(&desk);
    let rows =
        "code,name,phone,credit_code\nD005,别家,,91350100M000100Y43\nD006,南京雨润食品有限公司,,\nD007,别的,(025)88001234,\n";
    let (out, err) = take(&desk, "partners", rows, 2);
    let said = out + &err;
    for part in [
        "in.csv row 2: Social credit code: `91350100M000100Y43` is not as expected: a value that no other record has (`D001` has it)",
        "row 3: D006 may be the same as D001: same name",
        "row 4: D007 may be the same as D001: same telephone",
        "nothing was written",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert_eq!(register(&desk), before);
}

#[test]
fn a_partner_that_looks_like_another_is_added_only_if_it_is_meant() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at(DAY, args);
    let asked = run(&["add", "partner", "code=D009", "name=无锡锦湖商贸"]).code(3).stderr;
    assert!(asked.contains("this looks like D004 无锡锦湖商贸: same name"), "{asked}");
    run(&["add", "partner", "code=D009", "name=无锡锦湖商贸", "--allow-duplicates"]).code(0);
    // a credit code names a legal person: that it is taken is an error at the field
    let taken = ["add", "partner", "code=D010", "name=其他", "credit_code=91350100M000100Y43"];
    assert!(run(&taken).code(2).stderr.contains("`D001 南京雨润食品有限公司` has it"));
    run(&[&taken[..], &["--allow-duplicates"]].concat()).code(0);
}
