//! Records as files that people open and that are read back unchanged: CSV and XLSX.

use std::io::Write;

use chrono::DateTime;
use chrono_tz::Tz;
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr as _;

use super::formula::safe;
use super::workbook::{Datum, Formats};
use crate::domain::money::Money;
use crate::domain::period::from_day_number;
use crate::domain::record::{Field, FieldType, Label, Lang, Value};

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutError {
    /// The disk.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The CSV writer: the disk as well.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// The workbook: too many rows, too long a text.
    #[error("workbook: {0}")]
    Workbook(#[from] XlsxError),
    /// The database.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

/// One value of a row: its field, itself, and the code of what it refers to.
pub type Cell<'a> = (&'a Field, &'a Value, Option<&'a str>);

/// What rows are written to.
pub trait Sink {
    /// Writes a row.
    ///
    /// # Errors
    /// [`OutError`].
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), OutError>;
}

/// A value as CSV holds it: the strict form, so that it is read back, and never a formula.
#[must_use]
pub fn csv_cell((field, value, code): Cell<'_>) -> String {
    let text = match (value, field.ty) {
        (Value::Null, _) => String::new(),
        // an id means nothing outside the file
        (_, FieldType::Ref(_)) => code.unwrap_or_default().to_owned(),
        // above 100 % a fraction could be taken for percent
        (Value::Int(i), FieldType::Rate) if i.abs() > 10_000 => {
            format!("{}%", rust_decimal::Decimal::new(*i, 2).normalize())
        }
        (value, _) => field.strict(value),
    };
    safe(&text).into_owned()
}

/// What a person calls a column: the field's label and its unit.
#[must_use]
pub fn title(field: &Field, lang: Lang) -> String {
    match field.unit {
        Some(unit) => format!("{} ({})", field.label.get(lang), unit.get(lang)),
        None => field.label.get(lang).to_owned(),
    }
}

/// CSV with commas, UTF-8: fields and choices by their stable names, or as people of a language call them.
#[derive(Debug)]
pub struct Csv<W: Write> {
    out: csv::Writer<W>,
    labels: Option<Lang>,
}

impl<W: Write> Csv<W> {
    /// Begins a table by stable names; with `mark` a byte-order mark, which spreadsheets need to see that it is UTF-8.
    pub fn begin(out: W, fields: &[&Field], mark: bool) -> Result<Self, OutError> {
        Self::called(out, fields, mark, None)
    }

    /// Begins a table; with a language fields and choices are called as its people do.
    pub fn called(mut out: W, fields: &[&Field], mark: bool, labels: Option<Lang>) -> Result<Self, OutError> {
        if mark {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut out = csv::Writer::from_writer(out);
        match labels {
            Some(lang) => out.write_record(fields.iter().map(|f| title(f, lang)))?,
            None => out.write_record(fields.iter().map(|f| f.name))?,
        }
        Ok(Self { out, labels })
    }

    /// Ends the table.
    pub fn end(mut self) -> Result<(), OutError> {
        Ok(self.out.flush()?)
    }
}

impl<W: Write> Sink for Csv<W> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), OutError> {
        let labels = self.labels;
        let cell = |c: &Cell<'_>| match (labels, c.1, c.0.ty) {
            (Some(lang), Value::Text(code), FieldType::Choice(list)) => {
                list.iter().find(|l| l.code == code).map_or_else(|| code.clone(), |l| l.label.get(lang).to_owned())
            }
            (Some(Lang::Zh), Value::Int(i), FieldType::Bool) => if *i == 0 { "否" } else { "是" }.to_owned(),
            _ => csv_cell(*c),
        };
        Ok(self.out.write_record(cells.iter().map(cell))?)
    }
}

/// A workbook with one sheet: fields by their labels, cells with their types, choices by their labels.
pub struct Xlsx {
    book: Workbook,
    lang: Lang,
    zone: Tz,
    next: u32,
    widths: Vec<usize>,
    formats: Formats,
}

impl std::fmt::Debug for Xlsx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Xlsx").field("next", &self.next).finish_non_exhaustive()
    }
}

/// Columns are not made wider than this.
const WIDEST: usize = 60;

impl Xlsx {
    /// Says something of the whole in the workbook's properties, where no reader takes it for a row.
    pub fn say(&mut self, said: &str) {
        if !said.is_empty() {
            self.book.set_properties(&DocProperties::new().set_comment(said));
        }
    }

    /// Begins a sheet; moments are shown in `zone`.
    ///
    /// # Errors
    /// [`OutError::Workbook`].
    pub fn begin(name: Label, fields: &[&Field], lang: Lang, zone: Tz) -> Result<Self, OutError> {
        let mut book = Workbook::new();
        let head = Format::new().set_bold();
        let sheet = book.add_worksheet();
        sheet.set_name(name.get(lang))?;
        sheet.set_freeze_panes(1, 0)?;
        let mut widths = Vec::new();
        for (column, field) in (0_u16..).zip(fields) {
            let label = title(field, lang);
            widths.push(label.width());
            sheet.write_string_with_format(0, column, label, &head)?;
        }
        Ok(Self { book, lang, zone, next: 1, widths, formats: Formats::default() })
    }

