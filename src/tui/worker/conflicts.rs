//! What the tab asks of the database and does to it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::Done;
use crate::domain::conflict::{Act, Action};
use crate::domain::explain::Explanation;
use crate::domain::record::Lang;
use crate::domain::sentence::{Sentence, Speak as _};
use crate::domain::sla::ClockKind;
use crate::ops::ticket::{self, Scope};
use crate::ops::today::tickets as snooze;
use crate::ops::{OpError, Result, Session, knowledge};
use crate::report::Block;

pub use crate::ops::ticket::{Likeness, Line, Page, Rules, Words};

/// How many articles are named beside a ticket.
const OFFERED: usize = 3;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// The tickets of a filter, by time left, with the rows of a window.
    List {
        /// As typed; not judged while it is being typed.
        filter: String,
        /// Whether it is still being typed.
        typing: bool,
        /// In the list whether the filter has it or not: what a person asked to see.
        must: Option<i64>,
        /// The ticket that the window is around, else its first row.
        around: Option<i64>,
        /// First row of the window, if `around` is not in the list.
        top: usize,
        /// Rows of the window.
        rows: usize,
        /// Rows beside the window: those near the cursor where the list was kept in another order.
        near: Vec<i64>,
    },
    /// The rows of these ids.
    Rows(Vec<i64>),
    /// All of one ticket.
    Page(i64),
    /// The articles that fit a ticket.
    Offered(i64, Lang),
    /// Why the deadlines of a ticket are when they are, that of this clock first.
    Why(i64, ClockKind, Lang),
    /// The open tickets that are like one.
    Alike(i64),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::List`].
    List {
        /// Every ticket of the filter, in order.
        ids: Vec<i64>,
        /// How many there are without a filter.
        total: usize,
        /// Those that the actor has put off, by id, each with its moment.
        snoozed: BTreeMap<i64, DateTime<Utc>>,
        /// The rows of the window, and those asked for beside it.
        rows: Vec<Line>,
        /// By which their clocks are counted.
        rules: Rules,
    },
    /// To [`Query::Rows`].
    Rows(Vec<Line>, Rules),
    /// To [`Query::Page`], with what it says as blocks, and by which its clocks are counted; `None`: it is gone.
    Page(Option<Box<(Page, Vec<Block>, Rules)>>),
    /// To [`Query::Offered`]: the ticket, the titles of the best, and how many there are.
    Offered(i64, Vec<String>, usize),
    /// To [`Query::Why`].
    Why(Vec<Explanation>),
    /// To [`Query::Alike`]: of this ticket, the closest likeness first.
    Alike(i64, Vec<(Likeness, Vec<i64>)>),
}

/// What is done.
#[derive(Clone, Debug)]
pub enum Op {
    /// The same with one ticket or many.
    Act {
        ids: Vec<i64>,
        /// The version that was looked at, of a single one.
        seen: Option<i64>,
        act: Act,
    },
    /// Each of many to the state that comes next for it.
    Advance(Vec<i64>),
    /// Closes, with the words that closing needs where they are missing.
    Close {
        ids: Vec<i64>,
        /// The version that was looked at, of a single one whose words were edited.
        seen: Option<i64>,
        /// What was filled in.
        words: Words,
    },
    /// Puts tickets off until a moment, for the actor alone; without one brings them back.
    Snooze(Vec<i64>, Option<DateTime<Utc>>),
    /// A partner is no party to a ticket any more: the ticket and the party's record.
    RemoveParty([i64; 1], i64),
}

impl Op {
    /// The tickets that it is about.
    #[must_use]
    pub fn ids(&self) -> &[i64] {
        match self {
            Self::Act { ids, .. } | Self::Advance(ids) | Self::Close { ids, .. } | Self::Snooze(ids, _) => ids,
            Self::RemoveParty(ids, _) => ids,
        }
    }
}

/// What became of the tickets that something was done with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Acted {
    /// All of them.
    pub ids: Vec<i64>,
    /// Those that the rules refused.
    pub refused: Vec<Refused>,
    /// Whether they were to be closed.
    pub closing: bool,
}

/// A ticket that the rules refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// Row id.
    pub id: i64,
    pub number: i64,
    pub why: Sentence,
    /// What is missing, by field.
    pub missing: Vec<&'static str>,
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    Ok(match query {
        Query::List { filter, typing, must, around, top, rows, near } => {
            let (only_snoozed, filter) = snooze::split(filter);
            let asked = ticket::understand(session, &filter, *typing)?;
            let mut ids = ticket::ids(session, &asked)?;
            let plain = ticket::Filter { scope: Scope::Unclosed, ..ticket::Filter::default() };
            let all = asked == plain;
            let total = if all { ids.len() } else { ticket::ids(session, &plain)?.len() };
            let snoozed = snooze::snoozed(session)?;
            ids.retain(|id| snoozed.contains_key(id) == only_snoozed);
            if let Some(id) = must.filter(|id| !ids.contains(id)) {
                ids.insert(0, id);
            }
            let at = around.and_then(|id| ids.iter().position(|i| *i == id)).unwrap_or(*top);
            let from = at.saturating_sub(*rows);
            let mut window: Vec<i64> = ids.iter().skip(from).take(rows * 3).copied().collect();
            window.extend(near);
            window.sort_unstable();
            window.dedup();
            let (rows, rules) = ticket::rows(session, &window)?;
            Reply::List { ids, total, snoozed, rows, rules }
        }
        Query::Rows(ids) => {
            let (rows, rules) = ticket::rows(session, ids)?;
            Reply::Rows(rows, rules)
        }
        Query::Page(id) => match ticket::page(session, *id) {
            Ok(page) => {
                let blocks = ticket::sheet::blocks(session, &page)?;
                let rules = Rules::of(session, [&page.listed.line])?;
                Reply::Page(Some(Box::new((page, blocks, rules))))
            }
            Err(OpError::Store(crate::store::StoreError::Missing { .. })) => Reply::Page(None),
            Err(e) => return Err(e),
        },
        Query::Offered(id, lang) => match knowledge::offered_on(session, *id, *lang, OFFERED) {
            Ok(found) => {
                let titles = found.hits.into_iter().map(|h| h.article.record.title).collect();
                Reply::Offered(*id, titles, found.total)
            }
            Err(OpError::Store(crate::store::StoreError::Missing { .. })) => Reply::Offered(*id, Vec::new(), 0),
            Err(e) => return Err(e),
        },
        Query::Why(id, kind, lang) => {
            let mut kinds = ClockKind::ALL;
            kinds.sort_by_key(|k| k != kind);
            let told = kinds.into_iter().map(|k| ticket::why(session, *id, k, *lang));
            Reply::Why(told.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
        }
        Query::Alike(id) => Reply::Alike(*id, ticket::alike(session, *id)?),
    })
}

pub(super) fn act(session: &mut Session, op: &Op) -> Result<Done> {
    match op {
        Op::Act { ids, seen, act } => {
            if let [id] = ids.as_slice() {
                let seen = if matches!(act, Act::Resolve { .. }) { ticket::form::seen(session, *id, *seen, act)? } else { *seen };
                let done = ticket::act(session, *id, seen, act)?;
                let said = Sentence::new("done-ticket").with("number", done.number).with("action", act.action().code());
                return Ok(told(done.warning().unwrap_or(said), ids, Vec::new(), false));
            }
            bulk(session, ids, act.action() == Action::Close, |s| ticket::act_all(s, ids, act))
        }
        Op::Advance(ids) => bulk(session, ids, true, |s| ticket::advance_all(s, ids)),
        Op::Close { ids, seen, words } => bulk(session, ids, true, |s| ticket::close_all(s, ids, *seen, words)),
        Op::Snooze(ids, Some(until)) => {
            snooze::snooze(session, ids, *until)?;
            let until = crate::i18n::number::moment(*until, session.policy.organisation.zone);
            Ok(told(Sentence::new("done-tickets-snoozed").with("count", ids.len()).with("until", until), ids, Vec::new(), false))
        }
        Op::RemoveParty(_, party) => Ok(Done::say(ticket::form::remove_party(session, *party)?)),
        Op::Snooze(ids, None) => {
            snooze::recall(session, ids)?;
            Ok(told(Sentence::new("done-tickets-back").with("count", ids.len()), ids, Vec::new(), false))
        }
    }
}

/// Does the same with many, and tells what the rules refused. A single one is refused like any other write.
fn bulk(session: &mut Session, ids: &[i64], closing: bool, f: impl FnOnce(&mut Session) -> Result<ticket::Bulk>) -> Result<Done> {
    let mut bulk = f(session)?;
    if ids.len() == 1 && bulk.done.is_empty() {
        return Err(bulk.refused.remove(0).1);
    }
    let said = match bulk.done.as_slice() {
        [one] if ids.len() == 1 => Sentence::new("done-ticket").with("number", one.number).with("action", one.state.code()),
        done => Sentence::new("done-tickets").with("done", done.len()).with("refused", bulk.refused.len()),
    };
    let said = bulk.done.iter().find_map(ticket::Done::warning).unwrap_or(said);
    let numbers: Vec<i64> = bulk.refused.iter().map(|(id, _)| *id).collect();
    let lines = ticket::lines(session, &numbers)?;
    let number = |id: i64| lines.iter().find(|l| l.line.id == id).map_or(id, |l| l.line.number);
    let refused = bulk.refused.iter().map(|(id, e)| Refused {
        id: *id,
        number: number(*id),
        why: why(e),
        missing: e.problems().iter().map(|p| p.field).collect(),
    });
    Ok(told(said, ids, refused.collect(), closing))
}

/// Why a ticket was refused; what is missing is named.
fn why(e: &OpError) -> Sentence {
    let missing = e.problems().iter().any(|p| ["root_cause", "resolution", "agreed_terms"].contains(&p.field));
    if missing { Sentence::new("usage-ticket-words") } else { e.sentence() }
}

fn told(said: Sentence, ids: &[i64], refused: Vec<Refused>, closing: bool) -> Done {
    Done { acted: Some(Box::new(Acted { ids: ids.to_vec(), refused, closing })), ..Done::say(said) }
}
