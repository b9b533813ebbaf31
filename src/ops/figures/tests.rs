mod aside;

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::config::{Config, Given};
use crate::domain::figures::Basis;
use crate::domain::kinds::{
    Alert, AlertState, Invoice, Lifecycle, Partner, Payment, Sale, Severity, Stock, Target, TargetScope, Ticket, TicketKind,
    TicketState,
};
use crate::domain::money::Money;
use crate::domain::record::{Kind, Record, Row, Stored, Value};
use crate::ops::setup;
use crate::ops::{Actor, demo};
use crate::store::facts::FactWriter;
use crate::store::record::query_as;
use crate::store::{Store, Tx};
use chrono::{Days, NaiveTime};

fn config(db: &Path, as_of: &str) -> Config {
    let given = Given { db: Some(db.to_path_buf()), as_of: as_of.parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    (config.user, config.policy) = ("li.wei".to_owned(), None);
    config
}

/// A demo network as of 12 November 2025, figures computed.
fn network(db: &Path, partners: usize) -> Session {
    let (mut s, _) = setup::create(&config(db, "2025-11-12")).expect("a database");
    let scale = demo::Scale { partners, weeks: 70, seed: 7 };
    demo::generate(&mut s, scale, &mut |_| {}).expect("a network");
    s.refresh_figures().expect("figures");
    s
}

/// Every row of a query as text.
fn dump(store: &Store, sql: &str) -> Vec<String> {
    let mut statement = store.conn().prepare(sql).expect("a query");
    let n = statement.column_count();
    let rows = statement
        .query_map([], |r| (0..n).map(|i| Ok(format!("{:?}", r.get_ref(i)?))).collect::<rusqlite::Result<Vec<_>>>())
        .expect("rows");
    rows.map(|r| r.expect("a row").join("|")).collect()
}

const FIGURES: &str = "SELECT * FROM partner_figures ORDER BY partner";
const ALERTS: &str = "SELECT partner, rule, severity, value, bound FROM alert WHERE state <> 'cleared' ORDER BY 1, 2";

#[test]
fn a_network_has_figures_warnings_and_bands() {
    let dir = tempfile::tempdir().expect("a folder");
    let s = network(&dir.path().join("q.db"), 120);
    let count = |sql: &str| s.store.conn().query_row(sql, [], |r| r.get::<_, i64>(0)).expect(sql);
    let trading = count("SELECT count(*) FROM partner WHERE status IN ('active', 'improving', 'suspended')");
    assert_eq!(count("SELECT count(*) FROM partner_figures"), 120);
    assert_eq!(count("SELECT count(*) FROM partner_figures WHERE computed_tier IS NOT NULL"), trading);
    assert!(count("SELECT count(*) FROM partner_figures WHERE health IS NOT NULL") * 10 > trading * 8);
    assert!(count("SELECT count(DISTINCT rule) FROM alert") >= 4, "the demo has several kinds of trouble");
    assert_eq!(
        count("SELECT count(*) FROM alert WHERE state <> 'cleared'"),
        count("SELECT sum(open_alerts) FROM partner_figures")
    );
    let ranked = count("SELECT count(*) FROM partner_figures WHERE computed_tier IN ('strategic', 'growth', 'watch')");
    let strategic = count("SELECT count(*) FROM partner_figures WHERE computed_tier = 'strategic'");
    assert_eq!(strategic, (ranked * 20 + 50) / 100);
}

#[test]
fn a_warning_that_persists_is_one_warning() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut s = network(&dir.path().join("q.db"), 60);
    let all = "SELECT count(*) FROM alert";
    let alerts = dump(&s.store, all);
    let history = dump(&s.store, "SELECT count(*) FROM change_set");
    for _ in 0..50 {
        let other = "UPDATE meta SET value = replace(value, ' v1 ', ' v9 ') WHERE name = 'figures_state'";
        s.store.conn().execute(other, []).expect("as if under another policy");
        let done = s.refresh_figures().expect("figures");
        assert_eq!((done.computed, done.changed, done.raised, done.cleared), (60, 0, 0, 0));
    }
    assert_eq!(dump(&s.store, all), alerts, "fifty runs, the same warnings");
    assert_eq!(dump(&s.store, "SELECT count(*) FROM change_set"), history, "nothing changed, nothing in the history");
    assert_eq!(s.refresh_figures().expect("figures").computed, 0, "nothing to do is nothing done");
}

