//! From one frame to the next in as few bytes as may be: over a slow link bytes are latency.
//!
//! Own code rather than ratatui's backend, because it must send both halves of a wide glyph that goes away, keep bold
//! and reverse under `NO_COLOR`, send nothing for an unchanged frame, and never ask the terminal anything.

use std::io::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// Remembers what the terminal shows.
#[derive(Debug)]
pub struct Painter {
    shown: Buffer,
    known: bool,
    cursor: Option<Position>,
    pen: Pen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Default for Pen {
    fn default() -> Self {
        Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() }
    }
}

impl Pen {
    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }
}

impl Painter {
    /// Knows nothing of the terminal yet.
    #[must_use]
    pub fn new() -> Self {
        Self { shown: Buffer::empty(Rect::ZERO), known: false, cursor: None, pen: Pen::default() }
    }

    /// The terminal may show anything: the next frame is sent whole.
    pub fn forget(&mut self) {
        self.known = false;
    }

    /// The bytes that turn what is shown into `next`; empty if nothing changed.
    pub fn paint(&mut self, next: &Buffer, cursor: Option<Position>) -> Vec<u8> {
        let mut out = Vec::new();
        if !self.known || self.shown.area != next.area {
            out.extend_from_slice(b"\x1b[0m\x1b[?25l\x1b[2J");
            self.shown = Buffer::empty(next.area);
            self.known = true;
            self.cursor = None;
            self.pen = Pen::default();
        }
        let hidden = out.len();
        let mut at = None;
        for y in next.area.top()..next.area.bottom() {
            self.row(next, y, &mut at, &mut out);
        }
        if out.len() > hidden {
            self.shown.clone_from(next);
            if self.cursor.is_some() && cursor.is_some() {
                // typing: the cursor comes back below
                self.cursor = None;
            }
        }
        if cursor != self.cursor {
            match cursor {
                Some(p) => {
                    let _ = write!(out, "\x1b[{};{}H\x1b[?25h", p.y + 1, p.x + 1);
                }
                None => out.extend_from_slice(b"\x1b[?25l"),
            }
            self.cursor = cursor;
        }
        if out.is_empty() {
            return out;
        }
        let mut framed = Vec::with_capacity(out.len() + 16);
        framed.extend_from_slice(b"\x1b[?2026h");
        framed.append(&mut out);
        framed.extend_from_slice(b"\x1b[?2026l");
        framed
    }

    fn row(&mut self, next: &Buffer, y: u16, at: &mut Option<Position>, out: &mut Vec<u8>) {
        let width = usize::from(next.area.width);
        let start = usize::from(y - next.area.y) * width;
        let (Some(old), Some(new)) = (self.shown.content.get(start..start + width), next.content.get(start..start + width))
        else {
            return;
        };
        if old == new {
            return;
        }
        let dirty = dirty(old, new);
        // what follows the last visible cell is blank: erase instead of writing blanks
        let blank_from =
            new.iter().rposition(|c| c != &Cell::EMPTY).map_or(0, |i| i + new.get(i).map_or(1, |c| c.symbol().width().max(1)));
        let mut x = 0;
        while x < width {
            let Some(cell) = new.get(x) else { break };
            let wide = cell.symbol().width() == 2;
            if dirty.get(x).copied().unwrap_or(false) {
                if x >= blank_from && dirty.iter().skip(x).filter(|d| **d).count() > 3 {
                    move_to(at, x, y, out);
                    set_pen(&mut self.pen, Pen::default(), out);
                    out.extend_from_slice(b"\x1b[K");
                    return;
                }
                move_to(at, x, y, out);
                set_pen(&mut self.pen, Pen::of(cell), out);
                let symbol = if wide && x + 1 >= width { " " } else { cell.symbol() };
                out.extend_from_slice(if symbol.is_empty() { b" " } else { symbol.as_bytes() });
                let columns = if wide { 2 } else { 1 };
                let after = x + columns;
                // in the last column the terminal's cursor hangs between two lines: place it anew
                *at = (after < width).then(|| Position { x: u16::try_from(after).unwrap_or(u16::MAX), y });
            }
            x += if wide { 2 } else { 1 };
        }
    }
}

impl Default for Painter {
    fn default() -> Self {
        Self::new()
    }
}

