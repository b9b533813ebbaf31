//! Backup partners as documents: by region, and who could take over a partner's volume.

use super::{Backup, Cover, able, backups};
use crate::domain::backup::{Candidate, Fit, Place};
use crate::domain::credit::Light;
use crate::domain::explain::{Amount, Words};
use crate::domain::record::{Kind, Lang};
use crate::i18n::{compliance as words, number};
use crate::ops::shared::of_partner;
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Tone, Type, What};
use crate::t;

fn assessed(field: &str) -> Words {
    Words::field(Kind::BackupAssessment, field)
}

fn partner(field: &str) -> Words {
    Words::field(Kind::Partner, field)
}

fn texts<'a>(all: impl IntoIterator<Item = &'a String>) -> What {
    What::List(all.into_iter().map(Into::into).collect())
}

fn light(c: &Candidate) -> Cell {
    c.light.map(|l: Light| (l.code(), l.label())).into()
}

/// The backups by region, with capacity and the age of their assessment; `region`: only those that reach it.
pub fn list(session: &Session, region: Option<i64>) -> Result<Document> {
    let all = backups(session, region)?;
    let today = session.as_of();
    let columns = Columns::default()
        .with(Column::code("code", partner("code")), |b: &Backup| b.candidate.code.clone())
        .with(Column::text("name", assessed("partner")), |b| b.candidate.name.clone())
        .with(Column::code("status", partner("status")), |b| (b.candidate.status.code(), b.candidate.status.label()))
        .with(Column::text("region", partner("region")), |b| b.candidate.region_name.clone())
        .with(Column::typed("further", assessed("regions"), Type::List), |b| texts(&b.candidate.assessment.regions.0))
        .with(Column::money("capacity", Words::key("standby-column-capacity")), |b| b.candidate.assessment.capacity)
        .with(Column::days("lead_days", Words::key("standby-column-lead")).in_units(), |b| b.candidate.assessment.lead_days)
        .with(Column::points("score", assessed("score")), |b| b.candidate.assessment.score)
        .with(Column::code("light", Words::key("credit-light")), |b| light(&b.candidate))
        .with(Column::day("assessed_on", assessed("on")), |b| b.candidate.assessment.on)
        .with(Column::count("age", Words::key("standby-column-age")).aside(), move |b| {
            (today - b.candidate.assessment.on).num_days()
        })
        .with(Column::day("due", Words::key("standby-column-due")), |b| {
            Cell::from(b.due).toned(if b.overdue { Tone::Soon } else { Tone::Plain })
        })
        .with(Column::flag("overdue", Words::key("report-overdue")), |b| b.overdue);
    let view = ["region", "code", "name", "status", "capacity", "lead_days", "score", "age", "due"];
    let codes = all.unassessed.iter().map(|w| w.code.as_str()).collect::<Vec<_>>().join(", ");
    let count = Amount::Count(i64::try_from(all.unassessed.len()).unwrap_or(i64::MAX));
    let args = vec![("count", count), ("codes", Amount::Text(codes))];
    let said = (!all.unassessed.is_empty()).then(|| Words::with("standby-unassessed", args));
    let unassessed = What::List(all.unassessed.iter().map(|w| (&w.code).into()).collect());
    let members = vec![Figure::new("unassessed", Words::key("report-unassessed"), unassessed.into())];
    Ok(Document::new("qudao.backups/1")
        .head("as_of", Words::key("report-as-of"), session.as_of())
        .with(Block::table("backups", columns.table(&all.backups).view(&view), Words::key("standby-none")))
        .with(Block::members("", members, said)))
}

/// Who could take over a partner's volume.
pub fn for_partner(session: &Session, lang: Lang, id: i64) -> Result<Document> {
    let cover = able(session, id)?;
    let (document, _) = of_partner(session, "qudao.standby/1", id)?;
    let title = Words::Text(need(lang, session, id, &cover)?);
    Ok(blocks(lang, &cover).into_iter().fold(document.title(title), Document::with))
}

/// What is to be taken over, in one line.
fn need(lang: Lang, session: &Session, id: i64, cover: &Cover) -> Result<String> {
    let (code, name) = crate::ops::shared::called(session, id)?;
    let volume = cover.need.volume.map_or_else(|| t!(lang, "not-rated"), number::amount_full);
    let lines = cover.need.products.0.iter().cloned().collect::<Vec<_>>().join(", ");
    let lines = if lines.is_empty() { t!(lang, "standby-need-lines-unknown") } else { lines };
    Ok(t!(lang, "standby-need", code = code, name = name, volume = volume, lines = lines))
}

