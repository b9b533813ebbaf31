//! What a filled-in form of the desk means: a new ticket, a changed one, or something done with one.

use super::super::{OpError, Result, Session};
use super::act::{act, edit, named};
use super::open::{Draft, new};
use super::{lines, refer};
use crate::domain::conflict::{Act, Action};
use crate::domain::kinds::{EventKind, Evidence, PartyRole, Role, Ticket, TicketEvent, TicketParty, TicketState};
use crate::domain::record::{Kind, Row, Stored};
use crate::domain::sentence::Sentence;
use crate::i18n::number;
use crate::ops::record::Saved;
use crate::store::{StoreError, record};

/// Saves a form of a ticket or of a ticket event; answers the ticket's id and what was done, in words.
///
/// A ticket without an id is opened. One whose state was set to resolved is resolved with the texts given. An event is
/// done: its kind says what, its text why; events are only added to. `typed` names the other partners of a new ticket by
/// their role ([`PARTIES`](crate::domain::kinds::desk::PARTIES)), as codes with commas.
///
/// # Errors
/// As [`new`], [`act`] and [`edit`].
pub fn save(session: &mut Session, row: &Row, typed: &[(&'static str, String)]) -> Result<(i64, Sentence)> {
    if row.kind == Kind::TicketEvent {
        let event = row.typed::<TicketEvent>()?.record;
        let id = event.ticket;
        let what = meant(&event)?;
        let label = super::act::change_label(what.action());
        act(session, id, None, &what)?;
        return Ok((id, Sentence::new(label).with("what", named(session, id)?)));
    }
    if row.id == 0 {
        let mut draft = Draft::from_row(row)?;
        draft.parties = parties(session, typed)?;
        let (id, _) = new(session, &draft)?;
        return Ok((id, opened(session, id)?));
    }
    let wanted: Stored<Ticket> = row.typed()?;
    let stored: Stored<Ticket> = record::get_as(session.store.conn(), row.id)?;
    if wanted.state != TicketState::Resolved || stored.state == TicketState::Resolved {
        let said = edit(session, &wanted)?;
        return Ok((row.id, said));
    }
    let what = Act::Resolve {
        root_cause: wanted.root_cause.clone(),
        resolution: wanted.resolution.clone(),
        agreed_terms: wanted.agreed_terms.clone(),
        remedy: wanted.remedy.clone(),
    };
    let seen = seen(session, row.id, Some(row.version), &what)?;
    act(session, row.id, seen, &what)?;
    Ok((row.id, Sentence::new("change-ticket-resolve").with("what", named(session, row.id)?)))
}

/// The partners that were typed by their role, each once in it.
fn parties(session: &Session, typed: &[(&'static str, String)]) -> Result<Vec<(i64, PartyRole)>> {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for (field, text) in typed {
        let Some(role) = PartyRole::from_code(field) else { continue };
        for code in text.split([',', '，', '、', ';']).map(str::trim).filter(|c| !c.is_empty()) {
            match refer(session, field, Kind::Partner, code) {
                Ok(id) if found.contains(&(id, role)) => {}
                Ok(id) => found.push((id, role)),
                Err(OpError::Invalid(wrong)) => problems.extend(wrong),
                Err(e) => return Err(e),
            }
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(OpError::Invalid(problems)) }
}

/// A partner is no party to a ticket any more; answers what was done, in words.
///
/// # Errors
/// [`StoreError::Missing`] if it is none, a role below specialist, those of the file.
pub fn remove_party(session: &mut Session, party: i64) -> Result<Sentence> {
    let stored: Stored<TicketParty> = record::get_as(session.store.conn(), party)?;
    let code = record::code_of(session.store.conn(), Kind::Partner, stored.partner)?;
    let what = format!("{code}, {}", named(session, stored.ticket)?);
    session
        .write(Role::Specialist, "change-ticket-party", &what, |tx| Ok(tx.delete(Kind::TicketParty, party, stored.version)?))?;
    Ok(Sentence::new("change-ticket-party").with("what", what))
}

/// What is said of a new ticket: its number, whom it went to, the deadline that comes first.
fn opened(session: &Session, id: i64) -> Result<Sentence> {
    let listed = lines(session, &[id])?.pop();
    let missing = || StoreError::Missing { kind: Kind::Ticket, key: id.to_string() };
    let listed = listed.ok_or_else(missing)?;
    let due = listed.next().map(|c| number::moment(c.due, session.policy.organisation.zone)).unwrap_or_default();
    let clock = listed.next().map_or("", |c| c.kind.code());
    Ok(Sentence::new("done-ticket-opened")
        .with("number", listed.line.number)
        .with("owner", listed.line.owner_name)
        .with("clock", clock)
        .with("due", due)
        .with("title", listed.line.title))
}

/// The version that has to be the one that was looked at when a ticket is resolved in these words.
///
/// The state machine guards the step; only words that somebody else wrote meanwhile are not to be written over.
///
/// # Errors
/// [`crate::store::StoreError::Missing`] if it is gone.
pub fn seen(session: &Session, id: i64, version: Option<i64>, act: &Act) -> Result<Option<i64>> {
    let Act::Resolve { root_cause, resolution, agreed_terms, .. } = act else { return Ok(version) };
    let stored: Stored<Ticket> = record::get_as(session.store.conn(), id)?;
    let theirs = [&stored.root_cause, &stored.resolution, &stored.agreed_terms];
    let untouched = [root_cause, resolution, agreed_terms].into_iter().zip(theirs).all(|(m, t)| t.is_empty() || m == t);
    Ok(if untouched { None } else { version })
}

/// What an event that was filled in asks for.
fn meant(event: &TicketEvent) -> Result<Act> {
    let text = event.text.clone();
    Ok(match event.kind {
        EventKind::Acknowledged => Act::Acknowledge { note: text },
        EventKind::Commented => Act::Comment { text },
        EventKind::Held => Act::Hold { reason: text },
        EventKind::Resumed => Act::Resume { note: text },
        EventKind::Escalated => Act::Escalate { reason: text },
        EventKind::Checked => Act::Check { note: text },
        EventKind::Closed => Act::Close { note: text, satisfaction: None },
        EventKind::Reopened => Act::Reopen { reason: text },
        EventKind::Evidence => {
            let kind = event.evidence.unwrap_or(if event.amount.is_some() { Evidence::Amount } else { Evidence::Note });
            Act::Evidence { kind, on: event.evidence_on, amount: event.amount, text }
        }
        EventKind::Moved => {
            let to = Action::from_code(&event.detail).unwrap_or(Action::Investigate);
            Act::Move { to, note: text }
        }
        EventKind::Opened | EventKind::Assigned | EventKind::Resolved | EventKind::Meeting | EventKind::Corrected => {
            return Err(OpError::Refused { key: "refused-ticket-event", args: Vec::new() });
        }
    })
}

/// [`save`] as the form of any kind asks for it.
pub(in crate::ops) fn saved(session: &mut Session, row: &Row, typed: &[(&'static str, String)]) -> Result<Saved> {
    let (id, said) = save(session, row, typed)?;
    Ok(Saved { kind: Kind::Ticket, id, said })
}
