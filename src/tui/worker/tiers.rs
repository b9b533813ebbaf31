//! What the tier board asks of the database and does to it.

use std::collections::HashSet;

use super::Done;
use crate::domain::explain::Explanation;
use crate::domain::history::fiscal_span;
use crate::domain::kinds::Tier;
use crate::domain::period::Span;
use crate::domain::record::Kind;
use crate::domain::sentence::Sentence;
use crate::ops::{Result, Session, closings, tier};
use crate::store::tiers;

pub use crate::store::tiers::{COLUMNS, Card, Owed, Proposed};

/// The whole board, without its cards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    /// Partner ids of each of [`COLUMNS`], highest score first.
    pub columns: [Vec<i64>; 4],
    /// Partners with an open proposal.
    pub proposed: HashSet<i64>,
    /// What the plan owes to each column this quarter.
    pub owed: Owed,
    /// The quarter's name.
    pub quarter: String,
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// The columns.
    Board,
    /// The cards of these partners.
    Cards(Vec<i64>),
    /// Where the score of a partner comes from.
    Explain(i64),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// The columns.
    Board(Box<Board>),
    Cards(Vec<Card>),
    /// Where a score comes from.
    Explained(Box<Explanation>),
}

/// What is done.
#[derive(Clone, Debug)]
pub enum Op {
    /// Proposes a tier.
    Propose {
        partner: i64,
        to: Tier,
        /// Why.
        reason: String,
    },
    /// Approves a proposal.
    Approve(Decision),
    /// Rejects a proposal, or takes one's own back.
    Reject(Decision),
}

/// A proposal that is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The tier change.
    pub id: i64,
    pub partner: i64,
    pub to: Tier,
    /// Code of the partner.
    pub code: String,
    /// Why, of a rejection.
    pub reason: String,
    /// Taken back by who asked.
    pub own: bool,
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    let conn = session.store.conn();
    Ok(match query {
        Query::Board => {
            let today = session.as_of();
            let first = session.policy.organisation.fiscal_year_month;
            let quarter: Span = fiscal_span(today, first, 3);
            let mut board = Board { quarter: closings::names(session)?.called(quarter), ..Board::default() };
            for (ids, tier) in board.columns.iter_mut().zip(COLUMNS) {
                *ids = tiers::column(conn, tier)?;
            }
            board.proposed = tiers::proposed(conn)?;
            board.owed = tiers::owed(conn, quarter)?;
            Reply::Board(Box::new(board))
        }
        Query::Cards(partners) => Reply::Cards(tiers::cards(conn, partners)?),
        Query::Explain(partner) => Reply::Explained(Box::new(tier::explain(session, *partner)?)),
    })
}

pub(super) fn act(session: &mut Session, op: &Op) -> Result<Done> {
    match op {
        Op::Propose { partner, to, reason } => {
            let saved = tier::propose(session, *partner, *to, reason)?;
            Ok(Done::say(saved.said).select(Kind::Partner, *partner))
        }
        Op::Approve(d) => {
            let said = match tier::approve(session, d.id)? {
                Some(day) => said("done-tier-approved", &d.code, d.to).with("day", day),
                None => said("done-tier-step", &d.code, d.to),
            };
            Ok(Done::say(said).select(Kind::Partner, d.partner))
        }
        Op::Reject(d) => {
            if d.own { tier::withdraw(session, d.id) } else { tier::reject(session, d.id, &d.reason) }?;
            let key = if d.own { "done-tier-withdrawn" } else { "done-tier-rejected" };
            Ok(Done::say(said(key, &d.code, d.to)).select(Kind::Partner, d.partner))
        }
    }
}

fn said(key: &'static str, code: &str, tier: Tier) -> Sentence {
    Sentence::new(key).with("code", code).with("tier", tier.code())
}
