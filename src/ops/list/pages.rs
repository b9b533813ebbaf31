//! Records of any kind as documents: lists, of which rows come one by one, and one record with its fields.

use chrono_tz::Tz;

use super::{List, Related, each};
use crate::domain::explain::Words;
use crate::domain::figure::{Figure as Computed, Unit};
use crate::domain::kinds::Alert;
use crate::domain::money::{Money, Rate, div_round};
use crate::domain::partner::FIGURES;
use crate::domain::record::{BROUGHT_IN, Field, FieldType, Kind, Lang, Row, Value};
use crate::exchange::out::OutError;
use crate::i18n::{number, text, warning};
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Line, Name, Opens, Table, Type, What};
use crate::t;

/// So many of each kind that refers to a record are shown where it is opened.
const OPENED: i64 = 50;

/// A column of a list.
#[derive(Clone, Copy, Debug)]
enum Of {
    /// A declared field.
    Field(&'static Field),
    /// A computed figure of a partner.
    Figure(Computed),
}

impl Of {
    fn name(self) -> &'static str {
        match self {
            Self::Field(f) => f.name,
            Self::Figure(f) => f.name(),
        }
    }

    /// What it holds.
    fn ty(self) -> Type {
        match self {
            Self::Field(f) => Type::of(f),
            Self::Figure(f) => Type::of_unit(f.unit()),
        }
    }

    /// Its heading, with the unit of its numbers.
    fn head(self, lang: Lang) -> String {
        match self {
            Self::Field(f) => format!("{}{}", f.label.get(lang), f.unit.map(|u| format!(" {}", u.get(lang))).unwrap_or_default()),
            Self::Figure(f) => f.head().get(lang).to_owned(),
        }
    }
}

/// The columns of a list, with their positions.
fn columns(list: &List) -> impl Iterator<Item = (usize, Of)> + '_ {
    list.columns.iter().filter_map(|i| {
        let column = list.field(*i).map(Of::Field).or_else(|| list.figure(*i).map(Of::Figure));
        column.map(|c| (*i, c))
    })
}

/// The columns of a list as documents declare them: the id, where records have one, and each column.
#[must_use]
pub fn declared(lang: Lang, list: &List) -> Vec<Column> {
    let id = (!list.kind.is_fact()).then(|| Column::number("id", Words::Text("#".to_owned())).nested());
    let of = |(_, column): (usize, Of)| Column::typed(column.name(), Words::Text(column.head(lang)), column.ty());
    id.into_iter().chain(columns(list).map(of)).collect()
}

/// A record as a row of its list.
#[must_use]
pub fn line(lang: Lang, zone: Tz, list: &List, row: &Row) -> Line {
    // what is found for this look alone has none
    let number = |id: i64| if id > 0 { What::Number(id) } else { What::Nothing };
    let id = (!list.kind.is_fact()).then(|| number(row.id).into());
    let of = |(i, column): (usize, Of)| {
        let value = row.values.get(i).unwrap_or(&Value::Null);
        let (what, said) = match column {
            Of::Field(field) => (held(list, row, field, value), shown(lang, zone, list, row, i, field)),
            Of::Figure(f) => (figure(f, value), figure_shown(lang, f, value)),
        };
        Cell::of(what.said(Words::Text(said)))
    };
    Line::new(id.into_iter().chain(columns(list).map(of)).collect())
}

/// A field of a record as data.
fn held(list: &List, row: &Row, field: &'static Field, value: &Value) -> What {
    if let Some(cause) = cause(row, field) {
        return cause.into();
    }
    let label = list.code(field, value).map(|code| Name { code: code.to_owned(), ..Name::default() });
    What::Field { field, value: value.clone(), label }
}

fn figure(figure: Computed, value: &Value) -> What {
    match value {
        Value::Int(n) => What::in_unit(figure.unit(), *n),
        Value::Text(text) => text.as_str().into(),
        Value::Null => What::Nothing,
    }
}

/// A list whose rows are still to come.
#[must_use]
pub fn begun(session: &Session, lang: Lang, list: &List) -> Document {
    session
        .document("qudao.list/1")
        .title(Words::Label(list.kind.def().label))
        .head("kind", Words::key("report-kind"), list.kind.def().name)
        .with(Block::table("rows", Table::new(declared(lang, list), Vec::new()), Words::nothing()))
}

/// The rows of a list, one by one.
///
/// # Errors
/// Those of the file and of `push`.
pub fn rows(
    session: &Session,
    lang: Lang,
    list: &List,
    push: &mut dyn FnMut(Line) -> std::result::Result<(), OutError>,
) -> std::result::Result<(), OutError> {
    let zone = session.policy.organisation.zone;
    each(session, list, |row| push(line(lang, zone, list, &row)))
}

