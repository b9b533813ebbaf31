//! What is kept beside the records so that it is found quickly, and can be made of them again: search keys of partners, texts
//! of the knowledge base, figures.

use rusqlite::Connection;

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

pub fn lacking(conn: &Connection) -> Result<Lacking> {
    let mut found = Lacking { partners: without_keys(conn)?, ..Lacking::default() };
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

/// How partners are spelled for a search; another number where the rule spells them otherwise.
const SPELLING: &str = "1";

/// Whether the keys that are kept are of the rule that this program has. How names are said is then not gone through again: that
/// takes a second of a network whose keys are all there.
fn is_spelled_so(conn: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'spelling' AND value = ?1)";
    Ok(conn.prepare_cached(sql)?.query_row([SPELLING], |r| r.get(0))?)
}

/// Partners that are not found by what they are called.
fn without_keys(conn: &Connection) -> Result<Vec<i64>> {
    let of_rule = is_spelled_so(conn)?;
    let mut statement = conn.prepare(
        "SELECT p.id, s.keys, p.code, p.name, p.short_name, p.former_codes FROM partner p
         LEFT JOIN partner_search s ON s.partner = p.id ORDER BY p.id",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(r) = rows.next()? {
        let text = |i: usize| Ok::<_, rusqlite::Error>(r.get_ref(i)?.as_str_or_null()?.unwrap_or_default());
        let names = Names { code: text(2)?, name: text(3)?, short_name: text(4)?, former_codes: text(5)? };
        let is_kept = match r.get_ref(1)?.as_str_or_null().map_err(rusqlite::Error::from)? {
            None => false,
            Some(keys) if of_rule => names.all().iter().all(|name| search::is_among(keys, name)),
            Some(keys) => keys == names.keys(),
        };
        if !is_kept {
            found.push(r.get(0)?);
        }
    }
    Ok(found)
}

/// What a partner is called.
struct Names<'a> {
    code: &'a str,
    name: &'a str,
    short_name: &'a str,
    former_codes: &'a str,
}

impl<'a> Names<'a> {
    fn of(partner: &'a Row) -> Self {
        let text = |name| partner.get(name).text().unwrap_or_default();
        Self { code: text("code"), name: text("name"), short_name: text("short_name"), former_codes: text("former_codes") }
    }

    fn all(&self) -> Vec<&'a str> {
        [self.code, self.name, self.short_name].into_iter().chain(self.former_codes.split(',')).collect()
    }

    fn keys(&self) -> String {
        search::keys(&self.all())
    }
}

impl Tx<'_> {
    /// Keeps the search keys of a partner: what it is called, and how that is said.
    pub(super) fn keep_search_keys(&mut self, partner: &Row) -> Result<()> {
        self.conn()
            .prepare_cached("INSERT OR REPLACE INTO partner_search (partner, keys) VALUES (?1, ?2)")?
            .execute((partner.id, Names::of(partner).keys()))?;
        Ok(())
    }
}

impl Store {
    /// Makes again what is lacking, or marks it to be computed; answers how many records that were.
    pub fn make_again(&mut self, change: &Change<'_>) -> Result<usize> {
        let lacking = lacking(self.conn())?;
        let count = lacking.partners.len() + lacking.articles.len() + lacking.figures.len();
        if count == 0 && is_spelled_so(self.conn())? {
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
            let spelled = "INSERT OR REPLACE INTO meta (name, value) VALUES ('spelling', ?1)";
            tx.conn().prepare_cached(spelled)?.execute([SPELLING])?;
            tx.forget_empty_change()
        })?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::record::Value;

    #[test]
    fn partners_that_were_spelled_by_another_rule_are_spelled_again_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::create(&folder.path().join("q.db")).expect("a database");
        let at = DateTime::from_timestamp(1_749_254_400, 0).expect("a moment");
        let change = Change { actor: "li.wei", at, label: "change-create", detail: "", rules: 0 };
        store
            .write(&change, |tx| -> Result<()> {
                for (code, name) in [("D1", "重庆川渝"), ("D2", "East Fresh")] {
                    let mut row = Row::blank(Kind::Partner);
                    row.set("code", Value::Text(code.into()));
                    row.set("name", Value::Text(name.into()));
                    tx.insert(&row)?;
                }
                Ok(())
            })
            .expect("written");
        store.make_again(&change).expect("as this program spells");
        let spoil = |store: &Store, sql: &str| store.conn().execute_batch(sql).expect("spoiled");
        let lacking = |store: &Store| lacking(store.conn()).expect("read").partners;
        assert_eq!(lacking(&store), [0_i64; 0]);
        // the name is there, how it is said is not: only another rule leaves that
        let unsaid = "UPDATE partner_search SET keys = 'd1|重庆川渝' WHERE partner = 1";
        spoil(&store, &format!("{unsaid}; UPDATE meta SET value = 'older' WHERE name = 'spelling'"));
        assert_eq!(lacking(&store), [1]);
        assert_eq!((store.make_again(&change).expect("made"), store.make_again(&change).expect("made")), (1, 0));
        let said = "SELECT instr(keys, 'cqcy') > 0 FROM partner_search WHERE partner = 1";
        assert!(store.conn().query_row(said, [], |r| r.get::<_, bool>(0)).expect("its keys"));
        // what a partner is not called any more finds nobody
        spoil(&store, "UPDATE partner SET name = '广州粤美' WHERE id = 1; DELETE FROM partner_search WHERE partner = 2");
        assert_eq!(lacking(&store), [1, 2]);
    }
}
