//! `qudao credit` over the network: aging, days outstanding, payers, disputes, exposure, months, red lights, assessments due.

mod payers;

use serde_json::{Map, Value as Json, json};

use super::{amount, day, days_text, group, head, money, rate, rate_text, separator, six};
use crate::cli::kpi::{age_of, csv_of, flat, on_account, owing, whole_units};
use crate::cli::output::{self, Align, Cell, Table, Tone};
use crate::cli::{Ctx, Exit, Format, Usage, explain as explanations};
use crate::domain::credit::Light;
use crate::domain::figure::Figure;
use crate::domain::money::Money;
use crate::domain::receivables::are_bounds;
use crate::domain::receivables::behaviour::Six;
use crate::domain::record::Lang;
use crate::domain::sales::By;
use crate::i18n::explain::words;
use crate::i18n::{number, warning};
use crate::ops::credit::{explain, network};
use crate::ops::kpi::explain as kpi_explain;
use crate::ops::kpi::receivables::{Owing, Report, receivables_by};
use crate::store::kpi::Name;
use crate::t;

pub(super) use payers::{Disputes, Payers, disputes, payers};

/// What every list takes.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Listed {
    /// Only partners for which this holds: `region:华东 tier:strategic`.
    #[arg(long, short, default_value = "", hide_default_value = true, value_name = "EXPR", allow_hyphen_values = true)]
    filter: String,
    /// Only so many rows; the whole stays the whole.
    #[arg(long, short = 'n', value_name = "N")]
    top: Option<usize>,
}

/// Options of lists that are grouped.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Grouped {
    /// What the rows are.
    #[arg(long, short, default_value = "partner", value_name = "WHAT", value_parser = group())]
    by: By,
    #[command(flatten)]
    listed: Listed,
    /// Say where the whole's figures come from.
    #[arg(long)]
    explain: bool,
}

/// Options of `aging`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Aging {
    /// Upper bounds of the age buckets in days past due, with commas; without them those of the policy.
    #[arg(long, value_delimiter = ',', value_name = "DAYS")]
    buckets: Vec<i64>,
    #[command(flatten)]
    grouped: Grouped,
}

/// Options of `red`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Red {
    #[command(flatten)]
    listed: Listed,
    /// Also those whose light is yellow.
    #[arg(long)]
    yellow: bool,
}

fn left(s: String) -> (String, Align) {
    (s, Align::Left)
}

fn right(s: String) -> (String, Align) {
    (s, Align::Right)
}

/// The cells that name a row: its code and what it is called.
fn named(lang: Lang, name: &Name) -> [Cell; 2] {
    let called = match (lang, &name.name_zh) {
        (Lang::Zh, Some(zh)) if !zh.is_empty() => zh.clone(),
        _ if name.name.is_empty() => t!(lang, "kpi-none"),
        _ => name.name.clone(),
    };
    [Cell::toned(&name.code, Tone::Quiet), called.into()]
}

fn total(lang: Lang) -> [Cell; 2] {
    ["".into(), t!(lang, "kpi-total").into()]
}

fn keyed(name: &Name, mut map: Map<String, Json>) -> Json {
    let mut out = Map::new();
    out.insert("key".to_owned(), name.code.clone().into());
    out.insert("name".to_owned(), name.name.clone().into());
    out.append(&mut map);
    out.into()
}

/// Says how many rows are not shown.
fn cut(lang: Lang, all: usize, shown: usize) {
    if all > shown {
        output::note(&t!(lang, "kpi-more", shown = shown.to_string(), count = all.to_string()));
    }
}

fn report(ctx: &mut Ctx, grouped: &Grouped, bounds: &[i64]) -> anyhow::Result<(Report, usize)> {
    let lang = ctx.lang();
    if !are_bounds(bounds) {
        return Err(Usage(t!(lang, "kpi-usage-buckets")).into());
    }
    let session = ctx.session()?;
    let bounds = (!bounds.is_empty()).then_some(bounds);
    let mut report = receivables_by(session, &grouped.listed.filter, bounds, grouped.by)?;
    let all = report.rows.len();
    report.rows.truncate(grouped.listed.top.unwrap_or(usize::MAX));
    Ok((report, all))
}

fn owed_document(ctx: &mut Ctx, report: &Report, grouped: &Grouped, name: &str) -> anyhow::Result<Exit> {
    let session = ctx.session()?;
    let mut map = head(session, name);
    let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
    put("by", grouped.by.code().into());
    put("balance_days", report.balance_days.into());
    put("rows", report.rows.iter().map(|o| owing(o, true)).collect());
    put("total", owing(&report.total, false));
    if grouped.explain {
        let e = kpi_explain::receivables(&report.total, report.as_of, &session.policy);
        put("explain", vec![explanations::document(&session.policy, &e)].into());
    }
    output::json(&map)?;
    Ok(Exit::Done)
}

