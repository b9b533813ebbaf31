//! An approval as lines: for the dialog, and for the detail beside the queue.

use chrono::{DateTime, Utc};
use ratatui::style::Style;

use super::{sheet, text};
use crate::domain::explain::Words;
use crate::domain::kinds::ApprovalState;
use crate::domain::record::Field;
use crate::i18n::{self, approval as words, number};
use crate::report::{Block, Body, Cell};
use crate::t;
use crate::tui::app::Ctx;
use crate::tui::worker::today::{ApprovalChange, ApprovalPage};

/// A line of pieces, each in its style.
pub type Line = Vec<(String, Style)>;

/// All of an approval, with what it would change where that is known; at most `width` columns a line.
#[must_use]
pub fn lines(page: &ApprovalPage, impact: Option<&[Block]>, width: u16, ctx: &Ctx) -> Vec<Line> {
    let (th, lang, line) = (&ctx.theme, ctx.lang, &page.line);
    let columns = usize::from(width);
    let mut out: Vec<Line> = Vec::new();
    if let Some(party) = &line.party {
        out.push(vec![(format!("{} ", party.code), th.head), (party.name.clone(), th.head)]);
    }
    let title = line.wanted.as_ref().map_or_else(|| line.title.clone(), |w| words::wanted(lang, w));
    let amount = line.amount.map(|a| format!("  {}", number::amount_full(a))).unwrap_or_default();
    out.push(vec![(title, th.text), (amount, th.accent)]);
    let who = words::who(lang, line.by.as_ref().map(|(_, name)| name.as_str()));
    out.push(vec![(t!(lang, "approval-by", who = who, at = moment(line.at, ctx)), th.dim)]);
    if !line.reason.is_empty() {
        let said = format!("{}: {}", t!(lang, "approval-why"), words::reason(lang, &line.reason));
        out.extend(text::wrap(&text::sanitise_lines(&said), columns).into_iter().map(|l| vec![(l, th.text)]));
    }
    out.push(Vec::new());
    out.extend(difference(page, width, ctx));
    if let Some(blocks) = impact.filter(|b| !b.is_empty()) {
        out.push(Vec::new());
        out.push(vec![(t!(lang, "approval-would-change"), th.head)]);
        out.extend(would_change(blocks, ctx));
    }
    out.push(Vec::new());
    out.extend(steps(page, ctx));
    out.push(Vec::new());
    out.push(vec![(t!(lang, "approval-history"), th.head)]);
    for event in &page.history {
        out.extend(history(event, columns, ctx));
    }
    out
}

/// What it would change: figures, then the rows of each table that has some.
fn would_change(blocks: &[Block], ctx: &Ctx) -> Vec<Line> {
    let th = &ctx.theme;
    let label = |w: &Words| i18n::explain::words(ctx.lang, ctx.policy.organisation.zone, w);
    let mut out: Vec<Line> = Vec::new();
    for block in blocks.iter().filter(|b| !b.is_empty()) {
        match &block.body {
            Body::Figures(figures) => out.extend(figures.iter().map(|f| {
                let said = joined(std::iter::once(&f.value).chain(&f.beside), ctx);
                vec![(format!("  {}: ", label(&f.label)), th.dim), (said, th.text)]
            })),
            Body::Table(table, _) => {
                out.extend(block.head.as_ref().map(|head| vec![(label(head), th.head)]));
                out.extend(table.rows.iter().map(|l| vec![(format!("  {}", joined(l.cells.iter(), ctx)), th.text)]));
            }
            _ => {}
        }
    }
    out
}

/// What some cells say, side by side.
fn joined<'a>(cells: impl Iterator<Item = &'a Cell>, ctx: &Ctx) -> String {
    cells.map(|c| sheet::said(c, ctx)).filter(|s| !s.is_empty()).collect::<Vec<_>>().join("  ")
}

/// What is in force beside what is asked for, field by field.
#[must_use]
pub fn difference(page: &ApprovalPage, width: u16, ctx: &Ctx) -> Vec<Line> {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let mut out = Vec::new();
    if !page.difference.drift.is_empty() {
        out.push(vec![(t!(lang, "approval-drift"), th.bad)]);
        out.extend(rows(&page.difference.drift, width, ctx));
    }
    let stale = page.stale.iter().map(|why| (t!(lang, "approval-stale", why = i18n::reason(lang, why)), th.bad));
    let kept = page.kept.iter().map(|said| (i18n::sentence(lang, said), th.accent));
    for (said, style) in stale.chain(kept) {
        out.extend(text::wrap(&text::sanitise_lines(&said), usize::from(width)).into_iter().map(|l| vec![(l, style)]));
        out.push(Vec::new());
    }
    if page.difference.fields.is_empty() && page.rules.is_empty() {
        return out;
    }
    let (names, values) = columns(width);
    out.push(vec![
        (text::left(&t!(lang, "approval-column-field"), names), th.head),
        (text::left(&t!(lang, "approval-column-before"), values), th.head),
        (t!(lang, "approval-column-after"), th.head),
    ]);
    out.extend(rows(&page.difference.fields, width, ctx));
    // of other rules: the keys that they change
    let of = |value: &str| if value.is_empty() { "–".to_owned() } else { value.to_owned() };
    for d in &page.rules {
        let sides = [(of(&d.from), th.dim), (of(&d.to), th.accent)];
        if text::width(&d.key) < names && sides.iter().all(|(value, _)| text::width(value) < values && !value.contains('\n')) {
            let [(from, dim), (to, accent)] = sides;
            out.push(vec![(text::left(&d.key, names), dim), (text::left(&from, values), dim), (to, accent)]);
            continue;
        }
        out.push(vec![(d.key.clone(), th.dim)]);
        for (value, style) in sides {
            let lines = text::wrap(&text::sanitise_lines(&value), usize::from(width).saturating_sub(2));
            out.extend(lines.into_iter().map(|l| vec![(format!("  {l}"), style)]));
        }
    }
    out
}

