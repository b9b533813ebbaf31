//! `qudao backup FILE` and `qudao restore FILE`.

use std::path::PathBuf;

use serde_json::json;

use super::{Ctx, Exit, Format, output};
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
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let size = admin::back_up(ctx.session()?, &args.file, args.force)?;
    let path = args.file.display().to_string();
    if format == Format::Json {
        output::json(&json!({"schema": "qudao.backup/1", "path": path, "bytes": size}))?;
        return Ok(Exit::Done);
    }
    output::text(&t!(lang, "backup-made", path = path, size = size.to_string()))?;
    Ok(Exit::Done)
}

/// Brings a backup back and keeps what was there.
///
/// # Errors
/// A file that is no backup of this program; those of both files.
pub fn restore(ctx: &mut Ctx, args: &Restore) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let done = again::restore(&ctx.config, &args.file)?;
    if format == Format::Json {
        let kept = done.kept.map(|path| path.display().to_string());
        let path = args.file.display().to_string();
        output::json(&json!({"schema": "qudao.restore/1", "path": path, "database_schema": done.schema, "kept": kept}))?;
        return Ok(Exit::Done);
    }
    output::text(&t!(lang, "restore-done", path = args.file.display().to_string()))?;
    if let Some(kept) = done.kept {
        output::text(&t!(lang, "restore-kept", path = kept.display().to_string()))?;
    }
    Ok(Exit::Done)
}
