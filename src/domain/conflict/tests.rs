use chrono::TimeZone;

use super::*;
use crate::domain::kinds::TicketKind;
use crate::domain::policy::Policy;
use crate::domain::record::Row;
use crate::domain::record::{Kind, Stored};

fn at(text: &str) -> DateTime<Utc> {
    let wall = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect(text);
    chrono_tz::Asia::Shanghai.from_local_datetime(&wall).single().expect(text).with_timezone(&Utc)
}

fn ticket(state: TicketState) -> Ticket {
    let blank: Stored<Ticket> = Row { values: sample(), ..Row::blank(Kind::Ticket) }.typed().expect("a ticket");
    Ticket { state, ..blank.record }
}

fn sample() -> Vec<crate::domain::record::Value> {
    let mut row = Row::blank(Kind::Ticket);
    row.set("title", crate::domain::record::Value::Text("short delivery".into()));
    row.values
}

struct Given {
    policy: Policy,
}

impl Given {
    fn new() -> Self {
        Self { policy: Policy::load(None).expect("the embedded policy") }
    }

    fn act(&self, ticket: &mut Ticket, act: &Act, now: &str, actor: i64, clause: bool) -> Result<Vec<TicketEvent>, Denied> {
        let desk = Desk::of(&self.policy);
        apply(7, ticket, act, &Context { now: at(now), actor: Some(actor), clause, desk: &desk })
    }
}

/// Every state and action: the state after it, or the refusal.
#[test]
fn the_state_machine_is_this_table() {
    use Refusal as R;
    use TicketState as S;
    let no = |r: Refusal| r.key();
    let actions = Action::ALL;
    // In the order of `Action::ALL`: acknowledge assign comment evidence hold resume investigate negotiate arbitrate
    // escalate resolve check close reopen.
    let (unread, first, paused) = (no(R::NotAcknowledged), "acknowledged", no(R::OnHold));
    let (known, there, wait, gone) = (no(R::AlreadyAcknowledged), no(R::AlreadyThere), no(R::NotNegotiating), no(R::NotDone));
    let (run, open, shut, done) = (no(R::NotOnHold), no(R::NotResolved), no(R::Closed), no(R::Resolved));
    let (dig, talk, court, held, done_now) = ("investigating", "negotiating", "arbitration", "on_hold", "resolved");
    let table: [(S, [&str; 14]); 9] = [
        (
            S::New,
            [first, "new", "new", "new", no(R::HoldUnanswered), run, unread, unread, unread, "new", unread, open, open, gone],
        ),
        (S::Acknowledged, [known, first, first, first, held, run, dig, talk, wait, first, done_now, open, open, gone]),
        (S::Investigating, [known, dig, dig, dig, held, run, there, talk, wait, dig, done_now, open, open, gone]),
        (S::Negotiating, [known, talk, talk, talk, held, run, dig, there, court, talk, done_now, open, open, gone]),
        (S::Arbitration, [known, court, court, court, held, run, dig, talk, there, court, done_now, open, open, gone]),
        (S::OnHold, [paused, held, held, held, paused, talk, paused, paused, paused, held, paused, open, open, gone]),
        (
            S::Reopened,
            [first, "reopened", "reopened", "reopened", held, run, dig, talk, wait, "reopened", done_now, open, open, gone],
        ),
        (
            S::Resolved,
            [done, done_now, done_now, done_now, done, done, done, done, done, done, done, done_now, "closed", "reopened"],
        ),
        (S::Closed, [shut, shut, "closed", shut, shut, shut, shut, shut, shut, shut, shut, shut, shut, "reopened"]),
    ];
    assert_eq!(table.len(), S::ALL.len());
    for (state, row) in table {
        for (action, expected) in actions.iter().zip(row) {
            let found = next(state, Some(S::Negotiating), *action).map_or_else(R::key, S::code);
            assert_eq!(found, expected, "{} in {}", action.code(), state.code());
        }
    }
}

#[test]
fn a_hold_goes_back_to_where_it_came_from_and_moves_the_deadline() {
    let given = Given::new();
    let mut t = ticket(TicketState::Investigating);
    (t.opened_at, t.responded_at) = (Some(at("2025-06-06 16:00")), Some(at("2025-06-06 16:05")));
    t.resolution_due = Some(at("2025-06-09 11:00"));
    given.act(&mut t, &Act::Hold { reason: "photos".into() }, "2025-06-06 17:00", 1, false).expect("a hold");
    assert_eq!((t.state, t.held_state), (TicketState::OnHold, Some(TicketState::Investigating)));
    given.act(&mut t, &Act::Resume { note: String::new() }, "2025-06-09 10:00", 1, false).expect("goes on");
    assert_eq!((t.state, t.held_state, t.held_since), (TicketState::Investigating, None, None));
    // Three hours were left on Friday 17:00.
    assert_eq!(t.resolution_due, Some(at("2025-06-09 13:00")));
}

