//! A database as it would be if something were written: the file is opened to be read only, and what is written goes to
//! temporary tables of the same names, which shadow those of the file for whoever has this connection open.
//!
//! Nobody is waited for and nobody waits, and nothing of the file can be written by it, whatever is done. Facts are not
//! shadowed, they are many: there they are compared with what is there and counted ([`super::facts`]), and may be written
//! later. What became of the records is taken over in one transaction ([`Tx::take_over`]), if what others have written
//! meanwhile does not stand in the way ([`Tx::holds`]).

use std::collections::HashMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row as SqlRow, params, params_from_iter};

use super::facts::Gathered;
use super::record::{columns, get};
use super::{Result, Store, Tx, backup, open};
use crate::domain::record::{FieldType, Kind};

/// Tables that are written and not read: of them the last row is enough, which says what number comes next.
const LOGS: [&str; 3] = ["change_set", "audit", "batch"];

/// Tables of what is derived from records, which begin empty.
const DERIVED: [&str; 4] = ["stale_figures", "partner_search", "import_request", "article_text"];

/// What a store that shadows its file keeps.
#[derive(Debug)]
pub(super) struct Shadow {
    /// The kinds whose tables are shadowed.
    kinds: Vec<Kind>,
    /// What becomes of facts.
    facts: Facts,
    /// The facts that would be written.
    kept: std::cell::RefCell<Vec<KeptFacts>>,
}

/// What becomes of facts that are not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facts {
    /// They are compared with those that are there, and counted.
    Counted,
    /// They are kept, to be written later ([`Store::facts_kept`]).
    Kept,
}

/// Facts that would be written.
#[derive(Debug)]
pub struct KeptFacts {
    pub batch: i64,
    /// Fields that facts which are there keep ([`super::facts::FactWriter::keeping`]).
    pub keeps: u32,
    /// They.
    pub facts: Gathered,
}

/// What was newest in the file when it was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    audit: i64,
    batch: i64,
    /// The last closed period, and how many were opened again.
    closed: (i64, i64),
}

impl Moment {
    /// That of a file now.
    pub fn of(conn: &Connection) -> Result<Self> {
        let newest = |table: &str| conn.query_row(&format!("SELECT coalesce(max(id), 0) FROM main.{table}"), [], |r| r.get(0));
        let reopened = conn.query_row("SELECT count(reopened_at) FROM main.closing", [], |r| r.get(0))?;
        Ok(Self { audit: newest("audit")?, batch: newest("batch")?, closed: (newest("closing")?, reopened) })
    }
}

/// What was taken over from a shadow.
#[derive(Debug, Default)]
pub struct Taken {
    /// The numbers that its batches have now.
    pub batches: HashMap<i64, i64>,
}

impl Store {
    /// The database as it would be, with the tables of these kinds to be written.
    ///
    /// A write to another kind's table is refused as one of a file that may only be read.
    pub fn shadow(&self, kinds: Vec<Kind>, facts: Facts) -> Result<Self> {
        let mut store = match self.unwritable {
            Some(why) => Self::open_to_look(&self.path, why)?,
            None => Self::of_shared(backup::open_shared(&self.path)?, &self.path)?,
        };
        // references lead to tables that are not shadowed, and are looked at where it is written
        store.conn.pragma_update(None, "foreign_keys", false)?;
        store.unwritable = None;
        store.shadow = Some(Shadow { kinds, facts, kept: std::cell::RefCell::default() });
        Ok(store)
    }

    /// One that only reads, beside others who have the file open.
    fn of_shared(conn: Connection, path: &std::path::Path) -> Result<Self> {
        conn.busy_timeout(open::BUSY)?;
        conn.set_prepared_statement_cache_capacity(64);
        conn.pragma_update(None, "temp_store", "MEMORY")?;
        conn.pragma_update(None, "cache_size", -8_000)?;
        Ok(Self::over(conn, path, None))
    }

    /// Takes the facts that would have been written, in the order of their batches.
    #[must_use]
    pub fn facts_kept(&self) -> Vec<KeptFacts> {
        self.shadow.as_ref().map(|s| s.kept.take()).unwrap_or_default()
    }
}

