//! Violations: recorded, confirmed by approval, their points and what they take from the deposit (S8).
//!
//! Whoever saves a violation asks for its penalty; the amount of the approval is the deduction. When the last step is
//! approved it is confirmed: its points count and the deduction is booked, in one transaction ([`settle`]).

pub mod pages;

use chrono::NaiveDate;

use super::approval::{Asked, Request, Told, request};
use super::record::{Saved, save};
use super::{OpError, Result, Session, ticket};
use crate::domain::approval::snapshot;
use crate::domain::deposit;
use crate::domain::kinds::{
    ApprovalSubject, Decision, DepositEntry, DepositMove, PartyRole, Role, TicketEvent, Violation, ViolationKind,
};
use crate::domain::money::Money;
use crate::domain::record::{Expected, Kind, Problem, Row, Storable as _, Stored, Value};
use crate::domain::sentence::Sentence;
use crate::domain::violation::{Points, counts, ends, of_ticket};
use crate::i18n::number;
use crate::ops::context::By;
use crate::ops::context::{Context, Source};
use crate::store::{StoreError, Tx, compliance, exact, record};

/// Fills in points and deduction by the policy and names what does not go together.
pub(in crate::ops) fn complete(tx: &Tx<'_>, context: &Context<'_>, row: &mut Row, before: Option<&Row>) -> Result<Vec<Problem>> {
    let Ok(typed) = row.typed::<Violation>() else { return Ok(Vec::new()) };
    let mut v = typed.record;
    context.policy.violations.complete(&mut v);
    if before.is_none() {
        // head office may bring in what was decided elsewhere; everybody else asks
        let decided = context.source == Source::Import && context.role >= Role::HeadOffice && v.state != Decision::Pending;
        v.state = if decided { v.state } else { Decision::Draft };
    }
    let mut problems: Vec<Problem> = context.not_yet(v.on).into_iter().collect();
    if let Some(ticket) = v.ticket
        && let Some(other) = same_of_ticket(tx, row.id, &v, ticket)?
    {
        let number = |id: Option<i64>| id.map_or_else(String::new, |n| format!("#{n}"));
        let value = record::called(tx.conn(), Kind::Ticket, ticket)?;
        problems.push(Problem { field: "ticket", value, expected: Expected::Unique(number(other.number)) });
    }
    row.values = crate::domain::record::Record::to_values(&v);
    Ok(problems)
}

/// A violation of the same kind by the same partner that was recorded of a ticket and is not turned down.
fn same_of_ticket(tx: &Tx<'_>, id: i64, v: &Violation, ticket: i64) -> Result<Option<Stored<Violation>>> {
    let clause =
        "WHERE ticket = ?1 AND partner = ?2 AND kind = ?3 AND id <> ?4 AND state NOT IN ('rejected', 'withdrawn') LIMIT 1";
    Ok(record::query_as::<Violation>(tx.conn(), clause, &[&ticket, &v.partner, &v.kind.code(), &id])?.pop())
}

/// Asks for the penalty of a violation that is new, or was changed after it was turned down.
pub(in crate::ops) fn written(tx: &mut Tx<'_>, context: &Context<'_>, before: Option<&Row>, after: &Row) -> Result<Option<Told>> {
    let v: Stored<Violation> = after.typed()?;
    let asks = match before {
        None => v.state == Decision::Draft,
        Some(before) => {
            let open = matches!(v.state, Decision::Draft | Decision::Rejected | Decision::Withdrawn);
            open && snapshot(before) != snapshot(after)
        }
    };
    if !asks {
        return Ok(None);
    }
    let code = record::code_of(tx.conn(), Kind::Partner, v.partner)?;
    let title = format!("{code} #{} {} {}", v.number.unwrap_or(v.id), v.kind.code(), v.on);
    let wanted = Request {
        subject: ApprovalSubject::Penalty,
        record: v.id,
        partner: Some(v.partner),
        title: &title,
        amount: v.deduction.filter(|d| d.0 > 0),
        reason: &v.evidence,
    };
    let asked = request(tx, context.by(), &wanted)?;
    let sentence = match asked {
        Asked::Waits(_, number) => Sentence::new("done-violation-asked").with("approval", number),
        Asked::WantsReason(_, number) => Sentence::new("done-violation-wants-reason").with("approval", number),
        Asked::Alone(number, _) => Sentence::new("done-violation-alone").with("approval", number),
        Asked::InForce | Asked::Dropped(_) => Sentence::new("done-violation-confirmed"),
    };
    let sentence = sentence.with("number", v.number.unwrap_or(v.id)).with("code", code);
    let sentence = sentence.with("points", v.points.unwrap_or(0));
    let sentence = sentence.with("deduction", number::amount_full(v.deduction.unwrap_or_default()));
    Ok(Some(Told::new(sentence, asked)))
}

