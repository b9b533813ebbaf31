//! What may stand at a key of the policy: its unit, its bounds, its sentence.

use std::fmt::Write as _;

use chrono_tz::Tz;
use toml::Value;

use crate::domain::kinds::Role;
use crate::domain::money::{Money, Rate};
use crate::domain::record::{Label, Lang};
use crate::domain::sla::Goal;
use crate::domain::worktime::Hours;

/// ISO 4217: the codes of the currencies in use, one a line.
const CURRENCIES: &str = include_str!("../../../data/currencies.txt");

/// The codes of a closed list.
pub type Codes = fn() -> Vec<&'static str>;

/// One key of the policy, or every key of one form.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its path, such as `health.pace_months`; a part `*` stands for a name.
    pub path: &'static str,
    /// What may stand in place of `*`; `None`: a name of small letters, digits and `_`.
    pub names: Option<Codes>,
    /// What its number counts, or is where it counts nothing; empty for words.
    pub unit: Label,
    /// What may stand there.
    pub allowed: Allowed,
    pub sentence: Label,
}

/// What may stand at a key.
#[derive(Clone, Copy, Debug)]
pub enum Allowed {
    /// A whole number from, up to.
    Whole(i64, i64),
    /// A weight beside the others of its section, which are not all 0.
    Weight,
    /// One of these whole numbers.
    OneOf(&'static [i64]),
    /// A fraction of at most four decimals from, up to: 0.08 is 8 %.
    Fraction(Rate, Rate),
    /// Whole numbers from, up to, each above the one before; one at least.
    Rising(i64, i64),
    /// `true` or `false`.
    Flag,
    /// A code of a list.
    Word(Codes),
    /// Codes of a list, none twice; may be empty.
    Words(Codes),
    /// A line of text of at most [`MOST_TEXT`] characters; whether it may be empty.
    Text {
        /// May be empty.
        empty: bool,
    },
    /// A name of small letters, digits and `_`.
    Name,
    /// A code of ISO 4217.
    Currency,
    /// An IANA time zone.
    Zone,
    /// Windows of the day.
    Hours,
    /// Working time, such as `2 h` or `3 d`, or time of the clock, such as `24 hc`.
    Goal,
    /// Roles and accounts, in order.
    Whom,
    /// Steps of an approval, in order.
    Steps,
    /// Steps of an approval that nothing goes without: one at least, of head office, whatever the amount.
    Governing,
    /// Lines in both languages.
    Lines,
}

impl Key {
    /// Whether a path is this key's.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        if !self.path.contains('*') {
            return self.path == path;
        }
        let (mut mine, mut theirs) = (self.path.split('.'), path.split('.'));
        loop {
            match (mine.next(), theirs.next()) {
                (None, None) => return true,
                (Some(mine), Some(part)) if self.takes(mine, part) => {}
                _ => return false,
            }
        }
    }

    /// Whether a part of a path may stand where its own has this one.
    pub(super) fn takes(&self, mine: &str, part: &str) -> bool {
        match (mine, self.names) {
            ("*", Some(names)) => names().contains(&part),
            ("*", None) => is_name(part),
            _ => mine == part,
        }
    }

    /// Whether it weighs a part against the others of its section.
    #[must_use]
    pub const fn is_weight(&self) -> bool {
        matches!(self.allowed, Allowed::Weight)
    }

    /// Whether it holds a number.
    #[must_use]
    pub const fn is_numeric(&self) -> bool {
        use Allowed::{Fraction, OneOf, Rising, Weight, Whole};
        matches!(self.allowed, Whole(..) | Weight | OneOf(_) | Fraction(..) | Rising(..))
    }

    /// Whether its number counts nothing: a share, a ratio, a weight.
    const fn is_pure(&self) -> bool {
        matches!(self.allowed, Allowed::Fraction(..) | Allowed::Weight)
    }

    /// What may stand there as people read it: `1 to 3660 days`, `0 to 1 (share)`.
    #[must_use]
    pub fn bounds(&self, lang: Lang) -> String {
        let mut text = self.allowed.text(lang);
        let unit = self.unit.get(lang);
        if unit.is_empty() {
            return text;
        }
        if let (Some(numbers), Lang::Zh) = (text.strip_suffix(" 之一"), lang) {
            return format!("{numbers} {unit}之一");
        }
        // of a pure number it is said what it is
        let _ = match (self.is_pure(), lang) {
            (false, _) => write!(text, " {unit}"),
            (true, Lang::Zh) => write!(text, "（{unit}）"),
            (true, Lang::En) => write!(text, " ({unit})"),
        };
        text
    }

    /// Reads what a person writes at the key: TOML, or the bare word where words stand; `None`: it may not stand there.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<Value> {
        let text = text.trim();
        let bare = || Value::String(text.to_owned());
        let value = match format!("v = {text}").parse::<toml::Table>() {
            Ok(mut table) if table.len() == 1 => table.remove("v").unwrap_or_else(bare),
            _ => bare(),
        };
        let value = match (self.allowed, value) {
            // a list of one needs no brackets
            (Allowed::Words(_) | Allowed::Whom | Allowed::Hours, Value::String(word)) => {
                let words = word.split(',').map(str::trim).filter(|w| !w.is_empty());
                Value::Array(words.map(|w| Value::String(w.to_owned())).collect())
            }
            // a text may look like a number
            (Allowed::Text { .. } | Allowed::Name, Value::Integer(_) | Value::Float(_) | Value::Boolean(_)) => bare(),
            (Allowed::Rising(..), Value::Integer(number)) => Value::Array(vec![Value::Integer(number)]),
            (_, value) => value,
        };
        self.allowed.admits(&value).then_some(value)
    }
}

