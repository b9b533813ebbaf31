//! The page of one partner: one section at a time in 80 columns, side by side where there is room.
//!
//! What a section says comes from the worker as blocks ([`crate::report`]); it is asked for when it is looked at.
//!
//! - `page/brief`: what stands beside the list

mod brief;
#[cfg(test)]
mod tests;

use std::cell::Cell;

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::ask;
use super::cells::field_text;
use crate::domain::figure::Figure;
use crate::domain::partner::Column;
use crate::domain::record::{Kind, Row, Value};
use crate::domain::sentence::Sentence;
use crate::i18n;
use crate::report::{Block, Opens, Why};
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::overlay::{Item, Picker, Then, step};
use crate::tui::tabs::{empty, ticket_form};
use crate::tui::theme::Tone;
use crate::tui::widgets::{figures, sheet, text};
use crate::tui::worker::partners::{Page, Query, Section};

/// From this many columns on three sections stand side by side, from [`TWO`] on two.
const THREE: u16 = 160;
const TWO: u16 = 120;

/// The key of each section.
const KEYS: [(Section, Action); 9] = [
    (Section::Overview, Action::SectionOverview),
    (Section::Sales, Action::SectionSales),
    (Section::Credit, Action::SectionCredit),
    (Section::Compliance, Action::SectionCompliance),
    (Section::Conflicts, Action::SectionConflicts),
    (Section::Plan, Action::SectionPlan),
    (Section::Contracts, Action::SectionContracts),
    (Section::Screening, Action::SectionScreening),
    (Section::History, Action::SectionHistory),
];

/// One section: what it says, and where its cursor is.
#[derive(Debug, Default)]
struct Part {
    blocks: Option<Vec<Block>>,
    at: usize,
    top: Cell<usize>,
}

/// The page of one partner.
#[derive(Debug)]
pub(super) struct PageState {
    id: i64,
    page: Option<Box<Page>>,
    section: usize,
    parts: [Part; Section::ALL.len()],
}

impl PageState {
    pub(super) fn new(id: i64) -> Self {
        Self { id, page: None, section: 0, parts: Default::default() }
    }

    pub(super) fn id(&self) -> i64 {
        self.id
    }

    pub(super) fn receive(&mut self, page: Box<Page>) {
        self.page = Some(page);
    }

    /// The cursor stays where it is, as far as there are lines.
    pub(super) fn receive_section(&mut self, section: Section, blocks: Vec<Block>) {
        let at = Section::ALL.iter().position(|s| *s == section);
        if let Some(part) = at.and_then(|at| self.parts.get_mut(at)) {
            part.at = part.at.min(sheet::items(&blocks).len().saturating_sub(1));
            part.blocks = Some(blocks);
        }
    }

    pub(super) fn copied(&self) -> Option<String> {
        self.page.as_ref().map(|p| p.row.called())
    }

    /// What is asked when the page is opened, and again when somebody has written.
    pub(super) fn load(&self, ctx: &Ctx) -> Vec<Effect> {
        std::iter::once(ask(Query::Page(self.id))).chain(self.sections(ctx)).collect()
    }

    /// There may be room for sections that were not read yet.
    pub(super) fn resized(&self, ctx: &Ctx) -> Vec<Effect> {
        let missing = |at: &usize| self.parts.get(*at).is_some_and(|p| p.blocks.is_none());
        self.shown(ctx.size.0).filter(missing).filter_map(|at| self.read(at)).collect()
    }

    fn read(&self, at: usize) -> Option<Effect> {
        Section::ALL.get(at).map(|section| ask(Query::Section(self.id, *section)))
    }

    /// Asks for the sections that are shown, the focused one first.
    fn sections(&self, ctx: &Ctx) -> Vec<Effect> {
        let others = self.shown(ctx.size.0).filter(|at| *at != self.section);
        std::iter::once(self.section).chain(others).filter_map(|at| self.read(at)).collect()
    }

    /// The sections that stand side by side: the page is turned by as many as there is room for.
    fn shown(&self, width: u16) -> std::ops::Range<usize> {
        let count = if width >= THREE {
            3
        } else if width >= TWO {
            2
        } else {
            1
        };
        let first = (self.section / count * count).min(Section::ALL.len() - count);
        first..first + count
    }

    fn part(&self) -> Option<&Part> {
        self.parts.get(self.section)
    }

