//! What is kept beside the records so that it is found quickly, and can be made of them again: search keys of partners, texts
//! of the knowledge base, figures.

use rusqlite::Connection;

use super::record::query;
use super::{Change, Result, Store, Tx, figures};
use crate::domain::record::{Kind, Row};
use crate::domain::search;

/// Records whose part of it is not there, or not that of what they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lacking {
    /// Partners that a search does not find.
    pub partners: Vec<i64>,
    /// Articles that a search does not find.
    pub articles: Vec<i64>,
    /// Partners whose figures were computed and are gone, or can't be computed.
    pub figures: Vec<i64>,
}

/// What is lacking.
///
/// # Errors
/// Those of the file.
pub fn lacking(conn: &Connection) -> Result<Lacking> {
    let mut found = Lacking::default();
    let mut kept = conn.prepare("SELECT keys FROM partner_search WHERE partner = ?1")?;
    for partner in query(conn, Kind::Partner, "ORDER BY id", &[])? {
        let mut rows = kept.query([partner.id])?;
        let there = match rows.next()? {
            Some(r) => Some(r.get::<_, String>(0)?),
            None => None,
        };
        if there != Some(search_keys(&partner)) {
            found.partners.push(partner.id);
        }
    }
    let ids = |sql: &str| -> Result<Vec<i64>> {
        let mut statement = conn.prepare(sql)?;
        Ok(statement.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?)
    };
    found.articles = ids("SELECT id FROM article WHERE id NOT IN (SELECT rowid FROM article_text) ORDER BY id")?;
    if figures::state(conn)?.is_some() {
        found.figures = figures::without(conn)?.into_iter().map(|(id, _)| id).collect();
    }
    Ok(found)
}

impl Tx<'_> {
    /// Keeps the search keys of a partner: what it is called, and how that is said.
    pub(super) fn keep_search_keys(&mut self, partner: &Row) -> Result<()> {
        self.conn()
            .prepare_cached("INSERT OR REPLACE INTO partner_search (partner, keys) VALUES (?1, ?2)")?
            .execute((partner.id, search_keys(partner)))?;
        Ok(())
    }
}

/// The search keys of a partner.
fn search_keys(partner: &Row) -> String {
    let text = |name| partner.get(name).text().unwrap_or_default();
    let mut names = vec![text("code"), text("name"), text("short_name")];
    names.extend(text("former_codes").split(','));
    search::keys(&names)
}

impl Store {
    /// Makes again what is lacking, or marks it to be computed; answers how many records that were.
    ///
    /// # Errors
    /// Those of the file.
    pub fn make_again(&mut self, change: &Change<'_>) -> Result<usize> {
        let lacking = lacking(self.conn())?;
        let count = lacking.partners.len() + lacking.articles.len() + lacking.figures.len();
        if count == 0 {
            return Ok(0);
        }
        self.write(change, |tx| {
            for id in &lacking.partners {
                let row = super::record::get(tx.conn(), Kind::Partner, *id)?;
                tx.keep_search_keys(&row)?;
            }
            for id in &lacking.articles {
                let row = super::record::get(tx.conn(), Kind::Article, *id)?;
                tx.keep_article_text(*id, Some(&row.values))?;
            }
            for id in &lacking.figures {
                tx.mark_stale(*id)?;
            }
            tx.forget_empty_change()
        })?;
        Ok(count)
    }
}
