//! What a page of a record says, as data: blocks of figures, tables and charts, each line with what explains and what
//! opens it.
//!
//! The program draws a sheet, `qudao show` prints it, JSON holds it: what a section says is decided once, in `ops`.
//! `i18n` says what stands in a cell.
//!
//! # Example
//! ```
//! use qudao::domain::explain::Amount;
//! use qudao::domain::figure;
//! use qudao::domain::money::Money;
//! use qudao::domain::sheet::{Block, Body, Cell, Figure, Tone};
//!
//! let open = Figure::new("open", figure::Figure::Open.words(), Cell::short(Money::units(412_000)).toned(Tone::Soon));
//! let block = Block::figures("owed", vec![open]);
//! assert!(matches!(&block.body, Body::Figures(f) if f.len() == 1));
//! ```

use std::borrow::Cow;

use super::alert::Finding;
use super::explain::{Amount, Explanation, Source, Words};
use super::money::Money;
use super::period::Month;
use super::record::{Field, Kind, Label, Value};

/// How what stands in a cell is to be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// May be overlooked.
    Dim,
    /// Better than asked.
    Good,
    /// Soon, to be watched.
    Soon,
    /// Breached, stop.
    Bad,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A value with its unit.
    Amount(Amount),
    /// Money where a shape is enough: `412K`, `41.2万`.
    Short(Money),
    /// A message, a name, a label of the declarations.
    Words(Words),
    /// Something that is called differently in each language, and its form in JSON.
    Named(Name),
    /// One of a closed list: its code and its name.
    Choice(&'static str, Label),
    /// A value of a declared field, with its unit; a reference with what people call the record and its code.
    Field {
        /// The declaration.
        field: &'static Field,
        /// The value.
        value: Value,
        /// What a reference is called.
        label: Option<Name>,
    },
    /// How long until a moment in seconds of working time, and how many of them a day has; negative: over.
    Left(i64, i64),
    /// A warning with its figures.
    Finding(Finding),
    /// How many whole points a score moved.
    Moved(i64),
    /// How much money became of how much before; nothing can be said where that is not above 0.
    Grown(Money, Money),
    /// A change in the log: message key and what it was done to.
    Change(String, String),
    /// A field before and after.
    Changed(Vec<Difference>),
}

/// A field of a record before and after a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The declaration.
    pub field: &'static Field,
    /// Before.
    pub before: (Value, Option<Name>),
    /// After.
    pub after: (Value, Option<Name>),
}

/// What a record is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// Its code, number or account.
    pub code: String,
    /// What people read in English.
    pub en: String,
    /// What people read in Chinese.
    pub zh: String,
}

/// A cell: what it says and how it is to be seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What it says.
    pub what: What,
    /// How it is to be seen.
    pub tone: Tone,
}

impl Cell {
    /// Of anything.
    #[must_use]
    pub const fn of(what: What) -> Self {
        Self { what, tone: Tone::Plain }
    }

    /// A value with its unit.
    #[must_use]
    pub const fn amount(amount: Amount) -> Self {
        Self::of(What::Amount(amount))
    }

    /// Money as a shape.
    #[must_use]
    pub const fn short(money: Money) -> Self {
        Self::of(What::Short(money))
    }

    /// A text that is the same in every language.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(What::Words(Words::Text(text.into())))
    }

    /// A message.
    #[must_use]
    pub fn key(key: &'static str) -> Self {
        Self::of(What::Words(Words::key(key)))
    }

    /// Nothing is known: "not rated", to be overlooked.
    #[must_use]
    pub const fn unknown() -> Self {
        Self { what: What::Amount(Amount::NotRated), tone: Tone::Dim }
    }

    /// With a tone.
    #[must_use]
    pub fn toned(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

/// Where a figure comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// This.
    Here(Box<Explanation>),
    /// To be asked for by this name; that of a row has its key: `month:2026-07`.
    Asked(Cow<'static, str>),
}

/// What Enter opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opens {
    /// A record.
    Record(Kind, i64),
    /// The rows behind it.
    Rows(Source),
}

/// A label with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its name in JSON: `snake_case`, stable.
    pub name: &'static str,
    /// What people read.
    pub label: Words,
    /// The value.
    pub value: Cell,
    /// What stands behind it: what it is measured against, how it moved.
    pub beside: Vec<Cell>,
    /// A bar of a value of a greatest value.
    pub bar: Option<(i64, i64)>,
    /// Where it comes from.
    pub why: Option<Why>,
    /// What it opens.
    pub opens: Option<Opens>,
}

