//! What is said in two places is one: lists, pages, boards, explanations.

use serde_json::{Value as Json, json};

use super::support::{Desk, FIRST};

const DAY: &str = "2025-11-12";

/// A desk with records of these kinds.
fn desk(files: &[(&str, &str)]) -> Desk {
    let desk = Desk::made_on(&format!("{DAY}T09:00"));
    for (kind, text) in files {
        let file = desk.write(&format!("{kind}.csv"), text);
        desk.run_at(DAY, &["import", kind, file.to_str().expect("a path")]).code(0);
    }
    desk.run_at(DAY, &["refresh"]).code(0);
    desk
}

fn ask(desk: &Desk, args: &[&str]) -> Json {
    desk.run_at(DAY, &[args, &["--format", "json"]].concat()).code(0).json()
}

fn codes(document: &Json) -> Vec<&str> {
    document["rows"].as_array().expect("rows").iter().filter_map(|r| r["code"].as_str()).collect()
}

#[test]
fn who_was_never_billed_owes_nothing_that_is_rated() {
    let desk = desk(&[
        (
            "partners",
            "code,name,status,onboarded_on\nA1,Paid,active,2023-01-01\nA2,Never billed,active,2023-01-01\nA3,Owes,active,2023-01-01\n",
        ),
        (
            "invoices",
            "number,partner,issued_on,due_on,amount\nI1,A1,2025-09-01,2025-10-01,100\nI3,A3,2025-09-01,2025-10-01,70\nI4,A2,2025-12-01,2025-12-31,5\n",
        ),
        ("payments", "number,partner,paid_on,amount,invoice\nP1,A1,2025-09-20,100,I1\n"),
    ]);
    let columns = "code,open_amount,overdue,overdue_days";
    let found = ask(&desk, &["list", "partners", "-c", columns]);
    let rows = [
        json!({"code": "A1", "open_amount": "0.00", "overdue": "0.00", "overdue_days": 0}),
        json!({"code": "A2", "open_amount": null, "overdue": null, "overdue_days": null}),
        json!({"code": "A3", "open_amount": "70.00", "overdue": "70.00", "overdue_days": 42}),
    ];
    for (found, expected) in found["rows"].as_array().expect("rows").iter().zip(&rows) {
        for name in columns.split(',') {
            assert_eq!(found[name], expected[name], "{name}: {found}");
        }
    }
    let filtered = |filter: &str| ask(&desk, &["list", "partners", "-f", filter, "-c", columns]);
    for (filter, expected) in [
        ("open_amount:none", &["A2"][..]),
        ("open_amount=0", &["A1"]),
        ("open_amount<=0", &["A1"]),
        ("overdue!=none", &["A1", "A3"]),
        ("open_amount:none,0", &["A1", "A2"]),
        ("overdue_days>=0", &["A1", "A3"]),
    ] {
        assert_eq!(codes(&filtered(filter)), expected, "{filter}");
    }
    for (sort, expected) in [("open_amount", ["A1", "A3", "A2"]), ("-open_amount", ["A3", "A1", "A2"])] {
        assert_eq!(
            codes(&ask(&desk, &["list", "partners", "-c", columns, "-s", sort])),
            expected,
            "{sort}: not rated comes last"
        );
    }
    let csv = desk.run_at(DAY, &["list", "partners", "-c", columns, "--format", "csv"]).code(0).stdout;
    assert!(csv.contains("\nA2,,,\n") && csv.contains("\nA1,0.00,0.00,0\n"), "{csv}");
    let page = |code: &str| ask(&desk, &["show", "partner", code, "--section", "overview"]);
    let open = |code: &str| page(code)["sections"]["overview"]["figures"]["open"]["value"].clone();
    assert_eq!([open("A1"), open("A2"), open("A3")], [json!("0.00"), Json::Null, json!("70.00")]);
    for name in ["open_amount", "overdue", "overdue_days"] {
        let explained = ask(&desk, &["show", "partner", "A2", &format!("--explain={name}")]);
        assert_eq!(explained["explain"][0]["value"], Json::Null, "{explained}");
    }
    let file = ask(&desk, &["credit", "show", "A2"]);
    assert_eq!((&file["open"], &file["overdue"]), (&Json::Null, &Json::Null), "{file}");
    let all = ask(&desk, &["kpi", "--figure", "open_amount", "--by", "partner"]);
    let total = &all["total"];
    assert_eq!(
        (&total["open_amount"], &total["partners_covered"], &total["partners_of"]),
        (&json!("70.00"), &json!(2), &json!(3))
    );
}

