//! Where the points of a violation come from and until when they count; the deposit after a movement.

use super::super::compliance::confirmed;
use super::super::{Page, Result};
use super::{of_key, source};
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::kinds::{DepositEntry, Violation};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Stored};
use crate::domain::violation;
use crate::store::compliance;

/// What a violation costs, and until when its points count.
pub(super) fn violation(page: &Page<'_>, key: &str) -> Result<Option<Explanation>> {
    let Some(row) = of_key(page, Kind::Violation, key)? else { return Ok(None) };
    let v: Stored<Violation> = row.typed()?;
    let (policy, as_of) = (&page.session.policy.violations, page.session.as_of());
    let title = Words::with("page-violation-points", vec![("number", Amount::Text(key.to_owned()))]);
    let ends = violation::ends(v.on, policy.months);
    let mut e = Explanation::new(title, v.points.map_or(Amount::NotRated, Amount::Count))
        .formula(Words::key("page-formula-violation"))
        .input(Words::Label(v.kind.label()), Amount::Date(v.on))
        .from_rows(source(page, &row));
    for (name, given) in [("page-amount", v.amount), ("aside-deduction", v.deduction)] {
        if let Some(money) = given {
            e = e.input(Words::key(name), Amount::Money(money));
        }
    }
    if v.points.is_some_and(|p| p > 0) {
        e = e.input(Words::key("page-expires"), Amount::Date(ends));
    }
    let p = policy.penalty(v.kind);
    e = e
        .policy("violations.months", policy.months.to_string())
        .policy(format!("violations.penalty.{}", v.kind.code()), format!("{} / {} / {}", p.points, p.share.to_f64(), p.least));
    Ok(Some(match () {
        () if !confirmed(&row) => e.note(Words::with("page-not-confirmed", vec![("state", Amount::Label(v.state.label()))])),
        () if !violation::counts(v.on, as_of, policy.months) => e.note(Words::key("page-no-longer")),
        () => e,
    }))
}

/// What the account held after a movement.
pub(super) fn deposit(page: &Page<'_>, key: &str) -> Result<Option<Explanation>> {
    let Some(row) = of_key(page, Kind::DepositEntry, key)? else { return Ok(None) };
    let this: Stored<DepositEntry> = row.typed()?;
    let entries = compliance::entries(page.session.store.conn(), page.id())?;
    let Some(at) = entries.iter().position(|e| e.id == row.id) else { return Ok(None) };
    let before: Money = entries.iter().take(at).map(|e| e.amount).sum();
    let title = Words::with("page-balance-after", vec![("number", Amount::Text(key.to_owned()))]);
    Ok(Some(
        Explanation::new(title, Amount::Money(before + this.amount))
            .formula(Words::key("page-formula-balance"))
            .input(Words::key("page-balance-before"), Amount::Money(before))
            .from_rows(page.rows(Kind::DepositEntry, &format!("on<={}", this.on)))
            .input(Words::Label(this.kind.label()), Amount::Money(this.amount))
            .from_rows(source(page, &row))
            .input(Words::key("page-deposit-moves"), Amount::Count(i64::try_from(at + 1).unwrap_or(i64::MAX))),
    ))
}
