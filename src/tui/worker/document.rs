//! Documents that commands print, for the screen.

use crate::domain::record::Lang;
use crate::ops::{Result, Session};

pub use crate::ops::documents::{ALL, Listed};
pub use crate::report::Document;

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// A document, in a language.
    Of(Listed, Lang),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Of`], with its command.
    Of(&'static str, Box<Document>),
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    let Query::Of(listed, lang) = query;
    Ok(Reply::Of(listed.command, Box::new(listed.make(session, *lang)?)))
}