#[test]
fn the_first_response_is_given_once() {
    let given = Given::new();
    let mut t = ticket(TicketState::New);
    let ack = Act::Acknowledge { note: "called back".into() };
    let events = given.act(&mut t, &ack, "2025-06-09 09:30", 1, false).expect("acknowledged");
    assert_eq!((events.len(), events[0].kind, events[0].text.as_str()), (1, EventKind::Acknowledged, "called back"));
    t.state = TicketState::Reopened;
    given.act(&mut t, &ack, "2025-07-01 09:30", 1, false).expect("acknowledged again");
    assert_eq!(t.responded_at, Some(at("2025-06-09 09:30")));
}

#[test]
fn what_an_act_needs_is_named_and_nothing_changes_without_it() {
    let given = Given::new();
    let cases = [
        (TicketState::New, Act::Comment { text: "  ".into() }, "text"),
        (TicketState::Investigating, Act::Hold { reason: String::new() }, "text"),
        (TicketState::New, Act::Escalate { reason: String::new() }, "text"),
        (TicketState::Resolved, Act::Reopen { reason: String::new() }, "text"),
        (
            TicketState::Negotiating,
            Act::Resolve { root_cause: "x".into(), resolution: String::new(), agreed_terms: "z".into(), remedy: String::new() },
            "resolution",
        ),
        (TicketState::Resolved, Act::Close { note: String::new(), satisfaction: None }, "root_cause resolution agreed_terms"),
        (TicketState::New, Act::Evidence { kind: Evidence::Amount, on: None, amount: None, text: "x".into() }, "amount"),
        (TicketState::New, Act::Evidence { kind: Evidence::File, on: None, amount: None, text: String::new() }, "text"),
    ];
    for (state, act, fields) in cases {
        let mut t = ticket(state);
        let before = t.clone();
        let Err(Denied::Incomplete(problems)) = given.act(&mut t, &act, "2025-06-09 09:30", 1, true) else {
            panic!("{act:?} was accepted")
        };
        assert_eq!(problems.iter().map(|p| p.field).collect::<Vec<_>>().join(" "), fields);
        assert_eq!(t, before);
    }
}

#[test]
fn a_grave_ticket_is_closed_only_after_a_second_person_checked_it() {
    let given = Given::new();
    for severity in Severity::ALL {
        let mut t = Ticket { severity: *severity, ..ticket(TicketState::Negotiating) };
        let settle =
            Act::Resolve { root_cause: "a".into(), resolution: "b".into(), agreed_terms: "c".into(), remedy: String::new() };
        given.act(&mut t, &settle, "2025-06-09 09:30", 1, false).expect("resolved");
        let close = Act::Close { note: String::new(), satisfaction: None };
        let grave = matches!(severity, Severity::S1 | Severity::S2);
        if grave {
            let check = Act::Check { note: String::new() };
            assert_eq!(given.act(&mut t, &close, "2025-06-09 10:00", 1, false), Err(Refusal::Unchecked.into()));
            assert_eq!(given.act(&mut t, &check, "2025-06-09 10:00", 1, false), Err(Refusal::OwnResolution.into()));
            given.act(&mut t, &check, "2025-06-09 10:00", 2, false).expect("checked by another");
            assert_eq!(given.act(&mut t, &check, "2025-06-09 10:00", 3, false), Err(Refusal::AlreadyChecked.into()));
        }
        given.act(&mut t, &close, "2025-06-09 11:00", 1, false).expect("closed");
        assert_eq!((t.state, t.closed_at), (TicketState::Closed, Some(at("2025-06-09 11:00"))));
    }
}

#[test]
fn arbitration_needs_the_clause() {
    let given = Given::new();
    let mut t = ticket(TicketState::Negotiating);
    let arbitrate = Act::Move { to: Action::Arbitrate, note: String::new() };
    assert_eq!(given.act(&mut t, &arbitrate, "2025-06-09 09:30", 1, false), Err(Refusal::NoClause.into()));
    let up = Act::Escalate { reason: "stuck".into() };
    for level in [2, 3] {
        given.act(&mut t, &up, "2025-06-09 09:30", 1, false).expect("one step up");
        assert_eq!(t.level, level);
    }
    assert_eq!(given.act(&mut t, &up, "2025-06-09 09:30", 1, false), Err(Refusal::NoClause.into()));
    given.act(&mut t, &arbitrate, "2025-06-09 09:30", 1, true).expect("with the clause");
    assert_eq!((t.state, t.level), (TicketState::Arbitration, 4));
    assert_eq!(given.act(&mut t, &up, "2025-06-09 09:30", 1, true), Err(Refusal::TopLevel.into()));
}

