//! `qudao standby`: backup partners by region with capacity and age of assessment, and who could take over another's volume.

use super::output::Explained;
use super::{Ctx, Exit};
use crate::domain::record::Kind;
use crate::ops::standby::pages;
use crate::ops::{OpError, Session, sources, ticket};

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
        out: Explained,
    },
    /// Who could take over a partner's volume.
    For {
        /// The partner's code.
        code: String,
        #[command(flatten)]
        out: Explained,
    },
}

/// Prints it.
///
/// # Errors
/// A partner or region that is not known, those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let (Command::List { out, .. } | Command::For { out, .. }) = &args.command;
    let make = |session: &mut Session| {
        // lights are computed figures
        session.stored_figures()?;
        Ok(match of(session, &args.command)? {
            Of::Region(region) => pages::list(session, region)?,
            Of::Partner(partner) => pages::for_partner(session, lang, partner)?,
        })
    };
    out.print(ctx, make, |session| {
        Ok(vec![match of(session, &args.command)? {
            Of::Region(region) => sources::backups(session, region)?,
            Of::Partner(partner) => sources::takeover(session, partner)?,
        }])
    })
}

/// What is asked for.
enum Of {
    Region(Option<i64>),
    Partner(i64),
}

fn of(session: &Session, command: &Command) -> Result<Of, OpError> {
    Ok(match command {
        Command::List { region, .. } => {
            Of::Region(region.as_deref().map(|r| ticket::refer(session, "region", Kind::Region, r)).transpose()?)
        }
        Command::For { code, .. } => Of::Partner(ticket::refer(session, "partner", Kind::Partner, code)?),
    })
}
