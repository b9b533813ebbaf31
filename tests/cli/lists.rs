//! `list` and `show`.

use super::support::Desk;

#[test]
fn a_table_is_aligned_and_its_count_is_a_message() {
    let desk = Desk::new();
    let ran = desk.run(&["list", "regions", "--filter", "parent:east", "--columns", "code,name,level", "-n", "3"]).code(0);
    assert_eq!(
        ran.stdout,
        "\
Code  Name    Level
31    上海市  province
32    江苏省  province
33    浙江省  province
"
    );
    assert_eq!(ran.stderr, "3 rows\n");
    let zh = desk.run(&["--lang", "zh", "list", "channel-types", "--filter", "大类:大客户"]).code(0);
    assert_eq!(
        zh.stdout,
        "编码               英文名             中文名      大类\nbusiness_customer  business customer  行业大客户  大客户\n"
    );
    assert_eq!(zh.stderr, "共 1 行\n");
}

#[test]
fn the_json_of_a_list_is_stable() {
    let desk = Desk::new();
    let ran = desk.run_at("2025-06-07", &["list", "regions", "--filter", "code:32", "--filter", "code=32", "--format", "json"]);
    // clap takes an option once: the second one is an error, not a silent winner
    ran.code(2);
    let ran = desk.run_at("2025-06-07", &["list", "regions", "--filter", "code=32", "--format", "json"]).code(0);
    assert_eq!(
        ran.stdout,
        "{\"schema\": \"qudao.list/1\", \"as_of\": \"2025-06-07\", \"kind\": \"region\", \"clock\": \"2025-06-07\", \"units\": {\"target_partners\":\"count\"}, \"rows\": [\n  \
         {\"id\":9,\"code\":\"32\",\"name\":\"江苏省\",\"short_name\":\"江苏\",\"level\":\"province\",\"parent\":\"east\",\"target_partners\":null}\n]}\n"
    );
    assert_eq!(ran.stderr, "");
    let none = desk.run_at("2025-06-07", &["list", "partners", "--format", "json"]).code(0);
    assert_eq!(none.json()["rows"], serde_json::json!([]));
}

#[test]
fn csv_has_the_stable_names_and_no_formulas() {
    let desk = Desk::new();
    desk.run(&["user", "add", "mal.ory", "--full-name", "=HYPERLINK(\"http://x\")", "--role", "viewer"]).code(0);
    let ran = desk.run(&["list", "users", "--filter", "name:mal", "--format", "csv"]).code(0);
    assert_eq!(
        ran.stdout,
        "name,full_name,role,regions,delegate,delegate_from,delegate_until,active\nmal.ory,\"'=HYPERLINK(\"\"http://x\"\")\",viewer,,,,,true\n"
    );
}

#[test]
fn what_is_in_a_name_is_shown_and_never_sent() {
    let desk = Desk::new();
    let evil = "\x1b]0;owned\x07\x1b[2J\u{9b}31m\u{202e}";
    // from before such text was refused
    desk.run(&["user", "add", "mal.ory"]).code(0);
    desk.sqlite().execute("UPDATE user SET full_name = ?1 WHERE name = 'mal.ory'", [evil]).expect("a name");
    for args in [
        vec!["list", "users"],
        vec!["list", "users", "--format", "json"],
        vec!["show", "user", "mal.ory"],
        vec!["audit"],
        vec!["--lang", "zh", "audit"],
        vec!["undo", "--list"],
        vec!["show", "user", evil],
        vec!["list", evil],
    ] {
        let ran = desk.run(&args);
        for text in [&ran.stdout, &ran.stderr] {
            let sent = text.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
            assert_eq!(sent, None, "{args:?}: {text}");
        }
    }
    let back = desk.run(&["list", "users", "--filter", "name:mal", "--format", "json"]).json();
    assert_eq!(back["rows"][0]["full_name"], evil, "JSON gives back what was written");
}

#[test]
fn show_prints_a_record_and_what_refers_to_it() {
    let desk = Desk::new();
    let ran = desk.run(&["show", "region", "southwest", "-n", "2"]).code(0);
    assert_eq!(
        ran.stdout,
        "\
Code             southwest
Name             西南
Short name       西南
Level            area

region: 2 of 5
Code  Name    Short name  Level
50    重庆市  重庆        province
51    四川省  四川        province
"
    );
    let json = desk.run_at("2025-06-07", &["show", "user", "li.wei", "--format", "json"]).code(0).json();
    assert_eq!(json["schema"], "qudao.show/1");
    assert_eq!(json["record"]["role"], "admin");
    assert_eq!(json["record"]["version"], 1);
}

