//! The page of a partner on the command line: sections, JSON, where figures come from, and the columns of the list.

use super::support::Desk;

const DAY: &str = "2025-06-10";

/// A partner with a violation, a deposit and a contract, and one without anything.
fn desk() -> Desk {
    let desk = Desk::new();
    let take = |kind: &str, text: &str| {
        let file = desk.write(&format!("{kind}.csv"), text);
        desk.run_at(DAY, &["import", kind, file.to_str().expect("a path")]).code(0);
    };
    take("partners", "code,name,region,status,deposit\nD001,南京雨润,江苏省,active,60000\nD002,苏州金鸡,江苏省,active,\n");
    take("deposit-entries", "partner,date,kind,amount\nD001,2025-01-05,paid in,60000\n");
    let conn = desk.sqlite();
    // what was approved before, as an approval would leave it
    conn.execute_batch(
        "INSERT INTO violation (number, partner, kind, \"on\", points, state) VALUES (1, 1, 'diversion', 20240, 12, 'approved');
         INSERT INTO contract (number, partner, from_day, to_day, exclusive, retention_of_title, arbitration, auto_renew, state)
           VALUES ('HT-1', 1, 20000, 20300, 0, 0, 0, 0, 'approved'), ('HT-2', 2, 19700, 20064, 0, 0, 0, 1, 'approved');
         DELETE FROM meta WHERE name = 'figures_state';",
    )
    .expect("records");
    desk
}

#[test]
fn a_page_is_printed_by_sections_in_the_order_asked_for() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at(DAY, args);
    let all = run(&["show", "partner", "D001"]).code(0).stdout;
    assert_eq!(all.lines().filter(|l| l.starts_with("== D001 ")).count(), 9, "{all}");
    let two = run(&["show", "partner", "D001", "--section", "contracts,compliance"]).code(0).stdout;
    let heads: Vec<&str> = two.lines().filter(|l| l.starts_with("== ")).collect();
    assert_eq!(heads, ["== D001 南京雨润 Contracts", "== D001 南京雨润 Compliance"]);
    assert!(two.contains("HT-1") && two.contains("points in force"), "{two}");
    let zh = run(&["--lang", "zh", "show", "partner", "D001", "--section", "合规"]).code(0).stdout;
    assert!(zh.starts_with("== D001 南京雨润 合规\n") && zh.contains("有效扣分"), "{zh}");
}

#[test]
fn a_section_that_there_is_not_is_named_with_those_there_are() {
    let desk = desk();
    let wrong = desk.run_at(DAY, &["show", "partner", "D001", "--section", "overview,nope"]).code(2);
    assert_eq!(wrong.stdout, "");
    assert!(wrong.stderr.contains("`nope` is not a section: expected one of overview, sales, credit,"), "{}", wrong.stderr);
    assert!(desk.run_at(DAY, &["show", "partner", "D009"]).code(2).stderr.contains("there is no partner `D009`"));
}

#[test]
fn the_document_holds_record_sections_and_what_refers_to_it() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at(DAY, args);
    let doc = run(&["show", "partner", "D001", "--format", "json"]).code(0).json();
    assert_eq!((&doc["schema"], &doc["as_of"]), (&"qudao.partner/1".into(), &DAY.into()));
    assert_eq!(doc["record"]["code"], "D001");
    assert_eq!(doc["sections"].as_object().map(serde_json::Map::len), Some(9));
    let figures = &doc["sections"]["compliance"]["figures"];
    assert_eq!((&figures["points"]["value"], &figures["deposit_held"]["value"]), (&12.into(), &"60000.00".into()));
    assert!(figures["points"].get("explain").is_none(), "only where it is asked for");
    assert_eq!(doc["related"]["violations"]["count"], 1);
    let one = run(&["show", "partner", "D001", "--section", "compliance", "--explain", "--format", "json"]).code(0).json();
    assert_eq!(one["sections"].as_object().map(serde_json::Map::len), Some(1));
    assert!(one["sections"]["compliance"]["figures"]["points"]["explain"].is_object(), "{one}");
}

#[test]
fn explained_figures_name_formula_and_records() {
    let desk = desk();
    let said = desk.run_at(DAY, &["show", "partner", "D001", "--section", "compliance", "--explain"]).code(0).stdout;
    assert!(said.contains("violations.months = 12"), "{said}");
    assert!(said.contains("qudao list violations -f"), "{said}");
}

