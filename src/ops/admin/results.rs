//! What acts on the database as a whole came to, as documents: refresh, clock, backup and restore, steps back and forward.

use std::path::Path;

use super::undo::{self, Redone};
use super::{back_up, changes};
use crate::domain::explain::{Amount, Words};
use crate::domain::record::Lang;
use crate::i18n::{self, number};
use crate::ops::clock;
use crate::ops::restore::Restored;
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Type, What};
use crate::store::audit::ChangeSet;
use crate::t;

fn of(name: &'static str, key: &'static str, value: impl Into<Cell>) -> Figure {
    Figure::new(name, Words::key(key), value.into())
}

/// Brings figures, warnings and escalations up to date: what that came to.
///
/// # Errors
/// Role (specialist), a session that writes nothing, those of the file.
pub fn refresh(session: &mut Session) -> Result<Document> {
    let made = session.make_again()?;
    let done = session.bring_up_to_date()?;
    let figures = done.figures;
    let key = if figures.computed == 0 && done.escalated == 0 { "refresh-nothing" } else { "refresh-done" };
    let count = |n: usize| Amount::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let args = vec![
        ("day", Amount::Date(session.as_of())),
        ("computed", count(figures.computed)),
        ("raised", count(figures.raised)),
        ("cleared", count(figures.cleared)),
        ("escalated", count(done.escalated)),
    ];
    let members = vec![
        of("computed", "refresh-computed", figures.computed),
        of("changed", "policy-changed", figures.changed),
        of("raised", "refresh-raised", figures.raised),
        of("cleared", "refresh-cleared", figures.cleared),
        of("escalated", "refresh-escalated", done.escalated),
        of("made_again", "refresh-again", made),
    ];
    let again = (made > 0).then(|| Block::note(Words::with("refresh-made-again", vec![("count", count(made))])));
    let document = session.document("qudao.refresh/1").with(Block::members("", members, Some(Words::with(key, args))));
    Ok(document.with_some(again))
}

/// What time it is in the database.
///
/// # Errors
/// Those of the file.
pub fn clock(session: &Session, lang: Lang) -> Result<Document> {
    let own = session.own_day();
    let now = number::moment(clock::stands(session)?, session.policy.organisation.zone);
    let said = if own.is_some() { t!(lang, "clock-own", now = now) } else { t!(lang, "clock-system", now = now) };
    let document = session
        .document("qudao.clock/1")
        .head("own", Words::key("clock-is-own"), own.is_some())
        .head("clock", Words::key("clock-day"), own)
        .typed(Type::Day)
        .head("now", Words::key("report-now"), session.now());
    Ok(document.with(Block::said(Words::Text(said))))
}

/// Makes a verified copy of the database.
///
/// # Errors
/// As [`back_up`].
pub fn backup(session: &Session, lang: Lang, file: &Path, force: bool) -> Result<Document> {
    Ok(backed_up(lang, file, back_up(session, file, force)?))
}

/// A backup of so many bytes.
#[must_use]
pub fn backed_up(lang: Lang, file: &Path, size: u64) -> Document {
    let path = file.display().to_string();
    let said = t!(lang, "backup-made", path = path.as_str(), size = size.to_string());
    let bytes = What::Number(i64::try_from(size).unwrap_or(i64::MAX));
    let members = vec![of("path", "doctor-path", path), of("bytes", "backup-bytes", bytes).typed(Type::Bytes)];
    Document::new("qudao.backup/1").with(Block::members("", members, Some(Words::Text(said))))
}

/// A backup that was brought back.
#[must_use]
pub fn restored(lang: Lang, file: &Path, done: &Restored) -> Document {
    let path = file.display().to_string();
    let kept = done.kept.as_ref().map(|path| path.display().to_string());
    let mut said = vec![t!(lang, "restore-done", path = path.as_str())];
    said.extend(kept.as_ref().map(|kept| t!(lang, "restore-kept", path = kept.as_str())));
    let members = vec![
        of("path", "doctor-path", path),
        of("database_schema", "restore-schema", What::Number(done.schema)),
        of("kept", "restore-kept-file", kept).typed(Type::Text),
    ];
    Document::new("qudao.restore/1").with(Block::members("", members, Some(Words::Text(said.join("\n")))))
}

/// What a change set did, for people.
fn what(lang: Lang, set: &ChangeSet) -> String {
    i18n::change(lang, &set.label, &set.detail)
}

/// Takes a change back, one's own last one without a number.
///
/// # Errors
/// As [`undo::undo`].
pub fn undone(session: &mut Session, lang: Lang, id: Option<i64>) -> Result<Document> {
    let set = undo::undo(session, id)?;
    let said = t!(lang, "undo-done", what = what(lang, &set));
    Ok(stepped(session, "qudao.undo/1", lang, &set).with(Block::said(Words::Text(said))))
}

fn stepped(session: &Session, schema: &'static str, lang: Lang, set: &ChangeSet) -> Document {
    session.document(schema).head("change", Words::key("audit-change"), What::Number(set.id)).head(
        "text",
        Words::key("report-said"),
        what(lang, set),
    )
}

/// Does again what was taken back last; returns, too, what is told aside of changes that were passed over.
///
/// # Errors
/// As [`undo::redo`].
pub fn redone(session: &mut Session, lang: Lang) -> Result<(Document, Vec<String>)> {
    let Redone { set, passed } = undo::redo(session)?;
    let columns = Columns::default()
        .with(Column::number("change", Words::key("audit-change")), |set: &ChangeSet| What::Number(set.id))
        .with(Column::text("text", Words::key("report-said")), move |set| what(lang, set));
    let document = stepped(session, "qudao.redo/1", lang, &set).with(Block::table(
        "passed",
        columns.table(&passed).unseen(),
        Words::nothing(),
    ));
    let aside = passed.iter().map(|set| t!(lang, "redo-passed", what = what(lang, set))).collect();
    Ok((document.with(Block::said(Words::Text(t!(lang, "redo-done", what = what(lang, &set))))), aside))
}

/// The last changes, one's own or everybody's.
///
/// # Errors
/// Those of the file.
pub fn steps(session: &Session, lang: Lang, all: bool, limit: i64) -> Result<Document> {
    let sets = changes(session, all, limit)?;
    let state = |s: &ChangeSet| Cell::from(s.undone_by.map(|_| Words::key("undo-list-undone")));
    let columns = Columns::default()
        .with(Column::number("change", Words::key("undo-list-number")), |s: &ChangeSet| What::Number(s.id))
        .with(Column::moment("at", Words::key("undo-list-at")), |s| s.at)
        .with(Column::code("user", Words::key("undo-list-user")), |s| s.actor.clone())
        .with(Column::code("done", Words::key("audit-done")), |s| s.label.clone())
        .with(Column::text("text", Words::key("undo-list-what")), move |s| what(lang, s))
        .with(Column::number("undone_by", Words::key("undo-undone-by")), |s| s.undone_by.map(What::Number))
        .with(Column::text("state", Words::key("undo-list-state")).aside(), state);
    let view = ["change", "at", "user", "text", "state"];
    let table = columns.table(&sets).view(&view);
    Ok(session.document("qudao.changes/1").with(Block::table("rows", table, Words::nothing())))
}