impl Allowed {
    /// Whether a value may stand there.
    #[must_use]
    pub fn admits(self, value: &Value) -> bool {
        match self {
            Self::Whole(least, most) => value.as_integer().is_some_and(|n| (least..=most).contains(&n)),
            Self::Weight => value.as_integer().is_some_and(|n| (0..=MOST_WEIGHT).contains(&n)),
            Self::OneOf(list) => value.as_integer().is_some_and(|n| list.contains(&n)),
            Self::Fraction(least, most) => fraction(value).is_some_and(|r| (least..=most).contains(&r)),
            Self::Rising(least, most) => {
                let numbers: Option<Vec<i64>> = value.as_array().and_then(|a| a.iter().map(Value::as_integer).collect());
                numbers.is_some_and(|list| {
                    !list.is_empty() && list.is_sorted_by(|a, b| a < b) && list.iter().all(|n| (least..=most).contains(n))
                })
            }
            Self::Flag => value.is_bool(),
            Self::Word(codes) => value.as_str().is_some_and(|s| codes().contains(&s)),
            Self::Words(codes) => strings(value).is_some_and(|list| {
                let (codes, mut seen) = (codes(), std::collections::BTreeSet::new());
                list.iter().all(|s| codes.contains(s) && seen.insert(*s))
            }),
            Self::Text { empty } => value.as_str().is_some_and(|s| is_line(s) && (empty || !s.trim().is_empty())),
            Self::Name => value.as_str().is_some_and(is_name),
            Self::Currency => value.as_str().is_some_and(|s| CURRENCIES.lines().any(|c| c == s)),
            Self::Zone => value.as_str().is_some_and(|s| s.parse::<Tz>().is_ok()),
            Self::Hours => strings(value).is_some_and(|list| Hours::parse(&list).is_some()),
            Self::Goal => value.as_str().is_some_and(|s| Goal::parse(s).is_some()),
            Self::Whom => strings(value).is_some_and(|list| list.iter().all(|s| is_line(s) && !s.trim().is_empty())),
            Self::Steps => value.as_array().is_some_and(|list| {
                let from = |step: &Value| step.get("from").and_then(Value::as_integer).unwrap_or_default();
                list.len() <= MOST_LINES && list.iter().all(is_step) && list.is_sorted_by_key(from)
            }),
            Self::Governing => value.as_array().is_some_and(|list| {
                let governs = |step: &Value| {
                    let step = step.as_table();
                    step.is_some_and(|s| {
                        s.len() == 1 && s.get("role").and_then(Value::as_str).is_some_and(|r| governors().contains(&r))
                    })
                };
                (1..=MOST_LINES).contains(&list.len()) && list.iter().all(governs)
            }),
            Self::Lines => value.as_array().is_some_and(|list| list.len() <= MOST_LINES && list.iter().all(is_line_of_both)),
        }
    }

