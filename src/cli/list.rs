//! `qudao list KIND`: a table, JSON or CSV of any kind of record.

use super::output::{self, Align, JsonRows, Table};
use super::{Ctx, Exit, Format, Usage};
use crate::domain::record::{Field, FieldType, Kind, Lang, Row, Value};
use crate::exchange::json;
use crate::i18n::number;
use crate::ops::list::{self, List, Wish};
use crate::store::StoreError;
use crate::t;

/// Options of `list`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What: partners, contacts, tickets, tasks, invoices, payments, targets, sales, inventory, regions, users ...
    kind: String,
    /// Which: `region:华东 status:active credit_limit>=100000 owner:me -tags:vip 川渝`.
    #[arg(long, short, default_value = "", hide_default_value = true, value_name = "EXPR")]
    filter: String,
    /// Fields to sort by, with commas; `-` in front is downwards.
    #[arg(long, short, value_delimiter = ',', value_name = "FIELD", allow_hyphen_values = true)]
    sort: Vec<String>,
    /// Fields to show, with commas.
    #[arg(long, short, value_delimiter = ',', value_name = "FIELD")]
    columns: Vec<String>,
    /// At most so many rows.
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<u32>,
}

impl Args {
    /// Everything of a kind.
    pub(super) fn of(kind: &str) -> Self {
        Self { kind: kind.to_owned(), filter: String::new(), sort: Vec::new(), columns: Vec::new(), limit: None }
    }
}

/// The kind that a person names.
///
/// # Errors
/// [`Usage`] names the kinds there are.
pub fn kind_of(lang: Lang, name: &str) -> anyhow::Result<Kind> {
    let found = Kind::from_name(name).or_else(|| Kind::ALL.iter().copied().find(|k| k.def().label.zh == name));
    found.ok_or_else(|| {
        let known = Kind::ALL.iter().map(|k| k.def().plural).collect::<Vec<_>>().join(", ");
        Usage(t!(lang, "usage-kind", name = name, known = known)).into()
    })
}

/// Prints the list.
///
/// # Errors
/// A kind, field or value that is not known; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json, Format::Csv])?;
    let kind = kind_of(lang, &args.kind)?;
    ctx.subject = Some(kind);
    // a document holds every field unless columns were chosen; a table has no room for them
    let columns = match format {
        Format::Text => args.columns,
        _ if args.columns.is_empty() => kind.def().fields.iter().map(|f| f.name.to_owned()).collect(),
        _ => args.columns,
    };
    let wish = Wish { filter: args.filter, sort: args.sort, columns, limit: args.limit.map(i64::from) };
    let session = ctx.session()?;
    let mut list = list::list(session, kind, &wish)?;
    match format {
        Format::Json => {
            let as_of = session.as_of().to_string();
            let head = [("schema", "qudao.list/1"), ("as_of", as_of.as_str()), ("kind", kind.def().name)];
            let mut rows = JsonRows::begin(output::stdout(), &head)?;
            list::each(session, &list, |row| Ok::<_, Failed>(rows.row(&document(&list, &row))?)).map_err(Failed::cause)?;
            rows.end()?;
        }
        Format::Csv => {
            let mut out = csv::Writer::from_writer(output::stdout());
            out.write_record(fields(&list).map(|(_, f)| f.name))?;
            list::each(session, &list, |row| Ok::<_, Failed>(out.write_record(cells(&list, &row))?)).map_err(Failed::cause)?;
            out.flush()?;
        }
        _ => {
            list::names(session, &mut list, lang)?;
            let mut table = table(lang, &list);
            let zone = session.policy.organisation.zone;
            list::each(session, &list, |row| {
                table.row(fields(&list).map(|(i, f)| shown(lang, &list, &row, i, f, zone)));
                Ok::<_, StoreError>(())
            })?;
            table.print()?;
            let rows = i64::try_from(table.len()).unwrap_or(i64::MAX);
            output::note(&t!(lang, "list-rows", count = rows, shown = number::count(rows)));
        }
    }
    Ok(Exit::Done)
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

/// The fields of the list's columns, with their positions.
pub(super) fn fields(list: &List) -> impl Iterator<Item = (usize, &'static Field)> + '_ {
    list.columns.iter().filter_map(|i| list.field(*i).map(|f| (*i, f)))
}

/// A record as JSON: its id, where it has one, and its fields.
pub(super) fn document(list: &List, row: &Row) -> serde_json::Map<String, serde_json::Value> {
    let mut map = serde_json::Map::new();
    if !list.kind.is_fact() {
        map.insert("id".to_owned(), row.id.into());
    }
    map.extend(json::record(fields(list).map(|(i, f)| {
        let value = row.values.get(i).unwrap_or(&Value::Null);
        (f, value, list.code(f, value))
    })));
    map
}

/// A record as cells of CSV; a text that a spreadsheet would compute gets an apostrophe in front.
fn cells(list: &List, row: &Row) -> Vec<String> {
    fields(list)
        .map(|(i, f)| {
            let value = row.values.get(i).unwrap_or(&Value::Null);
            let text = list.code(f, value).map_or_else(|| f.strict(value), str::to_owned);
            let computed = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && matches!(value, Value::Text(_));
            if computed { format!("'{text}") } else { text }
        })
        .collect()
}

/// An empty table with the heads of the list.
pub(super) fn table(lang: Lang, list: &List) -> Table {
    Table::new(fields(list).map(|(_, f)| {
        let unit = f.unit.map(|u| format!(" {}", u.get(lang))).unwrap_or_default();
        (format!("{}{unit}", f.label.get(lang)), align(f))
    }))
}

fn align(field: &Field) -> Align {
    if matches!(field.ty, FieldType::Int | FieldType::Money | FieldType::Rate) { Align::Right } else { Align::Left }
}

/// A value as people read it.
pub(super) fn shown(lang: Lang, list: &List, row: &Row, column: usize, field: &Field, zone: chrono_tz::Tz) -> String {
    let value = row.values.get(column).unwrap_or(&Value::Null);
    match field.ty {
        // a number that names a thing is not an amount of something
        FieldType::Int if list.kind.def().key.contains(&field.name) => field.strict(value),
        _ => number::value(lang, field, value, list.code(field, value), zone),
    }
}