/// How many rows there are, for people.
#[must_use]
pub fn count(lang: Lang, rows: usize) -> Words {
    let count = i64::try_from(rows).unwrap_or(i64::MAX);
    Words::Text(t!(lang, "list-rows", count = count, shown = number::count(count)))
}

/// The fields and figures that a list of a kind can show.
#[must_use]
pub fn help(lang: Lang, kind: Kind) -> Document {
    let fields = kind.def().fields.iter().map(Of::Field);
    let all: Vec<Of> = fields.chain(FIGURES.iter().filter(|_| kind == Kind::Partner).map(|f| Of::Figure(*f))).collect();
    let label = move |of: &Of, lang: Lang| match of {
        Of::Field(f) => f.label.get(lang),
        Of::Figure(f) => f.head().get(lang),
    };
    let columns = Columns::default()
        .with(Column::code("column", Words::key("list-column")), |of: &Of| of.name())
        .with(Column::text("label", Words::key("list-column-label")), move |of| label(of, lang));
    Document::new("qudao.list.columns/1").with(Block::table("rows", columns.table(&all), Words::nothing()))
}

/// The fields of a kind that a person gives, and what each takes.
#[must_use]
pub fn fields_of(lang: Lang, kind: Kind) -> Document {
    let columns = Columns::default()
        .with(Column::code("field", Words::key("schema-field")), |f: &Field| f.name)
        .with(Column::text("label", Words::key("list-column-label")), move |f| f.label.get(lang))
        .with(Column::code("type", Words::key("schema-type")), |f| Type::of(f).json())
        .with(Column::text("takes", Words::key("fields-takes")), move |f| takes(lang, f))
        .with(Column::flag("required", Words::key("fields-required")), |f| f.required)
        .with(Column::flag("once", Words::key("fields-once")), |f| f.once);
    let given: Vec<Field> = kind.def().fields.iter().filter(|f| !f.computed).copied().collect();
    let table = columns.table(&given);
    Document::new("qudao.fields/1")
        .title(Words::Label(kind.def().label))
        .head("kind", Words::key("report-kind"), kind.def().name)
        .with(Block::table("rows", table, Words::nothing()))
}

/// The fields of these kinds that a mapping may give.
#[must_use]
pub fn mapping(lang: Lang, kinds: &[Kind]) -> Document {
    let columns = Columns::default()
        .with(Column::code("kind", Words::key("report-kind")), |(kind, _): &(Kind, &Field)| kind.def().plural)
        .with(Column::code("field", Words::key("schema-field")), |(_, f)| f.name)
        .with(Column::text("label", Words::key("list-column-label")), move |(_, f)| f.label.get(lang))
        .with(Column::code("type", Words::key("schema-type")), |(_, f)| Type::of(f).json())
        .with(Column::text("takes", Words::key("fields-takes")), move |(_, f)| takes(lang, f))
        .with(Column::flag("required", Words::key("fields-required")), |(_, f)| f.required && f.default.is_none())
        .with(Column::flag("history", Words::key("fields-history")), |(_, f)| f.computed);
    let of = |kind: Kind| kind.def().fields.iter().filter(move |f| !kind.def().is_own(f.name)).map(move |f| (kind, f));
    let given: Vec<(Kind, &Field)> = kinds.iter().copied().flat_map(of).collect();
    Document::new("qudao.mapping/1").with(Block::table("rows", columns.table(&given), Words::nothing()))
}

/// What a field takes: its choices, the kind that it refers to, its unit.
fn takes(lang: Lang, f: &Field) -> String {
    match f.ty {
        FieldType::Choice(choices) => choices.iter().map(|c| c.code).collect::<Vec<_>>().join(", "),
        FieldType::Ref(kind) => kind.def().label.get(lang).to_owned(),
        _ => f.unit.map(|unit| unit.get(lang).to_owned()).unwrap_or_default(),
    }
}

/// What [`members`] of a list holds.
#[must_use]
pub fn parts(list: &List) -> Vec<Column> {
    let label = |c: Column| Column { label: if c.name == "id" { c.label } else { Words::field(list.kind, c.name) }, ..c };
    declared(Lang::En, list).into_iter().map(label).collect()
}

