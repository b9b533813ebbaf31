//! `qudao meeting`: joint meetings, their agendas, their minutes.

use std::io::Read as _;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::output::{self, Align, Cell, Table, Tone};
use super::ticket::value;
use super::{Ctx, Exit, Format, Usage};
use crate::domain::kinds::{MeetingState, Rhythm};
use crate::domain::meeting::{ActionRef, Page, held_day};
use crate::domain::period;
use crate::domain::record::{Kind, Lang, Row, Storable, Tags, Value};
use crate::domain::sentence::Speak as _;
use crate::exchange::outfile::Files;
use crate::i18n::{self, meeting as words, number};
use crate::ops::meeting::{self, Draft, Held, Line, Outcome};
use crate::ops::record::save;
use crate::ops::{OpError, Session, ticket};
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
    },
    /// Print an agenda, as Markdown with `--format md`.
    Agenda {
        /// Its number.
        number: String,
        /// Build it again first: what the last meeting left undone, then open tickets; what was edited by hand stays.
        #[arg(long)]
        rebuild: bool,
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
}

#[derive(Debug, clap::Args)]
struct List {
    /// Only those that are planned, held or cancelled.
    #[arg(long)]
    state: Option<String>,
    /// Only those of this region.
    #[arg(long, short, value_name = "CODE")]
    region: Option<String>,
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
}

/// Does the subcommand.
///
/// # Errors
/// Values that are not as expected, refusals, those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    ctx.subject = Some(Kind::Meeting);
    let documents = &[Format::Text, Format::Json, Format::Md];
    match &args.command {
        Command::Plan(plan) => {
            let format = ctx.format(documents)?;
            let session = ctx.session()?;
            let draft = draft(session, lang, plan)?;
            let saved = meeting::plan(session, &draft)?;
            page(session, lang, format, saved.id)?;
        }
        Command::List(args) => {
            let format = ctx.format(&[Format::Text, Format::Json])?;
            list(ctx.session()?, lang, format, args)?;
        }
        Command::Show { number } => {
            let format = ctx.format(documents)?;
            let session = ctx.session()?;
            let id = meeting::find(session, number)?;
            page(session, lang, format, id)?;
        }
        Command::Agenda { number, rebuild } => {
            let format = ctx.format(documents)?;
            let session = ctx.session()?;
            let id = meeting::find(session, number)?;
            let built = if *rebuild { Some(meeting::agenda(session, id)?) } else { None };
            page(session, lang, format, id)?;
            if let Some(b) = built {
                output::note(&t!(lang, "meeting-built", items = b.items, added = b.added, removed = b.removed));
            }
        }
        Command::Item(args) => {
            ctx.subject = Some(Kind::MeetingItem);
            let format = ctx.format(documents)?;
            item(ctx.session()?, lang, format, args)?;
        }
        Command::Hold(args) => {
            let format = ctx.format(&[Format::Text, Format::Json])?;
            return hold(ctx, lang, format, args);
        }
        Command::Cancel { number, reason } => {
            let format = ctx.format(documents)?;
            let session = ctx.session()?;
            let id = meeting::find(session, number)?;
            meeting::cancel(session, id, None, reason)?;
            match format {
                Format::Text => output::text(&t!(lang, "meeting-cancelled", number = number.trim_start_matches('#')))?,
                format => page(session, lang, format, id)?,
            }
        }
    }
    Ok(Exit::Done)
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

