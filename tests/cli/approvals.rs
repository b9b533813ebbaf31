//! `approval` and `user` as a team uses them: ask, ask back, answer, decide; roles, regions, delegates.

use super::support::{Desk, FIRST, Ran};

const DAY: &str = "2025-06-10T10:00";

/// A team with a partner in the east and one in the southwest.
fn team() -> Desk {
    let desk = Desk::new();
    for (name, role, regions) in [
        ("li.na", "specialist", ""),
        ("wang.jun", "manager", "east"),
        ("chen.jing", "manager", "southwest"),
        ("zhao.min", "head_office", ""),
        ("huang.lei", "specialist", ""),
    ] {
        desk.run(&["user", "add", name, "--role", role, "--regions", regions]).code(0);
    }
    for (code, region) in [("D1", "上海市"), ("D2", "重庆市")] {
        desk.run(&["add", "partner", &format!("code={code}"), &format!("name=渠道{code}"), &format!("region={region}")]).code(0);
    }
    desk
}

fn at(desk: &Desk, user: &str, moment: &str, args: &[&str]) -> super::support::Ran {
    desk.at(moment, args).env("QUDAO_USER", user).output().expect("the program starts").into()
}

fn spend(desk: &Desk, user: &str, amount: &str) {
    let amount = format!("amount={amount}");
    let args = ["add", "expense", "on=2025-06-09", "partner=D1", &amount, "purpose=样板店陈列"];
    at(desk, user, DAY, &args).code(0);
}

#[test]
fn an_expense_is_asked_for_asked_about_and_decided_by_two() {
    let desk = team();
    let args = ["add", "expense", "on=2025-06-09", "partner=D1", "amount=60000", "purpose=样板店陈列"];
    let asked = at(&desk, "li.na", DAY, &args).code(0);
    assert_eq!(asked.stdout, "saved #1: it waits for approval #1\n");
    let own = at(&desk, "li.na", DAY, &["approval", "approve", "1"]).code(3);
    assert_eq!(
        own.stderr,
        "qudao: refused: who asked for #1 can't approve it, nor can their delegate (who may decide: li.wei, wang.jun, zhao.min)\n"
    );
    let elsewhere = at(&desk, "chen.jing", DAY, &["approval", "approve", "1"]).code(3);
    assert_eq!(
        elsewhere.stderr,
        "qudao: refused: this needs the role manager for 上海市 (D1), `chen.jing` answers for southwest\n"
    );
    let shown = at(&desk, "wang.jun", DAY, &["approval", "show", "1"]).code(0);
    assert_eq!(
        shown.stdout,
        "\
#1 expense  D1 渠道D1
样板店陈列  60,000.00
asked by li.na, 2025-06-10 10:00
steps by version 1 of the rules
why: 样板店陈列

field    in force  asked for
Date     –         2025-06-09
Kind     –         development
Partner  –         D1
Amount   –         60,000.00
Purpose  –         样板店陈列

step 1, manager: 24:00 left
step 2, head office
may decide: li.wei, wang.jun, zhao.min

history
2025-06-10 10:00  li.na  asked for  样板店陈列
"
    );
    at(&desk, "wang.jun", DAY, &["approval", "ask", "1", ""]).code(2);
    at(&desk, "wang.jun", DAY, &["approval", "ask", "1", "which shops?"]).code(0);
    let mine = at(&desk, "li.na", "2025-06-11T12:00", &["approval", "list", "--asked"]).code(0);
    assert!(mine.stdout.contains("2:00 late") && mine.stdout.contains("question to the requester"), "{}", mine.stdout);
    at(&desk, "huang.lei", DAY, &["approval", "answer", "1", "all of them"]).code(3);
    at(&desk, "li.na", "2025-06-11T12:00", &["approval", "answer", "1", "the ten in Pudong"]).code(0);
    let first = at(&desk, "wang.jun", "2025-06-11T13:00", &["approval", "approve", "1", "--text", "fine"]).code(0);
    assert_eq!(first.stdout, "approved this step: #1 样板店陈列 now waits for head office\n");
    let second = at(&desk, "zhao.min", "2025-06-11T14:00", &["approval", "approve", "1"]).code(0);
    assert_eq!(second.stdout, "approved #1 样板店陈列\n");
    let json = at(&desk, "li.na", "2025-06-11T15:00", &["approval", "show", "1", "--format", "json"]).code(0).json();
    assert_eq!((&json["schema"], &json["state"]), (&"qudao.approvals/1".into(), &"approved".into()));
    let acts: Vec<&str> = json["history"].as_array().expect("a history").iter().filter_map(|e| e["act"].as_str()).collect();
    assert_eq!(acts, ["request", "ask", "answer", "approve", "approve"]);
    assert_eq!(
        json["difference"][3],
        serde_json::json!({"field": "amount", "before": null, "after": "60000.00", "changes": true})
    );
    let again = at(&desk, "zhao.min", "2025-06-11T15:00", &["approval", "reject", "1", "late"]).code(3);
    assert_eq!(again.stderr, "qudao: refused: #1 is decided: approved by `zhao.min`\n");
    // who asked sees what became of it, until they take note
    let today = at(&desk, "li.na", "2025-06-11T16:00", &["today", "--format", "json"]).code(0).json();
    assert_eq!((&today["items"][0]["part"], &today["items"][0]["state"]), (&"note".into(), &"approved".into()));
}

