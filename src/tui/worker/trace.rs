//! What the overlay of codes and prices asks of the database and does to it.

use super::Done;
use crate::domain::explain::Explanation;
use crate::domain::kinds::{AlertRule, Severity};
use crate::domain::record::{Expected, Kind, Lang, Problem};
use crate::domain::sentence::Sentence;
use crate::i18n::diversion::Called;
use crate::ops::ticket::prices::{self, Watch};
use crate::ops::ticket::trace;
use crate::ops::{OpError, Result, Session, refer};

pub use crate::ops::ticket::prices::Watch as PriceWatch;
pub use crate::ops::ticket::trace::{Trace, Traced};

/// A record that a field names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Named {
    /// None.
    #[default]
    Nobody,
    Picked(i64),
    /// The one that is called so.
    Typed(String),
}

/// What is traced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Text with codes in it.
    pub text: String,
    /// The region where they were seen.
    pub seen: Named,
    /// The partner that reports it.
    pub by: Named,
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Query {
    /// Whom codes were shipped to.
    Codes(Wish),
    /// Prices seen against floors and each other.
    Prices,
    /// Where a price's finding comes from: the partner, the rule and its figure.
    Explain(i64, AlertRule, i64, Lang),
}

/// What is answered.
#[derive(Debug)]
pub enum Reply {
    /// To [`Query::Codes`], with what is wrong with the place and the reporter.
    Codes(Box<Traced>, Vec<Problem>),
    /// To [`Query::Prices`].
    Prices(Box<(PriceWatch, Called)>),
    /// To [`Query::Explain`].
    Explained(Box<Explanation>),
}

/// What is done.
#[derive(Clone, Debug)]
pub enum Op {
    /// Opens the diversion ticket against a partner.
    Open(Wish, i64, Severity, Lang),
    /// Adds its codes to a ticket as evidence: the partner, the ticket and its number.
    Evidence(Wish, i64, (i64, i64), Lang),
    /// Opens a ticket for a partner's prices.
    OpenPrices(i64, Severity, Lang),
}

pub(super) fn answer(session: &Session, query: &Query) -> Result<Reply> {
    Ok(match query {
        Query::Codes(wish) => {
            let (seen, by) =
                (named(session, "region", Kind::Region, &wish.seen)?, named(session, "partner", Kind::Partner, &wish.by)?);
            let place = seen.as_ref().ok().copied().flatten();
            let traced = trace::look(session, &wish.text, place)?;
            Reply::Codes(Box::new(traced), [seen.err(), by.err()].into_iter().flatten().collect())
        }
        Query::Prices => {
            let watch: Watch = prices::watch(session, None)?;
            let called = prices::called(session, &watch.rows)?;
            Reply::Prices(Box::new((watch, called)))
        }
        Query::Explain(partner, rule, value, lang) => {
            Reply::Explained(Box::new(prices::explain(session, &session.policy, (*partner, *rule, *value), *lang)?))
        }
    })
}

/// The record that is named, or what is wrong with the name.
fn named(session: &Session, field: &'static str, kind: Kind, named: &Named) -> Result<std::result::Result<Option<i64>, Problem>> {
    let text = match named {
        Named::Nobody => return Ok(Ok(None)),
        Named::Picked(id) => return Ok(Ok(Some(*id))),
        Named::Typed(text) => text.trim(),
    };
    // as a picked record is shown: code and name
    let code = text.split_whitespace().next().unwrap_or(text);
    Ok(match refer::meant(session, kind, text)? {
        Ok(id) => Ok(Some(id)),
        Err(near) => match crate::store::record::id_by_code(session.store.conn(), kind, code)? {
            Some(id) => Ok(Some(id)),
            None => Err(Problem { field, value: text.to_owned(), expected: Expected::Existing(kind, near) }),
        },
    })
}

pub(super) fn act(session: &mut Session, op: &Op) -> Result<Done> {
    Ok(match op {
        Op::Open(wish, partner, severity, lang) => {
            let (found, by) = again(session, wish)?;
            let suspect = of(&found, *partner)?;
            let (id, number) = trace::open(session, &found, suspect, by, *severity, *lang)?;
            Done::say(Sentence::new("done-trace-ticket").with("number", number)).select(Kind::Ticket, id)
        }
        Op::Evidence(wish, partner, (ticket, number), lang) => {
            let (found, _) = again(session, wish)?;
            let added = trace::add_to(session, of(&found, *partner)?, *ticket, *lang)?;
            Done::say(Sentence::new("done-trace-evidence").with("count", added).with("number", *number))
                .select(Kind::Ticket, *ticket)
        }
        Op::OpenPrices(partner, severity, lang) => {
            let (id, number) = prices::open(session, *partner, Some(*severity), *lang)?;
            Done::say(Sentence::new("done-trace-ticket").with("number", number)).select(Kind::Ticket, id)
        }
    })
}

/// The trace as of now, and who reports it.
fn again(session: &Session, wish: &Wish) -> Result<(Trace, Option<i64>)> {
    let place = named(session, "region", Kind::Region, &wish.seen)?;
    let by = named(session, "partner", Kind::Partner, &wish.by)?;
    match (place, by) {
        (Ok(place), Ok(by)) => Ok((trace::trace(session, &wish.text, place)?, by)),
        (place, by) => Err(OpError::Invalid([place.err(), by.err()].into_iter().flatten().collect())),
    }
}

fn of(found: &Trace, partner: i64) -> Result<&crate::domain::diversion::Suspect> {
    let gone = || OpError::Refused { key: "refused-trace-gone", args: Vec::new() };
    found.suspects.iter().find(|s| s.partner == partner).ok_or_else(gone)
}
