//! `qudao ticket stats`: how the desk does, each figure with the list behind it.

use std::ffi::OsStr;

use chrono::NaiveDate;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command};

use crate::cli::output::{To, print};
use crate::cli::{Ctx, Exit, Usage};
use crate::domain::desk_figures::Dimension;
use crate::domain::period::{self, Month, Named, Span};
use crate::ops::ticket::figures::pages;
use crate::t;

/// Options of `ticket stats`.
#[derive(Debug, clap::Args)]
pub(super) struct StatsArgs {
    /// 2025, 2025-Q3, 2025-07, 2025-W30; this month if not given.
    #[arg(long, short, value_name = "PERIOD", conflicts_with_all = ["from", "to"])]
    period: Option<Named>,
    /// First day of any span.
    #[arg(long, value_name = "DATE", requires = "to", value_parser = period::day)]
    from: Option<NaiveDate>,
    /// Last day of it.
    #[arg(long, value_name = "DATE", requires = "from", value_parser = period::day)]
    to: Option<NaiveDate>,
    /// Only this breakdown, with all its figures.
    #[arg(long, short, value_name = "WHAT", value_parser = Dimensions)]
    by: Option<Dimension>,
    /// Say where each figure comes from.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    output: To,
}

/// Reads a dimension by its name, its words joined by `_` or `-`.
#[derive(Clone)]
struct Dimensions;

impl TypedValueParser for Dimensions {
    type Value = Dimension;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Dimension, clap::Error> {
        let known = PossibleValuesParser::new(Dimension::all().map(Dimension::code));
        let find = |name: String| Dimension::all().find(|d| d.code() == name).ok_or("not in the list");
        known.try_map(find).parse_ref(command, arg, OsStr::new(&value.to_string_lossy().replace('-', "_")))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Dimension::all().map(|d| PossibleValue::new(d.code()))))
    }
}

/// Prints the figures of the desk.
pub(super) fn run(ctx: &mut Ctx, args: &StatsArgs) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    print(ctx, &args.output, |session| {
        let span = match (args.period, args.from, args.to) {
            (Some(named), _, _) => crate::ops::closings::names(session)?.span(named),
            (None, Some(from), Some(to)) if from <= to => Span { from, to },
            (None, Some(from), Some(to)) => {
                return Err(Usage(t!(lang, "kpi-usage-order", from = from.to_string(), to = to.to_string())).into());
            }
            _ => Month::of(session.as_of()).span(),
        };
        Ok(pages::document(session, lang, span, args.by, args.explain)?)
    })
}
