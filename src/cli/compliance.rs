//! `qudao compliance`: all of a partner's compliance, the audits and the yearly training of the network.

use super::output::Explained;
use super::{Ctx, Exit};
use crate::domain::record::Kind;
use crate::ops::compliance::pages;
use crate::ops::partner::sheet;
use crate::ops::{Session, sources, ticket};

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
        out: Explained,
    },
    /// The latest audit scores by subject and the actions that are open; overdue ones first, then the lowest scores.
    Audits {
        /// Only partners below the pass mark or with open actions.
        #[arg(long)]
        open: bool,
        #[command(flatten)]
        out: Explained,
    },
    /// Who finished the compliance training of the year, and who is due.
    Training {
        /// Only partners that are due.
        #[arg(long)]
        due: bool,
        #[command(flatten)]
        out: Explained,
    },
}

/// Prints it.
///
/// # Errors
/// A partner that is not known, those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let (Command::Show { out, .. } | Command::Audits { out, .. } | Command::Training { out, .. }) = &args.command;
    let of = |session: &Session, code: &str| ticket::refer(session, "partner", Kind::Partner, code);
    let make = |session: &mut Session| {
        Ok(match &args.command {
            Command::Show { code, .. } => pages::show(session, lang, of(session, code)?)?,
            Command::Audits { open, .. } => pages::of_audits(session, lang, *open)?,
            Command::Training { due, .. } => pages::of_training(session, lang, *due)?,
        })
    };
    out.print(ctx, make, |session| match &args.command {
        Command::Show { code, .. } => sheet::explain_all(session, of(session, code)?, &["points", "deposit_held"], lang),
        Command::Audits { .. } => Ok(vec![sources::open_actions(session)?]),
        Command::Training { .. } => Ok(vec![sources::completion(session)?]),
    })
}
