//! The network's credit as documents: aging, days outstanding, payers, disputes, exposure, months, lights, assessments due.

use super::explain::reason;
use super::network::{self, Due, Exposed, Lit, MonthOf, Payer, Payers};
use crate::domain::credit::Light;
use crate::domain::explain::{Amount, Words};
use crate::domain::figure::Figure as Catalogued;
use crate::domain::money::{Money, Rate};
use crate::domain::period::{Month, Span};
use crate::domain::receivables::Bucket;
use crate::domain::receivables::behaviour::Behaviour;
use crate::domain::record::Lang;
use crate::domain::sales::By;
use crate::i18n::explain::words;
use crate::ops::kpi::explain;
use crate::ops::kpi::pages::concentration;
use crate::ops::kpi::receivables::{Owing, Report, receivables_by};
use crate::ops::{Result, Session};
use crate::report::{self, Block, Cell, Chart, ChartKind, Column, Columns, Document, Figure, Name, Tone, Type, What};
use crate::store::kpi;

/// Which rows: of which partners, by what, and so many of them; the whole stays the whole.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Only partners for which this holds.
    pub filter: String,
    /// What the rows are.
    pub by: By,
    /// So many rows; `None`: all.
    pub top: Option<usize>,
    /// Also where the whole's figures come from.
    pub explain: bool,
}

/// A document as of the session's day, in its currency.
fn begun(session: &Session, schema: &'static str, title: &'static str) -> Document {
    let (currency, as_of) = (session.policy.organisation.currency.clone(), session.as_of());
    let args = vec![("currency", Amount::Text(currency.clone())), ("as_of", Amount::Date(as_of))];
    Document::new(schema).title(Words::with(title, args)).head("as_of", Words::key("report-as-of"), as_of).head(
        "currency",
        Words::key("report-currency"),
        currency,
    )
}

/// The columns that name a row of a breakdown: its code and what it is called.
pub(in crate::ops) fn keyed<'a, T>(by: By, name: impl Fn(&T) -> &kpi::Name + Copy + 'a) -> Columns<'a, T> {
    let called = |n: &kpi::Name| Name { code: n.code.clone(), en: n.name.clone(), zh: n.name_zh.clone().unwrap_or_default() };
    Columns::default()
        .with(Column::code("key", Words::key("kpi-code")).key(), move |row| Cell::from(name(row).code.as_str()).toned(Tone::Dim))
        .with(Column::text("name", Words::Label(by.label())).called(Words::key("kpi-total")), move |row| called(name(row)))
}

/// Keeps the first rows; answers how many there were.
fn cut<T>(rows: &mut Vec<T>, top: Option<usize>) -> usize {
    let all = rows.len();
    rows.truncate(top.unwrap_or(usize::MAX));
    all
}

/// What an age is called, in words.
#[must_use]
pub fn age_text(lang: Lang, b: &Bucket) -> String {
    words(lang, chrono_tz::Tz::UTC, &age(b))
}

/// What an age is called: `not due`, `1-30`, `90+`.
fn age(b: &Bucket) -> Words {
    match (b.from_days, b.to_days) {
        (None, _) => Words::key("kpi-not-due"),
        (Some(from), Some(to)) => Words::Text(format!("{from}-{to}")),
        (Some(from), None) => Words::Text(format!("{}+", from - 1)),
    }
}

fn figure(f: Catalogued) -> Words {
    f.words()
}

