//! `qudao violation`: points in force and when they go, recording one, also from a ticket in one step.

use serde_json::{Value as Json, json};

use super::compliance::{headed, label, titled};
use super::output::{self, Align, Cell, Table, Tone};
use super::ticket::value;
use super::{Ctx, Exit, Format};
use crate::domain::kinds::{Decision, ViolationKind};
use crate::domain::record::{Expected, Kind, Lang, Problem, Row, Storable as _};
use crate::domain::violation::Points;
use crate::i18n::{compliance as words, number};
use crate::ops::violation::{self, Account, Instead, Item};
use crate::ops::{OpError, Session, record, ticket};
use crate::t;

/// Options of `violation`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Partners with points in force; of one partner, its violations and when their points expire.
    List {
        /// The partner's code.
        code: Option<String>,
    },
    /// Record a violation; its penalty waits for approval.
    Record(Record),
    /// Record what a ticket found: respondent, amount and evidence are taken over.
    FromTicket {
        /// The ticket's number.
        number: String,
        /// Another kind than the ticket's suggests.
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
        /// Another partner than the respondent.
        #[arg(long, value_name = "CODE")]
        partner: Option<String>,
        #[command(flatten)]
        worth: Worth,
    },
}

#[derive(Debug, clap::Args)]
struct Record {
    /// The partner's code.
    code: String,
    /// What it is.
    #[arg(help = "What: diversion, dumping, price_breach, false_claim, other")]
    kind: String,
    /// What proves it.
    #[arg(long, short, default_value = "", hide_default_value = true)]
    evidence: String,
    /// The ticket in which it was found.
    #[arg(long, value_name = "NUMBER")]
    ticket: Option<String>,
    #[command(flatten)]
    worth: Worth,
}

/// When it was and what it costs; points and deduction are the policy's by kind if not given.
#[derive(Debug, clap::Args)]
struct Worth {
    /// When it was done; today if not given.
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// What it was worth.
    #[arg(long)]
    amount: Option<String>,
    /// Penalty points, 0 to 100.
    #[arg(long)]
    points: Option<String>,
    /// What is taken from the deposit.
    #[arg(long, value_name = "AMOUNT")]
    deduction: Option<String>,
}

/// Does it.
///
/// # Errors
/// Values that are not as expected, a role that is too low, those of the file.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    ctx.subject = Some(Kind::Violation);
    match args.command {
        Command::List { code: None } => standings(lang, format, ctx.session()?)?,
        Command::List { code: Some(code) } => {
            let session = ctx.session()?;
            let partner = ticket::refer(session, "partner", Kind::Partner, &code)?;
            let account = violation::account(session, partner)?;
            of_partner(lang, format, session, &account)?;
        }
        Command::Record(args) => {
            let row = recorded(ctx.session()?, &args)?;
            let saved = record::save(ctx.session()?, row, &[])?;
            super::edit::said(ctx, &saved, format)?;
        }
        Command::FromTicket { number, kind, partner, worth } => {
            let session = ctx.session()?;
            let id = ticket::find(session, &number)?;
            let row = priced(session, Row::blank(Kind::Violation), &worth)?;
            let instead = Instead {
                kind: kind.as_deref().map(|k| kind_of(session, k)).transpose()?,
                partner: partner.as_deref().map(|p| ticket::refer(session, "partner", Kind::Partner, p)).transpose()?,
                on: Option::from_value(row.get("on")).flatten(),
                amount: Option::from_value(row.get("amount")).flatten(),
                points: Option::from_value(row.get("points")).flatten(),
                deduction: Option::from_value(row.get("deduction")).flatten(),
            };
            let saved = violation::from_ticket(session, id, &instead)?;
            super::edit::said(ctx, &saved, format)?;
        }
    }
    Ok(Exit::Done)
}

fn kind_of(session: &Session, text: &str) -> Result<ViolationKind, OpError> {
    let codes = || ViolationKind::ALL.iter().map(|k| k.code().to_owned()).collect();
    let wrong = || OpError::Invalid(vec![Problem { field: "kind", value: text.to_owned(), expected: Expected::OneOf(codes()) }]);
    ViolationKind::from_value(&value(session, Kind::Violation, "kind", text)?).ok_or_else(wrong)
}

fn recorded(session: &Session, args: &Record) -> Result<Row, OpError> {
    let partner = ticket::refer(session, "partner", Kind::Partner, &args.code)?;
    let row = violation::blank(partner, kind_of(session, &args.kind)?, session.as_of());
    let mut row = priced(session, row, &args.worth)?;
    row.set("evidence", value(session, Kind::Violation, "evidence", &args.evidence)?);
    if let Some(number) = &args.ticket {
        row.set("ticket", ticket::find(session, number)?.to_value());
    }
    Ok(row)
}

/// Every value that is wrong is named at once.
fn priced(session: &Session, mut row: Row, worth: &Worth) -> Result<Row, OpError> {
    let mut problems = Vec::new();
    let given = [("on", &worth.on), ("amount", &worth.amount), ("points", &worth.points), ("deduction", &worth.deduction)];
    for (field, text) in given {
        match text.as_deref().map(|t| value(session, Kind::Violation, field, t)) {
            Some(Ok(value)) => row.set(field, value),
            Some(Err(OpError::Invalid(found))) => problems.extend(found),
            Some(Err(e)) => return Err(e),
            None => {}
        }
    }
    if problems.is_empty() { Ok(row) } else { Err(OpError::Invalid(problems)) }
}

