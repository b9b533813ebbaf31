//! Blocks of a page or document: labels with values, tables, text.

use std::borrow::Cow;

use super::cell::{Cell, Opens, Tone, What, Why};
use super::column::Column;
use super::table::Table;
use super::tiles::Tiles;
use super::types::Type;
use crate::domain::explain::{Explanation, Source, Words};
use crate::domain::money::Money;
use crate::domain::period::Month;
use crate::domain::record::Kind;

/// A label with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its name in JSON: `snake_case`, stable.
    pub name: &'static str,
    /// What people read.
    pub label: Words,
    pub value: Cell,
    /// What it means, where people read no label.
    pub meaning: Option<Words>,
    /// What it holds; [`Type::Any`]: what its value says.
    pub ty: Type,
    /// What its values by name hold, or each of a list of them.
    pub parts: Vec<Column>,
    /// What stands behind it: what it is measured against, how it moved.
    pub beside: Vec<Cell>,
    /// A bar of a value of a greatest value.
    pub bar: Option<(i64, i64)>,
    /// Where it comes from.
    pub why: Option<Why>,
    pub opens: Option<Opens>,
}

impl Figure {
    /// A label with its value.
    #[must_use]
    pub const fn new(name: &'static str, label: Words, value: Cell) -> Self {
        let (meaning, ty) = (None, Type::Any);
        Self { name, label, value, meaning, ty, parts: Vec::new(), beside: Vec::new(), bar: None, why: None, opens: None }
    }

    /// Of a type, also where there is no value.
    #[must_use]
    pub const fn typed(mut self, ty: Type) -> Self {
        self.ty = ty;
        self
    }

    /// Its values hold these by name, or each of a list of them.
    #[must_use]
    pub fn of(mut self, parts: Vec<Column>) -> Self {
        self.parts = parts;
        self
    }

    /// Means this, where people read no label.
    #[must_use]
    pub fn meaning(mut self, meaning: Words) -> Self {
        self.meaning = Some(meaning);
        self
    }

    /// It as a part of something that holds it by name.
    #[must_use]
    pub fn part(&self) -> Column {
        Column::typed(self.name, self.label.clone(), self.ty).of(self.parts.clone())
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

/// Months beside those of the year before.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    pub first: Month,
    /// The months, oldest first.
    pub values: Vec<Money>,
    /// The same months a year before.
    pub before: Vec<Money>,
    /// Where they come from.
    pub why: Option<Why>,
}

impl Trend {
    /// Month, sales, sales a year before.
    pub fn months(&self) -> impl Iterator<Item = (String, Money, Option<Money>)> + '_ {
        (0..).zip(&self.values).map(|(i, now)| {
            let before = usize::try_from(i).ok().and_then(|i| self.before.get(i)).copied();
            (Month(self.first.0 + i).to_string(), *now, before)
        })
    }
}

/// A point of an outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// 0: of the outline itself; 1: of the point before it.
    pub depth: usize,
    /// Whether it is done, of what is to be done.
    pub done: Option<bool>,
    pub text: String,
}

impl Point {
    /// `[x] done`, `[ ] to be done`, any other as it is.
    #[must_use]
    pub fn boxed(&self, text: &str) -> String {
        self.done.map_or_else(|| text.to_owned(), |done| format!("[{}] {text}", if done { 'x' } else { ' ' }))
    }

    /// As a line of text.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}{}", " ".repeat(2 + 3 * self.depth), self.boxed(&self.text))
    }
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
    /// A map of the provinces.
    Tiles(Tiles),
    /// Text as it was typed.
    Text(String),
    /// Members of a document by name; without any it has none. People read the sentence, if there is one, else nothing.
    Members(Vec<Figure>, Option<Words>),
    /// A sentence for people.
    Said(Words),
    /// Lines for people, each as it is to be seen.
    Lines(Vec<(String, Tone)>),
    /// Points of an outline, for people.
    Points(Vec<Point>),
    /// A remark for people, who are told it aside.
    Note(Words),
    /// Where figures come from.
    Explained(Vec<Explanation>),
    /// Blocks that are members of this one.
    Group(Vec<Block>),
    /// The same, laid out as pages of the program are; without a name they are for people.
    Page(Vec<Block>),
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

    /// A map of the provinces.
    #[must_use]
    pub const fn tiles(map: Tiles) -> Self {
        Self { name: "tiles", head: None, adds: None, body: Body::Tiles(map) }
    }

    /// Text as it was typed.
    #[must_use]
    pub const fn text(name: &'static str, text: String) -> Self {
        Self { name, head: None, adds: None, body: Body::Text(text) }
    }

    /// Members of a document, of which people read a sentence.
    #[must_use]
    pub const fn members(name: &'static str, members: Vec<Figure>, said: Option<Words>) -> Self {
        Self { name, head: None, adds: None, body: Body::Members(members, said) }
    }

    /// A sentence for people.
    #[must_use]
    pub const fn said(words: Words) -> Self {
        Self { name: "", head: None, adds: None, body: Body::Said(words) }
    }

    /// Lines for people.
    #[must_use]
    pub const fn lines(lines: Vec<(String, Tone)>) -> Self {
        Self { name: "", head: None, adds: None, body: Body::Lines(lines) }
    }

    /// Points of an outline, for people.
    #[must_use]
    pub const fn points(points: Vec<Point>) -> Self {
        Self { name: "", head: None, adds: None, body: Body::Points(points) }
    }

    /// Takes in lines or points that go on; returns a block that does not.
    pub fn join(&mut self, other: Self) -> Option<Self> {
        match (&mut self.body, other.body) {
            (Body::Lines(all), Body::Lines(more)) => all.extend(more),
            (Body::Points(all), Body::Points(more)) => all.extend(more),
            (_, body) => return Some(Self { body, ..other }),
        }
        None
    }

    /// A remark for people.
    #[must_use]
    pub const fn note(words: Words) -> Self {
        Self { name: "", head: None, adds: None, body: Body::Note(words) }
    }

    /// Where figures come from.
    #[must_use]
    pub const fn explained(all: Vec<Explanation>) -> Self {
        Self { name: "explain", head: None, adds: None, body: Body::Explained(all) }
    }

    /// Blocks that are members of this one.
    #[must_use]
    pub const fn group(name: &'static str, blocks: Vec<Block>) -> Self {
        Self { name, head: None, adds: None, body: Body::Group(blocks) }
    }

    /// Blocks that are members of this one, laid out as pages of the program are.
    #[must_use]
    pub const fn page(name: &'static str, blocks: Vec<Block>) -> Self {
        Self { name, head: None, adds: None, body: Body::Page(blocks) }
    }

    /// An empty line between what belongs apart.
    #[must_use]
    pub const fn gap() -> Self {
        Self::said(Words::nothing())
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

    /// Whether people are shown none of it, nor its heading.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        matches!(&self.body, Body::Table(table, _) if table.quiet && table.seen().next().is_none())
    }

    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match &self.body {
            Body::Figures(figures) => figures.is_empty(),
            Body::Table(table, _) => table.rows.is_empty(),
            Body::Trend(trend) => trend.values.is_empty(),
            Body::Tiles(map) => map.tiles.is_empty(),
            Body::Text(text) => text.is_empty(),
            Body::Lines(lines) => lines.is_empty(),
            Body::Points(points) => points.is_empty(),
            Body::Members(members, _) => members.iter().all(|f| f.value.what == What::Absent),
            Body::Said(_) | Body::Note(_) => false,
            Body::Explained(all) => all.is_empty(),
            Body::Group(blocks) | Body::Page(blocks) => blocks.is_empty(),
        }
    }
}
