//! From one frame to the next in as few bytes as may be: over a slow link bytes are latency.
//!
//! Own code rather than ratatui's backend, because it must send both halves of a wide glyph that goes away, keep bold
//! and reverse under `NO_COLOR`, send nothing for an unchanged frame, and never ask the terminal anything.
//!
//! A frame is sent as *runs*: neighbouring cells of one look. They are sent row by row, or look by look where that is
//! shorter: the step of a cursor changes many short runs of few looks.
//!
//! Terminals disagree about the width of some glyphs ([`mod@doubt`]). After one the cursor is set by address, and the cells that it
//! may have covered are written again, so that whatever the terminal thinks all other cells stay in place.
//!
//! - `painter/doubt`: which glyphs these are
//! - `painter/pen`: how cells look

mod doubt;
mod pen;

use std::io::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use doubt::doubt;
use pen::{Pen, set_pen};

/// A frame of fewer bytes reaches the terminal in one piece and need not be held back until it is complete.
const WHOLE: usize = 512;

/// Remembers what the terminal shows.
#[derive(Debug)]
pub struct Painter {
    shown: Buffer,
    known: bool,
    cursor: Option<Position>,
    pen: Pen,
}

/// Neighbouring cells of one look.
#[derive(Debug)]
struct Run {
    at: Position,
    /// The column after it.
    end: u16,
    /// Blanks on the terminal's own ground are written with any pen that leaves them blank.
    pen: Option<Pen>,
    text: String,
    /// The glyph at its end, if after it the cursor may be anywhere.
    doubtful: Option<String>,
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
        let mut runs = Vec::new();
        for y in next.area.top()..next.area.bottom() {
            self.row(next, y, &mut runs);
        }
        if !runs.is_empty() {
            self.send(runs, next.area.width, &mut out);
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
        if out.len() < WHOLE {
            return out;
        }
        let mut framed = Vec::with_capacity(out.len() + 16);
        framed.extend_from_slice(b"\x1b[?2026h");
        framed.append(&mut out);
        framed.extend_from_slice(b"\x1b[?2026l");
        framed
    }

    /// What must be sent of a row.
    fn row(&self, next: &Buffer, y: u16, runs: &mut Vec<Run>) {
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
            new.iter().rposition(|c| !is_blank(c)).map_or(0, |i| i + new.get(i).map_or(1, |c| c.symbol().width().max(1)));
        let mut x = 0;
        // cells since the last run that need not be sent
        let mut gap = Gap::default();
        while let Some(cell) = new.get(x) {
            let wide = cell.symbol().width() == 2;
            let columns = if wide { 2 } else { 1 };
            let at = Position { x: u16::try_from(x).unwrap_or(u16::MAX), y };
            let symbol = if (wide && x + 1 >= width) || cell.symbol().is_empty() { " " } else { cell.symbol() };
            let pen = (!is_blank(cell)).then(|| Pen::of(cell));
            if !dirty.get(x).copied().unwrap_or(false) {
                gap.add(symbol, pen);
                x += columns;
                continue;
            }
            if x >= blank_from && dirty.iter().skip(x).filter(|d| **d).count() > 3 {
                // erased in the colour of the ground, which any pen that leaves blanks has
                runs.push(Run { at, end: at.x, pen: None, text: "\x1b[K".to_owned(), doubtful: None });
                return;
            }
            let end = at.x + u16::from(wide) + 1;
            let uncertain = doubt(symbol);
            // a glyph that may be narrower than its cells leaves no remains in them
            let text = match uncertain {
                Some(_) if wide => format!("  \x1b[{};{}H{symbol}", at.y + 1, at.x + 1),
                _ => symbol.to_owned(),
            };
            let last = runs.last_mut().filter(|r| r.at.y == y && r.goes_on(symbol, &gap, wide && uncertain.is_some()));
            if let Some(run) = last.filter(|r| fits(r.pen, pen) && gap.is_shorter(r.pen.or(pen))) {
                run.text.push_str(&gap.text);
                run.text.push_str(&text);
                run.pen = run.pen.or(gap.pen).or(pen);
                run.end = end;
                run.doubtful = uncertain.map(|_| symbol.to_owned());
            } else {
                runs.push(Run { at, end, pen, text, doubtful: uncertain.map(|_| symbol.to_owned()) });
            }
            gap = Gap::default();
            x += columns;
        }
    }

    /// Sends the runs in the shorter of two orders.
    fn send(&mut self, mut runs: Vec<Run>, width: u16, out: &mut Vec<u8>) {
        let (by_row, row_pen) = encode(&runs, self.pen, width);
        let mut looks = vec![self.pen];
        for pen in runs.iter().filter_map(|r| r.pen) {
            if !looks.contains(&pen) {
                looks.push(pen);
            }
        }
        // first what may cover its neighbours
        let look = |r: &Run| r.pen.and_then(|pen| looks.iter().position(|l| *l == pen)).unwrap_or(0);
        runs.sort_by_key(|r| (r.doubtful.is_none(), if r.doubtful.is_some() { 0 } else { look(r) }));
        let (by_look, look_pen) = encode(&runs, self.pen, width);
        let (bytes, pen) = if by_look.len() < by_row.len() { (by_look, look_pen) } else { (by_row, row_pen) };
        out.extend_from_slice(&bytes);
        self.pen = pen;
    }
}

