use std::sync::Arc;

use chrono::{DateTime, TimeZone, Utc};

use crate::domain::kinds::{Role, Severity, TicketKind, TicketState, User};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang, Row, Value};
use crate::ops::ticket::{self, Draft, Filter};
use crate::ops::{Actor, Clock, Session};
use crate::store::{Change, Store};
use crate::tui::app::Msg;
use crate::tui::tabs::TabId;
use crate::tui::testing::Rig;

mod articles;
mod triage;

fn at(text: &str) -> DateTime<Utc> {
    let wall = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect(text);
    chrono_tz::Asia::Shanghai.from_local_datetime(&wall).single().expect(text).with_timezone(&Utc)
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// Three tickets of one partner, opened on Monday 9 June 2025 at 09:00: a complaint, a diversion, a dispute.
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a folder") };
        let mut store = Store::create(&desk.folder.path().join("q.db")).expect("a database");
        let change = Change { actor: "root", at: at("2025-06-01 09:00"), label: "change-setup", detail: "", rules: 0 };
        let made: crate::ops::Result<()> = store.write(&change, |tx| {
            for (name, role) in [("li.wei", Role::Specialist), ("zhao.min", Role::Manager)] {
                tx.add(&User::new(name, "", role))?;
            }
            let mut partner = Row::blank(Kind::Partner);
            partner.set("code", Value::Text("D001".into()));
            partner.set("name", Value::Text("重庆川渝食品经销部".into()));
            partner.set("owner", Value::Int(1));
            tx.insert(&partner)?;
            Ok(())
        });
        made.expect("set up");
        let mut session = desk.session("li.wei", "2025-06-09 09:00");
        for (title, kind, severity) in [
            ("short delivery", TicketKind::Complaint, Severity::S2),
            ("batch in Nanjing", TicketKind::Diversion, Severity::S1),
            ("quota", TicketKind::Dispute, Severity::S4),
        ] {
            let draft = Draft { title: title.into(), kind, severity, partner: Some(1), ..Draft::default() };
            ticket::new(&mut session, &draft).expect("a ticket");
        }
        desk
    }

    fn session(&self, name: &str, now: &str) -> Session {
        let (user, role) = if name == "li.wei" { (1, Role::Specialist) } else { (2, Role::Manager) };
        Session::new(
            Store::open(&self.folder.path().join("q.db")).expect("the database"),
            Actor { name: name.into(), user: Some(user), role },
            Clock::At(at(now)),
            Arc::new(Policy::load(None).expect("the embedded policy")),
        )
    }

    fn rig(&self, now: &str, lang: Lang, size: (u16, u16)) -> Rig {
        let mut rig = Rig::new(self.session("li.wei", now), lang, size);
        rig.press("3");
        rig
    }

    fn state(&self, number: &str) -> (TicketState, i64, String) {
        let s = self.session("li.wei", "2025-06-09 12:00");
        let page = ticket::page(&s, ticket::find(&s, number).expect("a ticket")).expect("a page");
        (page.ticket.state, page.ticket.level, page.listed.line.owner_name)
    }
}

/// The row of the cursor.
fn cursor(rig: &Rig) -> String {
    rig.screen().lines().find(|l| l.starts_with('›')).map(str::to_owned).unwrap_or_default()
}

fn shown(rig: &Rig, text: &str) -> bool {
    rig.screen().contains(text)
}

#[test]
fn the_desk_lists_by_time_left_with_both_clocks() {
    let desk = Desk::new();
    let rig = desk.rig("2025-06-09 10:48", Lang::En, (80, 24));
    let lines: Vec<String> = rig.screen().lines().skip(4).take(3).map(str::to_owned).collect();
    for (line, head) in lines.iter().zip(["› ▲    1 S2", "       2 S1", "       3 S4"]) {
        assert!(line.starts_with(head), "{line}");
    }
    assert!(lines[0].contains("0:12") && lines[1].contains("2:12") && lines[2].contains("16:12"), "{lines:#?}");
    assert!(shown(&rig, "3 of 3 · by time left"), "{}", rig.screen());
}

