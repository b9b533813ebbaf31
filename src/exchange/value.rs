//! One value as people write it: dates, amounts, yes and no, choices, in both languages.
//!
//! What is ambiguous is refused, never guessed: `3/1/2025` is a day only if a mapping says the order, `18` is no
//! rate (`18%` and `0.18` are).
//!
//! ```
//! use qudao::domain::record::{Field, Value};
//! use qudao::exchange::value::read;
//! assert_eq!(read(&Field::money(), "¥1.2万"), Ok(Value::Int(120_000_000)));
//! assert_eq!(read(&Field::date(), "2025年3月1日"), read(&Field::date(), "2025/3/1"));
//! ```

pub mod currency;
mod day;
mod number;
pub(crate) mod unit;

use chrono_tz::Tz;

pub use day::{DayOrder, moment, span};
use number::NoNumber;
pub use number::{Marks, marks};

use crate::domain::figure::{Figure, Unit};
use crate::domain::kinds::{is_refused, out_of_bounds};
pub use crate::domain::nearest::fold;
use crate::domain::period::{Names, day_number};
use crate::domain::policy::Organisation;
use crate::domain::record::{Choice, Expected, Field, FieldType, Storable as _, Tags, Value};

/// Characters that one line of text may have.
pub const LINE: usize = 1_000;
/// Characters that a note may have.
pub const NOTE: usize = 100_000;

/// How a file writes what could be read in two ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// The zone in which times without an offset are.
    pub zone: Tz,
    /// Which comes first in `3/1/2025`; `None` refuses it unless only one reading is a day.
    pub order: Option<DayOrder>,
    /// A `strftime` pattern of days, tried first.
    pub pattern: Option<String>,
    /// `1.234,50` instead of `1,234.50`.
    pub decimal_comma: bool,
    /// ISO 4217 code of the currency in which every amount is.
    pub currency: String,
    /// What names of years, halves and quarters mean.
    pub names: Names,
    /// Days that are numbers count from 1904, as some workbooks do.
    pub from_1904: bool,
}

impl Style {
    /// What an organisation writes: its zone, its currency and its fiscal year, no order of days, a decimal point.
    #[must_use]
    pub fn of(organisation: &Organisation) -> Self {
        let names = Names::of(organisation.fiscal_year_month);
        Self { zone: organisation.zone, currency: organisation.currency.clone(), names, ..Self::default() }
    }
}

/// UTC, CNY, no order of days, a decimal point.
impl Default for Style {
    fn default() -> Self {
        let currency = "CNY".to_owned();
        let (zone, names) = (Tz::UTC, Names::default());
        Self { zone, order: None, pattern: None, decimal_comma: false, currency, names, from_1904: false }
    }
}

/// Reads one value as a person writes it; times without an offset are UTC ([`read_with`] takes the zone).
///
/// A reference is answered as the text of its key: whoever has the records looks it up. Nothing (or `-`, `n/a`
/// where no text is asked for) is [`Value::Null`]; whether it may be missing is not asked here.
///
/// # Errors
/// What was expected instead.
pub fn read(field: &Field, text: &str) -> Result<Value, Expected> {
    read_with(field, text, &Style::default())
}

/// Reads a value of a figure of the catalogue as a person writes it: `85%`, `12.5` days; it is in the unit of the figure.
///
/// # Errors
/// As [`read`].
pub fn figure(figure: Figure, text: &str) -> Result<Value, Expected> {
    let wrong = |expected| match figure.unit() {
        Unit::Points => Expected::Rule("expected-points"),
        Unit::Days => Expected::Rule("expected-days"),
        _ => expected,
    };
    Ok(match (read(&figure.field(), text).map_err(wrong)?, figure.unit()) {
        // read as amounts, of four decimals
        (Value::Int(i), Unit::Points | Unit::Rating) => Value::Int(i / 100),
        (Value::Int(i), Unit::Days) => Value::Int(i / 1_000),
        (value, _) => value,
    })
}

