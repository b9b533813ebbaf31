//! The command line: one file per subcommand; prints, never decides.
//!
//! Data goes to stdout, messages to stderr. A command is `pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit>`
//! in a file of its name; an error becomes a sentence and an exit code here ([`Exit::of`]).

pub mod alert;
pub mod approval;
pub mod audit;
pub mod backup;
pub mod clock;
pub mod close;
pub mod completions;
pub mod compliance;
mod context;
pub mod contract;
pub mod credit;
pub mod demo;
pub mod deposit;
pub mod doctor;
pub mod edit;
pub mod examples;
pub mod explain;
pub mod export;
pub mod health;
pub mod help;
pub mod import;
pub mod init;
pub mod kb;
pub mod kpi;
pub mod list;
pub mod log;
pub mod man;
pub mod meeting;
mod misuse;
pub mod output;
pub mod partner;
pub mod plan;
pub mod policy;
pub mod refresh;
pub mod run;
pub mod schema;
pub mod screen;
pub mod screening;
pub mod show;
pub mod standby;
pub mod ticket;
pub mod tier;
pub mod today;
pub mod undo;
pub mod user;
pub mod violation;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, Resettable, TypedValueParser as _};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::config::{self, AsOf, Config, Given, Theme};
use crate::domain::record::{Kind, Lang};
use crate::domain::sentence::Speak;
use crate::exchange::outfile::FileRefusal;
use crate::i18n;
use crate::ops::{OpError, refer};
use crate::store::StoreError;

pub use context::{Ctx, Exit, Format, Usage};

/// Under which the options of every command stand in its help.
const GLOBAL: &str = "Global options";

/// Runs a vendor's distribution partners: partners, conflicts, visits and figures over one shared file.
///
/// Without a command the program opens.
#[derive(Debug, Parser)]
#[command(name = "qudao", version, max_term_width = 100, disable_help_subcommand = true)]
struct Cli {
    /// The database file.
    #[arg(long, global = true, help_heading = GLOBAL, env = "QUDAO_DB", value_name = "PATH", hide_env_values = true)]
    db: Option<PathBuf>,
    /// Language of what people read.
    #[arg(long, global = true, help_heading = GLOBAL, env = "QUDAO_LANG", value_name = "LANG", hide_env_values = true,
          value_parser = PossibleValuesParser::new(["en", "zh"]).map(|name| config::lang_of(&name).unwrap_or_default()))]
    lang: Option<Lang>,
    /// Look what this file would give.
    ///
    /// A policy file is laid over the organisation's rules; nothing is written.
    #[arg(long, global = true, help_heading = GLOBAL, env = "QUDAO_POLICY", value_name = "PATH", hide_env_values = true)]
    policy: Option<PathBuf>,
    /// As of which day or moment.
    ///
    /// 2025-06-07, which is its end, or 2025-06-07T15:00; as of another day or moment than now nothing is written.
    #[arg(long, global = true, help_heading = GLOBAL, env = "QUDAO_AS_OF", value_name = "DATE", hide_env_values = true)]
    as_of: Option<AsOf>,
    /// What is printed.
    ///
    /// text, json, csv, xlsx, md, html, pptx or ics: each command knows some of these, and names them where it is asked for another.
    #[arg(long, global = true, help_heading = GLOBAL, env = "QUDAO_FORMAT", value_name = "FORMAT", hide_env_values = true,
          hide_possible_values = true)]
    format: Option<Format>,
    /// Colours of the program.
    #[arg(long, global = true, help_heading = GLOBAL, env = "QUDAO_THEME", value_name = "THEME", hide_env_values = true)]
    theme: Option<Theme>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the database and your configuration file; what is there stays.
    Init(init::Args),
    /// Open the program on a generated network that is thrown away afterwards.
    Demo(demo::Args),
    /// Bring in files of another system: CSV, XLSX.
    Import(import::Args),
    /// Write records as CSV, XLSX or JSON, tasks as a calendar.
    Export(export::Args),
    /// Print a list of any kind of record.
    List(list::Args),
    /// Print one record with what refers to it.
    Show(show::Args),
    /// Add a partner, contact, target, invoice ...
    Add(edit::Add),
    /// Change a partner, contact, target, invoice ...
    Edit(edit::Edit),
    /// Show what needs you now, most urgent first.
    Today(today::Args),
    /// Conflict and service tickets: open, list, show, act, figures.
    Ticket(ticket::Args),
    /// Knowledge base: search and read standard answers, handbooks, playbooks.
    Kb(kb::Args),
    /// Joint meetings: plan, list, show, agenda, item, hold, cancel.
    Meeting(meeting::Args),
    /// Warnings: list, acknowledge, put off, assign, make a ticket or task of one.
    Alert(alert::Args),
    /// The weekly health check: what moved, who is slipping and why, what to do first. Exit code 1: findings.
    Health(health::Args),
    /// Print sales, targets and contribution of a period by region, type, owner, line, partner or time.
    Kpi(kpi::Args),
    /// Violations: points in force, recording one, also from a ticket.
    Violation(violation::Args),
    /// Deposits: held against agreed, the ledger of a partner, entries posted and taken back.
    Deposit(deposit::Args),
    /// Compliance: all of a partner, audits, the yearly training.
    Compliance(compliance::Args),
    /// Backup partners: by region, and who could take over another's volume.
    Standby(standby::Args),
    /// Credit: a partner's file, the check before a sale, changes, aging, payers, exposure, red lights.
    Credit(credit::Args),
    /// Approvals: what waits for you, show, approve, reject, ask, answer, withdraw, request.
    Approval(approval::Args),
    /// Tiers: review, what-if, show, propose, approve, reject, history.
    Tier(tier::Args),
    /// What the screenings of a partner came to, and whether it may be taken on.
    Screening(screening::Args),
    /// Contracts: list, show, renew, submit, end.
    Contract(contract::Args),
    /// Partners: move, merge, duplicates, core partners and satellites, contacts.
    Partner(partner::Args),
    /// Generate or list the maintenance plan.
    Plan(plan::Args),
    /// The organisation's rules in versions: show, set, diff, history, import, export.
    Policy(policy::Args),
    /// Do the steps of a recipe: the month's imports, checks, scores, closing, exports and reports in one command.
    Run(run::Args),
    /// Freeze the figures of a month, quarter or year (head office); list and reopen closed periods.
    Close(close::Args),
    /// Bring figures, warnings and escalations up to date (specialist): what a timer does at midnight.
    Refresh(refresh::Args),
    /// Look whether closed periods still hold; exit code 1 if figures have drifted.
    Verify(close::Verify),
    /// Show or set the clock of a database that was made with one (init --clock, demo).
    Clock(clock::Args),
    /// Take back your own last change, and the one before with the next.
    Undo(undo::Args),
    /// Do again what you took back last.
    Redo(undo::Redo),
    /// Print who changed what, when, from what to what.
    Audit(audit::Args),
    /// List, add and change users and their roles.
    User(user::Args),
    /// Make a verified copy of the database while others work on.
    Backup(backup::Args),
    /// Bring a backup back; the database that is there is kept beside.
    Restore(backup::Restore),
    /// Look whether the database is sound; exit code 1 if something was found.
    Doctor(doctor::Args),
    /// Print what each JSON document holds: fields with type, unit and meaning.
    Schema(schema::Args),
    /// Print what makes a shell complete commands and options.
    Completions(completions::Args),
    /// Print the manual page.
    Man(man::Args),
    /// Print help: of a command, of filters, of the fields of a kind of record.
    Help(help::Args),
}

