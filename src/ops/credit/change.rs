//! Changes of credit terms and overrides: asked for, approved, and held back from the register.

use chrono::NaiveDate;

use crate::domain::approval::{BY_EDIT, BY_IMPORT};
use crate::domain::credit::change::{self as rule, Terms};
use crate::domain::credit::check::Override;
use crate::domain::kinds::{
    Approval, ApprovalAct, ApprovalEvent, ApprovalSubject, CreditChange, CreditChangeKind, Decision, Partner, User,
};
use crate::domain::money::Money;
use crate::domain::period::day_number;
use crate::domain::policy::Policy;
use crate::domain::record::{Kind, Problem, Row, Storable as _, Stored, Value};
use crate::domain::sentence::Sentence;
use crate::ops::approval::{self, Asked, Asks, Request, Told};
use crate::ops::context::By;
use crate::ops::context::{Context, Source};
use crate::ops::record::doors::HISTORY;
use crate::ops::record::{self as records, Saved};
use crate::ops::{Result, Session, screening};
use crate::store::{Connection, Tx, record};

/// Asks for other terms of a partner: the change waits for approval, or is in force where the policy asks for none.
///
/// # Errors
/// What does not go together by field, a red line, the role, those of the file.
pub fn terms(session: &mut Session, partner: i64, asked: Terms, reason: &str) -> Result<Saved> {
    let mut row = blank(partner, CreditChangeKind::Terms, reason);
    asked.put(&mut row);
    records::save(session, row, &[])
}

/// Asks that sales up to an amount be let through the check until a day.
///
/// # Errors
/// As [`terms`].
pub fn let_through(session: &mut Session, partner: i64, amount: Money, until: NaiveDate, reason: &str) -> Result<Saved> {
    let mut row = blank(partner, CreditChangeKind::Override, reason);
    row.set("amount", Value::Int(amount.0));
    row.set("until", Value::Int(day_number(until).into()));
    records::save(session, row, &[])
}

fn blank(partner: i64, kind: CreditChangeKind, reason: &str) -> Row {
    let mut row = Row::blank(Kind::CreditChange);
    row.set("partner", Value::Int(partner));
    row.set("kind", kind.to_value());
    let reason = reason.trim();
    row.set("reason", if reason.is_empty() { Value::Null } else { Value::Text(reason.to_owned()) });
    row
}

/// Names what does not go together in a change before it is written.
pub(in crate::ops) fn complete(
    conn: &Connection,
    context: &Context<'_>,
    row: &mut Row,
    before: Option<&Row>,
) -> Result<Vec<Problem>> {
    screening::keep_decision(context, row, before);
    // what is required and missing is named elsewhere
    let Ok(change) = row.typed::<CreditChange>() else { return Ok(Vec::new()) };
    if change.partner == 0 {
        return Ok(Vec::new());
    }
    let typed = before.and_then(|b| b.typed::<CreditChange>().ok());
    let partner: Stored<Partner> = record::get_as(conn, change.partner)?;
    let now = Terms::of_partner(&partner.record);
    let mut problems = rule::problems(&change.record, typed.as_ref().map(|b| &b.record), now, context.as_of);
    if change.kind == CreditChangeKind::Terms {
        problems.extend(screening::red_lines(conn, context.policy, Some(change.partner), row, before)?);
    }
    Ok(problems)
}

/// Asks for the approval of a change that was just written.
pub(in crate::ops) fn written(tx: &mut Tx<'_>, context: &Context<'_>, after: &Row) -> Result<Option<Told>> {
    let change: Stored<CreditChange> = after.typed()?;
    match change.state {
        Decision::Draft | Decision::Rejected | Decision::Withdrawn => ask(tx, context, &change, "done-credit-waits").map(Some),
        Decision::Pending | Decision::Approved => Ok(None),
    }
}

