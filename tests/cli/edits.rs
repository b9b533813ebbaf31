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
fn no_door_takes_control_characters() {
    let desk = Desk::new();
    desk.run(&["add", "partner", "code=D001", "name=One"]).code(0);
    let evil = "a\u{1b}[2Jb";
    let said = |args: &[&str]| desk.run(args).code(2).stderr;
    for args in [
        vec!["user", "add", "mal.ory", "--full-name", evil],
        vec!["user", "add", evil],
        vec!["user", "set", "li.wei", "--full-name", "x\u{9b}31m"],
        vec!["ticket", "new", "--kind", "complaint", "--title", "late", "--partner", "D001", "--description", evil],
        vec!["partner", "move", "D001", "suspended", "--reason", evil],
        vec!["tier", "propose", "D001", "growth", "--reason", evil],
    ] {
        assert!(said(&args).contains("control character"), "{args:?}: {}", said(&args));
    }
    for args in [vec!["add", "partner", "code=D002", "name=x\u{7}"], vec!["edit", "partner", "D001", "notes=x\u{1b}c"]] {
        assert!(said(&args).contains("none of them a control character"), "{args:?}: {}", said(&args));
    }
    desk.write("names.csv", "code,name\nD003,\"x\u{1b}]0;y\"\n");
    assert!(said(&["import", "partners", "names.csv"]).contains("names.csv row 2"));
    // lines and tabs of a note are its own
    desk.run(&["edit", "partner", "D001", "notes=a\nb\tc"]).code(0);
    assert_eq!(desk.run(&["export", "partners"]).code(0).stdout.matches("One").count(), 1);
}

#[test]
fn a_reference_is_an_exact_account_or_a_name_that_only_one_has() {
    let desk = Desk::new();
    desk.run(&["add", "partner", "code=D001", "name=One"]).code(0);
    desk.run(&["user", "add", "huang.lei", "--full-name", "黄磊"]).code(0);
    desk.run(&["user", "add", "he.an", "--full-name", "何安"]).code(0);
    let ran = desk.run(&["edit", "partner", "D001", "owner=huang"]).code(2);
    assert!(ran.stderr.contains("(near: huang.lei)"), "{}", ran.stderr);
    desk.run(&["edit", "partner", "D001", "owner=huang.lei"]).code(0);
    desk.run(&["edit", "partner", "D001", "owner=何安"]).code(0);
    desk.run(&["edit", "partner", "D001", "owner=me"]).code(0);
    desk.run(&["ticket", "new", "--kind", "complaint", "--title", "late", "--partner", "D001"]).code(0);
    let ran = desk.run(&["ticket", "act", "1", "assign", "--to", "huang"]).code(2);
    assert!(ran.stderr.contains("(near: huang.lei)"), "{}", ran.stderr);
    desk.run(&["user", "add", "huang.li", "--full-name", "黄磊"]).code(0);
    let ran = desk.run(&["edit", "partner", "D001", "owner=黄磊"]).code(2);
    assert!(ran.stderr.contains("huang.lei, huang.li"), "of two neither is meant: {}", ran.stderr);
}

