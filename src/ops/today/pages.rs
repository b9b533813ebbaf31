//! The queue of the day as a document.

use super::{Queue, Reach, queue};
use crate::domain::alert::Finding;
use crate::domain::approval::Wanted;
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::record::{Kind, Lang};
use crate::domain::today::{Band, Item, Matter, Part};
use crate::i18n::today::{self as words, Scene};
use crate::ops::{Result, Session, alert};
use crate::report::{Block, Cell, Column, Columns, Document, Tone, Type, What};
use crate::t;

/// An item: its line in words, what its matter alone has, where its figure comes from.
struct Row<'a> {
    item: &'a Item,
    line: words::Line,
    own: Vec<(&'static str, What)>,
    explained: What,
}

/// What some matters have and others have not: name, label, type.
const OWN: [(&str, &str, Type); 23] = [
    ("number", "report-number", Type::Number),
    ("severity", "alert-column-severity", Type::Code),
    ("level", "report-level", Type::Number),
    ("clock", "report-clock", Type::Code),
    ("due", "report-due", Type::Moment),
    ("seconds_left", "report-left", Type::Seconds),
    ("since", "alert-column-since", Type::Any),
    ("rule", "impact-column-rule", Type::Code),
    ("task", "plan-head-kind", Type::Code),
    ("due_on", "plan-head-due", Type::Day),
    ("contract", "report-contract", Type::Code),
    ("stage", "contract-stage", Type::Code),
    ("result", "report-result", Type::Code),
    ("subject", "approval-column-subject", Type::Code),
    ("part", "report-part", Type::Code),
    ("state", "approval-column-state", Type::Code),
    ("amount", "approval-column-amount", Type::Money),
    ("step", "approval-column-step", Type::Number),
    ("steps", "report-steps", Type::Count),
    ("due_at", "report-due", Type::Moment),
    ("by", "approval-column-by", Type::Code),
    ("said", "report-said", Type::Text),
    ("in_place_of", "report-place-of", Type::Code),
];

