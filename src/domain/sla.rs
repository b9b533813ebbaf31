//! The two clocks of a ticket: first response and resolution (S5).
//!
//! They are independent: each has its goal, its deadline, its warning and its breach. A deadline is stored when a
//! ticket is opened and moved when a hold ends, so that a list needs no history; what is left is the working time
//! from now (or from the hold's start, while it lasts) to the deadline.

mod goal;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;

pub use goal::Goal;
use goal::{codes, goals};

use super::explain::{Amount, Explanation, Words};
use super::kinds::{Severity, Ticket, TicketKind, TicketState, Tier};
use super::ladder::Assign;
use super::money::median;
use super::policy::Policy;
use super::record::Lang;
use super::worktime::{Hold, Hours, Part, Service, WorkTime};

/// The numbers of the desk: section `[desk]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskPolicy {
    /// Code of an embedded calendar, or the path of a file.
    pub calendar: String,
    /// The path of a file with remedies of one's own, laid over those that ship; empty: only those.
    #[serde(default)]
    pub playbooks: String,
    /// So many calendar days after a ticket was closed a task checks the effect; 0: none does.
    pub effect_check_days: u32,
    /// Working hours of a working day.
    pub hours: Hours,
    /// Tiers that are served round the clock.
    #[serde(deserialize_with = "codes")]
    pub always_tiers: Vec<Tier>,
    /// Severities that are served round the clock.
    #[serde(deserialize_with = "codes")]
    pub always_severities: Vec<Severity>,
    /// Share of a goal used up that warns.
    pub warn_at: f64,
    /// Whom new tickets go to.
    pub assign: Assign,
    /// Goal of the first response by kind.
    #[serde(deserialize_with = "goals")]
    pub response: BTreeMap<TicketKind, Goal>,
    #[serde(deserialize_with = "goals")]
    pub resolution: BTreeMap<Severity, Goal>,
}

/// The desk at work: its policy and its working time.
#[derive(Clone, Debug)]
pub struct Desk<'p> {
    /// Its numbers.
    pub policy: &'p DeskPolicy,
    /// Its days and hours.
    pub time: WorkTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClockKind {
    /// From the opening to the first response.
    Response,
    /// From the opening to the resolution.
    Resolution,
}

impl ClockKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Response, Self::Resolution];

    /// Stable code, of JSON and events.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Resolution => "resolution",
        }
    }

    /// Its bit in a ticket's `breaches`.
    #[must_use]
    pub const fn bit(self) -> i64 {
        match self {
            Self::Response => 1,
            Self::Resolution => 2,
        }
    }
}

/// How a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Runs, with time enough.
    Running,
    /// Runs, most of the goal is used up.
    Warning,
    /// The goal is used up.
    Breached,
    /// On hold before its deadline.
    Held,
    /// Stopped in time.
    Met,
    /// Stopped too late.
    Missed,
}

impl Phase {
    /// Stable code, of JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Warning => "warning",
            Self::Breached => "breached",
            Self::Held => "held",
            Self::Met => "met",
            Self::Missed => "missed",
        }
    }

    /// Whether it still can be met or has to be.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::Warning | Self::Breached | Self::Held)
    }
}

/// A clock as of a moment. Durations are seconds of the time in which it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    pub kind: ClockKind,
    /// How it stands.
    pub phase: Phase,
    /// How long it may take.
    pub goal: i64,
    /// How much is used up.
    pub used: i64,
    /// How much is left; negative: how much it is over.
    pub left: i64,
    /// The deadline; while on hold, what it was before.
    pub due: DateTime<Utc>,
    /// So long is a working day of the desk that serves it.
    pub day: i64,
    /// A year on the way whose holidays the calendar does not know: the deadline is the plain week's.
    pub uncovered: Option<i32>,
}

/// What the clocks of a ticket depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// What about.
    pub kind: TicketKind,
    /// How bad.
    pub severity: Severity,
    /// Where it stands.
    pub state: TicketState,
    /// When its clocks run.
    pub service: Service,
    pub opened_at: Option<DateTime<Utc>>,
    /// First response.
    pub responded_at: Option<DateTime<Utc>>,
    /// Its deadline.
    pub response_due: Option<DateTime<Utc>>,
    pub resolved_at: Option<DateTime<Utc>>,
    /// Its deadline.
    pub resolution_due: Option<DateTime<Utc>>,
    /// On hold since.
    pub held_since: Option<DateTime<Utc>>,
}

