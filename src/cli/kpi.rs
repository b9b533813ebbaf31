//! `qudao kpi`: figures of a period by any dimension.

use chrono::NaiveDate;
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};

use super::output::{To, print};
use super::{Ctx, Exit, Usage};
use crate::domain::figure::{Figure, Needs};
use crate::domain::kinds::RegionLevel;
use crate::domain::period::{self, Month, Named, Span};
use crate::domain::record::Lang;
use crate::domain::sales::{Against, By};
use crate::ops::kpi::cohorts::Rows;
use crate::ops::kpi::{Wish, figure, pages};
use crate::{ops, t};

/// Options of `kpi`.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// The period: 2025, 2025-H1, 2025-Q3 (of the fiscal year), 2025-07, 2025-W30 or a day; without it the quarter that runs.
    #[arg(long, short, value_name = "PERIOD", conflicts_with_all = ["from", "to_day"])]
    period: Option<Named>,
    /// First day.
    #[arg(long, value_name = "DATE", requires = "to_day", value_parser = period::day)]
    from: Option<NaiveDate>,
    /// Last day.
    #[arg(long = "to", value_name = "DATE", requires = "from", value_parser = period::day)]
    to_day: Option<NaiveDate>,
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
    #[command(flatten)]
    to: To,
}

/// Options of `kpi cohorts`.
#[derive(Debug, clap::Args)]
struct Cohorts {
    /// What the rows are.
    #[arg(long, short, default_value = "month", value_name = "WHAT", value_parser = codes(Rows::ALL, Rows::code))]
    by: Rows,
    /// First month of onboarding, or a longer period: 2025-01, 2025-Q1, 2025.
    #[arg(long, value_name = "MONTH")]
    from: Option<Named>,
    /// Last month of onboarding.
    #[arg(long = "to", value_name = "MONTH")]
    last: Option<Named>,
    /// Say where the whole's figures come from.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    to: To,
}

/// Options of `kpi showcase`.
#[derive(Debug, clap::Args)]
struct Showcase {
    /// The period: 2025, 2025-Q3, 2025-07; without it the 12 whole months before this one.
    #[arg(long, short, value_name = "PERIOD")]
    period: Option<Named>,
    /// So many of each line.
    #[arg(long, short = 'n', default_value_t = 3, value_name = "N")]
    top: usize,
    /// Where the figures come from.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    to: To,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// What is owed as of a day: age, overdue, days sales outstanding.
    Receivables(super::credit::Receivables),
    /// Quality of new partners: first-order conversion, retention, repurchase, audience match.
    Cohorts(Cohorts),
    /// The best sellers of each product line, for new partners to copy.
    Showcase(Showcase),
    /// The catalogue: every figure with its unit, what it is made of and what it is measured against.
    Figures(To),
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
        Some(What::Cohorts(args)) => return cohorts(ctx, &args),
        Some(What::Showcase(args)) => return showcase(ctx, &args),
        Some(What::Figures(to)) => {
            let lang = ctx.lang();
            return print(ctx, &to, |session| Ok(pages::catalogue(session, lang)));
        }
        None => {}
    }
    let lang = ctx.lang();
    let compare = args.compare.map(|c| match c {
        Compare::Previous => Against::Previous,
        Compare::LastYear => Against::LastYear,
    });
    print(ctx, &args.to, |session| {
        let span = match (args.period, args.from, args.to_day) {
            (Some(named), _, _) => super::close::days(lang, session, named)?,
            (None, Some(from), Some(to)) if from <= to => Span { from, to },
            (None, Some(from), Some(to)) => {
                return Err(Usage(t!(lang, "kpi-usage-order", from = from.to_string(), to = to.to_string())).into());
            }
            _ => {
                let day = session.as_of();
                let first_month = ops::closings::names(session)?.first_month(Span { from: day, to: day });
                crate::domain::history::fiscal_span(day, first_month, 3)
            }
        };
        let wish = Wish { span, by: args.by, level: args.level, filter: args.filter, compare };
        let Some(figure) = args.figure else {
            return Ok(pages::report(session, lang, &wish, args.top, args.explain)?);
        };
        goes(lang, session, figure, &wish)?;
        if figure.def().needs == Needs::Results {
            session.stored_figures()?;
        }
        let sort = match args.sort {
            Some(Sort::Value) => figure::Sort::Value,
            Some(Sort::Name) => figure::Sort::Name,
            None if compare.is_none() => figure::Sort::Value,
            Some(Sort::Change) | None => figure::Sort::Change,
        };
        Ok(pages::figure(session, lang, (figure, &wish, sort), args.top, args.explain)?)
    })
}

/// Whether a figure can be told so.
fn goes(lang: Lang, session: &ops::Session, figure: Figure, wish: &Wish) -> Result<(), Usage> {
    let (needs, as_of) = (figure.def().needs, session.as_of());
    if !needs.goes_together() {
        return Err(Usage(t!(lang, "kpi-figure-of-one", figure = figure.name())));
    }
    let beyond = wish.compare.is_some() || wish.by.is_time() || !(wish.span.from..=wish.span.to).contains(&as_of);
    if needs.is_of_a_day() && beyond {
        return Err(Usage(t!(lang, "kpi-figure-of-a-day", figure = figure.name(), day = as_of.to_string())));
    }
    if !figure::goes_by(figure, wish.by) {
        let by = wish.by.label().get(lang).to_owned();
        return Err(Usage(t!(lang, "kpi-figure-not-by", figure = figure.name(), by = by)));
    }
    Ok(())
}

/// Prints quality of new partners.
fn cohorts(ctx: &mut Ctx, args: &Cohorts) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    print(ctx, &args.to, |session| {
        let (first, last) = ops::kpi::cohorts::usual(session);
        let names = ops::closings::names(session)?;
        let to = args.last.map_or(last, |named| Month::of(names.span(named).to));
        let from = args.from.map_or(Month(first.0.min(to.0)), |named| Month::of(names.span(named).from));
        if from > to {
            return Err(Usage(t!(lang, "kpi-usage-order", from = from.to_string(), to = to.to_string())).into());
        }
        Ok(pages::cohorts(session, lang, (from, to), args.by, args.explain)?)
    })
}

/// Prints the best sellers.
fn showcase(ctx: &mut Ctx, args: &Showcase) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    print(ctx, &args.to, |session| {
        let named = args.period.map(|named| super::close::days(lang, session, named)).transpose()?;
        let span = named.unwrap_or_else(|| Span::trailing_year(session.as_of()));
        Ok(pages::showcase(session, lang, span, args.top, args.explain)?)
    })
}
