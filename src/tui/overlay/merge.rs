//! Two partners side by side before they become one: the fields that differ, from whom each is taken, what goes over.

use std::cell::Cell;
use std::collections::HashMap;

use ratatui::layout::Rect;

use super::{Outcome, scroll, step};
use crate::domain::merge::{Difference, Side, sides};
use crate::domain::record::{FieldType, Kind, Row, Value};
use crate::domain::sentence::Sentence;
use crate::i18n::{self, number, register};
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::widgets::text;
use crate::tui::worker::partners::{Compared, Op, Query, Wish};
use crate::tui::worker::{self, Trouble};

/// Two partners side by side.
#[derive(Debug)]
pub struct Merge {
    seen: Compared,
    labels: HashMap<(Kind, i64), String>,
    /// Every field, not only those that differ.
    all: bool,
    at: usize,
    top: Cell<usize>,
    /// The summary is shown and the question asked.
    asking: bool,
    saving: bool,
    trouble: Option<Sentence>,
}

impl Merge {
    /// Of two partners that were compared; `labels` are the names of what they refer to.
    #[must_use]
    pub fn new(seen: Compared, labels: HashMap<(Kind, i64), String>) -> Self {
        Self { seen, labels, all: false, at: 0, top: Cell::new(0), asking: false, saving: false, trouble: None }
    }

    /// Whether the merge is on its way.
    #[must_use]
    pub fn is_saving(&self) -> bool {
        self.saving
    }

    /// It was not done.
    pub fn refused(&mut self, trouble: Trouble) {
        (self.saving, self.asking) = (false, false);
        self.trouble = Some(trouble.said);
    }