/// What all in reach leave uncovered together.
fn left(lang: Lang, cover: &Cover) -> String {
    let mut text = match cover.uncovered.volume {
        None => t!(lang, "not-rated"),
        Some(v) if v.0 > 0 => t!(lang, "standby-uncovered", volume = number::amount_full(v)),
        Some(_) => t!(lang, "standby-covered"),
    };
    if !cover.uncovered.lines.is_empty() {
        let lines = t!(lang, "standby-uncovered-lines", lines = cover.uncovered.lines.join(", "));
        text = format!("{text}{}{lines}", if lang == Lang::Zh { "；" } else { "; " });
    }
    text
}

/// At most so many who could not take over everything are shown to people,
const NEAR: usize = 8;
/// and so many of elsewhere, where nobody is nearer.
const FAR: usize = 3;

/// The able, then those in reach; of elsewhere only where there is nobody else.
fn shown(cover: &Cover) -> Vec<&str> {
    let reaches = |f: &&Fit| f.place != Place::Elsewhere;
    let mut shown: Vec<&Fit> = cover.able().chain(cover.fits.iter().filter(|f| !f.able).filter(reaches).take(NEAR)).collect();
    if shown.is_empty() {
        shown.extend(cover.fits.iter().take(FAR));
    }
    shown.into_iter().map(|f| f.candidate.code.as_str()).collect()
}

/// The candidates, and what they leave uncovered.
#[must_use]
pub fn blocks(lang: Lang, cover: &Cover) -> Vec<Block> {
    let shown = shown(cover);
    let seen = |f: &Fit| shown.contains(&f.candidate.code.as_str());
    let columns = Columns::default()
        .with(Column::text("mark", Words::nothing()).aside(), |f: &Fit| if f.able { "✓" } else { "·" })
        .with(Column::code("code", partner("code")), |f| f.candidate.code.clone())
        .with(Column::text("name", assessed("partner")), |f| f.candidate.name.clone())
        .with(Column::code("status", partner("status")), |f| (f.candidate.status.code(), f.candidate.status.label()))
        .with(Column::text("region", partner("region")), |f| f.candidate.region_name.clone())
        .with(Column::code("place", Words::key("standby-column-place")), move |f| {
            let said = words::bracketed(lang, &words::place(lang, f.place), &f.candidate.region_name);
            Cell::from(f.place.code()).said(Words::Text(said))
        })
        .with(Column::money("capacity", Words::key("standby-column-capacity")), |f| f.candidate.assessment.capacity)
        .with(Column::flag("enough", Words::key("report-enough")), |f| f.enough)
        .with(Column::typed("lines_missing", Words::key("report-lines-missing"), Type::List), |f| texts(&f.missing))
        .with(Column::days("lead_days", Words::key("standby-column-lead")).in_units(), |f| f.candidate.assessment.lead_days)
        .with(Column::points("score", assessed("score")), |f| f.candidate.assessment.score)
        .with(Column::code("light", Words::key("credit-light")), |f| light(&f.candidate))
        .with(Column::day("assessed_on", assessed("on")), |f| f.candidate.assessment.on)
        .with(Column::flag("stale", Words::key("report-stale")), |f| f.stale)
        .with(Column::flag("able", Words::key("report-able")), |f| f.able)
        .with(Column::text("lacks", Words::key("standby-column-lacks")).aside(), move |f| words::lacks(lang, f))
        .tone(|f| if f.able { Tone::Plain } else { Tone::Dim })
        .hide(|f| !seen(f));
    let view = ["mark", "code", "name", "place", "capacity", "lead_days", "score", "lacks"];
    let table = columns.table(&cover.fits).of(shown.len()).view(&view).quiet();
    let of = |name, key, value: Cell| Figure::new(name, Words::key(key), value);
    let need = vec![
        of("volume", "report-volume", cover.need.volume.into()).typed(Type::Money),
        of("lines", "report-lines", texts(&cover.need.products.0).into()),
    ];
    let uncovered = vec![
        of("volume", "report-volume", cover.uncovered.volume.into()).typed(Type::Money),
        of("lines", "report-lines", texts(&cover.uncovered.lines).into()),
    ];
    vec![
        Block::members("", need, Some(Words::Text(t!(lang, "standby-able", count = cover.able().count())))),
        Block::table("backups", table, Words::nothing()),
        Block::members("uncovered", uncovered, Some(Words::Text(left(lang, cover)))),
    ]
}
