//! Every figure a second time: slow and plain, from the raw rows, as the definitions say, and compared with what the program prints.
//!
//! Nothing of the program is called but its binary. Amounts are whole 1/10,000 of the unit, days and weeks plain numbers, quotients
//! exact fractions that are rounded once. What is compared: a generated network over which 29 February, a week 53 and a Spring
//! Festival pass, and small ones that are made of edges.

#![allow(clippy::disallowed_methods, reason = "tests make what files they need")]
#![allow(unreachable_pub, reason = "modules of one test program")]

#[path = "../support/mod.rs"]
mod support;

mod aims;
mod catalogue;
mod chance;
mod closed;
mod days;
mod desk;
mod edges;
mod exact;
mod fitness;
mod five;
mod merged;
mod moves;
mod owed;
mod plan;
mod results;
mod rows;
mod rules;
mod sales;
mod standing;
mod until;
mod walk;

use std::sync::OnceLock;

use serde_json::Value as Json;
use support::{Desk, FIRST};

/// The day on which the generated network lives: a Wednesday after Spring Festival, with a leap day and a week 53 behind it.
const TODAY: &str = "2021-02-24";

/// A generated network: made once, each test has a copy of it.
fn demo() -> Desk {
    static MADE: OnceLock<Vec<u8>> = OnceLock::new();
    let made = MADE.get_or_init(|| generated(48, 116).bytes());
    let desk = Desk::empty();
    std::fs::write(desk.db(), made).expect("a copy");
    desk
}

/// A generated network of so many partners and weeks.
fn generated(partners: usize, weeks: usize) -> Desk {
    let desk = Desk::empty();
    let db = desk.db().display().to_string();
    let (partners, weeks) = (partners.to_string(), weeks.to_string());
    let args = ["demo", "--no-open", "--partners", &partners, "--weeks", &weeks, "--keep", &db];
    desk.run_at(TODAY, &[&args, FIRST].concat()).code(0);
    desk
}

/// What a command answers as a document; findings are an answer, too.
#[track_caller]
fn ask(desk: &Desk, day: &str, args: &[&str]) -> Json {
    let ran = desk.run_at(day, &[args, &["--format", "json"]].concat());
    assert!(matches!(ran.code, Some(0 | 1)), "{args:?}: {}{}", ran.stdout, ran.stderr);
    ran.json()
}

/// Brings text in as a file of records.
#[track_caller]
fn bring(desk: &Desk, day: &str, kind: &str, text: &str) {
    let file = desk.write(&format!("{kind}.csv"), text);
    let file = file.display().to_string();
    desk.run_at(day, &["import", kind, &file]).code(0);
}
