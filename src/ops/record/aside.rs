//! What stands beside a form while it is filled in: what the rules make of what is typed so far.
//!
//! Nothing is written, and what is missing is simply not rated. A kind with something to say has it in its entry of
//! [`super::rules`].

use super::rules;
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::kinds::{Partner, ViolationKind};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Row, Storable as _, Stored};
use crate::domain::violation::Points;
use crate::ops::{Result, Session};
use crate::store::{compliance, record};

/// Whether the form of a kind has something beside it.
#[must_use]
pub fn has(kind: Kind) -> bool {
    rules::of(kind).is_some_and(|rules| rules.aside.is_some())
}

/// What a record as it is typed so far comes to; fields that can't be read yet are not given.
pub fn aside(session: &Session, row: &Row) -> Result<Option<Explanation>> {
    rules::of(row.kind).and_then(|rules| rules.aside).map_or(Ok(None), |aside| aside(session, row))
}

/// Of a record whose partner is known.
pub(super) fn of_partner(
    session: &Session,
    row: &Row,
    f: impl Fn(&Session, &Row, &Stored<Partner>) -> Result<Option<Explanation>>,
) -> Result<Option<Explanation>> {
    let Some(partner) = row.get("partner").int() else { return Ok(None) };
    f(session, row, &record::get_as(session.store.conn(), partner)?)
}

/// Points in force once a violation is confirmed, and what the policy proposes where nothing is given.
pub(super) fn violation(session: &Session, row: &Row, partner: &Stored<Partner>) -> Result<Option<Explanation>> {
    let Some(kind) = ViolationKind::from_value(row.get("kind")) else { return Ok(None) };
    let policy = &session.policy.violations;
    let penalty = policy.penalty(kind);
    let amount = row.get("amount").int().map(Money);
    let points = row.get("points").int().unwrap_or(penalty.points);
    let deduction = row.get("deduction").int().map(Money).or(penalty.deduction(amount));
    let conn = session.store.conn();
    let others = compliance::violations(conn, partner.id)?.into_iter().filter(|v| v.id != row.id);
    let confirmed = others.filter(|v| v.state == crate::domain::kinds::Decision::Approved);
    let before = Points::of(confirmed.map(|v| (v.on, v.points.unwrap_or(0))), session.as_of(), policy.months).in_force;
    let held = compliance::held(conn, partner.id, session.as_of())?;
    let path = format!("violations.penalty.{}", kind.code());
    Ok(Some(
        Explanation::new(Words::key("aside-points"), Amount::Count(before + points))
            .formula(Words::key("aside-formula-points"))
            .input(Words::key("aside-points-before"), Amount::Count(before))
            .from_rows(Source::new(Kind::Violation, format!("partner:{}", partner.code)))
            .input(Words::key("aside-points-this"), Amount::Count(points))
            .input(Words::key("aside-deduction"), deduction.map_or(Amount::NotRated, Amount::Money))
            .input(Words::key("page-deposit-held"), Amount::Money(held))
            .policy(path, format!("{} / {} / {}", penalty.points, penalty.share.to_f64(), penalty.least))
            .policy("violations.months", policy.months.to_string()),
    ))
}

/// The balance of the deposit after an entry, against what is agreed.
pub(super) fn deposit(session: &Session, row: &Row, partner: &Stored<Partner>) -> Result<Option<Explanation>> {
    let conn = session.store.conn();
    let held = compliance::held(conn, partner.id, session.as_of())?;
    let (agreed, _) = compliance::agreed(conn, partner.id, session.as_of())?;
    let amount = Money(row.get("amount").int().unwrap_or(0));
    // an entry that is there already counts in what is held
    let after = if row.id == 0 { held + amount } else { held };
    Ok(Some(
        Explanation::new(Words::key("aside-balance"), Amount::Money(after))
            .formula(Words::key("aside-formula-balance"))
            .input(Words::key("page-deposit-held"), Amount::Money(held))
            .from_rows(Source::new(Kind::DepositEntry, format!("partner:{}", partner.code)))
            .input(Words::key("aside-this"), Amount::Money(amount))
            .input(Words::key("page-deposit-agreed"), agreed.map_or(Amount::NotRated, Amount::Money)),
    ))
}
