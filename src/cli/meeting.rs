//! `qudao meeting`: joint meetings, their agendas, their minutes.

use std::io::Read as _;

use chrono::NaiveDate;

use super::output::{To, print};
use super::ticket::value;
use super::{Ctx, Exit, Format, Usage};
use crate::domain::explain::Words;
use crate::domain::kinds::{MeetingState, Rhythm};
use crate::domain::meeting::held_day;
use crate::domain::period;
use crate::domain::record::{Kind, Lang, Row, Storable, Tags, Value};
use crate::exchange::outfile::Files;
use crate::i18n;
use crate::ops::meeting::{self, Draft, Held, Outcome, pages};
use crate::ops::record::save;
use crate::ops::{OpError, Session, ticket};
use crate::report::{Block, Document};
use crate::store::StoreError;
use crate::t;

/// Options of `meeting`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Plan a joint meeting (managers); those of the plan's rule come by `qudao plan generate`.
    Plan(Plan),
    /// The meetings: those to come, then the others, the latest first.
    List(List),
    /// One meeting: agenda or minutes, actions, the next one.
    Show {
        /// Its number.
        number: String,
        #[command(flatten)]
        out: To,
    },
    /// Print an agenda, as Markdown with `--format md`.
    Agenda {
        /// Its number.
        number: String,
        /// Build it again first: what the last meeting left undone, then open tickets; what was edited by hand stays.
        #[arg(long)]
        rebuild: bool,
        #[command(flatten)]
        out: To,
    },
    /// Add a topic, or write down what came of an item.
    Item(Item),
    /// Hold it (managers): outcomes go on the tickets, actions become tasks, the next meeting is planned.
    Hold(Hold),
    /// Cancel it (managers).
    Cancel {
        /// Its number.
        number: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        out: To,
    },
}

#[derive(Debug, clap::Args)]
struct Plan {
    /// What it is called.
    #[arg(long, short, value_name = "TEXT")]
    title: Option<String>,
    /// The day; where the plan's rule has it if not given.
    #[arg(long, value_name = "DATE", value_parser = period::day)]
    on: Option<NaiveDate>,
    /// How often it comes back: quarter, `half_year` or special.
    #[arg(long, default_value = "special", value_name = "RHYTHM")]
    rhythm: String,
    /// For the tickets of this region and below; the whole network without one.
    #[arg(long, short, value_name = "CODE")]
    region: Option<String>,
    /// Where, or how one joins.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TEXT")]
    place: String,
    /// Who leads it; you if not given.
    #[arg(long, value_name = "USER")]
    chair: Option<String>,
    /// Accounts of users, codes of partners, names of others.
    #[arg(long = "with", default_value = "", hide_default_value = true, value_name = "NAMES")]
    participants: String,
    #[command(flatten)]
    out: To,
}

#[derive(Debug, clap::Args)]
struct List {
    /// Only those that are planned, held or cancelled.
    #[arg(long)]
    state: Option<String>,
    /// Only those of this region.
    #[arg(long, short, value_name = "CODE")]
    region: Option<String>,
    #[command(flatten)]
    out: To,
}

#[derive(Debug, clap::Args)]
struct Item {
    /// The meeting.
    number: String,
    /// The place of the item on the agenda; without one a topic is added.
    position: Option<i64>,
    /// What it is about.
    #[arg(long, short, value_name = "TEXT")]
    topic: Option<String>,
    /// The ticket that it is about.
    #[arg(long, value_name = "NUMBER")]
    ticket: Option<String>,
    /// Its place on the agenda.
    #[arg(long, value_name = "N")]
    to: Option<i64>,
    /// What was said.
    #[arg(long, value_name = "TEXT")]
    discussion: Option<String>,
    /// What was decided: settled, talks, escalate, arbitration, deferred.
    #[arg(long, value_name = "DECISION")]
    decision: Option<String>,
    /// What follows: `what @who 2025-07-10`. May be given several times.
    #[arg(long, value_name = "TEXT")]
    action: Vec<String>,
    /// Take it off the agenda.
    #[arg(long, conflicts_with_all = ["topic", "ticket", "to", "discussion", "decision", "action"], requires = "position")]
    remove: bool,
    #[command(flatten)]
    out: To,
}

#[derive(Debug, clap::Args)]
struct Hold {
    /// Its number.
    number: String,
    /// The day that it was held; the planned one if not given, unless that is still to come.
    #[arg(long, value_name = "DATE", value_parser = period::day)]
    on: Option<NaiveDate>,
    /// A file with the minutes; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    minutes: Option<std::path::PathBuf>,
    #[command(flatten)]
    out: To,
}

/// Does the subcommand.
///
/// # Errors
/// Values that are not as expected, refusals, those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    ctx.subject = Some(Kind::Meeting);
    match &args.command {
        Command::Plan(plan) => print(ctx, &plan.out, |session| {
            let draft = draft(session, lang, plan)?;
            let saved = meeting::plan(session, &draft)?;
            Ok(pages::one(session, lang, saved.id, None)?)
        }),
        Command::List(args) => print(ctx, &args.out, |session| list(session, lang, args)),
        Command::Show { number, out } => print(ctx, out, |session| {
            let id = meeting::find(session, number)?;
            Ok(pages::one(session, lang, id, None)?)
        }),
        Command::Agenda { number, rebuild, out } => print(ctx, out, |session| {
            let id = meeting::find(session, number)?;
            let built = if *rebuild { Some(meeting::agenda(session, id)?) } else { None };
            let built = built.map(|b| t!(lang, "meeting-built", items = b.items, added = b.added, removed = b.removed));
            Ok(pages::one(session, lang, id, None)?.with_some(built.map(|said| Block::note(Words::Text(said)))))
        }),
        Command::Item(args) => {
            ctx.subject = Some(Kind::MeetingItem);
            let brief = args.out.format(ctx)? == Format::Text;
            print(ctx, &args.out, |session| item(session, lang, brief, args))
        }
        Command::Hold(args) => hold(ctx, lang, args),
        Command::Cancel { number, reason, out } => {
            let brief = out.format(ctx)? == Format::Text;
            print(ctx, out, |session| {
                let id = meeting::find(session, number)?;
                meeting::cancel(session, id, None, reason)?;
                let said = brief.then(|| t!(lang, "meeting-cancelled", number = number.trim_start_matches('#')));
                Ok(pages::one(session, lang, id, said)?)
            })
        }
    }
}

