//! Keys whose bytes came in pieces are put together again.
//!
//! A terminal sends an arrow as `Esc [ A`. Over a slow link the `Esc` may come alone, and some terminals send it twice for a
//! key with Alt; what reads the bytes then answers Esc, `[` and `A` as three keys, two of which would act. So a lone Esc is
//! held for a moment ([`HOLD`]): what follows at once belongs to it. The same goes for the frame of a paste, whose text must
//! never act as keys.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// How long an Esc waits for the rest of its sequence.
pub(super) const HOLD: Duration = Duration::from_millis(100);

/// Where events come from.
pub(super) trait Source {
    /// The next event; `None` if there is none within the time.
    ///
    /// # Errors
    /// Those of the terminal.
    fn next(&mut self, within: Option<Duration>) -> io::Result<Option<Event>>;
}

/// The terminal.
#[derive(Debug)]
pub(super) struct Terminal;

impl Source for Terminal {
    fn next(&mut self, within: Option<Duration>) -> io::Result<Option<Event>> {
        match within {
            Some(time) if !crossterm::event::poll(time)? => Ok(None),
            _ => crossterm::event::read().map(Some),
        }
    }
}

/// Events with the pieces put together.
#[derive(Debug)]
pub(super) struct Keys<S> {
    source: S,
    /// Read, and not answered yet.
    ahead: VecDeque<Event>,
}

impl<S: Source> Keys<S> {
    /// Of a source.
    pub(super) fn new(source: S) -> Self {
        Self { source, ahead: VecDeque::new() }
    }

    /// The next event; waits for it.
    ///
    /// # Errors
    /// Those of the terminal.
    pub(super) fn read(&mut self) -> io::Result<Event> {
        loop {
            let Some(event) = self.next(None)? else { continue };
            if !is_escape(&event) {
                return Ok(event);
            }
            if let Some(event) = self.after_escape(event)? {
                return Ok(event);
            }
        }
    }

    fn next(&mut self, within: Option<Duration>) -> io::Result<Option<Event>> {
        match self.ahead.pop_front() {
            Some(event) => Ok(Some(event)),
            None => self.source.next(within),
        }
    }

    /// What an Esc and what follows it at once are; `None`: a sequence that means nothing here.
    fn after_escape(&mut self, escape: Event) -> io::Result<Option<Event>> {
        let Some(second) = self.next(Some(HOLD))? else { return Ok(Some(escape)) };
        match plain(&second) {
            Some(start @ ('[' | 'O')) => match self.sequence(start)? {
                Sequence::Nothing => Ok(None),
                Sequence::Key(code) => Ok(Some(key(code))),
                Sequence::Event(event) => Ok(Some(event)),
                Sequence::Paste => self.paste().map(Some),
                // somebody typed both
                Sequence::None => {
                    self.ahead.push_front(second);
                    Ok(Some(escape))
                }
            },
            // a letter with Alt, which is nobody's key
            Some(letter) => Ok(Some(Event::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::ALT)))),
            None => {
                self.ahead.push_front(second);
                Ok(Some(escape))
            }
        }
    }

    /// Reads on after `Esc [` or `Esc O` to the end of the sequence.
    fn sequence(&mut self, start: char) -> io::Result<Sequence> {
        let mut parameters = String::new();
        loop {
            let Some(event) = self.next(Some(HOLD))? else {
                return Ok(if parameters.is_empty() { Sequence::None } else { Sequence::Nothing });
            };
            match plain(&event) {
                Some(c @ ' '..='?') if start == '[' => parameters.push(c),
                Some(c @ '@'..='~') => return Ok(meaning(start, &parameters, c)),
                _ => {
                    self.ahead.push_front(event);
                    return Ok(if parameters.is_empty() { Sequence::None } else { Sequence::Nothing });
                }
            }
        }
    }

    /// The text of a paste whose beginning came in pieces: all that comes without a pause.
    fn paste(&mut self) -> io::Result<Event> {
        let mut text = String::new();
        while let Some(event) = self.next(Some(HOLD))? {
            match &event {
                Event::Paste(more) => text.push_str(more),
                Event::Key(KeyEvent { code: KeyCode::Enter, .. }) => text.push('\n'),
                Event::Key(KeyEvent { code: KeyCode::Tab, .. }) => text.push('\t'),
                Event::Key(KeyEvent { code: KeyCode::Char('j'), modifiers, .. }) if modifiers.contains(KeyModifiers::CONTROL) => {
                    text.push('\n');
                }
                Event::Key(KeyEvent { code: KeyCode::Char(c), modifiers, .. }) if !modifiers.contains(KeyModifiers::CONTROL) => {
                    text.push(*c);
                }
                _ if is_escape(&event) => {
                    // the end of the frame, in pieces too
                    if self.next(Some(HOLD))?.as_ref().and_then(plain) == Some('[') {
                        self.sequence('[')?;
                    }
                    break;
                }
                Event::Key(_) => {}
                _ => {
                    self.ahead.push_back(event);
                    break;
                }
            }
        }
        Ok(Event::Paste(text))
    }
}

/// What a sequence is.
enum Sequence {
    /// None: nothing came after its beginning.
    None,
    /// One that means nothing here.
    Nothing,
    Key(KeyCode),
    Event(Event),
    /// The beginning of a paste.
    Paste,
}

