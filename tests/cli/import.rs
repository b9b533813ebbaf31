//! `import` and `export`, run as people run them.

use super::support::Desk;

const PARTNERS: &str = "编码,名称,类型,区域\nD001,杭州西湖贸易有限公司,市级经销商,浙江\nD002,重庆川渝食品,县级经销商,重庆\n";

/// With two partners and a product line.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("partners.csv", PARTNERS);
    desk.write("lines.csv", "code,name\nfood,食品\n");
    desk.run(&["import", "partners", "partners.csv"]).code(0);
    desk.run(&["import", "product-lines", "lines.csv"]).code(0);
    desk
}

#[test]
fn an_import_says_what_became_of_the_rows_and_undo_takes_it_back() {
    let desk = Desk::new();
    desk.write("partners.csv", encoding_rs::GB18030.encode(PARTNERS).0);
    let ran = desk.run(&["import", "partners", "partners.csv", "--dry-run"]).code(0);
    assert_eq!(ran.stderr, "dry run: the database is as it was\n");
    let ran = desk.run(&["import", "partners", "partners.csv"]).code(0);
    assert_eq!(
        ran.stdout,
        "kind     file                    rows  new  changed  unchanged  left out  joined  rejected\n\
         partner  partners.csv (gb18030)     2    2        0          0         0       0         0\n"
    );
    assert_eq!(ran.stderr, "imported; qudao undo takes it back\n");
    let ran = desk.run(&["--lang", "zh", "import", "partners", "partners.csv"]).code(0);
    assert_eq!(ran.stderr, "无需写入：内容均已存在\n");
    desk.run(&["undo"]).code(0);
    assert_eq!(desk.run(&["export", "partners"]).code(0).stdout.lines().count(), 1, "only the header is left");
}

#[test]
fn problems_are_told_by_row_and_column_in_both_languages() {
    let desk = desk();
    desk.write(
        "sales.csv",
        "客户编码,订单日期,订单号,产品线,数量,销售额,备考\nD001,2025-03-01,S1,食品,many,10,\nD003,2025-03-01,S2,食品,1,10,\n",
    );
    let ran = desk.run(&["import", "sales", "sales.csv"]).code(2);
    assert_eq!(
        ran.stderr,
        "sales.csv: the column `备考` was not read\n\
         sales.csv row 2: Quantity: `many` is not as expected: a whole number such as 12\n\
         sales.csv row 3, 客户编码: Partner: `D003` is not as expected: an existing partner (near: D001, D002)\n\
         records that are not there are made by --create-missing partner\n\
         nothing was written: 2 values are not as expected (try: correct the file, or --skip-bad REJECTS to leave these rows out)\n"
    );
    let ran = desk.run(&["--lang", "zh", "import", "sales", "sales.csv"]).code(2);
    assert!(ran.stderr.contains("sales.csv 第 2 行：数量：`many` 有误，应为整数，例如 12\n"), "{}", ran.stderr);
    let json = desk.run_at("2025-06-07", &["import", "sales", "sales.csv", "--format", "json"]).code(2).json();
    assert_eq!((json["schema"].as_str(), json["as_of"].as_str()), (Some("qudao.import/1"), Some("2025-06-07")));
    let section = &json["sections"][0];
    assert_eq!((&section["problem_count"], &section["rejected"], &json["written"]), (&2.into(), &2.into(), &false.into()));
    assert_eq!(section["problems"][1]["column"], "客户编码");
    assert_eq!(section["unknown_columns"][0]["column"], "备考");
}

#[test]
fn rejected_rows_are_corrected_and_imported_again() {
    let desk = desk();
    desk.write("sales.csv", "partner;date;order;line;amount\nD001;2025-03-01;S1;food;10\nD009;2025-03-01;=S2;food;-20\n");
    let ran = desk.run(&["import", "sales", "sales.csv", "--skip-bad", "rejects.csv"]).code(0);
    assert!(ran.stderr.contains("1 rejected row is in rejects.csv"), "{}", ran.stderr);
    let rejects = std::fs::read_to_string(desk.path("rejects.csv")).expect("rejects");
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines[0], "\u{feff}partner,date,order,line,amount,import problem");
    assert!(
        lines[1].starts_with("D009,2025-03-01,'=S2,food,-20,\"Partner: `D009` is not as expected: an existing partner"),
        "{rejects}"
    );
    desk.write("rejects.csv", rejects.replace("D009", "D002"));
    let ran = desk.run(&["import", "sales", "rejects.csv", "--format", "json"]).code(0);
    assert_eq!(ran.json()["sections"][0]["inserted"], 1);
    let sales = desk.run(&["export", "sales", "--format", "json"]).code(0).json();
    assert_eq!(sales["rows"][1]["document"], "=S2");
    assert_eq!(sales["rows"][1]["net_amount"], "-20.00");
}

