//! Every writing command is killed at any moment: what it confirmed is there, and the file is sound.

use std::path::Path;
use std::time::{Duration, Instant};

use super::support::{Desk, USER, account};
use super::{Dice, furnished, seen, share, sound};

/// A command that writes, by the number of its round; `@` stands for the number, `^` for a digit, `#` for an open ticket, `&` for
/// an active partner, another one in each round.
struct Writing {
    name: &'static str,
    args: &'static [&'static str],
    /// What is there once it has answered that it was done.
    kept: Option<&'static str>,
}

const fn writing(name: &'static str, args: &'static [&'static str], kept: Option<&'static str>) -> Writing {
    Writing { name, args, kept }
}

const IN_AUDIT: Option<&str> = Some("SELECT count(*) FROM audit WHERE instr(after, 'k@x') > 0");

const WRITINGS: &[Writing] = &[
    writing("edit", &["edit", "partner", "D001", "notes=k@x"], IN_AUDIT),
    writing("add", &["add", "contact", "partner=D002", "name=k@x"], IN_AUDIT),
    writing(
        "add partner",
        &["add", "partner", "code=K@", "name=k@x 商行", "channel_type=city_distributor", "region=3201"],
        IN_AUDIT,
    ),
    writing("ticket new", &["ticket", "new", "--title", "k@x", "--partner", "D003"], IN_AUDIT),
    writing("ticket act", &["ticket", "act", "#", "comment", "--text", "k@x"], IN_AUDIT),
    writing(
        "import",
        &["import", "sales", "k@.csv"],
        Some("SELECT count(*) FROM sale WHERE document LIKE 'k@x%' HAVING count(*) IN (0, 2000)"),
    ),
    writing("import partners", &["import", "partners", "p@.csv"], IN_AUDIT),
    writing("plan", &["plan", "generate", "--month", "2030-0^"], None),
    writing("tier review", &["tier", "review"], None),
    writing("tier propose", &["tier", "propose", "D00^", "growth", "-r", "k@x"], None),
    writing("credit change", &["credit", "change", "D00^", "--limit", "9@00", "-r", "k@x"], None),
    writing("approve", &["tier", "approve", "--all"], None),
    writing("move", &["partner", "move", "&", "improving", "--reason", "k@x"], None),
    writing("merge", &["partner", "merge", "&", "D001"], None),
    writing("violation", &["violation", "record", "D00^", "price_breach", "--amount", "100", "--evidence", "k@x"], None),
    writing("deposit", &["deposit", "add", "D00^", "paid_in", "5@"], None),
    writing("close", &["close", "20^5-Q1"], None),
    writing("refresh", &["refresh"], None),
    writing("undo", &["undo"], None),
    writing("redo", &["redo"], None),
    writing("user", &["user", "add", "k@x"], IN_AUDIT),
    writing("policy", &["policy", "set", "tiers.promote_score", "8^", "-r", "k@x"], None),
    writing("backup", &["backup", "b@.db"], None),
    writing("restore", &["restore", "good.db"], None),
];

fn files(desk: &Desk, round: usize) {
    let mut sales = "partner,date,order,product line,quantity,amount\n".to_owned();
    for row in 0..2_000 {
        use std::fmt::Write as _;
        let _ = writeln!(sales, "D{:03},2024-01-{:02},k{round}x{row},,1,10", row % 60 + 1, row % 28 + 1);
    }
    desk.write(&format!("k{round}.csv"), sales);
    desk.write(&format!("p{round}.csv"), format!("code,name,type\nQ{round},k{round}x 百货,city_distributor\n"));
}

#[test]
fn five_hundred_kills_over_every_writing_command_lose_nothing_that_was_confirmed() {
    let master = furnished();
    let rounds = share(500).div_ceil(WRITINGS.len());
    let (mut kills, mut done, mut refused, mut dice) = (0, 0, 0, Dice(20_261_129));
    for writing in WRITINGS {
        let desk = Desk::own_empty();
        std::fs::copy(master.db(), desk.db()).expect("a copy");
        // who comes in through a gateway restores nothing: the account itself is the administrator
        let conn = desk.sqlite();
        conn.execute("DELETE FROM gateway", []).expect("no gateway");
        conn.execute("UPDATE user SET name = ?1 WHERE name = ?2", [account(), USER.to_owned()]).expect("an administrator");
        drop(conn);
        desk.run(&["backup", "good.db"]).code(0);
        let rows = desk.run(&["ticket", "list", "--format", "json"]).code(0).json();
        let ticket = rows["rows"][0]["number"].to_string();
        let active = ["list", "partners", "--filter", "status:active", "--columns", "code", "--format", "json"];
        let rows = desk.run(&active).code(0).json();
        let active: Vec<String> = rows["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .skip(1)
            .map(|r| r["code"].as_str().expect("a code").to_owned())
            .collect();
        let mut usual = Duration::from_millis(60);
        for round in 0..=rounds {
            files(&desk, round);
            let filled = |text: &str| {
                let digit = (round % 9 + 1).to_string();
                text.replace('@', &round.to_string()).replace('#', &ticket).replace('^', &digit).replace('&', &active[round])
            };
            let args: Vec<String> = writing.args.iter().map(|a| filled(a)).collect();
            let mut child = desk.command().args(&args).stdout(std::process::Stdio::null()).spawn().expect("a process");
            let start = Instant::now();
            // the first one shows how long it takes
            let after = (round > 0).then(|| usual.mul_f64(f64::from(u32::try_from(dice.of(110)).unwrap_or(0)) / 100.0));
            let code = loop {
                if let Some(status) = child.try_wait().expect("its end") {
                    break status.code();
                }
                if after.is_some_and(|t| start.elapsed() >= t) {
                    child.kill().expect("a kill");
                    child.wait().expect("its end");
                    break None;
                }
                std::thread::sleep(Duration::from_micros(300));
            };
            match code {
                None => kills += 1,
                Some(0 | 1) => done += 1,
                Some(3) => refused += 1,
                Some(other) => panic!("{args:?} answers {other}"),
            }
            if round == 0 {
                usual = start.elapsed();
            }
            assert!(desk.db().exists(), "{args:?}: the database is gone");
            if let Some(sql) = writing.kept.map(filled) {
                let found = desk.sqlite().query_row(&sql, [], |r| r.get::<_, i64>(0));
                match code {
                    Some(0) => assert!(found.expect("a count") > 0, "{args:?} was confirmed and is not there"),
                    _ => assert!(found.is_ok(), "{args:?}: half of it is there"),
                }
            }
            backup_is_whole(&desk.path(&format!("b{round}.db")));
        }
        // what a killed copy has left is taken away by the next one
        desk.run(&["backup", "last.db"]).code(0);
        sound(&desk, writing.name);
    }
    seen(&format!(
        "{kills} kills over {} writing commands, {done} done, {refused} refused: 0 lost, every file sound",
        WRITINGS.len()
    ));
}

/// A backup that has its name is a whole database.
fn backup_is_whole(file: &Path) {
    if !file.exists() {
        return;
    }
    let conn = rusqlite::Connection::open_with_flags(file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a backup");
    let word: String = conn.query_row("PRAGMA integrity_check", [], |r| r.get(0)).expect("a check");
    assert_eq!(word, "ok", "{}", file.display());
}
