//! The health check as blocks of text, from which the terminal's page, Markdown and a robot's message are made.

use crate::cli::output::{Align, Cell, Table, Tone};
use crate::domain::kinds::{AlertSeverity, Tier};
use crate::domain::money::Money;
use crate::domain::record::Lang;
use crate::i18n::health::{doing, reasons};
use crate::i18n::text::markdown as escaped;
use crate::i18n::{number, warning};
use crate::ops::health::Report;
use crate::store::health::Line;
use crate::t;

/// A part of the page.
#[derive(Debug)]
pub(super) enum Block {
    /// What it is.
    Title(String),
    /// A line.
    Line(String),
    /// The head of a section.
    Head(String),
    /// A table.
    Table(Table),
    /// Things in order.
    Numbered(Vec<String>),
}

/// The page.
pub(super) fn page(lang: Lang, r: &Report) -> Vec<Block> {
    let (n, b) = (&r.network, &r.network.before);
    let beside = |now: i64, before: i64| format!("{} ({})", number::count(now), number::count(before));
    let amounts =
        |now: i64, before: i64| format!("{} ({})", number::amount(lang, Money(now)), number::amount(lang, Money(before)));
    let mut title = t!(lang, "health-title", week = r.week.to_string());
    if let Some(owner) = &r.owner {
        title.push_str(" · ");
        title.push_str(&t!(lang, "health-of", owner = owner.as_str()));
    }
    title.push_str(" · ");
    title.push_str(&t!(lang, "health-as-of", day = number::date(r.as_of)));
    let sales_change = crate::domain::figure::change(n.sales4, n.sales4_before);
    let mut page = vec![
        Block::Title(title),
        Block::Line(t!(
            lang,
            "health-network",
            partners = beside(n.partners, b.partners),
            rated = beside(n.rated, b.rated),
            health = warning::points(lang, n.health),
            change = warning::change(n.health, n.health_before),
            attention = beside(n.attention, b.attention),
            warned = beside(n.warned, b.warned)
        )),
        Block::Line(t!(
            lang,
            "health-sales",
            sales = amounts(n.sales4, b.sales4),
            change = sales_change.map_or_else(|| "–".to_owned(), number::percent_signed),
            overdue = amounts(n.overdue, b.overdue),
            open = amounts(n.open_amount, b.open_amount),
            tickets = beside(n.open_tickets, b.open_tickets)
        )),
        Block::Line(t!(
            lang,
            "health-alerts",
            critical = beside(n.alerts[0], b.alerts[0]),
            warning = beside(n.alerts[1], b.alerts[1]),
            info = beside(n.alerts[2], b.alerts[2])
        )),
    ];
    // whose sums can't be computed with is in none of what follows
    page.extend(r.beyond.iter().map(|code| Block::Line(t!(lang, "error-overflow", place = code))));
    page.extend(warning::until(lang, &r.until, r.week, n.overdue_fresh).map(Block::Line));
    if let Some(at) = r.refreshed_at {
        page.push(Block::Line(t!(lang, "health-refreshed", at = at.format("%Y-%m-%d %H:%M").to_string())));
    }
    page.push(Block::Head(t!(lang, "health-first")));
    page.push(if r.todo.is_empty() {
        Block::Line(t!(lang, "health-none-first"))
    } else {
        Block::Numbered(r.todo.iter().map(|t| todo(lang, t)).collect())
    });
    page.push(Block::Head(t!(lang, "health-slipping")));
    section(&mut page, &r.attention, t!(lang, "health-none-slipping"), |lines| slipping(lang, r, lines));
    let more = r.network.attention - i64::try_from(r.attention.len()).unwrap_or(0);
    if more > 0 {
        page.push(Block::Line(t!(lang, "health-slipping-more", count = number::count(more))));
    }
    if !r.warned.is_empty() {
        page.push(Block::Head(t!(lang, "health-warned")));
        page.push(Block::Table(slipping(lang, r, &r.warned)));
        let more = r.network.warned - i64::try_from(r.warned.len()).unwrap_or(0);
        if more > 0 {
            page.push(Block::Line(t!(lang, "health-slipping-more", count = number::count(more))));
        }
    }
    page.push(Block::Head(t!(lang, "health-moved")));
    let moved: Vec<Line> = r.fallen.iter().chain(&r.risen).cloned().collect();
    section(&mut page, &moved, t!(lang, "health-none-moved"), |lines| moved_table(lang, lines));
    page.push(Block::Head(t!(lang, "health-overdue")));
    section(&mut page, &r.overdue, t!(lang, "health-none-overdue"), |lines| overdue(lang, lines));
    page
}

fn todo(lang: Lang, t: &crate::ops::health::Todo) -> String {
    format!("{} {}: {} – {}", t.code, t.name, warning::finding(lang, &t.finding), warning::step(lang, t.finding.rule))
}

fn section(page: &mut Vec<Block>, lines: &[Line], none: String, table: impl FnOnce(&[Line]) -> Table) {
    page.push(if lines.is_empty() { Block::Line(none) } else { Block::Table(table(lines)) });
}

