//! Where the figures of lists of receivables come from, of all partners that are listed together.

use chrono::Days;

use super::network::{Due, Exposure, MonthOf, Payers};
use super::pages::Wish;
use crate::domain::credit::Light;
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure;
use crate::domain::money::Money;
use crate::domain::period::{Month, Span};
use crate::domain::record::Kind;
use crate::ops::Session;

/// The partners that are asked for, of whom more holds.
fn partners(wish: &Wish, more: &str) -> Source {
    Source::new(Kind::Partner, format!("{} {more}", wish.filter).trim().to_owned())
}

/// With the rows of a kind: a list of theirs knows no filter of partners.
fn rows(e: Explanation, wish: &Wish, kind: Kind, filter: String) -> Explanation {
    if wish.filter.trim().is_empty() { e.from_rows(Source::new(kind, filter)) } else { e }
}

/// What is at risk, and bad debt.
pub(super) fn exposure(session: &Session, wish: &Wish, found: &Exposure) -> Vec<Explanation> {
    let (t, bad, policy) = (&found.total, &found.bad_debt, &session.policy.receivables);
    let open = Explanation::new(Figure::Open.words(), Amount::Money(t.open))
        .formula(Figure::Open.formula())
        .input(Figure::Open.words(), Amount::Money(t.open))
        .from_rows(partners(wish, "open_amount!=0,none"))
        .input(Words::key("credit-security"), Amount::Money(t.security))
        .input(Words::key("credit-uncovered"), Amount::Money(t.uncovered))
        .note(Words::key("credit-note-exposure"));
    let beyond = found.as_of - Days::new(u64::try_from(policy.bad_debt_days).unwrap_or(0));
    let year = Span::trailing_year(found.as_of);
    let (name, kind, day) =
        if bad.billed { ("credit-billed-year", Kind::Invoice, "issued_on") } else { ("credit-sales-year", Kind::Sale, "day") };
    let days = Words::with("credit-beyond", vec![("days", Amount::Count(policy.bad_debt_days))]);
    let e = Explanation::new(Words::key("report-bad-debt"), bad.rate.map_or(Amount::NotRated, |r| Amount::Rate(r.rate())))
        .formula(Words::key("credit-formula-bad-debt"))
        .input(days, Amount::Money(bad.amount));
    let e = rows(e, wish, Kind::Invoice, format!("due_on<{beyond}")).input(Words::key(name), Amount::Money(bad.against));
    let e = rows(e, wish, kind, format!("{day}>={} {day}<={}", year.from, year.to))
        .policy("receivables.bad_debt_days", policy.bad_debt_days.to_string())
        .policy("receivables.bad_debt_red", policy.bad_debt_red.to_f64().to_string());
    vec![open, e]
}

/// What was billed and collected in the months that are listed.
pub(super) fn months(session: &Session, wish: &Wish, found: &[(Month, MonthOf)]) -> Vec<Explanation> {
    let span = found.first().zip(found.last()).map(|((first, _), (last, _))| (first.first(), last.span().to));
    let whole = |key: &'static str, of: fn(&MonthOf) -> Money, kind: Kind, day: &str| {
        let value = Amount::Money(found.iter().map(|(_, m)| of(m)).sum());
        let e = Explanation::new(Words::key(key), value.clone()).input(Words::key(key), value);
        match span {
            Some((from, to)) => rows(e, wish, kind, format!("{day}>={from} {day}<={}", to.min(session.as_of()))),
            None => e,
        }
    };
    vec![
        whole("credit-billed", |m| m.billed, Kind::Invoice, "issued_on"),
        whole("credit-collected", |m| m.collected, Kind::Payment, "paid_on"),
    ]
}

/// How many have one of these lights.
pub(super) fn lights(wish: &Wish, lights: &[Light], all: usize) -> Explanation {
    let codes = lights.iter().map(|l| l.code()).collect::<Vec<_>>().join(",");
    let value = Amount::Count(i64::try_from(all).unwrap_or(i64::MAX));
    Explanation::new(Figure::Light.words(), value.clone())
        .formula(Figure::Light.formula())
        .input(Words::key("report-count"), value)
        .from_rows(partners(wish, &format!("light:{codes}")))
}

/// How many assessments are due, and whose.
pub(super) fn due(rows: &[Due]) -> Explanation {
    let value = Amount::Count(i64::try_from(rows.len()).unwrap_or(i64::MAX));
    let e = Explanation::new(Words::key("credit-assessment"), value.clone()).formula(Words::key("formula-assessments-due"));
    if rows.is_empty() {
        return e;
    }
    let codes = rows.iter().map(|d| format!("\"{}\"", d.name.code)).collect::<Vec<_>>().join(",");
    e.input(Words::key("report-count"), value).from_rows(Source::new(Kind::Partner, format!("code={codes}")))
}

/// How invoices of all that are listed were paid.
pub(super) fn paid(wish: &Wish, found: &Payers) -> Explanation {
    let b = &found.total.behaviour;
    let days = b.weighted_days().map_or(Amount::NotRated, |d| Amount::Days(d.tenths()));
    let rate = |six: Option<crate::domain::receivables::behaviour::Six>| six.map_or(Amount::NotRated, |s| Amount::Rate(s.rate()));
    let span = found.issued.map_or_else(String::new, |(from, to)| format!(" issued_on>={from} issued_on<={to}"));
    let e = Explanation::new(Words::key("credit-days-to-pay"), days)
        .formula(Words::key("credit-formula-days-to-pay"))
        .input(Words::key("credit-invoices"), Amount::Count(b.invoices));
    let e = rows(e, wish, Kind::Invoice, format!("amount>0{span}"))
        .input(Words::key("credit-paid"), Amount::Money(b.paid))
        .input(Words::key("credit-settled"), Amount::Count(b.settled))
        .input(Words::key("credit-late-share"), rate(b.late_share()))
        .input(Words::key("credit-disputed-invoices"), Amount::Count(b.disputed));
    rows(e, wish, Kind::Invoice, format!("amount>0 disputed:yes{span}"))
        .input(Words::key("credit-dispute-rate"), rate(b.dispute_rate()))
}
