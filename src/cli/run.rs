//! `qudao run FILE`: the steps of a recipe, in order, until one fails; `qudao run --save FILE`: what was done as a recipe.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value as Json, json};

use super::output::{self, Align, Cell, Table, Tone};
use super::{Ctx, Exit, Format, Usage, export, import};
use crate::config::AsOf;
use crate::domain::record::Lang;
use crate::domain::sentence::Sentence;
use crate::exchange::outfile::FileRefusal;
use crate::i18n::{self, number};
use crate::ops::health::{Of, Wish};
use crate::ops::recipe::{self, Outcome, Place, Recipe, RecipeError, Step, StepError};
use crate::ops::{self, Session, setup};
use crate::t;

/// Partners that need attention in a report.
const SHOWN: i64 = 50;

/// Options of `run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The recipe: a TOML file of steps; its files are named from its folder on.
    #[arg(required_unless_present = "save", conflicts_with = "save")]
    file: Option<PathBuf>,
    /// Do every step on a copy of the database that is thrown away; write no file.
    #[arg(long)]
    dry_run: bool,
    /// Give a name of the recipe another value.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Save what you did today (imports, reviews, plans, closings) as a recipe.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// With --save: what was done since this day or moment.
    #[arg(long, value_name = "DATE", requires = "save")]
    since: Option<AsOf>,
    /// With --save: replace a file that is there.
    #[arg(long, requires = "save")]
    force: bool,
}

/// How a step ended.
enum End {
    Done(Outcome),
    Failed(String, Exit),
    NotDone,
}

/// A step with what became of it.
struct Ran {
    step: Step,
    end: End,
    seconds: f64,
}

/// Does the steps of a recipe, or saves one.
///
/// # Errors
/// A recipe that can't be used; a step that fails is told in its row, and its exit code is that of the command.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    if let Some(path) = &args.save {
        return save(ctx, path, args.since, args.force);
    }
    let Some(path) = &args.file else { return Err(Usage(t!(lang, "run-needs-file")).into()) };
    let path = &ctx.session()?.files().reached(path)?;
    let text = std::fs::read_to_string(path).map_err(|e| {
        Usage(t!(lang, "run-not-read", path = path.display().to_string(), detail = i18n::system(lang, &e.to_string())))
    })?;
    let wrong = |e: RecipeError| Usage(i18n::error(lang, &e));
    let recipe = Recipe::parse(&text).map_err(wrong)?;
    let given = args.set.iter().map(|text| {
        let pair = text.split_once('=').ok_or_else(|| Usage(t!(lang, "run-set", text = text.as_str())))?;
        Ok::<_, Usage>((pair.0.trim().to_owned(), pair.1.to_owned()))
    });
    let given = given.collect::<Result<Vec<_>, _>>()?;
    if let Some((name, _)) = given.iter().find(|(name, _)| !text.contains(&format!("{{{name}}}"))) {
        return Err(Usage(t!(lang, "run-set-unused", name = name.as_str(), path = path.display().to_string())).into());
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new(".")).to_path_buf();
    let mappings = ctx.config.folder.join("mappings");
    let place = Place { folder, mappings, dry_run: args.dry_run, lang, made: std::cell::RefCell::default() };
    let session = ctx.session()?;
    let steps = recipe.filled(session.as_of(), &given).map_err(wrong)?;
    let (ran, exit) = if args.dry_run {
        let mut aside = session.on_a_copy()?;
        do_all(&mut aside, steps, &place)
    } else {
        do_all(session, steps, &place)
    };
    let as_of = session.as_of();
    if format == Format::Json {
        let steps: Vec<Json> = (1..).zip(&ran).map(|(n, r)| document(lang, n, r)).collect();
        let done = exit == Exit::Done || exit == Exit::Findings && !ran.iter().any(|r| matches!(r.end, End::Failed(..)));
        output::json(&json!({
            "schema": "qudao.run/1", "as_of": as_of, "recipe": recipe.name, "dry_run": args.dry_run, "done": done,
            "steps": steps,
        }))?;
    } else {
        print(lang, &ran)?;
    }
    say(lang, &ran, args.dry_run);
    Ok(exit)
}

