//! The checks that belong to one record alone.

use crate::domain::knowledge;
use crate::domain::record::{Expected, Field, FieldType, Kind, Problem, Row, Value};

/// What is wrong with a record by itself: a required value is missing, or two of its values do not go together.
///
/// Whether references exist and keys are free is asked by those who have the records.
#[must_use]
pub fn check(row: &Row) -> Vec<Problem> {
    let def = row.kind.def();
    let mut problems: Vec<Problem> = def
        .fields
        .iter()
        .zip(&row.values)
        .filter(|(f, v)| f.required && v.is_null() && !has_numeric_default(f))
        .map(|(f, _)| Problem { field: f.name, value: String::new(), expected: Expected::Given })
        .collect();
    for (earlier, later) in def.conduct.spans {
        if let (Some(a), Some(b)) = (row.get(earlier).int(), row.get(later).int())
            && b < a
        {
            problems.push(problem(row, later, Expected::NotBefore(earlier)));
        }
    }
    for field in def.fields {
        if let Some(expected) = row.get(field.name).int().and_then(|i| out_of_bounds(field, i)) {
            problems.push(problem(row, field.name, expected));
        }
    }
    for field in def.fields.iter().filter(|f| f.ty == FieldType::Rate) {
        if row.get(field.name).int().is_some_and(|i| !(0..=10_000).contains(&i)) {
            problems.push(problem(row, field.name, Expected::AtMost("1".to_owned())));
        }
    }
    for field in def.fields {
        if row.get(field.name).text().is_some_and(|text| text.contains(is_refused)) {
            problems.push(problem(row, field.name, Expected::Rule("expected-no-control")));
        }
    }
    if row.kind == Kind::Target && row.get("scope").text() != Some("network") && row.get("subject").is_null() {
        problems.push(problem(row, "subject", Expected::Given));
    }
    if row.kind == Kind::Article {
        problems.extend(knowledge::check(row));
    }
    problems
}

/// Whether a character is taken in no text: one that would drive a terminal, and is no end of a line or tab. In a text of one line
/// those are spaces before they are asked here. Of the eight-bit controls those are refused that begin a sequence: the others are
/// letters of an old code page in other people's files, and are shown as such.
#[must_use]
pub fn is_refused(c: char) -> bool {
    let begins = matches!(c, '\u{90}' | '\u{98}' | '\u{9a}'..='\u{9f}');
    begins || c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// What a number of a field should be, where it is below or above the field's limits.
#[must_use]
pub fn out_of_bounds(field: &Field, i: i64) -> Option<Expected> {
    let (least, greatest) = field.limits()?;
    let bound = |i| field.strict(&Value::Int(i));
    if i < least { Some(Expected::AtLeast(bound(least))) } else { (i > greatest).then(|| Expected::AtMost(bound(greatest))) }
}

fn problem(row: &Row, field: &str, expected: Expected) -> Problem {
    let declared = row.kind.def().field(field);
    let (name, value) = declared.map_or(("", String::new()), |(_, f)| (f.name, f.strict(row.get(field))));
    Problem { field: name, value, expected }
}

/// Fields that are nothing where nothing is given.
fn has_numeric_default(field: &Field) -> bool {
    field.default.is_some() && matches!(field.ty, FieldType::Int | FieldType::Money | FieldType::Bool)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;

    fn row(kind: Kind, values: &[(&str, Value)]) -> Vec<(&'static str, Expected)> {
        let mut row = Row::blank(kind);
        for (name, value) in values {
            row.set(name, value.clone());
        }
        check(&row).into_iter().map(|p| (p.field, p.expected)).collect()
    }

    #[test]
    fn what_is_missing_or_does_not_go_together_is_named() {
        let text = |s: &str| Value::Text(s.into());
        let invoice =
            [("number", text("I1")), ("partner", Value::Int(1)), ("issued_on", Value::Int(20)), ("amount", Value::Int(-5))];
        let due = |day| [invoice.as_slice(), &[("due_on", Value::Int(day))]].concat();
        assert_eq!(row(Kind::Invoice, &due(20)), []);
        assert_eq!(row(Kind::Invoice, &due(19)), [("due_on", Expected::NotBefore("issued_on"))]);
        assert_eq!(row(Kind::Invoice, &invoice), [("due_on", Expected::Given)]);
        let partner = |name, value| row(Kind::Partner, &[("code", text("D1")), ("name", text("华东")), (name, value)]);
        assert_eq!(partner("credit_days", Value::Int(-1)), [("credit_days", Expected::AtLeast("0".into()))]);
        assert_eq!(partner("deduction_rate", Value::Int(10_001)), [("deduction_rate", Expected::AtMost("1".into()))]);
        assert_eq!(partner("credit_days", Value::Int(0)), []);
        let most = Money::MOST.0;
        assert_eq!(partner("credit_limit", Value::Int(most)), []);
        assert_eq!(
            partner("credit_limit", Value::Int(most + 1)),
            [("credit_limit", Expected::AtMost("10000000000000.00".into()))]
        );
        let far = [invoice.as_slice(), &[("due_on", Value::Int(95_000_000))]].concat();
        assert_eq!(row(Kind::Invoice, &far), [("due_on", Expected::AtMost("2199-12-31".into()))]);
        let network =
            [("scope", text("network")), ("from_day", Value::Int(1)), ("to_day", Value::Int(1)), ("amount", Value::Int(0))];
        assert_eq!(row(Kind::Target, &network), []);
        assert_eq!(row(Kind::Target, &network[1..]), [("subject", Expected::Given)]);
    }
}
