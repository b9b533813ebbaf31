//! `qudao credit show`: the credit file of one partner.

use serde_json::{Map, Value as Json, json};

use super::{amount, behaviour, day, days, days_text, money, partner, rate, rate_text, separator, six};
use crate::cli::output::{self, Align, Cell, Table, Tone};
use crate::cli::{Ctx, Exit, Format, explain as explanations};
use crate::domain::credit::Light;
use crate::domain::explain::Explanation;
use crate::domain::figure::Figure as Catalogued;
use crate::domain::money::Money;
use crate::domain::receivables::Dso;
use crate::domain::receivables::behaviour::Six;
use crate::domain::record::Lang;
use crate::i18n::explain::words;
use crate::i18n::{number, warning};
use crate::ops::credit::explain::{Figure, explain, reason};
use crate::ops::credit::pages::age_text;
use crate::ops::credit::{CreditFile, assess, file};
use crate::ops::{Result, Session};
use crate::t;

/// Options of `show`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The partner.
    code: String,
    /// Open invoices that are listed, oldest first.
    #[arg(long, short = 'n', default_value_t = 10, value_name = "N")]
    limit: usize,
    /// Say where each figure comes from.
    #[arg(long)]
    explain: bool,
}

/// Prints the file.
///
/// # Errors
/// A partner that is not there; those of the file and of stdout.
pub(super) fn run(ctx: &mut Ctx, args: &Args) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let session = ctx.session()?;
    let id = partner(session, &args.code)?;
    let f = file(session, id)?;
    let explanations = if args.explain { explained(session, &f)? } else { Vec::new() };
    if format == Format::Json {
        let mut map = document(lang, session, &f);
        if args.explain {
            map.insert("explain".to_owned(), explanations.iter().map(|e| explanations::document(&session.policy, e)).collect());
        }
        output::json(&map)?;
        return Ok(Exit::Done);
    }
    text(lang, session, &f)?;
    items(lang, &f, args.limit)?;
    for e in &explanations {
        output::text("")?;
        explanations::print(lang, &session.policy, e)?;
    }
    Ok(Exit::Done)
}

fn explained(session: &Session, f: &CreditFile) -> Result<Vec<Explanation>> {
    let mut all: Vec<Explanation> = Figure::ALL.iter().map(|figure| explain(f, *figure, &session.policy)).collect();
    all.extend(assess::explain(session, f.partner)?);
    Ok(all)
}

/// A figure that is not rated before the first invoice.
fn known(lang: Lang, f: &CreditFile, m: Money) -> String {
    if f.owed.known { number::amount_full(m) } else { t!(lang, "not-rated") }
}

