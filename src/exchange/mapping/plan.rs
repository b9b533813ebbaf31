//! A section of a mapping made ready for one file: every name looked up, every second file loaded.

mod tables;

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::NaiveDate;
use csv::StringRecord;

use tables::{Found, Table};
pub use tables::{Tables, files_in};

use super::condition::{Condition, Uncompared};
use super::template::{CellAt, Expression, FOUND, Template};
use super::{MappingError, Named, Section, Source, Syntax};
use crate::domain::nearest::nearest;
use crate::domain::record::{Field, FieldType, KindDef};
use crate::exchange::elsewhere;
use crate::exchange::file::{self, FileError};
use crate::exchange::header::{Header, match_header};
use crate::exchange::outfile::FileRefusal;
use crate::exchange::value::{self, Style, currency, fold, unit};

/// A row with the rows that belong to it in second files.
#[derive(Debug)]
pub struct Cells<'a> {
    row: &'a StringRecord,
    joined: Vec<Option<&'a StringRecord>>,
}

impl<'a> Cells<'a> {
    #[must_use]
    pub fn alone(row: &'a StringRecord) -> Self {
        Self { row, joined: Vec::new() }
    }

    pub(super) fn get(&self, at: CellAt) -> &'a str {
        let row = match at.join {
            None => Some(self.row),
            Some(join) => self.joined.get(join).copied().flatten(),
        };
        match row {
            Some(_) if at.column == FOUND => "yes",
            row => row.and_then(|r| r.get(at.column)).map_or("", |cell| file::plain(cell).trim()),
        }
    }
}

/// Why a row can't be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untaken {
    /// A cell that a condition can't compare.
    Uncompared(Uncompared),
    /// A second file has several rows of its key that differ.
    Several {
        /// The name of the join.
        join: String,
        /// What was looked up.
        key: String,
        /// The numbers of the rows as a person sees them.
        rows: Vec<u64>,
    },
}

impl std::convert::From<Uncompared> for Untaken {
    fn from(cell: Uncompared) -> Self {
        Self::Uncompared(cell)
    }
}

/// A second file, its name, and where a row has the key to look up in it.
#[derive(Debug)]
struct Lookup {
    name: String,
    table: std::sync::Arc<Table>,
    by: Template,
}

/// Where a field's text comes from.
#[derive(Debug)]
enum From {
    Is(Expression),
    When { when: Condition, then: Expression, otherwise: Expression },
    UntilNext { column: CellAt, days: Vec<NaiveDate>, last: String },
}

/// One field and its source.
#[derive(Debug)]
struct Column {
    field: usize,
    from: From,
    shown: String,
    values: HashMap<String, String>,
    /// What stands behind every number, as the header or a line above the table says.
    unit: Option<&'static str>,
}

/// How the rows of one file become values of one kind.
#[derive(Debug)]
pub struct Plan {
    columns: Vec<Column>,
    joins: Vec<Lookup>,
    skip: Vec<Condition>,
    only: Vec<Condition>,
    style: Style,
    /// What was found in the header row.
    pub header: Header,
}

/// Why a plan can't be made.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The mapping does not fit the file.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// A second file can't be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A second file is not to be seen.
    #[error(transparent)]
    Refused(#[from] FileRefusal),
}

impl Plan {
    /// Without a mapping: every field from the column of its name.
    #[must_use]
    pub fn of_header(def: &'static KindDef, header: &StringRecord, style: Style) -> Self {
        let mut matched = match_header(def, header);
        let columns = matched.columns.clone();
        let columns = columns.iter().map(|(column, field)| plain(def, &style, (*column, *field), header, &mut matched)).collect();
        Self { columns, joins: Vec::new(), skip: Vec::new(), only: Vec::new(), style, header: matched }
    }

    /// A unit that is stated above the table: that of every amount whose header says none.
    pub fn state(&mut self, def: &'static KindDef, unit: &str) {
        for column in self.columns.iter_mut().filter(|c| c.unit.is_none() && c.only_column().is_some()) {
            let Some(field) = def.fields.get(column.field).filter(|f| f.ty == FieldType::Money) else { continue };
            let said = self.header.units.iter().any(|(at, _)| column.only_column() == Some(*at));
            match unit::of(field.ty, unit, &self.style.currency) {
                _ if said => {}
                Ok(unit) => column.unit = unit,
                Err(currency::Foreign) => self.header.foreign.push(column.shown.clone()),
            }
        }
    }

