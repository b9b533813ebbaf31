//! `qudao backup FILE` and `qudao restore FILE`.

use std::path::PathBuf;

use super::output::{To, print, print_alone};
use super::{Ctx, Exit};
use crate::ops::admin::results;
use crate::ops::restore as again;

/// Options of `backup`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup.
    file: PathBuf,
    #[command(flatten)]
    to: To,
}

/// Options of `restore`.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The backup.
    file: PathBuf,
    #[command(flatten)]
    to: To,
}

/// Makes a verified copy of the database while others work on.
///
/// # Errors
/// A name that something else has; those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    print(ctx, &args.to, |session| Ok(results::backup(session, lang, &args.file, args.to.replaces())?))
}

/// Brings a backup back and keeps what was there.
///
/// # Errors
/// A file that is no backup of this program; those of both files.
pub fn restore(ctx: &mut Ctx, args: &Restore) -> anyhow::Result<Exit> {
    args.to.format(ctx)?;
    let done = again::restore(&ctx.config, &args.file)?;
    print_alone(ctx, &args.to, &results::restored(ctx.lang(), &args.file, &done))
}
