use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::domain::money::Money;
use crate::domain::period::from_day_number;
use crate::store::StoreError;
use crate::store::fixture::base;
use crate::store::record::query;
use crate::store::weeks::of_partner;
use crate::store::{Change, Store};

fn attempt<T>(store: &mut Store, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
    store.write(&Change { actor: "li.wei", at: DateTime::UNIX_EPOCH, label: "change-edit", detail: "sales", rules: 0 }, f)
}

fn write<T>(store: &mut Store, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
    attempt(store, f).expect("a write")
}

fn sale(partner: i64, day: &str, document: &str, line: i64, amount: i64) -> Sale {
    Sale {
        partner,
        day: day.parse().expect("a date"),
        document: document.into(),
        line: (line != 0).then_some(line),
        sku: None,
        region: None,
        owner: None,
        orders: 1,
        quantity: 2,
        net_amount: Money(amount),
        returns: Money(amount / 10),
        cost: Money(amount / 2),
        commission: Money(1),
        advertising: Money(2),
        logistics: Money(3),
        promotion: Money(4),
        sellout: 5,
    }
}

fn import(tx: &mut Tx<'_>, sales: &[Sale]) -> Result<(i64, Counts)> {
    let batch = tx.open_batch(Kind::Sale, "sales.csv")?;
    let mut writer = FactWriter::new(batch);
    for s in sales {
        writer.sale(tx, s.clone())?;
    }
    Ok((batch, writer.finish(tx)?))
}

/// The base with the lines, the region and the people that facts name: what names a record that is gone does not come back.
fn named() -> (Store, tempfile::TempDir) {
    let (mut store, folder) = base();
    write(&mut store, |tx| {
        for id in 1..=3 {
            tx.conn().execute("INSERT INTO product_line (id, code, name) VALUES (?1, 'L' || ?1, 'L' || ?1)", [id])?;
            tx.conn().execute("INSERT INTO user (id, name, role, active) VALUES (?1, 'user' || ?1, 'specialist', 1)", [id])?;
        }
        tx.conn().execute("INSERT INTO region (id, code, name, level) VALUES (1, 'R1', 'R1', 'province')", [])?;
        Ok(())
    });
    (store, folder)
}

/// Every fact and roll-up, as text.
fn everything(store: &Store) -> Vec<String> {
    let mut out = Vec::new();
    for sql in [
        "SELECT * FROM sale ORDER BY 1, 2, 3, 4, 5",
        "SELECT * FROM stock ORDER BY 1, 2, 3",
        "SELECT * FROM sales_month ORDER BY 1, 2",
        "SELECT * FROM network_month ORDER BY 1",
        "SELECT partner, hex(data) FROM partner_weeks ORDER BY 1",
        // of the batches that stand: what others kept is for steps forward
        "SELECT k.* FROM sale_before k JOIN batch b ON b.id = k.by_batch WHERE NOT b.reverted AND b.reverts IS NULL
         ORDER BY 1, 2, 3, 4, 5, 6",
        "SELECT k.* FROM stock_before k JOIN batch b ON b.id = k.by_batch WHERE NOT b.reverted AND b.reverts IS NULL
         ORDER BY 1, 2, 3, 4",
    ] {
        let mut s = store.conn().prepare(sql).expect("sql");
        let n = s.column_count();
        let rows = s.query_map([], |r| Ok(format!("{:?}", (0..n).map(|i| r.get_ref(i).unwrap()).collect::<Vec<_>>())));
        out.extend(rows.expect("rows").map(|r| r.expect("a row")));
    }
    out
}

