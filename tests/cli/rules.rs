//! The rules belong to the organisation: versions in the database, a file of one person decides nothing.

mod promised;

use qudao::domain::policy::Texts;

use super::support::Desk;

/// A policy under which nothing of the embedded one holds that a person might want to get round.
const MINE: &str = "[approvals.steps]\ncredit = []\nexpense = []\n[alerts]\npace = { warn = 0.0, critical = 0.0 }\n";

fn rows(desk: &Desk, sql: &str) -> i64 {
    desk.sqlite().query_row(sql, [], |r| r.get(0)).expect("a number")
}

#[test]
fn a_new_database_begins_with_the_embedded_rules_as_version_1_and_an_old_one_is_given_them() {
    let desk = Desk::new();
    let first = |desk: &Desk| {
        rows(desk, "SELECT count(*) FROM policy_version WHERE number = 1 AND state = 'approved' AND from_day IS NULL")
    };
    assert_eq!(first(&desk), 1);
    desk.sqlite().execute("DELETE FROM policy_version", []).expect("as before there were versions");
    desk.run_as("nobody", &["list", "partners"]).code(0);
    assert_eq!(first(&desk), 0, "who may not write goes by the embedded rules");
    desk.run(&["list", "partners"]).code(0);
    assert_eq!(first(&desk), 1);
}

#[test]
fn a_policy_file_of_before_is_not_read_and_doctor_names_it() {
    let desk = Desk::new();
    let file = desk.write("config/qudao/policy.toml", MINE);
    let expense = ["add", "expense", "on=2026-01-05", "kind=travel", "project=x", "amount=5000"];
    desk.run(&["user", "add", "zhao.min", "--role", "manager"]).code(0);
    assert!(desk.run(&expense).code(0).stdout.contains("waits for approval"), "the organisation's rules count");
    let told = desk.run(&["doctor"]).code(1).stdout;
    assert!(told.contains(&format!("qudao policy import {}", file.display())), "{told}");
    desk.write("config/qudao/policy.toml", "[tiers]\ntop = 0.20\n");
    desk.run(&["doctor"]).code(0);
    let elsewhere = desk.write("ours.toml", MINE);
    desk.write("config/qudao/config.toml", format!("policy = \"{}\"\n", elsewhere.display()));
    assert!(desk.run(&["doctor"]).code(1).stdout.contains("ours.toml"));
}

/// A team: li.wei is administrator, chen.bo and zhao.min head office, sun.yi a specialist; it is 7 June 2025.
fn team() -> Desk {
    let desk = Desk::made_on("2025-06-07T09:00");
    for (name, role) in [("chen.bo", "head_office"), ("zhao.min", "head_office"), ("sun.yi", "specialist")] {
        desk.run(&["user", "add", name, "--role", role]).code(0);
    }
    desk
}

fn value(desk: &Desk, key: &str) -> serde_json::Value {
    desk.run(&["policy", "show", key, "--format", "json"]).code(0).json()["rows"][0]["value"].clone()
}