fn explained(ctx: &mut Ctx, report: &Report, grouped: &Grouped) -> anyhow::Result<Exit> {
    if grouped.explain {
        let lang = ctx.lang();
        let session = ctx.session()?;
        output::text("")?;
        let e = kpi_explain::receivables(&report.total, report.as_of, &session.policy);
        explanations::print(lang, &session.policy, &e)?;
    }
    Ok(Exit::Done)
}

fn heading(ctx: &mut Ctx, key: &'static str) -> anyhow::Result<()> {
    let lang = ctx.lang();
    let session = ctx.session()?;
    let args = [("currency", session.policy.organisation.currency.clone()), ("as_of", number::date(session.as_of()))];
    Ok(output::text(&crate::i18n::message(lang, key, &args))?)
}

/// Prints what is open by age.
///
/// # Errors
/// A filter or bounds that are not understood; those of the file and of stdout.
pub(super) fn aging(ctx: &mut Ctx, args: &Aging) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json, Format::Csv])?;
    let (report, all) = report(ctx, &args.grouped, &args.buckets)?;
    match format {
        Format::Json => return owed_document(ctx, &report, &args.grouped, "aging"),
        Format::Csv => {
            csv_of(&report.rows.iter().map(flat).collect::<Vec<_>>())?;
            return Ok(Exit::Done);
        }
        _ => {}
    }
    let account = report.total.on_account != Money::ZERO;
    heading(ctx, "kpi-receivables-head")?;
    let red_days = ctx.session()?.policy.credit.red_days;
    let mut heads = vec![left(t!(lang, "kpi-code")), left(args.grouped.by.label().get(lang).to_owned())];
    heads.extend([right(Figure::Open.called(lang)), right(t!(lang, "credit-items"))]);
    heads.extend(report.total.buckets.iter().map(|b| right(age_of(lang, b))));
    heads.extend(account.then(|| right(t!(lang, "figure-on-account"))));
    heads.extend([right(Figure::Overdue.called(lang)), right(Figure::OverdueDays.called(lang))]);
    let mut table = Table::new(heads);
    let row = |o: &Owing, name: [Cell; 2]| -> Vec<Cell> {
        let mut cells: Vec<Cell> = name.into();
        cells.extend([whole_units(o.open).into(), number::count(o.items).into()]);
        for b in &o.buckets {
            let text = if b.amount == Money::ZERO { String::new() } else { whole_units(b.amount) };
            let tone = match b.from_days {
                None => Tone::Plain,
                Some(from) if from > red_days => Tone::Bad,
                Some(_) => Tone::Soon,
            };
            cells.push(Cell::toned(text, tone));
        }
        cells.extend(account.then(|| on_account(o)));
        cells.push(whole_units(o.overdue).into());
        cells.push(if o.oldest_days > 0 { number::days(lang, o.oldest_days).into() } else { "".into() });
        cells
    };
    for o in &report.rows {
        table.row(row(o, named(lang, &o.name)));
    }
    table.row(row(&report.total, total(lang)));
    table.print()?;
    cut(lang, all, report.rows.len());
    explained(ctx, &report, &args.grouped)
}

/// Prints days sales outstanding.
///
/// # Errors
/// As [`aging`].
pub(super) fn dso(ctx: &mut Ctx, args: &Grouped) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let (report, all) = report(ctx, args, &[])?;
    if format == Format::Json {
        return owed_document(ctx, &report, args, "dso");
    }
    heading(ctx, "credit-head-dso")?;
    let mut table = Table::new([
        left(t!(lang, "kpi-code")),
        left(args.by.label().get(lang).to_owned()),
        right(Figure::Open.called(lang)),
        right(t!(lang, "figure-billed", days = report.balance_days)),
        right(Figure::Dso.called(lang)),
        right(t!(lang, "figure-dso-balance")),
    ]);
    let row = |o: &Owing, name: [Cell; 2]| -> Vec<Cell> {
        let mut cells: Vec<Cell> = name.into();
        cells.extend([whole_units(o.open).into(), whole_units(o.billed).into()]);
        cells.extend([days_text(lang, o.dso).into(), days_text(lang, o.dso_balance).into()]);
        cells
    };
    for o in &report.rows {
        table.row(row(o, named(lang, &o.name)));
    }
    table.row(row(&report.total, total(lang)));
    table.print()?;
    cut(lang, all, report.rows.len());
    explained(ctx, &report, args)
}