/// What is owed, by age and in days.
fn owing(report: &Report, by: By, red_days: i64) -> Columns<'static, Owing> {
    let mut columns = keyed(by, |o: &Owing| &o.name)
        .with(Column::money("open", figure(Catalogued::Open)).in_units(), |o| o.open)
        .with(Column::money("overdue", figure(Catalogued::Overdue)).in_units(), |o| o.overdue)
        .with(Column::money("disputed", Words::key("credit-disputed-amount")).in_units(), |o| o.disputed)
        .with(Column::money("on_account", Words::key("figure-on-account")).in_units(), |o| o.on_account)
        // with this the ages come to what is open
        .with(Column::money("taken_off", Words::key("credit-taken-off")).in_units().sparse(), |o| -o.on_account)
        .with(Column::count("items", Words::key("credit-items")), |o| o.items)
        .with(Column::days("oldest_days", figure(Catalogued::OverdueDays)).sparse(), |o| o.oldest_days);
    for (i, b) in report.total.buckets.iter().enumerate() {
        let bucket = move |o: &Owing| o.buckets.get(i).copied();
        let column = move |column: Column| column.item("buckets", i);
        columns = columns
            .with(column(Column::days("from_days", age(b)).nested()), move |o| bucket(o).and_then(|b| b.from_days))
            .with(column(Column::days("to_days", age(b)).nested()), move |o| bucket(o).and_then(|b| b.to_days))
            .with(column(Column::count("items", age(b)).nested()), move |o| bucket(o).map(|b| b.items))
            .with(column(Column::money("amount", age(b)).in_units().sparse()), move |o| {
                let Some(b) = bucket(o) else { return Cell::of(What::Nothing) };
                Cell::from(b.amount).toned(match b.from_days {
                    None => Tone::Plain,
                    Some(from) if from > red_days => Tone::Bad,
                    Some(_) => Tone::Soon,
                })
            });
    }
    let billed = Words::with("figure-billed", vec![("days", Amount::Count(report.balance_days))]);
    columns
        .with(Column::money("billed", billed).in_units(), |o| o.billed)
        .with(Column::days("dso", figure(Catalogued::Dso)).rated(), |o| o.dso)
        .with(Column::days("dso_balance", Words::key("figure-dso-balance")).rated(), |o| o.dso_balance)
}

/// What one owes, as data.
#[must_use]
pub fn whole(owed: &Owing) -> What {
    let report = Report { as_of: chrono::NaiveDate::default(), balance_days: 0, rows: Vec::new(), total: owed.clone() };
    let table = owing(&report, By::Partner, 0).table_and_total([], owed);
    table.total.map_or(What::Nothing, |line| report::data::members_of(&table.columns, &line))
}

/// What is owed, of which people are shown some columns.
fn owed(
    session: &Session,
    wish: &Wish,
    bounds: Option<&[i64]>,
    (schema, title): (&'static str, &'static str),
    view: &[&'static str],
) -> Result<Document> {
    let mut report = receivables_by(session, &wish.filter, bounds, wish.by)?;
    let all = cut(&mut report.rows, wish.top);
    let columns = owing(&report, wish.by, session.policy.credit.red_days);
    let account = report.total.on_account != Money::ZERO;
    let view: Vec<&'static str> = view.iter().copied().filter(|name| *name != "taken_off" || account).collect();
    let table = columns.table_and_total(&report.rows, &report.total).of(all).view(&view);
    let table = table.chart(if view.contains(&"buckets") {
        Chart::new(ChartKind::Stacked, "name", &["buckets"])
    } else {
        Chart::new(ChartKind::Bars, "name", &["dso"])
    });
    let mut document = begun(session, schema, title);
    if schema != RECEIVABLES.0 {
        document = document.head("by", Words::key("report-by"), (wish.by.code(), wish.by.label()));
    }
    let document = document
        .head("balance_days", Words::key("report-balance-days"), What::Days(report.balance_days))
        .with(Block::table("rows", table, nothing()));
    let explained = wish.explain.then(|| explain::receivables(&report.total, report.as_of, &session.policy));
    Ok(match explained {
        Some(e) => document.explained([e], &(&*session.policy).into()),
        None => document,
    })
}

/// Schema and title of `kpi receivables`.
const RECEIVABLES: (&str, &str) = ("qudao.receivables/1", "kpi-receivables-head");

/// What is open by age; `bounds` replaces the policy's.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn aging(session: &Session, wish: &Wish, bounds: Option<&[i64]>) -> Result<Document> {
    let view = ["key", "name", "open", "items", "buckets", "taken_off", "overdue", "oldest_days"];
    owed(session, wish, bounds, ("qudao.credit.aging/1", RECEIVABLES.1), &view)
}

/// What partners owe by age, and days outstanding.
///
/// # Errors
/// As [`aging`].
pub fn receivables(session: &Session, wish: &Wish, bounds: Option<&[i64]>) -> Result<Document> {
    owed(session, wish, bounds, RECEIVABLES, &["key", "name", "open", "buckets", "taken_off", "oldest_days", "dso"])
}

/// Days sales outstanding.
///
/// # Errors
/// As [`aging`].
pub fn dso(session: &Session, wish: &Wish) -> Result<Document> {
    let view = ["key", "name", "open", "billed", "dso", "dso_balance"];
    owed(session, wish, None, ("qudao.credit.dso/1", "credit-head-dso"), &view)
}

