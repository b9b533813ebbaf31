//! What holds for every command: languages, formats, exit codes, streams.

use std::io::Read as _;
use std::process::Stdio;

use super::support::{Desk, Ran};

#[test]
fn init_makes_what_is_missing_and_writes_over_nothing() {
    let desk = Desk::empty();
    let first = desk.run(&["init"]).code(0);
    let db = desk.db().display().to_string();
    let policy = desk.path("config/qudao/policy.toml");
    let expected = format!(
        "made the database {db}; `li.wei` is admin\nmade {}\n{} is there already and stays as it is\n",
        policy.display(),
        desk.path("config/qudao/config.toml").display()
    );
    assert_eq!(first.stdout, expected);
    assert_eq!(first.stderr, "");
    let mine = "# mine\n[organisation]\ncurrency = \"USD\"\n";
    std::fs::write(&policy, mine).expect("my policy");
    let again = desk.run_as("zhao.min", &["init"]).code(0);
    assert!(again.stdout.starts_with(&format!("the database {db} is there already; `zhao.min` is viewer\n")), "{}", again.stdout);
    assert_eq!(std::fs::read_to_string(&policy).expect("my policy"), mine);
}

#[test]
fn the_default_place_is_made_and_a_named_folder_is_not() {
    let desk = Desk::empty();
    let none = desk.command().env_remove("QUDAO_DB").args(["list", "users"]).output().map(Ran::from).expect("a run").code(4);
    assert!(none.stderr.starts_with("qudao: there is no database `"), "{}", none.stderr);
    let made = desk.command().env_remove("QUDAO_DB").arg("init").output().expect("the program starts");
    assert!(made.status.success());
    assert!(desk.path("data/qudao/qudao.db").is_file());
    let named = desk.run(&["--db", "nowhere/team.db", "init"]).code(4);
    assert_eq!(
        named.stderr,
        "qudao: the folder `nowhere` does not exist: expected an existing folder for the database (try: mkdir -p `nowhere`)\n"
    );
}

#[test]
fn messages_speak_the_language_that_is_asked_for() {
    let desk = Desk::empty();
    let by_flag = desk.run(&["--lang", "zh", "list", "partners"]).code(4);
    let by_locale = desk.command().env("LANG", "zh_CN.UTF-8").args(["list", "partners"]).output().expect("a run");
    let expected = format!("qudao: 没有数据库 `{0}`（请执行：qudao --db `{0}` init，或 qudao demo）\n", desk.db().display());
    assert_eq!(by_flag.stderr, expected);
    assert_eq!(String::from_utf8_lossy(&by_locale.stderr), expected);
    let french = desk.run(&["--lang", "fr", "list", "partners"]).code(2);
    assert!(french.stderr.contains("[possible values: en, zh]"), "{}", french.stderr);
}

#[test]
fn wrong_usage_is_exit_2_and_says_what_there_is() {
    let desk = Desk::new();
    let cases: [(&[&str], &str); 8] = [
        (&["lst"], "unrecognized subcommand 'lst'"),
        (&["list", "unicorns"], "qudao: there is no kind of record `unicorns`: expected one of users, regions,"),
        (&["list", "partners", "--filter", "colour:red"], "filter: `colour` is not as expected: one of code, name,"),
        (&["list", "partners", "--filter", "status:gone"], "Status: `gone` is not as expected: one of lead, screening,"),
        (&["list", "partners", "--columns", "colour"], "columns: `colour` is not as expected: one of code, name,"),
        (&["--as-of", "yesterday", "list", "partners"], "expected a day or a moment (try: 2025-06-07 or 2025-06-07T15:00)"),
        (&["--format", "ics", "list", "partners"], "qudao: this command does not print ics: expected one of text, json, csv"),
        (&["show", "partner", "D999"], "qudao: there is no partner `D999`"),
    ];
    for (args, said) in cases {
        let ran = desk.run(args).code(2);
        assert!(ran.stderr.contains(said), "{args:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{args:?}");
    }
}

#[test]
fn a_policy_or_configuration_that_is_not_understood_is_named() {
    let desk = Desk::new();
    let policy = desk.write("mine.toml", "[organisation]\ncurency = \"USD\"\n");
    let ran = desk.run(&["--policy", policy.to_str().expect("a path"), "list", "partners"]).code(2);
    assert!(ran.stderr.contains("mine.toml") && ran.stderr.contains("curency"), "{}", ran.stderr);
    desk.write("config/qudao/config.toml", "lang = \"fr\"\n");
    let ran = desk.run(&["list", "partners"]).code(2);
    assert!(ran.stderr.contains("config.toml") && ran.stderr.contains("`fr`: expected `en` or `zh`"), "{}", ran.stderr);
}

#[test]
fn the_user_of_the_environment_counts_only_where_the_configuration_allows_it() {
    let desk = Desk::new();
    assert!(desk.run_as("zhao.min", &["init"]).code(0).stdout.contains("`zhao.min` is viewer"));
    desk.write("config/qudao/config.toml", "");
    let account = desk.run_as("zhao.min", &["init"]).code(0);
    assert!(!account.stdout.contains("zhao.min"), "{}", account.stdout);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::new();
    let mut child = desk
        .command()
        .args(["list", "regions", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // the pipe is closed before anything was read
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().expect("stderr").read_to_string(&mut said).expect("text");
    assert_eq!(said, "");
    let status = child.wait().expect("its end");
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(13), "killed by SIGPIPE, as `cat` is");
}

#[test]
fn completions_and_manual_pages_name_the_commands() {
    let desk = Desk::empty();
    for shell in ["bash", "zsh", "fish"] {
        let ran = desk.run(&["completions", shell]).code(0);
        assert!(ran.stdout.contains("backup") && ran.stdout.contains("doctor"), "{shell}");
    }
    assert!(desk.run(&["man"]).code(0).stdout.contains(".TH qudao 1"));
    assert!(desk.run(&["man", "list"]).code(0).stdout.contains("\\-\\-filter"));
    desk.run(&["man", "nothing"]).code(2);
}

#[test]
fn several_first_openings_make_one_database() {
    for _ in 0..3 {
        let desk = Desk::empty();
        let started: Vec<_> = (0..6)
            .map(|i| {
                let mut c = desk.command();
                c.env("QUDAO_USER", format!("user{i}")).arg("init").stdout(Stdio::piped()).stderr(Stdio::piped());
                c.spawn().expect("the program starts")
            })
            .collect();
        let mut makers = 0;
        for child in started {
            let out = child.wait_with_output().expect("its end");
            let (stdout, stderr) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
            assert_eq!(out.status.code(), Some(0), "{stderr}");
            makers += usize::from(stdout.starts_with("made the database"));
        }
        assert_eq!(makers, 1);
        let admins = desk.run(&["list", "users", "--format", "json"]).code(0).json();
        assert_eq!(admins["rows"].as_array().map(Vec::len), Some(1), "{admins}");
        assert_eq!(desk.run(&["list", "regions", "--format", "json"]).json()["rows"].as_array().map(Vec::len), Some(371));
    }
}
