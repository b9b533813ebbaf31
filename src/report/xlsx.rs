//! Documents as workbooks: a sheet a table with typed cells and native charts, and one that says what it is.

use std::collections::BTreeSet;
use std::io::{Read as _, Write};

use rust_xlsxwriter::{
    Chart as Drawing, ChartType, Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet,
};
use unicode_width::UnicodeWidthStr as _;

use super::block::{Block, Body, Figure};
use super::cell::{Cell, What};
use super::column::Column;
use super::say::{Reader, cell_text};
use super::table::{Chart, ChartKind, Line, Table};
use super::tiles::{SIZE, Tiles};
use super::types::Type;
use super::{Document, rules_of};
use crate::domain::explain::{Amount, Words};
use crate::domain::money::{Money, Rate};
use crate::domain::period::from_day_number;
use crate::domain::record::{FieldType, Value};
use crate::exchange::formula::safe;
use crate::exchange::out::OutError;
use crate::exchange::workbook::{Datum, Formats};
use crate::t;

/// Columns are not made wider than this.
const WIDEST: usize = 60;
/// So many rows stand in a chart of bars; of lines all do.
const BARS: usize = 20;

/// What stands in a cell of a workbook: a number as a number.
#[must_use]
pub fn datum(reader: Reader, what: &What) -> Datum {
    #[expect(clippy::cast_precision_loss, reason = "shown figures have fewer digits than a double holds")]
    let part = |n: i64, of: f64| Datum::Number(n as f64 / of);
    match what {
        What::Nothing | What::Absent | What::Explained(_) | What::Amount(Amount::NotRated) => Datum::Nothing,
        What::Amount(Amount::Money(m)) | What::Short(m) => Datum::Money(*m),
        What::Amount(Amount::Rate(r)) => Datum::Fraction(r.to_f64()),
        What::Amount(Amount::Count(n) | Amount::Minutes(n)) | What::Number(n) | What::Moved(n) | What::Days(n) => {
            Datum::Count(*n)
        }
        What::Amount(Amount::Points(n) | Amount::Rating(n)) => part(*n, 100.0),
        What::Amount(Amount::Days(n)) => part(*n, 10.0),
        What::Amount(Amount::Number(n)) => part(*n, 10_000.0),
        What::Amount(Amount::Date(day)) => Datum::Day(*day),
        What::Amount(Amount::Time(at)) => Datum::Moment(*at),
        What::Share(share) => Datum::Fraction(share.to_f64()),
        What::Quotient(ratio) => Datum::Fraction(ratio.six()),
        What::Part(part) => Datum::Fraction(*part),
        What::Ratio(ratio) => Datum::Number(*ratio),
        What::Span(days) => Datum::Number(days.to_f64()),
        What::Grown(now, before) => crate::domain::sales::growth(*now, *before).map_or(Datum::Nothing, Datum::Fraction),
        What::Month(month) => Datum::Month(month.first()),
        What::Flag(flag) => Datum::Flag(*flag),
        What::Field { field, value: Value::Int(n), .. } if field_datum(field.ty, *n).is_some() => {
            field_datum(field.ty, *n).unwrap_or(Datum::Nothing)
        }
        What::Said(what, _) => datum(reader, what),
        What::Data(data) if data.is_number() => data.as_f64().map_or(Datum::Nothing, Datum::Number),
        what => Datum::Text(safe(&cell_text(reader.lang, reader.zone, what)).into_owned()),
    }
}

/// A number of a declared field; `None`: a reference, whose code is told.
fn field_datum(ty: FieldType, n: i64) -> Option<Datum> {
    Some(match ty {
        FieldType::Money => Datum::Money(Money(n)),
        FieldType::Int => Datum::Count(n),
        FieldType::Rate => Datum::Fraction(Rate(n).to_f64()),
        FieldType::Points => Datum::Number(Money(n.checked_mul(100)?).to_f64()),
        FieldType::Date => Datum::Day(from_day_number(i32::try_from(n).ok()?)),
        FieldType::Time => Datum::Moment(chrono::DateTime::from_timestamp(n, 0)?),
        FieldType::Bool => Datum::Flag(n != 0),
        _ => return None,
    })
}

/// Writes a document as a workbook; `remark` stands in its properties.
///
/// # Errors
/// Those of the workbook and of `out`.
pub fn write(reader: Reader, document: &Document, remark: &str, out: &mut impl Write) -> Result<(), OutError> {
    let mut book = Book { reader, workbook: Workbook::new(), formats: Formats::default(), names: BTreeSet::new() };
    if !remark.is_empty() {
        book.workbook.set_properties(&DocProperties::new().set_comment(remark));
    }
    for (head, table) in document.tables() {
        book.table(head, table)?;
    }
    book.maps(&document.blocks)?;
    book.about(document)?;
    Ok(out.write_all(&book.workbook.save_to_buffer()?)?)
}

struct Book {
    reader: Reader,
    workbook: Workbook,
    formats: Formats,
    names: BTreeSet<String>,
}

