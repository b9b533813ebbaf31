//! `qudao credit check`, `change` and `override`.

use chrono::NaiveDate;
use serde_json::json;

use super::{amount, days, money, partner, rate};
use crate::cli::output::{self, Align, Cell, Table, Tone};
use crate::cli::{Ctx, Exit, Format, explain as explanations};
use crate::domain::credit::change::Terms;
use crate::domain::credit::check::{StepKind, Verdict};
use crate::domain::money::{Money, Rate};
use crate::domain::period;
use crate::domain::record::{Kind, Problem, Value};
use crate::exchange::value::{Style, read_with};
use crate::i18n;
use crate::i18n::explain::words;
use crate::i18n::number;
use crate::ops::credit::check as checks;
use crate::ops::credit::{change as changes, check as check_sale};
use crate::ops::record::Saved;
use crate::ops::{OpError, Session};
use crate::store::record;
use crate::t;

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Check {
    /// The partner.
    code: String,
    /// What the sale comes to: 120000, 12万.
    amount: String,
    /// It is paid before it is delivered.
    #[arg(long)]
    prepaid: bool,
    /// The day of the sale; without it today.
    #[arg(long, value_name = "DAY", value_parser = period::day)]
    on: Option<NaiveDate>,
    /// Say from which figures and lines of the policy it comes.
    #[arg(long)]
    explain: bool,
}

/// Options of `change`.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("terms").required(true).multiple(true))]
pub(in crate::cli) struct Change {
    /// The partner.
    code: String,
    /// New limit: 500000, 50万.
    #[arg(long, value_name = "AMOUNT", group = "terms")]
    limit: Option<String>,
    /// New term in days.
    #[arg(long, value_name = "DAYS", group = "terms")]
    days: Option<i64>,
    /// New deduction rate: 0.12, 12%.
    #[arg(long, value_name = "RATE", group = "terms")]
    rate: Option<String>,
    /// Why.
    #[arg(long, short)]
    reason: String,
}

/// Options of `override`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Override {
    /// The partner.
    code: String,
    /// Up to which amount a sale is let through.
    amount: String,
    /// The last day.
    #[arg(long, value_name = "DAY", value_parser = period::day)]
    until: NaiveDate,
    /// Why.
    #[arg(long, short)]
    reason: String,
}

/// Reads a value as a form of a credit change does.
fn value(ctx: &mut Ctx, field: &'static str, text: &str) -> anyhow::Result<i64> {
    ctx.subject = Some(Kind::CreditChange);
    let style = Style { zone: ctx.session()?.policy.organisation.zone, ..Style::default() };
    let Some((_, declared)) = Kind::CreditChange.def().field(field) else { return Ok(0) };
    match read_with(declared, text, &style) {
        Ok(Value::Int(i)) => Ok(i),
        Ok(_) => Err(OpError::Invalid(vec![Problem {
            field,
            value: text.to_owned(),
            expected: crate::domain::record::Expected::Given,
        }])
        .into()),
        Err(expected) => Err(OpError::Invalid(vec![Problem { field, value: text.to_owned(), expected }]).into()),
    }
}

