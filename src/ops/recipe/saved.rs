//! What was done by hand as a recipe: a person's imports, reviews, plans and closings of some days, in their order.

use std::fmt::Write as _;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::variables;
use crate::ops::{Result, Session, closings};
use crate::store::batches;

/// The recipe of what this person did since a moment, and how many steps it has; files are named from `folder` on.
///
/// What was undone is left out. Days of this month and the one before become names, so that it serves next month.
pub fn saved(session: &Session, since: DateTime<Utc>, folder: &Path) -> Result<(String, usize)> {
    let names = variables(session.as_of(), &closings::names(session)?);
    let general = |text: &str| {
        let mut text = text.to_owned();
        for name in ["prev_month", "month", "prev_month_digits", "month_digits", "prev_quarter", "quarter", "prev_week", "week"] {
            if let Some(value) = names.get(name) {
                text = text.replace(value.as_str(), &format!("{{{name}}}"));
            }
        }
        text
    };
    let mut out = format!("name = {}\n", quoted(&session.as_of().to_string()));
    let mut steps = 0;
    for done in batches::done_since(session.store.conn(), &session.actor.name, since)? {
        let step = match (done.label.as_str(), &done.import) {
            ("change-import", Some(spec)) => import(spec, folder, &general),
            ("change-tier-review", _) => Some("do = \"tiers\"\n".to_owned()),
            ("change-plan", _) => Some(format!("do = \"plan\"\nmonth = {}\n", quoted(&general(&done.detail)))),
            ("change-close", _) => Some(format!("do = \"close\"\nperiod = {}\n", quoted(&general(&done.detail)))),
            _ => None,
        };
        if let Some(step) = step {
            steps += 1;
            let _ = write!(out, "\n[[step]]\n{step}");
        }
    }
    out.push_str(
        "\n# What is read and written without changing the database is not on record: checks, exports, reports.\n\
         # [[step]]\n# do = \"check\"\n\
         # [[step]]\n# do = \"score\"\n\
         # [[step]]\n# do = \"export\"\n# kind = \"partners\"\n# to = \"partners-{month}.xlsx\"\n\
         # [[step]]\n# do = \"report\"\n# report = \"health\"\n# to = \"health-{today}.md\"\n",
    );
    Ok((out, steps))
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The step of an import, from how it was asked for.
fn import(spec: &str, folder: &Path, general: &dyn Fn(&str) -> String) -> Option<String> {
    let spec: Json = serde_json::from_str(spec).ok()?;
    let near = |path: &str| {
        let path = Path::new(path);
        let shown = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
        general(&shown)
    };
    let text = |name: &str| spec.get(name).and_then(Json::as_str);
    let list = |name: &str| spec.get(name).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
    let mut out = format!("do = \"import\"\nkind = {}\n", quoted(text("kind").unwrap_or("all")));
    let files: Vec<String> = list("files").map(|f| quoted(&near(f))).collect();
    let _ = writeln!(out, "files = [{}]", files.join(", "));
    for (name, path) in [("map", text("map")), ("skip_bad", text("skip_bad"))] {
        if let Some(path) = path {
            let _ = writeln!(out, "{name} = {}", quoted(&near(path)));
        }
    }
    for name in ["reason", "sheet", "encoding", "delimiter", "decimal"] {
        if let Some(value) = text(name) {
            let _ = writeln!(out, "{name} = {}", quoted(&general(value)));
        }
    }
    if let Some(row) = spec.get("header_row").and_then(Json::as_u64) {
        let _ = writeln!(out, "header_row = {row}");
    }
    let create: Vec<String> = list("create").map(quoted).collect();
    if !create.is_empty() {
        let _ = writeln!(out, "create = [{}]", create.join(", "));
    }
    for name in ["add_up", "allow_duplicates", "no_quotes"] {
        if spec.get(name).and_then(Json::as_bool) == Some(true) {
            let _ = writeln!(out, "{name} = true");
        }
    }
    Some(out)
}
