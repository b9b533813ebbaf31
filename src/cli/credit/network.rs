//! `qudao credit` over the network: aging, days outstanding, payers, disputes, exposure, months, red lights, assessments due.

use chrono::NaiveDate;

use super::group;
use crate::cli::output::{To, print};
use crate::cli::{Ctx, Exit, Usage};
use crate::domain::period::{self, Span};
use crate::domain::receivables::are_bounds;
use crate::domain::sales::By;
use crate::ops::credit::pages::{self, Wish};
use crate::t;

/// What every list takes.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Listed {
    /// Only partners for which this holds: `region:华东 tier:strategic`.
    #[arg(long, short, default_value = "", hide_default_value = true, value_name = "EXPR", allow_hyphen_values = true)]
    filter: String,
    /// Only so many rows; the whole stays the whole.
    #[arg(long, short = 'n', value_name = "N")]
    top: Option<usize>,
    #[command(flatten)]
    to: To,
}

impl Listed {
    fn wish(&self, by: By, explain: bool) -> Wish {
        Wish { filter: self.filter.clone(), by, top: self.top, explain }
    }
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

/// Options of `kpi receivables`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Receivables {
    /// Upper bounds of the age buckets in days past due, with commas; without them those of the policy.
    #[arg(long, value_delimiter = ',', value_name = "DAYS")]
    buckets: Vec<i64>,
    #[command(flatten)]
    listed: Listed,
    /// Say where the whole's days sales outstanding come from.
    #[arg(long)]
    explain: bool,
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

/// The bounds that were asked for, if any.
fn bounds<'a>(ctx: &Ctx, given: &'a [i64]) -> anyhow::Result<Option<&'a [i64]>> {
    if are_bounds(given) {
        Ok((!given.is_empty()).then_some(given))
    } else {
        Err(Usage(t!(ctx.lang(), "kpi-usage-buckets")).into())
    }
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

/// Prints what is open by age.
///
/// # Errors
/// A filter or bounds that are not understood; those of the file and of stdout.
pub(super) fn aging(ctx: &mut Ctx, args: &Aging) -> anyhow::Result<Exit> {
    let (bounds, grouped) = (bounds(ctx, &args.buckets)?, &args.grouped);
    let wish = grouped.listed.wish(grouped.by, grouped.explain);
    print(ctx, &grouped.listed.to, |session| Ok(pages::aging(session, &wish, bounds)?))
}

/// Prints what partners owe.
///
/// # Errors
/// As [`aging`].
pub(in crate::cli) fn receivables(ctx: &mut Ctx, args: &Receivables) -> anyhow::Result<Exit> {
    let bounds = bounds(ctx, &args.buckets)?;
    let wish = args.listed.wish(By::Partner, args.explain);
    print(ctx, &args.listed.to, |session| Ok(pages::receivables(session, &wish, bounds)?))
}

/// Prints days sales outstanding.
///
/// # Errors
/// As [`aging`].
pub(super) fn dso(ctx: &mut Ctx, args: &Grouped) -> anyhow::Result<Exit> {
    print(ctx, &args.listed.to, |session| Ok(pages::dso(session, &args.listed.wish(args.by, args.explain))?))
}

/// Prints how partners pay.
///
/// # Errors
/// As [`aging`].
pub(super) fn payers(ctx: &mut Ctx, args: &Payers) -> anyhow::Result<Exit> {
    let span = span(ctx, args)?;
    print(ctx, &args.listed.to, |session| Ok(pages::payers(session, &args.listed.wish(args.by, false), span)?))
}

/// Prints contested invoices.
///
/// # Errors
/// As [`aging`].
pub(super) fn disputes(ctx: &mut Ctx, args: &Disputes) -> anyhow::Result<Exit> {
    let p = &args.payers;
    let span = span(ctx, p)?;
    print(ctx, &p.listed.to, |session| Ok(pages::disputes(session, &p.listed.wish(p.by, false), span, args.least)?))
}

/// Prints what is at risk.
///
/// # Errors
/// As [`aging`].
pub(super) fn exposure(ctx: &mut Ctx, args: &Listed) -> anyhow::Result<Exit> {
    print(ctx, &args.to, |session| Ok(pages::exposure(session, &args.wish(By::Partner, false))?))
}

/// Prints what was billed and collected by month.
///
/// # Errors
/// As [`aging`].
pub(super) fn months(ctx: &mut Ctx, args: &Listed) -> anyhow::Result<Exit> {
    print(ctx, &args.to, |session| Ok(pages::months(session, &args.wish(By::Partner, false))?))
}

/// Prints red lights and their reasons.
///
/// # Errors
/// As [`aging`].
pub(super) fn red(ctx: &mut Ctx, args: &Red) -> anyhow::Result<Exit> {
    let wish = args.listed.wish(By::Partner, false);
    print(ctx, &args.listed.to, |session| Ok(pages::lights(session, &wish, args.yellow)?))
}

/// Prints the assessments that are due.
///
/// # Errors
/// As [`aging`].
pub(super) fn due(ctx: &mut Ctx, args: &Listed) -> anyhow::Result<Exit> {
    print(ctx, &args.to, |session| Ok(pages::due(session, &args.wish(By::Partner, false))?))
}
