//! `qudao kpi`: figures of a period by any dimension; a file for each of its subcommands.

mod cohorts;
mod document;
mod figure;
mod showcase;

use chrono::NaiveDate;
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
use serde_json::Value as Json;

use super::output::{self, Align, Cell, Table, Tone};
use super::{Ctx, Exit, Format, Usage, explain as explanations};
use crate::domain::figure::Figure;
use crate::domain::kinds::RegionLevel;
use crate::domain::money::{Money, Rate};
use crate::domain::period::{self, Month, Named, Span};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang};
use crate::domain::sales::{Against, By, Standing};
use crate::i18n::number;
use crate::ops::kpi::{self, Line, Report, Wish, explain};
use crate::store::kpi as read;
use crate::{ops, t};

/// Columns of a bar.
const BAR: i64 = 12;

/// Options of `kpi`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// The period: 2025, 2025-H1, 2025-Q3 (of the fiscal year), 2025-07, 2025-W30 or a day; without it the quarter that runs.
    #[arg(long, short, value_name = "PERIOD", conflicts_with_all = ["from", "to"])]
    period: Option<Named>,
    /// First day.
    #[arg(long, value_name = "DATE", requires = "to", value_parser = period::day)]
    from: Option<NaiveDate>,
    /// Last day.
    #[arg(long, value_name = "DATE", requires = "from", value_parser = period::day)]
    to: Option<NaiveDate>,
    /// What the rows are.
    #[arg(long, short, default_value = "region", value_name = "WHAT", value_parser = codes(By::ALL, By::code))]
    by: By,
    /// Shows regions under their area, province, city or county; without it as they were given.
    #[arg(long, value_name = "LEVEL", value_parser = codes(RegionLevel::ALL, RegionLevel::code))]
    level: Option<RegionLevel>,
    /// Only so many rows; the whole stays the whole.
    #[arg(long, short = 'n', value_name = "N")]
    top: Option<usize>,
    /// Only partners for which this holds: `region:华东 type:chain -tags:vip`.
    #[arg(long, short, default_value = "", hide_default_value = true, value_name = "EXPR", allow_hyphen_values = true)]
    filter: String,
    /// Set beside an earlier period.
    #[arg(long, short, value_name = "WHICH")]
    compare: Option<Compare>,
    /// One figure of the catalogue with what it is made of; `qudao kpi figures` lists them.
    #[arg(long, value_name = "NAME", value_parser = codes(Figure::ALL, Figure::name))]
    figure: Option<Figure>,
    /// The order of its rows: the greatest value, the greatest change, by name; times stay in their own.
    #[arg(long, value_name = "ORDER", requires = "figure")]
    sort: Option<Sort>,
    /// Say where the whole's attainment, contribution and returns come from.
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// What is owed as of a day: age, overdue, days sales outstanding.
    Receivables(super::credit::Receivables),
    /// Quality of new partners: first-order conversion, retention, repurchase, audience match.
    Cohorts(cohorts::Args),
    /// The best sellers of each product line, for new partners to copy.
    Showcase(showcase::Args),
    /// The catalogue: every figure with its unit, what it is made of and what it is measured against.
    Figures,
}

/// The order of rows.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Sort {
    /// The greatest value first.
    Value,
    /// What adds most to the change first.
    Change,
    /// By name.
    Name,
}

/// Which earlier period.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Compare {
    /// The one right before.
    Previous,
    /// The same a year earlier.
    LastYear,
}

/// Reads one of a closed list by its code.
pub(in crate::cli) fn codes<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    code: fn(T) -> &'static str,
) -> impl clap::builder::TypedValueParser<Value = T> {
    let find = move |name: String| all.iter().copied().find(|v| code(*v) == name).ok_or("not in the list");
    PossibleValuesParser::new(all.iter().map(|v| PossibleValue::new(code(*v)))).try_map(find)
}

