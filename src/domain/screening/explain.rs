//! Where the score of a screening comes from.

use chrono::NaiveDate;

use super::{Judgement, Part, RedLine};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::kinds::{Decision, Screening};
use crate::domain::money::{Rate, div_round};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Label};

/// The share of a part among those that have points; `None` if it has none.
fn share(parts: &[Part], part: Part) -> Option<Rate> {
    let counts = |p: &&Part| p.points.is_some() && p.weight > 0;
    let whole: i64 = parts.iter().filter(counts).map(|p| p.weight).sum();
    (counts(&&part) && whole > 0).then(|| Rate(div_round(i128::from(part.weight) * 10_000, whole.into())))
}

/// What people call a field of a screening.
#[must_use]
pub fn label(field: &str) -> Label {
    Kind::Screening.def().field(field).map_or(Label { en: "", zh: "" }, |(_, f)| f.label)
}

/// The whole calculation: dimensions, their sub-items, red lines, the exception.
#[must_use]
pub fn explanation(code: &str, s: &Screening, judged: &Judgement, as_of: NaiveDate, policy: &Policy) -> Explanation {
    let points = |p: Option<i64>| p.map_or(Amount::NotRated, Amount::Points);
    let title = Words::with("screening-explained", vec![("code", Amount::Text(code.to_owned())), ("day", Amount::Date(s.on))]);
    let row = Source::new(Kind::Screening, format!("partner:{code} on={}", s.on));
    let mut e = Explanation::new(title, points(judged.score)).formula(Words::key("screening-formula"));
    let whole: Vec<Part> = judged.dimensions.iter().map(|d| d.part).collect();
    let p = &policy.screening;
    for d in &judged.dimensions {
        let name = Words::Label(label(d.part.field));
        e = e.weighted(name, points(d.part.points), d.part.points, share(&whole, d.part)).from_rows(row.clone());
        for item in &d.items {
            let value = match (item.field, s.audience_match) {
                ("audience_match", Some(grade)) => Amount::Text(grade.code().to_owned()),
                _ => points(item.points),
            };
            e = e.weighted(Words::Label(label(item.field)), value, item.points, share(&d.items, *item));
        }
        let missing = d.items.iter().filter(|i| i.points.is_none()).count();
        if missing > 0 {
            let key = if missing == d.items.len() { "screening-without-dimension" } else { "screening-without-items" };
            let count = Amount::Count(i64::try_from(missing).unwrap_or(i64::MAX));
            e = e.note(Words::with(key, vec![("name", Amount::Label(label(d.part.field))), ("count", count)]));
        }
        let weights = d.items.iter().map(|i| format!("{} {}", i.field, i.weight)).collect::<Vec<_>>().join(", ");
        e = e.policy(format!("screening.{}", d.part.field), weights);
    }
    for line in &judged.red_lines {
        e = e.note(match line {
            RedLine::Days(asked, most) => {
                Words::with("screening-red-days", vec![("asked", Amount::Days(asked * 10)), ("most", Amount::Days(most * 10))])
            }
            RedLine::Rate(asked, most) => {
                Words::with("screening-red-rate", vec![("asked", Amount::Rate(*asked)), ("most", Amount::Rate(*most))])
            }
        });
    }
    if !judged.red_lines.is_empty() {
        let key = if s.state == Decision::Approved { "screening-excepted" } else { "screening-stopped" };
        e = e.note(Words::with(key, vec![("state", Amount::Label(s.state.label()))]));
    }
    let weights = whole.iter().map(|d| d.weight.to_string()).collect::<Vec<_>>().join(" / ");
    e.policy("screening.weights", weights)
        .policy("screening.pass", p.pass.to_string())
        .policy("screening.conditional", p.conditional.to_string())
        .policy("screening.red_lines", format!("{} / {}", p.red_lines.credit_days, p.red_lines.deduction_rate.to_f64()))
        .policy("version", policy.version.clone())
        .note(Words::with("health-as-of", vec![("day", Amount::Date(as_of))]))
}
