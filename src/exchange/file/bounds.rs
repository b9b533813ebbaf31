//! How much a file may hold, so that a small one that unfolds to a large one, or a text that is no table, is told and not waited for.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The longest cell, in bytes.
pub(super) const CELL: usize = 1024 * 1024;

/// The most columns.
pub(super) const COLUMNS: usize = 2_000;

/// What is packed may unfold to so much more; a table of equal rows to a fortieth of it.
const TIMES: u64 = 200;

/// Up to so many bytes it is no matter.
const SMALL: u64 = 64 * 1024 * 1024;

/// What there is too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    #[error("the cell in line {} is longer than {} bytes", .0, CELL)]
    Cell(u64),
    #[error("line {} has more than {} columns", .0, COLUMNS)]
    Columns(u64),
    #[error("it unfolds to more than {} times its size", TIMES)]
    Unfolded,
}

impl TooMuch {
    /// Its name in messages, the line, and how much there may be.
    pub(super) fn said(self) -> (&'static str, u64, u64) {
        match self {
            Self::Cell(line) => ("cell", line, CELL as u64 / 1024 / 1024),
            Self::Columns(line) => ("columns", line, COLUMNS as u64),
            Self::Unfolded => ("unfolded", 0, TIMES),
        }
    }
}

/// Whether so many packed bytes may become so many.
pub(super) fn may_unfold(packed: u64, to: u64) -> bool {
    to <= SMALL || to <= packed.saturating_mul(TIMES)
}

/// What is unpacked, as long as it is not too much for what it is unpacked of.
pub(super) struct Unfolding<R> {
    inner: R,
    /// Bytes read of the file.
    packed: Arc<AtomicU64>,
    before: u64,
    unfolded: u64,
}

impl<R: Read> Unfolding<R> {
    pub(super) fn new(inner: R, packed: Arc<AtomicU64>) -> Self {
        let before = packed.load(Ordering::Relaxed);
        Self { inner, packed, before, unfolded: 0 }
    }
}

impl<R: Read> Read for Unfolding<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.unfolded += n as u64;
        let packed = self.packed.load(Ordering::Relaxed).saturating_sub(self.before);
        if may_unfold(packed, self.unfolded) { Ok(n) } else { Err(io::Error::other(TooMuch::Unfolded)) }
    }
}

/// Delimited text whose cells and lines are measured.
pub(super) struct Measured<R> {
    inner: R,
    delimiter: u8,
    terminator: u8,
    line: u64,
    /// Bytes of the cell, and cells of the line, so far.
    cell: usize,
    cells: usize,
}

impl<R: Read> Measured<R> {
    pub(super) fn new(inner: R, delimiter: u8, terminator: u8) -> Self {
        Self { inner, delimiter, terminator, line: 1, cell: 0, cells: 1 }
    }

    fn follow(&mut self, bytes: &[u8]) -> Result<(), TooMuch> {
        let mut from = 0;
        for at in memchr::memchr2_iter(self.delimiter, self.terminator, bytes) {
            if self.cell + (at - from) > CELL {
                return Err(TooMuch::Cell(self.line));
            }
            (self.cell, from) = (0, at + 1);
            if bytes.get(at) == Some(&self.terminator) {
                (self.line, self.cells) = (self.line + 1, 1);
            } else {
                self.cells += 1;
                if self.cells > COLUMNS {
                    return Err(TooMuch::Columns(self.line));
                }
            }
        }
        self.cell += bytes.len() - from;
        if self.cell > CELL { Err(TooMuch::Cell(self.line)) } else { Ok(()) }
    }
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.follow(buf.get(..n).unwrap_or_default()).map_err(io::Error::other)?;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], piece: usize) -> Result<u64, String> {
        let mut measured = Measured::new(text, b',', b'\n');
        let mut buffer = vec![0; piece];
        let mut bytes = 0;
        loop {
            match measured.read(&mut buffer) {
                Ok(0) => return Ok(bytes),
                Ok(n) => bytes += n as u64,
                Err(e) => return Err(e.to_string()),
            }
        }
    }

    #[test]
    fn a_cell_and_a_line_have_an_end() {
        let long = |n: usize| [b"a,b\n1,".as_slice(), &vec![b'x'; n], b"\n2,y\n"].concat();
        let wide = |n: usize| [b"a\n".as_slice(), &vec![b','; n], b"\nb\n"].concat();
        for piece in [7, 4096, 4 * CELL] {
            assert_eq!(read(&long(CELL), piece), Ok(CELL as u64 + 11), "{piece}");
            assert_eq!(read(&long(CELL + 1), piece), Err(TooMuch::Cell(2).to_string()), "{piece}");
            assert!(read(&wide(COLUMNS - 1), piece).is_ok(), "{piece}");
            assert_eq!(read(&wide(COLUMNS), piece), Err(TooMuch::Columns(2).to_string()), "{piece}");
        }
    }

    #[test]
    fn what_is_packed_may_unfold_to_so_much_more() {
        assert!(may_unfold(1_000, SMALL) && may_unfold(SMALL, SMALL * TIMES));
        assert!(!may_unfold(1_000, SMALL + 1) && !may_unfold(SMALL, SMALL * TIMES + 1));
    }
}
