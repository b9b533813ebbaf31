use crate::domain::conflict::{Act, Action};
use crate::domain::kinds::{EventKind, Severity, TicketKind};
use crate::domain::record::{Kind, Row, Value};
use crate::domain::today::Matter;
use crate::ops::Session;
use crate::ops::ticket::house::{House, PARTNER, at, draft};
use crate::ops::ticket::{self, Draft};
use crate::ops::today::{self, Reach};
use crate::store::Change;

fn set(session: &mut Session, kind: Kind, id: i64, field: &str, value: Value) {
    let change = Change { actor: "root", at: at("2025-01-03 09:00"), label: "change-edit", detail: "", rules: 0 };
    let done: crate::ops::Result<()> = session.store.write(&change, |tx| {
        let mut row: Row = crate::store::record::get(tx.conn(), kind, id)?;
        row.set(field, value);
        tx.update(&row)?;
        Ok(())
    });
    done.expect("set");
}

/// What stands in somebody's queue of tickets that came up the ladder: number, level, why.
fn told(house: &House, user: i64, now: &str) -> Vec<(i64, i64, String)> {
    let queue = today::queue(&house.session(user, now), Reach::Mine).expect("a queue");
    let told = queue.items.into_iter().filter_map(|i| match i.matter {
        Matter::Escalated { number, level, clock, by, reason, .. } => {
            Some((number, level, clock.map_or(format!("{by}: {reason}"), |c| c.code().to_owned())))
        }
        _ => None,
    });
    told.collect()
}

fn last_told(session: &Session, id: i64) -> String {
    let page = ticket::page(session, id).expect("a page");
    let last = page.history.iter().rev().find(|(e, _)| !e.told.0.is_empty()).expect("somebody was told");
    last.0.told.0.iter().cloned().collect::<Vec<_>>().join(",")
}

/// A ticket of li.wei's on a Monday morning.
fn ticket_of_li(house: &House) -> i64 {
    let mut s = house.session(1, "2025-06-09 09:00");
    set(&mut s, Kind::Partner, PARTNER, "owner", Value::Int(1));
    ticket::new(&mut s, &draft("short delivery")).expect("a ticket").0
}

fn up(house: &House, user: i64, now: &str, id: i64, reason: &str) {
    let mut s = house.session(user, now);
    ticket::act(&mut s, id, None, &Act::Escalate { reason: reason.into() }).expect("one step up");
}

#[test]
fn who_answers_at_the_level_finds_the_ticket_in_today_until_they_do_something_with_it() {
    let house = House::new();
    let id = ticket_of_li(&house);
    assert_eq!(told(&house, 2, "2025-06-09 09:05"), []);
    up(&house, 1, "2025-06-09 09:10", id, "they want a manager");
    let expected = (1, 2, "li.wei: they want a manager".to_owned());
    assert_eq!(told(&house, 2, "2025-06-09 09:11"), std::slice::from_ref(&expected));
    assert_eq!(told(&house, 1, "2025-06-09 09:11"), [], "who brought it there knows");
    assert_eq!(told(&house, 3, "2025-06-09 09:11"), [], "level 3 was not asked");
    assert_eq!(last_told(&house.session(1, "2025-06-09 09:11"), id), "zhao.min");
    // a colleague's comment changes nothing; one's own does
    ticket::act(&mut house.session(1, "2025-06-09 09:20"), id, None, &Act::Comment { text: "called".into() }).expect("a comment");
    assert_eq!(told(&house, 2, "2025-06-09 09:21"), [expected]);
    ticket::act(&mut house.session(2, "2025-06-09 09:30"), id, None, &Act::Comment { text: "I call".into() }).expect("a comment");
    assert_eq!(told(&house, 2, "2025-06-09 09:31"), []);
    // the next step asks again: head office, and the manager who was there
    up(&house, 1, "2025-06-09 10:00", id, "stuck");
    assert_eq!(last_told(&house.session(1, "2025-06-09 10:00"), id), "chen.bo,zhao.min");
    assert_eq!(told(&house, 2, "2025-06-09 10:01").len() + told(&house, 3, "2025-06-09 10:01").len(), 2);
}

#[test]
fn taking_note_of_it_once_is_enough_and_a_resolved_one_is_no_news() {
    let house = House::new();
    let id = ticket_of_li(&house);
    up(&house, 1, "2025-06-09 09:10", id, "look");
    let mut manager = house.session(2, "2025-06-09 09:20");
    let queue = today::queue(&manager, Reach::Mine).expect("a queue");
    let item = queue.items.iter().find(|i| matches!(i.matter, Matter::Escalated { .. })).expect("told");
    today::done(&mut manager, &item.keys()).expect("taken note");
    assert_eq!(told(&house, 2, "2025-06-09 09:21"), []);
    assert_eq!(told(&house, 2, "2025-06-10 09:00"), [], "nor does it come back tomorrow");
    up(&house, 1, "2025-06-10 09:10", id, "worse");
    assert_eq!(told(&house, 2, "2025-06-10 09:11").len(), 1, "the next step is new");
    for what in [
        Act::Acknowledge { note: String::new() },
        Act::Resolve { root_cause: "a".into(), resolution: "b".into(), agreed_terms: "c".into(), remedy: String::new() },
    ] {
        ticket::act(&mut house.session(1, "2025-06-10 10:00"), id, None, &what).expect("settled");
    }
    assert_eq!(told(&house, 2, "2025-06-10 10:01"), []);
}

