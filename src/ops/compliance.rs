//! Audits, trainings and backup assessments: what follows from recording one, who is due, and all that a partner's page
//! shows of compliance (S8).
//!
//! An audit that leaves something to do by a day becomes a follow-up task; finishing the task closes the audit, closing the
//! audit finishes the task. A training or a backup assessment finishes the planned task that it was.

pub mod pages;

use chrono::{DateTime, NaiveDate, Utc};

use super::deposit;
use super::{Result, Session, standby, violation};
use crate::domain::checklist::Checklist;
use crate::domain::compliance::{Audits, Trained, check_audit, check_training, completion, is_open};
use crate::domain::deposit::Account;
use crate::domain::kinds::{BackupAssessment, ChannelAudit, Partner, Task, TaskKind, TaskState, Training};
use crate::domain::maintenance::Every;
use crate::domain::money::Rate;
use crate::domain::period::Month;
use crate::domain::record::{Problem, Row, Stored};
use crate::domain::sentence::Sentence;
use crate::i18n::number;
use crate::ops::context::Context;
use crate::store::compliance::{self as store, Who};
use crate::store::{Tx, record};

/// Names what does not go together in an audit; a value that is missing is named already.
pub(in crate::ops) fn complete_audit(context: &Context<'_>, row: &Row) -> Vec<Problem> {
    let Ok(audit) = row.typed::<ChannelAudit>() else { return Vec::new() };
    context.not_yet(audit.on).into_iter().chain(check_audit(&audit, context.as_of)).collect()
}

/// The same of a training.
pub(in crate::ops) fn complete_training(context: &Context<'_>, row: &Row) -> Vec<Problem> {
    let Ok(training) = row.typed::<Training>() else { return Vec::new() };
    context.not_yet(training.on).into_iter().chain(check_training(&training)).collect()
}

/// The same of an assessment of a backup.
pub(in crate::ops) fn complete_assessment(context: &Context<'_>, row: &Row) -> Vec<Problem> {
    let Ok(assessment) = row.typed::<BackupAssessment>() else { return Vec::new() };
    context.not_yet(assessment.on).into_iter().collect()
}

/// The task of an audit's actions.
pub(in crate::ops) fn written_audit(tx: &mut Tx<'_>, context: &Context<'_>, after: &Row) -> Result<Option<Sentence>> {
    follow_up(tx, context, &after.typed()?)
}

/// A new training was the planned task.
pub(in crate::ops) fn written_training(
    tx: &mut Tx<'_>,
    context: &Context<'_>,
    before: Option<&Row>,
    after: &Row,
) -> Result<Option<Sentence>> {
    if before.is_some() {
        return Ok(None);
    }
    let t: Stored<Training> = after.typed()?;
    let until = Every::Quarter.period(Month::of(t.on)).0.to;
    let found = format!("{} / {}", t.completed, t.invited.unwrap_or(t.completed));
    finish_planned(tx, context, TaskKind::Training, (t.partner, until), &found)
}

/// A new assessment of a backup was the planned task.
pub(in crate::ops) fn written_assessment(
    tx: &mut Tx<'_>,
    context: &Context<'_>,
    before: Option<&Row>,
    after: &Row,
) -> Result<Option<Sentence>> {
    if before.is_some() {
        return Ok(None);
    }
    let b: Stored<BackupAssessment> = after.typed()?;
    let until = Every::HalfYear.period(Month::of(b.on)).0.to;
    let capacity = number::amount_full(b.capacity);
    let found = b.score.map_or_else(|| capacity.clone(), |s| format!("{s} · {capacity}"));
    finish_planned(tx, context, TaskKind::BackupReview, (b.partner, until), &found)
}

/// Finishes the first open task of a kind that is due up to a day.
fn finish_planned(
    tx: &mut Tx<'_>,
    context: &Context<'_>,
    kind: TaskKind,
    (partner, until): (i64, NaiveDate),
    found: &str,
) -> Result<Option<Sentence>> {
    let Some(task) = store::open_tasks(tx.conn(), kind, partner, until)?.into_iter().next() else { return Ok(None) };
    let said = Sentence::new("done-compliance-task").with("task", &task.title).with("day", task.due_on);
    finish(tx, task, context.at, found)?;
    Ok(Some(said))
}

