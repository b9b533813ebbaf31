//! Deciding approvals from the queue: in the dialog, by one key, or many that are marked.

use super::{Op, State, run};
use crate::domain::kinds::{ApprovalAct, ApprovalState};
use crate::domain::sentence::Sentence;
use crate::domain::today::{Item, Matter, Part};
use crate::tui::app::{Answer, Effect};
use crate::tui::keymap::Action;
use crate::tui::overlay::Prompt;
use crate::tui::worker::today::{ApprovalPage, Seen};

/// An approval as it was seen, and whether it is the actor's turn to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deciding {
    seen: Seen,
    answers: bool,
    /// The actor decides what they asked for, because nobody else could: with a reason.
    alone: bool,
}

impl Deciding {
    pub(super) fn of(page: &ApprovalPage) -> Self {
        let seen = Seen { id: page.line.id, version: Some(page.line.version) };
        Self { seen, answers: page.own && page.line.state == ApprovalState::Asked, alone: page.own && page.may_decide }
    }

    /// Of an item that waits for the actor.
    fn of_item(item: &Item, me: &str) -> Option<Self> {
        let (Matter::Approval { part, by, .. }, Some((id, version))) = (&item.matter, item.ids.first()) else { return None };
        let seen = Seen { id: *id, version: Some(*version) };
        let alone = *part == Part::Decide && by == me;
        (!matches!(part, Part::Note(_))).then_some(Self { seen, answers: *part == Part::Answer, alone })
    }
}

/// Whether an item is an approval that the actor may decide.
fn waits(item: &Item) -> bool {
    matches!(item.matter, Matter::Approval { part: Part::Decide, .. })
}

/// Whether an item is a question about the actor's own request.
fn answers(item: &Item) -> bool {
    matches!(item.matter, Matter::Approval { part: Part::Answer, .. })
}

impl State {
    /// Approves, rejects or asks about the item under the cursor, or answers about it; or approves those that are marked.
    pub(super) fn decide_here(&mut self, action: Action, me: &str) -> Vec<Effect> {
        if action == Action::Approve && !self.marked.is_empty() {
            let marked = self.items().iter().filter(|i| self.marked.contains(&i.key) && waits(i));
            let seen = |i: &Item| i.ids.first().map(|(id, version)| Seen { id: *id, version: Some(*version) });
            let many: Vec<Seen> = marked.filter_map(seen).collect();
            self.marked.clear();
            return vec![run(Op::Approve(many))];
        }
        let asks = action == Action::Comment;
        let Some(item) = self.item().filter(|i| waits(i) || (asks && answers(i))) else {
            return vec![Effect::Warn(Sentence::new("today-mark-none"))];
        };
        self.deciding = Deciding::of_item(item, me);
        self.decided(action, &Answer::Yes)
    }

    /// Marks an approval that waits for the actor, or no longer, and goes down.
    pub(super) fn mark(&mut self) -> Vec<Effect> {
        let Some(key) = self.item().filter(|i| waits(i)).map(|i| i.key.clone()) else {
            return vec![Effect::Warn(Sentence::new("today-mark-none"))];
        };
        if !self.marked.remove(&key) {
            self.marked.insert(key);
        }
        let last = self.items().len().saturating_sub(1);
        self.go((self.at + 1).min(last))
    }

    /// What came of a key in the dialog, or of the words that were asked for.
    pub(super) fn decided(&mut self, asked: Action, answer: &Answer) -> Vec<Effect> {
        let Some(deciding) = self.deciding else { return Vec::new() };
        let (act, title, refused) = match asked {
            Action::Approve if deciding.alone => (ApprovalAct::Approve, "approval-prompt-alone", ""),
            Action::Approve => (ApprovalAct::Approve, "", ""),
            Action::Reject => (ApprovalAct::Reject, "approval-prompt-reject", "usage-approval-reason"),
            Action::Comment if deciding.answers => (ApprovalAct::Answer, "approval-prompt-answer", "usage-approval-answer"),
            Action::Comment => (ApprovalAct::Ask, "approval-prompt-ask", "usage-approval-question"),
            _ => (ApprovalAct::Withdraw, "approval-prompt-withdraw", ""),
        };
        let prompt = || Prompt::new(Sentence::new(title), "", asked);
        match answer {
            Answer::Yes if !title.is_empty() => vec![Effect::Prompt(Box::new(prompt()))],
            Answer::Text(text) if text.trim().is_empty() && !refused.is_empty() => {
                vec![Effect::Prompt(Box::new(prompt().problem(Sentence::new(refused))))]
            }
            Answer::Yes | Answer::Text(_) => {
                self.deciding = None;
                let text = if let Answer::Text(text) = answer { text.trim().to_owned() } else { String::new() };
                vec![run(Op::Approval(deciding.seen, act, text))]
            }
            _ => Vec::new(),
        }
    }
}
