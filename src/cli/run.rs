//! `qudao run FILE`: the steps of a recipe, in order, until one fails; `qudao run --save FILE`: what was done as a recipe.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::output::{self, To, print};
use super::{Ctx, Exit, Usage, export, import};
use crate::config::AsOf;
use crate::domain::record::Lang;
use crate::domain::sentence::Sentence;
use crate::exchange::outfile::FileRefusal;
use crate::i18n::{self, number};
use crate::ops::health::{Of, Wish};
use crate::ops::recipe::pages::{self, End, Ran};
use crate::ops::recipe::{self, Outcome, Place, Recipe, RecipeError, Step, StepError};
use crate::ops::{self, Session, clock, closings};
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
    #[command(flatten)]
    to: To,
}

/// Does the steps of a recipe, or saves one.
///
/// # Errors
/// A recipe that can't be used; a step that fails is told in its row, and its exit code is that of the command.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    args.to.format(ctx)?;
    if let Some(path) = &args.save {
        return save(ctx, path, args.since, args.to.replaces());
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
    let (mut ended, mut said) = (Exit::Done, Vec::new());
    print(ctx, &args.to, |session| {
        let called = closings::names(session)?;
        let steps = recipe.filled((session.as_of(), &called), &given).map_err(wrong)?;
        let (ran, exit) = if args.dry_run {
            let mut aside = session.on_a_copy()?;
            do_all(&mut aside, steps, &place)
        } else {
            do_all(session, steps, &place)
        };
        ended = exit;
        said = pages::notes(lang, args.dry_run, &ran);
        Ok(pages::document(session, lang, (&recipe.name, args.dry_run), &ran))
    })?;
    for said in &said {
        output::note(said);
    }
    Ok(ended)
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
        let end = match do_one(session, &step, place) {
            Ok(outcome) => {
                if outcome.findings && exit == Exit::Done {
                    exit = Exit::Findings;
                }
                End::Done(outcome)
            }
            Err((why, code)) => {
                (exit, stopped) = (code, true);
                End::Failed(why)
            }
        };
        ran.push(Ran { step, end, seconds: begun.elapsed().as_secs_f64() });
    }
    (ran, exit)
}

/// What a step came to, or why it failed and the exit code.
fn do_one(session: &mut Session, step: &Step, place: &Place) -> Result<Outcome, (String, Exit)> {
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
                for said in ops::import::pages::problems(lang, report) {
                    output::note(&said);
                }
            }
            let code = match &e {
                StepError::Found(_) => Exit::Findings,
                StepError::Rejected(report) if report.all_refused() => Exit::Refused,
                _ => Exit::Usage,
            };
            let text = match &e {
                StepError::Op(op) => said(lang, op),
                other => i18n::error(lang, other),
            };
            let code = if let StepError::Op(op) = e { Exit::of(&op.into()) } else { code };
            return Err((text, code));
        }
    };
    done.map_err(|e| {
        let code = Exit::of(&e);
        let e = e.downcast::<FileRefusal>().map_or_else(|e| e, |file| ops::OpError::File(file).into());
        (e.downcast_ref::<ops::OpError>().map_or_else(|| format!("{e:#}"), |op| said(lang, op)), code)
    })
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

/// Saves what was done as a recipe.
fn save(ctx: &mut Ctx, path: &Path, since: Option<AsOf>, force: bool) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let session = ctx.session()?;
    let out = session.files().create(path, force.into())?;
    let zone = session.policy.organisation.zone;
    let since = since.map_or_else(|| clock::start_of_day(session.as_of(), zone), |t| clock::since(t, zone));
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
