//! `alert`: the list, and what is done about warnings.

use super::demo::demo;
use super::support::Desk;

const AT: &str = "2025-11-25T10:20";

#[test]
fn warnings_are_listed_by_what_is_asked_for_and_acted_on() {
    let desk = Desk::empty();
    demo(&desk);
    let run = |args: &[&str]| desk.run_at(AT, &[&["alert"], args].concat());
    let list = |args: &[&str]| run(&[&["list"], args, &["--format", "json"]].concat()).code(0).json();
    let all = list(&["--state", "open"]);
    assert_eq!(all["schema"], "qudao.alerts/1");
    let open = all["alerts"].as_array().expect("alerts");
    let serious = |a: &serde_json::Value| ["critical", "warning", "info"].iter().position(|s| a["severity"] == *s);
    assert!(open.is_sorted_by_key(serious) && open.len() > 3, "the most serious first");
    let number = |i: usize| open[i]["number"].to_string();
    let one = |n: &str| {
        let of = |state: &str| list(&["--state", state])["alerts"].as_array().expect("alerts").clone();
        let all = ["open", "acknowledged", "snoozed"].into_iter().flat_map(of);
        all.into_iter().find(|a| a["number"].as_i64() == n.parse().ok()).expect("on record")
    };
    run(&["ack", &number(0), "--reason", "rebuilding the shop"]).code(0);
    let first = one(&number(0));
    assert_eq!((first["state"].as_str(), first["reason"].as_str()), (Some("acknowledged"), Some("rebuilding the shop")));
    run(&["ack", &number(0)]).code(3);
    run(&["snooze", &number(1), "--until", "2025-12-05", "--reason", "paid on Friday"]).code(0);
    assert_eq!(one(&number(1))["snoozed_until"], "2025-12-05");
    assert!(run(&["snooze", &number(1), "--until", "2025-11-25"]).code(2).stderr.contains("2025-11-26"));
    run(&["assign", &number(1), &number(2), "--to", "nobody.here"]).code(2);
    run(&["assign", &number(1), &number(2), "--to", "li.wei"]).code(0);
    let mine = list(&["--owner", "li.wei"]);
    let numbers: Vec<String> = mine["alerts"].as_array().expect("alerts").iter().map(|a| a["number"].to_string()).collect();
    assert!(numbers.contains(&number(1)) && numbers.contains(&number(2)), "{numbers:?}");
    assert!(mine["alerts"].as_array().expect("alerts").iter().all(|a| a["owner"] == "li.wei"));
    assert!(run(&["ticket", &number(2), "--title", "price below floor"]).code(0).stdout.contains('#'));
    run(&["task", &number(3), "--title", "call the owner", "--due", "2025-12-01"]).code(0);
    let tasks =
        desk.run_at(AT, &["list", "tasks", "--filter", "title:\"call the owner\" due_on=2025-12-01", "--format", "json"]).code(0);
    assert_eq!(tasks.json()["rows"].as_array().map(Vec::len), Some(1));
    let code = open[3]["code"].as_str().expect("a code");
    assert!(list(&["--partner", code])["alerts"].as_array().expect("alerts").iter().all(|a| a["code"] == code));
    let rule = run(&["list", "--rule", "order"]).code(2).stderr;
    assert!(rule.contains("`order`") && rule.contains("order_drop"), "{rule}");
    // each is one step of undo
    desk.run_at(AT, &["undo"]).code(0);
    assert_eq!(one(&number(3))["state"], "open");
    let zh = desk.run_at(AT, &["--lang", "zh", "alert", "list"]).code(0).stdout;
    assert!(zh.contains("编号") && zh.contains("推迟至 2025-12-05"), "{zh}");
}