fn meaning(start: char, parameters: &str, end: char) -> Sequence {
    let number = parameters.split(';').next().and_then(|n| n.parse::<u8>().ok());
    let code = match (end, number) {
        ('A', _) => KeyCode::Up,
        ('B', _) => KeyCode::Down,
        ('C', _) => KeyCode::Right,
        ('D', _) => KeyCode::Left,
        ('H', _) | ('~', Some(1 | 7)) => KeyCode::Home,
        ('F', _) | ('~', Some(4 | 8)) => KeyCode::End,
        ('Z', _) if start == '[' => KeyCode::BackTab,
        ('P'..='S', _) if start == 'O' => KeyCode::F(end as u8 - b'P' + 1),
        ('I', _) if start == '[' => return Sequence::Event(Event::FocusGained),
        ('O', _) if start == '[' => return Sequence::Event(Event::FocusLost),
        ('~', Some(2)) => KeyCode::Insert,
        ('~', Some(3)) => KeyCode::Delete,
        ('~', Some(5)) => KeyCode::PageUp,
        ('~', Some(6)) => KeyCode::PageDown,
        ('~', Some(n @ 11..=15)) => KeyCode::F(n - 10),
        ('~', Some(n @ 17..=21)) => KeyCode::F(n - 11),
        ('~', Some(n @ 23..=24)) => KeyCode::F(n - 12),
        ('~', Some(200)) => return Sequence::Paste,
        _ => return Sequence::Nothing,
    };
    Sequence::Key(code)
}

fn key(code: KeyCode) -> Event {
    let modifiers = if code == KeyCode::BackTab { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    Event::Key(KeyEvent::new(code, modifiers))
}

fn is_escape(event: &Event) -> bool {
    matches!(event, Event::Key(KeyEvent { code: KeyCode::Esc, modifiers: KeyModifiers::NONE, kind: KeyEventKind::Press, .. }))
}

/// The character of a key without modifiers but Shift.
fn plain(event: &Event) -> Option<char> {
    match event {
        Event::Key(KeyEvent { code: KeyCode::Char(c), modifiers, .. }) if (*modifiers - KeyModifiers::SHIFT).is_empty() => {
            Some(*c)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Events with the milliseconds before each.
    struct Script(VecDeque<(u64, Event)>);

    impl Source for Script {
        fn next(&mut self, within: Option<Duration>) -> io::Result<Option<Event>> {
            let Some((pause, event)) = self.0.pop_front() else {
                return if within.is_some() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            };
            match within {
                Some(time) if Duration::from_millis(pause) > time => {
                    self.0.push_front((pause - u64::try_from(time.as_millis()).expect("small"), event));
                    Ok(None)
                }
                _ => Ok(Some(event)),
            }
        }
    }

    /// Each character after a pause; `␛` is Esc.
    fn typed(script: &[(u64, &str)]) -> Vec<String> {
        let events = script.iter().flat_map(|(pause, text)| {
            text.chars().enumerate().map(move |(i, c)| {
                let code = match c {
                    '␛' => KeyCode::Esc,
                    '\n' => KeyCode::Enter,
                    c => KeyCode::Char(c),
                };
                (if i == 0 { *pause } else { 0 }, Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
            })
        });
        let mut keys = Keys::new(Script(events.collect()));
        let mut seen = Vec::new();
        while let Ok(event) = keys.read() {
            seen.push(match event {
                Event::Key(KeyEvent { code, modifiers: KeyModifiers::NONE, .. }) => format!("{code:?}"),
                Event::Key(KeyEvent { code, modifiers, .. }) => format!("{modifiers:?} {code:?}"),
                other => format!("{other:?}"),
            });
        }
        seen
    }

    #[test]
    fn an_arrow_in_pieces_or_with_a_doubled_escape_is_an_arrow() {
        for script in [&[(0, "␛"), (50, "[A")][..], &[(0, "␛"), (30, "["), (90, "A")], &[(0, "␛OA")], &[(0, "␛[1;2A")]] {
            assert_eq!(typed(script), ["Up"], "{script:?}");
        }
        assert_eq!(typed(&[(0, "␛␛[A")]), ["Esc", "Up"]);
        assert_eq!(typed(&[(0, "␛[5~"), (0, "␛[21~")]), ["PageUp", "F(10)"]);
    }

    #[test]
    fn what_is_typed_slowly_is_what_was_typed() {
        assert_eq!(typed(&[(0, "␛"), (150, "[A")]), ["Esc", "Char('[')", "Char('A')"]);
        assert_eq!(typed(&[(0, "␛"), (20, "["), (200, "A")]), ["Esc", "Char('[')", "Char('A')"]);
        assert_eq!(typed(&[(0, "␛␛␛")]), ["Esc", "Esc", "Esc"]);
        assert_eq!(typed(&[(0, "␛"), (20, "\nj")]), ["Esc", "Enter", "Char('j')"]);
    }

    #[test]
    fn no_letter_of_a_sequence_acts() {
        for sequence in ["␛[<0;12;5M", "␛[99~", "␛[?62c", "␛[13;5u"] {
            assert_eq!(typed(&[(0, sequence), (300, "k")]), ["Char('k')"], "{sequence}");
        }
        assert_eq!(typed(&[(0, "␛"), (60, "x")]), ["KeyModifiers(ALT) Char('x')"]);
    }

    #[test]
    fn a_paste_whose_frame_was_cut_is_text() {
        let pasted = |script: &[(u64, &str)]| typed(script);
        assert_eq!(pasted(&[(0, "␛"), (40, "[200~dd qx\n3␛[201~")]), ["Paste(\"dd qx\\n3\")"]);
        assert_eq!(pasted(&[(0, "␛"), (40, "[200~dd"), (300, "k")]), ["Paste(\"dd\")", "Char('k')"]);
    }
}