#[test]
fn one_figure_or_row_is_explained_by_its_name() {
    let desk = desk();
    let run = |args: &[&str]| desk.run_at(DAY, &[&["show", "partner", "D001"], args].concat());
    let said = run(&["--section", "compliance", "--explain=deposit:1"]).code(0).stdout;
    assert!(said.starts_with("balance after #1  60,000.00\n") && !said.contains("=="), "{said}");
    let zh = desk.run_at(DAY, &["--lang", "zh", "show", "partner", "D001", "--explain=violation:1"]).code(0).stdout;
    assert!(zh.starts_with("#1 扣分  12\n") && zh.contains("2026-06-01"), "{zh}");
    let doc = run(&["--explain=points", "--format", "json"]).code(0).json();
    assert_eq!((&doc["schema"], &doc["name"]), (&"qudao.partner-explain/1".into(), &"points".into()));
    let e = &doc["explain"][0];
    assert_eq!((&e["section"], &e["value"]), (&"compliance".into(), &12.into()));
    // all of a section: each row has its own, and the name that it is asked for by
    let doc = run(&["--section", "compliance", "--explain", "--format", "json"]).code(0).json();
    let row = &doc["sections"]["compliance"]["deposit"][0];
    assert_eq!((&row["explain"]["name"], &row["explain"]["value"]), (&"deposit:1".into(), &row["balance"]));
    let wrong = run(&["--section", "compliance", "--explain=nope"]).code(2);
    assert_eq!(wrong.stdout, "");
    let all =
        "`nope` is explained nowhere in these sections (try: qudao show partner D001 --format json --explain, which names all";
    assert!(wrong.stderr.contains(all), "{}", wrong.stderr);
}

#[test]
fn growth_is_a_fraction_and_nothing_where_there_was_nothing_before() {
    let desk = desk();
    let rows =
        "partner,day,document,quantity,net amount\nD001,2024-04-10,A,1,800\nD001,2025-04-10,B,1,600\nD001,2025-05-10,C,1,500\n";
    let file = desk.write("sales.csv", rows);
    desk.run_at(DAY, &["import", "sales", file.to_str().expect("a path")]).code(0);
    let doc =
        desk.run_at(DAY, &["show", "partner", "D001", "--section", "sales", "--explain", "--format", "json"]).code(0).json();
    let months = doc["sections"]["sales"]["months"].as_array().expect("months").clone();
    let of = |month: &str| months.iter().find(|m| m["month"] == month).cloned().expect("a month");
    assert_eq!(of("2025-04")["growth"], serde_json::json!(-0.25));
    assert_eq!(of("2025-05")["growth"], serde_json::Value::Null);
    assert_eq!(of("2025-04")["explain"]["value"], "600.00");
}

#[test]
fn a_page_in_print_names_no_keys_of_the_program() {
    let desk = desk();
    let said = desk.run_at(DAY, &["show", "partner", "D002"]).code(0).stdout;
    assert!(said.contains("no contacts\n") && !said.contains("(a ") && !said.contains("(C "), "{said}");
}

#[test]
fn partners_are_listed_by_points_deposit_and_end_of_contract() {
    let desk = desk();
    let list = |filter: &str| {
        let columns = "code,points,deposit_held,contract_end";
        desk.run_at(DAY, &["list", "partners", "-c", columns, "-f", filter, "--format", "csv"]).code(0).stdout
    };
    // 20300 is 2025-07-31; the second renews itself by a year until it is ended
    let (first, second) = ("D001,12,60000.00,2025-07-31\n", "D002,0,,2025-12-07\n");
    for (filter, expected) in [
        ("", [first, second].concat()),
        ("points>6", first.to_owned()),
        ("points:0", second.to_owned()),
        ("contract_end<2025-08-01", first.to_owned()),
        ("contract_end>=2025-08-01", second.to_owned()),
        ("deposit_held>50000", first.to_owned()),
        ("deposit_held:none", second.to_owned()),
        ("保证金余额<=50000", String::new()),
    ] {
        assert_eq!(list(filter), ["code,points,deposit_held,contract_end\n", expected.as_str()].concat(), "{filter}");
    }
    let text =
        desk.run_at(DAY, &["--lang", "zh", "list", "partners", "-c", "code,points,contract_end", "-s=-points"]).code(0).stdout;
    assert!(text.starts_with("编码  有效扣分  合同到期\nD001        12  2025-07-31\n"), "{text}");
    let wrong = desk.run_at(DAY, &["list", "partners", "-f", "contract_end<soon"]).code(2).stderr;
    assert!(wrong.contains("`contract_end<soon` is not as expected: a day of the years 1900 to 2199 such as"), "{wrong}");
}

#[test]
fn a_red_light_says_why_instead_of_a_code() {
    let desk = desk();
    let sql = "INSERT INTO alert (partner, rule, severity, value, bound, first_seen, last_seen, state)
        VALUES (1, 'red_light', 'critical', 1, 75, 20240, 20249, 'open'), (2, 'credit_limit', 'critical', 13400, 10000, 20240, 20249, 'open')";
    desk.sqlite().execute(sql, []).expect("alerts");
    let list = |lang: &str| desk.run_at(DAY, &["--lang", lang, "list", "alerts", "-c", "partner,value,bound"]).code(0).stdout;
    assert!(list("en").contains("oldest item 75 days"), "{}", list("en"));
    assert!(list("en").contains("134%"), "{}", list("en"));
    assert!(list("zh").contains("75 天"), "{}", list("zh"));
    let doc = desk.run_at(DAY, &["list", "alerts", "-f", "rule:red_light", "--format", "json"]).code(0).json();
    assert_eq!((&doc["rows"][0]["value"], &doc["rows"][0]["bound"]), (&"days".into(), &75.into()));
}
