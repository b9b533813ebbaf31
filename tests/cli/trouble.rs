//! When the file can't be used: one clear message, exit code 4, and the file stays as it was.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use super::support::{Desk, Ran, is_root, skipped};

/// Nobody, for which modes of files count.
const NOBODY: u32 = 65_534;

const READ: &[&str] = &["list", "users"];
const WRITE: &[&str] = &["user", "add", "zhao.min"];

/// Every command says this with exit code 4 and leaves the file alone.
#[track_caller]
fn says(desk: &Desk, said: &str) {
    let before = desk.bytes();
    for args in [READ, WRITE, &["init"], &["doctor"], &["backup", "copy.db"]] {
        let ran = desk.run(args).code(4);
        assert_eq!(ran.stderr, format!("qudao: {said}\n"), "{args:?}");
        assert_eq!(ran.stdout, "", "{args:?}");
    }
    assert!(desk.bytes() == before, "the file was touched");
    assert!(!desk.path("copy.db").exists());
    for left in ["team.db-wal", "team.db-shm", "team.db-journal"] {
        assert!(!desk.path(left).exists(), "{left} was left behind");
    }
}

#[test]
fn a_database_of_a_newer_program() {
    let desk = Desk::new();
    desk.sqlite().pragma_update(None, "user_version", 99).expect("a pragma");
    let db = desk.db().display();
    let known = qudao::store::open::newest();
    says(
        &desk,
        &format!("`{db}` has schema 99, this program knows {known}: expected an older or equal one (try: a newer qudao)"),
    );
}

#[test]
fn a_file_that_is_no_database() {
    let desk = Desk::empty();
    desk.write("team.db", "name,amount\n".repeat(200));
    let db = desk.db().display();
    says(
        &desk,
        &format!("`{db}` is not a qudao database: expected a SQLite file made by `qudao init` (try: qudao restore BACKUP)"),
    );
}

#[test]
fn a_database_of_another_program() {
    let desk = Desk::empty();
    desk.sqlite().execute_batch("CREATE TABLE song (title TEXT)").expect("a table");
    let db = desk.db().display();
    says(
        &desk,
        &format!("`{db}` is not a qudao database: expected a SQLite file made by `qudao init` (try: qudao restore BACKUP)"),
    );
}

#[test]
fn a_folder_instead_of_a_file() {
    let desk = Desk::empty();
    std::fs::create_dir(desk.db()).expect("a folder");
    for args in [READ, WRITE, &["init"]] {
        let ran = desk.run(args).code(4);
        assert!(ran.stderr.contains("is not a qudao database"), "{}", ran.stderr);
    }
}

#[test]
fn a_missing_file_and_a_missing_folder() {
    let desk = Desk::empty();
    for args in [READ, WRITE, &["doctor"]] {
        let ran = desk.run(args).code(4);
        assert!(ran.stderr.starts_with(&format!("qudao: there is no database `{}`", desk.db().display())), "{}", ran.stderr);
        assert!(!desk.db().exists());
        let ran =
            desk.command().arg("--db").arg(desk.path("no/team.db")).args(args).output().map(Ran::from).expect("a run").code(4);
        let folder = desk.path("no").display().to_string();
        assert!(ran.stderr.starts_with(&format!("qudao: the folder `{folder}` does not exist")), "{}", ran.stderr);
    }
}

#[test]
fn a_damaged_file() {
    let desk = Desk::new();
    let whole = desk.bytes();
    let damage = |from: usize, to: usize| {
        let mut bytes = whole.clone();
        bytes[from..to].fill(0xab);
        std::fs::write(desk.db(), bytes).expect("damage");
    };
    // the first page behind the header: what is in the file can't be told any more
    damage(100, 4_096);
    let db = desk.db().display().to_string();
    says(&desk, &format!("`{db}` is damaged: its pages contradict each other (try: qudao restore BACKUP)"));
    // pages of data: the program opens, and the doctor finds them
    damage(40_960, 81_920);
    let bytes = desk.bytes();
    let found = desk.run(&["doctor"]);
    assert!(found.code == Some(1) || found.code == Some(4), "{found:?}");
    assert!(format!("{}{}", found.stdout, found.stderr).contains("damaged"), "{found:?}");
    assert!(desk.bytes() == bytes, "the file was touched");
    // half a file
    std::fs::write(desk.db(), &whole[..whole.len() / 2]).expect("half a file");
    let half = desk.run(&["doctor"]);
    assert!(half.code == Some(1) || half.code == Some(4), "{half:?}");
    assert_eq!(desk.run(&["backup", "copy.db"]).code(4).stdout, "");
    assert!(!desk.path("copy.db").exists(), "no backup is made of a damaged file");
}

