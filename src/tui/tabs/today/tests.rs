use crate::domain::conflict::Act;
use crate::domain::record::{Kind, Lang};
use crate::ops::ticket::act;
use crate::store::record;
use crate::tui::testing::{Rig, demo};

/// The whole program on a small demo.
fn rig(dir: &tempfile::TempDir, lang: Lang, size: (u16, u16)) -> Rig {
    Rig::new(demo(dir.path(), 120), lang, size)
}

fn keys(rig: &Rig) -> Vec<String> {
    rig.app.tabs.today.items().iter().map(|i| i.key.clone()).collect()
}

fn current(rig: &Rig) -> String {
    rig.app.tabs.today.item().map(|i| i.key.clone()).unwrap_or_default()
}

/// Goes below the approvals that are late, to the first clock.
fn go_to_ticket(rig: &mut Rig) -> String {
    let at = keys(rig).iter().position(|k| k.starts_with("ticket:")).expect("a ticket");
    rig.press(&"j".repeat(at));
    current(rig)
}

#[test]
fn a_snoozed_item_is_gone_and_its_clock_runs_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    let first = go_to_ticket(&mut rig);
    let tickets = |rig: &mut Rig| record::query(rig.bench.session().store.conn(), Kind::Ticket, "", &[]).expect("tickets");
    let before = tickets(&mut rig);
    rig.press("z<Enter>");
    assert!(!keys(&rig).contains(&first), "it is put off");
    assert_eq!(tickets(&mut rig), before, "no ticket was touched");
    assert!(rig.screen().contains("1 put off"), "{}", rig.screen());
    rig.press("b");
    assert!(keys(&rig).contains(&first), "it is brought back");
}

#[test]
fn what_was_said_at_an_event_is_shown_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (160, 45));
    go_to_ticket(&mut rig);
    let id = rig.app.tabs.today.item().and_then(|i| i.ids.first()).expect("a ticket").0;
    let words = Act::Comment { text: "both stand by their word".to_owned() };
    act(rig.bench.session(), id, None, &words).expect("a comment");
    rig.press("R");
    let screen = rig.screen();
    assert_eq!(screen.matches("both stand by their word").count(), 1, "{screen}");
}

#[test]
fn the_selection_stays_with_its_item_when_others_go() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    rig.press("jjj");
    let fourth = current(&rig);
    rig.press("kkx");
    rig.press("j");
    assert_eq!(current(&rig), fourth);
}

#[test]
fn acting_on_a_new_ticket_acknowledges_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    let first = go_to_ticket(&mut rig);
    assert!(first.contains(":response:"), "{first}");
    rig.press("<Enter>on my way<C-o>");
    assert!(!keys(&rig).contains(&first), "its first response is given: {}", rig.screen());
}

#[test]
fn a_task_is_finished_with_what_was_found() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::Zh, (120, 40));
    let at = rig.app.tabs.today.items().iter().position(|i| i.key.starts_with("task:") && i.ids.len() == 1).expect("a task");
    rig.press(&"j".repeat(at));
    let (id, _) = rig.app.tabs.today.item().expect("a task").ids[0];
    rig.press("<Enter>价签缺失<Enter>");
    let task: crate::domain::record::Stored<crate::domain::kinds::Task> =
        record::get_as(rig.bench.session().store.conn(), id).expect("the task");
    assert_eq!(task.findings, "价签缺失");
    assert_eq!(task.state, crate::domain::kinds::TaskState::Done);
}

#[test]
fn an_alert_becomes_a_task_in_one_step() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    rig.press("ww");
    let at = rig.app.tabs.today.items().iter().position(|i| i.key.starts_with("alert:")).expect("an alert");
    rig.press(&"j".repeat(at));
    let key = current(&rig);
    rig.press("t<Enter>");
    assert!(!keys(&rig).contains(&key), "it is acknowledged: {}", rig.screen());
    let made = record::query(rig.bench.session().store.conn(), Kind::Task, "WHERE alert IS NOT NULL", &[]).expect("tasks");
    assert_eq!(made.len(), 1);
    rig.press("u");
    assert!(keys(&rig).contains(&key), "undo takes back both");
}

/// Goes to the first item of everybody's whose key begins so; answers its key and record.
fn go_to(rig: &mut Rig, prefix: &str) -> (String, i64) {
    rig.press("ww");
    let at = rig.app.tabs.today.items().iter().position(|i| i.key.starts_with(prefix)).expect("an item");
    rig.press(&"j".repeat(at));
    let item = rig.app.tabs.today.item().expect("an item");
    (item.key.clone(), item.ids[0].0)
}

fn change_of_tier(rig: &mut Rig, id: i64) -> crate::domain::kinds::TierChange {
    let conn = rig.bench.session().store.conn();
    let approval: crate::domain::record::Stored<crate::domain::kinds::Approval> = record::get_as(conn, id).expect("an approval");
    record::get_as(conn, approval.record.record).map(|s: crate::domain::record::Stored<_>| s.record).expect("a change")
}

