//! How a document is laid out on the screen: what people are shown of it, its largest table filtered, sorted and scrolled sideways.

use std::cmp::Ordering;

use serde_json::Value as Json;

use super::own;
use crate::domain::explain::Words;
use crate::i18n;
use crate::report::{Block, Body, Cell, Document, Figure, Line, Reader, Table, What, Why, data};
use crate::t;
use crate::tui::app::Ctx;

/// What a person has asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// Only rows with this text, in lower case.
    pub(super) filter: String,
    /// By which column, and whether the other way round.
    sort: Option<(usize, bool)>,
    /// Columns beside the first that are scrolled away.
    left: usize,
}

/// The largest table of blocks.
pub(super) fn main(blocks: &[Block]) -> Option<&Table> {
    let tables = blocks.iter().filter(|b| !b.is_unseen()).filter_map(|b| match &b.body {
        Body::Table(table, _) => Some(table),
        Body::Group(all) | Body::Page(all) => main(all),
        _ => None,
    });
    tables.max_by_key(|table| table.seen().count())
}

pub(super) fn reader(ctx: &Ctx) -> Reader {
    Reader { lang: ctx.lang, zone: ctx.policy.organisation.zone }
}

impl Shape {
    /// By this column; by the same one again the other way round.
    pub(super) fn sort_by(&mut self, column: usize) {
        let again = self.sort.is_some_and(|(by, back)| by == column && !back);
        self.sort = Some((column, again));
    }

    pub(super) fn reverse(&mut self) {
        let (column, back) = self.sort.unwrap_or((usize::MAX, false));
        self.sort = Some((column, !back));
    }

    pub(super) fn scroll(&mut self, right: bool) {
        self.left = if right { self.left + 1 } else { self.left.saturating_sub(1) };
    }

    pub(super) fn skipped(&self) -> usize {
        self.left
    }

    /// What holds for all of the document, and how its rows are shown.
    pub(super) fn said(&self, document: &Document, ctx: &Ctx) -> String {
        let reader = reader(ctx);
        let mut parts = Vec::new();
        for figure in document.head.iter().filter(|f| !matches!(f.value.what, What::List(_) | What::Members(_))) {
            let (label, value) = (reader.words(&figure.label), said(ctx, &figure.value));
            if !label.is_empty() && !value.is_empty() {
                parts.push(format!("{label} {value}"));
            }
        }
        if !self.filter.is_empty() {
            parts.push(format!("{} `{}`", t!(ctx.lang, "document-filter"), self.filter));
        }
        let column = self.sort.and_then(|(by, _)| main(&document.blocks)?.columns.get(by));
        parts.extend(column.map(|c| t!(ctx.lang, "document-sorted", column = reader.words(&c.label))));
        parts.join(" · ")
    }

    /// The blocks as they are drawn.
    pub(super) fn blocks(&self, document: &Document, ctx: &Ctx) -> Vec<Block> {
        let mut out = Vec::new();
        let main = main(&document.blocks);
        self.add(&document.blocks, main, ctx, &mut out);
        out
    }

    fn add(&self, blocks: &[Block], main: Option<&Table>, ctx: &Ctx, out: &mut Vec<Block>) {
        for block in blocks.iter().filter(|b| !b.is_unseen()) {
            let body = match &block.body {
                Body::Table(table, empty) if table.rows.is_empty() && table.total.is_none() && *empty == Words::nothing() => {
                    continue;
                }
                Body::Table(table, empty) => {
                    let is_main = main.is_some_and(|main| std::ptr::eq(main, table));
                    Body::Table(self.table(table, is_main, ctx), empty.clone())
                }
                Body::Members(_, Some(said)) | Body::Said(said) if *said == Words::nothing() => continue,
                Body::Members(_, Some(said)) => Body::Said(said.clone()),
                Body::Members(figures, None) | Body::Figures(figures) => Body::Figures(labelled(figures, ctx)),
                Body::Group(all) | Body::Page(all) => {
                    self.add(all, main, ctx, out);
                    continue;
                }
                Body::Explained(_) => continue,
                other => other.clone(),
            };
            out.push(Block { name: block.name, head: block.head.clone(), adds: None, body });
        }
    }

    /// What people are shown of a table.
    fn table(&self, table: &Table, is_main: bool, ctx: &Ctx) -> Table {
        let shown = table.shown();
        let mut rows: Vec<&Line> = table.seen().collect();
        if is_main {
            let text = |line: &Line| {
                let cells = shown.iter().filter_map(|i| table.columns.get(*i).zip(line.cells.get(*i)));
                cells.map(|(c, cell)| reader(ctx).cell(c, &cell.what).to_lowercase()).collect::<Vec<_>>().join(" ")
            };
            if !self.filter.is_empty() {
                rows.retain(|line| text(line).contains(&self.filter));
            }
            if let Some((by, back)) = self.sort {
                rows.sort_by(|a, b| compare(a.cells.get(by), b.cells.get(by), ctx));
                if back {
                    rows.reverse();
                }
            }
        }
        let skipped = if is_main { self.left.min(shown.len().saturating_sub(2)) } else { 0 };
        let kept: Vec<usize> = shown.iter().enumerate().filter(|(i, _)| *i == 0 || *i > skipped).map(|(_, at)| *at).collect();
        let narrow = |line: &Line| {
            let explained = line.cells.iter().find_map(|c| if let What::Explained(e) = &c.what { Some(e.clone()) } else { None });
            let cells = kept.iter().filter_map(|i| line.cells.get(*i).cloned()).collect();
            let why = line.why.clone().or(explained.map(Why::Here));
            let why = why.or_else(|| own::explained(table, line, ctx).map(|e| Why::Here(Box::new(e))));
            Line { cells, why, ..line.clone() }
        };
        // the whole is that of all rows
        let whole = !is_main || self.filter.is_empty();
        let foot = table.total.as_deref().into_iter().chain(&table.foot).filter(|_| whole);
        let rows: Vec<Line> = rows.into_iter().chain(foot).map(narrow).collect();
        let columns = kept.iter().filter_map(|i| table.columns.get(*i).cloned()).collect();
        // what was left out by hand is still told
        let count = table.count.saturating_sub(table.seen().count()) + rows.len();
        Table { count: count.max(rows.len()), bare: table.bare, ..Table::new(columns, rows) }
    }
}

fn said(ctx: &Ctx, cell: &Cell) -> String {
    crate::report::cell_text(ctx.lang, ctx.policy.organisation.zone, &cell.what)
}

/// Those with a label and a value.
fn labelled(figures: &[Figure], ctx: &Ctx) -> Vec<Figure> {
    let words = |words| i18n::explain::words(ctx.lang, ctx.policy.organisation.zone, words);
    figures.iter().filter(|f| !words(&f.label).is_empty() && !said(ctx, &f.value).is_empty()).cloned().collect()
}

/// Nothing last, numbers by what they are, texts by what people read.
fn compare(a: Option<&Cell>, b: Option<&Cell>, ctx: &Ctx) -> Ordering {
    let key = |cell: Option<&Cell>| {
        let value = cell.map_or(Json::Null, |c| data::value(reader(ctx), &c.what));
        let number = match &value {
            Json::Number(n) => n.as_f64(),
            Json::String(text) => text.parse().ok(),
            _ => None,
        };
        let text = cell.map(|c| said(ctx, c).to_lowercase()).unwrap_or_default();
        (value.is_null(), number, text)
    };
    let ((none, number, text), other) = (key(a), key(b));
    none.cmp(&other.0).then_with(|| match (number, other.1) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => text.cmp(&other.2),
    })
}
