//! Cells of a workbook with their types: one writer for records and for documents.

use chrono::{DateTime, Datelike as _, NaiveDate, Timelike as _, Utc};
use chrono_tz::Tz;
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet};
use unicode_width::UnicodeWidthStr as _;

use super::out::OutError;
use crate::domain::money::Money;

/// What stands in a cell of a workbook.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    Nothing,
    /// A whole number.
    Count(i64),
    /// Money, which may have more than two decimals.
    Money(Money),
    /// A fraction, shown in percent.
    Fraction(f64),
    /// Any other number.
    Number(f64),
    Day(NaiveDate),
    /// The first day of a month, shown as a month.
    Month(NaiveDate),
    Moment(DateTime<Utc>),
    /// Yes or no.
    Flag(bool),
    Text(String),
}

/// How cells of each type are shown.
#[derive(Debug)]
pub struct Formats {
    pub money: Format,
    fine: Format,
    /// A fraction in percent.
    pub rate: Format,
    pub day: Format,
    month: Format,
    pub moment: Format,
}

impl Default for Formats {
    fn default() -> Self {
        let with = |format: &str| Format::new().set_num_format(format);
        Self {
            money: with("#,##0.00"),
            fine: with("#,##0.00##"),
            rate: with("0.00%"),
            day: with("yyyy-mm-dd"),
            month: with("yyyy-mm"),
            moment: with("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

impl Formats {
    /// Writes a cell; answers how wide it is.
    ///
    /// A double holds 15 digits: what is longer is written as text, to be exact; so are days that a workbook does not know.
    ///
    /// # Errors
    /// [`OutError::Workbook`].
    pub fn write(&self, sheet: &mut Worksheet, (row, column): (u32, u16), datum: &Datum, zone: Tz) -> Result<usize, OutError> {
        let small = |i: i64| i.unsigned_abs() < 1_000_000_000_000_000;
        #[expect(clippy::cast_precision_loss, reason = "checked to have no more digits than a double holds")]
        let number = |i: i64| i as f64;
        let text = |sheet: &mut Worksheet, text: &str| -> Result<usize, OutError> {
            sheet.write_string(row, column, text)?;
            Ok(text.lines().map(str::width).max().unwrap_or(0))
        };
        match datum {
            Datum::Nothing => return Ok(0),
            Datum::Text(said) => return text(sheet, said),
            Datum::Count(i) if small(*i) => sheet.write_number(row, column, number(*i))?,
            Datum::Count(i) => return text(sheet, &i.to_string()),
            Datum::Money(m) if small(m.0) => {
                let format = if m.0 % 100 == 0 { &self.money } else { &self.fine };
                sheet.write_number_with_format(row, column, m.to_f64(), format)?;
                return Ok(14);
            }
            Datum::Money(m) => return text(sheet, &m.to_string()),
            Datum::Fraction(part) => sheet.write_number_with_format(row, column, *part, &self.rate)?,
            Datum::Number(n) => sheet.write_number(row, column, *n)?,
            Datum::Flag(flag) => sheet.write_boolean(row, column, *flag)?,
            Datum::Day(day) | Datum::Month(day) => {
                let Some(known) = excel_day(*day) else { return text(sheet, &day.to_string()) };
                let format = if matches!(datum, Datum::Month(_)) { &self.month } else { &self.day };
                sheet.write_datetime_with_format(row, column, &known, format)?
            }
            Datum::Moment(at) => {
                let Some(known) = excel_moment(*at, zone) else { return text(sheet, &at.to_rfc3339()) };
                sheet.write_datetime_with_format(row, column, &known, &self.moment)?;
                return Ok(19);
            }
        };
        Ok(10)
    }
}

fn excel_day(date: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok().filter(|y| *y >= 1900)?;
    ExcelDateTime::from_ymd(year, u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?).ok()
}

fn excel_moment(at: DateTime<Utc>, zone: Tz) -> Option<ExcelDateTime> {
    let local = at.with_timezone(&zone).naive_local();
    let hour = u16::try_from(local.hour()).ok()?;
    excel_day(local.date())?.and_hms(hour, u8::try_from(local.minute()).ok()?, u8::try_from(local.second()).ok()?).ok()
}
