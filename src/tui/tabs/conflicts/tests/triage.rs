//! Many tickets in few keys.

use super::{Desk, at, cursor, shown};
use crate::domain::conflict::Act;
use crate::domain::kinds::{Severity, TicketKind, TicketState};
use crate::domain::record::{Kind, Lang};
use crate::ops::ticket::{self, Draft};
use crate::tui::app::{Effect, Msg};
use crate::tui::testing::{Rig, events};
use crate::tui::worker::Report;

const NOW: &str = "2025-06-09 10:00";

/// The three tickets of [`Desk`], and ten complaints alike, #4 to #13.
fn with_ten() -> Desk {
    let desk = Desk::new();
    let mut session = desk.session("zhao.min", "2025-06-09 09:10");
    for _ in 0..10 {
        let draft = Draft { title: "cartons missing".into(), kind: TicketKind::Complaint, ..Draft::default() };
        ticket::new(&mut session, &Draft { partner: Some(1), severity: Severity::S3, ..draft }).expect("a ticket");
    }
    desk
}

fn ten() -> impl Iterator<Item = String> {
    (4..14).map(|n| n.to_string())
}

/// Presses keys of which none is answered before the last one was pressed; then all are.
fn burst(rig: &mut Rig, keys: &str) {
    let effects: Vec<Effect> = events(keys).into_iter().flat_map(|event| rig.app.update(Msg::Key(event))).collect();
    rig.run(effects);
}

fn row(rig: &Rig, number: &str) -> usize {
    let at = |l: &str| l.split_whitespace().any(|w| w == number);
    rig.screen().lines().position(at).unwrap_or_else(|| panic!("#{number}: {}", rig.screen()))
}

#[test]
fn ten_like_tickets_are_settled_in_a_dozen_keys_and_two_texts() {
    let desk = with_ten();
    let mut rig = desk.rig(NOW, Lang::En, (80, 24));
    rig.press("j");
    assert!(cursor(&rig).contains("cartons"), "{}", rig.screen());
    let mut keys = 0;
    let mut press = |what: &str| {
        rig.press(what);
        keys += events(what).len();
        rig.screen()
    };
    // like this one: marked, acknowledged, resolved in one form, closed
    assert!(press("=").contains("10 marked: same kind, state and title"));
    press("r");
    assert!(ten().all(|n| desk.state(&n).0 == TicketState::Acknowledged));
    press("gv");
    assert!(press("d").contains("Credit"));
    let form = press("<Enter>");
    assert!(form.contains("10 tickets: resolved"), "{form}");
    rig.press("picking error");
    rig.press("<Tab><Tab>").press("rest on Friday");
    keys += 2;
    rig.press("<C-o>gvC");
    keys += 4;
    assert!(ten().all(|n| desk.state(&n).0 == TicketState::Closed), "{}", rig.screen());
    assert_eq!(keys, 12, "keys beside the words");
    let s = desk.session("li.wei", NOW);
    for n in ten() {
        let page = ticket::page(&s, ticket::find(&s, &n).expect("a ticket")).expect("a page");
        assert_eq!((page.ticket.root_cause.as_str(), page.ticket.agreed_terms.as_str()), ("picking error", "rest on Friday"));
        assert!(!page.ticket.remedy.is_empty() && !page.ticket.resolution.is_empty());
    }
    let tasks = crate::store::record::query(s.store.conn(), Kind::Task, "", &[]).expect("tasks");
    assert_eq!(tasks.len(), 20, "each has the remedy's task and the check of the effect");
    assert!(["1", "2", "3"].iter().all(|n| desk.state(n).0 == TicketState::New));
}

