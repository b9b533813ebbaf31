//! `ticket`: the desk on the command line.

use super::support::Desk;
use serde_json::{Value, json};

/// A desk with a partner D001 in Nanjing, a specialist, and a manager of Jiangsu.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.run(&["user", "add", "zhao.min", "--role", "manager", "--regions", "32"]).code(0);
    desk.run(&["user", "add", "mal.ory", "--role", "viewer"]).code(0);
    let file = desk.write("partners.csv", "code,name,region\nD001,南京雨润食品有限公司,3201\nD002,East Fresh,31\n");
    desk.run(&["import", "partners", file.to_str().expect("a path")]).code(0);
    desk
}

fn new(desk: &Desk, at: &str, args: &[&str]) -> Value {
    let mut all = vec!["ticket", "new", "--format", "json"];
    all.extend(args);
    desk.run_at(at, &all).code(0).json()
}

#[test]
fn a_new_ticket_has_its_deadlines_by_the_working_calendar() {
    let desk = desk();
    for (at, kind, due) in [
        ("2025-06-07T15:00", "complaint", "2025-06-09T03:00:00Z"),
        ("2025-06-06T17:30", "complaint", "2025-06-09T02:30:00Z"),
        ("2025-09-27T10:00", "complaint", "2025-09-28T03:00:00Z"),
        ("2025-09-30T17:00", "complaint", "2025-10-09T02:00:00Z"),
        // an order is confirmed within a day of the clock, weekend or not
        ("2025-06-07T15:00", "order", "2025-06-08T07:00:00Z"),
    ] {
        let made = new(&desk, at, &["--title", "short delivery", "--kind", kind, "--partner", "D001"]);
        assert_eq!(made["schema"], "qudao.ticket/1");
        assert_eq!(made["response"]["due"], due, "{at} {kind}");
        assert_eq!(made["ticket"]["owner"], "zhao.min", "the manager of the province above the city");
        assert_eq!(made["parties"], json!([{ "role": "complainant", "partner": "D001", "name": "南京雨润食品有限公司" }]));
    }
}

#[test]
fn the_list_is_by_time_left_and_filtered() {
    let desk = desk();
    new(&desk, "2025-06-09T09:00", &["--title", "slow", "--kind", "dispute", "--severity", "S4"]);
    new(&desk, "2025-06-09T09:00", &["--title", "soon", "--partner", "D001"]);
    new(
        &desk,
        "2025-06-09T09:00",
        &["--title", "batch in Nanjing", "--kind", "diversion", "--partner", "D002", "--party", "D001:affected"],
    );
    let list = |args: &[&str]| {
        let mut all = vec!["ticket", "list", "--format", "json"];
        all.extend(args);
        let found = desk.run_at("2025-06-09T10:50", &all).code(0).json();
        assert_eq!(found["schema"], "qudao.tickets/1");
        let numbers: Vec<i64> = found["rows"].as_array().expect("rows").iter().filter_map(|r| r["number"].as_i64()).collect();
        numbers
    };
    assert_eq!(list(&[]), [2, 3, 1]);
    assert_eq!(list(&["--partner", "D001"]), [2, 3], "a party counts too");
    assert_eq!(list(&["--region", "32"]), [2]);
    assert_eq!(list(&["--region", "江苏"]), [2]);
    assert_eq!(list(&["--kind", "窜货"]), [3]);
    assert_eq!(list(&["--severity", "S4", "--state", "new"]), [1]);
    assert_eq!(list(&["batch"]), [3]);
    assert_eq!(list(&["nanjing"]), [2, 3], "the title of one, the pinyin of the partner of the other");
    // without a manager of its region a ticket goes to head office, else to the administrator
    assert_eq!(list(&["--mine"]), [3, 1]);
    assert_eq!(list(&["--owner", "li.wei"]), [3, 1]);
    assert_eq!(list(&["--breached"]), Vec::<i64>::new());
    desk.run(&["ticket", "list", "--kind", "gossip"]).code(2);
    desk.run(&["ticket", "list", "--partner", "D009"]).code(2);
}

