//! How the desk does as a document: figures of the span, what is open, by each dimension, month by month, what is diverted.

mod told;

use super::explain::explained;
use super::{DivertedBy, Figures, Group};
use crate::domain::desk_figures::{Count, DeskFigure, DeskTargets, Dimension, Diverted, Key, Share};
use crate::domain::explain::Words;
use crate::domain::money::Rate;
use crate::domain::period::{Month, Span};
use crate::domain::policy::Policy;
use crate::domain::record::{Field, FieldType, Lang, Value};
use crate::domain::sla::Spread;
use crate::i18n::desk;
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Type, What};

/// The figures of a span: by this dimension alone, else by those that are shown; `explaining`: also where each comes from.
///
/// # Errors
/// Those of the file.
pub fn document(session: &mut Session, lang: Lang, span: Span, only: Option<Dimension>, explaining: bool) -> Result<Document> {
    let by = only.into_iter().filter(|d| !Dimension::SHOWN.contains(d)).chain(Dimension::SHOWN);
    let (figures, rules) = (super::figures_by(session, span, &by.collect::<Vec<_>>())?, session.rules_of(span)?);
    let f = &figures;
    let mut document = session
        .document("qudao.ticket-stats/1")
        .title(told::title(f))
        .head("now", Words::key("report-now"), session.now())
        .head("from", Words::key("report-period-from"), f.span.from)
        .head("to", Words::key("report-period-to"), f.span.to)
        .head("running", Words::key("stats-runs"), f.runs());
    document = document
        .with(flat(lang, &rules, f, only))
        .with(quiet("", numbers().figures(&f.whole)))
        .with(quiet("", by_code(f, &rules.desk_figures)))
        .with(by_age(f, &rules.desk_figures));
    let targets = &rules.desk_figures;
    let group = |d: Dimension| {
        let groups = f.groups(d);
        let table = if d == Dimension::Age { ages(lang, targets).table(groups) } else { of_groups(lang, targets).table(groups) };
        Block::table(d.code(), table.unseen(), Words::nothing())
    };
    let wanted = shown(only).filter(|d| *d != Dimension::Month);
    document = document
        .with(Block::group("by", wanted.map(group).collect()))
        .with(Block::table("months", of_groups(lang, targets).table(f.groups(Dimension::Month)).unseen(), Words::nothing()))
        .with(diversion(f))
        .with(quiet("wanted", wishes(targets)));
    document = told::blocks(lang, &rules, f, only).into_iter().fold(document, Document::with);
    if explaining {
        let all = DeskFigure::ALL.iter().map(|figure| explained(f, *figure, &rules));
        document = document.explained(all, &(&*rules).into());
    }
    Ok(document)
}

/// Members of which people read nothing.
fn quiet(name: &'static str, figures: Vec<Figure>) -> Block {
    Block::members(name, figures, Some(Words::nothing()))
}

/// The breakdowns that are printed: the one that was asked for, else those that are shown.
fn shown(only: Option<Dimension>) -> impl Iterator<Item = Dimension> {
    only.into_iter().chain(Dimension::SHOWN.into_iter().filter(move |_| only.is_none()))
}

/// The stable name of one of a dimension.
fn code(group: &Group, targets: &DeskTargets) -> String {
    let none = || "none".to_owned();
    match &group.key {
        Key::All => "all".to_owned(),
        Key::Field(_, Value::Null) | Key::Region(None) => none(),
        Key::Field(name, value) => match Dimension::Field(name).field() {
            Some(Field { ty: FieldType::Ref(_), .. }) | None => group.code.clone(),
            Some(field) => field.strict(value),
        },
        Key::Age(class) => match targets.bounds(*class) {
            (from, Some(to)) => format!("{from}-{to}"),
            (from, None) => format!(">={from}"),
        },
        Key::Month(month) => month.to_string(),
        Key::Region(_) => group.code.clone(),
    }
}

fn key(key: &'static str) -> Words {
    Words::key(key)
}

/// Hours of working time, to the hundredth.
fn hours(seconds: i64) -> What {
    let hundredths = crate::domain::money::div_round(i128::from(seconds), 36);
    let hours = rust_decimal::Decimal::new(hundredths, 2).normalize().to_string().parse::<f64>();
    hours.map_or(What::Nothing, |h| What::Data(h.into()))
}

fn seconds(n: i64) -> What {
    What::Data(n.into())
}

fn spread<'a>() -> Columns<'a, Spread> {
    let minutes = |n: i64| What::Data((n / 60).into());
    Columns::default()
        .with(Column::count("count", key("report-count")), |s: &Spread| s.count)
        .with(Column::typed("median_seconds", key("stats-median-short"), Type::Seconds), |s| seconds(s.median))
        .with(Column::typed("p90_seconds", key("stats-p90-short"), Type::Seconds), |s| seconds(s.p90))
        .with(Column::typed("median_minutes", key("stats-median-short"), Type::Minutes), move |s| minutes(s.median))
        .with(Column::typed("p90_minutes", key("stats-p90-short"), Type::Minutes), move |s| minutes(s.p90))
        .with(Column::typed("median_hours", key("stats-median-short"), Type::Hours), |s| hours(s.median))
        .with(Column::typed("p90_hours", key("stats-p90-short"), Type::Hours), |s| hours(s.p90))
}

