//! `qudao ticket trace` and `qudao ticket prices`: what proves a diversion, and prices that break the policy.

use std::io::Read as _;

use serde_json::{Value as Json, json};

use super::{choice, ticket};
use crate::cli::output::{self, Align, Cell, Table, Tone};
use crate::cli::{Ctx, Exit, Format};
use crate::domain::diversion::{Place, Suspect};
use crate::domain::kinds::{ProductLine, Severity};
use crate::domain::record::{Kind, Lang};
use crate::i18n::{diversion as words, number};
use crate::ops::ticket::prices::Watch;
use crate::ops::ticket::trace::{self, Traced, called};
use crate::ops::{OpError, Session};
use crate::store::record;
use crate::t;

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
}

/// Tells whom pasted codes were shipped to; opens the ticket if that was asked for.
pub(super) fn trace(ctx: &mut Ctx, format: Format, args: &TraceArgs) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    ctx.subject = Some(Kind::Shipment);
    let mut text = args.text.join(" ");
    if text.trim() == "-" {
        text.clear();
        std::io::stdin().read_to_string(&mut text)?;
    }
    let session = ctx.session()?;
    let refer = |field, kind, text: &Option<String>| text.as_deref().map(|t| ticket::refer(session, field, kind, t)).transpose();
    let (seen, by) = (refer("region", Kind::Region, &args.seen)?, refer("partner", Kind::Partner, &args.by)?);
    let severity: Severity = choice(session, "severity", &args.severity)?;
    let looked = trace::look(session, &text, seen)?;
    let found = &looked.trace;
    let opened = match found.suspects.first().filter(|_| args.open) {
        Some(first) => Some(trace::open(session, found, first, by, severity, lang)?),
        None => None,
    };
    if format == Format::Json {
        output::json(&document(session, &looked, opened)?)?;
    } else {
        print(lang, &looked)?;
        if let Some((id, number)) = opened {
            let made = record::get_as::<crate::domain::kinds::Ticket>(session.store.conn(), id)?;
            output::text(&t!(lang, "trace-opened", number = number, title = made.title.as_str()))?;
        }
    }
    Ok(Exit::Done)
}

fn print(lang: Lang, looked: &Traced) -> anyhow::Result<()> {
    let (found, called) = (&looked.trace, &looked.called);
    let traced = found.codes.len() - found.unknown.len();
    let (codes, partners) = (found.codes.len(), found.suspects.len());
    output::text(&t!(lang, "trace-summary", codes = codes, found = traced, partners = partners))?;
    if found.suspects.is_empty() {
        output::text(&t!(lang, "trace-nobody"))?;
        return Ok(());
    }
    let label = |kind: Kind, field: &str| kind.def().field(field).map_or("", |(_, f)| f.label.get(lang)).to_owned();
    let heads = [
        (label(Kind::Shipment, "partner"), Align::Left),
        (String::new(), Align::Left),
        (t!(lang, "trace-head-place"), Align::Left),
        (t!(lang, "trace-head-codes"), Align::Right),
        (t!(lang, "trace-head-own"), Align::Right),
        (label(Kind::Shipment, "amount"), Align::Right),
        (t!(lang, "trace-head-territory"), Align::Left),
    ];
    let mut table = Table::new(heads);
    for s in &found.suspects {
        let (code, name) = called.partner(s.partner);
        let tone = match s.place {
            Place::Outside => Tone::Bad,
            Place::Unknown => Tone::Soon,
            Place::Inside => Tone::Dim,
        };
        table.row([
            Cell::from(code),
            Cell::from(name),
            Cell::toned(words::place(lang, s.place), tone),
            Cell::from(s.shipped.len().to_string()),
            Cell::from(s.own.to_string()),
            Cell::from(s.amount.map_or_else(String::new, number::amount_full)),
            Cell::from(words::territory(s)),
        ]);
    }
    table.print()?;
    for s in &found.suspects {
        let (code, _) = called.partner(s.partner);
        for shipped in &s.shipped {
            output::text(&format!("  {code}  {}", words::trace_evidence(lang, shipped)))?;
        }
    }
    if !found.unknown.is_empty() {
        output::text(&t!(lang, "trace-not-found", codes = found.unknown.join(", ")))?;
    }
    for partner in &found.affected {
        let (code, name) = called.partner(*partner);
        output::text(&t!(lang, "trace-affected", who = format!("{code} {name}")))?;
    }
    for (partner, _, number) in &looked.open {
        let (code, name) = called.partner(*partner);
        output::text(&t!(lang, "trace-open-already", who = format!("{code} {name}"), number = number.to_string()))?;
    }
    Ok(())
}

