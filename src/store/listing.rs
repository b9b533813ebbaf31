//! Lists of any kind: filtered, sorted, read row by row.

use std::fmt::Write as _;

use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::record::{read, select};
use super::{Result, record};
use crate::domain::figure::Unit;
use crate::domain::partner::FIGURES;
use crate::domain::record::{Field, FieldType, Kind, Row, Value};

/// How a value compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Compare {
    fn sign(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// What must hold for a row; fields by their position in the declaration.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// The field is one of these, of which `Null` is "not given".
    OneOf(usize, Vec<Value>),
    /// The field compares so.
    Compares(usize, Compare, Value),
    /// The field is from the first up to and including the second.
    Between(usize, i64, i64),
    /// The field's text contains this, in any case.
    Contains(usize, String),
    /// One of the words of a field of tags is this.
    Tagged(usize, String),
    /// Some text of the record contains this, in any case.
    Mentions(String),
    /// A computed figure of the partner is one of these, of which `Null` is "not rated".
    FigureOneOf(&'static str, Vec<Value>),
    /// A computed figure of the partner compares so.
    FigureCompares(&'static str, Compare, i64),
    /// One of these holds.
    Any(Vec<Condition>),
    /// This does not hold.
    Not(Box<Condition>),
}

/// Which rows in which order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// All of these hold.
    pub conditions: Vec<Condition>,
    /// Fields to sort by, and whether downwards; for partners the positions go on with [`FIGURES`].
    pub sort: Vec<(usize, bool)>,
    /// At most so many rows.
    pub limit: Option<i64>,
}

/// Reads the rows one after the other.
///
/// # Errors
/// Those of the file and of `each`, which ends the reading.
pub fn each<E: From<super::StoreError>>(
    conn: &Connection,
    kind: Kind,
    query: &Query,
    mut each: impl FnMut(Row) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let (clause, parameters) = clause(kind, query);
    let failed = |e: rusqlite::Error| E::from(e.into());
    let mut statement = conn.prepare(&format!("{} {clause}", select(kind))).map_err(failed)?;
    let mut rows = statement.query(params_from_iter(&parameters)).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        each(read(kind, row).map_err(failed)?)?;
    }
    Ok(())
}