/// A record as members of a document: its id, its fields.
#[must_use]
pub fn members(list: &List, row: &Row) -> Vec<(&'static str, What)> {
    let line = line(Lang::En, Tz::UTC, list, row);
    declared(Lang::En, list).iter().map(|c| c.name).zip(line.cells.into_iter().map(|cell| cell.what)).collect()
}

/// A record with the version that was seen, of which people read `said`; in a flat file it is a row.
#[must_use]
pub fn record(name: &'static str, list: &List, row: &Row, said: Option<Words>) -> [Block; 2] {
    let values = members(list, row).into_iter().map(|(_, what)| what);
    let mut all: Vec<_> =
        parts(list).into_iter().zip(values).map(|(c, what)| Figure::new(c.name, c.label, what.into()).typed(c.ty)).collect();
    all.push(Figure::new("version", Words::key("report-version"), What::Number(row.version).into()));
    let flat = Table::new(declared(Lang::En, list), vec![line(Lang::En, Tz::UTC, list, row)]).unseen();
    [Block::members(name, all, said), Block::table("", flat, Words::nothing())]
}

/// One record with what refers to it, of each kind at most `limit`; `all`: people also read what is not given.
pub fn one(session: &Session, lang: Lang, row: &Row, (all, limit): (bool, i64)) -> Result<Document> {
    let kind = row.kind;
    let whole = super::whole(session, kind)?;
    let found = super::related(session, row, limit)?;
    let zone = session.policy.organisation.zone;
    let mut named = whole.clone();
    super::names(session, &mut named, lang)?;
    let said = Words::Text(fields(lang, zone, &named, row, all));
    let mut document = session.document("qudao.show/1").head("kind", Words::key("report-kind"), kind.def().name);
    document.blocks.extend(record("record", &whole, row, Some(said)));
    document = document.with(related(&found));
    for mut r in found {
        super::names(session, &mut r.list, lang)?;
        let label = r.list.kind.def().label.get(lang);
        let head = t!(lang, "show-related", kind = label, shown = r.rows.len().to_string(), count = r.count.to_string());
        let rows = r.rows.iter().map(|row| line(lang, zone, &r.list, row)).collect();
        let table = Table::new(declared(lang, &r.list), rows);
        document = document.with(Block::table("", table, Words::nothing()).head(Words::Text(head)));
    }
    Ok(document)
}

