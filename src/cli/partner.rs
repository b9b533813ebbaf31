//! `qudao partner`: moves along the lifecycle, exits, duplicates and merging, core partners with satellites, the address book.

use super::output::{self, To, print};
use super::{Ctx, Exit, Usage};
use crate::domain::kinds::Lifecycle;
use crate::domain::record::{Kind, Lang};
use crate::i18n;
use crate::ops::list;
use crate::ops::partner::pages::register;
use crate::ops::partner::{exit, lifecycle};
use crate::t;

/// Options of `partner`.
pub(super) type Args = super::OneOf<What>;

/// What it does.
#[derive(Debug, clap::Subcommand)]
pub(super) enum What {
    /// Move partners along their lifecycle: lead, screening, onboarding, active, improving, suspended, backup.
    Move {
        /// The partners, with commas.
        #[arg(value_delimiter = ',', required = true)]
        partners: Vec<String>,
        /// Where to.
        status: String,
        /// Why.
        #[arg(long, short)]
        reason: String,
    },
    /// Ask that partners may leave: others decide, and they leave with the decision.
    Exit {
        /// The partners, with commas.
        #[arg(value_delimiter = ',', required = true)]
        partners: Vec<String>,
        /// Why.
        #[arg(long, short)]
        reason: String,
        /// Ask though something is open with them; it is named to who decides.
        #[arg(long)]
        anyway: bool,
    },
    /// The moves of a partner with their reasons, the newest first.
    Moves {
        /// The partner.
        partner: String,
        #[command(flatten)]
        to: To,
    },
    /// Merge a partner into another one: everything of it goes over, its code becomes a former code.
    Merge {
        /// The partner that stays.
        keep: String,
        /// The partner that is merged into it.
        drop: String,
        /// Fields to take from the one that goes, where both have something.
        #[arg(long, value_delimiter = ',', value_name = "FIELD")]
        take: Vec<String>,
        /// Say what would be done, write nothing.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        to: To,
    },
    /// Partners that may be one and the same, the surest first. Exit code 1: there are some.
    Duplicates {
        /// At most so many pairs.
        #[arg(long, short = 'n', value_name = "N")]
        limit: Option<usize>,
        #[command(flatten)]
        to: To,
    },
    /// Core partners with their satellites and what they come to.
    Tree {
        /// The group of this partner only.
        partner: Option<String>,
        #[command(flatten)]
        to: To,
    },
    /// The address book: the contacts of a partner, or those that a word finds.
    Contacts {
        /// A partner, or a part of a name, telephone or e-mail; without it everybody.
        word: Option<String>,
        #[command(flatten)]
        to: To,
    },
}

/// Does it.
///
/// # Errors
/// A partner or status that is not known, refusals, those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    ctx.subject = Some(Kind::Partner);
    let lang = ctx.lang();
    match &args.what {
        What::Move { partners, status, reason } => move_to(ctx, partners, status, reason),
        What::Exit { partners, reason, anyway } => ask_exit(ctx, partners, reason, *anyway),
        What::Moves { partner, to } => print(ctx, to, |session| {
            let id = list::find(session, Kind::Partner, partner)?.id;
            Ok(register::moves(session, lang, id, partner)?)
        }),
        What::Merge { keep, drop, take, dry_run, to } => print(ctx, to, |session| {
            let id = |code: &String| Ok::<_, anyhow::Error>(list::find(session, Kind::Partner, code)?.id);
            let pair = (id(keep)?, id(drop)?);
            Ok(register::merged(session, lang, pair, take, *dry_run)?)
        }),
        What::Duplicates { limit, to } => {
            let mut exit = Exit::Done;
            print(ctx, to, |session| {
                let (document, any) = register::pairs(session, lang, limit.unwrap_or(usize::MAX))?;
                exit = if any { Exit::Findings } else { Exit::Done };
                Ok(document)
            })?;
            Ok(exit)
        }
        What::Tree { partner, to } => print(ctx, to, |session| {
            let id = partner
                .as_ref()
                .map(|code| Ok::<_, anyhow::Error>((list::find(session, Kind::Partner, code)?.id, code.as_str())));
            Ok(register::trees(session, lang, id.transpose()?)?)
        }),
        What::Contacts { word, to } => {
            print(ctx, to, |session| Ok(register::book(session, word.as_deref().unwrap_or_default())?))
        }
    }
}

fn partner_of(ctx: &mut Ctx, code: &str) -> anyhow::Result<i64> {
    Ok(list::find(ctx.session()?, Kind::Partner, code)?.id)
}

fn status_of(lang: Lang, name: &str) -> anyhow::Result<Lifecycle> {
    let wanted = name.trim().to_lowercase();
    let known = |s: &&Lifecycle| s.code() == wanted || s.label().en == wanted || s.label().zh == wanted;
    Lifecycle::ALL.iter().find(known).copied().ok_or_else(|| {
        let all = Lifecycle::ALL.iter().map(|s| s.code()).collect::<Vec<_>>().join(", ");
        let meant = i18n::meant(lang, name, Lifecycle::ALL.iter().map(|s| s.code()));
        Usage(t!(lang, "usage-status", status = name, known = all, meant = meant)).into()
    })
}

fn move_to(ctx: &mut Ctx, partners: &[String], status: &str, reason: &str) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let to = status_of(lang, status)?;
    let ids = partners.iter().map(|code| partner_of(ctx, code)).collect::<anyhow::Result<Vec<i64>>>()?;
    let what = lifecycle::move_to(ctx.session()?, &ids, to, reason)?;
    output::text(&t!(lang, "done-partner-moved", what = what, status = to.label().get(lang)))?;
    Ok(Exit::Done)
}

fn ask_exit(ctx: &mut Ctx, partners: &[String], reason: &str, anyway: bool) -> anyhow::Result<Exit> {
    let ids = partners.iter().map(|code| partner_of(ctx, code)).collect::<anyhow::Result<Vec<i64>>>()?;
    let said = exit::ask(ctx.session()?, &ids, reason, anyway)?;
    output::text(&i18n::sentence(ctx.lang(), &said))?;
    Ok(Exit::Done)
}
