//! What the page of the organisation's policy asks.

use crate::domain::sheet::Block;
use crate::ops::policy::impact;
use crate::ops::{OpError, Result, Session};

/// Most rows of a table of what would change.
const ROWS: usize = 200;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// What another value would change.
    Try {
        /// The key.
        path: String,
        /// The value.
        value: String,
    },
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Try`].
    Tried {
        /// The key.
        path: String,
        /// The value.
        value: String,
        /// What would change.
        blocks: Vec<Block>,
    },
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    let Query::Try { path, value } = query;
    let other = session.policy.with(path, value).map_err(|e| OpError::Policy(e.0))?;
    let blocks = impact::blocks(&impact::impact(session, &other)?, ROWS);
    Ok(Reply::Tried { path: path.clone(), value: value.clone(), blocks })
}
