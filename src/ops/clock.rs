//! What time it is: the system's, a database's own, or a moment that stands still.
//!
//! A database may be made with a clock of its own (`init --clock DAY`, `demo`): its day is today for everybody who opens it,
//! the time of day runs on, and at midnight the same day begins again: what is done then is dated before what was done
//! in the evening, and a clock of a ticket has run for nothing until its moment comes round. An administrator sets it to another day ([`set`]); one that was made without has none to set.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::{OpError, PROGRAM, Result, Session};
use crate::config::AsOf;
use crate::domain::kinds::Role;
use crate::store::clock::{self, Set};
use crate::store::past::Then;
use crate::store::{Change, Connection};

/// What time it is; nothing else in the program reads the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The system's.
    System,
    /// The database's own.
    Own(Own),
    /// Stands still (`--as-of`, tests).
    At(DateTime<Utc>),
}

/// The clock of a database: always the same day, with a time of day that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Own {
    /// Its day and how far its time of day is ahead.
    set: Set,
    /// Where that day is.
    zone: Tz,
}

impl Own {
    fn at(self, wall: DateTime<Utc>) -> DateTime<Utc> {
        let time = (wall + chrono::Duration::seconds(self.set.ahead)).with_timezone(&self.zone).time();
        in_zone(self.set.day, time, self.zone)
    }
}

fn in_zone(day: NaiveDate, time: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let local = day.and_time(time);
    zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |t| t.with_timezone(&Utc))
}

impl Clock {
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now(),
            Self::Own(own) => own.at(Utc::now()),
            Self::At(t) => t,
        }
    }

    /// The clock of a database, as it was set.
    #[must_use]
    pub fn own(set: Set, zone: Tz) -> Self {
        Self::Own(Own { set, zone })
    }

    /// Whether it goes on by itself.
    #[must_use]
    pub fn runs(self) -> bool {
        !matches!(self, Self::At(_))
    }

    /// Stands still at nine in the morning of `day` in the organisation's zone.
    #[must_use]
    pub fn at_day(day: NaiveDate, zone: Tz) -> Self {
        Self::At(in_zone(day, NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default(), zone))
    }
}

/// What a clock is set to: a day at the time that it is, a moment, or today at the time that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// This day, or this moment.
    When(AsOf),
    /// The day on which it is made.
    Today,
}

impl To {
    /// The clock as it is set now.
    pub(super) fn set(self, zone: Tz) -> Set {
        let wall = Clock::System.now();
        let moment = match self {
            Self::Today => return Set { day: wall.with_timezone(&zone).date_naive(), ahead: 0 },
            Self::When(AsOf::Day(day)) => return Set { day, ahead: 0 },
            Self::When(when) => moment(when, zone).with_timezone(&zone),
        };
        // a second that has begun is not before the moment that was asked for
        let gap = moment.time() - wall.with_timezone(&zone).time();
        let ahead = gap.num_seconds() + i64::from(gap.subsec_nanos() > 0);
        Set { day: moment.date_naive(), ahead }
    }
}

/// Sets the database's clock to a day, or a moment from which the time of day runs on; the history shows who did.
///
/// Where it is set back, what the program did with warnings on the days that have not come yet is taken back: who works on them
/// then still does.
///
/// # Errors
/// [`OpError::Role`] for anybody but an administrator, a database that was made without a clock, those of the file.
pub fn set(session: &mut Session, to: AsOf) -> Result<()> {
    let zone = session.policy.organisation.zone;
    session.require(Role::Admin)?;
    let before = clock::own(session.store.conn())?;
    if before.is_none() && clock::unreadable(session.store.conn())?.is_none() {
        return Err(OpError::Refused { key: "refused-clock-none", args: Vec::new() });
    }
    let set = To::When(to).set(zone);
    let shown = Clock::own(set, zone).now().with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
    session.write(Role::Admin, "change-clock", &shown, |tx| Ok(tx.set_clock(set)?))?;
    session.renew()?;
    if before.is_some_and(|before| set.day < before.day) {
        // not the person's own change: undo must not meet it
        let change =
            Change { actor: PROGRAM, at: session.now(), label: "change-alerts", detail: "", rules: session.policy.number };
        let end = moment(AsOf::Day(set.day), zone).timestamp();
        session.store.write(&change, |tx| tx.warnings_back(PROGRAM, end))?;
    }
    Ok(())
}