#[test]
fn a_second_import_changes_nothing() {
    let (mut store, _folder) = base();
    let sales = [sale(1, "2025-03-03", "A1", 1, 100), sale(1, "2025-03-03", "A1", 2, 200), sale(2, "2025-03-31", "", 0, 300)];
    let (_, first) = write(&mut store, |tx| import(tx, &sales));
    assert_eq!(first, Counts { inserted: 3, ..Counts::default() });
    let before = everything(&store);
    let (batch, second) = write(&mut store, |tx| import(tx, &sales));
    assert_eq!(second, Counts { unchanged: 3, ..Counts::default() });
    assert_eq!(everything(&store), before);
    assert_eq!(write(&mut store, |tx| tx.revert_batch(batch)), 0);
    assert_eq!(everything(&store), before);
}

#[test]
fn a_document_is_one_order_whatever_its_lines_and_a_sum_brings_its_own_number() {
    let (mut store, _folder) = base();
    let sum = Sale { orders: 7, ..sale(1, "2025-03-04", "", 2, 100) };
    let sales = [
        sale(1, "2025-03-03", "A1", 1, 100),
        sale(1, "2025-03-03", "A1", 2, 200),
        Sale { sku: Some(1), ..sale(1, "2025-03-03", "A1", 2, 300) },
        sale(1, "2025-03-05", "A1", 1, 50), // the same number on another day is another order
        sum,
    ];
    write(&mut store, |tx| import(tx, &sales));
    let sql = "SELECT orders, quantity, net_amount, returns, cost, fees, sellout, parts FROM sales_month WHERE partner = 1";
    let parts: Vec<rollup::Part> = store
        .conn()
        .query_row(sql, [], |r| Ok(rollup::parts(&rollup::figures_at(r, 0)?, r.get_ref(7)?.as_blob_or_null()?).collect()))
        .expect("a row");
    let rows: BTreeMap<i64, (i64, i64)> = parts.iter().map(|p| (p.line, (p.figures.orders, p.figures.net_amount.0))).collect();
    assert_eq!(rows, BTreeMap::from([(-1, (9, 750)), (1, (2, 150)), (2, (8, 600))]));
    let cuts = of_partner(store.conn(), 1).expect("cuts");
    assert_eq!(cuts.len(), 1);
    assert_eq!((cuts[0].figures.orders, cuts[0].figures.fees), (9, Money(50)));
}

#[test]
fn of_two_rows_with_one_key_the_later_counts() {
    let (mut store, _folder) = base();
    let (_, counts) = write(&mut store, |tx| {
        import(tx, &[sale(1, "2025-03-03", "A", 0, 1), sale(2, "2025-03-03", "A", 0, 1), sale(1, "2025-03-03", "A", 0, 9)])
    });
    assert_eq!((counts.inserted, counts.unchanged), (2, 1));
    let net: i64 = store.conn().query_row("SELECT net_amount FROM sale WHERE partner = 1", [], |r| r.get(0)).expect("a row");
    assert_eq!(net, 9);
}

#[test]
fn an_unknown_partner_stops_the_import_and_nothing_is_kept() {
    let (mut store, _folder) = base();
    let before = everything(&store);
    let e = attempt(&mut store, |tx| import(tx, &[sale(1, "2025-03-03", "", 0, 1), sale(99, "2025-03-03", "", 0, 1)]));
    assert!(matches!(e, Err(StoreError::Missing { kind: Kind::Partner, .. })));
    assert_eq!(everything(&store), before);
}

#[test]
fn a_partner_with_sales_can_not_be_deleted() {
    let (mut store, _folder) = base();
    write(&mut store, |tx| import(tx, &[sale(1, "2025-03-03", "", 0, 1)]));
    assert!(attempt(&mut store, |tx| tx.delete(Kind::Partner, 1, 1)).is_err());
    write(&mut store, |tx| tx.delete(Kind::Partner, 2, 1));
}

