//! Blocks of pages as members of a document: each figure as `{"value": ...}`, tables as lists of objects, in English whoever asks.

use super::block::{Block, Body, Figure};
use super::cell::{Cell, What, Why};
use super::column::Column;
use super::say::Reader;
use super::table::Line;
use super::types::Type;
use crate::domain::explain::{Explanation, Words};
use crate::domain::record::Lang;

/// What tells where something comes from.
pub type Tell<'a, E> = dyn Fn(&Why) -> Result<Explanation, E> + 'a;

/// The blocks by their names; with `tell` figures and rows have `explain` too.
///
/// # Errors
/// Those of `tell`.
pub fn members<'b, E>(
    blocks: impl IntoIterator<Item = &'b Block>,
    tell: Option<&Tell<'_, E>>,
) -> Result<Vec<(&'static str, What)>, E> {
    blocks.into_iter().map(|block| Ok((block.name, body(block, tell)?))).collect()
}

/// What [`members`] of these blocks hold.
#[must_use]
pub fn parts<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> Vec<Column> {
    let key = Words::key;
    let explain = || Column::members("explain", key("report-explain"));
    let part = |block: &Block| {
        let label = block.head.clone().unwrap_or_else(|| key("report-figures"));
        match &block.body {
            Body::Figures(figures) => {
                let of = |f: &Figure| {
                    let value = Column::typed("value", f.label.clone(), f.ty);
                    Column::members(f.name, f.label.clone()).of(vec![value, explain()])
                };
                Column::members(block.name, label).of(figures.iter().map(of).collect())
            }
            Body::Table(table, _) => {
                Column::list(block.name, label).of(table.columns.iter().cloned().chain([explain()]).collect())
            }
            Body::Trend(_) => Column::list(block.name, label).of(vec![
                Column::typed("month", key("page-month"), Type::Month),
                Column::money("net", key("page-net")),
                Column::money("year_before", key("page-year-earlier")),
            ]),
            _ => Column::text(block.name, label),
        }
    };
    blocks.into_iter().map(part).collect()
}

fn body<E>(block: &Block, tell: Option<&Tell<'_, E>>) -> Result<What, E> {
    let explained = |why: Option<&Why>| -> Result<What, E> {
        let told = tell.zip(why).map(|(tell, why)| tell(why)).transpose()?;
        Ok(told.map_or(What::Absent, |e| What::Explained(Box::new(e))))
    };
    Ok(match &block.body {
        Body::Figures(figures) => {
            let mut members = Vec::with_capacity(figures.len());
            for f in figures {
                let figure = vec![("value", value(&f.value)), ("explain", explained(f.why.as_ref())?)];
                members.push((f.name, What::Members(figure)));
            }
            What::Members(members)
        }
        Body::Table(table, _) => {
            let line = |l: &Line| -> Result<What, E> {
                let mut cells: Vec<_> = table.columns.iter().zip(&l.cells).map(|(c, cell)| (c.name, value(cell))).collect();
                let mut why = explained(l.why.as_ref())?;
                if let (What::Explained(e), Some(Why::Asked(name))) = (&mut why, &l.why) {
                    e.more.push(("name", name.clone().into_owned()));
                }
                cells.push(("explain", why));
                Ok(What::Members(cells))
            };
            What::List(table.rows.iter().map(line).collect::<Result<_, E>>()?)
        }
        Body::Trend(trend) => {
            let month = |(month, now, before): (String, crate::domain::money::Money, Option<_>)| {
                What::Members(vec![("month", month.into()), ("net", now.into()), ("year_before", before.into())])
            };
            What::List(trend.months().map(month).collect())
        }
        Body::Text(text) => text.into(),
        _ => What::Nothing,
    })
}

/// Everything in a block that explains itself, by its name.
#[must_use]
pub fn whys(block: &Block) -> Vec<(&str, &Why)> {
    fn of_row(l: &Line) -> Option<(&str, &Why)> {
        l.why.as_ref().and_then(|why| if let Why::Asked(name) = why { Some((name.as_ref(), why)) } else { None })
    }
    match &block.body {
        Body::Figures(figures) => figures.iter().filter_map(|f| Some((f.name, f.why.as_ref()?))).collect(),
        Body::Table(table, _) => table.rows.iter().filter_map(of_row).collect(),
        _ => Vec::new(),
    }
}

/// What a cell says in English.
fn value(cell: &Cell) -> What {
    english(&cell.what)
}

fn english(what: &What) -> What {
    let said = |words: &Words| What::from(Reader { lang: Lang::En, zone: chrono_tz::Tz::UTC }.words(words));
    match what {
        What::Words(words) => said(words),
        What::Sentences(all) => What::List(all.iter().map(said).collect()),
        What::List(all) => What::List(all.iter().map(english).collect()),
        What::Said(what, _) => english(what),
        other => other.clone(),
    }
}
