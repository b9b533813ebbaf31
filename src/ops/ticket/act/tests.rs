use super::*;
use crate::domain::kinds::{EventKind as E, EventKind, Evidence, Severity, TicketKind};
use crate::domain::record::{Lang, Storable as _, Value};
use crate::ops::ticket::house::{House, PARTNER, at, draft};
use crate::ops::ticket::{self, Draft, Filter, Scope};

fn kinds(session: &Session, id: i64) -> Vec<EventKind> {
    ticket::page(session, id).expect("a page").history.iter().map(|(e, _)| e.kind).collect()
}

#[test]
fn a_new_ticket_has_number_clocks_owner_party_and_history() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-07 15:00");
    let (id, number) = ticket::new(&mut s, &draft("short delivery")).expect("a ticket");
    assert_eq!(number, 1);
    let page = ticket::page(&s, id).expect("a page");
    assert_eq!(page.ticket.response_due, Some(at("2025-06-09 11:00")));
    assert_eq!(page.ticket.resolution_due, Some(at("2025-06-17 18:00")));
    assert_eq!(page.listed.line.owner_name, "zhao.min", "no owner: the manager of the province above");
    assert_eq!(page.parties.len(), 1);
    assert_eq!(kinds(&s, id), [EventKind::Opened, EventKind::Assigned]);
    assert_eq!(ticket::new(&mut s, &draft("again")).expect("a second").1, 2);
}

#[test]
fn a_ticket_never_goes_to_nobody() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 10:00");
    let set = |s: &mut Session, kind: Kind, id: i64, field: &str, value: Value| {
        let change = Change { actor: "boss", at: s.now(), label: "change-edit", detail: "", rules: 0 };
        let done: Result<()> = s.store.write(&change, |tx| {
            let mut row = record::get(tx.conn(), kind, id)?;
            row.set(field, value);
            tx.update(&row)?;
            Ok(())
        });
        done.expect("set");
    };
    let owner = |s: &mut Session| {
        let (id, _) = ticket::new(s, &draft("x"))?;
        Ok::<_, OpError>(ticket::page(s, id)?.listed.line.owner_name)
    };
    set(&mut s, Kind::Partner, PARTNER, "owner", Value::Int(1));
    assert_eq!(owner(&mut s).expect("the partner's owner"), "li.wei");
    set(&mut s, Kind::User, 1, "active", Value::Int(0));
    // who was switched off writes no more: somebody who is in no list of users goes on
    s.actor.user = None;
    assert_eq!(owner(&mut s).expect("the region's manager"), "zhao.min");
    set(&mut s, Kind::User, 2, "regions", Value::Text("ZJ".into()));
    assert_eq!(owner(&mut s).expect("head office"), "chen.bo");
    set(&mut s, Kind::User, 2, "active", Value::Int(0));
    set(&mut s, Kind::User, 3, "active", Value::Int(0));
    assert!(matches!(owner(&mut s), Err(OpError::Refused { key: "refused-ticket-nobody", .. })));
    let named = Draft { owner: Some(1), ..draft("x") };
    assert!(matches!(ticket::new(&mut s, &named), Err(OpError::Refused { key: "refused-ticket-assignee", .. })));
}

#[test]
fn what_is_wrong_with_a_draft_is_named_and_nothing_is_written() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 10:00");
    let bad = Draft {
        title: "  ".into(),
        amount: Some(crate::domain::money::Money(-1)),
        opened_at: Some(at("2025-06-09 10:01")),
        ..Draft::default()
    };
    let Err(OpError::Invalid(problems)) = ticket::new(&mut s, &bad) else { panic!("accepted") };
    assert_eq!(problems.iter().map(|p| p.field).collect::<Vec<_>>(), ["title", "amount", "opened_at"]);
    assert!(ticket::ids(&s, &Filter { scope: Scope::All, ..Filter::default() }).expect("ids").is_empty());
    let mut guest = house.session(9, "2025-06-09 10:00");
    assert!(matches!(ticket::new(&mut guest, &draft("x")), Err(OpError::Refused { key: "refused-unregistered", .. })));
}

