//! What stands in cells, in words.

use chrono_tz::Tz;

use super::cell::{Difference, Name, What};
use super::column::{Blank, Column, Style};
use super::types::Type;
use crate::domain::explain::{Amount, Words};
use crate::domain::money::{Money, Rate, div_round};
use crate::domain::receivables::Dso;
use crate::domain::record::{Field, FieldType, Lang, Value};
use crate::i18n::{self, desk, explain, number, warning};
use crate::t;

/// Who reads: in which language, moments of which zone.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// The language.
    pub lang: Lang,
    /// Where the organisation is.
    pub zone: Tz,
}

impl Reader {
    /// A name or sentence.
    #[must_use]
    pub fn words(self, words: &Words) -> String {
        explain::words(self.lang, self.zone, words)
    }

    /// What a cell of a column says.
    #[must_use]
    pub fn cell(self, column: &Column, what: &What) -> String {
        match (what, column.style) {
            (What::Said(_, words), _) => return self.words(words),
            (what, _) if column.sparse && what.is_zero() => return String::new(),
            (what, _) if what.is_none() && column.ty != Type::Any => {
                return if column.blank == Blank::NotRated { t!(self.lang, "not-rated") } else { String::new() };
            }
            _ => {}
        }
        match (what, column.style) {
            (What::Amount(Amount::Money(m)), Style::Whole) => units(*m),
            (What::Amount(Amount::Money(m)), Style::Short) => number::amount(self.lang, *m),
            (What::Amount(Amount::Count(n)), Style::Full) if column.ty == Type::Days => number::days(self.lang, *n),
            (What::Amount(Amount::Days(d)), Style::Whole) => tenths(*d),
            (What::Amount(Amount::Rate(r)), Style::Signed) => number::percent_signed(*r),
            (What::Part(part), Style::Signed) => number::percent_signed(rate(*part)),
            (what, _) => cell_text(self.lang, self.zone, what),
        }
    }
}

/// Money in whole units, rounded once.
#[must_use]
pub fn units(m: Money) -> String {
    number::count(div_round(m.0.into(), Money::SCALE.into()))
}

/// `41.5` of 1/10.
fn tenths(n: i64) -> String {
    format!("{}.{}", n / 10, (n % 10).abs())
}

/// Days with one decimal: `41.5`.
#[must_use]
pub fn days(d: Dso) -> String {
    tenths(d.tenths())
}

/// A share in basis points.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "a ratio of sums is far from the ends of 64 bits")]
pub fn rate(part: f64) -> Rate {
    Rate((part * 10_000.0).round() as i64)
}

impl Name {
    /// What people read.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        let said = if lang == Lang::Zh && !self.zh.is_empty() { &self.zh } else { &self.en };
        if said.is_empty() { &self.code } else { said }
    }
}

/// What a cell says; moments are those of `zone`.
#[must_use]
pub fn cell_text(lang: Lang, zone: Tz, what: &What) -> String {
    match what {
        What::Amount(Amount::Points(p)) => warning::points(lang, Some(*p)),
        What::Amount(amount) => explain::amount(lang, zone, amount),
        What::Short(money) => number::amount(lang, *money),
        What::Words(words) | What::Said(_, words) => explain::words(lang, zone, words),
        What::Choice(_, label) => label.get(lang).to_owned(),
        What::Field { field, value, label } => match (field.unit, value) {
            (_, Value::Null) => String::new(),
            (Some(unit), _) => format!("{} {}", field_value(lang, zone, field, value, label.as_ref()), unit.get(lang)),
            (None, _) => field_value(lang, zone, field, value, label.as_ref()),
        },
        What::Left(seconds, day) => {
            let time = desk::span(lang, *seconds, *day);
            if *seconds > 0 { t!(lang, "time-left", time = time) } else { t!(lang, "time-over", time = time) }
        }
        What::Finding(finding) => warning::finding(lang, finding),
        What::Moved(points) => moved(*points, ""),
        What::Grown(now, before) => grown(*now, *before),
        What::Change(label, detail) => i18n::change(lang, label, detail),
        What::Changed(differences) => differences.iter().map(|d| changed(lang, zone, d)).collect::<Vec<_>>().join(between(lang)),
        // people read it below
        What::Nothing | What::Absent | What::Explained(_) => String::new(),
        What::Share(six) => number::percent(six.rate()),
        What::Quotient(ratio) => number::percent(ratio.rate()),
        What::Span(span) => days(*span),
        What::Part(part) => number::percent(rate(*part)),
        What::Ratio(ratio) => format!("{ratio:.4}"),
        What::Days(n) => number::days(lang, *n),
        What::Month(month) => month.to_string(),
        What::Number(n) => n.to_string(),
        What::Flag(true) => t!(lang, "yes"),
        What::Flag(false) => t!(lang, "no"),
        What::Called(name) if name.en.is_empty() => t!(lang, "kpi-none"),
        What::Called(name) | What::Named(name) => name.get(lang).to_owned(),
        What::Sentences(all) => all.iter().map(|w| explain::words(lang, zone, w)).collect::<Vec<_>>().join(between(lang)),
        What::List(all) => all.iter().map(|w| cell_text(lang, zone, w)).collect::<Vec<_>>().join(", "),
        What::Data(data) => data.as_str().map_or_else(|| data.to_string(), str::to_owned),
        What::Members(all) => all.iter().map(|(_, w)| cell_text(lang, zone, w)).collect::<Vec<_>>().join(", "),
    }
}