fn document(session: &Session, looked: &Traced, opened: Option<(i64, i64)>) -> Result<Json, OpError> {
    let (found, called) = (&looked.trace, &looked.called);
    let place = |p: Place| match p {
        Place::Outside => "outside",
        Place::Inside => "inside",
        Place::Unknown => "unknown",
    };
    let suspect = |s: &Suspect| {
        let (code, name) = called.partner(s.partner);
        let shipped = s.shipped.iter().map(|c| {
            json!({
                "code": c.code,
                "shipped_on": c.shipped_on.to_string(),
                "document": c.document,
                "line": c.line,
                "sku": c.sku,
                "quantity": c.quantity,
                "amount": c.amount.map(|a| a.to_string()),
            })
        });
        json!({
            "partner": code,
            "name": name,
            "place": place(s.place),
            "territory": s.territory.names,
            "own_codes": s.own,
            "amount": s.amount.map(|a| a.to_string()),
            "shipped": shipped.collect::<Vec<_>>(),
            "open_ticket": looked.open.iter().find(|o| o.0 == s.partner).map(|o| o.2),
        })
    };
    let suspects: Vec<Json> = found.suspects.iter().map(suspect).collect();
    let affected: Vec<&str> = found.affected.iter().map(|p| called.partner(*p).0).collect();
    let region = found.seen_in.map(|r| record::code_of(session.store.conn(), Kind::Region, r)).transpose()?;
    Ok(json!({
        "schema": "qudao.trace/1",
        "as_of": session.as_of().to_string(),
        "codes": found.codes,
        "seen_in": region,
        "suspects": suspects,
        "unknown": found.unknown,
        "affected": affected,
        "ticket": opened.map(|(_, number)| number),
    }))
}

/// Prices seen against floors and each other; findings are exit code 1.
pub(super) fn prices(ctx: &mut Ctx, format: Format, partner: Option<&str>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    ctx.subject = Some(Kind::PriceSighting);
    let session = ctx.session()?;
    let partner = partner.map(|p| ticket::refer(session, "partner", Kind::Partner, p)).transpose()?;
    let watch = crate::ops::ticket::prices::watch(session, partner)?;
    if format == Format::Json {
        output::json(&prices_document(session, &watch)?)?;
    } else {
        print_prices(session, lang, &watch)?;
    }
    Ok(if watch.below.is_empty() && watch.gaps.iter().all(|g| !g.over) { Exit::Done } else { Exit::Findings })
}

fn product(session: &Session, (line, sku): &(i64, String)) -> Result<String, OpError> {
    let line = record::get_as::<ProductLine>(session.store.conn(), *line)?.record.name;
    Ok(if sku.is_empty() { line } else { format!("{line} {sku}") })
}