fn text(lang: Lang, session: &Session, f: &CreditFile) -> anyhow::Result<()> {
    let zone = session.policy.organisation.zone;
    let currency = session.policy.organisation.currency.as_str();
    let code = f.code.as_str();
    let as_of = number::date(f.as_of);
    output::text(&t!(lang, "credit-head-file", code = code, name = f.name.as_str(), currency = currency, as_of = as_of))?;
    let mut table = Table::new([("", Align::Left), ("", Align::Right), ("", Align::Left)]).headless();
    let mut row = |name: String, value: String, more: String, tone: Tone| {
        table.row([Cell::from(name), Cell::toned(value, tone), Cell::toned(more, Tone::Dim)]);
    };
    let plain = Tone::Plain;
    let light = f.light.map_or_else(|| t!(lang, "not-rated"), |l| l.label().get(lang).to_owned());
    let tone = match f.light {
        Some(Light::Red) => Tone::Bad,
        Some(Light::Yellow) => Tone::Soon,
        Some(Light::Green) => Tone::Good,
        None => plain,
    };
    let why: Vec<String> = f.reasons.iter().map(|r| words(lang, zone, &reason(r))).collect();
    row(t!(lang, "credit-light"), light, why.join(separator(lang)), tone);
    let on_account = (f.open.on_account != Money::ZERO)
        .then(|| format!("{} {}", t!(lang, "figure-on-account"), number::amount_full(f.open.on_account)));
    row(Catalogued::Open.called(lang), known(lang, f, f.owed.open), on_account.unwrap_or_default(), plain);
    for b in f.buckets.iter().filter(|b| b.items > 0) {
        let tone = if b.from_days.is_some() { Tone::Soon } else { plain };
        row(format!("  {}", age_text(lang, b)), number::amount_full(b.amount), items_text(lang, b.items), tone);
    }
    let oldest = if f.owed.overdue_days > 0 { number::days(lang, f.owed.overdue_days) } else { String::new() };
    let tone = if f.owed.overdue.0 > 0 { Tone::Bad } else { plain };
    row(Catalogued::Overdue.called(lang), known(lang, f, f.owed.overdue), oldest, tone);
    let balance = format!("{} {}", t!(lang, "figure-dso-balance"), days_text(lang, f.dso_balance));
    row(Catalogued::Dso.called(lang), days_text(lang, f.dso), balance, plain);
    let b = &f.behaviour;
    let amount_share = format!("{} {}", t!(lang, "credit-punctual-amount"), rate_text(lang, b.punctual_amount()));
    row(t!(lang, "credit-punctuality-count"), rate_text(lang, b.punctual()), amount_share, plain);
    let index = format!("{} {}", t!(lang, "credit-index"), days_text(lang, b.index()));
    row(t!(lang, "credit-mean-late"), days_text(lang, b.mean_late()), index, plain);
    let before = format!("{} {}", t!(lang, "credit-earlier"), days_text(lang, f.earlier.mean_late()));
    row(t!(lang, "credit-lately"), days_text(lang, f.lately.mean_late()), before, plain);
    let term = f.terms.days.map(|d| format!("{} {}", t!(lang, "credit-term"), number::days(lang, d))).unwrap_or_default();
    row(t!(lang, "credit-days-to-pay"), days_text(lang, b.weighted_days()), term, plain);
    let limit = f.terms.limit.map_or_else(|| t!(lang, "credit-none-agreed"), number::amount_full);
    let used = format!("{} {}", t!(lang, "credit-utilisation"), rate_text(lang, f.utilisation));
    row(t!(lang, "credit-limit"), limit, used, plain);
    let peak = f.peak.map_or_else(|| t!(lang, "not-rated"), |p| number::amount_full(p.1));
    row(t!(lang, "credit-peak"), peak, f.peak.map(|p| number::date(p.0)).unwrap_or_default(), plain);
    row(t!(lang, "credit-security"), number::amount_full(f.security.amount()), secured(lang, f), plain);
    row(t!(lang, "credit-uncovered"), known(lang, f, f.uncovered()), String::new(), plain);
    let contested = format!("{} {}", t!(lang, "credit-dispute-rate"), rate_text(lang, b.dispute_rate().map(Six::rate)));
    row(t!(lang, "credit-disputed-amount"), known(lang, f, f.disputed), contested, plain);
    let bad = &f.bad_debt;
    let red = number::percent(session.policy.receivables.bad_debt_red);
    let line = t!(lang, "credit-red-line", rate = rate_text(lang, bad.rate.map(Six::rate)), red = red);
    row(t!(lang, "credit-bad"), known(lang, f, bad.amount), line, if bad.red { Tone::Bad } else { plain });
    let assessed = f.assessment.as_ref();
    let (score, until) = (warning::points(lang, assessed.and_then(|a| a.score)), f.valid_until.map(number::date));
    let until = until.map(|day| format!("{} {day}", t!(lang, "credit-valid-until"))).unwrap_or_default();
    row(t!(lang, "credit-assessment"), score, until, if f.valid { plain } else { Tone::Soon });
    table.print()?;
    for o in &f.overrides {
        let approver = if o.approver.is_empty() { t!(lang, "credit-check-nobody") } else { o.approver.clone() };
        output::text(&t!(
            lang,
            "credit-override-line",
            number = o.number.to_string(),
            amount = number::amount_full(o.amount),
            until = number::date(o.until),
            reason = o.reason.as_str(),
            approver = approver
        ))?;
    }
    for c in &f.pending {
        let number = c.number.unwrap_or(c.id).to_string();
        output::text(&t!(
            lang,
            "credit-pending-line",
            number = number,
            kind = c.kind.label().get(lang),
            reason = crate::i18n::approval::reason(lang, &c.reason).into_owned()
        ))?;
    }
    Ok(())
}

fn items_text(lang: Lang, count: i64) -> String {
    t!(lang, "credit-item-count", count = count)
}

fn secured(lang: Lang, f: &CreditFile) -> String {
    let s = &f.security;
    let mut parts = Vec::new();
    if s.deposit != Money::ZERO {
        parts.push(format!("{} {}", t!(lang, "credit-deposit"), number::amount_full(s.deposit)));
    }
    if s.insured != Money::ZERO {
        parts.push(format!("{} {}", t!(lang, "credit-insured"), number::amount_full(s.insured)));
    }
    if s.retention {
        parts.push(t!(lang, "credit-retention"));
    }
    parts.extend(s.contracts.iter().cloned());
    parts.join(separator(lang))
}