/// A value of a closed list.
fn choice<T: Storable>(session: &Session, kind: Kind, field: &'static str, text: &str) -> Result<T, OpError> {
    let read = value(session, kind, field, text)?;
    T::from_value(&read).ok_or_else(|| StoreError::from(crate::domain::record::BadValue::new(field, text.to_owned())).into())
}

fn draft(session: &Session, lang: Lang, plan: &Plan) -> Result<Draft, OpError> {
    let refer = |field, kind, text: Option<&str>| text.map(|t| ticket::refer(session, field, kind, t)).transpose();
    let rhythm: Rhythm = choice(session, Kind::Meeting, "rhythm", &plan.rhythm)?;
    let rule = crate::domain::meeting::rule(&session.policy.maintenance, rhythm);
    let usual = || rule.map_or_else(|| t!(lang, "meeting-default-title"), |(_, r)| r.title.get(lang).to_owned());
    Ok(Draft {
        title: plan.title.clone().unwrap_or_else(usual),
        rhythm: Some(rhythm),
        region: refer("region", Kind::Region, plan.region.as_deref())?,
        on: plan.on,
        place: plan.place.clone(),
        chair: refer("chair", Kind::User, plan.chair.as_deref())?,
        participants: Tags::from_text(&plan.participants),
    })
}

fn item(session: &mut Session, lang: Lang, brief: bool, args: &Item) -> anyhow::Result<Document> {
    let id = meeting::find(session, &args.number)?;
    let there = args.position.map(|p| meeting::item_at(session, id, p)).transpose()?;
    if let Some(item) = there.as_ref().filter(|_| args.remove) {
        meeting::remove(session, item.id, None)?;
        let (position, of) = (args.position.unwrap_or_default(), args.number.trim_start_matches('#'));
        let said = brief.then(|| t!(lang, "meeting-removed", position = position, number = of));
        return Ok(pages::one(session, lang, id, said)?);
    }
    let mut row = there.map_or_else(|| Row::blank(Kind::MeetingItem), Row::from);
    row.set("meeting", Value::Int(id));
    if let Some(number) = &args.ticket {
        row.set("ticket", Value::Int(ticket::find(session, number)?));
    }
    let position = args.to.map(|to| to.to_string());
    let actions = (!args.action.is_empty()).then(|| args.action.join("\n"));
    let given = [
        ("topic", args.topic.as_deref()),
        ("discussion", args.discussion.as_deref()),
        ("decision", args.decision.as_deref()),
        ("position", position.as_deref()),
        ("actions", actions.as_deref()),
    ];
    for (field, text) in given {
        if let Some(text) = text {
            row.set(field, value(session, Kind::MeetingItem, field, text)?);
        }
    }
    save(session, row, &[])?;
    Ok(pages::one(session, lang, id, None)?)
}

fn hold(ctx: &mut Ctx, lang: Lang, args: &Hold) -> anyhow::Result<Exit> {
    let mut exit = Exit::Done;
    print(ctx, &args.out, |session| {
        let outcome = held(session, lang, args)?;
        // what could not be carried out is for somebody to look at
        if !outcome.refused.is_empty() {
            exit = Exit::Findings;
        }
        Ok(pages::held(session, lang, &outcome))
    })?;
    Ok(exit)
}

fn held(session: &mut Session, lang: Lang, args: &Hold) -> anyhow::Result<Outcome> {
    let files = session.files();
    let minutes = args.minutes.as_ref().map(|path| read(lang, &files, path)).transpose()?;
    let id = meeting::find(session, &args.number)?;
    let planned_on = meeting::page(session, id)?.meeting.planned_on;
    let held = Held { on: args.on.unwrap_or_else(|| held_day(planned_on, session.as_of())), minutes };
    Ok(meeting::hold(session, id, None, &held)?)
}

fn read(lang: Lang, files: &Files, path: &std::path::Path) -> anyhow::Result<String> {
    let mut text = String::new();
    let read = if path == std::path::Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map(|_| ())
    } else {
        let path = &files.reached(path)?;
        std::fs::File::open(path).and_then(|mut f| f.read_to_string(&mut text)).map(|_| ())
    };
    let failed = |e: std::io::Error| {
        Usage(t!(lang, "usage-meeting-minutes", path = path.display().to_string(), why = i18n::system(lang, &e.to_string())))
    };
    read.map_err(failed)?;
    Ok(text)
}

fn list(session: &Session, lang: Lang, args: &List) -> anyhow::Result<Document> {
    let state: Option<MeetingState> = args.state.as_deref().map(|t| choice(session, Kind::Meeting, "state", t)).transpose()?;
    let region = args.region.as_deref().map(|t| ticket::refer(session, "region", Kind::Region, t)).transpose()?;
    Ok(pages::meetings(session, lang, state, region)?)
}
