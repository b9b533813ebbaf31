//! WRITES UP. What is to be said as one [`Document`], whatever the format: text, JSON, CSV, XLSX, Markdown, HTML, slides, the message of
//! a group robot.
//!
//! `ops` builds a document once; every format is made of it here, and knows no subject: numbers stay numbers until a format writes
//! them, each column and member tells its unit, and the words are those of who reads. Pages of the program are made of the same
//! [`Block`]s.
//!
//! # To add a report
//!
//! A function of `ops` that gives a [`Document`]: its members, and its tables as [`Columns`] (name, label, type and what fills it in
//! one line each). `cli` hands it to `output::print`, which knows every format.

pub mod block;
pub mod cell;
pub mod column;
pub mod data;
pub mod explanation;
pub mod flat;
pub mod html;
pub mod markdown;
pub mod message;
pub mod page;
pub mod pptx;
pub mod print;
pub mod say;
pub mod schema;
pub mod svg;
pub mod table;
pub mod text;
pub mod tiles;
pub mod types;
pub mod xlsx;

pub use block::{Block, Body, Figure, Point, Trend};
pub use cell::{Cell, Difference, Name, Opens, Tone, What, Why};
pub use column::{Blank, Column, Columns, Style};
pub use say::{Reader, cell_text};
pub use table::{Chart, ChartKind, Line, Table};
pub use tiles::Tiles;
pub use types::Type;

use crate::domain::explain::{Explanation, Rules, Words};

/// What is said to a question, in whatever format.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Its name and edition: `qudao.credit.aging/1`.
    pub schema: &'static str,
    /// The first line for people.
    pub title: Option<Words>,
    /// What holds for all of it: as of which day, in which currency.
    pub head: Vec<Figure>,
    /// What it says, in the order of its members.
    pub blocks: Vec<Block>,
}

impl Document {
    /// An empty one.
    #[must_use]
    pub fn new(schema: &'static str) -> Self {
        Self { schema, ..Self::default() }
    }

    /// With a first line for people.
    #[must_use]
    pub fn title(mut self, title: Words) -> Self {
        self.title = Some(title);
        self
    }

    /// Something that holds for all of it.
    #[must_use]
    pub fn head(mut self, name: &'static str, label: Words, value: impl Into<Cell>) -> Self {
        self.head.push(Figure::new(name, label, value.into()));
        self
    }

    /// What was said last to hold for all of it is of this type, also where there is no value.
    #[must_use]
    pub fn typed(mut self, ty: Type) -> Self {
        if let Some(figure) = self.head.last_mut() {
            figure.ty = ty;
        }
        self
    }

    #[must_use]
    pub fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// And this, if there is one.
    #[must_use]
    pub fn with_some(self, block: Option<Block>) -> Self {
        match block {
            Some(block) => self.with(block),
            None => self,
        }
    }

    /// And where these come from, computed under these rules where they name none.
    #[must_use]
    pub fn explained(self, all: impl IntoIterator<Item = Explanation>, rules: &Rules) -> Self {
        let under = |e: Explanation| if e.under.is_some() { e } else { e.under(rules.clone()) };
        self.with(Block::explained(all.into_iter().map(under).collect()))
    }

    /// Its tables with their headings; a table of a group without one has that of the group.
    #[must_use]
    pub fn tables(&self) -> Vec<(Option<&Words>, &Table)> {
        fn add<'d>(blocks: &'d [Block], over: Option<&'d Words>, found: &mut Vec<(Option<&'d Words>, &'d Table)>) {
            for block in blocks {
                let head = block.head.as_ref().or(over);
                match &block.body {
                    // what only people read is no table of a file
                    Body::Table(table, _) if table.flat().is_empty() => {}
                    Body::Table(table, _) => found.push((head, table)),
                    Body::Group(all) | Body::Page(all) => add(all, head, found),
                    _ => {}
                }
            }
        }
        let mut found = Vec::new();
        add(&self.blocks, None, &mut found);
        found
    }
}

/// The rules that an explanation of a document names.
fn rules_of(e: &Explanation) -> Rules {
    e.under.clone().unwrap_or(Rules { number: None, name: String::new() })
}

#[cfg(test)]
mod tests;