#[test]
fn one_key_acknowledges_and_the_cursor_goes_on_while_the_list_stays() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (80, 24));
    rig.press("r");
    assert_eq!(desk.state("1").0, TicketState::Acknowledged);
    assert!(shown(&rig, "acknowledged #1"), "{}", rig.screen());
    assert!(cursor(&rig).contains(" 2 S1"), "{}", cursor(&rig));
    let order = |rig: &Rig| -> Vec<String> {
        rig.screen().lines().skip(4).take(3).map(|l| l.chars().skip(7).take(4).collect()).collect()
    };
    assert_eq!(order(&rig), ["1 S2", "2 S1", "3 S4"], "it is due later now, and stays where it was");
    assert!(shown(&rig, "order kept, R sorts"), "{}", rig.screen());
    rig.press("kr");
    assert!(shown(&rig, "it was acknowledged before"), "{}", rig.screen());
    rig.press("R");
    assert_eq!(order(&rig), ["2 S1", "3 S4", "1 S2"]);
    assert!(cursor(&rig).contains(" 1 S2") && shown(&rig, "by time left"), "{}", rig.screen());
}

#[test]
fn in_the_opened_ticket_acting_stays_with_it() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (80, 24));
    rig.press("<Enter>rt");
    assert_eq!((desk.state("1").0, desk.state("2").0), (TicketState::Investigating, TicketState::New));
    assert!(shown(&rig, "#1 short delivery"), "{}", rig.screen());
}

#[test]
fn marked_tickets_are_acknowledged_and_assigned_together_and_undone_as_one() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (80, 24));
    rig.press("<Space><Space>");
    assert!(shown(&rig, "2 marked"), "{}", rig.screen());
    rig.press("r");
    assert_eq!((desk.state("1").0, desk.state("2").0), (TicketState::Acknowledged, TicketState::Acknowledged));
    assert_eq!(desk.state("3").0, TicketState::New);
    rig.press("*A");
    rig.press("zhao<Enter>");
    assert!(["1", "2", "3"].iter().all(|n| desk.state(n).2 == "zhao.min"));
    rig.press("u");
    assert!(["1", "2", "3"].iter().all(|n| desk.state(n).2 == "li.wei"), "one step of undo");
    rig.press("U");
    assert!(rig.screen().contains("did again"), "{}", rig.screen());
    assert!(["1", "2", "3"].iter().all(|n| desk.state(n).2 == "zhao.min"), "one step of redo");
    rig.press("uu");
    assert_eq!((desk.state("1").0, desk.state("1").2), (TicketState::New, "li.wei".into()), "and back to the beginning");
}

#[test]
fn words_are_asked_for_and_never_lost() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (80, 24));
    rig.press("p");
    assert!(shown(&rig, "a hold would stop the clock of the first response"), "{}", rig.screen());
    rig.press("rkp");
    rig.press("waiting for photos<Esc>");
    rig.press("p");
    assert!(shown(&rig, "waiting for photos"), "{}", rig.screen());
    rig.press("<C-o>");
    assert_eq!(desk.state("1").0, TicketState::OnHold);
    rig.press("kp");
    assert_eq!(desk.state("1").0, TicketState::Acknowledged, "the same key resumes");
}

#[test]
fn a_ticket_is_walked_to_closed_with_one_key_a_step() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (120, 40));
    rig.press("<Enter>");
    for state in [TicketState::Acknowledged, TicketState::Investigating, TicketState::Negotiating] {
        rig.press("t");
        assert_eq!(desk.state("1").0, state);
    }
    rig.press("t<PageDown><Enter>");
    rig.press("carrier error<Tab>sent the rest<Tab>checked loads<C-o>");
    assert_eq!(desk.state("1").0, TicketState::Resolved);
    rig.press("C");
    assert!(shown(&rig, "S1 and S2 are closed only after"), "{}", rig.screen());
    rig.press("<Esc>");
    let mut other = Rig::new(desk.session("zhao.min", "2025-06-09 11:00"), Lang::En, (120, 40));
    other.press("3/#1<Enter>V");
    rig.press("RC");
    assert_eq!(desk.state("1").0, TicketState::Closed);
}

#[test]
fn closing_asks_for_what_is_missing() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (120, 40));
    rig.press("Grkjd<PageDown><Enter>");
    rig.press("<Tab>settled<C-o>");
    assert_eq!(desk.state("3").0, TicketState::Resolved);
    rig.press("C");
    assert!(shown(&rig, "closing needs root cause"), "{}", rig.screen());
    rig.press("cause<Tab><Tab>terms<C-o>");
    assert_eq!(desk.state("3").0, TicketState::Closed);
}

