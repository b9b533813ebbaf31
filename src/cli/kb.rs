//! `qudao kb`: the knowledge base on the command line.

use super::output::{To, print};
use super::{Ctx, Exit};
use crate::domain::kinds::TicketKind;
use crate::domain::knowledge;
use crate::domain::record::{Expected, Kind, Lang, Problem};
use crate::ops::OpError;
use crate::ops::knowledge::{self as ops, Wish, pages};

/// Options of `kb`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Look for articles: two Chinese characters are enough, pinyin (cuanhuo, ch) and beginnings of words too.
    Search {
        /// What all has to be found in title, tags or text.
        #[arg(required = true, value_name = "WORD")]
        words: Vec<String>,
        #[command(flatten)]
        which: Which,
    },
    /// The articles, those in your language first.
    List(Which),
    /// Print an article.
    Show {
        /// Its code.
        code: String,
        #[command(flatten)]
        to: To,
    },
    /// Add the articles that come with the program and are not there; nothing that is there is changed.
    Starter {
        #[command(flatten)]
        to: To,
    },
}

#[derive(Debug, clap::Args)]
struct Which {
    /// Only those for this kind of ticket: complaint, order, diversion, horizontal, vertical, `multi_channel`, dispute.
    #[arg(long, short, value_name = "KIND")]
    kind: Option<String>,
    /// At most so many.
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    to: To,
}

/// Does the subcommand.
///
/// # Errors
/// Values that are not as expected, refusals, those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    ctx.subject = Some(Kind::Article);
    match &args.command {
        Command::Search { words, which } => {
            let wish = wish(&words.join(" "), which, 20, lang)?;
            print(ctx, &which.to, |session| Ok(pages::articles(session, lang, &wish, true)?))
        }
        Command::List(which) => {
            let wish = wish("", which, usize::MAX, lang)?;
            print(ctx, &which.to, |session| Ok(pages::articles(session, lang, &wish, false)?))
        }
        Command::Show { code, to } => print(ctx, to, |session| {
            let article = ops::find(session, code)?;
            Ok(pages::one(session, lang, &article)?)
        }),
        Command::Starter { to } => print(ctx, to, |session| Ok(pages::starters(session, lang)?)),
    }
}

fn wish(words: &str, which: &Which, limit: usize, lang: Lang) -> Result<Wish, OpError> {
    let codes = || TicketKind::ALL.iter().map(|k| k.code().to_owned()).collect();
    let unknown = |text: &str| {
        let expected = Expected::OneOf(codes());
        OpError::Invalid(vec![Problem { field: "ticket_kinds", value: text.to_owned(), expected }])
    };
    let kind = which.kind.as_deref().map(|text| knowledge::ticket_kind(text).ok_or_else(|| unknown(text))).transpose()?;
    Ok(Wish { words: words.to_owned(), kind, lang, limit: which.limit.unwrap_or(limit) })
}
