//! What holds for every command: languages, formats, exit codes, streams.

use std::io::Read as _;
use std::process::Stdio;

use super::support::{Desk, Ran, account};

#[test]
fn init_makes_what_is_missing_and_writes_over_nothing() {
    let desk = Desk::empty();
    let first = desk.init();
    let db = desk.db().display().to_string();
    let expected = format!(
        "made the database {db}; `li.wei` is admin\n\
         `{}` is a gateway: QUDAO_USER says who comes in; files are neither seen nor written\nmade {}\n",
        account(),
        desk.path("config/qudao/config.toml").display()
    );
    assert_eq!(first.stdout, expected);
    assert_eq!(first.stderr, "");
    assert!(!desk.path("config/qudao/policy.toml").exists(), "the rules are in the database");
    let again = desk.run_as("zhao.min", &["init"]).code(0);
    assert_eq!(again.stdout, format!("the database {db} is there already; `zhao.min` is viewer\n"));
    std::fs::remove_file(desk.path("config/qudao/config.toml")).expect("removed");
    desk.run_as("zhao.min", &["init"]).code(0);
    assert!(!desk.path("config/qudao/config.toml").exists(), "a configuration is the account's, and no one person's");
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
    assert_eq!(named.stderr, "qudao: the folder `nowhere` does not exist: expected an existing one (try: mkdir -p nowhere)\n");
}

#[test]
fn messages_speak_the_language_that_is_asked_for() {
    let desk = Desk::empty();
    let by_flag = desk.run(&["--lang", "zh", "list", "partners"]).code(4);
    let by_locale = desk.command().env("LANG", "zh_CN.UTF-8").args(["list", "partners"]).output().expect("a run");
    let expected = format!("qudao: 没有数据库 `{0}`（请执行：qudao --db {0} init，或 qudao demo）\n", desk.db().display());
    assert_eq!(by_flag.stderr, expected);
    assert_eq!(String::from_utf8_lossy(&by_locale.stderr), expected);
    let french = desk.run(&["--lang", "fr", "list", "partners"]).code(2);
    assert!(french.stderr.contains("[possible values: en, zh]"), "{}", french.stderr);
}

#[test]
fn wrong_usage_is_exit_2_and_says_what_there_is() {
    let desk = Desk::new();
    let cases: [(&[&str], &str); 13] = [
        (&["lst"], "unrecognized subcommand 'lst'"),
        (&["list", "unicorns"], "qudao: there is no kind of record `unicorns` (try: qudao list --help, which names them)"),
        (&["list", "parners"], "qudao: there is no kind of record `parners` (did you mean partners"),
        (
            &["list", "partners", "--filter", "regoin:x"],
            "filter: `regoin` is not as expected: a name that is known (did you mean region",
        ),
        (&["list", "partners", "--filter", "health<abc"], "filter: `health<abc` is not as expected: a number from 0 to 100"),
        (
            &["add", "partner", "code=Z9", "name=T", "foo=1"],
            "no field `foo` on partner (try: qudao list partners --columns help)",
        ),
        (&["add", "partner", "bla"], "expected FIELD=VALUE, got `bla`"),
        (&["list", "partners", "--filter", "colour:red"], "filter: `colour` is not as expected: "),
        (&["list", "partners", "--filter", "status:gone"], "Status: `gone` is not as expected: one of lead, screening,"),
        (&["list", "partners", "--columns", "colour"], "columns: `colour` is not as expected: "),
        (
            &["--as-of", "yesterday", "list", "partners"],
            "expected a day or a moment of the years 1900 to 2199 such as 2025-06-07, 2025-06-07T15:00",
        ),
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
fn a_kind_is_known_however_it_is_written_and_its_columns_can_be_asked_for() {
    let desk = Desk::new();
    for kind in ["product-line", "product_lines", "Product-Lines", "channel-audit", "deposit_entries", "deposit-entry"] {
        desk.run(&["list", kind]).code(0);
    }
    let columns = desk.run(&["list", "product-line", "--columns", "help"]).code(0).stdout;
    assert!(columns.starts_with("column") && columns.contains("\ncode "), "{columns}");
    desk.run(&["add", "product-line", "code=A", "name=B"]).code(0);
}

#[test]
fn a_key_with_an_empty_part_says_who_has_it() {
    let desk = Desk::new();
    desk.run(&["add", "partner", "code=D001", "name=East"]).code(0);
    let target = ["add", "target", "scope=partner", "subject=D001", "from_day=2025-07-01", "to_day=2025-07-31", "amount=1"];
    desk.run(&target).code(0);
    let again = desk.run(&target).code(2);
    assert!(again.stderr.contains("D001 / 2025-07-01") && !again.stderr.contains("UNIQUE"), "{}", again.stderr);
}

#[test]
fn help_is_a_command_and_a_usage_names_the_commands_own_options() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["help"]).code(0).stdout, desk.run(&["--help"]).code(0).stdout);
    assert_eq!(desk.run(&["help", "ticket"]).code(0).stdout, desk.run(&["ticket", "--help"]).code(0).stdout);
    let missing = desk.run(&["add", "partner"]).code(2);
    assert!(missing.stderr.contains("Usage: qudao add <KIND> <FIELD=VALUE>...\n"), "{}", missing.stderr);
}

