//! The weekly health check as a document.

use super::{Report, Todo, Wish, report};
use crate::domain::alert::Finding;
use crate::domain::alert::doing::{Doing, Known};
use crate::domain::explain::{Amount, Explanation, Words};
use crate::domain::figure::{Figure as OfCatalogue, change};
use crate::domain::kinds::AlertSeverity;
use crate::domain::money::Money;
use crate::domain::period::Week;
use crate::domain::record::{Kind, Lang};
use crate::i18n::health::{doing, reasons, weakest};
use crate::i18n::{number, warning};
use crate::ops::alert::pages::figures;
use crate::ops::partner::sheet;
use crate::ops::{Result, Session};
use crate::report::{Block, Cell, Column, Columns, Document, Figure, Table, Tone, Type, What};
use crate::store::health::Line;
use crate::t;

/// The check and what it found; of partners that need attention people are shown `limit`; `explained`: where their health comes from.
///
/// # Errors
/// As [`report()`].
pub fn document(
    session: &mut Session,
    lang: Lang,
    wish: &Wish,
    limit: Option<i64>,
    explained: bool,
) -> Result<(Document, Report)> {
    let made = report(session, wish, limit)?;
    let mut document = page(lang, &made);
    if explained {
        let health = |line: &Line| sheet::explain(session, line.partner, OfCatalogue::Health.name(), lang);
        let all: Vec<Explanation> = made.attention.iter().map(health).collect::<Result<_>>()?;
        document = document.explained(all, &(&*session.policy).into());
    }
    Ok((document, made))
}

/// A check that was made, as a document.
#[must_use]
pub fn page(lang: Lang, r: &Report) -> Document {
    let text = |said: String| Block::said(Words::Text(said));
    let mut document = head(r).title(Words::Text(title(lang, r))).with(network(r)).with(last_week(r));
    for said in sums(lang, r) {
        document = document.with(text(said));
    }
    let first: Vec<_> = (1..).zip(&r.todo).map(|(n, t)| (format!("{n}. {}", todo(lang, t)), Tone::Plain)).collect();
    document = document.with(
        if first.is_empty() { Block::said(Words::key("health-none-first")) } else { Block::lines(first) }
            .head(Words::key("health-first")),
    );
    document = section(document, "partners", "health-slipping", partners(lang, r, &r.attention), "health-none-slipping");
    document = document.with_some(more(lang, r.network.attention, r.attention.len()).map(text));
    let warned = partners(lang, r, &r.warned).quiet();
    document = document.with(Block::table("warned", warned, Words::nothing()).head(Words::key("health-warned")));
    document = document.with_some(more(lang, r.network.warned, r.warned.len()).filter(|_| !r.warned.is_empty()).map(text));
    for (name, head, lines) in [("risen", "health-risen", &r.risen), ("fallen", "health-fallen", &r.fallen)] {
        let block = Block::table(name, movers().table(lines).unseen(), Words::nothing());
        document = document.with(block.head(Words::key(head)));
    }
    document = section(document, "", "health-moved", moved(lang).table(r.fallen.iter().chain(&r.risen)), "health-none-moved");
    document = section(document, "overdue", "health-overdue", overdue().table(&r.overdue), "health-none-overdue");
    let actions = Block::table("actions", actions(lang).table(&r.todo).unseen(), Words::nothing());
    document.with(actions.head(Words::key("health-first")))
}

/// A table below its heading; where it has no rows people are told so.
fn section(document: Document, name: &'static str, head: &'static str, table: Table, none: &'static str) -> Document {
    let said = table.rows.is_empty().then(|| Block::said(Words::key(none)).head(Words::key(head)));
    document.with(Block::table(name, table.quiet(), Words::nothing()).head(Words::key(head))).with_some(said)
}

