//! Where the figures and rows of the page come from that are explained only when somebody asks.
//!
//! - here: which name is explained where; what the register keeps
//! - `why/sales`: sales by span, month and product line, and against the target
//! - `why/credit`: ages, invoices, assessments
//! - `why/warning`: what a rule found
//! - `why/desk`: clocks, late tasks, what one action touched
//! - `why/compliance`: what a violation costs, the deposit after a movement
//! - `why/results`: what the list of partners shows, by its name in the catalogue
//! - `why/contracts`: until when a contract binds, its terms beside the register
//! - `why/group`: a core partner, its satellites, and all of them together

mod compliance;
pub(super) mod contracts;
mod credit;
mod desk;
mod group;
mod results;
mod sales;
#[cfg(test)]
mod tests;
mod warning;

use super::Page;
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::Figure;
use crate::domain::money::Money;
use crate::domain::record::{Kind, Lang, Row, Value};
use crate::ops::drill::{self, Drill};
use crate::ops::{OpError, Result, Session, figures as all_figures, screening, tier};
use crate::report::{Cell, What};
use crate::store::{figures, page as store, record};

pub(in crate::ops) use warning::explain_warning;

/// Explains what is computed on a partner's page by its name: a figure (`pace`), a field of the register (`credit_days`), or
/// a row of a table with its key (`month:2026-07`, `line:DRINKS`, `deposit:12`); names that are kept in both languages are
/// said in `lang`.
///
/// # Errors
/// [`OpError::Refused`] for a name that there is not, or no more; a partner that is gone, and those of the file.
pub fn explain(session: &Session, partner: i64, name: &str, lang: Lang) -> Result<Explanation> {
    let unknown = || OpError::Refused { key: "refused-not-explained", args: vec![("name", name.to_owned())] };
    match name {
        "drill" => return Ok(stop(&drill::drill(session, partner)?)),
        "health" => {
            let e = all_figures::explain_health(session, partner)?;
            let found = figures::of_partner(session.store.conn(), partner)?;
            return Ok(before(e, "page-week-before", found.and_then(|f| f.health.zip(f.health_before))));
        }
        "score" => {
            let e = tier::explain(session, partner)?;
            let found = figures::of_partner(session.store.conn(), partner)?;
            let e = before(e, "page-four-weeks-before", found.as_ref().and_then(|f| f.score.zip(f.score_before)));
            let computed = found.and_then(|f| f.computed_tier).map(|tier| Amount::Label(tier.label()));
            return Ok(e.input(Words::key("page-computed-tier"), computed.unwrap_or(Amount::NotRated)));
        }
        _ => {}
    }
    let page = Page::read(session, partner)?;
    let found = match name.split_once(':') {
        Some(("month", month)) => sales::month(&page, month)?,
        Some(("line", line)) => sales::line(&page, line, lang)?,
        Some(("age", age)) => credit::age(&page, age)?,
        Some(("invoice", number)) => credit::invoice(&page, number)?,
        Some(("assessment", id)) => credit::assessment(&page, id)?,
        Some(("violation", number)) => compliance::violation(&page, number)?,
        Some(("deposit", number)) => compliance::deposit(&page, number)?,
        Some(("ticket", number)) => desk::ticket(&page, number)?,
        Some(("task", id)) => desk::task(&page, id, lang)?,
        Some(("change", key)) => desk::change(&page, key)?,
        Some(("warning", rule)) => warning::warning(&page, rule, lang)?,
        Some(("contract", number)) => contracts::contract(&page, number)?,
        Some(("contract-field", key)) => contracts::field(&page, key, lang)?,
        Some(("term", term)) => contracts::term(&page, term, lang)?,
        Some(("screening", id)) => {
            let all = screening::section(session, partner)?.screenings;
            all.into_iter().find(|j| id == format!("#{}", j.screening.id)).map(|j| j.explanation)
        }
        Some(("partner", code)) => group::member(&page, code)?,
        Some(_) => None,
        None => match name {
            "group" => group::group(&page)?,
            "open" => Some(credit::file(&page, name)?),
            "orders" => Some(sales::sold(&page, name)?),
            name => {
                let result = Figure::named(name).map(|figure| results::result(&page, figure)).transpose()?.flatten();
                if result.is_some() { result } else { recorded(&page, &page.row, name, lang)? }
            }
        },
    };
    found.ok_or_else(unknown)
}

