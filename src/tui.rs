//! SHOWS. The program on the screen: Elm with effects, one module a tab.
//!
//! ```text
//! key > runtime > keymap (scope, key) -> Action > app::update > the tab's update -> Vec<Effect>
//!     > runtime: Query -> worker -> Reply > app > the tab's receive
//!     > runtime: Do(op) -> worker: one transaction -> Done > message, visible scope asked again, selection by id
//!     > queue empty: one frame, only the cells that differ
//! ```
//!
//! - [`app`]: the state, what changes it, where effects and answers go; [`app::Ctx`] is what everybody may know
//! - [`keymap`], [`theme`], [`view`], [`canvas`]: keys, colours, the frame, what is drawn on
//! - [`tabs`], [`overlay`], [`widgets`]: what is shown; functions of their arguments
//! - [`worker`]: the database thread; with `runtime` the only one that calls `ops` and `store`
//! - `runtime`: the only loop, the terminal
//!
//! # How to write a tab
//! A tab is `tabs/<name>.rs` (split into `<name>/` above some 400 lines) with `State`, its `receive` and [`tabs::Tab`]:
//! - `load` asks for what it shows: `Effect::Query(Query::Tiers(tiers::Query::Board))`. It is called when the tab becomes
//!   visible, after every write here and after another process has written; keep what is shown until the answer comes.
//! - `receive(&mut self, reply, ctx)` takes the answer; keep the selection by id, never by row number.
//! - `update(action, ctx)` answers a key with effects: `Effect::Do(Op::Tiers(tiers::Op::Approve { .. }))`.
//! - To ask a person something on the way, answer with [`app::Effect::Pick`], [`app::Effect::Prompt`] or [`app::Effect::Confirm`] naming the
//!   action; the answer comes to `answer(action, &answer, ctx)`. What then ends in a `Do` is repeated by `.` on the
//!   record that is selected then.
//! - `view(canvas, area, ctx)` draws by [`view::panes`] of its width. It has no state of its own but may keep a `Cell` for the
//!   first visible row ([`overlay::scroll`]).
//!
//! Its file `worker/<name>.rs` has `Query`, `Reply`, `Op` (both questions and deeds are enums; a second question of one variant
//! overtakes the first) and `answer(session, query)`, `act(session, op) -> Done`, which call `ops`. A tab names no type of
//! `ops` or `store`: re-export in `worker/<name>.rs` what it needs. `Done::say(Sentence)` is the message; `.select(kind, id)` names
//! the record that `written` selects.
//!
//! # How to add a key
//! See [`keymap`]: a line in `data/keymap.toml`, a variant of [`keymap::Action`], an arm in `update`.
//!
//! # How to open things
//! - a record's form: `Effect::open_form(row)` (`Row::blank(kind)` with what is known for a new one), with some fields only
//!   `Effect::OpenForm { row, fields }`, of a stored record `Effect::Edit(kind, id)`
//! - a partner's page, a ticket, a task where it lives: `Effect::Open(kind, id)`
//! - an explanation: `Effect::Explain(Box::new(explanation))`, see [`crate::domain::explain`]
//! - the list behind a figure: `Effect::OpenList(Source::new(Kind::Invoice, "partner:D002 due_on<2025-06-01"))`
//! - a message on the foot line: `Effect::Say(Sentence::new("done-..."))`, `Effect::Warn(...)`
//!
//! # How to test
//! [`testing::app`] with [`testing::press`] for keys in and state and effects out; [`testing::Rig`] for a whole program on a
//! database without a terminal, whose `screen()` the snapshots in `tests/screens` take.

pub mod app;
pub mod canvas;
pub mod keymap;
pub mod overlay;
mod runtime;
pub mod tabs;
pub mod testing;
pub mod theme;
pub mod view;
pub mod widgets;
pub mod worker;

use std::path::PathBuf;
use std::sync::Arc;

use crate::domain::record::Lang;
use crate::domain::sentence::Sentence;
use crate::ops::Session;

pub use runtime::Painter;
pub use theme::ThemeName;

/// How the program is shown.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Language.
    pub lang: Lang,
    /// Colours.
    pub theme: ThemeName,
    /// The terminal may be asked for its background, and `theme` is light if that is.
    pub ask_background: bool,
    /// The folder where what was typed and not saved is kept when the program ends; `None`: nowhere.
    pub state: Option<PathBuf>,
    /// The file to which `tracing` writes, named where somebody should look there; `None`: nowhere.
    pub log: Option<PathBuf>,
    /// Marks, bars and borders are drawn in ASCII.
    pub ascii: bool,
    /// What is said when it opens.
    pub told: Option<Sentence>,
    /// The text of the user's keymap file.
    pub keymap: Option<String>,
}

/// Runs the program on the terminal until it is left.
///
/// # Errors
/// A keymap that is not understood, and those of the terminal.
pub fn run(session: Session, options: &Options) -> anyhow::Result<()> {
    let keymap = keymap::Keymap::load(options.keymap.as_deref())?;
    session.store.keep_little()?;
    let database = session.store.path().file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let setup = app::Setup {
        lang: options.lang,
        theme: options.theme,
        who: app::Who { name: session.actor.name.clone(), user: session.actor.user, role: session.actor.role },
        keymap: Arc::new(keymap),
        policy: Arc::clone(&session.policy),
        aside: session.head(),
        now: session.now(),
        database,
        size: (80, 24),
    };
    runtime::run(session, setup, options)
}
