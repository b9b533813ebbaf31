//! Documents that commands print, for the screen.

use crate::domain::period::Span;
use crate::domain::record::{Lang, Row};
use crate::ops::list::pages;
use crate::ops::{Result, Session, documents};
use crate::store::record;

pub use crate::ops::documents::{ALL, Listed};
pub use crate::report::Document;

/// Which document.
#[derive(Clone, Debug)]
pub enum Of {
    /// One that a command prints.
    Listed(Listed),
    /// A record by itself, as it was listed.
    Record(Row),
    /// Sales of a span by region, with the map of the provinces.
    Regions(Span),
}

impl Of {
    /// The command that prints it, without the program's name.
    #[must_use]
    pub fn command(&self) -> String {
        match self {
            Self::Listed(listed) => listed.command.to_owned(),
            Self::Regions(span) => format!("kpi --by region --from {} --to {}", span.from, span.to),
            Self::Record(row) if row.kind.is_fact() => format!("list {}", row.kind.def().plural),
            Self::Record(row) => format!("show {} {}", row.kind.def().name, row.code()),
        }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// A document, in a language.
    Of(Of, Lang),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Of`], with its command.
    Of(String, Box<Document>),
}

pub(super) fn answer(session: &mut Session, query: &Query) -> Result<Reply> {
    let Query::Of(of, lang) = query;
    let document = match of {
        Of::Listed(listed) => listed.make(session, *lang)?,
        Of::Regions(span) => documents::regions(session, *lang, *span)?,
        // a fact has no id to be read by, and what is found for a look alone is not stored
        Of::Record(row) if row.kind.is_fact() || row.id <= 0 => pages::opened(session, *lang, row)?,
        Of::Record(row) => pages::opened(session, *lang, &record::get(session.store.conn(), row.kind, row.id)?)?,
    };
    Ok(Reply::Of(of.command(), Box::new(document)))
}
