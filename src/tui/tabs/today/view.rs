//! The queue as lines, and the detail of the one under the cursor: below, or beside it where there is room.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::State;
use crate::domain::checklist::{Checklist, Mark};
use crate::domain::money::{Money, Rate};
use crate::domain::today::{Band, Item, Matter};
use crate::i18n::{self, number, today as words};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::scroll;
use crate::tui::tabs::empty;
use crate::tui::theme::Tone;
use crate::tui::widgets::{approval, chart, figures, text};
use crate::tui::worker::today::{Card, Cover, Detail, Queue, Reach};

/// From this many columns the detail stands beside the queue.
const BESIDE: u16 = 150;
/// Columns of the detail beside the queue.
const DETAIL: u16 = 58;

pub(super) fn draw(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let Some(queue) = &state.queue else {
        empty(canvas, area, &t!(ctx.lang, "today-loading"), "", ctx);
        return;
    };
    let counts = Rect { y: area.bottom() - 1, height: 1, ..area };
    let area = Rect { height: area.height - 1, ..area };
    foot(state, queue, canvas, counts, ctx);
    if queue.items.is_empty() {
        let hint = match state.reach {
            Reach::Mine => t!(ctx.lang, "today-empty-mine"),
            _ => t!(ctx.lang, "today-empty-all"),
        };
        empty(canvas, area, &t!(ctx.lang, "today-empty"), &hint, ctx);
        return;
    }
    if area.width >= BESIDE {
        let list = Rect { width: area.width - DETAIL - 2, ..area };
        rows(state, queue, canvas, list, ctx);
        canvas.vertical(list.right(), area.y, area.height, ctx.theme.rule);
        detail(state, canvas, Rect { x: list.right() + 2, width: DETAIL, ..area }, ctx);
    } else {
        // a third for the detail, the queue first
        let below = (area.height * 2 / 5).clamp(6, 14);
        let list = Rect { height: area.height - below - 1, ..area };
        rows(state, queue, canvas, list, ctx);
        canvas.rule(area.x, list.bottom(), area.width, ctx.theme.rule);
        detail(state, canvas, Rect { x: area.x + 1, y: list.bottom() + 1, width: area.width - 2, height: below }, ctx);
    }
}

/// Whose queue it is, and how much there is to do and done.
fn foot(state: &State, queue: &Queue, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let whose = match state.reach {
        Reach::Mine => t!(ctx.lang, "today-mine"),
        Reach::Regions => t!(ctx.lang, "today-regions"),
        Reach::All => t!(ctx.lang, "today-all"),
    };
    let used = canvas.pieces(area.x + 1, area.y, area.width / 2, &[(&whose, th.head)]);
    if queue.beyond > 0 {
        let more = t!(ctx.lang, "today-beyond", count = queue.beyond);
        canvas.put(area.x + used + 3, area.y, area.width / 3, &more, th.dim);
    }
    let count = queue.items.len() + queue.beyond;
    let mut right = t!(ctx.lang, "today-counts", count = count, done = queue.done);
    if queue.snoozed > 0 {
        right = format!("{right} · {}", t!(ctx.lang, "today-counts-snoozed", count = queue.snoozed));
    }
    canvas.put_right(area.x, area.y, area.width - 1, &right, th.dim);
}

fn tone(band: Band) -> Tone {
    match band {
        Band::ApprovalLate | Band::Soon | Band::Breached | Band::Critical => Tone::Bad,
        Band::Warning | Band::Alert | Band::Overdue => Tone::Soon,
        _ => Tone::Plain,
    }
}

/// The widths of reason, kind, why and codes; the text has the rest.
struct Columns {
    reason: u16,
    kind: u16,
    why: u16,
    codes: u16,
}

impl Columns {
    /// By what the lines hold, each within its bounds.
    fn of(lines: &[words::Line], width: u16) -> Self {
        let widest = |f: &dyn Fn(&words::Line) -> usize| u16::try_from(lines.iter().map(f).max().unwrap_or(0)).unwrap_or(0);
        Self {
            reason: widest(&|l| text::width(&l.reason)).clamp(8, 13),
            kind: widest(&|l| text::width(l.kind)).clamp(6, if width < 100 { 11 } else { 20 }),
            why: if width < 96 { 0 } else { widest(&|l| text::width(&l.why)).clamp(8, 26) },
            codes: widest(&|l| text::width(&l.codes)).clamp(4, 11),
        }
    }
}