#[test]
fn a_file_that_lowers_what_waits_says_what_becomes_of_it_as_the_hand_does() {
    let desk = team();
    for amount in ["60000", "2000", "3000"] {
        spend(&desk, "li.na", amount);
    }
    let by_hand = at(&desk, "li.na", DAY, &["edit", "expense", "1", "amount=900"]).code(0);
    assert_eq!(by_hand.stdout, "saved #1: it needs no approval and is in force\n");
    let file = |name: &str, rows: &str| {
        desk.write(name, format!("No.,Date,Partner,Amount,Purpose\n{rows}"));
        at(&desk, "li.na", DAY, &["import", "expenses", name]).code(0)
    };
    let lowered = file("low.csv", "2,2025-06-09,D1,800,样板店陈列\n3,2025-06-09,D1,2500,样板店陈列\n");
    let told = lowered.stdout + &lowered.stderr;
    assert!(told.contains("saved #2: it needs no approval and is in force"), "{told}");
    assert!(told.contains("saved #3: it waits for approval #4"), "{told}");
    // what needed none from the beginning is not worth a word
    desk.write("new.csv", "Date,Partner,Amount,Purpose\n2025-06-08,D1,700,x\n");
    let new = at(&desk, "li.na", DAY, &["import", "expenses", "new.csv"]).code(0);
    assert!(!(new.stdout + &new.stderr).contains("needs no approval"));
}

#[test]
fn an_edit_of_what_was_approved_waits_again() {
    let desk = team();
    spend(&desk, "li.na", "2000");
    at(&desk, "wang.jun", DAY, &["approval", "approve", "1"]).code(0);
    let purpose = at(&desk, "li.na", DAY, &["edit", "expense", "1", "purpose=展架"]).code(0);
    let again = |number| {
        format!(
            "saved #1: it was approved, and is out of force until #{number} is decided (try: qudao undo, to have it as it was)\n"
        )
    };
    assert_eq!(purpose.stdout, again(2), "what it was for is what was approved");
    at(&desk, "wang.jun", DAY, &["approval", "approve", "2"]).code(0);
    let edited = at(&desk, "li.na", DAY, &["edit", "expense", "1", "amount=2500"]).code(0);
    assert_eq!(edited.stdout, again(3));
    let json = at(&desk, "wang.jun", DAY, &["approval", "show", "3", "--format", "json"]).code(0).json();
    let changed: Vec<&serde_json::Value> =
        json["difference"].as_array().expect("fields").iter().filter(|c| c["changes"] == true).collect();
    assert_eq!(changed, [&serde_json::json!({"field": "amount", "before": "2000.00", "after": "2500.00", "changes": true})]);
    assert_eq!(json["history"][0]["act"], "reopen");
    at(&desk, "wang.jun", DAY, &["approval", "reject", "3", "over budget"]).code(0);
    let state = desk.run(&["list", "expenses", "--columns", "state", "--format", "json"]).json();
    assert_eq!(state["rows"][0]["state"], "rejected");
    let asked = at(&desk, "li.na", DAY, &["approval", "request", "expense", "1", "budget is there now"]).code(0);
    assert_eq!(asked.stdout, "saved #1: it waits for approval #4\n");
    at(&desk, "li.na", DAY, &["approval", "request", "expense", "1"]).code(3);
    at(&desk, "li.na", DAY, &["approval", "withdraw", "4"]).code(0);
    at(&desk, "li.na", DAY, &["approval", "request", "partner", "D1"]).code(2);
    at(&desk, "li.na", DAY, &["approval", "show", "99"]).code(2);
    at(&desk, "li.na", DAY, &["approval", "show", "x"]).code(2);
    let bad = at(&desk, "li.na", DAY, &["add", "expense", "on=2025-06-09", "amount=0"]).code(2);
    assert!(bad.stderr.contains("a partner or a project") && bad.stderr.contains("above 0"), "{}", bad.stderr);
    let amount = at(&desk, "wang.jun", DAY, &["approval", "approve", "4"]).code(3);
    assert!(amount.stderr.contains("is decided: withdrew by `li.na`"), "{}", amount.stderr);
}

