//! `qudao refresh`: figures, warnings and escalations as of now.

use serde_json::json;

use super::output;
use super::{Ctx, Exit, Format};
use crate::i18n::number;

/// Options of `refresh`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Brings the database up to date, and says what that came to.
///
/// # Errors
/// Role (specialist), a session that writes nothing, those of the file and of stdout.
pub fn run(ctx: &mut Ctx, _: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let made = session.make_again()?;
    let done = session.bring_up_to_date()?;
    let (as_of, figures) = (session.as_of(), done.figures);
    if format == Format::Json {
        output::json(&json!({
            "schema": "qudao.refresh/1",
            "as_of": as_of,
            "computed": figures.computed,
            "changed": figures.changed,
            "raised": figures.raised,
            "cleared": figures.cleared,
            "escalated": done.escalated,
            "made_again": made,
        }))?;
        return Ok(Exit::Done);
    }
    let count = |n: usize| number::count(i64::try_from(n).unwrap_or(i64::MAX));
    if made > 0 {
        output::note(&crate::i18n::message(lang, "refresh-made-again", &[("count", count(made))]));
    }
    let key = if figures.computed == 0 && done.escalated == 0 { "refresh-nothing" } else { "refresh-done" };
    output::text(&crate::i18n::message(
        lang,
        key,
        &[
            ("day", number::date(as_of)),
            ("computed", count(figures.computed)),
            ("raised", count(figures.raised)),
            ("cleared", count(figures.cleared)),
            ("escalated", count(done.escalated)),
        ],
    ))?;
    Ok(Exit::Done)
}
