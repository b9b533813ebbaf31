//! Numbers, amounts, dates and times as people read them.
//!
//! The sign is the ASCII hyphen: the typographic minus takes two columns in some Chinese terminals. Rounding is half
//! away from zero, once.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::domain::money::{Money, Rate, div_round};
use crate::domain::record::{Field, FieldType, Kind, Lang, Value};
use crate::t;

/// A whole number with its thousands apart: `-1,234,567`.
#[must_use]
pub fn count(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// An amount in full, two decimals: `1,234,567.89`.
#[must_use]
pub fn amount_full(amount: Money) -> String {
    let cents = amount.cents();
    let sign = if cents < 0 && cents > -100 { "-" } else { "" };
    format!("{sign}{}.{:02}", count(cents / 100), (cents % 100).abs())
}

/// An amount at a glance: under 10,000 in whole units, above in three digits of 万 / 亿, or of K / M / B.
#[must_use]
pub fn amount(lang: Lang, amount: Money) -> String {
    let units = div_round(amount.0.into(), Money::SCALE.into());
    if units.abs() < 10_000 {
        return count(units);
    }
    let steps: &[(i64, &str)] = match lang {
        Lang::Zh => &[(10_000, "万"), (100_000_000, "亿"), (1_000_000_000_000, "万亿")],
        Lang::En => &[(1_000, "K"), (1_000_000, "M"), (1_000_000_000, "B")],
    };
    let mut text = String::new();
    for (i, (step, name)) in steps.iter().enumerate() {
        let (digits, whole) = three_digits(amount, *step);
        text = format!("{digits}{name}");
        // 999,999 is 1.00M, not 1,000K: whether the next step is due is seen only after rounding
        if steps.get(i + 1).is_none_or(|(next, _)| whole < next / step) {
            break;
        }
    }
    text
}

/// `amount / step` in three digits or more, and its whole part after rounding.
fn three_digits(amount: Money, step: i64) -> (String, i64) {
    let part = i128::from(Money::SCALE) * i128::from(step);
    for (decimals, scale, limit) in [(2, 100, 1_000), (1, 10, 1_000)] {
        let scaled = div_round(i128::from(amount.0) * scale, part);
        if scaled.abs() < limit {
            let scale = i64::try_from(scale).unwrap_or(1);
            let sign = if scaled < 0 { "-" } else { "" };
            let (whole, rest) = (scaled.abs() / scale, scaled.abs() % scale);
            return (format!("{sign}{whole}.{rest:0decimals$}"), whole);
        }
    }
    let whole = div_round(amount.0.into(), part);
    (count(whole), whole.abs())
}

/// A rate in percent, with one decimal under 10 % if it has one: `82%`, `3.5%`.
#[must_use]
pub fn percent(rate: Rate) -> String {
    let tenths = div_round(rate.0.into(), 10);
    if tenths.abs() < 100 && tenths % 10 != 0 {
        let sign = if tenths < 0 { "-" } else { "" };
        return format!("{sign}{}.{}%", tenths.abs() / 10, tenths.abs() % 10);
    }
    format!("{}%", count(div_round(rate.0.into(), 100)))
}

/// A rate beside its bound in percent, with as many digits as it takes to tell them apart: `84.6%` beside `85%`.
#[must_use]
pub fn percent_beside(rate: Rate, bound: Rate) -> String {
    let said = percent(rate);
    if rate == bound || said != percent(bound) {
        return said;
    }
    let sign = if rate.0 < 0 { "-" } else { "" };
    let tenths = div_round(rate.0.into(), 10);
    if tenths == div_round(bound.0.into(), 10) {
        return format!("{sign}{}.{:02}%", (rate.0 / 100).abs(), (rate.0 % 100).abs());
    }
    format!("{sign}{}.{}%", (tenths / 10).abs(), (tenths % 10).abs())
}

/// A change in percent, with its sign: `+12%`, `-31%`, `0%`.
#[must_use]
pub fn percent_signed(rate: Rate) -> String {
    let text = percent(rate);
    if rate.0 > 0 && text != "0%" { format!("+{text}") } else { text }
}

/// A day in lists: `2025-06-07`.
#[must_use]
pub fn date(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// A day without its year: `23 Nov`, `11月23日`.
#[must_use]
pub fn date_short(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::En => day.format("%-d %b").to_string(),
        Lang::Zh => format!("{}月{}日", day.month(), day.day()),
    }
}

/// A day with its weekday: `Mon 23 Nov 2026`, `2026年11月23日 周一`.
#[must_use]
pub fn date_long(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::En => day.format("%a %-d %b %Y").to_string(),
        Lang::Zh => format!("{}年{}月{}日 {}", day.year(), day.month(), day.day(), weekday(lang, day)),
    }
}

