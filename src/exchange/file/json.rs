//! JSON: a list of records, the document that an export writes, or one record a line.

use std::io::Read;

use csv::StringRecord;
use serde_json::{Map, Value};

use super::{ABSENT, FileError, Source};

/// Whether a text begins as JSON does and a table does not.
pub(super) fn begins(sample: &str) -> bool {
    let text = sample.trim_start_matches('\u{feff}').trim_start();
    let mut signs = text.chars().filter(|c| !c.is_whitespace());
    matches!((signs.next(), signs.next()), (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | ']')))
}

/// Hands out the names of all fields, and then every record in their order.
pub(super) fn each<E: From<FileError>>(
    source: &Source,
    mut reader: Box<dyn Read>,
    row: &mut impl FnMut(u64, &StringRecord) -> Result<bool, E>,
) -> Result<(), E> {
    let wrong = |detail: String| FileError::Json { path: source.path.clone(), detail };
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(|e| super::reason(&source.path, &e))?;
    let records = records(text.trim_start_matches('\u{feff}')).map_err(wrong)?;
    let mut names: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for name in records.iter().flat_map(Map::keys) {
        if known.insert(name.as_str()) {
            names.push(name.clone());
        }
    }
    if records.is_empty() {
        return Err(FileError::Empty(source.path.clone()).into());
    }
    if !row(0, &StringRecord::from(names.clone()))? {
        return Ok(());
    }
    for (number, record) in (1..).zip(&records) {
        let cells: StringRecord = names.iter().map(|name| record.get(name).map_or_else(|| ABSENT.to_owned(), cell)).collect();
        if !record.values().all(Value::is_null) && !row(number, &cells)? {
            return Ok(());
        }
    }
    Ok(())
}

/// The records of a document: `{"rows": [...]}`, `[...]` or one a line.
fn records(text: &str) -> Result<Vec<Map<String, Value>>, String> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        let list = match value.map_err(|e| e.to_string())? {
            Value::Array(list) => list,
            Value::Object(mut document) => match document.remove("rows") {
                Some(Value::Array(rows)) => rows,
                Some(other) => {
                    document.insert("rows".to_owned(), other);
                    vec![Value::Object(document)]
                }
                None => vec![Value::Object(document)],
            },
            other => vec![other],
        };
        for item in list {
            match item {
                Value::Object(record) => found.push(record),
                other => return Err(format!("`{other}` is no record: expected {{\"field\": value, ...}}")),
            }
        }
    }
    Ok(found)
}

/// A value as a cell: lists with commas, nothing for null.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => super::super::formula::escaped(text).into_owned(),
        Value::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_told_from_a_table_by_its_first_signs() {
        let cases = [
            ("{\"rows\": []}", true),
            (" [ {\"a\": 1}]", true),
            ("[]", true),
            ("{\n  \"a\": 1}", true),
            ("[id],name\n1,2", false),
            ("{code},name", false),
            ("code,name", false),
        ];
        for (text, is) in cases {
            assert_eq!(begins(text), is, "{text}");
        }
    }

    #[test]
    fn records_come_as_a_document_a_list_or_line_by_line() {
        let one =
            |text: &str| records(text).map(|r| r.iter().map(|m| m.values().map(cell).collect::<Vec<_>>().join("|")).collect());
        let expected = Ok(vec!["D1|a,b|".to_owned(), "D2||3".to_owned()]);
        let rows = "{\"c\": \"D1\", \"t\": [\"a\", \"b\"], \"n\": null}, {\"c\": \"D2\", \"t\": [], \"n\": 3}";
        assert_eq!(one(&format!("[{rows}]")), expected);
        assert_eq!(one(&format!("{{\"schema\": \"x\", \"rows\": [{rows}]}}")), expected);
        assert_eq!(one(&rows.replace("}, {", "}\n{")), expected);
        assert!(records("[1]").expect_err("no record").contains("is no record"));
        assert!(records("[{\"a\": ").is_err());
    }
}