#[test]
fn the_last_act_is_done_again_with_its_words_on_one_ticket_after_the_other() {
    let desk = with_ten();
    let mut rig = desk.rig(NOW, Lang::En, (80, 24));
    rig.press("jr.........");
    assert!(ten().all(|n| desk.state(&n).0 == TicketState::Acknowledged), "ten keys for ten tickets: {}", rig.screen());
    rig.press("R/cartons<Enter>gg");
    rig.press("A").press("zhao").press("<Enter>");
    rig.press("...");
    let given = ten().filter(|n| desk.state(n).2 == "zhao.min").count();
    assert_eq!(given, 4, "the same person, not asked again");
    // a hold with its reason, then on those that are marked
    rig.press("ggp").press("waiting for the carrier").press("<C-o>").press(".");
    rig.press("<Space><Space><Space>.");
    let s = desk.session("li.wei", NOW);
    let held: Vec<String> = ten()
        .filter(|n| desk.state(n).0 == TicketState::OnHold)
        .map(|n| {
            let page = ticket::page(&s, ticket::find(&s, &n).expect("a ticket")).expect("a page");
            page.history.last().expect("an event").0.text.clone()
        })
        .collect();
    assert_eq!(held, vec!["waiting for the carrier"; 5]);
    rig.press("u");
    assert_eq!(ten().filter(|n| desk.state(n).0 == TicketState::OnHold).count(), 2, "the marked ones were one step");
}

#[test]
fn a_comment_stays_with_its_ticket_and_again_goes_to_the_next() {
    let desk = Desk::new();
    let mut rig = desk.rig(NOW, Lang::En, (80, 24));
    rig.press("c").press("called them").press("<C-o>");
    assert!(cursor(&rig).contains(" 1 S2"), "{}", cursor(&rig));
    rig.press(".");
    assert!(cursor(&rig).contains(" 2 S1"), "{}", cursor(&rig));
    let s = desk.session("li.wei", NOW);
    for n in ["1", "2"] {
        let page = ticket::page(&s, ticket::find(&s, n).expect("a ticket")).expect("a page");
        assert_eq!(page.history.iter().filter(|(e, _)| e.text == "called them").count(), 1, "#{n}");
    }
}

#[test]
fn keys_that_come_before_the_answers_go_to_the_right_tickets() {
    let desk = with_ten();
    let mut rig = desk.rig(NOW, Lang::En, (80, 24));
    burst(&mut rig, "jrrrrr.....");
    assert!(ten().all(|n| desk.state(&n).0 == TicketState::Acknowledged), "{}", rig.screen());
    assert!(["1", "2", "3"].iter().all(|n| desk.state(n).0 == TicketState::New));
    // what is to be marked is not known yet when it is acted on
    rig.press("R/cartons<Enter>gg");
    burst(&mut rig, "=m");
    assert!(ten().all(|n| desk.state(&n).2 == "li.wei"), "{}", rig.screen());
    burst(&mut rig, "=p");
    rig.press("x").press("<Enter>");
    assert!(ten().all(|n| desk.state(&n).0 == TicketState::OnHold), "{}", rig.screen());
    // an opened ticket goes through its states as fast as one types
    rig.press("<Esc>R/#1<Enter>gg<Enter>");
    burst(&mut rig, "ttt");
    assert_eq!(desk.state("1").0, TicketState::Negotiating, "{}", rig.screen());
}

#[test]
fn what_was_refused_is_told_with_its_reason_and_stays_marked() {
    let desk = with_ten();
    let mut rig = desk.rig(NOW, Lang::En, (120, 40));
    rig.press("jr.R/cartons<Enter>*r");
    assert!(ten().all(|n| desk.state(&n).0 == TicketState::Acknowledged));
    assert!(shown(&rig, "8 done, 2 refused and still marked  #4 #5 refused: it was acknowledged before"), "{}", rig.screen());
    assert!(shown(&rig, "2 marked"), "{}", rig.screen());
    // several reasons have a page
    rig.press("<Esc>ggp").press("waiting").press("<C-o>*r");
    assert!(shown(&rig, "10 refused and still marked") && shown(&rig, "Refused = 10"), "{}", rig.screen());
    assert!(shown(&rig, "refused: it is on hold (try: resume it first)"), "{}", rig.screen());
    rig.press("<Esc>");
    assert!(shown(&rig, "10 marked"), "{}", rig.screen());
    // each to the state that is next for it
    rig.press("t");
    assert_eq!(ten().filter(|n| desk.state(n).0 == TicketState::Investigating).count(), 9, "{}", rig.screen());
    assert_eq!(ten().filter(|n| desk.state(n).0 == TicketState::Acknowledged).count(), 1);
}