/// The ids of the rows, in no order.
pub fn ids(conn: &Connection, kind: Kind, conditions: &[Condition]) -> Result<Vec<u32>> {
    let (mut sql, mut parameters) = (format!("SELECT id FROM \"{}\"", kind.def().name), Vec::new());
    sql.push_str(" WHERE ");
    joined(" AND ", "1", conditions, &mut sql, &mut |c, sql| write(kind, c, sql, &mut parameters));
    let mut statement = conn.prepare(&sql)?;
    let ids = statement.query_map(params_from_iter(&parameters), |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

/// How many rows the conditions hold for, whatever the limit.
pub fn count(conn: &Connection, kind: Kind, query: &Query) -> Result<i64> {
    let all = Query { sort: Vec::new(), limit: None, ..query.clone() };
    let (clause, parameters) = clause(kind, &all);
    let sql = format!("SELECT count(*) FROM \"{}\" {clause}", kind.def().name);
    Ok(conn.prepare(&sql)?.query_row(params_from_iter(&parameters), |r| r.get(0))?)
}

/// The ids that a person may mean by a text: the code, else a name in full, else part of a name.
pub fn ids_of(conn: &Connection, kind: Kind, text: &str) -> Result<Vec<i64>> {
    if let Some(id) = record::id_by_code(conn, kind, text)? {
        return Ok(vec![id]);
    }
    let names: Vec<&str> =
        ["name", "short_name", "name_zh", "full_name"].into_iter().filter(|n| kind.def().field(n).is_some()).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    for (test, pattern) in [("= ?1 COLLATE NOCASE", text.to_owned()), ("LIKE ?1 ESCAPE '\\'", like(text))] {
        let any: Vec<String> = names.iter().map(|n| format!("\"{n}\" {test}")).collect();
        let sql = format!("SELECT id FROM \"{}\" WHERE {} LIMIT 500", kind.def().name, any.join(" OR "));
        let mut statement = conn.prepare_cached(&sql)?;
        let ids = statement.query_map([&pattern], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        if !ids.is_empty() {
            return Ok(ids);
        }
    }
    Ok(Vec::new())
}

/// The regions and everything below them.
pub fn regions_below(conn: &Connection, tops: &[i64]) -> Result<Vec<i64>> {
    let sql = "WITH RECURSIVE below(id) AS (SELECT value FROM json_each(?1) UNION SELECT r.id FROM region r JOIN below ON r.parent = below.id)
               SELECT id FROM below";
    let tops = serde_json::to_string(tops).unwrap_or_default();
    let mut statement = conn.prepare_cached(sql)?;
    let ids = statement.query_map([tops], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(ids)
}

/// A `LIKE` pattern that finds the text anywhere.
fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

fn clause(kind: Kind, query: &Query) -> (String, Vec<Value>) {
    let (mut sql, mut parameters) = (String::new(), Vec::new());
    if !query.conditions.is_empty() {
        sql.push_str("WHERE ");
        joined(" AND ", "1", &query.conditions, &mut sql, &mut |c, sql| write(kind, c, sql, &mut parameters));
    }
    for (i, (field, down)) in query.sort.iter().enumerate() {
        sql.push_str(if i == 0 { " ORDER BY " } else { ", " });
        sql.push_str(&order(kind, *field));
        if *down {
            sql.push_str(" DESC");
        }
    }
    // a second run lists the same order
    let last = if kind.is_fact() { "" } else { "id" };
    if !last.is_empty() {
        let _ = write!(sql, "{} {last}", if query.sort.is_empty() { " ORDER BY" } else { "," });
    }
    if let Some(limit) = query.limit {
        let _ = write!(sql, " LIMIT {limit}");
    }
    (sql, parameters)
}

/// What a field sorts by: a reference by its code, a closed list by its order.
fn order(kind: Kind, field: usize) -> String {
    let Some(field) = kind.def().fields.get(field) else { return figure_order(field - kind.def().fields.len()) };
    let column = format!("\"{}\".\"{}\"", kind.def().name, field.name);
    match field.ty {
        FieldType::Ref(other) => match other.def().key.first() {
            Some(key) => format!("(SELECT o.\"{key}\" FROM \"{}\" o WHERE o.id = {column})", other.def().name),
            None => column,
        },
        FieldType::Choice(list) => {
            let mut sql = format!("CASE {column}");
            for (i, choice) in list.iter().enumerate() {
                let _ = write!(sql, " WHEN '{}' THEN {i}", choice.code);
            }
            sql + " END"
        }
        _ => column,
    }
}

/// What a computed figure of a partner sorts by; what is not rated stands last.
fn figure_order(figure: usize) -> String {
    let Some(figure) = FIGURES.get(figure) else { return "1".to_owned() };
    let column = format!("(SELECT f.\"{}\" FROM partner_figures f WHERE f.partner = partner.id)", figure.name());
    let Unit::Code(list) = figure.unit() else { return format!("{column} IS NULL, {column}") };
    let mut sql = format!("{column} IS NULL, CASE {column}");
    for (i, choice) in list.iter().enumerate() {
        let _ = write!(sql, " WHEN '{}' THEN {i}", choice.code);
    }
    sql + " END"
}

/// The stored figures of a partner, in the order of [`FIGURES`]; `Null` each where it has none.
pub fn figures_of(conn: &Connection, partner: i64) -> Result<Vec<Value>> {
    let columns: Vec<String> = FIGURES.iter().map(|f| format!("\"{}\"", f.name())).collect();
    let sql = format!("SELECT {} FROM partner_figures WHERE partner = ?1", columns.join(", "));
    let mut statement = conn.prepare_cached(&sql)?;
    let read = |r: &rusqlite::Row<'_>| (0..FIGURES.len()).map(|i| r.get(i)).collect::<rusqlite::Result<Vec<Value>>>();
    Ok(statement.query_row([partner], read).optional()?.unwrap_or_else(|| vec![Value::Null; FIGURES.len()]))
}

/// Writes conditions with a word between them, in brackets by halves: `SQLite` takes a tree of any width, but of no depth.
fn joined<T>(word: &str, none: &str, all: &[T], sql: &mut String, write: &mut dyn FnMut(&T, &mut String)) {
    match all {
        [] => sql.push_str(none),
        [one] => write(one, sql),
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            sql.push('(');
            joined(word, none, left, sql, write);
            sql.push_str(word);
            joined(word, none, right, sql, write);
            sql.push(')');
        }
    }
}

fn write(kind: Kind, condition: &Condition, sql: &mut String, parameters: &mut Vec<Value>) {
    let name = |field: usize| kind.def().fields.get(field).map_or("", |f| f.name);
    let mut mark = |value: Value| {
        parameters.push(value);
        format!("?{}", parameters.len())
    };
    match condition {
        Condition::OneOf(field, values) => {
            let name = name(*field);
            let marks: Vec<String> = values.iter().filter(|v| !v.is_null()).map(|v| mark(v.clone())).collect();
            let missing = match (values.iter().any(Value::is_null), kind.is_fact()) {
                (false, _) => String::new(),
                (true, false) => format!(" OR \"{name}\" IS NULL"),
                // the key of a fact has no nulls: what is absent is 0 or the empty text
                (true, true) => format!(" OR \"{name}\" IS NULL OR \"{name}\" IN (0, '')"),
            };
            let _ = write!(sql, "(coalesce(\"{name}\" IN ({}), 0){missing})", marks.join(", "));
        }
        Condition::Compares(field, compare, value) => {
            let sign = compare.sign();
            let _ = write!(sql, "coalesce(\"{}\" {sign} {}, 0)", name(*field), mark(value.clone()));
        }
        Condition::Between(field, from, to) => {
            let (from, to) = (mark(Value::Int(*from)), mark(Value::Int(*to)));
            let _ = write!(sql, "coalesce(\"{}\" BETWEEN {from} AND {to}, 0)", name(*field));
        }
        Condition::Contains(field, text) => {
            let pattern = mark(Value::Text(like(text)));
            let _ = write!(sql, "coalesce(\"{}\" LIKE {pattern} ESCAPE '\\', 0)", name(*field));
        }
        Condition::Tagged(field, tag) => {
            let pattern = mark(Value::Text(like(&format!(",{tag},"))));
            let _ = write!(sql, "coalesce(',' || \"{}\" || ',' LIKE {pattern} ESCAPE '\\', 0)", name(*field));
        }
        Condition::Mentions(text) if kind == Kind::Partner => {
            let key = mark(Value::Text(crate::domain::search::fold(text)));
            let notes = mark(Value::Text(like(text)));
            let _ = write!(
                sql,
                "(partner.id IN (SELECT partner FROM partner_search WHERE instr(keys, {key}))
                  OR coalesce(notes LIKE {notes} ESCAPE '\\', 0) OR coalesce(tags LIKE {notes} ESCAPE '\\', 0)
                  OR coalesce(city LIKE {notes} ESCAPE '\\', 0))"
            );
        }
        Condition::Mentions(text) => {
            let is_text = |f: &&Field| matches!(f.ty, FieldType::Text | FieldType::Note | FieldType::Tags);
            let texts: Vec<&Field> = kind.def().fields.iter().filter(is_text).collect();
            if texts.is_empty() {
                // a value that stands nowhere is one too many
                sql.push_str("(0)");
            } else {
                let pattern = mark(Value::Text(like(text)));
                let any = |f: &&Field| format!("coalesce(\"{}\" LIKE {pattern} ESCAPE '\\', 0)", f.name);
                let _ = write!(sql, "({})", texts.iter().map(any).collect::<Vec<_>>().join(" OR "));
            }
        }
        Condition::FigureOneOf(figure, values) => {
            let marks: Vec<String> = values.iter().filter(|v| !v.is_null()).map(|v| mark(v.clone())).collect();
            // what has no row has no value either
            let (not, test) = if values.iter().any(Value::is_null) {
                ("NOT ", format!("\"{figure}\" IS NOT NULL AND \"{figure}\" NOT IN ({})", marks.join(", ")))
            } else {
                ("", format!("\"{figure}\" IN ({})", marks.join(", ")))
            };
            let _ = write!(sql, "partner.id {not}IN (SELECT partner FROM partner_figures WHERE {test})");
        }
        Condition::FigureCompares(figure, compare, value) => {
            let (sign, mark) = (compare.sign(), mark(Value::Int(*value)));
            let _ = write!(sql, "partner.id IN (SELECT partner FROM partner_figures WHERE \"{figure}\" {sign} {mark})");
        }
        Condition::Any(conditions) => {
            joined(" OR ", "0", conditions, sql, &mut |c, sql| write(kind, c, sql, parameters));
        }
        Condition::Not(inner) => {
            sql.push_str("NOT ");
            write(kind, inner, sql, parameters);
        }
    }
}