/// What is at risk now and at its peak.
///
/// # Errors
/// As [`aging`].
pub fn exposure(session: &Session, wish: &Wish) -> Result<Document> {
    let mut found = network::exposure(session, &wish.filter)?;
    let all = cut(&mut found.rows, wish.top);
    let columns = keyed(By::Partner, |e: &Exposed| &e.name)
        .with(Column::money("open", figure(Catalogued::Open)).in_units(), |e| e.open)
        .with(Column::money("limit", Words::key("credit-limit")).in_units(), |e| e.limit)
        .with(Column::fraction("used", Words::key("credit-utilisation")), |e| {
            Cell::from(e.used).toned(if e.used.is_some_and(|u| u > Rate::ONE) { Tone::Bad } else { Tone::Plain })
        })
        .with(Column::money("security", Words::key("credit-security")).in_units(), |e| e.security)
        .with(Column::money("uncovered", Words::key("credit-uncovered")).in_units(), |e| e.uncovered)
        .with(Column::money("peak", Words::key("credit-peak")).in_units(), |e| e.peak.map(|p| p.1))
        .with(Column::day("peak_on", Words::key("credit-peak-day")).right(), |e| e.peak.map(|p| p.0))
        .with(Column::money("bad_debt", Words::key("report-bad-debt")), |e| e.bad);
    let view = ["key", "name", "open", "limit", "used", "security", "uncovered", "peak", "peak_on"];
    let bad = found.bad_debt;
    let red = session.policy.receivables.bad_debt_red;
    let share = bad.rate.map_or(Amount::NotRated, |r| Amount::Rate(r.rate()));
    let said = vec![("amount", Amount::Money(bad.amount)), ("rate", share), ("red", Amount::Rate(red))];
    let of = |name, key, value: Cell| Figure::new(name, Words::key(key), value);
    let members = vec![
        of("amount", "report-bad-debt", bad.amount.into()),
        of("against", "report-against", bad.against.into()),
        of("measure", "report-measure", if bad.billed { "billed" } else { "sales" }.into()),
        of("rate", "report-rate", bad.rate.into()).typed(Type::Fraction),
        of("red_line", "report-red-line", red.into()),
        of("red", "report-red", bad.red.into()),
    ];
    let table = columns.table_and_total(&found.rows, &found.total).of(all).view(&view);
    let table = table.chart(Chart::new(ChartKind::Bars, "name", &["open"]));
    Ok(begun(session, "qudao.credit.exposure/1", "credit-head-exposure")
        .with(Block::table("rows", table, nothing()))
        .with(Block::members("bad_debt", members, Some(Words::with("credit-bad-debt", said))))
        .with(Block::said(Words::key("credit-note-exposure"))))
}

/// What was billed and collected, by month; `top`: the last so many.
///
/// # Errors
/// As [`aging`].
pub fn months(session: &Session, wish: &Wish) -> Result<Document> {
    let found: Vec<(Month, MonthOf)> = network::months(session, &wish.filter)?.into_iter().collect();
    let skip = found.len().saturating_sub(wish.top.unwrap_or(usize::MAX));
    let columns = Columns::default()
        .with(Column::typed("month", Words::Label(By::Month.label()), Type::Month), |(month, _)| *month)
        .with(Column::count("invoices", Words::key("credit-invoices")), |(_, m): &(Month, MonthOf)| m.invoices)
        .with(Column::money("billed", Words::key("credit-billed")).in_units(), |(_, m)| m.billed)
        .with(Column::money("collected", Words::key("credit-collected")).in_units(), |(_, m)| m.collected);
    let table = columns.table(found.iter().skip(skip));
    let table = table.chart(Chart::new(ChartKind::Lines, "month", &["billed", "collected"]));
    Ok(begun(session, "qudao.credit.months/1", "credit-head-months").with(Block::table("rows", table, nothing())))
}

/// An empty table prints its headings all the same.
fn nothing() -> Words {
    Words::Text(String::new())
}

fn counted(all: usize) -> Block {
    Block::members("", vec![Figure::new("count", Words::key("report-count"), all.into())], None)
}

