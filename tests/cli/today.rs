//! `today`: the queue as a table and as a document.

use super::demo::demo;
use super::support::Desk;

const AT: &str = "2025-11-25T10:20";

#[test]
fn the_queue_is_a_table_with_counts() {
    let desk = Desk::empty();
    demo(&desk);
    let ran = desk.run_at(AT, &["today"]).code(0);
    insta::assert_snapshot!(ran.stdout);
    let zh = desk.run_at(AT, &["--lang", "zh", "today", "--whose", "all", "--limit", "12"]).code(0);
    insta::assert_snapshot!(zh.stdout);
}

#[test]
fn the_document_is_ordered_and_names_records_and_partners() {
    let desk = Desk::empty();
    demo(&desk);
    let json = desk.run_at(AT, &["today", "--whose", "all", "--format", "json"]).code(0).json();
    assert_eq!((&json["schema"], &json["as_of"], &json["whose"]), (&"qudao.today/1".into(), &"2025-11-25".into(), &"all".into()));
    let items = json["items"].as_array().expect("items");
    let order =
        ["soon", "breached", "approval_late", "critical", "warning", "alert", "overdue", "approval", "today", "check", "notice"];
    let places: Vec<usize> = items
        .iter()
        .map(|i| order.iter().position(|o| i["urgency"] == *o).unwrap_or_else(|| panic!("an unknown urgency: {i}")))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    let approval = items.iter().find(|i| i["urgency"] == "approval_late").expect("an approval that is late");
    assert_eq!((&approval["record"], &approval["part"]), (&"approval".into(), &"decide".into()));
    let first = &items[0];
    assert_eq!(
        (&first["record"], &first["clock"], &first["seconds_left"]),
        (&"ticket".into(), &"response".into(), &2_520.into())
    );
    assert!(first["partners"][0].as_str().is_some_and(|c| c.starts_with('D')));
}

#[test]
fn nothing_to_do_is_said_so() {
    let desk = Desk::new();
    let ran = desk.run(&["today"]).code(0);
    assert_eq!(ran.stdout, "nothing is waiting: done for today\n0 to do, 0 done today\n");
}