fn item(session: &mut Session, lang: Lang, format: Format, args: &Item) -> anyhow::Result<()> {
    let id = meeting::find(session, &args.number)?;
    let there = args.position.map(|p| meeting::item_at(session, id, p)).transpose()?;
    if let Some(item) = there.as_ref().filter(|_| args.remove) {
        meeting::remove(session, item.id, None)?;
        if format == Format::Text {
            let (position, of) = (args.position.unwrap_or_default(), args.number.trim_start_matches('#'));
            output::text(&t!(lang, "meeting-removed", position = position, number = of))?;
            return Ok(());
        }
        return page(session, lang, format, id);
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
    page(session, lang, format, id)
}

fn hold(ctx: &mut Ctx, lang: Lang, format: Format, args: &Hold) -> anyhow::Result<Exit> {
    let session = ctx.session()?;
    let files = session.files();
    let minutes = args.minutes.as_ref().map(|path| read(lang, &files, path)).transpose()?;
    let id = meeting::find(session, &args.number)?;
    let planned_on = meeting::page(session, id)?.meeting.planned_on;
    let held = Held { on: args.on.unwrap_or_else(|| held_day(planned_on, session.as_of())), minutes };
    let outcome = meeting::hold(session, id, None, &held)?;
    match format {
        Format::Json => output::json(&outcome_json(session, lang, &outcome))?,
        _ => told(lang, &outcome)?,
    }
    // what could not be carried out is for somebody to look at
    Ok(if outcome.refused.is_empty() { Exit::Done } else { Exit::Findings })
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

fn told(lang: Lang, o: &Outcome) -> std::io::Result<()> {
    let (noted, raised, tasks, left) = (o.noted, o.raised, o.tasks, o.left);
    output::text(&t!(lang, "meeting-held", number = o.number, noted = noted, raised = raised, tasks = tasks, left = left))?;
    if let Some(next) = &o.next {
        output::text(&t!(lang, "meeting-held-next", number = next.number, day = number::date_long(lang, next.on)))?;
    }
    for r in &o.refused {
        let (decision, why) = (r.decision.label().get(lang), i18n::sentence(lang, &r.why.sentence()));
        output::note(&t!(lang, "meeting-refused-item", position = r.position, ticket = r.ticket, decision = decision, why = why));
    }
    Ok(())
}

fn outcome_json(session: &Session, lang: Lang, o: &Outcome) -> Json {
    let refused = |r: &meeting::Refused| {
        let why = r.why.sentence();
        json!({ "position": r.position, "ticket": r.ticket, "decision": r.decision, "reason": why.key, "text": i18n::sentence(lang, &why) })
    };
    json!({
        "schema": "qudao.meeting-held/1", "as_of": session.as_of(), "number": o.number, "noted": o.noted, "raised": o.raised,
        "tasks": o.tasks, "left": o.left, "refused": o.refused.iter().map(refused).collect::<Vec<_>>(),
        "next": o.next.as_ref().map(|n| json!({ "number": n.number, "on": n.on })),
    })
}

fn list(session: &Session, lang: Lang, format: Format, args: &List) -> anyhow::Result<()> {
    let state: Option<MeetingState> = args.state.as_deref().map(|t| choice(session, Kind::Meeting, "state", t)).transpose()?;
    let region = args.region.as_deref().map(|t| ticket::refer(session, "region", Kind::Region, t)).transpose()?;
    let lines = meeting::list(session, state, region)?;
    if format == Format::Json {
        let rows: Vec<Json> = lines
            .iter()
            .map(|l| {
                json!({
                    "number": l.number, "title": l.title, "rhythm": l.rhythm,
                    "region": Some(&l.region).filter(|r| !r.is_empty()), "on": l.on, "state": l.state,
                    "chair": Some(&l.chair).filter(|c| !c.is_empty()), "items": l.items, "decided": l.decided,
                    "actions": l.actions, "actions_open": l.undone,
                })
            })
            .collect();
        output::json(&json!({ "schema": "qudao.meetings/1", "as_of": session.as_of(), "rows": rows }))?;
        return Ok(());
    }
    if lines.is_empty() {
        output::note(&t!(lang, "meeting-none"));
        return Ok(());
    }
    table(lang, &lines).print()?;
    output::note(&t!(lang, "meeting-count", count = lines.len()));
    Ok(())
}

fn table(lang: Lang, lines: &[Line]) -> Table {
    let label = |field: &str| Kind::Meeting.def().field(field).map_or("", |(_, f)| f.label.get(lang)).to_owned();
    let mut table = Table::new([
        (label("number"), Align::Right),
        (t!(lang, "meeting-column-when"), Align::Left),
        (label("state"), Align::Left),
        (label("region"), Align::Left),
        (label("title"), Align::Left),
        (label("chair"), Align::Left),
        (t!(lang, "meeting-column-items"), Align::Right),
        (t!(lang, "meeting-column-actions"), Align::Right),
    ]);
    for l in lines {
        let region = if l.region_name.is_empty() { t!(lang, "meeting-network") } else { l.region_name.clone() };
        let actions = if l.actions > 0 { format!("{}/{}", l.undone, l.actions) } else { String::new() };
        let tone = if l.state == MeetingState::Planned { Tone::Plain } else { Tone::Dim };
        table.row([
            Cell::toned(l.number.to_string(), tone),
            Cell::toned(number::date(l.on), tone),
            Cell::toned(l.state.label().get(lang), tone),
            Cell::toned(region, tone),
            Cell::toned(&l.title, tone),
            Cell::toned(&l.chair, tone),
            Cell::toned(l.items.to_string(), tone),
            Cell::toned(actions, if l.undone > 0 { Tone::Plain } else { tone }),
        ]);
    }
    table
}

fn page(session: &Session, lang: Lang, format: Format, id: i64) -> anyhow::Result<()> {
    let page = meeting::page(session, id)?;
    match format {
        Format::Json => output::json(&document(session, &page))?,
        Format::Md => output::text(&words::markdown(&words::parts(lang, &page, session.as_of())))?,
        _ => output::text(&words::plain(&words::parts(lang, &page, session.as_of())))?,
    }
    Ok(())
}

fn document(session: &Session, page: &Page) -> Json {
    let m = &page.meeting;
    let said = |s: &String| Some(s.clone()).filter(|s| !s.is_empty());
    let action = |a: &ActionRef| json!({ "title": a.title, "owner": said(&a.owner), "due_on": a.due_on, "state": a.state, "ticket": a.ticket });
    let items: Vec<Json> = page
        .entries
        .iter()
        .map(|e| {
            let ticket = e.ticket.as_ref().map(|t| {
                json!({
                    "number": t.number, "kind": t.kind, "severity": t.severity, "level": t.level, "state": t.state,
                    "partner": said(&t.code), "owner": said(&t.owner),
                    "opened_at": t.opened_at.map(|o| o.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
                })
            });
            json!({
                "position": e.item.position, "source": e.item.source, "topic": e.item.topic, "ticket": ticket,
                "action": e.action.as_ref().map(action), "discussion": said(&e.item.discussion), "decision": e.item.decision,
                "noted_actions": e.item.actions.lines().collect::<Vec<_>>(), "by_hand": e.item.by_hand,
            })
        })
        .collect();
    let other = |o: &crate::domain::meeting::Other| json!({ "number": o.number, "on": o.on });
    json!({
        "schema": "qudao.meeting/1",
        "as_of": session.as_of(),
        "number": page.number(),
        "title": m.title,
        "rhythm": m.rhythm,
        "region": page.region.as_ref().map(|(code, _)| code),
        "planned_on": m.planned_on,
        "place": said(&m.place),
        "chair": page.chair.as_ref().map(|(account, _)| account),
        "participants": m.participants.0,
        "state": m.state,
        "held_on": m.held_on,
        "reason": said(&m.reason),
        "series": said(&m.series),
        "period": said(&m.period),
        "items": items,
        "open_tickets_left_out": page.more,
        "minutes": said(&m.minutes),
        "actions": page.actions.iter().map(action).collect::<Vec<_>>(),
        "previous": page.previous.as_ref().map(other),
        "next": page.next.as_ref().map(other),
    })
}
