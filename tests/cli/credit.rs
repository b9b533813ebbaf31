//! `credit`: the file, the check and its exit codes, changes and refusals.

use super::support::Desk;

const DAY: &str = "2025-06-30";

/// One partner that pays late, with a limit; imported by the administrator, who writes terms directly.
fn network() -> Desk {
    let desk = Desk::new();
    // somebody else decides what is asked for
    desk.run(&["user", "add", "chen.bo", "--role", "head_office"]).code(0);
    let files = [
        ("partners", "code,name,credit limit,credit term\nD1,重庆川渝食品经销部,1000,30\nD2,East Fresh,,\n"),
        (
            "invoices",
            "invoice,partner code,issued on,due on,amount,disputed\n\
             A1,D1,2025-01-10,2025-02-09,400,no\nA2,D1,2025-03-10,2025-04-09,300,no\nA3,D1,2025-05-01,2025-05-31,200,yes\n",
        ),
        ("payments", "payment,partner code,paid on,amount,invoice number\nP1,D1,2025-02-05,400,A1\nP2,D1,2025-04-29,300,A2\n"),
    ];
    for (kind, text) in files {
        let file = desk.write(&format!("{kind}.csv"), text);
        desk.run_at(DAY, &["import", kind, file.to_str().expect("a path")]).code(0);
    }
    desk
}

#[test]
fn a_check_prints_its_steps_and_exits_by_its_verdict() {
    let desk = network();
    let ran = desk.run_at(DAY, &["credit", "check", "D1", "100"]).code(1);
    insta::assert_snapshot!(ran.stdout);
    let zh = desk.run_at(DAY, &["--lang", "zh", "credit", "check", "D1", "1万"]).code(1);
    insta::assert_snapshot!(zh.stdout);
    desk.run_at(DAY, &["credit", "check", "D1", "100", "--prepaid"]).code(0);
    let early = desk.run_at(DAY, &["credit", "check", "D1", "100", "--on", "2025-04-01", "--format", "json"]).code(0).json();
    assert_eq!((&early["verdict"], &early["day"], &early["open"]), (&"pass".into(), &"2025-04-01".into(), &"300.00".into()));
    assert_eq!(early["steps"].as_array().map(Vec::len), Some(7));
    let json = desk.run_at(DAY, &["credit", "check", "D1", "100", "--explain", "--format", "json"]).code(1).json();
    assert_eq!((&json["schema"], &json["verdict"]), (&"qudao.credit.check/1".into(), &"warn".into()));
    // what a check comes to is no figure of the catalogue; its title is said, not by which key of the words it is kept
    let why = &json["explain"][0];
    assert!(why["figure"].is_null() && why["title"].as_str().is_some_and(|t| t.starts_with("credit check of D1")), "{why}");
}

#[test]
fn a_file_is_printed_in_both_languages_and_explains_itself() {
    let desk = network();
    let ran = desk.run_at(DAY, &["credit", "show", "D1"]).code(0);
    insta::assert_snapshot!(ran.stdout);
    let zh = desk.run_at(DAY, &["--lang", "zh", "credit", "show", "D1"]).code(0);
    insta::assert_snapshot!(zh.stdout);
    let explained = desk.run_at(DAY, &["credit", "show", "D1", "--explain"]).code(0).stdout;
    let lists = ["list credit-changes", "list credit-assessments"];
    let said = lists.iter().fold(explained, |text, list| text.replace(list, ""));
    assert!(!said.contains("credit-"), "every word has a message: {said}");
    let json = desk.run_at(DAY, &["credit", "show", "D2", "--format", "json"]).code(0).json();
    assert_eq!((&json["light"], &json["open"], &json["dso"]), (&().into(), &().into(), &().into()), "not rated, never 0");
}