#[test]
fn a_ticket_goes_from_new_to_closed_and_each_step_is_logged() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 09:00");
    let urgent = Draft { severity: Severity::S1, ..draft("batch seen in Nanjing") };
    let (id, _) = ticket::new(&mut s, &urgent).expect("a ticket");
    let step = |user: i64, now: &str, what: Act| act(&mut house.session(user, now), id, None, &what);
    let note = String::new;
    step(1, "2025-06-09 09:30", Act::Acknowledge { note: note() }).expect("acknowledged");
    step(1, "2025-06-09 10:00", Act::Move { to: Action::Investigate, note: note() }).expect("investigating");
    step(1, "2025-06-09 11:00", Act::Hold { reason: "waiting for photos".into() }).expect("held");
    step(1, "2025-06-10 11:00", Act::Resume { note: note() }).expect("resumed");
    step(1, "2025-06-10 12:00", Act::Move { to: Action::Negotiate, note: note() }).expect("negotiating");
    let settle = Act::Resolve { root_cause: "a".into(), resolution: "b".into(), agreed_terms: "c".into(), remedy: String::new() };
    step(1, "2025-06-10 14:00", settle).expect("resolved");
    let refused = step(1, "2025-06-10 14:05", Act::Check { note: note() });
    assert!(matches!(refused, Err(OpError::Refused { key: "refused-ticket-own-resolution", .. })), "{refused:?}");
    step(2, "2025-06-10 15:00", Act::Check { note: note() }).expect("checked");
    let done = step(1, "2025-06-10 16:00", Act::Close { note: note(), satisfaction: None }).expect("closed");
    assert_eq!(done.state, TicketState::Closed);
    let expected =
        [E::Opened, E::Assigned, E::Acknowledged, E::Moved, E::Held, E::Resumed, E::Moved, E::Resolved, E::Checked, E::Closed];
    assert_eq!(kinds(&s, id), expected);
    let figures = ticket::figures(&house.session(1, "2025-06-10 17:00"), "2025-06".parse().expect("a month")).expect("figures");
    let median = |spread: Option<crate::domain::sla::Spread>| spread.map(|f| f.median / 60);
    // 30 minutes to respond; 5 h on Monday and Tuesday to resolve: 9-11 and 11-14, the hold left out.
    let whole = &figures.whole.numbers;
    assert_eq!((median(whole.response), median(whole.resolution)), (Some(30), Some(300)));
    assert_eq!(
        (whole.answered.rate(), whole.opened, whole.resolved, whole.open),
        (Some(crate::domain::money::Rate(10_000)), 1, 1, 0)
    );
}

#[test]
fn who_comes_second_is_told_of_the_conflict() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 09:00");
    let (id, _) = ticket::new(&mut s, &draft("x")).expect("a ticket");
    let mut other = house.session(2, "2025-06-09 09:10");
    let seen = ticket::page(&s, id).expect("a page").ticket.version;
    let acknowledge = Act::Acknowledge { note: String::new() };
    act(&mut s, id, Some(seen), &acknowledge).expect("first");
    let second = act(&mut other, id, Some(seen), &acknowledge);
    assert!(matches!(second, Err(OpError::Store(StoreError::Conflict { kind: Kind::Ticket, .. }))), "{second:?}");
    let unseen = act(&mut other, id, None, &acknowledge);
    assert!(matches!(unseen, Err(OpError::Refused { key: "refused-ticket-acknowledged", .. })), "{unseen:?}");
}

#[test]
fn many_are_done_as_one_and_the_refused_are_named() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 09:00");
    let ids: Vec<i64> = (0..4).map(|i| ticket::new(&mut s, &draft(&format!("t{i}"))).expect("a ticket").0).collect();
    let acknowledge = Act::Acknowledge { note: String::new() };
    act(&mut s, ids[1], None, &acknowledge).expect("one before");
    let bulk = act_all(&mut s, &ids, &acknowledge).expect("the rest");
    assert_eq!((bulk.done.len(), bulk.refused.len()), (3, 1));
    assert_eq!(bulk.refused[0].0, ids[1]);
    let last = crate::store::undo::last_of(s.store.conn(), "li.wei").expect("a change").expect("one");
    let undone: Result<usize> = s.write(Role::Specialist, "change-undo", "", |tx| Ok(tx.take_back(last.id)?));
    undone.expect("taken back as one");
    let unread = ticket::counts(&s).expect("counts").unread;
    assert_eq!(unread, 3);
}

