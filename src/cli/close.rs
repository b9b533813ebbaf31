//! `qudao close PERIOD`, `qudao verify [PERIOD]`: figures that don't move any more, and what came late.

use serde_json::{Value as Json, json};

use super::output::{self, Align, Cell, Table, Tone};
use super::{Ctx, Exit, Format, Usage};
use crate::domain::closing::{Drift, Item, Written};
use crate::domain::credit::Light;
use crate::domain::kinds::Tier;
use crate::domain::money::Money;
use crate::domain::period::Named;
use crate::domain::record::{Choice, Lang};
use crate::i18n::number;
use crate::ops::close::{self, Done, Verified};
use crate::store::closing::Closing;
use crate::t;

/// Differences that a person is shown at once.
const SHOWN: usize = 30;

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
}

/// Options of `verify`.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// A closed period; every one without it.
    period: Option<Named>,
    /// Every difference, not only the first ones.
    #[arg(long)]
    all: bool,
}

/// Closes a period, lists the closed ones, or opens one again. Exit code 1: it was closed before and has drifted.
///
/// # Errors
/// Role, a period that runs, those of the file.
pub fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let zone = session.policy.organisation.zone;
    let first_month = session.policy.organisation.fiscal_year_month;
    if args.list {
        let closed = close::list(session, args.all)?;
        if format == Format::Json {
            let rows: Vec<Json> = closed.iter().map(document).collect();
            output::json(&json!({"schema": "qudao.closings/1", "as_of": session.as_of(), "closings": rows}))?;
        } else {
            listed(lang, zone, &closed)?;
        }
        return Ok(Exit::Done);
    }
    if let (Some(span), Some(reason)) = (args.reopen, &args.reason) {
        let span = close::meant(session, span)?;
        let closed = close::reopen(session, span, reason)?;
        let (from, to) = (closed.span.from.to_string(), closed.span.to.to_string());
        output::note(&t!(lang, "close-reopened", period = closed.name.as_str(), from = from, to = to));
        return Ok(Exit::Done);
    }
    let Some(span) = args.period else { return Err(Usage(t!(lang, "close-needs-period")).into()) };
    let done = close::close(session, span.span(first_month))?;
    if format == Format::Json {
        let (closing, verified) = match &done {
            Done::Closed(closing) => (closing, None),
            Done::Already(verified) => (&verified.closing, Some(verified)),
        };
        let mut doc = json!({"schema": "qudao.close/1", "as_of": session.as_of(), "written": verified.is_none()});
        if let Some(map) = doc.as_object_mut() {
            map.insert("closing".to_owned(), document(closing));
            map.insert("verified".to_owned(), verified.map_or(Json::Null, verified_document));
        }
        output::json(&doc)?;
    }
    match done {
        Done::Closed(closing) => {
            if format != Format::Json {
                output::text(&said(lang, &closing))?;
            }
            Ok(Exit::Done)
        }
        Done::Already(verified) => {
            let at = number::moment(verified.closing.at, zone);
            let (period, by) = (verified.closing.name.as_str(), verified.closing.actor.as_str());
            let (from, to) = (verified.closing.span.from.to_string(), verified.closing.span.to.to_string());
            output::note(&t!(lang, "close-already", period = period, from = from, to = to, at = at, by = by));
            if format != Format::Json {
                print(lang, &verified, SHOWN)?;
            }
            Ok(if verified.holds() { Exit::Done } else { Exit::Findings })
        }
    }
}

/// What is said of a period that was just closed.
#[must_use]
pub fn said(lang: Lang, closing: &Closing) -> String {
    t!(
        lang,
        "close-done",
        period = closing.name.as_str(),
        partners = number::count(closing.partners),
        hash = closing.hash.get(..16).unwrap_or_default()
    )
}

/// Looks whether closed periods still hold. Exit code 1: one does not.
///
/// # Errors
/// A period that is not closed, those of the file.
pub fn verify(ctx: &mut Ctx, args: &Verify) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let span = args.period.map(|period| close::meant(session, period)).transpose()?;
    let found = close::verify(session, span)?;
    if format == Format::Json {
        let rows: Vec<Json> = found.iter().map(verified_document).collect();
        output::json(&json!({"schema": "qudao.verify/1", "as_of": session.as_of(), "periods": rows}))?;
    } else {
        if found.is_empty() {
            output::note(&t!(lang, "verify-none"));
        }
        for verified in &found {
            print(lang, verified, if args.all { usize::MAX } else { SHOWN })?;
        }
    }
    Ok(if found.iter().all(Verified::holds) { Exit::Done } else { Exit::Findings })
}

