mod planned;

use chrono::{DateTime, TimeZone, Utc};

use super::*;
use crate::domain::conflict::Act;
use crate::domain::kinds::{EventKind, ItemSource, Region, RegionLevel, Severity, Task, TaskKind, TaskState, TicketKind, User};
use crate::domain::period::Month;
use crate::domain::record::{Expected, Lang, Value};
use crate::ops::task::{self, Finish, Seen};
use crate::ops::ticket::{self, Draft as NewTicket};
use crate::ops::{Actor, Clock, plan as plan_ops};
use crate::store::{Change, Store};

fn at(text: &str) -> DateTime<Utc> {
    let wall = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect(text);
    chrono_tz::Asia::Shanghai.from_local_datetime(&wall).single().expect(text).with_timezone(&Utc)
}

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

const JS: i64 = 1;
const ZJ: i64 = 3;

/// 1 li.wei (specialist), 2 zhao.min (manager of JS), 3 chen.bo (head office); partners 1 in NJ (in JS), 2 in ZJ.
struct House {
    folder: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        let house = Self { folder: tempfile::tempdir().expect("a folder") };
        let mut store = Store::create(&house.folder.path().join("q.db")).expect("a database");
        let change = Change { actor: "root", at: at("2025-01-02 09:00"), label: "change-setup", detail: "", rules: 0 };
        let made: Result<()> = store.write(&change, |tx| {
            let user = |name: &str, role, regions: &str| User { regions: Tags::from_text(regions), ..User::new(name, "", role) };
            tx.add(&user("li.wei", Role::Specialist, ""))?;
            tx.add(&user("zhao.min", Role::Manager, "JS"))?;
            tx.add(&user("chen.bo", Role::HeadOffice, ""))?;
            let region = |code: &str, level, parent| Region {
                code: code.into(),
                name: code.into(),
                short_name: String::new(),
                level,
                parent,
                target_partners: None,
            };
            tx.add(&region("JS", RegionLevel::Province, None))?;
            let city = tx.add(&region("NJ", RegionLevel::City, Some(JS)))?;
            tx.add(&region("ZJ", RegionLevel::Province, None))?;
            for (code, region) in [("D001", city), ("D002", ZJ)] {
                let mut partner = Row::blank(Kind::Partner);
                partner.set("code", Value::Text(code.into()));
                partner.set("name", Value::Text(format!("渠道{code}")));
                partner.set("region", Value::Int(region));
                tx.insert(&partner)?;
            }
            Ok(())
        });
        made.expect("set up");
        house
    }

    fn session(&self, user: i64, now: &str) -> Session {
        let (name, role) = match user {
            1 => ("li.wei", Role::Specialist),
            2 => ("zhao.min", Role::Manager),
            _ => ("chen.bo", Role::HeadOffice),
        };
        Session::new(
            Store::open(&self.folder.path().join("q.db")).expect("the database"),
            Actor { name: name.into(), user: Some(user), role },
            Clock::At(at(now)),
            std::sync::Arc::new(Policy::load(None).expect("the embedded policy")),
        )
    }

    /// A ticket of a partner, opened on a day of June; answers its id.
    fn ticket(&self, partner: i64, kind: TicketKind, severity: Severity, day: u32, title: &str) -> i64 {
        let mut s = self.session(1, "2025-06-10 09:00");
        let opened_at = Some(at(&format!("2025-06-{day:02} 09:00")));
        let owner = Some(1);
        let draft =
            NewTicket { kind, severity, title: title.into(), partner: Some(partner), owner, opened_at, ..NewTicket::default() };
        ticket::new(&mut s, &draft).expect("a ticket").0
    }
}

/// A quarter's meeting of JS on 16 June, planned by its manager.
fn planned(house: &House) -> i64 {
    let mut s = house.session(2, "2025-06-10 09:00");
    let draft = Draft {
        title: "江苏季度会".into(),
        rhythm: Some(Rhythm::Quarter),
        region: Some(JS),
        on: Some(d("2025-06-16")),
        participants: Tags::from_text("li.wei, D001, 王律师"),
        ..Draft::default()
    };
    plan(&mut s, &draft).expect("planned").id
}

fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(OpError::Refused { key, .. }) => key.to_owned(),
        Err(OpError::Invalid(problems)) => {
            problems.iter().map(|p| format!("{} {} {:?}", p.field, p.value, p.expected)).collect::<Vec<_>>().join("; ")
        }
        Err(OpError::Role { .. }) => "role".to_owned(),
        Err(OpError::Store(StoreError::Conflict { .. })) => "conflict".to_owned(),
        other => format!("{other:?}"),
    }
}

fn key(e: &OpError) -> String {
    if let OpError::Refused { key, .. } = e { (*key).to_owned() } else { format!("{e:?}") }
}

/// The agenda: place, source, ticket or action, topic.
fn agenda_of(session: &Session, id: i64) -> Vec<(i64, ItemSource, String)> {
    let items = meetings::items(session.store.conn(), id).expect("items");
    items.into_iter().map(|i| (i.position.expect("a place"), i.source, i.record.topic)).collect()
}

/// Writes down what came of the item at a place.
fn write(session: &mut Session, id: i64, position: i64, change: impl FnOnce(&mut MeetingItem)) -> Result<Saved> {
    let mut item = item_at(session, id, position)?;
    change(&mut item.record);
    save(session, item.into(), &[])
}

fn own_task(session: &Session, id: i64) -> Stored<Task> {
    meetings::own_task(session.store.conn(), id).expect("read").expect("a task")
}

fn events(session: &Session, ticket: i64) -> Vec<(EventKind, String, String)> {
    let page = ticket::page(session, ticket).expect("a page");
    page.history.into_iter().map(|(e, _)| (e.kind, e.record.detail, e.record.text)).collect()
}

#[test]
fn a_planned_meeting_has_number_period_and_task_and_its_agenda_the_tickets_of_its_region() {
    let house = House::new();
    let id = planned(&house);
    let a = house.ticket(1, TicketKind::Complaint, Severity::S3, 2, "短少");
    let b = house.ticket(1, TicketKind::Complaint, Severity::S2, 3, "破损");
    house.ticket(2, TicketKind::Diversion, Severity::S1, 3, "外省");
    let done = house.ticket(1, TicketKind::Order, Severity::S3, 3, "已解决");
    let mut s = house.session(1, "2025-06-11 09:00");
    let resolve =
        Act::Resolve {
            root_cause: String::new(), resolution: "补发".into(), agreed_terms: String::new(), remedy: String::new()
        };
    ticket::act(&mut s, done, None, &Act::Acknowledge { note: String::new() }).expect("acknowledged");
    ticket::act(&mut s, done, None, &resolve).expect("resolved");
    let meeting: Stored<Meeting> = record::get_as(s.store.conn(), id).expect("the meeting");
    let told = (meeting.number, meeting.series.as_str(), meeting.period.as_str(), meeting.chair, meeting.state);
    assert_eq!(told, (Some(1), "joint_meeting@JS", "2025-Q2", Some(2), MeetingState::Planned));
    let task = own_task(&s, id);
    assert_eq!((task.kind, task.due_on, task.owner, task.state), (TaskKind::Meeting, d("2025-06-16"), Some(2), TaskState::Open));
    let built = agenda(&mut s, id).expect("built");
    assert_eq!(built, Built { items: 2, added: 2, removed: 0, more: 0 });
    let expected = [(1, ItemSource::Ticket, "破损".to_owned()), (2, ItemSource::Ticket, "短少".to_owned())];
    assert_eq!(agenda_of(&s, id), expected);
    let page = page(&s, id).expect("a page");
    assert_eq!(page.entries.iter().filter_map(|e| e.ticket.as_ref().map(|t| t.id)).collect::<Vec<_>>(), [b, a]);
    let names: Vec<(&str, &str)> = page.participants.iter().map(|(w, n)| (w.as_str(), n.as_str())).collect();
    assert_eq!(names, [("D001", "渠道D001"), ("li.wei", "li.wei"), ("王律师", "")]);
    // built again nothing changes, and nothing is written
    let steps =
        |s: &Session| s.store.conn().query_row("SELECT count(*) FROM change_set", [], |r| r.get::<_, i64>(0)).expect("a count");
    let before = steps(&s);
    assert_eq!(agenda(&mut s, id).expect("built"), Built { items: 2, ..Built::default() });
    assert_eq!(steps(&s), before);
}

