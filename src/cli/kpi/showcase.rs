//! `qudao kpi showcase`: the best sellers of each product line.

use serde_json::{Value as Json, json};

use super::super::output::{self, Align, Cell, Table, Tone};
use super::super::{Ctx, Exit, Format, explain};
use super::{money, whole_units};
use crate::domain::figure::{self, Figure};
use crate::domain::period::{Named, Span};
use crate::domain::record::Lang;
use crate::domain::sales::By;
use crate::i18n::number;
use crate::ops::kpi::showcase::{self, Shelf};
use crate::store::kpi::Name;
use crate::t;

/// Options of `kpi showcase`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The period: 2025, 2025-Q3, 2025-07; without it the 12 whole months before this one.
    #[arg(long, short, value_name = "PERIOD")]
    period: Option<Named>,
    /// So many of each line.
    #[arg(long, short = 'n', default_value_t = 3, value_name = "N")]
    top: usize,
    /// Where the figures come from.
    #[arg(long)]
    explain: bool,
}

/// Prints the best sellers.
///
/// # Errors
/// Those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let span = args
        .period
        .map_or_else(|| Span::trailing_year(session.as_of()), |named| named.span(session.policy.organisation.fiscal_year_month));
    let shelves = showcase::showcase(session, span, args.top)?;
    let currency = session.policy.organisation.currency.as_str();
    if format == Format::Json {
        output::json(&json!({
            "schema": "qudao.showcase/1",
            "as_of": session.as_of().to_string(),
            "from": span.from.to_string(),
            "to": span.to.to_string(),
            "currency": currency,
            "lines": shelves.iter().map(|s| {
                let mut document = document(lang, s);
                if let (true, Some(map)) = (args.explain, document.as_object_mut()) {
                    let e = showcase::explain(s, span, session.as_of());
                    map.insert("explain".to_owned(), explain::document(&session.policy, &e));
                }
                document
            }).collect::<Vec<_>>(),
        }))?;
        return Ok(Exit::Done);
    }
    output::text(&t!(lang, "showcase-head", from = number::date(span.from), to = number::date(span.to), currency = currency))?;
    let mut table = Table::new([
        (By::Line.label().get(lang).to_owned(), Align::Left),
        (t!(lang, "kpi-code"), Align::Left),
        (By::Partner.label().get(lang).to_owned(), Align::Left),
        (Figure::NetSales.called(lang), Align::Right),
        (t!(lang, "showcase-share"), Align::Right),
    ]);
    for shelf in &shelves {
        for (i, head) in shelf.heads.iter().enumerate() {
            let line = if i == 0 { named(lang, &shelf.line) } else { String::new() };
            let share = figure::share(head.sales.0, shelf.sales.0).map(number::percent).unwrap_or_default();
            table.row([
                Cell::from(line),
                Cell::toned(&head.name.code, Tone::Dim),
                Cell::from(&head.name.name),
                Cell::from(whole_units(head.sales)),
                Cell::from(share),
            ]);
        }
    }
    table.print()?;
    if shelves.is_empty() {
        output::note(&t!(lang, "kpi-nothing"));
    }
    for shelf in shelves.iter().filter(|_| args.explain) {
        output::text("")?;
        explain::print(lang, &session.policy, &showcase::explain(shelf, span, session.as_of()))?;
    }
    Ok(Exit::Done)
}

fn named(lang: Lang, name: &Name) -> String {
    match (lang, &name.name_zh) {
        _ if name.name.is_empty() => t!(lang, "kpi-none"),
        (Lang::Zh, Some(zh)) if !zh.is_empty() => zh.clone(),
        _ => name.name.clone(),
    }
}

fn document(lang: Lang, shelf: &Shelf) -> Json {
    let heads: Vec<Json> = shelf
        .heads
        .iter()
        .map(|h| {
            let share = figure::share(h.sales.0, shelf.sales.0).map(crate::domain::money::Rate::to_f64);
            json!({"key": h.name.code, "name": h.name.name, "sales": money(h.sales), "share": share})
        })
        .collect();
    let name = if shelf.line.name.is_empty() { Json::Null } else { named(lang, &shelf.line).into() };
    json!({"line": shelf.line.code, "name": name, "sales": money(shelf.sales), "partners": shelf.partners, "heads": heads})
}