impl Shadow {
    /// Makes the temporary tables, of the moment at which the transaction reads.
    pub(super) fn make(&self, conn: &Connection) -> Result<()> {
        for table in LOGS {
            self::table(conn, table, &format!("INSERT INTO temp.{table} SELECT * FROM main.{table} ORDER BY id DESC LIMIT 1"))?;
        }
        for table in DERIVED {
            self::table(conn, table, "")?;
        }
        self::table(conn, "meta", "INSERT INTO temp.meta SELECT * FROM main.meta")?;
        for kind in &self.kinds {
            let table = kind.def().name;
            self::table(conn, table, &format!("INSERT INTO temp.\"{table}\" SELECT * FROM main.\"{table}\""))?;
            triggers(conn, table)?;
        }
        Ok(())
    }

    /// Keeps facts that would be written, if they are to be kept; else gives them back.
    pub(super) fn keep(&self, facts: KeptFacts) -> Option<Gathered> {
        if self.facts == Facts::Counted {
            return Some(facts.facts);
        }
        self.kept.borrow_mut().push(facts);
        None
    }
}

/// One table with its indexes, filled by a statement, and going on with the same numbers.
pub(super) fn table(conn: &Connection, table: &str, fill: &str) -> Result<()> {
    for (sort, sql) in made(conn, table, "sort <> 'trigger'")? {
        let temporary = match sort.as_str() {
            "table" if sql.starts_with("CREATE VIRTUAL TABLE ") => sql.replacen("TABLE ", "TABLE temp.", 1),
            "table" => unbound(&sql).replacen("CREATE TABLE ", "CREATE TEMP TABLE ", 1),
            _ => sql.replacen("INDEX ", "INDEX temp.", 1),
        };
        conn.execute_batch(&temporary)?;
        if sort == "table" {
            conn.execute_batch(fill)?;
        }
    }
    let last = "SELECT seq FROM main.sqlite_sequence WHERE name = ?1";
    if let Some(last) = conn.prepare_cached(last)?.query_row([table], |r| r.get::<_, i64>(0)).optional()? {
        conn.execute("DELETE FROM temp.sqlite_sequence WHERE name = ?1", [table])?;
        conn.execute("INSERT INTO temp.sqlite_sequence (name, seq) VALUES (?1, ?2)", params![table, last])?;
    }
    Ok(())
}

/// An empty table for rows of another, under a name of its own and without indexes.
pub(super) fn empty(conn: &Connection, table: &str, name: &str) -> Result<()> {
    for (_, sql) in made(conn, table, "sort = 'table'")? {
        let sql = unbound(&sql);
        let columns = sql.find('(').and_then(|at| sql.get(at..)).unwrap_or_default();
        conn.execute_batch(&format!("CREATE TEMP TABLE \"{name}\" {columns}"))?;
    }
    Ok(())
}

/// What refuses writes to a table refuses them where it is hidden, too; how documents of closed periods stood is noted when they are
/// written.
fn triggers(conn: &Connection, table: &str) -> Result<()> {
    for (_, sql) in made(conn, table, "sort = 'trigger' AND name NOT GLOB '*_closed_*'")? {
        conn.execute_batch(&sql.replacen("CREATE TRIGGER ", "CREATE TEMP TRIGGER ", 1))?;
    }
    Ok(())
}

