//! Lists and single records of any kind, as a person asks for them.

pub mod pages;

use std::collections::HashMap;

use chrono::{NaiveTime, TimeZone as _};

use super::{OpError, Result, Session, closings};
use crate::domain::figure::Figure;
use crate::domain::filter::{self, Op, Term, Test};
use crate::domain::partner::{self, FIGURES};
use crate::domain::period::{Named, Span, day_number};
use crate::domain::record::{Expected, Field, FieldType, Kind, Lang, Problem, Row, Value};
use crate::exchange::value::{self, Style, read_with};
use crate::store::listing::{self, Compare, Condition, Query};
use crate::store::{StoreError, find, record};

/// A list as a person asks for it.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// A filter expression ([`filter`]); empty is everything.
    pub filter: String,
    /// Fields to sort by, `-` in front for downwards.
    pub sort: Vec<String>,
    /// Fields to show; empty is those that the kind lists.
    pub columns: Vec<String>,
    /// At most so many rows.
    pub limit: Option<i64>,
}

/// A list that is understood and can be read.
#[derive(Clone, Debug)]
pub struct List {
    pub kind: Kind,
    /// The fields to show, by position; for partners the positions go on with [`FIGURES`].
    pub columns: Vec<usize>,
    /// Which rows.
    pub query: Query,
    codes: HashMap<Kind, HashMap<i64, String>>,
}

impl List {
    #[must_use]
    pub fn field(&self, column: usize) -> Option<&'static Field> {
        self.kind.def().fields.get(column)
    }

    /// The computed figure of a column.
    #[must_use]
    pub fn figure(&self, column: usize) -> Option<Figure> {
        if self.kind != Kind::Partner {
            return None;
        }
        FIGURES.get(column.checked_sub(self.kind.def().fields.len())?).copied()
    }

    /// Whether computed figures decide what is shown, so that they must be up to date ([`Session::refresh_figures`]).
    #[must_use]
    pub fn needs_figures(&self) -> bool {
        fn asks(condition: &Condition) -> bool {
            match condition {
                Condition::FigureOneOf(..) | Condition::FigureCompares(..) => true,
                Condition::Any(list) => list.iter().any(asks),
                Condition::Not(inner) => asks(inner),
                _ => false,
            }
        }
        let sorted = self.query.sort.iter().map(|(i, _)| i);
        self.columns.iter().chain(sorted).any(|i| self.figure(*i).is_some()) || self.query.conditions.iter().any(asks)
    }

    /// The code of the record that a value refers to; `None` where it refers to none.
    #[must_use]
    pub fn code(&self, field: &Field, value: &Value) -> Option<&str> {
        let FieldType::Ref(kind) = field.ty else { return None };
        self.codes.get(&kind)?.get(&value.int()?).map(String::as_str)
    }
}

/// Understands a wish.
///
/// # Errors
/// [`OpError::Invalid`] names the word that is not understood: a field, a value, a reference.
pub fn list(session: &Session, kind: Kind, wish: &Wish) -> Result<List> {
    let columns: Vec<usize> = if wish.columns.is_empty() {
        kind.def().fields.iter().enumerate().filter(|(_, f)| f.listed).map(|(i, _)| i).collect()
    } else {
        wish.columns.iter().map(|name| column(kind, "columns", name)).collect::<Result<Vec<_>>>()?
    };
    let sort = |word: &String| {
        let (name, down) = word.strip_prefix('-').map_or((word.as_str(), false), |name| (name, true));
        column(kind, "sort", name).map(|i| (i, down))
    };
    let mut by: Vec<(usize, bool)> = wish.sort.iter().map(sort).collect::<Result<_>>()?;
    // a column that was sorted by sorts nothing a second time
    let mut seen = std::collections::BTreeSet::new();
    by.retain(|(i, _)| seen.insert(*i));
    let query = Query { conditions: conditions(session, kind, &wish.filter)?, sort: by, limit: wish.limit };
    Ok(List { kind, codes: codes_for(session, kind, &columns)?, columns, query })
}

