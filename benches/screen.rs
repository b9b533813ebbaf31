//! The program in a terminal: start, keys, bytes, idling. `QUDAO_BENCH_DB=big.db cargo bench --bench screen`.
//!
//! Without `QUDAO_BENCH_DB` a network of 5,000 partners is made first. Measured from outside, on a pseudo-terminal of 120x40 that
//! answers nothing: from the start of the process to the first bytes that show the Today tab; from a key to the first and the last
//! byte that it causes; bytes a key; what is sent while nothing happens. Medians and the worst of each; compare within one run.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};

/// After so long without a byte a key has done all that it does.
const QUIET: Duration = Duration::from_millis(60);

struct Session {
    writer: Box<dyn std::io::Write + Send>,
    bytes: Receiver<(Instant, Vec<u8>)>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

/// What a key came to.
struct Stroke {
    first: Duration,
    last: Duration,
    bytes: usize,
}

impl Session {
    /// Starts the program; answers how long the first screen took.
    fn start(db: &PathBuf) -> (Self, Duration) {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_qudao"));
        command.args(["--lang", "en", "--theme", "dark", "--db"]);
        command.arg(db);
        let begun = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (send, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 16_384];
            while let Ok(n) = reader.read(&mut buffer) {
                if n == 0 || send.send((Instant::now(), buffer[..n].to_vec())).is_err() {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().expect("a writer");
        let session = Self { writer, bytes, child, _master: pair.master };
        let mut seen = Vec::new();
        loop {
            let (at, more) = session.bytes.recv_timeout(Duration::from_secs(20)).expect("a first screen");
            seen.extend(more);
            if seen.windows(8).any(|w| w == b"Partners") {
                let took = at - begun;
                session.drain(Duration::from_millis(1_500));
                return (session, took);
            }
        }
    }

    fn drain(&self, quiet: Duration) -> usize {
        let mut bytes = 0;
        loop {
            match self.bytes.recv_timeout(quiet) {
                Ok((_, more)) => bytes += more.len(),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return bytes,
            }
        }
    }

    fn stroke(&mut self, keys: &str) -> Option<Stroke> {
        let begun = Instant::now();
        self.writer.write_all(keys.as_bytes()).expect("a key");
        self.writer.flush().expect("a key");
        let (mut first, mut last, mut bytes) = (None, Duration::ZERO, 0);
        while let Ok((at, more)) = self.bytes.recv_timeout(if first.is_none() { Duration::from_secs(5) } else { QUIET }) {
            first.get_or_insert(at - begun);
            last = at - begun;
            bytes += more.len();
        }
        first.map(|first| Stroke { first, last, bytes })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn milliseconds(d: Duration) -> f64 {
    d.as_secs_f64() * 1_000.0
}

/// Median and worst.
fn spread<T: Copy + PartialOrd>(values: impl Iterator<Item = T>) -> Option<(T, T)> {
    let mut values: Vec<T> = values.collect();
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    Some((*values.get(values.len() / 2)?, *values.last()?))
}

fn report(what: &str, strokes: &[Stroke]) {
    let first = spread(strokes.iter().map(|s| milliseconds(s.first)));
    let last = spread(strokes.iter().map(|s| milliseconds(s.last)));
    let bytes = spread(strokes.iter().map(|s| s.bytes));
    if let (Some((f, f_max)), Some((l, l_max)), Some((b, b_max))) = (first, last, bytes) {
        println!(
            "{what:<22} first byte {f:6.2} ms (worst {f_max:.2}), last {l:6.2} ms (worst {l_max:.2}), {b} bytes (most {b_max})"
        );
    }
}

fn database(folder: &tempfile::TempDir) -> PathBuf {
    if let Some(path) = std::env::var_os("QUDAO_BENCH_DB") {
        return path.into();
    }
    let path = folder.path().join("bench.db");
    let made = Command::new(env!("CARGO_BIN_EXE_qudao"))
        .args(["demo", "--partners", "5000", "--weeks", "52", "--no-open", "--keep"])
        .arg(&path)
        .status()
        .expect("the program");
    assert!(made.success(), "the demo was not made");
    path
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = database(&folder);
    let starts: Vec<f64> = (0..10).map(|_| milliseconds(Session::start(&db).1)).collect();
    if let Some((median, worst)) = spread(starts.into_iter()) {
        println!("{:<22} {median:.1} ms (worst {worst:.1})", "start to first screen");
    }
    let (mut session, _) = Session::start(&db);
    session.stroke("1");
    session.drain(Duration::from_secs(1));
    let mut many = |keys: &[&str], rounds: usize| -> Vec<Stroke> {
        let keys: Vec<&str> = keys.iter().copied().cycle().take(keys.len() * rounds).collect();
        keys.into_iter().filter_map(|k| session.stroke(k)).collect()
    };
    let steps = many(&["j"], 100);
    let ends = many(&["G", "gg"], 20);
    let tabs = many(&["2", "3", "1"], 5);
    many(&["/"], 1);
    let typed = many(&["c", "q", "\x7f", "\x7f", "h", "z", "\x7f", "\x7f"], 3);
    many(&["\x1b"], 1);
    let burst = many(&["j".repeat(500).as_str()], 3);
    report("a step", &steps);
    report("to the end and back", &ends);
    report("another tab", &tabs);
    report("filter as typed", &typed);
    report("500 steps at once", &burst);
    println!("{:<22} {} bytes in 5 s", "idle", session.drain(Duration::from_secs(5)));
}