#[test]
fn the_list_is_sorted_by_time_left_and_filtered() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 09:00");
    let open = |s: &mut Session, title: &str, kind, severity| {
        ticket::new(s, &Draft { kind, severity, ..draft(title) }).expect("a ticket").0
    };
    let slow = open(&mut s, "slow", TicketKind::Dispute, Severity::S4);
    let soon = open(&mut s, "soon 50% off", TicketKind::Complaint, Severity::S3);
    let held = open(&mut s, "held", TicketKind::Complaint, Severity::S1);
    let settled = open(&mut s, "settled", TicketKind::Order, Severity::S3);
    act_all(&mut s, &[held, settled], &Act::Acknowledge { note: String::new() }).expect("acknowledged");
    act(&mut s, held, None, &Act::Hold { reason: "x".into() }).expect("held");
    let settle = Act::Resolve { root_cause: "a".into(), resolution: "b".into(), agreed_terms: "c".into(), remedy: String::new() };
    act(&mut s, settled, None, &settle).expect("resolved");
    let found = |filter: Filter| ticket::ids(&house.session(1, "2025-06-09 12:00"), &filter).expect("ids");
    assert_eq!(found(Filter::default()), [soon, slow, held, settled]);
    assert_eq!(found(Filter { scope: Scope::Open, ..Filter::default() }), [soon, slow, held]);
    assert_eq!(found(Filter { text: "50%".into(), ..Filter::default() }), [soon]);
    assert_eq!(found(Filter { text: "5_%".into(), ..Filter::default() }), Vec::<i64>::new());
    assert_eq!(found(Filter { text: "雨润 d001".into(), ..Filter::default() }).len(), 4);
    assert_eq!(found(Filter { severity: Some(Severity::S4), ..Filter::default() }), [slow]);
    assert_eq!(found(Filter { region: Some(1), kind: Some(TicketKind::Dispute), ..Filter::default() }), [slow]);
    assert_eq!(found(Filter { breached_at: Some(at("2025-06-09 12:00")), ..Filter::default() }), [soon]);
    assert_eq!(found(Filter { owner: Some(1), ..Filter::default() }), Vec::<i64>::new());
    let urgent = ticket::urgent(&house.session(1, "2025-06-09 12:00"), false).expect("urgent");
    assert_eq!(urgent.iter().map(|l| l.line.id).collect::<Vec<_>>(), [soon]);
}

#[test]
fn a_breach_escalates_once_however_many_sweep() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 09:00");
    let ids: Vec<i64> = (0..5).map(|i| ticket::new(&mut s, &draft(&format!("t{i}"))).expect("a ticket").0).collect();
    let steps: usize = std::thread::scope(|scope| {
        let racers: Vec<_> =
            (0..4).map(|_| scope.spawn(|| sweep_now(&mut house.session(1, "2025-06-09 12:00")).expect("swept"))).collect();
        racers.into_iter().map(|r| r.join().expect("no panic")).sum()
    });
    assert_eq!(steps, ids.len());
    for id in &ids {
        let page = ticket::page(&s, *id).expect("a page");
        assert_eq!((page.ticket.level, page.ticket.breaches), (2, 1));
        assert_eq!(kinds(&s, *id).iter().filter(|k| **k == EventKind::Escalated).count(), 1);
    }
    assert_eq!(sweep_now(&mut house.session(1, "2025-06-09 12:30")).expect("again"), 0);
    // A week later the resolution is over too: one more step each.
    assert_eq!(sweep_now(&mut house.session(1, "2025-06-18 09:00")).expect("again"), ids.len());
    ticket::new(&mut house.session(1, "2025-06-18 09:00"), &draft("late")).expect("a ticket");
    assert_eq!(sweep(&mut house.session(1, "2025-09-18 09:00")).expect("as of"), 0, "who looks as of a day writes nothing");
    assert_eq!(
        sweep_now(&mut house.session(1, "2025-09-18 09:00")).expect("on that day"),
        2,
        "there is something to write: both clocks ran out"
    );
}

