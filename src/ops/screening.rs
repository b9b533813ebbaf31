//! Screening of new channels: what a form shows beside itself, exceptions from red lines, who may be taken on (S3).

pub mod pages;

use chrono::NaiveDate;

use super::approval::{self, Asked, Request, Told};
use super::{OpError, Result, Session};
use crate::domain::explain::Explanation;
use crate::domain::kinds::{ApprovalSubject, Decision, Role, Screening, ScreeningResult};
use crate::domain::money::Rate;
use crate::domain::policy::Policy;
use crate::domain::record::{Expected, Kind, Problem, Row, Storable as _, Stored, Value};
use crate::domain::screening::{self, Bar, Judgement, RedLine, explain};
use crate::domain::sentence::Sentence;
use crate::ops::context::{Context, Source};
use crate::store::{Connection, Tx, record, screenings};

/// A screening with what it comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The record.
    pub screening: Stored<Screening>,
    /// Dimensions, score, result and red lines, computed now.
    pub judgement: Judgement,
    /// Whether it lets the partner be taken on.
    pub admitted: std::result::Result<(), Bar>,
    /// Where the score comes from.
    pub explanation: Explanation,
}

/// What stands beside the form of a screening while it is filled in: what is typed so far, judged.
pub fn aside(session: &Session, row: &Row) -> Result<Judged> {
    let mut row = row.clone();
    // a form that was just opened has no partner and no day yet
    for (field, value) in [("partner", Value::Int(0)), ("on", session.as_of().to_value()), ("state", Decision::Draft.to_value())]
    {
        if row.get(field).is_null() {
            row.set(field, value);
        }
    }
    judged(session, row.typed::<Screening>()?)
}

fn judged(session: &Session, screening: Stored<Screening>) -> Result<Judged> {
    let policy = &session.policy;
    let judgement = screening::judge(&screening, &policy.screening);
    let admitted = screening::admits(&screening, &policy.screening);
    let code = match screening.partner {
        0 => String::new(),
        partner => record::code_of(session.store.conn(), Kind::Partner, partner)?,
    };
    let explanation = explain::explanation(&code, &screening, &judgement, session.as_of(), policy);
    Ok(Judged { screening, judgement, admitted, explanation })
}

/// The part of a partner's page about its screenings.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its screenings, the latest first.
    pub screenings: Vec<Judged>,
    /// Why it may not be taken on as things stand; `None`: it may.
    pub barred: Option<Sentence>,
}

/// A partner's screenings up to the day of the session.
pub fn section(session: &Session, partner: i64) -> Result<Section> {
    let as_of = session.as_of();
    let all = screenings::of_partner(session.store.conn(), partner)?;
    let screenings: Result<Vec<Judged>> = all.into_iter().filter(|s| s.on <= as_of).map(|s| judged(session, s)).collect();
    let barred = match may_onboard(session, partner) {
        Ok(()) => None,
        Err(OpError::Refused { key, args }) => Some(Sentence { key, args }),
        Err(e) => return Err(e),
    };
    Ok(Section { screenings: screenings?, barred })
}

/// Whether a partner may be taken on: its last screening passed, with or without conditions, within the red lines or
/// with an approved exception.
///
/// # Errors
/// [`OpError::Refused`] says why not; those of the file.
pub fn may_onboard(session: &Session, partner: i64) -> Result<()> {
    admitted(session.store.conn(), &session.policy, session.as_of(), partner)
}

/// [`may_onboard`] within a transaction.
///
/// # Errors
/// As [`may_onboard`].
pub fn admitted(conn: &Connection, policy: &Policy, as_of: NaiveDate, partner: i64) -> Result<()> {
    let code = record::code_of(conn, Kind::Partner, partner)?;
    let refused = |key, mut args: Vec<(&'static str, String)>| {
        args.push(("code", code.clone()));
        Err(OpError::Refused { key, args })
    };
    let Some(last) = screenings::latest(conn, partner, as_of)? else { return refused("refused-onboard-unscreened", Vec::new()) };
    match screening::admits(&last, &policy.screening) {
        Ok(()) => Ok(()),
        Err(Bar::Unrated) => refused("refused-onboard-unrated", vec![("day", last.on.to_string())]),
        Err(Bar::Failed(score, needed)) => {
            let score = rust_decimal::Decimal::new(score, 2).normalize().to_string();
            refused("refused-onboard-failed", vec![("score", score), ("least", needed.to_string())])
        }
        Err(Bar::Elsewhere) => refused("refused-onboard-elsewhere", vec![("day", last.on.to_string())]),
        Err(Bar::Stopped(state)) => refused("refused-onboard-stopped", vec![("state", state.code().to_owned())]),
    }
}

/// Whether terms of a partner cross no red line, or an approved exception covers them.
pub fn covered(conn: &Connection, policy: &Policy, partner: i64, days: Option<i64>, rate: Option<Rate>) -> Result<bool> {
    let policy = &policy.screening;
    if screening::red_lines(days, rate, policy).is_empty() {
        return Ok(true);
    }
    Ok(screenings::exceptions(conn, partner)?.iter().any(|e| screening::covers(e, days, rate, policy)))
}

