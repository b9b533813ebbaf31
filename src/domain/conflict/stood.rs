//! A ticket as it stood at an earlier moment, from its history.

use chrono::{DateTime, Utc};

use super::{ARBITRATION_LEVEL, Ticket, TicketEvent, TicketState};
use crate::domain::kinds::{EventKind, Severity, TicketKind};
use crate::domain::sla::ClockKind;

/// Takes back of a ticket what its events of after `at` did: state, level, owner, what was corrected, response, resolution and
/// closing. `events` are all of the ticket's, the oldest first; `owner` finds the account that an assignment names.
///
/// Deadlines that a later hold moved stay where it moved them, and words that are typed in the form stay as they are: the history
/// does not have what they were. What it does not tell at all (a ticket that came in with its state alone) follows from the times
/// of response, resolution and closing.
pub fn stood(ticket: &mut Ticket, events: &[TicketEvent], at: DateTime<Utc>, owner: impl Fn(&str) -> Option<i64>) {
    let (then, later) = events.split_at(events.partition_point(|e| e.at <= at));
    let moved_on =
        later.iter().any(|e| moves(e.kind)) || [ticket.resolved_at, ticket.closed_at].iter().flatten().any(|t| *t > at);
    if moved_on {
        if events.iter().any(|e| moves(e.kind)) { replay(ticket, then) } else { by_times(ticket, at) }
    }
    for kept in [&mut ticket.responded_at, &mut ticket.resolved_at, &mut ticket.closed_at] {
        *kept = kept.filter(|t| *t <= at);
    }
    // what a refresh put down later is dated at its moment
    if let Some(level) = then.iter().rev().find_map(level_after) {
        ticket.level = level;
    } else if let Some((step, after)) = later.iter().find_map(|e| Some((e.kind, level_after(e)?))) {
        // by itself a step leads one level up, arbitration is reached from any
        ticket.level = if step == EventKind::Escalated { (after - 1).max(1) } else { 1 };
    }
    for clock in then.iter().filter(|e| e.kind == EventKind::Escalated).filter_map(by_clock) {
        ticket.breaches |= clock.bit();
    }
    for clock in later.iter().filter(|e| e.kind == EventKind::Escalated).filter_map(by_clock) {
        ticket.breaches &= !clock.bit();
    }
    if later.iter().any(|e| e.kind == EventKind::Assigned)
        && let Some(id) = then.iter().rev().find(|e| e.kind == EventKind::Assigned).and_then(|e| owner(&e.detail))
    {
        ticket.owner = Some(id);
    }
    // the oldest correction comes last: what it found is what was
    for e in later.iter().rev().filter(|e| e.kind == EventKind::Corrected) {
        e.text.split(' ').for_each(|told| uncorrect(ticket, told));
    }
}

/// Whether an event leads to another state.
const fn moves(kind: EventKind) -> bool {
    use EventKind as E;
    matches!(kind, E::Acknowledged | E::Moved | E::Held | E::Resumed | E::Resolved | E::Closed | E::Reopened)
}

/// State, hold, resolution and who did it, of what has happened so far.
fn replay(t: &mut Ticket, events: &[TicketEvent]) {
    (t.state, t.held_state, t.held_since) = (TicketState::New, None, None);
    (t.resolved_by, t.checked_by, t.reopened) = (None, None, 0);
    for e in events {
        let told = TicketState::from_code(&e.detail);
        match e.kind {
            EventKind::Acknowledged => t.state = TicketState::Acknowledged,
            EventKind::Moved => t.state = told.unwrap_or(t.state),
            EventKind::Held => (t.state, t.held_state, t.held_since) = (TicketState::OnHold, Some(t.state), Some(e.at)),
            EventKind::Resumed => {
                t.state = told.or(t.held_state).unwrap_or(TicketState::Acknowledged);
                (t.held_state, t.held_since) = (None, None);
            }
            EventKind::Resolved => (t.state, t.resolved_at, t.resolved_by) = (TicketState::Resolved, Some(e.at), e.actor),
            EventKind::Checked => t.checked_by = e.actor,
            EventKind::Closed => (t.state, t.closed_at) = (TicketState::Closed, Some(e.at)),
            EventKind::Reopened => {
                (t.state, t.reopened) = (TicketState::Reopened, t.reopened + 1);
                (t.resolved_at, t.closed_at, t.resolved_by, t.checked_by) = (None, None, None, None);
            }
            _ => {}
        }
    }
}