/// Does steps until one fails; answers what became of each, and the exit code.
fn do_all(session: &mut Session, steps: Vec<Step>, place: &Place) -> (Vec<Ran>, Exit) {
    let mut exit = Exit::Done;
    let mut stopped = false;
    let mut ran = Vec::new();
    for step in steps {
        if stopped {
            ran.push(Ran { step, end: End::NotDone, seconds: 0.0 });
            continue;
        }
        let begun = Instant::now();
        let end = do_one(session, &step, place);
        match &end {
            End::Failed(_, code) => (exit, stopped) = (*code, true),
            End::Done(outcome) if outcome.findings && exit == Exit::Done => exit = Exit::Findings,
            _ => {}
        }
        ran.push(Ran { step, end, seconds: begun.elapsed().as_secs_f64() });
    }
    (ran, exit)
}

fn do_one(session: &mut Session, step: &Step, place: &Place) -> End {
    let lang = place.lang;
    let bar = import::bar();
    let done = recipe::act(session, step, place, &mut |p| import::tell(&bar, p));
    bar.finish_and_clear();
    let done = match done {
        Ok(Some(outcome)) => rejects(session, step, place, outcome),
        Ok(None) => write(session, step, place),
        Err(e) => {
            if let StepError::Rejected(report) = &e {
                // the rows and columns that are wrong
                import::problems(lang, report);
            }
            let code = match &e {
                StepError::Found(_) => Exit::Findings,
                _ => Exit::Usage,
            };
            let text = match &e {
                StepError::Op(op) => said(lang, op),
                other => i18n::error(lang, other),
            };
            let code = if let StepError::Op(op) = e { Exit::of(&op.into()) } else { code };
            return End::Failed(text, code);
        }
    };
    match done {
        Ok(outcome) => End::Done(outcome),
        Err(e) => {
            let code = Exit::of(&e);
            let e = e.downcast::<FileRefusal>().map_or_else(|e| e, |file| ops::OpError::File(file).into());
            let text = e.downcast_ref::<ops::OpError>().map_or_else(|| format!("{e:#}"), |op| said(lang, op));
            End::Failed(text, code)
        }
    }
}

/// What went wrong with a step: a file that is there is replaced by a word of the recipe, not by an option.
fn said(lang: Lang, error: &ops::OpError) -> String {
    match error {
        ops::OpError::File(FileRefusal::Exists(path)) => {
            t!(lang, "refused-recipe-file", path = path.display().to_string())
        }
        error => i18n::error(lang, error),
    }
}

/// Writes the rows that an import left out.
fn rejects(session: &Session, step: &Step, place: &Place, outcome: Outcome) -> anyhow::Result<Outcome> {
    let lang = place.lang;
    if let (Step::Import(wanted), Some(report)) = (step, &outcome.import)
        && let Some(name) = wanted.skip_bad.as_ref().filter(|_| outcome.findings)
        && let Some(first) = place.create(session, &place.path(name), wanted.force)?
    {
        import::write_rejects(lang, &session.files(), first, wanted.force.into(), report)?;
    }
    Ok(outcome)
}

/// Exports and reports.
fn write(session: &mut Session, step: &Step, place: &Place) -> anyhow::Result<Outcome> {
    let lang = place.lang;
    match step {
        Step::Export(wanted) => {
            let kind = recipe::kind_of(&wanted.kind).map_err(|e| Usage(i18n::error(lang, &e)))?;
            let path = place.path(&wanted.to);
            let out = place.create(session, &path, wanted.force)?;
            let count = export::file(session, lang, kind, (&wanted.filter, wanted.labels), &path, out)?;
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            let said = Sentence::new("recipe-exported").with("count", number::count(count));
            Ok(Outcome { said, counts: vec![("records", count)], ..Outcome::default() })
        }
        Step::Report(wanted) => {
            let path = place.path(&wanted.to);
            let out = place.create(session, &path, wanted.force)?;
            let wrong = |value: &str| {
                Usage(t!(lang, "usage-value-wrong", arg = "week", value = value, expected = t!(lang, "expected-week")))
            };
            let week = wanted.week.as_deref().map(|w| w.parse().map_err(|_| wrong(w))).transpose()?;
            let report = ops::health::report(
                session,
                &Wish { week, whose: wanted.owner.clone().map_or(Of::All, Of::Account) },
                Some(SHOWN),
            )?;
            if let Some(out) = out {
                let document = ops::health::pages::page(lang, &report);
                out.with(&output::file(output::reader(lang, session), &document, &path)?)?;
            }
            Ok(Outcome { said: Sentence::new("recipe-reported"), ..Outcome::default() })
        }
        _ => Ok(Outcome::default()),
    }
}

