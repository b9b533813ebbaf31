//! Units that stand beside a column's name or above a table: thousands, 万元, percent.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use super::currency::{self, Foreign};
use super::{is_absent, is_dash};
use crate::domain::record::FieldType;

/// What a unit is written as behind a number, by the words for it.
const WORDS: &[(&str, &[&str])] = &[
    ("千", &["千", "k", "thousand", "thousands", "'000", "000", "000s", "000's", "1,000", "1000"]),
    ("万", &["万", "10k", "10,000", "10000"]),
    ("百万", &["百万", "million", "millions", "mn", "mio"]),
    ("千万", &["千万"]),
    ("亿", &["亿"]),
    ("%", &["%", "percent", "百分比"]),
    ("‰", &["‰"]),
];

/// What stands before a unit that is said in words.
const BEFORE: &[&str] = &["金额单位", "货币单位", "单位", "amounts in", "amount in", "units", "unit", "in", ":", "of"];

/// What to write behind every number of a column of this unit; `None` where it changes no number, as 元 or 天.
///
/// # Errors
/// [`Foreign`]: amounts of another currency than the organisation's.
pub(crate) fn of(ty: FieldType, text: &str, own: &str) -> Result<Option<&'static str>, Foreign> {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let mut rest = folded.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '【' | '】'));
    loop {
        let before = rest;
        for word in BEFORE {
            rest = rest.strip_prefix(word).unwrap_or(rest).trim();
        }
        rest = rest.strip_suffix(" of").unwrap_or(rest).trim();
        if ty == FieldType::Money {
            rest = currency::stripped(rest, own)?.trim();
        }
        if rest == before {
            break;
        }
    }
    let found = WORDS.iter().find(|(_, words)| words.contains(&rest)).map(|(unit, _)| *unit);
    Ok(found.filter(|unit| match ty {
        FieldType::Money | FieldType::Int => !matches!(*unit, "%" | "‰"),
        FieldType::Rate => matches!(*unit, "%" | "‰"),
        _ => false,
    }))
}

/// Whether a text is a unit, a currency or both, of whatever organisation.
pub(crate) fn is_known(text: &str) -> bool {
    const ANY: &str = "CNY";
    let scales = |ty| !matches!(of(ty, text, ANY), Ok(None));
    scales(FieldType::Money) || scales(FieldType::Rate) || currency::is_own(text, ANY)
}

/// The unit that a cell above a table states, as in `单位：万元` or `Unit: thousand CNY`.
#[must_use]
pub(crate) fn stated(cell: &str) -> Option<String> {
    let folded: String = cell.nfkc().flat_map(char::to_lowercase).collect();
    let (_, rest) = ["单位", "unit", "units"].iter().find_map(|word| folded.split_once(word))?;
    let rest = rest.trim_start().strip_prefix(':')?;
    let end = rest.find([')', '】', ']', ';', '。']).unwrap_or(rest.len());
    rest.get(..end).map(|unit| unit.trim().to_owned()).filter(|unit| !unit.is_empty())
}

/// A cell with the unit of its column behind its number.
pub(crate) fn applied<'t>(text: Cow<'t, str>, unit: &str) -> Cow<'t, str> {
    let number = text.trim();
    let has_digit = number.chars().any(char::is_numeric);
    let says_itself = matches!(unit, "%" | "‰") && number.ends_with(['%', '％', '‰']);
    if !has_digit || is_dash(number) || is_absent(number) || says_itself {
        return text;
    }
    Cow::Owned(match number.strip_suffix([')', '）']) {
        Some(inner) => format!("{inner}{unit})"),
        None => format!("{number}{unit}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;
    use crate::domain::record::{Field, Value};
    use crate::exchange::value::read;

    #[test]
    fn a_unit_scales_and_another_currency_is_refused() {
        let money = |text: &str| of(FieldType::Money, text, "CNY");
        for (text, unit) in [
            ("万元", Some("万")),
            ("（万元）", Some("万")),
            ("人民币千元", Some("千")),
            ("k CNY", Some("千")),
            ("RMB '000", Some("千")),
            ("in thousands of yuan", Some("千")),
            ("million", Some("百万")),
            ("元", None),
            ("单位：元", None),
            ("含税", None),
        ] {
            assert_eq!(money(text), Ok(unit), "{text}");
        }
        for text in ["USD", "万美元", "$", "k EUR"] {
            assert_eq!(money(text), Err(Foreign), "{text}");
        }
        assert_eq!(of(FieldType::Rate, "%", "CNY"), Ok(Some("%")));
        assert_eq!(of(FieldType::Int, "千件", "CNY"), Ok(None), "no unit that is known");
        assert_eq!(stated("单位：万元").as_deref(), Some("万元"));
        assert_eq!(stated("2025年3月（金额单位: 千元）").as_deref(), Some("千元"));
        assert_eq!((stated("单位名称"), stated("2025")), (None, None));
    }

    #[test]
    fn a_cell_is_read_with_the_unit_of_its_column() {
        let amount = |text: &str| read(&Field::money(), &applied(text.into(), "万"));
        assert_eq!(amount("12.5"), Ok(Value::Int(Money::units(125_000).0)));
        assert_eq!(amount("(1.5)"), Ok(Value::Int(Money::units(-15_000).0)));
        assert_eq!(amount("12.5元"), Ok(Value::Int(Money::units(125_000).0)));
        assert_eq!((amount(""), amount("-"), amount("N/A")), (Ok(Value::Null), Ok(Value::Null), Ok(Value::Null)));
        assert!(amount("5万").is_err(), "said twice");
        assert_eq!(read(&Field::rate(), &applied("12".into(), "%")), Ok(Value::Int(1_200)));
        assert_eq!(read(&Field::rate(), &applied("12%".into(), "%")), Ok(Value::Int(1_200)));
    }
}