/// The red lines that a record's `credit_days` and `deduction_rate` cross without an exception, at their fields.
///
/// What the record said before is not asked again. `partner`: whose terms they are, `None` for one that is new.
pub fn red_lines(
    conn: &Connection,
    policy: &Policy,
    partner: Option<i64>,
    row: &Row,
    before: Option<&Row>,
) -> Result<Vec<Problem>> {
    let days = row.get("credit_days").int();
    let rate = row.get("deduction_rate").int().map(Rate);
    let mut problems = Vec::new();
    for line in screening::red_lines(days, rate, &policy.screening) {
        let field = line.field();
        if before.is_some_and(|b| b.get(field) == row.get(field)) {
            continue;
        }
        let (days, rate) = match line {
            RedLine::Days(..) => (days, None),
            RedLine::Rate(..) => (None, rate),
        };
        let excepted = match partner {
            Some(partner) => covered(conn, policy, partner, days, rate)?,
            None => false,
        };
        if !excepted {
            problems.push(problem(row, field, over(line)));
        }
    }
    Ok(problems)
}

fn over(line: RedLine) -> Expected {
    match line {
        RedLine::Days(_, most) => Expected::Named("expected-red-days", vec![("most", most.to_string())]),
        RedLine::Rate(_, most) => {
            let most = rust_decimal::Decimal::new(most.0, 2).normalize().to_string();
            Expected::Named("expected-red-rate", vec![("most", most)])
        }
    }
}

/// What is wrong with a field of a row.
pub(super) fn problem(row: &Row, field: &str, expected: Expected) -> Problem {
    let declared = row.kind.def().field(field);
    let (name, value) = declared.map_or(("", String::new()), |(_, f)| (f.name, f.strict(row.get(field))));
    Problem { field: name, value, expected }
}

/// How far the decision on a record is may not be typed: it stays as it is stored. Head office may bring in what was
/// approved elsewhere.
pub(super) fn keep_decision(context: &Context<'_>, row: &mut Row, before: Option<&Row>) {
    let taken_over = context.source == Source::Import
        && context.role >= Role::HeadOffice
        && before.is_none()
        && row.get("state").text() == Some(Decision::Approved.code());
    if !taken_over {
        let state = before.map_or_else(|| Decision::Draft.to_value(), |b| b.get("state").clone());
        row.set("state", state);
    }
}

/// What a record's decision is.
pub(super) fn decision(row: &Row) -> Option<Decision> {
    row.get("state").text().and_then(Decision::from_code)
}

/// Computes what a screening comes to.
pub(super) fn complete(context: &Context<'_>, row: &mut Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    keep_decision(context, row, before);
    let mut problems = Vec::new();
    if row.get("on").int().is_some_and(|day| context.as_of.to_value() < Value::Int(day)) {
        problems.push(problem(row, "on", Expected::AtMost(context.as_of.to_string())));
    }
    if row.get("partner").is_null() || row.get("on").is_null() {
        return Ok(problems);
    }
    let judged = screening::judge(&row.typed::<Screening>()?.record, &context.policy.screening);
    for d in &judged.dimensions {
        row.set(d.part.field, d.part.points.to_value());
    }
    row.set("score", judged.score.to_value());
    row.set("result", judged.result.to_value());
    Ok(problems)
}

/// Asks for an exception where a red line is crossed and a reason is given; says what the screening came to.
pub(super) fn written(tx: &mut Tx<'_>, context: &Context<'_>, after: &Row) -> Result<Option<Told>> {
    let s = after.typed::<Screening>()?;
    let judged = screening::judge(&s, &context.policy.screening);
    let code = record::code_of(tx.conn(), Kind::Partner, s.partner)?;
    if judged.red_lines.is_empty() {
        let result = judged.result.map_or("unrated", ScreeningResult::code);
        let score = judged.score.map(|p| rust_decimal::Decimal::new(p, 2).normalize().to_string()).unwrap_or_default();
        let said = Sentence::new("done-screening").with("code", code).with("result", result).with("score", score);
        return Ok(Some(said.into()));
    }
    let undecided = matches!(s.state, Decision::Draft | Decision::Rejected | Decision::Withdrawn);
    if !undecided {
        return Ok(None);
    }
    if s.exception_reason.is_empty() {
        return Ok(Some(Sentence::new("done-screening-stopped").with("code", code).into()));
    }
    let title = std::iter::once(code.clone()).chain(judged.red_lines.iter().map(|l| asked(*l))).collect::<Vec<_>>().join(" ");
    let request = Request {
        subject: ApprovalSubject::Screening,
        record: s.id,
        partner: Some(s.partner),
        title: &title,
        amount: None,
        reason: &s.exception_reason,
    };
    let outcome = approval::request(tx, context.by(), &request)?;
    let said = match outcome {
        Asked::Waits(_, number) => Sentence::new("done-screening-asked").with("code", code).with("number", number),
        Asked::Alone(..) | Asked::WantsReason(..) => outcome.said(&code),
        Asked::InForce | Asked::Dropped(_) => return Ok(None),
    };
    Ok(Some(Told::new(said, outcome)))
}

/// What is asked for beyond a red line, as a title says it: `75d`, `20%`.
fn asked(line: RedLine) -> String {
    match line {
        RedLine::Days(days, _) => format!("{days}d"),
        RedLine::Rate(rate, _) => format!("{}%", rust_decimal::Decimal::new(rate.0, 2).normalize()),
    }
}

/// The red lines that the terms of a partner's record cross.
pub(super) fn of_partner(tx: &Tx<'_>, context: &Context<'_>, row: &Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    red_lines(tx.conn(), context.policy, before.map(|b| b.id), row, before)
}

#[cfg(test)]
mod tests;
