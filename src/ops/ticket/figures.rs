//! How the desk does: what is open, how long it takes, how often it is in time.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::super::{Result, Session};
use super::{Filter, Listed, Scope, list};
use crate::domain::conflict;
use crate::domain::kinds::{Severity, TicketEvent, TicketKind, TicketState};
use crate::domain::money::Rate;
use crate::domain::period::Span;
use crate::domain::sla::{Desk, Phase, Spread};
use crate::domain::worktime::Hold;
use crate::store::tickets;

/// What is on the desk now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Neither resolved nor closed.
    pub open: usize,
    /// With a clock that is over.
    pub breached: usize,
    /// With a clock that warns.
    pub warning: usize,
    /// On hold.
    pub held: usize,
    /// Not acknowledged yet.
    pub unread: usize,
    /// The actor's own.
    pub mine: usize,
    /// Resolved, to be checked or closed.
    pub resolved: usize,
}

/// Figures of a span of days; durations are seconds of working time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figures {
    /// Open now.
    pub open: i64,
    /// Open now, by kind.
    pub by_kind: BTreeMap<TicketKind, i64>,
    /// Open now, by severity.
    pub by_severity: BTreeMap<Severity, i64>,
    /// Open now, by calendar days since the opening: up to 1, 3, 7, 15, and more.
    pub by_age: [i64; 5],
    /// Opened in the span.
    pub opened: i64,
    /// Resolved in the span.
    pub resolved: i64,
    /// Time to the first response, of those opened in the span.
    pub response: Option<Spread>,
    /// Time to the resolution without holds, of those resolved in the span.
    pub resolution: Option<Spread>,
    /// First responses in time, and all that were given or are late, of those opened in the span.
    pub answered: (i64, i64),
    /// Resolutions in time, and all that were reached or are late in the span.
    pub settled: (i64, i64),
    /// Share of first responses in time; those that are late and not given yet count as late.
    pub response_met: Option<Rate>,
    /// Share of resolutions in time; those that are late and not there yet count as late.
    pub resolution_met: Option<Rate>,
    /// Share of those opened in the span that were reopened.
    pub reopened: Option<Rate>,
}

/// Upper bounds of the age buckets in days; the last bucket is open.
pub const AGES: [i64; 4] = [1, 3, 7, 15];

/// What is on the desk now.
///
/// # Errors
/// Those of the file.
pub fn counts(session: &Session) -> Result<Counts> {
    let mut counts = Counts::default();
    for l in list(session, &Filter { scope: Scope::Unclosed, ..Filter::default() })? {
        if l.line.times.state == TicketState::Resolved {
            counts.resolved += 1;
            continue;
        }
        counts.open += 1;
        let phase = l.next().map(|c| c.phase);
        let over = [&l.response, &l.resolution].iter().any(|c| c.is_some_and(|c| c.phase == Phase::Breached));
        counts.breached += usize::from(over);
        counts.warning += usize::from(!over && phase == Some(Phase::Warning));
        counts.held += usize::from(l.line.times.state == TicketState::OnHold);
        counts.unread += usize::from(l.line.times.state == TicketState::New);
        counts.mine += usize::from(l.line.owner.is_some() && l.line.owner == session.actor.user);
    }
    Ok(counts)
}

/// Midnight at the start of a day in the organisation's zone.
fn midnight(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let wall = day.and_time(NaiveTime::MIN);
    zone.from_local_datetime(&wall).earliest().map_or_else(|| wall.and_utc(), |t| t.with_timezone(&Utc))
}

/// The figures of a span of days.
///
/// # Errors
/// Those of the file.
pub fn figures(session: &Session, span: Span) -> Result<Figures> {
    let (conn, desk, now) = (session.store.conn(), Desk::of(&session.policy), session.now());
    let zone = session.policy.organisation.zone;
    let (from, to) = (midnight(span.from, zone), midnight(span.to + Days::new(1), zone));
    let within = |t: Option<DateTime<Utc>>| t.filter(|t| from <= *t && *t < to);
    let pauses = pauses(session, from, to)?;
    let mut f = Figures::default();
    let (mut response, mut resolution) = (Vec::new(), Vec::new());
    let (mut answered, mut settled, mut again) = (Share::default(), Share::default(), Share::default());
    for line in tickets::measured(conn, from, to)? {
        let l = Listed::of(line, &desk, session);
        let times = l.line.times;
        let Some(opened) = times.opened_at else { continue };
        if !matches!(times.state, TicketState::Resolved | TicketState::Closed) {
            f.open += 1;
            *f.by_kind.entry(times.kind).or_default() += 1;
            *f.by_severity.entry(times.severity).or_default() += 1;
            let age = (desk.time.date(now) - desk.time.date(opened)).num_days();
            let bucket = AGES.iter().position(|bound| age <= *bound).unwrap_or(AGES.len());
            f.by_age.iter_mut().skip(bucket).take(1).for_each(|n| *n += 1);
        }
        if within(Some(opened)).is_some() {
            f.opened += 1;
            again.add(Some(l.line.reopened > 0));
            answered.add(l.response.and_then(|c| in_time(c.phase)));
            response.extend(times.responded_at.map(|t| desk.time.elapsed(times.service, opened, t, &[])));
        }
        let resolved = within(times.resolved_at);
        if resolved.is_some() || (times.resolved_at.is_none() && within(times.resolution_due).is_some()) {
            settled.add(l.resolution.and_then(|c| in_time(c.phase)));
        }
        if let Some(t) = resolved {
            f.resolved += 1;
            let holds = pauses.get(&l.line.id).map_or(&[][..], Vec::as_slice);
            resolution.push(desk.time.elapsed(times.service, opened, t, holds));
        }
    }
    f.response = Spread::of(response);
    f.resolution = Spread::of(resolution);
    (f.answered, f.settled) = ((answered.yes, answered.all), (settled.yes, settled.all));
    (f.response_met, f.resolution_met, f.reopened) = (answered.rate(), settled.rate(), again.rate());
    Ok(f)
}

fn pauses(session: &Session, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<BTreeMap<i64, Vec<Hold>>> {
    let mut by_ticket: BTreeMap<i64, Vec<TicketEvent>> = BTreeMap::new();
    for e in tickets::pauses(session.store.conn(), from, to)? {
        by_ticket.entry(e.ticket).or_default().push(e.record);
    }
    let ended = |events: Vec<TicketEvent>| conflict::holds(&events).into_iter().filter(|h| h.to.is_some()).collect();
    Ok(by_ticket.into_iter().map(|(ticket, events)| (ticket, ended(events))).collect())
}

/// Whether a clock was in time; `None` while that is open.
fn in_time(phase: Phase) -> Option<bool> {
    match phase {
        Phase::Met => Some(true),
        Phase::Missed | Phase::Breached => Some(false),
        Phase::Running | Phase::Warning | Phase::Held => None,
    }
}

#[derive(Default)]
struct Share {
    yes: i64,
    all: i64,
}

impl Share {
    fn add(&mut self, yes: Option<bool>) {
        if let Some(yes) = yes {
            self.yes += i64::from(yes);
            self.all += 1;
        }
    }

    fn rate(&self) -> Option<Rate> {
        (self.all > 0).then(|| Rate(crate::domain::money::div_round(i128::from(self.yes) * 10_000, i128::from(self.all))))
    }
}