fn standings(lang: Lang, format: Format, session: &Session) -> anyhow::Result<()> {
    let all = violation::standings(session)?;
    if format == Format::Json {
        let rows: Vec<Json> = all
            .iter()
            .map(|s| {
                let mut doc = json!({ "code": s.who.code, "name": s.who.name, "owner": s.who.owner });
                if let (Some(map), Json::Object(points)) = (doc.as_object_mut(), points_of(&s.points)) {
                    map.extend(points);
                }
                doc
            })
            .collect();
        output::json(&json!({ "schema": "qudao.violations/1", "as_of": session.as_of(), "partners": rows }))?;
        return Ok(());
    }
    if all.is_empty() {
        return Ok(output::text(&t!(lang, "violation-none"))?);
    }
    let mut table = Table::new([
        (label(lang, Kind::Partner, "code"), Align::Left),
        (label(lang, Kind::Violation, "partner"), Align::Left),
        (label(lang, Kind::Violation, "points"), Align::Right),
        (t!(lang, "violation-column-next"), Align::Left),
        (label(lang, Kind::Partner, "owner"), Align::Left),
    ]);
    let bounds = session.policy.alerts.points;
    for s in &all {
        let tone = match s.points.in_force {
            n if n >= bounds.critical => Tone::Bad,
            n if n >= bounds.warn => Tone::Soon,
            _ => Tone::Plain,
        };
        let next = s.points.expiring.first();
        let next = next.map(|&(day, n)| t!(lang, "violation-points-on", points = n, day = number::date(day)));
        table.row([
            Cell::from(&s.who.code),
            Cell::from(&s.who.name),
            Cell::toned(s.points.in_force.to_string(), tone),
            Cell::from(next.unwrap_or_default()),
            Cell::from(&s.who.owner),
        ]);
    }
    Ok(table.print()?)
}

/// Points in force as a document.
pub(super) fn points_of(points: &Points) -> Json {
    let expiring: Vec<Json> = points.expiring.iter().map(|(day, n)| json!({ "on": day, "points": n })).collect();
    json!({ "points": points.in_force, "expiring": expiring })
}

/// A partner's violations as a document.
pub(super) fn document(session: &Session, account: &Account) -> Result<Json, OpError> {
    let mut items = Vec::new();
    for item in &account.items {
        let v = &item.violation;
        let found_in = v.ticket.map(|id| crate::store::record::code_of(session.store.conn(), Kind::Ticket, id)).transpose()?;
        items.push(json!({
            "number": v.number,
            "on": v.on,
            "kind": v.kind.code(),
            "amount": v.amount,
            "evidence": v.evidence,
            "points": v.points,
            "counts": item.counts,
            "ends": item.ends,
            "deduction": v.deduction,
            "ticket": found_in.and_then(|n| n.parse::<i64>().ok()),
            "state": v.state.code(),
            "policy_version": v.policy_version,
        }));
    }
    let mut doc = points_of(&account.points);
    if let Some(map) = doc.as_object_mut() {
        map.insert("limit".to_owned(), json!(account.limit));
        map.insert("veto".to_owned(), json!(account.veto));
        map.insert("waiting".to_owned(), json!(account.waiting));
        map.insert("deducted".to_owned(), json!(account.deducted));
        map.insert("violations".to_owned(), json!(items));
    }
    Ok(doc)
}

fn of_partner(lang: Lang, format: Format, session: &Session, account: &Account) -> anyhow::Result<()> {
    let (code, name) = super::compliance::called(session, account.partner)?;
    if format == Format::Json {
        let doc = headed(session, "qudao.violation/1", (&code, &name), document(session, account)?);
        return Ok(output::json(&doc)?);
    }
    output::text(&titled(lang, &format!("{code} {name}"), &line(lang, account)))?;
    Ok(table(lang, account).print()?)
}

/// Points in force, the veto, what waits: one line.
pub(super) fn line(lang: Lang, account: &Account) -> String {
    let mut parts = vec![words::points(lang, &account.points)];
    if account.veto {
        parts.push(t!(lang, "points-veto"));
    }
    if account.waiting > 0 {
        parts.push(t!(lang, "violation-waiting", count = account.waiting));
    }
    parts.join(if lang == Lang::Zh { "；" } else { "; " })
}

/// The violations of a partner as a table.
pub(super) fn table(lang: Lang, account: &Account) -> Table {
    let head = |field, align| (label(lang, Kind::Violation, field), align);
    let mut table = Table::new([
        head("number", Align::Right),
        head("on", Align::Left),
        head("kind", Align::Left),
        head("amount", Align::Right),
        head("points", Align::Right),
        (t!(lang, "violation-column-counts"), Align::Left),
        head("deduction", Align::Right),
        head("state", Align::Left),
    ]);
    for item in &account.items {
        let v = &item.violation;
        let quiet = if item.counts || v.state == Decision::Pending { Tone::Plain } else { Tone::Quiet };
        let money = |m: Option<crate::domain::money::Money>| m.map(number::amount_full).unwrap_or_default();
        let cells = [
            v.number.unwrap_or(v.id).to_string(),
            number::date(v.on),
            v.kind.label().get(lang).to_owned(),
            money(v.amount),
            v.points.unwrap_or(0).to_string(),
            counted(lang, item),
            money(v.deduction),
            v.state.label().get(lang).to_owned(),
        ];
        table.row(cells.map(|text| Cell::toned(text, quiet)));
    }
    table
}

fn counted(lang: Lang, item: &Item) -> String {
    match item.violation.state {
        Decision::Approved if item.counts => {
            let last = item.ends.pred_opt().unwrap_or(item.ends);
            t!(lang, "violation-until", day = number::date(last))
        }
        Decision::Approved => t!(lang, "violation-expired"),
        _ => String::new(),
    }
}
