use super::*;
use crate::domain::kinds::MeetingState;
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Row};

fn d(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

fn policy() -> Policy {
    Policy::load(None).expect("the shipped policy")
}

fn meeting(rhythm: Rhythm, planned_on: &str, period: &str) -> Meeting {
    Meeting {
        brought_in: false,
        number: Some(3),
        title: "季度渠道联席会议".into(),
        rhythm,
        region: None,
        planned_on: d(planned_on),
        place: String::new(),
        chair: None,
        participants: crate::domain::record::Tags::default(),
        state: MeetingState::Planned,
        held_on: None,
        minutes: String::new(),
        reason: String::new(),
        series: String::new(),
        period: period.into(),
        next: None,
        policy_version: None,
    }
}

#[test]
fn the_next_one_is_a_period_later_on_a_working_day_of_its_period() {
    let policy = policy();
    let cases = [
        // plain: three months on
        (Rhythm::Quarter, "2025-06-23", "2025-Q2", "2025-06-23", Some(("2025-09-23", "2025-Q3"))),
        // a Sunday becomes the Monday after
        (Rhythm::Quarter, "2025-03-24", "2025-Q1", "2025-03-24", Some(("2025-06-24", "2025-Q2"))),
        (Rhythm::Quarter, "2025-05-22", "2025-Q2", "2025-05-22", Some(("2025-08-22", "2025-Q3"))),
        (Rhythm::Quarter, "2025-05-23", "2025-Q2", "2025-05-23", Some(("2025-08-25", "2025-Q3"))),
        // 3 October is off until the 8th: the 9th
        (Rhythm::Quarter, "2025-07-03", "2025-Q3", "2025-07-03", Some(("2025-10-09", "2025-Q4"))),
        // moved out of its quarter: the next quarter is the next one all the same, at its end
        (Rhythm::Quarter, "2025-07-03", "2025-Q2", "2025-07-03", Some(("2025-09-30", "2025-Q3"))),
        // the end of the half-year is a Sunday, after which the period would be over: the last working day in it
        (Rhythm::HalfYear, "2023-12-31", "2023-H2", "2023-12-31", Some(("2024-06-28", "2024-H1"))),
        (Rhythm::HalfYear, "2025-06-30", "2025-H1", "2025-06-30", Some(("2025-12-30", "2025-H2"))),
        // 31 August has no counterpart in November: the 30th, a Sunday; the Monday is in the same quarter
        (Rhythm::Quarter, "2025-08-31", "2025-Q3", "2025-09-01", Some(("2025-12-01", "2025-Q4"))),
        // held so late that the next period is over as well: the one after it
        (Rhythm::Quarter, "2025-03-24", "2025-Q1", "2025-07-02", Some(("2025-09-24", "2025-Q3"))),
        (Rhythm::Special, "2025-06-23", "", "2025-06-23", None),
    ];
    for (rhythm, planned, period, after, expected) in cases {
        let got = next(&policy.calendar, &meeting(rhythm, planned, period), d(after));
        let got = got.as_ref().map(|(day, period)| (day.to_string(), period.as_str()));
        assert_eq!(got, expected.map(|(day, period)| (day.to_owned(), period)), "{rhythm:?} {planned} {period} after {after}");
        if let Some((day, _)) = expected {
            assert!(policy.calendar.is_workday(d(day)), "{day}");
        }
    }
}

#[test]
fn an_occurrence_of_the_network_is_the_plans_own_and_a_region_has_its_own_series() {
    let plan = &policy().maintenance;
    let cases = [
        (Rhythm::Quarter, None, Some(("joint_meeting", "2025-Q2"))),
        (Rhythm::Quarter, Some("east"), Some(("joint_meeting@east", "2025-Q2"))),
        (Rhythm::HalfYear, None, Some(("joint_meeting", "2025-H1"))),
        (Rhythm::Special, Some("east"), None),
    ];
    for (rhythm, region, expected) in cases {
        let got = occurrence(plan, rhythm, region, d("2025-05-06"));
        assert_eq!(got, expected.map(|(s, p)| (s.to_owned(), p.to_owned())), "{rhythm:?} {region:?}");
    }
    for (period, from, to) in [
        ("2025-Q2", "2025-04-01", "2025-06-30"),
        ("2025-Q4", "2025-10-01", "2025-12-31"),
        ("2024-H1", "2024-01-01", "2024-06-30"),
    ] {
        assert_eq!(span_of(period), Some(Span { from: d(from), to: d(to) }));
    }
    for wrong in ["", "2025", "2025-Q5", "2025-03", "2025-H", "x-Q1", "2025-季1"] {
        assert_eq!(span_of(wrong), None, "{wrong}");
    }
}

#[test]
fn without_a_day_it_is_where_the_rule_has_it_and_not_before_today() {
    let policy = policy();
    let day = |rhythm, from: &str| suggested(&policy.calendar, &policy.maintenance, rhythm, d(from)).to_string();
    assert_eq!(day(Rhythm::Quarter, "2025-05-06"), "2025-06-23");
    assert_eq!(day(Rhythm::Quarter, "2025-06-28"), "2025-06-30");
    assert_eq!(day(Rhythm::HalfYear, "2025-01-15"), "2025-06-12");
    assert_eq!(day(Rhythm::Special, "2025-06-06"), "2025-06-20");
}

fn candidate(ticket: i64, kind: TicketKind, partner: i64, level: i64, severity: Severity, opened: i64) -> Candidate {
    let opened_at = DateTime::from_timestamp(1_750_000_000 + opened * 86_400, 0);
    Candidate { ticket, title: format!("t{ticket}"), kind, partner: Some(partner), level, severity, opened_at }
}

#[test]
fn the_most_urgent_come_first_and_what_belongs_together_stands_together() {
    use Severity::{S1, S2, S3};
    use TicketKind::{Complaint, Diversion, Vertical};
    let open = vec![
        candidate(1, Complaint, 1, 1, S3, 0),
        candidate(2, Diversion, 2, 2, S2, 1),
        candidate(3, Complaint, 3, 1, S2, 2),
        candidate(4, Diversion, 4, 1, S1, 3),
        candidate(5, Complaint, 1, 1, S3, 4),
        candidate(6, Diversion, 2, 1, S3, 5),
        candidate(7, Vertical, 5, 3, S3, 6),
        candidate(8, Complaint, 3, 1, S3, 1),
    ];
    let order = |most| {
        let (list, more) = agenda(open.clone(), most);
        (list.iter().map(|c| c.ticket).collect::<Vec<_>>(), more)
    };
    // the escalated vertical one; diversions, since one is at level 2, the second of its partner beside it; complaints, the S2
    // first with its partner's other one, then by age
    assert_eq!(order(20), (vec![7, 2, 6, 4, 3, 8, 1, 5], 0));
    // what does not fit is the least urgent, not the last group
    assert_eq!(order(4), (vec![7, 2, 4, 3], 4));
    assert_eq!(order(0), (vec![], 8));
}

fn item(id: i64, position: i64, ticket: Option<i64>, change: impl FnOnce(&mut MeetingItem)) -> Stored<MeetingItem> {
    let mut row = Row::blank(Kind::MeetingItem);
    row.set("meeting", crate::domain::record::Value::Int(1));
    let mut item = row.typed::<MeetingItem>().expect("an item").record;
    (item.position, item.ticket, item.source) = (Some(position), ticket, ItemSource::Ticket);
    item.topic = format!("t{}", ticket.unwrap_or(id));
    change(&mut item);
    Stored { id, version: 1, record: item }
}

fn fresh(ticket: i64) -> Fresh {
    Fresh { source: ItemSource::Ticket, ticket: Some(ticket), task: None, topic: format!("t{ticket}") }
}

#[test]
fn what_a_person_touched_keeps_its_place_when_the_agenda_is_built_again() {
    let plain = |_: &mut MeetingItem| {};
    let by_hand = |i: &mut MeetingItem| i.by_hand = true;
    let there = |id| Slot::There(id, ItemSource::Ticket);
    // 1: moved to the top by hand; 2, 3: as built; 4: its ticket is closed; 5: a topic; 6: closed, but it was talked about
    let items = vec![
        item(1, 1, Some(30), by_hand),
        item(2, 2, Some(10), plain),
        item(3, 3, Some(20), plain),
        item(4, 4, Some(40), plain),
        item(5, 5, None, |i| (i.by_hand, i.source) = (true, ItemSource::Topic)),
        item(6, 6, Some(60), |i| i.discussion = "双方同意".into()),
    ];
    let (order, gone) = rebuilt(&items, vec![fresh(50), fresh(20), fresh(10), fresh(30)]);
    let topic = Slot::There(5, ItemSource::Topic);
    assert_eq!(order, [there(1), Slot::New(fresh(50)), there(3), there(2), topic, there(6)]);
    assert_eq!(gone, [4]);
    // built from nothing
    let (order, gone) = rebuilt(&[], vec![fresh(1), fresh(2)]);
    assert_eq!((order, gone), (vec![Slot::New(fresh(1)), Slot::New(fresh(2))], vec![]));
    // a place beyond the end is the end; a deferred topic is known again by its words
    let items = vec![item(7, 9, None, by_hand), item(8, 1, None, |i| i.topic = "返利口径".into())];
    let again = Fresh { source: ItemSource::Deferred, ticket: None, task: None, topic: "返利口径".into() };
    let (order, gone) = rebuilt(&items, vec![again]);
    assert_eq!(order, [Slot::There(8, ItemSource::Deferred), there(7)]);
    assert_eq!(gone, Vec::<i64>::new());
}

#[test]
fn an_action_is_read_as_people_write_it() {
    let noted = |line: &str| noted(line).into_iter().map(|n| (n.title, n.who, n.due.map(|d| d.to_string()))).collect::<Vec<_>>();
    let who = |s: &str| Some(s.to_owned());
    let cases = [
        ("补签区域协议 @zhao.min 2025-07-10", "补签区域协议", who("zhao.min"), who("2025-07-10")),
        ("- [ ] call the partner ＠li.wei", "call the partner", who("li.wei"), None),
        ("2025/7/1 @a 核对价格", "核对价格", who("a"), who("2025-07-01")),
        ("• mail to a @ b", "mail to a @ b", None, None),
        ("@a @b share", "@b share", who("a"), None),
        ("@a", "", who("a"), None),
    ];
    for (line, title, account, due) in cases {
        assert_eq!(noted(line), [(title.to_owned(), account, due)], "{line}");
    }
    assert_eq!(noted("\n  \n-\n").len(), 0);
    assert_eq!(noted("a\nb @c\n").len(), 2);
}