#[test]
fn a_higher_severity_brings_the_deadline_forward() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 09:00");
    let (id, _) = ticket::new(&mut s, &draft("x")).expect("a ticket");
    act(&mut s, id, None, &Act::Acknowledge { note: String::new() }).expect("acknowledged");
    act(&mut s, id, None, &Act::Hold { reason: "y".into() }).expect("held");
    act(&mut house.session(1, "2025-06-09 11:00"), id, None, &Act::Resume { note: String::new() }).expect("resumed");
    let mut wanted = ticket::page(&s, id).expect("a page").ticket;
    wanted.record.severity = Severity::S2;
    wanted.record.level = 4;
    let nobodys = edit(&mut s, &Stored { record: Ticket { owner: None, ..wanted.record.clone() }, ..wanted.clone() });
    assert!(matches!(nobodys, Err(OpError::Invalid(_))), "a ticket never goes to nobody: {nobodys:?}");
    edit(&mut s, &wanted).expect("graver");
    let page = ticket::page(&s, id).expect("a page");
    // Three working days of nine hours from 09:00, and the two hours on hold.
    assert_eq!(page.ticket.resolution_due, Some(at("2025-06-12 11:00")));
    assert_eq!((page.ticket.owner, page.ticket.level), (Some(2), 1), "a form does not change who decides");
    let again = edit(&mut s, &wanted);
    assert!(matches!(again, Err(OpError::Store(StoreError::Conflict { .. }))), "{again:?}");
}

#[test]
fn a_form_opens_acts_and_resolves() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 09:00");
    let text = |t: &str| Value::Text(t.into());
    let mut row = Row::blank(Kind::Ticket);
    row.set("title", text("short delivery"));
    row.set("partner", Value::Int(PARTNER));
    let (id, said) = ticket::save(&mut s, &row, &[]).expect("opened");
    assert_eq!((said.key, said.args[0].1.as_str()), ("done-ticket-opened", "1"));
    let event = |kind: E, words: &str| {
        let mut row = Row::blank(Kind::TicketEvent);
        row.set("ticket", Value::Int(id));
        row.set("at", Value::Int(0));
        row.set("kind", text(kind.code()));
        row.set("text", text(words));
        row
    };
    ticket::save(&mut s, &event(E::Acknowledged, "called"), &[]).expect("acknowledged");
    ticket::save(&mut s, &event(E::Held, "photos"), &[]).expect("held");
    ticket::save(&mut s, &event(E::Resumed, ""), &[]).expect("resumed");
    let refused = ticket::save(&mut s, &event(E::Opened, ""), &[]);
    assert!(matches!(refused, Err(OpError::Refused { key: "refused-ticket-event", .. })), "{refused:?}");
    let mut form = Row::from(ticket::page(&s, id).expect("a page").ticket);
    ticket::save(&mut s, &event(E::Commented, "meanwhile"), &[]).expect("commented");
    form.set("state", text("resolved"));
    form.set("resolution", text("sent the rest"));
    ticket::save(&mut s, &form, &[]).expect("resolved, though somebody commented");
    assert_eq!(ticket::page(&s, id).expect("a page").ticket.state, TicketState::Resolved);
}

#[test]
fn an_imported_ticket_gets_its_clocks_state_and_history() {
    let house = House::new();
    let mut s = house.session(1, "2025-07-01 09:00");
    let policy = s.policy.clone();
    let desk = Desk::of(&policy);
    let time = |text: &str| Value::Int(at(text).timestamp());
    let import = |s: &mut Session, fields: &[(&str, Value)]| -> Result<i64> {
        s.write(Role::Specialist, "change-create", "", |tx| {
            let mut row = Row::blank(Kind::Ticket);
            row.set("title", Value::Text("from the old desk".into()));
            row.set("partner", Value::Int(PARTNER));
            for (field, value) in fields {
                row.set(field, value.clone());
            }
            ticket::complete(tx, &desk, &mut row, None, &mut ticket::Loads::default())?;
            let id = tx.insert(&row)?;
            ticket::log_import(tx, id)?;
            Ok(id)
        })
    };
    let done = [
        ("number", Value::Int(77)),
        ("opened_at", time("2025-06-07 15:00")),
        ("responded_at", time("2025-06-09 10:00")),
        ("resolved_at", time("2025-06-10 10:00")),
        ("closed_at", time("2025-06-11 10:00")),
    ];
    let id = import(&mut s, &done).expect("accepted");
    let page = ticket::page(&s, id).expect("a page");
    assert_eq!((page.ticket.state, page.ticket.number), (TicketState::Closed, Some(77)));
    assert_eq!(page.ticket.response_due, Some(at("2025-06-09 11:00")));
    assert_eq!(kinds(&s, id), [E::Opened, E::Acknowledged, E::Resolved, E::Closed]);
    let open = import(&mut s, &[("opened_at", time("2025-06-30 09:00"))]).expect("accepted");
    let page = ticket::page(&s, open).expect("a page");
    assert_eq!((page.ticket.number, page.ticket.state, page.ticket.owner), (Some(78), TicketState::New, Some(2)));
    let disorder = [("opened_at", time("2025-06-07 15:00")), ("resolved_at", time("2025-06-01 10:00"))];
    assert!(matches!(import(&mut s, &disorder), Err(OpError::Invalid(p)) if p[0].field == "resolved_at"));
}