#[test]
fn a_reopened_ticket_goes_on_with_the_time_that_was_left() {
    let given = Given::new();
    let mut t = ticket(TicketState::Resolved);
    (t.resolved_at, t.resolved_by, t.checked_by) = (Some(at("2025-06-09 10:00")), Some(1), Some(2));
    t.resolution_due = Some(at("2025-06-09 12:00"));
    given.act(&mut t, &Act::Reopen { reason: "again".into() }, "2025-06-12 17:00", 1, false).expect("reopened");
    assert_eq!((t.state, t.reopened, t.resolved_at, t.resolved_by, t.checked_by), (TicketState::Reopened, 1, None, None, None));
    assert_eq!(t.resolution_due, Some(at("2025-06-13 10:00")));
    // One that was late stays late.
    t.state = TicketState::Resolved;
    t.resolved_at = Some(at("2025-06-20 10:00"));
    given.act(&mut t, &Act::Reopen { reason: "again".into() }, "2025-07-12 17:00", 1, false).expect("reopened");
    assert_eq!(t.resolution_due, Some(at("2025-06-13 10:00")));
}

#[test]
fn a_breach_escalates_one_step_once_for_each_clock_and_never_to_arbitration() {
    let policy = Policy::load(None).expect("the embedded policy");
    let desk = Desk::of(&policy);
    let mut t = Ticket { kind: TicketKind::Complaint, severity: Severity::S2, ..ticket(TicketState::New) };
    t.opened_at = Some(at("2025-06-09 09:00"));
    t.response_due = Some(at("2025-06-09 11:00"));
    t.resolution_due = Some(at("2025-06-11 18:00"));
    assert_eq!(overdue(&t, at("2025-06-09 10:59"), &desk), []);
    assert_eq!(overdue(&t, at("2025-06-09 11:00"), &desk), [(ClockKind::Response, at("2025-06-09 11:00"))]);
    let late = overdue(&t, at("2025-06-09 17:30"), &desk);
    assert_eq!(late, [(ClockKind::Response, at("2025-06-09 11:00"))], "dated at the breach, whoever looks when");
    let event = escalate_by_clock(7, &mut t, late[0]);
    assert_eq!((t.level, event.detail.as_str(), event.actor, event.at), (2, "2", None, late[0].1));
    assert_eq!(overdue(&t, at("2025-06-09 12:00"), &desk), [], "once for each clock");
    assert_eq!(overdue(&t, at("2025-06-11 18:00"), &desk), [(ClockKind::Resolution, at("2025-06-11 18:00"))]);
    t.level = 3;
    escalate_by_clock(7, &mut t, (ClockKind::Resolution, at("2025-06-11 18:00")));
    assert_eq!((t.level, t.breaches), (3, 3));
    let mut held = Ticket { state: TicketState::OnHold, held_since: Some(at("2025-06-09 10:00")), breaches: 0, ..t };
    assert_eq!(overdue(&held, at("2025-08-09 10:00"), &desk), [], "a clock on hold does not breach");
    (held.state, held.held_since) = (TicketState::Closed, None);
    assert_eq!(overdue(&held, at("2025-08-09 10:00"), &desk), []);
}

#[test]
fn the_pauses_of_a_history_are_holds_and_the_time_it_counted_as_resolved() {
    let event = |kind, time| {
        let mut e = Events { ticket: 7, at: at(time), actor: None, list: Vec::new() };
        e.add(kind, "", "");
        e.list.remove(0)
    };
    let history = [
        event(EventKind::Opened, "2025-06-02 09:00"),
        event(EventKind::Held, "2025-06-03 09:00"),
        event(EventKind::Commented, "2025-06-03 10:00"),
        event(EventKind::Resumed, "2025-06-04 09:00"),
        event(EventKind::Resolved, "2025-06-05 09:00"),
        event(EventKind::Closed, "2025-06-06 09:00"),
        event(EventKind::Reopened, "2025-06-09 09:00"),
        event(EventKind::Held, "2025-06-10 09:00"),
    ];
    let hold = |from, to: Option<&str>| Hold { from: at(from), to: to.map(at) };
    let expected = [
        hold("2025-06-03 09:00", Some("2025-06-04 09:00")),
        hold("2025-06-05 09:00", Some("2025-06-09 09:00")),
        hold("2025-06-10 09:00", None),
    ];
    assert_eq!(holds(&history), expected);
}
