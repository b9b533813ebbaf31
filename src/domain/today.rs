//! Today: one queue of what needs somebody now, most urgent first (S12).
//!
//! What can still be saved comes before what is lost: a clock that runs out soon stands above one that is over. The order
//! is [`Band`] by band, within a band by time or amount; it does not depend on where an item came from.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::approval::Wanted;
use super::contract::Stage;
use super::kinds::{
    AlertRule, AlertSeverity, ApprovalState, ApprovalSubject, Decision, ScreeningResult, Severity, TaskKind, TicketKind,
    TicketState,
};
use super::money::Money;
use super::sla::ClockKind;

/// Policy section `[today]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TodayPolicy {
    /// A clock with less left than this, in minutes, comes first of all.
    pub soon_minutes: i64,
    /// At most so many items of one kind are held; the others are counted.
    pub window: u32,
}

/// A partner as an item names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Row id.
    pub id: i64,
    pub code: String,
    /// What people call it.
    pub name: String,
}

/// What an item is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Matter {
    /// A ticket's clock warns or is over.
    Clock {
        /// The ticket's number.
        number: i64,
        title: String,
        /// What it is about.
        kind: TicketKind,
        /// How bad.
        severity: Severity,
        /// Where it stands.
        state: TicketState,
        /// Escalation.
        level: i64,
        clock: ClockKind,
        /// Its deadline.
        due: DateTime<Utc>,
        /// Seconds of working time left; negative: over.
        left: i64,
        /// Its goal in seconds.
        goal: i64,
        /// So long is a working day of the desk that serves it, in seconds.
        day: i64,
    },
    /// A resolution that waits for somebody else's check.
    Check {
        /// The ticket's number.
        number: i64,
        title: String,
        /// What it is about.
        kind: TicketKind,
        /// How bad.
        severity: Severity,
        /// Since when.
        resolved_at: DateTime<Utc>,
        /// Who resolved it.
        by: String,
    },
    /// A ticket that came up the ladder to somebody.
    Escalated {
        /// The ticket's number.
        number: i64,
        title: String,
        /// What it is about.
        kind: TicketKind,
        /// How bad.
        severity: Severity,
        /// Where it stands.
        state: TicketState,
        /// The level that it came to.
        level: i64,
        /// When.
        at: DateTime<Utc>,
        /// The clock that was over; `None`: somebody brought it here.
        clock: Option<ClockKind>,
        /// Who brought it here; empty: a clock.
        by: String,
        /// Why.
        reason: String,
    },
    /// A rule's warning that nobody has looked at.
    Alert {
        rule: AlertRule,
        /// How serious.
        severity: AlertSeverity,
        /// The figure, in the rule's unit.
        value: Option<i64>,
        /// What it is measured against.
        bound: Option<i64>,
        /// First seen.
        since: NaiveDate,
    },
    /// Something to be done today, or before.
    Task {
        kind: TaskKind,
        /// What it is called.
        title: String,
        /// When it was due.
        due_on: NaiveDate,
        /// Where it takes one to.
        city: String,
        /// Ticked lines and all lines.
        progress: (usize, usize),
        /// The joint meeting that it is.
        meeting: Option<i64>,
    },
    /// A contract whose end or day for notice comes near, or that ran out.
    Contract {
        number: String,
        /// Where it stands.
        stage: Stage,
        /// It presses from this day on.
        pressing: NaiveDate,
    },
    /// A partner that is being screened.
    Screening {
        /// What its last screening came to; `None`: there is none.
        found: Option<Screened>,
    },
    /// Something that waits for a decision, a question about one's own request, or what became of it.
    Approval {
        number: i64,
        /// What it is about.
        subject: ApprovalSubject,
        /// What is asked for.
        title: String,
        /// Of a change of tier: from and to.
        wanted: Option<Wanted>,
        /// What it is worth.
        amount: Option<Money>,
        /// Who asked; empty: the program.
        by: String,
        /// In whose place it is decided.
        place_of: Option<String>,
        /// The step that it waits for, and how many there are.
        step: (i64, i64),
        /// What is to be done about it.
        part: Part,
        /// When its clock is over, or when it was decided.
        due: DateTime<Utc>,
    },
}

/// What somebody has to do about an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Decide,
    /// Answer the question that was asked back.
    Answer,
    /// Take note of what became of one's request.
    Note(ApprovalState),
}

/// How far the screening of a partner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screened {
    /// The screening.
    pub id: i64,
    /// When.
    pub on: NaiveDate,
    /// Its score in 1/100 points.
    pub score: Option<i64>,
    /// What it came to.
    pub result: Option<ScreeningResult>,
    /// How far the exception from a red line is.
    pub exception: Decision,
}

/// How urgent, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// A clock runs out within the hours that the policy calls soon.
    Soon,
    /// A clock is over.
    Breached,
    /// A ticket came up the ladder.
    Escalated,
    /// An approval, or the answer to a question about one, is late: others wait for it, and it takes a minute.
    ApprovalLate,
    /// A critical alert.
    Critical,
    /// A clock has used up most of its goal.
    Warning,
    Alert,
    /// A task is late.
    Overdue,
    Approval,
    /// A task of today.
    Today,
    /// A resolution to be checked.
    Check,
    /// An alert that can wait.
    Notice,
}

impl Band {
    /// How it is marked: what is over or nearly so, what is worrying, the rest.
    #[must_use]
    pub const fn glyph(self) -> char {
        match self {
            Self::ApprovalLate | Self::Soon | Self::Breached | Self::Escalated => '!',
            Self::Critical | Self::Warning | Self::Alert => '▲',
            _ => '·',
        }
    }
}

