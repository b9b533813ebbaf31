//! Tickets in words: clocks and what happened.

use chrono::DateTime;

use super::number;
use crate::domain::desk_figures::{DeskTargets, Dimension, Key, Verdict};
use crate::domain::kinds::{EventKind, Evidence, MeetingDecision, TicketEvent, TicketState};
use crate::domain::record::{FieldType, Kind, Lang, Value};
use crate::domain::sla::{Clock, ClockKind, Phase};
use crate::t;

/// A span of working time: `0:42`, `16:05`, and from two working days on `3 d 2 h`, a day being `day` seconds long.
#[must_use]
pub fn span(lang: Lang, seconds: i64, day: i64) -> String {
    let seconds = seconds.abs();
    if seconds < 2 * day.max(1) {
        return format!("{}:{:02}", seconds / 3_600, seconds % 3_600 / 60);
    }
    let (days, hours) = (seconds / day, seconds % day / 3_600);
    match (lang, hours) {
        (Lang::En, 0) => format!("{days} d"),
        (Lang::En, _) => format!("{days} d {hours} h"),
        (Lang::Zh, 0) => format!("{days}天"),
        (Lang::Zh, _) => format!("{days}天{hours}小时"),
    }
}

/// [`span`] in at most seven columns: `0:42`, `2d22h`, `2天22时`.
#[must_use]
pub fn span_short(lang: Lang, seconds: i64, day: i64) -> String {
    let seconds = seconds.abs();
    if seconds < 2 * day.max(1) {
        return span(lang, seconds, day);
    }
    let (days, hours) = (seconds / day, seconds % day / 3_600);
    match (lang, hours) {
        (Lang::En, 0) => format!("{days}d"),
        (Lang::En, _) => format!("{days}d{hours}h"),
        (Lang::Zh, 0) => format!("{days}天"),
        (Lang::Zh, _) => format!("{days}天{hours}时"),
    }
}

/// How a clock stands: `0:42 left`, `1:20 over`, `on hold, 5:00 left`, `in time`, `1:20 late`.
#[must_use]
pub fn clock(lang: Lang, clock: &Clock) -> String {
    let time = span(lang, clock.left, clock.day);
    match clock.phase {
        Phase::Running | Phase::Warning => t!(lang, "time-left", time = time),
        Phase::Breached => t!(lang, "time-over", time = time),
        Phase::Held => t!(lang, "clock-held", time = time),
        Phase::Met => t!(lang, "clock-met"),
        Phase::Missed => t!(lang, "clock-missed", time = time),
    }
}

/// What a clock is called.
#[must_use]
pub fn clock_name(lang: Lang, kind: ClockKind) -> String {
    match kind {
        ClockKind::Response => t!(lang, "clock-response"),
        ClockKind::Resolution => t!(lang, "clock-resolution"),
    }
}

/// What happened, without who and when: `assigned to li.wei`, `escalated to L2: first response overdue → zhao.min`.
#[must_use]
pub fn event(lang: Lang, event: &TicketEvent) -> String {
    let what = match event.kind {
        EventKind::Assigned => t!(lang, "event-assigned", name = event.detail.as_str()),
        EventKind::Escalated if event.detail.is_empty() => t!(lang, "event-breached"),
        EventKind::Escalated => t!(lang, "event-escalated", level = event.detail.as_str()),
        EventKind::Moved | EventKind::Resumed => {
            let state = TicketState::from_code(&event.detail).map_or(event.detail.as_str(), |s| s.label().get(lang));
            t!(lang, "event-moved", event = event.kind.label().get(lang), state = state)
        }
        EventKind::Evidence => {
            let kind = event.evidence.unwrap_or(Evidence::Note).label().get(lang);
            let facts = [event.evidence_on.map(number::date), event.amount.map(number::amount_full)];
            let facts: Vec<String> = std::iter::once(kind.to_owned()).chain(facts.into_iter().flatten()).collect();
            t!(lang, "event-evidence", facts = facts.join(" "))
        }
        EventKind::Meeting => {
            let (number, code) = event.detail.split_once(' ').unwrap_or((event.detail.as_str(), ""));
            let decision = MeetingDecision::from_code(code).map_or(code, |d| d.label().get(lang));
            t!(lang, "event-meeting", number = number, decision = decision)
        }
        EventKind::Corrected => t!(lang, "event-corrected", what = corrections(lang, &event.detail)),
        other => other.label().get(lang).to_owned(),
    };
    // The text of an escalation by the program is the code of the clock that was over.
    let by_clock = ClockKind::ALL.into_iter().find(|c| event.actor.is_none() && c.code() == event.text);
    let text = match by_clock {
        Some(kind) => t!(lang, "event-over", clock = clock_name(lang, kind)),
        None => event.text.clone(),
    };
    let said = if text.is_empty() { what } else { t!(lang, "event-said", what = what, text = text) };
    if event.told.0.is_empty() {
        return said;
    }
    let told = event.told.0.iter().cloned().collect::<Vec<_>>().join(", ");
    t!(lang, "event-told", said = said, told = told)
}