#[test]
fn a_filter_is_understood_as_people_type_it() {
    let house = House::new();
    let s = house.session(1, "2025-06-09 12:00");
    let read = |text: &str| ticket::understand(&s, text, false);
    let f = read("S2 L3 mine 类别：窜货 region:JS short 短装").expect("a filter");
    assert_eq!((f.severity, f.level, f.owner, f.kind), (Some(Severity::S2), Some(3), Some(1), Some(TicketKind::Diversion)));
    assert_eq!((f.region, f.text.as_str(), f.scope), (Some(1), "short 短装", Scope::Unclosed));
    assert_eq!(read("state:closed").expect("a filter").scope, Scope::All);
    assert_eq!(read("超时 未解决").expect("a filter").breached_at, Some(at("2025-06-09 12:00")));
    assert_eq!(read("kind:comp").expect("a beginning is enough").kind, Some(TicketKind::Complaint));
    for (bad, field) in [("kind:gossip", "kind"), ("owner:nobody", "owner"), ("colour:red", "filter")] {
        assert!(matches!(read(bad), Err(OpError::Invalid(p)) if p[0].field == field), "{bad}");
        assert_eq!(ticket::understand(&s, bad, true).expect("while typing").text, bad);
    }
}

/// An act of each action, complete.
fn complete(action: Action) -> Act {
    let (note, text) = (String::new(), "a word".to_owned());
    match action {
        Action::Acknowledge => Act::Acknowledge { note },
        Action::Assign => Act::Assign { to: 3, name: "chen.bo".into() },
        Action::Comment => Act::Comment { text },
        Action::Evidence => Act::Evidence { kind: Evidence::Note, on: None, amount: None, text },
        Action::Hold => Act::Hold { reason: text },
        Action::Resume => Act::Resume { note },
        Action::Investigate | Action::Negotiate | Action::Arbitrate => Act::Move { to: action, note },
        Action::Escalate => Act::Escalate { reason: text },
        Action::Resolve => {
            Act::Resolve { root_cause: text.clone(), resolution: text.clone(), agreed_terms: text, remedy: String::new() }
        }
        Action::Check => Act::Check { note },
        Action::Close => Act::Close { note, satisfaction: None },
        Action::Reopen => Act::Reopen { reason: text },
    }
}

/// The steps that lead to each state from a new ticket; the resolver is li.wei.
fn way_to(state: TicketState) -> Vec<Action> {
    use Action as A;
    use TicketState as S;
    match state {
        S::New => vec![],
        S::Acknowledged => vec![A::Acknowledge],
        S::Investigating => vec![A::Acknowledge, A::Investigate],
        S::Negotiating => vec![A::Acknowledge, A::Negotiate],
        S::Arbitration => vec![A::Acknowledge, A::Negotiate, A::Arbitrate],
        S::OnHold => vec![A::Acknowledge, A::Investigate, A::Hold],
        S::Reopened => vec![A::Acknowledge, A::Resolve, A::Reopen],
        S::Resolved => vec![A::Acknowledge, A::Resolve],
        S::Closed => vec![A::Acknowledge, A::Resolve, A::Close],
    }
}

/// The contract that lets the one partner's tickets go to arbitration.
fn sign(house: &House) {
    let mut s = house.session(1, "2025-01-03 09:00");
    let change = Change { actor: "root", at: at("2025-01-03 09:00"), label: "change-setup", detail: "", rules: 0 };
    let signed: Result<()> = s.store.write(&change, |tx| {
        let mut row = Row::blank(Kind::Contract);
        row.set("partner", Value::Int(PARTNER));
        row.set("number", Value::Text("C-1".into()));
        for (field, day) in [("from_day", "2025-01-01"), ("to_day", "2025-12-31")] {
            row.set(field, day.parse::<chrono::NaiveDate>().expect("a day").to_value());
        }
        row.set("arbitration", Value::Int(1));
        row.set("state", Value::Text("approved".into()));
        tx.insert(&row)?;
        Ok(())
    });
    signed.expect("a contract");
}

