//! `qudao credit drill CODE`: the stop-supply drill 断供演练, what hangs on a partner and who could step in.

use crate::cli::output::{To, print};
use crate::cli::{Ctx, Exit};
use crate::domain::record::Kind;
use crate::ops::{drill, ticket};

/// Options of `credit drill`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The partner's code.
    code: String,
    #[command(flatten)]
    to: To,
}

/// Plays a stop of supply through and prints what it means; nothing is written.
///
/// # Errors
/// A partner that is not known, those of the file.
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    print(ctx, &args.to, |session| {
        session.stored_figures()?;
        let partner = ticket::refer(session, "partner", Kind::Partner, &args.code)?;
        let found = drill::drill(session, partner)?;
        Ok(drill::pages::document(session, lang, &found)?)
    })
}
