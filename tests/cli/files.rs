//! What commands may write over: never the database, never a link, a file only where that is asked for.

use std::os::unix::fs::symlink;

use super::support::Desk;

const RECIPE: &str = "[[step]]\ndo = \"export\"\nkind = \"partners\"\nto = \"TO\"\n";

/// A desk with two partners, a viewer, a file whose rows can't be read, and something to save as a recipe.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("partners.csv", "code,name,region\nD001,杭州西湖,浙江\nD002,重庆川渝,重庆\n");
    desk.run(&["import", "partners", "partners.csv"]).code(0);
    desk.run(&["user", "add", "he.viewer", "--role", "viewer"]).code(0);
    desk.write("bad.csv", "partner,date,order,line,amount\nD001,2025-06-20,S3,food,many\n");
    desk
}

/// Every command that writes a file, with the file's name put in.
fn writers(to: &str, force: bool) -> Vec<Vec<&str>> {
    let mut all = vec![
        vec!["export", "partners", "--format", "csv", "-o", to],
        vec!["import", "partners", "--template", to],
        vec!["import", "sales", "bad.csv", "--create-missing", "product-line", "--skip-bad", to],
        vec!["run", "--save", to],
        vec!["backup", to],
    ];
    if force {
        for args in &mut all {
            args.push("--force");
        }
    }
    all
}

#[test]
fn no_command_writes_over_the_database_whoever_asks_and_by_whatever_name() {
    let desk = desk();
    symlink(desk.db(), desk.path("soft")).expect("a link");
    std::fs::hard_link(desk.db(), desk.path("hard")).expect("a link");
    symlink(desk.path(""), desk.path("door")).expect("a link");
    // somebody has it open, so that its log is there
    let open = desk.sqlite();
    let users = || open.query_row("SELECT count(*) FROM user", [], |r| r.get::<_, i64>(0)).expect("a count");
    assert_eq!(users(), 2);
    let whole = desk.db().display().to_string();
    for to in [whole.as_str(), "team.db", "./team.db-wal", "door/team.db-shm", "team.db-journal", "soft", "hard"] {
        for (force, user) in [(false, "he.viewer"), (true, "he.viewer"), (true, "li.wei")] {
            for args in writers(to, force) {
                let ran = desk.run_as(user, &args);
                assert_eq!(ran.code, Some(3), "{args:?} as {user}: {}", ran.stderr);
                let said = ran.stderr.contains("is a database or belongs to one") || ran.stderr.contains("needs the role");
                assert!(said, "{args:?} as {user}: {}", ran.stderr);
            }
        }
        desk.run_as("he.viewer", &["demo", "--no-open", "--partners", "3", "--weeks", "2", "--keep", to]).code(3);
        desk.write("over.toml", format!("{}force = true\n", RECIPE.replace("TO", to)));
        let ran = desk.run_as("he.viewer", &["run", "over.toml"]).code(3);
        assert!(ran.stderr.contains("is a database or belongs to one"), "{}", ran.stderr);
    }
    assert_eq!(users(), 2);
    drop(open);
    desk.run(&["doctor"]).code(0);
    assert_eq!(desk.run(&["list", "partners", "--columns", "code"]).code(0).stdout, "Code\nD001\nD002\n");
}

#[test]
fn a_file_that_is_there_is_replaced_only_where_that_is_asked_for() {
    let desk = desk();
    for (n, args) in writers("there.out", false).into_iter().enumerate() {
        let old = if n == 4 { None } else { Some(desk.write("there.out", "old")) };
        if old.is_none() {
            std::fs::remove_file(desk.path("there.out")).expect("removed");
            desk.run(&["backup", "there.out"]).code(0);
        }
        let before = std::fs::read(desk.path("there.out")).expect("there");
        let ran = desk.run(&args).code(3);
        assert!(ran.stderr.contains("`there.out` is there already and stays as it is (try: another name"), "{}", ran.stderr);
        assert_eq!(std::fs::read(desk.path("there.out")).expect("there"), before, "{args:?}");
        let forced: Vec<&str> = args.iter().copied().chain(["--force"]).collect();
        desk.run(&forced).code(0);
        assert_ne!(std::fs::read(desk.path("there.out")).expect("there"), b"old", "{args:?}");
    }
    desk.write("list.csv", "old");
    desk.write("monthly.toml", RECIPE.replace("TO", "list.csv"));
    let said = desk.run(&["run", "monthly.toml"]).code(3);
    let said = format!("{}{}", said.stdout, said.stderr);
    assert!(said.contains("force = true in this step of the recipe") && !said.contains("--force"), "{said}");
    assert_eq!(std::fs::read_to_string(desk.path("list.csv")).expect("there"), "old");
    desk.write("monthly.toml", format!("{}force = true\n", RECIPE.replace("TO", "list.csv")));
    desk.run(&["run", "monthly.toml"]).code(0);
    assert!(std::fs::read_to_string(desk.path("list.csv")).expect("there").contains("D002"));
}

#[test]
fn no_backup_takes_the_place_of_a_database_at_work() {
    let (team, own) = (desk(), Desk::own_machine());
    team.run(&["backup", "copy.db"]).code(0);
    let (at_work, copy) = (team.db().display().to_string(), team.path("copy.db").display().to_string());
    let before = team.bytes();
    let ran = own.run(&["backup", "--force", &at_work]).code(3);
    assert!(ran.stderr.contains("team.db"), "{}", ran.stderr);
    assert_eq!(team.bytes(), before);
    own.run(&["backup", "--force", &copy]).code(0);
}

#[test]
fn an_emptied_database_goes_to_its_owner_only() {
    let desk = Desk::empty();
    std::fs::write(desk.db(), b"").expect("an empty file");
    if !super::support::is_root() {
        return super::support::skipped("another account's file needs root");
    }
    std::os::unix::fs::chown(desk.db(), Some(65_534), Some(65_534)).expect("another owner");
    std::fs::set_permissions(desk.db(), std::os::unix::fs::PermissionsExt::from_mode(0o666)).expect("modes");
    std::fs::set_permissions(desk.path(""), std::os::unix::fs::PermissionsExt::from_mode(0o777)).expect("modes");
    // where this build is may be closed to another account
    let program = desk.path("qudao");
    std::fs::copy(env!("CARGO_BIN_EXE_qudao"), &program).expect("a copy");
    let mut other = desk.command_of(&program);
    std::os::unix::process::CommandExt::uid(&mut other, 65_533);
    other.env_remove("QUDAO_USER").arg("init");
    let ran: super::support::Ran = match other.output() {
        Ok(output) => output.into(),
        Err(e) => return super::support::skipped(&format!("another account can't be taken: {e}")),
    };
    let ran = ran.code(3);
    assert!(ran.stderr.contains("only the owner of"), "{}", ran.stderr);
    assert_eq!(std::fs::metadata(desk.db()).expect("the file").len(), 0);
}

#[test]
fn no_flag_writes_through_a_link() {
    let desk = desk();
    desk.write("real.csv", "old");
    symlink(desk.path("real.csv"), desk.path("link.csv")).expect("a link");
    symlink(desk.path("new.csv"), desk.path("dangling.csv")).expect("a link");
    for to in ["link.csv", "dangling.csv"] {
        for args in writers(to, true) {
            let ran = desk.run(&args).code(3);
            assert!(ran.stderr.contains("is a link, and links are not written through"), "{args:?}: {}", ran.stderr);
        }
    }
    assert_eq!(std::fs::read_to_string(desk.path("real.csv")).expect("there"), "old");
    assert!(!desk.path("new.csv").exists());
}
