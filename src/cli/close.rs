//! `qudao close PERIOD`, `qudao verify [PERIOD]`: figures that don't move any more, and what came late.

use super::output::{self, To, print};
use super::{Ctx, Exit, Usage};
use crate::domain::period::{Named, Span};
use crate::domain::record::Lang;
use crate::ops::close::{self, pages};
use crate::ops::closings;
use crate::ops::{self, Session};
use crate::report::Document;
use crate::t;

/// Options of `close`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A month, or a quarter, half-year or year of the fiscal year, that is over: 2025-06, 2025-Q2, 2025-H1, 2025.
    #[arg(required_unless_present_any = ["list", "reopen"], conflicts_with_all = ["list", "reopen"])]
    period: Option<Named>,
    /// List the closed periods.
    #[arg(long)]
    list: bool,
    /// With --list: those that were opened again, too.
    #[arg(long, requires = "list")]
    all: bool,
    /// Open a closed period again (admin); the figures of its days move again.
    #[arg(long, value_name = "PERIOD", requires = "reason", conflicts_with = "list")]
    reopen: Option<Named>,
    /// Why it is opened again; stays on record.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    to: To,
}

/// Options of `verify`.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// A closed period; every one without it.
    period: Option<Named>,
    /// Every difference, not only the first ones.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    to: To,
}

/// Closes a period, lists the closed ones, or opens one again. Exit code 1: it was closed before and has drifted.
///
/// # Errors
/// Role, a period that runs, those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    if args.list {
        return print(ctx, &args.to, |session| Ok(pages::list(session, args.all)?));
    }
    if let (Some(span), Some(reason)) = (args.reopen, &args.reason) {
        args.to.format(ctx)?;
        let session = ctx.session()?;
        let span = days(lang, session, span)?;
        let closed = close::reopen(session, span, reason)?;
        let (from, to) = (closed.span.from.to_string(), closed.span.to.to_string());
        output::note(&t!(lang, "close-reopened", period = closed.name.as_str(), from = from, to = to));
        return Ok(Exit::Done);
    }
    let Some(span) = args.period else { return Err(Usage(t!(lang, "close-needs-period")).into()) };
    found(ctx, &args.to, |session| {
        let span = days(lang, session, span)?;
        pages::close(session, lang, span)
    })
}

/// Looks whether closed periods still hold. Exit code 1: one does not.
///
/// # Errors
/// A period that is not closed, those of the file.
pub fn verify(ctx: &mut Ctx, args: &Verify) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    found(ctx, &args.to, |session| {
        let span = args.period.map(|period| days(lang, session, period)).transpose()?;
        pages::verify(session, lang, span, if args.all { usize::MAX } else { pages::SHOWN })
    })
}

/// The days that a name means; that they are not those of the fiscal year of today's rules is told.
pub(in crate::cli) fn days(lang: Lang, session: &Session, period: Named) -> ops::Result<Span> {
    let names = closings::names(session)?;
    let span = names.span(period);
    if names.kept(period).is_some() {
        let (from, to) = (span.from.to_string(), span.to.to_string());
        output::note(&t!(lang, "close-year-kept", period = names.called(span), from = from, to = to));
    }
    Ok(span)
}

/// Prints a document; exit code 1 if what it is about does not hold.
fn found(ctx: &mut Ctx, to: &To, make: impl FnOnce(&mut Session) -> ops::Result<(Document, bool)>) -> anyhow::Result<Exit> {
    let mut exit = Exit::Done;
    print(ctx, to, |session| {
        let (document, holds) = make(session)?;
        exit = if holds { Exit::Done } else { Exit::Findings };
        Ok(document)
    })?;
    Ok(exit)
}
