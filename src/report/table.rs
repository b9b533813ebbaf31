//! Tables: rows of the same columns, what people are shown of them, charts of their columns.

use std::borrow::Cow;

use super::cell::{Cell, Opens, Why};
use super::column::Column;
use crate::domain::explain::Source;
use crate::domain::record::Kind;

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// A bar behind the cells.
    pub bar: Option<(i64, i64)>,
    /// Where what is computed in it comes from: its main figure, and the others beside it.
    pub why: Option<Why>,
    pub opens: Option<Opens>,
    /// People are not shown it.
    pub hidden: bool,
}

impl Line {
    #[must_use]
    pub const fn new(cells: Vec<Cell>) -> Self {
        Self { cells, bar: None, why: None, opens: None, hidden: false }
    }

    /// Opens a record.
    #[must_use]
    pub fn opens(mut self, kind: Kind, id: i64) -> Self {
        self.opens = Some(Opens::Record(kind, id));
        self
    }

    /// Opens rows.
    #[must_use]
    pub fn rows(mut self, source: Source) -> Self {
        self.opens = Some(Opens::Rows(source));
        self
    }

    /// With a bar of `value` of `most`.
    #[must_use]
    pub const fn bar(mut self, value: i64, most: i64) -> Self {
        self.bar = Some((value, most));
        self
    }

    /// Explained when it is asked, by this name with the row's key: `month:2026-07`.
    #[must_use]
    pub fn asked(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.why = Some(Why::Asked(name.into()));
        self
    }
}

/// Lines of the same columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub columns: Vec<Column>,
    pub rows: Vec<Line>,
    /// How many rows there are; more than are here if the rest was left out.
    pub count: usize,
    /// All together.
    pub total: Option<Box<Line>>,
    /// People are told nothing where it has no rows.
    pub quiet: bool,
    /// What stands below the whole, for people.
    pub foot: Vec<Line>,
    /// What people are shown, by name and in this order; empty: every column.
    pub view: Vec<&'static str>,
    /// Charts of its columns.
    pub charts: Vec<Chart>,
    /// As text it has no headings.
    pub bare: bool,
}

impl Table {
    /// Of these rows.
    #[must_use]
    pub fn new(columns: Vec<Column>, rows: Vec<Line>) -> Self {
        Self { columns, count: rows.len(), rows, ..Self::default() }
    }

    /// Of so many rows, of which the rest was left out.
    #[must_use]
    pub fn of(mut self, count: usize) -> Self {
        self.count = count;
        self
    }

    /// People are told nothing where it has no rows.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// People are shown the first so many rows, and not told that there are more.
    #[must_use]
    pub fn first(mut self, most: usize) -> Self {
        self.rows.iter_mut().skip(most).for_each(|line| line.hidden = true);
        self.count = self.rows.len().min(most);
        self
    }

    /// People are shown none of it: they are told in other words.
    #[must_use]
    pub fn unseen(self) -> Self {
        self.first(0).quiet()
    }

    /// As text it has no headings.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// People are shown these columns in this order; a list stands for all its items.
    #[must_use]
    pub fn view(mut self, names: &[&'static str]) -> Self {
        self.view = names.to_vec();
        self
    }

    /// With a chart of its columns.
    #[must_use]
    pub fn chart(mut self, chart: Chart) -> Self {
        self.charts.push(chart);
        self
    }

    /// The places of the columns that people are shown, in their order.
    #[must_use]
    pub fn shown(&self) -> Vec<usize> {
        let all = self.columns.iter().enumerate();
        if self.view.is_empty() {
            return all.filter(|(_, c)| !c.nested).map(|(i, _)| i).collect();
        }
        self.places(&self.view)
    }

    /// The places of columns by name; a list stands for all its items.
    fn places(&self, names: &[&'static str]) -> Vec<usize> {
        let called = |c: &Column, name: &str| !c.nested && c.item.map_or(c.name, |(list, _)| list) == name;
        let of = |name| self.columns.iter().enumerate().filter(move |(_, c)| called(c, name)).map(|(i, _)| i);
        names.iter().flat_map(|name| of(name)).collect()
    }

    /// The rows that people are shown.
    pub fn seen(&self) -> impl Iterator<Item = &Line> {
        self.rows.iter().filter(|line| !line.hidden)
    }

    /// The places of the columns of a flat file.
    #[must_use]
    pub fn flat(&self) -> Vec<usize> {
        self.columns.iter().enumerate().filter(|(_, c)| !c.aside && !c.nested).map(|(i, _)| i).collect()
    }
}

/// How a chart draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Bars, one a row.
    Bars,
    /// Lines over the rows: of time.
    Lines,
    /// Bars of parts that come to a whole.
    Stacked,
}

/// A chart of some columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// How it draws.
    pub kind: ChartKind,
    /// The column that names the rows.
    pub by: &'static str,
    /// The columns that are drawn; a list stands for all its items.
    pub of: Vec<&'static str>,
}

impl Chart {
    /// Of these columns, by the one that names the rows.
    #[must_use]
    pub fn new(kind: ChartKind, by: &'static str, of: &[&'static str]) -> Self {
        Self { kind, by, of: of.to_vec() }
    }

    /// The places of the columns that it draws.
    #[must_use]
    pub fn columns(&self, table: &Table) -> Vec<usize> {
        table.places(&self.of)
    }
}