#[test]
fn what_cannot_be_imported_is_said_with_the_next_step() {
    let desk = desk();
    desk.write("empty.csv", "");
    std::fs::create_dir(desk.path("exports")).expect("a folder");
    desk.write("sales.csv", "partnr,date,amount\nD001,2025-01-01,5\n");
    desk.write("bad.toml", "[[record]]\nkind = \"sales\"\nset.partnr = \"{a}\"\n");
    desk.write("wrong.toml", "[[record]]\nkind = \"sales\"\nset.partner = \"{Partner Cod}\"\n");
    let cases: [(&[&str], &str); 9] = [
        (&["import", "outlets", "sales.csv"], "there is no kind of record `outlets` (try: qudao list --help, which names them)"),
        (&["import", "sales", "none.csv"], "there is no file `none.csv`"),
        (&["import", "sales", "exports"], "`exports` is a folder"),
        (&["import", "sales", "empty.csv"], "`empty.csv` is empty"),
        (&["import", "sales", "sales.csv"], "`sales.csv` has no column for partner of sale; not understood: partnr"),
        (&["import", "all", "sales.csv"], "expected --map FILE"),
        (&["import", "all", "sales.csv", "--map", "none.toml"], "there is no mapping `none.toml`"),
        (&["import", "all", "sales.csv", "--map", "bad.toml"], "there is no field `partnr`: expected partner"),
        (&["import", "all", "sales.csv", "--map", "wrong.toml"], "there is no column `Partner Cod`"),
    ];
    for (args, words) in cases {
        let ran = desk.run(args).code(2);
        assert!(ran.stderr.contains(words), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("qudao: "), "{}", ran.stderr);
    }
    let ran = desk.own(&["import", "partners", "partners.csv", "--skip-bad", "no/such/folder.csv"]).code(4);
    assert!(ran.stderr.contains("the folder `no/such` does not exist (try: mkdir -p no/such)"), "{}", ran.stderr);
    let ran = desk.run_as("guest", &["import", "partners", "partners.csv"]).code(3);
    assert!(ran.stderr.contains("specialist"), "{}", ran.stderr);
}

#[test]
fn an_export_is_whole_and_is_read_back_unchanged() {
    let desk = desk();
    for file in ["out.csv", "out.xlsx"] {
        let ran = desk.run(&["--lang", "zh", "export", "partners", "-o", file]).code(0);
        assert_eq!(ran.stderr, format!("已将 2 条记录写入 {file}\n"));
        let ran = desk.run(&["import", "partners", file, "--format", "json"]).code(0);
        assert_eq!((&ran.json()["sections"][0]["unchanged"], &ran.json()["written"]), (&2.into(), &false.into()), "{file}");
    }
    let ran = desk.run(&["export", "partners", "--filter", "region:浙江", "--format", "csv"]).code(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines.len() == 2 && lines[1].starts_with("D001,杭州西湖贸易有限公司,,city_distributor,33,"), "{}", ran.stdout);
    desk.run(&["export", "partners", "--format", "xlsx"]).code(2);
    desk.run(&["export", "partners", "--format", "ics"]).code(2);
    desk.own(&["export", "partners", "-o", "no/such/out.csv"]).code(4);
}

#[test]
fn tasks_go_out_as_a_calendar() {
    let desk = desk();
    desk.write("tasks.csv", "类别,标题,渠道编码,计划日期\n拜访,\"陈列, 库存\",D001,2025-06-09\n培训,新品培训,,2025-06-10\n");
    desk.run(&["import", "tasks", "tasks.csv"]).code(0);
    let again = desk.run(&["import", "tasks", "tasks.csv", "--format", "json"]).code(0);
    assert_eq!(again.json()["sections"][0]["unchanged"], 2, "tasks by hand are told by what, for whom and when");
    let ran = desk.run_at("2025-06-07", &["export", "tasks", "-o", "plan.ics", "--filter", "kind:visit"]).code(0);
    assert_eq!(ran.stderr, "1 record written to plan.ics\n");
    let text = std::fs::read_to_string(desk.path("plan.ics")).expect("a calendar");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    for line in ["DTSTART;VALUE=DATE:20250609", "SUMMARY:陈列\\, 库存 · D001", "DTSTAMP:20250607T010000Z"] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1);
}

