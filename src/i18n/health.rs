//! Why a partner slips, and what is being done about it.

use chrono::NaiveDate;

use super::{number, warning};
use crate::domain::alert::doing::Doing;
use crate::domain::figures::Parts;
use crate::domain::health::explain::COMPONENTS;
use crate::domain::kinds::AlertState;
use crate::domain::record::Lang;
use crate::t;

/// Why a partner needs attention: its warnings, the most serious first, else its weakest component.
#[must_use]
pub fn reasons(lang: Lang, parts: &Parts) -> Vec<String> {
    let mut found: Vec<_> = parts.findings.iter().collect();
    found.sort_by_key(|f| f.severity);
    if found.is_empty() {
        let low = weakest(parts).map(|(component, points)| {
            let name = COMPONENTS.get(component).map(|f| f.called(lang)).unwrap_or_default();
            t!(lang, "health-weakest", component = name, points = warning::points(lang, Some(points)))
        });
        return low.into_iter().collect();
    }
    found.into_iter().map(|f| warning::finding(lang, f)).collect()
}

/// The component of health with the fewest points.
#[must_use]
pub fn weakest(parts: &Parts) -> Option<(usize, i64)> {
    parts.health.iter().enumerate().filter_map(|(i, p)| Some((i, (*p)?))).min_by_key(|(i, p)| (*p, *i))
}

/// What is being done: open tickets, the next task, warnings of which somebody took note; nothing where nothing is.
#[must_use]
pub fn doing(lang: Lang, doing: &Doing, today: NaiveDate) -> String {
    let mut said: Vec<String> = Vec::new();
    let given: Vec<&str> = doing.alerts.iter().filter_map(|k| k.assignee.as_deref()).collect();
    if let Some(first) = given.first() {
        said.push(t!(lang, "doing-assigned", account = first.to_owned()));
    }
    if !doing.tickets.is_empty() {
        let numbers: Vec<String> = doing.tickets.iter().take(3).map(|n| format!("#{n}")).collect();
        said.push(t!(lang, "doing-tickets", numbers = numbers.join(" ")));
    }
    if let Some((day, title)) = doing.tasks.first() {
        let key = if *day < today {
            t!(lang, "doing-task-late", day = number::date(*day), title = title.as_str())
        } else {
            t!(lang, "doing-task", day = number::date(*day), title = title.as_str())
        };
        said.push(key);
    }
    for known in &doing.alerts {
        match (known.state, known.until) {
            (AlertState::Snoozed, Some(until)) => said.push(t!(lang, "alert-snoozed-until", day = number::date(until))),
            (AlertState::Acknowledged, _) => said.push(t!(lang, "doing-acknowledged", rule = known.rule.label().get(lang))),
            _ => {}
        }
    }
    said.dedup();
    said.join(if lang == Lang::Zh { "，" } else { ", " })
}
