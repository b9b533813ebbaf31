//! `qudao list KIND`: records of any kind, in every format; text, JSON and CSV on stdout are written as the rows are read.

use super::explain::decimal;
use super::output::{self, Align, JsonRows, Table, To, Units, print};
use super::{Ctx, Exit, Format, Usage};
use crate::domain::explain::Words;
use crate::domain::figure::{Figure, Unit};
use crate::domain::kinds::Alert;
use crate::domain::money::{Money, Rate, div_round};
use crate::domain::nearest::nearest;
use crate::domain::partner::{FIGURES, LISTED};
use crate::domain::record::{Field, FieldType, Kind, Lang, Row, Value};
use crate::exchange::json;
use crate::i18n::{number, warning};
use crate::ops::Session;
use crate::ops::kpi::pages;
use crate::ops::list::{self, List, Wish};
use crate::report::{self, Block, Document, Type, What};
use crate::store::StoreError;
use crate::t;

/// Options of `list`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = kinds())]
pub struct Args {
    /// What: partners, contacts, tickets, tasks, invoices, payments, targets, sales, inventory, regions, users ...
    kind: String,
    /// Which: `region:华东 status:active credit_limit>=100000 owner:me -tags:vip 川渝`.
    #[arg(long, short, default_value = "", hide_default_value = true, value_name = "EXPR", allow_hyphen_values = true)]
    filter: String,
    /// Fields to sort by, with commas; `-` in front is downwards.
    #[arg(long, short, value_delimiter = ',', value_name = "FIELD", allow_hyphen_values = true)]
    sort: Vec<String>,
    /// Fields to show, with commas; `help` lists them.
    #[arg(long, short, value_delimiter = ',', value_name = "FIELD")]
    columns: Vec<String>,
    /// At most so many rows.
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<u32>,
    #[command(flatten)]
    to: To,
}

impl Args {
    /// Everything of a kind.
    pub(super) fn of(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            filter: String::new(),
            sort: Vec::new(),
            columns: Vec::new(),
            limit: None,
            to: To::default(),
        }
    }
}

/// The names of every kind, for the manual.
#[must_use]
pub fn kinds() -> String {
    let names = Kind::ALL.iter().map(|k| k.def().plural).collect::<Vec<_>>().join(", ");
    format!("Kinds: {names}.")
}

/// Prints the fields that a list of a kind can show, with their labels.
fn columns_of(lang: Lang, kind: Kind) -> anyhow::Result<Exit> {
    let mut table = Table::new([(t!(lang, "list-column"), Align::Left), (t!(lang, "list-column-label"), Align::Left)]);
    for f in kind.def().fields {
        table.row([f.name, f.label.get(lang)]);
    }
    for f in FIGURES.iter().filter(|_| kind == Kind::Partner) {
        table.row([f.name(), f.head().get(lang)]);
    }
    table.print()?;
    Ok(Exit::Done)
}

/// The kind that a person names.
///
/// # Errors
/// [`Usage`] names the kinds there are.
pub fn kind_of(lang: Lang, name: &str) -> anyhow::Result<Kind> {
    let found = Kind::from_name(name).or_else(|| Kind::ALL.iter().copied().find(|k| k.def().label.zh == name));
    found.ok_or_else(|| {
        let near = nearest(name, Kind::ALL.iter().map(|k| k.def().plural), 3);
        let near = near.join(if lang == Lang::Zh { "、" } else { ", " });
        Usage(match near.as_str() {
            "" => t!(lang, "usage-kind", name = name),
            near => t!(lang, "usage-kind-near", name = name, near = near),
        })
        .into()
    })
}

