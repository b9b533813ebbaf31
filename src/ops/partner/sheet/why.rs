//! Where the figures of the page come from that are explained only when somebody asks.

use super::Page;
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::health::{self, RECENT};
use crate::domain::money::{Money, Rate};
use crate::domain::period::{Span, Week};
use crate::domain::record::{Kind, Value};
use crate::domain::sales::Figures;
use crate::ops::credit::{self, explain::Figure};
use crate::ops::drill::{self, Drill};
use crate::ops::{Result, Session, figures as all_figures, tier};
use crate::store::{figures, page as store, weeks};

/// Explains a figure of a partner's page by its name: a computed one, or a field of the register.
///
/// # Errors
/// A partner that is gone, and those of the file.
pub fn explain(session: &Session, partner: i64, name: &str) -> Result<Explanation> {
    match name {
        "health" => all_figures::explain_health(session, partner),
        "score" => tier::explain(session, partner),
        "drill" => Ok(stop(&drill::drill(session, partner)?)),
        _ => {
            let page = Page::read(session, partner)?;
            match name {
                "pace" | "attainment" => target(&page, name == "pace"),
                "light" | "open" => {
                    let figure = if name == "light" { Figure::Light } else { Figure::Open };
                    let file = credit::file(session, partner)?;
                    Ok(credit::explain::explain(&file, figure, &session.policy))
                }
                "sales4" | "t12m" | "orders" | "return_rate" | "contribution" => sold(&page, name),
                field => registered(&page, field),
            }
        }
    }
}

fn percent(rate: Rate) -> String {
    format!("{}%", rust_decimal::Decimal::new(rate.0, 2).normalize())
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
        .input(Words::key("figure-overdue"), money(d.owing.as_ref().map(|o| o.overdue)))
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

/// Sales against the target: the whole of the period, or the part that is due.
fn target(page: &Page<'_>, of_due: bool) -> Result<Explanation> {
    let session = page.session;
    let basis = all_figures::basis(&session.policy, session.as_of());
    let first_month = session.policy.organisation.fiscal_year_month;
    let found = figures::with_inputs(session.store.conn(), page.id(), &basis, |inputs, owed, _| {
        health::health(inputs, &owed.now, basis.as_of, basis.moment, first_month, &session.policy.health).pace
    })?;
    let (title, formula) = if of_due { ("page-pace", "page-formula-pace") } else { ("page-attainment", "formula-attainment") };
    let Some(p) = found else {
        return Ok(Explanation::new(Words::key(title), Amount::NotRated)
            .formula(Words::key(formula))
            .note(Words::key("health-without-pace")));
    };
    let value = if of_due { Some(p.pace) } else { p.attainment };
    let span = vec![("from", Amount::Date(p.span.from)), ("to", Amount::Date(p.span.to))];
    Ok(Explanation::new(Words::key(title), value.map_or(Amount::NotRated, Amount::Rate))
        .formula(Words::key(formula))
        .input(Words::with("health-pace-sales", span), Amount::Money(p.sales))
        .from_rows(page.rows(Kind::Sale, &format!("day>={} day<={}", p.span.from, p.span.to)))
        .input(
            Words::key(if of_due { "health-pace-due" } else { "page-target" }),
            Amount::Money(if of_due { p.due } else { p.whole }),
        )
        .from_rows(Source::new(Kind::Target, format!("subject:{} to_day>={} from_day<={}", page.code, p.span.from, p.span.to)))
        .policy("health.pace_months", session.policy.health.pace_months.to_string()))
}

/// What was sold in a span of days.
fn sold(page: &Page<'_>, name: &str) -> Result<Explanation> {
    let as_of = page.session.as_of();
    let policy = &page.session.policy;
    let week = Week::of(as_of);
    let weeks_back = |n: i32| Span { from: Week(week.0 - n).monday(), to: Week(week.0).monday() - chrono::Days::new(1) };
    let year = Span::trailing_year(as_of);
    let span = match name {
        "sales4" => weeks_back(RECENT),
        "return_rate" => weeks_back(health::BEFORE),
        _ => year,
    };
    let cuts = weeks::of_partner(page.session.store.conn(), page.id())?;
    let of = |span: Span| -> Figures {
        let (from, to) = (crate::domain::period::Month::of(span.from), crate::domain::period::Month::of(span.to));
        if span == year {
            weeks::by_month(cuts.iter().copied(), from, to).into_iter().sum()
        } else {
            weeks::by_week(cuts.iter().copied(), Week::of(span.from), Week::of(span.to)).into_iter().sum()
        }
    };
    let f = of(span);
    let rows = page.rows(Kind::Sale, &format!("day>={} day<={}", span.from, span.to));
    let (title, value, formula) = match name {
        "orders" => ("page-orders-year", Amount::Count(f.orders), "page-formula-orders"),
        "return_rate" => ("figure-return-rate", f.return_rate().map_or(Amount::NotRated, Amount::Rate), "formula-return-rate"),
        "contribution" => ("figure-contribution", Amount::Money(f.contribution()), "formula-contribution"),
        "sales4" => ("page-sales4", Amount::Money(f.after_returns()), "page-formula-sales"),
        _ => ("page-t12m", Amount::Money(f.after_returns()), "page-formula-sales"),
    };
    let mut e = Explanation::new(Words::key(title), value)
        .formula(Words::key(formula))
        .input(Words::key("figure-net"), Amount::Money(f.net_amount))
        .from_rows(rows)
        .input(Words::key("figure-returns"), Amount::Money(f.returns));
    match name {
        "contribution" => {
            e = e.input(Words::key("figure-cost"), Amount::Money(f.cost)).input(Words::key("figure-fees"), Amount::Money(f.fees));
        }
        "return_rate" => e = e.policy("alerts.return_rate.warn", percent(policy.alerts.return_rate.warn)),
        _ => e = e.input(Words::key("page-orders"), Amount::Count(f.orders)),
    }
    let args = vec![("from", Amount::Date(span.from)), ("to", Amount::Date(span.to))];
    Ok(e.note(Words::with("page-in-span", args)))
}

/// A field of the register: who gave it last, and when.
fn registered(page: &Page<'_>, name: &str) -> Result<Explanation> {
    let Some((_, field)) = Kind::Partner.def().field(name) else {
        return Ok(Explanation::new(Words::Text(name.to_owned()), Amount::NotRated));
    };
    let said = match page.row.get(name) {
        Value::Null => Amount::NotRated,
        value => match &page.field(&page.row, name)?.what {
            crate::domain::sheet::What::Field { label: Some(label), .. } => Amount::Text(label.zh.clone()),
            _ => Amount::Text(field.strict(value)),
        },
    };
    let mut e = Explanation::new(Words::Label(field.label), said).formula(Words::key("page-formula-register"));
    if let Some(last) = store::last_change(page.session.store.conn(), Kind::Partner, page.id(), name)? {
        let before = last.before.iter().find(|(n, _)| *n == name).map_or(&Value::Null, |(_, v)| v);
        e = e.input(Words::key("page-who"), Amount::Text(last.actor)).input(Words::key("page-when"), Amount::Time(last.at));
        if !before.is_null() {
            e = e.input(Words::key("page-before"), Amount::Text(field.strict(before)));
        }
    }
    Ok(e)
}
