//! What of a partner's page stands beside the list: who, figures, trend, what is open.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::super::cells::field_text;
use crate::domain::figure::Figure;
use crate::domain::kinds::Lifecycle;
use crate::domain::money::{Money, Rate};
use crate::domain::partner::Column;
use crate::domain::record::{FieldType, Row, Value};
use crate::i18n::number;
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::theme::Tone;
use crate::tui::widgets::{chart, figures, text};
use crate::tui::worker::partners::Page;

/// What of the page stands beside the list: who, figures, trend, what is open.
///
/// Each step of the cursor sends it anew: what the list says in its columns is not said again, and what every partner has
/// stands in the same place.
pub(super) fn draw(p: &Page, listed: &[Column], canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
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
    y = weeks(p, canvas, Rect { y, ..area }, ctx) + 1;
    let blocks = [
        (t!(lang, "page-alerts"), alert_lines(p, ctx)),
        (t!(lang, "page-open-tickets"), open_lines(&p.tickets, "state", &["resolved", "closed"], &["number", "title"], ctx)),
        (t!(lang, "page-open-tasks"), open_lines(&p.tasks, "state", &["done", "skipped"], &["due_on", "title"], ctx)),
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
    let label = match (field.ty, row.get(name)) {
        (FieldType::Ref(kind), Value::Int(id)) => ctx.referred(kind, *id),
        _ => None,
    };
    number::value(ctx.lang, field, row.get(name), label, ctx.policy.organisation.zone)
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

/// A label with its value in pieces.
type Pair = (String, Vec<(String, Style)>);

/// The figures of a partner, each with the name of the column that says the same.
fn figure_pairs(p: &Page, ctx: &Ctx) -> Vec<(&'static str, Pair)> {
    let th = &ctx.theme;
    let lang = ctx.lang;
    let none = || vec![(t!(lang, "not-rated"), th.dim)];
    let Some(f) = &p.figures else { return vec![("score", (Figure::Score.called(lang), none()))] };
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
    let mut open = f.open_amount.map_or_else(none, |open| vec![(number::amount(lang, Money(open)), th.text)]);
    if let Some(limit) = p.row.get("credit_limit").int() {
        open.push((format!(" / {}", number::amount(lang, Money(limit))), th.dim));
    }
    if let Some((overdue, days)) = f.overdue.zip(f.overdue_days).filter(|(overdue, _)| *overdue > 0) {
        let said = t!(lang, "page-overdue", amount = number::amount(lang, Money(overdue)), days = days);
        open.push((format!("  ! {said}"), th.bad));
    }
    let tier = vec![(tier, th.text), (if differs { format!("  → {computed}") } else { String::new() }, th.soon)];
    let light = vec![(format!("{glyph} {name}").trim().to_owned(), th.tone(tone))];
    let sales = vec![(number::amount(lang, Money(f.sales4)), th.text), (format!("  {grown}"), grown_style)];
    vec![
        ("health", (Figure::Health.called(lang), score(f.health, f.health_before))),
        ("score", (Figure::Score.called(lang), score(f.score, f.score_before))),
        ("computed_tier", (t!(lang, "page-tier"), tier)),
        ("light", (Figure::Light.called(lang), light)),
        ("sales4", (Figure::Sales4.called(lang), sales)),
        ("pace", (Figure::Pace.called(lang), pace)),
        ("credit_limit", (Figure::Open.called(lang), open)),
    ]
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

fn open_lines(rows: &[Row], state: &str, over: &[&str], fields: &[&str], ctx: &Ctx) -> Vec<(String, Style)> {
    let open = |r: &&Row| r.get(state).text().is_some_and(|s| !over.contains(&s));
    let line = |r: &Row| fields.iter().map(|f| read(r, f, ctx)).collect::<Vec<_>>().join("  ");
    rows.iter().filter(open).map(|r| (line(r), ctx.theme.text)).collect()
}

/// The last 13 weeks in one line: beside a list, where every step of the cursor draws it anew; answers the next free row.
fn weeks(p: &Page, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) -> u16 {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let weeks: Vec<i64> = p.weeks.iter().map(|f| f.after_returns().0).collect();
    let shown: Vec<Option<i64>> = weeks.iter().skip(weeks.len().saturating_sub(13)).copied().map(Some).collect();
    if shown.iter().flatten().all(|w| *w <= 0) {
        canvas.put(area.x, area.y, area.width, &t!(lang, "page-no-weeks"), th.dim);
        return area.y + 1;
    }
    let used = canvas.put(area.x, area.y, area.width / 2, &t!(lang, "page-quarter"), th.dim) + 2;
    canvas.put(area.x + used, area.y, area.width.saturating_sub(used), &chart::sparkline(&shown), th.chart);
    area.y + 1
}
