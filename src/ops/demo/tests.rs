use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};

use super::*;
use crate::config::{Config, Given};
use crate::domain::kinds::TaskState as S;
use crate::domain::kinds::{Ticket, TicketEvent, TicketState, TierChange, TierChangeState};
use crate::domain::period::Month;
use crate::domain::sla::{ClockKind, Phase, Times};
use crate::ops::setup;

fn config(dir: &tempfile::TempDir, name: &str) -> Config {
    let given = Given { db: Some(dir.path().join(name)), as_of: "2025-11-25T10:20".parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    "yang.fan".clone_into(&mut config.user);
    config.policy = None;
    config
}

/// A session on a demo of this size, on a Tuesday morning.
fn demo(dir: &tempfile::TempDir, name: &str, scale: Scale) -> (Session, Made) {
    let (mut session, _) = setup::create(&config(dir, name)).expect("a database");
    let made = generate(&mut session, scale, &mut |_| ()).expect("a network");
    (session, made)
}

/// A session on the demo as everybody gets it, made once for the tests that only look.
fn shown() -> (Session, Made) {
    static SHOWN: LazyLock<(tempfile::TempDir, Made)> = LazyLock::new(|| {
        let dir = tempfile::tempdir().expect("a folder");
        let made = demo(&dir, "d.db", Scale::default()).1;
        (dir, made)
    });
    let (dir, made) = &*SHOWN;
    (setup::open(&config(dir, "d.db")).expect("a session"), *made)
}

fn small(seed: u64) -> Scale {
    Scale { partners: 120, weeks: 60, seed }
}

/// Every record of every kind as text, and the figures.
fn dump(session: &Session) -> String {
    let rows = |kind: Kind| record::query(session.store.conn(), kind, "", &[]).expect("rows");
    Kind::ALL.iter().map(|kind| format!("{:?}", rows(*kind))).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_same_seed_is_the_same_network_and_another_is_another() {
    let dir = tempfile::tempdir().expect("a folder");
    let [a, b, c] = [("a.db", 1), ("b.db", 1), ("c.db", 2)]
        .map(|(name, seed)| dump(&demo(&dir, name, Scale { partners: 40, weeks: 30, seed }).0));
    assert!(a == b, "two databases of one seed differ");
    assert!(a != c, "two seeds give one database");
}

#[test]
fn the_network_covers_every_channel_type_and_area_and_its_names_are_its_own() {
    let (session, made) = shown();
    let partners = record::query_as::<Partner>(session.store.conn(), "", &[]).expect("partners");
    assert_eq!((partners.len(), made.partners), (300, 300));
    let distinct = |f: &dyn Fn(&Partner) -> String| partners.iter().map(|p| f(&p.record)).collect::<BTreeSet<_>>().len();
    assert_eq!(distinct(&|p| p.channel_type.map_or_else(String::new, |t| t.to_string())), 16, "channel types");
    assert!(distinct(&|p| p.region.map_or_else(String::new, |t| t.to_string())) >= 25, "provinces");
    assert_eq!(distinct(&|p| p.name.clone()), 300);
    assert_eq!(distinct(&|p| p.short_name.clone()), 300);
    assert_eq!(distinct(&|p| p.credit_code.clone()), 300);
    assert_eq!(distinct(&|p| p.phone.clone()), 300);
    assert!(partners.iter().all(|p| p.owner.is_some()), "somebody looks after each");
    let mine = partners.iter().filter(|p| p.owner == session.actor.user).count();
    assert!((10..60).contains(&mine), "the person at the keyboard has partners: {mine}");
}

#[test]
fn tickets_stand_in_every_state_and_a_clock_has_42_minutes_left() {
    let (session, _) = shown();
    let tickets = record::query_as::<Ticket>(session.store.conn(), "", &[]).expect("tickets");
    let states: BTreeSet<TicketState> = tickets.iter().map(|t| t.state).collect();
    assert_eq!(states.len(), TicketState::ALL.len(), "{states:?}");
    let desk = Desk::of(&session.policy);
    let clocks: Vec<_> = tickets
        .iter()
        .filter(|t| t.owner == session.actor.user)
        .filter_map(|t| desk.clock(&Times::from(&t.record), ClockKind::Response, session.now()))
        .filter(|c| c.phase.is_open())
        .collect();
    assert!(clocks.iter().any(|c| c.left == 42 * 60), "{clocks:?}");
    assert!(clocks.iter().any(|c| c.phase == Phase::Breached), "one is over");
    for t in &tickets {
        assert!(t.opened_at <= t.responded_at.or(Some(session.now())), "{:?}", t.number);
        assert!([t.opened_at, t.responded_at, t.resolved_at, t.closed_at].iter().flatten().all(|at| *at <= session.now()));
        assert!(conflict_free(t, &session), "{:?} has its own events in order", t.number);
    }
}

/// The history of a ticket begins with its opening and goes forward only.
fn conflict_free(ticket: &Stored<Ticket>, session: &Session) -> bool {
    let events =
        record::query_as::<TicketEvent>(session.store.conn(), "WHERE ticket = ?1 ORDER BY id", &[&ticket.id]).expect("events");
    let times: Vec<DateTime<Utc>> = events.iter().map(|e| e.at).collect();
    events.first().is_some_and(|e| Some(e.at) == ticket.opened_at)
        && times.is_sorted()
        && times.iter().all(|t| *t <= session.now())
}

#[test]
fn the_plan_has_a_past_a_today_and_a_future() {
    let (session, made) = shown();
    let tasks = record::query_as::<crate::domain::kinds::Task>(session.store.conn(), "", &[]).expect("tasks");
    // what follows from tickets is not the plan's
    let follows = |t: &crate::domain::kinds::Task| t.series.starts_with("remedy:") || t.series == crate::domain::remedy::EFFECT;
    let (following, tasks): (Vec<_>, Vec<_>) = tasks.into_iter().partition(|t| follows(t));
    assert!(following.len() > 10 && following.iter().all(|t| t.ticket.is_some() && t.due_on > session.as_of()));
    assert_eq!(tasks.len(), made.tasks);
    let today = session.as_of();
    let count = |f: &dyn Fn(&crate::domain::kinds::Task) -> bool| tasks.iter().filter(|t| f(&t.record)).count();

    assert!(count(&|t| t.state == S::Done && t.due_on < today) > 300);
    assert!(count(&|t| t.state == S::Skipped) > 5);
    assert!((1..60).contains(&count(&|t| t.state == S::Open && t.due_on < today)), "some are late");
    assert!(count(&|t| t.state == S::Open && t.due_on == today && t.owner == session.actor.user) >= 1, "today holds something");
    assert!(count(&|t| t.state == S::Open && t.due_on > today) > 20);
    assert_eq!(count(&|t| t.state != S::Open && t.due_on > today), 0);
}

#[test]
fn proposals_wait_that_somebody_else_made() {
    let (session, _) = shown();
    let waiting = record::query_as::<TierChange>(session.store.conn(), "WHERE state = 'proposed'", &[]).expect("changes");
    assert!(waiting.len() >= 3, "{}", waiting.len());
    assert!(
        waiting
            .iter()
            .all(|c| c.state == TierChangeState::Proposed && c.proposed_by != session.actor.user && c.proposed_by.is_some())
    );
}

#[test]
fn sales_grow_with_the_season_and_money_adds_up() {
    let dir = tempfile::tempdir().expect("a folder");
    let (session, made) = demo(&dir, "d.db", small(1));
    let sales = record::query_as::<crate::domain::kinds::Sale>(session.store.conn(), "", &[]).expect("sales");
    assert_eq!(sales.len(), made.sales);
    for s in &sales {
        assert!(s.quantity > 0 && s.net_amount.0 > 0 && s.cost.0 > 0 && s.cost < s.net_amount, "{s:?}");
        assert!(s.day < session.as_of() && s.net_amount.0 % 100 == 0 && s.returns <= s.net_amount, "{s:?}");
    }
    let mut months: BTreeMap<Month, Money> = BTreeMap::new();
    for s in &sales {
        *months.entry(Month::of(s.day)).or_default() += s.net_amount;
    }
    let of = |text: &str| months[&Month::of(text.parse().expect("a day"))];
    assert!(of("2025-02-01") < of("2025-07-01"), "the weeks after the spring festival are quiet, summer is not");
}

#[test]
fn a_credit_code_has_the_check_characters_of_the_standard() {
    // the example of GB 32100-2015's annex has this form: 18 characters, none of I, O, S, V, Z
    for index in [0, 1, 17, 999, 123_456] {
        let code = partner::credit_code(index);
        assert_eq!(code.len(), 18, "{code}");
        assert!(code.bytes().all(|c| c.is_ascii_digit() || (c.is_ascii_uppercase() && !b"IOSVZ".contains(&c))), "{code}");
        let value = |c: char| "0123456789ABCDEFGHJKLMNPQRTUWXY".find(c).expect("of the alphabet");
        let weights = (0..17).scan(1_usize, |w, _| {
            let now = *w;
            *w = now * 3 % 31;
            Some(now)
        });
        let sum: usize = code.chars().zip(weights).map(|(c, w)| value(c) * w).sum();
        assert_eq!((31 - sum % 31) % 31, value(code.chars().last().expect("18 characters")), "{code}");
    }
}

#[test]
fn a_demo_is_made_on_any_day_and_of_any_size() {
    // a Sunday, a holiday, new year, a leap day, a Monday; before office hours and after
    for (at, partners, weeks) in [
        ("2025-11-23T23:50", 30, 10),
        ("2025-10-01T04:00", 1, 1),
        ("2026-01-01T00:10", 12, 5),
        ("2024-02-29T12:00", 30, 60),
        ("2026-11-23T09:12", 60, 30),
    ] {
        let dir = tempfile::tempdir().expect("a folder");
        let given = Given { db: Some(dir.path().join("d.db")), as_of: at.parse().ok(), ..Given::default() };
        let mut config = Config::resolve(given).expect("a configuration");
        "li.wei".clone_into(&mut config.user);
        config.policy = None;
        let (mut session, _) = setup::create(&config).expect("a database");
        let made = generate(&mut session, Scale { partners, weeks, seed: 3 }, &mut |_| ()).expect("a network");
        assert_eq!(made.partners, partners, "{at}");
        let late = record::query(session.store.conn(), Kind::Ticket, "WHERE opened_at > ?1", &[&session.now().timestamp()]);
        assert_eq!(late.expect("tickets"), [], "{at}: opened in the future");
    }
}