fn exposed(e: &network::Exposed, key: bool) -> Json {
    let map = json!({
        "open": money(e.open),
        "limit": amount(e.limit),
        "used": rate(e.used),
        "security": money(e.security),
        "uncovered": money(e.uncovered),
        "peak": amount(e.peak.map(|p| p.1)),
        "peak_on": day(e.peak.map(|p| p.0)),
        "bad_debt": money(e.bad),
    });
    match map {
        Json::Object(map) if key => keyed(&e.name, map),
        other => other,
    }
}

/// Prints what is at risk.
///
/// # Errors
/// As [`aging`].
pub(super) fn exposure(ctx: &mut Ctx, args: &Listed) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let mut found = network::exposure(session, &args.filter)?;
    let all = found.rows.len();
    found.rows.truncate(args.top.unwrap_or(usize::MAX));
    let bad = found.bad_debt;
    let red = session.policy.receivables.bad_debt_red;
    if format == Format::Json {
        let mut map = head(session, "exposure");
        let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
        put("rows", found.rows.iter().map(|e| exposed(e, true)).collect());
        put("total", exposed(&found.total, false));
        let against = if bad.billed { "billed" } else { "sales" };
        put(
            "bad_debt",
            json!({
                "amount": money(bad.amount),
                "against": money(bad.against),
                "measure": against,
                "rate": six(bad.rate),
                "red_line": red.to_f64(),
                "red": bad.red,
            }),
        );
        output::json(&map)?;
        return Ok(Exit::Done);
    }
    heading(ctx, "credit-head-exposure")?;
    let mut table = Table::new([
        left(t!(lang, "kpi-code")),
        left(By::Partner.label().get(lang).to_owned()),
        right(Figure::Open.called(lang)),
        right(t!(lang, "credit-limit")),
        right(t!(lang, "credit-utilisation")),
        right(t!(lang, "credit-security")),
        right(t!(lang, "credit-uncovered")),
        right(t!(lang, "credit-peak")),
        right(t!(lang, "credit-peak-day")),
    ]);
    let row = |e: &network::Exposed, name: [Cell; 2]| -> Vec<Cell> {
        let mut cells: Vec<Cell> = name.into();
        cells.push(whole_units(e.open).into());
        cells.push(e.limit.map(whole_units).unwrap_or_default().into());
        let tone = if e.used.is_some_and(|u| u > crate::domain::money::Rate::ONE) { Tone::Bad } else { Tone::Plain };
        cells.push(Cell::toned(e.used.map(number::percent).unwrap_or_default(), tone));
        cells.push(whole_units(e.security).into());
        cells.push(whole_units(e.uncovered).into());
        cells.push(e.peak.map(|p| whole_units(p.1)).unwrap_or_default().into());
        cells.push(e.peak.map(|p| number::date(p.0)).unwrap_or_default().into());
        cells
    };
    for e in &found.rows {
        table.row(row(e, named(lang, &e.name)));
    }
    table.row(row(&found.total, total(lang)));
    table.print()?;
    cut(lang, all, found.rows.len());
    output::text(&t!(
        lang,
        "credit-bad-debt",
        amount = number::amount_full(bad.amount),
        rate = rate_text(lang, bad.rate.map(Six::rate)),
        red = number::percent(red)
    ))?;
    output::text(&t!(lang, "credit-note-exposure"))?;
    Ok(Exit::Done)
}

/// Prints what was billed and collected by month.
///
/// # Errors
/// As [`aging`].
pub(super) fn months(ctx: &mut Ctx, args: &Listed) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let found = network::months(session, &args.filter)?;
    let skip = found.len().saturating_sub(args.top.unwrap_or(usize::MAX));
    if format == Format::Json {
        let rows = found.iter().skip(skip).map(|(month, m)| {
            json!({
                "month": month.to_string(),
                "invoices": m.invoices,
                "billed": money(m.billed),
                "collected": money(m.collected),
            })
        });
        let mut map = head(session, "months");
        map.insert("rows".to_owned(), rows.collect());
        output::json(&map)?;
        return Ok(Exit::Done);
    }
    heading(ctx, "credit-head-months")?;
    let mut table = Table::new([
        left(By::Month.label().get(lang).to_owned()),
        right(t!(lang, "credit-invoices")),
        right(t!(lang, "credit-billed")),
        right(t!(lang, "credit-collected")),
    ]);
    for (month, m) in found.iter().skip(skip) {
        table.row([month.to_string(), number::count(m.invoices), whole_units(m.billed), whole_units(m.collected)]);
    }
    table.print()?;
    Ok(Exit::Done)
}