#[test]
fn tickets_of_another_desk_come_with_their_history() {
    let desk = desk();
    let text = "工单号,类别,级别,标题,渠道编码,创建时间,首次响应时间,resolved\n\
        77,投诉,S2,短少三箱,D001,2025-06-02 10:00,2025-06-02 11:00,2025-06-03 15:00\n78,窜货,S3,南京发现串货,D002,2025-06-05 09:00,,\n";
    desk.write("tickets.csv", text);
    desk.run_at("2025-06-07", &["import", "tickets", "tickets.csv"]).code(0);
    let rows = desk.run_at("2025-06-07", &["list", "tickets", "--sort", "number", "--format", "json"]).code(0).json();
    let states: Vec<&str> =
        rows["rows"].as_array().expect("rows").iter().map(|r| r["state"].as_str().expect("a state")).collect();
    assert_eq!(states, ["resolved", "new"]);
    assert_eq!(rows["rows"][0]["responded_at"], "2025-06-02T03:00:00Z");
    let again = desk.run_at("2025-06-07", &["import", "tickets", "tickets.csv", "--format", "json"]).code(0).json();
    assert_eq!(again["sections"][0]["unchanged"], 2);
    let ran = desk.run_at("2025-06-07", &["undo"]);
    ran.code(0);
    let rows = desk.run_at("2025-06-07", &["list", "tickets", "--format", "json"]).code(0).json();
    assert_eq!(rows["rows"], serde_json::json!([]));
}

#[test]
fn an_export_of_an_erp_is_read_below_its_titles_and_without_its_totals() {
    let desk = desk();
    let text = "杭州分公司销售明细表,,,,\n期间：2025年3月,,制表人：王芳,,\n客户编码,订单日期,单据,金额,\n,,订单号,销售额,成本\n\
                D001,2025-03-01,S1,100,80\nD002,2025-03-02,S2,200,150\n小计,,,300,230\nD002,2025-03-03,S3,50,40\n合 计：,,,350,270\n";
    desk.write("erp.csv", encoding_rs::GB18030.encode(text).0);
    let ran = desk.run(&["import", "sales", "erp.csv"]).code(0);
    assert!(ran.stderr.contains("erp.csv: row 4 is the header"), "{}", ran.stderr);
    assert!(ran.stderr.contains("erp.csv: totals were left out (row 7, 9)"), "{}", ran.stderr);
    let sales = desk.run(&["export", "sales", "--format", "json"]).code(0).json();
    let sums: Vec<&str> = sales["rows"].as_array().expect("rows").iter().filter_map(|r| r["net_amount"].as_str()).collect();
    assert_eq!(sums, ["100.00", "200.00", "50.00"]);
    // a total makes no partner where missing ones are made
    desk.write("more.csv", "partner,date,amount\nD009,2025-03-01,1\n合计,,1\n");
    desk.run(&["import", "sales", "more.csv", "--create-missing", "partner"]).code(0);
    let partners = desk.run(&["list", "partners", "--columns", "code"]).code(0).stdout;
    assert!(partners.contains("D009") && !partners.contains("合计"), "{partners}");
}

