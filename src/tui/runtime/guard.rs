//! Takes the terminal and gives it back whatever happens: at the end, on panic, when suspended, on a signal.

use std::io::{self, Write as _};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::terminal;

/// Alternate screen, bracketed paste, focus reports; a glyph that is wider than it should be ends at the edge instead of
/// going on in the next line.
const TAKE: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?1004h\x1b[?7l";
/// The same back, with whatever a program under us or a crash may have left on: mouse, synchronized output, a hidden
/// cursor, colours.
const GIVE_BACK: &[u8] =
    b"\x1b[?2026l\x1b[?7h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l";

static TAKEN: AtomicBool = AtomicBool::new(false);

/// Holds the terminal; dropping it gives the terminal back.
#[derive(Debug)]
pub(super) struct Guard(());

impl Guard {
    /// Takes the terminal, and sees to it that a panic of any thread gives it back before it speaks, is written to the log,
    /// and is told by `tell`.
    pub(super) fn take(tell: impl Fn() + Send + Sync + 'static) -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                give_back();
                tracing::error!("{info}\n{}", std::backtrace::Backtrace::force_capture());
                before(info);
                tell();
            }));
        });
        let guard = Self(());
        Self::acquire()?;
        Ok(guard)
    }

    /// Takes the terminal, also if it was never given back (a continued process).
    pub(super) fn acquire() -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        // after a stop from outside crossterm still believes in the raw mode that the shell has undone
        let _ = terminal::disable_raw_mode();
        terminal::enable_raw_mode()?;
        let mut out = io::stdout().lock();
        out.write_all(TAKE)?;
        out.flush()
    }

    /// Whether the terminal is taken.
    pub(super) fn holds() -> bool {
        TAKEN.load(Ordering::SeqCst)
    }

    /// Gives the terminal back for a while.
    pub(super) fn release() {
        give_back();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout().lock();
        // a terminal that is gone can't be given back
        let _ = out.write_all(GIVE_BACK);
        let _ = out.flush();
        let _ = terminal::disable_raw_mode();
    }
}
