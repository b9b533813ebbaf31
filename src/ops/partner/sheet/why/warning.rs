//! What a warning found: the figure, its limit, and the rows and lines of the policy behind both.

use std::sync::Arc;

use chrono::Days;

use super::super::{Page, Result};
use crate::domain::alert::{RED_DAYS, RED_USE};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure;
use crate::domain::health::{BEFORE, RECENT};
use crate::domain::kinds::{Alert, AlertRule};
use crate::domain::money::{Money, Rate};
use crate::domain::period::{Month, Span, Week, from_day_number};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang, Record as _};
use crate::domain::sales::Figures;
use crate::i18n::warning;
use crate::ops::kpi::explain::limits;
use crate::ops::ticket::prices;
use crate::ops::{Session, rules};
use crate::store::{figures, record, weeks};

/// A warning of the partner that is not over, by its rule.
pub(super) fn warning(page: &Page<'_>, rule: &str, lang: Lang) -> Result<Option<Explanation>> {
    let clause = "WHERE partner = ?1 AND rule = ?2 AND state IN ('open', 'snoozed') ORDER BY id DESC LIMIT 1";
    let found = record::query_as::<Alert>(page.session.store.conn(), clause, &[&page.id(), &rule])?.pop();
    found.map(|alert| explained(page, &alert, lang)).transpose()
}

/// Where a warning comes from: its figure and its limit, the rows behind it and the lines of the policy.
///
/// # Errors
/// A partner that is gone, and those of the file.
pub(in crate::ops) fn explain_warning(session: &Session, alert: &Alert, lang: Lang) -> Result<Explanation> {
    explained(&Page::read(session, alert.partner)?, alert, lang)
}

fn explained(page: &Page<'_>, alert: &Alert, lang: Lang) -> Result<Explanation> {
    let policy = &ruled(page.session, alert)?;
    let (rule, value, bound) = (alert.rule, alert.value.unwrap_or(0), alert.bound.unwrap_or(0));
    let limit = |e: Explanation| e.input(Words::key("explain-limit"), amount(rule, value, bound));
    let e = match rule {
        AlertRule::SeenPrice | AlertRule::PriceGap => {
            limit(prices::explain(page.session, policy, (alert.partner, rule, value), lang)?)
        }
        // what it is red for, and that figure
        AlertRule::RedLight => behind(page, policy, rule, titled(rule, amount(rule, value, bound)))?,
        _ => behind(page, policy, rule, limit(titled(rule, amount(rule, value, value))))?,
    };
    let e = e.under(&**policy);
    let limits = if e.policy.is_empty() { limits(rule, policy) } else { None };
    let e = limits.into_iter().fold(e, |e, (path, value)| e.policy(path, value));
    let since = Words::with("note-since", vec![("day", Amount::Date(alert.first_seen))]);
    let version = Alert::DEF.policy_version().and_then(|at| Alert::DEF.fields.get(at)).zip(alert.policy_version);
    let e = version.into_iter().fold(e, |e, (f, number)| e.input(Words::Label(f.label), Amount::Count(number)));
    Ok(e.input(Words::key("page-severity"), Amount::Label(alert.severity.label()))
        .input(Words::key("page-first-seen"), Amount::Date(alert.first_seen))
        .input(Words::key("page-last-seen"), Amount::Date(alert.last_seen))
        .note(since)
        .note(Words::Text(warning::step(lang, rule))))
}

/// The rules that found a warning: of the version that it names.
fn ruled(session: &Session, alert: &Alert) -> Result<Arc<Policy>> {
    match alert.policy_version {
        Some(number) if session.policy.number != 0 && number != session.policy.number => {
            rules::numbered(session.store.conn(), number, &session.policy)
        }
        _ => Ok(Arc::clone(&session.policy)),
    }
}

fn titled(rule: AlertRule, value: Amount) -> Explanation {
    Explanation::new(Words::Label(rule.label()), value).formula(Words::key(formula(rule)))
}

/// A figure in the unit of its rule; `reason`: what a red light is red for.
pub(super) fn amount(rule: AlertRule, reason: i64, value: i64) -> Amount {
    match rule {
        AlertRule::OrderDrop
        | AlertRule::SalesDrop
        | AlertRule::ReturnRate
        | AlertRule::Pace
        | AlertRule::CreditLimit
        | AlertRule::PriceGap => Amount::Rate(Rate(value)),
        AlertRule::InventoryDays => Amount::Days(value),
        AlertRule::Overdue => Amount::Days(value * 10),
        AlertRule::MissingData | AlertRule::Returns | AlertRule::Points => Amount::Count(value),
        AlertRule::PriceFloor | AlertRule::SeenPrice | AlertRule::Outlier | AlertRule::CreditSale => Amount::Money(Money(value)),
        AlertRule::RedLight => match reason {
            RED_DAYS => Amount::Days(value * 10),
            RED_USE => Amount::Rate(Rate(value)),
            _ => Amount::Points(value),
        },
    }
}

