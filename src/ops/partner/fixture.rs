//! Partners to test with.

use crate::config::{Config, Given};
use crate::domain::kinds::{Lifecycle, Partner, Role};
use crate::domain::record::{Kind, Row, Storable as _, Value};
use crate::ops::{OpError, Result, Session, setup};

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
    session.write(Role::Admin, "change-create", "x", |tx| Ok(tx.insert(&row)?)).expect("written")
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
