//! What of the approvals concerns somebody now: to decide, to answer, and what became of their own.

use chrono::Duration;

use super::super::access;
use super::alone::Accounts;
use super::{Result, Session};
use crate::domain::kinds::{ApprovalState, User};
use crate::domain::record::Stored;
use crate::store::approvals::{self, Authority, Line};
use crate::store::record;

/// For so many days a decision is news to who asked.
const NEWS: i64 = 7;

/// An approval that waits for somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The approval.
    pub line: Line,
    /// In whose place they may decide it.
    pub place_of: Option<String>,
}

/// What of the approvals concerns the actor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inbox {
    /// What they may decide, the longest due first.
    pub decide: Vec<Waiting>,
    /// How many more there are.
    pub beyond: usize,
    /// Their requests that were asked back.
    pub answer: Vec<Line>,
    /// Their requests that were decided in the last days, the newest first.
    pub decided: Vec<Line>,
}

/// What of the approvals concerns the actor now, at most `limit` of each.
pub fn inbox(session: &Session, limit: u32) -> Result<Inbox> {
    let Some(me) = session.actor.user else { return Ok(Inbox::default()) };
    let conn = session.store.conn();
    let me: Stored<User> = record::get_as(conn, me)?;
    let mut inbox = Inbox {
        answer: approvals::asked_back(conn, me.id)?,
        decided: approvals::decided_since(conn, me.id, session.now() - Duration::days(NEWS), limit)?,
        ..Inbox::default()
    };
    if !me.active {
        return Ok(inbox);
    }
    inbox.decide = own(session, me.id, limit)?;
    let mut as_whom = vec![(None, &me)];
    let principals = access::principals(conn, me.id, session.as_of())?;
    as_whom.extend(principals.iter().map(|p| (Some(p.id), p)));
    for (place_of, user) in as_whom {
        let authority = Authority { actor: me.id, place_of, role: user.role, regions: access::regions(conn, &user.record)? };
        let name = place_of.map(|_| user.record.name.clone());
        let (found, all) = (approvals::waiting(conn, &authority, limit)?, approvals::waiting_count(conn, &authority)?);
        inbox.beyond += all - found.len().min(all);
        // one's own right comes before another's place
        let fresh = |l: &Line| !inbox.decide.iter().any(|w| w.line.id == l.id);
        let new: Vec<Waiting> = found.into_iter().filter(fresh).map(|line| Waiting { line, place_of: name.clone() }).collect();
        inbox.decide.extend(new);
    }
    Ok(inbox)
}

/// Somebody's own requests that nobody else could decide.
fn own(session: &Session, me: i64, limit: u32) -> Result<Vec<Waiting>> {
    let conn = session.store.conn();
    let open: Vec<Line> = approvals::of_requester(conn, me, limit.into())?;
    let mut open = open.into_iter().filter(|l| l.state == ApprovalState::Pending).peekable();
    if open.peek().is_none() {
        return Ok(Vec::new());
    }
    let policy = session.policy.clone();
    let accounts = Accounts::read(conn, session.by(&policy))?;
    let mut found = Vec::new();
    for line in open {
        let case = super::alone::asked(conn, &record::get_as(conn, line.id)?)?;
        if !accounts.could_decide(conn, &case, line.party.as_ref().map(|p| p.id))? {
            found.push(Waiting { line, place_of: None });
        }
    }
    Ok(found)
}

/// Which approvals are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Those that the actor may decide.
    #[default]
    Waiting,
    /// Those that the actor asked for.
    Mine,
    /// The actor's that were asked back.
    Asked,
    /// All that are open.
    Open,
    All,
}

/// A list of approvals, at most `limit`.
pub fn list(session: &Session, scope: Scope, limit: u32) -> Result<Vec<Waiting>> {
    let conn = session.store.conn();
    let plain = |lines: Vec<Line>| lines.into_iter().map(|line| Waiting { line, place_of: None }).collect();
    let me = session.actor.user;
    Ok(match scope {
        Scope::Waiting => inbox(session, limit)?.decide,
        Scope::Mine => plain(me.map(|me| approvals::of_requester(conn, me, limit.into())).transpose()?.unwrap_or_default()),
        Scope::Asked => plain(me.map(|me| approvals::asked_back(conn, me)).transpose()?.unwrap_or_default()),
        Scope::Open => plain(approvals::all(conn, true, limit.into())?),
        Scope::All => plain(approvals::all(conn, false, limit.into())?),
    })
}