#[test]
fn who_comes_second_is_told_and_keeps_the_cursor() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (80, 24));
    let mut other = desk.session("zhao.min", "2025-06-09 10:01");
    let act = crate::domain::conflict::Act::Comment { text: "mine".into() };
    let id = ticket::find(&other, "1").expect("a ticket");
    ticket::act(&mut other, id, None, &act).expect("a comment");
    rig.press("rk");
    assert_eq!(desk.state("1").0, TicketState::Acknowledged, "a comment changes no version");
    let steal = crate::domain::conflict::Act::Assign { to: 2, name: String::new() };
    ticket::act(&mut other, id, None, &steal).expect("assigned");
    rig.press("m");
    assert!(shown(&rig, "was changed by somebody else"), "{}", rig.screen());
    assert!(cursor(&rig).contains(" 1 S2"), "back to what was not done: {}", cursor(&rig));
    rig.happens(Msg::Report(crate::tui::worker::Report::Changed));
    rig.press("m");
    assert_eq!(desk.state("1").2, "li.wei");
}

#[test]
fn the_filter_narrows_as_one_types_and_escape_clears_it() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 12:00", Lang::Zh, (80, 24));
    rig.press("/quo");
    assert!(shown(&rig, "1 / 3"), "{}", rig.screen());
    rig.press("<Esc>");
    assert!(shown(&rig, "3 / 3"), "{}", rig.screen());
    rig.press("/超时<Enter>");
    assert!(shown(&rig, "1 / 3") && shown(&rig, "-1:00"), "{}", rig.screen());
    rig.press("<Esc>/S3<Enter>");
    assert!(shown(&rig, "没有符合筛选条件的工单"), "{}", rig.screen());
    rig.press("<Esc>");
    assert!(shown(&rig, "3 / 3"), "{}", rig.screen());
    rig.press("/kind:gossip<Enter>");
    assert!(rig.app.message.as_ref().is_some_and(|m| m.warning), "a word that is not understood is named");
}

#[test]
fn the_detail_follows_the_cursor_and_opens_on_a_narrow_screen() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (160, 45));
    assert!(shown(&rig, "#1 short delivery"), "{}", rig.screen());
    rig.press("j");
    assert!(shown(&rig, "#2 batch in Nanjing") && shown(&rig, "respondent  D001"), "{}", rig.screen());
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (80, 24));
    assert!(!shown(&rig, "History"));
    rig.press("<Enter>");
    assert!(shown(&rig, "#1 short delivery") && shown(&rig, "History, newest first"), "{}", rig.screen());
    rig.press("q");
    assert!(!rig.ended && shown(&rig, "3 of 3"));
}

#[test]
fn x_says_why_the_deadline_is_then() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (120, 40));
    rig.press("x");
    assert!(
        shown(&rig, "first response due = 2025-06-09 11:00") && shown(&rig, "desk.response.complaint = 2 h"),
        "{}",
        rig.screen()
    );
}

#[test]
fn n_goes_to_the_next_that_needs_somebody() {
    let desk = Desk::new();
    let mut s = desk.session("li.wei", "2025-06-09 09:30");
    let id = ticket::find(&s, "2").expect("a ticket");
    ticket::act(&mut s, id, None, &crate::domain::conflict::Act::Acknowledge { note: String::new() }).expect("acknowledged");
    let order: Vec<i64> = ticket::list(&s, &Filter::default()).expect("a list").iter().map(|l| l.line.number).collect();
    assert_eq!(order, [1, 2, 3], "what is acknowledged is due before what is not");
    let mut rig = desk.rig("2025-06-09 09:40", Lang::En, (80, 24));
    rig.press("n");
    assert!(cursor(&rig).contains(" 3 S4"), "{}", cursor(&rig));
    rig.press("n");
    assert!(cursor(&rig).contains(" 3 S4") && shown(&rig, "no other ticket needs action"), "{}", rig.screen());
}

#[test]
fn a_ticket_opened_from_elsewhere_is_shown_whatever_the_filter() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (120, 40));
    rig.press("/S2<Enter>");
    let effects = rig.app.tabs.of(TabId::Conflicts).show(Kind::Ticket, 3, &rig.app.ctx);
    rig.run(effects);
    assert!(shown(&rig, "#3 quota"), "{}", rig.screen());
}

