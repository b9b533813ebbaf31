//! The tier board: four columns of cards, windowed; a move is a proposal with a reason.
//!
//! The board holds the ids of each column and the cards that are near the window; moving inside it asks for nothing.

mod view;

use std::cell::Cell;
use std::collections::HashMap;

use ratatui::layout::Rect;

use super::Tab;
use crate::domain::kinds::{Role, Tier};
use crate::domain::record::Kind;
use crate::domain::sentence::Sentence;
use crate::domain::tier::step as next_tier;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::{Action, Scope};
use crate::tui::overlay::{Picker, Prompt, Then, scroll, step};
use crate::tui::worker::tiers::{Board, COLUMNS, Card, Decision, Op, Query, Reply};
use crate::tui::worker::{Op as AnyOp, Query as AnyQuery};

/// Cards kept; a board of any size holds no more.
const KEPT: usize = 1_000;

/// What the tab shows.
#[derive(Debug, Default)]
pub struct State {
    board: Option<Board>,
    cards: HashMap<i64, Card>,
    /// Which column has the cursor.
    column: usize,
    /// Row of the cursor in each column.
    at: [usize; 4],
    /// First visible row of each column.
    top: [Cell<usize>; 4],
}

impl State {
    /// What the worker answered.
    pub fn receive(&mut self, reply: Reply, ctx: &Ctx) -> Vec<Effect> {
        match reply {
            Reply::Board(board) => {
                let selected: Vec<_> = (0..COLUMNS.len()).map(|i| self.id_at(i)).collect();
                self.cards.clear();
                for (i, id) in selected.into_iter().enumerate() {
                    let (Some(ids), Some(at)) = (board.columns.get(i), self.at.get_mut(i)) else { continue };
                    // by id, else the nearest row
                    let found = id.and_then(|id| ids.iter().position(|x| *x == id));
                    *at = found.unwrap_or(*at).min(ids.len().saturating_sub(1));
                }
                if self.board.is_none()
                    && let Some(first) = board.columns.iter().position(|c| !c.is_empty())
                {
                    self.column = first;
                }
                self.board = Some(*board);
                self.ask(ctx)
            }
            Reply::Cards(cards) => {
                self.cards.extend(cards.into_iter().map(|c| (c.partner, c)));
                Vec::new()
            }
            Reply::Explained(e) => vec![Effect::Explain(e)],
        }
    }

    fn ids(&self, column: usize) -> &[i64] {
        self.board.as_ref().and_then(|b| b.columns.get(column)).map_or(&[], Vec::as_slice)
    }

    fn id_at(&self, column: usize) -> Option<i64> {
        self.ids(column).get(self.at.get(column).copied().unwrap_or(0)).copied()
    }

    /// The card under the cursor.
    fn card(&self) -> Option<&Card> {
        self.id_at(self.column).and_then(|id| self.cards.get(&id))
    }

    /// Asks for the cards in and around the windows that are not here yet.
    fn ask(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let rows = view::rows(ctx.size);
        let mut missing = Vec::new();
        let mut visible = false;
        for column in view::visible_columns(ctx.size.0, self.column) {
            let at = self.at.get(column).copied().unwrap_or(0);
            let top = scroll(self.top.get(column).map_or(0, Cell::get), at, rows);
            let window = top.saturating_sub(rows)..top + 2 * rows;
            for (i, id) in self.ids(column).iter().enumerate().take(window.end).skip(window.start) {
                if !self.cards.contains_key(id) {
                    missing.push(*id);
                    visible |= (top..top + rows).contains(&i);
                }
            }
        }
        if missing.is_empty() || !visible {
            return Vec::new();
        }
        if self.cards.len() + missing.len() > KEPT {
            self.cards.clear();
        }
        vec![Effect::Query(AnyQuery::Tiers(Query::Cards(missing)))]
    }

