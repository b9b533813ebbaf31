//! Health of a whole network, in full and when little or nothing changed: `cargo bench --bench health`.
//!
//! Measured: bringing stored figures and warnings up to date (`from_nothing`, `in_full`, `one_partner`, `nothing`), and
//! the report of the weekly check over them (`report`). The network is that of `qudao demo`: per partner some 11 months
//! of sales, 5 counts of stock, 4 targets, 2 invoices and 1.5 payments; one in 80 has a ticket, some 28 in 100 have a
//! warning. `QUDAO_BENCH_PARTNERS` and `QUDAO_BENCH_WEEKS` size it (20,000 partners of 52 weeks unless set; 100,000 take
//! some minutes to be made, once a run).

use std::path::Path;

use divan::Bencher;
use qudao::config::{Config, Given};
use qudao::domain::kinds::Role;
use qudao::ops::{Session, demo, health, setup};

fn main() {
    divan::main();
}

fn size(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(usual)
}

/// The network, made once a run: figures not computed yet.
fn network() -> &'static Path {
    static FOLDER: std::sync::OnceLock<tempfile::TempDir> = std::sync::OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut session, _) = setup::create(&config(folder.path())).expect("a database");
        let scale = demo::Scale {
            partners: size("QUDAO_BENCH_PARTNERS", 20_000),
            weeks: u16::try_from(size("QUDAO_BENCH_WEEKS", 52)).expect("weeks"),
            seed: 1,
        };
        demo::generate(&mut session, scale, &mut |_| {}).expect("a network");
        folder
    });
    folder.path()
}

fn config(folder: &Path) -> Config {
    let given = Given { db: Some(folder.join("bench.db")), as_of: "2025-11-12".parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    (config.user, config.policy) = ("bench".to_owned(), None);
    config
}

fn open() -> Session {
    setup::open(&config(network())).expect("a session")
}

/// The first time: every partner computed, figures and warnings written.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn from_nothing(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(|| {
            let session = open();
            let forget = "UPDATE task SET alert = NULL WHERE alert IS NOT NULL;
                          DELETE FROM partner_figures; DELETE FROM audit WHERE kind = 'alert'; DELETE FROM alert;
                          DELETE FROM meta WHERE name = 'figures_state';";
            session.store.conn().execute_batch(forget).expect("forgotten");
            session
        })
        .bench_local_values(|mut session| session.refresh_figures().expect("figures"));
}

/// In full, as on a new day: every partner computed, what differs written.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn in_full(bencher: Bencher<'_, '_>) {
    open().refresh_figures().expect("figures");
    bencher
        .with_inputs(|| {
            let session = open();
            let other = "UPDATE meta SET value = substr(value, 1, 11) || '0123456789abcdef' || substr(value, 28)
                         WHERE name = 'figures_state'";
            session.store.conn().execute(other, []).expect("as if under another policy");
            session
        })
        .bench_local_values(|mut session| session.refresh_figures().expect("figures"));
}

/// After a change of one partner.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn one_partner(bencher: Bencher<'_, '_>) {
    open().refresh_figures().expect("figures");
    bencher
        .with_inputs(|| {
            let mut session = open();
            session.write(Role::Specialist, "change-edit", "", |tx| Ok(tx.mark_stale(7)?)).expect("marked");
            session
        })
        .bench_local_values(|mut session| session.refresh_figures().expect("figures"));
}

/// When nothing changed.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn nothing(bencher: Bencher<'_, '_>) {
    open().refresh_figures().expect("figures");
    bencher.with_inputs(open).bench_local_values(|mut session| session.refresh_figures().expect("figures"));
}

/// The weekly check of the whole network, when nothing changed.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn report(bencher: Bencher<'_, '_>) {
    open().refresh_figures().expect("figures");
    let wish = health::Wish::default();
    bencher.with_inputs(open).bench_local_values(|mut session| health::report(&mut session, &wish, Some(10)).expect("a report"));
}