/// The queue; people are shown `limit` items, and where the figures of warnings come from if they are `explained`.
pub fn document(session: &mut Session, lang: Lang, reach: Reach, limit: usize, explained: bool) -> Result<Document> {
    session.stored_figures()?;
    let queue = queue(session, reach)?;
    let policy = session.policy.clone();
    let scene = Scene { lang, policy: &policy, now: session.now(), today: session.as_of() };
    let mut rows = Vec::with_capacity(queue.items.len());
    for item in &queue.items {
        let why = if explained { explain(session, item, Lang::En)? } else { None };
        let explained = why.map_or(What::Absent, |e| What::Explained(Box::new(e)));
        rows.push(Row { item, line: words::line(scene, item), own: own(&item.matter), explained });
    }
    let toned = |r: &Row<'_>, text: String| Cell::from(text).toned(tone(r.item.band));
    let mut columns = Columns::default()
        .with(Column::text("glyph", Words::nothing()).aside(), move |r: &Row<'_>| toned(r, r.line.glyph.to_string()))
        .with(Column::code("key", Words::key("report-key")), |r| r.item.key.clone())
        .with(Column::code("urgency", Words::key("report-urgency")), |r| urgency(r.item.band))
        .with(Column::code("record", Words::key("report-record")), |r| record(&r.item.matter))
        .with(Column::list("ids", Words::key("report-ids")), |r| {
            What::List(r.item.ids.iter().map(|(id, _)| What::Number(*id)).collect())
        })
        .with(Column::list("partners", Words::Label(Kind::Partner.def().label)), |r| {
            What::List(r.item.parties.iter().map(|p| p.code.as_str().into()).collect())
        })
        .with(Column::code("owner", Words::key("health-column-owner")), |r| r.item.owner.as_ref().map(|(_, name)| name.clone()))
        .with(Column::text("reason", Words::key("today-head-reason")), move |r| toned(r, r.line.reason.clone()))
        .with(Column::text("kind", Words::key("today-head-kind")), |r| r.line.kind)
        .with(Column::text("text", Words::key("today-head-text")), |r| r.line.text.clone())
        .with(Column::text("why", Words::key("today-head-why")), |r| r.line.why.clone())
        .with(Column::text("codes", Words::key("today-head-codes")).aside(), |r| r.line.codes.clone());
    for (name, label, ty) in OWN {
        columns = columns.with(Column::typed(name, Words::key(label), ty), move |r| {
            Cell::of(r.own.iter().find(|(n, _)| *n == name).map_or(What::Absent, |(_, what)| what.clone()))
        });
    }
    let columns = alert::pages::measured(columns, |r| finding(&r.item.matter))
        .with(Column::code("from", Words::key("tier-column-from")), |r| Cell::of(tiers(&r.item.matter).0))
        .with(Column::code("to", Words::key("tier-column-to")), |r| Cell::of(tiers(&r.item.matter).1))
        .with(Column::members("explain", Words::key("health-column-why")).nested(), |r| Cell::of(r.explained.clone()));
    let table = columns.table(&rows).first(limit).view(&["glyph", "reason", "kind", "text", "why", "codes"]);
    let below = queue.beyond + queue.items.len().saturating_sub(limit);
    let below = (below > 0).then(|| Words::Text(t!(lang, "today-beyond", count = below)));
    let mut told = Vec::new();
    for item in queue.items.iter().take(limit).filter(|_| explained) {
        told.extend(explain(session, item, lang)?);
    }
    Ok(session
        .document("qudao.today/1")
        .head("whose", Words::key("report-whose"), reach.code())
        .head("done", Words::key("report-done"), queue.done)
        .head("snoozed", Words::key("report-snoozed"), queue.snoozed)
        .head("beyond", Words::key("report-beyond"), queue.beyond)
        .with(Block::table("items", table, Words::key("today-empty")))
        .with_some(below.map(Block::said))
        .with(Block::said(Words::Text(counts(lang, &queue))))
        .with(Block { name: "", ..Block::explained(told) }))
}

/// Where the figure of a warning comes from; nothing else of the queue is one.
fn explain(session: &Session, item: &Item, lang: Lang) -> Result<Option<Explanation>> {
    let alert = item.ids.first().filter(|_| matches!(item.matter, Matter::Alert { .. }));
    alert.map(|(id, _)| Ok(alert::explain(session, *id, lang)?.under_policy(&session.policy))).transpose()
}

const fn tone(band: Band) -> Tone {
    match band {
        Band::ApprovalLate | Band::Soon | Band::Breached | Band::Critical => Tone::Bad,
        Band::Warning | Band::Alert | Band::Overdue => Tone::Soon,
        _ => Tone::Plain,
    }
}

/// `9 to do, 3 done today, 2 put off`.
fn counts(lang: Lang, queue: &Queue) -> String {
    let count = queue.items.len() + queue.beyond;
    let mut text = t!(lang, "today-counts", count = count, done = queue.done);
    if queue.snoozed > 0 {
        text.push_str(if lang == Lang::Zh { "，" } else { ", " });
        text.push_str(&t!(lang, "today-counts-snoozed", count = queue.snoozed));
    }
    text
}

/// What a warning found.
fn finding(matter: &Matter) -> Option<Finding> {
    let Matter::Alert { rule, severity, value, bound, .. } = matter else { return None };
    Some(Finding { rule: *rule, severity: *severity, value: value.unwrap_or(0), bound: bound.unwrap_or(0) })
}

/// From which tier to which.
fn tiers(matter: &Matter) -> (What, What) {
    match matter {
        Matter::Approval { wanted: Some(Wanted::Tier(from, to)), .. } => ((*from).into(), (*to).into()),
        _ => (What::Absent, What::Absent),
    }
}

fn given(text: &String) -> What {
    Some(text).filter(|t| !t.is_empty()).into()
}

/// What a matter alone has, by name.
fn own(matter: &Matter) -> Vec<(&'static str, What)> {
    match matter {
        Matter::Clock { number, severity, level, clock, due, left, .. } => vec![
            ("number", What::Number(*number)),
            ("severity", (*severity).into()),
            ("level", What::Number(*level)),
            ("clock", clock.code().into()),
            ("due", (*due).into()),
            ("seconds_left", What::Number(*left)),
        ],
        Matter::Escalated { number, severity, level, at, clock, by, reason, .. } => vec![
            ("number", What::Number(*number)),
            ("severity", (*severity).into()),
            ("level", What::Number(*level)),
            ("since", (*at).into()),
            ("clock", clock.map(crate::domain::sla::ClockKind::code).into()),
            ("by", given(by)),
            ("said", given(reason)),
        ],
        Matter::Check { number, severity, .. } => {
            vec![("number", What::Number(*number)), ("severity", (*severity).into())]
        }
        Matter::Alert { rule, severity, since, .. } => {
            vec![("rule", (*rule).into()), ("severity", (*severity).into()), ("since", (*since).into())]
        }
        Matter::Task { kind, due_on, .. } => vec![("task", (*kind).into()), ("due_on", (*due_on).into())],
        Matter::Contract { number, stage, .. } => {
            vec![("contract", number.into()), ("stage", crate::i18n::contract::stage_code(*stage).into())]
        }
        Matter::Screening { found } => vec![("result", found.and_then(|s| s.result).into())],
        Matter::Approval { number, subject, amount, by, place_of, step, part, due, .. } => {
            let (part, state) = match part {
                Part::Decide => ("decide", None),
                Part::Answer => ("answer", None),
                Part::Note(state) => ("note", Some(*state)),
            };
            vec![
                ("number", What::Number(*number)),
                ("subject", (*subject).into()),
                ("part", part.into()),
                ("state", state.into()),
                ("amount", (*amount).into()),
                ("step", What::Number(step.0)),
                ("steps", Amount::Count(step.1).into()),
                ("due_at", (*due).into()),
                ("by", by.into()),
                ("in_place_of", place_of.as_ref().into()),
            ]
        }
    }
}

const fn record(matter: &Matter) -> &'static str {
    match matter {
        Matter::Clock { .. } | Matter::Check { .. } | Matter::Escalated { .. } => "ticket",
        Matter::Alert { .. } => "alert",
        Matter::Task { .. } => "task",
        Matter::Contract { .. } => "contract",
        Matter::Screening { .. } => "partner",
        Matter::Approval { .. } => "approval",
    }
}

const fn urgency(band: Band) -> &'static str {
    match band {
        Band::Soon => "soon",
        Band::Breached => "breached",
        Band::Escalated => "escalated",
        Band::Critical => "critical",
        Band::Warning => "warning",
        Band::ApprovalLate => "approval_late",
        Band::Alert => "alert",
        Band::Overdue => "overdue",
        Band::Approval => "approval",
        Band::Today => "today",
        Band::Check => "check",
        Band::Notice => "notice",
    }
}
