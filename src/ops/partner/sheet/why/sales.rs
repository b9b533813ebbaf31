//! Where sales come from: of a span of days, a month, a product line, and against the target.

use super::super::sales::{is_whole, of_line};
use super::super::{Page, Result};
use crate::domain::explain::{Amount, Explanation, Source, Words};
use crate::domain::figure::{self, Figure};
use crate::domain::figures::Basis;
use crate::domain::health::explain::against_targets;
use crate::domain::health::{BEFORE, RECENT};
use crate::domain::money::{Money, Rate};
use crate::domain::period::{Month, Span, Week};
use crate::domain::record::{Kind, Lang};
use crate::domain::sales::Figures;
use crate::ops::figures as all_figures;
use crate::store::rollup::late;
use crate::store::{figures, page as store, record, weeks};

fn percent(rate: Rate) -> String {
    format!("{}%", rust_decimal::Decimal::new(rate.0, 2).normalize())
}

/// Sales against the target: the whole of the period, or the part that is due.
pub(super) fn target(page: &Page<'_>, of_due: bool) -> Result<Explanation> {
    let session = page.session;
    let basis = Basis::of(&session.policy, session.as_of());
    let months = session.policy.health.pace_months;
    let found = figures::with_inputs(session.store.conn(), page.id(), &basis, |inputs, _, around| {
        let day = basis.day(0, &around.until);
        let Some(stands) = inputs.pace(day.as_of, &day.horizon, day.first_month, months) else { return Ok(None) };
        let to = if of_due { stands.until } else { basis.as_of };
        let counted = all_figures::counted(session.store.conn(), inputs, stands.span, &day.horizon, to)?;
        Ok::<_, crate::store::StoreError>(Some((stands, counted)))
    })??;
    let figure = if of_due { Figure::Pace } else { Figure::Attainment };
    let Some((p, counted)) = found else {
        return Ok(Explanation::new(figure.words(), Amount::NotRated)
            .formula(figure.formula())
            .note(Words::key("health-without-pace")));
    };
    let (ratio, target) = if of_due { (p.aimed.pace(), p.aimed.due) } else { (p.aimed.attainment(), p.aimed.target) };
    let title = if of_due { Words::key("health-pace-due") } else { Figure::Target.words() };
    let e =
        Explanation::new(figure.words(), ratio.map_or(Amount::NotRated, |r| Amount::Rate(r.rate()))).formula(figure.formula());
    Ok(against_targets(e, &page.code, &counted, p.span, (title, target)).policy("health.pace_months", months.to_string()))
}

/// What was sold in the span that a figure is of, beside the span before where it is compared with that.
pub(super) fn sold(page: &Page<'_>, name: &str) -> Result<Explanation> {
    let as_of = page.session.as_of();
    let policy = &page.session.policy;
    let week = all_figures::week(page.session)?;
    let weeks_back =
        |from: i32, to: i32| Span { from: Week(week.0 - from).monday(), to: Week(week.0 - to).monday() - chrono::Days::new(1) };
    let (span, before) = match name {
        "sales4" | "orders4" => (weeks_back(RECENT, 0), Some(weeks_back(2 * RECENT, RECENT))),
        "return_rate" => (weeks_back(BEFORE, 0), None),
        "contribution" => (Span::trailing_year(as_of), None),
        _ => {
            let year = Span::trailing_year(as_of);
            (year, Some(a_year_before(year)))
        }
    };
    let cuts = weeks::of_partner(page.session.store.conn(), page.id())?;
    let of = |span: Span| -> Figures {
        if matches!(name, "sales4" | "orders4" | "return_rate") {
            weeks::by_week(cuts.iter().copied(), Week::of(span.from), Week::of(span.to)).into_iter().sum()
        } else {
            weeks::by_month(cuts.iter().copied(), Month::of(span.from), Month::of(span.to)).into_iter().sum()
        }
    };
    let f = of(span);
    let rows = page.rows(Kind::Sale, &within(span));
    let catalogued = |figure: Figure, value| (figure.words(), value, figure.formula());
    let (title, value, formula) = match name {
        "orders4" => catalogued(Figure::Orders4, Amount::Count(f.orders)),
        "orders" => (Words::key("page-orders-year"), Amount::Count(f.orders), Words::key("page-formula-orders")),
        "return_rate" => catalogued(Figure::ReturnRate, f.return_rate().map_or(Amount::NotRated, Amount::Rate)),
        "contribution" => catalogued(Figure::Contribution, Amount::Money(f.contribution())),
        "sales4" => catalogued(Figure::Sales4, Amount::Money(f.after_returns())),
        _ => catalogued(Figure::T12m, Amount::Money(f.after_returns())),
    };
    let mut e = Explanation::new(title, value)
        .formula(formula)
        .input(Figure::GrossShipments.words(), Amount::Money(f.net_amount))
        .from_rows(rows)
        .input(Figure::Returns.words(), Amount::Money(f.returns));
    match name {
        "contribution" => {
            e = e.input(Figure::Cost.words(), Amount::Money(f.cost)).input(Figure::Fees.words(), Amount::Money(f.fees));
        }
        "return_rate" => e = e.policy("alerts.return_rate.warn", percent(policy.alerts.return_rate.warn)),
        _ => e = e.input(Words::key("page-orders"), Amount::Count(f.orders)),
    }
    if let Some(before) = before {
        let was = of(before);
        let source = page.rows(Kind::Sale, &within(before));
        e = if matches!(name, "orders" | "orders4") {
            e.input(span_name(before), Amount::Count(was.orders)).from_rows(source)
        } else {
            let whole = name == "sales4" || is_whole(&cuts, Month::of(before.from));
            against(e, span_name(before), f.after_returns(), was.after_returns(), source, whole)
        };
    }
    Ok(e.note(span_name(span)))
}

