//! What single rows say of a partner on the day and a week earlier.

use chrono::NaiveDate;
use rusqlite::Row;

use super::Stream;
use crate::domain::alert::Facts;
use crate::domain::contract;
use crate::domain::credit::assessment::Assessed;
use crate::domain::money::Money;
use crate::domain::period::{Span, day_number, from_day_number};
use crate::domain::violation;
use crate::store::Result;

/// Counts the points of a violation on the days on which they are in force.
pub(super) fn penalty(r: &Row<'_>, facts: &mut [Facts; 2], days: [NaiveDate; 2], months: u32) -> Result<()> {
    for (facts, day) in facts.iter_mut().zip(days) {
        if violation::counts(from_day_number(r.get(1)?), day, months) {
            facts.points += r.get::<_, i64>(2)?;
        }
    }
    Ok(())
}

/// Notes an assessment on the days on which it is the latest; they come in the order of their days.
pub(super) fn assessment(r: &Row<'_>, facts: &mut [Facts; 2], days: [NaiveDate; 2]) -> Result<()> {
    let found = Assessed { on: from_day_number(r.get(1)?), score: r.get(2)? };
    for (facts, _) in facts.iter_mut().zip(days).filter(|(_, day)| found.on <= *day) {
        facts.assessed = Some(found);
    }
    Ok(())
}

/// Notes an answer on the days of whose last days, or as many before, it is.
pub(super) fn answer(r: &Row<'_>, facts: &mut [Facts; 2], days: [NaiveDate; 2], window: i64) -> Result<()> {
    let on: i64 = r.get(1)?;
    for (facts, day) in facts.iter_mut().zip(days) {
        let ago = i64::from(day_number(day)) - on;
        let at = usize::try_from(ago.div_euclid(window.max(1))).ok();
        if let Some(answers) = at.and_then(|at| facts.answers.get_mut(at)) {
            answers.push(r.get(2)?);
        }
    }
    Ok(())
}

/// What is held of the deposit of a partner; `None`: it has no account.
pub(super) fn held(deposits: &mut Stream<'_>, partner: i64) -> Result<Option<Money>> {
    let mut held: Option<Money> = None;
    deposits.of(partner, |r| {
        held = Some(held.unwrap_or_default() + Money(r.get(1)?));
        Ok(())
    })?;
    Ok(held)
}

/// The last day of the present term of a partner's contracts in force, the latest of several.
pub(super) fn last_term(contracts: &mut Stream<'_>, partner: i64, as_of: NaiveDate) -> Result<Option<NaiveDate>> {
    let mut end = None;
    contracts.of(partner, |r| {
        end = end.max(Some(end_of_term(r, as_of)?));
        Ok(())
    })?;
    Ok(end)
}

/// The end of the term of a contract in force.
fn end_of_term(r: &Row<'_>, as_of: NaiveDate) -> Result<NaiveDate> {
    let written = Span { from: from_day_number(r.get(1)?), to: from_day_number(r.get(2)?) };
    let ended_on = r.get::<_, Option<i32>>(4)?.map(from_day_number);
    Ok(contract::end_of_term(written, r.get(3)?, ended_on, as_of))
}
