//! Restores in the middle of other people's work, and restores that are killed.
//!
//! A few in every run; `.ci/long` runs the many.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use qudao::domain::kinds::Role;
use qudao::ops::{OpError, Session, setup};
use qudao::store::{StoreError, backup, part};

use super::together::{contact, desk, say, start};
use super::{config, session};

/// A process: adds contacts without end and says each that is written, whatever happens to the database meanwhile.
pub(super) fn go_on(mut session: Session, db: &Path) {
    for n in 0.. {
        let name = format!("{}-{n}", std::process::id());
        let done = session.write(Role::Specialist, "change-create", &name, |tx| Ok(tx.insert(&contact(&name))?));
        match done {
            Ok(_) => say(&format!("done {name}")),
            Err(OpError::Store(StoreError::Busy(_))) => {}
            // the file has been replaced by another
            Err(_) => {
                if let Ok((again, _)) = setup::create(&config(db, "li.wei")) {
                    session = again;
                }
            }
        }
    }
}

/// A process: brings `good.db` back.
pub(super) fn restore(db: &Path) {
    qudao::ops::restore::restore(&config(db, "li.wei"), &db.with_file_name("good.db")).expect("restored");
    say("done");
}

/// The names of contacts in the database and in all that is kept beside it.
fn names(db: &Path) -> HashSet<String> {
    let folder = db.parent().expect("a folder");
    let files = std::fs::read_dir(folder).expect("listed").flatten().map(|e| e.path());
    let kept = |path: &PathBuf| path == db || path.to_string_lossy().contains(".before-restore-");
    let mut found = HashSet::new();
    for path in files.filter(kept).filter(|p| !["-wal", "-shm"].iter().any(|end| p.to_string_lossy().ends_with(end))) {
        let conn = rusqlite::Connection::open(&path).expect("a database");
        let mut all = conn.prepare("SELECT name FROM contact").expect("contacts");
        found.extend(all.query_map([], |r| r.get::<_, String>(0)).expect("names").map_while(Result::ok));
    }
    found
}

/// Restores while others write until so many writes are confirmed; every one of them must be somewhere.
fn nothing_is_lost(writes: usize, restores: usize) {
    let (folder, s) = desk();
    let db = folder.path().join("q.db");
    backup::backup(&s.store, &folder.path().join("good.db"), false).expect("a backup");
    drop(s);
    let count = Arc::new(AtomicUsize::new(0));
    let mut workers: Vec<Child> = (0..3).map(|_| start("go on", &db)).collect();
    let readers: Vec<_> = workers
        .iter_mut()
        .map(|child| {
            let lines = BufReader::new(child.stdout.take().expect("its stdout")).lines();
            let count = Arc::clone(&count);
            std::thread::spawn(move || {
                let done = lines.map_while(Result::ok).filter_map(|l| l.strip_prefix("done ").map(str::to_owned));
                let counted = done.inspect(|_| {
                    count.fetch_add(1, Ordering::Relaxed);
                });
                counted.collect::<Vec<_>>()
            })
        })
        .collect();
    let mut done = 0;
    let until = Instant::now() + Duration::from_mins(10);
    while (count.load(Ordering::Relaxed) < writes || done < restores) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(50));
        match qudao::ops::restore::restore(&config(&db, "li.wei"), &db.with_file_name("good.db")) {
            Ok(back) => assert!(back.kept.is_some(), "what was there is kept"),
            Err(OpError::Store(StoreError::Busy(_))) => continue,
            Err(e) => panic!("{e}"),
        }
        done += 1;
    }
    for child in &mut workers {
        child.kill().expect("kill -9");
        child.wait().expect("its end");
    }
    let confirmed: Vec<String> = readers.into_iter().flat_map(|r| r.join().expect("a reader")).collect();
    assert!(confirmed.len() >= writes && done >= restores, "{done} restores, {} writes", confirmed.len());
    let there = names(&db);
    let lost: Vec<&String> = confirmed.iter().filter(|name| !there.contains(*name)).collect();
    assert!(lost.is_empty(), "{} of {} confirmed writes are nowhere after {done} restores", lost.len(), confirmed.len());
    assert_eq!(backup::integrity(session(&db, "li.wei").store.conn()).expect("a check"), Vec::<String>::new());
}

#[test]
fn what_colleagues_write_during_restores_is_in_the_database_or_beside_it() {
    nothing_is_lost(150, 4);
}

#[test]
#[ignore = "long: .ci/long"]
fn long_3000_writes_of_colleagues_during_restores_are_in_the_database_or_beside_it() {
    nothing_is_lost(3_000, 20);
}

/// A restore that nobody disturbs is done.
fn restored_alone(db: &Path) {
    let done = start("restore", db).wait_with_output().expect("its end");
    let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "a restore that is left alone is done: {said}");
    assert!(std::fs::read(db).expect("there").starts_with(b"SQLite format 3\0"));
}

