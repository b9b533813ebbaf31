//! `add` and `edit`.

use super::support::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    let values =
        ["code=D001", "name=重庆川渝食品", "region=重庆", "类型=县级经销商", "deposit=50万", "规划网点=45", "owner=li.wei"];
    let ran = desk.run(&[["add", "partner"].as_slice(), &values].concat()).code(0);
    assert_eq!(ran.stdout, "created D001 重庆川渝食品\n");
    desk
}

#[test]
fn values_are_read_as_people_write_them() {
    let desk = desk();
    let json = desk.run(&["show", "partner", "D001", "--format", "json"]).code(0).json();
    let record = &json["record"];
    for (field, value) in [
        ("region", serde_json::json!("50")),
        ("channel_type", serde_json::json!("county_distributor")),
        ("deposit", serde_json::json!("500000.00")),
        ("outlets_planned", serde_json::json!(45)),
        ("owner", serde_json::json!("li.wei")),
        ("status", serde_json::json!("active")),
        ("tier", serde_json::json!(null)),
    ] {
        assert_eq!(record[field], value, "{field}");
    }
}

#[test]
fn every_value_that_is_not_as_expected_is_named_and_nothing_is_written() {
    let desk = desk();
    let ran = desk.run(&["edit", "partner", "D001", "账期=long", "phone=1", "tier=growth", "colour=red", "name"]).code(2);
    assert_eq!(
        ran.stderr.lines().take(3).collect::<Vec<_>>(),
        [
            "qudao: 4 values are not as expected",
            "  Credit term: `long` is not as expected: a whole number such as 12",
            "  Tier: `growth` is not as expected: nothing: the program sets it by its rules",
        ]
    );
    let ran = desk.run(&["add", "partner", "code=D001", "name=again"]).code(2);
    assert!(ran.stderr.contains("Code: `D001` is not as expected: a value that no other record has"), "{}", ran.stderr);
    let json = desk.run(&["show", "partner", "D001", "--format", "json"]).code(0).json();
    assert_eq!((&json["record"]["phone"], &json["record"]["version"]), (&serde_json::json!(null), &serde_json::json!(1)));
}

#[test]
fn what_somebody_changed_since_is_shown_beside_and_not_overwritten() {
    let desk = desk();
    desk.run(&["user", "add", "zhao.min", "--role", "specialist"]).code(0);
    desk.run_as("zhao.min", &["edit", "partner", "D001", "deposit=600000"]).code(0);
    let late = desk.run(&["edit", "partner", "D001", "deposit=7", "--seen", "1"]).code(3);
    assert_eq!(late.stdout, "field           yours  theirs\nDeposit agreed  7.00   600,000.00\n");
    assert_eq!(
        late.stderr,
        "qudao: refused: partner D001 was changed by somebody else since it was opened (try: look at it again, then repeat the change)\n"
    );
    let json = desk.run(&["show", "partner", "D001", "--format", "json"]).json();
    assert_eq!(json["record"]["deposit"], "600000.00");
    let seen = desk.run(&["edit", "partner", "D001", "deposit=7", "--seen", "2", "--format", "json"]).code(0).json();
    assert_eq!((seen["schema"].as_str(), seen["version"].as_i64()), (Some("qudao.saved/1"), Some(3)));
}

#[test]
fn a_kind_with_rules_of_its_own_is_not_edited_by_its_fields() {
    let desk = desk();
    for kind in ["ticket", "users", "sales", "tier-changes"] {
        let ran = desk.run(&["add", kind, "title=x"]).code(2);
        assert!(ran.stderr.contains("have rules of their own"), "{kind}: {}", ran.stderr);
    }
    desk.run_as("stranger", &["edit", "partner", "D001", "phone=1"]).code(3);
}
