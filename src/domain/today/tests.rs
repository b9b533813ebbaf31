use super::*;

fn at(s: &str) -> DateTime<Utc> {
    s.parse().expect("a moment")
}
fn d(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

const POLICY: TodayPolicy = TodayPolicy { soon_minutes: 240, window: 100 };

fn clock(left: i64, severity: Severity) -> Matter {
    Matter::Clock {
        number: 1,
        title: String::new(),
        kind: TicketKind::Complaint,
        severity,
        state: TicketState::New,
        level: 1,
        clock: ClockKind::Response,
        due: at("2025-06-06T10:00:00Z"),
        left,
        goal: 7_200,
        day: 9 * 3_600,
    }
}
fn escalated(level: i64, since: &str) -> Matter {
    Matter::Escalated {
        number: 1,
        title: String::new(),
        kind: TicketKind::Diversion,
        severity: Severity::S2,
        state: TicketState::Investigating,
        level,
        at: at(since),
        clock: None,
        by: String::new(),
        reason: String::new(),
    }
}
fn alert(severity: AlertSeverity, since: &str) -> Matter {
    Matter::Alert { rule: AlertRule::OrderDrop, severity, value: None, bound: None, since: d(since) }
}
fn task(kind: TaskKind, due_on: &str, city: &str) -> Matter {
    Matter::Task { kind, title: String::new(), due_on: d(due_on), city: city.to_owned(), progress: (0, 0), meeting: None }
}
fn approval(part: Part, due: &str) -> Matter {
    Matter::Approval {
        number: 1,
        subject: ApprovalSubject::Expense,
        title: String::new(),
        wanted: None,
        amount: None,
        by: String::new(),
        place_of: None,
        step: (1, 1),
        part,
        due: at(due),
    }
}
fn item(key: &str, matter: Matter) -> Item {
    let band = band(&matter, at("2025-06-06T08:00:00Z"), d("2025-06-06"), &POLICY);
    let parties = vec![Party { id: 1, code: key.to_owned(), name: key.to_owned() }];
    Item { key: key.to_owned(), ids: vec![(1, 1)], matter, parties, owner: Some((5, "li.wei".into())), band }
}

#[test]
fn the_queue_is_ordered_by_what_can_still_be_saved() {
    let check = Matter::Check {
        number: 2,
        title: String::new(),
        kind: TicketKind::Order,
        severity: Severity::S2,
        resolved_at: at("2025-06-05T08:00:00Z"),
        by: String::new(),
    };
    let expected = [
        ("42 minutes left", clock(42 * 60, Severity::S3)),
        ("4 hours left", clock(4 * 3_600, Severity::S1)),
        ("over, S1", clock(-60, Severity::S1)),
        ("over, S3, by 2 h", clock(-7_200, Severity::S3)),
        ("over, S3, by 1 h", clock(-3_600, Severity::S3)),
        ("came to L3", escalated(3, "2025-06-06T07:30:00Z")),
        ("came to L2 an hour ago", escalated(2, "2025-06-06T07:00:00Z")),
        ("came to L2 just now", escalated(2, "2025-06-06T07:59:00Z")),
        ("approval due an hour ago", approval(Part::Decide, "2025-06-06T07:00:00Z")),
        ("answer due this moment", approval(Part::Answer, "2025-06-06T08:00:00Z")),
        ("critical, today", alert(AlertSeverity::Critical, "2025-06-06")),
        ("critical, last week", alert(AlertSeverity::Critical, "2025-05-30")),
        ("6 hours left", clock(6 * 3_600, Severity::S1)),
        ("warning", alert(AlertSeverity::Warning, "2025-06-06")),
        ("training 3 days late", task(TaskKind::Training, "2025-06-03", "")),
        ("review 1 day late", task(TaskKind::BusinessReview, "2025-06-05", "")),
        ("approval due in a second", approval(Part::Decide, "2025-06-06T08:00:01Z")),
        ("answer due tomorrow", approval(Part::Answer, "2025-06-07T06:00:00Z")),
        ("today", task(TaskKind::Audit, "2025-06-06", "")),
        ("check", check),
        ("decided this morning", approval(Part::Note(ApprovalState::Rejected), "2025-06-06T06:00:00Z")),
        ("notice", alert(AlertSeverity::Info, "2025-06-06")),
    ];
    let mut shuffled: Vec<Item> = expected.iter().rev().map(|(key, matter)| item(key, matter.clone())).collect();
    shuffled.swap(0, 7);
    let got: Vec<String> = ordered(shuffled).into_iter().map(|i| i.key).collect();
    assert_eq!(got, expected.map(|(key, _)| key));
}

#[test]
fn visits_of_one_day_and_city_are_one_line() {
    let mut other = item("elsewhere", task(TaskKind::Visit, "2025-06-06", "宁波"));
    other.ids = vec![(9, 1)];
    let items = vec![
        item("a", task(TaskKind::Visit, "2025-06-06", "杭州")),
        item("b", task(TaskKind::Visit, "2025-06-06", "杭州")),
        other,
        item("late", task(TaskKind::Visit, "2025-06-05", "杭州")),
        item("call", task(TaskKind::Contact, "2025-06-06", "杭州")),
    ];
    let got = ordered(items);
    let lines: Vec<(&str, usize)> = got.iter().map(|i| (i.key.as_str(), i.ids.len())).collect();
    assert_eq!(lines, [("late", 1), ("a", 2), ("call", 1), ("elsewhere", 1)]);
    assert_eq!(got[1].parties.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}