impl Book {
    /// A name that no sheet has yet, without what the format does not allow.
    fn name(&mut self, wanted: &str) -> String {
        let plain: String = wanted.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(28).collect();
        let plain = if plain.trim().is_empty() { "1".to_owned() } else { plain };
        let name = if self.names.contains(&plain) { format!("{plain} {}", self.names.len() + 1) } else { plain };
        self.names.insert(name.clone());
        name
    }

    fn table(&mut self, head: Option<&Words>, table: &Table) -> Result<(), OutError> {
        let reader = self.reader;
        let wanted = head.map_or_else(|| t!(reader.lang, "report-table"), |head| reader.words(head));
        let name = self.name(&wanted);
        let columns = table.flat();
        let bold = Format::new().set_bold();
        let sheet = self.workbook.add_worksheet().set_name(&name)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        let mut widths = Vec::new();
        for (place, column) in (0_u16..).zip(columns.iter().filter_map(|i| table.columns.get(*i))) {
            let label = title(reader, column);
            widths.push(label.width());
            sheet.write_string_with_format(0, place, label, &bold)?;
        }
        let formats = &self.formats;
        let mut line = |sheet: &mut Worksheet, row: u32, line: &Line| -> Result<(), OutError> {
            for (place, i) in (0_u16..).zip(&columns) {
                let Some(cell) = line.cells.get(*i) else { continue };
                let width = formats.write(sheet, (row, place), &datum(reader, &cell.what), reader.zone)?;
                if let Some(widest) = widths.get_mut(usize::from(place)) {
                    *widest = (*widest).max(width);
                }
            }
            Ok(())
        };
        let mut last = 0;
        for (row, each) in (1_u32..).zip(&table.rows) {
            line(sheet, row, each)?;
            last = row;
        }
        if let Some(total) = table.total.as_deref() {
            // apart, so that sorting and filters leave it where it is
            line(sheet, last + 2, total)?;
            sheet.set_row_format(last + 2, &bold)?;
        }
        sheet.autofilter(0, 0, last, u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX))?;
        for (place, width) in (0_u16..).zip(&widths) {
            sheet.set_column_width(place, f64::from(u8::try_from((width + 2).min(WIDEST)).unwrap_or(60)))?;
        }
        let beside = u16::try_from(columns.len() + 1).unwrap_or(u16::MAX);
        for (i, chart) in (0_u32..).zip(&table.charts) {
            if let Some(drawing) = drawing(&name, table, &columns, chart) {
                sheet.insert_chart(1 + i * 24, beside, &drawing)?;
            }
        }
        Ok(())
    }

    /// A sheet for each map: the provinces where they stand, shaded.
    fn maps(&mut self, blocks: &[Block]) -> Result<(), OutError> {
        for block in blocks {
            match &block.body {
                Body::Group(all) | Body::Page(all) => self.maps(all)?,
                Body::Tiles(map) => self.map(map)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn map(&mut self, map: &Tiles) -> Result<(), OutError> {
        let reader = self.reader;
        let name = self.name(&reader.words(&map.figure));
        let sheet = self.workbook.add_worksheet().set_name(&name)?;
        for column in 0..SIZE.0 {
            sheet.set_column_width(column, 12)?;
        }
        for tile in &map.tiles {
            let (fill, ink) = tile.shade.and_then(|i| SHADED.get(i)).copied().unwrap_or((0x00F2_F4F6, 0x006B_7885));
            let look = Format::new()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(fill))
                .set_font_color(Color::RGB(ink));
            let (row, column) = (u32::from(tile.at.1) * 2, tile.at.0);
            sheet.write_string_with_format(row, column, tile.name(reader.lang), &look.clone().set_bold())?;
            sheet.write_string_with_format(row + 1, column, safe(&tile.said(reader)).as_ref(), &look)?;
        }
        Ok(())
    }

    /// What the document is: its title, what holds for all of it, its sentences.
    fn about(&mut self, document: &Document) -> Result<(), OutError> {
        let reader = self.reader;
        let mut lines: Vec<(String, Datum)> = Vec::new();
        let said = |text: String| (text, Datum::Nothing);
        lines.extend(document.title.as_ref().map(|title| said(reader.words(title))));
        lines.extend(labelled(reader, &document.head));
        let mut all: Vec<&Block> = document.blocks.iter().rev().collect();
        while let Some(block) = all.pop() {
            lines.extend(block.head.as_ref().filter(|_| !matches!(block.body, Body::Table(..))).map(|h| said(reader.words(h))));
            match &block.body {
                Body::Members(figures, _) | Body::Figures(figures) => lines.extend(labelled(reader, figures)),
                Body::Said(words) | Body::Note(words) => lines.push(said(reader.words(words))),
                Body::Text(text) => lines.push(said(text.clone())),
                Body::Lines(all) => lines.extend(all.iter().map(|(text, _)| said(text.clone()))),
                Body::Points(all) => lines.extend(all.iter().map(|point| said(point.line()))),
                Body::Explained(all) => {
                    for e in all {
                        let mut text = Vec::new();
                        super::explanation::write(reader, &rules_of(e), e, &mut text, super::print::Look::default())?;
                        lines.extend(String::from_utf8_lossy(&text).lines().map(|line| said(line.to_owned())));
                    }
                }
                Body::Group(blocks) | Body::Page(blocks) => all.extend(blocks.iter().rev()),
                Body::Table(..) | Body::Trend(_) | Body::Tiles(_) => {}
            }
        }
        let wanted = t!(reader.lang, "report-about");
        let name = self.name(&wanted);
        let sheet = self.workbook.add_worksheet().set_name(&name)?;
        sheet.set_column_width(0, 40)?;
        sheet.set_column_width(1, 24)?;
        for (row, (label, value)) in (0_u32..).zip(&lines) {
            sheet.write_string(row, 0, safe(label).as_ref())?;
            self.formats.write(sheet, (row, 1), value, reader.zone)?;
        }
        Ok(())
    }
}

/// Fill and ink of the shades of a map, from little to much.
const SHADED: [(u32, u32); 4] =
    [(0x00E3_EDF7, 0x001B_2733), (0x00A9_C8E8, 0x001B_2733), (0x005F_9AD3, 0x00FF_FFFF), (0x0023_578F, 0x00FF_FFFF)];

/// A chart of a table as a part of its own, and a workbook of what it draws; `None`: it draws nothing.
pub(super) fn native(reader: Reader, table: &Table, chart: &Chart) -> Result<Option<(String, Vec<u8>)>, OutError> {
    let saved = |charts: Vec<Chart>| -> Result<Vec<u8>, OutError> {
        let mut book = Book { reader, workbook: Workbook::new(), formats: Formats::default(), names: BTreeSet::new() };
        // the same file whenever it is written
        let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        book.workbook.set_properties(&properties);
        book.table(None, &Table { charts, ..table.clone() })?;
        Ok(book.workbook.save_to_buffer()?)
    };
    let drawn = saved(vec![chart.clone()])?;
    let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(drawn)) else { return Ok(None) };
    let Ok(mut part) = archive.by_name("xl/charts/chart1.xml") else { return Ok(None) };
    let mut xml = String::new();
    part.read_to_string(&mut xml)?;
    Ok(Some((xml, saved(Vec::new())?)))
}

