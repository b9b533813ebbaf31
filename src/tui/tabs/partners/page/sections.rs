//! The sections of a partner's page, each drawn into whatever room there is.

mod history;
mod sales;

use std::cell::Cell;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::cells::field_text;
use super::Section;
use crate::domain::kinds::Lifecycle;
use crate::domain::money::{Money, Rate};
use crate::domain::partner::Column;
use crate::domain::record::{FieldType, Kind, Row, Value};
use crate::i18n::number;
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::scroll;
use crate::tui::theme::Tone;
use crate::tui::widgets::{chart, figures, text};
use crate::tui::worker::partners::Page;

/// Who it is, in one line.
pub(super) fn title(p: &Page, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let (name, more) = identity(p, ctx);
    let used = canvas.put(area.x + 1, area.y, area.width - 2, &name, th.accent);
    canvas.put(area.x + 3 + used, area.y, area.width.saturating_sub(used + 4), &more, th.dim);
}

fn identity(p: &Page, ctx: &Ctx) -> (String, String) {
    let shown = |name: &str| shown(&p.row, name, ctx);
    let name = format!("{} {}", shown("code"), shown("name"));
    let more = ["channel_type", "region", "city", "tier", "status", "owner"].map(shown);
    (name, more.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · "))
}

/// A field of a partner as people read it; nothing if it is not given.
fn shown(row: &Row, name: &str, ctx: &Ctx) -> String {
    match row.kind.def().field(name) {
        Some((i, _)) if !row.get(name).is_null() => field_text(i, row.get(name), ctx),
        _ => String::new(),
    }
}

/// A value of any record as people read it.
fn read(row: &Row, name: &str, ctx: &Ctx) -> String {
    let Some((_, field)) = row.kind.def().field(name) else { return String::new() };
    match (field.ty, row.get(name)) {
        (FieldType::Ref(Kind::User), Value::Int(id)) => ctx.user(Some(*id)).to_owned(),
        (_, value) => number::value(ctx.lang, field, value, None, ctx.policy.organisation.zone),
    }
}

/// Draws a section; `at` is the line of its cursor, if it is the current one.
pub(super) fn draw(
    section: Section,
    p: &Page,
    at: Option<usize>,
    top: &Cell<usize>,
    canvas: &mut Canvas<'_>,
    area: Rect,
    ctx: &Ctx,
) {
    match section {
        Section::Overview => overview(p, at, canvas, area, ctx),
        Section::Sales => sales::draw(p, canvas, area, ctx),
        Section::Receivables => receivables(p, at, top, canvas, area, ctx),
        Section::Tickets => tickets(p, at, top, canvas, area, ctx),
        Section::Tasks => tasks(p, at, top, canvas, area, ctx),
        Section::History => history::draw(p, at, top, canvas, area, ctx),
    }
}

/// Label and value pairs under each other; answers the next free row.
fn pairs(canvas: &mut Canvas<'_>, area: Rect, y: u16, pairs: &[Pair], ctx: &Ctx) -> u16 {
    let labels = pairs.iter().map(|(l, _)| text::width(l)).max().unwrap_or(0).min(20);
    let labels = u16::try_from(labels).unwrap_or(12);
    let mut y = y;
    for (label, value) in pairs {
        if y >= area.bottom() {
            break;
        }
        canvas.put(area.x, y, labels, label, ctx.theme.dim);
        let mut x = area.x + labels + 2;
        for (piece, style) in value {
            x += canvas.put(x, y, area.right().saturating_sub(x), piece, *style);
        }
        y += 1;
    }
    y
}

/// The figures of a partner with what they are measured against.
/// A label with its value in pieces.
type Pair = (String, Vec<(String, Style)>);

/// The figures of a partner, each with the name of the column that says the same.
fn figure_pairs(p: &Page, ctx: &Ctx) -> Vec<(&'static str, Pair)> {
    let th = &ctx.theme;
    let lang = ctx.lang;
    let none = || vec![(t!(lang, "not-rated"), th.dim)];
    let Some(f) = &p.figures else { return vec![("score", (t!(lang, "page-score"), none()))] };
    let score = |now: Option<i64>, before: Option<i64>| {
        let moved = figures::moved(now, before);
        let style = figures::moved_style(&moved, th);
        let tone = if now.is_none() { th.dim } else { th.tone(figures::score_tone(now)) };
        vec![(figures::points(now, ctx), tone), (format!(" {moved}"), style)]
    };
    let light = f.light.map(crate::domain::credit::Light::code);
    let (tone, name) = figures::light(light, ctx);
    let glyph = if matches!(tone, Tone::Good | Tone::Plain) { "" } else { tone.glyph() };
    let grown = figures::growth(Money(f.sales4), Money(f.sales4_before));
    let grown_style = figures::moved_style(&grown, th);
    let pace = f.pace.map_or_else(none, |r| {
        let tone = if r < 8_000 { Tone::Soon } else { Tone::Plain };
        vec![(figures::percent(Some(Rate(r)), ctx), th.tone(tone))]
    });
    let computed = f.computed_tier.map(|t| t.label().get(lang).to_owned()).unwrap_or_default();
    let tier = shown(&p.row, "tier", ctx);
    let tier = if tier.is_empty() { t!(lang, "not-rated") } else { tier };
    let differs = !computed.is_empty() && computed != tier;
    let mut open = vec![(number::amount(lang, Money(f.open_amount)), th.text)];
    if let Some(limit) = p.row.get("credit_limit").int() {
        open.push((format!(" / {}", number::amount(lang, Money(limit))), th.dim));
    }
    if f.overdue > 0 {
        let said = t!(lang, "page-overdue", amount = number::amount(lang, Money(f.overdue)), days = f.overdue_days);
        open.push((format!("  ! {said}"), th.bad));
    }
    let tier = vec![(tier, th.text), (if differs { format!("  → {computed}") } else { String::new() }, th.soon)];
    let light = vec![(format!("{glyph} {name}").trim().to_owned(), th.tone(tone))];
    let sales = vec![(number::amount(lang, Money(f.sales4)), th.text), (format!("  {grown}"), grown_style)];
    vec![
        ("health", (t!(lang, "page-health"), score(f.health, f.health_before))),
        ("score", (t!(lang, "page-score"), score(f.score, f.score_before))),
        ("computed_tier", (t!(lang, "page-tier"), tier)),
        ("light", (t!(lang, "page-light"), light)),
        ("sales4", (t!(lang, "page-sales4"), sales)),
        ("pace", (t!(lang, "page-pace"), pace)),
        ("credit_limit", (t!(lang, "page-open"), open)),
    ]
}

fn overview(p: &Page, at: Option<usize>, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let wide = area.width >= 74;
    let left = if wide { Rect { width: area.width / 2 - 1, ..area } } else { area };
    let y = pairs(canvas, left, area.y, &figure_pairs(p, ctx).into_iter().map(|(_, pair)| pair).collect::<Vec<_>>(), ctx);
    let names = [
        "phone",
        "address",
        "credit_code",
        "products",
        "territories",
        "onboarded_on",
        "credit_days",
        "deduction_rate",
        "deposit",
        "tags",
    ];
    let mut identity: Vec<(String, Vec<(String, Style)>)> = names
        .iter()
        .filter_map(|name| {
            let value = shown(&p.row, name, ctx);
            let label = Kind::Partner.def().field(name)?.1.label.get(ctx.lang).to_owned();
            (!value.is_empty()).then(|| (label, vec![(value, th.text)]))
        })
        .collect();
    if let Some(core) = &p.core {
        identity.push((t!(ctx.lang, "page-core"), vec![(core.clone(), th.text)]));
    }
    let (right, start) = if wide {
        (Rect { x: area.x + area.width / 2 + 1, width: area.width - area.width / 2 - 1, ..area }, area.y)
    } else {
        (area, y + 1)
    };
    let after = pairs(canvas, right, start, &identity, ctx);
    let mut y = if wide { y.max(after) + 1 } else { after + 1 };
    let lists = [
        (t!(ctx.lang, "page-contacts"), contact_lines(p, &["name", "role", "phone", "email"], ctx)),
        (t!(ctx.lang, "page-alerts"), alert_lines(p, ctx)),
    ];
    let mut line = 0;
    for (head, lines) in lists {
        if lines.is_empty() || y >= area.bottom() {
            continue;
        }
        canvas.put(area.x, y, area.width, &head, th.head);
        y += 1;
        for (said, style) in lines {
            if y < area.bottom() {
                let focus = at == Some(line);
                canvas.put(area.x, y, 1, if focus { "›" } else { " " }, th.accent);
                canvas.put(area.x + 2, y, area.width.saturating_sub(2), &said, if focus { th.focus } else { style });
                y += 1;
            }
            line += 1;
        }
        y += 1;
    }
    let notes = shown(&p.row, "notes", ctx);
    if !notes.is_empty() && y < area.bottom() {
        canvas.paragraph(Rect { y, height: area.bottom() - y, ..area }, &notes, th.dim);
    }
}

fn contact_lines(p: &Page, fields: &[&str], ctx: &Ctx) -> Vec<(String, Style)> {
    let line = |r: &Row| fields.iter().map(|f| read(r, f, ctx)).filter(|s| !s.is_empty()).collect::<Vec<_>>().join("  ");
    p.contacts.iter().map(|r| (line(r), ctx.theme.text)).collect()
}

fn alert_lines(p: &Page, ctx: &Ctx) -> Vec<(String, Style)> {
    let line = |r: &Row| {
        let critical = r.get("severity").text() == Some("critical");
        let tone = if critical { Tone::Bad } else { Tone::Soon };
        let said = format!(
            "{} {}  {}",
            tone.glyph(),
            read(r, "rule", ctx),
            t!(ctx.lang, "page-since", day = read(r, "first_seen", ctx))
        );
        (said, ctx.theme.tone(tone))
    };
    p.alerts.iter().map(line).collect()
}

/// A table with a cursor: heads with their widths (0 takes what is left), rows of cells.
fn table(
    canvas: &mut Canvas<'_>,
    area: Rect,
    heads: &[(String, u16, bool)],
    rows: &[Vec<(String, Style)>],
    at: Option<usize>,
    top: &Cell<usize>,
    ctx: &Ctx,
) {
    let th = &ctx.theme;
    let fixed: u16 = heads.iter().map(|(_, w, _)| w + 2).sum();
    let rest = area.width.saturating_sub(fixed + 2).max(8);
    let visible = usize::from(area.height.saturating_sub(1));
    let first = at.map_or(0, |at| scroll(top.get(), at, visible));
    if at.is_some() {
        top.set(first);
    }
    let mut x = area.x + 2;
    for (i, (head, w, right)) in heads.iter().enumerate() {
        let w = if *w == 0 { rest } else { *w }.min(area.right().saturating_sub(x));
        if w == 0 {
            break;
        }
        let mut put = |y: u16, what: &str, style: Style| {
            if *right {
                canvas.put_right(x, y, w, what, style);
            } else {
                canvas.put(x, y, w, what, style);
            }
        };
        put(area.y, head, th.head);
        for (line, (n, row)) in (0u16..).zip(rows.iter().enumerate().skip(first).take(visible)) {
            if let Some((what, style)) = row.get(i) {
                put(area.y + 1 + line, what, if at == Some(n) && i < 2 { th.focus } else { *style });
            }
        }
        x += w + 2;
    }
    if let Some(line) = at.filter(|at| *at < rows.len()).and_then(|at| at.checked_sub(first)) {
        canvas.put(area.x, area.y + 1 + u16::try_from(line).unwrap_or(0), 1, "›", th.accent);
    }
}

fn receivables(p: &Page, at: Option<usize>, top: &Cell<usize>, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let (th, lang) = (&ctx.theme, ctx.lang);
    if p.open.items.is_empty() {
        canvas.put(area.x, area.y, area.width, &t!(lang, "page-no-invoices"), th.dim);
        return;
    }
    let most = p.ages.iter().map(|b| b.amount.0).max().unwrap_or(0);
    let mut y = area.y;
    for bucket in &p.ages {
        let name = match (bucket.from_days, bucket.to_days) {
            (None, _) => t!(lang, "page-not-due"),
            (Some(from), Some(to)) => t!(lang, "page-days", from = from, to = to),
            (Some(from), None) => {
                let over: i64 = from - 1;
                t!(lang, "page-days-over", from = over)
            }
        };
        let style = if bucket.from_days.is_some() && bucket.amount.0 > 0 { th.soon } else { th.chart };
        canvas.put(area.x, y, 14, &name, th.dim);
        canvas.put_right(area.x + 14, y, 10, &number::amount(lang, bucket.amount), th.text);
        canvas.put(
            area.x + 26,
            y,
            area.width.saturating_sub(26),
            &chart::line(bucket.amount.0, most, area.width.saturating_sub(27).min(40)),
            style,
        );
        y += 1;
    }
    let total = t!(
        lang,
        "page-open-total",
        amount = number::amount_full(p.open.total()),
        overdue = number::amount_full(p.open.overdue())
    );
    canvas.put(area.x, y, area.width, &total, th.text);
    let heads = [
        (t!(lang, "page-invoice"), 12, false),
        (t!(lang, "page-issued"), 10, false),
        (t!(lang, "page-due"), 10, false),
        (t!(lang, "page-open"), 12, true),
        (t!(lang, "page-late"), 8, true),
    ];
    let rows: Vec<Vec<(String, Style)>> = p
        .open
        .items
        .iter()
        .map(|i| {
            let style = if i.days > 60 {
                th.bad
            } else if i.days > 0 {
                th.soon
            } else {
                th.dim
            };
            let late = if i.days > 0 { number::days(lang, i.days) } else { "–".to_owned() };
            vec![
                (p.invoices.get(&i.bill.id).cloned().unwrap_or_default(), th.text),
                (number::date(i.bill.issued_on), th.dim),
                (number::date(i.bill.due_on), th.text),
                (number::amount_full(i.open), th.text),
                (late, style),
            ]
        })
        .collect();
    let below = Rect { y: y + 2, height: area.bottom().saturating_sub(y + 2), ..area };
    table(canvas, below, &heads, &rows, at, top, ctx);
}

fn tickets(p: &Page, at: Option<usize>, top: &Cell<usize>, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let (th, lang) = (&ctx.theme, ctx.lang);
    if p.tickets.is_empty() {
        canvas.put(area.x, area.y, area.width, &t!(lang, "page-no-tickets"), th.dim);
        return;
    }
    let label = |name: &str| Kind::Ticket.def().field(name).map_or(String::new(), |(_, f)| f.label.get(lang).to_owned());
    let heads = [
        (label("number"), 6, false),
        (label("title"), 0, false),
        (label("kind"), 12, false),
        (label("severity"), 8, false),
        (label("state"), 12, false),
    ];
    let rows: Vec<Vec<(String, Style)>> = p
        .tickets
        .iter()
        .map(|r| {
            let open = !matches!(r.get("state").text(), Some("resolved" | "closed"));
            let style = if open { th.text } else { th.dim };
            let severe = open && r.get("severity").text() == Some("S1");
            vec![
                (format!("#{}", read(r, "number", ctx)), style),
                (read(r, "title", ctx), style),
                (read(r, "kind", ctx), style),
                (read(r, "severity", ctx), if severe { th.bad } else { style }),
                (read(r, "state", ctx), style),
            ]
        })
        .collect();
    table(canvas, area, &heads, &rows, at, top, ctx);
}

fn tasks(p: &Page, at: Option<usize>, top: &Cell<usize>, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let (th, lang) = (&ctx.theme, ctx.lang);
    if p.tasks.is_empty() {
        canvas.put(area.x, area.y, area.width, &t!(lang, "page-no-tasks"), th.dim);
        return;
    }
    let label = |name: &str| Kind::Task.def().field(name).map_or(String::new(), |(_, f)| f.label.get(lang).to_owned());
    let heads = [
        (label("due_on"), 10, false),
        (label("title"), 0, false),
        (label("kind"), 10, false),
        (label("state"), 6, false),
        (label("owner"), 10, false),
    ];
    let today = i64::from(crate::domain::period::day_number(ctx.today()));
    let rows: Vec<Vec<(String, Style)>> = p
        .tasks
        .iter()
        .map(|r| {
            let open = r.get("state").text() == Some("open");
            let late = open && r.get("due_on").int().is_some_and(|d| d < today);
            let style = if open { th.text } else { th.dim };
            vec![
                (read(r, "due_on", ctx), if late { th.bad } else { style }),
                (read(r, "title", ctx), style),
                (read(r, "kind", ctx), style),
                (read(r, "state", ctx), style),
                (read(r, "owner", ctx), th.dim),
            ]
        })
        .collect();
    table(canvas, area, &heads, &rows, at, top, ctx);
}

/// What of the page stands beside the list: who, figures, trend, what is open.
///
/// Each step of the cursor sends it anew: what the list says in its columns is not said again, and what every partner has
/// stands in the same place.
pub(super) fn brief(p: &Page, listed: &[Column], canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let shown = |name: &str| shown(&p.row, name, ctx);
    let active = p.row.get("status").text() == Some(Lifecycle::Active.code());
    let place = if shown("city").is_empty() { "region" } else { "city" };
    let more = ["channel_type", place].into_iter().chain((!active).then_some("status"));
    let more = more.map(shown).filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · ");
    canvas.put(area.x, area.y, area.width, &shown("name"), th.accent);
    canvas.put(area.x, area.y + 1, area.width, &more, th.dim);
    let is_listed = |name: &str| listed.iter().any(|c| c.name() == name);
    let figures = figure_pairs(p, ctx).into_iter().filter(|(name, _)| !is_listed(name)).map(|(_, pair)| pair);
    let contact = contact_lines(p, &["name", "phone"], ctx).into_iter().take(1).collect();
    let said: Vec<Pair> = figures.chain([(t!(lang, "page-contacts"), contact)]).collect();
    let mut y = pairs(canvas, area, area.y + 3, &said, ctx) + 1;
    y = sales::line(p, canvas, Rect { y, ..area }, ctx) + 1;
    let blocks = [
        (t!(lang, "page-alerts"), alert_lines(p, ctx)),
        (t!(lang, "page-tickets"), open_lines(&p.tickets, "state", &["resolved", "closed"], &["number", "title"], ctx)),
        (t!(lang, "page-tasks"), open_lines(&p.tasks, "state", &["done", "skipped"], &["due_on", "title"], ctx)),
    ];
    for (head, lines) in blocks {
        if lines.is_empty() || y + 1 >= area.bottom() {
            continue;
        }
        canvas.put(area.x, y, area.width, &head, th.head);
        y += 1;
        for (said, style) in lines.iter().take(4) {
            if y < area.bottom() {
                canvas.put(area.x + 1, y, area.width.saturating_sub(1), said, *style);
                y += 1;
            }
        }
        y += 1;
    }
}

fn open_lines(rows: &[Row], state: &str, over: &[&str], fields: &[&str], ctx: &Ctx) -> Vec<(String, Style)> {
    let open = |r: &&Row| r.get(state).text().is_some_and(|s| !over.contains(&s));
    let line = |r: &Row| fields.iter().map(|f| read(r, f, ctx)).collect::<Vec<_>>().join("  ");
    rows.iter().filter(open).map(|r| (line(r), ctx.theme.text)).collect()
}