    /// What may stand there, without the unit.
    #[must_use]
    pub fn text(self, lang: Lang) -> String {
        let of = |en: &str, zh: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
        let span = |from: String, to: String| of(&format!("{from} to {to}"), &format!("{from} 至 {to}"));
        let list = |items: &[String]| items.join(if lang == Lang::Zh { "、" } else { ", " });
        let codes = |codes: Codes| list(&codes().into_iter().map(str::to_owned).collect::<Vec<_>>());
        match self {
            Self::Whole(least, most) => span(least.to_string(), most.to_string()),
            Self::Weight => span("0".to_owned(), MOST_WEIGHT.to_string()),
            Self::OneOf(numbers) => {
                let numbers = list(&numbers.iter().map(i64::to_string).collect::<Vec<_>>());
                of(&format!("one of {numbers}"), &format!("{numbers} 之一"))
            }
            Self::Fraction(least, most) => span(decimal(least), decimal(most)),
            Self::Rising(least, most) => {
                let span = span(least.to_string(), most.to_string());
                of(&format!("rising whole numbers, each {span}"), &format!("递增的整数，每个 {span}"))
            }
            Self::Flag => of("true or false", "true 或 false"),
            Self::Word(list) => of(&format!("one of {}", codes(list)), &format!("{} 之一", codes(list))),
            Self::Words(list) => {
                of(&format!("a list, none twice, of {}", codes(list)), &format!("不重复的列表，取自 {}", codes(list)))
            }
            Self::Text { empty: false } => {
                of(&format!("a line of text of at most {MOST_TEXT} characters"), &format!("一行文字，最多 {MOST_TEXT} 字"))
            }
            Self::Text { empty: true } => of(
                &format!("a line of text of at most {MOST_TEXT} characters, or nothing"),
                &format!("一行文字，最多 {MOST_TEXT} 字，可为空"),
            ),
            Self::Name => of("a name of small letters, digits and `_`", "由小写字母、数字和 `_` 组成的名称"),
            Self::Currency => of("a currency of ISO 4217, such as \"CNY\"", "ISO 4217 货币代码，如 \"CNY\""),
            Self::Zone => of("a time zone, such as \"Asia/Shanghai\"", "时区，如 \"Asia/Shanghai\""),
            Self::Hours => of(
                "one window at least, each after the one before and within 00:00 to 24:00, such as [\"09:00-12:00\", \"13:30-18:00\"]",
                "至少一个时段，依次排列、不重叠，在 00:00 至 24:00 之内，如 [\"09:00-12:00\", \"13:30-18:00\"]",
            ),
            Self::Goal => of(
                "working time up to 87840 h or 3660 d, such as \"2 h\" or \"3 d\", or hours of the clock, such as \"24 hc\"",
                "工作时间，最多 87840 h 或 3660 d，如 \"2 h\"、\"3 d\"；或自然小时，如 \"24 hc\"",
            ),
            Self::Whom => of(
                "a list of `owner`, `region`, `head_office` and accounts",
                "列表，取自 `owner`、`region`、`head_office` 和账号",
            ),
            Self::Steps => {
                let roles = list(&deciders().into_iter().map(str::to_owned).collect::<Vec<_>>());
                of(
                    &format!(
                        "at most {MOST_LINES} steps {{ role = one of {roles}, from = an amount of 0 to {MOST_UNITS}, or left out }}, \
                         none from less than the one before"
                    ),
                    &format!(
                        "最多 {MOST_LINES} 步 {{ role = {roles} 之一，from = 金额 0 至 {MOST_UNITS}，可省略 }}，from 不得小于前一步"
                    ),
                )
            }
            Self::Governing => {
                let roles = list(&governors().into_iter().map(str::to_owned).collect::<Vec<_>>());
                of(&format!("one step at least, {{ role = one of {roles} }}"), &format!("至少一步，{{ role = {roles} 之一 }}"))
            }
            Self::Lines => of(
                &format!("at most {MOST_LINES} lines {{ en = \"...\", zh = \"...\" }} of at most {MOST_TEXT} characters"),
                &format!("最多 {MOST_LINES} 行 {{ en = \"...\", zh = \"...\" }}，每行最多 {MOST_TEXT} 字"),
            ),
        }
    }

