//! A look at another day or under other rules has warnings of its own.

use super::*;
use crate::domain::today::Matter;
use crate::ops::alert;
use crate::ops::rules;
use crate::ops::setup;
use crate::ops::today::{self, Reach};

/// Every warning as it is on record.
const RECORD: &str = "SELECT id, partner, rule, severity, state, first_seen, acknowledged_by FROM main.alert ORDER BY id";

fn number(s: &Session, sql: &str) -> i64 {
    s.store.conn().query_row(sql, [], |r| r.get(0)).expect(sql)
}

/// How many warnings hold, which the figures of the partners have to say, too.
fn hold(s: &Session) -> i64 {
    let live = number(s, "SELECT count(*) FROM alert WHERE state <> 'cleared'");
    assert_eq!(live, number(s, "SELECT sum(open_alerts) FROM partner_figures"), "no two pages disagree");
    live
}

fn acknowledge(s: &mut Session, clause: &str) -> Stored<Alert> {
    let alert = query_as::<Alert>(s.store.conn(), clause, &[]).expect("warnings").into_iter().next().expect("a warning");
    alert::acknowledge(s, &[alert::Seen { id: alert.id, version: Some(alert.version) }], "").expect("acknowledged");
    alert
}

#[test]
fn a_what_if_shows_the_warnings_that_it_gives_with_who_works_on_which_and_writes_none() {
    let dir = tempfile::tempdir().expect("a folder");
    let db = dir.path().join("q.db");
    let mut s = network(&db, 60);
    let known = acknowledge(&mut s, "WHERE rule = 'pace' AND severity = 'warning' AND state = 'open'");
    let quiet = acknowledge(&mut s, "WHERE rule = 'overdue' AND state = 'open'");
    let (stored, live) = (dump(&s.store, RECORD), hold(&s));
    let rules = "[alerts]\npace = { warn = 10.0, critical = 0.0 }\noverdue_days = { warn = 3659, critical = 3660 }\n";
    let file = dir.path().join("mine.toml");
    std::fs::write(&file, rules).expect("a file");
    let mut aside = setup::open(&config(&db, "2025-11-12")).expect("opened");
    rules::what_if(&mut aside, &file).expect("a what-if");
    aside.warnings_aside().expect("figures");
    assert!(hold(&aside) > live, "everybody is behind such a pace");
    let state = |s: &Session, alert: &Stored<Alert>| {
        let now = crate::store::record::get_as::<Alert>(s.store.conn(), alert.id).expect("on record");
        (now.state, now.acknowledged_by)
    };
    assert_eq!(state(&aside, &known), (AlertState::Acknowledged, s.actor.user), "who works on it works on it");
    assert_eq!(state(&aside, &quiet).0, AlertState::Cleared, "it would not be there");
    let queue = today::queue(&aside, Reach::All).expect("a queue");
    let overdue =
        |i: &crate::domain::today::Item| matches!(i.matter, Matter::Alert { rule: crate::domain::kinds::AlertRule::Overdue, .. });
    assert!(!queue.items.iter().any(overdue), "{:?}", queue.items);
    assert_eq!(dump(&s.store, RECORD), stored, "nothing was written");
    // nor does a write ever meet what hides the stored ones
    aside.aside = None;
    let later = query_as::<Alert>(s.store.conn(), "WHERE state = 'open'", &[]).expect("warnings").remove(0);
    alert::acknowledge(&mut aside, &[alert::Seen { id: later.id, version: Some(later.version) }], "").expect("acknowledged");
    assert_eq!(state(&s, &later), (AlertState::Acknowledged, s.actor.user), "it is everybody's");
}

#[test]
fn an_earlier_day_has_the_warnings_of_that_day_with_who_worked_on_which_then() {
    let dir = tempfile::tempdir().expect("a folder");
    let db = dir.path().join("q.db");
    let mut s = network(&db, 60);
    let day = "2025-11-05";
    let then = |s: &Session| dump(&s.store, "SELECT id, partner, rule, state FROM alert WHERE state <> 'cleared' ORDER BY id");
    let look = || {
        let mut past = setup::open(&config(&db, day)).expect("opened");
        past.warnings_aside().expect("figures");
        past
    };
    let past = look();
    assert!(hold(&past) > 0);
    let until = crate::domain::period::day_number(day.parse().expect("a day"));
    assert_eq!(number(&past, &format!("SELECT count(*) FROM alert WHERE first_seen > {until}")), 0, "not seen yet");
    let before = then(&past);
    // what is done today was not done then
    let open = format!("WHERE state = 'open' AND first_seen <= {until}");
    for _ in 0..3 {
        acknowledge(&mut s, &open);
    }
    assert_eq!(then(&look()), before);
    assert!(number(&s, "SELECT count(*) FROM alert WHERE state = 'acknowledged'") >= 3);
}
