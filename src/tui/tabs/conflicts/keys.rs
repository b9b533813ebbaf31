//! What the keys of the desk do.

use super::{State, query};
use crate::domain::record::Kind;
use crate::domain::sentence::Sentence;
use crate::t;
use crate::tui::app::{Ctx, Effect};
use crate::tui::keymap::Action;
use crate::tui::overlay::{Item, Picker, Prompt, Then, step};
use crate::tui::tabs::new_ticket;
use crate::tui::view::panes;
use crate::tui::worker::conflicts::Query;

impl State {
    pub(super) fn pressed(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        // no question is open any more
        self.asking = None;
        match action {
            _ if self.open && self.in_detail(action) => self.detail_key(action, ctx),
            Action::HalfDown | Action::HalfUp if self.beside(ctx) => {
                let by = usize::from(ctx.size.1) / 2;
                let at = self.scroll.get();
                self.scroll.set(if action == Action::HalfDown { at + by } else { at.saturating_sub(by) });
                Vec::new()
            }
            Action::NextSection => self.go_to(self.at + 1, ctx),
            Action::PreviousSection => self.go_to(self.at.saturating_sub(1), ctx),
            Action::Down
            | Action::Up
            | Action::Top
            | Action::Bottom
            | Action::HalfDown
            | Action::HalfUp
            | Action::PageDown
            | Action::PageUp => {
                let len = self.ids.as_ref().map_or(0, Vec::len);
                let at = step(self.at, len, usize::from(ctx.size.1).saturating_sub(5), action);
                self.go_to(at, ctx)
            }
            Action::Next | Action::Previous => self.seek_action(action == Action::Next, ctx),
            Action::Open => {
                self.open = self.selected.is_some() && !self.open;
                Vec::new()
            }
            Action::Right if panes(ctx.size.0) == 1 => {
                self.open = self.selected.is_some();
                Vec::new()
            }
            Action::Left => {
                self.open = false;
                Vec::new()
            }
            Action::Mark | Action::Range | Action::MarkAll => self.mark(action, ctx),
            Action::MarkAlike => self.mark_alike(),
            Action::MarkAgain => self.mark_again(),
            Action::Filter => {
                self.before = Some(self.filter.clone());
                let prompt = Prompt::new(Sentence::new("ask-ticket-filter"), self.filter.clone(), Action::Filter).live();
                vec![Effect::Prompt(Box::new(prompt))]
            }
            Action::Views => vec![Effect::Pick(Box::new(views(ctx)))],
            Action::Add => vec![new_ticket(None)],
            Action::OpenPartner => {
                let partner = self.row().and_then(|r| r.partner);
                partner.map(|id| Effect::Open(Kind::Partner, id)).into_iter().collect()
            }
            Action::Why | Action::Explain => {
                let row = self.row();
                row.map(|r| query(Query::Why(r.id, self.explained(r, ctx), ctx.lang))).into_iter().collect()
            }
            Action::Edit => self.selected.map(|id| Effect::Edit(Kind::Ticket, id)).into_iter().collect(),
            other => self.work(other, ctx),
        }
    }

    /// To the next ticket that needs somebody: not acknowledged, warned or over, or resolved and to be closed.
    fn seek_action(&mut self, forward: bool, ctx: &Ctx) -> Vec<Effect> {
        let ids = self.ids.clone().unwrap_or_default();
        // A row that is not loaded yet is stopped at: it may need somebody.
        let stops = |id: &i64| self.rows.get(id).is_none_or(|row| self.needs(row, ctx));
        let found = if forward {
            ids.iter().enumerate().skip(self.at + 1).find(|(_, id)| stops(id))
        } else {
            ids.iter().enumerate().take(self.at).rev().find(|(_, id)| stops(id))
        };
        match found.map(|(at, _)| at) {
            Some(at) => self.go_to(at, ctx),
            None => vec![Effect::Say(Sentence::new("ticket-no-more"))],
        }
    }

    fn mark(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let ids = self.ids.clone().unwrap_or_default();
        match action {
            Action::MarkAll if self.marks.len() == ids.len() => self.marks.clear(),
            Action::MarkAll => self.marks = ids.iter().copied().collect(),
            Action::Range => match self.anchor.take() {
                None => self.anchor = Some(self.at),
                Some(from) => {
                    let (low, high) = (from.min(self.at), from.max(self.at));
                    self.marks.extend(ids.iter().skip(low).take(high - low + 1));
                }
            },
            _ => {
                if let Some(id) = self.selected
                    && !self.marks.remove(&id)
                {
                    self.marks.insert(id);
                }
                return self.go_to(self.at + 1, ctx);
            }
        }
        Vec::new()
    }
}

/// Ways of looking at the desk that are one choice away; the code is the filter.
fn views(ctx: &Ctx) -> Picker {
    let lang = ctx.lang;
    let list = [
        ("", t!(lang, "ticket-view-all")),
        ("mine", t!(lang, "ticket-view-mine")),
        ("breached", t!(lang, "ticket-view-breached")),
        ("state:new", t!(lang, "ticket-view-new")),
        ("state:on_hold", t!(lang, "ticket-view-held")),
        ("state:resolved", t!(lang, "ticket-view-resolved")),
        ("S1 open", t!(lang, "ticket-view-critical")),
        ("L3 open", t!(lang, "ticket-view-escalated")),
        ("snoozed", t!(lang, "ticket-view-snoozed")),
        ("closed", t!(lang, "ticket-view-closed")),
    ];
    let items =
        list.into_iter().map(|(code, label)| Item { id: 0, code: code.to_owned(), label, hint: code.to_owned() }).collect();
    Picker::fixed(Sentence::new("ask-ticket-view"), items, Then::Tab(Action::Views)).without_codes()
}