impl From<&Ticket> for Times {
    fn from(t: &Ticket) -> Self {
        Self {
            kind: t.kind,
            severity: t.severity,
            state: t.state,
            service: Service::of(t.round_the_clock),
            opened_at: t.opened_at,
            responded_at: t.responded_at,
            response_due: t.response_due,
            resolved_at: t.resolved_at,
            resolution_due: t.resolution_due,
            held_since: t.held_since,
        }
    }
}

impl Times {
    fn due(&self, kind: ClockKind) -> Option<DateTime<Utc>> {
        match kind {
            ClockKind::Response => self.response_due,
            ClockKind::Resolution => self.resolution_due,
        }
    }

    fn stopped(&self, kind: ClockKind) -> Option<DateTime<Utc>> {
        match kind {
            // A ticket that was resolved or closed without a response was answered by that.
            ClockKind::Response => self.responded_at.or(self.resolved_at),
            ClockKind::Resolution => self.resolved_at,
        }
    }
}

impl<'p> Desk<'p> {
    /// The desk under a policy.
    #[must_use]
    pub fn of(policy: &'p Policy) -> Self {
        let time =
            WorkTime { calendar: policy.calendar.clone(), hours: policy.desk.hours.clone(), zone: policy.organisation.zone };
        Self { policy: &policy.desk, time }
    }

    /// Whether a ticket's clocks run round the clock: by the partner's tier or the severity.
    #[must_use]
    pub fn service(&self, tier: Option<Tier>, severity: Severity) -> Service {
        let always =
            tier.is_some_and(|t| self.policy.always_tiers.contains(&t)) || self.policy.always_severities.contains(&severity);
        Service::of(always)
    }

    #[must_use]
    pub fn goal(&self, times: &Times, kind: ClockKind) -> Goal {
        let found = match kind {
            ClockKind::Response => self.policy.response.get(&times.kind),
            ClockKind::Resolution => self.policy.resolution.get(&times.severity),
        };
        // `Policy::load` refuses a policy in which a kind or a severity is missing.
        found.copied().unwrap_or(Goal::Days(1))
    }

    /// When a clock runs: always where its goal is in hours of the clock, else as the ticket is served.
    #[must_use]
    pub fn service_of(&self, times: &Times, kind: ClockKind) -> Service {
        match self.goal(times, kind) {
            Goal::Clock(_) => Service::RoundTheClock,
            Goal::Hours(_) | Goal::Days(_) => times.service,
        }
    }

