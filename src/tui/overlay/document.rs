//! A document as the command prints it, with a cursor: sorted, filtered, scrolled to the columns that don't fit; what a row is about
//! opens, what is computed explains itself.

mod own;
mod shape;

use std::cell::Cell;

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::{Input, Outcome, Picker, Then, step};
use crate::domain::sentence::Sentence;
use crate::i18n;
use crate::report::{Block, Body, Document, Opens, Why};
use crate::t;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::widgets::sheet;
use crate::tui::worker::document::Of;
use crate::tui::worker::form::Item;
use crate::tui::worker::{Query, document};
use shape::Shape;

/// A document on the screen.
#[derive(Debug)]
pub struct Reading {
    of: Of,
    /// `None` until the first answer.
    document: Option<Box<Document>>,
    /// How it is shown.
    shape: Shape,
    /// What is drawn.
    blocks: Vec<Block>,
    /// The item under the cursor.
    at: usize,
    top: Cell<usize>,
    /// Rows on the screen.
    page: Cell<usize>,
    /// Whether columns are right of those that are shown.
    more: Cell<bool>,
    /// What rows are looked for.
    asking: Option<Input>,
}

impl Reading {
    #[must_use]
    pub fn new(of: Of) -> Self {
        Self {
            of,
            document: None,
            shape: Shape::default(),
            blocks: Vec::new(),
            at: 0,
            top: Cell::new(0),
            page: Cell::new(1),
            more: Cell::new(false),
            asking: None,
        }
    }