/// Goes to a proposal of a tier that somebody else made.
fn go_to_proposal(rig: &mut Rig) -> (String, i64) {
    use crate::domain::kinds::ApprovalSubject;
    use crate::domain::today::{Matter, Part};
    let tier = |m: &Matter| matches!(m, Matter::Approval { subject: ApprovalSubject::Tier, part: Part::Decide, .. });
    let at = rig.app.tabs.today.items().iter().position(|i| tier(&i.matter)).expect("a proposal");
    rig.press(&"j".repeat(at));
    let item = rig.app.tabs.today.item().expect("an item");
    (item.key.clone(), item.ids[0].0)
}

#[test]
fn a_tier_proposal_is_approved_where_it_is_asked() {
    use crate::domain::kinds::TierChangeState;
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (80, 24));
    let (key, id) = go_to_proposal(&mut rig);
    rig.press("<Enter>");
    let screen = rig.screen();
    for said in ["tier change", "asked by", "in force", "asked for", "may decide", "history"] {
        assert!(screen.contains(said), "{said}: {screen}");
    }
    rig.press("+");
    assert_eq!(change_of_tier(&mut rig, id).state, TierChangeState::Approved, "{}", rig.screen());
    assert!(rig.screen().contains("approved #"), "{}", rig.screen());
    assert!(!keys(&rig).contains(&key));
    rig.press("u");
    assert_eq!(change_of_tier(&mut rig, id).state, TierChangeState::Proposed, "who decided takes it back: {}", rig.screen());
}

#[test]
fn a_rejection_asks_for_its_reason_and_keeps_asking() {
    use crate::domain::kinds::TierChangeState;
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::Zh, (120, 40));
    let (key, id) = go_to_proposal(&mut rig);
    rig.press("<Enter>-");
    assert!(rig.screen().contains("驳回理由"), "{}", rig.screen());
    rig.press(" <Enter>");
    assert!(rig.screen().contains("驳回须填写理由"), "{}", rig.screen());
    rig.press("库存过高<Enter>");
    let change = change_of_tier(&mut rig, id);
    assert_eq!(change.state, TierChangeState::Rejected);
    assert!(change.reason.ends_with("库存过高"), "{}", change.reason);
    assert!(!keys(&rig).contains(&key));
}

#[test]
fn a_question_goes_back_and_what_is_marked_is_approved_together() {
    use crate::domain::kinds::{Approval, ApprovalState};
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    let (key, id) = go_to_proposal(&mut rig);
    rig.press("<Enter>cwhy now?<Enter>");
    let state =
        |rig: &mut Rig, id: i64| record::get_as::<Approval>(rig.bench.session().store.conn(), id).expect("an approval").state;
    assert_eq!(state(&mut rig, id), ApprovalState::Asked, "{}", rig.screen());
    assert!(!keys(&rig).contains(&key), "it waits for who asked");
    rig.press("gg");
    let waits: Vec<usize> =
        (0..keys(&rig).len()).filter(|i| keys(&rig)[*i].starts_with("approval:") && keys(&rig)[*i].ends_with(":1")).collect();
    let ids: Vec<i64> = waits.iter().take(2).map(|i| rig.app.tabs.today.items()[*i].ids[0].0).collect();
    for at in waits.iter().take(2) {
        let here = rig.app.tabs.today.at;
        rig.press(&if *at >= here { "j".repeat(at - here) } else { "k".repeat(here - at) });
        rig.press("<Space>");
    }
    rig.press("+");
    assert!(rig.screen().contains("approved 2 requests"), "{}", rig.screen());
    for id in ids {
        assert_ne!(state(&mut rig, id), ApprovalState::Asked);
    }
}

#[test]
fn what_turns_out_to_be_ones_own_is_refused_and_the_foot_line_says_so() {
    use crate::domain::kinds::{Approval, ApprovalState, Role};
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    let (_, id) = go_to_proposal(&mut rig);
    // somebody else deals with it after it was listed
    let session = rig.bench.session();
    let me = session.actor.user;
    let mut approval: crate::domain::record::Stored<Approval> = record::get_as(session.store.conn(), id).expect("an approval");
    approval.record.requested_by = me;
    session.write(Role::Specialist, "change-edit", "", |tx| Ok(tx.save(&approval).map(|_| ())?)).expect("written");
    rig.press("+");
    let state = record::get_as::<Approval>(rig.bench.session().store.conn(), id).expect("an approval").state;
    assert_eq!(state, ApprovalState::Pending);
    let screen = rig.screen();
    assert!(screen.lines().rev().take(3).any(|l| l.contains("refused")), "{screen}");
}

