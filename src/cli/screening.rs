//! `qudao screening`: what a partner's screenings came to.

use super::output::{To, print};
use super::{Ctx, Exit};
use crate::domain::record::Kind;
use crate::ops::list;
use crate::ops::screening::pages;

/// Options of `screening`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show a partner's screenings: dimensions, score, red lines, exception, and whether it may be taken on.
    Show(Show),
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The partner's code.
    code: String,
    /// Say where the last score comes from.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    to: To,
}

/// Shows screenings.
///
/// # Errors
/// A partner that there is not; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    ctx.subject = Some(Kind::Screening);
    match &args.command {
        Command::Show(args) => show(ctx, args),
    }
}

fn show(ctx: &mut Ctx, args: &Show) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    print(ctx, &args.to, |session| {
        let partner = list::find(session, Kind::Partner, &args.code)?;
        Ok(pages::document(session, lang, &partner, args.explain)?)
    })
}
