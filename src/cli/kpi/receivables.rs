//! `qudao kpi receivables`: what is owed, by age.

use serde_json::{Map, Value as Json, json};

use super::super::output::{self, Align, Cell, Table, Tone};
use super::super::{Ctx, Exit, Format, Usage, explain as explanations};
use super::{money, whole_units};
use crate::domain::figure::Figure;
use crate::domain::money::Money;
use crate::domain::receivables::{Bucket, Dso, are_bounds};
use crate::domain::record::Lang;
use crate::domain::sales::By;
use crate::i18n::number;
use crate::ops::kpi::explain;
use crate::ops::kpi::receivables::{self as owed, Owing};
use crate::t;

/// Options of `kpi receivables`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only partners for which this holds.
    #[arg(long, short, default_value = "", hide_default_value = true, value_name = "EXPR", allow_hyphen_values = true)]
    filter: String,
    /// Upper bounds of the age buckets in days past due, with commas; without them those of the policy.
    #[arg(long, value_delimiter = ',', value_name = "DAYS")]
    buckets: Vec<i64>,
    /// Only so many rows; the whole stays the whole.
    #[arg(long, short = 'n', value_name = "N")]
    top: Option<usize>,
    /// Say where the whole's days sales outstanding come from.
    #[arg(long)]
    explain: bool,
}

/// Prints what is owed.
///
/// # Errors
/// A filter that is not understood; those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json, Format::Csv])?;
    if !are_bounds(&args.buckets) {
        return Err(Usage(t!(lang, "kpi-usage-buckets")).into());
    }
    let session = ctx.session()?;
    let bounds = (!args.buckets.is_empty()).then_some(args.buckets.as_slice());
    let mut report = owed::receivables(session, &args.filter, bounds)?;
    let all = report.rows.len();
    report.rows.truncate(args.top.unwrap_or(usize::MAX));
    let explanation = args.explain.then(|| explain::receivables(&report.total, report.as_of, &session.policy));
    if format == Format::Json {
        let mut document = json!({
            "schema": "qudao.receivables/1",
            "as_of": report.as_of.to_string(),
            "currency": session.policy.organisation.currency,
            "balance_days": report.balance_days,
            "rows": report.rows.iter().map(|o| owing(o, true)).collect::<Vec<_>>(),
            "total": owing(&report.total, false),
        });
        if let (Some(map), Some(e)) = (document.as_object_mut(), &explanation) {
            map.insert("explain".to_owned(), vec![explanations::document(&session.policy, e)].into());
        }
        output::json(&document)?;
        return Ok(Exit::Done);
    }
    if format == Format::Csv {
        super::document::csv_of(&report.rows.iter().map(flat).collect::<Vec<_>>())?;
        return Ok(Exit::Done);
    }
    let currency = session.policy.organisation.currency.as_str();
    let account = report.total.on_account != Money::ZERO;
    output::text(&t!(lang, "kpi-receivables-head", currency = currency, as_of = number::date(report.as_of)))?;
    let right = |s: String| (s, Align::Right);
    let mut heads = vec![(t!(lang, "kpi-code"), Align::Left), (By::Partner.label().get(lang).to_owned(), Align::Left)];
    heads.push(right(Figure::Open.called(lang)));
    heads.extend(report.total.buckets.iter().map(|b| right(age_of(lang, b))));
    heads.extend(account.then(|| right(t!(lang, "figure-on-account"))));
    heads.extend([right(Figure::OverdueDays.called(lang)), right(Figure::Dso.called(lang))]);
    let mut table = Table::new(heads);
    for o in report.rows.iter().chain(std::iter::once(&report.total)) {
        let is_total = o.partner == 0;
        let name = if is_total { t!(lang, "kpi-total") } else { o.name.name.clone() };
        let mut cells: Vec<Cell> = vec![Cell::toned(&o.name.code, Tone::Quiet), name.into(), whole_units(o.open).into()];
        for b in &o.buckets {
            let text = if b.amount == Money::ZERO { String::new() } else { whole_units(b.amount) };
            let tone = match b.from_days {
                None => Tone::Plain,
                Some(from) if from > session.policy.credit.red_days => Tone::Bad,
                Some(_) => Tone::Soon,
            };
            cells.push(Cell::toned(text, tone));
        }
        cells.extend(account.then(|| on_account(o)));
        cells.push(if o.oldest_days > 0 { number::days(lang, o.oldest_days).into() } else { "".into() });
        cells.push(o.dso.map_or_else(|| t!(lang, "not-rated"), tenths).into());
        table.row(cells);
    }
    table.print()?;
    if all > report.rows.len() {
        output::note(&t!(lang, "kpi-more", shown = report.rows.len().to_string(), count = all.to_string()));
    }
    if let Some(e) = explanation {
        output::text("")?;
        explanations::print(lang, &session.policy, &e)?;
    }
    Ok(Exit::Done)
}

pub(in crate::cli) fn tenths(d: Dso) -> String {
    let t = d.tenths();
    format!("{}.{}", t / 10, (t % 10).abs())
}

pub(in crate::cli) fn age_of(lang: Lang, b: &Bucket) -> String {
    match (b.from_days, b.to_days) {
        (None, _) => t!(lang, "kpi-not-due"),
        (Some(from), Some(to)) => format!("{from}-{to}"),
        (Some(from), None) => format!("{}+", from - 1),
    }
}

/// What is owed as the cells of a row: each age a column.
pub(in crate::cli) fn flat(o: &Owing) -> Map<String, Json> {
    let Json::Object(mut map) = owing(o, true) else { return Map::new() };
    map.remove("buckets");
    for b in &o.buckets {
        map.insert(age_of(Lang::En, b).replace(' ', "_"), money(b.amount));
    }
    map
}

/// The column of money on account, where there is any: open is what the ages come to less this.
pub(in crate::cli) fn on_account(o: &Owing) -> Cell {
    if o.on_account == Money::ZERO { "".into() } else { whole_units(-o.on_account).into() }
}

pub(in crate::cli) fn owing(o: &Owing, key: bool) -> Json {
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
    if key {
        put("key", o.name.code.clone().into());
        put("name", o.name.name.clone().into());
    }
    put("open", money(o.open));
    put("overdue", money(o.overdue));
    put("disputed", money(o.disputed));
    put("on_account", money(o.on_account));
    put("items", o.items.into());
    put("oldest_days", o.oldest_days.into());
    let ages = o
        .buckets
        .iter()
        .map(|b| json!({"from_days": b.from_days, "to_days": b.to_days, "items": b.items, "amount": b.amount.to_string()}));
    put("buckets", ages.collect());
    put("billed", money(o.billed));
    put("dso", o.dso.map(Dso::to_f64).into());
    put("dso_balance", o.dso_balance.map(Dso::to_f64).into());
    map.into()
}