/// Asks for it; `waits` is the message for one that waits then.
fn ask(tx: &mut Tx<'_>, context: &Context<'_>, change: &Stored<CreditChange>, waits: &'static str) -> Result<Told> {
    let partner: Stored<Partner> = record::get_as(tx.conn(), change.partner)?;
    let now = Terms::of_partner(&partner.record);
    let asked = approval::request(
        tx,
        context.by(),
        &Request {
            subject: ApprovalSubject::Credit,
            record: change.id,
            partner: Some(change.partner),
            title: &title(&partner.record, now, &change.record),
            amount: rule::worth(&change.record, now),
            reason: &change.reason,
        },
    )?;
    let said = match asked {
        Asked::Waits(_, number) => Sentence::new(waits).with("what", &partner.code).with("number", number),
        Asked::Alone(..) | Asked::WantsReason(..) => asked.said(&partner.code),
        Asked::InForce | Asked::Dropped(_) => Sentence::new("done-credit-in-force").with("what", &partner.code),
    };
    Ok(Told::new(said, asked))
}

/// What is asked for in one line that both languages read: `D001 300000.00 → 500000.00, 30 → 45 d`.
fn title(partner: &Partner, now: Terms, change: &CreditChange) -> String {
    let mut parts = Vec::new();
    let arrow = |was: Option<String>, is: String| format!("{} → {is}", was.unwrap_or_else(|| "-".to_owned()));
    if let Some(limit) = change.credit_limit {
        parts.push(arrow(now.limit.map(|m| m.to_string()), limit.to_string()));
    }
    if let Some(days) = change.credit_days {
        parts.push(arrow(now.days.map(|d| d.to_string()), format!("{days} d")));
    }
    if let Some(rate) = change.deduction_rate {
        let percent = |r: crate::domain::money::Rate| format!("{}%", rust_decimal::Decimal::new(r.0, 2).normalize());
        parts.push(arrow(now.rate.map(percent), percent(rate)));
    }
    if let (Some(amount), Some(until)) = (change.amount, change.until) {
        parts.push(format!("≤ {amount}, ≤ {until}"));
    }
    format!("{} {}: {}", partner.code, partner.name, parts.join(", "))
}

/// Puts a change that was just approved into force: terms are written to the partner in the same transaction.
pub(in crate::ops) fn approved(tx: &mut Tx<'_>, by: By<'_>, id: i64) -> Result<()> {
    let mut change: Stored<CreditChange> = record::get_as(tx.conn(), id)?;
    change.record.effective_at = Some(by.at);
    tx.save(&change)?;
    if change.kind == CreditChangeKind::Terms {
        let mut partner: Stored<Partner> = record::get_as(tx.conn(), change.partner)?;
        let terms = Terms::of_partner(&partner.record).with(&change.record);
        let p = &mut partner.record;
        (p.credit_limit, p.credit_days, p.deduction_rate) = (terms.limit, terms.days, terms.rate);
        tx.save(&partner)?;
    }
    Ok(())
}

/// Whether credit terms are written as they come in: with a partner that is new, by who may load a history.
fn written_directly(context: &Context<'_>, before: Option<&Row>) -> bool {
    context.source == Source::Import && context.role >= HISTORY && before.is_none()
}

/// Takes credit terms that differ out of a partner's row; answers what is to be asked for after the rest is written.
pub(in crate::ops) fn withhold(context: &Context<'_>, row: &mut Row, before: Option<&Row>) -> Option<Terms> {
    if written_directly(context, before) {
        return None;
    }
    Some(rule::withhold(row, before)).filter(|t| !t.is_empty())
}

