//! Closed periods as documents: the list, what closing one came to, whether they still hold.

use chrono_tz::Tz;

use super::{Done, Verified};
use crate::domain::closing::{Drift, Item, Written};
use crate::domain::credit::Light;
use crate::domain::explain::{Amount, Words};
use crate::domain::kinds::Tier;
use crate::domain::money::Money;
use crate::domain::period::Span;
use crate::domain::record::{Choice, Lang};
use crate::i18n::number;
use crate::ops::shared::closing;
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, What};
use crate::store::closing::Closing;
use crate::t;

/// Differences that a person is shown at once.
pub const SHOWN: usize = 30;

fn plain(text: impl Into<String>) -> Words {
    Words::Text(text.into())
}

/// The closed periods; `all`: those that were opened again, too.
pub fn list(session: &Session, all: bool) -> Result<Document> {
    let closed = crate::ops::closings::list(session, all)?;
    let columns = closing(session.policy.organisation.zone);
    let view = ["period", "closed_at", "closed_by", "partners", "hash", "reopened"];
    let none = closed.is_empty().then(|| Block::note(Words::key("verify-none")));
    Ok(session
        .document("qudao.closings/1")
        .with(Block::table("closings", columns.table(&closed).view(&view).quiet(), Words::nothing()))
        .with_some(none))
}

/// What is said of a period that was just closed.
#[must_use]
pub fn said(lang: Lang, closing: &Closing) -> String {
    t!(
        lang,
        "close-done",
        period = closing.name.as_str(),
        partners = number::count(closing.partners),
        hash = closing.hash.get(..16).unwrap_or_default()
    )
}

/// Closes a period, or looks whether it still holds if it is closed already; answers whether it holds.
///
/// # Errors
/// Role, a period that runs, those of the file.
pub fn close(session: &mut Session, lang: Lang, span: Span) -> Result<(Document, bool)> {
    let zone = session.policy.organisation.zone;
    let done = super::close(session, span)?;
    let (closed, verified) = match &done {
        Done::Closed(closing) => (closing, None),
        Done::Already(verified) => (&verified.closing, Some(verified)),
    };
    let members = vec![
        Figure::new("written", Words::key("report-is-written"), verified.is_none().into()),
        closing(zone).member("closing", Words::key("close-period"), Some(closed)),
        whole(zone).member("verified", Words::key("verify-frozen"), verified),
    ];
    let told = verified.is_none().then(|| plain(said(lang, closed)));
    let mut document =
        session.document("qudao.close/1").with(Block::members("", members, Some(told.unwrap_or_else(Words::nothing))));
    let Some(verified) = verified else { return Ok((document, true)) };
    let (at, period, by) = (number::moment(closed.at, zone), closed.name.as_str(), closed.actor.as_str());
    let (from, to) = (closed.span.from.to_string(), closed.span.to.to_string());
    let note = t!(lang, "close-already", period = period, from = from, to = to, at = at, by = by);
    document = document.with(Block::note(plain(note)));
    document.blocks.extend(found(lang, verified, SHOWN));
    Ok((document, verified.holds()))
}

/// Whether closed periods still hold; people are shown at most so many differences of each. Answers whether all hold.
///
/// # Errors
/// A period that is not closed, those of the file.
pub fn verify(session: &mut Session, lang: Lang, span: Option<Span>, shown: usize) -> Result<(Document, bool)> {
    let all = super::verify(session, span)?;
    let periods = whole(session.policy.organisation.zone).list("periods", Words::key("close-period"), &all);
    let none = all.is_empty().then(|| Block::note(Words::key("verify-none")));
    let mut document =
        session.document("qudao.verify/1").with(Block::members("", vec![periods], Some(Words::nothing()))).with_some(none);
    document.blocks.extend(all.iter().flat_map(|v| found(lang, v, shown)));
    Ok((document, all.iter().all(Verified::holds)))
}

