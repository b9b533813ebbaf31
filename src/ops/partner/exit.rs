//! A partner leaves (S1, S17): whoever wants it asks, others decide, and it leaves with their decision.
//!
//! What is open with it then (receivables, tickets, deposit, satellites) is a part of what is asked for. It is named and holds
//! nobody back: what is owed is collected and tickets are closed after a partner has left, too.

use super::called;
use super::lifecycle::{self, Mover, open_with};
use crate::domain::kinds::{ApprovalSubject, Decision, Lifecycle, Partner, PartnerExit, Role};
use crate::domain::record::{Expected, Kind, Problem, Row, Storable as _, Stored, Value};
use crate::domain::sentence::Sentence;
use crate::ops::approval::{self, Asked, Request, Told};
use crate::ops::context::By;
use crate::ops::context::{Context, Source};
use crate::ops::record::put;
use crate::ops::record::rules;
use crate::ops::{OpError, Result, Session, screening};
use crate::store::{Connection, Tx, approvals, contracts, record};

/// Asks that partners may leave, as one step of undo. Of many those that have left or are asked for already are left out, and the
/// answer names them.
///
/// # Errors
/// [`OpError::Refused`] without a reason, and while something is open with one of them, unless that is known (`anyway`);
/// [`OpError::Invalid`] for one that has left or is asked for already; [`OpError::Role`], those of the file.
pub fn ask(session: &mut Session, ids: &[i64], reason: &str, anyway: bool) -> Result<Sentence> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(OpError::Refused { key: "usage-no-reason", args: Vec::new() });
    }
    session.require(Role::Specialist)?;
    let what = called(session, ids)?;
    let open = lifecycle::matters(session, ids)?;
    if !anyway && !open.is_empty() {
        let codes = lifecycle::asks(session.store.conn(), ids)?;
        let args = lifecycle::said(&what, &open).into_iter().chain(codes).collect();
        return Err(OpError::Refused { key: "refused-exit-open", args });
    }
    let policy = session.policy.clone();
    let context = Context { reason, ..Context::of(session, &policy, Source::Person) };
    let (mut asked, left) = session.write(Role::Specialist, "change-exit-ask", &format!("{what}: {reason}"), |tx| {
        let (mut asked, mut left) = (Vec::new(), Vec::new());
        for id in ids {
            let mut row = Row::blank(Kind::PartnerExit);
            row.set("partner", Value::Int(*id));
            row.set("reason", Value::Text(reason.to_owned()));
            let problems = rules::complete(tx, &context, &mut row, None)?;
            if problems.is_empty() {
                asked.extend(put(tx, &context, &mut row, None)?.1);
                continue;
            }
            left.push(record::code_of(tx.conn(), Kind::Partner, *id)?);
            if left.len() == ids.len() {
                return Err(OpError::Invalid(problems));
            }
        }
        Ok((asked, left))
    })?;
    if let ([_], Some(one)) = (ids, asked.pop()) {
        return Ok(one.said);
    }
    let count = ids.len() - left.len();
    let key = if left.is_empty() { "done-exits-asked" } else { "done-exits-some" };
    Ok(Sentence::new(key).with("count", count).with("codes", left.join(", ")))
}

/// Fills in what is open with the partner and names why nobody needs to decide it.
pub(in crate::ops) fn complete(
    conn: &Connection,
    context: &Context<'_>,
    row: &mut Row,
    before: Option<&Row>,
) -> Result<Vec<Problem>> {
    screening::keep_decision(context, row, before);
    let Some(partner) = row.get("partner").int() else { return Ok(Vec::new()) };
    let Ok(partner) = record::get_as::<Partner>(conn, partner) else { return Ok(Vec::new()) };
    let of = |expected| vec![Problem { field: "partner", value: partner.code.clone(), expected }];
    if let Some(before) = before.filter(|b| b.get("partner") != row.get("partner")) {
        let called = record::called(conn, Kind::PartnerExit, before.id)?;
        return Ok(of(Expected::Named("refused-fixed", vec![("called", called)])));
    }
    let decision = row.get("state").text().and_then(Decision::from_code);
    if decision == Some(Decision::Approved) {
        return Ok(Vec::new());
    }
    if partner.status == Lifecycle::Exited {
        return Ok(of(Expected::Named("refused-exit-left", Vec::new())));
    }
    if let Some(number) = approvals::exit_that_waits(conn, partner.id, row.id)? {
        return Ok(of(Expected::Named("refused-exit-waits", vec![("number", number.to_string())])));
    }
    let open = open_with(conn, context.as_of, &[partner.id])?;
    for (name, value) in [
        ("receivables", open.open.to_value()),
        ("tickets", Value::Int(open.tickets)),
        ("deposit", open.deposit.to_value()),
        ("satellites", Value::Int(open.satellites)),
    ] {
        row.set(name, value);
    }
    Ok(Vec::new())
}

/// Asks for the approval of an exit that was just written.
pub(in crate::ops) fn written(tx: &mut Tx<'_>, context: &Context<'_>, after: &Row) -> Result<Option<Told>> {
    let exit: Stored<PartnerExit> = after.typed()?;
    if matches!(exit.state, Decision::Pending | Decision::Approved) {
        return Ok(None);
    }
    let partner: Stored<Partner> = record::get_as(tx.conn(), exit.partner)?;
    let asked = approval::request(
        tx,
        context.by(),
        &Request {
            subject: ApprovalSubject::Exit,
            record: exit.id,
            partner: Some(partner.id),
            title: &format!("{} {}", partner.code, partner.name),
            amount: contracts::worth(tx.conn(), partner.id)?,
            reason: &exit.reason,
        },
    )?;
    let said = match asked {
        Asked::Waits(_, number) => Sentence::new("done-exit-waits").with("what", &partner.code).with("number", number),
        Asked::InForce | Asked::Dropped(_) => Sentence::new("done-exit-left").with("what", &partner.code),
        Asked::Alone(..) | Asked::WantsReason(..) => asked.said(&partner.code),
    };
    Ok(Some(Told::new(said, asked)))
}

/// Lets the partner go whose exit was just approved.
pub(in crate::ops) fn approved(tx: &mut Tx<'_>, by: By<'_>, id: i64) -> Result<()> {
    let mut exit: Stored<PartnerExit> = record::get_as(tx.conn(), id)?;
    let mut partner: Stored<Partner> = record::get_as(tx.conn(), exit.partner)?;
    // an edit of why, decided anew, is not another exit
    if exit.effective_at.is_none() || partner.status != Lifecycle::Exited {
        exit.record.effective_at = Some(by.at);
        tx.save(&exit)?;
    }
    lifecycle::leave(tx, Mover { user: by.user, at: by.at, day: by.day }, &mut partner, &exit.reason)
}

#[cfg(test)]
mod tests;
