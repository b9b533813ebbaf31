//! Amounts, days and numbers of the policy that nobody means are refused wherever they come in.

use super::support::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("partners.csv", "code,name,status\nD001,杭州西湖贸易有限公司,active\nD002,重庆川渝食品,active\n");
    desk.run(&["import", "partners", "partners.csv"]).code(0);
    desk
}

/// A file of so many rows of one kind.
fn rows(head: &str, count: usize, row: impl Fn(usize) -> String) -> String {
    let rows: Vec<String> = (1..=count).map(row).collect();
    format!("{head}\n{}\n", rows.join("\n"))
}

#[test]
fn an_amount_beyond_ten_million_millions_is_refused_wherever_it_comes_in() {
    let desk = desk();
    let most = "at most 10,000,000,000,000.00";
    let invoice = |amount: &str| {
        let amount = format!("amount={amount}");
        desk.run(&["add", "invoice", "number=I1", "partner=D001", "issued_on=2025-03-01", "due_on=2025-04-01", &amount])
    };
    assert!(invoice("10000000000001").code(2).stderr.contains(most));
    assert!(invoice("-10000000000000.01").code(2).stderr.contains("at least -10,000,000,000,000.00"));
    assert!(desk.run(&["edit", "partner", "D001", "credit_limit=1000000亿"]).code(2).stderr.contains(most));
    assert!(desk.run(&["credit", "check", "D001", "99999999999999"]).code(2).stderr.contains("99999999999999"));
    let sale = "partner,date,document,amount\nD001,2025-03-01,S1,10000000000001\n";
    desk.write("sales.csv", sale);
    assert!(desk.run(&["import", "sales", "sales.csv"]).code(2).stderr.contains(most));
    desk.write("sales.json", r#"[{"partner":"D001","day":"2025-03-01","document":"S1","net_amount":"10000000000001.00"}]"#);
    assert!(desk.run(&["import", "sales", "sales.json"]).code(2).stderr.contains(most));
    desk.write("quantity.csv", "partner,date,document,quantity,amount\nD001,2025-03-01,S1,10000000000001,1\n");
    assert!(desk.run(&["import", "sales", "quantity.csv"]).code(2).stderr.contains("at most 10,000,000,000,000"));
    let exported = desk.run(&["export", "sales"]).code(0).stdout;
    assert_eq!(exported.lines().count(), 1, "nothing was written: {exported}");
    invoice("10000000000000").code(0);
}

#[test]
fn an_amount_with_more_decimals_than_the_currency_has_is_refused_wherever_it_comes_in() {
    let desk = desk();
    let said = "an amount with at most two decimals";
    assert!(desk.run(&["edit", "partner", "D001", "credit_limit=1.005"]).code(2).stderr.contains(said));
    assert!(desk.run(&["add", "partner", "code=D9", "name=x", "deposit=0.001"]).code(2).stderr.contains(said));
    assert!(desk.run(&["add", "expense", "on=2025-06-09", "partner=D001", "amount=10.005"]).code(2).stderr.contains(said));
    assert!(
        desk.run(&["credit", "override", "D001", "10.005", "--until", "2026-12-31", "-r", "x"]).code(2).stderr.contains(said)
    );
    desk.write("limits.csv", "code,name,credit_limit\nD001,杭州西湖贸易有限公司,1.005\n");
    assert!(desk.run(&["import", "partners", "limits.csv"]).code(2).stderr.contains(said));
    let zh = desk.run(&["--lang", "zh", "edit", "partner", "D001", "credit_limit=1.005"]).code(2);
    assert!(zh.stderr.contains("最多两位小数的金额"), "{}", zh.stderr);
    // a ledger's lines have four, so that their sums are exact
    desk.write("sales.csv", "partner,date,document,amount\nD001,2025-03-01,S1,1.0050\n");
    desk.run(&["import", "sales", "sales.csv"]).code(0);
    desk.run(&["edit", "partner", "D001", "credit_limit=1.01"]).code(0);
}

#[test]
fn a_year_that_nobody_means_is_refused_wherever_it_comes_in() {
    let desk = desk();
    desk.write(
        "sales.csv",
        "partner,date,document,amount\nD001,262143-12-01,S1,10\nD001,1899-12-31,S2,10\nD001,2200-01-01,S3,10\n",
    );
    let ran = desk.run(&["import", "sales", "sales.csv"]).code(2);
    assert!(ran.stderr.contains("3 values are not as expected"), "{}", ran.stderr);
    let cases: &[&[&str]] = &[
        &["kpi", "--period", "262143-12"],
        &["kpi", "--period", "262142"],
        &["kpi", "--from", "2025-01-01", "--to", "262142-12-31"],
        &["kpi", "--period", "2200-Q1"],
        &["close", "262142-12"],
        &["health", "--week", "262142-W10"],
        &["ticket", "stats", "--period", "262143-12"],
        &["--as-of", "262142-12-31", "health"],
        &["--as-of", "1899-12-31T23:59", "list", "partners"],
        &["--as-of", "2200-01-01T00:00:00Z", "list", "partners"],
        &["list", "partners", "--filter", "onboarded_on>262142-01-01"],
        &["credit", "payers", "--from", "262142-12-31"],
        &["add", "invoice", "number=I1", "partner=D001", "issued_on=2025-03-01", "amount=1", "due_on=262142-12-31"],
    ];
    for args in cases {
        let ran = desk.run(args);
        assert_eq!(ran.code, Some(2), "{args:?}: {} {}", ran.stdout, ran.stderr);
        assert!(
            ran.stderr.contains("2199") || ran.stderr.contains("expected") || ran.stderr.contains("as expected"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_sum_that_is_too_large_is_an_error_that_names_its_place_and_never_a_limit_value() {
    let desk = desk();
    let most = "10000000000000";
    let sale = |i: usize| format!("D001,2025-03-{:02},S{i},{most}", i % 28 + 1);
    desk.write("sales.csv", rows("partner,date,document,amount", 100, sale));
    let ran = desk.run(&["import", "sales", "sales.csv"]).code(2);
    assert!(ran.stderr.contains("a sum of `D001` is beyond 922,337,203,685,477"), "{}", ran.stderr);
    assert_eq!(desk.run(&["export", "sales"]).code(0).stdout.lines().count(), 1, "nothing was written");
    // what fits is exact to the cent
    let half = |i: usize| format!("D00{},2025-03-{:02},S{i},{most}", i % 2 + 1, i % 28 + 1);
    desk.write("half.csv", rows("partner,date,document,amount", 92, half));
    desk.run(&["import", "sales", "half.csv"]).code(0);
    let kpi = |args: &[&str]| {
        desk.run_at("2025-06-07", &[&["kpi", "--period", "2025-03", "--by", "partner", "--format", "json"], args].concat())
    };
    assert_eq!(kpi(&[]).code(0).json()["total"]["net_amount"], "920000000000000.00");
    // one more month and the sum of the two is beyond
    desk.write("april.csv", rows("partner,date,document,amount", 92, |i| half(i).replace("2025-03", "2025-04")));
    desk.run(&["import", "sales", "april.csv"]).code(0);
    let both = desk.run_at("2025-06-07", &["kpi", "--period", "2025-H1", "--by", "partner"]).code(2);
    assert!(both.stderr.contains("a sum of `2025-01-01..2025-06-30` is beyond"), "{}", both.stderr);
    assert!(!both.stdout.contains("922"), "{}", both.stdout);
}

#[test]
fn what_adds_up_for_each_and_not_for_all_is_an_error_too() {
    let desk = desk();
    let invoice = |i: usize| format!("I{i},D00{},2025-03-{:02},2025-04-30,10000000000000", i % 2 + 1, i % 28 + 1);
    desk.write("invoices.csv", rows("number,partner,issued_on,due_on,amount", 120, invoice));
    desk.run_at("2025-06-07", &["import", "invoices", "invoices.csv"]).code(0);
    desk.run_at("2025-06-07", &["credit", "show", "D001"]).code(0);
    let ran = desk.run_at("2025-06-07", &["health"]).code(2);
    assert!(ran.stderr.contains("a sum of `2025-W22` is beyond"), "{}", ran.stderr);
    let entry = |i: usize| {
        format!("D001,2025-03-{:02},correction,{}", i % 28 + 1, 9_999_999_999_900_u64 + u64::try_from(i).expect("few"))
    };
    desk.write("deposit.csv", rows("partner,on,kind,amount", 93, entry));
    desk.run_at("2025-06-07", &["import", "deposit-entries", "deposit.csv"]).code(0);
    let ran = desk.run_at("2025-06-07", &["deposit", "show", "D001"]).code(2);
    assert!(ran.stderr.contains("a sum of `D001` is beyond"), "{}", ran.stderr);
    let ran = desk.run_at("2025-06-07", &["deposit", "list"]).code(2);
    assert!(ran.stderr.contains("a sum of `D001` is beyond"), "{}", ran.stderr);
}

#[test]
fn open_items_that_do_not_add_up_name_the_partner() {
    let desk = desk();
    let invoice = |i: usize| format!("I{i},D002,2025-03-{:02},2025-04-30,10000000000000", i % 28 + 1);
    desk.write("invoices.csv", rows("number,partner,issued_on,due_on,amount", 100, invoice));
    desk.run(&["import", "invoices", "invoices.csv"]).code(0);
    let ran = desk.run_at("2025-06-07", &["credit", "show", "D002"]).code(2);
    assert!(ran.stderr.contains("a sum of `D002` is beyond"), "{}", ran.stderr);
    let all: [&[&str]; 8] = [
        &["kpi", "--figure", "collection_rate", "--by", "region"],
        &["kpi", "receivables"],
        &["credit", "aging"],
        &["credit", "dso"],
        &["credit", "payers"],
        &["credit", "exposure"],
        &["credit", "months"],
        &["credit", "red"],
    ];
    for args in all {
        let ran = desk.run_at("2025-06-07", args).code(2);
        assert!(ran.stderr.contains("a sum of `D002` is beyond") && ran.stdout.is_empty(), "{args:?}: {}", ran.stderr);
    }
    // the health of the others waits for nobody
    desk.run_at("2025-06-07", &["refresh"]).code(0);
    let ran = desk.run_at("2025-06-07", &["health"]).code(1);
    assert!(ran.stdout.contains("a sum of `D002` is beyond"), "{}", ran.stdout);
    let known: i64 = desk.sqlite().query_row("SELECT count(*) FROM partner_figures", [], |r| r.get(0)).expect("figures");
    assert_eq!(known, 1, "D001 has figures, D002 none");
    let ran = desk.run_at("2025-06-07", &["health", "--format", "json"]).code(1).json();
    assert_eq!(ran["beyond"][0], "D002");
    assert!(desk.run(&["doctor"]).code(1).stdout.contains("a sum of `D002` is beyond"));
    let ran = desk.run_at("2025-06-07", &["credit", "drill", "D002"]).code(2);
    assert!(ran.stderr.contains("a sum of `D002` is beyond"), "{}", ran.stderr);
    // what was mistyped is put right, and all is well
    desk.sqlite().execute("DELETE FROM invoice WHERE number <> 'I1'", []).expect("deleted");
    desk.run(&["edit", "invoice", "I1", "amount=100"]).code(0);
    let ran = desk.run_at("2025-06-07", &["health", "--format", "json"]);
    assert_eq!(ran.json()["beyond"].as_array().map(Vec::len), Some(0));
}

#[test]
fn doctor_names_an_amount_and_a_day_from_before_there_were_bounds() {
    let desk = desk();
    desk.run(&["doctor"]).code(0);
    let old = "UPDATE partner SET outlets_planned = 90000000000000, onboarded_on = 95000000 WHERE code = 'D001'";
    desk.sqlite().execute(old, []).expect("as before");
    let found = desk.run(&["doctor"]).code(1).stdout;
    assert!(found.contains("D001: `Outlets planned` holds 90000000000000"), "{found}");
    assert!(found.contains("D001: `Onboarded on` holds"), "{found}");
    // facts, too, by their key
    desk.write("sales.csv", "partner,date,document,amount\nD002,2025-03-01,S1,10\n");
    desk.run(&["import", "sales", "sales.csv"]).code(0);
    desk.sqlite().execute("UPDATE sale SET quantity = 90000000000000", []).expect("as before");
    let found = desk.run(&["doctor"]).code(1).stdout;
    assert!(found.contains("D002 2025-03-01 S1: `Quantity` holds 90000000000000"), "{found}");
    assert!(found.contains("the sums of months of `D002` differ from its sales"), "{found}");
    desk.sqlite().execute("UPDATE sale SET quantity = 0", []).expect("as it came in");
    // such a record reads, and the day that no calendar reaches stops nothing
    desk.run(&["show", "partner", "D001"]).code(0);
    desk.run(&["edit", "partner", "D001", "outlets_planned=1000"]).code(2);
    desk.run(&["edit", "partner", "D001", "outlets_planned=1000", "onboarded_on=2025-01-01"]).code(0);
    desk.run(&["doctor"]).code(0);
}

#[test]
fn a_policy_that_the_rules_cannot_compute_with_is_refused_before_anything_is_read() {
    let desk = desk();
    for (text, said) in [
        (
            "[health]\npace_months = 0\n",
            "`health.pace_months` is `0`: expected one of 1, 2, 3, 4, 6, 12 months (try: 3, the default)",
        ),
        ("[contracts]\nexpired_days = 99999999999\n", "`contracts.expired_days` is `99999999999`: expected 0 to 3660 days"),
        ("[health.weights]\noverdue = -20\n", "`health.weights.overdue` is `-20`: expected 0 to 1000"),
        ("[organisation]\nfiscal_year_month = 13\n", "`organisation.fiscal_year_month` is `13`: expected 1 to 12"),
        ("[organisation]\ncurrency = \"XYZ1\"\n", "`organisation.currency` is `\"XYZ1\"`: expected a currency of ISO 4217"),
        ("[desk]\nwarn_at = nan\n", "`desk.warn_at` is `nan`: expected 0 to 1"),
    ] {
        let file = desk.write("odd.toml", text);
        let ran = desk.run(&["--policy", &file.to_string_lossy(), "list", "partners"]).code(2);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
}