/// Brings the deposit ledger to what is decided on a violation: what is confirmed is taken, what is turned down after it
/// was taken is given back. Run twice it books nothing twice.
///
/// A deduction above the balance is booked in full: the balance is then below 0 and shown as owed.
pub(in crate::ops) fn settle(tx: &mut Tx<'_>, by: By<'_>, id: i64) -> Result<()> {
    let v: Stored<Violation> = record::get_as(tx.conn(), id)?;
    let wanted = match v.state {
        Decision::Approved => v.deduction.unwrap_or_default(),
        Decision::Rejected | Decision::Withdrawn => Money::ZERO,
        Decision::Draft | Decision::Pending => return Ok(()),
    };
    let missing = wanted - compliance::taken_for(tx.conn(), id)?;
    if missing == Money::ZERO {
        return Ok(());
    }
    let kind = if missing.0 > 0 { DepositMove::Deduction } else { DepositMove::Correction };
    tx.add(&DepositEntry { violation: Some(id), ..deposit::entry(v.partner, by.day, kind, -missing) })?;
    Ok(())
}

/// What of a violation is said otherwise than its ticket does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instead {
    /// Another kind than the ticket's suggests.
    pub kind: Option<ViolationKind>,
    /// Another partner than the respondent.
    pub partner: Option<i64>,
    /// Another day than that of the first evidence.
    pub on: Option<NaiveDate>,
    /// Another amount than the ticket's.
    pub amount: Option<Money>,
    /// Other points than the policy's.
    pub points: Option<i64>,
    /// Another deduction than the policy's.
    pub deduction: Option<Money>,
}

/// The violation that a ticket amounts to, as a form shows it before it is saved.
///
/// # Errors
/// [`OpError::Refused`] for a ticket without a partner, a ticket that is gone, those of the file.
pub fn draft_of_ticket(session: &Session, ticket: i64, instead: &Instead) -> Result<Row> {
    let page = ticket::page(session, ticket)?;
    let parties = page.parties.iter().map(|p| (p.partner, p.role)).chain(instead.partner.map(|p| (p, PartyRole::Respondent)));
    let history: Vec<&TicketEvent> = page.history.iter().map(|(e, _)| &e.record).collect();
    let when = (session.as_of(), session.policy.organisation.zone);
    let found = of_ticket((ticket, &page.ticket.record), parties, history, when);
    let Some(mut v) = found else {
        let number = page.ticket.number.unwrap_or(ticket).to_string();
        return Err(OpError::Refused { key: "usage-violation-nobody", args: vec![("number", number)] });
    };
    v.partner = instead.partner.unwrap_or(v.partner);
    v.kind = instead.kind.unwrap_or(v.kind);
    v.on = instead.on.unwrap_or(v.on);
    v.amount = instead.amount.or(v.amount);
    v.points = instead.points;
    v.deduction = instead.deduction;
    session.policy.violations.complete(&mut v);
    Ok(Row::new(&v))
}

/// Records the violation that a ticket amounts to, in one step: its respondent, amount and evidence are taken over, points
/// and deduction come from the policy, and the penalty is asked for.
///
/// # Errors
/// As [`draft_of_ticket`]; [`OpError::Invalid`] if it is recorded already or a value does not fit, [`OpError::Role`].
pub fn from_ticket(session: &mut Session, ticket: i64, instead: &Instead) -> Result<Saved> {
    session.require(Role::Specialist)?;
    let row = draft_of_ticket(session, ticket, instead)?;
    save(session, row, &[])
}

