//! `qudao refresh`: figures, warnings and escalations as of now.

use super::output::{To, print};
use super::{Ctx, Exit};
use crate::ops::admin::results;

/// Options of `refresh`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    to: To,
}

/// Brings the database up to date, and says what that came to.
///
/// # Errors
/// Role (specialist), a session that writes nothing, those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    print(ctx, &args.to, |session| Ok(results::refresh(session)?))
}
