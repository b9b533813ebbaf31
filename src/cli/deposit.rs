//! `qudao deposit`: what is held against what is agreed, the ledger of a partner, entries posted and taken back.

use super::output::{To, print};
use super::ticket::value;
use super::{Ctx, Exit, Format};
use crate::domain::deposit::{Sign, sign};
use crate::domain::kinds::DepositMove;
use crate::domain::money::Money;
use crate::domain::record::{Expected, Kind, Problem, Storable};
use crate::ops::deposit::{self, Posting, pages};
use crate::ops::{OpError, Session, ticket, violation};

/// Options of `deposit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// What is held of each partner against what is agreed.
    List {
        /// Only those that are short or owe.
        #[arg(long)]
        short: bool,
        #[command(flatten)]
        to: To,
    },
    /// The account of a partner: every entry with its running balance.
    Show {
        /// The partner's code.
        code: String,
        #[command(flatten)]
        to: To,
    },
    /// Post an entry; the ledger is only added to.
    Add {
        /// The partner's code.
        code: String,
        /// What it is.
        #[arg(help = "What: opening, paid_in, refund, correction, or deduction with the confirmed violation that it is for")]
        kind: String,
        /// How much; a refund or deduction is taken from the balance, with or without a minus. A correction has its sign and needs a manager.
        #[arg(allow_negative_numbers = true)]
        amount: String,
        /// On which day; today if not given.
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
        /// For which violation.
        #[arg(long, value_name = "NUMBER")]
        violation: Option<String>,
        /// In words.
        #[arg(long, short, default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Take an entry back with a correction; a deduction needs a manager.
    Reverse {
        /// The entry's number.
        number: String,
        /// Why.
        #[arg(long, short)]
        reason: String,
    },
}

/// Does it.
///
/// # Errors
/// Values that are not as expected, a role that is too low, those of the file.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    ctx.subject = Some(Kind::DepositEntry);
    match args.command {
        Command::List { short, to } => return print(ctx, &to, |session| Ok(pages::list(session, lang, short)?)),
        Command::Show { code, to } => {
            return print(ctx, &to, |session| {
                let partner = ticket::refer(session, "partner", Kind::Partner, &code)?;
                Ok(pages::account(session, lang, &deposit::account(session, partner)?)?)
            });
        }
        Command::Add { code, kind, amount, on, violation, note } => {
            let format = ctx.format(&[Format::Text, Format::Json])?;
            let session = ctx.session()?;
            let posting = posting(session, (&code, &kind, &amount), (on.as_deref(), violation.as_deref(), note))?;
            let saved = deposit::post(session, posting)?;
            super::edit::said(ctx, &saved, format)?;
        }
        Command::Reverse { number, reason } => {
            let format = ctx.format(&[Format::Text, Format::Json])?;
            let session = ctx.session()?;
            let id = deposit::find(session, &number)?;
            let saved = deposit::reverse(session, id, &reason)?;
            super::edit::said(ctx, &saved, format)?;
        }
    }
    Ok(Exit::Done)
}

fn posting(
    session: &Session,
    (code, kind, amount): (&str, &str, &str),
    (on, violation, note): (Option<&str>, Option<&str>, String),
) -> anyhow::Result<Posting> {
    let partner = ticket::refer(session, "partner", Kind::Partner, code)?;
    let read = |field, text| value(session, Kind::DepositEntry, field, text);
    let wrong = |field, text: &str, expected| OpError::Invalid(vec![Problem { field, value: text.to_owned(), expected }]);
    let codes = || DepositMove::ALL.iter().map(|k| k.code().to_owned()).collect();
    let known = DepositMove::from_value(&read("kind", kind)?);
    let kind = known.ok_or_else(|| wrong("kind", kind, Expected::OneOf(codes())))?;
    let given = Money::from_value(&read("amount", amount)?).ok_or_else(|| wrong("amount", amount, Expected::Amount))?;
    // what a kind always takes away needs no minus
    let amount = if sign(kind) == Sign::Negative && given.0 > 0 { -given } else { given };
    let on = on.map(|text| read("on", text)).transpose()?.and_then(|v| Storable::from_value(&v));
    let violation = violation.map(|n| violation::find(session, n)).transpose()?.map(|v| v.id);
    Ok(Posting { partner, kind, amount, on: on.unwrap_or_else(|| session.as_of()), violation, note })
}