/// Prints figures.
///
/// # Errors
/// A filter that is not understood; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    match args.what {
        Some(What::Receivables(args)) => return super::credit::receivables(ctx, &args),
        Some(What::Cohorts(args)) => return cohorts::run(ctx, &args),
        Some(What::Showcase(args)) => return showcase::run(ctx, &args),
        Some(What::Figures) => return figure::catalogue(ctx),
        None => {}
    }
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json, Format::Csv])?;
    let session = ctx.session()?;
    let span = match (args.period, args.from, args.to) {
        (Some(named), _, _) => ops::close::meant(session, named)?,
        (None, Some(from), Some(to)) if from <= to => Span { from, to },
        (None, Some(from), Some(to)) => {
            return Err(Usage(t!(lang, "kpi-usage-order", from = from.to_string(), to = to.to_string())).into());
        }
        _ => crate::domain::history::fiscal_span(session.as_of(), session.policy.organisation.fiscal_year_month, 3),
    };
    let compare = args.compare.map(|c| match c {
        Compare::Previous => Against::Previous,
        Compare::LastYear => Against::LastYear,
    });
    let filter = args.filter.clone();
    let wish = Wish { span, by: args.by, level: args.level, filter: args.filter, compare };
    if let Some(asked) = args.figure {
        let sort = args.sort.unwrap_or(if compare.is_some() { Sort::Change } else { Sort::Value });
        return figure::run(lang, format, session, asked, (&wish, sort, args.top, args.explain));
    }
    let mut report = kpi::kpi(session, &wish)?;
    let all = report.rows.len();
    let aimed = report.total.target().is_some() || report.rows.iter().any(|l| l.target().is_some());
    let standings = if aimed { Some(kpi::figure::distribution(session, &wish)?) } else { None };
    report.rows.truncate(args.top.unwrap_or(usize::MAX));
    let rules = session.rules_of(span)?;
    match format {
        Format::Json => {
            let mut document = document::of(lang, session, &report, standings);
            if args.explain {
                let of = explained(&report, &rules);
                document.insert("explain".to_owned(), of.iter().map(|e| explanations::document(&session.policy, e)).collect());
            }
            output::json(&document)?;
        }
        Format::Csv => document::csv_rows(lang, &report)?,
        _ => {
            table(lang, session, &report)?;
            for line in standings.map(|counts| distributed(lang, &counts)).into_iter().chain(covered(lang, &report)) {
                output::text(&line)?;
            }
            closed(lang, session, &report);
            if all > report.rows.len() {
                output::note(&t!(lang, "kpi-more", shown = report.rows.len().to_string(), count = all.to_string()));
            }
            if report.total.figures.is_zero() && report.rows.iter().all(|l| l.figures.is_zero() && l.target().is_none()) {
                nothing(lang, session, span, &filter)?;
            }
            if args.explain {
                for e in explained(&report, &rules) {
                    output::text("")?;
                    explanations::print(lang, &session.policy, &e)?;
                }
            }
        }
    }
    Ok(Exit::Done)
}

fn explained(report: &Report, policy: &Policy) -> [crate::domain::explain::Explanation; 3] {
    [explain::attainment(report), explain::contribution(report, policy), explain::returns(report, policy)]
}

/// Says where there are figures, if not here, or that it is the filter that holds for nobody.
fn nothing(lang: Lang, session: &ops::Session, span: Span, filter: &str) -> anyhow::Result<()> {
    let conditions = ops::list::conditions(session, Kind::Partner, filter)?;
    if crate::store::listing::ids(session.store.conn(), Kind::Partner, &conditions)?.is_empty() {
        let whose = if filter.trim().is_empty() { t!(lang, "kpi-empty") } else { t!(lang, "kpi-nobody", filter = filter) };
        output::note(&whose);
        return Ok(());
    }
    let extent = read::extent(session.store.conn())?;
    output::note(&match extent {
        Some((Month(first), Month(last))) => t!(
            lang,
            "kpi-nothing-there",
            from = number::date(span.from),
            to = number::date(span.to),
            first = Month(first).to_string(),
            last = Month(last).to_string()
        ),
        None => t!(lang, "kpi-nothing"),
    });
    Ok(())
}

pub(super) fn money(m: Money) -> Json {
    Json::from(m.to_string())
}

