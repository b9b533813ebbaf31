//! What stands in the cells of a sheet, in words.

use chrono_tz::Tz;

use super::{desk, explain, number, warning};
use crate::domain::explain::Amount;
use crate::domain::money::{Money, div_round};
use crate::domain::record::{Field, FieldType, Lang, Value};
use crate::domain::sheet::{Difference, Name, What};
use crate::t;

impl Name {
    /// What people read.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        let said = if lang == Lang::Zh { &self.zh } else { &self.en };
        if said.is_empty() { &self.code } else { said }
    }
}

/// What a cell says; moments are those of `zone`.
#[must_use]
pub fn cell(lang: Lang, zone: Tz, what: &What) -> String {
    match what {
        What::Amount(Amount::Points(p)) => warning::points(lang, Some(*p)),
        What::Amount(amount) => explain::amount(lang, zone, amount),
        What::Short(money) => number::amount(lang, *money),
        What::Words(words) => explain::words(lang, zone, words),
        What::Named(name) => name.get(lang).to_owned(),
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
        What::Change(label, detail) => super::change(lang, label, detail),
        What::Changed(differences) => differences
            .iter()
            .map(|d| changed(lang, zone, d))
            .collect::<Vec<_>>()
            .join(if lang == Lang::Zh { "；" } else { "; " }),
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
            cell(lang, zone, &What::Field { field, value, label: None })
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
        assert_eq!(cell(Lang::En, zone, &what), "Status: active → –; Status: – → active");
        assert_eq!(cell(Lang::Zh, zone, &what), "状态：合作中 → –；状态：– → 合作中");
    }
}
