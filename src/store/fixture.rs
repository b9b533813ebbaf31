//! A database to test with.

use chrono::DateTime;

use super::{Change, Result, Store, Tx};

/// A database with the partners 1 to 3, an article, and its folder.
pub(in crate::store) fn base() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::create(&folder.path().join("q.db")).expect("a database");
    let partners = |tx: &mut Tx<'_>| -> Result<()> {
        for i in 1..=3 {
            tx.conn().execute("INSERT INTO partner (code, name, status) VALUES (?1, ?1, 'active')", [format!("D{i:03}")])?;
        }
        tx.conn().execute("INSERT INTO sku (code, name, state) VALUES ('X', 'Nuts 180 g', 'active')", [])?;
        Ok(())
    };
    let change = Change { actor: "li.wei", at: DateTime::UNIX_EPOCH, label: "change-import", detail: "", rules: 0 };
    store.write(&change, partners).expect("partners");
    (store, folder)
}