/// State of a ticket without a history.
fn by_times(t: &mut Ticket, at: DateTime<Utc>) {
    let by = |moment: Option<DateTime<Utc>>| moment.is_some_and(|m| m <= at);
    t.state = match t {
        _ if by(t.closed_at) => TicketState::Closed,
        _ if by(t.resolved_at) => TicketState::Resolved,
        _ if by(t.responded_at) => TicketState::Acknowledged,
        _ => TicketState::New,
    };
    (t.held_state, t.held_since, t.checked_by) = (None, None, None);
    t.resolved_by = t.resolved_by.filter(|_| by(t.resolved_at));
}

/// The level to which an event led.
fn level_after(e: &TicketEvent) -> Option<i64> {
    match e.kind {
        EventKind::Escalated => e.detail.parse().ok(),
        EventKind::Moved if TicketState::from_code(&e.detail) == Some(TicketState::Arbitration) => Some(ARBITRATION_LEVEL),
        _ => None,
    }
}

/// The clock whose breach was an escalation.
fn by_clock(e: &TicketEvent) -> Option<ClockKind> {
    ClockKind::ALL.into_iter().find(|clock| e.actor.is_none() && clock.code() == e.text)
}

/// Takes back one correction (`field:before:after`, [`super::corrected`]).
fn uncorrect(t: &mut Ticket, told: &str) {
    let mut words = told.split(':');
    let (Some(field), Some(before)) = (words.next(), words.next()) else { return };
    match field {
        "kind" => t.kind = TicketKind::from_code(before).unwrap_or(t.kind),
        "severity" => t.severity = Severity::from_code(before).unwrap_or(t.severity),
        "opened_at" => {
            let moment = before.parse().ok().and_then(|s| DateTime::from_timestamp(s, 0));
            t.opened_at = moment.or(t.opened_at);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::{Kind, Row};

    const OWNERS: [&str; 2] = ["li.wei", "sun.tao"];

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_750_000_000 + hour * 3_600, 0).expect("a moment")
    }

    fn event(hour: i64, kind: EventKind, detail: &str, text: &str) -> TicketEvent {
        let (detail, text) = (detail.to_owned(), text.to_owned());
        let actor = (kind != EventKind::Escalated).then_some(7);
        TicketEvent { detail, text, ..TicketEvent::new(1, at(hour), actor, kind) }
    }

    fn as_of(ticket: &Ticket, events: &[TicketEvent], hour: i64) -> Ticket {
        let mut then = ticket.clone();
        let owner = |name: &str| OWNERS.iter().position(|n| *n == name).and_then(|i| i64::try_from(i).ok());
        stood(&mut then, events, at(hour), owner);
        then
    }

    #[test]
    fn every_moment_of_a_history_has_the_state_level_owner_and_severity_of_then() {
        use EventKind as E;
        use TicketState as S;
        let blank = Row::blank(Kind::Ticket).typed::<Ticket>().expect("a ticket").record;
        let ticket = Ticket {
            severity: Severity::S1,
            state: S::Closed,
            level: 2,
            breaches: 1,
            reopened: 1,
            owner: Some(1),
            opened_at: Some(at(0)),
            responded_at: Some(at(4)),
            resolved_at: Some(at(20)),
            closed_at: Some(at(24)),
            resolved_by: Some(7),
            checked_by: Some(7),
            ..blank
        };
        let events = [
            event(0, E::Opened, "", ""),
            event(0, E::Assigned, "li.wei", ""),
            event(2, E::Escalated, "2", "response"),
            event(4, E::Acknowledged, "", ""),
            event(5, E::Moved, "investigating", ""),
            event(6, E::Held, "", "waits"),
            event(8, E::Resumed, "investigating", ""),
            event(9, E::Corrected, "", "severity:S3:S1"),
            event(10, E::Resolved, "", "done"),
            event(12, E::Reopened, "", "not at all"),
            event(13, E::Assigned, "sun.tao", ""),
            event(14, E::Acknowledged, "", ""),
            event(20, E::Resolved, "", "done"),
            event(22, E::Checked, "", ""),
            event(24, E::Closed, "", ""),
        ];
        // hour, state, level, owner, severity, resolved at, times reopened
        for (hour, state, level, owner, severity, resolved, reopened) in [
            (1, S::New, 1, 0, Severity::S3, None, 0),
            (3, S::New, 2, 0, Severity::S3, None, 0),
            (4, S::Acknowledged, 2, 0, Severity::S3, None, 0),
            (7, S::OnHold, 2, 0, Severity::S3, None, 0),
            (8, S::Investigating, 2, 0, Severity::S3, None, 0),
            (11, S::Resolved, 2, 0, Severity::S1, Some(at(10)), 0),
            (12, S::Reopened, 2, 0, Severity::S1, None, 1),
            (23, S::Resolved, 2, 1, Severity::S1, Some(at(20)), 1),
            (24, S::Closed, 2, 1, Severity::S1, Some(at(20)), 1),
        ] {
            let then = as_of(&ticket, &events, hour);
            assert_eq!((then.state, then.level, then.owner), (state, level, Some(owner)), "hour {hour}");
            assert_eq!((then.severity, then.resolved_at, then.reopened), (severity, resolved, reopened), "hour {hour}");
        }
        let held = as_of(&ticket, &events, 7);
        assert_eq!((held.held_state, held.held_since), (Some(S::Investigating), Some(at(6))));
        assert_eq!((as_of(&ticket, &events, 1).breaches, as_of(&ticket, &events, 3).breaches), (0, 1));
        assert_eq!((as_of(&ticket, &events, 3).responded_at, as_of(&ticket, &events, 21).checked_by), (None, None));
        assert_eq!(as_of(&ticket, &events, 30), ticket);
    }

    #[test]
    fn an_escalation_holds_from_its_moment_whenever_it_was_put_down() {
        let blank = Row::blank(Kind::Ticket).typed::<Ticket>().expect("a ticket").record;
        // as the log has it before the refresh that found both breaches
        let ticket = Ticket { state: TicketState::New, level: 1, opened_at: Some(at(0)), ..blank };
        let events = [event(0, EventKind::Opened, "", ""), event(2, EventKind::Escalated, "2", "response")];
        let events =
            [events, [event(5, EventKind::Escalated, "3", "resolution"), event(90, EventKind::Commented, "", "x")]].concat();
        for (hour, level, breaches) in [(1, 1, 0), (3, 2, 1), (6, 3, 3)] {
            let then = as_of(&ticket, &events, hour);
            assert_eq!((then.level, then.breaches), (level, breaches), "hour {hour}");
        }
    }

    #[test]
    fn without_a_history_the_times_say_where_it_stood() {
        let blank = Row::blank(Kind::Ticket).typed::<Ticket>().expect("a ticket").record;
        let times = [Some(at(4)), Some(at(20)), Some(at(24))];
        let [responded_at, resolved_at, closed_at] = times;
        let ticket = Ticket { state: TicketState::Closed, opened_at: Some(at(0)), responded_at, resolved_at, closed_at, ..blank };
        for (hour, state) in
            [(1, TicketState::New), (4, TicketState::Acknowledged), (20, TicketState::Resolved), (24, TicketState::Closed)]
        {
            assert_eq!(as_of(&ticket, &[], hour).state, state, "hour {hour}");
        }
    }
}
