//! Whether the database is sound, as a document.

use std::path::Path;

use super::Check;
use crate::domain::explain::Words;
use crate::domain::record::Lang;
use crate::domain::sentence::Sentence;
use crate::i18n;
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Tone, What};
use crate::t;

/// A line for people: whether it is fine, which check, what it says.
type Line = (bool, &'static str, String);

/// Looks at everything; returns whether something was found, too.
///
/// # Errors
/// Those of the file.
pub fn document(session: &mut Session, lang: Lang, old_policy: Option<&Path>) -> Result<(Document, bool)> {
    let checks = super::doctor(session, old_policy)?;
    let found: usize = checks.iter().map(|c| c.findings.len()).sum();
    let say = move |s: &Sentence| i18n::sentence(lang, s);
    let finding = || {
        Columns::default()
            .with(Column::code("rule", Words::key("impact-column-rule")), |f: &Sentence| f.key)
            .with(Column::text("text", Words::key("report-said")), move |f| say(f))
    };
    let findings = finding();
    let columns = Columns::default()
        .with(Column::code("name", Words::key("doctor-check")), |c: &Check| c.name)
        .with(Column::flag("ok", Words::key("doctor-ok")), |c| c.findings.is_empty())
        .with(Column::text("text", Words::key("report-said")), move |c| say(&c.state))
        .with(Column::list("findings", Words::key("doctor-findings")).nested().of(finding().columns()), move |c| {
            What::List(c.findings.iter().map(|f| findings.members(f)).collect())
        });
    let mut lines: Vec<Line> = Vec::new();
    for check in &checks {
        if check.findings.is_empty() {
            lines.push((true, check.name, say(&check.state)));
        }
        lines.extend(check.findings.iter().map(|f| (false, check.name, say(f))));
    }
    let told = Columns::default()
        .with(Column::text("mark", Words::nothing()).aside(), |(fine, ..): &Line| {
            if *fine { Cell::from("ok").toned(Tone::Good) } else { Cell::from("!!").toned(Tone::Bad) }
        })
        .with(Column::text("check", Words::nothing()).aside(), |(_, name, _)| *name)
        .with(Column::text("said", Words::nothing()).aside(), |(.., said)| said.clone());
    let note = if found == 0 { t!(lang, "doctor-fine") } else { t!(lang, "doctor-found", count = found) };
    let document = session
        .document("qudao.doctor/1")
        .head("path", Words::key("doctor-path"), session.store.path().display().to_string())
        .head("findings", Words::key("doctor-findings"), found)
        .with(Block::table("checks", columns.table(&checks).unseen(), Words::nothing()))
        .with(Block::table("", told.table(&lines).bare(), Words::nothing()))
        .with(Block::note(Words::Text(note)));
    Ok((document, found > 0))
}