    pub(super) fn scopes() -> &'static [Scope] {
        &[Scope::Merge]
    }

    /// The fields that are shown: with the choice, where there is one.
    fn lines(&self) -> Vec<(usize, Option<&Difference>)> {
        let choice = |i: usize| self.seen.fields.iter().find(|d| d.index == i);
        let all = 0..Kind::Partner.def().fields.len();
        all.map(|i| (i, choice(i))).filter(|(_, d)| self.all || d.is_some()).collect()
    }

    fn take(&mut self, choose: impl Fn(Side, &[Side]) -> Side) {
        let index = self.lines().get(self.at).and_then(|(_, d)| d.map(|d| d.index));
        if let Some(d) = self.seen.fields.iter_mut().find(|d| Some(d.index) == index) {
            d.side = choose(d.side, sides(d.index));
        }
    }

    pub(super) fn action(&mut self, action: Action) -> Outcome {
        if self.saving {
            return Outcome::stay();
        }
        if self.asking {
            match action {
                Action::Accept | Action::Save => {
                    self.saving = true;
                    let (keep, drop) = (&self.seen.keep, &self.seen.drop);
                    let wish =
                        Wish { keep: (keep.id, keep.version), drop: (drop.id, drop.version), chosen: self.seen.fields.clone() };
                    return Outcome::Stay(vec![Effect::Do(worker::Op::Partners(Op::Merge(wish)))]);
                }
                Action::Refuse | Action::Close => self.asking = false,
                _ => {}
            }
            return Outcome::stay();
        }
        match action {
            Action::Close => return Outcome::close(),
            Action::Save => (self.asking, self.trouble) = (true, None),
            Action::TakeMine => self.take(|_, _| Side::Keep),
            Action::TakeTheirs => self.take(|_, _| Side::Drop),
            Action::Choose => self.take(|now, all| {
                let next = all.iter().position(|s| *s == now).map_or(0, |i| (i + 1) % all.len().max(1));
                all.get(next).copied().unwrap_or(now)
            }),
            Action::AllFields => {
                let index = self.lines().get(self.at).map(|(i, _)| *i);
                self.all = !self.all;
                self.at = self.lines().iter().position(|(i, _)| Some(*i) >= index).unwrap_or(0);
            }
            Action::Swap => {
                let query = Query::Compare { keep: self.seen.drop.id, drop: self.seen.keep.id };
                return Outcome::Close(vec![Effect::Query(worker::Query::Partners(query))]);
            }
            other => self.at = step(self.at, self.lines().len(), 10, other),
        }
        Outcome::stay()
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let inside = canvas.frame(area, &t!(ctx.lang, "merge-title"), th.accent, th.overlay);
        if inside.height < 4 || inside.width < 30 {
            return;
        }
        if self.asking {
            self.view_question(canvas, inside, ctx);
            return;
        }
        let labels = (inside.width / 4).clamp(8, 22);
        let column = inside.width.saturating_sub(labels + 4) / 2;
        let left = inside.x + labels + 2;
        let right = left + column + 1;
        for (x, row, says) in
            [(left, &self.seen.keep, t!(ctx.lang, "merge-stays")), (right, &self.seen.drop, t!(ctx.lang, "merge-goes"))]
        {
            canvas.put(x, inside.y, column, &format!("{says}: {}", called(row)), th.head);
        }
        let lines = self.lines();
        let visible = usize::from(inside.height) - 2;
        let top = scroll(self.top.get(), self.at, visible);
        self.top.set(top);
        if lines.is_empty() {
            canvas.put(inside.x + 2, inside.y + 1, inside.width - 3, &t!(ctx.lang, "merge-no-difference"), th.dim);
        }
        for (y, (i, (index, choice))) in (inside.y + 1..).zip(lines.iter().enumerate().skip(top).take(visible)) {
            let Some(field) = Kind::Partner.def().fields.get(*index) else { continue };
            let focus = i == self.at;
            canvas.put(inside.x, y, 1, if focus { "›" } else { " " }, th.accent);
            canvas.put(inside.x + 1, y, labels, field.label.get(ctx.lang), if focus { th.focus } else { th.dim });
            for (x, row, taken) in [(left, &self.seen.keep, Side::Keep), (right, &self.seen.drop, Side::Drop)] {
                let is_taken = choice.is_some_and(|d| d.side == taken || d.side == Side::Both);
                canvas.put(x, y, 1, if is_taken { "✓" } else { " " }, th.accent);
                let style = if is_taken || choice.is_none() { th.text } else { th.dim };
                canvas.put(x + 2, y, column.saturating_sub(3), &self.shown(*index, row, ctx), style);
            }
        }
        let foot = inside.bottom() - 1;
        match &self.trouble {
            Some(said) => canvas.put(inside.x + 1, foot, inside.width - 2, &i18n::sentence(ctx.lang, said), th.bad),
            None => canvas.put(inside.x + 1, foot, inside.width - 2, &t!(ctx.lang, "merge-keys"), th.dim),
        };
    }

    fn view_question(&self, canvas: &mut Canvas<'_>, inside: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let (keep, drop) = (called(&self.seen.keep), called(&self.seen.drop));
        let width = usize::from(inside.width - 3);
        let mut lines = text::wrap(&t!(ctx.lang, "merge-question", keep = keep, drop = drop), width);
        lines.push(String::new());
        let summary = register::outcome(ctx.lang, &self.seen.outcome);
        if summary.is_empty() {
            lines.push(t!(ctx.lang, "merge-nothing-moves"));
        }
        lines.extend(summary.iter().flat_map(|l| text::wrap(l, width)));
        let room = usize::from(inside.height - 1);
        let hidden = lines.len().saturating_sub(room.saturating_sub(1));
        if lines.len() > room {
            lines.truncate(room.saturating_sub(1));
            lines.push(t!(ctx.lang, "merge-more", count = hidden));
        }
        for (y, (i, line)) in (inside.y..).zip(lines.iter().enumerate()) {
            canvas.put(inside.x + 1, y, inside.width - 2, line, if i == 0 { th.head } else { th.text });
        }
        let foot = if self.saving { t!(ctx.lang, "form-saving") } else { t!(ctx.lang, "confirm-keys") };
        canvas.put(inside.x + 1, inside.bottom() - 1, inside.width - 2, &foot, th.accent);
    }

    fn shown(&self, index: usize, row: &Row, ctx: &Ctx) -> String {
        let Some(field) = Kind::Partner.def().fields.get(index) else { return String::new() };
        let value = row.values.get(index).unwrap_or(&Value::Null);
        if value.is_null() {
            return "–".to_owned();
        }
        let label = match (field.ty, value.int()) {
            (FieldType::Ref(kind), Some(id)) => {
                self.labels.get(&(kind, id)).cloned().or_else(|| ctx.referred(kind, id).map(str::to_owned))
            }
            _ => None,
        };
        number::value(ctx.lang, field, value, label.as_deref(), ctx.policy.organisation.zone).replace('\n', " ")
    }
}

fn called(row: &Row) -> String {
    ["code", "name"].iter().filter_map(|n| row.get(n).text()).collect::<Vec<_>>().join(" ")
}
