//! `qudao plan`: the maintenance plan.

use chrono::NaiveDate;
use serde_json::json;

use super::output::{self, Align, Table, Tone};
use super::{Ctx, Exit, Format, Usage};
use crate::domain::kinds::{TaskKind, TaskState};
use crate::domain::maintenance::Every;
use crate::domain::period::{Month, Span};
use crate::domain::record::{Kind, Lang};
use crate::ops::{Session, plan};
use crate::store::record;
use crate::store::tasks::{TaskLine, Whose};
use crate::t;

/// Options of `plan`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Plan a month by the policy's rules; what is there already, moved or skipped stays.
    Generate(Generate),
    /// List the tasks of a month.
    List(List),
}

#[derive(Debug, clap::Args)]
struct Generate {
    /// The month; this one if not given.
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<String>,
    /// Only say what would be added.
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, clap::Args)]
struct List {
    /// The month; this one if not given.
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<String>,
    /// Only the tasks of this account.
    #[arg(long, value_name = "USER")]
    owner: Option<String>,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    limit: u32,
}

/// Plans or lists.
///
/// # Errors
/// [`Usage`] for what is not a month, a refusal for one that is over, and those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    ctx.subject = Some(Kind::Task);
    match &args.command {
        Command::Generate(args) => generate(ctx, args),
        Command::List(args) => list(ctx, args),
    }
}

fn generate(ctx: &mut Ctx, args: &Generate) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let month = month(lang, args.month.as_deref(), session.as_of())?;
    let planned = if args.dry_run { plan::preview(session, month, lang)? } else { plan::generate(session, month, lang)? };
    let uncovered = session.policy.calendar.uncovered(month.first(), month.span().to);
    let name = Every::Month.period(month).1;
    let count = planned.drafts.len();
    if format == Format::Json {
        let names = Names::read(session)?;
        let tasks: Vec<_> = planned
            .drafts
            .iter()
            .map(|d| {
                let place = (names.partner(d.partner), names.user(d.owner));
                document(None, d.kind, &d.title, d.due_on, place, (&d.series, &d.period), TaskState::Open, &d.checklist.text())
            })
            .collect();
        output::json(&json!({
            "schema": "qudao.plan/1",
            "as_of": session.as_of(),
            "month": name,
            "written": !args.dry_run,
            "added": count,
            "known": planned.known,
            "over_capacity": planned.over_capacity,
            "tasks": tasks,
        }))?;
    } else if args.dry_run {
        let names = Names::read(session)?;
        let mut table = heads(lang);
        for d in &planned.drafts {
            let owner = names.user(d.owner).unwrap_or_default();
            row(
                &mut table,
                (lang, session),
                d.due_on,
                d.kind,
                &d.title,
                (names.partner(d.partner).unwrap_or_default(), ""),
                owner,
                None,
            );
        }
        if !table.is_empty() {
            table.print()?;
        }
        output::text(&t!(lang, "plan-would", month = name, count = count, known = planned.known))?;
    } else {
        output::text(&t!(lang, "plan-made", month = name, count = count, known = planned.known))?;
    }
    if planned.over_capacity > 0 {
        output::note(&t!(lang, "plan-over", count = planned.over_capacity));
    }
    if let Some(year) = uncovered {
        output::note(&t!(lang, "plan-uncovered", year = year.to_string()));
    }
    Ok(Exit::Done)
}

fn list(ctx: &mut Ctx, args: &List) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let span = month(lang, args.month.as_deref(), session.as_of())?.span();
    let whose = match &args.owner {
        None => Whose::All,
        Some(name) => {
            let missing = || crate::store::StoreError::Missing { kind: Kind::User, key: name.clone() };
            Whose::Owner(record::id_by_code(session.store.conn(), Kind::User, name)?.ok_or_else(missing)?)
        }
    };
    let tasks = plan::list(session, span, &whose, args.limit)?;
    if format == Format::Json {
        output::json(&json!({
            "schema": "qudao.plan/1",
            "as_of": session.as_of(),
            "from": span.from,
            "to": span.to,
            "tasks": tasks.iter().map(of_line).collect::<Vec<_>>(),
        }))?;
    } else {
        print(lang, session, &tasks)?;
    }
    Ok(Exit::Done)
}