/// How a table and what belongs to it was made, the table first.
fn made(conn: &Connection, table: &str, which: &str) -> Result<Vec<(String, String)>> {
    let sql = format!(
        "SELECT type AS sort, sql FROM main.sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL AND {which}
         ORDER BY type = 'table' DESC, rowid"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map([table], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// A table's making without its references: they would lead to tables beside it, which are not shadowed.
fn unbound(made: &str) -> String {
    let mut parts = made.split(" REFERENCES ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once(')').map_or(part, |(_, rest)| rest))
}

impl Tx<'_> {
    /// What shadows the file, if nothing of it is written.
    pub(super) fn shadow(&self) -> Option<&Shadow> {
        self.shadow
    }

    /// Whether what was prepared in a shadow can be written as if nobody had written since: what others did meanwhile is then
    /// as if it had come after it.
    ///
    /// Nothing is gone, no record is meant twice, no period was closed, and nobody made a record of a kind whose numbers or
    /// keys it gives out; with `alone` nobody wrote one of its kinds at all, because its rules look at them.
    ///
    /// # Errors
    /// Those of both.
    pub fn holds(&self, shadow: &Store, since: Moment, alone: bool) -> Result<bool> {
        if Moment::of(self.conn())?.closed != since.closed {
            return Ok(false);
        }
        let kinds: &[Kind] = shadow.shadow.as_ref().map_or(&[], |s| s.kinds.as_slice());
        let mut others = self.conn().prepare_cached("SELECT kind, record, action FROM audit WHERE id > ?1")?;
        let mut others = others.query([since.audit])?;
        let own = "SELECT 1 FROM temp.audit WHERE id > ?1 AND kind = ?2 AND record = ?3";
        let mut own = shadow.conn().prepare_cached(own)?;
        while let Some(r) = others.next()? {
            let (kind, record, action): (String, i64, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
            let touched = Kind::from_name(&kind).filter(|k| kinds.contains(k));
            let harmless = match touched {
                _ if action == "delete" => false,
                None => true,
                Some(_) if alone => false,
                Some(kind) if action == "insert" => is_leaf(kind),
                Some(_) => !own.exists(params![since.audit, kind, record])?,
            };
            if !harmless {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Writes what became of the records in a shadow of this file, as long as that holds ([`Tx::holds`]): rows, log, what is
    /// to be computed again.
    ///
    /// # Errors
    /// Those of both.
    pub fn take_over(&mut self, shadow: &Store, since: Moment) -> Result<Taken> {
        let from = shadow.conn();
        self.conn().pragma_update(None, "defer_foreign_keys", true)?;
        for kind in shadow.shadow.iter().flat_map(|s| &s.kinds) {
            self.take_kind(from, *kind, since)?;
        }
        let taken = Taken { batches: self.take_batches(from, since)? };
        copy(from, "SELECT partner FROM temp.stale_figures", [], self.conn(), "INSERT OR IGNORE INTO stale_figures VALUES (?1)")?;
        let keys = "INSERT OR REPLACE INTO partner_search (partner, keys) VALUES (?1, ?2)";
        copy(from, "SELECT partner, keys FROM temp.partner_search", [], self.conn(), keys)?;
        // it was given a number of its own where something regroups sums
        let groups =
            "SELECT EXISTS (SELECT 1 FROM temp.meta WHERE name = 'groups' AND value = (SELECT max(id) FROM temp.change_set))";
        if from.query_row(groups, [], |r| r.get(0))? {
            self.groups_changed()?;
        }
        if !from.prepare("SELECT 1 FROM temp.meta WHERE name = 'figures_state'")?.exists([])? {
            self.conn().execute("DELETE FROM meta WHERE name = 'figures_state'", [])?;
        }
        Ok(taken)
    }

    /// The rows of one kind that are new, others, or gone, and their log.
    ///
    /// New ones of a kind that nothing refers to come behind those that others have made meanwhile.
    fn take_kind(&mut self, from: &Connection, kind: Kind, since: Moment) -> Result<()> {
        let def = kind.def();
        let (table, names) = (def.name, columns(def));
        let touched =
            |action: &str| format!("SELECT record FROM temp.audit WHERE id > ?1 AND kind = '{table}' AND action = '{action}'");
        let first = from.query_row(&format!("SELECT min(record) FROM ({})", touched("insert")), [since.audit], |r| {
            r.get::<_, Option<i64>>(0)
        })?;
        let last = "SELECT seq FROM sqlite_sequence WHERE name = ?1";
        let last = self.conn().prepare_cached(last)?.query_row([table], |r| r.get::<_, i64>(0)).optional()?.unwrap_or(0);
        let shift = first.filter(|_| is_leaf(kind)).map_or(0, |first| (last + 1 - first).max(0));
        let marks = (1..=def.fields.len() + 2).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
        let rows =
            |id: &str, which: &str| format!("SELECT {id}, version, {names} FROM temp.\"{table}\" WHERE {which} ORDER BY id");
        let new = rows(&format!("id + {shift}"), &format!("id IN ({})", touched("insert")));
        copy(
            from,
            &new,
            [since.audit],
            self.conn(),
            &format!("INSERT INTO \"{table}\" (id, version, {names}) VALUES ({marks})"),
        )?;
        let set =
            def.fields.iter().enumerate().map(|(i, f)| format!("\"{}\" = ?{}", f.name, i + 3)).collect::<Vec<_>>().join(", ");
        let other = rows("id", &format!("id IN ({}) AND id NOT IN ({})", touched("update"), touched("insert")));
        copy(from, &other, [since.audit], self.conn(), &format!("UPDATE \"{table}\" SET version = ?2, {set} WHERE id = ?1"))?;
        let gone = format!("{} AND record NOT IN (SELECT id FROM temp.\"{table}\")", touched("delete"));
        copy(from, &gone, [since.audit], self.conn(), &format!("DELETE FROM \"{table}\" WHERE id = ?1"))?;
        let first = first.unwrap_or(i64::MAX);
        let logged = format!(
            "SELECT '{table}', iif(record < {first}, record, record + {shift}), action, version, before, after FROM temp.audit
             WHERE id > ?1 AND kind = '{table}' ORDER BY id"
        );
        let set = self.change_set();
        let log = format!(
            "INSERT INTO audit (change_set, kind, record, action, version, before, after) VALUES ({set}, ?1, ?2, ?3, ?4, ?5, ?6)"
        );
        copy(from, &logged, [since.audit], self.conn(), &log)?;
        if kind == Kind::Article {
            let all = format!("SELECT DISTINCT record FROM temp.audit WHERE id > ?1 AND kind = '{table}'");
            let ids = from.prepare(&all)?.query_map([since.audit], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
            for id in ids {
                let now = get(self.conn(), kind, id).ok();
                self.keep_article_text(id, now.as_ref().map(|r| r.values.as_slice()))?;
            }
        }
        Ok(())
    }

    /// The batches, which get numbers of their own; what comes of facts is counted when they are written.
    fn take_batches(&mut self, from: &Connection, since: Moment) -> Result<HashMap<i64, i64>> {
        let sql = "SELECT id, kind, source, inserted, updated, unchanged, rejected FROM temp.batch WHERE id > ?1 ORDER BY id";
        let mut batches = from.prepare(sql)?;
        let mut batches = batches.query([since.batch])?;
        let mut numbers = HashMap::new();
        while let Some(r) = batches.next()? {
            let (id, kind, source): (i64, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
            let facts = Kind::from_name(&kind).is_some_and(Kind::is_fact);
            let count = |i: usize| if facts { Ok(0) } else { r.get::<_, i64>(i) };
            let row = params![self.change_set(), kind, source, count(3)?, count(4)?, count(5)?, r.get::<_, i64>(6)?];
            self.conn().execute(
                "INSERT INTO batch (change_set, kind, source, inserted, updated, unchanged, rejected) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                row,
            )?;
            numbers.insert(id, self.conn().last_insert_rowid());
        }
        Ok(numbers)
    }
}

/// Whether no kind refers to records of this one, so that it does not matter which number is whose.
fn is_leaf(kind: Kind) -> bool {
    let refers = |k: &Kind| k.def().fields.iter().any(|f| f.ty == FieldType::Ref(kind));
    !Kind::ALL.iter().any(refers) && kind.def().field("number").is_none()
}

/// Executes a statement of one database with each row of a query of another.
fn copy<const N: usize>(from: &Connection, query: &str, given: [i64; N], to: &Connection, statement: &str) -> Result<()> {
    let mut query = from.prepare(query)?;
    let count = query.column_count();
    let mut rows = query.query(params_from_iter(given))?;
    let mut write = to.prepare_cached(statement)?;
    while let Some(row) = rows.next()? {
        bind(&mut write, row, count)?;
        write.raw_execute()?;
    }
    Ok(())
}

fn bind(to: &mut rusqlite::Statement<'_>, row: &SqlRow<'_>, count: usize) -> Result<()> {
    for i in 0..count {
        match row.get_ref(i)? {
            ValueRef::Integer(n) => to.raw_bind_parameter(i + 1, n)?,
            ValueRef::Real(x) => to.raw_bind_parameter(i + 1, x)?,
            ValueRef::Text(text) => to.raw_bind_parameter(i + 1, std::str::from_utf8(text).unwrap_or_default())?,
            ValueRef::Blob(bytes) => to.raw_bind_parameter(i + 1, bytes)?,
            ValueRef::Null => to.raw_bind_parameter(i + 1, rusqlite::types::Null)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
