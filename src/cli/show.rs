//! `qudao show KIND CODE`: one record with everything that refers to it; of a partner, the sections of its page.

pub(super) mod partner;

use serde_json::{Map, Value as Json, json};

use super::output::{self, Tone};
use super::{Ctx, Exit, Format, list as lists};
use crate::domain::record::{BROUGHT_IN, Kind, Lang, Row};
use crate::i18n::text;
use crate::ops::list::{self, List, Related};
use crate::t;

/// Options of `show`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What: partner, ticket, task, invoice, user ...
    kind: String,
    /// Its code, number or account; `#12` where it has none.
    code: String,
    /// Also fields that are not given.
    #[arg(long)]
    all: bool,
    /// At most so many of each kind that refers to it.
    #[arg(long, short = 'n', default_value_t = 10, value_name = "N")]
    limit: u32,
    /// Of a partner, only these sections of its page, with commas: overview, sales, credit, compliance, conflicts, plan,
    /// contracts, screening, history.
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    section: Vec<String>,
    /// Of a partner, also where each figure and row comes from; with a name only that of one: `--explain=pace`, of a row
    /// with its key: `--explain=month:2026-07`.
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    explain: Option<String>,
}

/// Prints the record.
///
/// # Errors
/// A record that is not there; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let kind = lists::kind_of(lang, &args.kind)?;
    if kind == Kind::Partner {
        return partner::run(ctx, args, format);
    }
    let session = ctx.session()?;
    let row = list::find(session, kind, &args.code)?;
    let mut whole = list::whole(session, kind)?;
    let mut related = list::related(session, &row, args.limit.into())?;
    if format == Format::Json {
        let mut record = lists::document(&whole, &row);
        record.insert("version".to_owned(), row.version.into());
        let related: Map<String, Json> = related.iter().map(side).collect();
        output::json(&json!({
            "schema": "qudao.show/1",
            "as_of": session.as_of().to_string(),
            "kind": kind.def().name,
            "record": record,
            "related": related,
        }))?;
        return Ok(Exit::Done);
    }
    list::names(session, &mut whole, lang)?;
    for r in &mut related {
        list::names(session, &mut r.list, lang)?;
    }
    let zone = session.policy.organisation.zone;
    fields(lang, kind, &whole, &row, args.all, zone)?;
    for r in &related {
        let mut table = lists::table(lang, &r.list);
        for row in &r.rows {
            table.row(lists::fields(&r.list).map(|(i, f)| lists::shown(lang, &r.list, row, i, f, zone)));
        }
        let shown = r.rows.len();
        let label = r.list.kind.def().label.get(lang);
        output::text("")?;
        output::text(&t!(lang, "show-related", kind = label, shown = shown.to_string(), count = r.count.to_string()))?;
        table.print()?;
    }
    Ok(Exit::Done)
}

/// The records of a kind that refer to it, as data.
fn side(r: &Related) -> (String, Json) {
    let rows: Vec<Json> = r.rows.iter().map(|row| Json::Object(lists::document(&r.list, row))).collect();
    (r.list.kind.def().plural.to_owned(), json!({"count": r.count, "rows": rows}))
}

/// The fields, one a line, labels in a column.
pub(super) fn fields(lang: Lang, kind: Kind, whole: &List, row: &Row, all: bool, zone: chrono_tz::Tz) -> std::io::Result<()> {
    let label = |f: &crate::domain::record::Field| f.label.get(lang);
    let widest = kind.def().fields.iter().map(|f| text::width(label(f))).max().unwrap_or(0);
    let mut out = output::stdout();
    for (i, f) in lists::fields(whole) {
        let value = lists::shown(lang, whole, row, i, f, zone);
        // that it began here goes without saying
        let quiet = value.is_empty() || (f.name == BROUGHT_IN && !row.is_brought_in());
        if quiet && !all {
            continue;
        }
        let indented = value.replace('\n', &format!("\n{}", " ".repeat(widest + 2)));
        let unit = f.unit.filter(|_| !value.is_empty()).map(|u| format!(" {}", u.get(lang))).unwrap_or_default();
        output::line(&mut out, &format!("{}  {indented}{unit}", text::fit(label(f), widest, text::Align::Left)), Tone::Plain)?;
    }
    std::io::Write::flush(&mut out)
}
