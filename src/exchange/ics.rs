//! Tasks as a calendar (RFC 5545): one all-day event each.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus};

use crate::domain::kinds::{Task, TaskState};
use crate::domain::record::{Lang, Stored};
use crate::i18n::text::visible_lines;

/// The calendar that `tasks` are; `partner` answers what a partner is called, `now` is the stamp of every event.
///
/// An event keeps its identity from export to export, so that a calendar updates it instead of showing it twice.
#[must_use]
pub fn calendar(tasks: &[Stored<Task>], lang: Lang, now: DateTime<Utc>, partner: impl Fn(i64) -> Option<String>) -> String {
    let mut calendar = Calendar::new();
    calendar.name("qudao");
    for task in tasks {
        let who = task.partner.and_then(&partner);
        let title = who.as_ref().map_or_else(|| task.title.clone(), |who| format!("{} · {who}", task.title));
        let mark = if task.state == TaskState::Done { "✓ " } else { "" };
        let status = if task.state == TaskState::Skipped { EventStatus::Cancelled } else { EventStatus::Confirmed };
        let notes = [&task.checklist, &task.findings].iter().filter(|t| !t.is_empty()).map(|t| text(t)).collect::<Vec<_>>();
        let mut event = Event::with_uid(&format!("task-{}@qudao", task.id));
        event.summary(&text(&format!("{mark}{title}"))).all_day(task.due_on).timestamp(now).status(status);
        event.add_property("CATEGORIES", task.kind.label().get(lang));
        event.add_property("SEQUENCE", (task.version - 1).to_string());
        if !notes.is_empty() {
            event.description(&notes.join("\n\n"));
        }
        calendar.push(event.done());
    }
    calendar.to_string()
}

/// Text as RFC 5545 has it: without control characters but line ends; they are shown.
fn text(text: &str) -> String {
    visible_lines(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kinds::TaskKind;

    #[test]
    fn a_task_is_an_all_day_event_with_a_lasting_identity() {
        let due_on = "2025-06-07".parse().expect("a day");
        let task = Task {
            partner: Some(7),
            checklist: "[ ] display\n[ ] stock".into(),
            ..Task::new(TaskKind::Visit, "拜访, 陈列; 检查", due_on)
        };
        let stored = Stored { id: 42, version: 3, record: task };
        let now = DateTime::from_timestamp(1_750_000_000, 0).expect("a moment");
        let text = calendar(&[stored], Lang::Zh, now, |id| Some(format!("D{id:03}")));
        for line in
            ["UID:task-42@qudao", "DTSTART;VALUE=DATE:20250607", "STATUS:CONFIRMED", "SEQUENCE:2", "DTSTAMP:20250615T150640Z"]
        {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert!(text.contains("SUMMARY:拜访\\, 陈列\\; 检查 · D007"), "{text}");
        assert!(text.contains("[ ] display\\n[ ] stock"), "{text}");
        assert!(text.lines().all(|l| l.len() <= 75), "lines are folded");
    }
    #[test]
    fn a_control_sequence_in_a_title_is_shown_and_not_carried() {
        let task = Task {
            findings: "a\x07b\nc".into(),
            ..Task::new(TaskKind::Visit, "x\x1b]52;c;eA==\x07\u{9b}", "2025-06-07".parse().expect("a day"))
        };
        let text = calendar(&[Stored { id: 1, version: 1, record: task }], Lang::En, DateTime::default(), |_| None);
        assert!(!text.contains(|c: char| c.is_control() && c != '\r' && c != '\n'), "{text:?}");
        assert!(text.contains("x␛]52") && text.contains("a␇b\\nc"), "{text}");
    }
}
