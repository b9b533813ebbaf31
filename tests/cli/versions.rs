//! Versions of the rules as they are told: who gave which key its value, when and why, on every day and at every moment.

use serde_json::Value;

use super::support::Desk;

/// A team: li.wei is administrator, chen.bo and zhao.min head office, sun.yi a specialist; it is 7 June 2025.
fn team() -> Desk {
    let desk = Desk::made_on("2025-06-07T09:00");
    for (name, role) in [("chen.bo", "head_office"), ("zhao.min", "head_office"), ("sun.yi", "specialist")] {
        desk.run(&["user", "add", name, "--role", role]).code(0);
    }
    desk
}

/// Proposes as one, approves as another.
fn decided(desk: &Desk, by: &str, args: &[&str]) {
    let asked = desk.run_as(by, &[&["policy", "set"], args, &["--format", "json"]].concat()).code(0).json();
    desk.run_as("zhao.min", &["approval", "approve", &asked["approval"].to_string()]).code(0);
}

#[test]
fn as_of_a_moment_before_a_decision_of_the_same_day_the_version_of_that_moment_rules() {
    let desk = team();
    desk.write("p.csv", "code,name,status\nA01,Alpha,active\n");
    desk.run(&["import", "partners", "p.csv"]).code(0);
    desk.write("s.csv", "partner,date,document,amount\nA01,2025-05-05,S1,1000\n");
    desk.run(&["import", "sales", "s.csv"]).code(0);
    desk.run(&["clock", "set", "2025-06-07T10:00"]).code(0);
    desk.run_as("sun.yi", &["policy", "set", "health.slip", "12", "-r", "ours"]).code(0);
    desk.run(&["clock", "set", "2025-06-07T11:00"]).code(0);
    desk.run_as("zhao.min", &["approval", "approve", "1"]).code(0);
    let at = |moment: &str, args: &[&str]| desk.run(&[&["--as-of", moment], args].concat()).code(0);
    let json = |moment: &str, args: &[&str]| at(moment, &[args, &["--format", "json"]].concat()).json();
    let seen = |moment: &str| {
        let shown = json(moment, &["policy", "show", "health.slip"]);
        let health = json(moment, &["show", "partner", "A01", "--explain=health"]);
        let history = json(moment, &["policy", "history"]);
        let states: Vec<String> = history["rows"].as_array().expect("versions").iter().map(state).collect();
        let export = json(moment, &["policy", "export"]);
        (
            shown["version"].clone(),
            shown["rows"][0]["value"].clone(),
            health["explain"][0]["policy_version"].clone(),
            states,
            export["version"].clone(),
        )
    };
    let expected = |version: i64, value: i64, states: &[&str]| {
        (version.into(), value.into(), version.into(), states.iter().map(|s| (*s).to_owned()).collect(), Value::from(version))
    };
    assert_eq!(seen("2025-06-07T09:30"), expected(1, 10, &["1 approved true"]));
    assert_eq!(seen("2025-06-07T10:30"), expected(1, 10, &["2 pending false", "1 approved true"]));
    assert_eq!(seen("2025-06-07T11:30"), expected(2, 12, &["2 approved true", "1 approved false"]));
    assert_eq!(seen("2025-06-06"), expected(1, 10, &["1 approved true"]), "the first is from the beginning");
    let text = at("2025-06-07T10:30", &["policy", "show", "health.slip"]);
    assert!(text.stderr.contains("version 1 of the rules"), "{}", text.stderr);
    desk.write("mine.toml", "[tiers]\ntop = 0.3\n");
    let what_if = json("2025-06-07T10:30", &["--policy", "mine.toml", "policy", "show", "health.slip"]);
    assert_eq!((&what_if["rows"][0]["value"], &what_if["compared_with"]), (&10.into(), &1.into()));
}

fn state(row: &Value) -> String {
    format!("{} {} {}", row["version"], row["state"].as_str().unwrap_or_default(), row["in_force"])
}

