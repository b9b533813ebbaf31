//! The queue of the day in words: one line of an item, as the table and the screen show it.

use chrono::{DateTime, NaiveDate, Utc};

use super::{approval, desk, number, warning};
use crate::domain::alert::Finding;
use crate::domain::contract::Stage;
use crate::domain::kinds::{Decision, ScreeningResult};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang};
use crate::domain::today::{Band, Item, Matter, Part, Screened};
use crate::t;

/// An item in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// `!`, `▲` or `·`.
    pub glyph: char,
    /// Why now: `0:42 left`, `-38%`, `2 days late`.
    pub reason: String,
    /// What kind of thing: `complaint`, `order drop`, `visit`.
    pub kind: &'static str,
    pub text: String,
    /// The rule behind it, or the next step.
    pub why: String,
    /// The partners: `D061 +2`.
    pub codes: String,
}

/// What the words depend on.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The reader's language.
    pub lang: Lang,
    /// Names of the plan, length of a working day.
    pub policy: &'a Policy,
    pub now: DateTime<Utc>,
    /// The day.
    pub today: NaiveDate,
}

/// An item in words.
#[must_use]
pub fn line(scene: Scene<'_>, item: &Item) -> Line {
    let lang = scene.lang;
    let (reason, kind, text, why) = match &item.matter {
        Matter::Clock { number, title, kind, level, clock, left, goal, day, .. } => {
            let time = desk::span(lang, *left, *day);
            let reason = if *left > 0 { t!(lang, "time-left", time = time) } else { t!(lang, "time-over", time = time) };
            let goal = desk::span(lang, *goal, *day);
            let mut why = t!(lang, "today-goal", clock = desk::clock_name(lang, *clock), goal = goal);
            if *level > 1 {
                why = format!("L{level} {why}");
            }
            (reason, kind.label().get(lang), named(item, *number, title), why)
        }
        Matter::Check { number, title, kind, by, .. } => {
            let why = t!(lang, "today-resolved-by", name = by.as_str());
            (t!(lang, "today-check"), kind.label().get(lang), named(item, *number, title), why)
        }
        Matter::Escalated { number, title, kind, level, clock, by, reason, .. } => {
            let why = match clock {
                Some(clock) => t!(lang, "event-over", clock = desk::clock_name(lang, *clock)),
                None => t!(lang, "today-escalated-by", name = by.as_str(), reason = reason.as_str()),
            };
            (t!(lang, "today-escalated", level = level.to_string()), kind.label().get(lang), named(item, *number, title), why)
        }
        Matter::Alert { rule, severity, value, bound, .. } => {
            let (figure, bound) = (value.unwrap_or(0), bound.unwrap_or(0));
            let held = Finding { rule: *rule, severity: *severity, value: figure, bound };
            let found = warning::finding(lang, &held);
            let text = t!(lang, "today-named", name = name(item), title = found);
            let reason = value.map_or_else(String::new, |_| warning::figure(lang, &held));
            (reason, rule.label().get(lang), text, warning::step(lang, *rule))
        }
        Matter::Task { kind, title, due_on, city, progress, meeting } => {
            let late: i64 = (scene.today - *due_on).num_days();
            let reason = match late {
                1.. => t!(lang, "today-late", days = late),
                0 => t!(lang, "today"),
                early => t!(lang, "today-meeting-in", days = early.abs()),
            };
            let title = scene.policy.maintenance.shown(title, lang);
            let text = if item.ids.len() > 1 {
                t!(lang, "today-trip", city = city.as_str(), count = item.ids.len(), title = title.as_ref())
            } else if item.parties.is_empty() {
                title.into_owned()
            } else {
                t!(lang, "today-named", name = name(item), title = title.as_ref())
            };
            let why = if meeting.is_some() {
                if late < 0 { t!(lang, "today-meeting-prepare") } else { t!(lang, "today-meeting-hold") }
            } else if progress.1 > 0 && item.ids.len() == 1 {
                t!(lang, "today-checklist", done = progress.0, all = progress.1)
            } else {
                t!(lang, "today-plan")
            };
            (reason, kind.label().get(lang), text, why)
        }
        Matter::Contract { number, stage, .. } => contract(scene, item, number, *stage),
        Matter::Screening { found } => screening(lang, item, found.as_ref()),
        Matter::Approval { subject, part, due, .. } => {
            let reason = match part {
                Part::Note(state) => state.label().get(lang).to_owned(),
                _ => approval::left(lang, *due, scene.now),
            };
            (reason, subject.label().get(lang), asked_for(lang, item), next(lang, &item.matter))
        }
    };
    Line { glyph: item.band.glyph(), reason, kind, text, why, codes: codes(item) }
}

