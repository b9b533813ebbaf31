//! The log as a document: who changed what, when, from what to what.

use chrono_tz::Tz;

use super::{Changed, History, Logged, deeds, history};
use crate::domain::explain::Words;
use crate::domain::record::{Field, Lang, Value};
use crate::i18n::{self, number};
use crate::ops::rules::pages::differences_of;
use crate::ops::{Result, Session};
use crate::report::{Block, Column, Columns, Document, Name, Tone, What};
use crate::store::audit::Action;
use crate::store::gateways::Deed;
use crate::t;

type Sided = (Value, Option<String>);

/// The newest changes that are asked for, newest first.
///
/// # Errors
/// An unknown record; those of the file.
pub fn audit(session: &Session, lang: Lang, wish: &History) -> Result<Document> {
    let (found, deeds) = (history(session, wish)?, deeds(session, wish)?);
    let most = usize::try_from(wish.limit).unwrap_or(usize::MAX);
    let full = found.len() == most;
    let more = full.then(|| Block::note(Words::Text(t!(lang, "audit-more", count = most.to_string()))));
    let lines = lines(lang, session.policy.organisation.zone, &found, &deeds, found.len() < most);
    Ok(session
        .document("qudao.audit/1")
        .with(Block::table("rows", changes(lang).table(&found).unseen(), Words::nothing()))
        .with(Block::table("deeds", done(lang).table(&deeds).unseen(), Words::nothing()))
        .with(Block::lines(lines))
        .with_some(more))
}

fn changes<'a>(lang: Lang) -> Columns<'a, Logged> {
    let key = Words::key;
    Columns::default()
        .with(Column::number("id", Words::Text("#".to_owned())), |l: &Logged| What::Number(l.entry.id))
        .with(Column::number("change", key("audit-change")), |l| What::Number(l.entry.change_set))
        .with(Column::moment("at", key("policy-at")), |l| l.entry.at)
        .with(Column::code("user", key("policy-by")), |l| l.entry.actor.clone())
        .with(Column::code("done", key("audit-done")), |l| l.entry.label.clone())
        .with(Column::text("text", key("policy-change")), move |l| i18n::change(lang, &l.entry.label, &l.entry.detail))
        .with(Column::code("kind", key("report-kind")), |l| l.entry.kind.def().name)
        .with(Column::number("record", key("report-record")), |l| What::Number(l.entry.record))
        .with(Column::code("code", key("health-column-code")), |l| l.code.clone())
        .with(Column::code("action", key("audit-action")), |l| l.entry.action.code())
        .with(Column::number("version", key("report-version")), |l| What::Number(l.entry.version))
        .with(Column::members("before", key("approval-column-before")).nested(), |l| side(l, Action::Insert, |c| &c.before))
        .with(Column::members("after", key("approval-column-after")).nested(), |l| side(l, Action::Delete, |c| &c.after))
        .with(Column::list("keys", key("policy-key")).nested(), |l| {
            if l.keys.is_empty() { What::Absent } else { differences_of(&l.keys) }
        })
}

/// The fields before or after; of what `without` does there are none.
fn side(l: &Logged, without: Action, pick: fn(&Changed) -> &Sided) -> What {
    let fields = l.fields.iter().filter(|_| l.entry.action != without).filter_map(|c| {
        let (_, field) = l.entry.kind.def().field(c.field)?;
        let (value, code) = pick(c);
        let label = code.as_ref().map(|code| Name { code: code.clone(), ..Name::default() });
        Some((field.name, What::Field { field, value: value.clone(), label }))
    });
    What::Members(fields.collect())
}

fn done<'a>(lang: Lang) -> Columns<'a, Deed> {
    let key = Words::key;
    Columns::default()
        .with(Column::number("change", key("audit-change")), |d: &Deed| What::Number(d.change_set))
        .with(Column::moment("at", key("policy-at")), |d| d.at)
        .with(Column::code("user", key("policy-by")), |d| d.actor.clone())
        .with(Column::code("done", key("audit-done")), |d| d.label.clone())
        .with(Column::text("text", key("policy-change")), move |d| i18n::change(lang, &d.label, &d.detail))
}

/// Changes with their fields below them, deeds between; `all`: also the deeds before the first of them.
fn lines(lang: Lang, zone: Tz, found: &[Logged], deeds: &[Deed], all: bool) -> Vec<(String, Tone)> {
    let mut lines = Vec::new();
    let mut deeds = deeds.iter().peekable();
    let told = |d: &Deed| {
        let what = i18n::change(lang, &d.label, &d.detail);
        (format!("#{} {}  {}  {what}", d.change_set, number::moment(d.at, zone), d.actor), Tone::Plain)
    };
    for l in found {
        while let Some(d) = deeds.next_if(|d| d.change_set > l.entry.change_set) {
            lines.push(told(d));
        }
        let (kind, at) = (l.entry.kind.def().label.get(lang), number::moment(l.entry.at, zone));
        let action = match l.entry.action {
            Action::Insert => t!(lang, "audit-action-insert"),
            Action::Update => t!(lang, "audit-action-update"),
            Action::Delete => t!(lang, "audit-action-delete"),
        };
        lines.push((format!("#{} {at}  {}  {action} {kind} {}", l.entry.change_set, l.entry.actor, l.called), Tone::Plain));
        for c in &l.fields {
            let Some((_, f)) = l.entry.kind.def().field(c.field) else { continue };
            let shown = |v: &Sided| said(lang, f, v, zone);
            let text = match l.entry.action {
                Action::Insert => shown(&c.after),
                Action::Delete => shown(&c.before),
                Action::Update => format!("{} → {}", shown(&c.before), shown(&c.after)),
            };
            lines.push((format!("    {}: {text}", f.label.get(lang)), Tone::Dim));
        }
        let of = |value: &str| if value.is_empty() { "-".to_owned() } else { value.to_owned() };
        lines.extend(l.keys.iter().map(|d| (format!("    {}: {} → {}", d.key, of(&d.from), of(&d.to)), Tone::Dim)));
    }
    lines.extend(deeds.filter(|_| all).map(told));
    lines
}

fn said(lang: Lang, field: &Field, (value, code): &Sided, zone: Tz) -> String {
    if value.is_null() { "-".to_owned() } else { number::value(lang, field, value, code.as_deref(), zone) }
}
