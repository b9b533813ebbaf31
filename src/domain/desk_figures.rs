//! Figures of the desk: what is open, how long it takes, how often it is in time, how much is diverted (S5).
//!
//! # Definitions
//! All are as of a moment: what happened later has not happened. Days and months are the organisation's. A span that is not
//! over counts up to that moment.
//! - *open*: opened and not resolved by then; of a month that is over: by its end. A reopened ticket was open all along.
//! - *opened*, *resolved*: in the span; of a ticket that was resolved more than once the last time counts.
//! - *time to the first response*, of those opened in the span that have one: working time of the ticket's service
//!   (working hours, or round the clock) from the opening to it, without holds, in seconds. Resolving without a response
//!   is one.
//! - *time to the resolution*, of those resolved in the span: working time from the opening to it, without holds and without
//!   the time that the ticket counted as resolved before it was reopened, in seconds.
//! - *first response in time*: of those opened in the span that have one or are late with it, the share that was not after
//!   its deadline.
//! - *resolution in time*: of those resolved in the span, or not resolved and late since a deadline in the span, the share that
//!   was not after its deadline. Holds have moved the deadlines.
//! - *reopened*: of those opened in the span that were ever resolved, the share that was reopened at least once.
//! - *diversion rate* 窜货率: amounts of confirmed diversions of the span / net sales of the span. *Suspected*, shown apart:
//!   amounts of diversion tickets opened in the span, still open and not recorded as a violation, and of diversions of the
//!   span whose penalty is not approved yet, / net sales.
//! - medians and nine of ten: [`Spread`]. Shares are rounded once, half away from zero, to 1/10,000.
//!
//! - [`dimension`]: by what they are broken down

pub mod dimension;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;

pub use super::cohort::Share;
pub use dimension::{Dimension, Key};

use super::money::{Money, Rate};
use super::period::Month;
use super::record::Value;
use super::sla::{ClockKind, Spread, Times};
use super::worktime::{Hold, WorkTime};
use crate::choices;

/// `[desk_figures]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskTargets {
    /// Upper bounds of the classes of age of open tickets, in calendar days, ascending; the last class is open.
    pub ages: Vec<i64>,
    /// Share of first responses in time that is wanted.
    pub response_met: Rate,
    /// Share of resolutions in time that is wanted.
    pub resolution_met: Rate,
    /// So much below what is wanted is close to it; further is missed.
    pub close: Rate,
    /// Share that may be reopened.
    pub reopened: Rate,
    /// Diversion rate that is borne.
    pub diversion: Rate,
}

impl DeskTargets {
    /// The class of an age.
    #[must_use]
    pub fn class(&self, days: i64) -> usize {
        self.ages.iter().position(|bound| days <= *bound).unwrap_or(self.ages.len())
    }

    /// The days of a class: from, and up to and including; the last has no end.
    #[must_use]
    pub fn bounds(&self, class: usize) -> (i64, Option<i64>) {
        let from = class.checked_sub(1).and_then(|i| self.ages.get(i)).map_or(0, |bound| bound + 1);
        (from, self.ages.get(class).copied())
    }
}

/// How a figure does against what is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Reached, or not over.
    Met,
    Close,
    /// Missed, or over.
    Missed,
}

/// A share against what is wanted at least; `None`: not rated.
#[must_use]
pub fn at_least(share: Share, wanted: Rate, close: Rate) -> Option<Verdict> {
    Some(match (share.reaches(wanted)?, share.reaches(Rate(wanted.0 - close.0))?) {
        (true, _) => Verdict::Met,
        (false, true) => Verdict::Close,
        (false, false) => Verdict::Missed,
    })
}

/// A rate against what is borne at most: up to twice that is close; `None`: not rated.
#[must_use]
pub fn at_most(rate: Option<Rate>, borne: Rate) -> Option<Verdict> {
    Some(match rate?.0 {
        r if r <= borne.0 => Verdict::Met,
        r if r <= 2 * borne.0 => Verdict::Close,
        _ => Verdict::Missed,
    })
}

choices! {
    /// What is counted: each count has a list of tickets.
    pub enum Count {
        Open = "open", "open", "未解决";
        Opened = "opened", "opened", "新开";
        Resolved = "resolved", "resolved", "解决";
        Answered = "answered", "answered", "已响应";
        ResponseMet = "response_met", "first response in time", "响应及时";
        ResponseLate = "response_late", "first response late", "响应超时";
        ResponseRated = "response_rated", "first response given or late", "响应已评";
        ResolutionMet = "resolution_met", "resolved in time", "按期解决";
        ResolutionLate = "resolution_late", "resolution late", "解决超时";
        ResolutionRated = "resolution_rated", "resolved or late", "解决已评";
        Reopened = "reopened", "reopened", "重开";
        EverResolved = "ever_resolved", "ever resolved", "曾解决";
    }
}

