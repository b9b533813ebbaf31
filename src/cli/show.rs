//! `qudao show KIND CODE`: one record with everything that refers to it; of a partner, the sections of its page.

mod partner;

use super::output::{To, print};
use super::{Ctx, Exit, list as lists};
use crate::domain::record::Kind;
use crate::ops::list::{self, pages};

/// Options of `show`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What: partner, ticket, task, invoice, user ...
    kind: String,
    /// Its code, number or account; `#12` where it has none.
    code: String,
    /// Also fields that are not given.
    #[arg(long)]
    all: bool,
    /// At most so many of each kind that refers to it.
    #[arg(long, short = 'n', default_value_t = 10, value_name = "N")]
    limit: u32,
    /// Of a partner, only these sections of its page, with commas: overview, sales, credit, compliance, conflicts, plan,
    /// contracts, screening, history.
    #[arg(long, value_delimiter = ',', value_name = "NAME")]
    section: Vec<String>,
    /// Of a partner, also where each figure and row comes from; with a name only that of one: `--explain=pace`, of a row
    /// with its key: `--explain=month:2026-07`.
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    explain: Option<String>,
    #[command(flatten)]
    to: To,
}

/// Prints the record.
///
/// # Errors
/// A record that is not there; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let kind = lists::kind_of(lang, &args.kind)?;
    if kind == Kind::Partner {
        return partner::run(ctx, args);
    }
    print(ctx, &args.to, |session| {
        let row = list::find(session, kind, &args.code)?;
        Ok(pages::one(session, lang, &row, (args.all, args.limit.into()))?)
    })
}
