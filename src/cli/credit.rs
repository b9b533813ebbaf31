//! `qudao credit`: a partner's credit file, the check before a sale, changes and overrides, and the network's receivables.

mod drill;
mod network;
mod sale;
mod show;

pub(super) use network::{Receivables, receivables};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};

use super::{Ctx, Exit};
use crate::domain::record::Kind;
use crate::domain::sales::By;
use crate::ops::credit::network::GROUPS;
use crate::ops::{Session, list};

/// Options of `credit`.
pub(super) type Args = super::OneOf<What>;

/// What it does.
#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// A partner's credit file: what it owes, how it pays, exposure, security, assessment, light.
    Show(show::Args),
    /// Check a sale before it is made: ordered steps with reasons. Exit code 1: it warns or stops.
    Check(sale::Check),
    /// Ask for another limit, term or deduction rate.
    Change(sale::Change),
    /// Ask that sales up to an amount be let through the check until a day.
    Override(sale::Override),
    /// What is open by age, by partner, region, type or owner.
    Aging(network::Aging),
    /// Days sales outstanding by count-back and by balance.
    Dso(network::Grouped),
    /// How partners pay, slowest first.
    Payers(network::Payers),
    /// Contested invoices: rates by partner or group, and how contested ones are paid.
    Disputes(network::Disputes),
    /// What is at risk now and at its peak, against limits and security; bad debt.
    Exposure(network::Listed),
    /// What was billed and collected, by month.
    Months(network::Listed),
    /// Partners whose light is red, and why.
    Red(network::Red),
    /// Credit assessments that are due.
    Assess(network::Listed),
    /// Play a stop of supply through: what hangs on a partner, what would be lost, who could step in.
    Drill(drill::Args),
}

/// Does what was asked for.
///
/// # Errors
/// A partner that is not there, a value that is not as expected; those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    match &args.what {
        What::Show(args) => show::run(ctx, args),
        What::Check(args) => sale::check(ctx, args),
        What::Change(args) => sale::change(ctx, args),
        What::Override(args) => sale::let_through(ctx, args),
        What::Aging(args) => network::aging(ctx, args),
        What::Dso(args) => network::dso(ctx, args),
        What::Payers(args) => network::payers(ctx, args),
        What::Disputes(args) => network::disputes(ctx, args),
        What::Exposure(args) => network::exposure(ctx, args),
        What::Months(args) => network::months(ctx, args),
        What::Red(args) => network::red(ctx, args),
        What::Assess(args) => network::due(ctx, args),
        What::Drill(args) => drill::run(ctx, args),
    }
}

/// The dimensions that receivables are grouped by.
fn group() -> impl clap::builder::TypedValueParser<Value = By> {
    let find = |name: String| GROUPS.iter().copied().find(|b| b.code() == name).ok_or("not in the list");
    PossibleValuesParser::new(GROUPS.iter().map(|b| PossibleValue::new(b.code()))).try_map(find)
}

/// The id of the partner with a code.
fn partner(session: &Session, code: &str) -> anyhow::Result<i64> {
    Ok(list::find(session, Kind::Partner, code)?.id)
}
