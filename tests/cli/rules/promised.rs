//! What was promised, or computed, under a version is told by that version.

use super::{team, value};

#[test]
fn what_a_ticket_was_promised_is_shown_by_the_rules_that_promised_it() {
    let desk = team();
    desk.run(&["policy", "history"]).code(0);
    desk.run(&["import", "partners", desk.write("p.csv", "code,name,status\nA01,Alpha,active\n").to_str().expect("a path")])
        .code(0);
    desk.run(&["ticket", "new", "-t", "late", "-s", "S3", "-p", "A01"]).code(0);
    desk.run(&["ticket", "act", "1", "acknowledge"]).code(0);
    let shown = || {
        let json = desk.run(&["ticket", "show", "1", "--format", "json"]).code(0).json();
        let why = desk.run(&["ticket", "why", "1"]).stdout;
        (json["response"].clone(), json["resolution"].clone(), why)
    };
    let before = shown();
    let ask = ["policy", "import", "hours.toml", "-r", "longer days", "--format", "json"];
    desk.write("hours.toml", "[desk]\nhours = [\"00:00-24:00\"]\n[desk.resolution]\nS1 = \"1 h\"\nS2 = \"1 h\"\nS3 = \"1 h\"\n");
    let asked = desk.run_as("sun.yi", &ask).code(0).json();
    desk.run_as("zhao.min", &["approval", "approve", &asked["approval"].to_string()]).code(0);
    assert_eq!(value(&desk, "desk.hours"), serde_json::json!(["00:00-24:00"]));
    let after = shown();
    assert_eq!(after.0, before.0, "what is done is done");
    assert_eq!((&after.1["due"], &after.1["goal_minutes"]), (&before.1["due"], &before.1["goal_minutes"]));
    assert!(before.2.contains("policy v1"), "{}", before.2);
    assert_eq!(after.2, before.2, "the reasons are those of then, and so is the version that they name");
    let windows = desk.run(&["ticket", "why", "1", "--format", "json"]).code(0).json();
    let minutes = |clock: &serde_json::Value| -> i64 {
        let all = clock["windows"].as_array().expect("windows");
        all.iter().filter(|w| w["part"] == "counted").map(|w| w["minutes"].as_i64().expect("minutes")).sum()
    };
    for clock in windows["clocks"].as_array().expect("clocks") {
        assert_eq!(minutes(clock), clock["goal_minutes"].as_i64().expect("a goal"), "{clock}");
    }
}

#[test]
fn a_ticket_that_stood_goes_on_by_the_rules_that_promised_its_deadline() {
    let desk = team();
    let new = ["ticket", "new", "-t", "stopped", "-s", "S1", "--format", "json"];
    let made = desk.run(&new).code(0).json();
    assert!(made["resolution"]["due"].as_str().is_some_and(|due| due.starts_with("2025-06-08T01:0")), "{made}");
    desk.run(&["ticket", "act", "1", "acknowledge"]).code(0);
    desk.run(&["clock", "set", "2025-06-07T12:00"]).code(0);
    desk.run(&["ticket", "act", "1", "hold", "--text", "waiting for photos"]).code(0);
    let asked = ["policy", "set", "desk.resolution.S1", "9 h", "-r", "by working hours", "--format", "json"];
    let asked = desk.run_as("sun.yi", &asked).code(0).json();
    desk.run_as("zhao.min", &["approval", "approve", &asked["approval"].to_string()]).code(0);
    desk.run(&["clock", "set", "2025-06-07T18:00"]).code(0);
    desk.run(&["ticket", "act", "1", "resume"]).code(0);
    let due = desk.run(&["ticket", "show", "1", "--format", "json"]).code(0).json()["resolution"]["due"].clone();
    // seconds may pass between a command that sets the clock and the next
    let near = |due: &str| due.starts_with("2025-06-08T07:0") || due.starts_with("2025-06-08T06:59");
    assert!(due.as_str().is_some_and(near), "24 hours of the clock and six on hold: {due}");
    // one that is opened now is promised what rules now
    let made = desk.run(&new).code(0).json();
    assert!(made["resolution"]["due"].as_str().is_some_and(|due| due.starts_with("2025-06-09T10:00")), "{made}");
}

#[test]
fn where_a_number_comes_from_names_the_version_that_ruled_it() {
    let desk = team();
    desk.write("p.csv", "code,name,status\nA01,Alpha,active\n");
    desk.run(&["import", "partners", "p.csv"]).code(0);
    desk.write("s.csv", "partner,date,document,amount\nA01,2025-05-05,S1,1000\n");
    desk.run(&["import", "sales", "s.csv"]).code(0);
    desk.run(&["close", "2025-05"]).code(0);
    let told = |args: &[&str]| {
        let text = desk.run(args).code(0).stdout;
        let json = desk.run(&[args, &["--format", "json"]].concat()).code(0).json();
        let versions: Vec<_> =
            json["explain"].as_array().expect("explanations").iter().map(|e| e["policy_version"].clone()).collect();
        let lines: Vec<String> = text.lines().filter(|l| l.starts_with("  policy ")).map(str::to_owned).collect();
        assert_eq!(lines.len(), versions.len(), "{text}");
        (lines, versions)
    };
    let asked =
        desk.run_as("chen.bo", &["policy", "set", "sales.behind", "0.7", "-r", "more", "--format", "json"]).code(0).json();
    desk.run_as("zhao.min", &["approval", "approve", &asked["approval"].to_string()]).code(0);
    let health = ["show", "partner", "A01", "--explain=health"];
    let (lines, versions) = told(&health);
    assert!(lines.iter().all(|l| l.starts_with("  policy v2 ")) && versions.iter().all(|v| *v == 2), "{lines:?} {versions:?}");
    // a closed period by the rules under which it was closed
    let attainment = |period: &str| {
        let (lines, versions) = told(&["kpi", "--period", period, "--explain"]);
        assert!(lines.iter().all(|l| *l == lines[0]) && versions.iter().all(|v| *v == versions[0]), "{lines:?}");
        (lines[0].clone(), versions[0].clone())
    };
    let (line, version) = attainment("2025-05");
    assert!(line.starts_with("  policy v1 ") && version == 1, "{line}");
    let (line, version) = attainment("2025-06");
    assert!(line.starts_with("  policy v2 ") && version == 2, "{line}");
    desk.write("mine.toml", "[health]\nslip = 12\n");
    let (lines, versions) = told(&[&["--policy", "mine.toml"][..], &health].concat());
    assert!(lines.iter().all(|l| l.starts_with("  policy x")) && versions.iter().all(serde_json::Value::is_null), "{lines:?}");
}