#[test]
fn closing_many_asks_once_for_what_is_missing() {
    let desk = with_ten();
    let mut rig = desk.rig(NOW, Lang::En, (80, 24));
    rig.press("j=rgvd").press("<PageDown><Enter>");
    rig.press("<Tab>replaced").press("<C-o>gvC");
    assert!(shown(&rig, "10 tickets: closed") && shown(&rig, "one form for all"), "{}", rig.screen());
    rig.press("picking error<Tab>by courier<Tab>none").press("<C-o>");
    assert!(ten().all(|n| desk.state(&n).0 == TicketState::Closed), "{}", rig.screen());
    let s = desk.session("li.wei", NOW);
    let page = ticket::page(&s, ticket::find(&s, "7").expect("a ticket")).expect("a page");
    assert_eq!((page.ticket.root_cause.as_str(), page.ticket.resolution.as_str()), ("picking error", "replaced"));
    rig.press("u");
    assert!(ten().all(|n| desk.state(&n).0 == TicketState::Resolved), "one step of undo");
}

#[test]
fn what_is_put_off_leaves_ones_own_list_until_then_and_its_clock_runs_on() {
    let desk = Desk::new();
    let mut rig = desk.rig(NOW, Lang::En, (80, 24));
    let due = |desk: &Desk| {
        let s = desk.session("li.wei", NOW);
        ticket::page(&s, ticket::find(&s, "3").expect("a ticket")).expect("a page").ticket.resolution_due
    };
    let before = due(&desk);
    rig.press("Gz");
    assert!(shown(&rig, "Put off until") && shown(&rig, "the next working day"), "{}", rig.screen());
    rig.press("week<Enter>");
    assert!(!shown(&rig, "quota") && shown(&rig, "2 of 3 · 1 put off"), "{}", rig.screen());
    assert_eq!(due(&desk), before);
    let other = Rig::new(desk.session("zhao.min", NOW), Lang::En, (80, 24)).press("3").screen();
    assert!(other.contains("quota") && !other.contains("put off"), "another person's list is theirs: {other}");
    // its own view, where it comes back by the same key
    rig.press("w").press("put off<Enter>");
    assert!(cursor(&rig).contains(" 3 S4    z 06-16 09:00"), "{}", rig.screen());
    rig.press("z<Enter><Esc>");
    assert!(shown(&rig, "quota") && !shown(&rig, "put off"), "{}", rig.screen());
    // put off and taken back like anything else
    rig.press("Gz<Enter>");
    assert!(!shown(&rig, "quota"), "{}", rig.screen());
    rig.press("u");
    assert!(shown(&rig, "quota"), "{}", rig.screen());
}

#[test]
fn what_was_put_off_comes_back_when_it_gets_worse_and_when_it_is_time() {
    let desk = Desk::new();
    let mut rig = desk.rig(NOW, Lang::En, (80, 24));
    rig.press("*z").press("week<Enter>");
    assert!(shown(&rig, "every ticket of this view is put off") && shown(&rig, "0 of 3"), "{}", rig.screen());
    let listed = |now: &str| Rig::new(desk.session("li.wei", now), Lang::En, (80, 24)).press("3").screen();
    let warned = listed("2025-06-09 10:45");
    assert!(warned.contains("short deliv") && !warned.contains("quota"), "{warned}");
    // acknowledged by somebody else it is not worse
    let mut other = desk.session("zhao.min", "2025-06-09 10:05");
    let id = ticket::find(&other, "1").expect("a ticket");
    ticket::act(&mut other, id, None, &Act::Acknowledge { note: String::new() }).expect("acknowledged");
    assert!(!listed("2025-06-09 10:45").contains("short deliv"));
    assert!(listed("2025-06-16 09:01").contains("quota"), "it is time");
}

#[test]
fn a_range_is_acted_on_while_it_is_shown() {
    let desk = Desk::new();
    let mut rig = desk.rig(NOW, Lang::En, (80, 24));
    rig.press("vjr");
    assert_eq!((desk.state("1").0, desk.state("2").0), (TicketState::Acknowledged, TicketState::Acknowledged));
    assert_eq!(desk.state("3").0, TicketState::New);
}

