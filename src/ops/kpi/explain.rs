//! Where the figures of the network come from, for `x` and `--explain`.

use chrono::NaiveDate;

use super::Report;
use super::receivables::Owing;
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::money::{Rate, div_round};
use crate::domain::period::Span;
use crate::domain::policy::Policy;
use crate::domain::record::Kind;

fn sold_in(span: Span, as_of: NaiveDate) -> Source {
    Source::new(Kind::Sale, format!("day>={} day<={}", span.from, span.to.min(as_of)))
}

fn rate(r: Rate) -> String {
    format!("{:.2}", r.to_f64())
}

/// Attainment and pace of a whole report.
#[must_use]
pub fn attainment(report: &Report, policy: &Policy) -> Explanation {
    let f = &report.total.figures;
    let target = report.total.target.filter(|t| t.0 > 0);
    let value = target.and_then(|t| f.after_returns().ratio(t)).map_or(Amount::NotRated, Amount::Rate);
    let mut e = Explanation::new(Words::key("figure-attainment"), value)
        .formula(Words::key("formula-attainment"))
        .input(Words::key("figure-net"), Amount::Money(f.net_amount))
        .from_rows(sold_in(report.span, report.as_of))
        .input(Words::key("figure-returns"), Amount::Money(f.returns))
        .input(Words::key("figure-target"), report.total.target.map_or(Amount::NotRated, Amount::Money))
        .from_rows(Source::new(Kind::Target, format!("from_day<={} to_day>={}", report.span.to, report.span.from)));
    match report.progress {
        Some((done, all)) if all > 0 => {
            e = e
                .input(Words::key("figure-progress"), Amount::Rate(Rate(div_round(i128::from(done) * 10_000, all.into()))))
                .input(Words::key("figure-pace"), report.pace(&report.total).map_or(Amount::NotRated, Amount::Rate))
                .note(Words::with("note-progress", vec![("done", Amount::Count(done)), ("all", Amount::Count(all))]));
        }
        _ => e = e.note(Words::key("note-not-begun")),
    }
    if target.is_none() {
        e = e.note(Words::key("note-no-target"));
    }
    e.note(Words::key("note-pro-rata"))
        .policy("sales.exceeded", rate(policy.sales.exceeded))
        .policy("sales.met", rate(policy.sales.met))
        .policy("sales.behind", rate(policy.sales.behind))
}

/// Contribution of a whole report.
#[must_use]
pub fn contribution(report: &Report) -> Explanation {
    let f = &report.total.figures;
    Explanation::new(Words::key("figure-contribution"), Amount::Money(f.contribution()))
        .formula(Words::key("formula-contribution"))
        .input(Words::key("figure-net"), Amount::Money(f.net_amount))
        .from_rows(sold_in(report.span, report.as_of))
        .input(Words::key("figure-returns"), Amount::Money(f.returns))
        .input(Words::key("figure-cost"), Amount::Money(f.cost))
        .input(Words::key("figure-fees"), Amount::Money(f.fees))
        .note(Words::key("note-no-rebates"))
}

/// Return rate of a whole report.
#[must_use]
pub fn returns(report: &Report, policy: &Policy) -> Explanation {
    let f = &report.total.figures;
    Explanation::new(Words::key("figure-return-rate"), f.return_rate().map_or(Amount::NotRated, Amount::Rate))
        .formula(Words::key("formula-return-rate"))
        .input(Words::key("figure-returns"), Amount::Money(f.returns))
        .from_rows(sold_in(report.span, report.as_of))
        .input(Words::key("figure-net"), Amount::Money(f.net_amount))
        .policy("alerts.return_rate.warn", rate(policy.alerts.return_rate.warn))
}

/// What is owed, by both methods of days sales outstanding.
#[must_use]
pub fn receivables(owing: &Owing, as_of: NaiveDate, policy: &Policy) -> Explanation {
    let days = |d: Option<crate::domain::receivables::Dso>| d.map_or(Amount::NotRated, |d| Amount::Days(d.tenths()));
    Explanation::new(Words::key("figure-dso"), days(owing.dso))
        .formula(Words::key("formula-dso"))
        .input(Words::key("figure-open"), Amount::Money(owing.open))
        .from_rows(Source::new(Kind::Invoice, format!("issued_on<={as_of}")))
        .input(Words::key("figure-overdue"), Amount::Money(owing.overdue))
        .from_rows(Source::new(Kind::Invoice, format!("due_on<{as_of}")))
        .input(Words::key("figure-on-account"), Amount::Money(owing.on_account))
        .input(Words::key("figure-oldest"), Amount::Days(owing.oldest_days * 10))
        .input(
            Words::with("figure-billed", vec![("days", Amount::Count(policy.receivables.balance_days))]),
            Amount::Money(owing.billed),
        )
        .input(Words::key("figure-dso-balance"), days(owing.dso_balance))
        .policy("receivables.balance_days", policy.receivables.balance_days.to_string())
        .policy("receivables.buckets", format!("{:?}", policy.receivables.buckets))
}
