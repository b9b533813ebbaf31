//! What was taken out of the file past the program: records that the log knows, what is made of records, closed periods.

use super::{Check, check};
use crate::domain::closing as rule;
use crate::domain::figures::Basis;
use crate::domain::record::Kind;
use crate::domain::sentence::Sentence;
use crate::ops::{Result, Session};
use crate::store::{Connection, audit, closing, derived, figures, record};

/// Every record that the log knows is there: deadlines, states and figures are made of what is.
pub(super) fn history(session: &Session) -> Result<Check> {
    let conn = session.store.conn();
    let mut findings = Vec::new();
    for kind in Kind::ALL.iter().copied().filter(|k| !k.is_fact()) {
        for id in audit::vanished(conn, kind)? {
            let said = Sentence::new("doctor-gone").with("kind", kind.def().name).with("code", was_called(conn, kind, id)?);
            findings.push(said.with("plural", kind.def().plural));
        }
    }
    Ok(check("history", Sentence::new("doctor-history"), findings))
}

/// What a record that is gone was called, by what the log says that it had.
fn was_called(conn: &Connection, kind: Kind, id: i64) -> Result<String> {
    let (def, had) = (kind.def(), audit::coming(conn, kind, id)?.map(|e| e.after).unwrap_or_default());
    let mut parts = Vec::new();
    for name in kind.identity() {
        let value = had.iter().find(|(n, _)| n == name).map(|(_, v)| v);
        if let (Some((_, field)), Some(value)) = (def.field(name), value.filter(|v| !v.is_null())) {
            parts.push(record::spoken(conn, field, value)?);
        }
    }
    Ok(if parts.is_empty() { format!("#{id}") } else { parts.join(" / ") })
}

/// What a search looks in is that of the records.
pub(super) fn search(session: &Session) -> Result<Check> {
    // a session that looks at another day has other records before it than those that a search looks in
    let lacking = if session.aside.is_none() { derived::lacking(session.store.conn())? } else { derived::Lacking::default() };
    let found = [("doctor-no-keys", lacking.partners.len()), ("doctor-no-texts", lacking.articles.len())];
    let findings = found.iter().filter(|(_, count)| *count > 0).map(|(key, count)| Sentence::new(key).with("count", count));
    Ok(check("search", Sentence::new("doctor-search"), findings.collect()))
}

/// Every partner that was computed has figures: one whose sums are too large has none, and of others they are gone.
pub(super) fn computed(session: &Session) -> Result<Check> {
    let conn = session.store.conn();
    let known = session.aside.is_none() && figures::state(conn)?.is_some();
    let basis = Basis::of(&session.policy, session.as_of());
    let mut findings = Vec::new();
    for (id, code) in if known { figures::without(conn)? } else { Vec::new() } {
        let overflows = figures::overflows(conn, id, &basis)?;
        let key = if overflows { "error-overflow" } else { "doctor-no-figures" };
        findings.push(Sentence::new(key).with("place", &code).with("code", &code));
    }
    Ok(check("figures", Sentence::new("doctor-figures"), findings))
}

/// The figures of closed periods are those that were frozen.
pub(super) fn closings(session: &Session) -> Result<Check> {
    let conn = session.store.conn();
    let all = closing::list(conn, false)?;
    let mut findings = Vec::new();
    for closed in &all {
        let rows = closing::rows(conn, closed.id)?;
        let hash = rule::hash(&closed.name, closed.policy, &rows, &closing::slices(conn, closed.id)?);
        let there = rows.iter().filter(|r| r.partner != 0).count();
        if hash != closed.hash {
            let said = Sentence::new("doctor-closing").with("period", &closed.name).with("found", there);
            findings.push(said.with("count", closed.partners));
        }
    }
    Ok(check("closings", Sentence::new("doctor-closings").with("count", all.len()), findings))
}
