//! How customers pay, and what they dispute: `qudao credit payers` and `qudao credit disputes`.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use super::super::{behaviour, day, days_text, group, head, rate_text};
use super::{Listed, cut, heading, keyed, left, named, right, total};
use crate::cli::kpi::{share, whole_units};
use crate::cli::output::{self, Cell, Table};
use crate::cli::{Ctx, Exit, Format, Usage};
use crate::domain::period::{self, Span};
use crate::domain::receivables::behaviour::Six;
use crate::domain::sales::By;
use crate::i18n::number;
use crate::ops::credit::network;
use crate::t;

/// Options of `payers`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Payers {
    /// What the rows are.
    #[arg(long, short, default_value = "partner", value_name = "WHAT", value_parser = group())]
    by: By,
    #[command(flatten)]
    listed: Listed,
    /// Only invoices issued from this day on.
    #[arg(long, value_name = "DATE", value_parser = period::day)]
    from: Option<NaiveDate>,
    /// Only invoices issued up to this day.
    #[arg(long, value_name = "DATE", value_parser = period::day)]
    to: Option<NaiveDate>,
}

/// Options of `disputes`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Disputes {
    #[command(flatten)]
    payers: Payers,
    /// Rows with fewer invoices are left out.
    #[arg(long, default_value_t = 1, value_name = "N")]
    least: i64,
}

fn span(ctx: &Ctx, args: &Payers) -> anyhow::Result<Option<Span>> {
    if args.from.is_none() && args.to.is_none() {
        return Ok(None);
    }
    let (from, to) = (args.from.unwrap_or(NaiveDate::MIN), args.to.unwrap_or(NaiveDate::MAX));
    if from > to {
        return Err(Usage(t!(ctx.lang(), "kpi-usage-order", from = from.to_string(), to = to.to_string())).into());
    }
    Ok(Some(Span { from, to }))
}

fn payer(p: &network::Payer, key: bool) -> Json {
    let mut map = Map::new();
    map.insert("partners".to_owned(), p.partners.into());
    map.append(&mut behaviour(&p.behaviour));
    if key { keyed(&p.name, map) } else { map.into() }
}

/// What a document of payers says beside its rows.
fn around(map: &mut Map<String, Json>, by: By, found: &network::Payers) {
    let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
    put("by", by.code().into());
    put("rows", found.rows.iter().map(|p| payer(p, true)).collect());
    let mut whole = match payer(&found.total, false) {
        Json::Object(map) => map,
        _ => Map::new(),
    };
    whole.insert("first_issued".to_owned(), day(found.issued.map(|i| i.0)));
    whole.insert("last_issued".to_owned(), day(found.issued.map(|i| i.1)));
    whole.insert("last_settled".to_owned(), day(found.settled));
    put("total", whole.into());
    let [undisputed, disputed] = &found.by_dispute;
    put("by_dispute", json!({"no": behaviour(undisputed), "yes": behaviour(disputed)}));
    let c = found.concentration.map(
        |c| json!({"n": c.n, "top20pct_count": c.top, "top20pct_share": c.top_share, "count_to_80pct": c.reach, "hhi": c.hhi}),
    );
    put("concentration", c.into());
}

/// Prints how partners pay.
///
/// # Errors
/// As [`aging`](super::aging).
pub(in crate::cli::credit) fn payers(ctx: &mut Ctx, args: &Payers) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let span = span(ctx, args)?;
    let session = ctx.session()?;
    let mut found = network::payers(session, &args.listed.filter, args.by, span)?;
    let all = found.rows.len();
    found.rows.truncate(args.listed.top.unwrap_or(usize::MAX));
    if format == Format::Json {
        let mut map = head(session, "payers");
        around(&mut map, args.by, &found);
        output::json(&map)?;
        return Ok(Exit::Done);
    }
    heading(ctx, "credit-head-payers")?;
    let mut table = Table::new([
        left(t!(lang, "kpi-code")),
        left(args.by.label().get(lang).to_owned()),
        right(t!(lang, "credit-invoices")),
        right(t!(lang, "credit-billed")),
        right(t!(lang, "credit-days-to-pay")),
        right(t!(lang, "credit-mean-late")),
        right(t!(lang, "credit-late-share")),
        right(t!(lang, "credit-punctual-amount")),
    ]);
    let row = |p: &network::Payer, name: [Cell; 2]| -> Vec<Cell> {
        let b = &p.behaviour;
        let mut cells: Vec<Cell> = name.into();
        cells.extend([number::count(b.invoices).into(), whole_units(b.billed).into()]);
        cells.extend([days_text(lang, b.weighted_days()).into(), days_text(lang, b.mean_late()).into()]);
        cells.extend([rate_text(lang, b.late_share().map(Six::rate)).into(), rate_text(lang, b.punctual_amount()).into()]);
        cells
    };
    for p in &found.rows {
        table.row(row(p, named(lang, &p.name)));
    }
    table.row(row(&found.total, total(lang)));
    table.print()?;
    cut(lang, all, found.rows.len());
    if let Some(c) = found.concentration {
        output::text(&t!(
            lang,
            "credit-concentration",
            top = c.top.to_string(),
            n = c.n.to_string(),
            share = number::percent(share(c.top_share))
        ))?;
    }
    Ok(Exit::Done)
}

/// Prints contested invoices.
///
/// # Errors
/// As [`aging`](super::aging).
pub(in crate::cli::credit) fn disputes(ctx: &mut Ctx, args: &Disputes) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let p = &args.payers;
    let span = span(ctx, p)?;
    let session = ctx.session()?;
    let mut found = network::payers(session, &p.listed.filter, p.by, span)?;
    network::by_disputes(&mut found.rows, args.least);
    if format == Format::Text {
        found.rows.retain(|p| p.behaviour.disputed > 0);
    }
    let all = found.rows.len();
    found.rows.truncate(p.listed.top.unwrap_or(usize::MAX));
    if format == Format::Json {
        let mut map = head(session, "disputes");
        map.insert("least".to_owned(), args.least.into());
        around(&mut map, p.by, &found);
        output::json(&map)?;
        return Ok(Exit::Done);
    }
    heading(ctx, "credit-head-disputes")?;
    let mut table = Table::new([
        left(t!(lang, "kpi-code")),
        left(p.by.label().get(lang).to_owned()),
        right(t!(lang, "credit-invoices")),
        right(t!(lang, "credit-disputed-invoices")),
        right(t!(lang, "credit-dispute-rate")),
        right(t!(lang, "credit-disputed-amount")),
    ]);
    let row = |p: &network::Payer, name: [Cell; 2]| -> Vec<Cell> {
        let b = &p.behaviour;
        let mut cells: Vec<Cell> = name.into();
        cells.extend([number::count(b.invoices).into(), number::count(b.disputed).into()]);
        cells.extend([rate_text(lang, b.dispute_rate().map(Six::rate)).into(), whole_units(b.disputed_billed).into()]);
        cells
    };
    for p in &found.rows {
        table.row(row(p, named(lang, &p.name)));
    }
    table.row(row(&found.total, total(lang)));
    table.print()?;
    cut(lang, all, found.rows.len());
    for (b, key) in found.by_dispute.iter().zip(["credit-paid-undisputed", "credit-paid-disputed"]) {
        let args = [
            ("count", number::count(b.invoices)),
            ("days", days_text(lang, b.mean_days())),
            ("late", rate_text(lang, b.late_share().map(Six::rate))),
        ];
        output::text(&crate::i18n::message(lang, key, &args))?;
    }
    Ok(Exit::Done)
}
