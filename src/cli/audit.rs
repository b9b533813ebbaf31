//! `qudao audit`: who changed what, when, from what to what.

use super::output::{To, print};
use super::{Ctx, Exit, Usage, list};
use crate::config::AsOf;
use crate::domain::record::Lang;
use crate::ops::admin::{History, pages};
use crate::{ops, t};

/// Options of `audit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only records of this kind.
    #[arg(long)]
    kind: Option<String>,
    /// Only the record with this code, of the kind.
    #[arg(long, requires = "kind")]
    code: Option<String>,
    /// Only changes by this account.
    #[arg(long)]
    user: Option<String>,
    /// Only changes from this day or moment on.
    #[arg(long, value_name = "DATE")]
    since: Option<AsOf>,
    /// At most so many, the newest.
    #[arg(long, short = 'n', default_value_t = 50, value_name = "N")]
    limit: u32,
    #[command(flatten)]
    to: To,
}

/// Prints the log, newest first.
///
/// # Errors
/// An unknown kind or record; those of the file and of stdout.
pub fn run(ctx: &mut Ctx, args: Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let kind = args.kind.map(|k| list::kind_of(lang, &k)).transpose()?;
    print(ctx, &args.to, |session| {
        let since = args.since.map(|t| ops::clock::since(t, session.policy.organisation.zone));
        let wish = History { kind, code: args.code, user: args.user, since, limit: args.limit.into() };
        Ok(pages::audit(session, lang, &wish)?)
    })
}

/// The kind of error that an unknown number is.
pub(super) fn number_of(lang: Lang, text: &str) -> anyhow::Result<i64> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    digits.parse().map_err(|_| Usage(t!(lang, "usage-number", text = text)).into())
}
