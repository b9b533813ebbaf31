//! The organisation's rules as documents: keys with their values, what versions change, what other rules would change.

use std::collections::HashMap;

use super::{Identity, Key, Line, Origin, Proposed, Terms, Wish};
use crate::domain::explain::Words;
use crate::domain::kinds::Decision;
use crate::domain::policy::{Differs, keys};
use crate::domain::record::Lang;
use crate::i18n::{self, number};
use crate::ops::approval::Asked;
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Table, Tone, What};
use crate::t;

fn key(key: &'static str) -> Words {
    Words::key(key)
}

fn plain(text: impl Into<String>) -> Words {
    Words::Text(text.into())
}

/// A value of TOML.
fn value(text: &str) -> What {
    let table: Option<toml::Table> = format!("v = {text}").parse().ok();
    let value = table.and_then(|t| t.get("v").and_then(|v| serde_json::to_value(v).ok()));
    value.map_or(What::Nothing, What::Data)
}

/// Where a value comes from.
fn set(origin: Option<&Origin>) -> What {
    origin.map_or(What::Nothing, |o| {
        What::Members(vec![
            ("version", What::Number(o.version)),
            ("by", o.by.clone().into()),
            ("at", o.at.into()),
            ("reason", o.reason.clone().into()),
        ])
    })
}

/// Which rules a document is of: their version, or the file that is tried and the version with which it is compared.
fn named(document: Document, identity: &Identity) -> Document {
    match &identity.what_if {
        Some(file) => document
            .head("version", key("report-version"), What::Nothing)
            .head("what_if", key("policy-what-if"), file.display().to_string())
            .head("compared_with", key("policy-compared"), What::Number(identity.version)),
        None => document.head("version", key("report-version"), What::Number(identity.version)),
    }
}

/// What of another value than this people read: nothing where it is the same.
fn other(of: Option<&String>, this: &str) -> Cell {
    let said = match of {
        Some(other) if other == this => String::new(),
        Some(other) => other.clone(),
        None => "–".to_owned(),
    };
    Cell::of(of.map_or(What::Nothing, |text| value(text))).said(plain(said))
}

/// The keys of the rules in force with their values; `key`: those that begin with it or have it in their name.
pub fn keys_of(session: &Session, lang: Lang, wanted: Option<&str>) -> Result<Document> {
    let keys = super::listed(session, wanted)?;
    let (identity, origins) = (super::identity(session)?, super::origins(session, None)?);
    // what a file says otherwise is of no version
    let origin = |k: &Key| origins.get(&k.key).filter(|_| k.in_force.as_ref() == Some(&k.value));
    let what_if = identity.what_if.is_some();
    let in_force = plain(t!(lang, "policy-in-force-column", number = identity.version));
    let columns = Columns::default()
        .with(Column::code("key", key("policy-key")), |k: &Key| k.key.clone())
        .with(Column::new("value", key("policy-value")), |k| {
            let tone = if k.is_default() { Tone::Plain } else { Tone::Soon };
            Cell::of(value(&k.value)).said(plain(&k.value)).toned(tone)
        })
        .with(Column::new("default", key("policy-default")), |k| other(k.default.as_ref(), &k.value))
        .with(Column::flag("changed", key("policy-changed")), |k| !k.is_default())
        .with(Column::code("unit", key("policy-unit")), move |k| k.unit(lang))
        .with(Column::text("expected", key("policy-bounds")), move |k| k.bounds(lang))
        .with(Column::text("does", key("policy-does")), move |k| k.sentence(lang))
        .with(Column::members("set", key("policy-set")).nested(), |k| set(origin(k)))
        .with(Column::new("in_force", in_force), |k| if what_if { other(k.in_force.as_ref(), &k.value) } else { Cell::absent() });
    let mut view = vec!["key", "value", "unit", "default"];
    view.extend(what_if.then_some("in_force"));
    let mut document = named(session.document("qudao.policy/1"), &identity);
    document = document.with(Block::table("rows", columns.table(&keys).view(&view), Words::nothing()));
    if let [only] = keys.as_slice() {
        let said = t!(lang, "policy-expected", does = only.sentence(lang), bounds = only.bounds(lang));
        document = document.with(Block::said(plain(said)));
        if let Some(origin) = origin(only) {
            let at = origin.at.map(|at| number::moment(at, session.policy.organisation.zone)).unwrap_or_default();
            let (by, reason) = (origin.by.as_deref().unwrap_or("qudao"), origin.reason.as_str());
            let said = t!(lang, "policy-origin", version = origin.version, by = by, at = at, reason = reason);
            document = document.with(Block::said(plain(said)));
        }
    }
    let note = match &identity.what_if {
        Some(file) => t!(lang, "policy-version-what-if", path = file.display().to_string(), number = identity.version),
        None => t!(lang, "policy-version", number = identity.version),
    };
    Ok(document.with(Block::note(plain(note))))
}

