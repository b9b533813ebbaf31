//! Templates and sums over the columns of a row.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::function::Function;
use super::plan::Cells;
use super::{MappingError, Syntax};
use crate::exchange::value::{Style, decimal};

/// Which cell: of the row itself, or of a joined one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CellAt {
    /// Index of the join.
    pub join: Option<usize>,
    /// Its place, or [`FOUND`].
    pub column: usize,
}

/// The column of a joined row that says that there is one.
pub(super) const FOUND: usize = usize::MAX;

/// Finds a column by the name inside the braces.
pub(super) type Find<'a> = &'a dyn Fn(&str) -> Result<CellAt, MappingError>;

/// Text with columns in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Cell(Piece),
}

/// A column, and what is made of its text: `{Code | replace ' ' '' | upper}`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    at: CellAt,
    functions: Vec<Function>,
}

impl Piece {
    /// What stands in braces.
    fn parse(text: &str, place: &str, find: Find<'_>) -> Result<Self, MappingError> {
        let missing = match find(text) {
            Ok(at) => return Ok(Self { at, functions: Vec::new() }),
            Err(missing) => missing,
        };
        // a column may have the stroke in its name
        let Some((name, functions)) = text.split_once('|') else { return Err(missing) };
        Ok(Self { at: find(name)?, functions: Function::parse_all(functions, place)? })
    }

    fn text<'a>(&self, cells: &Cells<'a>) -> Cow<'a, str> {
        self.functions.iter().fold(Cow::Borrowed(cells.get(self.at)), |text, function| function.of(text))
    }
}

impl Template {
    /// A text without columns.
    pub(super) fn of_text(text: Cow<'_, str>) -> Self {
        Self(vec![Part::Text(text.into_owned())])
    }

    /// Whether a column is in it.
    pub(super) fn has_cell(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Cell(_)))
    }

    /// Its text, if no column is in it.
    pub(super) fn constant(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    pub(super) fn parse(text: &str, place: &str, find: Find<'_>) -> Result<Self, MappingError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else {
                return Err(MappingError::syntax(place, text, "", Syntax::Brace));
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Cell(Piece::parse(name, place, find)?));
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// The column, if it is one column and nothing else.
    pub(super) fn only_cell(&self) -> Option<CellAt> {
        match self.0.as_slice() {
            [Part::Cell(piece)] if piece.functions.is_empty() => Some(piece.at),
            _ => None,
        }
    }

    pub(super) fn fill<'a>(&'a self, cells: &Cells<'a>) -> Cow<'a, str> {
        match self.0.as_slice() {
            [] => Cow::Borrowed(""),
            [Part::Text(text)] => Cow::Borrowed(text),
            [Part::Cell(piece)] => piece.text(cells),
            parts => {
                let texts = parts.iter().map(|p| match p {
                    Part::Text(text) => Cow::Borrowed(text.as_str()),
                    Part::Cell(piece) => piece.text(cells),
                });
                Cow::Owned(texts.collect())
            }
        }
    }
}

/// A template, or a sum of numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expression {
    Text(Template),
    Sum(Vec<Step>),
}

/// A step of a sum, in reverse Polish order.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Number(Decimal),
    Cell(Piece),
    Operator(char),
    Negate,
}

impl Expression {
    pub(super) fn parse(text: &str, place: &str, find: Find<'_>) -> Result<Self, MappingError> {
        match text.trim_start().strip_prefix('=') {
            None => Template::parse(text, place, find).map(Self::Text),
            Some(sum) => {
                let mut parser = Parser { rest: sum, steps: Vec::new(), place, find, depth: 0 };
                let whole = parser.sum()? && parser.rest.trim().is_empty();
                if whole {
                    return Ok(Self::Sum(parser.steps));
                }
                Err(MappingError::syntax(place, text, parser.rest.trim(), Syntax::Sum))
            }
        }
    }

    /// The text; of a sum with an empty cell nothing, of one with a cell that is no number that cell.
    pub(super) fn fill<'a>(&'a self, cells: &Cells<'a>, style: &Style) -> Cow<'a, str> {
        match self {
            Self::Text(template) => template.fill(cells),
            Self::Sum(steps) => add_up(steps, cells, style),
        }
    }

    pub(super) fn only_cell(&self) -> Option<CellAt> {
        if let Self::Text(t) = self { t.only_cell() } else { None }
    }

