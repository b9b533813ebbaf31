//! A question with yes and no.

use ratatui::layout::Rect;

use super::{Outcome, Then, middle};
use crate::domain::sentence::Sentence;
use crate::tui::app::{Answer, Ctx};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::Action;
use crate::tui::widgets::text;
use crate::{i18n, t};

/// A question.
#[derive(Debug)]
pub struct Confirm {
    question: Sentence,
    then: Then,
}

impl Confirm {
    /// Asks; the tab gets [`Answer::Yes`] or [`Answer::Cancelled`] as the answer to `asked`.
    #[must_use]
    pub fn new(question: Sentence, asked: Action) -> Self {
        Self { question, then: Then::Tab(asked) }
    }

    pub(super) fn action(&mut self, action: Action) -> Outcome {
        match action {
            Action::Accept => Outcome::Answer(self.then, Answer::Yes),
            Action::Refuse | Action::Close => Outcome::Answer(self.then, Answer::Cancelled),
            _ => Outcome::stay(),
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let question = i18n::sentence(ctx.lang, &self.question);
        let width = u16::try_from(text::width(&question) + 6).unwrap_or(u16::MAX).clamp(30, 64).min(area.width);
        let lines = text::wrap(&question, usize::from(width.saturating_sub(4)));
        let height = u16::try_from(lines.len() + 4).unwrap_or(u16::MAX);
        let inside = canvas.frame(middle(area, width, height), "", ctx.theme.accent, ctx.theme.overlay);
        for (y, line) in (inside.y..inside.bottom()).zip(&lines) {
            canvas.put(inside.x + 1, y, inside.width.saturating_sub(2), line, ctx.theme.text);
        }
        if inside.height > 0 {
            let keys = t!(ctx.lang, "confirm-keys");
            canvas.put(inside.x + 1, inside.bottom() - 1, inside.width.saturating_sub(2), &keys, ctx.theme.dim);
        }
    }
}