fn finish(tx: &mut Tx<'_>, mut task: Stored<Task>, at: DateTime<Utc>, found: &str) -> Result<()> {
    task.record.state = TaskState::Done;
    task.record.done_at = Some(at);
    if task.findings.is_empty() {
        found.clone_into(&mut task.record.findings);
    }
    tx.save(&task)?;
    Ok(())
}

/// The task that follows up an audit: made, moved, finished or opened again as the audit says.
fn follow_up(tx: &mut Tx<'_>, context: &Context<'_>, audit: &Stored<ChannelAudit>) -> Result<Option<Sentence>> {
    let task = store::audit_task(tx.conn(), audit.id)?;
    let due = audit.due_on.filter(|_| is_open(audit));
    match (due, task) {
        (Some(day), None) => {
            tx.add(&action_task(tx, context, audit, day)?)?;
            Ok(Some(Sentence::new("done-audit-task").with("day", day)))
        }
        (Some(day), Some(mut task)) if task.state != TaskState::Open || task.due_on != day => {
            (task.record.state, task.record.done_at, task.record.due_on) = (TaskState::Open, None, day);
            tx.save(&task)?;
            Ok(Some(Sentence::new("done-audit-task").with("day", day)))
        }
        (None, Some(task)) if task.state == TaskState::Open && audit.closed_on.is_some() => {
            let said = Sentence::new("done-compliance-task").with("task", &task.title).with("day", task.due_on);
            finish(tx, task, context.at, "")?;
            Ok(Some(said))
        }
        (None, Some(mut task)) if task.state == TaskState::Open => {
            // nothing is left to do, or not by a day any more
            (task.record.state, task.record.done_at) = (TaskState::Skipped, Some(context.at));
            tx.save(&task)?;
            Ok(None)
        }
        _ => Ok(None),
    }
}

/// The actions of an audit as a task: one line of the checklist each, for whoever looks after the partner.
fn action_task(tx: &Tx<'_>, context: &Context<'_>, audit: &Stored<ChannelAudit>, due_on: NaiveDate) -> Result<Task> {
    let partner: Stored<Partner> = record::get_as(tx.conn(), audit.partner)?;
    let lines = || audit.actions.lines().map(str::trim).filter(|l| !l.is_empty());
    let list: Vec<String> = lines().map(|l| format!("[ ] {l}")).collect();
    Ok(Task {
        partner: Some(audit.partner),
        owner: partner.owner.or(audit.auditor).or(context.user),
        checklist: Checklist::parse(&list.join("\n")).text(),
        series: store::audit_series(audit.id),
        period: audit.on.to_string(),
        ..Task::new(TaskKind::FollowUp, lines().next().unwrap_or_default().chars().take(80).collect::<String>(), due_on)
    })
}

/// A finished task closes the audit whose actions it followed up.
pub(in crate::ops) fn task_done(tx: &mut Tx<'_>, task: &Task, today: NaiveDate) -> Result<()> {
    let Some(id) = store::audit_of(&task.series) else { return Ok(()) };
    let mut audit: Stored<ChannelAudit> = record::get_as(tx.conn(), id)?;
    if audit.closed_on.is_none() {
        audit.record.closed_on = Some(today.max(audit.on));
        tx.save(&audit)?;
    }
    Ok(())
}

/// All of a partner's compliance, for its page.
#[derive(Clone, Debug, PartialEq)]
pub struct Compliance {
    /// Violations: points in force, when they expire, every one.
    pub violations: violation::Account,
    pub deposit: Account,
    /// Audits: latest score by subject, open actions.
    pub audits: Audits,
    /// Trainings: completion, whether one is due.
    pub trained: Trained,
    /// Its own assessments as a backup, the newest first.
    pub assessments: Vec<Stored<BackupAssessment>>,
    /// When the next one is due; `None` if it is no backup and was never assessed.
    pub assessment_due: Option<NaiveDate>,
}

