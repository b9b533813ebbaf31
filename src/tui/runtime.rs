//! The only loop: events in, effects out, a frame when something changed.
//!
//! - `runtime/drafts`: what was typed and not saved outlives the terminal
//! - `runtime/guard`: takes the terminal and gives it back whatever happens
//! - `runtime/jobs`: whether somebody could continue a program that is stopped
//! - `runtime/keys`: puts keys together whose bytes came in pieces
//! - `runtime/painter`: from one frame to the next in as few bytes as may be
//!
//! Three threads send into one queue: the reader of keys, the worker, the signals. The loop sleeps on the queue, takes
//! all that is in it, and then draws once: 500 keys sent at once are a few frames.

mod drafts;
mod guard;
mod jobs;
mod keys;
mod painter;

use std::borrow::Cow;
use std::io::Write as _;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use chrono::Timelike as _;
use crossterm::event::Event;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};

use drafts::DraftFile;
use guard::Guard;
use keys::Keys;
pub use painter::Painter;

use super::Options;
use super::app::{App, Effect, Msg, Setup};
use super::theme::ThemeName;
use super::worker::{Handle, Report};
use crate::i18n::glyphs::in_ascii;
use crate::ops::{Clock, Session};
use crate::t;

/// How long a frame may wait for an answer that is on its way, so that it is drawn once and not twice.
const GRACE: Duration = Duration::from_millis(4);
/// The same for the very first frame.
const FIRST_GRACE: Duration = Duration::from_millis(16);
/// How long the terminal may take to say what its background is; one that never says is found out at once.
const BACKGROUND: Duration = Duration::from_millis(500);
/// Messages taken in before a frame is drawn.
const BATCH: usize = 10_000;

#[expect(clippy::large_enum_variant, reason = "it lives from the queue to the next update")]
enum Incoming {
    Terminal(Event),
    Closed,
    Report(Report),
    Signal(i32),
    /// A thread has panicked; the terminal is given back already.
    Panicked,
}

struct Runtime {
    app: App,
    worker: Handle,
    painter: Painter,
    clock: Clock,
    inbox: Receiver<Incoming>,
    frame: Buffer,
    /// Marks, bars and borders are drawn in ASCII.
    ascii: bool,
    /// The terminal is gone: nothing more is written.
    gone: bool,
    /// A thread beside this one has panicked.
    panicked: bool,
}

/// Runs the program until it is left; the terminal is as it was afterwards.
pub(super) fn run(session: Session, mut setup: Setup, options: &Options) -> anyhow::Result<()> {
    let clock = session.clock;
    let drafts = options.state.as_deref().map(|folder| DraftFile::new(folder, session.store.path()));
    let (outbox, inbox) = mpsc::channel();
    let reports = outbox.clone();
    let worker = Handle::start(session, move |report| {
        let _ = reports.send(Incoming::Report(report));
    })?;
    let to_panics = outbox.clone();
    let guard = Guard::take(move || {
        let _ = to_panics.send(Incoming::Panicked);
    })?;
    setup.size = crossterm::terminal::size()?;
    setup.now = clock.now();
    let mut app = App::new(setup);
    app.remember_drafts(drafts.as_ref().map(DraftFile::load).unwrap_or_default());
    let effects = app.start();
    if let Some(said) = &options.told {
        app.tell(said.clone());
    }
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    let to_signals = outbox.clone();
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            let incoming = match (signal, crossterm::terminal::size()) {
                (SIGWINCH, Ok((width, height))) => Incoming::Terminal(Event::Resize(width, height)),
                (SIGWINCH, Err(_)) => continue,
                _ => Incoming::Signal(signal),
            };
            if to_signals.send(incoming).is_err() {
                return;
            }
        }
    })?;
    let frame = Buffer::empty(Rect::ZERO);
    let mut runtime =
        Runtime { app, worker, painter: Painter::new(), clock, inbox, frame, ascii: options.ascii, gone: false, panicked: false };
    let mut ended = runtime.perform(effects)? || runtime.settle(FIRST_GRACE)?;
    if !ended {
        runtime.draw()?;
    }
    if options.ask_background && !ended && is_light() {
        runtime.app.set_theme(ThemeName::Light);
    }
    std::thread::Builder::new().name("keys".to_owned()).spawn(move || read_keys(&outbox))?;
    while !ended {
        ended = runtime.settle(GRACE)?;
        if ended {
            break;
        }
        runtime.draw()?;
        ended = runtime.wait()?;
    }
    drop(guard);
    if let Some(drafts) = drafts {
        drafts.save(runtime.app.unsaved())?;
    }
    let panicked = runtime.panicked;
    runtime.worker.stop();
    match &options.log {
        Some(log) if panicked => Err(anyhow::anyhow!(t!(options.lang, "error-crash", path = log.display().to_string()))),
        None if panicked => Err(anyhow::anyhow!(t!(options.lang, "error-crash-unlogged"))),
        _ => Ok(()),
    }
}

/// Asks the terminal for its background. The one question that is asked: after the first frame, so that nobody waits for
/// the answer, and before keys are read, so that it can't be taken for one.
fn is_light() -> bool {
    let mut options = terminal_colorsaurus::QueryOptions::default();
    options.timeout = BACKGROUND;
    terminal_colorsaurus::background_color(options).is_ok_and(|c| c.perceived_lightness() > 0.5)
}

