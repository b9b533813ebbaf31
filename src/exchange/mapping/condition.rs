//! Whether a row is such and such: comparisons of its columns, joined by `and`, `or`, `not` and brackets.
//!
//! ```text
//! condition  = all { "or" all }              all = one { "and" one }
//! one        = "not" one | "!" one | "(" condition ")" | test
//! test       = side                          it is given
//!            | side ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) side
//!            | side "in" "(" side { "," side } ")"
//! side       = template without these signs and words, or text in ' or "
//! ```
//!
//! `<` and its like compare two numbers or two days, nothing with an empty cell; what is neither is an error of its row. `=`
//! compares numbers and days as such, too, but for numbers with zeros before them, which are codes; what stands in quotes is text.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::atomic::{AtomicBool, Ordering as Memory};

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::plan::Cells;
use super::template::{Find, Template};
use super::{MappingError, Syntax};
use crate::exchange::value::{Style, decimal, moment, span};

/// Brackets in brackets, up to a depth that no person writes.
const DEEP: usize = 50;

/// Whether a row is such and such.
#[derive(Debug)]
pub(super) enum Condition {
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
    Test(Box<Test>),
}

/// One comparison.
#[derive(Debug)]
pub(super) struct Test {
    /// As it is written.
    shown: String,
    left: Side,
    against: Against,
    /// Whether it was asked of a row.
    asked: AtomicBool,
    /// Whether a row was such.
    met: AtomicBool,
}