#[test]
fn a_reverted_batch_leaves_what_was_there_before_to_the_byte() {
    let (mut store, _folder) = named();
    let first = [sale(1, "2025-03-03", "A1", 1, 100), sale(1, "2025-04-01", "A2", 1, 200), sale(2, "2025-03-31", "", 0, 300)];
    write(&mut store, |tx| import(tx, &first));
    let before = everything(&store);
    let second = [
        sale(1, "2025-03-03", "A1", 1, 999),                            // updated
        Sale { region: None, ..sale(2, "2025-03-31", "", 0, 300) },     // unchanged
        sale(3, "2024-12-31", "", 0, 5),                                // new
        Sale { owner: Some(1), ..sale(1, "2025-04-01", "A2", 1, 200) }, // only its owner
    ];
    let (batch, counts) = write(&mut store, |tx| import(tx, &second));
    assert_eq!(counts, Counts { inserted: 1, updated: 2, unchanged: 1, removed: 0 });
    assert_ne!(everything(&store), before);
    write(&mut store, |tx| tx.revert_batch(batch));
    assert_eq!(everything(&store), before);
    assert!(matches!(attempt(&mut store, |tx| tx.revert_batch(batch)), Err(StoreError::NothingToUndo)), "once only");
}

#[test]
fn a_batch_that_a_later_one_changed_is_not_reverted() {
    let (mut store, _folder) = base();
    let (first, _) = write(&mut store, |tx| import(tx, &[sale(1, "2025-03-03", "A", 0, 1), sale(2, "2025-03-03", "A", 0, 1)]));
    let (second, _) = write(&mut store, |tx| import(tx, &[sale(2, "2025-03-03", "A", 0, 2)]));
    let before = everything(&store);
    let e = attempt(&mut store, |tx| tx.revert_batch(first));
    assert!(matches!(e, Err(StoreError::NotUndoable { record: 2, .. })));
    assert_eq!(everything(&store), before);
    write(&mut store, |tx| tx.revert_batch(second));
    write(&mut store, |tx| tx.revert_batch(first));
    assert!(everything(&store).is_empty());
}

#[test]
fn one_fact_is_edited_moved_and_removed_and_each_is_one_step_of_undo() {
    let (mut store, _folder) = base();
    let row = |s: &Sale| Row::new(s);
    let (old, new) = (sale(1, "2025-03-03", "A", 0, 1), sale(1, "2025-03-03", "A", 0, 2));
    let moved = sale(1, "2025-05-09", "A", 0, 2);
    let mut states = vec![everything(&store)];
    for (before, after) in [(None, Some(&old)), (Some(&old), Some(&new)), (Some(&new), Some(&moved)), (Some(&moved), None)] {
        write(&mut store, |tx| tx.edit_fact(before.map(row).as_ref(), after.map(row).as_ref()));
        assert_eq!(rollup::verify(store.conn()).expect("verify"), []);
        states.push(everything(&store));
    }
    assert!(query(store.conn(), Kind::Sale, "", &[]).expect("rows").is_empty());
    let seen_too_late = attempt(&mut store, |tx| tx.edit_fact(Some(&row(&old)), Some(&row(&new))));
    assert!(matches!(seen_too_late, Err(StoreError::Conflict { theirs: None, .. })));
    for state in states.iter().rev().skip(1) {
        let last = crate::store::undo::last_of(store.conn(), "li.wei").expect("history").expect("a step");
        write(&mut store, |tx| tx.take_back(last.id));
        assert_eq!(&everything(&store), state);
    }
}

#[test]
fn stock_is_written_and_reverted_the_same_way() {
    let (mut store, _folder) = base();
    let stock = |quantity| Stock {
        partner: 1,
        day: NaiveDate::from_ymd_opt(2025, 3, 31).expect("a date"),
        sku: Some(1),
        line: None,
        quantity,
        value: Money(5),
    };
    let put = |tx: &mut Tx<'_>, quantity| {
        let batch = tx.open_batch(Kind::Stock, "stock.csv")?;
        let mut w = FactWriter::new(batch);
        w.stock(tx, stock(quantity))?;
        Ok((batch, w.finish(tx)?))
    };
    write(&mut store, |tx| put(tx, 3));
    let before = everything(&store);
    let (batch, counts) = write(&mut store, |tx| put(tx, 4));
    assert_eq!(counts.updated, 1);
    write(&mut store, |tx| tx.revert_batch(batch));
    assert_eq!(everything(&store), before);
}

