//! Sales of a partner: 26 weeks, and 12 months beside the 12 before.

use ratatui::layout::Rect;

use crate::domain::money::Money;
use crate::domain::period::Month;
use crate::domain::sales::Figures;
use crate::i18n::number;
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::widgets::{chart, figures};
use crate::tui::worker::partners::Page;

fn amounts(slots: &[Figures]) -> Vec<i64> {
    slots.iter().map(|f| f.after_returns().0).collect()
}

fn sum(slots: &[Figures]) -> Money {
    slots.iter().map(Figures::after_returns).sum()
}

/// The last 13 weeks in one line: beside a list, where every step of the cursor draws it anew; answers the next free row.
pub(super) fn line(p: &Page, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) -> u16 {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let weeks = amounts(&p.weeks);
    let shown: Vec<Option<i64>> = weeks.iter().skip(weeks.len().saturating_sub(13)).copied().map(Some).collect();
    if shown.iter().flatten().all(|w| *w <= 0) {
        canvas.put(area.x, area.y, area.width, &t!(lang, "page-no-weeks"), th.dim);
        return area.y + 1;
    }
    let used = canvas.put(area.x, area.y, area.width / 2, &t!(lang, "page-quarter"), th.dim) + 2;
    canvas.put(area.x + used, area.y, area.width.saturating_sub(used), &chart::sparkline(&shown), th.chart);
    area.y + 1
}

/// The last 26 weeks as a chart with its scale; answers the next free row.
fn trend(p: &Page, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) -> u16 {
    let (th, lang) = (&ctx.theme, ctx.lang);
    if area.height < 3 {
        return area.y;
    }
    let weeks = amounts(&p.weeks);
    let most = weeks.iter().copied().max().unwrap_or(0);
    if most <= 0 {
        canvas.put(area.x, area.y, area.width, &t!(lang, "page-no-sales"), th.dim);
        return area.y + 1;
    }
    let head = t!(lang, "page-trend", most = number::amount(lang, Money(most)), sum = number::amount(lang, sum(&p.weeks)));
    canvas.put(area.x, area.y, area.width, &head, th.head);
    let chart_area = Rect { y: area.y + 1, height: area.height - 2, ..area };
    chart::columns(canvas, chart_area, &weeks, &[], th.chart, th.chart_dim);
    let y = area.bottom() - 1;
    let slot = (area.width / 26).max(1);
    canvas.put(area.x, y, 12, &number::date_short(lang, p.first_week.monday()), th.dim);
    let last = number::date_short(lang, crate::domain::period::Week(p.first_week.0 + 25).monday());
    canvas.put_right(area.x, y, (slot * 26).min(area.width), &last, th.dim);
    area.bottom()
}

/// The whole section.
pub(super) fn draw(p: &Page, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let trend_area = Rect { height: (area.height / 3).clamp(4, 9), ..area };
    let mut y = trend(p, canvas, trend_area, ctx) + 1;
    let heads = [
        (0, t!(lang, "page-month")),
        (10, t!(lang, "page-net")),
        (22, t!(lang, "page-year-before")),
        (32, t!(lang, "page-orders")),
        (42, t!(lang, "page-returns")),
    ];
    if y >= area.bottom() {
        return;
    }
    for (at, head) in &heads {
        if *at == 0 {
            canvas.put(area.x, y, 9, head, th.head);
        } else {
            canvas.put_right(area.x + at, y, 10, head, th.head);
        }
    }
    y += 1;
    let most = p.months.iter().map(|f| f.after_returns().0).max().unwrap_or(0);
    let room = usize::from(area.bottom().saturating_sub(y));
    let skip = p.months.len().saturating_sub(room.saturating_sub(1));
    for (i, month) in p.months.iter().enumerate().skip(skip) {
        let before = p.months_before.get(i).copied().unwrap_or_default();
        let of = Month(p.first_month.0 + i32::try_from(i).unwrap_or(0));
        canvas.put(area.x, y, 10, &number::month(lang, of.first()), th.dim);
        canvas.put_right(area.x + 10, y, 10, &number::amount(lang, month.after_returns()), th.text);
        let grown = figures::growth(month.after_returns(), before.after_returns());
        canvas.put_right(area.x + 22, y, 10, &grown, figures::moved_style(&grown, th));
        canvas.put_right(area.x + 32, y, 10, &number::count(month.orders), th.dim);
        canvas.put_right(area.x + 42, y, 10, &number::amount(lang, month.returns), th.dim);
        let width = area.width.saturating_sub(55).min(30);
        canvas.put(area.x + 54, y, width, &chart::line(month.after_returns().0, most, width), th.chart);
        y += 1;
    }
    if y < area.bottom() {
        let (now, before) = (sum(&p.months), sum(&p.months_before));
        canvas.put(area.x, y, 9, &t!(lang, "page-sum"), th.head);
        canvas.put_right(area.x + 10, y, 10, &number::amount(lang, now), th.head);
        let grown = figures::growth(now, before);
        canvas.put_right(area.x + 22, y, 10, &grown, figures::moved_style(&grown, th));
    }
}
