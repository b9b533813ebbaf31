//! `kpi`: tables, documents, refusals.

use super::support::Desk;

const SALES: &str = "\
partner code,date,document,net amount,returns,cost of goods
D1,2025-01-10,A1,1234.50,100,800
D1,2025-02-10,A2,500,0,300
D2,2025-01-20,B1,265.50,0,100
";

fn network() -> Desk {
    let desk = Desk::new();
    let partners = desk.write("partners.csv", "code,name,region\nD1,重庆川渝食品经销部,south west\nD2,East Fresh,east\n");
    let sales = desk.write("sales.csv", SALES);
    let targets = desk.write("targets.csv", "code,period,amount\nD1,2025-Q1,1500\n");
    for (kind, file) in [("partners", &partners), ("sales", &sales), ("targets", &targets)] {
        let file = file.to_str().expect("a path");
        desk.run(&["import", kind, file]).code(0);
    }
    desk
}

#[test]
fn a_table_is_aligned_and_judges_targets() {
    let desk = network();
    let ran = desk.run_at("2025-06-07", &["kpi", "--period", "2025-Q1", "--by", "partner"]).code(0);
    insta::assert_snapshot!(ran.stdout);
    let zh = desk.run_at("2025-06-07", &["--lang", "zh", "kpi", "--period", "2025-Q1", "--by", "month"]).code(0);
    insta::assert_snapshot!(zh.stdout);
}

#[test]
fn the_document_is_stable() {
    let desk = network();
    let args = ["kpi", "--period", "2025-Q1", "--by", "partner", "--top", "1", "--format", "json"];
    let json = desk.run_at("2025-06-07", &args).code(0).json();
    let keys = |v: &serde_json::Value| v.as_object().expect("an object").keys().take(8).cloned().collect::<Vec<_>>();
    assert_eq!(keys(&json), ["schema", "as_of", "from", "to", "by", "currency", "rows", "total"]);
    let row = &json["rows"][0];
    let first: Vec<_> = row.as_object().expect("a row").keys().take(10).map(String::as_str).collect();
    assert_eq!(first, ["key", "name", "partners", "orders", "quantity", "net_amount", "returns", "cost", "target", "attainment"]);
    assert_eq!((&row["key"], &row["net_amount"], &row["attainment"]), (&"D1".into(), &"1734.50".into(), &1.089_667.into()));
    assert_eq!(json["rows"].as_array().map(Vec::len), Some(1), "--top");
    assert_eq!((&json["total"]["net_amount"], &json["total"]["partners"]), (&"2000.00".into(), &2.into()));
    assert_eq!(json["concentration"]["n"], 2);
}

#[test]
fn an_empty_period_says_where_there_are_figures() {
    let desk = network();
    let ran = desk.run_at("2025-06-07", &["kpi", "--period", "2024"]).code(0);
    assert!(ran.stderr.contains("from 2025-01 to 2025-02"), "{}", ran.stderr);
}

#[test]
fn bad_usage_is_exit_code_2() {
    let desk = network();
    for args in [
        vec!["kpi", "--period", "2025-13"],
        vec!["kpi", "--from", "2025-02-01", "--to", "2025-01-01"],
        vec!["kpi", "--from", "2025-02-01"],
        vec!["kpi", "--by", "colour"],
        vec!["kpi", "--filter", "colour:red"],
        vec!["kpi", "receivables", "--buckets", "60,30"],
        vec!["kpi", "receivables", "--buckets", "9223372036854775807"],
        vec!["kpi", "--format", "ics"],
    ] {
        let ran = desk.run(&args);
        assert_eq!(ran.code, Some(2), "{args:?}: {}", ran.stderr);
        assert!(ran.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn a_figure_is_asked_for_by_its_name_and_says_what_it_is_made_of() {
    fn args<'a>(more: &[&'a str]) -> Vec<&'a str> {
        [&["kpi", "--period", "2025-Q1", "--by", "partner"], more].concat()
    }
    let desk = network();
    let ran = desk.run_at("2025-06-07", &args(&["--figure", "attainment", "--format", "json"])).code(0).json();
    assert_eq!((&ran["figure"]["unit"], &ran["figure"]["better"]), (&"fraction".into(), &"higher".into()));
    let row = &ran["rows"][0];
    assert_eq!((&row["key"], &row["attainment"], &row["class"]), (&"D1".into(), &1.089_667.into(), &"met".into()));
    assert_eq!((&row["numerator"], &row["denominator"]), (&"1634.50".into(), &"1500.00".into()));
    assert_eq!((&ran["total"]["partners_covered"], &ran["total"]["partners_of"]), (&1.into(), &2.into()));
    assert_eq!(ran["rows"][1]["attainment"], serde_json::Value::Null, "not rated, never 0");
    let text = desk.run_at("2025-06-07", &args(&["--figure", "average_order", "--sort", "name"])).code(0).stdout;
    assert!(text.contains("817.25") && text.contains("average order = net sales / orders"), "{text}");
    let zh = [&["--lang", "zh"], args(&["--figure", "fee_rate"]).as_slice()].concat();
    assert!(desk.run_at("2025-06-07", &zh).code(0).stdout.contains("费用率"));
    let csv = desk.run_at("2025-06-07", &args(&["--figure", "net_sales", "--format", "csv"])).code(0).stdout;
    assert!(csv.starts_with("key,name,net_sales,numerator,denominator"), "{csv}");
    for bad in
        [args(&["--figure", "luck"]), vec!["kpi", "--figure", "collection_rate", "--by", "line"], args(&["--sort", "name"])]
    {
        assert_eq!(desk.run(&bad).code, Some(2), "{bad:?}");
    }
}

#[test]
fn the_catalogue_names_every_figure_that_can_be_asked_for() {
    let desk = network();
    let all = desk.run_at("2025-06-07", &["kpi", "figures", "--format", "json"]).code(0).json();
    for figure in all["rows"].as_array().expect("rows") {
        let name = figure["name"].as_str().expect("a name");
        let shown = desk.run_at("2025-06-07", &["kpi", "--period", "2025", "--figure", name, "--by", "quarter"]).code(0).stdout;
        assert!(shown.contains("2025-Q1"), "{name}: {shown}");
    }
    assert!(desk.run_at("2025-06-07", &["kpi", "figures"]).code(0).stdout.contains("collection_rate"));
}
