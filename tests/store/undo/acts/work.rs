//! Tasks, Today, meetings, articles.

use super::*;

pub(super) const ACTS: &[(&str, Do)] = &[
    ("add a task", |b, who, n, (x, _)| {
        let partner = b.one(Kind::Partner, x)?;
        let checklist = "[ ] shelf\n[ ] price".to_owned();
        let task = Task::new(TaskKind::Visit, format!("task {n}"), day("2025-06-12"));
        let task = Task { partner: Some(partner), checklist, ..task };
        task::add(&mut b.people[who], task).map(drop)
    }),
    ("tick a line", |b, who, _, (x, _)| {
        let id = b.one(Kind::Task, x)?;
        task::tick(&mut b.people[who], seen(id), 0).map(drop)
    }),
    ("finish tasks", |b, who, n, (x, _)| {
        let ids: Vec<_> = b.some(Kind::Task, x).into_iter().map(seen).collect();
        task::done(&mut b.people[who], &ids, &task::Finish { findings: format!("found {n}"), checklist: None })
    }),
    ("move a task", |b, who, n, (x, y)| {
        let id = b.one(Kind::Task, x)?;
        task::move_to(&mut b.people[who], &[seen(id)], day("2025-07-01") + Days::new((y % 20) as u64), &format!("later {n}"))
    }),
    ("skip a task", |b, who, n, (x, _)| {
        let id = b.one(Kind::Task, x)?;
        task::skip(&mut b.people[who], &[seen(id)], &format!("no {n}"))
    }),
    ("assign a task", |b, who, _, (x, y)| {
        let id = b.one(Kind::Task, x)?;
        task::assign(&mut b.people[who], &[seen(id)], 1 + int(y % 2))
    }),
    ("put off in Today", |b, who, n, (x, _)| {
        let until = Utc.with_ymd_and_hms(2025, 6, 8, 9, 0, 0).single().expect("a moment") + chrono::Duration::seconds(int(n));
        today::snooze(&mut b.people[who], &[format!("task:{}", x % 3), format!("alert:{n}")], until)
    }),
    ("bring back in Today", |b, who, _, _| today::recall_all(&mut b.people[who]).map(|_| ())),
    ("plan a month", |b, who, _, (x, _)| {
        plan::generate(&mut b.people[who], Month(2025 * 12 + 6 + i32::try_from(x % 3).expect("small")), Lang::En).map(drop)
    }),
    ("plan a meeting", |b, who, n, _| {
        let draft = meeting::Draft {
            title: format!("meeting {n}"),
            rhythm: None,
            region: None,
            on: Some(day("2025-06-20")),
            place: String::new(),
            chair: None,
            participants: Tags::default(),
        };
        meeting::plan(&mut b.people[who], &draft).map(drop)
    }),
    ("build an agenda", |b, who, _, (x, _)| {
        let id = b.one(Kind::Meeting, x)?;
        meeting::agenda(&mut b.people[who], id).map(drop)
    }),
    ("take off an agenda", |b, who, _, (x, _)| {
        let id = b.one(Kind::MeetingItem, x)?;
        meeting::remove(&mut b.people[who], id, None)
    }),
    ("hold a meeting", |b, who, n, (x, _)| {
        let id = b.one(Kind::Meeting, x)?;
        meeting::hold::hold(&mut b.people[who], id, None, &Held { on: day("2025-06-07"), minutes: Some(format!("said {n}")) })
            .map(drop)
    }),
    ("cancel a meeting", |b, who, n, (x, _)| {
        let id = b.one(Kind::Meeting, x)?;
        meeting::hold::cancel(&mut b.people[who], id, None, &format!("no {n}"))
    }),
    ("add the starting articles", |b, who, _, _| knowledge::add_starters(&mut b.people[who]).map(drop)),
];

fn seen(id: i64) -> task::Seen {
    task::Seen { id, version: None }
}
