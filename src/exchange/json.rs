//! Records as JSON: the one shape that every command prints.
//!
//! Money is a decimal string, a rate a number (0.185 is 18.5 %), a score one (90.12), a day `2025-03-01`, a moment RFC 3339 in UTC, a
//! reference the code of the record, tags a list, what is not given `null`.

use serde_json::{Map, Value as Json};

use crate::domain::money::Rate;
use crate::domain::record::{Field, FieldType, Value};

/// A value of a field; `code` is that of the record it refers to, which the caller has looked up.
#[must_use]
pub fn value(field: &Field, value: &Value, code: Option<&str>) -> Json {
    match (value, field.ty) {
        (Value::Null, FieldType::Tags) => Json::Array(Vec::new()),
        (Value::Null, _) => Json::Null,
        (Value::Text(words), FieldType::Tags) => words.split(',').map(Json::from).collect(),
        (Value::Int(i), FieldType::Int) => Json::from(*i),
        (Value::Int(i), FieldType::Rate) => Json::from(Rate(*i).to_f64()),
        (Value::Int(_), FieldType::Points) => field.strict(value).parse::<serde_json::Number>().map_or(Json::Null, Json::Number),
        (Value::Int(i), FieldType::Bool) => Json::from(*i != 0),
        // an id means nothing outside the file: without a code there is nothing to tell
        (_, FieldType::Ref(_)) => code.map_or(Json::Null, Json::from),
        (value, _) => Json::from(field.strict(value)),
    }
}

/// A record: the given fields in order, by their names.
#[must_use]
pub fn record<'a>(cells: impl IntoIterator<Item = (&'a Field, &'a Value, Option<&'a str>)>) -> Map<String, Json> {
    cells.into_iter().map(|(field, v, code)| (field.name.to_owned(), value(field, v, code))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::record::Kind;

    #[test]
    fn values_have_stable_shapes() {
        let cases = [
            (Field::money(), Value::Int(4_369_216_600), None, json!("436921.66")),
            (Field::money(), Value::Int(1_296_961), None, json!("129.6961")),
            (Field::rate(), Value::Int(1_850), None, json!(0.185)),
            (Field::points(), Value::Int(9_012), None, json!(90.12)),
            (Field::date(), Value::Int(20_148), None, json!("2025-03-01")),
            (Field::time(), Value::Int(0), None, json!("1970-01-01T00:00:00Z")),
            (Field::yes_no(), Value::Int(1), None, json!(true)),
            (Field::int(), Value::Int(-3), None, json!(-3)),
            (Field::tags(), Value::Text("a,b".into()), None, json!(["a", "b"])),
            (Field::tags(), Value::Null, None, json!([])),
            (Field::text(), Value::Null, None, json!(null)),
            (Field::reference(Kind::Region), Value::Int(7), Some("east"), json!("east")),
        ];
        for (field, v, code, expected) in cases {
            assert_eq!(value(&field, &v, code), expected, "{field:?}");
        }
    }
}
