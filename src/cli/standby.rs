//! `qudao standby`: backup partners by region with capacity and age of assessment, and who could take over another's volume.

use super::output::{To, print};
use super::{Ctx, Exit};
use crate::domain::record::Kind;
use crate::ops::standby::pages;
use crate::ops::ticket;

/// Options of `standby`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Backups by region, with capacity and the age of their assessment.
    List {
        /// Only those that reach this region or something below it.
        #[arg(long, value_name = "REGION")]
        region: Option<String>,
        #[command(flatten)]
        to: To,
    },
    /// Who could take over a partner's volume.
    For {
        /// The partner's code.
        code: String,
        #[command(flatten)]
        to: To,
    },
}

/// Prints it.
///
/// # Errors
/// A partner or region that is not known, those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let (Command::List { to, .. } | Command::For { to, .. }) = &args.command;
    print(ctx, to, |session| {
        // lights are computed figures
        session.stored_figures()?;
        Ok(match &args.command {
            Command::List { region, .. } => {
                let region = region.as_deref().map(|r| ticket::refer(session, "region", Kind::Region, r)).transpose()?;
                pages::list(session, region)?
            }
            Command::For { code, .. } => {
                let partner = ticket::refer(session, "partner", Kind::Partner, code)?;
                pages::for_partner(session, lang, partner)?
            }
        })
    })
}