#[test]
fn the_table_lines_up_and_says_what_is_over() {
    let desk = desk();
    new(&desk, "2025-06-09T09:00", &["--title", "三次少发", "--partner", "D001", "--severity", "S2"]);
    let ran = desk.run_at("2025-06-09T12:20", &["--lang", "zh", "ticket", "list"]).code(0);
    assert_eq!(
        ran.stdout,
        "\
编号  级别  L  类别  标题      渠道商                     状态  首次响应     解决           处理人
  #1  S2    1  投诉  三次少发  D001 南京雨润食品有限公司  新建  ! 超时 1:20  还剩 2天5小时  zhao.min
"
    );
    assert_eq!(ran.stderr, "共 1 张工单，1 张超时\n");
}

#[test]
fn a_ticket_goes_to_closed_by_acts_and_refusals_say_why() {
    let desk = desk();
    new(&desk, "2025-06-09T09:00", &["--title", "x", "--severity", "S1", "--partner", "D001"]);
    let act = |user: &str, args: &[&str]| {
        let mut all = vec!["ticket", "act", "1"];
        all.extend(args);
        let ran = desk.at("2025-06-09T09:30", &all).env("QUDAO_USER", user).output();
        super::support::Ran::from(ran.expect("the program starts"))
    };
    let refused = act("li.wei", &["resolve", "--resolution", "y"]).code(3);
    assert_eq!(refused.stderr, "qudao: refused: nobody has acknowledged it yet (try: acknowledge it first)\n");
    assert_eq!(act("li.wei", &["acknowledge"]).code(0).stdout, "#1 acknowledged · L1\n");
    let missing = act("li.wei", &["hold"]).code(2);
    assert!(missing.stderr.contains("Text"), "{}", missing.stderr);
    act("li.wei", &["hold", "--text", "waiting for photos"]).code(0);
    act("li.wei", &["resume"]).code(0);
    act("li.wei", &["negotiate"]).code(0);
    let refused = act("li.wei", &["arbitrate"]).code(3);
    assert!(refused.stderr.contains("arbitration clause"), "{}", refused.stderr);
    act("li.wei", &["resolve", "--root-cause", "a", "--resolution", "b", "--agreed-terms", "c"]).code(0);
    act("li.wei", &["close"]).code(3);
    act("li.wei", &["check"]).code(3);
    act("mal.ory", &["check"]).code(3);
    act("zhao.min", &["check"]).code(0);
    assert_eq!(act("li.wei", &["close"]).code(0).stdout, "#1 closed · L1\n");
    let shown = desk.run_at("2025-06-09T10:00", &["ticket", "show", "1", "--format", "json"]).code(0).json();
    let kinds: Vec<&str> = shown["events"].as_array().expect("events").iter().filter_map(|e| e["kind"].as_str()).collect();
    let expected = ["opened", "assigned", "acknowledged", "held", "resumed", "moved", "resolved", "checked", "closed"];
    assert_eq!(kinds, expected);
    assert_eq!(shown["resolution"]["phase"], "met");
    assert_eq!(shown["possible"], json!(["comment", "reopen"]));
    let stats = desk.run_at("2025-06-09T10:00", &["ticket", "stats", "--format", "json"]).code(0).json();
    assert_eq!((&stats["open"], &stats["resolved"], &stats["response"]["median_minutes"]), (&json!(0), &json!(1), &json!(30)));
}

