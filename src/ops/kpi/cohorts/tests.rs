use super::*;
use crate::domain::cohort::Share;
use crate::domain::kinds::{Lifecycle, Sale};
use crate::domain::money::Money;
use crate::domain::record::{Storable as _, Value};
use crate::ops::partner::fixture::{partner, put, session, text};
use crate::store::facts::FactWriter;

fn day(s: &str) -> NaiveDate {
    s.parse().expect("a day")
}

fn months(from: &str, to: &str) -> (Month, Month) {
    (Month::of(day(from)), Month::of(day(to)))
}

/// Orders of partners: day, document, how many.
fn sell(session: &mut Session, orders: &[(i64, &str, &str, i64)]) {
    let line = put(session, Kind::ProductLine, &[("code", text("L")), ("name", text("L"))]);
    let put_sku =
        |session: &mut Session, n: usize| put(session, Kind::Sku, &[("code", text(&n.to_string())), ("name", text("K"))]);
    let skus: Vec<i64> = (0..orders.len()).map(|n| put_sku(session, n)).collect();
    session
        .write(crate::domain::kinds::Role::Admin, "change-create", "x", |tx| {
            let mut facts = FactWriter::new(tx.open_batch(Kind::Sale, "test")?);
            for (i, (partner, on, document, orders)) in orders.iter().enumerate() {
                let sale = Sale {
                    partner: *partner,
                    day: day(on),
                    document: (*document).to_owned(),
                    line: Some(line),
                    sku: skus.get(i).copied(),
                    region: None,
                    owner: None,
                    orders: *orders,
                    quantity: 1,
                    net_amount: Money::units(100),
                    returns: Money::ZERO,
                    cost: Money::ZERO,
                    commission: Money::ZERO,
                    advertising: Money::ZERO,
                    logistics: Money::ZERO,
                    promotion: Money::ZERO,
                    sellout: 0,
                };
                facts.put(tx, &crate::domain::record::Row::new(&sale))?;
            }
            facts.finish(tx)?;
            Ok(())
        })
        .expect("written");
}

#[test]
fn cohorts_are_counted_from_days_of_orders() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let on = |session: &mut Session, code: &str, onboarded: &str, more: &[(&str, Value)]| {
        let mut values = vec![("onboarded_on", day(onboarded).to_value())];
        values.extend(more.iter().cloned());
        partner(session, code, Lifecycle::Active, &values)
    };
    // the session is on 3 June 2025; January's are old enough for everything
    let stays = on(&mut session, "A", "2025-01-02", &[]);
    let leaves = on(&mut session, "B", "2025-01-02", &[]);
    let slow = on(&mut session, "C", "2025-01-02", &[]);
    on(&mut session, "D", "2025-01-31", &[]);
    let told = on(&mut session, "E", "2025-01-10", &[("first_order_on", day("2025-01-15").to_value())]);
    let young = on(&mut session, "F", "2025-05-10", &[]);
    on(&mut session, "G", "2025-06-10", &[]);
    sell(
        &mut session,
        &[
            (stays, "2025-01-20", "a", 1),
            (stays, "2025-03-22", "b", 1), // day 61
            (leaves, "2025-03-03", "c", 1),
            (leaves, "2025-05-02", "d", 1), // day 60 after the first
            (slow, "2025-03-04", "e", 1),   // day 61 after onboarding
            (slow, "2025-03-04", "e", 1),
            (told, "2025-02-01", "f", 1),
            (young, "2025-05-12", "", 2),
            (young, "2025-06-04", "g", 1), // tomorrow
        ],
    );
    let report = cohorts(&session, months("2025-01-01", "2025-06-30"), Rows::Month).expect("a report");
    let names: Vec<_> = report.rows.iter().map(|r| (r.name.code.as_str(), r.quality.size)).collect();
    assert_eq!(names, [("2025-01", 5), ("2025-02", 0), ("2025-03", 0), ("2025-04", 0), ("2025-05", 1), ("2025-06", 0)]);
    let january = &report.rows[0].quality;
    assert_eq!(january.conversion, Share { count: 3, of: 5 }, "A, B and E; C on day 61, D never");
    // C's first order is 91 days old, B's 92; neither has a late one; E is known to have begun on 15 January
    assert_eq!(january.retention, Share { count: 1, of: 4 });
    assert_eq!(january.repurchase, Share { count: 3, of: 4 }, "A, B and E; two lines of one document are one order");
    let may = &report.rows[4].quality;
    assert_eq!((may.conversion, may.retention), (Share::default(), Share::default()), "too young");
    assert_eq!(report.total.quality.size, 6, "who comes on 10 June is in no cohort on the 3rd");
    // as of an earlier day
    session.clock = crate::ops::Clock::at_day(day("2025-04-19"), session.policy.organisation.zone);
    let then = cohorts(&session, months("2025-01-01", "2025-01-01"), Rows::Month).expect("a report").total.quality;
    assert_eq!(then.retention, Share { count: 0, of: 1 }, "A's first order is 89 days old, E's 94");
}

#[test]
fn types_have_their_own_rows_that_lead_to_their_partners() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let chain = crate::store::record::id_by_code(session.store.conn(), Kind::ChannelType, "chain_supermarket");
    let chain = chain.expect("read").expect("a channel type of every new database");
    let onboarded = ("onboarded_on", day("2025-01-02").to_value());
    for code in ["A", "B"] {
        let p = partner(&mut session, code, Lifecycle::Active, &[onboarded.clone(), ("channel_type", Value::Int(chain))]);
        for (on, grade) in [("2025-01-01", "A"), ("2025-02-01", if code == "A" { "B" } else { "B+" })] {
            let values = [("partner", Value::Int(p)), ("on", day(on).to_value()), ("audience_match", text(grade))];
            put(&mut session, Kind::Screening, &values);
        }
    }
    partner(&mut session, "C", Lifecycle::Lead, &[onboarded]);
    let report = cohorts(&session, months("2025-01-01", "2025-01-01"), Rows::Type).expect("a report");
    let rows: Vec<_> = report.rows.iter().map(|r| (r.name.code.as_str(), r.quality.size, r.quality.audience)).collect();
    assert_eq!(rows, [("chain_supermarket", 2, Share { count: 1, of: 2 }), ("", 1, Share::default())]);
    for line in &report.rows {
        let found = crate::ops::kpi::partners_of(&session, &line.rows.filter).expect("a filter").expect("partners");
        assert_eq!(i64::try_from(found.len()).expect("few"), line.quality.size, "{}", line.rows.filter);
    }
    let explained = explained(&report.total, report.as_of, &session.policy);
    assert!(explained.iter().all(|e| !e.policy.is_empty() && e.inputs.len() == 4));
}
