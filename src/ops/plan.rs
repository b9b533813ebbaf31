//! The maintenance plan of a month: made from the policy's rules, as often as wanted.

pub mod pages;

use chrono::NaiveDate;

use super::{OpError, Result, Session, meeting};
use crate::domain::checklist::Checklist;
use crate::domain::kinds::{Role, Task};
use crate::domain::maintenance::{self, Draft, Every, Inputs, Planned, Renewal};
use crate::domain::period::{Month, Span};
use crate::domain::policy::Policy;
use crate::domain::record::Lang;
use crate::store::contracts;
use crate::store::tasks::{self, Connection, TaskLine, Whose};

/// What a month's plan would add; nothing is written.
///
/// # Errors
/// [`OpError::Refused`] for a month that is over, and those of the file.
pub fn preview(session: &Session, month: Month, lang: Lang) -> Result<Planned> {
    let from = not_over(session, month)?;
    planned(session.store.conn(), &session.policy, month, from, lang)
}

/// Writes what a month's plan adds, as one step of undo; what is there already, moved or skipped, stays as it is.
///
/// Lines that the last occurrence left undone carry over.
///
/// # Errors
/// [`OpError::Refused`] for a month that is over, [`OpError::Role`], and those of the file.
pub fn generate(session: &mut Session, month: Month, lang: Lang) -> Result<Planned> {
    session.require(Role::Specialist)?;
    let from = not_over(session, month)?;
    // nothing to add: nothing is written, not even an empty step
    let preview = planned(session.store.conn(), &session.policy, month, from, lang)?;
    if preview.drafts.is_empty() {
        return Ok(preview);
    }
    let policy = session.policy.clone();
    let (_, name) = Every::Month.period(month);
    session.write(Role::Specialist, "change-plan", &name, |tx| {
        // again, inside the transaction: somebody else may have planned since
        let planned = planned(tx.conn(), &policy, month, from, lang)?;
        for draft in &planned.drafts {
            let mut task = task(draft);
            meeting::rules::of_draft(tx, draft, &mut task)?;
            tx.add(&task)?;
        }
        Ok(planned)
    })
}

/// The tasks due in a month, at most `limit`.
pub fn list(session: &Session, span: Span, whose: &Whose, limit: u32) -> Result<Vec<TaskLine>> {
    Ok(tasks::between(session.store.conn(), span, whose, limit)?)
}

/// Today, or the month's first day if that is still to come.
fn not_over(session: &Session, month: Month) -> Result<NaiveDate> {
    let today = session.as_of();
    if month.span().to < today {
        let args = vec![("month", Every::Month.period(month).1)];
        return Err(OpError::Refused { key: "usage-past-month", args });
    }
    Ok(today)
}

/// What the rules add to a month from `from` on, with what carries over.
pub(super) fn planned(conn: &Connection, policy: &Policy, month: Month, from: NaiveDate, lang: Lang) -> Result<Planned> {
    let mut planned = drafts(conn, policy, month, from, lang, &[])?;
    // the series of an owner's own work names the owner
    for draft in &mut planned.drafts {
        if let Some(last) = tasks::last_ended(conn, &draft.series, draft.partner, draft.due_on)? {
            draft.checklist.carry(&Checklist::parse(&last.checklist), |line| policy.maintenance.line(line));
        }
    }
    Ok(planned)
}

/// What the rules add to a month from `from` on, beside what is there and `also`, without what the last occurrences left undone.
pub(super) fn drafts(
    conn: &Connection,
    policy: &Policy,
    month: Month,
    from: NaiveDate,
    lang: Lang,
    also: &[Draft],
) -> Result<Planned> {
    let periods: Vec<String> = [Every::Month, Every::Quarter, Every::HalfYear].map(|e| e.period(month).1).into();
    let subjects = tasks::subjects(conn)?;
    let renewals = contracts::renewals(conn, month.span(), from, &policy.contracts)?;
    let periods: Vec<String> = periods.into_iter().chain(renewals.iter().map(Renewal::period)).collect();
    let mut known = tasks::known(conn, &periods)?;
    known.extend(also.iter().map(|d| (d.series.clone(), d.period.clone(), d.partner.unwrap_or(0))));
    let inputs = Inputs {
        month,
        from,
        subjects: &subjects,
        renewals: &renewals,
        head: tasks::head(conn)?,
        known: &known,
        load: tasks::load(conn, month.span())?,
        calendar: &policy.calendar,
        lang,
    };
    Ok(maintenance::plan(&policy.maintenance, &inputs))
}

/// A draft as a task to do.
pub(super) fn task(draft: &Draft) -> Task {
    Task {
        partner: draft.partner,
        owner: draft.owner,
        checklist: draft.checklist.text(),
        series: draft.series.clone(),
        period: draft.period.clone(),
        ..Task::new(draft.kind, draft.title.clone(), draft.due_on)
    }
}
