//! Figures of a period as documents: by any dimension, one figure, cohorts, best sellers.

mod cohorts;
mod figure;
mod showcase;

pub use cohorts::cohorts;
pub use figure::{catalogue, figure};
pub use showcase::showcase;

use super::frozen::Closed;
use super::{Line, Report, Wish, explain, kpi};
use crate::domain::explain::Words;
use crate::domain::figure::Figure as Catalogued;
use crate::domain::kinds::RegionLevel;
use crate::domain::money::Money;
use crate::domain::period::Span;
use crate::domain::record::{Kind, Lang};
use crate::domain::sales::{By, Concentration, Figures, Standing};
use crate::i18n::number;
use crate::ops::shared::{closing, days};
use crate::ops::{Result, Session, list};
use crate::report::say::rate;
use crate::report::{
    Block, Body, Cell, Chart, ChartKind, Column, Columns, Document, Figure, Name, Reader, Tiles, Tone, Type, What,
};
use crate::store::{kpi as read, listing};
use crate::t;

/// Columns of a bar.
const BAR: i64 = 12;

fn of(name: &'static str, key: &'static str, value: impl Into<Cell>) -> Figure {
    Figure::new(name, Words::key(key), value.into())
}

/// The days that a report is compared with.
fn compared(span: Option<Span>) -> Block {
    days(Columns::default(), |span: &Span| *span).block("compared", span.as_ref())
}

/// How a target that is reached or missed is to be seen.
fn tone_of(standing: Standing) -> Tone {
    match standing {
        Standing::Exceeded => Tone::Good,
        Standing::Met | Standing::OnPace => Tone::Plain,
        Standing::Close => Tone::Soon,
        Standing::Missed | Standing::Behind => Tone::Bad,
    }
}

/// How much hangs on how few; the sentence stands elsewhere.
pub(in crate::ops) fn concentration(found: Option<Concentration>) -> Block {
    Columns::default()
        .with(Column::count("n", Words::key("report-counted")), |c: &Concentration| c.n)
        .with(Column::count("top20pct_count", Words::key("report-top")), |c| c.top)
        .with(Column::fraction("top20pct_share", Words::key("report-top-share")), |c| c.top_share)
        .with(Column::count("count_to_80pct", Words::key("report-reach")), |c| c.reach)
        .with(Column::typed("hhi", Words::key("report-hhi"), Type::Ratio), |c| What::Ratio(c.hhi))
        .block("concentration", found.as_ref())
}