#[test]
fn a_workbook_is_read_from_the_sheet_that_has_the_columns() {
    let desk = desk();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("封面").expect("named").write(0, 0, "三月销售").expect("written");
    let bold = rust_xlsxwriter::Format::new().set_bold();
    let sheet = book.add_worksheet().set_name("明细").expect("named");
    sheet.merge_range(0, 0, 0, 3, "销售明细", &bold).expect("merged");
    sheet.merge_range(1, 0, 2, 0, "客户编码", &bold).expect("merged");
    sheet.merge_range(1, 1, 2, 1, "订单日期", &bold).expect("merged");
    sheet.merge_range(1, 2, 1, 3, "金额（元）", &bold).expect("merged");
    for (column, text) in [(2, "销售额"), (3, "成本")] {
        sheet.write(2, column, text).expect("written");
    }
    for (column, text) in [(0_u16, "D001"), (1, "2025年3月5日"), (2, "1,234.50"), (3, "900")] {
        sheet.write(3, column, text).expect("numbers as text");
    }
    sheet.write(4, 0, "总计").expect("written");
    sheet.write(4, 2, 1_234.5).expect("written");
    book.save(desk.path("book.xlsx")).expect("saved");
    let ran = desk.run(&["import", "sales", "book.xlsx"]).code(0);
    assert!(ran.stdout.contains("(workbook, 明细)"), "{}", ran.stdout);
    let row = &desk.run(&["export", "sales", "--format", "json"]).code(0).json()["rows"][0];
    assert_eq!((&row["net_amount"], &row["cost"], &row["day"]), (&"1234.50".into(), &"900.00".into(), &"2025-03-05".into()));
    let ran = desk.run(&["import", "sales", "book.xlsx", "--sheet", "2", "--dry-run"]).code(0);
    assert!(ran.stderr.contains("nothing") || ran.stderr.contains("dry run"), "{}", ran.stderr);
    let ran = desk.run(&["import", "invoices", "book.xlsx"]).code(2);
    assert!(ran.stderr.contains("try: --sheet with one of 封面, 明细"), "{}", ran.stderr);
    let ran = desk.run(&["import", "sales", "book.xlsx", "--sheet", "封底"]).code(2);
    assert!(ran.stderr.contains("has no sheet `封底`: expected one of 封面, 明细"), "{}", ran.stderr);
    let ran = desk.run(&["import", "sales", "book.xlsx", "--sheet", "明细", "--header-row", "9"]).code(2);
    assert!(ran.stderr.contains("has no row 9"), "{}", ran.stderr);
}

#[test]
fn what_a_file_has_no_column_for_stays_as_it_is() {
    let desk = desk();
    desk.write("sales.csv", "partner,date,order,line,quantity,amount,cost\nD001,2025-03-01,S1,food,10,100,80\n");
    desk.run(&["import", "sales", "sales.csv"]).code(0);
    desk.write("amounts.csv", "partner,date,order,line,amount\nD001,2025-03-01,S1,food,120\n");
    desk.run(&["import", "sales", "amounts.csv"]).code(0);
    let row = &desk.run(&["export", "sales", "--format", "json"]).code(0).json()["rows"][0];
    assert_eq!((&row["net_amount"], &row["cost"], &row["quantity"]), (&"120.00".into(), &"80.00".into(), &10.into()));
    desk.write("emptied.csv", "partner,date,order,line,amount,cost\nD001,2025-03-01,S1,food,120,\n");
    desk.run(&["import", "sales", "emptied.csv"]).code(0);
    let row = &desk.run(&["export", "sales", "--format", "json"]).code(0).json()["rows"][0];
    assert_eq!((&row["cost"], &row["quantity"]), (&"0.00".into(), &10.into()), "an empty cell says nothing was spent");
}

#[test]
fn a_template_is_a_workbook_with_lists_or_the_header_of_a_csv() {
    let desk = desk();
    let ran = desk.run(&["import", "contracts", "--template", "contracts.xlsx"]).code(0);
    assert!(
        ran.stderr.contains("4 of them must be given; filled in it comes back with: qudao import contracts FILE"),
        "{}",
        ran.stderr
    );
    assert!(desk.path("contracts.xlsx").is_file());
    let ran = desk.run(&["import", "contracts", "contracts.xlsx"]).code(0);
    assert!(ran.stderr.contains("nothing to write"), "an empty template brings nothing: {}", ran.stderr);
    desk.run(&["--lang", "zh", "import", "partners", "--template", "empty.csv"]).code(0);
    let header = std::fs::read_to_string(desk.path("empty.csv")).expect("a template");
    assert!(header.starts_with("\u{feff}编码 *,名称 *,"), "{header}");
    let row = "D050,成都新贸易";
    desk.write("partners.csv", format!("{header}{row}{}\n", ",".repeat(header.matches(',').count() - 1)));
    let ran = desk.run(&["import", "partners", "partners.csv", "--format", "json"]).code(0).json();
    assert_eq!((&ran["sections"][0]["inserted"], &ran["sections"][0]["unknown_columns"]), (&1.into(), &serde_json::json!([])));
    let ran = desk.run(&["import", "all", "--template", "a.xlsx"]).code(2);
    assert!(ran.stderr.contains("there is no kind of record `all`"), "{}", ran.stderr);
    let ran = desk.own(&["import", "partners", "--template", "no/such/a.xlsx"]).code(4);
    assert!(ran.stderr.contains("the folder `no/such` does not exist (try: mkdir -p no/such)"), "{}", ran.stderr);
}

