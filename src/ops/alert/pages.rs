//! Warnings as a document.

use super::Wish;
use crate::domain::alert::Finding;
use crate::domain::alert::doing::numbered;
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::kinds::{AlertSeverity, AlertState};
use crate::domain::record::{Kind, Lang};
use crate::i18n::{number, warning};
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Tone, What};
use crate::store::alerts::Line;
use crate::t;

/// What a rule found, by name: its figure and its limit, or why it holds, in the unit that is named beside them.
#[must_use]
pub fn figures(f: &Finding) -> [(&'static str, What); 4] {
    let (unit, value, limit) = f.figure();
    let measured = |n: i64| match unit.amount(n) {
        Amount::Days(tenths) if tenths % 10 == 0 => What::Days(tenths / 10),
        amount => amount.into(),
    };
    let cause = f.cause().map_or(What::Absent, |cause| cause.code.into());
    [("value", measured(value)), ("limit", limit.map(measured).into()), ("unit", unit.code().into()), ("cause", cause)]
}

/// The columns of [`figures`]: each row is in its own unit.
pub(in crate::ops) fn measured<'a, T: 'a>(
    columns: Columns<'a, T>,
    of: impl Fn(&T) -> Option<Finding> + Copy + 'a,
) -> Columns<'a, T> {
    let figure = move |i: usize| {
        move |row: &T| Cell::of(of(row).and_then(|f| figures(&f).into_iter().nth(i)).map_or(What::Absent, |(_, what)| what))
    };
    columns
        .with(Column::new("value", Words::field(Kind::Alert, "value")), figure(0))
        .with(Column::new("limit", Words::field(Kind::Alert, "bound")), figure(1))
        .with(Column::code("unit", Words::key("report-unit")), figure(2))
        .with(Column::code("cause", Words::key("report-cause")), figure(3))
}

/// How something of a severity is to be seen.
pub(in crate::ops) const fn tone(severity: AlertSeverity) -> Tone {
    match severity {
        AlertSeverity::Critical => Tone::Bad,
        AlertSeverity::Warning => Tone::Soon,
        AlertSeverity::Info => Tone::Plain,
    }
}

/// Warnings, the most serious first, at most `limit`; `explained`: also where their figures come from.
///
/// # Errors
/// Somebody or a partner that is not known; those of the file.
pub fn list(session: &mut Session, lang: Lang, wish: &Wish, limit: u32, explained: bool) -> Result<Document> {
    session.stored_figures()?;
    let (lines, all) = super::list(session, wish, limit)?;
    let explain =
        |l: &Line, lang| -> Result<Explanation> { Ok(super::explain(session, l.alert.id, lang)?.under_policy(&session.policy)) };
    let mut rows = Vec::with_capacity(lines.len());
    for line in &lines {
        rows.push((line, if explained { What::Explained(Box::new(explain(line, Lang::En)?)) } else { What::Absent }));
    }
    let label = |field| Words::field(Kind::Alert, field);
    let columns = Columns::default()
        .with(Column::number("number", Words::key("alert-column-number")), |(l, _): &(&Line, What)| {
            numbered(l.alert.id).map_or(What::Nothing, What::Number)
        })
        .with(Column::code("code", Words::key("health-column-code")), |(l, _)| l.code.clone())
        .with(Column::text("name", Words::key("health-column-name")), |(l, _)| l.name.clone())
        .with(Column::code("rule", label("rule")), |(l, _)| l.alert.rule)
        .with(Column::code("severity", Words::key("alert-column-severity")), |(l, _)| {
            Cell::from(l.alert.severity).toned(tone(l.alert.severity))
        })
        .with(Column::text("text", Words::key("alert-column-what")), move |(l, _)| warning::alert(lang, &l.alert))
        .with(Column::text("step", Words::key("report-step")), move |(l, _)| warning::step(lang, l.alert.rule))
        .with(Column::day("first_seen", Words::key("alert-column-since")), |(l, _)| l.alert.first_seen)
        .with(Column::day("last_seen", label("last_seen")), |(l, _)| l.alert.last_seen)
        .with(Column::day("turned_on", label("turned_on")), |(l, _)| l.alert.turned_on)
        .with(Column::day("back_on", label("back_on")), |(l, _)| l.alert.back_on)
        .with(Column::code("state", Words::key("alert-column-state")), move |(l, _)| {
            Cell::from(l.alert.state).said(Words::Text(state(lang, l)))
        })
        .with(Column::day("snoozed_until", label("snoozed_until")), |(l, _)| l.alert.snoozed_until)
        .with(Column::text("reason", label("reason")), |(l, _)| Some(l.alert.reason.clone()).filter(|r| !r.is_empty()))
        .with(Column::code("acknowledged_by", label("acknowledged_by")), |(l, _)| l.acknowledged_by.clone())
        .with(Column::code("owner", Words::key("health-column-owner")), |(l, _)| l.owner.clone());
    let columns = measured(columns, |(l, _)| Some(warning::of(&l.alert)))
        .with(Column::members("explain", Words::key("health-column-why")).nested(), |(_, why)| Cell::of(why.clone()));
    let view = ["number", "severity", "code", "name", "text", "first_seen", "state", "owner"];
    let more = i64::try_from(all.saturating_sub(lines.len())).unwrap_or(i64::MAX);
    let more = (more > 0).then(|| Words::with("health-slipping-more", vec![("count", Amount::Text(number::count(more)))]));
    let told = lines.iter().filter(|_| explained).map(|l| explain(l, lang)).collect::<Result<Vec<_>>>()?;
    Ok(session
        .document("qudao.alerts/1")
        .head("count", Words::key("report-count"), all)
        .with(Block::table("alerts", columns.table(&rows).view(&view), Words::key("alert-none")))
        .with_some(more.map(Block::said))
        .with(Block { name: "", ..Block::explained(told) }))
}

/// `snoozed until 2025-11-20: truck strike`.
fn state(lang: Lang, l: &Line) -> String {
    let mut said = l.alert.state.label().get(lang).to_owned();
    if let Some(until) = l.alert.snoozed_until.filter(|_| l.alert.state == AlertState::Snoozed) {
        said = t!(lang, "alert-snoozed-until", day = number::date(until));
    }
    if !l.alert.reason.is_empty() && l.alert.state != AlertState::Open {
        said.push_str(if lang == Lang::Zh { "：" } else { ": " });
        said.push_str(&l.alert.reason);
    }
    said
}