    /// What is under the cursor.
    fn item(&self) -> sheet::Item<'_> {
        let part = self.part();
        let blocks = part.and_then(|p| p.blocks.as_deref()).unwrap_or_default();
        part.and_then(|p| sheet::items(blocks).get(p.at).copied()).unwrap_or_default()
    }

    fn go(&mut self, section: usize, ctx: &Ctx) -> Vec<Effect> {
        self.section = section;
        self.sections(ctx)
    }

    pub(super) fn update(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let count = Section::ALL.len();
        if let Some(at) = KEYS.iter().position(|(_, key)| *key == action) {
            return self.go(at, ctx);
        }
        match action {
            Action::NextSection => self.go((self.section + 1) % count, ctx),
            Action::PreviousSection => self.go((self.section + count - 1) % count, ctx),
            Action::EditPartner => vec![Effect::Edit(Kind::Partner, self.id)],
            Action::Edit => match self.item().opens {
                Some(Opens::Record(kind, id)) => vec![Effect::Edit(*kind, *id)],
                _ => vec![Effect::Edit(Kind::Partner, self.id)],
            },
            Action::Add => self.add(ctx),
            Action::ChangeCredit => self.form(Kind::CreditChange, ctx),
            Action::Drill => vec![ask(Query::Explain { partner: self.id, figure: "drill".into(), lang: ctx.lang })],
            Action::Explain => self.explain(ctx),
            Action::Open => match self.item().opens {
                // a figure of the register is edited where it stands
                Some(Opens::Record(Kind::Partner, id)) if *id == self.id => vec![Effect::Edit(Kind::Partner, *id)],
                Some(Opens::Record(kind, id)) => vec![Effect::Open(*kind, *id)],
                Some(Opens::Rows(source)) => vec![Effect::OpenList(source.clone())],
                None => Vec::new(),
            },
            other => {
                if let Some(part) = self.parts.get_mut(self.section) {
                    let len = part.blocks.as_deref().map_or(0, |b| sheet::items(b).len());
                    part.at = step(part.at, len, 10, other);
                }
                Vec::new()
            }
        }
    }

    /// What the section is about, or which of several: what stands under the cursor comes first.
    fn add(&self, ctx: &Ctx) -> Vec<Effect> {
        let kinds = Section::ALL.get(self.section).map_or(&[][..], |s| s.adds());
        let here = self.item().adds.filter(|k| kinds.contains(k));
        match kinds {
            [] => vec![Effect::Say(Sentence::new("page-nothing-to-add"))],
            [only] => self.form(*only, ctx),
            _ => {
                let others = kinds.iter().copied().filter(|k| Some(*k) != here);
                let item = |kind: Kind| Item {
                    id: 0,
                    code: kind.def().name.to_owned(),
                    label: kind.def().label.get(ctx.lang).to_owned(),
                    hint: String::new(),
                };
                let items = here.into_iter().chain(others).map(item).collect();
                let picker = Picker::fixed(Sentence::new("page-ask-add"), items, Then::Tab(Action::Add)).without_codes();
                vec![Effect::Pick(Box::new(picker))]
            }
        }
    }

    /// The form of a new record of a kind, with the partner and what is known filled in.
    pub(super) fn form(&self, kind: Kind, ctx: &Ctx) -> Vec<Effect> {
        let mut row = Row::blank(kind);
        row.set("partner", Value::Int(self.id));
        let today = Value::Int(crate::domain::period::day_number(ctx.today()).into());
        let me = ctx.who.user.map_or(Value::Null, Value::Int);
        for name in ["assessor", "auditor"] {
            row.set(name, me.clone());
        }
        let fields: Vec<&'static str> = match kind {
            Kind::Ticket => return vec![ticket_form(row)],
            Kind::Task => {
                row.set("owner", me);
                vec!["kind", "title", "partner", "owner", "due_on", "checklist"]
            }
            _ => {
                row.set("on", today);
                Vec::new()
            }
        };
        vec![Effect::OpenForm { row, fields }]
    }

    /// Where the number under the cursor comes from.
    fn explain(&self, ctx: &Ctx) -> Vec<Effect> {
        match self.item().why {
            Some(Why::Here(explanation)) => vec![Effect::Explain(explanation.clone())],
            Some(Why::Asked(name)) => vec![ask(Query::Explain { partner: self.id, figure: name.clone(), lang: ctx.lang })],
            None => vec![Effect::Say(Sentence::new("page-nothing-to-explain"))],
        }
    }

    /// Draws the whole page.
    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let Some(p) = &self.page else {
            return empty(canvas, area, &t!(ctx.lang, "loading"), "", ctx);
        };
        let y = head(p, canvas, area, ctx);
        self.bar(canvas, Rect { y, height: 1, ..area }, ctx);
        canvas.rule(area.x, y + 1, area.width, th.rule);
        let body = Rect { y: y + 2, height: area.bottom().saturating_sub(y + 2), ..area };
        let shown = self.shown(body.width);
        let count = u16::try_from(shown.len()).unwrap_or(1).max(1);
        let each = body.width / count;
        for (i, at) in (0u16..).zip(shown) {
            let (Some(section), Some(part)) = (Section::ALL.get(at), self.parts.get(at)) else { continue };
            let x = body.x + i * each;
            if i > 0 {
                canvas.vertical(x, body.y, body.height, th.rule);
            }
            let inset = u16::from(i > 0);
            let room = if i + 1 == count { body.right() - x } else { each };
            let mut area = Rect { x: x + inset, y: body.y, width: room.saturating_sub(1 + inset), height: body.height };
            let focused = at == self.section;
            if count > 1 {
                let style = if focused { th.accent.add_modifier(Modifier::BOLD) } else { th.head };
                canvas.put(area.x, area.y, area.width, &title(*section, ctx), style);
                area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
            }
            match &part.blocks {
                Some(blocks) => {
                    sheet::draw(blocks, focused.then_some(part.at), &part.top, canvas, area, ctx);
                }
                None => drop(canvas.put(area.x + 2, area.y, area.width.saturating_sub(2), &t!(ctx.lang, "loading"), th.dim)),
            }
        }
    }

    /// The sections with the key of each.
    fn bar(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let mut named = Vec::new();
        for (at, (section, action)) in KEYS.iter().enumerate() {
            let key = ctx.keymap.of(Scope::Page).find(|b| b.action == *action).map(crate::tui::keymap::Binding::shown);
            named.push((at, key.unwrap_or_default(), title(*section, ctx)));
        }
        let width = |gap: usize, own: bool| -> usize {
            named
                .iter()
                .map(|(_, k, t)| text::width(t) + if own && inside(t, k).is_some() { 0 } else { text::width(k) + 1 } + gap)
                .sum()
        };
        // the key is the letter of the title that is marked, where there is no room for it in front
        let own = width(2, false) > usize::from(area.width);
        let gap = if width(2, own) > usize::from(area.width) { 1 } else { 2 };
        let mut x = area.x + 1;
        for (at, key, title) in &named {
            let room = area.right().saturating_sub(x);
            let style = if *at == self.section { th.accent.add_modifier(Modifier::UNDERLINED) } else { th.text };
            let used = match inside(title, key).filter(|_| own) {
                Some((before, letter, after)) => {
                    let mark = th.accent.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
                    canvas.pieces(x, area.y, room, &[(before, style), (letter, mark), (after, style)])
                }
                None => canvas.pieces(x, area.y, room, &[(key, th.accent), (" ", th.text), (title, style)]),
            };
            x += used + gap;
        }
    }

    /// Draws what of the page stands beside the list.
    pub(super) fn brief(&self, listed: &[Column], canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let Some(p) = &self.page else { return };
        brief::draw(p, listed, canvas, area, ctx);
    }
}