/// Reads a list row by row.
pub fn each<E: From<StoreError>>(
    session: &Session,
    list: &List,
    mut each: impl FnMut(Row) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let conn = session.store.conn();
    let with_figures = list.columns.iter().any(|i| list.figure(*i).is_some());
    listing::each(conn, list.kind, &list.query, |mut row| {
        if with_figures {
            row.values.extend(listing::figures_of(conn, row.id)?);
        }
        each(row)
    })
}

/// The record that a person calls by its key, or by its number with `#` where it has none.
///
/// # Errors
/// [`StoreError::Missing`].
pub fn find(session: &Session, kind: Kind, key: &str) -> Result<Row> {
    let conn = session.store.conn();
    let missing = || StoreError::Missing { kind, key: key.to_owned() };
    let id = match key.strip_prefix('#').map(str::parse::<i64>) {
        Some(Ok(id)) if kind.def().field("number").is_none() => Some(id),
        Some(Ok(number)) => record::id_by_code(conn, kind, &number.to_string())?,
        _ => match record::id_by_code(conn, kind, key)? {
            Some(id) => Some(id),
            None => only(kind, key, find::called(&session.store, kind, key, NEAR + 1)?)?,
        },
    };
    Ok(record::get(conn, kind, id.ok_or_else(missing)?).map_err(|_| missing())?)
}

/// So many records that share a name are told.
const NEAR: usize = 5;

/// The one that was found; several are told apart by their ids.
fn only(kind: Kind, key: &str, found: Vec<find::Item>) -> Result<Option<i64>> {
    if let [_, _, ..] = found.as_slice() {
        let id = |item: find::Item| {
            let more = if item.hint.is_empty() { String::new() } else { format!(" ({})", item.hint) };
            format!("#{} {}{more}", item.id, item.label)
        };
        let which: Vec<String> = found.into_iter().take(NEAR).map(id).collect();
        let args = vec![("kind", kind.def().name.to_owned()), ("key", key.to_owned()), ("which", which.join(", "))];
        return Err(OpError::Refused { key: "usage-several", args });
    }
    Ok(found.first().map(|item| item.id))
}

/// A list of one record with all its fields.
pub fn whole(session: &Session, kind: Kind) -> Result<List> {
    let columns: Vec<usize> = (0..kind.def().fields.len()).collect();
    Ok(List { kind, codes: codes_for(session, kind, &columns)?, columns, query: Query::default() })
}

/// The records of a kind that refer to one record.
#[derive(Clone, Debug)]
pub struct Related {
    /// Their fields.
    pub list: List,
    /// How many there are.
    pub count: i64,
    /// The newest.
    pub rows: Vec<Row>,
}

/// Everything that refers to a record, by kind; facts are left to the figures.
pub fn related(session: &Session, row: &Row, limit: i64) -> Result<Vec<Related>> {
    let conn = session.store.conn();
    let mut found = Vec::new();
    for kind in Kind::ALL.iter().copied().filter(|k| !k.is_fact()) {
        let refers = |f: &&Field| f.ty == FieldType::Ref(row.kind) && !f.computed;
        let fields = kind.def().fields;
        let Some(field) = fields.iter().find(refers).and_then(|f| fields.iter().position(|g| g.name == f.name)) else {
            continue;
        };
        let conditions = vec![Condition::OneOf(field, vec![Value::Int(row.id)])];
        // newest first by whatever day or moment it has
        let newest = fields.iter().position(|f| matches!(f.ty, FieldType::Date | FieldType::Time) && f.listed);
        let query = Query { conditions, sort: newest.map(|i| (i, true)).into_iter().collect(), limit: Some(limit) };
        let count = listing::count(conn, kind, &query)?;
        if count == 0 {
            continue;
        }
        let columns: Vec<usize> = (0..fields.len()).filter(|i| *i != field && fields.get(*i).is_some_and(|f| f.listed)).collect();
        let list = List { kind, codes: codes_for(session, kind, &columns)?, columns, query };
        let mut rows = Vec::new();
        each(session, &list, |row| {
            rows.push(row);
            Ok::<_, StoreError>(())
        })?;
        found.push(Related { list, count, rows });
    }
    Ok(found)
}

/// The words of a filter.
///
/// # Errors
/// [`OpError::Refused`]: more of them than a database answers.
pub fn terms(text: &str) -> Result<Vec<filter::Term>> {
    let terms = filter::parse(text);
    if filter::is_too_long(&terms) {
        let args = vec![("most", filter::MOST_VALUES.to_string()), ("longest", filter::LONGEST_VALUE.to_string())];
        return Err(OpError::Refused { key: "usage-filter-long", args });
    }
    Ok(terms)
}

