//! Proposals of other rules: what is refused, with which exit code, what comes in as it was, and what a what-if says that it is.

use qudao::domain::policy::Texts;

use super::support::Desk;

/// A house with somebody who asks and head office, which decides.
fn house() -> Desk {
    let desk = Desk::new();
    for (name, role) in [("sun.yi", "specialist"), ("zhao.min", "head_office"), ("he.kan", "viewer")] {
        desk.run(&["user", "add", name, "--role", role]).code(0);
    }
    desk
}

fn set(key: &str, value: &str) -> Vec<String> {
    ["policy", "set", key, value, "-r", "why"].map(str::to_owned).to_vec()
}

fn ask(desk: &Desk, key: &str, value: &str) -> super::support::Ran {
    desk.run_as("sun.yi", &set(key, value).iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn nobody_asks_for_the_same_twice_while_it_waits() {
    let desk = house();
    ask(&desk, "tiers.top", "0.3").code(0);
    let again = ask(&desk, "tiers.top", "0.30").code(3);
    assert!(again.stderr.contains("#1") && again.stderr.contains("approval show 1"), "{}", again.stderr);
    ask(&desk, "tiers.top", "0.4").code(0);
    // from another day it is another proposal, and another person may think so, too
    desk.run_as("sun.yi", &["policy", "set", "tiers.top", "0.3", "-r", "why", "--from", "2099-01-01"]).code(0);
    desk.run(&["policy", "set", "tiers.top", "0.3", "-r", "why"]).code(0);
    desk.run_as("zhao.min", &["approval", "reject", "1", "no"]).code(0);
    ask(&desk, "tiers.top", "0.3").code(0);
}

#[test]
fn the_programs_default_comes_back_by_its_number() {
    let desk = Desk::new();
    desk.run(&["policy", "set", "tiers.top", "0.3", "-r", "more"]).code(0);
    let back = desk.run(&["policy", "import", "--version", "0", "-r", "as it came", "--format", "json"]).code(0).json();
    assert_eq!((&back["rows"][0]["key"], &back["rows"][0]["to"]), (&"tiers.top".into(), &0.2.into()));
    assert!(desk.run(&["policy", "diff", "0", "3"]).code(0).stdout.is_empty());
    desk.run(&["policy", "import", "--version", "0", "-r", "again"]).code(2);
    desk.run(&["policy", "import", "--version", "9", "-r", "x"]).code(2);
}

#[test]
fn a_decision_that_what_came_between_stands_against_is_refused() {
    let desk = house();
    // a later version that would not go with it any more: 0.5 and 0.5 leave nothing between them
    ask(&desk, "tiers.bottom", "0.6").code(0);
    desk.run_as("zhao.min", &["policy", "set", "tiers.top", "0.45", "-r", "then", "--from", "2099-01-01"]).code(0);
    desk.run(&["approval", "approve", "2"]).code(0);
    for lang in ["en", "zh"] {
        let refused = desk.run_as("zhao.min", &["--lang", lang, "approval", "approve", "1"]).code(3);
        assert!(refused.stderr.contains("tiers.bottom") && refused.stderr.contains("v3"), "{}", refused.stderr);
        assert!(refused.stderr.matches(['(', '（']).count() < 2, "one thing to try: {}", refused.stderr);
    }
    let shown = desk.run(&["approval", "show", "1"]).code(0).stdout;
    assert!(shown.contains("can't be approved"), "{shown}");
    desk.run_as("zhao.min", &["approval", "reject", "1", "it does not go with what comes"]).code(0);
    let asked = ask(&desk, "tiers.bottom", "0.6").code(2);
    assert!(asked.stderr.contains("tiers.bottom") && asked.stderr.contains("v3"), "nor is it asked for: {}", asked.stderr);
}

#[test]
fn a_proposal_of_before_there_were_bounds_comes_in_as_it_was_and_is_not_decided() {
    let desk = house();
    ask(&desk, "tiers.top", "0.3").code(0);
    let conn = desk.sqlite();
    let text: String = conn.query_row("SELECT policy FROM policy_version WHERE number = 2", [], |r| r.get(0)).expect("a version");
    let texts = Texts { policy: text.replace("top = 0.3", "top = 5.0"), ..Texts::default() };
    let hash = conn.query_row("SELECT hash FROM policy_version WHERE number = 2", [], |r| r.get::<_, String>(0)).expect("a hash");
    let change = "UPDATE policy_version SET policy = ?1, hash = ?2 WHERE number = 2";
    assert_eq!(conn.execute(change, (&texts.policy, texts.hash())), Ok(1));
    let change = "UPDATE approval SET snapshot = replace(snapshot, ?1, ?2)";
    assert_eq!(conn.execute(change, (hash, texts.hash())), Ok(1));
    drop(conn);
    desk.run(&["export", "all", "all"]).code(0);
    let other = Desk::new();
    std::fs::rename(desk.path("all"), other.path("all")).expect("the folder");
    other.run(&["import", "all", "all"]).code(0);
    let wanted = other.run(&["policy", "diff", "1", "2", "--format", "json"]).code(0).json();
    assert_eq!(wanted["rows"][0]["to"], 5.0, "nothing of it is lost");
    let doctor = other.run(&["doctor"]).code(1).stdout;
    assert!(doctor.contains("version 2") && doctor.contains("tiers.top"), "{doctor}");
    let shown = other.run(&["approval", "show", "1"]).code(0).stdout;
    assert!(shown.contains("tiers.top") && shown.contains("can't be approved"), "{shown}");
    let refused = other.run_as("zhao.min", &["approval", "approve", "1"]).code(3);
    assert!(refused.stderr.contains("tiers.top") && refused.stderr.contains("0 to 1"), "{}", refused.stderr);
    other.run_as("zhao.min", &["approval", "reject", "1", "out of bounds"]).code(0);
    other.run(&["doctor"]).code(0);
}

#[test]
fn work_goes_to_accounts_that_are_there_whoever_says_so_by_whatever_door() {
    let desk = house();
    desk.write("mine.toml", "[desk.assign]\ncomplaint = [\"nobody.here\"]\n");
    let doors: [&[&str]; 4] = [
        &["policy", "set", "desk.assign.complaint", "nobody.here", "-r", "x"],
        &["policy", "set", "desk.assign.complaint", "nobody.here", "--dry-run"],
        &["policy", "import", "mine.toml", "-r", "x"],
        &["--policy", "mine.toml", "policy", "show", "desk"],
    ];
    for args in doors {
        let ran = desk.run(args).code(2);
        assert!(ran.stderr.contains("nobody.here") && ran.stderr.contains("desk.assign.complaint"), "{args:?}: {}", ran.stderr);
    }
    // who only looks is given no work
    desk.run(&["policy", "set", "desk.assign.complaint", "he.kan", "-r", "x"]).code(2);
    ask(&desk, "desk.assign.complaint", "sun.yi").code(0);
}

#[test]
fn what_can_not_be_asked_for_is_not_shown_as_if_it_could() {
    let desk = house();
    for more in [&["-r", "x"][..], &["--dry-run"]] {
        let ran = desk.run(&[&["policy", "set", "tiers.top", "0.3", "--from", "2000-01-01"], more].concat());
        assert!(ran.code != Some(0) && ran.stderr.contains("the day of their decision or later"), "{more:?}: {}", ran.stderr);
    }
}

#[test]
fn a_what_if_says_what_it_is_and_what_it_is_compared_with() {
    let desk = Desk::new();
    desk.run(&["policy", "set", "tiers.top", "0.3", "-r", "more"]).code(0);
    desk.write("mine.toml", "[tiers]\ntop = 0.4\n");
    let json = desk.run(&["--policy", "mine.toml", "policy", "show", "tiers.top", "--format", "json"]).code(0).json();
    assert_eq!((&json["version"], &json["what_if"]), (&serde_json::Value::Null, &"mine.toml".into()));
    assert_eq!(json["compared_with"], 2);
    let row = &json["rows"][0];
    assert_eq!((&row["value"], &row["in_force"], &row["default"]), (&0.4.into(), &0.3.into(), &0.2.into()));
    assert_eq!((&row["unit"], &row["expected"]), (&"share".into(), &"0 to 1 (share)".into()));
    for (lang, version, what) in [("en", "version 2", "what-if of mine.toml"), ("zh", "第 2 版", "试算 mine.toml")] {
        let shown = desk.run(&["--lang", lang, "--policy", "mine.toml", "policy", "show", "tiers.top"]).code(0);
        assert!(
            shown.stdout.contains("0.4") && shown.stdout.contains("0.3") && shown.stdout.contains(version),
            "{}",
            shown.stdout
        );
        assert!(shown.stderr.contains(what) && shown.stderr.contains(version), "{}", shown.stderr);
    }
    let text = desk.run(&["--policy", "mine.toml", "policy", "export", "--format", "json"]).code(0).json();
    assert_eq!((&text["version"], &text["compared_with"]), (&serde_json::Value::Null, &2.into()));
    let why = desk.run(&["policy", "show", "tiers.top", "--format", "json"]).code(0).json();
    assert_eq!((&why["version"], why.get("what_if")), (&2.into(), None));
}

#[test]
fn every_head_names_the_file_and_the_day_where_both_are_looked_through() {
    let desk = Desk::new();
    desk.write("p.csv", "code,name,status\nA01,Alpha,active\n");
    desk.run(&["import", "partners", "p.csv"]).code(0);
    desk.write("mine.toml", "[tiers]\ntop = 0.4\n");
    let both = ["--policy", "mine.toml", "--as-of", "2025-06-01"];
    let whole = |text: &str| text.contains("mine.toml") && text.contains("2025-06-01");
    for lang in ["en", "zh"] {
        let run = |args: &[&str]| desk.run(&[&both, &["--lang", lang][..], args].concat()).code(0);
        assert!(whole(&run(&["list", "partners"]).stdout));
        assert!(whole(run(&["list", "partners", "--format", "json"]).json()["aside"].as_str().expect("a head")));
        let csv = run(&["list", "partners", "--format", "csv"]);
        assert!(whole(&csv.stderr) && !csv.stdout.contains("mine.toml"), "{}", csv.stderr);
        let page = desk.run(&[&both, &["--lang", lang, "health", "--format", "md"][..]].concat());
        assert!(whole(&page.stdout), "{}", page.stdout);
        run(&["export", "partners", "--format", "xlsx", "--force", "-o", "p.xlsx"]);
        let mut book = zip::ZipArchive::new(std::fs::File::open(desk.path("p.xlsx")).expect("a file")).expect("a workbook");
        let mut core = String::new();
        std::io::Read::read_to_string(&mut book.by_name("docProps/core.xml").expect("properties"), &mut core).expect("text");
        assert!(whole(&core), "{core}");
    }
    // and nothing is written for either
    let refused = desk.run(&[&both[..], &["add", "partner", "code=B1", "name=b"]].concat()).code(3);
    assert!(refused.stderr.contains("mine.toml"), "{}", refused.stderr);
}

#[test]
fn an_old_policy_file_that_is_none_is_named_with_its_place_and_what_to_do() {
    let desk = Desk::new();
    let file = desk.write("config/qudao/policy.toml", "[tiers]\ntop = 0.4\nbottom : 3\n");
    for (lang, said) in [("en", "can't be read: line 3"), ("zh", "无法读取：第 3 行")] {
        let told = desk.run(&["--lang", lang, "doctor"]).code(1).stdout;
        assert!(told.contains(said) && told.contains("policy.toml") && told.contains("qudao policy import"), "{told}");
        assert!(!told.contains("says otherwise") && !told.contains("规则不同"), "{told}");
    }
    std::fs::write(&file, "[tiers]\ntop = 0.4\n").expect("a file");
    assert!(desk.run(&["doctor"]).code(1).stdout.contains("says otherwise"));
    std::fs::remove_file(&file).expect("gone");
    desk.run(&["doctor"]).code(0);
}