fn print(lang: Lang, session: &Session, tasks: &[TaskLine]) -> std::io::Result<()> {
    let mut table = heads(lang);
    for t in tasks {
        let partner = format!("{} {}", t.code, t.name);
        row(&mut table, (lang, session), t.due_on, t.kind, &t.title, (partner.trim(), &t.city), &t.owner_name, Some(t.state));
    }
    if !table.is_empty() {
        table.print()?;
    }
    output::text(&t!(lang, "plan-rows", count = tasks.len()))
}

fn heads(lang: Lang) -> Table {
    Table::new([
        (t!(lang, "plan-head-due"), Align::Left),
        (t!(lang, "plan-head-kind"), Align::Left),
        (t!(lang, "plan-head-title"), Align::Left),
        (t!(lang, "plan-head-partner"), Align::Left),
        (t!(lang, "plan-head-city"), Align::Left),
        (t!(lang, "plan-head-owner"), Align::Left),
        (t!(lang, "plan-head-state"), Align::Left),
    ])
}

#[expect(clippy::too_many_arguments, reason = "one for each column")]
fn row(
    table: &mut Table,
    (lang, session): (Lang, &Session),
    due_on: NaiveDate,
    kind: TaskKind,
    title: &str,
    (partner, city): (&str, &str),
    owner: &str,
    state: Option<TaskState>,
) {
    let late = state == Some(TaskState::Open) && due_on < session.as_of();
    let tone = if late { Tone::Soon } else { Tone::Plain };
    let plain = |text: &str| output::Cell::toned(text, Tone::Plain);
    let title = session.policy.maintenance.shown(title, lang);
    table.row([
        output::Cell::toned(due_on.to_string(), tone),
        plain(kind.label().get(lang)),
        plain(&title),
        plain(partner),
        plain(city),
        plain(owner),
        plain(state.unwrap_or(TaskState::Open).label().get(lang)),
    ]);
}

/// A task as it is documented.
#[expect(clippy::too_many_arguments, reason = "one for each member")]
fn document(
    id: Option<i64>,
    kind: TaskKind,
    title: &str,
    due_on: NaiveDate,
    (partner, owner): (Option<&str>, Option<&str>),
    (series, period): (&str, &str),
    state: TaskState,
    checklist: &str,
) -> serde_json::Value {
    json!({
        "id": id,
        "kind": kind.code(),
        "title": title,
        "due_on": due_on,
        "partner": partner,
        "owner": owner,
        "series": series,
        "period": period,
        "state": state.code(),
        "checklist": checklist.lines().collect::<Vec<_>>(),
    })
}

fn of_line(t: &TaskLine) -> serde_json::Value {
    let some = |s: &'_ str| if s.is_empty() { None } else { Some(s.to_owned()) };
    let (partner, owner) = (some(&t.code), some(&t.owner_name));
    let place = (partner.as_deref(), owner.as_deref());
    document(Some(t.id), t.kind, &t.title, t.due_on, place, (&t.series, &t.period), t.state, &t.checklist)
}

/// Codes of partners and accounts by id.
struct Names {
    partners: std::collections::HashMap<i64, String>,
    users: std::collections::HashMap<i64, String>,
}

impl Names {
    fn read(session: &Session) -> Result<Self, crate::store::StoreError> {
        let conn = session.store.conn();
        Ok(Self { partners: record::codes(conn, Kind::Partner)?, users: record::codes(conn, Kind::User)? })
    }

    fn partner(&self, id: Option<i64>) -> Option<&str> {
        self.partners.get(&id?).map(String::as_str)
    }

    fn user(&self, id: Option<i64>) -> Option<&str> {
        self.users.get(&id?).map(String::as_str)
    }
}

/// The month that is named, this one if none is.
fn month(lang: Lang, text: Option<&str>, today: NaiveDate) -> anyhow::Result<Month> {
    let Some(text) = text else { return Ok(Month::of(today)) };
    let span: Option<Span> = text.parse().ok();
    match span {
        Some(span) if span == Month::of(span.from).span() => Ok(Month::of(span.from)),
        _ => Err(Usage(t!(lang, "usage-month", value = text)).into()),
    }
}