choices! {
    /// The figures by which the desk is judged.
    pub enum DeskFigure {
        Open = "open", "open tickets", "未结工单";
        Response = "response", "response time", "首次响应时长";
        ResponseMet = "response_met", "response in time", "首次响应及时率";
        Resolution = "resolution", "resolution time", "解决时长";
        ResolutionMet = "resolution_met", "resolved in time", "按时解决率";
        Reopened = "reopened", "reopened", "重开率";
        Diversion = "diversion", "diversion rate", "窜货率";
    }
}

/// A ticket as its figures need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Row id.
    pub id: i64,
    /// The partner it is filed under.
    pub partner: Option<i64>,
    /// The region that it counts for.
    pub region: Option<i64>,
    /// Times reopened.
    pub reopened: i64,
    /// Amount at stake.
    pub amount: Option<Money>,
    /// What its clocks depend on.
    pub times: Times,
    /// Of the fields by which it is counted, in their order.
    pub values: Vec<Value>,
}

/// When a clock was stopped as of a moment, and whether that was in time; `None` while that is open.
fn stopped(times: &Times, clock: ClockKind, now: DateTime<Utc>) -> (Option<DateTime<Utc>>, Option<bool>) {
    let happened = |t: Option<DateTime<Utc>>| t.filter(|t| *t <= now);
    let resolved = happened(times.resolved_at);
    let (at, due) = match clock {
        ClockKind::Response => (happened(times.responded_at).or(resolved), times.response_due),
        ClockKind::Resolution => (resolved, times.resolution_due),
    };
    let Some(due) = due else { return (at, None) };
    let until = happened(times.held_since).unwrap_or(now);
    let in_time = match at {
        Some(at) => Some(at <= due),
        None => (until >= due).then_some(false),
    };
    (at, in_time)
}

/// A ticket judged as of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Judged {
    opened: DateTime<Utc>,
    answered: Option<DateTime<Utc>>,
    resolved: Option<DateTime<Utc>>,
    response: Option<bool>,
    resolution: Option<bool>,
    due: Option<DateTime<Utc>>,
    reopened: bool,
}

impl Judged {
    /// `None` of a ticket that was not opened by then.
    fn of(case: &Case, now: DateTime<Utc>) -> Option<Self> {
        let times = &case.times;
        let opened = times.opened_at.filter(|t| *t <= now)?;
        let (answered, response) = stopped(times, ClockKind::Response, now);
        let (resolved, resolution) = stopped(times, ClockKind::Resolution, now);
        Some(Self { opened, answered, resolved, response, resolution, due: times.resolution_due, reopened: case.reopened > 0 })
    }
}

/// A span of time, and the moment as of which what is open in it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// From this moment
    pub from: DateTime<Utc>,
    /// until before this one.
    pub to: DateTime<Utc>,
    /// Open is what was opened before this moment and not resolved before it.
    pub end: DateTime<Utc>,
}

impl Frame {
    fn has(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.to
    }
}

/// Figures of a group of tickets in a span; durations are seconds of working time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Open at the end.
    pub open: i64,
    pub opened: i64,
    pub resolved: i64,
    /// Time to the first response.
    pub response: Option<Spread>,
    /// Time to the resolution.
    pub resolution: Option<Spread>,
    /// First responses in time.
    pub answered: Share,
    /// Resolutions in time.
    pub settled: Share,
    /// Reopened, of those that were ever resolved.
    pub reopened: Share,
}

impl Numbers {
    /// How many tickets a count has.
    #[must_use]
    pub fn count(&self, what: Count) -> i64 {
        let late = |s: Share| s.of - s.count;
        match what {
            Count::Open => self.open,
            Count::Opened => self.opened,
            Count::Resolved => self.resolved,
            Count::Answered => self.response.map_or(0, |s| i64::try_from(s.count).unwrap_or(i64::MAX)),
            Count::ResponseMet => self.answered.count,
            Count::ResponseLate => late(self.answered),
            Count::ResponseRated => self.answered.of,
            Count::ResolutionMet => self.settled.count,
            Count::ResolutionLate => late(self.settled),
            Count::ResolutionRated => self.settled.of,
            Count::Reopened => self.reopened.count,
            Count::EverResolved => self.reopened.of,
        }
    }

    /// Whether there is anything in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        Count::ALL.iter().all(|c| self.count(*c) == 0)
    }
}

/// Numbers as they are counted.
#[derive(Clone, Debug, Default)]
struct Tally {
    numbers: Numbers,
    response: Vec<i64>,
    resolution: Vec<i64>,
}