fn title(section: Section, ctx: &Ctx) -> String {
    i18n::message(ctx.lang, section.title(), &[])
}

/// A title around the first letter that is its key.
fn inside<'t>(title: &'t str, key: &str) -> Option<(&'t str, &'t str, &'t str)> {
    let at = title.char_indices().find(|(_, c)| c.to_lowercase().eq(key.chars()))?;
    let end = at.0 + at.1.len_utf8();
    Some((title.get(..at.0)?, title.get(at.0..end)?, title.get(end..)?))
}

/// Who it is and how it is, in one line or two; answers the next free row.
fn head(p: &Page, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) -> u16 {
    let th = &ctx.theme;
    let shown = |name: &str| match p.row.kind.def().field(name) {
        Some((i, _)) if !p.row.get(name).is_null() => field_text(i, p.row.get(name), ctx),
        _ => String::new(),
    };
    let mut right = Vec::new();
    if let Some(f) = &p.figures {
        let moved = figures::moved(f.health, f.health_before);
        let light = f.light.map(crate::domain::credit::Light::code);
        let (tone, name) = figures::light(light, ctx);
        right.push((format!("{} ", Figure::Health.called(ctx.lang)), th.dim));
        right.push((figures::points(f.health, ctx), th.tone(figures::score_tone(f.health))));
        right.push((format!(" {moved}  "), figures::moved_style(&moved, th)));
        let glyph = if matches!(tone, Tone::Good | Tone::Plain) { "●" } else { tone.glyph() };
        right.push((format!("{glyph} {name}"), if tone == Tone::Plain { th.dim } else { th.tone(tone) }));
    }
    let right: Vec<(&str, ratatui::style::Style)> = right.iter().map(|(s, style)| (s.as_str(), *style)).collect();
    let taken = u16::try_from(right.iter().map(|(s, _)| text::width(s)).sum::<usize>()).unwrap_or(0);
    let name = format!("{} {}", shown("code"), shown("name"));
    let more = ["channel_type", "region", "city", "tier", "status", "owner"].map(shown);
    let more = more.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · ");
    let room = area.width.saturating_sub(taken + 4);
    let used = canvas.put(area.x + 1, area.y, room, &name, th.accent.add_modifier(Modifier::BOLD));
    canvas.pieces(area.right().saturating_sub(taken + 1), area.y, taken, &right);
    let left = room.saturating_sub(used + 2);
    if usize::from(left) >= text::width(&more) {
        canvas.put(area.x + 3 + used, area.y, left, &more, th.dim);
        return area.y + 1;
    }
    canvas.put(area.x + 1, area.y + 1, area.width - 2, &more, th.dim);
    area.y + 2
}
