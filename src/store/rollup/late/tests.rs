//! Closed months stay, whatever comes later, and what came later is known.

use std::collections::BTreeMap;

use chrono::DateTime;
use proptest::prelude::*;

use super::*;
use crate::domain::kinds::Sale;
use crate::domain::money::Money;
use crate::domain::record::Kind;
use crate::store::closing::New;
use crate::store::facts::FactWriter;
use crate::store::fixture::base;
use crate::store::rollup::verify;
use crate::store::{Change, Store};

fn labelled<T>(store: &mut Store, label: &str, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
    store.write(&Change { actor: "li.wei", at: DateTime::UNIX_EPOCH, label, detail: "", rules: 0 }, f)
}

fn write<T>(store: &mut Store, f: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> T {
    labelled(store, "change-import", f).expect("a write")
}

fn sale(partner: i64, month: u32, document: &str, amount: i64) -> Sale {
    let [returns, commission, advertising, logistics, promotion] = [Money::ZERO; 5];
    let (orders, quantity, sellout) = (1, 2, 3);
    Sale {
        partner,
        day: chrono::NaiveDate::from_ymd_opt(2025, month, 20).expect("a day"),
        document: document.into(),
        line: (amount % 3 > 0).then_some(amount % 3),
        sku: None,
        region: None,
        owner: None,
        orders,
        quantity,
        net_amount: Money(amount),
        returns,
        cost: Money(amount / 2),
        commission,
        advertising,
        logistics,
        promotion,
        sellout,
    }
}

fn put(store: &mut Store, sale: &Sale) -> i64 {
    write(store, |tx| {
        let batch = tx.open_batch(Kind::Sale, "sales.csv")?;
        let mut writer = FactWriter::new(batch);
        writer.sale(tx, sale.clone())?;
        writer.finish(tx)?;
        Ok(batch)
    })
}

fn quarter(n: u32) -> Span {
    let day = |month: u32| chrono::NaiveDate::from_ymd_opt(2025, month, 1).expect("a day");
    let last = if n == 4 { chrono::NaiveDate::from_ymd_opt(2025, 12, 31) } else { day(n * 3 + 1).pred_opt() };
    Span { from: day(n * 3 - 2), to: last.expect("a day") }
}

fn close(store: &mut Store, span: Span) {
    let name = span.to_string();
    let new = New { name: &name, span, hash: "", policy: 0, policy_version: 0, rows: &[], slices: &[] };
    write(store, |tx| tx.close_period(&new));
}

/// Net amount by month, of all partners: as it is shown, and as the facts are.
fn shown(store: &Store) -> [BTreeMap<i32, i64>; 3] {
    let read = |sql: &str| -> BTreeMap<i32, i64> {
        let mut statement = store.conn().prepare(sql).expect("a query");
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).expect("rows");
        rows.map(|r| r.expect("a row")).filter(|(_, v)| *v != 0).collect()
    };
    let network = "SELECT month, net_amount FROM network_month";
    let partners = "SELECT month, sum(net_amount) FROM sales_month GROUP BY month";
    assert_eq!(read(network), read(partners));
    let late = late_of(store, || [read(network), read(partners)]);
    assert_eq!(late[0], late[1]);
    let mut facts = BTreeMap::new();
    let mut statement = store.conn().prepare("SELECT day, net_amount FROM sale").expect("a query");
    for row in statement.query_map([], |r| Ok((r.get::<_, i32>(0)?, r.get::<_, i64>(1)?))).expect("rows") {
        let (day, amount) = row.expect("a row");
        *facts.entry(Month::of(crate::domain::period::from_day_number(day)).0).or_insert(0) += amount;
    }
    facts.retain(|_, v| *v != 0);
    [read(network), late[0].clone(), facts]
}

/// Net amount by month of the facts as figures count them: of closed months as they stood.
fn as_closed(store: &Store) -> BTreeMap<i32, i64> {
    let closed = facts::Closed::sales(store.conn()).expect("what is known");
    let mut found = BTreeMap::new();
    for partner in 1..4 {
        let rows: Vec<facts::SaleRow> = closed.read(store.conn(), partner, (i32::MIN, i32::MAX)).expect("facts");
        for m in sums(&rows).months {
            *found.entry(m.month).or_insert(0) += m.all.net_amount.0;
        }
    }
    found.retain(|_, v| *v != 0);
    found
}

fn late_of<T>(store: &Store, f: impl FnOnce() -> T) -> T {
    with_late(store.conn(), || Ok::<_, crate::store::StoreError>(f())).expect("read")
}