/// Which cells must be sent: those that differ, and both halves of wide glyphs that any of them belongs to.
fn dirty(old: &[Cell], new: &[Cell]) -> Vec<bool> {
    let mut dirty: Vec<bool> = old.iter().zip(new).map(|(a, b)| a != b).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for row in [old, new] {
            for x in 0..row.len().saturating_sub(1) {
                let wide = row.get(x).is_some_and(|c| c.symbol().width() == 2);
                if wide && dirty.get(x) != dirty.get(x + 1) {
                    dirty.iter_mut().skip(x).take(2).for_each(|d| *d = true);
                    changed = true;
                }
            }
        }
    }
    dirty
}

fn move_to(at: &mut Option<Position>, x: usize, y: u16, out: &mut Vec<u8>) {
    let x = u16::try_from(x).unwrap_or(u16::MAX);
    match *at {
        Some(p) if p.y == y && p.x == x => {}
        Some(p) if p.y == y && p.x < x => {
            let _ = match x - p.x {
                1 => write!(out, "\x1b[C"),
                n => write!(out, "\x1b[{n}C"),
            };
        }
        _ => {
            let _ = match (y, x) {
                (0, 0) => write!(out, "\x1b[H"),
                (y, 0) => write!(out, "\x1b[{}H", y + 1),
                (y, x) => write!(out, "\x1b[{};{}H", y + 1, x + 1),
            };
        }
    }
    *at = Some(Position { x, y });
}

const MODIFIERS: [(Modifier, u8); 6] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
    (Modifier::CROSSED_OUT, 9),
];

fn set_pen(pen: &mut Pen, next: Pen, out: &mut Vec<u8>) {
    if *pen == next {
        return;
    }
    let mut codes: Vec<String> = Vec::new();
    let mut from = *pen;
    if next == Pen::default() {
        out.extend_from_slice(b"\x1b[m");
        *pen = next;
        return;
    }
    if !next.modifier.contains(from.modifier) {
        codes.push("0".to_owned());
        from = Pen::default();
    }
    for (modifier, code) in MODIFIERS {
        if next.modifier.contains(modifier) && !from.modifier.contains(modifier) {
            codes.push(code.to_string());
        }
    }
    if next.fg != from.fg {
        codes.push(colour(next.fg, 30));
    }
    if next.bg != from.bg {
        codes.push(colour(next.bg, 40));
    }
    let _ = write!(out, "\x1b[{}m", codes.join(";"));
    *pen = next;
}

fn colour(colour: Color, base: u8) -> String {
    let ansi = |n: u8| (base + n).to_string();
    let bright = |n: u8| (base + 60 + n).to_string();
    match colour {
        Color::Reset => (base + 9).to_string(),
        Color::Black => ansi(0),
        Color::Red => ansi(1),
        Color::Green => ansi(2),
        Color::Yellow => ansi(3),
        Color::Blue => ansi(4),
        Color::Magenta => ansi(5),
        Color::Cyan => ansi(6),
        Color::Gray => ansi(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(i) => format!("{};5;{i}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::canvas::Canvas;
    use ratatui::style::Style;

    fn frame(lines: &[&str]) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 3));
        let mut canvas = Canvas::new(&mut buf);
        for (y, line) in (0u16..).zip(lines) {
            canvas.put(0, y, 12, line, Style::new());
        }
        buf
    }

    #[test]
    fn an_unchanged_frame_sends_nothing() {
        let mut painter = Painter::new();
        assert!(!painter.paint(&frame(&["华东大众"]), None).is_empty());
        assert!(painter.paint(&frame(&["华东大众"]), None).is_empty());
    }

    #[test]
    fn a_terminal_shows_what_was_drawn_whatever_was_there() {
        let nz = |n| std::num::NonZeroU16::new(n).expect("not zero");
        let texts = ["", "a", "华东大众渠道", "a华东大众渠", "ab", "x 华 y 东 z", "华东大众渠道"];
        let mut painter = Painter::new();
        let mut terminal = vt100::Parser::new(nz(3), nz(12), 0);
        for a in texts {
            for b in texts {
                let next = frame(&[a, b, "end"]);
                terminal.process(&painter.paint(&next, None));
                let shown: Vec<String> = terminal.screen().rows(0, 12).map(|r| r.trim_end().to_owned()).collect();
                assert_eq!(shown, [a, b, "end"]);
            }
        }
    }
}
