//! What the knowledge base's overlay and the desk ask.

use crate::domain::record::Lang;
use crate::ops::knowledge::{self, Wish};
use crate::ops::{Result, Session};

pub use crate::domain::kinds::Article;
pub use crate::domain::record::Stored;
pub use crate::ops::knowledge::{Found, Hit};

/// Most articles of a list.
const LIMIT: usize = 200;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// The articles with these words; without words those that fit the ticket, or all.
    Find {
        /// As typed.
        words: String,
        /// The ticket that it is about.
        ticket: Option<i64>,
        /// The reader's language.
        lang: Lang,
    },
    /// An article.
    Read(i64),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Find`].
    Found(Found),
    /// To [`Query::Read`]; `None`: it is gone.
    Article(Option<Box<Stored<Article>>>),
}

pub(super) fn answer(session: &Session, query: &Query) -> Result<Reply> {
    Ok(match query {
        Query::Find { words, ticket: Some(ticket), lang } if words.trim().is_empty() => {
            Reply::Found(knowledge::offered_on(session, *ticket, *lang, LIMIT)?)
        }
        Query::Find { words, lang, .. } => {
            Reply::Found(knowledge::search(session, &Wish { words: words.clone(), kind: None, lang: *lang, limit: LIMIT })?)
        }
        Query::Read(id) => Reply::Article(knowledge::read(session, *id)?.map(Box::new)),
    })
}
