//! Explanations in words: names, values with their units.

use chrono_tz::Tz;

use super::{message, number};
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::t;

/// A name or a sentence; moments are those of `zone`.
#[must_use]
pub fn words(lang: Lang, zone: Tz, words: &Words) -> String {
    match words {
        Words::Text(text) => text.clone(),
        Words::Label(label) => label.get(lang).to_owned(),
        Words::Figure(figure) => figure.label().get(lang).to_owned(),
        Words::Formula(figure) => figure.formula_text(lang),
        Words::Key { key, args } => {
            let args: Vec<(&'static str, String)> = args.iter().map(|(name, value)| (*name, amount(lang, zone, value))).collect();
            message(lang, key, &args)
        }
    }
}

/// The version of the policy under which a number was computed, shown by a session with this policy.
#[must_use]
pub fn rules(lang: Lang, policy: &Policy, e: &Explanation) -> String {
    t!(lang, "explain-policy", version = e.rules(policy).name)
}

/// A value with its unit; moments are those of `zone`.
#[must_use]
pub fn amount(lang: Lang, zone: Tz, amount: &Amount) -> String {
    match amount {
        Amount::Money(m) => number::amount_full(*m),
        Amount::Rate(r) => number::percent(*r),
        Amount::Points(p) | Amount::Rating(p) => decimal(*p, 2),
        Amount::Count(n) => number::count(*n),
        Amount::Days(d) if d % 10 == 0 => number::days(lang, d / 10),
        Amount::Days(d) => t!(lang, "explain-days", days = decimal(*d, 1)),
        Amount::Minutes(m) => format!("{}{}:{:02}", if *m < 0 { "-" } else { "" }, m.abs() / 60, m.abs() % 60),
        Amount::Number(n) => decimal(*n, 4),
        Amount::Date(day) => number::date(*day),
        Amount::Time(at) => number::moment(*at, zone),
        Amount::Text(text) => text.clone(),
        Amount::Label(label) => label.get(lang).to_owned(),
        Amount::NotRated => t!(lang, "not-rated"),
    }
}

/// `units` of 10^-`places`, without zeros at the end.
pub(super) fn decimal(units: i64, places: u32) -> String {
    rust_decimal::Decimal::new(units, places).normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::{Money, Rate};

    #[test]
    fn values_are_said_with_their_units() {
        let zone = chrono_tz::Asia::Shanghai;
        let cases = [
            (Amount::Money(Money(12_345_678)), "1,234.57", "1,234.57"),
            (Amount::Rate(Rate(10_000)), "100%", "100%"),
            (Amount::Points(6_150), "61.5", "61.5"),
            (Amount::Days(70), "7 days", "7 天"),
            (Amount::Days(75), "7.5 days", "7.5 天"),
            (Amount::Minutes(125), "2:05", "2:05"),
            (Amount::Minutes(-5), "-0:05", "-0:05"),
            (Amount::Number(12_500), "1.25", "1.25"),
            (Amount::Time(chrono::DateTime::from_timestamp(0, 0).expect("the epoch")), "1970-01-01 08:00", "1970-01-01 08:00"),
            (Amount::NotRated, "not rated", "未评"),
        ];
        for (value, en, zh) in cases {
            assert_eq!(amount(Lang::En, zone, &value), en);
            assert_eq!(amount(Lang::Zh, zone, &value), zh);
        }
        let named = Words::with("sla-uncovered", vec![("year", Amount::Text("2027".into()))]);
        assert!(words(Lang::Zh, zone, &named).contains("2027 年"));
    }
}
