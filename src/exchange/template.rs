//! An empty table to fill in: a workbook whose cells know what belongs into them, or the header of a CSV.
//!
//! The first sheet is read as it is by an import. The second explains every column; a third holds the lists from which
//! the cells of the first choose.

use std::io::Write;

use chrono_tz::Tz;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula,
};
use unicode_width::UnicodeWidthStr as _;

use super::out::{Cell, OutError, Sink, Xlsx};
use crate::domain::money::Money;
use crate::domain::record::{Field, FieldType, KindDef, Lang};

/// The last row of a sheet, from 0.
const LAST: u32 = 1_048_575;
/// How many characters a cell's hint may have, and its title.
const HINT: (usize, usize) = (255, 32);

/// A column to fill in.
#[derive(Clone, Debug)]
pub struct Column {
    pub field: &'static Field,
    /// It can't be left out.
    pub required: bool,
    /// What may be chosen; empty: anything of the field's form.
    pub list: Vec<String>,
    /// What a person is told at the cell.
    pub hint: String,
}

/// What the sheet that explains the columns says.
#[derive(Clone, Debug, Default)]
pub struct Explained {
    /// Names of the sheet that explains and of the sheet of lists.
    pub sheets: [String; 2],
    /// Lines above the table.
    pub lines: Vec<String>,
    /// Heads of the table.
    pub heads: Vec<String>,
    /// A row for each column.
    pub rows: Vec<Vec<String>>,
}

/// A workbook to fill in; rows that are put into it are there already.
#[derive(Debug)]
pub struct Template<'a> {
    sheet: Xlsx,
    columns: &'a [Column],
    explained: &'a Explained,
    lang: Lang,
}

/// What a column is called in a template: its label, its unit, and a star where it must be given.
#[must_use]
pub fn title(column: &Column, lang: Lang) -> String {
    let label = super::out::title(column.field, lang);
    if column.required { format!("{label} *") } else { label }
}

/// Writes the header row alone, as CSV that spreadsheets see to be UTF-8.
pub fn csv(columns: &[Column], lang: Lang, mut out: impl Write) -> Result<(), OutError> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(columns.iter().map(|c| title(c, lang)))?;
    Ok(writer.flush()?)
}

impl<'a> Template<'a> {
    /// Begins the workbook.
    ///
    /// # Errors
    /// [`OutError::Workbook`].
    pub fn begin(def: &KindDef, columns: &'a [Column], explained: &'a Explained, lang: Lang, zone: Tz) -> Result<Self, OutError> {
        let fields: Vec<&Field> = columns.iter().map(|c| c.field).collect();
        let sheet = Xlsx::begin(def.label, &fields, lang, zone)?;
        Ok(Self { sheet, columns, explained, lang })
    }

