//! `qudao meeting`: a joint meeting from planning to the next one, on the command line.

use super::support::{Desk, USER};
use serde_json::{Value, json};

/// Two partners in Jiangsu and one in Shanghai, three open tickets, as of Tuesday 10 June 2025.
fn desk() -> Desk {
    let desk = Desk::new();
    let file = desk.write("partners.csv", "code,name,region\nD001,南京雨润,3201\nD002,苏州金鸡,3205\nD003,East Fresh,31\n");
    desk.run(&["import", "partners", file.to_str().expect("a path")]).code(0);
    for (partner, severity, title) in [("D001", "S3", "短少到货"), ("D002", "S2", "线上价差"), ("D003", "S1", "窜货")] {
        at(&desk, &["ticket", "new", "--partner", partner, "--severity", severity, "--title", title]);
    }
    desk
}

fn at(desk: &Desk, args: &[&str]) -> super::support::Ran {
    desk.run_at("2025-06-10T10:00", args).code(0)
}

fn show(desk: &Desk, number: &str) -> Value {
    at(desk, &["meeting", "show", number, "--format", "json"]).json()
}

#[test]
fn a_meeting_from_planning_to_the_next_one() {
    let desk = desk();
    let planned = at(
        &desk,
        &[
            "meeting",
            "plan",
            "--rhythm",
            "quarter",
            "--region",
            "32",
            "--on",
            "2025-06-10",
            "--title",
            "江苏季度会",
            "--place",
            "南京",
            "--with",
            "D001，王律师",
        ],
    );
    assert_eq!(
        planned.stdout,
        format!(
            "江苏季度会 #1: agenda\nTue 10 Jun 2025 · 江苏 · each quarter · 南京 · chair {USER}\nWith D001 南京雨润, 王律师\n\
             No agenda yet (try: qudao meeting agenda 1 --rebuild)\n"
        )
    );
    let built = at(&desk, &["meeting", "agenda", "1", "--rebuild"]);
    assert!(
        built.stdout.ends_with(&format!(
            "\ncomplaint\n  1. #2 苏州金鸡: 线上价差 · L1 S2 · 0 days · {USER}\n  2. #1 南京雨润: 短少到货 · L1 S3 · 0 days · {USER}\n"
        )),
        "{}",
        built.stdout
    );
    assert_eq!(built.stderr, "2 items, 2 new, 0 done with\n");
    at(&desk, &["meeting", "item", "1", "--topic", "返利口径", "--to", "1"]);
    let action = format!("补签协议 @{USER} 2025-07-01");
    at(&desk, &["meeting", "item", "1", "2", "--decision", "escalate", "--discussion", "下月起统一报价", "--action", &action]);
    let agenda = at(&desk, &["meeting", "agenda", "1", "--format", "md", "--lang", "zh"]);
    assert!(
        agenda.stdout.contains("# 江苏季度会 \\#1：议程\n")
            && agenda.stdout.contains("## 其他议题\n\n1. 返利口径\n\n## 投诉\n\n2. \\#2 苏州金鸡：线上价差")
            && agenda.stdout.contains("   - 下月起统一报价\n   - 决议：升级处理\n   - [ ] 补签协议"),
        "{}",
        agenda.stdout
    );
    let minutes = desk.write("minutes.txt", "到会 5 人。\n");
    let held = at(&desk, &["meeting", "hold", "1", "--minutes", minutes.to_str().expect("a path")]);
    assert_eq!(held.stdout, "held #1: 1 on tickets, 1 escalated, 1 task, 2 left for the next\nnext: #2 on Wed 10 Sep 2025\n");
    let over = show(&desk, "1");
    assert_eq!(
        (&over["schema"], &over["state"], &over["held_on"]),
        (&json!("qudao.meeting/1"), &json!("held"), &json!("2025-06-10"))
    );
    assert_eq!(over["minutes"], "到会 5 人。");
    assert_eq!(
        over["actions"],
        json!([{ "title": "补签协议", "owner": USER, "due_on": "2025-07-01", "state": "open", "ticket": 2 }])
    );
    assert_eq!(over["items"][1]["ticket"]["level"], 2);
    assert_eq!(over["next"], json!({ "number": 2, "on": "2025-09-10" }));
    let ticket = at(&desk, &["ticket", "show", "2"]);
    assert!(ticket.stdout.contains("joint meeting #1, escalate: 下月起统一报价"), "{}", ticket.stdout);
    // the next one begins with what was left
    at(&desk, &["meeting", "agenda", "2", "--rebuild"]);
    let sources: Vec<String> = show(&desk, "2")["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|i| format!("{} {}", i["source"].as_str().unwrap_or_default(), i["topic"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(sources, ["action 补签协议", "deferred 返利口径", "deferred 短少到货", "ticket 线上价差"]);
    // all of it is one step back
    at(&desk, &["undo"]);
    let listed = at(&desk, &["meeting", "list"]);
    assert_eq!(listed.stderr, "2 meetings\n", "the agenda of the second was the last change");
    at(&desk, &["undo"]);
    let list = at(&desk, &["meeting", "list", "--format", "json"]).json();
    assert_eq!(list["schema"], "qudao.meetings/1");
    assert_eq!(list["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!((&list["rows"][0]["state"], &list["rows"][0]["decided"]), (&json!("planned"), &json!(1)));
}

#[test]
fn what_is_wrong_is_said_with_a_way_on() {
    let desk = desk();
    let fails = |args: &[&str], code: i32| desk.run_at("2025-06-10T10:00", args).code(code).stderr;
    assert_eq!(at(&desk, &["meeting", "list"]).stderr, "no joint meetings (try: qudao meeting plan)\n");
    assert!(fails(&["meeting", "show", "7"], 2).contains("`7`"));
    at(&desk, &["meeting", "plan", "--rhythm", "quarter", "--on", "2025-06-20"]);
    let again = fails(&["meeting", "plan", "--rhythm", "quarter", "--on", "2025-06-27"], 2);
    assert!(again.contains("2025-Q2 has #1 on 2025-06-20 (try: qudao meeting show 1"), "{again}");
    let unknown = fails(&["meeting", "item", "1", "--topic", "x", "--action", "call @nobody"], 2);
    assert!(unknown.contains("`@nobody`") && unknown.contains("an active user"), "{unknown}");
    let none = fails(&["meeting", "item", "1", "4", "--decision", "settled"], 2);
    assert!(none.contains("there is no item 4: the agenda has 0"), "{none}");
    let wrong = fails(&["meeting", "item", "1", "--topic", "x", "--decision", "vote"], 2);
    assert!(wrong.contains("one of settled, talks (further talks), escalate"), "{wrong}");
    let early = fails(&["meeting", "hold", "1", "--on", "2025-06-20"], 2);
    assert!(early.contains("2025-06-10"), "{early}");
    let file = fails(&["meeting", "hold", "1", "--minutes", "no-such-file"], 2);
    assert!(file.contains("`no-such-file`") && file.contains("try:"), "{file}");
    assert_eq!(at(&desk, &["meeting", "cancel", "1", "--reason", "并入年会"]).stdout, "cancelled joint meeting #1\n");
    let over = fails(&["meeting", "hold", "1"], 3);
    assert!(over.contains("joint meeting #1 is cancelled (try: qudao meeting show 1)"), "{over}");
    // a refused decision: the rest is held, exit code 1
    at(&desk, &["meeting", "plan", "--on", "2025-06-10", "--title", "临时会"]);
    at(&desk, &["meeting", "item", "2", "--ticket", "3", "--decision", "arbitration"]);
    let held = desk.run_at("2025-06-10T10:00", &["meeting", "hold", "2"]).code(1);
    assert!(held.stderr.starts_with("item 1, ticket #3 (to arbitration): "), "{}", held.stderr);
    assert!(held.stdout.starts_with("held #2: 1 on tickets, 0 escalated"), "{}", held.stdout);
}

#[test]
fn the_kinds_are_listed_imported_and_exported_like_any_other() {
    let desk = desk();
    let file = desk.write("in.csv", "标题,周期类型,区域,计划日期,主持人,参会方\n华东季度会,每季度,31,2025-06-26,,D003\n");
    at(&desk, &["import", "meetings", file.to_str().expect("a path")]);
    let items = desk.write("items.csv", "会议,议题,工单\n1,物流时效,\n1,,3\n");
    at(&desk, &["import", "meeting-items", items.to_str().expect("a path")]);
    let shown = show(&desk, "1");
    assert_eq!((&shown["series"], &shown["period"]), (&json!("joint_meeting@31"), &json!("2025-Q2")));
    assert_eq!(shown["items"][1]["topic"], "窜货", "a ticket's title where no topic is given");
    for kind in ["meetings", "meeting-items"] {
        let rows = at(&desk, &["list", kind, "--format", "json"]).json();
        assert!(rows["rows"].as_array().is_some_and(|r| !r.is_empty()), "{rows}");
        let out = desk.path(&format!("{kind}.csv"));
        at(&desk, &["export", kind, "--output", out.to_str().expect("a path")]);
        let again = at(&desk, &["import", kind, out.to_str().expect("a path"), "--format", "json"]).json();
        assert_eq!(again["written"], false, "{again}");
    }
    let tasks = at(&desk, &["list", "tasks", "--filter", "kind:meeting", "--format", "json"]).json();
    assert_eq!(tasks["rows"][0]["due_on"], "2025-06-26", "its task is on the calendar");
}
