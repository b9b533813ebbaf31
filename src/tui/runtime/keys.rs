//! Keys from the bytes of the terminal, however they come.
//!
//! A terminal sends an arrow as `Esc [ A`. Over a slow link the `Esc` may come alone, some terminals send it twice for a key with
//! Alt, and the end of a paste may be lost. So what has begun is waited for, but never for ever ([`HOLD`], [`PASTE`], [`STRING`]),
//! and no letter of a sequence acts as a key. `vte` knows where a sequence ends; what it means is said here.

use std::collections::VecDeque;
use std::io::{self, IsTerminal as _, Read as _};
use std::os::fd::AsFd as _;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use rustix::event::{PollFd, PollFlags, Timespec};
use vte::{Params, Parser, Perform};

const ESCAPE: u8 = 0x1b;
/// How long an Esc waits for the rest of its sequence.
const HOLD: Duration = Duration::from_millis(100);
/// How long a sequence that nobody types (`Esc [`, `Esc O`) waits for its end, and for how long after an Esc its rest may come.
const REST: Duration = Duration::from_secs(1);
/// How long a paste waits for more of its text.
const PASTE: Duration = Duration::from_secs(1);
const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";
/// How long an answer of the terminal (OSC, DCS) waits for its end.
const STRING: Duration = Duration::from_secs(1);
/// So much of what is not complete is kept: by its beginning it is known.
const LONGEST: usize = 256;

/// Where bytes come from.
pub(super) trait Source {
    /// What has come; waits for it, but no longer than the time. `None`: nothing has come within it.
    ///
    /// # Errors
    /// Those of the terminal, also that it is gone.
    fn next(&mut self, within: Option<Duration>) -> io::Result<Option<Vec<u8>>>;
}

/// The terminal: standard input, else the one that the process belongs to.
#[derive(Debug)]
pub(super) struct Terminal(std::fs::File);

impl Terminal {
    /// Opens it.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn open() -> io::Result<Self> {
        let own = io::stdin();
        if own.is_terminal() {
            return Ok(Self(own.as_fd().try_clone_to_owned()?.into()));
        }
        std::fs::File::open("/dev/tty").map(Self)
    }
}