/// Every state and every action on a real file: what is allowed is stored and logged, what is not changes nothing and is
/// refused in words of both languages that say what to try.
#[test]
fn every_action_in_every_state_is_done_or_refused_with_its_reason() {
    let house = House::new();
    sign(&house);
    let (mut done, mut refused) = (0, 0);
    for state in TicketState::ALL {
        for action in Action::ALL {
            let mut s = house.session(1, "2025-06-09 09:00");
            let (id, _) = ticket::new(&mut s, &draft("x")).expect("a ticket");
            for step in way_to(*state) {
                act(&mut s, id, None, &complete(step)).expect("on the way");
            }
            let before = ticket::page(&s, id).expect("a page");
            assert_eq!(before.ticket.state, *state);
            let held = before.ticket.held_state;
            // a check needs another than the resolver
            let mut s = house.session(if *action == Action::Check { 2 } else { 1 }, "2025-06-09 10:00");
            let outcome = act(&mut s, id, None, &complete(*action));
            let after = ticket::page(&s, id).expect("a page");
            let case = format!("{} in {}", action.code(), state.code());
            // arbitration is the highest level: the one rule here that is more than the state
            let top = (*state, *action) == (TicketState::Arbitration, Action::Escalate);
            let rule = if top { Err(conflict::Refusal::TopLevel) } else { conflict::next(*state, held, *action) };
            match (rule, outcome) {
                (Ok(next), Ok(told)) => {
                    assert_eq!((told.state, after.ticket.state), (next, next), "{case}");
                    assert_eq!(after.history.len(), before.history.len() + 1, "{case} is logged");
                    done += 1;
                }
                (Err(rule), Err(error)) => {
                    assert!(matches!(&error, OpError::Refused { key, .. } if *key == rule.key()), "{case}: {error:?}");
                    assert_eq!((after.ticket, after.history), (before.ticket, before.history), "{case} changes nothing");
                    let (en, zh) = (crate::i18n::error(Lang::En, &error), crate::i18n::error(Lang::Zh, &error));
                    assert!(en.starts_with("refused: ") && en.contains("(try: "), "{case}: {en}");
                    assert!(zh.starts_with("无法操作：") && zh.ends_with('）'), "{case}: {zh}");
                    refused += 1;
                }
                (rule, outcome) => panic!("{case}: the rule says {rule:?}, the desk {outcome:?}"),
            }
        }
    }
    assert_eq!((done, refused), (57, 69), "nine states, fourteen actions");
}

#[test]
fn a_correction_is_told_and_takes_no_weight_off_a_ticket() {
    let house = House::new();
    let mut s = house.session(1, "2025-06-09 10:00");
    let (id, _) = ticket::new(&mut s, &Draft { severity: Severity::S1, ..draft("x") }).expect("a ticket");
    let stored = |s: &Session| record::get_as::<Ticket>(s.store.conn(), id).expect("the ticket");
    let mut wanted = stored(&s);
    wanted.record.severity = Severity::S3;
    let fields = |done: Result<Sentence>| match done {
        Err(OpError::Invalid(problems)) => problems.into_iter().map(|p| p.field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fields(edit(&mut s, &wanted)), ["severity"]);
    let mut wanted = stored(&s);
    wanted.record.opened_at = wanted.opened_at.map(|t| t + chrono::Duration::minutes(1));
    assert_eq!(fields(edit(&mut s, &wanted)), ["opened_at"]);
    assert_eq!(stored(&s).version, 1);
    let mut manager = house.session(2, "2025-06-09 10:05");
    let mut wanted = stored(&manager);
    (wanted.record.severity, wanted.record.opened_at) = (Severity::S3, Some(at("2025-06-09 09:30")));
    edit(&mut manager, &wanted).expect("a manager's");
    let history = ticket::page(&manager, id).expect("a page").history;
    let (told, _) = history.iter().find(|(e, _)| e.kind == EventKind::Corrected).expect("it is told");
    assert_eq!(told.actor, Some(2));
    let said = crate::i18n::desk::event(Lang::Zh, told);
    assert_eq!(said, "更正：级别 S1 特急 → S3 一般, 创建时间 2025-06-09 02:00 UTC → 2025-06-09 01:30 UTC");
}