#[test]
fn a_configuration_that_can_not_be_read_is_not_passed_over() {
    let desk = Desk::new();
    let file = desk.path("config/qudao/config.toml");
    std::fs::remove_file(&file).expect("removed");
    std::fs::create_dir(&file).expect("a folder in its place");
    let ran = desk.run(&["list", "partners"]).code(2);
    assert!(ran.stderr.contains("config.toml") && ran.stderr.contains("can't be read"), "{}", ran.stderr);
}

#[test]
fn a_word_for_refused_stands_with_its_exit_code_only() {
    let desk = Desk::new();
    desk.run(&["add", "partner", "code=D001", "name=East"]).code(0);
    for args in [
        &["health", "--week", "2199-W50"][..],
        &["undo", "--id", "1"],
        &["undo", "--id", "99999"],
        &["redo"],
        &["list", "unicorns"],
        &["export", "partners", "-o", "x.foo"],
        &["close", "2150"],
        &["screening", "show", "D001"],
        &["kpi", "-f", "nobody-is-called-so"],
    ] {
        let ran = desk.run(args);
        assert!(!ran.stderr.contains("refused:") || ran.code == Some(3), "{args:?}: {ran:?}");
        assert!(!ran.stdout.contains("refused:"), "{args:?}: {}", ran.stdout);
    }
    assert!(desk.run(&["kpi", "-f", "nobody-is-called-so"]).stderr.contains("no partner matches"), "the filter, not the period");
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
fn the_person_of_the_environment_counts_only_where_the_database_names_the_account_a_gateway() {
    let desk = Desk::new();
    let account = account();
    desk.run(&["user", "add", &account, "--role", "specialist"]).code(0);
    desk.run(&["add", "partner", "code=D001", "name=One"]).code(0);
    assert!(desk.run_as("zhao.min", &["user", "show"]).code(0).stdout.contains("`zhao.min` is not registered"));
    let through = desk.run(&["user", "gateway", &account, "off"]).code(3);
    assert!(through.stderr.contains("not for who comes in through the gateway"), "{}", through.stderr);
    desk.run(&["user", "role", &account, "admin"]).code(0);
    desk.own(&["user", "gateway", &account, "off"]).code(0);
    for no_account in ["a\u{1b}[31m", "two words", "", "a/b"] {
        let ran = desk.own(&["user", "gateway", no_account, "on"]).code(2);
        assert!(ran.stderr.contains("no name of an account"), "{}", ran.stderr);
    }
    desk.own(&["user", "role", &account, "specialist"]).code(0);
    let log = desk.own(&["audit", "-n", "3"]).code(0).stdout;
    assert!(log.contains(&format!("no gateway any more: {account}")), "{log}");
    // whatever a person sets, they are who they are on the machine, and so does the log say
    let refused = desk.run_as("li.wei", &["user", "role", &account, "admin"]).code(3);
    assert!(refused.stderr.contains(&format!("`{account}` is specialist")), "{}", refused.stderr);
    let noted = format!("qudao: QUDAO_USER names `li.wei` and does not count: `{account}` is no gateway of this database\n");
    assert!(refused.stderr.starts_with(&noted), "{}", refused.stderr);
    desk.run_as("li.wei", &["edit", "partner", "D001", "notes=seen"]).code(0);
    let log = desk.own(&["audit", "--kind", "partner", "--format", "json"]).code(0).json();
    assert_eq!(log["rows"][0]["user"], account.as_str(), "{log}");
    // a command that was set up for many gets nobody out of their bounds once the database knows it no more
    desk.run_as("li.wei", &["list", "partners", "--format", "csv"]).code(0);
    let file = desk.run_as("li.wei", &["list", "partners", "--format", "csv", "-o", "x.csv"]).code(3);
    assert!(file.stderr.contains("without QUDAO_USER") && !desk.path("x.csv").exists(), "{}", file.stderr);
    desk.own(&["list", "partners", "--format", "csv", "-o", "x.csv"]).code(0);
    // the key that once decided it is named, not heeded
    desk.write("config/qudao/config.toml", "user_from_environment = true\n");
    let old = desk.run_as("li.wei", &["user", "role", &account, "admin"]).code(2);
    assert!(old.stderr.contains("config.toml") && old.stderr.contains("qudao user gateway ACCOUNT on"), "{}", old.stderr);
}

#[test]
fn who_comes_in_through_a_gateway_sees_one_folder_and_restores_nothing() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.path("files")).expect("a folder");
    desk.write("secret.csv", "Code,Name\nD9,Nine\n");
    desk.write("files/partners.csv", "Code,Name\nD1,One\n");
    let account = account();
    let folder = desk.path("files").display().to_string();
    let through = desk.run(&["user", "gateway", &account, "on", "--folder", "/"]).code(3);
    assert!(through.stderr.contains("not for who comes in through the gateway"), "{}", through.stderr);
    desk.run(&["user", "add", &account, "--role", "admin"]).code(0);
    let named = desk.own(&["user", "gateway", &account, "on", "--folder", &folder]).code(0);
    assert!(named.stdout.contains(&format!("`{account}` is a gateway")) && named.stdout.contains("files"), "{}", named.stdout);
    assert_eq!(desk.run(&["user", "gateway"]).code(0).stdout, named.stdout);
    // no folder in which the database lies
    for wide in ["/", ".", &desk.path("").display().to_string()] {
        let refused = desk.own(&["user", "gateway", &account, "on", "--folder", wide]).code(3);
        assert!(refused.stderr.contains("the database lies in") && refused.stderr.contains("mkdir"), "{}", refused.stderr);
        let made = desk.own(&["--db", "another.db", "init", "--admin", "li.wei", "--gateway", "--folder", wide]).code(3);
        assert!(made.stderr.contains("the database lies in") && !desk.path("another.db").exists(), "{}", made.stderr);
    }
    // nor somebody else's file, whoever asks for it by force
    desk.run(&["user", "add", "wu", "--role", "specialist"]).code(0);
    desk.run_as("wu", &["export", "partners", "-o", "mine.csv"]).code(0);
    for user in ["stranger", "he"] {
        let ran = desk.run_as(user, &["export", "partners", "-o", "mine.csv", "--force"]).code(3);
        assert!(ran.stderr.contains("mine.csv` was not made by you"), "{}", ran.stderr);
    }
    desk.run_as("wu", &["export", "partners", "-o", "mine.csv", "--force"]).code(0);
    for outside in ["../secret.csv", "/etc/hostname"] {
        let ran = desk.run(&["import", "partners", outside]).code(3);
        assert!(ran.stderr.contains("is not a file of"), "{}", ran.stderr);
    }
    // nor what a file of theirs names beside itself
    for outside in ["../secret.csv", "/etc/hostname"] {
        desk.write("files/rules.toml", format!("[desk]\ncalendar = \"{outside}\"\n"));
        for args in
            [&["--policy", "rules.toml", "list", "users"][..], &["policy", "import", "rules.toml", "-r", "x", "--dry-run"]]
        {
            let ran = desk.run(args).code(3);
            assert!(ran.stderr.contains("is not a file of"), "{args:?}: {}", ran.stderr);
        }
    }
    desk.run(&["import", "partners", "partners.csv"]).code(0);
    desk.own(&["backup", "monday.db"]).code(0);
    desk.run(&["backup", "copies/of/monday.db"]).code(0);
    assert!(desk.path("files/copies/of/monday.db").exists());
    let ran = desk.run(&["restore", "monday.db"]).code(3);
    assert!(ran.stderr.contains("not for who comes in through the gateway"), "{}", ran.stderr);
    std::fs::write(desk.db(), "damaged").expect("damage");
    desk.run(&["restore", "monday.db"]).code(3);
    assert_eq!(std::fs::read_to_string(desk.db()).expect("the file"), "damaged");
}

