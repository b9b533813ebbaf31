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
    assert_eq!(ran.stderr, "dry run: nothing was written\n");
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
    assert!(ran.stderr.contains("1 rejected rows are in rejects.csv"), "{}", ran.stderr);
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
    desk.write("sales.csv", "partnr,date,amount\nD001,2025-01-01,5\n");
    desk.write("bad.toml", "[[record]]\nkind = \"sales\"\nset.partnr = \"{a}\"\n");
    desk.write("wrong.toml", "[[record]]\nkind = \"sales\"\nset.partner = \"{Partner Cod}\"\n");
    let cases: [(&[&str], &str); 9] = [
        (&["import", "outlets", "sales.csv"], "`outlets` is not imported: expected all or one of users, regions, "),
        (&["import", "sales", "none.csv"], "there is no file `none.csv`"),
        (&["import", "sales", "."], "`.` is a folder"),
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
    let ran = desk.run(&["import", "partners", "partners.csv", "--skip-bad", "no/such/folder.csv"]).code(4);
    assert!(ran.stderr.contains("can't be written"), "{}", ran.stderr);
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
    desk.run(&["export", "partners", "-o", "no/such/out.csv"]).code(4);
}

#[test]
fn tasks_go_out_as_a_calendar() {
    let desk = desk();
    desk.write("tasks.csv", "类别,标题,渠道编码,计划日期\n拜访,\"陈列, 库存\",D001,2025-06-09\n培训,新品培训,,2025-06-10\n");
    desk.run(&["import", "tasks", "tasks.csv"]).code(0);
    let again = desk.run(&["import", "tasks", "tasks.csv", "--format", "json"]).code(0);
    assert_eq!(again.json()["sections"][0]["unchanged"], 2, "tasks by hand are told by what, for whom and when");
    let ran = desk.run_at("2025-06-07", &["export", "tasks", "-o", "plan.ics", "--filter", "kind:visit"]).code(0);
    assert_eq!(ran.stderr, "1 records written to plan.ics\n");
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