    fn go(&mut self, column: usize, row: usize, ctx: &Ctx) -> Vec<Effect> {
        self.column = column.min(COLUMNS.len() - 1);
        let last = self.ids(self.column).len().saturating_sub(1);
        if let Some(at) = self.at.get_mut(self.column) {
            *at = row.min(last);
        }
        self.ask(ctx)
    }

    /// To the next (or previous) partner with an open proposal, column by column, around the corner.
    fn next_proposal(&mut self, forward: bool, ctx: &Ctx) -> Vec<Effect> {
        let Some(board) = &self.board else { return Vec::new() };
        let marked: Vec<(usize, usize)> = board
            .columns
            .iter()
            .enumerate()
            .flat_map(|(c, ids)| ids.iter().enumerate().filter(|(_, id)| board.proposed.contains(id)).map(move |(r, _)| (c, r)))
            .collect();
        let here = (self.column, self.at.get(self.column).copied().unwrap_or(0));
        let next = if forward {
            marked.iter().find(|p| **p > here).or(marked.first())
        } else {
            marked.iter().rev().find(|p| **p < here).or(marked.last())
        };
        match next.copied() {
            Some((column, row)) => self.go(column, row, ctx),
            None => vec![Effect::Say(Sentence::new("tier-nothing-proposed"))],
        }
    }

    /// Asks why a partner should move one column to the left (`up`) or right.
    fn move_by(&self, up: bool, asked: Action, ctx: &Ctx) -> Vec<Effect> {
        let Some(card) = self.card() else { return Vec::new() };
        let from = standing(card);
        let Some(to) = next_tier(from, up) else {
            return vec![Effect::Warn(Sentence::new("refused-tier-edge").with("tier", from.label().get(ctx.lang)))];
        };
        ask_reason(card, to, asked, ctx)
    }

    fn decide(&self, approve: bool, reason: &str, ctx: &Ctx) -> Vec<Effect> {
        let Some(card) = self.card() else { return Vec::new() };
        let Some(p) = &card.proposal else {
            return vec![Effect::Warn(Sentence::new("refused-tier-no-proposal").with("code", &card.code))];
        };
        let own = p.by.as_deref() == Some(ctx.who.name.as_str());
        let decision = Decision {
            id: p.id,
            partner: card.partner,
            to: p.to,
            code: card.code.clone(),
            reason: reason.to_owned(),
            own: own && !approve,
        };
        vec![Effect::Do(AnyOp::Tiers(if approve { Op::Approve(decision) } else { Op::Reject(decision) }))]
    }
}

/// Where a partner stands: the tier in force, else the computed one.
fn standing(card: &Card) -> Tier {
    card.tier.or(card.computed).unwrap_or(Tier::Growth)
}

fn ask_reason(card: &Card, to: Tier, asked: Action, ctx: &Ctx) -> Vec<Effect> {
    let title = Sentence::new("tier-prompt-reason").with("code", &card.code).with("to", to.label().get(ctx.lang));
    vec![Effect::Prompt(Box::new(Prompt::new(title, "", asked)))]
}

