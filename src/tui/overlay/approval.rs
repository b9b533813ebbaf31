//! An approval to decide on: what, who, why, what would change, its steps and history.

use std::cell::Cell;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Outcome, Then, middle, step};
use crate::domain::approval::about;
use crate::domain::kinds::{ApprovalState, ApprovalSubject};
use crate::domain::record::Kind;
use crate::report::Block;
use crate::t;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::canvas::Canvas;
use crate::tui::keymap::Action;
use crate::tui::widgets::approval;
use crate::tui::worker::today::ApprovalPage;
use crate::tui::worker::{Query, policy};

/// The dialog.
#[derive(Debug)]
pub struct Approval {
    page: ApprovalPage,
    /// What other rules would change, once it is known.
    impact: Option<Vec<Block>>,
    top: usize,
    lines: Cell<usize>,
    rows: Cell<usize>,
}

impl Approval {
    #[must_use]
    pub fn new(page: ApprovalPage) -> Self {
        Self { page, impact: None, top: 0, lines: Cell::new(0), rows: Cell::new(1) }
    }

    /// Asks what it would change, if it is about other rules.
    #[must_use]
    pub fn load(&self) -> Vec<Effect> {
        let asks = self.page.line.subject == ApprovalSubject::Policy;
        asks.then_some(Effect::Query(Query::Policy(policy::Query::Approval(self.page.line.id)))).into_iter().collect()
    }

    /// What the approval with this id would change.
    pub fn would_change(&mut self, id: i64, blocks: Vec<Block>) {
        if self.page.line.id == id {
            self.impact = Some(blocks);
        }
    }

    pub(super) fn action(&mut self, action: Action) -> Outcome {
        let (page, asked) = (&self.page, self.page.line.state == ApprovalState::Asked);
        match action {
            Action::Close => Outcome::close(),
            // what the actor may not do here is not offered; the operation says so again
            Action::Approve if page.may_decide && page.stale.is_none() => Outcome::Answer(Then::Tab(action), Answer::Yes),
            Action::Reject if page.may_decide => Outcome::Answer(Then::Tab(action), Answer::Yes),
            Action::Comment if (page.own && asked) || (page.may_decide && !asked) => {
                Outcome::Answer(Then::Tab(action), Answer::Yes)
            }
            Action::Withdraw if page.own => Outcome::Answer(Then::Tab(action), Answer::Yes),
            Action::OpenPartner => match &page.line.party {
                Some(party) => Outcome::Close(vec![Effect::Open(Kind::Partner, party.id)]),
                None => Outcome::stay(),
            },
            Action::Open => match about(page.line.subject).0 {
                Kind::TierChange => Outcome::Close(vec![Effect::Open(Kind::TierChange, page.line.record)]),
                kind => Outcome::Stay(vec![Effect::Edit(kind, page.line.record)]),
            },
            other => {
                let (last, rows) = (self.lines.get().saturating_sub(self.rows.get()), self.rows.get());
                self.top = step(self.top, last + 1, rows, other);
                Outcome::stay()
            }
        }
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_>, area: Rect, ctx: &Ctx) {
        let (th, line) = (&ctx.theme, &self.page.line);
        let width = area.width.min(96);
        let lines = approval::lines(&self.page, self.impact.as_deref(), width.saturating_sub(4), ctx);
        let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        let title = t!(ctx.lang, "approval-subject", number = line.number, subject = line.subject.label().get(ctx.lang));
        let inside = canvas.frame(middle(area, width, height), &title, th.accent, th.overlay);
        self.lines.set(lines.len());
        self.rows.set(usize::from(inside.height).max(1));
        let top = self.top.min(lines.len().saturating_sub(self.rows.get()));
        for (y, pieces) in (inside.y..inside.bottom()).zip(lines.iter().skip(top)) {
            let pieces: Vec<(&str, Style)> = pieces.iter().map(|(text, style)| (text.as_str(), *style)).collect();
            canvas.pieces(inside.x + 1, y, inside.width.saturating_sub(2), &pieces);
        }
        if top + self.rows.get() < lines.len() {
            canvas.put_right(inside.x, inside.bottom() - 1, inside.width, " ↓ ^D ", th.accent);
        }
    }
}