/// Prints red lights and their reasons.
///
/// # Errors
/// As [`aging`].
pub(super) fn red(ctx: &mut Ctx, args: &Red) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let lights: &[Light] = if args.yellow { &[Light::Red, Light::Yellow] } else { &[Light::Red] };
    let mut rows = network::lights(session, &args.listed.filter, lights)?;
    let all = rows.len();
    rows.truncate(args.listed.top.unwrap_or(usize::MAX));
    let zone = session.policy.organisation.zone;
    let why = |l: &network::Lit| -> Vec<String> { l.reasons.iter().map(|r| words(lang, zone, &explain::reason(r))).collect() };
    if format == Format::Json {
        let documents = rows.iter().map(|l| {
            let map = json!({
                "light": l.light,
                "reasons": why(l),
                "open": money(l.owed.open),
                "overdue": money(l.owed.overdue),
                "overdue_days": l.owed.overdue_days,
                "limit": amount(l.limit),
            });
            if let Json::Object(map) = map { keyed(&l.name, map) } else { Json::Null }
        });
        let mut map = head(session, "red");
        map.insert("rows".to_owned(), documents.collect());
        map.insert("count".to_owned(), all.into());
        output::json(&map)?;
        return Ok(Exit::Done);
    }
    heading(ctx, "credit-head-red")?;
    let mut table = Table::new([
        left(t!(lang, "kpi-code")),
        left(By::Partner.label().get(lang).to_owned()),
        left(t!(lang, "credit-light")),
        right(Figure::Open.called(lang)),
        right(Figure::Overdue.called(lang)),
        left(t!(lang, "credit-check-reason")),
    ]);
    for l in &rows {
        let mut cells: Vec<Cell> = named(lang, &l.name).into();
        let tone = if l.light == Light::Red { Tone::Bad } else { Tone::Soon };
        cells.push(Cell::toned(l.light.label().get(lang), tone));
        cells.extend([whole_units(l.owed.open).into(), whole_units(l.owed.overdue).into(), why(l).join(separator(lang)).into()]);
        table.row(cells);
    }
    table.print()?;
    cut(lang, all, rows.len());
    Ok(Exit::Done)
}

/// Prints the assessments that are due.
///
/// # Errors
/// As [`aging`].
pub(super) fn due(ctx: &mut Ctx, args: &Listed) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let mut rows = network::due(session, &args.filter)?;
    let all = rows.len();
    rows.truncate(args.top.unwrap_or(usize::MAX));
    let points = |d: &network::Due| warning::points(lang, d.last.map(|l| l.1));
    if format == Format::Json {
        let documents = rows.iter().map(|d| {
            let score = d.last.map(|l| rust_decimal::Decimal::new(l.1, 2).normalize().to_string().parse::<f64>().ok());
            let map = json!({
                "last_on": day(d.last.map(|l| l.0)),
                "score": score.flatten(),
                "valid_until": day(d.until),
                "limit": amount(d.limit),
            });
            if let Json::Object(map) = map { keyed(&d.name, map) } else { Json::Null }
        });
        let mut map = head(session, "assess");
        map.insert("rows".to_owned(), documents.collect());
        map.insert("count".to_owned(), all.into());
        output::json(&map)?;
        return Ok(Exit::Done);
    }
    heading(ctx, "credit-head-assess")?;
    let mut table = Table::new([
        left(t!(lang, "kpi-code")),
        left(By::Partner.label().get(lang).to_owned()),
        right(t!(lang, "credit-limit")),
        left(t!(lang, "credit-last-assessed")),
        right(t!(lang, "explain-score")),
        left(t!(lang, "credit-valid-until")),
    ]);
    let as_of = ctx.session()?.as_of();
    for d in &rows {
        let mut cells: Vec<Cell> = named(lang, &d.name).into();
        cells.push(d.limit.map(whole_units).unwrap_or_default().into());
        cells.push(d.last.map_or_else(|| t!(lang, "credit-never"), |l| number::date(l.0)).into());
        cells.push(points(d).into());
        let tone = if d.until.is_some_and(|end| end >= as_of) { Tone::Soon } else { Tone::Bad };
        cells.push(Cell::toned(d.until.map(number::date).unwrap_or_default(), tone));
        table.row(cells);
    }
    table.print()?;
    cut(lang, all, rows.len());
    Ok(Exit::Done)
}