    /// The columns whose numbers are scaled, and what stands behind each of them.
    pub fn units(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.columns.iter().filter_map(|c| Some((c.shown.as_str(), c.unit?)))
    }

    /// With a section of a mapping; `path` is the file, beside which second files are looked for.
    ///
    /// # Errors
    /// [`PlanError`]: a column that is not in the header, a template that is not understood, a second file that
    /// can't be read.
    pub fn of_section(
        section: &Section,
        source: &file::Source,
        header: &StringRecord,
        style: Style,
        tables: &mut Tables,
    ) -> Result<Self, PlanError> {
        let def = section.def()?;
        let place = |what: &str| format!("{}.{what}", section.kind);
        let mut joins: Vec<Lookup> = Vec::new();
        let mut names: Vec<(&str, std::sync::Arc<Table>)> = Vec::new();
        for join in &section.join {
            let table = tables.load(join, source.path(), &place("join"), &style)?;
            let by = join.by.clone().unwrap_or_else(|| braced(&join.key));
            let by = Template::parse(&by, &place("join"), &|name| find(name, header, &names, &section.kind))?;
            joins.push(Lookup { name: join.name.clone(), table: std::sync::Arc::clone(&table), by });
            names.push((&join.name, table));
        }
        let find = |name: &str| find(name, header, &names, &section.kind);
        let conditions = |list: &[String], what: &str| -> Result<Vec<Condition>, MappingError> {
            list.iter().map(|text| Condition::parse(text, &place(what), &find, &style)).collect()
        };
        let (skip, only) = (conditions(&section.skip, "skip")?, conditions(&section.only, "only")?);
        let mut columns = Vec::new();
        for (name, wanted) in &section.set {
            let Some((field, declared)) = def.field(name) else { continue };
            let place = place(name);
            let values = values_of(section, name);
            let expression = |text: &str| {
                let read = Expression::parse(text, &place, &find)?;
                match read.constant().filter(|text| !values.contains_key(*text)) {
                    Some(text) => sensible(def, declared, text, header, &place).map(|()| read.clone()),
                    None => Ok(read),
                }
            };
            let (from, shown) = match wanted {
                Source::Text(text) => (From::Is(expression(text)?), text.clone()),
                Source::When { when, then, r#else } => {
                    let when = Condition::parse(when, &place, &find, &style)?;
                    (From::When { when, then: expression(then)?, otherwise: expression(r#else)? }, then.clone())
                }
                Source::UntilNext { until_next, last } => {
                    let column = find(until_next)?;
                    let days = days_of(source, column, &style)?;
                    (From::UntilNext { column, days, last: last.clone() }, until_next.clone())
                }
                // refused where the mapping is read
                Source::Other(_) => continue,
            };
            // one column is called by its name
            let alone = shown.strip_prefix('{').and_then(|s| s.strip_suffix('}')).filter(|name| !name.contains(['{', '}']));
            let shown = alone.map_or_else(|| shown.clone(), str::to_owned);
            columns.push(Column { field, from, shown, values, unit: None });
        }
        let mut matched = Header::default();
        if section.headers {
            matched = match_header(def, header);
            let used: Vec<usize> = columns.iter().filter_map(Column::only_column).collect();
            for (column, field) in matched.columns.clone() {
                if !used.contains(&column) && columns.iter().all(|c| c.field != field) {
                    let values = def.fields.get(field).map(|f| values_of(section, f.name)).unwrap_or_default();
                    columns.push(Column { values, ..plain(def, &style, (column, field), header, &mut matched) });
                }
            }
            matched.unknown.retain(|(name, _)| !header.iter().enumerate().any(|(i, h)| h.trim() == name && used.contains(&i)));
        }
        let missing = |f: &&Field| f.required && f.default.is_none();
        let is_set = |i: usize| columns.iter().any(|c| c.field == i);
        matched.missing = def.fields.iter().enumerate().filter(|(i, _)| !is_set(*i)).map(|(_, f)| f).filter(missing).collect();
        Ok(Self { columns, joins, skip, only, style, header: matched })
    }

    /// How days and numbers are written.
    #[must_use]
    pub fn style(&self) -> &Style {
        &self.style
    }

    /// The row with what belongs to it, or `None` if it is to be left out.
    ///
    /// # Errors
    /// A cell that a condition can't compare; several rows of a second file for one.
    pub fn take<'a>(&'a self, row: &'a StringRecord) -> Result<Option<Cells<'a>>, Untaken> {
        let mut cells = Cells { row, joined: Vec::with_capacity(self.joins.len()) };
        let mut several = None;
        for Lookup { name, table, by } in &self.joins {
            let key = by.fill(&cells);
            let key = key.trim();
            // an empty cell looks nothing up
            let found = table.rows.get(key).filter(|_| !key.is_empty());
            if let Some(Found { others, number, .. }) = found.filter(|f| !f.others.is_empty()) {
                let rows = std::iter::once(number).chain(others).copied().collect();
                several.get_or_insert_with(|| Untaken::Several { join: name.clone(), key: key.to_owned(), rows });
            }
            cells.joined.push(found.map(|f| &f.record));
        }
        for condition in &self.skip {
            if condition.holds(&cells, &self.style)? {
                return Ok(None);
            }
        }
        for condition in &self.only {
            if !condition.holds(&cells, &self.style)? {
                return Ok(None);
            }
        }
        // of a row that is left out it is no matter
        several.map_or(Ok(Some(cells)), Err)
    }

    /// The fields for which a row's number stands in a cell that reaches over several rows.
    pub fn shared<'a>(&'a self, row: &'a StringRecord) -> impl Iterator<Item = usize> + 'a {
        let is_shared = |at: CellAt| at.join.is_none() && row.get(at.column).is_some_and(|cell| cell.starts_with(file::MERGED));
        let any = move |of: &Expression| of.cells().any(is_shared);
        let shared = move |column: &&Column| match &column.from {
            From::Is(expression) => any(expression),
            From::When { then, otherwise, .. } => any(then) || any(otherwise),
            From::UntilNext { .. } => false,
        };
        self.columns.iter().filter(shared).map(|column| column.field)
    }

    /// The comparisons of conditions that no row has fulfilled of those they were asked of.
    #[must_use]
    pub fn unmet(&self) -> Vec<String> {
        let whens = self.columns.iter().filter_map(|c| if let From::When { when, .. } = &c.from { Some(when) } else { None });
        let spans = self.joins.iter().filter_map(|join| join.table.spans.as_ref());
        self.skip.iter().chain(&self.only).chain(whens).chain(spans).flat_map(Condition::unmet).map(str::to_owned).collect()
    }

    /// Field index and text of every field that the file gives, or the cell that the field's condition can't compare.
    pub fn texts<'a>(&'a self, cells: &'a Cells<'a>) -> impl Iterator<Item = (usize, Result<Cow<'a, str>, Uncompared>)> {
        self.columns.iter().map(|column| {
            let text = match &column.from {
                From::Is(expression) => expression.fill(cells, &self.style),
                From::When { when, then, otherwise } => match when.holds(cells, &self.style) {
                    Ok(true) => then.fill(cells, &self.style),
                    Ok(false) => otherwise.fill(cells, &self.style),
                    Err(uncompared) => return (column.field, Err(uncompared)),
                },
                From::UntilNext { column, days, last } => until_next(cells.get(*column), days, last, &self.style),
            };
            let replaced = if column.values.is_empty() { None } else { column.values.get(text.trim()) };
            let text = replaced.map_or(text, |v| Cow::Borrowed(v.as_str()));
            (column.field, Ok(if let Some(unit) = column.unit { unit::applied(text, unit) } else { text }))
        })
    }

    /// The fields, a bit each by position, that the file says nothing about.
    #[must_use]
    pub fn absent(&self, fields: usize) -> u32 {
        (0..fields.min(32)).filter(|i| self.place_of(*i).is_none()).fold(0, |bits, i| bits | 1 << i)
    }

    /// What a person calls the place that a field comes from: the header, or the template.
    #[must_use]
    pub fn place_of(&self, field: usize) -> Option<&str> {
        self.columns.iter().find(|c| c.field == field).map(|c| c.shown.as_str())
    }
}

impl Column {
    fn only_column(&self) -> Option<usize> {
        let From::Is(expression) = &self.from else { return None };
        expression.only_cell().filter(|c| c.join.is_none()).map(|c| c.column)
    }
}

/// A column that holds a field as it is; what its header says of another currency is noted.
fn plain(
    def: &'static KindDef,
    style: &Style,
    (column, field): (usize, usize),
    header: &StringRecord,
    matched: &mut Header,
) -> Column {
    let shown = header.get(column).unwrap_or_default().trim().to_owned();
    let name = format!("{{{shown}}}");
    let find = |_: &str| Ok(CellAt { join: None, column });
    let from = Expression::parse(&name, "", &find).unwrap_or(Expression::Sum(Vec::new()));
    let said = matched.units.iter().find(|(at, _)| *at == column).map(|(_, unit)| unit.as_str());
    let unit = match (said, def.fields.get(field)) {
        (Some(unit), Some(field)) => unit::of(field.ty, unit, &style.currency).unwrap_or_else(|currency::Foreign| {
            matched.foreign.push(shown.clone());
            None
        }),
        _ => None,
    };
    Column { field, from: From::Is(from), shown, values: HashMap::new(), unit }
}

fn values_of(section: &Section, field: &str) -> HashMap<String, String> {
    section.values.get(field).map(|v| v.iter().map(|(a, b)| (a.clone(), b.clone())).collect()).unwrap_or_default()
}

/// A column by its name in the braces; `join.column` for one of a second file.
fn find(name: &str, header: &StringRecord, joins: &[(&str, std::sync::Arc<Table>)], place: &str) -> Result<CellAt, MappingError> {
    if let Some(column) = position(header, name) {
        return Ok(CellAt { join: None, column });
    }
    if let Some(join) = joins.iter().position(|(n, _)| *n == name.trim()) {
        return Ok(CellAt { join: Some(join), column: FOUND });
    }
    let mut known = header;
    if let Some((first, second)) = name.split_once('.')
        && let Some(join) = joins.iter().position(|(n, _)| *n == first.trim())
        && let Some((_, table)) = joins.get(join)
    {
        if let Some(column) = position(&table.header, second) {
            return Ok(CellAt { join: Some(join), column });
        }
        known = &table.header;
    }
    let mut near = nearest(name, known.iter().map(str::trim), 3);
    if near.is_empty() {
        near = known.iter().map(|h| h.trim().to_owned()).take(30).collect();
    }
    Err(MappingError::Unknown { place: place.to_owned(), what: Named::Column, name: name.to_owned(), near })
}

fn position(header: &StringRecord, name: &str) -> Option<usize> {
    let exact = header.iter().position(|h| h.trim() == name.trim());
    exact.or_else(|| header.iter().position(|h| fold(h) == fold(name)))
}

/// Refuses a text that is the same for every row and can't be meant: no choice of its field, or a column without its braces
/// where rows are told apart.
fn sensible(def: &KindDef, field: &Field, text: &str, header: &StringRecord, place: &str) -> Result<(), MappingError> {
    if let FieldType::Choice(list) = field.ty
        && !text.is_empty()
        && value::read(field, text).is_err()
        && elsewhere::code(def.kind, field.name, text).is_none()
    {
        let near = list.iter().map(|choice| choice.code.to_owned()).collect();
        return Err(MappingError::Unknown { place: place.to_owned(), what: Named::Choice, name: text.to_owned(), near });
    }
    if def.key.contains(&field.name) && position(header, text).is_some() {
        return Err(MappingError::syntax(place, text, "", Syntax::Column));
    }
    Ok(())
}

/// A column's name as a template; a template as it is.
fn braced(name: &str) -> String {
    if name.contains('{') { name.to_owned() } else { format!("{{{name}}}") }
}

/// All days of a column, in order.
fn days_of(source: &file::Source, column: CellAt, style: &Style) -> Result<Vec<NaiveDate>, FileError> {
    let mut days = std::collections::BTreeSet::new();
    source.each(|_, record| {
        days.extend(value::span(file::plain(record.get(column.column).unwrap_or_default()), style).map(|s| s.from));
        Ok::<_, FileError>(true)
    })?;
    Ok(days.into_iter().collect())
}

fn until_next<'a>(text: &'a str, days: &[NaiveDate], last: &'a str, style: &Style) -> Cow<'a, str> {
    let Some(day) = value::span(text, style) else { return Cow::Borrowed(text) };
    let next = days.get(days.partition_point(|d| *d <= day.from)).and_then(NaiveDate::pred_opt);
    next.map_or(Cow::Borrowed(last), |d| Cow::Owned(d.to_string()))
}

#[cfg(test)]
mod tests;
