//! Numbers: grouping, signs, currencies, 万 and 亿, percent, units.

use memchr::memchr2;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use unicode_normalization::UnicodeNormalization as _;

use super::{Style, currency};
use crate::domain::money::{Money, Rate};
use crate::domain::record::Label;

/// What people write behind a count or an amount.
const UNITS: &[&str] = &[
    "件", "个", "箱", "单", "台", "瓶", "包", "盒", "袋", "套", "只", "支", "家", "次", "笔", "吨", "kg", "pcs", "units", "unit",
];
/// What multiplies a number, longest first.
const MULTIPLES: &[(&str, i64)] = &[
    ("百万", 1_000_000),
    ("千万", 10_000_000),
    ("亿", 100_000_000),
    ("万", 10_000),
    ("千", 1_000),
    ("k", 1_000),
    ("m", 1_000_000),
];

struct Number {
    value: Decimal,
    percent: bool,
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoNumber {
    /// It has another form.
    Form,
    /// It is an amount of another currency than the organisation's.
    Foreign,
    /// It has more decimals than are kept.
    Places,
}

/// What one number says of how its column writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// Nothing: it has neither comma nor point.
    None,
    /// Its decimal mark is a point, as in `1,234.5`.
    Point,
    /// Its decimal mark is a comma, as in `1.234,5`.
    Comma,
    /// It can be read both ways, as `12,500`.
    Either,
}

/// What a number says of how its column writes numbers.
#[must_use]
pub fn marks(text: &str) -> Marks {
    if memchr2(b',', b'.', text.as_bytes()).is_none() {
        return Marks::None;
    }
    let count = |mark| text.matches(mark).count();
    let (commas, points) = (count(','), count('.'));
    let mark = match (commas, points) {
        (0, 1) => '.',
        (1, 0) => ',',
        (0, _) => return Marks::Comma,
        (_, 0) => return Marks::Point,
        _ if text.rfind(',') > text.rfind('.') => return Marks::Comma,
        _ => return Marks::Point,
    };
    let (before, after) = text.split_once(mark).unwrap_or_default();
    let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    let leads = before.bytes().find(u8::is_ascii_digit);
    let is_group = (1..=3).contains(&digits(before)) && digits(after) == 3 && leads != Some(b'0');
    match (is_group, mark) {
        (true, _) => Marks::Either,
        (false, ',') => Marks::Comma,
        _ => Marks::Point,
    }
}

/// An amount, rounded half away from zero at the fourth decimal (spreadsheets export binary fractions).
pub(super) fn money(text: &str, unit: Option<Label>, style: &Style) -> Result<Money, NoNumber> {
    if let Some(scaled) = plain(text).filter(|_| !style.decimal_comma) {
        return Ok(Money(scaled));
    }
    let number = parse(text, unit, style)?;
    let value = (!number.percent).then(|| Money::from_decimal_rounded(number.value)).flatten();
    value.ok_or(NoNumber::Form)
}

/// A whole number; `12.0` is one.
pub(super) fn whole(text: &str, unit: Option<Label>, style: &Style) -> Option<i64> {
    if let Ok(i) = text.parse() {
        return Some(i);
    }
    let number = parse(text, unit, style).ok().filter(|n| !n.percent)?;
    number.value.is_integer().then(|| number.value.to_i64()).flatten()
}

/// A rate: a fraction up to 1, or with `%`, `‰`, 个点; in basis points, as far as spreadsheets export binary fractions.
pub(super) fn rate(text: &str, style: &Style) -> Result<Rate, NoNumber> {
    /// Decimals beyond which a fraction is what binary numbers make of it.
    const EXACT: u32 = 10;
    let number = parse(text, None, style)?;
    if !number.percent && number.value.abs() > Decimal::ONE {
        return Err(NoNumber::Form);
    }
    let rate = Money::from_decimal_rounded(number.value).map(|m| Rate(m.0)).ok_or(NoNumber::Form)?;
    let exact = Money::from_decimal(number.value.round_dp(EXACT)).is_some();
    if exact { Ok(rate) } else { Err(NoNumber::Places) }
}

pub(super) fn decimal(text: &str, style: &Style) -> Option<Decimal> {
    parse(text.trim(), None, style).ok().map(|n| n.value)
}

