//! A shadow writes nothing, and what came of it is taken over as it is.

use super::*;
use crate::domain::record::{Row, Value};
use crate::store::{Change, StoreError, record};

fn change() -> Change<'static> {
    Change {
        actor: "li.wei",
        at: "2025-06-07T01:00:00Z".parse().expect("a moment"),
        label: "change-import",
        detail: "",
        rules: 0,
    }
}

fn partner(code: &str) -> Row {
    let mut row = Row::blank(Kind::Partner);
    row.set("code", Value::Text(code.into()));
    row.set("name", Value::Text(code.into()));
    row
}

fn contact(partner: i64, name: &str) -> Row {
    let mut row = Row::blank(Kind::Contact);
    row.set("partner", Value::Int(partner));
    row.set("name", Value::Text(name.into()));
    row
}

fn add(store: &mut Store, row: &Row) -> i64 {
    store.write(&change(), |tx| tx.insert(row)).expect("written")
}

fn everything() -> Vec<Kind> {
    Kind::ALL.iter().copied().filter(|k| !k.is_fact()).collect()
}

/// A store with a partner that has a contact, and a shadow of it in which there are another of each and the first is called
/// otherwise.
fn prepared(folder: &std::path::Path, kinds: Vec<Kind>) -> (Store, Store, Moment) {
    let mut store = Store::create(&folder.join("q.db")).expect("a database");
    let first = add(&mut store, &partner("D001"));
    add(&mut store, &contact(first, "Wang"));
    let mut aside = store.shadow(kinds, Facts::Kept).expect("a shadow");
    let moment = aside
        .write(&change(), |tx| {
            let moment = Moment::of(tx.conn())?;
            let second = tx.insert(&partner("D002"))?;
            tx.insert(&contact(second, "Zhao"))?;
            let mut row = get(tx.conn(), Kind::Partner, first)?;
            row.set("notes", Value::Text("called".into()));
            tx.update(&row)?;
            Ok::<_, StoreError>(moment)
        })
        .expect("in the shadow");
    (store, aside, moment)
}

fn count(store: &Store, table: &str) -> i64 {
    store.conn().query_row(&format!("SELECT count(*) FROM main.{table}"), [], |r| r.get(0)).expect("a count")
}

#[test]
fn every_table_of_a_record_has_its_shadow_and_nothing_of_the_file_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, aside, _) = prepared(folder.path(), everything());
    assert_eq!((count(&store, "partner"), count(&store, "audit"), count(&store, "change_set")), (1, 2, 2));
    for kind in everything() {
        let indexes = |schema: &str| {
            let sql = format!(
                "SELECT count(*) FROM {schema} WHERE tbl_name = ?1 AND sql IS NOT NULL
                 AND name NOT GLOB '*_closed_*'"
            );
            aside.conn().query_row(&sql, [kind.def().name], |r| r.get::<_, i64>(0)).expect("a count")
        };
        assert_eq!(indexes("sqlite_temp_schema"), indexes("sqlite_schema"), "{}", kind.def().name);
    }
    let narrow = store.shadow(vec![Kind::Region], Facts::Counted);
    let refused = narrow.expect("a shadow").write(&change(), |tx| tx.insert(&partner("D003")));
    assert!(matches!(refused, Err(StoreError::ReadOnly(_))), "{refused:?}");
}

#[test]
fn what_was_prepared_is_taken_over_beside_what_others_have_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut store, aside, moment) = prepared(folder.path(), everything());
    // nobody refers to a contact by its number: another one may come in between
    let between = add(&mut store, &contact(1, "Li"));
    store
        .write(&change(), |tx| {
            assert!(tx.holds(&aside, moment, false)?);
            assert!(!tx.holds(&aside, moment, true)?, "its rules look at what is there");
            tx.take_over(&aside, moment)
        })
        .expect("taken over");
    let second = record::id_by_code(store.conn(), Kind::Partner, "D002").expect("read").expect("it is there");
    let zhao = record::query(store.conn(), Kind::Contact, "WHERE name = 'Zhao'", &[]).expect("read").remove(0);
    assert!(zhao.id > between && zhao.get("partner") == &Value::Int(second), "{zhao:?}");
    let first = get(store.conn(), Kind::Partner, 1).expect("the first");
    assert_eq!((first.get("notes").text(), first.version), (Some("called"), 2));
    let logged = "SELECT count(*) FROM audit WHERE kind = 'contact' AND record = ?1 AND change_set =
        (SELECT max(id) FROM change_set)";
    assert_eq!(store.conn().query_row(logged, [zhao.id], |r| r.get::<_, i64>(0)).expect("a count"), 1);
    assert_eq!((count(&store, "stale_figures"), count(&store, "partner_search")), (2, 2));
    // and taken back as one
    let set = store.conn().query_row("SELECT max(id) FROM change_set", [], |r| r.get(0)).expect("a number");
    store.write(&change(), |tx| tx.take_back(set)).expect("taken back");
    assert_eq!((count(&store, "partner"), count(&store, "contact")), (1, 2));
}

#[test]
fn what_was_prepared_does_not_hold_where_others_meant_the_same() {
    type Other = fn(&mut Tx<'_>) -> Result<()>;
    let others: [(&str, Other); 3] = [
        ("the same record", |tx| {
            let mut row = get(tx.conn(), Kind::Partner, 1)?;
            row.set("notes", Value::Text("mine".into()));
            tx.update(&row).map(|_| ())
        }),
        ("another of a kind that is referred to", |tx| tx.insert(&partner("D009")).map(|_| ())),
        ("one that is gone", |tx| tx.delete(Kind::Contact, 1, 1)),
    ];
    for (what, act) in others {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut store, aside, moment) = prepared(folder.path(), everything());
        store.write(&change(), act).expect("written");
        let holds = store.write(&change(), |tx| tx.holds(&aside, moment, false)).expect("read");
        assert!(!holds, "{what}");
    }
}
