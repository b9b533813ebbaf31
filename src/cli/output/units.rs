//! The units of a document's fields: one object `units`, field by field, in every document that has any.
//!
//! A field that is called as a figure of the catalogue has that figure's unit; what else there is stands in [`OTHERS`]. Money is told by
//! its form, a decimal string; a whole number of which nothing is said is a count, an id or a number of a record has none. Where rows are of
//! different units (warnings, policy), each names its own and the object leaves them out.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::domain::figure::{Figure, Unit};
use crate::domain::record::{Field, FieldType};

/// Names of fields with numbers that no figure of the catalogue has, by unit.
const OTHERS: &[(&str, &[&str])] = &[
    (
        "fraction",
        &[
            "coverage",
            "count_share",
            "deduction_rate",
            "dispute_rate",
            "growth",
            "late_share",
            "margin",
            "on_time_amount_share",
            "on_time_share",
            "peak_use",
            "rate",
            "sales_covered",
            "share",
            "top20pct_share",
            "used",
            "used_after",
            "utilisation",
            "weight",
            "completion",
            "amount_share",
            "red_line",
            "sell_through",
            "frequency",
            "suspected_rate",
            "conversion",
            "retention",
            "repurchase",
            "audience",
            "benchmark",
            "punctuality",
            "trained",
        ],
    ),
    (
        "points",
        &[
            "health_mean",
            "health_min",
            "health_before",
            "points",
            "score_before",
            "capacity",
            "capital",
            "character",
            "collateral",
            "conditions",
            "audience_match",
            "credit_record",
            "licences",
            "synergy",
            "qualification",
            "risk",
        ],
    ),
    (
        "days",
        &[
            "after_days",
            "balance_days",
            "credit_days",
            "days",
            "days_late",
            "days_to_pay",
            "dso_balance",
            "from_days",
            "late_days",
            "lead_days",
            "lately",
            "trend",
            "earlier",
            "payment_index",
            "mean_days",
            "mean_days_late",
            "notice_days",
            "oldest_days",
            "overdue_days",
            "to_days",
            "up_to_days",
            "weighted_days",
        ],
    ),
    ("minutes", &["goal_minutes", "left_minutes", "median_minutes", "minutes", "p90_minutes", "used_minutes"]),
    ("hours", &["median_hours", "p90_hours"]),
    ("seconds", &["median_seconds", "p90_seconds", "seconds"]),
    ("ratio", &["hhi"]),
    ("bytes", &["bytes"]),
];

/// Numbers that measure nothing: ids, numbers of records, versions, places in a file.
const NAMES: &[&str] = &[
    "left",
    "from",
    "to",
    "change_set",
    "created_change",
    "database_schema",
    "header_row",
    "id",
    "level",
    "line",
    "number",
    "policy_version",
    "row",
    "sheet",
    "step",
    "ticket",
    "version",
    "record",
    "task",
    "code",
    "key",
    "of",
    "edition",
    "place",
    "month",
    "database_version",
    "item",
    "position",
];

/// Counts under whose names other documents have shares.
const MIXED: &[&str] = &["reopened", "resolution_met", "response_met"];

/// Fields whose unit each row tells.
const OWN: &[&str] = &["bound", "before", "default", "from", "to", "limit", "numerator", "denominator", "value", "target"];

/// The unit of a number under a name; `None`: it measures nothing.
fn of_number(name: &str, number: &serde_json::Number) -> Option<&'static str> {
    if MIXED.contains(&name) && number.is_f64() {
        return Some(Unit::Rate.code());
    }
    if let Some((unit, _)) = OTHERS.iter().find(|(_, names)| names.contains(&name)) {
        return Some(unit);
    }
    if let Some(figure) = Figure::named(name) {
        // a count of what the figure is an amount of
        let unit = figure.unit();
        return Some(if unit == Unit::Money { Unit::Count.code() } else { unit.code() });
    }
    if name == "change" {
        return None;
    }
    let whole = number.is_i64() || number.is_u64();
    (whole && !NAMES.contains(&name)).then_some(Unit::Count.code())
}

/// Whether a text is money as documents write it: `436921.66`.
fn is_money(text: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let plain = text.strip_prefix('-').unwrap_or(text);
    plain.split_once('.').is_some_and(|(units, part)| digits(units) && matches!(part.len(), 2 | 4) && digits(part))
}

