//! `qudao ticket trace` and `qudao ticket prices`: what proves a diversion, and prices that break the policy.

use std::io::Read as _;

use super::{choice, ticket};
use crate::cli::output::{To, print};
use crate::cli::{Ctx, Exit};
use crate::domain::kinds::Severity;
use crate::domain::record::Kind;
use crate::ops::ticket::{prices as watch, trace as tracing};

/// Options of `ticket trace`.
#[derive(Debug, clap::Args)]
pub(super) struct TraceArgs {
    /// Codes, or text with codes in it; `-` reads it from standard input.
    #[arg(required = true, value_name = "CODES")]
    text: Vec<String>,
    /// The region where they were seen.
    #[arg(long, value_name = "REGION")]
    seen: Option<String>,
    /// The partner that reports it.
    #[arg(long, value_name = "CODE")]
    by: Option<String>,
    /// Open a diversion ticket against the first suspect, with the evidence.
    #[arg(long)]
    open: bool,
    /// How bad the ticket is.
    #[arg(long, short, default_value = "S2")]
    severity: String,
    #[command(flatten)]
    to: To,
}

/// Tells whom pasted codes were shipped to; opens the ticket if that was asked for.
pub(super) fn trace(ctx: &mut Ctx, args: &TraceArgs) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    ctx.subject = Some(Kind::Shipment);
    let mut text = args.text.join(" ");
    if text.trim() == "-" {
        text.clear();
        std::io::stdin().read_to_string(&mut text)?;
    }
    print(ctx, &args.to, |session| {
        let refer =
            |field, kind, text: &Option<String>| text.as_deref().map(|t| ticket::refer(session, field, kind, t)).transpose();
        let (seen, by) = (refer("region", Kind::Region, &args.seen)?, refer("partner", Kind::Partner, &args.by)?);
        let severity: Severity = choice(session, "severity", &args.severity)?;
        let looked = tracing::look(session, &text, seen)?;
        let opened = match looked.trace.suspects.first().filter(|_| args.open) {
            Some(first) => Some(tracing::open(session, &looked.trace, first, by, severity, lang)?),
            None => None,
        };
        Ok(tracing::pages::document(session, lang, &looked, opened)?)
    })
}

/// Prices seen against floors and each other; findings are exit code 1.
pub(super) fn prices(ctx: &mut Ctx, to: &To, partner: Option<&str>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    ctx.subject = Some(Kind::PriceSighting);
    let mut exit = Exit::Done;
    print(ctx, to, |session| {
        let partner = partner.map(|p| ticket::refer(session, "partner", Kind::Partner, p)).transpose()?;
        let (document, found) = watch::pages::document(session, lang, partner)?;
        exit = if found { Exit::Findings } else { Exit::Done };
        Ok(document)
    })?;
    Ok(exit)
}