/// All of a partner's compliance as of the session's day.
pub fn of_partner(session: &Session, partner: i64) -> Result<Compliance> {
    let (assessments, assessment_due) = standby::assessments(session, partner)?;
    Ok(Compliance {
        violations: violation::account(session, partner)?,
        deposit: deposit::account(session, partner)?,
        audits: audits_of(session, partner)?,
        trained: trained_of(session, partner)?,
        assessments,
        assessment_due,
    })
}

pub fn audits_of(session: &Session, partner: i64) -> Result<Audits> {
    store::audits_of(session.store.conn(), partner, session.policy.audits.span(session.as_of())).map_err(Into::into)
}

/// The trainings of a partner.
pub fn trained_of(session: &Session, partner: i64) -> Result<Trained> {
    let span = session.policy.training.span(session.as_of(), session.policy.organisation.fiscal_year_month);
    Ok(Trained::of(store::trainings(session.store.conn(), partner)?, span))
}

/// A partner's audits in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Audited {
    pub who: Who,
    pub audits: Audits,
    /// How many of the open actions are past their day.
    pub overdue: usize,
}

/// The audits of every partner that has any or trades: those below the pass mark and with overdue actions first, then by
/// score, those never audited last.
pub fn audits(session: &Session) -> Result<Vec<Audited>> {
    let (conn, today) = (session.store.conn(), session.as_of());
    let span = session.policy.audits.span(today);
    let mut by = store::all_audits(conn, today)?;
    let mut out = Vec::new();
    let mut add = |who: Who, audits: Vec<Stored<ChannelAudit>>| {
        let audits = Audits::of(audits, span);
        let overdue = audits.open.iter().filter(|a| a.due_on.is_some_and(|d| d < today)).count();
        out.push(Audited { who, audits, overdue });
    };
    for who in store::trading(conn)? {
        let own = by.remove(&who.id).unwrap_or_default();
        add(who, own);
    }
    for (partner, audits) in by {
        if let Some(who) = store::who(conn, partner)? {
            add(who, audits);
        }
    }
    out.sort_by(|a, b| {
        let rank = |x: &Audited| (std::cmp::Reverse(x.overdue), x.audits.score.unwrap_or(i64::MAX));
        rank(a).cmp(&rank(b)).then_with(|| a.who.code.cmp(&b.who.code))
    });
    Ok(out)
}

/// The compliance training of the network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkTraining {
    /// People who had to.
    pub invited: i64,
    /// People who finished.
    pub completed: i64,
    /// Finished of those who had to.
    pub completion: Option<Rate>,
    /// Partners that trade; those without a training this year first, the longest ago first.
    pub partners: Vec<(Who, Trained)>,
    /// How many of them are due.
    pub due: usize,
}

/// Who finished the compliance training of the year, and who is due.
pub fn training(session: &Session) -> Result<NetworkTraining> {
    let (conn, today) = (session.store.conn(), session.as_of());
    let span = session.policy.training.span(today, session.policy.organisation.fiscal_year_month);
    let mut by = store::all_trainings(conn, today)?;
    let mut all = NetworkTraining::default();
    for who in store::trading(conn)? {
        let trained = Trained::of(by.remove(&who.id).unwrap_or_default(), span);
        all.invited += trained.invited;
        all.completed += trained.completed;
        all.due += usize::from(trained.due);
        all.partners.push((who, trained));
    }
    all.completion = completion(all.completed, all.invited);
    all.partners.sort_by(|a, b| {
        let rank = |t: &Trained| (!t.due, t.last.filter(|_| t.due), t.completion);
        rank(&a.1).cmp(&rank(&b.1)).then_with(|| a.0.code.cmp(&b.0.code))
    });
    Ok(all)
}

#[cfg(test)]
pub(in crate::ops) mod tests;