/// The conditions that a filter expression means.
///
/// # Errors
/// As [`list`].
pub fn conditions(session: &Session, kind: Kind, text: &str) -> Result<Vec<Condition>> {
    terms(text)?
        .iter()
        .map(|term| {
            let condition = match &term.test {
                Test::Text(text) => Condition::Mentions(text.clone()),
                Test::Field { name, op, values } if figure(kind, name).is_some() => {
                    let any = values.iter().map(|v| figure_condition(kind, name, term, *op, v)).collect::<Result<Vec<_>>>()?;
                    Condition::Any(any)
                }
                Test::Field { name, op, values } => {
                    let (i, f) = field(kind, "filter", name)?;
                    let any = values.iter().map(|v| condition(session, term, (i, f), *op, v)).collect::<Result<Vec<_>>>()?;
                    Condition::Any(any)
                }
            };
            Ok(if term.not { Condition::Not(Box::new(condition)) } else { condition })
        })
        .collect()
}

/// The computed figure of a partner that a person means, where no declared field is called so.
fn figure(kind: Kind, name: &str) -> Option<Figure> {
    (kind == Kind::Partner && filter::field_of(kind, name).is_none()).then(|| partner::figure_of(name)).flatten()
}

fn figure_condition(kind: Kind, name: &str, term: &Term, op: Op, text: &str) -> Result<Condition> {
    let known = || FIGURES.iter().map(|f| f.name().to_owned()).collect();
    let figure = figure(kind, name).ok_or_else(|| invalid("filter", name, Expected::OneOf(known())))?;
    if filter::is_none(text) {
        return Ok(Condition::FigureOneOf(figure.name(), vec![Value::Null]));
    }
    let scaled = value::figure(figure, text).map_err(|e| invalid("filter", &term.word, e))?;
    let compare = match op {
        Op::Has | Op::Is => return Ok(Condition::FigureOneOf(figure.name(), vec![scaled])),
        Op::Below => Compare::Below,
        Op::AtMost => Compare::AtMost,
        Op::Above => Compare::Above,
        Op::AtLeast => Compare::AtLeast,
    };
    let number = scaled.int().ok_or_else(|| invalid("filter", &term.word, Expected::Rule("expected-ordered")))?;
    Ok(Condition::FigureCompares(figure.name(), compare, number))
}

/// The position of a field, or behind the fields of a computed figure.
fn column(kind: Kind, asked_in: &'static str, name: &str) -> Result<usize> {
    match figure(kind, name).and_then(|figure| FIGURES.iter().position(|f| *f == figure)) {
        Some(i) => Ok(kind.def().fields.len() + i),
        None => field(kind, asked_in, name).map(|(i, _)| i),
    }
}

fn field(kind: Kind, asked_in: &'static str, name: &str) -> Result<(usize, &'static Field)> {
    filter::field_of(kind, name).ok_or_else(|| {
        let figures = FIGURES.iter().filter(|_| kind == Kind::Partner).map(|f| f.name());
        let known = kind.def().fields.iter().map(|f| f.name).chain(figures).map(str::to_owned).collect();
        invalid(asked_in, name, Expected::OneOf(known))
    })
}

fn invalid(field: &'static str, value: &str, expected: Expected) -> OpError {
    OpError::Invalid(vec![Problem { field, value: value.to_owned(), expected }])
}

