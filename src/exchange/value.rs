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
mod tests {
    use super::*;
    use crate::domain::kinds::{CityClass, Severity};

    fn read_all(field: &Field, cases: &[(&str, Option<&str>)]) {
        for (text, strict) in cases {
            let found = read(field, text).ok().map(|v| field.strict(&v));
            assert_eq!(found.as_deref(), *strict, "{text:?}");
        }
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        read_all(
            &Field::ledger(),
            &[
                ("1234.5", Some("1234.50")),
                ("1,234.50", Some("1234.50")),
                ("¥1 234.5", Some("1234.50")),
                ("￥１２３４．５", Some("1234.50")),
                ("RMB 1,234.50", Some("1234.50")),
                ("1,234.50 CNY", Some("1234.50")),
                ("-¥12", Some("-12.00")),
                ("¥-12", Some("-12.00")),
                ("−12", Some("-12.00")),
                ("(123)", Some("-123.00")),
                ("（1,234.5元）", Some("-1234.50")),
                ("1.2万", Some("12000.00")),
                ("1.2 万元", Some("12000.00")),
                ("3亿", Some("300000000.00")),
                ("12.5K", Some("12500.00")),
                ("2M", Some("2000000.00")),
                ("1.234,50", Some("1234.50")),
                ("129.696", Some("129.6960")),
                ("129.69599999999997", Some("129.6960")),
                ("1.2E+5", Some("120000.00")),
                ("0", Some("0.00")),
                ("12.", Some("12.00")),
                (".5", Some("0.50")),
                ("-", Some("")),
                ("", Some("")),
                ("N/A", Some("")),
                ("1,2", None),
                ("1,23,456", None),
                ("12,5", None),
                ("12 apples", None),
                ("1.2.3", None),
                ("0,125", None),
                ("-0,250", None),
                ("$100", None),
                ("€100", None),
                ("100 EUR", None),
                ("100美元", None),
                ("1e400", None),
                ("99999999999999999999", None),
                ("#REF!", None),
                ("--5", None),
                ("万", None),
                ("(", None),
            ],
        );
        let comma = Style { decimal_comma: true, ..Style::default() };
        assert_eq!(read_with(&Field::money(), "1.234,5", &comma), Ok(Value::Int(12_345_000)));
        assert_eq!(read_with(&Field::money(), "12,5", &comma), Ok(Value::Int(125_000)));
        assert_eq!(read_with(&Field::money(), "1,234.50", &comma), Err(Expected::Amount));
        assert_eq!(read_with(&Field::money(), "1.250", &comma), Ok(Value::Int(12_500_000)));
        assert_eq!(read_with(&Field::ledger(), "0,125", &comma), Ok(Value::Int(1_250)));
        let dollars = Style { currency: "USD".to_owned(), ..Style::default() };
        assert_eq!(read_with(&Field::money(), "US$100", &dollars), Ok(Value::Int(1_000_000)));
        assert_eq!(read_with(&Field::money(), "¥100", &dollars), Err(own_currency(&dollars)));
    }

    #[test]
    fn whole_numbers_may_have_units_but_no_fraction() {
        read_all(
            &Field::int().unit("days", "天"),
            &[
                ("30", Some("30")),
                ("30 天", Some("30")),
                ("30days", Some("30")),
                ("1,234", Some("1234")),
                ("12.0", Some("12")),
                ("1.2万", Some("12000")),
                ("-3", Some("-3")),
                ("12.5", None),
                ("12%", None),
                ("thirty", None),
            ],
        );
    }

    #[test]
    fn what_people_set_has_the_decimals_that_are_kept_and_is_not_rounded() {
        read_all(
            &Field::money(),
            &[
                ("1.00", Some("1.00")),
                ("1.005", None),
                ("0.0001", None),
                ("1.00005万", Some("10000.50")),
                ("0.30000000000000004", Some("0.30")),
            ],
        );
        read_all(
            &Field::rate(),
            &[("12.25%", Some("0.1225")), ("12.255%", None), ("0.12345", None), ("0.15000000000000002", Some("0.15"))],
        );
        assert_eq!(read(&Field::money(), "1.005"), Err(Expected::Rule("expected-cents")));
        assert_eq!(read(&Field::rate(), "1.005%"), Err(Expected::Rule("expected-rate-places")));
    }

