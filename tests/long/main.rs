//! What is asked for by large numbers: many writers, many kills, full disks, damaged pages, many keys, fuzz.
//!
//! `.ci/long` runs it (`cargo test --test long`); each test says in one line what it has seen.
//! `QUDAO_LONG` divides the numbers, for a quick look: `QUDAO_LONG=100` does a hundredth of everything.

#[path = "../support/mod.rs"]
mod support;
#[path = "../pty/terminal.rs"]
mod terminal;

mod disk;
mod fuzz;
mod keys;
mod kills;
mod pages;
mod rows;
mod writers;

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use support::dice::Dice;
use support::{Desk, FIRST, Ran};

/// So much of a number as is asked for, one at least.
fn share(number: usize) -> usize {
    let divisor = std::env::var("QUDAO_LONG").ok().and_then(|n| n.parse().ok()).unwrap_or(1_usize).max(1);
    (number / divisor).max(1)
}

/// The line that goes into the note.
#[expect(clippy::print_stderr, reason = "what a test says")]
fn seen(text: &str) {
    eprintln!("long: {text}");
}

/// A desk on a generated network of 60 partners and 40 weeks, which lives on the day on which terminals are started.
fn furnished() -> Desk {
    let desk = Desk::empty();
    let db = desk.db().display().to_string();
    let network = ["demo", "--no-open", "--keep", &db, "--partners", "60", "--weeks", "40"];
    let made =
        desk.command().env("QUDAO_AS_OF", terminal::MOMENT).args(network).args(FIRST).output().expect("the program starts");
    Ran::from(made).code(0);
    desk.widen(desk.db());
    desk
}

/// The database of a furnished desk at another, whose gateway leads into a folder.
fn moved(from: &Desk, db: &std::path::Path, folder: &std::path::Path) {
    std::fs::copy(from.db(), db).expect("a copy");
    let conn = rusqlite::Connection::open(db).expect("the database");
    conn.execute("UPDATE gateway SET folder = ?1", [folder.to_string_lossy()]).expect("a folder");
}

/// Nothing is wrong with the database, by `SQLite`'s own measure and by the program's.
#[track_caller]
fn sound(desk: &Desk, after: &str) {
    let conn = desk.sqlite();
    let word: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0)).unwrap_or_else(|e| panic!("{after}: {e}"));
    assert_eq!(word, "ok", "{after}");
    let dangling: i64 = conn.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0)).expect("a count");
    assert_eq!(dangling, 0, "{after}: dangling references");
    drop(conn);
    let doctor = desk.run(&["doctor"]);
    assert_eq!(doctor.code, Some(0), "{after}: {}{}", doctor.stdout, doctor.stderr);
}

/// Runs a command to its end, or gives up on it.
fn within(mut command: Command, patience: Duration) -> Option<Ran> {
    let mut child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().expect("a process");
    let out = drain(child.stdout.take().expect("its output"));
    let err = drain(child.stderr.take().expect("its messages"));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("its end") {
            break status;
        }
        if start.elapsed() > patience {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let (stdout, stderr) = (out.join().unwrap_or_default(), err.join().unwrap_or_default());
    Some(Output { status, stdout, stderr }.into())
}

/// Reads to the end beside the one who waits, so that a full pipe stops nobody.
fn drain(mut from: impl std::io::Read + Send + 'static) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        bytes
    })
}