/// What was corrected of a ticket ([`crate::domain::conflict::corrected`]): `Severity S1 → S3`.
fn corrections(lang: Lang, detail: &str) -> String {
    let told = detail.split(' ').filter_map(|part| {
        let mut parts = part.splitn(3, ':');
        let (field, before, after) = (parts.next()?, parts.next()?, parts.next()?);
        let (_, field) = Kind::Ticket.def().field(field)?;
        let shown = |text: &str| match field.ty {
            FieldType::Choice(choices) => choices.iter().find(|c| c.code == text).map_or(text, |c| c.label.get(lang)).to_owned(),
            _ => text
                .parse()
                .ok()
                .and_then(|t| DateTime::from_timestamp(t, 0))
                .map_or_else(String::new, |t| t.format("%F %R UTC").to_string()),
        };
        Some(format!("{} {} → {}", field.label.get(lang), shown(before), shown(after)))
    });
    told.collect::<Vec<_>>().join(", ")
}

/// What figures are broken down by, as a word in a sentence.
#[must_use]
pub fn dimension(lang: Lang, by: Dimension) -> String {
    by.label().get(lang).to_lowercase()
}

/// What a group of tickets is called; `name` is that of the record that its key is.
#[must_use]
pub fn group(lang: Lang, key: &Key, name: &str, targets: &DeskTargets) -> String {
    match key {
        Key::All => t!(lang, "kpi-total"),
        Key::Field(field, value) => member(lang, Dimension::Field(field), value, name),
        Key::Age(class) => match targets.bounds(*class) {
            (from, Some(to)) => t!(lang, "desk-age", from = from.to_string(), to = to.to_string()),
            (from, None) => t!(lang, "desk-age-over", days = (from - 1).to_string()),
        },
        Key::Region(None) => t!(lang, "kpi-none"),
        Key::Region(_) => name.to_owned(),
        Key::Month(month) => number::month(lang, month.first()),
    }
}

/// A value of a field as a group is called.
fn member(lang: Lang, of: Dimension, value: &Value, name: &str) -> String {
    let Some(field) = of.field() else { return value.to_string() };
    match (field.ty, value) {
        (FieldType::Ref(Kind::User), Value::Null) => t!(lang, "desk-nobody"),
        (_, Value::Null) => t!(lang, "kpi-none"),
        (FieldType::Ref(_), _) => name.to_owned(),
        (FieldType::Choice(list), Value::Text(code)) => {
            list.iter().find(|c| c.code == code).map_or(code.as_str(), |c| c.label.get(lang)).to_owned()
        }
        (FieldType::Bool, Value::Int(yes)) => {
            if *yes == 0 {
                t!(lang, "no")
            } else {
                t!(lang, "yes")
            }
        }
        (_, Value::Int(level)) if of == Dimension::LEVEL => format!("L{level}"),
        _ => value.to_string(),
    }
}

/// One word about a figure against what is wanted.
#[must_use]
pub fn verdict(lang: Lang, verdict: Verdict) -> String {
    match verdict {
        Verdict::Met => t!(lang, "desk-met"),
        Verdict::Close => t!(lang, "desk-close"),
        Verdict::Missed => t!(lang, "desk-missed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_time_is_said_in_working_days() {
        let nine = 9 * 3_600;
        for (seconds, en, zh) in [
            (42 * 60, "0:42", "0:42"),
            (-42 * 60, "0:42", "0:42"),
            (17 * 3_600 + 300, "17:05", "17:05"),
            (18 * 3_600, "2 d", "2天"),
            (63 * 3_600, "7 d", "7天"),
            (65 * 3_600, "7 d 2 h", "7天2小时"),
        ] {
            assert_eq!(span(Lang::En, seconds, nine), en);
            assert_eq!(span(Lang::Zh, seconds, nine), zh);
        }
        assert_eq!(span(Lang::En, 40 * 3_600, 24 * 3_600), "40:00");
        assert_eq!(span_short(Lang::En, 65 * 3_600, nine), "7d2h");
        assert_eq!(span_short(Lang::Zh, 65 * 3_600, nine), "7天2时");
        assert_eq!(span_short(Lang::Zh, 63 * 3_600, nine), "7天");
    }

    #[test]
    fn what_happened_is_said_in_the_language() {
        let e = |kind, actor, detail: &str, text: &str| TicketEvent {
            detail: detail.into(),
            text: text.into(),
            ..TicketEvent::new(1, chrono::DateTime::default(), actor, kind)
        };
        for (e, en, zh) in [
            (e(EventKind::Assigned, None, "li.wei", ""), "assigned to li.wei", "指派给 li.wei"),
            (
                e(EventKind::Escalated, None, "2", "response"),
                "escalated to L2: first response overdue",
                "升级到 L2：首次响应超时",
            ),
            (
                e(EventKind::Escalated, None, "", "resolution"),
                "at the top of the ladder already: resolution overdue",
                "已在自动升级的最高级：解决超时",
            ),
            (e(EventKind::Escalated, Some(1), "2", "stuck"), "escalated to L2: stuck", "升级到 L2：stuck"),
            (e(EventKind::Moved, Some(1), "negotiating", ""), "moved: negotiating", "流转：协商中"),
            (e(EventKind::Commented, Some(1), "", "called"), "commented: called", "备注：called"),
        ] {
            assert_eq!(event(Lang::En, &e), en);
            assert_eq!(event(Lang::Zh, &e), zh);
        }
    }
}