    #[test]
    fn a_rate_is_a_fraction_or_says_percent() {
        read_all(
            &Field::rate(),
            &[
                ("12%", Some("0.12")),
                ("１２．５％", Some("0.125")),
                ("0.185", Some("0.185")),
                ("150%", Some("1.5")),
                ("18个点", Some("0.18")),
                ("5‰", Some("0.005")),
                ("1", Some("1")),
                ("18", None),
                ("-", Some("")),
                ("abc%", None),
            ],
        );
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        read_all(
            &Field::date(),
            &[
                ("2025-03-01", Some("2025-03-01")),
                ("2025-3-1", Some("2025-03-01")),
                ("2025/3/1", Some("2025-03-01")),
                ("2025.3.1", Some("2025-03-01")),
                ("20250301", Some("2025-03-01")),
                ("2025年3月1日", Some("2025-03-01")),
                ("２０２５年３月１日", Some("2025-03-01")),
                ("2025年03月01号", Some("2025-03-01")),
                ("45717", Some("2025-03-01")),
                ("45717.75", Some("2025-03-01")),
                ("2025-03-01 14:30:00", Some("2025-03-01")),
                ("2025-03-01T00:00:00Z", Some("2025-03-01")),
                ("2025-03-01T00:00:00", Some("2025-03-01")),
                ("2025/3/1 0:00", Some("2025-03-01")),
                ("25/3/2025", Some("2025-03-25")),
                ("3/25/2025", Some("2025-03-25")),
                ("3/3/2025", Some("2025-03-03")),
                ("1-Mar-2025", Some("2025-03-01")),
                ("Mar 1, 2025", Some("2025-03-01")),
                ("1 March 2025", Some("2025-03-01")),
                ("3/1/2025", None),
                ("2025-02-30", None),
                ("2025-13-01", None),
                ("0025-03-01", None),
                ("2025年3月", None),
                ("2025", None),
                ("31.04.2025", None),
                ("tomorrow", None),
                ("9999999999", None),
            ],
        );
        let day = |order, text| read_with(&Field::date(), text, &Style { order: Some(order), ..Style::default() });
        assert_eq!(day(DayOrder::Mdy, "3/1/2025"), read(&Field::date(), "2025-03-01"));
        assert_eq!(day(DayOrder::Dmy, "3/1/2025"), read(&Field::date(), "2025-01-03"));
        assert_eq!(day(DayOrder::Dmy, "3.1.25"), read(&Field::date(), "2025-01-03"));
        let pattern = Style { pattern: Some("%d%m%y".into()), ..Style::default() };
        assert_eq!(read_with(&Field::date(), "010325", &pattern), read(&Field::date(), "2025-03-01"));
    }

    #[test]
    fn a_time_without_an_offset_is_in_the_organisations_zone() {
        let style = Style { zone: chrono_tz::Asia::Shanghai, ..Style::default() };
        let cases = [
            ("2025-03-01 08:00", "2025-03-01T00:00:00Z"),
            ("2025-03-01T08:00:00Z", "2025-03-01T08:00:00Z"),
            ("2025-03-01T08:00:00+02:00", "2025-03-01T06:00:00Z"),
            ("2025年3月1日08:05", "2025-03-01T00:05:00Z"),
            ("2025/3/1 下午2:30", "2025-03-01T06:30:00Z"),
            ("2025/3/1 2:30 PM", "2025-03-01T06:30:00Z"),
            ("45717.75", "2025-03-01T10:00:00Z"),
            ("2025-03-01", "2025-02-28T16:00:00Z"),
        ];
        for (text, utc) in cases {
            let value = read_with(&Field::time(), text, &style).expect(text);
            assert_eq!(Field::time().strict(&value), utc, "{text}");
        }
        assert_eq!(read_with(&Field::time(), "2025-03-01 25:00", &style), Err(Expected::Time));
        // the day of a moment is the organisation's
        assert_eq!(read_with(&Field::date(), "2025-03-01T20:00:00Z", &style), read(&Field::date(), "2025-03-02"));
    }