#[test]
fn a_clock_that_is_over_tells_them_too() {
    let house = House::new();
    let id = ticket_of_li(&house);
    let mut s = house.session(1, "2025-06-09 11:00");
    assert_eq!(ticket::act::sweep_now(&mut s).expect("swept"), 1);
    assert_eq!(told(&house, 2, "2025-06-09 11:01"), [(1, 2, "response".to_owned())]);
    assert_eq!(last_told(&s, id), "li.wei,zhao.min", "its owner as well, whose clock it is");
    assert_eq!(told(&house, 1, "2025-06-09 11:01"), [], "but there it stands as a clock");
}

#[test]
fn an_arbitration_tells_head_office() {
    let house = House::new();
    let id = ticket_of_li(&house);
    let mut s = house.session(1, "2025-06-09 09:10");
    let signed: crate::ops::Result<()> =
        s.store.write(&Change { actor: "root", at: at("2025-01-03 09:00"), label: "change-setup", detail: "", rules: 0 }, |tx| {
            let mut row = Row::blank(Kind::Contract);
            row.set("partner", Value::Int(PARTNER));
            row.set("number", Value::Text("C-1".into()));
            for (field, day) in [("from_day", "2025-01-01"), ("to_day", "2025-12-31"), ("signed_on", "2025-01-01")] {
                let day: chrono::NaiveDate = day.parse().expect("a day");
                row.set(field, crate::domain::record::Storable::to_value(&day));
            }
            row.set("arbitration", Value::Int(1));
            row.set("state", Value::Text("approved".into()));
            tx.insert(&row)?;
            Ok(())
        });
    signed.expect("a contract");
    for what in [
        Act::Acknowledge { note: String::new() },
        Act::Move { to: Action::Negotiate, note: String::new() },
        Act::Move { to: Action::Arbitrate, note: "no way to agree".into() },
    ] {
        ticket::act(&mut s, id, None, &what).expect("a step");
    }
    assert_eq!(told(&house, 3, "2025-06-09 09:11"), [(1, 4, "li.wei: no way to agree".to_owned())]);
    assert_eq!(last_told(&s, id), "chen.bo,zhao.min");
}

#[test]
fn by_kind_it_goes_elsewhere_and_of_several_to_who_has_the_least() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 09:00");
    set(&mut s, Kind::Partner, PARTNER, "owner", Value::Int(1));
    set(&mut s, Kind::User, 3, "role", Value::Text("manager".into()));
    set(&mut s, Kind::User, 3, "regions", Value::Text("JS".into()));
    let owner = |s: &mut Session, kind: TicketKind| {
        let (id, _) = ticket::new(s, &Draft { kind, ..draft("x") }).expect("a ticket");
        ticket::page(s, id).expect("a page").listed.line.owner_name
    };
    assert_eq!(owner(&mut s, TicketKind::Complaint), "li.wei");
    // the owner's own deal may be what a vertical conflict is about: the region's managers in turn
    assert_eq!(owner(&mut s, TicketKind::Vertical), "zhao.min");
    assert_eq!(owner(&mut s, TicketKind::Vertical), "chen.bo");
    assert_eq!(owner(&mut s, TicketKind::Vertical), "zhao.min");
}

#[test]
fn a_grave_resolution_waits_in_today_for_another_than_the_resolver() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 09:00");
    let (id, _) = ticket::new(&mut s, &Draft { severity: Severity::S2, owner: Some(2), ..draft("x") }).expect("a ticket");
    let checks = |user: i64| {
        let queue = today::queue(&house.session(user, "2025-06-09 12:00"), Reach::Mine).expect("a queue");
        queue.items.into_iter().filter(|i| matches!(&i.matter, Matter::Check { by, .. } if by == "zhao.min")).count()
    };
    for what in [
        Act::Acknowledge { note: String::new() },
        Act::Resolve { root_cause: "a".into(), resolution: "b".into(), agreed_terms: "c".into(), remedy: String::new() },
    ] {
        ticket::act(&mut house.session(2, "2025-06-09 10:00"), id, None, &what).expect("settled");
    }
    assert_eq!((checks(1), checks(2), checks(3)), (0, 0, 1), "the manager resolved it: head office checks");
    set(&mut s, Kind::User, 3, "active", Value::Int(0));
    assert_eq!((checks(1), checks(2)), (1, 0), "nobody else is left but the specialist");
    ticket::act(&mut house.session(1, "2025-06-09 13:00"), id, None, &Act::Check { note: String::new() }).expect("checked");
    assert_eq!(checks(1), 0);
    let page = ticket::page(&s, id).expect("a page");
    assert_eq!(page.history.last().map(|(e, by)| (e.kind, by.clone())), Some((EventKind::Checked, Some("li.wei".into()))));
}
