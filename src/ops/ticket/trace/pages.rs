//! What a trace found as a document: who got the codes, where they may sell, what is open against them.

use super::Traced;
use crate::domain::diversion::{Place, Shipped, Suspect};
use crate::domain::explain::Words;
use crate::domain::kinds::Ticket;
use crate::domain::record::{Kind, Lang};
use crate::i18n::diversion as words;
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Tone, Type, What};
use crate::store::record;
use crate::t;

fn label(field: &str) -> Words {
    Words::field(Kind::Shipment, field)
}

fn texts<'t>(all: impl IntoIterator<Item = &'t String>) -> What {
    What::List(all.into_iter().map(What::from).collect())
}

fn place(lang: Lang, place: Place) -> Cell {
    let (code, tone) = match place {
        Place::Outside => ("outside", Tone::Bad),
        Place::Inside => ("inside", Tone::Dim),
        Place::Unknown => ("unknown", Tone::Soon),
    };
    Cell::from(code).said(Words::Text(words::place(lang, place))).toned(tone)
}

/// What was found, and the ticket that was opened: its id and number.
///
/// # Errors
/// Those of the file.
pub fn document(session: &Session, lang: Lang, looked: &Traced, opened: Option<(i64, i64)>) -> Result<Document> {
    let found = &looked.trace;
    let region = found.seen_in.map(|r| record::code_of(session.store.conn(), Kind::Region, r)).transpose()?;
    let codes = |partners: &[i64]| What::List(partners.iter().map(|p| looked.called.partner(*p).0.into()).collect());
    let mut document = session
        .document("qudao.trace/1")
        .head("codes", Words::key("trace-head-codes"), texts(&found.codes))
        .head("seen_in", Words::key("trace-place-seen"), region)
        .typed(Type::Code)
        .head("unknown", Words::key("trace-not-known"), texts(&found.unknown))
        .head("affected", Words::key("trace-affects"), codes(&found.affected))
        .head("ticket", Words::Label(Kind::Ticket.def().label), opened.map(|(_, number)| What::Number(number)))
        .typed(Type::Number);
    let said = |text: String| Block::said(Words::Text(text));
    let (known, partners) = (found.codes.len() - found.unknown.len(), found.suspects.len());
    let summary = t!(lang, "trace-summary", codes = found.codes.len(), found = known, partners = partners);
    document = document.with(said(summary)).with(suspects(lang, looked));
    if found.suspects.is_empty() {
        document = document.with(said(t!(lang, "trace-nobody")));
    } else {
        document = lines(lang, looked).into_iter().fold(document, |document, line| document.with(said(line)));
    }
    if let Some((id, number)) = opened {
        let made = record::get_as::<Ticket>(session.store.conn(), id)?;
        document = document.with(said(t!(lang, "trace-opened", number = number, title = made.title.as_str())));
    }
    Ok(document)
}

fn shipped<'a>() -> Columns<'a, Shipped> {
    Columns::default()
        .with(Column::code("code", label("code")), |c: &Shipped| c.code.clone())
        .with(Column::day("shipped_on", label("shipped_on")), |c| c.shipped_on)
        .with(Column::text("document", label("document")), |c| c.document.clone())
        .with(Column::text("line", label("line")), |c| c.line.clone())
        .with(Column::code("sku", label("sku")), |c| c.sku.clone())
        .with(Column::count("quantity", label("quantity")), |c| c.quantity)
        .with(Column::money("amount", label("amount")), |c| c.amount)
}

fn suspects(lang: Lang, looked: &Traced) -> Block {
    let called = &looked.called;
    let open = |s: &Suspect| looked.open.iter().find(|o| o.0 == s.partner).map(|o| What::Number(o.2));
    let columns = Columns::default()
        .with(Column::code("partner", label("partner")), |s: &Suspect| called.partner(s.partner).0.to_owned())
        .with(Column::text("name", Words::nothing()).meaning(label("partner")), |s| called.partner(s.partner).1.to_owned())
        .with(Column::code("place", Words::key("trace-head-place")), move |s| place(lang, s.place))
        .with(Column::list("territory", Words::key("trace-head-territory")), |s| {
            Cell::from(texts(&s.territory.names)).said(Words::Text(words::territory(s)))
        })
        .with(Column::count("own_codes", Words::key("trace-head-own")), |s| s.own)
        .with(Column::money("amount", label("amount")), |s| s.amount)
        .with(Column::list("shipped", Words::key("trace-head-codes")).nested().of(shipped().columns()), |s| {
            What::List(s.shipped.iter().map(|c| shipped().members(c)).collect())
        })
        .with(Column::count("codes", Words::key("trace-head-codes")).flat(), |s| s.shipped.len())
        .with(Column::number("open_ticket", Words::key("trace-open-ticket")), open);
    let view = ["partner", "name", "place", "codes", "own_codes", "amount", "territory"];
    Block::table("suspects", columns.table(&looked.trace.suspects).view(&view).quiet(), Words::nothing())
}

/// What proves it, what was not found, whom it harms, what is open already.
fn lines(lang: Lang, looked: &Traced) -> Vec<String> {
    let (found, called) = (&looked.trace, &looked.called);
    let who = |partner: i64| {
        let (code, name) = called.partner(partner);
        format!("{code} {name}")
    };
    let mut lines = Vec::new();
    for s in &found.suspects {
        let (code, _) = called.partner(s.partner);
        lines.extend(s.shipped.iter().map(|shipped| format!("  {code}  {}", words::trace_evidence(lang, shipped))));
    }
    if !found.unknown.is_empty() {
        lines.push(t!(lang, "trace-not-found", codes = found.unknown.join(", ")));
    }
    lines.extend(found.affected.iter().map(|partner| t!(lang, "trace-affected", who = who(*partner))));
    let open = looked.open.iter();
    lines.extend(open.map(|(p, _, number)| t!(lang, "trace-open-already", who = who(*p), number = number.to_string())));
    lines
}