/// Reads one value as a person writes it in a given style.
///
/// # Errors
/// As [`read`].
pub fn read_with(field: &Field, text: &str, style: &Style) -> Result<Value, Expected> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let value = match field.ty {
        FieldType::Note => note(text),
        FieldType::Tags => Ok(Tags::from_text(text).to_value()),
        FieldType::Choice(list) => choice(list, text),
        FieldType::Ref(_) if is_dash(text) => Ok(Value::Null),
        FieldType::Text | FieldType::Ref(_) => line(text),
        _ if is_dash(text) || is_absent(text) => Ok(Value::Null),
        FieldType::Int => number::whole(text, field.unit, style).map(Value::Int).ok_or(Expected::Integer),
        FieldType::Money => number::money(text, field.unit, style).map_err(|e| wanted(e, style)).and_then(|m| {
            if field.ledger || m.rounded() == m { Ok(Value::Int(m.0)) } else { Err(Expected::Rule("expected-cents")) }
        }),
        FieldType::Rate => number::rate(text, style).map(|r| Value::Int(r.0)).map_err(|e| match e {
            NoNumber::Form | NoNumber::Foreign => Expected::Rate,
            NoNumber::Places => Expected::Rule("expected-rate-places"),
        }),
        FieldType::Points => number::money(text, None, style)
            .ok()
            .filter(|m| m.0 % 100 == 0)
            .map(|m| Value::Int(m.0 / 100))
            .ok_or(Expected::Rule("expected-points")),
        FieldType::Date => day::day(text, style).map(|d| Value::Int(day_number(d).into())).ok_or(Expected::Date),
        FieldType::Time => moment(text, style).map(|t| Value::Int(t.timestamp())).ok_or(Expected::Time),
        FieldType::Bool => yes_no(text).map(|b| Value::Int(b.into())).ok_or(Expected::YesNo),
    }?;
    // here what any field of the type takes; a record asks for the field's own bounds
    match value.int().and_then(|i| out_of_bounds(&Field { bounds: None, ..*field }, i)) {
        Some(expected) => Err(expected),
        None => Ok(value),
    }
}

fn wanted(e: NoNumber, style: &Style) -> Expected {
    match e {
        NoNumber::Form | NoNumber::Places => Expected::Amount,
        NoNumber::Foreign => own_currency(style),
    }
}

/// What is expected where an amount of another currency stands.
#[must_use]
pub fn own_currency(style: &Style) -> Expected {
    Expected::Named("expected-own-currency", vec![("currency", style.currency.clone())])
}

/// A decimal number as people write it, for formulas over columns.
#[must_use]
pub fn decimal(text: &str, style: &Style) -> Option<rust_decimal::Decimal> {
    number::decimal(text, style)
}

/// Whether a text stands for nothing where a reference is asked for.
#[must_use]
pub fn is_dash(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '—' | '–' | '－' | '/'))
}

fn is_absent(text: &str) -> bool {
    ["n/a", "null", "none", "nil", "\\n"].iter().any(|n| text.eq_ignore_ascii_case(n))
}

/// One line: a line break or tab inside becomes a space.
fn line(text: &str) -> Result<Value, Expected> {
    // 0xc2 begins, among others, the control characters beyond ASCII
    let plain = text.len() <= LINE && !text.bytes().any(|b| b < b' ' || matches!(b, 0x7f | 0xc2));
    if plain {
        return Ok(Value::Text(text.to_owned()));
    }
    let one: String = text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
    short(&one, LINE)
}

fn note(text: &str) -> Result<Value, Expected> {
    short(&text.replace("\r\n", "\n"), NOTE)
}

fn short(text: &str, limit: usize) -> Result<Value, Expected> {
    if text.contains(is_refused) || text.chars().nth(limit).is_some() {
        return Err(Expected::ShortText(limit));
    }
    Ok(Value::Text(text.to_owned()))
}

fn choice(list: &[Choice], text: &str) -> Result<Value, Expected> {
    if let Some(c) = list.iter().find(|c| c.code == text) {
        return Ok(Value::Text(c.code.to_owned()));
    }
    let folded = fold(text);
    let is = |c: &&Choice| [c.code, c.label.en, c.label.zh].iter().any(|name| fold(name) == folded);
    let found = list.iter().find(is).map(|c| Value::Text(c.code.to_owned()));
    found.ok_or_else(|| Expected::OneOf(list.iter().map(|c| c.code.to_owned()).collect()))
}

fn yes_no(text: &str) -> Option<bool> {
    const YES: &[&str] = &["yes", "y", "true", "t", "1", "on", "是", "有", "对", "真", "启用", "√", "✓", "✔"];
    const NO: &[&str] = &["no", "n", "false", "f", "0", "off", "否", "无", "错", "假", "停用", "不是", "没有", "×", "✗", "✘"];
    let folded = fold(text);
    let is = |list: &[&str]| list.contains(&folded.as_str());
    if is(YES) { Some(true) } else { is(NO).then_some(false) }
}

#[cfg(test)]
mod tests;