#[test]
fn show_prints_what_the_page_says_and_what_is_linked() {
    let desk = desk();
    new(&desk, "2025-06-09T09:00", &["--title", "short delivery", "--partner", "D001"]);
    new(&desk, "2025-06-09T09:00", &["--title", "batch", "--kind", "diversion", "--partner", "D001", "--party", "D002:affected"]);
    for (kind, more) in [("note", ["--text", "on the shelf"]), ("amount", ["--amount", "1200.50"])] {
        let on = ["ticket", "act", "2", "evidence", "--evidence", kind, "--on", "2025-06-08"];
        desk.run_at("2025-06-09T09:10", &[&on[..], &more[..]].concat()).code(0);
    }
    let ran = desk.run_at("2025-06-09T10:00", &["ticket", "show", "2"]).code(0);
    for line in [
        "#2 batch\n",
        "first response: 3:00 left, due 2025-06-09 13:00\n",
        "Role        Code  Name\nrespondent  D001  南京雨润食品有限公司\naffected    D002  East Fresh\n",
        "Evidence: 2, amounts 1,200.50\n",
        "Other open tickets of the partner\n",
        "#1      short delivery",
        "History, newest first\n",
    ] {
        assert!(ran.stdout.contains(line), "{line}: {}", ran.stdout);
    }
    let shown = desk.run_at("2025-06-09T10:00", &["ticket", "show", "2", "--format", "json"]).code(0).json();
    assert_eq!(shown["linked"]["similar"][0]["title"], "short delivery", "{shown}");
}

#[test]
fn many_are_acted_on_at_once_and_the_refused_are_named() {
    let desk = desk();
    for title in ["a", "b", "c"] {
        new(&desk, "2025-06-09T09:00", &["--title", title]);
    }
    desk.run_at("2025-06-09T09:10", &["ticket", "act", "2", "acknowledge"]).code(0);
    let ran = desk.run_at("2025-06-09T09:20", &["ticket", "act", "acknowledge", "#1", "2", "3"]).code(3);
    assert_eq!(ran.stdout, "#1 acknowledged · L1\n#3 acknowledged · L1\n");
    assert_eq!(ran.stderr, "#2 refused: it was acknowledged before (try: investigate or negotiate)\n");
    desk.run(&["ticket", "act", "1", "dance"]).code(2);
    desk.run(&["ticket", "act", "9", "acknowledge"]).code(2);
    desk.run_as("mal.ory", &["ticket", "act", "1", "comment", "--text", "hello"]).code(3);
}

#[test]
fn why_lists_every_window_that_counted() {
    let desk = desk();
    new(&desk, "2025-09-30T17:00", &["--title", "x"]);
    let ran = desk.run_at("2025-09-30T17:00", &["--lang", "zh", "ticket", "why", "1"]).code(0);
    for line in [
        "首次响应期限: 2025-10-09 10:00",
        "国庆节放假，不计",
        "1:00  2025-10-09 09:00 至 2025-10-09 10:00",
        "desk.response.complaint = 2 h",
    ] {
        assert!(ran.stdout.contains(line), "{line}: {}", ran.stdout);
    }
    let told = desk.run_at("2025-09-30T17:00", &["ticket", "why", "1", "--format", "json"]).code(0).json();
    let counted: i64 =
        told["clocks"][0]["windows"].as_array().expect("windows").iter().filter_map(|w| w["minutes"].as_i64()).sum();
    assert_eq!((counted, &told["clocks"][0]["goal_minutes"]), (120, &json!(120)));
    assert_eq!(told["clocks"][0]["goal"], "2 h");
}

