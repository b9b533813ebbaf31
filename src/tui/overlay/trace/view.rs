//! How the page of codes is drawn: what was pasted, whom it was shipped to, what else is known of it.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Ask, At, CODES, SEEN, Trace};
use crate::domain::diversion::{Place, Suspect};
use crate::domain::record::Kind;
use crate::i18n::{self, diversion as words, number};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::overlay::form::view::{note, view_list};
use crate::tui::overlay::{middle, scroll};
use crate::tui::theme::Tone;
use crate::tui::widgets::text;
use crate::tui::worker::trace::Traced;

/// Columns that are of use.
const WIDTH: u16 = 132;

const fn tone(place: Place) -> Tone {
    match place {
        Place::Outside => Tone::Bad,
        Place::Unknown => Tone::Soon,
        Place::Inside => Tone::Plain,
    }
}

impl Trace {
    pub(crate) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        // a strip of the desk beside it would say nothing
        let width = if area.width < WIDTH + 40 { area.width } else { WIDTH };
        let frame = middle(area, width, area.height);
        let inside = canvas.frame(frame, &t!(ctx.lang, "trace-overlay"), th.accent, th.overlay);
        if inside.height < 8 || inside.width < 40 {
            return;
        }
        self.view_pages(canvas, inside, ctx);
        let body = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
        if self.at == At::Prices {
            self.prices.view(canvas, body, ctx);
        } else {
            self.view_codes(canvas, area, body, ctx);
        }
        if let Some(ask) = &self.ask {
            self.view_ask(canvas, area, ask, ctx);
        }
    }

    /// The names of the two pages, and the key that turns them.
    fn view_pages(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let style = |on: bool| if on { th.focus } else { th.dim };
        let prices = self.at == At::Prices;
        let (codes, seen) = (t!(ctx.lang, "trace-page-codes"), t!(ctx.lang, "trace-page-prices"));
        let pages = [(codes.as_str(), style(!prices)), (" │ ", th.rule), (seen.as_str(), style(prices))];
        canvas.pieces(area.x + 1, area.y, area.width - 2, &pages);
        let key = ctx.keymap.of(Scope::Trace).find(|b| b.action == Action::NextSection);
        let key = key.map(|b| format!("{} {}", b.shown(), if prices { &codes } else { &seen })).unwrap_or_default();
        canvas.put_right(area.x, area.y, area.width - 1, &key, th.dim);
    }

    fn view_codes(&self, canvas: &mut Canvas<'_>, bounds: Rect, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let labels = [t!(ctx.lang, "trace-codes"), t!(ctx.lang, "trace-seen"), t!(ctx.lang, "trace-by")];
        let column = u16::try_from(labels.iter().map(|l| text::width(l)).max().unwrap_or(8)).unwrap_or(8);
        let at = area.x + 4 + column;
        let width = area.right().saturating_sub(at + 1);
        let mut y = area.y;
        let mut open = None;
        for (i, (field, label)) in self.fields.iter().zip(&labels).enumerate() {
            let focus = self.at == At::Field(i) && self.ask.is_none();
            canvas.put(area.x + 1, y, 1, if focus { "›" } else { " " }, th.accent);
            canvas.put(area.x + 2, y, column, label, if focus { th.focus } else { th.dim });
            if i == CODES {
                let high = if area.height > 26 { 4 } else { 3 };
                y += note(canvas, Rect { x: at, y, width, height: high }, field, focus, ctx);
                continue;
            }
            if focus && field.text().is_empty() {
                canvas.put(at, y, 12, "············", th.dim);
            }
            field.input.view(canvas, at, y, width, th.text, focus);
            if focus && field.list.is_some() {
                open = Some((Rect { x: at, y: y + 1, width: 44, height: 10 }, field));
            }
            y += 1;
            if let Some(problem) = &field.problem {
                let kind = if i == SEEN { Kind::Partner } else { Kind::Shipment };
                canvas.put(at, y, width, &format!("! {}", i18n::problem(ctx.lang, Some(kind), problem)), th.bad);
                y += 1;
            }
        }
        let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
        self.view_found(canvas, rest, ctx);
        if let Some((at, field)) = open {
            view_list(canvas, bounds, at, field, ctx);
        }
    }

    fn view_found(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let (th, lang) = (&ctx.theme, ctx.lang);
        canvas.rule(area.x, area.y, area.width, th.rule);
        let Some(found) = &self.found else {
            let said = if self.stale { t!(lang, "trace-looking") } else { t!(lang, "trace-hint") };
            let hint = Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height.saturating_sub(1) };
            canvas.paragraph(hint, &said, th.dim);
            return;
        };
        let trace = &found.trace;
        let (read, partners) = (trace.codes.len(), trace.suspects.len());
        let traced = read.saturating_sub(trace.unknown.len());
        let summary = t!(lang, "trace-summary", codes = read, found = traced, partners = partners);
        let summary = if self.stale { format!(" {summary} … ") } else { format!(" {summary} ") };
        canvas.put(area.x + 2, area.y, area.width - 4, &summary, if self.stale { th.dim } else { th.head });
        let mut y = area.y + 1;
        if trace.suspects.is_empty() {
            let used = canvas.paragraph(
                Rect { x: area.x + 2, y, width: area.width - 4, height: area.bottom().saturating_sub(y) },
                &t!(lang, "trace-nobody"),
                th.dim,
            );
            y += used;
        } else {
            let room = area.bottom().saturating_sub(y + 1);
            let rows = u16::try_from(trace.suspects.len()).unwrap_or(u16::MAX).min((room / 2).max(3)).min(room);
            self.view_suspects(canvas, Rect { y, height: rows + 1, ..area }, found, ctx);
            y += rows + 1;
        }
        self.view_rest(canvas, Rect { y, height: area.bottom().saturating_sub(y), ..area }, found, ctx);
    }

    fn view_suspects(&self, canvas: &mut Canvas<'_>, area: Rect, found: &Traced, ctx: &Ctx) {
        let (th, suspects) = (&ctx.theme, &found.trace.suspects);
        let columns = Columns::of(area, found);
        columns.head(canvas, area.y, ctx);
        let visible = usize::from(area.height.saturating_sub(1)).max(1);
        let top = scroll(self.top.get().min(suspects.len().saturating_sub(visible)), self.row, visible);
        self.top.set(top);
        for (y, (i, s)) in (area.y + 1..).zip(suspects.iter().enumerate().skip(top).take(visible)) {
            let current = i == self.row;
            let focus = current && self.at == At::Suspects;
            canvas.put(area.x + 1, y, 1, if current { "›" } else { " " }, if focus { th.accent } else { th.dim });
            columns.row(canvas, y, s, found, focus, ctx);
        }
    }

    /// Whom it hurts, what nobody got, and the codes of the suspect under the cursor.
    fn view_rest(&self, canvas: &mut Canvas<'_>, area: Rect, found: &Traced, ctx: &Ctx) {
        let (th, lang, trace) = (&ctx.theme, ctx.lang, &found.trace);
        let width = usize::from(area.width.saturating_sub(4));
        let mut lines: Vec<(String, Style)> = Vec::new();
        // at most two lines each: what follows is the evidence
        let mut brief = |said: String, style: Style| {
            let wrapped = text::wrap(&said, width);
            let more = wrapped.len() > 2;
            let mark = |(i, line): (usize, String)| (if more && i == 1 { format!("{line} …") } else { line }, style);
            lines.extend(wrapped.into_iter().take(2).enumerate().map(mark));
        };
        if !trace.affected.is_empty() {
            let who = trace.affected.iter().map(|p| found.called.partner(*p)).map(|(code, name)| format!("{code} {name}"));
            let who = who.collect::<Vec<_>>().join(", ");
            brief(format!("▲ {}", t!(lang, "trace-affected", who = who)), th.soon);
        }
        if !trace.unknown.is_empty() {
            brief(t!(lang, "trace-not-found", codes = trace.unknown.join(", ")), th.dim);
        }
        if let Some(s) = self.suspect() {
            lines.push((format!("{} {}", found.called.partner(s.partner).0, words::territory(s)), th.head));
            lines.extend(s.shipped.iter().map(|shipped| (words::trace_evidence(lang, shipped), th.text)));
        }
        let room = usize::from(area.height);
        let left = lines.len().saturating_sub(room.saturating_sub(1));
        for (i, (y, (line, style))) in (area.y..area.bottom()).zip(&lines).enumerate() {
            if i + 1 == room && lines.len() > room {
                canvas.put(area.x + 2, y, area.width - 4, &t!(lang, "trace-more", count = left), th.dim);
            } else {
                canvas.put(area.x + 2, y, area.width - 4, line, *style);
            }
        }
    }

    /// The question about a ticket.
    fn view_ask(&self, canvas: &mut Canvas<'_>, area: Rect, ask: &Ask, ctx: &Ctx) {
        let (th, lang) = (&ctx.theme, ctx.lang);
        let called = if ask.prices { self.prices.called() } else { self.found.as_ref().map(|f| &f.called) };
        let who = called.map(|c| c.partner(ask.partner)).map(|(code, name)| format!("{code} {name}")).unwrap_or_default();
        let mut lines: Vec<(String, Style)> = Vec::new();
        let question = if ask.prices { t!(lang, "trace-ask-prices", who = who) } else { t!(lang, "trace-ask-codes", who = who) };
        lines.push((question, th.text));
        lines.push((String::new(), th.text));
        let severity = ask.severity.label().get(lang);
        lines.push((format!("{}  ‹ {severity} ›", t!(lang, "trace-ask-severity")), th.focus));
        if let Some(s) = self.suspect().filter(|_| !ask.prices) {
            let amount = s.amount.map_or_else(String::new, |a| format!(" · {}", number::amount_full(a)));
            lines.push((format!("{}{amount}", t!(lang, "trace-ask-evidence", count = s.shipped.len())), th.text));
            if s.place != Place::Outside {
                lines.push((format!("▲ {}", t!(lang, "trace-ask-not-outside")), th.soon));
            }
        }
        if let Some((_, number)) = ask.open {
            lines.push((format!("▲ {}", t!(lang, "trace-ask-open", number = number.to_string())), th.soon));
        }
        let width = 68.min(area.width);
        let lines: Vec<(String, Style)> = lines
            .into_iter()
            .flat_map(|(line, style)| text::wrap(&line, usize::from(width - 4)).into_iter().map(move |l| (l, style)))
            .collect();
        let frame = middle(area, width, u16::try_from(lines.len() + 3).unwrap_or(12));
        let inside = canvas.frame(frame, &t!(lang, "trace-ask-title"), th.accent, th.overlay);
        for (y, (line, style)) in (inside.y..inside.bottom()).zip(&lines) {
            canvas.put(inside.x + 1, y, inside.width.saturating_sub(2), line, *style);
        }
    }
}