/// What was found of one period, as data.
fn whole<'a>(zone: Tz) -> Columns<'a, Verified> {
    let key = Words::key;
    let one = closing(zone);
    let drift = Columns::default()
        .with(Column::code("partner", key("verify-partner")), |(code, _): &(Option<String>, Drift)| code.clone())
        .with(Column::code("figure", key("verify-figure")), |(_, d)| d.item.code())
        .with(Column::new("frozen", key("verify-frozen")), |(_, d)| Cell::of(value(d.item, d.frozen)))
        .with(Column::new("now", key("verify-now")), |(_, d)| Cell::of(value(d.item, d.now)));
    Columns::default()
        .with(Column::members("closing", key("close-period")).of(one.columns()), move |v: &Verified| one.members(&v.closing))
        .with(Column::flag("holds", key("verify-is-held")), Verified::holds)
        .with(Column::flag("sound", key("verify-is-sound")), |v| v.sound)
        .with(Column::flag("same_policy", key("verify-is-same-policy")), |v| v.same_policy)
        .with(Column::list("drift", key("verify-difference")).of(drift.columns()), move |v| {
            What::List(v.drift.iter().map(|d| drift.members(&(v.codes.get(&d.partner).cloned(), *d))).collect())
        })
}

/// The same for people.
fn found(lang: Lang, v: &Verified, shown: usize) -> Vec<Block> {
    let period = v.closing.name.as_str();
    let mut blocks = Vec::new();
    if !v.sound {
        blocks.push(Block::said(plain(t!(lang, "verify-not-sound", period = period))));
    }
    if !v.same_policy {
        blocks.push(Block::note(plain(t!(lang, "verify-other-policy", period = period))));
    }
    if v.drift.is_empty() {
        let partners = number::count(v.closing.partners);
        let holds = v.sound.then(|| t!(lang, "verify-holds", period = period, partners = partners));
        blocks.extend(holds.map(|said| Block::said(plain(said))));
        return blocks;
    }
    let count = v.drift.len().to_string();
    blocks.push(Block::said(plain(t!(lang, "verify-drift", period = period, count = count))));
    let figure = move |item: Item, n: Option<i64>| Cell::of(value(item, n)).said(plain(written(lang, item, n)));
    let key = Words::key;
    let columns = Columns::default()
        .with(Column::code("partner", key("verify-partner")), |d: &Drift| {
            let whose = v.codes.get(&d.partner).cloned();
            Cell::from(whose.clone()).said(whose.map_or_else(|| key("verify-network"), plain))
        })
        .with(Column::code("figure", key("verify-figure")), |d| Cell::from(d.item.code()).said(Words::Label(d.item.label())))
        .with(Column::new("frozen", key("verify-frozen")).right(), move |d| figure(d.item, d.frozen))
        .with(Column::new("now", key("verify-now")).right(), move |d| figure(d.item, d.now))
        .with(Column::new("difference", key("verify-difference")).right(), move |d| {
            let by = d.now.unwrap_or(0) - d.frozen.unwrap_or(0);
            let said = match d.item.written() {
                Written::Choice => return Cell::of(What::Nothing),
                _ if by > 0 => format!("+{}", written(lang, d.item, Some(by))),
                _ => written(lang, d.item, Some(by)),
            };
            Cell::of(value(d.item, Some(by))).said(plain(said))
        });
    blocks.push(Block::table("", columns.table(&v.drift).first(shown), Words::nothing()));
    let hidden = v.drift.len().saturating_sub(shown);
    if hidden > 0 {
        blocks.push(Block::note(plain(t!(lang, "verify-more", count = hidden.to_string()))));
    }
    blocks
}

/// The choice at a place of the list that a figure is of.
fn choice(item: Item, place: i64) -> Option<&'static Choice> {
    let list = if item == Item::Light { Light::CHOICES } else { Tier::CHOICES };
    list.get(usize::try_from(place).ok()?)
}

fn value(item: Item, value: Option<i64>) -> What {
    match (value, item.written()) {
        (None, _) => What::Nothing,
        (Some(v), Written::Count) => v.into(),
        (Some(v), Written::Money) => Money(v).into(),
        (Some(v), Written::Points) => Amount::Points(v).into(),
        (Some(v), Written::Choice) => choice(item, v).map(|c| c.code).into(),
    }
}

/// A figure as people read it.
fn written(lang: Lang, item: Item, value: Option<i64>) -> String {
    let Some(value) = value else { return t!(lang, "not-rated") };
    match item.written() {
        Written::Count => number::count(value),
        Written::Money => number::amount_full(Money(value)),
        Written::Points => rust_decimal::Decimal::new(value, 2).to_string(),
        Written::Choice => choice(item, value).map(|c| c.label.get(lang).to_owned()).unwrap_or_default(),
    }
}
