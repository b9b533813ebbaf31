//! What a partner sells: the trend against the year before, attainment and pace, product lines, last orders.

use std::collections::BTreeMap;

use super::{Page, Result, grown, toned};
use crate::domain::explain::{Amount, Source, Words};
use crate::domain::figure::{self, Figure as Catalogued};
use crate::domain::money::{Money, Rate};
use crate::domain::period::{Month, Span};
use crate::domain::record::Kind;
use crate::domain::sales::Figures;
use crate::report::{Block, Cell, Column, Figure, Line, Name, Table, Tone, Trend, What, Why};
use crate::store::rollup::late;
use crate::store::weeks::{self, Cut};
use crate::store::{figures, page as store};

/// At most so many sales are shown.
const LAST: i64 = 30;

pub(super) fn blocks(page: &Page<'_>) -> Result<Vec<Block>> {
    let conn = page.session.store.conn();
    let this = Month::of(page.session.as_of());
    let first = Month(this.0 - 12);
    let cuts = weeks::of_partner(conn, page.id())?;
    let of = |from: Month, to: Month| weeks::by_month(cuts.iter().copied(), from, to);
    let whole = is_whole(&cuts, Month(first.0 - 12));
    let months = of(first, Month(this.0 - 1));
    let before = of(Month(first.0 - 12), Month(first.0 - 1));
    let net = |months: &[Figures]| months.iter().map(Figures::after_returns).collect();
    let why = Some(Why::Asked("t12m".into()));
    let trend = Trend { first, values: net(&months), before: net(&before), why };
    let mut blocks = vec![Block::trend("trend", trend).head(Words::key("page-trend-year"))];
    blocks.push(Block::figures("figures", figures(page, &months, &before, whole)?));
    let empty = Words::key("page-no-sales");
    let late = late::of_partner(conn, page.id(), first, Month(this.0 - 1))?;
    let by_month = by_month(page, first, (&months, &before), &late);
    blocks.push(Block::table("months", by_month, empty.clone()).head(Words::key("page-by-month")));
    if !late.is_empty() {
        blocks.push(Block::note(Words::key("page-note-came-late")));
    }
    let lines = by_line(page, first, this, whole)?;
    if lines.rows.len() > 1 {
        blocks.push(Block::table("lines", lines, empty.clone()).head(Words::key("page-by-line")));
    }
    let sales = store::last_sales(conn, page.id(), LAST)?;
    let orders = page.table(Kind::Sale, &["day", "document!", "line?", "quantity", "net_amount", "returns?"], &sales)?;
    let orders = Table { rows: orders.rows.into_iter().map(|l| Line { opens: None, ..l }).collect(), ..orders };
    blocks.push(Block::table("orders", orders, empty).head(Words::key("page-last-orders")));
    Ok(blocks)
}

fn figures(page: &Page<'_>, months: &[Figures], before: &[Figures], whole: bool) -> Result<Vec<Figure>> {
    let sum = |m: &[Figures]| m.iter().copied().sum::<Figures>();
    let (year, year_before) = (sum(months), sum(before));
    let earlier = vec![("count", Amount::Count(year_before.orders))];
    let mut figures = vec![
        Figure::new("t12m", Catalogued::T12m.words(), Cell::short(year.after_returns()))
            .beside(grown(year.after_returns(), if whole { year_before.after_returns() } else { Money::ZERO }))
            .asked("t12m"),
        Figure::new("orders", Words::key("page-orders-year"), Cell::amount(Amount::Count(year.orders)))
            .beside(Cell::of(What::Words(Words::with("page-year-ago", earlier))).toned(Tone::Dim))
            .asked("orders"),
    ];
    let Some(f) = figures::of_partner(page.session.store.conn(), page.id())? else { return Ok(figures) };
    let rate =
        |r: Option<i64>, soon: bool| r.map_or_else(Cell::unknown, |r| toned(Cell::amount(Amount::Rate(Rate(r))), false, soon));
    let behind = page.session.policy.sales.behind.0;
    let warn = page.session.policy.alerts.return_rate.warn.0;
    figures.push(
        Figure::new("sales4", Catalogued::Sales4.words(), Cell::short(Money(f.sales4)))
            .beside(grown(Money(f.sales4), Money(f.sales4_before)))
            .asked("sales4"),
    );
    figures.push(Figure::new("attainment", Catalogued::Attainment.words(), rate(f.attainment, false)).asked("attainment"));
    figures.push(Figure::new("pace", Catalogued::Pace.words(), rate(f.pace, f.pace.is_some_and(|p| p < behind))).asked("pace"));
    let returns = rate(f.return_rate, f.return_rate.is_some_and(|r| r > warn));
    figures.push(Figure::new("return_rate", Catalogued::ReturnRate.words(), returns).asked("return_rate"));
    let contribution = Cell::short(Money(f.contribution));
    figures.push(
        Figure::new("contribution", Catalogued::Contribution.words(), toned(contribution, f.contribution < 0, false))
            .asked("contribution"),
    );
    Ok(figures)
}