    /// Adds what the cells know, and writes the workbook.
    ///
    /// # Errors
    /// [`OutError`].
    pub fn end(mut self, out: &mut impl Write) -> Result<(), OutError> {
        self.explain()?;
        let lists = self.lists()?;
        let head = |colour| {
            let format = Format::new().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center);
            format.set_background_color(Color::RGB(colour))
        };
        let (must, may) = (head(0xFF_E699), head(0xE7_E6E6));
        for ((column, declared), list) in (0_u16..).zip(self.columns).zip(lists) {
            let text = title(declared, self.lang);
            self.sheet.widen(column, text.width());
            let format = self.sheet.format_of(declared.field.ty);
            let sheet = self.sheet.worksheet()?;
            if let Some(format) = format {
                sheet.set_column_format(column, &format)?;
            }
            sheet.write_string_with_format(0, column, text, if declared.required { &must } else { &may })?;
            sheet.add_data_validation(1, column, LAST, column, &validation(declared, list, self.lang)?)?;
        }
        self.sheet.end(out)
    }

    /// The sheet that explains the columns.
    fn explain(&mut self) -> Result<(), OutError> {
        let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
        let explained = self.explained;
        let [name, _] = &explained.sheets;
        let sheet = self.sheet.add(name)?;
        let mut row = 0;
        for line in &explained.lines {
            sheet.write_string(row, 0, line)?;
            row += 1;
        }
        row += 1;
        for (column, head) in (0_u16..).zip(&explained.heads) {
            sheet.write_string_with_format(row, column, head, &bold)?;
        }
        let mut widths = vec![10; explained.heads.len()];
        for cells in &explained.rows {
            row += 1;
            for ((column, text), widest) in (0_u16..).zip(cells).zip(&mut widths) {
                sheet.write_string_with_format(row, column, text, &wrapped)?;
                *widest = (*widest).max(text.width().min(48));
            }
        }
        for (column, width) in (0_u16..).zip(widths) {
            sheet.set_column_width(column, f64::from(u8::try_from(width + 2).unwrap_or(50)))?;
        }
        Ok(())
    }

    /// The sheet of lists; answers where the list of each column is.
    fn lists(&mut self) -> Result<Vec<Option<String>>, OutError> {
        let choices: Vec<Vec<String>> = self.columns.iter().map(|c| choices(c, self.lang)).collect();
        if choices.iter().all(Vec::is_empty) {
            return Ok(vec![None; choices.len()]);
        }
        let [_, name] = &self.explained.sheets;
        let bold = Format::new().set_bold();
        let sheet = self.sheet.add(name)?;
        let mut places = Vec::new();
        let mut at = 0_u16;
        for (column, list) in self.columns.iter().zip(choices) {
            if list.is_empty() {
                places.push(None);
                continue;
            }
            sheet.write_string_with_format(0, at, column.field.label.get(self.lang), &bold)?;
            for (row, text) in (1_u32..).zip(&list) {
                sheet.write_string(row, at, text)?;
            }
            let widest = list.iter().map(|t| t.width()).max().unwrap_or(0).min(40);
            sheet.set_column_width(at, f64::from(u8::try_from(widest + 4).unwrap_or(44)))?;
            let letters = rust_xlsxwriter::utility::column_number_to_name(at);
            places.push(Some(format!("='{name}'!${letters}$2:${letters}${}", list.len() + 1)));
            at += 1;
        }
        Ok(places)
    }
}

impl Sink for Template<'_> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), OutError> {
        self.sheet.row(cells)
    }
}

/// What may be chosen in a column.
fn choices(column: &Column, lang: Lang) -> Vec<String> {
    match column.field.ty {
        FieldType::Choice(list) => list.iter().map(|c| c.label.get(lang).to_owned()).collect(),
        FieldType::Bool => [("yes", "是"), ("no", "否")].map(|(en, zh)| if lang == Lang::Zh { zh } else { en }.to_owned()).into(),
        _ => column.list.clone(),
    }
}

/// What a cell refuses or warns of. Codes, and forms that a spreadsheet doesn't know but an import reads, can be kept.
fn validation(column: &Column, list: Option<String>, lang: Lang) -> Result<DataValidation, OutError> {
    let field = column.field;
    let mut rule = DataValidation::new();
    let (least, greatest) = field.bounds.unwrap_or((i64::MIN, i64::MAX));
    let whole = |i: i64| i32::try_from(i).unwrap_or(if i < 0 { i32::MIN } else { i32::MAX });
    rule = match (list, field.ty) {
        (Some(list), _) => rule.allow_list_formula(Formula::new(list)),
        (None, FieldType::Date | FieldType::Time) => {
            rule.allow_date(DataValidationRule::GreaterThanOrEqualTo(ExcelDateTime::from_ymd(1900, 1, 1)?))
        }
        (None, FieldType::Int) => rule.allow_whole_number(DataValidationRule::Between(whole(least), whole(greatest))),
        (None, FieldType::Points) => rule.allow_decimal_number(DataValidationRule::Between(0.0, 100.0)),
        (None, FieldType::Rate) => rule.allow_decimal_number(DataValidationRule::Between(0.0, 1.0)),
        (None, FieldType::Money) => {
            let least = if field.bounds.is_some() { Money(least).to_f64() } else { -1e15 };
            rule.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(least))
        }
        (None, FieldType::Text) => rule.allow_text_length(DataValidationRule::LessThanOrEqualTo(1_000)),
        _ => rule.allow_any_value(),
    };
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let (title, hint) = (cut(field.label.get(lang), HINT.1), cut(&column.hint, HINT.0));
    let stops = matches!(field.ty, FieldType::Bool | FieldType::Choice(_));
    Ok(rule
        .ignore_blank(true)
        .set_input_title(title.as_str())?
        .set_input_message(hint.as_str())?
        .set_error_title(title)?
        .set_error_message(hint)?
        .set_error_style(if stops { DataValidationErrorStyle::Stop } else { DataValidationErrorStyle::Warning }))
}