fn items(lang: Lang, f: &CreditFile, limit: usize) -> anyhow::Result<()> {
    if f.open.items.is_empty() || limit == 0 {
        return Ok(());
    }
    let mut table = Table::new([
        (t!(lang, "credit-invoice"), Align::Left),
        (t!(lang, "credit-issued"), Align::Left),
        (t!(lang, "credit-due"), Align::Left),
        (Catalogued::Open.called(lang), Align::Right),
        (t!(lang, "credit-days-late"), Align::Right),
        (String::new(), Align::Left),
    ]);
    for i in f.open.items.iter().take(limit) {
        let number = f.numbers.get(&i.bill.id).cloned().unwrap_or_default();
        let late = if i.days > 0 { number::days(lang, i.days) } else { String::new() };
        table.row([
            Cell::from(number),
            number::date(i.bill.issued_on).into(),
            number::date(i.bill.due_on).into(),
            number::amount_full(i.open).into(),
            Cell::toned(late, Tone::Bad),
            if i.bill.disputed { t!(lang, "credit-disputed").into() } else { Cell::default() },
        ]);
    }
    output::text("")?;
    table.print()?;
    if f.open.items.len() > limit {
        output::note(&t!(lang, "kpi-more", shown = limit.to_string(), count = f.open.items.len().to_string()));
    }
    Ok(())
}

fn document(lang: Lang, session: &Session, f: &CreditFile) -> Map<String, Json> {
    let zone = session.policy.organisation.zone;
    let known = |m: Money| if f.owed.known { money(m) } else { Json::Null };
    let mut map = super::head(session, "file");
    let mut put = |name: &str, value: Json| map.insert(name.to_owned(), value);
    put("key", f.code.clone().into());
    put("name", f.name.clone().into());
    put("status", json!(f.status));
    put("limit", amount(f.terms.limit));
    put("credit_days", f.terms.days.into());
    put("deduction_rate", rate(f.terms.rate));
    put("light", json!(f.light));
    put("reasons", f.reasons.iter().map(|r| words(lang, zone, &reason(r))).collect());
    put("open", known(f.owed.open));
    put("overdue", known(f.owed.overdue));
    put("oldest_days", f.owed.known.then_some(f.owed.overdue_days).into());
    put("on_account", known(f.open.on_account));
    let ages = f
        .buckets
        .iter()
        .map(|b| json!({"from_days": b.from_days, "to_days": b.to_days, "items": b.items, "amount": money(b.amount)}));
    put("buckets", ages.collect());
    let items = f.open.items.iter().map(|i| {
        json!({
            "number": f.numbers.get(&i.bill.id),
            "issued_on": i.bill.issued_on.to_string(),
            "due_on": i.bill.due_on.to_string(),
            "open": money(i.open),
            "days": i.days,
            "disputed": i.bill.disputed,
        })
    });
    put("items", items.collect());
    put("dso", days(f.dso));
    put("dso_balance", days(f.dso_balance));
    put("billed", known(f.billed));
    put("since", f.since.to_string().into());
    put("payment", behaviour(&f.behaviour).into());
    put("on_time_share", rate(f.behaviour.punctual()));
    let trend = f.lately.mean_late().zip(f.earlier.mean_late()).map(|(now, before)| Dso(now.0 - before.0));
    put("trend", json!({"lately": days(f.lately.mean_late()), "earlier": days(f.earlier.mean_late()), "change": days(trend)}));
    put("used", rate(f.utilisation));
    put("peak", amount(f.peak.map(|p| p.1)));
    put("peak_on", day(f.peak.map(|p| p.0)));
    let s = &f.security;
    put(
        "security",
        json!({
            "amount": money(s.amount()),
            "deposit": money(s.deposit),
            "insured": money(s.insured),
            "retention_of_title": s.retention,
            "contracts": s.contracts,
        }),
    );
    put("uncovered", known(f.uncovered()));
    put("disputed", known(f.disputed));
    let bad = &f.bad_debt;
    let measure = if bad.billed { "billed" } else { "sales" };
    put(
        "bad_debt",
        json!({"amount": known(bad.amount), "against": money(bad.against), "measure": measure, "rate": six(bad.rate), "red": bad.red}),
    );
    let score = |p: i64| rust_decimal::Decimal::new(p, 2).normalize().to_string().parse::<f64>().ok();
    let assessment = f.assessment.as_ref().map(|a| {
        json!({
            "on": a.on.to_string(),
            "score": a.score.and_then(score),
            "light": a.light,
            "policy_version": a.policy_version,
            "valid_until": day(f.valid_until),
            "valid": f.valid,
        })
    });
    put("assessment", assessment.into());
    let overrides = f.overrides.iter().map(|o| {
        json!({
            "number": o.number,
            "amount": money(o.amount),
            "until": o.until.to_string(),
            "reason": o.reason,
            "approver": o.approver,
        })
    });
    put("overrides", overrides.collect());
    let pending = f.pending.iter().map(|c| {
        json!({
            "number": c.number,
            "kind": c.kind,
            "limit": amount(c.credit_limit),
            "credit_days": c.credit_days,
            "deduction_rate": rate(c.deduction_rate),
            "amount": amount(c.amount),
            "until": day(c.until),
            "reason": c.reason,
        })
    });
    put("pending", pending.collect());
    map
}