#[test]
fn each_key_is_told_with_who_gave_it_its_value_when_and_why() {
    let desk = team();
    decided(&desk, "sun.yi", &["tiers.top", "0.25", "-r", "more of them", "--from", "2025-07-01"]);
    desk.run(&["clock", "set", "2025-06-08T09:00"]).code(0);
    decided(&desk, "chen.bo", &["health.slip", "12", "-r", "too soft"]);
    // the version of July takes over what chen.bo changed: that part is his, with his reason and his approval
    let history = desk.run(&["policy", "history", "--format", "json"]).code(0).json();
    let newest = &history["rows"][0];
    assert_eq!((&newest["version"], &newest["from"]), (&4.into(), &"2025-07-01".into()), "{newest}");
    assert_eq!(
        (&newest["by"], &newest["reason"], &newest["approval"]),
        (&"chen.bo".into(), &"too soft".into(), &2.into()),
        "{newest}"
    );
    let told = |row: &Value| {
        let set = &row["set"];
        let at = set["at"].as_str().map(|at| at.split('T').next().unwrap_or_default().to_owned());
        (row["key"].clone(), set["version"].clone(), set["by"].clone(), at, set["reason"].clone())
    };
    let of = |key: &str, version: i64, by: &str, at: &str, reason: &str| {
        (Value::from(key), Value::from(version), Value::from(by), Some(at.to_owned()), Value::from(reason))
    };
    let (top, slip) =
        (of("tiers.top", 2, "sun.yi", "2025-06-07", "more of them"), of("health.slip", 4, "chen.bo", "2025-06-08", "too soft"));
    let diff = desk.run(&["policy", "diff", "1", "4", "--format", "json"]).code(0).json();
    let rows: Vec<_> = diff["rows"].as_array().expect("rows").iter().map(told).collect();
    assert_eq!(rows, [slip, top.clone()]);
    let text = desk.run(&["policy", "diff", "1", "4"]).code(0).stdout;
    for (key, by, why) in [("tiers.top", "sun.yi", "more of them"), ("health.slip", "chen.bo", "too soft")] {
        let line = text.lines().find(|l| l.starts_with(key)).unwrap_or_else(|| panic!("{text}"));
        assert!(line.contains(by) && line.contains(why), "{line}");
    }
    let show = |lang: &str, key: &str| desk.run(&["--as-of", "2025-07-01", "--lang", lang, "policy", "show", key]).code(0).stdout;
    assert!(show("en", "tiers.top").contains("set by version 2: sun.yi, 2025-06-07 09:"), "{}", show("en", "tiers.top"));
    assert!(show("zh", "health.slip").contains("由第 4 版设定：chen.bo，2025-06-08 09:"), "{}", show("zh", "health.slip"));
    assert!(!show("en", "tiers.bottom").contains("set by"), "it is as it was in the beginning");
    let rows = desk.run(&["--as-of", "2025-07-01", "policy", "show", "tiers.top", "--format", "json"]).code(0).json();
    assert_eq!(told(&rows["rows"][0]), top);
    // what a file says otherwise is nobody's
    desk.write("mine.toml", "[health]\nslip = 13\n");
    let tried = desk.run(&["--policy", "mine.toml", "policy", "show", "health.slip", "--format", "json"]).code(0).json();
    assert_eq!((&tried["rows"][0]["value"], &tried["rows"][0]["set"]), (&13.into(), &Value::Null));
}

#[test]
fn the_log_tells_which_keys_of_the_rules_changed_and_no_whole_text() {
    let desk = team();
    desk.write("ours.csv", "calendar,ours,Ours,我们的\nweek,1111110\ncovers,2025,2031\n");
    desk.write("ours.toml", "[desk]\ncalendar = \"ours.csv\"\n[health]\nslip = 12\n");
    desk.run_as("chen.bo", &["policy", "import", "ours.toml", "-r", "ours"]).code(0);
    desk.run_as("sun.yi", &["policy", "set", "tiers.top", "0.25", "-r", "more"]).code(0);
    for approval in ["1", "2"] {
        desk.run_as("zhao.min", &["approval", "approve", approval]).code(0);
    }
    for lang in ["en", "zh"] {
        let log = desk.run(&["--lang", lang, "audit", "--kind", "policy-versions"]).code(0).stdout;
        assert!(log.contains("    tiers.top: 0.2 → 0.25\n") && log.contains("    health.slip: 10 → 12\n"), "{log}");
        assert!(log.contains("    desk.calendar: \"cn\" → \"own\"\n") && log.contains("    calendar: - → "), "{log}");
        assert!(!log.contains("promote_score") && log.lines().all(|l| l.chars().count() < 200), "{log}");
    }
    let rows = desk.run(&["audit", "--kind", "policy-versions", "--format", "json"]).code(0).json()["rows"].clone();
    let rows = rows.as_array().expect("rows");
    assert!(rows.iter().all(|r| r["after"]["policy"].is_null() && r["before"]["policy"].is_null()), "{rows:?}");
    let of = |version: &str, done: &str| {
        let row = rows.iter().find(|r| r["code"] == version && r["action"] == done).unwrap_or_else(|| panic!("{rows:?}"));
        row["keys"].clone()
    };
    assert_eq!(of("3", "insert"), serde_json::json!([{"key": "tiers.top", "unit": "share", "from": 0.2, "to": 0.25}]));
    // the decision laid it over what came between
    let landed: Vec<String> =
        of("3", "update").as_array().expect("keys").iter().map(|d| d["key"].as_str().unwrap_or_default().to_owned()).collect();
    assert!(landed.contains(&"health.slip".to_owned()) && !landed.contains(&"tiers.top".to_owned()), "{landed:?}");
}