/// Options of a command that is one of several.
#[derive(Debug, clap::Args)]
pub struct OneOf<W: Subcommand> {
    #[command(subcommand)]
    what: W,
}

/// Parses the command line, does the command, answers the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let parsed = described().try_get_matches().and_then(|found| Cli::from_arg_matches(&found));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(e) if e.use_stderr() => return ExitCode::from(misuse::said(&e) as u8),
        Err(e) => return helped(&e),
    };
    let given = Given { db: cli.db, lang: cli.lang, policy: cli.policy, as_of: cli.as_of, theme: cli.theme };
    let lang = cli.lang.unwrap_or_default();
    let config = match Config::resolve(given) {
        Ok(config) => config,
        Err(e) => return fail(lang, None, &e.into()),
    };
    if let Some(state) = &config.state {
        log::start(state);
    }
    output::draw_with(config.glyphs.unwrap_or_default());
    let mut ctx = Ctx { config, subject: None, format: cli.format, session: None };
    let done = dispatch(&mut ctx, cli.command);
    ctx.end();
    if done.is_ok() {
        output::end();
    }
    match done {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(e) => {
            let e = placed(e, &ctx.config.db);
            let e = match (e.downcast::<OpError>(), &ctx.session) {
                (Ok(e), Some(session)) => refer::with_near(session, e).into(),
                (Ok(e), None) => e.into(),
                (Err(e), _) => e,
            };
            fail(ctx.lang(), ctx.subject, &e)
        }
    }
}

/// Prints help or the version, which was asked for.
fn helped(asked: &clap::Error) -> ExitCode {
    output::die_quietly_on_a_closed_pipe();
    match asked.print().and_then(|()| std::io::stdout().flush()) {
        Ok(()) => ExitCode::from(Exit::Done as u8),
        Err(e) => fail(misuse::language(std::env::args_os().skip(1)), None, &e.into()),
    }
}

/// The same error, which names the database where it did not know it.
fn placed(error: anyhow::Error, db: &Path) -> anyhow::Error {
    match error.downcast::<OpError>() {
        Ok(OpError::Store(e)) => OpError::from(e.at(db)).into(),
        Ok(other) => other.into(),
        Err(error) => error.downcast::<StoreError>().map_or_else(|error| error, |e| OpError::from(e.at(db)).into()),
    }
}

