use std::sync::Arc;

use super::*;
use crate::domain::kinds::{Target, TargetScope};
use crate::domain::record::{Row, Value};
use crate::ops::closings;
use crate::ops::{Actor, Clock, admin, record};
use crate::store::Store;

fn session(folder: &tempfile::TempDir) -> Session {
    let store = Store::create(&folder.path().join("q.db")).expect("a database");
    let policy = Arc::new(Policy::load(None).expect("the embedded policy"));
    let clock = Clock::at_day("2025-08-13".parse().expect("a day"), policy.organisation.zone);
    Session::new(store, Actor { name: "li.wei".into(), user: None, role: Role::Admin }, clock, policy)
}

fn target(span: &str, units: i64) -> Row {
    let span: Span = span.parse().expect("a period");
    let scope = TargetScope::Network;
    Row::new(&Target {
        scope,
        subject: String::new(),
        from_day: span.from,
        to_day: span.to,
        line: None,
        amount: Money::units(units),
    })
}

fn refusal(e: &OpError) -> String {
    match e {
        OpError::Refused { key, args } => format!("{key} {args:?}"),
        OpError::Invalid(problems) => format!("{:?}", problems.iter().map(|p| (p.field, &p.expected)).collect::<Vec<_>>()),
        other => format!("{other:?}"),
    }
}

#[test]
fn what_was_aimed_at_in_a_closed_period_stays_until_it_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = session(&folder);
    let june = record::save(&mut session, target("2025-06", 100), &[]).expect("a target").id;
    let year = record::save(&mut session, target("2025", 900), &[]).expect("a target").id;
    close(&mut session, "2025-Q2".parse().expect("a quarter")).expect("closed");

    let edited = |session: &Session, id: i64, field: &'static str, value: Value| {
        let mut row = crate::store::record::get(session.store.conn(), Kind::Target, id).expect("a target");
        row.set(field, value);
        row
    };
    let named = r#"Named("refused-closed-target", [("period", "2025-Q2"), ("day", "2025-07-01")])"#;
    // a new one that reaches into it, and one that is there, whatever of it is changed
    let new = record::save(&mut session, target("2025-05", 1), &[]).expect_err("it is closed");
    assert_eq!(refusal(&new), format!("[(\"scope\", {named})]"));
    for (id, field, value) in
        [(june, "amount", Value::Int(1)), (year, "amount", Value::Int(1)), (june, "from_day", Value::Int(20_000))]
    {
        let row = edited(&session, id, field, value);
        let refused = record::save(&mut session, row, &[]).expect_err("it is closed");
        assert_eq!(refusal(&refused), format!("[({field:?}, {named})]"));
    }
    // nor by a step back
    let number = {
        let sql = "SELECT change_set FROM audit WHERE kind = 'target' AND record = ?1";
        session.store.conn().query_row(sql, [june], |r| r.get(0)).expect("a change")
    };
    let back = admin::undo(&mut session, Some(number)).expect_err("it is closed");
    assert!(refusal(&back).starts_with("refused-closed-target"), "{}", refusal(&back));
    // what lies beside it may come and change
    let july = record::save(&mut session, target("2025-07", 50), &[]).expect("beside it").id;
    let row = edited(&session, july, "amount", Value::Int(7));
    record::save(&mut session, row, &[]).expect("beside it");
    admin::undo(&mut session, None).expect("beside it");
    // and all of it once it is open
    reopen(&mut session, "2025-Q2".parse().expect("a quarter"), "a wrong file").expect("opened");
    let row = edited(&session, june, "amount", Value::Int(1));
    record::save(&mut session, row, &[]).expect("it is open");
}

#[test]
fn as_of_an_earlier_day_those_periods_are_closed_that_were_then() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = session(&folder);
    let quarter: Span = "2025-Q2".parse().expect("a quarter");
    close(&mut session, quarter).expect("closed");
    session.clock = Clock::at_day("2025-09-01".parse().expect("a day"), session.policy.organisation.zone);
    reopen(&mut session, quarter, "a mistake").expect("opened");
    session.clock = Clock::at_day("2025-10-01".parse().expect("a day"), session.policy.organisation.zone);
    for (day, now, ever) in [("2025-08-12", 0, 0), ("2025-08-20", 1, 1), ("2025-09-02", 0, 1)] {
        let counts = session
            .on_day(day.parse().expect("a day"), |s| Ok((closings::list(s, false)?.len(), closings::list(s, true)?.len())));
        assert_eq!(counts.expect("a list"), (now, ever), "{day}");
    }
}