#[test]
fn why_says_that_a_goal_is_of_the_clock() {
    let desk = desk();
    new(&desk, "2025-09-30T17:00", &["--title", "x", "--kind", "order", "--severity", "S2"]);
    let said = |lang: &str| desk.run_at("2025-09-30T17:00", &["--lang", lang, "ticket", "why", "1"]).code(0).stdout;
    let (en, zh) = (said("en"), said("zh"));
    let order = [
        "2025-10-01 17:00",
        "7:00  2025-09-30 17:00 to 2025-10-01 00:00",
        "17:00  2025-10-01 00:00 to 2025-10-01 17:00",
        "desk.response.order = 24 hc",
        "counted in hours of the clock, nights and holidays as well",
        "counted in working hours",
    ];
    for line in order {
        assert!(en.contains(line), "{line}: {en}");
    }
    assert!(zh.contains("按自然小时计") && zh.contains("24 hc"), "{zh}");
    let told = desk.run_at("2025-09-30T17:00", &["ticket", "why", "1", "--format", "json"]).code(0).json();
    let clock = &told["clocks"][0];
    assert_eq!(
        (&clock["goal"], &clock["goal_minutes"], &clock["due"]),
        (&json!("24 hc"), &json!(1_440), &json!("2025-10-01T09:00:00Z"))
    );
    let windows = clock["windows"].as_array().expect("windows");
    assert!(windows.iter().all(|w| w["part"] == "counted"), "nothing is left out: {clock}");
    assert_eq!(windows.iter().filter_map(|w| w["minutes"].as_i64()).sum::<i64>(), 1_440);
}

#[test]
fn a_year_without_a_calendar_is_said_never_guessed_silently() {
    let desk = desk();
    new(&desk, "2026-12-28T10:00", &["--title", "x", "--severity", "S4"]);
    let ran = desk.run_at("2026-12-28T10:00", &["ticket", "list"]).code(0);
    assert!(ran.stderr.contains("does not know the holidays of 2027"), "{}", ran.stderr);
    let rows = desk.run_at("2026-12-28T10:00", &["ticket", "list", "--format", "json"]).code(0).json();
    assert_eq!(rows["rows"][0]["resolution"]["uncovered_year"], 2027);
}

#[test]
fn breached_clocks_escalate_once_however_many_processes_refresh() {
    let desk = desk();
    for title in ["a", "b", "c", "d"] {
        // by the system's clock its response and resolution are over on whatever day this runs
        desk.run_at("2024-01-02T09:05", &["ticket", "new", "--title", title, "--opened", "2024-01-02 09:00"]).code(0);
    }
    let shown = desk.run(&["ticket", "show", "1", "--format", "json"]).code(0).json();
    assert_eq!(shown["ticket"]["level"], 1, "a look escalates nothing");
    let racers: Vec<_> = (0..6)
        .map(|_| {
            desk.command()
                .arg("refresh")
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .expect("starts")
        })
        .collect();
    for mut racer in racers {
        assert!(racer.wait().expect("ends").success());
    }
    for number in ["1", "2", "3", "4"] {
        let shown = desk.run(&["ticket", "show", number, "--format", "json"]).code(0).json();
        let events = shown["events"].as_array().expect("events");
        let escalated: Vec<&str> =
            events.iter().filter(|e| e["kind"] == "escalated").filter_map(|e| e["text"].as_str()).collect();
        assert_eq!(escalated, ["response", "resolution"], "one step for each clock");
        assert_eq!(shown["ticket"]["level"], 3);
    }
}

#[test]
fn a_number_that_somebody_has_seen_never_comes_to_mean_another_record() {
    let desk = desk();
    for (title, number) in [("a", "#1"), ("b", "#2")] {
        let made = desk.run(&["ticket", "new", "--title", title]).code(0);
        assert!(made.stdout.starts_with(number), "{}", made.stdout);
    }
    desk.run(&["undo"]).code(0);
    let made = desk.run(&["ticket", "new", "--title", "c"]).code(0);
    assert!(made.stdout.starts_with("#3"), "{}", made.stdout);
    desk.run(&["undo"]).code(0);
    desk.run(&["redo"]).code(0);
    let shown = desk.run(&["ticket", "show", "3"]).code(0);
    assert!(shown.stdout.starts_with("#3 c"), "{}", shown.stdout);
}

