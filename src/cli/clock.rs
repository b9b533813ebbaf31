//! `qudao clock`: the clock that a database was made with.

use super::output::{To, print};
use super::{Ctx, Exit};
use crate::config::AsOf;
use crate::ops::admin::results;
use crate::ops::clock;

/// Options of `clock`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show what day it is in the database (default).
    Show {
        #[command(flatten)]
        out: To,
    },
    /// Set it to another day, or to a moment from which the time of day runs on (admin; made with a clock only).
    Set {
        /// The day or moment (2025-06-07 or 2025-06-07T15:00).
        #[arg(value_name = "DATE")]
        to: AsOf,
        #[command(flatten)]
        out: To,
    },
}

/// Shows or sets the clock.
///
/// # Errors
/// Those of [`clock::set`].
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let stdout = To::default();
    let (set, out) = match &args.command {
        None => (None, &stdout),
        Some(Command::Show { out }) => (None, out),
        Some(Command::Set { to, out }) => (Some(*to), out),
    };
    print(ctx, out, |session| {
        if let Some(to) = set {
            clock::set(session, to)?;
        }
        Ok(results::clock(session, lang)?)
    })
}