    /// Whether the keys are typed into the filter.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        self.asking.is_some()
    }

    /// The scopes of its keys.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        if self.asking.is_some() { &[Scope::Text] } else { &[Scope::Document, Scope::Overlay] }
    }

    /// Asks for what it shows.
    #[must_use]
    pub fn load(&self, ctx: &Ctx) -> Vec<Effect> {
        vec![Effect::Query(Query::Document(document::Query::Of(self.of.clone(), ctx.lang)))]
    }

    /// What was answered; the cursor stays where it is.
    pub fn receive(&mut self, reply: document::Reply, ctx: &Ctx) {
        let document::Reply::Of(command, document) = reply;
        if command == self.of.command() {
            self.document = Some(document);
            self.shown(ctx);
        }
    }

    /// Makes again what is drawn.
    fn shown(&mut self, ctx: &Ctx) {
        self.blocks = self.document.as_ref().map(|d| self.shape.blocks(d, ctx)).unwrap_or_default();
        self.at = self.at.min(sheet::items(&self.blocks).len().saturating_sub(1));
    }

    pub(super) fn action(&mut self, action: Action, ctx: &Ctx) -> Outcome {
        if self.asking.is_some() {
            if matches!(action, Action::Close | Action::Refuse) {
                self.shape.filter.clear();
            }
            if matches!(action, Action::Close | Action::Refuse | Action::Accept) {
                self.asking = None;
                self.shown(ctx);
            }
            return Outcome::stay();
        }
        match action {
            Action::Close if !self.shape.filter.is_empty() => {
                self.shape.filter.clear();
                self.shown(ctx);
                Outcome::stay()
            }
            Action::Close => Outcome::close(),
            Action::Filter => {
                self.asking = Some(Input::new(self.shape.filter.clone()));
                Outcome::stay()
            }
            Action::Sort => Outcome::Stay(self.columns(ctx).into_iter().collect()),
            Action::Reverse => {
                self.shape.reverse();
                self.shown(ctx);
                Outcome::stay()
            }
            Action::Left | Action::Right => {
                if action == Action::Left || self.more.get() {
                    self.shape.scroll(action == Action::Right);
                    self.shown(ctx);
                }
                Outcome::stay()
            }
            Action::Open => self.open(),
            Action::Explain => Outcome::Stay(self.explain()),
            other => {
                self.at = step(self.at, sheet::items(&self.blocks).len(), self.page.get().max(1), other);
                Outcome::stay()
            }
        }
    }

    /// Asks by which column the rows are to be sorted.
    fn columns(&self, ctx: &Ctx) -> Option<Effect> {
        let table = shape::main(&self.document.as_ref()?.blocks)?;
        let said = |words| i18n::explain::words(ctx.lang, ctx.policy.organisation.zone, words);
        let item = |i: usize| {
            let column = table.columns.get(i)?;
            let label = said(&column.label);
            let label = if label.is_empty() { column.name.to_owned() } else { label };
            Some(Item { id: i64::try_from(i).ok()?, code: column.name.to_owned(), label, hint: String::new() })
        };
        let items: Vec<Item> = table.shown().into_iter().filter_map(item).collect();
        let picker = Picker::fixed(Sentence::new("ask-sort-by"), items, Then::Beneath(Action::Sort)).without_codes();
        Some(Effect::Pick(Box::new(picker)))
    }

    /// The column that was picked.
    pub fn answer(&mut self, asked: Action, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        if let (Action::Sort, Answer::Picked(items)) = (asked, answer)
            && let Some(item) = items.first()
        {
            self.shape.sort_by(usize::try_from(item.id).unwrap_or(0));
            self.shown(ctx);
        }
        Vec::new()
    }

    fn open(&self) -> Outcome {
        match sheet::items(&self.blocks).get(self.at).and_then(|item| item.opens) {
            Some(Opens::Record(kind, id)) => Outcome::Stay(vec![Effect::Open(*kind, *id)]),
            Some(Opens::Rows(source)) => Outcome::Stay(vec![Effect::OpenList(source.clone())]),
            None => Outcome::stay(),
        }
    }

    /// Explains what is under the cursor; else what the document explains, and says that it is of the whole.
    fn explain(&self) -> Vec<Effect> {
        if let Some(Why::Here(e)) = sheet::items(&self.blocks).get(self.at).and_then(|item| item.why) {
            return vec![Effect::Explain(e.clone())];
        }
        let all = self.document.iter().flat_map(|d| &d.blocks);
        let told: Vec<_> =
            all.filter_map(|b| if let Body::Explained(all) = &b.body { Some(all) } else { None }).flatten().cloned().collect();
        if told.is_empty() { vec![Effect::Warn(Sentence::new("document-no-why"))] } else { vec![Effect::ExplainWhole(told)] }
    }

    pub(super) fn typed(&mut self, event: KeyEvent, ctx: &Ctx) -> Outcome {
        if let Some(input) = &mut self.asking {
            input.key(event);
            self.shape.filter = input.text().trim().to_lowercase();
            self.shown(ctx);
        }
        Outcome::stay()
    }

    pub(super) fn paste(&mut self, what: &str, ctx: &Ctx) -> Outcome {
        if let Some(input) = &mut self.asking {
            input.insert(&what.replace(['\n', '\r'], " "));
            self.shape.filter = input.text().trim().to_lowercase();
            self.shown(ctx);
        }
        Outcome::stay()
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let (th, lang) = (&ctx.theme, ctx.lang);
        let words = |words| i18n::explain::words(lang, ctx.policy.organisation.zone, words);
        let title = self.document.as_ref().and_then(|d| d.title.as_ref()).map(words);
        let title = title.unwrap_or_else(|| match &self.of {
            Of::Listed(listed) => i18n::message(lang, listed.label, &[]),
            Of::Record(row) => row.kind.def().label.get(lang).to_owned(),
            Of::Regions(_) => t!(lang, "document-regions"),
        });
        let inside = canvas.frame(area, &title, th.accent, th.overlay);
        if inside.height < 3 || inside.width < 20 {
            return;
        }
        let inside = Rect { x: inside.x + 1, width: inside.width - 2, ..inside };
        let Some(document) = &self.document else {
            canvas.put(inside.x, inside.y, inside.width, &t!(lang, "slippers-loading"), th.dim);
            return;
        };
        canvas.put(inside.x, inside.y, inside.width, &self.shape.said(document, ctx), th.dim);
        let rows = Rect { y: inside.y + 1, height: inside.height - 2, ..inside };
        self.page.set(usize::from(rows.height));
        if self.blocks.is_empty() {
            canvas.put(rows.x + 2, rows.y, rows.width.saturating_sub(4), &t!(lang, "document-none"), th.dim);
        }
        let cut = sheet::draw(&self.blocks, Some(self.at), &self.top, canvas, rows, ctx);
        self.more.set(cut);
        let foot = inside.bottom() - 1;
        if let Some(input) = &self.asking {
            canvas.put(inside.x, foot, 2, "/ ", th.accent);
            input.view(canvas, inside.x + 2, foot, inside.width.saturating_sub(2), th.text, true);
            return;
        }
        let arrows = match (self.shape.skipped() > 0, cut) {
            (true, true) => "◂ ▸",
            (true, false) => "◂",
            (false, true) => "▸",
            (false, false) => "",
        };
        canvas.put(inside.x, foot, inside.width, &format!("qudao {}  {arrows}", self.of.command()), th.dim);
    }
}

#[cfg(test)]
mod tests;
