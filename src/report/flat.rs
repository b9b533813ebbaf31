//! Documents as flat files: the rows of their first table, one cell a value.

use std::io::Write;

use serde_json::Value as Json;

use super::Document;
use super::column::Column;
use super::data::value;
use super::say::Reader;
use super::table::{Line, Table};
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

/// Rows of a table as CSV, as they come: numbers as JSON has them, nothing where there is no value, never a formula.
#[derive(Debug)]
pub struct Rows<W: Write> {
    reader: Reader,
    columns: Vec<usize>,
    out: csv::Writer<W>,
}

impl<W: Write> Rows<W> {
    /// Writes the heads.
    pub fn begin(reader: Reader, table: &Table, out: W) -> Result<Self, OutError> {
        let (columns, mut out) = (table.flat(), csv::Writer::from_writer(out));
        out.write_record(columns.iter().filter_map(|i| table.columns.get(*i)).map(|c| name(reader.zone, c)))?;
        Ok(Self { reader, columns, out })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Those of the output.
    pub fn row(&mut self, line: &Line) -> Result<(), OutError> {
        let cells = self.columns.iter().filter_map(|i| line.cells.get(*i));
        Ok(self.out.write_record(cells.map(|cell| text(value(self.reader, &cell.what))))?)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Those of the output.
    pub fn end(mut self) -> Result<(), OutError> {
        Ok(self.out.flush()?)
    }
}

fn text(value: Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => safe(&text).into_owned(),
        Json::Array(all) => {
            let all: Vec<String> = all.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)).collect();
            safe(&all.join("; ")).into_owned()
        }
        other => other.to_string(),
    }
}

/// Writes the rows of the first table as CSV; of a document without one its members, a line each.
pub fn csv(reader: Reader, document: &Document, out: impl Write) -> Result<(), OutError> {
    let Some((_, table)) = document.tables().into_iter().next() else { return members(reader, document, out) };
    let mut rows = Rows::begin(reader, table, out)?;
    table.rows.iter().try_for_each(|line| rows.row(line))?;
    rows.end()
}

fn members(reader: Reader, document: &Document, out: impl Write) -> Result<(), OutError> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["name", "value"])?;
    for (name, value) in super::data::document(reader, document).into_iter().filter(|(name, _)| name != "schema") {
        match value {
            Json::Object(parts) => {
                for (part, value) in parts {
                    out.write_record([format!("{name}.{part}"), text(value)])?;
                }
            }
            value => out.write_record([name, text(value)])?,
        }
    }
    Ok(out.flush()?)
}
