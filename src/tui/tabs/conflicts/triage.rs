//! Triage: acting goes on to the next ticket, the list stays as it was under the hand, what is done is done again.
//!
//! A key may come before the answer to the one before it. What it does is then kept until the answer is here: nothing is
//! done to a ticket on the strength of a row that is known to be old.

use std::collections::{BTreeMap, HashSet, VecDeque};

use chrono::{DateTime, Utc};

use super::{State, next_clock};
use crate::domain::conflict::{Act, Action as Step};
use crate::domain::explain::{Amount, Explanation, Words as Said};
use crate::domain::kinds::TicketState;
use crate::domain::sentence::Sentence;
use crate::domain::sla::Phase;
use crate::i18n;
use crate::tui::app::{Ctx, Effect};
use crate::tui::keymap::Action;
use crate::tui::widgets::text;
use crate::tui::worker::conflicts::{Acted, Likeness, Line, Op, Query, Refused, Words};
use crate::tui::worker::{self};

/// More tickets than this at once are not fitted into the order that is kept: the list is put in order instead.
const FITTED: usize = 200;

/// What is done with tickets.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Deed {
    Act(Act),
    /// The next state, whichever that is for each.
    Advance,
    /// They are closed.
    Close,
    /// They are closed, with the words that were filled in.
    CloseWith(Words),
    /// They are put off until then; without a moment brought back.
    Snooze(Option<DateTime<Utc>>),
}

impl Deed {
    /// Whether the cursor goes on: not where something is only added, nor where the next step is the same person's.
    fn goes_on(&self) -> bool {
        let stays = |step: Step| matches!(step, Step::Comment | Step::Evidence | Step::Resolve);
        !matches!(self, Self::Act(act) if stays(act.action()))
    }
}

/// What triage remembers.
#[derive(Debug, Default)]
pub(super) struct Triage {
    /// What `.` does again.
    again: Option<Deed>,
    /// What it was done with.
    last: Vec<i64>,
    /// Tickets that something was done with: whether that is written, and only the row is old.
    flight: BTreeMap<i64, bool>,
    /// The ticket whose likes are asked for, to be marked.
    alike: Option<i64>,
    /// Deeds that wait: with these tickets, or with those that will be marked.
    waiting: VecDeque<(Option<Vec<i64>>, Deed)>,
    /// From which ticket to which the cursor went on.
    went: Option<(i64, i64)>,
}

impl Triage {
    /// Nothing is waited for any more: what was asked may never be answered.
    pub(super) fn forget(&mut self) {
        self.flight.clear();
        self.waiting.clear();
        self.alike = None;
    }

    /// Whether a ticket's row is known to be old.
    pub(super) fn is_old(&self, id: i64) -> bool {
        self.flight.contains_key(&id)
    }

    /// Whether a deed has to wait for what was done with a ticket before: until that is written, and where the ticket's state
    /// says what it is, until its row is here.
    fn holds_up(&self, id: i64, deed: &Deed) -> bool {
        self.flight.get(&id).is_some_and(|written| !written || *deed == Deed::Advance)
    }

    /// Whether the tickets to be marked are still being looked for.
    pub(super) fn marks(&self) -> bool {
        self.alike.is_some()
    }
}

/// The ids in the order in which they are shown, which `now` has in another one: what is shown keeps its place, what is new
/// comes behind what it follows in `now`.
pub(super) fn kept(shown: &[i64], now: Vec<i64>) -> Vec<i64> {
    let there: HashSet<i64> = now.iter().copied().collect();
    let old: HashSet<i64> = shown.iter().copied().collect();
    if now.iter().filter(|id| !old.contains(id)).count() > FITTED {
        return now;
    }
    let mut ids: Vec<i64> = shown.iter().copied().filter(|id| there.contains(id)).collect();
    let mut before = None;
    for id in now {
        if !old.contains(&id) {
            let at = before.and_then(|b| ids.iter().position(|i| *i == b)).map_or(0, |at| at + 1);
            ids.insert(at, id);
        }
        before = Some(id);
    }
    ids
}

impl State {
    /// Whether a ticket needs somebody: not acknowledged, warned or over, or resolved and to be checked or closed.
    pub(super) fn needs(&self, row: &Line, ctx: &Ctx) -> bool {
        matches!(row.times.state, TicketState::New | TicketState::Reopened | TicketState::Resolved)
            || next_clock(&self.clocks(row, ctx)).is_some_and(|c| matches!(c.phase, Phase::Warning | Phase::Breached))
    }