fn ask(share: &mut Share, yes: bool) {
    share.of += 1;
    share.count += i64::from(yes);
}

impl Tally {
    fn add(&mut self, t: &Judged, took: [i64; 2], frame: &Frame) {
        let n = &mut self.numbers;
        n.open += i64::from(t.opened < frame.end && t.resolved.is_none_or(|r| r >= frame.end));
        if frame.has(t.opened) {
            n.opened += 1;
            if let Some(yes) = t.response {
                ask(&mut n.answered, yes);
            }
            if t.answered.is_some() {
                self.response.push(took[0]);
            }
            if t.resolved.is_some() || t.reopened {
                ask(&mut n.reopened, t.reopened);
            }
        }
        let counts = t.resolved.or(t.due.filter(|_| t.resolution.is_some())).is_some_and(|at| frame.has(at));
        if let Some(yes) = t.resolution.filter(|_| counts) {
            ask(&mut n.settled, yes);
        }
        if t.resolved.is_some_and(|at| frame.has(at)) {
            n.resolved += 1;
            self.resolution.push(took[1]);
        }
    }

    fn finish(self) -> Numbers {
        Numbers { response: Spread::of(self.response), resolution: Spread::of(self.resolution), ..self.numbers }
    }
}

/// Counts tickets one by one into the whole, its breakdowns and months.
#[derive(Debug)]
pub struct Counter<'a> {
    time: &'a WorkTime,
    targets: &'a DeskTargets,
    now: DateTime<Utc>,
    span: Frame,
    months: Vec<(Month, Frame)>,
    fields: &'a [&'static str],
    whole: Tally,
    groups: BTreeMap<Key, Tally>,
}

impl<'a> Counter<'a> {
    /// As of `now`, of a span and of months beside it, by these fields of a ticket.
    #[must_use]
    pub fn new(
        time: &'a WorkTime,
        targets: &'a DeskTargets,
        now: DateTime<Utc>,
        span: Frame,
        months: Vec<(Month, Frame)>,
        fields: &'a [&'static str],
    ) -> Self {
        Self { time, targets, now, span, months, fields, whole: Tally::default(), groups: BTreeMap::new() }
    }

    /// Counts a ticket; `holds` are those that ended, and the times it counted as resolved.
    pub fn add(&mut self, case: &Case, holds: &[Hold]) {
        let Some(t) = Judged::of(case, self.now) else { return };
        let took = [t.answered, t.resolved];
        let took = took.map(|at| at.map_or(0, |at| self.time.elapsed(case.times.service, t.opened, at, holds)));
        self.whole.add(&t, took, &self.span);
        let fields = self.fields.iter().zip(&case.values).map(|(name, value)| Key::Field(name, value.clone()));
        let keys = fields.chain([Key::Region(case.region)]);
        for key in keys {
            self.groups.entry(key).or_default().add(&t, took, &self.span);
        }
        if t.resolved.is_none() {
            let days = (self.time.date(self.now) - self.time.date(t.opened)).num_days();
            self.groups.entry(Key::Age(self.targets.class(days))).or_default().numbers.open += 1;
        }
        for (month, frame) in &self.months {
            self.groups.entry(Key::Month(*month)).or_default().add(&t, took, frame);
        }
    }

    /// The whole, and every group that has anything; months are all there.
    #[must_use]
    pub fn finish(mut self) -> (Numbers, BTreeMap<Key, Numbers>) {
        for (month, _) in &self.months {
            self.groups.entry(Key::Month(*month)).or_default();
        }
        let groups = self.groups.into_iter().map(|(key, tally)| (key, tally.finish()));
        let kept = groups.filter(|(key, n)| matches!(key, Key::Month(_)) || !n.is_empty());
        (self.whole.finish(), kept.collect())
    }
}

/// What was diverted, against what was sold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Diverted {
    /// Amounts of confirmed diversions.
    pub confirmed: Money,
    /// Amounts that are suspected.
    pub suspected: Money,
    /// Net sales.
    pub sales: Money,
}

impl Diverted {
    /// The diversion rate; `None`: not rated, nothing was sold.
    #[must_use]
    pub fn rate(&self) -> Option<Rate> {
        self.of_sales(self.confirmed)
    }

    /// The same of what is suspected.
    #[must_use]
    pub fn suspected_rate(&self) -> Option<Rate> {
        self.of_sales(self.suspected)
    }

    fn of_sales(&self, amount: Money) -> Option<Rate> {
        (self.sales.0 > 0).then(|| amount.ratio(self.sales)).flatten()
    }
}

#[cfg(test)]
mod tests;
