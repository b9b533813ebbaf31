//! Workbooks: XLSX is streamed cell by cell, older forms are loaded a sheet at a time.

mod format;
mod merged;

use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _};
use std::path::Path;

use calamine::{Data, DataRef, DataType, Reader as _, Sheet, SheetType, SheetVisible, Sheets, Style, open_workbook_auto};
use csv::StringRecord;

use super::bounds::{COLUMNS, TooMuch, may_unfold};
use super::{FileError, Form, Source, is_blank};
use format::NumberFormat;
use merged::{Merged, Merges};

pub(super) fn each<E: From<FileError>>(
    source: &Source,
    sheet: Option<&str>,
    row: &mut impl FnMut(u64, &StringRecord) -> Result<bool, E>,
) -> Result<(), E> {
    let damaged = |e: String| FileError::Workbook { path: source.path.clone(), detail: e };
    let mut book = open(&source.path).map_err(damaged)?;
    let names = book.sheet_names();
    let name = match sheet {
        // by its name, else by its place
        Some(wanted) => names.iter().find(|n| n.trim() == wanted.trim()).or_else(|| {
            let place = wanted.trim().parse::<usize>().ok()?;
            names.get(place.checked_sub(1)?)
        }),
        None => None,
    };
    let Some(name) = name else {
        let sheet = sheet.unwrap_or_default().to_owned();
        return Err(FileError::NoSheet { path: source.path.clone(), sheet, sheets: names }.into());
    };
    if let Sheets::Xlsx(xlsx) = &mut book {
        let regions = match &source.form {
            Form::Workbook { about, .. } => about.merges.of(xlsx, name).map_err(|e| damaged(e.to_string()))?,
            _ => Merges::default(),
        };
        let mut merged = Merged::new(&regions);
        let mut cells = xlsx.worksheet_cells_reader(name).map_err(|e| damaged(e.to_string()))?;
        let of = |style: &Style| style.number_format.as_ref().map(|f| NumberFormat::of(&f.format_code));
        let formats: Vec<NumberFormat> = cells.styles().iter().map(|style| of(style).unwrap_or(NumberFormat::Plain)).collect();
        let rows = u64::from(cells.dimensions().end.0) + 1;
        let mut current = Line::default();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|e| damaged(e.to_string()))? {
            let (number, column) = cell.get_position();
            if number != current.number {
                let part = source.size.saturating_mul(u64::from(number)) / rows.max(u64::from(number) + 1);
                source.done.store(part, std::sync::atomic::Ordering::Relaxed);
                merged.fill(&mut current);
                if !current.finish(row)? {
                    return Ok(());
                }
                current.number = number;
            }
            let value = cell.get_value();
            if column as usize >= COLUMNS && !matches!(value, DataRef::Empty) {
                let what = TooMuch::Columns(u64::from(number) + 1);
                return Err(FileError::TooMuch { path: source.path.clone(), what }.into());
            }
            let format = formats.get(style).filter(|_| matches!(value, DataRef::Int(_) | DataRef::Float(_)));
            current.put(column, format.unwrap_or(&NumberFormat::Plain).shown(shown(value)));
        }
        merged.fill(&mut current);
        current.finish(row)?;
        return Ok(());
    }
    let range = book.worksheet_range(name).map_err(|e| damaged(e.to_string()))?;
    let top = range.start().map_or(0, |(r, _)| u64::from(r));
    for (number, cells) in range.rows().enumerate() {
        let record: StringRecord = cells.iter().map(shown_data).collect::<Vec<_>>().into();
        if !is_blank(&record) && !row(top + number as u64 + 1, &record)? {
            return Ok(());
        }
    }
    Ok(())
}

/// What is known of a workbook before its rows are read.
#[derive(Clone, Debug)]
pub(super) struct About {
    /// The names of the sheets that people see and that have cells: no charts, no macros.
    pub(super) sheets: Vec<String>,
    /// Its days are numbers counted from 1904.
    pub(super) from_1904: bool,
    /// The merged cells of the sheets that were read.
    merges: merged::Known,
}