    /// Takes the list: in its order, or each ticket where it was, the one under the cursor in the same row of the screen.
    pub(super) fn take(&mut self, now: Vec<i64>) {
        let shown = self.ids.take().unwrap_or_default();
        let sorted = now.clone();
        let ids = if std::mem::take(&mut self.sort) || shown.is_empty() { now } else { kept(&shown, now) };
        self.kept = ids != sorted;
        self.marks.retain(|id| ids.contains(id));
        let here = |id: &i64| ids.iter().position(|i| i == id);
        // one that is gone leaves its place to the next that is still there
        let next = || shown.iter().skip(self.at).chain(shown.iter().take(self.at).rev()).find_map(here);
        let at = self.selected.as_ref().and_then(here).or_else(next).unwrap_or(0);
        let top = (self.top.get() + at).saturating_sub(self.at);
        if !shown.is_empty() {
            self.top.set(top);
        }
        self.at = at;
        self.selected = ids.get(at).copied();
        self.ids = Some(ids);
    }

    /// Does something with the tickets it is about, and goes on; what is known to be old is waited for.
    pub(super) fn perform(&mut self, deed: Deed, ctx: &Ctx) -> Vec<Effect> {
        self.triage.again = Some(deed.clone());
        if self.triage.marks() && self.asking.is_none() {
            self.triage.waiting.push_back((None, deed));
            return Vec::new();
        }
        let ids = self.targets();
        if ids.is_empty() {
            return Vec::new();
        }
        let on = deed.goes_on() && !self.open;
        self.triage.last.clone_from(&ids);
        let mut effects = if self.triage.waiting.is_empty() && !ids.iter().any(|id| self.triage.is_old(*id)) {
            self.send(&ids, deed, ctx)
        } else {
            self.triage.waiting.push_back((Some(ids.clone()), deed));
            Vec::new()
        };
        // what opened a form stays with its ticket
        if on && effects.iter().all(|e| matches!(e, Effect::Do(_))) && self.selected.is_some_and(|id| ids.contains(&id)) {
            let from = self.selected;
            effects.extend(self.go_on(&ids, ctx));
            self.triage.went = from.zip(self.selected);
        }
        effects
    }

    fn send(&mut self, ids: &[i64], deed: Deed, ctx: &Ctx) -> Vec<Effect> {
        let single = if let [id] = ids { self.rows.get(id) } else { None };
        let op = match (deed, single) {
            (Deed::Advance, Some(row)) => match self.onward(row.id, row.times.state, ctx) {
                Ok(act) => Op::Act { ids: ids.to_vec(), seen: self.seen(ids), act },
                Err(effects) => return effects,
            },
            (Deed::Advance, None) => Op::Advance(ids.to_vec()),
            (Deed::Close, _) => {
                Op::Act { ids: ids.to_vec(), seen: self.seen(ids), act: Act::Close { note: String::new(), satisfaction: None } }
            }
            (Deed::CloseWith(words), _) => {
                let seen = self.filled.take().filter(|(id, _)| ids == [*id]).map(|(_, version)| version);
                Op::Close { ids: ids.to_vec(), seen, words }
            }
            (Deed::Act(act), _) => {
                let filled = self.filled.take().filter(|(id, _)| ids == [*id]).map(|(_, version)| version);
                // words were typed over minutes: they are added to whatever the ticket has become
                let worded = matches!(act.action(), Step::Comment | Step::Evidence | Step::Hold | Step::Escalate | Step::Reopen);
                let seen = if worded { None } else { filled.or_else(|| self.seen(ids)) };
                Op::Act { ids: ids.to_vec(), seen, act }
            }
            (Deed::Snooze(until), _) => {
                self.must = self.must.filter(|id| !ids.contains(id));
                Op::Snooze(ids.to_vec(), until)
            }
        };
        self.triage.flight.extend(ids.iter().map(|id| (*id, false)));
        vec![Effect::Do(worker::Op::Conflicts(op))]
    }

    /// The version that was looked at, of a single ticket.
    fn seen(&self, ids: &[i64]) -> Option<i64> {
        let [id] = ids else { return None };
        self.rows.get(id).filter(|r| !self.triage.is_old(r.id)).map(|r| r.version)
    }

    /// To the next ticket that needs somebody; to the next one, if the one here didn't.
    fn go_on(&mut self, done: &[i64], ctx: &Ctx) -> Vec<Effect> {
        let needed = self.row().is_none_or(|row| self.needs(row, ctx));
        let ids = self.ids.as_deref().unwrap_or_default();
        let open = |id: &i64| !done.contains(id) && !self.triage.is_old(*id);
        let mut below = ids.iter().enumerate().skip(self.at + 1).filter(|(_, id)| open(id));
        // a row that is not loaded yet is stopped at: it may need somebody
        let stops = |id: &i64| self.rows.get(id).is_none_or(|row| self.needs(row, ctx));
        let found = below.clone().find(|(_, id)| needed && stops(id)).or_else(|| below.next());
        match found.map(|(at, _)| at) {
            Some(at) => self.go_to(at, ctx),
            None => Vec::new(),
        }
    }

