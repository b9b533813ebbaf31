//! Several processes on one file: nothing confirmed is lost, whatever happens to the one who wrote it.
//!
//! The processes are this test program itself, started again as [`worker`].

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use qudao::domain::kinds::{Approval, ApprovalAct, ApprovalState, Role};
use qudao::domain::record::{Kind, Row, Stored, Value};
use qudao::ops::approval::{self, Scope, Seen};
use qudao::ops::{OpError, Session, admin};
use qudao::store::{StoreError, backup, record};

use super::session;

const JOB: &str = "QUDAO_TEST_JOB";
const FILE: &str = "QUDAO_TEST_FILE";
const EDITS: i64 = 50;
const WORKERS: i64 = 4;
const ASKED: i64 = 20;

/// A process of its own that does a job on a database.
pub(super) fn start(job: &str, db: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["together::worker", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(JOB, job)
        .env(FILE, db)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process")
}

/// Not a test: what the started processes do.
#[test]
#[ignore = "the other tests start it as a process of its own"]
fn worker() {
    let (Ok(job), Some(db)) = (std::env::var(JOB), std::env::var_os(FILE)) else { return };
    if job == "restore" {
        return super::restore::restore(Path::new(&db));
    }
    let mut session = session(Path::new(&db), "li.wei");
    say(""); // ends the line that the test harness has begun
    if let ("decide", user) = job.split_once(':').unwrap_or((&job, "")) {
        return decide(Path::new(&db), user);
    }
    match job.as_str() {
        "count" => count(&mut session),
        "go on" => super::restore::go_on(session, Path::new(&db)),
        _ => append(&mut session),
    }
}

pub(super) fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).expect("a reader");
}

/// Counts one figure up, as a person would in a form: read, change, write what was read, again if somebody was first.
fn count(session: &mut Session) {
    for _ in 0..EDITS {
        loop {
            let mut row = record::query(session.store.conn(), Kind::Partner, "LIMIT 1", &[]).expect("a partner").remove(0);
            let seen = row.get("outlets_covered").int().unwrap_or(0);
            row.set("outlets_covered", Value::Int(seen + 1));
            // others get their turn between the reading and the writing
            std::thread::sleep(Duration::from_millis(1));
            match session.write(Role::Specialist, "change-edit", "D001", |tx| Ok(tx.update(&row)?)) {
                Ok(_) => {
                    say(&format!("done {}", seen + 1));
                    break;
                }
                Err(OpError::Store(StoreError::Conflict { theirs: Some(theirs), .. })) => {
                    assert!(theirs.get("outlets_covered").int() > Some(seen), "the conflict shows what they made");
                    say("conflict");
                }
                Err(e) => panic!("{e}"),
            }
        }
    }
}

/// Adds contacts without end and says each that is written.
fn append(session: &mut Session) {
    for n in 0.. {
        let name = format!("{}-{n}", std::process::id());
        let written = session.write(Role::Specialist, "change-create", &name, |tx| {
            for part in ["a", "b", "c"] {
                tx.insert(&contact(&format!("{name}{part}")))?;
            }
            Ok(())
        });
        match written {
            Ok(()) => say(&format!("done {name}")),
            Err(e) => panic!("{e}"),
        }
    }
}

/// Approves what waits as it was seen, once the file that says so is there.
fn decide(db: &Path, user: &str) {
    let mut session = super::session(db, user);
    let seen: Vec<Seen> = approval::list(&session, Scope::Waiting, 1_000)
        .expect("a list")
        .iter()
        .map(|w| Seen { id: w.line.id, version: Some(w.line.version) })
        .collect();
    say(&format!("seen {}", seen.len()));
    while !db.with_extension("go").exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    for one in seen {
        match approval::act(&mut session, one, ApprovalAct::Approve, "") {
            Ok(_) => say(&format!("done {}", one.id)),
            Err(OpError::Refused { key: "refused-approval-first", args }) => {
                let who = args.iter().find(|(name, _)| *name == "who").map(|(_, who)| who.clone()).unwrap_or_default();
                say(&format!("first {} {who}", one.id));
            }
            Err(e) => panic!("{e:?}"),
        }
    }
}

pub(super) fn contact(name: &str) -> Row {
    let mut row = Row::blank(Kind::Contact);
    row.set("partner", Value::Int(1));
    row.set("name", Value::Text(name.to_owned()));
    row
}

pub(super) fn desk() -> (tempfile::TempDir, Session) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut s = session(&folder.path().join("q.db"), "li.wei");
    let mut partner = Row::blank(Kind::Partner);
    partner.set("code", Value::Text("D001".into()));
    partner.set("name", Value::Text("重庆川渝食品".into()));
    s.write(Role::Specialist, "change-create", "D001", |tx| Ok(tx.insert(&partner)?)).expect("a partner");
    (folder, s)
}

fn number(session: &Session, sql: &str) -> i64 {
    session.store.conn().query_row(sql, [], |r| r.get(0)).expect("a number")
}

#[test]
fn of_200_edits_at_once_none_is_lost_and_conflicts_are_reported() {
    let (folder, s) = desk();
    let db = folder.path().join("q.db");
    let workers: Vec<Child> = (0..WORKERS).map(|_| start("count", &db)).collect();
    let mut said = Vec::new();
    for worker in workers {
        let out = worker.wait_with_output().expect("its end");
        assert!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        said.extend(String::from_utf8_lossy(&out.stdout).lines().map(str::to_owned));
    }
    let mut done: Vec<i64> = said.iter().filter_map(|l| l.strip_prefix("done ")?.parse().ok()).collect();
    done.sort_unstable();
    assert_eq!(done, (1..=EDITS * WORKERS).collect::<Vec<_>>(), "each edit counted on from the one before");
    assert!(said.iter().any(|l| l == "conflict"), "nobody was ever in the way: the test shows nothing");
    assert_eq!(number(&s, "SELECT outlets_covered FROM partner"), EDITS * WORKERS);
    assert_eq!(number(&s, "SELECT version FROM partner"), EDITS * WORKERS + 1);
    assert_eq!(number(&s, "SELECT count(*) FROM audit WHERE kind = 'partner' AND action = 'update'"), EDITS * WORKERS);
}

