//! Approvals as documents: a list, and all of one.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Change, Line, Page, Scope, Shown, Waiting, effect, page};
use crate::domain::approval::Wanted;
use crate::domain::explain::Words;
use crate::domain::kinds::{Approval, ApprovalState};
use crate::domain::record::{Field, Kind, Lang, Stored};
use crate::i18n::{self, approval as words, number};
use crate::ops::{OpError, Result, Session};
use crate::report::page::members;
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Name, Tone, What};
use crate::t;

fn key(key: &'static str) -> Words {
    Words::key(key)
}

fn plain(text: impl Into<String>) -> Words {
    Words::Text(text.into())
}

/// The newest approval of a record that was just written.
pub fn of_record(session: &Session, kind: Kind, record: i64) -> Result<What> {
    Ok(super::newest(session, kind, record)?.map_or(What::Nothing, |a| brief().members(&a)))
}

/// The number of an approval, how far it is, and whether it was decided alone.
#[must_use]
pub fn brief<'a>() -> Columns<'a, Stored<Approval>> {
    let label = |field| Words::field(Kind::Approval, field);
    Columns::default()
        .with(Column::number("number", label("number")), |a: &Stored<Approval>| a.number.map(What::Number))
        .with(Column::code("state", label("state")), |a| a.state)
        .with(Column::flag("alone", label("alone")), |a| a.alone)
}

fn columns<'a>(lang: Lang, now: DateTime<Utc>) -> Columns<'a, Waiting> {
    let label = |field| Words::field(Kind::Approval, field);
    let tiers = |w: &Waiting| if let Some(Wanted::Tier(from, to)) = w.line.wanted { (from, Some(to)) } else { (None, None) };
    let who = |l: &Line| l.by.as_ref().map(|(_, name)| name.clone());
    Columns::default()
        .with(Column::number("number", key("approval-column-number")), |w: &Waiting| What::Number(w.line.number))
        .with(Column::number("version", key("report-version")), |w| What::Number(w.line.version))
        .with(Column::text("left", key("approval-column-left")).aside(), move |w| {
            let open = matches!(w.line.state, ApprovalState::Pending | ApprovalState::Asked);
            w.line.due.filter(|_| open).map_or_else(
                || Cell::of(What::Nothing),
                |due| Cell::from(words::left(lang, due, now)).toned(if due <= now { Tone::Bad } else { Tone::Plain }),
            )
        })
        .with(Column::code("subject", key("approval-column-subject")), |w| w.line.subject)
        .with(Column::code("partner", key("approval-column-partner")), |w| w.line.party.as_ref().map(|p| p.code.clone()))
        .with(Column::text("title", key("approval-column-title")), move |w| {
            Cell::from(w.line.title.as_str()).said(plain(title(lang, &w.line)))
        })
        .with(Column::code("from_tier", key("tier-column-from")), move |w| tiers(w).0)
        .with(Column::code("to_tier", key("tier-column-to")), move |w| tiers(w).1)
        .with(Column::money("amount", key("approval-column-amount")), |w| w.line.amount)
        .with(Column::text("reason", label("reason")), |w| w.line.reason.clone())
        .with(Column::text("who", key("approval-column-by")).aside(), move |w| words::who(lang, who(&w.line).as_deref()))
        .with(Column::text("place", key("approval-column-step")).aside(), move |w| match &w.place_of {
            Some(place) => t!(lang, "approval-place", who = role(lang, &w.line), place = place.as_str()),
            None => role(lang, &w.line),
        })
        .with(Column::code("state", key("approval-column-state")), move |w| {
            Cell::from(w.line.state).said(plain(state(lang, &w.line)))
        })
        .with(Column::number("step", key("approval-column-step")), |w| What::Number(w.line.step.0))
        .with(Column::count("steps", key("report-steps")), |w| w.line.step.1)
        .with(Column::code("needs", label("needs")), |w| w.line.needs)
        .with(Column::code("in_place_of", key("report-place-of")), |w| w.place_of.clone())
        .with(Column::flag("alone", key("approval-column-alone")), |w| w.line.alone)
        .with(Column::code("requested_by", label("requested_by")), move |w| who(&w.line))
        .with(Column::moment("requested_at", label("requested_at")), |w| w.line.at)
        .with(Column::moment("due_at", label("due_at")), |w| w.line.due)
        .with(Column::moment("decided_at", label("decided_at")), |w| w.line.decided)
}

/// How far it is, and whether it came so far alone.
fn state(lang: Lang, l: &Line) -> String {
    let state = l.state.label().get(lang);
    if l.alone { t!(lang, "approval-alone", state = state) } else { state.to_owned() }
}

