//! The knowledge base: a list that narrows as one types, and one article to read. On a wide screen it takes the left half,
//! so that the ticket that it is about stays beside it.

use std::cell::Cell;

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Input, Outcome, scroll, step};
use crate::domain::kinds::{Article, ArticleState};
use crate::domain::knowledge::ticket_kinds;
use crate::domain::record::{Kind, Stored};
use crate::domain::sentence::Sentence;
use crate::i18n::number;
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::view::panes;
use crate::tui::widgets::text;
use crate::tui::worker::knowledge::{self as worker, Found, Hit, Reply};

/// The ticket that articles are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub ticket: i64,
    pub number: i64,
}

/// The list, and the article that is read.
#[derive(Debug)]
pub struct Knowledge {
    about: Option<About>,
    input: Input,
    /// `None` until the first answer.
    found: Option<Found>,
    at: usize,
    /// What is shown answers other words than those that are typed.
    stale: bool,
    top: Cell<usize>,
    reading: Option<Reading>,
}

#[derive(Debug)]
struct Reading {
    article: Stored<Article>,
    top: Cell<usize>,
}

impl Knowledge {
    /// About a ticket, or everything.
    #[must_use]
    pub fn new(about: Option<About>) -> Self {
        Self { about, input: Input::default(), found: None, at: 0, stale: false, top: Cell::new(0), reading: None }
    }

