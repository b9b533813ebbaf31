//! `qudao undo` and `qudao redo`: steps back over one's own changes, and forward again.

use super::output::{To, note, print};
use super::{Ctx, Exit, audit};
use crate::domain::record::Lang;
use crate::i18n;
use crate::ops::admin::{results, undo};
use crate::t;

/// Options of `undo`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = limits(Lang::En))]
pub struct Args {
    /// Only list one's own last changes.
    #[arg(long, conflicts_with = "id")]
    list: bool,
    /// Everybody's, with `--list`.
    #[arg(long, requires = "list")]
    all: bool,
    /// Take back the change with this number (an import, for example).
    #[arg(long, value_name = "N")]
    id: Option<String>,
    /// At most so many, with `--list`.
    #[arg(long, short = 'n', default_value_t = 20, value_name = "N")]
    limit: u32,
    #[command(flatten)]
    to: To,
}

/// Options of `redo`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = t!(Lang::En, "redo-limits"))]
pub struct Redo {
    #[command(flatten)]
    to: To,
}

/// What can't be taken back and why, for the manual.
#[must_use]
pub fn limits(lang: Lang) -> String {
    let label = |key: &str| i18n::message(lang, key, &[("what", "…".to_owned())]);
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for (change, reason) in undo::FINAL {
        match reasons.iter_mut().find(|(r, _)| r == reason) {
            Some((_, changes)) => changes.push(label(change)),
            None => reasons.push((reason, vec![label(change)])),
        }
    }
    let never = reasons.iter().map(|(reason, of)| format!("- {}: {}", of.join(", "), i18n::message(lang, reason, &[])));
    let special = undo::SPECIAL.iter().map(|key| format!("- {}", i18n::message(lang, key, &[])));
    let lines = |rows: Vec<String>| rows.join("\n");
    format!(
        "{}\n{}\n\n{}\n{}",
        t!(lang, "undo-never"),
        lines(never.collect()),
        t!(lang, "undo-special"),
        lines(special.collect())
    )
}

/// Does again what was taken back last.
///
/// # Errors
/// Nothing to redo, or something that was changed again since; those of the file.
pub fn redo(ctx: &mut Ctx, args: &Redo) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    print(ctx, &args.to, |session| {
        let (document, passed) = results::redone(session, lang)?;
        // whatever the format: it is said once
        for said in &passed {
            note(said);
        }
        Ok(document)
    })
}

/// Takes back a change, or lists what could be.
///
/// # Errors
/// Nothing to undo, or something that was changed again since; those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let id = args.id.as_deref().map(|text| audit::number_of(lang, text)).transpose()?;
    print(ctx, &args.to, |session| {
        if args.list {
            return Ok(results::steps(session, lang, args.all, args.limit.into())?);
        }
        Ok(results::undone(session, lang, id)?)
    })
}
