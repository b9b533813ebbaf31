//! A month as people hang it on the wall here: Monday first, cells wide enough for 一二三四五六日.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::i18n::number;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;

/// The Monday with which the grid of a month begins.
#[must_use]
pub fn first_monday(month: NaiveDate) -> NaiveDate {
    let first = month.with_day(1).unwrap_or(month);
    first - Days::new(first.weekday().days_since(Weekday::Mon).into())
}

/// Draws the month of `day`: the heads of the weekdays, then a row of days a week. `cell` says what stands in a day's
/// cell behind its number, and how the number is painted; answers the height.
pub fn month(
    canvas: &mut Canvas<'_>,
    area: Rect,
    day: NaiveDate,
    ctx: &Ctx,
    cell: impl Fn(NaiveDate) -> (Vec<(String, Style)>, Style),
) -> u16 {
    let width = (area.width / 7).max(4);
    let start = first_monday(day);
    for i in 0..7u16 {
        let name = number::weekday(ctx.lang, start + Days::new(i.into()));
        canvas.put(area.x + i * width, area.y, width, name, ctx.theme.head);
    }
    let height = (area.height.saturating_sub(1) / 6).clamp(1, 5);
    let mut y = area.y + 1;
    let mut date = start;
    while date.month() == day.month() || date < day.with_day(1).unwrap_or(day) {
        for i in 0..7u16 {
            let (lines, style) = cell(date);
            let style = if date.month() == day.month() { style } else { ctx.theme.rule };
            let x = area.x + i * width;
            let used = canvas.put(x, y, width, &format!("{:>2}", date.day()), style);
            if height == 1 {
                if let Some((text, style)) = lines.first() {
                    canvas.put(x + used + 1, y, width.saturating_sub(used + 2), text, *style);
                }
            } else {
                for (row, (text, style)) in (1..height).zip(&lines) {
                    canvas.put(x, y + row, width.saturating_sub(1), text, *style);
                }
            }
            date = date + Days::new(1);
        }
        y += height;
        if y >= area.bottom() {
            break;
        }
    }
    y - area.y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_on_the_monday_before_its_first() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a day");
        for (month, monday) in [(day(2026, 11, 23), day(2026, 10, 26)), (day(2026, 6, 15), day(2026, 6, 1))] {
            assert_eq!(first_monday(month), monday);
        }
    }
}
