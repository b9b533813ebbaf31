//! What a warning found: the figure, its limit, and the rows and lines of the policy behind both.

use std::sync::Arc;

use chrono::Days;

use super::super::{Page, Result};
use crate::domain::alert::{Look, Rows};
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::figure::Figure;
use crate::domain::health::{BEFORE, RECENT};
use crate::domain::kinds::Alert;
use crate::domain::period::{Span, Week};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang, Record as _};
use crate::domain::sales::Figures;
use crate::i18n::warning;
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
    let (rule, finding) = (alert.rule, warning::of(alert));
    let (unit, value, limit) = finding.figure();
    let limited = |e: Explanation| match limit {
        Some(limit) => e.input(Words::key("explain-limit"), unit.amount(limit)),
        None => e,
    };
    let e = if let Rows::SeenPrices = rule.def().rows {
        limited(prices::explain(page.session, policy, (alert.partner, rule, finding.value), lang)?)
    } else {
        let e = Explanation::new(Words::Label(rule.label()), unit.amount(value)).formula(Words::Label(rule.def().how));
        let e = rule.limits(policy).fold(limited(e), |e, (path, value)| e.policy(path, value));
        behind(page, policy, rule.def().rows, e)?
    };
    let e = e.under(&**policy);
    let since = Words::with("note-since", vec![("day", Amount::Date(alert.first_seen))]);
    let version = Alert::DEF.policy_version().and_then(|at| Alert::DEF.fields.get(at)).zip(alert.policy_version);
    let e = version.into_iter().fold(e, |e, (f, number)| e.input(Words::Label(f.label), Amount::Count(number)));
    let days = [("turned_on", alert.turned_on), ("back_on", alert.back_on)];
    let days = days.into_iter().filter_map(|(name, day)| Some((Alert::DEF.field(name)?.1, day?)));
    let e = days.fold(e, |e, (f, day)| e.input(Words::Label(f.label), Amount::Date(day)));
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

/// The rows that the rule looks at, with what they come to.
fn behind(page: &Page<'_>, policy: &Policy, rows: Rows, e: Explanation) -> Result<Explanation> {
    let as_of = page.session.as_of();
    let until = figures::until(page.session.store.conn(), as_of, policy)?;
    let week = Week::of_day(until.sales_day(as_of) + 1);
    let cuts = weeks::of_partner(page.session.store.conn(), page.id())?;
    let weeks_of = |from: i32, to: i32| -> (Span, Figures) {
        let span = Span { from: Week(week.0 - from).monday(), to: Week(week.0 - to).monday() - Days::new(1) };
        (span, weeks::by_week(cuts.iter().copied(), Week(week.0 - from), Week(week.0 - to - 1)).into_iter().sum())
    };
    let sold = |span: Span| page.rows(Kind::Sale, &format!("day>={} day<={}", span.from, span.to));
    let (recent, usual, twelve) = (weeks_of(RECENT, 0), weeks_of(RECENT + BEFORE, RECENT), weeks_of(BEFORE, 0));
    Ok(match rows {
        Rows::List(name, kind, filter) => {
            // the figure was found in a list, whose rows say it better than a sum
            let value = e.value.clone();
            e.input(Words::Label(name), value).from_rows(page.rows(kind, &filter(&Look { as_of, until: &until, policy })))
        }
        Rows::Orders => e
            .input(Words::key("health-orders-recent"), Amount::Count(recent.1.orders))
            .from_rows(sold(recent.0))
            .input(Words::key("health-orders-before"), Amount::Count(usual.1.orders))
            .from_rows(sold(usual.0)),
        Rows::Sales => e
            .input(span_name(recent.0), Amount::Money(recent.1.after_returns()))
            .from_rows(sold(recent.0))
            .input(span_name(usual.0), Amount::Money(usual.1.after_returns()))
            .from_rows(sold(usual.0)),
        Rows::Returned => e
            .input(Figure::Returns.words(), Amount::Money(twelve.1.returns))
            .from_rows(sold(twelve.0))
            .input(Figure::GrossShipments.words(), Amount::Money(twelve.1.net_amount)),
        Rows::Week => {
            let (span, f) = weeks_of(1, 0);
            e.input(span_name(span), Amount::Money(f.after_returns())).from_rows(sold(span))
        }
        Rows::LastSold => {
            let last = cuts.last().map_or(Amount::NotRated, |c| Amount::Text(c.week().to_string()));
            e.input(Words::key("page-last-week"), last).from_rows(page.rows(Kind::Sale, ""))
        }
        Rows::Targets => {
            let target = super::sales::target(page, true)?;
            Explanation { inputs: [e.inputs, target.inputs].concat(), ..e }
        }
        Rows::Owed => {
            let owed = super::credit::file(page, "open")?;
            Explanation { inputs: [e.inputs, owed.inputs].concat(), ..e }
        }
        // the price watch tells its own
        Rows::SeenPrices => e,
    })
}

fn span_name(span: Span) -> Words {
    Words::with("page-in-span", vec![("from", Amount::Date(span.from)), ("to", Amount::Date(span.to))])
}