#[test]
fn a_column_of_the_board_has_as_many_cards_as_the_list_behind_it() {
    let desk = Desk::empty();
    let db = desk.db().display().to_string();
    let args = ["demo", "--partners", "120", "--weeks", "70", "--keep", &db, "--no-open"];
    desk.run_at(DAY, &[&args, FIRST].concat()).code(0);
    // with a tier and suspended, improving, left; without one; never scored
    desk.sqlite()
        .execute_batch(
            "UPDATE partner SET status = 'suspended' WHERE id IN (SELECT id FROM partner WHERE tier = 'growth' ORDER BY id LIMIT 3);
             UPDATE partner SET status = 'improving' WHERE id IN (SELECT id FROM partner WHERE tier = 'watch' ORDER BY id LIMIT 2);
             UPDATE partner SET status = 'exited' WHERE id IN (SELECT id FROM partner WHERE tier = 'growth' ORDER BY id DESC LIMIT 4);
             UPDATE partner SET tier = NULL WHERE id IN (SELECT id FROM partner WHERE tier = 'strategic' ORDER BY id LIMIT 2);
             DELETE FROM meta WHERE name = 'figures_state';",
        )
        .expect("rows");
    desk.run_at(DAY, &["refresh"]).code(0);
    let board = ask(&desk, &["tier", "show"]);
    let listed = |filter: &str| {
        let found = ask(&desk, &["list", "partners", "-f", filter, "-c", "code,status,tier,computed_tier,board_tier"]);
        found["rows"].as_array().expect("rows").clone()
    };
    let mut all = 0;
    for tier in ["strategic", "growth", "watch", "probation"] {
        let rows = listed(board["filters"][tier].as_str().expect("a filter"));
        assert_eq!(Some(rows.len() as u64), board["counts"][tier].as_u64(), "{tier}");
        for row in &rows {
            assert_eq!(row["board_tier"], tier);
            let stands = if row["tier"].is_null() { &row["computed_tier"] } else { &row["tier"] };
            assert_eq!(stands, tier, "{row}");
            assert!(["active", "improving", "suspended"].iter().any(|s| row["status"] == *s), "{row}");
        }
        all += rows.len();
    }
    assert_eq!(Some(all as u64), board["partners"].as_u64());
    assert_eq!(listed("status:active,improving,suspended").len(), all, "each that trades stands somewhere");
    assert!(listed("board_tier:growth status:suspended").len() >= 3);
    let without = listed("tier:none board_tier!=none");
    assert_eq!(Some(without.len() as u64), board["without_tier"].as_u64());
    assert!(without.len() >= 2, "{without:?}");
    assert!(listed("tier:none").len() > without.len(), "who does not trade stands on no board");
    let text = desk.run_at(DAY, &["tier", "show"]).code(0).stdout;
    assert!(text.contains("tier:none board_tier!=none"), "the list that it names is that of its count: {text}");
}

#[test]
fn who_has_left_and_owes_is_in_every_total() {
    let desk = desk(&[
        (
            "partners",
            "code,name,status,onboarded_on\nA1,Stays,active,2023-01-01\nA2,Has left,exited,2023-01-01\nA3,Paid and left,exited,2023-01-01\n",
        ),
        (
            "invoices",
            "number,partner,issued_on,due_on,amount\nI1,A1,2025-09-01,2025-10-01,100\nI2,A2,2025-09-01,2025-10-01,70\nI3,A3,2025-09-01,2025-10-01,9\n",
        ),
        ("payments", "number,partner,paid_on,amount,invoice\nP3,A3,2025-09-20,9,I3\n"),
    ]);
    for (figure, expected) in [("open_amount", json!("170.00")), ("overdue", json!("170.00")), ("overdue_days", json!(42))] {
        for by in ["partner", "type", "owner"] {
            assert_eq!(ask(&desk, &["kpi", "--figure", figure, "--by", by])["total"][figure], expected, "{figure} by {by}");
        }
    }
    let receivables = ask(&desk, &["kpi", "receivables"]);
    assert_eq!(receivables["total"]["open"], "170.00", "{receivables}");
    let health = desk.run_at(DAY, &["health", "--format", "json"]).json();
    let network = &health["network"];
    assert_eq!(
        (&network["open_amount"], &network["overdue"], &network["partners"]),
        (&json!("170.00"), &json!("170.00"), &json!(1))
    );
}