fn any_sale() -> impl Strategy<Value = Sale> {
    (1_i64..=3, 20_000_i32..20_070, 0_usize..4, 0_i64..3, 0_i64..3, -50_i64..50).prop_map(
        |(partner, day, document, line, place, n)| Sale {
            day: from_day_number(day),
            region: (place == 1).then_some(1),
            owner: (place == 2).then_some(2),
            sku: (place == 2).then_some(1),
            ..sale(partner, "2025-01-01", ["", "A", "B", "C"][document], line, n * 1_000)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn roll_ups_equal_the_facts_after_any_batches_and_reverts(
        batches in prop::collection::vec((prop::collection::vec(any_sale(), 0..25), any::<bool>()), 1..6)
    ) {
        let (mut store, _folder) = named();
        for (sales, revert) in batches {
            let before = everything(&store);
            let (batch, counts) = write(&mut store, |tx| import(tx, &sales));
            prop_assert_eq!(counts.inserted + counts.updated + counts.unchanged, i64::try_from(sales.len()).unwrap());
            prop_assert_eq!(rollup::verify(store.conn()).unwrap(), vec![]);
            if revert {
                write(&mut store, |tx| tx.revert_batch(batch));
                prop_assert_eq!(everything(&store), before);
            }
        }
        let sql = "SELECT orders, quantity, net_amount, returns, cost, fees, sellout, parts FROM sales_month";
        let mut months = store.conn().prepare(sql).unwrap();
        let mut rows = months.query([]).unwrap();
        while let Some(r) = rows.next().unwrap() {
            let all = rollup::figures_at(r, 0).unwrap();
            let parts: Vec<rollup::Part> = rollup::parts(&all, r.get_ref(7).unwrap().as_blob_or_null().unwrap()).collect();
            let together = parts.iter().filter(|p| p.line == rollup::ALL_LINES).map(|p| p.figures).sum();
            prop_assert_eq!(all, together);
            let lines: Money = parts.iter().filter(|p| p.line != rollup::ALL_LINES).map(|p| p.figures.net_amount).sum();
            prop_assert_eq!(all.net_amount, lines);
        }
        drop(rows);
        drop(months);
        let kept = everything(&store);
        write(&mut store, rollup::rebuild);
        prop_assert_eq!(everything(&store), kept);
    }
}

#[test]
fn verify_finds_each_kind_of_drift() {
    for (damage, table) in [
        ("UPDATE sales_month SET orders = orders + 1", "sales_month"),
        ("DELETE FROM sales_month", "sales_month"),
        ("INSERT INTO sales_month SELECT month, 2, 1, 1, 1, 1, 1, 1, 1, NULL FROM sales_month", "sales_month"),
        ("UPDATE sales_month SET parts = x'00'", "sales_month"),
        ("UPDATE network_month SET orders = 7", "network_month"),
        ("DELETE FROM network_month", "network_month"),
        ("UPDATE partner_weeks SET data = x'0102'", "partner_weeks"),
        ("DELETE FROM partner_weeks", "partner_weeks"),
        ("INSERT INTO partner_weeks SELECT 2, data, last_day FROM partner_weeks", "partner_weeks"),
    ] {
        let (mut store, _folder) = base();
        write(&mut store, |tx| import(tx, &[sale(1, "2025-03-03", "A", 0, 1)]));
        write(&mut store, |tx| Ok(tx.conn().execute(damage, [])?));
        let drift = rollup::verify(store.conn()).expect("verify");
        assert_eq!(drift.iter().map(|d| d.table).collect::<Vec<_>>(), [table], "{damage}");
    }
}