#[test]
fn a_warning_is_cleared_when_its_rule_no_longer_holds_and_undo_does_not_meet_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut s = network(&dir.path().join("q.db"), 60);
    let live = query_as::<Alert>(s.store.conn(), "WHERE rule = 'overdue'", &[]).expect("warnings");
    let alert = live.first().expect("somebody is overdue");
    let partner = alert.partner;
    let owed: i64 = s
        .store
        .conn()
        .query_row("SELECT open_amount FROM partner_figures WHERE partner = ?1", [partner], |r| r.get(0))
        .expect("figures");
    let today = s.as_of();
    s.write(Role::Specialist, "change-create", "P-1", |tx| {
        Ok(tx.add(&Payment { number: "P-1".into(), partner, paid_on: today, amount: Money(owed), invoice: None })?)
    })
    .expect("paid");
    let done = s.refresh_figures().expect("figures");
    assert_eq!(done.computed, 1, "only the partner that paid");
    let after = crate::store::record::get_as::<Alert>(s.store.conn(), alert.id).expect("still on record");
    assert_eq!(after.state, AlertState::Cleared);
    let last = crate::store::undo::last_of(s.store.conn(), "li.wei").expect("a history").expect("a step");
    assert_eq!(last.label, "change-create");
}

#[test]
fn an_acknowledged_warning_stays_quiet() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut s = network(&dir.path().join("q.db"), 60);
    let live = query_as::<Alert>(s.store.conn(), "WHERE state = 'open' LIMIT 1", &[]).expect("warnings");
    let mut alert = live.into_iter().next().expect("a warning");
    alert.record.state = AlertState::Acknowledged;
    s.write(Role::Specialist, "change-edit", "", |tx| Ok(tx.save(&alert)?)).expect("acknowledged");
    assert_eq!(s.refresh_figures().expect("figures").raised, 0);
    let after = crate::store::record::get_as::<Alert>(s.store.conn(), alert.id).expect("on record");
    assert_eq!(after.state, AlertState::Acknowledged);
}

#[test]
fn another_day_and_a_viewer_write_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let db = dir.path().join("q.db");
    let s = network(&db, 60);
    let stored = dump(&s.store, FIGURES);
    let version =
        |s: &Session| -> i64 { s.store.conn().pragma_query_value(None, "data_version", |r| r.get(0)).expect("a number") };
    let before = version(&s);
    let mut past = setup::open(&config(&db, "2025-08-06")).expect("opened");
    assert_eq!(past.refresh_figures().expect("figures").computed, 60);
    assert_ne!(dump(&past.store, FIGURES), stored, "three months earlier");
    assert_eq!(past.refresh_figures().expect("figures").computed, 0, "once is enough while nobody writes");
    let mut viewer = setup::open(&config(&db, "2025-11-13")).expect("opened");
    viewer.actor = Actor { name: "guest".into(), user: None, role: Role::Viewer };
    viewer.refresh_figures().expect("figures");
    assert_eq!(version(&s), before, "nobody wrote to the file");
    assert_eq!(dump(&s.store, FIGURES), stored);
    let mut same = setup::open(&config(&db, "2025-11-12")).expect("opened");
    assert_eq!(same.refresh_figures().expect("figures").computed, 0);
    assert_eq!(dump(&same.store, FIGURES), stored, "the stored ones are seen");
}

