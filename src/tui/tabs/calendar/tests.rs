use crate::domain::checklist::Checklist;
use crate::domain::kinds::{Task, TaskState};
use crate::domain::record::{Kind, Lang, Stored};
use crate::store::record;
use crate::tui::testing::{Rig, demo};

/// The whole program on a small demo, in the calendar.
fn rig(dir: &tempfile::TempDir, lang: Lang, size: (u16, u16)) -> Rig {
    let mut rig = Rig::new(demo(dir.path(), 120), lang, size);
    rig.press("4");
    rig
}

fn stored(rig: &mut Rig, id: i64) -> Stored<Task> {
    record::get_as(rig.bench.session().store.conn(), id).expect("the task")
}

fn current(rig: &Rig) -> i64 {
    rig.app.tabs.calendar.task().map_or(0, |t| t.id)
}

/// The cursor on the first open task of the agenda.
fn agenda(rig: &mut Rig) -> i64 {
    rig.press("D");
    let at = rig.app.tabs.calendar.tasks().iter().position(|t| t.state == TaskState::Open).expect("an open task");
    rig.press(&"j".repeat(at));
    current(rig)
}

#[test]
fn the_days_are_walked_and_the_agenda_follows() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::Zh, (120, 40));
    assert!(rig.screen().contains("2025年11月"), "{}", rig.screen());
    rig.press("l");
    assert!(rig.screen().contains("11月26日"), "{}", rig.screen());
    rig.press(">");
    assert!(rig.screen().contains("2025年12月"), "{}", rig.screen());
    rig.press("t");
    assert!(rig.screen().contains("11月25日"), "{}", rig.screen());
}

#[test]
fn a_line_of_a_checklist_is_ticked_in_place() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (80, 24));
    rig.press("D");
    let at = rig
        .app
        .tabs
        .calendar
        .tasks()
        .iter()
        .position(|t| t.state == TaskState::Open && Checklist::parse(&t.checklist).0.len() > 1)
        .expect("a task with a checklist");
    rig.press(&"j".repeat(at));
    let id = current(&rig);
    rig.press("cj<Space>");
    let ticked = Checklist::parse(&stored(&mut rig, id).checklist);
    assert_eq!(ticked.progress().0, 1, "{}", rig.screen());
    assert_eq!(current(&rig), id, "the cursor stays");
}

#[test]
fn marked_tasks_are_moved_together_and_undone_together() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    agenda(&mut rig);
    let ids: Vec<i64> =
        rig.app.tabs.calendar.tasks().iter().filter(|t| t.state == TaskState::Open).take(2).map(|t| t.id).collect();
    let before: Vec<_> = ids.iter().map(|id| stored(&mut rig, *id).due_on).collect();
    rig.press("<Space><Space>m2025-12-03<Enter>");
    for id in &ids {
        assert_eq!(stored(&mut rig, *id).due_on.to_string(), "2025-12-03", "{}", rig.screen());
    }
    rig.press("u");
    assert_eq!(ids.iter().map(|id| stored(&mut rig, *id).due_on).collect::<Vec<_>>(), before);
}

#[test]
fn a_task_is_skipped_for_a_reason_only() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    let id = agenda(&mut rig);
    rig.press("z<Enter>");
    assert_eq!(stored(&mut rig, id).state, TaskState::Open, "without a reason it stays");
    rig.press("zclosed for stocktaking<Enter>");
    let task = stored(&mut rig, id);
    assert_eq!((task.state, task.reason.as_str()), (TaskState::Skipped, "closed for stocktaking"));
}

#[test]
fn the_plan_is_generated_from_the_tab_and_only_once() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&dir, Lang::En, (120, 40));
    let count = |rig: &mut Rig| record::query(rig.bench.session().store.conn(), Kind::Task, "", &[]).expect("tasks").len();
    let before = count(&mut rig);
    rig.press(">Py");
    let planned = count(&mut rig);
    assert!(planned > before, "{}", rig.screen());
    rig.press("Py");
    assert_eq!(count(&mut rig), planned);
}