impl Default for Painter {
    fn default() -> Self {
        Self::new()
    }
}

impl Run {
    /// Whether a glyph that comes after it, with what lies between, can be written without a move: after one of disputed
    /// width only the same again, whose cells are disputed as a whole.
    fn goes_on(&self, symbol: &str, gap: &Gap, moves: bool) -> bool {
        !moves && !gap.doubtful && self.doubtful.as_deref().is_none_or(|glyph| glyph == symbol && gap.text.is_empty())
    }
}

/// Cells between two runs, which are written again where that is shorter than a move.
#[derive(Debug, Default)]
struct Gap {
    text: String,
    pen: Option<Pen>,
    /// Cells of several looks.
    mixed: bool,
    /// Among them a glyph of disputed width.
    doubtful: bool,
}

impl Gap {
    fn add(&mut self, symbol: &str, pen: Option<Pen>) {
        self.mixed |= !fits(self.pen, pen);
        self.pen = self.pen.or(pen);
        self.doubtful |= doubt(symbol).is_some();
        self.text.push_str(symbol);
    }

    /// Whether it is written with this pen in no more bytes than a move takes.
    fn is_shorter(&self, pen: Option<Pen>) -> bool {
        let same = self.pen.is_none_or(|p| pen == Some(p)) && fits(self.pen, pen);
        self.text.is_empty() || (self.text.len() <= 3 && !self.mixed && same)
    }
}

/// Whether cells of two looks can stand in one run; none is that of blanks.
fn fits(a: Option<Pen>, b: Option<Pen>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b,
        (Some(pen), None) | (None, Some(pen)) => pen.leaves_blank(),
        (None, None) => true,
    }
}

/// A blank on the terminal's own ground, whatever colour its text would have.
fn is_blank(cell: &Cell) -> bool {
    matches!(cell.symbol(), " " | "") && Pen::of(cell).leaves_blank()
}

