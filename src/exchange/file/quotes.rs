//! Text in quotes as it passes: one that is not closed would take the rows behind it into its cell.

use std::io::{self, Read};

/// A quote that is not closed, or closed in the middle of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the quote opened in line {0} is not closed where a cell ends")]
pub(super) struct Unclosed(pub(super) u64);

/// Where a reader stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Outside, behind what ends a cell or not.
    Outside { cell_begins: bool },
    /// In the quotes that were opened in this line.
    Inside(u64),
    /// Behind a quote in quotes: the end, or the first of two that stand for one.
    Behind(u64),
    /// Behind the end, where only blanks may stand before the next cell.
    Ended(u64),
}

/// Delimited text whose quotes are looked after.
pub(super) struct Quotes<R> {
    inner: R,
    delimiter: u8,
    state: State,
    line: u64,
    /// A line ends with this.
    terminator: u8,
}

impl<R: Read> Quotes<R> {
    pub(super) fn new(inner: R, delimiter: u8, terminator: u8) -> Self {
        Self { inner, delimiter, state: State::Outside { cell_begins: true }, line: 1, terminator }
    }

    /// Follows what was read; the line of a quote that is not closed rightly.
    fn follow(&mut self, bytes: &[u8]) -> Result<(), Unclosed> {
        let mut rest = bytes;
        loop {
            // nothing but a quote changes anything, and what stands before it
            if let State::Outside { .. } | State::Inside(_) = self.state {
                let at = memchr::memchr(b'"', rest);
                let (passed, more) = rest.split_at(at.unwrap_or(rest.len()));
                self.line += memchr::memchr_iter(self.terminator, passed).count() as u64;
                if let (State::Outside { cell_begins }, Some(last)) = (&mut self.state, passed.last()) {
                    *cell_begins = *last == self.delimiter || matches!(*last, b'\n' | b'\r');
                }
                rest = more;
            }
            let Some((byte, more)) = rest.split_first() else { return Ok(()) };
            rest = more;
            self.state = match (self.state, *byte) {
                (State::Outside { cell_begins: true }, _) => State::Inside(self.line),
                (State::Outside { .. }, _) => State::Outside { cell_begins: false },
                (State::Inside(from), _) => State::Behind(from),
                (State::Behind(from), b'"') => State::Inside(from),
                (State::Behind(_) | State::Ended(_), b) if b == self.delimiter || matches!(b, b'\n' | b'\r') => {
                    self.line += u64::from(b == self.terminator);
                    State::Outside { cell_begins: true }
                }
                (State::Behind(from) | State::Ended(from), b' ' | b'\t') => State::Ended(from),
                (State::Behind(from) | State::Ended(from), _) => return Err(Unclosed(from)),
            };
        }
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        let followed = match (n, self.state) {
            (0, State::Inside(from)) if !buf.is_empty() => Err(Unclosed(from)),
            _ => self.follow(buf.get(..n).unwrap_or_default()),
        };
        followed.map_err(io::Error::other)?;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, piece: usize) -> Result<(), String> {
        let mut quotes = Quotes::new(text.as_bytes(), b',', b'\n');
        let mut buffer = vec![0; piece];
        loop {
            match quotes.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(e) => return Err(e.to_string()),
            }
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_is_named_by_its_line() {
        let cases = [
            ("a,b\n1,\"x\"\n2,\"y\ny\"\n", None),
            ("a,\"x \"\"y\"\" z\",c\n", None),
            ("a,5\" screen,c\n\"\",\"\"\n", None),
            ("\"a\" ,\"b\"\r\n", None),
            ("a,b\n1,\"5 inch\n2,fine\n", Some(2)),
            ("a,b\n1,\"5 inch\n2,\"fine\"\n", Some(2)),
            ("a,b\n1,x\n2,\"27\" monitor\",z\n", Some(3)),
            ("\"a,b\n1,2\n", Some(1)),
            ("a,b\n\"x\ny\",2\n3,\"z\n", Some(4)),
        ];
        for (text, line) in cases {
            for piece in [1, 2, 3, 64] {
                let expected = line.map_or(Ok(()), |line| Err(Unclosed(line).to_string()));
                assert_eq!(read(text, piece), expected, "{text:?} in pieces of {piece}");
            }
        }
    }
}
