//! Columns of tables: name, label, type with its unit, how it stands; and what fills them, declared in one line each.

use super::block::{Block, Figure};
use super::cell::{Cell, Tone, What};
use super::table::{Line, Table};
use super::types::Type;
use crate::domain::explain::Words;

/// How people read the numbers of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// In full: `1,234.50`, `7 days`.
    #[default]
    Full,
    /// Money in whole units, days and points as bare numbers.
    Whole,
    /// Money as a shape: `412K`, `41.2万`.
    Short,
    /// A change: with its sign.
    Signed,
}

/// What people read where there is no value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Blank {
    /// Nothing.
    #[default]
    Empty,
    /// That it is not rated.
    NotRated,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each says something else about how it is laid out, and any go together")]
pub struct Column {
    /// Its name in JSON.
    pub name: &'static str,
    /// What people read.
    pub label: Words,
    /// What it means, where people read no heading, or a name of something else.
    pub meaning: Option<Words>,
    /// Numbers stand at the right.
    pub right: bool,
    /// The widest one that may be cut: it takes what is left.
    pub wide: bool,
    /// Left out first where there is no room.
    pub minor: bool,
    /// What does not fit goes on in the lines below.
    pub wraps: bool,
    /// What it holds.
    pub ty: Type,
    /// How people read its numbers.
    pub style: Style,
    /// What they read where there is none.
    pub blank: Blank,
    /// They read nothing where it is 0.
    pub sparse: bool,
    /// It says which row it is: the row of the whole has none.
    pub key: bool,
    /// It is called so in the row of the whole.
    pub total: Option<Words>,
    /// For people only: what it says stands in other columns.
    pub aside: bool,
    /// In JSON only: flat files have no room for it.
    pub nested: bool,
    /// Not in JSON, where it is part of another.
    pub flat: bool,
    /// Of the whole only: rows have none.
    pub whole: bool,
    /// In JSON it is part of this item of this list.
    pub item: Option<(&'static str, usize)>,
    /// What its values by name hold, or each of a list of them.
    pub parts: Vec<Column>,
}

impl Column {
    /// At the left.
    #[must_use]
    pub const fn new(name: &'static str, label: Words) -> Self {
        Self::typed(name, label, Type::Any)
    }

    /// Of a type: numbers stand at the right.
    #[must_use]
    pub const fn typed(name: &'static str, label: Words, ty: Type) -> Self {
        let right = ty.right();
        let (style, blank) = (Style::Full, Blank::Empty);
        Self {
            name,
            label,
            meaning: None,
            right,
            wide: false,
            minor: false,
            wraps: false,
            ty,
            style,
            blank,
            sparse: false,
            key: false,
            total: None,
            aside: false,
            nested: false,
            flat: false,
            whole: false,
            item: None,
            parts: Vec::new(),
        }
    }

    /// Its values hold these by name, or each of a list of them.
    #[must_use]
    pub fn of(mut self, parts: Vec<Column>) -> Self {
        self.parts = parts;
        self
    }

    /// Means this, where the heading does not say it.
    #[must_use]
    pub fn meaning(mut self, meaning: Words) -> Self {
        self.meaning = Some(meaning);
        self
    }

    /// In whole units.
    #[must_use]
    pub const fn in_units(mut self) -> Self {
        self.style = Style::Whole;
        self
    }

    /// Money as a shape.
    #[must_use]
    pub const fn short(mut self) -> Self {
        self.style = Style::Short;
        self
    }

    /// As a change.
    #[must_use]
    pub const fn signed(mut self) -> Self {
        self.style = Style::Signed;
        self
    }

    /// No value is "not rated".
    #[must_use]
    pub const fn rated(mut self) -> Self {
        self.blank = Blank::NotRated;
        self
    }

    /// Nothing where it is 0.
    #[must_use]
    pub const fn sparse(mut self) -> Self {
        self.sparse = true;
        self
    }

    /// Says which row it is.
    #[must_use]
    pub const fn key(mut self) -> Self {
        self.key = true;
        self
    }

    /// Says which row it is; that of the whole is called so.
    #[must_use]
    pub fn called(mut self, total: Words) -> Self {
        self.key = true;
        self.total = Some(total);
        self
    }

    /// For people only.
    #[must_use]
    pub const fn aside(mut self) -> Self {
        self.aside = true;
        self
    }

    /// In JSON only.
    #[must_use]
    pub const fn nested(mut self) -> Self {
        self.nested = true;
        self
    }

    /// Not in JSON, where it is part of another.
    #[must_use]
    pub const fn flat(mut self) -> Self {
        self.flat = true;
        self
    }

    /// Of the whole only, in JSON only.
    #[must_use]
    pub const fn of_whole(mut self) -> Self {
        self.whole = true;
        self.nested = true;
        self
    }

    /// Part of an item of a list in JSON.
    #[must_use]
    pub const fn item(mut self, list: &'static str, index: usize) -> Self {
        self.item = Some((list, index));
        self
    }

