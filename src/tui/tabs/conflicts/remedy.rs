//! Resolving: a remedy of the playbook is chosen, its steps are the resolution's text, which is edited before it is saved.

use crate::domain::kinds::{PainPoint, TicketKind, TicketState};
use crate::domain::record::{Row, Storable as _, Value};
use crate::domain::remedy::Remedy;
use crate::domain::sentence::Sentence;
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::keymap::Action;
use crate::tui::overlay::{Item, Picker, Then};

/// What resolving asks for.
pub(in crate::tui) const FIELDS: [&str; 3] = ["root_cause", "resolution", "agreed_terms"];

/// Lets a person choose what tickets of a kind are resolved by; the answer comes to the tab's `answer` for `resolve`.
pub(in crate::tui) fn choose(title: Sentence, kind: TicketKind, point: Option<PainPoint>, ctx: &Ctx) -> Effect {
    let item = |r: &Remedy| {
        let tasks = t!(ctx.lang, "remedy-tasks", count = i64::try_from(r.task.len()).unwrap_or(0));
        let violation = r.violation.map(|v| format!("{} · ", v.label().get(ctx.lang))).unwrap_or_default();
        Item { id: 0, code: r.code.clone(), label: r.name.get(ctx.lang).to_owned(), hint: format!("{violation}{tasks}") }
    };
    pick(title, ctx.policy.playbooks().of(kind, point).into_iter().map(item).collect(), ctx)
}

/// The same where no remedy fits: one's own words.
pub(super) fn none(title: Sentence, ctx: &Ctx) -> Effect {
    pick(title, Vec::new(), ctx)
}

fn pick(title: Sentence, mut items: Vec<Item>, ctx: &Ctx) -> Effect {
    items.push(Item { id: 0, code: String::new(), label: t!(ctx.lang, "remedy-none"), hint: String::new() });
    Effect::Pick(Box::new(Picker::fixed(title, items, Then::Tab(Action::Resolve)).without_codes()))
}

/// The record of a ticket that is to be resolved by the remedy of a code; words that are there already stay.
pub(in crate::tui) fn fill(mut row: Row, code: &str, ctx: &Ctx) -> Row {
    row.set("state", TicketState::Resolved.to_value());
    row.set("remedy", code.to_owned().to_value());
    if let Some(remedy) = ctx.policy.playbooks().get(code).filter(|_| row.get("resolution").is_null()) {
        row.set("resolution", Value::Text(remedy.text(ctx.lang)));
    }
    row
}
