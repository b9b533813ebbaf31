use super::*;
use crate::domain::kinds::Lifecycle;
use crate::domain::record::{Kind, Value};
use crate::ops::partner::fixture::{partner, refused, session};
use crate::ops::record;
use crate::store::record as rows;

#[test]
fn a_group_is_found_from_its_core_and_from_a_satellite() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let core = partner(&mut session, "C", Lifecycle::Active, &[]);
    let second = partner(&mut session, "S2", Lifecycle::Lead, &[("core", Value::Int(core))]);
    let first = partner(&mut session, "S1", Lifecycle::Active, &[("core", Value::Int(core))]);
    let alone = partner(&mut session, "A", Lifecycle::Active, &[]);
    session.refresh_figures().expect("figures");
    for from in [core, first, second] {
        let group = tree(&session, from).expect("read").expect("a group");
        assert_eq!(group.core.id, core);
        assert_eq!(group.satellites.iter().map(|m| m.id).collect::<Vec<_>>(), [first, second]);
        assert_eq!((group.totals.partners, group.totals.trading), (3, 2));
    }
    assert_eq!(tree(&session, alone).expect("read"), None);
    assert_eq!(trees(&session).expect("read").len(), 1);
}

#[test]
fn a_core_is_nobodys_satellite_and_a_satellite_nobodys_core() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut session = session(&dir);
    let core = partner(&mut session, "C", Lifecycle::Active, &[]);
    let satellite = partner(&mut session, "S", Lifecycle::Active, &[("core", Value::Int(core))]);
    let alone = partner(&mut session, "A", Lifecycle::Active, &[]);
    let cases = [
        (alone, Some(satellite), "core: Rule(\"expected-core-top\")"),
        (core, Some(satellite), "core: Rule(\"expected-core-top\")"),
        (core, Some(alone), "core: Rule(\"expected-no-satellites\")"),
        (alone, Some(alone), "core: Rule(\"expected-other-partner\")"),
    ];
    for (id, under, expected) in cases {
        let mut row = rows::get(session.store.conn(), Kind::Partner, id).expect("a partner");
        row.set("core", under.map_or(Value::Null, Value::Int));
        assert!(refused(record::save(&mut session, row, &[])).starts_with(expected), "{id} under {under:?}");
    }
    // nothing was written, and what is allowed goes
    let mut row = rows::get(session.store.conn(), Kind::Partner, alone).expect("a partner");
    row.set("core", Value::Int(core));
    record::save(&mut session, row, &[]).expect("a satellite");
}