#[test]
fn another_value_rules_once_head_office_has_approved_it() {
    let desk = team();
    let asked =
        desk.run_as("sun.yi", &["policy", "set", "tiers.top", "0.25", "-r", "more partners", "--format", "json"]).code(0).json();
    assert_eq!((&asked["version"], &asked["approval"], &asked["waits"]), (&2.into(), &1.into(), &true.into()));
    assert_eq!(asked["rows"], serde_json::json!([{"key": "tiers.top", "unit": "share", "from": 0.2, "to": 0.25}]));
    assert_eq!(value(&desk, "tiers.top"), 0.2, "it waits");
    desk.run_as("sun.yi", &["undo"]).code(0);
    assert_eq!(rows(&desk, "SELECT count(*) FROM policy_version"), 1, "what only waits goes back");
    desk.run_as("sun.yi", &["redo"]).code(0);
    desk.run_as("sun.yi", &["approval", "approve", "1"]).code(3);
    let page = desk.run_as("chen.bo", &["approval", "show", "1"]).code(0).stdout;
    assert!(page.contains("tiers.top") && page.contains("0.25"), "{page}");
    desk.run_as("chen.bo", &["approval", "approve", "1"]).code(0);
    assert_eq!(value(&desk, "tiers.top"), 0.25);
    let text = desk.run(&["policy", "show", "tiers.top"]).code(0);
    assert!(text.stdout.contains("0.25") && text.stdout.contains("expected"), "{}", text.stdout);
    let history = desk.run(&["policy", "history", "--format", "json"]).code(0).json();
    let now = &history["rows"][0];
    assert_eq!((&now["version"], &now["in_force"], &now["from"]), (&2.into(), &true.into(), &"2025-06-07".into()));
    assert_eq!((&now["by"], &now["reason"], &now["approval"]), (&"sun.yi".into(), &"more partners".into(), &1.into()));
    let diff = desk.run(&["policy", "diff", "--format", "json"]).code(0).json();
    assert_eq!((&diff["from"], &diff["to"], &diff["rows"][0]["key"]), (&1.into(), &2.into(), &"tiers.top".into()));
    // what was is not taken back but proposed again
    let undo = desk.run_as("chen.bo", &["undo"]).code(3);
    assert!(undo.stderr.contains("policy import --version"), "{}", undo.stderr);
    desk.run_as("chen.bo", &["policy", "import", "--version", "1", "-r", "as it was"]).code(0);
    let waits = desk.run_as("sun.yi", &["policy", "import", "--version", "3", "-r", "the same"]).code(3);
    assert!(waits.stderr.contains("version 3 never ruled") && waits.stderr.contains("#2"), "{}", waits.stderr);
    desk.run_as("zhao.min", &["approval", "approve", "2"]).code(0);
    assert_eq!(value(&desk, "tiers.top"), 0.2);
}

#[test]
fn a_version_rules_from_its_day_and_the_days_before_keep_theirs() {
    let desk = team();
    let early = desk.run_as("chen.bo", &["policy", "set", "tiers.top", "0.3", "--from", "2025-06-06"]).code(2);
    assert!(early.stderr.contains("2025-06-07"), "{}", early.stderr);
    desk.run_as("chen.bo", &["policy", "set", "tiers.top", "0.3", "-r", "more", "--from", "2025-06-10"]).code(0);
    desk.run_as("zhao.min", &["approval", "approve", "1"]).code(0);
    assert_eq!(value(&desk, "tiers.top"), 0.2);
    let as_of = |day: &str| {
        desk.run(&["--as-of", day, "policy", "show", "tiers.top", "--format", "json"]).code(0).json()["rows"][0]["value"].clone()
    };
    assert_eq!((as_of("2025-06-09"), as_of("2025-06-10"), as_of("2020-01-01")), (0.2.into(), 0.3.into(), 0.2.into()));
    desk.run(&["clock", "set", "2025-06-11"]).code(0);
    assert_eq!((value(&desk, "tiers.top"), as_of("2025-06-09")), (0.3.into(), 0.2.into()));
    let state: String = {
        desk.run(&["health"]);
        desk.sqlite().query_row("SELECT value FROM meta WHERE name = 'figures_state'", [], |r| r.get(0)).expect("figures")
    };
    assert!(state.contains(" v2 "), "stored figures name their version: {state}");
}