#[test]
fn who_comes_in_through_a_gateway_is_led_to_no_other_database() {
    let desk = Desk::new();
    desk.own(&["--db", "other.db", "init"]).code(0);
    let refused = |ran: Ran| {
        let ran = ran.code(3);
        assert!(ran.stderr.starts_with("qudao: refused: ") && ran.stderr.contains("gateway"), "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
    };
    // a forced command that passes arguments on
    for args in [
        &["--db", "other.db", "user", "list"][..],
        &["--db=other.db", "export", "partners", "-o", "/tmp/x.csv"],
        &["--db", "new.db", "init"],
        &["--db", "gone.db", "restore", "other.db"],
        &["demo", "--no-open", "--keep", "demo.db"],
        &["demo", "--no-open", "--partners", "2", "--weeks", "1"],
    ] {
        refused(desk.run(args));
    }
    assert!(!desk.path("new.db").exists() && !desk.path("demo.db").exists());
    // a variable against what the account's settings say, which init has written for a gateway
    let settings = std::fs::read_to_string(desk.path("config/qudao/config.toml")).expect("settings");
    assert!(settings.contains(&format!("\ndb = \"{}\"\n", desk.db().display())), "{settings}");
    refused(desk.command().env("QUDAO_DB", desk.path("other.db")).args(["user", "list"]).output().expect("a run").into());
    // by another name it is the same file, and who has a shell goes where they like
    std::os::unix::fs::symlink(desk.db(), desk.path("same.db")).expect("a link");
    desk.run(&["--db", "same.db", "user", "list"]).code(0);
    desk.own(&["--db", "other.db", "user", "list"]).code(0);
}

#[test]
fn no_amount_of_four_digits_is_said_ungrouped() {
    let desk = Desk::made_on("2025-06-10T10:00");
    let partner = ["add", "partner", "code=D001", "name=East", "deposit=60000", "status=active"];
    let said = [
        &partner[..],
        &["deposit", "add", "D001", "paid_in", "50000"],
        &["deposit", "add", "D001", "refund", "90000"],
        &["violation", "record", "D001", "diversion", "--amount", "123456"],
        &["credit", "change", "D001", "--limit", "1500000", "--reason", "more"],
        &["list", "approvals"],
        &["partner", "move", "D001", "exited", "--reason", "closed"],
        &["undo", "--list"],
        &["deposit", "list"],
    ]
    .map(|args| {
        let ran = desk.run_at("2025-06-10T10:05", args);
        format!("{}{}", ran.stdout, ran.stderr)
    })
    .join("");
    let ungrouped = |word: &&str| {
        let digits = word.trim_matches(|c: char| !c.is_ascii_digit());
        let (whole, cents) = digits.split_once('.').unwrap_or_default();
        // what was typed is given back as it was
        !word.contains('`') && cents.len() == 2 && whole.len() > 3 && whole.bytes().all(|b| b.is_ascii_digit())
    };
    let bad: Vec<&str> = said.split_whitespace().filter(ungrouped).collect();
    assert!(bad.is_empty(), "{bad:?} in\n{said}");
    assert!(said.contains("50,000.00") && said.contains("1,500,000.00"), "{said}");
}

#[test]
fn a_new_database_names_its_administrator_and_an_old_one_keeps_its_own() {
    let desk = Desk::empty();
    let made = desk.own(&["init", "--admin", "chen.bo"]).code(0);
    assert!(made.stdout.contains("`chen.bo` is admin"), "{}", made.stdout);
    assert_eq!(desk.own(&["list", "users", "--columns", "name"]).stdout, "Account\nchen.bo\n");
    let again = desk.own(&["init", "--admin", "zhao.min", "--gateway"]).code(3);
    assert!(again.stderr.contains("is there already"), "{}", again.stderr);
    assert_eq!(desk.own(&["list", "users", "--columns", "name"]).stdout, "Account\nchen.bo\n");
    desk.own(&["init", "--gateway"]).code(2);
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

#[test]
fn what_is_there_is_not_written_by_init_and_what_fails_leaves_nothing() {
    let desk = Desk::new();
    let (sets, before) = (
        || -> i64 { desk.sqlite().query_row("SELECT count(*) FROM change_set", [], |r| r.get(0)).expect("a count") },
        desk.bytes(),
    );
    let count = sets();
    desk.run(&["init"]).code(0);
    assert_eq!((sets(), desk.bytes()), (count, before));
    let empty = Desk::empty();
    for command in [&["init"][..], &["demo", "--no-open", "--keep", "kept.db"]] {
        empty.run(&[command, &["--admin", "li.wei", "--gateway", "--folder", "missing"]].concat()).code(2);
    }
    assert!(!empty.db().exists() && !empty.path("kept.db").exists());
}