/// Says that a period is closed, and what came late for it, or for the closed months of a longer one.
fn closed(lang: Lang, session: &ops::Session, report: &Report) {
    if let Some(closed) = &report.closed {
        let (at, by) = (number::moment(closed.closing.at, session.policy.organisation.zone), closed.closing.actor.as_str());
        let period = closed.closing.name.as_str();
        output::note(&if closed.frozen {
            t!(lang, "kpi-closed", period = period, at = at, by = by)
        } else {
            t!(lang, "kpi-closed-not-so", period = period, at = at, by = by)
        });
    }
    if let Some(late) = report.total.late {
        let signed = |m: Money| if m.0 > 0 { format!("+{}", number::amount_full(m)) } else { number::amount_full(m) };
        let orders = format!("{:+}", late.orders);
        let (net, contribution) = (signed(late.after_returns()), signed(late.contribution()));
        output::note(&if let Some(closed) = &report.closed {
            let period = closed.closing.name.as_str();
            t!(lang, "kpi-late", period = period, net = net, orders = orders, contribution = contribution)
        } else {
            let periods = report.late_for.join(", ");
            t!(lang, "kpi-late-inside", periods = periods, net = net, orders = orders, contribution = contribution)
        });
    }
}

/// A bar of at most [`BAR`] columns.
fn bar(part: Money, whole: Money) -> String {
    output::bar(part.0, whole.0, BAR)
}

pub(super) fn whole_units(m: Money) -> String {
    number::count(crate::domain::money::div_round(m.0.into(), Money::SCALE.into()))
}

pub(super) fn share(ratio: f64) -> Rate {
    #[expect(clippy::cast_possible_truncation, reason = "a ratio of sums is far from the ends of 64 bits")]
    let points = (ratio * 10_000.0).round() as i64;
    Rate(points)
}

fn table(lang: Lang, session: &ops::Session, report: &Report) -> anyhow::Result<()> {
    let span = report.span;
    output::text(&t!(
        lang,
        "kpi-head",
        from = number::date(span.from),
        to = number::date(span.to),
        by = report.by.label().get(lang),
        currency = session.policy.organisation.currency.as_str(),
        as_of = number::date(report.as_of)
    ))?;
    let lines = || report.rows.iter().chain(std::iter::once(&report.total));
    let targets = lines().any(|l| l.target().is_some());
    let has = |f: fn(&Line) -> Money| lines().any(|l| f(l) != Money::ZERO);
    let (returns, costs) = (has(|l| l.figures.returns), has(|l| l.figures.cost + l.figures.fees));
    let coded = !report.by.is_time();
    let mut heads = Vec::new();
    if coded {
        heads.push((t!(lang, "kpi-code"), Align::Left));
    }
    heads.push((report.by.label().get(lang).to_owned(), Align::Left));
    heads.push((Figure::NetSales.called(lang), Align::Right));
    heads.push((String::new(), Align::Left));
    if report.by != By::Partner {
        heads.push((t!(lang, "kpi-partners"), Align::Right));
    }
    heads.push((t!(lang, "kpi-orders"), Align::Right));
    if returns {
        heads.push((Figure::ReturnRate.called(lang), Align::Right));
    }
    if costs {
        heads.push((Figure::Contribution.called(lang), Align::Right));
    }
    // what a type is worth, beside what it grew
    let classes = report.by == By::Type && lines().any(|l| report.contributes(l).is_some());
    if classes {
        heads.push((t!(lang, "kpi-contributes"), Align::Left));
    }
    if report.compared.is_some() {
        heads.push((t!(lang, "kpi-growth"), Align::Right));
    }
    if targets {
        heads.push((Figure::Target.called(lang), Align::Right));
        heads.push((Figure::Attainment.called(lang), Align::Right));
        heads.push((String::new(), Align::Left));
    }
    let mut table = Table::new(heads);
    let most = report.rows.iter().map(|l| l.figures.after_returns()).max().unwrap_or_default();
    for line in lines() {
        let is_total = std::ptr::eq(line, &raw const report.total);
        let f = &line.figures;
        let mut cells: Vec<Cell> = Vec::new();
        let name = if is_total { t!(lang, "kpi-total") } else { named(lang, line) };
        if coded {
            cells.push(if is_total { "".into() } else { Cell::toned(&line.name.code, Tone::Dim) });
        }
        cells.push(name.into());
        cells.push(whole_units(f.after_returns()).into());
        cells.push(if is_total { "".into() } else { bar(f.after_returns(), most).into() });
        if report.by != By::Partner {
            cells.push(number::count(line.partners).into());
        }
        cells.push(number::count(f.orders).into());
        if returns {
            cells.push(f.return_rate().map(number::percent).unwrap_or_default().into());
        }
        if costs {
            cells.push(whole_units(f.contribution()).into());
        }
        if classes {
            let class = report.contributes(line).filter(|_| !is_total);
            cells.push(class.map(|c| c.label().get(lang).to_owned()).unwrap_or_default().into());
        }
        if report.compared.is_some() {
            cells.push(line.growth().map(|g| number::percent_signed(share(g))).unwrap_or_default().into());
        }
        if targets {
            cells.push(line.target().map(whole_units).unwrap_or_default().into());
            cells.push(line.attainment().map(|a| number::percent(a.rate())).unwrap_or_default().into());
            cells.push(verdict(lang, report, line));
        }
        table.row(cells);
    }
    table.print()?;
    if let Some(c) = report.concentration {
        output::text(&t!(
            lang,
            "kpi-concentration",
            top = c.top.to_string(),
            n = c.n.to_string(),
            share = number::percent(share(c.top_share)),
            reach = c.reach.to_string(),
            part = number::percent(report.rules.reach),
            hhi = format!("{:.4}", c.hhi)
        ))?;
    }
    if let Some(s) = report.compared {
        output::text(&t!(lang, "kpi-compared", from = number::date(s.from), to = number::date(s.to)))?;
    }
    Ok(())
}

