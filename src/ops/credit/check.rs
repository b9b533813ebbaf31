//! The check before a sale on credit, from the partner's credit file.

use chrono::NaiveDate;

use super::{CreditFile, file_on};
use crate::domain::credit::check::{self as rule, Checked, Facts};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure;
use crate::domain::money::Money;
use crate::domain::period::day_number;
use crate::domain::policy::Policy;
use crate::domain::record::{Expected, Kind, Problem};
use crate::ops::{OpError, Result, Session};
use crate::store::receivables;

/// A checked sale.
#[derive(Clone, Debug)]
pub struct Check {
    /// The partner's file on the day.
    pub file: CreditFile,
    /// What was known.
    pub facts: Facts,
    /// The steps and what they come to.
    pub checked: Checked,
}

/// Checks a sale of an amount to a partner on a day (the session's without one), prepaid or on credit.
///
/// # Errors
/// An amount of 0 or less; a partner that is gone; those of the file.
pub fn check(session: &Session, partner: i64, amount: Money, prepaid: bool, on: Option<NaiveDate>) -> Result<Check> {
    if amount.0 <= 0 {
        let problem = Problem { field: "amount", value: amount.to_string(), expected: Expected::Rule("expected-above-zero") };
        return Err(OpError::Invalid(vec![problem]));
    }
    let _one_moment = session.store.snapshot()?;
    let day = on.unwrap_or_else(|| session.as_of());
    let conn = session.store.conn();
    let file = file_on(conn, &session.policy, partner, day)?;
    let (from, to) = (day_number(super::back(day, 12)), day_number(day));
    let facts = Facts {
        amount,
        prepaid,
        status: file.status,
        light: file.light,
        open: file.owed.open,
        limit: file.terms.limit,
        security: file.security.amount(),
        largest: receivables::largest(conn, partner, (from + 1, to))?,
        oldest_days: file.owed.overdue_days,
        index: file.behaviour.index(),
    };
    let checked = rule::check(&facts, &file.overrides, &session.policy.credit.check);
    Ok(Check { file, facts, checked })
}

/// Where the verdict comes from: every figure that a step looked at, with its rows, and the lines of the policy.
#[must_use]
pub fn explain(c: &Check, policy: &Policy) -> Explanation {
    let (f, p, code, day) = (&c.facts, &policy.credit.check, &c.file.code, c.file.as_of);
    let money = |m: Option<Money>| m.map_or(Amount::NotRated, Amount::Money);
    let title = Words::with("credit-check-explained", vec![("code", Amount::Text(code.clone())), ("day", Amount::Date(day))]);
    Explanation::new(title, Amount::Label(c.checked.verdict.label()))
        .formula(Words::key("credit-formula-check"))
        .input(Words::key("credit-amount"), Amount::Money(f.amount))
        .input(Figure::Open.words(), Amount::Money(f.open))
        .from_rows(Source::new(Kind::Invoice, format!("partner:{code} issued_on<={day}")))
        .input(Words::key("credit-limit"), money(f.limit))
        .from_rows(Source::new(Kind::Partner, format!("code:{code}")))
        .input(Words::key("credit-security"), Amount::Money(f.security))
        .from_rows(Source::new(Kind::DepositEntry, format!("partner:{code} on<={day}")))
        .input(Words::key("credit-largest"), money(f.largest))
        .from_rows(Source::new(Kind::Invoice, format!("partner:{code} issued_on<={day} issued_on>{}", super::back(day, 12))))
        .input(Figure::OverdueDays.words(), Amount::Days(f.oldest_days * 10))
        .from_rows(Source::new(Kind::Invoice, format!("partner:{code} due_on<{day}")))
        .input(Words::key("credit-index"), f.index.map_or(Amount::NotRated, |d| Amount::Days(d.tenths())))
        .from_rows(Source::new(Kind::Payment, format!("partner:{code} paid_on<={day}")))
        .input(Words::key("credit-light"), f.light.map_or(Amount::NotRated, |l| Amount::Label(l.label())))
        .policy("credit.check.limit_warn, limit_stop", format!("{} / {}", p.limit_warn.to_f64(), p.limit_stop.to_f64()))
        .policy(
            "credit.check.document_share, document_times",
            format!("{} / {}", p.document_share.to_f64(), p.document_times.to_f64()),
        )
        .policy("credit.check.oldest_warn, oldest_stop", format!("{} / {}", p.oldest_warn, p.oldest_stop))
        .policy("credit.check.late_warn, late_stop", format!("{} / {}", p.late_warn, p.late_stop))
        .policy("version", policy.version.clone())
        .note(Words::key("credit-note-exposure"))
}
