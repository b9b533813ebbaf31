//! Best sellers by product line, for new partners to copy 标杆渠道 (S3).

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Result, Session};
use super::until;
use crate::domain::money::Money;
use crate::domain::period::Span;
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

/// The best sellers of each product line in a span, without partners that sold none.
///
/// # Errors
/// Those of the file.
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