/// One line of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Names it in marks: `ticket:12:response:breached`, `alert:7`, `task:9`, `approval:3:1`, `told:31`,
    /// `contract:4:renew:2025-12-31`, `screening:5:1`.
    pub key: String,
    /// The records behind it: one, or the visits that go together.
    pub ids: Vec<(i64, i64)>,
    /// What it is about.
    pub matter: Matter,
    /// The partners that it concerns.
    pub parties: Vec<Party>,
    /// Who is to do it: id and account.
    pub owner: Option<(i64, String)>,
    /// How urgent.
    pub band: Band,
}

impl Item {
    /// The keys to be marked: visits that go together are marked together.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        match self.matter {
            Matter::Task { .. } => self.ids.iter().map(|(id, _)| format!("task:{id}")).collect(),
            _ => vec![self.key.clone()],
        }
    }

    /// The ticket and the clock that it is about, for explaining the deadline.
    #[must_use]
    pub fn clock(&self) -> Option<(i64, ClockKind)> {
        let id = self.ids.first().map(|(id, _)| *id)?;
        match self.matter {
            Matter::Clock { clock, .. } => Some((id, clock)),
            Matter::Escalated { clock, .. } => Some((id, clock.unwrap_or(ClockKind::Resolution))),
            _ => None,
        }
    }
}

/// How urgent something is at a moment.
#[must_use]
pub fn band(matter: &Matter, now: DateTime<Utc>, today: NaiveDate, policy: &TodayPolicy) -> Band {
    match matter {
        Matter::Clock { left, .. } if *left <= 0 => Band::Breached,
        Matter::Clock { left, .. } if *left <= policy.soon_minutes * 60 => Band::Soon,
        Matter::Clock { .. } => Band::Warning,
        Matter::Check { .. } => Band::Check,
        Matter::Escalated { .. } => Band::Escalated,
        Matter::Alert { severity: AlertSeverity::Critical, .. } => Band::Critical,
        Matter::Alert { severity: AlertSeverity::Warning, .. } => Band::Alert,
        Matter::Task { due_on, .. } if *due_on < today => Band::Overdue,
        Matter::Contract { stage: Stage::Expired(_), .. } => Band::Overdue,
        Matter::Contract { pressing, .. } if *pressing <= today => Band::Alert,
        Matter::Task { .. } | Matter::Contract { .. } => Band::Today,
        Matter::Alert { severity: AlertSeverity::Info, .. }
        | Matter::Screening { .. }
        | Matter::Approval { part: Part::Note(_), .. } => Band::Notice,
        Matter::Approval { due, .. } if *due <= now => Band::ApprovalLate,
        Matter::Approval { .. } => Band::Approval,
    }
}

/// The place within a band: smaller comes first.
fn rank(matter: &Matter) -> i64 {
    match matter {
        // the one with the least time left; of those that are over, the worst first, then the one that is over longest
        Matter::Clock { left, severity, .. } if *left <= 0 => i64::try_from(*severity as usize).unwrap_or(0) * (1 << 40) + *left,
        Matter::Clock { left, .. } => *left,
        Matter::Check { resolved_at, .. } => resolved_at.timestamp(),
        // the highest first, then the one that waits longest
        Matter::Escalated { level, at, .. } => at.timestamp() - level * (1 << 40),
        // the newest first: it is news
        Matter::Alert { since, .. } => -i64::from(since.to_epoch_days()),
        Matter::Task { due_on, .. } => i64::from(due_on.to_epoch_days()),
        // what became of one's request: the newest first; else the one that is due first
        Matter::Approval { part: Part::Note(_), due, .. } => -due.timestamp(),
        Matter::Approval { due, .. } => due.timestamp(),
        // beside the tasks of the same band, by the day that it is about; screenings after the notices of rules
        Matter::Contract { stage: Stage::Renew(day) | Stage::Notice(day) | Stage::Expired(day), .. } => {
            i64::from(day.to_epoch_days())
        }
        Matter::Contract { .. } => i64::MAX,
        Matter::Screening { found } => found.map_or(0, |s| i64::from(s.on.to_epoch_days())),
    }
}

/// Puts the queue in order: visits of one day, person and city become one line, then band by band.
#[must_use]
pub fn ordered(items: Vec<Item>) -> Vec<Item> {
    let mut out = Vec::with_capacity(items.len());
    let mut trips: BTreeMap<(NaiveDate, Option<i64>, String), Item> = BTreeMap::new();
    for mut item in items {
        let trip = match &item.matter {
            Matter::Task { kind: TaskKind::Visit, due_on, city, .. } if !city.is_empty() => {
                Some((*due_on, item.owner.as_ref().map(|(id, _)| *id), city.clone()))
            }
            _ => None,
        };
        match trip {
            None => out.push(item),
            Some(trip) => match trips.get_mut(&trip) {
                None => {
                    trips.insert(trip, item);
                }
                Some(first) => {
                    first.ids.append(&mut item.ids);
                    first.parties.append(&mut item.parties);
                }
            },
        }
    }
    out.extend(trips.into_values());
    out.sort_by(|a, b| (a.band, rank(&a.matter)).cmp(&(b.band, rank(&b.matter))).then_with(|| a.key.cmp(&b.key)));
    out
}

#[cfg(test)]
mod tests;