/// Kills so many restores over a damaged database, at all their moments: there is a file of the name all the time.
fn a_database_is_always_there(kills: u32) {
    let (folder, s) = desk();
    let db = folder.path().join("q.db");
    backup::backup(&s.store, &folder.path().join("good.db"), false).expect("a backup");
    drop(s);
    // how long one takes here and now: the moments of the kills lie within it, whatever else the machine does
    std::fs::write(&db, vec![0xab; 40_000]).expect("damaged");
    let began = Instant::now();
    restored_alone(&db);
    let whole = began.elapsed();
    let (mut finished, mut in_the_middle) = (0, 0);
    for round in 0..kills {
        // a new file each time: the one before keeps its second name
        let _ = std::fs::remove_file(&db);
        std::fs::write(&db, vec![0xab; 40_000]).expect("damaged");
        let over = Arc::new(AtomicBool::new(false));
        let watch = {
            let (over, db) = (Arc::clone(&over), db.clone());
            std::thread::spawn(move || {
                let mut missing = 0;
                while !over.load(Ordering::Relaxed) {
                    missing += usize::from(!db.exists());
                }
                missing
            })
        };
        let mut child = start("restore", &db);
        std::thread::sleep(whole * (round * 7 % 80) / 70);
        child.kill().expect("kill -9");
        let ended = child.wait().expect("its end").success();
        over.store(true, Ordering::Relaxed);
        assert_eq!(watch.join().expect("a watcher"), 0, "round {round}: for a moment there was no file");
        let bytes = std::fs::read(&db).expect("a file");
        let restored = bytes.starts_with(b"SQLite format 3\0");
        finished += u32::from(ended);
        in_the_middle += u32::from(!ended && (restored || !part::leftovers(folder.path()).is_empty()));
        if restored {
            assert!(backup::check(&db).is_ok(), "round {round}: it is sound");
        } else {
            assert_eq!(bytes, vec![0xab; 40_000], "round {round}: what was there is there");
        }
        for entry in std::fs::read_dir(folder.path()).expect("listed").flatten() {
            if entry.file_name().to_string_lossy().contains(".before-restore-") {
                std::fs::remove_file(entry.path()).expect("removed");
            }
        }
    }
    assert!(finished < kills, "none was killed: the test shows nothing");
    assert!(kills < 100 || in_the_middle > kills / 20, "only {in_the_middle} of {kills} were killed in the middle");
    restored_alone(&db);
    assert_eq!(part::leftovers(folder.path()), Vec::<PathBuf>::new(), "it has removed what the killed ones left");
}

#[test]
fn a_restore_that_is_killed_leaves_a_file_of_the_name() {
    a_database_is_always_there(20);
}

#[test]
#[ignore = "long: .ci/long"]
fn long_300_kills_of_a_restore_leave_a_file_of_the_name() {
    a_database_is_always_there(300);
}

#[test]
fn a_backup_in_the_place_of_a_database_is_restored_over_like_a_database() {
    let (folder, s) = desk();
    let (db, good) = (folder.path().join("q.db"), folder.path().join("good.db"));
    backup::backup(&s.store, &good, false).expect("a backup");
    drop(s);
    // as a restore leaves it that is killed before anybody has opened what it brought back
    std::fs::remove_file(&db).expect("removed");
    std::fs::copy(&good, &db).expect("a copy, which keeps no log");
    let done = qudao::ops::restore::restore(&config(&db, "li.wei"), &good).expect("restored");
    assert!(backup::check(&done.kept.expect("kept")).is_ok());
}

#[test]
fn only_the_owner_restores_over_what_can_not_say_its_administrators() {
    let (folder, s) = desk();
    let db = folder.path().join("q.db");
    let good = folder.path().join("good.db");
    backup::backup(&s.store, &good, false).expect("a backup");
    drop(s);
    std::fs::write(&db, "").expect("cut off");
    let mut by_name = config(&db, "li.wei");
    by_name.person = Some("li.wei".to_owned());
    let refused = |config: &qudao::config::Config| match qudao::ops::restore::restore(config, &good) {
        Err(OpError::Refused { key, .. }) => key,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&by_name), "refused-gateway");
    if super::support::is_root() {
        // root may; what somebody else owns is tried by the tests of another account
        std::os::unix::fs::chown(&db, Some(4_711), None).expect("given away");
    }
    let done = qudao::ops::restore::restore(&config(&db, "li.wei"), &good).expect("restored");
    assert_eq!(std::fs::metadata(done.kept.expect("kept")).expect("there").len(), 0);
    if super::support::is_root() {
        assert_eq!(std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(&db).expect("there")), 4_711, "it stays theirs");
    }
    // one that can be opened asks its own administrators
    session(&db, "li.wei");
    assert!(matches!(
        qudao::ops::restore::restore(&config(&db, "he.viewer"), &folder.path().join("none.db")),
        Err(OpError::Refused { key: "refused-unregistered", .. })
    ));
}

#[test]
fn a_log_beside_a_database_that_is_replaced_goes_with_it() {
    let (folder, s) = desk();
    let db = folder.path().join("q.db");
    let good = folder.path().join("good.db");
    backup::backup(&s.store, &good, false).expect("a backup");
    drop(s);
    let open = session(&db, "li.wei");
    let (log, index) = (backup::with_end(&db, "-wal"), backup::with_end(&db, "-shm"));
    let saved = (std::fs::read(&log).expect("a log"), std::fs::read(&index).expect("its index"));
    drop(open);
    std::fs::write(&db, vec![0xcd; 20_000]).expect("damaged");
    std::fs::write(&log, &saved.0).expect("a log");
    std::fs::write(&index, &saved.1).expect("its index");
    let done = qudao::ops::restore::restore(&config(&db, "li.wei"), &good).expect("restored");
    let kept = done.kept.expect("kept");
    assert_eq!(std::fs::read(backup::with_end(&kept, "-wal")).expect("its log"), saved.0);
    assert!(backup::check(&db).is_ok());
}