    /// The sheet of the records.
    pub(super) fn worksheet(&mut self) -> Result<&mut Worksheet, OutError> {
        Ok(self.book.worksheet_from_index(0)?)
    }

    /// Adds another sheet behind it.
    pub(super) fn add(&mut self, name: &str) -> Result<&mut Worksheet, OutError> {
        Ok(self.book.add_worksheet().set_name(name)?)
    }

    /// A column is at least so wide.
    pub(super) fn widen(&mut self, column: u16, width: usize) {
        if let Some(widest) = self.widths.get_mut(usize::from(column)) {
            *widest = (*widest).max(width);
        }
    }

    /// How cells of a type are shown.
    pub(super) fn format_of(&self, ty: FieldType) -> Option<Format> {
        let formats = &self.formats;
        Some(match ty {
            FieldType::Money => formats.money.clone(),
            FieldType::Rate => formats.rate.clone(),
            FieldType::Date => formats.day.clone(),
            FieldType::Time => formats.moment.clone(),
            // a code with zeros in front stays one
            FieldType::Text | FieldType::Ref(_) | FieldType::Tags => Format::new().set_num_format("@"),
            _ => return None,
        })
    }

    /// Ends the sheet and writes the workbook.
    pub fn end(mut self, out: &mut impl Write) -> Result<(), OutError> {
        let last = u16::try_from(self.widths.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let rows = self.next.saturating_sub(1);
        let sheet = self.book.worksheet_from_index(0)?;
        sheet.autofilter(0, 0, rows, last)?;
        for (column, width) in (0_u16..).zip(&self.widths) {
            sheet.set_column_width(column, f64::from(u8::try_from((width + 2).min(WIDEST)).unwrap_or(60)))?;
        }
        let bytes = self.book.save_to_buffer()?;
        Ok(out.write_all(&bytes)?)
    }

    fn cell(&mut self, column: u16, cell: Cell<'_>) -> Result<usize, OutError> {
        let (field, value, _) = cell;
        let datum = match (value, field.ty) {
            (Value::Null, _) => Datum::Nothing,
            (Value::Int(i), FieldType::Int) => Datum::Count(*i),
            (Value::Int(i), FieldType::Money) => Datum::Money(Money(*i)),
            (Value::Int(i), FieldType::Rate) if i.abs() <= 10_000 => Datum::Fraction(Money(*i).to_f64()),
            (Value::Int(i), FieldType::Points) => Datum::Number(Money(i.saturating_mul(100)).to_f64()),
            (Value::Int(i), FieldType::Bool) => Datum::Flag(*i != 0),
            (Value::Int(i), FieldType::Date) if i32::try_from(*i).is_ok() => {
                Datum::Day(from_day_number(i32::try_from(*i).unwrap_or_default()))
            }
            (Value::Int(i), FieldType::Time) if DateTime::from_timestamp(*i, 0).is_some() => {
                Datum::Moment(DateTime::from_timestamp(*i, 0).unwrap_or_default())
            }
            (Value::Text(code), FieldType::Choice(list)) => {
                let label = list.iter().find(|c| c.code == code).map_or(code.as_str(), |c| c.label.get(self.lang));
                Datum::Text(label.to_owned())
            }
            _ => Datum::Text(csv_cell(cell)),
        };
        let sheet = self.book.worksheet_from_index(0)?;
        self.formats.write(sheet, (self.next, column), &datum, self.zone)
    }
}

impl Sink for Xlsx {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), OutError> {
        for (column, cell) in (0_u16..).zip(cells) {
            let width = self.cell(column, *cell)?;
            if let Some(widest) = self.widths.get_mut(usize::from(column)) {
                *widest = (*widest).max(width);
            }
        }
        self.next += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::Kind;

    #[test]
    fn a_cell_is_strict_and_never_a_formula() {
        let cases = [
            (Field::text(), Value::Text("=HYPERLINK(\"x\")".into()), None, "'=HYPERLINK(\"x\")"),
            (Field::text(), Value::Text("华东".into()), None, "华东"),
            (Field::money(), Value::Int(-12_345_000), None, "-1234.50"),
            (Field::rate(), Value::Int(15_000), None, "150%"),
            (Field::rate(), Value::Int(1_850), None, "0.185"),
            (Field::reference(Kind::Region), Value::Int(3), Some("@east"), "'@east"),
            (Field::date(), Value::Int(20_148), None, "2025-03-01"),
            (Field::text(), Value::Null, None, ""),
        ];
        for (field, value, code, text) in cases {
            assert_eq!(csv_cell((&field, &value, code)), text);
        }
    }
}
