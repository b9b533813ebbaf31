//! A writer for data that a terminal must not obey.

use std::io::{self, Write};

use crate::i18n::text::visible_lines;

/// Writes text with its control characters shown, line ends apart.
#[derive(Debug)]
pub struct Shown<W: Write> {
    out: W,
    /// Whether it does; else all goes through as it is.
    shows: bool,
    /// The beginning of a character whose end has not come yet.
    rest: Vec<u8>,
}

impl<W: Write> Shown<W> {
    /// Writes to `out`; to a terminal with controls shown.
    #[must_use]
    pub fn new(out: W, terminal: bool) -> Self {
        Self { out, shows: terminal, rest: Vec::new() }
    }
}

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.shows {
            return self.out.write(bytes);
        }
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            Ok(text) => text.len(),
            // the end of a character may be still to come; what is none is shown as such
            Err(e) if e.error_len().is_none() => e.valid_up_to(),
            Err(_) => self.rest.len(),
        };
        let text: Vec<u8> = self.rest.drain(..whole).collect();
        self.out.write_all(visible_lines(&String::from_utf8_lossy(&text)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_for_a_terminal_shows_its_controls_and_a_file_gets_them_as_they_are() {
        let data = "name\r\n\"重\x1b]52;c;eA==\x07\u{9b}2J\"\n".as_bytes();
        for (shows, expected) in [(false, data), (true, "name\n\"重␛]52;c;eA==␇\\u{9b}2J\"\n".as_bytes())] {
            // in pieces that cut through characters
            for size in 1..data.len() {
                let mut shown = Shown::new(Vec::new(), shows);
                data.chunks(size).for_each(|piece| shown.write_all(piece).expect("a vector takes everything"));
                assert_eq!(String::from_utf8_lossy(&shown.out), String::from_utf8_lossy(expected), "{size}");
            }
        }
    }
}