/// One record as the screen opens it: its fields, and what refers to it; what a row refers to opens.
///
/// # Errors
/// Those of the file.
pub fn opened(session: &Session, lang: Lang, row: &Row) -> Result<Document> {
    let mut whole = super::whole(session, row.kind)?;
    super::names(session, &mut whole, lang)?;
    let zone = session.policy.organisation.zone;
    let said = |(i, f): (usize, &Field)| shown(lang, zone, &whole, row, i, f);
    let opens = |(i, f): (usize, &Field)| match (f.ty, row.values.get(i)) {
        (FieldType::Ref(kind), Some(Value::Int(id))) => Some(Opens::Record(kind, *id)),
        _ => None,
    };
    let fields: Vec<(usize, &'static Field)> = columns(&whole)
        .filter_map(|(i, of)| if let Of::Field(f) = of { Some((i, f)) } else { None })
        .filter(|field| !said(*field).is_empty())
        .collect();
    let of = Columns::default()
        .with(Column::text("field", Words::key("schema-field")), |(_, f): &(usize, &'static Field)| Of::Field(f).head(lang))
        .with(Column::text("value", Words::key("explain-value")), |field| said(*field));
    let mut table = of.table(&fields);
    for (line, field) in table.rows.iter_mut().zip(&fields) {
        line.opens = opens(*field);
    }
    let title = format!("{} {}", row.kind.def().label.get(lang), if row.kind.is_fact() { String::new() } else { row.code() });
    let mut document = Document::new("qudao.show/1").title(Words::Text(title.trim_end().to_owned()));
    document.blocks.push(Block::table("record", table, Words::nothing()));
    let found = if row.kind.is_fact() { Vec::new() } else { super::related(session, row, OPENED)? };
    for mut r in found {
        super::names(session, &mut r.list, lang)?;
        let mut table = Table::new(declared(lang, &r.list), r.rows.iter().map(|row| line(lang, zone, &r.list, row)).collect());
        for (line, row) in table.rows.iter_mut().zip(&r.rows) {
            line.opens = Some(Opens::Record(row.kind, row.id));
        }
        let block = Block::table(r.list.kind.def().plural, table, Words::nothing());
        document = document.with(block.head(Words::Label(r.list.kind.def().label)));
    }
    Ok(document)
}

/// The records that refer to one, by their kinds, as a block of a document.
#[must_use]
pub fn related(found: &[Related]) -> Block {
    let rows = |r: &Related| What::List(r.rows.iter().map(|row| What::Members(members(&r.list, row))).collect());
    let of = |r: &Related| {
        let side = What::Members(vec![("count", r.count.into()), ("rows", rows(r))]);
        (r.list.kind.def().plural, side)
    };
    let all = What::Members(found.iter().map(of).collect());
    let part = |r: &Related| {
        let (def, key) = (r.list.kind.def(), Words::key);
        let rows = Column::list("rows", key("report-ids")).of(parts(&r.list));
        Column::members(def.plural, Words::Label(def.label)).of(vec![Column::count("count", key("report-count")), rows])
    };
    let related = Figure::new("related", Words::key("report-linked"), all.into()).of(found.iter().map(part).collect());
    Block::members("", vec![related], Some(Words::nothing()))
}

/// The fields of a record for people, one a line, labels in a column; `all`: also those that are not given.
#[must_use]
pub fn fields(lang: Lang, zone: Tz, list: &List, row: &Row, all: bool) -> String {
    let label = |f: &Field| f.label.get(lang);
    let widest = list.kind.def().fields.iter().map(|f| text::width(label(f))).max().unwrap_or(0);
    let mut lines = Vec::new();
    for (i, f) in columns(list).filter_map(|(i, of)| if let Of::Field(f) = of { Some((i, f)) } else { None }) {
        let value = shown(lang, zone, list, row, i, f);
        // that it began here goes without saying
        let quiet = value.is_empty() || (f.name == BROUGHT_IN && !row.is_brought_in());
        if quiet && !all {
            continue;
        }
        let indented = value.replace('\n', &format!("\n{}", " ".repeat(widest + 2)));
        let unit = f.unit.filter(|_| !value.is_empty()).map(|u| format!(" {}", u.get(lang))).unwrap_or_default();
        lines.push(format!("{}  {indented}{unit}", text::fit(label(f), widest, text::Align::Left)));
    }
    lines.join("\n")
}

/// A figure as people read it; what is not rated is a dash.
fn figure_shown(lang: Lang, figure: Computed, value: &Value) -> String {
    match (value, figure.unit()) {
        (Value::Null, _) => "-".to_owned(),
        (Value::Int(i), Unit::Points) => div_round(i128::from(*i), 100).to_string(),
        (Value::Int(i), Unit::Days) => div_round(i128::from(*i), 10).to_string(),
        (Value::Int(i), Unit::Money) => number::amount(lang, Money(*i)),
        (Value::Int(i), Unit::Rate) => number::percent(Rate(*i)),
        (Value::Int(_), Unit::Day) => figure.field().strict(value),
        (Value::Int(i), _) => number::count(*i),
        (Value::Text(code), Unit::Code(list)) => {
            list.iter().find(|c| c.code == code).map_or_else(|| code.clone(), |c| c.label.get(lang).to_owned())
        }
        (Value::Text(text), _) => text.clone(),
    }
}

/// The figure of an alert and its limit as people read them, with the rule's unit; one that holds for a reason says which.
fn figure_of_alert(lang: Lang, row: &Row, field: &Field) -> Option<String> {
    if row.kind != Kind::Alert || !matches!(field.name, "value" | "bound") || row.get(field.name).is_null() {
        return None;
    }
    let alert = row.typed::<Alert>().ok()?.record;
    let (figure, limit) = warning::of_alert(lang, &alert);
    Some(match (warning::of(&alert).cause(), field.name) {
        (Some(_), "value") => warning::alert(lang, &alert),
        (None, "value") => figure,
        _ => limit,
    })
}

/// Why a rule holds that holds for a reason, as data: the column holds the place of the reason.
fn cause(row: &Row, field: &Field) -> Option<&'static str> {
    if row.kind != Kind::Alert || field.name != "value" || row.get("value").is_null() {
        return None;
    }
    Some(warning::of(&row.typed::<Alert>().ok()?.record).cause()?.code)
}

/// A value as people read it.
#[must_use]
pub fn shown(lang: Lang, zone: Tz, list: &List, row: &Row, column: usize, field: &Field) -> String {
    let value = row.values.get(column).unwrap_or(&Value::Null);
    if let Some(said) = figure_of_alert(lang, row, field) {
        return said;
    }
    match field.ty {
        // a number that names a thing is not an amount of something
        FieldType::Int if list.kind.def().key.contains(&field.name) => field.strict(value),
        _ => number::value(lang, field, value, list.code(field, value), zone),
    }
}
