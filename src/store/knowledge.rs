//! The index of the knowledge base: kept in the transaction that writes an article, asked by terms.

use std::collections::HashMap;

use rusqlite::Connection;

use super::{Result, Tx};
use crate::domain::kinds::{ArticleState, Language};
use crate::domain::knowledge::{self, Fit, Head, PLACES, Term};
use crate::domain::period::from_day_number;
use crate::domain::record::{Tags, Value};

impl Tx<'_> {
    /// Keeps the index of an article: of one that is gone nothing.
    pub(super) fn keep_article_text(&mut self, id: i64, after: Option<&[Value]>) -> Result<()> {
        self.conn().prepare_cached("DELETE FROM article_text WHERE rowid = ?1")?.execute([id])?;
        if let Some(values) = after {
            let index = knowledge::index_of(values);
            self.conn()
                .prepare_cached("INSERT INTO article_text (rowid, title, tags, said, body) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute((id, index.title, index.tags, index.said, index.body))?;
        }
        Ok(())
    }
}

/// The articles in which every term is found, with how well; all of them without a term.
pub fn find(conn: &Connection, terms: &[Term]) -> Result<HashMap<i64, Fit>> {
    let Some((first, others)) = terms.split_first() else {
        let mut statement = conn.prepare_cached("SELECT id FROM article")?;
        let all = statement.query_map([], |r| Ok((r.get(0)?, Fit::default())))?.collect::<rusqlite::Result<_>>()?;
        return Ok(all);
    };
    let mut found = places(conn, first)?;
    for term in others {
        if found.is_empty() {
            break;
        }
        let here = places(conn, term)?;
        found.retain(|id, fit| {
            here.get(id).is_some_and(|also| {
                *fit = Fit { worth: fit.worth + also.worth, rank: fit.rank + also.rank };
                true
            })
        });
    }
    Ok(found)
}

/// Where one term is found, each article at the best of its places.
fn places(conn: &Connection, term: &Term) -> Result<HashMap<i64, Fit>> {
    let mut found: HashMap<i64, Fit> = HashMap::new();
    for (place, worth) in PLACES {
        if place == "said" && !term.may_be_said() {
            continue;
        }
        let question = format!("{place} : {}", term.phrase());
        for (id, rank) in ranked(conn, &question, -1)? {
            let fit = found.entry(id).or_insert(Fit { worth, rank });
            fit.rank = fit.rank.min(rank);
        }
    }
    Ok(found)
}

/// The articles that answer a question of the index, best first, at most `limit` (-1: all).
fn ranked(conn: &Connection, question: &str, limit: i64) -> Result<Vec<(i64, f64)>> {
    // the rank counts only where it decides: of a few words of a title, and among texts
    let sql = "SELECT rowid, bm25(article_text, 4.0, 3.0, 3.0, 1.0) AS fit FROM article_text WHERE article_text MATCH ?1
               ORDER BY fit LIMIT ?2";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map((question, limit), |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The articles whose title or tags have something in common with a text, by how much: the best first.
pub fn alike(conn: &Connection, text: &str) -> Result<HashMap<i64, f64>> {
    let Some(words) = knowledge::overlap(text) else { return Ok(HashMap::new()) };
    Ok(ranked(conn, &format!("{{title tags}} : ({words})"), 200)?.into_iter().collect())
}

/// What decides about the order, of every article.
pub fn heads(conn: &Connection) -> Result<Vec<Head>> {
    let sql = "SELECT id, code, language, state, valid_until, coalesce(ticket_kinds, '') FROM article";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut heads = Vec::new();
    while let Some(r) = rows.next()? {
        let text = |i| r.get_ref(i).and_then(|v| v.as_str().map_err(rusqlite::Error::from));
        heads.push(Head {
            id: r.get(0)?,
            code: text(1)?.to_owned(),
            language: Language::from_code(text(2)?).unwrap_or(Language::Zh),
            state: ArticleState::from_code(text(3)?).unwrap_or(ArticleState::Draft),
            valid_until: r.get::<_, Option<i32>>(4)?.map(from_day_number),
            kinds: knowledge::ticket_kinds(&Tags::from_text(text(5)?)),
        });
    }
    Ok(heads)
}