/// How wide the columns of the suspects are.
struct Columns {
    x: u16,
    place: u16,
    code: u16,
    name: u16,
    territory: u16,
    /// Whether the days have room.
    days: bool,
}

const COUNT: u16 = 9;
const AMOUNT: u16 = 12;
const DAYS: u16 = 25;
const TICKET: u16 = 6;

impl Columns {
    fn of(area: Rect, found: &Traced) -> Self {
        let codes = found.trace.suspects.iter().map(|s| text::width(found.called.partner(s.partner).0));
        let code = u16::try_from(codes.max().unwrap_or(4).min(10)).unwrap_or(4) + 1;
        let (place, days) = (10, area.width >= 110);
        let fixed = 5 + place + code + COUNT * 2 + AMOUNT + TICKET + 2 + if days { DAYS } else { 0 };
        let rest = area.width.saturating_sub(fixed);
        // the whole territory of the one under the cursor stands below
        let name = (rest * 2 / 3).min(28);
        Self { x: area.x + 3, place, code, name, territory: rest - name, days }
    }

    fn put(&self, canvas: &mut Canvas<'_>, y: u16, cells: &[(&str, Style)]) {
        let days = if self.days { DAYS } else { 0 };
        let widths = [self.place, self.code, self.name, COUNT, COUNT, AMOUNT, days, self.territory, TICKET];
        let mut x = self.x;
        for (i, ((what, style), width)) in cells.iter().zip(widths).enumerate() {
            if matches!(i, 3..=5) {
                canvas.put_right(x, y, width, what, *style);
            } else if width > 0 {
                // the last one has the room of those that are not there
                let width = if i + 1 == cells.len() { width + widths.iter().skip(i + 1).sum::<u16>() } else { width };
                canvas.put(if i > 5 { x + 2 } else { x }, y, width.saturating_sub(1), what, *style);
            }
            x += width;
        }
    }