/// Checks a sale.
///
/// # Errors
/// A partner that is not there, an amount that is none; those of the file and of stdout.
pub(super) fn check(ctx: &mut Ctx, args: &Check) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let format = ctx.format(&[Format::Text, Format::Json])?;
    // of a sale, and not of the override whose field has the same form
    let read = value(ctx, "amount", &args.amount);
    ctx.subject = None;
    let sale = Money(read?);
    let session = ctx.session()?;
    let id = partner(session, &args.code)?;
    let done = check_sale(session, id, sale, args.prepaid, args.on)?;
    let exit = if done.checked.verdict == Verdict::Pass { Exit::Done } else { Exit::Findings };
    let zone = session.policy.organisation.zone;
    let explanation = args.explain.then(|| checks::explain(&done, &session.policy));
    if format == Format::Json {
        let steps = done
            .checked
            .steps
            .iter()
            .map(|s| json!({"step": s.kind, "verdict": s.verdict, "reason": words(lang, zone, &s.reason)}));
        let overridden = done.checked.overridden.as_ref().map(|o| {
            json!({
                "number": o.number,
                "amount": money(o.amount),
                "until": o.until.to_string(),
                "reason": o.reason,
                "approver": o.approver,
            })
        });
        let f = &done.facts;
        let mut map = super::head(session, "check");
        let mut put = |name: &str, value: serde_json::Value| map.insert(name.to_owned(), value);
        put("key", done.file.code.clone().into());
        put("name", done.file.name.clone().into());
        put("day", done.file.as_of.to_string().into());
        put("amount", money(f.amount));
        put("prepaid", f.prepaid.into());
        put("verdict", json!(done.checked.verdict));
        put("steps", steps.collect());
        put("override", overridden.into());
        put("open", money(f.open));
        put("limit", amount(f.limit));
        put("used_after", rate(crate::domain::credit::used(f.open + f.amount, f.limit)));
        put("largest", amount(f.largest));
        put("oldest_days", f.oldest_days.into());
        put("payment_index", days(f.index));
        put("security", money(f.security));
        put("light", json!(f.light));
        if let Some(e) = &explanation {
            put("explain", vec![explanations::document(&session.policy, e)].into());
        }
        output::json(&map)?;
        return Ok(exit);
    }
    output::text(&t!(
        lang,
        "credit-check-head",
        code = done.file.code.as_str(),
        name = done.file.name.as_str(),
        amount = number::amount_full(sale),
        currency = session.policy.organisation.currency.as_str(),
        as_of = number::date(done.file.as_of)
    ))?;
    let mut table = Table::new([
        (t!(lang, "credit-check-step"), Align::Left),
        (t!(lang, "credit-check-result"), Align::Left),
        (t!(lang, "credit-check-reason"), Align::Left),
    ]);
    for s in &done.checked.steps {
        let name = StepKind::label(s.kind).get(lang).to_owned();
        table.row([Cell::from(name), toned(lang, s.verdict), words(lang, zone, &s.reason).into()]);
    }
    table.print()?;
    if let Some(o) = &done.checked.overridden {
        let approver = if o.approver.is_empty() { t!(lang, "credit-check-nobody") } else { o.approver.clone() };
        output::text(&t!(
            lang,
            "credit-check-overridden",
            number = o.number.to_string(),
            amount = number::amount_full(o.amount),
            until = number::date(o.until),
            reason = o.reason.as_str(),
            approver = approver
        ))?;
    }
    output::text(&t!(lang, "credit-check-verdict", verdict = done.checked.verdict.label().get(lang)))?;
    if let Some(e) = explanation {
        output::text("")?;
        explanations::print(lang, &session.policy, &e)?;
    }
    Ok(exit)
}

fn toned(lang: crate::domain::record::Lang, v: Verdict) -> Cell {
    let tone = match v {
        Verdict::Pass => Tone::Good,
        Verdict::Warn => Tone::Soon,
        Verdict::Stop => Tone::Bad,
    };
    Cell::toned(v.label().get(lang), tone)
}

/// Asks for other terms.
///
/// # Errors
/// What does not go together; a red line; the role; those of the file.
pub(super) fn change(ctx: &mut Ctx, args: &Change) -> anyhow::Result<Exit> {
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let limit = args.limit.as_deref().map(|text| value(ctx, "credit_limit", text)).transpose()?;
    let deduction = args.rate.as_deref().map(|text| value(ctx, "deduction_rate", text)).transpose()?;
    ctx.subject = Some(Kind::CreditChange);
    let terms = Terms { limit: limit.map(Money), days: args.days, rate: deduction.map(Rate) };
    let session = ctx.session()?;
    let id = partner(session, &args.code)?;
    let saved = changes::terms(session, id, terms, &args.reason)?;
    said(ctx, &saved, format)
}

/// Asks for an override.
///
/// # Errors
/// As [`change`].
pub(super) fn let_through(ctx: &mut Ctx, args: &Override) -> anyhow::Result<Exit> {
    let format = ctx.format(&[Format::Text, Format::Json])?;
    let up_to = Money(value(ctx, "amount", &args.amount)?);
    let session = ctx.session()?;
    let id = partner(session, &args.code)?;
    let saved = changes::let_through(session, id, up_to, args.until, &args.reason)?;
    said(ctx, &saved, format)
}

fn said(ctx: &mut Ctx, saved: &Saved, format: Format) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    let text = i18n::sentence(lang, &saved.said);
    if format == Format::Text {
        output::text(&text)?;
        return Ok(Exit::Done);
    }
    let session: &Session = ctx.session()?;
    let row = record::get(session.store.conn(), saved.kind, saved.id)?;
    let mut map = super::head(session, "change");
    let mut put = |name: &str, value: serde_json::Value| map.insert(name.to_owned(), value);
    put("id", saved.id.into());
    put("number", row.get("number").int().into());
    put("state", row.get("state").text().unwrap_or_default().into());
    put("approval", super::super::approval::of_record(session, saved.kind, saved.id)?.unwrap_or_default());
    put("text", text.into());
    output::json(&map)?;
    Ok(Exit::Done)
}