/// The same months a year before.
fn a_year_before(span: Span) -> Span {
    Span { from: Month(Month::of(span.from).0 - 12).first(), to: Month(Month::of(span.to).0 - 12).span().to }
}

fn within(span: Span) -> String {
    format!("day>={} day<={}", span.from, span.to)
}

fn span_name(span: Span) -> Words {
    Words::with("page-in-span", vec![("from", Amount::Date(span.from)), ("to", Amount::Date(span.to))])
}

/// With what was sold before, and the growth on it where figures reach back that far.
fn against(e: Explanation, name: Words, now: Money, before: Money, rows: Source, whole: bool) -> Explanation {
    let e = e.input(name, Amount::Money(before)).from_rows(rows);
    if !whole {
        return e.note(Words::key("page-not-whole"));
    }
    if before.0 <= 0 {
        return e.note(Words::key("page-no-growth"));
    }
    let growth = figure::change(now.0, before.0).map_or(Amount::NotRated, Amount::Rate);
    e.input(Words::key("page-growth"), growth).note(Words::key("page-formula-growth"))
}

/// What was sold in a month, `2026-07`, beside the same month a year before.
pub(super) fn month(page: &Page<'_>, key: &str) -> Result<Option<Explanation>> {
    let Ok(first) = format!("{key}-01").parse() else { return Ok(None) };
    let conn = page.session.store.conn();
    let (month, cuts) = (Month::of(first), weeks::of_partner(conn, page.id())?);
    let of = |m: Month| -> Figures { weeks::by_month(cuts.iter().copied(), m, m).into_iter().sum() };
    let earlier = Month(month.0 - 12);
    let (f, before) = (of(month), of(earlier));
    let title = Words::with("page-sales-of", vec![("what", Amount::Text(key.to_owned()))]);
    let e = Explanation::new(title, Amount::Money(f.after_returns()))
        .formula(Figure::NetSales.formula())
        .input(Figure::GrossShipments.words(), Amount::Money(f.net_amount))
        .from_rows(page.rows(Kind::Sale, &within(month.span())))
        .input(Figure::Returns.words(), Amount::Money(f.returns))
        .from_rows(page.rows(Kind::Sale, &format!("{} returns>0", within(month.span()))))
        .input(Words::key("page-orders"), Amount::Count(f.orders));
    let name = Words::Text(earlier.first().format("%Y-%m").to_string());
    let source = page.rows(Kind::Sale, &within(earlier.span()));
    let e = against(e, name, f.after_returns(), before.after_returns(), source, true);
    // beside it, not in it
    let late = late::of_partner(conn, page.id(), month, month)?.remove(&month);
    Ok(Some(match late {
        Some(late) => {
            e.input(Words::key("page-came-late"), Amount::Money(late.after_returns())).note(Words::key("page-note-came-late"))
        }
        None => e,
    }))
}

/// What was sold of a product line in the 12 months, its share, and the 12 months before.
pub(super) fn line(page: &Page<'_>, key: &str, lang: Lang) -> Result<Option<Explanation>> {
    let conn = page.session.store.conn();
    let code = if key == "none" { "" } else { key };
    let id = if code.is_empty() { Some(0) } else { record::id_by_code(conn, Kind::ProductLine, code)? };
    let Some(id) = id else { return Ok(None) };
    let span = Span::trailing_year(page.session.as_of());
    let earlier = a_year_before(span);
    let of = |s: Span| store::lines(conn, page.id(), Month::of(s.from), Month::of(s.to));
    let (now, before) = (of(span)?, of(earlier)?);
    let Some(f) = now.get(&id) else { return Ok(None) };
    let whole: Money = now.values().map(Figures::after_returns).sum();
    let was = before.get(&id).map(Figures::after_returns).unwrap_or_default();
    let title = if id == 0 {
        Words::key("page-no-line")
    } else {
        Words::with("page-sales-of", vec![("what", Amount::Text(page.name(Kind::ProductLine, id)?.get(lang).to_owned()))])
    };
    let net = f.after_returns();
    let e = Explanation::new(title, Amount::Money(net))
        .formula(Figure::NetSales.formula())
        .input(Figure::GrossShipments.words(), Amount::Money(f.net_amount))
        .from_rows(of_line(page, span, code))
        .input(Figure::Returns.words(), Amount::Money(f.returns))
        .input(Words::key("page-all-lines"), Amount::Money(whole))
        .from_rows(page.rows(Kind::Sale, &within(span)))
        .input(Words::key("page-share"), figure::share(net.0, whole.0).map_or(Amount::NotRated, Amount::Rate));
    let whole_before = is_whole(&weeks::of_partner(conn, page.id())?, Month::of(earlier.from));
    let e = against(e, span_name(earlier), net, was, of_line(page, earlier, code), whole_before);
    Ok(Some(e.note(span_name(span))))
}