/// What of a document of figures stands in its first columns: the code only where the rows are no times.
fn shown(by: By, mut view: Vec<&'static str>) -> Vec<&'static str> {
    view.insert(0, "name");
    if !by.is_time() {
        view.insert(0, "key");
    }
    view
}

/// What came late for a closed period.
fn late<'a>() -> Columns<'a, Figures> {
    let money = |name, label| Column::money(name, label);
    Columns::default()
        .with(Column::count("orders", Words::key("kpi-orders")), |f: &Figures| f.orders)
        .with(Column::count("quantity", Words::key("report-quantity")), |f| f.quantity)
        .with(money("net_amount", Words::key("report-net-amount")), |f| f.net_amount)
        .with(money("returns", Catalogued::Returns.words()), |f| f.returns)
        .with(money("cost", Words::key("report-cost")), |f| f.cost)
        .with(money("fees", Words::key("report-fees")), |f| f.fees)
        .with(money("contribution", Catalogued::Contribution.words()), Figures::contribution)
        .with(Column::count("sellout", Words::key("report-sellout")), |f| f.sellout)
}

/// The columns of a report, of which people are shown those that say something.
fn columns(lang: Lang, report: &Report) -> (Columns<'_, Line>, Vec<&'static str>) {
    let lines = || report.rows.iter().chain(std::iter::once(&report.total));
    let has = |f: fn(&Line) -> Money| lines().any(|l| f(l) != Money::ZERO);
    let most = report.rows.iter().map(|l| l.figures.after_returns()).max().unwrap_or_default();
    let label = |f: Catalogued| f.words();
    let name = move |l: &Line| {
        let said = l.called(lang).to_owned();
        Name { code: String::new(), en: said.clone(), zh: said }
    };
    let mut columns = Columns::default()
        .with(Column::code("key", Words::key("kpi-code")).key(), |l: &Line| Cell::from(l.name.code.clone()).toned(Tone::Dim))
        .with(Column::text("name", Words::Label(report.by.label())).called(Words::key("kpi-total")), name)
        .with(Column::count("partners", Words::key("kpi-partners")), |l| l.partners)
        .with(Column::count("orders", Words::key("kpi-orders")), |l| l.figures.orders)
        .with(Column::count("quantity", Words::key("report-quantity")), |l| l.figures.quantity)
        .with(Column::money("net_amount", Words::key("report-net-amount")).in_units(), |l| l.figures.net_amount)
        .with(Column::money("returns", label(Catalogued::Returns)).in_units(), |l| l.figures.returns)
        .with(Column::fraction("return_rate", label(Catalogued::ReturnRate)).aside(), |l| l.figures.return_rate())
        .with(Column::money("cost", Words::key("report-cost")).in_units(), |l| l.figures.cost)
        .with(Column::money("target", label(Catalogued::Target)).in_units(), Line::target)
        .with(Column::fraction("attainment", label(Catalogued::Attainment)), Line::attainment)
        .with(Column::money("fees", Words::key("report-fees")).in_units(), |l| l.figures.fees)
        .with(Column::money("contribution", label(Catalogued::Contribution)).in_units(), |l| l.figures.contribution())
        .with(Column::count("sellout", Words::key("report-sellout")), |l| l.figures.sellout)
        .with(Column::code("class", Words::nothing()).meaning(Words::key("kpi-class")), move |l| {
            let standing = report.standing(l);
            let said = Words::Text(verdict(lang, standing, l));
            Cell::from(standing.map(Standing::code)).said(said).toned(standing.map_or(Tone::Plain, tone_of))
        })
        .with(Column::fraction("pace", label(Catalogued::Pace)), |l| l.pace().map(crate::domain::figure::Ratio::rate))
        .with(Column::money("target_due", Words::key("figure-target-due")).in_units(), |l| l.target().map(|_| l.aim.aimed.due))
        .with(Column::money("target_sales", Words::key("figure-target-sales")).in_units(), |l| {
            l.target().map(|_| l.aim.aimed.sold)
        })
        .with(Column::fraction("target_coverage", label(Catalogued::Coverage)), Line::coverage)
        .with(Column::money("net_sales", label(Catalogued::NetSales)).in_units(), |l| l.figures.after_returns())
        .with(Column::text("bar", Words::nothing()).aside().key(), move |l| {
            crate::report::print::bar(l.figures.after_returns().0, most.0, BAR)
        })
        .with(Column::flag("own_target", Words::key("kpi-own-target")), |l| l.own);
    let mut view = vec!["net_sales", "bar"];
    view.extend((report.by != By::Partner).then_some("partners"));
    view.push("orders");
    view.extend(has(|l| l.figures.returns).then_some("return_rate"));
    view.extend(has(|l| l.figures.cost + l.figures.fees).then_some("contribution"));
    if report.compared.is_some() {
        columns = columns
            .with(Column::money("net_amount_before", Words::key("report-before")).in_units(), |l| {
                l.before.unwrap_or_default().net_amount
            })
            .with(Column::fraction("growth", Words::key("kpi-growth")).signed(), Line::growth);
    }
    if report.closed.is_some() || !report.late_for.is_empty() {
        let late = late();
        let column = Column::members("late", Words::nothing()).meaning(Words::key("kpi-came-late")).of(late.columns());
        columns = columns.with(column.nested(), move |l| l.late.as_ref().map_or(What::Nothing, |f| late.members(f)));
    }
    if report.by == By::Type {
        // what a type is worth, beside what it grew
        view.extend(lines().any(|l| report.contributes(l).is_some()).then_some("contribution_class"));
        columns = columns.with(Column::code("contribution_class", Words::key("kpi-contributes")).key(), move |l| {
            report.contributes(l).map(|c| (c.code(), c.label()))
        });
    }
    view.extend(report.compared.map(|_| "growth"));
    if lines().any(|l| l.target().is_some()) {
        view.extend(["target", "attainment", "class"]);
    }
    (columns, shown(report.by, view))
}

/// One word for a target: its class when the period is over, its pace while it runs; and for how many it is.
fn verdict(lang: Lang, standing: Option<Standing>, line: &Line) -> String {
    let word = standing.map(|s| s.label().get(lang).to_owned());
    let aim = &line.aim;
    let partly = (line.target().is_some() && aim.covered < aim.of)
        .then(|| t!(lang, "kpi-partly", count = aim.covered.to_string(), of = aim.of.to_string()));
    let own = line.own.then(|| t!(lang, "kpi-own-target"));
    word.into_iter().chain(partly).chain(own).collect::<Vec<_>>().join(" · ")
}

/// Figures of a period by a dimension; `top`: so many rows, `explained`: also where the whole's come from.
///
/// # Errors
/// A filter that is not understood; those of the file.
pub fn report(session: &Session, lang: Lang, wish: &Wish, top: Option<usize>, explained: bool) -> Result<Document> {
    let mut report = kpi(session, wish)?;
    let all = report.rows.len();
    let aimed = report.total.target().is_some() || report.rows.iter().any(|l| l.target().is_some());
    let standings = if aimed { Some(super::figure::distribution(session, wish)?) } else { None };
    report.rows.truncate(top.unwrap_or(usize::MAX));
    let (columns, view) = columns(lang, &report);
    let kind = if report.by.is_time() { ChartKind::Lines } else { ChartKind::Bars };
    let table = columns.table_and_total(&report.rows, &report.total).of(all).view(&view);
    let table = table.chart(Chart::new(kind, "name", &["net_sales"]));
    let mut document = headed(session, lang, &report, "qudao.kpi/1").with(Block::table("rows", table, Words::nothing()));
    if wish.by == By::Region {
        let provinces = kpi(session, &of_provinces(wish))?.rows;
        let rows = provinces.into_iter().map(|l| (l.name.code.clone(), Cell::short(l.figures.after_returns())));
        document = document.with(map(session, lang, Catalogued::NetSales, rows));
    }
    document = around(document, lang, session, &report, standings);
    if report.total.figures.is_zero() && report.rows.iter().all(|l| l.figures.is_zero() && l.target().is_none()) {
        document = document.with(Block::note(Words::Text(nothing(lang, session, wish)?)));
    }
    if explained {
        let rules = session.rules_of(wish.span)?;
        let all = [explain::attainment(&report), explain::contribution(&report, &rules), explain::returns(&report, &rules)];
        document = document.explained(all, &(&*session.policy).into());
    }
    Ok(document)
}

/// What is asked, by province.
fn of_provinces(wish: &Wish) -> Wish {
    Wish { level: Some(RegionLevel::Province), compare: None, ..wish.clone() }
}

/// The map of a figure of the provinces.
fn map(session: &Session, lang: Lang, figure: Catalogued, rows: impl IntoIterator<Item = (String, Cell)>) -> Block {
    let reader = Reader { lang, zone: session.policy.organisation.zone };
    Block::tiles(Tiles::of(reader, Words::Text(t!(lang, "kpi-map", figure = figure.called(lang))), rows))
}

/// A document of a report, as of its day, with its period.
fn headed(session: &Session, lang: Lang, report: &Report, schema: &'static str) -> Document {
    let (currency, span) = (session.policy.organisation.currency.as_str(), report.span);
    let (by, as_of) = (report.by.label().get(lang), number::date(report.as_of));
    let (from, to) = (number::date(span.from), number::date(span.to));
    Document::new(schema)
        .title(Words::Text(t!(lang, "kpi-head", from = from, to = to, by = by, currency = currency, as_of = as_of)))
        .head("as_of", Words::key("report-as-of"), report.as_of)
        .head("from", Words::key("report-period-from"), span.from)
        .head("to", Words::key("report-period-to"), span.to)
        .head("by", Words::key("report-by"), (report.by.code(), report.by.label()))
        .head("currency", Words::key("report-currency"), currency)
}

/// What stands beside the rows of a report.
fn around(mut document: Document, lang: Lang, session: &Session, report: &Report, standings: Option<[i64; 7]>) -> Document {
    let say = |document: Document, text: String| document.with(Block::said(Words::Text(text)));
    if let Some(c) = report.concentration {
        let (share, part) = (number::percent(rate(c.top_share)), number::percent(report.rules.reach));
        let (top, n, reach) = (c.top.to_string(), c.n.to_string(), c.reach.to_string());
        let hhi = format!("{:.4}", c.hhi);
        document =
            say(document, t!(lang, "kpi-concentration", top = top, n = n, share = share, reach = reach, part = part, hhi = hhi));
    }
    if let Some(s) = report.compared {
        document = say(document, t!(lang, "kpi-compared", from = number::date(s.from), to = number::date(s.to)));
    }
    let names = Standing::ALL.iter().map(|s| (s.code(), Words::Label(s.label()))).chain([("not_rated", Words::key("not-rated"))]);
    let classes = names.enumerate().fold(Columns::default(), |all, (i, (name, label))| {
        all.with(Column::count(name, label), move |counts: &[i64; 7]| counts.get(i).copied())
    });
    let mut classes = classes.block("partners_by_class", standings.as_ref());
    if let Body::Members(_, said) = &mut classes.body {
        *said = standings.map(|counts| Words::Text(distributed(lang, &counts)));
    }
    document = document.with(classes);
    let share = report.total.target().and(report.total.coverage()).map(crate::domain::figure::Ratio::rate);
    if let Some(share) = share.filter(|share| share.0 != 10_000) {
        document = say(document, t!(lang, "kpi-covered", share = number::percent(share)));
    }
    let progress = Columns::default()
        .with(Column::days("done", Words::key("report-days-done")), |(done, _): &(i64, i64)| What::Days(*done))
        .with(Column::days("days", Words::key("report-days")), |(_, all)| What::Days(*all));
    let one = closing(session.policy.organisation.zone);
    let closed = Columns::default()
        .with(Column::members("closing", Words::key("report-closing")).of(one.columns()), move |c: &Closed| {
            one.members(&c.closing)
        })
        .with(Column::flag("frozen", Words::key("report-frozen")), |c| c.frozen);
    let late = What::List(report.late_for.iter().map(Into::into).collect());
    document = document
        .with(compared(report.compared))
        .with(Block::members("", vec![of("figures_until", "report-until", report.until)], None))
        .with(progress.block("time_progress", report.progress.as_ref()))
        .with(closed.block("closed", report.closed.as_ref()))
        .with(Block::members("", vec![of("late_for", "report-late-for", late)], None));
    if report.by == By::Partner {
        document = document.with(concentration(report.concentration));
    }
    let notes = closed_notes(lang, session, report).into_iter().map(|said| Block::note(Words::Text(said)));
    notes.fold(document, Document::with)
}

/// How many partners stand how against their targets.
fn distributed(lang: Lang, counts: &[i64; 7]) -> String {
    let names = Standing::ALL.iter().map(|s| s.label().get(lang).to_owned()).chain([t!(lang, "not-rated")]);
    let some = names.zip(counts).filter(|(_, n)| **n > 0).map(|(name, n)| format!("{} {name}", number::count(*n)));
    let all: Vec<String> = some.collect();
    t!(lang, "kpi-distribution", counts = all.join(" · "))
}

/// That a period is closed, and what came late for it, or for the closed months of a longer one.
fn closed_notes(lang: Lang, session: &Session, report: &Report) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(closed) = &report.closed {
        let (at, by) = (number::moment(closed.closing.at, session.policy.organisation.zone), closed.closing.actor.as_str());
        let period = closed.closing.name.as_str();
        notes.push(if closed.frozen {
            t!(lang, "kpi-closed", period = period, at = at, by = by)
        } else {
            t!(lang, "kpi-closed-not-so", period = period, at = at, by = by)
        });
    }
    if let Some(late) = report.total.late {
        let signed = |m: Money| if m.0 > 0 { format!("+{}", number::amount_full(m)) } else { number::amount_full(m) };
        let orders = format!("{:+}", late.orders);
        let (net, contribution) = (signed(late.after_returns()), signed(late.contribution()));
        notes.push(if let Some(closed) = &report.closed {
            let period = closed.closing.name.as_str();
            t!(lang, "kpi-late", period = period, net = net, orders = orders, contribution = contribution)
        } else {
            let periods = report.late_for.join(", ");
            t!(lang, "kpi-late-inside", periods = periods, net = net, orders = orders, contribution = contribution)
        });
    }
    notes
}

/// Where there are figures, if not here, or that it is the filter that holds for nobody.
fn nothing(lang: Lang, session: &Session, wish: &Wish) -> Result<String> {
    let conn = session.store.conn();
    let (span, filter) = (wish.span, wish.filter.as_str());
    let conditions = list::conditions(session, Kind::Partner, filter)?;
    if listing::ids(conn, Kind::Partner, &conditions)?.is_empty() {
        return Ok(if filter.trim().is_empty() { t!(lang, "kpi-empty") } else { t!(lang, "kpi-nobody", filter = filter) });
    }
    let Some((first, last)) = read::extent(conn)? else { return Ok(t!(lang, "kpi-nothing")) };
    let (from, to) = (number::date(span.from), number::date(span.to));
    Ok(t!(lang, "kpi-nothing-there", from = from, to = to, first = first.to_string(), last = last.to_string()))
}
