//! What happened to a partner: who, when, what, from what to what.

use std::cell::Cell;

use ratatui::layout::Rect;

use super::super::super::cells::field_text;
use crate::domain::record::{Kind, Value};
use crate::i18n::{self, number};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::canvas::Canvas;
use crate::tui::overlay::scroll;
use crate::tui::worker::partners::{Deed, Happened, Page};

/// The whole section: a line an entry; the current one with its fields below.
pub(super) fn draw(p: &Page, at: Option<usize>, top: &Cell<usize>, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
    let th = &ctx.theme;
    if p.history.is_empty() {
        canvas.put(area.x, area.y, area.width, &t!(ctx.lang, "page-no-history"), th.dim);
        return;
    }
    let visible = usize::from(area.height);
    let first = at.map_or(0, |at| scroll(top.get(), at, visible));
    if at.is_some() {
        top.set(first);
    }
    for (y, (i, h)) in (area.y..area.bottom()).zip(p.history.iter().enumerate().skip(first)) {
        let focus = at == Some(i);
        canvas.put(area.x, y, 1, if focus { "›" } else { " " }, th.accent);
        let local = ctx.local(h.entry.at);
        let mut x = area.x + 2;
        x += canvas.put(x, y, 16, &local.format("%Y-%m-%d %H:%M").to_string(), th.dim) + 2;
        canvas.put(x, y, 10, &h.entry.actor, if focus { th.focus } else { th.text });
        x += 11;
        let room = area.right().saturating_sub(x);
        let what = i18n::message(ctx.lang, &h.entry.label, &[("what", h.detail.clone())]);
        let used = canvas.put(x, y, room, &what, if focus { th.focus } else { th.text });
        canvas.put(x + used + 2, y, room.saturating_sub(used + 2), &changes(h, ctx), th.dim);
    }
}

/// `Status: active → exited, Tier: …`
fn changes(h: &Happened, ctx: &Ctx) -> String {
    if h.entry.action != Deed::Update {
        return String::new();
    }
    let def = h.entry.kind.def();
    let shown = |name: &str, value: &Value| match def.field(name) {
        _ if value.is_null() => "–".to_owned(),
        Some((i, _)) if h.entry.kind == Kind::Partner => field_text(i, value, ctx),
        Some((_, f)) => number::value(ctx.lang, f, value, None, ctx.policy.organisation.zone),
        None => String::new(),
    };
    let of = |side: &[(&'static str, Value)], name: &str| {
        side.iter().find(|(n, _)| *n == name).map_or(Value::Null, |(_, v)| v.clone())
    };
    h.entry
        .after
        .iter()
        .map(|(name, after)| {
            let label = def.field(name).map_or(*name, |(_, f)| f.label.get(ctx.lang));
            format!("{label}: {} → {}", shown(name, &of(&h.entry.before, name)), shown(name, after))
        })
        .collect::<Vec<_>>()
        .join(", ")
}