/// What a column is called, with the unit of its numbers where the label does not say it.
fn title(reader: Reader, column: &Column) -> String {
    reader.words(&column.label)
}

/// Labels with their values; what has parts, part by part.
fn labelled(reader: Reader, figures: &[Figure]) -> Vec<(String, Datum)> {
    let mut lines = Vec::new();
    for f in figures.iter().filter(|f| f.value.what != What::Absent) {
        let label = reader.words(&f.label);
        match &f.value {
            Cell { what: What::Members(all), .. } => {
                lines.push((label, Datum::Nothing));
                lines.extend(all.iter().map(|(name, what)| (format!("  {name}"), datum(reader, what))));
            }
            cell if label.is_empty() => lines.push((f.name.to_owned(), datum(reader, &cell.what))),
            cell => lines.push((label, datum(reader, &cell.what))),
        }
    }
    lines
}

/// A native chart of columns of a sheet.
fn drawing(sheet: &str, table: &Table, columns: &[usize], chart: &Chart) -> Option<Drawing> {
    let place = |i: usize| columns.iter().position(|c| *c == i).and_then(|p| u16::try_from(p).ok());
    let rows = if chart.kind == ChartKind::Lines { table.rows.len() } else { table.rows.len().min(BARS) };
    let last = u32::try_from(rows).ok().filter(|n| *n > 0)?;
    let by = table.columns.iter().position(|c| c.name == chart.by).and_then(place)?;
    let mut drawing = Drawing::new(match chart.kind {
        ChartKind::Bars => ChartType::Bar,
        ChartKind::Lines => ChartType::Line,
        ChartKind::Stacked => ChartType::BarStacked,
    });
    let drawn: Vec<u16> = chart.columns(table).into_iter().filter_map(place).collect();
    for column in &drawn {
        let series = drawing.add_series();
        series
            .set_categories((sheet, 1, by, last, by))
            .set_values((sheet, 1, *column, last, *column))
            .set_name((sheet, 0, *column));
    }
    let of = |i: &usize| table.columns.get(*i).map(|c| c.ty);
    let numbers = if chart.columns(table).first().and_then(of) == Some(Type::Fraction) { "0%" } else { "#,##0" };
    if chart.kind == ChartKind::Lines {
        drawing.x_axis().set_num_format("yyyy-mm");
        drawing.y_axis().set_num_format(numbers);
    } else {
        // in charts of bars this is the axis of the names: the first stands at the top
        drawing.y_axis().set_reverse();
        drawing.x_axis().set_num_format(numbers);
    }
    if drawn.len() < 2 {
        drawing.legend().set_hidden();
    }
    drawing.set_width(720).set_height(440);
    (!drawn.is_empty()).then_some(drawing)
}
