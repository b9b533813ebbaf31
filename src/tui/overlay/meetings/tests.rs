use crate::domain::kinds::{MeetingState, Rhythm, Severity, TicketKind, User};
use crate::domain::record::{Kind, Lang, Row, Tags, Value};
use crate::ops::meeting::{self, Draft};
use crate::ops::ticket::{self, Draft as Ticket};
use crate::ops::{Clock, Session, setup};
use crate::store::record;
use crate::tui::app::App;
use crate::tui::overlay::Overlay;
use crate::tui::tabs::TabId;
use crate::tui::testing::Rig;

/// Head office on 16 June 2025 with a meeting of today, two tickets and its agenda.
fn rig(folder: &tempfile::TempDir, size: (u16, u16)) -> Rig {
    let mut session = desk(folder);
    let on = session.as_of();
    let draft = Draft { title: "季度会".into(), rhythm: Some(Rhythm::Quarter), on: Some(on), ..Draft::default() };
    let id = meeting::plan(&mut session, &draft).expect("planned").id;
    for (title, severity) in [("破损", Severity::S2), ("短少", Severity::S3)] {
        let owner = session.actor.user;
        let draft =
            Ticket { title: title.into(), severity, kind: TicketKind::Complaint, partner: Some(1), owner, ..Ticket::default() };
        ticket::new(&mut session, &draft).expect("a ticket");
    }
    meeting::agenda(&mut session, id).expect("built");
    Rig::new(session, Lang::En, size)
}

fn desk(folder: &tempfile::TempDir) -> Session {
    use crate::config::{Config, Given};
    let given = Given { db: Some(folder.path().join("q.db")), as_of: "2025-06-16".parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    "chen.bo".clone_into(&mut config.user);
    config.policy = None;
    let (mut session, _) = setup::create(&config).expect("a database");
    assert!(matches!(session.clock, Clock::At(_)));
    let mut row = Row::blank(Kind::Partner);
    row.set("code", Value::Text("D001".into()));
    row.set("name", Value::Text("南京雨润".into()));
    let li = User { regions: Tags::default(), ..User::new("li.wei", "", crate::domain::kinds::Role::Specialist) };
    session
        .write(crate::domain::kinds::Role::Admin, "change-create", "D001", |tx| {
            tx.insert(&row)?;
            Ok(tx.add(&li)?)
        })
        .expect("set up");
    session
}

fn is_open(app: &App) -> bool {
    matches!(app.overlays.last(), Some(Overlay::Meetings(_)))
}

fn message(rig: &Rig) -> String {
    rig.app.message.as_ref().map_or_else(String::new, |m| crate::i18n::sentence(Lang::En, &m.said))
}

#[test]
fn the_desk_opens_the_meetings_and_escape_goes_back_step_by_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&folder, (80, 24));
    rig.press("3M");
    assert!(rig.screen().contains("#1 2025-06-16") && rig.screen().contains("2 items"), "{}", rig.screen());
    assert!(!rig.screen().contains("破损"), "one pane: the list alone");
    rig.press("<Enter>");
    assert!(rig.screen().contains("1. #1 南京雨润: 破损"), "{}", rig.screen());
    rig.press("<Esc>");
    assert!(is_open(&rig.app) && !rig.screen().contains("破损"));
    rig.press("<Esc>");
    assert!(rig.app.overlays.is_empty());
}

#[test]
fn a_meeting_is_led_by_keys_from_outcome_to_the_next_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&folder, (160, 45));
    rig.press("3M<Enter>");
    // the outcome of the first: escalate, in the form
    rig.press("i");
    assert!(matches!(rig.app.overlays.last(), Some(Overlay::Form(f)) if f.kind() == Kind::MeetingItem));
    rig.press("<Space><Space><Space><Tab>haulier pays<Tab>sign again @li.wei 2025-07-10<C-o>");
    assert!(is_open(&rig.app), "{}", rig.screen());
    assert!(rig.screen().contains("Decision: escalate") && rig.screen().contains("☐ sign again @li.wei"), "{}", rig.screen());
    // asked first: nothing is done by no
    rig.press("d");
    assert!(rig.screen().contains("Hold #1 as of Mon 16 Jun 2025? 1 decided, 1 left"), "{}", rig.screen());
    rig.press("n");
    assert!(rig.screen().contains("agenda"));
    rig.press("dy");
    assert_eq!(message(&rig), "held #1: 1 on tickets, 1 escalated, 1 task, 1 left for the next");
    assert!(rig.screen().contains("季度会 #1: minutes") && rig.screen().contains("Next meeting: #2"), "{}", rig.screen());
    // over: nothing is changed any more
    rig.press("i");
    assert!(message(&rig).starts_with("refused: joint meeting #1 was held on 2025-06-16"), "{}", message(&rig));
    rig.press("y");
    assert!(
        rig.copied[0].contains("季度会 #1: minutes\n") && rig.copied[0].contains("[ ] sign again · li.wei · 2025-07-10 · #1")
    );
    // the ticket is a key away
    rig.press("ggo");
    assert_eq!(rig.app.tab, TabId::Conflicts);
    assert!(rig.app.overlays.is_empty());
}

#[test]
fn a_topic_an_action_and_a_rebuilt_agenda() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&folder, (160, 45));
    rig.press("3M<Enter>a");
    rig.press("rebate<Tab><Tab>1<C-o>");
    assert!(rig.screen().contains("1. rebate") && rig.screen().contains("2. #1"), "{}", rig.screen());
    rig.press("g");
    assert_eq!(message(&rig), "3 items, 0 new, 0 done with");
    // an action of the ticket under the cursor has meeting, ticket and partner
    rig.press("t");
    rig.press("count cartons<C-o>");
    let session = rig.bench.session();
    let tasks = record::query_as::<crate::domain::kinds::Task>(session.store.conn(), "WHERE title = 'count cartons'", &[])
        .expect("tasks");
    assert_eq!((tasks[0].meeting, tasks[0].ticket, tasks[0].partner), (Some(1), Some(1), Some(1)));
    assert!(rig.screen().contains("☐ count cartons"), "{}", rig.screen());
    rig.press("x");
    assert_eq!(message(&rig), "took the item off the agenda");
    assert!(!rig.screen().contains("破损"), "{}", rig.screen());
}

#[test]
fn a_meeting_is_cancelled_for_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&folder, (80, 24));
    rig.press("3MX<Enter>");
    assert!(rig.screen().contains("Cancel #1 because:"), "without a reason it is asked again");
    rig.press("no room<Enter>");
    assert_eq!(message(&rig), "cancelled joint meeting #1");
    let lines = meeting::list(rig.bench.session(), Some(MeetingState::Cancelled), None).expect("meetings");
    assert_eq!(lines.len(), 1);
}

#[test]
fn today_and_the_calendar_open_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rig = rig(&folder, (120, 40));
    rig.press("0");
    assert!(rig.screen().contains("joint meeting"), "{}", rig.screen());
    rig.press("/季度会<Enter><Enter>");
    assert!(is_open(&rig.app), "{}", rig.screen());
    rig.press("<Esc>");
    assert!(rig.app.overlays.is_empty(), "opened for one meeting, it closes at once");
    rig.press("4<Enter><Enter>");
    assert!(is_open(&rig.app), "{}", rig.screen());
}