#[test]
fn a_locked_file_is_waited_for_and_then_reported() {
    let desk = Desk::new();
    let holder = desk.sqlite();
    holder.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    // reading needs no lock
    desk.run(READ).code(0);
    let start = Instant::now();
    let ran = desk.run(WRITE).code(4);
    assert_eq!(
        ran.stderr,
        format!(
            "qudao: `{}` is busy: another process holds it for longer than the timeout (try: again later, or qudao doctor, which says who)\n",
            desk.db().display()
        )
    );
    assert!(start.elapsed() >= Duration::from_secs(9), "it was not waited for");
    holder.execute_batch("COMMIT").expect("the lock goes");
    desk.run(WRITE).code(0);
}

#[test]
fn a_lock_that_goes_in_time_is_not_noticed() {
    let desk = Desk::new();
    let holder = desk.sqlite();
    holder.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let child = desk.command().args(WRITE).spawn().expect("the program starts");
    std::thread::sleep(Duration::from_millis(500));
    holder.execute_batch("COMMIT").expect("the lock goes");
    assert!(child.wait_with_output().expect("its end").status.success());
}

/// Runs the program as somebody for whom modes count, even where the test is run by root.
fn run_plainly(desk: &Desk, args: &[&str]) -> Ran {
    let program = desk.path("qudao");
    if !program.exists() {
        // the build's folder may be root's own
        std::fs::copy(env!("CARGO_BIN_EXE_qudao"), &program).expect("a copy of the program");
    }
    let mut command = desk.command_of(&program);
    if is_root() {
        // nobody comes in through no gateway
        command.uid(NOBODY).gid(NOBODY).env_remove("QUDAO_USER");
    }
    command.args(args);
    loop {
        match command.output() {
            // a test beside this one was forking while the copy was open for writing: it holds that until it execs
            Err(e) if e.kind() == std::io::ErrorKind::ExecutableFileBusy => std::thread::sleep(Duration::from_millis(10)),
            output => return output.expect("the program starts").into(),
        }
    }
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
}

#[test]
fn a_file_or_folder_that_may_only_be_read() {
    let desk = Desk::new();
    desk.run(&["user", "add", "nobody", "--role", "admin"]).code(0);
    let shared = desk.path("shared");
    std::fs::create_dir(&shared).expect("a folder");
    let db = shared.join("team.db");
    std::fs::rename(desk.db(), &db).expect("the database moves");
    let name = db.display().to_string();
    set_mode(&desk.path(""), 0o755);
    let before = std::fs::read(&db).expect("the database");
    let new = desk.write("new.csv", "code,name\nD001,East Fresh\n").display().to_string();
    // (mode of the folder, mode of the file)
    for (folder, file) in [(0o777, 0o444), (0o555, 0o666), (0o555, 0o444), (0o777, 0o000)] {
        set_mode(&db, file);
        set_mode(&shared, folder);
        let run = |args: &[&str]| run_plainly(&desk, &[&["--db", name.as_str()], args].concat());
        if file == 0o000 {
            let said = format!(
                "qudao: `{name}` can't be written: expected a file and a folder that this user may write (try: ls -ld on both)\n"
            );
            for args in [READ, WRITE] {
                assert_eq!(run(args).code(4).stderr, said, "{folder:o} {file:o} {args:?}");
            }
        } else {
            // it opens to be looked at
            assert!(run(READ).code(0).stdout.contains("li.wei"), "{folder:o} {file:o}");
            assert!(matches!(run(&["health"]).code, Some(0 | 1)), "{folder:o} {file:o}");
            // how it is opened says nothing of how it is written
            let doctor = run(&["doctor"]).stdout;
            assert!(doctor.contains("every record of the log is there") && !doctor.contains("journal mode"), "{doctor}");
            let ran = run(&["import", "partners", &new, "--dry-run"]).code(0);
            assert!(ran.stderr.contains("dry run") && ran.stdout.contains("partner"), "{folder:o} {file:o}: {ran:?}");
            let ran = run(WRITE).code(3);
            assert!(ran.stderr.contains("so it is only looked at (try: ls -ld"), "{folder:o} {file:o}: {}", ran.stderr);
        }
        set_mode(&shared, 0o755);
        set_mode(&db, 0o644);
        let left: Vec<_> = std::fs::read_dir(&shared).expect("the folder").flatten().map(|e| e.file_name()).collect();
        assert_eq!(left, ["team.db"], "something was left behind");
        assert!(std::fs::read(&db).expect("the database") == before, "the file was touched");
    }
    // nor can one be made
    set_mode(&shared, 0o555);
    let other = shared.join("other.db");
    let ran = run_plainly(&desk, &["--db", &other.display().to_string(), "init"]).code(4);
    assert!(ran.stderr.contains("can't be written"), "{}", ran.stderr);
    set_mode(&shared, 0o755);
    assert!(!other.exists());
}

