//! The maintenance plan as documents: the tasks of a month, and what planning one comes to.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::domain::explain::Words;
use crate::domain::kinds::{TaskKind, TaskState};
use crate::domain::maintenance::Every;
use crate::domain::period::Month;
use crate::domain::record::{Kind, Lang};
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Table, Tone, What};
use crate::store::record;
use crate::store::tasks::Whose;
use crate::t;

/// A task, written or not.
struct Row<'a> {
    id: Option<i64>,
    kind: TaskKind,
    title: &'a str,
    due_on: NaiveDate,
    partner: Option<&'a str>,
    called: String,
    city: &'a str,
    owner: Option<&'a str>,
    series: &'a str,
    period: &'a str,
    state: TaskState,
    checklist: Cow<'a, str>,
}

fn table(session: &Session, lang: Lang, rows: &[Row<'_>]) -> Table {
    let today = session.as_of();
    let columns = Columns::default()
        .with(Column::number("id", Words::Text("#".to_owned())), |r: &Row<'_>| r.id.map(What::Number))
        .with(Column::code("kind", Words::key("plan-head-kind")), |r| r.kind)
        .with(Column::text("title", Words::key("plan-head-title")), move |r| {
            Cell::from(r.title).said(Words::Text(session.policy.maintenance.shown(r.title, lang).into_owned()))
        })
        .with(Column::day("due_on", Words::key("plan-head-due")), move |r| {
            let late = r.id.is_some() && r.state == TaskState::Open && r.due_on < today;
            Cell::from(r.due_on).toned(if late { Tone::Soon } else { Tone::Plain })
        })
        .with(Column::code("partner", Words::key("plan-head-partner")), |r| {
            Cell::from(r.partner).said(Words::Text(r.called.clone()))
        })
        .with(Column::text("city", Words::key("plan-head-city")).aside(), |r| r.city)
        .with(Column::code("owner", Words::key("plan-head-owner")), |r| r.owner)
        .with(Column::code("series", Words::field(Kind::Task, "series")), |r| r.series)
        .with(Column::code("period", Words::field(Kind::Task, "period")), |r| r.period)
        .with(Column::code("state", Words::key("plan-head-state")), |r| r.state)
        .with(Column::list("checklist", Words::field(Kind::Task, "checklist")), |r| {
            What::List(r.checklist.lines().map(What::from).collect())
        });
    columns.table(rows).view(&["due_on", "kind", "title", "partner", "city", "owner", "state"]).quiet()
}

/// The tasks of a month, at most `limit`.
pub fn list(session: &Session, lang: Lang, month: Month, whose: &Whose, limit: u32) -> Result<Document> {
    let span = month.span();
    let tasks = super::list(session, span, whose, limit)?;
    let rows: Vec<Row<'_>> = tasks
        .iter()
        .map(|t| Row {
            id: Some(t.id),
            kind: t.kind,
            title: &t.title,
            due_on: t.due_on,
            partner: Some(t.code.as_str()).filter(|c| !c.is_empty()),
            called: format!("{} {}", t.code, t.name).trim().to_owned(),
            city: &t.city,
            owner: Some(t.owner_name.as_str()).filter(|o| !o.is_empty()),
            series: &t.series,
            period: &t.period,
            state: t.state,
            checklist: Cow::Borrowed(&t.checklist),
        })
        .collect();
    Ok(session
        .document("qudao.plan/1")
        .head("from", Words::key("report-period-from"), span.from)
        .head("to", Words::key("report-period-to"), span.to)
        .with(Block::table("tasks", table(session, lang, &rows), Words::nothing()))
        .with(Block::said(Words::Text(t!(lang, "plan-rows", count = tasks.len())))))
}

/// What planning a month comes to; `dry`: only what it would add.
///
/// # Errors
/// A month that is over, a role that is too low; those of the file.
pub fn generate(session: &mut Session, lang: Lang, month: Month, dry: bool) -> Result<Document> {
    let planned = if dry { super::preview(session, month, lang)? } else { super::generate(session, month, lang)? };
    let uncovered = session.policy.calendar.uncovered(month.first(), month.span().to);
    let conn = session.store.conn();
    let (partners, users) = (record::codes(conn, Kind::Partner)?, record::codes(conn, Kind::User)?);
    let rows: Vec<Row<'_>> = planned
        .drafts
        .iter()
        .map(|d| {
            let partner = d.partner.and_then(|id| partners.get(&id)).map(String::as_str);
            Row {
                id: None,
                kind: d.kind,
                title: &d.title,
                due_on: d.due_on,
                partner,
                called: partner.unwrap_or_default().to_owned(),
                city: "",
                owner: d.owner.and_then(|id| users.get(&id)).map(String::as_str),
                series: &d.series,
                period: &d.period,
                state: TaskState::Open,
                checklist: Cow::Owned(d.checklist.text()),
            }
        })
        .collect();
    let tasks = table(session, lang, &rows);
    let name = Every::Month.period(month).1;
    let (count, known, over) = (rows.len(), planned.known, planned.over_capacity);
    let said = if dry {
        t!(lang, "plan-would", month = name.as_str(), count = count, known = known)
    } else {
        t!(lang, "plan-made", month = name.as_str(), count = count, known = known)
    };
    let note = |said: String| Block::note(Words::Text(said));
    let crowded = (over > 0).then(|| t!(lang, "plan-over", count = over));
    let uncovered = uncovered.map(|year| t!(lang, "plan-uncovered", year = year.to_string()));
    Ok(session
        .document("qudao.plan/1")
        .head("month", Words::key("page-month"), name)
        .head("written", Words::key("report-is-written"), !dry)
        .head("added", Words::key("report-added"), count)
        .head("known", Words::key("report-known"), known)
        .head("over_capacity", Words::key("report-over-capacity"), over)
        .with(Block::table("tasks", if dry { tasks } else { tasks.unseen() }, Words::nothing()))
        .with(Block::said(Words::Text(said)))
        .with_some(crowded.map(note))
        .with_some(uncovered.map(note)))
}