    #[test]
    fn periods_are_read_as_people_write_them() {
        let cases = [
            ("2025-Q3", "2025-07-01", "2025-09-30"),
            ("2025年第三季度", "2025-07-01", "2025-09-30"),
            ("2025年3季度", "2025-07-01", "2025-09-30"),
            ("Q3 2025", "2025-07-01", "2025-09-30"),
            ("2025年上半年", "2025-01-01", "2025-06-30"),
            ("2025年", "2025-01-01", "2025-12-31"),
            ("2025", "2025-01-01", "2025-12-31"),
            ("2025年7月", "2025-07-01", "2025-07-31"),
            ("2025/7", "2025-07-01", "2025-07-31"),
            ("2025.7", "2025-07-01", "2025-07-31"),
            ("202507", "2025-07-01", "2025-07-31"),
            ("Jul 2025", "2025-07-01", "2025-07-31"),
            ("2025-W30", "2025-07-21", "2025-07-27"),
            ("2025年第30周", "2025-07-21", "2025-07-27"),
            ("2025/7/1", "2025-07-01", "2025-07-01"),
        ];
        for (text, from, to) in cases {
            let found = span(text, &Style::default()).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.from.to_string().as_str(), found.to.to_string().as_str()), (from, to), "{text}");
        }
        for bad in ["2025-13", "2025Q5", "next", "1e3", "2025年第60周"] {
            assert_eq!(span(bad, &Style::default()), None, "{bad}");
        }
    }

    #[test]
    fn yes_no_and_choices_are_read_in_both_languages() {
        read_all(
            &Field::yes_no(),
            &[
                ("Yes", Some("true")),
                ("是", Some("true")),
                ("√", Some("true")),
                ("N", Some("false")),
                ("否", Some("false")),
                ("０", Some("false")),
                ("maybe", None),
            ],
        );
        read_all(
            &Field::choice(CityClass::CHOICES),
            &[
                ("first", Some("first")),
                ("First tier", Some("first")),
                ("一线", Some("first")),
                ("LOWER_TIER", Some("lower")),
                ("ＦＩＲＳＴ", Some("first")),
                ("五线", None),
            ],
        );
        assert_eq!(read(&Field::choice(Severity::CHOICES), "s1"), Ok(Value::Text("S1".into())));
    }

    #[test]
    fn a_line_has_no_breaks_and_an_end() {
        assert_eq!(read(&Field::text(), " 华东\n大众 "), Ok(Value::Text("华东 大众".into())));
        assert_eq!(read(&Field::note(), "a\r\nb"), Ok(Value::Text("a\nb".into())));
        assert_eq!(read(&Field::text(), &"长".repeat(LINE)), Ok(Value::Text("长".repeat(LINE))));
        assert_eq!(read(&Field::text(), &"长".repeat(LINE + 1)), Err(Expected::ShortText(LINE)));
        for c in ['\0', '\x1b', '\x7f', '\u{9b}'] {
            let text = format!("a{c}b");
            assert_eq!(read(&Field::text(), &text), Err(Expected::ShortText(LINE)), "{text:?}");
            assert_eq!(read(&Field::note(), &text), Err(Expected::ShortText(NOTE)), "{text:?}");
        }
        assert_eq!(read(&Field::text(), "50 £ · ½"), Ok(Value::Text("50 £ · ½".into())));
        assert_eq!(read(&Field::text(), "NA"), Ok(Value::Text("NA".into())), "NA is a name");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_the_strict_form_is_read_back(text in "\\PC{0,24}|[0-9.,%()¥万亿 /:年月日-]{0,16}") {
            let fields = [Field::text(), Field::note(), Field::int(), Field::money(), Field::rate(), Field::date(), Field::time(), Field::yes_no(), Field::tags()];
            for field in fields {
                if let Ok(value) = read(&field, &text)
                    && field.ty != FieldType::Text && field.ty != FieldType::Note
                    && !(field.ty == FieldType::Rate && value.int().is_some_and(|i| i.abs() > 10_000)) {
                    proptest::prop_assert_eq!(read(&field, &field.strict(&value)), Ok(value));
                }
            }
            let _ = span(&text, &Style::default());
        }
    }
}
