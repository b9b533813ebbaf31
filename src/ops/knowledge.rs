//! The knowledge base (S17): looking for articles, those that fit a ticket, the ones that come with the program.

pub mod pages;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::{OpError, Result, Session};
use crate::domain::kinds::{Article, Role, Ticket, TicketKind};
use crate::domain::knowledge::{self, Fit, Head, Mark, Starter, speaks};
use crate::domain::record::{Kind, Lang, Stored, Value};
use crate::store::{StoreError, Tx, knowledge as index, record};

/// Columns of an excerpt.
const EXCERPT: usize = 72;
/// How many articles of other kinds are offered on a ticket for the words of its title.
const OTHERS: usize = 3;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Words, all of which have to be found; none: every article.
    pub words: String,
    /// Only those for this kind of ticket.
    pub kind: Option<TicketKind>,
    /// The reader's language, which comes first among equals.
    pub lang: Lang,
    /// At most so many.
    pub limit: usize,
}

/// An article that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub article: Stored<Article>,
    /// The part of its text in which the words stand.
    pub excerpt: Vec<Mark>,
    /// Whether it is published and not out of date.
    pub holds: bool,
}

/// What was found: the best, and how many there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The best, best first.
    pub hits: Vec<Hit>,
    /// How many there are.
    pub total: usize,
}

/// Looks for articles; without words those of the wish's kind, or all.
pub fn search(session: &Session, wish: &Wish) -> Result<Found> {
    let conn = session.store.conn();
    let terms = knowledge::terms(&wish.words);
    // words of which nothing is left to look for find nothing
    if terms.is_empty() && !wish.words.trim().is_empty() {
        return Ok(Found::default());
    }
    let (fits, heads) = (index::find(conn, &terms)?, index::heads(conn)?);
    let of_kind = |h: &&Head| wish.kind.is_none_or(|k| h.kinds.contains(&k));
    let found = heads.iter().filter(of_kind).filter_map(|h| Some((h, *fits.get(&h.id)?))).collect();
    shown(session, found, wish, &terms)
}

/// The articles for a ticket: those of its kind, the ones that share words with its title first; then a few of other kinds
/// that do. Only those that hold, in the reader's language where there are any.
pub fn offered(session: &Session, kind: TicketKind, title: &str, lang: Lang, limit: usize) -> Result<Found> {
    let conn = session.store.conn();
    let (alike, heads, today) = (index::alike(conn, title)?, index::heads(conn)?, session.as_of());
    let holding: Vec<&Head> = heads.iter().filter(|h| h.holds(today)).collect();
    let own = holding.iter().any(|h| h.kinds.contains(&kind) && speaks(h.language, lang));
    let rank = |h: &Head| alike.get(&h.id).copied().unwrap_or_default();
    let readable = holding.into_iter().filter(|h| !own || speaks(h.language, lang));
    let (mut of_kind, mut others): (Vec<&Head>, Vec<&Head>) = readable.partition(|h| h.kinds.contains(&kind));
    others.retain(|h| alike.contains_key(&h.id));
    for list in [&mut of_kind, &mut others] {
        list.sort_by(|a, b| rank(a).total_cmp(&rank(b)).then_with(|| a.code.cmp(&b.code)));
    }
    // one word in common is chance
    let mut near = Vec::new();
    for head in others.into_iter().take(OTHERS * 4) {
        let article: Stored<Article> = record::get_as(conn, head.id)?;
        let tags = article.tags.0.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        if knowledge::shared(title, &format!("{} {tags}", article.title)) > 1 {
            near.push(head);
        }
    }
    near.truncate(OTHERS);
    // the order is made: it is kept by what the places are worth
    let all: Vec<&Head> = of_kind.into_iter().chain(near).collect();
    let worth = (0..i64::try_from(all.len()).unwrap_or(0)).rev();
    let found = all.into_iter().zip(worth).map(|(h, worth)| (h, Fit { worth, rank: 0.0 })).collect();
    let wish = Wish { words: String::new(), kind: Some(kind), lang, limit };
    shown(session, found, &wish, &[])
}

/// The articles for a ticket.
///
/// # Errors
/// [`StoreError::Missing`] if it is gone, and those of the file.
pub fn offered_on(session: &Session, ticket: i64, lang: Lang, limit: usize) -> Result<Found> {
    let ticket: Stored<Ticket> = record::get_as(session.store.conn(), ticket)?;
    offered(session, ticket.kind, &ticket.title, lang, limit)
}

/// The best in order, with their texts.
fn shown(session: &Session, mut found: Vec<(&Head, Fit)>, wish: &Wish, terms: &[knowledge::Term]) -> Result<Found> {
    let today = session.as_of();
    found.sort_by(|a, b| knowledge::order(*a, *b, wish.lang, today));
    let total = found.len();
    let hit = |(head, _): &(&Head, Fit)| {
        let article: Stored<Article> = record::get_as(session.store.conn(), head.id)?;
        let excerpt = knowledge::snippet(&article.body, terms, EXCERPT);
        Ok(Hit { article, excerpt, holds: head.holds(today) })
    };
    let hits = found.iter().take(wish.limit).map(hit).collect::<Result<_>>()?;
    Ok(Found { hits, total })
}

/// The article that a person names by its code, in any case.
///
/// # Errors
/// [`StoreError::Missing`] if there is none.
pub fn find(session: &Session, code: &str) -> Result<Stored<Article>> {
    let conn = session.store.conn();
    let code = code.trim();
    let exact = record::by_key(conn, Kind::Article, &[&Value::Text(code.to_owned())])?;
    let found = match exact {
        Some(row) => Some(row),
        None => record::query(conn, Kind::Article, "WHERE lower(code) = lower(?1) LIMIT 1", &[&code])?.pop(),
    };
    let missing = || OpError::Store(StoreError::Missing { kind: Kind::Article, key: code.to_owned() });
    Ok(found.ok_or_else(missing)?.typed()?)
}

/// The article of an id; `None` if it is gone.
pub fn read(session: &Session, id: i64) -> Result<Option<Stored<Article>>> {
    match record::get_as(session.store.conn(), id) {
        Ok(article) => Ok(Some(article)),
        Err(StoreError::Missing { .. }) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// Adds the articles that come with the program and are not there by their code; answers how many.
///
/// # Errors
/// [`OpError::Role`], and those of the file.
pub fn add_starters(session: &mut Session) -> Result<usize> {
    session.require(Role::Specialist)?;
    let today = session.as_of();
    // nothing to add: nothing is written, not even an empty step
    if missing(session.store.conn())?.next().is_none() {
        return Ok(0);
    }
    session.write(Role::Specialist, "change-kb-starter", "", |tx| put_starters(tx, today))
}

/// The same as part of a change.
pub(super) fn put_starters(tx: &mut Tx<'_>, today: NaiveDate) -> Result<usize> {
    let mut added = 0;
    for starter in missing(tx.conn())? {
        tx.add(&starter.article(today))?;
        added += 1;
    }
    Ok(added)
}

/// The shipped articles whose code no article has.
fn missing(conn: &crate::store::Connection) -> Result<impl Iterator<Item = Starter> + use<>> {
    let codes: HashMap<i64, String> = record::codes(conn, Kind::Article)?;
    let there: HashSet<String> = codes.into_values().collect();
    Ok(knowledge::starters().filter(move |s| !there.contains(&s.code)))
}

#[cfg(test)]
mod tests;
