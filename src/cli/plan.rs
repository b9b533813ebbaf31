//! `qudao plan`: the maintenance plan.

use chrono::NaiveDate;

use super::output::{To, print};
use super::{Ctx, Exit, Usage};
use crate::domain::period::{Month, Span};
use crate::domain::record::{Kind, Lang};
use crate::ops::list as lists;
use crate::ops::plan::pages;
use crate::store::tasks::Whose;
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
    #[command(flatten)]
    to: To,
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
    #[command(flatten)]
    to: To,
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
    print(ctx, &args.to, |session| {
        let month = month(lang, args.month.as_deref(), session.as_of())?;
        Ok(pages::generate(session, lang, month, args.dry_run)?)
    })
}

fn list(ctx: &mut Ctx, args: &List) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    print(ctx, &args.to, |session| {
        let month = month(lang, args.month.as_deref(), session.as_of())?;
        let user = |name: &String| Ok::<_, anyhow::Error>(Whose::Owner(lists::find(session, Kind::User, name)?.id));
        let whose = args.owner.as_ref().map(user).transpose()?.unwrap_or(Whose::All);
        Ok(pages::list(session, lang, month, &whose, args.limit)?)
    })
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
