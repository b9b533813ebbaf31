//! The figures and warnings of another day or under other rules, for one connection.
//!
//! Both go to TEMP tables that hide the stored ones from this connection's queries alone; nothing is written to the file.
//! The warnings are followed as the program follows those of everybody: those on record on that day, with who has
//! acknowledged which, against what the rules find now.

use rusqlite::{Connection, OptionalExtension};

use super::{Basis, Chunk, Env, RULES, Refreshed, Result, alerts, gather, network, rank, until, write_rows};
use crate::store::{Store, past, shadow};

/// What is computed for one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shadowed {
    /// The figures of partners.
    Figures,
    /// They and the warnings.
    WithWarnings,
}

impl Store {
    /// Computes the figures of another day, or under other rules, into TEMP tables that hide the stored ones from this connection.
    ///
    /// Nothing is written to the file. Computed again only when somebody wrote since.
    pub fn shadow_figures(&mut self, basis: &Basis<'_>, what: Shadowed) -> Result<Refreshed> {
        let conn = &self.conn;
        let newest: i64 = conn.query_row("SELECT coalesce(max(id), 0) FROM main.change_set", [], |r| r.get(0))?;
        let sign = format!("{what:?} {} {} {RULES} {newest} {:?}", basis.as_of, basis.policy.identity(), self.looks_back_to());
        conn.execute_batch("CREATE TEMP TABLE IF NOT EXISTS figures_shadow (sign TEXT NOT NULL)")?;
        if conn.query_row("SELECT 1 FROM figures_shadow WHERE sign = ?1", [&sign], |_| Ok(())).optional()?.is_some() {
            return Ok(Refreshed::default());
        }
        let made: String =
            conn.query_row("SELECT sql FROM main.sqlite_schema WHERE name = 'partner_figures'", [], |r| r.get(0))?;
        let tx = conn.unchecked_transaction()?;
        drop_shadows(conn)?;
        conn.execute_batch(&made.replacen("CREATE TABLE", "CREATE TEMP TABLE", 1))?;
        let warnings = what == Shadowed::WithWarnings;
        if warnings {
            shadow::table(conn, "alert", "INSERT INTO temp.alert SELECT * FROM main.alert")?;
            if let Some(then) = self.looks_back_to() {
                past::warnings(conn, &then)?;
            }
        }
        let prices = gather::prices(conn, basis)?;
        let env = Env { basis: *basis, until: until(conn, basis.as_of, basis.policy)?, prices: &prices };
        let mut done = Refreshed::default();
        let keep = |chunk: &mut Chunk| -> Result<()> {
            done.computed += chunk.len();
            done.changed += write_rows(conn, chunk, None)?.changed;
            if warnings {
                let (raised, cleared) = alerts::follow_all(&mut Aside { conn, basis }, chunk, basis.as_of)?;
                done.raised += raised;
                done.cleared += cleared;
            }
            Ok(())
        };
        network(conn, (&self.path, self.looks_back_to()), &env, keep)?;
        rank(conn, basis.policy)?;
        conn.execute("INSERT INTO figures_shadow (sign) VALUES (?1)", [&sign])?;
        tx.commit()?;
        Ok(done)
    }

    /// Shows the stored figures and warnings again, if they were hidden: nothing is ever written to what hides them.
    pub fn unshadow_figures(&mut self) -> Result<()> {
        if self.hides_figures()? { drop_shadows(&self.conn) } else { Ok(()) }
    }

    /// Whether figures that were computed for this session alone hide the stored ones.
    pub fn hides_figures(&self) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE name = 'partner_figures')";
        Ok(self.conn.query_row(sql, [], |r| r.get(0))?)
    }
}

fn drop_shadows(conn: &Connection) -> Result<()> {
    let sql = "DROP TABLE IF EXISTS temp.partner_figures; DROP TABLE IF EXISTS temp.alert; DELETE FROM figures_shadow;";
    Ok(conn.execute_batch(sql)?)
}

/// Warnings that only this connection sees: nobody's log has them.
struct Aside<'a> {
    conn: &'a Connection,
    basis: &'a Basis<'a>,
}

impl alerts::Kept for Aside<'_> {
    fn conn(&self) -> &Connection {
        self.conn
    }

    fn next(&self) -> Result<Option<i64>> {
        // below those of the file: nobody else's has the number of one that is not stored
        let sql = "SELECT min(coalesce(min(id), 0), 0) - 1 FROM temp.alert";
        Ok(Some(self.conn.prepare_cached(sql)?.query_row([], |r| r.get(0))?))
    }

    fn rules(&self) -> Option<i64> {
        Some(self.basis.policy.number).filter(|number| *number > 0)
    }

    fn log(&mut self, _change: &alerts::Logged<'_>) -> Result<()> {
        Ok(())
    }
}