/// Prints the list.
///
/// # Errors
/// A kind, field or value that is not known; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    // what is streamed to stdout, or in_one_piece as a document
    let in_one_piece = args.to.is_file() || ctx.is_asked(&[Format::Xlsx, Format::Md, Format::Html]);
    let format = if in_one_piece { args.to.format(ctx)? } else { ctx.format(&[Format::Text, Format::Json, Format::Csv])? };
    let kind = kind_of(lang, &args.kind)?;
    ctx.subject = Some(kind);
    if args.columns.iter().map(String::as_str).eq(["help"]) {
        return columns_of(lang, kind);
    }
    // a document holds every field unless columns were chosen; a table has no room for them
    let wanted = match format {
        Format::Text | Format::Md | Format::Html if kind == Kind::Partner && args.columns.is_empty() => {
            LISTED.iter().map(|n| (*n).to_owned()).collect()
        }
        Format::Text | Format::Md | Format::Html => args.columns,
        _ if args.columns.is_empty() => kind.def().fields.iter().map(|f| f.name.to_owned()).collect(),
        _ => args.columns,
    };
    let wish = Wish { filter: args.filter, sort: args.sort, columns: wanted, limit: args.limit.map(i64::from) };
    let session = ctx.session()?;
    let mut list = list::list(session, kind, &wish)?;
    if list.needs_figures() || kind == Kind::Alert {
        session.stored_figures()?;
    }
    if in_one_piece {
        list::names(session, &mut list, lang)?;
        return print(ctx, &args.to, |session| held_document(session, lang, &list));
    }
    match format {
        Format::Json => {
            let as_of = session.as_of().to_string();
            let head = [("schema", "qudao.list/1"), ("as_of", as_of.as_str()), ("kind", kind.def().name)];
            let mut rows = JsonRows::begin(output::stdout(), &head, &units(&list))?;
            list::each(session, &list, |row| Ok::<_, Failed>(rows.row(&document(&list, &row))?)).map_err(Failed::cause)?;
            rows.end()?;
        }
        Format::Csv => {
            let mut out = csv::Writer::from_writer(output::data());
            out.write_record(columns(&list).map(|(_, c)| c.name()))?;
            list::each(session, &list, |row| Ok::<_, Failed>(out.write_record(cells(&list, &row))?)).map_err(Failed::cause)?;
            out.flush()?;
        }
        _ => {
            list::names(session, &mut list, lang)?;
            let mut table = table(lang, &list);
            let zone = session.policy.organisation.zone;
            list::each(session, &list, |row| {
                table.row(columns(&list).map(|(i, c)| match c {
                    Column::Field(f) => shown(lang, &list, &row, i, f, zone),
                    Column::Figure(f) => figure_shown(lang, f, row.values.get(i).unwrap_or(&Value::Null)),
                }));
                Ok::<_, StoreError>(())
            })?;
            table.print()?;
            let rows = i64::try_from(table.len()).unwrap_or(i64::MAX);
            output::note(&t!(lang, "list-rows", count = rows, shown = number::count(rows)));
        }
    }
    Ok(Exit::Done)
}

/// The list as a document: typed cells, of which people read what a table shows.
fn held_document(session: &Session, lang: Lang, list: &List) -> anyhow::Result<Document> {
    let zone = session.policy.organisation.zone;
    let heads = heads(lang, list);
    let mut declared: Vec<report::Column> = Vec::new();
    if !list.kind.is_fact() {
        declared.push(report::Column::number("id", Words::Text("#".to_owned())).nested());
    }
    for ((_, column), (head, align)) in columns(list).zip(&heads) {
        let ty = match column {
            Column::Field(f) => type_of_field(f),
            Column::Figure(f) => pages::type_of(f.unit()),
        };
        let declaration = report::Column::typed(column.name(), Words::Text(head.clone()), ty);
        declared.push(if *align == Align::Right { declaration.right() } else { declaration.left() });
    }
    let mut rows = Vec::new();
    list::each(session, list, |row| {
        let mut cells: Vec<report::Cell> = Vec::new();
        if !list.kind.is_fact() {
            cells.push(What::Number(row.id).into());
        }
        cells.extend(columns(list).map(|(i, column)| {
            let value = row.values.get(i).unwrap_or(&Value::Null);
            let (what, said) = match column {
                Column::Field(field) => {
                    let code = cause(&row, field).or_else(|| list.code(field, value));
                    let label = code.map(|code| report::Name { code: code.to_owned(), ..report::Name::default() });
                    (What::Field { field, value: value.clone(), label }, shown(lang, list, &row, i, field, zone))
                }
                Column::Figure(f) => {
                    let what = match value {
                        Value::Int(n) => pages::what(f.unit(), *n),
                        Value::Text(text) => text.as_str().into(),
                        Value::Null => What::Nothing,
                    };
                    (what, figure_shown(lang, f, value))
                }
            };
            report::Cell::of(what.said(Words::Text(said)))
        }));
        rows.push(report::Line::new(cells));
        Ok::<_, StoreError>(())
    })?;
    let shown = number::count(i64::try_from(rows.len()).unwrap_or(i64::MAX));
    let note = t!(lang, "list-rows", count = i64::try_from(rows.len()).unwrap_or(i64::MAX), shown = shown);
    Ok(Document::new("qudao.list/1")
        .title(Words::Label(list.kind.def().label))
        .head("as_of", Words::key("report-as-of"), session.as_of())
        .head("kind", Words::nothing(), list.kind.def().name)
        .with(Block::table("rows", report::Table::new(declared, rows), Words::nothing()))
        .with(Block::note(Words::Text(note))))
}

/// What a column of a field holds.
fn type_of_field(field: &Field) -> Type {
    match field.ty {
        FieldType::Money => Type::Money,
        FieldType::Rate => Type::Fraction,
        FieldType::Points => Type::Points,
        FieldType::Int if Units::of_fields([field], []).is_empty() => Type::Number,
        FieldType::Int => Type::Count,
        FieldType::Date => Type::Day,
        FieldType::Time => Type::Moment,
        FieldType::Bool => Type::Flag,
        FieldType::Tags => Type::List,
        FieldType::Choice(_) | FieldType::Ref(_) => Type::Code,
        _ => Type::Text,
    }
}