impl Figure {
    /// A label with its value.
    #[must_use]
    pub const fn new(name: &'static str, label: Words, value: Cell) -> Self {
        Self { name, label, value, beside: Vec::new(), bar: None, why: None, opens: None }
    }

    /// And what stands behind it.
    #[must_use]
    pub fn beside(mut self, cell: Cell) -> Self {
        self.beside.push(cell);
        self
    }

    /// With a bar of `value` of `most`.
    #[must_use]
    pub const fn bar(mut self, value: i64, most: i64) -> Self {
        self.bar = Some((value, most));
        self
    }

    /// Explained so.
    #[must_use]
    pub fn explained(mut self, explanation: Explanation) -> Self {
        self.why = Some(Why::Here(Box::new(explanation)));
        self
    }

    /// Explained when it is asked.
    #[must_use]
    pub fn asked(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.why = Some(Why::Asked(name.into()));
        self
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
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else about how it is laid out, and any go together")]
pub struct Column {
    /// Its name in JSON.
    pub name: &'static str,
    /// What people read.
    pub label: Words,
    /// Numbers stand at the right.
    pub right: bool,
    /// The widest one that may be cut: it takes what is left.
    pub wide: bool,
    /// Left out first where there is no room.
    pub minor: bool,
    /// What does not fit goes on in the lines below.
    pub wraps: bool,
}

impl Column {
    /// At the left.
    #[must_use]
    pub const fn new(name: &'static str, label: Words) -> Self {
        Self { name, label, right: false, wide: false, minor: false, wraps: false }
    }

    /// At the right.
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// Takes what is left.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Goes on in the lines below.
    #[must_use]
    pub const fn wraps(mut self) -> Self {
        self.wraps = true;
        self
    }

    /// Left out first.
    #[must_use]
    pub const fn minor(mut self) -> Self {
        self.minor = true;
        self
    }
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// One cell a column.
    pub cells: Vec<Cell>,
    /// A bar behind the cells.
    pub bar: Option<(i64, i64)>,
    /// Where what is computed in it comes from: its main figure, and the others beside it.
    pub why: Option<Why>,
    /// What it opens.
    pub opens: Option<Opens>,
}

impl Line {
    /// Of cells.
    #[must_use]
    pub const fn new(cells: Vec<Cell>) -> Self {
        Self { cells, bar: None, why: None, opens: None }
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
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Line>,
    /// How many rows there are; more than are here if the rest was left out.
    pub count: usize,
}

/// Months beside those of the year before.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// The first month.
    pub first: Month,
    /// The months, oldest first.
    pub values: Vec<Money>,
    /// The same months a year before.
    pub before: Vec<Money>,
    /// Where they come from.
    pub why: Option<Why>,
}

/// What a block says.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Labels with values.
    Figures(Vec<Figure>),
    /// A table; an empty one says so in these words.
    Table(Table, Words),
    /// A chart of months.
    Trend(Trend),
    /// Text as it was typed.
    Text(String),
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its name in JSON: `snake_case`, stable within the section.
    pub name: &'static str,
    /// Its heading; empty: none.
    pub head: Option<Words>,
    /// What is added here.
    pub adds: Option<Kind>,
    /// What it says.
    pub body: Body,
}

impl Block {
    /// Labels with values.
    #[must_use]
    pub const fn figures(name: &'static str, figures: Vec<Figure>) -> Self {
        Self { name, head: None, adds: None, body: Body::Figures(figures) }
    }

    /// A table; an empty one says so in these words.
    #[must_use]
    pub const fn table(name: &'static str, table: Table, empty: Words) -> Self {
        Self { name, head: None, adds: None, body: Body::Table(table, empty) }
    }

    /// A chart of months.
    #[must_use]
    pub const fn trend(name: &'static str, trend: Trend) -> Self {
        Self { name, head: None, adds: None, body: Body::Trend(trend) }
    }

    /// Text as it was typed.
    #[must_use]
    pub const fn text(name: &'static str, text: String) -> Self {
        Self { name, head: None, adds: None, body: Body::Text(text) }
    }

    /// With a heading.
    #[must_use]
    pub fn head(mut self, head: Words) -> Self {
        self.head = Some(head);
        self
    }

    /// A record of this kind is added here.
    #[must_use]
    pub const fn adds(mut self, kind: Kind) -> Self {
        self.adds = Some(kind);
        self
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.body {
            Body::Figures(figures) => figures.is_empty(),
            Body::Table(table, _) => table.rows.is_empty(),
            Body::Trend(trend) => trend.values.is_empty(),
            Body::Text(text) => text.is_empty(),
        }
    }
}
