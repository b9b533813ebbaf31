//! Damaged pages: said, or not visible; never a panic, never a hang.

use std::time::Duration;

use super::{Desk, Dice, furnished, seen, share, within};

const PAGE: usize = 4096;

const LOOKS: &[&[&str]] = &[
    &["list", "partners", "--columns", "code,name,notes,health,tier"],
    &["show", "partner", "D001"],
    &["today", "--whose", "all"],
    &["health", "--all"],
    &["kpi", "--by", "partner"],
    &["ticket", "list", "all"],
    &["audit"],
    &["edit", "partner", "D001", "notes=x"],
    &["backup", "b.db"],
    &["doctor"],
];

#[test]
fn a_damaged_page_is_said_and_no_command_panics_or_hangs() {
    let master = furnished();
    let whole = std::fs::read(master.db()).expect("the database");
    let (cases, mut dice) = (share(200), Dice(7));
    let (mut said, mut unseen) = (0, 0);
    for case in 0..cases {
        let mut bytes = whole.clone();
        let page = dice.of(whole.len() / PAGE) * PAGE;
        match case % 3 {
            // a page of nothing, a page of noise, a few flipped bytes
            0 => bytes[page..page + PAGE].fill(0),
            1 => bytes[page..page + PAGE].iter_mut().for_each(|b| *b = dice.byte()),
            _ => (0..8).for_each(|_| bytes[page + dice.of(PAGE)] ^= dice.byte() | 1),
        }
        let desk = Desk::empty();
        std::fs::write(desk.db(), &bytes).expect("a damaged database");
        let judged = rusqlite::Connection::open(desk.db())
            .and_then(|c| c.query_row("PRAGMA integrity_check", [], |r| r.get::<_, String>(0)))
            .unwrap_or_else(|e| e.to_string());
        let mut doctor = None;
        for look in LOOKS {
            let mut command = desk.command();
            command.args(*look);
            let ran = within(command, Duration::from_mins(1)).unwrap_or_else(|| panic!("page {page}: {look:?} hangs"));
            assert!(matches!(ran.code, Some(0..=4)), "page {page}: {look:?}: {ran:?}");
            if look == &["doctor"] {
                doctor = ran.code;
            }
        }
        if judged != "ok" {
            assert_ne!(doctor, Some(0), "page {page}: SQLite finds `{judged}`, doctor finds nothing");
        }
        if doctor == Some(0) { unseen += 1 } else { said += 1 }
    }
    seen(&format!(
        "{cases} damaged pages x {} commands: {said} said, {unseen} without visible damage; 0 panics, 0 hangs",
        LOOKS.len()
    ));
}