#[test]
fn likeness_widens_with_each_key() {
    let desk = with_ten();
    let mut session = desk.session("zhao.min", "2025-06-09 09:20");
    for (title, severity) in [("late", Severity::S3), ("late again", Severity::S4)] {
        let draft = Draft { title: title.into(), kind: TicketKind::Complaint, severity, ..Draft::default() };
        ticket::new(&mut session, &draft).expect("a ticket");
    }
    let mut rig = desk.rig(NOW, Lang::En, (80, 24));
    rig.press("j");
    for said in [
        "10 marked: same kind, state and title",
        "11 marked: same kind, state and partner",
        "12 marked: same kind, state and severity",
        "13 marked: same kind and state",
        "no more tickets of this kind and state are listed",
    ] {
        rig.press("=");
        assert!(shown(&rig, said), "{said}: {}", rig.screen());
    }
}

#[test]
fn others_tickets_come_in_above_without_moving_what_is_under_the_hand() {
    let desk = with_ten();
    let mut rig = desk.rig(NOW, Lang::En, (80, 16));
    rig.press("G");
    let number = cursor(&rig).split_whitespace().nth(1).expect("a number").to_owned();
    let before = row(&rig, &number);
    let mut other = desk.session("zhao.min", "2025-06-09 09:59");
    for _ in 0..3 {
        let opened_at = Some(at("2025-06-09 09:01"));
        let draft = Draft { title: "sooner".into(), kind: TicketKind::Complaint, opened_at, ..Draft::default() };
        ticket::new(&mut other, &draft).expect("a ticket");
    }
    rig.happens(Msg::Report(Report::Changed));
    assert_eq!(row(&rig, &number), before, "{}", rig.screen());
    assert!(cursor(&rig).contains(&number), "{}", rig.screen());
    rig.press("gg");
    assert!(shown(&rig, "sooner"), "{}", rig.screen());
}

#[test]
fn a_form_is_about_the_ticket_that_it_was_opened_for() {
    let desk = Desk::new();
    let mut rig = desk.rig(NOW, Lang::En, (80, 24));
    rig.press("rkc").press("called");
    // meanwhile it goes from the list
    let mut other = desk.session("zhao.min", "2025-06-09 10:05");
    let id = ticket::find(&other, "1").expect("a ticket");
    let words = || "x".to_owned();
    let resolve = Act::Resolve { root_cause: words(), resolution: words(), agreed_terms: words(), remedy: String::new() };
    ticket::act(&mut other, id, None, &resolve).expect("resolved");
    let mut third = desk.session("li.wei", "2025-06-09 10:06");
    ticket::act(&mut third, id, None, &Act::Check { note: String::new() }).expect("checked");
    ticket::act(&mut third, id, None, &Act::Close { note: String::new(), satisfaction: None }).expect("closed");
    rig.happens(Msg::Report(Report::Changed));
    rig.press("<C-o>");
    let page = ticket::page(&third, id).expect("a page");
    assert!(page.history.iter().any(|(e, _)| e.text == "called"), "{}", rig.screen());
}

#[test]
fn x_explains_one_clock_and_x_again_the_other() {
    let desk = Desk::new();
    let mut rig = desk.rig(NOW, Lang::En, (120, 40));
    rig.press("x");
    assert!(shown(&rig, "first response due = 2025-06-09 11:00 · x: resolution due"), "{}", rig.screen());
    rig.press("x");
    assert!(shown(&rig, "resolution due = 2025-06-11 18:00 · x: first response due"), "{}", rig.screen());
}

#[test]
fn what_waits_for_an_answer_is_done_when_its_tab_is_left_or_the_program_ends() {
    for away in ["5", "R", "<C-c>"] {
        let desk = Desk::new();
        let mut rig = desk.rig("2025-06-09 09:10", Lang::En, (80, 24));
        rig.press("/short<Enter><Enter>");
        // acknowledged, investigated, negotiated, and away before the first answer is here
        burst(&mut rig, &format!("ttt{away}"));
        assert_eq!(desk.state("1").0, TicketState::Negotiating, "{away}: {}", rig.screen());
    }
}
