//! `qudao doctor`: is the database sound?

use serde_json::json;

use super::output::{self, Align, Cell, Table, Tone};
use super::{Ctx, Exit, Format};
use crate::domain::sentence::Sentence;
use crate::i18n;
use crate::ops::doctor;
use crate::t;

/// Options of `doctor`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Looks at everything and says what it found; exit code 1 if something.
///
/// # Errors
/// Those of a file that can't be opened.
pub fn run(ctx: &mut Ctx, _args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let old_policy = ctx.config.old_policy.clone();
    let db = ctx.config.db.clone();
    let session = match ctx.session() {
        Ok(session) => session,
        Err(e) => {
            // what lies beside it can be seen without it
            for left in doctor::leftovers(&db) {
                output::note(&i18n::sentence(lang, &left));
            }
            return Err(e);
        }
    };
    let checks = doctor::doctor(session, old_policy.as_deref())?;
    let found: usize = checks.iter().map(|c| c.findings.len()).sum();
    let say = |s: &Sentence| i18n::sentence(lang, s);
    if format == Format::Json {
        let document = |c: &doctor::Check| {
            json!({
                "name": c.name,
                "ok": c.findings.is_empty(),
                "text": say(&c.state),
                "findings": c.findings.iter().map(|f| json!({"rule": f.key, "text": say(f)})).collect::<Vec<_>>(),
            })
        };
        output::json(&json!({
            "schema": "qudao.doctor/1",
            "as_of": session.as_of().to_string(),
            "path": session.store.path().display().to_string(),
            "findings": found,
            "checks": checks.iter().map(document).collect::<Vec<_>>(),
        }))?;
    } else {
        let mut table = Table::new([("", Align::Left), ("", Align::Left), ("", Align::Left)]).headless();
        for check in &checks {
            if check.findings.is_empty() {
                table.row([Cell::toned("ok", Tone::Good), check.name.into(), say(&check.state).into()]);
            }
            for finding in &check.findings {
                table.row([Cell::toned("!!", Tone::Bad), check.name.into(), say(finding).into()]);
            }
        }
        table.print()?;
        output::note(&if found == 0 { t!(lang, "doctor-fine") } else { t!(lang, "doctor-found", count = found) });
    }
    Ok(if found == 0 { Exit::Done } else { Exit::Findings })
}