#[test]
fn a_remedy_fills_in_the_resolution_and_its_tasks_follow() {
    let desk = desk();
    let list = desk.run(&["--lang", "en", "ticket", "remedies", "complaint"]).code(0).stdout;
    assert!(list.starts_with("apologise-replace  complaint\nApology, replacement, root cause\n1. Apologised"), "{list}");
    assert!(list.contains("  > after 3 days: Call: has the replacement arrived?"), "{list}");
    let all = desk.run(&["--lang", "zh", "ticket", "remedies", "--format", "json"]).code(0).json();
    assert_eq!(all["schema"], "qudao.remedies/1");
    let diversion = all["rows"].as_array().expect("rows").iter().find(|r| r["code"] == "trace-recall-deduct").expect("it");
    assert_eq!((&diversion["violation"], &diversion["name"]), (&json!("diversion"), &json!("追溯召回、扣保证金、补偿受损方")));
    desk.run(&["ticket", "remedies", "gossip"]).code(2);

    new(&desk, "2025-06-09T09:00", &["--title", "short delivery", "--partner", "D001"]);
    desk.run_at("2025-06-09T09:30", &["ticket", "act", "1", "acknowledge"]).code(0);
    let resolve = |remedy: &str, more: &[&str]| {
        let mut all = vec!["--lang", "en", "ticket", "act", "1", "resolve", "--remedy", remedy];
        all.extend(more);
        desk.run_at("2025-06-09T10:00", &all)
    };
    let bad = resolve("margin-floor", &["--text", "x"]).code(2);
    assert!(
        bad.stderr.contains("Remedy: `margin-floor` is not as expected: one of apologise-replace, credit-note"),
        "{}",
        bad.stderr
    );
    resolve("apologise-replace", &["--root-cause", "picking", "--agreed-terms", "none"]).code(0);
    let page = desk.run(&["ticket", "show", "1", "--format", "json"]).code(0).json();
    assert_eq!(page["ticket"]["remedy"], "apologise-replace");
    assert!(page["ticket"]["resolution"].as_str().is_some_and(|t| t.starts_with("Apology, replacement, root cause\n1. ")));
    desk.run_at("2025-06-09T11:00", &["ticket", "act", "1", "close"]).code(0);
    let tasks = desk.run(&["list", "tasks", "--format", "json", "--columns", "title,due_on,series,period,ticket"]).code(0).json();
    let told: Vec<(&str, &str)> = tasks["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|t| (t["title"].as_str().unwrap_or(""), t["due_on"].as_str().unwrap_or("")))
        .collect();
    assert!(told.contains(&("#1 Call: has the replacement arrived?", "2025-06-12")), "{told:?}");
    assert!(told.contains(&("Check the effect: #1 short delivery", "2025-07-09")), "{told:?}");
}

#[test]
fn an_organisation_has_remedies_of_its_own() {
    let desk = desk();
    let own = "[[remedy]]\ncode = \"our-way\"\nkinds = [\"complaint\"]\nname = { en = \"Our way\", zh = \"自定\" }\nsteps = { en = [\"a\"], zh = [\"甲\"] }\n";
    desk.write("mine.toml", own);
    let policy = desk.write("own.toml", "[desk]\nplaybooks = \"mine.toml\"\n");
    let policy = policy.to_str().expect("a path");
    let list = desk.run(&["--policy", policy, "ticket", "remedies", "complaint"]).code(0).stdout;
    assert!(list.contains("our-way"), "{list}");
    desk.write("mine.toml", "[[remedy]]\ncode = \"our-way\"\n");
    let ran = desk.run(&["--policy", policy, "ticket", "remedies"]).code(2);
    assert!(ran.stderr.contains("mine.toml`: remedies, line 1: `our-way` has no `kinds`"), "{}", ran.stderr);
    desk.write("own.toml", "[desk]\nplaybooks = \"none.toml\"\n");
    let ran = desk.run(&["--policy", policy, "ticket", "remedies"]).code(2);
    assert!(ran.stderr.contains("none.toml"), "{}", ran.stderr);
}