/// `-1234.5` with at most four decimals, in 1/10,000, without allocating: the form of nearly every cell of a large file.
fn plain(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let mut value: i64 = 0;
    let mut decimals = None;
    for b in digits {
        match b {
            b'0'..=b'9' => {
                value = value.checked_mul(10)?.checked_add(i64::from(b - b'0'))?;
                if let Some(d) = &mut decimals {
                    *d += 1;
                }
            }
            b'.' if decimals.is_none() => decimals = Some(0_u32),
            _ => return None,
        }
    }
    let decimals = decimals.unwrap_or(0);
    if digits.is_empty() || decimals > 4 || !digits.iter().any(u8::is_ascii_digit) {
        return None;
    }
    let value = value.checked_mul(10_i64.pow(4 - decimals))?;
    Some(if negative { -value } else { value })
}

fn parse(text: &str, unit: Option<Label>, style: &Style) -> Result<Number, NoNumber> {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).map(|c| if c == '\u{2212}' { '-' } else { c }).collect();
    let mut rest = folded.trim();
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
        negative = true;
        rest = inner.trim();
    }
    let mut signed = negative;
    let mut factor = Decimal::ONE;
    let mut percent = false;
    // signs, currencies, units and multiples in whatever order people put them around the digits
    loop {
        let before = rest;
        if !signed && let Some(r) = rest.strip_prefix('-') {
            (signed, negative, rest) = (true, true, r);
        }
        if !signed && let Some(r) = rest.strip_prefix('+') {
            (signed, rest) = (true, r);
        }
        rest = currency::stripped(rest, &style.currency).map_err(|_| NoNumber::Foreign)?;
        if !percent && let Some((r, part)) = per(rest) {
            (percent, factor, rest) = (true, factor * part, r);
        }
        for name in unit.iter().flat_map(|u| [u.en, u.zh]).chain(UNITS.iter().copied()) {
            rest = rest.strip_suffix(name).unwrap_or(rest);
        }
        if factor == Decimal::ONE
            && let Some((r, times)) = MULTIPLES.iter().find_map(|(name, times)| Some((rest.strip_suffix(name)?, times)))
        {
            (factor, rest) = (Decimal::from(*times), r);
        }
        rest = rest.trim();
        if rest == before {
            break;
        }
    }
    let value = digits(rest, style).and_then(|d| d.checked_mul(factor)).ok_or(NoNumber::Form)?;
    Ok(Number { value: if negative { -value } else { value }, percent })
}

fn per(text: &str) -> Option<(&str, Decimal)> {
    let hundredth = Decimal::new(1, 2);
    for (name, part) in [("%", hundredth), ("‰", Decimal::new(1, 3)), ("个点", hundredth), ("点", hundredth)] {
        if let Some(rest) = text.strip_suffix(name) {
            return Some((rest, part));
        }
    }
    None
}

/// Digits with grouping and a decimal mark; no sign.
fn digits(text: &str, style: &Style) -> Option<Decimal> {
    if text.contains('e') {
        let mantissa_starts_with_digit = text.starts_with(|c: char| c.is_ascii_digit());
        return mantissa_starts_with_digit.then(|| Decimal::from_scientific(text).ok()).flatten();
    }
    let comma = style.decimal_comma || matches!((text.rfind(','), text.find('.')), (Some(c), Some(p)) if c > p);
    let (mark, group) = if comma { (',', '.') } else { ('.', ',') };
    let (whole, fraction) = text.split_once(mark).unwrap_or((text, ""));
    let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let separator = [group, ' ', '\'', '\u{2019}'].into_iter().find(|c| whole.contains(*c));
    let mut plain = String::with_capacity(text.len());
    match separator {
        None => plain.push_str(whole),
        Some(separator) => {
            for (i, part) in whole.split(separator).enumerate() {
                // a group of thousands never begins with 0
                let fits = if i == 0 { (1..=3).contains(&part.len()) && !part.starts_with('0') } else { part.len() == 3 };
                if !fits {
                    return None;
                }
                plain.push_str(part);
            }
        }
    }
    if !is_digits(&plain) {
        return None;
    }
    if plain.is_empty() {
        plain.push('0');
    }
    if !fraction.is_empty() {
        plain.push('.');
        plain.push_str(fraction);
    }
    plain.parse().ok()
}
