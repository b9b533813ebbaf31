//! `qudao contract`: contracts with partners, their renewal and their end.

use chrono::NaiveDate;

use super::output::{self, To, print};
use super::{Ctx, Exit};
use crate::domain::period;
use crate::domain::record::Kind;
use crate::i18n;
use crate::ops::contract::{self, Wish, pages};
use crate::ops::list;
use crate::t;

/// Options of `contract`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List contracts, those that end first first.
    List(List),
    /// Show one: its terms, where it stands, and where the register differs from it.
    Show {
        /// Its number.
        number: String,
        #[command(flatten)]
        to: To,
    },
    /// Draft the contract that follows one: the same terms, dates following on.
    Renew {
        /// The contract that is renewed.
        number: String,
        /// The number of the new one; without it the old one's with -R1, -R2 ...
        #[arg(long = "as", value_name = "NUMBER")]
        as_number: Option<String>,
    },
    /// Ask for the approval of a draft.
    Submit {
        /// The draft.
        number: String,
    },
    /// End a contract before its time; managers only.
    End {
        /// The contract.
        number: String,
        /// Its last day; today if not given.
        #[arg(long, value_name = "DATE", value_parser = period::day)]
        on: Option<NaiveDate>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, clap::Args)]
struct List {
    /// Only those of this partner.
    #[arg(long, value_name = "CODE")]
    partner: Option<String>,
    /// Only those that ask for something: renewal or notice due, run out.
    #[arg(long)]
    due: bool,
    #[command(flatten)]
    to: To,
}

/// Works on contracts.
///
/// # Errors
/// What is refused or not as expected; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    ctx.subject = Some(Kind::Contract);
    match &args.command {
        Command::List(args) => {
            let lang = ctx.lang();
            print(ctx, &args.to, |session| {
                let partner = args.partner.as_ref().map(|code| list::find(session, Kind::Partner, code)).transpose()?;
                Ok(pages::contracts(session, lang, &Wish { partner: partner.map(|p| p.id), due: args.due })?)
            })
        }
        Command::Show { number, to } => {
            let lang = ctx.lang();
            print(ctx, to, |session| Ok(pages::one(session, lang, number)?))
        }
        Command::Renew { number, as_number } => renew(ctx, number, as_number.as_deref()),
        Command::Submit { number } => {
            let lang = ctx.lang();
            let said = contract::submit(ctx.session()?, number)?;
            output::note(&i18n::sentence(lang, &said));
            Ok(Exit::Done)
        }
        Command::End { number, on, reason } => {
            let lang = ctx.lang();
            let session = ctx.session()?;
            let day = on.unwrap_or_else(|| session.as_of());
            contract::end(session, number, day, reason)?;
            output::note(&t!(lang, "done-contract-ended", number = number.as_str(), day = day.to_string()));
            Ok(Exit::Done)
        }
    }
}

fn renew(ctx: &mut Ctx, number: &str, as_number: Option<&str>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let draft = contract::renew(ctx.session()?, number, as_number)?;
    output::note(&t!(
        lang,
        "done-contract-renewed",
        number = draft.number.as_str(),
        from = draft.from_day.to_string(),
        to = draft.to_day.to_string()
    ));
    Ok(Exit::Done)
}