#[test]
fn two_threads_compute_what_one_does() {
    let dir = tempfile::tempdir().expect("a folder");
    let s = network(&dir.path().join("q.db"), 600);
    let threaded = dump(&s.store, FIGURES);
    let policy = s.policy.clone();
    let basis = Basis::of(&policy, s.as_of());
    assert_eq!(threaded.len(), 600);
    for id in (1..=600).step_by(23) {
        let alone = figures::with_inputs(s.store.conn(), id, &basis, |inputs, owed, around| {
            crate::domain::figures::compute(inputs, owed, around, &basis)
        })
        .expect("a partner");
        let mut stored = figures::of_partner(s.store.conn(), id).expect("figures").expect("computed");
        if alone.computed_tier == Some(crate::domain::kinds::Tier::Growth) {
            stored.computed_tier = alone.computed_tier;
        }
        assert_eq!(stored, alone, "partner {id}");
    }
}

/// Something that a person or an import does to a partner.
#[derive(Clone, Debug)]
enum Act {
    Sell { partner: i64, weeks_back: u32, net: i64, returns: i64 },
    Bill { partner: i64, days_back: u32, amount: i64 },
    Pay { partner: i64, amount: i64 },
    Aim { partner: i64, amount: i64 },
    Count { partner: i64, quantity: i64 },
    Complain { partner: i64, severity: usize },
    Suspend { partner: i64, status: usize },
    Limit { partner: i64, limit: i64 },
}

fn act() -> impl Strategy<Value = Act> {
    let p = || 1_i64..=40;
    prop_oneof![
        (p(), 0_u32..20, 1_i64..900_000, 0_i64..200_000).prop_map(|(partner, weeks_back, net, returns)| Act::Sell {
            partner,
            weeks_back,
            net,
            returns
        }),
        (p(), 0_u32..150, 1_i64..900_000).prop_map(|(partner, days_back, amount)| Act::Bill { partner, days_back, amount }),
        (p(), 1_i64..900_000).prop_map(|(partner, amount)| Act::Pay { partner, amount }),
        (p(), 1_i64..9_000_000).prop_map(|(partner, amount)| Act::Aim { partner, amount }),
        (p(), 0_i64..90_000).prop_map(|(partner, quantity)| Act::Count { partner, quantity }),
        (p(), 0_usize..4).prop_map(|(partner, severity)| Act::Complain { partner, severity }),
        (p(), 0_usize..Lifecycle::ALL.len()).prop_map(|(partner, status)| Act::Suspend { partner, status }),
        (p(), 0_i64..900_000).prop_map(|(partner, limit)| Act::Limit { partner, limit }),
    ]
}

fn edit(tx: &mut Tx<'_>, partner: i64, change: impl FnOnce(&mut Partner)) -> Result<()> {
    let mut stored: Stored<Partner> = crate::store::record::get_as(tx.conn(), partner)?;
    change(&mut stored.record);
    tx.save(&stored)?;
    Ok(())
}

fn blank<R: Record>(set: &[(&str, Value)]) -> R {
    let mut row = Row::blank(R::DEF.kind);
    for (name, value) in set {
        row.set(name, value.clone());
    }
    R::from_values(&row.values).expect("a good record")
}

