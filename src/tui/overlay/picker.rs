//! One or more of many: a list that narrows as one types. Fixed choices or records of a kind.

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::{Input, Outcome, Then, middle, scroll, step};
use crate::domain::record::Kind;
use crate::domain::sentence::Sentence;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::Action;
use crate::tui::widgets::text;
use crate::tui::worker::{Query, form};
use crate::{i18n, t};

pub use crate::tui::worker::form::Item;

/// What there is to choose from.
#[derive(Debug)]
enum From {
    Fixed(Vec<Item>),
    Records(Kind),
}

/// A list that narrows as one types.
#[derive(Debug)]
pub struct Picker {
    title: Sentence,
    from: From,
    input: Input,
    shown: Vec<Item>,
    at: usize,
    marked: Vec<Item>,
    many: bool,
    codes: bool,
    then: Then,
}

impl Picker {
    /// Of these choices.
    #[must_use]
    pub fn fixed(title: Sentence, items: Vec<Item>, then: Then) -> Self {
        Self { shown: items.clone(), ..Self::of(title, From::Fixed(items), then) }
    }

    /// Of the records of a kind, found by code, name and pinyin.
    #[must_use]
    pub fn records(title: Sentence, kind: Kind, then: Then) -> Self {
        Self::of(title, From::Records(kind), then)
    }

    /// Of the partners.
    #[must_use]
    pub fn partners(title: Sentence, then: Then) -> Self {
        Self::records(title, Kind::Partner, then)
    }

    /// Takes more than one; `Tab` marks.
    #[must_use]
    pub fn many(mut self) -> Self {
        self.many = true;
        self
    }

    /// With these marked already.
    #[must_use]
    pub fn marked(mut self, items: Vec<Item>) -> Self {
        self.marked = items;
        self
    }

    /// The choices that are shown.
    #[must_use]
    pub fn shown_items(&self) -> &[Item] {
        &self.shown
    }

    /// Does not show the codes.
    #[must_use]
    pub fn without_codes(mut self) -> Self {
        self.codes = false;
        self
    }

    fn of(title: Sentence, from: From, then: Then) -> Self {
        let (shown, marked) = (Vec::new(), Vec::new());
        Self { title, from, input: Input::default(), shown, at: 0, marked, many: false, codes: true, then }
    }

    /// Asks for the records that match.
    #[must_use]
    pub fn load(&self) -> Vec<Effect> {
        match self.from {
            From::Fixed(_) => Vec::new(),
            From::Records(kind) => {
                let text = self.input.text().to_owned();
                vec![Effect::Query(Query::Form(form::Query::Find { kind, text, limit: 50 }))]
            }
        }
    }

    /// The records that match.
    pub fn found(&mut self, items: Vec<Item>) {
        self.shown = items;
        self.at = self.at.min(self.shown.len().saturating_sub(1));
    }

    pub(super) fn action(&mut self, action: Action) -> Outcome {
        match action {
            Action::Close => Outcome::Answer(self.then, Answer::Cancelled),
            Action::Open => {
                let mut picked = std::mem::take(&mut self.marked);
                if picked.is_empty() {
                    picked.extend(self.shown.get(self.at).cloned());
                }
                if picked.is_empty() { Outcome::stay() } else { Outcome::Answer(self.then, Answer::Picked(picked)) }
            }
            Action::Mark => {
                if self.many
                    && let Some(item) = self.shown.get(self.at)
                {
                    match self.marked.iter().position(|m| m == item) {
                        Some(i) => drop(self.marked.remove(i)),
                        None => self.marked.push(item.clone()),
                    }
                }
                self.at = step(self.at, self.shown.len(), 10, Action::Down);
                Outcome::stay()
            }
            other => {
                self.at = step(self.at, self.shown.len(), 10, other);
                Outcome::stay()
            }
        }
    }

    pub(super) fn typed(&mut self, event: KeyEvent) -> Outcome {
        if self.input.key(event) { self.narrow() } else { Outcome::stay() }
    }

    pub(super) fn paste(&mut self, what: &str) -> Outcome {
        self.input.insert(&what.replace(['\n', '\r'], " "));
        self.narrow()
    }

    fn narrow(&mut self) -> Outcome {
        self.at = 0;
        if let From::Fixed(items) = &self.from {
            self.shown =
                super::super::widgets::fuzzy::best(self.input.text(), items, |i| format!("{} {} {}", i.label, i.code, i.hint));
        }
        Outcome::Stay(self.load())
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let rows = match self.from {
            From::Fixed(ref items) => items.len(),
            From::Records(_) => 14,
        };
        let height = u16::try_from(rows.clamp(3, 18) + 3).unwrap_or(20);
        let title = i18n::sentence(ctx.lang, &self.title);
        let inside = canvas.frame(middle(area, 66, height), &title, th.accent, th.overlay);
        if inside.height < 2 || inside.width < 10 {
            return;
        }
        canvas.put(inside.x + 1, inside.y, 2, "› ", th.accent);
        self.input.view(canvas, inside.x + 3, inside.y, inside.width - 4, th.text, true);
        let visible = usize::from(inside.height) - 1;
        let top = scroll(0, self.at, visible);
        let code_width = if self.codes { self.shown.iter().map(|i| text::width(&i.code)).max().unwrap_or(0).min(14) } else { 0 };
        for (row, (i, item)) in (0u16..).zip(self.shown.iter().enumerate().skip(top).take(visible)) {
            let y = inside.y + 1 + row;
            let focus = i == self.at;
            let style = if focus { th.focus } else { th.text };
            let glyph = match (focus, self.marked.contains(item)) {
                (_, true) => "✓",
                (true, false) => "›",
                _ => " ",
            };
            canvas.put(inside.x + 1, y, 1, glyph, th.accent);
            let mut x = inside.x + 3;
            if self.codes {
                let width = u16::try_from(code_width).unwrap_or(0);
                canvas.put(x, y, width, &item.code, if focus { th.focus } else { th.dim });
                x += width + 1;
            }
            let hint = u16::try_from(text::width(&item.hint)).unwrap_or(0).min(inside.width / 3);
            let room = inside.right().saturating_sub(x + hint + 2);
            canvas.put(x, y, room, &item.label, style);
            canvas.put_right(inside.right().saturating_sub(hint + 1), y, hint, &item.hint, th.dim);
        }
        if self.shown.is_empty() {
            canvas.put(inside.x + 3, inside.y + 1, inside.width - 4, &t!(ctx.lang, "nothing-found"), th.dim);
        }
    }
}
