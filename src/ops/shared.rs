//! What documents of several subjects have in common: whose they are, numbers of records, days of a period, closed ones.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Result, Session};
use crate::domain::explain::Words;
use crate::domain::period::Span;
use crate::domain::record::Kind;
use crate::i18n::number;
use crate::report::{Cell, Column, Columns, Document, Tone, What};
use crate::store::closing::Closing;
use crate::store::compliance::{self as store, Who};

/// The columns of a partner and who looks after it.
pub(in crate::ops) fn parties<'a, T>(kind: Kind, who: impl Fn(&T) -> &Who + Copy + 'a) -> Columns<'a, T> {
    Columns::default()
        .with(Column::code("code", Words::field(Kind::Partner, "code")), move |t| who(t).code.clone())
        .with(Column::text("name", Words::field(kind, "partner")), move |t| who(t).name.clone())
        .with(Column::code("owner", Words::field(Kind::Partner, "owner")), move |t| who(t).owner.clone())
}

/// The number of a record; people read its id where it has none.
pub(in crate::ops) fn numbered(number: Option<i64>, id: i64) -> Cell {
    number.map_or_else(|| Cell::of(What::Nothing).said(Words::Text(id.to_string())), |n| What::Number(n).into())
}

/// Code and name of a partner.
pub(in crate::ops) fn called(session: &Session, partner: i64) -> Result<(String, String)> {
    let who = store::who(session.store.conn(), partner)?;
    Ok(who.map(|w| (w.code, w.name)).unwrap_or_default())
}

/// A document of one partner, and what people call the partner.
pub(in crate::ops) fn of_partner(session: &Session, schema: &'static str, partner: i64) -> Result<(Document, String)> {
    let (code, name) = called(session, partner)?;
    let title = format!("{code} {name}");
    let document = Document::new(schema)
        .head("as_of", Words::key("report-as-of"), session.as_of())
        .head("code", Words::field(Kind::Partner, "code"), code)
        .head("name", Words::field(Kind::Partner, "name"), name);
    Ok((document, title))
}

/// The days of a period.
pub(in crate::ops) fn days<'a, T: 'a>(columns: Columns<'a, T>, of: impl Fn(&T) -> Span + Copy + 'a) -> Columns<'a, T> {
    columns
        .with(Column::day("from", Words::key("report-period-from")), move |t| of(t).from)
        .with(Column::day("to", Words::key("report-period-to")), move |t| of(t).to)
}

/// A closed period.
pub(in crate::ops) fn closing<'a>(zone: Tz) -> Columns<'a, Closing> {
    let key = Words::key;
    let again = Columns::default()
        .with(Column::moment("at", key("close-at")), |(at, ..): &(DateTime<Utc>, String, String)| *at)
        .with(Column::code("by", key("close-by")), |(_, by, _)| by.clone())
        .with(Column::text("reason", key("partner-moves-reason")), |(.., reason)| reason.clone());
    days(Columns::default().with(Column::code("period", key("close-period")), |c: &Closing| c.name.clone()), |c| c.span)
        .with(Column::code("hash", key("close-hash")), |c| {
            Cell::from(c.hash.as_str()).said(Words::Text(c.hash.get(..16).unwrap_or_default().to_owned())).toned(Tone::Dim)
        })
        .with(Column::code("policy", key("policy-text-hash")), |c| format!("{:016x}", c.policy))
        .with(Column::number("policy_version", key("report-version")), |c| c.policy_version.map(What::Number))
        .with(Column::moment("closed_at", key("close-at")), |c| c.at)
        .with(Column::code("closed_by", key("close-by")), |c| c.actor.clone())
        .with(Column::count("partners", key("kpi-partners")), |c| c.partners)
        .with(Column::members("reopened", key("close-reopened-at")).of(again.columns()), move |c| {
            let said = c.reopened.as_ref().map(|(at, by, why)| format!("{} {by}: {why}", number::moment(*at, zone)));
            Cell::of(c.reopened.as_ref().map_or(What::Nothing, |r| again.members(r))).said(Words::Text(said.unwrap_or_default()))
        })
}