fn filters<'a>() -> Columns<'a, Group> {
    Count::ALL.iter().fold(Columns::default(), |columns, count| {
        columns.with(Column::text(count.code(), Words::key("report-list")), move |g: &Group| g.filter(*count).to_owned())
    })
}

/// Figures of a group: counts, medians, rates, and the filter behind each count.
fn numbers<'a>() -> Columns<'a, Group> {
    let spread_of = |s: Option<Spread>| s.map_or(What::Nothing, |s| spread().members(&s));
    let share = |s: Share| What::List(vec![s.count.into(), s.of.into()]);
    let members = |name, label| Column::members(name, key(label)).of(spread().columns());
    Columns::default()
        .with(Column::count("open", key("stats-open")), |g: &Group| g.numbers.open)
        .with(Column::count("opened", key("stats-opened")), |g| g.numbers.opened)
        .with(Column::count("resolved", key("stats-resolved")), |g| g.numbers.resolved)
        .with(members("response", "stats-response-short"), move |g| spread_of(g.numbers.response))
        .with(members("resolution", "stats-resolution-short"), move |g| spread_of(g.numbers.resolution))
        .with(Column::fraction("response_met", key("stats-response-met")), |g| g.numbers.answered.rate())
        .with(Column::list("response_met_of", key("stats-response-met")), move |g| share(g.numbers.answered))
        .with(Column::fraction("resolution_met", key("stats-resolution-met")), |g| g.numbers.settled.rate())
        .with(Column::list("resolution_met_of", key("stats-resolution-met")), move |g| share(g.numbers.settled))
        .with(Column::fraction("reopened", key("stats-reopened")), |g| g.numbers.reopened.rate())
        .with(Column::list("reopened_of", key("stats-reopened")), move |g| share(g.numbers.reopened))
        .with(Column::members("filters", key("report-list")).of(filters().columns()), |g| filters().members(g))
}

/// Which group it is.
fn named(lang: Lang, targets: &DeskTargets) -> Columns<'_, Group> {
    Columns::default()
        .with(Column::code("key", key("report-key")), move |g: &Group| code(g, targets))
        .with(Column::text("name", key("report-name")), move |g| desk::group(lang, &g.key, &g.name, targets))
}

fn of_groups(lang: Lang, targets: &DeskTargets) -> Columns<'_, Group> {
    named(lang, targets).and(numbers())
}

/// Only what is open has an age.
fn ages(lang: Lang, targets: &DeskTargets) -> Columns<'_, Group> {
    let bounds = move |g: &Group| if let Key::Age(class) = g.key { targets.bounds(class) } else { (0, None) };
    let open = || filters_of_open().columns();
    named(lang, targets)
        .with(Column::days("from_days", key("report-period-from")), move |g| What::Days(bounds(g).0))
        .with(Column::days("to_days", key("report-period-to")), move |g| bounds(g).1.map(What::Days))
        .with(Column::count("open", key("stats-open")), |g| g.numbers.open)
        .with(Column::members("filters", key("report-list")).of(open()), |g| filters_of_open().members(g))
}

fn filters_of_open<'a>() -> Columns<'a, Group> {
    let open = Count::Open;
    Columns::default().with(Column::text(open.code(), key("report-list")), move |g: &Group| g.filter(open).to_owned())
}

/// What is open by kind and severity: code and count.
fn by_code(f: &Figures, targets: &DeskTargets) -> Vec<Figure> {
    let of = |name, by: Dimension| {
        let groups = f.groups(by).iter().filter(|g| g.numbers.open > 0);
        let open: serde_json::Map<_, _> = groups.map(|g| (code(g, targets), g.numbers.open.into())).collect();
        Figure::new(name, key("stats-open"), What::Data(open.into()).into())
    };
    vec![of("by_kind", Dimension::KIND), of("by_severity", Dimension::SEVERITY)]
}

fn by_age(f: &Figures, targets: &DeskTargets) -> Block {
    let class = |i: usize| f.groups(Dimension::Age).iter().find(|g| g.key == Key::Age(i)).map_or(0, |g| g.numbers.open);
    let rows: Vec<(Option<i64>, i64)> = (0..=targets.ages.len()).map(|i| (targets.ages.get(i).copied(), class(i))).collect();
    let columns = Columns::default()
        .with(Column::days("up_to_days", key("report-period-to")), |(to, _): &(Option<i64>, i64)| to.map(What::Days))
        .with(Column::count("open", key("stats-open")), |(_, open)| *open);
    Block::table("by_age", columns.table(&rows).unseen(), Words::nothing())
}