    /// Whether the keys are typed into the search field.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        self.reading.is_none()
    }

    /// The scopes of its keys.
    #[must_use]
    pub fn scopes(&self) -> &'static [Scope] {
        if self.reading.is_some() { &[Scope::Article, Scope::Overlay] } else { &[Scope::Picker] }
    }

    /// Asks for what it shows.
    #[must_use]
    pub fn load(&self, ctx: &Ctx) -> Vec<Effect> {
        let ticket = self.about.as_ref().map(|a| a.ticket);
        let find = worker::Query::Find { words: self.input.text().to_owned(), ticket, lang: ctx.lang };
        let read = self.reading.as_ref().map(|r| worker::Query::Read(r.article.id));
        std::iter::once(find).chain(read).map(query).collect()
    }

    /// What was answered; the cursor stays on its article.
    pub fn receive(&mut self, reply: Reply) {
        match reply {
            Reply::Found(found) => {
                // another list begins at its best; the same one, asked for again, keeps its place
                let selected = self.hit().filter(|_| !self.stale).map(|h| h.article.id);
                let at = selected.and_then(|id| found.hits.iter().position(|h| h.article.id == id));
                self.at = at.unwrap_or(self.at).min(found.hits.len().saturating_sub(1));
                (self.found, self.stale) = (Some(found), false);
            }
            Reply::Article(None) => self.reading = None,
            Reply::Article(Some(article)) => match &mut self.reading {
                Some(reading) if reading.article.id == article.id => reading.article = *article,
                _ => self.reading = Some(Reading { article: *article, top: Cell::new(0) }),
            },
        }
    }

    fn hit(&self) -> Option<&Hit> {
        self.found.as_ref().and_then(|f| f.hits.get(self.at))
    }

    pub(super) fn action(&mut self, action: Action) -> Outcome {
        let Some(reading) = &mut self.reading else { return self.in_list(action) };
        match action {
            Action::Close => {
                self.reading = None;
                Outcome::stay()
            }
            Action::Copy => {
                let said = Sentence::new("done-copied").with("what", &reading.article.title);
                Outcome::Stay(vec![Effect::Say(said), Effect::Copy(reading.article.body.clone())])
            }
            Action::Edit => Outcome::Stay(vec![Effect::Edit(Kind::Article, reading.article.id)]),
            other => {
                // the view stops it at the end of the text
                reading.top.set(step(reading.top.get(), usize::from(u16::MAX), 16, other));
                Outcome::stay()
            }
        }
    }

    fn in_list(&mut self, action: Action) -> Outcome {
        let len = self.found.as_ref().map_or(0, |f| f.hits.len());
        match action {
            Action::Close => Outcome::close(),
            Action::Open => match self.hit() {
                Some(hit) => {
                    self.reading = Some(Reading { article: hit.article.clone(), top: Cell::new(0) });
                    Outcome::stay()
                }
                None => Outcome::stay(),
            },
            Action::Mark => {
                self.at = step(self.at, len, 8, Action::Down);
                Outcome::stay()
            }
            other => {
                self.at = step(self.at, len, 8, other);
                Outcome::stay()
            }
        }
    }

    pub(super) fn typed(&mut self, event: KeyEvent, ctx: &Ctx) -> Outcome {
        if self.reading.is_none() && self.input.key(event) { self.narrow(ctx) } else { Outcome::stay() }
    }

    pub(super) fn paste(&mut self, what: &str, ctx: &Ctx) -> Outcome {
        if self.reading.is_some() {
            return Outcome::stay();
        }
        self.input.insert(&what.replace(['\n', '\r'], " "));
        self.narrow(ctx)
    }

    fn narrow(&mut self, ctx: &Ctx) -> Outcome {
        (self.at, self.stale) = (0, true);
        self.top.set(0);
        Outcome::Stay(self.load(ctx))
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let width = if panes(ctx.size.0) > 1 { area.width * 11 / 20 } else { area.width };
        let area = Rect { width, ..area };
        match &self.reading {
            Some(reading) => reading.view(canvas, area, ctx),
            None => self.view_list(canvas, area, ctx),
        }
    }

    fn view_list(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let (th, lang) = (&ctx.theme, ctx.lang);
        let title = match &self.about {
            Some(about) => t!(lang, "kb-title-about", number = about.number.to_string()),
            None => t!(lang, "kb-title"),
        };
        let inside = canvas.frame(area, &title, th.accent, th.overlay);
        if inside.height < 4 || inside.width < 20 {
            return;
        }
        canvas.put(inside.x + 1, inside.y, 2, "› ", th.accent);
        let said =
            self.found.as_ref().map_or(String::new(), |f| t!(lang, "kb-found", count = i64::try_from(f.total).unwrap_or(0)));
        let used = u16::try_from(text::width(&said)).unwrap_or(0);
        self.input.view(canvas, inside.x + 3, inside.y, inside.width.saturating_sub(used + 5), th.text, true);
        canvas.put_right(inside.x, inside.y, inside.width - 1, &said, th.dim);
        let Some(found) = &self.found else { return };
        let body = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
        if found.hits.is_empty() {
            let hint = if self.input.text().trim().is_empty() { t!(lang, "kb-empty") } else { t!(lang, "kb-nothing") };
            canvas.paragraph(Rect { x: body.x + 3, width: body.width - 4, ..body }, &hint, th.dim);
            return;
        }
        // two lines each
        let visible = usize::from(body.height / 2).max(1);
        let top = scroll(self.top.get().min(found.hits.len().saturating_sub(visible)), self.at, visible);
        self.top.set(top);
        for (row, (i, hit)) in (0u16..).zip(found.hits.iter().enumerate().skip(top).take(visible)) {
            self::line(canvas, Rect { y: body.y + row * 2, height: 2, ..body }, hit, i == self.at, ctx);
        }
    }
}

fn query(query: worker::Query) -> Effect {
    Effect::Query(crate::tui::worker::Query::Knowledge(query))
}

