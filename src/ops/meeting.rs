//! Joint meetings: planning, the agenda, what came of it, the next one (S5).
//!
//! - [`rules`]: what a form, an edit or an import of a meeting or an item has to keep to; the task by which a meeting is on the
//!   calendar goes with it
//! - [`mod@hold`]: the meeting is held or cancelled, and what follows
//!
//! The plan's rule makes a meeting and its task together ([`rules::of_draft`]); holding one plans the next. A period of a series
//! has one meeting, whoever planned it.

pub mod hold;
pub mod pages;
pub mod rules;

use chrono::NaiveDate;

use super::record::{Saved, save};
use super::{OpError, Result, Session};
use crate::domain::kinds::{ItemSource, Meeting, MeetingDecision, MeetingItem, MeetingState, Rhythm, Role, Ticket, TicketState};
use crate::domain::meeting::{self, Candidate, Fresh, Page, Slot};
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Row, Storable as _, Stored, Tags};
use crate::store::{Connection, StoreError, Tx, meetings, record};

pub use crate::store::meetings::Line;
pub use hold::{Held, Outcome, Refused, cancel, hold};

/// What a person gives for a new meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What it is called.
    pub title: String,
    /// How often; special if not given.
    pub rhythm: Option<Rhythm>,
    /// Its region; the whole network without one.
    pub region: Option<i64>,
    /// When; where the plan's rule has it if not given.
    pub on: Option<NaiveDate>,
    /// Where.
    pub place: String,
    /// Who leads it; who plans it if not given.
    pub chair: Option<i64>,
    /// Accounts, codes of partners, names.
    pub participants: Tags,
}

/// Plans a meeting by hand, with its task on the calendar, as one step of undo.
///
/// # Errors
/// [`OpError::Invalid`] for what was given, among it a period that has its meeting; [`OpError::Role`] for less than a manager.
pub fn plan(session: &mut Session, draft: &Draft) -> Result<Saved> {
    let rhythm = draft.rhythm.unwrap_or(Rhythm::Special);
    let policy = &session.policy;
    let on = draft.on.unwrap_or_else(|| meeting::suggested(&policy.calendar, &policy.maintenance, rhythm, session.as_of()));
    let mut row = Row::blank(Kind::Meeting);
    row.set("title", draft.title.trim().to_owned().to_value());
    row.set("rhythm", rhythm.to_value());
    row.set("region", draft.region.to_value());
    row.set("planned_on", on.to_value());
    row.set("place", draft.place.trim().to_owned().to_value());
    row.set("chair", draft.chair.or(session.actor.user).to_value());
    row.set("participants", draft.participants.to_value());
    save(session, row, &[])
}

/// The meeting that a person names: `3` or `#3`.
///
/// # Errors
/// [`StoreError::Missing`] if there is none.
pub fn find(session: &Session, number: &str) -> Result<i64> {
    let missing = || StoreError::Missing { kind: Kind::Meeting, key: number.to_owned() };
    let plain = number.trim().trim_start_matches(['#', '＃']);
    plain.parse::<i64>().map_err(|_| missing())?;
    Ok(record::id_by_code(session.store.conn(), Kind::Meeting, plain)?.ok_or_else(missing)?)
}

/// All of one meeting.
///
/// # Errors
/// [`StoreError::Missing`] if it is gone.
pub fn page(session: &Session, id: i64) -> Result<Page> {
    Ok(meetings::page(session.store.conn(), id)?)
}

/// The meetings: those to come, the nearest first, then the others, the latest first.
pub fn list(session: &Session, state: Option<MeetingState>, region: Option<i64>) -> Result<Vec<Line>> {
    Ok(meetings::list(session.store.conn(), state, region)?)
}

/// What building an agenda changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// Items of the agenda.
    pub items: usize,
    /// New ones.
    pub added: usize,
    /// Those that were done with.
    pub removed: usize,
    /// Open tickets that found no room.
    pub more: usize,
}

/// Builds a meeting's agenda, or builds it again: what the last meetings left undone first, then the open tickets. What a person
/// has added, moved or written to stays where it stands.
///
/// # Errors
/// [`OpError::Refused`] for one that is held or cancelled, [`OpError::Role`], and those of the file.
pub fn agenda(session: &mut Session, id: i64) -> Result<Built> {
    session.require(Role::Specialist)?;
    let policy = session.policy.clone();
    let (stored, items, order, gone) = planned_agenda(session.store.conn(), &policy, id)?;
    // nothing to change: nothing is written, not even an empty step
    if gone.is_empty() && !differs(&items, &order) {
        let more = meetings::left_out(session.store.conn(), stored.region, id)?;
        return Ok(Built { items: items.len(), more, ..Built::default() });
    }
    session.write(Role::Specialist, "change-meeting-agenda", &named(&stored), |tx| build(tx, &policy, id))
}

/// The same as part of a change.
pub(super) fn build(tx: &mut Tx<'_>, policy: &Policy, id: i64) -> Result<Built> {
    let (stored, mut items, order, gone) = planned_agenda(tx.conn(), policy, id)?;
    let mut built = Built { items: order.len(), removed: gone.len(), ..Built::default() };
    for item in items.iter().filter(|i| gone.contains(&i.id)) {
        tx.delete(Kind::MeetingItem, item.id, item.version)?;
    }
    for (position, slot) in (1..).zip(order) {
        match slot {
            Slot::There(item, source) => {
                if let Some(item) = items.iter_mut().find(|i| i.id == item) {
                    (item.record.position, item.record.source) = (Some(position), source);
                    tx.save(item)?;
                }
            }
            Slot::New(fresh) => {
                tx.add(&item_of(id, position, fresh))?;
                built.added += 1;
            }
        }
    }
    built.more = meetings::left_out(tx.conn(), stored.region, id)?;
    Ok(built)
}