/// With what a score was before, and how it moved.
fn before(e: Explanation, then: &'static str, scores: Option<(i64, i64)>) -> Explanation {
    let Some((now, was)) = scores else { return e };
    let e = e.input(Words::key(then), Amount::Points(was));
    match super::moved(Some(now), Some(was)).what {
        What::Moved(points) => e.input(Words::key("page-change"), Amount::Points(points * 100)),
        _ => e,
    }
}

/// A record of the partner that a row names by its id (`#12`) or its number.
fn of_key(page: &Page<'_>, kind: Kind, key: &str) -> Result<Option<Row>> {
    let (field, number) = match key.strip_prefix('#') {
        Some(id) => ("id", id),
        None => ("number", key),
    };
    let Ok(number) = number.parse::<i64>() else { return Ok(None) };
    if field == "number" && kind.def().field(field).is_none() {
        return Ok(None);
    }
    let clause = format!("WHERE \"{field}\" = ?1 AND partner = ?2");
    Ok(record::query(page.session.store.conn(), kind, &clause, &[&number, &page.id()])?.pop())
}

/// The one record of its number, or all of the partner's where it has none.
fn source(page: &Page<'_>, row: &Row) -> Source {
    match row.get("number").int() {
        Some(number) => page.rows(row.kind, &format!("number:{number}")),
        None => page.rows(row.kind, ""),
    }
}

/// What a stop of supply would mean.
fn stop(d: &Drill) -> Explanation {
    let money = |m: Option<Money>| m.map_or(Amount::NotRated, Amount::Money);
    let rows = |kind| Source::new(kind, format!("partner:{}", d.partner.code));
    let count = |n: usize| Amount::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let mut e = Explanation::new(Words::key("page-drill"), money(d.unsecured))
        .formula(Words::key("page-formula-drill"))
        .input(Words::key("drill-open"), money(d.owing.as_ref().map(|o| o.open)))
        .from_rows(rows(Kind::Invoice))
        .input(Figure::Overdue.words(), money(d.owing.as_ref().map(|o| o.overdue)))
        .input(Words::key("drill-secured"), Amount::Money(d.secured))
        .input(Words::key("drill-stock"), d.stock.and_then(|s| s.days).map_or(Amount::NotRated, Amount::Days))
        .from_rows(rows(Kind::Stock))
        .input(Words::key("drill-outlets"), d.outlets.map_or(Amount::NotRated, Amount::Count))
        .input(Words::key("drill-rebate"), money(d.rebate))
        .input(Words::key("drill-tickets"), count(d.tickets.len()))
        .from_rows(rows(Kind::Ticket))
        .input(Words::key("page-lost-sales"), money(d.loss.map(|l| l.sales)))
        .input(Words::key("page-lost-contribution"), money(d.loss.map(|l| l.contribution)));
    for fit in d.cover.able().take(8) {
        let name = Words::Text(format!("→ {} {}", fit.candidate.code, fit.candidate.name));
        e = e
            .input(name, Amount::Money(fit.candidate.assessment.capacity))
            .from_rows(Source::new(Kind::Partner, format!("code:{}", fit.candidate.code)));
    }
    e.input(Words::key("drill-left"), money(d.cover.uncovered.volume))
        .note(Words::with("health-as-of", vec![("day", Amount::Date(d.as_of))]))
}

/// A field of a record as it was typed: who gave it last, and when; nothing for a field that there is not.
fn recorded(page: &Page<'_>, row: &Row, name: &str, lang: Lang) -> Result<Option<Explanation>> {
    let Some((_, field)) = row.kind.def().field(name) else { return Ok(None) };
    let said = |value: &Value, cell: &Cell| match &cell.what {
        _ if value.is_null() => Amount::NotRated,
        What::Field { label: Some(name), .. } => Amount::Text(name.get(lang).to_owned()),
        _ => Amount::Text(field.strict(value)),
    };
    let value = row.get(name);
    let mut e = Explanation::new(Words::Label(field.label), said(value, &page.field(row, name)?))
        .formula(Words::key(if row.kind == Kind::Partner { "page-formula-register" } else { "page-formula-recorded" }));
    if let Some(last) = store::last_change(page.session.store.conn(), row.kind, row.id, name)? {
        let before = last.before.iter().find(|(n, _)| *n == name).map_or(&Value::Null, |(_, v)| v);
        e = e.input(Words::key("page-who"), Amount::Text(last.actor)).input(Words::key("page-when"), Amount::Time(last.at));
        if !before.is_null() {
            e = e.input(Words::key("page-before"), Amount::Text(field.strict(before)));
        }
    }
    Ok(Some(e))
}
