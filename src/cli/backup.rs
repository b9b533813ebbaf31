//! `qudao backup FILE` and `qudao restore FILE`.

use std::path::PathBuf;

use super::{Ctx, Exit, output};
use crate::ops::{admin, restore as again};
use crate::t;

/// Options of `backup`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The backup.
    file: PathBuf,
    /// Replace an earlier backup of this name.
    #[arg(long)]
    force: bool,
}

/// Options of `restore`.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The backup.
    file: PathBuf,
}

/// Makes a verified copy of the database while others work on.
///
/// # Errors
/// A name that something else has; those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let size = admin::back_up(ctx.session()?, &args.file, args.force)?;
    let path = args.file.display().to_string();
    output::text(&t!(lang, "backup-made", path = path, size = size.to_string()))?;
    Ok(Exit::Done)
}

/// Brings a backup back and keeps what was there.
///
/// # Errors
/// A file that is no backup of this program; those of both files.
pub fn restore(ctx: &mut Ctx, args: &Restore) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let done = again::restore(&ctx.config, &args.file)?;
    output::text(&t!(lang, "restore-done", path = args.file.display().to_string()))?;
    if let Some(kept) = done.kept {
        output::text(&t!(lang, "restore-kept", path = kept.display().to_string()))?;
    }
    Ok(Exit::Done)
}