/// What a step came to, as people read it.
fn result(lang: Lang, ran: &Ran) -> (String, Tone) {
    match &ran.end {
        End::Done(outcome) => {
            let said = i18n::sentence(lang, &outcome.said);
            if outcome.skipped {
                (t!(lang, "run-skipped", why = said), Tone::Dim)
            } else {
                (said, if outcome.findings { Tone::Soon } else { Tone::Plain })
            }
        }
        End::Failed(why, _) => (t!(lang, "run-failed", why = why.as_str()), Tone::Bad),
        End::NotDone => (t!(lang, "run-not-done"), Tone::Dim),
    }
}

fn print(lang: Lang, ran: &[Ran]) -> anyhow::Result<()> {
    let mut table = Table::new([
        (t!(lang, "run-number"), Align::Right),
        (t!(lang, "run-step"), Align::Left),
        (t!(lang, "run-what"), Align::Left),
        (t!(lang, "run-time"), Align::Right),
        (t!(lang, "run-result"), Align::Left),
    ]);
    for (n, r) in (1..).zip(ran) {
        let (text, tone) = result(lang, r);
        let seconds = if matches!(r.end, End::NotDone) { String::new() } else { format!("{:.1}", r.seconds) };
        table.row([
            Cell::from(number::count(n)),
            r.step.name().into(),
            r.step.what().into(),
            seconds.into(),
            Cell::toned(text, tone),
        ]);
    }
    Ok(table.print()?)
}

/// Says how it went as a whole.
fn say(lang: Lang, ran: &[Ran], dry_run: bool) {
    for r in ran {
        if let End::Done(outcome) = &r.end {
            for note in &outcome.notes {
                output::note(&format!("{}: {}", r.step.what(), i18n::sentence(lang, note)));
            }
        }
    }
    let failed = (1_u32..).zip(ran).find_map(|(n, r)| if let End::Failed(why, _) = &r.end { Some((n, r, why)) } else { None });
    if let Some((n, r, why)) = failed {
        let (step, name, what) = (n.to_string(), r.step.name(), r.step.what());
        output::note(&t!(lang, "run-stopped", step = step, name = name, what = what, why = why.as_str()));
        if !dry_run && n > 1 {
            output::note(&t!(lang, "run-kept"));
        }
    } else {
        let seconds: f64 = ran.iter().map(|r| r.seconds).sum();
        output::note(&t!(lang, "run-done", count = ran.len().to_string(), seconds = format!("{seconds:.1}")));
    }
    if dry_run {
        output::note(&t!(lang, "run-dry"));
    }
}

fn document(lang: Lang, n: usize, ran: &Ran) -> Json {
    let state = match &ran.end {
        End::Done(outcome) if outcome.skipped => "skipped",
        End::Done(_) => "done",
        End::Failed(..) => "failed",
        End::NotDone => "not_done",
    };
    let text = match &ran.end {
        End::Failed(why, _) => why.clone(),
        _ => result(lang, ran).0,
    };
    let counts = match &ran.end {
        End::Done(outcome) => outcome.counts.iter().map(|(name, n)| ((*name).to_owned(), Json::from(*n))).collect(),
        _ => serde_json::Map::new(),
    };
    let findings = matches!(&ran.end, End::Done(outcome) if outcome.findings);
    json!({
        "step": n, "do": ran.step.name(), "what": ran.step.what(), "state": state, "findings": findings, "text": text,
        "seconds": (ran.seconds * 1_000.0).round() / 1_000.0, "counts": counts,
    })
}

/// Saves what was done as a recipe.
fn save(ctx: &mut Ctx, path: &Path, since: Option<AsOf>, force: bool) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let session = ctx.session()?;
    let out = session.files().create(path, force.into())?;
    let zone = session.policy.organisation.zone;
    let since = since.map_or_else(|| setup::start_of_day(session.as_of(), zone), |t| setup::since(t, zone));
    let whole = std::path::absolute(path)?;
    let folder = whole.parent().unwrap_or_else(|| Path::new("/"));
    let (text, steps) = recipe::saved(session, since, folder)?;
    if steps == 0 {
        return Err(Usage(t!(lang, "run-saved-none", since = number::moment(since, zone))).into());
    }
    out.with(text.as_bytes())?;
    output::note(&t!(lang, "run-saved", count = steps.to_string(), path = path.display().to_string()));
    Ok(Exit::Done)
}