const fn formula(rule: AlertRule) -> &'static str {
    match rule {
        AlertRule::OrderDrop => "page-rule-order-drop",
        AlertRule::SalesDrop => "page-rule-sales-drop",
        AlertRule::InventoryDays => "page-rule-inventory-days",
        AlertRule::ReturnRate => "page-rule-return-rate",
        AlertRule::Pace => "page-rule-pace",
        AlertRule::Overdue => "page-rule-overdue",
        AlertRule::CreditLimit => "page-rule-credit-limit",
        AlertRule::PriceFloor => "page-rule-price-floor",
        AlertRule::SeenPrice => "formula-seen-price",
        AlertRule::PriceGap => "formula-price-gap",
        AlertRule::MissingData => "page-rule-missing-data",
        AlertRule::Outlier => "page-rule-outlier",
        AlertRule::Returns => "page-rule-returns",
        AlertRule::Points => "page-rule-points",
        AlertRule::CreditSale => "page-rule-credit-sale",
        AlertRule::RedLight => "page-rule-red-light",
    }
}

/// The rows that the rule looks at, with what they come to.
fn behind(page: &Page<'_>, policy: &Policy, rule: AlertRule, e: Explanation) -> Result<Explanation> {
    let as_of = page.session.as_of();
    let until = figures::until(page.session.store.conn(), as_of, policy)?;
    let week = Week::of_day(until.sales_day(as_of) + 1);
    let policy = &policy.alerts;
    let cuts = weeks::of_partner(page.session.store.conn(), page.id())?;
    let weeks_of = |from: i32, to: i32| -> (Span, Figures) {
        let span = Span { from: Week(week.0 - from).monday(), to: Week(week.0 - to).monday() - Days::new(1) };
        (span, weeks::by_week(cuts.iter().copied(), Week(week.0 - from), Week(week.0 - to - 1)).into_iter().sum())
    };
    let sold = |span: Span| page.rows(Kind::Sale, &format!("day>={} day<={}", span.from, span.to));
    let (recent, usual, twelve) = (weeks_of(RECENT, 0), weeks_of(RECENT + BEFORE, RECENT), weeks_of(BEFORE, 0));
    let sales_day = from_day_number(until.sales_day(as_of));
    Ok(match rule {
        AlertRule::OrderDrop => e
            .input(Words::key("health-orders-recent"), Amount::Count(recent.1.orders))
            .from_rows(sold(recent.0))
            .input(Words::key("health-orders-before"), Amount::Count(usual.1.orders))
            .from_rows(sold(usual.0)),
        AlertRule::SalesDrop => e
            .input(span_name(recent.0), Amount::Money(recent.1.after_returns()))
            .from_rows(sold(recent.0))
            .input(span_name(usual.0), Amount::Money(usual.1.after_returns()))
            .from_rows(sold(usual.0)),
        AlertRule::ReturnRate => e
            .input(Figure::Returns.words(), Amount::Money(twelve.1.returns))
            .from_rows(sold(twelve.0))
            .input(Figure::GrossShipments.words(), Amount::Money(twelve.1.net_amount)),
        AlertRule::Pace => {
            let target = super::sales::target(page, true)?;
            Explanation { inputs: [e.inputs, target.inputs].concat(), ..e }
        }
        AlertRule::Overdue | AlertRule::CreditLimit | AlertRule::RedLight => {
            let owed = super::credit::file(page, "open")?;
            Explanation { inputs: [e.inputs, owed.inputs].concat(), ..e }
        }
        // the price watch tells its own
        AlertRule::SeenPrice | AlertRule::PriceGap => e,
        AlertRule::InventoryDays => rows(e, "page-counts", page.rows(Kind::Stock, "")),
        AlertRule::PriceFloor => {
            let month = Month::of(sales_day);
            let span = Span { from: Month(month.0 - 1).first(), to: month.span().to.min(as_of) };
            rows(e, "page-sold", sold(span))
        }
        AlertRule::MissingData => {
            let last = cuts.last().map_or(Amount::NotRated, |c| Amount::Text(c.week().to_string()));
            e.input(Words::key("page-last-week"), last).from_rows(page.rows(Kind::Sale, ""))
        }
        AlertRule::Outlier => {
            let (span, f) = weeks_of(1, 0);
            e.input(span_name(span), Amount::Money(f.after_returns())).from_rows(sold(span))
        }
        AlertRule::Returns => {
            let from = sales_day - Days::new(u64::try_from(policy.returns.days).unwrap_or(0));
            rows(e, "page-returned", page.rows(Kind::Sale, &format!("returns>0 day>{from} day<={sales_day}")))
        }
        AlertRule::Points => rows(e, "page-violations", page.rows(Kind::Violation, "")),
        AlertRule::CreditSale => {
            let to = until.payments_day(as_of);
            let from = to - Days::new(policy.credit_sale.days);
            rows(e, "page-billed", page.rows(Kind::Invoice, &format!("issued_on>{from} issued_on<={to}")))
        }
    })
}

fn span_name(span: Span) -> Words {
    Words::with("page-in-span", vec![("from", Amount::Date(span.from)), ("to", Amount::Date(span.to))])
}

/// The list that the figure was found in, where its rows say it better than a sum.
fn rows(e: Explanation, name: &'static str, source: Source) -> Explanation {
    let value = e.value.clone();
    e.input(Words::key(name), value).from_rows(source)
}
