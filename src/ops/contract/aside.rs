//! What stands beside the form of a contract: the days that it binds, its terms against the register, what it collides with.

use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::kinds::{Contract, Partner};
use crate::domain::money::{Money, Rate};
use crate::domain::record::{Expected, Field, FieldType, Kind, Problem, Record as _, Row, Stored, Value};
use crate::ops::{Result, Session, screening};

/// The terms that the register has too.
const TERMS: [&str; 3] = ["credit_days", "deduction_rate", "deposit"];

/// What a contract as it is typed so far says against the register, the partner's other contracts, what is granted to others
/// and the red lines.
pub(in crate::ops) fn aside(session: &Session, row: &Row, partner: &Stored<Partner>) -> Result<Option<Explanation>> {
    let span = row.get("from_day").int().zip(row.get("to_day").int()).filter(|(from, to)| from <= to);
    let days = span.map_or(Amount::NotRated, |(from, to)| Amount::Count(to - from + 1));
    let mut e = Explanation::new(Words::key("aside-contract-days"), days).formula(Words::key("aside-formula-contract-days"));
    let kept = partner.to_values();
    let mut differ = false;
    for name in TERMS {
        let Some((i, field)) = Kind::Partner.def().field(name) else { continue };
        let (agreed, kept) = (row.get(name), kept.get(i).unwrap_or(&Value::Null));
        if agreed.is_null() && kept.is_null() {
            continue;
        }
        differ |= !agreed.is_null() && agreed != kept;
        e = e.input(Words::with("aside-register", vec![("field", Amount::Label(field.label))]), amount(field, kept));
    }
    e = e.from_rows(Source::new(Kind::Contract, format!("partner:\"{}\"", partner.code)));
    if differ {
        e = e.note(Words::key("aside-register-differs"));
    }
    for problem in collisions(session, row, partner.id)? {
        if let Some(note) = note(&problem) {
            e = e.note(note);
        }
    }
    let most = session.policy.screening.red_lines;
    Ok(Some(e.policy(
        "screening.red_lines.credit_days, deduction_rate",
        format!("{} / {}", most.credit_days, most.deduction_rate.to_f64()),
    )))
}

fn amount(field: &Field, value: &Value) -> Amount {
    match (value.int(), field.ty) {
        (None, _) => Amount::NotRated,
        (Some(n), FieldType::Money) => Amount::Money(Money(n)),
        (Some(n), FieldType::Rate) => Amount::Rate(Rate(n)),
        (Some(n), _) => Amount::Count(n),
    }
}

/// What saving it would name: red lines, other contracts of the partner, ground that is granted to another.
fn collisions(session: &Session, row: &Row, partner: i64) -> Result<Vec<Problem>> {
    let conn = session.store.conn();
    let mut found = screening::red_lines(conn, &session.policy, Some(partner), row, None)?;
    let mut whole = row.clone();
    if whole.get("number").is_null() {
        // whose number is still to be typed collides all the same
        whole.set("number", Value::Text("-".to_owned()));
    }
    if let Ok(c) = whole.typed::<Contract>()
        && c.from_day <= c.to_day
    {
        found.extend(super::beside(conn, row, &c)?);
        found.extend(super::elsewhere(conn, row, &c)?);
    }
    Ok(found)
}

/// The same as a statement.
fn note(problem: &Problem) -> Option<Words> {
    let Expected::Named(key, args) = &problem.expected else { return None };
    let key = match *key {
        "expected-contract-apart" => "aside-contract-beside",
        "expected-free-territory" => "aside-contract-granted",
        "expected-red-days" => "aside-red-days",
        "expected-red-rate" => "aside-red-rate",
        _ => return None,
    };
    Some(Words::with(key, args.iter().map(|(name, value)| (*name, Amount::Text(value.clone()))).collect()))
}