/// Title and kind, and the excerpt under it with what was looked for.
fn line(canvas: &mut Canvas<'_>, area: Rect, hit: &Hit, focus: bool, ctx: &Ctx) {
    let (th, a) = (&ctx.theme, &hit.article);
    let style = match (focus, hit.holds) {
        (true, _) => th.focus,
        (false, true) => th.text,
        (false, false) => th.dim,
    };
    canvas.put(area.x + 1, area.y, 1, if focus { "›" } else { " " }, th.accent);
    let kind = standing(a, hit.holds, ctx).unwrap_or_else(|| a.kind.label().get(ctx.lang).to_owned());
    let used = u16::try_from(text::width(&kind)).unwrap_or(0).min(area.width / 3);
    canvas.put(area.x + 3, area.y, area.width.saturating_sub(used + 6), &a.title, style);
    let tone = if hit.holds { th.dim } else { th.soon };
    canvas.put_right(area.x, area.y, area.width - 1, &kind, tone);
    let pieces: Vec<(&str, Style)> =
        hit.excerpt.iter().map(|(piece, hit)| (piece.as_str(), if *hit { th.accent } else { th.dim })).collect();
    if area.height > 1 {
        canvas.pieces(area.x + 5, area.y + 1, area.width.saturating_sub(6), &pieces);
    }
}

/// Why an article is not to be used as it is: a draft, or out of date.
fn standing(article: &Article, holds: bool, ctx: &Ctx) -> Option<String> {
    if holds {
        return None;
    }
    Some(match article.state {
        ArticleState::Draft => article.state.label().get(ctx.lang).to_owned(),
        ArticleState::Published => t!(ctx.lang, "kb-expired"),
    })
}

impl Reading {
    fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let a = &self.article.record;
        let inside = canvas.frame(area, &a.title, th.accent, th.overlay);
        if inside.height < 3 || inside.width < 10 {
            return;
        }
        let text = Rect { x: inside.x + 1, width: inside.width - 2, ..inside };
        let lines = self.lines(usize::from(text.width), ctx);
        let visible = usize::from(text.height);
        let most = lines.len().saturating_sub(visible);
        self.top.set(self.top.get().min(most));
        for (y, (line, style)) in (text.y..text.bottom()).zip(lines.iter().skip(self.top.get())) {
            canvas.put(text.x, y, text.width, line, *style);
        }
        if self.top.get() < most {
            canvas.put_right(text.x, text.bottom() - 1, text.width, " ↓", th.accent);
        }
    }

    /// Facts, then the text: headings stand out, lists keep their indent.
    fn lines(&self, width: usize, ctx: &Ctx) -> Vec<(String, Style)> {
        let (th, lang, a) = (&ctx.theme, ctx.lang, &self.article.record);
        let holds = a.state == ArticleState::Published && a.valid_until.is_none_or(|until| ctx.today() <= until);
        let mut facts = vec![a.code.clone(), a.kind.label().get(lang).to_owned()];
        facts.extend(ticket_kinds(&a.ticket_kinds).iter().map(|k| k.label().get(lang).to_owned()));
        facts.extend(a.updated_on.map(number::date));
        let mut out: Vec<(String, Style)> = Vec::new();
        out.extend(standing(a, holds, ctx).map(|why| (format!("! {why}"), th.soon)));
        out.extend(text::wrap(&facts.join(" · "), width).into_iter().map(|line| (line, th.dim)));
        out.push((String::new(), th.text));
        for line in text::sanitise_lines(&a.body).lines() {
            if let Some(head) = line.strip_prefix('#') {
                out.extend(text::wrap(head.trim_start_matches('#').trim(), width).into_iter().map(|l| (l, th.head)));
                continue;
            }
            let hang = hanging(line);
            for (i, part) in text::wrap(line, width.saturating_sub(hang).max(8)).into_iter().enumerate() {
                let indent = if i > 0 { " ".repeat(hang) } else { String::new() };
                out.push((format!("{indent}{part}"), th.text));
            }
        }
        out
    }
}

/// By how many columns the further lines of a list's item stand in.
fn hanging(line: &str) -> usize {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let mark = if line.starts_with("- ") { 2 } else { rest.strip_prefix(". ").map_or(0, |_| line.len() - rest.len() + 2) };
    if rest.len() == line.len() && !line.starts_with("- ") { 0 } else { mark }
}
