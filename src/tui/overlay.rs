//! What lies over the tab: a stack of forms, pickers, questions and explanations. The top one has the keys.
//!
//! # How to add an overlay
//! 1. A file here with a state, `action` (keys of its scopes), `typed` (other keys), `view`.
//! 2. A variant of [`Overlay`] and its arms below; a scope in `keymap` if its keys are its own.
//! 3. An [`Effect`] that opens it.

mod approval;
mod confirm;
mod document;
mod explain;
mod form;
mod health;
mod help;
mod input;
mod knowledge;
mod list;
mod meetings;
mod merge;
mod picker;
mod policy;
mod prompt;
mod trace;

pub use approval::Approval;
pub use confirm::Confirm;
pub use document::Reading;
pub use explain::Explain;
pub use form::Form;
pub use health::Health;
pub use help::Help;
pub use input::Input;
pub use knowledge::{About, Knowledge};
pub use list::List;
pub use meetings::Meetings;
pub use merge::Merge;
pub use picker::{Item, Picker};
pub use policy::Policy;
pub use prompt::Prompt;
pub use trace::Trace;

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::app::{Answer, Ctx, Effect};
use super::canvas::Canvas;
use super::keymap::{Action, Scope};

/// Who gets the answer of a picker, prompt or question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The tab that is shown, as the answer to this action.
    Tab(Action),
    /// The overlay beneath, as the answer to this action.
    Beneath(Action),
    /// The partner's page opens.
    OpenPartner,
    /// The action of that name is done.
    Command,
}

/// What a key came to in an overlay.
#[derive(Debug)]
pub enum Outcome {
    /// It stays open.
    Stay(Vec<Effect>),
    /// It closes without an answer.
    Close(Vec<Effect>),
    /// It stays open and tells what is typed so far.
    Live(Then, Answer),
    /// It closes with an answer.
    Answer(Then, Answer),
}

impl Outcome {
    /// Nothing happens.
    #[must_use]
    pub fn stay() -> Self {
        Self::Stay(Vec::new())
    }

    /// It closes, and that is all.
    #[must_use]
    pub fn close() -> Self {
        Self::Close(Vec::new())
    }
}

#[derive(Debug)]
pub enum Overlay {
    /// A record is filled in.
    Form(Box<Form>),
    /// The keys are listed.
    Help(Box<Help>),
    /// One or more of many are chosen.
    Picker(Box<Picker>),
    /// A line is typed.
    Prompt(Box<Prompt>),
    /// Yes or no.
    Confirm(Box<Confirm>),
    /// An approval is decided on.
    Approval(Box<Approval>),
    /// A number is explained.
    Explain(Box<Explain>),
    /// The records behind a number.
    List(Box<List>),
    /// Two partners side by side.
    Merge(Box<Merge>),
    /// The knowledge base.
    Knowledge(Box<Knowledge>),
    /// Codes and prices are traced.
    Trace(Box<Trace>),
    /// Joint meetings.
    Meetings(Box<Meetings>),
    /// The organisation's policy.
    Policy(Box<Policy>),
    /// The week's slippers.
    Health(Box<Health>),
    /// A document.
    Reading(Box<Reading>),
}