#[test]
fn a_version_that_was_passed_names_who_was_first() {
    let desk = team();
    spend(&desk, "li.na", "2000");
    let list = at(&desk, "zhao.min", DAY, &["approval", "list", "--format", "json"]).code(0).json();
    let version = list["rows"][0]["version"].to_string();
    at(&desk, "wang.jun", DAY, &["approval", "ask", "1", "why?"]).code(0);
    let late = at(&desk, "zhao.min", DAY, &["approval", "approve", "1", "--seen", &version]).code(3);
    assert_eq!(late.stderr, "qudao: refused: `wang.jun` was first on #1: asked back (try: qudao approval show 1)\n");
    at(&desk, "zhao.min", DAY, &["approval", "approve", "1", "2", "--seen", "1"]).code(2);
}

#[test]
fn a_delegate_decides_in_anothers_place_while_they_are_away() {
    let desk = team();
    spend(&desk, "li.na", "2000");
    let args = ["user", "delegate", "wang.jun", "huang.lei", "--from", "2025-06-10", "--until", "2025-06-12"];
    let set = at(&desk, "wang.jun", DAY, &args).code(0);
    assert_eq!(set.stdout, "`huang.lei` decides for `wang.jun` (2025-06-10 – 2025-06-12)\n");
    at(&desk, "huang.lei", "2025-06-13T09:00", &["approval", "approve", "1"]).code(3);
    let list = at(&desk, "huang.lei", DAY, &["approval", "list"]).code(0);
    assert!(list.stdout.contains("manager for wang.jun"), "{}", list.stdout);
    at(&desk, "huang.lei", DAY, &["approval", "approve", "1"]).code(0);
    let shown = at(&desk, "li.na", DAY, &["approval", "show", "1"]).code(0);
    assert!(shown.stdout.contains("approved by huang.lei for wang.jun"), "{}", shown.stdout);
    let who = at(&desk, "huang.lei", DAY, &["user", "show"]).code(0);
    assert!(who.stdout.contains("decides for") && who.stdout.contains("wang.jun"), "{}", who.stdout);
    let json = at(&desk, "li.na", DAY, &["user", "show", "wang.jun", "--format", "json"]).code(0).json();
    assert_eq!((&json["schema"], &json["delegate"]), (&"qudao.user/1".into(), &"huang.lei".into()));
    at(&desk, "wang.jun", DAY, &["user", "delegate", "wang.jun"]).code(0);
    at(&desk, "huang.lei", DAY, &["user", "delegate", "wang.jun", "huang.lei"]).code(3);
    at(&desk, "wang.jun", DAY, &["user", "delegate", "wang.jun", "nobody"]).code(2);
    at(&desk, "wang.jun", DAY, &["user", "delegate", "wang.jun", "li.na", "--from", "2025-06-12", "--until", "2025-06-01"])
        .code(2);
}