#[test]
fn an_alert_becomes_a_ticket_which_one_undo_takes_back() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    let (key, _) = go_to(&mut rig, "alert:");
    let tickets = |rig: &mut Rig| record::query(rig.bench.session().store.conn(), Kind::Ticket, "", &[]).expect("tickets").len();
    let before = tickets(&mut rig);
    rig.press("<Enter><Down><Down><Enter>");
    assert!(rig.screen().contains("ticket:"), "{}", rig.screen());
    rig.press("<Enter>");
    assert_eq!(tickets(&mut rig), before + 1, "{}", rig.screen());
    assert!(rig.screen().contains("opened ticket #"), "{}", rig.screen());
    assert!(!keys(&rig).contains(&key), "the alert is acknowledged by it");
    rig.press("u");
    assert_eq!(tickets(&mut rig), before, "{}", rig.screen());
    assert!(keys(&rig).contains(&key), "one undo takes back both");
}

#[test]
fn an_alert_is_quiet_for_a_week_for_everybody() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    let (key, id) = go_to(&mut rig, "alert:");
    rig.press("<Enter><Down><Down><Down><Enter>");
    let alert: crate::domain::record::Stored<crate::domain::kinds::Alert> =
        record::get_as(rig.bench.session().store.conn(), id).expect("an alert");
    assert_eq!(alert.snoozed_until, "2025-12-02".parse().ok());
    assert!(!keys(&rig).contains(&key), "{}", rig.screen());
    rig.press("u");
    assert!(keys(&rig).contains(&key), "undo brings it back");
}

#[test]
fn visits_done_together_are_taken_back_together() {
    use crate::domain::kinds::{Partner, Task, TaskState};
    use crate::domain::record::Stored;
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    let session = rig.bench.session();
    let partners = record::query_as::<Partner>(session.store.conn(), "", &[]).expect("partners");
    let together = |p: &&Stored<Partner>| !p.city.is_empty() && p.city == partners[0].city;
    let some: Vec<i64> = partners.iter().filter(together).take(2).map(|p| p.id).collect();
    assert_eq!(some.len(), 2);
    let day = session.as_of();
    crate::ops::partner::plan_visits(session, &some, day, "a round").expect("planned");
    rig.press("ww");
    let at = rig.app.tabs.today.items().iter().position(|i| i.key.starts_with("task:") && i.ids.len() > 1);
    let at = at.unwrap_or_else(|| panic!("visits of one day and city are one line: {:?}", keys(&rig)));
    rig.press(&"j".repeat(at));
    let ids: Vec<i64> = rig.app.tabs.today.item().expect("visits").ids.iter().map(|(id, _)| *id).collect();
    let open = |rig: &mut Rig| {
        let conn = rig.bench.session().store.conn();
        let task = |id: &i64| record::get_as::<Task>(conn, *id).expect("a task").state;
        ids.iter().filter(|id| task(id) == TaskState::Open).count()
    };
    rig.press("x");
    assert_eq!(open(&mut rig), 0, "{}", rig.screen());
    rig.press("u");
    assert_eq!(open(&mut rig), ids.len());
    assert!(rig.screen().contains("took back"), "{}", rig.screen());
}

#[test]
fn who_decides_alone_is_asked_why() {
    use crate::domain::money::Money;
    use crate::domain::record::{Row, Storable as _, Value};
    let dir = tempfile::tempdir().expect("a folder");
    let given = crate::config::Given {
        db: Some(dir.path().join("d.db")),
        as_of: "2025-11-25T10:20".parse().ok(),
        ..crate::config::Given::default()
    };
    let mut config = crate::config::Config::resolve(given).expect("a configuration");
    "yang.fan".clone_into(&mut config.user);
    config.policy = None;
    let (mut session, _) = crate::ops::setup::create(&config).expect("a database");
    let mut partner = Row::blank(Kind::Partner);
    for (name, value) in [("code", "D1"), ("name", "East"), ("status", "active")] {
        partner.set(name, Value::Text(value.to_owned()));
    }
    partner.set("credit_limit", Money::units(500).to_value());
    let id = crate::ops::record::save(&mut session, partner, &[]).expect("asked").id;
    let mut rig = Rig::new(session, Lang::En, (120, 40));
    let limit = |rig: &mut Rig| {
        let partner = record::get(rig.bench.session().store.conn(), Kind::Partner, id).expect("a partner");
        partner.get("credit_limit").int()
    };
    go_to(&mut rig, "approval:");
    rig.press("+");
    assert!(rig.screen().contains("Nobody else can decide it"), "{}", rig.screen());
    rig.press(" <Enter>");
    assert_eq!(limit(&mut rig), None, "no words of the program: {}", rig.screen());
    rig.press("+they pay early<Enter>");
    assert_eq!(limit(&mut rig), Some(Money::units(500).0), "{}", rig.screen());
    assert!(rig.screen().contains("decided alone"), "{}", rig.screen());
}