    /// The values at the ends of what is allowed: for a test that nothing in between breaks a rule.
    #[must_use]
    pub fn ends(self) -> Vec<Value> {
        let strings = |list: &[&str]| Value::Array(list.iter().map(|s| Value::String((*s).to_owned())).collect());
        let text = |s: &str| Value::String(s.to_owned());
        match self {
            Self::Whole(least, most) => vec![Value::Integer(least), Value::Integer(most)],
            Self::Weight => vec![Value::Integer(0), Value::Integer(MOST_WEIGHT)],
            Self::OneOf(list) => list.iter().copied().map(Value::Integer).collect(),
            Self::Fraction(least, most) => vec![Value::Float(least.to_f64()), Value::Float(most.to_f64())],
            Self::Rising(least, most) => {
                let list = |numbers: &[i64]| Value::Array(numbers.iter().copied().map(Value::Integer).collect());
                vec![list(&[least]), list(&[most]), list(&(least..least + 100.min(most - least)).collect::<Vec<_>>())]
            }
            Self::Flag => vec![Value::Boolean(false), Value::Boolean(true)],
            Self::Word(codes) => codes().into_iter().map(text).collect(),
            Self::Words(codes) => vec![strings(&[]), strings(&codes())],
            Self::Text { empty } => {
                let mut ends = vec![text("x"), text(&"x".repeat(MOST_TEXT))];
                if empty {
                    ends.push(text(""));
                }
                ends
            }
            Self::Name => vec![text("x")],
            Self::Currency => vec![text("CNY"), text("JPY")],
            Self::Zone => vec![text("Pacific/Kiritimati"), text("Etc/GMT+12"), text("America/New_York")],
            Self::Hours => vec![strings(&["00:00-00:01"]), strings(&["00:00-24:00"])],
            Self::Goal => {
                vec![text("0.01 h"), text("87840 h"), text("1 d"), text("3660 d"), text("0.01 hc"), text("87840 hc")]
            }
            Self::Whom => vec![strings(&[]), strings(&["owner", "region", "head_office", "nobody"])],
            Self::Governing => {
                let step = |role: &&str| Value::Table(std::iter::once(("role".to_owned(), text(role))).collect());
                let all: Vec<Value> = governors().iter().map(step).collect();
                vec![Value::Array(all.iter().take(1).cloned().collect()), Value::Array(all)]
            }
            Self::Steps => {
                let step = |role: &str, from: Option<i64>| {
                    let mut step = toml::Table::new();
                    step.insert("role".to_owned(), text(role));
                    if let Some(from) = from {
                        step.insert("from".to_owned(), Value::Integer(from));
                    }
                    Value::Table(step)
                };
                let rising = [None, Some(0), Some(MOST_UNITS)];
                let all = rising.into_iter().flat_map(|from| deciders().into_iter().map(move |role| step(role, from)));
                vec![Value::Array(Vec::new()), Value::Array(all.collect())]
            }
            Self::Lines => vec![Value::Array(Vec::new())],
        }
    }
}

/// The greatest amount, in whole units of the currency.
pub const MOST_UNITS: i64 = Money::MOST.0 / Money::SCALE;

/// The greatest weight.
pub(super) const MOST_WEIGHT: i64 = 1_000;

/// The most characters of a text.
const MOST_TEXT: usize = 200;

/// The most lines, or steps, of a list of them.
const MOST_LINES: usize = 50;

/// A number as a fraction; `None` where it has more than four decimals.
pub fn fraction(value: &Value) -> Option<Rate> {
    match value {
        Value::Integer(whole) => whole.checked_mul(Rate::ONE.0).map(Rate),
        Value::Float(_) => value.clone().try_into().ok(),
        _ => None,
    }
}

/// The roles that may decide a step.
fn deciders() -> Vec<&'static str> {
    Role::ALL.iter().filter(|r| **r != Role::Viewer).map(|r| r.code()).collect()
}

/// The roles that may decide what nobody below head office does.
fn governors() -> Vec<&'static str> {
    Role::ALL.iter().filter(|r| **r >= Role::HeadOffice).map(|r| r.code()).collect()
}

fn decimal(rate: Rate) -> String {
    rust_decimal::Decimal::new(rate.0, 4).normalize().to_string()
}

fn strings(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= MOST_TEXT && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn is_line(text: &str) -> bool {
    text.chars().count() <= MOST_TEXT && !text.chars().any(char::is_control)
}

fn is_step(value: &Value) -> bool {
    let Some(step) = value.as_table() else { return false };
    let role = step.get("role").and_then(Value::as_str).is_some_and(|r| deciders().contains(&r));
    let from = step.get("from").is_none_or(|f| Allowed::Whole(0, MOST_UNITS).admits(f));
    role && from && step.keys().all(|k| k == "role" || k == "from")
}

fn is_line_of_both(value: &Value) -> bool {
    let Some(line) = value.as_table() else { return false };
    let said = |lang| line.get(lang).is_some_and(|v| Allowed::Text { empty: false }.admits(v));
    said("en") && said("zh") && line.len() == 2
}