    fn head(&self, canvas: &mut Canvas<'_>, y: u16, ctx: &Ctx) {
        let (lang, style) = (ctx.lang, ctx.theme.head);
        let label = |field: &str| Kind::Shipment.def().field(field).map_or("", |(_, f)| f.label.get(lang)).to_owned();
        let heads = [
            t!(lang, "trace-head-place"),
            String::new(),
            String::new(),
            t!(lang, "trace-head-codes"),
            t!(lang, "trace-head-own-short"),
            label("amount"),
            label("shipped_on"),
            t!(lang, "trace-head-territory"),
        ];
        let cells: Vec<(&str, Style)> = heads.iter().map(|h| (h.as_str(), style)).collect();
        self.put(canvas, y, &cells);
        // over code and name
        canvas.put(self.x + self.place, y, self.code + self.name - 1, &label("partner"), style);
    }

    fn row(&self, canvas: &mut Canvas<'_>, y: u16, s: &Suspect, found: &Traced, focus: bool, ctx: &Ctx) {
        let th = &ctx.theme;
        let plain = if focus { th.focus } else { th.text };
        let tone = tone(s.place);
        let (code, name) = found.called.partner(s.partner);
        let place = format!("{} {}", tone.glyph(), words::place(ctx.lang, s.place));
        let (codes, own) = (s.shipped.len().to_string(), s.own.to_string());
        let amount = s.amount.map_or_else(|| "–".to_owned(), number::amount_full);
        let days = s.shipped.iter().map(|c| c.shipped_on);
        let days = match (days.clone().min(), days.max()) {
            (Some(first), Some(last)) if first != last => format!("{} – {}", number::date(first), number::date(last)),
            (Some(only), _) => number::date(only),
            _ => String::new(),
        };
        let territory = words::territory(s);
        let ticket = found.open.iter().find(|o| o.0 == s.partner).map_or_else(String::new, |o| format!("#{}", o.2));
        let cells = [
            (place.as_str(), th.tone(tone)),
            (code, th.dim),
            (name, plain),
            (&codes, plain),
            (&own, if s.own > 0 { plain } else { th.dim }),
            (&amount, plain),
            (&days, th.dim),
            (&territory, plain),
            (&ticket, th.accent),
        ];
        self.put(canvas, y, &cells);
    }
}
