//! Where the results come from that the list of partners shows: each under its name in the catalogue.

use super::super::{Page, Result};
use super::{before, credit, sales};
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::figure::Figure;
use crate::domain::figures::Basis;
use crate::domain::inventory::{self, WINDOW};
use crate::domain::kinds::{Decision, Tier};
use crate::domain::money::Money;
use crate::domain::period::{Span, Week, from_day_number};
use crate::domain::record::Kind;
use crate::domain::violation;
use crate::ops::credit::explain as credit_file;
use crate::ops::{contract, figures as all_figures, tier};
use crate::store::{compliance, figures};

/// Where a result of the partner comes from; `None` for what is no result.
pub(super) fn result(page: &Page<'_>, figure: Figure) -> Result<Option<Explanation>> {
    let stored = || figures::of_partner(page.session.store.conn(), page.id());
    Ok(Some(match figure {
        Figure::HealthBefore => {
            let e = all_figures::explain_health_before(page.session, page.id())?;
            Explanation { title: figure.words(), ..e }
        }
        Figure::Sales4 | Figure::Orders4 | Figure::T12m | Figure::ReturnRate | Figure::Contribution => {
            sales::sold(page, figure.name())?
        }
        Figure::Pace | Figure::Attainment => sales::target(page, figure == Figure::Pace)?,
        Figure::Light => credit::file(page, "light")?,
        Figure::Open => credit::file(page, "open")?,
        Figure::Overdue => of_file(page, credit_file::Figure::Overdue)?,
        Figure::OverdueDays => {
            let e = of_file(page, credit_file::Figure::Overdue)?;
            let days = stored()?.and_then(|f| f.overdue_days).map_or(Amount::NotRated, Amount::Count);
            Explanation { title: figure.words(), value: days, formula: Some(figure.formula()), ..e }
        }
        Figure::Dso => of_file(page, credit_file::Figure::Dso)?,
        Figure::InventoryDays => inventory_days(page)?,
        Figure::ComputedTier => {
            let e = tier::explain(page.session, page.id())?;
            let found = stored()?;
            let e = before(e, "page-four-weeks-before", found.as_ref().and_then(|f| f.score.zip(f.score_before)));
            let tier = found.and_then(|f| f.computed_tier).map(|t| Amount::Label(t.label()));
            Explanation { title: figure.words(), value: tier.unwrap_or(Amount::NotRated), formula: Some(figure.formula()), ..e }
        }
        Figure::BoardTier => {
            let e = tier::explain(page.session, page.id())?;
            let found = stored()?;
            let label = |tier: Option<Tier>| tier.map_or(Amount::NotRated, |t| Amount::Label(t.label()));
            let (in_force, computed) = (found.as_ref().and_then(|f| f.tier), found.as_ref().and_then(|f| f.computed_tier));
            let e = e.input(Words::key("page-tier"), label(in_force)).input(Figure::ComputedTier.words(), label(computed));
            let stands = label(in_force.filter(|_| computed.is_some()).or(computed));
            Explanation { title: figure.words(), value: stands, formula: Some(figure.formula()), ..e }
        }
        Figure::OpenTickets => counted(page, figure, Kind::Ticket, "-state:resolved,closed")?,
        Figure::OpenAlerts => counted(page, figure, Kind::Alert, "-state:cleared")?,
        Figure::Points => points(page)?,
        Figure::DepositHeld => deposit(page)?,
        Figure::ContractEnd => contract_end(page)?,
        _ => return Ok(None),
    }))
}

fn of_file(page: &Page<'_>, what: credit_file::Figure) -> Result<Explanation> {
    let file = crate::ops::credit::file(page.session, page.id())?;
    Ok(credit_file::explain(&file, what, &page.session.policy))
}

/// So many records of a kind as there are.
fn counted(page: &Page<'_>, figure: Figure, kind: Kind, filter: &str) -> Result<Explanation> {
    let rows = page.rows(kind, filter);
    let stored = figures::of_partner(page.session.store.conn(), page.id())?;
    let count = stored.map_or(Amount::NotRated, |f| {
        Amount::Count(if kind == Kind::Alert {
            i64::try_from(f.parts.findings.len()).unwrap_or(i64::MAX)
        } else {
            f.open_tickets
        })
    });
    Ok(Explanation::new(figure.words(), count.clone()).formula(figure.formula()).input(figure.words(), count).from_rows(rows))
}