/// A day's weekday: `Mon`, `周一`.
#[must_use]
pub fn weekday(lang: Lang, day: NaiveDate) -> &'static str {
    const NAMES: [[&str; 7]; 2] =
        [["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]];
    let names = NAMES[usize::from(lang == Lang::Zh)];
    names.get(day.weekday().num_days_from_monday() as usize).copied().unwrap_or_default()
}

/// A month: `Nov 2026`, `2026年11月`.
#[must_use]
pub fn month(lang: Lang, day: NaiveDate) -> String {
    match lang {
        Lang::En => day.format("%b %Y").to_string(),
        Lang::Zh => format!("{}年{}月", day.year(), day.month()),
    }
}

/// A moment where the organisation is: `2025-06-07 15:00`.
#[must_use]
pub fn moment(at: DateTime<Utc>, zone: chrono_tz::Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

/// A span of time at a glance: `0:42`, `26:05`, `5 d 3 h`; its sign is dropped.
#[must_use]
pub fn duration(lang: Lang, seconds: i64) -> String {
    let minutes = seconds.unsigned_abs() / 60;
    let (hours, days) = (minutes / 60, minutes / 1_440);
    if hours < 48 {
        return format!("{hours}:{:02}", minutes % 60);
    }
    let hours = hours % 24;
    match lang {
        Lang::En => format!("{days} d {hours} h"),
        Lang::Zh => format!("{days}天{hours}小时"),
    }
}

/// How long until a deadline, or since it: `0:42 left`, `0:42 over`; `还剩 0:42`, `超时 0:42`.
#[must_use]
pub fn left(lang: Lang, seconds: i64) -> String {
    let time = duration(lang, seconds);
    if seconds < 0 { t!(lang, "time-over", time = time) } else { t!(lang, "time-left", time = time) }
}

/// Days: `1 day`, `7 days`, `7 天`.
#[must_use]
pub fn days(lang: Lang, n: i64) -> String {
    let shown = count(n);
    match lang {
        Lang::En if n.abs() == 1 => format!("{shown} day"),
        Lang::En => format!("{shown} days"),
        Lang::Zh => format!("{shown} 天"),
    }
}

/// A value of a field as people read it; a reference shows `code`, which the caller has looked up.
#[must_use]
pub fn value(lang: Lang, field: &Field, value: &Value, code: Option<&str>, zone: chrono_tz::Tz) -> String {
    match (value, field.ty) {
        // a fact without a product line has none, and is stored with 0
        (Value::Null, _) | (Value::Int(0), FieldType::Ref(_)) => String::new(),
        (Value::Text(code), FieldType::Choice(list)) => {
            list.iter().find(|c| c.code == code).map_or_else(|| code.clone(), |c| c.label.get(lang).to_owned())
        }
        (Value::Text(text), FieldType::Tags) => text.replace(',', if lang == Lang::Zh { "、" } else { ", " }),
        (Value::Text(text), _) if is_of(field, "title", &[Kind::Approval]) => super::approval::title(lang, text),
        (Value::Text(text), _) if is_of(field, "reason", &[Kind::Approval, Kind::CreditChange, Kind::LifecycleMove]) => {
            super::approval::reason(lang, text).into_owned()
        }
        (Value::Text(text), _) => text.clone(),
        (Value::Int(i), FieldType::Money) => amount_full(Money(*i)),
        (Value::Int(i), FieldType::Rate) => rate_full(Rate(*i)),
        (Value::Int(i), FieldType::Time) => DateTime::from_timestamp(*i, 0).map(|t| moment(t, zone)).unwrap_or_default(),
        (Value::Int(i), FieldType::Bool) => {
            if *i == 0 {
                t!(lang, "no")
            } else {
                t!(lang, "yes")
            }
        }
        (Value::Int(i), FieldType::Ref(_)) => code.map_or_else(|| i.to_string(), str::to_owned),
        (Value::Int(i), FieldType::Int) => count(*i),
        (value, _) => field.strict(value),
    }
}

/// Whether a field is the one of this name of a kind.
fn is_of(field: &Field, name: &str, kinds: &[Kind]) -> bool {
    field.name == name && kinds.iter().any(|kind| kind.def().field(name).is_some_and(|(_, of)| std::ptr::eq(of, field)))
}

/// A rate in percent with all its digits: `18.25%`.
fn rate_full(rate: Rate) -> String {
    format!("{}%", rust_decimal::Decimal::new(rate.0, 2).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_just_off_its_bound_is_seen_to_be() {
        for (rate, bound, expected) in [
            (8_460, 8_500, "84.6%"),
            (8_496, 8_500, "84.96%"),
            (8_500, 8_500, "85%"),
            (8_449, 8_500, "84%"),
            (10_040, 10_000, "100.4%"),
            (798, 800, "7.98%"),
            (-3_040, -3_000, "-30.4%"),
        ] {
            assert_eq!(percent_beside(Rate(rate), Rate(bound)), expected);
        }
    }

    #[test]
    fn amounts_read_in_wan_and_yi_or_in_thousands_and_millions() {
        let cases = [
            ("0", "0", "0"),
            ("987.5", "988", "988"),
            ("9999.49", "9,999", "9,999"),
            ("9999.5", "1.00万", "10.0K"),
            ("12345", "1.23万", "12.3K"),
            ("412000", "41.2万", "412K"),
            ("999999", "100万", "1.00M"),
            ("1840000", "184万", "1.84M"),
            ("12345678", "1,235万", "12.3M"),
            ("99999999", "1.00亿", "100M"),
            ("1234567890", "12.3亿", "1.23B"),
            ("-436921.66", "-43.7万", "-437K"),
            ("2500000000000", "2.50万亿", "2,500B"),
        ];
        for (text, zh, en) in cases {
            let m: Money = text.parse().expect(text);
            assert_eq!(amount(Lang::Zh, m), zh, "{text}");
            assert_eq!(amount(Lang::En, m), en, "{text}");
        }
    }

    #[test]
    fn an_amount_in_full_is_grouped_and_keeps_its_sign() {
        let cases =
            [("1234567.891", "1,234,567.89"), ("-0.05", "-0.05"), ("-12.5", "-12.50"), ("0", "0.00"), ("999.995", "1,000.00")];
        for (text, shown) in cases {
            assert_eq!(amount_full(text.parse().expect(text)), shown);
        }
        assert_eq!(count(-1_234_567), "-1,234,567");
        assert_eq!(count(i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn a_percentage_shows_a_decimal_where_it_matters() {
        let cases = [
            (8_234, "82%", "+82%"),
            (350, "3.5%", "+3.5%"),
            (-3_149, "-31%", "-31%"),
            (-45, "-0.5%", "-0.5%"),
            (4, "0%", "0%"),
            (995, "10%", "+10%"),
            (123_400, "1,234%", "+1,234%"),
        ];
        for (bp, plain, signed) in cases {
            assert_eq!((percent(Rate(bp)), percent_signed(Rate(bp))), (plain.to_owned(), signed.to_owned()), "{bp}");
        }
    }

    #[test]
    fn deadlines_say_what_is_left_or_over() {
        let cases = [
            (42 * 60, "0:42 left", "还剩 0:42"),
            (-42 * 60 - 59, "0:42 over", "超时 0:42"),
            (26 * 3_600 + 5 * 60, "26:05 left", "还剩 26:05"),
            (-(5 * 86_400 + 3 * 3_600), "5 d 3 h over", "超时 5天3小时"),
        ];
        for (seconds, en, zh) in cases {
            assert_eq!((left(Lang::En, seconds), left(Lang::Zh, seconds)), (en.to_owned(), zh.to_owned()));
        }
    }

    #[test]
    fn days_are_written_as_each_language_does() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        assert_eq!(date_long(Lang::En, day), "Mon 23 Nov 2026");
        assert_eq!(date_long(Lang::Zh, day), "2026年11月23日 周一");
        assert_eq!((date_short(Lang::En, day), date_short(Lang::Zh, day)), ("23 Nov".into(), "11月23日".into()));
        assert_eq!(
            (days(Lang::En, 1), days(Lang::En, 12), days(Lang::Zh, 12)),
            ("1 day".into(), "12 days".into(), "12 天".into())
        );
    }

    #[test]
    fn a_value_is_shown_by_its_fields_type() {
        use crate::domain::kinds::Lifecycle;
        let zone = chrono_tz::Asia::Shanghai;
        let cases = [
            (Field::money(), Value::Int(12_345_000), "1,234.50"),
            (Field::rate(), Value::Int(1_825), "18.25%"),
            (Field::date(), Value::Int(0), "1970-01-01"),
            (Field::time(), Value::Int(0), "1970-01-01 08:00"),
            (Field::yes_no(), Value::Int(1), "是"),
            (Field::choice(Lifecycle::CHOICES), Value::Text("active".into()), "合作中"),
            (Field::tags(), Value::Text("a,b".into()), "a、b"),
            (Field::int(), Value::Int(12_000), "12,000"),
        ];
        for (field, v, shown) in cases {
            assert_eq!(value(Lang::Zh, &field, &v, None, zone), shown);
        }
        let region = Field::reference(crate::domain::record::Kind::Region);
        assert_eq!(value(Lang::En, &region, &Value::Int(7), Some("east"), zone), "east");
    }
}