/// The role that the present step needs: `manager 1/2`.
fn role(lang: Lang, l: &Line) -> String {
    let role = l.needs.label().get(lang);
    if l.step.1 > 1 { format!("{role} {}/{}", l.step.0, l.step.1) } else { role.to_owned() }
}

/// What is asked for in one line.
fn title(lang: Lang, l: &Line) -> String {
    l.wanted.as_ref().map_or_else(|| l.title.clone(), |w| words::wanted(lang, w))
}

/// Approvals, at most `limit`.
pub fn list(session: &Session, lang: Lang, scope: Scope, limit: u32) -> Result<Document> {
    let found = super::list(session, scope, limit)?;
    let view = ["number", "left", "subject", "partner", "title", "amount", "who", "place", "state"];
    let table = columns(lang, session.now()).table(&found).view(&view).quiet();
    let none = found.is_empty().then(|| Block::note(key("approval-list-empty")));
    Ok(session.document("qudao.approvals/1").with(Block::table("rows", table, Words::nothing())).with_some(none))
}

fn side(field: &'static Field, (value, code): &Shown, lang: Lang, zone: Tz) -> Cell {
    let said = if value.is_null() { "–".to_owned() } else { number::value(lang, field, value, code.as_deref(), zone) };
    let what = match code {
        Some(code) => code.into(),
        None if value.is_null() => What::Nothing,
        None => What::Field { field, value: value.clone(), label: None::<Name> },
    };
    Cell::of(what.said(plain(said)))
}

fn changes<'a>(lang: Lang, zone: Tz) -> Columns<'a, Change> {
    Columns::default()
        .with(Column::code("field", key("approval-column-field")), move |c: &Change| {
            Cell::from(c.field.name).said(Words::Label(c.field.label))
        })
        .with(Column::new("before", key("approval-column-before")), move |c| side(c.field, &c.before, lang, zone))
        .with(Column::new("after", key("approval-column-after")), move |c| {
            side(c.field, &c.after, lang, zone).toned(if c.changes() { Tone::Soon } else { Tone::Plain })
        })
        .with(Column::flag("changes", key("approval-column-changes")), Change::changes)
}

/// All of one: what would change, its steps and history, who may decide it now.
///
/// # Errors
/// An approval that is gone; those of the file.
pub fn one(session: &mut Session, lang: Lang, id: i64) -> Result<Document> {
    let page = page(session, id)?;
    let does = effect::would_change(session, id)?;
    let (zone, now) = (session.policy.organisation.zone, session.now());
    let waiting = Waiting { line: page.line.clone(), place_of: None };
    let mut about = columns(lang, now).figures(&waiting);
    let kind = page.difference.kind;
    about.push(Figure::new("kind", key("report-kind"), kind.def().name.into()));
    about.push(Figure::new("record", key("report-record"), page.record.as_str().into()));
    about.push(Figure::new("policy_version", key("report-version"), page.policy_version.map(What::Number).into()));
    let columns = changes(lang, zone);
    let compared = |all: &[Change]| columns.table(all).view(&["field", "before", "after"]).quiet();
    let gap = |there: bool| there.then(Block::gap);
    let mut document =
        session.document("qudao.approvals/1").with(Block::members("", about, Some(plain(head(lang, zone, &page)))));
    if !page.difference.drift.is_empty() {
        document = document.with(Block::said(plain(format!("\n{}", t!(lang, "approval-drift")))));
    }
    document = document.with(Block::table("changed_since", compared(&page.difference.drift), Words::nothing()));
    let stale = page.stale.iter().map(|why| t!(lang, "approval-stale", why = i18n::reason(lang, why)));
    for said in stale.chain(page.kept.iter().map(|said| i18n::sentence(lang, said))) {
        document = document.with(Block::said(plain(format!("\n{said}"))));
    }
    if kind == Kind::PolicyVersion {
        let stale = page.stale.as_ref().map(|why| i18n::reason(lang, why));
        let kept = What::List(page.kept.iter().map(|said| i18n::sentence(lang, said).into()).collect());
        let members =
            vec![Figure::new("stale", key("report-stale"), stale.into()), Figure::new("kept", key("approval-kept"), kept.into())];
        document = document.with(Block::members("", members, Some(Words::nothing())));
    }
    document = document.with_some(gap(!page.difference.fields.is_empty())).with(Block::table(
        "difference",
        compared(&page.difference.fields),
        Words::nothing(),
    ));
    if !page.rules.is_empty() {
        let table = effect::differences(&page.rules);
        document = document.with(Block::gap()).with(Block::table("rules", table, Words::nothing()));
    }
    if !does.is_empty() {
        let impact = What::Members(members::<OpError>(&does, None)?);
        let impact = vec![Figure::new("impact", key("approval-would-change"), impact.into())];
        document = document.with(Block::members("", impact, Some(Words::nothing()))).with(Block::page("", does));
    }
    let steps = steps(lang, zone, now, &page).join("\n");
    Ok(document
        .with(Block::members("", path(&page), Some(plain(format!("\n{steps}\n\n{}", t!(lang, "approval-history"))))))
        .with(history(lang, &page)))
}