#[test]
fn a_log_that_can_not_be_shared_is_said() {
    let desk = Desk::new();
    let shared = desk.path("shared");
    std::fs::create_dir(&shared).expect("a folder");
    // as somebody left it who was killed: with a log that nobody has written back
    let writer = desk.sqlite();
    writer.execute_batch("PRAGMA wal_autocheckpoint = 0; CREATE TABLE extra (x)").expect("written");
    for end in ["", "-wal"] {
        std::fs::copy(format!("{}{end}", desk.db().display()), shared.join(format!("team.db{end}"))).expect("copied");
        set_mode(&shared.join(format!("team.db{end}")), 0o444);
    }
    set_mode(&desk.path(""), 0o755);
    set_mode(&shared, 0o555);
    let name = shared.join("team.db").display().to_string();
    let ran = run_plainly(&desk, &["--db", &name, "list", "users"]).code(4);
    assert!(ran.stderr.contains("what was written last is in its log") && ran.stderr.contains("try: cp "), "{}", ran.stderr);
    set_mode(&shared, 0o755);
}

#[test]
fn a_file_cut_off_to_nothing_says_what_it_is_and_keeps_its_log() {
    let desk = Desk::new();
    desk.write("team.db", "");
    desk.write("team.db-wal", "what was written last");
    for args in [READ, WRITE, &["doctor"]] {
        let ran = desk.run(args).code(4);
        assert!(ran.stderr.contains("is empty (0 bytes): it was cut off, or never made (try: qudao restore"), "{}", ran.stderr);
    }
    assert_eq!(std::fs::read_to_string(desk.path("team.db-wal")).expect("there"), "what was written last");
}

#[test]
fn a_schema_that_can_not_be_brought_up_to_date_is_one_sentence() {
    let desk = Desk::new();
    desk.sqlite()
        .execute_batch("PRAGMA foreign_keys = 0; ALTER TABLE ticket RENAME TO gone; PRAGMA user_version = 3")
        .expect("harm");
    let ran = desk.run(READ).code(4);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("could not be brought from schema 3 to"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("CREATE") && !ran.stderr.contains("ALTER"), "{}", ran.stderr);
}

#[test]
fn a_pipe_is_no_file_to_import() {
    let desk = Desk::new();
    let made = std::process::Command::new("mkfifo").arg(desk.path("pipe.csv")).status();
    if !made.is_ok_and(|s| s.success()) {
        return skipped("there is no mkfifo here");
    }
    let start = Instant::now();
    let ran = desk.run(&["import", "partners", "pipe.csv"]).code(2);
    assert!(ran.stderr.contains("`pipe.csv` is a pipe or a device: expected a file"), "{}", ran.stderr);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn what_is_asked_for_and_can_not_be_written_is_an_error() {
    let desk = Desk::empty();
    for args in [&["completions", "bash"][..], &["man"], &["--help"], &["help", "kpi"], &["--version"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("a full device");
        let out = desk.command().args(args).stdout(full).output().expect("the program starts");
        let ran = Ran::from(out).code(4);
        assert!(ran.stderr.contains("full") && !ran.stderr.contains("panicked"), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn a_full_disk() {
    let desk = Desk::own_empty();
    // a small disk of its own, for which a user's own namespace of mounts is enough
    let script = r#"
        mkdir disk && mount -t tmpfs -o size=1500k tmpfs disk || exit 99
        export QUDAO_DB=$PWD/disk/team.db
        "$QUDAO" init || exit 98
        "$QUDAO" backup "$PWD/outside.db" >/dev/null || exit 97
        dd if=/dev/zero of=disk/filler bs=1k 2>/dev/null
        "$QUDAO" user add zhao.min; echo "write: $?"
        "$QUDAO" list users --columns name >/dev/null; echo "look: $?"
        "$QUDAO" backup disk/copy.db; echo "backup: $?"
        ls disk
        rm disk/filler
        "$QUDAO" doctor >/dev/null; echo "doctor: $?"
        "$QUDAO" list users --columns name
    "#;
    let mut command = desk.command_of(Path::new("unshare"));
    command.args(["--mount", "--map-root-user", "sh", "-c", script]).env("QUDAO", env!("CARGO_BIN_EXE_qudao"));
    let Ok(out) = command.output() else { return skipped("there is no unshare here") };
    let ran = Ran::from(out);
    if ran.code == Some(99) || ran.stderr.contains("unshare:") {
        return skipped(&format!("no disk of one's own can be mounted here: {}", ran.stderr));
    }
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let said = ran.stderr.lines().filter(|l| l.contains("is full: nothing was written (try: df -h)")).count();
    assert_eq!(said, 2, "{ran:?}");
    for line in ["look: 0", "write: 4", "backup: 4", "doctor: 0", "\nroot"] {
        assert!(ran.stdout.contains(line), "{line}: {ran:?}");
    }
    assert!(!ran.stdout.contains("copy.db") && !ran.stdout.contains("zhao.min"), "{ran:?}");
}