fn title(lang: Lang, r: &Report) -> String {
    let owner = r.owner.as_ref().map(|owner| t!(lang, "health-of", owner = owner.as_str()));
    let parts = [
        Some(t!(lang, "health-title", week = r.week.to_string())),
        owner,
        Some(t!(lang, "health-as-of", day = number::date(r.as_of))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn head(r: &Report) -> Document {
    let week = |week: Option<Week>| What::from(week.map(|w| w.to_string()));
    let beyond = What::List(r.beyond.iter().map(What::from).collect());
    Document::new("qudao.health/1")
        .head("as_of", Words::key("report-as-of"), r.as_of)
        .head("week", Words::key("report-week"), r.week.to_string())
        .head("owner", Words::key("health-column-owner"), r.owner.as_deref())
        .head("beyond", Words::key("health-beyond"), beyond)
        .head("figures_until", Words::key("report-until"), week(r.until.sales))
        .typed(Type::Text)
        .head("stock_until", Words::key("health-stock-until"), week(r.until.stock))
        .typed(Type::Text)
        .head("payments_until", Words::key("health-payments-until"), week(r.until.payments))
        .typed(Type::Text)
        .head("refreshed_at", Words::key("health-refreshed-at"), r.refreshed_at.map(|at| at.to_utc()))
        .typed(Type::Moment)
        .head("figures_of", Words::key("health-figures-of"), r.behind.unwrap_or(r.as_of))
}

/// The lines of sums, with last week's beside them, and up to when figures are in.
fn sums(lang: Lang, r: &Report) -> Vec<String> {
    let (n, b) = (&r.network, &r.network.before);
    let beside = |now: i64, before: i64| format!("{} ({})", number::count(now), number::count(before));
    let amounts =
        |now: i64, before: i64| format!("{} ({})", number::amount(lang, Money(now)), number::amount(lang, Money(before)));
    let mut lines = vec![
        t!(
            lang,
            "health-network",
            partners = beside(n.partners, b.partners),
            rated = beside(n.rated, b.rated),
            health = warning::points(lang, n.health),
            change = warning::change(n.health, n.health_before),
            attention = beside(n.attention, b.attention),
            warned = beside(n.warned, b.warned)
        ),
        t!(
            lang,
            "health-sales",
            sales = amounts(n.sales4, b.sales4),
            change = change(n.sales4, n.sales4_before).map_or_else(|| "–".to_owned(), number::percent_signed),
            overdue = amounts(n.overdue, b.overdue),
            open = amounts(n.open_amount, b.open_amount),
            tickets = beside(n.open_tickets, b.open_tickets)
        ),
        t!(
            lang,
            "health-alerts",
            critical = beside(n.alerts[0], b.alerts[0]),
            warning = beside(n.alerts[1], b.alerts[1]),
            info = beside(n.alerts[2], b.alerts[2])
        ),
    ];
    // whose sums can't be computed with is in none of what follows
    lines.extend(r.beyond.iter().map(|code| t!(lang, "error-overflow", place = code)));
    lines.extend(warning::until(lang, &r.until, r.week, n.overdue_fresh));
    lines.extend(r.refreshed_at.map(|at| t!(lang, "health-refreshed", at = at.format("%Y-%m-%d %H:%M").to_string())));
    lines
}

fn more(lang: Lang, all: i64, shown: usize) -> Option<String> {
    let more = all - i64::try_from(shown).unwrap_or(0);
    (more > 0).then(|| t!(lang, "health-slipping-more", count = number::count(more)))
}

fn of(name: &'static str, key: &'static str, value: impl Into<Cell>) -> Figure {
    Figure::new(name, Words::key(key), value.into())
}

fn points(points: Option<i64>) -> What {
    points.map(Amount::Points).into()
}

/// Members that people read in sentences.
fn members(name: &'static str, figures: Vec<Figure>, alerts: [i64; 3]) -> Block {
    let counted = |(severity, n): (&AlertSeverity, i64)| Figure::new(severity.code(), Words::Label(severity.label()), n.into());
    let alerts = AlertSeverity::ALL.iter().zip(alerts).map(counted).collect();
    let said = || Some(Words::nothing());
    Block::group(name, vec![Block::members("", figures, said()), Block::members("alerts", alerts, said())])
}

fn network(r: &Report) -> Block {
    let n = &r.network;
    let figures = vec![
        of("partners", "health-partners", n.partners),
        of("rated", "health-rated", n.rated),
        of("health", "health-column-health", points(n.health)).typed(Type::Points),
        of("health_before", "health-before", points(n.health_before)).typed(Type::Points),
        of("attention", "health-attention", n.attention),
        of("warned", "health-others-warned", n.warned),
        of("sales_4_weeks", "health-sales-4-weeks", Money(n.sales4)),
        of("sales_4_weeks_before", "health-sales-4-weeks-before", Money(n.sales4_before)),
        of("open_amount", "health-open", Money(n.open_amount)),
        of("overdue", "report-overdue", Money(n.overdue)),
        of("overdue_fresh", "health-fresh", Money(n.overdue_fresh)),
        of("open_tickets", "health-tickets", n.open_tickets),
    ];
    members("network", figures, n.alerts)
}

fn last_week(r: &Report) -> Block {
    let b = &r.network.before;
    let figures = vec![
        of("partners", "health-partners", b.partners),
        of("rated", "health-rated", b.rated),
        of("health", "health-column-health", points(r.network.health_before)).typed(Type::Points),
        of("attention", "health-attention", b.attention),
        of("warned", "health-others-warned", b.warned),
        of("sales_4_weeks", "health-sales-4-weeks", Money(b.sales4)),
        of("open_amount", "health-open", Money(b.open_amount)),
        of("overdue", "report-overdue", Money(b.overdue)),
        of("open_tickets", "health-tickets", b.open_tickets),
    ];
    members("last_week", figures, b.alerts)
}

/// Who it is, and how healthy.
fn named<'a>() -> Columns<'a, Line> {
    Columns::default()
        .with(Column::code("code", Words::key("health-column-code")), |l: &Line| l.code.clone())
        .with(Column::text("name", Words::key("health-column-name")), |l| l.name.clone())
}

fn moved_by(l: &Line) -> Cell {
    Cell::from(points(l.change())).said(Words::Text(warning::change(l.health, l.health_before)))
}

/// Partners that need attention or are warned of.
fn partners(lang: Lang, r: &Report, lines: &[Line]) -> Table {
    let low = move |l: &Line| l.health.is_some_and(|h| h < r.slipping * 100);
    let worst = |l: &Line| l.parts.findings.iter().map(|f| f.severity).min();
    let why = move |l: &Line| reasons(lang, &l.parts).join(if lang == Lang::Zh { "；" } else { "; " });
    let columns = named()
        .with(Column::code("tier", Words::key("health-column-tier")), |l: &Line| l.tier)
        .with(Column::points("health", Words::key("health-column-health")).rated(), move |l| {
            Cell::from(points(l.health)).toned(if low(l) { Tone::Bad } else { Tone::Plain })
        })
        .with(Column::points("change", Words::key("health-column-change")), moved_by)
        .with(Column::code("owner", Words::key("health-column-owner")), |l| l.owner.clone())
        .with(Column::list("reasons", Words::key("health-column-why")).nested().of(reason(lang).columns()), move |l| {
            What::List(why_of(lang, l).iter().map(|why| reason(lang).members(why)).collect())
        })
        .with(Column::members("doing", Words::key("health-column-doing")).nested().of(done().columns()), move |l| {
            r.doing.get(&l.partner).map_or(What::Nothing, |d| done().members(d))
        })
        .with(Column::text("why", Words::key("health-column-why")).flat(), move |l| {
            Cell::from(why(l)).toned(if worst(l) == Some(AlertSeverity::Critical) { Tone::Bad } else { Tone::Plain })
        })
        .with(Column::text("being_done", Words::key("health-column-doing")).flat(), move |l| {
            r.doing.get(&l.partner).map(|d| doing(lang, d, r.as_of))
        });
    columns.table(lines)
}

/// Why a partner needs attention: a warning, or the component of its health that is lowest.
enum Reason {
    Found(Finding),
    /// Its code, its points, and how people are told.
    Low(&'static str, i64, Option<String>),
}

impl Reason {
    /// What `of` says of a warning, else `low`.
    fn or<C: Into<Cell>>(&self, of: impl Fn(&Finding) -> C, low: impl Fn(&'static str, i64, &Option<String>) -> C) -> Cell {
        match self {
            Self::Found(finding) => of(finding).into(),
            Self::Low(code, points, said) => low(code, *points, said).into(),
        }
    }
}

/// The codes of the components of health, in their order.
const COMPONENTS: [&str; 6] = ["frequency", "sell_through", "returns", "pace", "overdue", "tickets"];

fn why_of(lang: Lang, l: &Line) -> Vec<Reason> {
    let found: Vec<Reason> = l.parts.findings.iter().map(|f| Reason::Found(*f)).collect();
    let low = weakest(&l.parts).filter(|_| found.is_empty());
    let low = low.and_then(|(i, low)| Some(Reason::Low(COMPONENTS.get(i)?, low, reasons(lang, &l.parts).into_iter().next())));
    found.into_iter().chain(low).collect()
}

fn reason<'a>(lang: Lang) -> Columns<'a, Reason> {
    let figure = |f: &Finding, i: usize| figures(f).into_iter().nth(i).map_or(What::Absent, |(_, what)| what);
    Columns::default()
        .with(Column::code("rule", Words::key("impact-column-rule")), |r: &Reason| {
            r.or(|f| What::from(f.rule), |code, _, _| code.into())
        })
        .with(Column::code("severity", Words::key("alert-column-severity")), |r| {
            r.or(|f| What::from(f.severity), |_, _, _| AlertSeverity::Info.into())
        })
        .with(Column::new("value", Words::field(Kind::Alert, "value")), move |r| {
            r.or(|f| figure(f, 0), |_, low, _| points(Some(low)))
        })
        .with(Column::new("limit", Words::field(Kind::Alert, "bound")), move |r| r.or(|f| figure(f, 1), |_, _, _| What::Nothing))
        .with(Column::code("unit", Words::key("report-unit")), move |r| r.or(|f| figure(f, 2), |_, _, _| "points".into()))
        .with(Column::code("cause", Words::key("report-cause")), move |r| r.or(|f| figure(f, 3), |_, _, _| What::Absent))
        .with(Column::text("text", Words::key("report-said")), move |r| {
            r.or(|f| What::from(warning::finding(lang, f)), |_, _, said| said.as_deref().into())
        })
}

type Task = (chrono::NaiveDate, String);

/// What is being done about a partner.
fn done<'a>() -> Columns<'a, Doing> {
    let alert = |field| Words::field(Kind::Alert, field);
    let task = || {
        Columns::default()
            .with(Column::day("due_on", Words::field(Kind::Task, "due_on")), |(day, _): &Task| *day)
            .with(Column::text("title", Words::field(Kind::Task, "title")), |(_, title)| title.clone())
    };
    let known = move || {
        Columns::default()
            .with(Column::number("number", Words::key("alert-column-number")), |k: &Known| {
                k.number().map_or(What::Nothing, What::Number)
            })
            .with(Column::code("rule", alert("rule")), |k| k.rule)
            .with(Column::code("state", alert("state")), |k| k.state)
            .with(Column::day("snoozed_until", alert("snoozed_until")), |k| k.until)
            .with(Column::code("assigned_to", alert("assignee")), |k| k.assignee.clone())
    };
    Columns::default()
        .with(Column::list("tickets", Words::key("health-tickets")), |d: &Doing| {
            What::List(d.tickets.iter().map(|n| What::Number(*n)).collect())
        })
        .with(Column::list("tasks", Words::Label(Kind::Task.def().label)).of(task().columns()), move |d| {
            What::List(d.tasks.iter().map(|t| task().members(t)).collect())
        })
        .with(Column::list("alerts", Words::Label(Kind::Alert.def().label)).of(known().columns()), move |d| {
            What::List(d.alerts.iter().map(|k| known().members(k)).collect())
        })
}

fn movers<'a>() -> Columns<'a, Line> {
    named()
        .with(Column::points("health", Words::key("health-column-health")).rated(), |l: &Line| points(l.health))
        .with(Column::points("change", Words::key("health-column-change")), moved_by)
}

/// Who fell and who rose, for people.
fn moved<'a>(lang: Lang) -> Columns<'a, Line> {
    let fell = |l: &Line| l.change().is_some_and(|c| c < 0);
    Columns::default()
        .with(Column::code("code", Words::key("health-column-code")).aside(), |l: &Line| l.code.clone())
        .with(Column::text("name", Words::key("health-column-name")).aside(), |l| l.name.clone())
        .with(Column::points("health", Words::key("health-column-health")).rated().aside(), |l| points(l.health))
        .with(Column::points("change", Words::key("health-column-change")).aside(), moved_by)
        .with(Column::text("why", Words::key("health-column-why")).aside(), move |l| {
            reasons(lang, &l.parts).into_iter().next().filter(|_| fell(l))
        })
}

fn overdue<'a>() -> Columns<'a, Line> {
    named()
        .with(Column::money("overdue", Words::key("health-column-overdue")).short(), |l: &Line| Money(l.overdue))
        .with(Column::money("overdue_last_week", Words::key("health-column-last-week")).short(), |l| Money(l.overdue_before))
        .with(Column::days("days", Words::key("health-column-days")).in_units(), |l| l.overdue_days)
        .with(Column::code("owner", Words::key("health-column-owner")).flat(), |l| l.owner.clone())
}

fn todo(lang: Lang, t: &Todo) -> String {
    format!("{} {}: {} – {}", t.code, t.name, warning::finding(lang, &t.finding), warning::step(lang, t.finding.rule))
}

fn actions<'a>(lang: Lang) -> Columns<'a, Todo> {
    Columns::default()
        .with(Column::code("code", Words::key("health-column-code")), |t: &Todo| t.code.clone())
        .with(Column::text("name", Words::key("health-column-name")), |t| t.name.clone())
        .with(Column::code("rule", Words::key("impact-column-rule")), |t| t.finding.rule)
        .with(Column::code("severity", Words::key("alert-column-severity")), |t| t.finding.severity)
        .with(Column::text("text", Words::key("report-said")), move |t| {
            format!("{}: {}", warning::finding(lang, &t.finding), warning::step(lang, t.finding.rule))
        })
}