/// What the clock of the database says, or the system's where it has none, whatever day the session looks at.
pub fn stands(session: &Session) -> Result<DateTime<Utc>> {
    let zone = session.policy.organisation.zone;
    Ok(clock::own(session.store.conn())?.map_or(Clock::System, |set| Clock::own(set, zone)).now())
}

impl Session {
    /// Shows the records as they stood at the moment that is looked at, where that is another than now.
    pub(super) fn look_back(&mut self) -> Result<()> {
        let then = Then { at: self.now(), day: self.as_of() };
        // a moment that stands still and may be written is now
        let looks = !self.clock.runs() && self.aside.is_some();
        Ok(self.store.look_back(looks.then_some(then))?)
    }

    /// Does something while the records are shown as they are in the file.
    ///
    /// # Errors
    /// Those of `f` and of the file.
    pub(super) fn at_the_file<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let own = self.store.looks_back_to();
        self.store.look_back(None)?;
        let done = f(self);
        self.store.look_back(own)?;
        done
    }

    /// Does something while the records are shown as they stood at the end of a day.
    ///
    /// # Errors
    /// Those of `f` and of the file.
    pub(super) fn on_day<T>(&mut self, day: NaiveDate, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let own = self.store.looks_back_to();
        let at = moment(AsOf::Day(day), self.policy.organisation.zone);
        self.store.look_back(Some(Then { at, day }))?;
        let done = f(self);
        self.store.look_back(own)?;
        done
    }

    /// The day of the database's own clock; `None`: it has none.
    #[must_use]
    pub fn own_day(&self) -> Option<NaiveDate> {
        // what can't be read is told by the next thing that is
        clock::own(self.store.conn()).ok().flatten().map(|set| set.day)
    }
}

/// The clock by which a database lives: its own, else the system's.
pub(in crate::ops) fn stored(conn: &Connection, zone: Tz) -> Result<Clock> {
    Ok(clock::own(conn)?.map_or(Clock::System, |set| Clock::own(set, zone)))
}

/// The moment that a day (its end) or a time of day means in the organisation's zone.
#[must_use]
pub fn moment(as_of: AsOf, zone: Tz) -> DateTime<Utc> {
    match as_of {
        AsOf::Day(day) => start_of_day(day + Days::new(1), zone) - chrono::Duration::seconds(1),
        AsOf::Local(t) => zone.from_local_datetime(&t).earliest().map_or_else(|| t.and_utc(), |t| t.with_timezone(&Utc)),
        AsOf::Utc(t) => t,
    }
}

/// The first moment of a day in the organisation's zone.
#[must_use]
pub fn start_of_day(day: chrono::NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    zone.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |t| t.with_timezone(&Utc))
}

