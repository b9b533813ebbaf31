//! The best sellers of each product line as a document.

use crate::domain::explain::Words;
use crate::domain::figure::{Figure as Catalogued, share};
use crate::domain::period::Span;
use crate::domain::record::Lang;
use crate::domain::sales::By;
use crate::i18n::number;
use crate::ops::kpi::showcase::{self as best, Head, Shelf};
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Name, Tone, What};
use crate::store::kpi;
use crate::t;

/// A row: its line and whether it is the first of it.
struct Row<'a> {
    shelf: &'a Shelf,
    head: &'a Head,
    first: bool,
}

fn called(name: &kpi::Name) -> Name {
    Name { code: name.code.clone(), en: name.name.clone(), zh: name.name_zh.clone().unwrap_or_default() }
}

/// The best `top` sellers of each product line in a span; `explained`: also where the figures come from.
pub fn showcase(session: &Session, lang: Lang, span: Span, top: usize, explained: bool) -> Result<Document> {
    let shelves = best::showcase(session, span, top)?;
    let each = shelves.iter().flat_map(|shelf| shelf.heads.iter().enumerate().map(move |(i, head)| (shelf, i, head)));
    let rows: Vec<Row<'_>> = each.map(|(shelf, i, head)| Row { shelf, head, first: i == 0 }).collect();
    let columns = Columns::default()
        .with(Column::text("line", Words::Label(By::Line.label())), |r: &Row<'_>| {
            let cell = Cell::of(What::Called(called(&r.shelf.line)));
            if r.first { cell } else { cell.said(Words::nothing()) }
        })
        .and(heads());
    let currency = session.policy.organisation.currency.as_str();
    let rules = crate::domain::explain::Rules::from(&*session.policy);
    let why = |shelf: &Shelf| best::explain(shelf, span, session.as_of()).under(rules.clone());
    let line = lines(lang).with(Column::members("explain", Words::key("report-explain")), |shelf| {
        if explained { What::Explained(Box::new(why(shelf))) } else { What::Absent }
    });
    let lines = line.list("lines", Words::nothing(), &shelves).meaning(Words::Label(By::Line.label()));
    let document = Document::new("qudao.showcase/1")
        .title(Words::Text(t!(
            lang,
            "showcase-head",
            from = number::date(span.from),
            to = number::date(span.to),
            currency = currency
        )))
        .head("as_of", Words::key("report-as-of"), session.as_of())
        .head("from", Words::key("report-period-from"), span.from)
        .head("to", Words::key("report-period-to"), span.to)
        .head("currency", Words::key("report-currency"), currency)
        .with(Block::table("", columns.table(&rows), Words::nothing()))
        .with(Block::members("", vec![lines], None));
    let whys = Block { name: "", ..Block::explained(shelves.iter().filter(|_| explained).map(why).collect()) };
    let document = document.with(whys);
    Ok(if shelves.is_empty() { document.with(Block::note(Words::key("kpi-nothing"))) } else { document })
}

fn heads<'a>() -> Columns<'a, Row<'a>> {
    Columns::default()
        .with(Column::code("key", Words::key("kpi-code")), |r: &Row<'_>| Cell::from(r.head.name.code.clone()).toned(Tone::Dim))
        .with(Column::text("name", Words::Label(By::Partner.label())), |r| r.head.name.name.clone())
        .with(Column::money("sales", Catalogued::NetSales.words()).in_units(), |r| r.head.sales)
        .with(Column::fraction("share", Words::key("showcase-share")), |r| share(r.head.sales.0, r.shelf.sales.0))
}

/// A line with its best sellers.
fn lines<'a>(lang: Lang) -> Columns<'a, Shelf> {
    let name = move |shelf: &Shelf| {
        let name = called(&shelf.line);
        if name.en.is_empty() { What::Nothing } else { name.get(lang).into() }
    };
    Columns::default()
        .with(Column::code("line", Words::key("kpi-code")), |shelf: &Shelf| shelf.line.code.clone())
        .with(Column::text("name", Words::Label(By::Line.label())), name)
        .with(Column::money("sales", Catalogued::NetSales.words()), |shelf| shelf.sales)
        .with(Column::count("partners", Words::key("kpi-partners")), |shelf| shelf.partners)
        .with(Column::list("heads", Words::Label(By::Partner.label())).of(heads().columns()), |shelf| {
            What::List(shelf.heads.iter().map(|head| heads().members(&Row { shelf, head, first: false })).collect())
        })
}