/// Partners whose light is red, or red or yellow, and why.
///
/// # Errors
/// As [`aging`].
pub fn lights(session: &Session, wish: &Wish, yellow: bool) -> Result<Document> {
    let lights: &[Light] = if yellow { &[Light::Red, Light::Yellow] } else { &[Light::Red] };
    let mut rows = network::lights(session, &wish.filter, lights)?;
    let all = cut(&mut rows, wish.top);
    let columns = keyed(By::Partner, |l: &Lit| &l.name)
        .with(Column::code("light", Words::key("credit-light")), |l| {
            let tone = if l.light == Light::Red { Tone::Bad } else { Tone::Soon };
            Cell::from((l.light.code(), l.light.label())).toned(tone)
        })
        .with(Column::typed("reasons", Words::key("credit-check-reason"), Type::List), |l| {
            What::Sentences(l.reasons.iter().map(reason).collect())
        })
        .with(Column::money("open", figure(Catalogued::Open)).in_units(), |l| l.owed.open)
        .with(Column::money("overdue", figure(Catalogued::Overdue)).in_units(), |l| l.owed.overdue)
        .with(Column::days("overdue_days", figure(Catalogued::OverdueDays)), |l| l.owed.overdue_days)
        .with(Column::money("limit", Words::key("credit-limit")).in_units(), |l| l.limit);
    let table = columns.table(&rows).of(all).view(&["key", "name", "light", "open", "overdue", "reasons"]);
    Ok(begun(session, "qudao.credit.red/1", "credit-head-red").with(Block::table("rows", table, nothing())).with(counted(all)))
}

/// The assessments that are due.
///
/// # Errors
/// As [`aging`].
pub fn due(session: &Session, wish: &Wish) -> Result<Document> {
    let mut rows = network::due(session, &wish.filter)?;
    let all = cut(&mut rows, wish.top);
    let as_of = session.as_of();
    let columns = keyed(By::Partner, |d: &Due| &d.name)
        .with(Column::day("last_on", Words::key("credit-last-assessed")), |d| match d.last {
            Some((on, _)) => Cell::from(on),
            None => Cell::of(What::Nothing).said(Words::key("credit-never")),
        })
        .with(Column::points("score", Words::key("explain-score")).rated(), |d| d.last.map(|l| Amount::Points(l.1)))
        .with(Column::day("valid_until", Words::key("credit-valid-until")), move |d| {
            Cell::from(d.until).toned(if d.until.is_some_and(|end| end >= as_of) { Tone::Soon } else { Tone::Bad })
        })
        .with(Column::money("limit", Words::key("credit-limit")).in_units(), |d| d.limit);
    let table = columns.table(&rows).of(all).view(&["key", "name", "limit", "last_on", "score", "valid_until"]);
    Ok(begun(session, "qudao.credit.assess/1", "credit-head-assess")
        .with(Block::table("rows", table, nothing()))
        .with(counted(all)))
}

/// How invoices were paid.
pub(super) fn behaviour<'a, T: 'a>(columns: Columns<'a, T>, of: impl Fn(&T) -> &Behaviour + Copy + 'a) -> Columns<'a, T> {
    let label = Words::key;
    columns
        .with(Column::count("invoices", label("credit-invoices")), move |p| of(p).invoices)
        .with(Column::money("billed", label("credit-billed")).in_units(), move |p| of(p).billed)
        .with(Column::count("settled", label("credit-settled")), move |p| of(p).settled)
        .with(Column::count("late", label("credit-late")), move |p| of(p).late)
        .with(Column::fraction("late_share", label("credit-late-share")).rated(), move |p| of(p).late_share())
        .with(Column::money("paid", label("credit-paid")).in_units(), move |p| of(p).paid)
        .with(Column::money("paid_on_time", label("credit-paid-on-time")).in_units(), move |p| of(p).on_time)
        .with(Column::fraction("on_time_amount_share", label("credit-punctual-amount")).rated(), move |p| of(p).punctual_amount())
        .with(Column::days("mean_days", label("credit-mean-days")).rated(), move |p| of(p).mean_days())
        .with(Column::days("weighted_days", label("credit-days-to-pay")).rated(), move |p| of(p).weighted_days())
        .with(Column::days("mean_days_late", label("credit-mean-late")).rated(), move |p| of(p).mean_late())
        .with(Column::days("payment_index", label("credit-index")).rated(), move |p| of(p).index())
        .with(Column::count("disputed", label("credit-disputed-invoices")), move |p| of(p).disputed)
        .with(Column::money("disputed_amount", label("credit-disputed-amount")).in_units(), move |p| of(p).disputed_billed)
        .with(Column::fraction("dispute_rate", label("credit-dispute-rate")).rated(), move |p| of(p).dispute_rate())
}