/// The codes of the components of health, in their order.
pub(super) const COMPONENTS: [&str; 6] = ["frequency", "sell_through", "returns", "pace", "overdue", "tickets"];

fn tier(lang: Lang, tier: Option<Tier>) -> &'static str {
    tier.map_or("", |t| t.label().get(lang))
}

fn health_cell(lang: Lang, slipping: i64, line: &Line) -> Cell {
    let low = line.health.is_some_and(|h| h < slipping * 100);
    Cell::toned(warning::points(lang, line.health), if low { Tone::Bad } else { Tone::Plain })
}

fn slipping(lang: Lang, r: &Report, lines: &[Line]) -> Table {
    let mut table = Table::new([
        (t!(lang, "health-column-code"), Align::Left),
        (t!(lang, "health-column-name"), Align::Left),
        (t!(lang, "health-column-tier"), Align::Left),
        (t!(lang, "health-column-health"), Align::Right),
        (t!(lang, "health-column-change"), Align::Right),
        (t!(lang, "health-column-owner"), Align::Left),
        (t!(lang, "health-column-why"), Align::Left),
        (t!(lang, "health-column-doing"), Align::Left),
    ]);
    for l in lines {
        let worst = l.parts.findings.iter().map(|f| f.severity).min();
        let tone = if worst == Some(AlertSeverity::Critical) { Tone::Bad } else { Tone::Plain };
        table.row([
            l.code.as_str().into(),
            l.name.as_str().into(),
            tier(lang, l.tier).into(),
            health_cell(lang, r.slipping, l),
            warning::change(l.health, l.health_before).into(),
            l.owner.as_deref().unwrap_or("").into(),
            Cell::toned(reasons(lang, &l.parts).join(if lang == Lang::Zh { "；" } else { "; " }), tone),
            r.doing.get(&l.partner).map(|d| doing(lang, d, r.as_of)).unwrap_or_default().into(),
        ]);
    }
    table
}

fn moved_table(lang: Lang, lines: &[Line]) -> Table {
    let mut table = Table::new([
        (t!(lang, "health-column-code"), Align::Left),
        (t!(lang, "health-column-name"), Align::Left),
        (t!(lang, "health-column-health"), Align::Right),
        (t!(lang, "health-column-change"), Align::Right),
        (t!(lang, "health-column-why"), Align::Left),
    ]);
    for l in lines {
        let why = reasons(lang, &l.parts).into_iter().next().filter(|_| l.change().is_some_and(|c| c < 0)).unwrap_or_default();
        table.row([
            l.code.clone(),
            l.name.clone(),
            warning::points(lang, l.health),
            warning::change(l.health, l.health_before),
            why,
        ]);
    }
    table
}

fn overdue(lang: Lang, lines: &[Line]) -> Table {
    let mut table = Table::new([
        (t!(lang, "health-column-code"), Align::Left),
        (t!(lang, "health-column-name"), Align::Left),
        (t!(lang, "health-column-overdue"), Align::Right),
        (t!(lang, "health-column-last-week"), Align::Right),
        (t!(lang, "health-column-days"), Align::Right),
        (t!(lang, "health-column-owner"), Align::Left),
    ]);
    for l in lines {
        table.row([
            l.code.clone(),
            l.name.clone(),
            number::amount(lang, Money(l.overdue)),
            number::amount(lang, Money(l.overdue_before)),
            l.overdue_days.to_string(),
            l.owner.clone().unwrap_or_default(),
        ]);
    }
    table
}

/// The page as Markdown.
pub(super) fn markdown(page: &[Block]) -> String {
    let mut out = String::new();
    for block in page {
        match block {
            Block::Title(text) => push(&mut out, &format!("# {}\n", escaped(text))),
            Block::Head(text) => push(&mut out, &format!("\n## {}\n", escaped(text))),
            Block::Line(text) => push(&mut out, &format!("{}  ", escaped(text))),
            Block::Table(table) => push(&mut out, &table.markdown()),
            Block::Numbered(lines) => numbered(&mut out, lines),
        }
    }
    out.trim_end().to_owned()
}

/// The page as a robot's message, which knows no tables: a line a partner.
pub(super) fn message(page: &[Block]) -> String {
    let mut out = String::new();
    for block in page {
        match block {
            Block::Title(text) => push(&mut out, &format!("## {}", escaped(text))),
            Block::Head(text) => push(&mut out, &format!("\n**{}**", escaped(text))),
            Block::Line(text) => push(&mut out, &format!("> {}", escaped(text))),
            Block::Table(table) => table.lines().for_each(|line| push(&mut out, &format!("- {}", escaped(&line)))),
            Block::Numbered(lines) => numbered(&mut out, lines),
        }
    }
    out
}

fn push(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn numbered(out: &mut String, lines: &[String]) {
    for (i, line) in lines.iter().enumerate() {
        push(out, &format!("{}. {}", i + 1, escaped(line)));
    }
}
