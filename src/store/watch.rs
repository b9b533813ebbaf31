//! Noticing what other processes write, and giving up a query that was overtaken.

use rusqlite::InterruptHandle;

use super::{Result, Store};

/// Stops the query that a store is running, from another thread.
pub struct Interrupter(InterruptHandle);

impl std::fmt::Debug for Interrupter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Interrupter")
    }
}

impl Interrupter {
    /// The running query fails with [`super::StoreError::Interrupted`]; without one nothing happens.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

impl Store {
    /// What stops this store's queries.
    #[must_use]
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(self.conn().get_interrupt_handle())
    }

    /// A number that changes when another connection has committed, and only then.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.conn().prepare_cached("PRAGMA data_version")?.query_row([], |r| r.get(0))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