/// The columns of what differs, under these headings.
fn differing<'a>(before: Words, after: Words) -> Columns<'a, Differs> {
    let unit = |path: &str| keys::key(path).map(|key| key.unit.get(Lang::En)).filter(|unit| !unit.is_empty());
    let of = |text: &str| plain(if text.is_empty() { "–" } else { text });
    Columns::default()
        .with(Column::code("key", key("policy-key")), |d: &Differs| d.key.clone())
        .with(Column::code("unit", key("policy-unit")), move |d| unit(&d.key))
        .with(Column::new("from", before), move |d| Cell::of(value(&d.from)).said(of(&d.from)))
        .with(Column::new("to", after), move |d| Cell::of(value(&d.to)).said(of(&d.to)).toned(Tone::Soon))
}

/// What differs between rules.
#[must_use]
pub fn differences(changes: &[Differs]) -> Table {
    differing(key("policy-before"), key("policy-after")).table(changes).view(&["key", "from", "to"])
}

/// The same as a member of something.
#[must_use]
pub fn differences_of(changes: &[Differs]) -> What {
    let columns = differing(key("policy-before"), key("policy-after"));
    What::List(changes.iter().map(|d| columns.members(d)).collect())
}

/// What one version changes of another.
///
/// # Errors
/// A version that is not there; those of the file.
pub fn diff(session: &Session, lang: Lang, from: Option<i64>, to: Option<i64>) -> Result<Document> {
    let (from, to, changes) = super::diff(session, from, to)?;
    let origins = if to == 0 { HashMap::new() } else { super::origins(session, Some(to))? };
    let head = |number: i64| plain(if number == 0 { t!(lang, "policy-default") } else { format!("v{number}") });
    let origin = |d: &Differs| origins.get(&d.key);
    let columns = differing(head(from), head(to))
        .with(Column::members("set", key("policy-set")).nested(), |d| set(origin(d)))
        .with(Column::text("by", key("policy-by")).aside(), |d| {
            origin(d).map(|o| o.by.clone().unwrap_or_else(|| "qudao".to_owned()))
        })
        .with(Column::moment("at", key("policy-at")).aside(), |d| origin(d).and_then(|o| o.at))
        .with(Column::text("why", key("policy-why")).aside(), |d| origin(d).map(|o| o.reason.replace('\n', " / ")));
    let table = columns.table(&changes).view(&["key", "from", "to", "by", "at", "why"]).quiet();
    let note = t!(lang, "policy-diff", from = from, to = to, count = changes.len());
    Ok(session
        .document("qudao.policy-diff/1")
        .head("from", key("policy-before"), What::Number(from))
        .head("to", key("policy-after"), What::Number(to))
        .with(Block::table("rows", table, Words::nothing()))
        .with(Block::note(plain(note))))
}

