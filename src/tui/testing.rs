//! An app without a terminal, for tests: keys in, state, effects and frames out.

use std::path::Path;
use std::sync::Arc;

use chrono::{TimeZone as _, Utc};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr as _;

use super::app::{App, Effect, Msg, Setup, Who};
use super::keymap::{Key, Keymap};
use super::theme::ThemeName;
use super::worker::Bench;
use crate::config::{Config, Given};
use crate::domain::kinds::Role;
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::ops::demo::{self, Scale};
use crate::ops::{Session, setup};

/// An app in English at 80x24 that knows nothing yet, on Monday 23 November 2026 09:12 in Shanghai.
#[must_use]
pub fn app() -> App {
    let now = Utc.with_ymd_and_hms(2026, 11, 23, 1, 12, 0).single().unwrap_or_default();
    App::new(Setup {
        lang: Lang::En,
        theme: ThemeName::Dark,
        who: Who { name: "li.wei".to_owned(), user: Some(1), role: Role::Specialist },
        keymap: Arc::new(Keymap::load(None).expect("the shipped keymap")),
        policy: Arc::new(Policy::load(None).expect("the shipped policy")),
        aside: Vec::new(),
        now,
        database: "test.db".to_owned(),
        size: (80, 24),
    })
}

/// The events of keys in the keymap's notation: `j`, `<Enter>`, `abc`, `<C-d>`.
#[must_use]
pub fn events(keys: &str) -> Vec<KeyEvent> {
    let mut events = Vec::new();
    let mut rest = keys;
    while let Some(c) = rest.chars().next() {
        let name = rest.find('>').filter(|_| c == '<').and_then(|end| rest.get(..=end));
        let key = name.and_then(Key::parse);
        let (key, used) = match (key, name) {
            (Some(key), Some(name)) => (key, name.len()),
            _ => (Key { code: KeyCode::Char(c), control: false }, c.len_utf8()),
        };
        let modifiers = if key.control { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
        events.push(KeyEvent::new(key.code, modifiers));
        rest = rest.get(used..).unwrap_or_default();
    }
    events
}

/// Presses keys; answers the effects of all of them, and does nothing about them.
pub fn press(app: &mut App, keys: &str) -> Vec<Effect> {
    events(keys).into_iter().flat_map(|event| app.update(Msg::Key(event))).collect()
}

/// The frame as text, one line a row.
#[must_use]
pub fn screen(app: &App) -> String {
    let mut buf = Buffer::empty(Rect::new(0, 0, app.ctx.size.0, app.ctx.size.1));
    super::view::draw(app, &mut buf);
    let mut lines = Vec::new();
    for y in 0..buf.area.height {
        let mut line = String::new();
        let mut x = 0;
        while x < buf.area.width {
            let symbol = buf.cell((x, y)).map_or(" ", |c| c.symbol());
            line.push_str(symbol);
            x += u16::try_from(symbol.width().max(1)).unwrap_or(1);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}

/// A session of an administrator, yang.fan, on a demo of so many partners in a folder, on Tuesday 25 November 2025, 10:20.
#[must_use]
pub fn demo(folder: &Path, partners: usize) -> Session {
    let given = Given { db: Some(folder.join("d.db")), as_of: "2025-11-25T10:20".parse().ok(), ..Given::default() };
    let config = Config { user: "yang.fan".to_owned(), policy: None, ..Config::resolve(given).expect("a configuration") };
    let (mut session, _) = setup::create(&config).expect("a database");
    demo::generate(&mut session, Scale { partners, weeks: 60, seed: 1 }, &mut |_| ()).expect("a network");
    session
}

/// A whole program without a terminal and without threads: every query and operation is done at once.
#[derive(Debug)]
pub struct Rig {
    /// The screen.
    pub app: App,
    /// The database.
    pub bench: Bench,
    /// What was copied.
    pub copied: Vec<String>,
    /// Whether the program has ended.
    pub ended: bool,
}

impl Rig {
    /// On a session, in a language and size.
    #[must_use]
    pub fn new(session: Session, lang: Lang, size: (u16, u16)) -> Self {
        let setup = Setup {
            lang,
            theme: ThemeName::Dark,
            who: Who { name: session.actor.name.clone(), user: session.actor.user, role: session.actor.role },
            keymap: Arc::new(Keymap::load(None).expect("the shipped keymap")),
            policy: Arc::clone(&session.policy),
            aside: session.head(),
            now: session.now(),
            database: "test.db".to_owned(),
            size,
        };
        let mut rig = Self { app: App::new(setup), bench: Bench::new(session), copied: Vec::new(), ended: false };
        let effects = rig.app.start();
        rig.run(effects);
        rig
    }

    /// The program started anew on the same session, as it was started before.
    #[must_use]
    pub fn again(self) -> Self {
        Self::new(self.bench.into_session(), self.app.ctx.lang, self.app.ctx.size)
    }

    /// Presses keys and does all that comes of them.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for event in events(keys) {
            let effects = self.app.update(Msg::Key(event));
            self.run(effects);
        }
        self
    }

    /// Something happens, and all that comes of it.
    pub fn happens(&mut self, msg: Msg) {
        let effects = self.app.update(msg);
        self.run(effects);
    }

    /// Does effects, and what comes of them.
    pub fn run(&mut self, effects: Vec<Effect>) {
        let mut queue: std::collections::VecDeque<Effect> = effects.into();
        while let Some(effect) = queue.pop_front() {
            let report = match effect {
                Effect::Query(query) => self.bench.ask(&query),
                Effect::Do(op) => self.bench.perform(op),
                Effect::Copy(text) => {
                    self.copied.push(text);
                    continue;
                }
                Effect::Quit => {
                    self.ended = true;
                    continue;
                }
                _ => continue,
            };
            queue.extend(self.app.update(Msg::Report(report)));
        }
    }

    /// The frame as text.
    #[must_use]
    pub fn screen(&self) -> String {
        screen(&self.app)
    }
}