impl Tab for State {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Tiers]
    }

    fn partner(&self, _ctx: &Ctx) -> Option<i64> {
        self.id_at(self.column)
    }

    fn load(&mut self, _ctx: &Ctx) -> Vec<Effect> {
        vec![Effect::Query(AnyQuery::Tiers(Query::Board))]
    }

    fn update(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let row = self.at.get(self.column).copied().unwrap_or(0);
        match action {
            Action::Left => self.go(self.column.saturating_sub(1), self.row_of(self.column.saturating_sub(1)), ctx),
            Action::Right => self.go(self.column + 1, self.row_of(self.column + 1), ctx),
            Action::Next => self.next_proposal(true, ctx),
            Action::Previous => self.next_proposal(false, ctx),
            Action::Open => self.id_at(self.column).map(|id| Effect::Open(Kind::Partner, id)).into_iter().collect(),
            Action::Edit => self.id_at(self.column).map(|id| Effect::Edit(Kind::Partner, id)).into_iter().collect(),
            Action::Filter => {
                let picker = Picker::partners(Sentence::new("tier-find"), Then::Tab(action));
                vec![Effect::Pick(Box::new(picker))]
            }
            Action::Explain => {
                self.id_at(self.column).map(|id| Effect::Query(AnyQuery::Tiers(Query::Explain(id)))).into_iter().collect()
            }
            Action::Move => self.move_by(false, action, ctx),
            Action::MoveBack => self.move_by(true, action, ctx),
            Action::Propose => {
                // towards the band that the figures give, if it is another one
                let Some(card) = self.card() else { return Vec::new() };
                let (from, to) = (standing(card), card.computed.unwrap_or(Tier::Growth));
                if from == to || to == Tier::Probation {
                    let said =
                        Sentence::new("refused-tier-same").with("code", &card.code).with("tier", from.label().get(ctx.lang));
                    return vec![Effect::Warn(said)];
                }
                ask_reason(card, to, action, ctx)
            }
            Action::Approve => self.decide(true, "", ctx),
            Action::Reject => match self.card().map(|c| c.proposal.is_some()) {
                Some(true) => vec![Effect::Prompt(Box::new(Prompt::new(Sentence::new("tier-prompt-reject"), "", action)))],
                _ => self.decide(false, "", ctx),
            },
            _ => {
                let len = self.ids(self.column).len();
                self.go(self.column, step(row, len, view::rows(ctx.size), action), ctx)
            }
        }
    }

    fn answer(&mut self, asked: Action, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        if let (Action::Filter, Answer::Picked(items)) = (asked, answer) {
            let Some(item) = items.first() else { return Vec::new() };
            if !(0..COLUMNS.len()).any(|c| self.ids(c).contains(&item.id)) {
                return vec![Effect::Warn(Sentence::new("refused-tier-not-trading").with("code", &item.code))];
            }
            return self.show(Kind::Partner, item.id, ctx);
        }
        let Answer::Text(reason) = answer else { return Vec::new() };
        let Some(card) = self.card() else { return Vec::new() };
        let to = match asked {
            Action::Move => next_tier(standing(card), false),
            Action::MoveBack => next_tier(standing(card), true),
            Action::Propose => card.computed,
            Action::Reject => return self.decide(false, reason, ctx),
            _ => None,
        };
        let Some(to) = to else { return Vec::new() };
        if reason.trim().is_empty() {
            return vec![Effect::Warn(Sentence::new("usage-tier-reason"))];
        }
        vec![Effect::Do(AnyOp::Tiers(Op::Propose { partner: card.partner, to, reason: reason.clone() }))]
    }

    fn show(&mut self, kind: Kind, id: i64, ctx: &Ctx) -> Vec<Effect> {
        if kind != Kind::Partner {
            return Vec::new();
        }
        let place = (0..COLUMNS.len()).find_map(|c| self.ids(c).iter().position(|x| *x == id).map(|row| (c, row)));
        place.map(|(column, row)| self.go(column, row, ctx)).unwrap_or_default()
    }

    fn written(&mut self, kind: Kind, id: i64, ctx: &Ctx) -> Vec<Effect> {
        self.show(kind, id, ctx)
    }

    fn resized(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.ask(ctx)
    }

    fn copied(&self, _ctx: &Ctx) -> Option<String> {
        self.card().map(|c| format!("{} {}", c.code, c.name))
    }

    fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        view::draw(self, canvas, area, ctx);
    }
}

impl State {
    fn row_of(&self, column: usize) -> usize {
        self.at.get(column).copied().unwrap_or(0)
    }

    /// Whether this person may decide proposals.
    fn decides(ctx: &Ctx) -> bool {
        ctx.who.role >= Role::Manager
    }
}

#[cfg(test)]
mod tests;
