//! Paste-to-trace (S5): from codes seen in the wrong place to whom they were shipped, and the ticket with the evidence.

pub mod pages;

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::super::{OpError, Result, Session};
use super::open::{self, Draft};
use crate::domain::conflict::{self, Action};
use crate::domain::diversion::{self, Shipped, Suspect};
use crate::domain::kinds::{EventKind, Evidence, Partner, PartyRole, Region, Role, Severity, Ticket, TicketEvent, TicketKind};
use crate::domain::record::{Expected, Lang, Problem, Row, Value};
use crate::domain::sla::Desk;
use crate::i18n::diversion::{self as words, Called};
use crate::store::{diversion as store, record, tickets};

/// What pasted codes came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The codes that were read.
    pub codes: Vec<String>,
    /// Where they were seen.
    pub seen_in: Option<i64>,
    /// Who got them, the surest suspect first.
    pub suspects: Vec<Suspect>,
    /// Codes that nobody was shipped, as far as is known.
    pub unknown: Vec<String>,
    /// Partners that have the place to themselves.
    pub affected: Vec<i64>,
}

/// Code and name of a partner, the short name where there is one.
///
/// # Errors
/// A partner that does not exist, those of the file.
pub fn called(session: &Session, partner: i64) -> Result<(String, String)> {
    let p = record::get_as::<Partner>(session.store.conn(), partner)?.record;
    Ok((p.code, if p.short_name.is_empty() { p.name } else { p.short_name }))
}

/// Brings the code of a shipment to the form in which codes are compared.
pub(in crate::ops) fn canonical(row: &mut Row) {
    if let Some(code) = row.get("code").text().map(diversion::code_key) {
        row.set("code", if code.is_empty() { Value::Null } else { Value::Text(code) });
    }
}

/// Names a code that a trace would not read.
pub(in crate::ops) fn check(row: &Row) -> Vec<Problem> {
    let code = row.get("code").text().unwrap_or_default();
    if code.is_empty() || diversion::codes(code) == [code] {
        return Vec::new();
    }
    vec![Problem { field: "code", value: code.to_owned(), expected: Expected::Rule("expected-codes") }]
}

/// Reads codes from a pasted text and tells whom they were shipped to.
///
/// # Errors
/// [`OpError::Invalid`] if there is no code in the text; those of the file.
pub fn trace(session: &Session, pasted: &str, seen_in: Option<i64>) -> Result<Trace> {
    let codes = diversion::codes(pasted);
    if codes.is_empty() {
        let expected = Expected::Rule("expected-codes");
        return Err(OpError::Invalid(vec![Problem { field: "code", value: pasted.trim().to_owned(), expected }]));
    }
    let conn = session.store.conn();
    let today = session.as_of();
    let shipped = store::shipped(conn, &codes)?;
    let known: HashSet<&str> = shipped.iter().map(|s| s.code.as_str()).collect();
    let unknown = codes.iter().filter(|c| !known.contains(c.as_str())).cloned().collect();
    let path: Vec<i64> = match seen_in {
        Some(region) => tickets::region_path(conn, region)?.iter().map(|r| r.id).collect(),
        None => Vec::new(),
    };
    let mut territories = HashMap::new();
    for s in &shipped {
        if let Entry::Vacant(slot) = territories.entry(s.partner) {
            slot.insert(store::territory(conn, s.partner, today)?);
        }
    }
    let suspects = diversion::suspects(shipped, &path, |p| territories.get(&p).cloned().unwrap_or_default());
    let guilty = |p: &i64| suspects.iter().all(|s| s.partner != *p);
    let affected = if path.is_empty() { Vec::new() } else { store::exclusive_in(conn, &path, today)? };
    let affected = affected.into_iter().filter(guilty).collect();
    Ok(Trace { codes, seen_in, suspects, unknown, affected })
}

/// A trace with what its partners are called and the tickets that are open already.
#[derive(Clone, Debug, PartialEq)]
pub struct Traced {
    /// What was found.
    pub trace: Trace,
    /// What its partners are called.
    pub called: Called,
    /// Open diversion tickets against suspects: the partner, the ticket's id and number.
    pub open: Vec<(i64, i64, i64)>,
}

