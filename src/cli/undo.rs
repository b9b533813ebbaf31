//! `qudao undo` and `qudao redo`: steps back over one's own changes, and forward again.

use serde_json::json;

use super::output::{self, Align, Table};
use super::{Ctx, Exit, Format, audit};
use crate::domain::record::Lang;
use crate::i18n::{self, number};
use crate::ops::admin::{self, undo};
use crate::store::audit::ChangeSet;
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
}

/// Options of `redo`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = t!(Lang::En, "redo-limits"))]
pub struct Redo {}

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
pub fn redo(ctx: &mut Ctx, _: &Redo) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let undo::Redone { set, passed } = admin::redo(session)?;
    let passed: Vec<(i64, String)> = passed.iter().map(|set| (set.id, what(lang, set))).collect();
    for (_, what) in &passed {
        output::note(&t!(lang, "redo-passed", what = what.as_str()));
    }
    let what = what(lang, &set);
    if format == Format::Json {
        let passed: Vec<_> = passed.iter().map(|(id, what)| json!({"change": id, "text": what})).collect();
        let said = json!({
            "schema": "qudao.redo/1", "as_of": session.as_of().to_string(), "change": set.id, "text": what, "passed": passed,
        });
        output::json(&said)?;
    } else {
        output::text(&t!(lang, "redo-done", what = what))?;
    }
    Ok(Exit::Done)
}

/// Takes back a change, or lists what could be.
///
/// # Errors
/// Nothing to undo, or something that was changed again since; those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let id = args.id.as_deref().map(|text| audit::number_of(lang, text)).transpose()?;
    let session = ctx.session()?;
    if !args.list {
        let set = admin::undo(session, id)?;
        let what = what(lang, &set);
        if format == Format::Json {
            let as_of = session.as_of().to_string();
            output::json(&json!({"schema": "qudao.undo/1", "as_of": as_of, "change": set.id, "text": what}))?;
        } else {
            output::text(&t!(lang, "undo-done", what = what))?;
        }
        return Ok(Exit::Done);
    }
    let sets = admin::changes(session, args.all, args.limit.into())?;
    if format == Format::Json {
        let row = |s: &ChangeSet| {
            json!({
                "change": s.id,
                "at": s.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
                "user": s.actor,
                "done": s.label,
                "text": what(lang, s),
                "undone_by": s.undone_by,
            })
        };
        let rows: Vec<_> = sets.iter().map(row).collect();
        output::json(&json!({"schema": "qudao.changes/1", "as_of": session.as_of().to_string(), "rows": rows}))?;
        return Ok(Exit::Done);
    }
    let zone = session.policy.organisation.zone;
    let mut table = Table::new([
        (t!(lang, "undo-list-number"), Align::Right),
        (t!(lang, "undo-list-at"), Align::Left),
        (t!(lang, "undo-list-user"), Align::Left),
        (t!(lang, "undo-list-what"), Align::Left),
        (t!(lang, "undo-list-state"), Align::Left),
    ]);
    for s in &sets {
        let state = if s.undone_by.is_some() { t!(lang, "undo-list-undone") } else { String::new() };
        table.row([s.id.to_string(), number::moment(s.at, zone), s.actor.clone(), what(lang, s), state]);
    }
    table.print()?;
    Ok(Exit::Done)
}

fn what(lang: Lang, set: &ChangeSet) -> String {
    i18n::change(lang, &set.label, &set.detail)
}
