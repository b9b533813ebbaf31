//! `qudao standby`: backup partners by region with capacity and age of assessment, and who could take over another's volume.

use serde_json::{Value as Json, json};

use super::compliance::{called, headed, label};
use super::output::{self, Align, Cell, Table, Tone};
use super::{Ctx, Exit, Format};
use crate::domain::backup::{Fit, Place};
use crate::domain::credit::Light;
use crate::domain::record::{Kind, Lang};
use crate::i18n::{compliance as words, number};
use crate::ops::standby::{self, Backup, Cover};
use crate::ops::{Session, ticket};
use crate::t;

/// Options of `standby`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Backups by region, with capacity and the age of their assessment.
    List {
        /// Only those that reach this region or something below it.
        #[arg(long, value_name = "REGION")]
        region: Option<String>,
    },
    /// Who could take over a partner's volume.
    For {
        /// The partner's code.
        code: String,
    },
}

/// Prints it.
///
/// # Errors
/// A partner or region that is not known, those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    // lights are computed figures
    session.stored_figures()?;
    match &args.command {
        Command::List { region } => {
            let region = region.as_deref().map(|r| ticket::refer(session, "region", Kind::Region, r)).transpose()?;
            list(lang, format, session, region)?;
        }
        Command::For { code } => {
            let partner = ticket::refer(session, "partner", Kind::Partner, code)?;
            let cover = standby::able(session, partner)?;
            let (code, name) = called(session, partner)?;
            if format == Format::Json {
                output::json(&headed(session, "qudao.standby/1", (&code, &name), document(&cover)))?;
            } else {
                output::text(&need(lang, (&code, &name), &cover))?;
                print(lang, &cover)?;
            }
        }
    }
    Ok(Exit::Done)
}

fn list(lang: Lang, format: Format, session: &Session, region: Option<i64>) -> anyhow::Result<()> {
    let all = standby::backups(session, region)?;
    let today = session.as_of();
    if format == Format::Json {
        let row = |b: &Backup| {
            let c = &b.candidate;
            json!({
                "code": c.code,
                "name": c.name,
                "status": c.status.code(),
                "region": c.region_name,
                "further": c.assessment.regions.0,
                "capacity": c.assessment.capacity,
                "lead_days": c.assessment.lead_days,
                "score": c.assessment.score,
                "light": c.light.map(Light::code),
                "assessed_on": c.assessment.on,
                "due": b.due,
                "overdue": b.overdue,
            })
        };
        return Ok(output::json(&json!({
            "schema": "qudao.backups/1",
            "as_of": today,
            "backups": all.backups.iter().map(row).collect::<Vec<_>>(),
            "unassessed": all.unassessed.iter().map(|w| &w.code).collect::<Vec<_>>(),
        }))?);
    }
    if all.backups.is_empty() {
        output::text(&t!(lang, "standby-none"))?;
    } else {
        let assessed = |field, align| (label(lang, Kind::BackupAssessment, field), align);
        let mut table = Table::new([
            (label(lang, Kind::Partner, "region"), Align::Left),
            (label(lang, Kind::Partner, "code"), Align::Left),
            assessed("partner", Align::Left),
            (label(lang, Kind::Partner, "status"), Align::Left),
            (t!(lang, "standby-column-capacity"), Align::Right),
            (t!(lang, "standby-column-lead"), Align::Right),
            assessed("score", Align::Right),
            (t!(lang, "standby-column-age"), Align::Right),
            (t!(lang, "standby-column-due"), Align::Left),
        ]);
        for b in &all.backups {
            let c = &b.candidate;
            table.row([
                Cell::from(&c.region_name),
                Cell::from(&c.code),
                Cell::from(&c.name),
                Cell::from(c.status.label().get(lang)),
                Cell::from(number::amount_full(c.assessment.capacity)),
                Cell::from(c.assessment.lead_days.map(number::count).unwrap_or_default()),
                Cell::from(c.assessment.score.map(number::count).unwrap_or_default()),
                Cell::from(number::count((today - c.assessment.on).num_days())),
                Cell::toned(number::date(b.due), if b.overdue { Tone::Soon } else { Tone::Plain }),
            ]);
        }
        table.print()?;
    }
    if !all.unassessed.is_empty() {
        let codes = all.unassessed.iter().map(|w| w.code.as_str()).collect::<Vec<_>>().join(", ");
        output::text(&t!(lang, "standby-unassessed", count = all.unassessed.len(), codes = codes))?;
    }
    Ok(())
}