fn print_prices(session: &Session, lang: Lang, watch: &Watch) -> anyhow::Result<()> {
    let policy = &session.policy.diversion;
    let (tolerance, gap) = (number::percent(policy.tolerance), number::percent(policy.gap));
    if watch.seen == 0 {
        let (from, to) = (number::date(watch.from), number::date(watch.to));
        output::text(&t!(lang, "prices-none", from = from, to = to))?;
        return Ok(());
    }
    let label = |field: &str| Kind::PriceSighting.def().field(field).map_or("", |(_, f)| f.label.get(lang)).to_owned();
    if !watch.below.is_empty() {
        output::text(&t!(lang, "prices-below", tolerance = tolerance))?;
        let left = |f: &str| (label(f), Align::Left);
        let right = |text: String| (text, Align::Right);
        let mut table = Table::new([
            left("partner"),
            (String::new(), Align::Left),
            left("line"),
            left("channel"),
            left("on"),
            right(label("price")),
            right(t!(lang, "prices-head-floor")),
            right(t!(lang, "prices-head-below")),
        ]);
        for (s, by) in &watch.below {
            let (code, name) = called(session, s.partner)?;
            table.row([
                Cell::from(code),
                Cell::from(name),
                Cell::from(product(session, &s.product)?),
                Cell::from(s.channel.label().get(lang)),
                Cell::from(number::date(s.on)),
                Cell::from(number::amount_full(s.price)),
                Cell::from(s.floor.map_or_else(String::new, number::amount_full)),
                Cell::toned(number::percent(*by), Tone::Bad),
            ]);
        }
        table.print()?;
    }
    if !watch.gaps.is_empty() {
        output::text(&t!(lang, "prices-gaps"))?;
        let mut table = Table::new([
            (label("line"), Align::Left),
            (t!(lang, "prices-head-online"), Align::Right),
            (String::new(), Align::Left),
            (t!(lang, "prices-head-offline"), Align::Right),
            (String::new(), Align::Left),
            (t!(lang, "prices-head-gap"), Align::Right),
            (String::new(), Align::Left),
        ]);
        for g in &watch.gaps {
            let tone = if g.over { Tone::Bad } else { Tone::Plain };
            let over = if g.over { t!(lang, "prices-over", gap = gap.as_str()) } else { String::new() };
            table.row([
                Cell::from(product(session, &g.product)?),
                Cell::from(number::amount_full(g.online.0)),
                Cell::from(called(session, g.online.1)?.0),
                Cell::from(number::amount_full(g.offline.0)),
                Cell::from(called(session, g.offline.1)?.0),
                Cell::toned(number::percent_signed(crate::domain::money::Rate(-g.gap.0)), tone),
                Cell::toned(over, tone),
            ]);
        }
        table.print()?;
    }
    if watch.below.is_empty() && watch.gaps.iter().all(|g| !g.over) {
        output::text(&t!(lang, "prices-fine", gap = gap))?;
    }
    Ok(())
}

fn prices_document(session: &Session, watch: &Watch) -> Result<Json, OpError> {
    let code = |p: i64| called(session, p).map(|(code, _)| code);
    let rate = |r: crate::domain::money::Rate| f64::from(i32::try_from(r.0).unwrap_or(i32::MAX)) / 10_000.0;
    let below = watch.below.iter().map(|(s, by)| -> Result<Json, OpError> {
        Ok(json!({
            "partner": code(s.partner)?,
            "product": product(session, &s.product)?,
            "channel": s.channel,
            "seen_on": s.on.to_string(),
            "price": s.price.to_string(),
            "floor": s.floor.map(|f| f.to_string()),
            "below": rate(*by),
        }))
    });
    let gaps = watch.gaps.iter().map(|g| -> Result<Json, OpError> {
        Ok(json!({
            "product": product(session, &g.product)?,
            "online": { "price": g.online.0.to_string(), "partner": code(g.online.1)? },
            "offline": { "price": g.offline.0.to_string(), "partner": code(g.offline.1)? },
            "gap": rate(g.gap),
            "over": g.over,
        }))
    });
    let rows = watch.rows.iter().map(|w| -> Result<Json, OpError> {
        let other =
            w.other.as_ref().map(|o| Ok::<Json, OpError>(json!({ "price": o.price.to_string(), "partner": code(o.partner)? })));
        Ok(json!({
            "partner": code(w.seen.partner)?,
            "product": product(session, &w.seen.product)?,
            "channel": w.seen.channel,
            "seen_on": w.seen.on.to_string(),
            "price": w.seen.price.to_string(),
            "floor": w.seen.floor.map(|f| f.to_string()),
            "below": w.seen.against_floor().map(rate),
            "other_channel": other.transpose()?,
            "gap": w.gap.map(rate),
            "over": w.is_over(&session.policy.diversion),
            "place": w.seen.place,
        }))
    });
    Ok(json!({
        "schema": "qudao.prices/1",
        "as_of": session.as_of().to_string(),
        "from": watch.from.to_string(),
        "to": watch.to.to_string(),
        "seen": watch.seen,
        "below": below.collect::<Result<Vec<_>, _>>()?,
        "gaps": gaps.collect::<Result<Vec<_>, _>>()?,
        "latest": rows.collect::<Result<Vec<_>, _>>()?,
    }))
}
