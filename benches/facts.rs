//! The writer of facts and its roll-ups on a million weekly sales: `cargo bench --bench facts`.
//!
//! Measured: what an import does behind its reading, from typed rows to the commit, with roll-ups, batch and log. Rows are
//! of 20,000 partners x 50 weeks, a row a week, over four product lines in equal parts, without documents; every seventh
//! has no returns. By partner is the order of a file of this program, by day that of most others. Reading, checking and
//! looking up come on top: `time qudao import sales FILE`, which does them on a second thread.

use std::path::Path;

use chrono::DateTime;
use qudao::domain::kinds::Sale;
use qudao::domain::money::Money;
use qudao::domain::period::from_day_number;
use qudao::domain::record::Kind;
use qudao::store::facts::{Counts, FactWriter};
use qudao::store::{Change, Store, StoreError, Tx, rollup, weeks};

const WEEKS: i32 = 50;
const PARTNERS: i64 = 20_000;

fn main() {
    divan::main();
}

fn write<T>(store: &mut Store, f: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>) -> T {
    let change = Change { actor: "bench", at: DateTime::UNIX_EPOCH, label: "change-import", detail: "", rules: 0 };
    store.write(&change, f).expect("a write")
}

fn fresh(folder: &Path) -> Store {
    let mut store = Store::create(&folder.join("bench.db")).expect("a database");
    write(&mut store, |tx| {
        let mut add = tx.conn().prepare_cached("INSERT INTO partner (code, name, status) VALUES (?1, ?1, 'active')")?;
        for i in 1..=PARTNERS {
            add.execute([format!("D{i:06}")])?;
        }
        Ok(())
    });
    store
}

fn sale(partner: i64, week: i32) -> Sale {
    let n = i64::from(week) * 7 + partner % 1_000;
    Sale {
        partner,
        day: from_day_number(20_000 + week * 7),
        document: String::new(),
        line: Some(1 + n % 4),
        sku: None,
        region: None,
        owner: None,
        orders: 3,
        quantity: 40 + n % 60,
        net_amount: Money(120_000_000 + n * 12_300),
        returns: Money(n % 7 * 100_000),
        cost: Money(80_000_000 + n * 9_900),
        commission: Money::ZERO,
        advertising: Money::ZERO,
        logistics: Money(n * 700),
        promotion: Money::ZERO,
        sellout: 38,
    }
}

fn import(store: &mut Store, sales: impl Iterator<Item = Sale>) -> Counts {
    write(store, |tx| {
        let batch = tx.open_batch(Kind::Sale, "bench.csv")?;
        let mut writer = FactWriter::new(batch);
        for s in sales {
            writer.sale(tx, s)?;
        }
        writer.finish(tx)
    })
}

fn by_partner() -> impl Iterator<Item = Sale> {
    (1..=PARTNERS).flat_map(|p| (0..WEEKS).map(move |w| sale(p, w)))
}

fn by_day() -> impl Iterator<Item = Sale> {
    (0..WEEKS).flat_map(|w| (1..=PARTNERS).map(move |p| sale(p, w)))
}

/// A million new rows, in the order of partners.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn million_by_partner(b: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let n = std::cell::Cell::new(0);
    b.with_inputs(|| {
        n.set(n.get() + 1);
        let here = folder.path().join(n.get().to_string());
        std::fs::create_dir(&here).expect("a folder");
        fresh(&here)
    })
    .bench_local_refs(|store| import(store, by_partner()));
}

/// A million new rows, in the order of days.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn million_by_day(b: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let n = std::cell::Cell::new(0);
    b.with_inputs(|| {
        n.set(n.get() + 1);
        let here = folder.path().join(n.get().to_string());
        std::fs::create_dir(&here).expect("a folder");
        fresh(&here)
    })
    .bench_local_refs(|store| import(store, by_day()));
}

/// The same million again: nothing changes.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn million_unchanged(b: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = fresh(folder.path());
    import(&mut store, by_partner());
    b.bench_local(|| import(&mut store, by_partner()));
}

/// One edited fact in a network of a million.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn one_fact(b: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = fresh(folder.path());
    import(&mut store, by_partner());
    let n = std::cell::Cell::new(0);
    b.bench_local(|| {
        n.set(n.get() + 1);
        import(&mut store, std::iter::once(Sale { quantity: n.get(), ..sale(7, 9) }))
    });
}

/// The packed weeks of every partner, unpacked and added up.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn stream_all_weeks(b: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = fresh(folder.path());
    import(&mut store, by_partner());
    b.bench_local(|| {
        let mut total = Money::ZERO;
        weeks::stream(store.conn(), |_, cuts| {
            total += cuts.map(|c| c.figures.net_amount).sum();
            Ok(())
        })
        .expect("a stream");
        total
    });
}

/// Every roll-up compared with the facts.
#[divan::bench(sample_count = 2, sample_size = 1)]
fn verify_all(b: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = fresh(folder.path());
    import(&mut store, by_partner());
    b.bench_local(|| assert!(rollup::verify(store.conn()).expect("a comparison").is_empty()));
}
