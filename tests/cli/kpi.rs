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
        let kpi = ["kpi", "--period", "2025", "--figure", name, "--by"];
        let by = |what: &'static str| desk.run_at("2025-06-07", &[&kpi[..], &[what]].concat());
        match figure["of"].as_str() {
            Some("period") => assert!(by("quarter").code(0).stdout.contains("2025-Q1"), "{name}"),
            Some("day") => assert!(by("partner").code(0).stdout.contains("D1"), "{name}"),
            _ => assert!(by("partner").code(2).stderr.contains("list partners"), "{name}"),
        }
    }
    assert!(desk.run_at("2025-06-07", &["kpi", "figures"]).code(0).stdout.contains("collection_rate"));
}

#[test]
fn what_is_of_a_day_or_of_one_partner_says_so() {
    let desk = network();
    let at = |args: &[&str]| desk.run_at("2025-06-07", args);
    let of_day = at(&["kpi", "--figure", "dso", "--by", "month"]).code(2);
    assert!(of_day.stderr.contains("--as-of DAY"), "{}", of_day.stderr);
    assert!(at(&["kpi", "--figure", "health", "--period", "2025-Q1"]).code(2).stderr.contains("2025-06-07"));
    assert!(at(&["kpi", "--figure", "light"]).code(2).stderr.contains("qudao list partners -c help"));
    let json = at(&["kpi", "--figure", "sales4", "--by", "partner", "--format", "json"]).code(0).json();
    assert_eq!((&json["figure"]["unit"], &json["as_of"]), (&"currency".into(), &"2025-06-07".into()));
    let columns = at(&["list", "partners", "--columns", "help"]).code(0).stdout;
    assert!(columns.contains("sales4") && columns.contains("Sales 4 w"), "{columns}");
}

#[test]
fn a_target_is_for_somebody_that_there_is() {
    let desk = network();
    let add = |fields: &[&str]| {
        let span = ["from_day=2025-07-01", "to_day=2025-07-31", "amount=1"];
        desk.run(&[&["add", "target"], fields, &span[..]].concat())
    };
    let near = add(&["subject=D11"]).code(2);
    assert!(near.stderr.contains("D1"), "{}", near.stderr);
    add(&["scope=region", "subject=nowhere"]).code(2);
    add(&["scope=network", "subject=D1"]).code(2);
    add(&[]).code(2);
    add(&["subject=East Fresh"]).code(0);
    assert!(desk.run(&["list", "targets"]).code(0).stdout.contains("D2"), "a name stands for its code");
}

#[test]
fn an_own_target_and_what_a_figure_covers_are_said_in_the_text() {
    let desk = network();
    desk.run(&["add", "target", "scope=owner", "subject=nobody", "from_day=2025-01-01", "to_day=2025-03-31", "amount=1"]).code(2);
    let at = |args: &[&str]| desk.run_at("2025-06-07", args).code(0).stdout;
    let text = at(&["kpi", "--period", "2025-Q1", "--by", "partner"]);
    // D1 has a target and made 1,634.50 of 1,900 net sales, D2 has none
    assert!(text.contains("attainment is of 86") && text.contains("partners by target: 1 met"), "{text}");
    assert!(text.contains("1 not rated"), "{text}");
    let json = desk.run_at("2025-06-07", &["kpi", "--period", "2025-Q1", "--format", "json"]).code(0).json();
    assert_eq!((&json["partners_by_class"]["met"], &json["partners_by_class"]["not_rated"]), (&1.into(), &1.into()));
    assert_eq!((&json["units"]["net_sales"], &json["units"]["attainment"]), (&"currency".into(), &"fraction".into()));
    let figure = at(&["kpi", "--period", "2025-Q1", "--by", "region", "--figure", "attainment"]);
    assert!(figure.contains("1 of 2 partners · of 86"), "{figure}");
}