/// The months; beside those of closed periods what came late for them, where anything did.
fn by_month(page: &Page<'_>, first: Month, (months, before): (&[Figures], &[Figures]), late: &BTreeMap<Month, Figures>) -> Table {
    let most = months.iter().map(|f| f.after_returns().0).max().unwrap_or(0);
    let line = |(i, f): (usize, &Figures)| {
        let month = Month(first.0 + i32::try_from(i).unwrap_or(0));
        let earlier = before.get(i).copied().unwrap_or_default();
        let span = month.span();
        let called = span.from.format("%Y-%m").to_string();
        let name = format!("month:{called}");
        let mut cells = vec![
            Cell::text(called),
            Cell::short(f.after_returns()),
            grown(f.after_returns(), earlier.after_returns()),
            Cell::amount(Amount::Count(f.orders)).toned(Tone::Dim),
            Cell::short(f.returns).toned(Tone::Dim),
        ];
        if !late.is_empty() {
            cells.push(late.get(&month).map_or_else(|| Cell::text(""), |late| Cell::short(late.after_returns())));
        }
        let sold = page.rows(Kind::Sale, &format!("day>={} day<={}", span.from, span.to));
        Line::new(cells).bar(f.after_returns().0, most).rows(sold).asked(name)
    };
    let mut columns = vec![
        Column::new("month", Words::key("page-month")),
        Column::new("net", Words::key("page-net")).right(),
        Column::new("growth", Words::key("page-year-before")).right(),
        Column::new("orders", Words::key("page-orders")).right(),
        Column::new("returns", Words::key("page-returns")).right().minor(),
    ];
    if !late.is_empty() {
        columns.push(Column::new("came_late", Words::key("page-came-late")).right());
    }
    let rows: Vec<Line> = if most > 0 { months.iter().enumerate().rev().map(line).collect() } else { Vec::new() };
    Table::new(columns, rows)
}

/// Whether figures reach back to a month: growth on a year that they begin in says nothing.
pub(super) fn is_whole(cuts: &[Cut], first: Month) -> bool {
    cuts.first().is_some_and(|c| c.month() <= first)
}

/// The sales of a product line in a span of days; an empty code: those without one.
pub(super) fn of_line(page: &Page<'_>, span: Span, code: &str) -> Source {
    let line = if code.is_empty() { "none".to_owned() } else { format!("\"{code}\"") };
    page.rows(Kind::Sale, &format!("line:{line} day>={} day<={}", span.from, span.to))
}

fn by_line(page: &Page<'_>, first: Month, this: Month, comparable: bool) -> Result<Table> {
    let conn = page.session.store.conn();
    let now = store::lines(conn, page.id(), first, Month(this.0 - 1))?;
    let before = store::lines(conn, page.id(), Month(first.0 - 12), Month(first.0 - 1))?;
    let whole: Money = now.values().map(Figures::after_returns).sum();
    let mut sold: Vec<(i64, Money)> = now.iter().map(|(line, f)| (*line, f.after_returns())).collect();
    sold.sort_by_key(|(line, net)| (std::cmp::Reverse(*net), *line));
    let most = sold.first().map_or(0, |(_, net)| net.0);
    let span = Span { from: first.first(), to: Month(this.0 - 1).span().to };
    let mut rows = Vec::new();
    for (line, net) in sold {
        let name = if line == 0 { Name::default() } else { page.name(Kind::ProductLine, line)? };
        let asked = format!("line:{}", if line == 0 { "none" } else { &name.code });
        let called = if line == 0 { Cell::key("page-no-line").toned(Tone::Dim) } else { Cell::of(What::Named(name.clone())) };
        let earlier = before.get(&line).filter(|_| comparable).map(Figures::after_returns).unwrap_or_default();
        let share = figure::share(net.0, whole.0).map_or_else(Cell::unknown, |r| Cell::amount(Amount::Rate(r)));
        let cells = vec![called, Cell::short(net), grown(net, earlier), share.toned(Tone::Dim)];
        rows.push(Line::new(cells).bar(net.0, most).rows(of_line(page, span, &name.code)).asked(asked));
    }
    let columns = vec![
        Column::new("line", Words::Label(Kind::ProductLine.def().label)).wide(),
        Column::new("net", Words::key("page-net")).right(),
        Column::new("growth", Words::key("page-year-before")).right(),
        Column::new("share", Words::key("page-share")).right(),
    ];
    Ok(Table::new(columns, rows))
}