/// As [`trace()`], with all that is to be said of it.
///
/// # Errors
/// As [`trace()`].
pub fn look(session: &Session, pasted: &str, seen_in: Option<i64>) -> Result<Traced> {
    let trace = trace(session, pasted, seen_in)?;
    let mut found = Traced { called: Called::default(), open: Vec::new(), trace };
    let Traced { trace, called, open } = &mut found;
    for partner in trace.suspects.iter().map(|s| s.partner).chain(trace.affected.iter().copied()) {
        called.partners.insert(partner, self::called(session, partner)?);
    }
    for suspect in &trace.suspects {
        let ticket = store::open_against(session.store.conn(), suspect.partner)?;
        open.extend(ticket.map(|(id, number)| (suspect.partner, id, number)));
    }
    Ok(found)
}

/// Adds the codes of one suspect to a ticket as evidence, those that are not there yet; answers how many were added.
///
/// # Errors
/// Role (specialist); [`OpError::Refused`] if the ticket takes no evidence any more; those of the file.
pub fn add_to(session: &mut Session, suspect: &Suspect, ticket: i64, lang: Lang) -> Result<usize> {
    session.require(Role::Specialist)?;
    let stored = record::get_as::<Ticket>(session.store.conn(), ticket)?;
    if let Err(refusal) = conflict::next(stored.state, stored.held_state, Action::Evidence) {
        return Err(OpError::Refused { key: refusal.key(), args: Vec::new() });
    }
    let there = "WHERE ticket = ?1 AND kind = 'evidence'";
    let there = record::query_as::<TicketEvent>(session.store.conn(), there, &[&ticket])?;
    let known: HashSet<String> = there.iter().flat_map(|e| diversion::codes(&e.text)).collect();
    let new: Vec<&Shipped> = suspect.shipped.iter().filter(|s| !known.contains(&s.code)).collect();
    if new.is_empty() {
        return Ok(0);
    }
    let (actor, now) = (session.actor.user, session.now());
    let named = super::act::named(session, ticket)?;
    session.write(Role::Specialist, "change-ticket-evidence", &named, |tx| {
        for shipped in &new {
            tx.add(&evidence(ticket, shipped, (now, actor), lang))?;
        }
        Ok(new.len())
    })
}

/// A code and whom it was shipped to, as evidence on a ticket.
fn evidence(ticket: i64, shipped: &Shipped, (at, actor): (DateTime<Utc>, Option<i64>), lang: Lang) -> TicketEvent {
    TicketEvent {
        text: words::trace_evidence(lang, shipped),
        evidence: Some(Evidence::Note),
        evidence_on: Some(shipped.shipped_on),
        amount: shipped.amount,
        ..TicketEvent::new(ticket, at, actor, EventKind::Evidence)
    }
}

/// Opens the diversion ticket of one suspect, with a piece of evidence for each code; answers its id and number.
///
/// The suspect is the respondent, partners that have the place to themselves are affected, who reported it is the
/// complainant. What it is told in is `lang`.
///
/// # Errors
/// Role (specialist), nobody who could work on it, those of the file.
pub fn open(
    session: &mut Session,
    trace: &Trace,
    suspect: &Suspect,
    reporter: Option<i64>,
    severity: Severity,
    lang: Lang,
) -> Result<(i64, i64)> {
    let conn = session.store.conn();
    let name = |id: i64| record::get_as::<Partner>(conn, id).map(|p| p.record);
    let place = trace.seen_in.map(|r| record::get_as::<Region>(conn, r)).transpose()?.map(|r| r.record.name);
    let who = name(suspect.partner)?;
    let title = words::trace_title(lang, if who.short_name.is_empty() { &who.name } else { &who.short_name }, place.as_deref());
    let mut parties: Vec<(i64, PartyRole)> = trace.affected.iter().map(|p| (*p, PartyRole::Affected)).collect();
    if let Some(reporter) = reporter.filter(|r| *r != suspect.partner) {
        parties.retain(|(p, _)| *p != reporter);
        parties.insert(0, (reporter, PartyRole::Complainant));
    }
    let draft = Draft {
        kind: TicketKind::Diversion,
        severity,
        description: words::trace_story(lang, suspect, place.as_deref()),
        partner: Some(suspect.partner),
        amount: suspect.amount,
        parties,
        title,
        ..Draft::default()
    };
    let (policy, actor, now) = (session.policy.clone(), session.actor.user, session.now());
    let problems = draft.problems(now);
    if !problems.is_empty() {
        return Err(OpError::Invalid(problems));
    }
    let desk = Desk::of(&policy);
    session.write(Role::Specialist, "change-ticket-new", &draft.title, |tx| {
        let (id, number) = open::put(tx, &draft, &desk, now, actor)?;
        for shipped in &suspect.shipped {
            tx.add(&evidence(id, shipped, (now, actor), lang))?;
        }
        Ok((id, number))
    })
}