/// What an approval asks for: `Chuanyu: Growth > Strategic`, `Chuanyu: sample shelves · 12,000.00`.
fn asked_for(lang: Lang, item: &Item) -> String {
    let Matter::Approval { title, wanted, amount, .. } = &item.matter else { return String::new() };
    if let Some(wanted) = wanted {
        let title = approval::wanted(lang, wanted);
        return t!(lang, "today-named", name = name(item), title = title);
    }
    let text = if name(item).is_empty() || title.contains(name(item)) {
        title.clone()
    } else {
        t!(lang, "today-named", name = name(item), title = title.as_str())
    };
    amount.map_or(text.clone(), |a| format!("{text} · {}", number::amount_full(a)))
}

/// What is to be done about an approval, and who asked.
fn next(lang: Lang, matter: &Matter) -> String {
    let Matter::Approval { by, place_of, step, part, .. } = matter else { return String::new() };
    let by = if by.is_empty() { t!(lang, "approval-program") } else { by.clone() };
    match part {
        Part::Answer => t!(lang, "today-approve-answer"),
        Part::Note(state) => t!(lang, "today-approve-decided", state = state.label().get(lang)),
        Part::Decide => {
            let why = if step.1 > 1 {
                t!(lang, "today-approve-why-step", by = by, step = step.0, steps = step.1)
            } else {
                t!(lang, "today-approve-why", by = by)
            };
            match place_of {
                Some(place) => format!("{why} · {}", t!(lang, "today-approve-place", place = place.as_str())),
                None => why,
            }
        }
    }
}

/// Why now, kind, text and next step of a contract.
fn contract(scene: Scene<'_>, item: &Item, number: &str, stage: Stage) -> (String, &'static str, String, String) {
    let lang = scene.lang;
    let text = format!("{} {number}", name(item));
    let (reason, why) = match stage {
        Stage::Expired(day) => {
            let days = (scene.today - day).num_days();
            (t!(lang, "today-contract-expired", days = days), t!(lang, "today-contract-step-expired"))
        }
        Stage::Notice(day) => {
            let days = (day - scene.today).num_days();
            (t!(lang, "today-contract-left", days = days), t!(lang, "today-contract-step-notice"))
        }
        Stage::Renew(day) => {
            let days = (day - scene.today).num_days();
            (t!(lang, "today-contract-left", days = days), t!(lang, "today-contract-step-renew", number = number))
        }
        _ => (String::new(), String::new()),
    };
    (reason, Kind::Contract.def().label.get(lang), text, why)
}

/// Why now, kind, text and next step of a screening.
fn screening(lang: Lang, item: &Item, found: Option<&Screened>) -> (String, &'static str, String, String) {
    let score = found.and_then(|s| s.score).map(|p| rust_decimal::Decimal::new(p, 2).normalize().to_string()).unwrap_or_default();
    let passed = |s: &Screened| s.result == Some(ScreeningResult::Stopped) && s.exception == Decision::Approved;
    let (reason, why) = match found {
        None => (t!(lang, "today-screening-missing"), t!(lang, "today-screening-step-fill")),
        Some(s) if passed(s) => {
            (t!(lang, "today-screening-conditional", score = score), t!(lang, "today-screening-step-onboard"))
        }
        Some(s) => match s.result {
            None => (t!(lang, "today-screening-unrated"), t!(lang, "today-screening-step-fill")),
            Some(ScreeningResult::Pass) => {
                (t!(lang, "today-screening-passed", score = score), t!(lang, "today-screening-step-onboard"))
            }
            Some(ScreeningResult::Conditional) => {
                (t!(lang, "today-screening-conditional", score = score), t!(lang, "today-screening-step-conditions"))
            }
            Some(ScreeningResult::Fail) => {
                (t!(lang, "today-screening-failed", score = score), t!(lang, "today-screening-step-failed"))
            }
            Some(ScreeningResult::Stopped) => {
                let state = s.exception.label().get(lang);
                let waits = s.exception == Decision::Pending;
                let step = if waits { t!(lang, "today-screening-step-wait") } else { t!(lang, "today-screening-step-stopped") };
                (t!(lang, "today-screening-stopped", state = state), step)
            }
        },
    };
    (
        found.map_or_else(String::new, |s| number::date(s.on)),
        Kind::Screening.def().label.get(lang),
        format!("{}: {reason}", name(item)),
        why,
    )
}

/// Whether an item is marked as bad, soon or neither.
#[must_use]
pub const fn is_bad(band: Band) -> bool {
    matches!(band, Band::ApprovalLate | Band::Soon | Band::Breached | Band::Critical)
}

fn name(item: &Item) -> &str {
    item.parties.first().map_or("", |p| p.name.as_str())
}

/// `#214 Chongqing Chuanyu: short delivery`, without the name where the title says it.
fn named(item: &Item, number: i64, title: &str) -> String {
    let name = name(item);
    if name.is_empty() || title.contains(name) { format!("#{number} {title}") } else { format!("#{number} {name}: {title}") }
}

fn codes(item: &Item) -> String {
    match item.parties.as_slice() {
        [] => String::new(),
        [one] => one.code.clone(),
        [first, rest @ ..] => format!("{} +{}", first.code, rest.len()),
    }
}