#[test]
fn of_two_who_approve_at_once_one_does_and_the_other_is_told_who() {
    let (folder, mut s) = desk();
    let db = folder.path().join("q.db");
    for (name, role) in [("li.na", Role::Specialist), ("zhao.min", Role::HeadOffice), ("qian.yi", Role::HeadOffice)] {
        let change = admin::UserChange { role: Some(role), ..admin::UserChange::default() };
        admin::set_user(&mut s, name, &change).expect("a user");
    }
    let mut asker = session(&db, "li.na");
    for n in 0..ASKED {
        let mut row = Row::blank(Kind::Expense);
        for (name, value) in [("partner", 1), ("on", 20_000 + n), ("amount", 20_000_000)] {
            row.set(name, Value::Int(value));
        }
        qudao::ops::record::save(&mut asker, row, &[]).expect("asked");
    }
    let two: Vec<(&str, Child)> =
        ["zhao.min", "qian.yi"].into_iter().map(|user| (user, start(&format!("decide:{user}"), &db))).collect();
    let mut said = Vec::new();
    let mut readers = Vec::new();
    for (user, mut child) in two {
        let mut lines = BufReader::new(child.stdout.take().expect("its stdout")).lines();
        // both have seen everything before either decides
        let seen = lines.by_ref().map_while(Result::ok).find(|l| l.starts_with("seen ")).expect("it looks");
        assert_eq!(seen, format!("seen {ASKED}"));
        readers.push((user, child, lines));
    }
    std::fs::write(db.with_extension("go"), "").expect("a signal");
    for (user, mut child, lines) in readers {
        said.extend(lines.map_while(Result::ok).map(|line| (user, line)));
        assert!(child.wait().expect("its end").success());
    }
    for id in 1..=ASKED {
        let by = |word: &str| said.iter().filter(|(_, l)| *l == word).map(|(user, _)| *user).collect::<Vec<_>>();
        let done = by(&format!("done {id}"));
        let [winner] = done.as_slice() else { panic!("{id} was decided by {done:?}") };
        let told = by(&format!("first {id} {winner}"));
        assert_eq!(told.len(), 1, "the other is told that {winner} was first on {id}: {said:?}");
        assert_ne!(told[0], *winner);
        let approval: Stored<Approval> = record::get_as(s.store.conn(), id).expect("an approval");
        assert_eq!(approval.state, ApprovalState::Approved);
    }
    let events = number(&s, "SELECT count(*) FROM approval_event WHERE act = 'approve'");
    assert_eq!(events, ASKED, "each was decided once");
}

#[test]
fn killed_50_times_while_writing_nothing_confirmed_is_lost() {
    let (folder, s) = desk();
    let db = folder.path().join("q.db");
    let mut confirmed = 0;
    for round in 0..50_u64 {
        let mut child = start("append", &db);
        let mut lines = BufReader::new(child.stdout.take().expect("its stdout")).lines();
        let mut names = Vec::new();
        // let it write for a while that differs each time, and then not one moment longer
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(20 + round * 13 % 90));
            child.kill().expect("kill -9");
            child.wait().expect("its end")
        });
        while let Some(Ok(line)) = lines.next() {
            names.extend(line.strip_prefix("done ").map(str::to_owned));
        }
        let status = killer.join().expect("the killer");
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9), "it was to be killed in the middle");
        for name in &names {
            let sql = format!("SELECT count(*) FROM contact WHERE name IN ('{name}a', '{name}b', '{name}c')");
            assert_eq!(number(&s, &sql), 3, "{name} was confirmed in round {round}");
        }
        confirmed += names.len();
    }
    assert!(confirmed > 50, "only {confirmed} writes were confirmed: the test shows nothing");
    let all = number(&s, "SELECT count(*) FROM contact");
    assert_eq!(all % 3, 0, "an action is there whole or not at all");
    assert_eq!(number(&s, "SELECT count(*) FROM audit WHERE kind = 'contact'"), all, "and so is its log");
    assert_eq!(backup::integrity(s.store.conn()).expect("a check"), Vec::<String>::new());
    assert_eq!(backup::dangling(s.store.conn()).expect("a check"), Vec::new());
}

#[test]
fn a_backup_in_the_middle_of_writing_is_whole() {
    let (folder, s) = desk();
    let db = folder.path().join("q.db");
    let mut writer = start("append", &db);
    for n in 0..20 {
        let copy = folder.path().join(format!("{n}.db"));
        backup::backup(&s.store, &copy, true).expect("a backup");
        let there = rusqlite::Connection::open(&copy).expect("the backup");
        let (contacts, logged): (i64, i64) = there
            .query_row("SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM audit WHERE kind = 'contact')", [], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })
            .expect("counts");
        assert_eq!((contacts % 3, contacts), (0, logged), "backup {n}");
    }
    writer.kill().expect("kill -9");
    writer.wait().expect("its end");
    assert!(number(&s, "SELECT count(*) FROM contact") > 0, "nothing was written meanwhile: the test shows nothing");
}
