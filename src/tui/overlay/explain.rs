//! Where a number comes from.

use std::collections::VecDeque;

use ratatui::layout::Rect;

use super::{Outcome, middle, scroll, step};
use crate::domain::explain::Explanation;
use crate::i18n::explain::rules;
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::Action;
use crate::tui::widgets::figures::{amount, words};
use crate::tui::widgets::text;

/// An explanation with a cursor on its inputs.
#[derive(Debug)]
pub struct Explain {
    explanation: Explanation,
    at: usize,
    /// Those that are one key away, in their order.
    others: VecDeque<Explanation>,
    /// They are of the whole page, not of what the cursor stands on.
    whole: bool,
}

impl Explain {
    /// Of this number.
    #[must_use]
    pub fn new(explanation: Explanation) -> Self {
        Self { explanation, at: 0, others: VecDeque::new(), whole: false }
    }

    /// Of the first of several numbers, the others one key away; `None` of none.
    #[must_use]
    pub fn any(several: Vec<Explanation>) -> Option<Self> {
        let mut others: VecDeque<Explanation> = several.into();
        others.pop_front().map(|explanation| Self { explanation, at: 0, others, whole: false })
    }

    /// Of the whole page, which is said.
    #[must_use]
    pub fn of_whole(self) -> Self {
        Self { whole: true, ..self }
    }

    pub(super) fn action(&mut self, action: Action) -> Outcome {
        match action {
            Action::Close => Outcome::close(),
            Action::Open => match self.explanation.inputs.get(self.at).and_then(|i| i.source.clone()) {
                Some(source) if source.desk || source.kind == crate::domain::record::Kind::Partner => {
                    Outcome::Close(vec![Effect::OpenList(source)])
                }
                Some(source) => Outcome::Stay(vec![Effect::OpenList(source)]),
                None => Outcome::stay(),
            },
            Action::Explain => {
                if let Some(next) = self.others.pop_front() {
                    self.others.push_back(std::mem::replace(&mut self.explanation, next));
                    self.at = 0;
                }
                Outcome::stay()
            }
            other => {
                self.at = step(self.at, self.explanation.inputs.len().max(1), 10, other);
                Outcome::stay()
            }
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let (th, lang, e) = (&ctx.theme, ctx.lang, &self.explanation);
        let width = 84.min(area.width);
        let notes: Vec<String> =
            e.notes.iter().flat_map(|n| text::wrap(&words(n, ctx), usize::from(width.saturating_sub(6)))).collect();
        let formula: Vec<String> =
            e.formula.iter().flat_map(|f| text::wrap(&words(f, ctx), usize::from(width.saturating_sub(6)))).collect();
        let blocks = [formula.len(), e.inputs.len() + 1, e.policy.len() + 1, notes.len()];
        let height = u16::try_from(blocks.iter().sum::<usize>() + 6 + usize::from(self.whole)).unwrap_or(u16::MAX);
        let mut title = format!("{} = {}", words(&e.title, ctx), amount(&e.value, ctx));
        if let Some(other) = self.others.front() {
            title = format!("{title} · {}", t!(lang, "explain-other", title = words(&other.title, ctx)));
        }
        let inside = canvas.frame(middle(area, width, height), &title, th.accent, th.overlay);
        let (x, w) = (inside.x + 1, inside.width.saturating_sub(2));
        let mut y = inside.y;
        let room = |y: u16| y < inside.bottom();
        if self.whole {
            canvas.put(x, y, w, &t!(lang, "explain-of-whole"), th.soon);
            y += 1;
        }
        for line in &formula {
            if room(y) {
                canvas.put(x, y, w, line, th.text);
                y += 1;
            }
        }
        y += 1;
        if !e.inputs.is_empty() && room(y) {
            // where nothing is scored or weighted the room is the names'
            let scored = e.inputs.iter().any(|i| i.score.is_some() || i.weight.is_some());
            let linked = if e.inputs.iter().any(|i| i.source.is_some()) { 8 } else { 0 };
            let (names, values) = if scored { (32, 12) } else { (w.saturating_sub(20 + linked), 16) };
            let rows = if scored { 72 } else { names + values + 4 };
            let heads = [
                (names + 2, values, t!(lang, "explain-value")),
                (48, 12, t!(lang, "explain-score")),
                (58, 12, t!(lang, "explain-weight")),
            ];
            canvas.put(x, y, 30, &t!(lang, "explain-inputs"), th.head);
            for (at, width, head) in heads.iter().take(if scored { 3 } else { 1 }) {
                canvas.put_right(x + at, y, *width, head, th.head);
            }
            y += 1;
            let below = u16::try_from(e.policy.len() + notes.len() + 2).unwrap_or(0);
            let visible = usize::from(inside.bottom().saturating_sub(y + below.min(inside.height / 2)).max(1));
            let top = scroll(0, self.at, visible);
            for (i, input) in e.inputs.iter().enumerate().skip(top).take(visible) {
                let focus = i == self.at;
                canvas.put(x, y, 1, if focus { "›" } else { " " }, th.accent);
                canvas.put(x + 2, y, names, &words(&input.name, ctx), if focus { th.focus } else { th.text });
                canvas.put_right(x + names + 2, y, values, &amount(&input.value, ctx), th.text);
                if let Some(score) = input.score {
                    canvas.put_right(x + 48, y, 12, &amount(&crate::domain::explain::Amount::Points(score), ctx), th.text);
                }
                if let Some(weight) = input.weight {
                    canvas.put_right(x + 58, y, 12, &amount(&crate::domain::explain::Amount::Rate(weight), ctx), th.text);
                }
                if input.source.is_some() {
                    canvas.put(x + rows, y, w.saturating_sub(rows), &t!(lang, "explain-rows"), th.dim);
                }
                y += 1;
            }
            y += 1;
        }
        for line in &notes {
            if room(y) {
                canvas.put(x, y, w, line, th.dim);
                y += 1;
            }
        }
        if room(y) {
            canvas.put(x, y, w, &rules(lang, &ctx.policy, e), th.head);
            y += 1;
            for line in &e.policy {
                if room(y) {
                    canvas.put(x + 2, y, w.saturating_sub(2), &format!("{} = {}", line.path, line.value), th.dim);
                    y += 1;
                }
            }
        }
    }
}