#[test]
fn users_are_set_and_a_stranger_is_told_whom_to_ask() {
    let desk = team();
    desk.run(&["user", "set", "nobody", "--role", "manager"]).code(2);
    let unknown = desk.run(&["user", "set", "wang.jun", "--regions", "atlantis"]).code(2);
    assert!(unknown.stderr.contains("there is no region `atlantis`"), "{}", unknown.stderr);
    desk.run(&["user", "set", "wang.jun", "--regions", "东北,东南"]).code(2);
    desk.run(&["user", "set", "wang.jun", "--regions", "东北"]).code(0);
    let shown = desk.run(&["user", "show", "wang.jun"]).code(0);
    assert!(shown.stdout.contains("东北") && shown.stdout.contains("set targets"), "{}", shown.stdout);
    let refused = desk.run_as("stranger", &["add", "partner", "code=X", "name=X"]).code(3);
    assert_eq!(
        refused.stderr,
        "qudao: refused: this needs the role specialist, `stranger` is not registered and only looks (ask: li.wei)\n"
    );
    let who = desk.run_as("stranger", &["user", "show"]).code(0);
    assert_eq!(who.stdout, "`stranger` is not registered: may look at everything and change nothing (ask: li.wei)\n");
    // a manager's powers end at their regions
    let target = ["add", "target", "scope=partner", "subject=D1", "from_day=2025-07-01", "to_day=2025-07-31", "amount=1000"];
    desk.run_as("wang.jun", &target).code(3);
    desk.run_as("zhao.min", &target).code(0);
}

#[test]
fn what_was_asked_for_is_the_same_in_a_database_whose_records_have_other_ids() {
    let desk = Desk::made_on("2025-06-10T09:00");
    let run = |args: &[&str]| desk.run_at("2025-06-10T09:05", args);
    for who in ["boss", "zhao.min"] {
        run(&["user", "add", who, "--role", "head_office"]).code(0);
    }
    for (code, name) in [("D001", "East"), ("D002", "West"), ("D003", "North")] {
        run(&["add", "partner", &format!("code={code}"), &format!("name={name}")]).code(0);
    }
    // a gap: the second one is no more
    run(&["partner", "merge", "D001", "D002"]).code(0);
    desk.run_at_as("zhao.min", "2025-06-10T09:05", &["violation", "record", "D003", "diversion", "--amount", "30000"]).code(0);
    run(&["export", "all", "whole"]).code(0);
    // whose settings name the first one's database
    std::fs::remove_file(desk.path("config/qudao/config.toml")).expect("settings");
    let other = |user: &str, args: &[&str]| -> Ran {
        desk.command().env("QUDAO_DB", desk.path("new.db")).env("QUDAO_USER", user).args(args).output().expect("a run").into()
    };
    other("li.wei", &[&["init", "--clock", "2025-06-10T09:10"], FIRST].concat()).code(0);
    desk.widen(&desk.path("new.db"));
    other("li.wei", &["import", "all", "whole"]).code(0);
    let page = other("boss", &["approval", "show", "1"]).code(0).stdout;
    assert!(page.contains("D003") && !page.contains("D001"), "{page}");
    other("boss", &["approval", "approve", "1"]).code(0);
}

#[test]
fn a_decision_is_not_taken_back_by_others() {
    let desk = team();
    spend(&desk, "li.na", "2000");
    at(&desk, "wang.jun", DAY, &["approval", "approve", "1"]).code(0);
    let list = desk.run(&["undo", "--list", "--all", "--format", "json"]);
    let id = if list.code == Some(0) { list.json()["rows"][0]["change"].to_string() } else { String::new() };
    if !id.is_empty() {
        let refused = desk.run(&["undo", "--id", &id]).code(3);
        assert!(refused.stderr.contains("is a decision"), "{}", refused.stderr);
    }
    let undone = at(&desk, "wang.jun", DAY, &["undo"]).code(0);
    assert_eq!(undone.stdout, "took back: approved #1 样板店陈列\n");
    let again = at(&desk, "wang.jun", DAY, &["approval", "list"]).code(0);
    assert!(again.stdout.contains("样板店陈列"), "{}", again.stdout);
}