impl Source for Terminal {
    fn next(&mut self, within: Option<Duration>) -> io::Result<Option<Vec<u8>>> {
        let time = within.map(Timespec::try_from).transpose().map_err(io::Error::other)?;
        let mut bytes = [0; 4096];
        loop {
            let mut wanted = [PollFd::new(&self.0, PollFlags::IN)];
            match rustix::event::poll(&mut wanted, time.as_ref()) {
                Ok(0) => return Ok(None),
                Err(rustix::io::Errno::INTR) => continue,
                other => other.map(|_| ())?,
            }
            match (&self.0).read(&mut bytes) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(n) => return Ok(bytes.get(..n).map(<[u8]>::to_vec)),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
}

/// Events out of bytes.
pub(super) struct Keys<S> {
    source: S,
    parser: Parser,
    read: Reading,
    /// A paste paused, and its end has not come.
    cut: bool,
    /// An Esc was taken for a key a moment ago.
    lone: bool,
}

impl<S: Source> Keys<S> {
    pub(super) fn new(source: S) -> Self {
        Self { source, parser: Parser::new(), read: Reading::default(), cut: false, lone: false }
    }

    /// The next event; waits for it.
    pub(super) fn read(&mut self) -> io::Result<Event> {
        loop {
            if let Some(event) = self.read.events.pop_front() {
                return Ok(event);
            }
            let lone = std::mem::take(&mut self.lone);
            if let Some(bytes) = self.source.next(self.read.waits().or(lone.then_some(REST)))? {
                self.resume_paste(&bytes);
                self.begin_paste(&bytes);
                if lone && is_rest(&bytes) {
                    self.feed(ESCAPE);
                }
                for byte in bytes {
                    self.feed(byte);
                }
            } else {
                self.cut = self.read.paste.is_some();
                self.lone = self.read.tail == [ESCAPE];
                self.silence();
            }
        }
    }

    /// After a pause within a paste: what comes in one piece with its end, or is no single key, is more of it.
    fn resume_paste(&mut self, bytes: &[u8]) {
        if !std::mem::take(&mut self.cut) {
            return;
        }
        let ends = bytes.windows(PASTE_ENDS.len()).any(|piece| piece == PASTE_ENDS);
        let one_key = bytes.first() == Some(&ESCAPE) || std::str::from_utf8(bytes).is_ok_and(|text| text.chars().count() == 1);
        if ends || !one_key {
            self.read.paste = Some(String::new());
        }
    }

    /// The end of a paste in one piece with text before it, and no beginning: that was lost.
    fn begin_paste(&mut self, bytes: &[u8]) {
        let at = |mark: &[u8]| bytes.windows(mark.len()).position(|piece| piece == mark);
        let begins = at(PASTE_BEGINS).unwrap_or(usize::MAX);
        if self.read.paste.is_none() && self.read.tail.is_empty() && at(PASTE_ENDS).is_some_and(|end| (1..begins).contains(&end))
        {
            self.read.paste = Some(String::new());
        }
    }

    fn feed(&mut self, byte: u8) {
        let read = &mut self.read;
        if read.skip > 0 {
            read.skip -= 1;
            return;
        }
        if !may_go_on(&read.tail, byte) {
            // what has begun is no sequence: its bytes were keys
            self.silence();
        }
        // controls of eight bits are what they are with seven
        let long = match byte {
            0x8f | 0x90 | 0x9b | 0x9d if self.read.tail.is_empty() => Some(byte - 0x40),
            _ => None,
        };
        for byte in long.map_or([None, Some(byte)], |b| [Some(ESCAPE), Some(b)]).into_iter().flatten() {
            if self.read.tail.len() < LONGEST {
                self.read.tail.push(byte);
            }
            self.parser.advance(&mut self.read, &[byte]);
        }
    }

    /// Nothing came in time: what has begun won't go on.
    fn silence(&mut self) {
        let tail = std::mem::take(&mut self.read.tail);
        if self.read.paste.is_some() {
            self.read.pasted();
        } else if let [ESCAPE, rest @ ..] = tail.as_slice() {
            // what was typed slowly is what was typed; an answer has more than a number
            if rest.len() <= 1 || matches!(rest, [b']' | b'P', number @ ..] if is_number(number)) {
                self.read.typed(rest);
            }
        }
        self.forget();
    }

    fn forget(&mut self) {
        self.read.tail.clear();
        self.parser = Parser::new();
    }
}

/// What was read, and not answered yet.
#[derive(Default)]
struct Reading {
    events: VecDeque<Event>,
    /// The bytes of what is not complete.
    tail: Vec<u8>,
    /// The text of a paste whose end has not come.
    paste: Option<String>,
    /// So many bytes belong to a click.
    skip: u8,
}

impl Reading {
    /// How long the next byte is waited for; `None`: as long as it takes.
    fn waits(&self) -> Option<Duration> {
        match self.tail.as_slice() {
            _ if self.paste.is_some() => Some(PASTE),
            [ESCAPE, b']' | b'P' | b'_', ..] => Some(STRING),
            [ESCAPE, b'[' | b'O', ..] => Some(REST),
            [ESCAPE, ..] => Some(HOLD),
            _ => None,
        }
    }

    /// The end of a paste; its lines end as lines do.
    fn pasted(&mut self) {
        let text = self.paste.take().map(|text| text.replace("\r\n", "\n").replace('\r', "\n"));
        self.events.extend(text.map(Event::Paste));
    }

    /// An Esc and the keys after it, which no sequence is made of.
    fn typed(&mut self, then: &[u8]) {
        self.key(KeyCode::Esc);
        for byte in then {
            self.key(KeyCode::Char(char::from(*byte)));
        }
    }

    fn key(&mut self, code: KeyCode) {
        self.press(code, KeyModifiers::NONE);
    }

    fn press(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        if self.paste.is_none() {
            let shift = match code {
                KeyCode::BackTab => KeyModifiers::SHIFT,
                KeyCode::Char(c) if c.is_uppercase() => KeyModifiers::SHIFT,
                _ => KeyModifiers::NONE,
            };
            self.events.push_back(Event::Key(KeyEvent::new(code, modifiers | shift)));
        }
    }
}

impl Perform for Reading {
    fn print(&mut self, c: char) {
        let third = self.tail.starts_with(b"\x1bO");
        self.tail.clear();
        match (&mut self.paste, c) {
            (Some(text), c) if !c.is_control() => text.push(c),
            (None, c) if third => match (meaning('O', c, None), u8::try_from(c)) {
                (Some(code), _) => self.key(code),
                (None, Ok(byte)) => self.typed(&[b'O', byte]),
                (None, Err(_)) => {}
            },
            (None, '\x7f') => self.key(KeyCode::Backspace),
            // what is no text: bytes of another encoding
            (None, c) if c.is_control() || c == char::REPLACEMENT_CHARACTER => {}
            (None, c) => self.key(KeyCode::Char(c)),
            (Some(_), _) => {}
        }
    }

    fn execute(&mut self, byte: u8) {
        self.tail.clear();
        if let Some(text) = &mut self.paste {
            if matches!(byte, b'\r' | b'\n' | b'\t') {
                text.push(char::from(byte));
            }
            return;
        }
        let control = |c: u8| KeyCode::Char(char::from(c));
        match byte {
            b'\r' => self.key(KeyCode::Enter),
            b'\t' => self.key(KeyCode::Tab),
            0 => self.press(KeyCode::Char(' '), KeyModifiers::CONTROL),
            1..=26 => self.press(control(byte - 1 + b'a'), KeyModifiers::CONTROL),
            28..=31 => self.press(control(byte - 28 + b'4'), KeyModifiers::CONTROL),
            _ => {}
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], _: bool, action: char) {
        let tail = std::mem::take(&mut self.tail);
        let mut numbers = params.iter().filter_map(|p| p.first().copied());
        let (number, modifiers) = (numbers.next(), numbers.next().unwrap_or(1));
        match (action, number) {
            ('~', Some(200)) => self.paste = Some(String::new()),
            ('~', Some(201)) => self.pasted(),
            _ if self.paste.is_some() || !intermediates.is_empty() => {}
            ('I', _) => self.events.push_back(Event::FocusGained),
            ('O', _) => self.events.push_back(Event::FocusLost),
            ('M', _) => self.skip = 3,
            _ => {
                let control = modifiers.saturating_sub(1) & 4 != 0;
                let modifiers = if control { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
                match (meaning('[', action, number), tail.as_slice()) {
                    (Some(code), _) => self.press(code, modifiers),
                    // no terminal sends it: the tab before, and a letter
                    (None, [ESCAPE, b'[', letter @ b'a'..=b'z']) => self.typed(&[b'[', *letter]),
                    (None, _) => {}
                }
            }
        }
    }

    fn esc_dispatch(&mut self, intermediates: &[u8], _: bool, byte: u8) {
        match (byte, intermediates) {
            // an arrow of some terminals goes on
            (b'O', []) => return,
            // the end of an answer
            (b'\\', []) => {}
            _ => self.typed(&[byte]),
        }
        self.tail.clear();
    }

    fn osc_dispatch(&mut self, _: &[&[u8]], _: bool) {
        self.tail.clear();
    }

    fn unhook(&mut self) {
        self.tail.clear();
    }
}

/// Whether a byte may belong to the sequence that has begun.
///
/// A letter with Alt is the same bytes as Esc and, at once, that letter. Nobody's key has Alt, and who types ahead of a slow
/// line means both: so Esc is a sequence's beginning before that of one that terminals send, and a key before all else.
fn may_go_on(tail: &[u8], byte: u8) -> bool {
    match tail {
        [ESCAPE] => matches!(byte, b'[' | b'O' | b']' | b'P' | b'_'),
        // its number first
        [ESCAPE, b']', number @ ..] if is_number(number) => byte.is_ascii_digit() || (byte == b';' && !number.is_empty()),
        [ESCAPE, b'P', number @ ..] if is_number(number) => byte.is_ascii_digit() || byte.is_ascii_punctuation(),
        [ESCAPE, b'O', ..] => matches!(byte, b' '..=b'~'),
        _ => true,
    }
}

fn is_number(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

/// Whether this piece is the rest of a sequence whose Esc came alone: nobody types it at once.
fn is_rest(bytes: &[u8]) -> bool {
    let [b'[', rest @ ..] = bytes else { return false };
    rest.iter().find(|byte| !matches!(byte, b' '..=b'?')).is_some_and(|end| matches!(end, b'@'..=b'~'))
}

/// The key of a sequence: what it begins with (`[`, `O`), ends with, and its first number.
fn meaning(start: char, end: char, number: Option<u16>) -> Option<KeyCode> {
    Some(match (end, number) {
        ('A', _) => KeyCode::Up,
        ('B', _) => KeyCode::Down,
        ('C', _) => KeyCode::Right,
        ('D', _) => KeyCode::Left,
        ('H', _) | ('~', Some(1 | 7)) => KeyCode::Home,
        ('F', _) | ('~', Some(4 | 8)) => KeyCode::End,
        ('Z', _) if start == '[' => KeyCode::BackTab,
        ('M', _) if start == 'O' => KeyCode::Enter,
        ('P'..='S', _) if start == 'O' => KeyCode::F(end as u8 - b'P' + 1),
        ('~', Some(2)) => KeyCode::Insert,
        ('~', Some(3)) => KeyCode::Delete,
        ('~', Some(5)) => KeyCode::PageUp,
        ('~', Some(6)) => KeyCode::PageDown,
        ('~', Some(n @ 11..=15)) => KeyCode::F(u8::try_from(n - 10).ok()?),
        ('~', Some(n @ 17..=21)) => KeyCode::F(u8::try_from(n - 11).ok()?),
        ('~', Some(n @ 23..=24)) => KeyCode::F(u8::try_from(n - 12).ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
