//! `qudao compliance`: all of a partner's compliance, the audits and the yearly training of the network.

use super::output::{To, print};
use super::{Ctx, Exit};
use crate::domain::record::Kind;
use crate::ops::compliance::pages;
use crate::ops::ticket;

/// Options of `compliance`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Violations, deposit, audits, training and backup assessments of a partner.
    Show {
        /// Its code.
        code: String,
        #[command(flatten)]
        to: To,
    },
    /// The latest audit scores by subject and the actions that are open; overdue ones first, then the lowest scores.
    Audits {
        /// Only partners below the pass mark or with open actions.
        #[arg(long)]
        open: bool,
        #[command(flatten)]
        to: To,
    },
    /// Who finished the compliance training of the year, and who is due.
    Training {
        /// Only partners that are due.
        #[arg(long)]
        due: bool,
        #[command(flatten)]
        to: To,
    },
}

/// Prints it.
///
/// # Errors
/// A partner that is not known, those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let (Command::Show { to, .. } | Command::Audits { to, .. } | Command::Training { to, .. }) = &args.command;
    print(ctx, to, |session| {
        Ok(match &args.command {
            Command::Show { code, .. } => {
                let partner = ticket::refer(session, "partner", Kind::Partner, code)?;
                pages::show(session, lang, partner)?
            }
            Command::Audits { open, .. } => pages::of_audits(session, lang, *open)?,
            Command::Training { due, .. } => pages::of_training(session, lang, *due)?,
        })
    })
}