#[test]
fn what_rules_set_comes_in_as_history_by_head_office_only() {
    let desk = desk();
    desk.run(&["user", "add", "zhang.min", "--role", "specialist"]).code(0);
    let text = "number,partner,from,to,approval\nC1,D001,2025-01-01,2025-12-31,approved\n";
    desk.write("c.csv", text);
    let state = |desk: &Desk| desk.run(&["export", "contracts", "--format", "json"]).code(0).json()["rows"][0]["state"].clone();
    let ran = desk.run_as("zhang.min", &["import", "contracts", "c.csv"]).code(0);
    assert!(ran.stderr.contains("c.csv: `Approval` is set by the program's rules"), "{}", ran.stderr);
    assert_ne!(state(&desk), "approved");
    desk.write("c.csv", text.replace("C1", "C0").replace("D001", "D002"));
    desk.run(&["import", "contracts", "c.csv"]).code(0);
    let rows = desk.run(&["export", "contracts", "--format", "json"]).code(0).json();
    let history = rows["rows"].as_array().expect("rows").iter().find(|r| r["number"] == "C0").expect("the contract").clone();
    assert_eq!(history["state"], "approved");
    desk.write("a.csv", "number,subject,title\n1,contract,x\n");
    desk.run_as("zhang.min", &["import", "approvals", "a.csv"]).code(3);
}

#[test]
fn records_come_back_as_json_too() {
    let desk = desk();
    desk.run(&["export", "partners", "-o", "out.json"]).code(0);
    let ran = desk.run(&["import", "partners", "out.json"]).code(0);
    assert!(ran.stdout.contains("out.json (JSON)") && ran.stderr.contains("nothing to write"), "{}{}", ran.stdout, ran.stderr);
    desk.write("more.json", "[{\"code\": \"D060\", \"name\": \"新\", \"tags\": [\"a\", \"b\"], \"credit_days\": \"many\"}]");
    let ran = desk.run(&["import", "partners", "more.json"]).code(2);
    assert!(ran.stderr.contains("more.json row 1: Credit term: `many`"), "{}", ran.stderr);
    desk.write("cut.json", "[{\"code\": \"D060\"");
    let ran = desk.run(&["import", "partners", "cut.json"]).code(2);
    assert!(ran.stderr.contains("`cut.json` is no JSON with records"), "{}", ran.stderr);
}

#[test]
fn a_field_that_a_record_of_json_does_not_name_stays() {
    let desk = desk();
    for (code, city, phone) in [("J2", "成都", "1"), ("J3", "重庆", "2")] {
        let fields = [format!("code={code}"), format!("name={city}"), format!("city={city}"), format!("phone={phone}")];
        let args: Vec<&str> = ["add", "partner"].into_iter().chain(fields.iter().map(String::as_str)).collect();
        desk.run(&args).code(0);
    }
    desk.write("some.json", r#"[{"code": "J2", "city": "上海"}, {"code": "J3", "phone": null}]"#);
    desk.run(&["import", "partners", "some.json"]).code(0);
    let row =
        |code: &str| desk.run(&["list", "partners", "--filter", &format!("code={code}"), "--format", "json"]).code(0).json();
    assert_eq!(row("J2")["rows"][0]["phone"], "1");
    assert_eq!(row("J3")["rows"][0]["city"], "重庆");
    assert_eq!(row("J3")["rows"][0]["phone"], serde_json::Value::Null);
}

#[test]
fn the_report_of_an_import_has_every_format_and_a_place_before_anything_is_imported() {
    let desk = Desk::new();
    desk.write("p.csv", "code,name,colour\nA1,East,red\n");
    desk.write("r.html", "there already");
    let import = |more: &[&str]| desk.run(&[&["import", "partners", "p.csv"], more].concat());
    let csv = import(&["--dry-run", "--format", "csv"]).code(0).stdout;
    assert!(csv.starts_with("kind,file,form,rows,inserted,") && csv.contains("\npartners,p.csv,UTF-8,1,1,"), "{csv}");
    assert!(import(&["-o", "r.html"]).code(3).stderr.contains("is there already"));
    assert!(import(&["-o", "p.csv", "--force"]).code(2).stderr.contains("another one for the report"));
    let there = || desk.run(&["list", "partners", "--format", "json"]).code(0).json()["rows"].as_array().map(Vec::len);
    assert_eq!(there(), Some(0), "nothing is imported whose report has no place");
    import(&["-o", "r.html", "--force"]).code(0);
    let page = std::fs::read_to_string(desk.path("r.html")).expect("a file");
    assert!(page.contains("p.csv (UTF-8)") && page.contains("colour") && there() == Some(1), "{page}");
}
