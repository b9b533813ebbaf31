//! What of the tickets stands in the queue of the day: clocks, resolutions to be checked, what came up the ladder.

use super::super::ticket::ladder::Ladder;
use super::super::{Result, Session, ticket};
use crate::domain::kinds::{Severity, TicketState};
use crate::domain::sla::{Clock, Phase};
use crate::domain::today::{Matter, Party};
use crate::store::tasks::Whose;
use crate::store::tickets;
use crate::store::today::{self as store, Found, Marks};

/// Clocks that warn or are over.
pub(super) fn clocks(session: &Session, whose: &Whose) -> Result<Vec<Found>> {
    let owner = if let Whose::Owner(id) = whose { Some(*id) } else { None };
    let filter = |scope| ticket::Filter { scope, owner, ..ticket::Filter::default() };
    let mut found = Vec::new();
    for listed in ticket::list(session, &filter(ticket::Scope::Open))? {
        if owner.is_none() && !reached(session, whose, listed.line.partner)? {
            continue;
        }
        let soon = |c: &&Clock| c.phase == Phase::Running && c.left <= session.policy.today.soon_minutes * 60;
        let pressing = |c: &&Clock| matches!(c.phase, Phase::Warning | Phase::Breached) || soon(c);
        let Some(clock) = listed.next().filter(pressing) else { continue };
        let matter = Matter::Clock {
            number: listed.line.number,
            title: listed.line.title.clone(),
            kind: listed.line.times.kind,
            severity: listed.line.times.severity,
            state: listed.line.times.state,
            level: listed.line.level,
            clock: clock.kind,
            due: clock.due,
            left: clock.left,
            goal: clock.goal,
            day: clock.day,
        };
        // what was put off comes back when it gets worse
        let (kind, phase) = (clock.kind.code(), clock.phase.code());
        found.push(of_ticket(&listed.line, format!("ticket:{}:{kind}:{phase}", listed.line.id), matter));
    }
    Ok(found)
}

/// Resolutions of grave tickets that the actor is to check, whoever's tickets they are.
pub(super) fn checks(session: &Session) -> Result<Vec<Found>> {
    let conn = session.store.conn();
    let mut ladder = Ladder::read(conn)?;
    let resolved = ticket::Filter { state: Some(TicketState::Resolved), ..ticket::Filter::default() };
    let mut found = Vec::new();
    for line in tickets::lines(conn, &ticket::ids(session, &resolved)?)? {
        let grave = matches!(line.times.severity, Severity::S1 | Severity::S2);
        if !grave || line.checked_by.is_some() {
            continue;
        }
        let checkers = ladder.people(conn, line.partner)?.checkers(line.resolved_by);
        if !session.actor.user.is_some_and(|me| checkers.contains(&me)) {
            continue;
        }
        let matter = Matter::Check {
            number: line.number,
            title: line.title.clone(),
            kind: line.times.kind,
            severity: line.times.severity,
            resolved_at: line.times.resolved_at.unwrap_or_default(),
            by: ladder.name(line.resolved_by).unwrap_or(&line.owner_name).to_owned(),
        };
        found.push(of_ticket(&line, format!("check:{}", line.id), matter));
    }
    Ok(found)
}

/// Tickets that came up the ladder to the actor, until they have taken note or done something with them.
pub(super) fn told(session: &Session, shown: &[Found], marks: &Marks) -> Result<Vec<Found>> {
    let Some(me) = session.actor.user else { return Ok(Vec::new()) };
    let mut found = store::told(session.store.conn(), &session.actor.name, me, session.policy.today.window)?;
    // one's own ticket stands there with its clock already
    let stands = |f: &Found| shown.iter().any(|s| s.id == f.id && matches!(s.matter, Matter::Clock { .. }));
    // taken note of once, it does not come back the next day
    found.retain(|f| !stands(f) && !matches!(marks.get(&f.key), Some((None, _))));
    Ok(found)
}

fn reached(session: &Session, whose: &Whose, partner: Option<i64>) -> Result<bool> {
    match (whose, partner) {
        (Whose::All, _) => Ok(true),
        (_, None) => Ok(false),
        (_, Some(partner)) => Ok(store::within(session.store.conn(), whose, partner)?),
    }
}

fn of_ticket(line: &ticket::Line, key: String, matter: Matter) -> Found {
    Found {
        key,
        id: line.id,
        version: line.version,
        matter,
        party: line.partner.map(|id| Party { id, code: line.code.clone(), name: line.name.clone() }),
        owner: line.owner.map(|id| (id, line.owner_name.clone())),
    }
}