fn rows(state: &State, queue: &Queue, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    let height = usize::from(area.height);
    let top = scroll(state.top.get(), state.at, height);
    state.top.set(top);
    state.page.set(height);
    let scene = State::scene(ctx);
    let shown: Vec<&Item> = queue.items.iter().skip(top).take(height).collect();
    let lines: Vec<words::Line> = shown.iter().map(|item| words::line(scene, item)).collect();
    let c = Columns::of(&lines, area.width);
    for (y, (item, line)) in (area.y..).zip(shown.iter().zip(&lines)) {
        let current = usize::from(y - area.y) + top == state.at;
        let paint = if current { th.focus } else { th.text };
        let dim = if current { th.focus } else { th.dim };
        let alarm = th.tone(tone(item.band));
        let mark = match (state.marked.contains(&item.key), current) {
            (true, _) => "✓",
            (false, true) => "›",
            (false, false) => " ",
        };
        canvas.put(area.x, y, 1, mark, th.focus);
        canvas.put(area.x + 1, y, 1, &line.glyph.to_string(), alarm);
        let mut x = area.x + 3;
        canvas.put(x, y, c.reason, &line.reason, alarm);
        x += c.reason + 1;
        canvas.put(x, y, c.kind, line.kind, dim);
        x += c.kind + 1;
        let right = c.codes + 1 + if c.why > 0 { c.why + 2 } else { 0 };
        let room = (area.right() - x).saturating_sub(right);
        canvas.put(x, y, room.saturating_sub(1), &line.text, paint);
        x += room;
        if c.why > 0 {
            canvas.put(x, y, c.why, &line.why, dim);
            x += c.why + 2;
        }
        canvas.put(x, y, c.codes, &line.codes, dim);
        if current && th.name == crate::tui::theme::ThemeName::Mono {
            canvas.tint(Rect { x: area.x, y, width: area.width, height: 1 }, th.focus);
        }
    }
}

fn detail(state: &State, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let Some(item) = state.item() else { return };
    let mut pen = Pen { canvas, area, y: area.y };
    let known = state.detail.as_ref().filter(|d| d.key == item.key);
    if let Some(card) = known.and_then(|d| d.card.as_ref()) {
        partner(&mut pen, card, ctx);
    } else if let Some(party) = item.parties.first() {
        pen.line(&[(&party.code, ctx.theme.head), (" ", ctx.theme.text), (&party.name, ctx.theme.head)]);
    }
    about(&mut pen, item, ctx);
    if let Some(detail) = known {
        behind(&mut pen, item, detail, ctx);
    }
}

/// Writes line under line.
struct Pen<'a, 'b> {
    canvas: &'a mut Canvas<'b>,
    area: Rect,
    y: u16,
}

impl Pen<'_, '_> {
    fn line(&mut self, pieces: &[(&str, Style)]) {
        if self.y < self.area.bottom() {
            self.canvas.pieces(self.area.x, self.y, self.area.width, pieces);
            self.y += 1;
        }
    }

    fn paragraph(&mut self, what: &str, most: u16, style: Style) {
        let height = self.area.bottom().saturating_sub(self.y).min(most);
        if height > 0 && !what.is_empty() {
            self.y += self.canvas.paragraph(Rect { y: self.y, height, ..self.area }, what, style);
        }
    }
}

/// Who it is about: name, place, tier, and the figures that one asks for first.
fn partner(pen: &mut Pen<'_, '_>, card: &Card, ctx: &Ctx) {
    let th = &ctx.theme;
    let lang = ctx.lang;
    let tier = card.tier.map_or_else(|| t!(lang, "not-rated"), |t| t.label().get(lang).to_owned());
    let whereabouts = format!(
        "  {} · {} {} · {tier} · {}",
        ctx.channel_type(card.channel_type),
        ctx.region(card.region),
        card.city,
        ctx.user(card.owner)
    );
    pen.line(&[(&card.code, th.head), (" ", th.text), (&card.name, th.head), (&whereabouts, th.dim)]);
    let spark = chart::sparkline(&card.weeks);
    let Some(f) = &card.figures else {
        pen.line(&[(&spark, th.chart)]);
        return;
    };
    let (light_tone, light) = figures::light(f.light.map(crate::domain::credit::Light::code), ctx);
    let health = format!("{} {}", figures::points(f.health, ctx), figures::moved(f.health, f.health_before));
    let sales = number::amount(lang, Money(f.sales4));
    let grown = figures::growth(Money(f.sales4), Money(f.sales4_before));
    pen.line(&[
        (&t!(lang, "today-health"), th.dim),
        (" ", th.text),
        (health.trim_end(), th.tone(figures::score_tone(f.health))),
        ("  ", th.text),
        (&t!(lang, "today-light"), th.dim),
        (" ", th.text),
        (&light, th.tone(light_tone)),
        ("  ", th.text),
        (&t!(lang, "today-sales"), th.dim),
        (" ", th.text),
        (&spark, th.chart),
        (" ", th.text),
        (&sales, th.text),
        (" ", th.text),
        (&grown, th.text),
    ]);
    let pace = figures::percent(f.pace.map(Rate), ctx);
    let open = f.open_amount.map_or_else(|| "–".to_owned(), |open| number::amount(lang, Money(open)));
    let limit = card.credit_limit.map_or_else(|| "–".to_owned(), |l| number::amount(lang, l));
    let late = f.overdue.filter(|overdue| *overdue > 0);
    let overdue = late
        .map_or_else(String::new, |overdue| format!("  {} {}", t!(lang, "today-overdue"), number::amount(lang, Money(overdue))));
    let visited = card.visited.map_or_else(|| "–".to_owned(), |d| number::date_short(lang, d));
    pen.line(&[
        (&t!(lang, "today-pace"), th.dim),
        (" ", th.text),
        (&pace, th.text),
        ("  ", th.text),
        (&t!(lang, "today-open"), th.dim),
        (" ", th.text),
        (&open, th.text),
        (" / ", th.dim),
        (&limit, th.text),
        (&overdue, th.bad),
        ("  ", th.text),
        (&t!(lang, "today-tickets"), th.dim),
        (" ", th.text),
        (&f.open_tickets.to_string(), th.text),
        ("  ", th.text),
        (&t!(lang, "today-visited"), th.dim),
        (" ", th.text),
        (&visited, th.text),
    ]);
}

