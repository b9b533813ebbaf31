//! The state of the whole screen and what changes it: keys and reports in, effects out. It routes; tabs and overlays decide.
//!
//! Nothing here knows a terminal, a file or a clock: a test sends [`Msg`]s and looks at the state and at the
//! [`Effect`]s.

mod context;
mod drafts;
mod keys;
mod route;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use crossterm::event::KeyEvent;

pub use context::{Ctx, Who};
pub use drafts::Draft;

use super::keymap::{Action, Key, Keymap};
use super::overlay::{About, Confirm, Form, List, Merge, Overlay, Picker, Prompt, Trace};
use super::tabs::{TabId, Tabs};
use super::theme::{Theme, ThemeName};
use super::worker::today::ApprovalPage;
use super::worker::{Op, Query, Report};
use crate::domain::diversion;
use crate::domain::explain::{Explanation, Source};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Lang, Row};
use crate::domain::sentence::Sentence;

/// What happens to the screen.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a message lives for a moment, and is moved once")]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// The minute (or second) has changed.
    Tick,
    /// The worker has something to say.
    Report(Report),
}

/// What is to happen because of it. The last four are the runtime's, the app does the others itself.
#[derive(Debug)]
pub enum Effect {
    /// Say this on the message line.
    Say(Sentence),
    /// Say this on the message line, as a warning.
    Warn(Sentence),
    /// Open the form of a record: of a new one if its id is 0. `fields`: only these, in this order; empty is all.
    OpenForm {
        /// The record as read, or with what is known of the new one.
        row: Row,
        /// Only these fields, in this order.
        fields: Vec<&'static str>,
    },
    /// Open a form whose values are the tab's: they come to its `answer` as [`Answer::Filled`], and the form stays until what
    /// the tab does with them is done.
    Fill {
        /// What is known of it.
        row: Row,
        /// Only these fields, in this order.
        fields: Vec<&'static str>,
        asked: Action,
        /// What stands above it.
        title: Sentence,
    },
    /// Open the form of a stored record, which is read first.
    Edit(Kind, i64),
    /// Open the record where it lives: the partner's page, the ticket in Conflicts, the task in the Calendar.
    Open(Kind, i64),
    /// Explain a number.
    Explain(Box<Explanation>),
    /// Explain a number, and others beside it, one key apart.
    ExplainAny(Vec<Explanation>),
    /// Explain the numbers of a whole page to who asked about something on it that explains nothing.
    ExplainWhole(Vec<Explanation>),
    /// Show an approval to decide on.
    Decide(Box<ApprovalPage>),
    /// Open the list behind a figure.
    OpenList(Source),
    /// Open the list of all records of a kind.
    OpenKind(Kind),
    /// Add a record of a kind.
    Add(Kind),
    /// Set two partners side by side.
    Merge(Box<Merge>),
    /// Open the knowledge base, about a ticket or everything.
    OpenKnowledge(Option<About>),
    /// Trace the codes in a text, which may be empty.
    OpenTrace(String),
    /// Open the week's slippers.
    OpenHealth,
    /// Open a document.
    OpenDocument(crate::tui::worker::document::Of),
    /// Open the joint meetings, at one of them if it is given.
    OpenMeetings(Option<i64>),
    /// The organisation's policy.
    OpenPolicy,
    /// Let a person choose; the answer comes to the tab's `answer`.
    Pick(Box<Picker>),
    /// Let a person type a line; the answer comes to the tab's `answer`.
    Prompt(Box<Prompt>),
    /// Ask yes or no; the answer comes to the tab's `answer`.
    Confirm(Box<Confirm>),
    /// Show this tab.
    GoTo(TabId),
    /// Ask the database; the answer comes to `receive`.
    Query(Query),
    /// Do something to the database.
    Do(Op),
    /// Put a text on the person's clipboard (OSC 52).
    Copy(String),
    /// Stop the program for the shell (Ctrl-Z).
    Suspend,
    /// End.
    Quit,
}

impl Effect {
    /// Opens the form of a record with all its fields.
    #[must_use]
    pub fn open_form(row: Row) -> Self {
        Self::OpenForm { row, fields: Vec::new() }
    }
}

/// What the palette puts before the name of a kind of record.
const KINDS: &str = "list ";

/// A line for the foot.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// What it says.
    pub said: Sentence,
    /// Whether it is a warning.
    pub warning: bool,
}

/// What a person answered to a picker, prompt or question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// These were picked; one, unless the picker takes many.
    Picked(Vec<super::overlay::Item>),
    /// This was typed and accepted.
    Text(String),
    /// This is typed so far (live prompts only).
    Typing(String),
    /// This was filled in.
    Filled(Box<Row>),
    Yes,
    /// The person changed their mind.
    Cancelled,
}

/// Where a person was, for back and forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Tab(TabId),
    /// A partner's page.
    Partner(i64),
}

/// What `.` does again.
#[derive(Clone, Debug)]
struct Repeat {
    tab: TabId,
    action: Action,
    answer: Option<Answer>,
}

/// How the program is started.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Language of the interface.
    pub lang: Lang,
    /// Colours.
    pub theme: ThemeName,
    /// Who is at the keys.
    pub who: Who,
    /// Which key does what.
    pub keymap: Arc<Keymap>,
    /// The organisation's numbers.
    pub policy: Arc<Policy>,
    /// What is not as usual, for the head of every screen: why nothing is written, a clock of the database's own.
    pub aside: Vec<Sentence>,
    pub now: DateTime<Utc>,
    /// Name of the database, for the head line.
    pub database: String,
    /// Columns and rows.
    pub size: (u16, u16),
}