    /// At the left.
    #[must_use]
    pub const fn left(mut self) -> Self {
        self.right = false;
        self
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

/// Constructors of columns of a type.
macro_rules! typed {
    ($($(#[$doc:meta])+ $name:ident: $ty:ident;)+) => {
        impl Column {$(
            $(#[$doc])+
            #[must_use]
            pub const fn $name(name: &'static str, label: Words) -> Self {
                Self::typed(name, label, Type::$ty)
            }
        )+}
    };
}

typed! {
    /// Names, sentences.
    text: Text;
    /// A code of a closed list or of a record.
    code: Code;
    /// Money.
    money: Money;
    /// A fraction, which people read in percent.
    fraction: Fraction;
    /// How many.
    count: Count;
    /// Days.
    days: Days;
    /// Points of 0 to 100.
    points: Points;
    /// A day of the calendar.
    day: Day;
    /// A moment.
    moment: Moment;
    /// A number that names a thing.
    number: Number;
    /// Yes or no.
    flag: Flag;
    /// Several values.
    list: List;
    /// Values by name.
    members: Members;
}

type Of<'a, T, V> = Box<dyn Fn(&T) -> V + 'a>;

/// Columns with what fills them, each in one place: from them the rows, the row of the whole, and what `qudao schema` prints.
pub struct Columns<'a, T> {
    all: Vec<(Column, Of<'a, T, Cell>)>,
    tone: Option<Of<'a, T, Tone>>,
    hidden: Option<Of<'a, T, bool>>,
}

impl<T> std::fmt::Debug for Columns<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.all.iter().map(|(c, _)| c.name)).finish()
    }
}

impl<T> Default for Columns<'_, T> {
    fn default() -> Self {
        Self { all: Vec::new(), tone: None, hidden: None }
    }
}

impl<'a, T> Columns<'a, T> {
    /// One more, and what stands in it.
    #[must_use]
    pub fn with<C: Into<Cell>>(mut self, column: Column, of: impl Fn(&T) -> C + 'a) -> Self {
        self.all.push((column, Box::new(move |row| of(row).into())));
        self
    }

    /// And these after them.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.all.extend(others.all);
        self
    }

    /// How a row as a whole is to be seen; a cell's own tone goes before.
    #[must_use]
    pub fn tone(mut self, of: impl Fn(&T) -> Tone + 'a) -> Self {
        self.tone = Some(Box::new(of));
        self
    }

    /// Rows that people are not shown.
    #[must_use]
    pub fn hide(mut self, of: impl Fn(&T) -> bool + 'a) -> Self {
        self.hidden = Some(Box::new(of));
        self
    }

    /// Those that hold data.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        self.all.iter().map(|(column, _)| column).filter(|c| !c.aside && !c.flat).cloned().collect()
    }

    /// What one has, by name.
    pub fn members(&self, row: &T) -> What {
        let data = self.all.iter().filter(|(column, _)| !column.aside && !column.flat);
        What::Members(data.map(|(column, of)| (column.name, of(row).what)).collect())
    }

    /// What one has as members of a document.
    pub fn figures(&self, row: &T) -> Vec<Figure> {
        let data = self.all.iter().filter(|(column, _)| !column.aside && !column.flat);
        data.map(|(column, of)| Figure::new(column.name, column.label.clone(), of(row)).typed(column.ty).of(column.parts.clone()))
            .collect()
    }

    /// What one has as a member of a document; none is `null`.
    pub fn member(&self, name: &'static str, label: Words, row: Option<&T>) -> Figure {
        let what = row.map_or(What::Nothing, |row| self.members(row));
        Figure::new(name, label, what.into()).typed(Type::Members).of(self.columns())
    }

    /// What several have as a member of a document.
    pub fn list<'r>(&self, name: &'static str, label: Words, rows: impl IntoIterator<Item = &'r T>) -> Figure
    where
        T: 'r,
    {
        let all = rows.into_iter().map(|row| self.members(row)).collect();
        Figure::new(name, label, What::List(all).into()).typed(Type::List).of(self.columns())
    }

    /// What one has as a block of a document; none is `null`.
    pub fn block(&self, name: &'static str, row: Option<&T>) -> Block {
        let absent = |c: Column| Figure::new(c.name, c.label, Cell::absent()).typed(c.ty).of(c.parts);
        let figures = row.map_or_else(|| self.columns().into_iter().map(absent).collect(), |row| self.figures(row));
        Block::members(name, figures, None)
    }

    fn line(&self, row: &T, whole: bool) -> Line {
        let tone = self.tone.as_ref().map_or(Tone::Plain, |of| of(row));
        let cell = |(column, of): &(Column, Of<'a, T, Cell>)| {
            if whole && column.key {
                return Cell::of(column.total.clone().map_or(What::Nothing, What::Words));
            }
            let mut cell = of(row);
            if cell.tone == Tone::Plain {
                cell.tone = tone;
            }
            cell
        };
        let hidden = !whole && self.hidden.as_ref().is_some_and(|of| of(row));
        Line { hidden, ..Line::new(self.all.iter().map(cell).collect()) }
    }

    /// The table of these rows.
    pub fn table<'r>(&self, rows: impl IntoIterator<Item = &'r T>) -> Table
    where
        T: 'r,
    {
        let rows: Vec<Line> = rows.into_iter().map(|row| self.line(row, false)).collect();
        Table::new(self.all.iter().map(|(column, _)| column.clone()).collect(), rows)
    }

    /// The same with a row of the whole.
    pub fn table_and_total<'r>(&self, rows: impl IntoIterator<Item = &'r T>, total: &T) -> Table
    where
        T: 'r,
    {
        Table { total: Some(Box::new(self.line(total, true))), ..self.table(rows) }
    }
}