/// Why a list could not be printed to its end.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Out(#[from] std::io::Error),
    #[error(transparent)]
    Csv(#[from] csv::Error),
}

impl Failed {
    /// What it was, for its exit code and sentence.
    fn cause(self) -> anyhow::Error {
        match self {
            Self::Store(e) => e.into(),
            Self::Out(e) => e.into(),
            Self::Csv(e) => e.into(),
        }
    }
}

/// A column of a list.
#[derive(Clone, Copy, Debug)]
pub(super) enum Column {
    /// A declared field.
    Field(&'static Field),
    /// A computed figure of a partner.
    Figure(Figure),
}

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::Field(f) => f.name,
            Self::Figure(f) => f.name(),
        }
    }
}

/// The columns of the list, with their positions.
fn columns(list: &List) -> impl Iterator<Item = (usize, Column)> + '_ {
    list.columns.iter().filter_map(|i| {
        let column = list.field(*i).map(Column::Field).or_else(|| list.figure(*i).map(Column::Figure));
        column.map(|c| (*i, c))
    })
}

/// A figure as people read it; what is not rated is a dash.
fn figure_shown(lang: Lang, figure: Figure, value: &Value) -> String {
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

/// A figure as data: points and days as numbers, money as a decimal string, a rate as a fraction.
fn figure_document(figure: Figure, value: &Value) -> serde_json::Value {
    match (value, figure.unit()) {
        (Value::Int(i), Unit::Points) => decimal(*i, 2),
        (Value::Int(i), Unit::Days) => decimal(*i, 1),
        _ => json::value(&figure.field(), value, None),
    }
}

/// The fields of the list's columns, with their positions.
pub(super) fn fields(list: &List) -> impl Iterator<Item = (usize, &'static Field)> + '_ {
    list.columns.iter().filter_map(|i| list.field(*i).map(|f| (*i, f)))
}

/// The units of the list's columns.
pub(super) fn units(list: &List) -> Units {
    let fields = columns(list).filter_map(|(_, c)| if let Column::Field(f) = c { Some(f) } else { None });
    Units::of_fields(fields, columns(list).filter_map(|(_, c)| if let Column::Figure(f) = c { Some(f) } else { None }))
}

/// A record as JSON: its id, where it has one, and its fields.
pub(super) fn document(list: &List, row: &Row) -> serde_json::Map<String, serde_json::Value> {
    let mut map = serde_json::Map::new();
    if !list.kind.is_fact() {
        map.insert("id".to_owned(), row.id.into());
    }
    for (i, column) in columns(list) {
        let value = row.values.get(i).unwrap_or(&Value::Null);
        let shown = match column {
            Column::Field(f) => cause(row, f).map_or_else(|| json::value(f, value, list.code(f, value)), Into::into),
            Column::Figure(f) => figure_document(f, value),
        };
        map.insert(column.name().to_owned(), shown);
    }
    map
}

/// A record as cells of CSV; a text that a spreadsheet would compute gets an apostrophe in front.
fn cells(list: &List, row: &Row) -> Vec<String> {
    columns(list)
        .map(|(i, column)| {
            let value = row.values.get(i).unwrap_or(&Value::Null);
            let text = match column {
                Column::Field(f) => {
                    let code = cause(row, f).or_else(|| list.code(f, value));
                    let none = matches!((f.ty, value), (FieldType::Ref(_), Value::Int(0)));
                    code.map_or_else(|| if none { String::new() } else { f.strict(value) }, str::to_owned)
                }
                Column::Figure(f) => match figure_document(f, value) {
                    serde_json::Value::Null => String::new(),
                    serde_json::Value::String(text) => text,
                    number => number.to_string(),
                },
            };
            let computed = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && matches!(value, Value::Text(_));
            if computed { format!("'{text}") } else { text }
        })
        .collect()
}

/// The heads of the list.
fn heads(lang: Lang, list: &List) -> Vec<(String, Align)> {
    let head = |(_, column): (usize, Column)| match column {
        Column::Field(f) => {
            let unit = f.unit.map(|u| format!(" {}", u.get(lang))).unwrap_or_default();
            (format!("{}{unit}", f.label.get(lang)), align(f))
        }
        Column::Figure(f) => {
            let align = if matches!(f.unit(), Unit::Code(_) | Unit::Day) { Align::Left } else { Align::Right };
            (f.head().get(lang).to_owned(), align)
        }
    };
    columns(list).map(head).collect()
}

/// An empty table with the heads of the list.
pub(super) fn table(lang: Lang, list: &List) -> Table {
    Table::new(heads(lang, list))
}

fn align(field: &Field) -> Align {
    if matches!(field.ty, FieldType::Int | FieldType::Money | FieldType::Rate | FieldType::Points) {
        Align::Right
    } else {
        Align::Left
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
pub(super) fn shown(lang: Lang, list: &List, row: &Row, column: usize, field: &Field, zone: chrono_tz::Tz) -> String {
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
