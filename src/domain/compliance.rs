//! Audits and compliance training of a partner (S8): the latest scores by subject, who finished the yearly training.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::Deserialize;

use super::kinds::{AuditSubject, ChannelAudit, Training, TrainingKind};
use super::money::{Rate, div_round};
use super::period::{Month, Span};
use super::record::{Expected, Problem, Stored};
use crate::choices;

/// `[audits]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditPolicy {
    /// How long a score counts, in months.
    pub months: u32,
    /// A score below this is a finding, 0 to 100.
    pub pass: i64,
}

impl AuditPolicy {
    /// The days whose audits count as of a day.
    #[must_use]
    pub fn span(&self, as_of: NaiveDate) -> Span {
        trailing(as_of, self.months)
    }
}

choices! {
    /// How the year of training is counted.
    pub enum Window {
        Rolling = "rolling", "the months before the day", "当日之前的若干个月";
        FiscalYear = "fiscal_year", "the fiscal year of the day, so far", "当日所在财年至今";
    }
}

/// `[training]` of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingPolicy {
    /// How the year is counted.
    pub window: Window,
    /// Months of a rolling year; a training holds so long.
    pub months: u32,
    /// This part of those invited should finish it.
    pub target: Rate,
}

impl TrainingPolicy {
    /// The days whose trainings count as of a day.
    #[must_use]
    pub fn span(&self, as_of: NaiveDate, fiscal_year_month: u32) -> Span {
        match self.window {
            Window::Rolling => trailing(as_of, self.months),
            Window::FiscalYear => {
                let begun = as_of.month() >= fiscal_year_month;
                let first = (as_of.year() - i32::from(!begun)) * 12 + fiscal_year_month.cast_signed() - 1;
                Span { from: Month(first).first(), to: as_of }
            }
        }
    }
}

/// So many months up to and including a day.
fn trailing(as_of: NaiveDate, months: u32) -> Span {
    let before = as_of.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN);
    Span { from: before.checked_add_days(Days::new(1)).unwrap_or(before), to: as_of }
}

/// The audits of a partner as of a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audits {
    /// The latest of each subject within the span, in the order of the subjects.
    pub latest: Vec<Stored<ChannelAudit>>,
    /// Their mean, in 1/100 points; `None`: not rated.
    pub score: Option<i64>,
    /// Those with something left to do, the earliest due first.
    pub open: Vec<Stored<ChannelAudit>>,
    /// All up to the day, the newest first.
    pub all: Vec<Stored<ChannelAudit>>,
}

/// Whether an audit left something to do that is not done.
#[must_use]
pub fn is_open(audit: &ChannelAudit) -> bool {
    !audit.actions.trim().is_empty() && audit.closed_on.is_none()
}

impl Audits {
    /// What these audits of a partner come to; those after the span are not known yet, those before it no longer count.
    #[must_use]
    pub fn of(mut audits: Vec<Stored<ChannelAudit>>, span: Span) -> Self {
        audits.retain(|a| a.on <= span.to);
        audits.sort_by_key(|a| (std::cmp::Reverse(a.on), std::cmp::Reverse(a.id)));
        let latest: Vec<Stored<ChannelAudit>> = AuditSubject::ALL
            .iter()
            .filter_map(|subject| audits.iter().find(|a| a.subject == *subject && span.contains(a.on)).cloned())
            .collect();
        let score = mean(latest.iter().map(|a| a.score));
        let mut open: Vec<_> = audits.iter().filter(|a| is_open(a)).cloned().collect();
        open.sort_by_key(|a| (a.due_on.unwrap_or(NaiveDate::MAX), a.on));
        Self { latest, score, open, all: audits }
    }
}

/// The mean of scores of 0 to 100, in 1/100 points; `None` of nothing.
#[must_use]
pub fn mean(scores: impl IntoIterator<Item = i64>) -> Option<i64> {
    let (sum, n) = scores.into_iter().fold((0_i128, 0_i128), |(sum, n), s| (sum + i128::from(s), n + 1));
    (n > 0).then(|| div_round(sum * 100, n))
}

/// The compliance training of a partner as of a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trained {
    /// People who had to, in the span; only trainings that say so.
    pub invited: i64,
    /// People of these who finished.
    pub completed: i64,
    /// Finished of those who had to; `None`: not rated.
    pub completion: Option<Rate>,
    /// The last training of the subject up to the day.
    pub last: Option<NaiveDate>,
    /// Whether none was held in the span.
    pub due: bool,
    /// Every training up to the day, of every subject, the newest first.
    pub all: Vec<Stored<Training>>,
}

impl Trained {
    /// What these trainings of a partner come to.
    #[must_use]
    pub fn of(mut trainings: Vec<Stored<Training>>, span: Span) -> Self {
        trainings.retain(|t| t.on <= span.to);
        trainings.sort_by_key(|t| (std::cmp::Reverse(t.on), std::cmp::Reverse(t.id)));
        let compliance = || trainings.iter().filter(|t| t.kind == TrainingKind::Compliance);
        let mut done = Self { last: compliance().next().map(|t| t.on), ..Self::default() };
        for t in compliance().filter(|t| span.contains(t.on)) {
            if let Some(invited) = t.invited {
                done.invited += invited;
                done.completed += t.completed;
            }
        }
        done.completion = completion(done.completed, done.invited);
        done.due = done.last.is_none_or(|day| day < span.from);
        Self { all: trainings, ..done }
    }
}

/// Finished of those who had to; `None` where nobody had to.
#[must_use]
pub fn completion(completed: i64, invited: i64) -> Option<Rate> {
    (invited > 0).then(|| Rate(div_round(i128::from(completed) * 10_000, i128::from(invited)).clamp(0, 10_000)))
}

/// More finished than had to.
#[must_use]
pub fn check_training(training: &Training) -> Option<Problem> {
    let invited = training.invited.filter(|n| training.completed > *n)?;
    Some(Problem { field: "completed", value: training.completed.to_string(), expected: Expected::AtMost(invited.to_string()) })
}

/// An audit's deadline without anything to do, or done before it was found.
#[must_use]
pub fn check_audit(audit: &ChannelAudit, today: NaiveDate) -> Vec<Problem> {
    let mut problems = Vec::new();
    let nothing = audit.actions.trim().is_empty();
    if nothing && (audit.due_on.is_some() || audit.closed_on.is_some()) {
        problems.push(Problem { field: "actions", value: String::new(), expected: Expected::Given });
    }
    if let Some(closed) = audit.closed_on.filter(|d| *d > today) {
        problems.push(Problem { field: "closed_on", value: closed.to_string(), expected: Expected::AtMost(today.to_string()) });
    }
    problems
}

#[cfg(test)]
mod tests;
