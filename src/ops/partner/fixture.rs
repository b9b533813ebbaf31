//! Partners to test with.

use crate::config::{Config, Given};
use crate::domain::kinds::{Lifecycle, Partner, Role};
use crate::domain::record::{Kind, Row, Storable as _, Value};
use crate::ops::{OpError, Result, Session, setup};
use crate::store::Change;

/// A session of an administrator on 3 June 2025, on an empty register.
pub(in crate::ops) fn session(dir: &tempfile::TempDir) -> Session {
    let given = Given { db: Some(dir.path().join("q.db")), as_of: "2025-06-03".parse().ok(), ..Given::default() };
    let mut config = Config::resolve(given).expect("a configuration");
    "li.wei".clone_into(&mut config.user);
    config.policy = None;
    setup::create(&config).expect("a database").0
}

pub(in crate::ops) fn text(s: &str) -> Value {
    Value::Text(s.to_owned())
}

/// A new record with these values.
pub(in crate::ops) fn row(kind: Kind, values: &[(&str, Value)]) -> Row {
    let mut row = Row::blank(kind);
    for (name, value) in values {
        assert!(kind.def().field(name).is_some(), "{} has no field {name}", kind.def().name);
        row.set(name, value.clone());
    }
    row
}

/// Writes a record past every rule; answers its id.
pub(in crate::ops) fn put(session: &mut Session, kind: Kind, values: &[(&str, Value)]) -> i64 {
    let row = row(kind, values);
    let change = Change { actor: &session.actor.name, at: session.clock.now(), label: "change-create", detail: "x", rules: 0 };
    session.store.write(&change, |tx| tx.insert(&row)).expect("written")
}

/// Writes a partner past every rule; answers its id.
pub(in crate::ops) fn partner(session: &mut Session, code: &str, status: Lifecycle, more: &[(&str, Value)]) -> i64 {
    let mut values = vec![("code", text(code)), ("name", text(code)), ("status", status.to_value())];
    values.extend(more.iter().cloned());
    put(session, Kind::Partner, &values)
}

pub(in crate::ops) fn get(session: &Session, id: i64) -> Partner {
    crate::store::record::get_as::<Partner>(session.store.conn(), id).expect("a partner").record
}

/// What stood in the way.
pub(in crate::ops) fn refused<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(OpError::Refused { key, .. }) => key.to_owned(),
        Err(OpError::Invalid(problems)) => {
            problems.iter().map(|p| format!("{}: {:?}", p.field, p.expected)).collect::<Vec<_>>().join("; ")
        }
        Err(OpError::Role { needs, .. }) => format!("needs {}", needs.code()),
        other => format!("{other:?}"),
    }
}

/// Every record of every kind with its id, and every fact, without what counts writes.
pub(in crate::ops) fn dump(session: &Session) -> Vec<String> {
    let mut all = Vec::new();
    for kind in Kind::ALL {
        let mut rows: Vec<String> = crate::store::record::query(session.store.conn(), *kind, "", &[])
            .expect("rows")
            .iter()
            .map(|r| format!("{} {} {:?}", kind.def().name, r.id, r.values))
            .collect();
        rows.sort();
        all.extend(rows);
    }
    all
}

/// Roll-ups that are not what their facts add up to.
pub(in crate::ops) fn drift(session: &Session) -> Vec<crate::store::rollup::Drift> {
    crate::store::rollup::verify(session.store.conn()).expect("verified")
}

/// A record of a kind about a partner with every required value; `n` tells it from others.
pub(in crate::ops) fn about(session: &mut Session, kind: Kind, partner: i64, n: i64) -> i64 {
    use crate::domain::record::FieldType as T;
    let mut row = Row::blank(kind);
    for field in kind.def().fields {
        let value = match field.ty {
            T::Ref(Kind::Partner) if field.name == "partner" && partner != 0 => Value::Int(partner),
            T::Ref(Kind::Partner) if field.name == "partner" => continue,
            _ if !row.get(field.name).is_null() || (!field.required && field.name != "number") => continue,
            _ if field.computed && field.name == "number" => continue,
            T::Ref(other) => Value::Int(any(session, other)),
            T::Text | T::Note => text(&format!("{}-{n}", field.name)),
            T::Tags => text("a"),
            T::Choice(list) => text(list[usize::try_from(n).unwrap_or(0) % list.len()].code),
            T::Bool => Value::Int(0),
            T::Date => Value::Int(20_000 + n),
            T::Time => Value::Int(1_700_000_000 + n),
            T::Int | T::Money | T::Rate | T::Points => Value::Int(n),
        };
        row.set(field.name, value);
    }
    if kind == Kind::TicketParty {
        row.set("role", text(if n < 100 { "respondent" } else { "affected" }));
    }
    if kind == Kind::TierChange {
        row.set("state", text("approved"));
    }
    session.write(Role::Admin, "change-create", "x", |tx| Ok(tx.insert(&row)?)).unwrap_or_else(|_| panic!("{}", kind.def().name))
}

/// Some record of a kind.
fn any(session: &mut Session, kind: Kind) -> i64 {
    let there = crate::store::record::query(session.store.conn(), kind, "ORDER BY id LIMIT 1", &[]).expect("rows");
    match there.first() {
        Some(row) => row.id,
        None if kind == Kind::ProductLine => put(session, kind, &[("code", text("L")), ("name", text("L"))]),
        None => about(session, kind, 0, 900),
    }
}