#[derive(Debug)]
enum Against {
    /// It is given.
    Nothing,
    Side(Sign, Side),
    OneOf(Vec<Side>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Equal,
    Unequal,
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// What is compared.
#[derive(Debug)]
struct Side {
    template: Template,
    /// It stands in quotes.
    quoted: bool,
}

/// What can't be compared with a number or a day: the cell, and the comparison as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncompared {
    /// The cell.
    pub text: String,
    /// The comparison.
    pub test: String,
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// Where it is not understood; a column that is not there.
    pub(super) fn parse(text: &str, place: &str, find: Find<'_>, style: &Style) -> Result<Self, MappingError> {
        let mut parser = Parser { whole: text, rest: text, place, find, style, depth: 0 };
        let condition = parser.any()?;
        parser.skip_blanks();
        if parser.rest.is_empty() { Ok(condition) } else { Err(parser.error(Syntax::Condition)) }
    }

    /// Whether a row is such.
    ///
    /// # Errors
    /// A cell that can't be compared.
    pub(super) fn holds(&self, cells: &Cells<'_>, style: &Style) -> Result<bool, Uncompared> {
        match self {
            Self::Any(list) => {
                for one in list {
                    if one.holds(cells, style)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::All(list) => {
                for one in list {
                    if !one.holds(cells, style)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Not(one) => Ok(!one.holds(cells, style)?),
            Self::Test(test) => test.holds(cells, style),
        }
    }

    /// The comparisons that were asked and that no row has fulfilled.
    pub(super) fn unmet(&self) -> Vec<&str> {
        match self {
            Self::Any(list) | Self::All(list) => list.iter().flat_map(Self::unmet).collect(),
            Self::Test(test) if test.asked.load(Memory::Relaxed) && !test.met.load(Memory::Relaxed) => vec![&test.shown],
            // where none is such, all are what `not` asks for
            Self::Not(_) | Self::Test(_) => Vec::new(),
        }
    }
}

impl Test {
    fn holds(&self, cells: &Cells<'_>, style: &Style) -> Result<bool, Uncompared> {
        let left = self.left.template.fill(cells);
        let left = left.trim();
        let found = match &self.against {
            Against::Nothing => !left.is_empty(),
            Against::OneOf(list) => list.iter().any(|side| self.equals(left, side, cells, style)),
            Against::Side(Sign::Equal, side) => self.equals(left, side, cells, style),
            Against::Side(Sign::Unequal, side) => !self.equals(left, side, cells, style),
            Against::Side(sign, side) => {
                let right = side.template.fill(cells);
                self.is_ordered(*sign, left, right.trim(), style)?
            }
        };
        let note = |flag: &AtomicBool| {
            if !flag.load(Memory::Relaxed) {
                flag.store(true, Memory::Relaxed);
            }
        };
        note(&self.asked);
        if found {
            note(&self.met);
        }
        Ok(found)
    }

    fn equals(&self, left: &str, side: &Side, cells: &Cells<'_>, style: &Style) -> bool {
        let right = side.template.fill(cells);
        let right = right.trim();
        let is_text = self.left.quoted || side.quoted || is_code(left) || is_code(right);
        left == right || (!is_text && compared(left, right, style) == Some(Ordering::Equal))
    }

    fn is_ordered(&self, sign: Sign, left: &str, right: &str, style: &Style) -> Result<bool, Uncompared> {
        if left.is_empty() || right.is_empty() {
            return Ok(false);
        }
        let Some(order) = compared(left, right, style) else {
            let text = if Point::of(left, style).is_some() { right } else { left };
            return Err(Uncompared { text: text.to_owned(), test: self.shown.clone() });
        };
        Ok(match sign {
            Sign::Below => order.is_lt(),
            Sign::AtMost => order.is_le(),
            Sign::Above => order.is_gt(),
            Sign::AtLeast => order.is_ge(),
            Sign::Equal => order.is_eq(),
            Sign::Unequal => order.is_ne(),
        })
    }
}

/// A number, a day or a moment.
enum Point {
    Number(Decimal),
    Day(NaiveDate),
    Moment(DateTime<Utc>),
}

impl Point {
    fn of(text: &str, style: &Style) -> Option<Self> {
        // most cells that are no number begin with a letter
        if !text.chars().any(char::is_numeric) {
            return None;
        }
        if let Some(number) = decimal(text, style) {
            return Some(Self::Number(number));
        }
        let day = span(text, style).filter(|s| s.from == s.to).map(|s| s.from);
        if text.contains([':', '时']) { moment(text, style).map(Self::Moment) } else { day.map(Self::Day) }
    }
}

/// How two cells compare as numbers, days or moments; of a day and a moment the days do.
fn compared(left: &str, right: &str, style: &Style) -> Option<Ordering> {
    let day = |moment: DateTime<Utc>| moment.with_timezone(&style.zone).date_naive();
    match (Point::of(left, style)?, Point::of(right, style)?) {
        (Point::Number(a), Point::Number(b)) => Some(a.cmp(&b)),
        (Point::Day(a), Point::Day(b)) => Some(a.cmp(&b)),
        (Point::Moment(a), Point::Moment(b)) => Some(a.cmp(&b)),
        (Point::Day(a), Point::Moment(b)) => Some(a.cmp(&day(b))),
        (Point::Moment(a), Point::Day(b)) => Some(day(a).cmp(&b)),
        _ => None,
    }
}

/// A number with zeros before it names something.
fn is_code(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next() == Some('0') && chars.next().is_some_and(|c| c.is_ascii_digit())
}

struct Parser<'t, 'f> {
    whole: &'t str,
    rest: &'t str,
    place: &'t str,
    find: Find<'f>,
    style: &'t Style,
    depth: usize,
}

/// Where a side of a comparison ends without being in quotes or braces.
const WORDS: [&str; 3] = ["and", "or", "in"];

const SIGNS: [(&str, Sign); 6] = [
    ("!=", Sign::Unequal),
    ("<=", Sign::AtMost),
    (">=", Sign::AtLeast),
    ("=", Sign::Equal),
    ("<", Sign::Below),
    (">", Sign::Above),
];

impl Parser<'_, '_> {
    fn error(&self, expected: Syntax) -> MappingError {
        MappingError::syntax(self.place, self.whole, self.rest.trim(), expected)
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.skip_blanks();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// A word of the language, which a blank or a bracket ends.
    fn takes_word(&mut self, word: &str) -> bool {
        self.skip_blanks();
        let rest = after_word(self.rest, word);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn any(&mut self) -> Result<Condition, MappingError> {
        self.list("or", Self::all, Condition::Any)
    }

    fn all(&mut self) -> Result<Condition, MappingError> {
        self.list("and", Self::one, Condition::All)
    }

    fn list(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Result<Condition, MappingError>,
        of: fn(Vec<Condition>) -> Condition,
    ) -> Result<Condition, MappingError> {
        let mut parts = vec![part(self)?];
        while self.takes_word(word) {
            parts.push(part(self)?);
        }
        match parts.pop() {
            Some(only) if parts.is_empty() => Ok(only),
            last => Ok(of(parts.into_iter().chain(last).collect())),
        }
    }

    fn one(&mut self) -> Result<Condition, MappingError> {
        if self.depth > DEEP {
            return Err(self.error(Syntax::Condition));
        }
        self.depth += 1;
        let one = if self.takes_word("not") || self.takes("!") {
            Condition::Not(Box::new(self.one()?))
        } else if self.takes("(") {
            let inner = self.any()?;
            if !self.takes(")") {
                return Err(self.error(Syntax::Condition));
            }
            inner
        } else {
            Condition::Test(Box::new(self.test()?))
        };
        self.depth -= 1;
        Ok(one)
    }

    fn test(&mut self) -> Result<Test, MappingError> {
        self.skip_blanks();
        let begin = self.rest;
        let left = self.side(&[])?;
        let sign = SIGNS.iter().find(|(text, _)| self.takes(text)).map(|(_, sign)| *sign);
        let against = match sign {
            Some(sign) => Against::Side(sign, self.side(&[])?),
            None if self.takes_word("in") => Against::OneOf(self.sides()?),
            None => Against::Nothing,
        };
        let shown = begin.strip_suffix(self.rest).unwrap_or(begin).trim().to_owned();
        let sides: Vec<&Side> = match &against {
            Against::Nothing => Vec::new(),
            Against::Side(_, side) => vec![side],
            Against::OneOf(list) => list.iter().collect(),
        };
        // without a column it is of no row
        if !left.template.has_cell() && sides.iter().all(|side| !side.template.has_cell()) {
            self.rest = begin;
            return Err(self.error(Syntax::Condition));
        }
        if let Against::Side(Sign::Below | Sign::AtMost | Sign::Above | Sign::AtLeast, side) = &against
            && let Some(text) = [&left, side].into_iter().find_map(|s| s.template.constant())
            && Point::of(text.trim(), self.style).is_none()
        {
            self.rest = begin;
            return Err(self.error(Syntax::Compared));
        }
        Ok(Test { shown, left, against, asked: AtomicBool::new(false), met: AtomicBool::new(false) })
    }

    fn sides(&mut self) -> Result<Vec<Side>, MappingError> {
        if !self.takes("(") {
            return Err(self.error(Syntax::Condition));
        }
        let mut list = Vec::new();
        loop {
            list.push(self.side(&[','])?);
            if self.takes(")") {
                return Ok(list);
            }
            if !self.takes(",") {
                return Err(self.error(Syntax::Condition));
            }
        }
    }

    /// One side, up to a sign, a word of the language, a bracket that closes more than it opens, or one of these.
    fn side(&mut self, ends: &[char]) -> Result<Side, MappingError> {
        self.skip_blanks();
        if let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '\'' | '"')) {
            let Some((text, rest)) = quoted(self.rest, quote) else { return Err(self.error(Syntax::Quote)) };
            self.rest = rest;
            return Ok(Side { template: Template::of_text(text), quoted: true });
        }
        let end = end_of_side(self.rest, ends);
        let (text, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        if text.trim().is_empty() {
            return Err(self.error(Syntax::Condition));
        }
        self.rest = rest;
        Ok(Side { template: Template::parse(text.trim(), self.place, self.find)?, quoted: false })
    }
}

/// What stands behind a word, which the end, a blank or a bracket ends.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    let ends = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '(' | '!'));
    (head.eq_ignore_ascii_case(word) && ends).then_some(rest)
}

/// A text in quotes, of which two stand for one, and what is behind it.
pub(super) fn quoted(text: &str, quote: char) -> Option<(Cow<'_, str>, &str)> {
    let inner = text.strip_prefix(quote)?;
    let mut from = 0;
    loop {
        let at = from + inner.get(from..)?.find(quote)?;
        let behind = inner.get(at + 1..)?;
        if behind.starts_with(quote) {
            from = at + 2;
            continue;
        }
        let text = inner.get(..at)?;
        let double = format!("{quote}{quote}");
        let text =
            if text.contains(&double) { Cow::Owned(text.replace(&double, &quote.to_string())) } else { Cow::Borrowed(text) };
        return Some((text, behind));
    }
}

/// Where a side that stands in no quotes ends.
fn end_of_side(text: &str, ends: &[char]) -> usize {
    let (mut open, mut in_braces, mut blank) = (0_usize, false, true);
    for (at, c) in text.char_indices() {
        let here = text.get(at..).unwrap_or_default();
        match c {
            '{' => in_braces = true,
            '}' => in_braces = false,
            _ if in_braces => {}
            '(' => open += 1,
            ')' if open == 0 => return at,
            ')' => open -= 1,
            '=' | '<' | '>' => return at,
            '!' if here.starts_with("!=") => return at,
            c if ends.contains(&c) => return at,
            _ if blank && at > 0 && WORDS.iter().any(|word| after_word(here, word).is_some()) => return at,
            _ => {}
        }
        blank = c.is_whitespace() || matches!(c, '}' | ')');
    }
    text.len()
}
