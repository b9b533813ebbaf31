//! How the page of the policy is drawn.

use ratatui::layout::Rect;

use super::super::scroll;
use super::{Change, Focus, Line, Policy, Versions, lines, only_looks};
use crate::i18n::{self, number};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::view::panes;
use crate::tui::widgets::{sheet, text};
use crate::tui::worker::policy::{Origin, Version};

impl Policy {
    pub(in crate::tui::overlay) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let th = &ctx.theme;
        let inside = canvas.frame(area, &t!(ctx.lang, "policy-title"), th.accent, th.overlay);
        if inside.height < 8 || inside.width < 40 {
            return;
        }
        match (&self.change, &self.versions) {
            (Some(change), _) => change.view(canvas, inside, ctx),
            (None, Some(versions)) => versions.view(canvas, inside, ctx),
            (None, None) => self.view_list(canvas, inside, ctx),
        }
    }

    fn view_list(&self, canvas: &mut Canvas<'_>, inside: Rect, ctx: &Ctx) {
        let (th, lang) = (&ctx.theme, ctx.lang);
        let found = lines(&ctx.policy, self.search.text(), lang);
        let keys = t!(lang, "policy-keys", count = number::count(i64::try_from(found.len()).unwrap_or(0)));
        let count = match ctx.policy.number {
            // what a file says is of no version
            0 => keys,
            number => format!("{keys} · {}", t!(lang, "policy-number", number = number)),
        };
        if self.searching || !self.search.text().is_empty() {
            canvas.put(inside.x + 1, inside.y, 2, "/", th.accent);
            let used = columns(&count);
            self.search.view(canvas, inside.x + 3, inside.y, inside.width.saturating_sub(used + 5), th.text, self.searching);
        }
        canvas.put_right(inside.x, inside.y, inside.width - 1, &count, th.dim);
        let wide = panes(ctx.size.0) > 1;
        let (list, detail) = if wide {
            let left = inside.width * 3 / 5;
            canvas.vertical(inside.x + left, inside.y + 1, inside.height - 1, th.rule);
            let x = inside.x + left + 2;
            let list = Rect { y: inside.y + 1, height: inside.height - 1, width: left, ..inside };
            (list, Rect { x, width: inside.right().saturating_sub(x + 1), ..list })
        } else {
            let below = 6.min(inside.height / 3);
            let list = Rect { y: inside.y + 1, height: inside.height - 1 - below, ..inside };
            let detail = Rect { x: inside.x + 1, y: list.bottom(), width: inside.width - 2, height: below };
            (list, detail)
        };
        if found.is_empty() {
            canvas.paragraph(Rect { x: list.x + 3, width: list.width - 4, ..list }, &t!(lang, "policy-nothing"), th.dim);
            return;
        }
        self.rows(canvas, list, &found, ctx);
        if let Some(line) = found.get(self.at) {
            if !wide {
                canvas.rule(inside.x, detail.y, inside.width, th.rule);
            }
            let detail = if wide { detail } else { Rect { y: detail.y + 1, height: detail.height - 1, ..detail } };
            describe(canvas, detail, line, self.origins.get(&line.path), ctx);
        }
    }

    /// The keys, with a heading where a section begins.
    fn rows(&self, canvas: &mut Canvas<'_>, area: Rect, found: &[Line], ctx: &Ctx) {
        let th = &ctx.theme;
        let section = |line: &Line| line.path.split('.').next().unwrap_or_default().to_owned();
        let mut rows: Vec<(Option<usize>, String)> = Vec::with_capacity(found.len() + 24);
        let mut last = String::new();
        for (i, line) in found.iter().enumerate() {
            let now = section(line);
            if now != last {
                rows.push((None, format!("[{now}]")));
                last = now;
            }
            rows.push((Some(i), line.path.clone()));
        }
        let on = rows.iter().position(|(i, _)| *i == Some(self.at)).unwrap_or(0);
        let visible = usize::from(area.height).max(1);
        // the heading is seen with the first key under it
        let first = if on > 0 && rows.get(on - 1).is_some_and(|(i, _)| i.is_none()) { on - 1 } else { on };
        let top = scroll(scroll(self.top.get().min(rows.len().saturating_sub(visible)), on, visible), first, visible);
        self.top.set(top);
        let widest = found.iter().map(|l| columns(&l.path)).max().unwrap_or(0).min(area.width / 2);
        for (y, (i, said)) in (area.y..area.bottom()).zip(rows.iter().skip(top)) {
            let Some(line) = i.and_then(|i| found.get(i)) else {
                canvas.put(area.x + 1, y, area.width.saturating_sub(2), said, th.head);
                continue;
            };
            let focus = *i == Some(self.at);
            canvas.put(area.x + 1, y, 1, if focus { "›" } else { " " }, th.accent);
            // what a version set otherwise than it was in the beginning
            canvas.put(area.x + 2, y, 1, if self.origins.contains_key(&line.path) { "*" } else { " " }, th.soon);
            canvas.put(area.x + 3, y, widest, &line.path, if focus { th.focus } else { th.text });
            let x = area.x + 5 + widest;
            let value = shown(&line.value);
            let unit = line.key.unit.get(ctx.lang);
            canvas.pieces(x, y, area.right().saturating_sub(x + 1), &[(&value, th.text), (" ", th.text), (unit, th.dim)]);
        }
    }
}