    /// The cells that are in it.
    pub(super) fn cells(&self) -> impl Iterator<Item = CellAt> {
        let (parts, steps) = match self {
            Self::Text(Template(parts)) => (parts.as_slice(), [].as_slice()),
            Self::Sum(steps) => ([].as_slice(), steps.as_slice()),
        };
        let in_text = parts.iter().filter_map(|part| if let Part::Cell(piece) = part { Some(piece.at) } else { None });
        in_text.chain(steps.iter().filter_map(|step| if let Step::Cell(piece) = step { Some(piece.at) } else { None }))
    }

    /// Its text, if no column is in it.
    pub(super) fn constant(&self) -> Option<&str> {
        if let Self::Text(t) = self { t.constant() } else { None }
    }
}

fn add_up<'a>(steps: &[Step], cells: &Cells<'a>, style: &Style) -> Cow<'a, str> {
    let mut stack: Vec<Decimal> = Vec::with_capacity(4);
    for step in steps {
        let value = match step {
            Step::Number(n) => Some(*n),
            Step::Cell(piece) => {
                let text = piece.text(cells);
                let Some(n) = (!text.is_empty()).then(|| decimal(&text, style)).flatten() else { return text };
                Some(n)
            }
            Step::Negate => stack.pop().map(|n| -n),
            Step::Operator(op) => {
                let (Some(b), Some(a)) = (stack.pop(), stack.pop()) else { return Cow::Borrowed("") };
                match op {
                    '+' => a.checked_add(b),
                    '-' => a.checked_sub(b),
                    '*' => a.checked_mul(b),
                    _ => a.checked_div(b),
                }
            }
        };
        match value {
            Some(v) => stack.push(v),
            None => return Cow::Borrowed("#DIV/0!"),
        }
    }
    // always with a point, as the style's marks are those of the file
    let sum = stack.pop().unwrap_or_default().normalize().to_string();
    Cow::Owned(if style.decimal_comma { sum.replace('.', ",") } else { sum })
}

struct Parser<'t, 'f> {
    rest: &'t str,
    steps: Vec<Step>,
    place: &'t str,
    find: Find<'f>,
    depth: usize,
}

impl Parser<'_, '_> {
    fn take(&mut self, wanted: &[char]) -> Option<char> {
        self.rest = self.rest.trim_start();
        let c = self.rest.chars().next().filter(|c| wanted.contains(c))?;
        self.rest = self.rest.strip_prefix(c).unwrap_or_default();
        Some(c)
    }

    /// Each of these answers whether there was one.
    fn sum(&mut self) -> Result<bool, MappingError> {
        self.chain(&['+', '-'], Self::product)
    }

    fn product(&mut self) -> Result<bool, MappingError> {
        self.chain(&['*', '/'], Self::factor)
    }

    fn chain(&mut self, operators: &[char], part: fn(&mut Self) -> Result<bool, MappingError>) -> Result<bool, MappingError> {
        if !part(self)? {
            return Ok(false);
        }
        while let Some(op) = self.take(operators) {
            if !part(self)? {
                return Ok(false);
            }
            self.steps.push(Step::Operator(op));
        }
        Ok(true)
    }

    fn factor(&mut self) -> Result<bool, MappingError> {
        if self.take(&['-']).is_some() {
            let there = self.nested(Self::factor)?;
            self.steps.push(Step::Negate);
            return Ok(there);
        }
        if self.take(&['(']).is_some() {
            return Ok(self.nested(Self::sum)? && self.take(&[')']).is_some());
        }
        if self.take(&['{']).is_some() {
            let Some((name, behind)) = self.rest.split_once('}') else { return Ok(false) };
            self.rest = behind;
            self.steps.push(Step::Cell(Piece::parse(name, self.place, self.find)?));
            return Ok(true);
        }
        let end = self.rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(self.rest.len());
        let Some((digits, behind)) = self.rest.split_at_checked(end) else { return Ok(false) };
        let Ok(number) = digits.parse() else { return Ok(false) };
        self.rest = behind;
        self.steps.push(Step::Number(number));
        Ok(true)
    }

    /// Brackets in brackets, up to a depth that no person writes.
    fn nested(&mut self, inner: fn(&mut Self) -> Result<bool, MappingError>) -> Result<bool, MappingError> {
        if self.depth > 50 {
            return Ok(false);
        }
        self.depth += 1;
        let there = inner(self);
        self.depth -= 1;
        there
    }
}