#[test]
fn the_agenda_is_built_again_without_losing_what_was_edited() {
    let house = House::new();
    let id = planned(&house);
    house.ticket(1, TicketKind::Complaint, Severity::S3, 2, "短少");
    let b = house.ticket(1, TicketKind::Complaint, Severity::S2, 3, "破损");
    let mut s = house.session(1, "2025-06-11 09:00");
    agenda(&mut s, id).expect("built");
    // a specialist adds a topic at the top and writes to the last item
    let mut topic = Row::blank(Kind::MeetingItem);
    topic.set("meeting", Value::Int(id));
    topic.set("topic", Value::Text("返利口径".into()));
    topic.set("position", Value::Int(1));
    save(&mut s, topic.clone(), &[]).expect("added");
    write(&mut s, id, 3, |i| i.discussion = "仓库确认短少".into()).expect("written");
    assert_eq!(refused(save(&mut s, topic, &[])), "topic 返利口径 Unique(\"1. 返利口径\")");
    // one ticket is resolved meanwhile, another is new
    ticket::act(&mut s, b, None, &Act::Acknowledge { note: String::new() }).expect("acknowledged");
    let resolve =
        Act::Resolve {
            root_cause: String::new(), resolution: "补发".into(), agreed_terms: String::new(), remedy: String::new()
        };
    ticket::act(&mut s, b, None, &resolve).expect("resolved");
    house.ticket(1, TicketKind::Vertical, Severity::S1, 9, "直供");
    assert_eq!(agenda(&mut s, id).expect("built"), Built { items: 3, added: 1, removed: 1, more: 0 });
    let topics: Vec<(i64, String)> = agenda_of(&s, id).into_iter().map(|(p, _, t)| (p, t)).collect();
    assert_eq!(topics, [(1, "返利口径".to_owned()), (2, "直供".to_owned()), (3, "短少".to_owned())]);
    // taken off, the others close up
    let item = item_at(&s, id, 1).expect("an item");
    remove(&mut s, item.id, None).expect("removed");
    assert_eq!(agenda_of(&s, id).iter().map(|i| i.0).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(refused(item_at(&s, id, 3)), "usage-meeting-no-item");
}

#[test]
fn holding_writes_outcomes_tasks_and_the_next_meeting_and_undo_takes_all_back() {
    let house = House::new();
    let id = planned(&house);
    let a = house.ticket(1, TicketKind::Complaint, Severity::S2, 2, "破损");
    let b = house.ticket(1, TicketKind::Complaint, Severity::S3, 3, "短少");
    let c = house.ticket(1, TicketKind::Complaint, Severity::S3, 4, "迟到");
    let mut s = house.session(2, "2025-06-16 17:00");
    agenda(&mut s, id).expect("built");
    write(&mut s, id, 1, |i| {
        i.discussion = "物流商承担".into();
        i.decision = Some(MeetingDecision::Escalate);
        i.actions = "补签运输协议 @zhao.min 2025-07-10\n核对破损数量".into();
    })
    .expect("written");
    write(&mut s, id, 2, |i| i.decision = Some(MeetingDecision::Settled)).expect("written");
    let before = s.store.data_version().expect("a version");
    let outcome = hold(&mut s, id, None, &Held { on: d("2025-06-16"), minutes: Some("签到 5 人。\n".into()) }).expect("held");
    assert_eq!((outcome.number, outcome.noted, outcome.raised, outcome.tasks, outcome.left), (1, 2, 1, 2, 1));
    assert!(outcome.refused.is_empty());
    let next = outcome.next.expect("a next one");
    assert_eq!((next.number, next.on), (2, d("2025-09-16")));
    // on the tickets
    let on_a = events(&s, a);
    assert!(on_a.contains(&(EventKind::Meeting, "#1 escalate".into(), "物流商承担".into())), "{on_a:?}");
    assert!(on_a.iter().any(|e| e.0 == EventKind::Escalated && e.2 == "物流商承担"), "{on_a:?}");
    assert_eq!(ticket::page(&s, a).expect("a page").ticket.level, 2);
    assert!(events(&s, b).contains(&(EventKind::Meeting, "#1 settled".into(), String::new())));
    assert!(events(&s, c).iter().all(|e| e.0 != EventKind::Meeting), "nobody spoke of it");
    // as tasks: with the meeting, the ticket, its partner and owner
    let actions =
        record::query_as::<Task>(s.store.conn(), "WHERE meeting = ?1 AND kind <> 'meeting' ORDER BY id", &[&id]).expect("tasks");
    let told: Vec<_> = actions.iter().map(|t| (t.title.as_str(), t.owner, t.due_on, t.ticket, t.partner, t.kind)).collect();
    let follow = TaskKind::FollowUp;
    let expected = [
        ("补签运输协议", Some(2), d("2025-07-10"), Some(a), Some(1), follow),
        ("核对破损数量", Some(1), d("2025-06-30"), Some(a), Some(1), follow),
    ];
    assert_eq!(told, expected);
    let done = own_task(&s, id);
    assert_eq!((done.state, done.checklist.contains("[ ]")), (TaskState::Done, false));
    // the meeting, and the next one with its task
    let meeting: Stored<Meeting> = record::get_as(s.store.conn(), id).expect("the meeting");
    assert_eq!(
        (meeting.state, meeting.held_on, meeting.minutes.as_str()),
        (MeetingState::Held, Some(d("2025-06-16")), "签到 5 人。")
    );
    assert_eq!(meeting.next, Some(next.id));
    assert_eq!(own_task(&s, next.id).due_on, d("2025-09-16"));
    assert_eq!(item_at(&s, id, 3).expect("an item").decision, Some(MeetingDecision::Deferred));
    assert!(s.store.data_version().is_ok_and(|v| v == before), "one connection wrote");

    let last = crate::store::undo::last_of(s.store.conn(), "zhao.min").expect("read").expect("a change");
    assert_eq!(last.label, "change-meeting-hold");
    s.write(Role::Specialist, "change-undo", "", |tx| Ok(tx.take_back(last.id)?)).expect("undone");
    let meeting: Stored<Meeting> = record::get_as(s.store.conn(), id).expect("the meeting");
    assert_eq!((meeting.state, meeting.next, meeting.minutes.as_str()), (MeetingState::Planned, None, ""));
    assert!(events(&s, a).iter().all(|e| !matches!(e.0, EventKind::Meeting | EventKind::Escalated)));
    assert_eq!(ticket::page(&s, a).expect("a page").ticket.level, 1);
    let left = record::query_as::<Task>(s.store.conn(), "WHERE meeting IS NOT NULL", &[]).expect("tasks");
    assert_eq!(left.iter().map(|t| (t.id, t.state)).collect::<Vec<_>>(), [(own_task(&s, id).id, TaskState::Open)]);
    assert_eq!(list(&s, None, None).expect("meetings").len(), 1);
    assert_eq!(item_at(&s, id, 3).expect("an item").decision, None);
}

#[test]
fn what_was_left_undone_or_put_off_comes_first_the_next_time() {
    let house = House::new();
    let id = planned(&house);
    let a = house.ticket(1, TicketKind::Complaint, Severity::S2, 2, "破损");
    house.ticket(1, TicketKind::Complaint, Severity::S3, 3, "短少");
    let mut s = house.session(2, "2025-06-16 17:00");
    agenda(&mut s, id).expect("built");
    let mut topic = Row::blank(Kind::MeetingItem);
    topic.set("meeting", Value::Int(id));
    topic.set("topic", Value::Text("返利口径".into()));
    topic.set("decision", Value::Text("deferred".into()));
    save(&mut s, topic, &[]).expect("added");
    write(&mut s, id, 1, |i| {
        i.decision = Some(MeetingDecision::Talks);
        i.actions = "一 2025-07-01\n二 2025-06-20".into();
    })
    .expect("written");
    let outcome = hold(&mut s, id, None, &Held { on: d("2025-06-16"), minutes: None }).expect("held");
    let next = outcome.next.expect("a next one").id;
    // one of the actions is done meanwhile; a worse ticket is new
    let done = record::query_as::<Task>(s.store.conn(), "WHERE title = '一'", &[]).expect("a task");
    task::done(&mut s, &[Seen { id: done[0].id, version: None }], &Finish::default()).expect("done");
    house.ticket(1, TicketKind::Vertical, Severity::S1, 9, "直供");
    agenda(&mut s, next).expect("built");
    let expected = [
        (1, ItemSource::Action, "二".to_owned()),
        (2, ItemSource::Deferred, "短少".to_owned()),
        (3, ItemSource::Deferred, "返利口径".to_owned()),
        (4, ItemSource::Ticket, "直供".to_owned()),
        (5, ItemSource::Ticket, "破损".to_owned()),
    ];
    assert_eq!(agenda_of(&s, next), expected);
    let page = page(&s, next).expect("a page");
    assert_eq!(page.previous.map(|p| p.number), Some(1));
    assert_eq!(page.entries[0].ticket.as_ref().map(|t| t.id), Some(a), "the action knows its ticket");
    // done before the meeting it is off the agenda again
    let two = record::query_as::<Task>(s.store.conn(), "WHERE title = '二'", &[]).expect("a task");
    task::done(&mut s, &[Seen { id: two[0].id, version: None }], &Finish::default()).expect("done");
    assert_eq!(agenda(&mut s, next).expect("built").removed, 1);
}

#[test]
fn a_refused_decision_is_told_and_the_rest_is_done() {
    let house = House::new();
    let id = planned(&house);
    let a = house.ticket(1, TicketKind::Complaint, Severity::S2, 2, "破损");
    let b = house.ticket(1, TicketKind::Complaint, Severity::S3, 3, "短少");
    let mut s = house.session(2, "2025-06-16 17:00");
    agenda(&mut s, id).expect("built");
    write(&mut s, id, 1, |i| i.decision = Some(MeetingDecision::Arbitration)).expect("written");
    write(&mut s, id, 2, |i| i.decision = Some(MeetingDecision::Escalate)).expect("written");
    let outcome = hold(&mut s, id, None, &Held { on: d("2025-06-16"), minutes: None }).expect("held");
    let told: Vec<_> = outcome.refused.iter().map(|r| (r.position, r.ticket, key(&r.why))).collect();
    assert_eq!(told, [(1, 1, "refused-ticket-not-acknowledged".to_owned())]);
    assert_eq!((outcome.noted, outcome.raised), (2, 1));
    let levels: Vec<i64> = [a, b].iter().map(|t| ticket::page(&s, *t).expect("a page").ticket.level).collect();
    assert_eq!(levels, [1, 2]);
    assert!(events(&s, a).iter().any(|e| e.0 == EventKind::Meeting && e.1 == "#1 arbitration"));
}

#[test]
fn of_two_people_who_hold_it_one_is_told() {
    let house = House::new();
    let id = planned(&house);
    let mut one = house.session(2, "2025-06-16 17:00");
    let mut two = house.session(3, "2025-06-16 17:00");
    let seen = record::get_as::<Meeting>(two.store.conn(), id).expect("the meeting").version;
    let held = Held { on: d("2025-06-16"), minutes: None };
    hold(&mut one, id, Some(seen), &held).expect("held");
    assert_eq!(refused(hold(&mut two, id, Some(seen), &held)), "refused-meeting-over");
    assert_eq!(list(&two, None, None).expect("meetings").len(), 2, "there is one next meeting");
    // planned still, but not as it was seen
    let next = meetings::list(two.store.conn(), Some(MeetingState::Planned), None).expect("meetings")[0].id;
    let seen = record::get_as::<Meeting>(two.store.conn(), next).expect("the meeting");
    let mut moved = seen.clone();
    moved.record.place = "南京".into();
    save(&mut one, moved.into(), &[]).expect("saved");
    assert_eq!(refused(hold(&mut two, next, Some(seen.version), &held)), "conflict");
}

#[test]
fn what_is_wrong_is_named_at_its_field_and_nothing_is_written() {
    let house = House::new();
    let id = planned(&house);
    house.ticket(1, TicketKind::Complaint, Severity::S2, 2, "破损");
    let mut s = house.session(2, "2025-06-11 09:00");
    agenda(&mut s, id).expect("built");
    let held = |on: &str| Held { on: d(on), minutes: None };
    assert_eq!(refused(hold(&mut s, id, None, &held("2025-06-12"))), "held_on 2025-06-12 AtMost(\"2025-06-11\")");
    assert_eq!(refused(cancel(&mut s, id, None, " ")), "reason  Given");
    let mut item = Row::blank(Kind::MeetingItem);
    item.set("meeting", Value::Int(id));
    item.set("decision", Value::Text("escalate".into()));
    item.set("actions", Value::Text("@li.wei 2025-07-01\n核对 @nobody".into()));
    let expected = "topic  Given; decision escalate Rule(\"expected-ticket-for-decision\"); actions @li.wei 2025-07-01\n核对 @nobody \
                    Rule(\"expected-action-words\"); actions @nobody Rule(\"expected-active-user\")";
    assert_eq!(refused(save(&mut s, item, &[])), expected);
    let past = Draft { title: "会".into(), on: Some(d("2025-06-10")), ..Draft::default() };
    assert_eq!(refused(plan(&mut s, &past)), "planned_on 2025-06-10 AtLeast(\"2025-06-11\")");
    assert_eq!(refused(plan(&mut s, &Draft::default())), "title  Given");
    // an action of a meeting is a task of its own; a meeting is none
    let mut task = Row::blank(Kind::Task);
    for (name, value) in [("title", Value::Text("补签".into())), ("meeting", Value::Int(id)), ("due_on", Value::Int(20_260))] {
        task.set(name, value);
    }
    task.set("kind", Value::Text("meeting".into()));
    assert_eq!(refused(save(&mut s, task.clone(), &[])), "kind meeting Rule(\"expected-action-kind\")");
    task.set("kind", Value::Text("follow_up".into()));
    let made = save(&mut s, task, &[]).expect("a task").id;
    let made: Stored<Task> = record::get_as(s.store.conn(), made).expect("the task");
    assert_eq!((made.series.as_str(), made.period.as_str()), ("meeting:1", "1"));
    // over: its items and its day are settled, its minutes may be put right
    hold(&mut s, id, None, &held("2025-06-11")).expect("held");
    assert_eq!(refused(write(&mut s, id, 1, |i| i.discussion = "x".into())), "meeting #1 Rule(\"expected-planned-meeting\")");
    let over: Stored<Meeting> = record::get_as(s.store.conn(), id).expect("the meeting");
    let mut later = over.clone();
    (later.record.minutes, later.record.planned_on) = ("更正".into(), d("2025-07-01"));
    let problem = format!("planned_on 2025-07-01 {:?}", Expected::Rule("expected-planned-meeting"));
    assert_eq!(refused(save(&mut s, later.into(), &[])), problem);
    let mut put_right = over;
    put_right.record.minutes = "更正".into();
    save(&mut s, put_right.into(), &[]).expect("saved");
}

#[test]
fn a_meeting_needs_a_manager_of_its_region_and_its_agenda_somebody_who_works() {
    let house = House::new();
    let id = planned(&house);
    let held = Held { on: d("2025-06-10"), minutes: None };
    let mut li = house.session(1, "2025-06-10 09:00");
    assert_eq!(refused(hold(&mut li, id, None, &held)), "role");
    assert_eq!(refused(cancel(&mut li, id, None, "x")), "role");
    assert_eq!(refused(plan(&mut li, &Draft { title: "会".into(), ..Draft::default() })), "role");
    agenda(&mut li, id).expect("a specialist prepares the agenda");
    let mut zhao = house.session(2, "2025-06-10 09:00");
    let of_zj = Draft { title: "浙江会".into(), region: Some(ZJ), ..Draft::default() };
    assert_eq!(refused(plan(&mut zhao, &of_zj)), "refused-meeting-region");
    let mut chen = house.session(3, "2025-06-10 09:00");
    let other = plan(&mut chen, &of_zj).expect("planned").id;
    assert_eq!(refused(hold(&mut zhao, other, None, &held)), "refused-meeting-region");
    let network = plan(&mut zhao, &Draft { title: "全网会".into(), ..Draft::default() }).expect("planned").id;
    hold(&mut zhao, network, None, &held).expect("held");
    assert_eq!(
        record::get_as::<Meeting>(zhao.store.conn(), network).expect("the meeting").next,
        None,
        "a special one has no next"
    );
}
