//! Which periods are closed, and what names of periods mean by that.

use super::{Result, Session};
use crate::domain::period::Names;
use crate::store::closing::{self as stored, Closing};

/// What names of periods mean in this session: as they were closed, else as the rules say.
pub fn names(session: &Session) -> Result<Names> {
    let mut closed = list(session, false)?;
    closed.sort_unstable_by_key(|c| c.id);
    let first_month = session.policy.organisation.fiscal_year_month;
    Ok(Names::with(first_month, closed.iter().map(|c| (c.name.as_str(), c.span))))
}

/// The periods that are closed, and with `all` those that were, the latest first; as of another day those that were then.
pub fn list(session: &Session, all: bool) -> Result<Vec<Closing>> {
    let Some(then) = session.store.looks_back_to() else { return Ok(stored::list(session.store.conn(), all)?) };
    let stood = |c: Closing| Closing { reopened: c.reopened.filter(|(at, ..)| *at <= then.at), ..c };
    let mut found: Vec<Closing> =
        stored::list(session.store.conn(), true)?.into_iter().filter(|c| c.at <= then.at).map(stood).collect();
    found.retain(|c| all || c.reopened.is_none());
    Ok(found)
}