fn diverted<'a, T: 'a>(of: impl Fn(&T) -> &Diverted + Copy + 'a) -> Columns<'a, T> {
    Columns::default()
        .with(Column::money("confirmed", key("stats-confirmed")), move |row: &T| of(row).confirmed)
        .with(Column::money("suspected", key("stats-suspected")), move |row| of(row).suspected)
        .with(Column::money("net_sales", key("stats-sales")), move |row| of(row).sales)
        .with(Column::fraction("rate", key("stats-rate")), move |row| of(row).rate())
        .with(Column::fraction("suspected_rate", key("stats-suspected")), move |row| of(row).suspected_rate())
}

fn diversion(f: &Figures) -> Block {
    let by =
        |name, rows: &[DivertedBy]| {
            let columns =
                Columns::default()
                    .with(Column::code("key", key("report-key")), |by: &DivertedBy| {
                        if by.id.is_some() { by.code.clone() } else { "none".to_owned() }
                    })
                    .with(Column::text("name", key("report-name")), |by| by.name.clone())
                    .and(diverted(|by: &DivertedBy| &by.diverted));
            Block::table(name, columns.table(rows).unseen(), Words::nothing())
        };
    let months = Columns::default()
        .with(Column::code("key", key("report-key")), |(month, _): &(Month, Diverted)| month.to_string())
        .with(Column::money("confirmed", key("stats-confirmed")), |(_, d)| d.confirmed)
        .with(Column::money("net_sales", key("stats-sales")), |(_, d)| d.sales)
        .with(Column::fraction("rate", key("stats-rate")), |(_, d)| d.rate());
    let whole = diverted(|d: &Diverted| d).figures(&f.diversion.whole);
    Block::group(
        "diversion",
        vec![
            quiet("", whole),
            by("by_region", &f.diversion.regions),
            by("by_partner", &f.diversion.partners),
            Block::table("months", months.table(&f.diversion.months).unseen(), Words::nothing()),
        ],
    )
}

fn wishes(targets: &DeskTargets) -> Vec<Figure> {
    let of = |name, label, rate: Rate| Figure::new(name, key(label), Cell::from(rate));
    vec![
        of("response_met", "stats-response-met", targets.response_met),
        of("resolution_met", "stats-resolution-met", targets.resolution_met),
        of("reopened", "stats-reopened", targets.reopened),
        of("diversion", "stats-diversion", targets.diversion),
    ]
}

/// All groups as one flat table.
fn flat(lang: Lang, rules: &Policy, f: &Figures, only: Option<Dimension>) -> Block {
    let targets = &rules.desk_figures;
    let groups = shown(only).flat_map(|d| f.groups(d).iter().map(move |g| (d.code(), g)));
    let rows: Vec<(&str, &Group)> = std::iter::once(("all", &f.whole)).chain(groups).collect();
    let time = |name, label| Column::typed(name, key(label), Type::Seconds).flat();
    let median = |s: Option<Spread>| s.map(|s| seconds(s.median));
    let p90 = |s: Option<Spread>| s.map(|s| seconds(s.p90));
    let columns = Columns::default()
        .with(Column::code("by", key("report-by")).flat(), |(by, _): &(&str, &Group)| (*by).to_owned())
        .with(Column::code("key", key("report-key")).flat(), move |(_, g)| code(g, targets))
        .with(Column::text("name", key("report-name")).flat(), move |(_, g)| desk::group(lang, &g.key, &g.name, targets))
        .with(Column::count("open", key("stats-open")).flat(), |(_, g)| g.numbers.open)
        .with(Column::count("opened", key("stats-opened")).flat(), |(_, g)| g.numbers.opened)
        .with(Column::count("resolved", key("stats-resolved")).flat(), |(_, g)| g.numbers.resolved)
        .with(Column::count("response_count", key("stats-response-short")).flat(), |(_, g)| g.numbers.count(Count::Answered))
        .with(time("response_median_seconds", "stats-response-median"), move |(_, g)| median(g.numbers.response))
        .with(time("response_p90_seconds", "stats-response-p90"), move |(_, g)| p90(g.numbers.response))
        .with(Column::fraction("response_met", key("stats-response-met")).flat(), |(_, g)| g.numbers.answered.rate())
        .with(time("resolution_median_seconds", "stats-resolution-median"), move |(_, g)| median(g.numbers.resolution))
        .with(time("resolution_p90_seconds", "stats-resolution-p90"), move |(_, g)| p90(g.numbers.resolution))
        .with(Column::fraction("resolution_met", key("stats-resolution-met")).flat(), |(_, g)| g.numbers.settled.rate())
        .with(Column::fraction("reopened", key("stats-reopened")).flat(), |(_, g)| g.numbers.reopened.rate());
    Block::table("", columns.table(&rows).unseen(), Words::nothing())
}