/// The moment from which on something is asked for: the start of a day, else the moment itself.
#[must_use]
pub fn since(as_of: AsOf, zone: Tz) -> DateTime<Utc> {
    match as_of {
        AsOf::Day(day) => start_of_day(day, zone),
        other => moment(other, zone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_of_a_database_keeps_its_day_and_its_time_of_day_runs_on() {
        let zone = chrono_tz::Asia::Shanghai;
        let day = NaiveDate::from_ymd_opt(2025, 6, 7).expect("a day");
        let wall = |text: &str| text.parse::<DateTime<Utc>>().expect("a moment");
        let own = |ahead| Own { set: Set { day, ahead }, zone };
        // 23:59 in Shanghai, and two minutes later, when there the next day has begun
        for (ahead, at, expected) in [
            (0, "2026-11-29T01:30:00Z", "2025-06-07T01:30:00Z"),
            (0, "2026-11-29T15:59:00Z", "2025-06-07T15:59:00Z"),
            (0, "2026-11-29T16:01:00Z", "2025-06-06T16:01:00Z"),
            (3_600, "2026-11-29T01:30:00Z", "2025-06-07T02:30:00Z"),
        ] {
            assert_eq!(own(ahead).at(wall(at)), wall(expected), "{at}");
            assert_eq!(own(ahead).at(wall(at)).with_timezone(&zone).date_naive(), day);
        }
    }

    #[test]
    fn past_midnight_the_same_day_begins_again_and_work_goes_on() {
        use crate::domain::conflict::Act;
        use crate::domain::kinds::{Lifecycle, Severity, TicketState};
        use crate::ops::partner::fixture;
        use crate::ops::ticket;
        let dir = tempfile::tempdir().expect("a folder");
        let mut session = fixture::session(&dir);
        let partner = fixture::partner(&mut session, "D001", Lifecycle::Active, &[]);
        let (zone, day) = (session.policy.organisation.zone, session.as_of());
        let at = |hour, minute| Clock::At(in_zone(day, NaiveTime::from_hms_opt(hour, minute, 0).expect("a time"), zone));
        session.clock = at(23, 50);
        let draft =
            ticket::Draft { title: "late".into(), severity: Severity::S1, partner: Some(partner), ..ticket::Draft::default() };
        let (id, _) = ticket::new(&mut session, &draft).expect("a ticket");
        session.clock = at(0, 5);
        assert_eq!(session.as_of(), day, "nobody's day goes on");
        ticket::act(&mut session, id, None, &Act::Acknowledge { note: String::new() }).expect("answered");
        session.refresh_figures().expect("figures");
        crate::ops::today::queue(&session, crate::ops::today::Reach::All).expect("a queue");
        let page = ticket::page(&session, id).expect("a page");
        assert_eq!((page.ticket.state, page.ticket.breaches), (TicketState::Acknowledged, 0));
    }

    #[test]
    fn a_clock_that_is_set_on_and_back_leaves_who_works_on_which_warning() {
        use crate::domain::kinds::{Alert, AlertState};
        use crate::domain::record::Stored;
        use crate::ops::partner::fixture;
        use crate::ops::{alert, demo};
        use crate::store::record::query_as;
        let dir = tempfile::tempdir().expect("a folder");
        let mut session = fixture::session(&dir);
        demo::generate(&mut session, demo::Scale { partners: 40, weeks: 60, seed: 11 }, &mut |_| ()).expect("a network");
        session.clock = Clock::System;
        session.renew().expect("the database's clock");
        let day = session.as_of();
        session.refresh_figures().expect("figures");
        let open = query_as::<Alert>(session.store.conn(), "WHERE state = 'open'", &[]).expect("warnings");
        assert!(open.len() > 6, "{}", open.len());
        let until = day + chrono::Days::new(5);
        let seen = |a: &Stored<Alert>| alert::Seen { id: a.id, version: None };
        for (i, alert) in open.iter().take(6).enumerate() {
            match i % 2 {
                0 => alert::acknowledge(&mut session, &[seen(alert)], "").expect("acknowledged"),
                _ => alert::snooze(&mut session, &[seen(alert)], until, "").expect("put off"),
            }
        }
        let works = |session: &Session| -> Vec<(i64, String, String, Option<i64>)> {
            let live = "WHERE state <> 'cleared' ORDER BY partner, rule";
            let all = query_as::<Alert>(session.store.conn(), live, &[]).expect("warnings");
            all.iter().map(|a| (a.partner, a.rule.code().to_owned(), a.state.code().to_owned(), a.acknowledged_by)).collect()
        };
        session.refresh_figures().expect("figures");
        let before = works(&session);
        set(&mut session, AsOf::Day(day + chrono::Days::new(60))).expect("set on");
        session.refresh_figures().expect("figures");
        let later = works(&session);
        let of =
            |all: &[(i64, String, String, Option<i64>)], state: AlertState| all.iter().filter(|a| a.2 == state.code()).count();
        assert!(of(&later, AlertState::Snoozed) == 0 && later != before, "what was put off came back");
        set(&mut session, AsOf::Day(day)).expect("set back");
        session.refresh_figures().expect("figures");
        assert_eq!(works(&session), before);
        // and once more, with somebody at work on the later day
        set(&mut session, AsOf::Day(day + chrono::Days::new(60))).expect("set on");
        session.refresh_figures().expect("figures");
        let raised = "WHERE state = 'open' AND first_seen > ?1 LIMIT 1";
        let raised =
            query_as::<Alert>(session.store.conn(), raised, &[&crate::domain::period::day_number(day)]).expect("warnings");
        let raised = raised.first().expect("a warning of that day");
        alert::acknowledge(&mut session, &[seen(raised)], "").expect("acknowledged");
        let then = works(&session);
        set(&mut session, AsOf::Day(day)).expect("set back");
        session.refresh_figures().expect("figures");
        assert_eq!(works(&session), before);
        set(&mut session, AsOf::Day(day + chrono::Days::new(60))).expect("set on");
        session.refresh_figures().expect("figures");
        assert_eq!(works(&session), then);
    }
}
