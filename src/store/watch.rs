//! Noticing what other processes write, or that another file has taken the name; giving up a query that was overtaken.

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, InterruptHandle};

use super::{Result, Store};

/// What stops the queries of a store, also when it was opened again.
#[derive(Clone)]
pub(super) struct Handle(Arc<Mutex<InterruptHandle>>);

impl Handle {
    pub(super) fn of(conn: &Connection) -> Self {
        Self(Arc::new(Mutex::new(conn.get_interrupt_handle())))
    }
}

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handle")
    }
}

/// Stops the query that a store is running, from another thread.
#[derive(Debug)]
pub struct Interrupter(Handle);

impl Interrupter {
    /// The running query fails with [`super::StoreError::Interrupted`]; without one nothing happens.
    pub fn interrupt(&self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).interrupt();
    }
}

impl Store {
    /// What stops this store's queries.
    #[must_use]
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(self.interrupt.clone())
    }

    /// Whether another file has its name now, or none: what is written to this one is in no database.
    #[must_use]
    pub fn is_replaced(&self) -> bool {
        self.file.is_some_and(|file| !file.is_at(&self.path))
    }

    /// Opens the file that has the name now.
    ///
    /// # Errors
    /// As [`Store::open`]: the store goes on with the file that it has.
    pub fn reopen(&mut self) -> Result<()> {
        let fresh = Self::open(&self.path)?;
        let pages: i64 = self.conn.pragma_query_value(None, "cache_size", |r| r.get(0))?;
        fresh.conn.pragma_update(None, "cache_size", pages)?;
        *self.interrupt.0.lock().unwrap_or_else(PoisonError::into_inner) = fresh.conn.get_interrupt_handle();
        let interrupt = self.interrupt.clone();
        *self = Self { interrupt, ..fresh };
        Ok(())
    }

    /// A number that changes when another connection has committed, and only then.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.conn().prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::store::{Change, StoreError};

    #[test]
    fn only_another_connection_changes_the_data_version() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("x.db");
        let mine = Store::create(&path).expect("a database");
        let theirs = Store::open(&path).expect("the same");
        let before = mine.data_version().expect("a number");
        mine.conn().execute("INSERT INTO meta VALUES ('a', '1')", []).expect("a write");
        assert_eq!(mine.data_version().expect("a number"), before);
        theirs.conn().execute("INSERT INTO meta VALUES ('b', '1')", []).expect("a write");
        assert_ne!(mine.data_version().expect("a number"), before);
    }

    #[test]
    fn nothing_is_confirmed_that_goes_into_a_file_that_is_no_longer_the_database() {
        let dir = tempfile::tempdir().expect("a folder");
        let (path, other) = (dir.path().join("x.db"), dir.path().join("other.db"));
        let mut mine = Store::create(&path).expect("a database");
        let write = |store: &mut Store, during: &dyn Fn()| {
            let change = Change { actor: "li", at: chrono::Utc::now(), label: "change-undo", detail: "", rules: 0 };
            store.write(&change, |tx| {
                during();
                tx.conn().execute("INSERT OR REPLACE INTO meta VALUES ('a', '1')", [])?;
                Ok::<_, StoreError>(())
            })
        };
        let written = |path: &Path| -> i64 {
            let store = Store::open(path).expect("a database");
            store.conn().query_row("SELECT count(*) FROM meta WHERE name = 'a'", [], |r| r.get(0)).expect("a number")
        };
        let replace = || {
            drop(Store::create(&other).expect("another one"));
            std::fs::rename(&other, &path).expect("renamed");
        };
        replace();
        assert!(matches!(write(&mut mine, &|| ()), Err(StoreError::Replaced { written: false, .. })));
        assert_eq!(written(&path), 0);
        mine.reopen().expect("the new one");
        write(&mut mine, &|| ()).expect("into the database");
        assert_eq!(written(&path), 1);
        assert!(matches!(write(&mut mine, &replace), Err(StoreError::Replaced { written: true, .. })), "in the last moment");
        std::fs::remove_file(&path).expect("removed");
        assert!(matches!(write(&mut mine, &|| ()), Err(StoreError::Replaced { written: false, .. })));
        assert!(matches!(mine.reopen(), Err(StoreError::NoDatabase(_))));
    }

    #[test]
    fn a_long_query_is_given_up() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::create(&dir.path().join("x.db")).expect("a database");
        let stop = store.interrupter();
        let stopper = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(30));
            stop.interrupt();
        });
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
        let answer = store.conn().query_row(endless, [], |r| r.get::<_, i64>(0));
        assert!(matches!(answer.map_err(crate::store::StoreError::from), Err(crate::store::StoreError::Interrupted)));
        stopper.join().expect("a thread");
    }
}
