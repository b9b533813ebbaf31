//! A line that is typed: text, cursor, and the part of it that fits.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use crate::tui::canvas::Canvas;
use crate::tui::widgets::text;

/// A line of text with a cursor between characters as people see them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// Byte offset, on a grapheme's edge.
    at: usize,
}

impl Input {
    /// With a text and the cursor behind it.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { at: text.len(), text }
    }

    /// What is typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Replaces what is typed.
    pub fn set(&mut self, text: impl Into<String>) {
        *self = Self::new(text);
    }

    /// Inserts text at the cursor.
    pub fn insert(&mut self, what: &str) {
        self.text.insert_str(self.at, what);
        self.at += what.len();
    }

    /// A key of a text field; answers whether the text was changed.
    pub fn key(&mut self, event: KeyEvent) -> bool {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        match event.code {
            KeyCode::Char('u') if control => self.remove(0, self.at),
            KeyCode::Char('k') if control => self.remove(self.at, self.text.len()),
            KeyCode::Char('w') if control => self.remove(self.word_before(), self.at),
            KeyCode::Char(c) if !control => {
                self.insert(c.encode_utf8(&mut [0; 4]));
                true
            }
            KeyCode::Backspace => self.remove(self.before(), self.at),
            KeyCode::Delete => self.remove(self.at, self.after()),
            KeyCode::Left => {
                self.at = self.before();
                false
            }
            KeyCode::Right => {
                self.at = self.after();
                false
            }
            KeyCode::Home => {
                self.at = 0;
                false
            }
            KeyCode::End => {
                self.at = self.text.len();
                false
            }
            _ => false,
        }
    }

    fn remove(&mut self, from: usize, to: usize) -> bool {
        if from >= to {
            return false;
        }
        self.text.replace_range(from..to, "");
        self.at = from;
        true
    }

    fn before(&self) -> usize {
        self.text.grapheme_indices(true).map(|(i, _)| i).take_while(|i| *i < self.at).last().unwrap_or(0)
    }

    fn after(&self) -> usize {
        self.text.grapheme_indices(true).map(|(i, _)| i).find(|i| *i > self.at).unwrap_or(self.text.len())
    }

    fn word_before(&self) -> usize {
        let head = self.text.get(..self.at).unwrap_or_default().trim_end();
        head.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(i, c)| i + c.len_utf8()).next_back().unwrap_or(0)
    }

    /// The line, of several, in which the cursor stands.
    #[must_use]
    pub fn line(&self) -> usize {
        self.text.get(..self.at).unwrap_or_default().matches('\n').count()
    }

    /// Moves the cursor a line up (-1) or down (1), if there is one.
    pub fn to_line(&mut self, by: isize) -> bool {
        let starts: Vec<usize> = std::iter::once(0).chain(self.text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        let line = self.line();
        let Some(to) = line.checked_add_signed(by).and_then(|l| starts.get(l)) else { return false };
        let column = self.at - starts.get(line).copied().unwrap_or(0);
        let end = self.text.get(*to..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |i| to + i);
        let mut at = (to + column).min(end);
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        self.at = at;
        true
    }

    /// Draws the line, of several, in which the cursor stands.
    pub fn line_view(&self, canvas: &mut Canvas<'_>, x: u16, y: u16, width: u16, style: Style) {
        let start = self.text.get(..self.at).and_then(|h| h.rfind('\n')).map_or(0, |i| i + 1);
        let end = self.text.get(self.at..).and_then(|t| t.find('\n')).map_or(self.text.len(), |i| self.at + i);
        let line = Self { text: self.text.get(start..end).unwrap_or_default().to_owned(), at: self.at - start };
        line.view(canvas, x, y, width, style, true);
    }

    /// Draws the part around the cursor; with `focus` the terminal's cursor stands in it.
    pub fn view(&self, canvas: &mut Canvas<'_>, x: u16, y: u16, width: u16, style: Style, focus: bool) {
        let room = usize::from(width.saturating_sub(1));
        let head = self.text.get(..self.at).unwrap_or_default();
        let shown_head = text::sanitise(head);
        let mut skip = 0;
        let mut used = text::width(&shown_head);
        if focus {
            for g in shown_head.graphemes(true) {
                if used <= room {
                    break;
                }
                used -= text::width(g);
                skip += g.len();
            }
        }
        let whole = text::sanitise(&self.text);
        let visible = whole.get(if focus { skip } else { 0 }..).unwrap_or_default();
        canvas.put(x, y, width, visible, style);
        if focus {
            canvas.set_cursor(x + u16::try_from(used).unwrap_or(0).min(width.saturating_sub(1)), y);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(input: &mut Input, code: KeyCode) {
        input.key(KeyEvent::new(code, KeyModifiers::NONE));
    }

    #[test]
    fn the_cursor_moves_by_characters_as_people_see_them() {
        let mut input = Input::new("a华e\u{301}");
        typed(&mut input, KeyCode::Backspace);
        assert_eq!(input.text(), "a华");
        typed(&mut input, KeyCode::Left);
        typed(&mut input, KeyCode::Char('x'));
        assert_eq!(input.text(), "ax华");
        typed(&mut input, KeyCode::Home);
        typed(&mut input, KeyCode::Delete);
        assert_eq!(input.text(), "x华");
        input.key(KeyEvent::new(KeyCode::Char('k'), KeyModifiers::CONTROL));
        assert_eq!(input.text(), "");
    }

    #[test]
    fn a_word_is_taken_back_at_once() {
        let mut input = Input::new("region:华东 tier");
        input.key(KeyEvent::new(KeyCode::Char('w'), KeyModifiers::CONTROL));
        assert_eq!(input.text(), "region:华东 ");
        input.key(KeyEvent::new(KeyCode::Char('w'), KeyModifiers::CONTROL));
        assert_eq!(input.text(), "");
    }
}