/// How partners pay, as a document: the columns that people are shown, and how many rows there were for them.
fn paying(document: Document, wish: &Wish, found: &Payers, view: &[&'static str], all: usize) -> Document {
    let (issued, settled) = (found.issued, found.settled);
    let partners =
        keyed(wish.by, |p: &Payer| &p.name).with(Column::count("partners", Words::key("kpi-partners")), |p| p.partners);
    let columns = behaviour(partners, |p| &p.behaviour)
        .with(Column::day("first_issued", Words::key("report-period-from")).of_whole(), move |_| issued.map(|i| i.0))
        .with(Column::day("last_issued", Words::key("report-period-to")).of_whole(), move |_| issued.map(|i| i.1))
        .with(Column::day("last_settled", Words::key("credit-settled")).of_whole(), move |_| settled);
    let disputes = view.contains(&"disputed");
    // who contests nothing is no matter of disputes
    let columns = columns.hide(move |p| disputes && p.behaviour.disputed == 0);
    let one = behaviour(Columns::default(), |b: &Behaviour| b);
    let names = [("no", "credit-paid-undisputed"), ("yes", "credit-paid-disputed")];
    let parts = names.iter().zip(&found.by_dispute);
    let by_dispute = parts.clone().map(|((name, key), b)| {
        Figure::new(name, Words::with(key, paid(b)), Cell::of(one.members(b))).typed(Type::Members).of(one.columns())
    });
    let table = columns.table_and_total(&found.rows, &found.total).of(all).view(view);
    let mut document = document
        .head("by", Words::key("report-by"), (wish.by.code(), wish.by.label()))
        .with(Block::table("rows", table, nothing()))
        .with(Block::members("by_dispute", by_dispute.collect(), None))
        .with(concentration(found.concentration))
        .with_some(if disputes { None } else { concentrated(found) });
    if disputes {
        for ((_, key), b) in parts {
            document = document.with(Block::said(Words::with(key, paid(b))));
        }
    }
    document
}

/// What the sentence about contested invoices says of some.
fn paid(b: &Behaviour) -> Vec<(&'static str, Amount)> {
    let days = b.mean_days().map_or(Amount::NotRated, |d| Amount::Text(report::say::days(d)));
    let late = b.late_share().map_or(Amount::NotRated, |s| Amount::Rate(s.rate()));
    vec![("count", Amount::Count(b.invoices)), ("days", days), ("late", late)]
}

/// How much of what was billed hangs on how few.
fn concentrated(found: &Payers) -> Option<Block> {
    let c = found.concentration?;
    let number = |n: usize| Amount::Text(n.to_string());
    let share = Amount::Rate(report::say::rate(c.top_share));
    Some(Block::said(Words::with("credit-concentration", vec![("top", number(c.top)), ("n", number(c.n)), ("share", share)])))
}

/// How partners pay, slowest first; `span`: only invoices issued in these days.
///
/// # Errors
/// As [`aging`].
pub fn payers(session: &Session, wish: &Wish, span: Option<Span>) -> Result<Document> {
    let mut found = network::payers(session, &wish.filter, wish.by, span)?;
    let all = cut(&mut found.rows, wish.top);
    let view = ["key", "name", "invoices", "billed", "weighted_days", "mean_days_late", "late_share", "on_time_amount_share"];
    Ok(paying(begun(session, "qudao.credit.payers/1", "credit-head-payers"), wish, &found, &view, all))
}

/// Contested invoices; rows with fewer invoices than `least` are left out.
///
/// # Errors
/// As [`aging`].
pub fn disputes(session: &Session, wish: &Wish, span: Option<Span>, least: i64) -> Result<Document> {
    let mut found = network::payers(session, &wish.filter, wish.by, span)?;
    network::by_disputes(&mut found.rows, least);
    // those that contest nothing come last
    let all = found.rows.iter().filter(|p| p.behaviour.disputed > 0).count();
    cut(&mut found.rows, wish.top);
    let document = begun(session, "qudao.credit.disputes/1", "credit-head-disputes");
    let document = document.head("least", Words::key("report-least"), least);
    let view = ["key", "name", "invoices", "disputed", "dispute_rate", "disputed_amount"];
    Ok(paying(document, wish, &found, &view, all))
}
