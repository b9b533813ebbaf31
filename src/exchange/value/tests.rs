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
