//! Templates, sums and conditions over the columns of a row.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::plan::Cells;
use super::{MappingError, Syntax};
use crate::exchange::value::{Style, decimal};

/// Which cell: of the row itself, or of a joined one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CellAt {
    /// Index of the join.
    pub join: Option<usize>,
    pub column: usize,
}

/// Finds a column by the name inside the braces.
pub(super) type Find<'a> = &'a dyn Fn(&str) -> Result<CellAt, MappingError>;

/// Text with columns in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Cell(CellAt),
}

impl Template {
    pub(super) fn parse(text: &str, place: &str, find: Find<'_>) -> Result<Self, MappingError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else {
                let expected = Syntax::Brace;
                return Err(MappingError::Syntax { place: place.to_owned(), text: text.to_owned(), expected });
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Cell(find(name)?));
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// The column, if it is one column and nothing else.
    pub(super) fn only_cell(&self) -> Option<CellAt> {
        if let [Part::Cell(cell)] = self.0.as_slice() { Some(*cell) } else { None }
    }

    pub(super) fn fill<'a>(&'a self, cells: &Cells<'a>) -> Cow<'a, str> {
        match self.0.as_slice() {
            [] => Cow::Borrowed(""),
            [Part::Text(text)] => Cow::Borrowed(text),
            [Part::Cell(cell)] => Cow::Borrowed(cells.get(*cell)),
            parts => {
                let texts = parts.iter().map(|p| match p {
                    Part::Text(text) => text.as_str(),
                    Part::Cell(cell) => cells.get(*cell),
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
    Cell(CellAt),
    Operator(char),
    Negate,
}

impl Expression {
    pub(super) fn parse(text: &str, place: &str, find: Find<'_>) -> Result<Self, MappingError> {
        match text.trim_start().strip_prefix('=') {
            None => Template::parse(text, place, find).map(Self::Text),
            Some(sum) => {
                let mut parser = Parser { rest: sum, steps: Vec::new(), find, depth: 0 };
                let whole = parser.sum()? && parser.rest.trim().is_empty();
                if whole {
                    return Ok(Self::Sum(parser.steps));
                }
                let expected = Syntax::Sum;
                Err(MappingError::Syntax { place: place.to_owned(), text: text.to_owned(), expected })
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
}

fn add_up<'a>(steps: &[Step], cells: &Cells<'a>, style: &Style) -> Cow<'a, str> {
    let mut stack: Vec<Decimal> = Vec::with_capacity(4);
    for step in steps {
        let value = match step {
            Step::Number(n) => Some(*n),
            Step::Cell(cell) => {
                let text = cells.get(*cell);
                let Some(n) = (!text.is_empty()).then(|| decimal(text, style)).flatten() else { return Cow::Borrowed(text) };
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
            let cell = (self.find)(name)?;
            self.steps.push(Step::Cell(cell));
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

/// Whether a row is such and such.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    left: Template,
    right: Option<Template>,
    equal: bool,
}

impl Condition {
    /// `{a} = x`, `{a} != x`, `{a}` (is given), `!{a}` (is not).
    pub(super) fn parse(text: &str, place: &str, find: Find<'_>) -> Result<Self, MappingError> {
        let text = text.trim();
        let part = |t: &str| Template::parse(t.trim(), place, find);
        if !text.contains('{') {
            let expected = Syntax::Condition;
            return Err(MappingError::Syntax { place: place.to_owned(), text: text.to_owned(), expected });
        }
        // a column may have these signs in its name: look behind it
        let behind = text.find('}').map_or(0, |i| i + 1);
        let (head, tail) = text.split_at_checked(behind).unwrap_or((text, ""));
        if let Some((between, right)) = tail.split_once("!=") {
            return Ok(Self { left: part(&format!("{head}{between}"))?, right: Some(part(right)?), equal: false });
        }
        if let Some((between, right)) = tail.split_once('=') {
            return Ok(Self { left: part(&format!("{head}{between}"))?, right: Some(part(right)?), equal: true });
        }
        match text.strip_prefix('!') {
            Some(rest) => Ok(Self { left: part(rest)?, right: None, equal: true }),
            None => Ok(Self { left: part(text)?, right: None, equal: false }),
        }
    }

    pub(super) fn holds(&self, cells: &Cells<'_>) -> bool {
        let left = self.left.fill(cells);
        let right = self.right.as_ref().map_or(Cow::Borrowed(""), |r| r.fill(cells));
        (left.trim() == right.trim()) == self.equal
    }
}
