//! `qudao violation`: points in force and when they go, recording one, also from a ticket in one step.

use super::output::{To, print};
use super::ticket::value;
use super::{Ctx, Exit, Format};
use crate::domain::kinds::ViolationKind;
use crate::domain::record::{Expected, Kind, Problem, Row, Storable as _};
use crate::ops::violation::{self, Instead, pages};
use crate::ops::{OpError, Session, record, ticket};

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
        #[command(flatten)]
        to: To,
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
    ctx.subject = Some(Kind::Violation);
    if let Command::List { code, to } = &args.command {
        return print(ctx, to, |session| {
            let Some(code) = code else { return Ok(pages::list(session)?) };
            let partner = ticket::refer(session, "partner", Kind::Partner, code)?;
            Ok(pages::account(session, lang, &violation::account(session, partner)?)?)
        });
    }
    let format = ctx.format(&[Format::Text, Format::Json])?;
    match args.command {
        Command::List { .. } => {}
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