/// One word for a target: its class when the period is over, its pace while it runs; and for how many it is.
fn verdict(lang: Lang, report: &Report, line: &Line) -> Cell {
    let standing = report.standing(line);
    let word = standing.map(|s| s.label().get(lang).to_owned());
    let own = line.own.then(|| t!(lang, "kpi-own-target"));
    let said: Vec<String> = word.into_iter().chain(partly(lang, line)).chain(own).collect();
    Cell::toned(said.join(" · "), standing.map_or(Tone::Plain, tone_of))
}

/// How many partners stand how against their targets.
fn distributed(lang: Lang, counts: &[i64; 7]) -> String {
    let names = Standing::ALL.iter().map(|s| s.label().get(lang).to_owned()).chain([t!(lang, "not-rated")]);
    let some = names.zip(counts).filter(|(_, n)| **n > 0).map(|(name, n)| format!("{} {name}", number::count(*n)));
    let all: Vec<String> = some.collect();
    t!(lang, "kpi-distribution", counts = all.join(" · "))
}

/// Of what share of all sales attainment is, where that is not all.
fn covered(lang: Lang, report: &Report) -> Option<String> {
    let share = report.total.target().and(report.total.coverage())?.rate();
    (share.0 != 10_000).then(|| t!(lang, "kpi-covered", share = number::percent(share)))
}

fn tone_of(standing: Standing) -> Tone {
    match standing {
        Standing::Exceeded => Tone::Good,
        Standing::Met | Standing::OnPace => Tone::Plain,
        Standing::Close => Tone::Soon,
        Standing::Missed | Standing::Behind => Tone::Bad,
    }
}

/// Of how many partners it is, where that is not all.
fn partly(lang: Lang, line: &Line) -> Option<String> {
    let aim = &line.aim;
    (line.target().is_some() && aim.covered < aim.of)
        .then(|| t!(lang, "kpi-partly", count = aim.covered.to_string(), of = aim.of.to_string()))
}

fn named(lang: Lang, line: &Line) -> String {
    if line.name.name.is_empty() { t!(lang, "kpi-none") } else { line.called(lang).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_never_empty_for_a_sale_and_never_longer_than_its_room() {
        let cases = [(0, 100, ""), (-5, 100, ""), (1, 10_000, "▏"), (50, 100, "██████"), (100, 100, "████████████"), (5, 0, "")];
        for (part, whole, expected) in cases {
            assert_eq!(bar(Money(part), Money(whole)), expected, "{part} of {whole}");
        }
    }
}
