//! A move along the lifecycle, from the key to the deed.

use super::{State, perform};
use crate::domain::kinds::Lifecycle;
use crate::domain::sentence::Sentence;
use crate::i18n::number;
use crate::tui::app::{Answer, Ctx, Effect};
use crate::tui::keymap::Action;
use crate::tui::overlay::{Confirm, Item, Picker, Prompt, Then};
use crate::tui::worker::partners::{Matters, Op, Outlook};

/// A move along the lifecycle on its way from the key to the deed.
#[derive(Debug, Default)]
pub(super) struct Moving {
    /// Whom it is about and what is open with them.
    pub(super) about: Option<(Vec<i64>, Matters)>,
    /// Where to, once that is chosen.
    pub(super) to: Option<Lifecycle>,
    pub(super) reason: String,
}

impl State {
    /// Where the partners may go, to be chosen; for one that leaves the reason is asked at once.
    pub(super) fn offer_moves(&mut self, ids: Vec<i64>, outlook: &Outlook, ctx: &Ctx) -> Vec<Effect> {
        let count = ids.len();
        self.moving.about = Some((ids, outlook.matters));
        match self.moving.to {
            Some(to) if outlook.to.contains(&to) => return self.ask_reason(count, None, ctx),
            Some(to) => {
                let said = Sentence::new("no-such-move").with("status", to.label().get(ctx.lang));
                return vec![Effect::Warn(said)];
            }
            None if outlook.to.is_empty() => return vec![Effect::Warn(Sentence::new("no-common-move"))],
            None => {}
        }
        let from: Vec<String> = outlook.from.iter().map(|(s, n)| format!("{} {n}", s.label().get(ctx.lang))).collect();
        let item = |to: &Lifecycle| Item {
            id: 0,
            code: to.code().to_owned(),
            label: to.label().get(ctx.lang).to_owned(),
            hint: String::new(),
        };
        let title = Sentence::new("ask-move").with("count", count).with("from", from.join(", "));
        let picker = Picker::fixed(title, outlook.to.iter().map(item).collect(), Then::Tab(Action::Move));
        vec![Effect::Pick(Box::new(picker.without_codes()))]
    }

    pub(super) fn ask_reason(&self, count: usize, problem: Option<&'static str>, ctx: &Ctx) -> Vec<Effect> {
        let status = self.moving.to.map_or("", |to| to.label().get(ctx.lang));
        let key = if self.moving.to == Some(Lifecycle::Exited) { "ask-exit-reason" } else { "ask-move-reason" };
        let title = Sentence::new(key).with("count", count).with("status", status);
        let prompt = Prompt::new(title, self.moving.reason.clone(), Action::Move);
        vec![Effect::Prompt(Box::new(match problem {
            Some(key) => prompt.problem(Sentence::new(key)),
            None => prompt,
        }))]
    }

    /// The status is chosen, then the reason given, then known what is open.
    pub(super) fn go_on_moving(&mut self, targets: Vec<i64>, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        match answer {
            Answer::Picked(items) => {
                self.moving.to = items.first().and_then(|i| Lifecycle::from_code(&i.code));
                self.moving.reason.clear();
                if self.moving.to.is_none() { Vec::new() } else { self.ask_reason(targets.len(), None, ctx) }
            }
            Answer::Text(reason) if reason.trim().is_empty() => self.ask_reason(targets.len(), Some("expected-reason"), ctx),
            Answer::Text(reason) => {
                let Some(to) = self.moving.to else { return Vec::new() };
                reason.clone_into(&mut self.moving.reason);
                match &self.moving.about {
                    Some((ids, open)) if to == Lifecycle::Exited && *ids == targets && !open.is_empty() => {
                        let question = Sentence::new("ask-exit-open")
                            .with("open", number::amount(ctx.lang, open.open))
                            .with("tickets", open.tickets)
                            .with("deposit", number::amount(ctx.lang, open.deposit))
                            .with("satellites", open.satellites);
                        vec![Effect::Confirm(Box::new(Confirm::new(question, Action::Move)))]
                    }
                    _ if to == Lifecycle::Exited => perform(Op::Exit(targets, reason.clone(), false)),
                    _ => perform(Op::Move(targets, to, reason.clone())),
                }
            }
            Answer::Yes if self.moving.to == Some(Lifecycle::Exited) => {
                perform(Op::Exit(targets, self.moving.reason.clone(), true))
            }
            _ => Vec::new(),
        }
    }
}