#[test]
fn a_new_ticket_is_filled_in_by_form_and_selected() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (120, 40));
    rig.press("a<Tab><Tab>late again<C-o>");
    assert!(shown(&rig, "opened #4 for zhao.min, first response due 2025-06-09 12:00: late again"), "{}", rig.screen());
    assert!(shown(&rig, "#4 late again"), "{}", rig.screen());
}

#[test]
fn a_ticket_becomes_a_violation_by_one_key_and_a_form_that_is_filled_in() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (80, 24));
    rig.press("jP");
    for text in ["violation", "D001", "batch in Nanjing", "5,000.00"] {
        assert!(shown(&rig, text), "{text}: {}", rig.screen());
    }
    rig.press("<C-o>");
    let s = desk.session("li.wei", "2025-06-09 10:00");
    let found = crate::ops::violation::account(&s, 1).expect("an account");
    let v = &found.items.first().unwrap_or_else(|| panic!("{}", rig.screen())).violation;
    assert_eq!((v.points, v.ticket.is_some(), found.waiting), (Some(12), true, 1));
    // once is enough: the form stays open with what was typed
    rig.press("P<C-o>");
    assert!(shown(&rig, "new violation"), "{}", rig.screen());
    assert_eq!(crate::ops::violation::account(&s, 1).expect("an account").items.len(), 1);
}

#[test]
fn resolving_offers_remedies_whose_steps_are_the_text_and_whose_tasks_follow() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::Zh, (120, 40));
    rig.press("rkd");
    for offered in ["致歉、补换货、查根因", "红字冲减", "自行填写", "1 项任务"] {
        assert!(shown(&rig, offered), "{offered}\n{}", rig.screen());
    }
    rig.press("<Esc>");
    assert_eq!(desk.state("1").0, TicketState::Acknowledged, "changing one's mind does nothing");
    rig.press("d冲减<Enter>");
    assert!(shown(&rig, "1. 与客户确认金额后在本月对账单冲减"), "{}", rig.screen());
    rig.press("漏装<C-o>");
    assert_eq!(desk.state("1").0, TicketState::Resolved);
    let s = desk.session("li.wei", "2025-06-09 12:00");
    let page = ticket::page(&s, ticket::find(&s, "1").expect("a ticket")).expect("a page");
    assert_eq!((page.ticket.remedy.as_str(), page.ticket.root_cause.as_str()), ("credit-note", "漏装"));
    let tasks = crate::store::record::query(s.store.conn(), Kind::Task, "", &[]).expect("tasks");
    assert_eq!(
        tasks.iter().map(|t| t.get("title").clone()).collect::<Vec<_>>(),
        [Value::Text("#1 核对冲减已体现在对账单".into())]
    );
}

#[test]
fn a_new_ticket_names_its_parties_by_codes_with_completion_and_a_wrong_one_at_its_field() {
    let desk = Desk::new();
    let mut session = desk.session("zhao.min", "2025-06-09 09:00");
    for (code, name) in [("D002", "East Fresh"), ("D003", "Huadong Mart")] {
        let mut row = Row::blank(Kind::Partner);
        row.set("code", Value::Text(code.into()));
        row.set("name", Value::Text(name.into()));
        crate::ops::record::save(&mut session, row, &[]).expect("a partner");
    }
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (80, 24));
    // from anywhere, with the partner under the cursor
    rig.press("1T");
    assert!(shown(&rig, "new ticket") && shown(&rig, "D001 重庆川渝食品经销部"), "{}", rig.screen());
    rig.press("<Tab><Tab>goods in the wrong place<Tab><Tab><Tab>");
    rig.press("D009, D002");
    rig.press("<C-o>");
    assert!(shown(&rig, "Respondents") && shown(&rig, "`D009`"), "{}", rig.screen());
    rig.press("<C-u>east").press("<Enter>").press("huadong").press("<Enter>");
    assert!(shown(&rig, "D002, D003,"), "{}", rig.screen());
    rig.press("<C-o>");
    assert!(shown(&rig, "opened #4 for li.wei"), "{}", rig.screen());
    let s = desk.session("li.wei", "2025-06-09 10:00");
    let page = ticket::page(&s, ticket::find(&s, "4").expect("a ticket")).expect("a page");
    let parties: Vec<(&str, &str)> = page.parties.iter().map(|p| (p.role.code(), p.code.as_str())).collect();
    assert_eq!(parties, [("complainant", "D001"), ("respondent", "D002"), ("respondent", "D003")]);
}

