//! What the views draw on: a grid of cells with text measured in columns.
//!
//! Every text goes through [`sanitise`](super::widgets::text::sanitise). Wide characters that an overlay would cut in half are blanked.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::widgets::text;

/// A frame in the making.
#[derive(Debug)]
pub struct Canvas<'a> {
    buf: &'a mut Buffer,
    cursor: Option<Position>,
}

impl<'a> Canvas<'a> {
    /// Draws on `buf`.
    pub fn new(buf: &'a mut Buffer) -> Self {
        Self { buf, cursor: None }
    }

    /// All there is to draw on.
    #[must_use]
    pub fn area(&self) -> Rect {
        self.buf.area
    }

    /// For ratatui's own widgets.
    pub fn buffer(&mut self) -> &mut Buffer {
        self.buf
    }

    /// Where the terminal's cursor is to stand; without it is hidden.
    #[must_use]
    pub fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    /// Shows the terminal's cursor, for typing.
    pub fn set_cursor(&mut self, x: u16, y: u16) {
        self.cursor = Some(Position { x, y });
    }

    /// Writes at most `width` columns, cut with an ellipsis; answers the columns used.
    pub fn put(&mut self, x: u16, y: u16, width: u16, what: &str, style: Style) -> u16 {
        let clean = text::sanitise(what);
        let room = width.min(self.buf.area.right().saturating_sub(x));
        if y < self.buf.area.y || y >= self.buf.area.bottom() || room == 0 {
            return 0;
        }
        let cut = text::cut(&clean, room.into());
        let mut at = x;
        for g in cut.graphemes(true) {
            let w = u16::try_from(g.width()).unwrap_or(0);
            if w == 0 {
                continue;
            }
            self.cell(at, y, g, w, style);
            at += w;
        }
        at - x
    }

    fn cell(&mut self, x: u16, y: u16, symbol: &str, w: u16, style: Style) {
        self.heal_left(x, y);
        // the second half of a wide glyph that stood here
        if let Some(after) = self.buf.cell((x, y)).filter(|c| c.symbol().width() == 2).map(|_| x + 1)
            && w == 1
            && let Some(cell) = self.buf.cell_mut((after, y))
        {
            cell.set_symbol(" ");
        }
        if let Some(cell) = self.buf.cell_mut((x, y)) {
            cell.set_symbol(symbol).set_style(style);
        }
        if w == 2
            && let Some(cell) = self.buf.cell_mut((x + 1, y))
        {
            cell.set_symbol(" ").set_style(style);
        }
    }

    /// A wide glyph whose right half would be written over becomes a blank.
    fn heal_left(&mut self, x: u16, y: u16) {
        if x > self.buf.area.x
            && let Some(left) = self.buf.cell_mut((x - 1, y))
            && left.symbol().width() == 2
        {
            left.set_symbol(" ");
        }
    }

    /// Writes pieces one after the other; answers the columns used.
    pub fn pieces(&mut self, x: u16, y: u16, width: u16, pieces: &[(&str, Style)]) -> u16 {
        let mut used = 0;
        for (what, style) in pieces {
            used += self.put(x + used, y, width.saturating_sub(used), what, *style);
        }
        used
    }

    /// Writes at the right end of `width` columns.
    pub fn put_right(&mut self, x: u16, y: u16, width: u16, what: &str, style: Style) {
        let clean = text::sanitise(what);
        let cut = text::cut(&clean, width.into());
        let w = u16::try_from(text::width(&cut)).unwrap_or(width);
        self.put(x + width.saturating_sub(w), y, w, &cut, style);
    }

    /// Writes text over several lines, broken at `width`; answers how many were written, at most `height`.
    pub fn paragraph(&mut self, area: Rect, what: &str, style: Style) -> u16 {
        let mut used = 0;
        for line in text::wrap(&text::sanitise_lines(what), area.width.into()).iter().take(area.height.into()) {
            self.put(area.x, area.y + used, area.width, line, style);
            used += 1;
        }
        used
    }

    /// Gives an area a style and leaves its text.
    pub fn tint(&mut self, area: Rect, style: Style) {
        self.buf.set_style(area, style);
    }

    /// Blanks an area for an overlay; wide glyphs across its left edge are blanked whole.
    pub fn clear(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buf.area);
        for y in area.top()..area.bottom() {
            self.heal_left(area.x, y);
            for x in area.left()..area.right() {
                if let Some(cell) = self.buf.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }

    /// A horizontal rule.
    pub fn rule(&mut self, x: u16, y: u16, width: u16, style: Style) {
        for at in x..x.saturating_add(width).min(self.buf.area.right()) {
            if y < self.buf.area.bottom() {
                self.cell(at, y, "─", 1, style);
            }
        }
    }

    /// A vertical rule.
    pub fn vertical(&mut self, x: u16, y: u16, height: u16, style: Style) {
        for at in y..y.saturating_add(height).min(self.buf.area.bottom()) {
            if x < self.buf.area.right() {
                self.cell(x, at, "│", 1, style);
            }
        }
    }

    /// An overlay's box: blanked, bordered, titled; answers the area inside.
    pub fn frame(&mut self, area: Rect, title: &str, border: Style, base: Style) -> Rect {
        let area = area.intersection(self.buf.area);
        self.clear(area, base);
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        self.rule(area.x, area.y, area.width, border);
        self.rule(area.x, bottom, area.width, border);
        self.vertical(area.x, area.y, area.height, border);
        self.vertical(right, area.y, area.height, border);
        for (x, y, corner) in [(area.x, area.y, "┌"), (right, area.y, "┐"), (area.x, bottom, "└"), (right, bottom, "┘")] {
            self.cell(x, y, corner, 1, border);
        }
        if !title.is_empty() && area.width > 6 {
            let used = self.put(area.x + 2, area.y, area.width - 4, &format!(" {title} "), border);
            debug_assert!(used <= area.width);
        }
        Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(buf: &Buffer, y: u16) -> String {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buf.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let s = buf.cell((x, y)).map_or(" ", |c| c.symbol());
            skip = s.width().saturating_sub(1);
            line.push_str(s);
        }
        line
    }

    #[test]
    fn an_overlay_over_chinese_text_keeps_its_borders_whole() {
        for x in 0..6 {
            let mut buf = Buffer::empty(Rect::new(0, 0, 14, 4));
            let mut canvas = Canvas::new(&mut buf);
            for y in 0..4 {
                canvas.put(0, y, 14, "华东大众渠道商", Style::new());
            }
            canvas.frame(Rect::new(x, 0, 6, 3), "", Style::new(), Style::new());
            for y in 0..3 {
                let line = row(&buf, y);
                assert_eq!(line.width(), 14, "{line}");
                assert_eq!(line.chars().filter(|c| "│┌┐└┘".contains(*c)).count(), 2, "{line}");
            }
        }
    }

    #[test]
    fn text_over_half_a_wide_glyph_blanks_the_other_half() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 6, 1));
        let mut canvas = Canvas::new(&mut buf);
        canvas.put(0, 0, 6, "华东大", Style::new());
        canvas.put(1, 0, 1, "x", Style::new());
        assert_eq!(row(&buf, 0), " x东大");
        let mut canvas = Canvas::new(&mut buf);
        canvas.put(2, 0, 1, "y", Style::new());
        assert_eq!(row(&buf, 0), " xy 大");
    }
}