/// What is to be taken over, in one line.
fn need(lang: Lang, (code, name): (&str, &str), cover: &Cover) -> String {
    let volume = cover.need.volume.map_or_else(|| t!(lang, "not-rated"), number::amount_full);
    let lines = cover.need.products.0.iter().cloned().collect::<Vec<_>>().join(", ");
    let lines = if lines.is_empty() { t!(lang, "standby-need-lines-unknown") } else { lines };
    t!(lang, "standby-need", code = code, name = name, volume = volume, lines = lines)
}

/// The candidates, and what they leave uncovered.
pub(super) fn print(lang: Lang, cover: &Cover) -> anyhow::Result<()> {
    output::text(&t!(lang, "standby-able", count = cover.able().count()))?;
    if !cover.fits.is_empty() {
        table(lang, cover).print()?;
    }
    output::text(&left(lang, cover))?;
    Ok(())
}

/// What all in reach leave uncovered together.
pub(super) fn left(lang: Lang, cover: &Cover) -> String {
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
fn shown(cover: &Cover) -> Vec<&Fit> {
    let reaches = |f: &&Fit| f.place != Place::Elsewhere;
    let mut shown: Vec<&Fit> = cover.able().chain(cover.fits.iter().filter(|f| !f.able).filter(reaches).take(NEAR)).collect();
    if shown.is_empty() {
        shown.extend(cover.fits.iter().take(FAR));
    }
    shown
}

/// `same region (Jiangsu)`.
fn bracketed(lang: Lang, text: &str, more: &str) -> String {
    match lang {
        _ if more.is_empty() => text.to_owned(),
        Lang::Zh => format!("{text}（{more}）"),
        Lang::En => format!("{text} ({more})"),
    }
}

fn table(lang: Lang, cover: &Cover) -> Table {
    let assessed = |field, align| (label(lang, Kind::BackupAssessment, field), align);
    let mut table = Table::new([
        (String::new(), Align::Left),
        (label(lang, Kind::Partner, "code"), Align::Left),
        assessed("partner", Align::Left),
        (t!(lang, "standby-column-place"), Align::Left),
        (t!(lang, "standby-column-capacity"), Align::Right),
        (t!(lang, "standby-column-lead"), Align::Right),
        assessed("score", Align::Right),
        (t!(lang, "standby-column-lacks"), Align::Left),
    ]);
    for f in shown(cover) {
        let tone = if f.able { Tone::Plain } else { Tone::Quiet };
        let a = &f.candidate.assessment;
        let cells = [
            if f.able { "✓" } else { "·" }.to_owned(),
            f.candidate.code.clone(),
            f.candidate.name.clone(),
            bracketed(lang, &words::place(lang, f.place), &f.candidate.region_name),
            number::amount_full(a.capacity),
            a.lead_days.map(number::count).unwrap_or_default(),
            a.score.map(number::count).unwrap_or_default(),
            words::lacks(lang, f),
        ];
        table.row(cells.map(|text| Cell::toned(text, tone)));
    }
    table
}

/// Who could take over, as a document.
pub(super) fn document(cover: &Cover) -> Json {
    let row = |f: &Fit| {
        let c = &f.candidate;
        json!({
            "code": c.code,
            "name": c.name,
            "status": c.status.code(),
            "region": c.region_name,
            "place": f.place.code(),
            "capacity": c.assessment.capacity,
            "enough": f.enough,
            "lines_missing": f.missing,
            "lead_days": c.assessment.lead_days,
            "score": c.assessment.score,
            "light": c.light.map(Light::code),
            "assessed_on": c.assessment.on,
            "stale": f.stale,
            "able": f.able,
        })
    };
    json!({
        "volume": cover.need.volume,
        "lines": cover.need.products.0,
        "backups": cover.fits.iter().map(row).collect::<Vec<_>>(),
        "uncovered": { "volume": cover.uncovered.volume, "lines": cover.uncovered.lines },
    })
}