/// Names of texts that may look like money: what a person wrote, and how things are called.
const TEXTS: &[&str] = &["document", "edition", "name", "note", "notes", "number", "reason", "sku", "text", "title", "version"];

/// The units of the fields of a document.
#[derive(Debug, Default)]
pub struct Units(BTreeMap<String, &'static str>);

impl Units {
    /// Those of a whole document.
    #[must_use]
    pub fn of(document: &Json) -> Self {
        let mut units = Self::default();
        units.walk("", document);
        // a change is in the unit of what changed
        let figure = document.get("figure").and_then(|f| f.get("name")).and_then(Json::as_str).and_then(Figure::named);
        if let Some(figure) = figure {
            for name in ["before", "change"] {
                units.0.insert(name.to_owned(), figure.unit().code());
            }
        }
        units
    }

    /// Those of declared fields and computed figures, known before any row.
    #[must_use]
    pub fn of_fields<'f>(fields: impl IntoIterator<Item = &'f Field>, figures: impl IntoIterator<Item = Figure>) -> Self {
        let mut units = Self::default();
        for field in fields {
            let figure = Figure::named(field.name).map(Figure::unit).filter(|u| matches!(u, Unit::Points | Unit::Days));
            let unit = match field.ty {
                _ if figure.is_some() => figure.map_or("", Unit::code),
                FieldType::Money => Unit::Money.code(),
                FieldType::Rate => Unit::Rate.code(),
                FieldType::Points => Unit::Points.code(),
                FieldType::Int if !NAMES.contains(&field.name) && !OWN.contains(&field.name) => {
                    of_number(field.name, &serde_json::Number::from(0)).unwrap_or(Unit::Count.code())
                }
                _ => continue,
            };
            units.0.insert(field.name.to_owned(), unit);
        }
        for figure in figures {
            units.0.insert(figure.name().to_owned(), figure.unit().code());
        }
        units
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As an object.
    #[must_use]
    pub fn object(&self) -> Map<String, Json> {
        self.0.iter().map(|(name, unit)| (name.clone(), Json::from(*unit))).collect()
    }

    fn walk(&mut self, name: &str, value: &Json) {
        match value {
            Json::Object(map) => {
                if map.get("change").is_some_and(Json::is_number) {
                    // of days to pay, else of points of health
                    let code = if map.contains_key("lately") { Unit::Days.code() } else { Unit::Points.code() };
                    self.0.insert("change".to_owned(), code);
                }
                // what says its own unit needs none here
                let own = map.contains_key("unit") || map.contains_key("rule");
                for (key, value) in map.iter().filter(|(key, _)| !(own && OWN.contains(&key.as_str())) && *key != "units") {
                    // the value of what the object is called
                    self.walk(if key == "value" { name } else { key }, value);
                }
            }
            Json::Array(list) => list.iter().for_each(|value| self.walk(name, value)),
            Json::Number(number) => {
                if let Some(unit) = of_number(name, number) {
                    let known = self.0.entry(name.to_owned()).or_insert(unit);
                    if MIXED.contains(&name) && number.is_f64() {
                        *known = unit;
                    }
                }
            }
            // an amount under the name of a count: the amount is what has to be told
            Json::String(text) if is_money(text) && !TEXTS.contains(&name) => {
                self.0.insert(name.to_owned(), Unit::Money.code());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_field_with_a_number_has_its_unit_and_a_name_has_none() {
        let document = json!({
            "schema": "x/1", "id": 7, "policy_version": 3, "note": "12.50", "as_of": "2025-01-31",
            "rows": [{"key": "D1", "net_sales": "1234.50", "orders": 4, "attainment": 0.93, "dso": 41.5, "health": 81.25, "overdue_days": 3}],
            "alerts": [{"rule": "pace", "value": 0.7, "limit": 0.8}],
            "figures": {"return_rate": {"value": 0.04}, "open_amount": {"value": "12.50"}},
        });
        let said = serde_json::to_value(Units::of(&document).object()).expect("JSON");
        let expected = json!({
            "attainment": "fraction", "dso": "days", "health": "points", "net_sales": "currency", "open_amount": "currency", "orders": "count", "overdue_days": "days", "return_rate": "fraction",
        });
        assert_eq!(said, expected);
    }

    #[test]
    fn no_name_stands_twice() {
        let mut all: Vec<&str> =
            OTHERS.iter().flat_map(|(_, names)| names.iter().copied()).chain(NAMES.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