    /// Does what was done last again: with the marked tickets, else with the one under the cursor, or the next one where it
    /// was done to this one already.
    pub(super) fn repeat(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.asking = None;
        let Some(deed) = self.triage.again.clone() else {
            return vec![Effect::Warn(Sentence::new("nothing-to-repeat"))];
        };
        let mut effects = Vec::new();
        if self.marks.is_empty() && !self.triage.marks() && self.selected.is_some_and(|id| self.triage.last.contains(&id)) {
            let last = self.triage.last.clone();
            effects = self.go_on(&last, ctx);
            if effects.is_empty() {
                return vec![Effect::Say(Sentence::new("ticket-no-more"))];
            }
        }
        effects.extend(self.perform(deed, ctx));
        effects
    }

    /// Marks what is like the ticket under the cursor; again what is less like it.
    pub(super) fn mark_alike(&mut self) -> Vec<Effect> {
        let Some(id) = self.selected else { return Vec::new() };
        self.triage.alike = Some(id);
        vec![super::query(Query::Alike(id))]
    }

    pub(super) fn alike(&mut self, id: i64, found: Vec<(Likeness, Vec<i64>)>, ctx: &Ctx) -> Vec<Effect> {
        if self.triage.alike.take() != Some(id) {
            return Vec::new();
        }
        let listed: HashSet<i64> = self.ids.iter().flatten().copied().collect();
        let mut effects = Vec::new();
        let wider = found.into_iter().find_map(|(likeness, ids)| {
            let ids: Vec<i64> = ids.into_iter().filter(|id| listed.contains(id)).collect();
            (ids.len() > 1 && ids.iter().any(|id| !self.marks.contains(id))).then_some((likeness, ids))
        });
        let said = if let Some((likeness, ids)) = wider {
            self.marks.extend(ids);
            Sentence::new("ticket-marked-alike").with("count", self.marks.len()).with("likeness", likeness.code())
        } else {
            self.marks.insert(id);
            Sentence::new("ticket-none-alike")
        };
        effects.push(Effect::Say(said));
        effects.extend(self.go_through(ctx));
        effects
    }

    /// Marks again what was done something with last.
    pub(super) fn mark_again(&mut self) -> Vec<Effect> {
        let ids = self.ids.as_deref().unwrap_or_default();
        self.marks = self.triage.last.iter().copied().filter(|id| ids.contains(id)).collect();
        Vec::new()
    }

    /// Does what waited, as far as its tickets are known as they are now.
    pub(super) fn go_through(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let mut effects = Vec::new();
        while let Some((ids, deed)) = self.triage.waiting.pop_front() {
            match ids {
                Some(ids) if ids.iter().any(|id| self.triage.holds_up(*id, &deed)) => {
                    self.triage.waiting.push_front((Some(ids), deed));
                    break;
                }
                Some(ids) => effects.extend(self.send(&ids, deed, ctx)),
                None if self.triage.marks() => {
                    self.triage.waiting.push_front((None, deed));
                    break;
                }
                None => effects.extend(self.perform(deed, ctx)),
            }
        }
        effects
    }

    /// Does what waits without its rows: each ticket's state then says what it is, and the rules whether it may be.
    pub(super) fn hand_over(&mut self) -> Vec<Effect> {
        let op = |(ids, deed): (Option<Vec<i64>>, Deed)| {
            let ids = ids?;
            Some(match deed {
                Deed::Advance => Op::Advance(ids),
                Deed::Act(act) => Op::Act { ids, seen: None, act },
                Deed::Close => Op::Act { ids, seen: None, act: Act::Close { note: String::new(), satisfaction: None } },
                Deed::CloseWith(words) => Op::Close { ids, seen: None, words },
                Deed::Snooze(until) => Op::Snooze(ids, until),
            })
        };
        let waiting = std::mem::take(&mut self.triage.waiting);
        waiting.into_iter().filter_map(op).map(|op| Effect::Do(worker::Op::Conflicts(op))).collect()
    }

    /// The rows are as they are stored: nothing that is written is old any more.
    pub(super) fn refreshed(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.triage.flight.retain(|_, written| !*written);
        self.go_through(ctx)
    }

