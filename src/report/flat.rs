//! Documents as flat files: the rows of their first table, one cell a value.

use std::io::Write;

use serde_json::Value as Json;

use super::Document;
use super::column::Column;
use super::data::value;
use super::say::Reader;
use crate::domain::record::Lang;
use crate::exchange::formula::safe;
use crate::exchange::out::OutError;

/// What a flat file calls a column: its name, one of several items by what it is called in English.
#[must_use]
pub fn name(zone: chrono_tz::Tz, column: &Column) -> String {
    match column.item {
        Some(_) => Reader { lang: Lang::En, zone }.words(&column.label).replace(' ', "_"),
        None => column.name.to_owned(),
    }
}

/// Writes the rows of the first table as CSV: numbers as JSON has them, nothing where there is no value, never a formula.
///
/// # Errors
/// Those of `out`.
pub fn csv(reader: Reader, document: &Document, out: impl Write) -> Result<(), OutError> {
    let mut out = csv::Writer::from_writer(out);
    let Some((_, table)) = document.tables().into_iter().next() else { return Ok(out.flush()?) };
    let columns = table.flat();
    out.write_record(columns.iter().filter_map(|i| table.columns.get(*i)).map(|c| name(reader.zone, c)))?;
    for line in &table.rows {
        out.write_record(columns.iter().filter_map(|i| line.cells.get(*i)).map(|cell| {
            match value(reader, &cell.what) {
                Json::Null => String::new(),
                Json::String(text) => safe(&text).into_owned(),
                Json::Array(all) => safe(
                    &all.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect::<Vec<_>>().join("; "),
                )
                .into_owned(),
                other => other.to_string(),
            }
        }))?;
    }
    Ok(out.flush()?)
}
