//! One line that is typed, at the foot of the tab.

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::{Input, Outcome, Then};
use crate::domain::sentence::Sentence;
use crate::i18n;
use crate::tui::app::{Answer, Ctx};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::Action;
use crate::tui::widgets::text;

/// A question with a line for the answer.
#[derive(Debug)]
pub struct Prompt {
    title: Sentence,
    input: Input,
    live: bool,
    problem: Option<Sentence>,
    then: Then,
}

impl Prompt {
    /// Asks `title`; the tab gets the answer as that to `asked`.
    #[must_use]
    pub fn new(title: Sentence, text: impl Into<String>, asked: Action) -> Self {
        Self { title, input: Input::new(text), live: false, problem: None, then: Then::Tab(asked) }
    }

    /// The tab also hears what is typed so far, as [`Answer::Typing`].
    #[must_use]
    pub fn live(mut self) -> Self {
        self.live = true;
        self
    }

    /// With what was wrong about the last answer.
    #[must_use]
    pub fn problem(mut self, problem: Sentence) -> Self {
        self.problem = Some(problem);
        self
    }

    pub(super) fn action(&mut self, action: Action) -> Outcome {
        match action {
            Action::Close => Outcome::Answer(self.then, Answer::Cancelled),
            Action::Accept => Outcome::Answer(self.then, Answer::Text(self.input.text().to_owned())),
            _ => Outcome::stay(),
        }
    }

    pub(super) fn typed(&mut self, event: KeyEvent) -> Outcome {
        let changed = self.input.key(event);
        self.heard(changed)
    }

    pub(super) fn paste(&mut self, what: &str) -> Outcome {
        self.input.insert(&what.replace(['\n', '\r'], " "));
        self.heard(true)
    }

    fn heard(&mut self, changed: bool) -> Outcome {
        if changed {
            self.problem = None;
        }
        if changed && self.live {
            Outcome::Live(self.then, Answer::Typing(self.input.text().to_owned()))
        } else {
            Outcome::stay()
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let Some(y) = area.bottom().checked_sub(1) else { return };
        let line = Rect { y, height: 1, ..area };
        canvas.clear(line, ctx.theme.overlay);
        let title = i18n::sentence(ctx.lang, &self.title);
        let used = canvas.pieces(area.x + 1, y, area.width / 2, &[(&title, ctx.theme.accent), (" ", ctx.theme.text)]);
        let x = area.x + 1 + used;
        let mut width = area.right().saturating_sub(x);
        if let Some(problem) = &self.problem {
            let said = i18n::sentence(ctx.lang, problem);
            let w = u16::try_from(text::width(&said)).unwrap_or(u16::MAX);
            if w <= width / 2 {
                canvas.put(area.right().saturating_sub(w + 1), y, w, &said, ctx.theme.bad);
                width = width.saturating_sub(w + 2);
            } else {
                above(canvas, line, &said, ctx);
            }
        }
        self.input.view(canvas, x, y, width, ctx.theme.text, true);
    }
}

/// Writes a problem that has no room beside the input on lines of its own above it.
fn above(canvas: &mut Canvas<'_>, line: Rect, said: &str, ctx: &Ctx) {
    let columns = line.width.saturating_sub(2);
    let lines = u16::try_from(text::wrap(said, usize::from(columns)).len()).unwrap_or(1).min(line.y).min(3);
    let over = Rect { y: line.y - lines, height: lines, ..line };
    canvas.clear(over, ctx.theme.overlay);
    canvas.paragraph(Rect { x: line.x + 1, width: columns, ..over }, said, ctx.theme.bad);
}
