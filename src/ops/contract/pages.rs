//! Contracts as documents: a list, and one with its terms and where the register differs.

use super::{Line, Wish, page};
use crate::domain::contract::{Difference, Stage};
use crate::domain::explain::{Amount, Words};
use crate::domain::period::Span;
use crate::domain::record::{Kind, Lang, Row, Value};
use crate::i18n::{contract as words, number};
use crate::ops::list::{self, pages};
use crate::ops::shared::days;
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Tone, What};
use crate::t;

fn tone(l: &Line) -> Tone {
    match l.stage {
        _ if l.followed => Tone::Dim,
        Stage::Expired(_) => Tone::Bad,
        Stage::Renew(_) | Stage::Notice(_) => Tone::Soon,
        Stage::Ended(_) | Stage::Undecided => Tone::Dim,
        _ => Tone::Plain,
    }
}

fn term<'a>() -> Columns<'a, Span> {
    days(Columns::default(), |span: &Span| *span)
}

fn columns<'a>(session: &Session, lang: Lang) -> Columns<'a, Line> {
    let label = |field| Words::field(Kind::Contract, field);
    let today = session.as_of();
    let so_many = |days: Option<i64>| days.map(What::Days);
    Columns::default()
        .with(Column::number("id", Words::Text("#".to_owned())), |l: &Line| What::Number(l.contract.id))
        .with(Column::code("number", label("number")), |l| l.contract.number.clone())
        .with(Column::code("partner", label("partner")), |l| Cell::from(l.code.clone()).toned(Tone::Dim))
        .with(Column::text("name", Words::nothing()).aside(), |l| l.name.clone())
        .with(Column::day("from", label("from_day")), |l| {
            Cell::from(l.contract.from_day).said(Words::Text(number::date(l.term.from)))
        })
        .with(Column::day("to", label("to_day")), |l| Cell::from(l.contract.to_day).said(Words::Text(number::date(l.term.to))))
        .with(Column::members("term", Words::key("contract-term")).nested().of(term().columns()), |l| term().members(&l.term))
        .with(Column::code("state", label("state")), |l| l.contract.state)
        .with(Column::code("stage", Words::key("contract-stage")), move |l| {
            let said = words::stage(lang, &l.contract, l.stage, l.followed, today);
            Cell::from(words::stage_code(l.stage)).said(Words::Text(said)).toned(tone(l))
        })
        .with(Column::day("notice_by", Words::key("contract-notice-day")), |l| l.notice_by)
        .with(Column::flag("followed", Words::key("contract-is-followed")), |l| l.followed)
        .with(Column::day("ended_on", label("ended_on")), |l| l.contract.ended_on)
        .with(Column::days("credit_days", label("credit_days")), move |l| so_many(l.contract.credit_days))
        .with(Column::fraction("deduction_rate", label("deduction_rate")), |l| l.contract.deduction_rate)
        .with(Column::money("deposit", label("deposit")), |l| l.contract.deposit)
        .with(Column::money("insured", label("insured")), |l| l.contract.insured)
        .with(Column::flag("retention_of_title", label("retention_of_title")), |l| l.contract.retention_of_title)
        .with(Column::list("territories", label("territories")), |l| {
            What::List(l.contract.territories.0.iter().map(What::from).collect())
        })
        .with(Column::flag("exclusive", label("exclusive")), |l| l.contract.exclusive)
        .with(Column::flag("arbitration", label("arbitration")), |l| l.contract.arbitration)
        .with(Column::text("arbitrator", label("arbitrator")), |l| Some(l.contract.arbitrator.clone()).filter(|a| !a.is_empty()))
        .with(Column::flag("auto_renew", label("auto_renew")), |l| l.contract.auto_renew)
        .with(Column::days("notice_days", label("notice_days")), move |l| so_many(l.contract.notice_days))
        .with(Column::flag("brought_in", label("brought_in")), |l| l.contract.brought_in)
}

/// Contracts, those that end first first.
pub fn contracts(session: &Session, lang: Lang, wish: &Wish) -> Result<Document> {
    let lines = super::list(session, wish)?;
    let view = ["number", "partner", "name", "from", "to", "credit_days", "deduction_rate", "stage"];
    Ok(session
        .document("qudao.contracts/1")
        .head("currency", Words::key("report-currency"), session.policy.organisation.currency.clone())
        .with(Block::table("contracts", columns(session, lang).table(&lines).view(&view), Words::nothing()))
        .with(Block::note(Words::Text(t!(lang, "contract-count", count = lines.len())))))
}

/// One contract: its terms, where it stands, and where the register differs from it.
///
/// # Errors
/// A number that there is not; those of the file.
pub fn one(session: &Session, lang: Lang, number: &str) -> Result<Document> {
    let (line, differences) = page(session, number)?;
    let row = Row::from(line.contract.clone());
    let mut whole = list::whole(session, Kind::Contract)?;
    list::names(session, &mut whole, lang)?;
    let zone = session.policy.organisation.zone;
    let terms = format!("{}\n", pages::fields(lang, zone, &whole, &row, false));
    let stage = words::stage(lang, &line.contract, line.stage, line.followed, session.as_of());
    let notice = line.notice_by.map(|by| Words::with("contract-notice-by", vec![("day", Amount::Date(by))]));
    let side = |d: &Difference, value: &Value| {
        let field = row.kind.def().field(d.field).map(|(_, f)| f);
        field.filter(|_| !value.is_null()).map_or(What::Nothing, |f| f.strict(value).into())
    };
    let contract = line.contract.number.clone();
    let differing = Columns::default()
        .with(Column::code("field", Words::key("approval-column-field")), |d: &Difference| d.field)
        .with(Column::text("contract", Words::key("contract-agreed")), |d| Cell::of(side(d, &d.agreed)))
        .with(Column::text("register", Words::key("contract-register")), |d| Cell::of(side(d, &d.kept)))
        .with(Column::text("said", Words::nothing()).aside(), |d| format!("! {}", words::difference(lang, &contract, d)));
    Ok(session
        .document("qudao.contract/1")
        .with(Block::members("", columns(session, lang).figures(&line), Some(Words::Text(terms))))
        .with(Block::said(Words::Text(stage)))
        .with_some(notice.map(Block::said))
        .with(Block::table("differences", differing.table(&differences).view(&["said"]).bare().quiet(), Words::nothing())))
}