#[test]
fn t_opens_a_new_ticket_with_the_partner_at_hand_from_every_tab() {
    let desk = Desk::new();
    for (keys, partner) in [("0", true), ("1", true), ("1<Enter>", true), ("2", false), ("3", true), ("4", false), ("5", false)] {
        let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (80, 24));
        rig.press(keys).press("T");
        assert!(shown(&rig, "new ticket"), "{keys}: {}", rig.screen());
        assert_eq!(shown(&rig, "D001 重庆川渝食品经销部 "), partner, "{keys}: {}", rig.screen());
    }
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (80, 24));
    rig.press(":").press("new ticket");
    assert!(shown(&rig, "new ticket, about the partner here"), "{}", rig.screen());
}

#[test]
fn the_opened_ticket_has_a_cursor_that_opens_adds_edits_and_removes() {
    let desk = Desk::new();
    let mut session = desk.session("zhao.min", "2025-06-09 09:00");
    let mut row = Row::blank(Kind::Partner);
    row.set("code", Value::Text("D002".into()));
    row.set("name", Value::Text("East Fresh".into()));
    crate::ops::record::save(&mut session, row, &[]).expect("a partner");
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (80, 24));
    rig.press("j<Enter>");
    assert!(shown(&rig, "Parties") && shown(&rig, "respondent"), "{}", rig.screen());
    // evidence of three kinds, with the sum of its amounts
    rig.press("i").press("<Tab><Tab><Tab>batch 0412 on the shelf").press("<C-o>");
    for amount in ["1200", "800.50"] {
        rig.press("i").press("<Space>").press("<Tab><Tab>").press(amount).press("<C-o>");
    }
    assert!(shown(&rig, "Evidence: 3, amounts 2,000.50") && shown(&rig, "batch 0412 on the shelf"), "{}", rig.screen());
    // a party is added where the cursor is on the parties, edited and removed
    rig.press("gg").press("j").press("a");
    assert!(shown(&rig, "new party"), "{}", rig.screen());
    rig.press("D002").press("<Enter>").press("<Tab>").press("<C-o>");
    assert!(shown(&rig, "D002"), "{}", rig.screen());
    let parties = |desk: &Desk| {
        let s = desk.session("li.wei", "2025-06-09 10:00");
        ticket::page(&s, ticket::find(&s, "2").expect("a ticket")).expect("a page").parties.len()
    };
    assert_eq!(parties(&desk), 2);
    rig.press("j").press("e");
    assert!(shown(&rig, "┌─ party ─") && shown(&rig, "D002 East Fresh"), "{}", rig.screen());
    rig.press("<Esc>").press("-");
    assert_eq!(parties(&desk), 1, "{}", rig.screen());
    rig.press("u");
    assert_eq!(parties(&desk), 2, "{}", rig.screen());
    // other tickets of the partner are linked, and opened by Enter
    assert!(shown(&rig, "Other open tickets of the partner"), "{}", rig.screen());
    rig.press("gg").press("jjjjjj").press("<Enter>");
    assert!(shown(&rig, "#1 short delivery") || shown(&rig, "#3 quota"), "{}", rig.screen());
    // and the next one without going back
    let before = rig.screen().lines().nth(2).map(str::to_owned);
    rig.press(">");
    assert_ne!(rig.screen().lines().nth(2).map(str::to_owned), before, "{}", rig.screen());
}

#[test]
fn what_follows_from_a_ticket_stands_in_it_and_can_be_opened() {
    let desk = Desk::new();
    let mut rig = desk.rig("2025-06-09 10:00", Lang::En, (120, 40));
    rig.press("j<Enter>").press("P").press("<C-o>");
    for said in ["Violations", "waiting for approval", "Approvals", "manager"] {
        assert!(shown(&rig, said), "{said}: {}", rig.screen());
    }
    rig.press("rttd<Enter>").press("sold outside").press("<C-o>");
    for said in ["What follows", "open", "Root cause", "sold outside"] {
        assert!(shown(&rig, said), "{said}: {}", rig.screen());
    }
}