/// Which cells must be sent: those that differ, both halves of wide glyphs that any of them belongs to, and what a glyph of
/// disputed width that is sent may cover.
fn dirty(old: &[Cell], new: &[Cell]) -> Vec<bool> {
    let mut dirty: Vec<bool> = old.iter().zip(new).map(|(a, b)| a != b && !(is_blank(a) && is_blank(b))).collect();
    let mut changed = true;
    while changed {
        changed = false;
        // of a row of one glyph each may cover one cell more, the last as many as there are
        let mut covered = 0;
        for x in 0..new.len() {
            let cell = new.get(x).filter(|_| dirty.get(x) == Some(&true));
            let more = cell.and_then(|c| doubt(c.symbol()));
            if let Some((more, cell)) = more.zip(cell) {
                covered += more + cell.symbol().width();
            }
            if covered > 0 && more.is_none() && dirty.get(x) == Some(&false) {
                dirty.iter_mut().skip(x).take(1).for_each(|d| *d = true);
                changed = true;
            }
            covered = usize::saturating_sub(covered, 1);
        }
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

/// The bytes of runs in this order, and the pen after them.
fn encode(runs: &[Run], mut pen: Pen, width: u16) -> (Vec<u8>, Pen) {
    let mut out = Vec::new();
    let mut at = None;
    for run in runs {
        move_to(at, run.at, &mut out);
        match run.pen {
            Some(next) => set_pen(&mut pen, next, &mut out),
            None if pen.leaves_blank() => {}
            None => set_pen(&mut pen, Pen::default(), &mut out),
        }
        out.extend_from_slice(run.text.as_bytes());
        // in the last column the terminal's cursor hangs between two lines: place it anew
        at = (run.end < width && run.doubtful.is_none()).then_some(Position { x: run.end, y: run.at.y });
    }
    (out, pen)
}

/// Moves the cursor in the fewest bytes; without `from` it may be anywhere.
fn move_to(from: Option<Position>, to: Position, out: &mut Vec<u8>) {
    if from == Some(to) {
        return;
    }
    let absolute = match (to.y, to.x) {
        (0, 0) => "\x1b[H".to_owned(),
        (y, 0) => format!("\x1b[{}H", y + 1),
        (y, x) => format!("\x1b[{};{}H", y + 1, x + 1),
    };
    // down by line feeds, which keep the column of a raw terminal, then along the row
    let near = from.filter(|p| to.y >= p.y && to.y - p.y <= 4).map(|p| {
        let down = "\n".repeat(usize::from(to.y - p.y));
        let times = |n: u16, letter: char| if n == 1 { format!("\x1b[{letter}") } else { format!("\x1b[{n}{letter}") };
        let along = match (to.x, p.x) {
            (0, x) if x > 0 => "\r".to_owned(),
            (to, x) if to > x => times(to - x, 'C'),
            (to, x) if x - to <= 4 => "\x08".repeat(usize::from(x - to)),
            (to, x) => times(x - to, 'D'),
        };
        down + &along
    });
    let bytes = near.filter(|n| n.len() < absolute.len()).unwrap_or(absolute);
    out.extend_from_slice(bytes.as_bytes());
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
    fn looks_are_what_was_drawn_whatever_was_there() {
        use ratatui::style::{Color, Modifier};
        let nz = |n| std::num::NonZeroU16::new(n).expect("not zero");
        let styles = [
            Style::new(),
            Style::new().fg(Color::Indexed(245)),
            Style::new().fg(Color::Indexed(80)).add_modifier(Modifier::BOLD),
            Style::new().add_modifier(Modifier::REVERSED),
            Style::new().bg(Color::Indexed(17)),
        ];
        let mut painter = Painter::new();
        let mut terminal = vt100::Parser::new(nz(4), nz(16), 0);
        // a linear congruential generator: the same frames each time
        let mut seed = 7_u32;
        let mut any = |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as usize % below
        };
        for _ in 0..400 {
            let mut next = Buffer::empty(Rect::new(0, 0, 16, 4));
            let mut canvas = Canvas::new(&mut next);
            for _ in 0..any(14) {
                let (x, y) = (u16::try_from(any(16)).expect("small"), u16::try_from(any(4)).expect("small"));
                canvas.put(x, y, 16, ["ab", "华东", " ", "x 华", "     ", "7"][any(6)], styles[any(5)]);
            }
            terminal.process(&painter.paint(&next, None));
            for y in 0..4 {
                let mut x = 0;
                while x < 16 {
                    let drawn = next.cell((x, y)).expect("a cell");
                    let shown = terminal.screen().cell(y, x).expect("a cell");
                    let symbol = if shown.contents().is_empty() { " " } else { shown.contents() };
                    assert_eq!(symbol, drawn.symbol(), "{x},{y}");
                    assert_eq!(shown.inverse(), drawn.modifier.contains(Modifier::REVERSED), "{x},{y}");
                    assert_eq!(shown.bgcolor() == vt100::Color::Idx(17), drawn.bg == Color::Indexed(17), "{x},{y}");
                    if symbol != " " {
                        let colour = if let Color::Indexed(i) = drawn.fg { vt100::Color::Idx(i) } else { vt100::Color::Default };
                        assert_eq!((shown.fgcolor(), shown.bold()), (colour, drawn.modifier.contains(Modifier::BOLD)), "{x},{y}");
                    }
                    x += u16::try_from(symbol.width()).expect("small");
                }
            }
        }
    }

    /// A terminal that thinks otherwise of the widths of disputed glyphs: what it shows, and where all other cells are.
    #[test]
    fn other_cells_stay_in_place_beside_a_glyph_of_disputed_width() {
        let nz = |n| std::num::NonZeroU16::new(n).expect("not zero");
        let texts = [
            "A ❤\u{fe0f}心商店 z",
            "B 🇨🇳旗商店 z",
            "C b\u{200d}零宽 z",
            "D ────商店 z",
            "E 👨\u{200d}👩\u{200d}👧家 z",
            "F plain 店 z",
        ];
        let mut painter = Painter::new();
        let mut terminal = vt100::Parser::new(nz(3), nz(24), 0);
        let draw = |lines: [&str; 3]| {
            let mut buf = Buffer::empty(Rect::new(0, 0, 24, 3));
            let mut canvas = Canvas::new(&mut buf);
            for (y, line) in (0u16..).zip(lines) {
                canvas.put(0, y, 18, line, Style::new());
                canvas.put(20, y, 4, "│ab", Style::new());
            }
            buf
        };
        for a in texts {
            for b in texts {
                terminal.process(&painter.paint(&draw([a, b, "end of it"]), None));
                let rows: Vec<String> = terminal.screen().rows(0, 24).collect();
                for (row, text) in rows.iter().zip([a, b, "end"]) {
                    assert_eq!(row.chars().next(), text.chars().next(), "{rows:?}");
                }
                for y in 0..3 {
                    let at = |x| terminal.screen().cell(y, x).map(|c| c.contents().to_owned()).unwrap_or_default();
                    assert_eq!((at(21), at(22)), ("a".into(), "b".into()), "{a} {b} row {y}: {rows:?}");
                }
                for (y, text) in [(0, a), (1, b)] {
                    // the last letter of the name stands where its width says
                    let x = u16::try_from(text.width() - 1).expect("small");
                    assert_eq!(
                        terminal.screen().cell(y, x).map(|c| c.contents().to_owned()),
                        Some("z".into()),
                        "{text}: {rows:?}"
                    );
                }
            }
        }
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
