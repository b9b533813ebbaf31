//! What happens where nobody looks: errors of background work and panics, in one rolling file of the person's in the folder of the
//! program's state. Nothing is opened before there is a line to write, and a log that can't be written stops nothing.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::exchange::outfile;
use crate::ops::Clock;

/// How much one file holds; the one before it is kept as `qudao.log.1`.
const LONGEST: u64 = 1024 * 1024;

/// The file in the folder of the program's state.
#[must_use]
pub fn file(state: &Path) -> PathBuf {
    state.join("qudao.log")
}

/// From now on lines of `tracing` go to the file: errors, warnings and notes, or what `QUDAO_LOG` says (`error`, `warn`, `info`,
/// `debug`, `trace`, `off`).
pub fn start(state: &Path) {
    let level = std::env::var("QUDAO_LOG").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_thread_names(true)
        .with_timer(Now)
        .with_writer(Rolling(file(state)));
    // a second start, as tests in one process make, keeps the first
    let _ = tracing_subscriber::registry().with(level).with(lines).try_init();
}

struct Now;

impl FormatTime for Now {
    fn format_time(&self, w: &mut Writer<'_>) -> std::fmt::Result {
        w.write_str(&Clock::System.now().to_rfc3339())
    }
}

/// Opens the file for each line: several programs of one person write to it, and each sees when another has rolled it.
struct Rolling(PathBuf);

impl Write for &Rolling {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        outfile::append(&self.0, line, LONGEST)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Rolling {
    type Writer = &'a Self;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_rolls_and_keeps_the_file_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Rolling(file(&folder.path().join("state")));
        let line = vec![b'x'; 400 * 1024];
        for _ in 0..4 {
            (&log).write_all(&line).expect("written");
        }
        let length = |path: &Path| std::fs::metadata(path).expect("a file").len();
        assert_eq!(length(&log.0), 400 * 1024);
        assert_eq!(length(&log.0.with_extension("log.1")), 3 * 400 * 1024);
    }
}
