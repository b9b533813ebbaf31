//! `qudao credit show`: the credit file of one partner.

use super::partner;
use crate::cli::output::{To, print};
use crate::cli::{Ctx, Exit};
use crate::ops::credit::{self, file};

/// Options of `show`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The partner.
    code: String,
    /// Open invoices that are listed, oldest first.
    #[arg(long, short = 'n', default_value_t = 10, value_name = "N")]
    limit: usize,
    /// Say where each figure comes from.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    to: To,
}

/// Prints the file.
///
/// # Errors
/// A partner that is not there; those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    print(ctx, &args.to, |session| {
        let found = credit::file(session, partner(session, &args.code)?)?;
        Ok(file::document(session, lang, &found, (args.limit, args.explain))?)
    })
}