/// The whole screen.
#[derive(Debug)]
pub struct App {
    /// What every tab and overlay may know.
    pub ctx: Ctx,
    /// The tab that is shown.
    pub tab: TabId,
    /// All tabs.
    pub tabs: Tabs,
    /// Open overlays; the last one has the keys.
    pub overlays: Vec<Overlay>,
    /// The message line.
    pub message: Option<Message>,
    /// Keys of a sequence that is not complete.
    pub pending: Vec<Key>,
    /// Keys that came after one that opens something which had not come yet.
    held: Vec<KeyEvent>,
    /// A form was asked for, and its record has not come.
    opening: bool,
    places: Vec<Place>,
    place: usize,
    drafts: Vec<Draft>,
    repeat: Option<Repeat>,
    /// Queries without an answer yet.
    waiting: usize,
}

impl App {
    /// The screen before anything is known; [`App::start`] asks for it.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        Self {
            ctx: Ctx::new(setup),
            tab: TabId::Today,
            tabs: Tabs::default(),
            overlays: Vec::new(),
            message: None,
            pending: Vec::new(),
            held: Vec::new(),
            opening: false,
            places: vec![Place::Tab(TabId::Today)],
            place: 0,
            drafts: Vec::new(),
            repeat: None,
            waiting: 0,
        }
    }

    /// What is asked first: the visible tab, then what every screen needs.
    pub fn start(&mut self) -> Vec<Effect> {
        let mut effects = self.tabs.of(self.tab).load(&self.ctx);
        effects.push(Effect::Query(Query::Core(super::worker::core::Query::Names)));
        effects.push(Effect::Query(Query::Core(super::worker::core::Query::Counts)));
        self.apply(effects)
    }

    /// One thing happens; answers what the runtime has to do.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Key(event) => self.key(event),
            Msg::Paste(text) => {
                let Some(overlay) = self.overlays.last_mut() else { return self.pasted(text) };
                let outcome = overlay.paste(&text, &self.ctx);
                self.overlay_outcome(outcome)
            }
            Msg::Resize(width, height) => {
                self.ctx.size = (width, height);
                let effects = self.tabs.of(self.tab).resized(&self.ctx);
                self.apply(effects)
            }
            Msg::Tick => {
                let effects = self.tabs.of(self.tab).tick(&self.ctx);
                self.apply(effects)
            }
            Msg::Report(report) => self.report(report),
        }
    }

    /// Whether an answer is on its way, so that drawing may wait a moment for it.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.waiting > 0
    }

    /// Whether something on the screen counts seconds.
    #[must_use]
    pub fn counts_seconds(&self) -> bool {
        self.tabs.get(self.tab).counts_seconds(&self.ctx)
    }

    /// Says something on the foot line.
    pub fn tell(&mut self, said: Sentence) {
        self.message = Some(Message { said, warning: true });
    }

    /// Shows everything in these colours from now on.
    pub fn set_theme(&mut self, name: ThemeName) {
        self.ctx.theme = Theme::new(name);
    }

    fn open_form(&mut self, row: Row, fields: &[&'static str]) -> Vec<Effect> {
        let form = Form::new(row, fields, &self.ctx);
        self.push_form(form)
    }

    fn fill_in(&mut self, row: Row, fields: &[&'static str], asked: Action, title: Sentence) -> Vec<Effect> {
        let form = Form::new(row, fields, &self.ctx).for_tab(asked, title);
        self.push_form(form)
    }

    fn push_form(&mut self, mut form: Form) -> Vec<Effect> {
        if let Some(said) = super::worker::form::barred(form.kind(), self.ctx.who.role, &self.ctx.who.name) {
            self.message = Some(Message { said, warning: true });
            return Vec::new();
        }
        if self.put_back(&mut form) {
            self.message = Some(Message { said: Sentence::new("form-draft"), warning: false });
        }
        let effects = form.open(&self.ctx);
        self.overlays.push(Overlay::Form(Box::new(form)));
        effects
    }

    /// Text that is pasted where nothing is typed: on the desk the codes in it are traced.
    fn pasted(&mut self, text: String) -> Vec<Effect> {
        let codes = self.tab == TabId::Conflicts && !diversion::codes(&text).is_empty();
        if codes { self.apply(vec![Effect::OpenTrace(text)]) } else { Vec::new() }
    }

    fn open_trace(&mut self, text: &str) -> Vec<Effect> {
        if self.overlays.iter().any(|o| matches!(o, Overlay::Trace(_))) {
            return Vec::new();
        }
        let mut trace = Trace::new(text, &self.ctx);
        if let Some(kept) = self.kept_trace() {
            trace.restore(&kept);
            self.message = Some(Message { said: Sentence::new("form-draft"), warning: false });
        }
        let effects = trace.follow(&self.ctx);
        self.overlays.push(Overlay::Trace(Box::new(trace)));
        effects
    }

    fn open_list(&mut self, source: Source) -> Vec<Effect> {
        if source.kind == Kind::Partner {
            let mut effects = self.go(Place::Tab(TabId::Partners));
            effects.extend(self.tabs.partners.filter(&source.filter, &self.ctx));
            return effects;
        }
        if source.desk {
            self.overlays.clear();
            self.tabs.conflicts.filter(source.filter);
            return self.go(Place::Tab(TabId::Conflicts));
        }
        self.show_list(source)
    }

    /// Lists the records of a source in the one way that every kind has.
    fn show_list(&mut self, source: Source) -> Vec<Effect> {
        let list = List::new(source);
        let query = list.query();
        self.overlays.push(Overlay::List(Box::new(list)));
        vec![query]
    }
}