/// The last thing that happened beyond being asked for.
#[must_use]
pub fn last(page: &ApprovalPage, ctx: &Ctx) -> Option<Line> {
    let event = page.history.last().filter(|_| page.history.len() > 1)?;
    history(event, usize::MAX, ctx).into_iter().next()
}

/// Columns of a field's name, and of a value.
fn columns(width: u16) -> (usize, usize) {
    let names = usize::from(width / 4).clamp(10, 22);
    (names, (usize::from(width) - names.min(width.into())) / 2)
}

fn rows(changes: &[ApprovalChange], width: u16, ctx: &Ctx) -> Vec<Line> {
    let th = &ctx.theme;
    let (names, values) = columns(width);
    let mut out = Vec::new();
    for c in changes {
        let (before, after) = (value(c.field, &c.before, ctx), value(c.field, &c.after, ctx));
        let label = text::left(c.field.label.get(ctx.lang), names);
        let (before, after) = (text::wrap(&before, values.saturating_sub(1)), text::wrap(&after, values.saturating_sub(1)));
        let new = if c.changes() { th.accent } else { th.text };
        for i in 0..before.len().max(after.len()).max(1) {
            let at = |lines: &[String]| lines.get(i).cloned().unwrap_or_default();
            out.push(vec![
                (if i == 0 { label.clone() } else { text::left("", names) }, th.dim),
                (text::left(&at(&before), values), th.dim),
                (at(&after), new),
            ]);
        }
    }
    out
}

fn value(field: &Field, shown: &crate::tui::worker::today::ApprovalShown, ctx: &Ctx) -> String {
    let (value, code) = shown;
    if value.is_null() {
        return "–".to_owned();
    }
    number::value(ctx.lang, field, value, code.as_deref(), ctx.policy.organisation.zone)
}

/// Its steps with who approved them, the clock of the one that waits, and who may decide it.
fn steps(page: &ApprovalPage, ctx: &Ctx) -> Vec<Line> {
    let (th, lang, line) = (&ctx.theme, ctx.lang, &page.line);
    let open = matches!(line.state, ApprovalState::Pending | ApprovalState::Asked);
    let clock = |due: DateTime<Utc>| {
        let style = if due <= ctx.now { th.bad } else { th.text };
        (words::left(lang, due, ctx.now), style)
    };
    let mut out = Vec::new();
    if page.brought_in {
        out.push(vec![(t!(lang, "brought-in"), th.head)]);
    }
    for (step, done) in (1_i64..).zip(&page.steps) {
        let role = done.role.label().get(lang);
        out.push(match (&done.by, line.due) {
            (Some((who, place_of, at)), _) => {
                let who = words::hand(lang, who, place_of.as_deref());
                let at = moment(*at, ctx);
                vec![(t!(lang, "approval-step-done", step = step, role = role, who = who, at = at), th.text)]
            }
            (None, Some(due)) if open && step == line.step.0 && line.state == ApprovalState::Pending => {
                let (left, style) = clock(due);
                vec![(t!(lang, "approval-step-now", step = step, role = role, left = left), style)]
            }
            (None, _) => vec![(t!(lang, "approval-step-open", step = step, role = role), th.dim)],
        });
    }
    match (line.state, line.due) {
        (ApprovalState::Asked, Some(due)) => {
            let who = words::who(lang, line.by.as_ref().map(|(_, name)| name.as_str()));
            let (left, style) = clock(due);
            out.push(vec![(t!(lang, "approval-answer-due", who = who, left = left), style)]);
        }
        (ApprovalState::Pending, _) => {}
        (state, _) => {
            let said = state.label().get(lang).to_owned();
            let said = if line.alone { t!(lang, "approval-alone", state = said) } else { said };
            out.push(vec![(said, th.head)]);
        }
    }
    if open {
        let who: Vec<String> = page.deciders.iter().map(|d| words::hand(lang, &d.name, d.place_of.as_deref())).collect();
        out.push(if who.is_empty() {
            vec![(t!(lang, "approval-may-nobody"), th.bad)]
        } else {
            vec![(t!(lang, "approval-may", who = who.join(", ")), th.dim)]
        });
    }
    out
}

fn history(event: &crate::tui::worker::today::ApprovalEvent, columns: usize, ctx: &Ctx) -> Vec<Line> {
    let (th, lang) = (&ctx.theme, ctx.lang);
    let who = words::who(lang, event.actor.as_deref());
    let who = words::hand(lang, &who, event.place_of.as_deref());
    let head = format!("{} {who} ", moment(event.event.at, ctx));
    let act = event.event.act.label().get(lang);
    let mut out = vec![vec![(head.clone(), th.dim), (act.to_owned(), th.text)]];
    let said = words::reason(lang, event.event.text.trim());
    if said.is_empty() {
        return out;
    }
    if text::width(&head) + text::width(act) + text::width(&said) + 2 <= columns && !said.contains('\n') {
        out[0].push((format!("  {said}"), th.text));
    } else {
        let wrapped = text::wrap(&text::sanitise_lines(&said), columns.saturating_sub(2));
        out.extend(wrapped.into_iter().map(|l| vec![(format!("  {l}"), th.text)]));
    }
    out
}

/// A day and time as one looks for it.
fn moment(at: DateTime<Utc>, ctx: &Ctx) -> String {
    let local = ctx.local(at);
    if local.date() == ctx.today() { local.format("%H:%M").to_string() } else { local.format("%m-%d %H:%M").to_string() }
}