#[test]
fn colours_are_for_terminals_only() {
    let desk = Desk::new();
    for args in [["doctor"].as_slice(), &["list", "users"], &["audit"]] {
        assert!(!desk.run(args).stdout.contains('\x1b'), "{args:?}");
    }
}

#[test]
fn a_sale_without_a_product_line_has_none_in_any_format() {
    let desk = Desk::new();
    desk.write("p.csv", "code,name\nA1,East\n");
    desk.write("s.csv", "partner,date,document,net amount\nA1,2025-03-01,D1,100\n");
    desk.run(&["import", "partners", "p.csv"]).code(0);
    desk.run(&["import", "sales", "s.csv"]).code(0);
    let columns = ["list", "sales", "-c", "document,line,orders"];
    let text = desk.run(&columns).code(0).stdout;
    assert!(!text.lines().last().unwrap_or_default().contains(" 0 "), "{text}");
    let csv = desk.run(&[&columns[..], &["--format", "csv"]].concat()).code(0).stdout;
    assert!(csv.contains("D1,,1"), "{csv}");
}

#[test]
fn scores_are_points_with_decimals_wherever_they_are_written_or_asked_for() {
    let desk = Desk::new();
    desk.write("p.csv", "code,name\nA1,East\nA2,West\n");
    desk.run(&["import", "partners", "p.csv"]).code(0);
    desk.write("s.csv", "渠道商,评估日期,证照资质,客群匹配度,信用记录\nA1,2025-06-01,95,A,90\nA2,2025-06-01,60,C,70\n");
    desk.run(&["import", "screenings", "s.csv"]).code(0);
    let json = desk.run(&["list", "screenings", "--format", "json"]).code(0).json();
    assert_eq!(json["units"]["score"], "points");
    let of = |row: usize| json["rows"][row]["score"].as_f64().expect("a score");
    assert!(of(0) > of(1) && of(0) <= 100.0, "{json}");
    let text = desk.run(&["list", "screenings"]).code(0).stdout;
    assert!(text.contains(&format!("{}", of(0))), "{text}");
    let filter = format!("score<{}", of(0));
    let below = desk.run(&["list", "screenings", "-f", &filter, "--format", "json"]).code(0).json();
    assert_eq!(below["rows"].as_array().map(Vec::len), Some(1), "{below}");
    let csv = desk.run(&["export", "screenings", "--format", "csv"]).code(0).stdout;
    assert!(csv.contains(&format!("{}", of(0))), "{csv}");
}

#[test]
fn a_list_is_asked_by_hundreds_of_names_and_refuses_what_nobody_asks() {
    let desk = Desk::new();
    let rows = (0..1_500).map(|n| format!("P{n},Partner {n}")).collect::<Vec<_>>().join("\n");
    desk.write("p.csv", format!("code,name\n{rows}"));
    desk.run(&["import", "partners", "p.csv"]).code(0);
    let codes =
        |count: usize, between: &str, before: &str| (0..count).map(|n| format!("{before}P{n}")).collect::<Vec<_>>().join(between);
    let listed = |filter: &str| desk.run(&["list", "partners", "-c", "code", "-f", filter]);
    assert_eq!(listed(&format!("code={}", codes(1_500, ",", ""))).code(0).stdout.lines().count(), 1_501);
    let none = listed(&codes(1_500, " ", "-code=")).code(0);
    assert_eq!(none.stdout.lines().filter(|l| l.starts_with('P')).count(), 0, "{}", none.stdout);
    for filter in [format!("code={}", codes(2_001, ",", "")), "a".repeat(1_001)] {
        let said = listed(&filter).code(2).stderr;
        assert!(said.contains("2000 values") || said.contains("2,000 values"), "{said}");
    }
    let columns = vec!["-code"; 3_000].join(",");
    assert!(desk.run(&["list", "partners", "-s", &columns, "-c", "code"]).code(0).stdout.contains("P999"));
}