/// What stands between sentences of one cell.
const fn between(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    }
}

/// `▲12`, `▼3`, `=`.
fn moved(by: i64, unit: &str) -> String {
    match by {
        0 => "=".to_owned(),
        up @ 1.. => format!("▲{up}{unit}"),
        down => format!("▼{}{unit}", down.unsigned_abs()),
    }
}

/// `▲12%`, at most `▲999%`; nothing where there was nothing before.
fn grown(now: Money, before: Money) -> String {
    if before.0 <= 0 {
        return String::new();
    }
    moved(div_round((i128::from(now.0) - i128::from(before.0)) * 100, before.0.into()).min(999), "%")
}

/// `Status: active → exited`.
fn changed(lang: Lang, zone: Tz, d: &Difference) -> String {
    let side = |(value, label): &(Value, Option<Name>)| {
        if value.is_null() { "–".to_owned() } else { field_value(lang, zone, d.field, value, label.as_ref()) }
    };
    let colon = if lang == Lang::Zh { "：" } else { ": " };
    format!("{}{colon}{} → {}", d.field.label.get(lang), side(&d.before), side(&d.after))
}

fn field_value(lang: Lang, zone: Tz, field: &Field, value: &Value, label: Option<&Name>) -> String {
    match (field.ty, value) {
        // a number that names a record is not an amount of something
        (FieldType::Int, Value::Int(n)) if field.name == "number" => format!("#{n}"),
        _ => number::value(lang, field, value, label.map(|n| n.get(lang)), zone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Kind;

    #[test]
    fn a_value_of_a_field_has_its_unit() {
        let zone = chrono_tz::Asia::Shanghai;
        let said = |name: &str, value: Value, lang| {
            let (_, field) = Kind::Partner.def().field(name).expect("a field");
            cell_text(lang, zone, &What::Field { field, value, label: None })
        };
        assert_eq!(said("credit_days", Value::Int(45), Lang::En), "45 days");
        assert_eq!(said("credit_days", Value::Int(45), Lang::Zh), "45 天");
        assert_eq!(said("credit_days", Value::Null, Lang::Zh), "");
        assert_eq!(said("city", Value::Text("苏州".into()), Lang::En), "苏州");
    }

    #[test]
    fn a_change_names_its_field_before_and_after() {
        let (_, field) = Kind::Partner.def().field("status").expect("a field");
        let text = |s: &str| (Value::Text(s.into()), None);
        let d = Difference { field, before: text("active"), after: (Value::Null, None) };
        let what = What::Changed(vec![d.clone(), Difference { before: (Value::Null, None), after: text("active"), ..d }]);
        let zone = chrono_tz::Asia::Shanghai;
        assert_eq!(cell_text(Lang::En, zone, &what), "Status: active → –; Status: – → active");
        assert_eq!(cell_text(Lang::Zh, zone, &what), "状态：合作中 → –；状态：– → 合作中");
    }
}