/// What is done to facts and periods.
#[derive(Clone, Debug)]
enum Step {
    Put(i64, u32, u8, i64),
    TakeBack(prop::sample::Index),
    Move(i64, i64),
    Close(u32),
    Open(u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => (1..4_i64, 1..10_u32, 0..4_u8, 1..500_i64).prop_map(|(p, m, d, a)| Step::Put(p, m, d, a)),
        2 => any::<prop::sample::Index>().prop_map(Step::TakeBack),
        1 => (1..4_i64, 1..4_i64).prop_map(|(a, b)| Step::Move(a, b)),
        1 => (1..4_u32).prop_map(Step::Close),
        1 => (1..4_u32).prop_map(Step::Open),
    ];
    prop::collection::vec(step, 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn closed_months_stay_and_with_what_came_late_they_are_the_facts(steps in steps()) {
        let (mut store, _folder) = base();
        let mut batches: Vec<i64> = Vec::new();
        for step in steps {
            let [before, _, _] = shown(&store);
            let closed = crate::store::closing::list(store.conn(), false).expect("periods");
            let of_facts = matches!(step, Step::Put(..) | Step::TakeBack(_) | Step::Move(..));
            match step {
                Step::Put(partner, month, document, amount) => {
                    batches.push(put(&mut store, &sale(partner, month, &format!("A{document}"), amount)));
                }
                Step::TakeBack(at) if !batches.is_empty() => {
                    let batch = batches.remove(at.index(batches.len()));
                    // refused where a later batch has overwritten it
                    let _refused = labelled(&mut store, "change-undo", |tx| tx.revert_batch(batch));
                }
                Step::Move(from, to) if from != to => {
                    batches.clear();
                    labelled(&mut store, "change-partner-merge", |tx| tx.move_facts(from, to, "D9")).expect("moved");
                }
                Step::Close(n) if !closed.iter().any(|c| c.span == quarter(n)) => close(&mut store, quarter(n)),
                Step::Open(n) => {
                    if let Some(period) = closed.iter().find(|c| c.span == quarter(n)) {
                        write(&mut store, |tx| tx.reopen_period(period, "r"));
                    }
                }
                _ => {}
            }
            prop_assert_eq!(verify(store.conn()).expect("verified"), Vec::new());
            let [now, with_late, facts] = shown(&store);
            prop_assert_eq!(with_late, facts);
            prop_assert_eq!(&as_closed(&store), &now);
            if of_facts {
                for (month, amount) in before.iter().chain(&now) {
                    let span = Month(*month).span();
                    if closed.iter().any(|c| c.span.intersect(span) == Some(span)) {
                        prop_assert_eq!(before.get(month), now.get(month), "{} {}", month, amount);
                    }
                }
            }
        }
    }
}

#[test]
fn a_late_sale_of_a_closed_quarter_stands_aside_until_it_is_opened_again() {
    let (mut store, _folder) = base();
    put(&mut store, &sale(1, 5, "A1", 100));
    close(&mut store, quarter(2));
    let (weeks, then) = (weeks::of_partner(store.conn(), 1).expect("weeks"), shown(&store));
    let late = put(&mut store, &sale(1, 5, "A2", 30));
    put(&mut store, &sale(2, 6, "A1", 7));
    put(&mut store, &sale(1, 8, "A3", 50));
    let [now, with_late, _] = shown(&store);
    let [may, june, august] = [5, 6, 8].map(|m| 2025 * 12 + m - 1);
    assert_eq!((now.get(&may), now.get(&june), now.get(&august)), (then[0].get(&may), None, Some(&50)));
    assert_eq!((with_late.get(&may), with_late.get(&june)), (Some(&130), Some(&7)));
    let in_may = |cuts: &[Cut]| cuts.iter().filter(|c| month_of(c) == may).copied().collect::<Vec<_>>();
    assert_eq!(in_may(&weeks::of_partner(store.conn(), 1).expect("weeks")), in_may(&weeks), "nor do its weeks move");
    let year = Span { from: quarter(1).from, to: quarter(4).to };
    assert_eq!(came_late(store.conn(), year).expect("periods"), [quarter(2).to_string()]);
    assert_eq!(came_late(store.conn(), quarter(1)).expect("periods"), Vec::<String>::new());
    // taken back it is as if it had never come
    write(&mut store, |tx| tx.revert_batch(late));
    assert_eq!(shown(&store)[1].get(&may), Some(&100));
    let closed = crate::store::closing::list(store.conn(), false).expect("periods").remove(0);
    write(&mut store, |tx| tx.reopen_period(&closed, "r"));
    assert_eq!(shown(&store)[0].get(&june), Some(&7));
    assert_eq!(verify(store.conn()).expect("verified"), Vec::new());
}

#[test]
fn a_partner_with_late_sales_goes_over_whole_and_its_closed_months_stay_as_they_were() {
    let (mut store, _folder) = base();
    put(&mut store, &sale(1, 4, "A1", 100));
    put(&mut store, &sale(2, 4, "B1", 1_000));
    close(&mut store, quarter(2));
    put(&mut store, &sale(2, 4, "B2", 7));
    let [before, late, _] = shown(&store);
    labelled(&mut store, "change-partner-merge", |tx| tx.move_facts(2, 1, "D002")).expect("moved");
    assert_eq!(shown(&store)[..2], [before, late]);
    let rows: i64 = store
        .conn()
        .query_row(
            "SELECT (SELECT count(*) FROM sales_month WHERE partner = 2) + (SELECT count(*) FROM late_month WHERE partner = 2)",
            [],
            |r| r.get(0),
        )
        .expect("a count");
    assert_eq!(rows, 0, "nothing refers to it");
    assert!(weeks::of_partner(store.conn(), 2).expect("weeks").is_empty());
    assert_eq!(verify(store.conn()).expect("verified"), Vec::new());
}