fn points(page: &Page<'_>) -> Result<Explanation> {
    let (as_of, months) = (page.session.as_of(), page.session.policy.violations.months);
    let mut sum = 0;
    let mut numbers = Vec::new();
    for row in page.query(Kind::Violation, "WHERE partner = ?1 ORDER BY \"on\"")? {
        let Some(on) = row.get("on").int().and_then(|n| i32::try_from(n).ok()).map(from_day_number) else { continue };
        if row.get("state").text() == Some(Decision::Approved.code()) && violation::counts(on, as_of, months) {
            sum += row.get("points").int().unwrap_or(0);
            numbers.extend(row.get("number").int().map(|n| n.to_string()));
        }
    }
    let e = Explanation::new(Figure::Points.words(), Amount::Count(sum)).formula(Figure::Points.formula());
    let e = e.input(Figure::Points.words(), Amount::Count(sum));
    let e =
        if numbers.is_empty() { e } else { e.from_rows(page.rows(Kind::Violation, &format!("number={}", numbers.join(",")))) };
    Ok(e.policy("violations.months", months.to_string()))
}

fn deposit(page: &Page<'_>) -> Result<Explanation> {
    let figure = Figure::DepositHeld;
    let as_of = page.session.as_of();
    let known = page.query(Kind::DepositEntry, "WHERE partner = ?1 LIMIT 1")?;
    let held = compliance::held(page.session.store.conn(), page.id(), as_of)?;
    let held = if known.is_empty() { Amount::NotRated } else { Amount::Money(held) };
    let rows = page.rows(Kind::DepositEntry, &format!("on<={as_of}"));
    Ok(Explanation::new(figure.words(), held.clone()).formula(figure.formula()).input(figure.words(), held).from_rows(rows))
}

fn contract_end(page: &Page<'_>) -> Result<Explanation> {
    let figure = Figure::ContractEnd;
    let section = contract::section(page.session, page.id())?;
    let in_force = section.contracts.iter().filter(|l| section.in_force.contains(&l.contract.number));
    let last = in_force.max_by_key(|l| l.term.to);
    let value = last.map_or(Amount::NotRated, |l| Amount::Date(l.term.to));
    let e = Explanation::new(figure.words(), value.clone()).formula(figure.formula());
    let Some(line) = last else { return Ok(e) };
    Ok(e.input(figure.words(), value).from_rows(page.rows(Kind::Contract, &format!("number=\"{}\"", line.contract.number))))
}

fn inventory_days(page: &Page<'_>) -> Result<Explanation> {
    let session = page.session;
    let basis = Basis::of(&session.policy, session.as_of());
    let found = figures::with_inputs(session.store.conn(), page.id(), &basis, |inputs, _, around| {
        let week = basis.day(0, &around.until).week();
        (inventory::days(inputs.history, inputs.counts, week), week)
    })?;
    let (days, week) = found;
    let figure = Figure::InventoryDays;
    let e = Explanation::new(figure.words(), days.map_or(Amount::NotRated, |d| Amount::Days(d.days))).formula(figure.formula());
    let target = session.policy.inventory.target_days;
    let e = e.policy("inventory.target_days", target.to_string());
    let Some(d) = days else { return Ok(e) };
    let window = Span { from: from_day_number(Week(week.0 - WINDOW).first_day()), to: from_day_number(week.first_day() - 1) };
    let amount = |n: i64| if d.by_value { Amount::Money(Money(n)) } else { Amount::Count(n) };
    // what was not counted in the window counts as it was in the month before
    let counts = format!("day>={} day<={}", window.from - chrono::Days::new(inventory::STALE_DAYS), window.to);
    let sold = format!("day>={} day<={}", window.from, window.to);
    Ok(e.input(Words::key("figure-average-stock"), amount(d.average))
        .from_rows(page.rows(Kind::Stock, &counts))
        .input(if d.by_value { Figure::Cost.words() } else { Words::key("figure-pieces-out") }, amount(d.outflow))
        .from_rows(page.rows(Kind::Sale, &sold)))
}
