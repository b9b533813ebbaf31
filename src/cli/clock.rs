//! `qudao clock`: the clock that a database was made with.

use serde_json::json;

use super::{Ctx, Exit, Format, output};
use crate::config::AsOf;
use crate::i18n::number;
use crate::ops::clock;
use crate::t;

/// Options of `clock`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show what day it is in the database (default).
    Show,
    /// Set it to another day, or to a moment from which the time of day runs on (admin; made with a clock only).
    Set {
        /// The day or moment (2025-06-07 or 2025-06-07T15:00).
        #[arg(value_name = "DATE")]
        to: AsOf,
    },
}

/// Shows or sets the clock.
///
/// # Errors
/// Those of [`clock::set`].
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    if let Some(Command::Set { to }) = &args.command {
        clock::set(session, *to)?;
    }
    let own = session.own_day();
    let stands = clock::stands(session)?;
    let now = number::moment(stands, session.policy.organisation.zone);
    if format == Format::Json {
        output::json(&json!({
            "schema": "qudao.clock/1", "as_of": session.as_of(), "own": own.is_some(), "clock": own, "now": session.now(),
        }))?;
    } else {
        output::text(&if own.is_some() { t!(lang, "clock-own", now = now) } else { t!(lang, "clock-system", now = now) })?;
    }
    Ok(Exit::Done)
}