/// Asks for terms that were held back from the register; answers what the person is told.
///
/// Terms that wait already are not asked for twice; a file that comes again does not ask again for what was refused.
pub(in crate::ops) fn ask_for(tx: &mut Tx<'_>, context: &Context<'_>, partner: i64, terms: Terms) -> Result<Option<Told>> {
    let same = "WHERE partner = ?1 AND kind = 'terms' AND state <> 'approved' AND credit_limit IS ?2 AND credit_days IS ?3
                AND deduction_rate IS ?4 ORDER BY id DESC LIMIT 1";
    let (limit, rate) = (terms.limit.map(|m| m.0), terms.rate.map(|r| r.0));
    let there = record::query_as::<CreditChange>(tx.conn(), same, &[&partner, &limit, &terms.days, &rate])?.pop();
    if let Some(there) = there {
        match (there.state, context.source) {
            (Decision::Pending, source) => return waits_already(tx, &there, source).map(Some),
            (_, Source::Import) => {
                let code = record::code_of(tx.conn(), Kind::Partner, partner)?;
                return Ok(Some(Told::new(Sentence::new("done-credit-not-again").with("what", code), Asks::NotAgain)));
            }
            _ => {}
        }
    }
    let reason = match (context.reason.trim(), context.source) {
        ("", Source::Person) => BY_EDIT,
        ("", Source::Import) => BY_IMPORT,
        (reason, _) => reason,
    };
    let mut row = blank(partner, CreditChangeKind::Terms, reason);
    terms.put(&mut row);
    row.id = tx.insert(&row)?;
    ask(tx, context, &record::get_as(tx.conn(), row.id)?, REST_WAITS).map(Some)
}

/// What is told of terms that wait while the rest of the partner is written.
const REST_WAITS: &str = "done-credit-rest-waits";

/// What is told of terms that wait already; nothing is written for them.
fn waits_already(tx: &Tx<'_>, change: &Stored<CreditChange>, source: Source) -> Result<Told> {
    let clause = "WHERE subject = 'credit' AND record = ?1 ORDER BY id DESC LIMIT 1";
    let open = record::query_as::<Approval>(tx.conn(), clause, &[&change.id])?.pop();
    let number = open.and_then(|a| a.number).unwrap_or(change.id);
    let code = record::code_of(tx.conn(), Kind::Partner, change.partner)?;
    let key = if source == Source::Import { "done-credit-still-waits" } else { REST_WAITS };
    Ok(Told::new(Sentence::new(key).with("what", code).with("number", number), Asks::WaitsAlready))
}

/// The overrides of a partner that are in force on a day, with who approved them.
pub fn overrides(conn: &Connection, policy: &Policy, partner: i64, day: NaiveDate) -> Result<Vec<Override>> {
    // what was let through elsewhere is history here
    let clause = "WHERE partner = ?1 AND kind = 'override' AND state = 'approved' AND until >= ?2 AND brought_in = 0
                  ORDER BY until, id";
    let found = record::query_as::<CreditChange>(conn, clause, &[&partner, &day_number(day)])?;
    let zone = policy.organisation.zone;
    let begun = |c: &Stored<CreditChange>| c.effective_at.is_none_or(|at| at.with_timezone(&zone).date_naive() <= day);
    let mut out = Vec::new();
    for c in found.into_iter().filter(begun) {
        let (Some(amount), Some(until)) = (c.amount, c.until) else { continue };
        let approver = approver(conn, c.id)?.unwrap_or_default();
        out.push(Override { number: c.number.unwrap_or(c.id), amount, until, reason: c.record.reason, approver });
    }
    Ok(out)
}

/// Who approved a change last; `None` where the policy asked for nobody.
fn approver(conn: &Connection, change: i64) -> Result<Option<String>> {
    let clause = "WHERE subject = 'credit' AND record = ?1 AND state = 'approved' ORDER BY brought_in, id DESC LIMIT 1";
    let Some(done) = record::query_as::<Approval>(conn, clause, &[&change])?.pop() else { return Ok(None) };
    // who decided alone let it through, too
    let clause = "WHERE approval = ?1 AND act IN (?2, ?3) ORDER BY id DESC LIMIT 1";
    let acts = (ApprovalAct::Approve.code(), ApprovalAct::Alone.code());
    let event = record::query_as::<ApprovalEvent>(conn, clause, &[&done.id, &acts.0, &acts.1])?.pop();
    let Some(user) = event.and_then(|e| e.actor) else { return Ok(None) };
    let user: Stored<User> = record::get_as(conn, user)?;
    Ok(Some(if user.full_name.is_empty() { user.record.name } else { user.record.full_name }))
}