fn item_of(meeting: i64, position: i64, fresh: Fresh) -> MeetingItem {
    MeetingItem {
        meeting,
        position: Some(position),
        source: fresh.source,
        ticket: fresh.ticket,
        task: fresh.task,
        topic: fresh.topic,
        discussion: String::new(),
        decision: None,
        actions: String::new(),
        by_hand: false,
    }
}

type Planned = (Stored<Meeting>, Vec<Stored<MeetingItem>>, Vec<Slot>, Vec<i64>);

/// The meeting, its items, and what its agenda would be built now.
fn planned_agenda(conn: &Connection, policy: &Policy, id: i64) -> Result<Planned> {
    let stored: Stored<Meeting> = record::get_as(conn, id)?;
    open(&stored)?;
    let items = meetings::items(conn, id)?;
    let (order, gone) = meeting::rebuilt(&items, fresh(conn, policy, &stored)?);
    Ok((stored, items, order, gone))
}

fn differs(items: &[Stored<MeetingItem>], order: &[Slot]) -> bool {
    let there = |(i, position): (&Stored<MeetingItem>, i64)| (Slot::There(i.id, i.source), i.position == Some(position));
    items.len() != order.len() || items.iter().zip(1..).map(there).zip(order).any(|((a, same), b)| a != *b || !same)
}

/// What belongs on an agenda now.
fn fresh(conn: &Connection, policy: &Policy, stored: &Stored<Meeting>) -> Result<Vec<Fresh>> {
    let before = (stored.planned_on, stored.id);
    let undone = meetings::undone(conn, stored.region, before)?;
    let mut out: Vec<Fresh> = undone
        .into_iter()
        .map(|t| Fresh { source: ItemSource::Action, ticket: t.ticket, task: Some(t.id), topic: t.record.title })
        .collect();
    let last = meetings::last_held(conn, stored.region, before)?;
    let mut deferred = last.map_or_else(|| Ok(Vec::new()), |last| meetings::items(conn, last.id))?;
    // an action that was put off is one that is not done: it is there already
    deferred.retain(|i| i.task.is_none() && i.decision.is_none_or(|d| d == MeetingDecision::Deferred));
    for item in deferred {
        if item.ticket.map_or(Ok(true), |t| is_open(conn, t))? {
            let item = item.record;
            out.push(Fresh { source: ItemSource::Deferred, ticket: item.ticket, task: None, topic: item.topic });
        }
    }
    let known: Vec<i64> = out.iter().filter(|f| f.task.is_none()).filter_map(|f| f.ticket).collect();
    let mut candidates = meetings::candidates(conn, stored.region)?;
    candidates.retain(|c| !known.contains(&c.ticket));
    let (chosen, _) = meeting::agenda(candidates, policy.meeting.agenda_most);
    let of = |c: Candidate| Fresh { source: ItemSource::Ticket, ticket: Some(c.ticket), task: None, topic: c.title };
    out.extend(chosen.into_iter().map(of));
    Ok(out)
}

fn is_open(conn: &Connection, ticket: i64) -> Result<bool> {
    let ticket: Stored<Ticket> = record::get_as(conn, ticket)?;
    Ok(!matches!(ticket.state, TicketState::Resolved | TicketState::Closed))
}

/// The item at a place of an agenda.
///
/// # Errors
/// [`OpError::Refused`] if there is none, and those of the file.
pub fn item_at(session: &Session, meeting: i64, position: i64) -> Result<Stored<MeetingItem>> {
    let items = meetings::items(session.store.conn(), meeting)?;
    let count = items.len();
    if let Some(item) = items.into_iter().find(|i| i.position == Some(position)) {
        return Ok(item);
    }
    let number = record::code_of(session.store.conn(), Kind::Meeting, meeting)?;
    let args = vec![("position", position.to_string()), ("count", count.to_string()), ("number", number)];
    Err(OpError::Refused { key: "usage-meeting-no-item", args })
}

/// Takes an item off the agenda; an open ticket comes back when it is built again.
///
/// # Errors
/// [`OpError::Refused`] for a meeting that is held or cancelled, a conflict of versions, [`OpError::Role`].
pub fn remove(session: &mut Session, item: i64, seen: Option<i64>) -> Result<()> {
    let stored: Stored<MeetingItem> = record::get_as(session.store.conn(), item)?;
    let meeting: Stored<Meeting> = record::get_as(session.store.conn(), stored.meeting)?;
    let detail = format!("{}: {}", named(&meeting), stored.topic);
    session.write(Role::Specialist, "change-meeting-remove", &detail, |tx| {
        open(&record::get_as(tx.conn(), stored.meeting)?)?;
        tx.delete(Kind::MeetingItem, item, seen.unwrap_or(stored.version))?;
        rules::renumber(tx, stored.meeting, None)
    })
}

/// Refuses what is done to a meeting that is over.
pub(super) fn open(meeting: &Stored<Meeting>) -> Result<()> {
    if meeting.state == MeetingState::Planned {
        return Ok(());
    }
    let day = meeting.held_on.unwrap_or(meeting.planned_on).to_string();
    let number = meeting.number.unwrap_or(meeting.id).to_string();
    let args = vec![("number", number), ("state", meeting.state.code().to_owned()), ("day", day)];
    Err(OpError::Refused { key: "refused-meeting-over", args })
}

/// `#3 joint meeting of the quarter`.
pub(super) fn named(meeting: &Stored<Meeting>) -> String {
    format!("#{} {}", meeting.number.unwrap_or(meeting.id), meeting.title)
}

#[cfg(test)]
mod tests;