/// The options of every command and the variables that stand for them.
const VARIABLES: [(&str, &str); 6] = [
    ("db", "QUDAO_DB"),
    ("lang", "QUDAO_LANG"),
    ("policy", "QUDAO_POLICY"),
    ("as_of", "QUDAO_AS_OF"),
    ("format", "QUDAO_FORMAT"),
    ("theme", "QUDAO_THEME"),
];

/// The command line; where a command makes a file of its own, `--force` replaces that one, too.
fn command() -> clap::Command {
    let any = |c: clap::Command| c.mut_arg("force", |arg| arg.requires(Resettable::Reset).hide_short_help(false));
    Cli::command().mut_subcommand("backup", any).mut_subcommand("run", any).mut_subcommand("import", any)
}

/// The command line with everything that its help says.
fn described() -> clap::Command {
    let empty = |name: &str| std::env::var_os(name).is_some_and(|value| value.is_empty());
    let unset = VARIABLES.iter().filter(|(_, variable)| empty(variable));
    // a variable that is set to nothing is as if it were not set
    unset.fold(examples::with_examples(command()), |c, (id, _)| c.mut_arg(id, |arg| arg.env(Resettable::Reset)))
}

fn dispatch(ctx: &mut Ctx, command: Option<Command>) -> anyhow::Result<Exit> {
    let Some(command) = command else {
        return screen::run(ctx);
    };
    output::die_quietly_on_a_closed_pipe();
    screen::note_encoding();
    match command {
        Command::Init(args) => init::run(ctx, &args),
        Command::Demo(args) => demo::run(ctx, &args),
        Command::Import(args) => import::run(ctx, &args),
        Command::Export(args) => export::run(ctx, &args),
        Command::List(args) => list::run(ctx, args),
        Command::Show(args) => show::run(ctx, &args),
        Command::Add(args) => edit::add(ctx, &args),
        Command::Edit(args) => edit::edit(ctx, &args),
        Command::Today(args) => today::run(ctx, &args),
        Command::Ticket(args) => ticket::run(ctx, args),
        Command::Kb(args) => kb::run(ctx, &args),
        Command::Meeting(args) => meeting::run(ctx, &args),
        Command::Alert(args) => alert::run(ctx, args),
        Command::Health(args) => health::run(ctx, args),
        Command::Kpi(args) => kpi::run(ctx, args),
        Command::Violation(args) => violation::run(ctx, args),
        Command::Deposit(args) => deposit::run(ctx, args),
        Command::Compliance(args) => compliance::run(ctx, &args),
        Command::Standby(args) => standby::run(ctx, &args),
        Command::Credit(args) => credit::run(ctx, &args),
        Command::Approval(args) => approval::run(ctx, args),
        Command::Tier(args) => tier::run(ctx, args),
        Command::Screening(args) => screening::run(ctx, &args),
        Command::Contract(args) => contract::run(ctx, &args),
        Command::Partner(args) => partner::run(ctx, &args),
        Command::Plan(args) => plan::run(ctx, &args),
        Command::Policy(args) => policy::run(ctx, &args),
        Command::Run(args) => run::run(ctx, &args),
        Command::Close(args) => close::run(ctx, &args),
        Command::Refresh(args) => refresh::run(ctx, &args),
        Command::Verify(args) => close::verify(ctx, &args),
        Command::Clock(args) => clock::run(ctx, &args),
        Command::Undo(args) => undo::run(ctx, &args),
        Command::Redo(args) => undo::redo(ctx, &args),
        Command::Audit(args) => audit::run(ctx, args),
        Command::User(args) => user::run(ctx, args),
        Command::Backup(args) => backup::run(ctx, &args),
        Command::Restore(args) => backup::restore(ctx, &args),
        Command::Doctor(args) => doctor::run(ctx, &args),
        Command::Schema(args) => schema::run(ctx, &args),
        Command::Completions(args) => {
            ctx.format(&[Format::Text])?;
            completions::run(&args, described())
        }
        Command::Help(args) => help::run(ctx, &args, described()),
        Command::Man(args) => {
            ctx.format(&[Format::Text])?;
            man::run(ctx.lang(), &args, described())
        }
    }
}

/// Says what went wrong on stderr; answers the exit code.
fn fail(lang: Lang, subject: Option<Kind>, error: &anyhow::Error) -> ExitCode {
    let op = error.downcast_ref::<OpError>().map(|e| e as &dyn Speak);
    let store = error.downcast_ref::<StoreError>().map(|e| e as &dyn Speak);
    let file = error.downcast_ref::<FileRefusal>().map(|e| e as &dyn Speak);
    let speaker = op.or(store).or(file);
    let text = speaker.map_or_else(|| i18n::system(lang, &format!("{error:#}")), |e| i18n::sentence(lang, &e.sentence()));
    output::note(&format!("qudao: {}", text.trim_end()));
    for problem in speaker.map_or(&[][..], Speak::problems) {
        output::note(&format!("  {}", i18n::problem(lang, subject, problem)));
    }
    ExitCode::from(Exit::of(error) as u8)
}

#[cfg(test)]
mod tests;
