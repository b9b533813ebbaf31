//! `demo`: the generated network as a file, sound and the same for the same seed.

use super::support::{Desk, FIRST};

const AT: &str = "2025-11-25T10:20";

/// A demo of 80 partners and 60 weeks in the desk's database.
pub(crate) fn demo(desk: &Desk) {
    let db = desk.db().to_str().expect("a path").to_owned();
    let args = ["demo", "--partners", "80", "--weeks", "60", "--no-open", "--keep", &db];
    let ran = desk.run_at(AT, &[&args, FIRST].concat()).code(0);
    assert!(ran.stdout.contains("80 partners, 60 weeks"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
}

#[test]
fn the_demo_is_a_sound_database_in_which_every_command_finds_something() {
    let desk = Desk::empty();
    demo(&desk);
    desk.run_at(AT, &["doctor"]).code(0);
    let partners = desk.run_at(AT, &["list", "partners", "--format", "json"]).code(0).json();
    assert_eq!(partners["rows"].as_array().map(Vec::len), Some(80));
    for kind in
        ["sales", "targets", "invoices", "payments", "inventory", "tickets", "tasks", "tier-changes", "alerts", "contacts"]
    {
        let rows = desk.run_at(AT, &["list", kind, "--limit", "3", "--format", "json"]).code(0).json();
        assert!(rows["rows"].as_array().is_some_and(|r| !r.is_empty()), "{kind}");
    }
    let year = desk.run_at(AT, &["kpi", "--period", "2025", "--format", "json"]).code(0).json();
    let attainment = year["total"]["attainment"].as_f64().expect("targets were set");
    assert!((0.6..1.1).contains(&attainment), "a believable year: {attainment}");
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let desk = Desk::new();
    desk.live_on(AT);
    let before = desk.bytes();
    let db = desk.db().to_str().expect("a path").to_owned();
    let ran = desk.own_at(AT, &["demo", "--no-open", "--keep", &db]).code(3);
    assert!(ran.stderr.contains("is a database or belongs to one"), "{}", ran.stderr);
    assert_eq!(desk.bytes(), before);
}

#[test]
fn sizes_that_make_no_sense_are_refused() {
    let desk = Desk::empty();
    for args in [["demo", "--partners", "0"], ["demo", "--weeks", "0"], ["demo", "--partners", "many"]] {
        desk.run(&args).code(2);
    }
}