    /// Something was done with tickets: those that the rules refused stay marked, and it is told why.
    pub fn done(&mut self, acted: &Acted, ctx: &Ctx) -> Vec<Effect> {
        for id in &acted.ids {
            self.triage.flight.insert(*id, true);
            self.marks.remove(id);
        }
        self.anchor = None;
        self.unsent = None;
        self.triage.went = None;
        let mut effects = self.go_through(ctx);
        effects.extend(self.told(acted, ctx));
        effects
    }

    fn told(&mut self, acted: &Acted, ctx: &Ctx) -> Vec<Effect> {
        if acted.refused.is_empty() {
            return Vec::new();
        }
        self.marks.extend(acted.refused.iter().map(|r| r.id));
        let done = acted.ids.len() - acted.refused.len();
        let words = ["root_cause", "resolution", "agreed_terms"];
        let lacking = |r: &&Refused| r.missing.iter().any(|field| words.contains(field));
        if acted.closing && acted.refused.iter().all(|r| lacking(&r)) {
            let mut effects = self.close_form(ctx);
            effects.push(Effect::Warn(Sentence::new("ticket-close-needs-many").with("done", done)));
            return effects;
        }
        told(&acted.refused, done, ctx)
    }

    /// Something was not done: the cursor goes back to its ticket, unless it has been moved since.
    pub fn not_done(&mut self, op: &Op, ctx: &Ctx) -> Vec<Effect> {
        for id in op.ids() {
            self.triage.flight.remove(id);
        }
        let mut effects = Vec::new();
        if let Some((from, to)) = self.triage.went.take()
            && self.selected == Some(to)
            && op.ids() == [from]
            && let Some(at) = self.ids.as_ref().and_then(|ids| ids.iter().position(|id| *id == from))
        {
            effects = self.go_to(at, ctx);
        }
        if matches!(op.ids(), [id] if self.triage.last == [*id]) {
            self.triage.last.clear();
        }
        effects.extend(self.go_through(ctx));
        effects
    }
}

/// Which tickets were refused, and why; on a page of its own where there is no room for that in a line.
fn told(refused: &[Refused], done: usize, ctx: &Ctx) -> Vec<Effect> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for r in refused {
        let why = i18n::sentence(ctx.lang, &r.why);
        let number = format!("#{}", r.number);
        match groups.iter_mut().find(|(said, _)| *said == why) {
            Some((_, numbers)) => numbers.push(number),
            None => groups.push((why, vec![number])),
        }
    }
    let lines: Vec<String> = groups.iter().map(|(why, numbers)| format!("{} {why}", numbers.join(" "))).collect();
    let said = Sentence::new("done-tickets-some").with("done", done).with("refused", refused.len());
    let line = said.clone().with("reasons", lines.join(" · "));
    let fits = text::width(&i18n::sentence(ctx.lang, &line)) + 4 <= usize::from(ctx.size.0);
    if fits && lines.len() == 1 {
        return vec![Effect::Warn(line)];
    }
    let count = Amount::Count(i64::try_from(refused.len()).unwrap_or(i64::MAX));
    let mut told = Explanation::new(Said::key("ticket-refused"), count).formula(Said::key("ticket-refused-marked"));
    for line in lines {
        told = told.note(Said::Text(line));
    }
    vec![Effect::Warn(said.with("reasons", "")), Effect::Explain(Box::new(told))]
}

/// The action of a key, if a deed with marked tickets comes of it at once.
pub(super) fn at_once(action: Action) -> Option<Deed> {
    match action {
        Action::Acknowledge => Some(Deed::Act(Act::Acknowledge { note: String::new() })),
        Action::Check => Some(Deed::Act(Act::Check { note: String::new() })),
        Action::Advance => Some(Deed::Advance),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn what_is_shown_keeps_its_place_and_what_is_new_comes_behind_what_it_follows() {
        for (shown, now, expected) in [
            (vec![1, 2, 3], vec![2, 3, 1], vec![1, 2, 3]),
            (vec![1, 2, 3], vec![2, 3], vec![2, 3]),
            (vec![1, 2, 3], vec![2, 9, 3, 1], vec![1, 2, 9, 3]),
            (vec![1, 2, 3], vec![8, 9, 2, 3, 1], vec![8, 9, 1, 2, 3]),
            (vec![], vec![3, 1], vec![3, 1]),
            (vec![1], vec![], vec![]),
        ] {
            assert_eq!(kept(&shown, now.clone()), expected, "{shown:?} {now:?}");
        }
        let many: Vec<i64> = (0..1_000).collect();
        assert_eq!(kept(&[999, 5], many.clone()), many, "many at once are not fitted in");
    }
}