    /// How a clock is counted, in words: a message key.
    #[must_use]
    pub fn formula(&self, times: &Times, kind: ClockKind) -> &'static str {
        match (self.goal(times, kind), times.service) {
            (Goal::Clock(_), _) => "sla-formula-clock",
            (_, Service::WorkingHours) => "sla-formula",
            (_, Service::RoundTheClock) => "sla-formula-always",
        }
    }

    /// The goal of a clock in seconds of the time in which it runs ([`Self::service_of`]).
    #[must_use]
    pub fn goal_seconds(&self, times: &Times, kind: ClockKind) -> i64 {
        match self.goal(times, kind) {
            Goal::Hours(seconds) | Goal::Clock(seconds) => seconds,
            Goal::Days(days) => days * self.time.day_seconds(times.service),
        }
    }

    /// The deadline of a clock that started when the ticket was opened; `None` while it is on hold for good.
    #[must_use]
    pub fn deadline(&self, times: &Times, kind: ClockKind, holds: &[Hold]) -> Option<DateTime<Utc>> {
        self.time.add(self.service_of(times, kind), times.opened_at?, self.goal_seconds(times, kind), holds)
    }

    /// The deadline of a clock moved by a pause: what was left at its start is left at its end. One that was over stays.
    #[must_use]
    pub fn moved(
        &self,
        times: &Times,
        kind: ClockKind,
        due: DateTime<Utc>,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> DateTime<Utc> {
        if due <= from {
            return due;
        }
        let service = self.service_of(times, kind);
        let left = self.time.between(service, from, due);
        self.time.add(service, to, left, &[]).unwrap_or(due).max(due)
    }

    /// A clock as of `now`; `None` for a ticket without its opening or deadline.
    #[must_use]
    pub fn clock(&self, times: &Times, kind: ClockKind, now: DateTime<Utc>) -> Option<Clock> {
        let (opened, due) = (times.opened_at?, times.due(kind)?);
        let stopped = times.stopped(kind);
        let until = stopped.or(times.held_since).unwrap_or(now);
        let (goal, service) = (self.goal_seconds(times, kind), self.service_of(times, kind));
        let left = self.time.between(service, until, due);
        let used = goal - left;
        let phase = match (stopped, times.held_since) {
            (Some(t), _) if t <= due => Phase::Met,
            (Some(_), _) => Phase::Missed,
            (None, _) if until >= due => Phase::Breached,
            (None, Some(_)) => Phase::Held,
            (None, None) if self.warns(used, goal) => Phase::Warning,
            (None, None) => Phase::Running,
        };
        let uncovered = self.time.uncovered(service, opened, due);
        let day = self.time.day_seconds(service);
        Some(Clock { kind, phase, goal, used, left, due, day, uncovered })
    }

    /// Both clocks as of `now`.
    #[must_use]
    pub fn clocks(&self, times: &Times, now: DateTime<Utc>) -> [Option<Clock>; 2] {
        ClockKind::ALL.map(|kind| self.clock(times, kind, now))
    }

    #[expect(clippy::cast_precision_loss, reason = "seconds of a goal are far below 2^52")]
    fn warns(&self, used: i64, goal: i64) -> bool {
        used as f64 >= self.policy.warn_at * goal as f64
    }

    /// Why a deadline is when it is: every window that counted, and what did not and why.
    ///
    /// `holds` are those of the ticket's history; holidays are named in `lang`. `None` without opening or deadline.
    #[must_use]
    pub fn why(&self, times: &Times, kind: ClockKind, holds: &[Hold], lang: Lang) -> Option<Explanation> {
        let (opened, due) = (times.opened_at?, times.due(kind)?);
        let title = match kind {
            ClockKind::Response => Words::key("sla-response"),
            ClockKind::Resolution => Words::key("sla-resolution"),
        };
        let (goal, service) = (self.goal_seconds(times, kind), self.service_of(times, kind));
        let mut told = Explanation::new(title, Amount::Time(due))
            .formula(Words::key(self.formula(times, kind)))
            .input(Words::key("sla-opened"), Amount::Time(opened))
            .input(Words::key("sla-goal"), Amount::Minutes(goal / 60));
        // one that still lasts moves the deadline when it ends; one after the clock stopped moves nothing
        let stopped = times.stopped(kind);
        let moved: Vec<Hold> = holds.iter().copied().filter(|h| h.to.is_some() && stopped.is_none_or(|at| h.from < at)).collect();
        let windows = self.time.windows(service, opened, due, &moved);
        // whole minutes of what has passed, so that those of the windows add up to the goal
        let mut passed = 0;
        for s in &windows {
            let before = passed / 60;
            passed += s.seconds;
            let span = vec![("from", Amount::Time(s.from)), ("to", Amount::Time(s.to))];
            let named = |holiday: &super::workcal::Holiday| {
                let name = if lang == Lang::Zh { &holiday.zh } else { &holiday.en };
                span.iter().cloned().chain([("holiday", Amount::Text(name.clone()))]).collect()
            };
            let words = match s.part {
                Part::Counted => Words::with("sla-window", span),
                Part::MakeUp(h) => Words::with("sla-window-make-up", named(h)),
                Part::Weekend => Words::with("sla-window-weekend", span),
                Part::Holiday(h) => Words::with("sla-window-holiday", named(h)),
                Part::Hold => Words::with("sla-window-hold", span),
            };
            told = told.input(words, Amount::Minutes(passed / 60 - before));
        }
        told = match kind {
            ClockKind::Response => {
                told.policy(format!("desk.response.{}", times.kind.code()), self.goal(times, kind).to_string())
            }
            ClockKind::Resolution => {
                told.policy(format!("desk.resolution.{}", times.severity.code()), self.goal(times, kind).to_string())
            }
        };
        told = told.policy("desk.calendar", &self.policy.calendar);
        if let Some(year) = self.time.uncovered(service, opened, due) {
            told = told.note(Words::with("sla-uncovered", vec![("year", Amount::Text(year.to_string()))]));
        }
        if let (None, Some(since)) = (stopped, times.held_since.filter(|since| *since < due)) {
            told = told.note(Words::with("sla-on-hold", vec![("since", Amount::Time(since))]));
        }
        if passed != goal {
            told = told.note(Words::key("sla-goal-changed"));
        }
        Some(told)
    }
}

/// The middle and the upper end of a set of durations, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Half take no longer; of an even number the mean of the two in the middle, rounded half away from zero.
    pub median: i64,
    /// Nine of ten take no longer (nearest rank).
    pub p90: i64,
    /// How many.
    pub count: usize,
}

impl Spread {
    /// Of durations in any order; `None` of none.
    #[must_use]
    pub fn of(mut durations: Vec<i64>) -> Option<Self> {
        durations.sort_unstable();
        let count = durations.len();
        let p90 = *durations.get((count * 9).div_ceil(10).checked_sub(1)?)?;
        Some(Self { median: median(&mut durations)?, p90, count })
    }
}

#[cfg(test)]
mod tests;