/// What it is about, in full.
fn about(pen: &mut Pen<'_, '_>, item: &Item, ctx: &Ctx) {
    let th = &ctx.theme;
    let line = words::line(State::scene(ctx), item);
    let owner = item.owner.as_ref().map_or("–", |(_, name)| name.as_str());
    let alarm = th.tone(tone(item.band));
    pen.line(&[
        (&line.glyph.to_string(), alarm),
        (" ", th.text),
        (&line.reason, alarm),
        ("  ", th.text),
        (line.kind, th.dim),
        ("  ", th.text),
        (&line.why, th.text),
        ("  ", th.text),
        (owner, th.dim),
    ]);
    pen.paragraph(&line.text, 2, th.text);
    if item.parties.len() > 1 {
        let names: Vec<String> = item.parties.iter().map(|p| format!("{} {}", p.code, p.name)).collect();
        pen.paragraph(&names.join(if ctx.lang == crate::domain::record::Lang::Zh { "、" } else { ", " }), 3, th.dim);
    }
}

/// The backups that could take over from a partner whose light is red.
fn able(pen: &mut Pen<'_, '_>, cover: &Cover, ctx: &Ctx) {
    let th = &ctx.theme;
    let count = i64::try_from(cover.able().count()).unwrap_or(i64::MAX);
    pen.paragraph(&t!(ctx.lang, "today-able", count = count), 2, if count == 0 { th.soon } else { th.head });
    for fit in cover.able() {
        let (code, name) = (fit.candidate.code.as_str(), fit.candidate.name.as_str());
        let capacity = number::amount(ctx.lang, fit.candidate.assessment.capacity);
        let said = match fit.candidate.assessment.lead_days {
            Some(days) => t!(ctx.lang, "today-able-one", code = code, name = name, capacity = capacity, days = days),
            None => t!(ctx.lang, "today-able-capacity", code = code, name = name, capacity = capacity),
        };
        pen.paragraph(&said, 2, th.text);
    }
}

/// What stands behind it: the story, the checklist, what happened last.
fn behind(pen: &mut Pen<'_, '_>, item: &Item, detail: &Detail, ctx: &Ctx) {
    let th = &ctx.theme;
    pen.paragraph(&i18n::approval::reason(ctx.lang, &detail.text), 3, th.dim);
    if let Some(page) = &detail.approval {
        for line in approval::difference(page, pen.area.width, ctx).into_iter().chain(approval::last(page, ctx)) {
            let pieces: Vec<(&str, Style)> = line.iter().map(|(text, style)| (text.as_str(), *style)).collect();
            pen.line(&pieces);
        }
    }
    if let Some(cover) = &detail.cover {
        able(pen, cover, ctx);
    }
    if let (Matter::Task { .. }, [list]) = (&item.matter, detail.checklists.as_slice()) {
        let list = Checklist::parse(list);
        let shown = |l: &crate::domain::checklist::Line| {
            let mark = match l.mark {
                Mark::Done => "☑",
                Mark::Open => "☐",
                Mark::Carried => "☐ ↻",
            };
            format!("{mark} {}", ctx.policy.maintenance.shown(&l.text, ctx.lang))
        };
        pen.paragraph(&list.0.iter().map(shown).collect::<Vec<_>>().join("   "), 2, th.text);
    }
    for event in &detail.events {
        let at = ctx.local(event.at).format("%m-%d %H:%M").to_string();
        let who = event.actor.map_or_else(|| "qudao".to_owned(), |id| ctx.user(Some(id)).to_owned());
        let what = i18n::desk::event(ctx.lang, event);
        pen.line(&[(&at, th.dim), (" ", th.text), (&who, th.dim), (" ", th.text), (&what, th.text)]);
    }
}
