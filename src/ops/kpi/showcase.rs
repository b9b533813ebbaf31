//! Best sellers by product line, for new partners to copy 标杆渠道 (S3).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::super::{Result, Session};
use super::until;
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure;
use crate::domain::money::Money;
use crate::domain::period::Span;
use crate::domain::record::Kind;
use crate::domain::sales::By;
use crate::store::kpi::{self as read, Name};

/// A partner that sells much of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Row id.
    pub partner: i64,
    /// What it is called.
    pub name: Name,
    /// Its sales of the line after returns.
    pub sales: Money,
}

/// A product line and who sells most of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelf {
    /// The line; empty: sales without one.
    pub line: Name,
    /// Sales of the line after returns.
    pub sales: Money,
    /// Partners that sold any of it.
    pub partners: usize,
    /// The best, most first.
    pub heads: Vec<Head>,
}

/// Where a line's sales and those of its best sellers come from.
#[must_use]
pub fn explain(shelf: &Shelf, span: Span, as_of: NaiveDate) -> Explanation {
    let line = if shelf.line.code.is_empty() { "none".to_owned() } else { format!("\"{}\"", shelf.line.code) };
    let rows =
        |more: &str| Source::new(Kind::Sale, format!("line={line} {more}day>={} day<={}", span.from, until(span, as_of).to));
    let title = if shelf.line.name.is_empty() { Words::key("kpi-none") } else { Words::Text(shelf.line.name.clone()) };
    let e = Explanation::new(title, Amount::Money(shelf.sales))
        .formula(Figure::NetSales.formula())
        .input(Figure::Buyers.words(), Amount::Count(i64::try_from(shelf.partners).unwrap_or(i64::MAX)))
        .from_rows(rows(""));
    shelf.heads.iter().fold(e, |e, head| {
        let name = Words::Text(format!("{} {}", head.name.code, head.name.name));
        e.input(name, Amount::Money(head.sales)).from_rows(rows(&format!("partner=\"{}\" ", head.name.code)))
    })
}

/// The best sellers of each product line in a span, without partners that sold none.
pub fn showcase(session: &Session, span: Span, top: usize) -> Result<Vec<Shelf>> {
    let conn = session.store.conn();
    let sold = read::lines_of_partners(conn, until(span, session.as_of()))?;
    let mut lines: BTreeMap<i64, Vec<(Money, i64)>> = BTreeMap::new();
    for ((line, partner), figures) in sold {
        let sales = figures.after_returns();
        if sales > Money::ZERO {
            lines.entry(line).or_default().push((sales, partner));
        }
    }
    let names = read::names(conn, By::Line, &lines.keys().copied().collect())?;
    let mut shelves = Vec::new();
    for (line, mut all) in lines {
        // the same sales: the older partner first
        all.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let (sales, partners) = (all.iter().map(|(s, _)| *s).sum(), all.len());
        all.truncate(top);
        let ids: BTreeSet<i64> = all.iter().map(|(_, p)| *p).collect();
        let mut called = read::names(conn, By::Partner, &ids)?;
        let head = |(sales, partner)| Head { partner, name: called.remove(&partner).unwrap_or_default(), sales };
        let heads = all.into_iter().map(head).collect();
        shelves.push(Shelf { line: names.get(&line).cloned().unwrap_or_default(), sales, partners, heads });
    }
    shelves.sort_by(|a, b| b.sales.cmp(&a.sales).then_with(|| a.line.code.cmp(&b.line.code)));
    Ok(shelves)
}