#[test]
fn a_word_that_is_not_known_is_refused_with_the_nearest() {
    let desk = Desk::new();
    desk.run(&["add", "partner", "code=D001", "name=One"]).code(0);
    desk.run(&["user", "add", "huang.lei"]).code(0);
    let cases: &[(&[&str], &str)] = &[
        (&["show", "partner", "D0001"], "did you mean D001?"),
        (&["edit", "partner", "D01", "name=x"], "did you mean D001?"),
        (&["credit", "show", "D0001"], "did you mean D001?"),
        (&["deposit", "show", "D0001"], "(near: D001)"),
        (&["partner", "move", "D0001", "exited", "-r", "x"], "did you mean D001?"),
        (&["partner", "move", "D001", "exitd", "-r", "x"], "did you mean exited?"),
        (&["edit", "partner", "D001", "region=浙江府"], "(near: "),
        (&["edit", "partner", "D001", "status=activ"], "active"),
        (&["list", "partners", "-f", "region:浙冮省"], "(near: "),
        (&["list", "partners", "-s", "nmae"], "did you mean name?"),
        (&["list", "partners", "-f", "statsu:active"], "did you mean status?"),
        (&["list", "prtners"], "did you mean partners?"),
        (&["import", "prtners", "x.csv"], "did you mean partners?"),
        (&["import", "partners", "x.csv", "--create-missing", "regoin"], "did you mean region?"),
        (&["policy", "set", "tier.top", "0.3", "-r", "x"], "tiers.top"),
        (&["policy", "show", "tier.top"], "did you mean tiers.top"),
        (&["user", "role", "huang", "admin"], "did you mean huang.lei?"),
        (&["user", "delegate", "huang"], "did you mean huang.lei?"),
        (&["health", "--owner", "huang"], "did you mean huang.lei?"),
        (&["plan", "list", "--owner", "huang"], "did you mean huang.lei?"),
        (&["ticket", "act", "1", "asign"], "did you mean assign?"),
        (&["audit", "--kind", "partner", "--code", "D0001"], "did you mean D001?"),
        (&["kb", "show", "credit-chek"], "did you mean credit-check"),
    ];
    for (args, words) in cases {
        let ran = desk.run(args).code(2);
        assert!(ran.stderr.contains(words), "{args:?}: {}", ran.stderr);
        let zh = desk.run(&[&["--lang", "zh"], *args].concat()).code(2);
        let is_near = zh.stderr.contains("您是否想写") || zh.stderr.contains("相近") || words.starts_with(char::is_alphanumeric);
        assert!(is_near, "{args:?}: {}", zh.stderr);
    }
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

#[test]
fn a_filter_may_begin_with_a_hyphen_and_a_file_is_not_called_so() {
    let desk = Desk::new();
    desk.write("partners.csv", "code,name,status\nD001,One,active\nD002,Two,lead\n");
    desk.run(&["import", "partners", "partners.csv"]).code(0);
    let ran = desk.run(&["list", "partners", "-f", "-status:active", "--columns", "code"]).code(0);
    assert_eq!(ran.stdout, "Code\nD002\n");
    // of a kind without texts none has a word
    assert_eq!(desk.run(&["list", "ticket-parties", "-f", "word", "--format", "csv"]).code(0).stdout.lines().count(), 1);
    let dash = desk.run(&["export", "partners", "-o", "-"]).code(2);
    assert!(dash.stderr.contains("`-` is no name of a file") && !desk.path("-").exists(), "{}", dash.stderr);
    // only another case: that one is meant
    let near = desk.run(&["show", "partner", "d001"]).code(2);
    assert!(near.stderr.contains("did you mean D001?"), "{}", near.stderr);
    for args in [&["demo", "--no-open", "--keep", "x.db"][..], &["init"], &["man"], &["completions", "bash"]] {
        let ran = desk.run(&[args, &["--format", "xlsx"]].concat()).code(2);
        assert!(ran.stderr.contains("expected one of text"), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn a_database_is_not_restored_from_itself() {
    let desk = Desk::own_machine();
    std::fs::hard_link(desk.db(), desk.path("same")).expect("another name");
    for name in ["team.db", "./team.db", "same"] {
        let ran = desk.run(&["restore", name]).code(3);
        assert!(ran.stderr.contains("is the database itself"), "{}", ran.stderr);
    }
    let kept = std::fs::read_dir(desk.path("")).expect("the folder").filter_map(Result::ok);
    assert_eq!(kept.filter(|f| f.file_name().to_string_lossy().contains("before-restore")).count(), 0);
}

#[test]
fn what_is_wrong_with_a_command_line_is_said_in_chinese() {
    let desk = Desk::new();
    for (args, said) in [
        (&["--lang", "zh", "frobnicate"][..], &["没有命令 `frobnicate`", "用法：qudao", "更多说明：--help"][..]),
        (&["--lang=zh", "list", "partners", "--limt", "3"], &["没有参数 `--limt`", "是否指：--limit"]),
        (&["list", "--lang", "zh"], &["缺少必填参数：<KIND>"]),
        (
            &["--lang", "zh", "kpi", "--by", "regoin"],
            &["`regoin` 不是 `--by <WHAT>` 的有效值：应为 region, area", "是否指：region"],
        ),
        (&["--lang", "zh", "kpi", "--by"], &["`--by <WHAT>` 需要一个值"]),
        (
            &["--lang", "zh", "--as-of", "yesterday", "today"],
            &["`yesterday` 无法作为 `--as-of <DATE>` 的值读取", "：应为", "时刻"],
        ),
        (&["--lang", "zh", "ticket"], &["缺少子命令"]),
        (&["--lang", "zh", "import", "partners", "a.csv", "--template", "b.csv"], &["不能与"]),
    ] {
        let ran = desk.run(args).code(2);
        for words in said {
            assert!(ran.stderr.contains(words), "{args:?}: {}", ran.stderr);
        }
        for english in ["error:", "tip:", "For more", "Usage:", "required", "possible values"] {
            assert!(!ran.stderr.contains(english), "{args:?}: {}", ran.stderr);
        }
    }
}

#[test]
fn what_a_value_should_have_been_is_said_in_words_of_people() {
    let desk = Desk::new();
    for (args, en, zh) in [
        (&["policy", "diff", "abc"][..], "a whole number", "整数"),
        (&["list", "partners", "--limit", "x"], "a whole number", "整数"),
        (&["demo", "--partners", "0"], "from 1 to 1000000", "1 至 1000000"),
        (&["kpi", "--period", "soon"], "2025-W30", "2025-W30"),
        (&["health", "--week", "2025-W54"], "a week of the years", "年间的周"),
        (&["kpi", "--from", "1.5.", "--to", "2025-01-01"], "a day of the years", "年间的日期"),
        (&["ticket", "stats", "--period", "soon"], "2025-W30", "2025-W30"),
        (&["today", "--as-of", "soon"], "a moment of the years", "时刻"),
    ] {
        let ran = desk.run(args).code(2);
        assert!(ran.stderr.contains(": expected ") && ran.stderr.contains(en), "{args:?}: {}", ran.stderr);
        let ran = desk.run(&[&["--lang", "zh"], args].concat()).code(2);
        assert!(ran.stderr.contains("：应为") && ran.stderr.contains(zh), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn a_record_is_found_by_any_field_of_its_key_its_name_or_its_id_and_a_kind_by_any_spelling() {
    let desk = Desk::new();
    desk.run(&["add", "partner", "code=D1", "name=重庆川渝"]).code(0);
    desk.run(&["add", "partner", "code=D2", "name=West"]).code(0);
    desk.run(&["add", "contact", "partner=D1", "name=王芳", "role=owner"]).code(0);
    let phone = |who: &str, value: &str| desk.run(&["edit", "contact", who, &format!("phone={value}")]);
    for (i, who) in ["王芳", "#1", "D1", "重庆川渝"].into_iter().enumerate() {
        phone(who, &i.to_string()).code(0);
        let rows = desk.run(&["list", "contacts", "--format", "json"]).code(0).json();
        assert_eq!(rows["rows"][0]["phone"], i.to_string(), "{who}");
    }
    desk.run(&["add", "contact", "partner=D2", "name=王芳"]).code(0);
    let several = phone("王芳", "9").code(2).stderr;
    assert!(several.contains("#1 王芳") && several.contains("#2 王芳"), "{several}");
    assert!(phone("李雷", "9").code(2).stderr.contains("李雷"));
    for kind in ["product-line", "product_line", "product lines", "product-lines", "产品线"] {
        desk.run(&["add", kind, &format!("code={kind}"), "name=x"]).code(0);
    }
    assert_eq!(desk.run(&["list", "Product_Lines", "--format", "json"]).code(0).json()["rows"].as_array().map(Vec::len), Some(5));
}