/// Looks at the sheets of a workbook.
pub(super) fn about(path: &Path) -> Result<About, FileError> {
    let damaged = |detail: String| FileError::Workbook { path: path.to_path_buf(), detail };
    if unfolds_too_far(path) {
        return Err(FileError::TooMuch { path: path.to_path_buf(), what: TooMuch::Unfolded });
    }
    let book = open(path).map_err(damaged)?;
    let seen = |sheet: &&Sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet;
    let sheets: Vec<String> = book.sheets_metadata().iter().filter(seen).map(|sheet| sheet.name.clone()).collect();
    let from_1904 = match &book {
        Sheets::Xls(book) => book.has_1904_epoch(),
        Sheets::Xlsx(book) => book.has_1904_epoch(),
        Sheets::Xlsb(book) => book.has_1904_epoch(),
        Sheets::Ods(_) => false,
    };
    Ok(About { sheets, from_1904, merges: merged::Known::default() })
}

/// Whether what is packed says that it becomes too much.
fn unfolds_too_far(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let packed = file.metadata().map_or(0, |m| m.len());
    let parts = zip::ZipArchive::new(BufReader::new(file)).ok();
    let to = parts.and_then(|parts| parts.decompressed_size()).map(|to| u64::try_from(to).unwrap_or(u64::MAX));
    to.is_some_and(|to| !may_unfold(packed, to))
}

/// By its first bytes; what is packed may be three forms, of which the name tells the rarer two.
fn open(path: &Path) -> Result<Sheets<BufReader<File>>, String> {
    let mut file = File::open(path).map_err(|e| e.to_string())?;
    let mut magic = [0; 4];
    let packed = file.read_exact(&mut magic).is_ok() && magic.starts_with(b"PK");
    let named = |ending: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    if packed && (named("xlsb") || named("ods")) {
        return open_workbook_auto(path).map_err(|e| e.to_string());
    }
    file.rewind().map_err(|e| e.to_string())?;
    let file = BufReader::new(file);
    if packed {
        return calamine::Xlsx::new(file).map(Sheets::Xlsx).map_err(|e| e.to_string());
    }
    calamine::Xls::new(file).map(Sheets::Xls).map_err(|e| e.to_string())
}

/// The cells of the row that is being read.
#[derive(Default)]
struct Line {
    number: u32,
    cells: Vec<String>,
}

impl Line {
    fn put(&mut self, column: u32, text: String) {
        let column = column as usize;
        if text.is_empty() {
            return;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
    }

    fn finish<E>(&mut self, row: &mut impl FnMut(u64, &StringRecord) -> Result<bool, E>) -> Result<bool, E> {
        let record: StringRecord = std::mem::take(&mut self.cells).into();
        if is_blank(&record) { Ok(true) } else { row(u64::from(self.number) + 1, &record) }
    }
}

/// A cell as text that the reader of values understands: days in ISO form, numbers in their shortest form.
fn shown(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => s.clone(),
        DataRef::SharedString(s) => (*s).to_owned(),
        DataRef::Int(i) => i.to_string(),
        DataRef::Float(f) => f.to_string(),
        DataRef::Bool(b) => b.to_string(),
        DataRef::DateTime(t) => {
            t.is_datetime().then(|| cell.as_datetime()).flatten().map_or_else(|| t.as_f64().to_string(), moment)
        }
        DataRef::Error(e) => e.to_string(),
    }
}

fn shown_data(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) => s.clone(),
        Data::Int(i) => i.to_string(),
        Data::Float(f) => f.to_string(),
        Data::Bool(b) => b.to_string(),
        Data::DateTime(t) => t.is_datetime().then(|| cell.as_datetime()).flatten().map_or_else(|| t.as_f64().to_string(), moment),
        Data::Error(e) => e.to_string(),
    }
}

fn moment(t: chrono::NaiveDateTime) -> String {
    let format = if t.time() == chrono::NaiveTime::MIN { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" };
    t.format(format).to_string()
}