fn condition(session: &Session, term: &Term, (i, f): (usize, &'static Field), op: Op, text: &str) -> Result<Condition> {
    if matches!(op, Op::Has | Op::Is) {
        return one_of(session, (i, f), op, text);
    }
    if !filter::is_ordered(f.ty) {
        return Err(invalid(f.name, &term.word, Expected::Rule("expected-ordered")));
    }
    let (low, high) = reach(session, f, text)?;
    Ok(match op {
        Op::Below => Condition::Compares(i, Compare::Below, Value::Int(low)),
        Op::AtMost => Condition::Compares(i, Compare::AtMost, Value::Int(high)),
        Op::Above => Condition::Compares(i, Compare::Above, Value::Int(high)),
        _ => Condition::Compares(i, Compare::AtLeast, Value::Int(low)),
    })
}

fn one_of(session: &Session, (i, f): (usize, &'static Field), op: Op, text: &str) -> Result<Condition> {
    if filter::is_none(text) {
        return Ok(Condition::OneOf(i, vec![Value::Null]));
    }
    Ok(match f.ty {
        FieldType::Ref(kind) => Condition::OneOf(i, references(session, f, kind, text)?),
        FieldType::Tags => Condition::Tagged(i, text.to_owned()),
        FieldType::Text | FieldType::Note if op == Op::Has => Condition::Contains(i, text.to_owned()),
        FieldType::Text | FieldType::Note => Condition::OneOf(i, vec![Value::Text(text.to_owned())]),
        FieldType::Choice(_) | FieldType::Bool => {
            let value = read_with(f, text, &Style::default()).map_err(|e| invalid(f.name, text, e))?;
            Condition::OneOf(i, vec![value])
        }
        _ => {
            let (low, high) = reach(session, f, text)?;
            Condition::Between(i, low, high)
        }
    })
}

/// The records that a reference may mean: `me`, a code, a name; a region stands for all below it.
fn references(session: &Session, f: &'static Field, kind: Kind, text: &str) -> Result<Vec<Value>> {
    let conn = session.store.conn();
    let mut ids = match (kind, text) {
        (Kind::User, "me" | "我") => session.actor.user.into_iter().collect(),
        _ => listing::ids_of(conn, kind, text)?,
    };
    if ids.is_empty() {
        return Err(invalid(f.name, text, Expected::Existing(kind, Vec::new())));
    }
    if kind == Kind::Region {
        ids = listing::regions_below(conn, &ids)?;
    }
    Ok(ids.into_iter().map(Value::Int).collect())
}

/// The first and last stored value that a text means: a month is all its days, a day all its seconds.
fn reach(session: &Session, f: &'static Field, text: &str) -> Result<(i64, i64)> {
    if matches!(f.ty, FieldType::Date | FieldType::Time) {
        let today = session.as_of();
        let span = match text {
            "today" | "今天" => Some(Span { from: today, to: today }),
            _ => text.parse().ok().map(|named: Named| Ok::<_, OpError>(closings::names(session)?.span(named))).transpose()?,
        };
        if let Some(span) = span {
            return Ok(match f.ty {
                FieldType::Date => (day_number(span.from).into(), day_number(span.to).into()),
                _ => (start_of(session, span.from), start_of(session, span.to + chrono::Days::new(1)) - 1),
            });
        }
    }
    let style = session.style()?;
    let value = read_with(f, text, &style).map_err(|e| invalid(f.name, text, e))?;
    let value = value.int().ok_or_else(|| invalid(f.name, text, Expected::Given))?;
    Ok((value, value))
}

fn start_of(session: &Session, day: chrono::NaiveDate) -> i64 {
    let midnight = day.and_time(NaiveTime::MIN);
    let zone = session.policy.organisation.zone;
    zone.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc().timestamp(), |t| t.timestamp())
}

/// Codes of the kinds that the columns refer to.
fn codes_for(session: &Session, kind: Kind, columns: &[usize]) -> Result<HashMap<Kind, HashMap<i64, String>>> {
    let mut codes = HashMap::new();
    for column in columns {
        if let Some(Field { ty: FieldType::Ref(other), .. }) = kind.def().fields.get(*column)
            && !codes.contains_key(other)
        {
            codes.insert(*other, record::codes(session.store.conn(), *other)?);
        }
    }
    Ok(codes)
}

/// What people call the records that a value refers to: the name of a region, type, line or user, the code of others.
pub fn names(session: &Session, list: &mut List, lang: Lang) -> Result<()> {
    for (kind, codes) in &mut list.codes {
        let [en, zh] = kind.def().conduct.shown;
        let fields = if lang == Lang::En { en } else { zh };
        if fields.is_empty() {
            continue;
        }
        for row in record::query(session.store.conn(), *kind, "", &[])? {
            let name = fields.iter().find_map(|f| row.get(f).text());
            if let Some(name) = name {
                codes.insert(row.id, name.to_owned());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