fn columns(said: &str) -> u16 {
    u16::try_from(text::width(said)).unwrap_or(u16::MAX)
}

/// A value of several lines in one.
fn shown(value: &str) -> String {
    text::sanitise(&value.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// What a key is for, its value and bounds, and who gave it that value, when and why.
fn describe(canvas: &mut Canvas<'_>, area: Rect, line: &Line, origin: Option<&Origin>, ctx: &Ctx) {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let mut y = area.y;
    let mut put = |said: &str, style| {
        for part in text::wrap(said, usize::from(area.width)) {
            if y < area.bottom() {
                canvas.put(area.x, y, area.width, &part, style);
                y += 1;
            }
        }
    };
    put(line.key.sentence.get(lang), th.head);
    let unit = line.key.unit.get(lang);
    put(format!("{} = {} {unit}", line.path, shown(&line.value)).trim_end(), th.text);
    put(&t!(lang, "policy-bounds", bounds = line.key.bounds(lang)), th.dim);
    if let Some(origin) = origin {
        let at = origin.at.map(|at| number::moment(at, ctx.policy.organisation.zone)).unwrap_or_default();
        let (by, reason) = (origin.by.as_deref().unwrap_or("qudao"), origin.reason.as_str());
        put(&t!(lang, "policy-origin", version = origin.version, by = by, at = at, reason = reason), th.dim);
    }
}

impl Change {
    fn view(&self, canvas: &mut Canvas<'_>, inside: Rect, ctx: &Ctx) {
        let (th, lang) = (&ctx.theme, ctx.lang);
        let area = Rect { x: inside.x + 1, width: inside.width - 2, ..inside };
        let Some(key) = crate::domain::policy::keys::key(&self.path) else { return };
        let unit = key.unit.get(lang);
        let mut y = area.y;
        let [now, new, why, from] =
            ["policy-now", "policy-new", "policy-reason", "policy-from"].map(|key| i18n::message(lang, key, &[]));
        let widest = [&now, &new, &why, &from].map(|label| columns(label)).into_iter().max().unwrap_or(0);
        for part in text::wrap(&format!("{}  {}", self.path, key.sentence.get(lang)), usize::from(area.width)) {
            canvas.put(area.x, y, area.width, &part, th.head);
            y += 1;
        }
        canvas.put(area.x, y, area.width, &t!(lang, "policy-bounds", bounds = key.bounds(lang)), th.dim);
        y += 1;
        let x = area.x + widest + 2;
        let room = area.right().saturating_sub(x);
        let old = ctx.policy.value(&self.path).unwrap_or_default();
        canvas.put(area.x, y, widest, &now, th.dim);
        canvas.put(x, y, room, format!("{} {unit}", shown(&old)).trim_end(), th.text);
        let fields = [(&new, &self.value, Focus::Value), (&why, &self.reason, Focus::Reason), (&from, &self.from, Focus::From)];
        for (label, input, field) in fields {
            y += 1;
            let focus = self.focus == field;
            canvas.put(area.x, y, widest, label, if focus { th.accent } else { th.dim });
            if field == Focus::From && input.text().is_empty() && !focus {
                canvas.put(x, y, room, &t!(lang, "policy-from-decision"), th.dim);
            } else {
                input.view(canvas, x, y, room, th.text, focus);
            }
        }
        y += 1;
        if let Some(problem) = &self.problem {
            for part in text::wrap(problem, usize::from(area.width)) {
                canvas.put(area.x, y, area.width, &part, th.bad);
                y += 1;
            }
        }
        canvas.rule(inside.x, y, inside.width, th.rule);
        y += 1;
        let below = Rect { y, height: inside.bottom().saturating_sub(y), ..area };
        match (&self.tried, self.blocks(ctx)) {
            (_, Some(blocks)) => {
                let (hint, style) = match only_looks(ctx) {
                    Some(why) => (why, th.dim),
                    None => (t!(lang, "policy-ask-hint"), th.accent),
                };
                canvas.put(below.x, below.y, below.width, &hint, style);
                let below = Rect { y: below.y + 1, height: below.height.saturating_sub(1), ..below };
                sheet::draw(blocks, Some(self.row), &self.top, canvas, below, ctx);
            }
            (Some((tried, None)), None) if tried == self.value.text().trim() => {
                canvas.put(below.x, below.y, below.width, &t!(lang, "policy-trying"), th.dim);
            }
            _ => {
                canvas.paragraph(below, &t!(lang, "policy-try-hint"), th.dim);
            }
        }
    }
}

impl Versions {
    fn view(&self, canvas: &mut Canvas<'_>, inside: Rect, ctx: &Ctx) {
        let (th, lang) = (&ctx.theme, ctx.lang);
        let Some(list) = &self.list else { return };
        let who = |v: &Version| if v.by.is_empty() { "qudao".to_owned() } else { v.by.clone() };
        let heads = ["policy-version-head", "policy-from", "policy-by", "policy-change", "policy-state"];
        let heads = heads.map(|key| i18n::message(lang, key, &[]));
        let from = |v: &Version| match (v.from, v.base) {
            (Some(day), _) => number::date(day),
            (None, false) => t!(lang, "policy-beginning"),
            (None, true) => "–".to_owned(),
        };
        let widest =
            |head: &str, cell: &dyn Fn(&Version) -> String| list.iter().map(|v| columns(&cell(v))).fold(columns(head), u16::max);
        let (numbers, days, names) = (columns(&heads[0]).max(3), widest(&heads[1], &from), widest(&heads[2], &who));
        let x = inside.x + 3;
        let places = [x, x + numbers + 2, x + numbers + days + 4, x + numbers + days + names + 6];
        for (x, head) in places.iter().zip(&heads) {
            canvas.put(*x, inside.y, inside.right().saturating_sub(*x), head, th.dim);
        }
        canvas.put_right(inside.x, inside.y, inside.width - 1, &heads[4], th.dim);
        let inside = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
        let high = u16::try_from(list.len()).unwrap_or(u16::MAX).min(inside.height / 2).max(1);
        let visible = usize::from(high);
        let top = scroll(self.top.get().min(list.len().saturating_sub(visible)), self.at, visible);
        self.top.set(top);
        for (y, (i, v)) in (inside.y..).zip(list.iter().enumerate().skip(top).take(visible)) {
            let focus = i == self.at;
            let state = if v.in_force { t!(lang, "policy-in-force") } else { v.state.label().get(lang).to_owned() };
            let state = if v.alone { t!(lang, "approval-alone", state = state) } else { state };
            canvas.put(inside.x + 1, y, 1, if focus { "›" } else { " " }, th.accent);
            let style = if focus { th.focus } else { th.text };
            let end = inside.right().saturating_sub(columns(&state) + 3);
            canvas.put_right(places[0], y, numbers, &v.number.to_string(), style);
            for (x, cell) in places.iter().skip(1).zip([from(v), who(v), v.title(lang)]) {
                canvas.put(*x, y, end.saturating_sub(*x), &cell, style);
            }
            canvas.put_right(inside.x, y, inside.width - 1, &state, if v.in_force { th.good } else { th.dim });
        }
        canvas.rule(inside.x, inside.y + high, inside.width, th.rule);
        let y = inside.y + high + 1;
        let area = Rect { x: inside.x + 1, y, width: inside.width - 2, height: inside.bottom().saturating_sub(y) };
        let Some(selected) = list.get(self.at) else { return };
        let mut lines: Vec<(String, ratatui::style::Style)> = Vec::new();
        if !selected.reason.is_empty() {
            lines.push((format!("{}  {}", t!(lang, "policy-why"), selected.reason.replace('\n', " / ")), th.dim));
        }
        if let Some((_, changes)) = self.changes.as_ref().filter(|(number, _)| *number == selected.number) {
            if changes.is_empty() {
                lines.push((t!(lang, "policy-first"), th.dim));
            }
            let side = |value: &str| if value.is_empty() { "–".to_owned() } else { shown(value) };
            lines.extend(changes.iter().map(|d| (format!("{}: {} → {}", d.key, side(&d.from), side(&d.to)), th.text)));
        }
        let wrapped = lines.into_iter().flat_map(|(said, style)| {
            text::wrap(&text::sanitise(&said), usize::from(area.width)).into_iter().map(move |part| (part, style))
        });
        for (y, (said, style)) in (area.y..area.bottom()).zip(wrapped) {
            canvas.put(area.x, y, area.width, &said, style);
        }
    }
}