fn listed(lang: Lang, zone: chrono_tz::Tz, closed: &[Closing]) -> anyhow::Result<()> {
    if closed.is_empty() {
        output::note(&t!(lang, "verify-none"));
        return Ok(());
    }
    let mut table = Table::new([
        (t!(lang, "close-period"), Align::Left),
        (t!(lang, "close-at"), Align::Left),
        (t!(lang, "close-by"), Align::Left),
        (t!(lang, "kpi-partners"), Align::Right),
        (t!(lang, "close-hash"), Align::Left),
        (t!(lang, "close-reopened-at"), Align::Left),
    ]);
    for c in closed {
        let reopened = c.reopened.as_ref();
        let reopened = reopened.map(|(at, by, why)| format!("{} {by}: {why}", number::moment(*at, zone))).unwrap_or_default();
        table.row([
            Cell::from(&c.name),
            number::moment(c.at, zone).into(),
            (&c.actor).into(),
            number::count(c.partners).into(),
            Cell::toned(c.hash.get(..16).unwrap_or_default(), Tone::Dim),
            reopened.into(),
        ]);
    }
    Ok(table.print()?)
}

/// What was found of one period.
fn print(lang: Lang, verified: &Verified, shown: usize) -> anyhow::Result<()> {
    let period = verified.closing.name.as_str();
    if !verified.sound {
        output::text(&t!(lang, "verify-not-sound", period = period))?;
    }
    if !verified.same_policy {
        output::note(&t!(lang, "verify-other-policy", period = period));
    }
    if verified.drift.is_empty() {
        if verified.sound {
            output::text(&t!(lang, "verify-holds", period = period, partners = number::count(verified.closing.partners)))?;
        }
        return Ok(());
    }
    output::text(&t!(lang, "verify-drift", period = period, count = verified.drift.len().to_string()))?;
    let mut table = Table::new([
        (t!(lang, "verify-partner"), Align::Left),
        (t!(lang, "verify-figure"), Align::Left),
        (t!(lang, "verify-frozen"), Align::Right),
        (t!(lang, "verify-now"), Align::Right),
        (t!(lang, "verify-difference"), Align::Right),
    ]);
    for d in verified.drift.iter().take(shown) {
        let whose = verified.codes.get(&d.partner).cloned().unwrap_or_else(|| t!(lang, "verify-network"));
        let difference = d.now.unwrap_or(0) - d.frozen.unwrap_or(0);
        let difference = match d.item.written() {
            Written::Choice => String::new(),
            _ if difference > 0 => format!("+{}", written(lang, d.item, Some(difference))),
            _ => written(lang, d.item, Some(difference)),
        };
        let label = d.item.label().get(lang).to_owned();
        table.row([whose, label, written(lang, d.item, d.frozen), written(lang, d.item, d.now), difference]);
    }
    table.print()?;
    let hidden = verified.drift.len().saturating_sub(shown);
    if hidden > 0 {
        output::note(&t!(lang, "verify-more", count = hidden.to_string()));
    }
    Ok(())
}

/// The choice at a place of the list that a figure is of.
fn choice(item: Item, place: i64) -> Option<&'static Choice> {
    let list = if item == Item::Light { Light::CHOICES } else { Tier::CHOICES };
    list.get(usize::try_from(place).ok()?)
}

/// A figure as people read it.
fn written(lang: Lang, item: Item, value: Option<i64>) -> String {
    let Some(value) = value else { return t!(lang, "not-rated") };
    match item.written() {
        Written::Count => number::count(value),
        Written::Money => number::amount_full(Money(value)),
        Written::Points => rust_decimal::Decimal::new(value, 2).to_string(),
        Written::Choice => choice(item, value).map(|c| c.label.get(lang).to_owned()).unwrap_or_default(),
    }
}

/// The document of a closed period.
#[must_use]
pub fn document(closing: &Closing) -> Json {
    let reopened = closing.reopened.as_ref();
    json!({
        "period": closing.name, "from": closing.span.from, "to": closing.span.to, "hash": closing.hash,
        "policy": format!("{:016x}", closing.policy), "policy_version": closing.policy_version, "closed_at": closing.at, "closed_by": closing.actor,
        "partners": closing.partners,
        "reopened": reopened.map(|(at, by, reason)| json!({"at": at, "by": by, "reason": reason})),
    })
}

fn verified_document(verified: &Verified) -> Json {
    let value = |item: Item, v: Option<i64>| match (v, item.written()) {
        (None, _) => Json::Null,
        (Some(v), Written::Count) => v.into(),
        (Some(v), Written::Money) => Money(v).to_string().into(),
        (Some(v), Written::Points) => Money(v * 100).to_f64().into(),
        (Some(v), Written::Choice) => choice(item, v).map(|c| c.code).into(),
    };
    let drift = |d: &Drift| {
        let partner = verified.codes.get(&d.partner);
        json!({"partner": partner, "figure": d.item.code(), "frozen": value(d.item, d.frozen), "now": value(d.item, d.now)})
    };
    json!({
        "closing": document(&verified.closing), "holds": verified.holds(), "sound": verified.sound,
        "same_policy": verified.same_policy, "drift": verified.drift.iter().map(drift).collect::<Vec<_>>(),
    })
}