fn read_keys(outbox: &mpsc::Sender<Incoming>) {
    let Ok(terminal) = keys::Terminal::open() else {
        // nobody is there who waits for it any more, or it is told
        let _ = outbox.send(Incoming::Closed);
        return;
    };
    let mut keys = Keys::new(terminal);
    loop {
        let incoming = keys.read().map_or(Incoming::Closed, Incoming::Terminal);
        let closed = matches!(incoming, Incoming::Closed);
        if outbox.send(incoming).is_err() || closed {
            return;
        }
    }
}

impl Runtime {
    /// Takes in what is there, and waits a moment for answers that are on their way; answers whether it is over.
    fn settle(&mut self, grace: Duration) -> anyhow::Result<bool> {
        let until = Instant::now() + grace;
        for _ in 0..BATCH {
            let incoming = if self.app.is_waiting() {
                let left = until.saturating_duration_since(Instant::now());
                match self.inbox.recv_timeout(left) {
                    Ok(incoming) => incoming,
                    Err(_) => return Ok(false),
                }
            } else {
                match self.inbox.try_recv() {
                    Ok(incoming) => incoming,
                    Err(_) => return Ok(false),
                }
            };
            if self.take(incoming)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Sleeps until something happens or the clock on the screen moves; answers whether it is over.
    fn wait(&mut self) -> anyhow::Result<bool> {
        match self.inbox.recv_timeout(self.until_tick()) {
            Ok(incoming) => self.take(incoming),
            Err(RecvTimeoutError::Timeout) => self.update(Msg::Tick),
            Err(RecvTimeoutError::Disconnected) => Ok(true),
        }
    }

    /// Until the next minute, or second if something counts seconds.
    fn until_tick(&self) -> Duration {
        let now = self.clock.now();
        let (seconds, millis) = (u64::from(now.second()), u64::from(now.nanosecond() / 1_000_000).min(999));
        match self.clock {
            Clock::At(_) => Duration::from_hours(1),
            _ if self.app.counts_seconds() => Duration::from_millis(1_001 - millis),
            _ => Duration::from_millis((60 - seconds.min(59)) * 1_000 - millis + 1),
        }
    }

    fn take(&mut self, incoming: Incoming) -> anyhow::Result<bool> {
        match incoming {
            Incoming::Terminal(Event::Key(key)) => self.update(Msg::Key(key)),
            Incoming::Terminal(Event::Paste(text)) => self.update(Msg::Paste(text)),
            Incoming::Terminal(Event::Resize(width, height)) => {
                self.painter.forget();
                self.update(Msg::Resize(width, height))
            }
            Incoming::Terminal(Event::FocusGained) => {
                self.worker.look();
                Ok(false)
            }
            Incoming::Terminal(_) => Ok(false),
            Incoming::Report(report) => {
                if let Report::Renewed(_, clock) = &report {
                    self.clock = *clock;
                }
                self.update(Msg::Report(report))
            }
            Incoming::Signal(SIGTSTP) => self.suspend(),
            Incoming::Signal(SIGCONT) => self.resume(),
            Incoming::Signal(SIGHUP) | Incoming::Closed => {
                self.gone = true;
                Ok(true)
            }
            Incoming::Signal(_) => Ok(true),
            Incoming::Panicked => {
                (self.gone, self.panicked) = (true, true);
                Ok(true)
            }
        }
    }

    fn update(&mut self, msg: Msg) -> anyhow::Result<bool> {
        self.app.ctx.now = self.clock.now();
        let effects = self.app.update(msg);
        self.perform(effects)
    }

    /// Does the effects that are the runtime's; answers whether it is over.
    fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<bool> {
        for effect in effects {
            match effect {
                Effect::Query(query) => self.worker.ask(query),
                Effect::Do(op) => self.worker.perform(op),
                Effect::Copy(text) => {
                    let copy = crossterm::clipboard::CopyToClipboard::to_clipboard_from(text);
                    crossterm::execute!(std::io::stdout(), copy)?;
                }
                Effect::Suspend => return self.suspend(),
                Effect::Quit => return Ok(true),
                // the app has done the others
                _ => {}
            }
        }
        Ok(false)
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        if self.gone || !Guard::holds() {
            return Ok(());
        }
        let (width, height) = self.app.ctx.size;
        let area = Rect::new(0, 0, width, height);
        if self.frame.area == area {
            self.frame.reset();
        } else {
            self.frame = Buffer::empty(area);
        }
        let cursor = super::view::draw(&self.app, &mut self.frame);
        if self.ascii {
            for cell in &mut self.frame.content {
                if let Cow::Owned(plain) = in_ascii(cell.symbol()) {
                    cell.set_symbol(&plain);
                }
            }
        }
        let bytes = self.painter.paint(&self.frame, cursor);
        if !bytes.is_empty() {
            let mut out = std::io::stdout().lock();
            out.write_all(&bytes)?;
            out.flush()?;
        }
        Ok(())
    }

    /// Gives the terminal to the shell until it is continued; nothing where no shell could continue it.
    fn suspend(&mut self) -> anyhow::Result<bool> {
        if !jobs::can_be_continued() {
            return Ok(false);
        }
        Guard::release();
        signal_hook::low_level::raise(signal_hook::consts::SIGSTOP)?;
        self.resume()
    }

    /// Takes the terminal again; it may have another size and show anything.
    fn resume(&mut self) -> anyhow::Result<bool> {
        Guard::acquire()?;
        self.painter.forget();
        let (width, height) = crossterm::terminal::size()?;
        self.update(Msg::Resize(width, height))
    }
}
