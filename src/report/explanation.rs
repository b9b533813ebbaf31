//! Where a number comes from, as text and as JSON.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::cell::Tone;
use super::print::{Align, Look, Table};
use super::say::Reader;
use crate::domain::explain::{Amount, Explanation, Rules, Source, Words};
use crate::domain::figure::Unit;
use crate::domain::record::Lang;
use crate::i18n::explain::{amount, words};
use crate::t;

/// Writes an explanation for people.
pub fn write(reader: Reader, rules: &Rules, e: &Explanation, out: &mut impl Write, look: Look) -> io::Result<()> {
    let Reader { lang, zone } = reader;
    let line = |out: &mut _, text: &str| look.line(out, text, Tone::Plain);
    line(out, &format!("{}  {}", words(lang, zone, &e.title), amount(lang, zone, &e.value)))?;
    if let Some(formula) = &e.formula {
        line(out, &format!("  = {}", words(lang, zone, formula)))?;
    }
    let weighted = e.inputs.iter().any(|i| i.weight.is_some() || i.score.is_some());
    let mut heads = vec![
        (String::from("  "), Align::Left),
        (t!(lang, "explain-input"), Align::Left),
        (t!(lang, "explain-value"), Align::Right),
    ];
    if weighted {
        heads.extend([(t!(lang, "explain-score"), Align::Right), (t!(lang, "explain-weight"), Align::Right)]);
    }
    heads.push((t!(lang, "explain-list"), Align::Left));
    let mut table = Table::new(heads);
    for i in &e.inputs {
        let mut cells = vec![String::new(), words(lang, zone, &i.name), amount(lang, zone, &i.value)];
        if weighted {
            let shown = |a: Option<Amount>| a.map(|a| amount(lang, zone, &a)).unwrap_or_default();
            cells.extend([shown(i.score.map(Amount::Points)), shown(i.weight.map(Amount::Rate))]);
        }
        cells.push(i.source.as_ref().map(Source::command).unwrap_or_default());
        table.row(cells);
    }
    table.write(out, look)?;
    line(out, &format!("  {}", t!(lang, "explain-policy", version = rules.name.as_str())))?;
    for rule in &e.policy {
        line(out, &format!("    {} = {}", rule.path, rule.value))?;
    }
    for note in &e.notes {
        line(out, &format!("  {}", words(lang, zone, note)))?;
    }
    Ok(())
}

/// A value as it is exported: money as a decimal string, a rate as a fraction, points and days as numbers.
#[must_use]
pub fn value(a: &Amount) -> Json {
    match a {
        Amount::Money(m) => Json::from(m.to_string()),
        Amount::Rate(r) => Json::from(r.to_f64()),
        Amount::Count(n) | Amount::Minutes(n) => Json::from(*n),
        Amount::Points(n) | Amount::Rating(n) => json!(decimal(*n, 2).as_f64()),
        Amount::Days(n) => json!(decimal(*n, 1).as_f64()),
        Amount::Number(n) => json!(decimal(*n, 4).as_f64()),
        Amount::Date(d) => Json::from(d.to_string()),
        Amount::Time(t) => Json::from(t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        Amount::Text(text) => Json::from(text.as_str()),
        Amount::Label(label) => Json::from(label.en),
        Amount::NotRated => Json::Null,
    }
}

/// `n` of 10^-`places`, as a number.
#[must_use]
pub fn decimal(n: i64, places: u32) -> Json {
    let text = rust_decimal::Decimal::new(n, places).normalize().to_string();
    text.parse::<serde_json::Number>().map_or(Json::Null, Into::into)
}

/// The unit of a value as it is exported; none of a name, or where nothing is rated.
#[must_use]
pub fn unit(a: &Amount) -> Option<&'static str> {
    Some(match a {
        Amount::Money(_) => Unit::Money.code(),
        Amount::Rate(_) => Unit::Rate.code(),
        Amount::Count(_) => Unit::Count.code(),
        Amount::Points(_) | Amount::Rating(_) => Unit::Points.code(),
        Amount::Days(_) => Unit::Days.code(),
        Amount::Date(_) => Unit::Day.code(),
        Amount::Minutes(_) => "minutes",
        Amount::Number(_) => "ratio",
        Amount::Time(_) => "moment",
        Amount::Text(_) | Amount::Label(_) | Amount::NotRated => return None,
    })
}

/// An explanation as a document: in English whoever asks, as every document is; amounts as they are exported, each with its unit. A
/// figure of the catalogue has its name there, any other its title alone.
#[must_use]
pub fn document(zone: chrono_tz::Tz, rules: &Rules, e: &Explanation) -> Json {
    let name = |w: &Words| words(Lang::En, zone, w);
    let figure = match &e.title {
        Words::Figure(figure) => Some(figure.name()),
        _ => None,
    };
    let inputs: Vec<Json> = e
        .inputs
        .iter()
        .map(|i| {
            json!({
                "name": name(&i.name),
                "value": value(&i.value),
                "unit": unit(&i.value),
                "score": i.score.map(|s| value(&Amount::Points(s))),
                "weight": i.weight.map(crate::domain::money::Rate::to_f64),
                "rows": i.source.as_ref().map(|s| json!({"kind": s.kind.def().plural, "filter": s.filter, "command": s.command()})),
            })
        })
        .collect();
    let mut document = json!({
        "figure": figure,
        "title": name(&e.title),
        "value": value(&e.value),
        "unit": unit(&e.value),
        "formula": e.formula.as_ref().map(name),
        "inputs": inputs,
        "policy_version": rules.number,
        "policy": e.policy.iter().map(|p| json!({"path": p.path, "value": p.value})).collect::<Vec<_>>(),
        "notes": e.notes.iter().map(name).collect::<Vec<_>>(),
    });
    if let Json::Object(map) = &mut document {
        map.extend(e.more.iter().map(|(name, text)| ((*name).to_owned(), Json::from(text.as_str()))));
    }
    document
}
