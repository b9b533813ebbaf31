//! Shapes that say more than digits: sparklines, bars, a trend with its scale.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::tui::canvas::Canvas;

const STEPS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const PARTS: [&str; 8] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"];

/// One character a value, from nothing (a blank) to the greatest; `None` is a dot: no figures.
#[must_use]
pub fn sparkline(values: &[Option<i64>]) -> String {
    let max = values.iter().flatten().copied().max().unwrap_or(0).max(1);
    values
        .iter()
        .map(|v| match v {
            None => "·",
            Some(v) if *v <= 0 => "▁",
            Some(v) => STEPS.get(step(*v, max, 8).saturating_sub(1)).copied().unwrap_or("█"),
        })
        .collect()
}

/// `value` of `max` in `parts`, at least one part for anything above nothing.
fn step(value: i64, max: i64, parts: i64) -> usize {
    let n = i128::from(value.max(0)) * i128::from(parts) / i128::from(max.max(1));
    usize::try_from(n).unwrap_or(0).clamp(usize::from(value > 0), usize::try_from(parts).unwrap_or(8))
}

/// A horizontal bar of `value` of `max` in eighths of a column.
#[must_use]
pub fn bar(value: i64, max: i64, columns: u16) -> String {
    let eighths = step(value, max, i64::from(columns) * 8);
    let mut bar = "█".repeat(eighths / 8);
    if let Some(part) = (eighths % 8).checked_sub(1) {
        bar.push_str(PARTS.get(part).copied().unwrap_or(""));
    }
    bar
}

/// A horizontal bar of `value` of `max` as a line, for rows that stand close together.
#[must_use]
pub fn line(value: i64, max: i64, columns: u16) -> String {
    "━".repeat(step(value, max, i64::from(columns)))
}

/// Vertical bars, one a value, with a second value (a target, the year before) as a dim mark.
pub fn columns(canvas: &mut Canvas<'_>, area: Rect, values: &[i64], marks: &[Option<i64>], style: Style, dim: Style) {
    if values.is_empty() || area.height == 0 || area.width == 0 {
        return;
    }
    let max = values.iter().copied().chain(marks.iter().flatten().copied()).max().unwrap_or(0).max(1);
    let count = u16::try_from(values.len()).unwrap_or(u16::MAX);
    let slot = (area.width / count).max(1);
    let width = if slot > 1 { slot - 1 } else { slot };
    let rows = i64::from(area.height);
    for (i, value) in (0u16..).zip(values).take(usize::from(area.width / slot)) {
        let x = area.x + i * slot;
        let eighths = i64::try_from(step(*value, max, rows * 8)).unwrap_or(0);
        for row in 0..area.height {
            let full = i64::from(row) * 8;
            let symbol = match eighths - full {
                ..=0 => continue,
                n @ 1..8 => STEPS.get(usize::try_from(n - 1).unwrap_or(0)).copied().unwrap_or("█"),
                _ => "█",
            };
            canvas.put(x, area.bottom() - 1 - row, width, &symbol.repeat(usize::from(width)), style);
        }
        if let Some(mark) = marks.get(usize::from(i)).copied().flatten() {
            let row = u16::try_from(step(mark, max, rows).saturating_sub(1)).unwrap_or(0).min(area.height - 1);
            if i64::from(row) * 8 >= eighths {
                canvas.put(x, area.bottom() - 1 - row, width, &"‾".repeat(usize::from(width)), dim);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_reaches_from_least_to_most_and_shows_gaps() {
        assert_eq!(sparkline(&[Some(0), Some(1), Some(4), Some(8), None]), "▁▁▄█·");
        assert_eq!(sparkline(&[]), "");
        assert_eq!(sparkline(&[Some(i64::MAX), Some(1)]), "█▁");
    }

    #[test]
    fn a_bar_is_full_at_its_most_and_seen_at_its_least() {
        assert_eq!(bar(10, 10, 4), "████");
        assert_eq!(bar(1, 10_000, 4), "▏");
        assert_eq!(bar(0, 10, 4), "");
        assert_eq!(bar(20, 10, 4), "████");
    }
}