#[test]
fn of_several_proposals_that_wait_none_takes_back_what_another_changed() {
    let desk = team();
    for (key, value) in [("tiers.top", "0.25"), ("tiers.bottom", "0.1"), ("health.slip", "12"), ("tiers.top", "0.3")] {
        desk.run_as("sun.yi", &["policy", "set", key, value, "-r", "ours"]).code(0);
    }
    for approval in ["1", "3", "2"] {
        desk.run_as("zhao.min", &["approval", "approve", approval]).code(0);
    }
    let all = |desk: &Desk| ["tiers.top", "tiers.bottom", "health.slip"].map(|key| value(desk, key));
    assert_eq!(serde_json::json!(all(&desk)), serde_json::json!([0.25, 0.1, 12]));
    // the same key is another now: it is said, and refused with key and values
    let page = desk.run_as("zhao.min", &["approval", "show", "4", "--format", "json"]).code(0).json();
    assert!(page["stale"].as_str().is_some_and(|said| said.contains("`tiers.top` was 0.2")), "{page}");
    let page = desk.run_as("zhao.min", &["approval", "show", "4"]).code(0).stdout;
    assert!(page.contains("propose it again"), "{page}");
    let late = desk.run_as("zhao.min", &["approval", "approve", "4"]).code(3).stderr;
    assert!(late.contains("version 5") && late.contains("0.25 in version 3"), "{late}");
    desk.run_as("zhao.min", &["approval", "reject", "4", "again please"]).code(0);
    assert_eq!(serde_json::json!(all(&desk)), serde_json::json!([0.25, 0.1, 12]));
    // each version shows what it alone changed
    let diff = desk.run(&["policy", "diff", "2", "4", "--format", "json"]).code(0).json();
    let rows = diff["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 1, "{diff}");
    assert_eq!((&rows[0]["key"], &rows[0]["from"], &rows[0]["to"]), (&"health.slip".into(), &10.into(), &12.into()));
}

#[test]
fn what_is_approved_for_later_days_takes_over_what_begins_before() {
    let desk = team();
    desk.run_as("sun.yi", &["policy", "set", "tiers.top", "0.25", "-r", "later", "--from", "2025-07-01"]).code(0);
    desk.run_as("zhao.min", &["approval", "approve", "1"]).code(0);
    desk.run_as("sun.yi", &["policy", "set", "health.slip", "12", "-r", "now"]).code(0);
    desk.run_as("sun.yi", &["policy", "set", "tiers.top", "0.22", "-r", "until then"]).code(0);
    let last = rows(&desk, "SELECT max(number) FROM approval");
    let page = desk.run_as("zhao.min", &["approval", "show", &last.to_string()]).code(0).stdout;
    assert!(page.contains("from 2025-07-01 on version 2") && page.contains("0.25"), "what stays against it is said: {page}");
    for approval in [last - 1, last] {
        desk.run_as("zhao.min", &["approval", "approve", &approval.to_string()]).code(0);
    }
    let as_of = |day: &str, key: &str| {
        desk.run(&["--as-of", day, "policy", "show", key, "--format", "json"]).code(0).json()["rows"][0]["value"].clone()
    };
    assert_eq!((as_of("2025-06-30", "tiers.top"), as_of("2025-06-30", "health.slip")), (0.22.into(), 12.into()));
    assert_eq!((as_of("2025-07-01", "tiers.top"), as_of("2025-07-01", "health.slip")), (0.25.into(), 12.into()));
    let history = desk.run(&["policy", "history"]).code(0).stdout;
    assert!(history.contains("v2 + v") && history.contains("health.slip"), "{history}");
    // what does not go with one of them is refused when it is asked for, by the rule and the version that it goes against
    desk.run_as("sun.yi", &["policy", "set", "tiers.promote_score", "65", "-r", "later", "--from", "2025-07-01"]).code(0);
    let last = rows(&desk, "SELECT max(number) FROM approval");
    desk.run_as("zhao.min", &["approval", "approve", &last.to_string()]).code(0);
    let versions = rows(&desk, "SELECT count(*) FROM policy_version");
    let now = ["policy", "set", "tiers.demote_score", "70", "-r", "now"];
    let said = desk.run_as("sun.yi", &now).code(2).stderr;
    assert!(said.contains("v6") && said.matches("(try").count() == 1 && said.contains("tiers.demote_score"), "{said}");
    assert_eq!(rows(&desk, "SELECT count(*) FROM policy_version"), versions, "nothing was proposed");
    // what was put into force with it is no more taken back by hand than it
    assert!(desk.run_as("zhao.min", &["undo"]).code(3).stderr.contains("policy import --version"));
}

#[test]
fn what_is_out_of_bounds_or_no_key_is_refused_by_set_import_and_what_if() {
    let desk = team();
    for (key, value, said) in [
        ("tiers.top", "7", "`tiers.top` is `7`"),
        ("tiers.topp", "0.1", "tiers.topp"),
        ("approvals.hours", "0", "approvals.hours"),
        ("approvals.steps.credit", "[{ role = \"head_office\", from = 500 }, { role = \"manager\" }]", "approvals.steps.credit"),
    ] {
        let ran = desk.run(&["policy", "set", key, value]).code(2);
        assert!(ran.stderr.contains(said), "{key}: {}", ran.stderr);
        let file = desk.write("wrong.toml", format!("{key} = {value}\n"));
        let path = file.to_str().expect("a path");
        assert!(desk.run(&["policy", "import", path]).code(2).stderr.contains(said), "{key}");
        assert!(desk.run(&["--policy", path, "list", "users"]).code(2).stderr.contains(said), "{key}");
    }
    // what to try is not what was just tried
    let file = desk.write("wrong.toml", "[tiers]\npromote_score = 40\n");
    let said = desk.run(&["policy", "import", file.to_str().expect("a path")]).code(2).stderr;
    assert!(said.contains("demote_score") && !said.contains("change `tiers.promote_score` first"), "{said}");
    desk.run(&["policy", "set", "tiers.top", "0.20"]).code(2);
    assert_eq!(rows(&desk, "SELECT count(*) FROM policy_version"), 1, "nothing was proposed");
}

#[test]
fn a_file_is_imported_with_its_calendar_and_exported_as_it_rules() {
    let desk = team();
    desk.write("ours.csv", "calendar,ours,Ours,我们的\nweek,1111110\ncovers,2025,2031\n");
    let file = desk.write("ours.toml", "[desk]\ncalendar = \"ours.csv\"\nhours = [\"08:00-17:00\"]\n");
    desk.run_as("chen.bo", &["policy", "import", file.to_str().expect("a path"), "-r", "ours"]).code(0);
    std::fs::remove_file(desk.path("ours.csv")).expect("the text is in the database");
    desk.run_as("zhao.min", &["approval", "approve", "1"]).code(0);
    let doctor = desk.run(&["doctor"]).stdout;
    assert!(doctor.contains("ours"), "{doctor}");
    desk.run(&["policy", "export", "-o", "out.toml"]).code(0);
    let text = std::fs::read_to_string(desk.path("out.toml")).expect("a file");
    assert!(text.contains("calendar = \"own\"") && text.contains("# working hours"), "comments stay");
    assert!(desk.run(&["policy", "export", "--calendar"]).code(0).stdout.contains("calendar,ours,Ours"));
    let shown = desk.run(&["approval", "show", "1"]).code(0).stdout;
    assert!(shown.contains("week,1111110"), "who decided saw the days: {shown}");
    desk.run(&["policy", "import", "out.toml"]).code(2);
    desk.run(&["policy", "export", "-o", "out.toml"]).code(3);
}

#[test]
fn a_house_of_one_changes_its_rules_alone_and_it_shows() {
    let desk = Desk::new();
    let done = desk.run(&["policy", "set", "health.slip", "12", "-r", "we are small", "--format", "json"]).code(0).json();
    assert_eq!((&done["alone"], &done["waits"]), (&true.into(), &false.into()));
    assert_eq!(value(&desk, "health.slip"), 12);
    let shown = desk.run(&["approval", "show", "1"]).code(0).stdout;
    assert!(shown.contains("approved, alone") && shown.contains("we are small"), "{shown}");
    let listed = desk.run(&["approval", "list", "--all", "--format", "json"]).code(0).json();
    assert_eq!(listed["rows"][0]["alone"], true);
    assert!(desk.run(&["policy", "history"]).code(0).stdout.contains("alone"));
}

#[test]
fn rules_are_written_by_nobodys_hand() {
    let desk = team();
    desk.run(&["export", "policy-versions", "-o", "versions.csv"]).code(0);
    let text = std::fs::read_to_string(desk.path("versions.csv")).expect("a file").replacen("\n1,", "\n7,", 1);
    desk.write("versions.csv", text);
    desk.run_as("chen.bo", &["import", "policy-versions", "versions.csv"]).code(3);
    desk.write("partners.csv", "code,name\nD1,First\n");
    desk.run(&["import", "partners", "partners.csv"]).code(0);
    desk.run(&["import", "policy-versions", "versions.csv"]).code(3);
    assert_eq!(rows(&desk, "SELECT count(*) FROM policy_version"), 1);
}

#[test]
fn other_rules_need_a_reason_and_accounts_that_are_there() {
    let desk = Desk::new();
    for reason in [&[][..], &["-r", ""], &["-r", "  "]] {
        let ran = desk.run(&[&["policy", "set", "health.slip", "12"], reason].concat()).code(2);
        assert!(ran.stderr.contains("-r"), "{}", ran.stderr);
    }
    let file = desk.write("mine.toml", MINE);
    desk.run(&["policy", "import", file.to_str().expect("a path")]).code(2);
    desk.run(&["tier", "what-if", "tiers.top=0.3", "--save", " "]).code(2);
    let ran = desk.run(&["policy", "set", "desk.assign.complaint", "[\"nobody.here\"]", "-r", "x"]).code(2);
    assert!(ran.stderr.contains("nobody.here") && ran.stderr.contains("desk.assign.complaint"), "{}", ran.stderr);
    desk.run(&["policy", "set", "tiers.top", "0.3", "-r", "x", "--from", "2200-01-01"]).code(2);
    assert_eq!(rows(&desk, "SELECT count(*) FROM policy_version"), 1, "nothing was proposed");
    // who decides the rules is not decided away
    for steps in ["[]", "[{ role = \"manager\" }]", "[{ role = \"head_office\", from = 5 }]"] {
        let ran = desk.run(&["policy", "set", "approvals.steps.policy", steps, "-r", "x"]).code(2);
        assert!(ran.stderr.contains("`approvals.steps.policy`") && ran.stderr.contains("head_office, admin"), "{}", ran.stderr);
    }
    desk.run(&["policy", "set", "desk.assign.complaint", "[\"li.wei\", \"owner\"]", "-r", "x"]).code(0);
    let diff = desk.run(&["policy", "diff", "1", "2"]).code(0).stdout;
    assert!(diff.contains("v1") && diff.contains("v2") && !diff.contains("proposed"), "{diff}");
    assert!(desk.run(&["policy", "export", "--calendar"]).code(0).stdout.contains("calendar,cn"));
}

/// Makes a version one of before there were bounds: `tiers.top`, which is 0.3, is 5.
fn unbounded(desk: &Desk, number: i64) {
    let conn = desk.sqlite();
    let text: String =
        conn.query_row("SELECT policy FROM policy_version WHERE number = ?1", [number], |r| r.get(0)).expect("a version");
    let texts = Texts { policy: text.replace("top = 0.3", "top = 5.0"), ..Texts::default() };
    let set = "UPDATE policy_version SET policy = ?2, hash = ?3 WHERE number = ?1";
    assert_eq!(conn.execute(set, (number, &texts.policy, texts.hash())), Ok(1));
}

#[test]
fn versions_that_come_in_by_a_file_are_as_sound_as_those_that_are_proposed() {
    let desk = Desk::new();
    desk.run(&["policy", "set", "tiers.top", "0.3", "-r", "more"]).code(0);
    desk.run(&["export", "policy-versions", "-o", "versions.csv"]).code(0);
    let text = std::fs::read_to_string(desk.path("versions.csv")).expect("a file");
    let other = Desk::new();
    let into = |text: &str| other.run(&["import", "policy-versions", other.write("v.csv", text).to_str().expect("a path")]);
    let hash = into(&text.replace("top = 0.3", "top = 0.31"));
    assert!(hash.code == Some(2), "{hash:?}");
    desk.sqlite().execute("UPDATE policy_version SET from_day = from_day - 40 WHERE number = 2", []).expect("earlier");
    desk.run(&["export", "policy-versions", "--force", "-o", "versions.csv"]).code(0);
    let early = into(&std::fs::read_to_string(desk.path("versions.csv")).expect("a file"));
    assert!(
        early.code == Some(2) && early.stderr.contains("v2: ") && early.stderr.contains("the day of the decision"),
        "{early:?}"
    );
    unbounded(&desk, 2);
    desk.run(&["export", "policy-versions", "--force", "-o", "versions.csv"]).code(0);
    let bounds = into(&std::fs::read_to_string(desk.path("versions.csv")).expect("a file"));
    assert!(bounds.code == Some(2) && bounds.stderr.contains("v2: ") && bounds.stderr.contains("tiers.top"), "{bounds:?}");
    assert_eq!(rows(&other, "SELECT count(*) FROM policy_version"), 1);
    assert_eq!(value(&other, "tiers.top"), 0.2);
}

#[test]
fn rules_that_can_not_be_used_are_told_and_mended() {
    let desk = Desk::new();
    desk.run(&["policy", "set", "health.slip", "12", "-r", "x"]).code(0);
    desk.run(&["policy", "set", "tiers.top", "0.3", "-r", "x"]).code(0);
    let spoil = "UPDATE policy_version SET policy = replace(policy, 'top = 0.3', 'top = 5.0') WHERE number = 3";
    assert_eq!(desk.sqlite().execute(spoil, []).expect("spoilt"), 1);
    let doctor = desk.run(&["doctor"]).code(1).stdout;
    assert!(doctor.contains("version 3 of the rules") && doctor.contains("tiers.top"), "{doctor}");
    desk.run(&["policy", "history"]).code(0);
    let list = desk.run(&["list", "users"]).code(0).stdout;
    assert!(list.starts_with("version 3 of the rules can't be used"), "{list}");
    let refused = desk.run(&["user", "add", "zhao.min"]).code(3).stderr;
    assert!(refused.contains("qudao doctor"), "{refused}");
    desk.run(&["policy", "set", "tiers.top", "0.25", "-r", "mended"]).code(0);
    assert_eq!((value(&desk, "tiers.top"), value(&desk, "health.slip")), (0.25.into(), 12.into()));
    desk.run(&["user", "add", "zhao.min"]).code(0);
    desk.run(&["doctor"]).code(0);
}

#[test]
fn what_is_wrong_with_a_file_of_rules_is_said_with_its_place_in_the_readers_language() {
    let desk = Desk::new();
    desk.write("broken.toml", "[tiers]\ntop = 0.3\npromote_score = = 5\n");
    desk.write("days.csv", "calendar,mine,Mine,我的\nweek,1111\n");
    desk.write("years.csv", "calendar,mine,Mine,我的\nweek,1111100\ncovers,2027,2026\n");
    desk.write("nothing.csv", "\n");
    let remedy = |kind: &str| format!("[[remedy]]\ncode = \"x\"\nkinds = [\"{kind}\"]\nname = {{ en = \"a\", zh = \"甲\" }}\n");
    desk.write("gossip.toml", format!("{}steps = {{ en = [\"a\"], zh = [\"甲\"] }}\n", remedy("gossip")));
    desk.write("steps.toml", remedy("order"));
    desk.write("close.toml", "[[remedy]\n");
    desk.write("limits.toml", "[tiers]\n\ntop = 3\n");
    desk.write("rule.toml", "[maintenance.rule.mine]\nkind = \"visit\"\ntitle = { en = \"a\", zh = \"甲\" }\n");
    desk.write("nobody.toml", "\n[[remedy]]\nkinds = [\"\"]\n");
    desk.write("twice.csv", "calendar,mine,Mine,我的\nweek,1111100\ncovers,2026,2027\nholiday,h,H,节\noff,2026-01-01,2026-01-03,h\noff,2026-01-03,2026-01-04,h\n");
    std::fs::write(desk.path("gbk.toml"), b"[tiers]\ntop = 0.3 # \xb9\xd8\n").expect("a file");
    std::fs::write(desk.path("gbk.csv"), b"calendar,mine,Mine,\xb9\xd8\n").expect("a file");
    desk.write("again.toml", "[tiers]\ntop = 0.3\ntop = 0.4\n");
    desk.write("beside.toml", "[desk]\ncalendar = \"gone.csv\"\n");
    desk.write("often.toml", "[maintenance.rule.mine]\nkind = \"visit\"\nevery = \"weekly\"\n");
    let cases: [(&[&str], [&str; 2]); 17] = [
        (&["--calendar", "nothing.csv"], ["`nothing.csv`: the file is empty: expected the lines", "`nothing.csv`: 文件为空"]),
        (
            &["again.toml"],
            ["`again.toml`: line 3, column 1: what stands there stands above", "`again.toml`: 第 3 行第 1 列：此处的键"],
        ),
        (&["beside.toml"], ["`beside.toml:2`: `gone.csv`: there is no such file", "`beside.toml:2`: `gone.csv`: 没有这个文件"]),
        (
            &["often.toml"],
            [
                "`often.toml:3`: `maintenance.rule.mine.every` is `\"weekly\"`: expected one of",
                "`often.toml:3`: `maintenance.rule.mine.every` 的值",
            ],
        ),
        (&["limits.toml"], ["`limits.toml:3`: `tiers.top` is `3`: expected", "`limits.toml:3`: `tiers.top` 的值 `3` 有误，应为"]),
        (
            &["rule.toml"],
            [
                "`rule.toml:1`: `maintenance.rule.mine.every` is missing: expected one of month",
                "`rule.toml:1`: 缺少 `maintenance.rule.mine.every`",
            ],
        ),
        (
            &["gbk.toml"],
            [
                "`gbk.toml`: line 2: expected text in UTF-8 (try: iconv -f GB18030",
                "`gbk.toml`: 第 2 行：应为 UTF-8 编码的文本（可试：iconv -f GB18030",
            ],
        ),
        (&["--calendar", "gbk.csv"], ["`gbk.csv`: line 1: expected text in UTF-8", "`gbk.csv`: 第 1 行：应为 UTF-8"]),
        (
            &["--calendar", "twice.csv"],
            ["calendar, line 6 is `off,2026-01-03,2026-01-04,h`: expected each day once", "日历第 6 行 `off,2026-01-03"],
        ),
        (
            &["--playbooks", "nobody.toml"],
            [
                "`nobody.toml`: remedies, line 2: `[[remedy]]` has no `code`",
                "`nobody.toml`: 处理方案第 2 行：`[[remedy]]` 缺少 `code`",
            ],
        ),
        (&["broken.toml"], ["`broken.toml`: line 3, column 17: expected TOML", "`broken.toml`: 第 3 行第 17 列：应为 TOML"]),
        (
            &["gone.toml"],
            ["`gone.toml`: there is no such file; expected a file", "`gone.toml`: 没有这个文件；应为可以读取的文件"],
        ),
        (
            &["--calendar", "days.csv"],
            ["calendar, line 2 is `week,1111`: expected seven digits", "日历第 2 行 `week,1111` 有误，应为七位数字"],
        ),
        (
            &["--calendar", "years.csv"],
            ["`years.csv`: calendar `mine`: expected a line `covers`", "`years.csv`: 日历 `mine` 有误，应有一行 `covers`"],
        ),
        (
            &["--playbooks", "gossip.toml"],
            ["line 1: `x` has `gossip` as `kinds`: expected one of", "第 1 行：`x` 的 `kinds` 为 `gossip`，应为以下之一"],
        ),
        (
            &["--playbooks", "steps.toml"],
            ["`steps.toml`: remedies, line 1: `x` has no `steps`", "`steps.toml`: 处理方案第 1 行：`x` 缺少 `steps`"],
        ),
        (&["--playbooks", "close.toml"], ["remedies, line 1, column ", "处理方案第 1 行第 "]),
    ];
    for (args, said) in cases {
        for (lang, said) in ["en", "zh"].into_iter().zip(said) {
            let ran = desk.run(&[&["--lang", lang, "policy", "import", "-r", "x"], args].concat()).code(2);
            assert!(ran.stderr.contains(said), "{args:?}: {}", ran.stderr);
            let english = lang == "zh" && ["expected", "(try", "line "].iter().any(|word| ran.stderr.contains(word));
            assert!(!english || ran.stderr.contains("解析器提示"), "{args:?}: {}", ran.stderr);
        }
    }
    // what they are held against is there to be looked at
    assert!(desk.run(&["policy", "export", "--playbooks"]).code(0).stdout.contains("[[remedy]]"));
}

#[test]
fn a_version_that_rules_no_more_comes_in_as_history_whatever_it_says_and_never_rules_again() {
    let desk = Desk::new();
    desk.run(&["policy", "set", "tiers.top", "0.3", "-r", "more"]).code(0);
    desk.run(&["policy", "set", "health.slip", "12", "-r", "mine"]).code(0);
    desk.run(&["policy", "set", "tiers.top", "0.2", "-r", "less"]).code(0);
    // as it stands in a house of before there were bounds
    unbounded(&desk, 2);
    unbounded(&desk, 3);
    desk.run(&["doctor"]).code(0);
    desk.run(&["export", "all", "all"]).code(0);
    let other = Desk::new();
    std::fs::rename(desk.path("all"), other.path("all")).expect("the folder");
    other.run(&["import", "all", "all"]).code(0);
    assert_eq!(rows(&other, "SELECT count(*) FROM policy_version WHERE policy LIKE '%top = 5.0%'"), 2);
    assert_eq!((value(&other, "tiers.top"), value(&other, "health.slip")), (0.2.into(), 12.into()));
    other.run(&["doctor"]).code(0);
    let again = other.run(&["policy", "import", "--version", "2", "-r", "as it was"]).code(2);
    assert!(again.stderr.contains("`tiers.top` is `5"), "{}", again.stderr);
    // but what was decided is not rewritten on the way
    let third = Desk::new();
    std::fs::rename(other.path("all"), third.path("all")).expect("the folder");
    let versions = third.path("all/policy-versions.csv");
    let text = std::fs::read_to_string(&versions).expect("a file");
    std::fs::write(&versions, text.replacen("top = 5.0", "top = 4.0", 1)).expect("written");
    let altered = third.run(&["import", "all", "all"]).code(2);
    assert!(altered.stderr.contains("v2: "), "{}", altered.stderr);
    assert_eq!(rows(&third, "SELECT count(*) FROM policy_version"), 1, "nothing came in");
}
