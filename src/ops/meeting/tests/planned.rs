//! Meetings, the plan and its tasks.

use super::*;

#[test]
fn a_period_has_one_meeting_whoever_planned_it() {
    let house = House::new();
    planned(&house);
    let mut s = house.session(3, "2025-06-02 09:00");
    let june = Month::of(d("2025-06-01"));
    let made = plan_ops::generate(&mut s, june, Lang::Zh).expect("a plan");
    assert!(made.drafts.iter().any(|t| t.kind == TaskKind::Meeting));
    let network = meetings::of_period(s.store.conn(), "joint_meeting", "2025-Q2").expect("read").expect("the plan's meeting");
    assert_eq!((network.region, network.rhythm, network.chair), (None, Rhythm::Quarter, Some(3)));
    assert_eq!(own_task(&s, network.id).series, "joint_meeting");
    assert!(plan_ops::generate(&mut s, june, Lang::En).expect("a plan").drafts.is_empty());
    // by hand: the same period is taken, by its number; a region's own is another one
    let wish = |region, on: &str| Draft {
        title: "季度会".into(),
        rhythm: Some(Rhythm::Quarter),
        region,
        on: Some(d(on)),
        ..Draft::default()
    };
    assert!(refused(plan(&mut s, &wish(None, "2025-06-27"))).contains("expected-free-period"));
    assert!(refused(plan(&mut s, &wish(Some(JS), "2025-06-27"))).contains("expected-free-period"));
    plan(&mut s, &wish(Some(ZJ), "2025-06-27")).expect("planned");
    // held, it plans the third quarter's; the plan then finds that one
    hold(&mut s, network.id, None, &Held { on: d("2025-06-02"), minutes: None }).expect("held");
    let september = Month::of(d("2025-09-01"));
    let made = plan_ops::generate(&mut s, september, Lang::Zh).expect("a plan");
    assert!(made.drafts.iter().all(|t| t.kind != TaskKind::Meeting));
    // cancelled, the period is free again, and the plan does not make it by itself
    let third = meetings::of_period(s.store.conn(), "joint_meeting", "2025-Q3").expect("read").expect("the next");
    cancel(&mut s, third.id, None, "并入年会").expect("cancelled");
    assert_eq!(own_task(&s, third.id).state, TaskState::Skipped);
    assert!(plan_ops::generate(&mut s, september, Lang::Zh).expect("a plan").drafts.is_empty());
    let again = plan(&mut s, &wish(None, "2025-09-19")).expect("planned").id;
    assert_eq!((own_task(&s, again).state, own_task(&s, again).due_on), (TaskState::Open, d("2025-09-19")));
}

#[test]
fn meeting_and_task_go_together() {
    let house = House::new();
    let id = planned(&house);
    let mut s = house.session(2, "2025-06-10 09:00");
    let seen = |s: &Session| [Seen { id: own_task(s, id).id, version: None }];
    task::move_to(&mut s, &seen(&house.session(2, "2025-06-10 09:00")), d("2025-07-02"), "").expect("moved");
    let moved: Stored<Meeting> = record::get_as(s.store.conn(), id).expect("the meeting");
    assert_eq!((moved.planned_on, moved.period.as_str()), (d("2025-07-02"), "2025-Q2"), "a moved one stays that of its period");
    let mut back = moved.clone();
    back.record.planned_on = d("2025-06-18");
    back.record.chair = Some(3);
    save(&mut s, back.into(), &[]).expect("saved");
    assert_eq!((own_task(&s, id).due_on, own_task(&s, id).owner), (d("2025-06-18"), Some(3)));
    // it is not finished like any task, and not moved by who may not plan one
    assert_eq!(
        refused(task::done(&mut s, &seen(&house.session(2, "2025-06-10 09:00")), &Finish::default())),
        "refused-meeting-task"
    );
    let mut li = house.session(1, "2025-06-10 09:00");
    assert_eq!(refused(task::move_to(&mut li, &seen(&house.session(1, "2025-06-10 09:00")), d("2025-06-20"), "")), "role");
    task::skip(&mut s, &seen(&house.session(2, "2025-06-10 09:00")), "场地停电").expect("skipped");
    let over: Stored<Meeting> = record::get_as(s.store.conn(), id).expect("the meeting");
    assert_eq!((over.state, over.reason.as_str()), (MeetingState::Cancelled, "场地停电"));
    assert_eq!(refused(agenda(&mut s, id)), "refused-meeting-over");
}