/// Every version: who, when, why, from which day, by which approval.
pub fn history(session: &Session, lang: Lang) -> Result<Document> {
    let lines = super::history(session)?;
    let approval = |l: &Line| l.approval.as_ref().and_then(|a| a.number);
    let alone = |l: &Line| l.approval.as_ref().is_some_and(|a| a.alone);
    let state = move |l: &Line| {
        let state = if l.in_force { t!(lang, "policy-in-force") } else { l.version.state.label().get(lang).to_owned() };
        match approval(l) {
            Some(approval) if alone(l) => t!(lang, "approval-alone", state = format!("{state} #{approval}")),
            Some(approval) => format!("{state} #{approval}"),
            None => state,
        }
    };
    let columns = Columns::default()
        .with(Column::number("version", key("policy-version-head")).left(), |l: &Line| {
            What::Number(l.version.number.unwrap_or(l.version.id))
        })
        .with(Column::flag("in_force", key("policy-in-force")), |l| l.in_force)
        .with(Column::code("state", key("policy-state")), move |l| {
            let tone = if l.in_force { Tone::Good } else { Tone::Plain };
            Cell::from(l.version.state).said(plain(state(l))).toned(tone)
        })
        .with(Column::day("from", key("policy-from")), |l| match l.version.from_day {
            Some(day) => Cell::from(day),
            None if l.version.state == Decision::Approved => Cell::of(What::Nothing).said(key("policy-beginning")),
            None => Cell::of(What::Nothing).said(plain("–")),
        })
        .with(Column::text("change", key("policy-change")), move |l| {
            Cell::from(l.version.title.as_str()).said(plain(i18n::title_of_version(lang, &l.version.title)))
        })
        .with(Column::text("reason", key("policy-why")), |l| {
            Cell::from(l.version.reason.as_str()).said(plain(l.version.reason.replace('\n', " / ")))
        })
        .with(Column::code("by", key("policy-by")), |l| {
            let said = l.by.clone().unwrap_or_else(|| "qudao".to_owned());
            Cell::from(l.by.clone()).said(plain(said))
        })
        .with(Column::moment("at", key("policy-asked-at")), |l| l.version.proposed_at)
        .with(Column::moment("decided_at", key("policy-decided-at")), |l| l.version.decided_at)
        .with(Column::moment("last", key("policy-at")).aside(), |l| l.version.decided_at.or(l.version.proposed_at))
        .with(Column::code("hash", key("policy-text-hash")), |l| l.version.hash.clone())
        .with(Column::number("approval", key("approval-column-number")), move |l| approval(l).map(What::Number))
        .with(Column::flag("alone", key("approval-column-alone")), move |l| alone(l));
    let table = columns.table(&lines).view(&["version", "state", "from", "change", "by", "last", "reason"]);
    Ok(session.document("qudao.policy-history/1").with(Block::table("rows", table, Words::nothing())))
}

/// What asking for other rules came to.
///
/// # Errors
/// As [`super::propose()`].
pub fn proposed(session: &mut Session, lang: Lang, wish: Wish<'_>, terms: &Terms) -> Result<Document> {
    let Proposed { number, changes, asked } = super::propose(session, wish, terms)?;
    let (approval, waits, alone, from) = match asked {
        Asked::Waits(_, approval) | Asked::WantsReason(_, approval) => (Some(approval), true, false, None),
        Asked::Alone(approval, from) => (Some(approval), false, true, from),
        Asked::InForce | Asked::Dropped(_) => (None, false, false, None),
    };
    let rules_from = if waits { terms.from } else { from.or(Some(session.as_of())) };
    let said = i18n::sentence(lang, &asked.said(&t!(lang, "policy-number", number = number)));
    Ok(session
        .document("qudao.policy-change/1")
        .head("version", key("report-version"), What::Number(number))
        .head("waits", key("report-waiting"), waits)
        .head("alone", key("approval-column-alone"), alone)
        .head("from", key("policy-from"), rules_from)
        .head("approval", key("approval-column-number"), approval.map(What::Number))
        .with(Block::table("rows", differences(&changes), Words::nothing()))
        .with(Block::note(plain(said))))
}
