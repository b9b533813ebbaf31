//! `qudao screening`: what a partner's screenings came to.

use serde_json::{Value as Json, json};

use super::output::{self, Align, Cell, Table, Tone};
use super::{Ctx, Exit, Format, explain as explanations};
use crate::domain::kinds::{AudienceMatch, ScreeningResult};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang};
use crate::domain::screening::{Bar, RedLine, explain::label};
use crate::i18n::{self, number};
use crate::ops::list;
use crate::ops::screening::{self, Judged};
use crate::t;

/// Options of `screening`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show a partner's screenings: dimensions, score, red lines, exception, and whether it may be taken on.
    Show(Show),
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The partner's code.
    code: String,
    /// Say where the last score comes from.
    #[arg(long)]
    explain: bool,
}

/// Shows screenings.
///
/// # Errors
/// A partner that there is not; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    ctx.subject = Some(Kind::Screening);
    match &args.command {
        Command::Show(args) => show(ctx, args),
    }
}

fn show(ctx: &mut Ctx, args: &Show) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let partner = list::find(session, Kind::Partner, &args.code)?;
    let section = screening::section(session, partner.id)?;
    let code = partner.get("code").text().unwrap_or_default();
    if format == Format::Json {
        output::json(&json!({
            "schema": "qudao.screening/1",
            "as_of": session.as_of().to_string(),
            "partner": code,
            "may_onboard": section.barred.is_none(),
            "why_not": section.barred.as_ref().map(|s| i18n::sentence(lang, s)),
            "screenings": section.screenings.iter().map(|j| document(&session.policy, j, args.explain)).collect::<Vec<_>>(),
        }))?;
        return Ok(Exit::Done);
    }
    output::text(&t!(lang, "screening-head", code = code, name = partner.get("name").text().unwrap_or_default()))?;
    if section.screenings.is_empty() {
        output::text(&t!(lang, "screening-none"))?;
    } else {
        table(lang, &section.screenings).print()?;
        for line in section.screenings.first().map(|j| red_lines(lang, j)).unwrap_or_default() {
            output::text(&format!("! {line}"))?;
        }
    }
    output::text(&match &section.barred {
        None => t!(lang, "screening-may"),
        Some(why) => t!(lang, "screening-not-admitted", why = i18n::reason(lang, why)),
    })?;
    if let Some(last) = section.screenings.first().filter(|_| args.explain) {
        output::text("")?;
        explanations::print(lang, &session.policy, &last.explanation)?;
    }
    Ok(Exit::Done)
}

fn points(p: Option<i64>, lang: Lang) -> String {
    p.map_or_else(|| t!(lang, "not-rated"), |p| rust_decimal::Decimal::new(p, 2).normalize().to_string())
}

/// The red lines that a screening crosses, in words.
fn red_lines(lang: Lang, j: &Judged) -> Vec<String> {
    let line = |l: &RedLine| match l {
        RedLine::Days(asked, most) => {
            t!(lang, "screening-red-days", asked = number::days(lang, *asked), most = number::days(lang, *most))
        }
        RedLine::Rate(asked, most) => {
            t!(lang, "screening-red-rate", asked = number::percent(*asked), most = number::percent(*most))
        }
    };
    j.judgement.red_lines.iter().map(line).collect()
}

fn table(lang: Lang, screenings: &[Judged]) -> Table {
    let named = |field: &str| label(field).get(lang).to_owned();
    let mut heads = vec![(named("on"), Align::Left)];
    heads.extend(["qualification", "synergy", "risk", "score"].map(|f| (named(f), Align::Right)));
    heads.extend(["result", "audience_match", "state"].map(|f| (named(f), Align::Left)));
    let mut table = Table::new(heads);
    for j in screenings {
        let (s, judged) = (&j.screening, &j.judgement);
        let tone = match (&j.admitted, judged.result) {
            (Ok(()), Some(ScreeningResult::Conditional | ScreeningResult::Stopped)) => Tone::Soon,
            (Ok(()), _) => Tone::Good,
            (Err(Bar::Unrated), _) => Tone::Dim,
            (Err(_), _) => Tone::Bad,
        };
        let mut cells = vec![Cell::from(number::date(s.on))];
        cells.extend(judged.dimensions.iter().map(|d| Cell::from(points(d.part.points, lang))));
        cells.push(Cell::toned(points(judged.score, lang), tone));
        cells.push(Cell::toned(judged.result.map_or_else(|| t!(lang, "not-rated"), |r| r.label().get(lang).to_owned()), tone));
        cells.push(Cell::from(s.audience_match.map_or("", AudienceMatch::code)));
        let asked = !judged.red_lines.is_empty();
        cells.push(Cell::from(if asked { s.state.label().get(lang) } else { "" }));
        table.row(cells);
    }
    table
}

fn document(policy: &Policy, j: &Judged, explain: bool) -> Json {
    #[expect(clippy::cast_precision_loss, reason = "points are at most 10,000")]
    let points = |p: Option<i64>| p.map(|p| p as f64 / 100.0);
    let (s, judged) = (&j.screening, &j.judgement);
    let dimensions: serde_json::Map<String, Json> = judged
        .dimensions
        .iter()
        .map(|d| {
            let items: serde_json::Map<String, Json> =
                d.items.iter().map(|i| (i.field.to_owned(), json!({"points": points(i.points), "weight": i.weight}))).collect();
            (d.part.field.to_owned(), json!({"points": points(d.part.points), "weight": d.part.weight, "items": items}))
        })
        .collect();
    let red = judged.red_lines.iter().map(|l| match l {
        RedLine::Days(asked, most) => json!({"field": l.field(), "asked": asked, "most": most}),
        RedLine::Rate(asked, most) => json!({"field": l.field(), "asked": asked.to_f64(), "most": most.to_f64()}),
    });
    let mut document = json!({
        "id": s.id,
        "on": s.on.to_string(),
        "brought_in": s.brought_in,
        "audience_match": s.audience_match.map(AudienceMatch::code),
        "dimensions": dimensions,
        "score": points(judged.score),
        "result": judged.result.map(ScreeningResult::code),
        "red_lines": red.collect::<Vec<_>>(),
        "policy_version": s.policy_version,
        "exception": s.state.code(),
        "admits": j.admitted.is_ok(),
    });
    if let (true, Some(map)) = (explain, document.as_object_mut()) {
        map.insert("explain".to_owned(), explanations::document(policy, &j.explanation));
    }
    document
}
