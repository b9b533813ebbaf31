//! `qudao kpi cohorts`: quality of new partners by month of onboarding or channel type.

use serde_json::{Map, Value as Json, json};

use super::super::output::{self, Align, Cell, Table, Tone};
use super::super::{Ctx, Exit, Format, Usage, explain as explanations};
use super::codes;
use crate::domain::cohort::{Figure, Quality, Share, explain};
use crate::domain::money::Rate;
use crate::domain::period::{Month, Span};
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::i18n::{message, number};
use crate::ops::kpi::cohorts::{self, Line, Report, Rows};
use crate::t;

/// Options of `kpi cohorts`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What the rows are.
    #[arg(long, short, default_value = "month", value_name = "WHAT", value_parser = codes(Rows::ALL, Rows::code))]
    by: Rows,
    /// First month of onboarding, or a longer period: 2025-01, 2025-Q1, 2025.
    #[arg(long, value_name = "MONTH")]
    from: Option<Span>,
    /// Last month of onboarding.
    #[arg(long, value_name = "MONTH")]
    to: Option<Span>,
    /// Say where the whole's figures come from.
    #[arg(long)]
    explain: bool,
}

/// Prints the cohorts.
///
/// # Errors
/// Months in the wrong order; those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let (first, last) = cohorts::usual(session);
    let to = args.to.map_or(last, |s| Month::of(s.to));
    let from = args.from.map_or(Month(first.0.min(to.0)), |s| Month::of(s.from));
    if from > to {
        return Err(Usage(t!(lang, "kpi-usage-order", from = from.to_string(), to = to.to_string())).into());
    }
    let report = cohorts::cohorts(session, (from, to), args.by)?;
    let policy = &session.policy;
    let explained = args.explain.then(|| cohorts::explained(&report.total, report.as_of, policy));
    if format == Format::Json {
        let mut document = document(lang, policy, &report);
        if let Some(explained) = &explained {
            document.insert("explain".to_owned(), explained.iter().map(|e| explanations::document(policy, e)).collect());
        }
        output::json(&document)?;
        return Ok(Exit::Done);
    }
    table(lang, policy, &report)?;
    for e in explained.iter().flatten() {
        output::text("")?;
        explanations::print(lang, policy, e)?;
    }
    Ok(Exit::Done)
}

fn table(lang: Lang, policy: &Policy, report: &Report) -> std::io::Result<()> {
    output::text(&t!(
        lang,
        "cohort-head",
        from = report.from.to_string(),
        to = report.to.to_string(),
        as_of = number::date(report.as_of)
    ))?;
    let rows = match report.by {
        Rows::Month => t!(lang, "cohort-month"),
        Rows::Type => crate::domain::sales::By::Type.label().get(lang).to_owned(),
    };
    let mut heads = vec![(rows, Align::Left), (t!(lang, "cohort-size"), Align::Right)];
    for figure in Figure::ALL {
        heads.extend([(message(lang, explain::name(figure), &[]), Align::Right), (String::new(), Align::Right)]);
    }
    let mut table = Table::new(heads);
    for line in report.rows.iter().chain(std::iter::once(&report.total)) {
        let name = if std::ptr::eq(line, &raw const report.total) {
            t!(lang, "kpi-total")
        } else if line.name.name.is_empty() {
            t!(lang, "kpi-none")
        } else {
            line.called(lang).to_owned()
        };
        let mut cells: Vec<Cell> = vec![name.into(), number::count(line.quality.size).into()];
        for figure in Figure::ALL {
            cells.extend(cells_of(lang, line.quality.share(figure), figure.benchmark(&policy.cohorts)));
        }
        table.row(cells);
    }
    let benchmark =
        Figure::ALL.iter().flat_map(|f| [Cell::toned(number::percent(f.benchmark(&policy.cohorts)), Tone::Dim), Cell::default()]);
    table.row([Cell::toned(t!(lang, "cohort-benchmark"), Tone::Dim), Cell::default()].into_iter().chain(benchmark));
    table.print()
}

/// The rate with its verdict, and what it stands on.
fn cells_of(lang: Lang, share: Share, benchmark: Rate) -> [Cell; 2] {
    let Some(rate) = share.rate() else { return [Cell::toned(t!(lang, "not-rated"), Tone::Dim), Cell::default()] };
    let (mark, tone) = if share.reaches(benchmark) == Some(true) { ("", Tone::Good) } else { ("▼ ", Tone::Soon) };
    [
        Cell::toned(format!("{mark}{}", number::percent_beside(rate, benchmark)), tone),
        Cell::toned(format!("{}/{}", share.count, share.of), Tone::Dim),
    ]
}

fn document(lang: Lang, policy: &Policy, report: &Report) -> Map<String, Json> {
    let row = |line: &Line| {
        let mut map = quality(&line.quality, policy);
        map.insert("key".to_owned(), line.name.code.clone().into());
        map.insert("name".to_owned(), line.called(lang).into());
        map.insert("rows".to_owned(), line.rows.filter.clone().into());
        Json::Object(map)
    };
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
    put("schema", "qudao.cohorts/1".into());
    put("as_of", report.as_of.to_string().into());
    put("from", report.from.to_string().into());
    put("to", report.to.to_string().into());
    put("by", report.by.code().into());
    put("rows", report.rows.iter().map(row).collect());
    put("total", Json::Object(quality(&report.total.quality, policy)));
    map
}

fn quality(q: &Quality, policy: &Policy) -> Map<String, Json> {
    let mut map = Map::new();
    map.insert("partners".to_owned(), q.size.into());
    for figure in Figure::ALL {
        let (share, benchmark) = (q.share(figure), figure.benchmark(&policy.cohorts));
        let of = json!({
            "rate": share.rate().map(Rate::to_f64),
            "count": share.count,
            "of": share.of,
            "benchmark": benchmark.to_f64(),
            "reached": share.reaches(benchmark),
        });
        map.insert(figure.code().to_owned(), of);
    }
    map
}