fn apply(tx: &mut Tx<'_>, n: usize, act: &Act, today: NaiveDate) -> Result<()> {
    let number = format!("T-{n}");
    match *act {
        Act::Sell { partner, weeks_back, net, returns } => {
            let batch = tx.open_batch(Kind::Sale, "")?;
            let mut facts = FactWriter::new(batch);
            let day = today - Days::new(u64::from(weeks_back) * 7);
            let values = [
                ("partner", Value::Int(partner)),
                ("day", Value::Int(day.to_epoch_days().into())),
                ("document", Value::Text(number)),
                ("net_amount", Value::Int(net * 10_000)),
                ("returns", Value::Int(returns * 10_000)),
                ("quantity", Value::Int(net / 10)),
                ("sellout", Value::Int(net / 12)),
            ];
            facts.sale(tx, blank::<Sale>(&values))?;
            facts.finish(tx)?;
        }
        Act::Bill { partner, days_back, amount } => {
            let issued_on = today - Days::new(days_back.into());
            tx.add(&Invoice {
                number,
                partner,
                issued_on,
                due_on: issued_on + Days::new(30),
                amount: Money::units(amount),
                disputed: false,
            })?;
        }
        Act::Pay { partner, amount } => {
            tx.add(&Payment { number, partner, paid_on: today, amount: Money::units(amount), invoice: None })?;
        }
        Act::Aim { partner, amount } => {
            let code = crate::store::record::code_of(tx.conn(), Kind::Partner, partner)?;
            tx.add(&Target {
                scope: TargetScope::Partner,
                subject: code,
                from_day: today - Days::new(u64::try_from(n).unwrap_or(0) + 20),
                to_day: today + Days::new(20),
                line: None,
                amount: Money::units(amount),
            })?;
        }
        Act::Count { partner, quantity } => {
            let named = [("code", Value::Text(number.clone())), ("name", Value::Text(number))];
            let sku = tx.add(&blank::<crate::domain::kinds::Sku>(&named))?;
            let batch = tx.open_batch(Kind::Stock, "")?;
            let mut facts = FactWriter::new(batch);
            let values = [
                ("partner", Value::Int(partner)),
                ("day", Value::Int((today - Days::new(9)).to_epoch_days().into())),
                ("sku", Value::Int(sku)),
                ("quantity", Value::Int(quantity)),
                ("value", Value::Int(quantity * 50_000)),
            ];
            facts.stock(tx, blank::<Stock>(&values))?;
            facts.finish(tx)?;
        }
        Act::Complain { partner, severity } => {
            let severity = Severity::ALL.get(severity).copied().unwrap_or(Severity::S3);
            let opened = (today - Days::new(1)).and_time(NaiveTime::MIN).and_utc();
            let mut ticket: Ticket = blank(&[("title", Value::Text(number)), ("partner", Value::Int(partner))]);
            (ticket.severity, ticket.kind, ticket.state) = (severity, TicketKind::Complaint, TicketState::New);
            ticket.opened_at = Some(opened);
            tx.add(&ticket)?;
        }
        Act::Suspend { partner, status } => {
            let status = Lifecycle::ALL.get(status).copied().unwrap_or(Lifecycle::Active);
            edit(tx, partner, |p| p.status = status)?;
        }
        Act::Limit { partner, limit } => edit(tx, partner, |p| p.credit_limit = Some(Money::units(limit)))?,
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// What is computed partner by partner after each change is what the whole network gives from nothing.
    #[test]
    fn in_parts_is_as_in_full(acts in prop::collection::vec(act(), 1..12)) {
        let dir = tempfile::tempdir().expect("a folder");
        let mut s = network(&dir.path().join("q.db"), 40);
        let today = s.as_of();
        for (n, a) in acts.iter().enumerate() {
            s.write(Role::Specialist, "change-edit", "", |tx| apply(tx, n, a, today)).expect("done");
            s.refresh_figures().expect("figures");
        }
        let (parts, warnings) = (dump(&s.store, FIGURES), dump(&s.store, ALERTS));
        let state = figures::state(s.store.conn()).expect("a state");
        s.store.conn().execute_batch("DELETE FROM meta WHERE name = 'figures_state'; DELETE FROM partner_figures;").expect("forgotten");
        s.refresh_figures().expect("figures");
        prop_assert_eq!(dump(&s.store, FIGURES), parts);
        prop_assert_eq!(dump(&s.store, ALERTS), warnings);
        prop_assert_eq!(figures::state(s.store.conn()).expect("a state"), state);
    }
}
