//! `plan`: what is owed, planned once.

use super::support::Desk;

const PARTNERS: &str = "\
code,name,type,city,owner
D1,重庆川渝食品经销部,city_distributor,重庆,li.wei
D2,杭州嘉禾商贸有限公司,chain_supermarket,杭州,li.wei
D3,广州优品电子商务有限公司,marketplace,广州,li.wei
";

fn network() -> Desk {
    let desk = Desk::new();
    let file = desk.write("partners.csv", PARTNERS);
    desk.run(&["import", "partners", file.to_str().expect("a path")]).code(0);
    desk
}

#[test]
fn a_month_is_planned_once_and_a_dry_run_writes_nothing() {
    let desk = network();
    let generate = |more: &[&str]| {
        let args = [&["plan", "generate", "--month", "2025-06", "--format", "json"], more].concat();
        desk.run_at("2025-06-01", &args).code(0).json()
    };
    let dry = generate(&["--dry-run"]);
    assert_eq!((&dry["schema"], &dry["written"]), (&"qudao.plan/1".into(), &false.into()));
    let planned = generate(&[]);
    assert_eq!(planned["tasks"], dry["tasks"], "a dry run says what would be written");
    let kinds: Vec<&str> = planned["tasks"]
        .as_array()
        .expect("tasks")
        .iter()
        .filter(|t| t["series"] == "monthly")
        .map(|t| t["kind"].as_str().expect("a kind"))
        .collect();
    assert_eq!(kinds.iter().filter(|k| **k == "visit").count(), 2);
    assert_eq!(kinds.iter().filter(|k| **k == "contact").count(), 1, "who sells online is called");
    let again = generate(&[]);
    assert_eq!((&again["added"], &again["known"]), (&0.into(), &planned["added"]));
}

#[test]
fn the_list_says_who_where_and_when() {
    let desk = network();
    desk.run_at("2025-06-01", &["plan", "generate", "--month", "2025-06"]).code(0);
    let ran = desk.run_at("2025-06-01", &["plan", "list", "--month", "2025-06"]).code(0);
    insta::assert_snapshot!(ran.stdout);
    let zh = desk.run_at("2025-06-01", &["--lang", "zh", "plan", "list", "--month", "2025-06"]).code(0);
    insta::assert_snapshot!(zh.stdout);
    let nobody = desk.run(&["plan", "list", "--owner", "nobody"]).code(2);
    assert!(nobody.stderr.contains("nobody"), "{}", nobody.stderr);
}

#[test]
fn a_month_that_is_over_or_none_is_refused() {
    let desk = network();
    let over = desk.run_at("2025-06-01", &["plan", "generate", "--month", "2025-05"]).code(2);
    assert!(over.stderr.contains("2025-05 is over"), "{}", over.stderr);
    let wrong = desk.run(&["plan", "generate", "--month", "2025-Q2"]).code(2);
    assert!(wrong.stderr.contains("is not a month"), "{}", wrong.stderr);
}

#[test]
fn a_viewer_may_look_and_not_plan() {
    let desk = network();
    desk.run_as("guest", &["plan", "list"]).code(0);
    desk.run_as("guest", &["plan", "generate"]).code(3);
}
