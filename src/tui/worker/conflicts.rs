//! What the tab asks of the database and does to it.

use super::Done;
use crate::domain::conflict::Act;
use crate::domain::explain::Explanation;
use crate::domain::record::{Kind, Lang};
use crate::domain::sentence::{Sentence, Speak as _};
use crate::domain::sla::ClockKind;
use crate::ops::ticket::{self, Scope};
use crate::ops::{OpError, Result, Session, knowledge};

pub use crate::ops::ticket::{Line, Page};

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
    },
    /// The rows of these ids.
    Rows(Vec<i64>),
    /// All of one ticket.
    Page(i64),
    /// The articles that fit a ticket.
    Offered(i64, Lang),
    /// Why a deadline is when it is.
    Why(i64, ClockKind, Lang),
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
        /// The rows of the window.
        rows: Vec<Line>,
    },
    /// To [`Query::Rows`].
    Rows(Vec<Line>),
    /// To [`Query::Page`]; `None`: it is gone.
    Page(Option<Box<Page>>),
    /// To [`Query::Offered`]: the ticket, the titles of the best, and how many there are.
    Offered(i64, Vec<String>, usize),
    /// To [`Query::Why`].
    Why(Option<Box<Explanation>>),
}

/// What is done.
#[derive(Clone, Debug)]
pub enum Op {
    /// The same with one ticket or many.
    Act {
        /// Which.
        ids: Vec<i64>,
        /// The version that was looked at, of a single one.
        seen: Option<i64>,
        /// What.
        act: Act,
    },
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    Ok(match query {
        Query::List { filter, typing, must, around, top, rows } => {
            // Breached clocks escalate by themselves, whoever looks first; a list is worth showing even if that fails.
            let _ = ticket::sweep(session);
            let asked = ticket::understand(session, filter, *typing)?;
            let mut ids = ticket::ids(session, &asked)?;
            let total = if filter.trim().is_empty() {
                ids.len()
            } else {
                ticket::ids(session, &ticket::Filter { scope: Scope::Unclosed, ..ticket::Filter::default() })?.len()
            };
            if let Some(id) = must.filter(|id| !ids.contains(id)) {
                ids.insert(0, id);
            }
            let at = around.and_then(|id| ids.iter().position(|i| *i == id)).unwrap_or(*top);
            let from = at.saturating_sub(*rows);
            let window: Vec<i64> = ids.iter().skip(from).take(rows * 3).copied().collect();
            let rows = lines(session, &window)?;
            Reply::List { ids, total, rows }
        }
        Query::Rows(ids) => Reply::Rows(lines(session, ids)?),
        Query::Page(id) => match ticket::page(session, *id) {
            Ok(page) => Reply::Page(Some(Box::new(page))),
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
        Query::Why(id, kind, lang) => Reply::Why(ticket::why(session, *id, *kind, *lang)?.map(Box::new)),
    })
}

fn lines(session: &Session, ids: &[i64]) -> Result<Vec<Line>> {
    Ok(ticket::lines(session, ids)?.into_iter().map(|l| l.line).collect())
}

pub(super) fn act(session: &mut Session, op: &Op) -> Result<Done> {
    let Op::Act { ids, seen, act } = op;
    if let [id] = ids.as_slice() {
        let done = ticket::act(session, *id, *seen, act)?;
        let said = Sentence::new("done-ticket").with("number", done.number).with("action", act.action().code());
        return Ok(Done::say(done.warning().unwrap_or(said)).select(Kind::Ticket, *id));
    }
    let bulk = ticket::act_all(session, ids, act)?;
    let mut said = Sentence::new("done-tickets").with("done", bulk.done.len()).with("refused", bulk.refused.len());
    // The first reason stands for all: they are the same act.
    said = match bulk.refused.first() {
        Some((_, e)) => Sentence { key: "done-tickets-some", ..said }.with("reason", e.sentence().key),
        None => bulk.done.iter().find_map(ticket::Done::warning).unwrap_or(said),
    };
    let select = bulk.done.first().map(|d| d.id).or_else(|| ids.first().copied());
    let done = Done::say(said);
    Ok(match select {
        Some(id) => done.select(Kind::Ticket, id),
        None => done,
    })
}