#[test]
fn a_closed_period_is_read_by_its_name_after_the_fiscal_year_begins_elsewhere() {
    let desk = network();
    // rules rule from their decision on: as of an earlier day the year begins where it did
    let at = |args: &[&str]| desk.run(args);
    desk.run(&["close", "2025-Q1"]).code(0);
    let before = at(&["kpi", "--period", "2025-Q1", "--by", "partner"]).code(0).stdout;
    desk.write("rules.toml", "[organisation]\nfiscal_year_month = 2\n");
    desk.run(&["policy", "import", "rules.toml", "--reason", "a fiscal year from February"]).code(0);
    let after = at(&["kpi", "--period", "2025-Q1", "--by", "partner"]).code(0).stdout;
    assert!(after.contains("2025-01-01") && after.contains("2025-03-31"), "{after}");
    assert_eq!(before, after);
    assert!(desk.run(&["verify", "2025-Q1"]).code(0).stdout.contains("2025-Q1"));
    // the year of which something is closed begins as it did then, whatever of it is asked for; it is told
    let open = at(&["kpi", "--period", "2025-Q2", "--by", "partner"]).code(0);
    assert!(open.stdout.contains("2025-04-01") && open.stdout.contains("2025-06-30"), "{}", open.stdout);
    assert!(
        open.stderr.contains("2025-Q2 is 2025-04-01 to 2025-06-30: a period of that fiscal year is closed"),
        "{}",
        open.stderr
    );
    assert!(at(&["kpi", "--period", "2025"]).code(0).stdout.contains("2025-12-31"));
    let quarters = at(&["kpi", "--period", "2025", "--by", "quarter", "--format", "json"]).code(0).json();
    let row = |name: &str| quarters["rows"].as_array().expect("rows").iter().find(|r| r["key"] == name).cloned();
    let one = at(&["kpi", "--period", "2025-Q1", "--by", "quarter", "--format", "json"]).code(0).json();
    assert_eq!(row("2025-Q1").expect("a row")["net_amount"], one["total"]["net_amount"], "{quarters}");
    // closing it again is the same days, and so is opening it
    let again = desk.run(&["close", "2025-Q1", "--format", "json"]).code(0).json();
    assert_eq!((&again["written"], &again["closing"]["from"]), (&serde_json::json!(false), &serde_json::json!("2025-01-01")));
    // another year is that of today's rules, and what lies between has no name
    let next = at(&["kpi", "--period", "2024-Q1", "--by", "quarter", "--format", "json"]).code(0).json();
    assert_eq!((next["from"].as_str(), next["to"].as_str()), (Some("2024-02-01"), Some("2024-04-30")), "{next}");
    desk.run(&["close", "--reopen", "2025-Q1", "--reason", "a mistake"]).code(0);
    assert!(at(&["kpi", "--period", "2025-Q1"]).code(0).stdout.contains("2025-02-01"));
}

#[test]
fn what_all_owe_follows_from_the_rows_that_its_explanation_names() {
    let desk = Desk::empty();
    let db = desk.path("demo.db").display().to_string();
    desk.run_at(
        "2025-11-12",
        &[&["demo", "--partners", "60", "--weeks", "70", "--keep", &db, "--no-open"], super::support::FIRST].concat(),
    )
    .code(0);
    let ask = |args: &[&str]| desk.run_at("2025-11-12", &[&["--db", &db], args, &["--format", "json"]].concat()).code(0).json();
    for filter in ["", "status:active"] {
        let args = if filter.is_empty() { vec![] } else { vec!["--filter", filter] };
        let document = ask(&[&["kpi", "receivables", "--explain"], args.as_slice()].concat());
        let inputs = document["explain"][0]["inputs"].as_array().expect("inputs");
        let mut compared = 0;
        for input in inputs.iter().filter(|i| i["rows"].is_object()) {
            let (kind, rows) =
                (input["rows"]["kind"].as_str().expect("a kind"), input["rows"]["filter"].as_str().expect("a filter"));
            let column = match (kind, rows.rsplit_once("!=0")) {
                ("partners", Some((before, _))) => before.rsplit(' ').next().expect("a figure"),
                _ => "amount",
            };
            let list = ask(&["list", kind, "-f", rows, "--columns", column, "-n", "100000"]);
            let cents =
                |v: &serde_json::Value| v.as_str().expect("an amount").replace('.', "").parse::<i64>().expect("an amount");
            let sum: i64 = list["rows"].as_array().expect("rows").iter().map(|r| cents(&r[column])).sum();
            assert_eq!(sum, cents(&input["value"]), "{filter} {input}");
            assert!(sum > 0, "{input}");
            compared += 1;
        }
        assert_eq!(compared, if filter.is_empty() { 3 } else { 2 }, "{document}");
    }
}

#[test]
fn a_figure_that_the_rules_keep_is_that_of_the_day_one_looks_at() {
    let desk = Desk::new();
    desk.write("partners.csv", "code,name\nA1,One\n");
    desk.write("invoices.csv", "number,partner,issued on,due on,amount\nI1,A1,2025-04-01,2025-05-01,100\n");
    for (kind, file) in [("partners", "partners.csv"), ("invoices", "invoices.csv")] {
        desk.run_at("2025-06-07", &["import", kind, file]).code(0);
    }
    desk.run_at("2025-06-07", &["refresh"]).code(0);
    for (day, days) in [("2025-06-07", 37), ("2025-06-01", 31), ("2025-05-06", 5)] {
        let kpi = ["kpi", "--figure", "overdue_days", "--by", "partner", "--as-of", day, "--format", "json"];
        let kpi = desk.run(&kpi).code(0).json();
        let list = desk.run(&["list", "partners", "--columns", "code,overdue_days", "--as-of", day, "--format", "json"]).code(0);
        assert_eq!(kpi["rows"][0]["overdue_days"], days, "{day}: {kpi}");
        assert_eq!(list.json()["rows"][0]["overdue_days"], days, "{day}");
    }
}