impl Overlay {
    /// Whether plain characters are text.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        match self {
            Self::Form(form) => form.takes_text(),
            Self::Picker(_) | Self::Prompt(_) => true,
            Self::Knowledge(o) => o.takes_text(),
            Self::Trace(o) => o.takes_text(),
            Self::Meetings(o) => o.takes_text(),
            Self::Policy(o) => o.takes_text(),
            Self::Health(o) => o.takes_text(),
            Self::Reading(o) => o.takes_text(),
            Self::List(o) => o.takes_text(),
            _ => false,
        }
    }

    /// The scopes of its keys.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        match self {
            Self::Form(form) => form.scopes(),
            Self::Picker(_) => &[Scope::Picker],
            Self::Prompt(_) => &[Scope::Text],
            Self::Merge(_) => Merge::scopes(),
            Self::Approval(_) => &[Scope::Approval, Scope::Overlay],
            Self::Knowledge(o) => o.scopes(),
            Self::Trace(o) => o.scopes(),
            Self::Meetings(o) => o.scopes(),
            Self::Policy(o) => o.scopes(),
            Self::Health(o) => o.scopes(),
            Self::Reading(o) => o.scopes(),
            Self::List(o) => o.scopes(),
            _ => &[Scope::Overlay],
        }
    }

    /// A key of its scopes.
    pub fn action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        match self {
            Self::Form(o) => o.action(action, ctx),
            Self::Help(o) => o.action(action),
            Self::Picker(o) => o.action(action),
            Self::Prompt(o) => o.action(action),
            Self::Confirm(o) => o.action(action),
            Self::Approval(o) => o.action(action),
            Self::Explain(o) => o.action(action),
            Self::List(o) => o.action(action, ctx),
            Self::Merge(o) => o.action(action),
            Self::Knowledge(o) => o.action(action),
            Self::Trace(o) => o.action(action, ctx),
            Self::Meetings(o) => o.action(action, ctx),
            Self::Policy(o) => o.action(action, ctx),
            Self::Health(o) => o.action(action, ctx),
            Self::Reading(o) => o.action(action, ctx),
        }
    }

    /// Any other key.
    pub fn typed(&mut self, event: KeyEvent, ctx: &Ctx) -> Outcome {
        match self {
            Self::Form(o) => o.typed(event, ctx),
            Self::Picker(o) => o.typed(event),
            Self::Prompt(o) => o.typed(event),
            Self::Knowledge(o) => o.typed(event, ctx),
            Self::Trace(o) => o.typed(event, ctx),
            Self::Meetings(o) => o.typed(event),
            Self::Policy(o) => o.typed(event),
            Self::Health(o) => o.typed(event),
            Self::Reading(o) => o.typed(event, ctx),
            Self::List(o) => o.typed(event),
            _ => Outcome::stay(),
        }
    }

    /// Pasted text.
    pub fn paste(&mut self, text: &str, ctx: &Ctx) -> Outcome {
        match self {
            Self::Form(o) => o.paste(text, ctx),
            Self::Picker(o) => o.paste(text),
            Self::Prompt(o) => o.paste(text),
            Self::Knowledge(o) => o.paste(text, ctx),
            Self::Trace(o) => o.paste(text, ctx),
            Self::Meetings(o) => o.paste(text),
            Self::Policy(o) => o.paste(text),
            Self::Health(o) => o.paste(text),
            Self::Reading(o) => o.paste(text, ctx),
            Self::List(o) => o.paste(text),
            _ => Outcome::stay(),
        }
    }

    /// Asks again for what it shows, after somebody has written.
    #[must_use]
    pub fn load(&self, ctx: &Ctx) -> Vec<Effect> {
        match self {
            Self::Knowledge(o) => o.load(ctx),
            Self::Trace(o) => o.load(ctx),
            Self::Meetings(o) => o.load(),
            Self::Policy(o) => o.load(),
            Self::Health(o) => o.load(),
            Self::Reading(o) => o.load(ctx),
            Self::Approval(o) => o.load(),
            Self::Picker(o) => o.load(),
            Self::List(o) => vec![o.query()],
            _ => Vec::new(),
        }
    }

    /// The list, if it is one.
    pub fn as_list(&mut self) -> Option<&mut List> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    /// Draws it over the area between head and foot.
    pub fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        match self {
            Self::Form(o) => o.view(canvas, area, ctx),
            Self::Help(o) => o.view(canvas, area, ctx),
            Self::Picker(o) => o.view(canvas, area, ctx),
            Self::Prompt(o) => o.view(canvas, area, ctx),
            Self::Confirm(o) => o.view(canvas, area, ctx),
            Self::Approval(o) => o.view(canvas, area, ctx),
            Self::Explain(o) => o.view(canvas, area, ctx),
            Self::List(o) => o.view(canvas, area, ctx),
            Self::Merge(o) => o.view(canvas, area, ctx),
            Self::Knowledge(o) => o.view(canvas, area, ctx),
            Self::Trace(o) => o.view(canvas, area, ctx),
            Self::Meetings(o) => o.view(canvas, area, ctx),
            Self::Policy(o) => o.view(canvas, area, ctx),
            Self::Health(o) => o.view(canvas, area, ctx),
            Self::Reading(o) => o.view(canvas, area, ctx),
        }
    }
}

/// A rectangle of at most this size in the middle of `area`, a third from the top.
#[must_use]
pub fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height }
}

/// Moves a cursor in a list of `len` by an action; answers where it is.
#[must_use]
pub fn step(at: usize, len: usize, page: usize, action: Action) -> usize {
    let last = len.saturating_sub(1);
    match action {
        Action::Down => at + 1,
        Action::Up => at.saturating_sub(1),
        Action::Top => 0,
        Action::Bottom => last,
        Action::HalfDown => at + (page / 2).max(1),
        Action::HalfUp => at.saturating_sub((page / 2).max(1)),
        Action::PageDown => at + page.max(1),
        Action::PageUp => at.saturating_sub(page.max(1)),
        _ => at,
    }
    .min(last)
}

/// The first visible row so that `at` is visible, moving as little as may be.
#[must_use]
pub fn scroll(top: usize, at: usize, height: usize) -> usize {
    if height == 0 || at < top {
        at
    } else if at >= top + height {
        at + 1 - height
    } else {
        top
    }
}

/// The same, but a step over the edge of a list of `len` scrolls by a quarter of the window: a scrolled row is a row sent
/// again, and so most steps send none.
#[must_use]
pub fn scroll_ahead(top: usize, at: usize, height: usize, len: usize) -> usize {
    let (last, ahead) = (len.saturating_sub(height), height / 4);
    let top = top.min(last);
    let moved = scroll(top, at, height);
    let moved = match moved.cmp(&top) {
        std::cmp::Ordering::Less => moved.saturating_sub(ahead),
        std::cmp::Ordering::Equal => moved,
        std::cmp::Ordering::Greater => moved + ahead,
    };
    moved.min(last)
}
