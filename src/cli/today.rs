//! `qudao today`: the queue of the day.

use clap::ValueEnum;
use serde_json::json;

use super::output::{self, Align, Table, Tone};
use super::{Ctx, Exit, Format, explain};
use crate::domain::alert::Finding;
use crate::domain::explain::Explanation;
use crate::domain::record::Lang;
use crate::domain::today::{Band, Item, Matter, Part};
use crate::i18n::today::{self as words, Scene};
use crate::ops::today::{self, Queue, Reach};
use crate::ops::{Session, alert};
use crate::t;

/// Options of `today`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose queue: your own, your regions', or everything.
    #[arg(long, value_enum, default_value_t = Whose::Mine)]
    whose: Whose,
    /// At most so many lines.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Where the figures of warnings come from.
    #[arg(long)]
    explain: bool,
}

/// Whose queue.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Whose {
    /// What you are to do.
    Mine,
    /// What concerns the regions that you answer for.
    Regions,
    /// Everything.
    All,
}

/// Prints the queue.
///
/// # Errors
/// Those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let reach = match args.whose {
        Whose::Mine => Reach::Mine,
        Whose::Regions => Reach::Regions,
        Whose::All => Reach::All,
    };
    session.stored_figures()?;
    let queue = today::queue(session, reach)?;
    let policy = session.policy.clone();
    let scene = Scene { lang, policy: &policy, now: session.now(), today: session.as_of() };
    if format == Format::Json {
        output::json(&json!({
            "schema": "qudao.today/1",
            "as_of": scene.today,
            "whose": reach.code(),
            "done": queue.done,
            "snoozed": queue.snoozed,
            "beyond": queue.beyond,
            "items": queue.items.iter().map(|item| {
                let mut document = document(scene, item);
                if let (true, Some(map)) = (args.explain, document.as_object_mut())
                    && let Some(e) = explained(session, item, Lang::En)?
                {
                    map.insert("explain".to_owned(), explain::document(&policy, &e));
                }
                Ok(document)
            }).collect::<anyhow::Result<Vec<_>>>()?,
        }))?;
    } else {
        print(scene, &queue, args.limit)?;
        for item in queue.items.iter().take(args.limit).filter(|_| args.explain) {
            if let Some(e) = explained(session, item, lang)? {
                output::text("")?;
                explain::print(lang, &policy, &e)?;
            }
        }
    }
    Ok(Exit::Done)
}

/// Where the figure of a warning comes from; nothing else of the queue is one.
fn explained(session: &Session, item: &Item, lang: Lang) -> anyhow::Result<Option<Explanation>> {
    let alert = item.ids.first().filter(|_| matches!(item.matter, Matter::Alert { .. }));
    Ok(alert.map(|(id, _)| alert::explain(session, *id, lang)).transpose()?)
}

fn print(scene: Scene<'_>, queue: &Queue, limit: usize) -> std::io::Result<()> {
    let lang = scene.lang;
    if queue.items.is_empty() {
        output::text(&t!(lang, "today-empty"))?;
    } else {
        let mut table = Table::new([
            (String::new(), Align::Left),
            (t!(lang, "today-head-reason"), Align::Left),
            (t!(lang, "today-head-kind"), Align::Left),
            (t!(lang, "today-head-text"), Align::Left),
            (t!(lang, "today-head-why"), Align::Left),
            (t!(lang, "today-head-codes"), Align::Left),
        ]);
        for item in queue.items.iter().take(limit) {
            let line = words::line(scene, item);
            let tone = match item.band {
                Band::ApprovalLate | Band::Soon | Band::Breached | Band::Critical => Tone::Bad,
                Band::Warning | Band::Alert | Band::Overdue => Tone::Soon,
                _ => Tone::Plain,
            };
            let cell = |text: &str| output::Cell::toned(text, Tone::Plain);
            table.row([
                output::Cell::toned(line.glyph.to_string(), tone),
                output::Cell::toned(line.reason, tone),
                cell(line.kind),
                cell(&line.text),
                cell(&line.why),
                cell(&line.codes),
            ]);
        }
        table.print()?;
    }
    let below = queue.beyond + queue.items.len().saturating_sub(limit);
    if below > 0 {
        output::text(&t!(lang, "today-beyond", count = below))?;
    }
    output::text(&counts(lang, queue))
}

/// `9 to do, 3 done today, 2 put off`.
fn counts(lang: Lang, queue: &Queue) -> String {
    let count = queue.items.len() + queue.beyond;
    let mut text = t!(lang, "today-counts", count = count, done = queue.done);
    if queue.snoozed > 0 {
        text.push_str(if lang == Lang::Zh { "，" } else { ", " });
        text.push_str(&t!(lang, "today-counts-snoozed", count = queue.snoozed));
    }
    text
}

