//! `qudao credit check`, `change` and `override`.

use chrono::NaiveDate;

use super::partner;
use crate::cli::output::{To, print};
use crate::cli::{Ctx, Exit};
use crate::domain::credit::change::Terms;
use crate::domain::credit::check::Verdict;
use crate::domain::money::{Money, Rate};
use crate::domain::period;
use crate::domain::record::{Kind, Problem, Value};
use crate::exchange::value::read_with;
use crate::i18n;
use crate::ops::credit::{change as changes, check as check_sale, file};
use crate::ops::record::Saved;
use crate::ops::{OpError, Session};

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
    #[command(flatten)]
    to: To,
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
    #[command(flatten)]
    to: To,
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
    #[command(flatten)]
    to: To,
}

/// Reads a value as a form of a credit change does.
fn value(ctx: &mut Ctx, field: &'static str, text: &str) -> anyhow::Result<i64> {
    ctx.subject = Some(Kind::CreditChange);
    let style = ctx.session()?.style()?;
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
    args.to.format(ctx)?;
    // of a sale, and not of the override whose field has the same form
    let read = value(ctx, "amount", &args.amount);
    ctx.subject = None;
    let sale = Money(read?);
    let mut exit = Exit::Findings;
    print(ctx, &args.to, |session| {
        let done = check_sale(session, partner(session, &args.code)?, sale, args.prepaid, args.on)?;
        if done.checked.verdict == Verdict::Pass {
            exit = Exit::Done;
        }
        Ok(file::checked(session, lang, sale, &done, args.explain))
    })?;
    Ok(exit)
}

/// Asks for other terms.
///
/// # Errors
/// What does not go together; a red line; the role; those of the file.
pub(super) fn change(ctx: &mut Ctx, args: &Change) -> anyhow::Result<Exit> {
    args.to.format(ctx)?;
    let limit = args.limit.as_deref().map(|text| value(ctx, "credit_limit", text)).transpose()?;
    let deduction = args.rate.as_deref().map(|text| value(ctx, "deduction_rate", text)).transpose()?;
    ctx.subject = Some(Kind::CreditChange);
    let terms = Terms { limit: limit.map(Money), days: args.days, rate: deduction.map(Rate) };
    said(ctx, &args.to, |session| Ok(changes::terms(session, partner(session, &args.code)?, terms, &args.reason)?))
}

/// Asks for an override.
///
/// # Errors
/// As [`change`].
pub(super) fn let_through(ctx: &mut Ctx, args: &Override) -> anyhow::Result<Exit> {
    args.to.format(ctx)?;
    let up_to = Money(value(ctx, "amount", &args.amount)?);
    said(ctx, &args.to, |session| {
        Ok(changes::let_through(session, partner(session, &args.code)?, up_to, args.until, &args.reason)?)
    })
}

fn said(ctx: &mut Ctx, to: &To, ask: impl FnOnce(&mut Session) -> anyhow::Result<Saved>) -> anyhow::Result<Exit> {
    let lang = ctx.lang();
    print(ctx, to, |session| {
        let saved = ask(session)?;
        Ok(file::asked(session, i18n::sentence(lang, &saved.said), &saved)?)
    })
}
