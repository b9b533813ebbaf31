use crate::domain::record::{Kind, Lang};
use crate::ops::demo::{self, Scale};
use crate::store::record;
use crate::tui::testing::Rig;

/// The whole program on a small demo.
fn rig(dir: &tempfile::TempDir, lang: Lang, size: (u16, u16)) -> Rig {
    let given = crate::config::Given {
        db: Some(dir.path().join("d.db")),
        as_of: "2025-11-25T10:20".parse().ok(),
        ..crate::config::Given::default()
    };
    let mut config = crate::config::Config::resolve(given).expect("a configuration");
    "yang.fan".clone_into(&mut config.user);
    config.policy = None;
    let (mut session, _) = crate::ops::setup::create(&config).expect("a database");
    demo::generate(&mut session, Scale { partners: 120, weeks: 60, seed: 1 }, &mut |_| ()).expect("a network");
    Rig::new(session, lang, size)
}

fn keys(rig: &Rig) -> Vec<String> {
    rig.app.tabs.today.items().iter().map(|i| i.key.clone()).collect()
}

fn current(rig: &Rig) -> String {
    rig.app.tabs.today.item().map(|i| i.key.clone()).unwrap_or_default()
}

#[test]
fn a_snoozed_item_is_gone_and_its_clock_runs_on() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    let first = current(&rig);
    assert!(first.starts_with("ticket:"), "{first}");
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
    let first = current(&rig);
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