/// What, whose, who, why.
fn head(lang: Lang, zone: Tz, page: &Page) -> String {
    let l = &page.line;
    let subject = l.subject.label().get(lang);
    let party = l.party.as_ref().map(|p| format!("  {} {}", p.code, p.name)).unwrap_or_default();
    let amount = l.amount.map(|a| format!("  {}", number::amount_full(a))).unwrap_or_default();
    let who = words::who(lang, l.by.as_ref().map(|(_, name)| name.as_str()));
    let mut lines = vec![
        format!("{}{party}", t!(lang, "approval-subject", number = l.number, subject = subject)),
        format!("{}{amount}", title(lang, l)),
        t!(lang, "approval-by", who = who.as_str(), at = number::moment(l.at, zone)),
    ];
    lines.extend(page.policy_version.map(|number| t!(lang, "approval-by-rules", number = number)));
    lines.extend(page.brought_in.then(|| t!(lang, "brought-in")));
    if !l.reason.is_empty() {
        lines.push(format!("{}: {}", t!(lang, "approval-why"), words::reason(lang, &l.reason)));
    }
    lines.join("\n")
}

/// Its steps as data, and who may decide now.
fn path(page: &Page) -> Vec<Figure> {
    let steps = page.steps.iter().map(|s| {
        let by = s.by.as_ref();
        What::Members(vec![
            ("role", s.role.into()),
            ("by", by.map(|b| b.0.clone()).into()),
            ("in_place_of", by.and_then(|b| b.1.clone()).into()),
            ("at", by.map(|b| b.2).into()),
        ])
    });
    let may = page
        .deciders
        .iter()
        .map(|d| What::Members(vec![("user", d.name.clone().into()), ("in_place_of", d.place_of.clone().into())]));
    vec![
        Figure::new("path", key("report-steps"), What::List(steps.collect()).into()),
        Figure::new("may_decide", key("approval-may-decide"), What::List(may.collect()).into()),
    ]
}

fn history(lang: Lang, page: &Page) -> Block {
    let columns = Columns::default()
        .with(Column::moment("at", key("policy-at")), |e: &super::Event| e.event.at)
        .with(Column::code("by", key("approval-column-by")), move |e| {
            let said = words::hand(lang, &words::who(lang, e.actor.as_deref()), e.place_of.as_deref());
            Cell::from(e.actor.clone()).said(plain(said))
        })
        .with(Column::code("in_place_of", key("report-place-of")), |e| e.place_of.clone())
        .with(Column::code("act", key("approval-column-act")), |e| e.event.act)
        .with(Column::number("step", key("approval-column-step")), |e| What::Number(e.event.step))
        .with(Column::text("text", key("report-said")), move |e| {
            let said = words::reason(lang, &e.event.text).replace('\n', " / ");
            Cell::from(e.event.text.as_str()).said(plain(said))
        });
    Block::table("history", columns.table(&page.history).view(&["at", "by", "act", "text"]).bare(), Words::nothing())
}

/// Its steps, who approved them or how long is left, and who may decide now.
fn steps(lang: Lang, zone: Tz, now: DateTime<Utc>, page: &Page) -> Vec<String> {
    let l = &page.line;
    let open = matches!(l.state, ApprovalState::Pending | ApprovalState::Asked);
    let left = l.due.map(|due| words::left(lang, due, now)).unwrap_or_default();
    let mut out = Vec::new();
    for (step, done) in (1_i64..).zip(&page.steps) {
        let role = done.role.label().get(lang);
        out.push(match &done.by {
            Some((who, place_of, at)) => {
                let who = words::hand(lang, who, place_of.as_deref());
                t!(lang, "approval-step-done", step = step, role = role, who = who, at = number::moment(*at, zone))
            }
            None if l.state == ApprovalState::Pending && step == l.step.0 => {
                t!(lang, "approval-step-now", step = step, role = role, left = left.as_str())
            }
            None => t!(lang, "approval-step-open", step = step, role = role),
        });
    }
    if l.state == ApprovalState::Asked {
        let who = words::who(lang, l.by.as_ref().map(|(_, name)| name.as_str()));
        out.push(t!(lang, "approval-answer-due", who = who, left = left));
    }
    if !open {
        out.push(state(lang, l));
        return out;
    }
    let who: Vec<String> = page.deciders.iter().map(|d| words::hand(lang, &d.name, d.place_of.as_deref())).collect();
    out.push(if who.is_empty() { t!(lang, "approval-may-nobody") } else { t!(lang, "approval-may", who = who.join(", ")) });
    out
}