/// An item as it is documented: what it is, how urgent, which records and partners.
fn document(scene: Scene<'_>, item: &Item) -> serde_json::Value {
    let line = words::line(scene, item);
    let mut doc = json!({
        "key": item.key,
        "urgency": urgency(item.band),
        "record": record(&item.matter),
        "ids": item.ids.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        "partners": item.parties.iter().map(|p| &p.code).collect::<Vec<_>>(),
        "owner": item.owner.as_ref().map(|(_, name)| name),
        "reason": line.reason,
        "kind": line.kind,
        "text": line.text,
        "why": line.why,
    });
    let Some(map) = doc.as_object_mut() else { return doc };
    match &item.matter {
        Matter::Clock { number, severity, level, clock, due, left, .. } => {
            map.extend([
                ("number".to_owned(), json!(number)),
                ("severity".to_owned(), json!(severity.code())),
                ("level".to_owned(), json!(level)),
                ("clock".to_owned(), json!(clock.code())),
                ("due".to_owned(), json!(due.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))),
                ("seconds_left".to_owned(), json!(left)),
            ]);
        }
        Matter::Escalated { number, severity, level, at, clock, by, reason, .. } => {
            map.extend([
                ("number".to_owned(), json!(number)),
                ("severity".to_owned(), json!(severity.code())),
                ("level".to_owned(), json!(level)),
                ("since".to_owned(), json!(at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))),
                ("clock".to_owned(), json!(clock.map(crate::domain::sla::ClockKind::code))),
                ("by".to_owned(), json!(Some(by).filter(|b| !b.is_empty()))),
                ("said".to_owned(), json!(Some(reason).filter(|r| !r.is_empty()))),
            ]);
        }
        Matter::Check { number, severity, .. } => {
            map.extend([("number".to_owned(), json!(number)), ("severity".to_owned(), json!(severity.code()))]);
        }
        Matter::Alert { rule, severity, value, bound, since } => {
            let (value, bound) = (value.unwrap_or(0), bound.unwrap_or(0));
            map.extend([
                ("rule".to_owned(), json!(rule.code())),
                ("severity".to_owned(), json!(severity.code())),
                ("since".to_owned(), json!(since)),
            ]);
            map.extend(super::health::figures(&Finding { rule: *rule, severity: *severity, value, bound }));
        }
        Matter::Task { kind, due_on, .. } => {
            map.extend([("task".to_owned(), json!(kind.code())), ("due_on".to_owned(), json!(due_on))]);
        }
        Matter::Contract { number, stage, .. } => {
            map.extend([
                ("contract".to_owned(), json!(number)),
                ("stage".to_owned(), json!(crate::i18n::contract::stage_code(*stage))),
            ]);
        }
        Matter::Screening { found } => {
            let result = found.and_then(|s| s.result).map(crate::domain::kinds::ScreeningResult::code);
            map.extend([("result".to_owned(), json!(result))]);
        }
        Matter::Approval { number, subject, wanted, amount, by, place_of, step, part, due, .. } => {
            let (part, state) = match part {
                Part::Decide => ("decide", None),
                Part::Answer => ("answer", None),
                Part::Note(state) => ("note", Some(state.code())),
            };
            map.extend([
                ("number".to_owned(), json!(number)),
                ("subject".to_owned(), json!(subject.code())),
                ("part".to_owned(), json!(part)),
                ("state".to_owned(), json!(state)),
                ("amount".to_owned(), json!(amount.map(|a| a.to_string()))),
                ("step".to_owned(), json!(step.0)),
                ("steps".to_owned(), json!(step.1)),
                ("due_at".to_owned(), json!(due.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))),
                ("by".to_owned(), json!(by)),
                ("in_place_of".to_owned(), json!(place_of)),
            ]);
            if let Some(crate::domain::approval::Wanted::Tier(from, to)) = wanted {
                let from = from.map(crate::domain::kinds::Tier::code);
                map.extend([("from".to_owned(), json!(from)), ("to".to_owned(), json!(to.code()))]);
            }
        }
    }
    doc
}

const fn record(matter: &Matter) -> &'static str {
    match matter {
        Matter::Clock { .. } | Matter::Check { .. } | Matter::Escalated { .. } => "ticket",
        Matter::Alert { .. } => "alert",
        Matter::Task { .. } => "task",
        Matter::Contract { .. } => "contract",
        Matter::Screening { .. } => "partner",
        Matter::Approval { .. } => "approval",
    }
}

const fn urgency(band: Band) -> &'static str {
    match band {
        Band::Soon => "soon",
        Band::Breached => "breached",
        Band::Escalated => "escalated",
        Band::Critical => "critical",
        Band::Warning => "warning",
        Band::ApprovalLate => "approval_late",
        Band::Alert => "alert",
        Band::Overdue => "overdue",
        Band::Approval => "approval",
        Band::Today => "today",
        Band::Check => "check",
        Band::Notice => "notice",
    }
}