#[test]
fn a_change_is_asked_for_and_a_red_line_refuses_it() {
    let desk = network();
    let ran = desk.run_at(DAY, &["credit", "change", "D1", "--limit", "2,000", "--reason", "season"]).code(0);
    assert!(ran.stdout.contains("waits for approval #1"), "{}", ran.stdout);
    let ran =
        desk.run_at(DAY, &["--lang", "zh", "credit", "override", "D1", "500", "--until", "2025-07-05", "-r", "旺季"]).code(0);
    assert!(ran.stdout.contains("待审批 #2"), "{}", ran.stdout);
    let shown = desk.run_at(DAY, &["credit", "show", "D1", "--format", "json"]).code(0).json();
    assert_eq!((&shown["limit"], shown["pending"].as_array().map(Vec::len)), (&"1000.00".into(), Some(2)));
    for (args, says) in [
        (vec!["credit", "change", "D1", "--days", "75", "--reason", "x"], "60"),
        (vec!["credit", "change", "D1", "--rate", "20%", "--reason", "x"], "18"),
        (vec!["credit", "change", "D1", "--days", "30", "--reason", "x"], "in force"),
        (vec!["credit", "change", "D1", "--limit", "much", "--reason", "x"], "much"),
        (vec!["credit", "change", "D1", "--reason", "x"], "--limit"),
        (vec!["credit", "override", "D1", "0", "--until", "2025-07-05", "--reason", "x"], "above 0"),
        (vec!["credit", "override", "D1", "5", "--until", "2025-06-29", "--reason", "x"], "today"),
        (vec!["credit", "check", "D1", "-5"], "-5"),
        (vec!["credit", "check", "D1", "0"], "above 0"),
        (vec!["credit", "check", "D9", "5"], "D9"),
        (vec!["credit", "aging", "--by", "line"], "line"),
        (vec!["credit", "aging", "--buckets", "30,15"], "--buckets"),
        (vec!["credit", "payers", "--from", "2025-07-01", "--to", "2025-06-01"], "ends before"),
        (vec!["credit", "red", "--format", "ics"], "ics"),
    ] {
        let ran = desk.run_at(DAY, &args).code(2);
        assert!(ran.stderr.contains(says), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn terms_of_who_is_there_wait_for_approval_whoever_imports_them() {
    let desk = network();
    desk.run(&["user", "add", "an.ning", "--role", "specialist"]).code(0);
    let file = desk.write("again.csv", "code,credit limit\nD1,3000\nD2,400\n");
    let path = file.to_str().expect("a path");
    let first = desk.run_as("an.ning", &["import", "partners", path, "--format", "json"]).code(0).json();
    assert_eq!(first["sections"][0]["updated"], 2, "{first}");
    let again = desk.run_as("an.ning", &["import", "partners", path, "--format", "json"]).code(0).json();
    assert_eq!(again["written"], false, "what waits is not asked for twice: {again}");
    let file = |code: &str| desk.run(&["credit", "show", code, "--format", "json"]).code(0).json();
    assert_eq!((&file("D1")["limit"], &file("D2")["limit"]), (&"1000.00".into(), &().into()));
    assert_eq!(file("D2")["pending"][0]["limit"], "400.00");
    desk.run(&["import", "partners", path]).code(0);
    assert_eq!((&file("D1")["limit"], &file("D2")["limit"]), (&"1000.00".into(), &().into()), "nor by an administrator");
    let edited = desk.run(&["edit", "partner", "D2", "credit_days=45", "city=Nanjing"]).code(0);
    assert!(edited.stdout.contains("wait for approval #"), "{}", edited.stdout);
    let shown = desk.run(&["show", "partner", "D2", "--format", "json"]).code(0).json();
    assert_eq!((&shown["record"]["city"], &shown["record"]["credit_days"]), (&"Nanjing".into(), &().into()));
}

#[test]
fn every_list_of_the_network_prints_text_in_both_languages_and_a_document() {
    let desk = network();
    for list in ["aging", "dso", "payers", "disputes", "exposure", "months", "red", "assess"] {
        for lang in ["en", "zh"] {
            let text = desk.run_at(DAY, &["--lang", lang, "credit", list]).code(0).stdout;
            assert!(!text.contains("credit-") && text.lines().count() > 1, "{list}: {text}");
        }
        let json = desk.run_at(DAY, &["credit", list, "--format", "json"]).code(0).json();
        assert_eq!((&json["schema"], &json["as_of"]), (&format!("qudao.credit.{list}/1").into(), &DAY.into()));
    }
    let empty = Desk::new();
    for list in ["aging", "dso", "payers", "disputes", "exposure", "months", "red", "assess"] {
        empty.run_at(DAY, &["credit", list]).code(0);
    }
}

#[test]
fn an_override_never_lifts_what_the_status_warns_of() {
    let desk = Desk::new();
    let head = "code,name,status,onboarded_on,credit_limit,credit_days\n";
    let line = |(code, status): (&str, &str)| format!("{code},{code} Trade,{status},2020-01-01,1000,30\n");
    let lines = [("D1", "active"), ("D2", "onboarding"), ("D3", "suspended")].map(line).concat();
    desk.write("p.csv", format!("{head}{lines}"));
    desk.run_at(DAY, &["import", "partners", "p.csv"]).code(0);
    let check = |code: &str, exit: i32| {
        let ran = desk.run_at(DAY, &["credit", "check", code, "1500", "--format", "json"]).code(exit).json();
        ran["verdict"].as_str().expect("a verdict").to_owned()
    };
    let before: Vec<_> = ["D1", "D2", "D3"].map(|code| check(code, 1)).into();
    assert_eq!(before, ["stop", "stop", "stop"], "above the limit");
    for code in ["D1", "D2", "D3"] {
        desk.run_at(DAY, &["credit", "override", code, "2000", "--until", "2025-07-31", "-r", "season"]).code(0);
    }
    assert_eq!(check("D1", 0), "pass", "let through");
    assert_eq!(check("D2", 1), "warn", "who does not trade yet is still warned of");
    assert_eq!(check("D3", 1), "stop", "who is suspended is not supplied");
}

#[test]
fn ages_and_money_on_account_come_to_what_is_open() {
    let desk = Desk::new();
    desk.write("p.csv", "code,name\nA1,East\n");
    desk.write(
        "i.csv",
        "number,partner,issued on,due on,amount\nI1,A1,2025-01-01,2025-03-20,1000\nI2,A1,2025-03-01,2025-05-01,500\n",
    );
    desk.write("r.csv", "number,partner,paid on,amount,invoice\nP1,A1,2025-03-02,650,I2\n");
    for (kind, file) in [("partners", "p.csv"), ("invoices", "i.csv"), ("payments", "r.csv")] {
        desk.run(&["import", kind, file]).code(0);
    }
    desk.write("c.csv", "code,name\nB1,West\n");
    desk.run(&["import", "partners", "c.csv"]).code(0);
    desk.write("b.csv", "number,partner,paid on,amount\nP2,B1,2025-03-02,200\n");
    desk.run(&["import", "payments", "b.csv"]).code(0);
    let text = desk.run_at("2025-04-05", &["credit", "aging"]).code(0).stdout;
    assert!(text.contains("on account") && text.contains("-200"), "{text}");
    let csv = desk.run_at("2025-04-05", &["credit", "aging", "--format", "csv"]).code(0).stdout;
    let mut rows = csv.lines();
    let heads: Vec<&str> = rows.next().expect("heads").split(',').collect();
    let at = |name: &str| heads.iter().position(|h| *h == name).unwrap_or_else(|| panic!("{name}: {heads:?}"));
    for row in rows {
        let cells: Vec<f64> = row.split(',').map(|c| c.parse().unwrap_or(0.0)).collect();
        let ages: f64 = ["not_due", "1-30", "31-60", "61-90", "90+"].iter().map(|a| cells[at(a)]).sum();
        assert!((ages + cells[at("taken_off")] - cells[at("open")]).abs() < 0.005, "{row}");
    }
}