/// A violation in a partner's account.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The record.
    pub violation: Stored<Violation>,
    /// Its points count on the day.
    pub counts: bool,
    /// The first day on which they do not.
    pub ends: NaiveDate,
}

/// The violations of a partner as of a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    pub partner: i64,
    /// Points in force, and when they go.
    pub points: Points,
    /// Points from which a warning is given.
    pub limit: i64,
    /// A confirmed violation keeps it at Watch.
    pub veto: bool,
    /// How many wait for approval.
    pub waiting: usize,
    /// Taken from the deposit for all of them so far.
    pub deducted: Money,
    /// Every violation, the newest first.
    pub items: Vec<Item>,
}

/// The violations of a partner: points in force, when they expire, and every one.
pub fn account(session: &Session, partner: i64) -> Result<Account> {
    let (as_of, policy) = (session.as_of(), &session.policy);
    let months = policy.violations.months;
    let all = compliance::violations(session.store.conn(), partner)?;
    let confirmed = || all.iter().filter(|v| v.state == Decision::Approved);
    let points = Points::of(confirmed().map(|v| (v.on, v.points.unwrap_or(0))), as_of, months);
    let vetoes =
        |v: &Stored<Violation>| policy.violations.veto.contains(&v.kind) && counts(v.on, as_of, policy.tiers.veto_months);
    let veto = confirmed().any(vetoes);
    let waiting = all.iter().filter(|v| v.state == Decision::Pending).count();
    let code = || record::code_of(session.store.conn(), Kind::Partner, partner).unwrap_or_default();
    let taken = |sum, v: &Stored<Violation>| Ok::<_, StoreError>(sum + compliance::taken_for(session.store.conn(), v.id)?);
    let deducted = exact(code, || all.iter().try_fold(Money::ZERO, taken))?;
    let items = all
        .into_iter()
        .map(|violation| {
            let counts = violation.state == Decision::Approved && counts(violation.on, as_of, months);
            Item { counts, ends: ends(violation.on, months), violation }
        })
        .collect();
    Ok(Account { partner, points, limit: policy.alerts.points.warn, veto, waiting, deducted, items })
}

/// A partner with points in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    pub who: compliance::Who,
    pub points: Points,
}

/// The partners with points in force, most points first.
pub fn standings(session: &Session) -> Result<Vec<Standing>> {
    let (as_of, months) = (session.as_of(), session.policy.violations.months);
    let conn = session.store.conn();
    let mut by: std::collections::BTreeMap<i64, Vec<(NaiveDate, i64)>> = std::collections::BTreeMap::new();
    for v in record::query_as::<Violation>(conn, "WHERE state = 'approved'", &[])? {
        by.entry(v.partner).or_default().push((v.on, v.points.unwrap_or(0)));
    }
    let mut out = Vec::new();
    for (partner, confirmed) in by {
        let points = Points::of(confirmed, as_of, months);
        if points.in_force > 0
            && let Some(who) = compliance::who(conn, partner)?
        {
            out.push(Standing { who, points });
        }
    }
    out.sort_by(|a, b| b.points.in_force.cmp(&a.points.in_force).then_with(|| a.who.code.cmp(&b.who.code)));
    Ok(out)
}

/// The violation that a person names: `3` or `#3`.
///
/// # Errors
/// [`crate::store::StoreError::Missing`] if there is none.
pub fn find(session: &Session, number: &str) -> Result<Stored<Violation>> {
    let key = number.trim().trim_start_matches(['#', '＃']);
    let row = key.parse().ok().map(|n: i64| record::by_key(session.store.conn(), Kind::Violation, &[&Value::Int(n)]));
    let missing = || crate::store::StoreError::Missing { kind: Kind::Violation, key: number.to_owned() };
    Ok(row.transpose()?.flatten().ok_or_else(missing)?.typed()?)
}

/// A new violation as a row, for a form or the command line.
#[must_use]
pub fn blank(partner: i64, kind: ViolationKind, on: NaiveDate) -> Row {
    let mut row = Row::blank(Kind::Violation);
    row.set("partner", Value::Int(partner));
    row.set("kind", kind.to_value());
    row.set("on", on.to_value());
    row
}

#[cfg(test)]
mod tests;
